/* SPDX-License-Identifier: Apache-2.0
 * Who is who on people made up here: how many are found, that households stay apart, that nothing depends on the order of rows, that a
 * value of a crowd merges no crowd, that reasons add up, and that damaged models and odd rows do no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "fault.h"
#include "link_int.h"
#include "rng.h"
#include "frame.h"

enum { COLUMNS = 7, MOST = 12000 };
static const char *const header[COLUMNS] = { "first name", "surname", "dob", "phone", "email", "city", "id_number" };
typedef struct line { mk_str cell[COLUMNS]; uint32_t who, household; uint64_t name; } line;

static mk_str word(mk_rng *r, uint32_t kinds)
{
    static const char *const part[] = { "ba", "do", "mi", "ra", "shel", "no", "ti", "var", "ez", "lu", "gan", "po", "ki", "den", "sa", "ro", "yu", "hal", "mor", "fe" };
    uint64_t k = mk_rng_below(r, kinds) * mk_rng_below(r, kinds) / kinds;       /* some are common */
    return mk_arena_printf(cx.arena, "%s%s%s", part[k % 20], part[k / 20 % 20], part[(k * 7 + 3) % 20]);
}

static mk_str slip(mk_rng *r, mk_str s)
{
    char *t = mk_arena_z(cx.arena, s);
    if (s.n > 1) t[mk_rng_below(r, s.n)] = (char)('a' + mk_rng_below(r, 26));
    return mk_str_of(t);
}

static mk_str natid(mk_rng *r)
{
    char t[16];
    int s = 0;
    snprintf(t, sizeof t, "%08u", 10000000u + (unsigned)mk_rng_below(r, 30000000));
    for (int i = 0; i < 8; i++) {
        int v = (t[i] - '0') * (1 + i % 2);
        s += v > 9 ? v - 9 : v;
    }
    return mk_arena_printf(cx.arena, "%s%d", t, (10 - s % 10) % 10);
}

/* Households of a father and a son, with one to three rows each. */
static uint32_t people(mk_rng *r, uint32_t households, line *to)
{
    uint32_t n = 0, who = 0;
    for (uint32_t h = 0; h < households; h++) {
        mk_str family = word(r, 300), city = word(r, 20), phone = mk_arena_printf(cx.arena, "05%u%07u", (unsigned)mk_rng_below(r, 6), (unsigned)mk_rng_below(r, 10000000));
        for (int p = 0; p < 2; p++, who++) {
            mk_str given = word(r, 150), id = natid(r), dob = mk_arena_printf(cx.arena, "%04u-%02u-%02u", (unsigned)(1940 + 30 * p + mk_rng_below(r, 30)), 1 + (unsigned)mk_rng_below(r, 12), 1 + (unsigned)mk_rng_below(r, 28));
            mk_str mail = mk_arena_printf(cx.arena, "%.*s%u@mail.example", MK_SARG(given), (unsigned)mk_rng_below(r, 10000));
            unsigned rows = 1 + (unsigned)mk_rng_below(r, 3);
            for (unsigned k = 0; k < rows && n < MOST; k++) {
                line *l = &to[n];
                *l = (line){ .who = who, .household = h, .name = mk_hash2(n, 77) };
                l->cell[0] = mk_rng_unit(r) < .1 ? slip(r, given) : given;
                l->cell[1] = mk_rng_unit(r) < .1 ? slip(r, family) : family;
                l->cell[2] = mk_rng_unit(r) < .8 ? dob : MK_S("");
                l->cell[3] = mk_rng_unit(r) < .8 ? phone : MK_S("");
                l->cell[4] = mk_rng_unit(r) < .5 ? mail : MK_S("");
                l->cell[5] = mk_rng_unit(r) < .9 ? city : MK_S("");
                l->cell[6] = mk_rng_unit(r) < .3 ? id : MK_S("");
                n++;
            }
        }
    }
    return n;
}

