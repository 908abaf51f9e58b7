/* SPDX-License-Identifier: Apache-2.0
 * Names out of whole names. */
#include "name.h"
#include "distinct.h"

void mk_names_split(mk_link_rows *r, mk_arena *scratch, int raw, mk_values *given, mk_values *family, mk_values *other, mk_column *g, mk_column *f, mk_column *o)
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
            if (i == first && name.n > 1) to[v * 3] = mk_values_put_symbols(given, sym, n, 0);
            else if (i == last) to[v * 3 + 1] = mk_values_put_symbols(family, sym, n, 0);
            else if (rest_n + n + 1 < MK_VALUE_MOST) {
                if (rest_n) rest[rest_n++] = MK_SYM_BLANK;
                memcpy(rest + rest_n, sym, n);
                rest_n += n;
            }
        }
        to[v * 3 + 2] = mk_values_put_symbols(other, rest, rest_n, 0);
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
