/* SPDX-License-Identifier: Apache-2.0
 * One reason for each slot of the year: the day itself, what he did then before, or his taste, whichever tells most. */
#include "year.h"
#include <math.h>
#include "fits.h"
#include "jsonw.h"
#include "reason.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

/* A birthday's name in the language of the answer: "birthday" is "יום הולדת". */
static mk_str say_occasion(mk_cx *cx, mk_str kind)
{
    static const struct { const char *en, *he; } words[] = { { "birthday", "יום הולדת" }, { "anniversary", "יום נישואין" }, { "memorial", "יום זיכרון" }, { "wedding", "חתונה" } };
    if (english(cx)) return kind;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) if (mk_str_eqz(kind, words[i].en)) return mk_str_of(words[i].he);
    return kind;
}

static mk_str slot_name(mk_cx *cx, const mk_slot *s)
{
    bool en = english(cx);
    if (s->english) return mk_str_of(en ? s->english : s->hebrew);
    if (s->kind == MK_SLOT_HABIT) return en ? MK_S("the usual time") : MK_S("הזמן הקבוע");
    mk_str what = say_occasion(cx, s->what);
    if (!s->whom.n) return en ? mk_arena_printf(cx->arena, "%.*s (%d)", MK_SARG(what), (int)s->years) : mk_arena_printf(cx->arena, "%.*s (%d)", MK_SARG(what), (int)s->years);
    return mk_arena_printf(cx->arena, en ? "%.*s of %.*s (%d)" : "%.*s של %.*s (%d)", MK_SARG(what), MK_SARG(mk_apart(cx, s->whom)), (int)s->years);
}

/* At the head of a sentence. */
static mk_str capital(mk_cx *cx, mk_str s)
{
    return s.n && s.p[0] >= 'a' && s.p[0] <= 'z' ? mk_arena_printf(cx->arena, "%c%.*s", s.p[0] - 'a' + 'A', (int)s.n - 1, s.p + 1) : s;
}

static mk_str span(mk_cx *cx, int32_t from, int32_t to)
{
    if (from == to) return mk_say_day(cx, from);
    return mk_arena_printf(cx->arena, "%.*s – %.*s", MK_SARG(mk_say_day(cx, from)), MK_SARG(mk_say_day(cx, to)));
}

mk_said_year mk_say_year(mk_cx *cx, const mk_year *y, const mk_year_row *r, mk_str who, int32_t today, const mk_settings *st)
{
    bool en = english(cx);
    const mk_slot *s = r->pick.slot;
    who = mk_apart(cx, who);
    mk_str label = r->offer ? mk_apart(cx, r->offer->piece.look.label) : MK_S(""), name = capital(cx, slot_name(cx, s)), when = span(cx, s->from, s->to);
    mk_buf b = mk_buf_on(cx->arena), nb = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&nb);
    mk_json_open(&w, '[');
