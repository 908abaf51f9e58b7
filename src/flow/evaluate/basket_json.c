/* SPDX-License-Identifier: Apache-2.0 */
#include "basket_json.h"
#include "buf.h"
#include "hash.h"
#include "source.h"

typedef struct scan { mk_cx *cx; const char *path; const char *p, *end, *start; } scan;

static int bad(scan *s, const char *wanted)
{
    uint64_t line = 1;
    for (const char *c = s->start; c < s->p && c < s->end; c++) line += *c == '\n';
    return mk_fail(s->cx, MK_EBADDATA, "%s, line %" PRIu64 ", byte %zu: expected %s%s", s->path, line, (size_t)(s->p - s->start), wanted,
                   s->p >= s->end ? ", but the file ends" : "");
}

static int open_file(mk_cx *cx, const char *path, scan *ret)
{
    mk_source *src;
    MK_TRY(mk_source_file(cx, cx->arena, path, &src));
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t n = 1; n;) {
        char *room = mk_buf_room(&b, 1 << 20);
        MK_TRY(mk_source_fill(cx, src, room, 1 << 20, &n));
        b.n += n;
        MK_TRY(mk_cx_check(cx));
    }
    mk_str t = mk_buf_str(&b);
    *ret = (scan){ cx, path, t.p, t.p + t.n, t.p };
    if (t.n >= 3 && memcmp(t.p, "\xef\xbb\xbf", 3) == 0) ret->p += 3;
    return 0;
}

static char look(scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t')) s->p++;
    return s->p < s->end ? *s->p : 0;
}

static int take(scan *s, char c, const char *wanted)
{
    if (look(s) != c) return bad(s, wanted);
    s->p++;
    return 0;
}

/* A name in quotes. One with a backslash is kept with its backslashes: it only has to be the same in all three files. */
static int text(scan *s, mk_str *ret)
{
    MK_TRY(take(s, '"', "a name in quotes"));
    const char *from = s->p;
    while (s->p < s->end && *s->p != '"') s->p += *s->p == '\\' ? 2 : 1;
    if (s->p >= s->end) { s->p = s->end; return bad(s, "a closing quote"); }
    *ret = (mk_str){ from, (size_t)(s->p++ - from) };
    return 0;
}

static int number(scan *s, int64_t *ret)
{
    bool quoted = look(s) == '"';
    if (quoted) s->p++;
    bool minus = s->p < s->end && *s->p == '-';
    if (minus) s->p++;
    const char *from = s->p;
    int64_t v = 0;
    for (; s->p < s->end && *s->p >= '0' && *s->p <= '9' && s->p - from < 18; s->p++) v = v * 10 + (*s->p - '0');
    if (s->p == from || (s->p < s->end && ((*s->p >= '0' && *s->p <= '9') || *s->p == '.' || (*s->p | 32) == 'e'))) return bad(s, "a whole number for an item");
    if (quoted && (s->p >= s->end || *s->p++ != '"')) return bad(s, "a closing quote");
    *ret = minus ? -v : v;
    return 0;
}

/* After an element: 1 when another follows, 0 when `close` ended it. */
static int more(scan *s, char close, const char *wanted)
{
    char c = look(s);
    if (c != ',' && c != close) return bad(s, wanted);
    s->p++;
    return c == ',';
}

uint32_t mk_basket_who(mk_cx *cx, mk_basket_people *p, mk_str name, bool make)
{
    if (!p->index.arena) p->index = mk_map_on(cx->arena);
    for (uint64_t h = mk_hash(0, name);; h = mk_hash2(h, 1)) {
        uint64_t *at = mk_map_get(&p->index, h);
        if (at && mk_str_eq(p->name.p[*at - 1], name)) return (uint32_t)*at - 1;
        if (at) continue;
        if (!make) return MK_BASKET_NOBODY;
        *mk_vec_push(cx->arena, &p->name) = name;
        *mk_map_put(&p->index, h, NULL) = p->name.n;
        return (uint32_t)p->name.n - 1;
    }
}

static int basket(scan *s, mk_basket_file *f)
{
    MK_TRY(take(s, '[', "'[' of a basket"));
    if (look(s) == ']') { s->p++; return 0; }
    for (int rc = 1; rc;) {
        int64_t v;
        MK_TRY(number(s, &v));
        *mk_vec_push(s->cx->arena, &f->item) = v;
        MK_TRY(rc = more(s, ']', "',' or ']' in a basket"));
    }
    return 0;
}

/* All baskets of one customer. [-1] says where the list begins and ends, and is no basket. */
static int baskets(scan *s, mk_basket_file *f)
{
    MK_TRY(take(s, '[', "'[' of a customer's baskets"));
    if (look(s) == ']') { s->p++; return 0; }
    for (int rc = 1; rc;) {
        size_t from = f->item.n;
        MK_TRY(basket(s, f));
        for (size_t i = from; i < f->item.n; i++)
            if (f->item.p[i] < 0 && !(f->item.p[i] == -1 && f->item.n == from + 1)) return bad(s, "items that are not negative");
        if (f->item.n == from + 1 && f->item.p[from] == -1) f->item.n = from;
        if (f->item.n > UINT32_MAX / 2) return mk_fail(s->cx, MK_ELIMIT, "%s has more than two thousand million items", s->path);
        if (f->item.n > from) *mk_vec_push(s->cx->arena, &f->line_of) = (uint32_t)f->item.n;
        MK_TRY(rc = more(s, ']', "',' or ']' in a customer's baskets"));
    }
    return 0;
}

