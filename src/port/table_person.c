/* SPDX-License-Identifier: Apache-2.0
 * The person of a row. A contact point that cannot be read is dropped and counted; the row stays. */
#include "contact.h"
#include "name.h"
#include "table_int.h"
#include "utf8.h"

enum { COMPANY = 1, NOBODY = 2 };

int *mk_table_answer(mk_table *t, uint64_t question, mk_str s, bool *ret_known)
{
    uint64_t h = mk_hash(question, s) | 1;
    if (!t->answer) t->answer = MK_NEWN(t->door.life, struct mk_answer, MK_ANSWERS);
    struct mk_answer *x = &t->answer[h >> 1 & (MK_ANSWERS - 1)];
    *ret_known = x->of == h;
    x->of = h;
    return &x->answer;
}

static bool read_day(const mk_table *t, mk_field f, mk_when *ret, bool *ret_utc)
{
    const mk_used *u = t->by_field[f];
    return mk_table_when(u, t->v[f], ret, ret_utc);
}

int64_t mk_table_moment(const mk_table *t, mk_when w, bool utc)
{
    int32_t second = w.has_time ? w.second : 0;
    return utc ? w.day * MK_DAY + second * MK_SECOND : mk_tz_moment(t->door.tz, w.day, second);
}

static bool read_phone(mk_table *t, mk_str text, mk_str *ret, mk_phone_kind *kind)
{
    *kind = 0;
    if (!mk_str_eq(text, (mk_str){ t->phone_text, t->phone_text_n })) {
        t->phone_good = mk_phone_parse(t->door.row, text, ret, kind);
        t->phone_text_n = 0;
        if (text.n > sizeof t->phone_text || (t->phone_good && ret->n > sizeof t->phone_whole)) return t->phone_good;
        memcpy(t->phone_text, text.p, t->phone_text_n = text.n);
        if (t->phone_good) memcpy(t->phone_whole, ret->p, t->phone_whole_n = ret->n);
        t->phone_kind = *kind;
        return t->phone_good;
    }
    *kind = t->phone_kind;
    if (t->phone_good) *ret = mk_arena_dup(t->door.row, (mk_str){ t->phone_whole, t->phone_whole_n });
    return t->phone_good;
}

/* "054-1234567 (mother)", "office: 03-6123456 ext. 12": the longest stretch without words, when nothing else there could be a phone. */
static bool among_words(mk_arena *a, mk_str s, mk_str *ret, mk_phone_kind *ret_kind)
{
    mk_str best = { 0 };
    size_t all = 0, most = 0;
    for (size_t i = 0; i < s.n;) {
        size_t from = i, digits = 0;
        for (; i < s.n && memchr("0123456789 +-().", s.p[i], 16); i++) digits += (unsigned)(s.p[i] - '0') < 10;
        all += digits;
        if (digits > most) most = digits, best = mk_str_sub(s, from, i);
        if (i == from) i++;
    }
    while (best.n && memchr(" -.(", best.p[best.n - 1], 4)) best.n--;
    while (best.n && memchr(" -.)", best.p[0], 4)) best = mk_str_sub(best, 1, best.n);
    return most >= 9 && all - most <= 4 && mk_phone_parse(a, best, ret, ret_kind);
}

static void read_phones(mk_table *t, mk_person_in *p)
{
    size_t n = 0;
    for (size_t i = 0; i < 3; i++) {
        mk_str rest = t->phone[i], whole;
        mk_phone_kind kind;
        if (!rest.n) continue;
        if (mk_table_has(t, MK_F_PHONE) && t->by_field[MK_F_PHONE]->point_zero) rest = mk_point_zero(rest);
        bool good = false, one = read_phone(t, rest, &whole, &kind);
        while (rest.n) {                    /* several in one cell: "054-1234567 ::: 03-1234567" */
            size_t k = 0;
            while (k < rest.n && (one || !memchr(",;:/|\n", rest.p[k], 6))) k++;
            mk_str part = mk_str_trim(mk_str_sub(rest, 0, k)), e164 = whole;
            rest = mk_str_sub(rest, k + (k < rest.n), rest.n);
            if (!part.n || (!one && !mk_phone_parse(t->door.row, part, &e164, &kind) && !among_words(t->door.row, part, &e164, &kind)) || kind == MK_PHONE_SERVICE) continue;
            good = true;
            size_t j = 0;
            while (j < n && !mk_str_eq(p->phone[j], e164)) j++;
            if (j == n && n < 3) p->phone[n++] = e164;
        }
        t->dropped[MK_F_PHONE] += !good;
    }
}

