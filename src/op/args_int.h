/* SPDX-License-Identifier: Apache-2.0
 * Inside of mk_args: one place for each parameter of the table, in its order. */
#ifndef MK_ARGS_INT_H
#define MK_ARGS_INT_H
#include "args.h"

typedef struct mk_arg { bool has; int64_t i; double r; mk_str text; } mk_arg;
struct mk_args { const mk_op *op; size_t n; mk_arg v[MK_OP_PARAMS]; };
#endif
