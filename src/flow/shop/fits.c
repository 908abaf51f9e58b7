/* SPDX-License-Identifier: Apache-2.0 */
#include "fits.h"
#include "hash.h"
#include "merge.h"
#include "vec.h"
#include "walk.h"

/* A category with sizes: what everybody took of it, and what the one who is asked for did. */
typedef struct closet { mk_str category; mk_vec(mk_size_seen) all, his; mk_size_scale scale; bool made; } closet;
struct mk_fit_base { mk_arena *arena; mk_goods goods; mk_vec(closet) closet; mk_taste_base *taste; mk_vec(double) ahead, price; };

const mk_goods *mk_fit_goods(const mk_fit_base *b) { return &b->goods; }
const mk_taste_base *mk_fit_taste(const mk_fit_base *b) { return b->taste; }

size_t mk_fit_journeys(const mk_fit_base *b, const double **ret_ahead, const double **ret_price)
{
    *ret_ahead = b->ahead.p;
    *ret_price = b->price.p;
    return b->ahead.n;
}

bool mk_good_days(const mk_good *g, int32_t *ret_from, int32_t *ret_to)
{
    int64_t nights = 0;
    if (!g || !mk_day_parse(mk_look_trait(&g->look, "depart"), ret_from)) return false;
    mk_str_int(mk_look_trait(&g->look, "nights"), &nights);
    *ret_to = *ret_from + (int32_t)(nights > 0 && nights < 400 ? nights : 1);
    return true;
}

static closet *closet_of(mk_fit_base *f, mk_str category)
{
    for (size_t i = 0; i < f->closet.n; i++) if (mk_str_eq(f->closet.p[i].category, category)) return &f->closet.p[i];
    closet *c = mk_vec_push(f->arena, &f->closet);
    c->category = category;
    return c;
}

static bool seen(mk_arena *a, int64_t customer, const mk_good *g, int32_t day, int64_t quantity, mk_size_seen *ret)
{
    mk_str size = mk_size_key(a, mk_look_trait(&g->look, "size"));
    *ret = (mk_size_seen){ customer, mk_look_trait(&g->look, "brand"), size, quantity < 0, day };
    return size.n > 0;
}

/* What came back was not kept: of the same size the latest purchase before it is taken out. */
static void settle(closet *c)
{
    for (size_t i = 0; i < c->his.n; i++) {
        if (!c->his.p[i].back) continue;
        for (size_t k = i; k-- > 0;)
            if (!c->his.p[k].back && mk_str_eq(c->his.p[k].size, c->his.p[i].size) && mk_str_eq(c->his.p[k].brand, c->his.p[i].brand)) {
                memmove(&c->his.p[k], &c->his.p[k + 1], (c->his.n - k - 1) * sizeof *c->his.p);
                c->his.n--;
                i--;
                break;
            }
    }
}

static const mk_size_scale *scale_of(void *self, mk_str category, const mk_size_seen **ret_his, size_t *ret_n)
{
    mk_fit_base *f = self;
    for (size_t i = 0; i < f->closet.n; i++) {
        closet *c = &f->closet.p[i];
        if (!mk_str_eq(c->category, category)) continue;
        if (!c->made) c->scale = mk_size_scale_of(f->arena, c->all.p, c->all.n), c->made = true;
        *ret_his = c->his.p;
        *ret_n = c->his.n;
        return &c->scale;
    }
    return NULL;
}

int mk_fit_base_get(mk_cx *cx, mk_db *db, const mk_settings *st, mk_fit_base **ret)
{
    mk_fit_base *f = *ret = MK_NEW(cx->arena, mk_fit_base);
    mk_rows r;
    mk_last_day last = { 0 };
    mk_size_seen s;
    int rc;
    f->arena = cx->arena;
    f->taste = mk_taste_base_new(cx->arena);
    MK_TRY(mk_goods_get(cx, db, &f->goods));
    if (!f->goods.n) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINE_SAMPLE, mk_int(MK_FIT_SAMPLE)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        const mk_good *g = mk_good_of(&f->goods, mk_row_int(&r, 2));
        if (!g) continue;
        int64_t quantity = mk_row_int(&r, 3);
        int32_t day = mk_day_of_moment(&last, st->tz, mk_row_int(&r, 1)), from, to;
        if (seen(cx->arena, mk_row_int(&r, 0), g, day, quantity, &s)) *mk_vec_push(cx->arena, &closet_of(f, g->category)->all) = s;
        mk_taste_base_add(f->taste, &g->look, (double)quantity / 10000);
        if (quantity > 0 && mk_good_days(g, &from, &to) && from >= day) {
            *mk_vec_push(cx->arena, &f->ahead) = from - day;
            *mk_vec_push(cx->arena, &f->price) = (double)mk_row_int(&r, 4);
        }
    }
    return rc;
}

