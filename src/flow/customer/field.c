/* SPDX-License-Identifier: Apache-2.0 */
#include "field.h"
#include "amount.h"
#include "based.h"
#include "buf.h"
#include "customer.h"
#include "hash.h"
#include "journal.h"
#include "undo_one.h"
#include "utf8.h"
#include "vec.h"

static void read_field(const mk_value *v, mk_field_def *ret)
{
    *ret = (mk_field_def){ .key = v[MK_FIELD_KEY].s, .he = v[MK_FIELD_HE].s, .en = v[MK_FIELD_EN].s, .kind = v[MK_FIELD_KIND].s, .choices = v[MK_FIELD_CHOICES].s,
                           .who = v[MK_FIELD_WHO].s, .sees = MK_OWNER, .place = v[MK_FIELD_PLACE].i, .at = v[MK_FIELD_AT].i };
    (void)mk_role_named(v[MK_FIELD_SEES].s, &ret->sees);
}

static int by_place(const void *pa, const void *pb)
{
    const mk_field_def *a = pa, *b = pb;
    return a->place != b->place ? (a->place > b->place) - (a->place < b->place) : mk_str_cmp(a->key, b->key);
}

int mk_field_list(mk_cx *cx, mk_store *s, mk_field_def **ret, size_t *ret_n)
{
    mk_row_list rows;
    mk_vec(mk_field_def) all = { 0 };
    MK_TRY(mk_store_rows(cx, s, MK_T_FIELD, MK_Q_FIELD_ALL, NULL, 0, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        mk_field_def f;
        read_field(rows.p[i], &f);
        f.version = mk_version_row(cx, MK_T_FIELD, rows.p[i]);
        if (rows.p[i][MK_FIELD_GONE_AT].type == MK_NULL && f.sees <= cx->role) *mk_vec_push(cx->arena, &all) = f;
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_place);
    *ret = all.p;
    *ret_n = all.n;
    return 0;
}

/* One that was taken away is none. */
static int still(mk_cx *cx, mk_db *db, const mk_value *was)
{
    bool there = was && was[MK_FIELD_GONE_AT].type == MK_NULL;
    mk_str now = !there ? MK_S("") : mk_arena_printf(cx->arena, "%.*s, %.*s %.*s", MK_SARG(was[cx->lang == MK_EN ? MK_FIELD_EN : MK_FIELD_HE].s),
                                                   MK_SARG(was[MK_FIELD_KIND].s), MK_SARG(was[MK_FIELD_CHOICES].s));
    return mk_unchanged(cx, db, mk_version_row(cx, MK_T_FIELD, there ? was : NULL), MK_T_FIELD, was, mk_str_trim(now));
}

static int save_body(mk_cx *cx, mk_db *db, void *arg)
{
    const mk_field_def *f = arg;
    mk_value was[MK_FIELD_N], key = mk_text(f->key);
    mk_journal j = { 0 };
    int rc = mk_table_get(cx, db, MK_T_FIELD, &key, was);
    if (rc < 0) return rc;
    MK_TRY(still(cx, db, rc ? was : NULL));
    mk_value v[MK_FIELD_N] = { key, mk_text(f->he), mk_text(f->en), mk_text(f->kind), mk_text(f->choices), mk_textz(mk_role_name(f->sees)), mk_int(f->place),
                               mk_int(cx->now), mk_textz(cx->who), mk_null() };
    rc = mk_journal_replace(cx, db, &j, MK_T_FIELD, rc ? was : NULL, v);
    return rc < 0 ? rc : 0;
}

int mk_field_save(mk_cx *cx, mk_store *s, const mk_field_def *f)
{
    static const char *const kinds[] = { "text", "number", "day", "choice" };
    bool known = false;
    for (size_t i = 0; i < f->key.n; i++) {
        char c = f->key.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return mk_fail(cx, MK_EINVAL, "the key of a field is of a-z, 0-9 and _, like shoe_size");
    }
    if (f->key.n == 0 || f->key.n > 40) return mk_fail(cx, MK_EINVAL, "the key of a field has 1 to 40 letters");
    for (size_t i = 0; i < 4; i++) known |= mk_str_eqz(f->kind, kinds[i]);
    if (!known) return mk_fail(cx, MK_EINVAL, "the kind of a field is text, number, day or choice");
    if (mk_str_eqz(f->kind, "choice") && !f->choices.n) return mk_fail(cx, MK_EINVAL, "a choice needs its values, joined by |");
    if (!f->he.n && !f->en.n) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "a field needs a name" : "לשדה צריך שם");
    mk_field_def copy = *f;
    if (!copy.he.n) copy.he = copy.en;
    if (!copy.en.n) copy.en = copy.he;
    return mk_store_write(cx, s, save_body, &copy);
}

static int no_field(mk_cx *cx) { return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "there is no such field; see: makir field list" : "אין שדה כזה"); }

static int remove_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value was[MK_FIELD_N], v[MK_FIELD_N], key = mk_text(*(mk_str *)arg);
    mk_journal j = { 0 };
    int rc = mk_table_get(cx, db, MK_T_FIELD, &key, was);
    if (rc < 0) return rc;
    if (rc == 0 || was[MK_FIELD_GONE_AT].type != MK_NULL) return no_field(cx);
    MK_TRY(still(cx, db, was));
    memcpy(v, was, sizeof v);
    v[MK_FIELD_GONE_AT] = mk_int(cx->now);
    rc = mk_journal_replace(cx, db, &j, MK_T_FIELD, was, v);
    return rc < 0 ? rc : 0;
}

