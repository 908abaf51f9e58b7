/* SPDX-License-Identifier: Apache-2.0
 * Worth in words: of one customer, of the base, of the plan. Hebrew sentences are built so that nobody's gender is needed. */
#include <math.h>
#include "agree.h"
#include "flow_worth_int.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

static mk_str money(mk_cx *cx, double minor, const mk_settings *st) { return mk_say_money(cx, llround(fmax(-9e15, fmin(9e15, minor))), st->currency); }
static mk_str share(mk_cx *cx, double p) { return mk_say_percent(cx, p); }

/* A name of the other script keeps its own direction (Unicode UAX 9). */
static mk_str apart(mk_cx *cx, mk_str name) { return mk_arena_printf(cx->arena, "\u2068%.*s\u2069", MK_SARG(name)); }

#define SAY(b, en, he, ...) mk_buf_printf((b), english(cx) ? en : he, __VA_ARGS__)
#define AGREE(b, en, he, ...) mk_buf_str_add((b), mk_agree_printf(cx->arena, english(cx) ? en : he, __VA_ARGS__))
#define TELL(b, en, he) mk_buf_str_add((b), english(cx) ? MK_S(en) : MK_S(he))

/* --- one customer --- */

mk_str mk_say_unbought(mk_cx *cx, const mk_worth_aside *a)
{
    const struct { uint32_t n; const char *en, *he; } part[] = {
        { a->currency, "in another currency", "במטבע אחר" }, { a->free, "at no charge", "בלי תשלום" }, { a->back, "that came back", "החזרות" },
        { a->ahead, "dated ahead", "בתאריך שעוד לא הגיע" }, { a->cancelled, "cancelled", "מבוטלות" } };
    mk_buf b = mk_buf_on(cx->arena);
    bool any = false;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if (!part[i].n) continue;
        if (!any) TELL(&b, "No purchase that counts yet: only ", "עוד אין קנייה שנחשבת: רק ");
        mk_buf_printf(&b, "%s%u %s", any ? ", " : "", part[i].n, english(cx) ? part[i].en : part[i].he);
        any = true;
    }
    if (!any) return english(cx) ? MK_S("Has not bought yet.") : MK_S("עדיין בלי קניות.");
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

