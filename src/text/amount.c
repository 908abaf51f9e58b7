/* SPDX-License-Identifier: Apache-2.0
 * Money and quantities. A text is first made plain (one kind of blank, minus and apostrophe; bidi marks gone), then signs and
 * currencies are taken off both ends, and what is left must be one number by strict rules: a wrong sum is worse than none. */
#include "amount.h"
#include "utf8.h"

enum { PLAIN_MOST = 64 };

/* Copies s into out; false when it is too long to be an amount. */
static bool make_plain(mk_str s, char out[PLAIN_MOST], mk_str *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; ) {
        size_t at = i;
        uint32_t c = mk_utf8_next(s, &i);
        char one = 0;
        if (c < 0x80) one = c <= ' ' || c == 0x7f ? ' ' : (char)c;
        else if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000) one = ' ';
        else if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x5be) one = '-';
        else if (c == 0x2018 || c == 0x2019 || c == 0x5f3 || c == 0x2b9) one = '\'';
        else if (c == 0x201c || c == 0x201d || c == 0x5f4 || c == 0x2033) one = '"';
        else if ((c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff) continue;
        size_t len = one ? 1 : i - at;
        if (n + len > PLAIN_MOST) return false;
        if (one) out[n] = one; else memcpy(out + n, s.p + at, len);
        n += len;
    }
    *ret = mk_str_trim((mk_str){ out, n });
    /* a sheet's mark that the cell is text */
    if (ret->n > 1 && ret->p[0] == '\'') *ret = mk_str_trim(mk_str_sub(*ret, 1, ret->n));
    return true;
}

/* Numbers ---------------------------------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Whether the whole part is digits, or groups of three parted by one and the same `sep` behind a first group of one to three. */
static bool grouped(mk_str whole, char sep)
{
    size_t run = 0, groups = 0;
    for (size_t i = 0; i < whole.n; i++) {
        if (is_digit(whole.p[i])) { run++; continue; }
        if (whole.p[i] != sep || (groups ? run != 3 : run < 1 || run > 3)) return false;
        groups++;
        run = 0;
    }
    return groups ? run == 3 : whole.n > 0;
}

/* Where the decimal separator is (whole.n when there is none), and what parts the thousands. False when neither reading is right. */
static bool find_decimal(mk_str s, bool comma_decimal, size_t *ret_at, char *ret_group)
{
    size_t dots = 0, commas = 0, blanks = 0, ticks = 0, last_dot = 0, last_comma = 0;
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '.': dots++; last_dot = i; break;
        case ',': commas++; last_comma = i; break;
        case ' ': blanks++; break;
        case '\'': ticks++; break;
        default: if (!is_digit(s.p[i])) return false;
        }
    }
    char group = blanks ? ' ' : ticks ? '\'' : 0;
    if (blanks && ticks) return false;
    *ret_at = s.n;
    if (dots && commas) {                           /* the last one is the decimal, the other parts thousands */
        bool dot = last_dot > last_comma;
        if (group || (dot ? dots : commas) != 1) return false;
        *ret_at = dot ? last_dot : last_comma;
        *ret_group = dot ? ',' : '.';
        return true;
    }
    *ret_group = group;
    if (dots + commas == 0) return true;
    char sep = dots ? '.' : ',';
    size_t at = dots ? last_dot : last_comma;
    if (dots + commas > 1) {
        if (group) return false;
        *ret_group = sep;
        return true;
    }
    /* one alone, with exactly three digits behind it: thousands for one of the two signs, unless thousands cannot begin so */
    char thousands = comma_decimal ? '.' : ',';
    if (!group && sep == thousands && s.n - at == 4 && at >= 1 && at <= 3 && s.p[0] != '0') {
        *ret_group = sep;
        return true;
    }
    *ret_at = at;
    return true;
}

/* Digits with separators to a whole number of 10^-decimals, rounded half away from zero. */
static bool parse_number(mk_str s, bool comma_decimal, int decimals, int64_t *ret)
{
    size_t at;
    char group = 0;
    if (s.n == 0 || !find_decimal(s, comma_decimal, &at, &group)) return false;
    mk_str whole = mk_str_sub(s, 0, at), part = mk_str_sub(s, at + 1, s.n);
    if (whole.n ? !grouped(whole, group) : part.n == 0) return false;
    int64_t v = 0;
    for (size_t i = 0; i < whole.n; i++)
        if (is_digit(whole.p[i]) && (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, whole.p[i] - '0', &v))) return false;
    for (int k = 0; k < decimals; k++) {
        int d = (size_t)k < part.n ? part.p[k] - '0' : 0;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, d, &v)) return false;
    }
    for (size_t i = 0; i < part.n; i++)
        if (!is_digit(part.p[i])) return false;
    if (part.n > (size_t)decimals && part.p[decimals] >= '5' && __builtin_add_overflow(v, 1, &v)) return false;
    *ret = v;
    return true;
}

/* 1.978e+03, as programs and sheets write numbers; the exponent has a sign, so that 12E5 stays the code that it is. */
static bool parse_scientific(mk_str s, int decimals, int64_t *ret)
{
    double v;
    size_t e = 0;
    while (e < s.n && (is_digit(s.p[e]) || s.p[e] == '.')) e++;
    if (e == 0 || e + 2 >= s.n || s.n > 30 || (s.p[e] | 32) != 'e' || (s.p[e + 1] != '+' && s.p[e + 1] != '-') || !mk_str_real(s, &v)) return false;
    for (int k = 0; k < decimals; k++) v *= 10;
    if (!(v < 1e17)) return false;
    *ret = (int64_t)(v + .5);
    return true;
}

