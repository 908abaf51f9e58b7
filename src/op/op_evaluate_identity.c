/* SPDX-License-Identifier: Apache-2.0
 * How good the engine is on somebody's own data. */
#include "evaluate_identity.h"
#include "jsonw.h"
#include "op.h"
#include "vec.h"

static mk_str columns_json(mk_cx *cx, const mk_link *l)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    const mk_link_column *c;
    size_t n = mk_link_columns(l, &c);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "header"); mk_json_str(&w, c[i].header);
        mk_json_key(&w, "kind"); mk_json_z(&w, mk_link_kind_name(c[i].kind));
        mk_json_key(&w, "why"); mk_json_str(&w, c[i].why);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str model_json(mk_cx *cx, const mk_link *l)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    const mk_link_field *f;
    const mk_link_rule *r;
    size_t n = mk_link_fields(mk_link_model_of(l), &f), rules = mk_link_rules(mk_link_model_of(l), &r);
    mk_json_open(&w, '{');
    mk_json_key(&w, "fields"); mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "name"); mk_json_str(&w, f[i].name);
        mk_json_key(&w, "kind"); mk_json_z(&w, mk_link_kind_name(f[i].kind));
        mk_json_key(&w, "given"); mk_json_open(&w, '[');
        for (int k = 0; k < 2; k++)
            if (f[i].parent[k] >= 0) mk_json_str(&w, f[f[i].parent[k]].name);
        mk_json_close(&w);
        mk_json_key(&w, "levels"); mk_json_open(&w, '[');
        for (int k = 1; k < f[i].levels; k++) {
            mk_json_open(&w, '{');
            mk_json_key(&w, "level"); mk_json_z(&w, f[i].level[k].name);
            mk_json_key(&w, "m"); mk_json_real(&w, f[i].level[k].m);
            mk_json_key(&w, "u"); mk_json_real(&w, f[i].level[k].u);
            mk_json_close(&w);
        }
        mk_json_close(&w);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    mk_json_key(&w, "rules"); mk_json_open(&w, '[');
    for (size_t i = 0; i < rules; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "keys"); mk_json_str(&w, r[i].name);
        mk_json_key(&w, "pairs"); mk_json_int(&w, (int64_t)r[i].pairs);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    mk_json_key(&w, "prior"); mk_json_real(&w, mk_link_about(l).prior);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str calibration_json(mk_cx *cx, const mk_link_score *s)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (int i = 0; i < MK_LINK_BANDS; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "from"); mk_json_real(&w, s->band[i].from);
        mk_json_key(&w, "to"); mk_json_real(&w, s->band[i].to);
        mk_json_key(&w, "pairs"); mk_json_int(&w, (int64_t)s->band[i].pairs);
        if (s->band[i].pairs) {
            mk_json_key(&w, "said"); mk_json_real(&w, s->band[i].said);
            mk_json_key(&w, "true"); mk_json_real(&w, s->band[i].truth);
            mk_json_key(&w, "low"); mk_json_real(&w, s->band[i].low);
            mk_json_key(&w, "high"); mk_json_real(&w, s->band[i].high);
        }
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int evaluate(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    mk_vec(const char *) path = { 0 };
    mk_str files = mk_arg_text(args, "file");
    for (size_t from = 0, to; from <= files.n; from = to + 1) {
        for (to = from; to < files.n && files.p[to] != '\n'; to++) { }
        if (to > from) *mk_vec_push(cx->arena, &path) = mk_arena_z(cx->arena, mk_str_sub(files, from, to));
    }
    mk_evaluate_in in = { .path = path.p, .paths = path.n, .truth = mk_arg_text(args, "truth"), .id = mk_arg_text(args, "id") };
    if (mk_arg_has(args, "clusters")) in.clusters = mk_arena_z(cx->arena, mk_arg_text(args, "clusters"));
    if (mk_arg_has(args, "pairs")) in.pairs = mk_arena_z(cx->arena, mk_arg_text(args, "pairs"));
    mk_evaluated r;
    MK_TRY(mk_evaluate_identity(cx, &in, &r));
    mk_out_row(out);
    mk_out_int(out, "rows", (int64_t)r.stats.rows);
    mk_out_int(out, "people", (int64_t)r.stats.clusters);
    mk_out_int(out, "candidates", (int64_t)r.stats.candidates);
    mk_out_int(out, "pairs_kept", (int64_t)r.stats.kept);
    mk_out_int(out, "bad_rows", (int64_t)r.bad_rows);
    if (r.judged) {
        mk_out_real(out, "precision", r.score.precision);
        mk_out_real(out, "recall", r.score.recall);
        mk_out_real(out, "f1", r.score.f1);
        mk_out_real(out, "b3_precision", r.score.b3_precision);
        mk_out_real(out, "b3_recall", r.score.b3_recall);
        mk_out_real(out, "b3_f1", r.score.b3_f1);
        mk_out_int(out, "true_pairs", (int64_t)r.score.true_pairs);
        mk_out_int(out, "true_pairs_kept", (int64_t)r.score.candidate_true);
        mk_out_json(out, "calibration", calibration_json(cx, &r.score));
    }
    mk_out_json(out, "columns", columns_json(cx, r.link));
    mk_out_json(out, "model", model_json(cx, r.link));
    mk_out_real(out, "seconds", r.seconds);
    mk_out_real(out, "cpu_seconds", r.cpu_seconds);
    mk_out_int(out, "peak_bytes", r.peak_bytes);
    if (r.bad_rows) mk_out_note(out, cx->lang == MK_EN ? "%" PRIu64 " rows could not be read and were left out" : "%" PRIu64 " שורות לא נקראו והושמטו", r.bad_rows);
    return 0;
}

