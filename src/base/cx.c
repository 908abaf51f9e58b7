/* SPDX-License-Identifier: Apache-2.0 */
#include "cx.h"
#include "clock.h"

static const mk_error_info infos[] = {
#define X(name, http, exit, text, hint) { #name, text, hint, http, exit },
#include "errors.def"
#undef X
};

const mk_error_info *mk_error_about(int code)
{
    if (code <= MK_E_FIRST_ || code >= MK_E_END_) code = MK_EBUG;
    return &infos[code - MK_E_FIRST_ - 1];
}

static const char *const roles[] = { "nobody", "reader", "seller", "manager", "owner" };

const char *mk_role_name(mk_role role) { return role <= MK_OWNER ? roles[role] : "nobody"; }

bool mk_role_named(mk_str name, mk_role *ret)
{
    for (int i = 0; i <= MK_OWNER; i++)
        if (mk_str_eqz(name, roles[i])) { *ret = (mk_role)i; return true; }
    return false;
}

void mk_cx_init(mk_cx *cx, mk_arena *arena)
{
    memset(cx, 0, sizeof *cx);
    cx->arena = arena;
    cx->role = MK_OWNER;
    cx->may = MK_MAY_ALL;
    memcpy(cx->who, "cli", 4);
    cx->now = mk_clock_now();
    cx->seed = 1;
    cx->threads = 1;
    cx->limits = (mk_limits){ .row_bytes = 1u << 20, .cell_count = 1024, .body_bytes = 64u << 20,
                              .sort_bytes = 16u << 20, .archive_bytes = (size_t)8 << 30 };
}

void mk_cx_clear(mk_cx *cx) { cx->code = 0; cx->message[0] = 0; cx->wait = 0; cx->need = NULL; }

static const char *said(const mk_cx *cx, const char *fmt) { return cx->said ? cx->said(fmt, cx->lang) : fmt; }

int (mk_fail)(mk_cx *cx, int code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(cx->message, sizeof cx->message, said(cx, fmt), ap);
    va_end(ap);
    return cx->code = code;
}

int (mk_wrap)(mk_cx *cx, int code, const char *fmt, ...)
{
    char was[sizeof cx->message];
    memcpy(was, cx->message, sizeof was);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(cx->message, sizeof cx->message, said(cx, fmt), ap);
    va_end(ap);
    if (n > 0 && (size_t)n < sizeof was - 3)
        snprintf(cx->message + n, sizeof was - (size_t)n, ": %s", was);
    return cx->code = code;
}

int mk_cx_check(mk_cx *cx)
{
    if (cx->cancel && atomic_load_explicit(cx->cancel, memory_order_relaxed))
        return mk_fail(cx, MK_ECANCELLED, "cancelled; nothing was changed");
    return 0;
}

void mk_progress_at(mk_cx *cx, const char *stage, uint64_t done, uint64_t total)
{
    if (!cx->progress.report) return;
    int64_t now = mk_clock_monotonic();
    if (now < cx->progress.next_us && (total == 0 || done < total)) return;
    cx->progress.next_us = now + 100000;
    cx->progress.report(cx->progress.self, stage, done, total);
}

int mk_cx_guard(mk_cx *cx, int (*fn)(mk_cx *, void *), void *arg)
{
    jmp_buf here, *outer;
    mk_arena_mark mark = mk_arena_here(cx->arena);
    volatile int rc;
    outer = mk_arena_on_oom(cx->arena, &here);
    if (setjmp(here) == 0)
        rc = fn(cx, arg);
    else
        rc = mk_fail(cx, MK_ENOMEM, "out of memory; nothing was changed");
    mk_arena_on_oom(cx->arena, outer);
    if (rc < 0) mk_arena_rewind(cx->arena, mark);
    return rc;
}
