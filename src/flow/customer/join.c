/* SPDX-License-Identifier: Apache-2.0
 * Sign-ups by strangers. */
#include "join.h"
#include <sodium.h>
#include "customer.h"
#include "hash.h"
#include "journal.h"
#include "secret.h"
#include "setting.h"
#include "amount.h"

static const int64_t soonest = 3 * MK_SECOND, latest = 2 * 3600 * MK_SECOND;

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

/* --- challenges --- */

static int make_secret(mk_cx *cx, mk_db *db, void *arg)
{
    unsigned char random[crypto_auth_KEYBYTES];
    char hex[2 * sizeof random + 1];
    (void)arg;
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(hex, sizeof hex, random, sizeof random);
    mk_value v[MK_SECRET_N] = { mk_textz("join"), mk_textz(hex) };
    int rc = mk_table_insert(cx, db, MK_T_SECRET, v);
    return rc < 0 ? rc : 0;
}

static int read_secret(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value v[MK_SECRET_N], key = mk_textz("join");
    int rc = mk_table_get(cx, db, MK_T_SECRET, &key, v);
    if (rc > 0) *(mk_str *)arg = v[MK_SECRET_VALUE].s;
    return rc < 0 ? rc : 0;
}

static int secret(mk_cx *cx, mk_store *s, unsigned char key[crypto_auth_KEYBYTES])
{
    mk_str hex = MK_S("");
    MK_TRY(mk_secret_ready(cx));
    MK_TRY(mk_store_read(cx, s, read_secret, &hex));
    if (!hex.n) {
        MK_TRY(mk_store_note(cx, s, make_secret, NULL));
        MK_TRY(mk_store_read(cx, s, read_secret, &hex));
    }
    return sodium_hex2bin(key, crypto_auth_KEYBYTES, hex.p, hex.n, NULL, NULL, NULL) == 0 ? 0 : mk_fail(cx, MK_ESTORE, "the secret of the forms is broken");
}

static void sign(mk_str text, const unsigned char key[crypto_auth_KEYBYTES], char hex[33])
{
    unsigned char mac[crypto_auth_BYTES];
    crypto_auth(mac, (const unsigned char *)text.p, text.n, key);
    sodium_bin2hex(hex, 33, mac, 16);
}

int mk_join_challenge(mk_cx *cx, mk_store *s, mk_str form, mk_str *ret)
{
    unsigned char key[crypto_auth_KEYBYTES], random[12];
    char salt[25], mac[33];
    MK_TRY(secret(cx, s, key));
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(salt, sizeof salt, random, sizeof random);
    mk_str text = mk_arena_printf(cx->arena, "%.*s.%" PRId64 ".%s", MK_SARG(form), cx->now, salt);
    sign(text, key, mac);
    *ret = mk_arena_printf(cx->arena, "%.*s.%s", MK_SARG(text), mac);
    return 0;
}

static bool worked(mk_cx *cx, mk_str challenge, mk_str nonce)
{
    unsigned char h[crypto_hash_sha256_BYTES];
    mk_str text = mk_arena_printf(cx->arena, "%.*s:%.*s", MK_SARG(challenge), MK_SARG(nonce));
    crypto_hash_sha256(h, (const unsigned char *)text.p, text.n);
    for (int i = 0; i < MK_JOIN_BITS; i++)
        if (h[i / 8] >> (7 - i % 8) & 1) return false;
    return true;
}

