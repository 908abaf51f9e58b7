/* SPDX-License-Identifier: Apache-2.0 */
#include "holidays.h"

enum { BOTH, ISRAEL, ABROAD };
typedef struct fixed { int8_t month, day, where; uint8_t flags; const char *english, *hebrew; } fixed;

#define REST MK_HOLIDAY_REST
#define EVE MK_HOLIDAY_EVE
#define MID MK_HOLIDAY_BETWEEN
#define MINOR MK_HOLIDAY_MINOR
static const fixed table[] = {
    { MK_TISHREI, 1, BOTH, REST, "Rosh Hashana", "ראש השנה" }, { MK_TISHREI, 2, BOTH, REST, "Rosh Hashana II", "ב׳ של ראש השנה" },
    { MK_TISHREI, 9, BOTH, EVE, "Erev Yom Kippur", "ערב יום כיפור" }, { MK_TISHREI, 10, BOTH, REST | MK_HOLIDAY_FAST, "Yom Kippur", "יום כיפור" },
    { MK_TISHREI, 14, BOTH, EVE, "Erev Sukkot", "ערב סוכות" }, { MK_TISHREI, 15, BOTH, REST, "Sukkot I", "סוכות" },
    { MK_TISHREI, 16, ISRAEL, MID, "Sukkot II (CH''M)", "חול המועד סוכות" }, { MK_TISHREI, 16, ABROAD, REST, "Sukkot II", "ב׳ של סוכות" },
    { MK_TISHREI, 17, BOTH, MID, "Sukkot III (CH''M)", "חול המועד סוכות" }, { MK_TISHREI, 18, BOTH, MID, "Sukkot IV (CH''M)", "חול המועד סוכות" },
    { MK_TISHREI, 19, BOTH, MID, "Sukkot V (CH''M)", "חול המועד סוכות" }, { MK_TISHREI, 20, BOTH, MID, "Sukkot VI (CH''M)", "חול המועד סוכות" },
    { MK_TISHREI, 21, BOTH, MID, "Sukkot VII (Hoshana Raba)", "הושענא רבה" }, { MK_TISHREI, 22, BOTH, REST, "Shmini Atzeret", "שמיני עצרת" },
    { MK_TISHREI, 23, ABROAD, REST, "Simchat Torah", "שמחת תורה" },
    { MK_SHVAT, 15, BOTH, MINOR, "Tu BiShvat", "ט״ו בשבט" },
    { MK_NISAN, 14, BOTH, EVE, "Erev Pesach", "ערב פסח" }, { MK_NISAN, 15, BOTH, REST, "Pesach I", "פסח" },
    { MK_NISAN, 16, ISRAEL, MID, "Pesach II (CH''M)", "חול המועד פסח" }, { MK_NISAN, 16, ABROAD, REST, "Pesach II", "ב׳ של פסח" },
    { MK_NISAN, 17, BOTH, MID, "Pesach III (CH''M)", "חול המועד פסח" }, { MK_NISAN, 18, BOTH, MID, "Pesach IV (CH''M)", "חול המועד פסח" },
    { MK_NISAN, 19, BOTH, MID, "Pesach V (CH''M)", "חול המועד פסח" }, { MK_NISAN, 20, BOTH, MID, "Pesach VI (CH''M)", "חול המועד פסח" },
    { MK_NISAN, 21, BOTH, REST, "Pesach VII", "שביעי של פסח" }, { MK_NISAN, 22, ABROAD, REST, "Pesach VIII", "אחרון של פסח" },
    { MK_IYYAR, 14, BOTH, MINOR, "Pesach Sheni", "פסח שני" }, { MK_IYYAR, 18, BOTH, MINOR, "Lag BaOmer", "ל״ג בעומר" },
    { MK_SIVAN, 5, BOTH, EVE, "Erev Shavuot", "ערב שבועות" }, { MK_SIVAN, 6, BOTH, REST, "Shavuot I", "שבועות" },
    { MK_SIVAN, 7, ABROAD, REST, "Shavuot II", "ב׳ של שבועות" },
    { MK_AV, 15, BOTH, MINOR, "Tu B'Av", "ט״ו באב" }, { MK_ELUL, 1, BOTH, MINOR, "Rosh Hashana LaBehemot", "ראש השנה לבהמות" },
    { MK_ELUL, 29, BOTH, EVE, "Erev Rosh Hashana", "ערב ראש השנה" },
};

