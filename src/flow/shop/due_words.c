/* SPDX-License-Identifier: Apache-2.0
 * What is due, in words. The thing is spoken of, not its owner, so nobody's gender is needed. */
#include "due.h"
#include <math.h>
#include "jsonw.h"
#include "reason.h"
#include "record.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

mk_str mk_due_task(const mk_cx *cx, const mk_due_row *r)
{
    if (r->notice) return r->notice->title;
    return !english(cx) && r->rule->hebrew.n ? r->rule->hebrew : r->rule->task;
}

static mk_str grouped(mk_cx *cx, double v)
{
    char digits[32], out[48];
    int n = snprintf(digits, sizeof digits, "%" PRId64, (int64_t)llround(v)), g = 0;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0) out[g++] = ',';
        out[g++] = digits[i];
    }
    return mk_arena_printf(cx->arena, "%.*s", g, out);
}

static mk_str measure(mk_cx *cx, const mk_due_row *r, double v)
{
    mk_str unit = r->thing->miles ? (english(cx) ? MK_S("miles") : MK_S("מייל")) : r->thing->unit.n ? r->thing->unit : english(cx) ? MK_S("km") : MK_S("ק״מ");
    return mk_arena_printf(cx->arena, "%.*s %.*s", MK_SARG(grouped(cx, v)), MK_SARG(unit));
}

static mk_str months(mk_cx *cx, int32_t n)
{
    bool en = english(cx);
    if (n % 12 == 0 && n) {
        int32_t y = n / 12;
        if (en) return mk_arena_printf(cx->arena, y == 1 ? "12 months" : "%d years", y);
        return y == 1 ? MK_S("שנה") : y == 2 ? MK_S("שנתיים") : mk_arena_printf(cx->arena, y > 10 ? "%d שנה" : "%d שנים", y);
    }
    if (en) return mk_arena_printf(cx->arena, n == 1 ? "a month" : "%d months", n);
    return n == 1 ? MK_S("חודש") : n == 2 ? MK_S("חודשיים") : mk_arena_printf(cx->arena, n > 10 ? "%d חודש" : "%d חודשים", n);
}

/* "15,000 km or a year, whichever comes first" */
static mk_str span_words(mk_cx *cx, const mk_due_row *r, const mk_span *s)
{
    mk_buf b = mk_buf_on(cx->arena);
    const char *or = english(cx) ? " or " : " או ";
    int n = 0;
    if (s->km) mk_buf_str_add(&b, measure(cx, r, s->km)), n++;
    if (s->months) mk_buf_printf(&b, "%s%.*s", n++ ? or : "", MK_SARG(months(cx, s->months)));
    if (s->days) mk_buf_printf(&b, "%s%.*s", n++ ? or : "", MK_SARG(mk_say_days(cx, s->days)));
    if (n > 1) mk_buf_str_add(&b, english(cx) ? MK_S(", what comes first") : MK_S(", המוקדם"));
    return mk_buf_str(&b);
}

static mk_str late_words(mk_cx *cx, const mk_due_row *r, int32_t today)
{
    bool en = english(cx);
    int32_t d = r->due.day - today;
    if (r->state == MK_DUE_UNKNOWN) return en ? MK_S("not known when") : MK_S("לא ידוע מתי");
    if (r->notice && d <= 0) return r->kind == MK_DUE_RECALL ? (en ? MK_S("open recall") : MK_S("ריקול פתוח")) : en ? MK_S("known fault") : MK_S("תקלה מוכרת");
    if (d == 0) return en ? MK_S("today") : MK_S("היום");
    int32_t n = d < 0 ? -d : d;
    mk_str far = n < 92 ? mk_say_days(cx, n) : months(cx, n < 731 ? (int32_t)lround(n / 30.44) : 12 * (int32_t)(n / 365.25));
    return mk_arena_printf(cx->arena, d < 0 ? (en ? "%.*s late" : "איחור של %.*s") : en ? "in %.*s" : "בעוד %.*s", MK_SARG(far));
}

