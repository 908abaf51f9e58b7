/* SPDX-License-Identifier: Apache-2.0 */
#include "factor.h"
#include <liboath/oath.h>
#include <sodium.h>
#include "buf.h"
#include "secret.h"
#include "setting.h"

enum { SECRET = 20, STEP = 30, WINDOW = 1, DIGITS = 6, CODE = 10 };

static int wrong(mk_cx *cx)
{
    return mk_fail(cx, MK_EAUTH, "%s", cx->lang == MK_EN ? "this code is wrong or was used already; wait for the next one" : "הקוד שגוי או שכבר נעשה בו שימוש; חכו לקוד הבא");
}

/* RFC 4648, without padding. */
static mk_str base32(mk_arena *a, const unsigned char *p, size_t n)
{
    mk_buf b = mk_buf_on(a);
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | p[i];
        for (have += 8; have >= 5; have -= 5) mk_buf_c(&b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> (have - 5) & 31]);
    }
    if (have) mk_buf_c(&b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits << (5 - have) & 31]);
    return mk_buf_str(&b);
}

static void percent(mk_buf *b, mk_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
        if (plain && c) mk_buf_c(b, c);
        else mk_buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
    }
}

typedef struct beginning { int64_t account; mk_str secret, uri; } beginning;

static int begin_body(mk_cx *cx, mk_db *db, void *arg)
{
    beginning *b = arg;
    mk_account a;
    mk_settings st;
    mk_value v[MK_FACTOR_N], key = mk_int(b->account);
    int rc = mk_account_get(cx, db, b->account, &a);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_EAUTH, "not signed in");
    rc = mk_table_get(cx, db, MK_T_FACTOR, &key, v);
    if (rc < 0) return rc;
    if (rc > 0 && v[MK_FACTOR_CONFIRMED_AT].type != MK_NULL)
        return mk_fail(cx, MK_ECONFLICT, "%s", cx->lang == MK_EN ? "a second factor is in force; remove it first" : "כבר יש אימות דו־שלבי; קודם צריך להסיר אותו");
    MK_TRY(mk_settings_get(cx, db, &st));
    mk_value row[MK_FACTOR_N] = { key, mk_text(b->secret), mk_int(cx->now), mk_null(), mk_int(0) };
    MK_TRY(mk_table_put(cx, db, MK_T_FACTOR, row));
    mk_buf u = mk_buf_on(cx->arena);
    mk_str shop = st.shop.n ? st.shop : MK_S("makir");
    mk_buf_str_add(&u, MK_S("otpauth://totp/"));
    percent(&u, shop);
    mk_buf_str_add(&u, MK_S(":"));
    percent(&u, mk_str_of(a.name));
    mk_buf_printf(&u, "?secret=%.*s&issuer=", MK_SARG(b->secret));
    percent(&u, shop);
    b->uri = mk_buf_str(&u);
    return 0;
}

int mk_factor_begin(mk_cx *cx, mk_store *s, int64_t account, mk_str *ret_secret, mk_str *ret_uri)
{
    unsigned char random[SECRET];
    MK_TRY(mk_secret_ready(cx));
    randombytes_buf(random, sizeof random);
    beginning b = { .account = account, .secret = base32(cx->arena, random, sizeof random) };
    MK_TRY(mk_store_write(cx, s, begin_body, &b));
    *ret_secret = b.secret;
    *ret_uri = b.uri;
    return 0;
}

static bool only_digits(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n == DIGITS;
}

/* The time step whose code it is, later than the last one used; 0: none. */
static int64_t step_of(mk_cx *cx, const mk_value *v, mk_str code)
{
    char *secret = NULL;
    size_t n = 0;
    uint64_t counter = 0;
    if (!only_digits(code) || oath_base32_decode(v[MK_FACTOR_SECRET].s.p, v[MK_FACTOR_SECRET].s.n, &secret, &n) != OATH_OK) return 0;
    int rc = oath_totp_validate3(secret, n, cx->now / MK_SECOND, STEP, 0, WINDOW, NULL, &counter, mk_arena_z(cx->arena, code));
    sodium_memzero(secret, n);
    free(secret);
    return rc >= 0 && (int64_t)counter > v[MK_FACTOR_STEP].i ? (int64_t)counter : 0;
}

/* As it was shown, however it is typed: without the dash and blanks, in capitals. */
static mk_str plain_code(mk_arena *a, mk_str s)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '-' || c == ' ') continue;
        mk_buf_c(&b, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    return mk_buf_str(&b);
}

typedef struct checking { int64_t account; mk_str code; mk_str *recovery; bool has; int64_t step; } checking;

