/* SPDX-License-Identifier: Apache-2.0
 * Who may sign in to the desk; and serving it. */
#include "account.h"
#include "clock.h"
#include "factor.h"
#include "op.h"
#include "session.h"

#define ROLES "owner|manager|seller|reader"

static mk_role role_of(const mk_args *args)
{
    mk_role role = MK_SELLER;
    (void)mk_role_named(mk_arg_text(args, "role"), &role);
    return role;
}

static void say_user(mk_out *out, mk_str name, mk_role role)
{
    mk_out_row(out);
    mk_out_text(out, "name", name);
    mk_out_text(out, "role", mk_str_of(mk_role_name(role)));
}

static int user_add(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str name = mk_str_trim(mk_arg_text(args, "name"));
    mk_lang lang = mk_str_eqz(mk_arg_text(args, "language"), "en") ? MK_EN : MK_HE;
    MK_TRY(mk_account_add(cx, env->store, name, role_of(args), lang, mk_arg_text(args, "password")));
    say_user(out, name, role_of(args));
    return 0;
}

const mk_op mk_op_user_add = {
    .name = "user add", .verb = "POST", .path = "/v1/users",
    .summary = "Let somebody sign in to the desk", .example = "makir user add Dana --role owner",
    .help = "The password is asked for, or read as the first line of standard input. The first user must be an owner. "
            "A reader looks; a seller also works through today and writes notes; a manager also imports and corrects; an owner does everything.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "name to sign in with", NULL },
        { "role", MK_P_CHOICE, 0, "seller", 0, 0, ROLES, "what he may do", NULL },
        { "language", MK_P_CHOICE, 0, "he", 0, 0, "he|en", "language of the desk", NULL },
        { "password", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "at least 8 characters", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "name", MK_C_TEXT, "name to sign in with" },
        { "role", MK_C_TEXT, "what he may do" },
        { NULL } },
    .run = user_add,
};

static int user_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_account *a;
    size_t n;
    mk_session *s;
    size_t sessions;
    MK_TRY(mk_account_all(cx, env->store, &a, &n));
    MK_TRY(mk_session_list(cx, env->store, 0, &s, &sessions));
    for (size_t i = 0; i < n; i++) {
        say_user(out, mk_str_of(a[i].name), a[i].role);
        mk_out_text(out, "language", a[i].lang == MK_EN ? MK_S("en") : MK_S("he"));
        mk_out_int(out, "created_at", a[i].created_at);
        int64_t seen = MK_NEVER;
        for (size_t k = 0; k < sessions; k++)
            if (strcmp(s[k].who, a[i].name) == 0 && s[k].seen_at > seen) seen = s[k].seen_at;
        mk_out_int(out, "seen_at", seen);
        bool factor;
        MK_TRY(mk_factor_has(cx, env->store, a[i].id, &factor));
        mk_out_int(out, "second_factor", factor);
        mk_out_int(out, "version", a[i].version);
    }
    if (!n) mk_out_note(out, "%s", MK_SAY(cx, "nobody can sign in yet; begin with: makir user add NAME --role owner", "עדיין אין מי שיכול להיכנס; מתחילים ב: makir user add NAME --role owner"));
    return 0;
}

const mk_op mk_op_user_list = {
    .name = "user list", .verb = "GET", .path = "/v1/users",
    .summary = "Who may sign in to the desk", .example = "makir user list",
    .role = MK_OWNER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "name", MK_C_TEXT, "name to sign in with" },
        { "role", MK_C_TEXT, "what he may do" },
        { "language", MK_C_TEXT, "language of the desk" },
        { "created_at", MK_C_TIME, "since when" },
        { "seen_at", MK_C_TIME, "last seen by a session that goes on, to some minutes" },
        { "second_factor", MK_C_BOOL, "whether a code of the telephone is asked for too" },
        MK_VERSION_COLUMN,
        { NULL } },
    .run = user_list,
};

static int user_password(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_account_password(cx, env->store, mk_arg_text(args, "name"), mk_arg_text(args, "password")));
    mk_out_row(out);
    mk_out_text(out, "name", mk_str_trim(mk_arg_text(args, "name")));
    mk_out_note(out, "%s", MK_SAY(cx, "the new password holds from now on; all his sessions were ended", "הסיסמה החדשה בתוקף מעכשיו; כל הכניסות הפתוחות שלו נסגרו"));
    return 0;
}

