/* SPDX-License-Identifier: Apache-2.0
 * Entry while serving: somebody by phone, a purchase, whole entries of a device, fields of the shop's own; and taking a change back. */
#include "entry.h"
#include "field.h"
#include "id.h"
#include "op.h"
#include "today.h"
#include "undo_one.h"

static mk_new_customer who_of(const mk_args *args)
{
    return (mk_new_customer){ mk_str_trim(mk_arg_text(args, "name")), mk_arg_text(args, "phone"), mk_arg_text(args, "mail"), MK_S("") };
}

static int quick(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_customer c = who_of(args);
    mk_quick q;
    MK_TRY(mk_quick_add(cx, env->store, &c, &q));
    mk_out_row(out);
    mk_out_int(out, "customer", q.customer);
    mk_out_text(out, "name", q.name);
    mk_out_int(out, "known", q.known);
    return 0;
}

const mk_op mk_op_customer_quick = {
    .name = "customer quick", .verb = "POST", .path = "/v1/customers/quick",
    .summary = "Somebody by his phone number: who it is, or a new customer",
    .help = "For the counter: nothing but the number is needed. Somebody who is not known is written down, called by his number until he is told a name.",
    .example = "makir customer quick 050-123-4567",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_PERSONAL | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "phone", MK_P_TEXT, MK_PF_POSITIONAL, NULL, 0, 0, NULL, "in any writing", NULL },
        { "mail", MK_P_TEXT, 0, NULL, 0, 0, NULL, "or his e-mail address", NULL },
        { "name", MK_P_TEXT, 0, NULL, 0, 0, NULL, "his name, when it is known", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "name", MK_C_TEXT, "what he is called" }, { "known", MK_C_BOOL, "whether he was known before" }, { NULL } },
    .run = quick,
};

static int sale(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_hand_sale h = { .total = mk_arg_text(args, "total"), .item = mk_arg_text(args, "item"), .quantity = mk_arg_text(args, "quantity") };
    int64_t id, customer = mk_arg_int(args, "customer");
    MK_TRY(mk_customer_sale(cx, env->store, customer, &h, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", customer);
    mk_out_int(out, "sale", id);
    mk_out_int(out, "at", cx->now);
    return 0;
}

const mk_op mk_op_customer_sale = {
    .name = "customer sale", .verb = "POST", .path = "/v1/customers/{customer}/sales",
    .summary = "Write down a purchase by hand", .example = "makir customer sale 2g5k8m1n4p7r9 89.90 --item \"Dark roast 250g\"",
    .help = "For a shop without a register that exports, and for what the register does not know. A sum below zero is money back. "
            "An item that the catalogue has by that name is that item, another becomes one. It can be taken back with: makir customer undo.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "total", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the sum, like 89.90", NULL },
        { "item", MK_P_TEXT, 0, NULL, 0, 0, NULL, "what was bought", NULL },
        { "quantity", MK_P_TEXT, 0, NULL, 0, 0, NULL, "how many; one when not told", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "sale", MK_C_ID, "id of the purchase" }, { "at", MK_C_TIME, "when" }, { NULL } },
    .run = sale,
};

static int add(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_entered r;
    mk_entry e = { .entry = mk_arg_text(args, "entry"), .after = mk_arg_text(args, "after"), .at = mk_arg_text(args, "at"), .customer = mk_arg_int(args, "customer"),
                   .who = who_of(args), .note = mk_arg_text(args, "note"), .kind = mk_arg_text(args, "kind"), .value = mk_arg_text(args, "value"),
                   .action = mk_arg_text(args, "action"), .state = mk_arg_text(args, "state"),
                   .sale = { .total = mk_arg_text(args, "total"), .item = mk_arg_text(args, "item"), .quantity = mk_arg_text(args, "quantity") } };
    MK_TRY(mk_entry_add(cx, env->store, &e, &r));
    mk_out_row(out);
    mk_out_text(out, "entry", e.entry);
    mk_out_int(out, "customer", r.customer);
    mk_out_text(out, "name", r.name);
    mk_out_int(out, "known", r.known);
    mk_out_int(out, "repeated", r.repeated);
    return 0;
}

