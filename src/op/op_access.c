/* SPDX-License-Identifier: Apache-2.0
 * Oneself, one's sessions and second factor; keys of programs; the audit log. */
#include "factor.h"
#include "id.h"
#include "jsonw.h"
#include "key.h"
#include "op.h"
#include "qr.h"
#include "reason.h"
#include "reference.h"
#include "session.h"
#include "setting.h"

static const mk_param none[] = { { NULL } };

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

/* These are of a person at the desk: a key or the command line is nobody. */
static int myself(mk_cx *cx)
{
    return cx->account ? 0 : mk_fail(cx, MK_EINVAL, "%s", english(cx) ? "this is for somebody who is signed in to the desk" : "זה למי שנכנס למערכת בשמו");
}

static int my_password(mk_cx *cx, const mk_op_env *env, mk_str password)
{
    mk_account a;
    MK_TRY(myself(cx));
    return mk_account_verify(cx, env->store, mk_str_of(cx->who), password, &a);
}

static void say_name(mk_cx *cx, mk_out *out)
{
    mk_out_row(out);
    mk_out_text(out, "name", mk_str_of(cx->who));
}

#define NAME_COLUMN (const mk_column_doc[]){ { "name", MK_C_TEXT, "name to sign in with" }, { NULL } }

static int me_password(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(my_password(cx, env, mk_arg_text(args, "now")));
    MK_TRY(mk_account_password(cx, env->store, mk_str_of(cx->who), mk_arg_text(args, "password")));
    say_name(cx, out);
    mk_out_note(out, "%s", english(cx) ? "the new password holds; sign in with it" : "הסיסמה החדשה בתוקף; צריך להיכנס איתה");
    return 0;
}

const mk_op mk_op_me_password = {
    .name = "me password", .verb = "POST", .path = "/v1/me/password",
    .summary = "Change your own password", .example = "makir me password",
    .help = "All your sessions end: sign in again with the new one.",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "now", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the password as it is", NULL },
        { "password", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the new one, at least 8 characters", NULL },
        { NULL } },
    .columns = NAME_COLUMN, .run = me_password,
};

static int me_language(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_lang lang = mk_str_eqz(mk_arg_text(args, "language"), "en") ? MK_EN : MK_HE;
    MK_TRY(myself(cx));
    MK_TRY(mk_account_set(cx, env->store, mk_str_of(cx->who), NULL, &lang));
    mk_out_row(out);
    mk_out_text(out, "language", mk_arg_text(args, "language"));
    return 0;
}

const mk_op mk_op_me_language = {
    .name = "me language", .verb = "POST", .path = "/v1/me/language",
    .summary = "Your own language of the desk", .example = "makir me language en",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "language", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "he|en", "which", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "language", MK_C_TEXT, "which" }, { NULL } },
    .run = me_language,
};

static int factor_begin(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str secret, uri;
    MK_TRY(my_password(cx, env, mk_arg_text(args, "password")));
    MK_TRY(mk_factor_begin(cx, env->store, cx->account, &secret, &uri));
    mk_out_row(out);
    mk_out_text(out, "secret", secret);
    mk_out_text(out, "uri", uri);
    mk_out_text(out, "qr", mk_qr_svg(cx->arena, uri, 4));
    return 0;
}

const mk_op mk_op_factor_begin = {
    .name = "factor begin", .verb = "POST", .path = "/v1/me/factor",
    .summary = "Set up a code of the telephone for signing in", .example = "makir factor begin",
    .help = "Scan the picture with an authenticator app (or type the secret into it) and confirm with the code it shows. Nothing changes before that.",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "password", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "your password", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "secret", MK_C_TEXT, "to type into the app" }, { "uri", MK_C_TEXT, "the same as an address" }, { "qr", MK_C_TEXT, "the same as a picture, SVG" }, { NULL } },
    .run = factor_begin,
};

static int factor_confirm(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str code[MK_RECOVERY_CODES];
    MK_TRY(myself(cx));
    MK_TRY(mk_factor_confirm(cx, env->store, cx->account, mk_arg_text(args, "code"), code));
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (int i = 0; i < MK_RECOVERY_CODES; i++) mk_json_str(&w, code[i]);
    mk_json_close(&w);
    mk_out_row(out);
    mk_out_json(out, "recovery", mk_buf_str(&b));
    mk_out_note(out, "%s", english(cx) ? "keep these codes apart from the telephone: each signs you in once; they are not shown again"
                                       : "שמרו את הקודים האלה בנפרד מהטלפון: כל אחד מכניס פעם אחת, והם לא יוצגו שוב");
    return 0;
}

