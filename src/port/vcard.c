/* SPDX-License-Identifier: Apache-2.0
 * Cards one after another, each held whole but for its pictures. */
#include "vcard.h"
#include "contact.h"
#include "door_int.h"
#include "lines.h"
#include "name.h"
#include "vcard_line.h"

enum { LINES = 2000 };

typedef struct vcard {
    mk_door door;
    mk_lines lines;
    uint64_t groups, dropped_phones, dropped_mails;
    bool begun;                     /* the line that begins the next card was read with the one before */
} vcard;

bool mk_vcard_looks(mk_str head)
{
    char t[16];
    size_t n = 0;
    for (size_t i = 0; i < head.n && n < 11; i++) {
        uint8_t c = (uint8_t)head.p[i];
        if (c == 0 || c >= 0x80 || (n == 0 && c <= ' ')) continue;         /* marks and wide letters */
        t[n++] = (char)c;
    }
    return mk_str_ieq((mk_str){ t, n }, MK_S("BEGIN:VCARD"));
}

static bool is_picture(mk_str line)
{
    static const char *const names[] = { "PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (line.n > n && (line.p[n] == ':' || line.p[n] == ';') && mk_str_ieq(mk_str_sub(line, 0, n), mk_str_of(names[i]))) return true;
    }
    return false;
}

/* The lines of the next card, unfolded, joined by line ends: 1; 0 at the end. *ret_whole: it had its END. */
static int next_card(mk_cx *cx, vcard *v, mk_str *ret, uint64_t *ret_line, bool *ret_whole)
{
    mk_buf b = mk_buf_on(v->door.row);
    bool in = false, picture = false, soft = false, nested = false;
    size_t lines = 0, begin = 0;
    *ret_whole = false;
    for (;;) {
        mk_str s = MK_S("BEGIN:VCARD");
        int rc = v->begun ? 1 : mk_lines_next(cx, &v->lines, v->door.row, &s);
        if (rc < 0) return rc;
        v->begun = false;
        if (rc == 0) break;
        bool begins = mk_str_ieq(mk_str_trim(s), MK_S("BEGIN:VCARD"));
        if (!in) {
            if (!begins) continue;
            in = true;
            *ret_line = v->lines.line;
        } else if (begins && !picture && mk_str_find(mk_buf_str(&b), MK_S("AGENT")) < 0) {       /* the one before was cut off; 2.1 can hold a card in a card */
            v->begun = true;
            break;
        } else if (begins) {
            nested = true;
        }
        bool folded = lines && s.n && (s.p[0] == ' ' || s.p[0] == '\t');
        if (++lines > LINES || b.n > cx->limits.row_bytes) continue;        /* what is beyond is left out, up to the END */
        if (folded && !soft) {
            if (!picture) mk_buf_str_add(&b, mk_str_sub(s, 1, s.n));
        } else if (soft) {
            b.n--;                                                          /* the '=' at the end of the line before */
            mk_buf_str_add(&b, s);
        } else if (!(picture && s.n && !memchr(s.p, ':', s.n))) {           /* 2.1: a picture goes on to an empty line, without a blank in front */
            picture = is_picture(s);
            if (!picture) {
                if (b.n) mk_buf_c(&b, '\n');
                begin = b.n;
                mk_buf_str_add(&b, s);
            }
        }
        soft = !picture && mk_vcard_soft(mk_str_sub(mk_buf_str(&b), begin, b.n));
        if (mk_str_ieq(mk_str_trim(s), MK_S("END:VCARD"))) {
            if (nested) { nested = false; continue; }
            *ret_whole = true;
            break;
        }
    }
    *ret = mk_buf_str(&b);
    return in;
}

