/* SPDX-License-Identifier: Apache-2.0
 * What one customer's next order is worth, by the model that was fitted: its mean, and how it spreads. */
#include "special.h"
#include "spend_int.h"

typedef struct own { double m, V; } own;        /* the posterior of theta */

static own theta(const mk_spend_model *m, const mk_spend_row *r, double w)
{
    double a = 1 / (m->tau * m->tau), b = 1 / (m->sigma * m->sigma), c = r->first > 0 ? 1 / (m->first_sigma * m->first_sigma) : 0;
    double at = m->mu + m->slope * w, e = r->first > 0 ? log(r->first) - m->first_shift - at : 0, P = a + r->repeats * b + c;
    return (own){ at + (b * (r->log1 - r->repeats * at) + c * e) / P, 1 / P };
}

/* N and v' + s of spend_gamma.c. */
static void posterior(const mk_spend_model *m, const mk_spend_row *r, double w, double *ret_shape, double *ret_rate)
{
    *ret_shape = m->q + m->p * r->repeats + (r->first > 0 ? m->first_p : 0);
    *ret_rate = m->v * exp(m->slope * w) + r->sum + (r->first > 0 ? r->first / m->first_scale : 0);
}

double mk_spend_expects(const mk_spend_model *m, const mk_spend_row *r, double w)
{
    if (m->kind == MK_SPEND_LOGNORMAL) {
        own t = theta(m, r, w);
        return exp(t.m + (t.V + m->sigma * m->sigma) / 2);
    }
    double shape, rate;
    posterior(m, r, w, &shape, &rate);
    return m->p * rate / (shape - 1);
}

double mk_spend_under(const mk_spend_model *m, const mk_spend_row *r, double w, double k, double s)
{
    if (!(s > 0)) return 0;
    if (!(k > 0)) return 1;
    if (m->kind == MK_SPEND_LOGNORMAL) {                /* Fenton 1960: the sum of k logarithmic normals by one with its first two moments */
        own t = theta(m, r, w);
        double s2 = m->sigma * m->sigma, of_sum = log1p(expm1(s2) / k);
        return .5 * erfc(-(log(s / k) - t.m - s2 / 2 + of_sum / 2) / sqrt(2 * (t.V + of_sum)));
    }
    double shape, rate;
    posterior(m, r, w, &shape, &rate);
    return mk_beta_inc(m->p * k, shape, s / (s + rate));
}

static mk_spend_row row(const mk_spend_history *h, double pace) { return mk_spend_whole(mk_spend_row_of(h, pace)); }

double mk_spend_mean(const mk_spend_model *m, const mk_spend_history *h, double pace)
{
    if (m->state == MK_KNOWN_TOO_LITTLE) return 0;
    mk_spend_row r = row(h, pace);
    return (1 - m->gone) * (1 - m->back) * mk_spend_expects(m, &r, mk_spend_w(m, r.pace));
}

double mk_spend_below(const mk_spend_model *m, const mk_spend_history *h, double pace, double k, double s)
{
    if (m->state == MK_KNOWN_TOO_LITTLE) return 0;
    mk_spend_row r = row(h, pace);
    return mk_spend_under(m, &r, mk_spend_w(m, r.pace), k * (1 - m->gone), s / (1 - m->back));
}

/* The s with P(k orders of his <= s) = p, per order: bisection in ln s, to six digits. */
static double quantile(const mk_spend_model *m, const mk_spend_row *r, double w, double k, double p, double middle)
{
    double low = log(middle) - 12, high = log(middle) + 12;
    for (int i = 0; i < 46; i++) {
        double at = (low + high) / 2;
        if (mk_spend_under(m, r, w, k, k * exp(at)) < p) low = at; else high = at;
    }
    return exp((low + high) / 2);
}

void mk_spend_answer_of(const mk_spend_model *m, const mk_spend_history *h, double pace, mk_spend_answer *ret)
{
    enum { LONG_RUN = 1000 };
    memset(ret, 0, sizeof *ret);
    if (m->state == MK_KNOWN_TOO_LITTLE) return;
    mk_spend_row r = row(h, pace);
    double w = mk_spend_w(m, r.pace), e = mk_spend_expects(m, &r, w), stays = 1 - m->back;
    ret->known = true;
    ret->mean = (1 - m->gone) * stays * e;
    ret->low = (1 - m->gone) * stays * quantile(m, &r, w, LONG_RUN, .05, e);
    ret->high = (1 - m->gone) * stays * quantile(m, &r, w, LONG_RUN, .95, e);
    ret->order_low = m->gone >= .05 ? 0 : stays * quantile(m, &r, w, 1, (.05 - m->gone) / (1 - m->gone), e);
    ret->order_high = m->gone >= .95 ? 0 : stays * quantile(m, &r, w, 1, (.95 - m->gone) / (1 - m->gone), e);
}
