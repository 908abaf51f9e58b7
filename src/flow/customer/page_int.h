/* SPDX-License-Identifier: Apache-2.0
 * Inside of a customer's page: its parts are made in files of their own, from one reading of each table. */
#ifndef MK_PAGE_INT_H
#define MK_PAGE_INT_H
#include "id.h"
#include "jsonw.h"
#include "page.h"
#include "story.h"

static inline void mk_key_str(mk_jsonw *w, const char *k, mk_str v) { mk_json_key(w, k); mk_json_str(w, v); }
static inline void mk_key_z(mk_jsonw *w, const char *k, const char *v) { mk_json_key(w, k); mk_json_z(w, v); }
static inline void mk_key_int(mk_jsonw *w, const char *k, int64_t v) { mk_json_key(w, k); mk_json_int(w, v); }
static inline void mk_key_real(mk_jsonw *w, const char *k, double v) { mk_json_key(w, k); mk_json_near(w, v); }
static inline void mk_key_moment(mk_jsonw *w, const char *k, int64_t at) { char t[32]; mk_key_z(w, k, mk_moment_text(at, t)); }
static inline void mk_key_id(mk_jsonw *w, const char *k, int64_t id) { char t[MK_ID_TEXT]; mk_key_z(w, k, mk_id_text(id, t)); }

/* Where something comes from: a file's name, or who wrote it down. A page speaks of few files: the last one is remembered. */
typedef struct mk_page_origin { int64_t batch; mk_str file; } mk_page_origin;

typedef struct mk_paging {
    int64_t customer;
    int events;
    mk_page *p;
    mk_models models;
    mk_story story;
    mk_gate_ask ask;                /* fed while the lists are written */
    mk_page_origin origin;
} mk_paging;

int mk_page_provenance(mk_cx *cx, mk_db *db, mk_page_origin *last, int64_t batch, mk_str who, mk_str *ret);
/* The lists of his rows, each read once; what the gate and the name need is kept on the way. */
int mk_page_lists(mk_cx *cx, mk_db *db, mk_paging *p);
/* Sales and interactions, the newest first. */
int mk_page_timeline(mk_cx *cx, mk_db *db, mk_paging *p);
#endif
