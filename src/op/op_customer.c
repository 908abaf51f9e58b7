/* SPDX-License-Identifier: Apache-2.0
 * One customer: find, show, and write down what is learnt of him. */
#include "customer.h"
#include "id.h"
#include "journal.h"
#include "merge.h"
#include "op.h"
#include "page.h"
#include "record.h"
#include "spell.h"
#include "undo_one.h"

static int find(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    size_t limit = (size_t)mk_arg_int(args, "limit"), n;
    mk_card *c = MK_NEWN(cx->arena, mk_card, limit + 1);
    MK_TRY(mk_find(cx, env->store, mk_arg_text(args, "q"), limit, c, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_int(out, "customer", c[i].customer);
        mk_out_text(out, "name", c[i].name);
        mk_out_text(out, "stage", mk_str_of(mk_stage_name[c[i].stage]));
        mk_out_text(out, "phone", c[i].phone);
        mk_out_text(out, "mail", c[i].mail);
        mk_out_text(out, "city", c[i].city);
        if (c[i].spent.history.orders) mk_out_int(out, "last_at", c[i].spent.last_at);
        mk_out_money(out, "spent", c[i].spent.total);
        mk_out_text(out, "currency", mk_str_of(c[i].currency));
        mk_out_text(out, "left_out", mk_say_elsewhere(cx, &c[i].spent.other));
        mk_out_text(out, "matched", mk_str_of(c[i].matched));
    }
    if (n == 0) mk_out_note(out, cx->lang == MK_EN ? "nobody found; try a part of the phone number, or the beginning of a name" : "לא נמצא. אפשר לנסות חלק ממספר הטלפון, או תחילת שם");
    if (n == limit) mk_out_note(out, cx->lang == MK_EN ? "the first %zu; there may be more" : "%zu הראשונים; אולי יש עוד", n);
    return 0;
}

const mk_op mk_op_customer_find = {
    .name = "customer find", .verb = "POST", .path = "/v1/customers/find",
    .summary = "Find customers by name, phone, e-mail or number",
    .help = "The beginning of any word of the name, in Hebrew or in Latin letters (רונית finds Ronit); any three digits or more of a phone number; "
            "the beginning of an e-mail address; a customer number; an id.",
    .example = "makir customer find 12347",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        { "q", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what to look for", "TEXT" },
        { "limit", MK_P_INT, 0, "20", 1, 500, NULL, "how many at most", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN,
        { "name", MK_C_TEXT, "his name" },
        { "stage", MK_C_TEXT, "acquainted, buyer, regular" },
        { "phone", MK_C_TEXT, "a phone" },
        { "mail", MK_C_TEXT, "an e-mail address" },
        { "city", MK_C_TEXT, "an address", MK_CF_WIDE },
        { "last_at", MK_C_TIME, "last purchase" },
        { "spent", MK_C_MONEY, "of all purchases, less what came back" },
        { "currency", MK_C_TEXT, "of spent", MK_CF_WIDE },
        MK_LEFT_OUT_COLUMN,
        { "matched", MK_C_TEXT, "what was found: name, phone, mail, number, id", MK_CF_WIDE },
        { NULL } },
    .run = find,
};

static int show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_page_shown p;
    MK_TRY(mk_page_show(cx, env->store, mk_arg_int(args, "customer"), (int)mk_arg_int(args, "events"), &p));
    mk_out_row(out);
    mk_out_int(out, "customer", p.customer);
    mk_out_text(out, "name", p.name);
    mk_out_text(out, "given", p.given);
    mk_out_text(out, "family", p.family);
    mk_out_text(out, "gender", mk_str_of(p.gender));
    mk_out_text(out, "language", p.language);
    mk_out_text(out, "kind", p.kind);
    mk_out_text(out, "stage", mk_str_of(mk_stage_name[p.stage]));
    mk_out_text(out, "since", p.since);
    mk_out_money(out, "spent", p.spent);
    mk_out_int(out, "orders", p.orders);
    mk_out_text(out, "currency", mk_str_of(p.currency));
    mk_out_text(out, "left_out", p.left_out);
    mk_out_json(out, "next", p.next);
    mk_out_json(out, "value", p.value);
    mk_out_json(out, "needs", p.needs);
    mk_out_json(out, "ways", p.ways);
    mk_out_json(out, "contacts", p.contacts);
    mk_out_json(out, "facts", p.facts);
    mk_out_json(out, "assets", p.assets);
    mk_out_json(out, "consent", p.consent);
    mk_out_json(out, "timeline", p.timeline);
    mk_out_json(out, "sources", p.sources);
    mk_out_json(out, "links", p.links);
    mk_out_json(out, "merges", p.merges);
    mk_out_json(out, "doubles", p.doubles);
    mk_out_json(out, "household", p.household);
    mk_out_int(out, "version", p.version);
    return 0;
}

const mk_op mk_op_customer_show = {
    .name = "customer show", .verb = "GET", .path = "/v1/customers/{customer}",
    .summary = "Everything about one customer, with his next step and why",
    .example = "makir customer show 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_PERSONAL,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "events", MK_P_INT, 0, "50", 0, 5000, NULL, "how much of the timeline, the newest first", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN,
        { "name", MK_C_TEXT, "as shown" },
        { "given", MK_C_TEXT, "given name" },
        { "family", MK_C_TEXT, "family name" },
        { "gender", MK_C_TEXT, "m, f or empty" },
        { "language", MK_C_TEXT, "of the customer" },
        { "kind", MK_C_TEXT, "person or company" },
        { "stage", MK_C_TEXT, "acquainted, buyer, regular, lapsed" },
        { "since", MK_C_TEXT, "first contact" },
        { "spent", MK_C_MONEY, "of all purchases, less what came back" },
        { "orders", MK_C_INT, "days with a purchase" },
        { "currency", MK_C_TEXT, "of the money here" },
        MK_LEFT_OUT_COLUMN,
        { "next", MK_C_JSON, "the next step with its why, null when nothing is due" },
        { "value", MK_C_JSON, "what he is worth, as a sentence and in numbers with intervals" },
        { "needs", MK_C_JSON, "what he is likely to need, likeliest first" },
        { "ways", MK_C_JSON, "the channels: allowed or not, and why" },
        { "contacts", MK_C_JSON, "phones, addresses, numbers" },
        { "facts", MK_C_JSON, "what is known of him" },
        { "assets", MK_C_JSON, "things he has" },
        { "consent", MK_C_JSON, "the consent ledger, in order of time" },
        { "timeline", MK_C_JSON, "what happened, the newest first" },
        { "sources", MK_C_JSON, "which files speak of him" },
        { "links", MK_C_JSON, "which source records were found to be him, and why" },
        { "merges", MK_C_JSON, "whose memory became a part of his, when, by whom and why; null when nobody's did" },
        { "doubles", MK_C_JSON, "who may be the same and waits for somebody to say, the likeliest first; null when nobody does" },
        { "household", MK_C_JSON, "family at the same address: who lives with him, and what they share; null when nobody does" },
        MK_VERSION_COLUMN,
        { NULL } },
    .run = show,
};

