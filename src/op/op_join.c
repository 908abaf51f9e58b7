/* SPDX-License-Identifier: Apache-2.0
 * Sign-up pages: what strangers see and send, and what the shop arranges. */
#include "join.h"
#include "jsonw.h"
#include "op.h"
#include "setting.h"

#define FORM_PARAM { "form", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_WORD, NULL, 0, 0, NULL, "its name, part of its address", NULL }
static const mk_param none[] = { { NULL } };

static void words(mk_jsonw *w, mk_str list)
{
    mk_json_open(w, '[');
    for (size_t i = 0, from = 0; list.n && i <= list.n; i++) {
        if (i < list.n && list.p[i] != ',') continue;
        mk_json_str(w, mk_str_trim(mk_str_sub(list, from, i)));
        from = i + 1;
    }
    mk_json_close(w);
}

static mk_str text_json(mk_cx *cx, const mk_form_text *t)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "title"), mk_json_str(&w, t->title);
    mk_json_key(&w, "text"), mk_json_str(&w, t->text);
    mk_json_key(&w, "wordings");
    mk_json_open(&w, '{');
    for (int c = 0; c < MK_JOIN_CHANNELS; c++)
        if (t->wording[c].n) mk_json_key(&w, mk_channel_name[c]), mk_json_str(&w, t->wording[c]);
    mk_json_close(&w);
    mk_json_key(&w, "notice"), mk_json_str(&w, t->notice);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str list_json(mk_cx *cx, mk_str list)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    words(&w, list);
    return mk_buf_str(&b);
}

static int show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_form f;
    mk_str shop, challenge;
    MK_TRY(mk_form_get(cx, env->store, mk_arg_text(args, "form"), &f, &shop));
    MK_TRY(mk_join_challenge(cx, env->store, f.form, &challenge));
    mk_out_row(out);
    mk_out_text(out, "form", f.form);
    mk_out_text(out, "shop", shop);
    mk_out_json(out, "he", text_json(cx, &f.said[MK_HE]));
    mk_out_json(out, "en", text_json(cx, &f.said[MK_EN]));
    mk_out_json(out, "asks", list_json(cx, f.asks));
    mk_out_int(out, "double_opt_in", f.double_opt_in);
    mk_out_text(out, "challenge", challenge);
    mk_out_int(out, "bits", MK_JOIN_BITS);
    return 0;
}

const mk_op mk_op_join_show = {
    .name = "join show", .verb = "GET", .path = "/v1/join/{form}",
    .summary = "A sign-up page as customers see it, with a challenge", .example = "makir join show counter",
    .help = "For the page itself; nobody has to sign in. Whoever sends it back finds a nonce for which the SHA-256 of challenge:nonce begins with so many zero bits.",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_ONE,
    .params = (const mk_param[]){ FORM_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "form", MK_C_TEXT, "its name" }, { "shop", MK_C_TEXT, "name of the business" }, { "he", MK_C_JSON, "what it says in Hebrew: title, text, wordings, notice" },
        { "en", MK_C_JSON, "and in English" }, { "asks", MK_C_JSON, "name, phone, mail, birthday" }, { "double_opt_in", MK_C_BOOL, "a message has to be answered first" },
        { "challenge", MK_C_TEXT, "to be sent back; works once, for two hours" }, { "bits", MK_C_INT, "how many zero bits" }, { NULL } },
    .run = show,
};

/* Where customers reach the desk. */
static int base_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    *(mk_str *)arg = st.address;
    return 0;
}

static int base(mk_cx *cx, const mk_op_env *env, mk_str *ret)
{
    MK_TRY(mk_store_read(cx, env->store, base_body, ret));
    if (!ret->n && env->base) *ret = mk_str_of(env->base);
    return ret->n ? 0 : mk_fail(cx, MK_EINVAL, "first say where customers reach the desk: makir setting set address https://shop.example");
}

