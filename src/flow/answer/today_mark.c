/* SPDX-License-Identifier: Apache-2.0
 * Answering a proposal: its name, which says all of it, and how long each answer keeps it quiet. */
#include "today.h"
#include "hash.h"
#include "id.h"
#include "journal.h"
#include "merge.h"

enum { YEAR = 365, NEVER = 100 * YEAR };

/* --- the name of a proposal --- */

static const char letters[] = "?rcvsdpoi";        /* of each kind */

char *mk_action_text(int64_t customer, mk_need_kind kind, int64_t item, char out[MK_ACTION_TEXT])
{
    char c[MK_ID_TEXT], i[MK_ID_TEXT];
    snprintf(out, MK_ACTION_TEXT, "%s.%c.%s", mk_id_text(customer, c), letters[kind], mk_id_text(item, i));
    return out;
}

bool mk_action_parse(mk_str s, int64_t *ret_customer, mk_need_kind *ret_kind, int64_t *ret_item)
{
    if (s.n != 29 || s.p[13] != '.' || s.p[15] != '.' || !s.p[14]) return false;
    const char *letter = strchr(letters + 1, s.p[14]);
    if (!letter) return false;
    *ret_kind = (mk_need_kind)(letter - letters);
    *ret_item = 0;
    if (*ret_kind == MK_NEED_CARE) return mk_id_parse(mk_str_sub(s, 0, 13), ret_customer);        /* about no item */
    return mk_id_parse(mk_str_sub(s, 0, 13), ret_customer) && mk_id_parse(mk_str_sub(s, 16, 29), ret_item);
}

/* --- answering --- */

mk_str mk_mark_name(mk_mark mark)
{
    mk_str names = MK_S(MK_MARK_NAMES);
    size_t from = 0, to;
    for (int i = 0;; i++, from = to + 1) {
        for (to = from; to < names.n && names.p[to] != '|'; to++) {}
        if (i == (int)mark) return mk_str_sub(names, from, to);
    }
}

bool mk_mark_parse(mk_str name, mk_mark *ret)
{
    for (int i = 0; i < MK_MARKS; i++)
        if (mk_str_eq(name, mk_mark_name((mk_mark)i))) { *ret = (mk_mark)i; return true; }
    return false;
}

typedef struct marking { int64_t customer, item; mk_need_kind kind; mk_mark mark; mk_str note; int32_t until; } marking;

/* How long "done" keeps it quiet: his own interval of it, between a week and a year. */
static int usual(mk_cx *cx, mk_db *db, const mk_settings *st, const marking *m, int32_t *ret)
{
    mk_models models;
    mk_history h;
    mk_need need[MK_NEED_ANSWERS];
    *ret = 30;
    MK_TRY(mk_models_get(cx, db, &models));
    if (!models.known) return 0;
    MK_TRY(mk_history_of(cx, db, st, m->customer, st->today, &h));
    mk_need_wish all = { .everything = true, .no_complement = true };
    size_t n = mk_need_answer(mk_models_reader(cx, &models), m->customer, h.line, h.n, st->today, &all, need, MK_NEED_ANSWERS);
    for (size_t i = 0; i < n; i++)
        if (need[i].item == m->item && need[i].kind == MK_NEED_REPLENISH && need[i].usual_days > 0) *ret = (int32_t)need[i].usual_days;
    if (*ret < MK_PEACE_DAYS) *ret = MK_PEACE_DAYS;
    if (*ret > YEAR) *ret = YEAR;
    return 0;
}

static int mark_body(mk_cx *cx, mk_db *db, void *arg)
{
    marking *m = arg;
    mk_settings st;
    MK_TRY(mk_customer_now(cx, db, &m->customer));
    mk_value key = mk_int(m->customer), row[MK_COLUMNS_MAX], item = mk_int(m->item);
    MK_TRY(mk_settings_get(cx, db, &st));
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    bool goods = m->kind <= MK_NEED_SIMILAR;        /* the others name a task, a slot, something to tell */
    if (rc > 0 && m->item && goods) rc = mk_table_get(cx, db, MK_T_ITEM, &item, row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ENOTFOUND, "there is no such proposal; makir today shows those of the day");
    int32_t quiet = m->mark == MK_MARK_LATER ? MK_PEACE_DAYS : m->mark == MK_MARK_NEVER ? NEVER : YEAR;
    static const int32_t after[] = { [MK_NEED_SIMILAR] = 60, [MK_NEED_DUE] = 30, [MK_NEED_PLAN] = 60, [MK_NEED_OCCASION] = 60, [MK_NEED_INFORMATION] = YEAR };
    if (m->mark == MK_MARK_DONE && m->kind >= MK_NEED_SIMILAR) quiet = after[m->kind];
    else if (m->mark == MK_MARK_DONE) MK_TRY(usual(cx, db, &st, m, &quiet));
    m->until = st.today + quiet;
    mk_value v[MK_ACTION_N] = {
        key, mk_int(mk_hash_id(mk_hash2(mk_hash2((uint64_t)m->customer, (uint64_t)m->kind), (uint64_t)m->item))),
        mk_textz(mk_need_name(m->kind)), item, mk_text(mk_mark_name(m->mark)), mk_int(st.today), mk_int(m->until),
        mk_text(m->note), mk_int(cx->now), mk_textz(cx->who) };
    mk_journal j = { 0 };
    rc = mk_journal_put(cx, db, &j, MK_T_ACTION, v, 0);
    return rc < 0 ? rc : 0;
}

static int parse_mark(mk_cx *cx, mk_str action, marking *m)
{
    if (mk_action_parse(action, &m->customer, &m->kind, &m->item)) return 0;
    return mk_fail(cx, MK_EINVAL, "'%.*s' is not the name of a proposal; makir today shows them", MK_SARG(action));
}

int mk_today_mark_in(mk_cx *cx, mk_db *db, mk_str action, mk_mark mark, mk_str note)
{
    marking m = { .mark = mark, .note = note };
    MK_TRY(parse_mark(cx, action, &m));
    return mark_body(cx, db, &m);
}

int mk_today_mark(mk_cx *cx, mk_store *s, mk_str action, mk_mark mark, mk_str note, int32_t *ret_until)
{
    marking m = { .mark = mark, .note = note };
    MK_TRY(parse_mark(cx, action, &m));
    MK_TRY(mk_store_write(cx, s, mark_body, &m));
    *ret_until = m.until;
    return 0;
}
