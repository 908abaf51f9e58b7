/* SPDX-License-Identifier: Apache-2.0
 * Arguments from the wire: a query string, a JSON object. */
#include "args_int.h"
#include <math.h>
#include "jsonr.h"

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

static int put_number(mk_cx *cx, mk_args *a, mk_str name, mk_str text)
{
    double r;
    int64_t i;
    /* 20.0 is a whole number for whoever writes JavaScript */
    if (!mk_str_int(text, &i) && mk_str_real(text, &r) && r == floor(r) && fabs(r) < 9e15) text = mk_arena_printf(cx->arena, "%.0f", r);
    return put_named(cx, a, name, text);
}

/* What is text in the schema: 5 for a name is a mistake of whoever wrote the program, and 0541234567 would have lost its 0 on the way. */
static bool is_text(mk_param_type type) { return type != MK_P_INT && type != MK_P_REAL && type != MK_P_BOOL; }

static int put_json(mk_cx *cx, mk_args *a, const mk_json *v)
{
    const mk_param *p = mk_op_param(a->op, v->key);
    bool bare = v->type == MK_JSON_NUMBER || v->type == MK_JSON_TRUE || v->type == MK_JSON_FALSE;
    if (v->type == MK_JSON_NULL) return 0;
    if (p && bare && is_text(p->type)) return mk_fail(cx, MK_EINVAL, "%s is text: it stands between quotes", p->name);
    if (v->type == MK_JSON_NUMBER) return put_number(cx, a, v->key, v->text);
    return put_named(cx, a, v->key, v->text);
}

/* Where a byte stands, for people. */
static void place(mk_str s, size_t at, int *line, int *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < at && i < s.n; i++) {
        if (s.p[i] == '\n') ++*line, *column = 1;
        else ++*column;
    }
}

int mk_args_json(mk_cx *cx, mk_args *a, mk_str body)
{
    size_t at;
    int line, column;
    if (mk_str_trim(body).n == 0) return 0;
    const mk_json *root = mk_json_read(cx->arena, body, &at);
    if (!root) {
        place(body, at, &line, &column);
        return mk_fail(cx, MK_EINVAL, "the body is not JSON: line %d, column %d", line, column);
    }
    if (root->type != MK_JSON_OBJECT) return mk_fail(cx, MK_EINVAL, "the body must be a JSON object");
    for (const mk_json *v = root->first; v; v = v->next) MK_TRY(put_json(cx, a, v));
    return 0;
}
