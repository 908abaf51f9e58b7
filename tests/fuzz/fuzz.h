/* SPDX-License-Identifier: Apache-2.0
 * What a fuzz target is: one function that libFuzzer, or driver.c where there is none, calls with all kinds of bytes, and seeds,
 * inputs that reach deep, to begin from. A target aborts when something that must always hold does not. */
#ifndef FUZZ_H
#define FUZZ_H
#include "arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const mk_str mk_fuzz_seeds[];            /* ends with a NULL */

#define FUZZ_CHECK(cond) \
    do { if (!(cond)) { fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #cond); abort(); } } while (0)
#endif
