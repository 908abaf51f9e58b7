/* SPDX-License-Identifier: Apache-2.0
 * Backups that makir keeps by itself: by a button, by the clock, tested. */
#include "backups.h"
#include "keep.h"
#include "op.h"
#include "setting.h"

#define NAME_PARAM { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from makir backup list", NULL }

static int keep_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    *(int *)arg = st.backup_keep;
    return 0;
}

static int now(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_backup_file f;
    int keep;
    MK_TRY(mk_store_read(cx, env->store, keep_body, &keep));
    MK_TRY(mk_backups_make(cx, env->store, keep, &f));
    mk_out_row(out);
    mk_out_text(out, "backup", f.name);
    mk_out_int(out, "bytes", f.bytes);
    return 0;
}

const mk_op mk_op_backup_now = {
    .name = "backup now", .verb = "POST", .path = "/v1/backups",
    .summary = "One more backup in the folder beside the store", .example = "makir backup now",
    .help = "Also while others work. The settings backup_hours and backup_keep say how often the desk's server makes one by itself, and how many are kept. "
            "A folder on the same disk helps against mistakes, not against a broken disk: copy it elsewhere too.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE | MK_OP_TAKES, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "backup", MK_C_TEXT, "its name" }, { "bytes", MK_C_INT, "its size" }, { NULL } },
    .run = now,
};

static int list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_backup_file *f;
    size_t n;
    MK_TRY(mk_backups_list(cx, env->store, &f, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_text(out, "backup", f[i].name);
        mk_out_int(out, "at", f[i].at);
        mk_out_int(out, "bytes", f[i].bytes);
        mk_out_text(out, "tested", f[i].tested);
        mk_out_int(out, "tested_at", f[i].tested_at);
    }
    return 0;
}

const mk_op mk_op_backup_list = {
    .name = "backup list", .verb = "GET", .path = "/v1/backups",
    .summary = "The backups beside the store, and whether they were tested", .example = "makir backup list",
    .role = MK_OWNER, .flags = MK_OP_READ, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "backup", MK_C_TEXT, "its name" }, { "at", MK_C_TIME, "made" }, { "bytes", MK_C_INT, "its size" }, { "tested", MK_C_TEXT, "ok, bad, empty: not yet" },
        { "tested_at", MK_C_TIME, "when" }, { NULL } },
    .run = list,
};

static int test(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    bool ok;
    int64_t customers;
    mk_str why;
    MK_TRY(mk_backups_test(cx, env->store, mk_arg_text(args, "name"), &ok, &customers, &why));
    mk_out_row(out);
    mk_out_text(out, "backup", mk_arg_text(args, "name"));
    mk_out_text(out, "tested", ok ? MK_S("ok") : MK_S("bad"));
    mk_out_int(out, "customers", customers);
    mk_out_text(out, "why", why);
    return 0;
}

const mk_op mk_op_backup_test = {
    .name = "backup test", .verb = "POST", .path = "/v1/backups/{name}/test",
    .summary = "Restore a backup beside the store and look whether it is whole", .example = "makir backup test 2026-11-22T10-00-00Z.makir",
    .help = "Nothing of the store changes: the copy is opened as a store of its own, read from end to end, its customers are counted, and it goes.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE,
    .params = (const mk_param[]){ NAME_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "backup", MK_C_TEXT, "its name" }, { "tested", MK_C_TEXT, "ok, bad" }, { "customers", MK_C_INT, "how many it has" }, { "why", MK_C_TEXT, "what is wrong with it" }, { NULL } },
    .run = test,
};

static int restore(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str path, former;
    MK_TRY(mk_backups_path(cx, env->store, mk_arg_text(args, "name"), &path));
    MK_TRY(mk_restore(cx, env->store, path.p, &former));
    mk_out_row(out);
    mk_out_text(out, "backup", mk_arg_text(args, "name"));
    mk_out_note(out, "%s", cx->lang == MK_EN ? "the store is what it was then; what it was before this is kept beside it" : "המאגר חזר למה שהיה אז; מה שהיה לפני כן נשמר לצידו");
    return 0;
}

const mk_op mk_op_backup_restore = {
    .name = "backup restore", .verb = "POST", .path = "/v1/backups/{name}/restore",
    .summary = "Make the store what one of these backups was", .example = "makir backup restore 2026-11-22T10-00-00Z.makir",
    .help = "Wholly or not at all, while the desk is served. What the store was is kept beside it first. Users and their sessions are those of the backup too.",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE,
    .params = (const mk_param[]){ NAME_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "backup", MK_C_TEXT, "its name" }, { NULL } },
    .run = restore,
};
