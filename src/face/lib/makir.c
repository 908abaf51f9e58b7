/* SPDX-License-Identifier: Apache-2.0
 * libmakir: the table of operations for a program that has makir inside. */
#include "lib_int.h"
#include <unistd.h>
#include "args.h"
#include "out.h"
#include "reference.h"

struct makir {
    mk_cx cx;
    mk_arena_mark begin;    /* of its arena, behind what lives as long as this; a call's answer stays until the next call */
    mk_store *store;
    const char *path;
    atomic_bool cancel;
    const char *hint;
};

void mk_lib_fresh(makir *m)
{
    mk_arena_rewind(m->cx.arena, m->begin);
    m->cx.now = mk_clock_now();
    mk_cx_clear(&m->cx);
    m->hint = "";
    atomic_store(&m->cancel, false);
}

int mk_lib_told(makir *m, int rc)
{
    if (rc >= 0) return 0;
    if (!m->cx.message[0]) mk_fail(&m->cx, rc, "%s", mk_error_title(rc, m->cx.lang));
    m->hint = mk_error_hint(rc, m->cx.lang);
    return rc;
}

mk_cx *mk_lib_cx(makir *m) { return &m->cx; }

typedef struct opening { makir *m; const char *store; unsigned flags; } opening;

static int open_body(mk_cx *cx, void *arg)
{
    opening *o = arg;
    return mk_store_open(cx, o->store, o->flags & MAKIR_CREATE ? MK_STORE_CREATE : 0, &o->m->store);
}

int makir_open(const char *store, unsigned flags, makir **ret)
{
    makir *m = *ret = calloc(1, sizeof *m);
    if (!m) return MK_ENOMEM;
    mk_cx_init(&m->cx, mk_arena_new());
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    m->cx.threads = cpus > 64 ? 64 : cpus > 1 ? (int)cpus : 1;
    m->cx.cancel = &m->cancel;
    snprintf(m->cx.who, sizeof m->cx.who, "library");
    m->path = store ? mk_arena_dup(m->cx.arena, mk_str_of(store)).p : NULL;
    m->begin = mk_arena_here(m->cx.arena);
    mk_lib_fresh(m);
    if (!store) return 0;
    return mk_lib_told(m, mk_cx_guard(&m->cx, open_body, &(opening){ m, m->path, flags }));
}

void makir_close(makir *m)
{
    if (!m) return;
    mk_store_close(m->store);
    mk_arena_free(m->cx.arena);
    free(m);
}

typedef struct running { makir *m; const mk_op *op; const char *arguments; const char *answer; } running;

static int run_body(mk_cx *cx, void *arg)
{
    running *r = arg;
    mk_op_env env = { .store = r->m->store, .db = r->m->path };
    mk_args *args = mk_args_new(cx, r->op);
    MK_TRY(mk_args_json(cx, args, mk_str_of(r->arguments ? r->arguments : "")));
    MK_TRY(mk_args_end(cx, args));
    mk_out *out = mk_out_new(cx, r->op);
    MK_TRY(mk_op_run(cx, &env, r->op, args, out));
    mk_buf b = mk_buf_on(cx->arena);
    mk_out_render(out, &(mk_render){ .format = MK_FMT_JSON, .lang = cx->lang }, &b);
    mk_buf_c(&b, 0);
    r->answer = mk_buf_str(&b).p;
    return 0;
}

int makir_run(makir *m, const char *operation, const char *arguments, const char **ret_answer)
{
    mk_lib_fresh(m);
    *ret_answer = "";
    running r = { .m = m, .op = mk_op_named(mk_str_of(operation)), .arguments = arguments };
    if (!r.op) return mk_lib_told(m, mk_fail(&m->cx, MK_ENOTFOUND, "there is no operation of that name; see docs/reference/commands.md"));
    if (!m->store && !(r.op->flags & MK_OP_NO_STORE)) return mk_lib_told(m, mk_fail(&m->cx, MK_ENOTFOUND, "'%s' needs a store, and none is open", r.op->name));
    int rc = mk_cx_guard(&m->cx, run_body, &r);
    if (rc == 0) *ret_answer = r.answer;
    return mk_lib_told(m, rc);
}

const char *makir_message(const makir *m) { return m ? m->cx.message : "out of memory"; }
const char *makir_hint(const makir *m) { return m ? m->hint : ""; }
const char *makir_error_name(int code) { return mk_error_about(code)->name; }

int makir_language(makir *m, const char *language)
{
    mk_lib_fresh(m);
    bool he = strcmp(language, "he") == 0;
    if (!he && strcmp(language, "en") != 0) return mk_lib_told(m, mk_fail(&m->cx, MK_EINVAL, "the language is he or en"));
    m->cx.lang = he ? MK_HE : MK_EN;
    return 0;
}

int makir_who(makir *m, const char *name)
{
    mk_lib_fresh(m);
    if (!*name || strlen(name) >= sizeof m->cx.who) return mk_lib_told(m, mk_fail(&m->cx, MK_EINVAL, "a name has 1 to %zu bytes", sizeof m->cx.who - 1));
    snprintf(m->cx.who, sizeof m->cx.who, "%s", name);
    return 0;
}

void makir_progress(makir *m, void (*report)(void *self, const char *stage, uint64_t done, uint64_t total), void *self)
{
    m->cx.progress = (mk_progress){ .report = report, .self = self };
}

void makir_cancel(makir *m) { atomic_store(&m->cancel, true); }
const char *makir_version(void) { return MK_VERSION; }
