/* SPDX-License-Identifier: Apache-2.0 */
#include "args_int.h"
#include <math.h>
#include <utf8proc.h>
#include "buf.h"
#include "clock.h"
#include "id.h"

mk_args *mk_args_new(mk_cx *cx, const mk_op *op)
{
    mk_args *a = MK_NEW(cx->arena, mk_args);
    a->op = op;
    while (a->n < MK_OP_PARAMS && op->params[a->n].name) a->n++;
    return a;
}

static bool same_name(const char *name, mk_str s)
{
    size_t i = 0;
    for (; i < s.n && name[i]; i++)
        if ((name[i] == '_' ? '-' : name[i]) != (s.p[i] == '_' ? '-' : s.p[i])) return false;
    return i == s.n && !name[i];
}

const mk_param *mk_op_param(const mk_op *op, mk_str name)
{
    for (const mk_param *p = op->params; p->name; p++)
        if (same_name(p->name, name)) return p;
    return NULL;
}

mk_str mk_param_wire(mk_arena *a, const mk_param *p)
{
    char *z = mk_arena_z(a, mk_str_of(p->name));
    for (char *c = z; *c; c++)
        if (*c == '-') *c = '_';
    return mk_str_of(z);
}

static const mk_arg *arg(const mk_args *a, const char *name)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->op->params[i].name, name) == 0) return &a->v[i];
    return NULL;
}

bool mk_arg_has(const mk_args *a, const char *name)
{
    const mk_arg *v = arg(a, name);
    return v && v->has;
}

mk_str mk_arg_text(const mk_args *a, const char *name)
{
    const mk_arg *v = arg(a, name);
    return v && v->has ? v->text : MK_S("");
}

int64_t mk_arg_int(const mk_args *a, const char *name)
{
    const mk_arg *v = arg(a, name);
    return v && v->has ? v->i : 0;
}

double mk_arg_real(const mk_args *a, const char *name)
{
    const mk_arg *v = arg(a, name);
    return v && v->has ? v->r : 0;
}

int mk_arg_place(mk_cx *cx, const mk_args *a, int64_t *first, int64_t *second)
{
    mk_str s = mk_arg_text(a, "cursor");
    const char *dot = s.n ? memchr(s.p, '.', s.n) : NULL;
    size_t at = dot ? (size_t)(dot - s.p) : 0;
    *first = *second = 0;
    if (s.n == 0 || (dot && mk_id_parse(mk_str_sub(s, 0, at), first) && mk_id_parse(mk_str_sub(s, at + 1, s.n), second))) return 0;
    return mk_fail(cx, MK_EINVAL, "cursor must be the `next` of the page before");
}

/* Bytes a terminal, a log or a database would take for something else than text. */
static bool clean_text(mk_str s)
{
    for (size_t i = 0; i < s.n;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &c);
        if (n <= 0 || c == 0) return false;
        i += (size_t)n;
    }
    return true;
}

static bool part(mk_str s, int64_t *ret) { return s.n >= 1 && s.n <= 4 && s.p[0] >= '0' && s.p[0] <= '9' && mk_str_int(s, ret); }

/* YYYY-MM-DD, and day first with dots or slashes, as people here write. */
static bool day_of(mk_str s, int64_t *ret)
{
    int32_t day;
    if (mk_day_parse(s, &day)) { *ret = day; return true; }
    for (const char *sep = "./"; *sep; sep++) {
        const char *a = s.n ? memchr(s.p, *sep, s.n) : NULL;
        const char *b = a ? memchr(a + 1, *sep, (size_t)(s.p + s.n - a - 1)) : NULL;
        if (!b) continue;
        int64_t d, m, y;
        mk_str dd = { s.p, (size_t)(a - s.p) }, mm = { a + 1, (size_t)(b - a - 1) }, yy = { b + 1, (size_t)(s.p + s.n - b - 1) };
        if (dd.n > 2 || mm.n > 2 || yy.n != 4 || !part(dd, &d) || !part(mm, &m) || !part(yy, &y)) return false;
        if (!mk_day_valid((int)y, (int)m, (int)d)) return false;
        *ret = mk_day_of((int)y, (int)m, (int)d);
        return true;
    }
    return false;
}

static bool bool_of(mk_str s, int64_t *ret)
{
    static const struct { const char *word; int64_t value; } words[] = {
        { "true", 1 }, { "yes", 1 }, { "on", 1 }, { "1", 1 }, { "כן", 1 },
        { "false", 0 }, { "no", 0 }, { "off", 0 }, { "0", 0 }, { "לא", 0 },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mk_str_ieq(s, mk_str_of(words[i].word))) { *ret = words[i].value; return true; }
    return false;
}

