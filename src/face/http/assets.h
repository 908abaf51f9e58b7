/* SPDX-License-Identifier: Apache-2.0
 * The files of the desk, embedded in the program by tools/embed.py. Constant. */
#ifndef MK_ASSETS_H
#define MK_ASSETS_H
#include <stddef.h>

typedef struct mk_asset {
    const char *path;               /* "/index.html" */
    const char *type;               /* content type */
    const char *etag;               /* with its quotes; of the contents */
    const unsigned char *raw, *gzip;        /* gzip NULL when it is not smaller */
    size_t raw_n, gzip_n;
} mk_asset;

extern const mk_asset mk_assets[];  /* ended by a path of NULL */
#endif
