/* SPDX-License-Identifier: Apache-2.0
 * The door on the uniform file: opens, reads once to count (openformat_scan.c), then gives the records one by one. */
#include "openformat_int.h"
#include "openformat.h"
#include "stream.h"

static mk_openformat *door_of(mk_door *d) { return (mk_openformat *)d; }

bool mk_openformat_looks(mk_str head)
{
    if (head.n >= 3 && memcmp(head.p, "\xef\xbb\xbf", 3) == 0) head = mk_str_sub(head, 3, head.n);
    if (head.n < 24 || (memcmp(head.p, "A100", 4) != 0 && memcmp(head.p, "A000", 4) != 0)) return false;
    for (size_t i = 4; i < 24; i++)
        if (!(head.p[i] >= '0' && head.p[i] <= '9') && head.p[i] != ' ') return false;
    return true;
}

static int next_file(mk_cx *cx, mk_openformat *o)
{
    o->done_bytes += o->lines.bytes;
    o->lines.bytes = 0;
    if (o->file_at == o->file_n) return 0;
    mk_of_file *f = &o->file[o->file_at++];
    o->charset = f->charset;
    MK_TRY(mk_of_lines_rewind(cx, &o->lines, f->export.data));
    return 1;
}

static void close_up(mk_openformat *o)
{
    uint64_t purchases = 0;
    if (o->door.ended) return;
    o->door.ended = true;
    for (int t = 500; t <= 710; t++) purchases += o->skipped[t];
    if (purchases) mk_door_warn(&o->door, "%" PRIu64 " purchase documents (500-710) were passed over: they are of suppliers", purchases);
    if (o->suppliers) mk_door_warn(&o->door, "%" PRIu64 " supplier accounts were passed over", o->suppliers);
    if (o->bad_bytes) mk_door_warn(&o->door, "some bytes mean nothing in %.*s and stand as \xef\xbf\xbd", MK_SARG(o->door.info.charset));
}

/* The lines of the next transaction of the journal. They are copied: the window moves. */
static int read_group(mk_cx *cx, mk_openformat *o)
{
    mk_str line;
    o->group_n = o->group_at = 0;
    for (;;) {
        uint64_t at = o->lines.line, bytes = o->lines.bytes;
        int rc = mk_of_lines_next(cx, &o->lines, &line);
        if (rc < 0) return rc;
        if (rc == 0) {
            if (o->group_n) return 1;
            rc = next_file(cx, o);
            if (rc <= 0) return rc;
            continue;
        }
        if (mk_of_kind_of(line) != MK_OF_B100) {
            if (o->group_n) return 1;
            continue;
        }
        mk_of_record r, first;
        mk_of_record_set(o, line, &r);
        mk_str batch = mk_of_bytes(&r, 38, 8), number = mk_of_bytes(&r, 23, 10);
        bool same = true;
        if (o->group_n) {
            mk_of_record_set(o, o->group[0], &first);
            same = mk_str_eq(batch, mk_of_bytes(&first, 38, 8)) && mk_str_eq(number, mk_of_bytes(&first, 23, 10));
        }
        if (!same || o->group_n == MK_OF_GROUP) {
            o->lines.at -= o->lines.bytes - bytes;          /* it begins the next group */
            o->lines.bytes = bytes;
            o->lines.line = at;
            return 1;
        }
        o->group_line[o->group_n] = o->lines.line;
        char *copy = o->group_text + o->group_n * MK_OF_LINE;
        memcpy(copy, line.p, line.n);
        o->group[o->group_n++] = (mk_str){ copy, line.n };
    }
}

static int ledger_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    mk_openformat *o = door_of(d);
    for (;;) {
        int rc = mk_of_ledger_emit(cx, o, ret);
        if (rc) return rc;
        mk_arena_rewind(d->row, d->mark);
        rc = read_group(cx, o);
        if (rc == 0) close_up(o);
        if (rc <= 0) return rc;
    }
}

