/* SPDX-License-Identifier: Apache-2.0
 * JSON inside an answer, for the screen: a list of objects one line each with its values, an object as labels and values.
 * Amounts follow the convention of the whole interface: integers named amount, spent, money... are minor units. */
#include <jansson.h>
#include "out_int.h"
#include "width.h"

static void text(const mk_render *r, mk_arena *a, mk_str s, mk_buf *to)
{
    mk_str t = mk_width_safe(a, s);
    mk_width_put(to, t, mk_width(t), false, r->tty);
}

static bool is_money(const char *key)
{
    return key && (strcmp(key, "amount") == 0 || strcmp(key, "spent") == 0 || strncmp(key, "money", 5) == 0 ||
                   strcmp(key, "value_low") == 0 || strcmp(key, "value_high") == 0);
}

static bool nothing(const json_t *v)
{
    return json_is_null(v) || (json_is_string(v) && json_string_length(v) == 0) || (json_is_array(v) && json_array_size(v) == 0) ||
           (json_is_object(v) && json_object_size(v) == 0);
}

/* A moment in JSON is for machines; people read it in their own zone. */
static void words(const mk_render *r, mk_arena *a, mk_str s, mk_buf *to)
{
    int64_t us;
    if (s.n == 20 && s.p[10] == 'T' && s.p[19] == 'Z' && mk_moment_parse(s, &us)) mk_buf_str_add(to, mk_moment_screen(a, r->tz, us));
    else text(r, a, s, to);
}

static mk_str string_of(const json_t *v) { return (mk_str){ json_string_value(v), json_string_length(v) }; }

static void scalar(const mk_render *r, mk_arena *a, const char *key, const json_t *v, mk_buf *to)
{
    if (json_is_string(v)) words(r, a, string_of(v), to);
    else if (json_is_integer(v) && is_money(key)) mk_buf_str_add(to, mk_minor_text(a, json_integer_value(v), true));
    else if (json_is_integer(v)) mk_buf_int(to, json_integer_value(v));
    else if (json_is_real(v)) mk_buf_printf(to, "%.4g", json_real_value(v));
    else if (json_is_true(v)) mk_buf_str_add(to, r->lang == MK_HE ? MK_S("כן") : MK_S("yes"));
    else if (json_is_false(v)) mk_buf_str_add(to, r->lang == MK_HE ? MK_S("לא") : MK_S("no"));
}

static void indent_by(mk_buf *to, size_t n) { mk_width_put(to, MK_S(""), n, false, false); }

static void tree(mk_arena *a, const mk_render *r, const json_t *v, mk_buf *to, size_t indent, int depth);

static bool nested(const json_t *v) { return json_is_array(v) || json_is_object(v); }

/* One line: the plain values of an object, then its nested ones below it. */
static void item(mk_arena *a, const mk_render *r, const json_t *v, mk_buf *to, size_t indent, int depth)
{
    const char *key;
    json_t *m;
    bool first = true;
    mk_str last = MK_S("");
    indent_by(to, indent);
    json_object_foreach((json_t *)(uintptr_t)v, key, m) {
        if (nothing(m) || nested(m) || json_is_false(m)) continue;
        if (json_is_string(m) && mk_str_eq(last, string_of(m))) continue;       /* a value that is displayed as it is */
        last = json_is_string(m) ? string_of(m) : MK_S("");
        if (!first) mk_buf_str_add(to, MK_S(" · "));
        /* words speak for themselves; a number alone says nothing */
        if (!json_is_string(m)) { text(r, a, mk_column_label(a, key), to); if (!json_is_true(m)) mk_buf_c(to, ' '); }
        if (!json_is_true(m)) scalar(r, a, key, m, to);
        first = false;
    }
    mk_buf_c(to, '\n');
    json_object_foreach((json_t *)(uintptr_t)v, key, m) {
        if (nested(m) && !nothing(m)) tree(a, r, m, to, indent + 4, depth + 1);
    }
}

static void labels(mk_arena *a, const mk_render *r, const json_t *v, mk_buf *to, size_t indent, int depth)
{
    const char *key;
    json_t *m;
    size_t width = 0;
    json_object_foreach((json_t *)(uintptr_t)v, key, m) {
        size_t w = nothing(m) || nested(m) ? 0 : mk_width(mk_str_of(key));
        if (w > width) width = w;
    }
    json_object_foreach((json_t *)(uintptr_t)v, key, m) {
        if (nothing(m)) continue;
        indent_by(to, indent);
        mk_width_put(to, mk_width_safe(a, mk_column_label(a, key)), nested(m) ? mk_width(mk_str_of(key)) : width, false, false);
        if (nested(m)) {
            mk_buf_c(to, '\n');
            tree(a, r, m, to, indent + 2, depth + 1);
        } else {
            mk_buf_add(to, "  ", 2);
            scalar(r, a, key, m, to);
            mk_buf_c(to, '\n');
        }
    }
}

static void tree(mk_arena *a, const mk_render *r, const json_t *v, mk_buf *to, size_t indent, int depth)
{
    if (depth > 8) return;
    if (json_is_object(v)) { labels(a, r, v, to, indent, depth); return; }
    if (!json_is_array(v)) {
        indent_by(to, indent);
        scalar(r, a, NULL, v, to);
        mk_buf_c(to, '\n');
        return;
    }
    size_t i;
    json_t *m;
    json_array_foreach((json_t *)(uintptr_t)v, i, m) {
        if (json_is_object(m)) item(a, r, m, to, indent, depth);
        else if (!nothing(m)) tree(a, r, m, to, indent, depth + 1);
    }
}

bool mk_render_tree(mk_arena *a, const mk_render *r, mk_str json, mk_buf *to, size_t indent)
{
    json_error_t err;
    json_t *v = json_loadb(json.p, json.n, JSON_DECODE_ANY, &err);
    if (!v) return false;
    if (!nothing(v)) tree(a, r, v, to, indent, 0);
    json_decref(v);
    return true;
}
