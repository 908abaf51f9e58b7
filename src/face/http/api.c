/* SPDX-License-Identifier: Apache-2.0
 * From a method and a path to an operation, and from its result to an answer. */
#include "args.h"
#include "buf.h"
#include "http_int.h"
#include "out.h"
#include "repeat.h"
#include "setting.h"
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static const char *const ours[] = { "lang", "format", NULL };       /* query parameters that are the face's, not the operation's */

bool mk_http_piece(mk_str path, size_t *i, mk_str *ret)
{
    if (*i >= path.n || path.p[*i] != '/') return false;
    size_t from = ++*i;
    while (*i < path.n && path.p[*i] != '/') ++*i;
    *ret = mk_str_sub(path, from, *i);
    return true;
}

/* Letter by letter, since each request is held against the whole table; {} stands for one piece that is not empty. */
static bool matches(const char *pattern, mk_str path)
{
    size_t i = 0;
    while (*pattern) {
        if (*pattern != '{') {
            if (i == path.n || path.p[i++] != *pattern++) return false;
            continue;
        }
        size_t from = i;
        while (*pattern && *pattern != '/') pattern++;
        while (i < path.n && path.p[i] != '/') i++;
        if (i == from) return false;
    }
    return i == path.n;
}

static bool literal(const mk_op *op) { return !strchr(op->path, '{'); }

/* Whether it is asked for at this address, by whatever verb. */
static bool at(const mk_op *op, mk_str path)
{
    enum { V1 = sizeof "/v1/" - 1 };                /* all begin with it; the letter behind it rules out most */
    return path.n > V1 && op->path[V1] == path.p[V1] && matches(op->path, path) && !(op->flags & MK_OP_LOCAL) && !(op->flags & MK_OP_DOCUMENT && !op->media);
}

/* HEAD is asked like GET. A path without {} goes before one with. */
static const mk_op *lookup(const mk_op *const *ops, const mk_http_request *q)
{
    mk_str method = mk_str_eqz(q->method, "HEAD") ? MK_S("GET") : q->method;
    const mk_op *best = NULL;
    char first = method.n ? method.p[0] : 0;
    for (; *ops; ops++)
        if ((*ops)->verb[0] == first && at(*ops, q->path) && mk_str_eqz(method, (*ops)->verb) && (!best || (literal(*ops) && !literal(best)))) best = *ops;
    return best;
}

static void verbs(const mk_op *const *ops, mk_str path, mk_buf *ret)
{
    for (; *ops; ops++)             /* an address may be one with {} too */
        if (at(*ops, path) && mk_str_find(mk_buf_str(ret), mk_str_of((*ops)->verb)) < 0)
            mk_buf_printf(ret, "%s%s%s", ret->n ? ", " : "", (*ops)->verb, strcmp((*ops)->verb, "GET") == 0 ? ", HEAD" : "");
}

static int path_args(mk_cx *cx, mk_args *a, const mk_op *op, mk_str path)
{
    mk_str p = mk_str_of(op->path), x, y, value;
    size_t i = 0, j = 0;
    while (mk_http_piece(p, &i, &x) && mk_http_piece(path, &j, &y)) {
        if (!x.n || x.p[0] != '{') continue;
        const mk_param *param = mk_op_param(op, mk_str_sub(x, 1, x.n - 1));
        if (!param || !mk_url_decode(cx->arena, y, false, &value)) return mk_fail(cx, MK_EINVAL, "the address is broken");
        MK_TRY(mk_args_put(cx, a, param, value));
    }
    return 0;
}

/* RFC 9110, 13.1.1: a condition is looked at or refused, never passed over. The version goes where a body would tell it. */
static int condition(mk_cx *cx, const mk_op *op, mk_str match, mk_args *a)
{
    const mk_param *based = mk_op_param(op, MK_S("based-on"));
    if (!match.n || mk_str_eqz(match, "*")) return 0;       /* whatever it is now */
    if (!based) return mk_fail(cx, MK_EINVAL, "If-Match is not looked at by %s %s; nothing was changed", op->verb, op->path);
    if (match.n < 3 || match.p[0] != '"' || memchr(match.p + 1, '"', match.n - 1) != match.p + match.n - 1)
        return mk_fail(cx, MK_EINVAL, "If-Match names one version in quotes, as `version` tells it");
    return mk_args_put(cx, a, based, mk_str_sub(match, 1, match.n - 1));
}

/* Addresses are kept in logs and histories, so what people say goes into the body: only what GET asks for stands in the address,
 * and no such operation takes free text (a test of the table). */