/* What he is worth now. */
static mk_str say_worth(mk_cx *cx, const mk_worth_row *r, const mk_settings *st, mk_str who)
{
    const mk_worth *w = &r->worth;
    mk_buf b = mk_buf_on(cx->arena);
    if (!r->history.orders) return mk_say_unbought(cx, &r->aside);
    mk_str so_far = money(cx, (double)w->realised, st), name = apart(cx, who);
    if (w->margin_told) SAY(&b, "%.*s: margin to date %.*s", "%.*s: רווח עד היום %.*s", MK_SARG(name), MK_SARG(so_far));
    else SAY(&b, "%.*s: bought to date %.*s", "%.*s: קניות עד היום %.*s", MK_SARG(name), MK_SARG(so_far));
    if (w->returned > 0) { mk_str back = money(cx, (double)w->returned, st); SAY(&b, " (after %.*s came back)", " (אחרי שהוחזרו %.*s)", MK_SARG(back)); }
    if (r->aside.currency) SAY(&b, " (%u in another currency not counted)", " (בלי %u במטבע אחר)", r->aside.currency);
    if (w->expected_known) {
        mk_str e = money(cx, (double)w->expected, st), low = money(cx, (double)w->expected_low, st), high = money(cx, (double)w->expected_high, st);
        if (w->expected_high > w->expected_low) SAY(&b, "; the coming year: about %.*s (%.*s to %.*s)", "; בשנה הקרובה: בערך %.*s (בין %.*s ל־%.*s)", MK_SARG(e), MK_SARG(low), MK_SARG(high));
        else TELL(&b, "; the coming year: most probably nothing", "; בשנה הקרובה: קרוב לוודאי שום דבר");
    } else {
        TELL(&b, "; too little is known to say what the year will bring", "; עוד מוקדם לדעת מה תביא השנה");
    }
    if (w->minutes > 0) {
        if (w->hour_told) { mk_str t = money(cx, (double)w->served, st); SAY(&b, "; time given: %.0f minutes, worth %.*s", "; זמן שניתן: %.0f דקות, בשווי %.*s", w->minutes, MK_SARG(t)); }
        else SAY(&b, "; time given: %.0f minutes", "; זמן שניתן: %.0f דקות", w->minutes);
    }
    if (w->brought) {
        mk_str m = money(cx, (double)w->advocacy, st);
        if (w->advocacy > 0) SAY(&b, "; brought %u more, who bought %.*s", "; %u באו בזכות המלצה, וקנו ב־%.*s", w->brought, MK_SARG(m));
        else SAY(&b, "; brought %u more", "; %u באו בזכות המלצה", w->brought);
    }
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

static mk_str say_potential(mk_cx *cx, const mk_worth_row *r, const mk_settings *st, mk_str who)
{
    const mk_frontier_answer *p = &r->potential;
    (void)who;
    if (!p->known) return english(cx) ? MK_S("What could be is not known yet: there are too few comparable customers.") : MK_S("עוד לא ידוע מה אפשרי: יש מעט מדי לקוחות דומים.");
    mk_buf b = mk_buf_on(cx->arena);
    mk_str top = money(cx, p->potential, st), low = money(cx, p->low, st), high = money(cx, p->high, st), e = money(cx, r->said.money, st), gap = money(cx, p->gap, st);
    if (p->gap < 100 || p->share > .95) {
        SAY(&b, "Already near the most that comparable customers spend (%.*s a year).", "כבר קרוב לרוב שלקוחות דומים מגיעים אליו (%.*s בשנה).", MK_SARG(top));
        return mk_buf_str(&b);
    }
    mk_str part = share(cx, p->share);
    SAY(&b, "One in ten comparable customers spends %.*s a year or more (%.*s to %.*s); here %.*s are expected, %.*s of it: %.*s are left.",
        "אחד מכל עשרה לקוחות דומים מגיע ל־%.*s בשנה או יותר (בין %.*s ל־%.*s); כאן צפויים %.*s, שהם %.*s מזה: נשארו %.*s.",
        MK_SARG(top), MK_SARG(low), MK_SARG(high), MK_SARG(e), MK_SARG(part), MK_SARG(gap));
    if (!p->proven) TELL(&b, " Unproven: in the past, those with a wide gap did not grow more.", " לא מוכח: בעבר, מי שהפער שלו גדול לא צמח יותר.");
    return mk_buf_str(&b);
}

static mk_str say_side(mk_cx *cx, const mk_worth_row *r, mk_str who)
{
    const mk_worth *w = &r->worth;
    mk_buf b = mk_buf_on(cx->arena);
    mk_str name = apart(cx, who);
    switch (w->side) {
    case MK_SIDE_UNHAPPY:
        if (w->side_why & MK_SIDE_COMPLAINED) AGREE(&b, "%.*s complained, the last time {%d:a day|# days} ago, and has not said since that it is well. First put it right.",
                                                  "%.*s: הייתה תלונה, האחרונה לפני {%d:יום|יומיים|# ימים}, ומאז לא נאמר שהכול טוב. קודם לתקן.", MK_SARG(name), r->seen.complaint_days);
        else { mk_str c = share(cx, w->content); SAY(&b, "%.*s said to be not content (%.*s). First put it right.", "%.*s: נאמר שאין שביעות רצון (%.*s). קודם לתקן.", MK_SARG(name), MK_SARG(c)); }
        break;
    case MK_SIDE_STRAINED:
        if (w->side_why & MK_SIDE_EFFORT) SAY(&b, "It takes effort here: %.1f contacts for each purchase.", "זה דורש כאן מאמץ: %.1f פניות על כל קנייה.", w->effort);
        else TELL(&b, "Much of what is bought here comes back.", "הרבה ממה שנקנה כאן חוזר.");
        break;
    case MK_SIDE_CONTENT: { mk_str c = share(cx, w->content); SAY(&b, "Said to be content: %.*s.", "נאמר שיש שביעות רצון: %.*s.", MK_SARG(c)); break; }
    case MK_SIDE_UNKNOWN: TELL(&b, "How content is not known: nobody has asked.", "לא ידוע מה מידת שביעות הרצון: אף אחד לא שאל."); break;
    }
    if (w->tie == MK_TIE_HELD) TELL(&b, " Comes again, but that is not loyalty.", " יש קניות חוזרות, אבל זו לא נאמנות.");
    return mk_buf_str(&b);
}

mk_str mk_say_invest(mk_cx *cx, const mk_worth_row *r, const mk_settings *st, mk_invest what, mk_channel by, mk_str who)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_str name = apart(cx, who), e = money(cx, (double)r->worth.expected, st), gap = money(cx, r->potential.gap, st);
    switch (what) {
    case MK_INVEST_RIGHT: { mk_str side = say_side(cx, r, who); mk_buf_str_add(&b, side); break; }
    case MK_INVEST_WORD: SAY(&b, "%.*s brings about %.*s a year: a short word keeps the tie.", "%.*s: בערך %.*s בשנה. מילה קצרה שומרת על הקשר.", MK_SARG(name), MK_SARG(e)); break;
    case MK_INVEST_CARE: SAY(&b, "%.*s brings about %.*s a year: worth a call.", "%.*s: בערך %.*s בשנה. שווה שיחה.", MK_SARG(name), MK_SARG(e)); break;
    case MK_INVEST_LEARN: SAY(&b, "%.*s brings about %.*s a year, and %.*s more is in reach of comparable customers: worth asking what is needed.",
                              "%.*s: בערך %.*s בשנה, ועוד %.*s בהישג יד של לקוחות דומים. שווה לשאול מה צריך.", MK_SARG(name), MK_SARG(e), MK_SARG(gap)); break;
    case MK_INVEST_BOTH: SAY(&b, "%.*s brings about %.*s a year, and %.*s more is in reach: worth a real conversation, to keep and to learn.",
                             "%.*s: בערך %.*s בשנה, ועוד %.*s בהישג יד. שווה שיחה של ממש, לשמור וללמוד.", MK_SARG(name), MK_SARG(e), MK_SARG(gap)); break;
    case MK_INVEST_PEACE: TELL(&b, "To be left in peace.", "להניח בשקט."); break;
    }
    if (by == MK_VISIT && what != MK_INVEST_PEACE)
        TELL(&b, " Nothing may be sent here without consent: say it at the next visit.", " בלי הסכמה אסור לשלוח כאן דבר: לומר זאת בביקור הבא.");
    if (r->said.alive_known && r->said.alive < .5 && what != MK_INVEST_PEACE && what != MK_INVEST_RIGHT) {
        mk_str a = share(cx, r->said.alive);
        SAY(&b, " Late: %.*s that the tie still lives.", " באיחור: %.*s שהקשר עוד חי.", MK_SARG(a));
    }
    return mk_buf_str(&b);
}

