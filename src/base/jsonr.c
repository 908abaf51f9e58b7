/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonr.h"
#include "hash.h"
#include "map.h"

typedef struct reader { mk_arena *a; const char *p, *end; int depth; } reader;

static void blanks(reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')) r->p++;
}

static bool digit(const reader *r) { return r->p < r->end && *r->p >= '0' && *r->p <= '9'; }

static bool digits(reader *r)
{
    if (!digit(r)) return false;
    while (digit(r)) r->p++;
    return true;
}

static bool number(reader *r)
{
    if (*r->p == '-') r->p++;
    if (r->p < r->end && *r->p == '0') r->p++;
    else if (!digits(r)) return false;
    if (r->p < r->end && *r->p == '.') {
        r->p++;
        if (!digits(r)) return false;
    }
    if (r->p < r->end && (*r->p | 32) == 'e') {
        r->p++;
        if (r->p < r->end && (*r->p == '+' || *r->p == '-')) r->p++;
        return digits(r);
    }
    return true;
}

static bool hex4(reader *r, uint32_t *ret)
{
    uint32_t v = 0;
    if (r->end - r->p < 4) return false;
    for (int i = 0; i < 4; i++, r->p++) {
        char c = *r->p, low = (char)(c | 32);
        int d = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (d < 0) return false;
        v = v << 4 | (uint32_t)d;
    }
    *ret = v;
    return true;
}

/* Behind \u. Two halves outside the first plane make one; half of one is nothing. */
static bool unicode(reader *r, mk_buf *b)
{
    uint32_t c, low;
    if (!hex4(r, &c) || c == 0 || (c >= 0xdc00 && c < 0xe000)) return false;
    if (c >= 0xd800 && c < 0xdc00) {
        if (r->end - r->p < 6 || r->p[0] != '\\' || r->p[1] != 'u') return false;
        r->p += 2;
        if (!hex4(r, &low) || low < 0xdc00 || low >= 0xe000) return false;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    mk_buf_utf8(b, c);
    return true;
}

static bool escaped(reader *r, mk_buf *b)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (r->p >= r->end) return false;
    char c = *r->p++;
    if (c == 'u') return unicode(r, b);
    const char *at = c ? strchr(from, c) : NULL;
    if (at) mk_buf_c(b, to[at - from]);
    return at != NULL;
}

static bool string(reader *r, mk_str *ret)
{
    if (r->p >= r->end || *r->p != '"') return false;
    const char *from = ++r->p;
    mk_buf b = mk_buf_on(r->a);
    while (r->p < r->end && *r->p != '"') {
        uint8_t c = (uint8_t)*r->p;
        if (c < 0x20) return false;
        if (c == '\\') {
            mk_buf_add(&b, from, (size_t)(r->p - from));
            r->p++;
            if (!escaped(r, &b)) return false;
            from = r->p;
            continue;
        }
        size_t n = mk_json_utf8(r->p, (size_t)(r->end - r->p));
        if (!n) return false;
        r->p += n;
    }
    if (r->p >= r->end) return false;
    /* most have nothing escaped and stay where they are */
    if (b.n) mk_buf_add(&b, from, (size_t)(r->p - from)), *ret = mk_buf_str(&b);
    else *ret = (mk_str){ from, (size_t)(r->p - from) };
    r->p++;
    return true;
}

static bool value(reader *r, mk_json *j);

/* Few members are looked through, many are hashed: a name must come once. */
typedef struct names { size_t n; mk_map seen; } names;

static bool new_name(reader *r, names *all, const mk_json *first, mk_str key)
{
    enum { FEW = 16 };
    if (all->n++ < FEW) {
        for (; first; first = first->next)
            if (mk_str_eq(first->key, key)) return false;
        return true;
    }
    bool fresh;
    if (all->n == FEW + 1) {
        all->seen = mk_map_on(r->a);
        for (; first; first = first->next) mk_map_put(&all->seen, mk_hash(0, first->key), NULL);
    }
    mk_map_put(&all->seen, mk_hash(0, key), &fresh);
    return fresh;
}

static bool members(reader *r, mk_json *j, char close)
{
    mk_json *last = NULL;
    names all = { 0 };
    if (++r->depth > MK_JSON_DEPTH) return false;
    for (r->p++, blanks(r); r->p < r->end && !(*r->p == close && !last); ) {
        mk_json *m = MK_NEW(r->a, mk_json);
        if (close == '}') {
            if (!string(r, &m->key) || !new_name(r, &all, j->first, m->key)) return false;
            blanks(r);
            if (r->p >= r->end || *r->p++ != ':') return false;
            blanks(r);
        }
        if (!value(r, m)) return false;
        if (last) last->next = m;
        else j->first = m;
        last = m;
        j->n++;
        blanks(r);
        if (r->p < r->end && *r->p == close) break;
        if (r->p >= r->end || *r->p++ != ',') return false;
        blanks(r);
        if (r->p < r->end && *r->p == close) return false;          /* a comma with nothing behind it */
    }
    if (r->p >= r->end) return false;
    r->p++;
    r->depth--;
    return true;
}

static bool word(reader *r, const char *w)
{
    size_t n = strlen(w);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, w, n) != 0) return false;
    r->p += n;
    return true;
}

static bool value(reader *r, mk_json *j)
{
    if (r->p >= r->end) return false;
    const char *from = r->p;
    bool ok;
    switch (*r->p) {
    case '"': j->type = MK_JSON_STRING; return string(r, &j->text);
    case '{': j->type = MK_JSON_OBJECT; ok = members(r, j, '}'); break;
    case '[': j->type = MK_JSON_ARRAY; ok = members(r, j, ']'); break;
    case 't': j->type = MK_JSON_TRUE; ok = word(r, "true"); break;
    case 'f': j->type = MK_JSON_FALSE; ok = word(r, "false"); break;
    case 'n': j->type = MK_JSON_NULL; ok = word(r, "null"); break;
    default: j->type = MK_JSON_NUMBER; ok = (*r->p == '-' || digit(r)) && number(r);
    }
    j->text = (mk_str){ from, (size_t)(r->p - from) };
    return ok;
}

const mk_json *mk_json_read(mk_arena *a, mk_str text, size_t *ret_at)
{
    reader r = { .a = a, .p = text.p ? text.p : "", .end = (text.p ? text.p : "") + text.n };
    const char *from = r.p;
    mk_json *j = MK_NEW(a, mk_json);
    blanks(&r);
    bool ok = value(&r, j);
    if (ok) blanks(&r);
    if (ret_at) *ret_at = (size_t)(r.p - from);
    return ok && r.p == r.end ? j : NULL;
}

const mk_json *mk_json_get(const mk_json *j, const char *key)
{
    if (!j || j->type != MK_JSON_OBJECT) return NULL;
    for (const mk_json *m = j->first; m; m = m->next)
        if (mk_str_eqz(m->key, key)) return m;
    return NULL;
}

mk_str mk_json_text(const mk_json *j) { return j && j->type == MK_JSON_STRING ? j->text : MK_S(""); }
