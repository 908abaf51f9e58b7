/* SPDX-License-Identifier: Apache-2.0
 * From columns of text to fields of values: each distinct text is folded, parsed and counted once, and every row becomes a line of
 * value numbers. Rows are put in the order of what is in them, so that nothing behind depends on the order they came in. */
#include "contact.h"
#include "fold.h"
#include "map.h"
#include "name.h"
#include "vec.h"
#include "values_day.h"

/* A dictionary of prepared values. */
typedef struct canon { mk_arena *a; mk_field *f; uint32_t *slot; size_t slots; size_t sym_n, word_n; mk_lone slot_mem; mk_map word; mk_vec(uint32_t) said; mk_arena *word_arena; } canon;     /* said: a hash of each word */

static void more_slots(canon *c)
{
    size_t slots = c->slots ? c->slots * 2 : 4096;
    mk_lone_free(&c->slot_mem);
    c->slot = mk_lone_room(c->a, &c->slot_mem, slots * sizeof *c->slot);
    memset(c->slot, 0, slots * sizeof *c->slot);
    c->slots = slots;
    for (uint32_t v = 1; v <= c->f->n; v++) {
        size_t at = c->f->value[v].num * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (slots - 1);
        while (c->slot[at]) at = (at + 1) & (slots - 1);
        c->slot[at] = v;
    }
}

/* The value of that number (never 0), made when it is new. */
static uint32_t intern(canon *c, uint64_t num, const uint8_t *sym, size_t n, uint8_t flags)
{
    mk_field *f = c->f;
    if ((size_t)f->n * 4 >= c->slots * 3) more_slots(c);
    size_t at = num * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1))
        if (f->value[c->slot[at]].num == num) return c->slot[at];
    size_t want = ((size_t)f->n + 2) * sizeof *f->value;
    if (want > f->value_mem.bytes) f->value = mk_lone_room(c->a, &f->value_mem, want < 4096 ? 4096 : want + want / 2);
    if (c->sym_n + n > f->sym_mem.bytes) f->sym = mk_lone_room(c->a, &f->sym_mem, (c->sym_n + n) * 3 / 2 + 4096);
    c->slot[at] = ++f->n;
    f->value[f->n] = (mk_value){ .num = num, .off = (uint32_t)c->sym_n, .len = (uint8_t)n, .flags = flags };
    if (n) memcpy(f->sym + c->sym_n, sym, n);
    c->sym_n += n;
    return f->n;
}

static uint64_t symbols_hash(const uint8_t *sym, size_t n)
{
    uint64_t h = mk_hash(1, (mk_str){ (const char *)sym, n });
    return h ? h : 1;
}

static uint32_t intern_symbols(canon *c, const uint8_t *sym, size_t n, uint8_t flags)
{
    return n ? intern(c, symbols_hash(sym, n), sym, n, flags) : 0;
}

static bool is_worded(mk_link_kind k) { return k == MK_LK_OTHER_NAMES || k == MK_LK_TEXT || k == MK_LK_ADDRESS; }

static uint32_t number_value(canon *c, mk_str s)
{
    uint8_t sym[MK_VALUE_MOST];
    char digits[16];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < sizeof digits; i++)
        if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z')) digits[n++] = s.p[i];
    bool same = true;
    for (size_t i = 1; i < n; i++) same &= digits[i] == digits[0];
    if (n < 4 || same) return 0;
    size_t k = mk_symbols_of(c->a, (mk_str){ digits, n }, sym);
    return intern_symbols(c, sym, k, 0);
}

/* One text as a value of the field; 0 when it says nothing. */
static uint32_t value_of(canon *c, mk_arena *scratch, mk_str s, bool month_first, bool checked)
{
    uint8_t sym[MK_VALUE_MOST];
    bool weak = false;
    uint32_t day;
    switch (c->f->kind) {
    case MK_LK_BIRTH: {
        if (!mk_link_day(s, month_first, &day)) return 0;
        if (day / 10000 == 1900 && day % 10000 == 101) return 0;        /* what programs write when they know nothing */
        uint64_t packed = 0;
        for (uint32_t d = day, at = 0; d; d /= 10, at += 4) packed |= (uint64_t)(d % 10) << at;
        return intern(c, packed, NULL, 0, day % 10000 == 101 || day % 100 == 0 ? MK_VF_WEAK : 0);
    }
    case MK_LK_PHONE: {
        uint64_t p = mk_link_phone(scratch, s);
        return p ? intern(c, p, NULL, 0, 0) : 0;
    }
    case MK_LK_MAIL: {
        size_t n = mk_link_mail(scratch, s, sym, &weak);
        return intern_symbols(c, sym, n, weak ? MK_VF_WEAK : 0);
    }
    case MK_LK_NATID: {
        mk_str t;
        if (!checked) return number_value(c, s);
        if (!mk_natid_parse(scratch, s, &t)) {
            uint32_t v = number_value(c, s);
            if (v) c->f->value[v].flags |= MK_VF_WEAK;
            return v;
        }
        size_t n = mk_symbols_of(scratch, t, sym);
        return intern_symbols(c, sym, n, 0);
    }
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_NAME: case MK_LK_OTHER_NAMES: case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY:
    case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: case MK_LK_KINDS_: break;
    }
    return intern_symbols(c, sym, mk_symbols_of(scratch, s, sym), 0);
}

