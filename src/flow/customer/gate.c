/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"
#include "clock.h"

const char *const mk_channel_name[MK_CHANNELS] = { "whatsapp", "sms", "mail", "call", "visit" };

bool mk_channel_named(mk_str name, mk_channel *ret)
{
    for (int i = 0; i < MK_CHANNELS; i++)
        if (mk_str_eqz(name, mk_channel_name[i])) { *ret = (mk_channel)i; return true; }
    return false;
}

void mk_gate_consent(mk_gate_ask *a, const mk_rows *r)
{
    mk_channel c;
    if (!mk_channel_named(mk_row_text(r, MK_CONSENT_CHANNEL), &c) || !mk_str_eq(mk_row_text(r, MK_CONSENT_PURPOSE), a->purpose)) return;
    char state = mk_row_text(r, MK_CONSENT_STATE).p[0], was = a->word[c].state;
    int64_t at = mk_row_int(r, MK_CONSENT_AT);
    /* a list cannot speak against what the customer said himself */
    if (state == 'c' && was && was != 'c') return;
    /* of two words of one moment the no */
    if (at == a->word[c].at && (was == 'r' || was == 'w')) return;
    a->word[c].state = state;
    a->word[c].at = at;
}

void mk_gate_contact(mk_cx *cx, mk_gate_ask *a, const mk_rows *r)
{
    if (!mk_row_null(r, MK_CONTACT_POINT_UNTIL_AT)) return;
    mk_str kind = mk_row_text(r, MK_CONTACT_POINT_KIND), v = mk_row_text(r, MK_CONTACT_POINT_VALUE);
    bool mobile = mk_str_starts(v, MK_S("+9725"));
    if (mk_str_eqz(kind, "phone") && (a->phone.n == 0 || (mobile && !mk_str_starts(a->phone, MK_S("+9725"))))) a->phone = mk_arena_dup(cx->arena, v);
    if (mk_str_eqz(kind, "mail") && a->mail.n == 0) a->mail = mk_arena_dup(cx->arena, v);
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
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONSENT_OF, mk_int(customer)));       /* in order of time */
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_gate_consent(a, &r);
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_gate_contact(cx, a, &r);
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF_KIND, mk_int(customer), mk_textz("dnc")));
    while ((rc = mk_rows_next(cx, &r)) > 0) 
        mk_gate_fact(cx, a, MK_S("dnc"), mk_row_text(&r, 0), mk_row_int(&r, 1), mk_row_null(&r, 2) ? INT64_MAX : mk_row_int(&r, 2));
    return rc;
}

static mk_gate decide(const mk_cx *cx, mk_channel c, bool advertising, char word, int64_t said_at, mk_str address, int64_t dnc_clear)
{
    mk_gate g = { .since = said_at, .address = address };
    if (c == MK_VISIT) return (mk_gate){ .allowed = true, .why = MK_GATE_IN_PERSON };
    if (word == 'r' || word == 'w') { g.why = MK_GATE_REFUSED; return g; }       /* even before asking whether there is an address */
    if (address.n == 0) { g.why = MK_GATE_NO_ADDRESS; return g; }
    if (!advertising) { g.allowed = true; g.why = MK_GATE_SERVICE; return g; }
    if (c == MK_CALL) {
        if (word == 'g' && cx->now - said_at < 365 * MK_DAY) { g.allowed = true; g.why = MK_GATE_CONSENT; return g; }
        g.allowed = dnc_clear && cx->now - dnc_clear <= 15 * MK_DAY;
        g.why = g.allowed ? MK_GATE_DNC_CLEAR : MK_GATE_DNC;
        if (g.allowed) g.since = dnc_clear;
        return g;
    }
    g.allowed = word == 'g';
    g.why = g.allowed ? MK_GATE_CONSENT : word == 'c' ? MK_GATE_CLAIMED : MK_GATE_NONE;
    return g;
}

void mk_gate_answer(const mk_cx *cx, const mk_gate_ask *a, mk_gate ret[MK_CHANNELS])
{
    mk_str mobile = mk_str_starts(a->phone, MK_S("+972")) && !mk_str_starts(a->phone, MK_S("+9725")) ? MK_S("") : a->phone;
    for (int c = 0; c < MK_CHANNELS; c++) {
        mk_str address = c == MK_MAIL ? a->mail : c == MK_CALL ? a->phone : mobile;
        ret[c] = decide(cx, (mk_channel)c, mk_str_eqz(a->purpose, "advertising"), a->word[c].state, a->word[c].at, address, a->dnc_listed ? 0 : a->dnc_at);
    }
}

int mk_gate_all(mk_cx *cx, mk_db *db, int64_t customer, mk_str purpose, mk_gate ret[MK_CHANNELS])
{
    mk_gate_ask a = { .purpose = purpose };
    MK_TRY(ask(cx, db, customer, &a));
    mk_gate_answer(cx, &a, ret);
    return 0;
}

int mk_gate_pass(mk_cx *cx, mk_db *db, int64_t customer, mk_channel channel, mk_str purpose)
{
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, customer, purpose, g));
    if (g[channel].allowed) return 0;
    mk_str why = mk_gate_reason(cx, channel, &g[channel]);
    return mk_fail(cx, MK_EDENIED, "%.*s", MK_SARG(why));
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
    mk_civil c = mk_civil_of_day(mk_day_at(g->since));
    char day[24];
    snprintf(day, sizeof day, "%d.%d.%d", c.day, c.month, c.year);
    const char *form = text[g->why][en], *hole = strstr(form, "%s");
    if (!hole) return mk_str_of(form);
    return mk_arena_printf(cx->arena, "%.*s%s%s", (int)(hole - form), form, day, hole + 2);
}
