/* SPDX-License-Identifier: Apache-2.0 */
#include "setting.h"
#include "access.h"

typedef struct known { const char *key, *preset, *help, *help_he; } known;

static const known settings[] = {
    { "shop", "", "the name of the business",
      "שם העסק" },
    { "currency", "ILS", "of the shop's answers, ISO 4217",
      "המטבע של תשובות העסק, לפי ISO 4217" },
    { "timezone", "Asia/Jerusalem", "the business day begins at its midnight",
      "יום העסקים מתחיל בחצות שלה" },
    { "language", "he", "of the shop: he or en",
      "שפת העסק: he או en" },
    { "capacity", "8", "how many customers the staff can turn to in a day",
      "לכמה לקוחות הצוות יכול לפנות ביום" },
    { "upload_mb", "2048", "the largest file that may be sent to the desk, in megabytes",
      "הקובץ הגדול ביותר שאפשר לשלוח למערכת, במגה־בתים" },
    { "today", "", "the day it is for answers (YYYY-MM-DD), when the data end in the past; empty: the clock",
      "היום שלפיו עונים (YYYY-MM-DD), כשהנתונים נגמרים בעבר; ריק: השעון" },
    { "margin", "", "what is left of a sale, in percent; empty: not told, then sales are counted",
      "מה נשאר ממכירה, באחוזים; ריק: לא נאמר, ואז נספרות המכירות" },
    { "hour", "", "what an hour of staff costs, in whole units of the currency; empty: not told",
      "כמה עולה שעת עבודה, ביחידות שלמות של המטבע; ריק: לא נאמר" },
    { "hide_seller", "", "what a seller is not shown: phone, mail, address, national_id, value, notes, joined by commas",
      "מה לא מוצג למוכר: phone,‏ mail,‏ address,‏ national_id,‏ value,‏ notes, עם פסיקים ביניהם" },
    { "hide_reader", "", "what a reader is not shown, in the same words",
      "מה לא מוצג לצופה, באותן מילים" },
    { "backup_hours", "24", "a backup is made after so many hours while the desk is served; 0: never",
      "אחרי כמה שעות נעשה גיבוי בזמן שהמערכת פועלת; 0: לעולם לא" },
    { "backup_keep", "14", "how many of these backups are kept",
      "כמה מהגיבויים האלה נשמרים" },
    { "plan_care", "", "percent of a year's money that a call keeps, as you know it; empty: 5 is assumed",
      "איזה אחוז מהכסף של שנה שומרת שיחה, לפי ההיכרות שלכם; ריק: ההנחה היא 5" },
    { "plan_learn", "", "percent of the gap that knowing the needs closes, as you know it; empty: 5 is assumed",
      "איזה אחוז מהפער סוגרת ידיעת הצרכים, לפי ההיכרות שלכם; ריק: ההנחה היא 5" },
    { "address", "", "the address of the desk that customers reach, like https://shop.example; empty: that of who asks",
      "הכתובת שבה לקוחות מגיעים למערכת, כמו https://shop.example; ריק: זו של מי ששואל" },
    { "demo", "", "the demo business that fills this store; empty: none",
      "העסק לדוגמה שממלא את המאגר הזה; ריק: אין" },
};
enum { SETTINGS = sizeof settings / sizeof *settings };

static const char *help(const mk_cx *cx, const known *k) { return cx->lang == MK_HE ? k->help_he : k->help; }

static int value_of(mk_cx *cx, mk_db *db, const known *k, mk_str *ret)
{
    mk_value key = mk_textz(k->key), row[MK_SETTING_N];
    int rc = mk_table_get(cx, db, MK_T_SETTING, &key, row);
    *ret = rc > 0 ? row[MK_SETTING_VALUE].s : mk_str_of(k->preset);
    return rc < 0 ? rc : 0;
}

bool mk_setting_at(mk_cx *cx, mk_db *db, int i, mk_str *ret_key, mk_str *ret_value, mk_str *ret_help)
{
    if (i < 0 || i >= SETTINGS) return false;
    *ret_key = mk_str_of(settings[i].key);
    *ret_help = mk_str_of(help(cx, &settings[i]));
    return value_of(cx, db, &settings[i], ret_value) == 0;
}

/* All at once: a page asks for them, and one query is cheaper than many. */
static int values(mk_cx *cx, mk_db *db, mk_str v[SETTINGS])
{
    mk_rows r;
    int rc;
    for (int i = 0; i < SETTINGS; i++) v[i] = mk_str_of(settings[i].preset);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_SETTING_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        for (int i = 0; i < SETTINGS; i++)
            if (mk_str_eqz(mk_row_text(&r, MK_SETTING_KEY), settings[i].key)) v[i] = mk_arena_dup(cx->arena, mk_row_text(&r, MK_SETTING_VALUE));
    return rc;
}

