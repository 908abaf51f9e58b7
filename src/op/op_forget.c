/* SPDX-License-Identifier: Apache-2.0
 * A customer asks what is held of him, or to be forgotten. */
#include "clock.h"
#include "customer.h"
#include "forget.h"
#include "held.h"
#include "id.h"
#include "op.h"
#include "reason.h"
#include "utf8.h"

typedef struct asked { int64_t customer; mk_str typed; } asked;

/* Whether what was typed is his name, or his id. */
static int is_meant(mk_cx *cx, mk_db *db, void *arg)
{
    asked *a = arg;
    char id[MK_ID_TEXT];
    mk_value row[MK_CUSTOMER_N];
    mk_str t = mk_fold_text(cx->arena, a->typed);
    bool is = mk_str_eqz(t, mk_id_text(a->customer, id));
    MK_TRY(mk_customer_must_be(cx, db, &a->customer, row));
    return is || mk_str_eq(t, mk_fold_text(cx->arena, row[MK_CUSTOMER_NAME].s)) ? 0
        : mk_fail(cx, MK_EINVAL, "this is not the customer's name; to confirm, write the name as it is shown");
}

/* What goes and what stays, and why; he is spoken of by his gender when it is known. */
static void explain(mk_cx *cx, const mk_forget *f, mk_out *out)
{
    bool en = cx->lang == MK_EN, she = f->gender == 'f';
    mk_str until = mk_say_day(cx, (int32_t)(f->until / MK_DAY));
    mk_out_note(out, en ? "{%d:one row goes|# rows go}: names, ways to reach, facts, notes, consents, rows of files, and the history of all these"
                        : "{%d:שורה אחת נמחקת|שתי שורות נמחקות|# שורות נמחקות}: שמות, דרכי קשר, עובדות, הערות, הסכמות, שורות של קבצים, וההיסטוריה של כל אלה", (int)f->erased);
    if (f->sales) mk_out_note(out, "%s", en ? "purchases are deleted, too" : "גם הקניות נמחקות");
    else if (f->kept)
        mk_out_note(out, en ? "{%d:one purchase stays|# purchases stay}, without %s: day, goods and amounts; the law of book-keeping wants them for seven years"
                            : "{%d:קנייה אחת נשארת|שתי קניות נשארות|# קניות נשארות} בלי %s: יום, פריטים וסכומים; דיני ניהול הספרים דורשים אותם שבע שנים",
                    (int)f->kept, en ? (she ? "her" : f->gender ? "him" : "the customer") : she ? "הלקוחה" : "הלקוח");
    mk_out_note(out, "%s", en ? (she ? "a fingerprint of her contacts stays, which cannot be read back: so that no file brings her back; she can, by signing up herself"
                                     : f->gender ? "a fingerprint of his contacts stays, which cannot be read back: so that no file brings him back; he can, by signing up himself"
                                     : "a fingerprint of the contacts stays, which cannot be read back: so that no file brings the customer back; only a sign-up of their own does")
                              : she ? "נשארת טביעה של פרטי הקשר שלה, שאי אפשר לקרוא ממנה: כדי שקובץ לא יחזיר אותה. רק היא יכולה לחזור, אם תירשם בעצמה"
                                    : "נשארת טביעה של פרטי הקשר שלו, שאי אפשר לקרוא ממנה: כדי שקובץ לא יחזיר אותו. רק הוא יכול לחזור, אם יירשם בעצמו");
    if (f->backups && f->until != MK_NEVER)
        mk_out_note(out, en ? "{%d:one backup beside the store still holds|# backups beside the store still hold} the data, the last until %.*s; a restore forgets again"
                            : "{%d:גיבוי אחד שלצד המאגר עוד מחזיק|שני גיבויים שלצד המאגר עוד מחזיקים|# גיבויים שלצד המאגר עוד מחזיקים} את הנתונים, האחרון עד %.*s; שחזור ישכח שוב",
                    (int)f->backups, MK_SARG(until));
    else if (f->backups)
        mk_out_note(out, en ? "{%d:one backup beside the store still holds|# backups beside the store still hold} the data until somebody deletes them; a restore forgets again"
                            : "{%d:גיבוי אחד שלצד המאגר עוד מחזיק|שני גיבויים שלצד המאגר עוד מחזיקים|# גיבויים שלצד המאגר עוד מחזיקים} את הנתונים עד שיימחקו; שחזור ישכח שוב", (int)f->backups);
    mk_out_note(out, "%s", en ? "copies that were put elsewhere, and the files the data came from, are the shop's own to delete" : "עותקים שהונחו במקום אחר, והקבצים שמהם הגיעו הנתונים, העסק מוחק בעצמו");
    if (f->log) mk_out_note(out, "%s", en ? "somebody was reading meanwhile: the last traces leave the disk with the next change, or when makir is closed"
                                          : "מישהו קרא בינתיים מהמאגר: השרידים האחרונים יורדים מהדיסק בשינוי הבא, או כשסוגרים את makir");
}

