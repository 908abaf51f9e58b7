/* SPDX-License-Identifier: Apache-2.0
 * The way of a request: is it for us, whom is it for, what comes back. */
#include "buf.h"
#include "clock.h"
#include "http_int.h"
#include "jsonw.h"
#include "reference.h"

/* A change waits so long for another one; behind something long it is told so. */
static const int64_t PATIENCE = MK_SECOND;

mk_http *mk_http_new(const mk_http_options *opt)
{
    mk_http *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    h->opt = *opt;
    h->began = mk_clock_now();
    if (!h->opt.body_bytes) h->opt.body_bytes = 1u << 20;
    if (!h->opt.long_at_once) h->opt.long_at_once = 2;
    h->limiter = mk_limiter_new(60 * 60 * MK_SECOND);
    h->pace = mk_limiter_new(60 * MK_SECOND);
    h->audit = mk_audit_new();
    h->lobby = mk_lobby_new();
    h->listing = mk_listing_new();
    if (!h->opt.rate) h->opt.rate = 100;
    h->jobs = mk_jobs_new(h->opt.long_at_once, h->opt.threads);
    h->uploads = mk_uploads_new();
    pthread_mutex_init(&h->hashing, NULL);
    if (h->limiter && h->pace && h->audit && h->lobby && h->listing && h->jobs && h->uploads) return h;
    mk_http_free(h);
    return NULL;
}

void mk_http_free(mk_http *h)
{
    if (!h) return;
    mk_jobs_free(h->jobs);              /* first: they hold uploads */
    mk_uploads_free(h->uploads);
    mk_limiter_free(h->limiter);
    mk_limiter_free(h->pace);
    mk_audit_free(h->audit);
    mk_lobby_free(h->lobby);
    mk_listing_free(h->listing);
    pthread_mutex_destroy(&h->hashing);
    free(h);
}

void mk_http_stop(mk_http *h) { mk_jobs_stop(h->jobs); }

size_t mk_http_body_limit(const mk_http *h) { return h->opt.body_bytes; }

void mk_http_add(mk_http_response *r, const char *name, mk_str value)
{
    if (r->headers < MK_HTTP_HEADERS) {
        r->header[r->headers].name = name;
        r->header[r->headers++].value = value;
    }
}

mk_str mk_http_header(const mk_http_response *r, const char *name)
{
    for (size_t i = 0; i < r->headers; i++)
        if (mk_str_ieq(mk_str_of(r->header[i].name), mk_str_of(name))) return r->header[i].value;
    return MK_S("");
}

void mk_http_json(mk_http_response *r, int status, mk_str body)
{
    r->status = status;
    r->body = body;
    mk_http_add(r, "Content-Type", MK_S("application/json; charset=utf-8"));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
}

void mk_http_problem(mk_cx *cx, mk_http_response *r, int code, int status)
{
    const mk_error_info *e = mk_error_about(code);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    r->status = status ? status : code == MK_EBUSY && cx->wait ? 429 : e->http;
    mk_json_open(&w, '{');
    mk_json_key(&w, "type");
    mk_json_str(&w, mk_arena_printf(cx->arena, "urn:makir:error:%s", e->name));
    mk_json_key(&w, "title");
    mk_json_z(&w, mk_error_title(code, cx->lang));
    mk_json_key(&w, "status");
    mk_json_int(&w, r->status);
    mk_json_key(&w, "detail");
    mk_json_z(&w, cx->message[0] ? cx->message : mk_error_title(code, cx->lang));
    mk_json_key(&w, "hint");
    mk_json_z(&w, mk_error_hint(code, cx->lang));
    mk_json_key(&w, "code");
    mk_json_z(&w, e->name);
    if (cx->need) mk_json_key(&w, "need"), mk_json_z(&w, cx->need);
    mk_json_close(&w);
    mk_buf_c(&b, '\n');
    r->body = mk_buf_str(&b);
    mk_http_add(r, "Content-Type", MK_S("application/problem+json; charset=utf-8"));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    if (r->status == 401) mk_http_add(r, "WWW-Authenticate", MK_S("Session realm=\"makir\""));
    if (r->status == 503) mk_http_add(r, "Retry-After", MK_S("5"));
    if (r->status == 429) mk_http_add(r, "Retry-After", mk_arena_printf(cx->arena, "%" PRId64, cx->wait / MK_SECOND + 1));
}

static void protect(mk_http_response *r)
{
    if (!mk_http_header(r, "Content-Security-Policy").n) mk_http_add(r, "Content-Security-Policy",
        MK_S("default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data:"));
    mk_http_add(r, "X-Content-Type-Options", MK_S("nosniff"));
    mk_http_add(r, "Referrer-Policy", MK_S("no-referrer"));
    mk_http_add(r, "Cross-Origin-Resource-Policy", MK_S("same-origin"));
}

void mk_http_allow(mk_cx *cx, const mk_http_request *q, mk_http_response *r, mk_str methods)
{
    mk_http_add(r, "Allow", methods);
    if (mk_str_eqz(q->method, "OPTIONS")) { r->status = 204; return; }
    mk_fail(cx, MK_EINVAL, "this address knows only %.*s", MK_SARG(methods));
    mk_http_problem(cx, r, MK_EINVAL, 405);
}

static bool safe_method(mk_str m) { return mk_str_eqz(m, "GET") || mk_str_eqz(m, "HEAD") || mk_str_eqz(m, "OPTIONS") || mk_str_eqz(m, "TRACE"); }

static bool known_method(mk_str m)
{
    return safe_method(m) || mk_str_eqz(m, "POST") || mk_str_eqz(m, "PUT") || mk_str_eqz(m, "PATCH") || mk_str_eqz(m, "DELETE");
}

