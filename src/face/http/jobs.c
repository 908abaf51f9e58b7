/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"
#include <pthread.h>
#include <sodium.h>
#include "clock.h"
#include "id.h"

enum { KEPT = 24, WAITERS = 2, STACK = 8 << 20 };
static const int64_t keep_for = 3600 * MK_SECOND;

const char *const mk_job_state_name[] = { "running", "done", "failed", "cancelled" };

struct mk_jobs {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    mk_job *first;                      /* the newest */
    int kept, readers, most_readers, writers, waiting, threads;
    bool closed;
};

struct mk_job {
    mk_job *next;
    mk_jobs *table;
    mk_job_view v;                      /* under the table's lock */
    char *key;
    int users;                          /* whoever holds it, and its thread */
    bool started, writes, answered, counted;
    atomic_bool cancel;
    pthread_t thread;
    mk_arena *arena;
    mk_cx cx;
    mk_op_env env;
    const mk_args *args;
    mk_out *out;
    mk_upload *upload;
};

mk_jobs *mk_jobs_new(int readers, int threads)
{
    mk_jobs *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->ended, &attr);
    pthread_condattr_destroy(&attr);
    t->most_readers = readers;
    t->threads = threads > 0 ? threads : 1;
    return t;
}

/* Called without the lock, when nobody can find it any more and its thread has ended. */
static void drop(mk_job *job)
{
    if (job->started) pthread_join(job->thread, NULL);
    mk_upload_release(job->upload);
    mk_arena_free(job->arena);
    free(job->key);
    free(job);
}

static void unlink_job(mk_jobs *t, mk_job *job)
{
    for (mk_job **p = &t->first; *p; p = &(*p)->next)
        if (*p == job) { *p = job->next; t->kept--; return; }
}

/* Results are kept for a while, in case the one who asked comes back: the oldest go first. A list of those that went. */
static mk_job *outdated(mk_jobs *t, int64_t now)
{
    mk_job *gone = NULL;
    for (;;) {
        mk_job *oldest = NULL;
        for (mk_job *j = t->first; j; j = j->next)
            if (j->users == 0 && j->v.state != MK_JOB_RUNNING) oldest = j;
        if (!oldest || (t->kept < KEPT && now - oldest->v.ended < keep_for)) return gone;
        unlink_job(t, oldest);
        oldest->next = gone;
        gone = oldest;
    }
}

static void drop_all(mk_job *gone)
{
    while (gone) {
        mk_job *next = gone->next;
        drop(gone);
        gone = next;
    }
}

void mk_jobs_stop(mk_jobs *t)
{
    pthread_mutex_lock(&t->lock);
    t->closed = true;
    for (mk_job *j = t->first; j; j = j->next) atomic_store(&j->cancel, true);
    pthread_mutex_unlock(&t->lock);
}

void mk_jobs_free(mk_jobs *t)
{
    if (!t) return;
    mk_jobs_stop(t);
    drop_all(t->first);                 /* each waits for its thread */
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->ended);
    free(t);
}

static int busy(mk_cx *cx, const mk_jobs *t, bool writes)
{
    for (const mk_job *j = t->first; j && writes; j = j->next)
        if (j->writes && j->v.state == MK_JOB_RUNNING)
            return mk_fail(cx, MK_EBUSY, "%s is running already, and one thing at a time is written; try again when it has ended, or cancel it: /v1/jobs/%s",
                           j->v.op->name, j->v.id);
    return mk_fail(cx, MK_EBUSY, "%d long tasks are running already; try again when one has ended", t->readers);
}

