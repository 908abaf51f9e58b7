/* SPDX-License-Identifier: Apache-2.0
 * QR codes as SVG, and the poster a shop hangs up. Pure. Threads: any. */
#ifndef MK_QR_H
#define MK_QR_H
#include "buf.h"

/* The text as a picture of black squares, with `quiet` empty squares around (4 by the standard); "" when it is too long for one. */
mk_str mk_qr_svg(mk_arena *a, mk_str text, int quiet);
/* Its squares alone, as the path of a picture *ret_size wide and high. */
mk_str mk_qr_path(mk_arena *a, mk_str text, int *ret_size);
#endif