static int read_args(mk_cx *cx, const mk_op *op, const mk_http_request *q, mk_args *a)
{
    bool get = strcmp(op->verb, "GET") == 0;
    MK_TRY(path_args(cx, a, op, q->path));
    size_t from_path = mk_args_given(a);
    MK_TRY(mk_args_query(cx, a, q->query, ours));
    if (!mk_http_lang_known(q)) return mk_fail(cx, MK_EINVAL, "lang is he or en");
    if (!get && mk_args_given(a) > from_path) return mk_fail(cx, MK_EINVAL, "the parameters of %s %s go into its body, not into the address", op->verb, op->path);
    if (q->body.n && !get) MK_TRY(mk_args_json(cx, a, q->body));
    if (!get) MK_TRY(condition(cx, op, mk_str_trim(q->if_match), a));
    for (const mk_param *p = op->params; p->name; p++)          /* no file of this machine is named from outside */
        if (p->type == MK_P_PATH && mk_arg_has(a, p->name)) return mk_fail(cx, MK_EINVAL, "unknown parameter %s; send the file to /v1/uploads", p->name);
    return 0;
}

/* A workbook is made in memory, behind a descriptor that goes with the answer. */
static int answer_workbook(mk_cx *cx, const mk_render *render, const mk_out *out, mk_http_response *r)
{
    char path[32];
    struct stat st;
    int fd = memfd_create("answer", MFD_CLOEXEC);
    if (fd < 0) return mk_fail(cx, MK_EIO, "no memory for the workbook: %m");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int rc = mk_out_workbook(cx, out, render, path);
    if (rc == 0 && fstat(fd, &st) < 0) rc = mk_fail(cx, MK_EIO, "cannot read the workbook back: %m");
    if (rc < 0) {
        close(fd);
        return rc;
    }
    r->status = 200;
    r->file = fd;
    r->file_bytes = (uint64_t)st.st_size;
    mk_http_add(r, "Content-Type", MK_S(XLSX));
    mk_http_add(r, "Content-Disposition", MK_S("attachment; filename=\"makir.xlsx\""));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    return 0;
}

static int zone(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings s;
    MK_TRY(mk_settings_get(cx, db, &s));
    *(const mk_tz **)arg = s.tz;
    return 0;
}

/* What a header asks for, or "format" in the address: a link has no headers. */
static bool wants(const mk_http_request *q, const char *type, const char *format)
{
    for (size_t i = 0; i < q->query.n;) {
        const char *amp = memchr(q->query.p + i, '&', q->query.n - i);
        size_t end = amp ? (size_t)(amp - q->query.p) : q->query.n;
        mk_str pair = mk_str_sub(q->query, i, end);
        if (mk_str_starts(pair, MK_S("format="))) return mk_str_eqz(mk_str_sub(pair, 7, pair.n), format);
        i = end + 1;
    }
    return mk_str_starts(q->accept, mk_str_of(type));
}

static int answer(mk_http *h, mk_cx *cx, const mk_http_request *q, const mk_op *op, const mk_out *out, mk_http_response *r)
{
    mk_render render = { .format = MK_FMT_JSON, .lang = cx->lang };
    mk_buf b = mk_buf_on(cx->arena);
    const char *type = op->media;
    if (wants(q, XLSX, "xlsx") && !(op->flags & MK_OP_DOCUMENT)) {
        if (h->opt.store) MK_TRY(mk_store_read(cx, h->opt.store, zone, &render.tz));
        return answer_workbook(cx, &render, out, r);
    }
    if (wants(q, "text/csv", "csv")) render.format = MK_FMT_CSV, type = "text/csv; charset=utf-8";
    if (wants(q, "application/x-ndjson", "ndjson")) render.format = MK_FMT_NDJSON, type = "application/x-ndjson";
    mk_out_render(out, &render, &b);
    if (!type) { mk_http_json(r, 200, mk_buf_str(&b)); return 0; }
    r->status = 200;
    r->body = mk_buf_str(&b);
    mk_http_add(r, "Content-Type", mk_str_of(type));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    /* a document to read has its style in it, and nothing else that works: it is saved and handed over as one file */
    if (strcmp(type, "text/html") == 0) mk_http_add(r, "Content-Security-Policy", MK_S("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"));
    return 0;
}

/* RFC 7240: how long, in microseconds, whoever asks would rather wait for the result than be told where it will be. */
static int64_t patience_of(const mk_op *op, const mk_http_request *q)
{
    enum { USUAL = 5, MOST = 30 };
    int64_t n = 0;
    mk_str prefer = q->prefer;
    if (q->hurry) return q->hurry;
    ptrdiff_t wait = mk_str_find(prefer, MK_S("wait="));
    if (mk_str_find(prefer, MK_S("respond-async")) >= 0) return 0;
    if (wait < 0) return strcmp(op->verb, "GET") == 0 ? USUAL * MK_SECOND : 0;
    for (size_t i = (size_t)wait + 5; i < prefer.n && n < MOST && prefer.p[i] >= '0' && prefer.p[i] <= '9'; i++) n = n * 10 + (prefer.p[i] - '0');
    return (n < MOST ? n : MOST) * MK_SECOND;
}