/* Ours, of this form, of the right age, and worked on. */
static int check_challenge(mk_cx *cx, mk_store *s, const mk_join *j)
{
    unsigned char key[crypto_auth_KEYBYTES];
    char mac[33];
    const char *dot = memrchr(j->challenge.p, '.', j->challenge.n);
    mk_str text = mk_str_sub(j->challenge, 0, dot ? (size_t)(dot - j->challenge.p) : 0), given = mk_str_sub(j->challenge, text.n + 1, j->challenge.n);
    int64_t at = 0;
    if (j->challenge.n > 200 || j->nonce.n > 40) return mk_fail(cx, MK_EDENIED, "the challenge is not ours");
    MK_TRY(secret(cx, s, key));
    sign(text, key, mac);
    bool ours = given.n == 32 && sodium_memcmp(given.p, mac, 32) == 0 && mk_str_starts(text, mk_arena_printf(cx->arena, "%.*s.", MK_SARG(j->form)));
    mk_str rest = mk_str_sub(text, j->form.n + 1, text.n);
    ptrdiff_t end = mk_str_find(rest, MK_S("."));
    if (!ours || end < 0 || !mk_str_int(mk_str_sub(rest, 0, (size_t)end), &at)) return mk_fail(cx, MK_EDENIED, "the challenge is not ours");
    if (cx->now - at > latest) return mk_fail(cx, MK_EDENIED, "%s", english(cx) ? "this page was open for long; load it again, please" : "הדף היה פתוח זמן רב; צריך לטעון אותו שוב");
    if (cx->now - at < soonest) return mk_fail(cx, MK_EDENIED, "%s", english(cx) ? "a moment, please, and then once more" : "רגע אחד, ואז שוב");
    if (!worked(cx, j->challenge, j->nonce)) return mk_fail(cx, MK_EDENIED, "%s", english(cx) ? "the page is not ready yet; once more in a moment" : "הדף עוד לא מוכן; שוב בעוד רגע");
    return 0;
}

/* --- proofs --- */

typedef struct proof { const mk_form *f; mk_str form, channels, address; mk_lang lang; int64_t customer, at; } proof;

static int version_of(mk_cx *cx, mk_db *db, const char *digest, const proof *p, int c, int64_t *ret)
{
    mk_value key[] = { mk_textz(digest), mk_text(p->form), mk_textz(mk_channel_name[c]), mk_textz(p->lang == MK_EN ? "en" : "he") }, v[MK_WORDING_N];
    int rc = mk_table_get(cx, db, MK_T_WORDING, key, v);
    *ret = rc > 0 ? v[MK_WORDING_VERSION].i : 0;
    return rc < 0 ? rc : 0;
}

/* A consent for each channel, with the words as they were read. */
static int grant(mk_cx *cx, mk_db *db, const proof *p)
{
    mk_journal j = { 0 };
    for (int c = 0; c < MK_JOIN_CHANNELS; c++) {
        mk_str words = p->f->said[p->lang].wording[c];
        unsigned char h[crypto_hash_sha256_BYTES];
        char hex[2 * sizeof h + 1], t[32];
        int64_t version;
        if (!words.n || !mk_str_listed(p->channels, mk_channel_name[c])) continue;
        crypto_hash_sha256(h, (const unsigned char *)words.p, words.n);
        sodium_bin2hex(hex, sizeof hex, h, sizeof h);
        MK_TRY(version_of(cx, db, hex, p, c, &version));
        mk_str evidence = mk_arena_printf(cx->arena, "%.*s\n[form %.*s, version %" PRId64 ", sha256 %s, %s, %.*s/join/%.*s]", MK_SARG(words), MK_SARG(p->form), version, hex,
                                          mk_moment_text(p->at, t), MK_SARG(p->address), MK_SARG(p->form));
        int64_t id = mk_hash_id(mk_hash(mk_hash2((uint64_t)p->customer, (uint64_t)p->at), mk_str_of(mk_channel_name[c])));
        mk_value v[MK_CONSENT_N] = { mk_int(p->customer), mk_int(cx->now), mk_int(id), mk_textz(mk_channel_name[c]), mk_textz("advertising"), mk_textz("granted"),
                                     mk_text(evidence), mk_textz(p->lang == MK_EN ? "en" : "he"), mk_text(mk_arena_printf(cx->arena, "form %.*s", MK_SARG(p->form))),
                                     mk_textz(cx->who), mk_int(0) };
        int rc = mk_journal_put(cx, db, &j, MK_T_CONSENT, v, 0);
        if (rc < 0) return rc;
    }
    return 0;
}

/* --- a sign-up --- */