#define NUMBER(l, ...) do { mk_json_open(&w, '{'); mk_json_key(&w, "label"); mk_json_str(&w, (l)); mk_json_key(&w, "value"); mk_json_str(&w, mk_arena_printf(cx->arena, __VA_ARGS__)); mk_json_close(&w); } while (0)
    NUMBER(en ? MK_S("when") : MK_S("מתי"), "%.*s", MK_SARG(when));
    mk_buf_printf(&b, "%.*s, %.*s.", MK_SARG(name), MK_SARG(when));
    const mk_taste_part *best = NULL;
    for (size_t i = 0; i < r->parts; i++)
        if (mk_taste_tells(&r->part[i]) && !mk_str_eqz(r->part[i].name, "category") && (!best || r->part[i].score > best->score)) best = &r->part[i];
    if (s->went) {
        mk_buf_printf(&b, s->kind == MK_SLOT_HABIT ? (en ? " %.*s went at this time %u times in %u years." : " %.*s: נסיעה בזמן הזה %u פעמים ב־%u שנים.")
                                                   : (en ? " %.*s went then %u of %u times." : " %.*s: נסיעה אז %u מתוך %u פעמים."), MK_SARG(who), s->went, s->of);
        NUMBER(en ? MK_S("went then") : MK_S("נסיעות אז"), en ? "%u of %u" : "%u מתוך %u", s->went, s->of);
    } else if (s->kind == MK_SLOT_SCHOOL) mk_buf_str_add(&b, en ? MK_S(" There are children at school.") : MK_S(" יש ילדים בגיל בית ספר."));
    if (r->offer) {
        if (best) {
            mk_str share = mk_say_share(cx, best->share), trait = mk_say_trait(cx, best->name);
            mk_buf_printf(&b, en ? " %.*s: %.*s %.*s in %ld of %ld trips (%.*s of everybody's)." : " %.*s: %.*s %.*s ב־%ld מתוך %ld נסיעות (אצל כולם %.*s).", MK_SARG(label), MK_SARG(trait),
                          MK_SARG(mk_apart(cx, best->value)), lround(best->his), lround(best->of), MK_SARG(share));
            NUMBER(trait, en ? "%.*s: %ld of %ld, all %.*s" : "%.*s: %ld מתוך %ld, כולם %.*s", MK_SARG(mk_apart(cx, best->value)), lround(best->his), lround(best->of), MK_SARG(share));
        } else mk_buf_printf(&b, en ? " There is %.*s then." : " יש אז %.*s.", MK_SARG(label));
        if (r->offer->piece.has_price) {
            mk_str price = mk_say_money(cx, r->offer->piece.price, st->currency);
            NUMBER(en ? MK_S("price") : MK_S("מחיר"), "%.*s", MK_SARG(price));
            if (y->budget.known) {
                mk_str low = mk_say_money(cx, llround(y->budget.low), st->currency), high = mk_say_money(cx, llround(y->budget.high), st->currency);
                mk_buf_printf(&b, en ? " %.*s; the usual is %.*s to %.*s." : " %.*s; בדרך כלל בין %.*s ל־%.*s.", MK_SARG(price), MK_SARG(low), MK_SARG(high));
                NUMBER(en ? MK_S("usually") : MK_S("בדרך כלל"), "%.*s – %.*s", MK_SARG(low), MK_SARG(high));
            }
        }
    }
    if (r->offer || s->went) {
        mk_str ahead = mk_say_days(cx, y->lead.middle);
        if (y->lead_own) mk_buf_printf(&b, en ? " Books about %.*s ahead (%u bookings)." : " הזמנה בערך %.*s מראש (%u הזמנות).", MK_SARG(ahead), y->lead.n);
        else mk_buf_printf(&b, en ? " Others book about %.*s ahead." : " אחרים מזמינים בערך %.*s מראש.", MK_SARG(ahead));
        if (y->lead_own) NUMBER(en ? MK_S("books ahead") : MK_S("מזמינים מראש"), en ? "%.*s (%u bookings)" : "%.*s (%u הזמנות)", MK_SARG(ahead), y->lead.n);
        else NUMBER(en ? MK_S("others book ahead") : MK_S("אחרים מזמינים מראש"), "%.*s", MK_SARG(ahead));
    }
    mk_json_close(&w);
    mk_said_year said = { .why = mk_buf_str(&b), .numbers = mk_buf_str(&nb) };
    said.what = r->offer ? mk_arena_printf(cx->arena, "%.*s: %.*s", MK_SARG(name), MK_SARG(label)) : name;
    int32_t speak = r->offer || s->went ? r->pick.speak : s->from;
    said.late = speak <= today ? (en ? MK_S("speak of it now") : MK_S("זה הזמן לדבר על זה"))
              : mk_arena_printf(cx->arena, r->offer || s->went ? (en ? "speak of it in %.*s" : "לדבר על זה בעוד %.*s") : en ? "in %.*s" : "בעוד %.*s", MK_SARG(mk_say_days(cx, speak - today)));
    return said;
#undef NUMBER
}
