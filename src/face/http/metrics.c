/* SPDX-License-Identifier: Apache-2.0
 * How the server does, for programs that watch it: GET /metrics, in Prometheus' text format 0.0.4. Counts, sizes and times alone: nothing of anybody,
 * and nothing that a reader of the store may not see. It is asked with a key, as everything else. */
#include "backups.h"
#include "clock.h"
#include "http_int.h"
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { JOBS = 64 };

void mk_http_count(mk_http *h, int status, int64_t us)
{
    atomic_fetch_add_explicit(&h->answered[status / 100 < 2 || status / 100 > 5 ? 0 : status / 100 - 2], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&h->busy_us, us, memory_order_relaxed);
}

static void about(mk_buf *b, const char *name, const char *type, const char *help) { mk_buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type); }

static void number(mk_buf *b, const char *name, const char *type, const char *help, int64_t v)
{
    about(b, name, type, help);
    mk_buf_printf(b, "%s %" PRId64 "\n", name, v);
}

static void seconds(mk_buf *b, const char *name, int64_t us) { mk_buf_printf(b, "%s %" PRId64 ".%06" PRId64 "\n", name, us / MK_SECOND, us % MK_SECOND); }

static void requests(mk_buf *b, mk_http *h)
{
    uint64_t all = 0;
    about(b, "makir_http_requests_total", "counter", "Requests that were answered, by the class of the answer.");
    for (int i = 0; i < 4; i++) {
        uint64_t n = atomic_load_explicit(&h->answered[i], memory_order_relaxed);
        all += n;
        mk_buf_printf(b, "makir_http_requests_total{status=\"%dxx\"} %" PRIu64 "\n", i + 2, n);
    }
    about(b, "makir_http_request_duration_seconds", "summary", "From a whole request to its answer.");
    seconds(b, "makir_http_request_duration_seconds_sum", atomic_load_explicit(&h->busy_us, memory_order_relaxed));
    mk_buf_printf(b, "makir_http_request_duration_seconds_count %" PRIu64 "\n", all);
}

static int64_t us_of(struct timeval t) { return (int64_t)t.tv_sec * MK_SECOND + t.tv_usec; }

static void process(mk_buf *b, const mk_http *h)
{
    struct rusage r;
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    getrusage(RUSAGE_SELF, &r);
    if (f) {
        if (fscanf(f, "%*s %ld", &pages) != 1) pages = 0;
        fclose(f);
    }
    about(b, "process_cpu_seconds_total", "counter", "Processor time of the server.");
    seconds(b, "process_cpu_seconds_total", us_of(r.ru_utime) + us_of(r.ru_stime));
    number(b, "process_resident_memory_bytes", "gauge", "Memory that the server holds.", (int64_t)pages * sysconf(_SC_PAGESIZE));
    about(b, "process_start_time_seconds", "gauge", "When the server began, in seconds of Unix time.");
    seconds(b, "process_start_time_seconds", h->began);
}

static int64_t size_of(mk_cx *cx, const char *path, const char *tail)
{
    struct stat st;
    return stat(mk_arena_printf(cx->arena, "%s%s", path, tail).p, &st) == 0 ? (int64_t)st.st_size : 0;
}

static int store(mk_cx *cx, mk_buf *b, mk_http *h)
{
    const char *path = mk_store_url(h->opt.store);
    struct statvfs fs;
    mk_backup_file *f;
    size_t n;
    number(b, "makir_store_bytes", "gauge", "The store, with its log.", size_of(cx, path, "") + size_of(cx, path, "-wal"));
    if (statvfs(path, &fs) == 0) number(b, "makir_store_free_bytes", "gauge", "Room on the disk of the store.", (int64_t)(fs.f_bavail * fs.f_frsize));
    MK_TRY(mk_backups_list(cx, h->opt.store, &f, &n));
    number(b, "makir_backups", "gauge", "Backups beside the store.", (int64_t)n);
    about(b, "makir_backup_newest_timestamp_seconds", "gauge", "When the newest of them was made, in seconds of Unix time; 0: there is none.");
    seconds(b, "makir_backup_newest_timestamp_seconds", n ? f[0].at : 0);
    return 0;
}

static int64_t running(mk_cx *cx, mk_http *h)
{
    mk_job *job[JOBS];
    mk_job_view v;
    mk_cx all = *cx;                    /* whoever asks: only how many */
    all.role = MK_OWNER;
    size_t n = mk_jobs_list(&all, h->jobs, job, JOBS);
    int64_t busy = 0;
    for (size_t i = 0; i < n; i++) {
        mk_job_look(job[i], &v);
        busy += v.state == MK_JOB_RUNNING;
        mk_job_release(job[i], false);
    }
    return busy;
}

void mk_http_metrics(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_buf b = mk_buf_on(cx->arena);
    int rc = mk_http_sign(h, cx, q);
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    about(&b, "makir_info", "gauge", "Which makir this is.");
    mk_buf_printf(&b, "makir_info{version=\"%s\"} 1\n", MK_VERSION);
    requests(&b, h);
    process(&b, h);
    rc = store(cx, &b, h);
    if (rc < 0) { mk_http_problem(cx, r, rc, 0); return; }
    number(&b, "makir_jobs_running", "gauge", "Long operations that run.", running(cx, h));
    r->status = 200;
    r->body = mk_buf_str(&b);
    mk_http_add(r, "Content-Type", MK_S("text/plain; version=0.0.4; charset=utf-8"));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
}
