/* SPDX-License-Identifier: Apache-2.0
 * How well value would have been foretold, on one's own log. */
#include "evaluate_value.h"
#include "op.h"
#include "record.h"
#include <math.h>

static void real(mk_jsonw *w, const char *key, double v) { mk_json_key(w, key); mk_json_real(w, v); }

static void money(mk_jsonw *w, const char *key, const mk_money_scores *s)
{
    double n = s->customers;
    mk_json_key(w, key);
    mk_json_open(w, '{');
    real(w, "forecast", s->mean / 100);
    real(w, "actual", s->actual / 100);
    real(w, "bias_percent", 100 * (s->mean / s->actual - 1));
    real(w, "mae", s->absolute / n / 100);
    real(w, "rmse", sqrt(s->square / n) / 100);
    if (s->gini != 0) real(w, "normalised_gini", s->gini);
    mk_json_close(w);
}

static mk_str money_json(mk_cx *cx, const mk_value_trial *t)
{
    static const struct { const char *name, *with_model, *share; } way[] = {
        [MK_MONEY_MODEL] = { "model", "model", NULL },
        [MK_MONEY_PAST] = { "past spend", "model and past spend", "of_past" },
        [MK_MONEY_OWN] = { "own mean order", "model and own mean order", "of_own_mean" },
        [MK_MONEY_UNMIXED] = { "", "model and orders of one model", "of_one_model" },
    };
    const mk_money_race *r = &t->money_race;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "model");
    mk_json_z(&w, t->spend.kind == MK_SPEND_GAMMA ? "gamma-gamma" : "lognormal");
    mk_json_key(&w, "chosen");
    mk_json_z(&w, r->share > 0 && r->share < 1 ? way[r->way].with_model : way[r->way].name);
    real(&w, "of_model", 1 - r->share);
    if (way[r->way].share) real(&w, way[r->way].share, r->share);
    money(&w, "scores", &t->money);
    money(&w, "model_alone", &t->money_model);
    money(&w, "past_spend", &t->past_spend);
    if (t->repeat_spenders) {       /* in whole units of the currency, as it is published */
        const mk_gg_fit *g = &t->repeats;
        mk_json_key(&w, "gamma_gamma_of_repeats");
        mk_json_open(&w, '{');
        real(&w, "p", g->model.p);
        real(&w, "q", g->model.q);
        real(&w, "v", g->model.v / 100);
        mk_json_key(&w, "standard_errors"), mk_json_open(&w, '{');
        real(&w, "p", g->se[0] * g->model.p);
        real(&w, "q", g->se[1] * g->model.q);
        real(&w, "v", g->se[2] * g->model.v / 100);
        mk_json_close(&w);
        real(&w, "loglik", g->loglik + (double)t->repeat_spenders * log(100));
        mk_json_key(&w, "customers"), mk_json_int(&w, (int64_t)t->repeat_spenders);
        mk_json_key(&w, "converged"), mk_json_bool(&w, g->converged);
        mk_json_close(&w);
    }
    mk_json_key(&w, "fit");
    mk_spend_json(&t->spend_fit, &t->spend, &w);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_occasion occasion_of(mk_str name)
{
    for (int i = 1; i < MK_OCCASION_UNITS; i++) if (mk_str_eqz(name, mk_occasion_name((mk_occasion)i))) return (mk_occasion)i;
    return MK_OCCASION_SEEN;
}

static int evaluate(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    mk_value_trial t;
    mk_str scores = mk_arg_text(args, "scores");
    mk_value_trial_options opt = {
        .path = mk_arena_z(cx->arena, mk_arg_text(args, "log")), .scores = scores.n ? mk_arena_z(cx->arena, scores) : NULL,
        .columns = { mk_arg_text(args, "customer"), mk_arg_text(args, "date"), mk_arg_text(args, "amount"), mk_arg_text(args, "order") }, .covariates = mk_arg_text(args, "covariates"),
        .split = (int32_t)mk_arg_int(args, "split"), .to = mk_arg_has(args, "to") ? (int32_t)mk_arg_int(args, "to") : MK_NO_DAY,
        .occasion = occasion_of(mk_arg_text(args, "occasion")),
        .week = mk_str_eqz(mk_arg_text(args, "unit"), "week"), .model = mk_arg_text(args, "model") };
    MK_TRY(mk_value_try(cx, &opt, &t));
    char name[MK_ENTRANT_NAME];
    mk_out_row(out);
    mk_out_text(out, "sentence", t.sentence);
    mk_out_text(out, "chosen", t.rhythm.chosen ? mk_str_of(mk_rhythm_name(t.rhythm.kind)) : t.cov_chosen ? MK_S("Pareto/NBD + covariates") : mk_str_of(mk_entrant_name(&t.fit.race.entrant[t.fit.race.chosen], name)));
    mk_out_text(out, "why", mk_str_of(mk_value_why_name(t.fit.race.why)));
    mk_out_text(out, "unit", mk_arg_text(args, "unit"));
    mk_out_int(out, "rows", (int64_t)t.log.rows);
    mk_out_int(out, "bad_rows", (int64_t)t.log.bad);
    mk_out_int(out, "customers", (int64_t)t.customers);
    mk_out_int(out, "repeaters", (int64_t)t.fit.race.repeaters);
    mk_out_int(out, "orders", (int64_t)t.occasions);
    mk_out_int(out, "new_customers", (int64_t)t.new_customers);
    mk_out_int(out, "first", t.log.first);
    mk_out_int(out, "split", t.split);
    mk_out_int(out, "to", t.to);
    mk_out_real(out, "mean_alive", t.fit.mean_alive);
    mk_out_real(out, "pace", t.fit.race.pace);
    mk_out_json(out, "models", mk_value_trial_models(cx, &t));
    if (t.money_known) mk_out_json(out, "money", money_json(cx, &t));
    for (size_t i = 0; i < t.notes; i++) mk_out_note(out, "%.*s", MK_SARG(t.note[i]));
    return 0;
}