static mk_job *new_job(const mk_cx *cx, mk_jobs *t, const mk_op *op, mk_str key)
{
    mk_job *job = calloc(1, sizeof *job);
    char *copy = strndup(key.p ? key.p : "", key.n);
    if (!job || !copy) { free(job), free(copy); return NULL; }
    int64_t id;
    randombytes_buf(&id, sizeof id);
    id &= INT64_MAX;
    job->table = t;
    job->key = copy;
    job->users = 1;
    job->writes = op->flags & MK_OP_WRITE;
    job->arena = mk_arena_new();
    job->v = (mk_job_view){ .op = op, .began = cx->now, .ended = MK_NEVER };
    mk_id_text(id, job->v.id);
    memcpy(job->v.who, cx->who, sizeof job->v.who);
    job->cx = *cx;
    job->cx.arena = job->arena;
    job->cx.hide_kinds = mk_arena_dup(job->arena, cx->hide_kinds);
    job->cx.witness = (mk_witness){ 0 };        /* of the request, which ends before */
    job->cx.cancel = &job->cancel;
    job->cx.threads = t->threads;
    job->cx.patience = 60 * MK_SECOND;      /* for the short changes of others */
    return job;
}

int mk_jobs_open(mk_cx *cx, mk_jobs *t, const mk_op *op, mk_str key, mk_job **ret, bool *ret_joined)
{
    int rc = 0;
    bool writes = op->flags & MK_OP_WRITE;
    pthread_mutex_lock(&t->lock);
    *ret = NULL;
    *ret_joined = false;
    for (mk_job *j = t->first; j && key.n && !*ret; j = j->next)
        if (j->v.state == MK_JOB_RUNNING && j->started && mk_str_eqz(key, j->key) && !atomic_load(&j->cancel)) *ret = j;
    mk_job *gone = NULL;
    if (*ret) {
        *ret_joined = true;
        (*ret)->users++;
    } else if (t->closed) {
        rc = mk_fail(cx, MK_EBUSY, "the server is stopping");
    } else if (writes ? t->writers > 0 : t->readers >= t->most_readers) {
        rc = busy(cx, t, writes);
    } else {
        gone = outdated(t, cx->now);
        mk_job *job = new_job(cx, t, op, key);
        if (!job) rc = mk_fail(cx, MK_ENOMEM, "out of memory");
        else {
            job->next = t->first;
            t->first = job;
            t->kept++;
            job->counted = true;
            (writes ? &t->writers : &t->readers)[0]++;
            *ret = job;
        }
    }
    pthread_mutex_unlock(&t->lock);
    drop_all(gone);
    return rc;
}

mk_cx *mk_job_cx(mk_job *job) { return &job->cx; }

static void report(void *self, const char *stage, uint64_t done, uint64_t total)
{
    mk_job *job = self;
    pthread_mutex_lock(&job->table->lock);
    snprintf(job->v.stage, sizeof job->v.stage, "%s", stage);
    job->v.done = done;
    job->v.total = total;
    pthread_mutex_unlock(&job->table->lock);
}

static int run(mk_cx *cx, void *arg)
{
    mk_job *job = arg;
    job->out = mk_out_new(cx, job->v.op);
    /* The result is kept until somebody has read it; what it was worked out with is not. */
    mk_arena_mark m = mk_arena_here(cx->arena);
    int rc = mk_op_run(cx, &job->env, job->v.op, job->args, job->out);
    if (rc >= 0) mk_arena_rewind(cx->arena, m);
    return rc;
}

static void uncount(mk_job *job)
{
    if (job->counted) (job->writes ? &job->table->writers : &job->table->readers)[0]--;
    job->counted = false;
}

static void *work(void *arg)
{
    mk_job *job = arg;
    mk_jobs *t = job->table;
    mk_cx *cx = &job->cx;
    cx->progress = (mk_progress){ .report = report, .self = job };
    int rc = mk_cx_guard(cx, run, job);
    pthread_mutex_lock(&t->lock);
    job->v.ended = mk_clock_now();
    job->v.code = rc < 0 ? rc : 0;
    job->v.state = rc == MK_ECANCELLED ? MK_JOB_CANCELLED : rc < 0 ? MK_JOB_FAILED : MK_JOB_DONE;
    if (rc < 0) memcpy(job->v.message, cx->message, sizeof job->v.message);
    else job->v.out = job->out;
    /* The file is not held as long as the answer is kept: others wait to send theirs. */
    mk_upload *upload = job->upload;
    job->upload = NULL;
    uncount(job);
    job->users--;
    pthread_cond_broadcast(&t->ended);
    pthread_mutex_unlock(&t->lock);
    mk_upload_release(upload);
    return NULL;
}

