/* SPDX-License-Identifier: Apache-2.0
 * The uniform file: the three sets with known truth, and small files made here for what they do not show. */
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include "charset.h"
#include "map.h"
#include "openformat.h"
#include "port_test.h"
#include "utf8.h"

/* ---- files made by hand ---- */

/* A record as its fields say: column, width, text. The rest is blank. */
typedef struct part { int from, len; const char *text; } part;

static void record(mk_buf *b, size_t length, const char *code, const part *p)
{
    char line[512];
    memset(line, ' ', sizeof line);
    memcpy(line, code, 4);
    for (; p && p->from; p++) {
        size_t n = strlen(p->text);
        assert_true(n <= (size_t)p->len);
        memcpy(line + p->from - 1, p->text, n);
    }
    mk_buf_add(b, line, length);
    mk_buf_add(b, "\r\n", 2);
}

static const char *money(int64_t minor) { return mk_arena_printf(cx.arena, "%c%014" PRId64, minor < 0 ? '-' : '+', minor < 0 ? -minor : minor).p; }

static void document(mk_buf *b, const char *type, const char *number, const char *day, const char *key, const char *name, const char *phone, int64_t net)
{
    record(b, 444, "C100", (part[]){ { 14, 9, "519999015" }, { 23, 3, type }, { 26, 20, number }, { 46, 8, day }, { 54, 4, "1005" }, { 58, 50, name },
        { 238, 15, phone }, { 318, 15, money(net) }, { 348, 15, money(net) }, { 375, 15, key }, { 401, 8, day }, { 0 } });
}

static void cancelled(mk_buf *b, const char *number, const char *key)
{
    record(b, 444, "C100", (part[]){ { 23, 3, "320" }, { 26, 20, number }, { 46, 8, "20250101" }, { 318, 15, money(100) }, { 375, 15, key },
        { 400, 1, "1" }, { 401, 8, "20250101" }, { 0 } });
}

static void item_line(mk_buf *b, const char *type, const char *number, const char *base, const char *sku, int64_t quantity, int64_t amount, const char *link)
{
    record(b, 339, "D110", (part[]){ { 23, 3, type }, { 26, 20, number }, { 46, 4, "0001" }, { 50, 3, *base ? "320" : "   " }, { 53, 20, base }, { 74, 20, sku },
        { 94, 30, "Cup" }, { 204, 20, "unit" }, { 224, 17, mk_arena_printf(cx.arena, "%c%016" PRId64, quantity < 0 ? '-' : '+', quantity < 0 ? -quantity : quantity).p },
        { 241, 15, money(amount) }, { 271, 15, money(amount) }, { 305, 7, link }, { 0 } });
}

static void account(mk_buf *b, const char *key, const char *name, const char *group)
{
    record(b, 376, "B110", (part[]){ { 23, 15, key }, { 38, 50, name }, { 103, 30, group }, { 0 } });
}

static mk_buf books(void)
{
    mk_buf b = mk_buf_on(cx.arena);
    record(&b, 95, "A100", (part[]){ { 5, 9, "000000001" }, { 14, 9, "519999015" }, { 23, 15, "424242424242424" }, { 38, 8, "&OF1.31&" }, { 0 } });
    return b;
}

static mk_str closed(mk_buf *b)
{
    record(b, 110, "Z900", (part[]){ { 14, 9, "519999015" }, { 0 } });
    return mk_buf_str(b);
}

static void credits_in_either_sign(void **state)
{
    (void)state;
    for (int sign = 1; sign >= -1; sign -= 2) {
        mk_buf b = books();
        document(&b, "320", "1", "20250101", "7", "Dana Levi", "0541234567", 10000);
        item_line(&b, "320", "1", "", "C1", 20000, 10000, "");
        document(&b, "330", "00000000000000000002", "20250105", "7", "Dana Levi", "", sign * 4000);
        item_line(&b, "330", "2", "1", "C1", sign * 10000, sign * 4000, "");
        assert_string_equal(read_bytes(closed(&b), ""), 
            "2: person key=7 name=Dana Levi phone=+972541234567 sale doc=320:1 at=2025-01-01T10:05:00Z total=100.00ILS\n"
            "3: line doc=320:1 #1 C1 x2 price=100.00 amount=100.00 item key=C1 name=Cup unit=unit\n"
            "4: person key=7 name=Dana Levi return doc=330:2 at=2025-01-05T10:05:00Z total=-40.00ILS returns=320:1\n"
            "5: line doc=330:2 #1 C1 x-1 price=40.00 amount=-40.00 item key=C1 name=Cup unit=unit\n");
    }
}

