/* SPDX-License-Identifier: Apache-2.0
 * The HTTP face without sockets: routing, signing in, roles, what is refused, and what every answer carries. */
#include "../op/fixture.h"
#include <jansson.h>
#include <unistd.h>
#include "account.h"
#include "http.h"
#include "limiter.h"

typedef struct site { mk_cx *cx; mk_store *store; mk_http *http; char dir[64], db[96]; char cookie[128]; } site;

static int slow_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out);
static mk_http *slow_http;
static int slow_inner;

static const mk_op fixture_slow = {
    .name = "slow", .verb = "POST", .path = "/v1/slow", .summary = "Slow", .example = "makir slow", .role = MK_READER,
    .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "ok", MK_C_BOOL, "" }, { NULL } }, .run = slow_run,
};
static const mk_op fixture_local = {
    .name = "import", .verb = "POST", .path = "/v1/import", .summary = "Import", .example = "makir import x", .role = MK_READER,
    .flags = MK_OP_WRITE | MK_OP_LOCAL | MK_OP_ONE, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "ok", MK_C_BOOL, "" }, { NULL } }, .run = slow_run,
};
extern const mk_op mk_op_version;
static const mk_op *const ops[] = { &fixture_find, &fixture_note, &fixture_slow, &fixture_local, &mk_op_version, NULL };

