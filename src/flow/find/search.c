/* SPDX-License-Identifier: Apache-2.0 */
#include "search.h"
#include "buf.h"
#include "contact.h"
#include "id.h"
#include "map.h"
#include "name.h"
#include "posting.h"
#include "utf8.h"
#include "vec.h"

const char *const mk_key_kind_name[MK_KEY_KINDS_] = { "", "key", "member", "national_id", "phone", "mail", "home" };

uint64_t mk_key_hash(mk_key_kind kind, mk_str value) { return mk_hash((uint64_t)kind, value); }

static int by_bytes(const void *a, const void *b) { return mk_str_cmp(*(const mk_str *)a, *(const mk_str *)b); }

static bool all_digits(mk_str s);

/* The numbers of an address, each behind a bar; none: without a house number it is a place, not a home. *ret_postal: one of them is a postal code, of 7 digits. */
static mk_str numbers(mk_arena *a, mk_str address, bool *ret_postal)
{
    mk_buf b = mk_buf_on(a);
    *ret_postal = false;
    for (size_t i = 0, from = 0; i <= address.n; i++) {
        if (i < address.n && address.p[i] != ' ' && address.p[i] != ',') continue;
        mk_str word = mk_str_sub(address, from, i);
        from = i + 1;
        if (!all_digits(word)) continue;
        *ret_postal |= word.n == 7;
        mk_buf_c(&b, '|');
        mk_buf_str_add(&b, word);
    }
    return mk_buf_str(&b);
}

mk_str mk_home_key(mk_arena *a, mk_str name, mk_str address)
{
    bool postal;
    mk_str code = numbers(a, address, &postal);
    if (code.n == 0) return MK_S("");
    mk_name n = mk_name_of(a, name);
    if (n.n < 2) return MK_S("");
    qsort(n.token, (size_t)n.n, sizeof n.token[0], by_bytes);
    mk_buf b = mk_buf_on(a);
    for (int i = 0; i < n.n; i++) {
        mk_buf_str_add(&b, n.token[i]);
        mk_buf_c(&b, ' ');
    }
    mk_buf_str_add(&b, postal ? code : mk_fold_key(a, address));
    return mk_buf_str(&b);
}

enum { TOKEN_MAX = 64, SHORTEST_DIGITS = 3 };

static int put_token(mk_cx *cx, char letter, mk_str body, mk_token_fn put, void *self)
{
    char t[TOKEN_MAX];
    if (body.n == 0) return 0;
    body = body.n < sizeof t - 1 ? body : mk_utf8_first(body, (sizeof t - 1) / 4);
    t[0] = letter;
    memcpy(t + 1, body.p, body.n);
    return put(cx, self, (mk_str){ t, body.n + 1 });
}

static int put_word(mk_cx *cx, mk_str word, mk_token_fn put, void *self)
{
    MK_TRY(put_token(cx, 'n', word, put, self));
    return put_token(cx, 'w', mk_name_skeleton(cx->arena, word), put, self);
}

/* A particle is one word with the name behind it (בן גוריון), and people ask for that name alone too. */
static int behind_particle(mk_cx *cx, mk_str name, mk_str token, mk_token_fn put, void *self)
{
    for (size_t i = 0, from = 0; i <= name.n; i++) {
        if (i < name.n && name.p[i] != ' ' && name.p[i] != '-') continue;
        mk_str word = mk_fold_key(cx->arena, mk_str_sub(name, from, i));
        from = i + 1;
        if (word.n > 2 && word.n < token.n && mk_str_ends(token, word)) MK_TRY(put_word(cx, word, put, self));
    }
    return 0;
}

int mk_tokens_of_name(mk_cx *cx, mk_str name, mk_token_fn put, void *self)
{
    mk_arena_mark m = mk_arena_here(cx->arena);        /* a long import asks for a million names */
    mk_name n = mk_name_of(cx->arena, name);
    for (int i = 0; i < n.n; i++) {
        MK_TRY(put_word(cx, n.token[i], put, self));
        MK_TRY(behind_particle(cx, name, n.token[i], put, self));
    }
    mk_arena_rewind(cx->arena, m);
    return 0;
}

/* The digits people remember: without +972, or without + for foreign numbers. */
static mk_str national(mk_str e164)
{
    if (mk_str_starts(e164, MK_S("+972"))) return mk_str_sub(e164, 4, e164.n);
    return mk_str_sub(e164, e164.n && e164.p[0] == '+', e164.n);
}

