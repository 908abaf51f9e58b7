/* SPDX-License-Identifier: Apache-2.0
 * The one list of what makir can do. The command line, the HTTP API with its OpenAPI document, the man pages and docs/reference
 * are all read from it. To add an operation: describe it in the noun's file (op_customer.c ...), list the file in registry.c.
 * Owns: nothing; the table is constant. Threads: any. */
#ifndef MK_OP_H
#define MK_OP_H
#include "audit.h"
#include "cx.h"
#include "store.h"

typedef enum mk_param_type { MK_P_TEXT = 1, MK_P_INT, MK_P_REAL, MK_P_BOOL, MK_P_DAY, MK_P_ID, MK_P_CHOICE, MK_P_PATH, MK_P_SECRET } mk_param_type;

enum {                          /* mk_param.flags */
    MK_PF_REQUIRED = 1,
    MK_PF_POSITIONAL = 2,       /* on the command line without its name, in the order of the list */
    MK_PF_REST = 4,             /* takes all the remaining words, joined by blanks; paths, by line ends */
    MK_PF_WIRE = 8,             /* not on the command line */
    MK_PF_WORD = 16,            /* 1 to 40 of a-z, 0-9, - and _: a name the shop gives, which may stand in an address */
};

typedef struct mk_param {
    const char *name;           /* "limit": --limit 8, ?limit=8, {"limit":8} */
    mk_param_type type;
    unsigned flags;
    const char *preset;         /* default as text, NULL = absent */
    int64_t min, max;           /* of an INT when min < max */
    const char *choices;        /* of a CHOICE: "call|sms|mail" */
    const char *help;
    const char *word;           /* what stands for the value in the help: "TEXT"; NULL = the name in capitals */
} mk_param;

typedef enum mk_column_type { MK_C_TEXT = 1, MK_C_INT, MK_C_REAL, MK_C_BOOL, MK_C_DAY, MK_C_TIME, MK_C_ID, MK_C_MONEY, MK_C_JSON } mk_column_type;

enum {                          /* mk_column_doc.flags */
    MK_CF_WIDE = 1,             /* left out of a list on the screen; JSON and CSV always have it */
    MK_CF_LINE = 2,             /* a sentence: on the screen it has lines of its own under its row */
    MK_CF_OPEN = 4,             /* of the shop or its goods, not of a customer: no role is kept from it, whatever the column is called */
};

typedef struct mk_column_doc { const char *name; mk_column_type type; const char *help; unsigned flags; } mk_column_doc;

/* The one customer an operation is about. */
#define MK_CUSTOMER_PARAM { "customer", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "his id: makir customer find", "ID" }
#define MK_CUSTOMER_COLUMN { "customer", MK_C_ID, "his id" }

/* Beside `spent` and `orders` (spent.h). */
#define MK_LEFT_OUT_COLUMN { "left_out", MK_C_TEXT, "what he paid in other currencies, which is in none of these numbers; in words", MK_CF_LINE }

/* Of what people edit: the version that is shown, and that a change was made of (based.h). An operation that takes it is held to look. */
#define MK_VERSION_COLUMN { "version", MK_C_ID, "of what is shown, for `based-on` of a change", MK_CF_WIDE }
#define MK_BASED_ON_PARAM { "based-on", MK_P_ID, 0, NULL, 0, 0, NULL, "`version` of what was read: refused when somebody changed it since", "VERSION" }

enum {                          /* mk_op.flags */
    MK_OP_READ = 1,             /* changes nothing */
    MK_OP_WRITE = 2,
    MK_OP_LONG = 4,             /* may take long: progress, cancel; over HTTP it runs beside the request, as a job */
    MK_OP_ONE = 8,              /* gives one object, not a list */
    MK_OP_LOCAL = 16,           /* command line only: it speaks of files or processes of this machine */
    MK_OP_NO_STORE = 32,        /* runs without a store */
    MK_OP_DOCUMENT = 64,        /* gives a text as it is (mk_out_document), no columns */
    MK_OP_CREATE = 128,         /* makes the store when there is none yet */
    MK_OP_PERSONAL = 512,       /* shows what is known of people: the audit log notes who looked, and at whom */
    MK_OP_TAKES = 1024,         /* hands data of people over to be taken along: noted as an export */
    MK_OP_ABOUT = 2048,         /* says something of its answer beside the rows (mk_out_about) */
    MK_OP_UPLOAD = 256,         /* reads a file: over HTTP `path`, `bad` and `name` are those of the `upload` that is named, never the client's; one with a `text` takes the table itself too */
};

typedef struct mk_args mk_args;
typedef struct mk_out mk_out;

/* What run is given besides its arguments. */
typedef struct mk_op_env {
    mk_store *store;            /* NULL for MK_OP_NO_STORE */
    const char *db;
    /* Serves HTTP until cancelled. It lives in a room to the right, so it is handed in; NULL where there is none. */
    int (*serve)(mk_cx *cx, const struct mk_op_env *env, const mk_args *args, mk_out *out);
    void *face;                 /* of whoever calls */
    mk_audit *audit;            /* where looks are noted; NULL: at once */
    const char *base;           /* the address this program is asked by, "https://shop.example"; NULL: not known */
    struct mk_listing *listing; /* of a program that serves many (listing.h); NULL: made for the call */
} mk_op_env;

