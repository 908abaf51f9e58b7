/* SPDX-License-Identifier: Apache-2.0
 * The HTTP API as an OpenAPI 3.1 document: parameters from the table's params, answers from its columns. */
#include "args.h"
#include "jsonw.h"
#include "reference.h"

typedef struct doc { mk_jsonw w; mk_arena *a; mk_lang lang; } doc;

static void put(doc *d, const char *key, const char *value) { mk_json_key(&d->w, key); mk_json_z(&d->w, value); }
static void open_at(doc *d, const char *key, char bracket) { mk_json_key(&d->w, key); mk_json_open(&d->w, bracket); }
static void shut(doc *d) { mk_json_close(&d->w); }
static void ref(doc *d, const char *key, mk_str to) { open_at(d, key, '{'); mk_json_key(&d->w, "$ref"); mk_json_str(&d->w, to); shut(d); }

/* "customer find" -> "CustomerFind" */
static mk_str camel(mk_arena *a, const char *name, const char *tail)
{
    mk_buf b = mk_buf_on(a);
    bool up = true;
    for (; *name; name++) {
        if (*name == ' ' || *name == '-') { up = true; continue; }
        mk_buf_c(&b, up && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name);
        up = false;
    }
    mk_buf_str_add(&b, mk_str_of(tail));
    mk_buf_c(&b, 0);
    return (mk_str){ b.p, b.n - 1 };
}

static void param_schema(doc *d, const mk_param *p)
{
    mk_json_open(&d->w, '{');
    switch (p->type) {
    case MK_P_INT: put(d, "type", "integer"); break;
    case MK_P_REAL: put(d, "type", "number"); break;
    case MK_P_BOOL: put(d, "type", "boolean"); break;
    case MK_P_DAY: put(d, "type", "string"); put(d, "format", "date"); break;
    case MK_P_ID:               /* as mk_id_parse reads it */
        put(d, "type", "string");
        put(d, "pattern", "^#?[0-7OoIiLl][0-9A-TV-Za-tv-z]{12}$");
        break;
    case MK_P_SECRET: put(d, "type", "string"); put(d, "format", "password"); break;
    case MK_P_TEXT:
    case MK_P_PATH:
        put(d, "type", "string");
        if (p->flags & MK_PF_WORD) put(d, "pattern", "^[a-z0-9_-]{1,40}$");
        break;
    case MK_P_CHOICE:
        put(d, "type", "string");
        open_at(d, "enum", '[');
        for (const char *c = p->choices, *end; ; c = end + 1) {
            end = strchrnul(c, '|');
            mk_json_str(&d->w, (mk_str){ c, (size_t)(end - c) });
            if (!*end) break;
        }
        shut(d);
        break;
    }
    if (p->min < p->max && (p->type == MK_P_INT || p->type == MK_P_REAL)) {
        mk_json_key(&d->w, "minimum"); mk_json_int(&d->w, p->min);
        mk_json_key(&d->w, "maximum"); mk_json_int(&d->w, p->max);
    }
    int64_t i;
    double r;
    if (p->preset) {
        mk_str s = mk_str_of(p->preset);
        mk_json_key(&d->w, "default");
        if (p->type == MK_P_INT && mk_str_int(s, &i)) mk_json_int(&d->w, i);
        else if (p->type == MK_P_REAL && mk_str_real(s, &r)) mk_json_real(&d->w, r);
        else if (p->type == MK_P_BOOL) mk_json_bool(&d->w, mk_str_eqz(s, "true"));
        else mk_json_str(&d->w, s);
    }
    shut(d);
}

static void types(doc *d, const char *type)
{
    open_at(d, "type", '[');
    mk_json_z(&d->w, type);
    mk_json_z(&d->w, "null");
    shut(d);
}

static void column_schema(doc *d, const mk_column_doc *c)
{
    mk_json_key(&d->w, c->name);
    mk_json_open(&d->w, '{');
    switch (c->type) {
    case MK_C_TEXT: types(d, "string"); break;
    case MK_C_INT: types(d, "integer"); break;
    case MK_C_REAL: types(d, "number"); break;
    case MK_C_BOOL: types(d, "boolean"); break;
    case MK_C_DAY: types(d, "string"); put(d, "format", "date"); break;
    case MK_C_TIME: types(d, "string"); put(d, "format", "date-time"); break;
    case MK_C_ID: types(d, "string"); put(d, "pattern", "^[0-7][0-9a-hjkmnp-tv-z]{12}$"); break;
    case MK_C_MONEY: types(d, "integer"); put(d, "format", "int64"); break;
    case MK_C_JSON: break;              /* any value */
    }
    if (c->type == MK_C_MONEY) mk_json_key(&d->w, "description"), mk_json_str(&d->w, mk_arena_printf(d->a, "%s (minor units)", c->help));
    else put(d, "description", c->help);
    shut(d);
}

