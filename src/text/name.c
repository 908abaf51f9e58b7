/* SPDX-License-Identifier: Apache-2.0
 * A name is cut at blanks and dashes; each word is tried as a legal form, a title, a word of companies, a particle; what is left
 * is a token. Words are compared as keys (mk_fold_key): final letters are plain in the lists below, doubled vav and yod single. */
#include "name_int.h"
#include "person_name.h"
#include "utf8.h"

#define W(word) MK_S(word)
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Slices and not C strings: nearly every comparison ends at the length. */
static bool among(mk_str key, const mk_str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mk_str_eq(key, list[i])) return true;
    return false;
}

/* Words ------------------------------------------------------------------------------------------------------------ */

/* Says "a company" and nothing of which one; not a token. */
static bool is_legal_form(mk_str key)
{
    static const mk_str words[] = {
        W("בעמ"), W("ltd"), W("limited"), W("llc"), W("inc"), W("corp"), W("corporation"), W("gmbh"), W("plc"), W("llp"), W("pty"),
    };
    return among(key, words, COUNT(words));
}

/* Part of a company's name. `text` is the word as written, folded less: עיריית is a town hall, עירית is a woman. */
static bool is_company_word(mk_str key, mk_str text)
{
    static const mk_str words[] = {
        W("עמותה"), W("עמותת"), W("שותפות"), W("מועצה"), W("מועצת"), W("משרד"), W("חברה"), W("חברת"), W("קיבוצ"), W("אגודה"),
        W("אגודת"), W("בנק"), W("אוניברסיטה"), W("אוניברסיטת"), W("מכללה"), W("מכללת"), W("מסעדת"), W("מוסכ"), W("מרפאת"),
        W("מספרת"), W("מכונ"), W("אחזקות"), W("השקעות"), W("תעשיות"), W("נכסימ"), W("שיוק"), W("הפצה"), W("ביהס"), W("ושות"),
        W("פתרונות"), W("מערכות"), W("טכנולוגיות"), W("company"), W("foundation"), W("association"), W("university"),
        W("municipality"), W("bank"), W("holdings"), W("solutions"), W("technologies"), W("industries"), W("services"),
        W("restaurant"), W("systems"),
    };
    if (mk_str_eqz(text, "עיריית") || mk_str_eqz(text, "ע\"ר")) return true;
    return among(key, words, COUNT(words));
}

/* Titles. Some are words or surnames too: those count only with their mark of abbreviation, or in front of a name. */
static uint32_t title_of(mk_str key, bool marked, bool first)
{
    enum { ALWAYS, MARKED, MARKED_OR_FIRST };
    static const struct { mk_str word; uint32_t title; int when; } titles[] = {
        { W("דר"), MK_TITLE_DOCTOR, ALWAYS }, { W("פרופ"), MK_TITLE_PROFESSOR, ALWAYS }, { W("פרופסור"), MK_TITLE_PROFESSOR, ALWAYS },
        { W("הרב"), MK_TITLE_RABBI, ALWAYS }, { W("הרבנית"), MK_TITLE_RABBI | MK_TITLE_MRS, ALWAYS }, { W("גברת"), MK_TITLE_MRS, ALWAYS },
        { W("מרת"), MK_TITLE_MRS, ALWAYS }, { W("אדונ"), MK_TITLE_MR, ALWAYS }, { W("משפחת"), MK_TITLE_FAMILY, ALWAYS },
        { W("משפ"), MK_TITLE_FAMILY, ALWAYS }, { W("שליטא"), MK_TITLE_RABBI, ALWAYS }, { W("אינג"), MK_TITLE_ENGINEER, ALWAYS },
        { W("mr"), MK_TITLE_MR, ALWAYS }, { W("mrs"), MK_TITLE_MRS, ALWAYS }, { W("ms"), MK_TITLE_MRS, ALWAYS },
        { W("miss"), MK_TITLE_MRS, ALWAYS }, { W("dr"), MK_TITLE_DOCTOR, ALWAYS }, { W("prof"), MK_TITLE_PROFESSOR, ALWAYS },
        { W("professor"), MK_TITLE_PROFESSOR, ALWAYS }, { W("rabbi"), MK_TITLE_RABBI, ALWAYS }, { W("rev"), MK_TITLE_RABBI, ALWAYS },
        { W("esq"), MK_TITLE_LAWYER, ALWAYS }, { W("phd"), MK_TITLE_DOCTOR, ALWAYS }, { W("jr"), MK_TITLE_JUNIOR, ALWAYS },
        { W("sr"), MK_TITLE_SENIOR, ALWAYS }, { W("עוד"), MK_TITLE_LAWYER, MARKED }, { W("רוח"), MK_TITLE_ACCOUNTANT, MARKED },
        { W("זל"), MK_TITLE_LATE, MARKED }, { W("היד"), MK_TITLE_LATE, MARKED }, { W("תחי"), MK_TITLE_MRS, MARKED },
        { W("גב"), MK_TITLE_MRS, MARKED_OR_FIRST }, { W("מר"), MK_TITLE_MR, MARKED_OR_FIRST },
        { W("משפחה"), MK_TITLE_FAMILY, MARKED_OR_FIRST },
    };
    for (size_t i = 0; i < COUNT(titles); i++)
        if (mk_str_eq(key, titles[i].word))
            return titles[i].when == ALWAYS || marked || (first && titles[i].when == MARKED_OR_FIRST) ? titles[i].title : 0;
    return 0;
}

