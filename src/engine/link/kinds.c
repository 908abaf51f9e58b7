/* SPDX-License-Identifier: Apache-2.0
 * What each column is: its header says it, its values confirm or refuse it. A column nobody knows is words, and helps as far as it can. */
#include "contact.h"
#include "kinds_int.h"
#include "person_name.h"
#include "utf8.h"
#include "values_day.h"

static const char *const kind_name[] = { "ignored", "given", "family", "name", "other names", "birth", "phone", "mail", "national id", "address", "house",
                                         "postcode", "city", "word", "text" };
const char *mk_link_kind_name(mk_link_kind k) { return k < MK_LK_KINDS_ ? kind_name[k] : "?"; }

bool mk_link_nothing(mk_str s)
{
    static const mk_str nothing[] = { { "-", 1 }, { "?", 1 }, { ".", 1 }, { "--", 2 }, { "na", 2 }, { "n/a", 3 }, { "nan", 3 }, { "nil", 3 }, { "#n/a", 4 }, { "null", 4 },
        { "none", 4 }, { "אין", 6 }, { "ללא", 6 }, { "unknown", 7 }, { "missing", 7 }, { "not known", 9 }, { "לא ידוע", 13 } };
    if (s.n == 0) return true;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing && nothing[i].n <= s.n; i++)
        if (nothing[i].n == s.n && mk_str_ieq(s, nothing[i])) return true;
    return false;
}

/* What a sample of the distinct values looks like; each counts once. Chosen by hash: the same whatever the order of rows. */
typedef struct looks { uint32_t n, day, phone, mail, natid, digits, letters, any_digit, comma, house; double words, length; } looks;

/* Whether it is more likely what a house is called, a firm, a shop, than a person. */
static bool of_a_house(mk_arena *a, mk_str s)
{
    static const mk_str words[] = { { "the", 3 }, { "of", 2 }, { "and", 3 }, { "at", 2 }, { "cafe", 4 }, { "hotel", 5 }, { "grill", 5 }, { "bar", 3 }, { "house", 5 }, { "club", 4 },
        { "shop", 4 }, { "store", 5 }, { "school", 6 }, { "center", 6 }, { "centre", 6 }, { "church", 6 } };
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '&' || s.p[i] == '(' || (s.p[i] == '\'' && i + 2 < s.n && s.p[i + 1] == 's' && s.p[i + 2] == ' ')) return true;
    for (size_t from = 0; from < s.n; ) {
        size_t to = from;
        while (to < s.n && s.p[to] != ' ') to++;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (mk_str_ieq(mk_str_sub(s, from, to), words[k])) return true;
        from = to + 1;
    }
    return mk_name_of(a, s).company;
}

