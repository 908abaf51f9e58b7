/* SPDX-License-Identifier: Apache-2.0
 * What a test of plain files needs: a context, and a folder that goes with it. */
#ifndef MK_TEST_FOLDER_H
#define MK_TEST_FOLDER_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <unistd.h>
#include "cx.h"

static mk_cx cx;
static char folder[64];

static inline int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    snprintf(folder, sizeof folder, "/tmp/makir-test-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static inline int after(void **state)
{
    (void)state;
    mk_str rm = mk_arena_printf(cx.arena, "rm -rf '%s'", folder);
    int rc = system(rm.p);
    mk_arena_free(cx.arena);
    return rc;
}
#endif
