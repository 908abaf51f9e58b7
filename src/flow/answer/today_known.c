/* SPDX-License-Identifier: Apache-2.0
 * A list that is empty because too little is known is not a quiet day: what is there, what is missing to know more, and what can be done meanwhile. */
#include "today_known.h"
#include "reason.h"
#include "resolve.h"

enum { NEW_DAYS = 14 };

typedef struct counts { uint64_t buyers, again, with_goods, repeats; } counts;
typedef struct counter { int32_t day; counts all; } counter;

static int each(mk_cx *cx, const mk_walker *w, void *p, const mk_history *h)
{
    (void)w;
    counts *s = p;
    s->buyers += h->value.orders > 0;
    s->again += h->value.orders > 1;
    s->with_goods += h->n > 0;
    mk_arena_mark mark = mk_arena_here(cx->arena);
    mk_map last = mk_map_on(cx->arena);         /* item -> the day he bought it last, and one */
    for (size_t i = 0; i < h->n; i++) {
        if (h->line[i].quantity <= 0) continue;
        bool fresh;
        uint64_t *seen = mk_map_put(&last, (uint64_t)h->line[i].item, &fresh), day = (uint64_t)h->line[i].day;
        s->repeats += !fresh && *seen != day;
        *seen = day;
    }
    mk_arena_rewind(cx->arena, mark);
    return 0;
}

static int gather(mk_cx *cx, const mk_walker *w, void *p)
{
    (void)cx;
    const counts *s = p;
    counts *all = w->self;
    all->buyers += s->buyers, all->again += s->again, all->with_goods += s->with_goods, all->repeats += s->repeats;
    return 0;
}

typedef struct open { const mk_today *t; mk_today_known *ret; } open;

static int open_body(mk_cx *cx, mk_db *db, void *arg)
{
    open *o = arg;
    mk_review *pair;
    mk_rows r;
    size_t n, waiting;
    MK_TRY(mk_review_list(cx, db, o->t->settings.now_day, 0, 0, &pair, &n, &waiting));
    o->ret->pairs = waiting;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CUSTOMER_NEW, mk_int(cx->now - NEW_DAYS * MK_DAY)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) o->ret->fresh = (uint64_t)mk_row_int(&r, 0);
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

static uint64_t lack(uint64_t least, uint64_t there) { return there < least ? least - there : 0; }

int mk_today_known_of(mk_cx *cx, mk_store *s, const mk_today *t, mk_today_known *ret)
{
    *ret = (mk_today_known){ .learnt = t->learnt, .little = !t->n && (!t->learnt || t->too_little) };
    if (!ret->little) return 0;
    counts all = { 0 };
    mk_walker w = { .until = t->day, .each = each, .gather = gather, .state_size = sizeof(counts), .lines = true, .self = &all, .settings = &t->settings };
    MK_TRY(mk_walk(cx, s, &w));
    ret->buyers = all.buyers, ret->again = all.again, ret->repeats = all.repeats;
    ret->more_buyers = lack(MK_VALUE_BUYERS_LEAST, all.buyers);
    ret->more_again = lack(MK_VALUE_AGAIN_LEAST, all.again);
    if (all.with_goods || !all.buyers) {        /* a till that names no goods is not asked for them */
        uint64_t goods = lack(MK_NEED_CUSTOMERS_LEAST, all.with_goods);
        if (goods > ret->more_buyers) ret->more_buyers = goods;
        ret->more_repeats = lack(MK_NEED_GAPS_LEAST, all.repeats);
    }
    return mk_store_read(cx, s, open_body, &(open){ t, ret });
}

/* --- in words --- */

/* "one", or "n ones". */
static void count(mk_buf *b, uint64_t n, const char *one, const char *more)
{
    if (n == 1) mk_buf_str_add(b, mk_str_of(one));
    else mk_buf_printf(b, "%" PRIu64 " %s", n, more);
}

