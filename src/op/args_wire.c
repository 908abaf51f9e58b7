/* SPDX-License-Identifier: Apache-2.0
 * Arguments from the wire: a query string, a JSON object. The tree of jansson ends here; behind this border there are only slices. */
#include "args_int.h"
#include <jansson.h>
#include <math.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool mk_url_decode(mk_arena *a, mk_str s, bool plus, mk_str *ret)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '+' && plus) c = ' ';
        else if (c == '%') {
            int hi = i + 2 < s.n ? hex(s.p[i + 1]) : -1, lo = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
            if (hi < 0 || lo < 0) return false;
            c = (char)(hi << 4 | lo);
            i += 2;
        }
        if (c == 0) return false;
        p[n++] = c;
    }
    p[n] = 0;
    *ret = (mk_str){ p, n };
    return true;
}

static int put_named(mk_cx *cx, mk_args *a, mk_str name, mk_str value)
{
    const mk_param *p = mk_op_param(a->op, name);
    if (!p) return mk_fail(cx, MK_EINVAL, "unknown parameter %.*s", MK_SARG(mk_str_sub(name, 0, 40)));
    return mk_args_put(cx, a, p, value);
}

static bool skipped(const char *const *skip, mk_str name)
{
    for (; skip && *skip; skip++)
        if (mk_str_eqz(name, *skip)) return true;
    return false;
}

int mk_args_query(mk_cx *cx, mk_args *a, mk_str query, const char *const *skip)
{
    for (size_t i = 0; i < query.n;) {
        const char *amp = memchr(query.p + i, '&', query.n - i);
        size_t end = amp ? (size_t)(amp - query.p) : query.n;
        mk_str pair = mk_str_sub(query, i, end), name, value;
        i = end + 1;
        if (pair.n == 0) continue;
        const char *eq = memchr(pair.p, '=', pair.n);
        size_t at = eq ? (size_t)(eq - pair.p) : pair.n;
        if (!mk_url_decode(cx->arena, mk_str_sub(pair, 0, at), true, &name) || !mk_url_decode(cx->arena, mk_str_sub(pair, at + 1, pair.n), true, &value))
            return mk_fail(cx, MK_EINVAL, "the query of the address is broken: %%XX expected after %%");
        if (skipped(skip, name)) continue;
        MK_TRY(put_named(cx, a, name, eq ? value : MK_S("true")));
    }
    return 0;
}

static void free_json(void *p) { json_decref(p); }
static void free_dump(void *p) { free(p); }

static int put_json(mk_cx *cx, mk_args *a, const char *key, const json_t *v)
{
    mk_str name = mk_str_of(key);
    switch (json_typeof(v)) {
    case JSON_NULL: return 0;
    case JSON_STRING: return put_named(cx, a, name, (mk_str){ json_string_value(v), json_string_length(v) });
    case JSON_TRUE: return put_named(cx, a, name, MK_S("true"));
    case JSON_FALSE: return put_named(cx, a, name, MK_S("false"));
    case JSON_INTEGER: return put_named(cx, a, name, mk_arena_printf(cx->arena, "%" PRId64, (int64_t)json_integer_value(v)));
    case JSON_REAL: {
        double r = json_real_value(v);
        /* 20.0 is a whole number for whoever writes JavaScript */
        if (r == floor(r) && fabs(r) < 9e15) return put_named(cx, a, name, mk_arena_printf(cx->arena, "%.0f", r));
        return put_named(cx, a, name, mk_arena_printf(cx->arena, "%.17g", r));
    }
    case JSON_OBJECT:
    case JSON_ARRAY: {
        char *dump = json_dumps(v, JSON_COMPACT);
        if (!dump) return mk_fail(cx, MK_ENOMEM, "out of memory");
        mk_arena_defer(cx->arena, free_dump, dump);
        return put_named(cx, a, name, mk_str_of(dump));
    }
    }
    return mk_fail(cx, MK_EBUG, "a JSON value of no kind");
}

int mk_args_json(mk_cx *cx, mk_args *a, mk_str body)
{
    if (mk_str_trim(body).n == 0) return 0;
    json_error_t err;
    json_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &err);
    if (!root) return mk_fail(cx, MK_EINVAL, "the body is not JSON: line %d, column %d", err.line, err.column);
    mk_arena_defer(cx->arena, free_json, root);
    if (!json_is_object(root)) return mk_fail(cx, MK_EINVAL, "the body must be a JSON object");
    const char *key;
    json_t *v;
    json_object_foreach(root, key, v) MK_TRY(put_json(cx, a, key, v));
    return 0;
}
