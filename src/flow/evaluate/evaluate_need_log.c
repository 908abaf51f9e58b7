/* SPDX-License-Identifier: Apache-2.0
 * A dated log, cut in time. The moments before the split teach: what was known on each, and what was bought in the days after it.
 * The split itself, and the days after it, judge. Nothing after a moment is ever seen from it. */
#include "evaluate_need.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "baseline.h"
#include "buy_csv.h"
#include "csv.h"
#include "next_past.h"
#include "returns.h"

enum { LOOKS = 16000, ROWS = 700000 };

typedef struct judge {
    const mk_buy_csv *log;
    const mk_shoplog *l;
    mk_list_metrics own[2], popular[2], thin[2], thin_popular[2];
    mk_odds_metrics *all, *repeat;
    uint8_t *old;
    FILE *out;
    uint64_t thins;
} judge;

static void score(judge *j, uint32_t u, const mk_next_view *v, const uint32_t *list, uint32_t n, const uint32_t *truth, uint32_t truths, mk_list_metrics *all, mk_list_metrics *thin)
{
    for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) j->old[v->cell[k].item] = 1;
    for (int i = 0; i < 2; i++) {
        mk_list_metrics_add(&all[i], list, n, 10 * (uint32_t)(i + 1), truth, truths, j->old);
        if (v->seen[u] - j->l->basket_of[u] == 1) mk_list_metrics_add(&thin[i], list, n, 10 * (uint32_t)(i + 1), truth, truths, j->old);
    }
    for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) j->old[v->cell[k].item] = 0;
}

static bool in_list(const uint32_t *truth, uint32_t n, uint32_t item)
{
    for (uint32_t i = 0; i < n; i++)
        if (truth[i] == item) return true;
    return false;
}