static int his(mk_cx *cx, mk_db *db, mk_fit_base *f, const mk_settings *st, int64_t customer, int32_t day)
{
    mk_history h;
    mk_size_seen s;
    for (size_t i = 0; i < f->closet.n; i++) memset(&f->closet.p[i].his, 0, sizeof f->closet.p[i].his);      /* the last one's are of another arena */
    MK_TRY(mk_history_of(cx, db, st, customer, day, &h));
    for (size_t i = 0; i < h.n; i++) {
        const mk_good *g = mk_good_of(&f->goods, h.line[i].item);
        if (g && seen(cx->arena, customer, g, h.line[i].day, h.line[i].quantity, &s)) *mk_vec_push(cx->arena, &closet_of(f, g->category)->his) = s;
    }
    for (size_t i = 0; i < f->closet.n; i++) settle(&f->closet.p[i]);
    return 0;
}

typedef struct held { int64_t item, n; } held;

static int pieces_of(mk_cx *cx, mk_db *db, const mk_goods *goods, int64_t customer, int32_t day, mk_piece **ret, size_t *ret_n)
{
    mk_vec(held) taken = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEPT_FOR_OTHERS, mk_int(day), mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &taken) = (held){ mk_row_int(&r, 0), mk_row_int(&r, 1) };
    MK_TRY(rc);
    mk_piece *p = MK_NEWN(cx->arena, mk_piece, goods->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < goods->n; i++) {
        const mk_good *g = &goods->good[i];
        if (!g->stocked || !g->look.trait || g->look.n < MK_LOOK_TRAITS || mk_look_trait(&g->look, "depart").n) continue;      /* journeys are of the year (year.h) */
        p[n] = (mk_piece){ .look = g->look, .stock = g->quantity, .price = g->price, .has_price = g->has_price, .category = g->category };
        for (size_t k = 0; k < taken.n; k++) if (taken.p[k].item == g->look.item) p[n].stock -= taken.p[k].n;
        n++;
    }
    *ret = p;
    *ret_n = n;
    return 0;
}

static int kept_of(mk_cx *cx, mk_db *db, int64_t customer, int32_t day, mk_fits *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEPT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        for (size_t i = 0; i < ret->n; i++)
            if (ret->row[i].id == mk_row_int(&r, MK_KEPT_ITEM_ID) && mk_str_eqz(mk_row_text(&r, MK_KEPT_STATE), "kept") && mk_row_int(&r, MK_KEPT_UNTIL_DAY) >= day) {
                ret->row[i].kept = true;
                ret->row[i].kept_until = (int32_t)mk_row_int(&r, MK_KEPT_UNTIL_DAY);
            }
    return rc;
}

int mk_fits_of(mk_cx *cx, mk_db *db, const mk_settings *st, mk_fit_base *f, int64_t customer, int32_t day, size_t most, mk_fits *ret)
{
    *ret = (mk_fits){ .goods = f->goods.n };
    MK_TRY(mk_customer_now(cx, db, &customer));
    if (!f->goods.n) return 0;
    const mk_look *looks;
    size_t pieces;
    mk_piece *piece;
    MK_TRY(his(cx, db, f, st, customer, day));
    MK_TRY(mk_looks_of(cx, db, &f->goods, st, customer, day, &looks, &ret->looks));
    if (!ret->looks) return 0;
    MK_TRY(pieces_of(cx, db, &f->goods, customer, day, &piece, &pieces));
    mk_similar *s = MK_NEWN(cx->arena, mk_similar, most + 1);
    mk_similar_ask ask = { .base = f->taste, .his = looks, .n = ret->looks, .today = day, .scale = scale_of, .self = f };
    ret->n = mk_similar_of(cx->arena, &ask, piece, pieces, s, most);
    ret->row = MK_NEWN(cx->arena, mk_fit_row, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) ret->row[i] = (mk_fit_row){ .s = s[i], .good = mk_good_of(&f->goods, s[i].what->look.item), .id = s[i].what->look.item };
    mk_vec(mk_fit_size) sizes = { 0 };
    for (size_t i = 0; i < f->closet.n; i++) {
        const mk_size_seen *own;
        size_t n;
        mk_size_answer a;
        const mk_size_scale *scale = scale_of(f, f->closet.p[i].category, &own, &n);
        if (!n) continue;
        mk_size_of(cx->arena, scale, own, n, MK_S(""), &a);
        if (a.known) *mk_vec_push(cx->arena, &sizes) = (mk_fit_size){ f->closet.p[i].category, scale->size[a.best], a.p[a.best], a.kept, a.back };
    }
    ret->size = sizes.p;
    ret->sizes = sizes.n;
    return kept_of(cx, db, customer, day, ret);
}
