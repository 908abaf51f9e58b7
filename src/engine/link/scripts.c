/* SPDX-License-Identifier: Apache-2.0
 * Names in two scripts, by the transducer that was learnt from pairs of them (translit.h): Moshe and משה. */
#include "fold.h"
#include "person_name.h"

struct mk_scripts { mk_arena *arena; mk_words *words; const mk_word **word[MK_LINK_FIELDS]; };

void mk_scripts_begin_on(mk_arena *a, mk_link *l)
{
    l->scripts = MK_NEW(a, struct mk_scripts);
    l->scripts->arena = mk_arena_child(a);
}

void mk_scripts_begin(mk_link *l) { mk_scripts_begin_on(l->arena, l); }

static const mk_word *word_of(struct mk_scripts *s, const mk_link *l, const mk_field *f, uint32_t v)
{
    const mk_word ***all = &s->word[f - l->field];
    if (!*all) *all = MK_NEWN(s->arena, const mk_word *, (size_t)f->n + 1);
    char text[2 * MK_VALUE_MOST];
    if (!(*all)[v]) (*all)[v] = mk_words_put(s->words, mk_symbols_text(f->sym + f->value[v].off, f->value[v].len, text));
    return (*all)[v];
}

uint8_t mk_scripts_level(const mk_link *l, const mk_field *f, uint32_t a, const mk_field *k, uint32_t b)
{
    struct mk_scripts *s = l->scripts;
    if (!s || !mk_in_two_scripts(&f->value[a], &k->value[b])) return 0;
    if (!s->words) s->words = mk_words_new(s->arena, NULL);
    switch (mk_word_compare(s->words, word_of(s, l, f, a), word_of(s, l, k, b))) {
    case MK_NAME_EXACT: case MK_NAME_SPELLING: case MK_NAME_SCRIPT_SURE: case MK_NAME_NICKNAME: return MK_LN_SCRIPT;
    case MK_NAME_SCRIPT_LIKELY: return MK_LN_SOUND;
    case MK_NAME_SCRIPT_FAR: case MK_NAME_SIBLING: return MK_LN_ALIKE;
    case MK_NAME_INITIAL: return MK_LN_INITIAL;
    case MK_NAME_TYPO_NEAR: case MK_NAME_TYPO_FAR: case MK_NAME_NEIGHBOUR: case MK_NAME_OTHER: case MK_NAME_MISSING: case MK_NAME_LEVELS: break;
    }
    return MK_LN_DIFFERENT;
}
