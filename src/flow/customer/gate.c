/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"
#include "clock.h"
#include "reason.h"
#include "search.h"

const char *const mk_channel_name[MK_CHANNELS] = { "whatsapp", "sms", "mail", "call", "visit" };

bool mk_channel_named(mk_str name, mk_channel *ret)
{
    for (int i = 0; i < MK_CHANNELS; i++)
        if (mk_str_eqz(name, mk_channel_name[i])) { *ret = (mk_channel)i; return true; }
    return false;
}

/* The next word, in order of time. */
static void say(mk_gate_word *w, char state, int64_t at)
{
    /* a list cannot speak against what the customer said himself */
    if (state == 'c' && w->state && w->state != 'c') return;
    /* of two words of one moment the no */
    if (at == w->at && mk_gate_no(*w)) return;
    *w = (mk_gate_word){ state, at };
}

static mk_gate_said *said_of(mk_cx *cx, mk_gate_ask *a, mk_channel c, mk_str point)
{
    for (size_t i = 0; i < a->said.n; i++)
        if (a->said.p[i].channel == c && mk_str_eq(a->said.p[i].point, point)) return &a->said.p[i];
    mk_gate_said *s = mk_vec_push(cx->arena, &a->said);
    *s = (mk_gate_said){ .channel = c, .point = mk_arena_dup(cx->arena, point) };
    return s;
}

/* What a row says: false when it is about something else. */
static bool read(const mk_gate_ask *a, const mk_rows *r, mk_channel *ret, mk_str *ret_point, char *ret_state, int64_t *ret_at)
{
    if (!mk_channel_named(mk_row_text(r, MK_CONSENT_CHANNEL), ret) || !mk_str_eq(mk_row_text(r, MK_CONSENT_PURPOSE), a->purpose)) return false;
    *ret_state = mk_row_text(r, MK_CONSENT_STATE).p[0];
    *ret_at = mk_row_int(r, MK_CONSENT_AT);
    *ret_point = mk_row_text(r, MK_CONSENT_N);
    return true;
}

void mk_gate_consent(mk_cx *cx, mk_gate_ask *a, const mk_rows *r)
{
    mk_channel c;
    mk_str point;
    char state;
    int64_t at;
    if (!read(a, r, &c, &point, &state, &at)) return;
    say(point.n ? &said_of(cx, a, c, point)->his : &a->word[c], state, at);
    say(&a->last[c], state, at);
}

void mk_gate_contact(mk_cx *cx, mk_gate_ask *a, const mk_rows *r)
{
    if (!mk_row_null(r, MK_CONTACT_POINT_UNTIL_AT)) return;
    mk_str kind = mk_row_text(r, MK_CONTACT_POINT_KIND), v = mk_row_text(r, MK_CONTACT_POINT_VALUE);
    if (mk_str_eqz(kind, "phone")) *mk_vec_push(cx->arena, &a->phone) = mk_arena_dup(cx->arena, v);
    if (mk_str_eqz(kind, "mail")) *mk_vec_push(cx->arena, &a->mail) = mk_arena_dup(cx->arena, v);
}

/* What one of the others said last of a contact point: the newest no of them all is kept. */
static void heard(mk_cx *cx, mk_gate_ask *a, mk_str point, const mk_gate_word w[MK_CHANNELS])
{
    for (int c = 0; c < MK_CHANNELS; c++) {
        if (!mk_gate_no(w[c])) continue;
        mk_gate_word *known = &said_of(cx, a, (mk_channel)c, point)->others;
        if (w[c].at > known->at) *known = w[c];
    }
}

static int others_of(mk_cx *cx, mk_db *db, int64_t customer, mk_key_kind kind, mk_str point, mk_gate_ask *a)
{
    mk_gate_word w[MK_CHANNELS] = { 0 };
    int64_t whose = customer;
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONSENT_SAID_OF, mk_int((int64_t)mk_key_hash(kind, point)), mk_text(point)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_channel c;
        mk_str of;
        char state;
        int64_t at, who = mk_row_int(&r, MK_CONSENT_CUSTOMER_ID);
        if (who == customer || !read(a, &r, &c, &of, &state, &at)) continue;
        if (who != whose) {
            heard(cx, a, point, w);
            memset(w, 0, sizeof w);
        }
        whose = who;
        say(&w[c], state, at);
    }
    heard(cx, a, point, w);
    return rc;
}

