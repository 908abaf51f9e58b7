/* SPDX-License-Identifier: Apache-2.0
 * Who is who in plain files, with no store and no settings, and how right that is when the truth is known.
 * Memory: what the engine needs (about 200 bytes a row). Threads: cx->threads. Errors: MK_EIO, MK_ENOTFOUND (no such column), MK_EBADDATA. */
#ifndef MK_EVALUATE_IDENTITY_H
#define MK_EVALUATE_IDENTITY_H
#include "link.h"

typedef struct mk_evaluate_in {
    const char *const *path;
    size_t paths;
    mk_str truth, id;               /* headers; "" = none */
    const char *clusters, *pairs;   /* files to write; NULL = none */
} mk_evaluate_in;

typedef struct mk_evaluated {
    const mk_link *link;
    mk_link_stats stats;
    bool judged;
    mk_link_score score;
    uint64_t bad_rows;
    double seconds, cpu_seconds;
    int64_t peak_bytes;
} mk_evaluated;

int mk_evaluate_identity(mk_cx *cx, const mk_evaluate_in *in, mk_evaluated *ret);
#endif
