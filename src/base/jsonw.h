/* SPDX-License-Identifier: Apache-2.0
 * Writes JSON (RFC 8259) into a buffer, no tree in between. Commas and nesting are kept by the writer.
 * Text that is not valid UTF-8 is repaired with U+FFFD. Numbers that JSON cannot say (NaN, infinity) become null.
 *     mk_jsonw w = mk_jsonw_on(&buf);  mk_json_open(&w, '{');  mk_json_key(&w, "n");  mk_json_int(&w, 1);  mk_json_close(&w);
 * Owns: nothing. Threads: one. Cannot fail (see arena.h). */
#ifndef MK_JSONW_H
#define MK_JSONW_H
#include "buf.h"

enum { MK_JSON_DEPTH = 62 };
typedef struct mk_jsonw { mk_buf *out; uint64_t objects, started; int depth; bool after_key; } mk_jsonw;

static inline mk_jsonw mk_jsonw_on(mk_buf *out) { return (mk_jsonw){ .out = out }; }
void mk_json_open(mk_jsonw *w, char bracket);           /* '{' or '[' */
void mk_json_close(mk_jsonw *w);
char *mk_json_key_room(mk_jsonw *w, size_t n);          /* for mk_json_key: the place of a key's n bytes, quotes and colon with them */
/* A word of ours, written as it is: no quote, backslash or control in it. Here, so that the length of a word in the code costs nothing. */
static inline void mk_json_key(mk_jsonw *w, const char *key)
{
    size_t n = strlen(key);
    char *p = mk_json_key_room(w, n + 3);
    p[0] = '"';
    memcpy(p + 1, key, n);
    p[n + 1] = '"', p[n + 2] = ':';
}
void mk_json_key_str(mk_jsonw *w, mk_str key);          /* whatever it is */
void mk_json_str(mk_jsonw *w, mk_str s);
static inline void mk_json_z(mk_jsonw *w, const char *z) { mk_json_str(w, mk_str_of(z)); }
void mk_json_int(mk_jsonw *w, int64_t v);
void mk_json_real(mk_jsonw *w, double v);               /* shortest form that reads back the same */
void mk_json_near(mk_jsonw *w, double v);               /* to a millionth: what is told to people, which need not be read back */
void mk_json_bool(mk_jsonw *w, bool v);
void mk_json_null(mk_jsonw *w);
void mk_json_raw(mk_jsonw *w, mk_str json);             /* a value that is JSON already */
/* Length of the valid UTF-8 sequence at p, of n bytes at most; 0 when it is not one. */
size_t mk_json_utf8(const char *p, size_t n);
#endif