#define NOTES_SCHEMA "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"Sentences about this answer\"}"

static void notes_schema(doc *d)
{
    mk_json_key(&d->w, "notes");
    mk_json_raw(&d->w, MK_S(NOTES_SCHEMA));
}

static void op_schemas(doc *d, const mk_op *op)
{
    bool one = op->flags & MK_OP_ONE;
    mk_json_key_str(&d->w, camel(d->a, op->name, one ? "" : "Row"));
    mk_json_open(&d->w, '{');
    put(d, "type", "object");
    open_at(d, "properties", '{');
    for (const mk_column_doc *c = op->columns; c->name; c++) column_schema(d, c);
    if (one) notes_schema(d);
    shut(d);
    open_at(d, "required", '[');
    for (const mk_column_doc *c = op->columns; c->name; c++) mk_json_z(&d->w, c->name);
    shut(d);
    shut(d);
    if (one) return;
    mk_json_key_str(&d->w, camel(d->a, op->name, ""));
    mk_json_open(&d->w, '{');
    put(d, "type", "object");
    open_at(d, "properties", '{');
    open_at(d, "rows", '{');
    put(d, "type", "array");
    ref(d, "items", mk_arena_printf(d->a, "#/components/schemas/%s", camel(d->a, op->name, "Row").p));
    shut(d);
    notes_schema(d);
    if (op->flags & MK_OP_ABOUT) {
        mk_json_key(&d->w, "about");
        mk_json_raw(&d->w, MK_S("{\"type\":\"object\",\"description\":\"What there is to know of this answer, for programs; not there when there is nothing\"}"));
    }
    if (mk_op_param(op, MK_S("cursor"))) {
        mk_json_key(&d->w, "next");
        mk_json_raw(&d->w, MK_S("{\"type\":[\"string\",\"null\"],\"description\":\"Where the list goes on: give it back as cursor; null at the end\"}"));
    }
    shut(d);
    mk_json_key(&d->w, "required");
    mk_json_raw(&d->w, MK_S("[\"rows\",\"notes\"]"));
    shut(d);
}

/* Whether it stands in the path as {name}, not only as a part of another word there. */
static bool in_path(const mk_op *op, const mk_param *p)
{
    const size_t n = strlen(p->name);
    for (const char *at = strchr(op->path, '{'); at; at = strchr(at + 1, '{'))
        if (strncmp(at + 1, p->name, n) == 0 && at[n + 1] == '}') return true;
    return false;
}

static void parameter(doc *d, const mk_op *op, const mk_param *p)
{
    bool path = in_path(op, p);
    mk_json_open(&d->w, '{');
    mk_json_key(&d->w, "name");
    mk_json_str(&d->w, path ? mk_str_of(p->name) : mk_param_wire(d->a, p));
    put(d, "in", path ? "path" : "query");
    put(d, "description", mk_op_words(p->help, d->lang));
    if (path || (p->flags & MK_PF_REQUIRED)) { mk_json_key(&d->w, "required"); mk_json_bool(&d->w, true); }
    mk_json_key(&d->w, "schema");
    param_schema(d, p);
    shut(d);
}

static bool has_body(const mk_op *op) { return strcmp(op->verb, "GET") != 0 && strcmp(op->verb, "DELETE") != 0; }

static void body(doc *d, const mk_op *op)
{
    size_t n = 0, required = 0;
    for (const mk_param *p = op->params; p->name; p++)
        if (!in_path(op, p) && mk_param_http(p)) { n++; required += (p->flags & MK_PF_REQUIRED) != 0; }
    if (!n) return;
    open_at(d, "requestBody", '{');
    mk_json_key(&d->w, "required");
    mk_json_bool(&d->w, required > 0);
    open_at(d, "content", '{');
    open_at(d, "application/json", '{');
    open_at(d, "schema", '{');
    put(d, "type", "object");
    open_at(d, "properties", '{');
    for (const mk_param *p = op->params; p->name; p++) {
        if (in_path(op, p) || !mk_param_http(p)) continue;
        mk_json_key_str(&d->w, mk_param_wire(d->a, p));
        param_schema(d, p);
    }
    shut(d);
    if (required) {
        open_at(d, "required", '[');
        for (const mk_param *p = op->params; p->name; p++)
            if (!in_path(op, p) && mk_param_http(p) && (p->flags & MK_PF_REQUIRED)) mk_json_str(&d->w, mk_param_wire(d->a, p));
        shut(d);
    }
    mk_json_key(&d->w, "additionalProperties");
    mk_json_bool(&d->w, false);
    shut(d);
    shut(d);
    shut(d);
    shut(d);
}