/* A yearly day without its year is a fact, not a birthday. */
static void read_day(mk_person_in *p, mk_arena *a, const mk_vcard_line *l, const char *kind, int32_t now, bool birthday)
{
    int y, m, d;
    if (!mk_vcard_day(l->value, &y, &m, &d)) return;
    if (l->omits_year || y < 1895) mk_person_fact(p, mk_arena_printf(a, "%s_yearly", kind), mk_arena_printf(a, "%02d-%02d", m, d));
    else if (!birthday) mk_person_fact(p, mk_str_of(kind), mk_arena_printf(a, "%04d-%02d-%02d", y, m, d));
    else if (mk_day_of(y, m, d) <= now) p->birthday = mk_day_of(y, m, d);
}

static void add_phone(vcard *v, mk_person_in *p, const mk_vcard_line *l)
{
    mk_str s = mk_vcard_text(v->door.row, l->value), e164;
    mk_phone_kind kind;
    if (s.n > 4 && mk_str_ieq(mk_str_sub(s, 0, 4), MK_S("tel:"))) s = mk_str_sub(s, 4, s.n);
    const char *semi = s.n ? memchr(s.p, ';', s.n) : NULL;
    if (semi) s.n = (size_t)(semi - s.p);
    if (!s.n) return;
    if (!mk_phone_parse(v->door.row, s, &e164, &kind) || kind == MK_PHONE_SERVICE) { v->dropped_phones++; return; }
    size_t n = 0;
    for (; n < 3 && p->phone[n].n; n++)
        if (mk_str_eq(p->phone[n], e164)) return;
    if (l->preferred && n) {
        if (n < 3) p->phone[n] = p->phone[0];
        p->phone[0] = e164;
    } else if (n < 3) {
        p->phone[n] = e164;
    }
}

static void add_mail(vcard *v, mk_person_in *p, const mk_vcard_line *l)
{
    mk_str mail, s = mk_vcard_text(v->door.row, l->value);
    if (!s.n) return;
    if (!mk_mail_parse(v->door.row, s, &mail)) { v->dropped_mails++; return; }
    if (!p->mail[0].n) p->mail[0] = mail;
    else if (mk_str_eq(p->mail[0], mail)) return;
    else if (l->preferred) p->mail[1] = p->mail[0], p->mail[0] = mail;
    else if (!p->mail[1].n) p->mail[1] = mail;
}

static void add_address(vcard *v, mk_person_in *p, const mk_vcard_line *l)
{
    mk_str part[MK_VCARD_PARTS];
    bool home = false;
    for (size_t i = 0; i + 5 <= l->type.n && !home; i++) home = mk_str_ieq(mk_str_sub(l->type, i, i + 5), MK_S(",home"));
    if ((p->city.n || p->street.n) && !home) return;
    mk_vcard_parts(v->door.row, l->value, part);
    p->street = part[2];
    p->city = part[3];
    p->zip = part[5];
    p->country = part[6];
}

static void add_tags(mk_person_in *p, mk_arena *a, mk_str s)
{
    while (s.n) {
        const char *comma = memchr(s.p, ',', s.n);
        size_t k = comma ? (size_t)(comma - s.p) : s.n;
        mk_str one = mk_vcard_text(a, mk_str_sub(s, 0, k));
        if (one.n < 100 && !mk_str_eqz(one, "myContacts")) mk_person_fact(p, MK_S("tag"), one);
        s = mk_str_sub(s, k + 1, s.n);
    }
}

