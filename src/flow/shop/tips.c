/* SPDX-License-Identifier: Apache-2.0 */
#include "tips.h"
#include "agree.h"
#include "reason.h"
#include "record.h"
#include "vec.h"

enum { TIMES = 3, MANY = 9, ONE_IN = 8, CARES = 200 };       /* dear to him: taken three times and one purchase in eight, or nine times */
typedef mk_vec(mk_care) care_list;

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

static mk_str fact_word(mk_cx *cx, mk_str kind)
{
    static const struct { const char *en, *he; } words[] = { { "hobby", "תחביב" }, { "taste", "טעם" }, { "pet", "חיית מחמד" }, { "diet", "תזונה" }, { "child", "ילד או ילדה" }, { "size", "מידה" } };
    if (english(cx)) return kind;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) if (mk_str_eqz(kind, words[i].en)) return mk_str_of(words[i].he);
    return kind;
}

/* Each word of what was said, and all of it. */
static void say_words(mk_cx *cx, care_list *to, mk_str said, mk_str from, double weight)
{
    if (to->n < CARES) *mk_vec_push(cx->arena, to) = (mk_care){ said, from, weight };
    for (size_t i = 0, k; i < said.n; i = k + 1) {
        for (k = i; k < said.n && said.p[k] != ' ' && said.p[k] != ','; k++) {}
        mk_str word = mk_str_sub(said, i, k);
        if (word.n >= 4 && word.n < said.n && to->n < CARES) *mk_vec_push(cx->arena, to) = (mk_care){ word, from, weight * .7 };
    }
}

static int facts(mk_cx *cx, mk_db *db, int64_t customer, int32_t day, care_list *to)
{
    static const char *const private[] = { "dnc", "birthday", "child", "size", "hour" };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_FACT_KIND);
        bool skip = !mk_row_null(&r, MK_FACT_TO_DAY) && mk_row_int(&r, MK_FACT_TO_DAY) < day;
        for (size_t i = 0; i < sizeof private / sizeof *private; i++) skip |= mk_str_eqz(kind, private[i]);
        if (skip) continue;
        mk_str value = mk_arena_dup(cx->arena, mk_row_text(&r, MK_FACT_VALUE)), word = fact_word(cx, kind);
        say_words(cx, to, value, mk_arena_printf(cx->arena, "%.*s: %.*s", MK_SARG(word), MK_SARG(value)), mk_row_real(&r, MK_FACT_CONFIDENCE));
        if (mk_str_eqz(kind, "pet") && to->n < CARES) *mk_vec_push(cx->arena, to) = (mk_care){ MK_S("pet"), value, .5 };
    }
    return rc;
}

static int things(mk_cx *cx, mk_db *db, int64_t customer, care_list *to)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ASSET_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str name = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ASSET_NAME)), kind = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ASSET_KIND));
        say_words(cx, to, name, name, .8);
        if (to->n < CARES) *mk_vec_push(cx->arena, to) = (mk_care){ kind, name, .8 };
    }
    return rc;
}

