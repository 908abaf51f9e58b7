/* SPDX-License-Identifier: Apache-2.0
 * Signing in and out. Failed attempts are counted by name and peer together, by peer, and by name, so that neither guessing from one
 * place nor from many goes on for long, and one stranger does not lock an owner out. */
#include "account.h"
#include "buf.h"
#include "hash.h"
#include "http_int.h"
#include "jsonr.h"
#include "setting.h"
#include "utf8.h"

enum { SIGN_IN_BYTES = 4096, BY_BOTH = 5, BY_PEER = 20, BY_NAME = 50 };

static mk_str token_of(mk_str cookie)
{
    for (size_t i = 0; i < cookie.n;) {
        const char *semi = memchr(cookie.p + i, ';', cookie.n - i);
        size_t end = semi ? (size_t)(semi - cookie.p) : cookie.n;
        mk_str pair = mk_str_trim(mk_str_sub(cookie, i, end));
        if (mk_str_starts(pair, MK_S("makir="))) return mk_str_sub(pair, 6, pair.n);
        i = end + 1;
    }
    return MK_S("");
}

static int find(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_account *ret)
{
    mk_str token = token_of(q->cookie);
    if (!token.n || !h->opt.store) return mk_fail(cx, MK_EAUTH, "not signed in");
    return mk_session_find(cx, h->opt.store, token, ret);
}

int mk_http_sign(mk_http *h, mk_cx *cx, const mk_http_request *q)
{
    mk_account account;
    MK_TRY(find(h, cx, q, &account));
    memcpy(cx->who, account.name, sizeof cx->who);
    cx->role = account.role;
    return 0;
}

static void set_cookie(const mk_http *h, mk_cx *cx, mk_http_response *r, const char *token, int64_t seconds)
{
    mk_http_add(r, "Set-Cookie", mk_arena_printf(cx->arena, "makir=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%" PRId64 "%s",
                                                 token, seconds, h->opt.proxied ? "; Secure" : ""));
}

static int read_sign_in(mk_cx *cx, mk_str body, mk_str *name, mk_str *password)
{
    if (body.n > SIGN_IN_BYTES) return mk_fail(cx, MK_ELIMIT, "a name and a password have at most %d bytes", SIGN_IN_BYTES);
    const mk_json *root = mk_json_read(cx->arena, body, NULL), *n = mk_json_get(root, "name"), *p = mk_json_get(root, "password");
    if (!root) return mk_fail(cx, MK_EINVAL, "the body is not JSON");
    if (!n || !p || n->type != MK_JSON_STRING || p->type != MK_JSON_STRING) return mk_fail(cx, MK_EINVAL, "name and password are needed, both text");
    *name = n->text;
    *password = p->text;
    return 0;
}

typedef struct attempt { mk_http *h; mk_str name, password; mk_account account; } attempt;

static int verify(mk_cx *cx, void *arg)
{
    attempt *a = arg;
    return mk_account_verify(cx, a->h->opt.store, a->name, a->password, &a->account);
}

static void sign_in(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_str name, password;
    int rc = h->opt.store ? read_sign_in(cx, q->body, &name, &password) : mk_fail(cx, MK_EAUTH, "there is no store to sign in to");
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }

    uint64_t by_peer = mk_hash(1, mk_http_peer(h, q)), by_name = mk_hash(2, mk_fold_text(cx->arena, name)), by_both = mk_hash2(by_peer, by_name);
    if (!mk_limiter_may(h->limiter, by_both, BY_BOTH, cx->now) || !mk_limiter_may(h->limiter, by_peer, BY_PEER, cx->now) ||
        !mk_limiter_may(h->limiter, by_name, BY_NAME, cx->now)) {
        mk_fail(cx, MK_EBUSY, "too many failed attempts; try again in a quarter of an hour");
        mk_http_problem(cx, r, MK_EBUSY, 429);
        mk_http_add(r, "Retry-After", MK_S("900"));
        return;
    }
    char token[MK_TOKEN_TEXT];
    attempt a = { .h = h, .name = name, .password = password };
    pthread_mutex_lock(&h->hashing);
    rc = mk_cx_guard(cx, verify, &a);           /* a recovery point of its own: the lock must be given back */
    pthread_mutex_unlock(&h->hashing);
    if (rc == MK_EAUTH) {
        mk_limiter_failed(h->limiter, by_both, cx->now);
        mk_limiter_failed(h->limiter, by_peer, cx->now);
        mk_limiter_failed(h->limiter, by_name, cx->now);
    }
    if (rc == 0) rc = mk_session_open(cx, h->opt.store, &a.account, token);
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    mk_limiter_forget(h->limiter, by_both);
    r->status = 204;
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    set_cookie(h, cx, r, token, MK_SESSION_LIFE / 1000000);
}

static void sign_out(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    int rc = h->opt.store ? mk_session_close(cx, h->opt.store, token_of(q->cookie)) : 0;
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    r->status = 204;
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    set_cookie(h, cx, r, "", 0);
}

void mk_http_session(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    if (mk_str_eqz(q->method, "POST")) sign_in(h, cx, q, r);
    else if (mk_str_eqz(q->method, "DELETE")) sign_out(h, cx, q, r);
    else mk_http_allow(cx, q, r, MK_S("POST, DELETE, OPTIONS"));
}

static int settings(mk_cx *cx, mk_db *db, void *arg) { return mk_settings_get(cx, db, arg); }

void mk_http_me(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_account account;
    mk_settings st = { .shop = MK_S("") };
    int rc = find(h, cx, q, &account);
    if (rc == 0) rc = mk_store_read(cx, h->opt.store, settings, &st);
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "name");
    mk_json_z(&w, account.name);
    mk_json_key(&w, "role");
    mk_json_z(&w, mk_role_name(account.role));
    mk_json_key(&w, "lang");
    mk_json_z(&w, account.lang == MK_EN ? "en" : "he");
    mk_json_key(&w, "shop");
    mk_json_str(&w, st.shop);
    mk_json_key(&w, "timezone");
    mk_json_str(&w, st.timezone);
    mk_json_close(&w);
    mk_buf_c(&b, '\n');
    mk_http_json(r, 200, mk_buf_str(&b));
}
