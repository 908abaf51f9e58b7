/* SPDX-License-Identifier: Apache-2.0
 * Rows and queries: how everything above talks to the database, in any engine.
 * The tables and queries are those of sql/, made into the catalogue (catalog.h) when makir is built; there is no SQL text in C.
 * Owns: nothing; text of a row is valid until the next row of the same result. Threads: as the mk_db.
 * Errors: MK_ESTORE, MK_ENOMEM, MK_ECANCELLED. */
#ifndef MK_TABLE_H
#define MK_TABLE_H
#include "catalog.h"
#include "store.h"
#include "vec.h"

typedef enum mk_type { MK_NULL, MK_INT, MK_REAL, MK_TEXT, MK_BLOB } mk_type;
typedef struct mk_value { mk_type type; union { int64_t i; double r; mk_str s; }; } mk_value;

static inline mk_value mk_null(void) { return (mk_value){ .type = MK_NULL }; }
static inline mk_value mk_int(int64_t i) { return (mk_value){ .type = MK_INT, .i = i }; }
static inline mk_value mk_real(double r) { return (mk_value){ .type = MK_REAL, .r = r }; }
static inline mk_value mk_text(mk_str s) { return (mk_value){ .type = MK_TEXT, .s = s }; }
static inline mk_value mk_textz(const char *z) { return mk_text(mk_str_of(z)); }
static inline mk_value mk_blob(mk_str s) { return (mk_value){ .type = MK_BLOB, .s = s }; }
bool mk_value_eq(mk_value a, mk_value b);

/* kept: a small result of it is asked for again and again, and changes seldom. */
typedef struct mk_query_text { const char *name, *sql; bool kept; } mk_query_text;
/* What a number stands for, by its column's name (sql/schema). */
typedef enum mk_meaning { MK_M_PLAIN, MK_M_ID, MK_M_MOMENT, MK_M_DAY, MK_M_MONEY, MK_M_QUANTITY } mk_meaning;
typedef struct mk_column { const char *name; mk_type type; bool required; mk_meaning meaning; const char *doc; } mk_column;
typedef enum mk_table_kind { MK_SPREAD, MK_REFERENCE, MK_LOOKUP, MK_GLOBAL } mk_table_kind;
typedef struct mk_table {
    const char *name;
    mk_table_kind kind;
    const mk_column *column;
    int columns, keys;              /* the key is the first `keys` columns */
    int batch;                      /* index of batch_id, -1 when it has none */
    mk_query get;                   /* the first of its six queries, in the order below */
} mk_table;
/* The queries every table has, behind `get`. */
enum { MK_TQ_GET, MK_TQ_INSERT, MK_TQ_PUT, MK_TQ_DELETE, MK_TQ_OF, MK_TQ_ALL, MK_TQ_ORPHANS /* spread tables only */ };
typedef struct mk_migration { int number; const char *sha256, *sqlite; } mk_migration;

extern const mk_query_text mk_query_texts[MK_Q_COUNT_];
extern const mk_table mk_tables[MK_T_COUNT_];
extern const mk_migration mk_migrations[MK_MIGRATIONS];
static inline mk_query mk_table_query(const mk_table *t, int which) { return (mk_query)((int)t->get + which); }
enum { MK_COLUMNS_MAX = 24 };

/* --- running queries ---
 *     mk_rows r;
 *     MK_TRY(mk_select(cx, db, &r, MK_Q_SALE_OF, mk_int(id)));
 *     while ((rc = mk_rows_next(cx, &r)) > 0) use(mk_row_int(&r, MK_SALE_TOTAL));
 * A result is given back when it ends, when it fails, by mk_rows_end, or with the transaction. */
typedef struct mk_rows { mk_db *db; void *stmt; const struct mk_kept *kept; const struct mk_kept_row *row; mk_query query; bool own; } mk_rows;

int mk_select_n(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n);
int mk_rows_next(mk_cx *cx, mk_rows *r);            /* 1: a row, 0: the end */
void mk_rows_end(mk_rows *r);
int64_t mk_row_int(const mk_rows *r, int column);   /* 0 for null */
double mk_row_real(const mk_rows *r, int column);
mk_str mk_row_text(const mk_rows *r, int column);   /* "" for null */
bool mk_row_null(const mk_rows *r, int column);
mk_value mk_row_value(const mk_rows *r, int column);
/* Runs a statement; the number of rows it changed. */
int mk_exec_n(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n);

#define MK_ARGS_(...) (const mk_value[]){ __VA_ARGS__ }, sizeof((const mk_value[]){ __VA_ARGS__ }) / sizeof(mk_value)
#define mk_select(cx, db, ret, q, ...) mk_select_n((cx), (db), (ret), (q), MK_ARGS_(__VA_ARGS__))
#define mk_exec(cx, db, q, ...) mk_exec_n((cx), (db), (q), MK_ARGS_(__VA_ARGS__))

/* The first column of the first row, which is a number. 1: there is one; 0: there is none, and *ret is 0. */
int mk_select_int_n(mk_cx *cx, mk_db *db, int64_t *ret, mk_query q, const mk_value *arg, size_t n);
#define mk_select_int(cx, db, ret, q, ...) mk_select_int_n((cx), (db), (ret), (q), MK_ARGS_(__VA_ARGS__))

/* --- whole rows of a table: v holds table->columns values --- */
/* 1: put in; 0: a row with that key is there already and was left alone. */
int mk_table_insert(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *v);
int mk_table_put(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *v);
/* Whether these put anything into the table in this transaction: whoever is new in it has rows in no other. */
bool mk_table_wrote(const mk_db *db, mk_table_id t);
/* 1: found; its values in ret, texts copied to the arena. key: the key columns. */
int mk_table_get(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key, mk_value *ret);
int mk_table_delete(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key);
/* The current row of a result of all columns of t, texts copied to the arena. */
void mk_row_copy(mk_cx *cx, const mk_rows *r, mk_table_id t, mk_value *ret);
/* All that is left of such a result, when it is known to be short. */
typedef mk_vec(mk_value *) mk_row_list;
int mk_rows_all(mk_cx *cx, mk_rows *r, mk_table_id t, mk_row_list *ret);
/* The whole of such a query in a snapshot of its own. */
int mk_store_rows(mk_cx *cx, mk_store *s, mk_table_id t, mk_query q, const mk_value *arg, size_t n, mk_row_list *ret);
#endif
