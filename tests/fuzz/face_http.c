/* SPDX-License-Identifier: Apache-2.0
 * Any method, path, headers and body to the HTTP face: each gets a whole answer. Lines of the input are the parts of the request:
 * method, target, host, cookie, content type, accept, and the rest is the body. */
#include "fuzz.h"
#include "args.h"
#include "buf.h"
#include "http.h"
#include "out.h"

static int echo_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx, (void)env;
    mk_out_row(out);
    mk_out_text(out, "text", mk_arg_text(args, "text"));
    mk_out_int(out, "day", mk_arg_has(args, "day") ? mk_arg_int(args, "day") : INT32_MIN);
    mk_out_int(out, "id", mk_arg_int(args, "id"));
    mk_out_real(out, "real", mk_arg_real(args, "real"));
    mk_out_note(out, "%s", "a note");
    return 0;
}

#define PARAMS (const mk_param[]){ \
    { "id", MK_P_ID, MK_PF_REQUIRED, NULL, 0, 0, NULL, "id", NULL }, { "text", MK_P_TEXT, 0, NULL, 0, 0, NULL, "text", NULL }, \
    { "day", MK_P_DAY, 0, NULL, 0, 0, NULL, "day", NULL }, { "real", MK_P_REAL, 0, "0.5", -9, 9, NULL, "real", NULL }, \
    { "on-off", MK_P_BOOL, 0, NULL, 0, 0, NULL, "flag", NULL }, { "kind", MK_P_CHOICE, 0, NULL, 0, 0, "a|b", "kind", NULL }, \
    { "limit", MK_P_INT, 0, "20", 1, 100, NULL, "limit", NULL }, { NULL } }
#define COLUMNS (const mk_column_doc[]){ \
    { "text", MK_C_TEXT, "text" }, { "day", MK_C_DAY, "day" }, { "id", MK_C_ID, "id" }, { "real", MK_C_REAL, "real" }, { NULL } }

static const mk_op list = { .name = "echo list", .verb = "GET", .path = "/v1/echo/{id}", .summary = "List", .example = "", .role = MK_NOBODY,
    .flags = MK_OP_READ | MK_OP_NO_STORE, .params = PARAMS, .columns = COLUMNS, .run = echo_run };
static const mk_op put = { .name = "echo put", .verb = "POST", .path = "/v1/echo/{id}", .summary = "Put", .example = "", .role = MK_NOBODY,
    .flags = MK_OP_WRITE | MK_OP_NO_STORE | MK_OP_ONE, .params = PARAMS, .columns = COLUMNS, .run = echo_run };
static const mk_op closed = { .name = "closed", .verb = "GET", .path = "/v1/closed", .summary = "Closed", .example = "", .role = MK_READER,
    .flags = MK_OP_READ | MK_OP_NO_STORE, .params = PARAMS, .columns = COLUMNS, .run = echo_run };
static const mk_op *const ops[] = { &list, &put, &closed, NULL };

const mk_str mk_fuzz_seeds[] = {
    MK_S("GET\n/v1/echo/0000000000001?text=%D7%A9&day=2026-11-22&lang=he\nlocalhost\nmakir=x\n\n*/*\n"),
    MK_S("POST\n/v1/echo/0000000000001\n127.0.0.1:8017\n\napplication/json\n*/*\n{\"text\":\"x\",\"real\":1.5,\"on_off\":true,\"kind\":\"a\",\"limit\":5}"),
    MK_S("POST\n/v1/session\n[::1]\n\napplication/json; charset=utf-8\n*/*\n{\"name\":\"x\",\"password\":\"y\"}"),
    MK_S("GET\n/\nlocalhost\n\n\ntext/html\n"), MK_S("OPTIONS\n/v1/closed\nlocalhost\n\n\ntext/csv\n"), MK_S("GET\n/openapi.json\nlocalhost\n\n\n\n"),
    MK_S("DELETE\n/v1/session\nlocalhost\n\n\n\n"), MK_S("HEAD\n/healthz\nevil\n\n\n\n"), MK_S("GET\n/v1/echo/0000000000001?on_off&text=+\nlocalhost\n\n\ntext/csv\n"),
    { 0 },
};

static mk_str line(mk_str *rest)
{
    const char *nl = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    size_t n = nl ? (size_t)(nl - rest->p) : rest->n;
    mk_str s = mk_str_sub(*rest, 0, n);
    *rest = mk_str_sub(*rest, n + 1, rest->n);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    mk_http_options opt = { .ops = ops, .bind = "127.0.0.1", .body_bytes = 4096 };
    mk_http *http = mk_http_new(&opt);
    mk_arena *arena = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, arena);
    mk_str rest = { (const char *)data, n };
    mk_http_request q = { .peer = MK_S("127.0.0.1"), .accept_encoding = MK_S("gzip") };
    q.method = line(&rest);
    mk_str target = line(&rest);
    const char *question = target.n ? memchr(target.p, '?', target.n) : NULL;
    size_t path = question ? (size_t)(question - target.p) : target.n;
    q.path = mk_str_sub(target, 0, path);
    q.query = mk_str_sub(target, path + 1, target.n);
    q.host = line(&rest);
    q.cookie = line(&rest);
    q.content_type = line(&rest);
    q.accept = line(&rest);
    q.body = rest;
    mk_http_response r;
    mk_http_handle(http, &cx, &q, &r);
    FUZZ_CHECK(r.status >= 200 && r.status <= 599 && r.status != 500);
    FUZZ_CHECK(mk_http_header(&r, "X-Content-Type-Options").n > 0);
    FUZZ_CHECK(r.status < 400 || mk_str_starts(r.body, MK_S("{\"type\":\"urn:makir:error:")));
    mk_arena_free(arena);
    mk_http_free(http);
    return 0;
}
