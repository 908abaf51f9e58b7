/* SPDX-License-Identifier: Apache-2.0
 * What the files of link share. */
#ifndef MK_LINK_INT_H
#define MK_LINK_INT_H
#include "crew.h"
#include "hash.h"
#include "link.h"
#include "map.h"
#include "radix.h"

/* An array that may grow large: alone in an arena of its own, so that it grows in place and can be given back early. */
typedef struct mk_lone { mk_arena *arena; void *p; size_t bytes; } mk_lone;
static inline void *mk_lone_room(mk_arena *parent, mk_lone *l, size_t bytes)
{
    if (bytes <= l->bytes) return l->p;
    if (!l->arena) l->arena = mk_arena_child(parent);
    l->p = mk_arena_grow(l->arena, l->p, l->bytes, bytes);
    l->bytes = bytes;
    return l->p;
}
static inline void mk_lone_free(mk_lone *l)
{
    if (l->arena) mk_arena_free(l->arena);
    *l = (mk_lone){ 0 };
}

/* --- rows as they come: each column a dictionary --- */
typedef struct mk_few { uint64_t hash; uint32_t value; } mk_few;
typedef struct mk_raw {
    mk_str header;
    mk_link_kind kind;                  /* MK_LK_KINDS_: to be found out */
    mk_str why;
    uint32_t *code;                     /* of each row; 0: empty; NULL: a column that is ignored from the start */
    uint32_t *end;                      /* of each text, from 1, which begins where the one before ends */
    uint32_t n;                         /* values are 1..n */
    char *text;
    size_t text_n;
    bool log;                           /* nearly every row has a text of its own: they are not looked up, so a text may have two numbers */
    uint64_t *slot;                     /* the high bits of the hash and the value's number; 0: free */
    size_t slots;
    uint64_t filled;                    /* rows that have a value */
    mk_few *few;                        /* some of the different texts, to see what they look like */
    uint32_t few_n, few_cap;
    uint64_t few_below;
    mk_lone code_mem, end_mem, text_mem, slot_mem;
} mk_raw;
/* A row that comes in; text: where its cells are kept meanwhile. */
typedef struct mk_incoming { mk_str *cell; uint64_t *hash, name; char *text; size_t room; } mk_incoming;
struct mk_link_rows {
    mk_arena *arena;
    mk_raw *raw;
    size_t columns;
    uint32_t n;
    size_t cap;
    uint64_t *key;                      /* of each row: the same whatever the order of rows */
    mk_lone key_mem;
    bool keep;                          /* every column is a field, however few the rows: the model is known (live.h) */
    const mk_map *nobody;               /* mk_nobody_words, when somebody has them; NULL: they are folded again */
    mk_incoming in[2];                  /* by turns */
    int turn;
    bool waits;                         /* the one whose turn it is not is not put yet */
};
/* There are no more. */
int mk_link_rows_end(mk_cx *cx, mk_link_rows *r);
static inline mk_str mk_raw_text(const mk_raw *r, uint32_t v) { return (mk_str){ r->text + r->end[v - 1], r->end[v] - r->end[v - 1] }; }
/* Whether each row that has a text has one of its own. */
bool mk_raw_all_differ(mk_arena *scratch, const mk_raw *c);

enum { MK_SOME_ROWS = 20 };             /* of so few all may be one person's: a column is not useless because it says the same in each */
/* Sets kind and why of every column. */
void mk_link_profile(mk_cx *cx, mk_link_rows *r);
/* Of many columns of words leaves those that tell who somebody is. */
void mk_link_telling(mk_arena *scratch, mk_link_rows *r);
/* "n/a", "null", "unknown", "לא ידוע", "-" ... */
bool mk_link_nothing(mk_str s);

