/* SPDX-License-Identifier: Apache-2.0
 * Results: each format to the byte, widths on a terminal, and operations that do not keep to their table. */
#include "fault.h"
#include "fixture.h"
#include "out_int.h"
#include "width.h"

static mk_out *run(mk_cx *cx, const mk_op *op)
{
    mk_out *o = mk_out_new(cx, op);
    mk_op_env env = { 0 };
    assert_int_equal(mk_op_run(cx, &env, op, mk_args_new(cx, op), o), 0);
    return o;
}

static mk_str render(mk_cx *cx, const mk_out *o, mk_render r)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_out_render(o, &r, &b);
    return mk_buf_str(&b);
}

static void test_formats(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_out *o = run(cx, &fixture_find);
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_JSON }),
        "{\"rows\":[{\"customer\":\"000013xrzp16b\",\"name\":\"רונית כהן\",\"spent\":123456789,\"currency\":\"ILS\",\"last\":\"2026-11-22\","
        "\"at\":\"2026-02-02T02:40:00Z\",\"alive\":0.25,\"orders\":null,\"held\":true,\"ways\":[{\"channel\":\"sms\",\"allowed\":true}]},"
        "{\"customer\":null,\"name\":\"=1+1\",\"spent\":-5,\"currency\":null,\"last\":null,\"at\":null,\"alive\":null,\"orders\":-7,"
        "\"held\":null,\"ways\":null}],\"notes\":[\"2 customers\"]}\n");
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_CSV }),
        "customer,name,spent,currency,last,at,alive,orders,held,ways\r\n"
        "000013xrzp16b,רונית כהן,1234567.89,ILS,2026-11-22,2026-02-02T02:40:00Z,0.25,,true,\"[{\"\"channel\"\":\"\"sms\"\",\"\"allowed\"\":true}]\"\r\n"
        ",'=1+1,-0.05,,,,,-7,,\r\n");
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_TABLE, .lang = MK_EN }),
        "customer       name              spent  currency  last        at                 alive  orders  held\n"
        "000013xrzp16b  רונית כהן  1,234,567.89  ILS       2026-11-22  2026-02-02 02:40Z   0.25          yes\n"
        "               =1+1              -0.05                                                      -7\n");
    test_cx_free(cx);
}

/* What is nested stands below its line, an object with its name; what says nothing is left out; great numbers are whole. */
static void test_tree(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_buf b = mk_buf_on(cx->arena);
    mk_render r = { .lang = MK_EN };
    assert_true(mk_render_tree(cx->arena, &r, MK_S("[{\"model\":\"NBD\",\"loglik\":-14544.75,\"p\":{\"r\":0.5,\"alpha\":5.25},\"errors\":{\"r\":null},\"parts\":[{\"x\":1}]}]"), &b, 2));
    assert_str(mk_buf_str(&b), "  NBD · loglik -14545\n      p: r 0.5 · alpha 5.25\n      x 1\n");
    test_cx_free(cx);
}

static void test_terminal(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_out *o = run(cx, &fixture_find);
    mk_str s = render(cx, o, (mk_render){ .format = MK_FMT_TABLE, .tty = true, .lang = MK_HE });
    assert_true(mk_str_find(s, MK_S("\xe2\x81\xa8רונית כהן\xe2\x81\xa9  1,234,567.89")) > 0);
    assert_true(mk_str_find(s, MK_S("כן")) > 0);
    s = render(cx, o, (mk_render){ .format = MK_FMT_TABLE, .width = 40 });
    assert_str(s,
        "customer  000013xrzp16b\nname      רונית כהן\nspent     1,234,567.89\ncurrency  ILS\nlast      2026-11-22\n"
        "at        2026-02-02 02:40Z\nalive     0.25\nheld      כן\n\n"
        "name      =1+1\nspent     -0.05\norders    -7\n");
    test_cx_free(cx);
}

