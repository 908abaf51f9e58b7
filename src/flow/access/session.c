/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"
#include <sodium.h>
#include "access.h"
#include "secret.h"
#include "clock.h"
#include "table.h"
#include "utf8.h"
#include "vec.h"

#define SEEN_EVERY (5 * 60 * MK_SECOND)

typedef struct opening { mk_value session[MK_SESSION_N], about[MK_SESSION_ABOUT_N]; } opening;

static int put(mk_cx *cx, mk_db *db, const opening *o)
{
    MK_TRY(mk_table_insert(cx, db, MK_T_SESSION, o->session));
    MK_TRY(mk_table_insert(cx, db, MK_T_SESSION_ABOUT, o->about));
    return 0;
}

static int open_body(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(mk_exec(cx, db, MK_Q_SESSION_DELETE_EXPIRED, mk_int(cx->now)));
    MK_TRY(mk_exec_n(cx, db, MK_Q_SESSION_ROWS_EXPIRE, NULL, 0));
    return put(cx, db, arg);
}

static opening opening_of(const mk_guest *g)
{
    return (opening){
        .session = { [MK_SESSION_TOKEN_HASH] = mk_textz(g->hex), [MK_SESSION_ACCOUNT_ID] = mk_int(g->account), [MK_SESSION_EXPIRES_AT] = mk_int(g->at + MK_SESSION_LIFE) },
        .about = { mk_textz(g->hex), mk_int(g->session), mk_int(g->account), mk_int(g->at), mk_int(g->at), mk_textz(g->address), mk_textz(g->agent) } };
}

/* What the disk has no room for is held until it has. */
static int or_held(mk_cx *cx, mk_lobby *lobby, const mk_guest *g, int rc)
{
    if (rc != MK_EIO || !mk_lobby_enter(lobby, g)) return rc;
    mk_cx_clear(cx);
    return 0;
}

static void copy(char *to, size_t size, mk_str s)
{
    s = mk_utf8_first(s, size - 1);
    if (s.n) memcpy(to, s.p, s.n);   /* an empty string may have no address at all */
    to[s.n] = 0;
}

