/* SPDX-License-Identifier: Apache-2.0 */
#include "key.h"
#include <sodium.h>
#include "access.h"
#include "secret.h"
#include "clock.h"
#include "id.h"

#define SEEN_EVERY (5 * 60 * MK_SECOND)
static const char *const scope_name[] = { "read", "write", "manage", "own" };

/* The scopes as a set; 0 when a word is none of them, or there is none. */
static unsigned scopes_of(mk_str words)
{
    unsigned set = 0;
    for (size_t i = 0, from = 0; i <= words.n; i++) {
        if (i < words.n && words.p[i] != ',') continue;
        mk_str word = mk_str_trim(mk_str_sub(words, from, i));
        unsigned bit = 0;
        from = i + 1;
        for (unsigned k = 0; k < 4; k++)
            if (mk_str_eqz(word, scope_name[k])) bit = 1u << k;
        if (!bit) return 0;
        set |= bit;
    }
    return set;
}

static int add_body(mk_cx *cx, mk_db *db, void *arg)
{
    int rc = mk_table_insert(cx, db, MK_T_API_KEY, arg);
    return rc < 0 ? rc : rc ? 0 : mk_fail(cx, MK_EBUSY, "try again");
}

int mk_key_add(mk_cx *cx, mk_store *s, mk_str name, mk_str scopes, int64_t days, int64_t *ret_id, char ret_key[MK_KEY_TEXT])
{
    unsigned char random[32];
    char secret[48], hex[MK_TOKEN_HASH], id[MK_ID_TEXT];
    MK_TRY(mk_secret_ready(cx));
    name = mk_str_trim(name);
    if (name.n == 0 || name.n > 40) return mk_fail(cx, MK_EINVAL, "a key needs a name of at most 40 bytes: which program has it");
    if (!scopes_of(scopes)) return mk_fail(cx, MK_EINVAL, "scopes are read, write, manage and own, joined by commas");
    randombytes_buf(random, sizeof random);
    randombytes_buf(ret_id, sizeof *ret_id);
    *ret_id = (*ret_id & INT64_MAX) | 1;
    sodium_bin2base64(secret, sizeof secret, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    snprintf(ret_key, MK_KEY_TEXT, "mk_%s_%s", mk_id_text(*ret_id, id), secret);
    mk_token_hash(mk_str_of(ret_key), hex);
    mk_value v[MK_API_KEY_N] = { mk_int(*ret_id), mk_text(name), mk_textz(hex), mk_text(scopes), mk_int(cx->now), mk_textz(cx->who),
                                 days ? mk_int(cx->now + days * MK_DAY) : mk_null(), mk_null(), mk_null() };
    return mk_store_write(cx, s, add_body, v);
}

static int64_t moment(const mk_value *v) { return v->type == MK_NULL ? MK_NEVER : v->i; }

static int newest_first(const void *pa, const void *pb)
{
    const mk_api_key *a = pa, *b = pb;
    return a->created_at != b->created_at ? (a->created_at < b->created_at) - (a->created_at > b->created_at) : (a->id > b->id) - (a->id < b->id);
}

int mk_key_list(mk_cx *cx, mk_store *s, mk_api_key **ret, size_t *ret_n)
{
    mk_row_list rows;
    MK_TRY(mk_store_rows(cx, s, MK_T_API_KEY, MK_Q_API_KEY_ALL, NULL, 0, &rows));
    mk_api_key *all = MK_NEWN(cx->arena, mk_api_key, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *v = rows.p[i];
        all[i] = (mk_api_key){
            .id = v[MK_API_KEY_KEY_ID].i, .created_at = v[MK_API_KEY_CREATED_AT].i, .expires_at = moment(&v[MK_API_KEY_EXPIRES_AT]),
            .used_at = moment(&v[MK_API_KEY_USED_AT]), .revoked_at = moment(&v[MK_API_KEY_REVOKED_AT]), .name = v[MK_API_KEY_NAME].s,
            .scopes = v[MK_API_KEY_SCOPES].s, .who = v[MK_API_KEY_WHO].s };
    }
    qsort(all, rows.n, sizeof *all, newest_first);
    *ret = all;
    *ret_n = rows.n;
    return 0;
}

static int revoke_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value v[MK_API_KEY_N], key = mk_int(*(int64_t *)arg);
    int rc = mk_table_get(cx, db, MK_T_API_KEY, &key, v);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "there is no such key" : "אין מפתח כזה");
    if (v[MK_API_KEY_REVOKED_AT].type == MK_NULL) v[MK_API_KEY_REVOKED_AT] = mk_int(cx->now);
    rc = mk_table_put(cx, db, MK_T_API_KEY, v);
    return rc < 0 ? rc : 0;
}

