/* SPDX-License-Identifier: Apache-2.0
 * Force-included everywhere: functions that are wrong to call in this project do not compile. */
#ifndef MK_BANNED_H
#define MK_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
/* A library whose own header names one of them in a macro: its file is compiled with this set. */
#ifdef MK_BANNED_AFTER
#include MK_BANNED_AFTER
#endif
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets localtime gmtime ctime asctime atoi atol atof strncpy strncat
#endif
