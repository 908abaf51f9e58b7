/* SPDX-License-Identifier: Apache-2.0
 * A demo business at the desk: in by one click, out by one. */
#include "demo_live.h"
#include "op.h"

static int begin(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_demo_told told;
    MK_TRY(mk_demo_begin(cx, env->store, mk_arg_text(args, "business"), &told));
    mk_out_row(out);
    mk_out_text(out, "shop", told.shop);
    mk_out_int(out, "customers", (int64_t)told.customers);
    mk_out_int(out, "sales", (int64_t)told.sales);
    return 0;
}

const mk_op mk_op_demo_begin = {
    .name = "demo begin", .verb = "POST", .path = "/v1/demo",
    .summary = "Fill this empty store with a demo shop, until it is ended", .example = "makir demo begin grocer",
    .help = "Everybody in it is invented. What the store was before, users and settings, is kept aside and comes back with: makir demo end.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "business", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "grocer|garage|fashion|travel|cafe", "which of the invented shops", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "shop", MK_C_TEXT, "its name" }, { "customers", MK_C_INT, "how many" }, { "sales", MK_C_INT, "their purchases" }, { NULL } },
    .run = begin,
};

static int end(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    MK_TRY(mk_demo_end(cx, env->store));
    mk_out_row(out);
    mk_out_int(out, "done", true);
    return 0;
}

const mk_op mk_op_demo_end = {
    .name = "demo end", .verb = "POST", .path = "/v1/demo/remove",
    .summary = "Take the demo shop out: the store is what it was before", .example = "makir demo end",
    .help = "What was written down while it was in goes with it.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "done", MK_C_BOOL, "it is out" }, { NULL } },
    .run = end,
};