static mk_link *resolve(const line *row, uint32_t n, const mk_link_model *model)
{
    mk_str h[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) h[i] = mk_str_of(header[i]);
    mk_link_rows *rows = mk_link_rows_new(&cx, h, COLUMNS);
    for (uint32_t i = 0; i < n; i++) assert_int_equal(mk_link_rows_add(&cx, rows, row[i].cell, COLUMNS, 0, row[i].name), 0);
    mk_link *l = NULL;
    mk_link_options o = { .model = model };
    if (mk_link_run(&cx, rows, &o, &l) < 0) fail_msg("%s", cx.message);
    return l;
}

static line row[MOST];

static void found(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(1);
    uint32_t n = people(&r, 2500, row), *truth = MK_NEWN(cx.arena, uint32_t, n);
    mk_link *l = resolve(row, n, NULL);
    mk_link_score s;
    for (uint32_t i = 0; i < n; i++) truth[i] = row[i].who;
    mk_link_judge(&cx, l, truth, &s);
    if (s.f1 < .97) fail_msg("F1 %.4f, precision %.4f, recall %.4f", s.f1, s.precision, s.recall);
    uint32_t together = 0;
    const uint32_t *c = mk_link_clusters(l);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n && row[j].household == row[i].household; j++) together += row[i].who != row[j].who && c[i] == c[j];
    if (together > n / 200) fail_msg("%u pairs of father and son were made one", together);
    for (int b = 3; b < MK_LINK_BANDS; b++) {
        if (s.band[b].pairs) assert_true(s.band[b].low <= s.band[b].truth && s.band[b].truth <= s.band[b].high);
        if (s.band[b].pairs > 400) assert_true(s.band[b].truth > s.band[b].said - .06 && s.band[b].truth < s.band[b].said + .12);
    }
    for (int i = 1; i < l->model.iterations; i++)
        if (l->model.trace[i] < l->model.trace[i - 1] - 1e-7 * -l->model.trace[i - 1]) fail_msg("the likelihood fell at iteration %d: %.10g after %.10g", i, l->model.trace[i], l->model.trace[i - 1]);
}

/* Of families nothing is written but names, a phone and a town: nobody has a birthday, and still nobody is his father. */
static void households(void **state)
{
    (void)state;
    for (uint32_t size = 40; size <= 640; size *= 4) {
        mk_rng r = mk_rng_seed(size);
        uint32_t n = people(&r, size, row), together = 0, apart = 0;
        for (uint32_t i = 0; i < n; i++) row[i].cell[2] = row[i].cell[4] = row[i].cell[6] = MK_S("");
        const uint32_t *c = mk_link_clusters(resolve(row, n, NULL));
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = i + 1; j < n && row[j].household == row[i].household; j++) {
                together += row[i].who != row[j].who && c[i] == c[j];
                apart += row[i].who == row[j].who && c[i] != c[j];
            }
        if (together * 20 > n || apart * 20 > n) fail_msg("of %u rows %u pairs of father and son were made one, %u of one person two", n, together, apart);
    }
}

/* Rows in another order: the same people. Rows in another order and fewer columns' worth of luck: still the same bytes. */
static void any_order(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(2);
    uint32_t n = people(&r, 700, row);
    mk_link *a = resolve(row, n, NULL);
    line *other = MK_NEWN(cx.arena, line, n);
    uint32_t *at = MK_NEWN(cx.arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) at[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = (uint32_t)mk_rng_below(&r, i), t = at[i - 1];
        at[i - 1] = at[j];
        at[j] = t;
    }
    for (uint32_t i = 0; i < n; i++) other[i] = row[at[i]];
    cx.threads = 7;
    mk_link *b = resolve(other, n, NULL);
    const uint32_t *x = mk_link_clusters(a), *y = mk_link_clusters(b);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n && j < i + 60; j++) assert_int_equal(y[i] == y[j], x[at[i]] == x[at[j]]);
    const mk_link_pair *p, *q;
    size_t pn = mk_link_pairs(a, &p), qn = mk_link_pairs(b, &q);
    double sp = 0, sq = 0;
    assert_int_equal(pn, qn);
    for (size_t i = 0; i < pn; i++) { sp += (double)(int64_t)((double)p[i].weight * 1e6); sq += (double)(int64_t)((double)q[i].weight * 1e6); }
    assert_true(sp == sq);
    mk_str m = mk_link_model_pack(cx.arena, mk_link_model_of(a)), w = mk_link_model_pack(cx.arena, mk_link_model_of(b));
    assert_true(mk_str_eq(m, w));
}

