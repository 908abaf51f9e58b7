/* SPDX-License-Identifier: Apache-2.0 */
#include "based.h"
#include "hash.h"
#include "journal.h"
#include "reason.h"
#include "setting.h"

int64_t mk_version_of(mk_cx *cx, const mk_value *v, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++) {
        mk_str s = v[i].type == MK_TEXT || v[i].type == MK_BLOB ? v[i].s
                 : v[i].type == MK_INT ? mk_arena_printf(cx->arena, "%" PRId64, v[i].i)
                 : v[i].type == MK_REAL ? mk_arena_printf(cx->arena, "%.17g", v[i].r) : MK_S("");
        h = mk_hash(mk_hash2(h, v[i].type), s);
    }
    return mk_hash_id(h);
}

int64_t mk_version_row(mk_cx *cx, mk_table_id t, const mk_value *row)
{
    return row ? mk_version_of(cx, row, (size_t)mk_tables[t].columns) : MK_VERSION_NONE;
}

int mk_who_when(mk_cx *cx, mk_db *db, mk_str who, int64_t at, mk_str *ret)
{
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    bool today = mk_tz_day(st.tz, at) == mk_tz_day(st.tz, cx->now);
    if (mk_str_eqz(who, "cli")) who = cx->lang == MK_EN ? MK_S("the command line") : MK_S("שורת הפקודה");
    *ret = mk_arena_printf(cx->arena, "%.*s, %.*s", MK_SARG(who), MK_SARG(today ? mk_say_clock(cx, st.tz, at) : mk_say_moment(cx, st.tz, at)));
    return 0;
}

/* Who wrote the row as it is, in brackets; "" where the journal does not know. */
static int by_whom(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *row, mk_str *ret)
{
    mk_rows r;
    mk_str who = MK_S(""), said;
    int64_t at = 0;
    *ret = who;
    if (!row) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_REVISION_OF_ROW, mk_textz(mk_tables[t].name), mk_text(mk_row_json(cx->arena, t, row))));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) at = mk_row_int(&r, 0), who = mk_arena_dup(cx->arena, mk_row_text(&r, 1));
    mk_rows_end(&r);
    if (rc <= 0) return rc;
    MK_TRY(mk_who_when(cx, db, who, at, &said));
    *ret = mk_arena_printf(cx->arena, " (%.*s)", MK_SARG(said));
    return 0;
}

int mk_unchanged(mk_cx *cx, mk_db *db, int64_t version, mk_table_id t, const mk_value *row, mk_str now)
{
    int64_t read = mk_based_on(cx);
    bool en = cx->lang == MK_EN;
    mk_str by;
    if (!read || read == version) return 0;
    MK_TRY(by_whom(cx, db, t, row, &by));
    if (version == MK_VERSION_NONE)
        return en ? mk_fail(cx, MK_ECONFLICT, "this was taken away meanwhile%.*s", MK_SARG(by)) : mk_fail(cx, MK_ECONFLICT, "זה כבר הוסר בינתיים%.*s", MK_SARG(by));
    if (read == MK_VERSION_NONE && !now.n)
        return en ? mk_fail(cx, MK_ECONFLICT, "there is one of that name already%.*s", MK_SARG(by)) : mk_fail(cx, MK_ECONFLICT, "כבר יש אחד בשם הזה%.*s", MK_SARG(by));
    if (!now.n)
        return en ? mk_fail(cx, MK_ECONFLICT, "this was changed meanwhile%.*s; look at what it is now, and save again if it is still needed", MK_SARG(by))
                  : mk_fail(cx, MK_ECONFLICT, "זה שונה בינתיים%.*s. ראו מה כתוב עכשיו, ושמרו שוב אם עדיין צריך", MK_SARG(by));
    return en ? mk_fail(cx, MK_ECONFLICT, "this was changed meanwhile%.*s; now it is: %.*s. Save again if yours is to take its place", MK_SARG(by), MK_SARG(now))
              : mk_fail(cx, MK_ECONFLICT, "זה שונה בינתיים%.*s, ועכשיו כתוב: %.*s. שמרו שוב אם שלכם צריך לבוא במקומו", MK_SARG(by), MK_SARG(now));
}