/* --- values: one prepared form each --- */
enum { MK_SYM_LETTER = 1, MK_SYM_DIGIT = 27, MK_SYM_HEBREW = 37, MK_SYM_BLANK = 59, MK_SYM_AT = 60, MK_SYM_OTHER = 64, MK_SYMS = 128, MK_VALUE_MOST = 48 };
enum { MK_ATOMS = 4, MK_CONTENT = 3 };  /* keys of a value: itself, and up to three fragments; of names the last is what it says, in any field */
typedef struct mk_value {
    uint64_t num;                       /* days, phones: what they are; others: hash of the prepared form */
    union {
        struct {
            uint32_t off;               /* its symbols */
            union {
                uint32_t set;           /* of names and of what is before the @: a bit for each symbol that is in it (mk_symbols_set) */
                uint32_t word_off;      /* of texts */
            };
        };
        uint64_t digits;                /* MK_VF_DIGITS: packed decimals behind a 1; there are no symbols */
    };
    uint32_t count;                     /* rows that have it */
    uint8_t len, bin, flags;
    union { uint8_t words, first, local; };     /* words of a text; first symbol of a name; symbols before the @ */
} mk_value;
enum { MK_VF_WEAK = 1, MK_VF_DIGITS = 2, MK_VF_TEN = 4, MK_VF_HUNDRED = 8, MK_VF_GENERIC = 16 };      /* WEAK: a default date, a role address: says little. TEN, HUNDRED: it lies in a series of numbers (series.h). GENERIC: it is nobody's, and no row has it (equal.h) */
typedef struct mk_field {
    mk_str name;
    mk_link_kind kind;
    int raw[4], raw_n;                  /* columns it comes from: the first that is filled */
    uint32_t n;                         /* values are 1..n, 0 is missing */
    mk_value *value;
    uint8_t *sym;
    uint32_t *word;                     /* numbers of words, ascending */
    double *idf;                        /* of each word */
    uint32_t words_n;
    uint32_t *atom[MK_ATOMS];           /* key of each value; 0: none */
    uint64_t filled;
    uint32_t least[3];                  /* rows of the rarest value in each bin */
    double same;                        /* chance that two rows agree by accident: sum of squared frequencies */
    int levels;
    const char *const *level;
    bool checked;                       /* national ids with a check digit */
    mk_map variants;                    /* pairs of values that are often the same person's: least << 32 | other */
    uint64_t *varies;                   /* bit of each value: it is in some pair of them; NULL: not marked */
    mk_lone value_mem, sym_mem, word_mem, atom_mem[MK_ATOMS];
} mk_field;

/* --- the model --- */
enum { MK_TURNS = 128, MK_LEVELS = 13, MK_PARENTS = 2, MK_CLASSES = 3, MK_BINS = 3 };
enum { MK_ANY_NAME = 255 };            /* in place of a field: the given or the family name, whichever; such a row has two keys */
typedef struct mk_rule { uint8_t n, field[3], atom[3]; bool names; uint64_t pairs; double recall; mk_str name; } mk_rule;
typedef struct mk_table_ mk_link_cpt;
struct mk_link_model {
    int fields;
    mk_link_kind kind[MK_LINK_FIELDS];
    mk_str name[MK_LINK_FIELDS];
    int levels[MK_LINK_FIELDS];
    int classes;                        /* of true pairs: written with care, and not */
    double share[MK_CLASSES], care[MK_CLASSES];         /* care: added to the log odds (base e) of agreement to the letter, in every field */
    int beside[MK_LINK_FIELDS];         /* the field it depends on among true pairs; -1: none */
    float *m[MK_CLASSES][MK_LINK_FIELDS];               /* log2, by (level of that field, level) */
    float *mean_m[MK_LINK_FIELDS];      /* the same over the classes */
    double shown_m[MK_LINK_FIELDS][MK_LEVELS];
    int parent[MK_LINK_FIELDS][MK_PARENTS];             /* among different people; -1: none */
    float *u[MK_LINK_FIELDS];           /* log2, by (levels of the parents, level) */
    double shown_u[MK_LINK_FIELDS][MK_LEVELS];          /* by level alone */
    double same[MK_LINK_FIELDS][MK_BINS + 1];   /* chance of accidental agreement within each bin of frequency, and of all values */
    uint64_t rows;
    double prior;                       /* share of all pairs */
    double homes, shares[MK_LINK_FIELDS];       /* pairs of one household, a share of all pairs (0: not thought of), and how often they share each field */
    double lift;                        /* bits that a pair is likelier than learning says (mk_link_lift) */
    double loglik;
    int iterations;
    double trace[MK_TURNS];             /* log-likelihood at each iteration, base 2 */
    mk_rule rule[64];
    int rules;
    struct mk_variant { int field; uint64_t a, b; } *variant;   /* by what the values say; only of a model that was read */
    uint32_t variants;
    mk_link_field *shown;
    mk_link_rule *shown_rule;
};

