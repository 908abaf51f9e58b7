/* SPDX-License-Identifier: Apache-2.0
 * Long operations as jobs, and files on their way in: what is told while one runs, cancelling, waiting, whose is whose, what a change is
 * told that would have to wait, and that a file that was sent is imported, its bad rows given back, and then gone. */
#include "../op/fixture.h"
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_bool go, inside;

static int wait_in(mk_cx *cx, mk_db *db, void *arg)
{
    (void)db, (void)arg;
    while (!atomic_load(&go)) {
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pages", 40, 100);
        atomic_store(&inside, true);
        usleep(1000);
    }
    return 0;
}

static int write_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    MK_TRY(mk_store_write(cx, env->store, wait_in, NULL));
    mk_out_text(out, "word", MK_S("written"));
    mk_out_note(out, "well");
    return 0;
}

static int read_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    MK_TRY(mk_store_read(cx, env->store, wait_in, NULL));
    mk_out_text(out, "word", MK_S("read"));
    return 0;
}

static int nothing(mk_cx *cx, mk_db *db, void *arg) { (void)cx, (void)db, (void)arg; return 0; }

static int short_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    MK_TRY(mk_store_write(cx, env->store, nothing, NULL));
    mk_out_text(out, "word", MK_S("short"));
    return 0;
}

#define WORD .params = (const mk_param[]){ { NULL } }, .columns = (const mk_column_doc[]){ { "word", MK_C_TEXT, "" }, { NULL } }
static const mk_op long_write = { .name = "rebuild", .verb = "POST", .path = "/v1/rebuild", .summary = "Rebuild", .example = "", .role = MK_SELLER,
                                  .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE, WORD, .run = write_run };
static const mk_op long_read = { .name = "survey", .verb = "GET", .path = "/v1/survey", .summary = "Survey", .example = "", .role = MK_READER,
                                 .flags = MK_OP_READ | MK_OP_LONG | MK_OP_ONE, WORD, .run = read_run };
static const mk_op short_write = { .name = "touch", .verb = "POST", .path = "/v1/touch", .summary = "Touch", .example = "", .role = MK_READER,
                                   .flags = MK_OP_WRITE | MK_OP_ONE, WORD, .run = short_run };
extern const mk_op mk_op_version, mk_op_import;
static const mk_op *const ops[] = { &long_write, &long_read, &short_write, &mk_op_version, &mk_op_import, NULL };
#include "site.h"

static json_t *parsed(mk_http_response r)
{
    json_t *j = json_loadb(r.body.p, r.body.n, 0, NULL);
    if (!j) fail_msg("not JSON: %.*s", MK_SARG(r.body));
    return j;
}

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* The job at that address; asks again until it has ended, when it should. */
static json_t *job_at(site *s, mk_str where, bool ended)
{
    char *z = mk_arena_z(s->cx->arena, where);
    for (int i = 0; i < 20000; i++) {
        json_t *j = parsed(send_to(s, "GET", z, ""));
        const char *state = text(j, "state");
        if (!ended || (strcmp(state, "running") != 0 && strcmp(state, "cancelling") != 0)) return j;
        json_decref(j);
        usleep(1000);
    }
    fail_msg("the job does not end");
    return NULL;
}

static mk_str begin(site *s, const char *path)
{
    atomic_store(&go, false);
    atomic_store(&inside, false);
    mk_http_response r = send_to(s, "POST", path, "");
    STATUS(r, 202);
    for (int i = 0; i < 20000 && !atomic_load(&inside); i++) usleep(1000);
    assert_true(atomic_load(&inside));
    return mk_http_header(&r, "Location");
}

