/* SPDX-License-Identifier: Apache-2.0
 * A customer who is forgotten is nowhere: not in the rows, not in a byte of the files, and no file, undo, split or backup brings him back. What is left
 * is as if he had been nobody from the start. Histories by chance, from a seed; MAKIR_EXHAUSTIVE=1 tries more. */
#include "forget.h"
#include "forgotten.h"
#include "backups.h"
#include "household.h"
#include "merge.h"
#include "resolve.h"
#include "shop.h"
#include "utf8.h"
#include "vec.h"
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

enum { PEOPLE = 7, HIM = 0, HIM_TOO = 1, NEIGHBOUR = 2 };       /* HIM_TOO: another record of his; NEIGHBOUR: has his phone */

typedef struct person { char key[16], given[32], family[32], phone[16], mail[48], street[48]; } person;
typedef struct people { person p[PEOPLE]; mk_rng rng; } people;

static uint64_t seeds(void) { return getenv("MAKIR_EXHAUSTIVE") ? 300 : 25; }

static void word(mk_rng *g, char *out, int n)
{
    static const char *const letters[] = { "ב", "ג", "ד", "ז", "ח", "ט", "כ", "ל", "מ", "נ", "ס", "ע", "פ", "צ", "ק", "ר", "ש", "ת" };
    for (int i = 0; i < n; i++) memcpy(out + 2 * i, letters[mk_rng_below(g, sizeof letters / sizeof *letters)], 3);
}

static people people_of(uint64_t seed)
{
    people all;
    all.rng = mk_rng_seed(seed);
    for (int i = 0; i < PEOPLE; i++) {
        person *p = &all.p[i];
        snprintf(p->key, sizeof p->key, "71%05d", (int)mk_rng_below(&all.rng, 100000));
        word(&all.rng, p->given, 6);
        word(&all.rng, p->family, 7);
        snprintf(p->phone, sizeof p->phone, "052%07d", 2000000 + (int)mk_rng_below(&all.rng, 7000000));
        snprintf(p->mail, sizeof p->mail, "m%08d@example.com", (int)mk_rng_below(&all.rng, 100000000));
        word(&all.rng, p->street, 8);
        memcpy(p->street + 16, " 5, ", 4);
        word(&all.rng, p->street + 20, 6);
    }
    memcpy(all.p[NEIGHBOUR].phone, all.p[HIM].phone, sizeof all.p[HIM].phone);
    return all;
}

/* Rows of a file: purchases of everybody, of the one document now one, now another line; him: his cells are there. */
static const char *file_of(room *r, const people *all, uint64_t seed, const char *name, bool him)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(seed);
    for (int i = 0; i < 24; i++) {
        shop_row *w = shop_add(&s);
        int who = (int)mk_rng_below(&g, PEOPLE), item = (int)mk_rng_below(&g, 5), doc = (int)mk_rng_below(&g, 4);
        const person *p = &all->p[who];
        bool bare = mk_rng_below(&g, 3) == 0;
        if (him || who != HIM) {
            snprintf(w->key, sizeof w->key, "%s", p->key);
            snprintf(w->name, sizeof w->name, "%s %s", p->given, p->family);
            snprintf(w->phone, sizeof w->phone, "%s", p->phone);
            if (!bare) snprintf(w->mail, sizeof w->mail, "%s", p->mail);
            if (!bare) snprintf(w->street, sizeof w->street, "%s", p->street);
        }
        snprintf(w->date, sizeof w->date, "%02d/0%d/2025", 1 + doc * 3, 1 + who);
        snprintf(w->doc, sizeof w->doc, "%d%d", 100 + who, doc);
        snprintf(w->item, sizeof w->item, "i%d", item);
        snprintf(w->item_name, sizeof w->item_name, "goods %d", item);
        w->quantity = 1 + (int)mk_rng_below(&g, 3);
        w->price = 100 * (1 + item);
    }
    return shop_write(r, &s, name);
}

/* --- bytes --- */