static const char *scope_name(const mk_op *op)
{
    unsigned scope = mk_op_scope(op), k = 0;
    while (scope >> (k + 1)) k++;
    return mk_scope_name[k];
}

static void operation(doc *d, const mk_op *op)
{
    char verb[8] = { 0 };
    for (size_t i = 0; i < sizeof verb - 1 && op->verb[i]; i++) verb[i] = (char)(op->verb[i] | 32);
    open_at(d, verb, '{');
    mk_json_key(&d->w, "operationId");
    mk_json_str(&d->w, camel(d->a, op->name, ""));
    put(d, "summary", mk_op_words(op->summary, d->lang));
    if (op->help && *op->help) put(d, "description", mk_op_words(op->help, d->lang));
    put(d, "x-role", mk_role_name(op->role));
    if (mk_op_scope(op)) put(d, "x-scope", scope_name(op));
    open_at(d, "tags", '[');
    mk_json_str(&d->w, (mk_str){ op->name, strcspn(op->name, " ") });
    shut(d);
    open_at(d, "parameters", '[');
    for (const mk_param *p = op->params; p->name; p++)
        if (in_path(op, p) || !has_body(op)) parameter(d, op, p);
    if (strcmp(op->verb, "GET") != 0) mk_json_raw(&d->w, MK_S("{\"$ref\":\"#/components/parameters/Makir\"}"));
    if (op->flags & MK_OP_WRITE) mk_json_raw(&d->w, MK_S("{\"$ref\":\"#/components/parameters/Idempotency\"}"));
    if (op->flags & MK_OP_LONG) mk_json_raw(&d->w, MK_S("{\"$ref\":\"#/components/parameters/Prefer\"}"));
    mk_json_raw(&d->w, MK_S("{\"$ref\":\"#/components/parameters/Lang\"}"));
    shut(d);
    if (has_body(op)) body(d, op);
    if (op->role == MK_NOBODY) { open_at(d, "security", '['); shut(d); }
    open_at(d, "responses", '{');
    open_at(d, "200", '{');
    put(d, "description", "The answer");
    open_at(d, "content", '{');
    open_at(d, op->media ? op->media : "application/json", '{');
    if (op->media) { open_at(d, "schema", '{'); put(d, "type", "string"); shut(d); }
    else ref(d, "schema", mk_arena_printf(d->a, "#/components/schemas/%s", camel(d->a, op->name, "").p));
    shut(d);
    shut(d);
    shut(d);
    if (op->flags & MK_OP_LONG) ref(d, "202", MK_S("#/components/responses/Accepted"));
    ref(d, "default", MK_S("#/components/responses/Problem"));
    shut(d);
    shut(d);
}

static bool served(const mk_op *op) { return !(op->flags & MK_OP_LOCAL) && (!(op->flags & MK_OP_DOCUMENT) || op->media); }

static void paths(doc *d, const mk_op *const *ops)
{
    for (const mk_op *const *o = ops; *o; o++) {
        bool first = served(*o);
        for (const mk_op *const *p = ops; p != o && first; p++) first = !served(*p) || strcmp((*p)->path, (*o)->path) != 0;
        if (!first) continue;
        mk_json_key(&d->w, (*o)->path);
        mk_json_open(&d->w, '{');
        for (const mk_op *const *p = o; *p; p++)
            if (served(*p) && strcmp((*p)->path, (*o)->path) == 0) operation(d, *p);
        shut(d);
    }
}

