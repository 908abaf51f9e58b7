/* SPDX-License-Identifier: Apache-2.0 */
#include "learn.h"
#include "hash.h"
#include "record.h"
#include "shared.h"
#include "worth_rhythm.h"

typedef struct learner { int32_t day, need_day; mk_value_summary *value; mk_need_summary *need; mk_rhythm_seen *rhythm; } learner;
typedef struct state { mk_arena *arena; mk_value_summary *value; mk_need_summary *need; mk_rhythm_seen *rhythm; mk_item_days_room room; } state;

static int begin(mk_cx *cx, const mk_walker *w, void *p)
{
    state *s = p;
    const learner *l = w->self;
    s->arena = mk_arena_child(cx->arena);
    s->value = mk_value_summary_new(s->arena, l->day);
    s->need = mk_need_summary_new(s->arena, l->need_day, MK_NEED_SAMPLE, MK_NEED_SAMPLE_LINES);
    s->rhythm = mk_rhythm_seen_new(s->arena);
    return 0;
}

static void see(void *self, int64_t item, const int32_t *day, size_t n, int64_t amount) { (void)amount; mk_rhythm_see(self, item, day, n); }

static int each(mk_cx *cx, const mk_walker *w, void *p, const mk_history *h)
{
    (void)w;
    state *s = p;
    MK_TRY(mk_value_summary_add(cx, s->value, (uint64_t)h->customer, &h->value, h->day));
    mk_item_days_of(s->arena, &s->room, h, see, s->rhythm);
    return h->n ? mk_need_summary_add(cx, s->need, h->customer, h->line, h->n) : 0;
}

static int gather(mk_cx *cx, const mk_walker *w, void *p)
{
    state *s = p;
    learner *l = w->self;
    MK_TRY(mk_value_summary_merge(cx, l->value, s->value));
    MK_TRY(mk_need_summary_merge(cx, l->need, s->need));
    mk_rhythm_seen_merge(l->rhythm, s->rhythm);
    mk_arena_free(s->arena);        /* before the next thread's are merged into the same */
    return 0;
}

int mk_model_keep(mk_cx *cx, mk_db *db, const char *name, int32_t day, mk_str data, mk_str json, int64_t *ret_version)
{
    MK_TRY(mk_select_int(cx, db, ret_version, MK_Q_MODEL_WHICH, mk_textz(name)));
    mk_value v[MK_MODEL_N] = { mk_textz(name), mk_int(++*ret_version), mk_int(cx->now), mk_int(day), mk_blob(data), mk_text(json) };
    int rc = mk_table_insert(cx, db, MK_T_MODEL, v);
    return rc < 0 ? rc : 0;
}

typedef struct keep { mk_learnt *l; mk_str value, need, shop; } keep;

static int store_models(mk_cx *cx, mk_db *db, void *p)
{
    keep *k = p;
    MK_TRY(mk_model_keep(cx, db, "value", k->l->day, k->value, k->l->value_json, &k->l->value_version));
    MK_TRY(mk_model_keep(cx, db, "need", k->l->need_day, k->need, k->l->need_json, &k->l->need_version));
    return mk_model_keep(cx, db, "shop", k->l->day, k->shop, k->l->shop_json, &k->l->shop_version);
}

static int usual(mk_cx *cx, mk_db *db, void *p)
{
    mk_learnt *l = p;
    return mk_usual_learn(cx, db, &l->settings, l->day, &l->usual);
}

/* All histories, as of these days. */
static int read_all(mk_cx *cx, mk_store *s, const mk_learnt *r, learner *ret)
{
    *ret = (learner){ .day = r->day, .need_day = r->need_day, .value = mk_value_summary_new(cx->arena, r->day),
                      .need = mk_need_summary_new(cx->arena, r->need_day, MK_NEED_SAMPLE, MK_NEED_SAMPLE_LINES), .rhythm = mk_rhythm_seen_new(cx->arena) };
    mk_walker w = { .until = r->day, .begin = begin, .each = each, .gather = gather, .state_size = sizeof(state), .lines = true, .self = ret,
                    .settings = &r->settings };
    return mk_walk(cx, s, &w);
}

