/* SPDX-License-Identifier: Apache-2.0
 * Signing in and out; programs come with a key instead. */
#include "access.h"
#include "clock.h"
#include "factor.h"
#include "key.h"
#include "session.h"
#include "buf.h"
#include "hash.h"
#include "http_int.h"
#include "jsonr.h"
#include "setting.h"
#include "utf8.h"

enum { SIGN_IN_BYTES = 4096, BY_BOTH = 5, BY_PEER = 20, BY_NAME = 50 };     /* failures that cost nothing */

/* A tablet on the counter signs up one after the other; a machine would do it by the hundred. */
static const double FORMS_A_SECOND = 0.05, FORMS_AT_ONCE = 20;

mk_str mk_http_cookie(mk_str cookie, mk_str name)
{
    for (size_t i = 0; i < cookie.n;) {
        const char *semi = memchr(cookie.p + i, ';', cookie.n - i);
        size_t end = semi ? (size_t)(semi - cookie.p) : cookie.n;
        mk_str pair = mk_str_trim(mk_str_sub(cookie, i, end));
        if (mk_str_starts(pair, name)) return mk_str_sub(pair, name.n, pair.n);
        i = end + 1;
    }
    return MK_S("");
}

static mk_str token_of(mk_str cookie) { return mk_http_cookie(cookie, MK_S("makir=")); }

/* "Bearer KEY" -> KEY, "" when it is none. */
static mk_str bearer(mk_str authorization)
{
    mk_str word = mk_str_sub(authorization, 0, 7);
    return mk_str_ieq(word, MK_S("Bearer ")) ? mk_str_trim(mk_str_sub(authorization, 7, authorization.n)) : MK_S("");
}

static int too_many(mk_cx *cx, int64_t wait)
{
    cx->wait = wait;
    return mk_fail(cx, MK_EBUSY, "%s", cx->lang == MK_EN ? "too many requests; wait a moment" : "יותר מדי בקשות; חכו רגע");
}

/* Programs and strangers may ask so often; staff at the desk are few and known. */
static int paced(mk_http *h, mk_cx *cx, uint64_t key, double rate, double burst)
{
    int64_t wait = rate > 0 ? mk_limiter_take(h->pace, key, rate, burst, mk_clock_monotonic()) : 0;
    return wait ? too_many(cx, wait) : 0;
}

static int find(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_account *ret)
{
    mk_str key = bearer(q->authorization), token = token_of(q->cookie), peer = mk_str_sub(mk_http_peer(h, q), 0, sizeof cx->address - 1);
    memcpy(cx->address, peer.p, peer.n);
    cx->address[peer.n] = 0;
    *ret = (mk_account){ .lang = cx->lang };
    if (!h->opt.store || (!key.n && !token.n))
        return mk_fail(cx, MK_EAUTH, "%s", cx->lang == MK_EN ? "not signed in" : "לא נכנסתם למערכת");
    if (!key.n) return mk_session_sign(cx, h->opt.store, h->lobby, token, ret);
    MK_TRY(paced(h, cx, mk_hash(3, mk_str_sub(key, 0, 16)), h->opt.rate, h->opt.rate * 5));
    MK_TRY(mk_key_sign(cx, h->opt.store, key));
    memcpy(ret->name, cx->who, sizeof ret->name);
    ret->role = cx->role;
    return 0;
}

int mk_http_sign(mk_http *h, mk_cx *cx, const mk_http_request *q)
{
    mk_account account;
    return find(h, cx, q, &account);
}

int mk_http_paced(mk_http *h, mk_cx *cx, const mk_http_request *q, bool writes)
{
    mk_str peer = mk_http_peer(h, q);
    if (writes) MK_TRY(paced(h, cx, mk_hash(5, peer), h->opt.rate > 0 ? FORMS_A_SECOND : -1, FORMS_AT_ONCE));
    return paced(h, cx, mk_hash(4, peer), h->opt.rate / 5, h->opt.rate);
}

