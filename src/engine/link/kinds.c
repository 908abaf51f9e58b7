/* SPDX-License-Identifier: Apache-2.0
 * What each column is: its header says it, its values confirm or refuse it. A column nobody knows is words, and helps as far as it can. */
#include "contact.h"
#include "link_int.h"
#include "values_day.h"
#include "utf8.h"

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

/* Headers: words in any order, all of them must be there; the first line that fits counts. "=x": the whole header. */
static const struct { mk_link_kind kind; const char *words; } header_words[] = {
    { MK_LK_GIVEN, "first name" }, { MK_LK_GIVEN, "given name" }, { MK_LK_GIVEN, "given" }, { MK_LK_GIVEN, "=forename" }, { MK_LK_GIVEN, "=forenames" },
    { MK_LK_GIVEN, "=fname" }, { MK_LK_GIVEN, "fname c1" }, { MK_LK_GIVEN, "=firstname" }, { MK_LK_GIVEN, "=first" }, { MK_LK_GIVEN, "=givenname" },
    { MK_LK_GIVEN, "שם פרטי" }, { MK_LK_GIVEN, "=פרטי" }, { MK_LK_GIVEN, "=prenom" }, { MK_LK_GIVEN, "=vorname" },
    { MK_LK_NAME, "first and surname" }, { MK_LK_NAME, "full name" }, { MK_LK_NAME, "=fullname" },
    { MK_LK_FAMILY, "last name" }, { MK_LK_FAMILY, "family name" }, { MK_LK_FAMILY, "surname" }, { MK_LK_FAMILY, "=lname" }, { MK_LK_FAMILY, "lname c1" },
    { MK_LK_FAMILY, "=lastname" }, { MK_LK_FAMILY, "=last" }, { MK_LK_FAMILY, "=family" }, { MK_LK_FAMILY, "=familyname" }, { MK_LK_FAMILY, "שם משפחה" }, { MK_LK_FAMILY, "=משפחה" },
    { MK_LK_FAMILY, "=nachname" },
    { MK_LK_OTHER_NAMES, "middle name" }, { MK_LK_OTHER_NAMES, "middle" }, { MK_LK_OTHER_NAMES, "=midname" },
    { MK_LK_BIRTH, "birth date" }, { MK_LK_BIRTH, "date birth" }, { MK_LK_BIRTH, "=dob" }, { MK_LK_BIRTH, "=birthdate" }, { MK_LK_BIRTH, "=birthday" }, { MK_LK_BIRTH, "birth day" },
    { MK_LK_BIRTH, "=born" }, { MK_LK_BIRTH, "תאריך לידה" }, { MK_LK_BIRTH, "=לידה" }, { MK_LK_BIRTH, "יום הולדת" }, { MK_LK_BIRTH, "dob" },
    { MK_LK_CITY, "birth place" }, { MK_LK_CITY, "=birthplace" }, { MK_LK_CITY, "place birth" },
    { MK_LK_MAIL, "mail" }, { MK_LK_MAIL, "email" }, { MK_LK_MAIL, "אימייל" }, { MK_LK_MAIL, "מייל" }, { MK_LK_MAIL, "דוא\"ל" }, { MK_LK_MAIL, "דואל" }, { MK_LK_MAIL, "דואר אלקטרוני" },
    { MK_LK_PHONE, "phone" }, { MK_LK_PHONE, "mobile" }, { MK_LK_PHONE, "cell" }, { MK_LK_PHONE, "=tel" }, { MK_LK_PHONE, "telephone" }, { MK_LK_PHONE, "טלפון" }, { MK_LK_PHONE, "נייד" },
    { MK_LK_PHONE, "פלאפון" }, { MK_LK_PHONE, "fax" },
    { MK_LK_NATID, "soc sec" }, { MK_LK_NATID, "social security" }, { MK_LK_NATID, "=ssn" }, { MK_LK_NATID, "national id" }, { MK_LK_NATID, "id number" }, { MK_LK_NATID, "=tz" },
    { MK_LK_NATID, "teudat zehut" }, { MK_LK_NATID, "תעודת זהות" }, { MK_LK_NATID, "ת\"ז" }, { MK_LK_NATID, "תז" }, { MK_LK_NATID, "מספר זהות" }, { MK_LK_NATID, "passport" },
    { MK_LK_NATID, "=nhs" }, { MK_LK_NATID, "nhs number" }, { MK_LK_NATID, "=nino" },
    { MK_LK_POSTCODE, "postcode" }, { MK_LK_POSTCODE, "=zip" }, { MK_LK_POSTCODE, "zip" }, { MK_LK_POSTCODE, "zipcode" }, { MK_LK_POSTCODE, "postal code" }, { MK_LK_POSTCODE, "מיקוד" },
    { MK_LK_POSTCODE, "post code" },
    { MK_LK_HOUSE, "street number" }, { MK_LK_HOUSE, "house number" }, { MK_LK_HOUSE, "=house" }, { MK_LK_HOUSE, "מספר בית" }, { MK_LK_HOUSE, "house" }, { MK_LK_HOUSE, "building number" },
    { MK_LK_CITY, "city" }, { MK_LK_CITY, "town" }, { MK_LK_CITY, "suburb" }, { MK_LK_CITY, "עיר" }, { MK_LK_CITY, "יישוב" }, { MK_LK_CITY, "ישוב" }, { MK_LK_CITY, "locality" },
    { MK_LK_ADDRESS, "address" }, { MK_LK_ADDRESS, "street" }, { MK_LK_ADDRESS, "רחוב" }, { MK_LK_ADDRESS, "כתובת" }, { MK_LK_ADDRESS, "=addr" },
    { MK_LK_WORD, "state" }, { MK_LK_WORD, "gender" }, { MK_LK_WORD, "=sex" }, { MK_LK_WORD, "occupation" }, { MK_LK_WORD, "country" }, { MK_LK_WORD, "title" }, { MK_LK_WORD, "מין" },
    { MK_LK_WORD, "profession" }, { MK_LK_WORD, "עיסוק" }, { MK_LK_WORD, "מקצוע" },
    { MK_LK_IGNORE, "=source" }, { MK_LK_IGNORE, "source system" }, { MK_LK_IGNORE, "source dataset" }, { MK_LK_IGNORE, "=system" }, { MK_LK_IGNORE, "=dataset" }, { MK_LK_IGNORE, "=batch" },
    { MK_LK_IGNORE, "created" }, { MK_LK_IGNORE, "updated" }, { MK_LK_IGNORE, "modified" }, { MK_LK_IGNORE, "timestamp" }, { MK_LK_IGNORE, "=מקור" },
    { MK_LK_NAME, "=name" }, { MK_LK_NAME, "=names" }, { MK_LK_NAME, "שם מלא" }, { MK_LK_NAME, "=שם" }, { MK_LK_NAME, "customer name" }, { MK_LK_NAME, "שם לקוח" }, { MK_LK_NAME, "שם הלקוח" },
    { MK_LK_NAME, "client name" }, { MK_LK_NAME, "person name" }, { MK_LK_NAME, "contact name" },
};

