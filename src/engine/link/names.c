/* SPDX-License-Identifier: Apache-2.0
 * Names out of whole names. */
#include "name.h"
#include "distinct.h"

/* Where the given name begins: behind the comma of "Cohen, Ronit" and "Smith Jr, John A.", else in front. Of "Cohen, MD" too. */
static int given_at(mk_arena *scratch, mk_str s, const mk_name *name)
{
    const char *comma = memchr(s.p, ',', s.n);
    if (!comma) return 0;
    mk_name head = mk_name_of(scratch, (mk_str){ s.p, (size_t)(comma - s.p) });
    return head.n >= 1 && head.n <= 2 && name->n > head.n ? head.n : 0;
}

static void split_one(mk_arena *scratch, mk_str s, mk_values *given, mk_values *family, mk_values *other, uint32_t ret[3])
{
    mk_name name = mk_name_of(scratch, s);
    int first = given_at(scratch, s, &name), last = first ? first - 1 : name.n - 1;
    uint8_t sym[MK_VALUE_MOST], rest[MK_VALUE_MOST];
    size_t rest_n = 0;
    for (int i = 0; i < name.n; i++) {
        size_t n = mk_symbols_of(scratch, name.token[i], sym);
        if (i == first && name.n > 1) ret[0] = mk_values_put_symbols(given, sym, n, 0);
        else if (i == last) ret[1] = mk_values_put_symbols(family, sym, n, 0);
        else if (rest_n + n + 1 < MK_VALUE_MOST) {
            if (rest_n) rest[rest_n++] = MK_SYM_BLANK;
            memcpy(rest + rest_n, sym, n);
            rest_n += n;
        }
    }
    ret[2] = mk_values_put_symbols(other, rest, rest_n, 0);
}

void mk_names_split(mk_link_rows *r, mk_arena *scratch, int raw, mk_values *given, mk_values *family, mk_values *other, mk_column *g, mk_column *f, mk_column *o)
{
    mk_raw *w = &r->raw[raw];
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *to = mk_arena_zalloc(tmp, ((size_t)w->n + 1) * 3 * sizeof *to);
    bool *wanted = MK_NEWN(tmp, bool, (size_t)w->n + 1);
    for (uint32_t i = 0; i < r->n; i++) wanted[w->code[i]] |= !g->v[i] && !f->v[i];
    mk_arena_mark here = mk_arena_here(scratch);
    for (uint32_t v = 1; v <= w->n; v++) {
        if (wanted[v]) split_one(scratch, mk_raw_text(w, v), given, family, other, to + v * 3);
        if ((v & 255) == 0) mk_arena_rewind(scratch, here);
    }
    mk_arena_rewind(scratch, here);
    for (uint32_t i = 0; i < r->n; i++) {
        const uint32_t *one = to + (size_t)w->code[i] * 3;
        if (g->v[i] || f->v[i]) continue;
        g->v[i] = one[0];
        f->v[i] = one[1];
        if (!o->v[i]) o->v[i] = one[2];
    }
    mk_arena_free(tmp);
}

void mk_names_rest(mk_link_rows *r, mk_arena *scratch, int raw, const mk_values *given, const mk_values *family, const mk_column *g, const mk_column *f, mk_values *other, mk_column *o)
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
        if (k) o->v[i] = mk_values_put_symbols(other, rest, k, 0);
    }
    mk_arena_free(tmp);
}

/* What tills write where nobody gave a name. */
static const char nobody[] = "customer|client|guest|visitor|walk in|walkin|cash|casual|anonymous|general|default|counter|test|kunde|laufkunde|klant|cliente|mostrador|client divers|passant|"
    "לקוח|לקוחה|מזדמן|מזדמנת|כללי|כללית|קופה|מזומן|אורח|אורחת|אנונימי|אנונימית|בדיקה|טסט|покупатель|клиент|عميل|زبون";

mk_map mk_nobody_words(mk_arena *a)
{
    mk_map word = mk_map_on(a);
    for (const char *p = nobody; *p; ) {
        size_t n = strcspn(p, "|");
        uint8_t sym[MK_VALUE_MOST];
        size_t k = mk_symbols_of(a, (mk_str){ p, n }, sym);
        mk_map_put(&word, mk_symbols_hash(sym, k), NULL);
        p += n + (p[n] == '|');
    }
    return word;
}

/* Which values of a field are such words: bits by value; NULL: none. */
static uint64_t *words_of_nobody(mk_arena *a, const mk_map *word, const mk_field *f)
{
    uint64_t *bits = NULL;
    for (uint32_t v = 1; v <= f->n; v++) {
        if (!mk_map_get(word, f->value[v].num)) continue;
        if (!bits) bits = MK_NEWN(a, uint64_t, f->n / 64 + 1);
        bits[v >> 6] |= UINT64_C(1) << (v & 63);
    }
    return bits;
}

void mk_names_nobody(mk_arena *scratch, const mk_map *word, const mk_field *field, mk_column *col, const int *of, int n, uint32_t rows)
{
    mk_arena *own = mk_arena_child(scratch);
    uint64_t *bits[3] = { NULL };
    bool any = false;
    for (int k = 0; k < n; k++) any |= (bits[k] = words_of_nobody(own, word, &field[of[k]])) != NULL;
    for (uint32_t i = 0; i < rows && any; i++) {
        bool all = true;
        for (int k = 0; k < n && all; k++) {
            uint32_t v = col[of[k]].v[i];
            all = !v || (bits[k] && bits[k][v >> 6] >> (v & 63) & 1);
        }
        for (int k = 0; k < n && all; k++) col[of[k]].v[i] = 0;
    }
    mk_arena_free(own);
}
