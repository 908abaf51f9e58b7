/* SPDX-License-Identifier: Apache-2.0
 * Expectation maximisation on counts of patterns (Dempster, Laird & Rubin 1977; Enamorado, Fifield & Imai 2019), with the random pairs
 * known to be different. True pairs are of several classes, because errors come together: some are written with care and some are not.
 * Different people may agree in two fields together: each field may depend on two others there (Sahami 1996). */
#include "train_int.h"

/* What is believed of true pairs before the data speak: mostly the same, else nearly. People move and change their phones; with another
 * day of birth or another given name they are seldom met. */
static double prior_m(mk_link_kind k, int level)
{
    int exact = mk_level_exact(k);
    double different = k == MK_LK_BIRTH || k == MK_LK_NATID ? .02 : k == MK_LK_GIVEN ? .04 : .08;
    if (level == MK_L_MISSING) return 0;
    if (level >= exact) return .8 / MK_BINS;
    if (level == MK_L_DIFFERENT) return different;
    return (.2 - different) / (exact - 2 > 0 ? exact - 2 : 1);
}

/* Chances of the levels of one row of a table: counts, with `strength` imagined ones spread as `base`. Level 0 is no evidence. */
static void smooth(const double *count, int L, const double *base, double strength, double *ret)
{
    double sum = strength;
    for (int i = 1; i < L; i++) sum += count[i];
    ret[0] = 1;
    for (int i = 1; i < L; i++) ret[i] = (count[i] + strength * base[i]) / sum;
}

/* Pairs of different people that are imagined beside those of a table of a handful of rows. */
enum { OTHERS = 20 };

/* True pairs that a belief is worth, where few rows could make learning drift away from it. */
enum { HELD = 400 };

static void start(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        int L = m->levels[f];
        double u[MK_LEVELS] = { 0 }, in_bin[MK_BINS] = { 0 }, believed[MK_LEVELS], chance[MK_LEVELS];
        const mk_field *x = &t->l->field[f];
        for (uint32_t p = 0; p < t->p->n; p++) {
            uint8_t g = t->p->gamma[(size_t)p * m->fields + f];
            if (g) u[g] += t->p->sample[p] + t->p->count[p];
        }
        for (uint32_t v = 1; v <= x->n; v++) in_bin[x->value[v].bin] += x->value[v].count;
        smooth(u, L, believed, mk_strangers(m->kind[f], L, believed), chance);
        int exact = mk_level_exact(m->kind[f]);
        for (int i = 1; i < L; i++) {
            double mm = i >= exact ? .8 * (in_bin[i - exact] / (double)(x->filled ? x->filled : 1) * .9 + .1 / 3) : prior_m(m->kind[f], i);
            m->m[0][f][i] = m->mean_m[f][i] = (float)__builtin_log2(mm);
            m->u[f][i] = (float)__builtin_log2(chance[i]);
        }
    }
    m->classes = 1;
    m->share[0] = 1;
    memset(m->care, 0, sizeof m->care);
    m->prior = (double)t->l->n * .3 / (t->all + OTHERS);
}

/* Two who have a given name in common and in all else that tells who somebody is, twice at least (once, if it is only an initial), have another. In a
 * table of some rows, where names are shared more than is believed, learning would slowly take them for one person: nothing else explains them. So that is believed only as
 * far as there are other true pairs. */
static bool only_namesakes(const mk_link_model *m, const uint8_t *g)
{
    int differ = 0;
    int given = 0;
    for (int f = 0; f < m->fields; f++)
        switch (m->kind[f]) {
        case MK_LK_GIVEN: given = g[f]; break;
        case MK_LK_FAMILY: case MK_LK_OTHER_NAMES: case MK_LK_BIRTH: case MK_LK_NATID: case MK_LK_PHONE: case MK_LK_MAIL: case MK_LK_ADDRESS:
            if (g[f] > MK_L_DIFFERENT) return false;
            differ += g[f] == MK_L_DIFFERENT;
            break;
        case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY: case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_KINDS_: break;
        }
    return given > MK_L_DIFFERENT && differ >= (given == MK_LN_INITIAL ? 1 : 2);
}

static double namesakes_bits(const learning *t) { return __builtin_log2(1 + HELD / (t->l->model.prior * t->all + 1)); }

