/* SPDX-License-Identifier: Apache-2.0 */
#include "customer.h"
#include "amount.h"
#include "clock.h"
#include "contact.h"
#include "forgotten.h"
#include "gate.h"
#include "hash.h"
#include "id.h"
#include "journal.h"
#include "jsonr.h"
#include "merge.h"
#include "undo_one.h"
#include "name.h"
#include "online.h"
#include "index.h"
#include "search.h"
#include "utf8.h"

/* Who the id stands for now (merge.h), and his row. */
int mk_customer_must_be(mk_cx *cx, mk_db *db, int64_t *customer, mk_value *ret)
{
    MK_TRY(mk_customer_now(cx, db, customer));
    mk_value key = mk_int(*customer);
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, ret);
    if (rc < 0) return rc;
    return rc ? 0 : mk_fail(cx, MK_ENOTFOUND, "there is no customer with this id; makir customer find finds them");
}

static int done(int rc) { return rc < 0 ? rc : 0; }

/* --- a new customer --- */

typedef struct adding { const mk_new_customer *c; mk_str phone, mail; int64_t id; } adding;

/* Who has this phone or address, under a name that may be this one. */
static int known_by(mk_cx *cx, mk_db *db, mk_key_kind kind, mk_str value, mk_str name, int64_t *ret)
{
    mk_rows r;
    int rc;
    if (value.n == 0) return 0;
    struct mk_words *words = NULL;
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)mk_key_hash(kind, value))));
    while ((rc = mk_rows_next(cx, &r)) > 0 && !*ret) {
        mk_value row[MK_CUSTOMER_N];
        int64_t id = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID);
        mk_value key = mk_int(id);
        rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc < 0) return rc;
        if (rc > 0 && !mk_names_differ(cx->arena, &words, row[MK_CUSTOMER_NAME].s, name)) *ret = id;
    }
    mk_rows_end(&r);
    return done(rc);
}

static int put_contact(mk_cx *cx, mk_db *db, mk_journal *j, int64_t customer, const char *kind, mk_str value)
{
    if (value.n == 0) return 0;
    mk_value v[MK_CONTACT_POINT_N] = { mk_int(customer), mk_textz(kind), mk_text(value), mk_textz("staff"), mk_int(cx->now), mk_null(), mk_int(0) };
    return done(mk_journal_put(cx, db, j, MK_T_CONTACT_POINT, v, 0));
}

/* Writes him down, whoever else there is. */
static int write_new(mk_cx *cx, mk_db *db, adding *a)
{
    mk_journal j = { 0 };
    for (uint64_t n = 0;; n++) {
        a->id = mk_hash_id(mk_hash(mk_hash2((uint64_t)cx->now, n), a->c->name));
        mk_value v[MK_CUSTOMER_N] = { mk_int(a->id), mk_text(a->c->name), mk_textz(""), mk_textz(""), mk_text(a->c->gender), mk_textz(""), mk_textz("person"),
                                      mk_textz("name"), mk_textz("staff"), mk_int(cx->now), mk_int(0) };
        mk_value row[MK_CUSTOMER_N];
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, v, row);
        if (rc < 0) return rc;
        if (rc) continue;
        MK_TRY(mk_journal_put(cx, db, &j, MK_T_CUSTOMER, v, 0));
        break;
    }
    MK_TRY(put_contact(cx, db, &j, a->id, "phone", a->phone));
    MK_TRY(put_contact(cx, db, &j, a->id, "mail", a->mail));
    MK_TRY(mk_online_new(cx, db, a->id));
    return mk_customer_now(cx, db, &a->id);
}

static int find_or_write(mk_cx *cx, mk_db *db, adding *a, bool *ret_known)
{
    int64_t known = 0;
    MK_TRY(known_by(cx, db, MK_KEY_PHONE, a->phone, a->c->name, &known));
    if (!known) MK_TRY(known_by(cx, db, MK_KEY_MAIL, a->mail, a->c->name, &known));
    *ret_known = known != 0;
    a->id = known;
    if (!known) MK_TRY(mk_forgotten_refuse(cx, db, a->c->name, a->phone, a->mail));
    return known ? 0 : write_new(cx, db, a);
}

static int add_body(mk_cx *cx, mk_db *db, void *arg)
{
    adding *a = arg;
    bool known;
    char t[MK_ID_TEXT];
    MK_TRY(find_or_write(cx, db, a, &known));
    return known ? mk_fail(cx, MK_EEXISTS, "this customer is known already: %s", mk_id_text(a->id, t)) : 0;
}

