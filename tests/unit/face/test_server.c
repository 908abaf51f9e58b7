/* SPDX-License-Identifier: Apache-2.0
 * A few requests over a real socket: the adapter, bodies in pieces, many at once, and a stop in the middle. */
#include "../op/fixture.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include "server.h"

static atomic_bool begun;               /* a request that waits has reached its operation */

static int echo_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    if (mk_str_eqz(mk_arg_text(args, "text"), "wait")) {
        atomic_store(&begun, true);
        while (!mk_cx_check(cx)) usleep(1000);
    }
    mk_out_text(out, "text", mk_arg_text(args, "text"));
    return 0;
}

static const mk_op echo = {
    .name = "echo", .verb = "POST", .path = "/v1/echo", .summary = "Echo", .example = "makir echo x", .role = MK_NOBODY,
    .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_NO_STORE,
    .params = (const mk_param[]){ { "text", MK_P_TEXT, MK_PF_REQUIRED, NULL, 0, 0, NULL, "what", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "text", MK_C_TEXT, "" }, { NULL } }, .run = echo_run,
};
static const mk_op *const ops[] = { &echo, NULL };
static int port;

static int dial(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void put(int fd, const char *s, size_t n);
static void puts_to(int fd, const char *s) { put(fd, s, strlen(s)); }

static void put(int fd, const char *s, size_t n)
{
    while (n) {
        ssize_t w = send(fd, s, n, MSG_NOSIGNAL);
        if (w <= 0) return;
        s += w;
        n -= (size_t)w;
    }
}

/* The status, and the whole answer in `into`. */
static int answer(int fd, char *into, size_t cap)
{
    size_t n = 0;
    for (ssize_t got; n + 1 < cap && (got = recv(fd, into + n, cap - 1 - n, 0)) > 0; ) n += (size_t)got;
    into[n] = 0;
    close(fd);
    int64_t status = 0;
    return n > 12 && mk_str_int((mk_str){ into + 9, 3 }, &status) ? (int)status : 0;
}

static int post(const char *body, char *into, size_t cap)
{
    char head[256];
    int fd = dial(), n = snprintf(head, sizeof head, "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Makir: 1\r\n"
                                  "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n", strlen(body));
    put(fd, head, (size_t)n);
    size_t half = strlen(body) / 2;
    put(fd, body, half);
    put(fd, body + half, strlen(body) - half);
    return answer(fd, into, cap);
}

static void *many(void *arg)
{
    (void)arg;
    char text[64], want[64], into[4096];
    for (int i = 0; i < 50; i++) {
        snprintf(text, sizeof text, "{\"text\":\"%p %d\"}", (void *)&text, i);
        snprintf(want, sizeof want, "\r\n\r\n%s\n", text);
        if (post(text, into, sizeof into) != 200 || !strstr(into, want)) return (void *)1;
    }
    return NULL;
}

static void *waiting(void *arg)
{
    (void)arg;
    char into[4096];
    return (void *)(intptr_t)post("{\"text\":\"wait\"}", into, sizeof into);
}

static void test_server(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_http_options opt = { .ops = ops, .bind = "127.0.0.1", .body_bytes = 100000, .rate = -1 };
    mk_server *s;
    static char into[200000], big[150000];
    assert_int_equal(mk_server_start(cx, &opt, 0, 4, &s), 0);
    port = mk_server_port(s);
    assert_true(port > 0);
    mk_server *second;                          /* would take half the lines, and know nothing of the first one's jobs */
    assert_int_equal(mk_server_start(cx, &opt, port, 1, &second), MK_EIO);
    assert_int_equal(post("{\"text\":\"שלום\"}", into, sizeof into), 200);
    assert_non_null(strstr(into, "{\"text\":\"שלום\"}"));
    assert_non_null(strstr(into, "nosniff"));

    int fd = dial();
    puts_to(fd, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    answer(fd, into, sizeof into);
    assert_non_null(strstr(into, "{\"status\":\"ok\"}"));
    assert_non_null(strstr(strstr(into, "ok") + 1, "200 OK"));              /* the second of the two that came at once */

    fd = dial();
    puts_to(fd, "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_int_equal(answer(fd, into, sizeof into), 421);

    memset(big, ' ', sizeof big - 1);
    assert_int_equal(post(big, into, sizeof into), 413);                    /* by its announced length */
    fd = dial();                                                            /* and without one, in chunks */
    puts_to(fd, "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Makir: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 15; i++) { puts_to(fd, "2710\r\n"); put(fd, big, 10000); puts_to(fd, "\r\n"); }
    puts_to(fd, "0\r\n\r\n");
    assert_int_equal(answer(fd, into, sizeof into), 413);

    fd = dial();                                                            /* two lengths: what follows would be a request for one, a body for the other */
    puts_to(fd, "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nX-Makir: 1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_int_equal(answer(fd, into, sizeof into), 400);
    assert_null(strstr(into, "\"status\":\"ok\""));

    pthread_t t[8], w;
    for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, many, NULL);
    for (int i = 0; i < 8; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        assert_null(bad);
    }
    pthread_create(&w, NULL, waiting, NULL);
    for (int i = 0; i < 10000 && !atomic_load(&begun); i++) usleep(1000);       /* a busy machine may take its time */
    assert_true(atomic_load(&begun));
    mk_server_stop(s);                                                      /* what runs is told to stop, and answered */
    void *status;
    pthread_join(w, &status);
    assert_true((intptr_t)status == 200 || (intptr_t)status == 499);
    mk_http_options bad = { .ops = ops, .bind = "localhost" };
    assert_int_equal(mk_server_start(cx, &bad, 0, 1, &s), MK_EINVAL);
    test_cx_free(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_server) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
