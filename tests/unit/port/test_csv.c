/* SPDX-License-Identifier: Apache-2.0
 * Rows and cells out of delimited text. */
#include "port_test.h"
#include "csv.h"

/* Rows as "line[cell|cell]", bad ones as "line!". */
static char *rows_in(mk_str text, mk_dialect d, size_t expect)
{
    mk_buf b = mk_buf_on(cx.arena);
    mk_stream s;
    mk_csv c;
    mk_csv_row row;
    int rc;
    assert_int_equal(mk_stream_open(&cx, cx.arena, mk_source_memory(cx.arena, MK_S("t"), text), NULL, &s), 0);
    mk_csv_init(&cx, cx.arena, &s, d, 1, &c);
    while ((rc = mk_csv_next(&cx, &c, expect, &row)) != 0) {
        mk_buf_printf(&b, "%" PRIu64, row.line);
        if (rc < 0) {
            assert_int_equal(rc, MK_EBADDATA);
            mk_buf_c(&b, '!');
            continue;
        }
        mk_buf_c(&b, '[');
        for (size_t i = 0; i < row.n; i++) {
            if (i) mk_buf_c(&b, '|');
            mk_buf_str_add(&b, row.cell[i]);
        }
        mk_buf_c(&b, ']');
    }
    return mk_arena_z(cx.arena, mk_buf_str(&b));
}

static char *rows(const char *text) { return rows_in(mk_str_of(text), (mk_dialect){ ',', '\n' }, 0); }

static void line_ends(void **state)
{
    (void)state;
    assert_string_equal(rows("a,b\nc,d"), "1[a|b]2[c|d]");
    assert_string_equal(rows("a,b\r\nc,d\r\n"), "1[a|b]2[c|d]");
    assert_string_equal(rows_in(MK_S("a,b\rc,d\r"), (mk_dialect){ ',', '\r' }, 0), "1[a|b]2[c|d]");
    assert_string_equal(rows("\n\na\n  \n\nb\n"), "3[a]6[b]");
    assert_string_equal(rows(""), "");
    assert_string_equal(rows(",\n,,"), "1[|]2[||]");
    assert_string_equal(rows("a\n\x1a"), "1[a]");
    /* put together from two files: a row that is too wide may end at the other kind of line end; one inside a cell stays there */
    const mk_dialect lf = { ',', '\n' }, cr = { ',', '\r' };
    assert_string_equal(rows_in(MK_S("a,b\nc,d\re,f\rg,h\ni,j\n"), lf, 2), "1[a|b]2[c|d]3[e|f]4[g|h]5[i|j]");
    assert_string_equal(rows_in(MK_S("a,b\rc,d\ne,f\rg,h\r"), cr, 2), "1[a|b]2[c|d]3[e|f]4[g|h]");
    assert_string_equal(rows_in(MK_S("a,one\rtwo\nc,d\n"), lf, 2), "1[a|one\rtwo]2[c|d]");
    assert_string_equal(rows_in(MK_S("a,\"x\ry\",c\nd,e\n"), lf, 2), "1[a|x\ry|c]2[d|e]");
}

static void quotes(void **state)
{
    (void)state;
    assert_string_equal(rows("\"a\",\"b\"\n"), "1[a|b]");
    assert_string_equal(rows("\"a\"\"b\",\"\",\"\"\"\"\n"), "1[a\"b||\"]");
    assert_string_equal(rows("\"\"\"a\"\"\"\n"), "1[\"a\"]");
    assert_string_equal(rows("\"two\nlines\",x\nnext,y\n"), "1[two\nlines|x]3[next|y]");
    assert_string_equal(rows("\"two\r\nlines\",x\r\nnext,y\r\n"), "1[two\r\nlines|x]3[next|y]");
    assert_string_equal(rows("a, \"b,c\" ,d\n"), "1[a|b,c|d]");
    assert_string_equal(rows("\"back\\slash\",x\n"), "1[back\\slash|x]");
}

/* Hebrew is full of quotes that are letters' marks, and programs here do not double them. */
static void gershayim(void **state)
{
    (void)state;
    assert_string_equal(rows("ת\"ז,5\" צינור\n"), "1[ת\"ז|5\" צינור]");
    assert_string_equal(rows("\"חברה בע\"מ\",\"ת\"א\"\n"), "1[חברה בע\"מ|ת\"א]");
    assert_string_equal(rows("\"חברה בע\"\"מ\",x\n"), "1[חברה בע\"מ|x]");
}

static void unclosed_quote_costs_its_own_line(void **state)
{
    (void)state;
    assert_string_equal(rows("1,a\n2,\"b\n3,c\n4,d\n"), "1[1|a]2!3[3|c]4[4|d]");
    assert_string_equal(rows_in(MK_S("1,a\n2,\"b\n3,c\n4,\"d\"\n5,e\n"), (mk_dialect){ ',', '\n' }, 2), "1[1|a]2!3[3|c]4[4|d]5[5|e]");
    assert_string_equal(rows_in(MK_S("1,a\n\"Weird Al\" Yankovic,b\n3,c\n\"x\" \"y\" z,d\n5,e\n"), (mk_dialect){ ',', '\n' }, 2),
                        "1[1|a]2[\"Weird Al\" Yankovic|b]3[3|c]4[\"x\" \"y\" z|d]5[5|e]");
    /* a row of several lines that fits is kept */
    assert_string_equal(rows_in(MK_S("1,a\n2,\"b\nc\"\n4,d\n"), (mk_dialect){ ',', '\n' }, 2), "1[1|a]2[2|b\nc]4[4|d]");
}