static bool month_first(const mk_raw *r)
{
    uint64_t a = 0, b = 0;
    for (uint32_t i = 0; i < r->few_n; i++) {
        mk_str s = mk_raw_text(r, r->few[i].value);
        uint32_t day;
        if (mk_link_day(s, false, &day)) a += day / 100 % 100 > 12;
        if (mk_link_day(s, true, &day)) b += day / 100 % 100 > 12;
    }
    return a > b;
}

static bool check_digits(mk_arena *scratch, const mk_raw *r)
{
    uint64_t good = 0;
    mk_arena_mark here = mk_arena_here(scratch);
    for (uint32_t i = 0; i < r->few_n; i++) {
        mk_str t;
        good += mk_natid_parse(scratch, mk_raw_text(r, r->few[i].value), &t);
        mk_arena_rewind(scratch, here);
    }
    return good * 10 > r->few_n * 6;
}

/* --- fields --- */

static mk_field *new_field(mk_link *l, mk_link_kind kind, mk_str name)
{
    if (l->fields == MK_LINK_FIELDS) return NULL;
    mk_field *f = &l->field[l->fields++];
    f->kind = kind;
    f->name = name;
    f->level = mk_levels_of(kind, &f->levels);
    return f;
}

/* Values of the rows of one field are in `col`, by row as it came. */
typedef struct column { mk_lone mem; uint32_t *v; } column;

static column column_new(mk_arena *a, uint32_t n)
{
    column c = { 0 };
    c.v = mk_lone_room(a, &c.mem, (size_t)(n ? n : 1) * sizeof *c.v);
    memset(c.v, 0, (size_t)n * sizeof *c.v);
    return c;
}

static void fill(mk_link *l, mk_link_rows *r, mk_arena *scratch, canon *c, int raw, column *col)
{
    mk_raw *w = &r->raw[raw];
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *to = mk_arena_alloc(tmp, ((size_t)w->n + 1) * sizeof *to);
    bool mf = c->f->kind == MK_LK_BIRTH && month_first(w), checked = c->f->kind == MK_LK_NATID && check_digits(scratch, w);
    mk_arena_mark here = mk_arena_here(scratch);
    c->f->checked |= checked;
    to[0] = 0;
    if (c->f->kind == MK_LK_PHONE || c->f->kind == MK_LK_MAIL) {        /* nearly all different: their slots are fetched ahead */
        enum { BATCH = 32 };
        for (uint32_t from = 1; from <= w->n; from += BATCH) {
            uint64_t num[BATCH];
            uint8_t sym[BATCH][MK_VALUE_MOST], len[BATCH];
            bool weak[BATCH];
            uint32_t n = w->n - from + 1 < BATCH ? w->n - from + 1 : BATCH;
            if ((size_t)(c->f->n + BATCH) * 4 >= c->slots * 3) more_slots(c);
            for (uint32_t i = 0; i < n; i++) {
                weak[i] = false;
                len[i] = 0;
                if (c->f->kind == MK_LK_PHONE) num[i] = mk_link_phone(scratch, mk_raw_text(w, from + i));
                else {
                    len[i] = (uint8_t)mk_link_mail(scratch, mk_raw_text(w, from + i), sym[i], &weak[i]);
                    num[i] = len[i] ? symbols_hash(sym[i], len[i]) : 0;
                }
                __builtin_prefetch(&c->slot[num[i] * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (c->slots - 1)]);
            }
            for (uint32_t i = 0; i < n; i++) to[from + i] = num[i] ? intern(c, num[i], sym[i], len[i], weak[i] ? MK_VF_WEAK : 0) : 0;
            mk_arena_rewind(scratch, here);
        }
    } else
        for (uint32_t v = 1; v <= w->n; v++) {
            to[v] = value_of(c, scratch, mk_raw_text(w, v), mf, checked);
            if ((v & 255) == 0) mk_arena_rewind(scratch, here);
        }
    mk_arena_rewind(scratch, here);
    for (uint32_t i = 0; i < r->n; i++)
        if (!col->v[i]) col->v[i] = to[w->code[i]];
    mk_arena_free(tmp);
    c->f->raw[c->f->raw_n++] = raw;
    mk_lone_free(&w->code_mem);
    mk_lone_free(&w->end_mem);
    mk_lone_free(&w->text_mem);
    mk_lone_free(&w->slot_mem);
    (void)l;
}

