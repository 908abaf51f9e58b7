/* SPDX-License-Identifier: Apache-2.0
 *
 * Each connection has a thread, which reads a request, takes a seat, makes the answer and sends it: nothing is handed from one thread to another on the
 * way, which would cost more than many an answer. There are few seats, each with memory that stays warm; who has none waits. */
#include "server.h"
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include "clock.h"
#include "reference.h"
#include "tcp_lines.h"

enum { CONNECTIONS = 256, SEATS = 64, STACK = 1 << 20, IDLE_SECONDS = 60, HEADER_BYTES = 32 << 10, STOP_MS = 2000 };

typedef struct job {
    mk_server *server;
    struct MHD_Connection *connection;
    char *target;                       /* as on the wire: path and query */
    const char *method;
    char *body;
    size_t n, cap;
    mk_upload *upload;                  /* where the body goes in place of `body` */
    bool too_large, two_lengths, begun;
    int status;                         /* of the response, 0 while there is none */
    struct MHD_Response *response;
    bool owed;                          /* counted in the server's `owed` until the answer is out */
} job;

struct mk_server {
    mk_http *http;
    struct MHD_Daemon *daemon;
    mk_lines *lines;
    int port;
    atomic_bool stopping;               /* cancels what runs */
    atomic_int owed;                    /* answers that are made and not yet sent */
    pthread_mutex_t lock;               /* guards what follows */
    pthread_cond_t left;                /* somebody left his seat */
    struct seat { mk_arena *arena; mk_arena_mark start; } seat[SEATS];      /* the first `seats` are free */
    int seats, all;
    bool closed;                        /* nobody is seated any more */
};

static mk_line *line_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void on_line(void *self, struct MHD_Connection *c, void **line, enum MHD_ConnectionNotificationCode what)
{
    mk_server *s = self;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        *line = info ? mk_line_begin(s->lines, info->connect_fd, mk_clock_monotonic()) : NULL;
    } else {
        mk_line_end(s->lines, *line);
        *line = NULL;
    }
}

static mk_str header(struct MHD_Connection *c, const char *name) { return mk_str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name)); }

static void peer_of(struct MHD_Connection *c, char out[INET6_ADDRSTRLEN])
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    out[0] = 0;
    if (!info || !info->client_addr) return;
    const struct sockaddr *a = info->client_addr;
    const void *address = a->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr
                                                   : &((const struct sockaddr_in *)(const void *)a)->sin_addr;
    if (!inet_ntop(a->sa_family, address, out, INET6_ADDRSTRLEN)) out[0] = 0;
}

static struct MHD_Response *to_mhd(const mk_http_response *r)
{
    struct MHD_Response *m = r->file > 0 ? MHD_create_response_from_fd64(r->file_bytes, r->file)
        : MHD_create_response_from_buffer(r->body.n, (void *)(uintptr_t)r->body.p,
                                                             r->constant ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; m && i < r->headers; i++) {
        char value[1024];
        mk_str v = mk_str_sub(r->header[i].value, 0, sizeof value - 1);
        memcpy(value, v.p, v.n);
        value[v.n] = 0;
        MHD_add_response_header(m, r->header[i].name, value);
    }
    return m;
}

static mk_str path_of(const job *j) { return (mk_str){ j->target, strcspn(j->target, "?") }; }

/* The headers that are ours, in one walk over those that came. */
static enum MHD_Result read_header(void *to, enum MHD_ValueKind kind, const char *name, const char *value)
{
    mk_http_request *q = to;
    const struct { const char *name; mk_str *value; } ours[] = {
        { "Host", &q->host }, { "Cookie", &q->cookie }, { "Content-Type", &q->content_type }, { "X-Makir", &q->makir }, { "Origin", &q->origin },
        { "Sec-Fetch-Site", &q->fetch_site }, { "X-Forwarded-For", &q->forwarded_for }, { "Accept", &q->accept }, { "Accept-Language", &q->accept_language },
        { "Accept-Encoding", &q->accept_encoding }, { "If-None-Match", &q->if_none_match }, { "If-Match", &q->if_match }, { "Prefer", &q->prefer }, { "X-Makir-Name", &q->file_name },
        { "Authorization", &q->authorization }, { "Idempotency-Key", &q->idempotency }, { "User-Agent", &q->agent } };
    (void)kind;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if ((ours[i].name[0] | 32) != (name[0] | 32) || strcasecmp(ours[i].name, name) != 0) continue;
        if (!ours[i].value->n) *ours[i].value = mk_str_of(value);
        break;
    }
    return MHD_YES;
}