static bool is_particle(mk_str key)
{
    static const mk_str words[] = {
        W("בנ"), W("בר"), W("בת"), W("אבו"), W("אבנ"), W("אל"), W("דה"), W("די"), W("דל"), W("ונ"), W("ואנ"), W("פונ"), W("אומ"), W("de"),
        W("del"), W("della"), W("di"), W("da"), W("dos"), W("du"), W("van"), W("von"), W("der"), W("den"), W("ter"), W("ben"),
        W("bar"), W("bat"), W("bin"), W("ibn"), W("abu"), W("al"), W("el"), W("la"), W("le"), W("mc"), W("st"),
    };
    return among(key, words, COUNT(words));
}

static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

static bool is_dash(uint32_t c) { return c == '-' || c == 0x5be || (c >= 0x2010 && c <= 0x2015) || c == 0x2212; }

/* Inside a word of a name, between two words that were written without a blank. */
static bool is_stop(char c) { return c == '.' || c == ',' || c == '/' || c == '(' || c == ')' || c == '[' || c == ']' || c == ';' || c == ':' ||
                                     c == '&' || c == '+' || c == '|' || c == '_' || c == '\\'; }

/* Two keys as one: a vav or yod that meets its like is written once. */
static mk_str join(mk_arena *a, mk_str x, mk_str y)
{
    bool twice = x.n >= 2 && y.n >= 2 && memcmp(x.p + x.n - 2, y.p, 2) == 0 && (memcmp(y.p, "ו", 2) == 0 || memcmp(y.p, "י", 2) == 0);
    if (twice) y = mk_str_sub(y, 2, y.n);
    return mk_arena_printf(a, "%.*s%.*s", MK_SARG(x), MK_SARG(y));
}

typedef struct reading { mk_arena *a; mk_name_reading out; mk_str particle, particle_text; bool any, particle_dashed; } reading;

static void push(reading *r, mk_str key, mk_str text, bool dashed, bool particle)
{
    mk_name *n = &r->out.name;
    if (n->n == MK_NAME_TOKENS) return;
    r->out.text[n->n] = text;
    r->out.dashed[n->n] = dashed && n->n;
    r->out.particle[n->n] = particle;
    n->token[n->n++] = key;
}

static void add_token(reading *r, mk_str key, mk_str text, bool dash_before, bool dash_after)
{
    mk_name *n = &r->out.name;
    r->any = true;
    for (size_t i = 0; i < key.n; ) {
        uint32_t c = mk_utf8_next(key, &i);
        n->hebrew |= mk_is_hebrew(c);
        n->latin |= (c >= 'a' && c <= 'z') || (c >= 0xdf && c < 0x250);
    }
    /* "Shir-El": behind a dash it ends a name and begins none */
    bool ends = dash_before && !dash_after && n->n && !r->particle.n &&
                (mk_str_eqz(key, "אל") || mk_str_eqz(key, "el") || mk_str_eqz(key, "al"));
    if (ends) {
        n->token[n->n - 1] = join(r->a, n->token[n->n - 1], key);
        r->out.text[n->n - 1] = join(r->a, r->out.text[n->n - 1], text);
        return;
    }
    bool particle = is_particle(key);                   /* "van der Berg": two of them wait for what is behind */
    bool behind = r->particle.n != 0;
    if (behind) {
        key = join(r->a, r->particle, key);
        text = join(r->a, r->particle_text, text);
        dash_before = r->particle_dashed;               /* "בן-דוד" is one word: the dash inside ties it to nothing else */
    }
    r->particle = particle ? key : (mk_str){ 0 };
    r->particle_text = text;
    r->particle_dashed = dash_before;
    if (!particle) push(r, key, text, dash_before, behind);
}

