/* SPDX-License-Identifier: Apache-2.0
 * One customer's page: who he is, what he needs next and why, everything that happened, what he is worth, what he agreed to.
 * The parts that are lists come as JSON, ready to be shown. Reads one customer's rows only: its cost does not grow with the base.
 * Threads: as the store. Errors: MK_ENOTFOUND, those of the store. */
#ifndef MK_PAGE_H
#define MK_PAGE_H
#include "spent.h"
#include "today.h"

typedef struct mk_page {
    mk_today_row who;               /* name, stage, value, ways, and the next step when there is one (need.kind) */
    mk_spent spent;
    mk_settings settings;
    int64_t version;            /* of what is known of him (mk_customer_version) */
    int64_t until;              /* time alone changes nothing of it before that moment */
    mk_str given, family, kind, language;
    mk_str contacts, facts, assets, consent, ways, value, next, needs, timeline, sources, links, merges, doubles, household;   /* JSON */
} mk_page;

int mk_page_of(mk_cx *cx, mk_store *s, int64_t customer, int events, mk_page *ret);

/* What is shown of it. */
typedef struct mk_page_shown {
    int64_t customer, version, spent, orders;
    mk_stage stage;
    char gender[2], currency[4];
    /* only texts from here on; on the arena, or beside the store while the arena is not rewound */
    mk_str name, given, family, kind, language, since, left_out, contacts, facts, assets, consent, ways, value, next, needs, timeline, sources, links, merges, doubles, household;
} mk_page_shown;
/* The same as of mk_page_of. Asked again before anybody wrote, it is not made again (page_kept.c). */
int mk_page_show(mk_cx *cx, mk_store *s, int64_t customer, int events, mk_page_shown *ret);
/* The ways to reach him, lawful or not, with the reason, as JSON. */
mk_str mk_ways_json(mk_cx *cx, const mk_gate gate[MK_CHANNELS]);
/* The numbers behind a proposal: [{"label","value"}]. */
mk_str mk_numbers_json(mk_cx *cx, const mk_today_row *r, const mk_settings *st);

typedef struct mk_card { int64_t customer; mk_str name, phone, mail, city; const char *matched; mk_stage stage; mk_spent spent; char currency[4]; } mk_card;
/* What is shown of a customer in a list of search results. */
int mk_card_read(mk_cx *cx, mk_db *db, const mk_settings *st, mk_card *c);         /* c->customer is given; 0: there is no such customer */
int mk_find(mk_cx *cx, mk_store *s, mk_str text, size_t limit, mk_card *ret, size_t *ret_n);
#endif