struct mk_link {
    mk_arena *arena;
    uint32_t n, rows;                   /* rows that are looked at; all: some say what others say (equal.h) */
    uint32_t *equal;                    /* of those that are not: row, and the one that stands for it */
    uint32_t equals;
    int fields;
    mk_field field[MK_LINK_FIELDS];
    uint8_t exact[MK_LINK_FIELDS];      /* the first level of agreement to the letter */
    uint32_t *cross;                    /* of each given name: the same word as a family name; UINT32_MAX: none */
    int given, family;                  /* fields that may be swapped; -1 */
    uint8_t many[MK_LINK_FIELDS], spelt[MK_LINK_FIELDS];        /* fields of too many values to stay in the nearest memory by themselves; those of which the letters are looked at */
    int many_n, spelt_n;
    uint32_t *rec;                      /* n x stride: value numbers, with the bin of frequency in the two high bits */
    int stride;
    uint32_t *at_row;                   /* row number of each place: rows are sorted by what is in them */
    uint32_t *place;                    /* of each row */
    mk_link_model model;
    mk_link_pair *pair;
    uint64_t pairs;
    uint32_t *who, *cluster;            /* the first of each one's rows: by place, while there are no clusters yet; by row number */
    mk_link_column *column;
    size_t columns;
    mk_link_stats stats;
    double edge;
    const struct mk_patterns *known;    /* patterns whose bits are known, while there are candidates */
    const float *log2_of;               /* of small counts */
    float bin_bits[MK_LINK_FIELDS][MK_BINS + 1];
    struct mk_scripts *scripts;         /* for names in two scripts; NULL: there are no names */
    mk_crew *crew;                      /* while it is learnt from */
    struct mk_compare *why;             /* for telling why */
    mk_lone rec_mem, pair_mem, who_mem;
};

static inline const uint32_t *mk_rec(const mk_link *l, uint32_t row) { return l->rec + (size_t)row * (size_t)l->stride; }
enum { MK_BIN_SHIFT = 30, MK_VALUE_MASK = (1 << 30) - 1 };
static inline uint32_t mk_value_in(uint32_t x) { return x & MK_VALUE_MASK; }

/* Rows -> fields, values and rec. */
int mk_link_prepare(mk_cx *cx, mk_link_rows *r, mk_link *l);

/* --- comparison --- */
enum { MK_MEMO_BITS = 16 };
typedef struct mk_compare { const mk_link *l; uint64_t *memo; } mk_compare;      /* memo: pairs of values and their levels; may be NULL */
mk_compare mk_compare_on(mk_arena *a, const mk_link *l);
/* What comparing two rows will need, fetched in three steps: the records; their values; the letters of those. */
static inline void mk_compare_fetch(const mk_link *l, uint32_t a, uint32_t b)
{
    __builtin_prefetch(mk_rec(l, a));
    __builtin_prefetch(mk_rec(l, b));
}
void mk_compare_plan(mk_link *l);       /* once, when there are values */
void mk_compare_fetch_values(const mk_compare *c, uint32_t a, uint32_t b);
void mk_compare_fetch_symbols(const mk_compare *c, uint32_t a, uint32_t b);
static inline bool mk_varies(const mk_field *f, uint32_t v) { return !f->varies || f->varies[v >> 6] >> (v & 63) & 1; }
/* Whether two values, in either order, are variants of each other. */
static inline bool mk_are_variants(const mk_field *f, uint32_t a, uint32_t b)
{
    return f->variants.n && mk_varies(f, a) && mk_varies(f, b) && mk_map_get(&f->variants, a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a);
}
/* Two names in different scripts, of one field or of two: a level of names, 0 when they are in one script. Words are made when they are first asked for. */
void mk_scripts_begin(mk_link *l);
void mk_scripts_begin_on(mk_arena *a, mk_link *l);      /* another memory of them, of a hand of its own */
uint8_t mk_scripts_level(const mk_link *l, const mk_field *f, uint32_t a, const mk_field *k, uint32_t b);
/* Levels of given and family names. */
enum { MK_LN_DIFFERENT = 1, MK_LN_INITIAL, MK_LN_ALIKE, MK_LN_CLOSE, MK_LN_ONE_LETTER, MK_LN_SOUND, MK_LN_SCRIPT, MK_LN_SWAPPED, MK_LN_VARIANT, MK_LN_EXACT };
/* Levels of all fields of two records (rows of l->rec). */
void mk_compare_pair(mk_compare *c, const uint32_t *x, const uint32_t *y, uint8_t *ret);
const char *const *mk_levels_of(mk_link_kind k, int *ret_n);
/* Levels that are agreement to the letter, by bins of frequency from `rare`. */
int mk_level_exact(mk_link_kind k);
/* The first level that was written with care: to the letter, or the same in another script, order or spelling that is known. */
int mk_level_agrees(mk_link_kind k);
/* The level of values that were learnt to be variants of each other; 0: the kind has none. */
int mk_level_variant(mk_link_kind k);
enum { MK_L_MISSING = 0, MK_L_DIFFERENT = 1 };

