/* SPDX-License-Identifier: Apache-2.0 */
#include "repeat.h"
#include <sodium.h>
#include "clock.h"

static void digest(mk_str a, mk_str b, char hex[65])
{
    unsigned char h[32];
    crypto_generichash_state st;
    crypto_generichash_init(&st, NULL, 0, sizeof h);
    crypto_generichash_update(&st, (const unsigned char *)a.p, a.n);
    crypto_generichash_update(&st, (const unsigned char *)"", 1);
    crypto_generichash_update(&st, (const unsigned char *)b.p, b.n);
    crypto_generichash_final(&st, h, sizeof h);
    sodium_bin2hex(hex, 65, h, sizeof h);
}

static int find_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_repeat *r = arg;
    mk_value v[MK_IDEMPOTENT_N], key = mk_textz(r->key);
    int rc = mk_table_get(cx, db, MK_T_IDEMPOTENT, &key, v);
    if (rc <= 0 || v[MK_IDEMPOTENT_AT].i <= cx->now - MK_DAY) return rc < 0 ? rc : 0;
    if (!mk_str_eqz(v[MK_IDEMPOTENT_REQUEST_HASH].s, r->request))
        return mk_fail(cx, MK_ECONFLICT, "this Idempotency-Key was used for another request; every request has its own");
    r->found = true;
    r->status = v[MK_IDEMPOTENT_STATUS].i;
    r->answer = v[MK_IDEMPOTENT_ANSWER].s;
    return 0;
}

int mk_repeat_find(mk_cx *cx, mk_store *s, mk_str name, mk_str request, mk_repeat *ret)
{
    *ret = (mk_repeat){ 0 };
    if (name.n < 8 || name.n > 128) return mk_fail(cx, MK_EINVAL, "an Idempotency-Key has 8 to 128 characters");
    digest(mk_str_of(cx->who), name, ret->key);
    digest(request, MK_S(""), ret->request);
    return mk_store_read(cx, s, find_body, ret);
}

int mk_repeat_seal(mk_cx *cx, struct mk_db *db, void *arg)
{
    const mk_repeat *r = arg;
    mk_value v[MK_IDEMPOTENT_N] = { mk_textz(r->key), mk_textz(r->request), mk_int(cx->now), mk_int(0), mk_textz("") };
    MK_TRY(mk_exec(cx, db, MK_Q_IDEMPOTENT_EXPIRE, mk_int(cx->now - MK_DAY)));
    int rc = mk_table_insert(cx, db, MK_T_IDEMPOTENT, v);
    if (rc < 0) return rc;
    if (rc > 0) return 0;
    return mk_fail(cx, MK_EEXISTS, "%s", cx->lang == MK_EN ? "this was done already" : "זה כבר נעשה");
}

static int begin_body(mk_cx *cx, mk_db *db, void *arg) { return mk_repeat_seal(cx, db, arg); }
int mk_repeat_begin(mk_cx *cx, mk_store *s, mk_repeat *r) { return mk_store_note(cx, s, begin_body, r); }

typedef struct answering { const mk_repeat *r; int64_t status; mk_str answer; } answering;

static int answer_body(mk_cx *cx, mk_db *db, void *arg)
{
    answering *a = arg;
    mk_value key = mk_textz(a->r->key);
    int rc = a->status ? mk_exec(cx, db, MK_Q_IDEMPOTENT_ANSWER, mk_int(a->status), mk_text(a->answer), key) : mk_table_delete(cx, db, MK_T_IDEMPOTENT, &key);
    return rc < 0 ? rc : 0;
}

int mk_repeat_answer(mk_cx *cx, mk_store *s, const mk_repeat *r, int64_t status, mk_str answer)
{
    answering a = { r, status, answer };
    return mk_store_note(cx, s, answer_body, &a);
}
