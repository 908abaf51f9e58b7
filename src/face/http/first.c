/* SPDX-License-Identifier: Apache-2.0
 * The desk's page for somebody who is signed in, with the answers of its first screen in it: who he is and the list of the day. They are what
 * /v1/me and /v1/today say, in the language that the desk was last seen in; when the list takes long the page asks for it itself. */
#include "buf.h"
#include "clock.h"
#include "http_int.h"

static const int64_t HURRY = 100000, LATER = 600 * MK_SECOND;

/* What has a '<' in it could end the element it stands in. */
static void put_json(mk_buf *b, mk_str json)
{
    for (size_t i = 0, from = 0; i <= json.n; i++) {
        if (i < json.n && json.p[i] != '<') continue;
        mk_buf_add(b, json.p + from, i - from);
        if (i < json.n) mk_buf_str_add(b, MK_S("\\u003c"));
        from = i + 1;
    }
}

static mk_http_request asking(const mk_http_request *q, mk_str path)
{
    mk_http_request ask = *q;
    ask.path = path;
    ask.method = MK_S("GET");
    ask.accept = MK_S("application/json");
    ask.query = ask.body = ask.prefer = ask.authorization = ask.idempotency = MK_S("");
    ask.hurry = HURRY;
    return ask;
}

bool mk_http_first(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_str page, mk_http_response *r)
{
    mk_str lang = mk_http_cookie(q->cookie, MK_S("makir_lang="));
    bool en = mk_str_eqz(lang, "en");
    ptrdiff_t head = mk_str_find(page, MK_S("</head>"));
    if (!mk_http_cookie(q->cookie, MK_S("makir=")).n || (!en && !mk_str_eqz(lang, "he")) || head < 0) return false;
    cx->lang = en ? MK_EN : MK_HE;
    mk_http_response me = { 0 }, today = { 0 };
    mk_http_request ask = asking(q, MK_S("/v1/me"));
    mk_http_me(h, cx, &ask, &me);
    if (me.status != 200) { mk_cx_clear(cx); return false; }
    if (mk_clock_monotonic() >= atomic_load(&h->first_again)) {
        ask = asking(q, MK_S("/v1/today"));
        mk_http_api(h, cx, &ask, &today);
        mk_cx_clear(cx);
        if (today.status == 202) atomic_store(&h->first_again, mk_clock_monotonic() + LATER);      /* a large base: other screens need no list, so only Today asks for it */
    }
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_room(&b, page.n + me.body.n + today.body.n + 256);
    mk_buf_add(&b, page.p, (size_t)head);
    mk_buf_printf(&b, "<script type=\"application/json\" id=\"first\">{\"lang\":\"%s\",\"me\":", en ? "en" : "he");
    put_json(&b, me.body);
    if (today.status == 200) {
        mk_buf_str_add(&b, MK_S(",\"today\":"));
        put_json(&b, today.body);
    }
    mk_buf_str_add(&b, MK_S("}</script>\n"));
    mk_buf_add(&b, page.p + head, page.n - (size_t)head);
    r->status = 200;
    r->body = mk_buf_str(&b);
    mk_http_add(r, "Content-Type", MK_S("text/html; charset=utf-8"));
    mk_http_add(r, "Cache-Control", MK_S("no-store"));
    return true;
}