int mk_learn(mk_cx *cx, mk_store *s, int32_t day, mk_learnt *ret)
{
    learner l;
    memset(ret, 0, sizeof *ret);
    MK_TRY(mk_settings_read(cx, s, &ret->settings));
    ret->day = ret->need_day = day == MK_NO_DAY ? ret->settings.today : day;
    mk_arena_mark here = mk_arena_here(cx->arena);
    MK_TRY(read_all(cx, s, ret, &l));
    int32_t end = mk_value_books_end(cx->arena, l.value);
    if (end < ret->day) {               /* nobody can have bought since, or nobody wrote it down: that says nothing of the customers */
        ret->need_day = end;
        if (ret->day - end > MK_SILENT_MOST) ret->day = end;            /* up to there the clock of value stands still */
        mk_arena_rewind(cx->arena, here);
        MK_TRY(read_all(cx, s, ret, &l));
    }
    ret->rhythm = l.rhythm;
    const mk_need_model *need;
    MK_TRY(mk_value_fit(cx, l.value, NULL, &ret->value, &ret->value_fit));
    MK_TRY(mk_need_fit(cx, l.need, &need, &ret->need_fit));
    MK_TRY(mk_store_read(cx, s, usual, ret));
    mk_buf b = mk_buf_on(cx->arena), c = mk_buf_on(cx->arena), d = mk_buf_on(cx->arena);
    mk_jsonw wv = mk_jsonw_on(&b), wn = mk_jsonw_on(&c), ws = mk_jsonw_on(&d);
    mk_value_diagnostics_json(&ret->value_fit, &ret->value, &wv);
    mk_need_diagnostics_json(&ret->need_fit, &wn);
    ret->value_json = mk_buf_str(&b);
    mk_usual_diagnostics_json(&ret->usual, &ws);
    ret->need_json = mk_buf_str(&c);
    ret->shop_json = mk_buf_str(&d);
    keep k = { ret, mk_value_model_pack(cx->arena, &ret->value), mk_need_model_pack(cx->arena, need), mk_usual_pack(cx->arena, &ret->usual) };
    return mk_store_write(cx, s, store_models, &k);
}

/* --- the models in use --- */

/* Working memories of those who have answered, for the next: each on an arena of its own. */
typedef struct lent { struct lent *next; mk_readers *home; mk_arena *arena; mk_need_reader *reader; } lent;
struct mk_readers { pthread_mutex_t lock; lent *free; };

/* Unpacked once for all who ask: it takes longer than the answer. */
typedef struct kept { mk_shared shared; mk_arena *arena; mk_models models; mk_readers readers; } kept;

static void drop(mk_shared *s)
{
    kept *k = (kept *)s;
    for (lent *l = k->readers.free, *next; l; l = next) {
        next = l->next;
        mk_arena_free(l->arena);
    }
    pthread_mutex_destroy(&k->readers.lock);
    mk_arena_free(k->arena);
}

static void give_back(void *p)
{
    lent *l = p;
    pthread_mutex_lock(&l->home->lock);
    l->next = l->home->free;
    l->home->free = l;
    pthread_mutex_unlock(&l->home->lock);
}

mk_need_reader *mk_models_reader(mk_cx *cx, const mk_models *m)
{
    mk_readers *home = m->readers;
    pthread_mutex_lock(&home->lock);
    lent *l = home->free;
    if (l) home->free = l->next;
    pthread_mutex_unlock(&home->lock);
    if (!l) {
        mk_arena *a = mk_arena_child(cx->arena);        /* out of memory goes to the caller's guard, which frees it */
        l = MK_NEW(a, lent);
        *l = (lent){ .home = home, .arena = a, .reader = mk_need_reader_new(a, m->need) };
        mk_arena_leave(a);
    }
    mk_arena_defer(cx->arena, give_back, l);
    return l->reader;
}