static void a_job(void **state)
{
    site *s = *state;
    STATUS(send_to(s, "GET", "/v1/jobs", ""), 401);
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    mk_str at = begin(s, "/v1/rebuild");
    json_t *j = job_at(s, at, false);
    assert_string_equal(text(j, "state"), "running");
    assert_string_equal(text(j, "op"), "rebuild");
    assert_string_equal(text(j, "stage"), "pages");
    assert_int_equal(json_integer_value(json_object_get(j, "done")), 40);
    assert_int_equal(json_integer_value(json_object_get(j, "total")), 100);
    assert_true(json_is_null(json_object_get(j, "ended")) && json_is_null(json_object_get(j, "result")));
    json_decref(j);
    /* meanwhile: another long change is refused and told by what; a short one waits a second and is told too; reading goes on */
    mk_http_response r = send_to(s, "POST", "/v1/rebuild", "");
    STATUS(r, 503);
    SAYS(r, "rebuild is running already");
    r = send_to(s, "POST", "/v1/touch", "");
    STATUS(r, 503);
    SAYS(r, "rebuild is running, 40% of pages; nothing was changed");
    assert_str(mk_http_header(&r, "Retry-After"), "5");
    STATUS(send_to(s, "GET", "/v1/me", ""), 200);
    atomic_store(&go, true);
    j = job_at(s, at, true);
    assert_string_equal(text(j, "state"), "done");
    assert_string_equal(text(json_object_get(j, "result"), "word"), "written");
    assert_int_equal(json_array_size(json_object_get(json_object_get(j, "result"), "notes")), 1);
    assert_true(json_is_null(json_object_get(j, "problem")) && json_is_string(json_object_get(j, "ended")));
    json_decref(j);
    STATUS(send_to(s, "POST", "/v1/touch", ""), 200);                   /* the place is given back */
    j = parsed(send_to(s, "GET", "/v1/jobs", ""));
    assert_int_equal(json_array_size(json_object_get(j, "rows")), 1);
    json_decref(j);
    char *z = mk_arena_z(s->cx->arena, at);
    STATUS(send_to(s, "DELETE", z, ""), 204);                           /* forgotten */
    STATUS(send_to(s, "GET", z, ""), 404);
    STATUS(send_to(s, "GET", "/v1/jobs/0000000000001", ""), 404);
    STATUS(send_to(s, "PATCH", z, ""), 405);
    STATUS(send_to(s, "GET", "/v1/jobsandmore", ""), 404);
}

static void cancelled(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    for (int i = 0; i < 2; i++) {
        mk_str at = begin(s, "/v1/rebuild");
        mk_http_response r = send_to(s, "DELETE", mk_arena_z(s->cx->arena, at), "");
        STATUS(r, 202);
        json_t *j = job_at(s, at, true);
        assert_string_equal(text(j, "state"), "cancelled");
        assert_string_equal(text(json_object_get(j, "problem"), "code"), "CANCELLED");
        assert_true(json_is_null(json_object_get(j, "result")));
        json_decref(j);
    }
    begin(s, "/v1/rebuild");                /* and one is left running: the server that ends ends it too */
}

static void *let_go(void *arg)
{
    (void)arg;
    usleep(30000);
    atomic_store(&go, true);
    return NULL;
}

static void waited_for(void **state)
{
    site *s = *state;
    pthread_t t;
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    atomic_store(&go, true);
    mk_http_response r = send_to(s, "GET", "/v1/survey", "");           /* soon done: the answer itself */
    STATUS(r, 200);
    assert_str(r.body, "{\"word\":\"read\"}\n");
    mk_http_request q = request(s, "POST", "/v1/rebuild");
    q.prefer = MK_S("wait=20");
    atomic_store(&go, false);
    pthread_create(&t, NULL, let_go, NULL);
    r = send_q(s, &q);
    pthread_join(t, NULL);
    STATUS(r, 200);
    SAYS(r, "written");
    json_t *j = parsed(send_to(s, "GET", "/v1/jobs", ""));              /* who was answered asks no more */
    assert_int_equal(json_array_size(json_object_get(j, "rows")), 0);
    json_decref(j);
    q = request(s, "GET", "/v1/survey");
    q.prefer = MK_S("respond-async");
    atomic_store(&go, false);
    r = send_q(s, &q);
    STATUS(r, 202);
    mk_str first = mk_http_header(&r, "Location");
    r = send_q(s, &q);                      /* the same question joins the one that runs */
    STATUS(r, 202);
    assert_true(mk_str_eq(first, mk_http_header(&r, "Location")));
    STATUS(send_to(s, "POST", "/v1/touch", ""), 200);
    STATUS(send_q(s, &q), 503);             /* not the one that began before the change: it would answer without it */
    q.query = MK_S("lang=he");              /* another one is refused, one at a time being allowed here */
    STATUS(send_q(s, &q), 503);
    atomic_store(&go, true);
    json_decref(job_at(s, first, true));
    STATUS(send_to(s, "GET", "/v1/survey?nosuch=1", ""), 400);
    STATUS(send_to(s, "GET", "/v1/survey", ""), 200);                   /* the refused one took no place */
}

