/* SPDX-License-Identifier: Apache-2.0
 * Two words, and two names. Nothing here allocates: all that costs was done when the words were made. */
#include "nickname_int.h"

static const double NEAR = 0.92, FAR = 0.85;
static const float SURE = 0.35f, LIKELY = 0.1f, ALIKE = 0.02f;          /* of mk_translit_same */

const char *mk_name_level_text(mk_name_level l)
{
    static const char *const text[MK_NAME_LEVELS] = {
        "exact", "spelling", "script", "nickname", "script_likely", "sibling", "initial", "typo", "script_far", "typo_far", "neighbour", "other", "missing",
    };
    return text[l];
}

const char *mk_names_level_text(mk_names_level l)
{
    static const char *const text[MK_NAMES_LEVELS] = {
        "same", "swapped", "more", "nickname", "initial", "typo", "part", "given", "family", "other", "missing",
    };
    return text[l];
}

/* Words ------------------------------------------------------------------------------------------------------------ */

static mk_name_level initial(const mk_word *x, const mk_word *y)
{
    const mk_word *one = x->initial ? x : y, *whole = x->initial ? y : x;
    if (whole->letters.n == 0) return MK_NAME_OTHER;
    if (one->script == whole->script)
        return !one->letters.wide && !whole->letters.wide && one->letters.p[0] == whole->letters.p[0] ? MK_NAME_INITIAL : MK_NAME_OTHER;
    return mk_translit_initial(&one->translit, &whole->translit) ? MK_NAME_INITIAL : MK_NAME_OTHER;
}

static mk_name_level across(const mk_words *w, const mk_word *x, const mk_word *y, mk_name_level known, bool differ)
{
    if (known == MK_NAME_SPELLING) return MK_NAME_SCRIPT_SURE;
    mk_translit_fit fit = mk_translit_score(w->model, &x->translit, x->profile, &y->translit, y->profile);
    float p = mk_translit_same(&x->translit, &y->translit, &fit);
    if (differ) return p >= LIKELY ? MK_NAME_NEIGHBOUR : MK_NAME_OTHER;
    if (p >= SURE) return MK_NAME_SCRIPT_SURE;
    if (known == MK_NAME_NICKNAME) return known;
    if (p >= LIKELY) return MK_NAME_SCRIPT_LIKELY;
    return known != MK_NAME_OTHER ? known : p >= ALIKE ? MK_NAME_SCRIPT_FAR : MK_NAME_OTHER;
}

static mk_name_level typed(const mk_word *x, const mk_word *y)
{
    if (mk_jaro_winkler_bound(&x->letters, &y->letters) < FAR) return MK_NAME_OTHER;
    double jw = mk_jaro_winkler_pair(&x->letters, &y->letters);
    if (jw >= NEAR) return MK_NAME_TYPO_NEAR;
    uint32_t longer = x->letters.n > y->letters.n ? x->letters.n : y->letters.n;
    bool turned = x->letters.n == y->letters.n && x->letters.set == y->letters.set && longer >= 3;       /* perhaps two letters exchanged: פרד, רפד */
    if ((longer >= 5 || turned) && mk_osa_pair(&x->letters, &y->letters) == 1) return MK_NAME_TYPO_NEAR;
    return jw >= FAR ? MK_NAME_TYPO_FAR : MK_NAME_OTHER;
}

mk_name_level mk_word_compare(const mk_words *w, const mk_word *x, const mk_word *y)
{
    if (x == y || x->hash == y->hash) return MK_NAME_EXACT;
    if (x->initial || y->initial) return initial(x, y);
    mk_name_level known = mk_nickname_compare(x->nickname, y->nickname);
    bool differ = known == MK_NAME_OTHER && mk_nickname_differ(x->nickname, y->nickname, x->script != y->script);
    if (x->script != y->script) return across(w, x, y, known, differ);
    if (known == MK_NAME_SPELLING || (!differ && mk_spelling_same(x, y))) return MK_NAME_SPELLING;
    if (known != MK_NAME_OTHER) return known;
    mk_name_level l = typed(x, y);
    return differ && l != MK_NAME_OTHER ? MK_NAME_NEIGHBOUR : l;
}