typedef struct joining { const mk_join *j; mk_form f; mk_str shop; int64_t customer; bool confirm; mk_when birthday; bool has_birthday; char token[48]; } joining;

/* The message that asks to confirm, when the gate lets it through. */
static int ask_back(mk_cx *cx, mk_db *db, joining *x)
{
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, x->customer, MK_S("service"), g));
    mk_channel c = x->j->mail.n && g[MK_MAIL].allowed ? MK_MAIL : MK_SMS;
    if (!g[c].allowed) return 0;
    mk_str link = mk_arena_printf(cx->arena, "%.*s/join/confirm#%s", MK_SARG(x->j->address), x->token);
    mk_str text = mk_arena_printf(cx->arena, x->j->lang == MK_EN ? "%.*s: to confirm that you want to hear from us: %.*s" : "%.*s: כדי לאשר שאתם רוצים לשמוע מאיתנו: %.*s",
                                  MK_SARG(x->shop), MK_SARG(link));
    mk_value v[MK_OUTBOX_N] = { mk_int(x->customer), mk_int(cx->now), mk_int(mk_hash_id(mk_hash(0x6f7574, link))), mk_textz(mk_channel_name[c]), mk_textz("service"),
                                mk_textz("waiting"), mk_text(text), mk_text(link), mk_textz(cx->who) };
    int rc = mk_table_insert(cx, db, MK_T_OUTBOX, v);
    return rc < 0 ? rc : 0;
}

static int join_body(mk_cx *cx, mk_db *db, void *arg)
{
    joining *x = arg;
    const mk_join *j = x->j;
    char once[MK_TOKEN_HASH], token[MK_TOKEN_HASH] = "";
    bool known;
    mk_new_customer who = { j->name, j->phone, j->mail, MK_S("") };
    MK_TRY(mk_customer_back(cx, db, &who));
    MK_TRY(mk_customer_find_or_add(cx, db, &who, &x->customer, &known));
    if (x->has_birthday) {
        mk_value v[MK_FACT_N];
        mk_journal journal = { 0 };
        char day[16];
        mk_new_fact f = { .kind = MK_S("birthday"), .value = mk_str_of(mk_day_text(x->birthday.day, day)), .origin = MK_S("said"), .confidence = 1 };
        MK_TRY(mk_fact_row(cx, x->customer, cx->now, &f, v));
        int rc = mk_journal_put(cx, db, &journal, MK_T_FACT, v, 0);
        if (rc < 0) return rc;
    }
    x->confirm = x->f.double_opt_in && j->consent.n > 0;
    if (x->confirm) {
        unsigned char random[32];
        randombytes_buf(random, sizeof random);
        sodium_bin2base64(x->token, sizeof x->token, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        mk_token_hash(mk_str_of(x->token), token);
        MK_TRY(ask_back(cx, db, x));
    } else {
        proof p = { &x->f, j->form, j->consent, j->address, j->lang, x->customer, cx->now };
        MK_TRY(grant(cx, db, &p));
    }
    mk_token_hash(j->challenge, once);
    mk_value v[MK_JOINING_N] = { mk_textz(once), mk_int(cx->now), mk_text(j->form), mk_int(x->customer), mk_textz(j->lang == MK_EN ? "en" : "he"), mk_text(j->consent),
                                 mk_textz(token), x->confirm ? mk_null() : mk_int(cx->now) };
    int rc = mk_table_insert(cx, db, MK_T_JOINING, v);
    if (rc < 0) return rc;
    return rc ? 0 : mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "you have signed up already; thank you" : "כבר נרשמתם; תודה");
}