const mk_op mk_op_user_password = {
    .name = "user password", .verb = "POST", .path = "/v1/users/password",
    .summary = "Give a user a new password", .example = "makir user password Dana",
    .help = "The password is asked for, or read as the first line of standard input. All sessions of the user end.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "whose", NULL },
        { "password", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "at least 8 characters", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ { "name", MK_C_TEXT, "whose" }, { NULL } },
    .run = user_password,
};

static int user_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_account_remove(cx, env->store, mk_arg_text(args, "name")));
    mk_out_row(out);
    mk_out_text(out, "name", mk_str_trim(mk_arg_text(args, "name")));
    return 0;
}

const mk_op mk_op_user_remove = {
    .name = "user remove", .verb = "POST", .path = "/v1/users/remove",
    .summary = "Let a user sign in no more", .example = "makir user remove Dana",
    .help = "His sessions end at once. What he wrote stays, with his name. The last owner cannot be removed.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "who", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "name", MK_C_TEXT, "who" }, { NULL } },
    .run = user_remove,
};

static int user_set(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_role role = role_of(args);
    mk_lang lang = mk_str_eqz(mk_arg_text(args, "language"), "en") ? MK_EN : MK_HE;
    bool has_role = mk_arg_has(args, "role"), has_lang = mk_arg_has(args, "language");
    if (!has_role && !has_lang) return mk_fail(cx, MK_EINVAL, "say what is to be another: --role or --language");
    MK_TRY(mk_account_set(cx, env->store, mk_arg_text(args, "name"), has_role ? &role : NULL, has_lang ? &lang : NULL));
    mk_out_row(out);
    mk_out_text(out, "name", mk_str_trim(mk_arg_text(args, "name")));
    return 0;
}

const mk_op mk_op_user_set = {
    .name = "user set", .verb = "POST", .path = "/v1/users/set",
    .summary = "Give a user another role or language", .example = "makir user set Dana --role manager",
    .help = "It holds from the next request on. The last owner stays an owner.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "whose", NULL },
        { "role", MK_P_CHOICE, 0, NULL, 0, 0, ROLES, "what he may do", NULL },
        { "language", MK_P_CHOICE, 0, NULL, 0, 0, "he|en", "language of the desk", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "name", MK_C_TEXT, "whose" }, { NULL } },
    .run = user_set,
};

static int user_factor_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_factor_remove(cx, env->store, mk_account_id(cx, mk_arg_text(args, "name"))));
    mk_out_row(out);
    mk_out_text(out, "name", mk_str_trim(mk_arg_text(args, "name")));
    return 0;
}

const mk_op mk_op_user_factor_remove = {
    .name = "user factor-remove", .verb = "POST", .path = "/v1/users/factor-remove",
    .summary = "Let a user who lost the telephone in without a code", .example = "makir user factor-remove Dana",
    .help = "The password alone signs him in from then on, until he sets up a second factor again. An owner who is locked out himself runs it on the computer of the store.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "whose", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "name", MK_C_TEXT, "whose" }, { NULL } },
    .run = user_factor_remove,
};

static int serve(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    if (!env->serve) return mk_fail(cx, MK_EINVAL, "this program was built without the server");
    return env->serve(cx, env, args, out);
}

const mk_op mk_op_serve = {
    .name = "serve", .verb = "POST", .path = "/v1/serve",
    .summary = "Serve the desk and the API", .example = "makir serve --port 8017",
    .help = "Listens on this computer alone unless --bind says otherwise, prints the address, and runs until ^C. "
            "For others to reach it put a proxy with TLS before it, and tell its name with --host and that it is there with --tls: "
            "requests for other names are refused, so that no web page can reach the desk through a name of its own.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LOCAL | MK_OP_CREATE | MK_OP_DOCUMENT,
    .params = (const mk_param[]){
        { "port", MK_P_INT, 0, "8017", 0, 65535, NULL, "port; 0 takes any that is free", NULL },
        { "bind", MK_P_TEXT, 0, "127.0.0.1", 0, 0, NULL, "address to listen on", "ADDRESS" },
        { "host", MK_P_TEXT, 0, NULL, 0, 0, NULL, "other names it is asked for by, joined by commas", "NAMES" },
        { "tls", MK_P_BOOL, 0, NULL, 0, 0, NULL, "a proxy with TLS stands before it: cookies go over TLS only", NULL },
        { "workers", MK_P_INT, 0, "4", 1, 64, NULL, "how many requests are worked on at once", NULL },
        { "rate", MK_P_INT, 0, "100", 0, 1000000, NULL, "requests a second that a key may make, and strangers a fifth of it; 0: any", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){ { NULL } },
    .run = serve,
};