/* Names ------------------------------------------------------------------------------------------------------------ */

typedef struct table { mk_name_level level[MK_NAME_TOKENS][MK_NAME_TOKENS]; int n, m; } table;

/* One way to read two names against each other: which words meet as given names, which as family names; -1 none. */
typedef struct reading { mk_names_level level; mk_name_level given, family; int g, h, f, e; bool rest_x, rest_y; } reading;

static bool same(mk_name_level l) { return l <= MK_NAME_SCRIPT_SURE; }
static bool nick(mk_name_level l) { return l == MK_NAME_NICKNAME || l == MK_NAME_SCRIPT_LIKELY || l == MK_NAME_SIBLING; }
static bool typo(mk_name_level l) { return l == MK_NAME_TYPO_NEAR || l == MK_NAME_SCRIPT_FAR || l == MK_NAME_TYPO_FAR; }

static mk_names_level names_level(mk_name_level g, mk_name_level f)
{
    if (same(f)) {
        if (same(g)) return MK_NAMES_SAME;
        if (nick(g)) return MK_NAMES_NICKNAME;
        if (g == MK_NAME_INITIAL) return MK_NAMES_INITIAL;
        return typo(g) ? MK_NAMES_TYPO : MK_NAMES_FAMILY;
    }
    if (same(g)) {
        if (nick(f)) return MK_NAMES_NICKNAME;
        if (f == MK_NAME_INITIAL) return MK_NAMES_INITIAL;
        return typo(f) ? MK_NAMES_TYPO : MK_NAMES_GIVEN;
    }
    /* two differences: only when both are small */
    if ((nick(g) || g == MK_NAME_TYPO_NEAR) && (nick(f) || f == MK_NAME_TYPO_NEAR)) return MK_NAMES_TYPO;
    return MK_NAMES_OTHER;
}

/* Words that met nobody, on each side; those that meet each other are counted off. */
static void rest(const table *t, reading *r)
{
    unsigned x = (1u << t->n) - 1, y = (1u << t->m) - 1;
    x &= ~(1u << r->g | 1u << r->f);
    y &= ~(1u << r->h | 1u << r->e);
    for (int i = 0; i < t->n; i++)
        for (int k = 0; (x >> i & 1) && k < t->m; k++)
            if ((y >> k & 1) && (same(t->level[i][k]) || t->level[i][k] == MK_NAME_NICKNAME)) {
                x &= ~(1u << i);
                y &= ~(1u << k);
            }
    r->rest_x = x != 0;
    r->rest_y = y != 0;
}

/* Readings of the same cost have the same given and family levels, whichever of the names comes first. */
static int cost(const reading *r) { return r->level * 4096 + (r->given + r->family) * 64 + r->given * 4 + r->rest_x + r->rest_y; }

typedef struct span { int from, to; } span;

/* The level; of words that changed places nobody knows which is the given name, so the nearer view counts, and either order gives the same. */
static void weigh(reading *r, bool swapped)
{
    r->level = names_level(r->given, r->family);
    if (!swapped) return;
    mk_names_level turned = names_level(r->family, r->given);
    if (turned > r->level || (turned == r->level && r->given <= r->family)) return;
    mk_name_level g = r->given;
    r->given = r->family;
    r->family = g;
    r->level = turned;
}

/* The best reading in which a given name of x (gx) meets one of y (gy), and a family name (fx) one of y (fy). */
static void read_as(const table *t, span gx, span fx, span gy, span fy, bool swapped, reading *best)
{
    for (int g = gx.from; g < gx.to; g++)
        for (int h = gy.from; h < gy.to; h++)
            for (int f = fx.from; f < fx.to; f++)
                for (int e = fy.from; e < fy.to; e++) {
                    if (f == g || e == h) continue;
                    reading r = { .given = t->level[g][h], .family = t->level[f][e], .g = g, .h = h, .f = f, .e = e };
                    weigh(&r, swapped);
                    if (r.level > best->level) continue;
                    rest(t, &r);
                    if (r.level == MK_NAMES_SAME && (r.rest_x || r.rest_y)) r.level = MK_NAMES_MORE;
                    if (cost(&r) < cost(best)) *best = r;
                }
}