const mk_op mk_op_factor_confirm = {
    .name = "factor confirm", .verb = "POST", .path = "/v1/me/factor/confirm",
    .summary = "Put the second factor in force with its first code", .example = "makir factor confirm 123456",
    .help = "Gives ten recovery codes, once. From now on signing in asks for a code too.",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "code", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "six digits that the app shows now", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "recovery", MK_C_JSON, "codes for the day the telephone is lost" }, { NULL } },
    .run = factor_confirm,
};

static int factor_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(my_password(cx, env, mk_arg_text(args, "password")));
    MK_TRY(mk_factor_remove(cx, env->store, cx->account));
    say_name(cx, out);
    return 0;
}

const mk_op mk_op_factor_remove = {
    .name = "factor remove", .verb = "POST", .path = "/v1/me/factor/remove",
    .summary = "Sign in by the password alone again", .example = "makir factor remove",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "password", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "your password", NULL }, { NULL } },
    .columns = NAME_COLUMN, .run = factor_remove,
};

/* An owner sees and ends everybody's sessions, others their own. */
static int64_t whose(const mk_cx *cx) { return cx->role >= MK_OWNER ? 0 : cx->account ? cx->account : -1; }

enum { TRIED_DAYS = 30 };

/* Whoever gives a wrong code knows the password: he whose it is has to hear of it. */
static int say_tried(mk_cx *cx, const mk_op_env *env, mk_out *out)
{
    mk_audit_ask ask = { .since = cx->now - TRIED_DAYS * MK_DAY, .kind = MK_S("sign"), .who = mk_str_of(cx->who), .limit = 1000 };
    mk_audit_row *r;
    mk_settings st;
    size_t n, tried = 0, last = 0;
    int64_t next;
    if (!cx->account) return 0;
    if (env->audit && mk_audit_flush(cx, env->audit, env->store) < 0) mk_cx_clear(cx);     /* what waits is told another time */
    MK_TRY(mk_audit_list(cx, env->store, &ask, &r, &n, &next));
    for (size_t i = n; i-- > 0;)
        if (mk_str_eqz(r[i].result, "wrong_code")) { tried++; last = i; }
    if (!tried) return 0;
    MK_TRY(mk_settings_read(cx, env->store, &st));
    mk_str at = mk_say_moment(cx, st.tz, r[last].at);
    if (cx->lang == MK_EN)
        mk_out_note(out, "With your password a wrong code was given {%zu:once|# times} in the last 30 days, the last time on %.*s from %.*s. If it was not you, change your password: somebody knows it.", tried, MK_SARG(at), MK_SARG(r[last].address));
    else
        mk_out_note(out, "עם הסיסמה שלך ניתן קוד שגוי {%zu:פעם אחת|# פעמים} ב־30 הימים האחרונים, לאחרונה ב־%.*s מכתובת %.*s. אם זה לא היה מצדך, כדאי להחליף סיסמה: מישהו יודע אותה.", tried, MK_SARG(at), MK_SARG(r[last].address));
    return 0;
}

static int session_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_session *s;
    size_t n;
    MK_TRY(mk_session_list(cx, env->store, whose(cx), &s, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_int(out, "session", s[i].id);
        mk_out_text(out, "who", mk_str_of(s[i].who));
        mk_out_int(out, "began_at", s[i].began_at);
        mk_out_int(out, "seen_at", s[i].seen_at);
        mk_out_text(out, "address", s[i].address);
        mk_out_text(out, "agent", s[i].agent);
        mk_out_int(out, "current", s[i].id == cx->session);
    }
    return say_tried(cx, env, out);
}

const mk_op mk_op_session_list = {
    .name = "session list", .verb = "GET", .path = "/v1/sessions",
    .summary = "Who is signed in, where and since when", .example = "makir session list",
    .help = "Your own sessions; an owner sees everybody's. Whether wrong codes were given with your password is told, too.",
    .role = MK_READER, .flags = MK_OP_READ, .params = none,
    .columns = (const mk_column_doc[]){
        { "session", MK_C_ID, "its id" }, { "who", MK_C_TEXT, "whose" }, { "began_at", MK_C_TIME, "signed in" }, { "seen_at", MK_C_TIME, "last used, to some minutes" },
        { "address", MK_C_TEXT, "where from" }, { "agent", MK_C_TEXT, "with which browser", MK_CF_WIDE }, { "current", MK_C_BOOL, "the one that asks" }, { NULL } },
    .run = session_list,
};

