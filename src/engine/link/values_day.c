/* SPDX-License-Identifier: Apache-2.0 */
#include "values_day.h"
#include "amount.h"
#include "clock.h"

static bool from_parts(const uint32_t *v, const size_t *len, size_t n, bool month_first, uint32_t *ret)
{
    uint32_t y, m, d;
    if (n == 1 && len[0] == 8) { y = v[0] / 10000; m = v[0] / 100 % 100; d = v[0] % 100; if (y < 1000 || y > 2200) { d = v[0] / 1000000; m = v[0] / 10000 % 100; y = v[0] % 10000; } }
    else if (n == 1 && len[0] == 4) { y = v[0]; m = d = 0; }
    else if (n >= 3 && len[0] == 4 && len[1] <= 2 && len[2] <= 2) { y = v[0]; m = v[1]; d = v[2]; }
    else if (n >= 3 && len[0] <= 2 && len[1] <= 2 && len[2] == 4) { y = v[2]; m = month_first ? v[0] : v[1]; d = month_first ? v[1] : v[0]; }
    else if (n >= 3 && len[0] <= 2 && len[1] <= 2 && len[2] == 2) { y = v[2] + (v[2] < 30 ? 2000 : 1900); m = month_first ? v[0] : v[1]; d = month_first ? v[1] : v[0]; }
    else return false;
    if (y < 1000 || y > 2200) return false;
    *ret = y * 10000 + m * 100 + d;
    return true;
}

bool mk_link_day(mk_str s, bool month_first, uint32_t *ret)
{
    uint32_t v[4] = { 0 };
    size_t len[4] = { 0 }, n = 0;
    if (s.n < 4 || s.n > 40) return false;
    bool in = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9') {
            if (!in) {
                if (n == 3) break;                      /* a time behind it */
                in = true;
                n++;
            }
            if (len[n - 1]++ >= 8) return false;
            v[n - 1] = v[n - 1] * 10 + (uint32_t)(c - '0');
        } else if (c == '-' || c == '/' || c == '.' || c == ' ') {
            in = false;
        } else if (n == 3 && (c == 'T' || c == ',')) {
            break;
        } else {
            mk_when w;                                  /* months in words */
            bool utc;
            if (!mk_when_parse(s, month_first ? MK_MDY : MK_DMY, false, &w, &utc)) return false;
            mk_civil civil = mk_civil_of_day(w.day);
            *ret = (uint32_t)civil.year * 10000 + (uint32_t)civil.month * 100 + (uint32_t)civil.day;
            return true;
        }
    }
    return from_parts(v, len, n, month_first, ret);
}
