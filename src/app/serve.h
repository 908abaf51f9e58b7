/* SPDX-License-Identifier: Apache-2.0
 * `makir serve`: the operation's arguments to the HTTP face, the address to standard output.
 * Owns: what it starts, until it returns. Threads: called once, by main. Errors: MK_EIO (the address is taken), those of the store. */
#ifndef MK_SERVE_H
#define MK_SERVE_H
#include "op.h"

int mk_serve(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out);
#endif
