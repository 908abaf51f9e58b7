/* SPDX-License-Identifier: Apache-2.0 */
#include "forgotten.h"
#include <sodium.h>
#include "contact.h"
#include "import_int.h"
#include "name.h"
#include "secret.h"
#include "utf8.h"

#define SECRET "forget"

/* --- hashes --- */

static int read_secret(mk_cx *cx, mk_db *db, mk_value row[MK_SECRET_N], unsigned char key[16])
{
    mk_value name = mk_textz(SECRET);
    int rc = mk_table_get(cx, db, MK_T_SECRET, &name, row);
    if (rc <= 0) return rc;
    mk_str hex = row[MK_SECRET_VALUE].s;
    return sodium_hex2bin(key, 16, hex.p, hex.n, NULL, NULL, NULL) == 0 ? 1 : mk_fail(cx, MK_ESTORE, "the secret of those who were forgotten is broken");
}

static int need_secret(mk_cx *cx, mk_db *db, unsigned char key[16])
{
    mk_value row[MK_SECRET_N];
    char hex[33];
    int rc = read_secret(cx, db, row, key);
    if (rc != 0) return rc < 0 ? rc : 0;
    MK_TRY(mk_secret_ready(cx));
    randombytes_buf(key, 16);
    sodium_bin2hex(hex, sizeof hex, key, 16);
    row[0] = mk_textz(SECRET);
    row[MK_SECRET_VALUE] = mk_textz(hex);
    rc = mk_table_insert(cx, db, MK_T_SECRET, row);
    return rc < 0 ? rc : 0;
}

/* what: the kind of key; with a word, how that word is taken: w whole, s its consonants, i its first letter, n how many there are. */
static uint64_t hash_of(mk_cx *cx, const unsigned char key[16], const char *what, mk_str value, char how, mk_str word)
{
    unsigned char out[crypto_shorthash_BYTES];
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_str s = mk_arena_printf(cx->arena, "%s\n%.*s\n%c\n%.*s", what, MK_SARG(value), how, MK_SARG(word));
    crypto_shorthash(out, (const unsigned char *)s.p, s.n, key);
    mk_arena_rewind(cx->arena, m);
    uint64_t h = 0;
    for (size_t i = 0; i < sizeof out; i++) h = h << 8 | out[i];
    return h >> 1;
}

static mk_str first_letter(mk_str word) { return mk_utf8_first(word, 1); }
static bool is_letter(mk_str word) { return first_letter(word).n == word.n; }
static mk_str count_text(mk_cx *cx, int n) { return mk_arena_printf(cx->arena, "%d", n); }

static mk_name words_of(mk_cx *cx, mk_str name)
{
    return mk_name_stands_in(cx->arena, name) ? (mk_name){ .n = 0 } : mk_name_of(cx->arena, name);
}

/* --- asking --- */

/* Whose a hash is: any of them, 0 nobody. By the whole list, or by the store when there is none. */
typedef struct asking { mk_db *db; const mk_forgotten *all; unsigned char key[16]; int rc; } asking;

static int64_t whose(mk_cx *cx, asking *q, uint64_t hash)
{
    int64_t about = 0;
    if (q->all) {
        const uint64_t *at = mk_map_get(&q->all->hash, hash);
        return at ? (int64_t)*at : 0;
    }
    int rc = mk_select_int(cx, q->db, &about, MK_Q_FORGOTTEN_KEY_IS, mk_int((int64_t)hash));
    if (rc < 0) q->rc = rc;
    return rc > 0 ? about : 0;
}

static int64_t by_reach(mk_cx *cx, asking *q, const char *what, mk_str value, mk_str name)
{
    int64_t about = value.n ? whose(cx, q, hash_of(cx, q->key, what, value, ' ', MK_S(""))) : 0;
    if (!about) return 0;
    mk_name words = words_of(cx, name);
    int hits = 0;
    for (int i = 0; i < words.n; i++) {
        mk_str w = words.token[i];
        bool hit = is_letter(w) ? whose(cx, q, hash_of(cx, q->key, what, value, 'i', w)) != 0
                                : whose(cx, q, hash_of(cx, q->key, what, value, 'w', w)) || whose(cx, q, hash_of(cx, q->key, what, value, 's', mk_name_skeleton(cx->arena, w)));
        hits += hit;
    }
    if (hits == words.n) return about;
    for (int n = 0; n <= hits; n++)
        if (whose(cx, q, hash_of(cx, q->key, what, value, 'n', count_text(cx, n)))) return about;
    return 0;
}

static const char *const reach[] = { "phone", "mail" };

