/* SPDX-License-Identifier: Apache-2.0 */
#include "based.h"
#include "hash.h"

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

int mk_unchanged(mk_cx *cx, int64_t version, mk_str who, mk_str now)
{
    int64_t read = mk_based_on(cx);
    bool en = cx->lang == MK_EN;
    if (!read || read == version) return 0;
    if (!who.n || mk_str_eqz(who, "cli")) who = en ? MK_S("somebody") : MK_S("מישהו");
    if (version == MK_VERSION_NONE)
        return en ? mk_fail(cx, MK_ECONFLICT, "this was taken away meanwhile") : mk_fail(cx, MK_ECONFLICT, "זה כבר הוסר בינתיים");
    if (read == MK_VERSION_NONE && !now.n)
        return en ? mk_fail(cx, MK_ECONFLICT, "there is one of that name already") : mk_fail(cx, MK_ECONFLICT, "כבר יש אחד בשם הזה");
    if (!now.n)
        return en ? mk_fail(cx, MK_ECONFLICT, "this was changed meanwhile (%.*s); look at what it is now, and save again if it is still needed", MK_SARG(who))
                  : mk_fail(cx, MK_ECONFLICT, "זה שונה בינתיים (%.*s). ראו מה כתוב עכשיו, ושמרו שוב אם עדיין צריך", MK_SARG(who));
    return en ? mk_fail(cx, MK_ECONFLICT, "this was changed meanwhile (%.*s); now it is: %.*s. Save again if yours is to take its place", MK_SARG(who), MK_SARG(now))
              : mk_fail(cx, MK_ECONFLICT, "זה שונה בינתיים (%.*s), ועכשיו כתוב: %.*s. שמרו שוב אם שלכם צריך לבוא במקומו", MK_SARG(who), MK_SARG(now));
}