static const char *const moon_en[] = { "", "Rosh Chodesh Nisan", "Rosh Chodesh Iyyar", "Rosh Chodesh Sivan", "Rosh Chodesh Tamuz", "Rosh Chodesh Av", "Rosh Chodesh Elul", "",
    "Rosh Chodesh Cheshvan", "Rosh Chodesh Kislev", "Rosh Chodesh Tevet", "Rosh Chodesh Sh'vat", "Rosh Chodesh Adar", "Rosh Chodesh Adar II" };
static const char *const moon_he[] = { "", "ראש חודש ניסן", "ראש חודש אייר", "ראש חודש סיוון", "ראש חודש תמוז", "ראש חודש אב", "ראש חודש אלול", "",
    "ראש חודש חשוון", "ראש חודש כסלו", "ראש חודש טבת", "ראש חודש שבט", "ראש חודש אדר", "ראש חודש אדר ב׳" };

typedef struct list { mk_holiday *at; int n; } list;

static void put(list *l, const char *english, const char *hebrew, unsigned flags)
{
    if (l->n < MK_HOLIDAYS_A_DAY) l->at[l->n++] = (mk_holiday){ english, hebrew, flags };
}

static int32_t shabbat_until(int32_t day) { return day - (mk_weekday(day) + 1) % 7; }      /* the Shabbat on that day or before it */

static void moon(list *l, mk_hebrew h)
{
    int month = h.month;
    if (h.day == 30) month = month == 12 + mk_hebrew_leap(h.year) ? MK_NISAN : month + 1;
    else if (h.day != 1) return;
    if (month == MK_TISHREI) return;
    bool first = month == MK_ADAR && mk_hebrew_leap(h.year);
    put(l, first ? "Rosh Chodesh Adar I" : moon_en[month], first ? "ראש חודש אדר א׳" : moon_he[month], MK_HOLIDAY_MOON);
}

/* Fasts keep away from Shabbat: most come later, those that lead up to a feast earlier. */
static void fasts(list *l, int32_t day, int32_t year, int32_t purim, int32_t pesach)
{
    int32_t gedaliah = mk_day_of_hebrew(year, MK_TISHREI, 3), esther = purim - 1, firstborn = pesach - 1, tammuz = mk_day_of_hebrew(year, MK_TAMUZ, 17), av = mk_day_of_hebrew(year, MK_AV, 9);
    bool late = mk_weekday(av) == 6;
    if (day == gedaliah + (mk_weekday(gedaliah) == 6)) put(l, "Tzom Gedaliah", "צום גדליה", MK_HOLIDAY_FAST);
    if (day == mk_day_of_hebrew(year, MK_TEVET, 10)) put(l, "Asara B'Tevet", "עשרה בטבת", MK_HOLIDAY_FAST);
    if (day == esther - (mk_weekday(esther) == 6 ? 2 : 0)) put(l, "Ta'anit Esther", "תענית אסתר", MK_HOLIDAY_FAST);
    if (day == firstborn - (mk_weekday(firstborn) == 6 ? 2 : 0)) put(l, "Ta'anit Bechorot", "תענית בכורות", MK_HOLIDAY_FAST);
    if (day == tammuz + (mk_weekday(tammuz) == 6)) put(l, "Tzom Tammuz", "צום תמוז", MK_HOLIDAY_FAST);
    if (day == av + late - 1) put(l, "Erev Tish'a B'Av", "ערב תשעה באב", MK_HOLIDAY_EVE);
    if (day == av + late) put(l, late ? "Tish'a B'Av (observed)" : "Tish'a B'Av", late ? "תשעה באב (נדחה)" : "תשעה באב", MK_HOLIDAY_FAST);
}

static void shabbatot(list *l, int32_t day, int32_t year, int32_t pesach)
{
    int32_t av = mk_day_of_hebrew(year, MK_AV, 9), moon_of_nisan = shabbat_until(pesach - 14);
    if (day == shabbat_until(mk_hebrew_new_year(year) + 7)) put(l, "Shabbat Shuva", "שבת שובה", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(pesach - 43)) put(l, "Shabbat Shekalim", "שבת שקלים", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(pesach - 30)) put(l, "Shabbat Zachor", "שבת זכור", MK_HOLIDAY_SHABBAT);
    if (day == moon_of_nisan - 7) put(l, "Shabbat Parah", "שבת פרה", MK_HOLIDAY_SHABBAT);
    if (day == moon_of_nisan) put(l, "Shabbat HaChodesh", "שבת החודש", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(pesach - 1)) put(l, "Shabbat HaGadol", "שבת הגדול", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(av)) put(l, "Shabbat Chazon", "שבת חזון", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(av + 7)) put(l, "Shabbat Nachamu", "שבת נחמו", MK_HOLIDAY_SHABBAT);
    if (day == shabbat_until(mk_hebrew_new_year(year + 1) - 4)) put(l, "Leil Selichot", "ליל סליחות", MK_HOLIDAY_MINOR);
}

