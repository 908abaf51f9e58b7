/* SPDX-License-Identifier: Apache-2.0 */
#include "setting.h"
#include "access.h"
#include "based.h"
#include "journal.h"

enum {
    SHOP, CURRENCY, TIMEZONE, LANGUAGE, CAPACITY, UPLOAD_MB, TODAY, MARGIN, HOUR, HIDE_SELLER, HIDE_READER, BACKUP_HOURS, BACKUP_KEEP,
    PLAN_CARE, PLAN_LEARN, ADDRESS, DEMO, MARGIN_FLOOR, CATEGORY_CAP, CONTRACTS, OCCASIONS, SETTINGS
};
/* What may be written into it; numbers from low to high. */
typedef enum form { FREE, CURRENCY_CODE, ZONE, TONGUE, WHOLE, WHOLE_OR_NONE, REAL_OR_NONE, DAY_OR_NONE, HIDDEN, ADDRESS_OR_NONE, ITEMS } form;
typedef struct known { const char *key, *title, *title_he, *preset, *help, *help_he; form form; double low, high; } known;

static const known settings[SETTINGS] = {
    [SHOP] = { "shop", "Name of the business", "שם העסק", "", "as your customers know it",
        "כפי שהלקוחות מכירים אותו", FREE },
    [CURRENCY] = { "currency", "Currency", "מטבע", "ILS", "of the shop's answers, ISO 4217",
        "המטבע של תשובות העסק, לפי ISO 4217", CURRENCY_CODE },
    [TIMEZONE] = { "timezone", "Time zone", "אזור זמן", "Asia/Jerusalem", "the business day begins at its midnight",
        "יום העסקים מתחיל בחצות שלה", ZONE },
    [LANGUAGE] = { "language", "Language of the business", "שפת העסק", "he", "of the shop: he or en",
        "שפת העסק: he או en", TONGUE },
    [CAPACITY] = { "capacity", "Customers a day", "לקוחות ביום", "8", "how many customers the staff can turn to in a day",
        "לכמה לקוחות הצוות יכול לפנות ביום", WHOLE, 1, 10000 },
    [UPLOAD_MB] = { "upload_mb", "Largest file, in megabytes", "הקובץ הגדול ביותר, במגה־בתים", "2048", "the largest file that may be sent to the desk, in megabytes",
        "הקובץ הגדול ביותר שאפשר לשלוח למערכת, במגה־בתים", WHOLE, 1, 1 << 20 },
    [TODAY] = { "today", "Today", "היום", "", "the day it is for answers (YYYY-MM-DD), when the data end in the past; empty: the clock",
        "היום שלפיו עונים (YYYY-MM-DD), כשהנתונים נגמרים בעבר; ריק: השעון", DAY_OR_NONE },
    [MARGIN] = { "margin", "What is left of a sale, in percent", "מה נשאר ממכירה, באחוזים", "", "what is left of a sale when what was sold is paid for, in percent; empty: not told, then sales are counted",
        "מה נשאר ממכירה אחרי שמשלמים על הסחורה, באחוזים; ריק: לא נאמר, ואז נספרות המכירות", REAL_OR_NONE, .01, 100 },
    [HOUR] = { "hour", "An hour of staff", "שעת עבודה", "", "what an hour of staff costs, in whole units of the currency; empty: not told",
        "כמה עולה שעת עבודה, ביחידות שלמות של המטבע; ריק: לא נאמר", REAL_OR_NONE, 0, 100000 },
    [HIDE_SELLER] = { "hide_seller", "Hidden from sellers", "מוסתר ממוכר", "", "what a seller is not shown: phone, mail, address, national_id, value, notes, joined by commas",
        "מה לא מוצג למוכר: phone,‏ mail,‏ address,‏ national_id,‏ value,‏ notes, עם פסיקים ביניהם", HIDDEN },
    [HIDE_READER] = { "hide_reader", "Hidden from readers", "מוסתר מצופה", "", "what a reader is not shown, in the same words",
        "מה לא מוצג לצופה, באותן מילים", HIDDEN },
    [BACKUP_HOURS] = { "backup_hours", "A backup by itself, every so many hours", "גיבוי לבד, כל כמה שעות", "24", "a backup is made after so many hours while the desk is served; 0: never",
        "אחרי כמה שעות נעשה גיבוי בזמן שהמערכת פועלת; 0: לעולם לא", WHOLE, 0, 24 * 366 },
    [BACKUP_KEEP] = { "backup_keep", "How many backups to keep", "כמה גיבויים לשמור", "14", "how many of these backups are kept",
        "כמה מהגיבויים האלה נשמרים", WHOLE, 1, 1000 },
    [PLAN_CARE] = { "plan_care", "What a call keeps, in percent", "מה שיחה שומרת, באחוזים", "", "percent of a year's money that a call keeps, as you know it; empty: 5 is assumed",
        "איזה אחוז מהכסף של שנה שומרת שיחה, לפי ההיכרות שלכם; ריק: ההנחה היא 5", REAL_OR_NONE, 0, 100 },
    [PLAN_LEARN] = { "plan_learn", "What knowing the needs closes, in percent", "מה היכרות עם הצרכים סוגרת, באחוזים", "", "percent of the gap that knowing the needs closes, as you know it; empty: 5 is assumed",
        "איזה אחוז מהפער סוגרת ידיעת הצרכים, לפי ההיכרות שלכם; ריק: ההנחה היא 5", REAL_OR_NONE, 0, 100 },
    [ADDRESS] = { "address", "Address for customers", "כתובת ללקוחות", "", "the address of the desk that customers reach, like https://shop.example; empty: that of who asks",
        "הכתובת שבה לקוחות מגיעים למערכת, כמו https://shop.example; ריק: זו של מי ששואל", ADDRESS_OR_NONE },
    [DEMO] = { "demo", "Demo business", "עסק לדוגמה", "", "the demo business that fills this store; empty: none",
        "העסק לדוגמה שממלא את המאגר הזה; ריק: אין", FREE },
    [MARGIN_FLOOR] = { "margin_floor", "Least margin, in percent", "מרווח מזערי, באחוזים", "", "what leaves less of its price, in percent, is not offered; empty: 0, what loses money",
        "מה שמשאיר פחות מאחוז זה של מחירו אינו מוצע; ריק: 0, כלומר מה שמפסיד כסף", REAL_OR_NONE, 0, 100 },
    [CATEGORY_CAP] = { "category_cap", "At most of one category", "לכל היותר מאותה קטגוריה", "", "of one category no more are proposed on a page or a day's list or put in a basket; empty: any number",
        "לא מציעים יותר מכך מאותה קטגוריה בדף של לקוח או ברשימת היום ולא שמים בסל; ריק: בלי הגבלה", WHOLE_OR_NONE, 1, 1000 },
    [CONTRACTS] = { "contracts", "Subscriptions and fees", "מנויים ודמי חבר", "", "items that are a subscription or a fee, each with week, month, quarter or year after it, joined by commas; empty: as seen",
        "פריטים שהם מנוי או דמי חבר, אחרי כל אחד שבוע, חודש, רבעון או שנה, עם פסיקים ביניהם; ריק: לפי מה שנראה בקניות", ITEMS },
    [OCCASIONS] = { "occasions", "Taken on occasions", "נלקחים במועדים", "", "items that are taken on occasions (an appeal, a class), each with week, month, quarter or year after it, joined by commas; empty: as seen",
        "פריטים שנלקחים במועדים קבועים (התרמה, שיעור), אחרי כל אחד שבוע, חודש, רבעון או שנה, עם פסיקים ביניהם; ריק: לפי מה שנראה בקניות", ITEMS },
};