/* Words of a text: numbers, ascending, and what each is worth. */
static void add_words(canon *c, uint32_t v)
{
    mk_field *f = c->f;
    size_t at = 0, from, to;
    uint32_t w[16], n = 0;
    const uint8_t *sym = f->sym + f->value[v].off;
    while (n < 16 && mk_symbols_word(sym, f->value[v].len, &at, &from, &to)) {
        bool is_new;
        uint64_t *id = mk_map_put(&c->word, symbols_hash(sym + from, to - from), &is_new);
        if (is_new) {
            *id = f->words_n++;
            *mk_vec_push(c->word_arena, &c->said) = (uint32_t)(symbols_hash(sym + from, to - from) >> 32);
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

bool mk_kind_has_atom(mk_link_kind k, int atom)
{
    if (atom == 0) return true;
    if (k == MK_LK_GIVEN || k == MK_LK_FAMILY || k == MK_LK_BIRTH) return true;
    return is_worded(k) ? atom <= 2 : (k == MK_LK_MAIL || k == MK_LK_POSTCODE || k == MK_LK_CITY) && atom == 1;
}

bool mk_link_has_atom(const mk_link_model *m, int field, int atom)
{
    if (field != MK_ANY_NAME) return mk_kind_has_atom(m->kind[field], atom);
    bool given = false, family = false;
    for (int f = 0; f < m->fields; f++) {
        given |= m->kind[f] == MK_LK_GIVEN;
        family |= m->kind[f] == MK_LK_FAMILY;
    }
    return given && family;
}

/* Frequencies, bins of frequency, and keys of the values. */
static void count_values(mk_arena *a, mk_arena *scratch, const canon *c, mk_field *f, uint32_t *col, uint32_t n)
{
    mk_arena *own = mk_arena_child(scratch);
    uint32_t *count = mk_arena_zalloc(own, ((size_t)f->n + 1) * sizeof *count);
    for (uint32_t i = 0; i < n; i++) count[col[i]]++;
    for (uint32_t v = 1; v <= f->n; v++) f->value[v].count = count[v];
    mk_arena_free(own);
    f->filled = 0;
    for (uint32_t v = 1; v <= f->n; v++) f->filled += f->value[v].count;
    double same = 0;
    for (uint32_t v = 1; v <= f->n; v++) same += (double)f->value[v].count * ((double)f->value[v].count);
    f->same = f->filled ? same / ((double)f->filled * (double)f->filled) : 0;
    uint8_t *bin = mk_arena_zalloc(scratch, (size_t)f->n + 1);
    for (uint32_t v = 1; v <= f->n; v++) {
        double r = (double)f->value[v].count / (double)f->filled / f->same;
        uint32_t many = f->value[v].count;
        uint8_t b = f->value[v].bin = r < .125 ? 0 : r <= 4 ? 1 : 2;
        if (many && (f->least[b] == 0 || many < f->least[b])) f->least[b] = many;
        bin[v] = b;
    }
    for (uint32_t i = 0; i < n; i++) col[i] |= (uint32_t)bin[col[i]] << MK_BIN_SHIFT;
    if (is_worded(f->kind)) count_words(a, f, n);
    mk_arena_mark here = mk_arena_here(scratch);
    for (int k = 1; k < MK_ATOMS; k++) {
        if (!mk_kind_has_atom(f->kind, k)) continue;
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
                size_t j = 0;
                while (j < x->len && sym[j] != MK_SYM_AT) j++;
                key = x->flags & MK_VF_WEAK ? 0 : (uint32_t)(symbols_hash(sym, j) >> 32) | 1;
            } else if (f->kind == MK_LK_POSTCODE) {
                size_t j = 0;
                while (j < x->len && sym[j] != MK_SYM_BLANK) j++;
                if (j == x->len) j = x->len > 4 ? x->len - 3u : (x->len + 1u) / 2;
                key = (uint32_t)(symbols_hash(sym, j) >> 32) | 1;
            } else {
                key = mk_symbols_sound(scratch, sym, x->len);
                mk_arena_rewind(scratch, here);
            }
            f->atom[k][v] = key;
        }
    }
}

/* --- names out of whole names --- */

/* Given, family and the rest of each whole name. */
static void split_names(mk_link_rows *r, mk_arena *scratch, int raw, canon *given, canon *family, canon *other, column *g, column *f, column *o)
{
    mk_raw *w = &r->raw[raw];
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *to = mk_arena_zalloc(tmp, ((size_t)w->n + 1) * 3 * sizeof *to);
    mk_arena_mark here = mk_arena_here(scratch);
    for (uint32_t v = 1; v <= w->n; v++) {
        mk_str s = mk_raw_text(w, v);
        mk_name name = mk_name_of(scratch, s);
        const char *comma = memchr(s.p, ',', s.n);
        int first = 0;
        if (comma) {                                    /* "Cohen, Ronit" */
            mk_name head = mk_name_of(scratch, (mk_str){ s.p, (size_t)(comma - s.p) });
            if (head.n == 1 && name.n >= 2) first = 1;
        }
        uint8_t sym[MK_VALUE_MOST], rest[MK_VALUE_MOST];
        size_t rest_n = 0;
        int last = first ? 0 : name.n - 1;
        for (int i = 0; i < name.n; i++) {
            size_t n = mk_symbols_of(scratch, name.token[i], sym);
            if (i == first && name.n > 1) to[v * 3] = intern_symbols(given, sym, n, 0);
            else if (i == last) to[v * 3 + 1] = intern_symbols(family, sym, n, 0);
            else if (rest_n + n + 1 < MK_VALUE_MOST) {
                if (rest_n) rest[rest_n++] = MK_SYM_BLANK;
                memcpy(rest + rest_n, sym, n);
                rest_n += n;
            }
        }
        to[v * 3 + 2] = intern_symbols(other, rest, rest_n, 0);
        if ((v & 255) == 0) mk_arena_rewind(scratch, here);
    }
    mk_arena_rewind(scratch, here);
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t v = w->code[i];
        if (!g->v[i]) g->v[i] = to[v * 3];
        if (!f->v[i]) f->v[i] = to[v * 3 + 1];
        if (!o->v[i]) o->v[i] = to[v * 3 + 2];
    }
    mk_arena_free(tmp);
}

