/* SPDX-License-Identifier: Apache-2.0
 * The HTTP face without sockets: routing, signing in, roles, what is refused, and what every answer carries. */
#include "../op/fixture.h"

static int none_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args, (void)cx;
    mk_out_int(out, "ok", 1);
    return 0;
}

static const mk_op fixture_local = {
    .name = "import", .verb = "POST", .path = "/v1/import", .summary = "Import", .example = "makir import x", .role = MK_READER,
    .flags = MK_OP_WRITE | MK_OP_LOCAL | MK_OP_ONE, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "ok", MK_C_BOOL, "" }, { NULL } }, .run = none_run,
};
static int today_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args;
    mk_out_row(out);
    mk_out_text(out, "name", cx->lang == MK_HE ? MK_S("</script><b>דנה") : MK_S("Dana"));
    return 0;
}

static const mk_op fixture_today = {
    .name = "today", .verb = "GET", .path = "/v1/today", .summary = "Today", .example = "makir today", .role = MK_READER,
    .flags = MK_OP_READ, .params = (const mk_param[]){ { NULL } }, .columns = (const mk_column_doc[]){ { "name", MK_C_TEXT, "" }, { NULL } }, .run = today_run,
};
extern const mk_op mk_op_version;
/* An address that is one of fixture_note, too. */
static const mk_op nobodys_note = {
    .name = "nobody note", .verb = "POST", .path = "/v1/customers/nobody/notes", .summary = "Write a note of nobody", .help = "", .example = "makir nobody note",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE, .params = (const mk_param[]){ { NULL } }, .columns = (const mk_column_doc[]){ { NULL } }, .run = fixture_note_run,
};
static const mk_op *const ops[] = { &fixture_find, &fixture_today, &fixture_note, &nobodys_note, &fixture_local, &mk_op_version, NULL };
#include "site.h"
#include "session.h"

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
    STATUS(send_to(s, "TRACE", "/healthz", ""), 405);
    STATUS(send_to(s, "GET", "/v1/version?lang=en", ""), 200);
    STATUS(send_to(s, "GET", "/v1/version?lang=fr", ""), 400);
    mk_http_response r = send_to(s, "DELETE", "/v1/customers", "");
    STATUS(r, 405);
    assert_str(mk_http_header(&r, "Allow"), "GET, HEAD, OPTIONS");
    r = send_to(s, "OPTIONS", "/v1/customers/0000000000001/notes", "");
    STATUS(r, 204);
    assert_str(mk_http_header(&r, "Allow"), "POST, OPTIONS");
    assert_str(mk_http_header(&r, "Access-Control-Allow-Origin"), "");
    r = send_to(s, "DELETE", "/v1/customers/nobody/notes", "");
    STATUS(r, 405);
    assert_str(mk_http_header(&r, "Allow"), "POST, OPTIONS");
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

/* The desk's page has the first answers in it for who is signed in, in the desk's own language, and never for anybody else. */
static void test_first(void **state)
{
    site *s = *state;
    char cookie[200];
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    mk_http_request q = request(s, "GET", "/");
    mk_http_response r = send_q(s, &q);
    STATUS(r, 200);
    assert_true(mk_str_find(r.body, MK_S("id=\"first\"")) < 0);      /* which language the desk is in is not known yet */
    snprintf(cookie, sizeof cookie, "%s; makir_lang=he", s->cookie);
    q.cookie = mk_str_of(cookie);
    r = send_q(s, &q);
    STATUS(r, 200);
    assert_str(mk_http_header(&r, "Cache-Control"), "no-store");
    assert_str(mk_http_header(&r, "ETag"), "");
    SAYS(r, "{\"lang\":\"he\",\"me\":{\"name\":\"Reader\"");
    SAYS(r, "\\u003c/script>\\u003cb>דנה");                            /* what is in it does not end it */
    assert_true(mk_str_find(r.body, MK_S("</script><b>")) < 0);
    snprintf(cookie, sizeof cookie, "%s; makir_lang=en", s->cookie);
    r = send_q(s, &q);
    SAYS(r, "\"name\":\"Dana\"");
    q.path = MK_S("/index.html");                                        /* what a browser keeps for a day without a line */
    r = send_q(s, &q);
    assert_true(mk_str_find(r.body, MK_S("id=\"first\"")) < 0);
    q.path = MK_S("/");
    q.cookie = MK_S("makir=nobody; makir_lang=en");
    r = send_q(s, &q);
    STATUS(r, 200);
    assert_true(mk_str_find(r.body, MK_S("id=\"first\"")) < 0);
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
    assert_str(r.body, "{\"name\":\"דנה\",\"role\":\"owner\",\"lang\":\"he\",\"shop\":\"\",\"timezone\":\"Asia/Jerusalem\",\"currency\":\"ILS\",\"hidden\":[],\"second_factor\":false,\"demo\":false}\n");
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
    /* a workbook, asked for by a header and by the address; a descriptor goes with the answer */
    for (int link = 0; link < 2; link++) {
        char begin[4] = "";
        q.accept = link ? MK_S("text/html") : MK_S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        if (link) q.query = q.query.n ? mk_arena_printf(s->cx->arena, "%.*s&format=xlsx", MK_SARG(q.query)) : MK_S("format=xlsx");
        r = send_q(s, &q);
        STATUS(r, 200);
        assert_true(r.file > 0 && r.file_bytes > 1000);
        assert_int_equal(pread(r.file, begin, sizeof begin, 0), 4);
        assert_memory_equal(begin, "PK\3\4", 4);
        close(r.file);
    }
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
    assert_str(mk_http_header(&r, "Retry-After"), "2");                /* and longer after each failure */
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

static void test_limiter(void **state)
{
    (void)state;
    mk_limiter *l = mk_limiter_new(100 * MK_SECOND);
    for (uint64_t k = 0; k < 100000; k++) mk_limiter_failed(l, k * 77, 1, MK_SECOND, 0);         /* memory is bounded */
    for (int i = 0; i < 2; i++) mk_limiter_failed(l, 42, 3, 8 * MK_SECOND, 10 + i);
    assert_int_equal(mk_limiter_wait(l, 42, 12), 0);                                            /* the first cost nothing */
    mk_limiter_failed(l, 42, 3, 8 * MK_SECOND, 12);
    assert_int_equal(mk_limiter_wait(l, 42, 12), MK_SECOND);
    mk_limiter_failed(l, 42, 3, 8 * MK_SECOND, 12);
    assert_int_equal(mk_limiter_wait(l, 42, 12), 2 * MK_SECOND);
    for (int i = 0; i < 40; i++) mk_limiter_failed(l, 42, 3, 8 * MK_SECOND, 12);
    assert_int_equal(mk_limiter_wait(l, 42, 12), 8 * MK_SECOND);                                /* and no wait is longer */
    assert_int_equal(mk_limiter_wait(l, 43, 12), 0);
    assert_int_equal(mk_limiter_wait(l, 42, 12 + 100 * MK_SECOND), 0);                          /* a time without any forgets */
    for (int i = 0; i < 4; i++) assert_int_equal(mk_limiter_take(l, 44, 2, 4, 1000), 0);
    assert_int_equal(mk_limiter_take(l, 44, 2, 4, 1000), MK_SECOND / 2 + 1);
    assert_int_equal(mk_limiter_take(l, 44, 2, 4, 1000 + MK_SECOND), 0);
    mk_limiter_free(l);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_routes), T(test_files), T(test_first), T(test_host), T(test_sign_in), T(test_expiry), T(test_roles_and_args), T(test_strangers),
        T(test_guessing), T(test_limits), cmocka_unit_test(test_limiter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
