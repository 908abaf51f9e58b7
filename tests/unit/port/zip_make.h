/* SPDX-License-Identifier: Apache-2.0
 * Archives in memory for tests: parts by name, as writers of workbooks and exports pack them. */
#ifndef MK_ZIP_MAKE_H
#define MK_ZIP_MAKE_H
#include <zip.h>
#include "buf.h"

typedef struct zip_part { const char *name; mk_str bytes; } zip_part;

/* Parts up to one without a name, packed; the bytes on the arena. */
static inline mk_str zip_make(mk_arena *a, const zip_part *part)
{
    zip_error_t error;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(to);
    zip_t *zip = zip_open_from_source(to, ZIP_TRUNCATE, &error);
    for (; part->name; part++) zip_file_add(zip, part->name, zip_source_buffer(zip, part->bytes.p, part->bytes.n, 0), ZIP_FL_ENC_UTF_8);
    zip_close(zip);
    zip_source_open(to);
    zip_source_seek(to, 0, SEEK_END);
    size_t n = (size_t)zip_source_tell(to);
    zip_source_seek(to, 0, SEEK_SET);
    char *p = mk_arena_alloc(a, n + 1);
    zip_source_read(to, p, n);
    zip_source_close(to);
    zip_source_free(to);
    return (mk_str){ p, n };
}
#endif