static int confirm_body(mk_cx *cx, mk_db *db, void *arg)
{
    checking *c = arg;
    mk_value v[MK_FACTOR_N], key = mk_int(c->account);
    int rc = mk_table_get(cx, db, MK_T_FACTOR, &key, v);
    if (rc < 0) return rc;
    if (rc == 0 || v[MK_FACTOR_CONFIRMED_AT].type != MK_NULL) return mk_fail(cx, MK_ECONFLICT, "there is nothing to confirm; begin again");
    int64_t step = step_of(cx, v, c->code);
    if (!step) return wrong(cx);
    v[MK_FACTOR_CONFIRMED_AT] = mk_int(cx->now);
    v[MK_FACTOR_STEP] = mk_int(step);
    MK_TRY(mk_table_put(cx, db, MK_T_FACTOR, v));
    MK_TRY(mk_exec(cx, db, MK_Q_RECOVERY_CLEAR, key));
    for (int i = 0; i < MK_RECOVERY_CODES; i++) {
        unsigned char random[8];
        char hex[MK_TOKEN_HASH];
        randombytes_buf(random, sizeof random);
        mk_str code = mk_str_sub(base32(cx->arena, random, sizeof random), 0, CODE);
        mk_token_hash(code, hex);
        mk_value row[MK_RECOVERY_N] = { key, mk_textz(hex), mk_null() };
        MK_TRY(mk_table_insert(cx, db, MK_T_RECOVERY, row));
        c->recovery[i] = mk_arena_printf(cx->arena, "%.5s-%.5s", code.p, code.p + 5);
    }
    return 0;
}

int mk_factor_confirm(mk_cx *cx, mk_store *s, int64_t account, mk_str code, mk_str ret_recovery[MK_RECOVERY_CODES])
{
    checking c = { .account = account, .code = mk_str_trim(code), .recovery = ret_recovery };
    return mk_store_write(cx, s, confirm_body, &c);
}

static int remove_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value key = mk_int(*(int64_t *)arg);
    int rc = mk_table_delete(cx, db, MK_T_FACTOR, &key);
    if (rc >= 0) rc = mk_exec(cx, db, MK_Q_RECOVERY_CLEAR, key);
    return rc < 0 ? rc : 0;
}

int mk_factor_remove(mk_cx *cx, mk_store *s, int64_t account) { return mk_store_write(cx, s, remove_body, &account); }

static int has_body(mk_cx *cx, mk_db *db, void *arg)
{
    checking *c = arg;
    mk_value v[MK_FACTOR_N], key = mk_int(c->account);
    int rc = mk_table_get(cx, db, MK_T_FACTOR, &key, v);
    c->has = rc > 0 && v[MK_FACTOR_CONFIRMED_AT].type != MK_NULL;
    return rc < 0 ? rc : 0;
}

int mk_factor_has(mk_cx *cx, mk_store *s, int64_t account, bool *ret)
{
    checking c = { .account = account };
    MK_TRY(mk_store_read(cx, s, has_body, &c));
    *ret = c.has;
    return 0;
}

static int check_body(mk_cx *cx, mk_db *db, void *arg)
{
    checking *c = arg;
    mk_value v[MK_FACTOR_N], key = mk_int(c->account);
    int rc = mk_table_get(cx, db, MK_T_FACTOR, &key, v);
    if (rc <= 0) return rc;
    c->step = step_of(cx, v, c->code);
    if (c->step) {
        v[MK_FACTOR_STEP] = mk_int(c->step);
        rc = mk_table_put(cx, db, MK_T_FACTOR, v);
        return rc < 0 ? rc : 0;
    }
    char hex[MK_TOKEN_HASH];
    mk_value code[MK_RECOVERY_N];
    mk_token_hash(plain_code(cx->arena, c->code), hex);
    mk_value both[] = { key, mk_textz(hex) };
    rc = mk_table_get(cx, db, MK_T_RECOVERY, both, code);
    if (rc < 0) return rc;
    if (rc == 0 || code[MK_RECOVERY_USED_AT].type != MK_NULL) return wrong(cx);
    code[MK_RECOVERY_USED_AT] = mk_int(cx->now);
    rc = mk_table_put(cx, db, MK_T_RECOVERY, code);
    return rc < 0 ? rc : 0;
}

int mk_factor_check(mk_cx *cx, mk_store *s, mk_lobby *lobby, int64_t account, mk_str code)
{
    checking c = { .account = account, .code = mk_str_trim(code) };
    int rc = mk_store_note(cx, s, check_body, &c);
    if (rc != MK_EIO || !c.step || !mk_lobby_step(lobby, account, c.step)) return rc;
    mk_cx_clear(cx);        /* the code was right, and only could not be noted */
    return 0;
}