/* What the face itself answers, without an operation. */
static const struct { const char *path, *json; } fixed_paths[] = {
    { "/v1/session",
      "{\"post\":{\"operationId\":\"SessionOpen\",\"summary\":\"Sign in\",\"tags\":[\"session\"],\"security\":[],"
      "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":"
      "{\"name\":{\"type\":\"string\"},\"password\":{\"type\":\"string\",\"format\":\"password\"},\"code\":{\"type\":\"string\"}},\"required\":[\"name\",\"password\"]}}}},"
      "\"responses\":{\"204\":{\"description\":\"Signed in; the cookie is set\"},\"default\":{\"$ref\":\"#/components/responses/Problem\"}}},"
      "\"delete\":{\"operationId\":\"SessionClose\",\"summary\":\"Sign out\",\"tags\":[\"session\"],\"security\":[],"
      "\"parameters\":[{\"$ref\":\"#/components/parameters/Makir\"}],"
      "\"responses\":{\"204\":{\"description\":\"Signed out\"},\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/me",
      "{\"get\":{\"operationId\":\"Me\",\"summary\":\"Who is signed in\",\"tags\":[\"session\"],\"responses\":{\"200\":{\"description\":"
      "\"The one signed in\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Me\"}}}},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/jobs",
      "{\"get\":{\"operationId\":\"JobList\",\"summary\":\"Long operations that run, and those that ended lately\",\"tags\":[\"job\"],"
      "\"responses\":{\"200\":{\"description\":\"The newest first, without their results\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
      "\"properties\":{\"rows\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Job\"}},"
      "\"notes\":" NOTES_SCHEMA "},\"required\":[\"rows\",\"notes\"]}}}},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/jobs/{job}",
      "{\"parameters\":[{\"name\":\"job\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}],"
      "\"get\":{\"operationId\":\"JobShow\",\"summary\":\"How far a long operation is, and its result\",\"tags\":[\"job\"],"
      "\"responses\":{\"200\":{\"description\":\"The job\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Job\"}}}},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}},"
      "\"delete\":{\"operationId\":\"JobCancel\",\"summary\":\"Cancel it; of one that has ended, forget it\",\"tags\":[\"job\"],"
      "\"parameters\":[{\"$ref\":\"#/components/parameters/Makir\"}],"
      "\"responses\":{\"202\":{\"$ref\":\"#/components/responses/Accepted\"},\"204\":{\"description\":\"Forgotten\"},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/uploads",
      "{\"post\":{\"operationId\":\"UploadSend\",\"summary\":\"Send a file to import\",\"tags\":[\"upload\"],\"x-role\":\"manager\","
      "\"parameters\":[{\"$ref\":\"#/components/parameters/Makir\"},{\"name\":\"X-Makir-Name\",\"in\":\"header\",\"description\":"
      "\"What the file is called: UTF-8 with %XX\",\"schema\":{\"type\":\"string\"}}],"
      "\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}},"
      "\"responses\":{\"201\":{\"description\":\"It is here\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":"
      "{\"upload\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"bytes\":{\"type\":\"integer\",\"format\":\"int64\"}},"
      "\"required\":[\"upload\",\"name\",\"bytes\"]}}}},\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/uploads/{upload}",
      "{\"delete\":{\"operationId\":\"UploadForget\",\"summary\":\"Forget a file that was sent\",\"tags\":[\"upload\"],\"x-role\":\"manager\","
      "\"parameters\":[{\"name\":\"upload\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}},{\"$ref\":\"#/components/parameters/Makir\"}],"
      "\"responses\":{\"204\":{\"description\":\"Forgotten\"},\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/v1/uploads/{upload}/bad",
      "{\"get\":{\"operationId\":\"UploadBad\",\"summary\":\"The rows that could not be read\",\"tags\":[\"upload\"],\"x-role\":\"manager\","
      "\"parameters\":[{\"name\":\"upload\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}],"
      "\"responses\":{\"200\":{\"description\":\"To be corrected and sent again\",\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\"}},"
      "\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}},"
      "\"text/vcard\":{\"schema\":{\"type\":\"string\"}},\"application/x-ndjson\":{\"schema\":{\"type\":\"string\"}},\"text/plain\":{\"schema\":{\"type\":\"string\"}}}},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/healthz",
      "{\"get\":{\"operationId\":\"Health\",\"summary\":\"Whether the server lives\",\"tags\":[\"server\"],\"security\":[],"
      "\"responses\":{\"200\":{\"description\":\"It lives\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
      "\"properties\":{\"status\":{\"type\":\"string\"}},\"required\":[\"status\"]}}}}}}}" },
    { "/metrics",
      "{\"get\":{\"operationId\":\"Metrics\",\"summary\":\"How the server does, for programs that watch it\",\"tags\":[\"server\"],\"x-role\":\"reader\","
      "\"responses\":{\"200\":{\"description\":\"Counts, sizes and times in Prometheus' text format\",\"content\":{\"text/plain\":{\"schema\":{\"type\":\"string\"}}}},"
      "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}" },
    { "/openapi.json",
      "{\"get\":{\"operationId\":\"OpenApi\",\"summary\":\"This document\",\"tags\":[\"server\"],\"security\":[],"
      "\"responses\":{\"200\":{\"description\":\"OpenAPI 3.1\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}}}}}" },
};

static const char fixed_schemas_me[] =
    "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"role\":{\"type\":\"string\"},\"lang\":{\"type\":\"string\","
    "\"enum\":[\"he\",\"en\"]},\"shop\":{\"type\":\"string\"},\"timezone\":{\"type\":\"string\"},\"currency\":{\"type\":\"string\"},\"hidden\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
    "\"second_factor\":{\"type\":\"boolean\"},\"demo\":{\"type\":\"boolean\"}},\"required\":[\"name\",\"role\",\"lang\",\"shop\",\"timezone\"]}";