static void reversal_of_a_credit(void **state)
{
    (void)state;
    mk_buf b = books();
    document(&b, "320", "1", "20250101", "7", "Dana Levi", "", 10000);
    document(&b, "330", "2", "20250102", "7", "Dana Levi", "", 4000);
    document(&b, "330", "3", "20250103", "7", "Dana Levi", "", -4000);
    mk_door *d = open_bytes(closed(&b), "");
    char *got = all_of(d);
    assert_non_null(strstr(got, "return doc=330:2 at=2025-01-02T10:05:00Z total=-40.00ILS"));
    assert_non_null(strstr(got, "sale doc=330:3 at=2025-01-03T10:05:00Z total=40.00ILS"));
    assert_true(warned(d, "both signs"));
}

static void exempt_dealer(void **state)
{
    (void)state;
    mk_buf b = books();
    document(&b, "300", "1", "20250101", "7", "Dana Levi", "", 10000);
    item_line(&b, "300", "1", "", "C1", 10000, 10000, "");
    document(&b, "400", "2", "20250105", "7", "Dana Levi", "", 10000);      /* pays the first */
    document(&b, "400", "3", "20250106", "8", "Dan Levi", "", 5000);
    document(&b, "405", "4", "20250107", "9", "Don Levi", "", 7000);
    mk_door *d = open_bytes(closed(&b), "");
    assert_string_equal(all_of(d),
        "2: person key=7 name=Dana Levi sale doc=300:1 at=2025-01-01T10:05:00Z total=100.00ILS\n"
        "3: line doc=300:1 #1 C1 x1 price=100.00 amount=100.00 item key=C1 name=Cup unit=unit\n"
        "4: person key=7 name=Dana Levi event at=document outcome=400 text=400:2\n"
        "5: person key=8 name=Dan Levi sale doc=400:3 at=2025-01-06T10:05:00Z total=50.00ILS\n"
        "6: person key=9 name=Don Levi sale doc=405:4 at=2025-01-07T10:05:00Z total=70.00ILS\n");
    assert_true(warned(d, "exempt"));
}

static void who_is_a_customer(void **state)
{
    (void)state;
    mk_buf b = books();
    account(&b, "1", "Dana Levi", "\xec\xf7\xe5\xe7\xe5\xfa");              /* customers, in windows-1255 */
    account(&b, "2", "Paper Ltd", "\xf1\xf4\xf7\xe9\xed");                  /* suppliers */
    account(&b, "3", "Bank", "\xe1\xf0\xf7\xe9\xed");
    account(&b, "4", "Don Levi", "");
    document(&b, "320", "1", "20250101", "4", "Don Levi", "", 100);
    document(&b, "700", "9", "20250101", "2", "Paper Ltd", "", 99900);
    document(&b, "100", "5", "20250101", "1", "Dana Levi", "", 100);
    document(&b, "830", "5", "20250101", "3", "Store", "", 100);
    cancelled(&b, "6", "4");
    item_line(&b, "320", "6", "", "C1", 10000, 100, "");
    item_line(&b, "700", "9", "", "C1", 10000, 100, "");
    mk_door *d = open_bytes(closed(&b), "");
    assert_string_equal(all_of(d),
        "2: person key=1 name=Dana Levi\n"
        "5: person key=4 name=Don Levi\n"
        "6: person key=4 name=Don Levi sale doc=320:1 at=2025-01-01T10:05:00Z total=1.00ILS\n"
        "8: person key=1 name=Dana Levi event at=document outcome=100 text=100:5\n"
        "10: person key=4 cancelled doc=320:6 at=2025-01-01T00:00:00Z total=0.00ILS\n");
    assert_true(warned(d, "purchase documents"));
}

