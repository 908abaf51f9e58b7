/* SPDX-License-Identifier: Apache-2.0
 * libmakir: names, phones and spellings for a program of one's own. */
#include "contact.h"
#include "lib_int.h"
#include "person_name.h"
#include "utf8.h"

enum { WORDS_MOST = 200000 };           /* after so many words the dictionary begins anew */

struct makir_words { mk_arena *life, *scratch; mk_arena_mark empty; mk_words *words; const mk_translit_model *model; char *answer; jmp_buf oom; };

static void fresh(makir_words *w)
{
    mk_arena *words = mk_arena_child(w->life);
    w->words = mk_words_new(words, w->model);
}

/* False: no memory. */
static bool furnish(makir_words *w)
{
    mk_arena_on_oom(w->life, &w->oom);
    if (setjmp(w->oom)) return false;
    w->model = mk_translit_model_new(w->life);
    w->scratch = mk_arena_child(w->life);
    mk_arena_alloc(w->scratch, 1);
    w->empty = mk_arena_here(w->scratch);
    fresh(w);
    return true;
}

makir_words *makir_words_new(void)
{
    makir_words *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->life = mk_arena_try();
    if (w->life && furnish(w)) return w;
    makir_words_free(w);
    return NULL;
}

void makir_words_free(makir_words *w)
{
    if (!w) return;
    mk_arena_free(w->life);
    free(w);
}

static mk_str text(const char *z) { return mk_str_of(z ? z : ""); }

static void ready(makir_words *w)
{
    mk_arena_rewind(w->scratch, w->empty);
    if (mk_words_count(w->words) < WORDS_MOST) return;
    mk_arena_free(w->words->arena);
    fresh(w);
}

double makir_name_match(makir_words *w, const char *x, const char *y, const char **ret_level)
{
    static const double near[MK_NAMES_LEVELS] = {
        [MK_NAMES_SAME] = 1, [MK_NAMES_SWAPPED] = .95, [MK_NAMES_MORE] = .9, [MK_NAMES_NICKNAME] = .85, [MK_NAMES_INITIAL] = .75, [MK_NAMES_TYPO] = .7,
        [MK_NAMES_PART] = .6, [MK_NAMES_GIVEN] = .35, [MK_NAMES_FAMILY] = .2 };
    if (setjmp(w->oom)) { if (ret_level) *ret_level = "missing"; return 0; }
    ready(w);
    mk_person_name a = mk_person_name_of(w->words, text(x)), b = mk_person_name_of(w->words, text(y));
    mk_name_match m = mk_person_name_compare(w->words, &a, &b);
    if (ret_level) *ret_level = mk_names_level_text(m.level);
    return near[m.level];
}

static mk_letters letters(makir_words *w, const char *z) { return mk_letters_of(w->scratch, mk_fold_text(w->scratch, text(z))); }

double makir_jaro_winkler(makir_words *w, const char *x, const char *y)
{
    if (setjmp(w->oom)) return 0;
    ready(w);
    mk_letters a = letters(w, x), b = letters(w, y);
    return mk_jaro_winkler_pair(&a, &b);
}

unsigned makir_distance(makir_words *w, const char *x, const char *y)
{
    if (setjmp(w->oom)) return UINT32_MAX;
    ready(w);
    mk_letters a = letters(w, x), b = letters(w, y);
    return mk_osa_pair(&a, &b);
}

int makir_sounds_alike(makir_words *w, const char *x, const char *y)
{
    if (setjmp(w->oom)) return 0;
    ready(w);
    const mk_word *a = mk_words_put(w->words, mk_fold_text(w->scratch, text(x))), *b = mk_words_put(w->words, mk_fold_text(w->scratch, text(y)));
    for (int i = 0; i < a->sounds.n; i++)
        for (int k = 0; k < b->sounds.n; k++)
            if (a->sounds.key[i] == b->sounds.key[k]) return 1;
    return 0;
}

const char *makir_sounds(makir_words *w, const char *word)
{
    if (setjmp(w->oom)) return "";
    ready(w);
    return mk_arena_z(w->scratch, mk_name_skeleton(w->scratch, mk_fold_key(w->scratch, text(word))));
}

const char *makir_phone(makir_words *w, const char *z)
{
    mk_str e;
    mk_phone_kind kind;
    if (setjmp(w->oom)) return NULL;
    ready(w);
    return mk_phone_parse(w->scratch, text(z), &e, &kind) && kind != MK_PHONE_SERVICE ? mk_arena_z(w->scratch, e) : NULL;
}
