/* SPDX-License-Identifier: Apache-2.0
 * The first reading of the uniform file: its charset, which accounts are customers and which stand for nobody, which documents are
 * sales in this business, how it writes credit notes, and whether the counts are right. */
#include "contact.h"
#include "name.h"
#include "openformat_int.h"
#include "utf8.h"
#include "stream.h"

enum { SAMPLE = 64 << 10, WALK_IN_DOCS = 50, WALK_IN_KEYS = 20 };

bool mk_of_counts(const mk_openformat *o, int64_t type)
{
    if (type == 305 || type == 320 || type == 330) return true;
    return o->exempt && (type == 300 || type == 400 || type == 405);
}

static const struct { const char *code; mk_of_kind kind; } summed[] = {
    { "A100", MK_OF_A100 }, { "B100", MK_OF_B100 }, { "B110", MK_OF_B110 }, { "C100", MK_OF_C100 }, { "D110", MK_OF_D110 }, { "D120", MK_OF_D120 }, { "M100", MK_OF_M100 },
    { "Z900", MK_OF_Z900 },
};

static int read_ini(mk_cx *cx, mk_openformat *o, mk_of_file *f, int *ret_charset)
{
    mk_arena *a = o->door.life;
    mk_of_lines l;
    mk_str line;
    char head[2048];
    size_t n;
    if (!f->export.ini) return 0;
    MK_TRY(mk_source_fill(cx, f->export.ini, head, sizeof head, &n));
    o->charset = mk_charset_of((mk_str){ head, n });
    MK_TRY(mk_of_lines_open(cx, a, f->export.ini, &l));
    for (int rc; (rc = mk_of_lines_next(cx, &l, &line)) != 0;) {
        if (rc < 0) return rc;
        if (l.line > 200) break;
        line = mk_str_sub(line, l.line == 1 ? o->charset.bom : 0, line.n);
        mk_of_record r;
        mk_of_record_set(o, line, &r);
        if (mk_str_eqz(mk_of_bytes(&r, 1, 4), "A000")) {
            f->has_ini = true;
            f->said_all = (uint64_t)mk_of_number(&r, 10, 15);
            f->vat = mk_arena_dup(a, mk_of_bytes(&r, 25, 9));
            f->produced = mk_arena_dup(a, mk_of_bytes(&r, 383, 12));
            *ret_charset = (int)mk_of_number(&r, 396, 1);
            mk_str currency = mk_of_bytes(&r, 417, 3);
            if (currency.n == 3 && mk_is_ascii(currency)) memcpy(o->door.info.currency, currency.p, 3);
            continue;
        }
        for (size_t i = 0; i < sizeof summed / sizeof *summed; i++)
            if (mk_str_eqz(mk_of_bytes(&r, 1, 4), summed[i].code)) {
                int64_t said = mk_of_number(&r, 5, 15);
                f->said[summed[i].kind] = said > 0 ? (uint64_t)said : 0;
                f->said_any = true;
            }
    }
    return 0;
}

/* The charset of the data by its bytes; what INI.TXT says counts only when the bytes are silent. */
static int find_charset(mk_cx *cx, mk_openformat *o, mk_of_file *f, int said)
{
    mk_buf sample = mk_buf_on(o->door.life);
    mk_str line;
    bool utf8_mark = false;
    MK_TRY(mk_of_lines_rewind(cx, &o->lines, f->export.data));
    for (int rc; sample.n < SAMPLE && (rc = mk_of_lines_next(cx, &o->lines, &line)) != 0;) {
        if (rc < 0) return rc;
        if (o->lines.line == 1 && line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) {
            utf8_mark = true;
            line = mk_str_sub(line, 3, line.n);
        }
        if (mk_is_ascii(line)) continue;
        mk_buf_str_add(&sample, line);
        mk_buf_c(&sample, '\n');
    }
    f->charset = (mk_charset_guess){ .charset = said == 2 ? MK_CS_862 : MK_CS_1255 };
    if (sample.n) {
        mk_charset_guess g = mk_charset_of(mk_buf_str(&sample));
        if (g.charset == MK_CS_UTF8 || g.charset == MK_CS_862 || g.charset == MK_CS_1255 || g.charset == MK_CS_8859_8) f->charset = g;
        if (f->charset.charset == MK_CS_8859_8) f->charset.charset = MK_CS_1255;     /* the same letters, and what programs here add to them */
        f->charset.visual = g.visual;
        bool dos = f->charset.charset == MK_CS_862;
        if (said && f->charset.charset != MK_CS_UTF8 && dos != (said == 2))
            mk_door_warn(&o->door, "INI.TXT says charset %d, but the bytes are %s; the bytes were believed", said, mk_charset_name(f->charset.charset));
        if (f->charset.charset == MK_CS_UTF8)
            mk_door_warn(&o->door, "the file was turned into UTF-8 by somebody; columns were counted in characters");
    }
    f->charset.bom = utf8_mark ? 3 : 0;
    return 0;
}

