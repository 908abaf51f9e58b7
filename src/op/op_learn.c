/* SPDX-License-Identifier: Apache-2.0
 * Learning from everybody; the settings of the business. */
#include "agree.h"
#include "flow_worth.h"
#include "learn.h"
#include "op.h"
#include "reason.h"
#include "record.h"

static mk_str value_sentence(mk_cx *cx, const mk_learnt *l)
{
    const mk_value_diagnostics *fit = &l->value_fit;
    const mk_race *d = &fit->race;
    bool en = cx->lang == MK_EN;
    if (d->state == MK_VALUE_TOO_LITTLE)
        return mk_agree_printf(cx->arena, en ? "Too little to know yet: {%" PRIu64 ":one buyer|# buyers}, %" PRIu64 " of them came again."
                               : "עוד מוקדם לדעת: {%" PRIu64 ":קונה אחד|# קונים}, {%" PRIu64 ":אחד מהם חזר|# מהם חזרו}.", d->buyers, d->repeaters);
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_str_add(&b, mk_agree_printf(cx->arena, en ? "{%" PRIu64 ":one buyer|# buyers}, %" PRIu64 " came again ({%" PRIu64 ":one order|# orders})"
                                                     : "{%" PRIu64 ":קונה אחד|# קונים}, {%" PRIu64 ":אחד חזר|# חזרו} ({%" PRIu64 ":הזמנה אחת|# הזמנות})", d->buyers, d->repeaters, d->orders));
    if (l->value.alive_known) {
        mk_str p = mk_say_percent(cx, fit->mean_alive);
        mk_buf_printf(&b, en ? "; on average %.*s are still customers." : "; בממוצע, הקשר חי עם %.*s מהם.", MK_SARG(p));
    } else {
        mk_buf_printf(&b, en ? "; who stops coming cannot be told from these data." : "; אי אפשר לדעת מהנתונים מי הפסיק לבוא.");
    }
    mk_str closed = mk_say_closed(cx, &d->open, l->day);
    mk_buf_str_add(&b, closed);
    if (d->state == MK_VALUE_LITTLE) mk_buf_printf(&b, en ? " Few data: a hint, not knowledge." : " מעט נתונים: רמז, לא ידיעה.");
    return mk_buf_str(&b);
}

static mk_str need_sentence(mk_cx *cx, const mk_learnt *l)
{
    const mk_need_diagnostics *d = &l->need_fit;
    bool en = cx->lang == MK_EN;
    if (d->state == MK_NEED_TOO_LITTLE)
        return mk_agree_printf(cx->arena, en ? "Too little to know yet: {%" PRIu64 ":one repeat purchase|# repeat purchases} of the same item." : "עוד מוקדם לדעת: {%" PRIu64 ":קנייה חוזרת אחת|# קניות חוזרות} של אותו פריט.", d->gaps);
    mk_str mean = mk_say_days(cx, d->mean_interval);
    return mk_agree_printf(cx->arena, en ? "{%" PRIu64 ":one item|# items}; people buy the same again after %.*s on average ({%" PRIu64 ":seen once|# times seen}); {%" PRIu64 ":one pair that goes|# pairs that go} together."
                           : "{%" PRIu64 ":פריט אחד|# פריטים}; אותו פריט נקנה שוב אחרי %.*s בממוצע (נראה {%" PRIu64 ":פעם אחת|פעמיים|# פעמים}); {%" PRIu64 ":זוג אחד שהולך|# זוגות שהולכים} יחד.",
                           d->items, MK_SARG(mean), d->gaps, d->complements);
}

static mk_str shop_sentence(mk_cx *cx, const mk_usual *u)
{
    bool en = cx->lang == MK_EN;
    uint32_t all = 0, done = 0;
    for (int k = 0; k < MK_NEED_KINDS; k++) all += u->answers.all[k], done += u->answers.done[k];
    mk_str answers = all ? mk_arena_printf(cx->arena, en ? "%u of %u proposals of service, likeness, the year and tips were wanted" : "%u מתוך %u הצעות של שירות, דמיון, שנה וטיפים היו רצויות", done, all)
                         : en ? MK_S("no proposal of service, likeness, the year or tips was answered yet: what is stated holds") : MK_S("עוד לא נענתה הצעה של שירות, דמיון, שנה או טיפ: מה שמוצהר תקף");
    return mk_arena_printf(cx->arena, en ? "What is usual: sizes of %zu categories, the pace of %zu kinds of things; %.*s." : "מה שמקובל: מידות ב־%zu קטגוריות, קצב של %zu סוגי דברים; %.*s.",
                           u->closets, u->paces, MK_SARG(answers));
}

