/* SPDX-License-Identifier: Apache-2.0 */
#include "kept.h"
#include "hash.h"

enum { ROOM = 256 << 10, PLACES = 4096, MOST_ROWS = 64, MOST_ARGS = 4 };

struct mk_keep {
    uint64_t version;
    size_t used;
    bool full, large[MK_Q_COUNT_];
    mk_kept *place[PLACES];             /* by hash */
    _Alignas(16) char room[ROOM];
};

mk_keep *mk_keep_new(void) { return calloc(1, sizeof(mk_keep)); }
void mk_keep_free(mk_keep *k) { free(k); }

void mk_keep_turn(mk_keep *k, uint64_t version)
{
    if (k->version == version && !k->full) return;
    k->version = version;
    k->used = 0;
    k->full = false;
    memset(k->place, 0, sizeof k->place);
}

static void *take(mk_keep *k, size_t n)
{
    n = (n + 15) & ~(size_t)15;
    if (n > ROOM - k->used) { k->full = true; return NULL; }
    void *p = k->room + k->used;
    k->used += n;
    return p;
}

static size_t place_of(mk_query q, const mk_value *arg, size_t n)
{
    uint64_t h = mk_hash2((uint64_t)q, n);
    for (size_t i = 0; i < n; i++) h = arg[i].type == MK_TEXT || arg[i].type == MK_BLOB ? mk_hash(h, arg[i].s) : mk_hash2(h, (uint64_t)arg[i].i);
    return h % PLACES;
}

static bool is(const mk_kept *e, mk_query q, const mk_value *arg, size_t n)
{
    if (e->query != (uint32_t)q || e->args != n) return false;
    for (size_t i = 0; i < n; i++)
        if (!mk_value_eq(e->arg[i], arg[i])) return false;
    return true;
}

const mk_kept *mk_keep_find(const mk_keep *k, mk_query q, const mk_value *arg, size_t n)
{
    const mk_kept *e = k->place[place_of(q, arg, n)];
    while (e && !is(e, q, arg, n)) e = e->same_hash;
    return e;
}

static bool copy(mk_keep *k, mk_value *to, const mk_value *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = v[i];
        if (v[i].type != MK_TEXT && v[i].type != MK_BLOB) continue;
        char *p = take(k, v[i].s.n + 1);
        if (!p) return false;
        memcpy(p, v[i].s.p ? v[i].s.p : "", v[i].s.n);
        p[v[i].s.n] = 0;
        to[i].s.p = p;
    }
    return true;
}

mk_kept *mk_keep_begin(mk_keep *k, mk_query q, const mk_value *arg, size_t n, uint32_t columns)
{
    if (k->full || k->large[q] || n > MOST_ARGS) return NULL;
    mk_kept *e = take(k, sizeof *e);
    mk_value *its = e ? take(k, (n + 1) * sizeof *its) : NULL;
    if (!its || !copy(k, its, arg, n)) return NULL;
    *e = (mk_kept){ .arg = its, .query = (uint32_t)q, .args = (uint32_t)n, .columns = columns };
    return e;
}

bool mk_keep_row(mk_keep *k, mk_kept *to, const mk_value *value)
{
    if (to->rows == MOST_ROWS) {
        k->large[to->query] = !to->args;        /* of one customer there may be many where of others there are few */
        return false;
    }
    mk_kept_row *row = take(k, sizeof *row + to->columns * sizeof *value);
    if (!row || !copy(k, row->value, value, to->columns)) return false;
    row->next = NULL;
    if (to->last) to->last->next = row;
    else to->first = row;
    to->last = row;
    to->rows++;
    return true;
}

void mk_keep_end(mk_keep *k, mk_kept *it)
{
    mk_kept **place = &k->place[place_of((mk_query)it->query, it->arg, it->args)];
    it->same_hash = *place;
    *place = it;
}