static int short_enough(mk_cx *cx, mk_str name) { return name.n > MK_NAME_BYTES ? mk_fail(cx, MK_EINVAL, "this name is too long") : 0; }

static int normal(mk_cx *cx, mk_str phone, mk_str mail, mk_str *ret_phone, mk_str *ret_mail)
{
    mk_phone_kind kind;
    *ret_phone = *ret_mail = MK_S("");
    if (phone.n && (!mk_phone_parse(cx->arena, phone, ret_phone, &kind) || kind == MK_PHONE_SERVICE))
        return mk_fail(cx, MK_EINVAL, "this is not a person's phone number; write it as 054-123-4567 or +972541234567");
    if (mail.n && !mk_mail_parse(cx->arena, mail, ret_mail)) return mk_fail(cx, MK_EINVAL, "this is not an e-mail address; write it as name@example.com");
    return 0;
}

int mk_customer_add(mk_cx *cx, mk_store *s, const mk_new_customer *c, int64_t *ret)
{
    mk_new_customer shown = *c;
    shown.name = mk_shown(cx->arena, c->name);
    adding a = { .c = &shown };
    if (shown.name.n == 0) return mk_fail(cx, MK_EINVAL, "a customer needs a name");
    MK_TRY(short_enough(cx, shown.name));
    MK_TRY(normal(cx, c->phone, c->mail, &a.phone, &a.mail));
    MK_TRY(mk_store_write(cx, s, add_body, &a));
    *ret = a.id;
    return 0;
}

int mk_customer_find_or_add(mk_cx *cx, mk_db *db, const mk_new_customer *c, int64_t *ret, bool *ret_known)
{
    mk_new_customer trimmed = *c;
    trimmed.name = mk_shown(cx->arena, c->name);
    adding a = { .c = &trimmed };
    MK_TRY(short_enough(cx, trimmed.name));
    MK_TRY(normal(cx, c->phone, c->mail, &a.phone, &a.mail));
    if (!a.phone.n && !a.mail.n && !trimmed.name.n) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "a phone number or a name is needed" : "צריך מספר טלפון או שם");
    MK_TRY(find_or_write(cx, db, &a, ret_known));
    *ret = a.id;
    return 0;
}

int mk_customer_back(mk_cx *cx, mk_db *db, const mk_new_customer *c)
{
    mk_str phone, mail;
    MK_TRY(normal(cx, c->phone, c->mail, &phone, &mail));
    return mk_forgotten_back(cx, db, mk_str_trim(c->name), phone, mail);
}

/* --- corrections --- */

typedef struct setting { int64_t customer, version; mk_str field, value, was; } setting;        /* version: what it becomes */

static int set_contact(mk_cx *cx, mk_db *db, setting *a)
{
    mk_journal j = { 0 };
    mk_str phone, mail;
    bool is_phone = mk_str_eqz(a->field, "phone");
    MK_TRY(normal(cx, is_phone ? a->value : MK_S(""), is_phone ? MK_S("") : a->value, &phone, &mail));
    const mk_value key[] = { mk_int(a->customer), mk_text(a->field), mk_text(is_phone ? phone : mail) };
    MK_TRY(mk_customer_unchanged(cx, db, MK_T_CONTACT_POINT, key, 0));
    MK_TRY(put_contact(cx, db, &j, a->customer, is_phone ? "phone" : "mail", is_phone ? phone : mail));
    MK_TRY(mk_index_customer(cx, db, a->customer, false));
    return mk_online_one(cx, db, a->customer, a->customer, NULL);
}

