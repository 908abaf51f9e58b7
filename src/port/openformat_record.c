/* SPDX-License-Identifier: Apache-2.0
 * Lines and fields of the uniform file. */
#include "openformat_int.h"
#include "stream.h"
#include "utf8.h"

int mk_of_lines_open(mk_cx *cx, mk_arena *a, mk_source *s, mk_of_lines *ret)
{
    *ret = (mk_of_lines){ .p = mk_arena_alloc(a, MK_OF_BLOCK + MK_OF_LINE) };
    return mk_of_lines_rewind(cx, ret, s);
}

int mk_of_lines_rewind(mk_cx *cx, mk_of_lines *l, mk_source *s)
{
    *l = (mk_of_lines){ .source = s, .p = l->p };
    return s->rewind(cx, s);
}

static int more(mk_cx *cx, mk_of_lines *l)
{
    size_t got = 0, left = l->n - l->at;
    memmove(l->p, l->p + l->at, left);
    l->at = 0;
    l->n = left;
    MK_TRY(mk_cx_check(cx));
    MK_TRY(mk_source_fill(cx, l->source, l->p + left, MK_OF_BLOCK + MK_OF_LINE - left, &got));
    l->n += got;
    l->end = got == 0;
    return 0;
}

int mk_of_lines_next(mk_cx *cx, mk_of_lines *l, mk_str *ret)
{
    for (;;) {
        const char *p = l->p + l->at;
        size_t left = l->n - l->at;
        const char *e = left ? memchr(p, '\n', left) : NULL;
        if (!e && !l->end && left < MK_OF_LINE) {
            MK_TRY(more(cx, l));
            continue;
        }
        if (!left) return 0;
        size_t n = e ? (size_t)(e - p) : left < MK_OF_LINE ? left : MK_OF_LINE;
        if (n > MK_OF_LINE) {                  /* no record is that long: it is taken in pieces, each of them unknown */
            n = MK_OF_LINE;
            e = NULL;
        }
        l->at += n + (e != NULL);
        l->bytes += n + (e != NULL);
        l->line++;
        while (n && (p[n - 1] == '\r' || p[n - 1] == 0x1a)) n--;
        *ret = (mk_str){ p, n };
        return 1;
    }
}

static const struct { char code[5]; size_t length; } layouts[MK_OF_KINDS] = {
    [MK_OF_A100] = { "A100", 95 }, [MK_OF_B100] = { "B100", 317 }, [MK_OF_B110] = { "B110", 376 }, [MK_OF_C100] = { "C100", 444 },
    [MK_OF_D110] = { "D110", 339 }, [MK_OF_D120] = { "D120", 222 }, [MK_OF_M100] = { "M100", 298 }, [MK_OF_Z900] = { "Z900", 110 },
};

mk_of_kind mk_of_kind_of(mk_str line)
{
    if (mk_str_trim(line).n == 0) return MK_OF_EMPTY;
    for (int k = 0; k < MK_OF_KINDS; k++)
        if (line.n >= 4 && memcmp(line.p, layouts[k].code, 4) == 0) return (mk_of_kind)k;
    return MK_OF_UNKNOWN;
}

size_t mk_of_length(mk_of_kind k) { return layouts[k].length; }

void mk_of_record_set(mk_openformat *o, mk_str line, mk_of_record *ret)
{
    *ret = (mk_of_record){ line, NULL, line.n };
    if (o->charset.charset != MK_CS_UTF8 || mk_is_ascii(line)) return;
    size_t n = 0;
    for (size_t i = 0; i < line.n && n < MK_OF_LINE;) {
        o->place[n++] = (uint16_t)i;
        mk_utf8_next(line, &i);
    }
    o->place[n] = (uint16_t)line.n;
    ret->place = o->place;
    ret->n = n;
}

static mk_str columns(const mk_of_record *r, size_t from, size_t len)
{
    size_t a = from - 1, b = a + len;
    if (a > r->n) a = r->n;
    if (b > r->n) b = r->n;
    return r->place ? mk_str_sub(r->bytes, r->place[a], r->place[b]) : mk_str_sub(r->bytes, a, b);
}

