/* SPDX-License-Identifier: Apache-2.0 */
#include "entry.h"
#include "amount.h"
#include "contact.h"
#include "hash.h"
#include "index.h"
#include "journal.h"
#include "merge.h"
#include "record.h"
#include "setting.h"
#include "today.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }
static int done(int rc) { return rc < 0 ? rc : 0; }

/* What he is called: his name, else his phone as people read it. */
static int called(mk_cx *cx, mk_db *db, int64_t *customer, mk_str *ret)
{
    mk_value row[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, customer, row));
    *ret = row[MK_CUSTOMER_NAME].s;
    if (ret->n) return 0;
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(*customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_CONTACT_POINT_KIND), v = mk_arena_dup(cx->arena, mk_row_text(&r, MK_CONTACT_POINT_VALUE));
        if (mk_str_eqz(kind, "phone")) *ret = mk_phone_display(cx->arena, v);
        else if (mk_str_eqz(kind, "mail") && !ret->n) *ret = v;
    }
    return rc;
}

typedef struct quick { const mk_new_customer *c; mk_quick *ret; } quick;

static int quick_body(mk_cx *cx, mk_db *db, void *arg)
{
    quick *q = arg;
    MK_TRY(mk_customer_find_or_add(cx, db, q->c, &q->ret->customer, &q->ret->known));
    return called(cx, db, &q->ret->customer, &q->ret->name);
}

int mk_quick_add(mk_cx *cx, mk_store *s, const mk_new_customer *c, mk_quick *ret)
{
    quick q = { c, ret };
    if (!mk_str_trim(c->phone).n && !mk_str_trim(c->mail).n)
        return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "a phone number or an e-mail address is needed" : "צריך מספר טלפון או כתובת מייל");
    return mk_store_write(cx, s, quick_body, &q);
}

/* --- a purchase by hand --- */

/* The item of that name; a new one when the catalogue has none. */
static int item_of(mk_cx *cx, mk_db *db, mk_journal *j, mk_str name, int64_t *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_NAMED, mk_text(name)));
    int rc = mk_rows_next(cx, &r);
    *ret = rc > 0 ? mk_row_int(&r, 0) : mk_hash_id(mk_hash(mk_hash(0x6974656d, MK_S("counter")), name));
    mk_rows_end(&r);
    if (rc != 0) return done(rc);
    mk_value v[MK_ITEM_N] = { mk_int(*ret), mk_textz("counter"), mk_text(name), mk_text(name), mk_textz(""), mk_textz(""), mk_textz(""), mk_int(0) };
    return done(mk_journal_put(cx, db, j, MK_T_ITEM, v, 0));
}

typedef struct selling { int64_t customer; const mk_hand_sale *h; int64_t total, quantity, at, ret; char currency[4]; mk_str salt; } selling;

static int sale_in(mk_cx *cx, mk_db *db, selling *x)
{
    mk_value row[MK_CUSTOMER_N];
    mk_settings st;
    mk_journal j = { 0 };
    int64_t item = 0;
    MK_TRY(mk_customer_must_be(cx, db, &x->customer, row));
    MK_TRY(mk_settings_get(cx, db, &st));
    if (!x->currency[0]) memcpy(x->currency, st.currency, sizeof x->currency);
    x->ret = mk_hash_id(mk_hash(mk_hash2(mk_hash2((uint64_t)x->customer, (uint64_t)x->at), (uint64_t)x->total), x->salt));
    mk_value sale[MK_SALE_N] = { mk_int(x->customer), mk_int(x->at), mk_int(x->ret), mk_textz("counter"), mk_textz(""),
        mk_int(x->total < 0 ? MK_SALE_RETURN : MK_SALE), mk_int(x->total), mk_textz(x->currency), mk_textz(""), mk_int(0), mk_int(0) };
    MK_TRY(done(mk_journal_put(cx, db, &j, MK_T_SALE, sale, 0)));
    mk_str name = mk_str_trim(x->h->item);
    if (!name.n) return 0;
    MK_TRY(item_of(cx, db, &j, name, &item));
    int64_t pieces = x->total < 0 && x->quantity > 0 ? -x->quantity : x->quantity;
    mk_value line[MK_SALE_LINE_N] = { mk_int(x->customer), mk_int(x->at), mk_int(x->ret), mk_int(1), mk_int(item), mk_int(pieces),
        mk_int(mk_money_each(x->total, pieces)), mk_int(x->total), mk_int(0) };
    return done(mk_journal_put(cx, db, &j, MK_T_SALE_LINE, line, 0));
}

static int read_sale(mk_cx *cx, const mk_hand_sale *h, int64_t at, selling *x)
{
    *x = (selling){ .h = h, .at = at, .quantity = 10000, .salt = h->item };
    if (!mk_money_parse(mk_str_trim(h->total), false, &x->total, x->currency) || x->total == 0 || x->total > MK_SOLD_MOST || x->total < -MK_SOLD_MOST)
        return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "the sum is written like 89.90" : "את הסכום כותבים כך: 89.90");
    if (h->quantity.n && (!mk_quantity_parse(mk_str_trim(h->quantity), false, &x->quantity) || x->quantity <= 0 || x->quantity > MK_SOLD_MOST))
        return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "the quantity is a number above 0" : "הכמות היא מספר גדול מ־0");
    return 0;
}

