/* SPDX-License-Identifier: Apache-2.0
 * Towns by a table of spellings, streets by cutting a line at its words. The table is of general knowledge; its keys are folded as mk_fold_key
 * does: final letters plain, marks gone, doubled vav and yod single. */
#include "place.h"
#include "utf8.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Towns -------------------------------------------------------------------------------------------------------------- */

/* The first is the key of all. */
static const char *const towns[][10] = {
    { "תל אביב", "תא", "תל אביב יפו", "תלאביב", "תא יפו", "יפו", "tel aviv", "telaviv", "tel aviv yafo", "tlv" },
    { "תל אביב", "tel aviv jaffa", "jaffa", "yafo", "תל אביב תא" },
    { "ירושלימ", "ימ", "י מ", "ירושלמ", "jerusalem", "yerushalayim", "yerushalaim" },
    { "חיפה", "haifa", "hefa", "חיפא" },
    { "ראשונ לציונ", "ראשלצ", "ראשונ", "rishon lezion", "rishon le zion", "rishon leziyyon", "rishon letzion", "rishon" },
    { "פתח תקוה", "פת", "פתח תיקוה", "petah tikva", "petach tikva", "petah tiqwa", "petach tikvah" },
    { "אשדוד", "ashdod" },
    { "נתניה", "netanya", "natanya" },
    { "באר שבע", "בש", "beer sheva", "beersheba", "beer sheba", "be er sheva", "beersheva" },
    { "בני ברק", "בב", "bnei brak", "bene beraq", "bney brak", "bnei braq" },
    { "חולונ", "holon" },
    { "רמת גנ", "רג", "ramat gan" },
    { "אשקלונ", "ashkelon", "ashqelon" },
    { "רחובות", "rehovot", "rechovot" },
    { "בת ימ", "bat yam" },
    { "בית שמש", "bet shemesh", "beit shemesh", "beth shemesh" },
    { "כפר סבא", "כס", "כפס", "kfar saba", "kfar sava", "kefar sava" },
    { "הרצליה", "הרצליה פיתוח", "herzliya", "herzlia", "hertzliya", "herzeliya" },
    { "חדרה", "hadera", "khadera" },
    { "מודיעינ", "מודיעינ מכבימ רעות", "מודיעינ מכבימ", "modiin", "modi in", "modiin maccabim reut", "modein" },
    { "נצרת", "nazareth" },
    { "לוד", "lod" },
    { "רעננה", "raanana", "ra anana", "ranana" },
    { "רמלה", "ramla", "ramle" },
    { "רהט", "rahat" },
    { "הוד השרונ", "hod hasharon", "hod ha sharon" },
    { "גבעתימ", "givatayim", "givataim", "givatayem" },
    { "נהריה", "nahariya", "naharia", "nahariyya" },
    { "קרית גת", "קגת", "kiryat gat", "qiryat gat" },
    { "ביתר עילית", "beitar illit", "betar illit" },
    { "מודיעינ עילית", "קרית ספר", "modiin illit", "kiryat sefer" },
    { "אומ אל פחמ", "אומ אלפחמ", "umm al fahm", "um el fahem", "umm el fahm" },
    { "אילת", "eilat", "elat" },
    { "עכו", "akko", "acre", "acco", "ako" },
    { "נס ציונה", "nes ziona", "ness ziona", "nes tziona" },
    { "אלעד", "elad", "el ad" },
    { "ראש העינ", "rosh haayin", "rosh ha ayin", "rosh haain" },
    { "עפולה", "afula" },
    { "כרמיאל", "karmiel", "carmiel" },
    { "טבריה", "tiberias", "tverya", "tveria" },
    { "נופ הגליל", "נצרת עילית", "nof hagalil", "nazareth illit", "upper nazareth" },
    { "קרית אתא", "קאתא", "kiryat ata", "qiryat ata" },
    { "קרית מוצקינ", "kiryat motzkin", "kiryat mozkin", "qiryat motzkin" },
    { "קרית ימ", "kiryat yam", "qiryat yam" },
    { "קרית ביאליק", "kiryat bialik", "qiryat bialik" },
    { "קרית אונו", "kiryat ono", "qiryat ono" },
    { "קרית שמונה", "קש", "kiryat shmona", "kiryat shemona", "qiryat shemona" },
    { "קרית מלאכי", "kiryat malachi", "kiryat malakhi" },
    { "קרית טבעונ", "טבעונ", "kiryat tivon", "tivon" },
    { "יבנה", "yavne", "yavneh" },
    { "אור יהודה", "or yehuda" },
    { "צפת", "safed", "zefat", "tzfat", "tsfat" },
    { "דימונה", "dimona" },
    { "שדרות", "sderot", "shderot" },
    { "נתיבות", "netivot" },
    { "אופקימ", "ofakim", "ofaqim" },
    { "ערד", "arad" },
    { "גבעת שמואל", "givat shmuel", "givat shemuel" },
    { "רמת השרונ", "רהש", "ramat hasharon", "ramat ha sharon" },
    { "טירת כרמל", "טירת הכרמל", "tirat carmel", "tirat hacarmel" },
    { "מגדל העמק", "migdal haemek", "migdal ha emek" },
    { "יקנעמ", "יקנעמ עילית", "yokneam", "yokneam illit", "yoqneam" },
    { "מעלות תרשיחא", "מעלות", "maalot", "maalot tarshiha" },
    { "מעלה אדומימ", "maale adumim", "maaleh adumim" },
    { "אריאל", "ariel" },
    { "בית שאנ", "beit shean", "bet shean" },
    { "טירה", "tira", "tire" },
    { "טיבה", "taibe", "tayibe", "tayyibe" },
    { "שפרעמ", "שפארעמ", "shefaram", "shfaram", "shefa amr" },
    { "סחנינ", "sakhnin", "sachnin" },
    { "טמרה", "tamra" },
    { "כפר קאסמ", "kafr qasim", "kfar kasem", "kafr qasem" },
    { "באקה אל גרביה", "באקה אלגרביה", "באקה", "baqa al gharbiyye", "baka el garbia" },
    { "קלנסואה", "qalansawe", "kalansuwa" },
    { "אור עקיבא", "or akiva" },
    { "גני תקוה", "ganey tikva", "ganei tikva" },
    { "זכרונ יעקב", "zichron yaakov", "zikhron yaakov" },
    { "פרדס חנה כרכור", "פרדס חנה", "כרכור", "pardes hanna", "pardes hana karkur" },
    { "בנימינה גבעת עדה", "בנימינה", "גבעת עדה", "binyamina", "binyamina givat ada" },
    { "מבשרת ציונ", "מבשרת", "mevaseret zion", "mevasseret zion" },
    { "שוהמ", "shoham" },
    { "יהוד", "יהוד מונוסונ", "yehud", "yehud monosson" },
    { "אבנ יהודה", "even yehuda" },
    { "כפר יונה", "kfar yona", "kefar yona" },
    { "גדרה", "gedera" },
    { "מזכרת בתיה", "mazkeret batya" },
    { "קצרינ", "katzrin", "qatzrin" },
    { "נשר", "nesher" },
    { "ירוחמ", "yeruham", "yerucham" },
    { "מצפה רמונ", "mitzpe ramon", "mizpe ramon" },
    { "קדימה צורנ", "קדימה", "צורנ", "kadima zoran" },
    { "תל מונד", "tel mond" },
    { "להבימ", "lehavim" },
    { "עומר", "omer" },
    { "מיתר", "meitar" },
    { "רכסימ", "rekhasim" },
    { "עמנואל", "immanuel" },
    { "אפרת", "efrat" },
    { "קרית ארבע", "kiryat arba" },
    { "גבעת זאב", "givat zeev" },
    { "סביונ", "savyon" },
    { "אזור", "azor" },
    { "באר יעקב", "beer yaakov" },
    { "חריש", "harish" },
    { "דלית אל כרמל", "daliyat al karmel", "daliat el carmel" },
    { "מגאר", "maghar" },
    { "רינה", "reineh" },
};

