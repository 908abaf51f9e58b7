/* SPDX-License-Identifier: Apache-2.0
 * What of a source record tells who somebody is. A customer number is no evidence beyond its own source, where it has tied already. */
#include "identity.h"
#include "hash.h"
#include "name.h"

enum { GIVEN, FAMILY, OTHER, BIRTH, PHONE, MAIL, NATID, STREET, HOUSE, ZIP, CITY, GENDER };
const mk_live_column mk_identity_column[MK_IDENTITY_COLUMNS] = {
    { "given", MK_LK_GIVEN }, { "family", MK_LK_FAMILY }, { "other names", MK_LK_OTHER_NAMES }, { "birthday", MK_LK_BIRTH }, { "phone", MK_LK_PHONE },
    { "mail", MK_LK_MAIL }, { "national_id", MK_LK_NATID }, { "street", MK_LK_ADDRESS }, { "house", MK_LK_HOUSE }, { "zip", MK_LK_POSTCODE },
    { "city", MK_LK_CITY }, { "gender", MK_LK_WORD } };

static void say(mk_live_record *r, int column, mk_str text)
{
    if (text.n && r->n[column] < MK_LIVE_MORE) r->cell[column][r->n[column]++] = text;
}

/* A whole name in one field: the first word is the given name and the last the family's, but in "Cohen, Ronit". */
static void whole_name(mk_cx *cx, mk_str s, mk_live_record *r)
{
    mk_name name = mk_name_of(cx->arena, s);
    const char *comma = s.n ? memchr(s.p, ',', s.n) : NULL;
    int first = 0;
    if (comma) {
        mk_name head = mk_name_of(cx->arena, (mk_str){ s.p, (size_t)(comma - s.p) });
        if (head.n == 1 && name.n >= 2) first = 1;
    }
    int last = first ? 0 : name.n - 1;
    mk_buf rest = mk_buf_on(cx->arena);
    for (int i = 0; i < name.n; i++) {
        if (i == first && name.n > 1) say(r, GIVEN, name.token[i]);
        else if (i == last) say(r, FAMILY, name.token[i]);
        else mk_buf_printf(&rest, "%s%.*s", rest.n ? " " : "", MK_SARG(name.token[i]));
    }
    say(r, OTHER, mk_buf_str(&rest));
}

int mk_identity_person(mk_cx *cx, int64_t id, mk_str source, const mk_person_in *p, mk_live_record *ret)
{
    char t[16];
    if (p->company || p->nobody) return 0;
    *ret = (mk_live_record){ .id = (uint64_t)id, .source = mk_hash(3, source) };
    if (p->key.n) ret->number = mk_hash(4, p->key) | 1;
    if (p->given.n || p->family.n) {
        say(ret, GIVEN, p->given);
        say(ret, FAMILY, p->family);
    } else if (!mk_name_stands_in(cx->arena, p->name))
        whole_name(cx, p->name, ret);
    if (p->birthday != MK_NO_DAY) say(ret, BIRTH, mk_arena_dup(cx->arena, mk_str_of(mk_day_text(p->birthday, t))));
    for (int i = 0; i < 3; i++) say(ret, PHONE, p->phone[i]);
    for (int i = 0; i < 2; i++) say(ret, MAIL, p->mail[i]);
    const mk_str rest[] = { p->national_id, p->street, p->house, p->zip, p->city, p->gender };
    for (int i = 0; i < 6; i++) say(ret, NATID + i, rest[i]);
    return 1;
}

int mk_identity_by_hand(mk_cx *cx, mk_db *db, int64_t customer, mk_live_record *ret)
{
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    mk_rows q;
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0 || row[MK_CUSTOMER_BATCH_ID].i || mk_str_eqz(row[MK_CUSTOMER_KIND].s, "company")) return rc < 0 ? rc : 0;
    *ret = (mk_live_record){ .id = (uint64_t)customer, .source = mk_hash(3, MK_S("staff")) };
    say(ret, GIVEN, row[MK_CUSTOMER_GIVEN].s);
    say(ret, FAMILY, row[MK_CUSTOMER_FAMILY].s);
    if (ret->n[GIVEN] + ret->n[FAMILY] == 0) whole_name(cx, row[MK_CUSTOMER_NAME].s, ret);
    say(ret, GENDER, row[MK_CUSTOMER_GENDER].s);
    MK_TRY(mk_select(cx, db, &q, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        static const struct { const char *kind; int column; } of[] = { { "phone", PHONE }, { "mail", MAIL }, { "national_id", NATID } };
        for (size_t i = 0; i < 3; i++)
            if (mk_str_eqz(mk_row_text(&q, MK_CONTACT_POINT_KIND), of[i].kind) && (of[i].column != NATID || !ret->n[NATID]))
                say(ret, of[i].column, mk_arena_dup(cx->arena, mk_row_text(&q, MK_CONTACT_POINT_VALUE)));
    }
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &q, MK_Q_FACT_OF_KIND, mk_int(customer), mk_textz("birthday")));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        if (!ret->n[BIRTH]) say(ret, BIRTH, mk_arena_dup(cx->arena, mk_row_text(&q, 0)));
    return rc < 0 ? rc : 1;
}
