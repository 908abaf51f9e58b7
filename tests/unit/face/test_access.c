/* SPDX-License-Identifier: Apache-2.0
 * Who may what over HTTP, with the whole table of operations: hidden fields, second factor, keys, requests that name themselves, double clicks,
 * the audit log, and the attacks that people try first. */
#include "../op/fixture.h"
#include <liboath/oath.h>
#include <pthread.h>
#define ops mk_ops
#include "site.h"
#undef ops
#include "customer.h"
#include "factor.h"
#include "setting.h"

static mk_http_response json_to(site *s, const char *method, const char *target, const char *body)
{
    mk_http_response r = send_to(s, method, target, body);
    return r;
}

static char *field(mk_http_response r, const char *name)
{
    json_t *j = json_loadb(r.body.p, r.body.n, 0, NULL);
    const char *v = json_string_value(json_object_get(j, name));
    char *copy = v ? strdup(v) : NULL;
    json_decref(j);
    return copy;
}

static int seller_body(mk_cx *cx, mk_db *db, void *arg) { (void)arg; return mk_setting_set(cx, db, MK_S("hide_seller"), MK_S("phone,value,mail,notes,national_id,address")); }

static char *a_customer(site *s)
{
    mk_http_response r = json_to(s, "POST", "/v1/customers", "{\"name\":\"<script>alert(1)</script>\",\"phone\":\"050-123-4567\",\"mail\":\"a@example.com\"}");
    STATUS(r, 200);
    return field(r, "customer");
}

static void test_hidden(void **state)
{
    site *s = *state;
    assert_int_equal(mk_account_add(s->cx, s->store, MK_S("Sela"), MK_SELLER, MK_EN, MK_S("seller's own")), 0);
    assert_true(mk_store_write(s->cx, s->store, seller_body, NULL) >= 0);
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    char *id = a_customer(s), *path;
    assert_true(asprintf(&path, "/v1/customers/%s", id) > 0);
    mk_http_response r = send_to(s, "GET", path, "");
    SAYS(r, "+972501234567");
    SAYS(r, "a@example.com");
    char *more;
    assert_true(asprintf(&more, "%s/consents", path) > 0);
    STATUS(json_to(s, "POST", more, "{\"channel\":\"sms\",\"purpose\":\"advertising\",\"state\":\"granted\",\"evidence\":\"a form\",\"at\":\"0501234567\"}"), 200);
    STATUS(json_to(s, "POST", more, "{\"channel\":\"mail\",\"purpose\":\"advertising\",\"state\":\"refused\",\"at\":\"a@example.com\"}"), 200);
    free(more);
    assert_true(asprintf(&more, "%s/facts", path) > 0);
    STATUS(json_to(s, "POST", more, "{\"kind\":\"note\",\"value\":\"his 1234567 is a secret\"}"), 200);
    free(more);
    STATUS(sign_in(s, "Sela", "seller's own"), 204);
    const char *asks[][3] = { { "GET", path, "" }, { "POST", "/v1/customers/find", "{\"q\":\"0501234567\"}" }, { "POST", "/v1/customers/list", "{}" },
                        { "GET", "", "" }, { "POST", "/v1/customers/quick", "{\"phone\":\"050-123-4567\"}" } };
    char *history;
    assert_true(asprintf(&history, "%s/history", path) > 0);
    asks[3][1] = history;
    for (size_t i = 0; i < 5; i++) {
        r = json_to(s, asks[i][0], asks[i][1], asks[i][2]);
        STATUS(r, 200);
        if (memmem(r.body.p, r.body.n, "1234567", 7) && i != 4) fail_msg("%s: %.*s", asks[i][1], MK_SARG(r.body));
        if (memmem(r.body.p, r.body.n, "example.com", 11)) fail_msg("%s: %.*s", asks[i][1], MK_SARG(r.body));
        mk_http_request q = request(s, asks[i][0], asks[i][1]);
        q.body = mk_str_of(asks[i][2]);
        q.accept = MK_S("text/csv");
        r = send_q(s, &q);
        if (memmem(r.body.p, r.body.n, "example.com", 11)) fail_msg("%s as CSV: %.*s", asks[i][1], MK_SARG(r.body));
    }
    /* a whole number is known to who asks for it; a piece of one would tell the rest */
    static const char *const pieces[] = { "{\"q\":\"1234567\"}", "{\"q\":\"0501\"}", "{\"q\":\"a@exam\"}" };
    for (size_t i = 0; i < 3; i++) {
        r = json_to(s, "POST", "/v1/customers/find", pieces[i]);
        STATUS(r, 200);
        SAYS(r, "\"rows\":[]");
    }
    r = json_to(s, "POST", "/v1/customers/find", "{\"q\":\"a@example.com\"}");
    assert_non_null(memmem(r.body.p, r.body.n, id, strlen(id)));
    SAYS(send_to(s, "GET", "/v1/settings", ""), "\"value\":\"Asia/Jerusalem\"");       /* what a setting is called is not what a customer is worth */
    static const char *const refused[][2] = { { "GET", "/v1/audit" }, { "GET", "/v1/keys" }, { "GET", "/v1/users" }, { "GET", "/v1/backups" }, { "POST", "/v1/customers/export" },
        { "POST", "/v1/users" }, { "POST", "/v1/backups" }, { "POST", "/v1/fields" }, { "POST", "/v1/settings/shop" } };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        r = json_to(s, refused[i][0], refused[i][1], "{}");
        if (r.status != 403) fail_msg("%s: %d", refused[i][1], r.status);
    }
    free(id), free(path), free(history);
}

