/* SPDX-License-Identifier: Apache-2.0
 * Time zones: Israel's clock changes, other zones by table (made with Python's zoneinfo), broken files. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"

static int64_t at(const char *z)
{
    int64_t us;
    assert_true(mk_moment_parse(mk_str_of(z), &us));
    return us;
}

static const mk_tz *zone(const char *name)
{
    const mk_tz *tz = mk_tz_named(mk_str_of(name));
    if (!tz) skip();                    /* this machine has no tz database */
    return tz;
}

static void jerusalem(void **state)
{
    (void)state;
    const mk_tz *tz = zone("Asia/Jerusalem");
    assert_ptr_equal(tz, zone("Asia/Jerusalem"));
    /* 2024-03-29 at 02:00 the clock went to 03:00 */
    assert_int_equal(mk_tz_offset(tz, at("2024-03-28T23:59:59Z")), 7200);
    assert_int_equal(mk_tz_offset(tz, at("2024-03-29T00:00:00Z")), 10800);
    /* 2024-10-27 at 02:00 it went back to 01:00 */
    assert_int_equal(mk_tz_offset(tz, at("2024-10-26T22:59:59Z")), 10800);
    assert_int_equal(mk_tz_offset(tz, at("2024-10-26T23:00:00Z")), 7200);
    /* after the last transition of the file, by the rule: Friday before the last Sunday of March, last Sunday of October */
    assert_int_equal(mk_tz_offset(tz, at("2040-03-22T23:59:59Z")), 7200);
    assert_int_equal(mk_tz_offset(tz, at("2040-03-23T00:00:00Z")), 10800);
    assert_int_equal(mk_tz_offset(tz, at("2040-10-27T22:59:59Z")), 10800);
    assert_int_equal(mk_tz_offset(tz, at("2040-10-27T23:00:00Z")), 7200);
    /* before the first transition: Jerusalem's own mean time */
    assert_int_equal(mk_tz_offset(tz, at("1850-01-01")), 8454);

    int32_t day = mk_day_of(2024, 3, 28);
    assert_int_equal(mk_tz_day(tz, at("2024-03-27T21:59:59Z")), day - 1);
    assert_int_equal(mk_tz_day(tz, at("2024-03-27T22:00:00Z")), day);
    assert_int_equal(mk_tz_day(tz, at("2024-07-01T20:59:59.999999Z")), mk_day_of(2024, 7, 1));
    assert_int_equal(mk_tz_day(tz, at("2024-07-01T21:00:00Z")), mk_day_of(2024, 7, 2));
}

static void moments_of_wall_times(void **state)
{
    (void)state;
    const mk_tz *tz = zone("Asia/Jerusalem");
    int32_t spring = mk_day_of(2024, 3, 29), autumn = mk_day_of(2024, 10, 27);
    assert_true(mk_tz_moment(tz, mk_day_of(2024, 1, 1), 0) == at("2023-12-31T22:00:00Z"));
    assert_true(mk_tz_moment(tz, spring, 7199) == at("2024-03-28T23:59:59Z"));
    assert_true(mk_tz_moment(tz, spring, 9000) == at("2024-03-29T00:30:00Z"));         /* 02:30 is skipped: 03:30 */
    assert_true(mk_tz_moment(tz, spring, 10800) == at("2024-03-29T00:00:00Z"));
    assert_true(mk_tz_moment(tz, autumn, 3599) == at("2024-10-26T21:59:59Z"));
    assert_true(mk_tz_moment(tz, autumn, 5400) == at("2024-10-26T22:30:00Z"));         /* 01:30 comes twice: the first */
    assert_true(mk_tz_moment(tz, autumn, 7200) == at("2024-10-27T00:00:00Z"));
    assert_true(mk_tz_moment(tz, mk_day_of(2040, 7, 1), 0) == at("2040-06-30T21:00:00Z"));
    /* there and back, every hour of thirty years */
    for (int32_t day = mk_day_of(2015, 1, 1); day < mk_day_of(2045, 1, 1); day++)
        for (int h = 0; h < 24; h++) {
            int64_t us = mk_tz_moment(tz, day, h * 3600);
            int64_t local = us + mk_tz_offset(tz, us) * MK_SECOND;
            int64_t late = local - (day * MK_DAY + h * 3600 * MK_SECOND);
            assert_true(late == 0 || (late == 3600 * MK_SECOND && h == 2));
        }
    /* Samoa left out the whole 30th of December 2011 */
    const mk_tz *apia = zone("Pacific/Apia");
    assert_true(mk_tz_moment(apia, mk_day_of(2011, 12, 29), 86399) == at("2011-12-30T09:59:59Z"));
    assert_true(mk_tz_moment(apia, mk_day_of(2011, 12, 31), 0) == at("2011-12-30T10:00:00Z"));
    assert_int_equal(mk_tz_day(apia, mk_tz_moment(apia, mk_day_of(2011, 12, 30), 0)), mk_day_of(2011, 12, 31));
}