static int send(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_join j = { .form = mk_arg_text(args, "form"), .challenge = mk_arg_text(args, "challenge"), .nonce = mk_arg_text(args, "nonce"), .name = mk_arg_text(args, "name"),
                  .phone = mk_arg_text(args, "phone"), .mail = mk_arg_text(args, "mail"), .birthday = mk_arg_text(args, "birthday"),
                  .consent = mk_arg_text(args, "consent"), .trap = mk_arg_text(args, "website"), .lang = mk_str_eqz(mk_arg_text(args, "language"), "en") ? MK_EN : MK_HE };
    bool confirm;
    int64_t customer;
    MK_TRY(base(cx, env, &j.address));
    MK_TRY(mk_join_send(cx, env->store, &j, &confirm, &customer));
    mk_out_row(out);
    mk_out_int(out, "done", true);
    mk_out_int(out, "confirm", confirm);
    return 0;
}

const mk_op mk_op_join_send = {
    .name = "join send", .verb = "POST", .path = "/v1/join/{form}",
    .summary = "A customer signs up", .example = "makir join send counter --phone 050-123-4567 --challenge x --nonce 1",
    .help = "What he agreed to is kept word by word, with version, hash, form and moment. Who is known by phone or e-mail is not made a second time.",
    .role = MK_NOBODY, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        FORM_PARAM,
        { "challenge", MK_P_TEXT, MK_PF_REQUIRED, NULL, 0, 0, NULL, "from join show", NULL },
        { "nonce", MK_P_TEXT, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the work on it", NULL },
        { "language", MK_P_CHOICE, 0, "he", 0, 0, "he|en", "in which he read it", NULL },
        { "name", MK_P_TEXT, 0, NULL, 0, 0, NULL, "his name", NULL },
        { "phone", MK_P_TEXT, 0, NULL, 0, 0, NULL, "in any writing", NULL },
        { "mail", MK_P_TEXT, 0, NULL, 0, 0, NULL, "e-mail address", NULL },
        { "birthday", MK_P_TEXT, 0, NULL, 0, 0, NULL, "in any writing", NULL },
        { "consent", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the channels he agreed to, joined by commas", NULL },
        { "website", MK_P_TEXT, 0, NULL, 0, 0, NULL, "people do not see this field: it stays empty", NULL },
        { "tablet", MK_P_BOOL, 0, NULL, 0, 0, NULL, "filled in on the counter's own tablet", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ { "done", MK_C_BOOL, "thank you" }, { "confirm", MK_C_BOOL, "a message has to be answered before anything is sent" }, { NULL } },
    .run = send,
};

static int confirm(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str shop;
    MK_TRY(mk_join_confirm(cx, env->store, mk_arg_text(args, "token"), &shop));
    mk_out_row(out);
    mk_out_int(out, "done", true);
    mk_out_text(out, "shop", shop);
    return 0;
}

const mk_op mk_op_join_confirm = {
    .name = "join confirm", .verb = "POST", .path = "/v1/join/confirm",
    .summary = "The answer to the message: now the consent holds", .example = "makir join confirm TOKEN",
    .role = MK_NOBODY, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "token", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from the message", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "done", MK_C_BOOL, "thank you" }, { "shop", MK_C_TEXT, "name of the business" }, { NULL } },
    .run = confirm,
};

/* --- for the shop --- */

static int form_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_form *f;
    size_t n;
    MK_TRY(mk_form_list(cx, env->store, &f, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_text(out, "form", f[i].form);
        mk_out_text(out, "he_title", f[i].said[MK_HE].title);
        mk_out_text(out, "en_title", f[i].said[MK_EN].title);
        mk_out_text(out, "channels", f[i].channels);
        mk_out_text(out, "asks", f[i].asks);
        mk_out_int(out, "double_opt_in", f[i].double_opt_in);
        mk_out_int(out, "joined", f[i].joined);
        mk_out_int(out, "at", f[i].at);
        mk_out_json(out, "he", text_json(cx, &f[i].said[MK_HE]));
        mk_out_json(out, "en", text_json(cx, &f[i].said[MK_EN]));
        mk_out_int(out, "version", f[i].version);
    }
    return 0;
}

const mk_op mk_op_form_list = {
    .name = "form list", .verb = "GET", .path = "/v1/forms",
    .summary = "The sign-up pages, and how many signed up by each", .example = "makir form list",
    .role = MK_SELLER, .flags = MK_OP_READ, .params = none,
    .columns = (const mk_column_doc[]){
        { "form", MK_C_TEXT, "its name" }, { "he_title", MK_C_TEXT, "title in Hebrew" }, { "en_title", MK_C_TEXT, "title in English", MK_CF_WIDE },
        { "channels", MK_C_TEXT, "asked consent for" }, { "asks", MK_C_TEXT, "what it asks" }, { "double_opt_in", MK_C_BOOL, "a message has to be answered first" },
        { "joined", MK_C_INT, "signed up by it" }, { "at", MK_C_TIME, "made or changed" }, { "he", MK_C_JSON, "all it says in Hebrew", MK_CF_WIDE },
        { "en", MK_C_JSON, "and in English", MK_CF_WIDE }, MK_VERSION_COLUMN, { NULL } },
    .run = form_list,
};

static int form_set(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_form f = { .form = mk_arg_text(args, "form"), .channels = mk_arg_text(args, "channels"), .asks = mk_arg_text(args, "asks"),
                  .double_opt_in = mk_arg_int(args, "double-opt-in") != 0 };
    static const char *const lang[] = { "he", "en" };
    if (mk_str_eqz(f.form, "confirm")) return mk_fail(cx, MK_EINVAL, "this name is taken: give the page another one");
    for (int l = 0; l < 2; l++) {
        f.said[l].title = mk_str_trim(mk_arg_text(args, l ? "en-title" : "he-title"));
        f.said[l].text = mk_str_trim(mk_arg_text(args, l ? "en-text" : "he-text"));
        for (int c = 0; c < MK_JOIN_CHANNELS; c++)
            f.said[l].wording[c] = mk_str_trim(mk_arg_text(args, mk_arena_printf(cx->arena, "%s-%s", lang[l], mk_channel_name[c]).p));
    }
    MK_TRY(mk_form_save(cx, env->store, &f));
    mk_out_row(out);
    mk_out_text(out, "form", f.form);
    mk_out_text(out, "path", mk_arena_printf(cx->arena, "/join/%.*s", MK_SARG(f.form)));
    return 0;
}

#define SAYS(name, help) { name, MK_P_TEXT, 0, NULL, 0, 0, NULL, help, "TEXT" }
const mk_op mk_op_form_set = {
    .name = "form set", .verb = "POST", .path = "/v1/forms",
    .summary = "Make or change a sign-up page", .example = "makir form set counter --channels sms,mail --he-title \"מועדון הקפה\"",
    .help = "It is at /join/NAME, in both languages; makir form poster prints its QR code. What the shop does not say is said in plain words, with the notice the law asks for. "
            "Every wording of consent that was ever shown is kept.",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        FORM_PARAM,
        { "channels", MK_P_TEXT, 0, "sms,mail", 0, 0, NULL, "ask consent for whatsapp, sms, mail, call, joined by commas", NULL },
        { "asks", MK_P_TEXT, 0, "name,phone,mail", 0, 0, NULL, "name, phone, mail, birthday, joined by commas", NULL },
        { "double-opt-in", MK_P_BOOL, 0, NULL, 0, 0, NULL, "the consent holds when a message was answered", NULL },
        SAYS("he-title", "title in Hebrew"), SAYS("en-title", "title in English"), SAYS("he-text", "a line below it in Hebrew"), SAYS("en-text", "a line below it in English"),
        SAYS("he-sms", "wording of consent to SMS in Hebrew"), SAYS("en-sms", "wording of consent to SMS in English"),
        SAYS("he-mail", "wording of consent to e-mail in Hebrew"), SAYS("en-mail", "wording of consent to e-mail in English"),
        SAYS("he-whatsapp", "wording of consent to WhatsApp in Hebrew"), SAYS("en-whatsapp", "wording of consent to WhatsApp in English"),
        SAYS("he-call", "wording of consent to calls in Hebrew"), SAYS("en-call", "wording of consent to calls in English"),
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "form", MK_C_TEXT, "its name" }, { "path", MK_C_TEXT, "where it is" }, { NULL } },
    .run = form_set,
};

