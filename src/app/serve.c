/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"
#include "account.h"
#include "server.h"

static void ready(void *self, const char *url)
{
    (void)self;
    printf("%s\n", url);
    fflush(stdout);
}

int mk_serve(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)out;
    int64_t users = 0;
    MK_TRY(mk_account_count(cx, env->store, &users));
    if (!users) fprintf(stderr, "nobody can sign in yet; first: makir --db %s user add NAME --role owner\n", env->db);
    mk_http_options opt = {
        .ops = mk_ops, .store = env->store, .db = env->db,
        .bind = mk_arena_z(cx->arena, mk_arg_text(args, "bind")),
        .hosts = mk_arena_z(cx->arena, mk_arg_text(args, "host")),
        .proxied = mk_arg_int(args, "tls"), .threads = cx->threads,
        .rate = mk_arg_int(args, "rate") ? (double)mk_arg_int(args, "rate") : -1,
    };
    return mk_server_run(cx, &opt, (int)mk_arg_int(args, "port"), (int)mk_arg_int(args, "workers"), ready, NULL);
}
