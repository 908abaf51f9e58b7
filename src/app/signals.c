/* SPDX-License-Identifier: Apache-2.0 */
#include "signals.h"
#include <signal.h>
#include <stdbool.h>

static atomic_bool asked;

static void stop(int signo)
{
    if (atomic_exchange(&asked, true)) {
        signal(signo, SIG_DFL);
        raise(signo);
    }
}

atomic_bool *mk_signals_catch(void)
{
    struct sigaction sa = { .sa_handler = stop };
    sigemptyset(&sa.sa_mask);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);           /* a file that may not grow is told like a full disk */
    return &asked;
}