static int session_end(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_session_end(cx, env->store, mk_arg_int(args, "session"), whose(cx)));
    mk_out_row(out);
    mk_out_int(out, "session", mk_arg_int(args, "session"));
    return 0;
}

const mk_op mk_op_session_end = {
    .name = "session end", .verb = "DELETE", .path = "/v1/sessions/{session}",
    .summary = "Sign somebody out, on a device that was lost or left", .example = "makir session end 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "session", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from makir session list", "ID" }, { NULL } },
    .columns = (const mk_column_doc[]){ { "session", MK_C_ID, "its id" }, { NULL } },
    .run = session_end,
};

static int session_end_others(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    int64_t n;
    MK_TRY(myself(cx));
    MK_TRY(mk_session_end_others(cx, env->store, cx->account, cx->session, &n));
    mk_out_row(out);
    mk_out_int(out, "ended", n);
    return 0;
}

const mk_op mk_op_session_end_others = {
    .name = "session end-others", .verb = "POST", .path = "/v1/sessions/end-others",
    .summary = "Sign yourself out everywhere else", .example = "makir session end-others",
    .role = MK_READER, .flags = MK_OP_WRITE | MK_OP_ONE, .params = none,
    .columns = (const mk_column_doc[]){ { "ended", MK_C_INT, "how many sessions ended" }, { NULL } },
    .run = session_end_others,
};

/* --- keys --- */

static int key_add(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    char key[MK_KEY_TEXT];
    int64_t id;
    MK_TRY(mk_key_add(cx, env->store, mk_arg_text(args, "name"), mk_arg_text(args, "scopes"), mk_arg_int(args, "days"), &id, key));
    mk_out_row(out);
    mk_out_int(out, "key", id);
    mk_out_text(out, "name", mk_str_trim(mk_arg_text(args, "name")));
    mk_out_text(out, "token", mk_str_of(key));
    mk_out_note(out, "%s", english(cx) ? "write the token down now: it is not shown again" : "רשמו את האסימון עכשיו: הוא לא יוצג שוב");
    return 0;
}

const mk_op mk_op_key_add = {
    .name = "key add", .verb = "POST", .path = "/v1/keys",
    .summary = "A key for a program, with the scopes it needs", .example = "makir key add website --scopes read,write --days 365",
    .help = "The program sends it with each request: Authorization: Bearer TOKEN. read: look; write: new customers, notes, purchases; manage: imports, merges, lists; "
            "own: users, keys, settings, backups. None holds another: name all it needs. What a seller is not shown (makir setting set hide_seller) "
            "a key that may only write is not shown either.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "which program", NULL },
        { "scopes", MK_P_TEXT, 0, "read", 0, 0, NULL, "read, write, manage, own, joined by commas", NULL },
        { "days", MK_P_INT, 0, "0", 0, 36500, NULL, "how long it works; 0: until it is taken back", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ { "key", MK_C_ID, "its id" }, { "name", MK_C_TEXT, "which program" }, { "token", MK_C_TEXT, "the key itself, shown once" }, { NULL } },
    .run = key_add,
};

static int key_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_api_key *k;
    size_t n;
    MK_TRY(mk_key_list(cx, env->store, &k, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_int(out, "key", k[i].id);
        mk_out_text(out, "name", k[i].name);
        mk_out_text(out, "scopes", k[i].scopes);
        mk_out_int(out, "created_at", k[i].created_at);
        mk_out_text(out, "who", k[i].who);
        mk_out_int(out, "used_at", k[i].used_at);
        mk_out_int(out, "expires_at", k[i].expires_at);
        mk_out_int(out, "revoked_at", k[i].revoked_at);
    }
    return 0;
}