static const char *help(const mk_cx *cx, const known *k) { return cx->lang == MK_HE ? k->help_he : k->help; }

static int value_of(mk_cx *cx, mk_db *db, const known *k, mk_str *ret)
{
    mk_value key = mk_textz(k->key), row[MK_SETTING_N];
    int rc = mk_table_get(cx, db, MK_T_SETTING, &key, row);
    *ret = rc > 0 ? row[MK_SETTING_VALUE].s : mk_str_of(k->preset);
    return rc < 0 ? rc : 0;
}

bool mk_setting_at(mk_cx *cx, mk_db *db, int i, mk_setting *ret)
{
    if (i < 0 || i >= SETTINGS) return false;
    const known *k = &settings[i];
    *ret = (mk_setting){ .key = mk_str_of(k->key), .title = mk_str_of(cx->lang == MK_HE ? k->title_he : k->title), .help = mk_str_of(help(cx, k)) };
    return value_of(cx, db, k, &ret->value) == 0;
}

/* All at once: a page asks for them, and one query is cheaper than many. */
static int values(mk_cx *cx, mk_db *db, mk_str v[SETTINGS])
{
    mk_rows r;
    int rc;
    for (int i = 0; i < SETTINGS; i++) v[i] = mk_str_of(settings[i].preset);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_SETTING_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str key = mk_row_text(&r, MK_SETTING_KEY);
        for (int i = 0; i < SETTINGS; i++)
            if (mk_str_eqz(key, settings[i].key)) v[i] = mk_arena_dup(cx->arena, mk_row_text(&r, MK_SETTING_VALUE));
    }
    return rc;
}