static mk_vec(mk_str) secrets;
static mk_arena *held;

static void secret(const char *z)
{
    mk_str s = mk_arena_dup(held, mk_str_of(z));
    *mk_vec_push(held, &secrets) = s;
    mk_str folded = mk_fold_key(held, s);
    if (folded.n > 6 && !mk_str_eq(folded, s)) *mk_vec_push(held, &secrets) = folded;
}

static void secrets_of(const person *p, bool phone)
{
    char street[48];
    snprintf(street, sizeof street, "%s", p->street);
    *strstr(street, " 5") = 0;
    secret(p->given), secret(p->family), secret(p->mail), secret(street), secret(p->key);
    if (phone) secret(p->phone + 3);
}

static mk_str read_file(mk_arena *a, const char *path)
{
    mk_buf b = mk_buf_on(a);
    char part[8192];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) mk_buf_add(&b, part, n);
    fclose(f);
    return mk_buf_str(&b);
}

/* In the files of the store, whatever they are called; the files that were imported, and backups, are the shop's own. */
static void nowhere(room *r, uint64_t seed)
{
    DIR *d = opendir(r->dir);
    for (struct dirent *e; (e = readdir(d));) {
        if (strncmp(e->d_name, "shop.makir", 10) != 0 || e->d_type != DT_REG) continue;
        mk_arena *a = mk_arena_new();
        mk_str bytes = read_file(a, room_path(r, e->d_name));
        for (size_t i = 0; i < secrets.n; i++)
            if (memmem(bytes.p, bytes.n, secrets.p[i].p, secrets.p[i].n))
                fail_msg("seed %d: %.*s is still in %s, at %d", (int)seed, MK_SARG(secrets.p[i]), e->d_name,
                         (int)((const char *)memmem(bytes.p, bytes.n, secrets.p[i].p, secrets.p[i].n) - bytes.p));
        mk_arena_free(a);
    }
    closedir(d);
}

static void begin(void)
{
    held = mk_arena_new();
    memset(&secrets, 0, sizeof secrets);
}

/* --- histories --- */

static int64_t one_of(room *r, const person *p)
{
    return room_named(r, mk_arena_printf(r->cx.arena, "%s %s", p->given, p->family).p);
}

static void tell(room *r, int64_t who, uint64_t what)
{
    static int n;
    char text[64];
    int64_t id;
    mk_str was;
    snprintf(text, sizeof text, "zqx%06dsaid", ++n);
    secret(text);
    mk_new_fact f = { .kind = MK_S("taste"), .value = mk_str_of(text), .origin = MK_S("said"), .confidence = 1 };
    mk_new_consent c = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("granted"), .evidence = mk_str_of(text) };
    mk_str json = mk_arena_printf(r->cx.arena, "{\"plate\":\"%s\"}", text);
    switch (what % 6) {
    case 0: assert_ok(&r->cx, mk_customer_fact(&r->cx, r->store, who, &f, &id)); break;
    case 1: assert_ok(&r->cx, mk_customer_consent(&r->cx, r->store, who, &c, &id)); break;
    case 2: assert_ok(&r->cx, mk_customer_note(&r->cx, r->store, who, mk_str_of(text), MK_S("call"), true, &id)); break;
    case 3: assert_ok(&r->cx, mk_customer_asset(&r->cx, r->store, who, MK_S("car"), mk_str_of(text), json, &id)); break;
    case 4: assert_ok(&r->cx, mk_customer_set(&r->cx, r->store, who, MK_S("mail"), mk_arena_printf(r->cx.arena, "%s@example.org", text), &was)); break;
    default: assert_ok(&r->cx, mk_customer_set(&r->cx, r->store, who, MK_S("given"), mk_str_of(text), &was)); break;
    }
}

typedef mk_vec(int64_t) batches;