static void reasons(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(3);
    uint32_t n = people(&r, 700, row);
    mk_link *l = resolve(row, n, NULL);
    const mk_link_pair *p;
    size_t pairs = mk_link_pairs(l, &p);
    assert_true(pairs > 500);
    for (size_t i = 0; i < pairs; i++) {
        mk_link_why w;
        mk_link_explain(l, p[i].a, p[i].b, &w);
        float sum = 0;
        for (int k = 0; k < w.n; k++) sum += w.part[k].bits;
        assert_true(sum == p[i].weight && w.weight == p[i].weight && w.probability == p[i].probability);
        mk_link_pair again;
        mk_link_weigh_row(&cx, l, p[i].b, &p[i].a, 1, &again);
        assert_true(again.weight == p[i].weight);
    }
    /* what is together comes apart and together again by itself */
    const uint32_t *c = mk_link_clusters(l);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t member[64], got[64], k = 0;
        if (c[i] != i) continue;
        for (uint32_t j = i; j < n && k < 64; j++)
            if (c[j] == i) member[k++] = j;
        mk_link_part(&cx, l, member, k, got);
        for (uint32_t j = 0; j < k; j++) assert_int_equal(got[j], i);
    }
}

static void models(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(4);
    uint32_t n = people(&r, 500, row);
    mk_link *l = resolve(row, n, NULL);
    mk_str bytes = mk_link_model_pack(cx.arena, mk_link_model_of(l));
    const mk_link_model *m = NULL;
    assert_int_equal(mk_link_model_unpack(&cx, bytes, &m), 0);
    assert_true(mk_str_eq(mk_link_model_pack(cx.arena, m), bytes));
    mk_link *again = resolve(row, n, m);
    assert_memory_equal(mk_link_clusters(again), mk_link_clusters(l), n * sizeof(uint32_t));
    const mk_link_pair *p, *q;
    size_t k = mk_link_pairs(l, &p);
    assert_int_equal(mk_link_pairs(again, &q), k);
    assert_memory_equal(p, q, k * sizeof *p);
    for (size_t cut = 0; cut < bytes.n; cut += 1 + bytes.n / 200) assert_int_equal(mk_link_model_unpack(&cx, mk_str_sub(bytes, 0, cut), &m), MK_EBADDATA);
    char *broken = mk_arena_z(cx.arena, bytes);
    broken[0] = 1;                                      /* the form before: with other tables behind it */
    mk_cx_clear(&cx);
    assert_int_equal(mk_link_model_unpack(&cx, (mk_str){ broken, bytes.n }, &m), MK_EBADDATA);
    assert_non_null(strstr(cx.message, "learn it again"));
    broken[0] = bytes.p[0];
    for (int i = 0; i < 3000; i++) {                    /* whatever is in it: refused, or taken without harm */
        size_t at = mk_rng_below(&r, bytes.n);
        char was = broken[at];
        broken[at] = (char)mk_rng_next(&r);
        mk_link_model_unpack(&cx, (mk_str){ broken, bytes.n }, &m);
        broken[at] = was;
    }
}

/* A call-centre's phone, a default birthday and one city: nobody is merged for them. Different valid ids stay apart whatever else agrees. */
static void crowds(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(5);
    uint32_t n = people(&r, 600, row), size[MOST] = { 0 }, most = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i % 3 == 0) row[i].cell[3] = MK_S("03-5001234");
        if (i % 4 == 0) row[i].cell[2] = i % 8 ? MK_S("1900-01-01") : MK_S("1970-01-01");
        row[i].cell[5] = MK_S("tel aviv");
    }
    line twin = row[0];
    twin.cell[2] = MK_S("1961-05-06");
    for (int k = 0; k < 2; k++) {
        row[n] = twin;
        row[n].cell[6] = k ? MK_S("123456782") : MK_S("987654324");
        row[n].name = mk_hash2(n, 78);
        row[n].who = 900000 + (uint32_t)k;
        n++;
    }
    mk_link *l = resolve(row, n, NULL);
    const uint32_t *c = mk_link_clusters(l);
    for (uint32_t i = 0; i < n; i++)
        if (++size[c[i]] > most) most = size[c[i]];
    if (most > 8) fail_msg("%u rows were made one person", most);
    assert_true(c[n - 1] != c[n - 2]);
}

/* Some rows of a small shop: too few to learn from must not mean that anybody is merged with anybody, nor that twins of one row stay two. */
static void few_rows(void **state)
{
    (void)state;
    static const char *const t[][COLUMNS] = {
        { "ronit", "lapidor", "1980-05-03", "054-1234567", "ronit.l@gmail.com", "haifa", "" },
        { "Ronit", "Lapidor", "03/05/1980", "+972541234567", "ronit.l@gmail.com", "Haifa", "" },
        { "david", "cohen", "1971-02-11", "052-7654321", "dcohen@walla.co.il", "holon", "" },
        { "yael", "cohen", "2001-09-30", "052-7654321", "", "holon", "" },              /* his daughter, by his phone */
        { "moshe", "peretz", "1990-12-01", "050-1112223", "mp90@gmail.com", "eilat", "" },
        { "moshe", "levi", "1955-07-19", "053-9998887", "levim@gmail.com", "ashdod", "" },
        { "sara", "levi", "1958-01-23", "", "", "ashdod", "" },
        { "n/a", "-", "1900-01-01", "000", "none", "", "" },
        { "N/A", "", "01/01/1900", "0", "", "", "000000000" },
        { "noa", "biton", "1999-04-04", "0541112229", "noab@gmail.com", "lod", "" },
    };
    enum { N = sizeof t / sizeof *t };
    line few[N] = { 0 };
    for (uint32_t i = 0; i < N; i++) {
        few[i].name = i + 1;
        for (int k = 0; k < COLUMNS; k++) few[i].cell[k] = mk_str_of(t[i][k]);
    }
    mk_link *l = resolve(few, N, NULL);
    const uint32_t *c = mk_link_clusters(l);
    assert_int_equal(c[0], c[1]);
    for (uint32_t i = 2; i < N; i++)
        for (uint32_t k = 0; k < i; k++)
            if (c[i] == c[k]) fail_msg("rows %u and %u were made one person", k + 1, i + 1);
}

/* People of whom some rows are in Hebrew and some in Latin letters, with little beside the names. */
/* A handful of rows, each given as its cells; how many people they are. */
static uint32_t people_in(uint32_t n, const char *const cell[][COLUMNS])
{
    line some[64];
    for (uint32_t i = 0; i < n; i++) {
        some[i] = (line){ .name = i + 1 };
        for (int k = 0; k < COLUMNS; k++) some[i].cell[k] = mk_str_of(cell[i][k]);
    }
    mk_link *l = resolve(some, n, NULL);
    return (uint32_t)mk_link_about(l).clusters;
}

static void handful(void **state)
{
    (void)state;
    static const char *const same[2][COLUMNS] = { { "ronit", "lapidor", "1971-04-02", "0521234567", "ronit@mail.example", "haifa", "" }, { "ronit", "lapidor", "1971-04-02", "0521234567", "", "haifa", "" } };
    static const char *const daughter[2][COLUMNS] = { { "david", "lapidor", "1961-04-02", "0521234567", "", "haifa", "" }, { "ronit", "lapidor", "1991-08-12", "0521234567", "", "haifa", "" } };
    static const char *const strangers[2][COLUMNS] = { { "david", "cohen", "1961-04-02", "0521234567", "", "haifa", "" }, { "ronit", "lapidor", "1991-08-12", "0547654321", "", "haifa", "" } };
    static const char *const unknown[2][COLUMNS] = { { "david", "lapidor", "", "0521234567", "david@mail.example", "haifa", "" }, { "ronit", "lapidor", "1991-08-12", "0521234567", "", "haifa", "" } };
    assert_int_equal(people_in(2, same), 1);
    assert_int_equal(people_in(2, daughter), 2);
    assert_int_equal(people_in(2, unknown), 2);
    assert_int_equal(people_in(2, strangers), 2);
    assert_int_equal(people_in(1, same), 1);
}