static void test_audit(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    mk_http_response r = send_to(s, "GET", "/v1/audit?limit=500", "");
    STATUS(r, 200);
    static const char *const there[] = { "\"op\":\"customer show\",\"kind\":\"view\"", "\"op\":\"customer add\",\"kind\":\"change\"", "\"op\":\"session\",\"kind\":\"sign\"",
        "\"op\":\"customer export\",\"kind\":\"view\",\"customer\":null,\"rows\":0,\"result\":\"denied\"", "\"address\":\"127.0.0.1\"" };
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        if (mk_str_find(r.body, mk_str_of(there[i])) < 0) fail_msg("no %s", there[i]);
    assert_true(mk_str_find(r.body, MK_S("1234567")) < 0 && mk_str_find(r.body, MK_S("script")) < 0);      /* nothing of a customer but his id */
    STATUS(send_to(s, "GET", "/v1/audit?limit=2&kind=view", ""), 200);
}

static void with_code(char body[160], const char *code)
{
    snprintf(body, 160, "{\"name\":\"Manager\",\"password\":\"staple correct\",\"code\":\"%s\"}", code);
}

static void test_factor(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "Manager", "staple correct"), 204);
    STATUS(json_to(s, "POST", "/v1/me/factor", "{\"password\":\"wrong wrong\"}"), 401);
    mk_http_response r = json_to(s, "POST", "/v1/me/factor", "{\"password\":\"staple correct\"}");
    STATUS(r, 200);
    SAYS(r, "otpauth://totp/");
    SAYS(r, "<svg");
    char *secret = field(r, "secret"), *raw, code[8], body[160];
    size_t n;
    assert_int_equal(oath_base32_decode(secret, strlen(secret), &raw, &n), OATH_OK);
    STATUS(json_to(s, "POST", "/v1/me/factor/confirm", "{\"code\":\"000000\"}"), 401);
    STATUS(sign_in(s, "Manager", "staple correct"), 204);                    /* not in force before it is confirmed */
    oath_totp_generate(raw, n, s->cx->now / MK_SECOND, 30, 0, 6, code);
    snprintf(body, sizeof body, "{\"code\":\"%s\"}", code);
    r = json_to(s, "POST", "/v1/me/factor/confirm", body);
    STATUS(r, 200);
    json_t *j = json_loadb(r.body.p, r.body.n, 0, NULL), *codes = json_object_get(j, "recovery");
    assert_int_equal(json_array_size(codes), 10);
    r = sign_in(s, "Manager", "staple correct");
    STATUS(r, 401);
    SAYS(r, "\"need\":\"code\"");
    with_code(body, code);
    STATUS(json_to(s, "POST", "/v1/session", body), 401);                    /* no code works twice */
    s->cx->now += 31 * MK_SECOND;
    oath_totp_generate(raw, n, s->cx->now / MK_SECOND, 30, 0, 6, code);
    with_code(body, code);
    STATUS(json_to(s, "POST", "/v1/session", body), 204);
    STATUS(json_to(s, "POST", "/v1/session", body), 401);
    with_code(body, json_string_value(json_array_get(codes, 3)));
    STATUS(json_to(s, "POST", "/v1/session", body), 204);                    /* the telephone is lost */
    for (int i = 0; i < 5; i++) STATUS(json_to(s, "POST", "/v1/session", body), 401);
    STATUS(json_to(s, "POST", "/v1/session", body), 429);                    /* codes are guessed no faster than passwords */
    STATUS(sign_in(s, "Manager", "staple correct"), 429);
    assert_int_equal(mk_factor_remove(s->cx, s->store, mk_account_id(s->cx, MK_S("Manager"))), 0);
    s->cx->now += 16 * 60 * MK_SECOND;
    STATUS(sign_in(s, "Manager", "staple correct"), 204);
    r = send_to(s, "GET", "/v1/sessions", "");
    SAYS(r, "With your password a wrong code was given ");                   /* and so does he whose password it is */
    STATUS(sign_in(s, "Manager", "wrong wrong"), 401);
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    r = send_to(s, "GET", "/v1/audit?limit=500&kind=sign", "");             /* who tried codes had the password, and the owner can tell */
    static const char *const told[] = { "\"who\":\"Manager\",\"op\":\"session\",\"kind\":\"sign\",\"customer\":null,\"rows\":0,\"result\":\"no_code\"",
        "\"who\":\"Manager\",\"op\":\"session\",\"kind\":\"sign\",\"customer\":null,\"rows\":0,\"result\":\"wrong_code\"",
        "\"who\":\"\",\"op\":\"session\",\"kind\":\"sign\",\"customer\":null,\"rows\":0,\"result\":\"denied\"" };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (mk_str_find(r.body, mk_str_of(told[i])) < 0) fail_msg("no %s", told[i]);
    r = send_to(s, "GET", "/v1/sessions", "");
    assert_true(mk_str_find(r.body, MK_S("wrong code")) < 0);               /* of the owner nobody tried any */
    json_decref(j);
    free(secret), free(raw);
}