mk_str mk_say_frontier(mk_cx *cx, const mk_worth_learnt *l)
{
    const mk_frontier_diagnostics *d = &l->fit;
    mk_buf b = mk_buf_on(cx->arena);
    if (d->state == MK_KNOWN_TOO_LITTLE) {
        SAY(&b, "What customers could be worth is not known yet: %" PRIu64 " can be looked at from the past, it takes %d.",
            "עוד לא ידוע כמה לקוחות יכולים להיות שווים: אפשר להביט מהעבר על %" PRIu64 ", וצריך %d.", d->rows, MK_FRONTIER_LEAST);
        return mk_buf_str(&b);
    }
    mk_str held = share(cx, d->coverage);
    SAY(&b, "What one in ten comparable customers reaches in %d days, from %" PRIu64 " seen in the past; %.*s stayed below it, as they should nine in ten.",
        "לאן מגיע אחד מכל עשרה לקוחות דומים ב־%d ימים, לפי %" PRIu64 " מהעבר; %.*s נשארו מתחת, וצריך תשעה מעשרה.", l->model.period, d->rows, MK_SARG(held));
    if (l->model.frontier.proven) TELL(&b, " Those with a wide gap did grow more.", " מי שהפער שלו גדול באמת צמח יותר.");
    else TELL(&b, " Unproven: those with a wide gap did not grow more.", " לא מוכח: מי שהפער שלו גדול לא צמח יותר.");
    return mk_buf_str(&b);
}

/* --- the base --- */