static void service_why(mk_cx *cx, const mk_due_row *r, mk_buf *b)
{
    bool en = english(cx);
    const mk_thing *t = r->thing;
    mk_str name = mk_apart(cx, t->name);
    const mk_span *s = r->due.first ? &r->rule->first : &r->rule->then;
    mk_str every = span_words(cx, r, s);
    if (r->done.day != MK_NO_DAY) {
        mk_buf_printf(b, en ? "%.*s: last done on %.*s" : "%.*s: נעשה לאחרונה ב־%.*s", MK_SARG(name), MK_SARG(mk_say_day(cx, r->done.day)));
        if (r->done.km >= 0) mk_buf_printf(b, en ? " at %.*s" : ", כשהמונה הראה %.*s", MK_SARG(measure(cx, r, r->done.km)));
        if (r->done_by.n) mk_buf_printf(b, en ? " (the till says “%.*s”)" : " (לפי הקופה: “%.*s”)", MK_SARG(mk_apart(cx, r->done_by)));
        mk_buf_printf(b, en ? "; every %.*s." : "; כל %.*s.", MK_SARG(every));
    } else if (r->state == MK_DUE_UNKNOWN && t->start == MK_START_UNKNOWN) {
        mk_buf_printf(b, en ? "%.*s: every %.*s, but it is not known when this was last done, nor when it was new. Ask." :
                              "%.*s: כל %.*s, אבל לא ידוע מתי זה נעשה לאחרונה וגם לא משנת כמה. כדאי לשאול.", MK_SARG(name), MK_SARG(every));
        return;
    } else if (r->elsewhere && r->severity != MK_LEGAL) {
        mk_buf_printf(b, en ? "%.*s: first after %.*s from new (%.*s), long ago; known here since %.*s. It may have been done elsewhere: ask when."
                            : "%.*s: בפעם הראשונה אחרי %.*s מיום שהיה חדש (%.*s), וזה עבר מזמן; כאן הוא מוכר מ־%.*s. אולי זה נעשה במקום אחר: כדאי לשאול מתי.",
                      MK_SARG(name), MK_SARG(every), MK_SARG(mk_say_day(cx, t->start)), MK_SARG(mk_say_day(cx, t->since)));
        return;
    } else if (r->elsewhere)
        mk_buf_printf(b, en ? "%.*s: not done here that we know; by its first day (%.*s) it comes again every %.*s." : "%.*s: לא ידוע לנו שנעשה כאן; לפי היום שבו היה חדש (%.*s) זה חוזר כל %.*s.",
                      MK_SARG(name), MK_SARG(mk_say_day(cx, t->start)), MK_SARG(span_words(cx, r, &r->rule->then)));
    else
        mk_buf_printf(b, en ? "%.*s: never done here that we know; first after %.*s from new (%.*s)." : "%.*s: לא ידוע לנו שנעשה; בפעם הראשונה אחרי %.*s מיום שהיה חדש (%.*s).",
                      MK_SARG(name), MK_SARG(every), MK_SARG(mk_say_day(cx, t->start)));
    if (r->state == MK_DUE_UNKNOWN) {
        mk_buf_str_add(b, en ? MK_S(" What the meter says is not known: ask for a reading.") : MK_S(" לא ידוע מה מראה המונה: כדאי לבקש קריאה."));
        return;
    }
    if (r->due.by == MK_DUE_BY_KM) {
        const mk_meter *m = &t->meter;
        mk_str at = measure(cx, r, r->due.at_km), now = measure(cx, r, t->km_now), rate = measure(cx, r, m->rate), last = measure(cx, r, m->last_km - mk_meter_unseen(m, m->last_day));
        mk_buf_printf(b, en ? " That is at %.*s, about %.*s: today it is at %.*s or so, by %.*s a day (%zu readings, the last %.*s on %.*s)."
                            : " כלומר ב־%.*s, בערך ב־%.*s: היום בערך %.*s, בקצב של %.*s ביום (%zu קריאות, האחרונה %.*s ב־%.*s).",
                      MK_SARG(at), MK_SARG(mk_say_day(cx, r->due.day)), MK_SARG(now), MK_SARG(rate), t->readings, MK_SARG(last), MK_SARG(mk_say_day(cx, m->last_day)));
        if (m->changed_day != MK_START_UNKNOWN)
            mk_buf_printf(b, en ? " The pace is another since %.*s; before, it was %.*s a day." : " מאז %.*s הקצב השתנה; לפני כן היה %.*s ביום.",
                          MK_SARG(mk_say_day(cx, m->changed_day)), MK_SARG(measure(cx, r, m->rate_before)));
        if (m->replacements)
            mk_buf_printf(b, en ? " The meter was replaced by %.*s; %.*s before it are counted with it." : " המונה הוחלף עד %.*s; %.*s שלפניו נספרים איתו.",
                          MK_SARG(mk_say_day(cx, m->replaced[m->replacements - 1].day)), MK_SARG(measure(cx, r, mk_meter_unseen(m, m->last_day))));
    } else mk_buf_printf(b, en ? " That is on %.*s." : " כלומר ב־%.*s.", MK_SARG(mk_say_day(cx, r->due.day)));
    if (r->severity == MK_LEGAL) mk_buf_str_add(b, en ? MK_S(" The law asks for it.") : MK_S(" זו חובה לפי חוק."));
}

