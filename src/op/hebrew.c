/* SPDX-License-Identifier: Apache-2.0
 * The words of the table of operations in Hebrew. */
#include "reference.h"

static const struct { const char *en, *he; } words[] = {
#define HE(en, he) { en, he },
#include "hebrew.def"
#include "hebrew_help.def"
#include "hebrew_columns.def"
#undef HE
};

const char *mk_op_words(const char *english, mk_lang lang)
{
    for (size_t i = 0; lang == MK_HE && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].en, english) == 0) return words[i].he;
    return english;
}

const char *mk_op_words_at(size_t i) { return i < sizeof words / sizeof *words ? words[i].en : NULL; }