static void set_cookie(const mk_http *h, mk_cx *cx, mk_http_response *r, const char *token, int64_t seconds)
{
    mk_http_add(r, "Set-Cookie", mk_arena_printf(cx->arena, "makir=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%" PRId64 "%s",
                                                 token, seconds, h->opt.proxied ? "; Secure" : ""));
}

static int read_sign_in(mk_cx *cx, mk_str body, mk_str *name, mk_str *password, mk_str *code)
{
    if (body.n > SIGN_IN_BYTES) return mk_fail(cx, MK_ELIMIT, "a name and a password have at most %d bytes", SIGN_IN_BYTES);
    const mk_json *root = mk_json_read(cx->arena, body, NULL), *n = mk_json_get(root, "name"), *p = mk_json_get(root, "password");
    if (!root) return mk_fail(cx, MK_EINVAL, "the body is not JSON");
    if (!n || !p || n->type != MK_JSON_STRING || p->type != MK_JSON_STRING) return mk_fail(cx, MK_EINVAL, "name and password are needed, both text");
    *name = n->text;
    *password = p->text;
    *code = mk_json_text(mk_json_get(root, "code"));
    return 0;
}

typedef struct attempt { mk_http *h; mk_str name, password, code; mk_account account; bool has_factor, need_code; } attempt;

static int verify(mk_cx *cx, void *arg)
{
    attempt *a = arg;
    MK_TRY(mk_account_verify(cx, a->h->opt.store, a->name, a->password, &a->account));
    MK_TRY(mk_factor_has(cx, a->h->opt.store, a->account.id, &a->has_factor));
    if (!a->has_factor) return 0;
    a->need_code = a->code.n == 0;
    if (a->need_code) return mk_fail(cx, MK_EAUTH, "%s", cx->lang == MK_EN ? "now the code from your telephone" : "עכשיו הקוד מהטלפון");
    return mk_factor_check(cx, a->h->opt.store, a->h->lobby, a->account.id, a->code);
}

/* Past has_factor the password was right: whoever tries codes knows it, and the log has to say so. */
static const char *outcome(const attempt *a, int rc)
{
    if (rc >= 0) return "ok";
    if (a->need_code) return "no_code";
    return a->has_factor && rc == MK_EAUTH ? "wrong_code" : "denied";
}

static void note_sign(mk_http *h, mk_cx *cx, const attempt *a, int rc)
{
    mk_audit_entry e = mk_audit_of(cx, "session", "sign");
    e.result = outcome(a, rc);
    memcpy(e.who, a->account.name, sizeof e.who);       /* "" when the password was wrong: what was typed may be anything */
    char message[sizeof cx->message];
    memcpy(message, cx->message, sizeof message);
    if (mk_audit_put(cx, h->audit, h->opt.store, &e) < 0) mk_cx_clear(cx);
    if (rc < 0) mk_fail(cx, rc, "%s", message);
}

/* Guessing gets slower and slower: by name and place together, by place, and by name from places where that name never signed in. No wait is
 * longer than a quarter of an hour, and where the owner has signed in before strangers cannot make him wait. */
typedef struct guard { uint64_t both, peer, name; bool known; } guard;
#define LONGEST (15 * 60 * MK_SECOND)

static int64_t guarded_wait(mk_http *h, const guard *g, int64_t now)
{
    int64_t both = mk_limiter_wait(h->limiter, g->both, now), peer = mk_limiter_wait(h->limiter, g->peer, now);
    int64_t name = g->known ? 0 : mk_limiter_wait(h->limiter, g->name, now);
    int64_t most = both > peer ? both : peer;
    return most > name ? most : name;
}

static void guard_failed(mk_http *h, const guard *g, int64_t now)
{
    mk_limiter_failed(h->limiter, g->both, BY_BOTH, LONGEST, now);
    mk_limiter_failed(h->limiter, g->peer, BY_PEER, LONGEST, now);
    if (!g->known) mk_limiter_failed(h->limiter, g->name, BY_NAME, LONGEST, now);
}

