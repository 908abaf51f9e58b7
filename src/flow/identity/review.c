/* SPDX-License-Identifier: Apache-2.0
 * The list of customers who may be one, and what people answer. */
#include "resolve.h"
#include "journal.h"
#include "map.h"
#include "jsonr.h"
#include "setting.h"
#include "vec.h"

enum { LATER = 30 };

typedef mk_vec(mk_review) reviews;

static double tells(const mk_review *r) { return r->probability * (1 - r->probability) * (1 + r->settles); }

/* The nearer to even and the more it settles, the more an answer tells; then by ids, so that the list stands still. */
static int informative(const void *pa, const void *pb)
{
    const mk_review *a = pa, *b = pb;
    double x = tells(a), y = tells(b);
    if (x < y || x > y) return x > y ? -1 : 1;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : (a->b > b->b) - (a->b < b->b);
}

typedef struct edge { int64_t from, to; } edge;
static int by_ends(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    return a->from != b->from ? (a->from < b->from ? -1 : 1) : (a->to > b->to) - (a->to < b->to);
}

/* Whom each may be, in order; a pair settles as many others as there are who may be both. */
static void settle(mk_arena *a, reviews *all)
{
    edge *e = MK_NEWN(a, edge, 2 * all->n + 1);
    size_t n = 2 * all->n;
    mk_map at = mk_map_on(a);
    for (size_t i = 0; i < all->n; i++) {
        e[2 * i] = (edge){ all->p[i].a, all->p[i].b };
        e[2 * i + 1] = (edge){ all->p[i].b, all->p[i].a };
    }
    if (n) qsort(e, n, sizeof *e, by_ends);
    for (size_t i = n; i-- > 0;) *mk_map_put(&at, (uint64_t)e[i].from, NULL) = i;
    for (size_t i = 0; i < all->n; i++) {
        size_t x = *mk_map_get(&at, (uint64_t)all->p[i].a), y = *mk_map_get(&at, (uint64_t)all->p[i].b);
        while (x < n && y < n && e[x].from == all->p[i].a && e[y].from == all->p[i].b) {
            all->p[i].settles += e[x].to == e[y].to;
            int64_t to = e[x].to;
            if (to <= e[y].to) x++;
            if (to >= e[y].to) y++;
        }
    }
}

int mk_review_list(mk_cx *cx, mk_db *db, int32_t today, size_t limit, mk_review **ret, size_t *ret_n, size_t *ret_waiting)
{
    reviews all = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_REVIEWS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_review v = { mk_row_int(&r, 0), mk_row_int(&r, 1), mk_row_real(&r, 2), mk_row_real(&r, 3), mk_arena_dup(cx->arena, mk_row_text(&r, 4)), (int32_t)mk_row_int(&r, 6), 0 };
        MK_TRY(mk_customer_now(cx, db, &v.a));
        MK_TRY(mk_customer_now(cx, db, &v.b));
        if (v.a != v.b && v.until_day <= today) *mk_vec_push(cx->arena, &all) = v;
    }
    MK_TRY(rc);
    settle(cx->arena, &all);
    if (all.n) qsort(all.p, all.n, sizeof *all.p, informative);
    *ret = all.p;
    *ret_waiting = all.n;
    *ret_n = all.n < limit ? all.n : limit;
    return 0;
}

int mk_verdict_put(mk_cx *cx, mk_db *db, int64_t a, int64_t b, bool same)
{
    mk_value v[MK_VERDICT_N] = { mk_int(a < b ? a : b), mk_int(a < b ? b : a), mk_int(same), mk_int(cx->now), mk_textz(cx->who) };
    int rc = mk_table_put(cx, db, MK_T_VERDICT, v);
    return rc < 0 ? rc : 0;
}

typedef struct answering { int64_t a, b; mk_answer answer; mk_merge_result *ret; } answering;

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    answering *w = arg;
    mk_value key[] = { mk_int(w->a), mk_int(w->b) }, row[MK_REVIEW_N];
    int rc = mk_table_get(cx, db, MK_T_REVIEW, key, row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ENOTFOUND, "these two are not on the list; makir review list shows who is");
    if (w->answer == MK_ANSWER_LATER) {
        mk_settings st;
        MK_TRY(mk_settings_get(cx, db, &st));
        row[MK_REVIEW_UNTIL_DAY] = mk_int(st.now_day + LATER);
        rc = mk_table_put(cx, db, MK_T_REVIEW, row);
        return rc < 0 ? rc : 0;
    }
    MK_TRY(mk_table_delete(cx, db, MK_T_REVIEW, key));
    MK_TRY(mk_verdict_put(cx, db, w->a, w->b, w->answer == MK_ANSWER_SAME));
    return w->answer == MK_ANSWER_SAME ? mk_merge_in(cx, db, w->a, w->b, row[MK_REVIEW_WHY].s, w->ret) : 0;
}

int mk_review_answer(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer answer, mk_merge_result *ret)
{
    *ret = (mk_merge_result){ 0 };
    answering w = { a, b, answer, ret };
    int rc = mk_store_write(cx, s, body, &w);
    return rc < 0 ? rc : 0;
}

/* --- in words --- */

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