typedef struct mk_op {
    const char *name;           /* "customer find" */
    const char *verb, *path;    /* "GET", "/v1/customers"; {id} in a path is the parameter `id` */
    const char *summary;        /* at most 72 characters */
    const char *help;           /* paragraphs of plain text */
    const char *example;        /* a command line that works on the demo's store */
    mk_role role;
    unsigned flags;
    const mk_param *params;     /* ended by a name of NULL */
    const mk_column_doc *columns;
    int (*run)(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out);
    const char *media;          /* of a document that HTTP gives too: its content type; NULL: the command line alone */
} mk_op;

/* Whether a parameter is one of the command line's; of the HTTP API's, where paths are not. */
static inline bool mk_param_cli(const mk_param *p) { return !(p->flags & MK_PF_WIRE); }
static inline bool mk_param_http(const mk_param *p) { return p->type != MK_P_PATH; }

/* All operations, in the order of the help. */
extern const mk_op *const *const mk_ops;        /* ended by NULL */
/* By name; NULL when there is none. */
const mk_op *mk_op_named(mk_str name);
/* The one place that decides: whether cx's principal has the role the operation needs, and his key the scope. MK_EDENIED. */
int mk_op_may(mk_cx *cx, const mk_op *op);
/* The same before its arguments are read; a no is noted in the audit log. */
int mk_op_allowed(mk_cx *cx, const mk_op_env *env, const mk_op *op);
/* The scope (MK_MAY_...) a key needs for it, 0: none; and its word. */
unsigned mk_op_scope(const mk_op *op);
extern const char *const mk_scope_name[4];      /* read, write, manage, own */
/* Runs it under a recovery point (cx.h), when mk_op_may, and notes it in the audit log. On failure `out` holds nothing that should be shown. */
int mk_op_run(mk_cx *cx, const mk_op_env *env, const mk_op *op, const mk_args *args, mk_out *out);

/* --- arguments: checked against the table before run sees them --- */
bool mk_arg_has(const mk_args *a, const char *name);
mk_str mk_arg_text(const mk_args *a, const char *name);         /* "" when absent */
int64_t mk_arg_int(const mk_args *a, const char *name);         /* INT, DAY (civil day), ID, BOOL; 0 when absent */
double mk_arg_real(const mk_args *a, const char *name);
/* A list that is asked for a page at a time takes one of these. */
#define MK_PARAM_CURSOR { "cursor", MK_P_ID, 0, NULL, 0, 0, NULL, "where the page before ended (its `next`)", "CURSOR" }
#define MK_PARAM_PLACE { "cursor", MK_P_TEXT, MK_PF_WORD, NULL, 0, 0, NULL, "where the page before ended (its `next`)", "CURSOR" }
/* The two numbers of a MK_PARAM_PLACE; 0 and 0 when there is none. */
int mk_arg_place(mk_cx *cx, const mk_args *a, int64_t *first, int64_t *second);

/* --- results: run says each column once per row, in any order; the face renders (table, JSON, CSV) ---
 * Text is copied. A column that is not in the op's list, is of another type or is said twice is a fault: mk_op_run gives MK_EBUG.
 * A day, time or id that is none (INT32_MIN, MK_NEVER, 0) is the same as null. */
void mk_out_row(mk_out *o);                                     /* begins a row; ends the one before */
void mk_out_text(mk_out *o, const char *col, mk_str v);
void mk_out_int(mk_out *o, const char *col, int64_t v);         /* INT, DAY, TIME, ID, BOOL by the column's type */
void mk_out_real(mk_out *o, const char *col, double v);
void mk_out_money(mk_out *o, const char *col, int64_t minor);
void mk_out_json(mk_out *o, const char *col, mk_str json);
void mk_out_document(mk_out *o, mk_str text);                   /* the answer of an MK_OP_DOCUMENT; may come in pieces */
/* Of a list: what to ask on with (`cursor`), "" at the end; how many there are in all, -1 when it was not counted; whether that is exact. */
void mk_out_page(mk_out *o, mk_str next, int64_t count, bool exact);
/* A list that goes on behind a row: its id, 0 at the end; or, of one in the order of two numbers, both. */
void mk_out_next(mk_out *o, int64_t last);
void mk_out_place(mk_out *o, int64_t first, int64_t second);
/* What the answer says of itself, for programs: the member `about` of the JSON beside its rows, which a sentence of mk_out_note tells people. */
void mk_out_about(mk_out *o, mk_str json);
/* What was looked at is not well: an answer as any other, but the command line ends with 1, for scripts. */
void mk_out_unwell(mk_out *o);
/* A sentence for the person at the command line (stderr) or the "notes" of the JSON answer: what to know about this answer. Its words go with its
 * numbers (agree.h). */
void mk_out_note(mk_out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif
