/* SPDX-License-Identifier: Apache-2.0
 * Finds the data that tests measure on: $MAKIR_SHARED, else ../shared beside the source. Absent data skips the test. */
#ifndef SHARED_H
#define SHARED_H
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "buf.h"

static inline mk_str shared_file(mk_arena *a, const char *path)
{
    const char *root = getenv("MAKIR_SHARED");
    char *z = mk_arena_z(a, mk_arena_printf(a, "%s/%s", root && *root ? root : SOURCE_ROOT "/../shared", path));
    FILE *f = fopen(z, "re");
    if (!f) {
        print_message("# %s is not there\n", z);
        skip();
    }
    mk_buf b = mk_buf_on(a);
    for (size_t n; (n = fread(mk_buf_room(&b, 1 << 16), 1, 1 << 16, f)) > 0; ) b.n += n;
    fclose(f);
    return mk_buf_str(&b);
}

/* The next line of *rest without its end; false when there is none. */
static inline bool next_line(mk_str *rest, mk_str *line)
{
    if (rest->n == 0) return false;
    const char *end = memchr(rest->p, '\n', rest->n);
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    *line = mk_str_sub(*rest, 0, n);
    *rest = mk_str_sub(*rest, n + (end != NULL), rest->n);
    if (line->n && line->p[line->n - 1] == '\r') line->n--;
    return true;
}

/* Cuts at the first `c`; what is behind it goes to *rest. */
static inline mk_str cut(mk_str *rest, char c)
{
    const char *at = rest->n ? memchr(rest->p, c, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->p) : rest->n;
    mk_str head = mk_str_sub(*rest, 0, n);
    *rest = mk_str_sub(*rest, n + (at != NULL), rest->n);
    return head;
}

static inline void assert_str(mk_str got, const char *want)
{
    if (!mk_str_eqz(got, want)) fail_msg("got \"%.*s\", want \"%s\"", MK_SARG(got), want);
}
#endif