static looks look(mk_arena *a, const mk_raw *c)
{
    looks k = { 0 };
    mk_arena_mark here = mk_arena_here(a);
    for (uint32_t v = 0; v < c->few_n; v++) {
        mk_str s = mk_raw_text(c, c->few[v].value), t;
        uint32_t digits = 0, letters = 0, blanks = 0;
        for (size_t i = 0; i < s.n; i++) {
            unsigned char x = (unsigned char)s.p[i];
            digits += x >= '0' && x <= '9';
            letters += (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x >= 0x80;
            blanks += x == ' ';
        }
        k.n++;
        k.digits += digits && !letters;
        k.letters += letters && !digits;
        k.any_digit += digits > 0;
        k.comma += memchr(s.p, ',', s.n) != NULL;
        k.house += of_a_house(a, s);
        k.words += blanks + 1;
        k.length += (double)s.n;
        uint32_t ymd;
        k.day += mk_link_day(s, false, &ymd) || mk_link_day(s, true, &ymd);
        mk_phone_kind pk;
        k.phone += digits >= 7 && letters == 0 && mk_phone_parse(a, s, &t, &pk);
        k.mail += memchr(s.p, '@', s.n) && mk_mail_parse(a, s, &t);
        k.natid += digits >= 8 && digits <= 9 && letters == 0 && mk_natid_parse(a, s, &t);
        mk_arena_rewind(a, here);
    }
    return k;
}

static int by_number(const void *pa, const void *pb)
{
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    return (a > b) - (a < b);
}

/* Days that nine of ten lie within some years are of something that happened. People are born over more. */
static bool of_late(mk_arena *a, const mk_raw *c)
{
    enum { YEARS = 12 };
    mk_arena_mark here = mk_arena_here(a);
    uint32_t *year = MK_NEWN(a, uint32_t, c->few_n + 1), n = 0, ymd;
    for (uint32_t v = 0; v < c->few_n; v++)
        if (mk_link_day(mk_raw_text(c, c->few[v].value), false, &ymd) || mk_link_day(mk_raw_text(c, c->few[v].value), true, &ymd)) year[n++] = ymd / 10000;
    qsort(year, n, sizeof *year, by_number);
    bool late = n > MK_SOME_ROWS && year[n - 1 - n / 20] - year[n / 20] < YEARS;
    mk_arena_rewind(a, here);
    return late;
}

static bool most(uint32_t k, const looks *l, double share) { return l->n && k >= share * l->n; }

static void decide(mk_arena *a, const mk_link_rows *r, mk_raw *c)
{
    looks l = look(a, c);
    mk_header_says says = mk_header_read(a, c->header);
    mk_link_kind h = says.kind;
    bool id_word = says.numbers;
    if (says.whose && most(l.letters, &l, .8) && l.words > 1.4 * l.n) h = MK_LK_NAME;
    c->why = MK_S("header");
    switch (h) {
    case MK_LK_BIRTH: if (most(l.day, &l, .5)) c->kind = h; break;
    case MK_LK_MAIL: if (most(l.mail, &l, .3)) c->kind = h; break;
    case MK_LK_PHONE: if (most(l.any_digit, &l, .5)) c->kind = h; break;
    case MK_LK_NATID: if (most(l.any_digit, &l, .5) && l.length / (l.n ? l.n : 1) >= 4) c->kind = h; break;
    case MK_LK_POSTCODE: if (most(l.any_digit, &l, .5)) c->kind = h; break;
    case MK_LK_HOUSE: if (most(l.any_digit, &l, .5)) c->kind = h; break;
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_NAME: case MK_LK_OTHER_NAMES: if (!most(l.digits, &l, .5)) c->kind = h; break;
    case MK_LK_CITY: case MK_LK_ADDRESS: case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: c->kind = h; break;
    case MK_LK_KINDS_: break;
    }
    bool unique = c->n > 20 && (c->kind == MK_LK_KINDS_ || id_word) && mk_raw_all_differ(a, c);
    if (c->kind == MK_LK_KINDS_) {
        c->why = MK_S("values");
        if (most(l.mail, &l, .7)) c->kind = MK_LK_MAIL;
        else if (most(l.natid, &l, .8) && c->n > c->filled / 4) c->kind = MK_LK_NATID;
        else if (most(l.phone, &l, .7) && l.length > 8.5 * l.n) c->kind = MK_LK_PHONE;
        else if (unique) c->kind = MK_LK_IGNORE;                    /* a number of its own for each row */
        else if (most(l.day, &l, .8) && l.length > 5.5 * l.n) c->kind = of_late(a, c) ? MK_LK_IGNORE : MK_LK_BIRTH;       /* a year may be of anything */
        else if (l.words > 1.3 * l.n && c->n > 50) c->kind = MK_LK_TEXT;
        else c->kind = MK_LK_WORD;
    }
    if (unique && id_word && c->kind != MK_LK_NATID && c->kind != MK_LK_MAIL) { c->kind = MK_LK_IGNORE; c->why = MK_S("another value in every row"); }
    bool whose = c->kind == MK_LK_GIVEN || c->kind == MK_LK_FAMILY || c->kind == MK_LK_NAME || c->kind == MK_LK_PHONE || c->kind == MK_LK_MAIL;      /* all rows may be one person's (equal.h) */
    if (c->filled == 0 || (!whose && c->n == 1 && c->filled * 10 > (uint64_t)r->n * 9 && r->n > MK_SOME_ROWS)) { c->kind = MK_LK_IGNORE; c->why = MK_S("the same in every row"); }
}

/* Where a good part are names of houses and firms there is nothing given and no family. "Name" beside a given name is the family's, "nombre" beside "apellidos" the given one; where it has both names it is a whole name. And who was born when needs
 * no age. */
static void by_others(mk_arena *a, mk_link_rows *r)
{
    const mk_raw *given = NULL, *family = NULL, *birth = NULL;
    for (size_t i = 0; i < r->columns; i++) {
        const mk_raw *c = &r->raw[i];
        if (c->kind == MK_LK_GIVEN && !given) given = c;
        if (c->kind == MK_LK_FAMILY && !family) family = c;
        if (c->kind == MK_LK_BIRTH && c->filled * 10 > (uint64_t)r->n * 8) birth = c;
    }
    for (size_t i = 0; i < r->columns; i++) {
        mk_raw *c = &r->raw[i];
        if (c->kind == MK_LK_NAME && !given != !family) {
            looks l = look(a, c);
            if (l.words < 1.6 * l.n && !most(l.comma, &l, .3)) c->kind = given ? MK_LK_FAMILY : MK_LK_GIVEN;
        }
        if (c->kind == MK_LK_NAME && !given && !family) {
            looks l = look(a, c);
            if (most(l.house, &l, .25)) c->kind = MK_LK_TEXT;
        }
        if (birth && c->kind == MK_LK_WORD && mk_header_read(a, c->header).age) { c->kind = MK_LK_IGNORE; c->why = MK_S("the day of birth says it"); }
    }
}

/* Words of people: which share of those a column's values look like is known as a name. 0: it is no column of single words, or of few. */
static double known_names(mk_arena *a, const mk_raw *c)
{
    enum { FEW_NAMES = 25 };
    looks l = look(a, c);
    if (c->kind != MK_LK_WORD || c->n < FEW_NAMES || !most(l.letters, &l, .9) || l.words > 1.3 * l.n) return 0;
    mk_arena *own = mk_arena_child(a);
    mk_words *words = mk_words_new(own, NULL);
    double known = 0;
    for (uint32_t v = 0; v < c->few_n; v++) known += mk_words_put(words, mk_fold_text(own, mk_raw_text(c, c->few[v].value)))->nickname != 0;
    mk_arena_free(own);
    return (known + .001) / (c->few_n + 1.);
}

/* Where no header speaks of a name: the two columns with most words that are names. Given names are known better. */
static void names_by_values(mk_arena *a, mk_link_rows *r)
{
    mk_raw *best[2] = { NULL };
    double share[2] = { 0 };
    for (size_t i = 0; i < r->columns; i++) {
        mk_raw *c = &r->raw[i];
        if (c->kind == MK_LK_GIVEN || c->kind == MK_LK_FAMILY || c->kind == MK_LK_NAME) return;
        double s = known_names(a, c);
        int at = s > share[0] ? 0 : s > share[1] ? 1 : 2;
        if (at == 0) { share[1] = share[0]; best[1] = best[0]; }
        if (at < 2) { share[at] = s; best[at] = c; }
    }
    if (share[0] < .1) return;
    best[0]->kind = MK_LK_GIVEN;
    if (best[1]) best[1]->kind = MK_LK_FAMILY;
}

void mk_link_profile(mk_cx *cx, mk_link_rows *r)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    bool guessed = false;
    for (size_t i = 0; i < r->columns; i++)
        if (r->raw[i].kind == MK_LK_KINDS_) { decide(cx->arena, r, &r->raw[i]); guessed = true; }
    if (guessed) {
        names_by_values(cx->arena, r);
        by_others(cx->arena, r);
    }
    mk_arena_rewind(cx->arena, here);
}
