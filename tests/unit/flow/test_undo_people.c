/* SPDX-License-Identifier: Apache-2.0
 * Who is who after imports were taken back is who it would be had they never been: small files of few people, who share phones and mails in every way,
 * imported and taken back by chance; after each step the records lie together as in a store that only ever saw what is left. MAKIR_EXHAUSTIVE=1 tries
 * 300, a larger number that many. */
#include "clock.h"
#include "rng.h"
#include "map.h"
#include "room.h"
#include "vec.h"
#include <stdio.h>

enum { FILES = 5, STEPS = 12 };
typedef struct together { int64_t customer, person; } together;
typedef struct people { together *p; size_t n, cap; mk_arena *a; } people;

static bool take(void *self, const mk_value *row)
{
    people *p = self;
    *mk_vec_push(p->a, p) = (together){ row[MK_LINK_CUSTOMER_ID].i, row[MK_LINK_PERSON_ID].i };
    return true;
}

static int by_person(const void *pa, const void *pb)
{
    const together *a = pa, *b = pb;
    return (a->person > b->person) - (a->person < b->person);
}

/* Everybody's person with the least person he is one with, in order. */
static mk_str partition(room *r, mk_arena *a)
{
    people all = { .a = a };
    mk_buf b = mk_buf_on(a);
    room_each(r, MK_T_LINK, take, &all);            /* in order of customer, person */
    mk_map least = mk_map_on(a), of = mk_map_on(a);
    for (size_t i = 0; i < all.n; i++) {
        bool fresh;
        uint64_t *l = mk_map_put(&least, (uint64_t)all.p[i].customer, &fresh);
        if (fresh) *l = (uint64_t)all.p[i].person;
        mk_map_put(&of, (uint64_t)all.p[i].person, &fresh);
        assert_true(fresh);                         /* nobody is two */
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_person);
    for (size_t i = 0; i < all.n; i++) mk_buf_printf(&b, "%" PRId64 " is %" PRIu64 "\n", all.p[i].person, *mk_map_get(&least, (uint64_t)all.p[i].customer));
    return mk_buf_str(&b);
}

static void write_files(mk_arena *a, uint64_t seed, mk_str text[FILES])
{
    static const char *const given[] = { "רונית", "דנה", "יוסי", "Dana" }, *const family[] = { "כהן", "לוי", "Levi" };
    mk_rng g = mk_rng_seed(seed);
    for (int i = 0; i < FILES; i++) {
        mk_buf b = mk_buf_on(a);
        mk_buf_printf(&b, "customer no,name,phone,email\n");
        for (int k = 0, n = 2 + (int)mk_rng_below(&g, 5); k < n; k++) {
            int who = (int)mk_rng_below(&g, 6);
            mk_rng own = mk_rng_seed(seed * 100 + (uint64_t)who);
            const char *name = given[mk_rng_below(mk_rng_below(&g, 5) ? &own : &g, 4)], *house = family[mk_rng_below(&own, 3)];
            if (mk_rng_below(&g, 2)) mk_buf_printf(&b, "%d,", 100 + who);
            else mk_buf_printf(&b, ",");
            mk_buf_printf(&b, "%s %s,", name, house);
            if (mk_rng_below(&g, 3)) mk_buf_printf(&b, "05255%05d,", who / (mk_rng_below(&g, 3) ? 1 : 2));
            else mk_buf_printf(&b, ",");
            if (mk_rng_below(&g, 2)) mk_buf_printf(&b, "p%d@example.com", who / (mk_rng_below(&g, 4) ? 1 : 2));
            mk_buf_printf(&b, "\n");
        }
        text[i] = mk_buf_str(&b);
    }
}

static int64_t import(room *r, mk_str text, int i)
{
    char name[16];
    snprintf(name, sizeof name, "f%d.csv", i);
    r->cx.now += MK_SECOND;
    int64_t batch = room_import(r, room_write(r, name, mk_arena_z(r->cx.arena, text)), "till", false).batch;
    room_fresh(r);
    return batch;
}

static void one(uint64_t seed)
{
    room r, fresh;
    mk_arena *a = mk_arena_new();
    mk_str text[FILES];
    int64_t batch[FILES] = { 0 };
    int order[FILES * STEPS], n = 0;
    room_open(&r);
    write_files(a, seed, text);
    mk_rng g = mk_rng_seed(seed + 1000);
    for (int step = 0; step < STEPS; step++) {
        int i = (int)mk_rng_below(&g, FILES);
        char when[80];
        if (batch[i]) {
            r.cx.now += MK_SECOND;
            room_undo(&r, batch[i]);
            room_fresh(&r);
            batch[i] = 0;
            int k = 0;
            for (int j = 0; j < n; j++)
                if (order[j] != i) order[k++] = order[j];
            n = k;
        } else if ((batch[i] = import(&r, text[i], i))) {
            order[n++] = i;
        }
        room_open(&fresh);
        for (int j = 0; j < n; j++) import(&fresh, text[order[j]], order[j]);
        snprintf(when, sizeof when, "seed %d step %d: file %d %s", (int)seed, step, i, batch[i] ? "came" : "went");
        room_same(partition(&fresh, a), partition(&r, a), when);
        room_close(&fresh);
    }
    room_close(&r);
    mk_arena_free(a);
}

static void as_if_it_had_never_been(void **state)
{
    (void)state;
    const char *many = getenv("MAKIR_EXHAUSTIVE");
    uint64_t n = many ? strtoull(many, NULL, 10) : 6;
    for (uint64_t seed = 1; seed <= (n == 1 ? 300 : n); seed++) one(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_if_it_had_never_been) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
