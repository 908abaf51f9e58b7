/* SPDX-License-Identifier: Apache-2.0
 * Time zones from the system's compiled tz database (RFC 8536, "TZif", versions 1 to 4) and its footer, a POSIX TZ rule
 * that goes on after the last transition. The C library's own zone is one for the whole process; this one is a value. */
#include "clock.h"
#include <pthread.h>

enum { NAME_MOST = 64, FILE_MOST = 1 << 20, DAY_SECONDS = 86400 };

/* The day of a year on which a rule changes the clock. */
typedef struct when {
    char form;                          /* 'M': weekday of a month; 'J': day 1..365, no leap day; 'N': day 0..365 */
    int month, week, weekday, day;
    int32_t second;                     /* local time of that day; may be negative or more than a day */
} when;

struct mk_tz {
    mk_tz *next;
    char name[NAME_MOST];
    size_t n;                           /* transitions */
    int64_t *at;                        /* UTC seconds, ascending */
    int32_t *offset;                    /* from at[i] on; n of them */
    int32_t before;                     /* before the first */
    bool has_rule, has_dst;
    int32_t std_offset, dst_offset;
    when dst_from, dst_to;
};

static const mk_tz utc = { .name = "UTC" };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static uint64_t big_endian(const unsigned char *p, int n)
{
    uint64_t v = 0;
    for (int i = 0; i < n; i++) v = v << 8 | p[i];
    return v;
}

