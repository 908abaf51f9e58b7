/* SPDX-License-Identifier: Apache-2.0 */
#include "goods.h"
#include "amount.h"
#include "journal.h"
#include "sheet.h"
#include "shop_list.h"

/* --- reading --- */

typedef mk_vec(mk_good) good_list;

static mk_good *good_at(mk_cx *cx, mk_goods *g, good_list *v, int64_t item)
{
    bool new;
    uint64_t *p = mk_map_put(&g->at, (uint64_t)item, &new);
    if (new) {
        mk_vec_push(cx->arena, v)->piece.look = (mk_look){ .item = item };
        *p = v->n;
    }
    return &v->p[*p - 1];
}

/* What its attributes say, read once: most is asked for each line of each customer. */
static void read_traits(mk_good *g)
{
    int64_t nights = 0;
    g->brand = mk_look_trait(&g->piece.look, "brand");
    g->dated = mk_day_parse(mk_look_trait(&g->piece.look, "depart"), &g->from);
    if (!g->dated) return;
    mk_str_int(mk_look_trait(&g->piece.look, "nights"), &nights);
    g->to = g->from + (int32_t)(nights > 0 && nights < 400 ? nights : 1);
}

int mk_goods_get(mk_cx *cx, mk_db *db, mk_goods *ret)
{
    good_list goods = { 0 };
    mk_vec(mk_trait) traits = { 0 };
    mk_vec(size_t) first = { 0 };
    mk_rows r;
    int rc;
    *ret = (mk_goods){ .at = mk_map_on(cx->arena) };
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_STOCK_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_good *g = good_at(cx, ret, &goods, mk_row_int(&r, MK_ITEM_STOCK_ITEM_ID));
        g->stocked = true;
        g->piece.look.article = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ITEM_STOCK_ARTICLE));
        g->quantity = mk_row_int(&r, MK_ITEM_STOCK_QUANTITY);
        g->piece.stock = g->quantity / 10000;
        g->piece.has_price = !mk_row_null(&r, MK_ITEM_STOCK_PRICE);
        g->piece.price = mk_row_int(&r, MK_ITEM_STOCK_PRICE);
        g->has_margin = !mk_row_null(&r, MK_ITEM_STOCK_MARGIN);
        g->margin = mk_row_real(&r, MK_ITEM_STOCK_MARGIN);
    }
    MK_TRY(rc);
    /* Traits come in order of items: each item's are one stretch, with room for its category behind. */
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_TRAIT_ALL, NULL, 0));
    for (int64_t last = 0; (rc = mk_rows_next(cx, &r)) > 0; ) {
        int64_t item = mk_row_int(&r, MK_ITEM_TRAIT_ITEM_ID);
        mk_good *g = good_at(cx, ret, &goods, item);
        while (first.n < goods.n) *mk_vec_push(cx->arena, &first) = SIZE_MAX;
        size_t at = (size_t)(g - goods.p);
        if (item != last) {
            if (last) mk_vec_push(cx->arena, &traits);
            first.p[at] = traits.n;
            last = item;
        }
        mk_str name = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ITEM_TRAIT_NAME)), value = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ITEM_TRAIT_VALUE));
        *mk_vec_push(cx->arena, &traits) = (mk_trait){ name, value };
        g->piece.look.n++;
        if (mk_str_eqz(name, "text")) g->piece.look.text = value;
    }
    MK_TRY(rc);
    mk_vec_push(cx->arena, &traits);
    while (first.n < goods.n) *mk_vec_push(cx->arena, &first) = SIZE_MAX;
    for (size_t i = 0; i < goods.n; i++) {
        mk_good *g = &goods.p[i];
        mk_value key = mk_int(g->piece.look.item), row[MK_ITEM_N];
        rc = mk_table_get(cx, db, MK_T_ITEM, &key, row);
        MK_TRY(rc);
        if (rc == 0) { g->piece.look.n = 0; continue; }
        mk_trait *own = first.p[i] == SIZE_MAX ? MK_NEW(cx->arena, mk_trait) : &traits.p[first.p[i]];
        g->key = row[MK_ITEM_KEY].s;
        g->piece.category = row[MK_ITEM_CATEGORY].s;
        g->piece.look.label = row[MK_ITEM_NAME].s.n ? row[MK_ITEM_NAME].s : g->key;
        if (!g->piece.look.article.n) g->piece.look.article = g->key;
        g->piece.look.text = mk_arena_printf(cx->arena, "%.*s %.*s", MK_SARG(g->piece.look.label), MK_SARG(g->piece.look.text));
        if (g->piece.category.n) own[g->piece.look.n++] = (mk_trait){ MK_S("category"), g->piece.category };
        g->piece.look.trait = own;
        mk_piece_ready(cx->arena, &g->piece);
        read_traits(g);
        ret->dated |= g->dated;
    }
    ret->good = goods.p;
    ret->n = goods.n;
    return 0;
}