static int form_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_form_remove(cx, env->store, mk_arg_text(args, "form")));
    mk_out_row(out);
    mk_out_text(out, "form", mk_arg_text(args, "form"));
    return 0;
}

const mk_op mk_op_form_remove = {
    .name = "form remove", .verb = "DELETE", .path = "/v1/forms/{form}",
    .summary = "Close a sign-up page; who signed up and the proofs stay", .example = "makir form remove counter",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ FORM_PARAM, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "form", MK_C_TEXT, "its name" }, { NULL } },
    .run = form_remove,
};

static int poster(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_form f;
    mk_str shop, address;
    MK_TRY(base(cx, env, &address));
    MK_TRY(mk_form_get(cx, env->store, mk_arg_text(args, "form"), &f, &shop));
    mk_out_document(out, mk_form_poster(cx, &f, shop, address));
    return 0;
}

const mk_op mk_op_form_poster = {
    .name = "form poster", .verb = "GET", .path = "/v1/forms/{form}/poster",
    .summary = "A poster with the QR code of a sign-up page, A4, SVG", .example = "makir form poster counter",
    .help = "To print and hang up at the counter. The address is that of the setting `address`, else the one the desk is asked by.",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_DOCUMENT, .media = "image/svg+xml",
    .params = (const mk_param[]){ FORM_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { NULL } },
    .run = poster,
};