int mk_tokens_of_contact(mk_cx *cx, mk_str kind, mk_str value, mk_token_fn put, void *self)
{
    if (mk_str_eqz(kind, "phone")) {
        mk_str d = national(value);
        for (size_t i = 0; i + SHORTEST_DIGITS <= d.n; i++) MK_TRY(put_token(cx, 'p', mk_str_sub(d, i, d.n), put, self));
    } else if (mk_str_eqz(kind, "mail")) {
        MK_TRY(put_token(cx, 'm', value, put, self));
    } else if (mk_str_eqz(kind, "key") || mk_str_eqz(kind, "member")) {
        ptrdiff_t colon = mk_str_eqz(kind, "key") ? mk_str_find(value, MK_S(":")) : -1;
        mk_str number = mk_str_sub(value, (size_t)(colon + 1), value.n);
        /* "books:519999015:200001": the number is behind the last colon */
        for (ptrdiff_t c; (c = mk_str_find(number, MK_S(":"))) >= 0 && kind.p[0] == 'k';) number = mk_str_sub(number, (size_t)c + 1, number.n);
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(put_token(cx, 'k', mk_fold_key(cx->arena, number), put, self));
        mk_arena_rewind(cx->arena, m);
    }
    return 0;
}

/* --- finding --- */

/* whole: the beginning of such a token finds nobody. */
typedef struct probe { char token[2][TOKEN_MAX + 4]; size_t n[2]; bool whole[2]; int count; const char *matched; } probe;

static void alternative(probe *p, char letter, mk_str body, bool whole)
{
    if (body.n == 0 || p->count == 2) return;
    if (body.n >= TOKEN_MAX - 1) body = mk_str_sub(body, 0, TOKEN_MAX - 1);
    char *t = p->token[p->count];
    t[0] = letter;
    memcpy(t + 1, body.p, body.n);
    p->whole[p->count] = whole;
    p->n[p->count++] = body.n + 1;
}

/* The least string above every string that begins with t, or above t alone. UTF-8 never holds 0xf8, and a token no 1. */
static mk_str above(mk_str t, bool alone, char out[TOKEN_MAX + 4])
{
    memcpy(out, t.p, t.n);
    out[t.n] = alone ? 1 : (char)0xf8;
    return (mk_str){ out, t.n + 1 };
}

static bool all_digits(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n > 0;
}

/* What is asked for, as tokens that all have to be found. */
static size_t probes_of(mk_cx *cx, mk_str text, probe *p, size_t max)
{
    mk_buf digits = mk_buf_on(cx->arena);
    bool phone_like = true;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c >= '0' && c <= '9') mk_buf_c(&digits, c);
        else if (!strchr(" -+().#*", c)) phone_like = false;
    }
    mk_str d = mk_buf_str(&digits);
    if (phone_like && d.n >= SHORTEST_DIGITS) {
        mk_str whole;
        mk_phone_kind kind;
        bool is_whole = mk_phone_parse(cx->arena, text, &whole, &kind);
        if (is_whole) d = national(whole);
        else if (mk_str_starts(d, MK_S("972")) && d.n > 5) d = mk_str_sub(d, 3, d.n);
        bool hidden = cx->hide & MK_HIDE_PHONE;
        p[0] = (probe){ .matched = "phone" };
        mk_str bare = d.p[0] == '0' && d.n > SHORTEST_DIGITS ? mk_str_sub(d, 1, d.n) : d;
        alternative(&p[0], 'k', mk_buf_str(&digits), hidden);        /* a customer number before a part of a phone */
        if (is_whole || !hidden) alternative(&p[0], 'p', bare, hidden);     /* who is not shown phones cannot ask for them digit by digit */
        return 1;
    }
    if (memchr(text.p, '@', text.n)) {
        p[0] = (probe){ .matched = "mail" };
        alternative(&p[0], 'm', mk_fold_text(cx->arena, text), cx->hide & MK_HIDE_MAIL);
        return 1;
    }
    mk_name name = mk_name_of(cx->arena, text);
    size_t n = 0;
    for (int i = 0; i < name.n && n < max; i++, n++) {
        p[n] = (probe){ .matched = "name" };
        alternative(&p[n], 'n', name.token[i], false);
        mk_str skeleton = mk_name_skeleton(cx->arena, name.token[i]);
        /* two consonants of a word of four letters are all of it: עומר is Omer, and not the beginning of Margaret */
        bool all_of_it = skeleton.n == 2 && mk_utf8_first(name.token[i], 3).n < name.token[i].n;
        if (skeleton.n >= 2) alternative(&p[n], 'w', skeleton, all_of_it);
        else if (name.n == 1) alternative(&p[n], 'k', all_digits(name.token[i]) ? d : name.token[i], false);
    }
    return n;
}

typedef struct having { const probe *p; bool is; } having;

static int one_token(mk_cx *cx, void *self, mk_str token)
{
    having *h = self;
    (void)cx;
    for (int k = 0; k < h->p->count; k++) h->is |= mk_str_starts(token, (mk_str){ h->p->token[k], h->p->n[k] }) && !(h->p->whole[k] && token.n > h->p->n[k]);
    return 0;
}