static int64_t by_number(mk_cx *cx, asking *q, const char *what, mk_str value)
{
    return value.n ? whose(cx, q, hash_of(cx, q->key, what, value, ' ', MK_S(""))) : 0;
}

int64_t mk_forgotten_who(mk_cx *cx, const mk_forgotten *f, mk_str source, const mk_person_in *p, uint64_t id)
{
    if (f->hash.n == 0) return 0;
    asking q = { .all = f };
    memcpy(q.key, f->key, sizeof q.key);
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_str name = mk_person_name(cx->arena, p), home = mk_home_key(cx->arena, name, mk_person_address(cx->arena, p));
    int64_t who = by_number(cx, &q, "person", mk_arena_printf(cx->arena, "%" PRIu64, id));
    if (!who && p->key.n) who = by_number(cx, &q, "key", mk_arena_printf(cx->arena, "%.*s:%.*s", MK_SARG(source), MK_SARG(p->key)));
    if (!who) who = by_number(cx, &q, "member", p->member);
    if (!who) who = by_number(cx, &q, "national_id", p->national_id);
    if (!who) who = by_number(cx, &q, "home", home);
    for (int i = 0; i < 3 && !who; i++) who = by_reach(cx, &q, reach[0], p->phone[i], name);
    for (int i = 0; i < 2 && !who; i++) who = by_reach(cx, &q, reach[1], p->mail[i], name);
    mk_arena_rewind(cx->arena, m);
    return who;
}

int mk_forgotten_read(mk_cx *cx, mk_db *db, mk_forgotten *ret)
{
    mk_rows r;
    mk_value row[MK_SECRET_N];
    *ret = (mk_forgotten){ .hash = mk_map_on(cx->arena) };
    int rc = read_secret(cx, db, row, ret->key);
    if (rc <= 0) return rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_FORGOTTEN_KEYS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_map_put(&ret->hash, (uint64_t)mk_row_int(&r, 0), NULL) = (uint64_t)mk_row_int(&r, 1);
    return rc;
}

/* 1: there is somebody to be asked of. */
static int ready(mk_cx *cx, mk_db *db, asking *q)
{
    mk_value row[MK_SECRET_N];
    *q = (asking){ .db = db };
    return read_secret(cx, db, row, q->key);
}

int mk_forgotten_refuse(mk_cx *cx, mk_db *db, mk_str name, mk_str phone, mk_str mail)
{
    asking q;
    int rc = ready(cx, db, &q);
    if (rc <= 0) return rc;
    bool is = by_reach(cx, &q, reach[0], phone, name) || by_reach(cx, &q, reach[1], mail, name);
    if (q.rc < 0) return q.rc;
    return is ? mk_fail(cx, MK_ECONFLICT, "whoever has this phone or e-mail asked to be forgotten, and comes back only by signing up on a sign-up page") : 0;
}

int mk_forgotten_back(mk_cx *cx, mk_db *db, mk_str name, mk_str phone, mk_str mail)
{
    const mk_str value[] = { phone, mail };
    asking q;
    int rc = ready(cx, db, &q);
    for (int i = 0; i < 2 && rc > 0; i++)
        for (int64_t about; rc > 0 && (about = by_reach(cx, &q, reach[i], value[i], name)) != 0;) rc = mk_exec(cx, db, MK_Q_FORGOTTEN_KEY_DROP, mk_int(about));
    return rc < 0 ? rc : q.rc;
}

/* --- noting --- */

typedef struct noting { mk_db *db; unsigned char key[16]; int64_t about; mk_vec(mk_str) name; } noting;

static int put(mk_cx *cx, const noting *n, const char *what, mk_str value, char how, mk_str word)
{
    mk_value v[MK_FORGOTTEN_KEY_N] = { mk_int((int64_t)hash_of(cx, n->key, what, value, how, word)), mk_int(n->about) };
    int rc = mk_table_insert(cx, n->db, MK_T_FORGOTTEN_KEY, v);
    return rc < 0 ? rc : 0;
}

static int put_reach(mk_cx *cx, const noting *n, const char *what, mk_str value)
{
    MK_TRY(put(cx, n, what, value, ' ', MK_S("")));
    for (size_t i = 0; i < n->name.n; i++) {
        mk_name words = words_of(cx, n->name.p[i]);
        MK_TRY(put(cx, n, what, value, 'n', count_text(cx, words.n)));
        for (int k = 0; k < words.n; k++) {
            mk_str w = words.token[k];
            MK_TRY(put(cx, n, what, value, 'i', first_letter(w)));
            MK_TRY(put(cx, n, what, value, 'w', w));
            if (!is_letter(w)) MK_TRY(put(cx, n, what, value, 's', mk_name_skeleton(cx->arena, w)));
        }
    }
    return 0;
}

