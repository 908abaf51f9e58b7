/* SPDX-License-Identifier: Apache-2.0
 * Everything that can go wrong under a deed, one step at a time: "the n-th step of this kind fails".
 *   memory of the arenas and sorters, writes of the spill files, statements      base/fault.h
 *   memory inside SQLite                                                         its own hooks
 *   memory asked of the C library by makir itself, and by jansson                the linker wraps malloc in tests; its own hooks
 *   the disk under the store                                                     a VFS of SQLite over the usual one
 * faults_install must come before anything else uses SQLite. Threads: one. */
#ifndef MK_TEST_FAULTS_H
#define MK_TEST_FAULTS_H
#include <stdbool.h>
#include <stdint.h>

typedef enum fault_kind {
    FAULT_ARENA, FAULT_SPILL, FAULT_STATEMENT,
    FAULT_SQLITE_MEMORY,
    FAULT_MALLOC,
    FAULT_DISK_ONCE,            /* one write, sync or truncation fails */
    FAULT_DISK_BROKEN,          /* and all behind it */
    FAULT_DISK_FULL,            /* no byte more is written from there on */
    FAULT_DISK_SHORT,           /* half of what was to be written is, then an error; and all behind it fail */
    FAULT_KINDS
} fault_kind;
extern const char *const fault_name[FAULT_KINDS];

void faults_install(void);
/* Arms the n-th next step of a kind. */
void fault_arm(fault_kind kind, int64_t n);
/* Disarms; whether the fault has happened. */
bool fault_disarm(fault_kind kind);
/* Called when the disk fails for the first time, before the failing step: a test copies the files there, as a dead machine leaves them. */
void fault_on_disk(void (*fn)(void *), void *arg);
#endif