static mk_http_request request_of(const job *j, const char *peer)
{
    const mk_str none = MK_S(""), path = path_of(j);
    mk_http_request q = {
        .method = mk_str_of(j->method), .body = { j->body ? j->body : "", j->n }, .peer = mk_str_of(peer), .path = path,
        .query = mk_str_of(j->target[path.n] ? j->target + path.n + 1 : ""), .host = none, .cookie = none, .content_type = none, .makir = none, .origin = none,
        .fetch_site = none, .forwarded_for = none, .accept = none, .accept_language = none, .accept_encoding = none, .if_none_match = none, .if_match = none, .prefer = none,
        .file_name = none, .authorization = none, .idempotency = none, .agent = none };
    MHD_get_connection_values(j->connection, MHD_HEADER_KIND, read_header, &q);
    return q;
}

static void answer(job *j, mk_arena *arena, bool busy)
{
    mk_cx cx;
    char peer[INET6_ADDRSTRLEN];
    mk_http_response r;
    mk_cx_init(&cx, arena);
    cx.said = mk_error_said;
    cx.cancel = &j->server->stopping;
    peer_of(j->connection, peer);
    mk_http_request q = request_of(j, peer);
    if (busy) mk_http_too_busy(j->server->http, &cx, &r);
    else if (j->two_lengths) mk_http_two_lengths(j->server->http, &cx, &r);
    else if (j->too_large) mk_http_too_large(j->server->http, &cx, &r);
    else {
        q.upload = j->upload;
        j->upload = NULL;
        mk_http_handle(j->server->http, &cx, &q, &r);
    }
    j->response = to_mhd(&r);
    j->status = r.status;
}

/* A file to import goes to the disk as it comes, when whoever sends it may; false: he may not, and the answer is there. */
static bool takes_file(job *j)
{
    mk_cx cx;
    char peer[INET6_ADDRSTRLEN];
    mk_http_response r;
    if (!mk_http_is_upload(&(mk_http_request){ .method = mk_str_of(j->method), .path = path_of(j) })) return true;
    peer_of(j->connection, peer);
    mk_http_request q = request_of(j, peer);
    mk_arena *a = mk_arena_new();
    mk_cx_init(&cx, a);
    cx.said = mk_error_said;
    j->upload = mk_http_upload(j->server->http, &cx, &q, &r);
    if (!j->upload) {
        j->response = to_mhd(&r);
        j->status = r.status;
    }
    mk_arena_free(a);
    return j->upload != NULL;
}

/* False: the server is closing. */
static bool sit(mk_server *s, struct seat *ret)
{
    pthread_mutex_lock(&s->lock);
    while (!s->seats && !s->closed) pthread_cond_wait(&s->left, &s->lock);
    bool seated = !s->closed;
    if (seated) *ret = s->seat[--s->seats];
    pthread_mutex_unlock(&s->lock);
    return seated;
}

static void leave(mk_server *s, const struct seat *seat)
{
    mk_arena_rewind(seat->arena, seat->start);
    pthread_mutex_lock(&s->lock);
    s->seat[s->seats++] = *seat;
    pthread_cond_signal(&s->left);
    pthread_mutex_unlock(&s->lock);
}