/* However many quotes stay open, the time is in proportion to the file: 20 MB of open quotes within a second or two. */
static void many_unclosed_quotes(void **state)
{
    (void)state;
    enum { LINES = 1000000 };
    mk_buf b = mk_buf_on(cx.arena);
    for (int i = 0; i < LINES; i++) mk_buf_add(&b, "12345, \"open,cell,x\n", 20);
    mk_stream s;
    mk_csv c;
    mk_csv_row row;
    uint64_t bad = 0;
    int rc;
    assert_int_equal(mk_stream_open(&cx, cx.arena, mk_source_memory(cx.arena, MK_S("t"), mk_buf_str(&b)), NULL, &s), 0);
    mk_csv_init(&cx, cx.arena, &s, (mk_dialect){ ',', '\n' }, 1, &c);
    int64_t t0 = mk_clock_monotonic();
    while ((rc = mk_csv_next(&cx, &c, 4, &row)) != 0) bad += rc == MK_EBADDATA;
    assert_int_equal(bad, LINES);
    assert_true(mk_clock_monotonic() - t0 < 10 * MK_SECOND);
    assert_true(s.text.cap < 8u << 20);
}

/* The same where quotes do close, but far away and wrongly. */
static void torn_rows_stay_linear(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena);
    for (int i = 0; i < 200000; i++) mk_buf_printf(&b, i % 5000 == 4999 ? "%d, x\"\n" : "%d, \"x\n", i);
    mk_stream s;
    mk_csv c;
    mk_csv_row row;
    int rc;
    uint64_t last = 0;
    assert_int_equal(mk_stream_open(&cx, cx.arena, mk_source_memory(cx.arena, MK_S("t"), mk_buf_str(&b)), NULL, &s), 0);
    mk_csv_init(&cx, cx.arena, &s, (mk_dialect){ ',', '\n' }, 3, &c);
    int64_t t0 = mk_clock_monotonic();
    while ((rc = mk_csv_next(&cx, &c, 3, &row)) != 0) {
        assert_true(row.line > last);
        last = row.line;
    }
    assert_true(last > 190000);
    assert_true(mk_clock_monotonic() - t0 < 10 * MK_SECOND);
}

static void limits(void **state)
{
    (void)state;
    cx.limits.row_bytes = 1000;
    cx.limits.cell_count = 8;
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_add(&b, "a,b\n", 4);
    for (int i = 0; i < 300000; i++) mk_buf_c(&b, 'x');
    mk_buf_add(&b, "\nc,d\n,,,,,,,,,,,,\ne\n\"", 21);
    for (int i = 0; i < 300000; i++) mk_buf_add(&b, "y\n", 2);
    mk_buf_add(&b, "\"\nz\n", 4);
    char *got = rows_in(mk_buf_str(&b), (mk_dialect){ ',', '\n' }, 0);
    assert_memory_equal(got, "1[a|b]2!3[c|d]4!5[e]6!7[y]8[y]", 30);
    mk_buf_clear(&b);                   /* it may be closed further on, where nobody looks: too long is all that is known */
    mk_buf_add(&b, "a,\"", 3);
    for (int i = 0; i < 300000; i++) mk_buf_c(&b, 'x');
    mk_buf_add(&b, "\"\nc,d\n", 6);
    assert_string_equal(rows_in(mk_buf_str(&b), (mk_dialect){ ',', '\n' }, 2), "1!2[c|d]");
    assert_non_null(strstr(cx.message, "1000"));
}

static void blanks(void **state)
{
    (void)state;
    mk_dialect d = { ' ', '\n' };
    assert_string_equal(rows_in(MK_S("  4  1 x \r\n 5 \t2 y\n"), d, 0), "1[4|1|x]2[5|2|y]");
    assert_string_equal(rows_in(MK_S("\"a b\" c\n"), d, 0), "1[a b|c]");
}

static void not_utf8(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena);
    for (int i = 0; i < 2000; i++) mk_buf_add(&b, "שלום,עולם,זה קובץ תקין\n", strlen("שלום,עולם,זה קובץ תקין\n"));
    size_t sample = b.n;
    (void)sample;
    for (int i = 0; i < 20000; i++) mk_buf_add(&b, "ascii,only\n", 11);
    mk_buf_add(&b, "x\xff,y\n", 5);
    char *got = rows_in(mk_buf_str(&b), (mk_dialect){ ',', '\n' }, 0);
    assert_string_equal(got + strlen(got) - 13, "22001[x\xef\xbf\xbd|y]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(line_ends), T(quotes), T(gershayim), T(unclosed_quote_costs_its_own_line), T(many_unclosed_quotes), T(torn_rows_stay_linear),
        T(limits), T(blanks), T(not_utf8),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
