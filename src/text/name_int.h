/* SPDX-License-Identifier: Apache-2.0
 * Between name.c and person_name.c: a name as it was read, with what mk_name does not keep. */
#ifndef MK_NAME_INT_H
#define MK_NAME_INT_H
#include "name.h"

typedef struct mk_name_reading {
    mk_name name;
    mk_str text[MK_NAME_TOKENS];        /* mk_fold_text of each token: the geresh is still there */
    bool dashed[MK_NAME_TOKENS];        /* a dash ties it to the token before */
    bool particle[MK_NAME_TOKENS];      /* begins with a particle that was joined to it */
    int comma;                          /* tokens before the comma; 0 none */
    uint32_t titles;                    /* MK_TITLE_... of person_name.h */
} mk_name_reading;

mk_name_reading mk_name_read(mk_arena *a, mk_str s);
/* The particle a key begins with, when something is left behind it; else nothing. */
mk_str mk_name_particle(mk_str key);
#endif
