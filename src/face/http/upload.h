/* SPDX-License-Identifier: Apache-2.0
 * Files that are sent to be imported. Each lies beside the store without a name: nobody else sees it, and nothing of it is left when
 * the server ends, however it ends. The path an operation reads is made here, never taken from the client.
 * Owns: the table its uploads; whoever was given one gives it back by mk_upload_release. Threads: any, but one writes into an upload.
 * Errors: MK_EBUSY (too many), MK_ELIMIT, MK_EIO. */
#ifndef MK_UPLOAD_H
#define MK_UPLOAD_H
#include "cx.h"

typedef struct mk_uploads mk_uploads;
typedef struct mk_upload mk_upload;

mk_uploads *mk_uploads_new(void);       /* NULL: no memory */
void mk_uploads_free(mk_uploads *u);    /* when nobody holds one any more; NULL is fine */

/* A new one for cx's principal, to be written. name: what the sender calls it, only to be shown. most: bytes it may have. */
int mk_upload_new(mk_cx *cx, mk_uploads *u, const char *folder, mk_str name, uint64_t most, mk_upload **ret);
/* What fails is kept and told by mk_upload_end. */
void mk_upload_write(mk_upload *up, const void *p, size_t n);
/* It is whole: from now on it can be found. */
int mk_upload_end(mk_cx *cx, mk_upload *up);
/* The upload of that id, of cx's principal; NULL: none. */
mk_upload *mk_uploads_find(const mk_cx *cx, mk_uploads *u, mk_str id);
/* Gives it back. One that was never whole goes. NULL is fine. */
void mk_upload_release(mk_upload *up);
/* It can be found no more, and goes when the last gives it back. */
void mk_upload_forget(mk_upload *up);

const char *mk_upload_id(const mk_upload *up);
mk_str mk_upload_name(const mk_upload *up);
uint64_t mk_upload_bytes(const mk_upload *up);
/* How an operation opens it, and where it writes the rows it could not read. Valid while it is held. */
const char *mk_upload_path(const mk_upload *up);
const char *mk_upload_bad_path(const mk_upload *up);
/* A descriptor of the bad rows of its own, to be closed, and how many bytes there are; -1 when there are none. */
int mk_upload_bad(const mk_upload *up, uint64_t *ret_bytes);
#endif
