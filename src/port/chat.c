/* SPDX-License-Identifier: Apache-2.0
 * Read once to learn who writes, which is the shop, and whether day or month stands first; then message by message. */
#include "chat.h"
#include "chat_line.h"
#include "contact.h"
#include "door_int.h"
#include "hash.h"
#include "jsonw.h"
#include "lines.h"
#include "mapping.h"
#include "utf8.h"

enum { WRITERS = 200, TEXT = 16 << 10, HEAD_LINES = 12 };

typedef struct writer { mk_str name, phone, example; uint64_t messages; bool customer; } writer;

typedef struct chat {
    mk_door door;
    mk_lines lines;
    mk_date_order order;
    mk_vec(writer) writer;
    size_t customers, only;         /* how many customers write, and which it is when there is one */
    mk_mapping mapping;
    mk_str pending;                 /* the line that begins the next message */
    mk_buf kept, raw, text;
    uint64_t pending_line;
    bool has_pending;
    uint64_t media, deleted, to_many;
} chat;

bool mk_chat_looks(mk_arena *scratch, mk_str head)
{
    mk_arena *a = mk_arena_child(scratch);
    size_t begins = 0, lines = 0;
    if (mk_str_starts(head, MK_S("\xef\xbb\xbf"))) head = mk_str_sub(head, 3, head.n);
    for (mk_str rest = head; rest.n && lines < HEAD_LINES; lines++) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        mk_str s = { rest.p, nl ? (size_t)(nl - rest.p) : rest.n };
        rest = mk_str_sub(rest, s.n + 1, rest.n);
        mk_chat_line c = mk_chat_line_of(a, s);
        if (lines == 0 && !c.begins) break;
        begins += c.begins;
    }
    mk_arena_free(a);
    return begins > 0;
}

/* --- the first reading --- */

static writer *writer_of(chat *c, mk_str name, bool make)
{
    for (size_t i = 0; i < c->writer.n; i++)
        if (mk_str_eq(c->writer.p[i].name, name)) return &c->writer.p[i];
    if (!make || c->writer.n == WRITERS) return NULL;
    writer *w = mk_vec_push(c->door.life, &c->writer);
    mk_phone_kind kind;
    bool digits = name.n && (name.p[0] == '+' || (name.p[0] >= '0' && name.p[0] <= '9'));
    w->name = mk_arena_dup(c->door.life, name);
    w->phone = w->example = MK_S("");
    if (digits && !mk_phone_parse(c->door.life, w->name, &w->phone, &kind)) w->phone = MK_S("");
    return w;
}

static bool moment_of(const chat *c, mk_arena *a, const mk_chat_line *l, mk_date_order order, int64_t *ret)
{
    mk_when w;
    bool utc;
    if (!mk_when_parse(mk_arena_printf(a, "%.*s %.*s", MK_SARG(l->date), MK_SARG(l->time)), order, false, &w, &utc)) return false;
    *ret = mk_tz_moment(c->door.tz, w.day, w.has_time ? w.second : 0);
    return true;
}

static int scan(mk_cx *cx, chat *c)
{
    mk_date_votes votes = { 0 };
    int64_t last[2] = { INT64_MIN, INT64_MIN }, at;
    uint64_t back[2] = { 0 };
    static const mk_date_order orders[2] = { MK_DMY, MK_MDY };
    mk_str s;
    int rc;
    while ((rc = mk_lines_next(cx, &c->lines, c->door.row, &s)) > 0) {
        mk_chat_line l = mk_chat_line_of(c->door.row, s);
        if (l.begins) {
            mk_date_vote(&votes, l.date);
            for (int i = 0; i < 2; i++)
                if (moment_of(c, c->door.row, &l, orders[i], &at)) back[i] += at < last[i], last[i] = at;
                else back[i]++;
        }
        mk_str words;
        if (l.begins && l.sender.n && mk_chat_kind_of(c->door.row, l.text, &words) != MK_CHAT_SYSTEM) {
            writer *w = writer_of(c, l.sender, true);
            if (w) w->messages++;
            if (w && !w->example.n && words.n) w->example = mk_arena_dup(c->door.life, mk_utf8_first(words, 60));
        }
        mk_arena_rewind(c->door.row, c->door.mark);
    }
    MK_TRY(rc);
    /* What can be read both ways runs backwards in the wrong one. */
    c->order = c->mapping.has_order ? c->mapping.order : votes.ymd > votes.dmy + votes.mdy && !votes.either ? MK_YMD : back[0] != back[1] ? orders[back[1] < back[0]] : mk_date_decide(&votes);
    return mk_lines_rewind(cx, &c->lines);
}

/* --- who is the shop --- */