int mk_job_start(mk_cx *cx, mk_job *job, const mk_op_env *env, const mk_args *args, mk_upload *upload)
{
    pthread_attr_t attr;
    job->env = *env;
    job->args = args;
    job->upload = upload;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK);
    pthread_mutex_lock(&job->table->lock);
    job->users++;
    int rc = pthread_create(&job->thread, &attr, work, job);
    if (rc == 0) job->started = true;
    else job->users--;
    pthread_mutex_unlock(&job->table->lock);
    pthread_attr_destroy(&attr);
    if (rc == 0) return 0;
    mk_job_release(job, true);
    return mk_fail(cx, MK_ENOMEM, "cannot start a thread: %s", strerror(rc));
}

bool mk_job_wait(mk_job *job, int64_t us)
{
    mk_jobs *t = job->table;
    int64_t end = mk_clock_monotonic() + us;
    struct timespec until = { .tv_sec = end / MK_SECOND, .tv_nsec = end % MK_SECOND * 1000 };
    pthread_mutex_lock(&t->lock);
    if (us > 0 && t->waiting < WAITERS) {       /* a request that waits holds one of the server's few workers */
        t->waiting++;
        while (job->v.state == MK_JOB_RUNNING && pthread_cond_timedwait(&t->ended, &t->lock, &until) == 0) {}
        t->waiting--;
    }
    bool ended = job->v.state != MK_JOB_RUNNING;
    pthread_mutex_unlock(&t->lock);
    return ended;
}

void mk_job_release(mk_job *job, bool answered)
{
    mk_jobs *t = job->table;
    pthread_mutex_lock(&t->lock);
    job->answered |= answered;
    bool last = --job->users == 0 && (job->answered || !job->started) && (!job->started || job->v.state != MK_JOB_RUNNING);
    if (last) {
        uncount(job);
        unlink_job(t, job);
    }
    pthread_mutex_unlock(&t->lock);
    if (last) drop(job);
}

void mk_job_look(mk_job *job, mk_job_view *ret)
{
    pthread_mutex_lock(&job->table->lock);
    *ret = job->v;
    ret->cancelling = job->v.state == MK_JOB_RUNNING && atomic_load(&job->cancel);
    pthread_mutex_unlock(&job->table->lock);
}

static bool may_see(const mk_cx *cx, const mk_job *job)
{
    return job->started && cx->role >= job->v.op->role && (cx->role >= MK_MANAGER || strcmp(cx->who, job->v.who) == 0);
}

mk_job *mk_jobs_find(const mk_cx *cx, mk_jobs *t, mk_str id)
{
    mk_job *found = NULL;
    pthread_mutex_lock(&t->lock);
    for (mk_job *j = t->first; j && !found; j = j->next)
        if (mk_str_eqz(id, j->v.id) && may_see(cx, j)) found = j;
    if (found) found->users++;
    pthread_mutex_unlock(&t->lock);
    return found;
}

size_t mk_jobs_list(const mk_cx *cx, mk_jobs *t, mk_job **ret, size_t max)
{
    size_t n = 0;
    pthread_mutex_lock(&t->lock);
    for (mk_job *j = t->first; j && n < max; j = j->next)
        if (may_see(cx, j)) { j->users++; ret[n++] = j; }
    pthread_mutex_unlock(&t->lock);
    return n;
}

void mk_job_cancel(mk_job *job) { atomic_store(&job->cancel, true); }

bool mk_jobs_writing(mk_jobs *t, mk_job_view *ret)
{
    bool is = false;
    pthread_mutex_lock(&t->lock);
    for (mk_job *j = t->first; j && !is; j = j->next)
        if (j->writes && j->started && j->v.state == MK_JOB_RUNNING) { *ret = j->v; is = true; }
    pthread_mutex_unlock(&t->lock);
    return is;
}