const mk_op mk_op_evaluate_identity = {
    .name = "evaluate identity", .verb = "POST", .path = "/v1/evaluate/identity",
    .summary = "Find who is who in plain files, and how right that is",
    .help = "Reads CSV files of people (any charset and delimiter, also packed with xz), finds the rows that are the same person, and says what it found. No store, "
            "no settings: columns are understood by their headers and values, and everything else is learnt from the rows. Several files are "
            "several sources; columns with the same header are the same column.\n\n"
            "--truth names a column that says who each row really is; it is used for nothing but the judgement: precision, recall and F1 over the pairs "
            "of rows in one cluster, B cubed, and for the pairs, by bands of the probability that was said, the share that is true. "
            "--id names a column that names rows: it is what the files that are written call them, and the result then does not depend on the order of rows.\n\n"
            "--clusters writes each row with the first row of its cluster; --pairs writes the pairs of rows with a probability of at least 0.01.",
    .example = "makir evaluate identity examples/people/people.csv --truth person --id id",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_LONG | MK_OP_ONE | MK_OP_LOCAL | MK_OP_NO_STORE,
    .params = (const mk_param[]){
        { "file", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL | MK_PF_REST, NULL, 0, 0, NULL, "CSV files", "FILE" },
        { "truth", MK_P_TEXT, 0, NULL, 0, 0, NULL, "column that says who the row really is", "COLUMN" },
        { "id", MK_P_TEXT, 0, NULL, 0, 0, NULL, "column that names the row", "COLUMN" },
        { "clusters", MK_P_PATH, 0, NULL, 0, 0, NULL, "CSV file to write: each row with its cluster", "OUT" },
        { "pairs", MK_P_PATH, 0, NULL, 0, 0, NULL, "CSV file to write: pairs with their probability", "OUT" },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "rows", MK_C_INT, "read" },
        { "people", MK_C_INT, "clusters found" },
        { "candidates", MK_C_INT, "pairs that were compared" },
        { "pairs_kept", MK_C_INT, "with a probability of at least 0.01" },
        { "bad_rows", MK_C_INT, "that could not be read" },
        { "precision", MK_C_REAL, "share of the pairs in one cluster that are true" },
        { "recall", MK_C_REAL, "share of the true pairs that are in one cluster" },
        { "f1", MK_C_REAL, "their harmonic mean" },
        { "b3_precision", MK_C_REAL, "B cubed: mean over rows" },
        { "b3_recall", MK_C_REAL, "B cubed: mean over rows" },
        { "b3_f1", MK_C_REAL, "their harmonic mean" },
        { "true_pairs", MK_C_INT, "by the truth" },
        { "true_pairs_kept", MK_C_INT, "of them, among the pairs kept" },
        { "calibration", MK_C_JSON, "by band of probability: pairs, mean of what was said, share that is true, and between what it would lie for very many pairs, 19 times in 20" },
        { "columns", MK_C_JSON, "how each column was understood, and why", MK_CF_WIDE },
        { "model", MK_C_JSON, "fields, their levels with m and u, the keys looked under, the prior", MK_CF_WIDE },
        { "seconds", MK_C_REAL, "on the clock, files written" },
        { "cpu_seconds", MK_C_REAL, "of all processors" },
        { "peak_bytes", MK_C_INT, "of memory, at most" },
        { NULL } },
    .run = evaluate,
};
