/* SPDX-License-Identifier: Apache-2.0 */
#include "xml.h"
#include <expat.h>

enum { BLOCK = 64 << 10, DEPTH = 64 };

struct mk_xml {
    mk_source *source;
    mk_xml_sink sink;
    XML_Parser parser;
    uint64_t bytes;
    int depth;
    const char *refused;
    bool ended;
};

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void refuse(mk_xml *x, const char *why)
{
    x->refused = why;
    XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_start(void *self, const char *name, const char **attribute)
{
    mk_xml *x = self;
    if (++x->depth > DEPTH) { refuse(x, "its elements lie too deep inside one another"); return; }
    x->sink.start(x->sink.self, local(name), attribute);
}

static void XMLCALL on_end(void *self, const char *name)
{
    mk_xml *x = self;
    x->depth--;
    if (x->sink.end) x->sink.end(x->sink.self, local(name));
}

static void XMLCALL on_text(void *self, const char *p, int n)
{
    mk_xml *x = self;
    if (x->sink.text) x->sink.text(x->sink.self, p, n);
}

static void XMLCALL on_doctype(void *self, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(self, "it has a document type, which no office program writes");
}

static void drop(void *p)
{
    mk_xml *x = p;
    if (x->parser) XML_ParserFree(x->parser);
    x->parser = NULL;
}

static void prepare(mk_xml *x)
{
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    x->bytes = 0;
    x->depth = 0;
    x->ended = false;
}

int mk_xml_open(mk_cx *cx, mk_arena *a, mk_source *source, const mk_xml_sink *sink, mk_xml **ret)
{
    mk_xml *x = MK_NEW(a, mk_xml);
    x->source = source;
    x->sink = *sink;
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser) return mk_fail(cx, MK_ENOMEM, "out of memory");
    mk_arena_defer(a, drop, x);
    prepare(x);
    *ret = x;
    return 0;
}

int mk_xml_rewind(mk_cx *cx, mk_xml *x)
{
    MK_TRY(x->source->rewind(cx, x->source));
    if (!XML_ParserReset(x->parser, NULL)) return mk_fail(cx, MK_ENOMEM, "out of memory");
    prepare(x);
    return 0;
}

int mk_xml_step(mk_cx *cx, mk_xml *x)
{
    if (x->ended) return 0;
    MK_TRY(mk_cx_check(cx));
    void *p = XML_GetBuffer(x->parser, BLOCK);
    if (!p) return mk_fail(cx, MK_ENOMEM, "out of memory");
    size_t n = 0;
    MK_TRY(mk_source_fill(cx, x->source, p, BLOCK, &n));
    x->bytes += n;
    x->ended = n < BLOCK;
    if (XML_ParseBuffer(x->parser, (int)n, x->ended) == XML_STATUS_OK) return 1;
    const char *why = x->refused ? x->refused : XML_ErrorString(XML_GetErrorCode(x->parser));
    return mk_fail(cx, MK_EBADDATA, cx->lang == MK_EN ? "%.*s cannot be read (%s); open the file in its program and save it again"
                   : "אי אפשר לקרוא את %.*s ‏(%s); כדאי לפתוח את הקובץ בתוכנה שלו ולשמור מחדש", MK_SARG(x->source->name), why);
}

uint64_t mk_xml_bytes(const mk_xml *x) { return x->bytes; }

int mk_xml_read(mk_cx *cx, mk_source *source, const mk_xml_sink *sink)
{
    mk_xml *x;
    mk_arena *a = mk_arena_child(cx->arena);
    int rc = mk_xml_open(cx, a, source, sink, &x);
    while (rc >= 0 && (rc = mk_xml_step(cx, x)) > 0) {}
    mk_arena_free(a);
    return rc;
}

const char *mk_xml_get(const char **attribute, const char *name)
{
    for (; *attribute; attribute += 2)
        if (strcmp(local(attribute[0]), name) == 0) return attribute[1];
    return NULL;
}
