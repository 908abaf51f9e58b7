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
    int64_t of = mk_arg_int(l->args, "customer"), limit = mk_arg_int(l->args, "limit"), before = mk_arg_int(l->args, "cursor"), last = 0;
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGE_BEFORE, mk_int(before ? before : INT64_MAX)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t kept = mk_row_int(&r, MK_MERGE_KEPT_ID), gone = mk_row_int(&r, MK_MERGE_GONE_ID);
        if (of && of != kept && of != gone) continue;
        if (limit-- == 0) break;
        last = mk_row_int(&r, MK_MERGE_MERGE_ID);
        mk_out_row(l->out);
        mk_out_int(l->out, "merge", last);
        mk_out_int(l->out, "at", mk_row_int(&r, MK_MERGE_AT));
        mk_out_int(l->out, "customer", kept);
        mk_out_int(l->out, "gone", gone);
        mk_out_text(l->out, "why", mk_row_text(&r, MK_MERGE_WHY));
        mk_out_text(l->out, "who", mk_row_text(&r, MK_MERGE_WHO));
        if (mk_row_null(&r, MK_MERGE_SPLIT_AT)) continue;
        mk_out_int(l->out, "split_at", mk_row_int(&r, MK_MERGE_SPLIT_AT));
        mk_out_text(l->out, "split_by", mk_row_text(&r, MK_MERGE_SPLIT_BY));
    }
    mk_rows_end(&r);
    mk_out_next(l->out, rc > 0 ? last : 0);
    return rc < 0 ? rc : 0;
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
        { "customer", MK_P_ID, 0, NULL, 0, 0, NULL, "of one customer alone", "CUSTOMER" },
        { "limit", MK_P_INT, 0, "100", 1, 10000, NULL, "how many", NULL },
        MK_PARAM_CURSOR, { NULL } },
    .columns = (const mk_column_doc[]){
        { "merge", MK_C_ID, "id of the merge" },
        { "at", MK_C_TIME, "when" },
        { "customer", MK_C_ID, "who went on" },
        { "gone", MK_C_ID, "who was found to be the same" },
        { "why", MK_C_TEXT, "in words" },
        { "who", MK_C_TEXT, "by whom" },
        { "split_at", MK_C_TIME, "when it was taken back" },
        { "split_by", MK_C_TEXT, "by whom" },
        { NULL } },
    .run = list,
};
