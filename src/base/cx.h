/* SPDX-License-Identifier: Apache-2.0
 * The context: what every operation carries. First argument of everything above base.
 * Owns: nothing; whoever makes it owns the arena and the rest.
 * Threads: one context belongs to one thread, but for `cancel`, which anyone may set.
 * Errors: functions return 0 or a negative MK_E code; the message is kept here.
 *         return mk_fail(cx, MK_ENOTFOUND, "no customer %s", id);            says what, where and what to do
 *         return mk_wrap(cx, rc, "line %" PRIu64, line);                       adds where, in front
 */
#ifndef MK_CX_H
#define MK_CX_H
#include <inttypes.h>
#include <stdatomic.h>
#include "arena.h"

enum mk_error {
    MK_OK = 0,
    MK_E_FIRST_ = -100,
#define X(name, http, exit, text, hint) MK_E##name,
#include "errors.def"
#undef X
    MK_E_END_
};

typedef struct mk_error_info { const char *name, *text, *hint; int http, exit; } mk_error_info;
/* What is known of a code; never NULL (an unknown code is MK_EBUG). */
const mk_error_info *mk_error_about(int code);

typedef enum mk_lang { MK_HE, MK_EN } mk_lang;
typedef enum mk_role { MK_NOBODY, MK_READER, MK_SELLER, MK_MANAGER, MK_OWNER } mk_role;
/* What a key may be given leave to do; a person may all that his role may. */
enum { MK_MAY_READ = 1, MK_MAY_WRITE = 2, MK_MAY_MANAGE = 4, MK_MAY_OWN = 8, MK_MAY_ALL = 15 };
/* Kinds of what is known of a customer that a role may be kept from seeing. */
enum { MK_HIDE_PHONE = 1, MK_HIDE_MAIL = 2, MK_HIDE_ADDRESS = 4, MK_HIDE_NATIONAL_ID = 8, MK_HIDE_VALUE = 16, MK_HIDE_NOTES = 32 };

/* "owner"; and back, false when there is no such role. */
const char *mk_role_name(mk_role role);
bool mk_role_named(mk_str name, mk_role *ret);

/* Progress of long work. `total` is 0 when it is not known. Called at most some ten times a second. */
typedef struct mk_progress {
    void (*report)(void *self, const char *stage, uint64_t done, uint64_t total);
    void *self;
    int64_t next_us;                /* when to report again; kept by mk_progress_at */
} mk_progress;

/* No user-controllable size without a limit. */
typedef struct mk_limits {
    size_t row_bytes;               /* one row of a file */
    size_t cell_count;              /* columns of a row */
    size_t body_bytes;              /* one HTTP request */
    size_t sort_bytes;              /* memory of one external sort */
    size_t archive_bytes;           /* one entry of an archive, unpacked */
} mk_limits;

typedef struct mk_cx mk_cx;
struct mk_db;

/* Called inside a transaction that changes the store, when all else of it went well: what it writes is committed with it or not at all. */
typedef struct mk_witness { int (*seal)(mk_cx *cx, struct mk_db *db, void *self); void *self; } mk_witness;

struct mk_cx {
    mk_arena *arena;                /* lifetime: the operation */
    int code;                       /* the last failure, 0 when none */
    char message[1024];             /* what went wrong, where, what to do; UTF-8, no personal data */
    int64_t wait;                   /* of MK_EBUSY: microseconds after which it may be tried again, 0: not known */
    const char *need;               /* of MK_EAUTH: what is missing, "code"; NULL */
    char who[64];                   /* the principal: user name, or "cli" */
    char address[64];               /* where he asks from, "" for the command line */
    int64_t account, session;       /* of a person who is signed in; 0 */
    mk_role role;
    unsigned may;                   /* MK_MAY_... */
    unsigned hide;                  /* MK_HIDE_... */
    mk_str hide_kinds;              /* kinds of facts he is not shown: ",field:credit," or "" */
    mk_lang lang;
    const char *(*said)(const char *english, mk_lang lang);     /* how a message is said in his language, with the same places to fill in; NULL: as it stands */
    int64_t now;                    /* microseconds UTC at the start of the operation */
    uint64_t seed;
    int threads;                    /* how many may work; the answer never depends on it */
    atomic_bool *cancel;            /* NULL: cannot be cancelled */
    int64_t patience;               /* microseconds it waits for another writer of this process; 0: as long as it takes */
    mk_progress progress;
    mk_witness witness;             /* of what is written; seal NULL: none */
    int64_t based_on;               /* the version of what is changed that was read before: based.h; 0: whatever it is now */
    bool based_seen;                /* it was looked at */
    mk_limits limits;
};

/* One of two sentences, by the language of whoever asked. */
#define MK_SAY(cx, english, hebrew) ((cx)->lang == MK_EN ? (english) : (hebrew))

/* A context with defaults: no progress, not cancellable, Hebrew, role owner, now = the system's clock. */
void mk_cx_init(mk_cx *cx, mk_arena *arena);
int mk_fail(mk_cx *cx, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int mk_wrap(mk_cx *cx, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__       /* which cannot see that the code that went in comes back */
#define mk_fail(cx, code, ...) (mk_fail((cx), (code), __VA_ARGS__), (code))
#define mk_wrap(cx, code, ...) (mk_wrap((cx), (code), __VA_ARGS__), (code))
#endif
/* Forgets the last failure. */
void mk_cx_clear(mk_cx *cx);
/* 0, or MK_ECANCELLED when somebody asked to stop. To be called in every long loop. */
int mk_cx_check(mk_cx *cx);
/* Tells how far the work is; cheap enough for every thousandth row. */
void mk_progress_at(mk_cx *cx, const char *stage, uint64_t done, uint64_t total);
/* Runs fn under a recovery point: when memory runs out inside, all that was put on the arena since is given back
 * (deferred calls run) and MK_ENOMEM is returned. On any failure the arena is rewound too. */
int mk_cx_guard(mk_cx *cx, int (*fn)(mk_cx *, void *), void *arg);

#define MK_TRY(expr) do { int mk_try_rc_ = (expr); if (mk_try_rc_ < 0) return mk_try_rc_; } while (0)
#endif