/* One of them is a single word: which of the other's is it? */
static mk_name_match single(const table *t, const mk_person_name *x, const mk_person_name *y)
{
    mk_name_match r = { .level = MK_NAMES_OTHER, .given = MK_NAME_OTHER, .family = MK_NAME_MISSING, .more = t->n != t->m };
    for (int i = 0; i < t->n; i++)
        for (int k = 0; k < t->m; k++) {
            mk_name_level l = t->level[i][k];
            bool family = (t->n > 1 && i >= x->givens) || (t->m > 1 && k >= y->givens);
            mk_name_level known = r.given < r.family ? r.given : r.family;
            if (l > known || (l == known && family)) continue;
            r.given = family ? MK_NAME_MISSING : l;
            r.family = family ? l : MK_NAME_MISSING;
            if (same(l)) r.level = t->n == 1 && t->m == 1 ? MK_NAMES_SAME : MK_NAMES_PART;
            else if (nick(l) && t->n == 1 && t->m == 1) r.level = MK_NAMES_NICKNAME;
            else if (l == MK_NAME_TYPO_NEAR && t->n == 1 && t->m == 1) r.level = MK_NAMES_TYPO;
        }
    return r;
}

mk_name_match mk_person_name_compare(const mk_words *w, const mk_person_name *x, const mk_person_name *y)
{
    if (x->n == 0 || y->n == 0) return (mk_name_match){ .level = MK_NAMES_MISSING, .given = MK_NAME_MISSING, .family = MK_NAME_MISSING };
    if (x->hash == y->hash && x->givens == y->givens) return (mk_name_match){ .level = MK_NAMES_SAME };
    table t = { .n = x->n, .m = y->n };
    for (int i = 0; i < t.n; i++)
        for (int k = 0; k < t.m; k++) t.level[i][k] = mk_word_compare(w, x->word[i], y->word[k]);
    if (x->joined == y->joined && t.n > 1 && t.m > 1) return (mk_name_match){ .level = MK_NAMES_SAME, .given = MK_NAME_SPELLING, .family = MK_NAME_SPELLING };
    if (t.n == 1 || t.m == 1) return single(&t, x, y);
    reading straight = { .level = MK_NAMES_LEVELS, .given = MK_NAME_LEVELS, .family = MK_NAME_LEVELS }, swapped = straight;
    span gx = { 0, x->givens }, fx = { x->middle, x->n }, gy = { 0, y->givens }, fy = { y->middle, y->n };
    read_as(&t, gx, fx, gy, fy, false, &straight);
    read_as(&t, gx, fx, fy, gy, true, &swapped);
    if (swapped.level == MK_NAMES_SAME) swapped.level = MK_NAMES_SWAPPED;
    bool turn = cost(&swapped) < cost(&straight);
    const reading *r = turn ? &swapped : &straight;
    if (r->level == MK_NAMES_LEVELS) return (mk_name_match){ .level = MK_NAMES_OTHER, .given = MK_NAME_OTHER, .family = MK_NAME_OTHER };
    return (mk_name_match){ .level = r->level, .given = r->given, .family = r->family, .swapped = turn, .more = r->rest_x != r->rest_y,
                            .rest_differs = r->rest_x && r->rest_y };
}

bool mk_names_differ(mk_arena *a, mk_words **w, mk_str x, mk_str y)
{
    mk_name n = mk_name_of(a, x), m = mk_name_of(a, y);
    if (n.n == 0 || m.n == 0 || (n.hebrew && m.hebrew) || (n.latin && m.latin)) return !mk_name_compatible(&n, &m);
    if (!*w) *w = mk_words_new(mk_arena_child(a), NULL);
    mk_person_name p = mk_person_name_of(*w, x), q = mk_person_name_of(*w, y);
    mk_name_match r = mk_person_name_compare(*w, &p, &q);
    mk_name_level given = r.swapped && r.family != MK_NAME_MISSING && r.family > r.given ? r.family : r.given;     /* of turned names either may be the given one */
    return given == MK_NAME_OTHER || given == MK_NAME_NEIGHBOUR;
}
