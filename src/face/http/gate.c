/* SPDX-License-Identifier: Apache-2.0
 * Who is it, and does he come by a way of ours? Sources: OWASP cheat sheets on CSRF and on DNS rebinding; RFC 9110. */
#include "args.h"
#include "http_int.h"

/* "name", "name:80", "[::1]:80" -> the name */
static mk_str without_port(mk_str host)
{
    if (host.n && host.p[0] == '[') {
        const char *end = memchr(host.p, ']', host.n);
        return end ? mk_str_sub(host, 0, (size_t)(end - host.p) + 1) : MK_S("");
    }
    const char *colon = host.n ? memchr(host.p, ':', host.n) : NULL;
    return colon ? mk_str_sub(host, 0, (size_t)(colon - host.p)) : host;
}

static bool listed(const char *list, mk_str name)
{
    for (const char *p = list; p && *p;) {
        size_t n = strcspn(p, ",");
        if (mk_str_ieq(mk_str_trim((mk_str){ p, n }), name)) return true;
        p += n + (p[n] == ',');
    }
    return false;
}

bool mk_http_host_ok(const mk_http *h, mk_str host)
{
    mk_str name = without_port(mk_str_trim(host));
    if (name.n == 0) return false;
    if (mk_str_ieq(name, MK_S("localhost")) || mk_str_eqz(name, "127.0.0.1") || mk_str_eqz(name, "[::1]")) return true;
    if (h->opt.bind && (mk_str_eqz(name, h->opt.bind) ||
        (name.p[0] == '[' && mk_str_eqz(mk_str_sub(name, 1, name.n - 1), h->opt.bind)))) return true;
    return listed(h->opt.hosts, name);
}

/* The host part of an Origin header; "" for "null" and for anything odd. */
static mk_str origin_host(mk_str origin)
{
    ptrdiff_t at = mk_str_find(origin, MK_S("://"));
    return at < 0 ? MK_S("") : mk_str_sub(origin, (size_t)at + 3, origin.n);
}

bool mk_http_own_request(const mk_http *h, const mk_http_request *q)
{
    (void)h;
    if (q->fetch_site.n && !mk_str_eqz(q->fetch_site, "same-origin") && !mk_str_eqz(q->fetch_site, "none")) return false;
    if (q->origin.n && !mk_str_ieq(origin_host(q->origin), q->host)) return false;
    if (mk_str_eqz(q->makir, "1")) return true;
    /* a stranger's form cannot send this type, and his script would be asked for permission first, which we never give */
    mk_str type = mk_str_sub(q->content_type, 0, strlen("application/json"));
    return mk_str_ieq(type, MK_S("application/json")) &&
           (q->content_type.n == type.n || q->content_type.p[type.n] == ';' || q->content_type.p[type.n] == ' ');
}

mk_str mk_http_peer(const mk_http *h, const mk_http_request *q)
{
    if (!h->opt.proxied || !q->forwarded_for.n) return q->peer;
    const char *comma = memrchr(q->forwarded_for.p, ',', q->forwarded_for.n);     /* the last one is our proxy's own word */
    return mk_str_trim(comma ? mk_str_sub(q->forwarded_for, (size_t)(comma + 1 - q->forwarded_for.p), q->forwarded_for.n) : q->forwarded_for);
}

/* What the address says of the language: the first lang=, "" when there is none. */
static mk_str asked_lang(const mk_http_request *q)
{
    for (size_t i = 0; i < q->query.n;) {
        const char *amp = memchr(q->query.p + i, '&', q->query.n - i);
        size_t end = amp ? (size_t)(amp - q->query.p) : q->query.n;
        mk_str pair = mk_str_sub(q->query, i, end);
        if (mk_str_starts(pair, MK_S("lang="))) return mk_str_sub(pair, sizeof "lang=" - 1, pair.n);
        i = end + 1;
    }
    return MK_S("");
}

bool mk_http_lang_known(const mk_http_request *q)
{
    mk_str lang = asked_lang(q);
    return !lang.n || mk_str_eqz(lang, "he") || mk_str_eqz(lang, "en");
}

mk_lang mk_http_lang(const mk_http_request *q)
{
    mk_str lang = asked_lang(q);
    if (mk_str_eqz(lang, "he")) return MK_HE;
    if (mk_str_eqz(lang, "en")) return MK_EN;
    /* the first of the two that is named; browsers name the preferred first */
    ptrdiff_t he = mk_str_find(q->accept_language, MK_S("he")), en = mk_str_find(q->accept_language, MK_S("en"));
    return en >= 0 && (he < 0 || en < he) ? MK_EN : MK_HE;
}
