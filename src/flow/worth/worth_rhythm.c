/* SPDX-License-Identifier: Apache-2.0 */
#include "worth_rhythm.h"
#include <math.h>
#include "pack.h"
#include "today.h"
#include "vec.h"

enum { FORMAT = 2 };
#define MAGIC UINT64_C(0x6d687479686b616d)

static int by_item(const void *a, const void *b)
{
    const struct mk_item_day *x = a, *y = b;
    if (x->item != y->item) return x->item < y->item ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static void take(mk_arena *arena, mk_item_days_room *room, const mk_need_line *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i].quantity > 0) *mk_vec_push(arena, &room->of) = (struct mk_item_day){ line[i].item, line[i].amount, line[i].day };
}

void mk_item_days_of(mk_arena *arena, mk_item_days_room *room, const mk_history *h, mk_item_days each, void *self)
{
    room->of.n = 0;
    take(arena, room, h->line, h->n);
    take(arena, room, h->service, h->services);
    if (room->of.n) qsort(room->of.p, room->of.n, sizeof *room->of.p, by_item);
    for (size_t i = 0, to; i < room->of.n; i = to) {
        int64_t item = room->of.p[i].item, amount = 0;
        room->day.n = 0;
        for (to = i; to < room->of.n && room->of.p[to].item == item; to++) {
            int32_t day = room->of.p[to].day;
            if (room->day.n && room->day.p[room->day.n - 1] == day) { amount += room->of.p[to].amount; continue; }
            *mk_vec_push(arena, &room->day) = day;
            amount = room->of.p[to].amount;
        }
        each(self, item, room->day.p, room->day.n, amount);
    }
    if (h->day && h->value.orders) each(self, 0, h->day, h->value.orders, h->value.spent / (int64_t)h->value.orders);
}

/* --- the model in the store --- */

static mk_str pack(mk_arena *arena, const mk_rhythm_model *m)
{
    mk_buf b = mk_buf_on(arena);
    mk_pack_u64(&b, MAGIC);
    mk_pack_u32(&b, FORMAT);
    mk_pack_u32(&b, (uint32_t)m->n);
    for (size_t i = 0; i < m->n; i++) {
        const mk_rhythm_item *r = &m->item[i];
        const double real[] = { r->regular, r->sbg.alpha, r->sbg.beta, r->bgbb.alpha, r->bgbb.beta, r->bgbb.gamma, r->bgbb.delta };
        const uint64_t whole[] = { (uint64_t)r->item, r->customers, r->active, r->events };
        mk_pack_u32(&b, (uint32_t)r->kind | (uint32_t)r->unit << 4 | (uint32_t)r->state << 8 | (uint32_t)r->told << 12 | (uint32_t)r->alive_known << 13);
        mk_pack_u32(&b, (uint32_t)r->last);
        for (size_t k = 0; k < sizeof whole / sizeof *whole; k++) mk_pack_u64(&b, whole[k]);
        for (size_t k = 0; k < sizeof real / sizeof *real; k++) mk_pack_real(&b, real[k]);
        mk_pack_u32(&b, r->stayed_n);
        for (uint32_t k = 0; k < r->stayed_n; k++) mk_pack_real(&b, r->stayed[k]);
    }
    return mk_buf_str(&b);
}

static bool unpack(mk_str bytes, mk_rhythm_model *m)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    if (mk_unpack_u64(&u) != MAGIC || mk_unpack_u32(&u) != FORMAT) return false;
    uint32_t n = mk_unpack_u32(&u);
    bool fine = n <= MK_RHYTHMS;
    for (uint32_t i = 0; fine && i < n; i++) {
        mk_rhythm_item *r = &m->item[i];
        uint32_t flags = mk_unpack_u32(&u);
        *r = (mk_rhythm_item){ .kind = (mk_rhythm)(flags & 15), .unit = (mk_occasion)(flags >> 4 & 15), .state = (mk_known)(flags >> 8 & 15), .told = flags >> 12 & 1, .alive_known = flags >> 13 & 1 };
        r->last = (int32_t)mk_unpack_u32(&u);
        r->item = (int64_t)mk_unpack_u64(&u);
        r->customers = mk_unpack_u64(&u);
        r->active = mk_unpack_u64(&u);
        r->events = mk_unpack_u64(&u);
        double *real[] = { &r->regular, &r->sbg.alpha, &r->sbg.beta, &r->bgbb.alpha, &r->bgbb.beta, &r->bgbb.gamma, &r->bgbb.delta };
        for (size_t k = 0; k < sizeof real / sizeof *real; k++) fine &= isfinite(*real[k] = mk_unpack_real(&u)) && *real[k] >= 0;
        r->stayed_n = mk_unpack_u32(&u);
        fine &= r->stayed_n <= MK_RHYTHM_STAYED;
        for (uint32_t k = 0; fine && k < r->stayed_n; k++) fine &= (r->stayed[k] = mk_unpack_real(&u)) >= 0 && r->stayed[k] <= 1;
        fine &= (r->kind == MK_RHYTHM_CONTRACT || r->kind == MK_RHYTHM_OCCASIONS) && r->unit >= MK_OCCASION_WEEK && r->unit < MK_OCCASION_UNITS && r->state <= MK_KNOWN_ENOUGH;
        if (r->state != MK_KNOWN_TOO_LITTLE) fine &= r->kind == MK_RHYTHM_CONTRACT ? r->sbg.alpha > 0 && r->sbg.beta > 0 : r->bgbb.alpha > 0 && r->bgbb.beta > 0 && r->bgbb.gamma > 0 && r->bgbb.delta > 0;
    }
    m->n = fine && !u.bad && u.p == u.end ? n : 0;
    return fine && !u.bad;
}

