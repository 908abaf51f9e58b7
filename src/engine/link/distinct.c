/* SPDX-License-Identifier: Apache-2.0
 * Values out of texts: each is folded or parsed once for every different text, and the same value is kept once. */
#include "contact.h"
#include "name.h"
#include "distinct.h"
#include "values_day.h"

static inline uint64_t spread(uint64_t num) { return num * UINT64_C(0x9e3779b97f4a7c15); }
enum { VALUE_BITS = 30, MANY_SLOTS = 1 << 16 };
#define VALUE(slot) ((uint32_t)((slot) & ((UINT64_C(1) << VALUE_BITS) - 1)))
static inline size_t place_of(const mk_values *c, uint64_t h) { return h >> 20 & (c->slots - 1); }

static void more_slots(mk_values *c, size_t slots)
{
    mk_lone_free(&c->slot_mem);
    c->slot = mk_lone_room(c->a, &c->slot_mem, slots * sizeof *c->slot);
    memset(c->slot, 0, slots * sizeof *c->slot);
    c->slots = slots;
    for (uint32_t v = 1; v <= c->f->n; v++) {
        uint64_t h = spread(c->f->value[v].num);
        size_t at = place_of(c, h);
        while (c->slot[at]) at = (at + 1) & (slots - 1);
        c->slot[at] = h >> VALUE_BITS << VALUE_BITS | v;
    }
}

/* So many slots that as many values more leave a fifth of them free. */
static void slots_for(mk_values *c, size_t more)
{
    size_t slots = c->slots ? c->slots : 64;
    while ((c->f->n + more) * 5 >= slots * 4) slots *= 2;
    if (slots > c->slots) more_slots(c, slots);
}

void mk_values_slots_done(mk_values *c)
{
    mk_lone_free(&c->slot_mem);
    c->slot = NULL;
    c->slots = 0;
}

static void more_letters(mk_values *c, size_t more)
{
    mk_field *f = c->f;
    const uint8_t *was = f->sym;
    f->sym = mk_lone_room(c->a, &f->sym_mem, c->sym_n + more);
    if (c->over_text) memcpy(f->sym, was, c->sym_n);
    c->sym_most = f->sym_mem.bytes;
    c->over_text = false;
}

/* Room for that many more values at once, of so many letters together. */
static void expect(mk_values *c, size_t more, size_t letters)
{
    mk_field *f = c->f;
    f->value = mk_lone_room(c->a, &f->value_mem, (f->n + more + 2) * sizeof *f->value);
    if (letters) more_letters(c, letters);
    slots_for(c, more);
}

/* Up to 15 digits behind a 1; false when they are something else. */
static bool pack_digits(const uint8_t *sym, size_t n, uint64_t *ret)
{
    uint64_t v = 1;
    if (n > 15) return false;
    for (size_t i = 0; i < n; i++) {
        if (sym[i] < MK_SYM_DIGIT || sym[i] >= MK_SYM_HEBREW) return false;
        v = v << 4 | (uint64_t)(sym[i] - MK_SYM_DIGIT);
    }
    *ret = v;
    return true;
}

/* What lies where a number belongs, if it is its own. */
static inline void fetch_value(const mk_values *c, uint64_t num)
{
    uint64_t slot = c->slot[place_of(c, spread(num))];
    if ((slot ^ spread(num)) >> VALUE_BITS == 0) __builtin_prefetch(&c->f->value[VALUE(slot)]);
}

