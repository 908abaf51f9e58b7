/* SPDX-License-Identifier: Apache-2.0
 * The rules of service as a sheet says them, and what they apply to: by kind and traits of a thing, and by the words of a till. */
#include "service.h"
#include "utf8.h"
#include "vec.h"

const char *const mk_severity_name[MK_SEVERITIES] = { "comfort", "wear", "safety", "legal" };

/* --- rules --- */

static bool span_of(mk_str s, mk_span *ret)
{
    *ret = (mk_span){ 0 };
    while ((s = mk_str_trim(s)).n) {
        size_t d = 0, w;
        int64_t v;
        while (d < s.n && s.p[d] >= '0' && s.p[d] <= '9') d++;
        for (w = d; w < s.n && s.p[w] != ' '; w++) {}
        mk_str unit = mk_str_sub(s, d, w);
        if (!mk_str_int(mk_str_sub(s, 0, d), &v) || v <= 0 || v > 10000000) return false;
        if (mk_str_eqz(unit, "km")) ret->km = (int32_t)v;
        else if (mk_str_eqz(unit, "m") && v <= 1200) ret->months = (int32_t)v;
        else if (mk_str_eqz(unit, "d") && v <= 36500) ret->days = (int32_t)v;
        else return false;
        s = mk_str_sub(s, w, s.n);
    }
    return true;
}

static bool whole(mk_str s, int64_t most, int32_t *ret)
{
    int64_t v = 0;
    if (s.n && (!mk_str_int(s, &v) || v < 0 || v > most)) return false;
    *ret = (int32_t)v;
    return true;
}

static bool empty(const mk_span *s) { return !s->km && !s->months && !s->days; }

/* The cells of a line: in quotes when a comma is in them, quotes inside doubled. */
static size_t cells_of(mk_arena *a, mk_str line, mk_str *cell, size_t most)
{
    size_t n = 0, i = 0;
    for (;;) {
        while (i < line.n && line.p[i] == ' ') i++;
        mk_str c;
        if (i < line.n && line.p[i] == '"') {
            char *to = mk_arena_alloc(a, line.n + 1);
            size_t k = 0;
            for (i++; i < line.n && (line.p[i] != '"' || (i + 1 < line.n && line.p[i + 1] == '"')); i++) {
                if (line.p[i] == '"') i++;
                to[k++] = line.p[i];
            }
            c = (mk_str){ to, k };
            while (i < line.n && line.p[i] != ',') i++;
        } else {
            size_t from = i;
            while (i < line.n && line.p[i] != ',') i++;
            c = mk_str_sub(line, from, i);
        }
        if (n < most) cell[n] = mk_str_trim(c);
        n++;
        if (i >= line.n) return n;
        i++;
    }
}

enum { LEAST = 7, MOST = 9 };

static int rule_of(mk_cx *cx, size_t no, mk_str line, mk_service_rule *ret)
{
    mk_str cell[MOST] = { { 0 } };
    size_t n = cells_of(cx->arena, line, cell, MOST);
    if (n < LEAST || n > MOST)
        return mk_fail(cx, MK_EBADDATA, "line %zu of the rules has %zu cells; wanted: task, applies-to, km, months, first, then, severity, and if you like: hebrew, words", no, n);
    mk_service_rule r = { .task = cell[0], .applies = cell[1], .hebrew = cell[7], .words = cell[8], .line = line };
    mk_span usual = { 0 };
    int s = 0;
    while (s < MK_SEVERITIES && !mk_str_eqz(cell[6], mk_severity_name[s])) s++;
    if (!r.task.n || !r.applies.n) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules names no task or nothing it applies to", no);
    if (!whole(cell[2], 10000000, &usual.km) || !whole(cell[3], 1200, &usual.months))
        return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: km and months are whole numbers, or empty", no);
    if (!span_of(cell[4], &r.first) || !span_of(cell[5], &r.then)) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: first and then are like 15000km, 36m or 90d", no);
    if (s == MK_SEVERITIES) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: severity is comfort, wear, safety or legal", no);
    if (empty(&r.first)) r.first = usual;
    if (empty(&r.then)) r.then = usual;
    if (empty(&r.first) && empty(&r.then)) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules says neither km nor months", no);
    r.severity = (mk_severity)s;
    r.names = mk_service_names(cx->arena, &r);
    *ret = r;
    return 0;
}

int mk_service_read(mk_cx *cx, mk_str text, const mk_service_rule **ret, size_t *ret_n)
{
    mk_vec(mk_service_rule) rules = { 0 };
    for (size_t from = 0, no = 1; from < text.n; no++) {
        size_t to = from;
        while (to < text.n && text.p[to] != '\n') to++;
        mk_str line = mk_str_trim(mk_str_sub(text, from, to));
        from = to + 1;
        if (no == 1 && mk_str_starts(line, MK_S("\xef\xbb\xbf"))) line = mk_str_sub(line, 3, line.n);
        if (!line.n || line.p[0] == '#' || mk_str_starts(line, MK_S("task,"))) continue;
        mk_service_rule r;
        MK_TRY(rule_of(cx, no, line, &r));
        *mk_vec_push(cx->arena, &rules) = r;
    }
    *ret = rules.p;
    *ret_n = rules.n;
    return 0;
}