static int set_up(void **state)
{
    site *s = calloc(1, sizeof *s);
    s->cx = test_cx();
    snprintf(s->dir, sizeof s->dir, "%s/makir-http-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(s->dir));
    snprintf(s->db, sizeof s->db, "%s/t.db", s->dir);
    assert_int_equal(mk_store_open(s->cx, s->db, MK_STORE_CREATE, &s->store), 0);
    assert_int_equal(mk_account_add(s->cx, s->store, MK_S("דנה"), MK_OWNER, MK_HE, MK_S("correct horse")), 0);
    assert_int_equal(mk_account_add(s->cx, s->store, MK_S("Reader"), MK_READER, MK_EN, MK_S("battery staple")), 0);
    mk_http_options opt = { .ops = ops, .store = s->store, .db = s->db, .hosts = "shop.example, desk.example", .bind = "192.168.1.5", .long_at_once = 1 };
    s->http = mk_http_new(&opt);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    site *s = *state;
    char path[128];
    mk_http_free(s->http);
    mk_store_close(s->store);
    static const char *const tails[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) { snprintf(path, sizeof path, "%s%s", s->db, tails[i]); unlink(path); }
    rmdir(s->dir);
    test_cx_free(s->cx);
    free(s);
    return 0;
}

static mk_http_request request(site *s, const char *method, const char *target)
{
    const char *question = strchrnul(target, '?');
    mk_http_request q = { 0 };
    q.method = mk_str_of(method);
    q.path = (mk_str){ target, (size_t)(question - target) };
    q.query = mk_str_of(*question ? question + 1 : "");
    q.host = MK_S("localhost:8017");
    q.peer = MK_S("127.0.0.1");
    q.cookie = mk_str_of(s->cookie);
    if (strcmp(method, "GET") != 0) q.makir = MK_S("1");
    q.accept_language = MK_S("en-US,en;q=0.9,he;q=0.8");
    return q;
}

static mk_http_response send_q(site *s, const mk_http_request *q)
{
    mk_http_response r;
    mk_http_handle(s->http, s->cx, q, &r);
    return r;
}

static mk_http_response send_to(site *s, const char *method, const char *target, const char *body)
{
    mk_http_request q = request(s, method, target);
    q.body = mk_str_of(body);
    return send_q(s, &q);
}

static mk_http_response sign_in(site *s, const char *name, const char *password)
{
    mk_str body = mk_arena_printf(s->cx->arena, "{\"name\":\"%s\",\"password\":\"%s\"}", name, password);
    mk_http_response r = send_to(s, "POST", "/v1/session", body.p);
    mk_str cookie = mk_http_header(&r, "Set-Cookie");
    const char *end = cookie.n ? memchr(cookie.p, ';', cookie.n) : NULL;
    if (r.status == 204) snprintf(s->cookie, sizeof s->cookie, "theme=dark; %.*s", (int)(end - cookie.p), cookie.p);
    return r;
}

#define STATUS(r, want) do { mk_http_response r_ = (r); if (r_.status != (want)) fail_msg("status %d: %.*s", r_.status, MK_SARG(r_.body)); } while (0)
#define SAYS(r, what) do { if (mk_str_find((r).body, MK_S(what)) < 0) fail_msg("no %s in: %.*s", what, MK_SARG((r).body)); } while (0)

static void test_routes(void **state)
{
    site *s = *state;
    STATUS(send_to(s, "GET", "/healthz", ""), 200);
    STATUS(send_to(s, "HEAD", "/healthz", ""), 200);
    STATUS(send_to(s, "POST", "/healthz", ""), 405);
    STATUS(send_to(s, "GET", "/v1/version", ""), 200);              /* needs nobody */
    STATUS(send_to(s, "GET", "/v1/nosuch", ""), 404);
    STATUS(send_to(s, "GET", "/v1/customers/", ""), 404);
    STATUS(send_to(s, "GET", "/v1//customers", ""), 404);
    STATUS(send_to(s, "POST", "/v1/import", "{}"), 404);            /* speaks of files: not over HTTP */
    STATUS(send_to(s, "BREW", "/healthz", ""), 501);
    mk_http_response r = send_to(s, "DELETE", "/v1/customers", "");
    STATUS(r, 405);
    assert_str(mk_http_header(&r, "Allow"), "GET, HEAD, OPTIONS");
    r = send_to(s, "OPTIONS", "/v1/customers/0000000000001/notes", "");
    STATUS(r, 204);
    assert_str(mk_http_header(&r, "Allow"), "POST, OPTIONS");
    assert_str(mk_http_header(&r, "Access-Control-Allow-Origin"), "");
    r = send_to(s, "GET", "/openapi.json", "");
    STATUS(r, 200);
    json_t *doc = json_loadb(r.body.p, r.body.n, 0, NULL);
    assert_non_null(json_object_get(json_object_get(doc, "paths"), "/v1/customers"));
    assert_null(json_object_get(json_object_get(doc, "paths"), "/v1/import"));
    json_decref(doc);
}

static void test_files(void **state)
{
    site *s = *state;
    mk_http_request q = request(s, "GET", "/");
    q.accept = MK_S("text/html,*/*");
    q.accept_encoding = MK_S("gzip, br");
    mk_http_response r = send_q(s, &q);
    STATUS(r, 200);
    assert_str(mk_http_header(&r, "Content-Type"), "text/html; charset=utf-8");
    assert_str(mk_http_header(&r, "Content-Encoding"), "gzip");
    assert_true(r.body.n > 2 && (unsigned char)r.body.p[0] == 0x1f && (unsigned char)r.body.p[1] == 0x8b);
    mk_str etag = mk_http_header(&r, "ETag");
    q.if_none_match = etag;
    r = send_q(s, &q);
    STATUS(r, 304);
    assert_int_equal(r.body.n, 0);
    q = request(s, "GET", "/customers/0000000000001");               /* an address of the desk's own */
    q.accept = MK_S("text/html");
    r = send_q(s, &q);
    STATUS(r, 200);
    SAYS(r, "<html");
    STATUS(send_to(s, "GET", "/nosuch.js", ""), 404);
    STATUS(send_to(s, "GET", "/../etc/passwd", ""), 404);
    STATUS(send_to(s, "POST", "/", ""), 405);
}

static void test_host(void **state)
{
    site *s = *state;
    static const struct { const char *host; int status; } hosts[] = {
        { "localhost", 200 }, { "LocalHost:8017", 200 }, { "127.0.0.1:1", 200 }, { "[::1]:8017", 200 }, { "192.168.1.5:8017", 200 },
        { "shop.example", 200 }, { "DESK.example:443", 200 }, { "", 421 }, { "evil.example", 421 }, { "evil.example:8017", 421 },
        { "localhost.evil.example", 421 }, { "shop.example.evil", 421 }, { "[::2]:8017", 421 }, { "[", 421 }, { ":8017", 421 }, { ",", 421 },
    };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        mk_http_request q = request(s, "GET", "/healthz");
        q.host = mk_str_of(hosts[i].host);
        mk_http_response r = send_q(s, &q);
        if (r.status != hosts[i].status) fail_msg("%s: %d", hosts[i].host, r.status);
    }
}

