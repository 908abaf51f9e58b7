/* SPDX-License-Identifier: Apache-2.0
 * Prints what a door gives, for looking at files and for the tests: door_dump PATH [MAPPING-JSON] [--quiet]. */
#include "amount.h"
#include "door.h"

static void text(const char *name, mk_str s)
{
    if (s.n) printf(" %s=%.*s", name, MK_SARG(s));
}

static void day(const char *name, int64_t at)
{
    char t[32];
    if (at != MK_NEVER) printf(" %s=%s", name, mk_moment_text(at, t));
}

static void show(const mk_record *r)
{
    char t[32];
    printf("%" PRIu64 ":", r->line);
    if (r->has & MK_REC_PERSON) {
        const mk_person_in *p = &r->person;
        printf(" person");
        text("key", p->key); text("member", p->member); text("id", p->national_id); text("name", p->name); text("given", p->given);
        text("family", p->family); text("phone", p->phone[0]); text("phone2", p->phone[1]); text("phone3", p->phone[2]);
        text("mail", p->mail[0]); text("mail2", p->mail[1]); text("street", p->street); text("house", p->house); text("city", p->city);
        text("zip", p->zip); text("country", p->country); text("gender", p->gender); text("note", p->note);
        if (p->birthday != MK_NO_DAY) printf(" born=%s", mk_day_text(p->birthday, t));
        day("joined", p->joined);
        if (p->ads_mail) printf(" ads_mail=%s", p->ads_mail == MK_SAID_YES ? "yes" : "no");
        if (p->ads_sms) printf(" ads_sms=%s", p->ads_sms == MK_SAID_YES ? "yes" : "no");
        if (p->company) printf(" company");
        if (p->nobody) printf(" nobody");
    }
    if (r->has & MK_REC_SALE) {
        static const char *const kinds[] = { "?", "sale", "return", "cancelled" };
        printf(" %s", kinds[r->sale.kind]);
        text("doc", r->sale.doc);
        day("at", r->sale.at);
        if (r->sale.has_total) printf(" total=%s%s", mk_money_text(r->sale.total, t), r->sale.currency);
        text("returns", r->sale.returns_doc);
    }
    if (r->has & MK_REC_LINE) {
        char u[32];
        printf(" line doc=%.*s #%" PRId64 " %.*s x%g", MK_SARG(r->row.doc), r->row.number, MK_SARG(r->row.item_key), (double)r->row.quantity / 10000);
        printf(" price=%s amount=%s", mk_money_text(r->row.price, t), mk_money_text(r->row.amount, u));
    }
    if (r->has & MK_REC_ITEM) {
        printf(" item key=%.*s", MK_SARG(r->item.key));
        text("name", r->item.name); text("category", r->item.category); text("unit", r->item.unit); text("barcode", r->item.barcode);
    }
    if (r->has & MK_REC_EVENT) {
        printf(" event");
        text("at", r->event.touchpoint); text("outcome", r->event.outcome); text("text", r->event.text);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    bool quiet = argc > 2 && strcmp(argv[argc - 1], "--quiet") == 0;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_door_options opt = { .mapping = mk_str_of(argc - quiet > 2 ? argv[2] : "") };
    mk_door *d;
    int64_t t0 = mk_clock_monotonic();
    if (mk_door_open(&cx, argv[1], &opt, &d) < 0) {
        printf("error %d: %s\n", cx.code, cx.message);
        mk_arena_free(a);
        return 1;
    }
    const mk_door_info *info = mk_door_about(d);
    printf("%.*s %.*s%s delimiter=%c order=%s comma=%d source=%.*s currency=%s fingerprint=%.*s bytes=%" PRIu64 "\n", MK_SARG(info->kind),
           MK_SARG(info->charset), info->visual ? " visual" : "", info->delimiter ? info->delimiter : '-', info->date_order, info->comma_decimal,
           MK_SARG(info->source), info->currency, MK_SARG(info->fingerprint), info->bytes);
    for (size_t i = 0; i < info->column_n; i++)
        printf("  %.*s -> %.*s %d %.*s (%.*s)\n", MK_SARG(info->column[i].header), MK_SARG(info->column[i].field), info->column[i].sure,
               MK_SARG(info->column[i].why), MK_SARG(info->column[i].example));
    uint64_t n = 0, bad = 0;
    mk_record r;
    int rc;
    while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) {
        if (rc == 1) n++;
        else bad++;
        if (!quiet && rc == 1) show(&r);
        else if (rc != 1 && (!quiet || bad <= 10)) printf("bad %" PRIu64 ": %s\n", r.line, cx.message);
    }
    if (rc < 0) printf("error %d: %s\n", rc, cx.message);
    for (size_t i = 0; i < info->warning_n; i++) printf("warning: %.*s\n", MK_SARG(info->warning[i]));
    printf("%" PRIu64 " records, %" PRIu64 " bad, %" PRIu64 " bytes, %.3f s, arena %zu\n", n, bad, mk_door_bytes(d),
           (double)(mk_clock_monotonic() - t0) / 1e6, mk_arena_bytes(a));
    mk_arena_free(a);
    return rc < 0;
}
