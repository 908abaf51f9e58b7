/* SPDX-License-Identifier: Apache-2.0 */
#include "reason.h"
#include <math.h>

const char *const mk_stage_name[] = { "acquainted", "buyer", "regular", "lapsed" };

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

mk_str mk_label(mk_cx *cx, mk_str name, mk_str number)
{
    if (name.n) return name;
    if (number.n == 0) return english(cx) ? MK_S("A customer without a name") : MK_S("לקוח בלי שם");
    return mk_arena_printf(cx->arena, english(cx) ? "Customer %.*s" : "לקוח %.*s", MK_SARG(number));
}

mk_str mk_say_days(mk_cx *cx, double days)
{
    long n = lround(days);
    if (english(cx)) return mk_arena_printf(cx->arena, n == 1 ? "%ld day" : "%ld days", n);
    if (n == 1) return MK_S("יום");
    if (n == 2) return MK_S("יומיים");
    return mk_arena_printf(cx->arena, n > 10 || n == 0 ? "%ld יום" : "%ld ימים", n);
}

mk_str mk_say_day(mk_cx *cx, int32_t day)
{
    static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    mk_civil c = mk_civil_of_day(day);
    if (english(cx)) return mk_arena_printf(cx->arena, "%d %s %d", c.day, month[c.month - 1], c.year);
    return mk_arena_printf(cx->arena, "%d.%d.%d", c.day, c.month, c.year);
}