mk_str mk_say_known(mk_cx *cx, const mk_today_known *k)
{
    bool en = cx->lang == MK_EN;
    mk_buf b = mk_buf_on(cx->arena);
    if (!k->buyers) return en ? MK_S("Too little is known to say whose time it is: no purchase has come in yet.") : MK_S("עוד מוקדם לדעת למי הגיע הזמן: לא נכנסה עדיין אף קנייה.");
    mk_buf_str_add(&b, en ? MK_S("Too little is known to say whose time it is: ") : MK_S("עוד מוקדם לדעת למי הגיע הזמן: "));
    if (!k->learnt) {
        if (en) count(&b, k->buyers, "one customer", "customers"), mk_buf_str_add(&b, MK_S(" bought, and nothing was learnt from it yet."));
        else mk_buf_str_add(&b, MK_S("יש קניות של ")), count(&b, k->buyers, "לקוח אחד", "לקוחות"), mk_buf_str_add(&b, MK_S(", ועוד לא נלמד מהן דבר."));
        return mk_buf_str(&b);
    }
    count(&b, k->buyers, en ? "one customer" : "לקוח אחד", en ? "customers" : "לקוחות");
    mk_buf_str_add(&b, en ? MK_S(" bought") : k->buyers == 1 ? MK_S(" קנה") : MK_S(" קנו"));
    if (k->buyers > 1 && !k->again) mk_buf_str_add(&b, en ? MK_S(", none of them came again") : MK_S(", אף אחד מהם לא חזר"));
    else if (k->buyers > 1 && k->again == 1) mk_buf_str_add(&b, en ? MK_S(", one of them came again") : MK_S(", אחד מהם חזר"));
    else if (k->buyers > 1) mk_buf_printf(&b, en ? ", %" PRIu64 " of them came again" : ", %" PRIu64 " מהם חזרו", k->again);
    if (k->again && k->more_repeats)
        k->repeats == 1 ? mk_buf_str_add(&b, en ? MK_S(", and the same thing was bought again once") : MK_S(", ואותו דבר נקנה שוב פעם אחת"))
            : mk_buf_printf(&b, en ? ", and the same thing was bought again %" PRIu64 " times" : ", ואותו דבר נקנה שוב %" PRIu64 " פעמים", k->repeats);
    mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

mk_str mk_say_missing(mk_cx *cx, const mk_today_known *k)
{
    bool en = cx->lang == MK_EN;
    mk_buf b = mk_buf_on(cx->arena);
    const struct { uint64_t n; const char *en_one, *en_more, *he_one, *he_more; } lacks[] = {
        { k->more_buyers, "one more buyer", "more buyers", "עוד קונה אחד", "קונים נוספים" },
        { k->more_again, "one more who comes again", "more who come again", "עוד אחד שיחזור", "נוספים שיחזרו" },
        { k->more_repeats, "one more repeat purchase of the same thing", "more repeat purchases of the same thing", "עוד קנייה חוזרת אחת של אותו דבר", "קניות חוזרות נוספות של אותו דבר" },
    };
    for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++) {
        if (!lacks[i].n) continue;
        mk_buf_str_add(&b, b.n ? MK_S(", ") : en ? MK_S("What is missing: ") : MK_S("מה חסר: "));
        count(&b, lacks[i].n, en ? lacks[i].en_one : lacks[i].he_one, en ? lacks[i].en_more : lacks[i].he_more);
    }
    if (!b.n) return en ? MK_S("Enough has come in to learn from.") : MK_S("נכנס די כדי ללמוד ממנו.");
    mk_buf_str_add(&b, en ? MK_S(". Sales of the past, from the till or the invoices, count at once.") : MK_S(". מכירות מהעבר, מהקופה או מהחשבוניות, נחשבות מיד."));
    return mk_buf_str(&b);
}

mk_str mk_say_open(mk_cx *cx, const mk_today_known *k)
{
    bool en = cx->lang == MK_EN;
    mk_buf b = mk_buf_on(cx->arena);
    if (k->fresh) count(&b, k->fresh, en ? "one new customer of the last two weeks to greet" : "לקוח אחד מהשבועיים האחרונים לקבל במאור פנים",
                        en ? "new customers of the last two weeks to greet" : "לקוחות חדשים מהשבועיים האחרונים לקבל במאור פנים");
    if (k->pairs) {
        if (b.n) mk_buf_str_add(&b, MK_S("; "));
        count(&b, k->pairs, en ? "one pair that may be the same person waits for a decision" : "זוג אחד שאולי הוא אותו אדם ממתין להחלטה",
              en ? "pairs that may be the same person wait for a decision" : "זוגות שאולי הם אותו אדם ממתינים להחלטה");
    }
    if (b.n) mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}

mk_str mk_known_json(mk_cx *cx, const mk_today_known *k)
{
    return mk_arena_printf(cx->arena, "{\"known\":\"%s\",\"buyers\":%" PRIu64 ",\"again\":%" PRIu64 ",\"repeats\":%" PRIu64 ",\"missing\":{\"buyers\":%" PRIu64 ",\"again\":%" PRIu64
                           ",\"repeats\":%" PRIu64 "},\"new\":%" PRIu64 ",\"pairs\":%" PRIu64 "}", k->learnt ? "too little" : "nothing", k->buyers, k->again, k->repeats,
                           k->more_buyers, k->more_again, k->more_repeats, k->fresh, k->pairs);
}
