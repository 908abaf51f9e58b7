/* SPDX-License-Identifier: Apache-2.0
 * Operations about makir itself: none needs a store. */
#include <errno.h>
#include "buf.h"
#include "op.h"
#include "reference.h"

static const mk_param none[] = { { NULL } };
static const mk_column_doc no_columns[] = { { NULL } };

static int version(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env, (void)args;
    mk_out_row(out);
    mk_out_text(out, "name", MK_S("makir"));
    mk_out_text(out, "version", MK_S(MK_VERSION));
    mk_out_text(out, "license", MK_S("Apache-2.0"));
    return 0;
}

const mk_op mk_op_version = {
    .name = "version", .verb = "GET", .path = "/v1/version",
    .summary = "The version of makir", .example = "makir version",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_NO_STORE, .params = none,
    .columns = (const mk_column_doc[]){
        { "name", MK_C_TEXT, "makir" },
        { "version", MK_C_TEXT, "the version" },
        { "license", MK_C_TEXT, "SPDX identifier of the licence" },
        { NULL } },
    .run = version,
};

static int openapi(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args;
    mk_buf b = mk_buf_on(cx->arena);
    mk_openapi(mk_ops, MK_EN, &b);
    mk_out_document(out, mk_buf_str(&b));
    return 0;
}

const mk_op mk_op_openapi = {
    .name = "openapi", .verb = "GET", .path = "/openapi.json",
    .summary = "The HTTP API as an OpenAPI document", .example = "makir openapi",
    .help = "OpenAPI 3.1 in JSON, for generators of clients and for tools. The server gives the same at /openapi.json.",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_LOCAL | MK_OP_NO_STORE | MK_OP_DOCUMENT, .params = none, .columns = no_columns,
    .run = openapi,
};

static int completion(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env, (void)args;
    mk_buf b = mk_buf_on(cx->arena);
    mk_completion_bash(mk_ops, &b);
    mk_out_document(out, mk_buf_str(&b));
    return 0;
}

const mk_op mk_op_completion = {
    .name = "completion", .verb = "GET", .path = "/v1/completion",
    .summary = "Completion of commands for the shell", .example = "makir completion bash",
    .help = "To have it in every shell: makir completion bash > ~/.local/share/bash-completion/completions/makir",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_LOCAL | MK_OP_NO_STORE | MK_OP_DOCUMENT,
    .params = (const mk_param[]){
        { "shell", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "bash", "which shell", NULL },
        { NULL } },
    .columns = no_columns, .run = completion,
};

static void close_file(void *p) { fclose(p); }

static int write_file(mk_cx *cx, mk_str path, mk_str text)
{
    char *z = mk_arena_z(cx->arena, path);
    FILE *f = fopen(z, "we");
    if (!f) return mk_fail(cx, MK_EIO, "cannot write %s: %s", z, strerror(errno));
    mk_arena_defer(cx->arena, close_file, f);
    bool ok = fwrite(text.p, 1, text.n, f) == text.n && fflush(f) == 0;
    return ok ? 0 : mk_fail(cx, MK_EIO, "cannot write %s: %s", z, strerror(errno));
}

static int reference(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    mk_page pages[MK_PAGES];
    mk_reference_pages(cx->arena, mk_ops, pages);
    mk_str kind = mk_arg_text(args, "page"), dir = mk_arg_text(args, "to");
    for (size_t i = 0; i < MK_PAGES; i++) {
        if (!mk_str_eqz(kind, "all") && !mk_str_eqz(kind, pages[i].kind)) continue;
        if (!mk_arg_has(args, "to")) { mk_out_document(out, pages[i].text); continue; }
        MK_TRY(write_file(cx, mk_arena_printf(cx->arena, "%.*s/%s", MK_SARG(dir), pages[i].path), pages[i].text));
        mk_out_document(out, mk_arena_printf(cx->arena, "%s\n", pages[i].path));
    }
    return 0;
}

const mk_op mk_op_reference = {
    .name = "reference", .verb = "GET", .path = "/v1/reference",
    .summary = "The reference pages and the man page", .example = "makir reference commands",
    .help = "Written from the table of operations that this program answers by: commands, http and errors in Markdown, man in troff. "
            "With --to they are written to their places below that directory (docs/reference, man).",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_LOCAL | MK_OP_NO_STORE | MK_OP_DOCUMENT,
    .params = (const mk_param[]){
        { "page", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, "commands|http|errors|man|all", "which page", NULL },
        { "to", MK_P_PATH, 0, NULL, 0, 0, NULL, "write below this directory instead of to standard output", "DIR" },
        { NULL } },
    .columns = no_columns, .run = reference,
};
