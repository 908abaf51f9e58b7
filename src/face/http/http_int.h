/* SPDX-License-Identifier: Apache-2.0
 * Inside of the HTTP face. */
#ifndef MK_HTTP_INT_H
#define MK_HTTP_INT_H
#include <pthread.h>
#include <stdatomic.h>
#include "http.h"
#include "jobs.h"
#include "limiter.h"
#include "listing.h"
#include "lobby.h"

struct mk_http {
    mk_http_options opt;
    mk_limiter *limiter, *pace;         /* of failed sign-ins; of requests */
    mk_audit *audit;
    mk_lobby *lobby;                    /* who came while the disk was full */
    mk_listing *listing;
    int64_t backup_at;                  /* when to look next whether one is due; the keeper's own */
    pthread_mutex_t hashing;            /* one password at a time: each takes 19 MiB */
    mk_jobs *jobs;
    mk_uploads *uploads;
    int64_t began;
    _Atomic uint64_t answered[4];       /* requests, by the class of the answer from 2xx on */
    _Atomic int64_t busy_us;            /* with them all */
    _Atomic int64_t first_again;        /* until then the desk's page comes without its list: making it took too long */
};

void mk_http_add(mk_http_response *r, const char *name, mk_str value);
/* An answer was given, after so many microseconds. */
void mk_http_count(mk_http *h, int status, int64_t us);
/* How the server does, for programs that watch it. */
void mk_http_metrics(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
void mk_http_json(mk_http_response *r, int status, mk_str body);
/* problem+json of a failure; status 0: that of the code. */
void mk_http_problem(mk_cx *cx, mk_http_response *r, int code, int status);

/* Whether the Host header is one of ours: a web page cannot reach the desk through a name that its owner points here. */
bool mk_http_host_ok(const mk_http *h, mk_str host);
/* Whether a request that changes something comes from our own pages or from a program, not from a stranger's page. */
bool mk_http_own_request(const mk_http *h, const mk_http_request *q);
/* "1.2.3.4" of the other side, as the proxy tells when there is one. */
mk_str mk_http_peer(const mk_http *h, const mk_http_request *q);
mk_lang mk_http_lang(const mk_http_request *q);
bool mk_http_lang_known(const mk_http_request *q);      /* false: the address asks for one we have not */
/* The value of a cookie; name with its "=". "" when it is not there. */
mk_str mk_http_cookie(mk_str cookie, mk_str name);
/* Sets cx's principal by the key or the cookie; MK_EAUTH when nobody is signed in, MK_EBUSY when a key asks too often. */
int mk_http_sign(mk_http *h, mk_cx *cx, const mk_http_request *q);
/* MK_EBUSY when somebody nobody knows asks, or writes, too often. */
int mk_http_paced(mk_http *h, mk_cx *cx, const mk_http_request *q, bool writes);

void mk_http_session(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* The desk's page with the answers of its first screen in it; false: nobody is signed in, and r is as it was. */
bool mk_http_first(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_str page, mk_http_response *r);
void mk_http_me(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
void mk_http_api(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* /v1/jobs and /v1/uploads: what runs beside the requests, and files on their way in. */
void mk_http_tasks(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* A new upload for who asks, when he may; the file it goes into. */
int mk_http_receive(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_upload **ret);
/* 202 and where the job is; the job's answer as JSON. */
void mk_http_accepted(mk_cx *cx, mk_http_response *r, mk_job *job);
/* The next piece of a path between slashes; false at the end. */
bool mk_http_piece(mk_str path, size_t *i, mk_str *ret);
void mk_http_file(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r);
/* 405, and which methods there are; 204 for OPTIONS. */
void mk_http_allow(mk_cx *cx, const mk_http_request *q, mk_http_response *r, mk_str methods);
#endif
