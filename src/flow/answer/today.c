/* SPDX-License-Identifier: Apache-2.0
 * Choosing the list: of each customer the best that may be said, of all the best, and what the shops' answers propose beside it. */
#include "today.h"
#include "eligible.h"
#include <math.h>
#include "record.h"
#include "vec.h"

enum { YEAR = 365, NEEDS = 24 };
static const double OWN_LEAST = .10, NEW_LEAST = .002;      /* less likely is not worth turning to anybody for */

/* --- choosing: every thread keeps its best --- */

typedef struct pick { int64_t customer; double score; mk_need need; const mk_shop_offer *shop; bool waits; } pick;
typedef struct lister { mk_models models; int32_t day; size_t limit, keep; double usual_order; uint64_t goods, shops; mk_bars bars; mk_vec(pick) best; mk_today *ret; } lister;
typedef struct state { mk_need_reader *reader; pick *heap; size_t n; uint64_t customers, goods, due, quiet; int32_t newest; } state;

/* Whether a goes behind b: the lower score, then the later id, so that the order never depends on threads. */
static bool behind(const pick *a, const pick *b)
{
    return a->score != b->score ? a->score < b->score : a->customer > b->customer;
}

static void sift(pick *h, size_t n, size_t i)      /* a heap with the last of the list on top */
{
    for (;;) {
        size_t worst = i, l = 2 * i + 1;
        if (l < n && behind(&h[l], &h[worst])) worst = l;
        if (l + 1 < n && behind(&h[l + 1], &h[worst])) worst = l + 1;
        if (worst == i) return;
        pick t = h[i];
        h[i] = h[worst];
        h[worst] = t;
        i = worst;
    }
}

static void offer(state *s, size_t limit, const pick *p)
{
    if (s->n < limit) {
        s->heap[s->n++] = *p;
        for (size_t i = s->n - 1; i && behind(&s->heap[i], &s->heap[(i - 1) / 2]); i = (i - 1) / 2) {
            pick t = s->heap[i];
            s->heap[i] = s->heap[(i - 1) / 2];
            s->heap[(i - 1) / 2] = t;
        }
    } else if (limit && behind(&s->heap[0], p)) {
        s->heap[0] = *p;
        sift(s->heap, s->n, 0);
    }
}

static int begin(mk_cx *cx, const mk_walker *w, void *p)
{
    const lister *l = w->self;
    state *s = p;
    s->reader = mk_need_reader_new(cx->arena, l->models.need);
    s->heap = MK_NEWN(cx->arena, pick, l->keep + 1);
    s->newest = MK_NO_DAY;
    return 0;
}

static bool in_peace(const mk_history *h, int32_t day)
{
    for (uint32_t i = 0; i < h->refused; i++)
        if (h->quiet[i].state == 'd' && day - h->quiet[i].day < MK_PEACE_DAYS) return true;
    return false;
}

/* Something that was bought yesterday and is bought again and again is likely too, but nothing to turn to anybody with: a repeat is
 * due when its expected day lies within the week, and most of its usual interval has passed. */
static bool is_due(const mk_need *n, int32_t day)
{
    return n->kind != MK_NEED_REPLENISH || (n->due_day - day <= MK_NEED_DAYS && n->since_days >= 0.75 * n->usual_days);
}

/* The money at stake of a need: how likely it is, times what one purchase of his is worth. */
double mk_order_worth(const mk_value_answer *v, const mk_value_history *h)
{
    double one = v->state != MK_VALUE_TOO_LITTLE && v->money_known ? v->order_value : h->orders ? (double)h->spent / h->orders : 0;
    return one > 1 ? one : 1;
}

static double stake(const mk_need *n, const mk_value_answer *v, const mk_value_history *h) { return n->probability * mk_order_worth(v, h); }

