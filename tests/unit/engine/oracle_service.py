#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When things are due, worked out a second time from the text of docs/maths/shops.md alone, with Python's own calendar, and compared to the day.

  oracle_service.py PROGRAM [HISTORIES]      PROGRAM: service_answers; 3,000 histories, or as many as are said (100,000 take a minute)

Says TAP. The rate of a meter is worked out in fractions, so that no rounding is shared with the program.
"""
import calendar
import datetime
import random
import subprocess
import sys
from fractions import Fraction

EPOCH = datetime.date(1970, 1, 1)


def day_of(n):
    return EPOCH + datetime.timedelta(days=n)


def add_months(n, months):
    d = day_of(n)
    year, month = divmod(d.year * 12 + d.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return (datetime.date(year, month + 1, min(d.day, last)) - EPOCH).days


def pace(points):
    """The pace over all of the points, and the squares of the stretches' own around it, each day counting once."""
    whole = Fraction(points[-1][1] - points[0][1], points[-1][0] - points[0][0])
    return whole, sum((b[0] - a[0]) * (Fraction(b[1] - a[1], b[0] - a[0]) - whole) ** 2 for a, b in zip(points, points[1:]))


def latest(points, usual):
    """The points since the pace last changed, what their own pace is drawn to, and, after a change, how much."""
    drawn = None
    while True:
        splits = []
        for i in range(2, len(points) - 2):
            if points[i][0] - points[0][0] >= 60 and points[-1][0] - points[i][0] >= 60:
                (x, left), (y, right) = pace(points[:i + 1]), pace(points[i:])
                splits.append((left + right, i, x, y))
        if not splits:
            return points, usual, drawn
        least, i, x, y = min(splits, key=lambda s: s[:2])
        clear = (pace(points)[1] - least) * (len(points) - 3)
        if clear <= 14 * least or (y <= x * Fraction(5, 4) and x <= y * Fraction(5, 4)):
            return points, usual, drawn
        points, usual, drawn = points[i:], x, least / clear


class Meter:
    def __init__(self, start, readings, usual, weight):
        self.points = [] if start is None else [(start, 0)]
        self.replaced = []                                  # (day, what is to be added from then on)
        for at, (day, shown) in enumerate(readings):
            km = shown + self.unseen(day)
            if self.points and day < self.points[-1][0]:
                continue
            if self.points and km < self.points[-1][1]:     # it runs backwards: wrong, unless the next agrees with it
                later, more = readings[at + 1] if at + 1 < len(readings) else (day, 0)
                if not self.points[-1][0] < day < later or not km <= more + self.unseen(day) < self.points[-1][1]:
                    continue
                if len(self.points) == 1 or self.points[-2][1] <= km:
                    self.points.pop()                       # one against two
                else:                                       # another meter
                    (d0, k0), (d1, k1) = self.points[0], self.points[-1]
                    km = k1 + (k1 - k0) * (day - d1) // (d1 - d0)
                    self.replaced.append((day, km - shown))
            if self.points and day == self.points[-1][0]:
                self.points[-1] = (day, km)
            else:
                self.points.append((day, km))
        self.rate, self.changed, self.before = Fraction(usual), None, None
        if len(self.points) > 1:
            last, usual, drawn = latest(self.points[-40:], usual)
            slopes = sorted(Fraction(b[1] - a[1], b[0] - a[0]) for i, a in enumerate(last) for b in last[i + 1:])
            n = len(slopes)
            median = slopes[n // 2] if n % 2 else (slopes[n // 2 - 1] + slopes[n // 2]) / 2
            span = last[-1][0] - last[0][0]
            own = Fraction(span, span + weight) if drawn is None else 1 - drawn
            if drawn is not None:
                self.changed, self.before = last[0][0], usual
            self.rate = own * median + (1 - own) * usual

    def unseen(self, day):
        return ([0] + [km for since, km in self.replaced if since <= day])[-1]

    def at(self, day):
        if not self.points:
            return None
        if day >= self.points[-1][0]:
            return self.points[-1][1] + self.rate * (day - self.points[-1][0])
        if day <= self.points[0][0]:
            return max(Fraction(0), self.points[0][1] - self.rate * (self.points[0][0] - day))
        for (d0, k0), (d1, k1) in zip(self.points, self.points[1:]):
            if d0 <= day < d1:
                return k0 + Fraction(k1 - k0) * (day - d0) / (d1 - d0)
        raise AssertionError

    def reaches(self, km):
        """The first day it says at least so many: by halving, since it never falls."""
        if not self.points or km is None:
            return None
        if km <= self.points[0][1]:
            return self.points[0][0]
        low, high = self.points[0][0], self.points[-1][0]
        if self.at(high) < km:
            if self.rate <= 0:
                return None
            low, high = high, high + int((km - self.at(high)) / self.rate) + 2
            if high - self.points[-1][0] > 200 * 366 + 2:
                return None
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) >= km:
                high = middle
            else:
                low = middle + 1
        return low


