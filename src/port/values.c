/* SPDX-License-Identifier: Apache-2.0 */
#include "values.h"
#include "contact.h"
#include "hash.h"
#include "utf8.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }

static bool one_of(mk_str key, const char *const *words)
{
    for (; *words; words++)
        if (mk_str_eqz(key, *words)) return true;
    return false;
}

/* The words below are written as mk_fold_key gives them: no final letters, no marks. */
char mk_gender_of(mk_arena *scratch, mk_str s)
{
    static const char *const m[] = { "m", "male", "man", "mr", "זכר", "ז", "גבר", "בנ", "מר", NULL };
    static const char *const f[] = { "f", "female", "woman", "mrs", "ms", "נקבה", "נ", "אישה", "אשה", "בת", "גב", "גברת", NULL };
    if (s.n > 16 || s.n == 0) return 0;
    mk_str k = mk_fold_key(scratch, s);
    return one_of(k, m) ? 'm' : one_of(k, f) ? 'f' : (char)0;
}

int mk_yes_no(mk_arena *scratch, mk_str s)
{
    static const char *const yes[] = { "yes", "y", "true", "t", "1", "on", "v", "subscribed", "opted in", "optin", "כנ", "מאשר", "מאשרת", "מסכימ",
                                       "מסכימה", "פעיל", "אישר", "אישרה", "confirmed", "active", "granted", NULL };
    static const char *const no[] = { "no", "n", "false", "f", "0", "off", "unsubscribed", "not subscribed", "opted out", "optout", "לא", "לא מאשר",
                                      "לא מאשרת", "מסרב", "מסרבת", "הוסר", "הסר", "cleaned", "never", "refused", "denied", "non subscribed", NULL };
    if (s.n == 0 || s.n > 40) return -1;
    if (mk_str_eqz(s, "✓") || mk_str_eqz(s, "✔")) return 1;
    mk_str k = mk_fold_key(scratch, s);
    return one_of(k, yes) ? 1 : one_of(k, no) ? 0 : -1;
}

bool mk_time_parse(mk_str s, int32_t *ret_second)
{
    int part[3] = { 0 }, n = 0;
    size_t i = 0;
    s = mk_str_trim(s);
    while (n < 3) {
        size_t from = i;
        while (i < s.n && digit(s.p[i]) && i - from < 2) part[n] = part[n] * 10 + (s.p[i++] - '0');
        if (i == from) return false;
        n++;
        if (i == s.n || s.p[i] != ':') break;
        i++;
    }
    if (i < s.n && s.p[i] == '.') for (i++; i < s.n && digit(s.p[i]);) i++;
    mk_str rest = mk_str_trim(mk_str_sub(s, i, s.n));
    if (n < 2 || part[0] > 23 || part[1] > 59 || part[2] > 59) return false;
    if (rest.n) {
        bool pm = mk_str_ieq(rest, MK_S("pm")) || mk_str_ieq(rest, MK_S("p.m."));
        if (!pm && !mk_str_ieq(rest, MK_S("am")) && !mk_str_ieq(rest, MK_S("a.m."))) return false;
        if (part[0] == 0 || part[0] > 12) return false;
        part[0] = part[0] % 12 + (pm ? 12 : 0);
    }
    *ret_second = part[0] * 3600 + part[1] * 60 + part[2];
    return true;
}

bool mk_currency_parse(mk_str s, char ret[4])
{
    static const struct { const char *text, *code; } known[] = {
        { "₪", "ILS" }, { "nis", "ILS" }, { "ils", "ILS" }, { "ש\"ח", "ILS" }, { "ש״ח", "ILS" }, { "שח", "ILS" }, { "שקל", "ILS" }, { "$", "USD" },
        { "€", "EUR" }, { "£", "GBP" }, { "usd", "USD" }, { "eur", "EUR" }, { "gbp", "GBP" },
    };
    s = mk_str_trim(s);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mk_str_ieq(s, mk_str_of(known[i].text))) {
            memcpy(ret, known[i].code, 4);
            return true;
        }
    if (s.n != 3) return false;
    for (int i = 0; i < 3; i++) {
        char c = s.p[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 32);
        if (c < 'A' || c > 'Z') return false;
        ret[i] = c;
    }
    ret[3] = 0;
    return true;
}

mk_str mk_point_zero(mk_str s)
{
    if (s.n < 3 || s.p[s.n - 1] != '0' || s.p[s.n - 2] != '.') return s;
    for (size_t i = 0; i + 2 < s.n; i++)
        if (!digit(s.p[i])) return s;
    return mk_str_sub(s, 0, s.n - 2);
}

bool mk_digits_lost(mk_str s)
{
    size_t i = 1;
    if (s.n < 5 || !digit(s.p[0])) return false;
    if (s.p[i] == '.' || s.p[i] == ',')
        for (i++; i < s.n && digit(s.p[i]); i++) {}
    if (s.n - i < 4 || (s.p[i] | 32) != 'e' || s.p[i + 1] != '+') return false;
    for (i += 2; i < s.n; i++)
        if (!digit(s.p[i])) return false;
    return true;
}