int mk_gate_others(mk_cx *cx, mk_db *db, int64_t customer, mk_gate_ask *a)
{
    for (size_t i = 0; i < a->phone.n; i++) MK_TRY(others_of(cx, db, customer, MK_KEY_PHONE, a->phone.p[i], a));
    for (size_t i = 0; i < a->mail.n; i++) MK_TRY(others_of(cx, db, customer, MK_KEY_MAIL, a->mail.p[i], a));
    return 0;
}

/* The newest word of the registry counts; of two of one moment the no. What somebody ended is said no more. */
void mk_gate_fact(const mk_cx *cx, mk_gate_ask *a, mk_str kind, mk_str value, int64_t at, int64_t to_day)
{
    if (!mk_str_eqz(kind, "dnc") || at < a->dnc_at || to_day <= cx->now / MK_DAY) return;
    bool listed = !mk_str_eqz(value, "clear");
    a->dnc_listed = listed || (at == a->dnc_at && a->dnc_listed);
    a->dnc_at = at;
}

static int ask(mk_cx *cx, mk_db *db, int64_t customer, mk_gate_ask *a)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONSENT_SAID, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_gate_consent(cx, a, &r);
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_gate_contact(cx, a, &r);
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF_KIND, mk_int(customer), mk_textz("dnc")));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        mk_gate_fact(cx, a, MK_S("dnc"), mk_row_text(&r, 0), mk_row_int(&r, 1), mk_row_null(&r, 2) ? INT64_MAX : mk_row_int(&r, 2));
    return rc < 0 ? rc : mk_gate_others(cx, db, customer, a);
}

/* Of two words the one that counts: a claim never against what was said, of two of one moment the no. */
static mk_gate_word later(mk_gate_word a, mk_gate_word b)
{
    if (!a.state || !b.state) return a.state ? a : b;
    if ((a.state == 'c') != (b.state == 'c')) return a.state == 'c' ? b : a;
    if (a.at != b.at) return a.at > b.at ? a : b;
    return mk_gate_no(a) ? a : b;
}

/* The word that counts at one address; "": at none. */
static mk_gate_word word_at(const mk_gate_ask *a, mk_channel c, mk_str address)
{
    mk_gate_word here = { 0 }, others = { 0 }, no = { 0 };
    for (size_t i = 0; i < a->said.n; i++) {
        const mk_gate_said *s = &a->said.p[i];
        if (s->channel != c) continue;
        if (mk_str_eq(s->point, address)) { here = s->his; others = s->others; }
        else if (mk_gate_no(s->his)) no = later(no, s->his);
    }
    mk_gate_word w = later(a->word[c], here);
    if (mk_gate_no(w)) return w;
    if (no.state && (w.state != 'g' || no.at >= w.at)) return no;
    if (others.state && !(here.state == 'g' && here.at > others.at)) return others;
    return w;
}

#define YES_HOLDS (365 * MK_DAY)        /* a yes to calls; after it the registry counts */
#define CLEAR_HOLDS (15 * MK_DAY)       /* what the registry answered */

static mk_gate decide(const mk_cx *cx, mk_channel c, bool advertising, char word, int64_t said_at, mk_str address, int64_t dnc_clear)
{
    mk_gate g = { .since = said_at, .address = address };
    if (c == MK_VISIT) return (mk_gate){ .allowed = true, .why = MK_GATE_IN_PERSON };
    if (word == 'r' || word == 'w') { g.why = MK_GATE_REFUSED; return g; }       /* even before asking whether there is an address */
    if (address.n == 0) { g.why = MK_GATE_NO_ADDRESS; return g; }
    if (!advertising) { g.allowed = true; g.why = MK_GATE_SERVICE; return g; }
    if (c == MK_CALL) {
        if (word == 'g' && cx->now - said_at < YES_HOLDS) { g.allowed = true; g.why = MK_GATE_CONSENT; return g; }
        g.allowed = dnc_clear && cx->now - dnc_clear <= CLEAR_HOLDS;
        g.why = g.allowed ? MK_GATE_DNC_CLEAR : MK_GATE_DNC;
        if (g.allowed) g.since = dnc_clear;
        return g;
    }
    g.allowed = word == 'g';
    g.why = g.allowed ? MK_GATE_CONSENT : word == 'c' ? MK_GATE_CLAIMED : MK_GATE_NONE;
    return g;
}

static bool israeli(mk_str phone) { return mk_str_starts(phone, MK_S("+972")); }
static bool mobile(mk_str phone) { return mk_str_starts(phone, MK_S("+9725")); }