/* The memorial days and Independence Day keep away from Shabbat and, since they were so decided, from Sunday's eve. */
static int32_t memorial_day(int32_t year, int32_t pesach)
{
    int weekday = mk_weekday(pesach);
    return mk_day_of_hebrew(year, MK_IYYAR, weekday == 0 ? 2 : weekday == 6 ? 3 : year >= 5764 && weekday == 2 ? 5 : 4);
}

int32_t mk_independence_day(int32_t year) { return memorial_day(year, mk_day_of_hebrew(year, MK_NISAN, 15)) + 1; }

static void state(list *l, int32_t day, int32_t year, int32_t pesach)
{
    if (year >= 5711) {
        int32_t shoah = mk_day_of_hebrew(year, MK_NISAN, 27);
        if (mk_weekday(shoah) == 5) shoah--;
        else if (mk_weekday(shoah) == 0) shoah++;          /* so decided in 1997; calendars count it back to the beginning */
        if (day == shoah) put(l, "Yom HaShoah", "יום השואה", MK_HOLIDAY_STATE);
    }
    if (year > 5708) {
        int32_t memorial = memorial_day(year, pesach);
        if (day == memorial) put(l, "Yom HaZikaron", "יום הזיכרון", MK_HOLIDAY_STATE);
        if (day == memorial + 1) put(l, "Yom HaAtzma'ut", "יום העצמאות", MK_HOLIDAY_STATE | MK_HOLIDAY_REST);
    }
    if (year >= 5728 && day == mk_day_of_hebrew(year, MK_IYYAR, 28)) put(l, "Yom Yerushalayim", "יום ירושלים", MK_HOLIDAY_STATE);
    if (year >= 5769 && day == mk_day_of_hebrew(year, MK_CHESHVAN, 29)) put(l, "Sigd", "סיגד", MK_HOLIDAY_STATE);
    if (year >= 5777 && day == mk_day_of_hebrew(year, MK_CHESHVAN, 7)) put(l, "Yom HaAliyah", "יום העלייה", MK_HOLIDAY_STATE);
}

int mk_holidays_of_day(int32_t day, bool israel, mk_holiday ret[MK_HOLIDAYS_A_DAY])
{
    static const char *const candle[] = { "Chanukah: 1 Candle", "Chanukah: 2 Candles", "Chanukah: 3 Candles", "Chanukah: 4 Candles", "Chanukah: 5 Candles",
        "Chanukah: 6 Candles", "Chanukah: 7 Candles", "Chanukah: 8 Candles", "Chanukah: 8th Day" };
    list l = { ret, 0 };
    mk_hebrew h = mk_hebrew_of_day(day);
    int adar = mk_hebrew_leap(h.year) ? MK_ADAR_II : MK_ADAR;
    int32_t purim = mk_day_of_hebrew(h.year, adar, 14), pesach = purim + 30, lights = mk_day_of_hebrew(h.year, MK_KISLEV, 24);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].month == h.month && table[i].day == h.day && (table[i].where == BOTH || (table[i].where == ISRAEL) == israel))
            put(&l, table[i].english, table[i].hebrew, table[i].flags);
    if (day >= lights && day <= lights + 8) put(&l, candle[day - lights], "חנוכה", MINOR);
    moon(&l, h);
    fasts(&l, day, h.year, purim, pesach);
    if (day == purim - 1) put(&l, "Erev Purim", "ערב פורים", EVE);
    if (day == purim) put(&l, "Purim", "פורים", MINOR);
    if (day == purim + 1 + (mk_weekday(purim) == 5)) put(&l, "Shushan Purim", "שושן פורים", MINOR);       /* not on Shabbat: its feast is on Sunday */
    if (adar == MK_ADAR_II && h.month == MK_ADAR && h.day == 14) put(&l, "Purim Katan", "פורים קטן", MINOR);
    if (mk_weekday(day) == 6) shabbatot(&l, day, h.year, pesach);
    state(&l, day, h.year, pesach);
    return l.n;
}