typedef struct word_list { uint32_t at, n; } word_list;

/* What a whole name says beyond the given and the family name of its row. */
static void residual_names(mk_link_rows *r, mk_arena *scratch, int raw, const canon *given, const canon *family, const column *g, const column *f, canon *other, column *o)
{
    mk_raw *w = &r->raw[raw];
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *off = mk_arena_alloc(tmp, ((size_t)w->n + 2) * sizeof *off);
    mk_buf all = mk_buf_on(mk_arena_child(tmp));
    mk_arena_mark here = mk_arena_here(scratch);
    off[0] = off[1] = 0;
    for (uint32_t v = 1; v <= w->n; v++) {
        uint8_t sym[MK_VALUE_MOST];
        size_t n = mk_symbols_of(scratch, mk_raw_text(w, v), sym);
        mk_buf_add(&all, sym, n);
        off[v + 1] = (uint32_t)all.n;
        if ((v & 255) == 0) mk_arena_rewind(scratch, here);
    }
    mk_arena_rewind(scratch, here);
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t v = w->code[i];
        if (!v || o->v[i]) continue;
        const uint8_t *sym = (const uint8_t *)all.p + off[v];
        size_t n = off[v + 1] - off[v], at = 0, from, to, k = 0;
        uint8_t rest[MK_VALUE_MOST];
        while (mk_symbols_word(sym, n, &at, &from, &to)) {
            bool said = false;
            for (int side = 0; side < 2 && !said; side++) {
                const mk_field *x = side ? family->f : given->f;
                uint32_t xv = side ? f->v[i] : g->v[i];
                size_t p = 0, a, b;
                while (xv && !said && mk_symbols_word(x->sym + x->value[xv].off, x->value[xv].len, &p, &a, &b))
                    said = b - a == to - from && memcmp(x->sym + x->value[xv].off + a, sym + from, b - a) == 0;
            }
            if (said) continue;
            if (k) rest[k++] = MK_SYM_BLANK;
            memcpy(rest + k, sym + from, to - from);
            k += to - from;
        }
        if (k) o->v[i] = intern_symbols(other, rest, k, 0);
    }
    mk_arena_free(tmp);
}

