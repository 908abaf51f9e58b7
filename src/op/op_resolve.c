/* SPDX-License-Identifier: Apache-2.0
 * Who is who: finding customers who are one, and the list of those somebody has to decide. */
#include "id.h"
#include "jsonw.h"
#include "op.h"
#include "page.h"
#include "resolve.h"

static int resolve(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_resolved r;
    bool dry = mk_arg_int(args, "dry-run") != 0, en = cx->lang == MK_EN;
    int64_t began = mk_clock_monotonic();
    MK_TRY(mk_resolve(cx, env->store, dry, &r));
    mk_out_row(out);
    mk_out_int(out, "dry_run", dry);
    mk_out_int(out, "records", (int64_t)r.records);
    mk_out_int(out, "customers", (int64_t)r.customers);
    mk_out_int(out, "merged", (int64_t)r.merged);
    mk_out_int(out, "review", (int64_t)r.review);
    mk_out_int(out, "kept_apart", (int64_t)r.kept_apart);
    mk_out_int(out, "households", (int64_t)r.households);
    mk_out_real(out, "seconds", (double)(mk_clock_monotonic() - began) / 1e6);
    if (r.merged == 0 && r.review == 0)
        mk_out_note(out, en ? "Nobody is here twice, as far as the records tell." : "לפי הרשומות, אף אחד לא מופיע פעמיים.");
    else if (dry)
        mk_out_note(out, en ? "{%" PRIu64 ":One customer|# customers} would become part of others, and {%" PRIu64 ":one pair|# pairs} would wait for your decision." : "{%" PRIu64 ":לקוח אחד יתאחד|# לקוחות יתאחדו} עם אחרים, ו{%" PRIu64 ":זוג אחד ימתין|־# זוגות ימתינו} להחלטה שלכם.", r.merged, r.review);
    else
        mk_out_note(out, en ? "{%" PRIu64 ":One customer|# customers} became part of others (customer merges lists them, customer split takes one back); {%" PRIu64 ":one pair waits|# pairs wait} for your decision: review list."
                            : "{%" PRIu64 ":לקוח אחד אוחד|# לקוחות אוחדו} עם אחרים (customer merges מציג אותם, customer split מחזיר); {%" PRIu64 ":זוג אחד ממתין|# זוגות ממתינים} להחלטה שלכם: review list.", r.merged, r.review);
    return 0;
}

const mk_op mk_op_resolve = {
    .name = "resolve", .verb = "POST", .path = "/v1/resolve",
    .summary = "Find customers who are one and the same",
    .help = "Learns from all records, with no settings, what tells people apart; merges customers who are one with a probability of 99 % or more, and puts the "
            "uncertain on a list for somebody to decide. What people decided before holds. Every merge can be taken back.",
    .example = "makir resolve --dry-run",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE,
    .params = (const mk_param[]){ { "dry-run", MK_P_BOOL, 0, NULL, 0, 0, NULL, "tell what would happen, change nothing", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "dry_run", MK_C_BOOL, "nothing was changed" },
        { "records", MK_C_INT, "source records looked at" },
        { "customers", MK_C_INT, "customers they belong to" },
        { "merged", MK_C_INT, "customers who became part of others" },
        { "review", MK_C_INT, "pairs that wait for a decision" },
        { "kept_apart", MK_C_INT, "pairs that look like one and were said to be two" },
        { "households", MK_C_INT, "of two and more who live together and stay two" },
        { "seconds", MK_C_REAL, "it took" },
        { NULL } },
    .run = resolve,
};

typedef struct listing { const mk_args *args; mk_out *out; } listing;

static int person(mk_cx *cx, mk_db *db, mk_out *out, const char *id, const char *name, const char *card, int64_t customer)
{
    mk_str json, shown;
    MK_TRY(mk_side_of(cx, db, customer, &shown, &json));
    mk_out_int(out, id, customer);
    mk_out_text(out, name, shown);
    mk_out_json(out, card, json);
    return 0;
}