static bool take_title(reading *r, mk_str key, bool marked)
{
    uint32_t title = title_of(key, marked, !r->any);
    r->out.titles |= title;
    return title != 0;
}

static void add_word(reading *r, mk_str raw, bool dash_before, bool dash_after)
{
    mk_str text = mk_fold_text(r->a, raw), key = mk_fold_key(r->a, raw);
    if (key.n == 0) {
        if (r->out.comma == 0 && memchr(text.p, ',', text.n)) r->out.comma = r->out.name.n;
        return;
    }
    bool marked = memchr(text.p, '"', text.n) || memchr(text.p, '\'', text.n);
    r->out.name.company |= is_legal_form(key) || is_company_word(key, text);
    if (is_legal_form(key) || mk_str_eqz(text, "ע\"ר") || take_title(r, key, marked)) return;
    bool whole = true;
    for (size_t i = 0; i < text.n && whole; i++) whole = !is_stop(text.p[i]);
    if (whole) {
        add_token(r, key, text, dash_before, dash_after);
        return;
    }
    for (size_t i = 0; i < text.n; ) {                  /* "ד.כהן", "Dr.Cohen", "(נני)" */
        size_t from = i;
        while (i < text.n && !is_stop(text.p[i])) i++;
        mk_str part = mk_str_sub(text, from, i);
        bool comma = i < text.n && text.p[i] == ',';
        i++;
        mk_str k = mk_fold_key(r->a, part);
        if (is_legal_form(k)) r->out.name.company = true;
        else if (k.n && !take_title(r, k, marked)) add_token(r, k, part, dash_before && from == 0, dash_after && i >= text.n);
        if (comma && r->out.comma == 0) r->out.comma = r->out.name.n;
    }
}

mk_name_reading mk_name_read(mk_arena *a, mk_str s)
{
    reading r = { .a = a };
    bool dash_before = false;
    for (size_t i = 0; i < s.n; ) {
        size_t from = i, end = i;
        bool dash = false;
        while (i < s.n) {
            end = i;
            uint32_t c = mk_utf8_next(s, &i);
            if (is_blank(c)) break;
            if ((dash = is_dash(c))) break;
            end = i;
        }
        if (end > from) add_word(&r, mk_str_sub(s, from, end), dash_before, dash);
        if (end > from || dash) dash_before = dash;
    }
    /* a particle with nothing behind it is a name of its own: "כהן בן" */
    if (r.particle.n) push(&r, r.particle, r.particle_text, r.particle_dashed, false);
    if (r.out.name.n == 0 && !r.out.name.company) {     /* only a title: then it was none ("מר" is a surname too) */
        mk_str key = mk_fold_key(a, s);
        r.particle = (mk_str){ 0 };
        if (key.n) add_token(&r, key, mk_fold_text(a, s), false, false);
        if (r.particle.n) push(&r, r.particle, r.particle_text, false, false);
        r.out.titles = 0;
    }
    return r.out;
}

mk_name mk_name_of(mk_arena *a, mk_str s) { return mk_name_read(a, s).name; }

mk_str mk_name_particle(mk_str key)
{
    bool hebrew = key.n >= 2 && (unsigned char)key.p[0] == 0xd7;
    size_t letter = hebrew ? 2 : 1;
    for (size_t k = 2 * letter; k <= 6 && k + 2 * letter <= key.n; k += letter)
        if (is_particle(mk_str_sub(key, 0, k))) return mk_str_sub(key, 0, k);
    return (mk_str){ 0 };
}

/* Compatible names ------------------------------------------------------------------------------------------------- */

