/* SPDX-License-Identifier: Apache-2.0 */
#include "colour.h"
#include <math.h>
#include "utf8.h"

/* L*a*b* of the usual sRGB values of these names. */
static const struct { const char *names; double l, a, b; } table[] = {
    { "black|שחור|שחורה", 0, 0, 0 }, { "white|לבן|לבנה", 100, 0, 0 }, { "grey|gray|אפור|אפורה", 53.6, 0, 0 }, { "light grey|light gray|אפור בהיר", 82.0, 0, 0 },
    { "charcoal|פחם|אפור כהה", 31.0, -2, -5 }, { "red|אדום|אדומה", 53.2, 80.1, 67.2 }, { "burgundy|bordeaux|wine|בורדו", 26.9, 46.6, 22.5 }, { "pink|ורוד|ורודה", 81.0, 25.0, 3.0 },
    { "fuchsia|פוקסיה", 54.0, 80.0, -20.0 }, { "orange|כתום|כתומה", 74.9, 23.9, 79.0 }, { "coral|קורל|אלמוג", 67.3, 45.4, 47.5 }, { "yellow|צהוב|צהובה", 97.1, -21.6, 94.5 },
    { "mustard|חרדל", 73.0, 8.0, 66.0 }, { "beige|בז|בז'", 92.0, -2.0, 11.0 }, { "cream|ivory|שמנת|קרם", 97.0, -2.0, 9.0 }, { "brown|חום|חומה", 40.4, 27.5, 50.1 },
    { "camel|קאמל", 62.0, 12.0, 37.0 }, { "green|ירוק|ירוקה", 46.2, -51.7, 49.9 }, { "olive|זית|ירוק זית", 51.9, -12.9, 56.7 }, { "khaki|חאקי", 60.0, -2.0, 25.0 },
    { "mint|מנטה", 90.0, -25.0, 7.0 }, { "turquoise|teal|טורקיז", 70.0, -38.0, -8.0 }, { "light blue|sky blue|תכלת", 79.0, -11.0, -20.0 }, { "blue|כחול|כחולה", 41.0, 20.0, -58.0 },
    { "navy|dark blue|כחול כהה|נייבי", 13.0, 17.0, -34.0 }, { "denim|jeans|ג'ינס|כחול ג'ינס", 40.0, 0, -30.0 }, { "purple|סגול|סגולה", 29.8, 58.9, -36.5 }, { "lilac|lavender|לילך|סגול בהיר", 79.0, 18.0, -18.0 },
    { "gold|זהב", 86.9, -1.9, 87.1 }, { "silver|כסף", 77.7, 0, 0 },
};

static int find(mk_str folded)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        mk_str names = mk_str_of(table[i].names);
        for (size_t from = 0, to; from <= names.n; from = to + 1) {
            for (to = from; to < names.n && names.p[to] != '|'; to++) {}
            if (mk_str_eq(mk_str_sub(names, from, to), folded)) return (int)i;
        }
    }
    return -1;
}

mk_colour mk_colour_of(mk_arena *a, mk_str name)
{
    mk_str folded = mk_fold_text(a, name);
    return (mk_colour){ folded, find(folded) };
}

double mk_colour_near(const mk_colour *x, const mk_colour *y)
{
    if (mk_str_eq(x->folded, y->folded)) return 1;
    if (x->place < 0 || y->place < 0) return 0;
    double l = table[x->place].l - table[y->place].l, g = table[x->place].a - table[y->place].a, b = table[x->place].b - table[y->place].b;
    return exp(-(l * l + g * g + b * b) / (2 * 18. * 18.));
}
