/* SPDX-License-Identifier: Apache-2.0
 * The reference pages in Markdown. */
#include "reference.h"
#include "args.h"

static const char head[] = "<!-- Written by `makir reference` from the table of operations; do not edit by hand. -->\n\n";

static void params(const mk_op *op, mk_buf *to)
{
    if (!op->params[0].name) return;
    mk_buf_printf(to, "| argument | | |\n|---|---|---|\n");
    for (const mk_param *p = op->params; p->name; p++) {
        if (!mk_param_cli(p)) continue;
        mk_str w = mk_usage_word(to->arena, p), limits = mk_usage_limits(to->arena, p, MK_EN);
        mk_buf w_md = mk_buf_on(to->arena);
        for (size_t i = 0; i < w.n; i++) {              /* a bar would end the cell */
            if (w.p[i] == '|') mk_buf_c(&w_md, '\\');
            mk_buf_c(&w_md, w.p[i]);
        }
        w = mk_buf_str(&w_md);
        if (p->flags & MK_PF_POSITIONAL) mk_buf_printf(to, "| `%.*s` | %s | %.*s |\n", MK_SARG(w), p->help, MK_SARG(limits));
        else if (p->type == MK_P_BOOL) mk_buf_printf(to, "| `--%s` | %s | %.*s |\n", p->name, p->help, MK_SARG(limits));
        else mk_buf_printf(to, "| `--%s %.*s` | %s | %.*s |\n", p->name, MK_SARG(w), p->help, MK_SARG(limits));
    }
    mk_buf_c(to, '\n');
}

static void columns(const mk_op *op, mk_buf *to)
{
    if (!op->columns || !op->columns[0].name) return;
    mk_buf_printf(to, "%s\n\n| column | | |\n|---|---|---|\n", op->flags & MK_OP_ONE ? "Gives one object:" : "Gives rows:");
    for (const mk_column_doc *c = op->columns; c->name; c++)
        mk_buf_printf(to, "| `%s` | %s | %s |\n", c->name, mk_column_type_name(c->type), c->help);
    mk_buf_c(to, '\n');
}

static const char *kind(const mk_op *op)
{
    if (op->flags & MK_OP_LONG) return op->flags & MK_OP_READ ? "reads; may take long" : "changes; may take long";
    return op->flags & MK_OP_READ ? "reads" : "changes";
}

static void commands(const mk_op *const *ops, mk_buf *to)
{
    mk_buf_printf(to, "%s# Commands\n\n", head);
    mk_buf_printf(to, "Every command knows these options, anywhere on the line:\n\n| option | |\n|---|---|\n");
    for (const mk_global *g = mk_globals; g->name; g++) {
        mk_str word = mk_str_of(g->word);
        const char *bar = memchr(word.p, '|', word.n);
        mk_str rest = bar ? mk_str_of(bar + 1) : MK_S("");
        if (bar) mk_buf_printf(to, "| `--%s %.*s\\|%.*s` | %s |\n", g->name, (int)(bar - word.p), word.p, MK_SARG(rest), g->help);
        else mk_buf_printf(to, "| `--%s%s%s` | %s |\n", g->name, g->word ? " " : "", g->word ? g->word : "", g->help);
    }
    mk_buf_c(to, '\n');
    for (; *ops; ops++) {
        const mk_op *op = *ops;
        mk_buf_printf(to, "## makir %s\n\n%s.\n\n    ", op->name, op->summary);
        mk_usage_line(op, to);
        mk_buf_printf(to, "\n\n");
        if (op->help && *op->help) mk_buf_printf(to, "%s\n\n", op->help);
        params(op, to);
        columns(op, to);
        if (op->example) mk_buf_printf(to, "Example: `%s`\n\n", op->example);
        mk_buf_printf(to, "Role: %s. %c%s.", mk_role_name(op->role), kind(op)[0] - 32, kind(op) + 1);
        if (!(op->flags & MK_OP_LOCAL)) mk_buf_printf(to, " HTTP: `%s %s`.", op->verb, op->path);
        mk_buf_printf(to, "\n\n");
    }
}

