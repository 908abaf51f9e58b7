/* SPDX-License-Identifier: Apache-2.0
 * Whose a contact point is, and how near two are. The prefixes of kosher phones are those that the companies publish; a number may have moved. */
#include "contact_key.h"
#include "clock.h"
#include "utf8.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Phones ------------------------------------------------------------------------------------------------------------- */

static bool one_digit(mk_str d)
{
    for (size_t i = 1; i < d.n; i++)
        if (d.p[i] != d.p[0]) return false;
    return true;
}

mk_bearer mk_phone_bearer(mk_str e164, mk_phone_kind kind)
{
    static const char *const kosher[] = {
        "5041", "5271", "5276", "5331", "5341", "5484", "5485", "5532", "5533", "5566", "5567", "5568", "5832", "5833", "5838",
    };
    mk_str d = mk_str_starts(e164, MK_S("+972")) ? mk_str_sub(e164, 4, e164.n) : mk_str_sub(e164, 1, e164.n);
    if (kind == MK_PHONE_SERVICE || (d.n > 2 && one_digit(mk_str_sub(d, 2, d.n)))) return MK_BEARER_NOBODY;
    if (kind == MK_PHONE_LAND || kind == MK_PHONE_VOIP) return MK_BEARER_HOUSEHOLD;
    if (kind == MK_PHONE_FOREIGN) return MK_BEARER_PERSON;
    for (size_t i = 0; i < COUNT(kosher); i++)
        if (mk_str_starts(d, mk_str_of(kosher[i]))) return MK_BEARER_HOUSEHOLD;
    return MK_BEARER_PERSON;
}

/* Mail --------------------------------------------------------------------------------------------------------------- */

static bool split(mk_str mail, mk_str *local, mk_str *domain)
{
    const char *at = mail.n ? memchr(mail.p, '@', mail.n) : NULL;
    if (!at) return false;
    *local = (mk_str){ mail.p, (size_t)(at - mail.p) };
    *domain = mk_str_sub(mail, local->n + 1, mail.n);
    return true;
}

mk_str mk_mail_key(mk_arena *a, mk_str mail)
{
    mk_str local, domain;
    if (!split(mail, &local, &domain)) return mail;
    const char *plus = local.n ? memchr(local.p, '+', local.n) : NULL;
    if (plus && plus > local.p) local.n = (size_t)(plus - local.p);
    bool google = mk_str_eqz(domain, "gmail.com") || mk_str_eqz(domain, "googlemail.com");
    char *p = mk_arena_alloc(a, local.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < local.n; i++)
        if (!google || local.p[i] != '.') p[n++] = local.p[i];
    mk_str who = n ? (mk_str){ p, n } : local;
    return mk_arena_printf(a, "%.*s@%.*s", MK_SARG(who), MK_SARG(google ? MK_S("gmail.com") : domain));
}

mk_bearer mk_mail_bearer(mk_str mail)
{
    static const char *const roles[] = {
        "info", "information", "office", "mail", "email", "admin", "administrator", "administration", "contact", "contactus", "contact-us", "hello",
        "sales", "sale", "support", "service", "services", "customerservice", "help", "helpdesk", "shop", "store", "orders", "order", "billing",
        "invoice", "invoices", "accounts", "accounting", "finance", "hr", "jobs", "career", "careers", "marketing", "team", "webmaster",
        "postmaster", "hostmaster", "abuse", "root", "noreply", "no-reply", "donotreply", "newsletter", "news", "press", "media", "legal",
        "privacy", "security", "secretary", "reception", "manager", "management", "ceo", "staff", "all", "everyone", "main", "general", "misrad",
        "mazkirut", "sherut", "hanhala", "kabala", "museum", "library", "school", "hotel", "reservations", "booking", "bookings", "kupa",
    };
    mk_str local, domain;
    if (!split(mail, &local, &domain)) return MK_BEARER_NOBODY;
    const char *plus = local.n ? memchr(local.p, '+', local.n) : NULL;
    if (plus && plus > local.p) local.n = (size_t)(plus - local.p);
    for (size_t i = 0; i < COUNT(roles); i++) {
        mk_str role = mk_str_of(roles[i]);
        if (!mk_str_starts(local, role)) continue;
        mk_str rest = mk_str_sub(local, role.n, local.n);       /* info2, office.tlv is a role too; infofeld is somebody */
        size_t k = 0;
        while (k < rest.n && rest.p[k] >= '0' && rest.p[k] <= '9') k++;
        if (k == rest.n || rest.p[0] == '.' || rest.p[0] == '-' || rest.p[0] == '_') return MK_BEARER_NOBODY;
    }
    return MK_BEARER_PERSON;
}

/* National ids ------------------------------------------------------------------------------------------------------- */

