/* SPDX-License-Identifier: Apache-2.0 */
#include "shop.h"
#include "buf.h"
#include "clock.h"
#include <stdio.h>

static const char *const given[] = { "רונית", "דוד", "יעל", "משה", "נועה", "אבי", "תמר", "יוסף", "שרה", "Dana", "Michael", "מיכל", "איתן", "ליאור", "חנה", "עומר" };
static const char *const family[] = { "כהן", "לוי", "מזרחי", "פרץ", "ביטון", "אברהם", "פרידמן", "בן דוד", "Levin", "שפירא", "גולן", "אוחיון", "קליין", "חדד" };
static const char *const item[] = { "קפה טחון 250 גרם", "חלב 3%", "לחם כפרי", "גבינה צהובה", "שמן זית", "Earl Grey tea", "מיץ תפוזים", "יוגורט", "עוגת גבינה", "שוקולד מריר", "אורז 1 ק\"ג", "דבש" };
enum { GIVEN = sizeof given / sizeof *given, FAMILY = sizeof family / sizeof *family, ITEMS = sizeof item / sizeof *item };

typedef struct person {
    const char *given, *family;
    unsigned number;                /* of the phone, behind 05 */
    int key;                        /* 0: the register gave none */
    bool phone, mail, street, spellings, anyone;
} person;

shop_row *shop_add(shop *s)
{
    if (s->n == s->cap) {
        s->row = mk_arena_grow(s->arena, s->row, s->cap * sizeof *s->row, (s->cap ? s->cap * 2 : 64) * sizeof *s->row);
        s->cap = s->cap ? s->cap * 2 : 64;
    }
    memset(&s->row[s->n], 0, sizeof *s->row);
    return &s->row[s->n++];
}

static void phone_of(char out[32], unsigned number, uint64_t way)
{
    unsigned d = number / 10000000, m = number / 10000 % 1000, l = number % 10000;
    switch (way % 5) {
    case 0: snprintf(out, 32, "05%u-%03u-%04u", d, m, l); break;
    case 1: snprintf(out, 32, "05%u%03u%04u", d, m, l); break;
    case 2: snprintf(out, 32, "+972-5%u-%03u%04u", d, m, l); break;
    case 3: snprintf(out, 32, "00972 5%u %03u %04u", d, m, l); break;
    default: snprintf(out, 32, "+972 (0)5%u %03u-%04u", d, m, l); break;
    }
}

static void who(shop_row *w, const person *p, mk_rng *g)
{
    if (!p->anyone) {
        snprintf(w->name, sizeof w->name, "%s", mk_rng_below(g, 2) ? "לקוח מזדמן" : "");
        return;
    }
    uint64_t way = p->spellings ? mk_rng_below(g, 3) : 0;
    if (way == 0) snprintf(w->name, sizeof w->name, "%s %s", p->given, p->family);
    if (way == 1) snprintf(w->name, sizeof w->name, "%s %s", p->family, p->given);
    if (way == 2) snprintf(w->name, sizeof w->name, "%s", p->given);
    if (p->key) snprintf(w->key, sizeof w->key, "%d", p->key);
    if (p->phone) phone_of(w->phone, p->number, mk_rng_below(g, 5));
    if (p->mail) snprintf(w->mail, sizeof w->mail, "%c%u@example.com", mk_rng_below(g, 2) ? 'u' : 'U', p->number);
    if (p->street) snprintf(w->street, sizeof w->street, "הרצל %u", p->number % 90 + 1);
}

static person somebody(mk_rng *g, const person *before, size_t i)
{
    person p = { given[mk_rng_below(g, GIVEN)], family[mk_rng_below(g, FAMILY)], 20000000 + (unsigned)mk_rng_below(g, 39999999), 0, true, false, false, false, true };
    uint64_t kind = mk_rng_below(g, 12);
    if (i && kind < 2 && before->anyone) {          /* a household: the same phone and family, another given name */
        p.family = before->family;
        p.number = before->number;
        p.phone = before->phone;
    } else if (kind == 2) {
        p.phone = false;                            /* nothing but a name */
        return p;
    } else if (kind == 3) {
        p.anyone = false;
        return p;
    }
    p.key = mk_rng_below(g, 3) ? 0 : 1000 + (int)i;
    p.mail = mk_rng_below(g, 3) == 0;
    p.street = mk_rng_below(g, 3) == 0;
    p.spellings = mk_rng_below(g, 3) == 0;
    return p;
}

