/* SPDX-License-Identifier: Apache-2.0
 * What runs beside the requests, as resources: /v1/jobs, /v1/jobs/{job}; and files on their way in: /v1/uploads, /v1/uploads/{upload}. */
#include "args.h"
#include "buf.h"
#include "clock.h"
#include "http_int.h"
#include "jsonw.h"
#include "out_int.h"
#include "reference.h"
#include "setting.h"
#include <unistd.h>

/* --- jobs --- */

static void problem_member(mk_cx *cx, const mk_job_view *v, mk_jsonw *w)
{
    const mk_error_info *e = mk_error_about(v->code);
    mk_json_open(w, '{');
    mk_json_key(w, "title"), mk_json_z(w, mk_error_title(v->code, cx->lang));
    mk_json_key(w, "status"), mk_json_int(w, e->http);
    mk_json_key(w, "detail"), mk_json_z(w, v->message[0] ? v->message : mk_error_title(v->code, cx->lang));
    mk_json_key(w, "hint"), mk_json_z(w, mk_error_hint(v->code, cx->lang));
    mk_json_key(w, "code"), mk_json_z(w, e->name);
    mk_json_close(w);
}

static void job_json(mk_cx *cx, const mk_job_view *v, bool whole, mk_jsonw *w)
{
    char t[32];
    mk_json_open(w, '{');
    mk_json_key(w, "job"), mk_json_z(w, v->id);
    mk_json_key(w, "op"), mk_json_z(w, v->op->name);
    mk_json_key(w, "who"), mk_json_z(w, v->who);
    mk_json_key(w, "state"), mk_json_z(w, v->cancelling ? "cancelling" : mk_job_state_name[v->state]);
    mk_json_key(w, "stage"), mk_json_z(w, v->stage);
    mk_json_key(w, "done"), mk_json_int(w, (int64_t)v->done);
    mk_json_key(w, "total"), mk_json_int(w, (int64_t)v->total);
    mk_json_key(w, "began"), mk_json_z(w, mk_moment_text(v->began, t));
    mk_json_key(w, "ended");
    if (v->ended == MK_NEVER) mk_json_null(w);
    else mk_json_z(w, mk_moment_text(v->ended, t));
    if (whole) {
        mk_json_key(w, "result");
        if (v->out) {
            mk_render json = { .format = MK_FMT_JSON, .lang = cx->lang };
            mk_buf b = mk_buf_on(cx->arena);
            mk_out_render(v->out, &json, &b);
            mk_json_raw(w, mk_str_trim(mk_buf_str(&b)));
        } else {
            mk_json_null(w);
        }
        mk_json_key(w, "problem");
        if (v->state == MK_JOB_FAILED || v->state == MK_JOB_CANCELLED) problem_member(cx, v, w);
        else mk_json_null(w);
    }
    mk_json_close(w);
}

static void show(mk_cx *cx, mk_http_response *r, int status, mk_job *job)
{
    mk_job_view v;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_job_look(job, &v);
    job_json(cx, &v, true, &w);
    mk_buf_c(&b, '\n');
    mk_http_json(r, status, mk_buf_str(&b));
    if (status == 202) {
        mk_http_add(r, "Location", mk_arena_printf(cx->arena, "/v1/jobs/%s", v.id));
        mk_http_add(r, "Retry-After", MK_S("1"));
    }
}

void mk_http_accepted(mk_cx *cx, mk_http_response *r, mk_job *job) { show(cx, r, 202, job); }

static void release(void *job) { mk_job_release(job, false); }
static void release_upload(void *up) { mk_upload_release(up); }

/* Gives back at once what was put on the arena in case that memory runs out. */
static void now(mk_cx *cx, void (*fn)(void *), void *p)
{
    mk_arena_undefer(cx->arena, p);
    fn(p);
}

static int jobs(mk_http *h, mk_cx *cx, mk_http_response *r)
{
    enum { MOST = 64 };
    mk_job *job[MOST];
    size_t n = mk_jobs_list(cx, h->jobs, job, MOST);
    for (size_t i = 0; i < n; i++) mk_arena_defer(cx->arena, release, job[i]);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "rows");
    mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        mk_job_view v;
        mk_job_look(job[i], &v);
        job_json(cx, &v, false, &w);
        now(cx, release, job[i]);
    }
    mk_json_close(&w);
    mk_json_key(&w, "notes");
    mk_json_raw(&w, MK_S("[]"));
    mk_json_close(&w);
    mk_buf_c(&b, '\n');
    mk_http_json(r, 200, mk_buf_str(&b));
    return 0;
}

static int one_job(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_str id, mk_http_response *r)
{
    mk_job *job = mk_jobs_find(cx, h->jobs, id);
    if (!job) return mk_fail(cx, MK_ENOTFOUND, "there is no such job any more; what it did is in the store");
    bool cancel = mk_str_eqz(q->method, "DELETE"), forget = false;
    if (cancel) {
        mk_job_view v;
        mk_job_look(job, &v);
        forget = v.state != MK_JOB_RUNNING;
        if (!forget) mk_job_cancel(job);
    }
    if (forget) {
        mk_job_release(job, true);
        r->status = 204;
        mk_http_add(r, "Cache-Control", MK_S("no-store"));
        return 0;
    }
    mk_arena_defer(cx->arena, release, job);
    show(cx, r, cancel ? 202 : 200, job);
    now(cx, release, job);
    return 0;
}

/* --- uploads --- */

static int may_upload(mk_http *h, mk_cx *cx, const mk_http_request *q)
{
    MK_TRY(mk_http_sign(h, cx, q));
    return mk_op_may(cx, mk_op_named(MK_S("import")));
}