/* Of all ways of a channel the first that is open; mobiles before other phones. */
void mk_gate_answer(const mk_cx *cx, const mk_gate_ask *a, mk_gate ret[MK_CHANNELS])
{
    bool ads = mk_str_eqz(a->purpose, "advertising");
    int64_t clear = a->dnc_listed ? 0 : a->dnc_at;
    for (int c = 0; c < MK_CHANNELS; c++) {
        size_t n = c == MK_MAIL ? a->mail.n : 2 * a->phone.n;
        bool any = false;
        for (size_t i = 0; i < n && !(any && ret[c].allowed); i++) {
            mk_str way = c == MK_MAIL ? a->mail.p[i] : a->phone.p[i % a->phone.n];
            if (c != MK_MAIL && mobile(way) != (i < a->phone.n)) continue;
            if (c != MK_MAIL && c != MK_CALL && israeli(way) && !mobile(way)) continue;
            mk_gate_word w = word_at(a, (mk_channel)c, way);
            mk_gate g = decide(cx, (mk_channel)c, ads, w.state, w.at, way, clear);
            if (!any || g.allowed) ret[c] = g;
            any = true;
        }
        if (any) continue;
        mk_gate_word w = word_at(a, (mk_channel)c, MK_S(""));
        ret[c] = decide(cx, (mk_channel)c, ads, w.state, w.at, MK_S(""), clear);
    }
}

static void sooner(int64_t *until, int64_t now, int64_t ends)
{
    if (ends > now && ends < *until) *until = ends;
}

int64_t mk_gate_until(const mk_cx *cx, const mk_gate_ask *a)
{
    int64_t until = INT64_MAX;
    sooner(&until, cx->now, a->word[MK_CALL].at + YES_HOLDS);
    for (size_t i = 0; i < a->said.n; i++) sooner(&until, cx->now, a->said.p[i].his.at + YES_HOLDS), sooner(&until, cx->now, a->said.p[i].others.at + YES_HOLDS);
    sooner(&until, cx->now, a->dnc_at + CLEAR_HOLDS + 1);
    return until;
}

int mk_gate_all(mk_cx *cx, mk_db *db, int64_t customer, mk_str purpose, mk_gate ret[MK_CHANNELS])
{
    mk_gate_ask a = { .purpose = purpose };
    MK_TRY(ask(cx, db, customer, &a));
    mk_gate_answer(cx, &a, ret);
    return 0;
}

mk_str mk_gate_reason(mk_cx *cx, mk_channel channel, const mk_gate *g)
{
    static const char *const text[][2] = {
        [MK_GATE_CONSENT] = { "יש הסכמה מ־%s", "consent since %s" },
        [MK_GATE_DNC_CLEAR] = { "נבדק מול מאגר ״אל תתקשרו אליי״ ב־%s", "clear of the do-not-call registry, %s" },
        [MK_GATE_IN_PERSON] = { "פנים אל פנים, לא נשלח דבר", "face to face, nothing is sent" },
        [MK_GATE_SERVICE] = { "הודעת שירות, לא פרסומת", "a service message, no advertising" },
        [MK_GATE_NO_ADDRESS] = { "אין מספר טלפון", "no phone number" },
        [MK_GATE_NONE] = { "אין הסכמה לקבל פרסומות", "no consent to advertising" },
        [MK_GATE_REFUSED] = { "סירוב מ־%s", "refused on %s" },
        [MK_GATE_CLAIMED] = { "בקובץ רשום שיש הסכמה, בלי הוכחה", "a list says yes, without proof" },
        [MK_GATE_DNC] = { "לא נבדק ב־15 הימים האחרונים מול מאגר ״אל תתקשרו אליי״", "not checked in the last 15 days against the do-not-call registry" },
    };
    int en = cx->lang == MK_EN;
    if (g->why == MK_GATE_NO_ADDRESS && channel == MK_MAIL) return en ? MK_S("no e-mail address") : MK_S("אין כתובת מייל");
    if (g->why == MK_GATE_NO_ADDRESS && channel != MK_CALL) return en ? MK_S("no mobile number") : MK_S("אין מספר נייד");
    const char *form = text[g->why][en], *hole = strstr(form, "%s");
    if (!hole) return mk_str_of(form);
    return mk_arena_printf(cx->arena, "%.*s%.*s%s", (int)(hole - form), form, MK_SARG(mk_say_day(cx, mk_day_at(g->since))), hole + 2);
}