/* "car/mazda 3/2014-2017" as people say it: "mazda 3, 2014-2017". */
static mk_str range_words(mk_cx *cx, mk_str applies)
{
    ptrdiff_t slash = mk_str_find(applies, MK_S("/"));
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = slash < 0 ? 0 : (size_t)slash + 1; i < applies.n; i++)
        if (applies.p[i] == '/') mk_buf_str_add(&b, MK_S(", "));
        else mk_buf_c(&b, applies.p[i]);
    return mk_apart(cx, mk_buf_str(&b));
}

static void notice_why(mk_cx *cx, const mk_due_row *r, mk_buf *b)
{
    bool en = english(cx);
    const mk_notice *n = r->notice;
    mk_str range = range_words(cx, n->applies);
    if (r->kind == MK_DUE_RECALL) mk_buf_printf(b, en ? "%.*s is in the range of a recall (%.*s)" : "%.*s בטווח של ריקול (%.*s)", MK_SARG(mk_apart(cx, r->thing->name)), MK_SARG(range));
    else if (mk_str_eq(range, mk_apart(cx, r->thing->name))) mk_buf_printf(b, en ? "A fault that is known of %.*s" : "תקלה מוכרת של %.*s", MK_SARG(range));
    else mk_buf_printf(b, en ? "A fault that is known of %.*s (%.*s)" : "תקלה מוכרת של %.*s (%.*s)", MK_SARG(mk_apart(cx, r->thing->name)), MK_SARG(range));
    if (n->has_day) mk_buf_printf(b, en ? ", since %.*s" : ", מאז %.*s", MK_SARG(mk_say_day(cx, n->from_day)));
    if (n->has_value) {
        mk_buf_printf(b, en ? ", from %.*s on" : ", מ־%.*s ומעלה", MK_SARG(measure(cx, r, (double)n->from_value)));
        if (r->thing->readings) mk_buf_printf(b, en ? "; today it is at %.*s or so" : "; היום בערך %.*s", MK_SARG(measure(cx, r, r->thing->km_now)));
    }
    mk_buf_printf(b, en ? ". Not done yet that we know.%s%.*s" : ". לא ידוע לנו שטופל.%s%.*s", n->text.n ? " " : "", MK_SARG(n->text));
}

static void number(mk_jsonw *w, const char *label, mk_str value)
{
    mk_json_open(w, '{');
    mk_json_key(w, "label"), mk_json_z(w, label);
    mk_json_key(w, "value"), mk_json_str(w, value);
    mk_json_close(w);
}

