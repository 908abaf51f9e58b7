/* SPDX-License-Identifier: Apache-2.0
 * The charsets of files in Israel, to UTF-8. Detection looks at a sample; decoding is byte by byte, so files of any size stream.
 * Threads: any (tables are constant). Errors: none; a byte that means nothing becomes U+FFFD and is counted. */
#ifndef MK_CHARSET_H
#define MK_CHARSET_H
#include "buf.h"

typedef enum mk_charset { MK_CS_UTF8, MK_CS_UTF16LE, MK_CS_UTF16BE, MK_CS_1255, MK_CS_8859_8, MK_CS_862, MK_CS_1252 } mk_charset;

typedef struct mk_charset_guess {
    mk_charset charset;
    size_t bom;                 /* bytes of a byte order mark to skip */
    bool visual;                /* Hebrew stored left to right, as old DOS programs do */
} mk_charset_guess;

const char *mk_charset_name(mk_charset c);                          /* "windows-1255" */
bool mk_charset_named(mk_str name, mk_charset *ret);                /* usual spellings, ASCII case ignored */
/* The most likely charset of a file that begins with this sample (64 KiB is plenty). Rule: BOM, else UTF-16 by zero bytes, else valid
 * UTF-8 (a sequence cut at the end of the sample is fine), else Hebrew letters at E0-FA (1255; 8859-8 when nothing outside it is used)
 * against 80-9A (862), else 1252. `visual` by final letters: words that begin with one outnumber words that end with one. */
mk_charset_guess mk_charset_of(mk_str sample);
/* Appends the text as UTF-8; returns the bytes taken. What the end cuts (UTF-16: an odd byte, half a pair; UTF-8: a sequence that is not
 * whole) is left for the next part; at the end of a file what is left is bad. *bad counts the unknown. */
size_t mk_charset_decode(mk_charset c, mk_str bytes, mk_buf *out, uint64_t *bad);
/* One field from visual to logical order: reversed, with runs of digits and Latin kept, brackets mirrored. UTF-8 in and out.
 * Fields without Hebrew come back as they are. */
mk_str mk_visual_to_logical(mk_arena *a, mk_str s);
/* Text that was decoded with the wrong charset ("úåéì", "׳" pairs) as it should have been; false when it is not such text. */
bool mk_charset_repair(mk_arena *a, mk_str s, mk_str *ret);
#endif