def due(first, then, start, readings, done, usual, weight):
    """(day, "date" or "km" or None). first, then: (km, months, days), 0 does not count. done: (day, km or None)."""
    meter = Meter(start, readings, usual, weight)
    last = None
    for job in done:
        if last is None or job[0] >= last[0]:
            last = job
    if last is None and start is None:
        return None, None
    km, months, days = then if last else first
    anchor = last[0] if last else start
    at_km = (last[1] + meter.unseen(last[0]) if last[1] is not None else meter.at(last[0])) if last else 0
    dates = []
    if months:
        dates.append(add_months(anchor, months))
    if days:
        dates.append(anchor + days)
    by_date = min(dates) if dates else None
    by_km = meter.reaches(None if at_km is None else at_km + km) if km else None
    if by_date is None and by_km is None:
        return None, None
    if by_km is None or (by_date is not None and by_date <= by_km):
        return by_date, "date"
    return by_km, "km"


def history(chance):
    start = chance.randrange(12000, 19000)
    readings, day, km = [], start, 0
    for _ in range(chance.randrange(0, 14)):
        day += chance.randrange(1, 300)
        km += chance.randrange(0, 9000)
        if chance.random() < 0.04:
            km = chance.randrange(0, 500)                   # another meter
        readings.append((day, chance.choice([max(0, km - 20000), 10 * km]) if chance.random() < 0.06 else km))
    jobs = [(start + chance.randrange(0, day - start + 60), chance.choice([None, chance.randrange(0, km + 1)])) for _ in range(chance.choice([0, 0, 1, 1, 2, 3]))]
    span = lambda: (chance.choice([0, 0, 5000, 10000, 15000, 120000]), chance.choice([0, 0, 6, 12, 24, 36]), chance.choice([0, 0, 0, 21, 90]))
    unknown = chance.random() < 0.15
    return span(), span(), None if unknown else start, readings, jobs, chance.choice([8, 35, 40]), chance.choice([90, 180])


def line(first, then, start, readings, jobs, usual, weight):
    words = ["-" if start is None else start, usual, weight, *first, *then, len(readings)]
    for r in readings:
        words += r
    words.append(len(jobs))
    for day, km in jobs:
        words += [day, -1 if km is None else km]
    return " ".join(map(str, words))


def main(program, many):
    chance = random.Random(1789)
    asked = [history(chance) for _ in range(many)]
    out = subprocess.run([program], input="\n".join(line(*h) for h in asked) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
    wrong = 0
    by = {"date": 0, "km": 0, None: 0}
    for h, answer in zip(asked, out):
        day, how = due(*h)
        by[how] += 1
        said = int(answer.split()[0])
        if said != (-1 if day is None else day):
            wrong += 1
            if wrong <= 5:
                print(f"# {h}: the program says {said}, the oracle {day}")
    ok = wrong == 0 and len(out) == many and min(by.values()) > many // 50
    print(f"{'ok' if ok else 'not ok'} 1 - {many} histories, {wrong} differ; by date {by['date']}, by the meter {by['km']}, never {by[None]}")
    print("1..1")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3000))