typedef struct list { mk_str t[2 * MK_NAME_TOKENS]; int n; } list;

static bool in_hebrew(mk_str t) { return t.n >= 2 && (unsigned char)t.p[0] == 0xd7; }

static bool one_letter(mk_str t) { return mk_utf8_first(t, 1).n == t.n; }

static bool same_word(mk_str x, mk_str y)
{
    if (mk_str_eq(x, y)) return true;
    return (one_letter(x) && mk_str_starts(y, x)) || (one_letter(y) && mk_str_starts(x, y));
}

/* Whether each of x from i on has its own in y. */
static bool matched(const list *x, int i, const list *y, unsigned used)
{
    if (i == x->n) return true;
    for (int j = 0; j < y->n; j++)
        if (!(used >> j & 1) && same_word(x->t[i], y->t[j]) && matched(x, i + 1, y, used | 1u << j)) return true;
    return false;
}

static bool covers(const list *x, const list *y) { return x->n <= y->n ? matched(x, 0, y, 0) : matched(y, 0, x, 0); }

/* The tokens that are in a script both names have. */
static list shared_tokens(const mk_name *x, const mk_name *other)
{
    list l = { .n = 0 };
    for (int i = 0; i < x->n; i++)
        if (in_hebrew(x->token[i]) ? other->hebrew : other->latin || !(x->hebrew || x->latin)) l.t[l.n++] = x->token[i];
    return l;
}

/* Particles taken off again: "בן כהן" may be Ben, of the family Cohen. */
static list parted(const list *x)
{
    list l = { .n = 0 };
    for (int i = 0; i < x->n; i++) {
        mk_str t = x->t[i];
        for (size_t k = in_hebrew(t) ? 4 : 2; k <= 6 && k + 4 <= t.n; k += in_hebrew(t) ? 2 : 1)
            if (is_particle(mk_str_sub(t, 0, k))) {
                l.t[l.n++] = mk_str_sub(t, 0, k);
                t = mk_str_sub(t, k, t.n);
                break;
            }
        l.t[l.n++] = t;
    }
    return l;
}

/* All letters of both in the same order: "שיר אל שפירה" and "שיראל שפירה". */
static bool same_letters(const list *x, const list *y)
{
    int i = 0, j = 0;
    size_t at = 0, to = 0;
    while (i < x->n && j < y->n) {
        if (x->t[i].p[at++] != y->t[j].p[to++]) return false;
        if (at == x->t[i].n) at = 0, i++;
        if (to == y->t[j].n) to = 0, j++;
    }
    return i == x->n && j == y->n;
}

bool mk_name_compatible(const mk_name *x, const mk_name *y)
{
    if (x->n == 0 || y->n == 0) return true;
    bool scripts = (x->hebrew && y->hebrew) || (x->latin && y->latin);
    if (!scripts && (x->hebrew || x->latin) && (y->hebrew || y->latin)) return true;
    list a = shared_tokens(x, y), b = shared_tokens(y, x);
    if (a.n == 0 || b.n == 0 || covers(&a, &b) || same_letters(&a, &b)) return true;
    list c = parted(&a), d = parted(&b);
    return (c.n > a.n || d.n > b.n) && covers(&c, &d);
}

/* Stand-ins -------------------------------------------------------------------------------------------------------- */

/* What is written where a name should be: of one customer, of one who is not known, of a till or of many; and the number behind it. */
typedef enum stand_in { A_NAME, A_CUSTOMER, SOME_ONE, NO_ONE } stand_in;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static mk_str without_zeros(mk_str s)
{
    while (s.n && s.p[0] == '0') s = mk_str_sub(s, 1, s.n);
    return s;
}

/* Takes a number off either end, and the word that says it is one: "customer no 12", "7000 לקוח". */
static mk_str take_number(mk_str *key)
{
    static const mk_str says_number[] = { W("מס"), W("מספר"), W("no"), W("nr"), W("number"), W("#") };
    mk_str s = *key, number = { 0 };
    size_t n = s.n, from = 0;
    while (n && is_digit(s.p[n - 1])) n--;
    while (n == s.n && from < n && is_digit(s.p[from])) from++;
    if (n < s.n) number = mk_str_sub(s, n, s.n);
    else if (from && from < n && s.p[from] == ' ') number = mk_str_sub(s, 0, from);
    else from = 0;
    s = mk_str_trim(mk_str_sub(s, from, n));
    for (size_t i = 0; number.n && i < COUNT(says_number); i++) {
        mk_str w = says_number[i];
        if (s.n > w.n + 1 && s.p[s.n - w.n - 1] == ' ' && mk_str_eq(mk_str_sub(s, s.n - w.n, s.n), w)) s = mk_str_trim(mk_str_sub(s, 0, s.n - w.n));
    }
    *key = s;
    return number;
}