int mk_settings_get(mk_cx *cx, mk_db *db, mk_settings *ret)
{
    mk_str v[SETTINGS];
    int64_t n;
    MK_TRY(values(cx, db, v));
    memset(ret, 0, sizeof *ret);
    ret->shop = v[SHOP];
    memcpy(ret->currency, v[CURRENCY].p, v[CURRENCY].n < 3 ? v[CURRENCY].n : 3);
    ret->timezone = v[TIMEZONE];
    ret->tz = mk_tz_named(v[TIMEZONE]);
    if (!ret->tz) ret->tz = mk_tz_utc();        /* the zone was there when it was set, and is not on this machine */
    ret->language = v[LANGUAGE];
    ret->capacity = mk_str_int(v[CAPACITY], &n) ? (int)n : 8;
    ret->now_day = mk_tz_day(ret->tz, cx->now);
    ret->upload_mb = mk_str_int(v[UPLOAD_MB], &n) ? n : 2048;
    if (!mk_day_parse(v[TODAY], &ret->today)) ret->today = ret->now_day;
    double share;
    if (mk_str_real(v[MARGIN], &share)) ret->margin = share / 100;
    if (mk_str_real(v[HOUR], &share)) ret->hour = share * 100;
    ret->backup_hours = mk_str_int(v[BACKUP_HOURS], &n) ? (int)n : 24;
    ret->backup_keep = mk_str_int(v[BACKUP_KEEP], &n) ? (int)n : 14;
    if (mk_str_real(v[PLAN_CARE], &share)) ret->plan_care = share / 100;
    if (mk_str_real(v[PLAN_LEARN], &share)) ret->plan_learn = share / 100;
    ret->address = v[ADDRESS];
    ret->demo = v[DEMO].n > 0;
    if (mk_str_real(v[MARGIN_FLOOR], &share)) ret->margin_floor = share / 100;
    if (mk_str_int(v[CATEGORY_CAP], &n)) ret->category_cap = (uint32_t)n;
    ret->contracts = v[CONTRACTS];
    ret->occasions = v[OCCASIONS];
    return 0;
}

static int read_body(mk_cx *cx, mk_db *db, void *arg) { return mk_settings_get(cx, db, arg); }
int mk_settings_read(mk_cx *cx, mk_store *s, mk_settings *ret) { return mk_store_read(cx, s, read_body, ret); }