/* --- rows in order --- */

/* Least significant digit first, 11 bits at a time, of what matters. */
static void sort_rows(mk_arena *scratch, const uint64_t *key, uint32_t n, uint32_t *ret)
{
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *other = mk_arena_alloc(tmp, (size_t)(n ? n : 1) * sizeof *other), *from = ret, *to = other;
    for (uint32_t i = 0; i < n; i++) ret[i] = i;
    for (int shift = 0; shift < 64; shift += 16) {
        uint32_t *count = mk_arena_zalloc(tmp, 65537 * sizeof *count);
        for (uint32_t i = 0; i < n; i++) count[(key[i] >> shift & 65535) + 1]++;
        for (int d = 0; d < 65536; d++) count[d + 1] += count[d];
        for (uint32_t i = 0; i < n; i++) to[count[key[from[i]] >> shift & 65535]++] = from[i];
        uint32_t *t = from;
        from = to;
        to = t;
    }
    mk_arena_free(tmp);                                 /* four passes: the result is in ret */
}

int mk_link_prepare(mk_cx *cx, mk_link_rows *r, mk_link *l)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    column col[MK_LINK_FIELDS];
    canon can[MK_LINK_FIELDS];
    MK_TRY(mk_link_rows_end(cx, r));
    mk_link_profile(cx, r);
    l->n = r->n;
    l->given = l->family = -1;
    l->column = MK_NEWN(l->arena, mk_link_column, r->columns);
    l->columns = r->columns;
    static const mk_link_kind order[] = { MK_LK_GIVEN, MK_LK_FAMILY, MK_LK_NAME, MK_LK_OTHER_NAMES, MK_LK_BIRTH, MK_LK_NATID, MK_LK_PHONE, MK_LK_MAIL, MK_LK_POSTCODE, MK_LK_CITY,
                                          MK_LK_ADDRESS, MK_LK_HOUSE, MK_LK_WORD, MK_LK_TEXT };
    int other = -1;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < r->columns; i++) {
            mk_raw *w = &r->raw[i];
            if (w->kind != order[k] || l->fields >= MK_LINK_FIELDS - 3) continue;
            int at = -1;
            if (w->kind == MK_LK_NAME) {
                bool split = l->given < 0 || l->family < 0;
                int want[3] = { l->given, l->family, other };
                static const mk_link_kind kinds[3] = { MK_LK_GIVEN, MK_LK_FAMILY, MK_LK_OTHER_NAMES };
                for (int j = 0; j < 3; j++) {
                    if (want[j] >= 0) continue;
                    want[j] = l->fields;
                    mk_field *f = new_field(l, kinds[j], j == 2 ? MK_S("other names") : mk_str_of(mk_link_kind_name(kinds[j])));
                    col[want[j]] = column_new(scratch, r->n);
                    can[want[j]] = (canon){ .a = l->arena, .f = f, .word = mk_map_on(mk_arena_child(scratch)), .word_arena = mk_arena_child(scratch) };
                }
                l->given = want[0];
                l->family = want[1];
                other = want[2];
                if (split) split_names(r, scratch, (int)i, &can[want[0]], &can[want[1]], &can[other], &col[want[0]], &col[want[1]], &col[other]);
                else residual_names(r, scratch, (int)i, &can[want[0]], &can[want[1]], &col[want[0]], &col[want[1]], &can[other], &col[other]);
                mk_lone_free(&w->code_mem);
                mk_lone_free(&w->end_mem);
                mk_lone_free(&w->text_mem);
                mk_lone_free(&w->slot_mem);
                continue;
            }
            for (int f = 0; f < l->fields; f++) {       /* the same thing in another column, never in the same row: one field */
                if (l->field[f].kind != w->kind || w->kind == MK_LK_WORD || w->kind == MK_LK_TEXT || l->field[f].raw_n >= 4) continue;
                uint32_t both = 0;
                for (uint32_t j = 0; j < r->n && both * 100 <= r->n; j++) both += col[f].v[j] && w->code[j];
                if (both * 100 <= r->n) at = f;
            }
            if (at < 0) {
                at = l->fields;
                mk_field *f = new_field(l, w->kind, mk_arena_dup(l->arena, w->header));
                col[at] = column_new(scratch, r->n);
                can[at] = (canon){ .a = l->arena, .f = f, .word = mk_map_on(mk_arena_child(scratch)), .word_arena = mk_arena_child(scratch) };
                if (w->kind == MK_LK_GIVEN && l->given < 0) l->given = at;
                if (w->kind == MK_LK_FAMILY && l->family < 0) l->family = at;
                if (w->kind == MK_LK_OTHER_NAMES && other < 0) other = at;
            }
            fill(l, r, scratch, &can[at], (int)i, &col[at]);
        }
        MK_TRY(mk_cx_check(cx));
    }
    for (size_t i = 0; i < r->columns; i++) l->column[i] = (mk_link_column){ mk_arena_dup(l->arena, r->raw[i].header), r->raw[i].kind, mk_arena_dup(l->arena, r->raw[i].why) };
    /* fields that are nearly never filled tell nothing */
    int kept = 0;
    for (int f = 0; f < l->fields; f++) {
        uint64_t filled = 0;
        for (uint32_t j = 0; j < r->n; j++) filled += col[f].v[j] > 0;
        if (filled * 200 < r->n || l->field[f].n < 2) {
            if (f == l->given) l->given = -1;
            if (f == l->family) l->family = -1;
            continue;
        }
        if (f == l->given) l->given = kept;
        if (f == l->family) l->family = kept;
        l->field[kept] = l->field[f];
        can[kept] = can[f];
        can[kept].f = &l->field[kept];
        col[kept++] = col[f];
    }
    l->fields = kept;
    l->at_row = mk_arena_alloc(l->arena, (size_t)(r->n ? r->n : 1) * sizeof *l->at_row);
    sort_rows(scratch, r->key, r->n, l->at_row);
    mk_lone_free(&r->key_mem);
    l->stride = l->fields <= 4 ? 4 : l->fields <= 8 ? 8 : (l->fields + 3) / 4 * 4;
    for (int f = 0; f < l->fields; f++) {
        mk_field *x = &l->field[f];
        l->exact[f] = (uint8_t)mk_level_exact(x->kind);
        x->value[0] = (mk_value){ 0 };
        mk_lone_free(&can[f].slot_mem);
        if (is_worded(x->kind))
            for (uint32_t v = 1; v <= x->n; v++) add_words(&can[f], v);
        count_values(l->arena, scratch, &can[f], x, col[f].v, r->n);
    }
    if (l->given >= 0 && l->family >= 0) {
        const mk_field *g = &l->field[l->given], *f = &l->field[l->family];
        mk_map at = mk_map_on(mk_arena_child(scratch));
        for (uint32_t v = 1; v <= f->n; v++) *mk_map_put(&at, f->value[v].num, NULL) = v;
        l->cross = mk_arena_alloc(l->arena, ((size_t)g->n + 1) * sizeof *l->cross);
        l->cross[0] = UINT32_MAX;
        for (uint32_t v = 1; v <= g->n; v++) {
            const uint64_t *w = mk_map_get(&at, g->value[v].num);
            l->cross[v] = w ? (uint32_t)*w : UINT32_MAX;
        }
    }
    uint32_t *place = l->place = mk_arena_alloc(l->arena, ((size_t)r->n + 1) * sizeof *place);
    for (uint32_t i = 0; i < r->n; i++) place[l->at_row[i]] = i;
    l->rec = mk_lone_room(l->arena, &l->rec_mem, ((size_t)r->n + 1) * (size_t)l->stride * sizeof *l->rec);
    l->rec = (uint32_t *)(((uintptr_t)l->rec + 15) & ~(uintptr_t)15);
    for (uint32_t i = 0; i < r->n; i++) {
        if (i + 16 < r->n) __builtin_prefetch(mk_rec(l, place[i + 16]), 1);
        uint32_t *to = l->rec + (size_t)place[i] * (size_t)l->stride;
        for (int f = 0; f < l->fields; f++) to[f] = col[f].v[i];
        for (int f = l->fields; f < l->stride; f++) to[f] = 0;
    }
    for (int f = 0; f < l->fields; f++) mk_lone_free(&col[f].mem);
    l->source = mk_arena_alloc(l->arena, (size_t)r->n + 1);
    for (uint32_t i = 0; i < r->n; i++) l->source[i] = r->source[l->at_row[i]];
    mk_arena_free(scratch);
    mk_arena_free(r->arena);
    return 0;
}
