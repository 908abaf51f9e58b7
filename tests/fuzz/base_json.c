/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as JSON: what is read is a tree of what was there, and written out reads back the same; what is refused says where. */
#include "fuzz.h"
#include "jsonr.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("null"), MK_S(" {\"a\":[1,-2.50e+3,true,false,null,\"\"],\"b\":{\"c\":\"\\u05d0\\n\\\"\\ud83d\\ude00\"}} "), MK_S("[[[[[[[[]]]]]]]]"),
    MK_S("{\"a\":1,\"a\":2}"), MK_S("\"\\ud800\""), MK_S("[1,]"), MK_S("01"), MK_S("{\"\":0}"), MK_S("\"\\u0000\""), MK_S("1e999"), MK_S("[\"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\"]"), { 0 },
};

static void write(mk_jsonw *w, const mk_json *j)
{
    switch (j->type) {
    case MK_JSON_STRING: mk_json_str(w, j->text); return;
    case MK_JSON_ARRAY: case MK_JSON_OBJECT: break;
    default: mk_json_raw(w, j->text); return;
    }
    mk_json_open(w, j->type == MK_JSON_ARRAY ? '[' : '{');
    for (const mk_json *i = j->first; i; i = i->next) {
        if (j->type == MK_JSON_OBJECT) mk_json_key_str(w, i->key);
        write(w, i);
    }
    mk_json_close(w);
}

static bool same(const mk_json *a, const mk_json *b)
{
    if (a->type != b->type || a->n != b->n || !mk_str_eq(a->key, b->key)) return false;
    if (a->type != MK_JSON_ARRAY && a->type != MK_JSON_OBJECT) return mk_str_eq(a->text, b->text);
    const mk_json *x = a->first, *y = b->first;
    for (; x && y; x = x->next, y = y->next)
        if (!same(x, y)) return false;
    return !x && !y;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_arena *a = mk_arena_new();
    size_t at = 0;
    const mk_json *j = mk_json_read(a, (mk_str){ (const char *)data, size }, &at);
    if (j) {
        mk_buf b = mk_buf_on(a);
        mk_jsonw w = mk_jsonw_on(&b);
        write(&w, j);
        const mk_json *again = mk_json_read(a, mk_buf_str(&b), NULL);
        FUZZ_CHECK(again && same(j, again));
    } else {
        FUZZ_CHECK(at <= size);
    }
    mk_arena_free(a);
    return 0;
}
