/* SPDX-License-Identifier: Apache-2.0
 * What tells that two are one, in words. */
#include "jsonr.h"
#include "resolve.h"

static const struct { const char *kind, *he, *en; bool f; } fields[] = {     /* f: the Hebrew word is feminine */
    { "given", "שם פרטי", "given name", false }, { "family", "שם משפחה", "family name", false }, { "name", "שם", "name", false },
    { "other names", "שמות נוספים", "other names", false }, { "birth", "תאריך לידה", "birthday", false }, { "phone", "טלפון", "phone", false },
    { "mail", "דוא״ל", "e-mail", false }, { "national id", "תעודת זהות", "id number", true }, { "address", "רחוב", "street", false },
    { "house", "מספר בית", "house number", false }, { "postcode", "מיקוד", "postal code", false }, { "city", "עיר", "city", true },
    { "word", "מגדר", "gender", false }, { "text", "טקסט", "text", false } };

static const struct { const char *level, *he, *he_f, *en; } levels[] = {
    { "same, rare", "%s זהה ונדיר", "%s זהה ונדירה", "the same, rare %s" }, { "same", "%s זהה", "%s זהה", "the same %s" },
    { "same, common", "%s זהה, אבל נפוץ", "%s זהה, אבל נפוצה", "the same %s, a common one" },
    { "different", "%s אחר", "%s אחרת", "another %s" }, { "initial", "%s: ראשי תיבות", "%s: ראשי תיבות", "%s: an initial" },
    { "alike", "%s דומה", "%s דומה", "a %s somewhat alike" }, { "close", "%s קרוב מאוד", "%s קרובה מאוד", "a %s nearly the same" },
    { "one letter", "%s שונה באות אחת", "%s שונה באות אחת", "a %s with one letter changed" },
    { "other script", "%s בכתב אחר", "%s בכתב אחר", "a %s in other letters" },
    { "sounds the same", "%s שנשמע אותו דבר", "%s שנשמעת אותו דבר", "a %s that sounds the same" },
    { "swapped", "%s במקום אחר בשם", "%s במקום אחר בשם", "%s in another place of the name" },
    { "known variant", "%s בכתיב אחר", "%s בכתיב אחר", "another writing of the %s" },
    { "some words", "%s: חלק מהמילים", "%s: חלק מהמילים", "%s: some of the words" }, { "half the words", "%s: מחצית המילים", "%s: מחצית המילים", "%s: half of the words" },
    { "most words", "%s: רוב המילים", "%s: רוב המילים", "%s: most of the words" }, { "same year", "%s באותה שנה", "%s באותה שנה", "a %s in the same year" },
    { "two of three", "%s: שניים מתוך יום, חודש ושנה", "%s: שניים מתוך שלושה", "%s: two of day, month and year" },
    { "one digit", "%s שונה בספרה אחת", "%s שונה בספרה אחת", "a %s with one digit changed" },
    { "day and month swapped", "%s: יום וחודש התחלפו", "%s: יום וחודש התחלפו", "%s: day and month swapped" },
    { "other provider", "%s אצל ספק אחר", "%s אצל ספק אחר", "the %s at another provider" },
    { "same area", "%s באותו אזור", "%s באותו אזור", "a %s of the same area" }, { "a word of it", "%s: מילה ממנו", "%s: מילה ממנה", "%s: a word of it" } };

typedef struct part { mk_str text; double bits; } part;
enum { PARTS = 64, SAID = 4 };

static int strongest(const void *pa, const void *pb)
{
    const part *a = pa, *b = pb;
    return a->bits < b->bits ? 1 : a->bits > b->bits ? -1 : 0;
}