static void whose(void **state)
{
    site *s = *state;
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    STATUS(send_to(s, "POST", "/v1/rebuild", ""), 403);
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    mk_str at = begin(s, "/v1/rebuild");
    char *z = mk_arena_z(s->cx->arena, at);
    STATUS(sign_in(s, "Manager", "staple correct"), 503);               /* signing in writes: it is told why it cannot */
    atomic_store(&go, true);
    json_decref(job_at(s, at, true));
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    STATUS(send_to(s, "GET", z, ""), 404);
    STATUS(send_to(s, "DELETE", z, ""), 404);
    STATUS(sign_in(s, "Manager", "staple correct"), 204);
    STATUS(send_to(s, "GET", z, ""), 200);
}

typedef struct click { site *s; char key[24], body[400]; int status; pthread_barrier_t *gate; } click;

static void *one_click(void *arg)
{
    click *c = arg;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_http_response r;
    mk_cx_init(&cx, a);
    cx.now = c->s->cx->now;
    mk_http_request q = request(c->s, "POST", "/v1/rebuild");
    q.idempotency = mk_str_of(c->key);
    pthread_barrier_wait(c->gate);
    mk_http_handle(c->s->http, &cx, &q, &r);
    c->status = r.status;
    snprintf(c->body, sizeof c->body, "%.*s", MK_SARG(r.body));
    mk_arena_free(a);
    return NULL;
}

/* Who clicks again and again, all at once, is told of the same job each time; and when it cannot begin, that, and not that it was done. */
static void of_one_name(void **state)
{
    enum { CLICKS = 8, ROUNDS = 20, BUSY = 1 };
    site *s = *state;
    pthread_barrier_t gate;
    pthread_t t[CLICKS];
    click c[CLICKS];
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    pthread_barrier_init(&gate, NULL, CLICKS);
    for (int round = 0; round < ROUNDS + BUSY; round++) {
        bool busy = round >= ROUNDS;
        if (!busy) atomic_store(&go, true);
        if (round == ROUNDS) begin(s, "/v1/rebuild");
        for (int i = 0; i < CLICKS; i++) {
            c[i] = (click){ .s = s, .gate = &gate };
            snprintf(c[i].key, sizeof c[i].key, "rebuild-%04d", round);
            pthread_create(&t[i], NULL, one_click, &c[i]);
        }
        for (int i = 0; i < CLICKS; i++) pthread_join(t[i], NULL);
        for (int i = 0; i < CLICKS; i++)
            if (c[i].status != (busy ? 503 : 202) || (!busy && strcmp(c[i].body, c[0].body) != 0)) fail_msg("round %d: %d %s", round, c[i].status, c[i].body);
        if (busy) continue;
        json_t *j = json_loads(c[0].body, 0, NULL);
        json_decref(job_at(s, mk_arena_printf(s->cx->arena, "/v1/jobs/%s", text(j, "job")), true));
        json_decref(j);
    }
    atomic_store(&go, true);
    pthread_barrier_destroy(&gate);
}

static mk_http_response send_file(site *s, const char *name, const char *bytes)
{
    mk_http_request q = request(s, "POST", "/v1/uploads");
    q.body = mk_str_of(bytes);
    q.file_name = mk_str_of(name);
    return send_q(s, &q);
}

static json_t *import(site *s, const char *body)
{
    mk_http_request q = request(s, "POST", "/v1/import");
    q.body = mk_str_of(body);
    mk_http_response r = send_q(s, &q);
    STATUS(r, 202);
    return job_at(s, mk_http_header(&r, "Location"), true);
}

static const char sales[] = "שם,טלפון,תאריך,פריט,סכום\nרונית,054-123-4567,2025-01-02,קפה,12.50\nדוד,052-765-4321,לא יום,תה,3\n";

