/* SPDX-License-Identifier: Apache-2.0
 * Subscriptions, fees and occasions in words. Hebrew sentences are built so that nobody's gender is needed. */
#include <math.h>
#include "reason.h"
#include "worth_rhythm.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

/* "a month", "every month", of each unit. */
static const char *a_unit(bool en, mk_occasion u)
{
    static const char *const name[][MK_OCCASION_UNITS] = { { "", "שבוע", "חודש", "רבעון", "שנה" }, { "", "a week", "a month", "a quarter", "a year" } };
    return name[en][u];
}
static const char *every(bool en, mk_occasion u)
{
    static const char *const name[][MK_OCCASION_UNITS] = { { "", "כל שבוע", "כל חודש", "כל רבעון", "כל שנה" }, { "", "every week", "every month", "every quarter", "every year" } };
    return name[en][u];
}

static mk_str named(mk_cx *cx, mk_str name)
{
    return name.n ? mk_apart(cx, name) : english(cx) ? MK_S("What is bought here") : MK_S("מה שקונים כאן");
}

static uint32_t units_a_year(mk_occasion u) { return (uint32_t)lround(365.2425 / mk_occasion_days(u)); }

mk_str mk_say_rhythm(mk_cx *cx, const mk_rhythm_item *r, mk_str name)
{
    bool en = english(cx), contract = r->kind == MK_RHYTHM_CONTRACT;
    mk_buf b = mk_buf_on(cx->arena);
    mk_str what = named(cx, name), share = mk_say_percent(cx, r->regular);
    mk_buf_printf(&b, "%.*s: ", MK_SARG(what));
    if (r->told) mk_buf_printf(&b, contract ? (en ? "a payment %s, as you told" : "תשלום %s, כפי שנאמר") : (en ? "an occasion %s, as you told" : "הזדמנות %s, כפי שנאמר"), every(en, r->unit));
    else if (contract) mk_buf_printf(&b, en ? "%.*s of one customer's payments are %s apart, so it is a subscription or a fee" : "%.*s מהתשלומים של אותו לקוח באים במרווח של %s, כלומר זה מנוי או דמי חבר",
                                     MK_SARG(share), a_unit(en, r->unit));
    else mk_buf_printf(&b, en ? "it is taken on occasions, %s, and not at any moment" : "זה נקנה בהזדמנויות, %s, ולא בכל רגע", every(en, r->unit));
    if (contract) mk_buf_printf(&b, en ? ". %" PRIu64 " pay now, %" PRIu64 " have left" : ". משלמים היום %" PRIu64 ", עזבו %" PRIu64, r->active, r->events);
    else mk_buf_printf(&b, en ? ". %" PRIu64 " customers, %" PRIu64 " of them took the last one" : ". %" PRIu64 " לקוחות, %" PRIu64 " מהם ניצלו את האחרונה", r->customers, r->active);
    if (r->state == MK_KNOWN_TOO_LITTLE) mk_buf_str_add(&b, en ? MK_S("; too little to know how many will go on.") : MK_S("; עוד מוקדם לדעת כמה ימשיכו."));
    else if (contract) {
        uint32_t n = units_a_year(r->unit);
        mk_str stays = mk_say_percent(cx, mk_sbg_survival(&r->sbg, n));
        mk_buf_printf(&b, en ? "; of those who begin, %.*s still pay a year later." : "; ממי שמתחילים, %.*s עוד משלמים אחרי שנה.", MK_SARG(stays));
    } else {
        mk_str takes = mk_say_percent(cx, r->bgbb.alpha / (r->bgbb.alpha + r->bgbb.beta)), stays = mk_say_percent(cx, r->bgbb.delta / (r->bgbb.gamma + r->bgbb.delta));
        mk_buf_printf(&b, en ? "; who still belongs takes %.*s of them" : "; מי שעוד שייך מנצל %.*s מהן", MK_SARG(takes));
        if (r->alive_known) mk_buf_printf(&b, en ? ", and %.*s stay from the first to the second." : ", ו־%.*s נשארים מהראשונה לשנייה.", MK_SARG(stays));
        else mk_buf_str_add(&b, en ? MK_S("; nobody is seen to stop.") : MK_S("; לא נראה מי שמפסיק."));
    }
    if (r->state == MK_KNOWN_LITTLE) mk_buf_str_add(&b, en ? MK_S(" Few data: a hint, not knowledge.") : MK_S(" מעט נתונים: רמז, לא ידיעה."));
    return mk_buf_str(&b);
}