static void sign_in(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    attempt a = { .h = h };
    int rc = h->opt.store ? read_sign_in(cx, q->body, &a.name, &a.password, &a.code) : mk_fail(cx, MK_EAUTH, "there is no store to sign in to");
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }

    mk_str peer = mk_http_peer(h, q);
    snprintf(cx->address, sizeof cx->address, "%.*s", MK_SARG(peer));
    guard g = { .peer = mk_hash(1, peer), .name = mk_hash(2, mk_fold_text(cx->arena, a.name)), .known = mk_session_known_place(cx, h->opt.store, a.name, peer) };
    g.both = mk_hash2(g.peer, g.name);
    char token[MK_TOKEN_TEXT];
    pthread_mutex_lock(&h->hashing);            /* guesses that come together wait for each other's outcome */
    cx->wait = guarded_wait(h, &g, cx->now);
    if (!cx->wait) rc = mk_cx_guard(cx, verify, &a);        /* a recovery point of its own: the lock must be given back */
    if (rc == MK_EAUTH && !a.need_code) guard_failed(h, &g, cx->now);
    pthread_mutex_unlock(&h->hashing);
    if (cx->wait) {
        mk_fail(cx, MK_EBUSY, cx->lang == MK_EN ? "too many failed attempts; try again in %d seconds" : "יותר מדי ניסיונות שגויים; אפשר לנסות שוב בעוד %d שניות",
                (int)(cx->wait / MK_SECOND + 1));
        mk_http_problem(cx, r, MK_EBUSY, 429);
        return;
    }
    note_sign(h, cx, &a, rc);
    if (rc == 0) rc = mk_session_open(cx, h->opt.store, h->lobby, &a.account, peer, q->agent, token);
    if (rc < 0) {
        cx->need = a.need_code ? "code" : NULL;
        mk_http_problem(cx, r, rc, 0);
        return;
    }
    mk_limiter_forget(h->limiter, g.both);
    r->status = 204;
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    set_cookie(h, cx, r, token, MK_SESSION_LIFE / 1000000);
}

static void sign_out(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    int rc = h->opt.store ? mk_session_close(cx, h->opt.store, h->lobby, token_of(q->cookie)) : 0;
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

static void say_hidden(const mk_cx *cx, mk_jsonw *w)
{
    mk_json_key(w, "hidden");
    mk_json_open(w, '[');
    for (unsigned k = 0; k < 6; k++)
        if (cx->hide >> k & 1) mk_json_z(w, mk_hide_name[k]);
    mk_json_close(w);
}

void mk_http_me(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_account account;
    mk_settings st = { .shop = MK_S("") };
    bool factor = false;
    int rc = find(h, cx, q, &account);
    if (rc == 0) rc = mk_settings_read(cx, h->opt.store, &st);
    if (rc == 0 && cx->account) rc = mk_factor_has(cx, h->opt.store, cx->account, &factor);
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "name"), mk_json_z(&w, account.name);
    mk_json_key(&w, "role"), mk_json_z(&w, mk_role_name(account.role));
    mk_json_key(&w, "lang"), mk_json_z(&w, account.lang == MK_EN ? "en" : "he");
    mk_json_key(&w, "shop"), mk_json_str(&w, st.shop);
    mk_json_key(&w, "timezone"), mk_json_str(&w, st.timezone);
    mk_json_key(&w, "currency"), mk_json_z(&w, st.currency);
    say_hidden(cx, &w);
    mk_json_key(&w, "second_factor"), mk_json_bool(&w, factor);
    mk_json_key(&w, "demo"), mk_json_bool(&w, st.demo);
    mk_json_close(&w);
    mk_buf_c(&b, '\n');
    mk_http_json(r, 200, mk_buf_str(&b));
}
