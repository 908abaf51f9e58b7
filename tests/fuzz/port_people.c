/* SPDX-License-Identifier: Apache-2.0
 * Contact cards, events and chats of any bytes, under small limits: a door never dies, always ends, and what it gives is text in range; a bad row can be
 * written out and read again. */
#include "chat.h"
#include "door_int.h"
#include "fuzz.h"
#include "ndjson.h"
#include "utf8.h"
#include "vcard.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("BEGIN:VCARD\nVERSION:3.0\nN:Levi;Dana;;;\nTEL;TYPE=CELL:054-1234567\nitem1.X-ABDATE:2005-06-07\nitem1.X-ABLabel:Anniversary\nBDAY:--0203\nNOTE:a\\nb\n c\nEND:VCARD\n"),
    MK_S("BEGIN:VCARD\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D7=9C=\r\n=D7=95;=\r\nPHOTO;BASE64:\r\nAAAA\r\n\r\nAGENT:\r\nBEGIN:VCARD\r\nEND:VCARD\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:x"),
    MK_S("{\"type\":\"person\",\"key\":1,\"phone\":[\"0541234567\"],\"facts\":[{\"kind\":\"a\",\"value\":\"b\"}],\"ads\":{\"mail\":true}}\n{\"type\":\"purchase\",\"doc\":\"1\",\"at\":\"2026-03-01\",\"lines\":[{\"name\":\"a\",\"price\":1e3},{\"name\":\"b\",\"quantity\":-2,\"amount\":\"5\"}]}\n"
         "{\"type\":\"interaction\",\"at\":\"2026-03-01\",\"customer\":{\"key\":\"1\"},\"channel\":\"call\"}\n{\"type\":\"fact\",\"customer\":{\"key\":\"1\"},\"kind\":\"k\",\"value\":\"v\"}\n[1]\n{\"makir_problem\":\"x\"}\n"),
    MK_S("10.3.2023, 10:49 - Dana: hello\nmore\n11.3.2023, 9:05 - Shop: <Media omitted>\n[25.9.2024, 11:54:03] ~ +972 54-123-4567: x\n3/9/24, 10:48\xe2\x80\xafPM - Dana: one\n"), { 0 },
};

static void walk(mk_cx *cx, mk_door *d, size_t size)
{
    mk_record r;
    int rc;
    uint64_t rows = 0;
    while ((rc = mk_door_next(cx, d, &r)) == 1 || rc == MK_EBADDATA) {
        FUZZ_CHECK(++rows <= size + 1 && r.line >= 1);
        if (rc != 1) {
            mk_arena_mark m = mk_arena_here(cx->arena);
            FUZZ_CHECK(cx->message[0] && mk_door_bad_row(d, cx->arena, r.raw, mk_str_of(cx->message)).n);
            mk_arena_rewind(cx->arena, m);
            continue;
        }
        FUZZ_CHECK(r.has && r.person.fact_n <= MK_FACTS_IN);
        if (r.has & MK_REC_PERSON) FUZZ_CHECK(mk_utf8_valid(r.person.name) && mk_utf8_valid(r.person.note) && mk_utf8_valid(r.person.city));
        if (r.has & MK_REC_EVENT) FUZZ_CHECK(mk_utf8_valid(r.event.text));
        FUZZ_CHECK(!(r.has & MK_REC_LINE) || (r.has & MK_REC_SALE && r.has & MK_REC_ITEM));
    }
    FUZZ_CHECK(rc == 0 && mk_door_next(cx, d, &r) == 0);
    FUZZ_CHECK(mk_utf8_valid(mk_door_mapping(cx, d)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int (*const open[])(mk_cx *, mk_source *, const mk_door_options *, mk_door **) = { mk_vcard_open, mk_ndjson_open, mk_chat_open };
    for (int i = 0; i < 3; i++) {
        mk_cx cx;
        mk_arena *a = mk_arena_new();
        mk_cx_init(&cx, a);
        cx.now = INT64_C(1790000000000000);
        cx.limits.row_bytes = 512;
        mk_door *d;
        mk_door_options opt = { .mapping = MK_S(""), .name = MK_S("WhatsApp Chat with Dana.txt") };
        if (open[i](&cx, mk_source_memory(a, MK_S("fuzz"), (mk_str){ (const char *)data, size }), &opt, &d) == 0) walk(&cx, d, size);
        else FUZZ_CHECK(cx.message[0]);
        mk_arena_free(a);
    }
    return 0;
}