/* The first is the name; codes are of ISO 3166. Hebrew as mk_fold_key has it. */
static const char *const countries[][9] = {
    { "", "ישראל", "מדינת ישראל", "israel", "state of israel", "il", "isr" },
    { "United States", "us", "usa", "united states", "united states of america", "u s a", "ארהב", "ארצות הברית" },
    { "United Kingdom", "gb", "uk", "gbr", "united kingdom", "great britain", "england", "בריטניה", "אנגליה" },
    { "France", "fr", "fra", "france", "צרפת" },
    { "Germany", "de", "deu", "germany", "deutschland", "גרמניה" },
    { "Canada", "ca", "can", "canada", "קנדה" },
    { "Australia", "au", "aus", "australia", "אוסטרליה" },
    { "Italy", "it", "ita", "italy", "italia", "איטליה" },
    { "Spain", "es", "esp", "spain", "espana", "ספרד" },
    { "Netherlands", "nl", "nld", "netherlands", "the netherlands", "holland", "הולנד" },
    { "Belgium", "be", "bel", "belgium", "בלגיה" },
    { "Switzerland", "ch", "che", "switzerland", "שויצ", "שוויצ" },
    { "Austria", "at", "aut", "austria", "אוסטריה" },
    { "Poland", "pl", "pol", "poland", "פולינ" },
    { "Romania", "ro", "rou", "romania", "רומניה" },
    { "Russia", "ru", "rus", "russia", "russian federation", "רוסיה" },
    { "Ukraine", "ua", "ukr", "ukraine", "אוקראינה" },
    { "Cyprus", "cy", "cyp", "cyprus", "קפריסינ" },
    { "Greece", "gr", "grc", "greece", "יונ" },
    { "Turkey", "tr", "tur", "turkey", "turkiye", "טורקיה", "תורכיה" },
    { "South Africa", "za", "zaf", "south africa", "דרומ אפריקה" },
    { "Argentina", "ar", "arg", "argentina", "ארגנטינה" },
    { "Brazil", "br", "bra", "brazil", "brasil", "ברזיל" },
    { "Mexico", "mx", "mex", "mexico", "מקסיקו" },
};

