/* SPDX-License-Identifier: Apache-2.0 */
#include "fits.h"
#include "eligible.h"
#include "map.h"
#include "vec.h"

/* What one customer bought and gave back on each scale of sizes, and what is kept for others. */
typedef mk_vec(mk_size_seen) worn;
typedef struct wardrobe { const mk_usual *usual; worn *worn; const mk_history *history; mk_bars bars; } wardrobe;

static int closet_of(const mk_usual *u, mk_str category)
{
    for (size_t i = 0; i < u->closets; i++) if (mk_str_eq(u->closet[i].category, category)) return (int)i;
    return -1;
}

/* What came back was not kept: of the same size the latest purchase before it is taken out. */
static void settle(worn *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (!c->p[i].back) continue;
        for (size_t k = i; k-- > 0;)
            if (!c->p[k].back && mk_str_eq(c->p[k].size, c->p[i].size) && mk_str_eq(c->p[k].brand, c->p[i].brand)) {
                memmove(&c->p[k], &c->p[k + 1], (c->n - k - 1) * sizeof *c->p);
                c->n--;
                i--;
                break;
            }
    }
}

static const mk_size_scale *scale_of(void *self, mk_str category, const mk_size_seen **ret_his, size_t *ret_n)
{
    const wardrobe *w = self;
    int i = closet_of(w->usual, category);
    if (i < 0) return NULL;
    *ret_his = w->worn[i].p;
    *ret_n = w->worn[i].n;
    return &w->usual->closet[i].scale;
}

static int64_t taken(void *self, int64_t item)
{
    const wardrobe *w = self;
    return mk_bars_kept(&w->bars, w->history->customer, item);
}

static bool barred(void *self, const mk_look *look)
{
    const wardrobe *w = self;
    return mk_bars_of(&w->bars, w->history, look->item) != 0;
}

static int wardrobe_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, wardrobe *ret)
{
    mk_size_seen seen;
    int at;
    *ret = (wardrobe){ .usual = s->usual, .worn = MK_NEWN(cx->arena, worn, s->usual->closets + 1), .history = h };
    for (size_t i = 0; s->usual->closets && i < h->n; i++) {
        const mk_good *g = mk_good_of(&s->lists->goods, h->line[i].item);
        if (g && mk_good_worn(g, h->customer, h->line[i].day, h->line[i].quantity, &seen) && (at = closet_of(s->usual, g->piece.category)) >= 0)
            *mk_vec_push(cx->arena, &ret->worn[at]) = seen;
    }
    for (size_t i = 0; i < s->usual->closets; i++) settle(&ret->worn[i]);
    return mk_bars_get(cx, db, s, h->customer, &ret->bars);
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

int mk_fits_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, size_t most, mk_fits *ret)
{
    const mk_lists *l = s->lists;
    const mk_look *looks;
    wardrobe w;
    *ret = (mk_fits){ .goods = l->goods.n };
    if (!l->goods.n) return 0;
    ret->looks = mk_looks_of(cx->arena, &l->goods, h, &looks);
    if (!ret->looks) return 0;
    MK_TRY(wardrobe_of(cx, db, s, h, &w));
    mk_similar *found = MK_NEWN(cx->arena, mk_similar, most + 1);
    mk_similar_ask ask = { .base = s->usual->taste, .his = looks, .n = ret->looks, .today = s->day, .scale = scale_of, .taken = taken, .barred = barred, .self = &w };
    ret->n = mk_similar_of(cx->arena, &ask, l->shelf, l->pieces, found, most);
    ret->row = MK_NEWN(cx->arena, mk_fit_row, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) ret->row[i] = (mk_fit_row){ .s = found[i], .id = found[i].what->look.item };
    mk_vec(mk_fit_size) sizes = { 0 };
    for (size_t i = 0; i < s->usual->closets; i++) {
        const mk_usual_closet *c = &s->usual->closet[i];
        mk_size_answer a;
        if (!w.worn[i].n) continue;
        mk_size_self self = mk_size_self_of(cx->arena, &c->scale, w.worn[i].p, w.worn[i].n);
        mk_size_of(&self, MK_S(""), &a);
        if (a.known) *mk_vec_push(cx->arena, &sizes) = (mk_fit_size){ c->category, c->scale.size[a.best], a.p[a.best], a.kept, a.back };
    }
    ret->size = sizes.p;
    ret->sizes = sizes.n;
    return kept_of(cx, db, h->customer, s->day, ret);
}
