/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"
#include <stdio.h>

static int64_t read_clock(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * MK_SECOND + t.tv_nsec / 1000;
}

int64_t mk_clock_now(void) { return read_clock(CLOCK_REALTIME); }
int64_t mk_clock_monotonic(void) { return read_clock(CLOCK_MONOTONIC); }

int32_t mk_day_of(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

bool mk_day_valid(int year, int month, int day)
{
    static const int8_t len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= len[month - 1] + (month == 2 && leap);
}

mk_civil mk_civil_of_day(int32_t z)
{
    z += 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp + (mp < 10 ? 3 : -9);
    return (mk_civil){ .year = yoe + era * 400 + (month <= 2), .month = (int8_t)month,
                       .day = (int8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int mk_weekday(int32_t day) { return (int)(((int64_t)day % 7 + 11) % 7); }
int32_t mk_day_at(int64_t us) { return (int32_t)floor_div(us, MK_DAY); }

static char *two(char *p, int v)
{
    p[0] = (char)('0' + v / 10);
    p[1] = (char)('0' + v % 10);
    return p + 2;
}

/* By hand: pages and exports are full of days, and printf takes ten times as long. Returns the end, where a NUL is. */
static char *write_day(int32_t day, char *p)
{
    mk_civil c = mk_civil_of_day(day);
    if (c.year < 0 || c.year > 9999) return p + snprintf(p, 16, "%04d-%02d-%02d", c.year, c.month, c.day);
    p = two(two(p, c.year / 100), c.year % 100);
    *p++ = '-';
    p = two(p, c.month);
    *p++ = '-';
    p = two(p, c.day);
    *p = 0;
    return p;
}

char *mk_day_text(int32_t day, char out[16])
{
    write_day(day, out);
    return out;
}

char *mk_moment_text(int64_t us, char out[32])
{
    int32_t day = mk_day_at(us);
    int s = (int)((us - day * MK_DAY) / MK_SECOND);
    char *p = write_day(day, out);
    *p++ = 'T';
    p = two(p, s / 3600);
    *p++ = ':';
    p = two(p, s / 60 % 60);
    *p++ = ':';
    p = two(p, s % 60);
    memcpy(p, "Z", 2);
    return out;
}

static bool digits(mk_str s, size_t at, size_t n, int *ret)
{
    if (at + n > s.n) return false;
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

bool mk_day_parse(mk_str s, int32_t *ret)
{
    int y, m, d;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
    if (!digits(s, 0, 4, &y) || !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d) || !mk_day_valid(y, m, d)) return false;
    *ret = mk_day_of(y, m, d);
    return true;
}

bool mk_moment_parse(mk_str s, int64_t *ret)
{
    int32_t day;
    int h = 0, m = 0, sec = 0, oh = 0, om = 0;
    if (!mk_day_parse(mk_str_sub(s, 0, 10), &day)) return false;
    int64_t us = day * MK_DAY;
    size_t i = 10;
    if (s.n > 10) {
        if ((s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ') || s.n < 16) return false;
        if (!digits(s, 11, 2, &h) || s.p[13] != ':' || !digits(s, 14, 2, &m)) return false;
        i = 16;
        if (i < s.n && s.p[i] == ':') {
            if (!digits(s, 17, 2, &sec)) return false;
            i = 19;
        }
        if (h > 23 || m > 59 || sec > 60) return false;
        us += (h * 3600 + m * 60 + sec) * MK_SECOND;
        if (i < s.n && s.p[i] == '.') {
            int64_t unit = MK_SECOND / 10;
            for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, unit /= 10) us += (s.p[i] - '0') * unit;
        }
        if (i < s.n && (s.p[i] == 'Z' || s.p[i] == 'z')) {
            i++;
        } else if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
            if (!digits(s, i + 1, 2, &oh)) return false;
            size_t j = i + 3;
            if (j < s.n && s.p[j] == ':') j++;
            if (j < s.n && !digits(s, j, 2, &om)) return false;
            int64_t off = (oh * 3600 + om * 60) * MK_SECOND;
            us += s.p[i] == '-' ? off : -off;
            i = j + (j < s.n ? 2 : 0);
        }
        if (i != s.n) return false;
    }
    *ret = us;
    return true;
}