/* A till's account under a name nobody has heard of; and a faithful customer with as many documents, who has a phone. */
static void walk_in_by_its_share(void **state)
{
    (void)state;
    mk_buf b = books();
    for (int i = 0; i < 100; i++) {
        const char *number = mk_arena_printf(cx.arena, "%d", i + 1).p, *key = mk_arena_printf(cx.arena, "%d", 100 + i).p;
        document(&b, "320", number, "20250101", i % 4 == 0 ? "900" : i % 4 == 1 ? "901" : key, i % 4 == 0 ? "Front Till" : i % 4 == 1 ? "Dana Levi" : "Don Levi",
                 i % 4 == 1 ? "0541234567" : "", 100);
    }
    document(&b, "320", "999", "20250101", "900", "Gal Katz", "0527654321", 100);   /* named at the till */
    mk_door *d = open_bytes(closed(&b), "");
    char *got = all_of(d);
    assert_non_null(strstr(got, "person key=900 name=Front Till nobody sale doc=320:1 "));
    assert_non_null(strstr(got, "person key=901 name=Dana Levi phone=+972541234567 sale"));
    assert_non_null(strstr(got, "person name=Gal Katz phone=+972527654321 sale doc=320:999 "));
    assert_true(warned(d, "stands for nobody"));
}

static void lines_tied_by_link(void **state)
{
    (void)state;
    mk_buf b = books();
    record(&b, 444, "C100", (part[]){ { 23, 3, "320" }, { 26, 20, "AA000123" }, { 318, 15, money(100) }, { 401, 8, "20250101" }, { 409, 7, "2" }, { 425, 7, "0000042" }, { 0 } });
    item_line(&b, "320", "", "", "C1", 10000, 100, "0000042");
    item_line(&b, "320", "", "", "C1", 10000, 100, "0000043");
    mk_door *d = open_bytes(closed(&b), "");
    assert_string_equal(all_of(d),
        "2: sale doc=320:AA123:2 at=2025-01-01T00:00:00Z total=1.00ILS\n"
        "3: line doc=320:AA123:2 #1 C1 x1 price=1.00 amount=1.00 item key=C1 name=Cup unit=unit\n"
        "bad 4: line 4: D110: the line names no document, and no document has its link (1273)\n");
}

static void records_cut_padded_and_strange(void **state)
{
    (void)state;
    mk_buf b = books();
    mk_buf_printf(&b, "C10000000000251999901532000000000000000000001\n\nQ999 what is this\n");
    document(&b, "3x0", "1", "20250101", "7", "Dana Levi", "", 100);
    document(&b, "320", "2", "20251301", "7", "Dana Levi", "", 100);
    document(&b, "320", "3", "20250101", "7", "Dana Levi", "", 100);
    b.n -= 2;
    mk_buf_printf(&b, "   more than there should be\r\n\x1a");
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(all_of(d),
        "bad 2: line 2: C100, field 1230: the date of the document is not a date (YYYYMMDD)\n"
        "bad 4: line 4: the line begins with no record code of the uniform file (A100, B100, B110, C100, D110, D120, M100, Z900)\n"
        "bad 5: line 5: C100, field 1203: the document type is not a number\n"
        "bad 6: line 6: C100, field 1230: the date of the document is not a date (YYYYMMDD)\n"
        "7: person key=7 name=Dana Levi sale doc=320:3 at=2025-01-01T10:05:00Z total=1.00ILS\n");
    assert_true(warned(d, "longer than"));
    assert_true(warned(d, "Z900 is missing"));
}