static void other_zones(void **state)
{
    (void)state;
    static const struct { const char *zone; int64_t s; int32_t offset; } known[] = {
        { "Europe/London", INT64_C(3812275131), 3600 },        { "Europe/London", INT64_C(1842697460), 3600 },
        { "Europe/London", INT64_C(578335701), 3600 },         { "Europe/London", INT64_C(-1722772874), 0 },
        { "America/New_York", INT64_C(3153234897), -18000 },   { "America/New_York", INT64_C(1520956032), -14400 },
        { "America/New_York", INT64_C(2523955207), -18000 },   { "America/New_York", INT64_C(-1138121511), -18000 },
        { "Australia/Sydney", INT64_C(3716121872), 39600 },    { "Australia/Sydney", INT64_C(-1278141406), 36000 },
        { "Australia/Sydney", INT64_C(1079776965), 39600 },    { "Australia/Sydney", INT64_C(2771473374), 39600 },
        { "Asia/Kolkata", INT64_C(3857776939), 19800 },        { "Asia/Kolkata", INT64_C(-2186169038), 19270 },
        { "America/Sao_Paulo", INT64_C(1537974016), -10800 },  { "Pacific/Apia", INT64_C(-1329467477), -41400 },
        { "Pacific/Apia", INT64_C(757295767), -39600 },        { "Pacific/Apia", INT64_C(1629602482), 46800 },
        { "Europe/Dublin", INT64_C(2921566277), 3600 },        { "Europe/Dublin", INT64_C(-1075925124), 0 },
        { "Asia/Tehran", INT64_C(1306519578), 16200 },         { "America/St_Johns", INT64_C(3178309218), -9000 },
        { "America/St_Johns", INT64_C(-1415393786), -12652 },  { "America/St_Johns", INT64_C(3186271102), -12600 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(mk_tz_offset(zone(known[i].zone), known[i].s * MK_SECOND), known[i].offset);
}

static void utc_and_refused_names(void **state)
{
    (void)state;
    assert_ptr_equal(mk_tz_named(MK_S("UTC")), mk_tz_utc());
    assert_int_equal(mk_tz_offset(mk_tz_utc(), at("2024-07-01")), 0);
    assert_true(mk_tz_moment(mk_tz_utc(), 1, 1) == MK_DAY + MK_SECOND);
    static const char *bad[] = { "", "/etc/passwd", "../zoneinfo/UTC", "Asia/../UTC", "Nowhere/Atall", "Asia", "UTC ", "zone.tab" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_null(mk_tz_named(mk_str_of(bad[i])));
    assert_null(mk_tz_named(MK_S("UTC\0x")));
}

/* A TZif file by hand. */
static void write_zone(const char *dir, const char *name, const void *p, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    fclose(f);
}

static void own_files(void **state)
{
    (void)state;
    char dir[] = "/tmp/makir-tz-XXXXXX";
    assert_non_null(mkdtemp(dir));
    setenv("TZDIR", dir, 1);
    /* version 1: one transition at 1970-01-01 00:00:16 from +1 h to +2 h, then nothing but the last */
    static const unsigned char one[] = "TZif\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "\0\0\0\0" "\0\0\0\0" "\0\0\0\0" "\0\0\0\1" "\0\0\0\2" "\0\0\0\4"
        "\0\0\0\x10" "\1" "\0\0\x0e\x10\0\0" "\0\0\x1c\x20\0\0" "AAA";
    write_zone(dir, "One", one, sizeof one);
    const mk_tz *tz = mk_tz_named(MK_S("One"));
    assert_non_null(tz);
    assert_int_equal(mk_tz_offset(tz, 15 * MK_SECOND), 3600);
    assert_int_equal(mk_tz_offset(tz, 16 * MK_SECOND), 7200);
    assert_int_equal(mk_tz_offset(tz, at("2100-01-01")), 7200);
    /* cut anywhere it is refused, and never read beyond its end */
    for (size_t n = 0; n < sizeof one; n++) {
        char name[16];
        snprintf(name, sizeof name, "Cut%zu", n);
        write_zone(dir, name, one, n);
        assert_null(mk_tz_named(mk_str_of(name)));
    }
    /* version 2 with no transitions: the rule is all there is. Days by number, a time before midnight, a name in <> */
    static const struct { const char *name, *rule; int64_t noon; int32_t winter, summer; } rules[] = {
        { "R1", "<+01>-1", 0, 3600, 3600 },
        { "R2", "AAA-1BBB,J60,J300", 0, 3600, 7200 },
        { "R3", "AAA-1BBB-3,59/-2,299", 0, 3600, 10800 },
        { "R4", "AAA3BBB,M10.3.0/0,M2.3.0/0", 0, -7200, -10800 },       /* the south */
        { "R5", "nonsense", 0, 0, 0 },
        { "R6", "AAA-1BBB,M13.1.0,M1.1.0", 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        unsigned char file[256] = { 0 };
        size_t n = 0;
        for (int k = 0; k < 2; k++) {
            memcpy(file + n, "TZif2", 5);
            file[n + 39] = 1;                       /* one type */
            file[n + 43] = 4;                       /* four characters */
            n += 44 + 6 + 4;
        }
        n += (size_t)snprintf((char *)file + n, sizeof file - n, "\n%s\n", rules[i].rule);
        write_zone(dir, rules[i].name, file, n);
        tz = mk_tz_named(mk_str_of(rules[i].name));
        assert_non_null(tz);
        assert_int_equal(mk_tz_offset(tz, at("2024-01-15T12:00:00Z")), rules[i].winter);
        assert_int_equal(mk_tz_offset(tz, at("2024-07-15T12:00:00Z")), rules[i].summer);
    }
    /* J60 is the first of March whether or not there is a 29th of February; 59 is that day in one and the day before in the other */
    tz = mk_tz_named(MK_S("R2"));
    assert_int_equal(mk_tz_offset(tz, at("2024-03-01T00:59:59Z")), 3600);
    assert_int_equal(mk_tz_offset(tz, at("2024-03-01T01:00:00Z")), 7200);
    assert_int_equal(mk_tz_offset(tz, at("2023-03-01T00:59:59Z")), 3600);
    assert_int_equal(mk_tz_offset(tz, at("2023-03-01T01:00:00Z")), 7200);
    tz = mk_tz_named(MK_S("R3"));
    assert_int_equal(mk_tz_offset(tz, at("2023-02-28T20:59:59Z")), 3600);
    assert_int_equal(mk_tz_offset(tz, at("2023-02-28T21:00:00Z")), 10800);
    assert_int_equal(mk_tz_offset(tz, at("2024-02-28T21:00:00Z")), 10800);
    unsetenv("TZDIR");
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", dir);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jerusalem), cmocka_unit_test(moments_of_wall_times), cmocka_unit_test(other_zones),
        cmocka_unit_test(utc_and_refused_names), cmocka_unit_test(own_files),
    };
    return cmocka_run_group_tests_name("tz", tests, NULL, NULL);
}