bool mk_setting_item(mk_str *rest, mk_str *ret_item, int *ret_unit)
{
    static const char *const units[][2] = { { "week", "שבוע" }, { "month", "חודש" }, { "quarter", "רבעון" }, { "year", "שנה" } };
    size_t end = 0;
    while (end < rest->n && rest->p[end] != ',') end++;
    mk_str one = mk_str_trim(mk_str_sub(*rest, 0, end));
    size_t at = one.n;
    while (at && one.p[at - 1] != ' ') at--;
    mk_str unit = mk_str_sub(one, at, one.n);
    *ret_item = mk_str_trim(mk_str_sub(one, 0, at));
    for (int u = 0; u < 4; u++)
        if (ret_item->n && (mk_str_eqz(unit, units[u][0]) || mk_str_eqz(unit, units[u][1]))) {
            *ret_unit = u + 1;
            *rest = mk_str_sub(*rest, end < rest->n ? end + 1 : end, rest->n);
            return true;
        }
    return false;
}

static bool items_fit(mk_str v)
{
    mk_str item;
    int unit;
    while (mk_setting_item(&v, &item, &unit)) {}
    return mk_str_trim(v).n == 0;
}

static bool fits(const known *k, mk_str v)
{
    int32_t day;
    int64_t n;
    double x;
    unsigned hide;
    switch (k->form) {
    case FREE: return true;
    case CURRENCY_CODE:
        for (size_t i = 0; i < v.n; i++)
            if (v.p[i] < 'A' || v.p[i] > 'Z') return false;
        return v.n == 3;
    case ZONE: return mk_tz_named(v) != NULL;
    case TONGUE: return mk_str_eqz(v, "he") || mk_str_eqz(v, "en");
    case WHOLE: return mk_str_int(v, &n) && (double)n >= k->low && (double)n <= k->high;
    case WHOLE_OR_NONE: return v.n == 0 || (mk_str_int(v, &n) && (double)n >= k->low && (double)n <= k->high);
    case REAL_OR_NONE: return v.n == 0 || (mk_str_real(v, &x) && x >= k->low && x <= k->high);
    case DAY_OR_NONE: return v.n == 0 || mk_day_parse(v, &day);
    case HIDDEN: return mk_hide_parse(v, &hide);
    case ADDRESS_OR_NONE:
        return v.n == 0 || ((mk_str_starts(v, MK_S("https://")) || mk_str_starts(v, MK_S("http://"))) && v.n < 200 && v.p[v.n - 1] != '/');
    case ITEMS: return items_fit(v);
    }
    return false;
}

int64_t mk_setting_version(mk_cx *cx, mk_str key, mk_str value) { return mk_version(cx, mk_text(key), mk_text(value)); }

int mk_setting_set(mk_cx *cx, mk_db *db, mk_str key, mk_str value)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (!mk_str_eqz(key, settings[i].key)) continue;
        if (!fits(&settings[i], value)) return mk_fail(cx, MK_EINVAL, "the setting %s cannot be '%.*s'; what it is: %s", settings[i].key, MK_SARG(value), help(cx, &settings[i]));
        mk_str now;
        MK_TRY(value_of(cx, db, &settings[i], &now));
        mk_journal j = { 0 };
        mk_value was[MK_SETTING_N] = { mk_text(key), mk_text(now) }, v[MK_SETTING_N] = { mk_text(key), mk_text(value) };
        MK_TRY(mk_unchanged(cx, db, mk_setting_version(cx, key, now), MK_T_SETTING, was, now.n ? now : MK_S("''")));
        MK_TRY(mk_journal_replace(cx, db, &j, MK_T_SETTING, was, v));
        /* what lists are made of holds the money of one currency and the days of one zone */
        bool lists = mk_str_eqz(key, "currency") || mk_str_eqz(key, "timezone");
        return lists ? mk_exec_n(cx, db, MK_Q_TOUCH_ALL, NULL, 0) : 0;
    }
    return mk_fail(cx, MK_EINVAL, "there is no setting '%.*s'; makir setting list shows them all", MK_SARG(key));
}