static stand_in read_stand_in(mk_arena *a, mk_str s, mk_str *ret_number)
{
    static const mk_str customer[] = { W("לקוח"), W("לקוחה"), W("customer"), W("client") };
    static const mk_str one[] = {
        W("מזדמנ"), W("מזדמנת"), W("לקוח כללי"), W("לקוח שונה"), W("לקוח אקראי"), W("אקראי"), W("עובר אורח"), W("אורח"), W("לקוח אורח"), W("אנונימי"),
        W("לקוח אנונימי"), W("לא ידוע"), W("לקוח לא ידוע"), W("ללא שמ"), W("אינ שמ"), W("בלי שמ"), W("לקוח פרטי"), W("לקוח זמני"),
        W("לקוח ברירת מחדל"), W("לקוח לדוגמה"), W("לקוח דלפק"), W("לקוח חנות"), W("walk in"), W("walkin"), W("walkin customer"), W("walk in client"),
        W("cash client"), W("guest"), W("guest customer"), W("anonymous"), W("anonymous customer"), W("unknown"), W("unknown customer"), W("no name"),
        W("noname"), W("none"), W("na"), W("general customer"), W("default customer"), W("counter customer"), W("pos customer"), W("retail customer"),
        W("one time customer"),
    };
    static const mk_str none[] = {
        W("מזדמנימ"), W("לקוחות"), W("לקוחות כללי"), W("לקוחות כללימ"), W("כללי"), W("שונימ"), W("שונות"), W("קופה"), W("קופה ראשית"),
        W("קופה קטנה"), W("קופת מזומנ"), W("לקוח קופה"), W("לקוחות קופה"), W("לקוחות חנות"), W("מזומנ"), W("מזומנימ"), W("לקוח מזומנ"),
        W("לקוחות מזומנ"), W("מכירה במזומנ"), W("מכירות מזומנ"), W("לקוח במזומנ"), W("לקוחות אקראימ"), W("לקוחות פרטימ"), W("walk in sale"),
        W("cash"), W("cash sale"), W("cash sales"), W("misc"), W("miscellaneous"), W("various"), W("various customers"), W("counter sale"),
        W("over the counter"),
    };
    static const mk_str front[] = {
        W("לקוח מזדמנ"), W("לקוחה מזדמנת"), W("walk in customer"), W("cash customer"), W("לקוחות מזדמנימ"), W("לקוחות שונימ"),
    };
    enum { FRONT_OF_ONE = 4 };
    mk_str key = mk_fold_key(a, s);
    *ret_number = take_number(&key);
    for (size_t i = 0; i < COUNT(front); i++)           /* what is behind tells of a branch, so its number is none of a customer */
        if (mk_str_starts(key, front[i])) return i < FRONT_OF_ONE && key.n == front[i].n ? SOME_ONE : NO_ONE;
    if (among(key, customer, COUNT(customer))) return A_CUSTOMER;
    if (among(key, one, COUNT(one))) return SOME_ONE;
    return among(key, none, COUNT(none)) ? NO_ONE : A_NAME;
}

bool mk_name_nobody(mk_arena *a, mk_str s, mk_str number)
{
    mk_str own;
    stand_in what = read_stand_in(a, s, &own);
    own = without_zeros(own);
    if (what == A_NAME || what == NO_ONE || own.n == 0) return what != A_NAME;
    size_t n = number.n;
    while (n && is_digit(number.p[n - 1])) n--;
    return what == SOME_ONE && !mk_str_eq(without_zeros(mk_str_sub(number, n, number.n)), own);
}

bool mk_name_stands_in(mk_arena *a, mk_str s)
{
    mk_str own;
    return read_stand_in(a, s, &own) != A_NAME;
}