/* The only two of fifty who share a given name are no one person because nobody else shares one. */
static void namesakes(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(12);
    for (int turn = 0; turn < 20; turn++) {
        uint32_t n = 50, pair = UINT32_MAX;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t of = i < 35 ? i : i - 35;          /* fifteen of them come twice */
            row[i] = (line){ .who = of, .name = i + 1 };
            row[i].cell[0] = of == 34 ? row[33].cell[0] : mk_arena_printf(cx.arena, "%c%cana%c", 'a' + of % 26, 'a' + (of + turn) * 7 % 26, 'a' + of * 3 % 26);
            row[i].cell[1] = mk_arena_printf(cx.arena, "%c%cerb%c", 'b' + of % 23, 'a' + (of + turn) * 11 % 26, 'a' + of * 5 % 26);
            row[i].cell[2] = mk_arena_printf(cx.arena, "%u-%02u-%02u", 1940 + of, 1 + (of + (unsigned)turn) % 12, 1 + of * 3 % 28);
            row[i].cell[3] = mk_rng_unit(&r) < .6 ? mk_arena_printf(cx.arena, "05%u%07u", of % 6, of * 194917) : MK_S("");
            row[i].cell[4] = row[i].cell[6] = MK_S("");
            row[i].cell[5] = MK_S("haifa");
        }
        mk_link *l = resolve(row, n, NULL);
        const mk_link_pair *p;
        size_t pairs = mk_link_pairs(l, &p);
        for (size_t i = 0; i < pairs; i++)
            if (p[i].a == 33 && p[i].b == 34) pair = (uint32_t)i;
        if (pair != UINT32_MAX && p[pair].probability > .5) fail_msg("turn %d: namesakes are one with %.3f", turn, (double)p[pair].probability);
    }
}

static void two_scripts(void **state)
{
    (void)state;
    static const char *const given[][2] = { { "moshe", "משה" }, { "ronit", "רונית" }, { "yossi", "יוסי" }, { "david", "דוד" }, { "sara", "שרה" }, { "rachel", "רחל" }, { "noa", "נועה" }, { "itai", "איתי" } };
    static const char *const family[][2] = { { "cohen", "כהן" }, { "levi", "לוי" }, { "mizrahi", "מזרחי" }, { "peretz", "פרץ" }, { "biton", "ביטון" }, { "katz", "כץ" }, { "shapira", "שפירא" }, { "dahan", "דהן" } };
    mk_rng r = mk_rng_seed(8);
    enum { PEOPLE = 300 };
    uint32_t n = 0, found_in_two = 0, wrong = 0;
    for (uint32_t w = 0; w < PEOPLE; w++) {
        size_t g = mk_rng_below(&r, 8), f = mk_rng_below(&r, 8);
        mk_str born = mk_arena_printf(cx.arena, "%d-%02d-%02d", (int)(1940 + mk_rng_below(&r, 65)), (int)(1 + mk_rng_below(&r, 12)), (int)(1 + mk_rng_below(&r, 28)));
        mk_str phone = mk_arena_printf(cx.arena, "05%d-%07d", (int)mk_rng_below(&r, 6), (int)mk_rng_below(&r, 10000000));
        for (int script = 0; script < 2; script++) {
            row[n] = (line){ .name = n + 1, .who = w };
            for (int k = 0; k < COLUMNS; k++) row[n].cell[k] = MK_S("");
            row[n].cell[0] = mk_str_of(given[g][script]);
            row[n].cell[1] = mk_str_of(family[f][script]);
            if (w % 3 != 1 || script == 0) row[n].cell[2] = born;
            if (w % 3 != 2 || script == 0) row[n].cell[3] = phone;
            n++;
        }
    }
    mk_link *l = resolve(row, n, NULL);
    const uint32_t *c = mk_link_clusters(l);
    for (uint32_t i = 0; i < n; i += 2) found_in_two += c[i] == c[i + 1];
    for (uint32_t i = 0; i < n; i++) wrong += row[c[i]].who != row[i].who;
    if (found_in_two < PEOPLE * 9 / 10 || wrong > 3) fail_msg("%u of %d found in two scripts, %u rows with somebody else", found_in_two, PEOPLE, wrong);
}