static void people(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_base_report *r = &t->report;
    if (!r->buyers) { TELL(b, "Nobody has bought yet.", "עוד אין קונים."); return; }
    double n = (double)r->buyers, all = fmax(1, (double)r->all.money);
    const mk_part *k = r->kind;
    mk_str part = mk_say_share(cx, (double)k[MK_BASE_CUSTOMER].money / all);
    AGREE(b, "{%" PRIu64 ":One buyer|# buyers}: {%" PRIu64 ":one came again and brings|# came again and bring} %.*s of the money", "{%" PRIu64 ":קונה אחד|# קונים}: {%" PRIu64 ":אחד חזר והביא|# חזרו והביאו} %.*s מהכסף", r->buyers, k[MK_BASE_CUSTOMER].n, MK_SARG(part));
    mk_str gone = mk_say_share(cx, (double)k[MK_BASE_CONSUMER].n / n);
    if (k[MK_BASE_CONSUMER].n) AGREE(b, "; {%" PRIu64 ":one|#} (%.*s) bought once and did not come back: consumers, not customers", "; {%" PRIu64 ":אחד קנה פעם אחת ולא חזר|# קנו פעם אחת ולא חזרו} (%.*s): צרכנים, לא לקוחות", k[MK_BASE_CONSUMER].n, MK_SARG(gone));
    if (k[MK_BASE_NEW].n) SAY(b, "; of %" PRIu64 " with one purchase it is too early to say", "; על %" PRIu64 " עם קנייה אחת עוד מוקדם לדעת", k[MK_BASE_NEW].n);
    mk_buf_c(b, '.');
}

static void cohorts(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_base_report *r = &t->report;
    /* Of those whose third month is over: how many bought in one of the three months after their first. Who "came first" in the first three
     * months of the books was mostly there before them: he is no newcomer. */
    uint64_t old = 0, old_came = 0, young = 0, young_came = 0;
    mk_civil begin = r->tracks ? mk_civil_of_day(r->track[0].day + 6) : (mk_civil){ 0 };
    size_t whole = r->cohorts > 4 ? r->cohorts - 4 : 0, from = 0;
    while (from < whole && r->cohort[from].year * 12 + r->cohort[from].month < begin.year * 12 + begin.month + 3) from++;
    for (size_t i = from; i < whole; i++) {
        const mk_cohort *c = &r->cohort[i];
        uint64_t came = c->came[1] + c->came[2] + c->came[3];
        if (i < from + (whole - from) / 2) old += c->customers, old_came += came; else young += c->customers, young_came += came;
    }
    if (!old || !young || old + young < 60) { TELL(b, "Too little to compare those who came early with those who came late.", "עוד מוקדם להשוות בין מי שבאו קודם למי שבאו אחר כך."); return; }
    double was = (double)old_came / (double)old, is = (double)young_came / (double)young;
    double sd = sqrt(was / (double)old + is / (double)young);
    SAY(b, "In the three months after their first, the early half of newcomers came %.2f times a head (in different months), the later half %.2f: ",
        "בשלושת החודשים שאחרי הקנייה הראשונה: המחצית המוקדמת של המצטרפים באו %.2f פעמים לאדם (בחודשים שונים), והמאוחרת %.2f: ", was, is);
    if (is > was + 2 * sd) TELL(b, "newcomers stay more than they did.", "המצטרפים החדשים נשארים יותר מקודם.");
    else if (is < was - 2 * sd) TELL(b, "newcomers stay less than they did.", "המצטרפים החדשים נשארים פחות מקודם.");
    else TELL(b, "no difference that chance would not make.", "אין הבדל שהמקרה לא היה עושה.");
}