static int set_one(mk_cx *cx, mk_db *db, setting *a)
{
    static const struct { const char *name; int column; } fields[] = {
        { "name", MK_CUSTOMER_NAME }, { "given", MK_CUSTOMER_GIVEN }, { "family", MK_CUSTOMER_FAMILY }, { "gender", MK_CUSTOMER_GENDER },
        { "language", MK_CUSTOMER_LANGUAGE } };
    mk_value was[MK_CUSTOMER_N], v[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &a->customer, was));
    a->was = MK_S("");
    if (mk_str_eqz(a->field, "phone") || mk_str_eqz(a->field, "mail")) return set_contact(cx, db, a);
    int column = -1;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (mk_str_eqz(a->field, fields[i].name)) column = fields[i].column;
    if (column < 0) return mk_fail(cx, MK_EINVAL, "'%.*s' cannot be set; there are name, given, family, gender, language, phone, mail", MK_SARG(a->field));
    MK_TRY(mk_customer_unchanged(cx, db, MK_T_CUSTOMER, was, 1u << column));
    MK_TRY(short_enough(cx, a->value));
    if (column == MK_CUSTOMER_GENDER && a->value.n && !mk_str_eqz(a->value, "m") && !mk_str_eqz(a->value, "f"))
        return mk_fail(cx, MK_EINVAL, "gender is m, f or empty");
    memcpy(v, was, sizeof v);
    v[column] = mk_text(a->value);
    a->was = was[column].s;
    mk_str fixed = was[MK_CUSTOMER_FIXED].s;
    if (mk_str_find(mk_arena_printf(cx->arena, ",%.*s,", MK_SARG(fixed)), mk_arena_printf(cx->arena, ",%.*s,", MK_SARG(a->field))) < 0)
        v[MK_CUSTOMER_FIXED] = mk_text(mk_arena_printf(cx->arena, "%.*s%s%.*s", MK_SARG(fixed), fixed.n ? "," : "", MK_SARG(a->field)));
    mk_journal j = { 0 };
    MK_TRY(mk_index_customer(cx, db, a->customer, true));
    MK_TRY(mk_journal_replace(cx, db, &j, MK_T_CUSTOMER, was, v));
    MK_TRY(mk_index_customer(cx, db, a->customer, false));
    return mk_online_one(cx, db, a->customer, a->customer, NULL);
}

static int set_body(mk_cx *cx, mk_db *db, void *arg)
{
    setting *a = arg;
    MK_TRY(set_one(cx, db, a));
    return mk_customer_version(cx, db, a->customer, &a->version);
}

int mk_customer_correct(mk_cx *cx, mk_store *s, int64_t customer, mk_str field, mk_str value, mk_str *ret_was, int64_t *ret_version)
{
    setting a = { customer, 0, field, mk_shown(cx->arena, value), MK_S("") };
    MK_TRY(mk_store_write(cx, s, set_body, &a));
    *ret_was = a.was;
    *ret_version = a.version;
    return 0;
}

/* --- what is known --- */

typedef struct writing { int64_t customer; mk_table_id table; mk_value v[MK_COLUMNS_MAX]; int64_t instead; } writing;
static int end_fact(mk_cx *cx, mk_db *db, int64_t customer, int64_t fact);

static int write_body(mk_cx *cx, mk_db *db, void *arg)
{
    writing *w = arg;
    mk_value row[MK_CUSTOMER_N];
    mk_journal j = { 0 };
    MK_TRY(mk_customer_must_be(cx, db, &w->customer, row));
    w->v[0] = mk_int(w->customer);
    MK_TRY(mk_customer_unchanged(cx, db, w->table, w->v, 0));
    if (w->instead) MK_TRY(end_fact(cx, db, w->customer, w->instead));
    return done(mk_journal_put(cx, db, &j, w->table, w->v, 0));
}

int mk_note_row(mk_cx *cx, int64_t customer, int64_t at, mk_str text, mk_str channel, bool inbound, mk_value v[MK_INTERACTION_N])
{
    if (mk_str_trim(text).n == 0) return mk_fail(cx, MK_EINVAL, "a note needs words");
    int64_t id = mk_hash_id(mk_hash(mk_hash2((uint64_t)customer, (uint64_t)at), text));
    const mk_value row[MK_INTERACTION_N] = { mk_int(customer), mk_int(at), mk_int(id), mk_textz("note"), mk_text(channel), mk_int(inbound), mk_text(text), mk_textz(""),
                                             mk_textz(cx->who), mk_int(0) };
    memcpy(v, row, sizeof row);
    return 0;
}

int mk_customer_note(mk_cx *cx, mk_store *s, int64_t customer, mk_str text, mk_str channel, bool inbound, int64_t *ret)
{
    writing w = { customer, MK_T_INTERACTION, { mk_null() } };
    MK_TRY(mk_note_row(cx, customer, cx->now, text, channel, inbound, w.v));
    *ret = w.v[MK_INTERACTION_INTERACTION_ID].i;
    return mk_store_write(cx, s, write_body, &w);
}

static bool one_of(mk_str v, const char *const *list)
{
    for (; *list; list++)
        if (mk_str_eqz(v, *list)) return true;
    return false;
}

