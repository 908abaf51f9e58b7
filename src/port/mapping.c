/* SPDX-License-Identifier: Apache-2.0 */
#include "mapping.h"
#include "jsonr.h"
#include "utf8.h"
#include "vec.h"

static const char *const orders[] = { [MK_YMD] = "YMD", [MK_DMY] = "DMY", [MK_MDY] = "MDY" };

const char *mk_date_order_name(mk_date_order o) { return orders[o]; }

static int refuse(mk_cx *cx, const char *key, const char *expected)
{
    return mk_fail(cx, MK_EBADDATA, "mapping: \"%s\" should be %s", key, expected);
}

static int list_fields(mk_cx *cx, const char *given)
{
    char known[640];
    size_t n = 0;
    for (int f = MK_F_NONE + 1; f < MK_F_END_; f++) {
        int k = snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "", mk_field_name((mk_field)f));
        if (k < 0 || (size_t)k >= sizeof known - n) break;
        n += (size_t)k;
    }
    return mk_fail(cx, MK_EBADDATA, "mapping: \"%.60s\" is not a field; the fields are %s, or \"\" to leave a column out", given, known);
}

static int read_columns(mk_cx *cx, mk_arena *a, const mk_json *columns, mk_mapping *m)
{
    mk_vec(struct mk_mapped) v = { 0 };
    if (columns->type != MK_JSON_OBJECT) return refuse(cx, "columns", "an object of headers and fields");
    for (const mk_json *field = columns->first; field; field = field->next) {
        if (field->type != MK_JSON_STRING) return refuse(cx, "columns", "an object whose values are names of fields");
        struct mk_mapped *x = mk_vec_push(a, &v);
        x->header = mk_arena_dup(a, field->key);
        if (mk_str_starts(field->text, MK_S("field:"))) {
            x->field = MK_F_OWN;
            x->own = mk_arena_dup(a, mk_str_sub(field->text, strlen("field:"), field->text.n));
        } else if (!mk_field_named(field->text, &x->field)) return list_fields(cx, mk_arena_z(cx->arena, field->text));
    }
    m->column = v.p;
    m->n = v.n;
    m->has_columns = true;
    return 0;
}

static int read_part(mk_cx *cx, mk_arena *a, const mk_json *v, mk_mapping *m)
{
    const char *key = mk_arena_z(cx->arena, v->key), *s = v->type == MK_JSON_STRING ? mk_arena_z(cx->arena, v->text) : NULL;
    if (strcmp(key, "version") == 0)
        return v->type == MK_JSON_NUMBER && mk_str_eqz(v->text, "1") ? 0 : refuse(cx, key, "1");
    if (strcmp(key, "columns") == 0) return read_columns(cx, a, v, m);
    if (strcmp(key, "date_order") == 0) {
        for (int o = 0; o < 3 && s; o++)
            if (mk_str_ieq(mk_str_of(s), mk_str_of(orders[o]))) {
                m->order = (mk_date_order)o;
                m->has_order = true;
                return 0;
            }
        return refuse(cx, key, "\"DMY\", \"MDY\" or \"YMD\"");
    }
    if (strcmp(key, "delimiter") == 0) {
        if (!s || strlen(s) != 1 || *s == '"' || *s == '\n' || *s == '\r' || (uint8_t)*s > 127)
            return refuse(cx, key, "one character, such as \",\", \";\", \"|\" or \"\\t\"; \" \" for runs of blanks");
        m->delimiter = *s;
        return 0;
    }
    if (strcmp(key, "charset") == 0) {
        if (!s || !mk_charset_named(mk_str_of(s), &m->charset))
            return refuse(cx, key, "one of utf-8, utf-16le, utf-16be, windows-1255, iso-8859-8, cp862, windows-1252");
        m->has_charset = true;
        return 0;
    }
    if (strcmp(key, "comma_decimal") == 0 || strcmp(key, "header") == 0) {
        if (v->type != MK_JSON_TRUE && v->type != MK_JSON_FALSE) return refuse(cx, key, "true or false");
        mk_told t = v->type == MK_JSON_TRUE ? MK_TOLD_YES : MK_TOLD_NO;
        if (*key == 'h') m->header = t;
        else m->comma_decimal = t;
        return 0;
    }
    if (strcmp(key, "currency") == 0) {
        if (!s || strlen(s) != 3) return refuse(cx, key, "three letters, such as \"ILS\"");
        memcpy(m->currency, s, 4);
        return 0;
    }
    if (strcmp(key, "sheet") == 0) {
        if (!s) return refuse(cx, key, "the name of a sheet of the workbook");
        m->sheet = mk_arena_dup(a, v->text);
        return 0;
    }
    return mk_fail(cx, MK_EBADDATA, "mapping: \"%.40s\" is not known; it may have version, columns, date_order, delimiter, charset, "
                   "comma_decimal, header, currency and sheet", key);
}

int mk_mapping_read(mk_cx *cx, mk_arena *a, mk_str json, mk_mapping *ret)
{
    *ret = (mk_mapping){ .sheet = MK_S("") };
    if (mk_str_trim(json).n == 0) return 0;
    size_t at = 0;
    int line = 1;
    const mk_json *tree = mk_json_read(cx->arena, json, &at);
    for (size_t i = 0; i < at && i < json.n; i++) line += json.p[i] == '\n';
    if (!tree) return mk_fail(cx, MK_EBADDATA, "mapping: not JSON: line %d", line);
    if (tree->type != MK_JSON_OBJECT) return mk_fail(cx, MK_EBADDATA, "mapping: not a JSON object");
    for (const mk_json *v = tree->first; v; v = v->next) MK_TRY(read_part(cx, a, v, ret));
    return 0;
}

int mk_mapping_apply(mk_cx *cx, mk_arena *scratch, const mk_mapping *m, mk_column *col, size_t n)
{
    int given[MK_F_END_] = { 0 };
    for (size_t k = 0; k < m->n; k++) {
        size_t at = n;
        for (size_t i = 0; i < n && at == n; i++)
            if (mk_str_eq(col[i].header, m->column[k].header)) at = i;
        mk_str wanted = mk_fold_key(scratch, m->column[k].header);
        for (size_t i = 0; i < n && at == n; i++)
            if (*col[i].why == 0 && mk_str_eq(mk_fold_key(scratch, col[i].header), wanted)) at = i;
        if (at == n) {
            char known[720];
            size_t have = 0;
            for (size_t i = 0; i < n; i++) {
                int w = snprintf(known + have, sizeof known - have, "%s\"%.*s\"", have ? ", " : "", MK_SARG(mk_utf8_first(col[i].header, 40)));
                if (w < 0 || (size_t)w >= sizeof known - have) {
                    known[have] = 0;
                    break;
                }
                have += (size_t)w;
            }
            return mk_fail(cx, MK_EBADDATA, "mapping: the file has no column \"%.*s\"; it has %s", MK_SARG(mk_utf8_first(m->column[k].header, 40)),
                           known);
        }
        mk_field f = m->column[k].field;
        if (f && ++given[f] > mk_field_most(f))
            return mk_fail(cx, MK_EBADDATA, "mapping: %d columns are \"%s\"; there can be %d", given[f], mk_field_name(f), mk_field_most(f));
        col[at].field = f;
        col[at].own = m->column[k].own;
        col[at].sure = 100;
        col[at].why = "mapping";
    }
    return 0;
}
