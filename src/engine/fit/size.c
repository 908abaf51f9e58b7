/* SPDX-License-Identifier: Apache-2.0 */
#include "size.h"
#include <math.h>
#include <stdlib.h>
#include "map.h"
#include "utf8.h"
#include "vec.h"

static const double WIDTH = .45, FITS = .3, GIFT = .08, BACK = .75, PRIOR = 1, SHIFT_WEIGHT = 4;     /* in places of the scale; shares; pieces */

mk_str mk_size_key(mk_arena *a, mk_str s)
{
    static const char *const words[] = { "מידה", "size", "מס" };
    mk_str f = mk_fold_text(a, s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mk_str_starts(f, mk_str_of(words[i]))) f = mk_str_trim(mk_str_sub(f, strlen(words[i]), f.n));
    if (mk_str_eqz(f, "one size") || mk_str_eqz(f, "os") || mk_str_eqz(f, "מידה אחת") || mk_str_eqz(f, "אחת")) return MK_S("");
    double v;
    if (mk_str_real(f, &v) && v > 0 && v < 1000) return v == floor(v) ? mk_arena_printf(a, "%.0f", v) : mk_arena_printf(a, "%.1f", v);
    return f;
}

/* Where a size stands among all: numbers by their value; letters from xxxs to xxxxl around m. */
static double order_of(mk_str key)
{
    static const char *const letters[] = { "xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl" }, *const many[] = { "2xl", "3xl", "4xl" };
    double v;
    if (mk_str_real(key, &v)) return v;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) if (mk_str_eqz(key, letters[i])) return -100 + (double)i;
    for (size_t i = 0; i < 3; i++) if (mk_str_eqz(key, many[i])) return -93 + (double)i;
    return NAN;
}

typedef struct rung { mk_str key; double order; uint32_t worn; } rung;

static int by_order(const void *x, const void *y)
{
    const rung *a = x, *b = y;
    return a->order != b->order ? (a->order > b->order) - (a->order < b->order) : mk_str_cmp(a->key, b->key);
}

static int by_worn(const void *x, const void *y)
{
    const rung *a = x, *b = y;
    return a->worn != b->worn ? (a->worn < b->worn) - (a->worn > b->worn) : mk_str_cmp(a->key, b->key);
}

int mk_size_place(const mk_size_scale *s, mk_str key)
{
    for (size_t i = 0; i < s->n; i++) if (mk_str_eq(s->size[i], key)) return (int)i;
    return -1;
}

typedef struct wear { int64_t customer; uint64_t brand; double place; } wear;

static int by_customer(const void *x, const void *y)
{
    const wear *a = x, *b = y;
    return a->customer != b->customer ? (a->customer > b->customer) - (a->customer < b->customer) : a->brand != b->brand ? (a->brand > b->brand) - (a->brand < b->brand)
                                      : (a->place > b->place) - (a->place < b->place);
}

enum { ROUNDS = 30 };

/* How a brand is cut: place = the customer's own + the brand's shift, by least squares over the people who wear several brands, the shifts drawn
 * to 0 (ridge); one after the other until they stand (Gauss-Seidel). */
static void shifts(mk_arena *a, mk_size_scale *s, wear *w, size_t n, const mk_str *name, size_t brands)
{
    if (!brands) return;
    mk_size_brand *b = MK_NEWN(a, mk_size_brand, brands);
    double *sum = MK_NEWN(a, double, brands), *pieces = MK_NEWN(a, double, brands);
    for (size_t k = 0; k < brands; k++) b[k].brand = name[k];
    if (n) qsort(w, n, sizeof *w, by_customer);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t k = 0; k < brands; k++) sum[k] = pieces[k] = 0, b[k].people = 0;
        for (size_t i = 0, end; i < n; i = end) {
            double own = 0;
            for (end = i; end < n && w[end].customer == w[i].customer; end++) own += w[end].place - b[w[end].brand].shift;
            own /= (double)(end - i);
            if (w[i].brand == w[end - 1].brand) continue;           /* of one brand alone: says nothing of how it is cut */
            for (size_t k = i; k < end; k++) {
                sum[w[k].brand] += w[k].place - own;
                pieces[w[k].brand]++;
                if (k == i || w[k].brand != w[k - 1].brand) b[w[k].brand].people++;
            }
        }
        for (size_t k = 0; k < brands; k++) b[k].shift = sum[k] / (pieces[k] + SHIFT_WEIGHT);
    }
    s->brand = b;
    s->brands = brands;
}

