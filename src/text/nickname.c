/* SPDX-License-Identifier: Apache-2.0
 * Names and their pet forms, and spellings that differ in matres lectionis only. tools/nicknames.py makes the table when makir is built. */
#include "nickname_int.h"
#include "hash.h"

/* Nicknames -------------------------------------------------------------------------------------------------------- */

uint16_t mk_nickname_row(mk_str key)
{
    uint16_t from = 0, to = mk_nickname_count;
    while (from < to) {
        uint16_t mid = (uint16_t)((from + to) / 2);
        int c = mk_str_cmp(key, mk_str_of(mk_nicknames[mid].key));
        if (c == 0) return (uint16_t)(mid + 1);
        if (c < 0) to = mid;
        else from = (uint16_t)(mid + 1);
    }
    return 0;
}

static bool meet(const uint16_t *x, size_t n, const uint16_t *y, size_t m)
{
    for (size_t i = 0; i < n && x[i]; i++)
        for (size_t k = 0; k < m && y[k]; k++)
            if (x[i] == y[k]) return true;
    return false;
}

mk_name_level mk_nickname_compare(uint16_t x, uint16_t y)
{
    if (x == 0 || y == 0) return MK_NAME_OTHER;
    const mk_nickname *a = &mk_nicknames[x - 1], *b = &mk_nicknames[y - 1];
    if (meet(a->full, MK_NICKNAME_FULL, b->full, MK_NICKNAME_FULL)) return MK_NAME_SPELLING;
    if (meet(a->full, MK_NICKNAME_FULL, b->pet, MK_NICKNAME_PET) || meet(a->pet, MK_NICKNAME_PET, b->full, MK_NICKNAME_FULL))
        return MK_NAME_NICKNAME;
    return meet(a->pet, MK_NICKNAME_PET, b->pet, MK_NICKNAME_PET) ? MK_NAME_SIBLING : MK_NAME_OTHER;
}

bool mk_nickname_differ(uint16_t x, uint16_t y, bool across)
{
    if (x == 0 || y == 0) return false;
    const mk_nickname *a = &mk_nicknames[x - 1], *b = &mk_nicknames[y - 1];
    if (!a->full[0] || !b->full[0] || (across && !(a->in_hebrew && b->in_hebrew))) return false;
    return mk_nickname_compare(x, y) == MK_NAME_OTHER;
}

/* Spelling --------------------------------------------------------------------------------------------------------- */

enum { ALEF = 1, HE = 5, VAV = 6, YOD = 10, HEBREW_LAST = 22 };

static bool is_mater(uint8_t c) { return c == ALEF || c == VAV || c == YOD; }

/* Hebrew: the first and the last letter, and of those between all but alef, vav and yod; a last alef counts as he. Fewer than three would make
 * one of רון, רן and רינה, and are no key: such a word has the hash of its whole. */
static uint64_t hebrew_spelling(const mk_letters *l)
{
    uint64_t h = UINT64_C(0x6d6174726573);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        uint8_t c = l->p[i];
        if (i > 0 && i + 1 < l->n && is_mater(c)) continue;
        if (i + 1 == l->n && c == ALEF) c = HE;
        h = mk_hash2(h, c);
        kept++;
    }
    return kept < 3 ? 0 : h;
}

/* Latin: the likeliest Hebrew spelling, which Sara and Sarah, Cohen and Kohen have in common. */
static uint64_t latin_spelling(const mk_words *w, const mk_word *x)
{
    mk_translit h = mk_translit_hebrew(w->model, &x->translit, x->profile);
    return h.n > 1 ? mk_hash(4, (mk_str){ (const char *)h.p, h.n }) : 0;
}

uint64_t mk_spelling_of(const mk_words *w, const mk_word *x)
{
    uint64_t h = 0;
    if (x->script == MK_SCRIPT_HEBREW && !x->letters.wide) h = hebrew_spelling(&x->letters);
    else if (x->script == MK_SCRIPT_LATIN) h = latin_spelling(w, x);
    return h ? h : x->hash;
}

/* Whether the one is the other with matres added: שרון and שרן are, שרון and שירן are not. */
bool mk_spelling_same(const mk_word *x, const mk_word *y)
{
    if (x->spelling != y->spelling) return false;
    if (x->script != MK_SCRIPT_HEBREW || x->letters.wide || y->letters.wide) return true;
    const mk_letters *more = &x->letters, *less = &y->letters;
    if (more->n < less->n) more = &y->letters, less = &x->letters;
    uint32_t k = 0;
    for (uint32_t i = 0; i < more->n; i++) {
        bool same = k < less->n && (more->p[i] == less->p[k] || (i + 1 == more->n && k + 1 == less->n));
        if (same) k++;
        else if (!is_mater(more->p[i])) return false;
    }
    return k == less->n;
}