static bool choice_of(const char *choices, mk_str s)
{
    for (const char *c = choices; s.n; c++) {
        const char *end = strchrnul(c, '|');
        if (mk_str_eq((mk_str){ c, (size_t)(end - c) }, s)) return true;
        if (!*end) break;
        c = end;
    }
    return false;
}

static mk_str choices_text(mk_arena *a, const char *choices)
{
    mk_buf b = mk_buf_on(a);
    for (const char *c = choices; *c; c++) {
        if (*c == '|') mk_buf_add(&b, ", ", 2);
        else mk_buf_c(&b, *c);
    }
    return mk_buf_str(&b);
}

static bool is_word(mk_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
    }
    return s.n > 0 && s.n <= 40;
}

static int check(mk_cx *cx, const mk_param *p, mk_str s, mk_arg *v)
{
    const char *name = p->name;
    mk_str t = mk_str_trim(s);
    switch (p->type) {
    case MK_P_TEXT:
    case MK_P_SECRET:
        if (!clean_text(s)) return mk_fail(cx, MK_EINVAL, "%s must be text in UTF-8", name);
        if (p->flags & MK_PF_WORD && !is_word(s)) return mk_fail(cx, MK_EINVAL, "%s is 1 to 40 of a-z, 0-9, - and _", name);
        if (s.n > cx->limits.row_bytes) return mk_fail(cx, MK_ELIMIT, "%s is longer than %zu bytes", name, cx->limits.row_bytes);
        break;
    case MK_P_PATH:
        if (s.n == 0 || memchr(s.p, 0, s.n)) return mk_fail(cx, MK_EINVAL, "%s must be the path of a file", name);
        if (s.n > 4095) return mk_fail(cx, MK_ELIMIT, "%s is longer than a path can be", name);
        break;
    case MK_P_INT:
        if (!mk_str_int(t, &v->i)) return mk_fail(cx, MK_EINVAL, "%s must be a whole number", name);
        if (p->min < p->max && (v->i < p->min || v->i > p->max))
            return mk_fail(cx, MK_EINVAL, "%s must be from %" PRId64 " to %" PRId64, name, p->min, p->max);
        v->r = (double)v->i;
        break;
    case MK_P_REAL:
        if (!mk_str_real(t, &v->r) || !isfinite(v->r)) return mk_fail(cx, MK_EINVAL, "%s must be a number, like 0.5", name);
        if (p->min < p->max && (v->r < (double)p->min || v->r > (double)p->max))
            return mk_fail(cx, MK_EINVAL, "%s must be from %" PRId64 " to %" PRId64, name, p->min, p->max);
        break;
    case MK_P_BOOL:
        if (!bool_of(t, &v->i)) return mk_fail(cx, MK_EINVAL, "%s must be true or false", name);
        break;
    case MK_P_DAY:
        if (!day_of(t, &v->i)) return mk_fail(cx, MK_EINVAL, "%s must be a day, like 2026-11-22 or 22.11.2026", name);
        break;
    case MK_P_ID:
        if (t.n && t.p[0] == '#') t = mk_str_sub(t, 1, t.n);
        if (!mk_id_parse(t, &v->i))
            return mk_fail(cx, MK_EINVAL, "%s must be an id: 13 letters and digits, as makir shows it", name);
        break;
    case MK_P_CHOICE:
        if (!choice_of(p->choices, t)) {
            mk_str all = choices_text(cx->arena, p->choices);
            return mk_fail(cx, MK_EINVAL, "%s must be one of: %.*s", name, MK_SARG(all));
        }
        s = t;
        break;
    }
    v->text = s;
    v->has = true;
    return 0;
}

int mk_args_put(mk_cx *cx, mk_args *a, const mk_param *p, mk_str value)
{
    mk_arg *v = &a->v[p - a->op->params];
    if (v->has) return mk_fail(cx, MK_EINVAL, "%s is given twice", p->name);
    return check(cx, p, mk_arena_dup(cx->arena, value), v);
}

size_t mk_args_given(const mk_args *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) n += a->v[i].has;
    return n;
}

const mk_param *mk_args_secret(const mk_args *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->op->params[i].type == MK_P_SECRET && (a->op->params[i].flags & MK_PF_REQUIRED) && !a->v[i].has)
            return &a->op->params[i];
    return NULL;
}

int mk_args_end(mk_cx *cx, mk_args *a)
{
    for (size_t i = 0; i < a->n; i++) {
        const mk_param *p = &a->op->params[i];
        if (a->v[i].has) continue;
        if (p->preset) MK_TRY(mk_args_put(cx, a, p, mk_str_of(p->preset)));
        else if (p->flags & MK_PF_REQUIRED) return mk_fail(cx, MK_EINVAL, "%s is missing", p->name);
    }
    return 0;
}
