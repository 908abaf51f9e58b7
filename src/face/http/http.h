/* SPDX-License-Identifier: Apache-2.0
 * The HTTP face without sockets: a request in, a response out. Routes, arguments and answers are those of the operation table;
 * beside it there are sessions, the desk's files, /healthz, /metrics and /openapi.json.
 * Owns: a mk_http owns what it counts (failed sign-ins, running long operations); a response lives on cx->arena or is constant.
 * Threads: mk_http_handle may run in many threads, each with its own context.
 * Errors: become problem+json (RFC 9457); mk_http_handle itself cannot fail. */
#ifndef MK_HTTP_H
#define MK_HTTP_H
#include "op.h"
#include "upload.h"

typedef struct mk_http_request {
    mk_str method;                      /* "GET" */
    mk_str path, query;                 /* as on the wire, not decoded; query without its ? */
    mk_str body;
    mk_str peer;                        /* numeric address of the other side */
    mk_str host, cookie, content_type, makir, origin, fetch_site, forwarded_for;        /* headers, "" when absent */
    mk_str accept, accept_language, accept_encoding, if_none_match, if_match, prefer, file_name;
    mk_str authorization, idempotency, agent;
    int64_t hurry;                      /* microseconds that something long may be waited for; 0: as its headers say */
    mk_upload *upload;                  /* what came in place of a body; taken over by mk_http_handle */
} mk_http_request;

enum { MK_HTTP_HEADERS = 16 };
typedef struct mk_http_response {
    int status;
    size_t headers;
    struct { const char *name; mk_str value; } header[MK_HTTP_HEADERS];
    mk_str body;
    bool constant;                      /* the body outlives everything: no copy needed */
    int file;                           /* the body is this file, to be closed by who sends it; 0: it is not */
    uint64_t file_bytes;
} mk_http_response;

typedef struct mk_http_options {
    const mk_op *const *ops;
    mk_store *store;
    const char *db;
    const char *hosts;                  /* further names it may be asked for by, joined by commas; NULL */
    const char *bind;                   /* the address it listens on, which is a name too */
    bool proxied;                       /* a proxy with TLS stands before it */
    size_t body_bytes;                  /* of a request, 0 = 1 MiB */
    int long_at_once;                   /* long operations that only read, at the same time; 0 = 2. One that writes */
    int threads;                        /* that a long operation may use, 0 = 1 */
    double rate;                        /* requests a second that a key may make, a stranger a fifth of it; 0 = 100, less: any */
} mk_http_options;

typedef struct mk_http mk_http;

mk_http *mk_http_new(const mk_http_options *opt);
void mk_http_free(mk_http *h);          /* NULL is fine */
size_t mk_http_body_limit(const mk_http *h);
/* Before anything is freed: long operations are cancelled, and no more begin. */
void mk_http_stop(mk_http *h);
/* What is done beside the requests; to be called every moment by one thread, and once at the end (`last`), when no request runs any more. */
int mk_http_keep(mk_http *h, mk_cx *cx, bool last);
/* Whether the body of a request is a file that should go to the disk as it comes. */
bool mk_http_is_upload(const mk_http_request *q);
/* A place for it, to be filled by mk_upload_write and handed over in `upload`; NULL: it is refused, by r. */
mk_upload *mk_http_upload(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* cx: arena, clock, cancel flag and limits; who, role and language are set here. */
void mk_http_handle(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* The answer to a body that is larger than the limit, which the adapter does not keep. */
void mk_http_too_large(mk_http *h, mk_cx *cx, mk_http_response *r);
/* The answer to a body of which two lengths are told, one of which a proxy before us may have believed (RFC 9112, 6.1): the line is closed. */
void mk_http_two_lengths(mk_http *h, mk_cx *cx, mk_http_response *r);
/* The answer when there are too many requests at once. */
void mk_http_too_busy(mk_http *h, mk_cx *cx, mk_http_response *r);
/* A header of a response, "" when it is not there. */
mk_str mk_http_header(const mk_http_response *r, const char *name);
#endif