static void test_width(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    assert_int_equal(mk_width(MK_S("שלום")), 4);
    assert_int_equal(mk_width(MK_S("שָׁלוֹם")), 4);                      /* niqqud takes no column */
    assert_int_equal(mk_width(MK_S("café")), 4);
    assert_int_equal(mk_width(MK_S("cafe\xcc\x81")), 4);
    assert_int_equal(mk_width(MK_S("日本")), 4);
    assert_int_equal(mk_width(MK_S("\xff\xfe")), 2);                     /* one replacement each */
    assert_int_equal(mk_width(MK_S("a\xe2\x80\x8f" "b")), 2);
    assert_str(mk_width_safe(a, MK_S("a\x1b[31mb\nc\xe2\x80\xae" "d\xc2\x9b")), "a [31mb cd ");
    assert_true(mk_width_rtl(MK_S("x ש")));
    assert_true(mk_width_rtl(MK_S("سلام")));
    assert_false(mk_width_rtl(MK_S("x 1₪")));
    static const struct { const char *s; size_t width; bool right; const char *want; } put[] = {
        { "שלום", 6, false, "שלום  " }, { "שלום", 6, true, "  שלום" }, { "שָׁלוֹם", 3, false, "שָׁל…" }, { "日本語", 4, false, "日… " },
        { "abc", 3, false, "abc" }, { "abcd", 1, false, "…" }, { "abc", 0, false, "" },
    };
    for (size_t i = 0; i < sizeof put / sizeof *put; i++) {
        mk_buf b = mk_buf_on(a);
        mk_width_put(&b, mk_str_of(put[i].s), put[i].width, put[i].right, false);
        assert_str(mk_buf_str(&b), put[i].want);
    }
    mk_arena_free(a);
}

static int sentences_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env, (void)args;
    for (int i = 1; i <= 2; i++) {
        mk_out_row(out);
        mk_out_int(out, "rank", i);
        mk_out_text(out, "why", i == 1 ? MK_S("הזמן שלה לקנות תה, כמו בכל חודש") : MK_S("one two"));
    }
    return 0;
}

static void test_sentences(void **state)
{
    (void)state;
    static const mk_column_doc columns[] = { { "rank", MK_C_INT, "" }, { "why", MK_C_TEXT, "", MK_CF_LINE }, { NULL } };
    static const mk_param none[] = { { NULL } };
    static const mk_op op = { .name = "today", .params = none, .columns = columns, .run = sentences_run };
    mk_cx *cx = test_cx();
    mk_out *o = run(cx, &op);
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_TABLE, .width = 24 }),
        "rank\n   1\n    הזמן שלה לקנות תה,\n    כמו בכל חודש\n\n   2\n    one two\n");
    mk_buf b = mk_buf_on(cx->arena);
    mk_width_wrap(&b, MK_S(" a  bb\n\nlonglonglong c"), 2, 6, false);
    assert_str(mk_buf_str(&b), "  a\n  bb\n\n  longlonglong\n  c\n");
    test_cx_free(cx);
}

static int show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env, (void)args;
    mk_out_text(out, "name", MK_S("רונית"));
    mk_out_text(out, "note", MK_S("one\ntwo"));
    mk_out_json(out, "timeline", MK_S("[{\"at\":\"2026-01-02T10:11:12Z\",\"title\":\"Shoes\",\"again\":\"Shoes\",\"amount\":12345,\"lines\":[{\"item\":\"Boot\",\"quantity\":2}]}]"));
    mk_out_json(out, "value", MK_S("{\"alive\":0.5,\"money12\":100000,\"sentence\":\"\"}"));
    mk_out_json(out, "empty", MK_S("[]"));
    return 0;
}

