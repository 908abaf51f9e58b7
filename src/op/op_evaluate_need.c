/* SPDX-License-Identifier: Apache-2.0
 * How well needs are foreseen, on files of one's own: no store takes part. */
#include "evaluate_need.h"
#include "op.h"
#include <math.h>

static const char *const method_names[] = { "makir", "tifuknn", "gp-topfreq", "p-topfreq", "g-topfreq" };

static mk_evaluate_method method_of(const mk_args *args)
{
    int m = 0;
    while (m < MK_METHOD_G && !mk_str_eqz(mk_arg_text(args, "method"), method_names[m])) m++;
    return (mk_evaluate_method)m;
}

static void real(mk_out *out, const char *col, double v)
{
    if (isfinite(v)) mk_out_real(out, col, round(v * 1e6) / 1e6);
}

static void row(mk_out *out, const char *who, const char *method, const mk_evaluate_score *s)
{
    const mk_list_metrics *m = &s->list;
    mk_out_row(out);
    mk_out_text(out, "who", mk_str_of(who));
    mk_out_text(out, "method", mk_str_of(method));
    mk_out_int(out, "k", s->k);
    mk_out_int(out, "customers", (int64_t)m->users);
    if (!m->users) return;
    real(out, "recall", m->recall);
    real(out, "ndcg", m->ndcg);
    real(out, "phr", m->phr);
    real(out, "ndcg_cut", m->ndcg_cut);
    real(out, "precision", m->precision);
    real(out, "mrr", m->mrr);
    real(out, "repeat_ratio", m->repeat_ratio);
    real(out, "explore_ratio", m->users ? 1 - m->repeat_ratio : NAN);
    real(out, "recall_repeat", m->repeaters ? m->recall_repeat : NAN);
    real(out, "recall_explore", m->explorers ? m->recall_new : NAN);
    real(out, "phr_repeat", m->repeaters ? m->phr_repeat : NAN);
    real(out, "phr_explore", m->explorers ? m->phr_new : NAN);
    real(out, "auc", s->auc);
    real(out, "ece", s->ece);
}

static const char *given(mk_cx *cx, const mk_args *args, const char *name)
{
    return mk_arg_has(args, name) ? mk_arena_z(cx->arena, mk_arg_text(args, name)) : NULL;
}

static int published(mk_cx *cx, const mk_args *args, mk_out *out)
{
    mk_evaluate_lists in = { given(cx, args, "history"), given(cx, args, "future"), given(cx, args, "keyset"), given(cx, args, "out"),
                             (uint32_t)mk_arg_int(args, "top"), method_of(args) };
    if (!in.history || !in.future || !in.keyset) return mk_fail(cx, MK_EINVAL, "the published form needs all three: --history, --future and --keyset");
    mk_evaluated e;
    MK_TRY(mk_evaluate_need_lists(cx, &in, &e));
    for (int i = 0; i < 2; i++) row(out, "all", method_names[in.method], &e.score[i]);
    mk_out_note(out, MK_SAY(cx, "{%u:one customer|# customers}, {%u:one item|# items}, {%u:one basket|# baskets}; learnt from %u, asked for %u, judged by %u",
                            "{%u:לקוח אחד|# לקוחות}, {%u:פריט אחד|# פריטים}, {%u:סל אחד|# סלים}; הלימוד מ־%u, נשאל על %u, נבדק לפי %u"), e.customers, e.items, e.baskets, e.learnt_from, e.asked, e.judged);
    if (e.judged < e.asked) mk_out_note(out, MK_SAY(cx, "{%u:one of the tested has no next basket in --future: he has a list but is|# of the tested have no next basket in --future: they have a list but are} not judged",
                                                      "{%u:לאחד מהנבדקים אין סל הבא ב־--future: יש לו רשימה, אבל הוא לא נבדק|ל־# מהנבדקים אין סל הבא ב־--future: יש להם רשימה, אבל הם לא נבדקים}"), e.asked - e.judged);
    return 0;
}