static mk_http_response by_key(site *s, const char *key, const char *method, const char *target, const char *body)
{
    mk_http_request q = request(s, method, target);
    char bearer[128];
    snprintf(bearer, sizeof bearer, "Bearer %s", key);
    q.cookie = MK_S("");
    q.makir = MK_S("");
    q.authorization = mk_arena_dup(s->cx->arena, mk_str_of(bearer));
    q.body = mk_str_of(body);
    return send_q(s, &q);
}

static void test_keys(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    STATUS(json_to(s, "POST", "/v1/keys", "{\"name\":\"x\",\"scopes\":\"read,everything\"}"), 400);
    mk_http_response r = json_to(s, "POST", "/v1/keys", "{\"name\":\"site\",\"scopes\":\"read\"}");
    STATUS(r, 200);
    char *key = field(r, "token"), *id = field(r, "key"), path[64];
    STATUS(by_key(s, key, "POST", "/v1/customers/list", "{}"), 200);
    r = by_key(s, key, "POST", "/v1/customers", "{\"name\":\"x\"}");
    STATUS(r, 403);
    STATUS(by_key(s, key, "GET", "/v1/audit", ""), 403);
    STATUS(by_key(s, "mk_0000000000001_aaaa", "GET", "/metrics", ""), 401);
    r = by_key(s, key, "GET", "/metrics", "");                      /* who watches sees numbers, of what was answered before */
    STATUS(r, 200);
    SAYS(r, "makir_http_requests_total{status=\"2xx\"} ");
    SAYS(r, "makir_http_requests_total{status=\"4xx\"} ");
    SAYS(r, "makir_backup_newest_timestamp_seconds 0.000000\n");
    assert_true(mk_str_find(r.body, MK_S("makir_http_requests_total{status=\"4xx\"} 0\n")) < 0);
    assert_true(mk_str_find(r.body, MK_S("makir_store_bytes 0\n")) < 0);
    STATUS(by_key(s, key, "POST", "/metrics", ""), 405);
    STATUS(by_key(s, "mk_0000000000001_aaaa", "POST", "/v1/customers/list", "{}"), 401);
    STATUS(by_key(s, "' OR 1=1", "POST", "/v1/customers/list", "{}"), 401);
    key[30] ^= 1;
    STATUS(by_key(s, key, "POST", "/v1/customers/list", "{}"), 401);
    key[30] ^= 1;
    int tired = 0;
    for (int i = 0; i < 700 && !tired; i++) {
        r = by_key(s, key, "GET", "/v1/version", "");
        if (r.status == 429) tired = i;
    }
    assert_true(tired > 100);
    assert_str(mk_http_header(&r, "Retry-After"), "1");
    snprintf(path, sizeof path, "/v1/keys/%s", id);
    STATUS(json_to(s, "DELETE", path, ""), 200);
    usleep(50000);
    STATUS(by_key(s, key, "POST", "/v1/customers/list", "{}"), 401);
    free(key), free(id);
}