/* Somebody saved the file as UTF-8: columns are characters then. */
static void turned_into_utf8(void **state)
{
    (void)state;
    mk_buf b = books();
    account(&b, "1", "\xf8\xe5\xf0\xe9\xfa \xeb\xe4\xef", "\xec\xf7\xe5\xe7\xe5\xfa");
    mk_buf utf8 = mk_buf_on(cx.arena);
    uint64_t bad = 0;
    mk_charset_decode(MK_CS_1255, closed(&b), &utf8, &bad);
    mk_door *d = open_bytes(mk_buf_str(&utf8), "");
    assert_string_equal(all_of(d), "2: person key=1 name=רונית כהן\n");
    assert_true(warned(d, "UTF-8"));
}

/* Only a journal: an invoice of 936.00 with 136.00 VAT, a credit note, a receipt. */
static void journal_line(mk_buf *b, const char *transaction, const char *kind, const char *reference, const char *key, const char *side, int64_t amount)
{
    record(b, 317, "B100", (part[]){ { 23, 10, transaction }, { 38, 8, "00000480" }, { 46, 15, kind }, { 61, 20, reference }, { 157, 8, "20220402" },
        { 173, 15, key }, { 203, 1, side }, { 207, 15, money(amount) }, { 0 } });
}

static void journal_alone(void **state)
{
    (void)state;
    mk_buf b = books();
    journal_line(&b, "27", "\xe7\xf9", "00000000000000501647", "20", "1", 93600);
    journal_line(&b, "27", "\xe7\xf9", "00000000000000501647", "86001", "2", 80000);
    journal_line(&b, "27", "\xe7\xf9", "00000000000000501647", "55004", "2", 13600);
    journal_line(&b, "28", "\xe7\xe6", "7", "20", "2", 11700);
    journal_line(&b, "28", "\xe7\xe6", "7", "86001", "1", 10000);
    journal_line(&b, "28", "\xe7\xe6", "7", "55004", "1", 1700);
    journal_line(&b, "29", "\xf7\xe1", "8", "20", "2", 81900);
    journal_line(&b, "29", "\xf7\xe1", "8", "10001", "1", 81900);
    journal_line(&b, "30", "zz", "9", "20", "1", 11800);                   /* an unknown word, but VAT beside it */
    journal_line(&b, "30", "zz", "9", "86001", "2", 10000);
    journal_line(&b, "30", "zz", "9", "55004", "2", 1800);
    journal_line(&b, "31", "zz", "9", "20", "1", 5000);                    /* an unknown word and nothing beside it */
    account(&b, "20", "Dana Levi", "\xec\xf7\xe5\xe7\xe5\xfa");
    account(&b, "86001", "Sales", "");
    mk_door *d = open_bytes(closed(&b), "");
    assert_string_equal(all_of(d),
        "14: person key=20 name=Dana Levi\n"
        "2: person key=20 sale doc=305:501647 at=2022-04-02T00:00:00Z total=800.00ILS\n"
        "5: person key=20 return doc=330:7 at=2022-04-02T00:00:00Z total=-100.00ILS\n"
        "8: person key=20 event at=document outcome=400 text=400:8\n"
        "10: person key=20 sale doc=305:9 at=2022-04-02T00:00:00Z total=100.00ILS\n");
    assert_true(warned(d, "only the journal"));
}

/* ---- folders and archives ---- */

static const char *folder(void)
{
    char *dir = mk_arena_z(cx.arena, MK_S("/tmp/makir-port-XXXXXX"));
    assert_non_null(mkdtemp(dir));
    return dir;
}

static const char *in(const char *dir, const char *name) { return mk_arena_printf(cx.arena, "%s/%s", dir, name).p; }

static void write_file(const char *path, mk_str s)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
    fclose(f);
}

static mk_str read_file(const char *path)
{
    mk_buf b = mk_buf_on(cx.arena);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(mk_buf_room(&b, 1 << 16), 1, 1 << 16, f)) > 0;) b.n += n;
    fclose(f);
    return mk_buf_str(&b);
}

static void zip_one(const char *path, const char *name, mk_str s)
{
    zip_t *z = zip_open(path, ZIP_CREATE, NULL);
    assert_non_null(z);
    assert_true(zip_file_add(z, name, zip_source_buffer(z, s.p, s.n, 0), ZIP_FL_OVERWRITE) >= 0);
    assert_int_equal(zip_close(z), 0);
}

