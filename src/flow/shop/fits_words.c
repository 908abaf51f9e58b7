/* SPDX-License-Identifier: Apache-2.0
 * Why this one, in words: what it is like, what speaks for it, his size, how many are left. Built so that nobody's gender is needed. */
#include "fits.h"
#include <math.h>
#include "jsonw.h"
#include "reason.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

mk_str mk_say_trait(mk_cx *cx, mk_str name)
{
    static const struct { const char *en, *he; } words[] = {
        { "brand", "מותג" }, { "colour", "צבע" }, { "material", "חומר" }, { "cut", "גזרה" }, { "style", "סגנון" }, { "category", "סוג" }, { "destination", "יעד" }, { "text", "תיאור" },
        { "board", "אירוח" }, { "region", "אזור" }, { "pace", "קצב" } };
    if (english(cx)) return name;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) if (mk_str_eqz(name, words[i].en)) return mk_str_of(words[i].he);
    return name;
}

/* "3 kept in it, none came back": of none and of one in a word, which in Hebrew is another than the number. */
static void size_words(mk_cx *cx, mk_buf *b, uint32_t kept, uint32_t back)
{
    bool en = english(cx);
    if (kept == 1) mk_buf_str_add(b, en ? MK_S("one kept in it, ") : MK_S("אחד נשמר בה, "));
    else mk_buf_printf(b, en ? "%u kept in it, " : "%u נשמרו בה, ", kept);
    if (back == 0) mk_buf_str_add(b, en ? MK_S("none came back.") : MK_S("אף אחד לא הוחזר."));
    else if (back == 1) mk_buf_str_add(b, en ? MK_S("one came back.") : MK_S("אחד הוחזר."));
    else mk_buf_printf(b, en ? "%u came back." : "%u הוחזרו.", back);
}

static long pieces(double n) { return lround(n); }

mk_said_fit mk_say_fit(mk_cx *cx, const mk_fit_row *r, mk_str who, const mk_settings *st)
{
    bool en = english(cx);
    const mk_similar *s = &r->s;
    const mk_piece *p = s->what;
    mk_buf b = mk_buf_on(cx->arena), nb = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&nb);
    mk_json_open(&w, '[');
