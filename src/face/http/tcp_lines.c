/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_lines.h"
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "clock.h"

/* Seconds for the headers of a request, and for the first part of its body; from then on it must come this fast. When there is little room, who waits to
 * say his request is let go of sooner: a browser that meant to ask comes again by itself. */
enum { PATIENT = 65, SHORT = 5, GRACE = 30, BYTES_A_SECOND = 500 };

typedef enum state { ASKING, SENDING, ANSWERED } state;      /* what is waited for: a request, its body; nothing, we are at work */

struct mk_line { mk_line *next, **at; int fd; state state; int64_t since; uint64_t bytes; };
struct mk_lines { pthread_mutex_t lock; mk_line *first; unsigned n, room; };

mk_lines *mk_lines_new(unsigned room)
{
    mk_lines *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    pthread_mutex_init(&l->lock, NULL);
    l->room = room;
    return l;
}

void mk_lines_free(mk_lines *l)
{
    if (!l) return;
    while (l->first) mk_line_end(l, l->first);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

mk_line *mk_line_begin(mk_lines *l, int fd, int64_t now)
{
    mk_line *one = calloc(1, sizeof *one);
    if (!one) return NULL;
    one->fd = fd;
    one->since = now;
    pthread_mutex_lock(&l->lock);
    one->next = l->first;
    one->at = &l->first;
    if (one->next) one->next->at = &one->next;
    l->first = one;
    l->n++;
    pthread_mutex_unlock(&l->lock);
    return one;
}

void mk_line_end(mk_lines *l, mk_line *one)
{
    if (!one) return;
    pthread_mutex_lock(&l->lock);
    *one->at = one->next;
    if (one->next) one->next->at = one->at;
    l->n--;
    pthread_mutex_unlock(&l->lock);
    free(one);
}

static void turn(mk_lines *l, mk_line *one, state s, int64_t now)
{
    if (!one) return;
    pthread_mutex_lock(&l->lock);
    one->state = s;
    one->since = now;
    one->bytes = 0;
    pthread_mutex_unlock(&l->lock);
}

void mk_line_headers(mk_lines *l, mk_line *one, int64_t now) { turn(l, one, SENDING, now); }
void mk_line_whole(mk_lines *l, mk_line *one) { turn(l, one, ANSWERED, 0); }
void mk_line_next(mk_lines *l, mk_line *one, int64_t now) { turn(l, one, ASKING, now); }

void mk_line_body(mk_lines *l, mk_line *one, size_t bytes)
{
    if (!one) return;
    pthread_mutex_lock(&l->lock);
    one->bytes += bytes;
    pthread_mutex_unlock(&l->lock);
}

static bool slow(const mk_line *one, int64_t now, bool little_room)
{
    int64_t seconds = (now - one->since) / MK_SECOND;
    if (one->state == ASKING) return seconds > (little_room ? SHORT : PATIENT);
    return one->state == SENDING && seconds > (little_room ? SHORT : GRACE) && one->bytes < (uint64_t)seconds * BYTES_A_SECOND;
}

unsigned mk_lines_cut(mk_lines *l, int64_t now)
{
    unsigned n = 0;
    pthread_mutex_lock(&l->lock);
    bool little_room = l->n > l->room / 4 * 3;
    for (mk_line *one = l->first; one; one = one->next) {
        if (!slow(one, now, little_room)) continue;
        shutdown(one->fd, SHUT_RDWR);           /* the socket's own thread sees its end and clears it away */
        one->state = ANSWERED;
        n++;
    }
    pthread_mutex_unlock(&l->lock);
    return n;
}