static int pair(mk_cx *cx, mk_db *db, mk_out *out, const mk_review *r)
{
    mk_str same, different;
    mk_out_row(out);
    MK_TRY(person(cx, db, out, "customer", "name", "card", r->a));
    MK_TRY(person(cx, db, out, "other", "other_name", "other_card", r->b));
    if (r->probability > 0) mk_out_real(out, "probability", r->probability);
    if (r->probability > 0) mk_out_real(out, "weight", r->weight);
    mk_out_text(out, "why", mk_say_link(cx, r->why));
    MK_TRY(mk_review_effect(cx, db, r, &same, &different));
    mk_out_text(out, "if_same", same);
    mk_out_text(out, "if_different", different);
    mk_out_int(out, "settles", r->settles);
    if (r->pattern) mk_out_int(out, "alike", r->alike);
    if (r->pattern) mk_out_int(out, "pattern", r->pattern);
    mk_out_json(out, "parts", mk_say_parts(cx, r->why));
    return 0;
}

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    mk_settings st;
    mk_review *r;
    size_t n, waiting;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_review_list(cx, db, st.now_day, mk_arg_int(l->args, "pattern"), (size_t)mk_arg_int(l->args, "limit"), &r, &n, &waiting));
    for (size_t i = 0; i < n; i++) MK_TRY(pair(cx, db, l->out, &r[i]));
    mk_out_about(l->out, mk_arena_printf(cx->arena, "{\"waiting\":%zu}", waiting));
    bool en = cx->lang == MK_EN;
    if (waiting == 0) mk_out_note(l->out, en ? "Nothing waits for a decision. makir resolve looks again." : "אין זוגות שממתינים להחלטה. makir resolve בודק שוב.");
    else mk_out_note(l->out, en ? "{%zu:One pair waits|# pairs wait} for a decision. Same: they become one customer, and it can be taken back. Different: they stay two, for good." :
                     "{%zu:זוג אחד ממתין|# זוגות ממתינים} להחלטה. אותו אדם: יתאחדו ללקוח אחד, ואפשר להחזיר. שונים: יישארו שניים, תמיד.", waiting);
    return 0;
}

static int review_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    listing l = { args, out };
    return mk_store_read(cx, env->store, list_body, &l);
}

#define PAIR_COLUMNS \
    { "customer", MK_C_ID, "who would go on" }, \
    { "name", MK_C_TEXT, "his name" }, \
    { "other", MK_C_ID, "who may be the same" }, \
    { "other_name", MK_C_TEXT, "his name" }, \
    { "probability", MK_C_REAL, "that they are one" }, \
    { "why", MK_C_TEXT, "what speaks for it and against it", MK_CF_LINE }, \
    { "if_same", MK_C_TEXT, "what it would change that they are the same", MK_CF_WIDE }, \
    { "if_different", MK_C_TEXT, "what it would change that they are two", MK_CF_WIDE }, \
    { "settles", MK_C_INT, "other pairs that become one question when they are the same", MK_CF_WIDE }, \
    { "alike", MK_C_INT, "other pairs for which the same speaks, field by field", MK_CF_WIDE }, \
    { "pattern", MK_C_ID, "what they have in common", MK_CF_WIDE }, \
    { "weight", MK_C_REAL, "of the evidence, in bits", MK_CF_WIDE }, \
    { "parts", MK_C_JSON, "of which it is the sum", MK_CF_WIDE }, \
    { "card", MK_C_JSON, "what is known of the one", MK_CF_WIDE }, \
    { "other_card", MK_C_JSON, "and of the other", MK_CF_WIDE }

const mk_op mk_op_review_list = {
    .name = "review list", .verb = "GET", .path = "/v1/reviews",
    .summary = "Customers who may be one, waiting for a decision",
    .help = "The most informative first: those of whom the records say least, and whose answer settles the most others. `parts` are the parts of the weight, in bits; they add up to it.",
    .example = "makir review list --limit 10",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL | MK_OP_ABOUT,
    .params = (const mk_param[]){
        { "pattern", MK_P_ID, 0, NULL, 0, 0, NULL, "those for which the same speaks, field by field: as a pair has it", "PATTERN" },
        { "limit", MK_P_INT, 0, "20", 1, 1000, NULL, "how many", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        PAIR_COLUMNS,
        { NULL } },
    .run = review_list,
};

static int show_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    mk_review r;
    MK_TRY(mk_review_of(cx, db, mk_arg_int(l->args, "customer"), mk_arg_int(l->args, "other"), &r));
    return pair(cx, db, l->out, &r);
}

static int review_show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    listing l = { args, out };
    return mk_store_read(cx, env->store, show_body, &l);
}

const mk_op mk_op_review_show = {
    .name = "review show", .verb = "GET", .path = "/v1/reviews/{customer}/{other}",
    .summary = "Any two customers side by side",
    .help = "Whether they wait for a decision or not: then there is no probability. What would go over from the other to the customer stands under `if_same`; name the two the other way round to have the other go on.",
    .example = "makir review show 2g5k8m1n4p7r9 1c2d3e4f5g6h7",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who would go on", "CUSTOMER" },
        { "other", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who may be the same", "OTHER" },
        { NULL } },
    .columns = (const mk_column_doc[]){ PAIR_COLUMNS, { NULL } },
    .run = review_show,
};