static int sale_body(mk_cx *cx, mk_db *db, void *arg) { return sale_in(cx, db, arg); }

int mk_customer_sale(mk_cx *cx, mk_store *s, int64_t customer, const mk_hand_sale *h, int64_t *ret)
{
    selling x;
    MK_TRY(read_sale(cx, h, h->at ? h->at : cx->now, &x));
    x.customer = customer;
    MK_TRY(mk_store_write(cx, s, sale_body, &x));
    *ret = x.ret;
    return 0;
}

/* --- entries of a device --- */

typedef struct entering { const mk_entry *e; mk_entered *ret; int64_t at; selling sale; } entering;

static int known_entry(mk_cx *cx, mk_db *db, mk_str name, mk_value *v)
{
    mk_value key = mk_text(name);
    return mk_table_get(cx, db, MK_T_ENTRY, &key, v);
}

static int parts(mk_cx *cx, mk_db *db, entering *x)
{
    mk_mark mark;
    const mk_entry *e = x->e;
    mk_value v[MK_COLUMNS_MAX];
    mk_journal j = { 0 };
    int64_t customer = x->ret->customer;
    if (e->note.n) {
        MK_TRY(mk_note_row(cx, customer, x->at, e->note, MK_S("visit"), true, v));
        MK_TRY(done(mk_journal_put(cx, db, &j, MK_T_INTERACTION, v, 0)));
    }
    if (e->kind.n) {
        mk_new_fact f = { .kind = e->kind, .value = e->value, .origin = MK_S("staff"), .confidence = 1 };
        MK_TRY(mk_fact_row(cx, customer, x->at, &f, v));
        MK_TRY(done(mk_journal_put(cx, db, &j, MK_T_FACT, v, 0)));
    }
    if (e->sale.total.n) {
        x->sale.customer = customer;
        x->sale.salt = e->entry;
        MK_TRY(sale_in(cx, db, &x->sale));
    }
    if (!e->action.n) return 0;
    if (!mk_mark_parse(e->state, &mark)) return mk_fail(cx, MK_EINVAL, "a proposal is answered by one of: " MK_MARK_NAMES);
    return mk_today_mark_in(cx, db, e->action, mark, MK_S(""));
}

static int entry_body(mk_cx *cx, mk_db *db, void *arg)
{
    entering *x = arg;
    const mk_entry *e = x->e;
    mk_value v[MK_ENTRY_N];
    int rc = known_entry(cx, db, e->entry, v);
    if (rc < 0) return rc;
    if (rc > 0) {
        *x->ret = (mk_entered){ .customer = v[MK_ENTRY_ABOUT_ID].i, .known = v[MK_ENTRY_KNOWN].i != 0, .repeated = true };
        return called(cx, db, &x->ret->customer, &x->ret->name);
    }
    if (e->after.n && (rc = known_entry(cx, db, e->after, v)) <= 0)
        return rc < 0 ? rc : mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "an earlier entry has not come in yet; send that one first" : "רישום קודם עוד לא הגיע; קודם צריך לשלוח אותו");
    x->ret->customer = e->customer;
    x->ret->known = true;
    if (!e->customer) MK_TRY(mk_customer_find_or_add(cx, db, &e->who, &x->ret->customer, &x->ret->known));
    MK_TRY(called(cx, db, &x->ret->customer, &x->ret->name));
    MK_TRY(parts(cx, db, x));
    mk_value row[MK_ENTRY_N] = { mk_text(e->entry), mk_int(x->ret->customer), mk_int(x->ret->known), mk_int(cx->now) };
    return done(mk_table_insert(cx, db, MK_T_ENTRY, row));
}

static bool is_name(mk_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return s.n >= 8 && s.n <= 64;
}

int mk_entry_add(mk_cx *cx, mk_store *s, const mk_entry *e, mk_entered *ret)
{
    entering x = { .e = e, .ret = ret, .at = cx->now };
    *ret = (mk_entered){ 0 };
    if (!is_name(e->entry) || (e->after.n && !is_name(e->after))) return mk_fail(cx, MK_EINVAL, "an entry is named by 8 to 64 letters, digits and dashes");
    if (e->at.n && !mk_moment_parse(e->at, &x.at)) return mk_fail(cx, MK_EINVAL, "`at` is a moment like 2026-11-22T10:00:00Z");
    if (x.at > cx->now) x.at = cx->now;         /* the clock of a telephone may be ahead */
    if (!e->customer && !e->who.phone.n && !e->who.mail.n)
        return mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "of whom? a customer or a phone number is needed" : "של מי? צריך לקוח או מספר טלפון");
    if (e->sale.total.n) MK_TRY(read_sale(cx, &e->sale, x.at, &x.sale));
    return mk_store_write(cx, s, entry_body, &x);
}