/* Which separator the decimals of a number have; a single one with three digits behind it says nothing. */
static void separators(mk_values *v, mk_str s)
{
    size_t comma = 0, point = 0, last = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ',') comma++, last = i;
        if (s.p[i] == '.') point++, last = i;
    }
    if (!comma && !point) return;
    size_t behind = 0;
    for (size_t i = last + 1; i < s.n && digit(s.p[i]); i++) behind++;
    bool both = comma && point;
    if (s.p[last] == ',' && comma == 1 && (both || behind != 3)) v->comma++;
    if (s.p[last] == '.' && point == 1 && (both || behind != 3)) v->point++;
    if (!both && (comma > 1)) v->point++;       /* 1,234,567: the comma parts thousands */
    if (!both && (point > 1)) v->comma++;
}

double mk_share(uint32_t k, const mk_values *v) { return v->n ? (double)k / (double)v->n : 0; }

void mk_values_add(mk_values *v, mk_arena *scratch, mk_str s)
{
    if (s.n == 0) return;
    v->n++;
    if (s.n > v->longest) v->longest = s.n;
    size_t digits = 0, letters = 0, blanks = 0, others = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t c = mk_utf8_next(s, &i);
        if (c < 128 && digit((char)c)) digits++;
        else if (c == ' ') blanks++;
        else if ((c | 32) - 'a' < 26u || c > 0xbf) letters++;
        else others++;
    }
    v->letters += letters > 0;
    if (s.n > 200) {
        v->text++;
        return;
    }
    mk_str out, one = s;
    mk_phone_kind kind;
    for (size_t i = 1; i < s.n && one.n == s.n; i++)        /* the first of several in one cell */
        if (s.p[i] == ';' || s.p[i] == ',' || (s.p[i] == ':' && s.p[i - 1] == ' ')) one = mk_str_trim(mk_str_sub(s, 0, i));
    if (digits >= 7 && mk_phone_parse(scratch, one, &out, &kind) && kind != MK_PHONE_SERVICE) {
        v->phone++;
        v->mobile += kind == MK_PHONE_MOBILE;
    }
    if (one.n && memchr(one.p, '@', one.n) && mk_mail_parse(scratch, one, &out)) v->mail++;
    if (letters == 0 && digits >= 7 && digits <= 9 && mk_natid_parse(scratch, s, &out)) v->national_id++;
    int32_t second;
    if (memchr(s.p, ':', s.n) && s.n <= 13 && mk_time_parse(s, &second)) v->time++;
    mk_when when;
    bool utc;
    if (digits >= 3 && s.n >= 6 && mk_when_parse(s, MK_DMY, false, &when, &utc)) {
        v->date++;
        mk_civil c = mk_civil_of_day(when.day);
        v->born += c.year >= 1905 && c.year <= 2008;
        mk_date_vote(&v->votes, s);
    } else if (digits >= 3 && s.n >= 6 && mk_when_parse(s, MK_MDY, false, &when, &utc)) {
        v->date++;
        mk_date_vote(&v->votes, s);
    }
    int64_t money;
    char currency[4] = "";
    if (digits && mk_money_parse(s, false, &money, currency)) {
        v->number++;
        separators(v, s);
        int64_t whole;
        mk_str plain = mk_point_zero(s);
        if (mk_str_int(plain, &whole)) {
            if (v->integer == 0 || whole < v->min) v->min = whole;
            if (v->integer == 0 || whole > v->max) v->max = whole;
            v->integer++;
            v->leading_zero += s.n > 1 && s.p[0] == '0';
            v->point_zero += plain.n != s.n;
            v->serial_like += (whole >= 20000 && whole <= 80000) || mk_stamp_like(whole);
        } else {
            v->decimal++;
            v->serial_like += money >= 2000000 && money <= 8000000 && !currency[0];     /* a day with its hour */
        }
    }
    if (letters && digits * 2 < letters) v->text++;
    if (letters && blanks && digits == 0) v->two_words++;
    if (digits && blanks == 0 && s.n <= 40) v->code++;
    if (s.p[0] == '#' && s.n > 1 && digit(s.p[1])) v->hash++;
    if (letters == 0 && (digits == 5 || digits == 7) && others == 0) v->zip++;
    v->currency += mk_currency_parse(s, currency);
    v->gender += mk_gender_of(scratch, s) != 0;
    v->yes_no += mk_yes_no(scratch, s) >= 0;
}

mk_str mk_without_nul(mk_arena *a, mk_str s)
{
    if (!s.n || !memchr(s.p, 0, s.n)) return s;
    char *p = mk_arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i]) p[n++] = s.p[i];
    return (mk_str){ p, n };
}