static void add_line(mk_cx *cx, vcard *v, mk_person_in *p, const mk_vcard_line *l, mk_str label)
{
    mk_arena *a = v->door.row;
    mk_str part[MK_VCARD_PARTS];
    int32_t now = mk_day_at(cx->now);
    if (l->binary) return;
    if (mk_vcard_is(l->name, "N")) {
        mk_vcard_parts(a, l->value, part);
        p->family = part[0];
        p->given = part[1];
    } else if (mk_vcard_is(l->name, "FN")) {
        if (!p->name.n) p->name = mk_vcard_text(a, l->value);
    } else if (mk_vcard_is(l->name, "ORG")) {
        mk_vcard_parts(a, l->value, part);
        mk_person_fact(p, MK_S("organization"), part[0]);
    } else if (mk_vcard_is(l->name, "NICKNAME")) {
        mk_person_fact(p, MK_S("nickname"), mk_vcard_text(a, l->value));
    } else if (mk_vcard_is(l->name, "TEL")) {
        add_phone(v, p, l);
    } else if (mk_vcard_is(l->name, "EMAIL")) {
        add_mail(v, p, l);
    } else if (mk_vcard_is(l->name, "ADR")) {
        add_address(v, p, l);
    } else if (mk_vcard_is(l->name, "BDAY")) {
        read_day(p, a, l, "birthday", now, true);
    } else if (mk_vcard_is(l->name, "ANNIVERSARY") || mk_vcard_is(l->name, "X-ANNIVERSARY") || (mk_vcard_is(l->name, "X-ABDATE") && mk_str_find(label, MK_S("nniversary")) >= 0)) {
        read_day(p, a, l, "anniversary", now, false);
    } else if (mk_vcard_is(l->name, "NOTE")) {
        mk_str note = mk_vcard_text(a, l->value);
        p->note = p->note.n && note.n ? mk_arena_printf(a, "%.*s\n%.*s", MK_SARG(p->note), MK_SARG(note)) : note.n ? note : p->note;
    } else if (mk_vcard_is(l->name, "GENDER") || mk_vcard_is(l->name, "X-GENDER")) {
        char g = l->value.n ? (char)(l->value.p[0] | 32) : 0;
        if (g == 'm' || g == 'f') p->gender = g == 'm' ? MK_S("m") : MK_S("f");
    } else if (mk_vcard_is(l->name, "CATEGORIES")) {
        add_tags(p, a, l->value);
    } else if (mk_vcard_is(l->name, "X-ABSHOWAS") || mk_vcard_is(l->name, "KIND")) {
        p->company |= mk_str_ieq(mk_str_trim(l->value), MK_S("COMPANY")) || mk_str_ieq(mk_str_trim(l->value), MK_S("org"));
    }
}

/* What Apple calls the group a line belongs to: item1.X-ABLabel. */
static mk_str label_of(vcard *v, mk_str card, mk_str group)
{
    for (mk_str rest = card; rest.n && group.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        mk_str s = { rest.p, nl ? (size_t)(nl - rest.p) : rest.n };
        rest = mk_str_sub(rest, s.n + 1, rest.n);
        if (s.n < group.n + 9 || !mk_str_starts(s, group)) continue;
        mk_vcard_line l = mk_vcard_line_of(v->door.row, s);
        if (mk_str_eq(l.group, group) && mk_vcard_is(l.name, "X-ABLABEL")) return l.value;
    }
    return MK_S("");
}

static bool read_card(mk_cx *cx, vcard *v, mk_str card, mk_person_in *p)
{
    bool group = false;
    *p = (mk_person_in){ .birthday = MK_NO_DAY, .joined = MK_NEVER };
    mk_str *const text[] = { &p->key, &p->member, &p->national_id, &p->name, &p->given, &p->family, &p->phone[0], &p->phone[1], &p->phone[2], &p->mail[0], &p->mail[1],
                             &p->street, &p->house, &p->city, &p->zip, &p->country, &p->gender, &p->note, &p->ads_how };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = MK_S("");
    for (mk_str rest = card; rest.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        mk_str s = { rest.p, nl ? (size_t)(nl - rest.p) : rest.n };
        rest = mk_str_sub(rest, s.n + 1, rest.n);
        mk_vcard_line l = mk_vcard_line_of(v->door.row, s);
        group |= (mk_vcard_is(l.name, "KIND") || mk_vcard_is(l.name, "X-ADDRESSBOOKSERVER-KIND")) && mk_str_ieq(mk_str_trim(l.value), MK_S("group"));
        add_line(cx, v, p, &l, mk_vcard_is(l.name, "X-ABDATE") ? label_of(v, card, l.group) : MK_S(""));
    }
    for (size_t i = 0; i < p->fact_n && !p->name.n && !p->given.n && !p->family.n; i++)
        if (mk_str_eqz(p->fact[i].kind, "organization")) p->name = p->fact[i].value, p->company = true;
    return !group;
}

