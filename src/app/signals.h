/* SPDX-License-Identifier: Apache-2.0
 * ^C asks to stop, a second one stops at once. The flag is the one thing in makir that changes and belongs to nobody: signal
 * handlers have no context.
 * Owns: the flag. Threads: it is atomic. Errors: none. */
#ifndef MK_SIGNALS_H
#define MK_SIGNALS_H
#include <stdatomic.h>

/* Catches SIGINT and SIGTERM, ignores SIGPIPE; returns the flag they set. */
atomic_bool *mk_signals_catch(void);
#endif