mk_size_scale mk_size_scale_of(mk_arena *a, const mk_size_seen *seen, size_t n)
{
    mk_size_scale s = { 0 };
    mk_map at = mk_map_on(a), brand = mk_map_on(a);
    mk_vec(rung) rungs = { 0 };
    mk_vec(mk_str) names = { 0 };
    for (size_t i = 0; i < n; i++) {
        mk_str key = seen[i].size;
        double order = order_of(key);
        if (!key.n || isnan(order)) continue;
        bool new;
        uint64_t *p = mk_map_put(&at, mk_hash(1, key), &new);
        if (new) {
            *mk_vec_push(a, &rungs) = (rung){ key, order, 0 };
            *p = rungs.n;
        }
        rungs.p[*p - 1].worn += !seen[i].back;
    }
    if (rungs.n > MK_SIZE_MOST) {
        qsort(rungs.p, rungs.n, sizeof *rungs.p, by_worn);
        rungs.n = MK_SIZE_MOST;
    }
    if (rungs.n) qsort(rungs.p, rungs.n, sizeof *rungs.p, by_order);
    for (size_t i = 0; i < rungs.n; i++) s.size[i] = rungs.p[i].key, s.worn[i] = rungs.p[i].worn;
    s.n = rungs.n;
    wear *w = MK_NEWN(a, wear, n + 1);
    size_t worn = 0;
    for (size_t i = 0; i < n; i++) {
        int place = mk_size_place(&s, seen[i].size);
        if (place < 0 || seen[i].back || !seen[i].brand.n) continue;
        bool new;
        uint64_t *p = mk_map_put(&brand, mk_hash(2, seen[i].brand), &new);
        if (new) {
            *p = names.n;
            *mk_vec_push(a, &names) = seen[i].brand;
        }
        w[worn++] = (wear){ seen[i].customer, *p, place };
    }
    shifts(a, &s, w, worn, names.p, names.n);
    return s;
}

static double shift_of(const mk_size_scale *s, mk_str brand)
{
    for (size_t i = 0; brand.n && i < s->brands; i++) if (mk_str_eq(s->brand[i].brand, brand)) return s->brand[i].shift;
    return 0;
}

enum { STEPS = 4 };         /* places he may be at, of each step of the scale */

static size_t grid_of(const mk_size_scale *s) { return (s->n - 1) * STEPS + 1; }

mk_size_self mk_size_self_of(mk_arena *a, const mk_size_scale *s, const mk_size_seen *his, size_t n)
{
    mk_size_self self = { .scale = s, .his = his, .n = n };
    if (!s->n) return self;
    size_t grid = grid_of(s);
    double *t = MK_NEWN(a, double, grid), *worn = MK_NEWN(a, double, grid), all = 0;       /* worn: how near a size so many steps away is to be worn */
    self.at = t;
    for (size_t g = 0; g < grid; g++) worn[g] = exp(-((double)g / STEPS) * ((double)g / STEPS) / (2 * WIDTH * WIDTH));
    for (size_t i = 0; i < s->n; i++) all += s->worn[i];
    for (size_t g = 0; g < grid; g++) {
        double prior = 0;
        for (size_t i = 0; i < s->n; i++) prior += (s->worn[i] + PRIOR) / (all + PRIOR * (double)s->n) * worn[g > i * STEPS ? g - i * STEPS : i * STEPS - g];
        t[g] = prior;
    }
    for (size_t k = 0; k < n; k++) {
        int place = mk_size_place(s, his[k].size);
        if (place < 0) continue;
        self.kept += !his[k].back;
        self.back += his[k].back;
        double at = place - shift_of(s, his[k].brand), most = 0;
        for (size_t g = 0; g < grid; g++) {
            double d = at - (double)g / STEPS, near = exp(-d * d / (2 * WIDTH * WIDTH));
            t[g] *= his[k].back ? 1 - BACK * near : (1 - GIFT) * near + GIFT / (double)s->n;
            if (t[g] > most) most = t[g];
        }
        for (size_t g = 0; g < grid; g++) t[g] /= most;     /* so that many purchases do not run out of numbers */
    }
    return self;
}

void mk_size_of(const mk_size_self *self, mk_str brand, mk_size_answer *ret)
{
    const mk_size_scale *s = self->scale;
    const mk_size_seen *his = self->his;
    *ret = (mk_size_answer){ .best = -1, .shift = shift_of(s, brand), .kept = self->kept, .back = self->back, .known = self->kept + self->back > 0 };
    if (!s->n) return;
    size_t grid = grid_of(s);
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t g = 0; g < grid; g++) {
            double d = (double)i - ret->shift - (double)g / STEPS;
            ret->p[i] += self->at[g] * exp(-d * d / (2 * FITS * FITS));
        }
        sum += ret->p[i];
    }
    for (size_t i = 0; i < s->n; i++) {
        ret->p[i] /= sum;
        if (ret->best < 0 || ret->p[i] > ret->p[ret->best]) ret->best = (int)i;
    }
    for (size_t k = 0; k < self->n; k++) {
        int place = mk_size_place(s, his[k].size);
        if (place < 0 || (brand.n && !mk_str_eq(his[k].brand, brand))) continue;
        ret->kept_in[place] += !his[k].back;
        ret->back_in[place] += his[k].back;
    }
}