static void expect(learning *t)
{
    mk_link_model *m = &t->l->model;
    double lp[MK_CLASSES], lq = __builtin_log2(1 - m->prior - m->homes), lh = __builtin_log2(m->homes + 1e-300);
    for (int k = 0; k < m->classes; k++) lp[k] = __builtin_log2(m->prior) + __builtin_log2(m->share[k]);
    double namesakes = namesakes_bits(t);
    t->loglik = 0;
    for (uint32_t p = 0; p < t->p->n; p++) {
        const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
        double u = lq, home = lh, b[MK_CLASSES], top, sum;
        for (int f = 0; f < m->fields; f++)
            if (g[f]) u += (double)u_bits(m, f, g);
        if (t->homes) home += u - lq + mk_home_bits(m, g);
        top = t->homes && home > u ? home : u;
        for (int k = 0; k < m->classes; k++) {
            b[k] = lp[k] - (t->namesakes[p] ? namesakes : 0);
            for (int f = 0; f < m->fields; f++)
                if (g[f]) b[k] += (double)m->m[k][f][m_at(m, f, g)];
            if (b[k] > top) top = b[k];
        }
        t->post_home[p] = t->homes ? __builtin_exp2(home - top) : 0;
        sum = __builtin_exp2(u - top) + t->post_home[p];
        for (int k = 0; k < m->classes; k++) sum += b[k] = __builtin_exp2(b[k] - top);
        for (int k = 0; k < m->classes; k++) t->post[k][p] = b[k] / sum;
        t->post_home[p] /= sum;
        t->loglik += (t->p->count[p] + t->p->sample[p]) * (top + __builtin_log2(sum));
    }
}

/* Levels of a field among true pairs. Within the levels that agree to the letter, and within the others, all classes are alike; between
 * the two the log odds are those of the field and row and what the class adds in every field (a Rasch model). A class that could have
 * levels of its own would soon be one of different people. */
enum { CARE_PRIOR = 5 };

static double logistic(double x) { return 1 / (1 + __builtin_exp(-x)); }

/* How seldom one person has two given names is held fast, and the more so where there are no birthdays: nothing else tells a father from his son. The other levels stay as they are
 * to each other. Returns the imagined true pairs that do it. */
static double hold_apart(const learning *t, mk_link_kind k, const double *count, int L, double *base)
{
    double n = 0, seldom = prior_m(k, MK_L_DIFFERENT), was = base[MK_L_DIFFERENT];
    for (int i = 1; i < L; i++) n += count[i];
    double held = t->birthdays || k == MK_LK_BIRTH ? n < HELD ? n : HELD : 4 * n, share = held / (held + n + 20);
    for (int i = 1; i < L; i++)
        base[i] = (1 - share) * base[i] + share * (i == MK_L_DIFFERENT ? seldom : base[i] * (1 - seldom) / (1 - was));
    return held;
}

static void fit_field(learning *t, int f, double *slope, double *curve)
{
    mk_link_model *m = &t->l->model;
    int L = m->levels[f], rows = m_rows(m, f), exact = mk_level_agrees(m->kind[f]);
    double total[MK_LEVELS] = { 0 }, base[MK_LEVELS], guess[MK_LEVELS], gs = 0;
    for (int i = 0; i < L; i++) gs += guess[i] = prior_m(m->kind[f], i);
    for (int i = 0; i < L; i++) guess[i] /= gs;
    for (int r = 0; r < rows * m->classes; r++)
        for (int i = 1; i < L; i++) total[i] += t->count[f][r * L + i];
    smooth(total, L, guess, 20, base);
    double held = t->homes && (m->kind[f] == MK_LK_GIVEN || m->kind[f] == MK_LK_BIRTH) ? hold_apart(t, m->kind[f], total, L, base) : 0;
    memcpy(m->shown_m[f], base, (size_t)L * sizeof *base);
    for (int r = 0; r < rows; r++) {
        double over[MK_LEVELS] = { 0 }, p[MK_LEVELS], same = 0, *chance = t->level[f] + r * L, *odds = &t->odds_same[f][r];
        for (int k = 0; k < m->classes; k++)
            for (int i = 1; i < L; i++) over[i] += t->count[f][(k * rows + r) * L + i];
        smooth(over, L, base, rows > 1 ? 10 : .001, p);
        for (int i = exact; i < L; i++) same += p[i];
        for (int i = 1; i < L; i++) chance[i] = i >= exact ? p[i] / same : p[i] / (1 - same);
        if (m->classes == 1) *odds = __builtin_log(same / (1 - same));
        double g = 0, h = 1e-9, prior = held + (rows > 1 ? 10 : 1);
        double want = 0;
        for (int i = exact; i < L; i++) want += base[i];
        for (int k = 0; k < m->classes; k++) {
            double n = prior * m->share[k], y = n * want;
            for (int i = 1; i < L; i++) {
                double c = t->count[f][(k * rows + r) * L + i];
                n += c;
                if (i >= exact) y += c;
            }
            double q = logistic(*odds + m->care[k]);
            g += y - n * q;
            h += n * q * (1 - q);
        }
        double step = g / h;
        if (m->classes > 1) *odds += step > 1 ? 1 : step < -1 ? -1 : step;
        for (int k = 0; k < m->classes; k++) {
            double n = 0, y = 0;
            for (int i = 1; i < L; i++) {
                double c = t->count[f][(k * rows + r) * L + i];
                n += c;
                if (i >= exact) y += c;
            }
            double q = logistic(*odds + m->care[k]);
            slope[k] += y - n * q;
            curve[k] += n * q * (1 - q);
        }
    }
}