static void read_mails(mk_table *t, mk_person_in *p)
{
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        mk_str rest = t->mail[i];
        bool good = false;
        if (!rest.n) continue;
        while (rest.n) {
            size_t k = 0;
            while (k < rest.n && !memchr(",; \n|", rest.p[k], 5)) k++;
            mk_str part = mk_str_sub(rest, 0, k), mail;
            rest = mk_str_sub(rest, k + (k < rest.n), rest.n);
            if (!part.n || !mk_mail_parse(t->door.row, part, &mail)) continue;
            good = true;
            if (n == 0 || (n == 1 && !mk_str_eq(p->mail[0], mail))) p->mail[n++] = mail;
            if (n == 2) break;
        }
        t->dropped[MK_F_MAIL] += !good;
        if (n == 2) break;
    }
}

static mk_said said(mk_table *t, mk_field f)
{
    if (!mk_table_any(t, f)) return MK_SAID_NOTHING;
    int y = mk_yes_no(t->door.row, t->v[f]);
    t->dropped[f] += y < 0;
    return y < 0 ? MK_SAID_NOTHING : y ? MK_SAID_YES : MK_SAID_NO;
}

/* What a mailing service tells of how somebody came onto its list or off it: no consent yet, but what one can be proved with. */
static void read_proof(mk_table *t, mk_person_in *p)
{
    const mk_brand *b = t->brand;
    mk_when w;
    bool utc;
    if (b && b->ads_mail != MK_SAID_NOTHING && p->mail[0].n) p->ads_mail = b->ads_mail;
    if (p->ads_mail == MK_SAID_NOTHING) return;
    if (mk_table_any(t, MK_F_ADS_AT)) {
        if (read_day(t, MK_F_ADS_AT, &w, &utc)) p->ads_at = mk_table_moment(t, w, utc);
        else t->dropped[MK_F_ADS_AT]++;
    }
    if (p->ads_mail == MK_SAID_YES && p->ads_at && p->joined == MK_NEVER) p->joined = p->ads_at;
    mk_buf how = mk_buf_on(t->door.row);
    if (b && b->how) mk_buf_printf(&how, "%s", b->how);
    const struct { mk_field f; const char *say; } part[] = { { MK_F_ADS_AT, "at" }, { MK_F_ADS_IP, "from address" }, { MK_F_ADS_CONFIRMED, "confirmed" } };
    for (size_t i = 0; i < (p->ads_mail == MK_SAID_YES ? sizeof part / sizeof *part : 1); i++)
        if (mk_table_any(t, part[i].f)) mk_buf_printf(&how, "%s%s %.*s", how.n ? ", " : "", part[i].say, MK_SARG(mk_utf8_first(t->v[part[i].f], 60)));
    p->ads_how = mk_buf_str(&how);
}

/* Tags as services write them: "VIP, regular", "* myContacts ::: Friends", "\"VIP\",\"Blog\"". */
static void read_tags(mk_table *t, mk_person_in *p)
{
    for (mk_str rest = t->v[MK_F_TAGS]; rest.n;) {
        size_t k = 0;
        while (k < rest.n && !memchr(",;:|\n", rest.p[k], 5)) k++;
        mk_str one = mk_str_trim(mk_str_sub(rest, 0, k));
        rest = mk_str_sub(rest, k + (k < rest.n), rest.n);
        while (one.n && (one.p[0] == '"' || one.p[0] == '*' || one.p[0] == ' ')) one = mk_str_sub(one, 1, one.n);
        while (one.n && (one.p[one.n - 1] == '"' || one.p[one.n - 1] == ' ')) one.n--;
        if (one.n < 100 && !mk_str_eqz(one, "myContacts")) mk_person_fact(p, MK_S("tag"), one);
    }
}

