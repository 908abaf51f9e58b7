/* SPDX-License-Identifier: Apache-2.0
 * Contact points in their normal forms. The Israeli numbering plan is that of the Ministry of Communications; prefixes say what
 * kind a number is and nothing of its carrier, because numbers are portable. */
#include "contact.h"
#include "utf8.h"

enum { DIGITS_MOST = 20 };

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

static bool is_invisible(uint32_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xad;
}

static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

/* Phones ----------------------------------------------------------------------------------------------------------- */

/* Between the digits of a phone. */
static bool is_phone_mark(uint32_t c)
{
    return is_blank(c) || (c < 0x80 && strchr("-.()/'_", (int)c)) || (c >= 0x2010 && c <= 0x2015) || c == 0x5be || c == 0x2212 ||
           c == 0x2019 || c == 0x5f3;
}

/* Whether what is left is an extension: a word for it, or '#', and digits. It belongs to the switchboard, not to the number. */
static bool is_extension(mk_str s)
{
    static const char *const words[] = { "extension", "ext.", "ext", "x.", "x", "#", ";ext=", ",", "שלוחה", "שלוחת", "של'", "של׳", "ש'" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        mk_str w = mk_str_of(words[i]);
        if (s.n < w.n || !mk_str_ieq(mk_str_sub(s, 0, w.n), w)) continue;
        mk_str tail = mk_str_trim(mk_str_sub(s, w.n, s.n));
        while (tail.n && (tail.p[0] == ':' || tail.p[0] == '.')) tail = mk_str_trim(mk_str_sub(tail, 1, tail.n));
        if (tail.n == 0 || tail.n > 6) continue;
        size_t k = 0;
        while (k < tail.n && is_digit((unsigned char)tail.p[k])) k++;
        if (k == tail.n) return true;
    }
    return false;
}

typedef struct dialled { char digit[DIGITS_MOST]; size_t n; bool plus, star; } dialled;

static bool collect(mk_str s, dialled *d)
{
    size_t i = 0;
    *d = (dialled){ 0 };
    s = mk_str_trim(s);
    if (s.n > 4 && mk_str_ieq(mk_str_sub(s, 0, 4), MK_S("tel:"))) s = mk_str_sub(s, 4, s.n);
    /* "541234567.0": a sheet took the number for a quantity */
    if (s.n > 7 && mk_str_ends(s, MK_S(".0")) && memchr(s.p, '.', s.n) == s.p + s.n - 2 && !memchr(s.p, '-', s.n)) s.n -= 2;
    while (i < s.n) {
        size_t at = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (is_digit(c)) {
            if (d->n == DIGITS_MOST) return false;
            d->digit[d->n++] = (char)c;
        } else if (c == '+' && d->n == 0 && !d->plus && !d->star) {
            d->plus = true;
        } else if (c == '*' && d->n == 0 && !d->plus && !d->star) {
            d->star = true;
        } else if (c == '*' && i == s.n && d->n >= 3 && d->n <= 5 && !d->plus && !d->star) {
            d->star = true;                         /* "2700*", as right to left text is often typed */
        } else if (!is_phone_mark(c) && !is_invisible(c)) {
            return d->n >= 7 && is_extension(mk_str_sub(s, at, s.n));
        }
    }
    return d->n > 0;
}

static bool begins(mk_str d, const char *z) { return mk_str_starts(d, mk_str_of(z)); }

/* The kind of a national number without its trunk zero; 0 when there is no such. */
static mk_phone_kind national_kind(mk_str d)
{
    if (d.n == 0) return 0;
    char a = d.p[0];
    if (d.n == 9 && a == '5') return MK_PHONE_MOBILE;
    if (d.n == 9 && a == '7') return MK_PHONE_VOIP;
    if (d.n == 8 && (a == '2' || a == '3' || a == '4' || a == '8' || a == '9')) return MK_PHONE_LAND;
    return 0;
}

