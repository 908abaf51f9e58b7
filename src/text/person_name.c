/* SPDX-License-Identifier: Apache-2.0
 * The dictionary of words, and names read into it. */
#include "person_name.h"
#include "map.h"
#include "name_int.h"
#include "nickname_int.h"
#include "utf8.h"
#include "vec.h"

struct mk_words_inside { mk_map by_text; mk_vec(mk_word *) all; bool hebrew, latin; };

mk_words *mk_words_new(mk_arena *a, const mk_translit_model *model)
{
    mk_words *w = MK_NEW(a, mk_words);
    w->arena = a;
    w->model = model ? model : mk_translit_model_new(a);
    w->inside = MK_NEW(a, struct mk_words_inside);
    w->inside->by_text = mk_map_on(a);
    return w;
}

uint32_t mk_words_count(const mk_words *w) { return (uint32_t)w->inside->all.n; }

/* What a Hebrew word sounds like in Latin is only worth knowing where there are Latin words, and the other way round it is needed anyway. */
static void profile(mk_words *w, mk_word *x)
{
    struct mk_words_inside *in = w->inside;
    bool both = in->hebrew && in->latin;
    in->hebrew |= x->script == MK_SCRIPT_HEBREW;
    in->latin |= x->script == MK_SCRIPT_LATIN;
    if (!both && in->hebrew && in->latin)
        for (size_t i = 0; i < in->all.n; i++)
            if (!in->all.p[i]->profile) in->all.p[i]->profile = mk_translit_profile_of(w->model, w->arena, &in->all.p[i]->translit);
    if (x->script == MK_SCRIPT_LATIN || in->latin) x->profile = mk_translit_profile_of(w->model, w->arena, &x->translit);
}

const mk_word *mk_words_put(mk_words *w, mk_str text)
{
    bool fresh;
    uint64_t *slot = mk_map_put(&w->inside->by_text, mk_hash(1, text), &fresh);
    if (!fresh) return w->inside->all.p[*slot];
    mk_word *x = MK_NEW(w->arena, mk_word);
    *slot = w->inside->all.n;
    x->id = (uint32_t)w->inside->all.n;
    x->text = mk_arena_dup(w->arena, text);
    x->key = mk_fold_key(w->arena, text);
    x->letters = mk_letters_of(w->arena, x->key);
    x->hash = mk_hash(2, x->key);
    x->translit = mk_translit_of(x->text);
    x->script = (mk_script)x->translit.script;
    profile(w, x);
    x->sounds = mk_sounds_of(w->model, &x->translit, x->profile);
    x->spelling = mk_spelling_of(w, x);
    x->nickname = mk_nickname_row(x->key);
    x->initial = x->letters.n == 1;
    *mk_vec_push(w->arena, &w->inside->all) = x;
    return x;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void put(mk_words *w, mk_person_name *p, mk_str text)
{
    if (p->n < MK_NAME_TOKENS && text.n) p->word[p->n++] = mk_words_put(w, text);
}

static void put_range(mk_words *w, mk_person_name *p, const mk_name_reading *r, int from, int to)
{
    for (int i = from; i < to; i++) put(w, p, r->text[i]);
}

static void take_titles(mk_person_name *p, const mk_name_reading *r)
{
    p->titles |= (uint16_t)r->titles;
    p->company |= r->name.company;
    if (p->titles & MK_TITLE_MRS) p->gender = MK_GENDER_FEMALE;
    else if (p->titles & MK_TITLE_MR) p->gender = MK_GENDER_MALE;
}

static void seal(mk_person_name *p)
{
    p->hash = p->joined = 0;
    for (int i = 0; i < p->n; i++) {
        p->hash = mk_hash2(p->hash, p->word[i]->hash);
        const mk_letters *l = &p->word[i]->letters;
        for (uint32_t k = 0; k < l->n; k++) {
            uint32_t c = l->wide ? l->wide[k] : l->p[k];
            p->joined = (p->joined ^ c) * UINT64_C(0x9e3779b97f4a7c15);
        }
    }
    p->joined = mk_fold(p->joined | 1, UINT64_C(0xa17c3ed94b268f5d));
}

/* "בן כהן" and "בר רפאלי" alone: the particle is a given name. */
static bool is_given_particle(mk_str particle)
{
    return mk_str_eqz(particle, "בנ") || mk_str_eqz(particle, "בר") || mk_str_eqz(particle, "ben") || mk_str_eqz(particle, "bar") ||
           mk_str_eqz(particle, "al");
}

mk_person_name mk_person_name_of(mk_words *w, mk_str full)
{
    mk_person_name p = { 0 };
    mk_name_reading r = mk_name_read(w->arena, full);
    int n = r.name.n;
    take_titles(&p, &r);
    if (n == 1 && r.particle[0] && r.comma == 0) {
        mk_str head = mk_name_particle(r.name.token[0]);
        if (is_given_particle(head)) {
            put(w, &p, mk_fold_text(w->arena, mk_str_sub(r.text[0], 0, head.n)));
            put(w, &p, mk_str_sub(r.text[0], head.n, r.text[0].n));
            p.middle = p.givens = 1;
            seal(&p);
            return p;
        }
    }
    if (r.comma && r.comma < n) {                       /* "כהן, דוד משה" */
        put_range(w, &p, &r, r.comma, n);
        p.middle = p.givens = p.n;
        put_range(w, &p, &r, 0, r.comma);
        seal(&p);
        return p;
    }
    put_range(w, &p, &r, 0, n);
    p.loose = true;
    /* the last word is the family's, with those tied to it by dashes; the first is given, with those tied to it */
    int last = n - 1, first = 1;
    while (last > 1 && r.dashed[last]) last--;
    while (first < last && r.dashed[first]) first++;
    p.givens = (uint8_t)(n < 2 ? n : last);
    p.middle = (uint8_t)(n < 2 ? n : first < last ? first : last);
    seal(&p);
    return p;
}

mk_person_name mk_person_name_parts(mk_words *w, mk_str given, mk_str family)
{
    mk_person_name p = { 0 };
    mk_name_reading g = mk_name_read(w->arena, given), f = mk_name_read(w->arena, family);
    take_titles(&p, &g);
    take_titles(&p, &f);
    if (g.name.n == 0 && f.name.n > 1) {                /* the whole name is in one of the fields */
        mk_person_name one = mk_person_name_of(w, family);
        one.titles |= p.titles;
        return one;
    }
    if (f.name.n == 0 && g.name.n > 1) {
        mk_person_name one = mk_person_name_of(w, given);
        one.titles |= p.titles;
        return one;
    }
    put_range(w, &p, &g, 0, g.name.n < MK_NAME_TOKENS - 2 ? g.name.n : MK_NAME_TOKENS - 2);
    p.middle = p.givens = p.n;
    put_range(w, &p, &f, 0, f.name.n);
    seal(&p);
    return p;
}