static void odd_rows(void **state)
{
    (void)state;
    line odd[40] = { 0 };
    for (uint32_t n = 0; n <= 40; n++) {                /* nothing, one row, rows of nothing, all the same */
        for (uint32_t i = 0; i < n; i++) {
            odd[i].name = i;
            for (int k = 0; k < COLUMNS; k++) odd[i].cell[k] = n % 3 == 0 ? MK_S("") : n % 3 == 1 ? MK_S("x") : MK_S("\xff\xfe\xd7");
        }
        mk_link *l = resolve(odd, n, NULL);
        assert_int_equal(mk_link_about(l).rows, n);
    }
    mk_rng r = mk_rng_seed(6);
    for (int turn = 0; turn < 30; turn++) {
        uint32_t n = 200;
        for (uint32_t i = 0; i < n; i++) {
            row[i].name = i;
            for (int k = 0; k < COLUMNS; k++) {
                size_t len = mk_rng_below(&r, turn % 5 == 0 ? 3000 : 12);
                char *t = mk_arena_alloc(cx.arena, len + 1);
                for (size_t j = 0; j < len; j++) t[j] = (char)((mk_rng_below(&r, 4) ? (unsigned char)"0123456789@.-/ ab\xd7\x90"[mk_rng_below(&r, 19)] : mk_rng_next(&r)));
                row[i].cell[k] = (mk_str){ t, len };
            }
        }
        mk_link *l = resolve(row, n, NULL);
        assert_int_equal(mk_link_about(l).rows, n);
    }
}

/* Memory that runs out is told, and nothing is left behind. */
static int run_some(mk_cx *c, void *arg)
{
    (void)c;
    mk_str h[COLUMNS];
    uint32_t n = *(uint32_t *)arg;
    for (int i = 0; i < COLUMNS; i++) h[i] = mk_str_of(header[i]);
    mk_link_rows *rows = mk_link_rows_new(&cx, h, COLUMNS);
    for (uint32_t i = 0; i < n; i++) MK_TRY(mk_link_rows_add(&cx, rows, row[i].cell, COLUMNS, 0, row[i].name));
    mk_link *l;
    return mk_link_run(&cx, rows, NULL, &l);
}

static void no_memory(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(7);
    uint32_t n = people(&r, 60, row);
    for (int64_t k = 1; k < 2000; k = k * 3 / 2 + 1) {
        mk_fault_arm(MK_FAULT_ALLOC, k);
        int rc = mk_cx_guard(&cx, run_some, &n);
        mk_fault_arm(MK_FAULT_ALLOC, 0);
        assert_true(rc == 0 || rc == MK_ENOMEM);
        if (rc == 0) break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(found, before, after), cmocka_unit_test_setup_teardown(households, before, after),
        cmocka_unit_test_setup_teardown(any_order, before, after),
        cmocka_unit_test_setup_teardown(reasons, before, after), cmocka_unit_test_setup_teardown(models, before, after),
        cmocka_unit_test_setup_teardown(crowds, before, after), cmocka_unit_test_setup_teardown(odd_rows, before, after),
        cmocka_unit_test_setup_teardown(handful, before, after), cmocka_unit_test_setup_teardown(namesakes, before, after),
        cmocka_unit_test_setup_teardown(few_rows, before, after), cmocka_unit_test_setup_teardown(two_scripts, before, after),
        cmocka_unit_test_setup_teardown(no_memory, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