/* *ret: 0 when there is none. */
static int which(mk_cx *cx, mk_db *db, const char *name, uint64_t *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_WHICH, mk_textz(name)));
    int rc = mk_rows_next(cx, &r);
    *ret = rc > 0 ? mk_hash2(mk_hash2((uint64_t)mk_row_int(&r, 0), (uint64_t)mk_row_int(&r, 1)), (uint64_t)mk_row_int(&r, 2)) : 0;
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

/* The newest of that name, as bytes on `scratch`; 0: there is none. */
static int newest(mk_cx *cx, mk_arena *scratch, mk_db *db, const char *name, int32_t *ret_day, mk_str *ret)
{
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_MODEL_LATEST, mk_textz(name)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        *ret_day = (int32_t)mk_row_int(&r, 2);
        *ret = mk_arena_dup(scratch, mk_row_text(&r, 3));
    }
    mk_rows_end(&r);
    return rc;
}

/* What is unpacked lies on cx's arena, and of the bytes it was read from nothing. */
static int unpack(mk_cx *cx, mk_arena *scratch, mk_db *db, mk_models *ret)
{
    mk_str bytes;
    int32_t day;
    int rc = newest(cx, scratch, db, "shop", &day, &bytes);
    MK_TRY(rc);
    if (!rc || mk_usual_unpack(cx, bytes, &ret->usual) < 0) mk_usual_none(cx->arena, &ret->usual);
    if ((rc = newest(cx, scratch, db, "value", &ret->value_day, &bytes)) <= 0) return rc;
    MK_TRY(mk_value_model_unpack(cx, bytes, &ret->value));
    if ((rc = newest(cx, scratch, db, "need", &ret->need_day, &bytes)) <= 0) return rc;
    MK_TRY(mk_need_model_unpack(cx, bytes, &ret->need));
    ret->known = true;
    return 0;
}

int mk_models_get(mk_cx *cx, mk_db *db, mk_models *ret)
{
    uint64_t value, need, shop;
    memset(ret, 0, sizeof *ret);
    mk_usual_none(cx->arena, &ret->usual);
    MK_TRY(which(cx, db, "value", &value));
    MK_TRY(which(cx, db, "need", &need));
    MK_TRY(which(cx, db, "shop", &shop));
    if (!value || !need) return 0;
    uint64_t key = mk_hash2(mk_hash2(value, need), shop);
    const kept *k = (const kept *)mk_shared_get(cx, db, MK_PLACE_MODELS, key);
    if (!k) {
        mk_cx own = *cx;
        own.arena = mk_arena_child(cx->arena);      /* out of memory goes to the caller's guard, which frees it */
        kept *fresh = MK_NEW(own.arena, kept);
        *fresh = (kept){ .shared = { .key = key, .drop = drop }, .arena = own.arena };
        int rc = unpack(&own, cx->arena, db, &fresh->models);
        if (rc == MK_EBADDATA) {        /* learnt by another version of makir: as good as not learnt yet, which is kept too */
            mk_arena_free(own.arena);
            own.arena = mk_arena_child(cx->arena);
            fresh = MK_NEW(own.arena, kept);
            *fresh = (kept){ .shared = { .key = key, .drop = drop }, .arena = own.arena };
            mk_usual_none(own.arena, &fresh->models.usual);
            rc = 0;
        }
        if (rc < 0) return mk_fail(cx, rc, "%s", own.message);
        pthread_mutex_init(&fresh->readers.lock, NULL);
        fresh->models.readers = &fresh->readers;
        k = (const kept *)mk_shared_put(cx, db, MK_PLACE_MODELS, &fresh->shared);
        mk_arena_leave(own.arena);
    }
    *ret = k->models;
    return 0;
}