/* The day of a birthday or an anniversary as it is looked for later, however it was written; with a name beside it ("Noa 2015-03-02") it is left. */
static int fact_day(mk_cx *cx, mk_str kind, mk_str *value)
{
    mk_when w;
    bool utc;
    int32_t day;
    char text[16];
    if (!mk_str_eqz(kind, "birthday") && !mk_str_eqz(kind, "anniversary")) return 0;
    if (mk_when_parse(*value, MK_DMY, false, &w, &utc)) {
        if (w.day > mk_day_at(cx->now) + 1) return mk_fail(cx, MK_EINVAL, "a birthday lies in the past");
        *value = mk_arena_dup(cx->arena, mk_str_of(mk_day_text(w.day, text)));
        return 0;
    }
    for (size_t i = 0; i + 10 <= value->n; i++)
        if (mk_day_parse(mk_str_sub(*value, i, i + 10), &day)) return 0;
    return mk_fail(cx, MK_EINVAL, "a birthday is a day: 17.5.1980 or 1980-05-17");
}

int mk_fact_row(mk_cx *cx, int64_t customer, int64_t at, const mk_new_fact *f, mk_value v[MK_FACT_N])
{
    static const char *const origins[] = { "said", "staff", "observed", "inferred", NULL };
    if (f->kind.n == 0 || mk_str_trim(f->value).n == 0) return mk_fail(cx, MK_EINVAL, "a fact needs a kind and a value: birthday 1980-05-17");
    if (!one_of(f->origin, origins)) return mk_fail(cx, MK_EINVAL, "where a fact comes from is said, staff, observed or inferred");
    if (!(f->confidence > 0 && f->confidence <= 1)) return mk_fail(cx, MK_EINVAL, "confidence lies between 0 and 1");
    if (f->has_from && f->has_to && f->from > f->to) return mk_fail(cx, MK_EINVAL, "a fact cannot end before it begins");
    if (mk_str_starts(f->kind, MK_S("field:"))) return mk_fail(cx, MK_EINVAL, "a field of the shop's own is set with: makir customer field");
    mk_str value = f->value;
    MK_TRY(fact_day(cx, f->kind, &value));
    const mk_value row[MK_FACT_N] = { mk_int(customer), mk_text(f->kind), mk_int(mk_hash_id(mk_hash(mk_hash(0x66, f->kind), value))), mk_text(value),
                                      mk_text(f->origin), mk_real(f->confidence), f->has_from ? mk_int(f->from) : mk_null(), f->has_to ? mk_int(f->to) : mk_null(),
                                      mk_int(!f->hidden), mk_int(at), mk_textz(cx->who), mk_int(0) };
    memcpy(v, row, sizeof row);
    return 0;
}

int mk_customer_fact(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_fact *f, int64_t *ret)
{
    writing w = { customer, MK_T_FACT, { mk_null() } };
    MK_TRY(mk_fact_row(cx, customer, cx->now, f, w.v));
    *ret = w.v[MK_FACT_FACT_ID].i;
    if (f->instead != *ret) w.instead = f->instead;
    /* the same fact said again with other details is a correction: what differs in `at` alone is none */
    return mk_store_write(cx, s, write_body, &w);
}

static int asset_json(mk_cx *cx, mk_str text)
{
    const mk_json *j = mk_json_read(cx->arena, text, NULL);
    return j && j->type == MK_JSON_OBJECT ? 0 : mk_fail(cx, MK_EINVAL, "attributes are a JSON object like {\"plate\":\"12-345-67\"}");
}

int mk_customer_asset(mk_cx *cx, mk_store *s, int64_t customer, mk_str kind, mk_str name, mk_str attributes, int64_t *ret)
{
    if (kind.n == 0 || name.n == 0) return mk_fail(cx, MK_EINVAL, "an asset needs a kind and a name: car \"Mazda 3\"");
    if (attributes.n) MK_TRY(asset_json(cx, attributes));
    *ret = mk_hash_id(mk_hash(mk_hash(0x61, kind), name));
    writing w = { customer, MK_T_ASSET, { mk_int(customer), mk_int(*ret), mk_text(kind), mk_text(name), mk_text(attributes.n ? attributes : MK_S("{}")),
                                          mk_int(cx->now), mk_textz(cx->who), mk_int(0) } };
    return mk_store_write(cx, s, write_body, &w);
}

