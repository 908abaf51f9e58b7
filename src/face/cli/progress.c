/* SPDX-License-Identifier: Apache-2.0
 * Progress as git shows it: nothing for the first second, then one line that is written over. */
#include "cli_int.h"
#include "clock.h"
#include "width.h"

static void report(void *self, const char *stage, uint64_t done, uint64_t total)
{
    mk_cli_progress *p = self;
    if (mk_clock_monotonic() - p->since < MK_SECOND) return;
    char line[160];
    if (total) snprintf(line, sizeof line, "%s: %3u%% (%" PRIu64 "/%" PRIu64 ")", stage, (unsigned)(100.0 * (double)done / (double)total), done, total);
    else snprintf(line, sizeof line, "%s: %" PRIu64, stage, done);
    int width = (int)mk_width(mk_str_of(line));
    fprintf(p->err, "\r%s%*s", line, p->shown > width ? p->shown - width : 0, "");
    fflush(p->err);
    p->shown = width;
}

void mk_cli_progress_on(mk_cx *cx, const mk_cli *cli, mk_cli_progress *p)
{
    *p = (mk_cli_progress){ cli->err, mk_clock_monotonic(), 0 };
    cx->progress = (mk_progress){ report, p, 0 };
}

void mk_cli_progress_off(mk_cx *cx, mk_cli_progress *p)
{
    cx->progress = (mk_progress){ 0 };
    if (p->shown) fprintf(p->err, "\r%*s\r", p->shown, "");
}