static int add(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_customer c = { mk_str_trim(mk_arg_text(args, "name")), mk_arg_text(args, "phone"), mk_arg_text(args, "mail"), mk_arg_text(args, "gender") };
    int64_t id;
    MK_TRY(mk_customer_add(cx, env->store, &c, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", id);
    return 0;
}

const mk_op mk_op_customer_add = {
    .name = "customer add", .verb = "POST", .path = "/v1/customers",
    .summary = "Write down a new customer", .example = "makir customer add \"רונית לפידור\" --phone 050-123-4567",
    .help = "When the phone or e-mail is a known customer's whose name fits, that customer is named instead and nothing is added.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "his name", NULL },
        { "phone", MK_P_TEXT, 0, NULL, 0, 0, NULL, "in any writing", NULL },
        { "mail", MK_P_TEXT, 0, NULL, 0, 0, NULL, "e-mail address", NULL },
        { "gender", MK_P_CHOICE, 0, NULL, 0, 0, "m|f", "for the form of address", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { NULL } },
    .run = add,
};

static int set(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str was;
    int64_t version;
    MK_TRY(mk_customer_correct(cx, env->store, mk_arg_int(args, "customer"), mk_arg_text(args, "field"), mk_arg_text(args, "value"), &was, &version));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_text(out, "field", mk_arg_text(args, "field"));
    mk_out_text(out, "value", mk_arg_text(args, "value"));
    mk_out_text(out, "was", was);
    mk_out_int(out, "version", version);
    return 0;
}

const mk_op mk_op_customer_set = {
    .name = "customer set", .verb = "PATCH", .path = "/v1/customers/{customer}",
    .summary = "Correct a field; imports leave it alone from then on", .example = "makir customer set 2g5k8m1n4p7r9 name \"Ronit Lapidor\"",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "field", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "name|given|family|gender|language|phone|mail", "what to correct; phone and mail are added", NULL },
        { "value", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what is right", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN, { "field", MK_C_TEXT, "what was corrected" }, { "value", MK_C_TEXT, "what it is now" }, { "was", MK_C_TEXT, "what it was" }, MK_VERSION_COLUMN, { NULL } },
    .run = set,
};

static int note(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int64_t id;
    MK_TRY(mk_customer_note(cx, env->store, mk_arg_int(args, "customer"), mk_arg_text(args, "text"), mk_arg_text(args, "channel"), mk_arg_int(args, "inbound") != 0, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "interaction", id);
    mk_out_int(out, "at", cx->now);
    return 0;
}

const mk_op mk_op_customer_note = {
    .name = "customer note", .verb = "POST", .path = "/v1/customers/{customer}/notes",
    .summary = "Write down what happened or was said", .example = "makir customer note 2g5k8m1n4p7r9 asked for darker roast",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "text", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "in your words", NULL },
        { "channel", MK_P_CHOICE, 0, NULL, 0, 0, "visit|call|sms|whatsapp|mail", "how you met", NULL },
        { "inbound", MK_P_BOOL, 0, NULL, 0, 0, NULL, "the customer came to us", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "interaction", MK_C_ID, "id of what was written" }, { "at", MK_C_TIME, "when" }, { NULL } },
    .run = note,
};

static int fact(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_fact f = { .kind = mk_arg_text(args, "kind"), .value = mk_arg_text(args, "value"), .origin = mk_arg_text(args, "origin"),
                      .confidence = mk_arg_real(args, "confidence"), .from = mk_arg_int(args, "from"), .to = mk_arg_int(args, "to"),
                      .has_from = mk_arg_has(args, "from"), .has_to = mk_arg_has(args, "to"), .hidden = mk_arg_int(args, "hidden") != 0,
                      .instead = mk_arg_int(args, "instead") };
    int64_t id;
    MK_TRY(mk_customer_fact(cx, env->store, mk_arg_int(args, "customer"), &f, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "fact", id);
    return 0;
}

const mk_op mk_op_customer_fact = {
    .name = "customer fact", .verb = "POST", .path = "/v1/customers/{customer}/facts",
    .summary = "Write down something known of a customer", .example = "makir customer fact 2g5k8m1n4p7r9 taste \"dark roast\" --origin said",
    .help = "Birthday, child, pet, size, taste, hobby, diet, preferred hour, or any word of your own. `dnc clear` says that the number was checked today against the "
            "do-not-call registry. Saying the same fact again with other details corrects it; what it was stays in the history.",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "kind", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "birthday, taste, size, pet ...", NULL },
        { "value", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "what", NULL },
        { "origin", MK_P_CHOICE, 0, "staff", 0, 0, "said|staff|observed|inferred", "where it comes from: the customer said it, staff know it, ...", NULL },
        { "confidence", MK_P_REAL, 0, "1", 0, 0, NULL, "how sure, 0 to 1", NULL },
        { "from", MK_P_DAY, 0, NULL, 0, 0, NULL, "since when it is so", NULL },
        { "to", MK_P_DAY, 0, NULL, 0, 0, NULL, "until when it was so", NULL },
        { "hidden", MK_P_BOOL, 0, NULL, 0, 0, NULL, "not for the customer's own page", NULL },
        { "instead", MK_P_ID, 0, NULL, 0, 0, NULL, "the fact it takes the place of, which ends", "FACT" },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "fact", MK_C_ID, "id of the fact" }, { NULL } },
    .run = fact,
};

