/* SPDX-License-Identifier: Apache-2.0
 * Sales into the store. A document that a source gives again with its number is given whole: its lines become those of the file, its day and
 * its customer too, wherever it lay before. Given in part (some of its rows were bad, or only those come back, corrected), it keeps
 * what is not given. Everything it was is kept in `revision`. */
#include "import_int.h"
#include "index.h"
#include "record.h"
#include <stdlib.h>

void mk_sale_pack_write(mk_buf *b, const mk_sale_pack *p)
{
    mk_pack_str(b, p->doc);
    mk_pack_str(b, p->currency);
    mk_pack_str(b, p->returns_doc);
    mk_pack_int(b, p->kind);
    mk_pack_int(b, p->total);
    mk_pack_int(b, (int64_t)p->flags | (int64_t)p->place.known << 32);
    mk_pack_int(b, p->place.customer);
    mk_pack_int(b, p->place.at);
}

void mk_sale_pack_read(mk_str *s, mk_sale_pack *p)
{
    p->doc = mk_unpack_str(s);
    p->currency = mk_unpack_str(s);
    p->returns_doc = mk_unpack_str(s);
    p->kind = mk_unpack_int(s);
    p->total = mk_unpack_int(s);
    int64_t flags = mk_unpack_int(s);
    p->flags = (unsigned)flags;
    p->place.known = flags >> 32 & 1;
    p->place.customer = mk_unpack_int(s);
    p->place.at = mk_unpack_int(s);
}

typedef struct mk_document_line line;

static void sale_row(const mk_loader *l, const mk_sale_pack *p, int64_t at, int64_t sale, int64_t person, mk_value v[MK_SALE_N])
{
    const mk_value row[MK_SALE_N] = { mk_int(l->customer), mk_int(at), mk_int(sale), mk_text(l->im->source), mk_text(p->doc), mk_int(p->kind), mk_int(p->total),
                                      mk_text(p->currency), mk_text(p->returns_doc), mk_int(person), mk_int(l->batch) };
    memcpy(v, row, sizeof row);
}

static void line_row(const mk_loader *l, int64_t at, int64_t sale, const line *x, mk_value v[MK_SALE_LINE_N])
{
    const mk_value row[MK_SALE_LINE_N] = { mk_int(l->customer), mk_int(at), mk_int(sale), mk_int(x->line_id), mk_int(x->item), mk_int(x->quantity),
                                           mk_int(x->price), mk_int(x->amount), mk_int(l->batch) };
    memcpy(v, row, sizeof row);
}

static int put_line(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, const line *x)
{
    mk_value v[MK_SALE_LINE_N];
    line_row(l, at, sale, x, v);
    return mk_loader_count(l, mk_journal_put(cx, l->db, l->j, MK_T_SALE_LINE, v, 0), &l->im->res->lines_new, &l->im->res->lines_updated);
}

/* A sale that no later file can change but by being the same: it is new, or its row is compared by itself. */
static int put_sale(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, int64_t person, const mk_sale_pack *p)
{
    mk_value v[MK_SALE_N];
    sale_row(l, p, at, sale, person, v);
    int change = mk_journal_put(cx, l->db, l->j, MK_T_SALE, v, 0);
    MK_TRY(mk_loader_count(l, change, &l->im->res->sales_new, &l->im->res->sales_updated));
    if (change != MK_NEW) mk_vouch_sale(&l->vouch, sale, 0, NULL, 0);
    else if (p->flags & MK_SALE_NUMBERED) return mk_index_batch_sale(cx, l->index, sale, l->customer, at, true);
    return 0;
}