static void see_document(mk_openformat *o, const mk_of_record *r)
{
    int64_t type = mk_of_number(r, 23, 3), amount;
    if (type < 0 || type >= MK_OF_TYPES) return;
    size_t tail = mk_of_tail(r);
    mk_str doc = mk_of_doc(o, r, type, 26, 409 + tail), key = mk_of_key(o, r, 375, 15);
    o->types[type]++;
    bool cancelled = mk_str_eqz(mk_of_bytes(r, 400 + tail, 1), "1");
    if (cancelled && doc.n) mk_map_put(&o->cancelled, mk_hash(6, doc), NULL);
    if (type == 330 && mk_of_amount(r, 318, 15, &amount) > 0) {
        o->credit_plus += amount > 0;
        o->credit_minus += amount < 0;
    }
    if (type == 300 && !cancelled && mk_of_amount(r, 348, 15, &amount) > 0)
        ++*mk_map_put(&o->unpaid, mk_hash2(mk_hash(5, key), (uint64_t)(amount < 0 ? -amount : amount)), NULL);
    bool trade = type == 300 || type == 305 || type == 320 || type == 330 || type == 400 || type == 405;
    if (!cancelled && trade) o->sale_docs++;
    if (!key.n) return;
    bool fresh;
    uint64_t *v = mk_map_put(&o->key, mk_hash(5, key), &fresh);
    if (mk_of_is_purchase(type)) *v |= MK_OF_BOUGHT;
    else if (type >= 100 && type <= 406) {
        if (!(*v & MK_OF_SOLD)) {
            o->sold_keys++;
            if (mk_name_nobody(o->door.row, mk_of_text(o, r, 58, 50), key)) *v |= MK_OF_NOBODY;
        }
        *v |= MK_OF_SOLD;
    }
    if (cancelled || !trade) return;
    *v += MK_OF_DOC;
    mk_str out;
    mk_phone_kind kind;
    if (mk_phone_parse(o->door.row, mk_of_bytes(r, 238, 15), &out, &kind) || mk_natid_parse(o->door.row, mk_of_bytes(r, 253, 9), &out))
        ++*mk_map_put(&o->contact, mk_hash(5, key), NULL);
}

static void see_line(mk_openformat *o, const mk_of_record *r)
{
    int64_t type = mk_of_number(r, 23, 3), amount;
    mk_str doc = type >= 0 ? mk_of_doc(o, r, type, 26, 290) : MK_S("");
    if (!doc.n && mk_of_number(r, 305, 7) > 0) o->link_wanted = true;
    if (type != 330) return;
    if (mk_of_amount(r, 271, 15, &amount) > 0 || mk_of_amount(r, 224, 17, &amount) > 0) {
        o->credit_line_plus += amount > 0;
        o->credit_line_minus += amount < 0;
    }
    mk_str base = mk_of_doc(o, r, mk_of_number(r, 50, 3), 53, 312);
    if (!doc.n || !base.n || base.p[0] == '-' || mk_of_number(r, 50, 3) <= 0) return;
    bool fresh;
    uint64_t *at = mk_map_put(&o->basis, mk_hash(6, doc), &fresh);
    if (!fresh) return;
    *at = o->bases.n + 1;
    *mk_vec_push(o->door.life, &o->bases) = mk_arena_dup(o->door.life, base);
}

static void see_account(mk_openformat *o, const mk_of_record *r)
{
    mk_str key = mk_of_key(o, r, 23, 15), group = mk_of_text(o, r, 103, 30), code = mk_of_text(o, r, 88, 15);
    if (!key.n) return;
    uint64_t *v = mk_map_put(&o->key, mk_hash(5, key), NULL);
    if (mk_str_find(group, MK_S("לקוח")) >= 0 || mk_str_find(code, MK_S("לקוח")) >= 0) *v |= MK_OF_CUSTOMER;
    if (mk_str_find(group, MK_S("ספק")) >= 0 || mk_str_find(code, MK_S("ספק")) >= 0) *v |= MK_OF_SUPPLIER;
    if (mk_name_nobody(o->door.row, mk_of_text(o, r, 38, 50), key)) *v |= MK_OF_NOBODY;
}