static void *on_uri(void *self, const char *uri, struct MHD_Connection *c)
{
    job *j = calloc(1, sizeof *j);
    if (j) j->target = strdup(uri);
    if (!j || !j->target) { free(j); return NULL; }
    j->server = self;
    j->connection = c;
    return j;
}

static void on_end(void *self, struct MHD_Connection *c, void **con, enum MHD_RequestTerminationCode why)
{
    (void)why;
    mk_server *s = self;
    job *j = *con;
    mk_line_next(s->lines, line_of(c), mk_clock_monotonic());
    if (!j) return;
    if (j->owed) atomic_fetch_sub(&s->owed, 1);
    if (j->response) MHD_destroy_response(j->response);
    mk_upload_release(j->upload);
    free(j->target);
    free(j->body);
    free(j);
    *con = NULL;
}

static bool keep(job *j, const char *data, size_t n)
{
    size_t most = mk_http_body_limit(j->server->http);
    if (n > most - j->n) return false;
    if (j->n + n > j->cap) {
        size_t cap = j->cap ? j->cap * 2 : 4096;
        while (cap < j->n + n) cap *= 2;
        char *p = realloc(j->body, cap);
        if (!p) return false;
        j->body = p;
        j->cap = cap;
    }
    memcpy(j->body + j->n, data, n);
    j->n += n;
    return true;
}

static enum MHD_Result send_it(job *j)
{
    return j->response ? MHD_queue_response(j->connection, (unsigned)j->status, j->response) : MHD_NO;
}

/* What is refused whatever it asks for needs no seat. */
static enum MHD_Result refuse(job *j, bool busy)
{
    mk_arena *a = mk_arena_new();
    answer(j, a, busy);
    mk_arena_free(a);
    return send_it(j);
}

static enum MHD_Result answer_in_turn(mk_server *s, job *j)
{
    struct seat seat;
    if (!sit(s, &seat)) return refuse(j, true);
    answer(j, seat.arena, false);
    j->owed = true;
    atomic_fetch_add(&s->owed, 1);
    leave(s, &seat);
    return send_it(j);
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *c, const char *url, const char *method, const char *version,
                                  const char *data, size_t *n, void **con)
{
    (void)url, (void)version;
    mk_server *s = self;
    job *j = *con;
    if (!j) return MHD_NO;
    j->method = method;
    if (!j->begun) {                            /* headers only: a body that is announced too large is not even read */
        int64_t length = 0;
        mk_str announced = header(c, "Content-Length");
        j->begun = true;
        mk_line_headers(s->lines, line_of(c), mk_clock_monotonic());
        j->two_lengths = announced.n && header(c, "Transfer-Encoding").n;
        if (j->two_lengths) return refuse(j, false);
        if (!takes_file(j)) return send_it(j);
        if (!j->upload && announced.n && (!mk_str_int(announced, &length) || length < 0 || (uint64_t)length > mk_http_body_limit(s->http))) {
            j->too_large = true;
            return refuse(j, false);
        }
        return MHD_YES;
    }
    if (*n) {
        mk_line_body(s->lines, line_of(c), *n);
        if (j->upload) mk_upload_write(j->upload, data, *n);
        else if (!j->too_large && !keep(j, data, *n)) j->too_large = true;
        *n = 0;
        return MHD_YES;
    }
    mk_line_whole(s->lines, line_of(c));
    if (j->status) return send_it(j);
    return answer_in_turn(s, j);
}

static int address_of(mk_cx *cx, const char *bind, int port, struct sockaddr_storage *ret, bool *v6)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *list;
    char service[16];
    snprintf(service, sizeof service, "%d", port);
    if (getaddrinfo(bind, service, &hints, &list) != 0) return mk_fail(cx, MK_EINVAL, "bind must be a numeric address, like 127.0.0.1 or ::1");
    memcpy(ret, list->ai_addr, list->ai_addrlen);
    *v6 = list->ai_family == AF_INET6;
    freeaddrinfo(list);
    return 0;
}