static bool is_service(mk_str d)
{
    return d.n == 10 && (begins(d, "1800") || begins(d, "1801") || begins(d, "1809") || begins(d, "1700") || begins(d, "1599") ||
                         begins(d, "1900") || begins(d, "1919") || begins(d, "1212"));
}

bool mk_phone_parse(mk_arena *a, mk_str s, mk_str *ret, mk_phone_kind *ret_kind)
{
    dialled raw;
    mk_phone_kind kind = 0;
    if (!collect(s, &raw)) return false;
    mk_str d = { raw.digit, raw.n };
    if (raw.star) {
        if (d.n < 3 || d.n > 5) return false;
        *ret = mk_arena_printf(a, "*%.*s", MK_SARG(d));
        if (ret_kind) *ret_kind = MK_PHONE_SERVICE;
        return true;
    }
    bool abroad = raw.plus;
    if (begins(d, "00")) {
        abroad = true;
        d = mk_str_sub(d, 2, d.n);
    } else if (!raw.plus && begins(d, "011972")) {              /* dialled from America */
        d = mk_str_sub(d, 3, d.n);
        abroad = true;
    }
    if (begins(d, "972") && (abroad || d.n >= 11)) {
        d = mk_str_sub(d, 3, d.n);
        if (begins(d, "0")) d = mk_str_sub(d, 1, d.n);          /* +972 (0)54 */
    } else if (abroad) {
        if (d.n < 8 || d.n > 15 || d.p[0] == '0') return false;
        kind = MK_PHONE_FOREIGN;
    } else if (begins(d, "0")) {
        d = mk_str_sub(d, 1, d.n);
    }
    if (kind == 0) {
        kind = is_service(d) ? MK_PHONE_SERVICE : national_kind(d);
        if (kind == 0) return false;
        *ret = mk_arena_printf(a, "+972%.*s", MK_SARG(d));
    } else {
        *ret = mk_arena_printf(a, "+%.*s", MK_SARG(d));
    }
    if (ret_kind) *ret_kind = kind;
    return true;
}

mk_str mk_phone_display(mk_arena *a, mk_str e164)
{
    if (!mk_str_starts(e164, MK_S("+972"))) return mk_arena_dup(a, e164);
    mk_str d = mk_str_sub(e164, 4, e164.n);
    if (is_service(d))
        return mk_arena_printf(a, "1-%.3s-%.3s-%.3s", d.p + 1, d.p + 4, d.p + 7);
    switch (national_kind(d)) {
    case MK_PHONE_MOBILE: case MK_PHONE_VOIP: return mk_arena_printf(a, "0%.2s-%.3s-%.4s", d.p, d.p + 2, d.p + 5);
    case MK_PHONE_LAND: return mk_arena_printf(a, "0%.1s-%.3s-%.4s", d.p, d.p + 1, d.p + 4);
    case MK_PHONE_SERVICE: case MK_PHONE_FOREIGN: break;
    }
    return mk_arena_dup(a, e164);
}

/* Mail ------------------------------------------------------------------------------------------------------------- */