static const char fixed_schemas_job[] =
    "{\"type\":\"object\",\"properties\":{\"job\":{\"type\":\"string\"},\"op\":{\"type\":\"string\"},\"who\":{\"type\":\"string\"},"
    "\"state\":{\"type\":\"string\",\"enum\":[\"running\",\"cancelling\",\"done\",\"failed\",\"cancelled\"]},\"stage\":{\"type\":\"string\"},"
    "\"done\":{\"type\":\"integer\"},\"total\":{\"type\":\"integer\",\"description\":\"0: not known\"},"
    "\"began\":{\"type\":\"string\",\"format\":\"date-time\"},\"ended\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},"
    "\"result\":{\"description\":\"As the operation answers; null until it is done\"},"
    "\"problem\":{\"description\":\"Why it failed; null otherwise\"}},\"required\":[\"job\",\"op\",\"who\",\"state\",\"stage\",\"done\",\"total\",\"began\",\"ended\"]}";
static const char fixed_schemas_problem[] =
    "{\"type\":\"object\",\"description\":\"RFC 9457\",\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"hint\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"}},"
    "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"hint\",\"code\"]}";
static const char fixed_rest[] =
    "\"responses\":{\"Problem\":{\"description\":\"What went wrong\",\"content\":{\"application/problem+json\":{\"schema\":"
    "{\"$ref\":\"#/components/schemas/Problem\"}}}},"
    "\"Accepted\":{\"description\":\"It runs as a job\",\"headers\":{\"Location\":{\"schema\":{\"type\":\"string\"}}},"
    "\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Job\"}}}}},"
    "\"parameters\":{\"Makir\":{\"name\":\"X-Makir\",\"in\":\"header\",\"description\":\"1; needed unless the body is application/json\","
    "\"schema\":{\"type\":\"string\",\"enum\":[\"1\"]}},\"Prefer\":{\"name\":\"Prefer\",\"in\":\"header\",\"description\":\"wait=SECONDS or respond-async (RFC 7240)\","
    "\"schema\":{\"type\":\"string\"}},\"Idempotency\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":"
    "\"The request's own name, 8 to 128 characters: the same again gets the same answer, for a day, and is not done again\",\"schema\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":128}},\"Lang\":{\"name\":\"lang\",\"in\":\"query\",\"description\":\"Language of sentences\","
    "\"schema\":{\"type\":\"string\",\"enum\":[\"he\",\"en\"]}}},"
    "\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"makir\"},"
    "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"makir key add; x-scope says which scope an operation needs\"}}";

void mk_openapi(const mk_op *const *ops, mk_lang lang, mk_buf *to)
{
    doc d = { mk_jsonw_on(to), to->arena, lang };
    mk_json_open(&d.w, '{');
    put(&d, "openapi", "3.1.0");
    open_at(&d, "info", '{');
    put(&d, "title", "makir");
    put(&d, "version", MK_VERSION);
    put(&d, "description", "One memory of every customer, and whom to turn to today.");
    mk_json_key(&d.w, "license");
    mk_json_raw(&d.w, MK_S("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
    shut(&d);
    mk_json_key(&d.w, "security");
    mk_json_raw(&d.w, MK_S("[{\"session\":[]},{\"key\":[]}]"));
    open_at(&d, "paths", '{');
    paths(&d, ops);
    for (size_t i = 0; i < sizeof fixed_paths / sizeof *fixed_paths; i++) {
        mk_json_key(&d.w, fixed_paths[i].path);
        mk_json_raw(&d.w, mk_str_of(fixed_paths[i].json));
    }
    shut(&d);
    open_at(&d, "components", '{');
    open_at(&d, "schemas", '{');
    for (; *ops; ops++)
        if (served(*ops) && !(*ops)->media) op_schemas(&d, *ops);
    mk_json_key(&d.w, "Me");
    mk_json_raw(&d.w, mk_str_of(fixed_schemas_me));
    mk_json_key(&d.w, "Job");
    mk_json_raw(&d.w, mk_str_of(fixed_schemas_job));
    mk_json_key(&d.w, "Problem");
    mk_json_raw(&d.w, mk_str_of(fixed_schemas_problem));
    shut(&d);
    mk_buf_c(to, ',');
    mk_buf_str_add(to, mk_str_of(fixed_rest));
    shut(&d);
    shut(&d);
    mk_buf_c(to, '\n');
}