static int vcard_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    vcard *v = (vcard *)d;
    mk_str card;
    bool whole;
    uint64_t line = 0;
    for (;;) {
        mk_arena_mark mark = mk_arena_here(d->row);
        int rc = next_card(cx, v, &card, &line, &whole);
        if (rc <= 0) {
            if (rc == 0 && !d->ended) {
                d->ended = true;
                if (v->groups) mk_door_warn(d, MK_SAY(cx, "cards of groups of contacts, passed over: %" PRIu64, "כרטיסים של קבוצות אנשי קשר, שדולגו: %" PRIu64), v->groups);
                if (v->dropped_phones) mk_door_warn(d, MK_SAY(cx, "phone numbers that could not be read and were left out: %" PRIu64 "; their cards were kept", "מספרי טלפון שלא נקראו והושמטו: %" PRIu64 "; הכרטיסים שלהם נשארו"), v->dropped_phones);
                if (v->dropped_mails) mk_door_warn(d, MK_SAY(cx, "mail addresses that could not be read and were left out: %" PRIu64 "; their cards were kept", "כתובות דואר שלא נקראו והושמטו: %" PRIu64 "; הכרטיסים שלהן נשארו"), v->dropped_mails);
            }
            return rc;
        }
        ret->line = line;
        ret->raw = card;
        if (!whole) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": the card that begins here has no END:VCARD; the file may be cut short", "שורה %" PRIu64 ": לכרטיס שמתחיל כאן אין END:VCARD; ייתכן שהקובץ נקטע"), line);
        if (!read_card(cx, v, card, &ret->person)) {
            v->groups++;
            mk_arena_rewind(d->row, mark);
            continue;
        }
        mk_person_in *p = &ret->person;
        if (!p->name.n && !p->given.n && !p->family.n && !p->phone[0].n && !p->mail[0].n)
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": no name, phone or mail address is on the card, so there is nobody to know", "שורה %" PRIu64 ": אין בכרטיס שם, טלפון או דואר, ולכן אין את מי להכיר"), line);
        ret->has = MK_REC_PERSON;
        return 1;
    }
}

static uint64_t vcard_bytes(const mk_door *d) { return mk_lines_bytes(&((const vcard *)d)->lines); }

/* The card as it was, with what is wrong with it in a line of its own, which readers pass over. */
static mk_str bad_card(mk_arena *a, mk_str raw, mk_str why)
{
    mk_buf b = mk_buf_on(a);
    for (mk_str rest = raw; rest.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        mk_str s = { rest.p, nl ? (size_t)(nl - rest.p) : rest.n };
        rest = mk_str_sub(rest, s.n + 1, rest.n);
        if (mk_str_ieq(mk_str_sub(s, 0, 9), MK_S("END:VCARD"))) break;
        if (!mk_str_starts(s, MK_S("X-MAKIR-PROBLEM:"))) mk_buf_printf(&b, "%.*s\r\n", MK_SARG(s));
    }
    mk_buf_printf(&b, "X-MAKIR-PROBLEM:%.*s\r\nEND:VCARD\r\n", MK_SARG(why));
    return mk_buf_str(&b);
}

int mk_vcard_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret)
{
    vcard *v = (vcard *)mk_door_new(cx, sizeof *v, opt);
    mk_door *d = &v->door;
    MK_TRY(mk_lines_open(cx, d->life, s, &v->lines));
    d->next = vcard_next;
    d->bytes = vcard_bytes;
    d->bad_row = bad_card;
    d->bad_ending = ".vcf";
    d->info.kind = MK_S("vcard");
    d->info.source = MK_S("main");
    d->info.charset = mk_str_of(mk_charset_name(v->lines.stream.charset.charset));
    d->info.bytes = s->size;
    *ret = d;
    return 0;
}
