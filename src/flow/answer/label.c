/* SPDX-License-Identifier: Apache-2.0
 * Names are found without a lock: a place of the table is filled in whole before its item is written, and is never changed again. */
#include "label.h"
#include "hash.h"
#include "jsonw.h"
#include "shared.h"
#include "shop.h"

enum { PLACES = 1 << 14, TEXT = 1 << 20 };
_Static_assert(MK_LABELS <= PLACES / 4 * 3, "a search must find an empty place soon");

typedef struct place { _Atomic int64_t item; uint32_t from, n; } place;      /* of the text; item 0: empty */

struct mk_labels {
    mk_shared shared;
    mk_arena *arena;
    pthread_mutex_t lock;           /* of whoever adds */
    uint32_t n;
    size_t used;                    /* of text */
    place *place;
    char *text;
};

static void drop(mk_shared *s)
{
    mk_labels *l = (mk_labels *)s;
    pthread_mutex_destroy(&l->lock);
    mk_arena_free(l->arena);
}

int mk_labels_get(mk_cx *cx, mk_db *db, mk_labels **ret)
{
    uint64_t key;
    MK_TRY(mk_lists_which(cx, db, &key));
    *ret = (mk_labels *)(uintptr_t)mk_shared_get(cx, db, MK_PLACE_LABELS, key);
    if (*ret) return 0;
    mk_arena *own = mk_arena_child(cx->arena);      /* out of memory goes to the caller's guard, which frees it */
    mk_labels *l = MK_NEW(own, mk_labels);
    *l = (mk_labels){ .shared = { .key = key, .drop = drop }, .arena = own, .lock = PTHREAD_MUTEX_INITIALIZER,
                      .place = MK_NEWN(own, place, PLACES), .text = mk_arena_alloc(own, TEXT) };
    mk_shared_put(cx, db, MK_PLACE_LABELS, &l->shared);
    mk_arena_leave(own);
    *ret = l;
    return 0;
}

/* The item's place, or the empty one where it would be. */
static place *find(const mk_labels *l, int64_t item)
{
    uint64_t at = mk_hash2(1, (uint64_t)item);
    for (;; at++) {
        place *p = &l->place[at % PLACES];
        int64_t is = atomic_load_explicit(&p->item, memory_order_acquire);
        if (is == item || is == 0) return p;
    }
}

void mk_labels_hint(const mk_labels *l, int64_t item) { __builtin_prefetch(&l->place[mk_hash2(1, (uint64_t)item) % PLACES]); }

static void add(mk_labels *l, int64_t item, mk_str json)
{
    pthread_mutex_lock(&l->lock);
    place *p = find(l, item);
    if (atomic_load_explicit(&p->item, memory_order_relaxed) == 0 && l->n < MK_LABELS && TEXT - l->used >= json.n) {
        memcpy(l->text + l->used, json.p, json.n);
        p->from = (uint32_t)l->used, p->n = (uint32_t)json.n;
        l->used += json.n;
        l->n++;
        atomic_store_explicit(&p->item, item, memory_order_release);
    }
    pthread_mutex_unlock(&l->lock);
}

int mk_labels_json(mk_cx *cx, mk_db *db, mk_labels *l, int64_t item, mk_str *ret)
{
    const place *p = find(l, item);
    if (item && atomic_load_explicit(&p->item, memory_order_acquire) == item) {
        *ret = (mk_str){ l->text + p->from, p->n };
        return 0;
    }
    mk_str text;
    MK_TRY(mk_item_label(cx, db, item, &text));
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_str(&w, text);
    *ret = mk_buf_str(&b);
    if (text.n) add(l, item, *ret);
    return 0;
}

int mk_item_label(mk_cx *cx, mk_db *db, int64_t item, mk_str *ret)
{
    mk_rows r;
    *ret = MK_S("");
    if (item == 0) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_LABEL, mk_int(item)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret = mk_arena_dup(cx->arena, mk_row_text(&r, 0));
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}