/* Of one customer. */
static mk_str say_row(mk_cx *cx, const mk_rhythm_row *r, const mk_settings *st)
{
    bool en = english(cx);
    const mk_rhythm_item *item = r->item;
    const mk_rhythm_answer *a = &r->answer;
    mk_buf b = mk_buf_on(cx->arena);
    mk_str what = named(cx, r->name), first = mk_say_day(cx, a->first), last = mk_say_day(cx, a->last), due = mk_say_day(cx, a->due);
    mk_buf_printf(&b, "%.*s: ", MK_SARG(what));
    if (item->kind == MK_RHYTHM_CONTRACT) {
        mk_buf_printf(&b, en ? "paid %s since %.*s, %u times so far" : "תשלום %s מאז %.*s, %u פעמים עד כה", every(en, item->unit), MK_SARG(first), a->times);
        if (!a->stands) { mk_buf_printf(&b, en ? "; the last was on %.*s and it was not renewed." : "; האחרון היה ב־%.*s ולא חודש.", MK_SARG(last)); return mk_buf_str(&b); }
        mk_buf_printf(&b, en ? "; the next is due on %.*s." : "; הבא צפוי ב־%.*s.", MK_SARG(due));
        if (!a->known) { mk_buf_str_add(&b, en ? MK_S(" How many renew is not known yet.") : MK_S(" עוד לא ידוע כמה מחדשים.")); return mk_buf_str(&b); }
        mk_str next = mk_say_percent(cx, a->next), money = mk_say_money(cx, llround(a->year * (double)r->paid), st->currency);
        mk_buf_printf(&b, en ? " Of those who paid as often %.*s pay again: %.1f payments in the coming year (%d to %d), about %.*s." : " ממי ששילמו אותו מספר פעמים %.*s משלמים שוב: %.1f תשלומים בשנה הקרובה (בין %d ל־%d), בערך %.*s.",
                      MK_SARG(next), a->year, a->low, a->high, MK_SARG(money));
        return mk_buf_str(&b);
    }
    mk_buf_printf(&b, en ? "taken %u of the %u times it was offered since %.*s (%s), the last on %.*s." : "נוצל %u מתוך %u הפעמים שהוצע מאז %.*s (%s), לאחרונה ב־%.*s.", a->taken + 1, a->seen + 1, MK_SARG(first),
                  every(en, item->unit), MK_SARG(last));
    if (!a->known) { mk_buf_str_add(&b, en ? MK_S(" How many go on is not known yet.") : MK_S(" עוד לא ידוע כמה ממשיכים.")); return mk_buf_str(&b); }
    mk_str next = mk_say_percent(cx, a->next), alive = mk_say_percent(cx, a->alive);
    mk_buf_printf(&b, en ? " The next one is taken with %.*s" : " סיכוי של %.*s לניצול הבאה", MK_SARG(next));
    if (item->alive_known) mk_buf_printf(&b, en ? " (%.*s that the tie still lives)" : " (%.*s שהקשר עוד חי)", MK_SARG(alive));
    if (item->unit != MK_OCCASION_YEAR) mk_buf_printf(&b, en ? "; in the coming year %.1f (%d to %d)" : "; בשנה הקרובה %.1f (בין %d ל־%d)", a->year, a->low, a->high);
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

static void key_int(mk_jsonw *w, const char *k, int64_t v) { mk_json_key(w, k); mk_json_int(w, v); }
static void key_real(mk_jsonw *w, const char *k, double v) { mk_json_key(w, k); mk_json_real(w, v); }
static void key_str(mk_jsonw *w, const char *k, mk_str v) { mk_json_key(w, k); mk_json_str(w, v); }
static void key_day(mk_jsonw *w, const char *k, int32_t day) { char t[16]; mk_json_key(w, k); mk_json_z(w, mk_day_text(day, t)); }

static void heading(mk_jsonw *w, const mk_rhythm_item *r, mk_str name)
{
    key_str(w, "item", name);
    mk_json_key(w, "kind"), mk_json_z(w, r->kind == MK_RHYTHM_CONTRACT ? "contract" : "occasions");
    mk_json_key(w, "every"), mk_json_z(w, mk_occasion_name(r->unit));
}

void mk_rhythm_json(mk_jsonw *w, mk_cx *cx, const mk_rhythm_model *m)
{
    static const char *const state[] = { "too little", "little", "enough" };
    mk_json_open(w, '[');
    for (size_t i = 0; i < m->n; i++) {
        const mk_rhythm_item *r = &m->item[i];
        mk_json_open(w, '{');
        heading(w, r, m->name[i]);
        key_str(w, "sentence", mk_say_rhythm(cx, r, m->name[i]));
        mk_json_key(w, "told"), mk_json_bool(w, r->told);
        mk_json_key(w, "state"), mk_json_z(w, state[r->state]);
        key_real(w, "regular", r->regular);
        key_int(w, "customers", (int64_t)r->customers);
        key_int(w, "active", (int64_t)r->active);
        key_int(w, r->kind == MK_RHYTHM_CONTRACT ? "left" : "taken", (int64_t)r->events);
        if (r->state != MK_KNOWN_TOO_LITTLE && r->kind == MK_RHYTHM_CONTRACT) {
            key_real(w, "alpha", r->sbg.alpha);
            key_real(w, "beta", r->sbg.beta);
            mk_json_key(w, "stays"), mk_json_open(w, '[');
            for (uint32_t k = 0; k <= mk_rhythm_periods(r->unit); k++) mk_json_real(w, round(1e4 * mk_sbg_survival(&r->sbg, k)) / 1e4);
            mk_json_close(w);
            mk_json_key(w, "stayed"), mk_json_open(w, '[');
            for (uint32_t k = 0; k < r->stayed_n; k++) mk_json_real(w, round(1e4 * r->stayed[k]) / 1e4);
            mk_json_close(w);
        } else if (r->state != MK_KNOWN_TOO_LITTLE) {
            key_real(w, "alpha", r->bgbb.alpha);
            key_real(w, "beta", r->bgbb.beta);
            key_real(w, "gamma", r->bgbb.gamma);
            key_real(w, "delta", r->bgbb.delta);
        }
        mk_json_close(w);
    }
    mk_json_close(w);
}

void mk_rhythm_rows_json(mk_jsonw *w, mk_cx *cx, const mk_rhythm_row *row, size_t n, const mk_settings *st)
{
    mk_json_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        const mk_rhythm_row *r = &row[i];
        const mk_rhythm_answer *a = &r->answer;
        mk_json_open(w, '{');
        heading(w, r->item, r->name);
        key_str(w, "sentence", say_row(cx, r, st));
        key_int(w, "times", a->times);
        key_day(w, "first", a->first);
        key_day(w, "last", a->last);
        mk_json_key(w, "stands"), mk_json_bool(w, a->stands);
        if (r->item->kind == MK_RHYTHM_CONTRACT) key_day(w, "due", a->due);
        else key_int(w, "offered", a->seen + 1), key_int(w, "taken", a->taken + 1);
        if (a->known) {
            if (r->item->alive_known) key_real(w, "alive", a->alive);
            key_real(w, "next", a->next);
            key_real(w, "year", a->year);
            key_int(w, "year_low", a->low);
            key_int(w, "year_high", a->high);
            key_int(w, "money12", llround(a->year * (double)r->paid));
        }
        mk_json_close(w);
    }
    mk_json_close(w);
}