static int learn(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_learnt_all *all = MK_NEW(cx->arena, mk_learnt_all);
    const mk_learnt *l = &all->models;
    const mk_worth_learnt *worth = &all->worth;
    const mk_rhythm_learnt *rhythm = &all->rhythm;
    MK_TRY(mk_learn_all(cx, env->store, mk_arg_has(args, "on") ? (int32_t)mk_arg_int(args, "on") : MK_NO_DAY, all));
    mk_out_row(out);
    mk_out_text(out, "model", MK_S("value"));
    mk_out_int(out, "version", l->value_version);
    mk_out_int(out, "customers", (int64_t)l->value_fit.race.buyers);
    mk_out_text(out, "sentence", value_sentence(cx, l));
    mk_out_json(out, "diagnostics", l->value_json);
    mk_out_row(out);
    mk_out_text(out, "model", MK_S("need"));
    mk_out_int(out, "version", l->need_version);
    mk_out_int(out, "customers", (int64_t)l->need_fit.customers);
    mk_out_text(out, "sentence", need_sentence(cx, l));
    mk_out_json(out, "diagnostics", l->need_json);
    mk_out_row(out);
    mk_out_text(out, "model", MK_S("shop"));
    mk_out_int(out, "version", l->shop_version);
    mk_out_text(out, "sentence", shop_sentence(cx, &l->usual));
    mk_out_json(out, "diagnostics", l->shop_json);
    mk_out_row(out);
    mk_out_text(out, "model", MK_S("worth"));
    mk_out_int(out, "version", worth->version);
    mk_out_int(out, "customers", (int64_t)worth->fit.rows);
    mk_out_text(out, "sentence", mk_say_frontier(cx, worth));
    mk_out_json(out, "diagnostics", worth->json);
    for (size_t i = 0; i < rhythm->model.n; i++) {
        const mk_rhythm_item *item = &rhythm->model.item[i];
        mk_out_row(out);
        mk_out_text(out, "model", MK_S("rhythm"));
        mk_out_int(out, "version", rhythm->version);
        mk_out_int(out, "customers", (int64_t)item->customers);
        mk_out_text(out, "sentence", mk_say_rhythm(cx, item, rhythm->model.name[i]));
        if (i == 0) mk_out_json(out, "diagnostics", rhythm->json);
    }
    int32_t asked = mk_arg_has(args, "on") ? (int32_t)mk_arg_int(args, "on") : l->settings.today;
    if (l->need_day < asked)
        mk_out_note(out, cx->lang == MK_EN ? "The newest purchase known is of %.*s: what customers need was learnt up to that day. Bring younger files in, and learn again."
                                           : "הקנייה האחרונה הידועה היא מ־%.*s: הצרכים נלמדו עד אותו יום. כדאי לייבא קבצים חדשים יותר וללמוד שוב.", MK_SARG(mk_say_day(cx, l->need_day)));
    if (rhythm->unknown.n)
        mk_out_note(out, cx->lang == MK_EN ? "the settings contracts and occasions name '%.*s', which nobody has bought" : "ההגדרות contracts ו־occasions מזכירות את '%.*s', שאיש לא קנה", MK_SARG(rhythm->unknown));
    return 0;
}

const mk_op mk_op_learn = {
    .name = "learn", .verb = "POST", .path = "/v1/learn",
    .summary = "Learn from all purchases what customers are worth and need",
    .help = "Reads all histories once and fits the models: value (who is still a customer, how often he comes, what he spends), need (what runs out when, "
            "what goes with what), shop (what is usual of sizes, tastes, meters and answers), worth (what comparable customers reach) and, where something is bought at an even time "
            "(a subscription, a fee, a yearly appeal), rhythm: who renews. Each run is a new version; the last is in use. Run it after an import, or daily. Data after the day are left out; where the books end days or years before it, needs are learnt as they were on their last day, and a note says so.",
    .example = "makir learn",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_LONG,
    .params = (const mk_param[]){ { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "model", MK_C_TEXT, "value, need, shop, worth or rhythm" },
        { "version", MK_C_INT, "counts up" },
        { "customers", MK_C_INT, "learnt from" },
        { "sentence", MK_C_TEXT, "what was found", MK_CF_LINE },
        { "diagnostics", MK_C_JSON, "parameters, standard errors, likelihood, calibration", MK_CF_WIDE },
        { NULL } },
    .run = learn,
};

/* --- settings --- */

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_out *out = arg;
    mk_setting s;
    for (int i = 0; mk_setting_at(cx, db, i, &s); i++) {
        mk_out_row(out);
        mk_out_text(out, "key", s.key);
        mk_out_text(out, "title", s.title);
        mk_out_text(out, "value", s.value);
        mk_out_text(out, "help", s.help);
        mk_out_int(out, "version", mk_setting_version(cx, s.key, s.value));
    }
    return cx->code;
}

static int setting_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    return mk_store_read(cx, env->store, list_body, out);
}

static int set_body(mk_cx *cx, mk_db *db, void *arg)
{
    const mk_args *args = arg;
    return mk_setting_set(cx, db, mk_arg_text(args, "key"), mk_arg_text(args, "value"));
}

static int setting_set(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_args *a = (mk_args *)(uintptr_t)args;        /* only read */
    MK_TRY(mk_store_write(cx, env->store, set_body, a));
    mk_out_row(out);
    mk_out_text(out, "key", mk_arg_text(args, "key"));
    mk_out_text(out, "value", mk_arg_text(args, "value"));
    mk_out_int(out, "version", mk_setting_version(cx, mk_arg_text(args, "key"), mk_arg_text(args, "value")));
    return 0;
}

const mk_op mk_op_setting_list = {
    .name = "setting list", .verb = "GET", .path = "/v1/settings",
    .summary = "The settings of the business", .example = "makir setting list",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){ { "key", MK_C_TEXT, "the setting" }, { "title", MK_C_TEXT, "what it is called" }, { "value", MK_C_TEXT, "what it is", MK_CF_OPEN }, { "help", MK_C_TEXT, "what it means" }, MK_VERSION_COLUMN, { NULL } },
    .run = setting_list,
};

const mk_op mk_op_setting_set = {
    .name = "setting set", .verb = "POST", .path = "/v1/settings/{key}",
    .summary = "Change a setting of the business", .example = "makir setting set capacity 12",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "key", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the setting: makir setting list", NULL },
        { "value", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "what it shall be; '' is the default", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "key", MK_C_TEXT, "the setting" }, { "value", MK_C_TEXT, "what it is now", MK_CF_OPEN }, MK_VERSION_COLUMN, { NULL } },
    .run = setting_set,
};