const mk_op mk_op_entry_add = {
    .name = "entry add", .verb = "POST", .path = "/v1/entries",
    .summary = "An entry of a device: once, in order, all of it or nothing",
    .help = "For a device that may have been without a line: it gives each entry a name of its own and sends them in order, as often as it likes. An entry happens once; "
            "one whose `after` has not come in is refused. In it: of whom (customer, or a phone number), and any of a note, a fact, a purchase, the answer to a proposal.",
    .example = "makir entry add counter1-000001 --phone 050-123-4567 --note \"asked for decaf\"",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_PERSONAL | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "entry", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "its name: 8 to 64 letters, digits, dashes", "NAME" },
        { "after", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the entry that must have come in before", "NAME" },
        { "at", MK_P_TEXT, 0, NULL, 0, 0, NULL, "when it was typed, RFC 3339; now when not told", "MOMENT" },
        { "customer", MK_P_ID, 0, NULL, 0, 0, NULL, "of whom", "ID" },
        { "phone", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of whom, by phone: a new customer when nobody has it", NULL },
        { "mail", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of whom, by e-mail", NULL },
        { "name", MK_P_TEXT, 0, NULL, 0, 0, NULL, "his name, when he is new", NULL },
        { "note", MK_P_TEXT, 0, NULL, 0, 0, NULL, "what was said or done", NULL },
        { "kind", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of a fact: taste, size, child ...", NULL },
        { "value", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of the fact", NULL },
        { "total", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of a purchase, like 89.90", NULL },
        { "item", MK_P_TEXT, 0, NULL, 0, 0, NULL, "what was bought", NULL },
        { "quantity", MK_P_TEXT, 0, NULL, 0, 0, NULL, "how many", NULL },
        { "action", MK_P_TEXT, 0, NULL, 0, 0, NULL, "name of a proposal, from makir today --json", NULL },
        { "state", MK_P_CHOICE, 0, NULL, 0, 0, MK_MARK_NAMES, "the answer to it", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "entry", MK_C_TEXT, "its name" }, MK_CUSTOMER_COLUMN, { "name", MK_C_TEXT, "what he is called" }, { "known", MK_C_BOOL, "whether he was known before" },
        { "repeated", MK_C_BOOL, "it had come in before: nothing was done now" }, { NULL } },
    .run = add,
};

static int undo(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_undo_one(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "revision")));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "undone", mk_arg_int(args, "revision"));
    return 0;
}

const mk_op mk_op_customer_undo = {
    .name = "customer undo", .verb = "POST", .path = "/v1/customers/{customer}/undo",
    .summary = "Take one change of a customer back", .example = "makir customer undo 2g5k8m1n4p7r9 1c2d3e4f5g6h7",
    .help = "What the change added goes, what it changed becomes what it was. When it was changed again since, the later change has to be taken back first. "
            "That too is a change: it stands in the history, and can be taken back. Consents are only added to.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "revision", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from makir customer history", "REVISION" }, { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "undone", MK_C_ID, "the change that is no more" }, { NULL } },
    .run = undo,
};

/* --- fields of the shop's own --- */

static int set_field(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str was;
    MK_TRY(mk_field_set(cx, env->store, mk_arg_int(args, "customer"), mk_arg_text(args, "field"), mk_arg_text(args, "value"), &was));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_text(out, "field", mk_arg_text(args, "field"));
    mk_out_text(out, "was", was);
    return 0;
}

