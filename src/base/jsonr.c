/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonr.h"
#include "buf.h"

static void blank(mk_jsonr *r)
{
    while (r->left.n && memchr(" \t\r\n", r->left.p[0], 4)) r->left = mk_str_sub(r->left, 1, r->left.n);
}

static bool take(mk_jsonr *r, char c)
{
    blank(r);
    if (r->left.n == 0 || r->left.p[0] != c) return false;
    r->left = mk_str_sub(r->left, 1, r->left.n);
    return true;
}

static bool fail(mk_jsonr *r)
{
    r->bad = true;
    return false;
}

static bool hex4(mk_str s, size_t at, uint32_t *ret)
{
    *ret = 0;
    if (at + 4 > s.n) return false;
    for (size_t i = at; i < at + 4; i++) {
        char c = s.p[i], d = (char)(c | 32);
        if (c >= '0' && c <= '9') *ret = *ret << 4 | (uint32_t)(c - '0');
        else if (d >= 'a' && d <= 'f') *ret = *ret << 4 | (uint32_t)(d - 'a' + 10);
        else return false;
    }
    return true;
}

/* Behind the opening quote. Most texts have no escapes and are slices of the JSON. */
static bool text(mk_jsonr *r, mk_str *ret)
{
    static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    mk_str s = r->left;
    size_t i = 0;
    while (i < s.n && s.p[i] != '"' && s.p[i] != '\\') i++;
    if (i < s.n && s.p[i] == '"') {
        *ret = mk_str_sub(s, 0, i);
        r->left = mk_str_sub(s, i + 1, s.n);
        return true;
    }
    mk_buf b = mk_buf_on(r->arena);
    for (i = 0; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] != '\\') { mk_buf_c(&b, s.p[i]); continue; }
        if (++i == s.n) return fail(r);
        const char *e = s.p[i] ? strchr(escapes, s.p[i]) : NULL;
        uint32_t high, low;
        if (e) { mk_buf_c(&b, means[e - escapes]); continue; }
        if (s.p[i] != 'u' || !hex4(s, i + 1, &high)) return fail(r);
        i += 4;
        if (high >= 0xd800 && high < 0xdc00 && i + 2 < s.n && s.p[i + 1] == '\\' && s.p[i + 2] == 'u' && hex4(s, i + 3, &low) && low >= 0xdc00 && low < 0xe000) {
            high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            i += 6;
        }
        mk_buf_utf8(&b, high);
    }
    if (i == s.n) return fail(r);
    *ret = mk_buf_str(&b);
    r->left = mk_str_sub(s, i + 1, s.n);
    return true;
}

static bool word(mk_jsonr *r, const char *z)
{
    mk_str w = mk_str_of(z);
    if (!mk_str_starts(r->left, w)) return false;
    r->left = mk_str_sub(r->left, w.n, r->left.n);
    return true;
}

static bool value(mk_jsonr *r, mk_json_value *ret)
{
    *ret = (mk_json_value){ MK_JSON_NULL, MK_S("") };
    if (take(r, '"')) {
        ret->kind = MK_JSON_TEXT;
        return text(r, &ret->text);
    }
    if (word(r, "null")) return true;
    ret->kind = MK_JSON_TRUE;
    if (word(r, "true")) return true;
    ret->kind = MK_JSON_FALSE;
    if (word(r, "false")) return true;
    ret->kind = MK_JSON_NUMBER;
    size_t n = 0;
    while (n < r->left.n && memchr("+-.0123456789eE", r->left.p[n], 15)) n++;
    if (n == 0) return fail(r);
    ret->text = mk_str_sub(r->left, 0, n);
    r->left = mk_str_sub(r->left, n, r->left.n);
    return true;
}

bool mk_json_enter(mk_jsonr *r, char bracket)
{
    r->end = bracket == '[' ? ']' : '}';
    if (!take(r, bracket)) return fail(r);
    return true;
}

bool mk_json_next(mk_jsonr *r, mk_str *ret_key, mk_json_value *ret)
{
    if (r->bad || r->end == 0) return false;
    if (take(r, r->end)) {
        r->end = 0;
        return false;
    }
    if (r->end == '}') {
        mk_str key;
        if (!take(r, '"') || !text(r, &key) || !take(r, ':')) return fail(r);
        if (ret_key) *ret_key = key;
    }
    blank(r);
    if (!value(r, ret)) return false;
    blank(r);
    if (!take(r, ',') && (r->left.n == 0 || r->left.p[0] != r->end)) return fail(r);
    return true;
}
