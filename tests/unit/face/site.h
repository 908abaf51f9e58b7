/* SPDX-License-Identifier: Apache-2.0
 * The HTTP face without sockets, over a store of its own with an owner, a manager and a reader, and requests to it.
 * The file that includes it says before which operations there are: `static const mk_op *const ops[]`. */
#include <jansson.h>
#include <unistd.h>
#include "account.h"
#include "http.h"
#include "limiter.h"

typedef struct site { mk_cx *cx; mk_store *store; mk_http *http; char dir[64], db[96]; char cookie[128]; } site;

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
    assert_int_equal(mk_account_add(s->cx, s->store, MK_S("Manager"), MK_MANAGER, MK_EN, MK_S("staple correct")), 0);
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
