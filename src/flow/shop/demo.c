/* SPDX-License-Identifier: Apache-2.0 */
#include "demo.h"
#include <unistd.h>
#include "book.h"
#include "flow_worth.h"
#include "goods.h"
#include "import.h"
#include "shop_list.h"
#include "sheet.h"

typedef struct demo { mk_sheet settings; mk_str shop; bool known; } demo;

static int settle(mk_cx *cx, mk_db *db, void *arg)
{
    demo *d = arg;
    mk_rows r;
    mk_settings st;
    int key = mk_sheet_column(&d->settings, "key"), value = mk_sheet_column(&d->settings, "value");
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_NEWEST, mk_int(1)));
    int rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    if (rc < 0) return rc;
    d->known = rc > 0;
    for (size_t i = 0; i < d->settings.rows; i++) if (mk_str_eqz(mk_sheet_at(&d->settings, i, key), "shop")) d->shop = mk_sheet_at(&d->settings, i, value);
    if (d->known) {
        MK_TRY(mk_settings_get(cx, db, &st));
        return mk_str_eq(st.shop, d->shop) ? 0 : mk_fail(cx, MK_EEXISTS, "this store holds other data; give the demo a store of its own: makir --db demo.makir demo ...");
    }
    for (size_t i = 0; i < d->settings.rows; i++) MK_TRY(mk_setting_set(cx, db, mk_sheet_at(&d->settings, i, key), mk_sheet_at(&d->settings, i, value)));
    return 0;
}

static const char *table(mk_cx *cx, mk_str dir, mk_str name, const char *file)
{
    const char *path = mk_arena_printf(cx->arena, "%.*s/demo/%.*s/%s", MK_SARG(dir), MK_SARG(name), file).p;
    return access(path, R_OK) == 0 ? path : NULL;
}

mk_str mk_demo_examples(mk_cx *cx)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    mk_str program = { self, n > 0 ? (size_t)n : 0 };
    while (program.n && program.p[program.n - 1] != '/') program.n--;      /* its folder, with the slash */
    mk_str built = mk_arena_printf(cx->arena, "%.*s../examples", MK_SARG(program)), packed = mk_arena_printf(cx->arena, "%.*s../share/makir/examples", MK_SARG(program));
    return access(built.p, R_OK) != 0 && access(packed.p, R_OK) == 0 ? packed : built;
}

int mk_demo_make(mk_cx *cx, mk_store *s, mk_str dir, mk_str name, mk_demo_told *ret)
{
    demo d = { 0 };
    mk_import_result r;
    size_t n;
    const char *path = table(cx, dir, name, "settings.csv"), *sales = table(cx, dir, name, "sales.csv.xz");
    *ret = (mk_demo_told){ 0 };
    if (!path || !sales) return mk_fail(cx, MK_EIO, "the tables of the demo are not in %.*s/demo/%.*s; say where the examples are: --data DIR", MK_SARG(dir), MK_SARG(name));
    MK_TRY(mk_sheet_read(cx, path, MK_S(""), &d.settings));
    MK_TRY(mk_store_write(cx, s, settle, &d));
    ret->shop = d.shop;
    if (d.known) return 0;
    mk_import_options opt = { .tz = mk_tz_named(MK_S("Asia/Jerusalem")), .currency = "ILS" };
    MK_TRY(mk_import(cx, s, sales, &opt, &r));
    ret->made = true;
    ret->customers = r.customers_new;
    ret->sales = r.sales_new;
    if ((path = table(cx, dir, name, "goods.csv"))) MK_TRY(mk_goods_import(cx, s, path, MK_S(""), MK_S(""), &(mk_goods_told){ 0 }));
    if ((path = table(cx, dir, name, "book.csv"))) MK_TRY(mk_book_import(cx, s, path, MK_S(""), &(mk_book_told){ 0 }));
    if ((path = table(cx, dir, name, "notices.csv"))) MK_TRY(mk_notices_import(cx, s, path, MK_S(""), &n));
    if ((path = table(cx, dir, name, "content.csv"))) MK_TRY(mk_contents_import(cx, s, path, MK_S(""), &n));
    return mk_learn_all(cx, s, MK_NO_DAY, MK_NEW(cx->arena, mk_learnt_all));
}