static bool number(const char **p, int most, int *ret)
{
    int v = 0, i = 0;
    for (; i < 4 && **p >= '0' && **p <= '9'; i++, ++*p) v = v * 10 + (**p - '0');
    *ret = v;
    return i > 0 && v <= most;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool clock_time(const char **p, int32_t *ret)
{
    int h, m = 0, s = 0;
    bool neg = **p == '-';
    if (**p == '-' || **p == '+') ++*p;
    if (!number(p, 167, &h)) return false;
    if (**p == ':' && (++*p, !number(p, 59, &m))) return false;
    if (**p == ':' && (++*p, !number(p, 59, &s))) return false;
    *ret = h * 3600 + m * 60 + s;
    if (neg) *ret = -*ret;
    return true;
}

static bool zone_name(const char **p)
{
    const char *from = *p;
    if (**p == '<') {
        while (**p && **p != '>') ++*p;
        return *(*p)++ == '>';
    }
    while ((**p >= 'A' && **p <= 'Z') || (**p >= 'a' && **p <= 'z')) ++*p;
    return *p - from >= 3;
}

static bool change_day(const char **p, when *w)
{
    *w = (when){ .form = 'N', .second = 2 * 3600 };
    if (**p == 'M') {
        w->form = 'M';
        ++*p;
        if (!number(p, 12, &w->month) || w->month < 1 || *(*p)++ != '.') return false;
        if (!number(p, 5, &w->week) || w->week < 1 || *(*p)++ != '.' || !number(p, 6, &w->weekday)) return false;
    } else {
        if (**p == 'J') { w->form = 'J'; ++*p; }
        if (!number(p, 365, &w->day) || (w->form == 'J' && w->day == 0)) return false;
    }
    return **p != '/' || (++*p, clock_time(p, &w->second));
}

/* "IST-2IDT,M3.4.4/26,M10.5.0": west is positive in POSIX. */
static bool parse_rule(const char *p, mk_tz *tz)
{
    int32_t west;
    if (!zone_name(&p) || !clock_time(&p, &west)) return false;
    tz->std_offset = tz->dst_offset = -west;
    if (*p == 0) return true;
    tz->has_dst = true;
    tz->dst_offset = tz->std_offset + 3600;
    if (!zone_name(&p)) return false;
    if (*p != ',') {
        if (!clock_time(&p, &west)) return false;
        tz->dst_offset = -west;
    }
    return *p++ == ',' && change_day(&p, &tz->dst_from) && *p++ == ',' && change_day(&p, &tz->dst_to) && *p == 0;
}

/* The counts of a TZif header. */
typedef struct head { uint64_t isut, isstd, leap, times, types, chars; int version; } head;

static bool read_head(const unsigned char *p, const unsigned char *end, head *h)
{
    if (end - p < 44 || memcmp(p, "TZif", 4) != 0) return false;
    h->version = p[4] ? p[4] - '0' : 1;
    *h = (head){ .version = h->version, .isut = big_endian(p + 20, 4), .isstd = big_endian(p + 24, 4), .leap = big_endian(p + 28, 4),
                 .times = big_endian(p + 32, 4), .types = big_endian(p + 36, 4), .chars = big_endian(p + 40, 4) };
    return h->types > 0 && h->types <= 256;
}

static uint64_t body_size(const head *h, uint64_t time_size)
{
    return h->times * (time_size + 1) + h->types * 6 + h->chars + h->leap * (time_size + 4) + h->isstd + h->isut;
}

static bool parse_file(const unsigned char *p, const unsigned char *end, mk_tz *tz)
{
    head h;
    uint64_t size = 4;
    if (!read_head(p, end, &h)) return false;
    if (h.version >= 2) {                   /* the first body is for readers of 32 bits; a second one follows */
        p += 44;
        uint64_t skip = body_size(&h, 4);
        if (skip > (uint64_t)(end - p)) return false;
        p += skip;
        if (!read_head(p, end, &h)) return false;
        size = 8;
    }
    p += 44;
    if (body_size(&h, size) > (uint64_t)(end - p)) return false;
    const unsigned char *index = p + h.times * size, *types = index + h.times;
    tz->n = h.times;
    tz->at = malloc((h.times + 1) * sizeof *tz->at);
    tz->offset = malloc((h.times + 1) * sizeof *tz->offset);
    if (!tz->at || !tz->offset) return false;
    tz->before = (int32_t)big_endian(types, 4);
    for (uint64_t i = 0; i < h.times; i++) {
        uint64_t raw = big_endian(p + i * size, (int)size);
        tz->at[i] = size == 8 ? (int64_t)raw : (int32_t)raw;
        if (index[i] >= h.types || (i && tz->at[i] <= tz->at[i - 1])) return false;
        tz->offset[i] = (int32_t)big_endian(types + 6 * index[i], 4);
        if (tz->offset[i] < -2 * DAY_SECONDS || tz->offset[i] > 2 * DAY_SECONDS) return false;
    }
    p += body_size(&h, size);
    char rule[128];
    size_t n = 0;
    if (size == 8 && p < end && *p++ == '\n') {
        while (p < end && *p != '\n' && n < sizeof rule - 1) rule[n++] = (char)*p++;
        rule[n] = 0;
        /* a rule that cannot be read is left out: the last transition then goes on, as in version 1 */
        tz->has_rule = n > 0 && parse_rule(rule, tz);
    }
    return true;
}

static void drop(mk_tz *tz)
{
    if (!tz) return;
    free(tz->at);
    free(tz->offset);
    free(tz);
}

static mk_tz *load(const char *name)
{
    char path[512];
    const char *dir = getenv("TZDIR");
    int k = snprintf(path, sizeof path, "%s/%s", dir && *dir ? dir : "/usr/share/zoneinfo", name);
    if (k < 0 || (size_t)k >= sizeof path) return NULL;
    FILE *f = fopen(path, "re");
    if (!f) return NULL;
    unsigned char *bytes = malloc(FILE_MOST);
    mk_tz *tz = calloc(1, sizeof *tz);
    bool good = bytes && tz;
    if (good) {
        size_t n = fread(bytes, 1, FILE_MOST, f);
        snprintf(tz->name, sizeof tz->name, "%s", name);
        good = parse_file(bytes, bytes + n, tz);
    }
    fclose(f);
    free(bytes);
    if (good) return tz;
    drop(tz);
    return NULL;
}

/* The name becomes part of a path. */
static bool safe_name(mk_str s)
{
    if (s.n == 0 || s.n >= NAME_MOST || s.p[0] == '/' || mk_str_find(s, MK_S("..")) >= 0) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && !strchr("_+-/", c)) return false;
        if (c == 0) return false;
    }
    return true;
}

