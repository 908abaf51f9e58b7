/* SPDX-License-Identifier: Apache-2.0
 * Cells of any bytes as money, quantity and date: what is taken is in range and written out reads back the same. */
#include "amount.h"
#include "fuzz.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("1,234.50"), MK_S("1.234,50"), MK_S("₪ 1,234-"), MK_S("(12.00)"), MK_S("-£3"), MK_S("NIS 5"), MK_S("1 234,5"), MK_S("5 ש״ח"),
    MK_S("92233720368547758.07"), MK_S("22/11/2026"), MK_S("22.11.26 10:49"), MK_S("22 בנובמבר 2026"), MK_S("Nov 22nd, 2026 8:26 p.m."),
    MK_S("2026-11-22T10:00:00.5+02:00"), MK_S("Sun Nov 22 2026 10:00:00 GMT+0200 (Israel)"), MK_S("20261122101530"), MK_S("45000.75"),
    MK_S("0000-00-00"), MK_S("יום ראשון, 22 בנוב׳ 2026 בשעה 8:05 אחה״צ"), { 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_str s = { (const char *)data, size };
    for (int comma = 0; comma < 2; comma++) {
        int64_t v, again;
        char cur[4] = "", text[32];
        if (mk_money_parse(s, comma, &v, cur)) {
            FUZZ_CHECK(cur[3] == 0);
            FUZZ_CHECK(mk_money_parse(mk_str_of(mk_money_text(v, text)), comma, &again, cur) && again == v);
        }
        if (mk_quantity_parse(s, comma, &v)) {
            uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
            snprintf(text, sizeof text, "%s%llu.%04llu", v < 0 ? "-" : "", (unsigned long long)(u / 10000), (unsigned long long)(u % 10000));
            FUZZ_CHECK(mk_quantity_parse(mk_str_of(text), comma, &again) && again == v);
        }
    }
    mk_date_votes votes = { 0 };
    mk_date_vote(&votes, s);
    FUZZ_CHECK(votes.ymd + votes.dmy + votes.mdy + votes.either + votes.not_date + votes.serial <= 1);
    for (int order = MK_YMD; order <= MK_MDY; order++)
        for (int serial = 0; serial < 2; serial++) {
            mk_when w, again;
            bool utc;
            char day[16];
            if (!mk_when_parse(s, (mk_date_order)order, serial, &w, &utc)) continue;
            FUZZ_CHECK(w.second >= 0 && w.second < 86400 && (w.has_time || w.second == 0));
            FUZZ_CHECK(!votes.not_date);
            if (w.day > mk_day_of(1000, 1, 1) && w.day < mk_day_of(9999, 12, 31) && w.day != -25568 && w.day != -25569)
                FUZZ_CHECK(mk_when_parse(mk_str_of(mk_day_text(w.day, day)), (mk_date_order)order, serial, &again, NULL) && again.day == w.day);
        }
    return 0;
}
