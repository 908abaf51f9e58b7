/* SPDX-License-Identifier: Apache-2.0
 * From a method and a path to an operation, and from its result to an answer. */
#include "args.h"
#include "buf.h"
#include "http_int.h"
#include "out.h"

static const char *const ours[] = { "lang", NULL };     /* query parameters that are the face's, not the operation's */

/* The next piece of a path between slashes; false at the end. */
static bool piece(mk_str path, size_t *i, mk_str *ret)
{
    if (*i >= path.n || path.p[*i] != '/') return false;
    size_t from = ++*i;
    while (*i < path.n && path.p[*i] != '/') ++*i;
    *ret = mk_str_sub(path, from, *i);
    return true;
}

static bool matches(const char *pattern, mk_str path)
{
    mk_str p = mk_str_of(pattern), x, y;
    size_t i = 0, j = 0;
    for (;;) {
        bool more = piece(p, &i, &x), also = piece(path, &j, &y);
        if (!more || !also) return more == also && i == p.n && j == path.n;
        if (x.n && x.p[0] == '{' ? y.n == 0 : !mk_str_eq(x, y)) return false;
    }
}

static bool literal(const mk_op *op) { return !strchr(op->path, '{'); }

/* HEAD is asked like GET. A path without {} goes before one with. */
static const mk_op *lookup(const mk_op *const *ops, const mk_http_request *q, mk_buf *allow)
{
    mk_str method = mk_str_eqz(q->method, "HEAD") ? MK_S("GET") : q->method;
    const mk_op *best = NULL;
    for (; *ops; ops++) {
        const mk_op *op = *ops;
        if ((op->flags & (MK_OP_LOCAL | MK_OP_DOCUMENT)) || !matches(op->path, q->path)) continue;
        mk_buf_printf(allow, "%s%s%s", allow->n ? ", " : "", op->verb, strcmp(op->verb, "GET") == 0 ? ", HEAD" : "");
        if (mk_str_eqz(method, op->verb) && (!best || (literal(op) && !literal(best)))) best = op;
    }
    return best;
}

static int path_args(mk_cx *cx, mk_args *a, const mk_op *op, mk_str path)
{
    mk_str p = mk_str_of(op->path), x, y, value;
    size_t i = 0, j = 0;
    while (piece(p, &i, &x) && piece(path, &j, &y)) {
        if (!x.n || x.p[0] != '{') continue;
        const mk_param *param = mk_op_param(op, mk_str_sub(x, 1, x.n - 1));
        if (!param || !mk_url_decode(cx->arena, y, false, &value)) return mk_fail(cx, MK_EINVAL, "the address is broken");
        MK_TRY(mk_args_put(cx, a, param, value));
    }
    return 0;
}

/* Addresses are kept in logs and histories, so what people say goes into the body: only what GET asks for stands in the address,
 * and no such operation takes free text (a test of the table). */
static int read_args(mk_cx *cx, const mk_op *op, const mk_http_request *q, mk_args **ret)
{
    bool get = strcmp(op->verb, "GET") == 0;
    *ret = mk_args_new(cx, op);
    MK_TRY(path_args(cx, *ret, op, q->path));
    size_t from_path = mk_args_given(*ret);
    MK_TRY(mk_args_query(cx, *ret, q->query, ours));
    if (!get && mk_args_given(*ret) > from_path) return mk_fail(cx, MK_EINVAL, "the parameters of %s %s go into its body, not into the address", op->verb, op->path);
    if (q->body.n && !get) MK_TRY(mk_args_json(cx, *ret, q->body));
    return mk_args_end(cx, *ret);
}

static bool begin_long(mk_http *h)
{
    pthread_mutex_lock(&h->counting);
    bool may = h->long_running < h->opt.long_at_once;
    h->long_running += may;
    pthread_mutex_unlock(&h->counting);
    return may;
}

static void end_long(mk_http *h)
{
    pthread_mutex_lock(&h->counting);
    h->long_running--;
    pthread_mutex_unlock(&h->counting);
}

static void answer(mk_cx *cx, const mk_http_request *q, const mk_out *out, mk_http_response *r)
{
    mk_render render = { .format = MK_FMT_JSON, .lang = cx->lang };
    mk_buf b = mk_buf_on(cx->arena);
    const char *type = NULL;
    if (mk_str_starts(q->accept, MK_S("text/csv"))) render.format = MK_FMT_CSV, type = "text/csv; charset=utf-8";
    if (mk_str_starts(q->accept, MK_S("application/x-ndjson"))) render.format = MK_FMT_NDJSON, type = "application/x-ndjson";
    mk_out_render(out, &render, &b);
    if (!type) { mk_http_json(r, 200, mk_buf_str(&b)); return; }
    r->status = 200;
    r->body = mk_buf_str(&b);
    mk_http_add(r, "Content-Type", mk_str_of(type));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
}

static int run(mk_http *h, mk_cx *cx, const mk_op *op, const mk_http_request *q, mk_http_response *r)
{
    mk_args *args;
    int rc = mk_http_sign(h, cx, q);
    if (rc < 0 && (rc != MK_EAUTH || op->role > MK_NOBODY)) return rc;
    mk_cx_clear(cx);
    if (cx->role < op->role) return mk_fail(cx, MK_EDENIED, "this needs the role %s, yours is %s", mk_role_name(op->role), mk_role_name(cx->role));
    MK_TRY(read_args(cx, op, q, &args));
    if (!h->opt.store && !(op->flags & MK_OP_NO_STORE)) return mk_fail(cx, MK_ENOTFOUND, "there is no store");
    if ((op->flags & MK_OP_LONG) && !begin_long(h)) return mk_fail(cx, MK_EBUSY, "%d long tasks are running already", h->opt.long_at_once);
    mk_op_env env = { .store = h->opt.store, .db = h->opt.db };
    mk_out *out = mk_out_new(cx, op);
    rc = mk_op_run(cx, &env, op, args, out);
    if (op->flags & MK_OP_LONG) end_long(h);
    if (rc < 0) return rc;
    answer(cx, q, out, r);
    return 0;
}

void mk_http_api(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_buf allow = mk_buf_on(cx->arena);
    const mk_op *op = lookup(h->opt.ops, q, &allow);
    if (op) {
        int rc = run(h, cx, op, q, r);
        if (rc < 0) mk_http_problem(cx, r, rc, 0);
    } else if (allow.n) {
        mk_buf_str_add(&allow, MK_S(", OPTIONS"));
        mk_http_allow(cx, q, r, mk_buf_str(&allow));
    } else {
        mk_fail(cx, MK_ENOTFOUND, "there is nothing at this address; see /openapi.json");
        mk_http_problem(cx, r, MK_ENOTFOUND, 0);
    }
}