static void test_sign_in(void **state)
{
    site *s = *state;
    STATUS(send_to(s, "GET", "/v1/me", ""), 401);
    mk_http_response r = send_to(s, "GET", "/v1/customers?q=x", "");
    STATUS(r, 401);
    assert_str(mk_http_header(&r, "Content-Type"), "application/problem+json; charset=utf-8");
    SAYS(r, "\"code\":\"AUTH\"");
    SAYS(r, "\"title\":\"not signed in\"");
    STATUS(sign_in(s, "דנה", "wrong password"), 401);
    STATUS(sign_in(s, "nobody", "correct horse"), 401);
    STATUS(send_to(s, "POST", "/v1/session", "{\"name\":5,\"password\":\"x\"}"), 400);
    STATUS(send_to(s, "POST", "/v1/session", "not json"), 400);
    r = sign_in(s, "דנה", "correct horse");
    STATUS(r, 204);
    mk_str cookie = mk_http_header(&r, "Set-Cookie");
    assert_true(mk_str_find(cookie, MK_S("; HttpOnly; SameSite=Strict; Max-Age=2592000")) > 0);
    assert_true(mk_str_find(cookie, MK_S("Secure")) < 0);
    r = send_to(s, "GET", "/v1/me", "");
    STATUS(r, 200);
    assert_str(r.body, "{\"name\":\"דנה\",\"role\":\"owner\",\"lang\":\"he\",\"shop\":\"\"}\n");
    r = send_to(s, "GET", "/v1/customers?q=x&lang=he", "");
    STATUS(r, 200);
    SAYS(r, "\"notes\":[\"2 customers\"]");
    assert_str(mk_http_header(&r, "Cache-Control"), "no-store");
    r = send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"שלום\"}");
    STATUS(r, 200);
    assert_str(r.body, "{\"customer\":\"0000000000001\",\"text\":\"שלום\",\"who\":\"דנה\"}\n");
    STATUS(send_to(s, "DELETE", "/v1/session", ""), 204);
    STATUS(send_to(s, "GET", "/v1/me", ""), 401);                    /* the same cookie is worth nothing now */
    snprintf(s->cookie, sizeof s->cookie, "makir=");
    STATUS(send_to(s, "GET", "/v1/me", ""), 401);
}

static void test_expiry(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    int64_t now = s->cx->now;
    s->cx->now = now + MK_SESSION_LIFE - 1;
    STATUS(send_to(s, "GET", "/v1/me", ""), 200);
    s->cx->now = now + MK_SESSION_LIFE;
    STATUS(send_to(s, "GET", "/v1/me", ""), 401);
    s->cx->now = now;
    STATUS(send_to(s, "GET", "/v1/me", ""), 200);
    assert_int_equal(mk_account_password(s->cx, s->store, MK_S("reader"), MK_S("another one")), 0);
    STATUS(send_to(s, "GET", "/v1/me", ""), 401);                    /* a new password ends all sessions */
}

static void test_roles_and_args(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    STATUS(send_to(s, "GET", "/v1/customers?q=x", ""), 200);
    mk_http_response r = send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"x\"}");
    STATUS(r, 403);
    SAYS(r, "this needs the role seller, yours is reader");
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    STATUS(send_to(s, "GET", "/v1/customers", ""), 400);
    STATUS(send_to(s, "GET", "/v1/customers?q=x&limit=0", ""), 400);
    STATUS(send_to(s, "GET", "/v1/customers?q=x&nosuch=1", ""), 400);
    STATUS(send_to(s, "GET", "/v1/customers?q=%ff", ""), 400);
    STATUS(send_to(s, "POST", "/v1/customers/054-1234567/notes", "{\"text\":\"x\"}"), 400);
    STATUS(send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"x\",\"customer\":\"0000000000002\"}"), 400);
    r = send_to(s, "POST", "/v1/customers/0000000000001/notes?text=x", "{}");        /* what is said goes into no address */
    STATUS(r, 400);
    SAYS(r, "go into its body");
    STATUS(send_to(s, "POST", "/v1/customers/0000000000001/notes?lang=he", "{\"text\":\"x\"}"), 200);
    STATUS(send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"fail\"}"), 404);
    STATUS(send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"memory\"}"), 507);
    STATUS(send_to(s, "POST", "/v1/customers/0000000000001/notes", "{\"text\":\"x\"}"), 200);
    mk_http_request q = request(s, "GET", "/v1/customers?q=x");
    q.accept = MK_S("text/csv");
    r = send_q(s, &q);
    STATUS(r, 200);
    SAYS(r, "customer,name,spent");
}

