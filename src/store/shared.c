/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"
#include "driver.h"

/* One place that uses a thing. Made before the lock is taken: running out of memory jumps away, and must not take a lock along. */
typedef struct use { mk_shared *s; } use;

void mk_shelf_init(mk_shelf *shelf) { *shelf = (mk_shelf){ .lock = PTHREAD_MUTEX_INITIALIZER }; }

static void give_back(mk_shared *s)
{
    /* Release, so that all that was read of it was read before; acquire, so that the last one drops it after that. */
    if (s && atomic_fetch_sub_explicit(&s->users, 1, memory_order_acq_rel) == 1) s->drop(s);
}

static void end_use(void *p) { give_back(((use *)p)->s); }

static use *begin_use(mk_cx *cx)
{
    use *u = MK_NEW(cx->arena, use);
    mk_arena_defer(cx->arena, end_use, u);
    return u;
}

void mk_shelf_done(mk_shelf *shelf)
{
    for (int i = 0; i < MK_PLACES; i++) give_back(shelf->kept[i]);
    pthread_mutex_destroy(&shelf->lock);
}

const mk_shared *mk_shelf_get(mk_cx *cx, mk_shelf *shelf, mk_place place, uint64_t key)
{
    use *u = begin_use(cx);
    pthread_mutex_lock(&shelf->lock);
    mk_shared *s = shelf->kept[place];
    if (s && s->key == key) {
        atomic_fetch_add_explicit(&s->users, 1, memory_order_relaxed);      /* the shelf's own reference keeps it alive under the lock */
        u->s = s;
    }
    pthread_mutex_unlock(&shelf->lock);
    return u->s;
}

const mk_shared *mk_shelf_put(mk_cx *cx, mk_shelf *shelf, mk_place place, mk_shared *s)
{
    use *u = begin_use(cx);
    atomic_init(&s->users, 2);
    u->s = s;
    pthread_mutex_lock(&shelf->lock);
    mk_shared *was = shelf->kept[place];
    shelf->kept[place] = s;
    pthread_mutex_unlock(&shelf->lock);
    give_back(was);
    return s;
}

const mk_shared *mk_shared_get(mk_cx *cx, mk_db *db, mk_place place, uint64_t key) { return mk_shelf_get(cx, db->shelf, place, key); }
const mk_shared *mk_shared_put(mk_cx *cx, mk_db *db, mk_place place, mk_shared *s) { return mk_shelf_put(cx, db->shelf, place, s); }
