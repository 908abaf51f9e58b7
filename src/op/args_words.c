/* SPDX-License-Identifier: Apache-2.0
 * Arguments from the words of a command line. */
#include "args_int.h"
#include "buf.h"

/* Optimal string alignment distance: letters added, dropped, changed, or two neighbours swapped. Words here are short. */
static size_t distance(mk_str a, mk_str b)
{
    enum { LONGEST = 40 };
    size_t d[3][LONGEST + 1];
    if (a.n > LONGEST || b.n > LONGEST) return LONGEST;
    for (size_t j = 0; j <= b.n; j++) d[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *now = d[i % 3], *was = d[(i + 2) % 3], *before = d[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = was[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            if (was[j] + 1 < best) best = was[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return d[a.n % 3][b.n];
}

const char *mk_nearest(mk_str word, const char *const *candidates, size_t n)
{
    const char *best = NULL;
    size_t best_d = 1 + word.n / 4;         /* of a short word every letter counts */
    for (size_t i = 0; i < n; i++) {
        mk_str c = mk_str_of(candidates[i]);
        size_t d = distance(word, c);
        if (word.n >= 3 && mk_str_starts(c, word)) d = 1;
        if (d <= best_d && (!best || d < best_d)) best = candidates[i], best_d = d;
    }
    return best;
}

static int unknown(mk_cx *cx, const mk_op *op, mk_str name)
{
    const char *names[MK_OP_PARAMS];
    size_t n = 0;
    for (const mk_param *p = op->params; p->name && n < MK_OP_PARAMS; p++)
        if (mk_param_cli(p)) names[n++] = p->name;
    const char *near = mk_nearest(name, names, n);
    mk_str shown = mk_str_sub(name, 0, 40);
    if (near) return mk_fail(cx, MK_EINVAL, "unknown option --%.*s; did you mean --%s?", MK_SARG(shown), near);
    return mk_fail(cx, MK_EINVAL, "unknown option --%.*s; see: makir help %s", MK_SARG(shown), op->name);
}

/* -5 is a number, - is standard input; anything else after a - is an option. */
static bool is_option(const char *w) { return w[0] == '-' && w[1] && !(w[1] >= '0' && w[1] <= '9'); }

static const mk_param *next_positional(const mk_args *a)
{
    for (size_t i = 0; i < a->n; i++)
        if ((a->op->params[i].flags & MK_PF_POSITIONAL) && !a->v[i].has) return &a->op->params[i];
    return NULL;
}

typedef struct words { const mk_param *rest_of; mk_buf rest; } words;

static int positional(mk_cx *cx, mk_args *a, words *w, const char *word)
{
    if (w->rest_of) {
        mk_buf_c(&w->rest, w->rest_of->type == MK_P_PATH ? '\n' : ' ');      /* a path may have blanks in it */
        mk_buf_str_add(&w->rest, mk_str_of(word));
        return 0;
    }
    const mk_param *p = next_positional(a);
    if (!p) return mk_fail(cx, MK_EINVAL, "one word too many; see: makir help %s", a->op->name);
    if (!(p->flags & MK_PF_REST)) return mk_args_put(cx, a, p, mk_str_of(word));
    w->rest_of = p;
    mk_buf_str_add(&w->rest, mk_str_of(word));
    return 0;
}

static int option(mk_cx *cx, mk_args *a, size_t n, const char *const *word, size_t *i)
{
    const char *w = word[*i];
    if (w[1] != '-') return mk_fail(cx, MK_EINVAL, "unknown option %.2s; options begin with --", w);
    const char *eq = strchr(w, '=');
    mk_str name = { w + 2, eq ? (size_t)(eq - w - 2) : strlen(w + 2) };
    const mk_param *p = mk_op_param(a->op, name);
    if (!p || !mk_param_cli(p)) return unknown(cx, a->op, name);
    if (eq) return mk_args_put(cx, a, p, mk_str_of(eq + 1));
    if (p->type == MK_P_BOOL) return mk_args_put(cx, a, p, MK_S("true"));
    if (*i + 1 >= n || strncmp(word[*i + 1], "--", 2) == 0)
        return mk_fail(cx, MK_EINVAL, "--%s needs a value (--%s=VALUE when the value begins with --)", p->name, p->name);
    return mk_args_put(cx, a, p, mk_str_of(word[++*i]));
}

int mk_args_words(mk_cx *cx, mk_args *a, size_t n, const char *const *word)
{
    words w = { NULL, mk_buf_on(cx->arena) };
    bool options = true;
    for (size_t i = 0; i < n; i++) {
        if (options && strcmp(word[i], "--") == 0) options = false;
        else if (options && is_option(word[i])) MK_TRY(option(cx, a, n, word, &i));
        else MK_TRY(positional(cx, a, &w, word[i]));
    }
    return w.rest_of ? mk_args_put(cx, a, w.rest_of, mk_buf_str(&w.rest)) : 0;
}