static void choose(mk_cx *cx, chat *c, mk_str title)
{
    mk_arena *a = c->door.life;
    size_t phones = 0, named = 0, titled = 0;
    mk_str wanted = mk_fold_key(a, title);
    for (size_t i = 0; i < c->writer.n; i++) {
        writer *w = &c->writer.p[i];
        w->customer = true;
        phones += w->phone.n > 0;
        named += w->phone.n == 0;
        titled += title.n && mk_str_eq(mk_fold_key(a, w->name), wanted);
    }
    bool known = c->mapping.has_columns || c->writer.n < 2;
    for (size_t i = 0; i < c->writer.n; i++) {
        writer *w = &c->writer.p[i];
        if (c->mapping.has_columns) {
            for (size_t k = 0; k < c->mapping.n; k++)
                if (mk_str_eq(c->mapping.column[k].header, w->name)) w->customer = c->mapping.column[k].field != MK_F_NONE;
        } else if (c->writer.n == 2 && titled == 1) {
            w->customer = mk_str_eq(mk_fold_key(a, w->name), wanted);
            known = true;
        } else if (c->writer.n == 2 && phones == 1 && named == 1) {
            w->customer = w->phone.n > 0;
            known = true;
        }
        c->customers += w->customer;
        if (w->customer) c->only = i;
    }
    if (!known)
        mk_door_warn(&c->door, "%s", MK_SAY(cx, "it cannot be told which of the writers is the shop itself, so each was taken for a customer; say which is the shop before importing (in a mapping: its name with \"\")",
                     "אי אפשר לדעת מי מהכותבים הוא העסק עצמו, ולכן כל אחד נחשב לקוח; יש לומר מי העסק לפני הייבוא (במיפוי: שמו עם \"\")"));
}

static void tell(chat *c, mk_str title)
{
    mk_arena *a = c->door.life;
    mk_door_info *info = &c->door.info;
    mk_column_map *map = MK_NEWN(a, mk_column_map, c->writer.n + 1);
    for (size_t i = 0; i < c->writer.n; i++) {
        const writer *w = &c->writer.p[i];
        map[i] = (mk_column_map){ w->name, w->customer ? MK_S("name") : MK_S(""), w->example, c->mapping.has_columns ? 100 : 80, c->mapping.has_columns ? MK_S("mapping") : MK_S("values") };
    }
    info->kind = MK_S("whatsapp");
    info->source = MK_S("main");
    info->charset = mk_str_of(mk_charset_name(c->lines.stream.charset.charset));
    memcpy(info->date_order, mk_date_order_name(c->order), 4);
    info->column = map;
    info->column_n = c->writer.n;
    if (title.n) info->fingerprint = mk_arena_printf(a, "%016" PRIx64, mk_hash(0x77a9, mk_fold_key(a, title)));
}

/* --- messages --- */

static void person_of(const writer *w, mk_person_in *p)
{
    *p = (mk_person_in){ .birthday = MK_NO_DAY, .joined = MK_NEVER };
    mk_str *const text[] = { &p->key, &p->member, &p->national_id, &p->name, &p->given, &p->family, &p->phone[0], &p->phone[1], &p->phone[2], &p->mail[0], &p->mail[1],
                             &p->street, &p->house, &p->city, &p->zip, &p->country, &p->gender, &p->note, &p->ads_how };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = MK_S("");
    if (w->phone.n) p->phone[0] = w->phone;
    else p->name = w->name;
}

static void keep(chat *c, mk_str line)
{
    mk_buf_clear(&c->kept);
    mk_buf_str_add(&c->kept, line);
    c->pending = mk_buf_str(&c->kept);
    c->pending_line = c->lines.line;
    c->has_pending = true;
}

/* The lines of the next message: 1, 0 at the end. */
static int gather(mk_cx *cx, chat *c, mk_chat_line *ret, uint64_t *ret_line)
{
    mk_str s;
    int rc;
    mk_arena *a = c->door.row;
    if (!c->has_pending) {
        while ((rc = mk_lines_next(cx, &c->lines, a, &s)) > 0 && !mk_chat_line_of(a, s).begins) {}
        if (rc <= 0) return rc;
        keep(c, s);
    }
    mk_buf_clear(&c->raw);
    mk_buf_str_add(&c->raw, c->pending);
    *ret_line = c->pending_line;
    mk_chat_line l = mk_chat_line_of(a, mk_arena_dup(a, c->pending));
    c->has_pending = false;
    mk_buf_clear(&c->text);
    mk_buf_str_add(&c->text, l.text);
    while ((rc = mk_lines_next(cx, &c->lines, a, &s)) > 0) {
        if (mk_chat_line_of(a, s).begins) {
            keep(c, s);
            break;
        }
        if (c->text.n + s.n < TEXT) {
            mk_buf_c(&c->text, '\n');
            mk_buf_str_add(&c->text, mk_chat_plain(a, s));
            mk_buf_c(&c->raw, '\n');
            mk_buf_str_add(&c->raw, s);
        }
    }
    MK_TRY(rc);
    l.text = mk_str_trim(mk_buf_str(&c->text));
    *ret = l;
    return 1;
}