static void a_file(void **state)
{
    site *s = *state;
    char body[400], bad[400], gone[64];
    STATUS(send_file(s, "x.csv", sales), 401);
    STATUS(sign_in(s, "Reader", "battery staple"), 204);
    STATUS(send_file(s, "x.csv", sales), 403);
    STATUS(sign_in(s, "Manager", "staple correct"), 204);
    STATUS(send_file(s, "x.csv", ""), 400);
    STATUS(send_file(s, "%zz", sales), 400);
    mk_http_response r = send_file(s, "..%2F%D7%9E%D7%9B%D7%99%D7%A8%D7%95%D7%AA%0A.csv", sales);
    STATUS(r, 201);
    json_t *j = parsed(r), *result;
    assert_string_equal(text(j, "name"), "מכירות.csv");
    assert_int_equal(json_integer_value(json_object_get(j, "bytes")), sizeof sales - 1);
    char id[32];
    snprintf(id, sizeof id, "%s", text(j, "upload"));
    json_decref(j);

    DIR *d = opendir(s->dir);               /* it has no name beside the store */
    for (struct dirent *e; (e = readdir(d)); ) assert_null(strstr(e->d_name, "upload"));
    closedir(d);

    snprintf(body, sizeof body, "{\"upload\":\"%s\",\"dry_run\":true}", id);
    j = import(s, body);
    assert_string_equal(text(j, "state"), "done");
    result = json_object_get(j, "result");
    assert_string_equal(text(result, "file"), "מכירות.csv");
    assert_int_equal(json_integer_value(json_object_get(result, "new")), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "bad")), 1);
    assert_true(json_is_object(json_object_get(result, "mapping")));
    snprintf(bad, sizeof bad, "/v1/uploads/%s/bad", id);
    assert_string_equal(text(result, "bad_file"), bad);
    char *whole = json_dumps(j, JSON_COMPACT);
    assert_null(strstr(whole, "/proc/"));
    free(whole);
    json_t *mapping = json_deep_copy(json_object_get(result, "mapping"));
    json_decref(j);

    r = send_to(s, "GET", bad, "");
    STATUS(r, 200);
    char rows[600] = "";
    assert_true(pread(r.file, rows, sizeof rows - 1, 0) == (ssize_t)r.file_bytes);
    close(r.file);
    assert_non_null(strstr(rows, "דוד,052-765-4321"));
    assert_non_null(strstr(rows, "makir_problem"));

    json_t *ask = json_pack("{s:s, s:o}", "upload", id, "mapping", mapping);        /* and now in earnest, with the mapping given back */
    char *asked = json_dumps(ask, JSON_COMPACT);
    j = import(s, asked);
    assert_string_equal(text(j, "state"), "done");
    assert_string_not_equal(text(json_object_get(j, "result"), "batch"), "");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(j, "result"), "customers_new")), 1);
    json_decref(j);
    json_decref(ask);
    free(asked);

    STATUS(send_to(s, "POST", "/v1/import", "{\"path\":\"/etc/passwd\"}"), 400);
    snprintf(body, sizeof body, "{\"upload\":\"%s\",\"bad\":\"/tmp/x\"}", id);
    STATUS(send_to(s, "POST", "/v1/import", body), 400);
    STATUS(send_to(s, "POST", "/v1/import", "{}"), 400);
    STATUS(send_to(s, "POST", "/v1/import", "{\"upload\":\"0000000000001\"}"), 404);
    snprintf(body, sizeof body, "{\"upload\":\"%s\"}", id);
    STATUS(sign_in(s, "דנה", "correct horse"), 204);
    STATUS(send_to(s, "POST", "/v1/import", body), 404);                /* another's */
    STATUS(send_to(s, "GET", bad, ""), 404);
    STATUS(sign_in(s, "Manager", "staple correct"), 204);
    snprintf(gone, sizeof gone, "/v1/uploads/%s", id);
    STATUS(send_to(s, "GET", gone, ""), 405);
    STATUS(send_to(s, "DELETE", gone, ""), 204);
    STATUS(send_to(s, "POST", "/v1/import", body), 404);
    for (int i = 0; i < 20; i++) STATUS(send_file(s, "many.csv", sales), 201);      /* the oldest make room */
}

#define EACH(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = { EACH(a_job), EACH(cancelled), EACH(waited_for), EACH(whose), EACH(of_one_name), EACH(a_file) };
    return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
