/* SPDX-License-Identifier: Apache-2.0
 * Dates and times: the text becomes tokens (numbers, words, signs), the tokens are matched against the few shapes a date has,
 * and what is left must be a time. Anything that remains over makes it no date. */
#include "amount.h"
#include "utf8.h"

enum { TEXT_MOST = 96, TOKENS = 32 };

typedef struct token { char kind; int digits; int64_t value; mk_str word; } token;   /* kind: 'n', 'w', or the sign itself; 0 at the end */
typedef struct tokens { token t[TOKENS + 1]; int n; char text[TEXT_MOST]; } tokens;

/* Tokens -----------------------------------------------------------------------------------------------------------  */

static bool add_token(tokens *ts, token t)
{
    if (ts->n == TOKENS) return false;
    ts->t[ts->n++] = t;
    return true;
}

/* Words are ASCII letters in lower case, or Hebrew letters without the marks of abbreviation in and behind them. */
static bool tokenise(mk_str s, tokens *ts)
{
    size_t n = 0, i = 0;
    ts->n = 0;
    if (s.n > TEXT_MOST) return false;
    s = mk_str_trim(s);
    if (s.n && s.p[0] == '\'') i = 1;
    while (i < s.n) {
        size_t at = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (c >= '0' && c <= '9') {
            token t = { .kind = 'n', .value = c - '0', .digits = 1 };
            for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, t.digits++)
                if (t.digits < 15) t.value = t.value * 10 + (s.p[i] - '0');
            if (t.digits > 15 || !add_token(ts, t)) return false;
        } else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
            size_t from = n;
            for (i = at; i < s.n && (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z'; i++) ts->text[n++] = (char)(s.p[i] | 32);
            if (!add_token(ts, (token){ .kind = 'w', .word = { ts->text + from, n - from } })) return false;
        } else if (mk_is_hebrew(c)) {
            size_t from = n;
            for (i = at; i < s.n; ) {
                size_t here = i;
                c = mk_utf8_next(s, &i);
                if (mk_is_hebrew(c)) memcpy(ts->text + n, s.p + here, 2), n += 2;
                else if (!(c == '\'' || c == '"' || c == 0x5f3 || c == 0x5f4 || c == 0x2019 || c == 0x201d)) { i = here; break; }
            }
            if (!add_token(ts, (token){ .kind = 'w', .word = { ts->text + from, n - from } })) return false;
        } else if (c <= ' ' || c == 0xa0 || c == 0x202f || (c >= 0x2000 && c <= 0x200a)) {
            if ((ts->n == 0 || ts->t[ts->n - 1].kind != ' ') && !add_token(ts, (token){ .kind = ' ' })) return false;
        } else if ((c >= 0x2010 && c <= 0x2013) || c == 0x5be || c == 0x2212) {
            if (!add_token(ts, (token){ .kind = '-' })) return false;
        } else if ((c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff) {
            continue;
        } else {
            if (c >= 0x7f || !add_token(ts, (token){ .kind = (char)c })) return false;
        }
    }
    while (ts->n && ts->t[ts->n - 1].kind == ' ') ts->n--;
    ts->t[ts->n] = (token){ 0 };
    return ts->n > 0;
}

static const token *skip(const token *t, char kind) { return t->kind == kind ? t + 1 : t; }

static bool is_word(const token *t, const char *word) { return t->kind == 'w' && mk_str_eqz(t->word, word); }

/* The place in the list of the name that the word begins, in three letters at least; -1 when there is none. */
static int name_index(mk_str word, const char *const *names, int n, size_t least)
{
    if (word.n < least) return -1;
    for (int i = 0; i < n; i++)
        if (mk_str_starts(mk_str_of(names[i]), word)) return i;
    return -1;
}

static int month_of(const token *t)
{
    static const char *const english[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september",
                                           "october", "november", "december" };
    static const char *const hebrew[] = { "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר",
                                          "אוקטובר", "נובמבר", "דצמבר" };
    if (t->kind != 'w') return 0;
    mk_str w = t->word;
    if ((unsigned char)w.p[0] < 0x80) return mk_str_eqz(w, "sept") ? 9 : name_index(w, english, 12, 3) + 1;
    int m = name_index(w, hebrew, 12, 6) + 1;
    if (m == 0 && mk_str_eqz(w, "מרס")) m = 3;
    if (m == 0 && mk_str_starts(w, MK_S("ב"))) {               /* "in November" */
        w = mk_str_sub(w, 2, w.n);
        m = mk_str_eqz(w, "מרס") ? 3 : name_index(w, hebrew, 12, 6) + 1;
    }
    return m;
}

/* Times ------------------------------------------------------------------------------------------------------------ */

/* 1 before noon, 2 after it, 0 neither; moves behind it. */
static int half_of_day(const token **p)
{
    const token *t = skip(*p, ' ');
    int half = is_word(t, "am") || is_word(t, "לפנהצ") ? 1 : is_word(t, "pm") || is_word(t, "אחהצ") ? 2 : 0;
    if (half) {
        *p = t + 1;
    } else if ((is_word(t, "a") || is_word(t, "p")) && t[1].kind == '.' && is_word(t + 2, "m")) {
        half = is_word(t, "a") ? 1 : 2;
        *p = skip(t + 3, '.');
    }
    return half;
}

/* 'Z', "UTC", "+02:00", "GMT+0200 (a name)": seconds east. False when what is there is no zone. */
static bool zone(const token *t, int32_t *ret)
{
    *ret = 0;
    t = skip(t, ' ');
    bool named = is_word(t, "z") || is_word(t, "utc") || is_word(t, "gmt");
    if (named) t++;
    if (t->kind == '+' || t->kind == '-') {
        bool west = t->kind == '-';
        int64_t h = t[1].value, m = 0;
        if (t[1].kind != 'n') return false;
        if (t[1].digits == 4) { m = h % 100; h /= 100; t += 2; }
        else if (t[1].digits > 2) return false;
        else if (t[2].kind == ':' && t[3].kind == 'n' && t[3].digits == 2) { m = t[3].value; t += 4; }
        else t += 2;
        if (h > 15 || m > 59) return false;
        *ret = (int32_t)(h * 3600 + m * 60) * (west ? -1 : 1);
    } else if (!named) {
        return false;
    }
    t = skip(t, ' ');
    if (t->kind == '(') {
        while (t->kind && t->kind != ')') t++;
        t = skip(t, ')');
    }
    return t->kind == 0;
}

/* What follows a date: nothing, or a time. */
static bool rest(const token *t, mk_when *w, bool *utc)
{
    if (t->kind == 0) return true;
    t = skip(skip(t, ','), ' ');
    if (is_word(t, "t") || is_word(t, "at") || is_word(t, "בשעה")) t = skip(t + 1, ' ');
    if (t->kind != 'n') return false;
    int64_t h = t->value, m, s = 0;
    if (t[1].kind == ':') {
        if (t->digits > 2 || t[2].kind != 'n' || t[2].digits != 2) return false;
        m = t[2].value;
        t += 3;
        if (t->kind == ':') {
            if (t[1].kind != 'n' || t[1].digits != 2) return false;
            s = t[1].value;
            t += 2;
            if ((t->kind == '.' || t->kind == ',') && t[1].kind == 'n') t += 2;        /* parts of a second are let go */
        }
    } else if (t->digits == 6 || t->digits == 4) {
        if (t->digits == 6) { s = h % 100; h /= 100; }
        m = h % 100;
        h /= 100;
        t++;
    } else {
        return false;
    }
    int half = half_of_day(&t);
    if (half) {
        if (h < 1 || h > 12) return false;
        h = h % 12 + (half == 2 ? 12 : 0);
    }
    if (h > 23 || m > 59 || s > 60) return false;
    if (s == 60) s = 59;                                        /* a leap second has no number of its own */
    w->has_time = true;
    w->second = (int32_t)(h * 3600 + m * 60 + s);
    if (t->kind == 0) return true;
    int32_t east;
    if (!zone(t, &east)) return false;
    *utc = true;
    w->second -= east;
    while (w->second < 0) { w->second += 86400; w->day--; }
    while (w->second >= 86400) { w->second -= 86400; w->day++; }
    return true;
}

/* Dates ------------------------------------------------------------------------------------------------------------ */

static bool set_day(mk_when *w, int64_t y, int digits, int64_t m, int64_t d)
{
    if (digits == 2) y += y < 70 ? 2000 : 1900;
    else if (digits != 4) return false;
    if (y < 1000 || y > 9999 || m > 12 || d > 31 || !mk_day_valid((int)y, (int)m, (int)d)) return false;
    int32_t day = mk_day_of((int)y, (int)m, (int)d);
    if (day == -25568 || day == -25569) return false;           /* 1899-12-31 and -30 are how sheets write nothing */
    w->day = day;
    return true;
}

/* a/b/c of digits only. */
static bool numeric(const token *a, const token *b, const token *c, mk_date_order order, mk_when *w)
{
    if (b->digits > 2) return false;
    if (a->digits == 4) return c->digits <= 2 && set_day(w, a->value, 4, b->value, c->value);
    if (a->digits > 2) return false;
    int year = c->digits == 1 ? 2 : c->digits;                  /* "1/2/5" is of 2005, as sheets have it */
    if (c->digits <= 2 && (order == MK_YMD || a->value > 31) && set_day(w, a->value, 2, b->value, c->value)) return true;
    bool month_first = order == MK_MDY ? a->value <= 12 : b->value > 12;
    return month_first ? set_day(w, c->value, year, a->value, b->value) : set_day(w, c->value, year, b->value, a->value);
}

static bool is_separator(char c) { return c == '-' || c == '/' || c == '.'; }

static const token *ordinal(const token *t)
{
    return is_word(t, "st") || is_word(t, "nd") || is_word(t, "rd") || is_word(t, "th") ? t + 1 : t;
}

/* Between the parts of a date with a month's name: a separator, or marks and a blank, or nothing. */
static const token *between(const token *t)
{
    return is_separator(t->kind) && t->kind != '.' ? t + 1 : skip(skip(skip(t, '.'), ','), ' ');
}

static const token *weekday(const token *t)
{
    static const char *const english[] = { "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday" };
    const token *from = t;
    if (t->kind != 'w') return t;
    if (is_word(t, "יום") && t[1].kind == ' ' && t[2].kind == 'w') t += 3;
    else if (month_of(t) == 0 && name_index(t->word, english, 7, 3) >= 0) t++;
    else return from;
    return skip(skip(skip(t, '.'), ','), ' ');
}

/* Matches a date at t; *ret_next is behind it. NULL for ret_next: only whether. */
static bool date(const token *t, mk_date_order order, mk_when *w, const token **ret_next)
{
    t = weekday(t);
    if (t->kind == 'n' && is_separator(t[1].kind) && t[2].kind == 'n' && t[3].kind == t[1].kind && t[4].kind == 'n') {
        *ret_next = t + 5;
        return numeric(t, t + 2, t + 4, order, w);
    }
    if (t->kind == 'n' && t->digits <= 4) {                     /* 22 November 2026, 2026-Nov-22 */
        const token *m = between(ordinal(t + 1));
        if (is_word(m, "of")) m = skip(m + 1, ' ');
        int month = month_of(m);
        const token *y = month ? between(m + 1) : m;
        if (!month || y->kind != 'n') return false;
        *ret_next = y + 1;
        if (t->digits == 4) return y->digits <= 2 && set_day(w, t->value, 4, month, y->value);
        return t->digits <= 2 && set_day(w, y->value, y->digits, month, t->value);
    }
    if (t->kind == 'w') {                                       /* Nov 22, 2026 */
        int month = month_of(t);
        const token *d = between(t + 1);
        if (!month || d->kind != 'n' || d->digits > 2) return false;
        const token *y = between(ordinal(d + 1));
        if (y->kind != 'n') return false;
        *ret_next = y + 1;
        return set_day(w, y->value, y->digits, month, d->value);
    }
    if (t->kind == 'n' && t->digits == 8) {
        *ret_next = t + 1;
        return t->value >= 18000101 && t->value < 22000000 && set_day(w, t->value / 10000, 4, t->value / 100 % 100, t->value % 100);
    }
    return false;
}

/* 45000, 45000.75: days since 1899-12-30 and the part of the day. */
static bool serial_number(const tokens *ts, mk_when *w)
{
    const token *t = ts->t;
    if (t->kind != 'n' || t->digits != 5 || t->value < 20000 || t->value > 80000) return false;
    bool part = t[1].kind == '.' && t[2].kind == 'n' && t[3].kind == 0;
    if (!part && t[1].kind != 0) return false;
    w->day = (int32_t)t->value - 25569;
    if (part && t[2].value) {
        double unit = 1;
        for (int i = 0; i < t[2].digits; i++) unit *= 10;
        int32_t second = (int32_t)((double)t[2].value / unit * 86400 + 0.5);
        w->has_time = true;
        w->second = second > 86399 ? 86399 : second;
    }
    return true;
}

/* 1655510400, 1655510400123: as programs write moments. */
static bool stamp(const tokens *ts, mk_when *w)
{
    const token *t = ts->t;
    if (t->kind != 'n' || (t->digits != 10 && t->digits != 13) || (t[1].kind != 0 && !(t[1].kind == '.' && t[2].kind == 'n' && t[3].kind == 0))) return false;
    if (!mk_stamp_like(t->value)) return false;
    int64_t second = t->digits == 13 ? t->value / 1000 : t->value;
    *w = (mk_when){ .day = (int32_t)(second / 86400), .second = (int32_t)(second % 86400), .has_time = true };
    return true;
}

bool mk_when_parse(mk_str s, mk_date_order order, bool serial, mk_when *ret, bool *ret_utc)
{
    tokens ts;
    mk_when w = { 0 };
    bool utc = false;
    if (!tokenise(s, &ts)) return false;
    if (serial && stamp(&ts, &w)) {
        utc = true;
    } else if (!(serial && serial_number(&ts, &w))) {
        const token *next = ts.t;
        /* 14 digits are a day and a time */
        if (ts.n == 1 && ts.t[0].kind == 'n' && (ts.t[0].digits == 14 || ts.t[0].digits == 12)) {
            int cut = ts.t[0].digits == 14 ? 1000000 : 10000;
            ts.t[1] = (token){ .kind = 'n', .digits = ts.t[0].digits - 8, .value = ts.t[0].value % cut };
            ts.t[0] = (token){ .kind = 'n', .digits = 8, .value = ts.t[0].value / cut };
            ts.t[2] = (token){ 0 };
        }
        if (!date(ts.t, order, &w, &next) || !rest(next, &w, &utc)) return false;
    }
    *ret = w;
    if (ret_utc) *ret_utc = utc;
    return true;
}

/* The order of a column -------------------------------------------------------------------------------------------- */

void mk_date_vote(mk_date_votes *v, mk_str s)
{
    tokens ts;
    mk_when w;
    const token *next;
    if (mk_str_trim(s).n == 0) return;
    if (!tokenise(s, &ts)) { v->not_date++; return; }
    if (serial_number(&ts, &w) || stamp(&ts, &w)) { v->serial++; return; }
    const token *t = weekday(ts.t);
    bool plain = t->kind == 'n' && is_separator(t[1].kind) && t[2].kind == 'n' && t[3].kind == t[1].kind && t[4].kind == 'n';
    bool dmy = date(ts.t, MK_DMY, &w, &next);
    if (!dmy && !date(ts.t, MK_MDY, &w, &next) && !date(ts.t, MK_YMD, &w, &next)) {
        if (!mk_when_parse(s, MK_DMY, false, &w, NULL)) v->not_date++;
        else v->ymd++;                                          /* digits only, with the time */
    } else if (!plain) {
        if (t->kind == 'n' && t->digits == 8) v->ymd++; else v->either++;
    } else if (t->digits == 4 || t->value > 31) {
        v->ymd++;
    } else if (t->value > 12) {
        v->dmy++;
    } else if (t[2].value > 12) {
        v->mdy++;
    } else {
        v->either++;
    }
}

mk_date_order mk_date_decide(const mk_date_votes *v)
{
    /* years of four digits in front need no decision: the others decide */
    if (v->dmy || v->mdy) return v->mdy > v->dmy ? MK_MDY : MK_DMY;
    return v->ymd ? MK_YMD : MK_DMY;
}
