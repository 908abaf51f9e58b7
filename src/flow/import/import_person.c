/* SPDX-License-Identifier: Apache-2.0
 * A person as a source described him: packed while he travels through the sorters, as JSON in `link`, from where an undo reads him again. */
#include "import_int.h"
#include "jsonr.h"
#include "place.h"
#include "utf8.h"

void mk_person_pack_write(mk_buf *b, const mk_person_in *p)
{
    const mk_str text[] = { p->key, p->member, p->national_id, p->name, p->given, p->family, p->phone[0], p->phone[1], p->phone[2],
                            p->mail[0], p->mail[1], p->street, p->house, p->city, p->zip, p->country, p->gender, p->note };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) mk_pack_str(b, text[i]);
    mk_pack_int(b, p->birthday);
    mk_pack_int(b, p->joined);
    mk_pack_int(b, (int64_t)p->ads_mail | (int64_t)p->ads_sms << 8 | (int64_t)p->company << 16);
    if (!p->ads_how.n && !p->ads_at && !p->fact_n) return;      /* behind the rest, so that who has none of it keeps the id he had before there was any */
    mk_pack_str(b, p->ads_how);
    mk_pack_int(b, p->ads_at);
    for (size_t i = 0; i < p->fact_n; i++) mk_pack_str(b, p->fact[i].kind), mk_pack_str(b, p->fact[i].value);
}

void mk_person_pack_read(mk_str s, mk_person_in *p)
{
    mk_str *text[] = { &p->key, &p->member, &p->national_id, &p->name, &p->given, &p->family, &p->phone[0], &p->phone[1], &p->phone[2],
                       &p->mail[0], &p->mail[1], &p->street, &p->house, &p->city, &p->zip, &p->country, &p->gender, &p->note };
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i] = mk_unpack_str(&s);
    p->birthday = (int32_t)mk_unpack_int(&s);
    p->joined = mk_unpack_int(&s);
    int64_t flags = mk_unpack_int(&s);
    p->ads_mail = (mk_said)(flags & 0xff);
    p->ads_sms = (mk_said)(flags >> 8 & 0xff);
    p->company = flags >> 16 & 1;
    p->ads_how = mk_unpack_str(&s);
    p->ads_at = mk_unpack_int(&s);
    while (s.n && p->fact_n < MK_FACTS_IN) {
        p->fact[p->fact_n].kind = mk_unpack_str(&s);
        p->fact[p->fact_n++].value = mk_unpack_str(&s);
    }
}

mk_str mk_person_name(mk_arena *a, const mk_person_in *p)
{
    mk_str name = mk_shown(a, p->name);
    if (name.n) return name;
    mk_str given = mk_shown(a, p->given), family = mk_shown(a, p->family);
    if (given.n == 0 || family.n == 0) return given.n ? given : family;
    mk_buf b = mk_buf_on(a);
    mk_buf_room(&b, given.n + family.n + 1);
    mk_buf_str_add(&b, given);
    mk_buf_c(&b, ' ');
    mk_buf_str_add(&b, family);
    return mk_buf_str(&b);
}

mk_str mk_person_address(mk_arena *a, const mk_person_in *p)
{
    mk_buf b = mk_buf_on(a);
    const mk_str part[] = { p->street, p->house, p->city, p->zip, mk_country_name(a, p->country) };
    for (size_t i = 0; i < 5; i++) {
        if (part[i].n == 0) continue;
        if (b.n) mk_buf_str_add(&b, i == 1 ? MK_S(" ") : MK_S(", "));
        mk_buf_str_add(&b, part[i]);
    }
    return mk_buf_str(&b);
}

/* The cells by the names they have in the JSON. */
enum { CELLS = 18 };
static const char *const cell_name[CELLS] = { "key", "member", "national_id", "name", "given", "family", "phone", "phone2", "phone3", "mail", "mail2",
                                              "street", "house", "city", "zip", "country", "gender", "note" };

static void cells(mk_person_in *p, mk_str *ret[CELLS])
{
    mk_str *const c[CELLS] = { &p->key, &p->member, &p->national_id, &p->name, &p->given, &p->family, &p->phone[0], &p->phone[1], &p->phone[2], &p->mail[0],
                               &p->mail[1], &p->street, &p->house, &p->city, &p->zip, &p->country, &p->gender, &p->note };
    memcpy(ret, c, sizeof c);
}

