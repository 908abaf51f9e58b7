/* SPDX-License-Identifier: Apache-2.0
 * The desk's files. A path that is none of them and asks for a page gets the desk itself, which knows its own addresses. */
#include "assets.h"
#include "http_int.h"

static const mk_asset *find(mk_str path)
{
    if (mk_str_eqz(path, "/")) path = MK_S("/index.html");
    for (const mk_asset *a = mk_assets; a->path; a++)
        if (mk_str_eqz(path, a->path)) return a;
    return NULL;
}

void mk_http_file(mk_http *h, mk_cx *cx, const mk_http_request *q, mk_http_response *r)
{
    const mk_asset *a = find(q->path);
    if (!a && mk_str_starts(q->path, MK_S("/join/"))) a = find(MK_S("/join.html"));       /* for customers: it is not the desk */
    if (!a && mk_str_find(q->accept, MK_S("text/html")) >= 0 && !memchr(q->path.p, '.', q->path.n)) a = find(MK_S("/"));
    if (!a) {
        mk_fail(cx, MK_ENOTFOUND, "there is no such page");
        mk_http_problem(cx, r, MK_ENOTFOUND, 0);
        return;
    }
    if (mk_str_eqz(q->path, "/") && mk_http_first(h, cx, q, (mk_str){ (const char *)a->raw, a->raw_n }, r)) return;
    /* what has its contents in its name never changes; all else is asked for again each time, and answered by 304 */
    mk_http_add(r, "Cache-Control", mk_str_starts(q->path, MK_S("/kept/")) ? MK_S("public, max-age=31536000, immutable") : MK_S("no-cache"));
    mk_http_add(r, "ETag", mk_str_of(a->etag));
    mk_http_add(r, "Vary", MK_S("Accept-Encoding"));
    if (q->if_none_match.n && mk_str_find(q->if_none_match, mk_str_of(a->etag)) >= 0) { r->status = 304; return; }
    r->status = 200;
    r->constant = true;
    mk_http_add(r, "Content-Type", mk_str_of(a->type));
    bool gzip = a->gzip && mk_str_find(q->accept_encoding, MK_S("gzip")) >= 0;
    if (gzip) mk_http_add(r, "Content-Encoding", MK_S("gzip"));
    r->body = gzip ? (mk_str){ (const char *)a->gzip, a->gzip_n } : (mk_str){ (const char *)a->raw, a->raw_n };
}