static int outbox(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_outbox *o;
    size_t n, limit = (size_t)mk_arg_int(args, "limit");
    int64_t at, id;
    MK_TRY(mk_arg_place(cx, args, &at, &id));
    MK_TRY(mk_outbox_list(cx, env->store, limit + 1, at, id, &o, &n));
    if (n > limit) mk_out_place(out, o[limit - 1].at, o[limit - 1].id);
    else mk_out_next(out, 0);
    for (size_t i = 0; i < n && i < limit; i++) {
        mk_out_row(out);
        mk_out_int(out, "outbox", o[i].id);
        mk_out_int(out, "at", o[i].at);
        mk_out_int(out, "customer", o[i].customer);
        mk_out_text(out, "channel", o[i].channel);
        mk_out_text(out, "purpose", o[i].purpose);
        mk_out_text(out, "state", o[i].state);
        mk_out_text(out, "text", o[i].text);
        mk_out_text(out, "link", o[i].link);
    }
    return 0;
}

const mk_op mk_op_outbox_list = {
    .name = "outbox list", .verb = "GET", .path = "/v1/outbox",
    .summary = "What waits to be sent, the oldest first", .example = "makir outbox list",
    .help = "Messages that makir wrote and nobody has sent yet: copy the text into the channel it is for.",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){ { "limit", MK_P_INT, 0, "100", 1, 1000, NULL, "how many at most", NULL }, MK_PARAM_PLACE, { NULL } },
    .columns = (const mk_column_doc[]){
        { "outbox", MK_C_ID, "its id", MK_CF_WIDE }, { "at", MK_C_TIME, "written" }, { "customer", MK_C_ID, "to whom" }, { "channel", MK_C_TEXT, "by which way" },
        { "purpose", MK_C_TEXT, "advertising, service" }, { "state", MK_C_TEXT, "waiting" }, { "text", MK_C_TEXT, "the words", MK_CF_LINE },
        { "link", MK_C_TEXT, "the address in it", MK_CF_WIDE }, { NULL } },
    .run = outbox,
};