int mk_load_sale(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, int64_t person, mk_str pack)
{
    mk_sale_pack p;
    mk_sale_pack_read(&pack, &p);
    if (!p.place.known) return put_sale(cx, l, at, sale, person, &p);
    mk_document *d = &l->doc;
    *d = (mk_document){ .open = true, .pack = p, .at = at, .sale = sale, .person = person, .line = d->line, .cap = d->cap };
    d->pack.doc = mk_arena_dup(l->one, p.doc);
    d->pack.currency = mk_arena_dup(l->one, p.currency);
    d->pack.returns_doc = mk_arena_dup(l->one, p.returns_doc);
    return 0;
}

int mk_load_line(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, mk_str pack)
{
    line x;
    x.line_id = mk_unpack_int(&pack);
    x.item = mk_unpack_int(&pack);
    x.quantity = mk_unpack_int(&pack);
    x.price = mk_unpack_int(&pack);
    x.amount = mk_unpack_int(&pack);
    mk_document *d = &l->doc;
    if (!d->open) return put_line(cx, l, at, sale, &x);
    if (d->n == d->cap) {
        size_t more = d->cap ? d->cap * 2 : 64;
        d->line = mk_arena_grow(cx->arena, d->line, d->cap * sizeof x, more * sizeof x);
        d->cap = more;
    }
    d->line[d->n++] = x;
    return 0;
}

/* --- a document that is known --- */

typedef struct old { mk_value sale[MK_SALE_N], (*line)[MK_SALE_LINE_N]; size_t n; } old;

static int read_old(mk_cx *cx, mk_loader *l, const mk_document *d, old *ret)
{
    mk_value key[] = { mk_int(d->pack.place.customer), mk_int(d->pack.place.at), mk_int(d->sale) };
    int rc = mk_table_get(cx, l->db, MK_T_SALE, key, ret->sale), found = rc;
    mk_rows r;
    size_t cap = 0;
    if (rc <= 0) return rc;
    MK_TRY(mk_select_n(cx, l->db, &r, MK_Q_LINE_OF_SALE, key, 3));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (ret->n == cap) {
            size_t more = cap ? cap * 2 : 16;
            ret->line = mk_arena_grow(cx->arena, ret->line, cap * sizeof *ret->line, more * sizeof *ret->line);
            cap = more;
        }
        mk_row_copy(cx, &r, MK_T_SALE_LINE, ret->line[ret->n++]);
    }
    return rc < 0 ? rc : found;
}

static int64_t sum_old(const old *o)
{
    int64_t sum = 0;
    for (size_t i = 0; i < o->n; i++) sum += o->line[i][MK_SALE_LINE_AMOUNT].i;
    return sum;
}

/* Both are in the order of line ids. */
static const mk_value *old_line(const old *o, int64_t id)
{
    size_t from = 0, to = o->n;
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (o->line[mid][MK_SALE_LINE_LINE_ID].i < id) from = mid + 1;
        else to = mid;
    }
    return from < o->n && o->line[from][MK_SALE_LINE_LINE_ID].i == id ? o->line[from] : NULL;
}

static bool given(const mk_document *d, int64_t id)
{
    size_t from = 0, to = d->n;
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (d->line[mid].line_id < id) from = mid + 1;
        else to = mid;
    }
    return from < d->n && d->line[from].line_id == id;
}

static int by_id(const void *pa, const void *pb)
{
    const line *a = pa, *b = pb;
    return (a->line_id > b->line_id) - (a->line_id < b->line_id);
}

/* A file that was cut into several by its rows cuts a document too. It is the rest of one when it repeats no line and its total is that of both. */
static bool is_rest(const mk_document *d, const old *o)
{
    int64_t sum = 0;
    if (!(d->pack.flags & MK_SALE_OWN_TOTAL) || d->n == 0 || o->n == 0) return false;
    for (size_t i = 0; i < d->n; i++) {
        if (old_line(o, d->line[i].line_id)) return false;
        sum += d->line[i].amount;
    }
    return sum != d->pack.total && sum + sum_old(o) == d->pack.total;
}