const mk_tz *mk_tz_utc(void) { return &utc; }

const mk_tz *mk_tz_named(mk_str name)
{
    /* The one thing that is kept for the life of the process: zones are few, never change, and are never given back. */
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static mk_tz *known;
    if (mk_str_eqz(name, "UTC")) return &utc;
    if (!safe_name(name)) return NULL;
    char z[NAME_MOST];
    memcpy(z, name.p, name.n);
    z[name.n] = 0;
    pthread_mutex_lock(&lock);
    mk_tz *tz = known;
    while (tz && strcmp(tz->name, z) != 0) tz = tz->next;
    if (!tz && (tz = load(z))) {
        tz->next = known;
        known = tz;
    }
    pthread_mutex_unlock(&lock);
    return tz;
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Local seconds since 1970 at which the rule changes the clock in that year. */
static int64_t change_at(const when *w, int year)
{
    int32_t day;
    if (w->form == 'M') {
        int32_t first = mk_day_of(year, w->month, 1);
        day = first + (w->weekday - mk_weekday(first) + 7) % 7 + 7 * (w->week - 1);
        int32_t next = w->month == 12 ? mk_day_of(year + 1, 1, 1) : mk_day_of(year, w->month + 1, 1);
        while (day >= next) day -= 7;               /* week 5 is the last one */
    } else {
        day = mk_day_of(year, 1, 1) + w->day;
        if (w->form == 'J' && !(mk_day_valid(year, 2, 29) && w->day >= 60)) day--;
    }
    return (int64_t)day * DAY_SECONDS + w->second;
}

static int32_t rule_offset(const mk_tz *tz, int64_t s)
{
    if (!tz->has_dst) return tz->std_offset;
    int year = mk_civil_of_day((int32_t)floor_div(s + tz->std_offset, DAY_SECONDS)).year;
    int64_t from = change_at(&tz->dst_from, year) - tz->std_offset;
    int64_t to = change_at(&tz->dst_to, year) - tz->dst_offset;
    bool dst = from < to ? s >= from && s < to : s >= from || s < to;
    return dst ? tz->dst_offset : tz->std_offset;
}

static int32_t offset_at(const mk_tz *tz, int64_t s)
{
    if (tz->n == 0 || s >= tz->at[tz->n - 1]) {
        if (tz->has_rule) return rule_offset(tz, s);
        return tz->n ? tz->offset[tz->n - 1] : tz->before;
    }
    if (s < tz->at[0]) return tz->before;
    size_t low = 0, high = tz->n - 1;               /* at[low] <= s < at[high] */
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (tz->at[mid] <= s) low = mid; else high = mid;
    }
    return tz->offset[low];
}

int32_t mk_tz_offset(const mk_tz *tz, int64_t us) { return offset_at(tz, floor_div(us, MK_SECOND)); }

int32_t mk_tz_day(const mk_tz *tz, int64_t us)
{
    int64_t s = floor_div(us, MK_SECOND);
    return (int32_t)floor_div(s + offset_at(tz, s), DAY_SECONDS);
}

int64_t mk_tz_moment(const mk_tz *tz, int32_t day, int32_t second_of_day)
{
    int64_t wall = (int64_t)day * DAY_SECONDS + second_of_day;
    /* No zone is more than a day from UTC, so these are the offsets before and after any change that concerns this time. */
    int32_t before = offset_at(tz, wall - DAY_SECONDS), after = offset_at(tz, wall + DAY_SECONDS);
    int64_t a = wall - before, b = wall - after, s;
    bool a_is = offset_at(tz, a) == before, b_is = offset_at(tz, b) == after;
    if (a_is && b_is) s = a < b ? a : b;
    else if (b_is) s = b;
    else s = a;                                     /* right, or skipped: by the old clock it comes after the change */
    return s * MK_SECOND;
}
