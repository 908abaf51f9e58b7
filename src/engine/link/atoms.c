/* SPDX-License-Identifier: Apache-2.0
 * How common each value of a field is, its words, and its keys: itself and up to three fragments, to look for it by. */
#include "distinct.h"

static bool is_worded(mk_link_kind k) { return k == MK_LK_OTHER_NAMES || k == MK_LK_TEXT || k == MK_LK_ADDRESS; }

/* Words of a text: numbers, ascending, and what each is worth. */
static void add_words(mk_values *c, uint32_t v)
{
    mk_field *f = c->f;
    size_t at = 0, from, to;
    uint32_t w[16], n = 0;
    const uint8_t *sym = f->sym + f->value[v].off;
    while (n < 16 && mk_symbols_word(sym, f->value[v].len, &at, &from, &to)) {
        bool is_new;
        uint64_t *id = mk_map_put(&c->word, mk_symbols_hash(sym + from, to - from), &is_new);
        if (is_new) {
            *id = f->words_n++;
            *mk_vec_push(c->word_arena, &c->said) = (uint32_t)(mk_symbols_hash(sym + from, to - from) >> 32);
        }
        uint32_t x = (uint32_t)*id, k = n;
        while (k && w[k - 1] > x) k--;
        if (k && w[k - 1] == x) continue;
        memmove(w + k + 1, w + k, (n - k) * sizeof *w);
        w[k] = x;
        n++;
    }
    if ((c->word_n + n) * sizeof *f->word > f->word_mem.bytes) f->word = mk_lone_room(c->a, &f->word_mem, ((c->word_n + n) * 3 / 2 + 1024) * sizeof *f->word);
    memcpy(f->word + c->word_n, w, n * sizeof *w);
    f->value[v].words = (uint8_t)n;
    f->value[v].word_off = (uint32_t)c->word_n;
    c->word_n += n;
}

static void count_words(mk_arena *a, mk_field *f, uint32_t rows)
{
    f->idf = MK_NEWN(a, double, f->words_n + 1);
    for (uint32_t v = 1; v <= f->n; v++)
        for (uint32_t k = 0; k < f->value[v].words; k++) f->idf[f->word[f->value[v].word_off + k]] += f->value[v].count;
    for (uint32_t w = 0; w < f->words_n; w++)           /* in 64ths of a bit: sums are exact in any order */
        f->idf[w] = (double)(int64_t)(64 * __builtin_log2(1 + (double)rows / (f->idf[w] > 0 ? f->idf[w] : 1)));
}

/* Whether values of a kind have a key of this number. */
static bool kind_has(mk_link_kind k, int atom)
{
    if (atom == 0) return true;
    if (k == MK_LK_GIVEN || k == MK_LK_FAMILY || k == MK_LK_BIRTH) return true;
    return is_worded(k) ? atom <= 2 : (k == MK_LK_MAIL || k == MK_LK_POSTCODE || k == MK_LK_CITY) && atom == 1;
}

bool mk_link_has_atom(const mk_link_model *m, int field, int atom)
{
    if (field != MK_ANY_NAME) return kind_has(m->kind[field], atom);
    bool given = false, family = false;
    for (int f = 0; f < m->fields; f++) {
        given |= m->kind[f] == MK_LK_GIVEN;
        family |= m->kind[f] == MK_LK_FAMILY;
    }
    return given && family;
}

static void count_rows(mk_arena *scratch, mk_field *f, const uint32_t *col, uint32_t n, uint8_t *bin)
{
    mk_arena *own = mk_arena_child(scratch);
    uint32_t *count = mk_arena_zalloc(own, ((size_t)f->n + 1) * sizeof *count);
    for (uint32_t i = 0; i < n; i++) count[col[i]]++;
    f->filled = n - count[0];
    double same = 0;
    for (uint32_t v = 1; v <= f->n; v++) same += (double)count[v] * (double)count[v];
    f->same = f->filled ? same / ((double)f->filled * (double)f->filled) : 0;
    double mean = f->same * (double)f->filled;
    bin[0] = 0;
    for (uint32_t v = 1; v <= f->n; v++) {
        uint32_t many = f->value[v].count = count[v];
        uint8_t b = f->value[v].bin = bin[v] = many < .125 * mean ? 0 : many <= 4 * mean ? 1 : 2;
        if (many && (f->least[b] == 0 || many < f->least[b])) f->least[b] = many;
    }
    mk_arena_free(own);
}

void mk_values_count(mk_arena *a, mk_arena *scratch, mk_values *c, const uint32_t *col, uint32_t n, uint8_t *bin)
{
    mk_field *f = c->f;
    count_rows(scratch, f, col, n, bin);
    if (is_worded(f->kind)) {
        for (uint32_t v = 1; v <= f->n; v++) add_words(c, v);
        count_words(a, f, n);
    }
    mk_arena_mark here = mk_arena_here(scratch);
    for (int k = 1; k < MK_ATOMS; k++) {
        if (!kind_has(f->kind, k)) continue;
        f->atom[k] = mk_lone_room(a, &f->atom_mem[k], ((size_t)f->n + 1) * sizeof(uint32_t));
        f->atom[k][0] = 0;
        for (uint32_t v = 1; v <= f->n; v++) {
            const mk_value *x = &f->value[v];
            const uint8_t *sym = f->sym + x->off;
            uint32_t key = 0;
            if (f->kind == MK_LK_GIVEN || f->kind == MK_LK_FAMILY) {
                if (k == 1) { key = mk_symbols_sound(scratch, sym, x->len); mk_arena_rewind(scratch, here); }
                else if (k == MK_CONTENT) key = (uint32_t)(x->num >> 32) | 1;
                else if (x->len >= 3) key = 1 + sym[0] + 128u * sym[1] + 16384u * sym[2];
            } else if (is_worded(f->kind)) {
                uint64_t best = 0, second = 0;          /* the rarest words; of equally rare ones those of the greater hash */
                uint32_t b = 0, s = 0;
                for (uint32_t j = 0; j < x->words; j++) {
                    uint32_t w = f->word[x->word_off + j];
                    uint64_t rank = (uint64_t)(f->idf[w] + 1) << 32 | c->said.p[w];
                    if (rank > best) { second = best; s = b; best = rank; b = w + 1; }
                    else if (rank > second) { second = rank; s = w + 1; }
                }
                key = k == 1 ? b : s;
            } else if (f->kind == MK_LK_BIRTH) {
                uint32_t d = (uint32_t)x->num;
                if (k == 1) key = x->flags & MK_VF_WEAK ? 0 : d >> 8;
                else if (k == 2) key = x->flags & MK_VF_WEAK ? 0 : d & 0xffff;
                else key = d >> 16;
            } else if (f->kind == MK_LK_MAIL) {
                key = x->flags & MK_VF_WEAK ? 0 : (uint32_t)(mk_symbols_hash(sym, x->local) >> 32) | 1;
            } else if (f->kind == MK_LK_POSTCODE) {
                size_t j = 0;
                while (j < x->len && sym[j] != MK_SYM_BLANK) j++;
                if (j == x->len) j = x->len > 4 ? x->len - 3u : (x->len + 1u) / 2;
                key = (uint32_t)(mk_symbols_hash(sym, j) >> 32) | 1;
            } else {
                key = mk_symbols_sound(scratch, sym, x->len);
                mk_arena_rewind(scratch, here);
            }
            f->atom[k][v] = key;
        }
    }
}
