/* SPDX-License-Identifier: Apache-2.0
 * A small invented shop to play with: its settings, sales, goods, book, recalls and tips, from a folder of tables (examples/demo).
 * Errors: MK_EEXISTS: the store holds a business's own data; MK_EIO: the tables are not there.
 * Threads: as the store. */
#ifndef MK_DEMO_H
#define MK_DEMO_H
#include "store.h"

typedef struct mk_demo_told { bool made; mk_str shop; uint64_t customers, sales; } mk_demo_told;      /* made: false, it was there already */
/* The folder of the examples that came with this program, wherever it is started from: beside the sources it was built in, or where a package
 * puts them. When neither is there, the first, for a message to name it. On the arena. */
mk_str mk_demo_examples(mk_cx *cx);
/* dir: where the examples are; name: grocer, garage, fashion, travel, cafe. Also learns. */
int mk_demo_make(mk_cx *cx, mk_store *s, mk_str dir, mk_str name, mk_demo_told *ret);
#endif
