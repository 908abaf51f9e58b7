/* SPDX-License-Identifier: Apache-2.0
 * Zones as the exporters of tills write them. Owns: nothing. Threads: any. Errors: none. */
#ifndef MK_ZONE_H
#define MK_ZONE_H
#include "clock.h"
#include "str.h"

/* "Eastern Time (US & Canada)", "Jerusalem", "America/New_York"; NULL: unknown, also where this machine does not have it. For the life of the process. */
const mk_tz *mk_zone_named(mk_str name);
#endif