static int forget(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    int64_t customer = mk_arg_int(args, "customer");
    mk_str typed = mk_arg_text(args, "confirm");
    bool en = cx->lang == MK_EN;
    mk_forget f = { .try = typed.n == 0, .sales = mk_str_eqz(mk_arg_text(args, "purchases"), "delete") };
    asked a = { customer, typed };
    if (typed.n) MK_TRY(mk_store_read(cx, env->store, is_meant, &a));
    MK_TRY(mk_customer_forget(cx, env->store, customer, &f));
    mk_out_row(out);
    mk_out_int(out, "customer", customer);
    mk_out_int(out, "forgotten", !f.try);
    mk_out_int(out, "rows", (int64_t)f.erased);
    mk_out_int(out, "kept", (int64_t)f.kept);
    mk_out_int(out, "records", (int64_t)f.records);
    mk_out_int(out, "backups", (int64_t)f.backups);
    mk_out_int(out, "until", f.until);
    if (f.try) mk_out_note(out, "%s", en ? "nothing was changed. This cannot be taken back: to do it, confirm with the customer's name" : "דבר לא השתנה. את זה אי אפשר לבטל: כדי לעשות זאת, מאשרים בשם הלקוח");
    explain(cx, &f, out);
    return 0;
}

const mk_op mk_op_customer_forget = {
    .name = "customer forget", .verb = "POST", .path = "/v1/customers/{customer}/forget",
    .summary = "Forget a customer; it cannot be taken back",
    .help = "Everything known of him goes, from the store and from the bytes of its files: names, contacts, facts, notes, consents, rows of files, history, and every "
            "record that was found to be him. Without --confirm it says what would go and what would stay, and changes nothing. Purchases stay without him (day, goods, "
            "amounts), for the books. What he would be known by again stays as hashes that cannot be read back: files that name him leave him out and say so, and he comes "
            "back only by signing up himself. Backups hold him until they go; a restore forgets him again.",
    .example = "makir customer forget 2g5k8m1n4p7r9",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "confirm", MK_P_TEXT, 0, NULL, 0, 0, NULL, "his name as it is shown, or his id; without it nothing is changed", "NAME" },
        { "purchases", MK_P_CHOICE, 0, "keep", 0, 0, "keep|delete", "whether they stay without him, for the books, or go too", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        MK_CUSTOMER_COLUMN,
        { "forgotten", MK_C_BOOL, "whether it was done" },
        { "rows", MK_C_INT, "rows that go" },
        { "kept", MK_C_INT, "purchases that stay, as nobody's" },
        { "records", MK_C_INT, "records that were found to be him, each forgotten" },
        { "backups", MK_C_INT, "backups beside the store that still hold him" },
        { "until", MK_C_TIME, "when the last of these goes; null: not by itself" },
        { NULL } },
    .run = forget,
};

static int held(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str page;
    MK_TRY(mk_customer_held(cx, env->store, mk_arg_int(args, "customer"), &page));
    mk_out_document(out, page);
    return 0;
}

const mk_op mk_op_customer_held = {
    .name = "customer held", .verb = "GET", .path = "/v1/customers/{customer}/held",
    .summary = "All that is held of a customer, in one file to give him",
    .help = "A page to read and to print, with the same as JSON inside: every row of him, with where it came from. For when he asks what is known of him.",
    .example = "makir customer held 2g5k8m1n4p7r9",
    .role = MK_OWNER, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_DOCUMENT | MK_OP_PERSONAL | MK_OP_TAKES, .media = "text/html",
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { NULL } },
    .run = held,
};
