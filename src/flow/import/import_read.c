/* SPDX-License-Identifier: Apache-2.0
 * From the door into the sorters: people by what is said of them, documents by their number, items by their code. */
#include "import_int.h"
#include "jsonw.h"
#include "map.h"
#include "utf8.h"
#include "vec.h"

/* Seen lately: a row that repeats its person or item need not be sorted again. Forgetting costs time, never the answer. */
enum { RECENT = 1 << 16, NAMES_HELD = 100000, PREVIEW = 5, CUT_HELD = 100000 };

typedef struct reader {
    mk_importer *im;
    mk_buf pack, raw, preview;
    uint64_t *recent;
    mk_map names;               /* (item, name) -> index in held */
    mk_vec(struct held { uint64_t item; int64_t count; mk_str pack; }) held;
    mk_arena *held_arena;
    int previews;
} reader;

static bool anyone(const mk_person_in *p)
{
    return !p->nobody && (p->key.n || p->member.n || p->national_id.n || p->name.n || p->given.n || p->family.n
                          || p->phone[0].n || p->mail[0].n);
}

/* left: he was forgotten, and is not added. */
static int add_person(mk_cx *cx, reader *r, const mk_person_in *p, uint64_t *ret_id, bool *ret_left)
{
    mk_buf_clear(&r->pack);
    mk_person_pack_write(&r->pack, p);
    uint64_t id = mk_hash(mk_hash(0x70, r->im->source), mk_buf_str(&r->pack)) >> 1;
    *ret_id = id ? id : 1;
    int64_t who = mk_forgotten_who(cx, &r->im->forgotten, r->im->source, p, *ret_id);
    *ret_left = who != 0;
    if (who) {
        mk_map_put(&r->im->left_out, (uint64_t)who, NULL);
        r->im->res->left_out = r->im->left_out.n;
        return 0;
    }
    uint64_t *slot = &r->recent[*ret_id & (RECENT - 1)];
    if (*slot == *ret_id) return 0;
    *slot = *ret_id;
    return mk_sorter_add(cx, r->im->people, *ret_id, 0, 0, mk_buf_str(&r->pack));
}

static int flush_items(mk_cx *cx, reader *r)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < r->held.n; i++) {
        mk_buf_clear(&b);
        mk_pack_int(&b, r->held.p[i].count);
        mk_buf_str_add(&b, r->held.p[i].pack);
        MK_TRY(mk_sorter_add(cx, r->im->items, r->held.p[i].item, 0, 0, mk_buf_str(&b)));
    }
    mk_arena_rewind(r->held_arena, (mk_arena_mark){ 0 });
    r->names = mk_map_on(r->held_arena);
    memset(&r->held, 0, sizeof r->held);
    return 0;
}

/* Counts how often an item goes by each of its names: the usual one will be its name. */
static int add_item(mk_cx *cx, reader *r, const mk_item_in *it, uint64_t id)
{
    mk_buf_clear(&r->pack);
    mk_pack_str(&r->pack, it->key);
    mk_pack_str(&r->pack, it->name);
    mk_pack_str(&r->pack, it->category);
    mk_pack_str(&r->pack, it->unit);
    mk_pack_str(&r->pack, it->barcode);
    bool fresh;
    uint64_t *at = mk_map_put(&r->names, mk_hash(id, mk_buf_str(&r->pack)), &fresh);
    if (fresh) {
        *at = r->held.n;
        struct held *h = mk_vec_push(r->held_arena, &r->held);
        *h = (struct held){ id, 0, mk_arena_dup(r->held_arena, mk_buf_str(&r->pack)) };
    }
    r->held.p[*at].count++;
    return r->held.n >= NAMES_HELD ? flush_items(cx, r) : 0;
}

static void pack_raw(mk_buf *b, const mk_record *rec)
{
    mk_pack_int(b, (int64_t)rec->line);
    mk_pack_str(b, rec->raw);
}

/* Who bought, for telling purchases without a number apart: by his own number when he has one, so that the same purchase with his
 * telephone corrected is not a second one. */
static uint64_t buyer(const mk_record *rec, uint64_t person)
{
    const mk_person_in *p = &rec->person;
    if (!person || !(rec->has & MK_REC_PERSON)) return person;
    if (p->key.n) return mk_hash(1, p->key);
    if (p->member.n) return mk_hash(2, p->member);
    return p->national_id.n ? mk_hash(3, p->national_id) : person;
}

static uint64_t document_key(const reader *r, mk_str doc) { return mk_hash(mk_hash(0x64, r->im->source), doc); }

/* Headers and lines go to their document; the row they were read from goes with the line, or with the header when it has no line. */
static int add_document(mk_cx *cx, reader *r, const mk_record *rec, uint64_t person, bool left, uint64_t item)
{
    mk_str doc = rec->has & MK_REC_SALE ? rec->sale.doc : rec->row.doc;
    bool alone = doc.n == 0;            /* no number: the row is a purchase of its own */
    uint64_t k = alone ? mk_hash2(mk_hash(0x72, r->im->source), mk_hash2(buyer(rec, person), (uint64_t)rec->sale.at))
                       : document_key(r, doc);
    mk_buf *b = &r->pack;
    mk_buf_clear(b);
    const mk_sale_in *s = &rec->sale;
    bool header = rec->has & MK_REC_SALE, line = rec->has & MK_REC_LINE;
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): the door fills a record whole */
    mk_pack_int(b, header | line << 1 | (header && s->has_total) << 2 | alone << 3 | left << 4);
    mk_pack_int(b, header ? s->at : 0);
    mk_pack_int(b, header ? (int64_t)s->kind : 0);
    mk_pack_int(b, header && s->has_total ? s->total : 0);
    mk_pack_int(b, left ? 0 : (int64_t)person);
    mk_pack_str(b, doc);
    mk_pack_str(b, header ? mk_str_of(s->currency) : MK_S(""));
    mk_pack_str(b, header ? s->returns_doc : MK_S(""));
    mk_pack_int(b, line ? rec->row.number : 0);
    mk_pack_int(b, (int64_t)item);
    mk_pack_int(b, line ? rec->row.quantity : 0);
    mk_pack_int(b, line ? rec->row.price : 0);
    mk_pack_int(b, line ? rec->row.amount : 0);
    pack_raw(b, rec);
    return mk_sorter_add(cx, r->im->docs, k, 0, 0, mk_buf_str(b));
}

static int add_event(mk_cx *cx, reader *r, const mk_record *rec, uint64_t person)
{
    mk_buf *b = &r->pack;
    mk_buf_clear(b);
    const mk_event_in *e = &rec->event;
    mk_buf_c(b, MK_LOAD_EVENT);
    mk_pack_int(b, e->inbound);
    mk_pack_str(b, e->touchpoint);
    mk_pack_str(b, e->channel);
    mk_pack_str(b, e->outcome);
    mk_pack_str(b, e->text);
    return mk_sorter_add(cx, r->im->owned, person, (uint64_t)e->at, 0, mk_buf_str(b));
}

static int add_raw(mk_cx *cx, reader *r, const mk_record *rec, uint64_t person)
{
    mk_buf *b = &r->pack;
    mk_buf_clear(b);
    mk_buf_c(b, MK_LOAD_RAW);
    mk_pack_str(b, rec->raw);
    mk_pack_int(b, (int64_t)rec->line);
    return mk_sorter_add(cx, r->im->owned, person, (uint64_t)INT64_MAX, 0, mk_buf_str(b));
}

static void preview(reader *r, mk_cx *cx, const mk_record *rec)
{
    if (r->previews++ >= PREVIEW) return;
    char t[32];
    mk_jsonw w = mk_jsonw_on(&r->preview);
    if (r->preview.n) mk_buf_c(&r->preview, ',');
    mk_json_open(&w, '{');
    mk_json_key(&w, "line"), mk_json_int(&w, (int64_t)rec->line);
    if (rec->has & MK_REC_PERSON) {
        const mk_person_in *p = &rec->person;
        const struct { const char *k; mk_str v; } f[] = { { "key", p->key }, { "name", mk_person_name(cx->arena, p) }, { "phone", p->phone[0] },
            { "mail", p->mail[0] }, { "national_id", p->national_id }, { "member", p->member }, { "city", p->city } };
        for (size_t i = 0; i < sizeof f / sizeof *f; i++)
            if (f[i].v.n) mk_json_key(&w, f[i].k), mk_json_str(&w, f[i].v);
        if (p->birthday != MK_NO_DAY) mk_json_key(&w, "birthday"), mk_json_z(&w, mk_day_text(p->birthday, t));
    }
    if (rec->has & MK_REC_SALE) {
        mk_json_key(&w, "doc"), mk_json_str(&w, rec->sale.doc);
        mk_json_key(&w, "at"), mk_json_z(&w, mk_moment_text(rec->sale.at, t));
        if (rec->sale.has_total && !(rec->has & MK_REC_LINE)) mk_json_key(&w, "amount"), mk_json_int(&w, rec->sale.total);
        mk_json_key(&w, "currency"), mk_json_z(&w, rec->sale.currency);
    }
    if (rec->has & MK_REC_EVENT) {
        mk_json_key(&w, "at"), mk_json_z(&w, mk_moment_text(rec->event.at, t));
        mk_json_key(&w, "inbound"), mk_json_bool(&w, rec->event.inbound);
        mk_json_key(&w, "text"), mk_json_str(&w, mk_utf8_first(rec->event.text, 80));
    }
    if (rec->has & MK_REC_ITEM) mk_json_key(&w, "item"), mk_json_str(&w, rec->item.name.n ? rec->item.name : rec->item.key);
    if (rec->has & MK_REC_LINE) {
        mk_json_key(&w, "quantity"), mk_json_real(&w, (double)rec->row.quantity / 1e4);
        mk_json_key(&w, "amount"), mk_json_int(&w, rec->row.amount);
    }
    mk_json_close(&w);
}

/* What was said for a field of the shop's own, as the field keeps it; what is no value of it is left out and counted. */
static void read_own(mk_cx *cx, reader *r, mk_person_in *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->fact_n; i++) {
        mk_str kind = p->fact[i].kind, value = p->fact[i].value;
        if (mk_stated_own(kind)) {
            const mk_field_def *f = mk_import_own(r->im, kind);
            if (!f || mk_field_read(cx, f, value, &value) < 0 || !value.n) {
                mk_cx_clear(cx);
                r->im->res->unfit++;
                continue;
            }
        }
        p->fact[n].kind = kind;
        p->fact[n++].value = value;
    }
    p->fact_n = n;
}

static int add_record(mk_cx *cx, reader *r, const mk_record *rec)
{
    uint64_t person = 0, item = 0;
    bool left = false;
    if ((rec->has & MK_REC_PERSON) && anyone(&rec->person)) MK_TRY(add_person(cx, r, &rec->person, &person, &left));
    if ((rec->has & MK_REC_ITEM) && (rec->item.key.n || rec->item.name.n)) {
        mk_str key = rec->item.key.n ? rec->item.key : rec->item.name;
        item = (uint64_t)mk_hash_id(mk_hash(mk_hash(0x69, r->im->source), key));
        MK_TRY(add_item(cx, r, &rec->item, item));
    } else if ((rec->has & MK_REC_LINE) && rec->row.item_key.n) {
        item = (uint64_t)mk_hash_id(mk_hash(mk_hash(0x69, r->im->source), rec->row.item_key));
    }
    if (!left) preview(r, cx, rec);
    if (rec->has & (MK_REC_SALE | MK_REC_LINE)) return add_document(cx, r, rec, person, left, item);
    if (left) return 0;
    if ((rec->has & MK_REC_EVENT) && person) MK_TRY(add_event(cx, r, rec, person));
    return person ? add_raw(cx, r, rec, person) : 0;
}

static bool beyond(int64_t v) { return v > MK_SOLD_MOST || v < -MK_SOLD_MOST; }

/* What a door read is kept as it is, but for what nobody can have sold, and what lies in the future is told. */
static int check_sale(mk_cx *cx, reader *r, const mk_record *rec)
{
    const mk_line_in *l = &rec->row;
    if (((rec->has & MK_REC_SALE) && rec->sale.has_total && beyond(rec->sale.total)) || ((rec->has & MK_REC_LINE) && (beyond(l->amount) || beyond(l->price) || beyond(l->quantity))))
        return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": an amount or a quantity is too large", "שורה %" PRIu64 ": סכום או כמות גדולים מדי"), rec->line);
    r->im->res->future += (rec->has & MK_REC_SALE) && rec->sale.at > cx->now + MK_DAY;
    return 0;
}

/* A document that lost a row to the bad ones is not given whole: what the store has of it must not go. */
static void cut(reader *r, const mk_record *rec)
{
    mk_importer *im = r->im;
    if (rec->sale.doc.n && im->cut.n < CUT_HELD) mk_map_put(&im->cut, document_key(r, rec->sale.doc), NULL);
    else im->cut_all = true;
}

static int keep_bad(mk_cx *cx, reader *r, const mk_record *rec)
{
    cut(r, rec);
    return mk_import_bad(cx, r->im, rec->raw, cx->message);
}

int mk_import_read(mk_cx *cx, mk_importer *im)
{
    reader r = { .im = im, .pack = mk_buf_on(cx->arena), .raw = mk_buf_on(cx->arena), .preview = mk_buf_on(cx->arena),
                 .recent = MK_NEWN(cx->arena, uint64_t, RECENT), .held_arena = mk_arena_child(cx->arena) };
    r.names = mk_map_on(r.held_arena);
    mk_buf_room(&r.pack, 4096);
    mk_buf_room(&r.preview, 4096);
    im->cut_all = im->res->door.part;       /* corrected rows are only these of their documents */
    mk_record rec;
    int rc;
    while ((rc = mk_door_next(cx, im->door, &rec)) != 0) {
        if (rc > 0 && (rec.has & (MK_REC_SALE | MK_REC_LINE))) {
            int sound = check_sale(cx, &r, &rec);
            if (sound < 0) rc = sound;
        }
        if (rc == MK_EBADDATA) rc = keep_bad(cx, &r, &rec);
        else if (rc > 0) {
            if (im->own_n) read_own(cx, &r, &rec.person);
            rc = add_record(cx, &r, &rec);
        }
        if (rc < 0) break;
        if ((++im->res->rows & 0x3ff) == 0) {
            mk_progress_at(cx, "reading", mk_door_bytes(im->door), im->res->door.bytes);
            if ((rc = mk_cx_check(cx)) < 0) break;
        }
    }
    if (rc < 0) return rc;
    mk_cx_clear(cx);
    MK_TRY(flush_items(cx, &r));
    mk_arena_free(r.held_arena);
    im->res->preview = mk_arena_printf(cx->arena, "[%.*s]", MK_SARG(mk_buf_str(&r.preview)));
    return 0;
}