/* In part: what is not given is as it was, and a total that was the sum of the lines stays that. */
static void complete(mk_document *d, const old *o)
{
    int64_t was = o->sale[MK_SALE_TOTAL].i, sum = 0;
    if (d->pack.kind == MK_SALE_CANCELLED) return;
    if (d->pack.returns_doc.n == 0) d->pack.returns_doc = o->sale[MK_SALE_RETURNS_DOC].s;
    if (d->pack.flags & MK_SALE_OWN_TOTAL) return;
    if (sum_old(o) == was) {
        for (size_t i = 0; i < d->n; i++) sum += d->line[i].amount;
        for (size_t i = 0; i < o->n; i++)
            if (!given(d, o->line[i][MK_SALE_LINE_LINE_ID].i)) sum += o->line[i][MK_SALE_LINE_AMOUNT].i;
        d->pack.total = sum;
    } else {
        d->pack.total = was;
    }
    if (d->pack.total) d->pack.kind = d->pack.total < 0 ? MK_SALE_RETURN : MK_SALE;
    else d->pack.kind = o->sale[MK_SALE_KIND].i;
}

static bool differs(const mk_value *a, const mk_value *b, int from, int to)
{
    for (int i = from; i < to; i++)
        if (!mk_value_eq(a[i], b[i])) return true;
    return false;
}

static int gone(mk_cx *cx, mk_loader *l, mk_table_id t, const mk_value *row)
{
    int rc = mk_journal_delete(cx, l->db, l->j, t, row);
    l->touched = true;
    return rc < 0 ? rc : 0;
}

/* The same day and the same customer: row by row. */
static int stay(mk_cx *cx, mk_loader *l, mk_document *d, const old *o, bool part)
{
    mk_import_result *res = l->im->res;
    mk_value v[MK_SALE_N], x[MK_SALE_LINE_N];
    sale_row(l, &d->pack, d->at, d->sale, d->pack.flags & MK_SALE_NOBODY ? o->sale[MK_SALE_PERSON_ID].i : d->person, v);
    v[MK_SALE_BATCH_ID] = o->sale[MK_SALE_BATCH_ID];
    if (differs(v, o->sale, 3, MK_SALE_N)) MK_TRY(mk_loader_count(l, mk_journal_replace(cx, l->db, l->j, MK_T_SALE, o->sale, v), &res->sales_new, &res->sales_updated));
    for (size_t i = 0; i < d->n; i++) {
        const mk_value *was = old_line(o, d->line[i].line_id);
        line_row(l, d->at, d->sale, &d->line[i], x);
        if (was) x[MK_SALE_LINE_BATCH_ID] = was[MK_SALE_LINE_BATCH_ID];
        if (!was) MK_TRY(put_line(cx, l, d->at, d->sale, &d->line[i]));
        else if (differs(x, was, 4, MK_SALE_LINE_N)) MK_TRY(mk_loader_count(l, mk_journal_replace(cx, l->db, l->j, MK_T_SALE_LINE, was, x), &res->lines_new, &res->lines_updated));
    }
    for (size_t i = 0; i < o->n && !part; i++)
        if (!given(d, o->line[i][MK_SALE_LINE_LINE_ID].i)) {
            MK_TRY(gone(cx, l, MK_T_SALE_LINE, o->line[i]));
            res->lines_removed++;
        }
    return 0;
}

/* The same number in the same numbering is the same document. When it names somebody else by now it may have been corrected, or be another till's: a person is told. */
static void tell_moved(mk_import_result *res, mk_str doc)
{
    size_t i = 0;
    while (i < sizeof res->moved / sizeof *res->moved && res->moved[i][0]) i++;
    if (i < sizeof res->moved / sizeof *res->moved && doc.n < sizeof *res->moved) memcpy(res->moved[i], doc.p, doc.n);
    res->sales_moved++;
}

