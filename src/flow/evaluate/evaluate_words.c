/* SPDX-License-Identifier: Apache-2.0
 * What evaluate says: the sentence why, the notes, the table of models; and the Gini coefficient. */
#include "agree.h"
#include "evaluate_int.h"
#include "reason.h"
#include "vec.h"
#include <math.h>

/* --- Gini --- */

typedef struct pair { uint32_t key, i; } pair;

/* Floats above zero sort as their bits. Three rounds of eleven. */
static void sort_down(mk_arena *a, const float *v, size_t n, pair *p)
{
    pair *q = MK_NEWN(a, pair, n + 1);
    for (size_t i = 0; i < n; i++) {
        float f = v[i] > 0 ? v[i] : 0;
        memcpy(&p[i].key, &f, 4);
        p[i].i = (uint32_t)i;
    }
    for (int shift = 0; shift < 33; shift += 11) {
        size_t of[2049] = { 0 };
        for (size_t i = 0; i < n; i++) of[2047 - (p[i].key >> shift & 2047) + 1]++;
        for (int i = 0; i < 2048; i++) of[i + 1] += of[i];
        for (size_t i = 0; i < n; i++) q[of[2047 - (p[i].key >> shift & 2047)]++] = p[i];
        memcpy(p, q, n * sizeof *p);
    }
}

/* Those with the same forecast are taken together, as if each had their mean. */
static double area(const float *came, const pair *p, size_t n)
{
    double total = 0, upto = 0, sum = 0;
    for (size_t i = 0; i < n; i++) total += (double)came[i];
    for (size_t i = 0; i < n;) {
        size_t k = i;
        double here = 0;
        for (; k < n && p[k].key == p[i].key; k++) here += (double)came[p[k].i];
        double m = (double)(k - i);
        sum += m * upto + here * (m + 1) / 2;
        upto += here;
        i = k;
    }
    return total > 0 ? sum / total - ((double)n + 1) / 2 : NAN;
}

double mk_gini(mk_arena *arena, const float *by, const float *came, size_t n)
{
    mk_arena *a = mk_arena_child(arena);
    pair *p = MK_NEWN(a, pair, n + 1);
    sort_down(a, by, n, p);
    double g = area(came, p, n);
    sort_down(a, came, n, p);
    double own = area(came, p, n);
    mk_arena_free(a);
    return g / own;
}

/* --- the table --- */

static void real(mk_jsonw *w, const char *key, double v) { mk_json_key(w, key); mk_json_real(w, v); }

static void scores(mk_jsonw *w, const mk_scores *s, bool spread)
{
    double n = s->customers;
    real(w, "forecast", s->mean);
    real(w, "actual", s->actual);
    real(w, "bias_percent", 100 * (s->mean / s->actual - 1));
    real(w, "mae", s->absolute / n);
    real(w, "mae_of_median", s->absolute_median / n);
    real(w, "rmse", sqrt(s->square / n));
    real(w, "crps", s->crps / n);
    if (!spread) return;
    real(w, "brier", s->brier / n);
    real(w, "log_score", s->log_score / n);
    real(w, "coverage_90", s->inside / n);
}

static void with_covariates(mk_cx *cx, mk_jsonw *w, const mk_value_trial *t)
{
    const mk_value_covariates *v = &t->covariates;
    const mk_cov_fit *f = &t->cov_fit;
    mk_json_open(w, '{');
    mk_json_key(w, "model"), mk_json_z(w, "Pareto/NBD + covariates");
    mk_json_key(w, "chosen"), mk_json_bool(w, t->cov_chosen);
    mk_json_key(w, "note"), mk_json_z(w, f->edge ? "maximum at an edge" : f->converged ? "fine" : "no maximum found");
    for (int se = 0; se < 2; se++) {
        mk_json_key(w, se ? "standard_errors" : "parameters"), mk_json_open(w, '{');
        for (int k = 0; k < 4; k++) real(w, mk_orders_parameter(MK_PARETO, k), f->model.p[k] * (se ? f->se[k] : 1) / (mk_orders_is_time(MK_PARETO, k) ? t->unit : 1));
        for (int part = 0; part < 2; part++)
            for (int k = 0; k < v->k; k++) {
                const double *from = se ? f->se + 4 + part * v->k : part ? f->model.life : f->model.trans;
                mk_json_key_str(w, mk_arena_printf(cx->arena, "%s.%.*s", part ? "life" : "trans", MK_SARG(v->name[k])));
                mk_json_real(w, from[k] / v->scale[k]);
            }
        mk_json_close(w);
    }
    real(w, "loglik", f->loglik + t->cov_repeats * log(t->unit));
    mk_json_key(w, "customers"), mk_json_int(w, (int64_t)t->cov_customers);
    mk_json_key(w, "converged"), mk_json_bool(w, f->converged);
    real(w, "past_crps", t->cov_past);
    scores(w, &t->cov_score, true);
    mk_json_close(w);
}

