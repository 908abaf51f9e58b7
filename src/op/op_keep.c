/* SPDX-License-Identifier: Apache-2.0
 * Keeping the memory safe, and taking it along. */
#include "keep.h"
#include "op.h"

static void exported(void *self, const char *table, uint64_t rows)
{
    mk_out *out = self;
    mk_out_row(out);
    mk_out_text(out, "table", mk_str_of(table));
    mk_out_int(out, "rows", (int64_t)rows);
}

static int export(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    char *dir = mk_arena_z(cx->arena, mk_arg_text(args, "dir"));
    MK_TRY(mk_export(cx, env->store, dir, exported, out));
    mk_out_note(out, cx->lang == MK_EN ? "everything is in %s, each table as CSV and as NDJSON" : "הכול נמצא ב־%s, כל טבלה גם כ־CSV וגם כ־NDJSON", dir);
    return 0;
}

const mk_op mk_op_export = {
    .name = "export", .verb = "POST", .path = "/v1/export",
    .summary = "Take everything along, as CSV and NDJSON",
    .help = "Every table but passwords and sessions, in one snapshot, while others work. Ids are in base 32, moments in RFC 3339 (UTC), money with its decimals. "
            "The folder is made; it must not hold an export already.",
    .example = "makir export build/demo/export",
    .role = MK_OWNER, .flags = MK_OP_READ | MK_OP_LONG | MK_OP_LOCAL | MK_OP_TAKES,
    .params = (const mk_param[]){ { "dir", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the folder to write to", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "table", MK_C_TEXT, "TABLE.csv and TABLE.ndjson" }, { "rows", MK_C_INT, "rows in it" }, { NULL } },
    .run = export,
};

static int backup(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int64_t bytes;
    MK_TRY(mk_backup(cx, env->store, mk_arena_z(cx->arena, mk_arg_text(args, "file")), &bytes));
    mk_out_row(out);
    mk_out_text(out, "file", mk_arg_text(args, "file"));
    mk_out_int(out, "bytes", bytes);
    return 0;
}

const mk_op mk_op_backup = {
    .name = "backup", .verb = "POST", .path = "/v1/backup",
    .summary = "Copy the whole store into one file, also while serving",
    .help = "The copy is one moment of the store, whatever is written meanwhile. It is written aside and named when it is whole. Keep it on another disk.",
    .example = "makir backup build/demo/backup.makir",
    .role = MK_OWNER, .flags = MK_OP_READ | MK_OP_LONG | MK_OP_ONE | MK_OP_LOCAL | MK_OP_TAKES,
    .params = (const mk_param[]){ { "file", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the file to make; it must not exist", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "file", MK_C_TEXT, "the copy" }, { "bytes", MK_C_INT, "its size" }, { NULL } },
    .run = backup,
};

static int restore(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str former;
    MK_TRY(mk_restore(cx, env->store, mk_arena_z(cx->arena, mk_arg_text(args, "file")), &former));
    mk_out_row(out);
    mk_out_text(out, "file", mk_arg_text(args, "file"));
    mk_out_text(out, "former", former);
    mk_out_note(out, cx->lang == MK_EN ? "what the store was is kept in %.*s" : "מה שהיה נשמר ב־%.*s", MK_SARG(former));
    return 0;
}

const mk_op mk_op_restore = {
    .name = "restore", .verb = "POST", .path = "/v1/restore",
    .summary = "Make the store what a backup was",
    .help = "Wholly or not at all, also while the desk is being served. What the store was is backed up beside it first, so a restore can be taken back by another.",
    .example = "makir restore build/demo/backup.makir",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE | MK_OP_LOCAL | MK_OP_CREATE,
    .params = (const mk_param[]){ { "file", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "a file made by makir backup", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "file", MK_C_TEXT, "the backup" }, { "former", MK_C_TEXT, "where the store as it was is kept" }, { NULL } },
    .run = restore,
};

static void finding(void *self, const char *check, mk_health h, mk_str detail)
{
    static const char *const state[] = { "ok", "warn", "bad" };
    mk_out *out = self;
    mk_out_row(out);
    mk_out_text(out, "check", mk_str_of(check));
    mk_out_text(out, "state", mk_str_of(state[h]));
    mk_out_text(out, "detail", detail);
}

static int doctor(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int worst = mk_doctor(cx, env->store, mk_arg_int(args, "repair") != 0, finding, out);
    if (worst < 0) return worst;
    bool en = cx->lang == MK_EN;
    if (worst == MK_SICK) mk_out_unwell(out);
    mk_out_note(out, "%s", worst == MK_SICK ? (en ? "something is wrong; see above" : "יש תקלה; ראו למעלה") : en ? "the store is whole" : "המאגר שלם");
    return 0;
}

const mk_op mk_op_doctor = {
    .name = "doctor", .verb = "GET", .path = "/v1/doctor",
    .summary = "Is the store whole: files, rows, indexes, disk, models",
    .help = "Looks at everything and changes nothing; with --repair it makes the search indexes again from the customers. On a large store it reads every page and takes its time. "
            "Ends with 1 when something is bad.",
    .example = "makir doctor",
    .role = MK_OWNER, .flags = MK_OP_READ | MK_OP_LONG | MK_OP_LOCAL,
    .params = (const mk_param[]){ { "repair", MK_P_BOOL, 0, NULL, 0, 0, NULL, "make the indexes again", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "check", MK_C_TEXT, "what was looked at" }, { "state", MK_C_TEXT, "ok, warn, bad" }, { "detail", MK_C_TEXT, "what was found" }, { NULL } },
    .run = doctor,
};
