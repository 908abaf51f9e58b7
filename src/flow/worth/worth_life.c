/* SPDX-License-Identifier: Apache-2.0 */
#include "worth_life.h"
#include "record.h"
#include "buf.h"
#include "hebrew.h"
#include "vec.h"

/* Days before and after a day on which it still makes needs. every_year: it comes again. */
typedef struct known { const char *kind, *kind_he, *en, *he; int16_t before, after; bool every_year; } known;
static const known events[] = {
    { "birthday", "יום הולדת", "birthday", "יום הולדת", 30, 0, true },
    { "child", "ילד", "a child's birthday", "יום הולדת של ילד", 30, 0, true },
    { "anniversary", "יום נישואין", "anniversary", "יום נישואין", 30, 0, true },
    { "wedding", "חתונה", "wedding", "חתונה", 180, 120, false },
    { "engagement", "אירוסין", "engagement", "אירוסין", 90, 180, false },
    { "baby", "לידה", "a birth", "לידה", 180, 365, false },
    { "moving", "מעבר דירה", "moving house", "מעבר דירה", 120, 180, false },
    { "new_job", "עבודה חדשה", "a new job", "עבודה חדשה", 60, 120, false },
    { "studies", "לימודים", "studies", "לימודים", 90, 120, false },
    { "retirement", "פרישה", "retirement", "פרישה לגמלאות", 180, 180, false },
    { "mitzvah", "בר מצווה", "bar or bat mitzvah", "בר או בת מצווה", 365, 30, false },
};
enum { EVENTS = sizeof events / sizeof *events, WISH_DAYS = 365, SHOWN = 3 };

static bool is_wish(mk_str kind)
{
    static const char *const names[] = { "wish", "need", "asked", "צורך", "בקשה", "רוצה" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) if (mk_str_eqz(kind, names[i])) return true;
    return false;
}

static const known *event_of(mk_str kind)
{
    for (size_t i = 0; i < EVENTS; i++) if (mk_str_eqz(kind, events[i].kind) || mk_str_eqz(kind, events[i].kind_he)) return &events[i];
    return NULL;
}

/* A day written anywhere in the value: "Noa, 2019-03-02". */
static bool day_in(mk_str v, int32_t *ret)
{
    for (size_t i = 0; i + 10 <= v.n; i++)
        if (mk_day_parse(mk_str_sub(v, i, i + 10), ret)) return true;
    return false;
}

static int sooner(const void *a, const void *b)
{
    int32_t x = ((const mk_life_fact *)a)->days, y = ((const mk_life_fact *)b)->days;
    return (x > y) - (x < y);
}

int mk_life_of(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, mk_life *ret)
{
    mk_vec(mk_life_fact) wish = { 0 }, event = { 0 };
    mk_rows r;
    int rc;
    int32_t day_now = st->today > st->now_day ? st->today : st->now_day;        /* what was ended was ended by the clock */
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (!mk_row_null(&r, MK_FACT_TO_DAY) && mk_row_int(&r, MK_FACT_TO_DAY) <= day_now) continue;
        mk_str kind = mk_row_text(&r, MK_FACT_KIND), value = mk_row_text(&r, MK_FACT_VALUE);
        const known *e = event_of(kind);
        if (!e && !is_wish(kind)) continue;
        int32_t said = mk_row_null(&r, MK_FACT_FROM_DAY) ? mk_tz_day(st->tz, mk_row_int(&r, MK_FACT_AT)) : (int32_t)mk_row_int(&r, MK_FACT_FROM_DAY), day = said;
        mk_life_fact f = { mk_arena_dup(cx->arena, kind), mk_arena_dup(cx->arena, value), 0, mk_row_real(&r, MK_FACT_CONFIDENCE) };
        if (!e) {
            f.days = st->today > said ? st->today - said : 0;
            if (f.days <= WISH_DAYS) *mk_vec_push(cx->arena, &wish) = f;
            continue;
        }
        bool dated = day_in(value, &day);
        if (e->every_year && !dated) continue;
        int32_t years;
        f.days = (e->every_year ? mk_anniversary_next(day, MK_BY_CIVIL, st->today, &years) : day) - st->today;
        if (f.days <= e->before && f.days >= -e->after) *mk_vec_push(cx->arena, &event) = f;
    }
    MK_TRY(rc);
    if (wish.n) qsort(wish.p, wish.n, sizeof *wish.p, sooner);
    if (event.n) qsort(event.p, event.n, sizeof *event.p, sooner);
    *ret = (mk_life){ wish.p, event.p, wish.n, event.n };
    return 0;
}

static void days(mk_buf *b, bool en, int32_t n)
{
    if (n == 0) mk_buf_str_add(b, en ? MK_S("today") : MK_S("היום"));
    else if (n == 1) mk_buf_str_add(b, en ? MK_S("tomorrow") : MK_S("מחר"));
    else if (n == -1) mk_buf_str_add(b, en ? MK_S("yesterday") : MK_S("אתמול"));
    else if (n > 0) mk_buf_printf(b, en ? "in %d days" : "בעוד %d ימים", n);
    else mk_buf_printf(b, en ? "%d days ago" : "לפני %d ימים", -n);
}

mk_str mk_say_wishes(mk_cx *cx, const mk_life *l)
{
    bool en = cx->lang == MK_EN;
    mk_buf b = mk_buf_on(cx->arena);
    if (!l->wishes) return MK_S("");
    mk_buf_str_add(&b, en ? MK_S("Asked for, and not answered yet: ") : MK_S("נאמר שצריך, ועדיין בלי מענה: "));
    for (size_t i = 0; i < l->wishes && i < SHOWN; i++) {
        if (i) mk_buf_str_add(&b, MK_S("; "));
        mk_buf_printf(&b, "\u2068%.*s\u2069 (", MK_SARG(l->wish[i].what));
        days(&b, en, -l->wish[i].days);
        mk_buf_c(&b, ')');
    }
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

mk_str mk_say_events(mk_cx *cx, const mk_life *l)
{
    bool en = cx->lang == MK_EN;
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < l->events && i < SHOWN; i++) {
        const known *e = event_of(l->event[i].kind);
        if (i) mk_buf_str_add(&b, MK_S("; "));
        mk_buf_printf(&b, "%s ", en ? e->en : e->he);
        days(&b, en, l->event[i].days);
    }
    if (!b.n) return MK_S("");
    mk_str said = mk_buf_str(&b);
    return mk_arena_printf(cx->arena, en ? "In life: %.*s. A good time to ask what is needed." : "בחיים: %.*s. זה הזמן לשאול מה צריך.", MK_SARG(said));
}
