/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"
#include "based.h"
#include <sodium.h>
#include "hash.h"
#include "journal.h"
#include "secret.h"
#include "table.h"
#include "utf8.h"

enum { PASSES = 3, MEMORY = 19 << 20 };
#define SEED UINT64_C(0x6163636f756e7400)       /* "account": apart from other ids made of names */

int64_t mk_account_id(mk_cx *cx, mk_str name) { return mk_hash_id(mk_hash(SEED, mk_fold_text(cx->arena, name))); }

static int check_name(mk_cx *cx, mk_str *name)
{
    *name = mk_str_trim(*name);
    if (name->n == 0 || name->n >= sizeof((mk_account *)0)->name || !mk_utf8_valid(*name))
        return mk_fail(cx, MK_EINVAL, "the name must be 1 to %zu bytes of text", sizeof((mk_account *)0)->name - 1);
    for (size_t i = 0; i < name->n; i++)
        if ((unsigned char)name->p[i] < 0x20 || name->p[i] == 0x7f) return mk_fail(cx, MK_EINVAL, "the name must be on one line");
    return 0;
}

static int hash_password(mk_cx *cx, mk_str password, char out[crypto_pwhash_STRBYTES])
{
    if (password.n < MK_PASSWORD_SHORTEST) return mk_fail(cx, MK_EINVAL, "the password must have at least %d characters", MK_PASSWORD_SHORTEST);
    if (password.n > MK_PASSWORD_LONGEST) return mk_fail(cx, MK_EINVAL, "the password must have at most %d bytes", MK_PASSWORD_LONGEST);
    if (crypto_pwhash_str_alg(out, password.p, password.n, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return mk_fail(cx, MK_ENOMEM, "no memory for the password (%d MiB)", MEMORY >> 20);
    return 0;
}

/* Of what others may change of him; his password is his own. */
static int64_t version(mk_cx *cx, const mk_value *v) { return mk_version(cx, v[MK_ACCOUNT_ACCOUNT_ID], v[MK_ACCOUNT_ROLE], v[MK_ACCOUNT_LANGUAGE], v[MK_ACCOUNT_CREATED_AT]); }

/* The journal knows everything of him but the password. */
static void known(const mk_value *v, mk_value ret[MK_ACCOUNT_N])
{
    memcpy(ret, v, MK_ACCOUNT_N * sizeof *ret);
    ret[MK_ACCOUNT_PASSWORD] = mk_textz("");
}

static int keep(mk_cx *cx, mk_db *db, const mk_value *was, const mk_value *v)
{
    mk_journal j = { 0 };
    mk_value before[MK_ACCOUNT_N], after[MK_ACCOUNT_N];
    if (was) known(was, before);
    known(v, after);
    return mk_journal_keep(cx, db, &j, MK_T_ACCOUNT, was ? before : NULL, after);
}

static int still(mk_cx *cx, mk_db *db, const mk_value *v)
{
    mk_value row[MK_ACCOUNT_N];
    known(v, row);
    return mk_unchanged(cx, db, version(cx, v), MK_T_ACCOUNT, row, mk_arena_printf(cx->arena, "%.*s, %.*s", MK_SARG(v[MK_ACCOUNT_ROLE].s), MK_SARG(v[MK_ACCOUNT_LANGUAGE].s)));
}

static void read_account(const mk_value *v, mk_account *ret)
{
    *ret = (mk_account){ .id = v[MK_ACCOUNT_ACCOUNT_ID].i, .created_at = v[MK_ACCOUNT_CREATED_AT].i,
                          .mark = mk_hash(SEED, v[MK_ACCOUNT_PASSWORD].s) };
    mk_str name = mk_str_sub(v[MK_ACCOUNT_NAME].s, 0, sizeof ret->name - 1);
    memcpy(ret->name, name.p, name.n);
    if (!mk_role_named(v[MK_ACCOUNT_ROLE].s, &ret->role)) ret->role = MK_NOBODY;
    ret->lang = mk_str_eqz(v[MK_ACCOUNT_LANGUAGE].s, "en") ? MK_EN : MK_HE;
}

typedef struct add { mk_value row[MK_ACCOUNT_N]; mk_role role; } add;

static int add_body(mk_cx *cx, mk_db *db, void *arg)
{
    add *a = arg;
    int64_t n;
    MK_TRY(mk_select_int(cx, db, &n, MK_Q_ACCOUNT_COUNT));
    if (n == 0 && a->role != MK_OWNER) return mk_fail(cx, MK_EINVAL, "the first user must be an owner (--role owner)");
    int rc = mk_table_insert(cx, db, MK_T_ACCOUNT, a->row);
    if (rc == 0) rc = mk_fail(cx, MK_EEXISTS, "there is a user of that name already");
    if (rc >= 0) rc = keep(cx, db, NULL, a->row);
    return rc < 0 ? rc : 0;
}

int mk_account_add(mk_cx *cx, mk_store *s, mk_str name, mk_role role, mk_lang lang, mk_str password)
{
    char hash[crypto_pwhash_STRBYTES];
    MK_TRY(mk_secret_ready(cx));
    MK_TRY(check_name(cx, &name));
    if (role == MK_NOBODY) return mk_fail(cx, MK_EINVAL, "a user needs a role: reader, seller, manager or owner");
    MK_TRY(hash_password(cx, password, hash));
    add a = { .role = role };
    a.row[MK_ACCOUNT_ACCOUNT_ID] = mk_int(mk_account_id(cx, name));
    a.row[MK_ACCOUNT_NAME] = mk_text(name);
    a.row[MK_ACCOUNT_ROLE] = mk_textz(mk_role_name(role));
    a.row[MK_ACCOUNT_PASSWORD] = mk_textz(hash);
    a.row[MK_ACCOUNT_LANGUAGE] = mk_textz(lang == MK_EN ? "en" : "he");
    a.row[MK_ACCOUNT_CREATED_AT] = mk_int(cx->now);
    return mk_store_write(cx, s, add_body, &a);
}

static int by_name(const void *x, const void *y) { return strcmp(((const mk_account *)x)->name, ((const mk_account *)y)->name); }

int mk_account_all(mk_cx *cx, mk_store *s, mk_account **ret, size_t *ret_n)
{
    mk_row_list rows;
    MK_TRY(mk_store_rows(cx, s, MK_T_ACCOUNT, MK_Q_ACCOUNT_ALL, NULL, 0, &rows));
    *ret = MK_NEWN(cx->arena, mk_account, rows.n + 1);
    *ret_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) read_account(rows.p[i], &(*ret)[i]), (*ret)[i].version = version(cx, rows.p[i]);
    qsort(*ret, rows.n, sizeof **ret, by_name);
    return 0;
}

static int count_body(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(mk_select_int(cx, db, arg, MK_Q_ACCOUNT_COUNT));
    return 0;
}

int mk_account_count(mk_cx *cx, mk_store *s, int64_t *ret) { return mk_store_read(cx, s, count_body, ret); }

typedef struct change { int64_t id; const char *hash; } change;

static int no_account(mk_cx *cx) { return mk_fail(cx, MK_ENOTFOUND, "there is no user of that name; see: makir user list"); }

static int password_body(mk_cx *cx, mk_db *db, void *arg)
{
    change *c = arg;
    mk_value v[MK_ACCOUNT_N], key = mk_int(c->id);
    int rc = mk_table_get(cx, db, MK_T_ACCOUNT, &key, v);
    if (rc <= 0) return rc < 0 ? rc : no_account(cx);
    v[MK_ACCOUNT_PASSWORD] = mk_textz(c->hash);
    MK_TRY(mk_table_put(cx, db, MK_T_ACCOUNT, v));
    MK_TRY(mk_exec(cx, db, MK_Q_SESSION_DELETE_OF, mk_int(c->id)));
    return 0;
}

int mk_account_password(mk_cx *cx, mk_store *s, mk_str name, mk_str password)
{
    char hash[crypto_pwhash_STRBYTES];
    MK_TRY(mk_secret_ready(cx));
    MK_TRY(check_name(cx, &name));
    MK_TRY(hash_password(cx, password, hash));
    change c = { mk_account_id(cx, name), hash };
    return mk_store_write(cx, s, password_body, &c);
}

static int remove_body(mk_cx *cx, mk_db *db, void *arg)
{
    change *c = arg;
    mk_value v[MK_ACCOUNT_N], key = mk_int(c->id);
    int64_t owners;
    int rc = mk_table_get(cx, db, MK_T_ACCOUNT, &key, v);
    if (rc <= 0) return rc < 0 ? rc : no_account(cx);
    MK_TRY(still(cx, db, v));
    MK_TRY(mk_select_int(cx, db, &owners, MK_Q_ACCOUNT_OWNERS, key));
    if (owners == 0 && mk_str_eqz(v[MK_ACCOUNT_ROLE].s, "owner"))
        return mk_fail(cx, MK_ECONFLICT, "this is the last owner; add another one first");
    MK_TRY(mk_exec(cx, db, MK_Q_SESSION_DELETE_OF, mk_int(c->id)));
    MK_TRY(mk_table_delete(cx, db, MK_T_FACTOR, &key));
    MK_TRY(mk_exec(cx, db, MK_Q_RECOVERY_CLEAR, key));
    MK_TRY(mk_table_delete(cx, db, MK_T_ACCOUNT, &key));
    return 0;
}

int mk_account_remove(mk_cx *cx, mk_store *s, mk_str name)
{
    MK_TRY(check_name(cx, &name));
    change c = { mk_account_id(cx, name), NULL };
    return mk_store_write(cx, s, remove_body, &c);
}

typedef struct found { int64_t id; char hash[crypto_pwhash_STRBYTES]; mk_account account; bool is; } found;

static int find_body(mk_cx *cx, mk_db *db, void *arg)
{
    found *f = arg;
    mk_value v[MK_ACCOUNT_N], key = mk_int(f->id);
    int rc = mk_table_get(cx, db, MK_T_ACCOUNT, &key, v);
    if (rc <= 0) return rc;
    read_account(v, &f->account);
    mk_str hash = mk_str_sub(v[MK_ACCOUNT_PASSWORD].s, 0, sizeof f->hash - 1);
    memcpy(f->hash, hash.p, hash.n);
    f->is = true;
    return 0;
}

static int wrong(mk_cx *cx)
{
    return mk_fail(cx, MK_EAUTH, "%s", cx->lang == MK_EN ? "the name or the password is wrong" : "השם או הסיסמה אינם נכונים");
}

int mk_account_verify(mk_cx *cx, mk_store *s, mk_str name, mk_str password, mk_account *ret)
{
    MK_TRY(mk_secret_ready(cx));
    if (password.n > MK_PASSWORD_LONGEST || check_name(cx, &name) < 0) return wrong(cx);
    found f = { .id = mk_account_id(cx, name) };
    MK_TRY(mk_store_read(cx, s, find_body, &f));
    if (!f.is) {                            /* as slow as a wrong password, so that names cannot be found by the clock */
        char none[crypto_pwhash_STRBYTES];
        if (crypto_pwhash_str_alg(none, password.p, password.n, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0) none[0] = 0;
        return wrong(cx);
    }
    if (crypto_pwhash_str_verify(f.hash, password.p, password.n) != 0) return wrong(cx);
    *ret = f.account;
    return 0;
}

int mk_account_get(mk_cx *cx, mk_db *db, int64_t id, mk_account *ret)
{
    mk_value v[MK_ACCOUNT_N], key = mk_int(id);
    int rc = mk_table_get(cx, db, MK_T_ACCOUNT, &key, v);
    if (rc > 0) read_account(v, ret);
    return rc;
}

typedef struct correction { int64_t id; const mk_role *role; const mk_lang *lang; } correction;

static int set_body(mk_cx *cx, mk_db *db, void *arg)
{
    correction *c = arg;
    mk_value was[MK_ACCOUNT_N], v[MK_ACCOUNT_N], key = mk_int(c->id);
    int64_t owners;
    int rc = mk_table_get(cx, db, MK_T_ACCOUNT, &key, v);
    if (rc <= 0) return rc < 0 ? rc : no_account(cx);
    MK_TRY(still(cx, db, v));
    MK_TRY(mk_select_int(cx, db, &owners, MK_Q_ACCOUNT_OWNERS, key));
    if (c->role && *c->role != MK_OWNER && owners == 0 && mk_str_eqz(v[MK_ACCOUNT_ROLE].s, "owner"))
        return mk_fail(cx, MK_ECONFLICT, "%s", cx->lang == MK_EN ? "this is the last owner; add another one first" : "זה הבעלים האחרון; קודם צריך להוסיף אחר");
    memcpy(was, v, sizeof was);
    if (c->role) v[MK_ACCOUNT_ROLE] = mk_textz(mk_role_name(*c->role));
    if (c->lang) v[MK_ACCOUNT_LANGUAGE] = mk_textz(*c->lang == MK_EN ? "en" : "he");
    MK_TRY(keep(cx, db, was, v));
    MK_TRY(mk_table_put(cx, db, MK_T_ACCOUNT, v));
    return 0;
}

int mk_account_set(mk_cx *cx, mk_store *s, mk_str name, const mk_role *role, const mk_lang *lang)
{
    MK_TRY(check_name(cx, &name));
    correction c = { mk_account_id(cx, name), role, lang };
    return mk_store_write(cx, s, set_body, &c);
}
