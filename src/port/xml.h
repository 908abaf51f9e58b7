/* SPDX-License-Identifier: Apache-2.0
 * XML from a source, a block at a time, by expat. What an office program never writes is refused: a document type (and with it entities that
 * grow), and elements too deep inside one another. Names come without their prefix.
 * Owns: the parser, which goes with the arena. Threads: one.
 * Errors: MK_EBADDATA (not XML; the message names the source), those of the source. */
#ifndef MK_XML_H
#define MK_XML_H
#include "source.h"

typedef struct mk_xml mk_xml;

typedef struct mk_xml_sink {
    void (*start)(void *self, const char *name, const char **attribute);        /* attribute: name, value, name, value ..., NULL; names whole */
    void (*end)(void *self, const char *name);
    void (*text)(void *self, const char *p, int n);
    void *self;
} mk_xml_sink;

int mk_xml_open(mk_cx *cx, mk_arena *a, mk_source *source, const mk_xml_sink *sink, mk_xml **ret);
/* Reads a block and calls the sink: 1; 0 at the end of the document. */
int mk_xml_step(mk_cx *cx, mk_xml *x);
uint64_t mk_xml_bytes(const mk_xml *x);             /* read so far */
/* From the beginning again. */
int mk_xml_rewind(mk_cx *cx, mk_xml *x);
/* All of it at once. */
int mk_xml_read(mk_cx *cx, mk_source *source, const mk_xml_sink *sink);
/* The value of an attribute, its prefix ignored; NULL when there is none. */
const char *mk_xml_get(const char **attribute, const char *name);
#endif