int mk_session_open(mk_cx *cx, mk_store *s, mk_lobby *lobby, const mk_account *account, mk_str address, mk_str agent, char token[MK_TOKEN_TEXT])
{
    unsigned char random[32];
    mk_guest g = { .account = account->id, .at = cx->now, .mark = account->mark };
    MK_TRY(mk_secret_ready(cx));
    randombytes_buf(random, sizeof random);
    randombytes_buf(&g.session, sizeof g.session);
    g.session = (g.session & INT64_MAX) | 1;
    sodium_bin2base64(token, MK_TOKEN_TEXT, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    mk_token_hash(mk_str_of(token), g.hex);
    copy(g.address, sizeof g.address, address);
    copy(g.agent, sizeof g.agent, agent);
    opening o = opening_of(&g);
    return or_held(cx, lobby, &g, mk_store_note(cx, s, open_body, &o));
}

typedef struct signing { char hex[MK_TOKEN_HASH]; const mk_guest *guest; mk_account account; int64_t session, seen_at; bool is, over; } signing;

/* Who is in the lobby has no row; his account has, and must be as it was. */
static int guest_body(mk_cx *cx, mk_db *db, signing *x)
{
    int rc = mk_account_get(cx, db, x->guest->account, &x->account);
    if (rc <= 0) return rc;
    x->is = x->account.mark == x->guest->mark && x->guest->at + MK_SESSION_LIFE > cx->now;
    return x->is ? mk_access_of(cx, db, x->account.role) : 0;
}

static int sign_body(mk_cx *cx, mk_db *db, void *arg)
{
    signing *x = arg;
    if (x->guest) return x->guest->gone ? 0 : guest_body(cx, db, x);
    mk_value v[MK_SESSION_N], about[MK_SESSION_ABOUT_N], key = mk_textz(x->hex);
    int rc = mk_table_get(cx, db, MK_T_SESSION, &key, v);
    x->over = rc > 0 && v[MK_SESSION_EXPIRES_AT].i <= cx->now;
    if (rc <= 0 || x->over) return rc < 0 ? rc : 0;
    rc = mk_account_get(cx, db, v[MK_SESSION_ACCOUNT_ID].i, &x->account);
    if (rc <= 0) return rc;
    rc = mk_table_get(cx, db, MK_T_SESSION_ABOUT, &key, about);
    if (rc < 0) return rc;
    if (rc > 0) x->session = about[MK_SESSION_ABOUT_SESSION_ID].i, x->seen_at = about[MK_SESSION_ABOUT_SEEN_AT].i;
    x->is = true;
    return mk_access_of(cx, db, x->account.role);
}

static int seen_body(mk_cx *cx, mk_db *db, void *arg)
{
    int rc = mk_exec(cx, db, MK_Q_SESSION_SEEN, mk_int(cx->now), mk_textz(arg));
    return rc < 0 ? rc : 0;
}

int mk_session_sign(mk_cx *cx, mk_store *s, mk_lobby *lobby, mk_str token, mk_account *ret)
{
    signing x = { 0 };
    mk_guest guest;
    bool en = cx->lang == MK_EN;
    MK_TRY(mk_secret_ready(cx));
    if (token.n == 0 || token.n >= MK_TOKEN_TEXT) return mk_fail(cx, MK_EAUTH, "%s", en ? "not signed in" : "לא נכנסתם למערכת");
    mk_token_hash(token, x.hex);
    if (mk_lobby_find(lobby, x.hex, &guest)) x.guest = &guest;
    MK_TRY(mk_store_read(cx, s, sign_body, &x));
    if (!x.is) return mk_fail(cx, MK_EAUTH, "%s", en ? "the session has ended; sign in again, what you were writing is still on this page" :
                              "החיבור הסתיים; צריך להיכנס שוב, ומה שכתבתם עדיין בדף הזה");
    if (x.session && cx->now - x.seen_at > SEEN_EVERY) {
        int64_t patience = cx->patience;
        cx->patience = 1;                       /* when somebody writes, it is noted the next time */
        if (mk_store_note(cx, s, seen_body, x.hex) < 0) mk_cx_clear(cx);
        cx->patience = patience;
    }
    memcpy(cx->who, x.account.name, sizeof cx->who);
    cx->role = x.account.role;
    cx->may = MK_MAY_ALL;
    cx->account = x.account.id;
    cx->session = x.session;
    *ret = x.account;
    return 0;
}

static int close_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value *key = arg;
    int rc = mk_table_delete(cx, db, MK_T_SESSION, key);
    if (rc >= 0) rc = mk_table_delete(cx, db, MK_T_SESSION_ABOUT, key);
    return rc < 0 ? rc : 0;
}

int mk_session_close(mk_cx *cx, mk_store *s, mk_lobby *lobby, mk_str token)
{
    mk_guest g = { .at = cx->now };
    MK_TRY(mk_secret_ready(cx));
    if (token.n == 0 || token.n >= MK_TOKEN_TEXT) return 0;
    mk_token_hash(token, g.hex);
    mk_value key = mk_textz(g.hex);
    mk_lobby_leave(lobby, &g);
    g.gone = true;
    return or_held(cx, lobby, &g, mk_store_note(cx, s, close_body, &key));
}

/* In the order they came it makes no difference: each token is there once. */
static int settle_body(mk_cx *cx, mk_db *db, void *arg)
{
    const mk_guest *g = arg;
    mk_value key = mk_textz(g->hex);
    mk_account a;
    if (g->gone) return close_body(cx, db, &key);
    int rc = mk_account_get(cx, db, g->account, &a);
    if (rc <= 0 || a.mark != g->mark) return rc < 0 ? rc : 0;
    opening o = opening_of(g);
    return put(cx, db, &o);
}

int mk_session_settle(mk_cx *cx, mk_store *s, mk_lobby *lobby)
{
    mk_guest all[MK_LOBBY_SEATS];
    size_t n = mk_lobby_all(lobby, all);
    for (size_t i = 0; i < n; i++) {
        MK_TRY(mk_store_note(cx, s, settle_body, &all[i]));
        mk_lobby_leave(lobby, &all[i]);
    }
    return 0;
}

