/* SPDX-License-Identifier: Apache-2.0
 * Covariates out of a delimited file, for evaluate: one row a customer, or one a customer and day from which it holds.
 * Owns: everything on the arena. Threads: one. Errors: MK_EIO, MK_EBADDATA (nothing that can be used). */
#ifndef MK_VALUE_COVARIATES_H
#define MK_VALUE_COVARIATES_H
#include "covariates.h"
#include "value_log.h"

typedef struct mk_value_covariates {
    int k;
    mk_str name[MK_COV_MOST];
    double scale[MK_COV_MOST];      /* values are divided by it: the largest there is */
    bool dynamic;
    const mk_cov_path *path;        /* different ones only */
    size_t paths;
    const uint32_t *of;             /* of each customer of the log; UINT32_MAX: nothing is known */
    uint64_t unknown;               /* customers of whom nothing is known */
    uint64_t bad;                   /* rows that could not be read */
    int32_t until;                  /* the last day something holds from */
} mk_value_covariates;

int mk_value_covariates_read(mk_cx *cx, const char *path, const mk_value_log_columns *columns, const mk_value_log *log, mk_value_covariates *ret);
#endif