static mk_str numbers(mk_cx *cx, const mk_due_row *r)
{
    bool en = english(cx);
    const mk_thing *t = r->thing;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    number(&w, en ? "of" : "של", t->name);
    if (r->rule) number(&w, en ? "every" : "כל", span_words(cx, r, r->due.first && !r->elsewhere ? &r->rule->first : &r->rule->then));
    if (r->rule && r->done.day == MK_NO_DAY && t->start != MK_START_UNKNOWN) number(&w, en ? "new on" : "חדש ב־", mk_say_day(cx, t->start));
    if (r->elsewhere) number(&w, en ? "known here since" : "מוכר כאן מ־", mk_say_day(cx, t->since));
    if (r->notice && r->notice->has_day) number(&w, en ? "since" : "מאז", mk_say_day(cx, r->notice->from_day));
    if (r->notice && r->notice->has_value) number(&w, en ? "from" : "מ־", measure(cx, r, (double)r->notice->from_value));
    if (r->notice) number(&w, en ? "which" : "אילו", range_words(cx, r->notice->applies));
    if (r->done.day != MK_NO_DAY) number(&w, en ? "last done" : "נעשה לאחרונה", mk_say_day(cx, r->done.day));
    if (r->done.km >= 0 && r->done.day != MK_NO_DAY) number(&w, en ? "at" : "המונה אז", measure(cx, r, r->done.km));
    if (t->readings) {
        number(&w, en ? "readings" : "קריאות", mk_arena_printf(cx->arena, "%zu", t->readings));
        number(&w, en ? "last reading" : "קריאה אחרונה", mk_arena_printf(cx->arena, "%.*s, %.*s", MK_SARG(measure(cx, r, t->meter.last_km - mk_meter_unseen(&t->meter, t->meter.last_day))), MK_SARG(mk_say_day(cx, t->meter.last_day))));
        number(&w, en ? "a day" : "ביום", measure(cx, r, t->meter.rate));
        if (t->meter.changed_day != MK_START_UNKNOWN)
            number(&w, en ? "before" : "לפני כן", mk_arena_printf(cx->arena, en ? "%.*s, until %.*s" : "%.*s, עד %.*s",
                   MK_SARG(measure(cx, r, t->meter.rate_before)), MK_SARG(mk_say_day(cx, t->meter.changed_day))));
        if (t->meter.replacements)
            number(&w, en ? "meter replaced by" : "המונה הוחלף עד", mk_say_day(cx, t->meter.replaced[t->meter.replacements - 1].day));
        number(&w, en ? "today, about" : "היום בערך", measure(cx, r, t->km_now));
    }
    if (r->state != MK_DUE_UNKNOWN && r->due.by == MK_DUE_BY_KM && r->rule) {
        number(&w, en ? "due at" : "צפוי ב־", measure(cx, r, r->due.at_km));
        if (r->due.low != INT32_MAX && r->due.high != INT32_MAX)
            number(&w, en ? "expected between" : "צפוי בין", mk_arena_printf(cx->arena, "%.*s – %.*s", MK_SARG(mk_say_day(cx, r->due.low)), MK_SARG(mk_say_day(cx, r->due.high))));
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

mk_said_due mk_say_due(mk_cx *cx, const mk_due_row *r, int32_t today)
{
    bool en = english(cx);
    mk_buf b = mk_buf_on(cx->arena);
    mk_str task = mk_apart(cx, mk_due_task(cx, r));
    mk_said_due s = { .late = late_words(cx, r, today), .numbers = numbers(cx, r) };
    s.what = mk_arena_printf(cx->arena, r->kind == MK_DUE_RECALL ? (en ? "Recall: %.*s" : "ריקול: %.*s") : r->kind == MK_DUE_FAULT ? (en ? "Known fault: %.*s" : "תקלה מוכרת: %.*s")
                             : r->state == MK_DUE_OVER ? (en ? "Overdue: %.*s" : "עבר המועד: %.*s") : en ? "Due: %.*s" : "מגיע הזמן: %.*s", MK_SARG(task));
    if (r->notice) notice_why(cx, r, &b);
    else service_why(cx, r, &b);
    s.why = mk_buf_str(&b);
    return s;
}
