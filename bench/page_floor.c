/* SPDX-License-Identifier: Apache-2.0
 * page_floor STORE: what a customer's page costs when nothing is known of him. libmicrohttpd and SQLite with nothing between them: GET /ID answers with who he
 * is, his contact points, and his newest 20 sales with their lines, as JSON, for whoever asks. One reading connection for each of two threads; the port is told. */
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 64 << 10, THREADS = 2 };

static const char *const asked[] = {
    "SELECT name, given, family, gender, language, kind, source, first_at FROM customer WHERE customer_id = ?1",
    "SELECT kind, value, source, since_at FROM contact_point WHERE customer_id = ?1",
    "SELECT at, sale_id, doc, kind, total, currency FROM sale WHERE customer_id = ?1 ORDER BY at DESC, sale_id DESC LIMIT 20",
    "SELECT sale_id, item_id, quantity, price, amount FROM sale_line WHERE customer_id = ?1 AND at >= ?2 ORDER BY at DESC, sale_id DESC, line_id DESC",
};
enum { QUERIES = sizeof asked / sizeof *asked };

typedef struct line { sqlite3 *db; sqlite3_stmt *begin, *end, *q[QUERIES]; char text[ROOM]; size_t n; } line;
static const char *store;
static _Thread_local line *own;

static void must(int rc, const char *what)
{
    if (rc == SQLITE_OK) return;
    fprintf(stderr, "page_floor: %s: %s\n", what, sqlite3_errstr(rc));
    exit(1);
}

static line *open_line(void)
{
    line *l = calloc(1, sizeof *l);
    if (!l) exit(1);
    must(sqlite3_open_v2(store, &l->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), store);
    must(sqlite3_exec(l->db, "PRAGMA query_only=ON; PRAGMA cache_size=-6000", NULL, NULL, NULL), "pragma");
    must(sqlite3_prepare_v3(l->db, "BEGIN", -1, SQLITE_PREPARE_PERSISTENT, &l->begin, NULL), "begin");
    must(sqlite3_prepare_v3(l->db, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &l->end, NULL), "commit");
    for (int i = 0; i < QUERIES; i++) must(sqlite3_prepare_v3(l->db, asked[i], -1, SQLITE_PREPARE_PERSISTENT, &l->q[i], NULL), asked[i]);
    return l;
}

static void once(sqlite3_stmt *s)
{
    sqlite3_step(s);
    sqlite3_reset(s);
}

static void put(line *l, const char *p, size_t n)
{
    if (n > ROOM - l->n) n = ROOM - l->n;
    memcpy(l->text + l->n, p, n);
    l->n += n;
}

static void number(line *l, int64_t v)
{
    char t[24], *p = t + sizeof t;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do *--p = (char)('0' + u % 10); while (u /= 10);
    if (v < 0) *--p = '-';
    put(l, p, (size_t)(t + sizeof t - p));
}

static void quoted(line *l, const char *p, size_t n)
{
    put(l, "\"", 1);
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"' || p[i] == '\\') put(l, "\\", 1);
        put(l, p + i, 1);
    }
    put(l, "\"", 1);
}

static void row(line *l, sqlite3_stmt *s)
{
    put(l, "{", 1);
    for (int i = 0; i < sqlite3_column_count(s); i++) {
        const char *name = sqlite3_column_name(s, i);
        if (i) put(l, ",", 1);
        quoted(l, name, strlen(name));
        put(l, ":", 1);
        if (sqlite3_column_type(s, i) == SQLITE_INTEGER) number(l, sqlite3_column_int64(s, i));
        else quoted(l, (const char *)sqlite3_column_text(s, i), (size_t)sqlite3_column_bytes(s, i));
    }
    put(l, "}", 1);
}

static void page(line *l, int64_t customer)
{
    int64_t oldest = INT64_MAX;
    l->n = 0;
    once(l->begin);
    put(l, "[", 1);
    for (int i = 0; i < QUERIES; i++) {
        put(l, i ? ",[" : "[", i ? 2 : 1);
        sqlite3_bind_int64(l->q[i], 1, customer);
        if (i == 3) sqlite3_bind_int64(l->q[i], 2, oldest);
        for (int n = 0; sqlite3_step(l->q[i]) == SQLITE_ROW; n++) {
            if (n) put(l, ",", 1);
            row(l, l->q[i]);
            if (i == 2) oldest = sqlite3_column_int64(l->q[i], 0);
        }
        sqlite3_reset(l->q[i]);
        put(l, "]", 1);
    }
    put(l, "]", 1);
    once(l->end);
}

static enum MHD_Result answer(void *self, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *body, size_t *size, void **of)
{
    (void)self, (void)method, (void)version, (void)body, (void)size;
    static int seen;
    if (!*of) { *of = &seen; return MHD_YES; }         /* an answer to the head alone would end the connection */
    if (!own) own = open_line();
    page(own, strtoll(url + 1, NULL, 10));
    struct MHD_Response *r = MHD_create_response_from_buffer(own->n, own->text, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(r, "Content-Type", "application/json");
    enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return done;
}

int main(int n, char **words)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    sigset_t end;
    int which;
    if (n != 2) return 64;
    store = words[1];
    sigemptyset(&end), sigaddset(&end, SIGTERM), sigaddset(&end, SIGINT);
    pthread_sigmask(SIG_BLOCK, &end, NULL);
    struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS, MHD_OPTION_END);
    if (!d) return 1;
    printf("%d\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    sigwait(&end, &which);
    MHD_stop_daemon(d);
    return 0;
}