/* The file a job reads, found by the name it was given when it was sent. */
static int attach(mk_http *h, mk_cx *cx, const mk_op *op, mk_args *a, mk_upload **ret)
{
    *ret = NULL;
    if (!(op->flags & MK_OP_UPLOAD)) return 0;
    if (!mk_arg_has(a, "upload") && mk_op_param(op, MK_S("text"))) return 0;       /* a small table came as it is */
    if (!mk_arg_has(a, "upload")) return mk_fail(cx, MK_EINVAL, "%s is missing", "upload");
    mk_upload *up = mk_uploads_find(cx, h->uploads, mk_arg_text(a, "upload"));
    if (!up) return mk_fail(cx, MK_ENOTFOUND, "upload must name a file that was sent to /v1/uploads and is still there");
    *ret = up;
    const struct { const char *name; mk_str value; } of_it[] = {
        { "path", mk_str_of(mk_upload_path(up)) }, { "bad", mk_str_of(mk_upload_bad_path(up)) }, { "name", mk_upload_name(up) } };
    for (size_t i = 0; i < sizeof of_it / sizeof *of_it; i++) {
        const mk_param *p = mk_op_param(op, mk_str_of(of_it[i].name));
        if (p) MK_TRY(mk_args_put(cx, a, p, of_it[i].value));
    }
    return 0;
}

typedef struct preparing { mk_http *h; const mk_op *op; const mk_http_request *q; mk_args *args; mk_upload *up; } preparing;

static int prepare(mk_cx *cx, void *arg)
{
    preparing *p = arg;
    p->args = mk_args_new(cx, p->op);
    MK_TRY(read_args(cx, p->op, p->q, p->args));
    MK_TRY(attach(p->h, cx, p->op, p->args, &p->up));
    return mk_args_end(cx, p->args);
}

static int begin(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, const mk_op_env *env, mk_job **ret)
{
    bool get = strcmp(op->verb, "GET") == 0, joined;
    uint64_t state = 0;
    if (get && env->store) MK_TRY(mk_store_glance(cx, env->store, &state));        /* one that began before the last change would answer without it */
    mk_str key = get ? mk_arena_printf(cx->arena, "%.*s?%.*s|%d|%" PRIx64, MK_SARG(q->path), MK_SARG(q->query), (int)cx->lang, state) : MK_S("");
    MK_TRY(mk_jobs_open(cx, h->jobs, op, key, ret, &joined));
    if (joined) return 0;
    preparing p = { .h = h, .op = op, .q = q };
    mk_cx *own = mk_job_cx(*ret);
    int rc = mk_cx_guard(own, prepare, &p);
    if (rc >= 0) return mk_job_start(cx, *ret, env, p.args, p.up);
    mk_fail(cx, rc, "%s", own->message);
    mk_upload_release(p.up);
    mk_job_release(*ret, true);
    return rc;
}

static int run_long(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, const mk_op_env *env, mk_http_response *r)
{
    mk_job *job;
    MK_TRY(begin(h, cx, op, q, env, &job));
    if (!mk_job_wait(job, patience_of(op, q))) {
        mk_http_accepted(cx, r, job);
        mk_job_release(job, false);
        return 0;
    }
    mk_job_view v;
    mk_job_look(job, &v);
    int rc = v.code;
    if (v.out) rc = answer(h, cx, q, op, v.out, r);
    else mk_fail(cx, v.code, "%s", v.message);
    mk_job_release(job, true);
    return rc;
}

/* What a change is told that would have to wait for something long. */
static int told_busy(mk_http *h, mk_cx *cx, int rc)
{
    mk_job_view v;
    if (rc != MK_EBUSY || !mk_jobs_writing(h->jobs, &v)) return rc;
    if (v.total) return mk_fail(cx, rc, "%s is running, %d%% of %s; nothing was changed; try again when it has ended", v.op->name, (int)(100 * v.done / v.total), v.stage);
    return mk_fail(cx, rc, "%s is running; nothing was changed; try again when it has ended", v.op->name);
}

static int run_short(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, const mk_op_env *env, mk_http_response *r)
{
    mk_args *args = mk_args_new(cx, op);
    MK_TRY(read_args(cx, op, q, args));
    MK_TRY(mk_args_end(cx, args));
    mk_out *out = mk_out_new(cx, op);
    int rc = mk_op_run(cx, env, op, args, out);
    if (rc < 0) return told_busy(h, cx, rc);
    return answer(h, cx, q, op, out, r);
}