mk_str mk_country_name(mk_arena *a, mk_str s)
{
    mk_str key = mk_fold_key(a, s);
    for (size_t i = 0; key.n && i < COUNT(countries); i++)
        for (size_t k = 1; k < COUNT(countries[i]) && countries[i][k]; k++)
            if (mk_str_eqz(key, countries[i][k])) return mk_str_of(countries[i][0]);
    return mk_str_trim(s);
}

mk_str mk_city_key(mk_arena *a, mk_str s)
{
    mk_str key = mk_fold_key(a, s);
    /* "חיפה 3200003", "Tel Aviv, Israel" */
    while (key.n && key.p[key.n - 1] >= '0' && key.p[key.n - 1] <= '9') key.n--;
    static const char *const country[] = { " ישראל", " israel" };
    while (key.n && key.p[key.n - 1] == ' ') key.n--;
    for (size_t i = 0; i < COUNT(country); i++)
        if (mk_str_ends(key, mk_str_of(country[i]))) key.n -= strlen(country[i]);
    for (size_t i = 0; i < COUNT(towns); i++)
        for (size_t k = 0; k < COUNT(towns[i]) && towns[i][k]; k++)
            if (mk_str_eqz(key, towns[i][k])) return mk_str_of(towns[i][0]);
    return key;
}

/* Streets ------------------------------------------------------------------------------------------------------------ */

typedef enum word_kind { PLAIN, STREET, FLAT, ENTRANCE, BOX, HOUSE, FLOOR } word_kind;

