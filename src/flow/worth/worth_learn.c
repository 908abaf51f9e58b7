/* SPDX-License-Identifier: Apache-2.0
 * Learning what comparable customers reach: from a day in the past, what was known then against what came after it. */
#include <math.h>
#include "flow_worth_int.h"
#include "pack.h"
#include "record.h"
#include "vec.h"

enum { FORMAT = 1, PERIOD_LEAST = 91, PERIOD_MOST = 365 };
#define TAU .9
#define MAGIC UINT64_C(0x6874726f776b616d)      /* "makworth" */

static mk_str pack(mk_arena *arena, const mk_worth_model *m)
{
    mk_buf b = mk_buf_on(arena);
    const mk_frontier *f = &m->frontier;
    mk_pack_u64(&b, MAGIC);
    mk_pack_u32(&b, FORMAT);
    mk_pack_u32(&b, (uint32_t)m->day);
    mk_pack_u32(&b, (uint32_t)m->period);
    mk_pack_u32(&b, f->state);
    mk_pack_u32(&b, f->proven);
    mk_pack_real(&b, f->tau);
    mk_pack_real(&b, f->top);
    mk_pack_real(&b, m->middle_money);
    mk_pack_real(&b, m->middle_gap);
    for (int i = 0; i < MK_FRONTIER_X; i++) {
        mk_pack_real(&b, f->w[i]);
        mk_pack_real(&b, f->least[i]);
        mk_pack_real(&b, f->most[i]);
    }
    for (int i = 0; i < MK_FRONTIER_X * MK_FRONTIER_X; i++) mk_pack_real(&b, f->covariance[i]);
    return mk_buf_str(&b);
}

static bool unpack(mk_str bytes, mk_worth_model *m)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    mk_frontier *f = &m->frontier;
    memset(m, 0, sizeof *m);
    if (mk_unpack_u64(&u) != MAGIC || mk_unpack_u32(&u) != FORMAT) return false;
    m->day = (int32_t)mk_unpack_u32(&u);
    m->period = (int32_t)mk_unpack_u32(&u);
    uint32_t state = mk_unpack_u32(&u);
    f->proven = mk_unpack_u32(&u) != 0;
    f->tau = mk_unpack_real(&u);
    f->top = mk_unpack_real(&u);
    m->middle_money = mk_unpack_real(&u);
    m->middle_gap = mk_unpack_real(&u);
    bool finite = true;
    for (int i = 0; i < MK_FRONTIER_X; i++) {
        f->w[i] = mk_unpack_real(&u);
        f->least[i] = mk_unpack_real(&u);
        f->most[i] = mk_unpack_real(&u);
        finite &= isfinite(f->w[i]) && isfinite(f->least[i]) && isfinite(f->most[i]);
    }
    for (int i = 0; i < MK_FRONTIER_X * MK_FRONTIER_X; i++) finite &= isfinite(f->covariance[i] = mk_unpack_real(&u));
    if (u.bad || u.p != u.end || !finite || state > MK_KNOWN_ENOUGH || m->period < 1 || m->period > 3660 || !(f->top < 60)) return false;
    f->state = (mk_known)state;
    return m->known = true;
}

int mk_worth_model_get(mk_cx *cx, mk_db *db, mk_worth_model *ret)
{
    mk_rows r;
    memset(ret, 0, sizeof *ret);
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_LATEST, mk_textz("worth")));
    int rc = mk_rows_next(cx, &r);
    /* Of another version of makir: as good as not learnt yet. */
    if (rc > 0 && !unpack(mk_row_text(&r, 3), ret)) memset(ret, 0, sizeof *ret);
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

/* --- learning --- */

/* Who was there in the past, and everybody as he is now, for the halves of the picture. */
typedef struct now { mk_frontier_seen seen; double money; } now;
typedef struct learner { const mk_value_model *value; mk_vec(mk_frontier_row) rows; mk_vec(now) now; } learner;

