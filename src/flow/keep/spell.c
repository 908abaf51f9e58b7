/* SPDX-License-Identifier: Apache-2.0 */
#include "spell.h"
#include "amount.h"
#include "clock.h"
#include "id.h"
#include "jsonw.h"

bool mk_spell(mk_meaning m, int64_t v, char out[40])
{
    switch (m) {
    case MK_M_ID: {
        char t[MK_ID_TEXT];
        if (v == 0) out[0] = 0;
        else snprintf(out, 40, "%s%s", v < 0 ? "-" : "", mk_id_text(v < 0 ? -v : v, t));
        return true;
    }
    case MK_M_MOMENT: mk_moment_text(v, out); return true;
    case MK_M_DAY: mk_day_text((int32_t)v, out); return true;
    case MK_M_MONEY: mk_money_text(v, out); return true;
    case MK_M_QUANTITY: {
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        snprintf(out, 40, "%s%" PRIu64 ".%04u", v < 0 ? "-" : "", u / 10000, (unsigned)(u % 10000));
        return true;
    }
    case MK_M_PLAIN: break;
    }
    return false;
}

void mk_spell_row(mk_buf *b, const mk_table *t, const mk_value *v)
{
    char out[40];
    mk_jsonw w = mk_jsonw_on(b);
    mk_json_open(&w, '{');
    for (int i = 0; i < t->columns; i++) {
        mk_json_key(&w, t->column[i].name);
        bool text = v[i].type == MK_INT && mk_spell(t->column[i].meaning, v[i].i, out);
        if (text && t->column[i].meaning >= MK_M_MONEY) mk_json_raw(&w, mk_str_of(out));
        else if (text) mk_json_z(&w, out);
        else if (v[i].type == MK_INT) mk_json_int(&w, v[i].i);
        else if (v[i].type == MK_REAL) mk_json_real(&w, v[i].r);
        else if (v[i].type == MK_TEXT) mk_json_str(&w, v[i].s);
        else mk_json_null(&w);
    }
    mk_json_close(&w);
}
