/* SPDX-License-Identifier: Apache-2.0
 * Whom later imports might have taken for one with a customer of whom an undo lets them speak again, or told from him, had the import never been. They
 * share a number, a phone, a mail or a home with him, themselves or through others; of those of whom no later import speaks nothing is decided again. */
#include "undo_int.h"

typedef struct near { mk_undoing *u; mk_map seen, keys; mk_undo_ids look; } near;

/* Who have a key; none when they are a crowd. */
static int sharing(mk_cx *cx, const mk_undoing *u, uint64_t key, int64_t ret[MK_GENERIC])
{
    mk_rows r;
    int n = 0, rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_KEY_LOOKUP_OF, mk_int((int64_t)key)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && n < MK_GENERIC) ret[n++] = mk_row_int(&r, MK_KEY_LOOKUP_CUSTOMER_ID);
    mk_rows_end(&r);
    return rc < 0 ? rc : rc ? 0 : n;
}

static int no_word(mk_cx *cx, void *self, mk_str token)
{
    (void)cx, (void)self, (void)token;
    return 0;
}

static int beside(mk_cx *cx, void *self, uint64_t key)
{
    mk_undoing *u = self;
    int64_t id[MK_GENERIC];
    int n = sharing(cx, u, key, id);
    for (int i = 0; i < n; i++) {
        int rc = id[i] == u->id ? 0 : mk_undo_later(cx, u, id[i]);
        MK_TRY(rc);
        if (rc) *mk_vec_push(u->held, &u->beside) = id[i];
    }
    return n < 0 ? n : 0;
}

int mk_undo_beside(mk_cx *cx, mk_undoing *u)
{
    for (size_t k = 0; k < u->keys.n; k++) MK_TRY(beside(cx, u, u->keys.p[k]));
    return 0;
}

int mk_undo_beside_of(mk_cx *cx, mk_undoing *u, int64_t customer)
{
    mk_index_sink sink = { no_word, beside, u };
    u->id = customer;
    return mk_index_rows(cx, u->db, customer, &sink);
}

static int add(mk_cx *cx, near *n, int64_t id)
{
    bool fresh;
    mk_map_put(&n->seen, (uint64_t)id, &fresh);
    int rc = fresh ? mk_undo_later(cx, n->u, id) : 0;
    if (rc <= 0) return rc;
    *mk_vec_push(n->u->held, &n->look) = id;
    *mk_vec_push(n->u->held, &n->u->again) = id;
    return 0;
}

static int with_key(mk_cx *cx, void *self, uint64_t hash)
{
    near *n = self;
    int64_t id[MK_GENERIC];
    bool fresh;
    mk_map_put(&n->keys, hash, &fresh);
    int k = fresh ? sharing(cx, n->u, hash, id) : 0;
    for (int i = 0; i < k; i++) MK_TRY(add(cx, n, id[i]));
    return k < 0 ? k : 0;
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
