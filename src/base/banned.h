/* SPDX-License-Identifier: Apache-2.0
 * Force-included everywhere: functions that are wrong to call in this project do not compile. */
#ifndef MK_BANNED_H
#define MK_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets localtime gmtime ctime asctime atoi atol atof strncpy strncat
#endif
