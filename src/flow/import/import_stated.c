/* SPDX-License-Identifier: Apache-2.0
 * What the persons of a source tell of a customer, as it goes into the store: by loading, and again by an undo, which asks whether another import told the same. */
#include "import_int.h"
#include "name.h"
#include "utf8.h"

/* The same name for any order of the file: a named person before a company's code, the longest, then the first by bytes. */
static bool better(mk_str a, mk_str than) { return a.n != than.n ? a.n > than.n : mk_str_cmp(a, than) < 0; }

void mk_stated_customer(mk_arena *a, mk_str source, const mk_person_in *p, size_t n, int64_t first_at, mk_value ret[MK_CUSTOMER_N])
{
    mk_str name = MK_S(""), given = MK_S(""), family = MK_S(""), gender = MK_S("");
    bool company = false;
    for (size_t i = 0; i < n; i++) {
        mk_str whole = mk_person_name(a, &p[i]);
        if (better(whole, name)) { name = whole; given = mk_shown(a, p[i].given); family = mk_shown(a, p[i].family); }
        if (better(p[i].gender, gender)) gender = p[i].gender;
        if (p[i].joined != MK_NEVER && p[i].joined < first_at) first_at = p[i].joined;
        company |= p[i].company;
    }
    const mk_value row[MK_CUSTOMER_N] = { mk_int(0), mk_text(name), mk_text(given), mk_text(family), mk_text(gender), mk_textz(""), mk_textz(company ? "company" : "person"),
                                          mk_textz(""), mk_text(source), mk_int(first_at), mk_int(0) };
    memcpy(ret, row, sizeof row);
}

/* The same name with a word left out or cut to its letter, as on a till: no correction, he is known by more. */
static bool says_less(mk_arena *a, mk_str name, mk_str than)
{
    mk_name x = mk_name_of(a, name), y = mk_name_of(a, than);
    return name.n < than.n && x.n <= y.n && x.hebrew == y.hebrew && x.latin == y.latin && mk_name_compatible(&x, &y);
}

static bool is_fixed(mk_str list, mk_str field)
{
    for (size_t i = 0, from = 0; i <= list.n; i++)
        if (i == list.n || list.p[i] == ',') {
            if (mk_str_eq(mk_str_sub(list, from, i), field)) return true;
            from = i + 1;
        }
    return false;
}

bool mk_stated_correct(mk_arena *a, const mk_value *told, mk_value *row)
{
    mk_str name = told[MK_CUSTOMER_NAME].s, had = row[MK_CUSTOMER_NAME].s, fixed = row[MK_CUSTOMER_FIXED].s;
    bool ours = mk_str_eq(row[MK_CUSTOMER_SOURCE].s, told[MK_CUSTOMER_SOURCE].s);
    bool renamed = name.n && !is_fixed(fixed, MK_S("name")) && (had.n == 0 || ours) && !mk_str_eq(had, name) && !says_less(a, name, had);
    if (renamed) {
        row[MK_CUSTOMER_NAME] = told[MK_CUSTOMER_NAME];
        if (!is_fixed(fixed, MK_S("given"))) row[MK_CUSTOMER_GIVEN] = told[MK_CUSTOMER_GIVEN];
        if (!is_fixed(fixed, MK_S("family"))) row[MK_CUSTOMER_FAMILY] = told[MK_CUSTOMER_FAMILY];
    }
    if (told[MK_CUSTOMER_GENDER].s.n && row[MK_CUSTOMER_GENDER].s.n == 0) row[MK_CUSTOMER_GENDER] = told[MK_CUSTOMER_GENDER];
    if (told[MK_CUSTOMER_FIRST_AT].i < row[MK_CUSTOMER_FIRST_AT].i) row[MK_CUSTOMER_FIRST_AT] = told[MK_CUSTOMER_FIRST_AT];
    return renamed;
}

static void tell(mk_stated *ret, size_t *n, mk_str kind, mk_key_kind key, mk_str value)
{
    if (value.n) ret[(*n)++] = (mk_stated){ kind, value, key };
}