mk_str mk_of_bytes(const mk_of_record *r, size_t from, size_t len) { return mk_str_trim(columns(r, from, len)); }

/* ]פרויקט[ is what a conversion from visual order left over: a bracket that closes before it opens is turned. */
static mk_str turn_brackets(mk_arena *a, mk_str s)
{
    static const char pairs[] = "()[]{}";
    for (int k = 0; k < 6; k += 2) {
        const char *open = memchr(s.p, pairs[k], s.n), *close = memchr(s.p, pairs[k + 1], s.n);
        if (!open || !close || open < close) continue;
        char *p = mk_arena_z(a, s);
        for (size_t i = 0; i < s.n; i++) p[i] = s.p[i] == pairs[k] ? pairs[k + 1] : s.p[i] == pairs[k + 1] ? pairs[k] : s.p[i];
        s.p = p;
    }
    return s;
}

static mk_str decode(mk_openformat *o, mk_str s)
{
    mk_arena *a = o->door.row;
    if (mk_is_ascii(s)) return s;
    mk_buf b = mk_buf_on(a);
    mk_charset_decode(o->charset.charset, s, &b, &o->bad_bytes);
    return mk_buf_str(&b);
}

mk_str mk_of_text(mk_openformat *o, const mk_of_record *r, size_t from, size_t len)
{
    mk_str s = mk_of_bytes(r, from, len);
    if (!s.n || mk_is_ascii(s)) return s;
    s = decode(o, s);
    if (o->charset.visual) s = mk_visual_to_logical(o->door.row, s);
    return mk_str_trim(turn_brackets(o->door.row, s));
}

/* The text fields of each record: where reading order has to be restored. */
static const struct { mk_of_kind kind; uint16_t from, len; } texts[] = {
    { MK_OF_B100, 46, 15 }, { MK_OF_B100, 61, 20 }, { MK_OF_B100, 107, 50 }, { MK_OF_B100, 173, 15 }, { MK_OF_B100, 188, 15 }, { MK_OF_B100, 284, 9 },
    { MK_OF_B110, 23, 15 }, { MK_OF_B110, 38, 50 }, { MK_OF_B110, 88, 15 }, { MK_OF_B110, 103, 30 }, { MK_OF_B110, 133, 50 }, { MK_OF_B110, 183, 10 },
    { MK_OF_B110, 193, 30 }, { MK_OF_B110, 223, 8 }, { MK_OF_B110, 231, 30 }, { MK_OF_B110, 263, 15 },
    { MK_OF_C100, 58, 50 }, { MK_OF_C100, 108, 50 }, { MK_OF_C100, 158, 10 }, { MK_OF_C100, 168, 30 }, { MK_OF_C100, 198, 8 }, { MK_OF_C100, 206, 30 },
    { MK_OF_C100, 238, 15 }, { MK_OF_C100, 375, 15 }, { MK_OF_C100, 416, 9 },
    { MK_OF_D110, 74, 20 }, { MK_OF_D110, 94, 30 }, { MK_OF_D110, 124, 50 }, { MK_OF_D110, 174, 30 }, { MK_OF_D110, 204, 20 }, { MK_OF_D120, 120, 20 },
    { MK_OF_M100, 23, 20 }, { MK_OF_M100, 43, 20 }, { MK_OF_M100, 63, 20 }, { MK_OF_M100, 83, 50 }, { MK_OF_M100, 133, 10 }, { MK_OF_M100, 143, 30 }, { MK_OF_M100, 173, 20 },
};