const mk_op mk_op_evaluate_value = {
    .name = "evaluate value", .verb = "POST", .path = "/v1/evaluate/value",
    .summary = "How well value would have been foretold, on your own log",
    .help = "Reads a purchase log (CSV), learns from the rows up to the day of --split, foretells what came after it for each customer, and says how well that went. "
            "All models run: NBD, BG/NBD, MBG/NBD, Pareto/NBD and, where customers come regularly, BG/CNBD-k and MBG/CNBD-k; the one that foretold the "
            "log's own past best is chosen, or the one that --model names. Where orders come on few days that lie evenly (a yearly appeal, a weekly class) it is BG/BB, where every "
            "customer pays at even times (a subscription, a club fee) it is sBG. Rows of one customer and day are one order, and so are those of one --order, whose parts may be paid on several days: it is of the first; rows below zero are returns; rows of nobody (cash, walk-in) are left out; amounts in two currencies are not added up. "
            "Rows that cannot be read are said with their line numbers, and the others go on. Nothing is kept.",
    .example = "makir evaluate value examples/orders/orders.csv --customer customer --date date --amount amount --split 2020-06-30",
    .role = MK_NOBODY, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_LOCAL | MK_OP_NO_STORE | MK_OP_LONG,
    .params = (const mk_param[]){
        { "log", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the purchase log", NULL },
        { "customer", MK_P_TEXT, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the column that says who; a number counts columns from 1", "COLUMN" },
        { "date", MK_P_TEXT, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the column that says when", "COLUMN" },
        { "amount", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the column that says how much", "COLUMN" },
        { "order", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the column with the number of the order, where one is paid in parts", "COLUMN" },
        { "covariates", MK_P_PATH, 0, NULL, 0, 0, NULL, "what else is known of customers, or of customers and days (CSV)", "FILE" },
        { "split", MK_P_DAY, MK_PF_REQUIRED, NULL, 0, 0, NULL, "the last day that is learnt from", NULL },
        { "to", MK_P_DAY, 0, NULL, 0, 0, NULL, "the last day that is foretold; without it the last of the log", NULL },
        { "unit", MK_P_CHOICE, 0, "week", 0, 0, "day|week", "the unit of time of parameters and likelihood", NULL },
        { "model", MK_P_TEXT, 0, NULL, 0, 0, NULL, "only this one: pareto/nbd, mbg/cnbd-2, bg/bb, sbg ...", NULL },
        { "occasion", MK_P_CHOICE, 0, NULL, 0, 0, "week|month|quarter|year", "what an occasion of BG/BB is; without it, seen in the log's days", NULL },
        { "scores", MK_P_PATH, 0, NULL, 0, 0, NULL, "writes each customer's forecast there (CSV)", "FILE" },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "sentence", MK_C_TEXT, "which model was chosen, and why", MK_CF_LINE },
        { "chosen", MK_C_TEXT, "the model" },
        { "why", MK_C_TEXT, "fine, or what is wrong with it" },
        { "unit", MK_C_TEXT, "of time: day or week" },
        { "rows", MK_C_INT, "in the log" },
        { "bad_rows", MK_C_INT, "that could not be read" },
        { "customers", MK_C_INT, "seen by the split" },
        { "repeaters", MK_C_INT, "of them, who came again by then" },
        { "orders", MK_C_INT, "days with an order by the split" },
        { "new_customers", MK_C_INT, "first seen after it: not foretold" },
        { "first", MK_C_DAY, "the log's first day" },
        { "split", MK_C_DAY, "the last day that was learnt from" },
        { "to", MK_C_DAY, "the last day that was foretold" },
        { "mean_alive", MK_C_REAL, "mean probability of still being a customer" },
        { "pace", MK_C_REAL, "how fast orders are taken to come after the split, against before" },
        { "models", MK_C_JSON, "every model: parameters, standard errors, log-likelihood, scores on the hold-out" },
        { "money", MK_C_JSON, "the same of money, against past spend" },
        { NULL } },
    .run = evaluate,
};