static void history(room *r, people *all, uint64_t seed, batches *made)
{
    int64_t him = 0, too = 0, merged = 0;
    for (int i = 0; i < 14; i++) {
        mk_merge_result m;
        mk_split_result s;
        mk_resolved resolved;
        r->cx.now += MK_DAY;
        him = one_of(r, &all->p[HIM]);
        too = one_of(r, &all->p[HIM_TOO]);
        switch (mk_rng_below(&all->rng, 8)) {
        case 0: case 1: case 2: {
            mk_import_result res = room_import(r, file_of(r, all, seed * 100 + mk_rng_below(&all->rng, 4), "file.csv", true), "", false);
            if (res.batch) *mk_vec_push(held, made) = res.batch;
            break;
        }
        case 3: if (him && too && him != too && !merged) {
            assert_ok(&r->cx, mk_merge(&r->cx, r->store, him, too, mk_arena_printf(r->cx.arena, "%s", all->p[HIM].family), &m));
            merged = m.merge;
        } break;
        case 4: if (merged) {
            int rc = mk_split(&r->cx, r->store, merged, &s);
            if (rc < 0) mk_cx_clear(&r->cx);
            merged = 0;
        } break;
        case 5: if (made->n > 1 && mk_rng_below(&all->rng, 3) == 0) room_undo(r, made->p[--made->n]); break;
        case 6: if (him) tell(r, him, mk_rng_below(&all->rng, 6)); break;
        default: if (mk_rng_below(&all->rng, 3) == 0) assert_ok(&r->cx, mk_resolve(&r->cx, r->store, false, &resolved)); break;
        }
    }
}

static bool any(void *self, const mk_value *row) { (void)row; ++*(int *)self; return true; }

static void he_is_nowhere(void **state)
{
    (void)state;
    uint64_t forgotten = 0;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        room r;
        begin();
        room_open(&r);
        people all = people_of(seed);
        batches made = { 0 };
        history(&r, &all, seed, &made);
        mk_forget f = { 0 };
        bool one = false;
        for (int i = HIM; i <= HIM_TOO; i++) {
            int64_t id = one_of(&r, &all.p[i]);
            r.cx.now += MK_DAY;
            if (!id) continue;
            assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, id, &f));
            one = true;
        }
        if (!one) { room_close(&r); mk_arena_free(held); continue; }
        forgotten++;
        secrets_of(&all.p[HIM], false);
        secrets_of(&all.p[HIM_TOO], true);
        assert_false(f.log);
        nowhere(&r, seed);
        size_t people_then = room_count(&r, MK_T_CUSTOMER);
        /* the same files once more, and all imports taken back */
        for (uint64_t k = 0; k < 4; k++) {
            r.cx.now += MK_DAY;
            mk_import_result res = room_import(&r, file_of(&r, &all, seed * 100 + k, "file.csv", true), "", false);
            if (res.batch) *mk_vec_push(held, &made) = res.batch;
        }
        nowhere(&r, seed);
        assert_true(room_count(&r, MK_T_CUSTOMER) <= PEOPLE - 1);
        (void)people_then;
        while (made.n) {
            r.cx.now += MK_DAY;
            size_t at = mk_rng_below(&all.rng, made.n);
            room_undo(&r, made.p[at]);
            made.p[at] = made.p[--made.n];
            room_fresh(&r);
        }
        nowhere(&r, seed);
        int left = 0;
        room_each(&r, MK_T_SALE, any, &left);
        assert_int_equal(left, 0);
        room_close(&r);
        mk_arena_free(held);
    }
    assert_true(forgotten > seeds() / 2);
}

/* --- as if he had been nobody --- */

static void text_of(mk_buf *b, mk_table_id t, const mk_value *v)
{
    for (int i = 0; i < mk_tables[t].columns; i++) {
        if (i == mk_tables[t].batch) continue;
        if (v[i].type == MK_INT) mk_buf_printf(b, "%" PRId64 "|", v[i].i);
        else if (v[i].type == MK_TEXT) mk_buf_printf(b, "%.*s|", MK_SARG(v[i].s));
    }
    mk_buf_c(b, '\n');
}