size_t mk_stated_contacts(mk_arena *a, mk_str source, const mk_person_in *p, mk_stated ret[MK_STATED_MAX])
{
    size_t n = 0;
    if (p->key.n) tell(ret, &n, MK_S("key"), MK_KEY_KEY, mk_arena_printf(a, "%.*s:%.*s", MK_SARG(source), MK_SARG(p->key)));
    tell(ret, &n, MK_S("member"), MK_KEY_MEMBER, p->member);
    tell(ret, &n, MK_S("national_id"), MK_KEY_NATIONAL_ID, p->national_id);
    for (int i = 0; i < 3; i++) tell(ret, &n, MK_S("phone"), MK_KEY_PHONE, p->phone[i]);
    for (int i = 0; i < 2; i++) tell(ret, &n, MK_S("mail"), MK_KEY_MAIL, p->mail[i]);
    tell(ret, &n, MK_S("address"), 0, mk_person_address(a, p));
    return n;
}

size_t mk_stated_facts(mk_arena *a, const mk_person_in *p, mk_stated ret[MK_STATED_MAX])
{
    size_t n = 0;
    char t[16];
    if (p->birthday != MK_NO_DAY) tell(ret, &n, MK_S("birthday"), 0, mk_arena_dup(a, mk_str_of(mk_day_text(p->birthday, t))));
    tell(ret, &n, MK_S("note"), 0, p->note);
    for (size_t i = 0; i < p->fact_n; i++) tell(ret, &n, p->fact[i].kind, 0, p->fact[i].value);
    return n;
}

int64_t mk_event_id(mk_arena *a, mk_str source, int64_t person, const mk_value *v)
{
    static const int said[] = { MK_INTERACTION_TOUCHPOINT, MK_INTERACTION_CHANNEL, MK_INTERACTION_OUTCOME, MK_INTERACTION_TEXT };
    mk_buf b = mk_buf_on(a);
    mk_buf_c(&b, MK_LOAD_EVENT);
    mk_pack_int(&b, person);
    mk_pack_int(&b, v[MK_INTERACTION_INBOUND].i);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) mk_pack_str(&b, v[said[i]].s);
    return mk_hash_id(mk_hash(mk_hash(0x65, source), mk_buf_str(&b)));
}

int64_t mk_stated_fact_id(const mk_stated *t) { return mk_hash_id(mk_stated_own(t->kind) ? mk_hash(0x66, t->kind) : mk_hash(mk_hash(0x66, t->kind), t->value)); }

/* A list never makes a consent: a "yes" in a file is a claim to be proved, a "no" is a refusal at once. */
static mk_stated_word word(mk_cx *cx, mk_arena *a, mk_str source, mk_str file, const char *channel, mk_said s, mk_str point, const mk_person_in *p, int64_t person)
{
    const char *state = s == MK_SAID_NO ? "refused" : "claimed";
    mk_str what = mk_arena_printf(a, "%s/advertising/%s/%.*s%s%.*s", channel, state, MK_SARG(file), point.n ? "/" : "", MK_SARG(point));
    mk_value id = mk_int(mk_hash_id(mk_hash(mk_hash(0x63, source), what)));
    return (mk_stated_word){
        .consent = { mk_int(0), mk_int(p->ads_at && p->ads_at < cx->now ? p->ads_at : cx->now), id, mk_textz(channel), mk_textz("advertising"), mk_textz(state),
                     mk_text(mk_arena_printf(a, "file %.*s%s%.*s", MK_SARG(file), p->ads_how.n ? "; " : "", MK_SARG(p->ads_how))), mk_textz(""), mk_textz("file"),
                     mk_textz(cx->who), mk_int(0) },
        .point = { mk_int(0), id, mk_text(point), mk_int(person), mk_int(0) }, .of_point = point.n > 0 };
}

size_t mk_stated_consents(mk_cx *cx, mk_arena *a, mk_str source, mk_str file, const mk_person_in *p, int64_t person, mk_stated_word ret[MK_STATED_WORDS])
{
    const struct { const char *channel; mk_said said; const mk_str *point; int points; } of[] = { { "mail", p->ads_mail, p->mail, 2 }, { "sms", p->ads_sms, p->phone, 3 } };
    size_t n = 0;
    for (int c = 0; c < 2; c++) {
        size_t before = n;
        if (of[c].said == MK_SAID_NOTHING) continue;
        for (int i = 0; i < of[c].points; i++)
            if (of[c].point[i].n) ret[n++] = word(cx, a, source, file, of[c].channel, of[c].said, of[c].point[i], p, person);
        if (n == before) ret[n++] = word(cx, a, source, file, of[c].channel, of[c].said, MK_S(""), p, person);
    }
    return n;
}