static char *read_path(const char *path)
{
    mk_door *d;
    mk_door_options opt = { 0 };
    if (mk_door_open(&cx, path, &opt, &d) < 0) return cx.message;
    return all_of(d);
}

static void everywhere_it_may_lie(void **state)
{
    (void)state;
    static const char want[] = "2: person key=7 name=Dana Levi sale doc=320:1 at=2025-01-01T10:05:00Z total=1.00ILS\n";
    const char *dir = folder();
    mk_buf b = books();
    document(&b, "320", "1", "20250101", "7", "Dana Levi", "", 100);
    mk_str data = closed(&b);
    mk_buf ini = mk_buf_on(cx.arena);
    record(&ini, 466, "A000", (part[]){ { 10, 15, "000000000000003" }, { 25, 9, "519999015" }, { 383, 12, "202501010930" }, { 396, 1, "1" }, { 417, 3, "ILS" }, { 0 } });
    mk_buf_printf(&ini, "C100000000000000001\r\n");

    mkdir(in(dir, "OPENFRMT"), 0700);
    mkdir(in(dir, "OPENFRMT/51999901.25"), 0700);
    mkdir(in(dir, "OPENFRMT/51999901.25/01010930"), 0700);
    const char *deep = in(dir, "OPENFRMT/51999901.25/01010930");
    write_file(in(deep, "ini.TXT"), mk_buf_str(&ini));
    zip_one(in(deep, "bkmvdata.zip"), "BkmvData.txt", data);
    assert_string_equal(read_path(dir), want);
    assert_string_equal(read_path(deep), want);
    assert_string_equal(read_path(in(deep, "ini.TXT")), want);
    assert_string_equal(read_path(in(deep, "bkmvdata.zip")), want);

    /* both in one zip; the packed data in a zip; all of it in a zip in a zip */
    zip_one(in(dir, "one.zip"), "OPENFRMT/x/INI.TXT", mk_buf_str(&ini));
    zip_one(in(dir, "one.zip"), "OPENFRMT/x/BKMVDATA.TXT", data);
    assert_string_equal(read_path(in(dir, "one.zip")), want);
    zip_one(in(dir, "two.zip"), "INI.TXT", mk_buf_str(&ini));
    zip_one(in(dir, "two.zip"), "BKMVDATA.zip", read_file(in(deep, "bkmvdata.zip")));
    assert_string_equal(read_path(in(dir, "two.zip")), want);
    zip_one(in(dir, "three.zip"), "mail/two.zip", read_file(in(dir, "two.zip")));
    assert_string_equal(read_path(in(dir, "three.zip")), want);
    write_file(in(deep, "BKMVDATA.TXT"), data);
    assert_string_equal(read_path(in(deep, "BKMVDATA.TXT")), want);
    assert_string_equal(read_path(deep), want);             /* not twice, though it lies there packed too */

    /* under another name, and what is nothing of the kind */
    write_file(in(dir, "books2025.dat"), data);
    assert_string_equal(read_path(in(dir, "books2025.dat")), want);
    zip_one(in(dir, "four.zip"), "list.csv", MK_S("key,name\n7,Dana Levi\n"));
    assert_string_equal(read_path(in(dir, "four.zip")), "2: person key=7 name=Dana Levi\n");
    zip_one(in(dir, "five.zip"), "xl/workbook.xml", MK_S("<x/>"));
    assert_non_null(strstr(read_path(in(dir, "five.zip")), "workbook"));
    mkdir(in(dir, "empty"), 0700);
    assert_non_null(strstr(read_path(in(dir, "empty")), "BKMVDATA"));
    cx.limits.archive_bytes = 500;
    mk_door *d;
    assert_int_equal(mk_door_open(&cx, in(dir, "one.zip"), &(mk_door_options){ 0 }, &d), MK_ELIMIT);
    assert_int_equal(system(mk_arena_printf(cx.arena, "rm -rf '%s'", dir).p), 0);
}