mk_str mk_of_raw(mk_openformat *o, mk_of_kind k, const mk_of_record *r)
{
    if (mk_is_ascii(r->bytes)) return r->bytes;
    if (!o->charset.visual) return decode(o, r->bytes);
    mk_buf b = mk_buf_on(o->door.row);
    size_t at = 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && at <= r->n; i++) {
        if (texts[i].kind != k) continue;
        mk_buf_str_add(&b, decode(o, columns(r, at, texts[i].from - at)));
        mk_str t = mk_of_text(o, r, texts[i].from, texts[i].len);
        size_t wide = 0;
        mk_buf_str_add(&b, t);
        for (size_t j = 0; j < t.n; wide++) mk_utf8_next(t, &j);
        at = (size_t)texts[i].from + texts[i].len;
        for (; wide < texts[i].len && at <= r->n; wide++) mk_buf_c(&b, ' ');
    }
    if (at <= r->n) mk_buf_str_add(&b, decode(o, columns(r, at, r->n)));
    return mk_buf_str(&b);
}

int64_t mk_of_number(const mk_of_record *r, size_t from, size_t len)
{
    mk_str s = mk_of_bytes(r, from, len);
    int64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || i > 17) return -1;
        v = v * 10 + (s.p[i] - '0');
    }
    return v;
}

int mk_of_amount(const mk_of_record *r, size_t from, size_t len, int64_t *ret)
{
    mk_str s = mk_of_bytes(r, from, len);
    *ret = 0;
    if (!s.n) return 0;
    bool minus = false, digit = false;
    int64_t v = 0;
    if (s.p[0] == '+' || s.p[0] == '-') {
        minus = s.p[0] == '-';
        s = mk_str_sub(s, 1, s.n);
    } else if (s.p[s.n - 1] == '+' || s.p[s.n - 1] == '-') {
        minus = s.p[s.n - 1] == '-';
        s = mk_str_sub(s, 0, s.n - 1);
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' && !digit) continue;
        if (s.p[i] < '0' || s.p[i] > '9' || v > INT64_MAX / 1000) return -1;
        v = v * 10 + (s.p[i] - '0');
        digit = true;
    }
    if (!digit) return 0;
    *ret = minus ? -v : v;
    return 1;
}

bool mk_of_day(const mk_of_record *r, size_t from, int32_t *ret)
{
    int64_t v = mk_of_number(r, from, 8);
    int y = (int)(v / 10000), m = (int)(v / 100 % 100), d = (int)(v % 100);
    if (v < 19000101 || v > 21991231 || !mk_day_valid(y, m, d)) return false;
    *ret = mk_day_of(y, m, d);
    return true;
}

size_t mk_of_tail(const mk_of_record *r)
{
    int32_t day;
    return !mk_of_day(r, 401, &day) && mk_of_day(r, 402, &day);
}

static mk_str without_zeros(mk_str s)
{
    size_t z = 0;
    while (z + 1 < s.n && s.p[z] == '0') z++;
    return mk_str_sub(s, z, s.n);
}

/* 00000000000000001234 and 1234 are one number, and so are AA000123 and AA123. */
static mk_str canonical(mk_arena *a, mk_str s)
{
    size_t letters = 0;
    while (letters < s.n && !(s.p[letters] >= '0' && s.p[letters] <= '9')) letters++;
    mk_str number = without_zeros(mk_str_sub(s, letters, s.n));
    if (letters == 0) return number;
    return mk_arena_printf(a, "%.*s%.*s", MK_SARG(mk_str_sub(s, 0, letters)), MK_SARG(number));
}

static bool nought(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '0') return false;
    return true;
}

mk_str mk_of_doc(mk_openformat *o, const mk_of_record *r, int64_t type, size_t number_from, size_t branch_from)
{
    mk_arena *a = o->door.row;
    mk_str number = mk_of_text(o, r, number_from, 20), branch = branch_from ? mk_of_text(o, r, branch_from, 7) : MK_S("");
    if (nought(number)) return MK_S("");
    number = canonical(a, number);
    if (nought(branch)) return mk_arena_printf(a, "%03d:%.*s", (int)type, MK_SARG(number));
    return mk_arena_printf(a, "%03d:%.*s:%.*s", (int)type, MK_SARG(number), MK_SARG(without_zeros(branch)));
}

mk_str mk_of_key(mk_openformat *o, const mk_of_record *r, size_t from, size_t len)
{
    mk_str s = mk_of_text(o, r, from, len);
    return nought(s) ? MK_S("") : s;
}