typedef struct telling { mk_buf b; mk_table_id t; } telling;
static bool row_text(void *self, const mk_value *row)
{
    telling *w = self;
    text_of(&w->b, w->t, row);
    return true;
}

static mk_str rest(room *r)
{
    static const mk_table_id tables[] = { MK_T_CUSTOMER, MK_T_LINK, MK_T_CONTACT_POINT, MK_T_FACT, MK_T_CONSENT, MK_T_SALE, MK_T_SALE_LINE, MK_T_SALE_LOOKUP, MK_T_KEY_LOOKUP,
                                          MK_T_ITEM, MK_T_BATCH_ITEM };
    telling w = { .b = mk_buf_on(held) };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        w.t = tables[i];
        mk_buf_printf(&w.b, "%s\n", mk_tables[w.t].name);
        room_each(r, w.t, row_text, &w);
    }
    return mk_buf_str(&w.b);
}

static void as_if_nobody(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        room r[2];
        int64_t made[2][3];
        begin();
        people all = people_of(seed);
        mk_forget f = { 0 };
        char what[80];
        for (int i = 0; i < 2; i++) {
            room_open(&r[i]);
            for (uint64_t k = 0; k < 3; k++) {
                r[i].cx.now = ROOM_NOW + (int64_t)k * MK_DAY;
                made[i][k] = room_import(&r[i], file_of(&r[i], &all, seed * 100 + k, "file.csv", i == 0), "", false).batch;
            }
        }
        int64_t id = one_of(&r[0], &all.p[HIM]);
        if (id) {
            assert_ok(&r[0].cx, mk_customer_forget(&r[0].cx, r[0].store, id, &f));
            room_same(rest(&r[1]), rest(&r[0]), "forgotten");
            for (int n = 0; n < 3; n++) {
                size_t k = (seed + (uint64_t)n * (1 + seed % 2)) % 3;
                if (!made[0][k] || !made[1][k]) continue;
                for (int i = 0; i < 2; i++) r[i].cx.now += MK_DAY, room_undo(&r[i], made[i][k]);
                made[0][k] = 0;
                snprintf(what, sizeof what, "seed %d, import %d taken back", (int)seed, (int)k);
                room_same(rest(&r[1]), rest(&r[0]), what);
            }
        }
        for (int i = 0; i < 2; i++) room_close(&r[i]);
        mk_arena_free(held);
    }
}

/* --- what is kept, and coming back --- */

static void a_file_leaves_him_out(void **state)
{
    (void)state;
    room r;
    begin();
    room_open(&r);
    const char *a = room_write(&r, "a.csv", "מספר לקוח,שם לקוח,טלפון,תאריך,מספר חשבונית,קוד פריט,כמות,מחיר\n"
                               "7001,דנה לוי,052-5550001,01/02/2025,11,x,1,10\n7002,יוסי לוי,052-5550001,02/02/2025,12,x,2,10\n");
    mk_import_result first = room_import(&r, a, "", false);
    assert_int_equal(first.customers_new, 2);
    mk_forget f = { .try = true };
    int64_t dana = room_named(&r, "דנה לוי");
    mk_str was = room_dump(&r, held, 0);
    assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, dana, &f));
    assert_int_equal(f.kept, 1);
    room_same(was, room_dump(&r, held, 0), "what would be");
    f.try = false;
    assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, dana, &f));
    assert_int_equal(mk_customer_forget(&r.cx, r.store, dana, &f), MK_ENOTFOUND);
    mk_cx_clear(&r.cx);
    was = room_dump(&r, held, 0);
    mk_import_result again = room_import(&r, a, "", false);
    assert_int_equal(again.left_out, 1);
    assert_int_equal(again.batch, 0);
    room_same(was, room_dump(&r, held, 0), "the same file");
    /* another program's numbers, the same phone: in Latin letters, by an initial, turned round; and two who only share the phone */
    const char *b = room_write(&r, "b.csv", "שם לקוח,טלפון,עיר\nDana Levi,+972525550001,Haifa\nלוי דנה,0525550001,Haifa\nד. לוי,0525550001,Haifa\n"
                               "נעמה לוי,0525550001,Haifa\nיוסי לוי,0525550001,Haifa\n");
    again = room_import(&r, b, "other", false);
    assert_int_equal(again.left_out, 1);
    assert_int_equal(again.customers_new + again.customers_known, 2);
    assert_int_equal(room_named(&r, "Dana Levi"), 0);
    assert_true(room_named(&r, "נעמה לוי") != 0);
    /* staff cannot write her down; she can sign up */
    mk_new_customer c = { .name = MK_S("דנה לוי"), .phone = MK_S("052-555-0001") };
    int64_t id;
    assert_int_equal(mk_customer_add(&r.cx, r.store, &c, &id), MK_ECONFLICT);
    mk_cx_clear(&r.cx);
    room_undo(&r, first.batch);
    assert_int_equal(room_named(&r, "דנה לוי"), 0);
    room_close(&r);
    mk_arena_free(held);
}