static mk_http_response named(site *s, mk_cx *cx, const char *name, const char *body)
{
    mk_http_request q = request(s, "POST", "/v1/customers/quick");
    mk_http_response r;
    q.body = mk_str_of(body);
    q.idempotency = mk_str_of(name);
    mk_http_handle(s->http, cx, &q, &r);
    return r;
}

typedef struct click { site *s; mk_str body; int status; } click;
static void *one_click(void *arg)
{
    click *c = arg;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    cx.now = c->s->cx->now;
    mk_http_response r = named(c->s, &cx, "double-click-1", "{\"phone\":\"050-999-0001\",\"name\":\"X\"}");
    c->status = r.status;
    c->body.p = strndup(r.body.p, r.body.n);
    c->body.n = r.body.n;
    mk_arena_free(a);
    return NULL;
}

static void test_once(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    mk_http_response a = named(s, s->cx, "request-0001", "{\"phone\":\"050-888-0001\"}");
    STATUS(a, 200);
    SAYS(a, "\"known\":false");
    mk_http_response b = named(s, s->cx, "request-0001", "{\"phone\":\"050-888-0001\"}");
    STATUS(b, 200);
    assert_true(mk_str_eq(a.body, b.body));                                   /* the same answer: he was new then */
    assert_str(mk_http_header(&b, "Idempotent-Replayed"), "true");
    STATUS(named(s, s->cx, "request-0001", "{\"phone\":\"050-888-0002\"}"), 409);
    STATUS(named(s, s->cx, "short", "{\"phone\":\"050-888-0001\"}"), 400);
    b = named(s, s->cx, "request-0002", "{\"phone\":\"050-888-0001\"}");
    SAYS(b, "\"known\":true");
    STATUS(named(s, s->cx, "request-0003", "{\"phone\":\"nonsense\"}"), 400);   /* what failed may be tried again */
    STATUS(named(s, s->cx, "request-0003", "{\"phone\":\"nonsense\"}"), 400);
    click c[8];
    pthread_t t[8];
    for (int i = 0; i < 8; i++) { c[i] = (click){ .s = s }; pthread_create(&t[i], NULL, one_click, &c[i]); }
    for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
    for (int i = 0; i < 8; i++) {
        if (c[i].status != 200 || !mk_str_eq(c[i].body, c[0].body)) fail_msg("%d: %.*s", c[i].status, MK_SARG(c[i].body));
        assert_true(mk_str_find(c[i].body, MK_S("\"known\":false")) > 0);     /* each hears of the one that was made */
    }
    for (int i = 0; i < 8; i++) free((char *)(uintptr_t)c[i].body.p);
}

