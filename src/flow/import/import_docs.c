/* SPDX-License-Identifier: Apache-2.0
 * Documents: the headers and lines of one number, wherever they stood in the file, become one sale of one person; and where the store
 * has a document of that number by now. They come in the order of their ids, which is the order of sale_lookup. */
#include "import_int.h"
#include "hash.h"
#include "map.h"
#include "vec.h"

/* More lines than any till prints: the column is not a document number. */
enum { LINES_MAX = 50000 };

typedef struct entry {
    bool header, line, has_total, alone, left;      /* left: of somebody who was forgotten: the row itself is not kept */
    int64_t at, kind, total, person;
    mk_str doc, currency, returns_doc;
    int64_t number, item, quantity, price, amount, file_line;
    mk_str raw;
} entry;

static entry read_entry(mk_str s)
{
    entry e;
    int64_t f = mk_unpack_int(&s);
    e.header = f & 1, e.line = f >> 1 & 1, e.has_total = f >> 2 & 1, e.alone = f >> 3 & 1, e.left = f >> 4 & 1;
    e.at = mk_unpack_int(&s);
    e.kind = mk_unpack_int(&s);
    e.total = mk_unpack_int(&s);
    e.person = mk_unpack_int(&s);
    e.doc = mk_unpack_str(&s);
    e.currency = mk_unpack_str(&s);
    e.returns_doc = mk_unpack_str(&s);
    e.number = mk_unpack_int(&s);
    e.item = mk_unpack_int(&s);
    e.quantity = mk_unpack_int(&s);
    e.price = mk_unpack_int(&s);
    e.amount = mk_unpack_int(&s);
    e.file_line = mk_unpack_int(&s);
    e.raw = mk_unpack_str(&s);
    return e;
}

/* home: whose the document is when the file names nobody, 0 when it is not known either. */
typedef struct docs { mk_importer *im; mk_db *db; mk_buf b; bool any_known; mk_sale_place place; int64_t home; unsigned flags; } docs;

static void begin(docs *d, char kind, int64_t person)
{
    mk_buf_clear(&d->b);
    mk_buf_c(&d->b, kind);
    if (person == 0) mk_pack_int(&d->b, d->home);
}

static int own(mk_cx *cx, docs *d, int64_t person, int64_t at, int64_t sale)
{
    return mk_sorter_add(cx, d->im->owned, (uint64_t)person, (uint64_t)at, (uint64_t)sale, mk_buf_str(&d->b));
}

static int own_raw(mk_cx *cx, docs *d, const entry *e, int64_t person, int64_t at, int64_t sale)
{
    begin(d, MK_LOAD_RAW, person);
    mk_pack_str(&d->b, e->raw);
    mk_pack_int(&d->b, e->file_line);
    return own(cx, d, person, at, sale);
}

static int own_line(mk_cx *cx, docs *d, const entry *e, int64_t line_id, int64_t person, int64_t at, int64_t sale)
{
    begin(d, MK_LOAD_LINE, person);
    mk_pack_int(&d->b, line_id);
    mk_pack_int(&d->b, e->item);
    mk_pack_int(&d->b, e->quantity);
    mk_pack_int(&d->b, e->price);
    mk_pack_int(&d->b, e->amount);
    return own(cx, d, person, at, sale);
}

static int own_sale(mk_cx *cx, docs *d, const entry *head, int64_t kind, int64_t total, int64_t person, int64_t at, int64_t sale)
{
    begin(d, MK_LOAD_SALE, person);
    mk_sale_pack_write(&d->b, &(mk_sale_pack){ head->doc, head->currency, head->returns_doc, kind, total, d->flags | (person == 0 ? MK_SALE_NOBODY : 0), d->place });
    return own(cx, d, person, at, sale);
}

/* Lines in one order whatever the order of the file: by number, then item, then content. */
static int by_content(const void *pa, const void *pb)
{
    const entry *a = pa, *b = pb;
#define BY(field) if (a->field != b->field) return a->field < b->field ? -1 : 1
    BY(number);
    BY(item);
    BY(amount);
    BY(quantity);
    BY(price);
#undef BY
    return mk_str_cmp(a->raw, b->raw);
}

static int by_item(const void *pa, const void *pb)
{
    const entry *a = pa, *b = pb;
    return a->item != b->item ? (a->item > b->item) - (a->item < b->item) : by_content(a, b);
}

/* Rows of one moment and person that have no document number: each is a purchase of its own, known by its item and its place among equal
 * items, so that another file of the same day adds what it has and corrects what is the same. */
static int alone(mk_cx *cx, docs *d, entry *e, size_t n, uint64_t key)
{
    qsort(e, n, sizeof *e, by_item);
    d->place = (mk_sale_place){ 0 };
    d->home = 0;
    d->flags = 0;
    uint64_t again = 0;
    for (size_t i = 0; i < n; i++) {
        again = i && e[i].item == e[i - 1].item ? again + 1 : 1;
        int64_t sale = mk_hash_id(mk_hash2(mk_hash2(key, (uint64_t)e[i].item), again)), kind = e[i].kind ? e[i].kind : MK_SALE;
        int64_t total = kind == MK_SALE_CANCELLED ? 0 : e[i].has_total ? e[i].total : e[i].amount;
        MK_TRY(own_sale(cx, d, &e[i], kind, total, e[i].person, e[i].at, sale));
        if (e[i].line) MK_TRY(own_line(cx, d, &e[i], 1, e[i].person, e[i].at, sale));
        if (!e[i].left) MK_TRY(own_raw(cx, d, &e[i], e[i].person, e[i].at, sale));
    }
    return 0;
}