typedef struct listing { int64_t account; mk_vec(mk_session) all; } listing;

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    mk_rows r;
    int rc;
    MK_TRY(l->account ? mk_select(cx, db, &r, MK_Q_SESSION_ROWS_OF, mk_int(l->account)) : mk_select_n(cx, db, &r, MK_Q_SESSION_ROWS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_value v[MK_SESSION_ABOUT_N];
        mk_account a;
        mk_row_copy(cx, &r, MK_T_SESSION_ABOUT, v);
        if (v[MK_SESSION_ABOUT_BEGAN_AT].i + MK_SESSION_LIFE <= cx->now) continue;
        int there = mk_account_get(cx, db, v[MK_SESSION_ABOUT_ACCOUNT_ID].i, &a);
        if (there < 0) return there;
        mk_session *one = mk_vec_push(cx->arena, &l->all);
        *one = (mk_session){ v[MK_SESSION_ABOUT_SESSION_ID].i, v[MK_SESSION_ABOUT_ACCOUNT_ID].i, v[MK_SESSION_ABOUT_BEGAN_AT].i, v[MK_SESSION_ABOUT_SEEN_AT].i, "",
                             v[MK_SESSION_ABOUT_ADDRESS].s, v[MK_SESSION_ABOUT_AGENT].s };
        if (there) memcpy(one->who, a.name, sizeof one->who);
    }
    return rc;
}

int mk_session_list(mk_cx *cx, mk_store *s, int64_t account, mk_session **ret, size_t *ret_n)
{
    listing l = { .account = account };
    MK_TRY(mk_store_read(cx, s, list_body, &l));
    *ret = l.all.p;
    *ret_n = l.all.n;
    return 0;
}

typedef struct ending { int64_t id, account, but, n; } ending;

static int end_body(mk_cx *cx, mk_db *db, void *arg)
{
    ending *e = arg;
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_SESSION_ROW_BY_ID, mk_int(e->id)));
    int rc = mk_rows_next(cx, &r);
    mk_value key = rc > 0 ? mk_text(mk_arena_dup(cx->arena, mk_row_text(&r, 0))) : mk_null();
    bool his = rc > 0 && (!e->account || mk_row_int(&r, 1) == e->account);
    mk_rows_end(&r);
    if (rc < 0) return rc;
    if (!his) return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "there is no such session any more" : "החיבור הזה כבר לא קיים");
    return close_body(cx, db, &key);
}

int mk_session_end(mk_cx *cx, mk_store *s, int64_t id, int64_t account)
{
    ending e = { .id = id, .account = account };
    return mk_store_write(cx, s, end_body, &e);
}

static int others_body(mk_cx *cx, mk_db *db, void *arg)
{
    ending *e = arg;
    listing l = { .account = e->account };
    MK_TRY(list_body(cx, db, &l));
    for (size_t i = 0; i < l.all.n; i++) {
        if (l.all.p[i].id == e->but) continue;
        ending one = { .id = l.all.p[i].id };
        MK_TRY(end_body(cx, db, &one));
        e->n++;
    }
    return 0;
}

int mk_session_end_others(mk_cx *cx, mk_store *s, int64_t account, int64_t but, int64_t *ret)
{
    ending e = { .account = account, .but = but };
    MK_TRY(mk_store_write(cx, s, others_body, &e));
    *ret = e.n;
    return 0;
}

typedef struct place { mk_str name, address; bool known; } place;

static int place_body(mk_cx *cx, mk_db *db, void *arg)
{
    place *p = arg;
    int64_t n;
    MK_TRY(mk_select_int(cx, db, &n, MK_Q_SESSION_KNOWN_PLACE, mk_int(mk_account_id(cx, p->name)), mk_text(p->address)));
    p->known = n > 0;
    return 0;
}

bool mk_session_known_place(mk_cx *cx, mk_store *s, mk_str name, mk_str address)
{
    place p = { .name = name, .address = address };
    return mk_store_read(cx, s, place_body, &p) >= 0 && p.known;
}
