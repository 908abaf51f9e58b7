/* SPDX-License-Identifier: Apache-2.0
 * Faults on demand: a test says "the n-th allocation fails" and sees that nothing is lost or half done.
 * Costs one predictable branch when nothing is armed. Per thread.
 * Owns: nothing. Errors: none of its own. */
#ifndef MK_FAULT_H
#define MK_FAULT_H
#include <stdbool.h>
#include <stdint.h>

typedef enum mk_fault_kind { MK_FAULT_ALLOC, MK_FAULT_WRITE, MK_FAULT_STATEMENT, MK_FAULT_KINDS } mk_fault_kind;

extern _Thread_local int64_t mk_fault_left[MK_FAULT_KINDS];   /* 0: never; n: the n-th from now fails */
bool mk_fault_tick(mk_fault_kind kind);

/* True when this very step has to fail. */
static inline bool mk_fault(mk_fault_kind kind) { return __builtin_expect(mk_fault_left[kind] != 0, 0) && mk_fault_tick(kind); }
/* Arms the n-th next step of a kind; 0 disarms. */
static inline void mk_fault_arm(mk_fault_kind kind, int64_t n) { mk_fault_left[kind] = n; }
#endif
