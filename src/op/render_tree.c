/* SPDX-License-Identifier: Apache-2.0
 * JSON inside an answer, for the screen: a list of objects one line each with its values, an object as labels and values.
 * Amounts follow the convention of the whole interface: integers named amount, spent, money... are minor units. */
#include "jsonr.h"
#include "out_int.h"
#include "width.h"

enum { DEEPEST = 8 };

static void text(const mk_render *r, mk_arena *a, mk_str s, mk_buf *to)
{
    mk_str t = mk_width_safe(a, s);
    mk_width_put(to, t, mk_width(t), false, r->tty);
}

static bool is_money(mk_str key)
{
    return mk_str_eqz(key, "amount") || mk_str_eqz(key, "spent") || mk_str_starts(key, MK_S("money")) || mk_str_eqz(key, "value_low") ||
           mk_str_eqz(key, "value_high");
}

static bool nested(const mk_json *v) { return v->type == MK_JSON_ARRAY || v->type == MK_JSON_OBJECT; }

static bool nothing(const mk_json *v)
{
    bool empty = v->type == MK_JSON_NULL || (v->type == MK_JSON_STRING && v->text.n == 0) || nested(v);
    for (const mk_json *m = nested(v) ? v->first : NULL; m && empty; m = m->next) empty = nothing(m);
    return empty;
}

/* A moment in JSON is for machines; people read it in their own zone. */
static void words(const mk_render *r, mk_arena *a, mk_str s, mk_buf *to)
{
    int64_t us;
    if (s.n == 20 && s.p[10] == 'T' && s.p[19] == 'Z' && mk_moment_parse(s, &us)) mk_buf_str_add(to, mk_moment_screen(a, r->tz, us));
    else text(r, a, s, to);
}

static void scalar(const mk_render *r, mk_arena *a, mk_str key, const mk_json *v, mk_buf *to)
{
    int64_t i;
    double d;
    if (v->type == MK_JSON_STRING) words(r, a, v->text, to);
    else if (v->type == MK_JSON_TRUE) mk_buf_str_add(to, r->lang == MK_HE ? MK_S("כן") : MK_S("yes"));
    else if (v->type == MK_JSON_FALSE) mk_buf_str_add(to, r->lang == MK_HE ? MK_S("לא") : MK_S("no"));
    else if (mk_str_int(v->text, &i)) is_money(key) ? mk_buf_str_add(to, mk_minor_text(a, i, true)) : mk_buf_int(to, i);
    else if (mk_str_real(v->text, &d)) mk_buf_printf(to, d > -1e4 && d < 1e4 ? "%.4g" : "%.0f", d);
}

static void indent_by(mk_buf *to, size_t n) { mk_width_put(to, MK_S(""), n, false, false); }

static void tree(mk_arena *a, const mk_render *r, const mk_json *v, mk_buf *to, size_t indent, int depth);

/* The plain values of an object in one line. */
static void line(mk_arena *a, const mk_render *r, const mk_json *v, mk_buf *to)
{
    bool first = true;
    mk_str last = MK_S("");
    for (const mk_json *m = v->first; m; m = m->next) {
        if (nothing(m) || nested(m) || m->type == MK_JSON_FALSE) continue;
        if (m->type == MK_JSON_STRING && mk_str_eq(last, m->text)) continue;       /* a value that is displayed as it is */
        last = mk_json_text(m);
        if (!first) mk_buf_str_add(to, MK_S(" · "));
        /* words speak for themselves; a number alone says nothing */
        if (m->type != MK_JSON_STRING) { text(r, a, mk_column_label(a, mk_arena_z(a, m->key)), to); if (m->type != MK_JSON_TRUE) mk_buf_c(to, ' '); }
        if (m->type != MK_JSON_TRUE) scalar(r, a, m->key, m, to);
        first = false;
    }
    mk_buf_c(to, '\n');
}

/* One line, and below it what is nested: an object with its name, because two of them may have the same labels. */
static void item(mk_arena *a, const mk_render *r, const mk_json *v, mk_buf *to, size_t indent, int depth)
{
    line(a, r, v, to);
    for (const mk_json *m = v->first; m && depth < DEEPEST; m = m->next) {
        if (!nested(m) || nothing(m)) continue;
        if (m->type == MK_JSON_OBJECT) {
            indent_by(to, indent + 4);
            text(r, a, mk_column_label(a, mk_arena_z(a, m->key)), to);
            mk_buf_str_add(to, MK_S(": "));
            item(a, r, m, to, indent + 4, depth + 1);
        } else {
            tree(a, r, m, to, indent + 4, depth + 1);
        }
    }
}

static void labels(mk_arena *a, const mk_render *r, const mk_json *v, mk_buf *to, size_t indent, int depth)
{
    size_t width = 0;
    for (const mk_json *m = v->first; m; m = m->next) {
        size_t w = nothing(m) || nested(m) ? 0 : mk_width(m->key);
        if (w > width) width = w;
    }
    for (const mk_json *m = v->first; m; m = m->next) {
        if (nothing(m)) continue;
        indent_by(to, indent);
        mk_width_put(to, mk_width_safe(a, mk_column_label(a, mk_arena_z(a, m->key))), nested(m) ? mk_width(m->key) : width, false, false);
        if (nested(m)) {
            mk_buf_c(to, '\n');
            tree(a, r, m, to, indent + 2, depth + 1);
        } else {
            mk_buf_add(to, "  ", 2);
            scalar(r, a, m->key, m, to);
            mk_buf_c(to, '\n');
        }
    }
}

static void tree(mk_arena *a, const mk_render *r, const mk_json *v, mk_buf *to, size_t indent, int depth)
{
    if (depth > DEEPEST) return;
    if (v->type == MK_JSON_OBJECT) { labels(a, r, v, to, indent, depth); return; }
    if (v->type != MK_JSON_ARRAY) {
        indent_by(to, indent);
        scalar(r, a, MK_S(""), v, to);
        mk_buf_c(to, '\n');
        return;
    }
    for (const mk_json *m = v->first; m; m = m->next) {
        if (m->type == MK_JSON_OBJECT) {
            indent_by(to, indent);
            item(a, r, m, to, indent, depth);
        } else if (!nothing(m)) {
            tree(a, r, m, to, indent, depth + 1);
        }
    }
}

bool mk_render_tree(mk_arena *a, const mk_render *r, mk_str json, mk_buf *to, size_t indent)
{
    const mk_json *v = mk_json_read(a, json, NULL);
    if (!v) return false;
    if (!nothing(v)) tree(a, r, v, to, indent, 0);
    return true;
}