static void close_up(mk_cx *cx, chat *c)
{
    mk_door *d = &c->door;
    if (d->ended) return;
    d->ended = true;
    if (c->media) mk_door_warn(d, MK_SAY(cx, "pictures, recordings and files, noted and not kept: %" PRIu64, "תמונות, הקלטות וקבצים, שנרשמו ולא נשמרו: %" PRIu64), c->media);
    if (c->deleted) mk_door_warn(d, MK_SAY(cx, "messages that were deleted by who wrote them, passed over: %" PRIu64, "הודעות שנמחקו בידי מי שכתב אותן, ודולגו: %" PRIu64), c->deleted);
    if (c->to_many) mk_door_warn(d, MK_SAY(cx, "messages of the shop's own to several customers at once, passed over: %" PRIu64, "הודעות של העסק עצמו לכמה לקוחות יחד, שדולגו: %" PRIu64), c->to_many);
}

static int chat_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    chat *c = (chat *)d;
    for (;;) {
        mk_chat_line l;
        uint64_t line = 0;
        mk_arena_rewind(d->row, d->mark);
        int rc = gather(cx, c, &l, &line);
        if (rc == 0) close_up(cx, c);
        if (rc <= 0) return rc;
        const writer *w = l.sender.n ? writer_of(c, l.sender, false) : NULL;
        mk_str words;
        mk_chat_kind kind = mk_chat_kind_of(d->row, l.text, &words);
        if (!w || kind == MK_CHAT_SYSTEM) continue;
        if (kind == MK_CHAT_DELETED) { c->deleted++; continue; }
        c->media += kind == MK_CHAT_MEDIA;
        if (!w->customer && c->customers != 1) { c->to_many++; continue; }
        ret->line = line;
        ret->raw = mk_arena_dup(d->row, mk_buf_str(&c->raw));
        ret->event = (mk_event_in){ .touchpoint = MK_S("chat"), .channel = MK_S("whatsapp"), .inbound = w->customer, .text = words,
                                    .outcome = kind == MK_CHAT_MEDIA ? MK_S("file") : kind == MK_CHAT_CALL ? MK_S("missed call") : MK_S("") };
        if (!moment_of(c, d->row, &l, c->order, &ret->event.at))
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": the day or the hour of this message cannot be", "שורה %" PRIu64 ": היום או השעה של ההודעה אינם ייתכנו"), line);
        person_of(w->customer ? w : &c->writer.p[c->only], &ret->person);
        ret->has = MK_REC_PERSON | MK_REC_EVENT;
        return 1;
    }
}

static uint64_t chat_bytes(const mk_door *d) { return mk_lines_bytes(&((const chat *)d)->lines); }

static mk_str chat_mapping(mk_cx *cx, const mk_door *d)
{
    const chat *c = (const chat *)d;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "version"), mk_json_int(&w, 1);
    mk_json_key(&w, "columns");
    mk_json_open(&w, '{');
    for (size_t i = 0; i < c->writer.n; i++) mk_json_key_str(&w, c->writer.p[i].name), mk_json_z(&w, c->writer.p[i].customer ? "name" : "");
    mk_json_close(&w);
    mk_json_key(&w, "date_order"), mk_json_z(&w, d->info.date_order);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

/* A message that cannot be is text like the rest: what is wrong stands in front of it, and no reader takes that for a message. */
static mk_str bad_message(mk_arena *a, mk_str raw, mk_str why) { return mk_arena_printf(a, "makir_problem: %.*s\n%.*s\n", MK_SARG(why), MK_SARG(raw)); }

int mk_chat_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret)
{
    chat *c = (chat *)mk_door_new(cx, sizeof *c, opt);
    mk_door *d = &c->door;
    mk_str title = mk_chat_title(d->life, opt && opt->name.n ? opt->name : s->name);
    MK_TRY(mk_mapping_read(cx, d->life, opt ? opt->mapping : MK_S(""), &c->mapping));
    c->kept = mk_buf_on(d->life);
    c->raw = mk_buf_on(d->life);
    c->text = mk_buf_on(d->life);
    MK_TRY(mk_lines_open(cx, d->life, s, &c->lines));
    MK_TRY(scan(cx, c));
    if (c->writer.n == 0) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s is a chat in which nobody writes", "‏%.*s הוא צ'אט שאיש אינו כותב בו"), MK_SARG(s->name));
    choose(cx, c, title);
    tell(c, title);
    d->next = chat_next;
    d->bytes = chat_bytes;
    d->mapping = chat_mapping;
    d->bad_row = bad_message;
    d->bad_ending = ".txt";
    d->info.bytes = s->size;
    *ret = d;
    return 0;
}
