/* SPDX-License-Identifier: Apache-2.0
 * Items into the store, each by its usual name. */
#include "import_int.h"

static int put_item(mk_cx *cx, mk_loader *l, int64_t id, mk_str pack)
{
    mk_str f[5];
    for (int i = 0; i < 5; i++) f[i] = mk_unpack_str(&pack);
    mk_value v[MK_ITEM_N] = { mk_int(id), mk_text(l->im->source), mk_text(f[0].n ? f[0] : f[1]), mk_text(f[1].n ? f[1] : f[0]), mk_text(f[2]), mk_text(f[3]), mk_text(f[4]), mk_int(l->batch) };
    int c = mk_journal_put(cx, l->db, l->j, MK_T_ITEM, v, f[1].n ? 0 : 1u << MK_ITEM_NAME);
    if (c < 0) return c;
    if (c == MK_NEW) l->im->res->items_new++;
    l->any |= c != MK_SAME;
    mk_value b[] = { mk_int(id), mk_int(l->batch) };
    int rc = mk_table_insert(cx, l->db, MK_T_BATCH_ITEM, b);
    return rc < 0 ? rc : 0;
}

int mk_load_items(mk_cx *cx, mk_loader *l)
{
    mk_sorted s;
    MK_TRY(mk_sorter_sort(cx, l->im->items));
    int rc = mk_sorter_next(cx, l->im->items, &s);
    while (rc > 0) {
        mk_arena_rewind(l->one, l->empty);
        mk_map seen = mk_map_on(l->one);
        uint64_t id = s.key[0];
        mk_str best = MK_S("");
        int64_t most = 0;
        do {        /* the same name may come in several parts, when there were very many names */
            mk_str d = s.data;
            int64_t n = mk_unpack_int(&d);
            mk_str look = d;
            mk_unpack_str(&look);
            bool named = mk_unpack_str(&look).n > 0;
            uint64_t *sum = mk_map_put(&seen, mk_hash(0, d), NULL);
            *sum += (uint64_t)n * (named ? 2 : 0) + !named;     /* any name before none */
            if ((int64_t)*sum > most || ((int64_t)*sum == most && mk_str_cmp(d, best) < 0)) {
                most = (int64_t)*sum;
                best = mk_arena_dup(l->one, d);
            }
            rc = mk_sorter_next(cx, l->im->items, &s);
        } while (rc > 0 && s.key[0] == id);
        if (rc >= 0) {
            int e = put_item(cx, l, (int64_t)id, best);
            if (e < 0) rc = e;
        }
    }
    mk_sorter_free(l->im->items);
    return rc;
}
