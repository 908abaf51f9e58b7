/* SPDX-License-Identifier: Apache-2.0
 * Households: who lives together stays two, is found by what is shared, and what staff said holds. */
#include "room.h"
#include "buf.h"
#include "household.h"
#include "id.h"
#include "merge.h"

typedef struct found { uint64_t n; mk_str json; int64_t of; } found;

static int find(mk_cx *cx, mk_db *db, void *arg) { return mk_households_find(cx, db, &((found *)arg)->n); }
static int of(mk_cx *cx, mk_db *db, void *arg) { found *f = arg; return mk_household_of(cx, db, f->of, &f->json); }

static uint64_t look(room *r)
{
    found f = { 0 };
    assert_ok(&r->cx, mk_store_write(&r->cx, r->store, find, &f));
    return f.n;
}

/* Whether a page shows the two as one household. */
static bool together(room *r, int64_t a, int64_t b)
{
    char t[MK_ID_TEXT];
    found f = { .of = a };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, of, &f));
    return mk_str_find(f.json, mk_str_of(mk_id_text(b, t))) >= 0;
}

static const char people[] = "מספר לקוח,שם פרטי,שם משפחה,טלפון,רחוב,מספר בית,עיר\n"
    "1,דוד,כהן,054-123-4561,הרצל,5,חיפה\n"
    "2,יוסי,כהן,054-123-4562,הרצל,5,חיפה\n"               /* his son: the address and the name */
    "3,רות,כהן,054-123-4561,,,\n"                          /* his wife: the phone and the name */
    "4,משה,לוי,054-123-4564,הרצל,5,חיפה\n"                 /* a neighbour: the address alone */
    "5,שרה,כהן,054-123-4565,ביאליק,9,עכו\n"                /* the name alone */
    "6,נועה,פרץ,054-123-4566,אלון,3,יפו\n"
    "7,איתי,גל,054-123-4566,אלון,3,יפו\n"                  /* another name, the same home and phone */
    "10,אבי,לפידור,03-612-3457,אלון,8,יפו\n"
    "11,Gila,Lapidor,03-612-3458,אלון,8,יפו\n"                     /* in another script */
    "8,דנה,אור,054-123-4568,ברוש,1,לוד\n"
    "9,דנה,אור,052-123-4569,ברוש,1,לוד\n";                 /* herself once more: no family */

static void father_and_son(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "list.csv", people), "", false);
    int64_t david = room_named(&r, "דוד כהן"), yossi = room_named(&r, "יוסי כהן"), ruth = room_named(&r, "רות כהן"), moshe = room_named(&r, "משה לוי"),
            sarah = room_named(&r, "שרה כהן"), noa = room_named(&r, "נועה פרץ"), itai = room_named(&r, "איתי גל"), dana = room_named(&r, "דנה אור"), id;
    size_t customers = room_count(&r, MK_T_CUSTOMER);
    assert_int_equal(look(&r), 3);
    assert_true(together(&r, room_named(&r, "אבי לפידור"), room_named(&r, "Gila Lapidor")));
    assert_true(together(&r, david, yossi) && together(&r, yossi, ruth) && together(&r, noa, itai));
    assert_false(together(&r, david, moshe) || together(&r, david, sarah) || together(&r, dana, dana));
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), customers);
    size_t members = room_count(&r, MK_T_HOUSEHOLD_MEMBER);
    assert_int_equal(members, 7);
    assert_int_equal(look(&r), 3);                                          /* once more changes nothing */
    assert_int_equal(room_count(&r, MK_T_HOUSEHOLD_MEMBER), members);

    /* what staff says holds, and is taken back by saying otherwise */
    assert_ok(&r.cx, mk_household_say(&r.cx, r.store, itai, noa, false, &id));
    look(&r);
    assert_false(together(&r, noa, itai));
    assert_ok(&r.cx, mk_household_say(&r.cx, r.store, itai, noa, true, &id));
    assert_ok(&r.cx, mk_household_say(&r.cx, r.store, sarah, david, true, &id));
    look(&r);
    assert_true(together(&r, noa, itai) && together(&r, sarah, yossi));
    assert_int_equal(mk_household_say(&r.cx, r.store, moshe, david, false, &id), MK_ENOTFOUND);
    assert_int_equal(mk_household_say(&r.cx, r.store, moshe, moshe, true, &id), MK_EINVAL);
    assert_int_equal(mk_household_say(&r.cx, r.store, moshe, 12345, true, &id), MK_ENOTFOUND);
    room_close(&r);
}

/* The household goes with a merge and comes back with the split; its id stays. */
static void merged_and_split(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "list.csv", people), "", false);
    int64_t yossi = room_named(&r, "יוסי כהן"), david = room_named(&r, "דוד כהן"), sarah = room_named(&r, "שרה כהן");
    look(&r);
    mk_merge_result m;
    mk_split_result s;
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, sarah, yossi, MK_S("a nickname"), &m));
    assert_true(together(&r, sarah, david));
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_true(together(&r, yossi, david) && !together(&r, sarah, david));
    room_close(&r);
}

/* Many names at one address are a tower, and two who bear the commonest of names there are strangers. */
static void a_tower(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_buf b = mk_buf_on(r.cx.arena);
    static const char *const family[] = { "כהן", "לוי", "פרץ", "גל", "אור" };
    mk_buf_printf(&b, "מספר לקוח,שם פרטי,שם משפחה,טלפון,רחוב,מספר בית,עיר\n");
    for (int i = 0; i < 150; i++)
        mk_buf_printf(&b, "%d,%c%c,%s,054-7%06d,%s,%d,חיפה\n", i + 1, 'A' + i % 26, 'a' + i / 26, i < 40 && i % 20 ? "שם" : family[i % 5], i * 37, i < 40 ? "מגדל" : "רחוב", i < 40 ? 1 : i);
    mk_buf_printf(&b, "900,Roni,זשצירינסקי,054-8888881,מגדל,1,חיפה\n901,Dani,זשצירינסקי,054-8888882,מגדל,1,חיפה\n");
    room_import(&r, room_write(&r, "tower.csv", mk_arena_z(r.cx.arena, mk_buf_str(&b))), "", false);
    assert_int_equal(look(&r), 1);
    assert_true(together(&r, room_named(&r, "Roni זשצירינסקי"), room_named(&r, "Dani זשצירינסקי")));      /* a rare name there is a family */
    room_close(&r);
}

static void an_import_taken_back(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t batch = room_import(&r, room_write(&r, "list.csv", people), "", false).batch;
    look(&r);
    room_undo(&r, batch);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 0);
    assert_int_equal(room_count(&r, MK_T_HOUSEHOLD_MEMBER), 0);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(father_and_son), cmocka_unit_test(merged_and_split), cmocka_unit_test(a_tower), cmocka_unit_test(an_import_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
