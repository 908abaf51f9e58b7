/* SPDX-License-Identifier: Apache-2.0
 * One cell as people read it on a screen. */
#include "id.h"
#include "out_int.h"
#include "width.h"

mk_str mk_minor_text(mk_arena *a, int64_t minor, bool group)
{
    uint64_t v = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, v / 100);
    mk_buf b = mk_buf_on(a);
    if (minor < 0) mk_buf_c(&b, '-');
    for (int i = 0; i < n; i++) {
        if (group && i && (n - i) % 3 == 0) mk_buf_c(&b, ',');
        mk_buf_c(&b, digits[i]);
    }
    mk_buf_printf(&b, ".%02u", (unsigned)(v % 100));
    return mk_buf_str(&b);
}

mk_str mk_moment_screen(mk_arena *a, const mk_tz *tz, int64_t us)
{
    int64_t offset = tz ? mk_tz_offset(tz, us) : 0;
    if (us > INT64_MAX / 2 || us < INT64_MIN / 2) return MK_S("?");
    int64_t local = us + offset * MK_SECOND;
    int32_t day = mk_day_at(local);
    int64_t minute = (local - day * MK_DAY) / (60 * MK_SECOND);
    char t[16];
    return mk_arena_printf(a, "%s %02d:%02d%s", mk_day_text(day, t), (int)(minute / 60), (int)(minute % 60), tz ? "" : "Z");
}

mk_str mk_cell_text(mk_arena *a, const mk_render *r, const mk_column_doc *c, const mk_cell *v)
{
    char t[40];
    if (!v->has) return MK_S("");
    switch (c->type) {
    case MK_C_TEXT:
    case MK_C_JSON: return mk_width_safe(a, v->s);
    case MK_C_INT: return mk_arena_printf(a, "%" PRId64, v->i);
    case MK_C_MONEY: return mk_minor_text(a, v->i, true);
    case MK_C_REAL: return mk_arena_printf(a, "%.4g", v->r);
    case MK_C_BOOL: return mk_str_of(r->lang == MK_HE ? (v->i ? "כן" : "לא") : (v->i ? "yes" : "no"));
    case MK_C_DAY: return mk_arena_dup(a, mk_str_of(mk_day_text((int32_t)v->i, t)));
    case MK_C_TIME: return mk_moment_screen(a, r->tz, v->i);
    case MK_C_ID: return mk_arena_dup(a, mk_str_of(mk_id_text(v->i, t)));
    }
    return MK_S("");
}

mk_str mk_column_label(mk_arena *a, const char *name)
{
    char *z = mk_arena_z(a, mk_str_of(name));
    for (char *p = z; *p; p++)
        if (*p == '_') *p = ' ';
    return mk_str_of(z);
}
