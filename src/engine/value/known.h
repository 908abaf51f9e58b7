/* SPDX-License-Identifier: Apache-2.0
 * How much can be said, of every model of value: no numbers are shown when it is too little.
 * Pure. */
#ifndef MK_KNOWN_H
#define MK_KNOWN_H
typedef enum mk_known { MK_KNOWN_TOO_LITTLE, MK_KNOWN_LITTLE, MK_KNOWN_ENOUGH } mk_known;
#endif