/* Whether the name of this one customer has the word: by his own row, because a word that fits very many has a long range in the index. */
static int has(mk_cx *cx, mk_db *db, const probe *p, int64_t customer)
{
    mk_arena_mark m = mk_arena_here(cx->arena);
    having h = { .p = p };
    mk_value row[MK_CUSTOMER_N], key = mk_int(customer);
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    if (rc > 0) rc = mk_tokens_of_name(cx, row[MK_CUSTOMER_NAME].s, one_token, &h);
    mk_arena_rewind(cx->arena, m);
    return rc < 0 ? rc : h.is;
}

/* Who is found by each word, and by how many of them as written: bits for the words, and a count. Bounded: of a word that fits very
 * many people only so many are walked, and the few that all the other words found are asked for it one by one. */
enum { WALK = MK_SEARCH_WALK, ASK = 400 };

typedef struct hit { int64_t customer; unsigned words, written; bool number; } hit;
typedef struct hits { mk_map index; mk_vec(hit) all; bool cut[MK_NAME_TOKENS]; } hits;

typedef struct walking { hits *h; const probe *p; size_t word; int k, walked; } walking;

static int one_found(mk_cx *cx, void *self, mk_posting found)
{
    walking *w = self;
    hits *h = w->h;
    bool fresh;
    uint64_t *at = mk_map_put(&h->index, (uint64_t)found.customer, &fresh);
    int full = ++w->walked == WALK;
    if (fresh && w->word > 0 && !h->cut[0]) return full;       /* the first word does not fit him */
    if (fresh) {
        *at = h->all.n;
        *mk_vec_push(cx->arena, &h->all) = (hit){ .customer = found.customer };
    }
    if (*at >= h->all.n || h->all.p[*at].customer != found.customer) return full;
    hit *one = &h->all.p[*at];
    if (w->k == 0 && !(one->words >> w->word & 1)) one->written += 1 + (found.token.n == w->p->n[0]);      /* the whole word before its beginning */
    one->words |= 1u << w->word;
    one->number |= w->p->token[w->k][0] == 'k';
    return full;
}

static int walk(mk_cx *cx, mk_db *db, hits *h, const probe *p, size_t word)
{
    char hi[TOKEN_MAX + 4];
    for (int k = 0; k < p->count; k++) {
        mk_str lo = { p->token[k], p->n[k] };
        walking w = { h, p, word, k, 0 };
        int rc = mk_postings_walk(cx, db, lo, above(lo, p->whole[k], hi), one_found, &w);
        if (rc < 0) return rc;
        h->cut[word] |= rc > 0;
    }
    return 0;
}

static int best_first(const void *pa, const void *pb)
{
    const hit *a = pa, *b = pb;
    if (a->written != b->written) return a->written > b->written ? -1 : 1;
    return (a->customer > b->customer) - (a->customer < b->customer);
}

static int all_of(mk_cx *cx, mk_db *db, const probe *p, size_t n, size_t limit, mk_found *ret, size_t *ret_n)
{
    hits h = { .index = mk_map_on(cx->arena) };
    for (size_t i = 0; i < n; i++) MK_TRY(walk(cx, db, &h, &p[i], i));
    if (h.all.n) qsort(h.all.p, h.all.n, sizeof *h.all.p, best_first);
    int asked = 0;
    for (size_t i = 0; i < h.all.n && *ret_n < limit; i++) {
        bool ok = true;
        for (size_t w = 0; w < n && ok; w++) {
            if (h.all.p[i].words >> w & 1) continue;
            int rc = h.cut[w] && asked++ < ASK ? has(cx, db, &p[w], h.all.p[i].customer) : 0;
            if (rc < 0) return rc;
            ok = rc > 0;
        }
        if (ok) ret[(*ret_n)++] = (mk_found){ h.all.p[i].customer, h.all.p[i].number ? "number" : p[0].matched };
    }
    return 0;
}

int mk_search(mk_cx *cx, mk_db *db, mk_str text, size_t limit, mk_found *ret, size_t *ret_n)
{
    probe p[MK_NAME_TOKENS];
    int64_t id;
    *ret_n = 0;
    text = mk_str_trim(text);
    if (mk_id_parse(text, &id)) {
        mk_value row[MK_CUSTOMER_N], key = mk_int(id);
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc < 0) return rc;
        if (rc > 0 && limit) ret[(*ret_n)++] = (mk_found){ id, "id" };
        if (rc > 0) return 0;
    }
    size_t n = probes_of(cx, text, p, MK_NAME_TOKENS);
    if (n) MK_TRY(all_of(cx, db, p, n, limit, ret, ret_n));
    if (*ret_n || n == 0 || strcmp(p[0].matched, "name") != 0) return 0;
    p[0] = (probe){ .matched = "number" };      /* a number may have letters in it, and signs */
    alternative(&p[0], 'k', mk_fold_key(cx->arena, text), false);
    return p[0].count ? all_of(cx, db, p, 1, limit, ret, ret_n) : 0;
}
