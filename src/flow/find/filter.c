/* SPDX-License-Identifier: Apache-2.0 */
#include "filter.h"
#include "clock.h"
#include "jsonr.h"
#include "place.h"
#include "utf8.h"

enum { RULES = 20, VALUES = 200 };

static const char *const field_name[MK_FF_FIELDS_] = { "name", "city", "stage", "last", "first", "spent", "orders", "consent", "phone", "mail", "gender", "kind", "source",
                                                       "fact", "field:" };
static const char *const op_name[MK_FO_OPS_] = { "is", "not", "in", "min", "max", "has", "lacks", "contains" };

#define O(op) (1u << MK_FO_##op)
static const unsigned ops_of[MK_FF_FIELDS_] = {
    [MK_FF_NAME] = O(CONTAINS) | O(HAS), [MK_FF_CITY] = O(IS) | O(NOT) | O(IN) | O(HAS) | O(LACKS), [MK_FF_STAGE] = O(IS) | O(NOT) | O(IN),
    [MK_FF_LAST] = O(MIN) | O(MAX) | O(HAS) | O(LACKS), [MK_FF_FIRST] = O(MIN) | O(MAX), [MK_FF_SPENT] = O(MIN) | O(MAX), [MK_FF_ORDERS] = O(MIN) | O(MAX) | O(IS),
    [MK_FF_CONSENT] = O(HAS) | O(LACKS), [MK_FF_PHONE] = O(HAS) | O(LACKS), [MK_FF_MAIL] = O(HAS) | O(LACKS), [MK_FF_GENDER] = O(IS) | O(NOT),
    [MK_FF_KIND] = O(IS) | O(NOT), [MK_FF_SOURCE] = O(IS) | O(NOT), [MK_FF_FACT] = O(HAS) | O(LACKS),
    [MK_FF_OWN] = O(IS) | O(NOT) | O(IN) | O(MIN) | O(MAX) | O(HAS) | O(LACKS) | O(CONTAINS),
};

/* What somebody is not shown he cannot ask for either: who is in a list would tell it. Whether there is a phone at all, he sees. */
static const unsigned shown_by[MK_FF_FIELDS_] = { [MK_FF_CITY] = MK_HIDE_ADDRESS, [MK_FF_SPENT] = MK_HIDE_VALUE };

static bool kind_hidden(const mk_cx *cx, mk_str kind)
{
    return (mk_str_eqz(kind, "note") && (cx->hide & MK_HIDE_NOTES)) ||
           (cx->hide_kinds.n && mk_str_find(cx->hide_kinds, mk_arena_printf(cx->arena, ",%.*s,", MK_SARG(kind))) >= 0);
}

static bool is_day(mk_filter_field f) { return f == MK_FF_LAST || f == MK_FF_FIRST; }
static bool is_number(mk_filter_field f) { return is_day(f) || f == MK_FF_SPENT || f == MK_FF_ORDERS; }

static mk_str compared(mk_arena *a, mk_filter_field f, mk_str v)
{
    if (f == MK_FF_CITY) return mk_city_key(a, v);
    return f == MK_FF_OWN ? mk_fold_text(a, v) : v;
}

static bool number_of(mk_filter_field f, mk_str v, int32_t today, int64_t *ret)
{
    int32_t day;
    if (is_day(f) && mk_day_parse(v, &day)) { *ret = day; return true; }
    if (!mk_str_int(v, ret)) return false;
    if (is_day(f)) *ret += today;
    return true;
}

static int values(mk_cx *cx, const mk_json *v, mk_rule *r)
{
    bool many = v && v->type == MK_JSON_ARRAY;
    if (many && v->n > VALUES) return mk_fail(cx, MK_EINVAL, "at most %d values", VALUES);
    r->text = MK_NEWN(cx->arena, mk_str, many ? v->n + 1 : 1);
    for (const mk_json *e = many ? v->first : v; e; e = many ? e->next : NULL) {
        if (e->type == MK_JSON_ARRAY || e->type == MK_JSON_OBJECT) return mk_fail(cx, MK_EINVAL, "a value is a text or a number");
        if (e->type != MK_JSON_NULL) r->text[r->n++] = compared(cx->arena, r->field, mk_str_trim(e->text));
    }
    return 0;
}