static void counts_that_do_not_match(void **state)
{
    (void)state;
    mk_buf b = books(), ini = mk_buf_on(cx.arena);
    document(&b, "320", "1", "20250101", "7", "Dana Levi", "", 100);
    record(&ini, 466, "A000", (part[]){ { 10, 15, "000000000000009" }, { 25, 9, "519999015" }, { 396, 1, "2" }, { 417, 3, "ILS" }, { 0 } });
    mk_buf_printf(&ini, "C100000000000000007\r\n");
    mk_export x = { MK_S(""), mk_source_memory(cx.arena, MK_S("INI.TXT"), mk_buf_str(&ini)), mk_source_memory(cx.arena, MK_S("BKMVDATA.TXT"), closed(&b)) };
    mk_door *d;
    assert_int_equal(mk_openformat_open(&cx, &x, 1, &(mk_door_options){ 0 }, &d), 0);
    assert_true(warned(d, "INI.TXT says 7 records C100, the file has 1"));
    assert_true(warned(d, "INI.TXT says 9 records in all, the file has 3"));
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->source), "books:519999015");
    assert_non_null(strstr(all_of(d), "320:1"));
}

/* ---- the three sets ---- */

typedef struct tally { uint64_t docs; int64_t net, first, last; bool listed; } tally;