/* What he takes again and again: by its name, its category and how it looks. */
static int bought(mk_cx *cx, mk_db *db, const mk_goods *goods, const mk_history *h, care_list *to)
{
    mk_map times = mk_map_on(cx->arena);
    bool en = english(cx);
    uint64_t all = 0;
    for (size_t i = 0; i < h->n; i++) if (h->line[i].quantity > 0) ++*mk_map_put(&times, (uint64_t)h->line[i].item, NULL), all++;
    for (size_t i = 0; i < h->n && to->n < CARES; i++) {
        uint64_t *n = mk_map_get(&times, (uint64_t)h->line[i].item);
        if (!n || *n < TIMES || (*n < MANY && *n * ONE_IN < all)) continue;
        mk_value key = mk_int(h->line[i].item), row[MK_ITEM_N];
        int rc = mk_table_get(cx, db, MK_T_ITEM, &key, row);
        MK_TRY(rc);
        double weight = *n >= MANY ? .6 : .3;
        if (rc) {
            mk_str name = row[MK_ITEM_NAME].s.n ? row[MK_ITEM_NAME].s : row[MK_ITEM_KEY].s;
            mk_str from = mk_agree_printf(cx->arena, en ? "bought %.*s {%" PRIu64 ":once|# times}" : "%.*s: {%" PRIu64 ":קנייה אחת|# קניות}", MK_SARG(name), *n);
            say_words(cx, to, name, from, weight);
            if (row[MK_ITEM_CATEGORY].s.n && to->n < CARES) *mk_vec_push(cx->arena, to) = (mk_care){ row[MK_ITEM_CATEGORY].s, from, weight };
            const mk_good *g = mk_good_of(goods, h->line[i].item);
            for (size_t k = 0; g && g->piece.look.trait && k < g->piece.look.n && to->n < CARES; k++)
                if (mk_taste_counts(g->piece.look.trait[k].name)) *mk_vec_push(cx->arena, to) = (mk_care){ g->piece.look.trait[k].value, from, weight * .7 };
        }
        *n = 0;
    }
    return 0;
}

int mk_tips_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, size_t most, const mk_tip_row **ret, size_t *ret_n, size_t *ret_cares)
{
    const mk_content_row *told = s->lists->content;
    size_t all = s->lists->contents, n = 0;
    int32_t day = s->day;
    care_list care = { 0 };
    *ret_n = *ret_cares = 0;
    *ret = NULL;
    if (!all) return 0;
    MK_TRY(facts(cx, db, h->customer, day, &care));
    MK_TRY(things(cx, db, h->customer, &care));
    MK_TRY(bought(cx, db, &s->lists->goods, h, &care));
    *ret_cares = care.n;
    mk_content *content = MK_NEWN(cx->arena, mk_content, all);
    size_t *place = MK_NEWN(cx->arena, size_t, all);
    for (size_t i = 0; i < all; i++) {
        if ((told[i].from != MK_NO_DAY && day < told[i].from) || (told[i].until != MK_NO_DAY && day > told[i].until)) continue;
        place[n] = i;
        content[n++] = (mk_content){ told[i].id, told[i].about };
    }
    mk_interest *found = MK_NEWN(cx->arena, mk_interest, most + 1);
    *ret_n = mk_interest_of(cx->arena, care.p, care.n, content, n, found, most);
    mk_tip_row *row = MK_NEWN(cx->arena, mk_tip_row, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) row[i] = (mk_tip_row){ told[place[found[i].content]], care.p[found[i].care], found[i].score, told[place[found[i].content]].id };
    *ret = row;
    return 0;
}

mk_said_tip mk_say_tip(mk_cx *cx, const mk_tip_row *r, mk_str who)
{
    static const struct { const char *kind, *en, *he; } words[] = {
        { "tip", "A tip", "טיפ" }, { "picture", "A picture", "תמונה" }, { "news", "News", "חדשות" }, { "event", "An event", "אירוע" } };
    bool en = english(cx);
    const char *kind = en ? "A word" : "מילה";
    for (size_t i = 0; i < 4; i++) if (mk_str_eqz(r->told.kind, words[i].kind)) kind = en ? words[i].en : words[i].he;
    mk_said_tip s = { .what = mk_arena_printf(cx->arena, "%s: %.*s", kind, MK_SARG(mk_apart(cx, r->told.title))) };
    s.why = mk_arena_printf(cx->arena, en ? "Close to the heart of %.*s (%.*s). There is nothing to buy." : "קרוב ללב של %.*s (%.*s). אין כאן מה לקנות.", MK_SARG(mk_apart(cx, who)), MK_SARG(mk_apart(cx, r->care.from)));
    s.late = r->told.until == MK_NO_DAY ? MK_S("") : mk_arena_printf(cx->arena, en ? "until %.*s" : "עד %.*s", MK_SARG(mk_say_day(cx, r->told.until)));
    return s;
}