/* Lines of a document whose header was bad or is not there. They come back with it. */
static int headless(mk_cx *cx, docs *d, const entry *e, size_t n)
{
    char why[200];
    for (size_t i = 0; i < n; i++) {
        snprintf(why, sizeof why, "line %" PRId64 ": the document that this line belongs to has no header that can be read (C100)", e[i].file_line);
        MK_TRY(mk_import_bad(cx, d->im, e[i].raw, why));
    }
    return 0;
}

int mk_sale_find(mk_cx *cx, mk_db *db, int64_t sale, mk_sale_place *ret)
{
    mk_rows r;
    *ret = (mk_sale_place){ 0 };
    MK_TRY(mk_select(cx, db, &r, MK_Q_SALE_PLACE, mk_int(sale)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret = (mk_sale_place){ true, mk_row_int(&r, 0), mk_row_int(&r, 1) };
    mk_rows_end(&r);
    return rc;
}

static int document(mk_cx *cx, docs *d, entry *e, size_t n, uint64_t key)
{
    qsort(e, n, sizeof *e, by_content);
    const entry *head = NULL;
    int64_t at = INT64_MAX, person = 0, total = 0, sum = 0, sale = mk_hash_id(key);
    bool has_total = false, gives = false, left = false;
    for (size_t i = 0; i < n; i++) {
        left |= e[i].left;
        gives |= e[i].line && e[i].quantity > 0;
        if (e[i].header && (!head || mk_str_cmp(e[i].raw, head->raw) < 0)) head = &e[i];
        if (e[i].header && e[i].at < at) at = e[i].at;
        if (e[i].person && (!person || e[i].person < person)) person = e[i].person;
        if (e[i].has_total && !has_total) { has_total = true; total = e[i].total; }
        if (e[i].line) sum += e[i].amount;
    }
    if (!head) return headless(cx, d, e, n);
    /* What came back and what was taken instead may be one document: its kind is that of its sum, whichever of its rows stood first. */
    int64_t kind = head->kind ? head->kind : MK_SALE, money = has_total ? total : sum;
    if (kind == MK_SALE_CANCELLED) money = 0;
    else if (money) kind = money < 0 ? MK_SALE_RETURN : MK_SALE;
    else kind = gives ? MK_SALE : kind;
    d->place = (mk_sale_place){ 0 };
    if (d->any_known) MK_TRY(mk_sale_find(cx, d->db, sale, &d->place));
    d->home = d->place.known && d->place.customer > 0 ? d->place.customer : 0;
    bool part = d->im->cut_all || mk_map_get(&d->im->cut, key);
    d->flags = MK_SALE_NUMBERED | (has_total ? MK_SALE_OWN_TOTAL : 0) | (part ? MK_SALE_PART : 0);
    if (part && d->place.known && d->place.at < at) at = d->place.at;      /* its day is that of its first row */
    MK_TRY(own_sale(cx, d, head, kind, money, person, at, sale));
    int64_t last_item = -1, again = 0, last_number = 0;
    for (size_t i = 0; i < n; i++) {
        if (e[i].line && kind != MK_SALE_CANCELLED) {
            bool repeated = e[i].number ? e[i].number == last_number : e[i].item == last_item;
            again = repeated ? again + 1 : 0;
            last_item = e[i].item, last_number = e[i].number;
            uint64_t id = e[i].number ? mk_hash2((uint64_t)e[i].number, 1) : mk_hash2((uint64_t)e[i].item, 2);
            MK_TRY(own_line(cx, d, &e[i], e[i].number && !again ? e[i].number : mk_hash_id(mk_hash2(id, (uint64_t)again)), person, at, sale));
        }
        if (!left) MK_TRY(own_raw(cx, d, &e[i], person, at, sale));
    }
    return 0;
}

static int any_known(mk_cx *cx, docs *d)
{
    int64_t one;
    int rc = mk_select_int(cx, d->db, &one, MK_Q_SALE_LOOKUP_ANY);
    d->any_known = rc > 0;
    return rc < 0 ? rc : 0;
}

int mk_import_documents(mk_cx *cx, mk_db *db, mk_importer *im)
{
    docs d = { .im = im, .db = db, .b = mk_buf_on(cx->arena) };
    mk_buf_room(&d.b, 4096);
    MK_TRY(any_known(cx, &d));
    mk_sorted s = { 0 };
    int rc = mk_sorter_sort(cx, im->docs);
    if (rc == 0) rc = mk_sorter_next(cx, im->docs, &s);
    mk_arena *group = mk_arena_child(cx->arena);        /* one document; its size is bounded, the number of documents is not */
    mk_arena_alloc(group, 1);
    mk_arena_mark empty = mk_arena_here(group);
    for (uint64_t done = 0; rc > 0;) {
        mk_vec(entry) e = { 0 };
        uint64_t key = s.key[0];
        do {
            *mk_vec_push(group, &e) = read_entry(mk_arena_dup(group, s.data));
            if (e.n > LINES_MAX && !e.p[0].alone)
                return mk_fail(cx, MK_EBADDATA, "more than %d rows have the same document number; is that column really the document number? Give --map with its field left empty",
                               LINES_MAX);
            rc = mk_sorter_next(cx, im->docs, &s);
        } while (rc > 0 && s.key[0] == key);
        if (rc >= 0) {
            int e2 = e.p[0].alone ? alone(cx, &d, e.p, e.n, key) : document(cx, &d, e.p, e.n, key);
            if (e2 < 0) rc = e2;
        }
        done += e.n;
        mk_arena_rewind(group, empty);
        if (rc >= 0 && (done & 0x3ff) < e.n) {
            mk_progress_at(cx, "documents", done, mk_sorter_count(im->docs));
            int c = mk_cx_check(cx);
            if (c < 0) rc = c;
        }
    }
    mk_sorter_free(im->docs);
    return rc;
}