static void http(const mk_op *const *ops, mk_buf *to)
{
    mk_buf_printf(to, "%s# HTTP API\n\n", head);
    mk_buf_printf(to,
        "The full description is `/openapi.json`, also printed by `makir openapi`.\n\n"
        "Arguments come from the path and, for GET, from the query string; for all other requests from a JSON object in the body.\n"
        "In JSON ids are strings, money is an integer of minor units with its currency beside it, days are `YYYY-MM-DD` and moments\n"
        "RFC 3339 in UTC. A list is `{\"rows\":[...],\"notes\":[...]}`; one object is the object itself, with `notes` when there are any.\n"
        "Errors are problem+json (RFC 9457) with `code` and `hint`; see [errors](errors.md).\n\n"
        "Sign in with `POST /v1/session` `{\"name\",\"password\"}`: the answer sets a cookie. A request that changes something needs the\n"
        "header `X-Makir: 1` or a body of type `application/json`. The language of sentences is that of `?lang=`, else of `Accept-Language`.\n"
        "`If-Match: \"VERSION\"` (RFC 9110) is `based_on` as a header; what takes no `based_on` refuses it. What the schema calls a string stands between quotes.\n\n"
        "**Long operations** (marked *job*) run beside the request. The answer to a `POST` is 202 with the job, at the address in `Location`:\n"
        "`{\"job\",\"op\",\"state\",\"stage\",\"done\",\"total\",\"began\",\"ended\",\"result\",\"problem\"}`. Ask `GET /v1/jobs/{job}` until `state` is no longer\n"
        "`running`: `done` has its `result`, `failed` and `cancelled` their `problem`. `DELETE /v1/jobs/{job}` cancels it; nothing is half done.\n"
        "`Prefer: wait=10` (RFC 7240) waits that many seconds for the result itself, with status 200; a `GET` waits 5 unless it is told otherwise.\n"
        "One operation that changes the store at a time: another one, and a change that would have to wait for it, is answered 503 with the reason.\n\n"
        "**A file** to import is sent as the body of `POST /v1/uploads` (any content type; what it is called in the header `X-Makir-Name`, as UTF-8\n"
        "with `%%XX`). It can be imported as often as needed, with `dry_run` first and a corrected `mapping`, until it is deleted or some hours old.\n"
        "The rows that could not be read are at `GET /v1/uploads/{upload}/bad`.\n\n");
    mk_buf_printf(to, "| request | role | what | arguments |\n|---|---|---|---|\n");
    for (; *ops; ops++) {
        const mk_op *op = *ops;
        if (op->flags & MK_OP_LOCAL) continue;
        mk_buf_printf(to, "| `%s %s`%s | %s | %s |", op->verb, op->path, op->flags & MK_OP_LONG ? " *job*" : "", mk_role_name(op->role), op->summary);
        const char *sep = " ";
        for (const mk_param *p = op->params; p->name; p++) {
            if (!mk_param_http(p)) continue;
            mk_str wire = mk_param_wire(to->arena, p);
            mk_buf_printf(to, "%s`%.*s`", sep, MK_SARG(wire));
            sep = ", ";
        }
        mk_buf_printf(to, " |\n");
    }
    mk_buf_printf(to, "| `POST /v1/session` | nobody | Sign in | `name`, `password` |\n"
                      "| `DELETE /v1/session` | nobody | Sign out | |\n"
                      "| `GET /v1/jobs` | reader | Long operations that run, and those that ended lately | |\n"
                      "| `GET /v1/jobs/{job}` | reader | How far one is, and its result | `job` |\n"
                      "| `DELETE /v1/jobs/{job}` | reader | Cancel it; of one that has ended, forget it | `job` |\n"
                      "| `POST /v1/uploads` | manager | Send a file to import | |\n"
                      "| `GET /v1/uploads/{upload}/bad` | manager | The rows that could not be read | `upload` |\n"
                      "| `DELETE /v1/uploads/{upload}` | manager | Forget a file that was sent | `upload` |\n"
                      "| `GET /v1/me` | reader | Who is signed in | |\n"
                      "| `GET /healthz` | nobody | Whether the server lives | |\n"
                      "| `GET /metrics` | reader | How it does, for programs that watch it: text of Prometheus | |\n"
                      "| `GET /openapi.json` | nobody | This API for programs | |\n");
}

static void errors(mk_buf *to)
{
    mk_buf_printf(to, "%s# Errors\n\nThe same list for the command line (exit code) and the HTTP API (status, `code`).\n\n"
                      "| code | exit | status | what | what to do |\n|---|---|---|---|---|\n", head);
    for (int code = MK_E_FIRST_ + 1; code < MK_E_END_; code++) {
        const mk_error_info *e = mk_error_about(code);
        mk_buf_printf(to, "| `%s` | %d | %d | %s | %s |\n", e->name, e->exit, e->http, e->text, e->hint);
    }
    mk_buf_printf(to, "\nExit code 0 is success; 1 is an answer that tells of something bad (doctor); 130 means that it was stopped from the keyboard twice.\n");
}

void mk_reference_pages(mk_arena *a, const mk_op *const *ops, mk_page out[MK_PAGES])
{
    mk_buf b[MK_PAGES] = { mk_buf_on(a), mk_buf_on(a), mk_buf_on(a), mk_buf_on(a) };
    commands(ops, &b[0]);
    http(ops, &b[1]);
    errors(&b[2]);
    mk_reference_man(ops, &b[3]);
    out[0] = (mk_page){ "commands", "docs/reference/commands.md", mk_buf_str(&b[0]) };
    out[1] = (mk_page){ "http", "docs/reference/http.md", mk_buf_str(&b[1]) };
    out[2] = (mk_page){ "errors", "docs/reference/errors.md", mk_buf_str(&b[2]) };
    out[3] = (mk_page){ "man", "man/makir.1", mk_buf_str(&b[3]) };
}
