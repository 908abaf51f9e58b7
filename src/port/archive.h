/* SPDX-License-Identifier: Apache-2.0
 * Finds the parts of an export in a folder or an archive, however deep: INI.TXT and BKMVDATA.TXT in any case, packed or not, in a zip
 * in a zip. Nothing is unpacked to disk; entries are read as streams, but for an archive inside an archive, which is held in memory.
 * Owns: handles, which go with the arena. Threads: one.
 * Errors: MK_EIO, MK_EBADDATA (a broken or locked archive), MK_ELIMIT (limits.archive_bytes). */
#ifndef MK_ARCHIVE_H
#define MK_ARCHIVE_H
#include "source.h"

/* One export: its data and, when it was there, its INI.TXT. */
typedef struct mk_export {
    mk_str where;                   /* the folder it lies in, for messages and pairing */
    mk_source *ini, *data;
} mk_export;

typedef struct mk_found {
    mk_export *export;
    size_t n;
    mk_source *table;               /* the one text file of an archive that holds no export */
    size_t tables;
    bool packed;                    /* BKMVDATA in a packing that cannot be read here */
} mk_found;

/* `path` is a folder, a zip, or INI.TXT or BKMVDATA of a folder. */
int mk_archive_find(mk_cx *cx, mk_arena *a, const char *path, mk_found *ret);
bool mk_archive_is_zip(mk_str head);            /* by its first bytes */
bool mk_archive_is_part(mk_str path);           /* by its name: ini.txt, bkmvdata.* */
#endif