int mk_settings_get(mk_cx *cx, mk_db *db, mk_settings *ret)
{
    mk_str v[SETTINGS];
    int64_t n;
    MK_TRY(values(cx, db, v));
    memset(ret, 0, sizeof *ret);
    ret->shop = v[0];
    memcpy(ret->currency, v[1].p, v[1].n < 3 ? v[1].n : 3);
    ret->timezone = v[2];
    ret->tz = mk_tz_named(v[2]);
    if (!ret->tz) ret->tz = mk_tz_utc();        /* the zone was there when it was set, and is not on this machine */
    ret->language = v[3];
    ret->capacity = mk_str_int(v[4], &n) ? (int)n : 8;
    ret->now_day = mk_tz_day(ret->tz, cx->now);
    ret->upload_mb = mk_str_int(v[5], &n) ? n : 2048;
    if (!mk_day_parse(v[6], &ret->today)) ret->today = ret->now_day;
    double share;
    if (mk_str_real(v[7], &share)) ret->margin = share / 100;
    if (mk_str_real(v[8], &share)) ret->hour = share * 100;
    ret->backup_hours = mk_str_int(v[11], &n) ? (int)n : 24;
    ret->backup_keep = mk_str_int(v[12], &n) ? (int)n : 14;
    if (mk_str_real(v[13], &share)) ret->plan_care = share / 100;
    if (mk_str_real(v[14], &share)) ret->plan_learn = share / 100;
    ret->address = v[15];
    ret->demo = v[16].n > 0;
    return 0;
}

static bool fits(mk_str key, mk_str v)
{
    int32_t day;
    int64_t n;
    if (mk_str_eqz(key, "currency")) {
        for (size_t i = 0; i < v.n; i++)
            if (v.p[i] < 'A' || v.p[i] > 'Z') return false;
        return v.n == 3;
    }
    if (mk_str_eqz(key, "timezone")) return mk_tz_named(v) != NULL;
    if (mk_str_eqz(key, "language")) return mk_str_eqz(v, "he") || mk_str_eqz(v, "en");
    if (mk_str_eqz(key, "capacity")) return mk_str_int(v, &n) && n >= 1 && n <= 10000;
    if (mk_str_eqz(key, "upload_mb")) return mk_str_int(v, &n) && n >= 1 && n <= 1 << 20;
    double share;
    if (mk_str_eqz(key, "margin")) return v.n == 0 || (mk_str_real(v, &share) && share > 0 && share <= 100);
    if (mk_str_eqz(key, "hour")) return v.n == 0 || (mk_str_real(v, &share) && share >= 0 && share <= 100000);
    if (mk_str_eqz(key, "plan_care") || mk_str_eqz(key, "plan_learn")) return v.n == 0 || (mk_str_real(v, &share) && share >= 0 && share <= 100);
    unsigned hide;
    if (mk_str_eqz(key, "hide_seller") || mk_str_eqz(key, "hide_reader")) return mk_hide_parse(v, &hide);
    if (mk_str_eqz(key, "address")) return v.n == 0 || ((mk_str_starts(v, MK_S("https://")) || mk_str_starts(v, MK_S("http://"))) && v.n < 200 && v.p[v.n - 1] != '/');
    if (mk_str_eqz(key, "backup_hours")) return mk_str_int(v, &n) && n >= 0 && n <= 24 * 366;
    if (mk_str_eqz(key, "backup_keep")) return mk_str_int(v, &n) && n >= 1 && n <= 1000;
    if (mk_str_eqz(key, "today")) return v.n == 0 || mk_day_parse(v, &day);
    return true;
}

int mk_setting_set(mk_cx *cx, mk_db *db, mk_str key, mk_str value)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (!mk_str_eqz(key, settings[i].key)) continue;
        if (!fits(key, value)) return mk_fail(cx, MK_EINVAL, "the setting %s cannot be '%.*s': it is %s", settings[i].key, MK_SARG(value), help(cx, &settings[i]));
        mk_value v[MK_SETTING_N] = { mk_text(key), mk_text(value) };
        int rc = mk_table_put(cx, db, MK_T_SETTING, v);
        return rc < 0 ? rc : 0;
    }
    return mk_fail(cx, MK_EINVAL, "there is no setting '%.*s'; makir setting list shows them all", MK_SARG(key));
}
