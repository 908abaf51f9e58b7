/* SPDX-License-Identifier: Apache-2.0
 * What an answer about two customers would change, in a sentence. */
#include "resolve.h"
#include "reason.h"

enum { SALES, POINTS, WORDS, NOTES, KINDS };

static void counted(mk_cx *cx, mk_buf *b, int kind, int64_t n, bool last)
{
    static const char *const one[KINDS][2] = { { "קנייה אחת", "one purchase" }, { "פרט קשר אחד", "one phone, mail or number" }, { "הסכמה או סירוב אחד", "one consent or refusal" }, { "מפגש אחד", "one note or contact" } };
    static const char *const many[KINDS][2] = { { "קניות", "purchases" }, { "פרטי קשר", "phones, mails and numbers" }, { "הסכמות וסירובים", "consents and refusals" }, { "מפגשים", "notes and contacts" } };
    bool en = cx->lang == MK_EN;
    mk_buf_printf(b, "%s", b->n == 0 ? "" : last ? en ? " and " : " ו־" : ", ");
    if (n == 1) mk_buf_printf(b, "%s", one[kind][en]);
    else mk_buf_printf(b, "%" PRId64 " %s", n, many[kind][en]);
}

static int name_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    *ret = mk_label(cx, rc > 0 ? row[MK_CUSTOMER_NAME].s : MK_S(""), MK_S(""));
    return rc < 0 ? rc : 0;
}

int mk_review_effect(mk_cx *cx, mk_db *db, const mk_review *r, mk_str *ret_same, mk_str *ret_different)
{
    mk_str a, b;
    mk_rows q;
    int64_t n[KINDS] = { 0 };
    int kinds = 0, told = 0;
    bool en = cx->lang == MK_EN;
    MK_TRY(name_of(cx, db, r->a, &a));
    MK_TRY(name_of(cx, db, r->b, &b));
    MK_TRY(mk_select(cx, db, &q, MK_Q_REVIEW_MOVES, mk_int(r->b)));
    int rc = mk_rows_next(cx, &q);
    for (int k = 0; k < KINDS && rc > 0; k++) kinds += (n[k] = mk_row_int(&q, k)) > 0;
    mk_rows_end(&q);
    if (rc < 0) return rc;
    mk_buf what = mk_buf_on(cx->arena), same = mk_buf_on(cx->arena), two = mk_buf_on(cx->arena);
    for (int k = 0; k < KINDS; k++)
        if (n[k]) counted(cx, &what, k, n[k], ++told == kinds && kinds > 1);
    mk_str moves = what.n ? mk_buf_str(&what) : en ? MK_S("nothing but the name") : MK_S("רק השם");
    if (en) mk_buf_printf(&same, "What goes over from %.*s to %.*s: %.*s.", MK_SARG(b), MK_SARG(a), MK_SARG(moves));
    else mk_buf_printf(&same, "מה שעובר מהכרטיס של %.*s לכרטיס של %.*s: %.*s.", MK_SARG(b), MK_SARG(a), MK_SARG(moves));
    mk_buf_printf(&two, en ? "Nothing moves: each keeps his own purchases and consents, and you are not asked about the two again." :
                             "דבר לא עובר: לכל אחד נשארות הקניות וההסכמות שלו, ולא נשאל שוב על השניים.");
    if (r->settles) {
        if (en) mk_buf_printf(&same, " Pairs that become one question: %u.", r->settles);
        else mk_buf_printf(&same, " זוגות שהופכים לשאלה אחת: %u.", r->settles);
        mk_buf_printf(&two, en ? " Whoever may be both is one of them at most." : " מי שאולי שניהם, הוא לכל היותר אחד מהם.");
    }
    *ret_same = mk_buf_str(&same);
    *ret_different = mk_buf_str(&two);
    return 0;
}