/* What people try first. Each is refused with a sentence, or kept as the text it is. */
static void test_attacks(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    mk_http_response r = json_to(s, "POST", "/v1/customers/find", "{\"q\":\"script\"}");
    STATUS(r, 200);
    SAYS(r, "<script>alert(1)</script>");                                      /* text of a type no browser runs */
    assert_str(mk_http_header(&r, "Content-Type"), "application/json; charset=utf-8");
    assert_str(mk_http_header(&r, "X-Content-Type-Options"), "nosniff");
    STATUS(json_to(s, "POST", "/v1/customers", "{\"name\":\"=cmd|' /C calc'!A0\",\"phone\":\"050-777-0001\"}"), 200);
    mk_http_request q = request(s, "POST", "/v1/customers/export");
    q.accept = MK_S("text/csv");
    q.body = MK_S("{}");
    r = send_q(s, &q);
    STATUS(r, 200);
    assert_true(mk_str_find(r.body, MK_S(",=cmd")) < 0 && mk_str_find(r.body, MK_S("\n=cmd")) < 0 && mk_str_find(r.body, MK_S("\"=cmd")) < 0);    /* no sheet runs it */
    static const struct { const char *method, *target, *body; int status; } tries[] = {
        { "POST", "/v1/backups/..%2f..%2fetc%2fpasswd/restore", "{}", 404 }, { "POST", "/v1/backups/.makir/test", "{}", 404 },
        { "GET", "/v1/join/..%2f..%2fetc", "", 400 }, { "GET", "/v1/join/x%00y", "", 400 }, { "GET", "/v1/forms/%3Cscript%3E/poster", "", 400 },
        { "GET", "/v1/forms/nosuch/poster", "", 404 }, { "GET", "/v1/uploads/../../etc/passwd/bad", "", 404 },
        { "POST", "/v1/customers/list", "{\"sort\":\"spent; DROP TABLE customer\"}", 400 },
        { "POST", "/v1/customers/list", "{\"filter\":\"[{\\\"field\\\":\\\"field:x' OR '1'='1\\\",\\\"op\\\":\\\"has\\\"}]\"}", 200 },
        { "POST", "/v1/customers/list", "{\"limit\":100000}", 400 }, { "POST", "/v1/customers/list", "{\"cursor\":\"'--\"}", 400 },
        { "POST", "/v1/customers/list", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 400 },
        { "POST", "/v1/customers/list", "{\"limit\":1,\"limit\":2}", 400 }, { "POST", "/v1/customers/list", "{\"role\":\"owner\"}", 400 },
        { "GET", "/v1/audit?cursor=-1", "", 400 }, { "POST", "/v1/settings/address", "{\"value\":\"javascript:alert(1)\"}", 400 },
        { "POST", "/v1/goods", "{\"path\":\"/etc/passwd\"}", 400 }, { "POST", "/v1/contents", "{\"path\":\"/etc/passwd\"}", 400 },
        { "POST", "/v1/restore", "{\"file\":\"/etc/passwd\"}", 404 }, { "POST", "/v1/export", "{\"dir\":\"/tmp/x\"}", 404 },
    };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        mk_http_request w = request(s, tries[i].method, tries[i].target);
        w.body = mk_str_of(tries[i].body);
        w.prefer = MK_S("wait=10");
        r = send_q(s, &w);
        if (r.status != tries[i].status) fail_msg("%s %s: %d %.*s", tries[i].target, tries[i].body, r.status, MK_SARG(r.body));
    }
    /* a stranger's page cannot act for who is signed in, and a key it does not have */
    q = request(s, "POST", "/v1/customers/quick");
    q.body = MK_S("{\"phone\":\"050-123-4567\"}");
    q.makir = MK_S("");
    q.content_type = MK_S("text/plain");
    STATUS(send_q(s, &q), 403);
    q.authorization = MK_S("Bearer nothing");                                 /* nor does a header of that name let the cookie in */
    STATUS(send_q(s, &q), 401);
}

static void test_strangers(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    STATUS(json_to(s, "POST", "/v1/forms", "{\"form\":\"counter\"}"), 200);
    static const char form[] = "{\"form\":\"counter\"}", phone[] = "{\"phone\":\"050-123-4567\"}";
    static const struct { const char *match, *target, *body; int status; } matches[] = {
        { "\"0000000000001\"", "/v1/forms", form, 409 }, { "\"0hkbxear762a1\"", "/v1/forms", form, 409 }, { "*", "/v1/forms", form, 200 },
        { "0000000000001", "/v1/forms", form, 400 }, { "\"a\", \"b\"", "/v1/forms", form, 400 }, { "W/\"0000000000001\"", "/v1/forms", form, 400 },
        { "\"0000000000001\"", "/v1/customers/quick", phone, 400 } };
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
        mk_http_request w = request(s, "POST", matches[i].target);
        w.if_match = mk_str_of(matches[i].match);
        w.body = mk_str_of(matches[i].body);
        mk_http_response a = send_q(s, &w);
        if (a.status != matches[i].status) fail_msg("If-Match %s: %d %.*s", matches[i].match, a.status, MK_SARG(a.body));
    }
    snprintf(s->cookie, sizeof s->cookie, "makir=");
    STATUS(send_to(s, "GET", "/v1/join/counter", ""), 200);                    /* by nobody */
    STATUS(send_to(s, "GET", "/v1/join/nosuch", ""), 404);
    STATUS(send_to(s, "GET", "/v1/forms", ""), 401);
    int refused = 0;
    for (int i = 0; i < 60; i++) refused += json_to(s, "POST", "/v1/join/counter", "{\"challenge\":\"x\",\"nonce\":\"y\",\"phone\":\"050-123-4567\"}").status == 429;
    assert_true(refused >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hidden), cmocka_unit_test(test_audit), cmocka_unit_test(test_factor), cmocka_unit_test(test_keys), cmocka_unit_test(test_once),
        cmocka_unit_test(test_attacks), cmocka_unit_test(test_strangers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