int mk_http_receive(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_upload **ret)
{
    mk_settings st;
    mk_str name = q->file_name;
    MK_TRY(may_upload(h, cx, q));
    MK_TRY(mk_settings_read(cx, h->opt.store, &st));
    if (!mk_url_decode(cx->arena, q->file_name, false, &name)) return mk_fail(cx, MK_EINVAL, "the header X-Makir-Name is broken: %%XX expected after %%");
    const char *slash = strrchr(h->opt.db, '/');
    const char *folder = slash ? mk_arena_z(cx->arena, (mk_str){ h->opt.db, (size_t)(slash - h->opt.db) + 1 }) : ".";
    return mk_upload_new(cx, h->uploads, folder, name, (uint64_t)st.upload_mb << 20, ret);
}

static int sent(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_upload *up = q->upload;
    if (!up) {                              /* it came as a body: a short one, or without a socket */
        MK_TRY(mk_http_receive(h, cx, q, &up));
        mk_arena_defer(cx->arena, release_upload, up);
        mk_upload_write(up, q->body.p, q->body.n);
    }
    int rc = mk_upload_end(cx, up);
    if (rc < 0) {
        if (!q->upload) now(cx, release_upload, up);
        return rc;
    }
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "upload"), mk_json_z(&w, mk_upload_id(up));
    mk_json_key(&w, "name"), mk_json_str(&w, mk_upload_name(up));
    mk_json_key(&w, "bytes"), mk_json_int(&w, (int64_t)mk_upload_bytes(up));
    mk_json_close(&w);
    mk_buf_c(&b, '\n');
    mk_http_json(r, 201, mk_buf_str(&b));
    mk_http_add(r, "Location", mk_arena_printf(cx->arena, "/v1/uploads/%s", mk_upload_id(up)));
    if (!q->upload) now(cx, release_upload, up);
    return 0;
}

static void give_bad(const mk_upload *up, mk_http_response *r)
{
    r->file = mk_upload_bad(up, &r->file_bytes);
    if (r->file < 0) { r->file = 0; return; }
    static const struct { const char *begin, *type, *name; } kinds[] = {
        { "PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment; filename=\"bad-rows.xlsx\"" },
        { "BEGIN:VCARD", "text/vcard; charset=utf-8", "attachment; filename=\"bad-rows.vcf\"" },
        { "{\"makir_problem", "application/x-ndjson", "attachment; filename=\"bad-rows.ndjson\"" },
        { "makir_problem:", "text/plain; charset=utf-8", "attachment; filename=\"bad-rows.txt\"" },
        { "", "text/csv; charset=utf-8", "attachment; filename=\"bad-rows.csv\"" },
    };
    char head[16];
    ssize_t n = pread(r->file, head, sizeof head, 0);
    size_t k = 0;
    while (n < (ssize_t)strlen(kinds[k].begin) || memcmp(head, kinds[k].begin, strlen(kinds[k].begin)) != 0) k++;
    r->status = 200;
    mk_http_add(r, "Content-Type", mk_str_of(kinds[k].type));
    mk_http_add(r, "Content-Disposition", mk_str_of(kinds[k].name));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
}

static int one_upload(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_str id, bool bad, mk_http_response *r)
{
    MK_TRY(may_upload(h, cx, q));
    mk_upload *up = mk_uploads_find(cx, h->uploads, id);
    if (!up) return mk_fail(cx, MK_ENOTFOUND, "this file is not here any more; send it again");
    if (bad) give_bad(up, r);
    else mk_upload_forget(up), r->status = 204;
    mk_upload_release(up);
    return r->status ? 0 : mk_fail(cx, MK_ENOTFOUND, "this file has no bad rows");
}

/* --- */

static int tasks(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    mk_str piece[5];
    size_t n = 0;
    for (size_t i = 0; n < 5 && mk_http_piece(q->path, &i, &piece[n]); n++) {}
    bool get = mk_str_eqz(q->method, "GET") || mk_str_eqz(q->method, "HEAD"), post = mk_str_eqz(q->method, "POST"), del = mk_str_eqz(q->method, "DELETE");
    bool is_job = n > 1 && mk_str_eqz(piece[1], "jobs"), is_upload = n > 1 && mk_str_eqz(piece[1], "uploads"), is_bad = n == 4 && mk_str_eqz(piece[3], "bad");
    const char *may = is_job && n == 2 ? "GET, HEAD, OPTIONS" : is_job && n == 3 ? "GET, HEAD, DELETE, OPTIONS" : is_upload && n == 2 ? "POST, OPTIONS"
        : is_upload && n == 3 ? "DELETE, OPTIONS" : is_upload && is_bad ? "GET, HEAD, OPTIONS" : NULL;
    if (!may) return mk_fail(cx, MK_ENOTFOUND, "there is nothing at this address; see /openapi.json");
    if (is_job && (get || (del && n == 3))) {
        MK_TRY(mk_http_sign(h, cx, q));
        return n == 2 ? jobs(h, cx, r) : one_job(h, cx, q, piece[2], r);
    }
    if (is_upload && n == 2 && post) return sent(h, cx, q, r);
    if (is_upload && ((n == 3 && del) || (is_bad && get))) return one_upload(h, cx, q, piece[2], is_bad, r);
    mk_http_allow(cx, q, r, mk_str_of(may));
    return 0;
}

void mk_http_tasks(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    int rc = h->opt.store ? tasks(h, cx, q, r) : mk_fail(cx, MK_ENOTFOUND, "there is no store");
    if (rc < 0) mk_http_problem(cx, r, rc, 0);
}