/* Lower case, what is no letter or digit to one blank; blanks around. */
static mk_str header_of(mk_arena *a, mk_str s)
{
    mk_str t = mk_fold_text(a, s);
    mk_buf b = mk_buf_on(a);
    mk_buf_c(&b, ' ');
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        bool in = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || (c == '"' && i && (unsigned char)t.p[i - 1] >= 0x80);
        if (in) mk_buf_c(&b, (char)c);
        else if (b.p[b.n - 1] != ' ') mk_buf_c(&b, ' ');
    }
    if (b.p[b.n - 1] != ' ') mk_buf_c(&b, ' ');
    return mk_buf_str(&b);
}

static bool has_word(mk_str h, mk_str w)
{
    for (size_t i = 0; i + w.n + 2 <= h.n; i++)
        if (h.p[i] == ' ' && memcmp(h.p + i + 1, w.p, w.n) == 0 && h.p[i + 1 + w.n] == ' ') return true;
    return false;
}

static mk_link_kind header_says(mk_arena *a, mk_str header)
{
    mk_str h = header_of(a, header);
    for (size_t i = 0; i < sizeof header_words / sizeof *header_words; i++) {
        mk_str w = mk_str_of(header_words[i].words);
        if (w.p[0] == '=') {
            if (h.n == w.n + 1 && memcmp(h.p + 1, w.p + 1, w.n - 1) == 0) return header_words[i].kind;
            continue;
        }
        bool all = true;
        for (size_t from = 0; all && from < w.n; ) {
            size_t to = from;
            while (to < w.n && w.p[to] != ' ') to++;
            all = has_word(h, mk_str_sub(w, from, to));
            from = to + 1;
        }
        if (all) return header_words[i].kind;
    }
    return MK_LK_KINDS_;
}

/* What a sample of the distinct values looks like; each counts once. Chosen by hash: the same whatever the order of rows. */
typedef struct looks { uint32_t n, day, phone, mail, natid, digits, letters, any_digit; double words, length; } looks;

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

static bool most(uint32_t k, const looks *l, double share) { return l->n && k >= share * l->n; }

static void decide(mk_arena *a, const mk_link_rows *r, mk_raw *c)
{
    looks l = look(a, c);
    mk_link_kind h = header_says(a, c->header);
    bool id_word = has_word(header_of(a, c->header), MK_S("id")) || has_word(header_of(a, c->header), MK_S("index")) ||
                  has_word(header_of(a, c->header), MK_S("key")) || has_word(header_of(a, c->header), MK_S("row"));
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
        else if (most(l.day, &l, .8)) c->kind = MK_LK_BIRTH;
        else if (l.words > 1.3 * l.n && c->n > 50) c->kind = MK_LK_TEXT;
        else c->kind = MK_LK_WORD;
    }
    if (unique && id_word && c->kind != MK_LK_NATID && c->kind != MK_LK_MAIL) { c->kind = MK_LK_IGNORE; c->why = MK_S("another value in every row"); }
    if (c->filled == 0 || (c->n == 1 && c->filled * 10 > (uint64_t)r->n * 9 && r->n > MK_SOME_ROWS)) { c->kind = MK_LK_IGNORE; c->why = MK_S("the same in every row"); }
}

void mk_link_profile(mk_cx *cx, mk_link_rows *r)
{
    mk_arena_mark here = mk_arena_here(cx->arena);
    for (size_t i = 0; i < r->columns; i++)
        if (r->raw[i].kind == MK_LK_KINDS_) decide(cx->arena, r, &r->raw[i]);
    mk_arena_rewind(cx->arena, here);
}