static mk_str merges_json(mk_arena *a, const mk_review_answered *all)
{
    char t[MK_ID_TEXT];
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < all->merges; i++) mk_json_z(&w, mk_id_text(all->merge[i], t));
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str pairs_json(mk_arena *a, const mk_review_answered *all)
{
    char t[MK_ID_TEXT];
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < all->pairs; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "customer");
        mk_json_z(&w, mk_id_text(all->pair[i].customer, t));
        mk_json_key(&w, "other");
        mk_json_z(&w, mk_id_text(all->pair[i].other, t));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int review_answer(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str word = mk_arg_text(args, "answer");
    mk_answer answer = mk_str_eqz(word, "same") ? MK_ANSWER_SAME : mk_str_eqz(word, "different") ? MK_ANSWER_DIFFERENT : MK_ANSWER_LATER;
    int64_t customer = mk_arg_int(args, "customer"), other = mk_arg_int(args, "other");
    mk_answered_pair one = { customer, other };
    mk_review_answered all = { .pair = &one, .pairs = 1 };
    mk_merge_result m = { 0 };
    if (mk_arg_int(args, "alike")) MK_TRY(mk_review_answer_alike(cx, env->store, customer, other, answer, &all));
    else MK_TRY(mk_review_answer(cx, env->store, customer, other, answer, &m));
    if (m.merge) { all.merge = &m.merge; all.merges = 1; }
    mk_out_row(out);
    mk_out_int(out, "customer", customer);
    mk_out_int(out, "other", other);
    mk_out_text(out, "answer", word);
    mk_out_int(out, "pairs", (int64_t)all.pairs);
    mk_out_json(out, "answered", pairs_json(cx->arena, &all));
    mk_out_json(out, "merges", merges_json(cx->arena, &all));
    return 0;
}

const mk_op mk_op_review_answer = {
    .name = "review answer", .verb = "POST", .path = "/v1/reviews/{customer}/{other}",
    .summary = "Decide of two customers: the same, different, or later",
    .help = "Same merges them: the first goes on by his id and his name; different holds whatever is found later; later asks again in a month. review undo takes each of them back. "
            "The two need not be on the list, but for later and --alike. Of others than these two the older goes on; who was said to be two stays two.",
    .example = "makir review answer 2g5k8m1n4p7r9 1c2d3e4f5g6h7 same",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who would go on", "CUSTOMER" },
        { "other", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who may be the same", "OTHER" },
        { "answer", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "same|different|later", "what they are", NULL },
        { "alike", MK_P_BOOL, 0, NULL, 0, 0, NULL, "the same answer for all who wait with the pattern of these two", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "customer", MK_C_ID, "the one" }, { "other", MK_C_ID, "the other" }, { "answer", MK_C_TEXT, "what was decided" },
        { "pairs", MK_C_INT, "how many pairs were answered" }, { "answered", MK_C_JSON, "which: customer and other of each" }, { "merges", MK_C_JSON, "the merges that were made" }, { NULL } },
    .run = review_answer,
};

static int review_undo(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    static const char *const said[] = { [MK_ANSWER_SAME] = "same", [MK_ANSWER_DIFFERENT] = "different", [MK_ANSWER_LATER] = "later" };
    mk_answer was;
    int waits = mk_review_undo(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "other"), &was);
    MK_TRY(waits);
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "other", mk_arg_int(args, "other"));
    mk_out_text(out, "answer", mk_str_of(said[was]));
    mk_out_int(out, "waits", waits > 0);
    return 0;
}

const mk_op mk_op_review_undo = {
    .name = "review undo", .verb = "DELETE", .path = "/v1/reviews/{customer}/{other}",
    .summary = "Take back what was answered of two customers",
    .help = "As if nobody had said anything: who were said to be the same are two again, with all that was theirs; who were said to be different, or put off, are asked about again. "
            "They wait on the list as far as their records leave it open. Name them as they were answered. To say that two who are one customer are two, for good, there is customer split.",
    .example = "makir review undo 2g5k8m1n4p7r9 1c2d3e4f5g6h7",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the one", "CUSTOMER" },
        { "other", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the other", "OTHER" },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "customer", MK_C_ID, "the one" }, { "other", MK_C_ID, "the other" }, { "answer", MK_C_TEXT, "what was taken back: same, different or later" },
        { "waits", MK_C_BOOL, "they are on the list again" }, { NULL } },
    .run = review_undo,
};