static void test_strangers(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    static const struct { const char *makir, *type, *origin, *site; int status; } from[] = {
        { "1", "", "", "", 200 },
        { "", "application/json", "", "", 200 },
        { "", "application/json; charset=utf-8", "http://localhost:8017", "same-origin", 200 },
        { "", "", "", "", 403 },
        { "0", "", "", "", 403 },
        { "", "text/plain", "", "", 403 },                           /* what a form of a stranger's page can send */
        { "", "application/x-www-form-urlencoded", "", "", 403 },
        { "", "application/jsonp", "", "", 403 },
        { "1", "application/json", "http://evil.example", "", 403 },
        { "1", "application/json", "null", "", 403 },
        { "1", "application/json", "http://localhost:9999", "", 403 },
        { "1", "application/json", "", "cross-site", 403 },
        { "1", "application/json", "", "same-site", 403 },
    };
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        mk_http_request q = request(s, "POST", "/v1/customers/0000000000001/notes");
        q.body = MK_S("{\"text\":\"x\"}");
        q.makir = mk_str_of(from[i].makir);
        q.content_type = mk_str_of(from[i].type);
        q.origin = mk_str_of(from[i].origin);
        q.fetch_site = mk_str_of(from[i].site);
        mk_http_response r = send_q(s, &q);
        if (r.status != from[i].status) fail_msg("case %zu: %d", i, r.status);
    }
}

static void test_guessing(void **state)
{
    site *s = *state;
    for (int i = 0; i < 5; i++) STATUS(sign_in(s, "דנה", "wrong"), 401);
    mk_http_response r = sign_in(s, "דנה", "correct horse");         /* even the right one, for now */
    STATUS(r, 429);
    assert_str(mk_http_header(&r, "Retry-After"), "900");
    STATUS(sign_in(s, "Reader", "battery staple"), 204);             /* others are not locked out */
    mk_http_request q = request(s, "POST", "/v1/session");
    q.peer = MK_S("10.0.0.9");
    q.body = MK_S("{\"name\":\"דנה\",\"password\":\"correct horse\"}");
    STATUS(send_q(s, &q), 204);                                      /* nor the owner elsewhere */
    s->cx->now += INT64_C(15 * 60) * MK_SECOND;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
}

static void test_limits(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    size_t n = mk_http_body_limit(s->http) + 1;
    mk_http_request q = request(s, "POST", "/v1/customers/0000000000001/notes");
    q.body = (mk_str){ mk_arena_zalloc(s->cx->arena, n), n };
    mk_http_response r = send_q(s, &q);
    STATUS(r, 413);
    q = request(s, "POST", "/v1/session");
    q.body = (mk_str){ mk_arena_zalloc(s->cx->arena, 5000), 5000 };
    STATUS(send_q(s, &q), 413);
    /* every answer carries these, refusals too */
    assert_str(mk_http_header(&r, "X-Content-Type-Options"), "nosniff");
    assert_str(mk_http_header(&r, "Referrer-Policy"), "no-referrer");
    assert_true(mk_str_find(mk_http_header(&r, "Content-Security-Policy"), MK_S("frame-ancestors 'none'")) > 0);
}

static int slow_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args, (void)cx;
    /* While this one runs another is asked for. */
    mk_cx *other = test_cx();
    mk_http_request q = { .method = MK_S("POST"), .path = MK_S("/v1/slow"), .host = MK_S("localhost"), .makir = MK_S("1"),
                          .cookie = mk_str_of(*(char **)cx->progress.self) };
    mk_http_response r;
    mk_http_handle(slow_http, other, &q, &r);
    slow_inner = r.status;
    test_cx_free(other);
    mk_out_int(out, "ok", 1);
    return 0;
}

static void test_long(void **state)
{
    site *s = *state;
    char *cookie = s->cookie;
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    slow_http = s->http;
    s->cx->progress.self = &cookie;
    for (int i = 0; i < 2; i++) {                                    /* the place is given back */
        STATUS(send_to(s, "POST", "/v1/slow", ""), 200);
        assert_int_equal(slow_inner, 503);
    }
}

static void test_limiter(void **state)
{
    (void)state;
    mk_limiter *l = mk_limiter_new(100);
    for (uint64_t k = 0; k < 100000; k++) mk_limiter_failed(l, k * 77, 0);          /* memory is bounded */
    for (int i = 0; i < 3; i++) mk_limiter_failed(l, 42, 10 + i);
    assert_false(mk_limiter_may(l, 42, 3, 50));
    assert_true(mk_limiter_may(l, 42, 4, 50));
    assert_true(mk_limiter_may(l, 43, 1, 50));
    mk_limiter_forget(l, 42);
    assert_true(mk_limiter_may(l, 42, 1, 50));
    mk_limiter_failed(l, 42, 60);
    assert_false(mk_limiter_may(l, 42, 1, 159));
    assert_true(mk_limiter_may(l, 42, 1, 160));
    mk_limiter_free(l);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_routes), T(test_files), T(test_host), T(test_sign_in), T(test_expiry), T(test_roles_and_args), T(test_strangers),
        T(test_guessing), T(test_limits), T(test_long), cmocka_unit_test(test_limiter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