shop shop_make(mk_arena *a, uint64_t seed, size_t people)
{
    mk_rng g = mk_rng_seed(seed);
    shop s = { .arena = a };
    person p = { 0 };
    int doc = 100;
    for (size_t i = 0; i < people; i++) {
        p = somebody(&g, &p, i);
        for (uint64_t docs = 1 + mk_rng_below(&g, 4); docs > 0; docs--) {
            shop_row w = { 0 };
            who(&w, &p, &g);
            char day[16];
            snprintf(w.date, sizeof w.date, "%s", mk_day_text(mk_day_of(2025, 1, 1) + (int)mk_rng_below(&g, 360), day));
            uint64_t kind = mk_rng_below(&g, 20);       /* 0 return, 1 cancelled, 2 exchange, 3 a row of its own */
            if (kind != 3) snprintf(w.doc, sizeof w.doc, "%d", doc++);
            if (kind == 1) snprintf(w.status, sizeof w.status, "מבוטל");
            uint64_t lines = kind == 2 ? 2 : 1 + mk_rng_below(&g, 3);
            for (uint64_t l = 0; l < lines; l++) {
                uint64_t it = mk_rng_below(&g, ITEMS);
                shop_row *x = shop_add(&s);
                *x = w;
                snprintf(x->item, sizeof x->item, "A%02d", (int)it + 1);
                snprintf(x->item_name, sizeof x->item_name, "%s", item[it]);
                x->quantity = 1 + (int)mk_rng_below(&g, 3);
                x->price = 500 + 130 * (int)it;
                if (kind == 0 || (kind == 2 && l == 0)) x->quantity = -x->quantity;
            }
        }
    }
    return s;
}

shop shop_copy(mk_arena *a, const shop *s)
{
    shop c = { .arena = a, .n = s->n, .cap = s->n };
    c.row = MK_NEWN(a, shop_row, s->n + 1);
    memcpy(c.row, s->row, s->n * sizeof *s->row);
    return c;
}

void shop_shuffle(shop *s, uint64_t seed)
{
    mk_rng g = mk_rng_seed(seed);
    for (size_t i = s->n; i > 1; i--) {
        size_t j = mk_rng_below(&g, i);
        shop_row t = s->row[i - 1];
        s->row[i - 1] = s->row[j];
        s->row[j] = t;
    }
}

static void cell(mk_buf *b, const char *z)
{
    bool quote = strpbrk(z, ",\"") != NULL;
    if (quote) mk_buf_c(b, '"');
    for (; *z; z++) {
        if (*z == '"') mk_buf_c(b, '"');
        mk_buf_c(b, *z);
    }
    if (quote) mk_buf_c(b, '"');
    mk_buf_c(b, ',');
}

const char *shop_write(room *r, const shop *s, const char *name)
{
    mk_buf b = mk_buf_on(r->cx.arena);
    mk_buf_printf(&b, "מספר לקוח,שם לקוח,טלפון,דואל,כתובת,תאריך,מספר חשבונית,סטטוס,קוד פריט,שם פריט,כמות,מחיר\n");
    for (size_t i = 0; i < s->n; i++) {
        const shop_row *w = &s->row[i];
        const char *const c[] = { w->key, w->name, w->phone, w->mail, w->street, w->date, w->doc, w->status, w->item, w->item_name };
        for (size_t k = 0; k < sizeof c / sizeof *c; k++) cell(&b, c[k]);
        mk_buf_printf(&b, "%d,%d.%02d\n", w->quantity, w->price / 100, w->price % 100);
    }
    mk_buf_c(&b, 0);
    return room_write(r, name, b.p);
}
