/* SPDX-License-Identifier: Apache-2.0 */
#include "access.h"
#include "buf.h"

const char *const mk_hide_name[6] = { "phone", "mail", "address", "national_id", "value", "notes" };

bool mk_hide_parse(mk_str words, unsigned *ret)
{
    *ret = 0;
    for (size_t i = 0, from = 0; i <= words.n; i++) {
        if (i < words.n && words.p[i] != ',') continue;
        mk_str word = mk_str_trim(mk_str_sub(words, from, i));
        from = i + 1;
        unsigned was = *ret;
        for (unsigned k = 0; k < 6; k++)
            if (mk_str_eqz(word, mk_hide_name[k])) *ret |= 1u << k;
        if (word.n && *ret == was) return false;
    }
    return true;
}

static int hidden_fields(mk_cx *cx, mk_db *db, mk_role role)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_FIELD_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_role sees = MK_OWNER;
        (void)mk_role_named(mk_row_text(&r, MK_FIELD_SEES), &sees);
        if (sees > role) mk_buf_printf(&b, "%sfield:%.*s,", b.n ? "" : ",", MK_SARG(mk_row_text(&r, MK_FIELD_KEY)));
    }
    cx->hide_kinds = mk_buf_str(&b);
    return rc;
}

int mk_access_of(mk_cx *cx, mk_db *db, mk_role role)
{
    cx->hide = 0;
    cx->hide_kinds = MK_S("");
    if (role >= MK_OWNER) return 0;
    MK_TRY(hidden_fields(cx, db, role));
    if (role >= MK_MANAGER) return 0;
    mk_value key = mk_textz(role == MK_SELLER ? "hide_seller" : "hide_reader"), row[MK_SETTING_N];
    int rc = mk_table_get(cx, db, MK_T_SETTING, &key, row);
    if (rc > 0 && !mk_hide_parse(row[MK_SETTING_VALUE].s, &cx->hide)) cx->hide = ~0u;       /* not understood: nothing is shown */
    return rc < 0 ? rc : 0;
}
