/* SPDX-License-Identifier: Apache-2.0 */
#include "chat_line.h"
#include "buf.h"
#include "utf8.h"

static bool is_mark(uint32_t c) { return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff; }

mk_str mk_chat_plain(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (is_mark(c)) continue;
        if (c == 0xa0 || c == 0x202f) { p[n++] = ' '; continue; }
        memcpy(p + n, s.p + from, i - from);
        n += i - from;
    }
    return mk_str_trim((mk_str){ p, n });
}

/* "25.9.2024": three numbers with one sign between them. */
static bool is_date(mk_str s)
{
    int numbers = 0;
    char sign = 0;
    if (s.n < 6 || s.n > 10) return false;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
        if (i == from || i - from > 4) return false;
        numbers++;
        if (i == s.n) break;
        if (!memchr("./-", s.p[i], 3) || (sign && s.p[i] != sign)) return false;
        sign = s.p[i++];
    }
    return numbers == 3;
}

static bool is_time(mk_str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    return i && i < 3 && i + 2 < s.n && (s.p[i] == ':' || s.p[i] == '.') && s.p[i + 1] >= '0' && s.p[i + 1] <= '9' && s.n <= 24;
}

mk_chat_line mk_chat_line_of(mk_arena *a, mk_str line)
{
    mk_chat_line c = { .text = line };
    mk_str head = mk_chat_plain(a, mk_str_sub(line, 0, 120));
    bool bracket = head.n && head.p[0] == '[';
    if (!bracket && !(head.n && head.p[0] >= '0' && head.p[0] <= '9')) return c;
    mk_str s = mk_chat_plain(a, line);
    ptrdiff_t end = bracket ? mk_str_find(mk_str_sub(s, 0, 48), MK_S("]")) : mk_str_find(mk_str_sub(s, 0, 48), MK_S(" - "));
    if (end < 0) return c;
    mk_str when = mk_str_sub(s, bracket, (size_t)end);
    size_t k = 0;
    while (k < when.n && when.p[k] != ',' && when.p[k] != ' ') k++;
    mk_str date = mk_str_sub(when, 0, k), time = mk_str_trim(mk_str_sub(when, k + 1, when.n));
    if (!is_date(date) || !is_time(time)) return c;
    c.begins = true;
    c.date = date;
    c.time = time;
    c.text = mk_str_trim(mk_str_sub(s, (size_t)end + (bracket ? 1 : 3), s.n));
    c.sender = MK_S("");
    ptrdiff_t colon = mk_str_find(mk_str_sub(c.text, 0, 100), MK_S(": "));
    if (colon < 0 && c.text.n && c.text.n < 100 && c.text.p[c.text.n - 1] == ':') colon = (ptrdiff_t)c.text.n - 1;    /* an empty message, or one that begins below */
    if (colon <= 0) return c;
    c.sender = mk_str_trim(mk_str_sub(c.text, 0, (size_t)colon));
    c.text = mk_str_trim(mk_str_sub(c.text, (size_t)colon + 1, c.text.n));
    while (c.sender.n && (c.sender.p[0] == '~' || c.sender.p[0] == ' ')) c.sender = mk_str_sub(c.sender, 1, c.sender.n);
    return c;
}

static bool has(mk_str s, const char *const *words)
{
    for (; *words; words++)
        if (mk_str_find(s, mk_str_of(*words)) >= 0) return true;
    return false;
}

static mk_str without(mk_arena *a, mk_str s, const char *part)
{
    ptrdiff_t at = mk_str_find(s, mk_str_of(part));
    if (at < 0) return s;
    mk_buf b = mk_buf_on(a);
    mk_buf_str_add(&b, mk_str_sub(s, 0, (size_t)at));
    mk_buf_str_add(&b, mk_str_sub(s, (size_t)at + strlen(part), s.n));
    return mk_str_trim(mk_buf_str(&b));
}

mk_chat_kind mk_chat_kind_of(mk_arena *a, mk_str s, mk_str *ret)
{
    static const char *const system[] = { "end-to-end encrypted", "מוצפנות מקצה לקצה", "מוצפנים מקצה לקצה", NULL };
    static const char *const deleted[] = { "This message was deleted", "You deleted this message", "הודעה זו נמחקה", "ההודעה נמחקה", "מחקת הודעה זו", "מחקת את ההודעה", NULL };
    static const char *const media[] = { "<Media omitted>", "<המדיה לא נכללה>", "<המדיה הושמטה>", "<המדיה לא צורפה>", "<attached:", "<מצורף:", "(file attached)", "(הקובץ מצורף)", "(קובץ מצורף)", NULL };
    static const char *const omitted[] = { "image omitted", "video omitted", "audio omitted", "sticker omitted", "GIF omitted", "document omitted", "Contact card omitted",
                                           "התמונה הושמטה", "התמונה לא נכללה", "הסרטון הושמט", "השמע הושמט", "המדבקה הושמטה", "המסמך הושמט", NULL };
    static const char *const calls[] = { "Missed voice call", "Missed video call", "שיחה קולית שלא נענתה", "שיחת וידאו שלא נענתה", "שיחה שלא נענתה", NULL };
    *ret = s;
    if (has(s, system)) return MK_CHAT_SYSTEM;
    if (s.n < 80 && has(s, deleted)) return MK_CHAT_DELETED;
    if (s.n < 80 && has(s, calls)) return MK_CHAT_CALL;
    *ret = without(a, without(a, s, "<This message was edited>"), "<ההודעה נערכה>");
    if (!has(s, media) && !(s.n < 60 && has(s, omitted))) return MK_CHAT_WORDS;
    /* the first line is the file; a caption may follow */
    const char *nl = s.n ? memchr(s.p, '\n', s.n) : NULL;
    *ret = nl ? mk_str_trim(mk_str_sub(s, (size_t)(nl - s.p) + 1, s.n)) : MK_S("");
    return MK_CHAT_MEDIA;
}

mk_str mk_chat_title(mk_arena *a, mk_str file)
{
    static const char *const before[] = { "WhatsApp Chat with ", "WhatsApp Chat - ", "Chat WhatsApp with ", "WhatsApp עם ", "WhatsApp - " };
    mk_str s = mk_chat_plain(a, file);
    for (size_t i = s.n; i-- > 0;)
        if (s.p[i] == '/' || s.p[i] == '\\') { s = mk_str_sub(s, i + 1, s.n); break; }
    for (int i = 0; i < 2; i++)
        if (s.n > 4 && (mk_str_ieq(mk_str_sub(s, s.n - 4, s.n), MK_S(".txt")) || mk_str_ieq(mk_str_sub(s, s.n - 4, s.n), MK_S(".zip")))) s.n -= 4;
    if (s.n > 3 && s.p[s.n - 1] == ')') {           /* a browser's second copy: "Dana (1)" */
        size_t open = s.n - 1;
        while (open && s.p[open - 1] >= '0' && s.p[open - 1] <= '9') open--;
        if (open > 1 && open < s.n - 1 && s.p[open - 1] == '(') s = mk_str_trim(mk_str_sub(s, 0, open - 1));
    }
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        ptrdiff_t at = mk_str_find(s, mk_str_of(before[i]));
        if (at >= 0) return mk_str_trim(mk_str_sub(s, (size_t)at + strlen(before[i]), s.n));
    }
    return MK_S("");
}