/* A file of bad rows says so behind its first record, and what could be told only from all of them: mk_of_header. */
static void see_problems(mk_openformat *o, mk_str line)
{
    ptrdiff_t at = mk_str_find(line, MK_S(",makir_state="));
    int64_t state;
    if (at < 0 || mk_str_find(line, MK_S(",makir_problem")) < 0) return;
    mk_str s = mk_str_sub(line, (size_t)at + 13, line.n);
    const char *comma = memchr(s.p, ',', s.n);
    if (comma && mk_str_int((mk_str){ s.p, (size_t)(comma - s.p) }, &state)) o->state = (unsigned)state;
    o->door.info.part = true;
}

mk_str mk_of_header(const mk_door *d)
{
    const mk_openformat *o = (const mk_openformat *)d;
    unsigned state = (o->credit_plus > 0) | (o->credit_minus > 0) << 1 | (o->credit_line_plus > 0) << 2 | (o->credit_line_minus > 0) << 3 | (unsigned)o->exempt << 4;
    return mk_arena_printf(o->door.life, "A100%09d%9.*s%73s,makir_state=%u", 1, MK_SARG(o->file[0].vat), "", state);
}

mk_str mk_of_bad_row(mk_arena *a, mk_str raw)
{
    mk_of_kind k = mk_of_kind_of(raw);
    size_t wide = 0;
    for (size_t i = 0; i < raw.n; wide++) mk_utf8_next(raw, &i);
    if (k >= MK_OF_KINDS || wide >= mk_of_length(k)) return raw;
    return mk_arena_printf(a, "%.*s%*s", MK_SARG(raw), (int)(mk_of_length(k) - wide), "");
}

static int read_all(mk_cx *cx, mk_openformat *o, mk_of_file *f)
{
    mk_str line;
    o->charset = f->charset;
    MK_TRY(mk_of_lines_rewind(cx, &o->lines, f->export.data));
    for (int rc; (rc = mk_of_lines_next(cx, &o->lines, &line)) != 0; mk_arena_rewind(o->door.row, o->door.mark)) {
        if (rc < 0) return rc;
        if (o->lines.line == 1) line = mk_str_sub(line, f->charset.bom, line.n);
        mk_of_kind k = mk_of_kind_of(line);
        mk_of_record r;
        if (k == MK_OF_EMPTY) continue;
        mk_of_record_set(o, line, &r);
        f->lines++;
        f->count[k]++;
        if (k == MK_OF_UNKNOWN) continue;
        f->long_n += r.n > mk_of_length(k);
        if (k == MK_OF_A100 && r.n > mk_of_length(k)) see_problems(o, line);
        if (k == MK_OF_C100) see_document(o, &r);
        else if (k == MK_OF_D110) see_line(o, &r);
        else if (k == MK_OF_B110) see_account(o, &r);
        else if ((k == MK_OF_A100 || k == MK_OF_Z900) && !f->vat.n) f->vat = mk_arena_dup(o->door.life, mk_of_bytes(&r, 14, 9));
        if ((o->lines.line & 4095) == 0) mk_progress_at(cx, "counting", o->done_bytes + o->lines.bytes, o->total_bytes);
    }
    o->done_bytes += o->lines.bytes;
    if (!o->total_bytes || !f->export.data->size) o->door.info.bytes += o->lines.bytes;
    return 0;
}

/* Lines that do not name their document are tied to it by 1234 = 1273: another reading, made only when there are such lines. */
static int read_links(mk_cx *cx, mk_openformat *o, mk_of_file *f)
{
    mk_str line;
    o->charset = f->charset;
    MK_TRY(mk_of_lines_rewind(cx, &o->lines, f->export.data));
    for (int rc; (rc = mk_of_lines_next(cx, &o->lines, &line)) != 0; mk_arena_rewind(o->door.row, o->door.mark)) {
        if (rc < 0) return rc;
        if (mk_of_kind_of(line) != MK_OF_C100) continue;
        mk_of_record r;
        mk_of_record_set(o, line, &r);
        size_t tail = mk_of_tail(&r);
        int64_t type = mk_of_number(&r, 23, 3), link = mk_of_number(&r, 425 + tail, 7);
        mk_str doc = type < 0 ? MK_S("") : mk_of_doc(o, &r, type, 26, 409 + tail);
        if (link <= 0 || !doc.n) continue;
        *mk_map_put(&o->linked, (uint64_t)link, NULL) = o->links.n + 1;
        *mk_vec_push(o->door.life, &o->links) = mk_arena_dup(o->door.life, doc);
    }
    return 0;
}

