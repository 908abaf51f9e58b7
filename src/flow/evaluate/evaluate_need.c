/* SPDX-License-Identifier: Apache-2.0 */
#include "evaluate_need.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "baseline.h"
#include "basket_set.h"
#include "next.h"

enum { LOOKS = 16000, ROWS = 500000, VISITS_AGO = 20 };

typedef struct lists { uint32_t top, *item, *n; mk_odds_metrics *odds; uint64_t rows; } lists;

static int ascending(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* What was known some visits ago, and what came then: baskets `ago` before the last of each are gone, and who has none left is not asked. */
typedef struct lesson { mk_shoplog log; mk_next_after seen, came; uint8_t *ask; double asked, own; } lesson;

/* The next baskets of those `ask` names, the rest being unknown. */
static mk_next_after after_of(mk_cx *cx, const mk_basket_set *s, const uint32_t *from, const uint32_t *to, const uint32_t *item, const uint8_t *ask)
{
    uint32_t users = s->log.users, at = 0, most = 0;
    for (uint32_t u = 0; u < users; u++) most += to[u] - from[u];
    mk_next_after a = { MK_NEWN(cx->arena, uint32_t, users + 1), MK_NEWN(cx->arena, uint32_t, most + 1), MK_NEWN(cx->arena, bool, users + 1), MK_NEWN(cx->arena, uint8_t, users + 1) };
    for (uint32_t u = 0; u < users; u++) {
        uint32_t n = to[u] - from[u];
        a.fold[u] = (uint8_t)(mk_hash(1, s->people.name.p[u]) % MK_NEXT_FOLDS);
        a.known[u] = ask[u] && n;
        if (a.known[u]) {
            memcpy(a.item + at, item + from[u], n * sizeof *a.item);
            qsort(a.item + at, n, sizeof *a.item, ascending);
            at += n;
        }
        a.from[u + 1] = at;
    }
    return a;
}

/* The log without the last `ago` baskets of each. */
static mk_shoplog shorter(mk_cx *cx, const mk_shoplog *l, uint32_t ago)
{
    mk_shoplog r = { .users = l->users, .items = l->items, .basket_of = MK_NEWN(cx->arena, uint32_t, l->users + 1), .line_of = MK_NEWN(cx->arena, uint32_t, l->baskets + 1),
                     .item = MK_NEWN(cx->arena, uint32_t, mk_shoplog_lines(l) + 1) };
    uint32_t at = 0;
    for (uint32_t u = 0; u < l->users; u++) {
        uint32_t from = l->basket_of[u], n = l->basket_of[u + 1] - from;
        for (uint32_t b = from; b < from + (n > ago ? n - ago : 0); b++) {
            uint32_t lines = l->line_of[b + 1] - l->line_of[b];
            r.line_of[r.baskets++] = at;
            memcpy(r.item + at, l->item + l->line_of[b], lines * sizeof *r.item);
            at += lines;
        }
        r.basket_of[u + 1] = r.baskets;
    }
    r.line_of[r.baskets] = at;
    return r;
}

/* Of the next baskets only those of `train` and `val` are known; of earlier ones, which the history tells, everybody's. */
static lesson lesson_of(mk_cx *cx, const mk_basket_set *s, const uint8_t *role, uint32_t ago)
{
    const mk_shoplog *l = &s->log;
    lesson k = { .log = ago ? shorter(cx, l, ago) : *l, .ask = MK_NEWN(cx->arena, uint8_t, l->users + 1) };
    uint32_t *from = MK_NEWN(cx->arena, uint32_t, l->users + 1), *to = MK_NEWN(cx->arena, uint32_t, l->users + 1);
    uint8_t *see = MK_NEWN(cx->arena, uint8_t, l->users + 1);
    for (uint32_t u = 0; u < l->users; u++) {
        uint32_t last = l->basket_of[u + 1], n = k.log.basket_of[u + 1] - k.log.basket_of[u];
        if (ago && n) from[u] = l->line_of[last - ago], to[u] = l->line_of[last - ago + 1], k.ask[u] = role[u] ? role[u] : MK_NEXT_LEARN;
        else if (!ago) from[u] = s->truth_of[u], to[u] = s->truth_of[u + 1], k.ask[u] = role[u];
        if (from[u] == to[u]) k.ask[u] = MK_NEXT_ASK_NOT;
        see[u] = k.ask[u] == MK_NEXT_LEARN ? k.ask[u] : 0;
    }
    k.seen = after_of(cx, s, from, to, ago ? l->item : s->truth, see);
    k.came = after_of(cx, s, from, to, ago ? l->item : s->truth, k.ask);
    for (uint32_t u = 0; u < l->users; u++)
        if (!see[u]) k.came.fold[u] = MK_NEXT_NO_FOLD;      /* nobody can see him, so nothing is to be hidden from him */
    return k;
}

/* Those under "train" teach, and those under "val" say when to stop and what a score is worth; without them, one in ten of "train" does.
 * What the tested bought next is never looked at. Where they are few, what each bought some visits ago teaches too. */
static int makir(mk_cx *cx, const mk_basket_set *s, lists *l)
{
    uint8_t *role = MK_NEWN(cx->arena, uint8_t, s->log.users + 1);
    for (size_t i = 0; i < s->keys.val.n; i++) role[s->keys.val.p[i]] = MK_NEXT_HOLD;
    for (size_t i = 0; i < s->keys.train.n; i++) {
        uint32_t u = s->keys.train.p[i];
        role[u] = s->keys.val.n < 50 && mk_hash(2, s->people.name.p[u]) % 10 == 0 ? MK_NEXT_HOLD : MK_NEXT_LEARN;
    }
    for (size_t i = 0; i < s->keys.test.n; i++) role[s->keys.test.p[i]] = MK_NEXT_ASK_NOT;
    lesson lessons[VISITS_AGO];
    double share[VISITS_AGO], left = LOOKS, own = 0;
    uint32_t n = 0;
    for (; n < VISITS_AGO && left > 0; n++) {
        lesson *k = &lessons[n];
        *k = lesson_of(cx, s, role, n);
        for (uint32_t u = 0; u < s->log.users; u++) k->asked += k->ask[u] != 0;
        share[n] = k->asked > left ? left / k->asked : 1;
        for (uint32_t b = 0; b < k->log.users; b++)
            if (k->ask[b]) own += share[n] * (k->log.line_of[k->log.basket_of[b + 1]] - k->log.line_of[k->log.basket_of[b]]);
        left -= k->asked * share[n];
        if (n && k->asked == 0) break;
    }
    mk_next_pupil *p = mk_next_pupil_new(cx->arena, ROWS, own, (LOOKS - left) * MK_NEXT_PROPOSED);
    mk_next_view *v = NULL;
    while (n--) {
        MK_TRY(mk_next_view_new(cx, cx->arena, &lessons[n].log, MK_NEXT_UNDATED, &lessons[n].seen, &v));
        MK_TRY(mk_next_pupil_add(cx, p, v, &lessons[n].came, lessons[n].ask, share[n], 0));
    }
    mk_next_model *m;
    MK_TRY(mk_next_pupil_fit(cx, cx->arena, p, &m));
    l->rows = m->rows;
    l->odds = MK_NEW(cx->arena, mk_odds_metrics);
    mk_next_reader *r = mk_next_reader_new(cx->arena, v);
    mk_next_answer *answer = MK_NEWN(cx->arena, mk_next_answer, l->top + 1);
    for (size_t i = 0; i < s->keys.test.n; i++) {
        uint32_t u = s->keys.test.p[i];
        mk_next_self self = mk_next_self_of(v, u);
        l->n[i] = mk_next_answers(r, m, &self, NULL, answer, l->top);
        for (uint32_t k = 0; k < l->n[i]; k++) {
            l->item[i * l->top + k] = answer[k].item;
            bool yes = false;
            for (uint32_t t = s->truth_of[u]; t < s->truth_of[u + 1]; t++) yes |= s->truth[t] == answer[k].item;
            if (s->truth_of[u + 1] > s->truth_of[u]) mk_odds_metrics_add(l->odds, answer[k].probability, yes, 1);
        }
        if ((i & 0xff) == 0) mk_progress_at(cx, "customers", i, s->keys.test.n);
        MK_TRY(mk_cx_check(cx));
    }
    return 0;
}

static int write_lists(mk_cx *cx, const mk_basket_set *s, const lists *l, const char *path)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_c(&b, '{');
    for (size_t i = 0; i < s->keys.test.n; i++) {
        mk_str name = s->people.name.p[s->keys.test.p[i]];
        mk_buf_printf(&b, "%s\"%.*s\": [", i ? ",\n " : "", MK_SARG(name));
        for (uint32_t k = 0; k < l->n[i]; k++) {
            if (k) mk_buf_add(&b, ", ", 2);
            mk_buf_int(&b, s->item_id[l->item[i * l->top + k]]);
        }
        mk_buf_c(&b, ']');
    }
    mk_buf_add(&b, "}\n", 2);
    FILE *f = fopen(path, "we");
    if (!f) return mk_fail(cx, MK_EIO, "cannot write %s: %s", path, strerror(errno));
    bool ok = fwrite(b.p, 1, b.n, f) == b.n;
    ok &= fclose(f) == 0;
    return ok ? 0 : mk_fail(cx, MK_EIO, "cannot write %s: %s", path, strerror(errno));
}

