/* SPDX-License-Identifier: Apache-2.0
 * The list of all operations, in the order of ops.def. */
#include "op.h"

#define OP(name) extern const mk_op mk_op_##name;
#include "ops.def"
#undef OP

static const mk_op *const all[] = {
#define OP(name) &mk_op_##name,
#include "ops.def"
#undef OP
    NULL,
};

const mk_op *const *const mk_ops = all;

const mk_op *mk_op_named(mk_str name)
{
    for (const mk_op *const *o = mk_ops; *o; o++)
        if (mk_str_eqz(name, (*o)->name)) return *o;
    return NULL;
}