static void read_facts(mk_table *t, mk_person_in *p)
{
    mk_when w;
    bool utc;
    char day[16];
    mk_person_fact(p, MK_S("organization"), t->v[MK_F_ORGANIZATION]);
    if (mk_table_any(t, MK_F_ANNIVERSARY)) {
        if (read_day(t, MK_F_ANNIVERSARY, &w, &utc)) mk_person_fact(p, MK_S("anniversary"), mk_arena_dup(t->door.row, mk_str_of(mk_day_text(w.day, day))));
        else t->dropped[MK_F_ANNIVERSARY]++;
    }
    for (int i = 0; i < MK_OWN && mk_table_has(t, MK_F_OWN); i++) mk_person_fact(p, t->own_kind[i], t->own[i]);        /* before tags, of which there may be many */
    if (mk_table_any(t, MK_F_TAGS)) read_tags(t, p);
    if (!p->name.n && !p->given.n && !p->family.n && t->v[MK_F_ORGANIZATION].n) p->name = t->v[MK_F_ORGANIZATION], p->company = true;
}

/* What a name says of its bearer. */
static void read_name(mk_table *t, mk_person_in *p)
{
    mk_str name = p->name.n ? p->name : p->family.n ? p->family : p->given;
    if (!name.n) return;
    bool known;
    mk_str number = p->key.n ? p->key : p->member;
    int *says = mk_table_answer(t, mk_hash(MK_ASK_NAME, number), name, &known);
    if (!known) {
        mk_name n = mk_name_of(t->door.row, name);
        *says = (n.company ? COMPANY : 0) | (mk_name_nobody(t->door.row, name, number) ? NOBODY : 0);
    }
    p->company |= (*says & COMPANY) != 0;
    p->nobody = ((*says & NOBODY) || mk_table_of_all(t, number)) && !p->phone[0].n && !p->mail[0].n;
}

bool mk_table_person(mk_cx *cx, mk_table *t, mk_person_in *p)
{
    p->birthday = MK_NO_DAY;
    p->joined = MK_NEVER;
    p->key = t->brand && mk_str_eqz(t->v[MK_F_KEY], "0") ? MK_S("") : t->v[MK_F_KEY];      /* what shops give to guests, all of them */
    p->ads_how = MK_S("");
    p->member = t->v[MK_F_MEMBER];
    p->name = t->v[MK_F_NAME];
    p->given = t->v[MK_F_GIVEN];
    p->family = t->v[MK_F_FAMILY];
    p->street = t->v[MK_F_STREET];
    p->house = t->v[MK_F_HOUSE];
    p->city = t->v[MK_F_CITY];
    p->zip = t->v[MK_F_ZIP];
    p->country = t->v[MK_F_COUNTRY];
    p->note = t->v[MK_F_NOTE];
    if (mk_table_has(t, MK_F_PHONE)) read_phones(t, p);
    if (mk_table_has(t, MK_F_MAIL)) read_mails(t, p);
    mk_str id;
    if (mk_table_any(t, MK_F_NATIONAL_ID)) {
        if (!mk_natid_parse(t->door.row, t->v[MK_F_NATIONAL_ID], &id)) t->dropped[MK_F_NATIONAL_ID]++;
        else if (mk_natid_person(id)) p->national_id = id;
        else p->company = true;
    }
    mk_when w;
    bool utc;
    if (mk_table_any(t, MK_F_BIRTHDAY)) {
        if (read_day(t, MK_F_BIRTHDAY, &w, &utc) && w.day <= mk_day_at(cx->now) && w.day > mk_day_of(1895, 1, 1)) p->birthday = w.day;
        else t->dropped[MK_F_BIRTHDAY]++;
    }
    if (mk_table_any(t, MK_F_JOINED)) {
        if (read_day(t, MK_F_JOINED, &w, &utc)) p->joined = mk_table_moment(t, w, utc);
        else t->dropped[MK_F_JOINED]++;
    }
    if (mk_table_any(t, MK_F_GENDER)) {
        char g = mk_gender_of(t->door.row, t->v[MK_F_GENDER]);
        p->gender = g == 'm' ? MK_S("m") : g == 'f' ? MK_S("f") : MK_S("");
        t->dropped[MK_F_GENDER] += g == 0;
    }
    p->ads_mail = said(t, MK_F_ADS_MAIL);
    p->ads_sms = said(t, MK_F_ADS_SMS);
    read_proof(t, p);
    read_facts(t, p);
    if (mk_table_any(t, MK_F_UNSUBSCRIBED) && mk_yes_no(t->door.row, t->v[MK_F_UNSUBSCRIBED]) != 0) p->ads_mail = MK_SAID_NO;
    read_name(t, p);
    return p->key.n || p->member.n || p->national_id.n || p->name.n || p->given.n || p->family.n || p->phone[0].n || p->mail[0].n;
}