static void write_field(learning *t, int f)
{
    mk_link_model *m = &t->l->model;
    int L = m->levels[f], rows = m_rows(m, f), exact = mk_level_agrees(m->kind[f]);
    for (int r = 0; r < rows; r++)
        for (int i = 1; i < L; i++) {
            double mean = 0;
            for (int k = 0; k < m->classes; k++) {
                double q = logistic(t->odds_same[f][r] + m->care[k]), p = t->level[f][r * L + i] * (i >= exact ? q : 1 - q);
                mean += m->share[k] * p;
                m->m[k][f][r * L + i] = (float)__builtin_log2(p);
            }
            m->mean_m[f][r * L + i] = (float)__builtin_log2(mean);
        }
}

static void maximise_true(learning *t)
{
    mk_link_model *m = &t->l->model;
    double all[MK_CLASSES] = { 0 }, sum = 0;
    for (int k = 0; k < m->classes; k++) {
        for (uint32_t p = 0; p < t->p->n; p++) all[k] += t->post[k][p] * (t->p->count[p] + t->known[p]);
        sum += all[k];
    }
    for (int k = 0; k < m->classes; k++) m->share[k] = (all[k] + 1) / (sum + m->classes);
    m->prior = (sum + .5) / (t->all + OTHERS);
    if (m->homes > (1 - m->prior) / 2) m->homes = (1 - m->prior) / 2;
    for (int f = 0; f < m->fields; f++) {
        int L = m->levels[f], rows = m_rows(m, f);
        memset(t->count[f], 0, (size_t)MK_CLASSES * MK_LEVELS * MK_LEVELS * sizeof(double));
        for (uint32_t q = 0; q < t->p->n; q++) {
            const uint8_t *g = t->p->gamma + (size_t)q * m->fields;
            double n = t->p->count[q] + t->known[q];
            if (!g[f] || n <= 0) continue;
            for (int k = 0; k < m->classes; k++) t->count[f][k * rows * L + m_at(m, f, g)] += t->post[k][q] * n;
        }
    }
    for (int sweep = 0; sweep < 2; sweep++) {
        double slope[MK_CLASSES] = { 0 }, curve[MK_CLASSES] = { 0 };
        for (int f = 0; f < m->fields; f++) fit_field(t, f, slope, curve);
        for (int k = 0; k < m->classes; k++) {
            double step = k == m->classes / 2 ? 0 : (slope[k] - CARE_PRIOR * m->care[k]) / (curve[k] + CARE_PRIOR);     /* the middle class is the measure */
            m->care[k] += step > 1 ? 1 : step < -1 ? -1 : step;
        }
    }
    for (int f = 0; f < m->fields; f++) write_field(t, f);
}

/* A mail address is one person's, or a household's: of two strangers of one name few have the same, though it is made of the name. Without a bound true pairs with another phone
 * are taken for such strangers, and then what is learnt of strangers says so. */
static void bound_mails(double *chance, int L, int exact)
{
    const double most = .1;
    double same = 0;
    for (int i = exact; i < L; i++) same += chance[i];
    if (same <= most) return;
    for (int i = exact; i < L; i++) chance[i] *= most / same;
    chance[MK_L_DIFFERENT] += same - most;
}