static bool is_local_char(unsigned char c)
{
    return c >= 0x80 || is_digit(c) || (c >= 'a' && c <= 'z') || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool is_domain(mk_str d)
{
    size_t label = 0, dots = 0;
    bool letter = false;
    if (d.n > 253) return false;
    for (size_t i = 0; i < d.n; i++) {
        unsigned char c = (unsigned char)d.p[i];
        if (c == '.') {
            if (label == 0 || d.p[i - 1] == '-') return false;
            dots++;
            label = 0;
            letter = false;
            continue;
        }
        bool is_letter = (c >= 'a' && c <= 'z') || c >= 0x80;
        if (!is_letter && !is_digit(c) && !(c == '-' && label)) return false;
        letter |= is_letter;
        if (++label > 63) return false;
    }
    return dots > 0 && label >= 2 && letter && d.p[d.n - 1] != '-';      /* the last label is no number: not an IP address */
}

/* What people type when a form insists. */
static bool is_no_address(mk_str local, mk_str domain)
{
    static const char *const nobody[] = { "noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply",
                                          "nomail", "noemail", "no-email", "no-mail", "mailer-daemon" };
    static const char *const filler[] = { "none", "no", "na", "test", "null", "asd", "asdf", "abc", "mail", "email", "qwe", "nothing" };
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        if (mk_str_eqz(local, nobody[i])) return true;
    const char *dot = memchr(domain.p, '.', domain.n);
    mk_str first = { domain.p, (size_t)(dot - domain.p) };
    if (!mk_str_eq(local, first)) return false;                  /* none@none.com, aaa@aaa.co.il */
    bool same = true;
    for (size_t i = 1; i < local.n; i++) same &= local.p[i] == local.p[0];
    for (size_t i = 0; i < sizeof filler / sizeof *filler; i++) same |= mk_str_eqz(local, filler[i]);
    return same;
}

bool mk_mail_parse(mk_arena *a, mk_str s, mk_str *ret)
{
    if (s.n > 1024) return false;
    /* "A name <address>" */
    const char *open = s.n ? memrchr(s.p, '<', s.n) : NULL;
    if (open) {
        s = mk_str_sub(s, (size_t)(open - s.p) + 1, s.n);
        const char *close = memchr(s.p, '>', s.n);
        if (close) s.n = (size_t)(close - s.p);
    }
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0, at = 0, ats = 0;
    for (size_t i = 0; i < s.n; ) {
        size_t from = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (is_blank(c) || is_invisible(c) || c == '>' || c == 0x7f) continue;
        if (c == 0xfffd) return false;
        if (c == '@') at = n, ats++;
        memcpy(p + n, s.p + from, i - from);
        if (c >= 'A' && c <= 'Z') p[n] = (char)(c + 32);
        n += i - from;
        if (n == 7 && ats == 0 && memcmp(p, "mailto:", 7) == 0) n = 0;
        if (n == 1 && p[0] == '\'') n = 0;                        /* a sheet's mark that the cell is text */
    }
    while (n && (p[n - 1] == '.' || p[n - 1] == ',' || p[n - 1] == ';')) n--;
    if (ats != 1 || at == 0 || at > 64 || n > 254 || n <= at) return false;
    mk_str local = { p, at }, domain = { p + at + 1, n - at - 1 };
    for (size_t i = 0; i < local.n; i++)
        if (!is_local_char((unsigned char)p[i]) || (p[i] == '.' && (i == 0 || i + 1 == at || p[i + 1] == '.'))) return false;
    if (!is_domain(domain) || is_no_address(local, domain)) return false;
    p[n] = 0;
    *ret = (mk_str){ p, n };
    return true;
}

/* National ids ----------------------------------------------------------------------------------------------------- */

bool mk_natid_parse(mk_arena *a, mk_str s, mk_str *ret)
{
    char d[9];
    size_t n = 0;
    s = mk_str_trim(s);
    if (mk_str_ends(s, MK_S(".0"))) s.n -= 2;                   /* as phones: a number cell */
    for (size_t i = 0; i < s.n; ) {
        size_t from = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (is_digit(c)) {
            if (n == sizeof d) return false;
            d[n++] = (char)c;
        } else if (!is_blank(c) && !is_invisible(c) && c != '-' && c != '/' && !(c == '\'' && from == 0)) {
            return false;
        }
    }
    if (n < 5) return false;                                    /* a number so short would be right one time in ten by chance */
    char full[10] = "000000000";
    memcpy(full + 9 - n, d, n);
    int sum = 0, any = 0;
    for (int i = 0; i < 9; i++) {
        int v = (full[i] - '0') * (i % 2 + 1);
        sum += v > 9 ? v - 9 : v;
        any |= full[i] - '0';
    }
    if (any == 0 || sum % 10 != 0) return false;
    *ret = mk_arena_dup(a, (mk_str){ full, 9 });
    return true;
}

bool mk_natid_person(mk_str id) { return id.n == 9 && id.p[0] != '5'; }
