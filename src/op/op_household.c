/* SPDX-License-Identifier: Apache-2.0
 * Who lives together. */
#include "household.h"
#include "op.h"

typedef struct listing { const mk_args *args; mk_out *out; } listing;

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    mk_household *h;
    size_t n;
    MK_TRY(mk_household_list(cx, db, (size_t)mk_arg_int(l->args, "limit"), &h, &n));
    for (size_t i = 0; i < n; i++) {
        mk_str members;
        MK_TRY(mk_household_members(cx, db, h[i].id, &members));
        mk_out_row(l->out);
        mk_out_int(l->out, "household", h[i].id);
        mk_out_text(l->out, "name", h[i].name);
        mk_out_int(l->out, "count", (int64_t)h[i].members);
        mk_out_int(l->out, "at", h[i].at);
        mk_out_json(l->out, "members", members);
    }
    return 0;
}

static int list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    listing l = { args, out };
    return mk_store_read(cx, env->store, list_body, &l);
}

const mk_op mk_op_household_list = {
    .name = "household list", .verb = "GET", .path = "/v1/households",
    .summary = "Customers who live together, the largest households first",
    .help = "Two belong to one household when they share two of three: the address, a phone, the family name. Found by makir resolve; they stay two customers, "
            "with consents and purchases of their own.",
    .example = "makir household list --limit 10",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){ { "limit", MK_P_INT, 0, "50", 1, 10000, NULL, "how many", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "household", MK_C_ID, "id of the household; it stays while most of its members do" },
        { "name", MK_C_TEXT, "family name" },
        { "count", MK_C_INT, "members" },
        { "at", MK_C_TIME, "when it was found" },
        { "members", MK_C_JSON, "who, and what each shares with another of them", MK_CF_WIDE },
        { NULL } },
    .run = list,
};

static int say(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int64_t id;
    bool together = mk_str_eqz(mk_arg_text(args, "answer"), "together");
    MK_TRY(mk_household_say(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "other"), together, &id));
    mk_out_row(out);
    mk_out_int(out, "household", id);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_text(out, "answer", mk_arg_text(args, "answer"));
    return 0;
}

const mk_op mk_op_household_say = {
    .name = "household say", .verb = "POST", .path = "/v1/customers/{customer}/household",
    .summary = "Say who lives together, and who does not",
    .help = "Together: the customer belongs to the other's household. Apart: he belongs to it no more. It holds whatever is found later, and the other answer takes it back.",
    .example = "makir household say 2g5k8m1n4p7r9 1c2d3e4f5g6h7 together",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who", "CUSTOMER" },
        { "other", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "with whom", "OTHER" },
        { "answer", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "together|apart", "what they are", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "household", MK_C_ID, "which household" }, { "customer", MK_C_ID, "the customer" }, { "answer", MK_C_TEXT, "what was said" }, { NULL } },
    .run = say,
};
