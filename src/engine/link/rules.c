/* SPDX-License-Identifier: Apache-2.0
 * Under which keys to look for pairs. Every value has a few keys (itself, its sound, a fragment); a rule asks for one to three of them
 * to be equal. What a rule costs is known from the value counts; what it finds is estimated on matches drawn from what is known of
 * how values agree; rules are taken greedily by finds per cost until the next one is not worth it. */
#include "rules_int.h"
#include "fold.h"
#include "distance.h"
#include "rng.h"

enum { DRAWN = 4096, WORDS = DRAWN / 64, ATOMS_MOST = 64, RULES_MOST = 4096, FREE = 1000000 };     /* FREE: pairs that cost little */
static const double FREE_YIELD = .0003;

typedef struct atom { uint8_t field, atom; double same, m, filled; uint64_t most, bit[WORDS]; } atom;      /* filled: share of the rows that have a key; most: rows that share one, at most */
typedef struct option { mk_rule rule; double cost; } option;

static bool is_name(const mk_link *l, int f) { return f == l->given || f == l->family || f == MK_ANY_NAME; }

/* How often a true pair, both values filled, agrees in an atom; before anything is learnt. */
static double prior_m(mk_link_kind k, int a)
{
    switch (k) {
    case MK_LK_GIVEN: case MK_LK_FAMILY: return a == 0 ? .78 : a == 1 ? .86 : .88;
    case MK_LK_BIRTH: return a == 0 ? .82 : a == 3 ? .93 : .88;
    case MK_LK_PHONE: return .8;
    case MK_LK_MAIL: return a == 0 ? .75 : .8;
    case MK_LK_NATID: return .93;
    case MK_LK_POSTCODE: return a == 0 ? .7 : .8;
    case MK_LK_CITY: return a == 0 ? .75 : .8;
    case MK_LK_OTHER_NAMES: case MK_LK_ADDRESS: case MK_LK_TEXT: return a == 0 ? .55 : a == 1 ? .7 : .6;
    case MK_LK_HOUSE: return .8;
    case MK_LK_WORD: return .8;
    case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return .5;
}

/* The chance that two rows agree in an atom, both filled or not, and the rows that most do. */
static void count_atom(const mk_link *l, mk_arena *scratch, atom *at)
{
    const mk_field *x = &l->field[at->field];
    const uint32_t *key = at->atom ? x->atom[at->atom] : NULL;
    double n = (double)l->n, s = 0;
    mk_arena_mark here = mk_arena_here(scratch);
    mk_keyed *e = NULL;
    uint32_t m = 0;
    if (key) {                          /* values of one key together */
        e = mk_arena_alloc(scratch, ((size_t)x->n + 1) * 2 * sizeof *e);
        for (uint32_t v = 1; v <= x->n; v++) {
            e[m] = (mk_keyed){ key[v], x->value[v].count };
            m += key[v] != 0;
        }
        mk_radix_sort(e, e + m, m, mk_arena_alloc(scratch, MK_RADIX_COUNTS * sizeof(uint32_t)));
    }
    uint64_t rows = key ? 0 : x->filled;
    for (uint32_t i = 0; i < m; i++) rows += e[i].row;
    at->filled = (double)rows / n;
    for (uint32_t i = 0; i < (key ? m : x->n); ) {      /* whole numbers: the same sum in any order */
        uint64_t c = 0;
        if (key) for (uint32_t k = e[i].key; i < m && e[i].key == k; i++) c += e[i].row;
        else c = x->value[++i].count;
        s += (double)c * ((double)c - 1);
        if (c > at->most) at->most = c;
    }
    mk_arena_rewind(scratch, here);
    at->same = s / n / n;
}

/* How often two rows of one person are in two scripts, when each is in either by accident. */
static double two_scripts(const mk_link *l)
{
    if (l->given < 0 && l->family < 0) return 0;
    const mk_field *x = &l->field[l->given >= 0 ? l->given : l->family];
    double in[2] = { 0 };
    for (uint32_t v = 1; v <= x->n; v++) {
        bool hebrew = mk_is_hebrew_symbol(x->value[v].first);
        if (hebrew || mk_is_latin(x->value[v].first)) in[hebrew] += x->value[v].count;
    }
    double all = in[0] + in[1];
    return all > 0 ? 2 * in[0] * in[1] / all / all : 0;
}

/* Whether a key says the same in two scripts: what is no word does, and sounds do mostly (names.md: 83 % of the words of names). */
static double across(mk_link_kind k, int a)
{
    switch (k) {
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_CITY: return a == 1 ? .83 : 0;
    case MK_LK_OTHER_NAMES: case MK_LK_ADDRESS: case MK_LK_WORD: case MK_LK_TEXT: return 0;
    case MK_LK_BIRTH: case MK_LK_PHONE: case MK_LK_MAIL: case MK_LK_NATID: case MK_LK_POSTCODE: case MK_LK_HOUSE: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return 1;
}

/* Draws what agrees in DRAWN imagined matches: fields independently, atoms of a field from the least demanding on. */
static void draw(const mk_link *l, atom *at, int n)
{
    mk_rng rng = mk_rng_seed(20260101), script = mk_rng_seed(20260103);
    double apart = two_scripts(l);
    uint64_t parted[WORDS] = { 0 };
    for (int d = 0; d < DRAWN; d++)
        if (mk_rng_unit(&script) < apart) parted[d >> 6] |= UINT64_C(1) << (d & 63);
    for (int i = 0; i < n; ) {
        const mk_field *x = &l->field[at[i].field];
        double filled = (double)x->filled / (double)l->n;
        int to = i;
        while (to < n && at[to].field == at[i].field) to++;
        for (int d = 0; d < DRAWN; d++) {
            bool there = mk_rng_unit(&rng) < filled * filled;
            /* errors come together: a third of the rows is written with care, a third badly */
            double bad = 1 + d % 3, m0 = __builtin_pow(at[i].m, bad);
            bool exact = mk_rng_unit(&rng) < m0;
            for (int k = i; k < to; k++) {
                double rest = (__builtin_pow(at[k].m, bad) - m0) / (1 - m0);
                bool agrees = exact || (k > i && mk_rng_unit(&rng) < rest);
                if (k > i && at[k].filled < filled) agrees = agrees && mk_rng_unit(&script) < at[k].filled / filled;      /* both rows, of one person: once */
                if (parted[d >> 6] >> (d & 63) & 1) agrees = agrees && mk_rng_unit(&script) < across(x->kind, at[k].atom);
                if (there && agrees) at[k].bit[d >> 6] |= UINT64_C(1) << (d & 63);
            }
        }
        i = to;
    }
}

/* Given or family name, also when they were written the wrong way round. */
static void draw_any(const mk_link *l, atom *at, int n)
{
    mk_rng rng = mk_rng_seed(20260102);
    for (int i = 0; i < n; i++) {
        if (at[i].field != MK_ANY_NAME) continue;
        for (int j = 0; j < n; j++) {
            if ((at[j].field != l->given && at[j].field != l->family) || at[j].atom != at[i].atom) continue;
            at[i].same += at[j].same;
            at[i].most += at[j].most;
            for (int w = 0; w < WORDS; w++) at[i].bit[w] |= at[j].bit[w];
        }
    }
    for (int d = 0; d < DRAWN; d++) {
        if (mk_rng_unit(&rng) >= .04) continue;
        for (int i = 0; i < n; i++) {
            if (at[i].field == l->given || at[i].field == l->family) at[i].bit[d >> 6] &= ~(UINT64_C(1) << (d & 63));
            if (at[i].field == MK_ANY_NAME) at[i].bit[d >> 6] |= UINT64_C(1) << (d & 63);
        }
    }
}

static mk_str rule_name(const mk_link *l, const mk_rule *r)
{
    mk_buf b = mk_buf_on(l->arena);
    static const char *const part[4] = { "", "~", "...", "...." };
    for (int i = 0; i < r->n; i++) {
        if (i) mk_buf_add(&b, " + ", 3);
        mk_buf_str_add(&b, r->field[i] == MK_ANY_NAME ? MK_S("any name") : l->field[r->field[i]].name);
        mk_buf_add(&b, part[r->atom[i]], strlen(part[r->atom[i]]));
    }
    if (r->names) mk_buf_printf(&b, ", in any order");
    return mk_arena_dup(l->arena, mk_buf_str(&b));
}

/* Whether all that a rule finds another finds too: it asks for the same and for more. */
static bool asks_for_more(const mk_rule *r, const mk_rule *than)
{
    if (r->names || than->names) return false;
    for (int i = 0; i < than->n; i++) {
        int k = 0;
        while (k < r->n && (r->field[k] != than->field[i] || r->atom[k] != than->atom[i])) k++;
        if (k == r->n) return false;
    }
    return true;
}

/* Takes a rule, and drops those that it makes needless. A key that a crowd has brings no pairs: then rules that ask for more stay. */
static void take(mk_link *l, const mk_rule *r, bool crowd)
{
    mk_link_model *m = &l->model;
    int n = 0;
    for (int i = 0; i < m->rules; i++)
        if (crowd || !asks_for_more(&m->rule[i], r)) m->rule[n++] = m->rule[i];
    m->rule[n++] = *r;
    m->rules = n;
}

/* budget: pairs in all; matches: how many true pairs are expected; yield: true pairs among those a rule brings, at least. */
int mk_link_choose_rules(mk_link *l, mk_arena *arena, double budget, double matches, double yield)
{
    mk_arena *scratch = mk_arena_child(arena);
    atom *at = MK_NEWN(scratch, atom, ATOMS_MOST);
    int n = 0;
    for (int f = 0; f < l->fields; f++)
        for (int a = 0; a < MK_ATOMS && n < ATOMS_MOST; a++) {
            if (a && (!l->field[f].atom[a] || (a == MK_CONTENT && is_name(l, f)))) continue;
            at[n] = (atom){ .field = (uint8_t)f, .atom = (uint8_t)a, .m = prior_m(l->field[f].kind, a) };
            count_atom(l, scratch, &at[n++]);
        }
    draw(l, at, n);
    if (l->given >= 0 && l->family >= 0 && n + 2 <= ATOMS_MOST) {
        at[n++] = (atom){ .field = MK_ANY_NAME };
        at[n++] = (atom){ .field = MK_ANY_NAME, .atom = 1 };
        draw_any(l, at, n);
    }
    option *o = MK_NEWN(scratch, option, RULES_MOST);
    int count = 0;
    double all = (double)l->n * ((double)l->n - 1) / 2;
    for (int i = 0; i < n; i++)
        for (int j = i; j < n; j++)
            for (int k = j; k < n; k++) {
                if (j == i && k != i) continue;
                if (k == j && j != i) {                 /* two atoms */
                    if (at[i].field == at[j].field) continue;
                } else if (k != j && (at[i].field == at[j].field || at[j].field == at[k].field)) continue;
                if (k != i && at[k].field == MK_ANY_NAME && (is_name(l, at[i].field) || (k != j && is_name(l, at[j].field)))) continue;
                int parts = j == i ? 1 : k == j ? 2 : 3;
                double same = at[i].same * (parts > 1 ? at[j].same : 1) * (parts > 2 ? at[k].same : 1), cost = all * same;
                if (cost > budget / 2 || count == RULES_MOST) continue;
                if (parts == 3 && all * at[i].same * at[j].same < budget / 50) continue;
                option *x = &o[count++];
                x->cost = cost + (double)l->n * (at[k].field == MK_ANY_NAME ? .8 : .4);
                x->rule = (mk_rule){ .n = (uint8_t)parts, .field = { at[i].field, at[j].field, at[k].field }, .atom = { at[i].atom, at[j].atom, at[k].atom } };
                x->rule.names = parts == 2 && at[i].atom == 0 && at[j].atom == 0 && at[i].field == l->given && at[j].field == l->family;
                x->rule.recall = -1;
                x->rule.pairs = (uint64_t)i << 32 | (uint64_t)j << 16 | (uint64_t)k;
            }
    uint64_t covered[WORDS] = { 0 };
    double spent = 0;
    l->model.rules = 0;
    while (l->model.rules < 24) {
        int best = -1, best_gain = 0;
        double best_score = 0;
        for (int i = 0; i < count; i++) {
            if (spent + o[i].cost > budget || o[i].rule.n == 0) continue;
            const uint64_t *x = at[o[i].rule.pairs >> 32].bit, *y = at[o[i].rule.pairs >> 16 & 65535].bit, *z = at[o[i].rule.pairs & 65535].bit;
            int gain = 0;
            for (int w = 0; w < WORDS; w++) gain += (int)mk_bits_set(x[w] & y[w] & z[w] & ~covered[w]);
            double score = gain / o[i].cost;
            if (gain < .0005 * DRAWN || score * matches / DRAWN < (spent + o[i].cost > FREE ? yield : FREE_YIELD)) continue;
            if (score > best_score) { best_score = score; best = i; best_gain = gain; }
        }
        if (best < 0) break;
        mk_rule r = o[best].rule;
        const atom *x = &at[r.pairs >> 32], *y = &at[r.pairs >> 16 & 65535], *z = &at[r.pairs & 65535];
        for (int w = 0; w < WORDS; w++) covered[w] |= x->bit[w] & y->bit[w] & z->bit[w];
        r.recall = (double)best_gain / DRAWN;
        r.pairs = 0;
        r.name = rule_name(l, &r);
        take(l, &r, x->most > MK_CROWD && y->most > MK_CROWD && z->most > MK_CROWD);
        spent += o[best].cost;
        o[best].rule.n = 0;
    }
    mk_arena_free(scratch);
    return l->model.rules;
}