static int log_cut(mk_cx *cx, const mk_args *args, mk_out *out)
{
    static const char *const want[] = { "customer", "item", "date", "split" };
    for (size_t i = 0; i < 4; i++)
        if (!mk_arg_has(args, want[i])) return mk_fail(cx, MK_EINVAL, "--%s is missing: a log needs --customer, --item and --date (its columns) and --split (the last day to learn from)", want[i]);
    mk_evaluate_log in = { given(cx, args, "log"), given(cx, args, "customer"), given(cx, args, "item"), given(cx, args, "date"), given(cx, args, "quantity"), given(cx, args, "out"),
                           (int32_t)mk_arg_int(args, "split"), (int32_t)mk_arg_int(args, "horizon"), (uint32_t)mk_arg_int(args, "windows"), (uint32_t)mk_arg_int(args, "top"),
                           method_of(args) };
    mk_evaluated e;
    MK_TRY(mk_evaluate_need_log(cx, &in, &e));
    for (int i = 0; i < 2; i++) row(out, "all", method_names[in.method], &e.score[i]);
    for (int i = 0; i < 2; i++) row(out, "all", "popularity", &e.popular[i]);
    if (e.own_auc > 0) {
        mk_evaluate_score own = { .k = 0, .auc = e.own_auc, .ece = e.own_ece };
        mk_out_row(out);
        mk_out_text(out, "who", MK_S("what each had bought"));
        mk_out_text(out, "method", mk_str_of(method_names[in.method]));
        real(out, "auc", own.auc);
        real(out, "ece", own.ece);
    }
    if (e.thin) {
        for (int i = 0; i < 2; i++) row(out, "one basket only", method_names[in.method], &e.thin_score[i]);
        for (int i = 0; i < 2; i++) row(out, "one basket only", "popularity", &e.thin_popular[i]);
    }
    mk_out_note(out, MK_SAY(cx, "{%u:one customer|# customers}, {%u:one item|# items}, {%u:one basket|# baskets} up to the split; %u asked for, %u judged in {%u:one window|# windows}",
                            "{%u:לקוח אחד|# לקוחות}, {%u:פריט אחד|# פריטים}, {%u:סל אחד|# סלים} עד ליום החיתוך; נשאל על %u, נבדקו %u {%u:בחלון אחד|בשני חלונות|ב־# חלונות}"), e.customers, e.items, e.baskets, e.asked, e.judged, e.windows);
    if (e.back) mk_out_note(out, MK_SAY(cx, "{%llu:one row says that something came back: it|# rows say that something came back: each} takes the latest purchase of it away",
                                        "{%llu:שורה אחת מספרת על החזרה: היא|# שורות מספרות על החזרה: כל אחת} מבטלת את הקנייה האחרונה של אותו פריט"), (unsigned long long)e.back);
    if (e.left_out) mk_out_note(out, MK_SAY(cx, "{%llu:one row is|# rows are} left out: no customer, no item, or no day or quantity that can be read",
                                            "{%llu:שורה אחת הושמטה|# שורות הושמטו}: בלי לקוח, בלי פריט, או עם יום או כמות שאי אפשר לקרוא"), (unsigned long long)e.left_out);
    if (!e.judged) mk_out_note(out, "%s", MK_SAY(cx, "nobody who was known bought anything in the days after the split: there is nothing to judge by", "אף לקוח מוכר לא קנה בימים שאחרי יום החיתוך: אין לפי מה לבדוק"));
    if (!mk_str_eqz(mk_str_of(e.state), "enough")) mk_out_note(out, MK_SAY(cx, "%s: the lists are of counts and popularity, their probabilities rough", "%s: הרשימות הן לפי ספירות ופופולריות, וההסתברויות שלהן גסות"), e.state);
    return 0;
}

static int evaluate_need(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    bool log = mk_arg_has(args, "log"), lists = mk_arg_has(args, "history") || mk_arg_has(args, "future") || mk_arg_has(args, "keyset");
    if (log == lists) return mk_fail(cx, MK_EINVAL, "give either a log (makir evaluate need LOG.csv ...) or --history, --future and --keyset");
    return log ? log_cut(cx, args, out) : published(cx, args, out);
}