/* The name he is shown under, and those his sources have for him. */
static int names(mk_cx *cx, noting *n, int64_t customer, mk_row_list *links)
{
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    mk_rows r;
    int rc = mk_table_get(cx, n->db, MK_T_CUSTOMER, &key, row);
    if (rc < 0) return rc;
    if (rc > 0) *mk_vec_push(cx->arena, &n->name) = row[MK_CUSTOMER_NAME].s;
    MK_TRY(mk_select(cx, n->db, &r, MK_Q_LINK_OF, key));
    MK_TRY(mk_rows_all(cx, &r, MK_T_LINK, links));
    for (size_t i = 0; i < links->n; i++) {
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, links->p[i][MK_LINK_PERSON].s, &p));
        *mk_vec_push(cx->arena, &n->name) = mk_person_name(cx->arena, &p);
    }
    return 0;
}

int mk_forgotten_note(mk_cx *cx, mk_db *db, int64_t customer)
{
    noting n = { .db = db, .about = customer };
    mk_row_list links = { 0 }, contacts = { 0 };
    mk_rows r;
    MK_TRY(need_secret(cx, db, n.key));
    MK_TRY(names(cx, &n, customer, &links));
    for (size_t i = 0; i < links.n; i++) MK_TRY(put(cx, &n, "person", mk_arena_printf(cx->arena, "%" PRIu64, (uint64_t)links.p[i][MK_LINK_PERSON_ID].i), ' ', MK_S("")));
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    MK_TRY(mk_rows_all(cx, &r, MK_T_CONTACT_POINT, &contacts));
    for (size_t i = 0; i < contacts.n; i++) {
        mk_str kind = contacts.p[i][MK_CONTACT_POINT_KIND].s, value = contacts.p[i][MK_CONTACT_POINT_VALUE].s;
        const char *what = mk_arena_z(cx->arena, kind);
        if (mk_str_eqz(kind, "phone") || mk_str_eqz(kind, "mail")) MK_TRY(put_reach(cx, &n, what, value));
        else if (!mk_str_eqz(kind, "address")) MK_TRY(put(cx, &n, what, value, ' ', MK_S("")));
        else
            for (size_t k = 0; k < n.name.n; k++) {
                mk_str home = mk_home_key(cx->arena, n.name.p[k], value);
                if (home.n) MK_TRY(put(cx, &n, "home", home, ' ', MK_S("")));
            }
    }
    mk_value v[MK_FORGOTTEN_N] = { mk_int(customer), mk_int(cx->now), mk_textz(cx->who) };
    int rc = mk_table_put(cx, db, MK_T_FORGOTTEN, v);
    return rc < 0 ? rc : 0;
}

/* --- taking it along --- */

int mk_forgotten_take(mk_cx *cx, mk_db *db, void *ret_list)
{
    mk_forgotten_list *l = ret_list;
    mk_rows r;
    unsigned char key[16];
    *l = (mk_forgotten_list){ .any = false };
    int rc = read_secret(cx, db, l->secret, key);
    if (rc <= 0) return rc;
    l->any = true;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_FORGOTTEN_ALL, NULL, 0));
    MK_TRY(mk_rows_all(cx, &r, MK_T_FORGOTTEN, &l->who));
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_FORGOTTEN_KEY_ALL, NULL, 0));
    return mk_rows_all(cx, &r, MK_T_FORGOTTEN_KEY, &l->hash);
}

int mk_forgotten_give(mk_cx *cx, mk_db *db, const mk_forgotten_list *l)
{
    mk_value own[MK_SECRET_N];
    unsigned char key[16];
    int rc = read_secret(cx, db, own, key);
    if (rc < 0) return rc;
    if (rc > 0 && !mk_value_eq(own[MK_SECRET_VALUE], l->secret[MK_SECRET_VALUE])) return 0;     /* of another shop: its hashes are under a secret of its own */
    if (rc == 0) MK_TRY(mk_table_insert(cx, db, MK_T_SECRET, l->secret));
    for (size_t i = 0; i < l->who.n; i++) {         /* who came back since is known by nothing any more */
        MK_TRY(mk_exec(cx, db, MK_Q_FORGOTTEN_KEY_DROP, l->who.p[i][0]));
        MK_TRY(mk_table_put(cx, db, MK_T_FORGOTTEN, l->who.p[i]));
    }
    for (size_t i = 0; i < l->hash.n; i++) MK_TRY(mk_table_insert(cx, db, MK_T_FORGOTTEN_KEY, l->hash.p[i]));
    return 0;
}