/* One window: everybody known is asked; who bought in it judges the lists, and all of them the probabilities. */
static int window(mk_cx *cx, judge *j, const mk_evaluate_log *in, const mk_next_model *m, int32_t day, bool write)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    const mk_shoplog *l = j->l;
    mk_next_after came = mk_next_bought(scratch, l, day, day + in->horizon);
    mk_next_view *v;
    MK_TRY(mk_next_view_of_day(cx, scratch, l, day, &v));
    mk_next_reader *r = mk_next_reader_new(scratch, v);
    uint32_t top = l->items, *list = MK_NEWN(scratch, uint32_t, top + 1), *popular = MK_NEWN(scratch, uint32_t, 100), popular_n = 0;
    mk_next_answer *answer = MK_NEWN(scratch, mk_next_answer, top + 1);
    mk_best *best = MK_NEWN(scratch, mk_best, l->items + 1);
    for (uint32_t i = 0; i < l->items; i++) best[i] = (mk_best){ v->item[i].baskets, i };
    mk_best_select(best, l->items, 100);
    mk_best_sort(best, popular_n = l->items < 100 ? l->items : 100);
    for (uint32_t i = 0; i < popular_n; i++) popular[i] = best[i].id;
    int rc = 0;
    for (uint32_t u = 0; u < l->users && rc >= 0; u++) {
        if (v->seen[u] == l->basket_of[u]) continue;
        uint32_t n = 0, truths = came.from[u + 1] - came.from[u];
        const uint32_t *truth = came.item + came.from[u];
        if (in->method == MK_METHOD_MAKIR) {
            mk_next_self self = mk_next_self_of(v, u);
            n = mk_next_answers(r, m, &self, NULL, answer, top);
            for (uint32_t i = 0; i < n; i++) {
                list[i] = answer[i].item;
                bool yes = in_list(truth, truths, list[i]);
                mk_odds_metrics_add(j->all, answer[i].probability, yes, 1);
                if (answer[i].cell) mk_odds_metrics_add(j->repeat, answer[i].probability, yes, 1);
            }
        } else {
            /* counts up to the moment: the log is cut behind it by lending a shorter one */
            mk_shoplog cut = *l;
            cut.users = 1;
            uint32_t one[2] = { l->basket_of[u], v->seen[u] }, zero = 0;
            cut.basket_of = one;
            MK_TRY(mk_baseline_topfreq(cx, &cut, MK_P_TOPFREQ, &zero, 1, top, list, &n));
            if (in->method == MK_METHOD_G) n = 0;
            for (uint32_t i = 0; i < popular_n && in->method != MK_METHOD_P; i++)
                if (!in_list(list, n, popular[i])) list[n++] = popular[i];
        }
        score(j, u, v, list, n, truth, truths, j->own, j->thin);
        score(j, u, v, popular, popular_n, truth, truths, j->popular, j->thin_popular);
        j->thins += v->seen[u] - l->basket_of[u] == 1;
        for (uint32_t i = 0; write && j->out && i < n && i < in->top; i++) {
            mk_buf b = mk_buf_on(scratch);
            mk_csv_write_cell(&b, j->log->customer.name.p[u], ',');
            mk_buf_c(&b, ',');
            mk_csv_write_cell(&b, j->log->item.name.p[list[i]], ',');
            if (in->method == MK_METHOD_MAKIR) mk_buf_printf(&b, ",%u,%.6g,%s\n", i + 1, answer[i].probability, answer[i].cell ? "repeat" : "new");
            else mk_buf_printf(&b, ",%u,,\n", i + 1);
            if (fwrite(b.p, 1, b.n, j->out) != b.n) rc = mk_fail(cx, MK_EIO, "cannot write %s: %s", in->out, strerror(errno));
        }
        if (rc >= 0 && (u & 0xff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(scratch);
    return rc;
}

static void close_file(void *f) { fclose(f); }

int mk_evaluate_need_log(mk_cx *cx, const mk_evaluate_log *in, mk_evaluated *ret)
{
    mk_buy_csv log;
    memset(ret, 0, sizeof *ret);
    if (in->method == MK_METHOD_TIFUKNN) return mk_fail(cx, MK_EINVAL, "tifuknn is of the published form only; take makir or one of the topfreq");
    MK_TRY(mk_buy_csv_read(cx, in->path, &(mk_buy_columns){ in->customer, in->item, in->date, in->quantity }, &log));
    mk_returns back = { 0 };
    if (in->quantity) log.line.n = (back = mk_returns_take(cx->arena, log.line.p, log.quantity.p, log.line.n, in->split, in->horizon)).left;
    if (!log.line.n) return mk_fail(cx, MK_EBADDATA, "%s: every purchase came back; is '%s' the column with how many?", in->path, in->quantity);
    mk_shoplog *l = mk_shoplog_of_lines(cx->arena, log.line.p, log.line.n, (uint32_t)log.customer.name.n, (uint32_t)log.item.name.n);
    mk_next_span k = mk_next_span_of(cx, l, in->split);
    char day[16], first[16];
    if (!k.customers) {
        for (uint32_t b = 0; b < l->baskets; b++)
            if (l->day[b] < k.first) k.first = l->day[b];
        return mk_fail(cx, MK_EINVAL, "nothing was bought up to %s: the log begins on %s, so --split must be later", mk_day_text(in->split, day), mk_day_text(k.first, first));
    }
    mk_next_model *m = NULL;
    if (in->method == MK_METHOD_MAKIR) MK_TRY(mk_next_learn(cx, cx->arena, l, &(mk_next_past){ in->split, in->horizon, LOOKS, ROWS }, &m));
    judge j = { .log = &log, .l = l, .all = MK_NEW(cx->arena, mk_odds_metrics), .repeat = MK_NEW(cx->arena, mk_odds_metrics), .old = MK_NEWN(cx->arena, uint8_t, l->items + 1) };
    if (in->out) {
        j.out = fopen(in->out, "we");
        if (!j.out) return mk_fail(cx, MK_EIO, "cannot write %s: %s", in->out, strerror(errno));
        mk_arena_defer(cx->arena, close_file, j.out);
        fputs("customer,item,rank,probability,kind\n", j.out);
    }
    for (uint32_t w = 0; w < in->windows; w++) MK_TRY(window(cx, &j, in, m, in->split + (int32_t)w * in->horizon, w == 0));
    if (j.out && fflush(j.out) != 0) return mk_fail(cx, MK_EIO, "cannot write %s: %s", in->out, strerror(errno));
    uint32_t baskets = 0, items = 0;
    bool *known = MK_NEWN(cx->arena, bool, l->items + 1);
    for (uint32_t b = 0; b < l->baskets; b++) {
        if (l->day[b] > in->split) continue;
        baskets++;
        for (uint32_t i = l->line_of[b]; i < l->line_of[b + 1]; i++) items += !known[l->item[i]], known[l->item[i]] = true;
    }
    *ret = (mk_evaluated){ .customers = k.customers, .items = items, .baskets = baskets, .asked = k.customers, .judged = (uint32_t)j.own[0].users, .windows = in->windows, .left_out = log.bad, .back = back.back,
                           .rows = m ? m->rows : 0, .thin = (uint32_t)j.thins, .state = m && !m->learnt ? "too little to know" : "enough",
                           .own_auc = m ? mk_odds_auc(j.repeat) : NAN, .own_ece = m ? mk_odds_ece(j.repeat, 20) : NAN };
    for (int i = 0; i < 2; i++) {
        uint32_t at = 10 * (uint32_t)(i + 1);
        ret->score[i] = (mk_evaluate_score){ at, mk_list_metrics_mean(&j.own[i]), m ? mk_odds_auc(j.all) : NAN, m ? mk_odds_ece(j.all, 20) : NAN };
        ret->popular[i] = (mk_evaluate_score){ at, mk_list_metrics_mean(&j.popular[i]), NAN, NAN };
        ret->thin_score[i] = (mk_evaluate_score){ at, mk_list_metrics_mean(&j.thin[i]), NAN, NAN };
        ret->thin_popular[i] = (mk_evaluate_score){ at, mk_list_metrics_mean(&j.thin_popular[i]), NAN, NAN };
    }
    return 0;
}
