/* SPDX-License-Identifier: Apache-2.0
 * A file packed with xz, read as what is in it: streaming, in bounded memory.
 * Owns: the decoder, which goes with the arena. Errors: MK_EBADDATA (broken, or needs more memory than a reader should), those of the packed source.
 * Threads: one. */
#ifndef MK_UNPACK_H
#define MK_UNPACK_H
#include "source.h"

bool mk_unpack_is_xz(mk_str head);
/* `packed` must not be read by anybody else. The size is not known before it is read. */
int mk_unpack_xz(mk_cx *cx, mk_arena *a, mk_source *packed, mk_source **ret);
#endif