typedef struct saying { writing w; mk_str kind, point; } saying;

/* A word and the contact point it is of, which must be his. */
static int say_body(mk_cx *cx, mk_db *db, void *arg)
{
    saying *s = arg;
    MK_TRY(write_body(cx, db, &s->w));
    if (s->point.n == 0) return 0;
    const mk_value key[] = { s->w.v[0], mk_text(s->kind), mk_text(s->point) };
    mk_value row[MK_CONTACT_POINT_N], of[MK_CONSENT_POINT_N] = { s->w.v[0], s->w.v[MK_CONSENT_CONSENT_ID], mk_text(s->point), mk_int(0), mk_int(0) };
    int rc = mk_table_get(cx, db, MK_T_CONTACT_POINT, key, row);
    if (rc == 0) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "this customer has no such phone or e-mail" : "ללקוח הזה אין טלפון או מייל כזה");
    if (rc > 0) rc = mk_table_insert(cx, db, MK_T_CONSENT_POINT, of);
    return rc < 0 ? rc : 0;
}

int mk_customer_consent(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_consent *c, int64_t *ret)
{
    static const char *const states[] = { "granted", "refused", "withdrawn", NULL }, *const purposes[] = { "advertising", "service", NULL };
    mk_channel channel;
    if (!mk_channel_named(c->channel, &channel) || channel == MK_VISIT) return mk_fail(cx, MK_EINVAL, "the channel of a consent is mail, sms, whatsapp or call");
    if (!one_of(c->purpose, purposes)) return mk_fail(cx, MK_EINVAL, "the purpose of a consent is advertising or service");
    if (!one_of(c->state, states)) return mk_fail(cx, MK_EINVAL, "a consent is granted, refused or withdrawn");
    if (c->state.p[0] == 'g' && mk_str_trim(c->evidence).n == 0)
        return mk_fail(cx, MK_EINVAL, "a consent needs its proof: --evidence with the wording that was agreed to, or the document");
    mk_str what = mk_arena_printf(cx->arena, "%.*s/%.*s/%.*s%s%.*s", MK_SARG(c->channel), MK_SARG(c->purpose), MK_SARG(c->state), c->point.n ? "/" : "", MK_SARG(c->point));
    *ret = mk_hash_id(mk_hash(mk_hash2((uint64_t)customer, (uint64_t)cx->now), what));
    saying w = { .w = { customer, MK_T_CONSENT, { mk_int(customer), mk_int(cx->now), mk_int(*ret), mk_text(c->channel), mk_text(c->purpose), mk_text(c->state),
                                                  mk_text(c->evidence), mk_text(c->language), mk_text(c->place), mk_textz(cx->who), mk_int(0) } }, .kind = MK_S("phone") };
    if (c->point.n) {
        mk_str phone, mail;
        bool by_mail = channel == MK_MAIL;
        MK_TRY(normal(cx, by_mail ? MK_S("") : c->point, by_mail ? c->point : MK_S(""), &phone, &mail));
        w.point = by_mail ? mail : phone;
        if (by_mail) w.kind = MK_S("mail");
    }
    return mk_store_write(cx, s, say_body, &w);
}

typedef struct ending { int64_t customer, fact; } ending;

static int end_fact(mk_cx *cx, mk_db *db, int64_t customer, int64_t fact)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (mk_row_int(&r, MK_FACT_FACT_ID) != fact) continue;
        mk_value was[MK_FACT_N], v[MK_FACT_N];
        mk_row_copy(cx, &r, MK_T_FACT, was);
        mk_rows_end(&r);
        MK_TRY(mk_customer_unchanged(cx, db, MK_T_FACT, was, 0));
        memcpy(v, was, sizeof v);
        v[MK_FACT_TO_DAY] = mk_int(cx->now / MK_DAY);
        mk_journal j = { 0 };
        return done(mk_journal_replace(cx, db, &j, MK_T_FACT, was, v));
    }
    return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "there is no such fact of this customer");
}

static int end_body(mk_cx *cx, mk_db *db, void *arg)
{
    ending *e = arg;
    MK_TRY(mk_customer_now(cx, db, &e->customer));
    return end_fact(cx, db, e->customer, e->fact);
}

int mk_customer_fact_end(mk_cx *cx, mk_store *s, int64_t customer, int64_t fact)
{
    ending e = { customer, fact };
    return mk_store_write(cx, s, end_body, &e);
}