bool mk_care_due(const mk_value_model *m, const mk_value_answer *v, const mk_history *h, int32_t day, mk_need *ret)
{
    if (h->n || h->value.orders < 3 || v->state == MK_VALUE_TOO_LITTLE || (v->alive_known && v->alive < 0.5)) return false;
    double pace = (double)(h->value.last - h->value.first) / (h->value.orders - 1);
    int32_t since = day - h->value.last;
    if (since < 0.75 * pace || since > 4 * pace) return false;       /* not yet; or so long that a visit is no habit any more */
    *ret = (mk_need){ .kind = MK_NEED_CARE, .probability = mk_value_next_within(m, &h->value, day, MK_NEED_DAYS), .purchases = h->value.orders,
                      .last_day = h->value.last, .since_days = since, .interval_days = pace, .usual_days = pace, .late_days = since - pace,
                      .due_day = h->value.last + (int32_t)pace };
    return true;
}

/* Who never said what he buys: whether it is time to see him. */
static bool cared_for(const lister *l, const mk_value_answer *v, const mk_history *h, mk_need *ret)
{
    return !mk_answered(h, 0) && mk_care_due(&l->models.value, v, h, l->day, ret);
}

/* The likeliest of his needs that may be said, at most so many. */
static size_t needs_of(const lister *l, mk_need_reader *reader, const mk_history *h, pick *ret, size_t most)
{
    mk_need need[NEEDS];
    mk_value_answer v;
    mk_need_wish wish = { .least_own = OWN_LEAST, .least_new = NEW_LEAST, .barred = mk_bars_any(&l->bars, h) ? mk_barred : NULL, .barred_by = &(mk_barring){ &l->bars, h }, .unexplained = true };
    size_t told = 0, n = h->n ? mk_need_answer(reader, h->customer, h->line, h->n, l->day, &wish, need, NEEDS) : 0;
    if (n == 0 && h->n) return 0;
    mk_value_rank(&l->models.value, &h->value, l->day, YEAR, &v);
    if (h->n == 0) n = cared_for(l, &v, h, need);
    for (size_t i = 0; i < n && told < most; i++)
        if (is_due(&need[i], l->day)) ret[told++] = (pick){ h->customer, stake(&need[i], &v, &h->value), need[i], NULL, false };
    mk_need *of[NEEDS];
    for (size_t i = 0; i < told; i++) of[i] = &ret[i].need;
    mk_need_explain(reader, of, told);
    return told;
}

/* What one purchase of his can be worth at most: the model draws his own mean towards everybody's. */
static double worth_at_most(const lister *l, const mk_history *h)
{
    double own = h->value.orders ? (double)h->value.spent / h->value.orders : 0;
    return fmax(1, fmax(own, l->usual_order));
}

static int each(mk_cx *cx, const mk_walker *w, void *p, const mk_history *h)
{
    (void)cx;
    const lister *l = w->self;
    state *s = p;
    s->customers++;
    s->goods += h->n > 0;
    if (h->value.orders && h->value.last > s->newest) s->newest = h->value.last;
    if (in_peace(h, l->day) || mk_bars_away(&l->bars, h->customer)) { s->quiet++; return 0; }
    mk_need_glance g = mk_need_look(s->reader, h->line, h->n, l->day, mk_barred, &(mk_barring){ &l->bars, h });
    s->due += g.waits;
    s->quiet += !g.waits && h->refused > 0;
    /* Most customers cannot come into the list, however likely their needs: that shows without asking. */
    if (h->n) {
        double most = fmax(g.own >= OWN_LEAST ? g.own : 0, g.fresh >= NEW_LEAST ? g.fresh : 0);
        if (most == 0 || (s->n == l->keep && (!s->n || most * worth_at_most(l, h) < s->heap[0].score))) return 0;
    }
    pick one;
    if (!needs_of(l, s->reader, h, &one, 1)) return 0;
    one.waits = g.waits || !h->n;
    s->due += !h->n;
    offer(s, l->keep, &one);
    return 0;
}

static int gather(mk_cx *cx, const mk_walker *w, void *p)
{
    lister *l = w->self;
    state *s = p;
    for (size_t i = 0; i < s->n; i++) *mk_vec_push(cx->arena, &l->best) = s->heap[i];
    l->ret->customers += s->customers;
    l->goods += s->goods;
    l->ret->waiting += s->due;
    l->ret->quiet += s->quiet;
    if (s->newest > l->ret->newest) l->ret->newest = s->newest;
    return 0;
}

static int best_first(const void *a, const void *b) { return behind(a, b) ? 1 : behind(b, a) ? -1 : 0; }

