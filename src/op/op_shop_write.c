/* SPDX-License-Identifier: Apache-2.0
 * One customer: write down what a meter said, what was done, a day that comes again; keep a piece for him. */
#include "book.h"
#include "op.h"
#include "setting.h"

#define THING_PARAMS \
    { "asset", MK_P_ID, 0, NULL, 0, 0, NULL, "which of his things; not needed when he has one", NULL }, \
    { "thing", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the same by its name", "NAME" }

/* The day that was said, else today by the settings. */
static int day_of(mk_cx *cx, const mk_op_env *env, const mk_args *args, int32_t *ret)
{
    mk_settings st;
    *ret = (int32_t)mk_arg_int(args, "day");
    if (mk_arg_has(args, "day")) return 0;
    MK_TRY(mk_settings_read(cx, env->store, &st));
    *ret = st.today;
    return 0;
}

static int reading(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_reading n = { .asset = mk_arg_int(args, "asset"), .name = mk_arg_text(args, "thing"), .value = mk_arg_int(args, "value") };
    int64_t asset;
    MK_TRY(day_of(cx, env, args, &n.day));
    MK_TRY(mk_book_reading(cx, env->store, mk_arg_int(args, "customer"), &n, &asset));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "asset", asset);
    mk_out_int(out, "day", n.day);
    mk_out_int(out, "value", n.value);
    return 0;
}

const mk_op mk_op_customer_reading = {
    .name = "customer reading", .verb = "POST", .path = "/v1/customers/{customer}/readings",
    .summary = "Write down what the meter of a thing says: kilometres, hours", .example = "makir customer reading 2g5k8m1n4p7r9 66300 --thing \"Mazda 3\"",
    .help = "From two readings on, and better from more, makir forecasts the meter, and with it what is due. The same day again corrects it.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "value", MK_P_INT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 100000000, NULL, "what it says", NULL },
        THING_PARAMS,
        { "day", MK_P_DAY, 0, NULL, 0, 0, NULL, "when it was read; today when not said", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN, { "asset", MK_C_ID, "the thing" }, { "day", MK_C_DAY, "when it was read" }, { "value", MK_C_INT, "what it said" }, { NULL } },
    .run = reading,
};

static int job(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_job n = { .asset = mk_arg_int(args, "asset"), .name = mk_arg_text(args, "thing"), .task = mk_arg_text(args, "task"), .note = mk_arg_text(args, "note"),
                     .has_value = mk_arg_has(args, "value"), .value = mk_arg_int(args, "value") };
    int64_t id;
    MK_TRY(day_of(cx, env, args, &n.day));
    MK_TRY(mk_book_job(cx, env->store, mk_arg_int(args, "customer"), &n, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "job", id);
    mk_out_text(out, "task", n.task);
    mk_out_int(out, "day", n.day);
    return 0;
}

const mk_op mk_op_customer_job = {
    .name = "customer job", .verb = "POST", .path = "/v1/customers/{customer}/jobs",
    .summary = "Write down what was done to a thing; the next is counted from it", .example = "makir customer job 2g5k8m1n4p7r9 \"oil and filter\" --value 66300",
    .help = "The task as the rules of service name it, in either language or in one of their other words. What a till writes in these words is understood by itself.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "task", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what was done", NULL },
        THING_PARAMS,
        { "day", MK_P_DAY, 0, NULL, 0, 0, NULL, "when; today when not said", NULL },
        { "value", MK_P_INT, 0, NULL, 0, 100000000, NULL, "what the meter said then", NULL },
        { "note", MK_P_TEXT, 0, NULL, 0, 0, NULL, "in your words", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN, { "job", MK_C_ID, "id of what was done" }, { "task", MK_C_TEXT, "what" }, { "day", MK_C_DAY, "when" }, { NULL } },
    .run = job,
};

static int occasion(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_occasion n = { .kind = mk_arg_text(args, "kind"), .whom = mk_arg_text(args, "whom"), .hebrew = mk_str_eqz(mk_arg_text(args, "calendar"), "hebrew"), .day = (int32_t)mk_arg_int(args, "day") };
    int64_t id;
    if (n.hebrew && mk_arg_has(args, "after-sunset") && mk_arg_int(args, "after-sunset")) n.day++;      /* the Hebrew day had begun */
    MK_TRY(mk_book_occasion(cx, env->store, mk_arg_int(args, "customer"), &n, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "occasion", id);
    return 0;
}

const mk_op mk_op_customer_occasion = {
    .name = "customer occasion", .verb = "POST", .path = "/v1/customers/{customer}/occasions",
    .summary = "Write down a day of his family that comes again each year",
    .help = "By the civil or by the Hebrew calendar: born in Adar, it is kept in the second Adar of a leap year; on the 30th of a month that has 29 days this year, on the next day; 29 February is "
            "kept on the 28th. The day is the first of them, as a civil date.",
    .example = "makir customer occasion 2g5k8m1n4p7r9 birthday 2015-03-02 --whom \"דנה\" --calendar hebrew",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "kind", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "birthday, anniversary, memorial, or a word of your own", NULL },
        { "day", MK_P_DAY, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the first of them: the day of birth", NULL },
        { "whom", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of whom; his own when not said", NULL },
        { "calendar", MK_P_CHOICE, 0, "civil", 0, 0, "civil|hebrew", "by which it comes again", NULL },
        { "after-sunset", MK_P_BOOL, 0, NULL, 0, 0, NULL, "it was after sunset: by the Hebrew calendar that is the next day", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "occasion", MK_C_ID, "id of the day" }, { NULL } },
    .run = occasion,
};

static int keep(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int32_t day, until = INT32_MIN;
    int64_t id;
    MK_TRY(day_of(cx, env, args, &day));
    if (mk_arg_has(args, "days")) until = day + (int32_t)mk_arg_int(args, "days");
    MK_TRY(mk_book_keep(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "item"), mk_arg_text(args, "state"), day, until, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "item", mk_arg_int(args, "item"));
    mk_out_text(out, "state", mk_arg_text(args, "state"));
    mk_out_int(out, "until", until == INT32_MIN ? day + 3 : until);
    return 0;
}

const mk_op mk_op_customer_keep = {
    .name = "customer keep", .verb = "POST", .path = "/v1/customers/{customer}/kept",
    .summary = "Keep one of an item for him; nobody else is offered it",
    .help = "For three days, or as many as are said; then it is free again by itself. taken and released end it at once. When none is left that is not kept for others, it is said and nothing is kept.",
    .example = "makir customer keep 2g5k8m1n4p7r9 3p7d5w1n6t2zb --days 3",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "item", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "which: makir customer fits", "ITEM" },
        { "state", MK_P_CHOICE, 0, "kept", 0, 0, "kept|taken|released", "what became of it", NULL },
        { "days", MK_P_INT, 0, NULL, 0, 60, NULL, "for how long", NULL },
        { "day", MK_P_DAY, 0, NULL, 0, 0, NULL, "since when; today when not said", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN, { "item", MK_C_ID, "what" }, { "state", MK_C_TEXT, "kept, taken, released" }, { "until", MK_C_DAY, "the last day it is kept" }, { NULL } },
    .run = keep,
};