static void say_said(mk_jsonw *w, const char *key, mk_said s)
{
    if (s == MK_SAID_NOTHING) return;
    mk_json_key(w, key);
    mk_json_bool(w, s == MK_SAID_YES);
}

mk_str mk_person_json(mk_arena *a, const mk_person_in *p)
{
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_person_in copy = *p;
    mk_str *cell[CELLS];
    char t[32];
    cells(&copy, cell);
    mk_json_open(&w, '{');
    for (size_t i = 0; i < CELLS; i++)
        if (cell[i]->n) mk_json_key(&w, cell_name[i]), mk_json_str(&w, *cell[i]);
    if (p->birthday != MK_NO_DAY) mk_json_key(&w, "birthday"), mk_json_z(&w, mk_day_text(p->birthday, t));
    if (p->joined != MK_NEVER) mk_json_key(&w, "joined"), mk_json_z(&w, mk_moment_text(p->joined, t));
    say_said(&w, "ads_mail", p->ads_mail);
    say_said(&w, "ads_sms", p->ads_sms);
    if (p->ads_how.n) mk_json_key(&w, "ads_how"), mk_json_str(&w, p->ads_how);
    if (p->ads_at) mk_json_key(&w, "ads_at"), mk_json_z(&w, mk_moment_text(p->ads_at, t));
    if (p->fact_n) {
        mk_json_key(&w, "facts");
        mk_json_open(&w, '[');
        for (size_t i = 0; i < p->fact_n; i++) {
            mk_json_open(&w, '{');
            mk_json_key(&w, "kind"), mk_json_str(&w, p->fact[i].kind);
            mk_json_key(&w, "value"), mk_json_str(&w, p->fact[i].value);
            mk_json_close(&w);
        }
        mk_json_close(&w);
    }
    if (p->company) mk_json_key(&w, "company"), mk_json_bool(&w, true);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_said read_said(const mk_json *j) { return j->type == MK_JSON_TRUE ? MK_SAID_YES : MK_SAID_NO; }

int mk_person_parse(mk_cx *cx, mk_str json, mk_person_in *ret)
{
    const mk_json *j = mk_json_read(cx->arena, mk_arena_dup(cx->arena, json), NULL);
    mk_str *cell[CELLS];
    *ret = (mk_person_in){ .birthday = MK_NO_DAY, .joined = MK_NEVER, .ads_how = MK_S("") };
    cells(ret, cell);
    for (size_t i = 0; i < CELLS; i++) *cell[i] = MK_S("");
    if (!j || j->type != MK_JSON_OBJECT) return mk_fail(cx, MK_ESTORE, "a person as a source described him cannot be read");
    for (const mk_json *m = j->first; m; m = m->next) {
        if (mk_str_eqz(m->key, "birthday")) { if (!mk_day_parse(m->text, &ret->birthday)) ret->birthday = MK_NO_DAY; }
        else if (mk_str_eqz(m->key, "joined")) { if (!mk_moment_parse(m->text, &ret->joined)) ret->joined = MK_NEVER; }
        else if (mk_str_eqz(m->key, "ads_mail")) ret->ads_mail = read_said(m);
        else if (mk_str_eqz(m->key, "ads_sms")) ret->ads_sms = read_said(m);
        else if (mk_str_eqz(m->key, "ads_how")) ret->ads_how = m->text;
        else if (mk_str_eqz(m->key, "ads_at")) { if (!mk_moment_parse(m->text, &ret->ads_at)) ret->ads_at = 0; }
        else if (mk_str_eqz(m->key, "facts")) {
            for (const mk_json *f = m->first; f; f = f->next) mk_person_fact(ret, mk_json_text(mk_json_get(f, "kind")), mk_json_text(mk_json_get(f, "value")));
        }
        else if (mk_str_eqz(m->key, "company")) ret->company = m->type == MK_JSON_TRUE;
        else for (size_t i = 0; i < CELLS; i++) if (mk_str_eqz(m->key, cell_name[i])) *cell[i] = m->text;
    }
    return 0;
}
