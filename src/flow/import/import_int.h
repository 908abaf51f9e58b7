/* SPDX-License-Identifier: Apache-2.0
 * What the steps of an import share. import_read.c fills the sorters from the door, import_docs.c puts documents together, import_who.c
 * and import_tie.c find out who is who, import_load.c, import_sale.c and import_items.c write the store; and undo_again.c, which lets a later import say again what it said. */
#ifndef MK_IMPORT_INT_H
#define MK_IMPORT_INT_H
#include "field.h"
#include "forgotten.h"
#include "import.h"
#include "journal.h"
#include "import_pack.h"
#include "map.h"
#include "record.h"
#include "search.h"
#include "sorter.h"
#include "vec.h"
#include "vouch.h"
#include <stdio.h>

/* A phone that so many people have is a call centre's: it says nothing. */
enum { MK_GENERIC = 12 };

/* Who persons were before what an import said was rolled back, when it says it again: whoever is not known by then is who he was, if nobody is that by now. */
typedef struct mk_former {
    mk_map of;                  /* person_id -> customer */
    mk_map made;                /* customers who were nobody when it began */
    mk_map went, lent;          /* the id that somebody would have if he had not been one before -> the one he has; and these */
} mk_former;

/* A person whose keys know different customers. */
typedef struct mk_doubt { uint64_t person; int64_t customer, other, line; mk_key_kind why, other_why; } mk_doubt;

typedef struct mk_importer {
    const mk_import_options *opt;
    mk_import_result *res;
    mk_store *store;
    const char *path;
    uint64_t stamp;             /* of the store when the reading began */
    bool locked, stale;         /* nobody else can write; somebody did */
    mk_door *door;
    FILE *bad;                  /* the file of bad rows, while there are any */
    struct mk_sheet_out *bad_book;      /* it, when it is a workbook */
    mk_str source;
    mk_field_def *own;          /* fields of the shop's own, when the file has any */
    size_t own_n;
    const char *dir;            /* for spill files: the store's own folder */
    mk_sorter *people;          /* person_id -> packed person */
    mk_sorter *docs;            /* document -> headers and lines */
    mk_sorter *items;           /* item_id -> packed item with its count */
    mk_sorter *owned;           /* person_id, time, sale_id -> what belongs to a person */
    mk_sorter *who;             /* person_id -> customer, why it was linked */
    mk_sorter *customers;       /* customer_id, person_id -> packed person */
    mk_sorter *loads;           /* customer_id, time, sale_id -> rows in the order of the store */
    mk_map doubtful;            /* person_id -> index + 1 of those in doubt, whose lines are looked for on the way */
    mk_vec(mk_doubt) doubt;
    mk_forgotten forgotten;     /* whom files bring back no more */
    mk_map left_out;            /* of them those that the file speaks of */
    mk_map cut;                 /* documents that may be without some of their rows: these are bad */
    bool cut_all;               /* any may be */
    mk_journal journal;
    bool changed;               /* the file said something new */
    mk_former *former;          /* of an undo, or NULL */
    struct mk_online *online;   /* records are noted there, and somebody else holds them against the others; NULL: it is done with the import */
} mk_importer;

/* The person as it travels: slices into the packed bytes. */
void mk_person_pack_write(mk_buf *b, const mk_person_in *p);
void mk_person_pack_read(mk_str bytes, mk_person_in *ret);
mk_str mk_person_name(mk_arena *a, const mk_person_in *p);      /* the name to show, from whatever parts are there */
mk_str mk_person_address(mk_arena *a, const mk_person_in *p);   /* in one line, "" when nothing is known */

mk_str mk_person_json(mk_arena *a, const mk_person_in *p);
int mk_person_parse(mk_cx *cx, mk_str json, mk_person_in *ret);        /* its texts on the context's arena */

/* What persons of a source tell of a customer: a contact point (by which he is found, or not: 0) or a fact. */
typedef struct mk_stated { mk_str kind, value; mk_key_kind key; } mk_stated;
enum { MK_STATED_MAX = MK_FACTS_IN + 2 };
/* The row of a customer nobody knows yet, without his id and the import's; first_at INT64_MAX: nothing tells of when. */
void mk_stated_customer(mk_arena *a, mk_str source, const mk_person_in *p, size_t n, int64_t first_at, mk_value ret[MK_CUSTOMER_N]);
/* What they say of one who is known: `row`, as the store has him, becomes what it is from then on. Whether he has another name. */
bool mk_stated_correct(mk_arena *a, const mk_value *told, mk_value *row);
size_t mk_stated_contacts(mk_arena *a, mk_str source, const mk_person_in *p, mk_stated ret[MK_STATED_MAX]);
size_t mk_stated_facts(mk_arena *a, const mk_person_in *p, mk_stated ret[MK_STATED_MAX]);
/* A field of the shop's own has one value, which another takes the place of. */
static inline bool mk_stated_own(mk_str kind) { return mk_str_starts(kind, MK_S("field:")); }
int64_t mk_stated_fact_id(const mk_stated *t);
/* The id of an interaction that a person of a source had, v: so it tells whose it is, whoever holds him now. */
int64_t mk_event_id(mk_arena *a, mk_str source, int64_t person, const mk_value *v);
/* The field a column was mapped to, by the kind of its facts; NULL: none. */
const mk_field_def *mk_import_own(const mk_importer *im, mk_str kind);
/* A word of consent, as rows without the customer's id and the import's, and the phone or mail it was said of; of the person himself when the row has none. */
enum { MK_STATED_WORDS = 5 };
typedef struct mk_stated_word { mk_value consent[MK_CONSENT_N], point[MK_CONSENT_POINT_N]; bool of_point; } mk_stated_word;
size_t mk_stated_consents(mk_cx *cx, mk_arena *a, mk_str source, mk_str file, const mk_person_in *p, int64_t person, mk_stated_word ret[MK_STATED_WORDS]);