static int back(mk_cx *cx, mk_db *db, void *arg) { return mk_customer_back(cx, db, arg); }

static void he_comes_back_himself(void **state)
{
    (void)state;
    room r;
    begin();
    room_open(&r);
    const char *a = room_write(&r, "a.csv", "מספר לקוח,שם לקוח,טלפון,מייל\n7001,דנה לוי,052-5550001,dana@example.com\n");
    mk_forget f = { 0 };
    mk_new_customer c = { .name = MK_S("דנה"), .phone = MK_S("052-555-0001") };
    room_import(&r, a, "", false);
    assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, room_named(&r, "דנה לוי"), &f));
    mk_new_customer other = { .name = MK_S("רמי"), .phone = MK_S("052-555-0001") };
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, back, &other));
    assert_int_equal(room_import(&r, a, "", false).left_out, 1);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, back, &c));
    mk_import_result res = room_import(&r, a, "", false);
    assert_int_equal(res.left_out, 0);
    assert_int_equal(res.customers_new, 1);
    room_close(&r);
    mk_arena_free(held);
}

static void a_backup_forgets_him_again(void **state)
{
    (void)state;
    room r;
    begin();
    room_open(&r);
    people all = people_of(5);
    int64_t bytes;
    mk_str former;
    mk_backup_file made;
    mk_forget f = { 0 };
    room_import(&r, file_of(&r, &all, 501, "file.csv", true), "", false);
    assert_ok(&r.cx, mk_backup(&r.cx, r.store, room_path(&r, "copy"), &bytes));
    assert_ok(&r.cx, mk_backups_make(&r.cx, r.store, 3, &made));
    int64_t him = one_of(&r, &all.p[HIM]);
    assert_true(him != 0);
    assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, him, &f));
    assert_int_equal(f.backups, 1);
    assert_true(f.until > r.cx.now);
    secrets_of(&all.p[HIM], false);
    mk_str rest_then = rest(&r);
    assert_ok(&r.cx, mk_restore(&r.cx, r.store, room_path(&r, "copy"), &former));
    room_same(rest_then, rest(&r), "restored");
    unlink(former.p);
    room_reopen(&r);
    nowhere(&r, 5);
    assert_true(room_import(&r, file_of(&r, &all, 501, "file.csv", true), "", false).left_out > 0);
    room_close(&r);
    mk_arena_free(held);
}

/* A household of two is none without one of them. */
static void his_home_is_left(void **state)
{
    (void)state;
    room r;
    begin();
    room_open(&r);
    mk_new_customer a = { .name = MK_S("דנה לוי"), .phone = MK_S("052-555-0001") }, b = { .name = MK_S("יוסי לוי"), .phone = MK_S("052-555-0002") };
    int64_t dana, yossi, home;
    mk_forget f = { 0 };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &a, &dana));
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &b, &yossi));
    assert_ok(&r.cx, mk_household_say(&r.cx, r.store, dana, yossi, true, &home));
    assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, dana, &f));
    assert_int_equal(room_count(&r, MK_T_HOUSEHOLD), 0);
    assert_int_equal(room_count(&r, MK_T_HOUSEHOLD_MEMBER), 0);
    assert_int_equal(room_named(&r, "יוסי לוי"), yossi);
    room_close(&r);
    mk_arena_free(held);
}