static void maximise_other(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        int L = m->levels[f], rows = rows_of(m, f);
        double *count = t->count[f], *square = t->square[f], sum[MK_LEVELS] = { 0 }, base[MK_LEVELS], believed[MK_LEVELS], chance[MK_LEVELS];
        memset(count, 0, (size_t)rows * L * sizeof(double));
        memset(square, 0, (size_t)rows * sizeof(double));
        for (uint32_t p = 0; p < t->p->n; p++) {
            const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
            if (!g[f]) continue;
            double w = 1, s = t->p->sample[p];
            if (t->others) {
                mk_kin k = mk_kin_of(t, p, f, -1);
                w = 1 - k.person - k.home;
            }
            else {
                for (int k = 0; k < m->classes; k++) w -= t->post[k][p];
                w -= t->post_home[p];
            }
            w = w > 0 ? w : 0;
            int row = row_of(m, f, g);
            count[row * L + g[f]] += w * t->p->count[p] + s - (1 - w) * t->known[p];
            square[row] += w * t->p->count[p] + t->p->square[p];
        }
        for (int r = 0; r < rows; r++)
            for (int i = 1; i < L; i++) sum[i] += count[r * L + i];
        smooth(sum, L, believed, mk_strangers(m->kind[f], L, believed), base);
        memcpy(m->shown_u[f], base, (size_t)L * sizeof *base);
        for (int r = 0; r < rows; r++) {
            double n = 0;
            for (int i = 1; i < L; i++) n += count[r * L + i];
            smooth(count + r * L, L, base, 10 * (n > 0 ? square[r] / n : 1), chance);
            if (m->kind[f] == MK_LK_MAIL) bound_mails(chance, L, mk_level_exact(m->kind[f]));
            for (int i = 1; i < L; i++) m->u[f][r * L + i] = (float)__builtin_log2(rows > 1 ? chance[i] : base[i]);
        }
    }
}

static void tables(learning *t)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        size_t rows = (size_t)rows_of(m, f), cells = rows * (size_t)m->levels[f];
        m->u[f] = MK_NEWN(t->l->arena, float, cells);
        size_t wide = (size_t)MK_CLASSES * MK_LEVELS * MK_LEVELS, m_cells = (size_t)m_rows(m, f) * (size_t)m->levels[f];
        t->count[f] = MK_NEWN(t->a, double, cells > wide ? cells : wide);
        for (int k = 0; k < MK_CLASSES; k++) m->m[k][f] = MK_NEWN(t->l->arena, float, m_cells);
        m->mean_m[f] = MK_NEWN(t->l->arena, float, m_cells);
        t->level[f] = MK_NEWN(t->a, double, m_cells);
        t->odds_same[f] = MK_NEWN(t->a, double, m_rows(m, f));
        t->square[f] = MK_NEWN(t->a, double, rows);
    }
}

/* True pairs in several classes, from the first, with more care than the middle one, to the last. */
static void part_classes(learning *t, int classes)
{
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        int L = m->levels[f], exact = mk_level_agrees(m->kind[f]);
        double same = 0;
        for (int i = exact; i < L; i++) same += m->shown_m[f][i];
        for (int r = 0; r < m_rows(m, f); r++) {
            t->odds_same[f][r] = __builtin_log(same / (1 - same));
            for (int i = 1; i < L; i++) t->level[f][r * L + i] = m->shown_m[f][i] / (i >= exact ? same : 1 - same);
        }
    }
    m->classes = classes;
    for (int k = 0; k < classes; k++) {
        m->share[k] = 1.0 / classes;
        m->care[k] = classes > 1 ? 1.0 - 2.0 * k / (classes - 1) : 0;
    }
    for (int f = 0; f < m->fields; f++) write_field(t, f);
}

/* A drawn pair that stands for more than a small part of all true pairs cannot tell where those are: one more or less of its kind, by
 * the luck of the draw, would move everything. */
static void know(learning *t)
{
    double most = .02 * t->l->model.prior * t->all;
    for (uint32_t p = 0; p < t->p->n; p++) {
        double s = t->p->sample[p];
        t->known[p] = s > 0 ? s / (1 + t->p->square[p] / s / most) : 0;
    }
}