int mk_field_remove(mk_cx *cx, mk_store *s, mk_str key) { return mk_store_write(cx, s, remove_body, &key); }

static int choice(mk_cx *cx, mk_str choices, mk_str v, mk_str *ret)
{
    mk_str wanted = mk_fold_key(cx->arena, v);
    for (size_t i = 0, from = 0; i <= choices.n; i++) {
        if (i < choices.n && choices.p[i] != '|') continue;
        mk_str one = mk_str_trim(mk_str_sub(choices, from, i));
        from = i + 1;
        if (mk_str_eq(mk_fold_key(cx->arena, one), wanted)) { *ret = one; return 0; }
    }
    return mk_fail(cx, MK_EINVAL, cx->lang == MK_EN ? "the value must be one of: %.*s" : "הערך צריך להיות אחד מאלה: %.*s", MK_SARG(choices));
}

int mk_field_read(mk_cx *cx, const mk_field_def *f, mk_str value, mk_str *ret)
{
    bool en = cx->lang == MK_EN;
    value = mk_str_trim(value);
    if (value.n == 0) { *ret = MK_S(""); return 0; }
    if (mk_str_eqz(f->kind, "choice")) return choice(cx, f->choices, value, ret);
    if (mk_str_eqz(f->kind, "number")) {
        double d;
        mk_buf b = mk_buf_on(cx->arena);
        for (size_t i = 0; i < value.n; i++)
            if (value.p[i] != ',') mk_buf_c(&b, value.p[i]);
        if (!mk_str_real(mk_buf_str(&b), &d)) return mk_fail(cx, MK_EINVAL, "%s", en ? "this field holds a number" : "בשדה הזה צריך מספר");
        *ret = mk_buf_str(&b);
        return 0;
    }
    if (mk_str_eqz(f->kind, "day")) {
        mk_when w;
        bool utc;
        char t[16];
        if (!mk_when_parse(value, MK_DMY, false, &w, &utc)) return mk_fail(cx, MK_EINVAL, "%s", en ? "this field holds a day, like 22.11.2026" : "בשדה הזה צריך תאריך, כמו 22.11.2026");
        *ret = mk_arena_dup(cx->arena, mk_str_of(mk_day_text(w.day, t)));
        return 0;
    }
    *ret = value;
    return 0;
}

/* The value as it is kept, of a field that there is, for who may see it. */
static int value_of(mk_cx *cx, mk_db *db, mk_str field, mk_str value, mk_str *ret)
{
    mk_value v[MK_FIELD_N], key = mk_text(field);
    mk_field_def f;
    int rc = mk_table_get(cx, db, MK_T_FIELD, &key, v);
    if (rc < 0) return rc;
    if (rc) read_field(v, &f);
    if (rc == 0 || v[MK_FIELD_GONE_AT].type != MK_NULL || f.sees > cx->role) return no_field(cx);
    return mk_field_read(cx, &f, value, ret);
}

typedef struct setting { int64_t customer; mk_str key, value, was; } setting;

static int set_body(mk_cx *cx, mk_db *db, void *arg)
{
    setting *a = arg;
    mk_str kept, kind = mk_arena_printf(cx->arena, "field:%.*s", MK_SARG(a->key));
    mk_journal j = { 0 };
    MK_TRY(value_of(cx, db, a->key, a->value, &kept));
    mk_value customer[MK_CUSTOMER_N], was[MK_FACT_N];
    MK_TRY(mk_customer_must_be(cx, db, &a->customer, customer));
    mk_value key[] = { mk_int(a->customer), mk_text(kind), mk_int(mk_hash_id(mk_hash(0x66, kind))) };      /* one for each customer: another value takes its place */
    MK_TRY(mk_customer_unchanged(cx, db, MK_T_FACT, key, 0));
    int rc = mk_table_get(cx, db, MK_T_FACT, key, was);
    if (rc < 0) return rc;
    a->was = rc > 0 ? was[MK_FACT_VALUE].s : MK_S("");
    if (kept.n == 0) {
        rc = rc > 0 ? mk_journal_delete(cx, db, &j, MK_T_FACT, key) : 0;
        return rc < 0 ? rc : 0;
    }
    mk_value v[MK_FACT_N] = { key[0], key[1], key[2], mk_text(kept), mk_textz("staff"), mk_real(1), mk_null(), mk_null(), mk_int(0), mk_int(cx->now),
                              mk_textz(cx->who), mk_int(0) };
    if (rc > 0 && mk_str_eq(a->was, kept)) return 0;
    rc = mk_journal_replace(cx, db, &j, MK_T_FACT, rc > 0 ? was : NULL, v);
    return rc < 0 ? rc : 0;
}

int mk_field_set(mk_cx *cx, mk_store *s, int64_t customer, mk_str key, mk_str value, mk_str *ret_was)
{
    setting a = { .customer = customer, .key = key, .value = value };
    MK_TRY(mk_store_write(cx, s, set_body, &a));
    *ret_was = a.was;
    return 0;
}