/* Copies of his rows stay in the memory of whoever writes, between the rows of pages that were parted: they must not go into a file with these pages again. */
static void nor_in_memory(void **state)
{
    enum { MANY = 400, SAID = 6, GONE = 40 };
    (void)state;
    room r;
    int64_t who[MANY], id, bytes;
    char said[1000];
    mk_forget f = { 0 };
    begin();
    room_open(&r);
    mk_rng g = mk_rng_seed(11);
    for (int i = 0; i < MANY; i++) {
        mk_new_customer c = { .name = mk_arena_printf(r.cx.arena, "guest %d", i) };
        assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &who[i]));
    }
    for (int i = 0; i < MANY * SAID; i++) {             /* now of one, now of another: pages are parted */
        int k = (int)mk_rng_below(&g, MANY);
        snprintf(said, sizeof said, "zqx%04dsaid%0*d", k, 1 + (int)mk_rng_below(&g, 900), i);
        assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, who[k], mk_str_of(said), MK_S("call"), true, &id));
    }
    for (int i = 0; i < GONE; i++) {
        int k = i * (MANY / GONE);
        assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, who[k], &f));
        assert_false(f.log);
        snprintf(said, sizeof said, "zqx%04dsaid", k);
        secret(said);
    }
    nowhere(&r, 11);
    for (int i = 1; i < MANY; i++)                      /* every page is written again */
        if (i % (MANY / GONE)) assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, who[i], MK_S("called"), MK_S("call"), true, &id));
    nowhere(&r, 11);
    assert_ok(&r.cx, mk_backup(&r.cx, r.store, room_path(&r, "shop.makir.later"), &bytes));
    nowhere(&r, 11);
    room_close(&r);
    mk_arena_free(held);
}

static bool file_name(void *self, const mk_value *row) { *(mk_str *)self = mk_arena_dup(held, row[MK_BATCH_FILE].s); return true; }

/* What an import is called goes when it says who he is, and not for an initial of his. */
static void the_name_of_a_file(void **state)
{
    static const char *const names[] = { "א. לוי", "אבנר לוי", "דן אביב" }, *const files[] = { "ינואר.csv", "אבנר ואשתו.csv", "ינואר.csv" };
    (void)state;
    for (int i = 0; i < 3; i++) {
        room r;
        mk_forget f = { 0 };
        mk_str left = MK_S("");
        begin();
        room_open(&r);
        room_import(&r, room_write(&r, files[i], mk_arena_printf(r.cx.arena, "מספר לקוח,שם לקוח,טלפון\n7001,%s,052-5550001\n7002,רות כץ,052-5550002\n", names[i]).p), "", false);
        assert_ok(&r.cx, mk_customer_forget(&r.cx, r.store, room_named(&r, names[i]), &f));
        room_each(&r, MK_T_BATCH, file_name, &left);
        assert_int_equal(mk_str_ends(left, MK_S("ינואר.csv")), i != 1);
        assert_int_equal(mk_str_find(left, MK_S("אבנר")), -1);
        room_close(&r);
        mk_arena_free(held);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_leaves_him_out), cmocka_unit_test(he_comes_back_himself), cmocka_unit_test(a_backup_forgets_him_again), cmocka_unit_test(his_home_is_left),
        cmocka_unit_test(as_if_nobody), cmocka_unit_test(he_is_nowhere), cmocka_unit_test(nor_in_memory), cmocka_unit_test(the_name_of_a_file),
    };
    const char *only = getenv("MAKIR_TEST");
    if (only) cmocka_set_test_filter(only);
    return cmocka_run_group_tests_name("forget", tests, NULL, NULL);
}