static word_kind kind_of(mk_str key)
{
    static const struct { const char *word; word_kind kind; } words[] = {
        { "רח", STREET }, { "רחוב", STREET }, { "שד", STREET }, { "שדרות", STREET }, { "שדרת", STREET }, { "סמטת", STREET }, { "סמ", STREET },
        { "דרכ", STREET }, { "street", STREET }, { "st", STREET }, { "str", STREET }, { "road", STREET }, { "rd", STREET }, { "ave", STREET },
        { "avenue", STREET }, { "blvd", STREET }, { "boulevard", STREET }, { "rehov", STREET }, { "sderot", STREET }, { "derech", STREET },
        { "דירה", FLAT }, { "ד", FLAT }, { "דיר", FLAT }, { "apt", FLAT }, { "apartment", FLAT }, { "flat", FLAT }, { "unit", FLAT },
        { "כניסה", ENTRANCE }, { "כנ", ENTRANCE }, { "entrance", ENTRANCE }, { "תד", BOX }, { "pob", BOX }, { "po", BOX }, { "box", BOX },
        { "pobox", BOX }, { "בית", HOUSE }, { "מס", HOUSE }, { "מספר", HOUSE }, { "no", HOUSE }, { "קומה", FLOOR }, { "קו", FLOOR },
        { "floor", FLOOR },
    };
    for (size_t i = 0; i < COUNT(words); i++)
        if (mk_str_eqz(key, words[i].word)) return words[i].kind;
    return PLAIN;
}

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* "5", "5א", "12b" */
static bool is_number(mk_str key)
{
    size_t i = 0;
    while (i < key.n && digit(key.p[i])) i++;
    return i > 0 && mk_utf8_first(mk_str_sub(key, i, key.n), 1).n == key.n - i;
}

/* The next word: ends at a blank, a comma, a slash, or a dash. *ret_slash tells that a slash was before it. */
static mk_str next_word(mk_str s, size_t *i, bool *ret_slash)
{
    *ret_slash = false;
    while (*i < s.n && (s.p[*i] == ' ' || s.p[*i] == ',' || s.p[*i] == '/' || s.p[*i] == ';')) *ret_slash |= s.p[(*i)++] == '/';
    size_t from = *i;
    while (*i < s.n && s.p[*i] != ' ' && s.p[*i] != ',' && s.p[*i] != '/' && s.p[*i] != ';') ++*i;
    return mk_str_sub(s, from, *i);
}

mk_street mk_street_of(mk_arena *a, mk_str s)
{
    mk_street r = { { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };
    mk_str text = mk_fold_text(a, s), name = { "", 0 };
    word_kind waiting = PLAIN;
    for (size_t i = 0; i < text.n; ) {
        bool slash;
        mk_str word = next_word(text, &i, &slash), key = mk_fold_key(a, word);
        if (key.n == 0) continue;
        word_kind k = kind_of(key);
        bool number = is_number(key), first = name.n == 0;
        if (waiting != PLAIN && k != BOX) {
            mk_str *to = waiting == FLAT ? &r.flat : waiting == ENTRANCE ? &r.entrance : waiting == BOX ? &r.box : waiting == HOUSE ? &r.house : NULL;
            bool fits = number || (waiting == ENTRANCE && mk_utf8_first(key, 1).n == key.n);
            if (fits && to) *to = key;
            waiting = PLAIN;
            if (fits) continue;
        }
        if (k == STREET && (first || (unsigned char)key.p[0] < 0x80)) continue;
        if (k == FLAT || k == ENTRANCE || k == BOX || k == FLOOR || (k == HOUSE && !first)) {
            waiting = k;
            continue;
        }
        if (number && (slash || r.house.n) && !r.flat.n && r.house.n) r.flat = key;
        else if (number && !first && !r.house.n) r.house = key;
        else if (number && first && key.n < 5 && kind_of(mk_fold_key(a, mk_str_sub(text, i, text.n))) == PLAIN && i < text.n && !r.house.n) r.house = key;    /* "5 Herzl St" */
        else name = name.n ? mk_arena_printf(a, "%.*s %.*s", MK_SARG(name), MK_SARG(key)) : key;
    }
    r.name = name;
    return r;
}

bool mk_postcode_parse(mk_arena *a, mk_str s, mk_str *ret)
{
    char d[7];
    size_t n = 0;
    s = mk_str_trim(s);
    if (mk_str_ends(s, MK_S(".0"))) s.n -= 2;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || s.p[i] == '-') continue;
        if (!digit(s.p[i]) || n == sizeof d) return false;
        d[n++] = s.p[i];
    }
    if ((n != 5 && n != 7) || d[0] == '0') return false;
    *ret = mk_arena_dup(a, (mk_str){ d, n });
    return true;
}
