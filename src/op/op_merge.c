/* SPDX-License-Identifier: Apache-2.0
 * Two customers who are one, and back. */
#include "merge.h"
#include "op.h"

static int merge(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_merge_result r;
    MK_TRY(mk_merge(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "other"), mk_arg_text(args, "why"), &r));
    mk_out_row(out);
    mk_out_int(out, "merge", r.merge);
    mk_out_int(out, "customer", r.kept);
    mk_out_int(out, "gone", r.gone);
    mk_out_int(out, "rows", (int64_t)(r.moved + r.aside));
    return 0;
}

const mk_op mk_op_customer_merge = {
    .name = "customer merge", .verb = "POST", .path = "/v1/customers/{customer}/merge",
    .summary = "Say that two customers are one; it can be taken back at any time",
    .help = "Everything known of the other goes over to the customer, and the other's id leads to him from then on. His own name stays. "
            "When one of the two had refused a channel, the refusal holds for both until he says otherwise.",
    .example = "makir customer merge 2g5k8m1n4p7r9 1c2d3e4f5g6h7 --why \"the same phone, she married\"",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who goes on", "CUSTOMER" },
        { "other", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who is the same", "OTHER" },
        { "why", MK_P_TEXT, 0, NULL, 0, 0, NULL, "for the log, in words", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "merge", MK_C_ID, "id of the merge, to take it back by" },
        { "customer", MK_C_ID, "who goes on" },
        { "gone", MK_C_ID, "whose id leads to him now" },
        { "rows", MK_C_INT, "rows of the other's memory" },
        { NULL } },
    .run = merge,
};

static int split(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_split_result r;
    MK_TRY(mk_split(cx, env->store, mk_arg_int(args, "merge"), &r));
    mk_out_row(out);
    mk_out_int(out, "customer", r.kept);
    mk_out_int(out, "other", r.gone);
    mk_out_int(out, "rows", (int64_t)r.moved);
    mk_out_int(out, "missing", (int64_t)r.missing);
    return 0;
}

const mk_op mk_op_customer_split = {
    .name = "customer split", .verb = "POST", .path = "/v1/merges/{merge}/split",
    .summary = "Take a merge back: two customers again",
    .help = "Every row goes back to whom it came from, with what was corrected since; so does what files brought since about the same people. "
            "What staff wrote down after the merge stays with the customer who went on.",
    .example = "makir customer split 1htj0bp2c8yh8",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "merge", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "id of the merge; customer merges lists them", "MERGE" }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "customer", MK_C_ID, "who had gone on" },
        { "other", MK_C_ID, "who is himself again" },
        { "rows", MK_C_INT, "rows that went back" },
        { "missing", MK_C_INT, "rows that are there no more: an import was taken back, a fact was removed" },
        { NULL } },
    .run = split,
};

typedef struct listing { const mk_args *args; mk_out *out; } listing;

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    int64_t before = mk_arg_int(l->args, "cursor"), limit = mk_arg_int(l->args, "limit");
    mk_merge_line *m;
    size_t n;
    MK_TRY(mk_merge_list(cx, db, mk_arg_int(l->args, "customer"), before ? before : INT64_MAX, (size_t)limit + 1, &m, &n));
    for (size_t i = 0; i < n && i < (size_t)limit; i++) {
        mk_out_row(l->out);
        mk_out_int(l->out, "merge", m[i].merge);
        mk_out_int(l->out, "at", m[i].at);
        mk_out_int(l->out, "customer", m[i].kept);
        mk_out_text(l->out, "name", m[i].name);
        mk_out_int(l->out, "gone", m[i].gone);
        mk_out_text(l->out, "gone_name", m[i].gone_name);
        mk_out_text(l->out, "why", m[i].why);
        mk_out_text(l->out, "who", m[i].who);
        if (!m[i].split_at) continue;
        mk_out_int(l->out, "split_at", m[i].split_at);
        mk_out_text(l->out, "split_by", m[i].split_by);
    }
    mk_out_next(l->out, n > (size_t)limit ? m[limit - 1].merge : 0);
    return 0;
}

static int list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    listing l = { args, out };
    return mk_store_read(cx, env->store, list_body, &l);
}

const mk_op mk_op_customer_merges = {
    .name = "customer merges", .verb = "GET", .path = "/v1/merges",
    .summary = "The merges and splits, the newest first", .example = "makir customer merges --limit 10",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, 0, NULL, 0, 0, NULL, "the merges that hold of one customer alone", "CUSTOMER" },
        { "limit", MK_P_INT, 0, "100", 1, 10000, NULL, "how many", NULL },
        MK_PARAM_CURSOR, { NULL } },
    .columns = (const mk_column_doc[]){
        { "merge", MK_C_ID, "id of the merge" },
        { "at", MK_C_TIME, "when" },
        { "customer", MK_C_ID, "who went on" },
        { "name", MK_C_TEXT, "the name he goes by now" },
        { "gone", MK_C_ID, "who was found to be the same" },
        { "gone_name", MK_C_TEXT, "the name that was his" },
        { "why", MK_C_TEXT, "in words", MK_CF_LINE },
        { "who", MK_C_TEXT, "by whom" },
        { "split_at", MK_C_TIME, "when it was taken back" },
        { "split_by", MK_C_TEXT, "by whom" },
        { NULL } },
    .run = list,
};