static void make_seats(mk_server *s, int n)
{
    for (s->all = n < 1 ? 1 : n < SEATS ? n : SEATS; s->seats < s->all; s->seats++) {
        struct seat *seat = &s->seat[s->seats];
        seat->arena = mk_arena_new();
        mk_arena_alloc(seat->arena, 1);         /* so that a rewind keeps the first block */
        seat->start = mk_arena_here(seat->arena);
    }
}

static int listen_on(mk_cx *cx, mk_server *s, const mk_http_options *opt, int port)
{
    struct sockaddr_storage address;
    bool v6 = false;
    MK_TRY(address_of(cx, opt->bind, port, &address, &v6));
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | (v6 ? (unsigned)MHD_USE_IPv6 : 0);
    errno = 0;
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s, MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_line, s, MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES, MHD_OPTION_END);
    if (!s->daemon) return mk_fail(cx, MK_EIO, "cannot listen on %s port %d: %s", opt->bind, port, errno ? strerror(errno) : "no reason given");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : port;
    return 0;
}

int mk_server_start(mk_cx *cx, const mk_http_options *opt, int port, int workers, mk_server **ret)
{
    mk_server *s = calloc(1, sizeof *s);
    if (s) s->http = mk_http_new(opt), s->lines = mk_lines_new(CONNECTIONS);
    if (!s || !s->http || !s->lines) {
        if (s) mk_http_free(s->http), mk_lines_free(s->lines);
        free(s);
        return mk_fail(cx, MK_ENOMEM, "out of memory");
    }
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->left, NULL);
    make_seats(s, workers);
    sigset_t all, was;                          /* signals are for the thread that waits */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &was);
    int rc = listen_on(cx, s, opt, port);
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    if (rc < 0) { mk_server_stop(s); return rc; }
    *ret = s;
    return 0;
}

int mk_server_port(const mk_server *s) { return s->port; }

/* What was looked at in the last moment is noted too. */
static void keep_last(mk_server *s)
{
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    cx.said = mk_error_said;
    (void)mk_http_keep(s->http, &cx, true);
    mk_arena_free(a);
}

void mk_server_stop(mk_server *s)
{
    if (!s) return;
    MHD_socket listener = s->daemon ? MHD_quiesce_daemon(s->daemon) : MHD_INVALID_SOCKET;
    atomic_store(&s->stopping, true);
    mk_http_stop(s->http);
    pthread_mutex_lock(&s->lock);
    s->closed = true;
    pthread_cond_broadcast(&s->left);
    while (s->seats < s->all) pthread_cond_wait(&s->left, &s->lock);        /* what is worked on is still answered */
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < STOP_MS && atomic_load(&s->owed) > 0; i++) usleep(1000);      /* stopping the daemon cuts off what it has not sent */
    if (s->daemon) MHD_stop_daemon(s->daemon);
    if (listener != MHD_INVALID_SOCKET) close(listener);
    keep_last(s);
    mk_lines_free(s->lines);
    mk_http_free(s->http);
    for (int i = 0; i < s->seats; i++) mk_arena_free(s->seat[i].arena);
    pthread_cond_destroy(&s->left);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

int mk_server_run(mk_cx *cx, const mk_http_options *opt, int port, int workers, void (*ready)(void *, const char *), void *self)
{
    mk_server *s;
    MK_TRY(mk_server_start(cx, opt, port, workers, &s));
    bool v6 = strchr(opt->bind, ':') != NULL;
    char url[128];
    snprintf(url, sizeof url, v6 ? "http://[%s]:%d/" : "http://%s:%d/", opt->bind, mk_server_port(s));
    ready(self, url);
    /* A signal ends poll at once; the half second is for one that comes in between. */
    while (!cx->cancel || !atomic_load(cx->cancel)) {
        poll(NULL, 0, 500);
        (void)mk_lines_cut(s->lines, mk_clock_monotonic());
        (void)mk_http_keep(s->http, cx, false);
    }
    mk_server_stop(s);
    return 0;
}