static void with_rhythm(mk_jsonw *w, const mk_rhythm_trial *r)
{
    static const char *const names[2][4] = { { "alpha", "beta", "gamma", "delta" }, { "alpha", "beta" } };
    static const char *const whys[2][4] = { { "fine", "few", "nobody is seen to stop", "maximum at an edge" }, { "fine", "few", "all leave at one rate", "maximum at an edge" } };
    bool contract = r->kind == MK_RHYTHM_CONTRACT;
    const double by_occasion[] = { r->bgbb.model.alpha, r->bgbb.model.beta, r->bgbb.model.gamma, r->bgbb.model.delta }, by_contract[] = { r->sbg.model.alpha, r->sbg.model.beta };
    const double *p = contract ? by_contract : by_occasion, *se = contract ? r->sbg.se : r->bgbb.se;
    int n = contract ? 2 : 4;
    mk_json_open(w, '{');
    mk_json_key(w, "model"), mk_json_z(w, mk_rhythm_name(r->kind));
    mk_json_key(w, "chosen"), mk_json_bool(w, r->chosen);
    mk_json_key(w, "note"), mk_json_z(w, whys[contract][contract ? (int)r->sbg.why : (int)r->bgbb.why]);
    mk_json_key(w, "parameters"), mk_json_open(w, '{');
    for (int i = 0; i < n; i++) real(w, names[contract][i], p[i]);
    mk_json_close(w);
    mk_json_key(w, "standard_errors"), mk_json_open(w, '{');
    for (int i = 0; i < n; i++) real(w, names[contract][i], se[i] * p[i]);
    mk_json_close(w);
    real(w, "loglik", contract ? r->sbg.loglik : r->bgbb.loglik);
    mk_json_key(w, "converged"), mk_json_bool(w, contract ? r->sbg.converged : r->bgbb.converged);
    mk_json_key(w, "prior_used"), mk_json_bool(w, contract ? r->sbg.prior_used : r->bgbb.prior_used);
    real(w, "period_days", r->period);
    if (!contract) { mk_json_key(w, "occasions"), mk_json_int(w, r->seen); mk_json_key(w, "occasions_ahead"), mk_json_int(w, r->ahead); }
    if (r->score.customers > 0) scores(w, &r->score, true);
    mk_json_close(w);
}

/* Of one kind of customers, or of both; or how well they are known. */
static void parameters(mk_cx *cx, mk_jsonw *w, const mk_orders_fit *f, bool errors, double unit)
{
    const mk_orders *m = &f->model;
    mk_json_key(w, errors ? "standard_errors" : "parameters"), mk_json_open(w, '{');
    for (int other = 0; other < (m->share > 0 ? 2 : 1); other++)
        for (int k = 0; k < mk_orders_parameters(m->kind); k++) {
            double v = (other ? m->other : m->p)[k] / (mk_orders_is_time(m->kind, k) ? unit : 1);
            mk_json_key_str(w, mk_arena_printf(cx->arena, "%s%s", other ? "other_" : "", mk_orders_parameter(m->kind, k)));
            mk_json_real(w, errors ? v * (other ? f->other_se : f->se)[k] : v);
        }
    if (m->share > 0) real(w, "other_share", errors ? f->share_se : m->share);
    mk_json_close(w);
}

static mk_str part_name(mk_cx *cx, const mk_orders_part *p)
{
    char name[24];
    return mk_arena_printf(cx->arena, "%s%s", mk_orders_name(p->kind, p->k, name), p->share > 0 ? " x 2" : "");
}

