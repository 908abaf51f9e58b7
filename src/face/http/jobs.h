/* SPDX-License-Identifier: Apache-2.0
 * Long operations beside the requests: each runs in a thread of its own, tells how far it is, and can be cancelled. Kept in memory only:
 * what a job did is in the store; a server that stops cancels its jobs, and nothing of them is there.
 * One that writes at a time, since the store has one writer; a few that read. A GET that asks what a running one is working out joins it,
 * unless something was written since that one began.
 * Owns: a job owns its arena, with arguments and result; whoever was given a job gives it back by mk_job_release.
 * Threads: any. Errors: MK_EBUSY (others run already), MK_ENOMEM. */
#ifndef MK_JOBS_H
#define MK_JOBS_H
#include "args.h"
#include "out.h"
#include "upload.h"

typedef enum mk_job_state { MK_JOB_RUNNING, MK_JOB_DONE, MK_JOB_FAILED, MK_JOB_CANCELLED } mk_job_state;
extern const char *const mk_job_state_name[];

typedef struct mk_jobs mk_jobs;
typedef struct mk_job mk_job;

mk_jobs *mk_jobs_new(int readers, int threads);     /* NULL: no memory */
void mk_jobs_stop(mk_jobs *j);                      /* cancels all; no more begin */
void mk_jobs_free(mk_jobs *j);                      /* stops, and waits for them; NULL is fine */

/* A place for a job of cx's principal, not begun yet. key: what it works out, "" when it must not be joined; *ret_joined: it runs already. */
int mk_jobs_open(mk_cx *cx, mk_jobs *j, const mk_op *op, mk_str key, mk_job **ret, bool *ret_joined);
/* Where its arguments go: a context on the job's arena. */
mk_cx *mk_job_cx(mk_job *job);
/* Begins. Takes over `upload` (NULL: none). When it fails there is no job any more. */
int mk_job_start(mk_cx *cx, mk_job *job, const mk_op_env *env, const mk_args *args, mk_upload *upload);
/* Waits until it has ended, at most so long; false: it runs still. Only a few may wait: the others are told at once. */
bool mk_job_wait(mk_job *job, int64_t us);
/* answered: its result has been given to who asked, nobody will ask for it again. */
void mk_job_release(mk_job *job, bool answered);

/* What is known of it now. */
typedef struct mk_job_view {
    char id[16], who[64], stage[48], message[1024];
    const mk_op *op;
    mk_job_state state;
    bool cancelling;
    int code;                   /* of the failure */
    int64_t began, ended;       /* ended: MK_NEVER while it runs */
    uint64_t done, total;
    const mk_out *out;          /* the result of one that is done; lives as long as the job is held */
} mk_job_view;
void mk_job_look(mk_job *job, mk_job_view *ret);
/* The job of that id that cx's principal may see: his own, or a manager any. NULL: none. */
mk_job *mk_jobs_find(const mk_cx *cx, mk_jobs *j, mk_str id);
/* All that he may see, the newest first; each to be released. */
size_t mk_jobs_list(const mk_cx *cx, mk_jobs *j, mk_job **ret, size_t max);
void mk_job_cancel(mk_job *job);
/* The one that writes now; false: none. */
bool mk_jobs_writing(mk_jobs *j, mk_job_view *ret);
#endif
