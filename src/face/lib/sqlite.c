/* SPDX-License-Identifier: Apache-2.0
 * The kernels of libmakir as functions of SQLite, a loadable extension:
 *
 *     .load libmakir_sqlite
 *     SELECT makir_phone('054-123-4567'), makir_name_match('Ronit Lapidor', 'רונית לפידור'), makir_name_level('דוד כהן', 'ד. כהן');
 *
 * NULL in gives NULL out. Owns: a dictionary of words for each connection. Threads: as the connection. */
#include <sqlite3ext.h>
#include "makir.h"
SQLITE_EXTENSION_INIT1

typedef enum function { MATCH, LEVEL, JARO_WINKLER, DISTANCE, ALIKE, SOUNDS, PHONE } function;
static const struct { const char *name; int args; function which; } functions[] = {
    { "makir_name_match", 2, MATCH }, { "makir_name_level", 2, LEVEL }, { "makir_jaro_winkler", 2, JARO_WINKLER }, { "makir_distance", 2, DISTANCE },
    { "makir_sounds_alike", 2, ALIKE }, { "makir_sounds", 1, SOUNDS }, { "makir_phone", 1, PHONE } };
enum { FUNCTIONS = sizeof functions / sizeof *functions };

typedef struct shared { makir_words *words; int users; struct one { struct shared *all; function which; } one[FUNCTIONS]; } shared;

static void give_back(void *p)
{
    shared *s = ((struct one *)p)->all;
    if (--s->users) return;
    makir_words_free(s->words);
    sqlite3_free(s);
}

static void text_or_null(sqlite3_context *c, const char *z)
{
    if (z) sqlite3_result_text(c, z, -1, SQLITE_TRANSIENT);
    else sqlite3_result_null(c);
}

static void call(sqlite3_context *c, int n, sqlite3_value **v)
{
    const struct one *f = sqlite3_user_data(c);
    makir_words *w = f->all->words;
    const char *x = (const char *)sqlite3_value_text(v[0]), *y = n > 1 ? (const char *)sqlite3_value_text(v[1]) : "", *level;
    if (!x || !y) return;
    switch (f->which) {
    case MATCH: sqlite3_result_double(c, makir_name_match(w, x, y, NULL)); break;
    case LEVEL: makir_name_match(w, x, y, &level); text_or_null(c, level); break;
    case JARO_WINKLER: sqlite3_result_double(c, makir_jaro_winkler(w, x, y)); break;
    case DISTANCE: sqlite3_result_int64(c, (sqlite3_int64)makir_distance(w, x, y)); break;
    case ALIKE: sqlite3_result_int(c, makir_sounds_alike(w, x, y)); break;
    case SOUNDS: text_or_null(c, makir_sounds(w, x)); break;
    case PHONE: text_or_null(c, makir_phone(w, x)); break;
    }
}

/* SQLite finds the entry by the name of the file. */
int sqlite3_makirsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);
int sqlite3_makirsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    (void)message;
    SQLITE_EXTENSION_INIT2(api);
    shared *s = sqlite3_malloc(sizeof *s);
    if (!s) return SQLITE_NOMEM;
    *s = (shared){ .words = makir_words_new(), .users = 1 };
    if (!s->words) { sqlite3_free(s); return SQLITE_NOMEM; }
    struct one self = { s, MATCH };
    int rc = SQLITE_OK;
    for (int i = 0; i < FUNCTIONS && rc == SQLITE_OK; i++) {
        s->one[i] = (struct one){ s, functions[i].which };
        s->users++;                     /* given back by SQLite, also when making the function fails */
        rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].args, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, &s->one[i], call, NULL, NULL, give_back);
    }
    give_back(&self);
    return rc;
}