static int next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    mk_openformat *o = door_of(d);
    for (;;) {
        mk_str line;
        int rc = mk_of_lines_next(cx, &o->lines, &line);
        if (rc < 0) return rc;
        if (rc == 0) {
            rc = next_file(cx, o);
            if (rc > 0) continue;
            if (rc == 0) close_up(o);
            return rc;
        }
        if (o->lines.line == 1) line = mk_str_sub(line, o->file[o->file_at - 1].charset.bom, line.n);
        mk_of_kind k = mk_of_kind_of(line);
        if (k == MK_OF_EMPTY) continue;
        mk_of_record r;
        mk_of_record_set(o, line, &r);
        rc = mk_of_emit(cx, o, k, &r, ret);
        if (rc == 0) {
            mk_arena_rewind(d->row, d->mark);
            *ret = (mk_record){ 0 };
            continue;
        }
        ret->line = o->lines.line;
        ret->raw = mk_of_raw(o, k, &r);
        return rc;
    }
}

/* The customers of a journal come first, so that its sales find them. */
static int accounts_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    mk_openformat *o = door_of(d);
    for (;;) {
        int rc = next(cx, d, ret);
        if (rc == 1 && !(ret->has & MK_REC_PERSON) && !(ret->has & MK_REC_ITEM)) continue;
        if (rc) return rc;
        d->ended = false;
        d->next = ledger_next;
        o->file_at = 0;
        o->done_bytes = 0;
        rc = next_file(cx, o);
        return rc <= 0 ? rc : ledger_next(cx, d, ret);
    }
}

static uint64_t bytes(const mk_door *d)
{
    const mk_openformat *o = (const mk_openformat *)d;
    return o->done_bytes + o->lines.bytes;
}

static int by_time(const void *a, const void *b)
{
    return mk_str_cmp(((const mk_of_file *)a)->produced, ((const mk_of_file *)b)->produced);
}

int mk_openformat_open(mk_cx *cx, const mk_export *x, size_t n, const mk_door_options *opt, mk_door **ret)
{
    mk_openformat *o = (mk_openformat *)mk_door_new(cx, sizeof *o, opt);
    mk_arena *a = o->door.life;
    o->door.next = next;
    o->door.bytes = bytes;
    o->door.header = mk_of_header;
    o->door.bad_raw = mk_of_bad_row;
    o->key = o->contact = o->cancelled = o->basis = o->linked = o->unpaid = mk_map_on(a);
    o->file = MK_NEWN(a, mk_of_file, n);
    o->file_n = n;
    for (size_t i = 0; i < n; i++) {
        o->file[i].export = x[i];
        o->file[i].vat = o->file[i].produced = MK_S("");
        o->door.info.bytes += x[i].data->size;
    }
    o->total_bytes = o->door.info.bytes;
    MK_TRY(mk_of_lines_open(cx, a, x[0].data, &o->lines));
    MK_TRY(mk_of_scan(cx, o));
    for (size_t i = 1; i < n; i++)
        if (o->file[i].vat.n && o->file[0].vat.n && !mk_str_eq(o->file[i].vat, o->file[0].vat))
            return mk_fail(cx, MK_EBADDATA, "there are exports of several businesses here (VAT numbers %.*s and %.*s); give the folder of one of them",
                           MK_SARG(o->file[0].vat), MK_SARG(o->file[i].vat));
    if (n > 1) {
        qsort(o->file, n, sizeof *o->file, by_time);
        mk_door_warn(&o->door, "%zu exports of the business were found and read one after the other, the oldest first", n);
    }
    mk_door_info *info = &o->door.info;
    info->kind = MK_S("openformat");
    info->charset = mk_str_of(mk_charset_name(o->file[0].charset.charset));
    info->visual = o->file[0].charset.visual;
    info->source = o->file[0].vat.n ? mk_arena_printf(a, "books:%.*s", MK_SARG(o->file[0].vat)) : MK_S("books");
    memcpy(info->date_order, "YMD", 4);
    o->lines.bytes = o->done_bytes = 0;
    MK_TRY(next_file(cx, o));
    if (o->ledger) {
        o->door.next = accounts_next;
        o->group_text = mk_arena_alloc(a, (size_t)MK_OF_GROUP * MK_OF_LINE);
    }
    mk_arena_rewind(o->door.row, o->door.mark);
    *ret = &o->door;
    return 0;
}
