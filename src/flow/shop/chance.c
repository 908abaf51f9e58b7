/* SPDX-License-Identifier: Apache-2.0 */
#include "chance.h"
#include <math.h>
#include "special.h"

static const double SHOP = 20, OWN = 6;
static const double STATED[MK_NEED_KINDS] = { [MK_NEED_SIMILAR] = .1, [MK_NEED_DUE] = .25, [MK_NEED_PLAN] = .2, [MK_NEED_OCCASION] = .2, [MK_NEED_INFORMATION] = .1 };

double mk_chance_stated(mk_need_kind kind) { return STATED[kind]; }

static int count(mk_cx *cx, mk_rows *r, mk_answers *ret)
{
    int rc;
    *ret = (mk_answers){ 0 };
    while ((rc = mk_rows_next(cx, r)) > 0)
        for (int k = MK_NEED_SIMILAR; k < MK_NEED_KINDS; k++) {
            if (!mk_str_eqz(mk_row_text(r, 0), mk_need_name((mk_need_kind)k))) continue;
            ret->all[k] += (uint32_t)mk_row_int(r, 2);
            if (mk_str_eqz(mk_row_text(r, 1), "done")) ret->done[k] += (uint32_t)mk_row_int(r, 2);
        }
    return rc;
}

int mk_answers_learn(mk_cx *cx, mk_db *db, int32_t until, mk_answers *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ACTION_ANSWERS, mk_int(until)));
    return count(cx, &r, ret);
}

int mk_answers_of(mk_cx *cx, mk_db *db, int64_t customer, int32_t until, mk_answers *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ACTION_ANSWERS_OF, mk_int(customer), mk_int(until)));
    return count(cx, &r, ret);
}

static double logit(double p) { return log(p / (1 - p)); }

mk_chance mk_chance_of(const mk_answers *shop, const mk_answers *own, mk_need_kind kind, double stated)
{
    double usual = (SHOP * STATED[kind] + shop->done[kind]) / (SHOP + shop->all[kind]);
    double a = OWN * usual + own->done[kind], b = OWN * (1 - usual) + own->all[kind] - own->done[kind];
    double by = logit(fmin(.999, fmax(.001, stated))) - logit(STATED[kind]);
#define MOVED(share) (1 / (1 + exp(-(logit(fmin(1 - 1e-9, fmax(1e-9, share))) + by))))
    mk_chance c = { MOVED(a / (a + b)), MOVED(mk_beta_quantile(a, b, .05)), MOVED(mk_beta_quantile(a, b, .95)), shop->all[kind] > own->all[kind] ? shop->all[kind] : own->all[kind] };
#undef MOVED
    return c;
}
