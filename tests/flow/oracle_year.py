# SPDX-License-Identifier: Apache-2.0
"""The numbers of the year's sentences, worked out a second time from the owner's tables and the text of docs/maths/shops.md alone.

The Hebrew calendar is the old one of molads and postponements, not the program's arithmetic; the vacations of schools are those of the docs."""
import datetime
import math
import re

EPOCH = datetime.date(1970, 1, 1)
NISAN, IYYAR, SIVAN, TISHREI, CHESHVAN, KISLEV, TEVET, ADAR, ADAR_II = 1, 2, 3, 7, 8, 9, 10, 12, 13
Z90 = 1.2815515655446004                # 90 % of a normal


def day_of(year, month, day):
    return (datetime.date(year, month, day) - EPOCH).days


# --- the Hebrew calendar ---

def leap(year):
    return (7 * year + 1) % 19 < 7


def new_year(year):
    """1 Tishrei: the day of the molad, put off by the four rules."""
    months = 235 * ((year - 1) // 19) + 12 * ((year - 1) % 19) + (7 * ((year - 1) % 19) + 1) // 19
    parts = 204 + 793 * (months % 1080)
    hours = 5 + 12 * months + 793 * (months // 1080) + parts // 1080
    day, parts = 1 + 29 * months + hours // 24, 1080 * (hours % 24) + parts % 1080
    if parts >= 19440 or (day % 7 == 2 and parts >= 9924 and not leap(year)) or (day % 7 == 1 and parts >= 16789 and leap(year - 1)):
        day += 1
    if day % 7 in (0, 3, 5):
        day += 1
    return day - 2092591                # 1 Tishrei 5787 is 12 September 2026


def months_of(year):
    """(month, days) from Tishrei on."""
    days = new_year(year + 1) - new_year(year)
    last = [(11, 30)] + ([(ADAR, 30), (ADAR_II, 29)] if leap(year) else [(ADAR, 29)])
    return [(TISHREI, 30), (CHESHVAN, 30 if days % 10 == 5 else 29), (KISLEV, 29 if days % 10 == 3 else 30), (TEVET, 29), *last, (NISAN, 30), (IYYAR, 29), (SIVAN, 30), (4, 29), (5, 30), (6, 29)]


def hebrew(year, month, day):
    """The day; beyond the month's end it runs on."""
    at = new_year(year)
    for m, days in months_of(year):
        if m == month:
            return at + day - 1
        at += days
    raise AssertionError((year, month))


def hebrew_of(day):
    year = 3761 + (EPOCH + datetime.timedelta(days=day)).year
    while new_year(year) > day:
        year -= 1
    at = new_year(year)
    for m, days in months_of(year):
        if day < at + days:
            return year, m, day - at + 1
        at += days
    raise AssertionError(day)


assert new_year(5787) == day_of(2026, 9, 12) and hebrew_of(day_of(2026, 11, 22)) == (5787, KISLEV, 12)


def kept(of, by_hebrew, year):
    """The day of a birthday in that year of its calendar."""
    if not by_hebrew:
        born = EPOCH + datetime.timedelta(days=of)
        return day_of(year, born.month, 28 if (born.month, born.day) == (2, 29) and year % 4 else born.day)
    born, month, day = hebrew_of(of)
    if month in (ADAR, ADAR_II):
        month = (ADAR_II if leap(year) else ADAR) if not leap(born) or month == ADAR_II or not leap(year) else ADAR
    return hebrew(year, month, day)


def coming(of, by_hebrew, after):
    """The next after that day, and the how manieth."""
    born = hebrew_of(of)[0] if by_hebrew else (EPOCH + datetime.timedelta(days=of)).year
    year = hebrew_of(after)[0] if by_hebrew else (EPOCH + datetime.timedelta(days=after)).year
    while kept(of, by_hebrew, year) <= after:
        year += 1
    return kept(of, by_hebrew, year), year - born


# --- vacations ---

BREAKS = {"Rosh Hashana": "ראש השנה", "the Sukkot vacation": "חופשת סוכות", "the Hanukkah vacation": "חופשת חנוכה", "Purim": "פורים", "the Pesach vacation": "חופשת פסח",
          "Independence Day": "יום העצמאות", "Shavuot": "שבועות", "the summer vacation": "החופש הגדול"}


def independence(year):
    """5 Iyyar, which keeps away from Shabbat and from the day after it."""
    day = hebrew(year, IYYAR, 5)
    return day + {4: -1, 5: -2, 0: 1}.get((EPOCH + datetime.timedelta(days=day)).weekday(), 0)


def vacations(older):
    """{name: [(from, to)]} of the years around."""
    all_ = {name: [] for name in BREAKS}
    for y in range(5780, 5791):
        late = y >= 5785
        adar = ADAR_II if leap(y) else ADAR
        for name, start, end in (("Rosh Hashana", new_year(y) - 1, new_year(y) + 1), ("the Sukkot vacation", hebrew(y, TISHREI, 9 if late else 14), hebrew(y, TISHREI, 22 if late else 23)),
                                 ("the Hanukkah vacation", hebrew(y, KISLEV, 26), hebrew(y, TEVET, 2)), ("Purim", hebrew(y, adar, 14), hebrew(y, adar, 15)),
                                 ("the Pesach vacation", hebrew(y, NISAN, 6), hebrew(y, NISAN, 21 if late else 22)), ("Independence Day", independence(y), independence(y)),
                                 ("Shavuot", hebrew(y, SIVAN, 5), hebrew(y, SIVAN, 6))):
            all_[name].append((start, end))
    all_["the summer vacation"] = [(day_of(y, 6, 20) if older else day_of(y, 7, 1), day_of(y, 8, 31)) for y in range(2020, 2030)]
    return all_


# --- his journeys ---

class Journeys:
    """What a customer of the travel agent took and did not give back, and what everybody took."""

    def __init__(self, sales, goods):
        self.goods, self.all = goods, []
        self.of = {}
        for s in sorted(sales, key=lambda s: s["תאריך"]):
            g = goods[s['מק"ט']]
            one = {"good": g, "booked": (datetime.date.fromisoformat(s["תאריך"]) - EPOCH).days, "paid": round(float(s["סכום"]) * 100), "count": int(s["כמות"])}
            one["from"] = (datetime.date.fromisoformat(g["depart"]) - EPOCH).days
            one["to"] = one["from"] + int(g["nights"])
            self.all.append(one)
            self.of.setdefault(s["מספר לקוח"], []).append(one)

    def trips(self, number):
        lines = self.of.get(number, [])
        back = [(i, t) for i, t in enumerate(lines) if t["count"] < 0]
        return [t for i, t in enumerate(lines) if t["count"] > 0 and not any(k > i and b["good"] is t["good"] for k, b in back)]

    def band(self, his, what, weight):
        """Logarithms, his mean drawn to everybody's: 10 %, the middle, 90 %."""
        base = [math.log(max(1, what(t))) for t in self.all if t["count"] > 0 and t["from"] >= t["booked"]]
        mean = sum(base) / len(base)
        sd = max(.1, math.sqrt(sum((v - mean) ** 2 for v in base) / (len(base) - 1)))
        own = [math.log(max(1, what(t))) for t in his]
        at = (sum(own) + weight * mean) / (len(own) + weight)
        wide = math.sqrt((sum((v - at) ** 2 for v in own) + weight * sd * sd) / (len(own) + weight))
        return [math.exp(at + z * wide) for z in (-Z90, 0, Z90)]

    def share(self, trait, value):
        """Of everybody's: half a purchase more of each value there is, and of one there is not."""
        sold = [(t["good"][trait], t["count"]) for t in self.all if t["count"] > 0 and t["good"][trait]]
        return (sum(n for v, n in sold if v == value) + .5) / (sum(n for _, n in sold) + .5 * (len({v for v, _ in sold}) + 1))


def went_then(trips, windows, today):
    first = min((t["from"] for t in trips), default=None)
    past = [w for w in windows if first is not None and w[0] >= first - 60 and w[1] < today and w[1] >= today - 4 * 366]
    return sum(any(t["from"] <= end + 2 and t["to"] >= start - 2 for t in trips) for start, end in past), len(past)


def usual_time(trips, older, start, today):
    """Of the weeks of the year around that day, on which he last went: how often he did, in so many years."""
    of_year = lambda d: (EPOCH + datetime.timedelta(days=d)).strftime("%m-%d")
    start = max(t["from"] for t in trips if of_year(t["from"]) == of_year(start))
    windows = [w for all_ in vacations(older).values() for w in all_]
    free = [t for t in trips if not any(t["from"] <= end and t["to"] >= s for s, end in windows)]
    apart = lambda t: abs(t["from"] - start) % 365.2425
    times = sum(min(apart(t), 365.2425 - apart(t)) <= 21 for t in free)
    years = (today - min(t["from"] for t in trips)) // 365 + 1
    return times, max(times, years)


WENT = re.compile(r"went then (\d+) of (\d+) times|went at this time (\d+) times in (\d+) years")
TASTE = re.compile(r": (\w+) (.+?) in (\d+) of (\d+) trips \((\d+)% of everybody's\)")
MONEY = re.compile(r"₪([\d,]+); the usual is ₪([\d,]+) to ₪([\d,]+)")
LEAD = re.compile(r"(Books|Others book) about (\d+) days? ahead(?: \((\d+) bookings\))?")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}")
SPEAK = re.compile(r"speak of it in (\d+) days?|in (\d+) days?")
money = lambda text: int(text.replace(",", ""))


def check(row, journeys, number, family, older, today):
    """Every number of the row's sentence (in English) is what the tables say; returns how many there were, names apart."""
    why = row["why"].replace("\u2068", "").replace("\u2069", "")
    start, end = ((datetime.date.fromisoformat(row[k]) - EPOCH).days for k in ("from", "to"))
    trips = journeys.trips(number)
    head = why.split(",")[0]
    name = next((b for b in BREAKS if b.lower() == head.lower()), head[0].lower() + head[1:])       # a sentence begins with a capital
    seen = 0
    windows = None
    if row["kind"] == "day":
        years = int(re.search(r"\((\d+)\)$", name).group(1))
        found = [(coming(d, how, today), d, how) for what, whom, d, how in family if name == f"{what} of {whom} ({years})" or name == f"{what} ({years})" and not whom]
        assert any(at == (start, years) for at, _, _ in found) and start == end, (number, why, found)
        d, how = next((d, how) for at, d, how in found if at == (start, years))
        windows, at = [], today - 4 * 366
        while len(windows) < 4:
            day = coming(d, how, max(at, d) - 1)[0]
            if day >= today:
                break
            windows.append((day - 7, day + 7))
            at = day + 30
        seen += 1
    elif name in BREAKS:
        windows = vacations(older)[name]
        assert (start, end) in windows, (number, why)
    said = WENT.search(why)
    if said:
        got = tuple(int(v) for v in said.groups() if v)
        want = went_then(trips, windows, today) if windows is not None else usual_time(trips, older, start, today)
        assert got == want, (number, why, want)
        seen += 2
    elif windows is not None:
        assert went_then(trips, windows, today)[0] == 0, (number, why)
    for trait, value, his, of, share in TASTE.findall(why):
        pieces = [t for t in trips if t["good"][trait]]
        assert int(of) == sum(t["count"] for t in pieces) and int(his) == sum(t["count"] for t in pieces if t["good"][trait] == value), (number, why)
        assert abs(int(share) - 100 * journeys.share(trait, value)) <= 1, (number, why, journeys.share(trait, value))
        seen += 3
    said = MONEY.search(why)
    if said:
        low, _, high = journeys.band(trips, lambda t: t["paid"], 1)
        price, at_least, at_most = (money(v) for v in said.groups())
        assert price == round(float(journeys.goods[row["key"]]["price"])) and abs(at_least * 100 - low) <= 51 and abs(at_most * 100 - high) <= 51, (number, why, low, high)
        seen += 3
    said = LEAD.search(why)
    lead = journeys.band(trips, lambda t: t["from"] - t["booked"], 2)[1]
    if said:
        assert int(said.group(2)) == math.floor(lead + .5) and (said.group(3) or len(trips) < 2) and int(said.group(3) or 0) in (0, len(trips)), (number, why, lead)
        seen += 1 + bool(said.group(3))
    said = SPEAK.search(row["late"])
    if said:
        goes = (datetime.date.fromisoformat(journeys.goods[row["key"]]["depart"]) - EPOCH).days if row.get("item") else start
        days = goes - today - (math.floor(lead + .5) if said.group(1) else 0)
        assert int(said.group(1) or said.group(2)) == days, (number, row["late"], days)
        seen += 1
    left = why.replace(head, " ", 1).replace(row.get("item_name") or head, " ")
    for told in (DAY, WENT, TASTE, MONEY, LEAD):
        left = told.sub(" ", left)
    assert not re.search(r"\d", left), (number, why, left)         # nothing was said that was not looked at
    return seen