mk_natid_kind mk_natid_kind_of(mk_str id)
{
    if (id.n != 9 || id.p[0] != '5') return MK_NATID_PERSON;
    switch (id.p[1]) {
    case '0': return MK_NATID_PUBLIC_BODY;
    case '1': case '2': return MK_NATID_COMPANY;
    case '3': case '4': case '5': return MK_NATID_PARTNERSHIP;
    case '6': return MK_NATID_FOREIGN_COMPANY;
    case '7': return MK_NATID_COOPERATIVE;
    case '8': return MK_NATID_ASSOCIATION;
    default: return MK_NATID_OTHER_BODY;
    }
}

/* The digits of a number as written, padded to nine. False: none, too many, or all nought. */
static bool nine(mk_str s, char out[9])
{
    char d[9];
    size_t n = 0;
    bool any = false;
    s = mk_str_trim(s);
    if (mk_str_ends(s, MK_S(".0"))) s.n -= 2;
    for (size_t i = 0; i < s.n; ) {
        uint32_t c = mk_utf8_next(s, &i);
        if (c < '0' || c > '9') continue;
        if (n == sizeof d) return false;
        d[n++] = (char)c;
        any |= c != '0';
    }
    if (n < 5 || !any) return false;
    memset(out, '0', 9 - n);
    memcpy(out + 9 - n, d, n);
    return true;
}

/* One place differs, or two neighbours are exchanged. */
static bool one_slip(const char *x, const char *y, size_t n)
{
    size_t first = n, last = 0, differ = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] == y[i]) continue;
        if (first == n) first = i;
        last = i;
        differ++;
    }
    return differ == 1 || (differ == 2 && last == first + 1 && x[first] == y[last] && x[last] == y[first]);
}

mk_natid_level mk_natid_compare(mk_arena *a, mk_str x, mk_str y)
{
    char p[9], q[9];
    mk_str ignored;
    if (!nine(x, p) || !nine(y, q)) return MK_NATID_UNKNOWN;
    bool right = mk_natid_parse(a, x, &ignored), also = mk_natid_parse(a, y, &ignored);
    if (memcmp(p, q, 9) == 0) return right ? MK_NATID_SAME : MK_NATID_SAME_WRONG;
    if (right && also) return MK_NATID_DIFFERENT;
    return one_slip(p, q, 9) ? MK_NATID_TYPO : MK_NATID_UNKNOWN;
}

/* Days of birth ------------------------------------------------------------------------------------------------------ */

mk_day_weight mk_birth_weight(int32_t day)
{
    /* 1899-12-30 and -31, 1900-01-00 and -01 of sheets; 1753 and 1601 of databases and file systems; 0001; the epoch; 2000 of old tills */
    static const struct { int y, m, d; } zero[] = {
        { 1, 1, 1 }, { 1601, 1, 1 }, { 1753, 1, 1 }, { 1800, 1, 1 }, { 1899, 12, 30 }, { 1899, 12, 31 }, { 1900, 1, 1 }, { 1900, 1, 2 },
        { 1901, 1, 1 }, { 1970, 1, 1 }, { 1969, 12, 31 }, { 9999, 12, 31 }, { 2099, 12, 31 }, { 1911, 11, 11 }, { 2000, 1, 1 },
    };
    for (size_t i = 0; i < COUNT(zero); i++)
        if (day == mk_day_of(zero[i].y, zero[i].m, zero[i].d)) return zero[i].y == 2000 ? MK_DAY_WEAK : MK_DAY_DEFAULT;
    mk_civil c = mk_civil_of_day(day);
    return c.month == 1 && c.day == 1 ? MK_DAY_WEAK : MK_DAY_REAL;
}

static void digits_of(const mk_civil *c, char out[8])
{
    int v = c->year * 10000 + c->month * 100 + c->day;
    for (int i = 7; i >= 0; i--, v /= 10) out[i] = (char)('0' + v % 10);
}

mk_birth_level mk_birth_compare(int32_t x, int32_t y)
{
    if (mk_birth_weight(x) == MK_DAY_DEFAULT || mk_birth_weight(y) == MK_DAY_DEFAULT) return MK_BIRTH_UNKNOWN;
    if (x == y) return MK_BIRTH_SAME;
    mk_civil a = mk_civil_of_day(x), b = mk_civil_of_day(y);
    char p[8], q[8];
    if (a.year == b.year && a.month == b.day && a.day == b.month) return MK_BIRTH_SWAPPED;
    digits_of(&a, p);
    digits_of(&b, q);
    if (one_slip(p, q, 8)) return MK_BIRTH_TYPO;
    int apart = abs(a.year - b.year);
    bool same_day = a.month == b.month && a.day == b.day;
    if ((a.year == b.year && a.month == b.month) || (same_day && (apart <= 2 || apart == 10 || apart == 100))) return MK_BIRTH_NEAR;
    return MK_BIRTH_DIFFERENT;
}