typedef struct prepare { lister *l; int32_t day; int limit; mk_today *ret; } prepare;

static int prepare_body(mk_cx *cx, mk_db *db, void *arg)
{
    prepare *p = arg;
    mk_shop shop;
    MK_TRY(mk_settings_get(cx, db, &p->ret->settings));
    MK_TRY(mk_models_get(cx, db, &p->l->models));
    p->ret->learnt = p->l->models.known;
    if (p->ret->learnt) {
        const mk_value_model *v = &p->l->models.value;
        p->l->usual_order = v->money_known && v->q > 1 ? v->p * v->v / (v->q - 1) : 0;
    }
    p->ret->day = p->day == MK_NO_DAY ? p->ret->settings.today : p->day;
    MK_TRY(mk_shop_begin(cx, db, &p->ret->settings, &p->l->models.usual, p->ret->day, &shop));
    MK_TRY(mk_bars_get(cx, db, &shop, 0, &p->l->bars));
    p->l->limit = (size_t)(p->limit > 0 ? p->limit : p->ret->settings.capacity);
    return 0;
}

static int fill_body(mk_cx *cx, mk_db *db, void *arg)
{
    prepare *p = arg;
    mk_history h;
    for (size_t i = 0; i < p->ret->n; i++) {
        mk_today_row *row = &p->ret->row[i];
        MK_TRY(mk_history_of(cx, db, &p->ret->settings, row->customer, p->ret->day, &h));
        MK_TRY(mk_today_who(cx, db, &p->l->models, &p->ret->settings, p->ret->day, &h, row));
        MK_TRY(mk_today_words(cx, db, p->ret->day, row));
    }
    return 0;
}

/* --- what the shops' answers propose --- */

typedef struct shopping { prepare *p; mk_shop shop; mk_map at; mk_need_reader *reader; double least; } shopping;

/* Of one customer the things with the most at stake, at most so many, how many there are; and whether he has a need of his own. h: gets his history. */
static int shop_picks(mk_cx *cx, mk_db *db, shopping *s, int64_t customer, mk_history *h, pick *ret, int most, bool *ret_own)
{
    lister *l = s->p->l;
    mk_value_answer v;
    mk_shop_offer *o = MK_NEWN(cx->arena, mk_shop_offer, MK_SHOP_OFFERS);
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    size_t n;
    int told = 0;
    MK_TRY(mk_history_of(cx, db, &s->p->ret->settings, customer, l->day, h));
    if (in_peace(h, l->day) || mk_bars_away(&l->bars, customer)) return 0;
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0) return rc;
    mk_value_rank(&l->models.value, &h->value, l->day, YEAR, &v);
    mk_str name = row[MK_CUSTOMER_GIVEN].s.n ? row[MK_CUSTOMER_GIVEN].s : mk_label(cx, row[MK_CUSTOMER_NAME].s, MK_S(""));
    MK_TRY(mk_shop_offers(cx, db, &s->shop, h, name, mk_order_worth(&v, &h->value), o, &n));
    for (size_t i = 0; i < n && told < most; i++)
        if (!mk_answered(h, o[i].id))
            ret[told++] = (pick){ customer, o[i].probability * o[i].worth, { .kind = o[i].kind, .item = o[i].id, .probability = o[i].probability, .probability_low = o[i].probability_low,
                                  .probability_high = o[i].probability_high, .due_day = o[i].day }, &o[i], true };
    mk_need care;
    if (told) *ret_own = h->n ? mk_need_look(s->reader, h->line, h->n, l->day, mk_barred, &(mk_barring){ &l->bars, h }).waits : cared_for(l, &v, h, &care);
    return told;
}

static const mk_shop_offer *kept(mk_arena *a, const mk_shop_offer *o)
{
    mk_shop_offer *k = MK_NEW(a, mk_shop_offer);
    *k = *o;
    mk_str *const text[] = { &k->name, &k->what, &k->why, &k->late, &k->numbers };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = mk_arena_dup(a, *text[i]);
    return k;
}

