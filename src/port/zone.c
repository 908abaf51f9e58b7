/* SPDX-License-Identifier: Apache-2.0
 * Source: the names of Rails (ActiveSupport::TimeZone), which Square's exports write, of the countries where it sells; others write IANA's own. */
#include "zone.h"

const mk_tz *mk_zone_named(mk_str name)
{
    static const struct { const char *name, *zone; } said[] = {
        { "Hawaii", "Pacific/Honolulu" }, { "Alaska", "America/Juneau" }, { "Pacific Time (US & Canada)", "America/Los_Angeles" }, { "Arizona", "America/Phoenix" },
        { "Mountain Time (US & Canada)", "America/Denver" }, { "Central Time (US & Canada)", "America/Chicago" }, { "Eastern Time (US & Canada)", "America/New_York" },
        { "Indiana (East)", "America/Indiana/Indianapolis" }, { "Atlantic Time (Canada)", "America/Halifax" }, { "Saskatchewan", "America/Regina" },
        { "Newfoundland", "America/St_Johns" }, { "Puerto Rico", "America/Puerto_Rico" }, { "London", "Europe/London" }, { "Edinburgh", "Europe/London" },
        { "Dublin", "Europe/Dublin" }, { "Paris", "Europe/Paris" }, { "Madrid", "Europe/Madrid" }, { "Tokyo", "Asia/Tokyo" }, { "Osaka", "Asia/Tokyo" },
        { "Sapporo", "Asia/Tokyo" }, { "Perth", "Australia/Perth" }, { "Darwin", "Australia/Darwin" }, { "Adelaide", "Australia/Adelaide" },
        { "Brisbane", "Australia/Brisbane" }, { "Canberra", "Australia/Canberra" }, { "Melbourne", "Australia/Melbourne" }, { "Sydney", "Australia/Sydney" },
        { "Hobart", "Australia/Hobart" }, { "Jerusalem", "Asia/Jerusalem" } };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (mk_str_ieq(name, mk_str_of(said[i].name))) return mk_tz_named(mk_str_of(said[i].zone));
    return mk_tz_named(name);
}
