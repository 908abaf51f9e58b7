/* SPDX-License-Identifier: Apache-2.0
 * A small table of operations for tests: every type of parameter and column. */
#ifndef MK_TEST_FIXTURE_H
#define MK_TEST_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "args.h"
#include "clock.h"
#include "out.h"

static inline mk_cx *test_cx(void)
{
    mk_arena *a = mk_arena_new();
    mk_cx *cx = MK_NEW(a, mk_cx);
    mk_cx_init(cx, a);
    cx->lang = MK_EN;
    cx->now = INT64_C(1770000000) * MK_SECOND;
    return cx;
}

static inline void test_cx_free(mk_cx *cx) { mk_arena_free(cx->arena); }

#define assert_str(s, z) do { mk_str s_ = (s); char *z_ = strndup(s_.p, s_.n); assert_string_equal(z_, (z)); free(z_); } while (0)

static inline int fixture_all(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env, (void)args;
    mk_out_row(out);
    mk_out_int(out, "customer", 1234567890123);
    mk_out_text(out, "name", MK_S("רונית כהן"));
    mk_out_money(out, "spent", 123456789);
    mk_out_text(out, "currency", MK_S("ILS"));
    mk_out_int(out, "last", mk_day_of(2026, 11, 22));
    mk_out_int(out, "at", INT64_C(1770000000) * MK_SECOND);
    mk_out_real(out, "alive", 0.25);
    mk_out_int(out, "held", 1);
    mk_out_json(out, "ways", MK_S("[{\"channel\":\"sms\",\"allowed\":true}]"));
    mk_out_row(out);
    mk_out_text(out, "name", MK_S("=1+1"));
    mk_out_money(out, "spent", -5);
    mk_out_int(out, "orders", -7);
    mk_out_note(out, "%d customers", 2);
    return 0;
}

static const mk_column_doc fixture_columns[] = {
    { "customer", MK_C_ID, "who" }, { "name", MK_C_TEXT, "the name" }, { "spent", MK_C_MONEY, "in all" },
    { "currency", MK_C_TEXT, "of the money" }, { "last", MK_C_DAY, "last day" }, { "at", MK_C_TIME, "when" },
    { "alive", MK_C_REAL, "probability" }, { "orders", MK_C_INT, "how many" }, { "held", MK_C_BOOL, "held out" },
    { "ways", MK_C_JSON, "how to reach" }, { NULL },
};

static const mk_op fixture_find = {
    .name = "customer find", .verb = "GET", .path = "/v1/customers", .summary = "Find customers", .help = "By anything.",
    .example = "makir customer find רונית", .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){
        { "q", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what to look for", "TEXT" },
        { "limit", MK_P_INT, 0, "20", 1, 100, NULL, "how many", NULL },
        { "min-alive", MK_P_REAL, 0, NULL, 0, 1, NULL, "at least this probability", NULL },
        { "since", MK_P_DAY, 0, NULL, 0, 0, NULL, "bought since", NULL },
        { "stage", MK_P_CHOICE, 0, NULL, 0, 0, "buyer|regular|lapsed", "the stage", NULL },
        { "held", MK_P_BOOL, 0, NULL, 0, 0, NULL, "also those held out", NULL },
        { "like", MK_P_ID, 0, NULL, 0, 0, NULL, "like this customer", NULL },
        { NULL } },
    .columns = fixture_columns, .run = fixture_all,
};

static inline int fixture_note_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    if (mk_str_eqz(mk_arg_text(args, "text"), "fail")) return mk_fail(cx, MK_ENOTFOUND, "no such customer");
    if (mk_str_eqz(mk_arg_text(args, "text"), "memory")) { mk_arena_alloc(cx->arena, SIZE_MAX - 8); }
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_text(out, "text", mk_arg_text(args, "text"));
    mk_out_text(out, "who", mk_str_of(cx->who));
    return 0;
}

static const mk_op fixture_note = {
    .name = "customer note", .verb = "POST", .path = "/v1/customers/{customer}/notes", .summary = "Write a note", .help = "",
    .example = "makir customer note 0000000000001 hello", .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "whose", NULL },
        { "text", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "customer", MK_C_ID, "whose" }, { "text", MK_C_TEXT, "what" }, { "who", MK_C_TEXT, "by whom" }, { NULL } },
    .run = fixture_note_run,
};
#endif
