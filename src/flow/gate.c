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

typedef struct word { char state; int64_t at; } word;      /* the last one: 'g'ranted, 'r'efused, 'w'ithdrawn, 'c'laimed, 0 */

static int last_words(mk_cx *cx, mk_db *db, int64_t customer, mk_str purpose, word ret[MK_CHANNELS])
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONSENT_OF, mk_int(customer)));       /* in order of time */
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_channel c;
        mk_str p = mk_row_text(&r, MK_CONSENT_PURPOSE);
        if (!mk_channel_named(mk_row_text(&r, MK_CONSENT_CHANNEL), &c) || !mk_str_eq(p, purpose)) continue;
        char state = mk_row_text(&r, MK_CONSENT_STATE).p[0];
        /* a list cannot speak against what the customer said himself */
        if (state == 'c' && ret[c].state && ret[c].state != 'c') continue;
        /* of two words of one moment the no */
        if (mk_row_int(&r, MK_CONSENT_AT) == ret[c].at && (ret[c].state == 'r' || ret[c].state == 'w')) continue;
        ret[c] = (word){ state, mk_row_int(&r, MK_CONSENT_AT) };
    }
    return rc;
}

static int addresses(mk_cx *cx, mk_db *db, int64_t customer, mk_str *phone, mk_str *mail)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (!mk_row_null(&r, MK_CONTACT_POINT_UNTIL_AT)) continue;
        mk_str kind = mk_row_text(&r, MK_CONTACT_POINT_KIND), v = mk_row_text(&r, MK_CONTACT_POINT_VALUE);
        bool mobile = mk_str_starts(v, MK_S("+9725"));
        if (mk_str_eqz(kind, "phone") && (phone->n == 0 || (mobile && !mk_str_starts(*phone, MK_S("+9725"))))) *phone = mk_arena_dup(cx->arena, v);
        if (mk_str_eqz(kind, "mail") && mail->n == 0) *mail = mk_arena_dup(cx->arena, v);
    }
    return rc;
}

/* When the number was last found clear of the do-not-call registry; 0: never, or he is in it. */
static int dnc(mk_cx *cx, mk_db *db, int64_t customer, int64_t *ret)
{
    mk_rows r;
    int rc;
    bool listed = false;
    *ret = 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF_KIND, mk_int(customer), mk_textz("dnc")));
    int64_t newest = INT64_MIN;
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t at = mk_row_int(&r, 1);
        if (at < newest) continue;
        newest = at;
        listed = !mk_str_eqz(mk_row_text(&r, 0), "clear");
        *ret = at;
    }
    if (listed) *ret = 0;
    return rc;
}

static mk_gate decide(mk_cx *cx, mk_channel c, bool advertising, word w, mk_str address, int64_t dnc_clear)
{
    mk_gate g = { .since = w.at, .address = address };
    if (c == MK_VISIT) return (mk_gate){ .allowed = true, .why = MK_GATE_IN_PERSON };
    if (w.state == 'r' || w.state == 'w') { g.why = MK_GATE_REFUSED; return g; }       /* even before asking whether there is an address */
    if (address.n == 0) { g.why = MK_GATE_NO_ADDRESS; return g; }
    if (!advertising) { g.allowed = true; g.why = MK_GATE_SERVICE; return g; }
    if (c == MK_CALL) {
        if (w.state == 'g' && cx->now - w.at < 365 * MK_DAY) { g.allowed = true; g.why = MK_GATE_CONSENT; return g; }
        g.allowed = dnc_clear && cx->now - dnc_clear <= 15 * MK_DAY;
        g.why = g.allowed ? MK_GATE_DNC_CLEAR : MK_GATE_DNC;
        if (g.allowed) g.since = dnc_clear;
        return g;
    }
    g.allowed = w.state == 'g';
    g.why = g.allowed ? MK_GATE_CONSENT : w.state == 'c' ? MK_GATE_CLAIMED : MK_GATE_NONE;
    return g;
}

int mk_gate_all(mk_cx *cx, mk_db *db, int64_t customer, mk_str purpose, mk_gate ret[MK_CHANNELS])
{
    word w[MK_CHANNELS] = { 0 };
    mk_str phone = MK_S(""), mail = MK_S("");
    int64_t clear = 0;
    MK_TRY(last_words(cx, db, customer, purpose, w));
    MK_TRY(addresses(cx, db, customer, &phone, &mail));
    MK_TRY(dnc(cx, db, customer, &clear));
    mk_str mobile = mk_str_starts(phone, MK_S("+972")) && !mk_str_starts(phone, MK_S("+9725")) ? MK_S("") : phone;
    for (int c = 0; c < MK_CHANNELS; c++) {
        mk_str address = c == MK_MAIL ? mail : c == MK_CALL ? phone : mobile;
        ret[c] = decide(cx, (mk_channel)c, mk_str_eqz(purpose, "advertising"), w[c], address, clear);
    }
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