mk_str mk_say_clock(mk_cx *cx, const mk_tz *tz, int64_t at)
{
    int64_t minute = (at / MK_SECOND + mk_tz_offset(tz, at)) / 60 % 1440;
    return mk_arena_printf(cx->arena, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

mk_str mk_say_moment(mk_cx *cx, const mk_tz *tz, int64_t at)
{
    return mk_arena_printf(cx->arena, "%.*s, %.*s", MK_SARG(mk_say_day(cx, mk_tz_day(tz, at))), MK_SARG(mk_say_clock(cx, tz, at)));
}

mk_str mk_say_money(mk_cx *cx, int64_t minor, const char *currency)
{
    static const struct { const char *code, *sign; } signs[] = { { "ILS", "₪" }, { "GBP", "£" }, { "USD", "$" }, { "EUR", "€" } };
    const char *sign = NULL;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(signs[i].code, currency) == 0) sign = signs[i].sign;
    uint64_t u = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, units = u >= 10000 ? (u + 50) / 100 : u / 100;
    char text[48], *p = text + sizeof text;         /* from its end: a page tells a dozen sums */
    if (u < 10000 && u % 100) *--p = (char)('0' + u % 10), *--p = (char)('0' + u / 10 % 10), *--p = '.';
    for (int n = 0; n == 0 || units; units /= 10, n++) {
        if (n && n % 3 == 0) *--p = ',';
        *--p = (char)('0' + units % 10);
    }
    bool before = sign && cx->lang == MK_EN;        /* as the desk has it (CLDR): £5, in Hebrew 5 £ */
    mk_buf b = mk_buf_on(cx->arena);
    if (minor < 0) mk_buf_str_add(&b, before ? MK_S("-") : MK_S("\u200e-"));
    if (before) mk_buf_str_add(&b, mk_str_of(sign));
    mk_buf_str_add(&b, (mk_str){ p, (size_t)(text + sizeof text - p) });
    if (!before) mk_buf_str_add(&b, MK_S("\u00a0")), mk_buf_str_add(&b, mk_str_of(sign ? sign : currency));
    return mk_buf_str(&b);
}

mk_str mk_say_percent(mk_cx *cx, double p)
{
    long n = lround(p * 100);
    if (n < 1) n = 1;
    if (n > 99) n = 99;
    return mk_arena_printf(cx->arena, "%ld%%", n);
}

mk_str mk_say_share(mk_cx *cx, double p)
{
    long n = lround(p * 100);
    if (n == 0 && p > 0) n = 1;
    if (n == 100 && p < 1) n = 99;
    return mk_arena_printf(cx->arena, "%ld%%", n);
}

/* A name inside a sentence of the other direction keeps its own: between FSI and PDI (Unicode UAX 9), so that its digits and brackets do
 * not join the sentence's. A name of the sentence's own script is left as it is. */
mk_str mk_apart(mk_cx *cx, mk_str name)
{
    bool other = false;
    for (size_t i = 0; i < name.n; i++) {
        uint8_t c = (uint8_t)name.p[i];
        other |= english(cx) ? c >= 0xd6 && c <= 0xdb : (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xc3 && c <= 0xc9);
    }
    return other ? mk_arena_printf(cx->arena, "\u2068%.*s\u2069", MK_SARG(name)) : name;
}

static mk_str late(mk_cx *cx, double days)
{
    long n = lround(days);
    mk_str d = mk_say_days(cx, fabs((double)n));
    bool en = english(cx);
    if (n == 0) return en ? MK_S("today") : MK_S("היום");
    if (n > 0) return mk_arena_printf(cx->arena, en ? "%.*s late" : "איחור של %.*s", MK_SARG(d));
    return mk_arena_printf(cx->arena, en ? "in %.*s" : "בעוד %.*s", MK_SARG(d));
}

/* What else spoke for it, when it did. */
static mk_str season(mk_cx *cx, const mk_need *n)
{
    if (n->last_year == 0 || n->effect[MK_WHY_SEASON] <= .05) return MK_S("");
    if (english(cx)) return mk_arena_printf(cx->arena, " Around this time last year: %u.", n->last_year);
    return mk_arena_printf(cx->arena, " בתקופה הזאת בשנה שעברה: %u.", n->last_year);
}

/* "עבר יום", "עברו יומיים" */
static const char *passed(int32_t days) { return days == 1 ? "עבר" : "עברו"; }

/* Less than half of his usual time has gone by: he will want it again, but does not lack it today. */
static bool early(const mk_need *n) { return n->since_days * 2 < n->usual_days; }

/* "It is time again" is as true of a coffee on the way to work as of a litre of milk. */
static mk_said_need replenish_plain(mk_cx *cx, const mk_need *n, mk_str who, char gender, mk_str item)
{
    mk_said_need s;
    mk_str since = mk_say_days(cx, n->since_days), usual = mk_say_days(cx, n->interval_days > 0 ? n->interval_days : n->usual_days);
    mk_str last = mk_say_day(cx, n->last_day);
    s.late = late(cx, n->late_days);
    if (english(cx)) {
        s.what = mk_arena_printf(cx->arena, early(n) ? "Next time, probably: %.*s" : "Probably time again for: %.*s", MK_SARG(item));
        if (n->purchases < 2)
            s.why = mk_arena_printf(cx->arena, "%.*s bought %.*s once, %.*s ago; others buy it again after about %.*s.", MK_SARG(who), MK_SARG(item), MK_SARG(since), MK_SARG(usual));
        else if (n->since_days == 0)
            s.why = mk_arena_printf(cx->arena, "%.*s buys %.*s about every %.*s (%u times); the last time was today.", MK_SARG(who), MK_SARG(item), MK_SARG(usual), n->purchases);
        else
            s.why = mk_arena_printf(cx->arena, "%.*s buys %.*s about every %.*s (%u times, last on %.*s); it has been %.*s.", MK_SARG(who), MK_SARG(item), MK_SARG(usual),
                                    n->purchases, MK_SARG(last), MK_SARG(since));
        return s;
    }
    s.what = mk_arena_printf(cx->arena, early(n) ? "בפעם הבאה, כנראה: %.*s" : "כנראה שוב הגיע הזמן: %.*s", MK_SARG(item));
    (void)gender;       /* "קונה" is written the same for him and for her */
    const char *buys = "קונה";
    if (n->purchases < 2)
        s.why = mk_arena_printf(cx->arena, "%.*s: קנייה אחת של %.*s, לפני %.*s; אצל אחרים היא חוזרת אחרי %.*s בערך.", MK_SARG(who), MK_SARG(item), MK_SARG(since), MK_SARG(usual));
    else if (n->since_days == 0)
        s.why = mk_arena_printf(cx->arena, "%.*s %s %.*s בערך כל %.*s (%u קניות); הקנייה האחרונה היום.", MK_SARG(who), buys, MK_SARG(item), MK_SARG(usual), n->purchases);
    else
        s.why = mk_arena_printf(cx->arena, "%.*s %s %.*s בערך כל %.*s (%u קניות, האחרונה ב־%.*s); %s %.*s.", MK_SARG(who), buys, MK_SARG(item), MK_SARG(usual), n->purchases,
                                MK_SARG(last), passed(n->since_days), MK_SARG(since));
    return s;
}

static mk_said_need replenish(mk_cx *cx, const mk_need *n, mk_str who, char gender, mk_str item)
{
    mk_said_need s = replenish_plain(cx, n, who, gender, item);
    mk_str more = season(cx, n);
    if (more.n) s.why = mk_arena_printf(cx->arena, "%.*s%.*s", MK_SARG(s.why), MK_SARG(more));
    return s;
}

/* New to him, and nothing he bought lately leads to it: who buys as he does has it, or everybody takes it now. */
static mk_said_need company(mk_cx *cx, const mk_need *n, mk_str who, mk_str item)
{
    bool en = english(cx), alike = n->alike * 2 > n->lately || n->lately == 0;
    mk_said_need s = { .late = en ? MK_S("new") : MK_S("חדש") };
    s.what = mk_arena_printf(cx->arena, en ? "May like: %.*s" : "אולי יתאים: %.*s", MK_SARG(item));
    if (alike && n->alike_all)      /* in a small shop the most like are simply the others */
        s.why = mk_arena_printf(cx->arena, en ? "%u of the %u other customers bought %.*s; %.*s not yet." : "%u מתוך %u הלקוחות האחרים קנו %.*s; %.*s: עוד לא.", n->alike, n->alike_of, MK_SARG(item), MK_SARG(who));
    else if (alike)
        s.why = mk_arena_printf(cx->arena, en ? "%u of the %u customers whose purchases are most like those of %.*s bought %.*s; here not yet."
                                : "%u מתוך %u הלקוחות שקניותיהם הכי דומות לאלה של %.*s קנו %.*s, וכאן עוד לא.", n->alike, n->alike_of, MK_SARG(who), MK_SARG(item));
    else
        s.why = mk_arena_printf(cx->arena, en ? "%u customers bought %.*s in the four weeks before the last learning; %.*s not yet."
                                : "%u לקוחות קנו %.*s בארבעת השבועות שלפני הלמידה האחרונה; %.*s: עוד לא.", n->lately, MK_SARG(item), MK_SARG(who));
    return s;
}

static mk_said_need complement(mk_cx *cx, const mk_need *n, mk_str who, mk_str item, mk_str with, int32_t today)
{
    if (!n->with) return company(cx, n, who, item);
    mk_said_need s;
    bool en = english(cx);
    mk_str share = mk_say_share(cx, n->share), day = mk_say_day(cx, n->with_day);
    int32_t ago = today - n->with_day;
    s.late = ago == 0 ? (en ? MK_S("bought today") : MK_S("נקנה היום")) : mk_arena_printf(cx->arena, en ? "bought %.*s ago" : "נקנה לפני %.*s", MK_SARG(mk_say_days(cx, ago)));
    s.what = mk_arena_printf(cx->arena, en ? "Goes with what was bought: %.*s" : "מתאים למה שנקנה: %.*s", MK_SARG(item));
    if (n->together > n->after)
        s.why = mk_arena_printf(cx->arena, en ? "%.*s bought %.*s on %.*s. With it, %.*s of purchases also have %.*s (%u of %u), and this customer has none yet."
                                : "%.*s: קנייה של %.*s ב־%.*s. ב־%.*s מהקניות שלו יש גם %.*s (%u מתוך %u), וכאן עוד לא.",
                                MK_SARG(who), MK_SARG(with), MK_SARG(day), MK_SARG(share), MK_SARG(item), n->together, n->with_baskets);
    else
        s.why = mk_arena_printf(cx->arena, en ? "%.*s bought %.*s on %.*s. Of %u customers who bought it, %u took %.*s within %d days after; here not yet."
                                : "%.*s: קנייה של %.*s ב־%.*s. מתוך %u לקוחות שקנו אותו, %u לקחו %.*s תוך %d יום אחר כך, וכאן עוד לא.",
                                MK_SARG(who), MK_SARG(with), MK_SARG(day), n->with_buyers, n->after, MK_SARG(item), MK_NEED_WINDOW);
    return s;
}

static mk_said_need care(mk_cx *cx, const mk_need *n, mk_str who)
{
    mk_str since = mk_say_days(cx, n->since_days), pace = mk_say_days(cx, n->interval_days), last = mk_say_day(cx, n->last_day);
    if (english(cx))
        return (mk_said_need){ .late = late(cx, n->late_days), .what = MK_S("Usually comes back by now: a good time for a word"),
            .why = mk_arena_printf(cx->arena, "%.*s buys about every %.*s (%u times, last on %.*s); it has been %.*s.", MK_SARG(who), MK_SARG(pace), n->purchases,
                                   MK_SARG(last), MK_SARG(since)) };
    return (mk_said_need){ .late = late(cx, n->late_days), .what = MK_S("בדרך כלל הביקור הבא בערך עכשיו: זמן טוב למילה טובה"),
        .why = mk_arena_printf(cx->arena, "%.*s: קנייה בערך כל %.*s (%u קניות, האחרונה ב־%.*s); %s %.*s.", MK_SARG(who), MK_SARG(pace), n->purchases,
                               MK_SARG(last), passed(n->since_days), MK_SARG(since)) };
}

mk_said_need mk_say_need(mk_cx *cx, const mk_need *n, mk_str who, char gender, mk_str item, mk_str with, int32_t today)
{
    who = mk_apart(cx, who), item = mk_apart(cx, item), with = mk_apart(cx, with);
    if (n->kind == MK_NEED_CARE) return care(cx, n, who);
    return n->kind == MK_NEED_COMPLEMENT ? complement(cx, n, who, item, with, today) : replenish(cx, n, who, gender, item);
}

/* Late for him, not by a rule for all: nine of ten of his gaps would have ended by now. Said while he may still be a customer. */
static void say_late(mk_cx *cx, const mk_value_answer *a, const mk_value_history *h, mk_buf *b)
{
    if (h->orders < 3 || a->late_days < 1 || (a->alive_known && a->alive < .05)) return;
    mk_str usual = mk_say_days(cx, a->usual_days), since = mk_say_days(cx, a->since_days);
    mk_buf_printf(b, english(cx) ? " Late for this customer: nine gaps of ten end within %.*s, and it has been %.*s." : " איחור ביחס לקצב האישי: תשע מעשר הפעמים הקנייה הבאה באה תוך %.*s, ועברו %.*s.",
                  MK_SARG(usual), MK_SARG(since));
}

mk_str mk_say_closed(mk_cx *cx, const mk_season *open, int32_t now)
{
    bool en = cx->lang == MK_EN, any = false;
    mk_buf b = mk_buf_on(cx->arena);
    for (int i = 0; i < open->closings && open->closed[i].from < now; i++) {
        mk_str from = mk_say_day(cx, open->closed[i].from), to = mk_say_day(cx, open->closed[i].until - 1);
        mk_buf_printf(&b, en ? any ? ", and from %.*s to %.*s" : " Nobody at all ordered from %.*s to %.*s" : any ? ", ומ־%.*s עד %.*s" : " איש לא קנה מ־%.*s עד %.*s", MK_SARG(from), MK_SARG(to));
        any = true;
    }
    if (any) mk_buf_str_add(&b, en ? MK_S(": taken as closed, and not counted against anybody.") : MK_S(": העסק נחשב סגור אז, וזה לא נזקף לחובת איש."));
    return mk_buf_str(&b);
}

mk_str mk_say_value(mk_cx *cx, const mk_value_answer *a, const mk_value_history *h, mk_str who, const char *currency)
{
    bool en = english(cx);
    who = mk_apart(cx, who);
    if (a->state == MK_VALUE_TOO_LITTLE)
        return en ? MK_S("Too little is known yet to say what the year will bring.") : MK_S("עוד מוקדם לדעת: אין מספיק קניות כדי לומר מה תביא השנה.");
    mk_str alive = a->alive_known ? mk_say_percent(cx, a->alive) : MK_S("");
    mk_str low = mk_say_money(cx, llround(a->money_low), currency), high = mk_say_money(cx, llround(a->money_high), currency);
    mk_str mean = mk_say_money(cx, llround(a->money), currency);
    mk_buf b = mk_buf_on(cx->arena);
    if (a->alive_known) mk_buf_printf(&b, en ? "%.*s that %.*s is still a customer" : "%.*s שהקשר עם %.*s עוד חי", MK_SARG(alive), MK_SARG(who));
    else mk_buf_printf(&b, en ? "Nobody here is seen to stop buying" : "לא נראה כאן מי שהפסיק לקנות");
    if (!a->money_known) {
        mk_buf_printf(&b, en ? "; about %.1f purchases expected in a year (%.0f to %.0f)." : "; צפויות בערך %.1f קניות בשנה (%.0f עד %.0f).", a->orders, a->orders_low, a->orders_high);
        say_late(cx, a, h, &b);
        return mk_buf_str(&b);
    }
    if (a->orders_high > 0) mk_buf_printf(&b, en ? "; about %.*s expected in the coming year (%.*s to %.*s)." : "; בשנה הקרובה צפויים בערך %.*s (בין %.*s ל־%.*s).", MK_SARG(mean), MK_SARG(low), MK_SARG(high));
    else mk_buf_str_add(&b, en ? MK_S("; most probably nothing in the coming year.") : MK_S("; בשנה הקרובה, קרוב לוודאי שום דבר."));
    say_late(cx, a, h, &b);
    if (a->state == MK_VALUE_LITTLE) mk_buf_printf(&b, en ? " Little is known of this shop yet: take it as a hint." : " עוד מעט נתונים: זה רמז, לא ידיעה.");
    return mk_buf_str(&b);
}

mk_stage mk_stage_of(const mk_value_history *h, const mk_value_answer *a)
{
    if (h->orders == 0) return MK_ACQUAINTED;
    if (a && a->state != MK_VALUE_TOO_LITTLE && a->alive_known && a->alive < 0.25) return MK_LAPSED;
    return h->orders >= 3 ? MK_REGULAR : MK_BUYER;
}