/* Another day or another customer, which are part of its place: it leaves there and comes here. */
static int move(mk_cx *cx, mk_loader *l, mk_document *d, const old *o, bool part)
{
    mk_import_result *res = l->im->res;
    mk_value v[MK_SALE_N], x[MK_SALE_LINE_N];
    int64_t from = o->sale[MK_SALE_CUSTOMER_ID].i;
    sale_row(l, &d->pack, d->at, d->sale, d->pack.flags & MK_SALE_NOBODY ? o->sale[MK_SALE_PERSON_ID].i : d->person, v);
    for (size_t i = 0; i < o->n; i++) MK_TRY(gone(cx, l, MK_T_SALE_LINE, o->line[i]));
    MK_TRY(mk_journal_move(cx, l->db, l->j, MK_T_SALE, o->sale, v));
    l->touched = true;
    mk_value place[] = { mk_int(d->sale), mk_int(from), o->sale[MK_SALE_AT] };
    MK_TRY(mk_table_delete(cx, l->db, MK_T_SALE_LOOKUP, place));
    MK_TRY(mk_index_batch_sale(cx, l->index, d->sale, l->customer, d->at, true));
    res->sales_updated++;
    for (size_t i = 0; i < d->n; i++) {
        line_row(l, d->at, d->sale, &d->line[i], x);
        MK_TRY(mk_table_put(cx, l->db, MK_T_SALE_LINE, x));
        if (old_line(o, d->line[i].line_id)) res->lines_updated++;
        else res->lines_new++;
    }
    for (size_t i = 0; i < o->n; i++) {
        if (given(d, o->line[i][MK_SALE_LINE_LINE_ID].i)) continue;
        if (!part) { res->lines_removed++; continue; }
        memcpy(x, o->line[i], sizeof x);
        x[MK_SALE_LINE_CUSTOMER_ID] = mk_int(l->customer);
        x[MK_SALE_LINE_AT] = mk_int(d->at);
        x[MK_SALE_LINE_BATCH_ID] = mk_int(l->batch);
        MK_TRY(mk_table_put(cx, l->db, MK_T_SALE_LINE, x));
    }
    if (from == l->customer) return 0;
    if (from > 0) tell_moved(res, d->pack.doc);
    return mk_loader_speaks_of(cx, l, from);
}

int mk_load_sale_end(mk_cx *cx, mk_loader *l)
{
    mk_document *d = &l->doc;
    if (!d->open) return 0;
    d->open = false;
    mk_arena_mark m = mk_arena_here(cx->arena);
    old o = { .n = 0 };
    int rc = read_old(cx, l, d, &o);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ESTORE, "a document is not where it should be; makir doctor --repair makes the indexes again");
    if (d->n) qsort(d->line, d->n, sizeof *d->line, by_id);
    bool part = d->pack.flags & MK_SALE_PART || is_rest(d, &o);
    /* A return is no rest of a purchase: the lines it had are not its own, even when some of its rows are bad. */
    if (d->n == 0 && d->pack.flags & MK_SALE_OWN_TOTAL && (d->pack.total < 0) != (o.sale[MK_SALE_TOTAL].i < 0)) part = false;
    if (part) complete(d, &o);
    bool stays = d->pack.place.customer == l->customer && d->pack.place.at == d->at;
    MK_TRY((stays ? stay : move)(cx, l, d, &o, part));
    unsigned flags = (part ? MK_VOUCH_PART : 0) | (part && d->pack.flags & MK_SALE_OWN_TOTAL ? MK_VOUCH_TOTAL : 0) | (d->pack.flags & MK_SALE_NOBODY && l->customer > 0 ? MK_VOUCH_NOBODY : 0);
    if (stays || flags) {
        int64_t *id = MK_NEWN(cx->arena, int64_t, d->n + 1);
        for (size_t i = 0; i < d->n; i++) id[i] = d->line[i].line_id;
        mk_vouch_sale(&l->vouch, d->sale, flags, id, d->n);
    }
    mk_arena_rewind(cx->arena, m);
    return 0;
}