int mk_evaluate_need_lists(mk_cx *cx, const mk_evaluate_lists *in, mk_evaluated *ret)
{
    mk_basket_set s;
    memset(ret, 0, sizeof *ret);
    if (in->top < 1) return mk_fail(cx, MK_EINVAL, "--top must be at least 1");
    MK_TRY(mk_basket_set_read(cx, in->history, in->future, in->keyset, &s));
    size_t n = s.keys.test.n;
    lists l = { in->top < 20 ? 20 : in->top, MK_NEWN(cx->arena, uint32_t, n * (in->top < 20 ? 20 : in->top) + 1), MK_NEWN(cx->arena, uint32_t, n + 1) };
    if (in->method == MK_METHOD_MAKIR) MK_TRY(makir(cx, &s, &l));
    else if (in->method == MK_METHOD_TIFUKNN)
        MK_TRY(mk_baseline_tifuknn(cx, &s.log, &MK_TIFUKNN_TAFENG, s.keys.train.p, s.keys.train.n, s.keys.test.p, n, l.top, l.item, l.n));
    else
        MK_TRY(mk_baseline_topfreq(cx, &s.log, in->method == MK_METHOD_GP ? MK_GP_TOPFREQ : in->method == MK_METHOD_P ? MK_P_TOPFREQ : MK_G_TOPFREQ,
                                   s.keys.test.p, n, l.top, l.item, l.n));
    *ret = (mk_evaluated){ .customers = s.log.users, .items = s.log.items, .baskets = s.log.baskets, .learnt_from = (uint32_t)(s.keys.train.n + s.keys.val.n),
                           .asked = (uint32_t)n, .rows = l.rows, .state = "enough" };
    uint8_t *old = MK_NEWN(cx->arena, uint8_t, s.log.items + 1);
    for (int j = 0; j < 2; j++) {
        mk_list_metrics sum = { 0 };
        for (size_t i = 0; i < n; i++) {
            uint32_t u = s.keys.test.p[i], from = s.log.line_of[s.log.basket_of[u]], to = s.log.line_of[s.log.basket_of[u + 1]];
            for (uint32_t k = from; k < to; k++) old[s.log.item[k]] = 1;
            mk_list_metrics_add(&sum, l.item + i * l.top, l.n[i] < in->top ? l.n[i] : in->top, 10 * (uint32_t)(j + 1), s.truth + s.truth_of[u], s.truth_of[u + 1] - s.truth_of[u], old);
            for (uint32_t k = from; k < to; k++) old[s.log.item[k]] = 0;
        }
        ret->judged = (uint32_t)sum.users;
        ret->score[j] = (mk_evaluate_score){ 10 * (uint32_t)(j + 1), mk_list_metrics_mean(&sum), l.odds ? mk_odds_auc(l.odds) : NAN, l.odds ? mk_odds_ece(l.odds, 20) : NAN };
    }
    for (size_t i = 0; i < n; i++)
        if (l.n[i] > in->top) l.n[i] = in->top;
    return in->out ? write_lists(cx, &s, &l, in->out) : 0;
}