int mk_join_send(mk_cx *cx, mk_store *s, const mk_join *j, bool *ret_confirm, int64_t *ret_customer)
{
    joining x = { .j = j };
    bool utc;
    *ret_confirm = false;
    *ret_customer = 0;
    MK_TRY(mk_form_get(cx, s, j->form, &x.f, &x.shop));
    if (mk_str_trim(j->trap).n) { *ret_confirm = x.f.double_opt_in; return 0; }
    MK_TRY(check_challenge(cx, s, j));
    if (!j->phone.n && !j->mail.n) return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "a phone number or an e-mail address is needed" : "צריך מספר טלפון או כתובת מייל");
    if (j->name.n > MK_NAME_BYTES) return mk_fail(cx, MK_EINVAL, "this name is too long");
    x.has_birthday = j->birthday.n > 0;
    if (x.has_birthday && !mk_when_parse(j->birthday, MK_DMY, false, &x.birthday, &utc))
        return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "the birthday is written like 17.5.1980" : "את יום ההולדת כותבים כך: 17.5.1980");
    snprintf(cx->who, sizeof cx->who, "form %.*s", MK_SARG(j->form));
    MK_TRY(mk_store_write(cx, s, join_body, &x));
    *ret_confirm = x.confirm;
    *ret_customer = x.customer;
    return 0;
}

/* --- the answer to the message --- */

typedef struct confirming { char hash[MK_TOKEN_HASH]; mk_str *shop; } confirming;

static int confirm_body(mk_cx *cx, mk_db *db, void *arg)
{
    confirming *c = arg;
    mk_rows r;
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_select(cx, db, &r, MK_Q_JOINING_BY_TOKEN, mk_textz(c->hash)));
    int rc = mk_rows_next(cx, &r);
    mk_value v[MK_JOINING_N];
    if (rc > 0) mk_row_copy(cx, &r, MK_T_JOINING, v);
    mk_rows_end(&r);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "%s", english(cx) ? "this link is not ours, or is incomplete" : "הקישור אינו שלנו, או שאינו שלם");
    *c->shop = st.shop;
    if (v[MK_JOINING_CONFIRMED_AT].type != MK_NULL) return 0;        /* a second click */
    mk_form f;
    mk_str shop;
    MK_TRY(mk_form_in(cx, db, v[MK_JOINING_FORM].s, &f, &shop));
    snprintf(cx->who, sizeof cx->who, "form %.*s", MK_SARG(v[MK_JOINING_FORM].s));
    proof p = { &f, v[MK_JOINING_FORM].s, v[MK_JOINING_CHANNELS].s, MK_S(""), mk_str_eqz(v[MK_JOINING_LANGUAGE].s, "en") ? MK_EN : MK_HE, v[MK_JOINING_ABOUT_ID].i,
                v[MK_JOINING_AT].i };
    mk_value row[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &p.customer, row));
    MK_TRY(grant(cx, db, &p));
    v[MK_JOINING_CONFIRMED_AT] = mk_int(cx->now);
    rc = mk_table_put(cx, db, MK_T_JOINING, v);
    return rc < 0 ? rc : 0;
}

int mk_join_confirm(mk_cx *cx, mk_store *s, mk_str token, mk_str *ret_shop)
{
    confirming c = { .shop = ret_shop };
    MK_TRY(mk_secret_ready(cx));
    mk_token_hash(token.n && token.n < 64 ? token : MK_S("none"), c.hash);
    return mk_store_write(cx, s, confirm_body, &c);
}

int mk_outbox_list(mk_cx *cx, mk_store *s, size_t limit, int64_t at, int64_t id, mk_outbox **ret, size_t *ret_n)
{
    const mk_value before[] = { mk_int(at), mk_int(id), mk_int((int64_t)limit) };
    mk_row_list rows;
    MK_TRY(mk_store_rows(cx, s, MK_T_OUTBOX, MK_Q_OUTBOX_WAITING, before, 3, &rows));
    mk_outbox *all = MK_NEWN(cx->arena, mk_outbox, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *v = rows.p[i];
        all[i] = (mk_outbox){ v[MK_OUTBOX_OUTBOX_ID].i, v[MK_OUTBOX_AT].i, v[MK_OUTBOX_CUSTOMER_ID].i, v[MK_OUTBOX_CHANNEL].s, v[MK_OUTBOX_PURPOSE].s,
                              v[MK_OUTBOX_STATE].s, v[MK_OUTBOX_TEXT].s, v[MK_OUTBOX_LINK].s };
    }
    *ret = all;
    *ret_n = rows.n;
    return 0;
}