/* What `docs`, `owned` and `loads` carry: the first byte tells, and sorts a sale before its lines before its raw rows. An undo gives rows
 * that are whole already. */
enum { MK_LOAD_SALE = 1, MK_LOAD_LINE = 2, MK_LOAD_EVENT = 3, MK_LOAD_RAW = 4, MK_LOAD_OLD_EVENT = 5, MK_LOAD_OLD_RAW = 6 };

/* Where the store has a document by now. */
typedef struct mk_sale_place { bool known; int64_t customer, at; } mk_sale_place;
int mk_sale_find(mk_cx *cx, mk_db *db, int64_t sale, mk_sale_place *ret);

/* A sale as it travels. */
enum { MK_SALE_NUMBERED = 1,        /* it has a document number, so that a later file can change it */
       MK_SALE_OWN_TOTAL = 2,       /* the file tells its total; else it is the sum of its lines */
       MK_SALE_PART = 4,            /* some of its rows may be missing: what is not given stays */
       MK_SALE_NOBODY = 8 };        /* the file names no customer */
typedef struct mk_sale_pack { mk_str doc, currency, returns_doc; int64_t kind, total; unsigned flags; mk_sale_place place; } mk_sale_pack;
void mk_sale_pack_write(mk_buf *b, const mk_sale_pack *p);
void mk_sale_pack_read(mk_str *s, mk_sale_pack *ret);

/* --- loading --- */

/* A document that is known by now, while its lines come: import_sale.c. */
typedef struct mk_document {
    bool open;
    mk_sale_pack pack;
    int64_t at, sale, person;
    struct mk_document_line { int64_t line_id, item, quantity, price, amount; } *line;
    size_t n, cap;
} mk_document;

typedef struct mk_loader {
    mk_db *db;
    mk_importer *im;
    mk_journal *j;
    int64_t batch;
    struct mk_index_batch *index;   /* what finds them, so that the index is filled in order too */
    mk_arena *one;              /* what one customer needs */
    mk_arena_mark empty;
    int64_t customer;           /* whom tokens are for */
    mk_str name;                /* as the store has it now */
    bool is_new, touched, any;
    mk_vouch vouch;
    mk_document doc;
    struct mk_online *online;   /* holds new persons against all others; NULL while nothing was learnt of them */
} mk_loader;

/* A row that was put in or changed. */
int mk_loader_count(mk_loader *l, int change, uint64_t *added, uint64_t *updated);
/* Notes that the import touched or repeated something of the customer. */
int mk_loader_speaks_of(mk_cx *cx, mk_loader *l, int64_t customer);
/* A sale and its lines, in the order they come. */
int mk_load_sale(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, int64_t person, mk_str pack);
int mk_load_line(mk_cx *cx, mk_loader *l, int64_t at, int64_t sale, mk_str pack);
/* What was sold: each item under the name most of its rows give it. */
int mk_load_items(mk_cx *cx, mk_loader *l);
/* Before anything else is loaded: the document that is open is compared with what the store has, and becomes what the file says. */
int mk_load_sale_end(mk_cx *cx, mk_loader *l);

const char *mk_import_folder(mk_cx *cx, const char *url);       /* where spill files go */
int mk_import_bad(mk_cx *cx, mk_importer *im, mk_str raw, const char *why);      /* one more bad row */
int mk_import_bad_end(mk_cx *cx, mk_importer *im);
int mk_import_read(mk_cx *cx, mk_importer *im);
int mk_import_documents(mk_cx *cx, mk_db *db, mk_importer *im);
int mk_import_who(mk_cx *cx, mk_db *db, mk_importer *im);
int mk_import_load(mk_cx *cx, mk_db *db, mk_importer *im);
/* Into the result, in words: what a person should look at. */
void mk_import_tell(mk_cx *cx, mk_importer *im);
/* The customer that a name alone means: 1; 0: none, or several. */
int mk_import_named(mk_cx *cx, mk_db *db, mk_arena *scratch, mk_str name, uint64_t person, int64_t *ret);
#endif
