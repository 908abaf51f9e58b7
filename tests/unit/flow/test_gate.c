/* SPDX-License-Identifier: Apache-2.0
 * The gate, rule by rule: what is in the ledger, the addresses and the registry, against what may be done. */
#include "room.h"
#include "gate.h"
#include "search.h"

enum { A_DAY = 1, NOBODY_SAID = 0 };
typedef struct word { const char *channel, *purpose; char state; int days_ago; const char *point; } word;      /* 'g' 'r' 'w' 'c' */

typedef struct rule {
    const char *say;
    const char *phone, *phone2, *mail;
    word words[4];
    const char *dnc; int dnc_days_ago;
    const char *dnc2; int dnc2_days_ago;
    word other;                     /* of somebody else, who has the same phone */
    const char *address;            /* where to, when that matters */
    const char *purpose;
    mk_channel channel;
    bool allowed;
    mk_gate_why why;
} rule;

#define MOBILE "+972541234567"
#define OTHER "+972541234568"
#define LAND "+97236001234"
#define ADS "advertising"
#define SERVICE "service"

static const rule rules[] = {
    { .say = "no address, no word", .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NO_ADDRESS },
    { .say = "no mail", .phone = MOBILE, .words = { { "mail", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_MAIL, .why = MK_GATE_NO_ADDRESS },
    { .say = "no phone to call", .mail = "a@b.co", .purpose = ADS, .channel = MK_CALL, .dnc = "clear", .dnc_days_ago = 1, .why = MK_GATE_NO_ADDRESS },
    { .say = "a land line gets no sms", .phone = LAND, .words = { { "sms", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NO_ADDRESS },
    { .say = "nor whatsapp", .phone = LAND, .words = { { "whatsapp", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_WHATSAPP, .why = MK_GATE_NO_ADDRESS },
    { .say = "but it can be called", .phone = LAND, .words = { { "call", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_CALL, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "of two phones the mobile", .phone = LAND, .phone2 = MOBILE, .words = { { "sms", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "nothing said", .phone = MOBILE, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },
    { .say = "granted", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "granted for another channel", .phone = MOBILE, .words = { { "mail", ADS, 'g', 10 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },
    { .say = "granted for service only", .phone = MOBILE, .words = { { "sms", SERVICE, 'g', 10 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },
    { .say = "a year and more ago still holds in writing", .phone = MOBILE, .words = { { "sms", ADS, 'g', 800 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "refused after granted", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 }, { "sms", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "withdrawn", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 }, { "sms", ADS, 'w', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "granted after refused", .phone = MOBILE, .words = { { "sms", ADS, 'r', 10 }, { "sms", ADS, 'g', 5 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "refused on another channel", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 }, { "mail", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "a refusal tells before a missing address", .words = { { "sms", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a claim is no consent", .phone = MOBILE, .words = { { "sms", ADS, 'c', 10 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_CLAIMED },
    { .say = "a claim overrides no refusal", .phone = MOBILE, .words = { { "sms", ADS, 'r', 10 }, { "sms", ADS, 'c', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a claim overrides no withdrawal", .phone = MOBILE, .words = { { "sms", ADS, 'g', 20 }, { "sms", ADS, 'w', 10 }, { "sms", ADS, 'c', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a claim takes no consent away", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 }, { "sms", ADS, 'c', 5 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "a refusal overrides a claim", .phone = MOBILE, .words = { { "sms", ADS, 'c', 10 }, { "sms", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a claimed call is no consent either", .phone = MOBILE, .words = { { "call", ADS, 'c', 10 } }, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },

    { .say = "a call without a check", .phone = MOBILE, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },
    { .say = "checked yesterday", .phone = MOBILE, .dnc = "clear", .dnc_days_ago = 1, .purpose = ADS, .channel = MK_CALL, .allowed = true, .why = MK_GATE_DNC_CLEAR },
    { .say = "checked 15 days ago", .phone = MOBILE, .dnc = "clear", .dnc_days_ago = 15, .purpose = ADS, .channel = MK_CALL, .allowed = true, .why = MK_GATE_DNC_CLEAR },
    { .say = "checked 16 days ago", .phone = MOBILE, .dnc = "clear", .dnc_days_ago = 16, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },
    { .say = "listed", .phone = MOBILE, .dnc = "listed", .dnc_days_ago = 1, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },
    { .say = "listed after clear", .phone = MOBILE, .dnc = "clear", .dnc_days_ago = 10, .dnc2 = "listed", .dnc2_days_ago = 2, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },
    { .say = "clear after listed", .phone = MOBILE, .dnc = "listed", .dnc_days_ago = 10, .dnc2 = "clear", .dnc2_days_ago = 2, .purpose = ADS, .channel = MK_CALL, .allowed = true, .why = MK_GATE_DNC_CLEAR },
    { .say = "consent to calls of this year", .phone = MOBILE, .words = { { "call", ADS, 'g', 364 } }, .purpose = ADS, .channel = MK_CALL, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "consent to calls older than a year", .phone = MOBILE, .words = { { "call", ADS, 'g', 365 } }, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_DNC },
    { .say = "refused calls, though clear", .phone = MOBILE, .words = { { "call", ADS, 'r', 5 } }, .dnc = "clear", .dnc_days_ago = 1, .purpose = ADS, .channel = MK_CALL, .why = MK_GATE_REFUSED },
    { .say = "a clear registry opens no sms", .phone = MOBILE, .dnc = "clear", .dnc_days_ago = 1, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },

    { .say = "service needs no consent", .phone = MOBILE, .purpose = SERVICE, .channel = MK_SMS, .allowed = true, .why = MK_GATE_SERVICE },
    { .say = "service calls need no registry", .phone = MOBILE, .dnc = "listed", .dnc_days_ago = 1, .purpose = SERVICE, .channel = MK_CALL, .allowed = true, .why = MK_GATE_SERVICE },
    { .say = "service refused", .phone = MOBILE, .words = { { "sms", SERVICE, 'r', 5 } }, .purpose = SERVICE, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "advertising refused, service not", .phone = MOBILE, .words = { { "sms", ADS, 'r', 5 } }, .purpose = SERVICE, .channel = MK_SMS, .allowed = true, .why = MK_GATE_SERVICE },
    { .say = "service without an address", .purpose = SERVICE, .channel = MK_MAIL, .why = MK_GATE_NO_ADDRESS },

    { .say = "a yes of one phone opens that one", .phone = MOBILE, .phone2 = OTHER, .words = { { "sms", ADS, 'g', 10, OTHER } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT, .address = OTHER },
    { .say = "and no other", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10, OTHER } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },
    { .say = "a no of one phone keeps his others closed", .phone = MOBILE, .phone2 = OTHER, .words = { { "sms", ADS, 'g', 10, OTHER }, { "sms", ADS, 'r', 5, MOBILE } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "until a later yes of another", .phone = MOBILE, .phone2 = OTHER, .words = { { "sms", ADS, 'r', 10, MOBILE }, { "sms", ADS, 'g', 5, OTHER } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT, .address = OTHER },
    { .say = "which opens not the one that was refused", .phone = MOBILE, .words = { { "sms", ADS, 'r', 10, MOBILE }, { "sms", ADS, 'g', 5, OTHER } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a no of the person closes what he opened", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10, MOBILE }, { "sms", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a later yes of the phone opens it again", .phone = MOBILE, .words = { { "sms", ADS, 'r', 10 }, { "sms", ADS, 'g', 5, MOBILE } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT, .address = MOBILE },
    { .say = "a later yes of the person opens all", .phone = MOBILE, .words = { { "sms", ADS, 'r', 10, MOBILE }, { "sms", ADS, 'g', 5 } }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "a no of a phone he has no more is his", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 }, { "sms", ADS, 'r', 5, OTHER } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "a claim of a phone opens nothing", .phone = MOBILE, .words = { { "sms", ADS, 'c', 5, MOBILE } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_CLAIMED },
    { .say = "a no of a phone tells without an address", .words = { { "sms", ADS, 'r', 5, OTHER } }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "what another said of the same phone closes it", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 } }, .other = { "sms", ADS, 'r', 20, MOBILE }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_REFUSED },
    { .say = "unless he said yes of it later", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10, MOBILE } }, .other = { "sms", ADS, 'r', 20, MOBILE }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "his other phone stays open", .phone = MOBILE, .phone2 = OTHER, .words = { { "sms", ADS, 'g', 10 } }, .other = { "sms", ADS, 'r', 5, MOBILE }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT, .address = OTHER },
    { .say = "what another said of himself is his alone", .phone = MOBILE, .words = { { "sms", ADS, 'g', 10 } }, .other = { "sms", ADS, 'r', 5 }, .purpose = ADS, .channel = MK_SMS, .allowed = true, .why = MK_GATE_CONSENT },
    { .say = "a yes of another opens nothing", .phone = MOBILE, .other = { "sms", ADS, 'g', 5, MOBILE }, .purpose = ADS, .channel = MK_SMS, .why = MK_GATE_NONE },

    { .say = "face to face", .purpose = ADS, .channel = MK_VISIT, .allowed = true, .why = MK_GATE_IN_PERSON },
    { .say = "face to face, whatever was refused", .words = { { "sms", ADS, 'r', 5 }, { "mail", ADS, 'r', 5 }, { "call", ADS, 'r', 5 } }, .purpose = ADS, .channel = MK_VISIT, .allowed = true, .why = MK_GATE_IN_PERSON },
};

enum { CUSTOMER = 7777, SOMEBODY = 8888 };

static int put(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *v) { int rc = mk_table_insert(cx, db, t, v); return rc < 0 ? rc : 0; }

static int contact(mk_cx *cx, mk_db *db, const char *kind, const char *value)
{
    if (!value) return 0;
    mk_value v[MK_CONTACT_POINT_N] = { mk_int(CUSTOMER), mk_textz(kind), mk_textz(value), mk_textz("test"), mk_int(1), mk_null(), mk_int(0) };
    return put(cx, db, MK_T_CONTACT_POINT, v);
}

static int dnc(mk_cx *cx, mk_db *db, const char *value, int days, int64_t id)
{
    if (!value) return 0;
    mk_value v[MK_FACT_N] = { mk_int(CUSTOMER), mk_textz("dnc"), mk_int(id), mk_textz(value), mk_textz("staff"), mk_real(1), mk_null(), mk_null(), mk_int(0),
                              mk_int(cx->now - days * MK_DAY), mk_textz("cli"), mk_int(0) };
    return put(cx, db, MK_T_FACT, v);
}

static int say(mk_cx *cx, mk_db *db, int64_t customer, int64_t id, const word *w)
{
    const char *state = w->state == 'g' ? "granted" : w->state == 'r' ? "refused" : w->state == 'w' ? "withdrawn" : "claimed";
    mk_value v[MK_CONSENT_N] = { mk_int(customer), mk_int(cx->now - w->days_ago * MK_DAY), mk_int(id), mk_textz(w->channel), mk_textz(w->purpose),
                                 mk_textz(state), mk_textz("proof"), mk_textz("he"), mk_textz("counter"), mk_textz("cli"), mk_int(0) };
    mk_value of[MK_CONSENT_POINT_N] = { mk_int(customer), mk_int(id), mk_textz(w->point ? w->point : ""), mk_int(0), mk_int(0) };
    MK_TRY(put(cx, db, MK_T_CONSENT, v));
    return w->point ? put(cx, db, MK_T_CONSENT_POINT, of) : 0;
}

static int scene(mk_cx *cx, mk_db *db, void *arg)
{
    const rule *r = arg;
    MK_TRY(contact(cx, db, "phone", r->phone));
    MK_TRY(contact(cx, db, "phone", r->phone2));
    MK_TRY(contact(cx, db, "mail", r->mail));
    for (int i = 0; i < 4 && r->words[i].channel; i++) MK_TRY(say(cx, db, CUSTOMER, i + 1, &r->words[i]));
    for (int i = 0; i < 2 && r->other.channel; i++) {
        mk_value found[] = { mk_int((int64_t)mk_key_hash(MK_KEY_PHONE, MK_S(MOBILE))), mk_int(i ? SOMEBODY : CUSTOMER) };
        MK_TRY(put(cx, db, MK_T_KEY_LOOKUP, found));
        if (i) MK_TRY(say(cx, db, SOMEBODY, 1, &r->other));
    }
    MK_TRY(dnc(cx, db, r->dnc, r->dnc_days_ago, 2));
    MK_TRY(dnc(cx, db, r->dnc2, r->dnc2_days_ago, 1));      /* a smaller id: the moment decides, not the order in the table */
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, CUSTOMER, mk_str_of(r->purpose), g));
    const mk_gate *is = &g[r->channel];
    if (is->allowed != r->allowed || is->why != r->why)
        fail_msg("%s: allowed %d why %d, should be allowed %d why %d", r->say, is->allowed, is->why, r->allowed, r->why);
    if (is->allowed && r->channel != MK_VISIT && is->address.n == 0) fail_msg("%s: allowed without an address", r->say);
    if (r->address && !mk_str_eqz(is->address, r->address)) fail_msg("%s: to %.*s", r->say, MK_SARG(is->address));
    for (int l = 0; l < 2; l++) {
        cx->lang = l ? MK_EN : MK_HE;
        mk_str why = mk_gate_reason(cx, r->channel, is);
        if (why.n < 5 || mk_str_find(why, MK_S("%")) >= 0) fail_msg("%s: says '%.*s'", r->say, MK_SARG(why));
    }
    return 0;
}

static void every_rule(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        rule one = rules[i];
        assert_ok(&r.cx, mk_store_try(&r.cx, r.store, scene, &one));        /* leaves nothing for the next */
        room_fresh(&r);
    }
    assert_int_equal(room_count(&r, MK_T_CONSENT), 0);
    room_close(&r);
}

static int closed(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    mk_value v[MK_CONTACT_POINT_N] = { mk_int(CUSTOMER), mk_textz("phone"), mk_textz(MOBILE), mk_textz("test"), mk_int(1), mk_int(2), mk_int(0) };
    MK_TRY(put(cx, db, MK_T_CONTACT_POINT, v));
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, CUSTOMER, MK_S("service"), g));
    assert_int_equal(g[MK_SMS].why, MK_GATE_NO_ADDRESS);
    assert_int_equal(g[MK_CALL].why, MK_GATE_NO_ADDRESS);
    return 0;
}

static void a_number_that_is_his_no_more(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    assert_ok(&r.cx, mk_store_try(&r.cx, r.store, closed, NULL));
    room_close(&r);
}

/* The ledger as staff and files write it. */
static void the_ledger(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t id, entry;
    mk_new_customer c = { .name = MK_S("רונית כהן"), .phone = MK_S("054-123-4567") };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &id));
    mk_new_consent yes = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("granted") };
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);         /* a consent needs its proof */
    yes.evidence = MK_S("  ");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);
    yes.evidence = MK_S("טופס הצטרפות, סעיף 4");
    yes.state = MK_S("claimed");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);         /* only files claim */
    yes.state = MK_S("granted");
    yes.channel = MK_S("visit");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);
    yes.channel = MK_S("pigeon");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);
    yes.channel = MK_S("sms");
    yes.purpose = MK_S("fun");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id, &yes, &entry), MK_EINVAL);
    yes.purpose = MK_S("advertising");
    assert_int_equal(mk_customer_consent(&r.cx, r.store, id + 1, &yes, &entry), MK_ENOTFOUND);
    assert_int_equal(room_count(&r, MK_T_CONSENT), 0);
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, id, &yes, &entry));
    mk_new_consent no = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("refused") };   /* needs no proof, holds at once */
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, id, &no, &entry));
    assert_int_equal(room_count(&r, MK_T_CONSENT), 2);
    room_close(&r);
}

static int words_of_a_file(mk_cx *cx, mk_db *db, void *arg)
{
    static const struct { mk_channel channel; mk_gate_why why; } said[] = { { MK_MAIL, MK_GATE_CLAIMED }, { MK_MAIL, MK_GATE_REFUSED }, { MK_MAIL, MK_GATE_NONE } };
    const int64_t *customer = arg;
    for (int i = 0; i < 3; i++) {
        mk_gate g[MK_CHANNELS];
        MK_TRY(mk_gate_all(cx, db, customer[i], MK_S("advertising"), g));
        assert_false(g[said[i].channel].allowed);
        assert_int_equal(g[said[i].channel].why, said[i].why);
    }
    return 0;
}

/* A "yes" in a list is a claim, a "no" a refusal at once, an empty cell nothing. */
static void a_list_makes_no_consent(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "list.csv", "שם מלא,דואל,אישור דיוור\nרונית כהן,ronit@example.com,כן\nדוד לוי,david@example.com,לא\nיעל פרץ,yael@example.com,\n"), "", false);
    int64_t customer[] = { room_named(&r, "רונית כהן"), room_named(&r, "דוד לוי"), room_named(&r, "יעל פרץ") };
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, words_of_a_file, customer));
    assert_int_equal(room_count(&r, MK_T_CONSENT), 2);
    room_close(&r);
}

/* A refusal and a consent of the same moment: which of them counts must not be left to chance. */
static int both_words(mk_cx *cx, mk_db *db, void *arg)
{
    int order = *(int *)arg;
    MK_TRY(contact(cx, db, "phone", MOBILE));
    for (int i = 0; i < 2; i++) {
        const char *state = (i ^ order) ? "refused" : "granted";
        mk_value v[MK_CONSENT_N] = { mk_int(CUSTOMER), mk_int(cx->now), mk_int(i + 1), mk_textz("sms"), mk_textz("advertising"), mk_textz(state), mk_textz("x"),
                                     mk_textz(""), mk_textz(""), mk_textz("cli"), mk_int(0) };
        MK_TRY(put(cx, db, MK_T_CONSENT, v));
    }
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, CUSTOMER, MK_S("advertising"), g));
    assert_false(g[MK_SMS].allowed);
    assert_int_equal(g[MK_SMS].why, MK_GATE_REFUSED);
    return 0;
}

static void in_doubt_no(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    for (int order = 0; order < 2; order++) assert_ok(&r.cx, mk_store_try(&r.cx, r.store, both_words, &order));
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule), cmocka_unit_test(a_number_that_is_his_no_more), cmocka_unit_test(the_ledger), cmocka_unit_test(a_list_makes_no_consent), cmocka_unit_test(in_doubt_no),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