const mk_op mk_op_customer_field = {
    .name = "customer field", .verb = "POST", .path = "/v1/customers/{customer}/fields",
    .summary = "Fill in a field of the shop's own", .example = "makir customer field 2g5k8m1n4p7r9 shoe_size 42",
    .help = "makir field list shows which there are. An empty value takes the value away.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "field", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "its key", NULL },
        { "value", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the value; empty: none", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "field", MK_C_TEXT, "its key" }, { "was", MK_C_TEXT, "what it was" }, { NULL } },
    .run = set_field,
};

static int field_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_field_def *f;
    size_t n;
    MK_TRY(mk_field_list(cx, env->store, &f, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_text(out, "field", f[i].key);
        mk_out_text(out, "he", f[i].he);
        mk_out_text(out, "en", f[i].en);
        mk_out_text(out, "kind", f[i].kind);
        mk_out_text(out, "choices", f[i].choices);
        mk_out_text(out, "sees", mk_str_of(mk_role_name(f[i].sees)));
        mk_out_int(out, "place", f[i].place);
        mk_out_int(out, "version", f[i].version);
    }
    return 0;
}

const mk_op mk_op_field_list = {
    .name = "field list", .verb = "GET", .path = "/v1/fields",
    .summary = "The fields of the shop's own", .example = "makir field list",
    .role = MK_READER, .flags = MK_OP_READ, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "field", MK_C_TEXT, "its key" }, { "he", MK_C_TEXT, "name in Hebrew" }, { "en", MK_C_TEXT, "name in English" }, { "kind", MK_C_TEXT, "text, number, day, choice" },
        { "choices", MK_C_TEXT, "of a choice, joined by |" }, { "sees", MK_C_TEXT, "the least role that sees it" }, { "place", MK_C_INT, "its place among the others" }, MK_VERSION_COLUMN, { NULL } },
    .run = field_list,
};

static int field_set(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_field_def f = { .key = mk_arg_text(args, "field"), .he = mk_str_trim(mk_arg_text(args, "he")), .en = mk_str_trim(mk_arg_text(args, "en")),
                       .kind = mk_arg_text(args, "kind"), .choices = mk_arg_text(args, "choices"), .sees = MK_READER, .place = mk_arg_int(args, "place") };
    (void)mk_role_named(mk_arg_text(args, "sees"), &f.sees);
    MK_TRY(mk_field_save(cx, env->store, &f));
    mk_out_row(out);
    mk_out_text(out, "field", f.key);
    return 0;
}

const mk_op mk_op_field_set = {
    .name = "field set", .verb = "POST", .path = "/v1/fields",
    .summary = "Make or change a field of the shop's own", .example = "makir field set shoe_size --he \"מידת נעל\" --en \"Shoe size\" --kind number",
    .help = "No code is needed: it is on the customer's page, in lists and their filters, and in the export from then on. Who has a lower role than `sees` is not shown it.",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "field", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "its key: a-z, 0-9 and _", NULL },
        { "he", MK_P_TEXT, 0, NULL, 0, 0, NULL, "name in Hebrew", NULL },
        { "en", MK_P_TEXT, 0, NULL, 0, 0, NULL, "name in English", NULL },
        { "kind", MK_P_CHOICE, 0, "text", 0, 0, "text|number|day|choice", "what it holds", NULL },
        { "choices", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of a choice, joined by |", NULL },
        { "sees", MK_P_CHOICE, 0, "reader", 0, 0, "reader|seller|manager|owner", "the least role that sees it", NULL },
        { "place", MK_P_INT, 0, "0", 0, 1000, NULL, "its place among the others", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "field", MK_C_TEXT, "its key" }, { NULL } },
    .run = field_set,
};

static int field_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_field_remove(cx, env->store, mk_arg_text(args, "field")));
    mk_out_row(out);
    mk_out_text(out, "field", mk_arg_text(args, "field"));
    return 0;
}

const mk_op mk_op_field_remove = {
    .name = "field remove", .verb = "POST", .path = "/v1/fields/remove",
    .summary = "Take a field of the shop's own away", .example = "makir field remove shoe_size",
    .help = "Its values stay in the memory and come back when a field of that key is made again.",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "field", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "its key", NULL }, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "field", MK_C_TEXT, "its key" }, { NULL } },
    .run = field_remove,
};