/* A repeated request gets the answer it got. What another thread is about to answer is waited for; 1: it failed there, and was not done. */
static int again(mk_http *h, mk_cx *cx, mk_str name, mk_str request, mk_repeat *rep, mk_http_response *r)
{
    enum { TRIES = 100, PAUSE_US = 20000 };
    for (int i = 0; i < TRIES && rep->found && !rep->status; i++) {
        usleep(PAUSE_US);
        MK_TRY(mk_repeat_find(cx, h->opt.store, name, request, rep));
    }
    if (!rep->found) return 1;
    if (!rep->status) return mk_fail(cx, MK_EEXISTS, "%s", cx->lang == MK_EN ? "this was done already; its answer is not known any more" : "זה כבר נעשה; התשובה כבר לא ידועה");
    mk_http_json(r, (int)rep->status, rep->answer);
    mk_http_add(r, "Idempotent-Replayed", MK_S("true"));
    return 0;
}

/* What runs beside is noted before it begins, what does not in the transaction that does it. 1: another thread gave it up meanwhile. */
static int try_once(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, const mk_op_env *env, mk_http_response *r)
{
    enum { KEPT = 64 << 10 };
    mk_repeat rep;
    mk_str request = mk_arena_printf(cx->arena, "%.*s %.*s?%.*s %.*s", MK_SARG(q->method), MK_SARG(q->path), MK_SARG(q->query), MK_SARG(q->body));
    MK_TRY(mk_repeat_find(cx, h->opt.store, q->idempotency, request, &rep));
    if (rep.found) return again(h, cx, q->idempotency, request, &rep, r);
    bool beside = op->flags & MK_OP_LONG;
    if (!beside) cx->witness = (mk_witness){ mk_repeat_seal, &rep };
    int rc = beside ? mk_repeat_begin(cx, h->opt.store, &rep) : 0;
    bool begun = rc >= 0;
    if (begun) rc = beside ? run_long(h, cx, op, q, env, r) : run_short(h, cx, op, q, env, r);
    cx->witness = (mk_witness){ 0 };
    char message[sizeof cx->message];
    memcpy(message, cx->message, sizeof message);
    if (rc == MK_EEXISTS && !(beside && begun)) {    /* by what we know ourselves, or another thread was first */
        MK_TRY(mk_repeat_find(cx, h->opt.store, q->idempotency, request, &rep));
        return rep.found ? again(h, cx, q->idempotency, request, &rep, r) : mk_fail(cx, rc, "%s", message);
    }
    if (rc < 0 && beside && begun) {
        if (mk_repeat_answer(cx, h->opt.store, &rep, 0, MK_S("")) >= 0) mk_fail(cx, rc, "%s", message);
    } else if (rc >= 0 && r->body.n <= KEPT && r->file <= 0) {
        if (mk_repeat_answer(cx, h->opt.store, &rep, r->status, r->body) < 0) mk_cx_clear(cx);      /* it was done, which is what must be told */
    }
    return rc;
}

static int once(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, const mk_op_env *env, mk_http_response *r)
{
    int rc;
    while ((rc = try_once(h, cx, op, q, env, r)) > 0) {}
    return rc;
}

static int run(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, mk_http_response *r)
{
    int rc = mk_http_sign(h, cx, q);
    if (rc < 0 && (rc != MK_EAUTH || op->role > MK_NOBODY)) return rc;
    if (rc < 0) {
        MK_TRY(mk_http_paced(h, cx, q, op->flags & MK_OP_WRITE));
        snprintf(cx->who, sizeof cx->who, "public");
    }
    mk_cx_clear(cx);
    if (!h->opt.store && !(op->flags & MK_OP_NO_STORE)) return mk_fail(cx, MK_ENOTFOUND, "there is no store");
    mk_op_env env = { .store = h->opt.store, .db = h->opt.db, .audit = h->audit, .listing = h->listing,
                      .base = mk_arena_printf(cx->arena, "%s://%.*s", h->opt.proxied ? "https" : "http", MK_SARG(q->host)).p };
    MK_TRY(mk_op_allowed(cx, &env, op));
    if (q->idempotency.n && (op->flags & MK_OP_WRITE) && h->opt.store) return once(h, cx, op, q, &env, r);
    return op->flags & MK_OP_LONG ? run_long(h, cx, op, q, &env, r) : run_short(h, cx, op, q, &env, r);
}

void mk_http_api(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    const mk_op *op = lookup(h->opt.ops, q);
    if (op) {
        int rc = run(h, cx, op, q, r);
        if (rc < 0) mk_http_problem(cx, r, rc, 0);
        return;
    }
    mk_buf allow = mk_buf_on(cx->arena);
    verbs(h->opt.ops, q->path, &allow);
    if (allow.n) {
        mk_buf_str_add(&allow, MK_S(", OPTIONS"));
        mk_http_allow(cx, q, r, mk_buf_str(&allow));
    } else {
        mk_fail(cx, MK_ENOTFOUND, "there is nothing at this address; see /openapi.json");
        mk_http_problem(cx, r, MK_ENOTFOUND, 0);
    }
}