static int each(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    (void)order;
    (void)n;
    learner *l = w->self;
    const mk_worth_reader *r = mk_worth_reader_of(row);
    if (row->said.known && row->said.money_known && (!row->said.alive_known || row->said.alive >= .1))
        *mk_vec_push(cx->arena, &l->now) = (now){ mk_worth_features(&row->history, row->recent, w->day), row->said.money };
    if (!r->before.orders || w->past == MK_NO_DAY) return 0;
    mk_value_answer a;
    mk_value_rank(l->value, &r->before, w->past, w->day - w->past, &a);
    if (a.state == MK_VALUE_TOO_LITTLE || !a.money_known) return 0;
    *mk_vec_push(cx->arena, &l->rows) = (mk_frontier_row){ mk_worth_features(&r->before, r->before_recent, w->past), a.money / 100, r->after / 100 };
    return 0;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle(double *v, size_t n)
{
    if (!n) return 0;
    qsort(v, n, sizeof *v, ascending);
    return v[n / 2];
}

static void halves(mk_cx *cx, const learner *l, mk_worth_model *m)
{
    double *money = MK_NEWN(cx->arena, double, l->now.n + 1), *gap = MK_NEWN(cx->arena, double, l->now.n + 1), minor = 100 * 365. / m->period;
    size_t gaps = 0;
    for (size_t i = 0; i < l->now.n; i++) {
        mk_frontier_answer a;
        money[i] = l->now.p[i].money;
        mk_frontier_answer_of(&m->frontier, &l->now.p[i].seen, money[i] / minor, &a);
        if (a.known) gap[gaps++] = a.gap * minor;
    }
    m->middle_money = middle(money, l->now.n);
    m->middle_gap = middle(gap, gaps);
}

static int oldest(mk_cx *cx, mk_db *db, void *arg)
{
    mk_rows r;
    int64_t *at = arg;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_SALE_OLDEST, NULL, 0));
    int rc = mk_rows_next(cx, &r);
    *at = rc > 0 && !mk_row_null(&r, 0) ? mk_row_int(&r, 0) : MK_NEVER;
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

typedef struct keep { mk_worth_learnt *l; mk_str data; int64_t at; } keep;

static int store(mk_cx *cx, mk_db *db, void *arg)
{
    keep *k = arg;
    return mk_model_keep(cx, db, "worth", k->l->model.day, k->data, k->l->json, &k->l->version);
}

int mk_worth_learn(mk_cx *cx, mk_store *s, const mk_settings *st, int32_t day, const mk_value_model *value, mk_worth_learnt *ret)
{
    memset(ret, 0, sizeof *ret);
    int64_t first;
    MK_TRY(mk_store_read(cx, s, oldest, &first));
    int32_t span = first == MK_NEVER ? 0 : day - mk_tz_day(st->tz, first), period = span / 2 < PERIOD_LEAST ? PERIOD_LEAST : span / 2 > PERIOD_MOST ? PERIOD_MOST : span / 2;
    learner l = { .value = value };
    mk_worth_model none = { 0 };
    mk_worth_walker w = { .day = day, .past = span >= 2 * PERIOD_LEAST ? day - period : MK_NO_DAY, .settings = st, .value = value, .model = &none, .each = each, .self = &l };
    MK_TRY(mk_worth_walk(cx, s, &w));
    MK_TRY(mk_frontier_fit(cx, l.rows.p, l.rows.n, TAU, &ret->model.frontier, &ret->fit));
    ret->model.known = true;
    ret->model.day = day;
    ret->model.period = period;
    halves(cx, &l, &ret->model);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw j = mk_jsonw_on(&b);
    mk_json_open(&j, '{');
    mk_json_key(&j, "period_days");
    mk_json_int(&j, period);
    mk_json_key(&j, "middle_money");
    mk_json_real(&j, ret->model.middle_money);
    mk_json_key(&j, "middle_gap");
    mk_json_real(&j, ret->model.middle_gap);
    mk_json_key(&j, "frontier");
    mk_frontier_json(&ret->fit, &ret->model.frontier, &j);
    mk_json_close(&j);
    ret->json = mk_buf_str(&b);
    keep k = { .l = ret, .data = pack(cx->arena, &ret->model) };
    return mk_store_write(cx, s, store, &k);
}

int mk_learn_all(mk_cx *cx, mk_store *s, int32_t day, mk_learnt_all *ret)
{
    MK_TRY(mk_learn(cx, s, day, &ret->models));
    MK_TRY(mk_worth_learn(cx, s, &ret->models.settings, ret->models.day, &ret->models.value, &ret->worth));
    return mk_rhythm_learn(cx, s, &ret->models, &ret->rhythm);
}