static void shop_put(mk_arena *a, shopping *s, const pick *one, bool own)
{
    lister *l = s->p->l;
    uint64_t *place = mk_map_get(&s->at, (uint64_t)one->customer);
    s->p->ret->waiting += !own;                        /* else he is counted already */
    if (place) l->best.p[*place - 1].waits = true;
    if (place ? l->best.p[*place - 1].score >= one->score : one->score < s->least) return;
    pick k = *one;
    k.shop = kept(a, one->shop);
    if (place) l->best.p[*place - 1] = k;
    else *mk_vec_push(a, &l->best) = k;
}

/* For those of whom there can be any: each customer keeps the one thing with the most at stake. What one of them needed is given back. */
static int shops_body(mk_cx *cx, mk_db *db, void *arg)
{
    shopping s = { .p = arg, .at = mk_map_on(cx->arena) };
    lister *l = s.p->l;
    const int64_t *customer;
    size_t customers;
    MK_TRY(mk_shop_begin(cx, db, &s.p->ret->settings, &l->models.usual, l->day, &s.shop));
    MK_TRY(mk_shop_customers(cx, db, &s.shop, &customer, &customers));
    l->shops = customers;
    if (!customers) return 0;
    s.reader = mk_need_reader_new(cx->arena, l->models.need);
    if (l->best.n) qsort(l->best.p, l->best.n, sizeof *l->best.p, best_first);
    if (l->best.n >= l->keep && l->keep) s.least = l->best.p[l->keep - 1].score;
    for (size_t i = 0; i < l->best.n; i++) *mk_map_put(&s.at, (uint64_t)l->best.p[i].customer, NULL) = i + 1;
    mk_cx one_by_one = *cx;
    mk_arena *scratch = one_by_one.arena = mk_arena_child(cx->arena);
    int rc = 0;
    for (size_t c = 0; rc >= 0 && c < customers; c++) {
        mk_arena_mark mark = mk_arena_here(scratch);
        pick one;
        mk_history h;
        bool own = false;
        rc = mk_cx_check(&one_by_one);
        if (rc >= 0) rc = shop_picks(&one_by_one, db, &s, customer[c], &h, &one, 1, &own);
        if (rc > 0) shop_put(cx->arena, &s, &one, own);
        mk_arena_rewind(scratch, mark);
    }
    mk_arena_free(scratch);
    return rc < 0 ? mk_fail(cx, rc, "%s", one_by_one.message) : 0;
}

/* --- at most so many of one category --- */

enum { MORE = 8 };                  /* so many times as many customers are looked at when the list found no end among those that were */

/* Of the best of a customer for whose category there is no more room: the next of his for which there is. 0: none. */
static int next_of(mk_cx *cx, mk_db *db, shopping *s, const mk_map *category, pick *one)
{
    const lister *l = s->p->l;
    uint64_t cap = l->ret->settings.category_cap;
    pick pick_of[MK_SHOP_OFFERS + NEEDS], best = { .score = -1 };
    mk_history h;
    bool own;
    int n = shop_picks(cx, db, s, one->customer, &h, pick_of, MK_SHOP_OFFERS, &own);
    MK_TRY(n);
    n += (int)needs_of(l, s->reader, &h, pick_of + n, NEEDS);
    for (int i = 0; i < n; i++) {
        uint32_t of;
        MK_TRY(mk_category_of(cx, db, pick_of[i].need.item, &of));
        const uint64_t *full = of ? mk_map_get(category, of) : NULL;
        if (pick_of[i].score > best.score && !(full && *full >= cap)) best = pick_of[i];
    }
    if (best.score < 0) return 0;
    best.waits = one->waits;
    *one = best;
    return 1;
}