const mk_good *mk_good_of(const mk_goods *g, int64_t item)
{
    const uint64_t *p = mk_map_get(&g->at, (uint64_t)item);
    return p ? &g->good[*p - 1] : NULL;
}

bool mk_good_days(const mk_good *g, int32_t *ret_from, int32_t *ret_to)
{
    if (!g || !g->dated) return false;
    *ret_from = g->from;
    *ret_to = g->to;
    return true;
}

bool mk_good_worn(const mk_good *g, int64_t customer, int32_t day, int64_t quantity, mk_size_seen *ret)
{
    *ret = (mk_size_seen){ customer, g->brand, g->piece.size_key, quantity < 0, day };
    return g->piece.size_key.n > 0;
}

size_t mk_looks_of(mk_arena *a, const mk_goods *g, const mk_history *h, const mk_look **ret)
{
    mk_map at = mk_map_on(a);
    mk_vec(mk_look) looks = { 0 };
    for (size_t i = 0; i < h->n; i++) {
        const mk_good *good = mk_good_of(g, h->line[i].item);
        if (!good) continue;
        bool new;
        uint64_t *p = mk_map_put(&at, (uint64_t)h->line[i].item, &new);
        if (new) {
            *mk_vec_push(a, &looks) = good->piece.look;
            *p = looks.n;
        }
        mk_look *l = &looks.p[*p - 1];
        l->count += (double)h->line[i].quantity / 10000;
        if (h->line[i].quantity > 0) l->day = h->line[i].day;
    }
    *ret = looks.p;
    return looks.n;
}

/* --- the owner's table --- */

typedef struct telling { mk_sheet sheet; mk_str source; int key, name, category, article, stock, price, margin; mk_goods_told *told; } telling;

static int put_item(mk_cx *cx, mk_db *db, const telling *t, size_t row, int64_t item, mk_str key)
{
    mk_value id = mk_int(item), was[MK_ITEM_N];
    mk_str name = mk_sheet_at(&t->sheet, row, t->name), category = mk_sheet_at(&t->sheet, row, t->category);
    int rc = mk_table_get(cx, db, MK_T_ITEM, &id, was);
    MK_TRY(rc);
    if (rc && !name.n && !category.n) return 0;
    mk_value v[MK_ITEM_N] = { id, mk_text(t->source), mk_text(key), mk_text(name.n || !rc ? name : was[MK_ITEM_NAME].s),
                              mk_text(category.n || !rc ? category : was[MK_ITEM_CATEGORY].s), rc ? was[MK_ITEM_UNIT] : mk_textz(""), rc ? was[MK_ITEM_BARCODE] : mk_textz(""),
                              rc ? was[MK_ITEM_BATCH_ID] : mk_int(0) };
    mk_journal j = { 0 };
    t->told->items_new += rc == 0;
    rc = mk_journal_put(cx, db, &j, MK_T_ITEM, v, 0);
    return rc < 0 ? rc : 0;
}

static int put_stock(mk_cx *cx, mk_db *db, const telling *t, size_t row, int64_t item, mk_str key)
{
    mk_str stock = mk_sheet_at(&t->sheet, row, t->stock), price = mk_sheet_at(&t->sheet, row, t->price), article = mk_sheet_at(&t->sheet, row, t->article);
    int64_t pieces, money = 0;
    double margin = 0;
    char currency[4];
    mk_str share = mk_sheet_at(&t->sheet, row, t->margin);
    if (!stock.n) return 0;
    if (!mk_quantity_parse(stock, false, &pieces) || pieces < 0) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": stock is a number of pieces", t->sheet.line[row]);
    if (price.n && !mk_money_parse(price, false, &money, currency)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": price is an amount of money", t->sheet.line[row]);
    if (share.n && (!mk_str_real(share, &margin) || margin < 0 || margin > 100)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": margin is in percent", t->sheet.line[row]);
    mk_value v[MK_ITEM_STOCK_N] = { mk_int(item), mk_text(article.n ? article : key), mk_int(pieces), price.n ? mk_int(money) : mk_null(),
                                    share.n ? mk_real(margin / 100) : mk_null(), mk_int(cx->now), mk_textz(cx->who) };
    t->told->stocked++;
    int rc = mk_table_put(cx, db, MK_T_ITEM_STOCK, v);
    return rc < 0 ? rc : 0;
}