static int rule(mk_cx *cx, const mk_json *j, int32_t today, mk_rule *r)
{
    mk_str field = mk_json_text(mk_json_get(j, "field")), op = mk_json_text(mk_json_get(j, "op"));
    int f = 0, o = 0;
    *r = (mk_rule){ 0 };
    while (f < MK_FF_OWN && !mk_str_eqz(field, field_name[f])) f++;
    if (f == MK_FF_OWN && !mk_str_starts(field, MK_S("field:"))) return mk_fail(cx, MK_EINVAL, "there is no such field to filter by");
    while (o < MK_FO_OPS_ && !mk_str_eqz(op, op_name[o])) o++;
    if (o == MK_FO_OPS_ || !(ops_of[f] >> o & 1)) return mk_fail(cx, MK_EINVAL, "%s cannot be filtered so", field_name[f]);
    r->field = (mk_filter_field)f;
    r->op = (mk_filter_op)o;
    if (f == MK_FF_OWN) r->key = field;
    MK_TRY(values(cx, mk_json_get(j, "value"), r));
    bool bare = (o == MK_FO_HAS || o == MK_FO_LACKS) && f != MK_FF_CONSENT && f != MK_FF_FACT && f != MK_FF_NAME;
    if (!bare && !r->n) return mk_fail(cx, MK_EINVAL, "a value is needed");
    if (f == MK_FF_FACT) {
        ptrdiff_t eq = mk_str_find(r->text[0], MK_S("="));
        r->any = eq < 0;
        r->key = r->any ? r->text[0] : mk_str_sub(r->text[0], 0, (size_t)eq);
        r->text[0] = r->any ? MK_S("") : mk_str_sub(r->text[0], (size_t)eq + 1, r->text[0].n);
    }
    if ((shown_by[f] & cx->hide) || (r->key.n && kind_hidden(cx, r->key)))
        return mk_fail(cx, MK_EDENIED, "a list cannot be made by what you are not shown");
    if (is_number(r->field) && !bare && !number_of(r->field, r->text[0], today, &r->number))
        return mk_fail(cx, MK_EINVAL, "%s is compared with a %s", field_name[f], is_day(r->field) ? "day (2026-11-22), or days from today (-90)" : "number");
    if (f == MK_FF_OWN && (o == MK_FO_MIN || o == MK_FO_MAX)) {
        int32_t day;                    /* days sort as they are written */
        if (!mk_day_parse(r->text[0], &day) && !mk_str_int(r->text[0], &r->number)) return mk_fail(cx, MK_EINVAL, "a number or a day is needed");
    }
    return 0;
}

int mk_filter_parse(mk_cx *cx, mk_str json, int32_t today, mk_filter *ret)
{
    *ret = (mk_filter){ 0 };
    if (mk_str_trim(json).n == 0) return 0;
    const mk_json *j = mk_json_read(cx->arena, mk_arena_dup(cx->arena, json), NULL);
    if (!j || j->type != MK_JSON_ARRAY) return mk_fail(cx, MK_EINVAL, "a filter is a JSON array of rules: [{\"field\":\"city\",\"op\":\"is\",\"value\":\"חיפה\"}]");
    if (j->n > RULES) return mk_fail(cx, MK_EINVAL, "at most %d rules", RULES);
    ret->rule = MK_NEWN(cx->arena, mk_rule, j->n + 1);
    for (const mk_json *r = j->first; r; r = r->next, ret->n++) {
        int rc = rule(cx, r, today, &ret->rule[ret->n]);
        if (rc < 0) return mk_wrap(cx, rc, "rule %zu", ret->n + 1);
    }
    return 0;
}
