/* SPDX-License-Identifier: Apache-2.0
 * A demo business in a store that is being served, in by one click and out by one: what the store was before is kept aside and comes back whole.
 * Threads: any. Errors: MK_EEXISTS (the store has a business's own data), MK_ENOTFOUND (no demo is in it), those of demo.h and keep.h. */
#ifndef MK_DEMO_LIVE_H
#define MK_DEMO_LIVE_H
#include "demo.h"

int mk_demo_begin(mk_cx *cx, mk_store *s, mk_str name, mk_demo_told *ret);
/* Everything that was written down meanwhile goes too. */
int mk_demo_end(mk_cx *cx, mk_store *s);
#endif
