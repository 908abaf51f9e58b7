/* SPDX-License-Identifier: Apache-2.0
 * Whom later imports might have taken for one with a customer of whom an undo lets them speak again, or told from him, had the import never been. They
 * share a number, a phone, a mail or a home with him, themselves or through others; of those of whom no later import speaks nothing is decided again. */
#include "undo_int.h"

enum { CROWD = 12 };                    /* what more have is a call centre's and ties nobody (import_who.c) */

typedef struct near { mk_undoing *u; mk_map seen, keys; mk_undo_ids look; } near;

static int add(mk_cx *cx, near *n, int64_t id)
{
    mk_rows r;
    bool fresh;
    mk_map_put(&n->seen, (uint64_t)id, &fresh);
    if (!fresh) return 0;
    MK_TRY(mk_select(cx, n->u->db, &r, MK_Q_TOUCHED_LATER, mk_int(id), mk_int(n->u->batch)));
    int rc = mk_rows_next(cx, &r);
    bool later = rc > 0 && mk_row_int(&r, 0);
    mk_rows_end(&r);
    if (rc < 0 || !later) return rc < 0 ? rc : 0;
    *mk_vec_push(n->u->held, &n->look) = id;
    *mk_vec_push(n->u->held, &n->u->again) = id;
    return 0;
}

static int no_word(mk_cx *cx, void *self, mk_str token)
{
    (void)cx, (void)self, (void)token;
    return 0;
}

static int with_key(mk_cx *cx, void *self, uint64_t hash)
{
    near *n = self;
    int64_t id[CROWD];
    size_t k = 0;
    mk_rows r;
    bool fresh;
    int rc;
    mk_map_put(&n->keys, hash, &fresh);
    if (!fresh) return 0;
    MK_TRY(mk_select(cx, n->u->db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)hash)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && k < CROWD) id[k++] = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID);
    mk_rows_end(&r);
    for (size_t i = 0; i < k && rc == 0; i++) MK_TRY(add(cx, n, id[i]));
    return rc < 0 ? rc : 0;
}

int mk_undo_near(mk_cx *cx, mk_undoing *u)
{
    near n = { .u = u, .seen = mk_map_on(u->held), .keys = mk_map_on(u->held) };
    mk_index_sink sink = { no_word, with_key, &n };
    for (size_t i = 0; i < u->again.n + u->renamed.n; i++) {
        int64_t id = i < u->again.n ? u->again.p[i] : u->renamed.p[i - u->again.n];
        mk_map_put(&n.seen, (uint64_t)id, NULL);
        if (id > 0) *mk_vec_push(u->held, &n.look) = id;
    }
    for (size_t i = 0; i < n.look.n; i++) {
        MK_TRY(mk_index_rows(cx, u->db, n.look.p[i], &sink));
        if ((i & 0xff) == 0) MK_TRY(mk_cx_check(cx));
    }
    return 0;
}