static int turns(mk_cx *cx, learning *t, int most)
{
    mk_link_model *m = &t->l->model;
    for (int i = 0; i < most; i++) {
        double before = t->loglik;
        expect(t);
        if (t->homes) mk_homes_learn(t);
        maximise_true(t);
        maximise_other(t);
        if (t->turn < MK_TURNS) m->trace[t->turn++] = t->loglik;
        MK_TRY(mk_cx_check(cx));
        if (i > 3 && __builtin_fabs(t->loglik - before) < 1e-9 * __builtin_fabs(before)) break;
    }
    return 0;
}

/* Two valid national ids that differ are two people, however few of them the rows show. */
static void forbid(learning *t)
{
    enum { BITS = 60 };
    mk_link_model *m = &t->l->model;
    for (int f = 0; f < m->fields; f++) {
        if (m->kind[f] != MK_LK_NATID || !t->l->field[f].checked) continue;
        float most = m->u[f][MK_L_DIFFERENT];
        for (int r = 1; r < rows_of(m, f); r++) most = m->u[f][r * m->levels[f] + MK_L_DIFFERENT] < most ? m->u[f][r * m->levels[f] + MK_L_DIFFERENT] : most;
        most -= BITS;
        for (int r = 0; r < m_rows(m, f); r++) {
            int at = r * m->levels[f] + MK_L_DIFFERENT;
            if (m->mean_m[f][at] > most) m->mean_m[f][at] = most;
            for (int k = 0; k < m->classes; k++)
                if (m->m[k][f][at] > most) m->m[k][f][at] = most;
        }
    }
}

int mk_link_train(mk_cx *cx, mk_link *l, mk_cands *c)
{
    mk_link_model *m = &l->model;
    mk_arena *tmp = mk_arena_child(cx->arena);
    learning t = { .l = l, .p = &c->patterns, .a = tmp };
    t.all = (double)l->n * ((double)l->n - 1) / 2;
    if (t.all < 1) t.all = 1;
    for (int k = 0; k < MK_CLASSES; k++) t.post[k] = MK_NEWN(tmp, double, c->patterns.n + 1);
    t.post_home = MK_NEWN(tmp, double, c->patterns.n + 1);
    for (int f = 0; f < m->fields; f++)
        for (int k = 0; k < MK_PARENTS; k++) m->parent[f][k] = m->beside[f] = -1;
    t.known = MK_NEWN(tmp, double, c->patterns.n + 1);
    t.namesakes = MK_NEWN(tmp, bool, c->patterns.n + 1);
    for (uint32_t p = 0; p < c->patterns.n; p++) t.namesakes[p] = only_namesakes(m, c->patterns.gamma + (size_t)p * m->fields);
    tables(&t);
    start(&t);
    t.homes = l->given >= 0;
    m->homes = 0;
    if (t.homes) mk_homes_begin(m);
    for (int f = 0; f < m->fields; f++) t.birthdays |= (m->kind[f] == MK_LK_BIRTH || m->kind[f] == MK_LK_NATID) && l->field[f].filled * 5 > l->n;
    MK_TRY(turns(cx, &t, 1));           /* more, and whole households would be taken for one person before anything depends */
    t.turn = 0;                         /* what is told of the likelihood is of the model that is kept */
    know(&t);
    t.odds = MK_NEWN(tmp, double, c->patterns.n + 1);
    t.own = MK_NEWN(tmp, float, (size_t)c->patterns.n * m->fields + 1);
    t.home = MK_NEWN(tmp, double, c->patterns.n + 1);
    for (uint32_t p = 0; p < c->patterns.n; p++) {
        const uint8_t *g = c->patterns.gamma + (size_t)p * m->fields;
        t.odds[p] = __builtin_log2(m->prior / (1 - m->prior - m->homes));
        t.home[p] = t.homes ? __builtin_log2(m->homes / (1 - m->prior - m->homes)) : -1e9;
        for (int f = 0; f < m->fields; f++) t.odds[p] += (double)(t.own[(size_t)p * m->fields + f] = mk_field_bits(m, f, g));
        if (t.homes) t.home[p] += mk_home_bits(m, g);
        if (t.namesakes[p]) t.odds[p] -= namesakes_bits(&t);
    }
    mk_learn_dependences(&t);
    tables(&t);
    t.others = true;
    maximise_other(&t);
    t.others = false;
    part_classes(&t, MK_CLASSES);
    MK_TRY(turns(cx, &t, 60));
    forbid(&t);
    m->loglik = t.loglik;
    m->iterations = t.turn;
    mk_arena_free(tmp);
    return 0;
}
