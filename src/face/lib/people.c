/* SPDX-License-Identifier: Apache-2.0
 * libmakir: who is who among rows that a program has in its hands. */
#include "jsonw.h"
#include "lib_int.h"
#include "link.h"

typedef struct asking {
    const char *const *header, *const *cell;
    size_t columns, rows;
    uint32_t *person;
    bool why;
    const char *said;
} asking;

static void pair(mk_jsonw *w, const mk_link *l, const mk_link_pair *p)
{
    mk_link_why y;
    const mk_link_field *field;
    mk_link_fields(mk_link_model_of(l), &field);
    mk_link_explain(l, p->a, p->b, &y);
    mk_json_open(w, '{');
    mk_json_key(w, "a"), mk_json_int(w, p->a);
    mk_json_key(w, "b"), mk_json_int(w, p->b);
    mk_json_key(w, "weight"), mk_json_real(w, (double)y.weight);
    mk_json_key(w, "probability"), mk_json_real(w, (double)y.probability);
    mk_json_key(w, "parts"), mk_json_open(w, '[');
    for (int i = 0; i < y.n; i++) {
        const mk_link_part_of *o = &y.part[i];
        mk_json_open(w, '{');
        mk_json_key(w, "field");
        if (o->field < 0) mk_json_z(w, o->field == MK_LINK_PRIOR ? "prior" : "together");
        else mk_json_str(w, field[o->field].name);
        mk_json_key(w, "level"), mk_json_z(w, o->frequency ? "frequency" : o->level ? o->level : "");
        mk_json_key(w, "bits"), mk_json_real(w, (double)o->bits);
        mk_json_close(w);
    }
    mk_json_close(w);
    mk_json_close(w);
}

static int body(mk_cx *cx, void *arg)
{
    asking *a = arg;
    mk_str *header = MK_NEWN(cx->arena, mk_str, a->columns + 1), *cell = MK_NEWN(cx->arena, mk_str, a->columns + 1);
    mk_link *l;
    const mk_link_pair *p;
    for (size_t i = 0; i < a->columns; i++) header[i] = mk_str_of(a->header[i] ? a->header[i] : "");
    mk_link_rows *rows = mk_link_rows_new(cx, header, a->columns);
    for (size_t r = 0; r < a->rows; r++) {
        for (size_t i = 0; i < a->columns; i++) {
            const char *z = a->cell[r * a->columns + i];
            cell[i] = mk_str_of(z ? z : "");
        }
        MK_TRY(mk_link_rows_add(cx, rows, cell, a->columns, 0, 0));
    }
    MK_TRY(mk_link_run(cx, rows, NULL, &l));
    const uint32_t *with = mk_link_clusters(l);
    if (a->rows) memcpy(a->person, with, a->rows * sizeof *with);
    if (!a->why) return 0;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "pairs"), mk_json_open(&w, '[');
    for (size_t i = 0, n = mk_link_pairs(l, &p); i < n; i++)
        if (with[p[i].a] == with[p[i].b]) pair(&w, l, &p[i]);
    mk_json_close(&w);
    mk_json_close(&w);
    mk_buf_c(&b, 0);
    a->said = mk_buf_str(&b).p;
    return 0;
}

int makir_people(makir *m, const char *const *header, size_t columns, const char *const *cell, size_t rows, uint32_t *ret_person, const char **ret_why)
{
    asking a = { header, cell, columns, rows, ret_person, ret_why != NULL, "" };
    if (ret_why) *ret_why = "";
    mk_lib_fresh(m);
    int rc = mk_lib_told(m, mk_cx_guard(mk_lib_cx(m), body, &a));
    if (rc == 0 && ret_why) *ret_why = a.said;
    return rc;
}
