/* SPDX-License-Identifier: Apache-2.0
 * What a person should look at behind an import: rows between two customers, and purchases that went from one to another. */
#include "import_int.h"
#include "agree.h"
#include "id.h"
#include <stdlib.h>

static int by_line(const void *pa, const void *pb)
{
    const mk_doubt *a = pa, *b = pb;
    return a->line != b->line ? (a->line > b->line) - (a->line < b->line) : (a->other > b->other) - (a->other < b->other);
}

static void tell_doubts(mk_cx *cx, mk_importer *im)
{
    static const struct { const char *en, *he; } by[MK_KEY_KINDS_] = { { "what it says", "מה שכתוב בה" }, { "the customer number", "מספר הלקוח" },
        { "the membership number", "מספר החבר" }, { "the national id", "תעודת הזהות" }, { "the phone", "הטלפון" }, { "the e-mail", "הדוא״ל" }, { "name and address", "השם והכתובת" } };
    char to[MK_ID_TEXT], other[MK_ID_TEXT];
    if (im->doubt.n) qsort(im->doubt.p, im->doubt.n, sizeof *im->doubt.p, by_line);
    for (size_t i = 0; i < im->doubt.n; i++) {
        const mk_doubt *d = &im->doubt.p[i];
        if (!d->line) continue;
        im->res->between++;
        if (im->res->doubts == sizeof im->res->doubt / sizeof *im->res->doubt) continue;
        im->res->doubt[im->res->doubts++] = mk_arena_printf(cx->arena, MK_SAY(cx,
            "line %" PRId64 ": by %s this is customer %s, by %s customer %s; it went to the first, and nobody was merged",
            "שורה %" PRId64 ": לפי %s זה לקוח %s, ולפי %s לקוח %s; היא נרשמה אצל הראשון, ואיש לא אוחד"),
            d->line, MK_SAY(cx, by[d->why].en, by[d->why].he), mk_id_text(d->customer, to), MK_SAY(cx, by[d->other_why].en, by[d->other_why].he), mk_id_text(d->other, other));
    }
}

static void tell_moved(mk_cx *cx, mk_import_result *r)
{
    mk_buf docs = mk_buf_on(cx->arena);
    if (!r->sales_moved) return;
    for (size_t i = 0; i < sizeof r->moved / sizeof *r->moved && r->moved[i][0]; i++) mk_buf_printf(&docs, "%s%s", i ? ", " : "", r->moved[i]);
    if (r->sales_moved > sizeof r->moved / sizeof *r->moved) mk_buf_str_add(&docs, MK_S(", …"));
    r->moved_said = mk_agree_printf(cx->arena, MK_SAY(cx,
        "{%" PRIu64 ":one purchase went|# purchases went} from one customer to another (%.*s): a document of that number was known as somebody else's. "
        "If it only has the same number, take the import back and give this file a numbering of its own: makir import --source NAME",
        "{%" PRIu64 ":קנייה אחת עברה|# קניות עברו} מלקוח אחד לאחר (%.*s): מסמך במספר הזה היה מוכר כשל מישהו אחר. "
        "אם רק המספר זהה, כדאי לבטל את הייבוא ולתת לקובץ סדרת מספרים משלו: makir import --source NAME"), r->sales_moved, MK_SARG(mk_buf_str(&docs)));
}

void mk_import_tell(mk_cx *cx, mk_importer *im)
{
    tell_doubts(cx, im);
    tell_moved(cx, im->res);
}