/* The value of that number (never 0), made when it is new. */
static uint32_t put(mk_values *c, uint64_t num, const uint8_t *sym, size_t n, uint8_t flags)
{
    mk_field *f = c->f;
    if ((size_t)f->n * 5 >= c->slots * 4) slots_for(c, 1);
    uint64_t h = spread(num);
    size_t at = place_of(c, h);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1))
        if ((c->slot[at] ^ h) >> VALUE_BITS == 0 && f->value[VALUE(c->slot[at])].num == num) {
            if (flags) f->value[VALUE(c->slot[at])].flags |= flags;
            return VALUE(c->slot[at]);
        }
    mk_value made = { .num = num, .len = (uint8_t)n, .flags = flags };
    if (f->kind == MK_LK_NATID && pack_digits(sym, n, &made.digits)) {
        made.flags |= MK_VF_DIGITS;
        n = 0;
    } else {
        made.off = (uint32_t)c->sym_n;
        if (f->kind == MK_LK_MAIL) while (made.local < n && sym[made.local] != MK_SYM_AT) made.local++;
        else made.first = n ? *sym : 0;
        made.set = mk_symbols_set(sym, f->kind == MK_LK_MAIL ? made.local : n);
    }
    size_t want = ((size_t)f->n + 2) * sizeof *f->value;
    if (want > f->value_mem.bytes) f->value = mk_lone_room(c->a, &f->value_mem, want < 1024 ? 1024 : want + want / 2);
    if (c->sym_n + n > c->sym_most) more_letters(c, n + (c->sym_n + n) / 2 + 512);
    c->slot[at] = h >> VALUE_BITS << VALUE_BITS | ++f->n;
    f->value[f->n] = made;
    if (n) memcpy(f->sym + c->sym_n, sym, n);
    c->sym_n += n;
    return f->n;
}

uint64_t mk_symbols_hash(const uint8_t *sym, size_t n)
{
    uint64_t h = mk_hash(1, (mk_str){ (const char *)sym, n });
    return h ? h : 1;
}

uint32_t mk_values_put_symbols(mk_values *c, const uint8_t *sym, size_t n, uint8_t flags)
{
    return n ? put(c, mk_symbols_hash(sym, n), sym, n, flags) : 0;
}

/* What a text says as a value; num 0: nothing. */
typedef struct parsed { uint64_t num; uint8_t sym[MK_VALUE_MOST], len, flags; } parsed;
typedef struct reading { mk_link_kind kind; bool month_first, checked; } reading;

static void say_symbols(parsed *p, size_t n, bool weak)
{
    p->num = n ? mk_symbols_hash(p->sym, n) : 0;
    p->len = (uint8_t)n;
    p->flags = weak ? MK_VF_WEAK : 0;
}

static void parse_day(mk_str s, bool month_first, parsed *p)
{
    uint32_t day;
    uint64_t packed = 0;
    p->num = 0;
    if (!mk_link_day(s, month_first, &day)) return;
    if (day / 10000 == 1900 && day % 10000 == 101) return;              /* what programs write when they know nothing */
    for (uint32_t d = day, at = 0; d; d /= 10, at += 4) packed |= (uint64_t)(d % 10) << at;
    *p = (parsed){ .num = packed, .flags = day % 10000 == 101 || day % 100 == 0 ? MK_VF_WEAK : 0 };
}

