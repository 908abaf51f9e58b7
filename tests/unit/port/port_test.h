/* SPDX-License-Identifier: Apache-2.0
 * What the tests of port share: a context for each test, and a door on bytes in memory. */
#ifndef MK_PORT_TEST_H
#define MK_PORT_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "door_int.h"
#include "show.h"

static mk_cx cx;

static inline int setup(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    cx.lang = MK_EN;
    cx.now = mk_day_of(2026, 11, 22) * MK_DAY;
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    mk_arena_free(cx.arena);
    return 0;
}

static inline mk_door *open_bytes(mk_str bytes, const char *mapping)
{
    mk_door_options opt = { .mapping = mk_str_of(mapping) };
    mk_door *d = NULL;
    if (mk_door_on(&cx, mk_source_memory(cx.arena, MK_S("test"), bytes), &opt, &d) < 0) fail_msg("%s", cx.message);
    return d;
}

/* All that a door gives, a line each; bad rows as "bad 3: message". */
static inline char *all_of(mk_door *d)
{
    mk_buf b = mk_buf_on(mk_arena_new());
    mk_arena_defer(cx.arena, (void (*)(void *))mk_arena_free, b.arena);
    mk_record r;
    int rc;
    while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) {
        if (rc == 1) show_record(&b, &r);
        else mk_buf_printf(&b, "bad %" PRIu64 ": %s\n", r.line, cx.message);
    }
    assert_int_equal(rc, 0);
    return mk_arena_z(cx.arena, mk_buf_str(&b));
}

static inline char *read_bytes(mk_str bytes, const char *mapping) { return all_of(open_bytes(bytes, mapping)); }
static inline char *read_text(const char *text) { return read_bytes(mk_str_of(text), ""); }

/* "header=field header=field ..." of the columns that mean something. */
static inline char *fields_of(const mk_door *d)
{
    mk_buf b = mk_buf_on(cx.arena);
    const mk_door_info *info = mk_door_about(d);
    for (size_t i = 0; i < info->column_n; i++)
        if (info->column[i].field.n) mk_buf_printf(&b, "%s%.*s=%.*s", b.n ? ", " : "", MK_SARG(info->column[i].header), MK_SARG(info->column[i].field));
    return mk_arena_z(cx.arena, mk_buf_str(&b));
}

static inline bool warned(const mk_door *d, const char *part)
{
    const mk_door_info *info = mk_door_about(d);
    for (size_t i = 0; i < info->warning_n; i++)
        if (mk_str_find(info->warning[i], mk_str_of(part)) >= 0) return true;
    return false;
}

/* A path below the shared data, or NULL when it is not on this machine. */
static inline const char *shared(const char *path)
{
    const char *root = getenv("MAKIR_SHARED");
    mk_str full = mk_arena_printf(cx.arena, "%s/data/%s", root ? root : SOURCE_ROOT "/../shared", path);
    FILE *f = fopen(full.p, "rb");
    if (!f) return NULL;
    fclose(f);
    return full.p;
}

/* An unpacked copy of an .xz file in memory; n 0 when it is not there. */
static inline mk_str unxz(const char *path)
{
    const char *full = shared(path);
    mk_buf b = mk_buf_on(cx.arena);
    if (!full) return MK_S("");
    FILE *p = popen(mk_arena_printf(cx.arena, "xz -dc '%s'", full).p, "r");
    if (!p) return MK_S("");
    for (size_t n; (n = fread(mk_buf_room(&b, 1 << 16), 1, 1 << 16, p)) > 0;) b.n += n;
    pclose(p);
    return mk_buf_str(&b);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#endif