static void test_one(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    static const mk_column_doc columns[] = { { "name", MK_C_TEXT, "" }, { "last_at", MK_C_TIME, "" }, { "note", MK_C_TEXT, "" },
        { "timeline", MK_C_JSON, "" }, { "value", MK_C_JSON, "" }, { "empty", MK_C_JSON, "" }, { NULL } };
    static const mk_param none[] = { { NULL } };
    static const mk_op op = { .name = "show", .flags = MK_OP_ONE, .params = none, .columns = columns, .run = show };
    mk_out *o = run(cx, &op);
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_TABLE, .lang = MK_EN }),
        "name      רונית\nnote      one\n          two\ntimeline\n  2026-01-02 10:11Z · Shoes · amount 123.45\n      Boot · quantity 2\n"
        "value\n  alive    0.5\n  money12  1,000.00\n");
    assert_str(render(cx, o, (mk_render){ .format = MK_FMT_JSON }),
        "{\"name\":\"רונית\",\"last_at\":null,\"note\":\"one\\ntwo\",\"timeline\":[{\"at\":\"2026-01-02T10:11:12Z\",\"title\":\"Shoes\",\"again\":\"Shoes\",\"amount\":12345,"
        "\"lines\":[{\"item\":\"Boot\",\"quantity\":2}]}],\"value\":{\"alive\":0.5,\"money12\":100000,\"sentence\":\"\"},\"empty\":[]}\n");
    test_cx_free(cx);
}

static int wrong_kind;
static int wrong_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env, (void)args;
    switch (wrong_kind) {
    case 0: mk_out_row(out); mk_out_text(out, "nosuch", MK_S("x")); break;
    case 1: mk_out_row(out); mk_out_int(out, "name", 1); break;
    case 2: mk_out_row(out); mk_out_text(out, "name", MK_S("x")); mk_out_text(out, "name", MK_S("y")); break;
    case 3: mk_out_text(out, "name", MK_S("x")); break;
    case 4: mk_out_document(out, MK_S("x")); break;
    }
    return 0;
}

static void test_keeps_to_table(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    static const mk_param none[] = { { NULL } };
    static const mk_op op = { .name = "wrong", .params = none, .columns = fixture_columns, .run = wrong_run };
    mk_op_env env = { 0 };
    for (wrong_kind = 0; wrong_kind < 5; wrong_kind++) {
        mk_out *o = mk_out_new(cx, &op);
        assert_int_equal(mk_op_run(cx, &env, &op, mk_args_new(cx, &op), o), MK_EBUG);
    }
    mk_out *o = mk_out_new(cx, &fixture_note);
    cx->role = MK_READER;
    assert_int_equal(mk_op_run(cx, &env, &fixture_note, mk_args_new(cx, &fixture_note), o), MK_EDENIED);
    test_cx_free(cx);
}

static void test_memory(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_op_env env = { 0 };
    mk_args *a = mk_args_new(cx, &fixture_note);
    assert_int_equal(mk_args_json(cx, a, MK_S("{\"customer\":\"0000000000001\",\"text\":\"memory\"}")), 0);
    mk_out *o = mk_out_new(cx, &fixture_note);
    assert_int_equal(mk_op_run(cx, &env, &fixture_note, a, o), MK_ENOMEM);
    test_cx_free(cx);
}

static int many_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args;
    for (int i = 0; i < 20000; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);      /* what flows do in their loops */
        mk_out_row(out);
        mk_out_text(out, "name", mk_arena_printf(cx->arena, "customer number %d", i));
        mk_out_money(out, "spent", i);
        if (i % 5000 == 0) mk_out_note(out, "note %d", i);
        mk_arena_rewind(cx->arena, m);
    }
    return 0;
}

static void count_lines(void *self, mk_str s)
{
    for (size_t i = 0; i < s.n; i++) *(size_t *)self += s.p[i] == '\n';
}

static void test_stream(void **state)
{
    (void)state;
    static const mk_param none[] = { { NULL } };
    static const mk_op op = { .name = "many", .params = none, .columns = fixture_columns, .run = many_run };
    mk_cx *cx = test_cx();
    mk_op_env env = { 0 };
    for (int format = MK_FMT_CSV; format <= MK_FMT_NDJSON; format++) {
        size_t lines = 0;
        mk_render r = { .format = (mk_format)format };
        mk_out *o = mk_out_new(cx, &op);
        for (int n = 1; n <= 3; n++) {              /* memory runs out: said, and nothing has changed */
            mk_fault_arm(MK_FAULT_ALLOC, n);
            assert_int_equal(mk_out_stream(o, &r, count_lines, &lines), MK_ENOMEM);
        }
        mk_fault_arm(MK_FAULT_ALLOC, 0);
        assert_int_equal(mk_out_stream(o, &r, count_lines, &lines), 0);
        assert_int_equal(mk_op_run(cx, &env, &op, mk_args_new(cx, &op), o), 0);
        assert_int_equal(lines, 20000 + (format == MK_FMT_CSV));
        assert_int_equal(mk_out_rows(o), 20000);
        assert_int_equal(mk_out_notes(o), 4);
        assert_str(mk_out_note_at(o, 3), "note 15000");
        assert_int_equal(render(cx, o, r).n, 0);
    }
    assert_true(mk_arena_bytes(cx->arena) < 1 << 20);
    test_cx_free(cx);
}