const mk_op mk_op_key_list = {
    .name = "key list", .verb = "GET", .path = "/v1/keys",
    .summary = "The keys of programs", .example = "makir key list",
    .role = MK_OWNER, .flags = MK_OP_READ, .params = none,
    .columns = (const mk_column_doc[]){
        { "key", MK_C_ID, "its id" }, { "name", MK_C_TEXT, "which program" }, { "scopes", MK_C_TEXT, "what it may" }, { "created_at", MK_C_TIME, "since when" },
        { "who", MK_C_TEXT, "made by", MK_CF_WIDE }, { "used_at", MK_C_TIME, "last used, to some minutes" }, { "expires_at", MK_C_TIME, "until when" },
        { "revoked_at", MK_C_TIME, "taken back" }, { NULL } },
    .run = key_list,
};

static int key_revoke(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_key_revoke(cx, env->store, mk_arg_int(args, "key")));
    mk_out_row(out);
    mk_out_int(out, "key", mk_arg_int(args, "key"));
    return 0;
}

const mk_op mk_op_key_revoke = {
    .name = "key revoke", .verb = "DELETE", .path = "/v1/keys/{key}",
    .summary = "Take a key back: it works no more, at once", .example = "makir key revoke 2g5k8m1n4p7r9",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "key", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from makir key list", "ID" }, { NULL } },
    .columns = (const mk_column_doc[]){ { "key", MK_C_ID, "its id" }, { NULL } },
    .run = key_revoke,
};

/* --- the audit log --- */

static int audit_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_audit_row *r;
    size_t n;
    int64_t next;
    mk_audit_ask ask = { .before = mk_arg_int(args, "cursor"), .customer = mk_arg_int(args, "customer"), .kind = mk_arg_text(args, "kind"),
                         .limit = (size_t)mk_arg_int(args, "limit") };
    if (env->audit && mk_audit_flush(cx, env->audit, env->store) < 0) {
        if (cx->code != MK_EIO) return cx->code;
        mk_cx_clear(cx);
        mk_out_note(out, "%s", MK_SAY(cx, "the disk is full: what was looked at since waits in the server's memory to be written", "הדיסק מלא: מה שנצפה מאז ממתין בזיכרון השרת להיכתב"));
    }
    MK_TRY(mk_audit_list(cx, env->store, &ask, &r, &n, &next));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_int(out, "audit", r[i].id);
        mk_out_int(out, "at", r[i].at);
        mk_out_text(out, "who", r[i].who);
        mk_out_text(out, "op", r[i].op);
        mk_out_text(out, "kind", r[i].kind);
        mk_out_int(out, "customer", r[i].customer);
        mk_out_int(out, "rows", r[i].rows);
        mk_out_text(out, "result", r[i].result);
        mk_out_text(out, "address", r[i].address);
        const mk_op *op = mk_op_named(r[i].op);
        if (op) mk_out_text(out, "said", mk_str_of(mk_op_words(op->summary, cx->lang)));
    }
    mk_out_next(out, next);
    return 0;
}

const mk_op mk_op_audit_list = {
    .name = "audit list", .verb = "GET", .path = "/v1/audit",
    .summary = "Who changed, looked at, or took along what, the newest first", .example = "makir audit list --limit 20",
    .help = "Every change, every look at a customer, every export and every sign-in, and what was refused. Nothing of a customer is in it but his id. "
            "Each row holds the hash of the one before: makir doctor finds one that was changed or taken out.",
    .role = MK_OWNER, .flags = MK_OP_READ,
    .params = (const mk_param[]){
        { "customer", MK_P_ID, 0, NULL, 0, 0, NULL, "of this customer alone", "ID" },
        { "kind", MK_P_CHOICE, 0, NULL, 0, 0, "view|change|export|sign", "of this kind alone", NULL },
        { "limit", MK_P_INT, 0, "100", 1, 10000, NULL, "how many at most", NULL },
        MK_PARAM_CURSOR,
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "audit", MK_C_INT, "its number" }, { "at", MK_C_TIME, "when" }, { "who", MK_C_TEXT, "user, key, or cli" }, { "op", MK_C_TEXT, "the operation" },
        { "kind", MK_C_TEXT, "view, change, export, sign" }, { "customer", MK_C_ID, "of whom, when of one" }, { "rows", MK_C_INT, "how many were shown" },
        { "result", MK_C_TEXT, "ok, denied; of signing in with the right password also no_code, wrong_code" }, { "address", MK_C_TEXT, "where from, empty for the command line" },
        { "said", MK_C_TEXT, "what it does, in words", MK_CF_WIDE }, { NULL } },
    .run = audit_list,
};