#define NUMBER(l, ...) do { mk_json_open(&w, '{'); mk_json_key(&w, "label"); mk_json_str(&w, (l)); mk_json_key(&w, "value"); mk_json_str(&w, mk_arena_printf(cx->arena, __VA_ARGS__)); mk_json_close(&w); } while (0)
    who = mk_apart(cx, who);
    mk_str loved = mk_apart(cx, s->loved->label), day = mk_say_day(cx, s->loved->day);
    mk_buf_printf(&b, s->last_year ? (en ? "A year ago, on %.*s, %.*s bought %.*s and kept it." : "לפני שנה, ב־%.*s, %.*s: קנייה של %.*s, ולא הוחזר.")
                                   : (en ? "On %.*s, %.*s bought %.*s and kept it." : "ב־%.*s, %.*s: קנייה של %.*s, ולא הוחזר."), MK_SARG(day), MK_SARG(who), MK_SARG(loved));
    NUMBER(en ? MK_S("like") : MK_S("דומה ל"), "%.*s, %.*s", MK_SARG(loved), MK_SARG(day));
    int said = 0;
    for (size_t i = 0; i < s->parts && said < 2; i++) {
        const mk_taste_part *t = &s->part[i];
        if (!mk_taste_tells(t) || mk_str_eqz(t->name, "category")) continue;
        mk_str share = mk_say_share(cx, t->share), name = mk_say_trait(cx, t->name);
        if (en && name.n && name.p[0] >= 'a' && name.p[0] <= 'z') name = mk_arena_printf(cx->arena, "%c%.*s", name.p[0] - 'a' + 'A', (int)name.n - 1, name.p + 1);
        mk_str near = !mk_str_eqz(t->name, "colour") ? MK_S("") : en ? MK_S(" or near it") : MK_S(" או קרוב לזה");      /* colours count for each other by how near they are */
        mk_buf_printf(&b, en ? " %.*s %.*s%.*s: %ld of the %ld kept (%.*s of what all take)." : " %.*s %.*s%.*s: %ld מתוך %ld שנשמרו (אצל כולם %.*s).", MK_SARG(name), MK_SARG(mk_apart(cx, t->value)),
                      MK_SARG(near), pieces(t->his), pieces(t->of), MK_SARG(share));
        NUMBER(name, en ? "%.*s: %ld of %ld, all %.*s" : "%.*s: %ld מתוך %ld, כולם %.*s", MK_SARG(mk_apart(cx, t->value)), pieces(t->his), pieces(t->of), MK_SARG(share));
        said++;
    }
    if (p->size_key.n) {
        mk_str p_size = mk_say_percent(cx, s->size_p), size = mk_look_trait(&p->look, "size");
        uint32_t kept = s->size.kept_in[s->size_place], back = s->size.back_in[s->size_place];
        if (kept) {
            mk_buf_printf(&b, en ? " Size %.*s fits with %.*s: " : " מידה %.*s מתאימה בסיכוי של %.*s: ", MK_SARG(size), MK_SARG(p_size));
            size_words(cx, &b, kept, back);
        } else
            mk_buf_printf(&b, en ? " Size %.*s fits with %.*s, by %u kept and %u given back in other sizes or brands." : " מידה %.*s מתאימה בסיכוי של %.*s, לפי %u שנשמרו ו־%u שהוחזרו במידות או מותגים אחרים.",
                          MK_SARG(size), MK_SARG(p_size), s->size.kept, s->size.back);
        NUMBER(en ? MK_S("size") : MK_S("מידה"), en ? "%.*s, %.*s (%u kept, %u came back)" : "%.*s, %.*s (%u נשמרו, %u הוחזרו)", MK_SARG(size), MK_SARG(p_size),
               kept ? kept : s->size.kept, kept ? back : s->size.back);
    }
    if (s->season_his > 1) {
        mk_buf_printf(&b, en ? " %u of %u were bought at this time of year." : " %u מתוך %u נקנו בעונה הזאת.", s->season_his, s->season_of);
        NUMBER(en ? MK_S("this season") : MK_S("בעונה הזאת"), en ? "%u of %u" : "%u מתוך %u", s->season_his, s->season_of);
    }
    mk_str price = p->has_price ? mk_say_money(cx, p->price, st->currency) : MK_S("");
    if (s->left == 1) mk_buf_str_add(&b, en ? MK_S(" One is left") : MK_S(" נשאר אחד"));
    else mk_buf_printf(&b, en ? " %" PRId64 " are left" : " נשארו %" PRId64, s->left);
    mk_buf_printf(&b, "%s%.*s.", p->has_price ? ", " : "", MK_SARG(price));
    NUMBER(en ? MK_S("left") : MK_S("במלאי"), "%" PRId64, s->left);
    if (p->has_price) NUMBER(en ? MK_S("price") : MK_S("מחיר"), "%.*s", MK_SARG(price));
    mk_json_close(&w);
    mk_said_fit f = { .numbers = mk_buf_str(&nb) };
    f.what = mk_arena_printf(cx->arena, r->kept ? (en ? "Kept for this customer: %.*s" : "שמור: %.*s") : en ? "Like one that was loved: %.*s" : "דומה למה שאהוב: %.*s", MK_SARG(mk_apart(cx, p->look.label)));
    f.why = mk_buf_str(&b);
    f.late = r->kept ? mk_arena_printf(cx->arena, en ? "until %.*s" : "עד %.*s", MK_SARG(mk_say_day(cx, r->kept_until)))
           : s->last_year ? (en ? MK_S("a year ago today, or near it") : MK_S("שנה אחרי")) : MK_S("");
    return f;
#undef NUMBER
}
