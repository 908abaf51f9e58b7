/* SPDX-License-Identifier: Apache-2.0 */
#include "evaluate_value.h"
#include "amount.h"
#include "csv.h"
#include "evaluate_int.h"
#include "vec.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>

/* --- the model that is asked for --- */

static int model_named(mk_cx *cx, mk_str name, mk_orders *ret, mk_rhythm *ret_rhythm)
{
    char s[24];
    size_t n = 0;
    for (size_t i = 0; i < name.n && n + 1 < sizeof s; i++) {
        char c = (char)tolower((unsigned char)name.p[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) s[n++] = c;
    }
    s[n] = 0;
    *ret_rhythm = !strcmp(s, "bgbb") ? MK_RHYTHM_OCCASIONS : !strcmp(s, "sbg") ? MK_RHYTHM_CONTRACT : MK_RHYTHM_NONE;
    *ret = (mk_orders){ .kind = MK_MBG, .k = 1 };           /* beside them, unseen */
    if (*ret_rhythm) return 0;
    static const struct { const char *name; mk_orders_kind kind; bool regular; } kinds[] = {
        { "nbd", MK_NBD, false }, { "bg", MK_BG, false }, { "mbg", MK_MBG, false }, { "pareto", MK_PARETO, false }, { "bgnbd", MK_BG, false },
        { "mbgnbd", MK_MBG, false }, { "paretonbd", MK_PARETO, false }, { "pnbd", MK_PARETO, false }, { "bgcnbd", MK_BG, true }, { "mbgcnbd", MK_MBG, true } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t k = strlen(kinds[i].name);
        if (strncmp(s, kinds[i].name, k) != 0) continue;
        bool digit = s[k] >= '1' && s[k] <= '0' + MK_REGULAR_MOST && s[k + 1] == 0;
        if (s[k] != 0 && !(digit && kinds[i].regular)) continue;
        *ret = (mk_orders){ .kind = kinds[i].kind, .k = digit ? s[k] - '0' : kinds[i].regular ? 0 : 1 };
        return 0;
    }
    return mk_fail(cx, MK_EINVAL, "there is no model '%.*s'; there are nbd, bg/nbd, mbg/nbd, pareto/nbd, bg/cnbd, mbg/cnbd, the last two with -1 to -%d too, bg/bb and sbg", MK_SARG(name), MK_REGULAR_MOST);
}

/* --- histories --- */

int mk_trial_history(mk_cx *cx, const mk_value_trial *t, size_t customer, mk_value_history *h, int32_t *day, uint32_t *ret_after)
{
    const mk_value_log *l = &t->log;
    memset(h, 0, sizeof *h);
    uint32_t n = 0;
    *ret_after = 0;
    for (size_t i = l->from[customer], end = l->from[customer + 1]; i < end;) {
        mk_value_day d = mk_value_day_of(l, &i, end);
        if (d.day < l->first || d.day > l->last || d.day > t->to) continue;
        if (d.day > t->split) { *ret_after += d.order; continue; }
        if (d.order) day[n++] = d.day;
        if (d.order || d.sum < 0) MK_TRY(mk_value_history_add(cx, h, d.day, d.sum));
    }
    return 0;
}

static int gather(mk_cx *cx, work *w)
{
    mk_value_trial *t = w->t;
    const mk_value_log *l = &t->log;
    for (size_t c = 0; c < l->customers; c++) if (l->from[c + 1] - l->from[c] > w->most) w->most = l->from[c + 1] - l->from[c];
    int32_t *day = MK_NEWN(cx->arena, int32_t, w->most + 1);
    w->summary = mk_value_summary_new(cx->arena, t->split);
    w->person = MK_NEWN(cx->arena, person, l->customers + 1);
    for (size_t c = 0; c < l->customers; c++) {
        person *p = &w->person[c];
        mk_value_history h;
        MK_TRY(mk_trial_history(cx, t, c, &h, day, &p->after));
        if ((c & 0xfff) == 0) MK_TRY(mk_cx_check(cx));
        *p = (person){ UINT32_MAX, h.orders, p->after, h.first, h.last };
        if (!h.orders) { t->new_customers += p->after > 0; continue; }
        t->customers++;
        t->occasions += h.orders;
        MK_TRY(mk_value_summary_add(cx, w->summary, mk_hash(11, mk_value_log_name(l, c)), &h, day));
    }
    w->cells = mk_value_cells_of(cx->arena, w->summary);
    w->cell_from = MK_NEWN(cx->arena, uint32_t, w->cells.n + 2);
    for (size_t c = 0; c < l->customers; c++) {
        const person *p = &w->person[c];
        mk_value_history h = { .first = p->first, .last = p->last, .orders = p->orders };
        size_t cell = mk_value_cell_of(&w->cells, w->summary, &h);
        if (cell == SIZE_MAX) continue;
        w->person[c].cell = (uint32_t)cell;
        w->cell_from[cell + 2]++;
    }
    for (size_t i = 2; i < w->cells.n + 2; i++) w->cell_from[i] += w->cell_from[i - 1];
    w->by_cell = MK_NEWN(cx->arena, uint32_t, l->customers + 1);
    for (size_t c = 0; c < l->customers; c++)
        if (w->person[c].cell != UINT32_MAX) w->by_cell[w->cell_from[w->person[c].cell + 1]++] = (uint32_t)c;
    return 0;
}

/* --- forecasts held against what came --- */

static void fixed(mk_buf *b, double v)
{
    uint64_t u = (uint64_t)llround(v * 1e6);
    char *p = mk_buf_room(b, 32), digit[24];
    int n = 0;
    for (uint64_t k = u / 1000000; k || !n; k /= 10) digit[n++] = (char)('0' + k % 10);
    while (n) *p++ = digit[--n];
    *p++ = '.';
    for (uint64_t k = u % 1000000, f = 100000; f; f /= 10) *p++ = (char)('0' + k / f % 10);
    b->n = (size_t)(p - b->p);
}

void mk_judge_text(judging *j, size_t at, const mk_forecast *f)
{
    if (j->mean) j->mean[at] = (float)f->mean;
    if (!j->text) return;
    j->text_at[at] = (uint32_t)j->text->n;
    mk_buf_c(j->text, ',');
    fixed(j->text, f->mean);
    mk_buf_printf(j->text, ",%u,%u,%u,", f->median, f->low, f->high);
    fixed(j->text, f->alive);
    j->text_end[at] = (uint32_t)j->text->n;
}

void mk_judge_by_person(mk_cx *cx, const work *w, judging *j)
{
    size_t all = w->t->log.customers + 1;
    judging by = *j;
    by.by_person = true;
    by.mean = MK_NEWN(cx->arena, float, all);
    by.text_at = MK_NEWN(cx->arena, uint32_t, all);
    by.text_end = MK_NEWN(cx->arena, uint32_t, all);
    for (size_t i = 0; i + 1 < all; i++) {
        size_t from = j->by_person ? i : w->person[i].cell;
        if (w->person[i].cell == UINT32_MAX) continue;
        by.mean[i] = j->mean[from];
        by.text_at[i] = j->text_at[from];
        by.text_end[i] = j->text_end[from];
    }
    *j = by;
}

static void judge_cell(void *self, size_t cell, const mk_forecast *f, const mk_tail *tail, double scale)
{
    judging *j = self;
    enum { COUNTED = 64 };
    uint32_t of[COUNTED] = { 0 };
    for (uint32_t i = j->w->cell_from[cell]; i < j->w->cell_from[cell + 1]; i++) {
        uint32_t y = j->w->person[j->w->by_cell[i]].after;
        if (y < COUNTED) of[y]++; else mk_scores_add(j->score, f, tail, scale, 1, y);
    }
    for (uint32_t y = 0; y < COUNTED; y++) if (of[y]) mk_scores_add(j->score, f, tail, scale, of[y], y);
    mk_judge_text(j, cell, f);
}

static void judge_status_quo(const work *w, double horizon, mk_scores *s)
{
    const mk_value_log *l = &w->t->log;
    for (size_t c = 0; c < l->customers; c++) {
        const person *p = &w->person[c];
        if (p->cell == UINT32_MAX) continue;
        const mk_orders_cell *h = &w->cells.cell[p->cell];
        double mean = h->T > 0 ? h->x / h->T * horizon : 0, e = mean - p->after;
        s->customers++;
        s->actual += p->after;
        s->mean += mean;
        s->absolute += fabs(e);
        s->square += e * e;
        s->crps += fabs(e);
        s->absolute_median += fabs(e);
    }
}

static int write_scores(mk_cx *cx, const work *w, const char *path, const judging *j, const float *money)
{
    const mk_value_trial *t = w->t;
    const mk_value_log *l = &t->log;
    FILE *f = fopen(path, "we");
    if (!f) return mk_fail(cx, MK_EIO, "cannot write %s: %s", path, strerror(errno));
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_str_add(&b, MK_S("customer,mean,median,p5,p95,p_alive,money\n"));
    bool fine = true;
    for (size_t c = 0; c < l->customers; c++) {
        const person *p = &w->person[c];
        if (p->cell == UINT32_MAX) continue;
        mk_csv_write_cell(&b, mk_value_log_name(l, c), ',');
        size_t at = j->by_person ? c : p->cell;
        mk_buf_add(&b, j->text->p + j->text_at[at], j->text_end[at] - j->text_at[at]);
        mk_buf_c(&b, ',');
        if (t->money_known) {
            int64_t v = llround(fmin((double)money[c], 9e18));
            mk_buf_int(&b, v / 100);
            mk_buf_c(&b, '.');
            mk_buf_c(&b, (char)('0' + v / 10 % 10));
            mk_buf_c(&b, (char)('0' + v % 10));
        }
        mk_buf_c(&b, '\n');
        if (b.n > 1 << 18) { fine &= fwrite(b.p, 1, b.n, f) == b.n; mk_buf_clear(&b); }
    }
    fine &= fwrite(b.p, 1, b.n, f) == b.n;
    fine &= fclose(f) == 0;
    return fine ? 0 : mk_fail(cx, MK_EIO, "cannot write %s: the disk may be full", path);
}

static int judge(mk_cx *cx, work *w, const mk_value_trial_options *opt, mk_rhythm asked)
{
    mk_value_trial *t = w->t;
    double horizon = t->to - t->split;
    const mk_race *r = &t->fit.race;
    mk_buf text = mk_buf_on(cx->arena);
    judging j = { .w = w, .mean = MK_NEWN(cx->arena, float, w->cells.n + 1), .text_at = MK_NEWN(cx->arena, uint32_t, w->cells.n + 1),
                  .text_end = MK_NEWN(cx->arena, uint32_t, w->cells.n + 1) };
    judge_status_quo(w, horizon, &t->status_quo);
    for (int i = 0; i < r->n; i++) {
        judging one = { .w = w, .score = &t->score[i] };
        mk_value_model m = t->model;
        if (i == r->chosen) {
            one = j;
            one.score = &t->score[i];
            if (opt->scores) one.text = &text;
        } else {
            m.orders = r->entrant[i].fit.model;         /* as it is: pace, width and spread belong to the one that is chosen */
            m.wide = false;
            m.beyond = MK_BEYOND;
            m.season = r->entrant[i].season ? r->season : r->open;
            memcpy(m.covariance, r->entrant[i].fit.covariance, sizeof m.covariance);
        }
        mk_arena *scratch = mk_arena_child(cx->arena);
        mk_value_forecasts(scratch, &m, w->cells.cell, w->cells.n, horizon, judge_cell, &one);
        mk_arena_free(scratch);
        MK_TRY(mk_cx_check(cx));
        if (i == r->chosen) j.text = one.text;
    }
    if (opt->scores && !j.text) j.text = &text;
    if (asked || !opt->model.n) MK_TRY(mk_trial_rhythm(cx, w, asked, opt->occasion, &j));
    if (!t->rhythm.chosen && opt->covariates.n)
        MK_TRY(mk_trial_covariates(cx, w, opt->covariates, &opt->columns, opt->model.n > 0 && r->entrant[0].fit.model.kind == MK_PARETO, &j));
    float *money = MK_NEWN(cx->arena, float, t->log.customers + 1);
    if (t->log.money) MK_TRY(mk_trial_money(cx, w, &j, money));
    return opt->scores ? write_scores(cx, w, opt->scores, &j, money) : 0;
}

int mk_value_try(mk_cx *cx, const mk_value_trial_options *opt, mk_value_trial *ret)
{
    mk_value_trial t = { .split = opt->split, .unit = opt->week ? 7 : 1 };
    mk_orders only;
    mk_rhythm asked = MK_RHYTHM_NONE;
    if (opt->model.n) MK_TRY(model_named(cx, opt->model, &only, &asked));
    MK_TRY(mk_value_log_read(cx, opt->path, &opt->columns, &t.log));
    t.to = opt->to == MK_NO_DAY ? t.log.last : opt->to;
    char a[16], b[16], c[16];
    if (opt->to != MK_NO_DAY && t.to <= t.split)
        return mk_fail(cx, MK_EINVAL, "--to %s must come after --split %s", mk_day_text(t.to, b), mk_day_text(t.split, c));
    if (t.split < t.log.first || t.to <= t.split)
        return mk_fail(cx, MK_EINVAL, "the log reaches from %s to %s; --split %s must leave days on both sides", mk_day_text(t.log.first, a),
                       mk_day_text(t.to, b), mk_day_text(t.split, c));
    work w = { .t = &t };
    MK_TRY(gather(cx, &w));
    if (opt->covariates.n) mk_value_summary_even(w.summary);
    if (t.customers == 0) return mk_fail(cx, MK_EBADDATA, "nobody bought up to %s", mk_day_text(t.split, c));
    MK_TRY(mk_value_fit(cx, w.summary, opt->model.n ? &only : NULL, &t.model, &t.fit));
    MK_TRY(judge(cx, &w, opt, asked));
    mk_value_trial_words(cx, &t, opt->model.n > 0);
    *ret = t;
    return 0;
}