/* --- what it holds for --- */

/* "2015-2019" or "2015-": the years of a range. */
static bool years_of(mk_str s, int64_t *from, int64_t *to)
{
    ptrdiff_t dash = mk_str_find(s, MK_S("-"));
    *to = 9999;
    if (dash != 4 || !mk_str_int(mk_str_sub(s, 0, 4), from)) return false;
    mk_str rest = mk_str_sub(s, 5, s.n);
    return rest.n == 0 || (rest.n == 4 && mk_str_int(rest, to));
}

static bool has_trait(mk_arena *a, mk_str want, mk_str traits)
{
    int64_t from = 0, to = 0, year;
    bool range = years_of(want, &from, &to);
    mk_str folded = mk_fold_text(a, want);
    for (size_t i = 0, k; i <= traits.n; i = k + 1) {
        for (k = i; k < traits.n && traits.p[k] != '\n'; k++) {}
        mk_str trait = mk_str_sub(traits, i, k);
        if (range) {
            if (mk_str_starts(trait, MK_S("year=")) && mk_str_int(mk_str_sub(trait, 5, 9), &year) && year >= from && year <= to) return true;
        } else if (mk_str_eq(mk_fold_text(a, trait), folded)) return true;
    }
    return false;
}

bool mk_applies(mk_arena *a, mk_str applies, mk_str kind, mk_str traits)
{
    for (size_t i = 0, k; i <= applies.n; i = k + 1) {
        for (k = i; k < applies.n && applies.p[k] != '/'; k++) {}
        mk_str want = mk_str_trim(mk_str_sub(applies, i, k));
        if (i == 0 ? !mk_str_eq(mk_fold_text(a, want), mk_fold_text(a, kind)) : !has_trait(a, want, traits)) return false;
    }
    return true;
}

/* --- whether it was done --- */

/* what stands in said with no letter before or behind it. */
static bool holds(mk_str said, mk_str what)
{
    for (size_t i = 0; what.n && i + what.n <= said.n; i++)
        if ((i == 0 || said.p[i - 1] == ' ') && (i + what.n == said.n || said.p[i + what.n] == ' ') && memcmp(said.p + i, what.p, what.n) == 0) return true;
    return false;
}

typedef struct name { mk_str text; bool whole; uint64_t kind; } name;       /* whole: all that is said; else it stands in it */
struct mk_job_words { mk_vec(mk_str) kind; mk_vec(name) name; };

static void names_of(mk_arena *a, mk_job_words *j, const mk_service_rule *r, uint64_t kind)
{
    *mk_vec_push(a, &j->name) = (name){ mk_fold_text(a, r->task), true, kind };
    if (r->hebrew.n) *mk_vec_push(a, &j->name) = (name){ mk_fold_text(a, r->hebrew), true, kind };
    for (size_t i = 0, k; i < r->words.n; i = k + 1) {
        for (k = i; k < r->words.n && r->words.p[k] != '|'; k++) {}
        *mk_vec_push(a, &j->name) = (name){ mk_fold_text(a, mk_str_trim(mk_str_sub(r->words, i, k))), false, kind };
    }
}

uint64_t mk_job_kind(mk_arena *a, const mk_job_words *j, mk_str kind)
{
    mk_str folded = mk_fold_text(a, kind);
    for (size_t i = 0; i < j->kind.n; i++)
        if (mk_str_eq(j->kind.p[i], folded)) return 1ull << (i < 63 ? i : 63);
    return 0;
}

mk_job_words *mk_job_words_new(mk_arena *a, const mk_service_rule *rule, size_t n)
{
    mk_job_words *j = MK_NEW(a, mk_job_words);
    for (size_t i = 0; i < n; i++) {
        ptrdiff_t slash = mk_str_find(rule[i].applies, MK_S("/"));
        mk_str kind = mk_str_trim(mk_str_sub(rule[i].applies, 0, slash < 0 ? rule[i].applies.n : (size_t)slash));
        if (!mk_job_kind(a, j, kind)) *mk_vec_push(a, &j->kind) = mk_fold_text(a, kind);
        names_of(a, j, &rule[i], mk_job_kind(a, j, kind));
    }
    return j;
}

static uint64_t kinds_of(const mk_job_words *j, mk_str folded)
{
    uint64_t kinds = 0;
    for (size_t i = 0; i < j->name.n; i++)
        if (j->name.p[i].whole ? mk_str_eq(folded, j->name.p[i].text) : holds(folded, j->name.p[i].text)) kinds |= j->name.p[i].kind;
    return kinds;
}

uint64_t mk_job_kinds(mk_arena *a, const mk_job_words *j, mk_str said) { return kinds_of(j, mk_fold_text(a, said)); }

const mk_job_words *mk_service_names(mk_arena *a, const mk_service_rule *r)
{
    mk_job_words *j = MK_NEW(a, mk_job_words);
    names_of(a, j, r, 1);
    return j;
}

bool mk_service_done_by(const mk_service_rule *r, mk_str folded) { return kinds_of(r->names, folded) != 0; }
