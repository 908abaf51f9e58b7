/* SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

_Thread_local int64_t mk_fault_left[MK_FAULT_KINDS];

bool mk_fault_tick(mk_fault_kind kind) { return --mk_fault_left[kind] == 0; }