int mk_rhythm_model_get(mk_cx *cx, mk_db *db, mk_rhythm_model *ret)
{
    mk_rows r;
    memset(ret, 0, sizeof *ret);
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_LATEST, mk_textz("rhythm")));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        ret->day = (int32_t)mk_row_int(&r, 2);
        if (!unpack(mk_row_text(&r, 3), ret)) memset(ret, 0, sizeof *ret);      /* of another version of makir: as good as not learnt yet */
    }
    mk_rows_end(&r);
    for (size_t i = 0; rc >= 0 && i < ret->n; i++) rc = mk_item_label(cx, db, ret->item[i].item, &ret->name[i]);
    return rc < 0 ? rc : 0;
}

/* --- learning --- */

typedef struct learner { const mk_rhythm_model *m; int32_t day; mk_rhythm_counts count[MK_RHYTHMS]; } learner;
typedef struct state { mk_arena *arena; const learner *l; mk_rhythm_counts count[MK_RHYTHMS]; mk_item_days_room room; } state;

static int begin(mk_cx *cx, const mk_walker *w, void *p)
{
    state *s = p;
    s->arena = mk_arena_child(cx->arena);
    s->l = w->self;
    for (size_t i = 0; i < MK_RHYTHMS; i++) s->count[i] = mk_rhythm_counts_on(s->arena);
    return 0;
}

static void count(void *self, int64_t item, const int32_t *day, size_t n, int64_t amount)
{
    state *s = self;
    (void)amount;
    for (size_t i = 0; i < s->l->m->n; i++)
        if (s->l->m->item[i].item == item) mk_rhythm_count(&s->count[i], &s->l->m->item[i], day, n, s->l->day);
}

static int each(mk_cx *cx, const mk_walker *w, void *p, const mk_history *h)
{
    state *s = p;
    (void)cx;
    (void)w;
    mk_item_days_of(s->arena, &s->room, h, count, s);
    return 0;
}

static int gather(mk_cx *cx, const mk_walker *w, void *p)
{
    state *s = p;
    learner *l = w->self;
    (void)cx;
    for (size_t i = 0; i < l->m->n; i++) mk_rhythm_counts_merge(&l->count[i], &s->count[i]);
    mk_arena_free(s->arena);
    return 0;
}

typedef struct ask { const mk_learnt *l; mk_rhythm_learnt *ret; mk_str data; bool before; } ask;

/* What the owner says goes first, and instead of what is seen of the same item. */
static int told(mk_cx *cx, mk_db *db, const mk_learnt *l, mk_str list, mk_rhythm kind, mk_rhythm_learnt *ret)
{
    mk_rhythm_model *m = &ret->model;
    mk_str name;
    int unit;
    while (m->n < MK_RHYTHMS && mk_setting_item(&list, &name, &unit)) {
        mk_rows r;
        MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_NAMED, mk_text(name)));
        int rc = mk_rows_next(cx, &r);
        mk_rhythm_item one = { .item = rc > 0 ? mk_row_int(&r, 0) : 0, .kind = kind, .unit = (mk_occasion)unit, .told = true };
        mk_rows_end(&r);
        MK_TRY(rc);
        if (one.item == 0 || !mk_rhythm_look(l->rhythm, &one)) { ret->unknown = mk_arena_dup(cx->arena, name); continue; }
        m->item[m->n++] = one;
    }
    return 0;
}