static int put_traits(mk_cx *cx, mk_db *db, const telling *t, size_t row, int64_t item)
{
    bool cleared = false;
    for (int c = 0; c < t->sheet.columns; c++) {
        mk_str value = mk_sheet_at(&t->sheet, row, c), name = t->sheet.head[c];
        if (c == t->key || c == t->name || c == t->category || c == t->article || c == t->stock || c == t->price || c == t->margin || !value.n || !name.n) continue;
        if (!cleared) MK_TRY(mk_exec(cx, db, MK_Q_ITEM_TRAIT_CLEAR, mk_int(item)));
        cleared = true;
        for (size_t from = 0, to; from <= value.n; from = to + 1) {          /* "beach|city": two of one name */
            for (to = from; to < value.n && value.p[to] != '|'; to++) {}
            mk_value v[MK_ITEM_TRAIT_N] = { mk_int(item), mk_text(name), mk_text(mk_str_trim(mk_str_sub(value, from, to))) };
            MK_TRY(mk_table_put(cx, db, MK_T_ITEM_TRAIT, v));
        }
    }
    return 0;
}

/* Heads in Hebrew are the same columns. */
static void translate(mk_sheet *s)
{
    static const struct { const char *he, *en; } words[] = {
        { "מותג", "brand" }, { "צבע", "colour" }, { "color", "colour" }, { "בד", "material" }, { "חומר", "material" }, { "גזרה", "cut" }, { "מידה", "size" }, { "סגנון", "style" },
        { "עונה", "season" }, { "תיאור", "text" }, { "description", "text" }, { "יציאה", "depart" }, { "לילות", "nights" }, { "יעד", "destination" } };
    for (int c = 0; c < s->columns; c++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (mk_str_eqz(s->head[c], words[i].he)) s->head[c] = mk_str_of(words[i].en);
}

static int import_body(mk_cx *cx, mk_db *db, void *arg)
{
    telling *t = arg;
    for (size_t row = 0; row < t->sheet.rows; row++) {
        mk_str key = mk_sheet_at(&t->sheet, row, t->key);
        if (!key.n) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 " names no item: its key is empty", t->sheet.line[row]);
        int64_t item = mk_hash_id(mk_hash(mk_hash(0x69, t->source), key));
        MK_TRY(put_item(cx, db, t, row, item, key));
        MK_TRY(put_stock(cx, db, t, row, item, key));
        MK_TRY(put_traits(cx, db, t, row, item));
        t->told->rows++;
        MK_TRY(mk_cx_check(cx));
    }
    return mk_list_told(cx, db, "goods");
}

int mk_goods_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, mk_str source, mk_goods_told *ret)
{
    telling t = { .source = source.n ? source : MK_S("main"), .told = ret };
    *ret = (mk_goods_told){ 0 };
    MK_TRY(mk_sheet_read(cx, path, text, &t.sheet));
    translate(&t.sheet);
    t.key = mk_sheet_column(&t.sheet, "key|code|item|sku|מק\"ט|מקט|קוד|פריט");
    t.name = mk_sheet_column(&t.sheet, "name|שם");
    t.category = mk_sheet_column(&t.sheet, "category|קטגוריה|קבוצה");
    t.article = mk_sheet_column(&t.sheet, "article|model|דגם");
    t.stock = mk_sheet_column(&t.sheet, "stock|quantity|מלאי|כמות");
    t.price = mk_sheet_column(&t.sheet, "price|מחיר");
    t.margin = mk_sheet_column(&t.sheet, "margin|רווח");
    if (t.key < 0) return mk_fail(cx, MK_EBADDATA, "the table of goods needs a column `key` (or `code`, מק\"ט): the item's code as the till writes it");
    return mk_store_write(cx, s, import_body, &t);
}
