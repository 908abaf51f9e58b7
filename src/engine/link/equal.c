/* SPDX-License-Identifier: Apache-2.0
 * Rows that say the same of one person: a line for each thing he bought, or a till that wrote him down each time. Some of them are learnt from like any rows; the others
 * are his without being looked at. Otherwise who comes often would be a crowd, and what is counted would be visits instead of people.
 * Only who has a name and something to be reached by is a person: not "customer, casual", and not by a phone that many names have. */
#include "distinct.h"
#include "equal.h"

enum { COPIES = 3,                      /* rows of each that are learnt from: two are a pair, three say that he is careful */
       NAMES = 12 };                    /* who has less than one in so many of the rows of a phone has the phone of a crowd */

typedef struct alike { uint64_t what, key; uint32_t row, contact; } alike;
typedef struct telling { const mk_link *l; const mk_column *col; int contact[MK_LINK_FIELDS], contacts; uint32_t *count[MK_LINK_FIELDS]; } telling;

/* Who can be reached by it: the first field that he has; -1: none. */
static int contact_of(const telling *t, uint32_t row)
{
    for (int k = 0; k < t->contacts; k++) {
        int f = t->contact[k];
        uint32_t v = t->col[f].v[row];
        if (v && !(t->l->field[f].value[v].flags & MK_VF_WEAK)) return f;
    }
    return -1;
}

/* The same when they are counted, without a look at the values: one that says little was never counted. */
static uint32_t rows_of_contact(const telling *t, uint32_t row)
{
    for (int k = 0; k < t->contacts; k++) {
        int f = t->contact[k];
        uint32_t v = t->col[f].v[row], n = v ? t->count[f][v] : 0;
        if (n) return n;
    }
    return 0;
}

/* A hash of all that is known to be somebody's: what else is in a row may be what he bought. */
static uint64_t what_it_says(const telling *t, uint32_t row)
{
    uint64_t h = 1;
    for (int f = 0; f < t->l->fields; f++) {
        mk_link_kind k = t->l->field[f].kind;
        if (k != MK_LK_WORD && k != MK_LK_TEXT) h = mk_hash2(h, t->col[f].v[row]);
    }
    return h;
}

/* How many rows have each phone, mail or number, each row by the first that it has. False: none has it more often than rows are learnt from. */
static bool count_contacts(telling *t, mk_arena *a, uint32_t rows)
{
    uint32_t most = 0;
    for (int f = 0; f < t->l->fields; f++) {
        mk_link_kind k = t->l->field[f].kind;
        if (k != MK_LK_PHONE && k != MK_LK_MAIL && k != MK_LK_NATID) continue;
        t->contact[t->contacts++] = f;
        t->count[f] = mk_arena_zalloc(a, ((size_t)t->l->field[f].n + 1) * sizeof *t->count[f]);
    }
    for (uint32_t i = 0; i < rows && t->contacts; i++) {
        int f = contact_of(t, i);
        if (f < 0) continue;
        uint32_t n = ++t->count[f][t->col[f].v[i]];
        if (n > most) most = n;
    }
    return most > COPIES;
}

static int by_what(const void *pa, const void *pb)
{
    const alike *a = pa, *b = pb;
    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

uint32_t mk_equal_rows(mk_arena *scratch, const mk_link *l, const mk_column *col, const uint64_t *key, uint32_t rows, uint32_t **ret_of)
{
    telling t = { .l = l, .col = col };
    mk_arena *own = mk_arena_child(scratch);
    *ret_of = NULL;
    if (l->given < 0 || l->family < 0 || !count_contacts(&t, own, rows)) { mk_arena_free(own); return rows; }
    mk_vec(alike) all = { 0 };
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t n = col[l->given].v[i] && col[l->family].v[i] ? rows_of_contact(&t, i) : 0;
        if (n > COPIES) *mk_vec_push(own, &all) = (alike){ what_it_says(&t, i), key[i], i, n };
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_what);
    uint32_t kept = rows;
    for (size_t i = 0, to; i < all.n; i = to) {
        for (to = i; to < all.n && all.p[to].what == all.p[i].what; to++) { }
        if (to - i <= COPIES || (to - i) * NAMES < all.p[i].contact) continue;
        if (!*ret_of) {
            *ret_of = mk_arena_alloc(scratch, (size_t)rows * sizeof **ret_of);
            for (uint32_t r = 0; r < rows; r++) (*ret_of)[r] = r;
        }
        for (size_t k = i + COPIES; k < to; k++, kept--) (*ret_of)[all.p[k].row] = all.p[i].row;
    }
    mk_arena_free(own);
    return kept;
}
