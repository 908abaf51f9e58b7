/* SPDX-License-Identifier: Apache-2.0 */
#include "agree.h"
#include <string.h>
#include "buf.h"

/* What braces of a format are written as while its values are put in: no value can be taken for one of them. */
enum { OPEN = 1, OR, NUMBER, CLOSE };

/* The number behind the brace at `at` and where its ways begin; false when it is no such brace. */
static bool number(mk_str s, size_t at, mk_str *ret, size_t *ret_ways)
{
    size_t from = ++at;
    while (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == ',')) at++;
    *ret = mk_str_sub(s, from, at);
    *ret_ways = at + 1;
    return at > from && at < s.n && s.p[at] == ':';
}

/* The way of that number, "one", "two" and "many" in turn; ret_end is behind the brace that closes. */
static bool way(mk_str s, size_t at, mk_str n, mk_str *ret, size_t *ret_end)
{
    mk_str ways[3];
    size_t k = 0, from = at;
    for (; at < s.n && s.p[at] != CLOSE; at++)
        if (s.p[at] == OR && k < 2) {
            ways[k++] = mk_str_sub(s, from, at);
            from = at + 1;
        }
    if (at == s.n || k == 0) return false;
    ways[k++] = mk_str_sub(s, from, at);
    *ret = mk_str_eqz(n, "1") ? ways[0] : k == 3 && mk_str_eqz(n, "2") ? ways[1] : ways[k - 1];
    *ret_end = at + 1;
    return true;
}

/* The format with its own braces marked: "{%", and what belongs to it. */
static const char *marked(mk_arena *a, const char *fmt)
{
    char *out = mk_arena_z(a, mk_str_of(fmt)), *end;
    for (char *at = out; (at = strstr(at, "{%")) && (end = strchr(at, '}')); at = end) {
        for (*at = OPEN, *end = CLOSE; at < end; at++)
            if (*at == '|') *at = OR;
            else if (*at == '#') *at = NUMBER;
    }
    return out;
}

/* 60000 as people read it: 60,000. */
static void add_number(mk_buf *b, mk_str n)
{
    bool bare = !memchr(n.p, ',', n.n);
    for (size_t i = 0; i < n.n; i++) {
        if (bare && i && (n.n - i) % 3 == 0) mk_buf_c(b, ',');
        mk_buf_c(b, n.p[i]);
    }
}

static mk_str chosen(mk_arena *a, mk_str s)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < s.n;) {
        mk_str n, said;
        size_t next;
        if (s.p[i] != OPEN || !number(s, i, &n, &next) || !way(s, next, n, &said, &next)) { mk_buf_c(&b, s.p[i++]); continue; }
        for (size_t k = 0; k < said.n; k++)
            if (said.p[k] == NUMBER) add_number(&b, n);
            else mk_buf_c(&b, said.p[k]);
        i = next;
    }
    return mk_buf_str(&b);
}

mk_str mk_agree_vprintf(mk_arena *a, const char *fmt, va_list ap)
{
    return strstr(fmt, "{%") ? chosen(a, mk_arena_vprintf(a, marked(a, fmt), ap)) : mk_arena_vprintf(a, fmt, ap);
}

mk_str mk_agree_printf(mk_arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    mk_str s = mk_agree_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}