static bool getting(mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    if (mk_str_eqz(q->method, "GET") || mk_str_eqz(q->method, "HEAD")) return true;
    mk_http_allow(cx, q, r, MK_S("GET, HEAD, OPTIONS"));
    return false;
}

static void route(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    if (mk_str_eqz(q->path, "/healthz")) {
        if (getting(cx, q, r)) mk_http_json(r, 200, MK_S("{\"status\":\"ok\"}\n"));
    } else if (mk_str_eqz(q->path, "/metrics")) {
        if (getting(cx, q, r)) mk_http_metrics(h, cx, q, r);
    } else if (mk_str_eqz(q->path, "/openapi.json")) {
        if (!getting(cx, q, r)) return;
        mk_buf b = mk_buf_on(cx->arena);
        mk_openapi(h->opt.ops, mk_str_find(q->query, MK_S("lang=he")) >= 0 ? MK_HE : MK_EN, &b);
        mk_http_json(r, 200, mk_buf_str(&b));
    } else if (mk_str_eqz(q->path, "/v1/session")) {
        mk_http_session(h, cx, q, r);
    } else if (mk_str_eqz(q->path, "/v1/me")) {
        if (getting(cx, q, r)) mk_http_me(h, cx, q, r);
    } else if (mk_str_starts(q->path, MK_S("/v1/jobs")) || mk_str_starts(q->path, MK_S("/v1/uploads"))) {
        mk_http_tasks(h, cx, q, r);
    } else if (mk_str_starts(q->path, MK_S("/v1/"))) {
        mk_http_api(h, cx, q, r);
    } else if (getting(cx, q, r)) {
        mk_http_file(h, cx, q, r);
    }
}

typedef struct call { mk_http *h; const mk_http_request *q; mk_http_response *r; } call;

static int guarded(mk_cx *cx, void *arg)
{
    call *c = arg;
    route(c->h, cx, c->q, c->r);
    return 0;
}

/* What is refused whatever it asks for; true: it is, by r. */
static bool refused(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    *r = (mk_http_response){ 0 };
    mk_cx_clear(cx);
    cx->role = MK_NOBODY;
    cx->lang = mk_http_lang(q);
    cx->patience = PATIENCE;
    if (!mk_http_host_ok(h, q->host)) {
        mk_fail(cx, MK_EDENIED, "makir does not answer to this name; it is told its names with: makir serve --host");
        mk_http_problem(cx, r, MK_EDENIED, 421);
    } else if (!known_method(q->method)) {
        mk_fail(cx, MK_EINVAL, "unknown method");
        mk_http_problem(cx, r, MK_EINVAL, 501);
    } else if (q->body.n > h->opt.body_bytes) {
        mk_fail(cx, MK_ELIMIT, "a request may have at most %zu bytes", h->opt.body_bytes);
        mk_http_problem(cx, r, MK_ELIMIT, 0);
    } else if (!safe_method(q->method) && !q->authorization.n && !mk_http_own_request(h, q)) {
        mk_fail(cx, MK_EDENIED, "a request that changes something needs the header X-Makir: 1 or a body of type application/json");
        mk_http_problem(cx, r, MK_EDENIED, 0);
    }
    return r->status != 0;
}

void mk_http_handle(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    int64_t began = mk_clock_monotonic();
    if (!refused(h, cx, q, r)) {
        call c = { h, q, r };
        int rc = mk_cx_guard(cx, guarded, &c);
        if (rc < 0) {                       /* only memory can run out here */
            *r = (mk_http_response){ 0 };
            mk_http_problem(cx, r, rc, 0);
        }
    }
    mk_upload_release(q->upload);
    protect(r);
    mk_http_count(h, r->status, mk_clock_monotonic() - began);
}

bool mk_http_is_upload(const mk_http_request *q) { return mk_str_eqz(q->method, "POST") && mk_str_eqz(q->path, "/v1/uploads"); }

typedef struct sending { call c; mk_upload *up; } sending;

static int receive(mk_cx *cx, void *arg)
{
    sending *s = arg;
    return mk_http_receive(s->c.h, cx, s->c.q, &s->up);
}

mk_upload *mk_http_upload(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    sending s = { .c = { h, q, r } };
    if (refused(h, cx, q, r)) { protect(r); return NULL; }
    int rc = mk_cx_guard(cx, receive, &s);
    if (rc == 0) return s.up;
    mk_http_problem(cx, r, rc, 0);
    protect(r);
    return NULL;
}

void mk_http_too_large(mk_http *h, mk_cx *cx, mk_http_response *r)
{
    *r = (mk_http_response){ 0 };
    mk_fail(cx, MK_ELIMIT, "a request may have at most %zu bytes", h->opt.body_bytes);
    mk_http_problem(cx, r, MK_ELIMIT, 0);
    protect(r);
}

void mk_http_two_lengths(mk_http *h, mk_cx *cx, mk_http_response *r)
{
    (void)h;
    *r = (mk_http_response){ 0 };
    mk_fail(cx, MK_EINVAL, "a request has a Content-Length or a Transfer-Encoding, not both");
    mk_http_problem(cx, r, MK_EINVAL, 0);
    mk_http_add(r, "Connection", MK_S("close"));
    protect(r);
}

void mk_http_too_busy(mk_http *h, mk_cx *cx, mk_http_response *r)
{
    (void)h;
    *r = (mk_http_response){ 0 };
    mk_fail(cx, MK_EBUSY, "too many requests at once");
    mk_http_problem(cx, r, MK_EBUSY, 0);
    protect(r);
}