/* Signs and currencies --------------------------------------------------------------------------------------------- */

/* Longer ones first, where one begins or ends with another. */
static const struct { mk_str text; char code[4]; } currencies[] = {
    { MK_S("₪"), "ILS" }, { MK_S("¤"), "ILS" } /* the same byte, A4, read as Latin-1 */, { MK_S("ש\"ח"), "ILS" }, { MK_S("ש''ח"), "ILS" }, { MK_S("שקלים"), "ILS" },
    { MK_S("שקל"), "ILS" }, { MK_S("שח"), "ILS" }, { MK_S("nis"), "ILS" }, { MK_S("ils"), "ILS" },
    { MK_S("£"), "GBP" }, { MK_S("gbp"), "GBP" }, { MK_S("us$"), "USD" }, { MK_S("$us"), "USD" }, { MK_S("$"), "USD" },
    { MK_S("usd"), "USD" }, { MK_S("€"), "EUR" }, { MK_S("eur"), "EUR" },
};

static bool starts_or_ends(mk_str s, mk_str with, bool end)
{
    return s.n >= with.n && mk_str_ieq(end ? mk_str_sub(s, s.n - with.n, s.n) : mk_str_sub(s, 0, with.n), with);
}

/* Takes a currency off an end. 1: taken; 0: there is none; -1: it is another one than before. */
static int take_currency(mk_str *s, char code[4])
{
    if (is_digit(s->p[0]) && is_digit(s->p[s->n - 1])) return 0;
    for (int end = 0; end < 2; end++)
        for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
            mk_str c = currencies[i].text;
            if (!starts_or_ends(*s, c, end)) continue;
            if (code[0] && memcmp(code, currencies[i].code, 4) != 0) return -1;
            memcpy(code, currencies[i].code, 4);
            *s = mk_str_trim(end ? mk_str_sub(*s, 0, s->n - c.n) : mk_str_sub(*s, c.n, s->n));
            return 1;
        }
    return 0;
}

/* Takes one sign, a pair of brackets, and with `code` also currencies, off the ends. */
static bool take_ends(mk_str *s, char *code, bool *negative)
{
    bool sign = false;
    *negative = false;
    for (;;) {
        if (s->n == 0) return false;
        char first = s->p[0], last = s->p[s->n - 1];
        int took = code ? take_currency(s, code) : 0;
        if (took < 0) return false;
        if (took) continue;
        if (first == '-' || first == '+' || last == '-' || last == '+') {
            bool front = first == '-' || first == '+';
            if (sign) return false;
            sign = true;
            *negative = (front ? first : last) == '-';
            *s = mk_str_trim(front ? mk_str_sub(*s, 1, s->n) : mk_str_sub(*s, 0, s->n - 1));
        } else if (first == '(' && last == ')') {
            if (sign) return false;
            sign = *negative = true;
            *s = mk_str_trim(mk_str_sub(*s, 1, s->n - 1));
        } else {
            return true;
        }
    }
}

bool mk_money_parse(mk_str s, bool comma_decimal, int64_t *ret_minor, char currency[4])
{
    char plain[PLAIN_MOST], code[4] = "";
    bool negative;
    int64_t v;
    if (!make_plain(s, plain, &s) || !take_ends(&s, code, &negative) || !(parse_number(s, comma_decimal, 2, &v) || parse_scientific(s, 2, &v))) return false;
    *ret_minor = negative ? -v : v;
    if (code[0]) memcpy(currency, code, 4);
    return true;
}

bool mk_quantity_parse(mk_str s, bool comma_decimal, int64_t *ret)
{
    char plain[PLAIN_MOST];
    bool negative;
    int64_t v;
    if (!make_plain(s, plain, &s) || !take_ends(&s, NULL, &negative) || !(parse_number(s, comma_decimal, 4, &v) || parse_scientific(s, 4, &v))) return false;
    *ret = negative ? -v : v;
    return true;
}

bool mk_money_divide(__int128 n, int64_t d, int64_t *ret)
{
    __int128 whole = n / d, rest = n % d, far = rest < 0 ? -rest : rest, by = d < 0 ? -(__int128)d : d;
    if (far >= by - far) whole += (n < 0) == (d < 0) ? 1 : -1;
    if (whole > INT64_MAX / 4 || whole < INT64_MIN / 4) return false;
    *ret = (int64_t)whole;
    return true;
}

bool mk_money_times(int64_t quantity, int64_t each, int64_t *ret) { return mk_money_divide((__int128)quantity * each, 10000, ret); }

int64_t mk_money_each(int64_t total, int64_t quantity)
{
    int64_t each;
    return quantity && mk_money_divide((__int128)total * 10000, quantity, &each) ? each : 0;
}

char *mk_money_text(int64_t minor, char out[32])
{
    uint64_t v = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;    /* unsigned: the least number has no positive twin */
    snprintf(out, 32, "%s%llu.%02llu", minor < 0 ? "-" : "", (unsigned long long)(v / 100), (unsigned long long)(v % 100));
    return out;
}