static int fact_end(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_customer_fact_end(cx, env->store, mk_arg_int(args, "customer"), mk_arg_int(args, "fact")));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "fact", mk_arg_int(args, "fact"));
    return 0;
}

const mk_op mk_op_customer_fact_end = {
    .name = "customer fact-end", .verb = "POST", .path = "/v1/customers/{customer}/facts/{fact}/end",
    .summary = "Say that a fact is so no more", .example = "makir customer fact-end 2g5k8m1n4p7r9 1c2d3e4f5g6h7",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "fact", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "id of the fact", "FACT" }, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "fact", MK_C_ID, "id of the fact" }, { NULL } },
    .run = fact_end,
};

static int asset(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int64_t id;
    MK_TRY(mk_customer_asset(cx, env->store, mk_arg_int(args, "customer"), mk_arg_text(args, "kind"), mk_arg_text(args, "name"), mk_arg_text(args, "attributes"), &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "asset", id);
    return 0;
}

const mk_op mk_op_customer_asset = {
    .name = "customer asset", .verb = "POST", .path = "/v1/customers/{customer}/assets",
    .summary = "Write down a thing the customer has: car, boiler, dog", .example = "makir customer asset 2g5k8m1n4p7r9 car \"Mazda 3\" --attributes '{\"year\":2019}'",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "kind", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "car, boiler, bicycle, dog, subscription ...", NULL },
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "as people call it", NULL },
        { "attributes", MK_P_TEXT, 0, NULL, 0, 0, NULL, "a JSON object: plate, model, year", "JSON" },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "asset", MK_C_ID, "id of the asset" }, { NULL } },
    .run = asset,
};