int mk_key_revoke(mk_cx *cx, mk_store *s, int64_t id) { return mk_store_write(cx, s, revoke_body, &id); }

typedef struct signing { int64_t id; char hex[MK_TOKEN_HASH], name[48]; unsigned may; int64_t used_at; bool is; } signing;

static int sign_body(mk_cx *cx, mk_db *db, void *arg)
{
    signing *x = arg;
    mk_value v[MK_API_KEY_N], key = mk_int(x->id);
    int rc = mk_table_get(cx, db, MK_T_API_KEY, &key, v);
    if (rc <= 0) return rc;
    bool same = v[MK_API_KEY_HASH].s.n == 64 && sodium_memcmp(v[MK_API_KEY_HASH].s.p, x->hex, 64) == 0;
    x->is = same && v[MK_API_KEY_REVOKED_AT].type == MK_NULL && (v[MK_API_KEY_EXPIRES_AT].type == MK_NULL || v[MK_API_KEY_EXPIRES_AT].i > cx->now);
    if (!x->is) return 0;
    x->may = scopes_of(v[MK_API_KEY_SCOPES].s);
    x->used_at = moment(&v[MK_API_KEY_USED_AT]);
    snprintf(x->name, sizeof x->name, "%.*s", MK_SARG(v[MK_API_KEY_NAME].s));
    return mk_access_of(cx, db, x->may & MK_MAY_OWN ? MK_OWNER : x->may & MK_MAY_MANAGE ? MK_MANAGER : x->may & MK_MAY_WRITE ? MK_SELLER : MK_READER);
}

static int used_body(mk_cx *cx, mk_db *db, void *arg)
{
    int rc = mk_exec(cx, db, MK_Q_API_KEY_SEEN, mk_int(cx->now), mk_int(*(int64_t *)arg));
    return rc < 0 ? rc : 0;
}

int mk_key_sign(mk_cx *cx, mk_store *s, mk_str key)
{
    signing x = { 0 };
    MK_TRY(mk_secret_ready(cx));
    bool form = mk_str_starts(key, MK_S("mk_")) && key.n > 17 && key.n < MK_KEY_TEXT && key.p[16] == '_' && mk_id_parse(mk_str_sub(key, 3, 16), &x.id);
    if (form) mk_token_hash(key, x.hex);
    if (form) MK_TRY(mk_store_read(cx, s, sign_body, &x));
    if (!x.is) return mk_fail(cx, MK_EAUTH, "%s", cx->lang == MK_EN ? "this key is not known, has expired or was taken back" : "המפתח אינו מוכר, פג או בוטל");
    if (x.used_at == MK_NEVER || cx->now - x.used_at > SEEN_EVERY) {
        int64_t patience = cx->patience;
        cx->patience = 1;
        if (mk_store_note(cx, s, used_body, &x.id) < 0) mk_cx_clear(cx);
        cx->patience = patience;
    }
    snprintf(cx->who, sizeof cx->who, "key %s", x.name);
    cx->account = cx->session = 0;
    cx->may = x.may;
    cx->role = x.may & MK_MAY_OWN ? MK_OWNER : x.may & MK_MAY_MANAGE ? MK_MANAGER : x.may & MK_MAY_WRITE ? MK_SELLER : MK_READER;
    return 0;
}