/* --- candidates --- */
typedef struct mk_cand { uint32_t a, b, pattern; float rare; } mk_cand;      /* rare: what the frequencies of the values say in which they agree */
typedef struct mk_patterns {
    mk_arena *arena;
    float *bits;                        /* under the model that was last weighed by; NULL: none */
    uint8_t *gamma;                     /* n x fields */
    double *count;                      /* candidate pairs */
    double *sample, *square;            /* random pairs, each for many; and the squares of how many */
    uint32_t n, cap, slots;
    uint32_t *slot;
    uint64_t *key;
    int fields;
} mk_patterns;
uint32_t mk_pattern_of(mk_patterns *p, const uint8_t *gamma);
/* UINT32_MAX: there is none. */
uint32_t mk_pattern_find(const mk_patterns *p, const uint8_t *gamma);
typedef struct mk_drawn { uint32_t a, b; float stands_for; uint32_t pattern; } mk_drawn;
typedef struct mk_cands {
    mk_cand *p;
    uint64_t n;
    mk_patterns patterns;
    mk_drawn *drawn;                    /* random pairs that no rule finds */
    uint64_t drawn_n;
    mk_lone mem;
} mk_cands;
int mk_link_candidates(mk_cx *cx, mk_link *l, uint64_t limit, mk_cands *ret);
/* Whether values of a field, or of any name, have a key of this number. */
bool mk_link_has_atom(const mk_link_model *m, int field, int atom);
/* Draws pairs that `found` says no rule finds. */
void mk_link_sample(mk_cx *cx, mk_link *l, mk_cands *c, bool (*found)(const void *self, uint32_t a, uint32_t b), const void *self);
void mk_link_compare_drawn(mk_link *l, mk_cands *c, mk_compare *cmp);
/* Adds what they stand for to their patterns, and a few pairs that are only imagined. */
void mk_link_count_drawn(const mk_link *l, mk_cands *c);
/* Patterns in an order of their own, so that sums over them do not depend on who came first. */
void mk_patterns_settle(mk_link *l, mk_cands *c);
/* Keys of a record under a rule; returns how many, at most 2. */
int mk_rule_keys(const mk_link *l, const mk_rule *r, const uint32_t *rec, uint64_t ret[2]);

/* --- learning, weighing --- */
int mk_link_train(mk_cx *cx, mk_link *l, mk_cands *c);
/* Parts of a weight are whole 1024ths of a bit: sums of them as floats are exact, in any order. */
static inline float mk_part_bits(double bits) { return (float)(__builtin_rint(bits * 1024) / 1024); }
/* What a field says in a pattern; and what all say together beyond that, because errors come together. */
float mk_field_bits(const mk_link_model *m, int f, const uint8_t *gamma);
float mk_together_bits(const mk_link_model *m, const uint8_t *gamma);
/* Whether it tells something that the value in which two agree is rare or common: to the letter, or in another script. */
static inline bool mk_frequency_tells(const mk_link *l, int f, uint8_t level)
{
    return level >= l->exact[f] || (level == MK_LN_SCRIPT && l->exact[f] == MK_LN_EXACT);
}
/* The shares of the values, and a table of logarithms, once for all pairs. */
void mk_link_shares(mk_link *l);
void mk_link_frequencies(mk_link *l);
/* What it adds; x, y: what the two records have in the field. */
double mk_frequency_bits(const mk_link *l, int f, uint8_t level, uint32_t x, uint32_t y);
/* The same of all fields. */
float mk_frequency_sum(const mk_link *l, const uint8_t *gamma, const uint32_t *x, const uint32_t *y);
float mk_prior_bits(const mk_link_model *m);
/* Whether two valid national ids say that they are two people. */
bool mk_pair_forbidden(const mk_link *l, uint32_t a, uint32_t b);
double mk_pair_bits(mk_compare *c, uint32_t a, uint32_t b);
static inline double mk_bits_probability(double bits)
{
    return bits > 60 ? 1 : bits < -60 ? 0 : 1 / (1 + __builtin_exp2(-bits));
}
void mk_link_weigh(mk_link *l, mk_cands *c);
int mk_link_people(mk_cx *cx, mk_link *l);
/* Average link: parts k rows by the weights of all their pairs (s, k x k, used up); ret[i] is the least of those that i is with. */
void mk_link_average(mk_arena *scratch, float *s, uint32_t k, uint32_t *ret);
/* People by the numbers of their rows. */
void mk_link_name_clusters(mk_link *l);
/* Learns variants from the people that were found; how many are new. */
size_t mk_link_learn_variants(mk_cx *cx, mk_link *l);
/* Sets the lift by the people that were found. */
void mk_link_lift(mk_link *l);
/* Those of a model, in the numbers of these values. */
void mk_link_use_variants(mk_link *l, const mk_link_model *m);
/* Those of these values, by what they say. */
void mk_link_keep_variants(mk_link *l);
/* Compares all candidates again. */
void mk_link_compare_again(mk_cx *cx, mk_link *l, mk_cands *c);
void mk_link_show(mk_arena *a, mk_link_model *m);
#endif