static int consent(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_new_consent c = { mk_arg_text(args, "channel"), mk_arg_text(args, "purpose"), mk_arg_text(args, "state"), mk_arg_text(args, "evidence"),
                         cx->lang == MK_EN ? MK_S("en") : MK_S("he"), mk_arg_text(args, "place"), mk_arg_text(args, "at") };
    int64_t id;
    MK_TRY(mk_customer_consent(cx, env->store, mk_arg_int(args, "customer"), &c, &id));
    mk_out_row(out);
    mk_out_int(out, "customer", mk_arg_int(args, "customer"));
    mk_out_int(out, "consent", id);
    mk_out_int(out, "at", cx->now);
    return 0;
}

const mk_op mk_op_customer_consent = {
    .name = "customer consent", .verb = "POST", .path = "/v1/customers/{customer}/consents",
    .summary = "Add to the consent ledger: granted, refused, withdrawn",
    .help = "Entries are added, never changed; the last word counts, and a refusal holds at once. A consent needs its proof: the wording the customer agreed to, "
            "or where the signed form is. A word about one phone or mail alone names it with --at: a yes opens that one alone. A no also keeps his others closed "
            "until he says yes later than it.",
    .example = "makir customer consent 2g5k8m1n4p7r9 sms advertising refused",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "channel", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "mail|sms|whatsapp|call", "by which way", NULL },
        { "purpose", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "advertising|service", "for what", NULL },
        { "state", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "granted|refused|withdrawn", "what he said", NULL },
        { "at", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the phone or mail he said it of, when it was of one alone", NULL },
        { "evidence", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the wording, or the document", NULL },
        { "place", MK_P_TEXT, 0, "counter", 0, 0, NULL, "where he said it", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ MK_CUSTOMER_COLUMN, { "consent", MK_C_ID, "id of the entry" }, { "at", MK_C_TIME, "when" }, { NULL } },
    .run = consent,
};

typedef struct history { const mk_args *args; mk_out *out; } history;

/* A kept version of a row, by the names of its columns; "null" when it is none, or of an older layout. */
static mk_str version(mk_cx *cx, mk_table_id t, mk_str kept)
{
    mk_value v[MK_COLUMNS_MAX];
    if (kept.n == 0 || t == MK_T_COUNT_ || mk_row_parse(cx, t, kept, v) < 0) return MK_S("null");
    mk_buf b = mk_buf_on(cx->arena);
    mk_spell_row(&b, &mk_tables[t], v);
    return mk_buf_str(&b);
}

static int history_body(mk_cx *cx, mk_db *db, void *arg)
{
    history *h = arg;
    mk_rows r;
    int rc;
    int64_t customer = mk_arg_int(h->args, "customer"), limit = mk_arg_int(h->args, "limit"), before = mk_arg_int(h->args, "cursor"), n = 0, last = 0;
    MK_TRY(mk_customer_now(cx, db, &customer));
    MK_TRY(mk_select(cx, db, &r, MK_Q_REVISION_BEFORE, mk_int(customer), mk_int(before ? before : INT64_MAX), mk_int(limit + 1)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n++ < limit) {
        mk_value v[MK_REVISION_N];
        bool stands;
        mk_row_copy(cx, &r, MK_T_REVISION, v);
        mk_str was = v[MK_REVISION_BEFORE].s, is = v[MK_REVISION_AFTER].s;
        mk_table_id table = mk_table_named(v[MK_REVISION_ENTITY].s);
        last = v[MK_REVISION_REVISION_ID].i;
        MK_TRY(mk_revision_stands(cx, db, v, &stands));
        mk_out_row(h->out);
        mk_out_int(h->out, "revision", last);
        mk_out_int(h->out, "at", v[MK_REVISION_AT].i);
        mk_out_text(h->out, "who", v[MK_REVISION_WHO].s);
        if (v[MK_REVISION_BATCH_ID].i) mk_out_int(h->out, "batch", v[MK_REVISION_BATCH_ID].i);
        mk_out_text(h->out, "entity", v[MK_REVISION_ENTITY].s);
        mk_out_text(h->out, "what", was.n == 0 ? MK_S("added") : is.n == 0 ? MK_S("removed") : MK_S("changed"));
        mk_out_int(h->out, "undoable", stands && cx->role >= MK_SELLER);
        mk_out_json(h->out, "before", version(cx, table, was));
        mk_out_json(h->out, "after", version(cx, table, is));
    }
    mk_rows_end(&r);
    mk_out_next(h->out, rc > 0 ? last : 0);
    return rc < 0 ? rc : 0;
}

static int show_history(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    history h = { args, out };
    return mk_store_read(cx, env->store, history_body, &h);
}

const mk_op mk_op_customer_history = {
    .name = "customer history", .verb = "GET", .path = "/v1/customers/{customer}/history",
    .summary = "What was added and corrected, when and by whom", .example = "makir customer history 2g5k8m1n4p7r9",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "limit", MK_P_INT, 0, "100", 1, 10000, NULL, "how many, the newest first", NULL },
        MK_PARAM_CURSOR, { NULL } },
    .columns = (const mk_column_doc[]){
        { "revision", MK_C_ID, "the change, for makir customer undo", MK_CF_WIDE },
        { "at", MK_C_TIME, "when" },
        { "who", MK_C_TEXT, "by whom" },
        { "batch", MK_C_ID, "by which import, when by one", MK_CF_WIDE },
        { "entity", MK_C_TEXT, "of which table" },
        { "what", MK_C_TEXT, "added, changed, removed" },
        { "undoable", MK_C_BOOL, "whether it stands, and can be taken back", MK_CF_WIDE },
        { "before", MK_C_JSON, "the row as it was, by its columns", MK_CF_WIDE },
        { "after", MK_C_JSON, "the row as it became, by its columns", MK_CF_WIDE },
        { NULL } },
    .run = show_history,
};