static void read_set(const char *set, json_t *truth, const char *charset, bool visual)
{
    const char *path = shared(mk_arena_printf(cx.arena, "openformat/%s/OPENFRMT/51999901.26/01050930/BKMVDATA.TXT", set).p);
    assert_non_null(path);
    mk_str dir = mk_str_sub(mk_str_of(path), 0, strlen(path) - strlen("/OPENFRMT/51999901.26/01050930/BKMVDATA.TXT"));
    mk_door *d;
    assert_int_equal(mk_door_open(&cx, mk_arena_z(cx.arena, dir), &(mk_door_options){ .tz = mk_tz_utc() }, &d), 0);
    const mk_door_info *info = mk_door_about(d);
    assert_string_equal(mk_arena_z(cx.arena, info->charset), charset);
    assert_int_equal(info->visual, visual);

    size_t n = json_array_size(json_object_get(truth, "people"));
    tally *t = MK_NEWN(cx.arena, tally, n + 1);
    mk_map who = mk_map_on(cx.arena);
    for (size_t i = 0; i < n; i++) {
        json_t *keys = json_object_get(json_array_get(json_object_get(truth, "people"), i), "keys");
        for (size_t k = 0; k < json_array_size(keys); k++)
            *mk_map_put(&who, mk_hash(1, mk_str_of(json_string_value(json_array_get(keys, k)))), NULL) = i;
    }
    const char *walk_in = json_string_value(json_object_get(json_object_get(truth, "walk_in"), "key"));
    *mk_map_put(&who, mk_hash(1, mk_str_of(walk_in)), NULL) = n;

    struct { uint64_t count, cancelled; int64_t lines; } type[1000] = { 0 };
    mk_record r;
    int rc;
    uint64_t items = 0, lines = 0;
    while ((rc = mk_door_next(&cx, d, &r)) == 1) {
        assert_true(mk_utf8_valid(r.raw));
        items += r.has == MK_REC_ITEM;
        lines += (r.has & MK_REC_LINE) != 0;
        if (r.has & MK_REC_EVENT) type[400].count++;
        if (r.has & MK_REC_LINE) type[(r.row.doc.p[0] - '0') * 100 + (r.row.doc.p[1] - '0') * 10 + r.row.doc.p[2] - '0'].lines += r.row.amount;
        if (!(r.has & MK_REC_PERSON)) continue;
        uint64_t *at = mk_map_get(&who, mk_hash(1, r.person.key));
        assert_non_null(at);                                /* no supplier, no account but the customers' */
        assert_int_equal(r.person.nobody, *at == n);
        t[*at].listed |= r.has == MK_REC_PERSON;
        if (*at < n && r.person.phone[0].n)
            assert_string_equal(mk_arena_z(cx.arena, r.person.phone[0]),
                                json_string_value(json_object_get(json_array_get(json_object_get(truth, "people"), *at), "phone_e164")));
        if (*at < n) {
            json_t *names = json_object_get(json_array_get(json_object_get(truth, "people"), *at), "names");
            bool known = false;
            for (size_t k = 0; k < json_array_size(names); k++) {
                mk_str x = mk_fold_text(cx.arena, mk_str_of(json_string_value(json_array_get(names, k)))), y = mk_fold_text(cx.arena, r.person.name);
                known |= mk_str_eq(x, y);
            }
            if (!known) fail_msg("a name is not the person's, line %" PRIu64, r.line);
        }
        if (!(r.has & MK_REC_SALE)) continue;
        int64_t code;
        assert_true(mk_str_int(mk_str_sub(r.sale.doc, 0, 3), &code));
        if (r.sale.kind == MK_SALE_CANCELLED) {
            type[code].cancelled++;
            type[code].count++;
            continue;
        }
        type[code].count++;
        assert_true((r.sale.kind == MK_SALE_RETURN) == (code == 330) && (r.sale.total < 0) == (code == 330));
        if (code == 330) assert_true(r.sale.returns_doc.n > 4);
        tally *x = &t[*at];
        int64_t day = mk_day_at(r.sale.at);
        if (!x->docs || day < x->first) x->first = day;
        if (!x->docs || day > x->last) x->last = day;
        x->docs++;
        x->net += r.sale.total;
    }
    assert_int_equal(rc, 0);
    assert_int_equal(items, 8);
    for (size_t i = 0; i < n; i++) {
        json_t *p = json_array_get(json_object_get(truth, "people"), i);
        char day[16];
        assert_true(t[i].listed);
        assert_int_equal(t[i].docs, json_integer_value(json_object_get(p, "docs")));
        assert_int_equal(t[i].net, (int64_t)(json_number_value(json_object_get(p, "net_ils")) * 100 + 0.5));
        if (!t[i].docs) continue;
        assert_string_equal(mk_day_text((int32_t)t[i].first, day), json_string_value(json_object_get(p, "first")));
        assert_string_equal(mk_day_text((int32_t)t[i].last, day), json_string_value(json_object_get(p, "last")));
    }
    assert_int_equal(t[n].docs, json_integer_value(json_object_get(json_object_get(truth, "walk_in"), "docs")));
    const char *code;
    json_t *v;
    json_object_foreach(json_object_get(truth, "documents"), code, v) {
        int64_t c;
        assert_true(mk_str_int(mk_str_of(code), &c));
        if (c != 400) {         /* receipts of the till's own account are events of nobody */
            assert_int_equal(type[c].count, json_integer_value(json_object_get(v, "count")));
            assert_int_equal(type[c].cancelled, json_integer_value(json_object_get(v, "cancelled")));
        }
        if (c == 330) assert_true(type[c].lines < 0);
    }
    assert_true(lines > 900);
}

static void three_sets(void **state)
{
    (void)state;
    const char *path = shared("openformat/synthetic_expected.json");
    if (!path) skip();
    json_error_t error;
    json_t *truth = json_load_file(path, 0, &error);
    assert_non_null(truth);
    read_set("synthetic_clean_iso8859-8", truth, "windows-1255", false);
    read_set("synthetic_dos_cp862_visual", truth, "cp862", true);
    read_set("synthetic_quirks_cp1255_lf", truth, "windows-1255", false);
    json_decref(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(credits_in_either_sign), T(reversal_of_a_credit), T(exempt_dealer), T(who_is_a_customer), T(walk_in_by_its_share), T(lines_tied_by_link),
        T(records_cut_padded_and_strange), T(turned_into_utf8), T(journal_alone), T(everywhere_it_may_lie), T(counts_that_do_not_match), T(three_sets),
    };
    return cmocka_run_group_tests_name("openformat", tests, NULL, NULL);
}
