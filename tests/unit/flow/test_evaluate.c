/* SPDX-License-Identifier: Apache-2.0
 * Who is who in plain files: what is written, in any order of rows; files that are wrong; and, where they are, sets with the truth known
 * held to what was reached. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "evaluate_identity.h"
#include "hash.h"
#include "rng.h"

static mk_cx cx;
static char folder[] = "/tmp/makir-evaluate-XXXXXX";

static int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    return 0;
}

static int after(void **state)
{
    (void)state;
    mk_arena_free(cx.arena);
    return 0;
}

static const char *file(const char *name, const char *text)
{
    char *path = mk_arena_z(cx.arena, mk_arena_printf(cx.arena, "%s/%s", folder, name));
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static mk_str contents(const char *path)
{
    mk_buf b = mk_buf_on(cx.arena);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(mk_buf_room(&b, 4096), 1, 4096, f)) > 0; ) b.n += n;
    fclose(f);
    return mk_buf_str(&b);
}

static mk_evaluated evaluate(const char *path, const char *truth, const char *id, const char *clusters, const char *pairs)
{
    mk_evaluate_in in = { &path, 1, mk_str_of(truth), mk_str_of(id), clusters, pairs };
    mk_evaluated r;
    if (mk_evaluate_identity(&cx, &in, &r) < 0) fail_msg("%s: %s", path, cx.message);
    return r;
}

static const char *const lines[] = {
    "1,רונית,כהן,1980-02-03,055-5000001,חיפה,a", "2,רונית,כהן,1980-02-03,+972555000001,,a", "3,Ronit,Cohen,1980-02-03,0555000001,Haifa,a",
    "4,משה,לוי,1955-07-08,055-5000002,חיפה,b", "5,משה,לוי,,055-5000002,חיפה,b", "6,דוד,לוי,1985-01-30,055-5000002,חיפה,c",
    "7,דוד,לוי,1985-01-30,055-5000002,,c", "8,שרה,מזרחי,1991-11-12,055-5000003,עכו,d", "9,שרה,מזרחי,1991-12-11,055-5000003,עכו,d",
    "10,נועה,ברק,2000-05-05,055-5000004,לוד,e", "11,יעל,שגב,1970-10-10,055-5000005,לוד,f", "12,אורי,נחום,1966-03-09,055-5000006,לוד,g",
};
enum { LINES = sizeof lines / sizeof *lines };

static const char *some(const char *name, int first)
{
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "id,first name,last name,date of birth,phone,city,who\n");
    for (int i = 0; i < LINES; i++) mk_buf_printf(&b, "%s\n", lines[(i * 5 + first) % LINES]);
    return file(name, mk_arena_z(cx.arena, mk_buf_str(&b)));
}

static void any_order(void **state)
{
    (void)state;
    const char *out[2] = { file("c1.csv", ""), file("c2.csv", "") }, *pairs[2] = { file("p1.csv", ""), file("p2.csv", "") };
    for (int i = 0; i < 2; i++) {
        cx.threads = 1 + i * 3;
        mk_evaluated r = evaluate(some("some.csv", i * 7), "who", "id", out[i], pairs[i]);
        assert_int_equal(r.stats.rows, LINES);
        assert_true(r.judged);
    }
    mk_str c = contents(out[0]), p = contents(pairs[0]);
    assert_true(mk_str_eq(c, contents(out[1])) && mk_str_eq(p, contents(pairs[1])));
    assert_true(mk_str_starts(c, MK_S("id,cluster\n1,1\n2,1\n3,")));
    assert_true(mk_str_starts(p, MK_S("id_a,id_b,weight,probability\n1,2,")));
    assert_true(mk_str_find(c, MK_S("\n6,4\n")) < 0 && mk_str_find(c, MK_S("\n7,4\n")) < 0);        /* father and son */
}

/* Enough rows that are alike for many hands to find pairs at a time: values of a few hundred, some of crowds, some in the other place. */
static const char *alike(const char *name)
{
    static const char *const given[] = { "Ronit", "Noa", "Moshe", "David", "Sara", "Yael", "Uri", "Dana", "Eli", "Tamar", "Gil", "Ruth" };
    static const char *const given_he[] = { "רונית", "נועה", "משה", "דוד", "שרה", "יעל", "אורי", "דנה", "אלי", "תמר", "גיל", "רות" };
    mk_buf b = mk_buf_on(cx.arena);
    mk_rng rng = mk_rng_seed(5);
    mk_buf_printf(&b, "id,first name,last name,date of birth,phone,city\n");
    for (int i = 0; i < 6000; i++) {
        unsigned who = (unsigned)mk_rng_below(&rng, 4000), g = who % 12, typo = (unsigned)mk_rng_below(&rng, 10), f = who / 12;
        const char *first = typo == 1 ? given_he[g] : given[g];
        uint64_t letters = mk_hash2(f, 1);
        mk_str last = mk_arena_printf(cx.arena, "%c%c%c%c%s", 'A' + (int)(letters % 26), 'a' + (int)(letters / 26 % 26), 'a' + (int)(letters / 676 % 26),
                                      'a' + (int)(letters / 17576 % 26), typo == 2 ? "n" : "");
        if (typo == 3) mk_buf_printf(&b, "%d,%.*s,%s,", i, MK_SARG(last), first);
        else mk_buf_printf(&b, "%d,%s,%.*s,", i, first, MK_SARG(last));
        unsigned born = (unsigned)(mk_hash2(who, 2) % 12000);
        mk_buf_printf(&b, "19%02u-%02u-%02u,", 50 + born % 40, 1 + born / 40 % 12, 1 + born / 480 % 28);
        mk_buf_printf(&b, typo == 4 ? ",Haifa\n" : "05%u-%07u,Haifa\n", who % 5, typo == 5 ? 1000000 + who % 40 : 1000000 + (unsigned)(mk_hash2(who, 3) % 9000000));
    }
    return file(name, mk_arena_z(cx.arena, mk_buf_str(&b)));
}