static void track(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_base_report *r = &t->report;
    double actual = 0, expected = 0;
    size_t n = r->tracks < 8 ? r->tracks : 8;
    for (size_t i = r->tracks - n; i < r->tracks; i++) { actual += (double)r->track[i].actual; expected += r->track[i].expected; }
    if (n < 2) { TELL(b, "Too few weeks yet to hold what came against what was to be expected.", "עוד מעט מדי שבועות כדי להשוות בין מה שבא למה שהיה צפוי."); return; }
    if (!r->expected_known || expected < 5) { SAY(b, "%.0f repeat purchases in the last %zu weeks; what was to be expected is not known.", "%.0f קניות חוזרות ב־%zu השבועות האחרונים; מה היה צפוי לא ידוע.", actual, n); return; }
    double off = actual / expected - 1, chance = 2 / sqrt(expected);
    SAY(b, "%.0f repeat purchases in the last %zu weeks, %.0f were to be expected of these people: ", "%.0f קניות חוזרות ב־%zu השבועות האחרונים; מהאנשים האלה היו צפויות %.0f: ", actual, n, expected);
    if (fabs(off) < fmax(chance, .1)) TELL(b, "as expected.", "כצפוי.");
    else { mk_str p = mk_say_share(cx, fabs(off)); if (off > 0) SAY(b, "%.*s more.", "%.*s יותר.", MK_SARG(p)); else SAY(b, "%.*s less.", "%.*s פחות.", MK_SARG(p)); }
    if (r->off > .15 || r->off < -.15) { mk_str p = mk_say_share(cx, fabs(r->off)); SAY(b, " Over all weeks the model is %.*s too %s.", " לאורך כל השבועות המודל %.*s %s.", MK_SARG(p), english(cx) ? r->off > 0 ? "high" : "low" : r->off > 0 ? "גבוה מדי" : "נמוך מדי"); }
}

static void concentration(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_concentration *c = &t->report.year;
    if (c->buyers < 10) { TELL(b, "Fewer than ten bought in the last year: too little to say on whom the business rests.", "פחות מעשרה קנו בשנה האחרונה: מוקדם לומר על מי העסק נשען."); return; }
    mk_str ten = mk_say_share(cx, c->top10), one = mk_say_share(cx, c->top1);
    SAY(b, "In the last year %" PRIu64 " people bought; the best tenth of them brought %.*s of the money, the best hundredth %.*s; half of it came from %" PRIu64 " people.",
        "בשנה האחרונה קנו %" PRIu64 " אנשים; העשירון העליון הביא %.*s מהכסף, והמאון העליון %.*s; חצי ממנו בא מ־%" PRIu64 " אנשים.", c->buyers, MK_SARG(ten), MK_SARG(one), c->half);
}

static void risk(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_base_report *r = &t->report;
    if (!r->risk_known) { TELL(b, "What is at risk is not known: who stops coming cannot be told from these data.", "לא ידוע מה בסיכון: אי אפשר לדעת מהנתונים מי הפסיק לבוא."); return; }
    uint64_t n = r->band[1].n + r->band[2].n;
    mk_str m = money(cx, (double)r->at_risk, &t->settings), sure = money(cx, (double)r->band[0].expected, &t->settings);
    AGREE(b, "Of those who came again {%" PRIu64 ":one is|# are} surely here (%.*s expected in a year)", "ממי שחזרו, {%" PRIu64 ":אחד|#} כאן בוודאי (צפויים %.*s בשנה)", r->band[0].n, MK_SARG(sure));
    if (n) AGREE(b, "; of {%" PRIu64 ":one|#} it is in doubt: %.*s a year more would come if all of them were still here", "; על {%" PRIu64 ":אחד|#} יש ספק: אילו כולם היו עדיין כאן היו באים עוד %.*s בשנה", n, MK_SARG(m));
    if (r->band[3].n) AGREE(b, "; {%" PRIu64 ":one is|# are} gone", "; {%" PRIu64 ":אחד הלך|# הלכו}", r->band[3].n);
    if (!n && !r->band[3].n) TELL(b, ", and of nobody it is in doubt", ", ועל אף אחד אין ספק");
    mk_buf_c(b, '.');
}

static void rhythm(mk_cx *cx, const mk_base_told *t, mk_buf *b)
{
    const mk_rhythm_model *m = &t->rhythm;
    if (!m->n) TELL(b, "Nothing is bought at an even time: no subscription, fee or occasion is seen.", "שום דבר לא נקנה בקצב קבוע: לא נראים מנוי, דמי חבר או הזדמנויות.");
    for (size_t i = 0; i < m->n; i++) {
        if (i) mk_buf_c(b, ' ');
        mk_buf_str_add(b, mk_say_rhythm(cx, &m->item[i], m->name[i]));
    }
}

