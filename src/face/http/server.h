/* SPDX-License-Identifier: Apache-2.0
 * The HTTP face on a socket: libmicrohttpd reads and writes, each connection on a thread of its own, `workers` of which are in mk_http_handle at once.
 * Owns: its threads and sockets. Threads: one starts and stops it. Errors: MK_EIO (cannot listen). */
#ifndef MK_SERVER_H
#define MK_SERVER_H
#include "http.h"

typedef struct mk_server mk_server;

/* Listens on `bind`, a numeric address; port 0 takes a free one. The options must outlive the server. */
int mk_server_start(mk_cx *cx, const mk_http_options *opt, int port, int workers, mk_server **ret);
int mk_server_port(const mk_server *s);
/* Takes no new requests, ends those that run, and gives all back. NULL is fine. */
void mk_server_stop(mk_server *s);
/* Starts, tells the address, waits until cx is cancelled, stops. */
int mk_server_run(mk_cx *cx, const mk_http_options *opt, int port, int workers, void (*ready)(void *self, const char *url), void *self);
#endif
