/* SPDX-License-Identifier: Apache-2.0
 * A slice of bytes, UTF-8 unless said otherwise.
 * Owns nothing: the bytes belong to whoever made them and must outlive the slice.
 * Not terminated by NUL; NUL-terminated strings live only at the borders of libraries. Never fails. Threads: any. */
#ifndef MK_STR_H
#define MK_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct mk_str { const char *p; size_t n; } mk_str;

#define MK_S(lit) ((mk_str){ "" lit, sizeof(lit) - 1 })          /* from a literal */
#define MK_SARG(s) (int)(s).n, (s).p                             /* for "%.*s" */

static inline mk_str mk_str_of(const char *z) { return (mk_str){ z ? z : "", z ? strlen(z) : 0 }; }
static inline bool mk_str_eq(mk_str a, mk_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool mk_str_eqz(mk_str a, const char *z) { return mk_str_eq(a, mk_str_of(z)); }
/* s[from, to), clipped to what is there */
static inline mk_str mk_str_sub(mk_str s, size_t from, size_t to)
{
    if (to > s.n) to = s.n;
    if (from > to) from = to;
    return (mk_str){ s.p + from, to - from };
}
/* Whether `most` bytes from p on lie in one page of memory, so that all can be read when the first is anybody's. No, under a sanitizer, which
 * knows better where things end. */
static inline bool mk_in_page(const char *p, size_t most)
{
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__ || defined __clang__ || !defined __x86_64__
    (void)p, (void)most;
    return false;
#else
    return ((uintptr_t)p & 4095) <= 4096 - most;
#endif
}
int mk_str_cmp(mk_str a, mk_str b);                 /* bytes, then length */
bool mk_str_ieq(mk_str a, mk_str b);                /* ASCII letters without case */
bool mk_str_starts(mk_str s, mk_str prefix);
bool mk_str_ends(mk_str s, mk_str suffix);
ptrdiff_t mk_str_find(mk_str s, mk_str what);       /* index, or -1 */
mk_str mk_str_trim(mk_str s);                       /* ASCII white space and NUL, both ends */
/* Whether a list of words joined by commas has that one. */
bool mk_str_listed(mk_str list, const char *word);
/* The whole slice as a decimal integer with optional sign; false when anything else is in it or it overflows. */
bool mk_str_int(mk_str s, int64_t *ret);
/* The whole slice as a floating number, '.' as the point whatever the locale. */
bool mk_str_real(mk_str s, double *ret);
#endif