static void parse_number(mk_arena *scratch, mk_str s, bool weak, parsed *p)
{
    char digits[16];
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < sizeof digits; i++)
        if ((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z')) digits[n++] = s.p[i];
    bool same = true;
    for (size_t i = 1; i < n; i++) same &= digits[i] == digits[0];
    say_symbols(p, n < 4 || same ? 0 : mk_symbols_of(scratch, (mk_str){ digits, n }, p->sym), weak);
}

static void parse(mk_arena *scratch, mk_str s, reading how, parsed *p)
{
    mk_str id;
    switch (how.kind) {
    case MK_LK_BIRTH: parse_day(s, how.month_first, p); return;
    case MK_LK_PHONE: *p = (parsed){ .num = mk_link_phone(scratch, s) }; return;
    case MK_LK_MAIL: {
        bool weak = false;
        size_t n = mk_link_mail(scratch, s, p->sym, &weak);
        say_symbols(p, n, weak);
        return;
    }
    case MK_LK_NATID:
        if (how.checked && mk_natid_parse(scratch, s, &id)) say_symbols(p, mk_symbols_of(scratch, id, p->sym), false);
        else parse_number(scratch, s, how.checked, p);
        return;
    case MK_LK_GIVEN: case MK_LK_FAMILY: case MK_LK_NAME: case MK_LK_OTHER_NAMES: case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY:
    case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: case MK_LK_KINDS_: break;
    }
    say_symbols(p, mk_symbols_of(scratch, s, p->sym), false);
}

static bool month_first(const mk_raw *r)
{
    uint64_t a = 0, b = 0;
    for (uint32_t i = 0; i < r->few_n; i++) {
        mk_str s = mk_raw_text(r, r->few[i].value);
        uint32_t day;
        if (mk_link_day(s, false, &day)) a += day / 100 % 100 > 12;
        if (mk_link_day(s, true, &day)) b += day / 100 % 100 > 12;
    }
    return a > b;
}

static bool check_digits(mk_arena *scratch, const mk_raw *r)
{
    uint64_t good = 0;
    mk_arena_mark here = mk_arena_here(scratch);
    for (uint32_t i = 0; i < r->few_n; i++) {
        mk_str t;
        good += mk_natid_parse(scratch, mk_raw_text(r, r->few[i].value), &t);
        mk_arena_rewind(scratch, here);
    }
    return good * 10 > r->few_n * 6;
}

void mk_raw_done(mk_raw *w)
{
    mk_lone_free(&w->code_mem);
    mk_lone_free(&w->end_mem);
    mk_lone_free(&w->text_mem);
    mk_lone_free(&w->slot_mem);
}

/* The values of all texts. Of phones, mails and numbers nearly all are different: where they may lie is fetched ahead. The letters of mails take
 * the place of their texts, which are no shorter and are not needed again. */
static void fill(mk_values *c, mk_raw *w, mk_arena *scratch, reading how, uint32_t *to)
{
    enum { BATCH = 32 };
    mk_arena_mark here = mk_arena_here(scratch);
    parsed p[BATCH];
    c->over_text = how.kind == MK_LK_MAIL && !c->sym_n && w->n;
    expect(c, w->n, 0);
    if (c->over_text) {
        mk_lone_free(&c->f->sym_mem);
        c->f->sym = (uint8_t *)w->text;
        c->sym_most = 0;
    }
    for (uint32_t from = 1; from <= w->n; from += BATCH) {
        uint32_t n = w->n - from + 1 < BATCH ? w->n - from + 1 : BATCH;
        for (uint32_t i = 0; i < n; i++) {
            parse(scratch, mk_raw_text(w, from + i), how, &p[i]);
            __builtin_prefetch(&c->slot[place_of(c, spread(p[i].num))], 1);
        }
        for (uint32_t i = 0; i < n; i++) fetch_value(c, p[i].num);
        if (c->over_text) c->sym_most = w->end[from + n - 1];           /* these are read */
        for (uint32_t i = 0; i < n; i++) to[from + i] = p[i].num ? put(c, p[i].num, p[i].sym, p[i].len, p[i].flags) : 0;
        mk_arena_rewind(scratch, here);
    }
    if (!c->over_text) return;
    c->f->sym_mem = w->text_mem;
    c->sym_most = w->text_mem.bytes;
    c->over_text = false;
    mk_arena_move(w->text_mem.arena, c->a);
    w->text_mem = (mk_lone){ 0 };
}

void mk_values_fill(mk_values *c, mk_link_rows *r, mk_arena *scratch, int raw, mk_column *col)
{
    mk_raw *w = &r->raw[raw];
    mk_arena *tmp = mk_arena_child(scratch);
    uint32_t *to = mk_arena_alloc(tmp, ((size_t)w->n + 1) * sizeof *to);
    reading how = { c->f->kind, c->f->kind == MK_LK_BIRTH && month_first(w), c->f->kind == MK_LK_NATID && check_digits(scratch, w) };
    c->f->checked |= how.checked;
    to[0] = 0;
    fill(c, w, scratch, how, to);
    if (!col->v) {                      /* the numbers of texts become those of values in their place */
        *col = (mk_column){ w->code_mem, w->code };
        w->code_mem = (mk_lone){ 0 };
        for (uint32_t i = 0; i < r->n; i++) col->v[i] = to[col->v[i]];
    } else {
        for (uint32_t i = 0; i < r->n; i++)
            if (!col->v[i]) col->v[i] = to[w->code[i]];
    }
    if (c->slots >= MANY_SLOTS) mk_values_slots_done(c);                /* another column of the same field is rare */
    mk_arena_free(tmp);
    c->f->raw[c->f->raw_n++] = raw;
    mk_raw_done(w);
}
