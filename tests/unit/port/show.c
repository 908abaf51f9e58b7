/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"
#include <inttypes.h>
#include "amount.h"

static void text(mk_buf *b, const char *name, mk_str s)
{
    if (s.n) mk_buf_printf(b, " %s=%.*s", name, MK_SARG(s));
}

static void day(mk_buf *b, const char *name, int64_t at)
{
    char t[32];
    if (at != MK_NEVER) mk_buf_printf(b, " %s=%s", name, mk_moment_text(at, t));
}

void show_record(mk_buf *b, const mk_record *r)
{
    char t[32];
    mk_buf_printf(b, "%" PRIu64 ":", r->line);
    if (r->has & MK_REC_PERSON) {
        const mk_person_in *p = &r->person;
        mk_buf_printf(b, " person");
        text(b, "key", p->key); text(b, "member", p->member); text(b, "id", p->national_id); text(b, "name", p->name); text(b, "given", p->given);
        text(b, "family", p->family); text(b, "phone", p->phone[0]); text(b, "phone2", p->phone[1]); text(b, "phone3", p->phone[2]);
        text(b, "mail", p->mail[0]); text(b, "mail2", p->mail[1]); text(b, "street", p->street); text(b, "house", p->house); text(b, "city", p->city);
        text(b, "zip", p->zip); text(b, "country", p->country); text(b, "gender", p->gender); text(b, "note", p->note);
        if (p->birthday != MK_NO_DAY) mk_buf_printf(b, " born=%s", mk_day_text(p->birthday, t));
        day(b, "joined", p->joined);
        if (p->ads_mail) mk_buf_printf(b, " ads_mail=%s", p->ads_mail == MK_SAID_YES ? "yes" : "no");
        if (p->ads_sms) mk_buf_printf(b, " ads_sms=%s", p->ads_sms == MK_SAID_YES ? "yes" : "no");
        if (p->ads_at) day(b, "ads_at", p->ads_at);
        text(b, "ads_how", p->ads_how);
        for (size_t i = 0; i < p->fact_n; i++) mk_buf_printf(b, " %.*s='%.*s'", MK_SARG(p->fact[i].kind), MK_SARG(p->fact[i].value));
        if (p->company) mk_buf_printf(b, " company");
        if (p->nobody) mk_buf_printf(b, " nobody");
    }
    if (r->has & MK_REC_SALE) {
        static const char *const kinds[] = { "?", "sale", "return", "cancelled" };
        mk_buf_printf(b, " %s", kinds[r->sale.kind]);
        text(b, "doc", r->sale.doc);
        day(b, "at", r->sale.at);
        if (r->sale.has_total) mk_buf_printf(b, " total=%s%s", mk_money_text(r->sale.total, t), r->sale.currency);
        text(b, "returns", r->sale.returns_doc);
    }
    if (r->has & MK_REC_LINE) {
        char u[32];
        mk_buf_printf(b, " line doc=%.*s #%" PRId64 " %.*s x%g", MK_SARG(r->row.doc), r->row.number, MK_SARG(r->row.item_key), (double)r->row.quantity / 10000);
        mk_buf_printf(b, " price=%s amount=%s", mk_money_text(r->row.price, t), mk_money_text(r->row.amount, u));
    }
    if (r->has & MK_REC_ITEM) {
        mk_buf_printf(b, " item key=%.*s", MK_SARG(r->item.key));
        text(b, "name", r->item.name); text(b, "category", r->item.category); text(b, "unit", r->item.unit); text(b, "barcode", r->item.barcode);
    }
    if (r->has & MK_REC_EVENT) {
        mk_buf_printf(b, " event");
        text(b, "at", r->event.touchpoint); text(b, "outcome", r->event.outcome);
        if (r->event.channel.n) mk_buf_printf(b, " %s %.*s %s", mk_moment_text(r->event.at, t), MK_SARG(r->event.channel), r->event.inbound ? "in" : "out");
        text(b, "text", r->event.text);
    }
    mk_buf_printf(b, "\n");
}
