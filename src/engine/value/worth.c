/* SPDX-License-Identifier: Apache-2.0 */
#include "worth.h"
#include <math.h>

#define GONE .1             /* P(still a customer) below which he is as good as gone */
#define HERE .6             /* and from which he is one */
enum { FRESH = 180, YEAR = 365, CONTACTS = 3 };

static int64_t money(double v) { return isfinite(v) ? llround(fmax(-9e15, fmin(9e15, v))) : 0; }

/* A complaint weighs half a year, unless he has said since that he is content again: the last answers count double for that. */
static void side_of(const mk_worth_seen *s, mk_worth *w)
{
    double contacts = s->visits + s->calls + s->messages, bought = (double)s->bought;
    w->content = s->answers ? s->content : 0;
    w->effort = s->orders ? contacts / s->orders : contacts;
    bool fresh = s->complaints && s->complaint_days >= 0 && s->complaint_days <= FRESH, said_well = s->answers && s->content >= .7;
    if (s->answers && s->content < .5) w->side = MK_SIDE_UNHAPPY, w->side_why |= MK_SIDE_SAID;
    if (fresh && !said_well) w->side = MK_SIDE_UNHAPPY, w->side_why |= MK_SIDE_COMPLAINED;
    bool effort = contacts >= CONTACTS && w->effort > 1, returns = s->orders >= 3 && bought > 0 && (double)s->returned > .3 * bought;
    if (effort) w->side_why |= MK_SIDE_EFFORT;
    if (returns) w->side_why |= MK_SIDE_RETURNS;
    if (w->side != MK_SIDE_UNKNOWN) return;
    if (effort || returns) { w->side = MK_SIDE_STRAINED; return; }
    if (said_well) w->side = MK_SIDE_CONTENT, w->side_why |= MK_SIDE_SAID;
}

static mk_tie tie_of(const mk_worth_seen *s, const mk_worth_said *said, mk_side side)
{
    if (!s->orders) return MK_TIE_NONE;
    if (said->known && said->alive_known && said->alive < GONE) return MK_TIE_GONE;
    if (s->orders == 1) return MK_TIE_ONCE;
    if (side == MK_SIDE_UNHAPPY || side == MK_SIDE_STRAINED) return MK_TIE_HELD;
    bool here = said->known && (!said->alive_known || said->alive >= HERE);
    return side == MK_SIDE_CONTENT && here ? MK_TIE_LOYAL : MK_TIE_HABIT;
}

void mk_worth_of(const mk_worth_seen *s, const mk_worth_said *said, const mk_worth_rates *rates, mk_worth *w)
{
    memset(w, 0, sizeof *w);
    double left = rates->margin > 0 ? rates->margin : 1;
    w->margin_told = rates->margin > 0;
    w->hour_told = rates->hour > 0;
    w->realised = money(left * ((double)s->bought - (double)s->returned));
    w->returned = s->returned;
    w->discounts = s->discounts;
    w->minutes = s->visits * rates->visit_minutes + s->calls * rates->call_minutes + s->messages * rates->message_minutes + s->complaints * rates->complaint_minutes;
    w->served = money(w->minutes / 60 * rates->hour);
    if (said->known && said->money_known) {
        w->expected_known = true;
        w->expected = money(left * said->money);
        w->expected_low = money(left * said->low);
        w->expected_high = money(left * said->high);
        /* A year at his pace of contacts, as far as he is still there; of a customer of a month a month is not taken for a year's pace. */
        double alive = said->alive_known ? said->alive : 1;
        w->serving = money((double)w->served * alive * YEAR / fmax(s->age, YEAR / 2.));
    }
    w->actual = w->realised - w->served + w->expected - w->serving;
    w->brought = s->brought;
    w->advocacy = money(left * (double)s->brought_money);
    side_of(s, w);
    w->tie = tie_of(s, said, w->side);
}

mk_peace mk_invest_choices(const mk_worth *w, const mk_worth_said *said, const mk_frontier_answer *potential, bool refused, const mk_worth_rates *rates,
                           const mk_invest_rates *invest, mk_plan_choice ret[MK_INVEST_CHOICES], mk_invest what[MK_INVEST_CHOICES])
{
    static const mk_invest all[MK_INVEST_CHOICES] = { MK_INVEST_WORD, MK_INVEST_CARE, MK_INVEST_LEARN, MK_INVEST_BOTH };
    const double minutes[MK_INVEST_CHOICES] = { invest->word_minutes, invest->care_minutes, invest->learn_minutes, invest->both_minutes };
    memcpy(what, all, sizeof all);
    for (int j = 0; j < MK_INVEST_CHOICES; j++) ret[j] = (mk_plan_choice){ 0, j == 0 ? invest->word_money : 0, minutes[j] / 60 };
    if (refused) return MK_PEACE_REFUSED;
    bool unhappy = w->side == MK_SIDE_UNHAPPY;
    if (!said->known || !w->expected_known) return MK_PEACE_UNKNOWN;
    if (said->alive_known && said->alive < GONE && !unhappy) return MK_PEACE_GONE;
    double care = invest->care * fmax(0, (double)w->expected), left = rates->margin > 0 ? rates->margin : 1;
    if (unhappy) {
        /* What he would bring is at stake as a whole more than others' is; until it is put right nothing is asked of him. */
        ret[1].value = 2 * care;
        what[1] = MK_INVEST_RIGHT;
        return care > 0 ? MK_PEACE_NOT : MK_PEACE_NOTHING;
    }
    double learn = 0;
    if (potential->known) learn = invest->learn * left * fmax(0, potential->low - said->money) * (potential->proven ? 1 : .5);
    ret[0].value = care / 2;
    ret[1].value = care;
    ret[2].value = learn;
    ret[3].value = care + learn;
    double hour = rates->hour;
    bool any = false;
    for (int j = 0; j < MK_INVEST_CHOICES; j++) {
        if (ret[j].value <= ret[j].money + hour * ret[j].hours) ret[j].value = 0;      /* it would cost more than it brings */
        any |= ret[j].value > 0;
    }
    return any ? MK_PEACE_NOT : MK_PEACE_NOTHING;
}

const char *mk_side_name(mk_side side)
{
    static const char *const name[] = { "unknown", "content", "strained", "unhappy" };
    return name[side];
}

const char *mk_tie_name(mk_tie tie)
{
    static const char *const name[] = { "none", "once", "habit", "loyal", "held", "gone" };
    return name[tie];
}

const char *mk_invest_name(mk_invest what)
{
    static const char *const name[] = { "peace", "word", "care", "learn", "both", "right" };
    return name[what];
}