static int choose(mk_cx *cx, mk_db *db, void *arg)
{
    ask *a = arg;
    mk_rhythm_model *m = &a->ret->model;
    mk_rhythm_item seen[MK_RHYTHMS];
    memset(m, 0, sizeof *m);
    MK_TRY(told(cx, db, a->l, a->l->settings.contracts, MK_RHYTHM_CONTRACT, a->ret));
    MK_TRY(told(cx, db, a->l, a->l->settings.occasions, MK_RHYTHM_OCCASIONS, a->ret));
    size_t n = mk_rhythm_found(a->l->rhythm, seen), by_owner = m->n;
    for (size_t i = 0; i < n && m->n < MK_RHYTHMS; i++) {
        bool there = by_owner && seen[i].item == 0;
        for (size_t k = 0; k < by_owner; k++) there |= m->item[k].item == seen[i].item;
        if (!there) m->item[m->n++] = seen[i];
    }
    for (size_t i = 0; i < m->n; i++) MK_TRY(mk_item_label(cx, db, m->item[i].item, &m->name[i]));
    int rc = mk_select_int(cx, db, &a->ret->version, MK_Q_MODEL_WHICH, mk_textz("rhythm"));
    a->before = rc > 0;
    return rc < 0 ? rc : 0;
}

static int store(mk_cx *cx, mk_db *db, void *arg)
{
    ask *a = arg;
    return mk_model_keep(cx, db, "rhythm", a->l->day, a->data, a->ret->json, &a->ret->version);
}

int mk_rhythm_learn(mk_cx *cx, mk_store *s, const mk_learnt *l, mk_rhythm_learnt *ret)
{
    memset(ret, 0, sizeof *ret);
    ask a = { .l = l, .ret = ret };
    MK_TRY(mk_store_read(cx, s, choose, &a));
    mk_rhythm_model *m = &ret->model;
    m->day = l->day;
    if (!m->n && !a.before) return 0;
    if (m->n) {
        learner one = { .m = m, .day = l->day };
        for (size_t i = 0; i < MK_RHYTHMS; i++) one.count[i] = mk_rhythm_counts_on(cx->arena);
        mk_walker w = { .until = l->day, .begin = begin, .each = each, .gather = gather, .state_size = sizeof(state), .lines = true, .self = &one, .settings = &l->settings };
        MK_TRY(mk_walk(cx, s, &w));
        for (size_t i = 0; i < m->n; i++) MK_TRY(mk_rhythm_fit(cx, &one.count[i], &m->item[i]));
    }
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rhythm_json(&w, cx, m);
    ret->json = mk_buf_str(&b);
    a.data = pack(cx->arena, m);
    return mk_store_write(cx, s, store, &a);
}

/* --- one customer --- */

typedef struct teller { const mk_rhythm_model *m; int32_t day; mk_rhythm_row *ret; size_t n; } teller;

static void tell(void *self, int64_t item, const int32_t *day, size_t n, int64_t amount)
{
    teller *t = self;
    for (size_t i = 0; i < t->m->n; i++) {
        mk_rhythm_row *r = &t->ret[t->n];
        if (t->m->item[i].item != item || !mk_rhythm_answer_of(&t->m->item[i], day, n, t->day, &r->answer)) continue;
        r->item = &t->m->item[i];
        r->name = t->m->name[i];
        r->paid = amount;
        t->n++;
    }
}

/* His lines, fees too, and the days of his orders: as a walk has them. */
static int history(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, mk_history *ret)
{
    mk_rows q;
    int rc;
    mk_last_day last = { 0 };
    mk_vec(mk_need_line) line = { 0 };
    mk_vec(int32_t) day = { 0 };
    *ret = (mk_history){ .customer = customer };
    MK_TRY(mk_select(cx, db, &q, MK_Q_LINE_RANGE, mk_int(customer), mk_int(customer + 1)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        int32_t on = mk_day_of_moment(&last, st->tz, mk_row_int(&q, 1));
        if (mk_row_int(&q, 2) && on <= st->today) *mk_vec_push(cx->arena, &line) = (mk_need_line){ mk_row_int(&q, 2), mk_row_int(&q, 3), mk_row_int(&q, 4), on };
    }
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &q, MK_Q_SALE_RANGE, mk_int(customer), mk_int(customer + 1)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        int64_t total = mk_row_int(&q, 3);
        int32_t on = mk_day_of_moment(&last, st->tz, mk_row_int(&q, 1));
        if (!mk_sale_counts(st, mk_row_int(&q, 2), total, mk_row_text(&q, 4)) || on > st->today) continue;
        uint32_t orders = ret->value.orders;
        MK_TRY(mk_value_history_add(cx, &ret->value, on, total));
        if (ret->value.orders > orders) *mk_vec_push(cx->arena, &day) = on;
    }
    ret->line = line.p;
    ret->n = line.n;
    ret->day = day.p;
    return rc;
}

int mk_rhythm_rows(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_rhythm_model *m, int64_t customer, mk_rhythm_row ret[MK_RHYTHMS], size_t *ret_n)
{
    mk_history h;
    mk_item_days_room room = { 0 };
    *ret_n = 0;
    if (!m->n) return 0;
    MK_TRY(history(cx, db, st, customer, &h));
    teller t = { m, st->today, ret, 0 };
    mk_item_days_of(cx->arena, &room, &h, tell, &t);
    *ret_n = t.n;
    return 0;
}