static void compare_counts(mk_openformat *o, const mk_of_file *f)
{
    if (o->door.info.part) return;
    for (int k = 0; k < MK_OF_KINDS && f->said_any; k++)
        if (f->said[k] != f->count[k] && (f->said[k] || (k != MK_OF_A100 && k != MK_OF_Z900)))
            mk_door_warn(&o->door, "INI.TXT says %" PRIu64 " records %s, the file has %" PRIu64 "; all that are there were read", f->said[k], summed[k].code,
                         f->count[k]);
    if (f->has_ini && f->said_all != f->lines)
        mk_door_warn(&o->door, "INI.TXT says %" PRIu64 " records in all, the file has %" PRIu64 "; was it cut short?", f->said_all, f->lines);
    if (!f->count[MK_OF_Z900]) mk_door_warn(&o->door, "the closing record Z900 is missing; was the file cut short?");
    if (f->long_n) mk_door_warn(&o->door, "%" PRIu64 " records are longer than version 1.31 says; what is beyond was not read", f->long_n);
    if (!f->has_ini) mk_door_warn(&o->door, "INI.TXT was not found; the file was read without it");
}

/* A till sells to one account all day: an account with a fifth of all documents, of a business that has many customers, and mostly
 * without a phone or an id on them, is nobody. */
static void find_walk_ins(mk_openformat *o)
{
    uint64_t key, v;
    if (o->sale_docs < WALK_IN_DOCS || o->sold_keys < WALK_IN_KEYS) return;
    for (size_t i = 0; mk_map_next(&o->key, &i, &key, &v);) {
        uint64_t docs = v / MK_OF_DOC;
        const uint64_t *with = mk_map_get(&o->contact, key);
        if (docs * 5 <= o->sale_docs || (v & MK_OF_NOBODY) || (with && *with * 2 > docs)) continue;
        *mk_map_get(&o->key, key) |= MK_OF_NOBODY;
        mk_door_warn(&o->door, "one account has %" PRIu64 " of %" PRIu64 " documents and hardly any contact details; it was taken as the till's own, "
                     "which stands for nobody", docs, o->sale_docs);
    }
}

int mk_of_scan(mk_cx *cx, mk_openformat *o)
{
    uint64_t known = 0, documents = 0, journal = 0;
    for (size_t i = 0; i < o->file_n; i++) {
        mk_of_file *f = &o->file[i];
        int said = 0;
        MK_TRY(read_ini(cx, o, f, &said));
        MK_TRY(find_charset(cx, o, f, said));
    }
    for (size_t i = 0; i < o->file_n; i++) {
        mk_of_file *f = &o->file[i];
        MK_TRY(read_all(cx, o, f));
        known += f->lines - f->count[MK_OF_UNKNOWN];
        documents += f->count[MK_OF_C100];
        journal += f->count[MK_OF_B100];
        compare_counts(o, f);
    }
    if (!known) return mk_fail(cx, MK_EBADDATA, "%.*s holds no record of the uniform file (A100, B110, C100 ...)", MK_SARG(o->file[0].export.data->name));
    if (o->link_wanted)
        for (size_t i = 0; i < o->file_n; i++) MK_TRY(read_links(cx, o, &o->file[i]));
    o->exempt = documents && o->types[305] + o->types[320] == 0;
    o->ledger = !documents && journal;
    if (o->door.info.part) {
        o->credit_plus = o->state & 1;
        o->credit_minus = o->state >> 1 & 1;
        o->credit_line_plus = o->state >> 2 & 1;
        o->credit_line_minus = o->state >> 3 & 1;
        o->exempt = o->state >> 4 & 1;
        return 0;
    }
    find_walk_ins(o);
    if (o->exempt && o->types[300] + o->types[400] + o->types[405])
        mk_door_warn(&o->door, "there are no tax invoices (305, 320), as with exempt dealers: documents 300, 400 and 405 were counted as sales, but for "
                     "receipts that pay a document 300");
    if (o->types[310]) mk_door_warn(&o->door, "%" PRIu64 " summary invoices (310) were kept as events; their delivery notes are not sales here", o->types[310]);
    if (o->credit_plus && o->credit_minus)
        mk_door_warn(&o->door, "credit notes (330) are written with both signs; those with a minus were taken as reversals of a credit");
    if (o->ledger)
        mk_door_warn(&o->door, "there are no documents (C100), only the journal: sales were read from its entries on customer accounts as well as that "
                     "goes, without items");
    return 0;
}