mk_str mk_say_base(mk_cx *cx, const mk_base_told *t, int part)
{
    static void (*const say[MK_BASE_PARTS])(mk_cx *, const mk_base_told *, mk_buf *) = { people, cohorts, track, concentration, risk, rhythm };
    mk_buf b = mk_buf_on(cx->arena);
    say[part](cx, t, &b);
    return mk_buf_str(&b);
}

/* --- as JSON, for his page --- */

static void key_int(mk_jsonw *w, const char *k, int64_t v) { mk_json_key(w, k); mk_json_int(w, v); }
static void key_str(mk_jsonw *w, const char *k, mk_str v) { mk_json_key(w, k); mk_json_str(w, v); }
static void key_real(mk_jsonw *w, const char *k, double v) { mk_json_key(w, k); mk_json_near(w, v); }
static void key_bool(mk_jsonw *w, const char *k, bool v) { mk_json_key(w, k); mk_json_bool(w, v); }

/* confidence: high, middle or low, in the words of the parts of potential value */
static const char *sure(double p) { return p >= .8 ? "high" : p >= .5 ? "middle" : "low"; }

static void life_rows(mk_jsonw *w, const char *key, const mk_life_fact *f, size_t n, const char *when)
{
    mk_json_key(w, key);
    mk_json_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(w, '{');
        key_str(w, "kind", f[i].kind);
        key_str(w, "what", f[i].what);
        key_int(w, when, f[i].days);
        mk_json_key(w, "confidence"), mk_json_z(w, sure(f[i].confidence));
        mk_json_close(w);
    }
    mk_json_close(w);
}

mk_str mk_worth_json(mk_cx *cx, const mk_worth_row *r, const mk_settings *st, mk_str who)
{
    const mk_worth *x = &r->worth;
    const mk_frontier_answer *p = &r->potential;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    key_str(&w, "actual_sentence", say_worth(cx, r, st, who));
    key_str(&w, "potential_sentence", say_potential(cx, r, st, who));
    key_str(&w, "side_sentence", say_side(cx, r, who));
    key_str(&w, "place", mk_str_of(mk_place_name(r->place)));
    key_str(&w, "tie", mk_str_of(mk_tie_name(x->tie)));
    key_str(&w, "side", mk_str_of(mk_side_name(x->side)));
    key_bool(&w, "margin_told", x->margin_told);
    key_int(&w, "realised", x->realised);
    key_int(&w, "returned", x->returned);
    key_int(&w, "discounts", x->discounts);
    key_real(&w, "minutes", x->minutes);
    key_bool(&w, "hour_told", x->hour_told);
    key_int(&w, "served", x->served);
    if (x->expected_known) {
        key_int(&w, "expected", x->expected);
        key_int(&w, "expected_low", x->expected_low);
        key_int(&w, "expected_high", x->expected_high);
        key_int(&w, "serving", x->serving);
    }
    key_int(&w, "actual", x->actual);
    key_int(&w, "brought", x->brought);
    key_int(&w, "advocacy", x->advocacy);
    key_int(&w, "complaints", r->seen.complaints);
    key_int(&w, "answers", r->seen.answers);
    if (r->seen.answers) key_real(&w, "content", x->content);
    key_real(&w, "effort", x->effort);
    if (p->known) {
        key_int(&w, "potential", llround(fmin(9e15, p->potential)));
        key_int(&w, "potential_low", llround(fmin(9e15, p->low)));
        key_int(&w, "potential_high", llround(fmin(9e15, p->high)));
        key_int(&w, "gap", llround(fmin(9e15, p->gap)));
        key_real(&w, "share", p->share);
        key_real(&w, "share_low", p->share_low);
        key_real(&w, "share_high", p->share_high);
        key_bool(&w, "proven", p->proven);
        /* proven and narrow: the interval is within half of the value either way */
        bool narrow = p->high - p->low < p->potential;
        mk_json_key(&w, "confidence"), mk_json_z(&w, p->proven && narrow ? "high" : p->proven || narrow ? "middle" : "low");
    }
    if (r->life.wishes) {
        key_str(&w, "needs_sentence", mk_say_wishes(cx, &r->life));
        life_rows(&w, "needs_unanswered", r->life.wish, r->life.wishes, "days_since");
    }
    if (r->life.events) {
        key_str(&w, "life_sentence", mk_say_events(cx, &r->life));
        life_rows(&w, "life_events", r->life.event, r->life.events, "days");
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}