static void any_threads(void **state)
{
    (void)state;
    static const int threads[] = { 1, 2, 3, 7 };
    const char *path = alike("alike.csv"), *out = file("c.csv", ""), *pairs = file("p.csv", "");
    mk_str c[4], p[4];
    for (int i = 0; i < 4; i++) {
        cx.threads = threads[i];
        mk_evaluated r = evaluate(path, "", "id", out, pairs);
        assert_true(r.stats.candidates > 30000);
        c[i] = contents(out);
        p[i] = contents(pairs);
        assert_true(mk_str_eq(c[i], c[0]) && mk_str_eq(p[i], p[0]));
    }
}

static void wrong_files(void **state)
{
    (void)state;
    mk_evaluated r;
    const char *path = some("some.csv", 0), *none = "/nowhere/at/all.csv", *empty = file("empty.csv", "");
    mk_evaluate_in in = { &path, 1, MK_S("nobody"), MK_S(""), NULL, NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), MK_ENOTFOUND);
    in = (mk_evaluate_in){ &none, 1, MK_S(""), MK_S(""), NULL, NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), MK_EIO);
    in = (mk_evaluate_in){ &empty, 1, MK_S(""), MK_S(""), NULL, NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), MK_EBADDATA);
    in = (mk_evaluate_in){ &path, 1, MK_S(""), MK_S(""), "/nowhere/at/all.csv", NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), MK_EIO);
    in = (mk_evaluate_in){ NULL, 0, MK_S(""), MK_S(""), NULL, NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), MK_EINVAL);
    const char *odd[] = { "id\n1\n2\n", "a,b\n", "a,b\n1\n,,,,,\n\"x\n", "\xd7,\xd7\n\xff,\xfe\n", "name,name\nא,ב\nא,ב\n", "\n\n\n;\n" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const char *p = file("odd.csv", odd[i]);
        in = (mk_evaluate_in){ &p, 1, MK_S(""), MK_S(""), NULL, NULL };
        int rc = mk_evaluate_identity(&cx, &in, &r);
        assert_true(rc == 0 || rc == MK_EBADDATA);
    }
    const char *two[] = { path, file("other.csv", "last name,first name,mail\nכהן,רונית,r@example.com\n") };
    in = (mk_evaluate_in){ two, 2, MK_S(""), MK_S("id"), NULL, NULL };
    assert_int_equal(mk_evaluate_identity(&cx, &in, &r), 0);
    assert_int_equal(r.stats.rows, LINES + 1);
}

static void known(const char *name, const char *truth, const char *id, double f1, double b3)
{
    const char *shared = getenv("MAKIR_SHARED");
    const char *path = mk_arena_z(cx.arena, mk_arena_printf(cx.arena, "%s/data/identity/%s", shared ? shared : MK_SHARED_PRESET, name));
    if (access(path, R_OK) != 0) skip();
    mk_evaluated r = evaluate(path, truth, id, NULL, NULL);
    if (r.score.f1 < f1 || r.score.b3_f1 < b3) fail_msg("%s: F1 %.4f (%.4f), B3 %.4f (%.4f)", name, r.score.f1, f1, r.score.b3_f1, b3);
    for (int b = 4; b < MK_LINK_BANDS; b++)             /* from .7 on, where there are enough pairs to say */
        if (r.score.band[b].pairs > 2000 && (r.score.band[b].truth < r.score.band[b].said - .05 || r.score.band[b].truth > r.score.band[b].said + .05))
            fail_msg("%s: of the pairs said to be %.3f likely %.3f are true", name, r.score.band[b].said, r.score.band[b].truth);
}

static void fake_1000(void **state) { (void)state; known("splink/fake_1000.csv", "cluster", "unique_id", .94, .95); }
static void historical_50k(void **state) { (void)state; known("splink/historical_figures_with_errors_50k.csv.xz", "cluster", "unique_id", .92, .93); }
static void rl_500(void **state) { (void)state; known("rldata/RLdata500.csv", "ent_id", "rec_id", .96, .99); }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_order, before, after), cmocka_unit_test_setup_teardown(any_threads, before, after), cmocka_unit_test_setup_teardown(wrong_files, before, after),
        cmocka_unit_test_setup_teardown(fake_1000, before, after), cmocka_unit_test_setup_teardown(rl_500, before, after),
        cmocka_unit_test_setup_teardown(historical_50k, before, after),
    };
    if (!mkdtemp(folder)) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