static mk_str said(mk_cx *cx, mk_str kind, mk_str level)
{
    size_t f = 0, l = 0;
    while (f < sizeof fields / sizeof *fields && !mk_str_eqz(kind, fields[f].kind)) f++;
    while (l < sizeof levels / sizeof *levels && !mk_str_eqz(level, levels[l].level)) l++;
    if (f == sizeof fields / sizeof *fields || l == sizeof levels / sizeof *levels) return MK_S("");
    const char *form = cx->lang == MK_EN ? levels[l].en : fields[f].f ? levels[l].he_f : levels[l].he, *hole = strstr(form, "%s");
    return mk_arena_printf(cx->arena, "%.*s%s%s", (int)(hole - form), form, cx->lang == MK_EN ? fields[f].en : fields[f].he, hole + 2);
}

/* A field's level and how common its value is are two parts of the weight, and one thing to say. */
mk_str mk_say_link(mk_cx *cx, mk_str why)
{
    const mk_json *list = mk_json_read(cx->arena, why, NULL);
    part p[PARTS];
    mk_str name[PARTS];
    size_t n = 0, i;
    for (const mk_json *o = list ? list->first : NULL; o; o = o->next) {
        mk_str field = mk_json_text(mk_json_get(o, "field"));
        const mk_json *number = mk_json_get(o, "bits");
        double bits = 0;
        size_t k = 0;
        if (!number || !mk_str_real(number->text, &bits)) continue;
        while (k < n && !mk_str_eq(name[k], field)) k++;
        if (k < n) { p[k].bits += bits; continue; }
        mk_str text = said(cx, mk_json_text(mk_json_get(o, "kind")), mk_json_text(mk_json_get(o, "level")));
        if (text.n == 0 || n == PARTS) continue;
        name[n] = field;
        p[n++] = (part){ text, bits };
    }
    qsort(p, n, sizeof *p, strongest);
    mk_buf b = mk_buf_on(cx->arena);
    size_t first = b.n, told = 0;
    for (i = 0; i < n && p[i].bits > 0 && told < SAID; i++, told++) mk_buf_printf(&b, "%s%.*s", b.n > first ? ", " : "", MK_SARG(p[i].text));
    bool against = false;
    for (i = n, told = 0; i-- > 0 && p[i].bits < -0.5 && told < 2; told++) {
        mk_buf_printf(&b, "%s%.*s", against ? ", " : b.n == 0 ? "" : cx->lang == MK_EN ? "; but " : "; אבל ", MK_SARG(p[i].text));
        against = true;
    }
    return mk_buf_str(&b);
}

static const struct { const char *field, *he, *en; } others[] = {          /* parts of a weight that are of no field */
    { "prior", "שני לקוחות סתם", "any two customers" }, { "together", "טעויות באות יחד", "slips come together" },
    { "several", "היו כמה לבחור מהם", "there were several to choose from" } };

static mk_str part_said(mk_cx *cx, const mk_json *o)
{
    mk_str kind = mk_json_text(mk_json_get(o, "kind")), field = mk_json_text(mk_json_get(o, "field")), text = said(cx, kind, mk_json_text(mk_json_get(o, "level")));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (mk_str_eqz(field, others[i].field)) return mk_str_of(cx->lang == MK_EN ? others[i].en : others[i].he);
    for (size_t i = 0; text.n == 0 && i < sizeof fields / sizeof *fields; i++)
        if (mk_str_eqz(kind, fields[i].kind)) text = mk_str_of(cx->lang == MK_EN ? fields[i].en : fields[i].he);
    return text;
}

mk_str mk_say_parts(mk_cx *cx, mk_str why)
{
    const mk_json *list = mk_json_read(cx->arena, why, NULL);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (const mk_json *o = list ? list->first : NULL; o; o = o->next) {
        mk_json_open(&w, '{');
        for (const mk_json *m = o->first; m; m = m->next) {
            mk_json_key_str(&w, m->key);
            if (m->type == MK_JSON_STRING) mk_json_str(&w, m->text);
            else mk_json_raw(&w, m->text);
        }
        mk_json_key(&w, "said"), mk_json_str(&w, part_said(cx, o));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}