int mk_basket_read(mk_cx *cx, const char *path, mk_basket_people *p, bool make, mk_basket_file *f)
{
    scan s;
    memset(f, 0, sizeof *f);
    MK_TRY(open_file(cx, path, &s));
    *mk_vec_push(cx->arena, &f->basket_of) = 0;
    *mk_vec_push(cx->arena, &f->line_of) = 0;
    MK_TRY(take(&s, '{', "'{': one object with a list of baskets for each customer"));
    mk_map seen = mk_map_on(cx->arena);
    if (look(&s) == '}') return mk_fail(cx, MK_EBADDATA, "%s is empty: it has no customers", path);
    for (int rc = 1; rc;) {
        mk_str name;
        MK_TRY(text(&s, &name));
        MK_TRY(take(&s, ':', "':' after a customer's name"));
        size_t b = f->line_of.n, l = f->item.n;
        MK_TRY(baskets(&s, f));
        uint32_t who = mk_basket_who(cx, p, name, make);
        bool fresh = true;
        if (who != MK_BASKET_NOBODY) mk_map_put(&seen, who, &fresh);
        if (!fresh) return mk_fail(cx, MK_EBADDATA, "%s, byte %zu: a customer is there twice", path, (size_t)(s.p - s.start));
        if (who == MK_BASKET_NOBODY) {
            f->line_of.n = b;
            f->item.n = l;
        } else {
            *mk_vec_push(cx->arena, &f->who) = who;
            *mk_vec_push(cx->arena, &f->basket_of) = (uint32_t)f->line_of.n - 1;
        }
        if ((f->who.n & 0xfff) == 0) MK_TRY(mk_cx_check(cx));
        MK_TRY(rc = more(&s, '}', "',' or '}' after a customer"));
    }
    if (look(&s)) return bad(&s, "nothing after the closing '}'");
    return 0;
}

/* --- the keyset --- */

static int skip(scan *s)
{
    int depth = 0;
    do {
        char c = look(s);
        if (!c) return bad(s, "a value");
        if (c == '"') {
            mk_str unused;
            MK_TRY(text(s, &unused));
        } else {
            if (c == '[' || c == '{') depth++;
            if (c == ']' || c == '}') depth--;
            s->p++;
            if (depth == 0 && c != ']' && c != '}')
                while (s->p < s->end && *s->p != ',' && *s->p != '}' && *s->p != ']') s->p++;
        }
    } while (depth > 0);
    return 0;
}

static int names(scan *s, mk_basket_people *p, const char *key, void *list)
{
    mk_vec(uint32_t) *to = list;
    MK_TRY(take(s, '[', "a list of customers"));
    if (look(s) == ']') { s->p++; return 0; }
    uint64_t strangers = 0;
    for (int rc = 1; rc;) {
        mk_str name;
        if (look(s) == '"') {
            MK_TRY(text(s, &name));
        } else {
            const char *from = s->p;
            int64_t v;
            MK_TRY(number(s, &v));
            name = (mk_str){ from, (size_t)(s->p - from) };
        }
        uint32_t who = mk_basket_who(s->cx, p, name, false);
        if (who == MK_BASKET_NOBODY) strangers++;
        else *mk_vec_push(s->cx->arena, to) = who;
        MK_TRY(rc = more(s, ']', "',' or ']' in a list of customers"));
    }
    return strangers ? mk_fail(s->cx, MK_EBADDATA, "%s: %" PRIu64 " customers of \"%s\" are not in the history; take the files of one data set", s->path, strangers, key) : 0;
}

int mk_basket_keys_read(mk_cx *cx, const char *path, mk_basket_people *p, mk_basket_keys *ret)
{
    scan s;
    memset(ret, 0, sizeof *ret);
    MK_TRY(open_file(cx, path, &s));
    MK_TRY(take(&s, '{', "'{': one object with \"train\", \"val\" and \"test\""));
    for (int rc = look(&s) != '}'; rc;) {
        mk_str key = MK_S("");
        MK_TRY(text(&s, &key));
        MK_TRY(take(&s, ':', "':'"));
        if (mk_str_eqz(key, "train")) MK_TRY(names(&s, p, "train", &ret->train));
        else if (mk_str_eqz(key, "val")) MK_TRY(names(&s, p, "val", &ret->val));
        else if (mk_str_eqz(key, "test")) MK_TRY(names(&s, p, "test", &ret->test));
        else MK_TRY(skip(&s));
        MK_TRY(rc = more(&s, '}', "',' or '}'"));
    }
    if (!ret->test.n) return mk_fail(cx, MK_EBADDATA, "%s names nobody under \"test\", so there is nothing to answer", path);
    return 0;
}