const mk_op mk_op_evaluate_need = {
    .name = "evaluate need", .verb = "POST", .path = "/v1/evaluate/need",
    .summary = "How well the needs of customers are foreseen, on your own data",
    .help = "Two forms. A dated log as CSV (makir evaluate need LOG.csv --customer C --item I --date D --split DATE): what is known on the split day is learnt, "
            "and what was bought in the days after it judges. With --quantity a row of zero or less is a return: it takes the latest purchase of the item by that customer "
            "away; one after the split takes back only what was bought after it. The published form of the next-basket protocol (--history, --future, --keyset; TOIS 2023): those under "
            "\"train\" teach, those under \"test\" are asked. With --out the lists are written: JSON {\"customer\": [item, ...]} in the published form, CSV with "
            "customer, item, rank, probability and kind for a log. ndcg is divided by that of the whole basket, as published; ndcg_cut by the best possible at k. "
            "Repeat: what the customer had bought before; explore: what was new to him.",
    .example = "makir evaluate need sales.csv --customer CustomerID --item StockCode --date InvoiceDate --split 2011-10-31",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_LOCAL | MK_OP_NO_STORE,
    .params = (const mk_param[]){
        { "log", MK_P_PATH, MK_PF_POSITIONAL, NULL, 0, 0, NULL, "a CSV of purchases: one row for each item bought", NULL },
        { "customer", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the log's column with the customer", "COLUMN" },
        { "item", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the log's column with the item", "COLUMN" },
        { "date", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the log's column with the day", "COLUMN" },
        { "quantity", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the log's column with how many, or how much was paid: zero or less came back", "COLUMN" },
        { "split", MK_P_DAY, 0, NULL, 0, 0, NULL, "the last day that is learnt from", NULL },
        { "horizon", MK_P_INT, 0, "7", 1, 366, NULL, "days after it that judge", "DAYS" },
        { "windows", MK_P_INT, 0, "1", 1, 520, NULL, "horizons that are walked after the split, the model staying as it was learnt", NULL },
        { "history", MK_P_PATH, 0, NULL, 0, 0, NULL, "baskets so far, in the published form", NULL },
        { "future", MK_P_PATH, 0, NULL, 0, 0, NULL, "the next basket of each, in the published form", NULL },
        { "keyset", MK_P_PATH, 0, NULL, 0, 0, NULL, "who is learnt from and who is asked", NULL },
        { "top", MK_P_INT, 0, "100", 1, 10000, NULL, "items in a list", NULL },
        { "method", MK_P_CHOICE, 0, "makir", 0, 0, "makir|tifuknn|gp-topfreq|p-topfreq|g-topfreq", "who answers", NULL },
        { "out", MK_P_PATH, 0, NULL, 0, 0, NULL, "where the lists are written", "FILE" },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "who", MK_C_TEXT, "of whom this is" },
        { "method", MK_C_TEXT, "who answered" },
        { "k", MK_C_INT, "the first so many of each list" },
        { "customers", MK_C_INT, "judged" },
        { "recall", MK_C_REAL, "part of what was bought that is in the list" },
        { "ndcg", MK_C_REAL, "the same, earlier places counting more" },
        { "phr", MK_C_REAL, "part of the customers with at least one right" },
        { "ndcg_cut", MK_C_REAL, "ndcg against the best possible at k", MK_CF_WIDE },
        { "precision", MK_C_REAL, "part of the list that was bought", MK_CF_WIDE },
        { "mrr", MK_C_REAL, "one over the place of the first that was right", MK_CF_WIDE },
        { "repeat_ratio", MK_C_REAL, "part of the list that he had bought before" },
        { "explore_ratio", MK_C_REAL, "the rest", MK_CF_WIDE },
        { "recall_repeat", MK_C_REAL, "recall among what he had bought before" },
        { "recall_explore", MK_C_REAL, "recall among what was new to him" },
        { "phr_repeat", MK_C_REAL, "customers with at least one right among the old", MK_CF_WIDE },
        { "phr_explore", MK_C_REAL, "customers with at least one right among the new", MK_CF_WIDE },
        { "auc", MK_C_REAL, "area under the curve of the probabilities given" },
        { "ece", MK_C_REAL, "expected calibration error, 20 groups" },
        { NULL } },
    .run = evaluate_need,
};