/* The best first, each customer once; who has no room for his best stands where his next has its place. l->best: in order, becomes the list. */
static int vary(mk_cx *cx, mk_db *db, shopping *s)
{
    lister *l = s->p->l;
    pick *p = l->best.p;
    mk_map category = mk_map_on(cx->arena);
    mk_cx one_by_one = *cx;
    mk_arena *scratch = one_by_one.arena = mk_arena_child(cx->arena);
    size_t out = 0, n = l->best.n < l->keep ? l->best.n : l->keep;
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < n && out < l->limit; i++) {
        mk_arena_mark mark = mk_arena_here(scratch);
        uint32_t of;
        uint64_t *there = NULL;
        pick one = p[i];
        rc = mk_category_of(&one_by_one, db, one.need.item, &of);
        if (rc >= 0 && of) there = mk_map_put(&category, of, NULL);
        if (rc >= 0 && there && *there >= l->ret->settings.category_cap) {
            rc = next_of(&one_by_one, db, s, &category, &one);
            if (rc > 0) {           /* among those behind, and looked at again when it is its turn */
                size_t to = i + 1;
                if (one.shop) one.shop = kept(cx->arena, one.shop);
                while (to < n && behind(&one, &p[to])) p[to - 1] = p[to], to++;
                p[to - 1] = one;
                i--;
            }
        } else if (rc >= 0) {
            if (there) ++*there;
            p[out++] = one;
        }
        mk_arena_rewind(scratch, mark);
    }
    mk_arena_free(scratch);
    l->best.n = out;
    return rc < 0 ? mk_fail(cx, rc, "%s", one_by_one.message) : 0;
}

/* Whether nobody who was not looked at could be in the list. */
static int varied_body(mk_cx *cx, mk_db *db, void *arg)
{
    shopping s = { .p = arg };
    lister *l = s.p->l;
    bool all = l->best.n < l->keep;
    double least = all ? 0 : l->best.p[l->keep - 1].score;
    MK_TRY(mk_shop_begin(cx, db, &s.p->ret->settings, &l->models.usual, l->day, &s.shop));
    s.reader = mk_need_reader_new(cx->arena, l->models.need);
    MK_TRY(vary(cx, db, &s));
    return all || (l->best.n == l->limit && l->best.p[l->limit - 1].score >= least);
}

/* Everybody is asked; l->best: those with the most at stake in order, in a list that keeps to the cap. */
static int choose(mk_cx *cx, mk_store *store, prepare *p)
{
    lister *l = p->l;
    mk_walker w = { .until = l->day, .begin = begin, .each = each, .gather = gather, .state_size = sizeof(state), .lines = true, .self = l, .settings = &p->ret->settings };
    bool cap = l->limit && p->ret->settings.category_cap;
    for (l->keep = cap ? l->limit * MORE : l->limit;; l->keep *= MORE) {
        l->best.n = 0;
        p->ret->customers = p->ret->waiting = p->ret->quiet = l->goods = 0;
        MK_TRY(mk_walk(cx, store, &w));
        MK_TRY(mk_store_read(cx, store, shops_body, p));
        if (l->best.n) qsort(l->best.p, l->best.n, sizeof *l->best.p, best_first);
        if (!cap) return 0;
        int rc = mk_store_read(cx, store, varied_body, p);
        if (rc) return rc < 0 ? rc : 0;
    }
}

int mk_today_list(mk_cx *cx, mk_store *s, int32_t day, int limit, mk_today *ret)
{
    *ret = (mk_today){ .newest = MK_NO_DAY };
    lister l = { .ret = ret };
    prepare p = { &l, day, limit, ret };
    MK_TRY(mk_store_read(cx, s, prepare_body, &p));
    if (!ret->learnt) return 0;
    l.day = ret->day;
    MK_TRY(choose(cx, s, &p));
    /* Where nothing is bought twice (clothes) or no goods are named the list comes of other things: there an empty one is a quiet day. */
    ret->too_little = l.models.value.state == MK_VALUE_TOO_LITTLE || (l.goods && !l.shops && mk_need_model_state(l.models.need) == MK_NEED_TOO_LITTLE);
    ret->n = l.best.n < l.limit ? l.best.n : l.limit;
    for (size_t i = 0; i < ret->n; i++) ret->waiting -= l.best.p[i].waits;
    if (ret->n < l.limit) ret->waiting = 0;     /* everybody of whom there was something to say is on it */
    ret->row = MK_NEWN(cx->arena, mk_today_row, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        ret->row[i].customer = l.best.p[i].customer;
        ret->row[i].need = l.best.p[i].need;
        ret->row[i].shop = l.best.p[i].shop;
        ret->row[i].score = l.best.p[i].score;
    }
    return mk_store_read(cx, s, fill_body, &p);
}