/* Side by side, in the ledger and among the facts stands the same as in the fields of the page. */
static void test_hidden(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    enum { ALL = MK_HIDE_PHONE | MK_HIDE_MAIL | MK_HIDE_ADDRESS | MK_HIDE_NATIONAL_ID | MK_HIDE_VALUE | MK_HIDE_NOTES };
    static const struct { unsigned hide; const char *json, *shown; } cases[] = {
        { ALL, "{\"names\":[\"Dana\"],\"phones\":[\"1\"],\"mails\":[\"2\"],\"addresses\":[\"3\"],\"ids\":[\"4\"],\"spent\":5}",
               "{\"names\":[\"Dana\"],\"phones\":null,\"mails\":null,\"addresses\":null,\"ids\":null,\"spent\":null}" },
        { MK_HIDE_PHONE, "[{\"channel\":\"sms\",\"point\":\"+972501234567\"},{\"point\":\"a@b.co\"}]", "[{\"channel\":\"sms\",\"point\":null},{\"point\":\"a@b.co\"}]" },
        { MK_HIDE_MAIL, "[{\"point\":\"+972501234567\"},{\"point\":\"a@b.co\"}]", "[{\"point\":\"+972501234567\"},{\"point\":null}]" },
        { MK_HIDE_NOTES, "[{\"kind\":\"note\",\"value\":\"x\"},{\"kind\":\"pet\",\"value\":\"dog\"}]", "[{\"kind\":\"note\",\"value\":null},{\"kind\":\"pet\",\"value\":\"dog\"}]" },
        { MK_HIDE_VALUE, "[{\"kind\":\"note\",\"value\":\"x\"}]", "[{\"kind\":\"note\",\"value\":\"x\"}]" },
        { MK_HIDE_NOTES, "[{\"kind\":\"pet\",\"what_nobody_declared\":\"x\"}]", "[{\"kind\":\"pet\",\"what_nobody_declared\":null}]" },
        { MK_HIDE_PHONE, "{\"attributes\":{\"plate\":\"12\",\"phone\":\"1\"}}", "{\"attributes\":{\"plate\":\"12\",\"phone\":null}}" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(mk_hide_json(cx->arena, mk_str_of(cases[i].json), cases[i].hide, MK_S(""), false), cases[i].shown);
    static const char *const money[] = { "spent", "value", "actual", "potential", "gap", "expected", "middle_money", "middle_gap" };
    /* a kind of fact, wherever it stands: in a list, and as the row itself, which a history tells before and after */
    assert_str(mk_hide_json(cx->arena, MK_S("[{\"kind\":\"field:boss\",\"value\":\"x\"},{\"kind\":\"pet\",\"value\":\"dog\"}]"), 0, MK_S(",field:boss,"), false),
               "[{\"kind\":\"pet\",\"value\":\"dog\"}]");
    assert_str(mk_hide_json(cx->arena, MK_S("{\"kind\":\"field:boss\",\"value\":\"x\"}"), 0, MK_S(",field:boss,"), false), "null");
    for (size_t i = 0; i < sizeof money / sizeof *money; i++) assert_int_equal(mk_kind_column(&(mk_column_doc){ money[i], MK_C_MONEY, "", 0 }).hide, MK_HIDE_VALUE);
    mk_arena_free(cx->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats), cmocka_unit_test(test_tree), cmocka_unit_test(test_terminal), cmocka_unit_test(test_width), cmocka_unit_test(test_one), cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_keeps_to_table), cmocka_unit_test(test_memory), cmocka_unit_test(test_stream), cmocka_unit_test(test_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