mk_str mk_value_trial_models(mk_cx *cx, const mk_value_trial *t)
{
    const mk_race *r = &t->fit.race;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    char name[MK_ENTRANT_NAME];
    mk_json_open(&w, '[');
    for (int i = 0; i < r->n && !t->rhythm.asked; i++) {
        const mk_entrant *e = &r->entrant[i];
        const mk_orders *m = &e->fit.model;
        mk_json_open(&w, '{');
        mk_json_key(&w, "model"), mk_json_z(&w, mk_entrant_name(e, name));
        mk_json_key(&w, "chosen"), mk_json_bool(&w, i == r->chosen && !t->cov_chosen && !t->rhythm.chosen);
        mk_json_key(&w, "note"), mk_json_z(&w, mk_value_why_name(e->why));
        if (m->parts) {
            mk_json_key(&w, "weights"), mk_json_open(&w, '{');
            for (int k = -1; k < m->parts; k++) {
                mk_orders_part part = k < 0 ? mk_orders_part_of(m, mk_orders_own_weight(m)) : m->beside[k];
                mk_json_key_str(&w, part_name(cx, &part)), mk_json_real(&w, part.weight);
            }
            mk_json_close(&w);
        } else {
            parameters(cx, &w, &e->fit, false, t->unit);
            parameters(cx, &w, &e->fit, true, t->unit);
        }
        /* the density of x times in weeks is 7^x that of days */
        real(&w, "loglik", e->fit.loglik + ((double)(r->orders - r->buyers)) * log(t->unit));
        mk_json_key(&w, "converged"), mk_json_bool(&w, e->fit.converged);
        mk_json_key(&w, "prior_used"), mk_json_bool(&w, e->fit.prior_used);
        real(&w, "past_crps", e->crps);
        real(&w, "past_log_score", e->log_score);
        scores(&w, &t->score[i], true);
        mk_json_close(&w);
    }
    if (t->covered) with_covariates(cx, &w, t);
    if (t->rhythm.kind) with_rhythm(&w, &t->rhythm);
    mk_json_open(&w, '{');
    mk_json_key(&w, "model"), mk_json_z(&w, "status quo");
    mk_json_key(&w, "chosen"), mk_json_bool(&w, false);
    mk_json_key(&w, "note"), mk_json_z(&w, "naive: as many a day as so far");
    scores(&w, &t->status_quo, false);
    mk_json_close(&w);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

/* --- words --- */

static mk_str why_words(bool en, mk_value_why why)
{
    static const char *const he[] = { "", "מעט לקוחות", "מעט חוזרים", "לא נראה בו מי שמפסיק לקנות", "השיא שלו בקצה", "לא נמצא לו שיא" };
    static const char *const english[] = { "", "few customers", "few repeaters", "it sees nobody stop", "its maximum is at an edge", "no maximum was found for it" };
    return mk_str_of(en ? english[why] : he[why]);
}

static mk_str rhythm_words(mk_cx *cx, const mk_rhythm_trial *r)
{
    bool en = cx->lang == MK_EN, contract = r->kind == MK_RHYTHM_CONTRACT;
    if (!r->chosen)
        return mk_arena_printf(cx->arena, en ? "Too little to know: %" PRIu64 " customers, %" PRIu64 " %s." : "מעט מדי כדי לדעת: %" PRIu64 " לקוחות, %" PRIu64 " %s.",
                               contract ? r->sbg.customers : r->bgbb.customers, contract ? r->sbg.left : r->bgbb.taken,
                               contract ? (en ? "of them left" : "מהם עזבו") : (en ? "occasions taken" : "הזדמנויות שנוצלו"));
    if (contract && r->regular < .8)
        return mk_arena_printf(cx->arena, en ? "sBG was asked for, but only %.0f %% of the times between one customer's orders are %.0f days: this does not look like a contract."
                               : "התבקש sBG, אבל רק %.0f%% מהמרווחים בין קניות של אותו לקוח הם %.0f ימים: זה לא נראה כמו חוזה.", 100 * r->regular, r->period);
    if (contract)
        return mk_arena_printf(cx->arena, en ? "%s: %.0f %% of the times between one customer's payments are %.0f days, so this is a contract (a subscription, a fee): %" PRIu64 " of %" PRIu64 " have left it."
                               : "%s: %.0f%% מהמרווחים בין תשלומים של אותו לקוח הם %.0f ימים, כלומר זה חוזה (מנוי, דמי מועדון): %" PRIu64 " מתוך %" PRIu64 " עזבו.",
                               "sBG", 100 * r->regular, r->period, r->sbg.left, r->sbg.customers);
    return mk_arena_printf(cx->arena, en ? "%s: orders come on occasions, %u of them so far, about %.0f days apart, and not at any moment; %" PRIu64 " customers took %" PRIu64 " after their first."
                           : "%s: הקניות באות בהזדמנויות, %u עד כה, בערך כל %.0f ימים, ולא בכל רגע; %" PRIu64 " לקוחות ניצלו %" PRIu64 " מהן אחרי הראשונה שלהם.",
                           "BG/BB", r->seen, r->period, r->bgbb.customers, r->bgbb.taken);
}

/* What is mixed with the best one, and how it would have foretold. */
static void mixed_words(mk_cx *cx, mk_buf *b, const mk_entrant *e)
{
    bool en = cx->lang == MK_EN;
    const mk_orders *m = &e->fit.model;
    mk_buf_printf(b, en ? ". Its forecast counts %.0f %% and is mixed with that of" : ". התחזית שלו נספרת ב־%.0f%% ומעורבת בזו של", 100 * mk_orders_own_weight(m));
    for (int i = 0; i < m->parts; i++) {
        mk_str name = part_name(cx, &m->beside[i]);
        mk_buf_printf(b, en ? "%s %.*s (%.0f %%)" : "%s %.*s (%.0f%%)", i ? "," : "", MK_SARG(name), 100 * m->beside[i].weight);
    }
    mk_buf_printf(b, en ? ": together their error there was %.4f and their log score %.3f" : ": יחד השגיאה שם הייתה %.4f והציון הלוגריתמי %.3f", e->crps, e->log_score);
}

/* Orders a year of one who is a customer: of one kind, or of the other. */
static mk_str times_words(mk_cx *cx, const mk_orders *m, bool other)
{
    const double *p = other ? m->other : m->p;
    double times = 365 * p[0] / (p[1] * m->k);
    return mk_arena_printf(cx->arena, times < 9.5 ? "%.1f" : "%.0f", times);
}

static mk_str chosen_words(mk_cx *cx, const mk_value_trial *t, bool asked)
{
    const mk_race *r = &t->fit.race;
    const mk_entrant *e = &r->entrant[r->alone];
    bool en = cx->lang == MK_EN;
    char name[MK_ENTRANT_NAME], other[MK_ENTRANT_NAME];
    mk_buf b = mk_buf_on(cx->arena);
    mk_entrant_name(e, name);
    if (t->rhythm.chosen || t->rhythm.asked) return rhythm_words(cx, &t->rhythm);
    if (t->cov_chosen)
        return mk_arena_printf(cx->arena, en ? "Pareto/NBD with covariates was chosen: they raise the log-likelihood to %.1f, and from %d days back its error (CRPS) was %.4f, against %.4f of %s, the best without them."
                               : "נבחר Pareto/NBD עם משתנים מסבירים: הם מעלים את לוג הנראות ל־%.1f, וממבט של %d ימים אחורה שגיאתו (CRPS) הייתה %.4f, לעומת %.4f של %s, הטוב מבין אלה שבלעדיהם.",
                               t->cov_fit.loglik + t->cov_repeats * log(t->unit), r->back[0], t->cov_past, t->cov_rival, name);
    mk_str buyers = mk_agree_printf(cx->arena, en ? "{%" PRIu64 ":1 buyer|# buyers}" : "{%" PRIu64 ":קונה אחד|# קונים}", r->buyers);
    if (r->state == MK_VALUE_TOO_LITTLE)
        return mk_arena_printf(cx->arena, en ? "Too little to know: %.*s, who came again: %" PRIu64 "; the numbers of %s are a prior's, not this base's."
                               : "מעט מדי כדי לדעת: %.*s, חזרו: %" PRIu64 "; המספרים של %s הם הנחה מוקדמת ולא של העסק הזה.", MK_SARG(buyers), r->repeaters, name);
    if (asked) {
        mk_buf_printf(&b, en ? "%s was asked for" : "התבקש %s", name);
    } else if (r->backs == 0) {
        mk_buf_printf(&b, en ? "%s has the best likelihood for its parameters; the log is too short or too small to try models on its own past" :
                      "ל־%s הנראות הטובה ביותר ביחס למספר הפרמטרים; היומן קצר או קטן מכדי לבחון מודלים על עברו", name);
    } else {
        int second = r->instead;
        bool better = false;                    /* one that has a fault foretold it better */
        for (int i = 0; i < r->n; i++) {
            const mk_entrant *o = &r->entrant[i];
            if (i == r->alone || i == r->chosen) continue;
            better |= o->why != MK_VALUE_FINE && mk_entrant_miss(o) < mk_entrant_miss(e);
            if (r->instead < 0 && o->why == MK_VALUE_FINE && (second < 0 || mk_entrant_miss(o) < mk_entrant_miss(&r->entrant[second]))) second = i;
        }
        if (r->instead >= 0)
            mk_buf_printf(&b, en ? "%s is far likelier by the whole log than %s (log-likelihood %.1f against %.1f) and foretold this base's own past nearly as well" :
                          "%s סביר בהרבה מ־%s לפי כל היומן (לוג הנראות %.1f לעומת %.1f) וחזה את העבר של העסק עצמו טוב כמעט כמוהו", name,
                          mk_entrant_name(&r->entrant[second], other), e->fit.loglik + (double)(r->orders - r->buyers) * log(t->unit),
                          r->entrant[second].fit.loglik + (double)(r->orders - r->buyers) * log(t->unit));
        else
            mk_buf_printf(&b, better && e->why == MK_VALUE_FINE ? (en ? "Of the models without a fault %s foretold this base's own past best" : "מבין המודלים שאין בהם פגם, %s חזה הכי טוב את העבר של העסק עצמו")
                              : en ? "%s foretold this base's own past best" : "%s חזה הכי טוב את העבר של העסק עצמו", name);
        mk_buf_printf(&b, en ? ": tried from %d places up to %d days back on %" PRIu64 " customers, its error (CRPS) was %.4f and its log score %.3f" :
                      ": בבחינה מ־%d נקודות עד %d ימים אחורה על %" PRIu64 " לקוחות שגיאתו (CRPS) הייתה %.4f והציון הלוגריתמי שלו %.3f",
                      r->backs, r->back[0], r->tried, e->crps, e->log_score);
        if (second >= 0)
            mk_buf_printf(&b, en ? ", against %.4f and %.3f of %s" : ", לעומת שגיאה %.4f וציון %.3f של %s", r->entrant[second].crps, r->entrant[second].log_score,
                          mk_entrant_name(&r->entrant[second], other));
        if (second >= 0 && r->instead < 0 && fabs(mk_entrant_miss(e) - mk_entrant_miss(&r->entrant[second])) <= MK_RACE_TIE)
            mk_buf_str_add(&b, en ? MK_S(": as good as each other, and of equals the first of NBD, BG, MBG, Pareto, regular is taken") : MK_S(": הם טובים באותה מידה, ומבין שווים נלקח הראשון לפי הסדר NBD,‏ BG,‏ MBG,‏ Pareto, סדירים"));
    }
    if (r->chosen != r->alone) mixed_words(cx, &b, &r->entrant[r->chosen]);
    mk_str why = why_words(en, e->why);
    if (e->why != MK_VALUE_FINE) mk_buf_printf(&b, en ? "; but %.*s, and a weak prior holds it" : "; אבל %.*s, והנחה מוקדמת חלשה מחזיקה אותו", MK_SARG(why));
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

typedef mk_vec(mk_str) words;

__attribute__((format(printf, 3, 4)))
static void say(mk_cx *cx, words *w, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    *mk_vec_push(cx->arena, w) = mk_agree_vprintf(cx->arena, fmt, ap);
    va_end(ap);
}

void mk_value_trial_words(mk_cx *cx, mk_value_trial *t, bool asked)
{
    const mk_value_log *l = &t->log;
    const mk_race *r = &t->fit.race;
    bool en = cx->lang == MK_EN;
    words w = { 0 };
    char name[MK_ENTRANT_NAME];
    t->sentence = chosen_words(cx, t, asked);
    if (r->state == MK_VALUE_LITTLE)
        say(cx, &w, en ? "few data (%" PRIu64 " buyers, %" PRIu64 " came again): a weak prior helps and the intervals are wide; take it as a hint"
            : "מעט נתונים (%" PRIu64 " קונים, %" PRIu64 " חזרו): הנחה מוקדמת חלשה עוזרת והטווחים רחבים; זה רמז", r->buyers, r->repeaters);
    mk_str closed = mk_say_closed(cx, &r->open, t->split);
    if (closed.n) say(cx, &w, "%.*s", MK_SARG(mk_str_trim(closed)));
    const mk_orders *m = &t->model.orders;
    if (m->share > 0 && !t->rhythm.chosen && !t->cov_chosen) {
        mk_str one = times_words(cx, m, false), other = times_words(cx, m, true);
        say(cx, &w, en ? "two kinds of customers are seen: of 100 about %.0f order %.*s times a year while they are customers, the others %.*s times" :
            "נראים שני סוגי לקוחות: מכל 100 כ־%.0f קונים %.*s פעמים בשנה כל עוד הם לקוחות, והאחרים %.*s פעמים", 100 * m->share, MK_SARG(other), MK_SARG(one));
    }
    if (m->again > 0)
        say(cx, &w, en ? "some who seem gone come again, in the past too: within a year, of 100 about %.0f" : "חלק ממי שנראה שעזבו חוזרים, וכך היה גם בעבר: בתוך שנה, כ־%.0f מכל 100",
            -100 * expm1(-365 * m->again));
    if (!t->rhythm.chosen && !t->cov_chosen && r->held < r->to_hold && t->model.beyond < .8 * MK_BEYOND)
        say(cx, &w, en ? "in the past, intervals of 90 %% would have held %.0f %% where they were to hold %.0f %%: they are made wider" :
                         "בעבר טווחי 90 %% היו מכילים %.0f %% במקום %.0f %%: הם הורחבו", 100 * r->held, 100 * r->to_hold);
    for (int i = 0; i < r->n; i++)
        if (i != r->alone && r->entrant[i].why != MK_VALUE_FINE) {
            mk_str why = why_words(en, r->entrant[i].why);
            say(cx, &w, en ? "%s was passed over: %.*s" : "%s נפסל: %.*s", mk_entrant_name(&r->entrant[i], name), MK_SARG(why));
        }
    if (t->money_known && t->money_race.way == MK_MONEY_PAST && t->money_race.share > .99)
        say(cx, &w, en ? "for money, past spend foretold this base's own past better than the model: it is used" : "בכסף, ההוצאה בעבר חזתה את עבר העסק טוב מהמודל, והיא בשימוש");
    else if (t->money_known && t->money_race.way == MK_MONEY_PAST)
        say(cx, &w, en ? "for money, the model and past spend together foretold this base's own past best" : "בכסף, המודל וההוצאה בעבר יחד חזו הכי טוב את עבר העסק");
    else if (t->money_known && t->money_race.way == MK_MONEY_OWN)
        say(cx, &w, en ? "for money, each customer's own mean order counts more than the model says: that foretold this base's own past better"
                       : "בכסף, ממוצע הקנייה של כל לקוח עצמו שוקל יותר משהמודל אומר: כך נחזה טוב יותר עבר העסק");
    else if (t->money_known && t->money_race.way == MK_MONEY_UNMIXED)
        say(cx, &w, en ? "for money, the orders that %s alone foretells count too: with them it came nearer, customer by customer, in this base's own past" :
            "בכסף נספרות גם הקניות ש־%s לבדו חוזה: איתן התחזית הייתה קרובה יותר, לקוח אחר לקוח, בעבר העסק", mk_entrant_name(&r->entrant[r->alone], name));
    if (t->repeat_spenders && t->repeats.edge)
        say(cx, &w, en ? "the gamma-gamma of repeat orders has a parameter at its edge: customers spend too much alike to tell them apart by it; it stands there to be held against other programs, and nothing rests on it"
                       : "למודל gamma-gamma של הקניות החוזרות יש פרמטר בקצה: הלקוחות מוציאים סכומים דומים מכדי להבחין ביניהם; הוא מובא להשוואה עם תוכנות אחרות, ודבר לא נשען עליו");
    if (t->money_known && t->past_spend.absolute < t->money.absolute)
        say(cx, &w, en ? "after the split, past spend alone missed by less (%.2f against %.2f a customer); nothing before it showed that"
                       : "אחרי יום החיתוך ההוצאה בעבר לבדה טעתה פחות (%.2f לעומת %.2f ללקוח); שום דבר לפניו לא הראה זאת",
            t->past_spend.absolute / t->past_spend.customers / 100, t->money.absolute / t->money.customers / 100);
    if (r->buyers >= 50 && r->repeaters == r->buyers)
        say(cx, &w, en ? "everybody in the log came again: where those who came once were left out, the numbers are bent" : "כל מי שביומן חזר: אם מי שקנו פעם אחת הושמטו, המספרים מוטים");
    if (l->other[0])
        say(cx, &w, en ? "the amounts are in %s and %s and cannot be added up: nothing is said of money; give one file for each currency" : "הסכומים ב־%s וב־%s ואי אפשר לחבר אותם: דבר לא נאמר על כסף; יש לתת קובץ לכל מטבע",
            l->one, l->other);
    if (t->log.money && !t->money_known) say(cx, &w, en ? "too little money is seen to say anything of it" : "נראה מעט מדי כסף כדי לומר עליו משהו");
    if (t->covered && !t->cov_chosen && !t->cov_explain)
        say(cx, &w, en ? "the covariates explain too little: the log-likelihood grows by %.1f, it would take %.0f; left out" : "המשתנים המסבירים מסבירים מעט מדי: לוג הנראות גדל ב־%.1f, ונדרש %.0f; הושארו בחוץ",
            t->cov_fit.loglik - t->cov_plain, 2. * t->covariates.k + 5);
    else if (t->covered && !t->cov_chosen && !t->cov_sound)
        say(cx, &w, en ? "the covariates have no maximum that can be relied on here: left out" : "למשתנים המסבירים אין כאן מקסימום שאפשר לסמוך עליו: הושארו בחוץ");
    else if (t->covered && !t->cov_chosen)
        say(cx, &w, en ? "the covariates did not foretell better (CRPS from %d days back %.4f against %.4f): left out" : "המשתנים המסבירים לא שיפרו את החיזוי (CRPS מ־%d ימים אחורה %.4f לעומת %.4f) והושארו בחוץ",
            r->back[0], t->cov_past, t->cov_rival);
    if (t->covered && t->covariates.unknown)
        say(cx, &w, en ? "of {%" PRIu64 ":one customer|# customers} there are no covariates" : "{%" PRIu64 ":ללקוח אחד|לשני לקוחות|ל־# לקוחות} אין משתנים מסבירים", t->covariates.unknown);
    if (t->covered && t->covariates.dynamic && t->covariates.until < t->to - 7)
        say(cx, &w, en ? "the covariates end before the days that are foretold: the last ones are taken to stay" : "המשתנים המסבירים נגמרים לפני ימי החיזוי: האחרונים נחשבו נמשכים");
    if (l->anonymous) say(cx, &w, en ? "{%" PRIu64 ":one row names no customer and was|# rows name no customer and were} left out" : "{%" PRIu64 ":שורה אחת בלי לקוח הושארה|# שורות בלי לקוח הושארו} בחוץ", l->anonymous);
    if (l->returns) say(cx, &w, en ? "{%" PRIu64 ":one row is below zero: taken as a return, not as an order|# rows are below zero: taken as returns, not as orders}" : "{%" PRIu64 ":שורה אחת שלילית: נחשבה החזרה, לא קנייה|# שורות שליליות: נחשבו החזרות, לא קניות}", l->returns);
    if (l->alone) say(cx, &w, en ? "{%" PRIu64 ":one row lies more than a year from all others and was|# rows lie more than a year from all others and were} left out" : "{%" PRIu64 ":שורה אחת רחוקה יותר משנה מכל האחרות והושארה|# שורות רחוקות יותר משנה מכל האחרות והושארו} בחוץ", l->alone);
    if (l->either) say(cx, &w, en ? "every date can be read with the day or the month first; they were read day first" : "כל התאריכים ניתנים לקריאה גם כיום־חודש וגם כחודש־יום; נקראו כיום־חודש");
    if (l->bad) say(cx, &w, en ? "{%" PRIu64 ":one row could not be read and was|# rows could not be read and were} left out:" : "{%" PRIu64 ":שורה אחת לא נקראה והושארה|# שורות לא נקראו והושארו} בחוץ:", l->bad);
    for (int i = 0; i < l->said_n; i++) *mk_vec_push(cx->arena, &w) = l->said[i];
    t->note = w.p;
    t->notes = w.n;
}
