/* SPDX-License-Identifier: Apache-2.0
 * Prints what a door gives, for looking at files: door_dump PATH [MAPPING-JSON] [--quiet]. */
#include "door.h"
#include "show.h"

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    bool quiet = argc > 2 && strcmp(argv[argc - 1], "--quiet") == 0;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_door_options opt = { .mapping = mk_str_of(argc - quiet > 2 ? argv[2] : "") };
    mk_door *d;
    int64_t t0 = mk_clock_monotonic();
    if (mk_door_open(&cx, argv[1], &opt, &d) < 0) {
        printf("error %d: %s\n", cx.code, cx.message);
        mk_arena_free(a);
        return 1;
    }
    const mk_door_info *info = mk_door_about(d);
    printf("%.*s %.*s%s delimiter=%c order=%s comma=%d source=%.*s currency=%s fingerprint=%.*s bytes=%" PRIu64 "\n", MK_SARG(info->kind),
           MK_SARG(info->charset), info->visual ? " visual" : "", info->delimiter ? info->delimiter : '-', info->date_order, info->comma_decimal,
           MK_SARG(info->source), info->currency, MK_SARG(info->fingerprint), info->bytes);
    for (size_t i = 0; i < info->column_n; i++)
        printf("  %.*s -> %.*s %d %.*s (%.*s)\n", MK_SARG(info->column[i].header), MK_SARG(info->column[i].field), info->column[i].sure,
               MK_SARG(info->column[i].why), MK_SARG(info->column[i].example));
    uint64_t n = 0, bad = 0;
    mk_buf line = mk_buf_on(a);
    mk_record r;
    int rc;
    while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) {
        if (rc == 1) n++;
        else bad++;
        if (!quiet && rc == 1) {
            mk_buf_clear(&line);
            show_record(&line, &r);
            fwrite(line.p, 1, line.n, stdout);
        }
        else if (rc != 1 && (!quiet || bad <= 10)) printf("bad %" PRIu64 ": %s\n", r.line, cx.message);
    }
    if (rc < 0) printf("error %d: %s\n", rc, cx.message);
    for (size_t i = 0; i < info->warning_n; i++) printf("warning: %.*s\n", MK_SARG(info->warning[i]));
    printf("%" PRIu64 " records, %" PRIu64 " bad, %" PRIu64 " bytes, %.3f s, arena %zu\n", n, bad, mk_door_bytes(d),
           (double)(mk_clock_monotonic() - t0) / 1e6, mk_arena_bytes(a));
    mk_arena_free(a);
    return rc < 0;
}
