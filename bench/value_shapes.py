# SPDX-License-Identifier: Apache-2.0
"""How value is foretold on made-up logs of many shapes: value_shapes.py MAKIR [--seeds N] [--only NAME] [--size N] [--jobs N] [--more]

Each shape is a shop with something the models of the literature do not assume: it was closed for two months, it grows, a coupon brought people for one deal, rates have
heavy tails, it is tiny. `makir evaluate value` learns and foretells, and for each shape, over the seeds, the table says: the model chosen most often; the geometric mean and
the worst of its CRPS over that of the best single model of the race (which is only known afterwards); the share the 90 % intervals held; the bias. Exit 1 when a run fails or gives a
number that is none.
"""
import argparse
import collections
import concurrent.futures
import datetime
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import value_shapes_more

BEGIN = datetime.date(2018, 1, 1)


class Shop:
    """learnt, ahead: days; who: a list of (day, amount) for each customer."""

    def __init__(self, rng, size, learnt=365, ahead=180):
        self.rng, self.size, self.learnt, self.ahead, self.who = rng, size, learnt, ahead, []
        self.days = learnt + ahead

    def comes(self, first, rate, stop, k=1, speed=None, last=None):
        """Orders from `first` on: gaps Gamma(k)/(k rate), thinned by `speed` (a function of the day, at most 1); gone with a lifetime Exp(stop)."""
        end = min(last if last is not None else self.days, first + (self.rng.expovariate(stop) if stop > 0 else math.inf))
        days, t = [int(first)], float(first)
        while True:
            t += self.rng.gammavariate(k, 1 / (k * max(rate, 1e-9)))
            if t >= end:
                return days
            if not speed or self.rng.random() < speed(t):
                days.append(int(t))

    def add(self, days, mean=50):
        own = self.rng.gammavariate(4, mean / 4)
        self.who.append([(d, self.rng.gammavariate(5, own / 5)) for d in sorted(set(days)) if 0 <= d < self.days])

    def people(self, n, first=None, rate=lambda r: r.gammavariate(.6, 1 / 45), stop=lambda r: r.gammavariate(.6, 1 / 90), **more):
        speed = more.get("speed")
        for _ in range(n):
            day = first(self.rng) if first else self.rng.uniform(0, self.learnt)
            if not speed or speed(day) > 0:                     # nobody comes first when it is closed
                self.add(self.comes(day, rate(self.rng), stop(self.rng), **more))


def cohort(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt / 3))


def always_new(s):
    s.people(int(s.size * s.days / s.learnt), first=lambda r: r.uniform(0, s.days))


def growth(s):
    s.people(2 * s.size, first=lambda r: s.days * (1 + math.log(max(r.random(), 1e-9)) / 3) if r.random() < 2 else 0)
    s.who = [w for w in s.who if w]


def regular(s):
    s.people(s.size, first=lambda r: r.uniform(0, 120), rate=lambda r: r.gammavariate(2, 1 / 50), stop=lambda r: r.gammavariate(.5, 1 / 150), k=3)


def clockwork(s):
    s.people(s.size, first=lambda r: r.uniform(0, 120), rate=lambda r: 1 / r.choice([7, 14, 28]), stop=lambda r: r.gammavariate(1, 1 / 500), k=20)


def mixed_regular(s):
    for k in (1, 2, 6):
        s.people(s.size // 3, rate=lambda r: r.gammavariate(1, 1 / 25), k=k)


def heavy(s):
    s.people(s.size, rate=lambda r: math.exp(r.gauss(math.log(1 / 120), 1.6)), stop=lambda r: math.exp(r.gauss(math.log(1 / 400), 1.5)))


def business(s):
    s.people(int(s.size * .95), rate=lambda r: r.gammavariate(.6, 1 / 90))
    s.people(s.size - int(s.size * .95), rate=lambda r: r.gammavariate(4, 1 / 12), stop=lambda r: r.gammavariate(1, 1 / 900))


def gym(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), rate=lambda r: r.gammavariate(30, 1 / 300), stop=lambda r: 1e-9)


def alike(s):
    s.people(s.size, rate=lambda r: 1 / 20, stop=lambda r: 1 / 150)


def season(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), rate=lambda r: 2 * r.gammavariate(.8, 1 / 40), stop=lambda r: r.gammavariate(.8, 1 / 500),
             speed=lambda t: .5 + .45 * math.cos(2 * math.pi * (t - 350) / 365.25))


def december(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), rate=lambda r: 4 * r.gammavariate(.8, 1 / 60), stop=lambda r: r.gammavariate(.8, 1 / 600),
             speed=lambda t: 1 if t % 365.25 > 330 else .25)


def closed(s):
    """Two months in the middle of what is learnt from."""
    a = s.learnt * .55
    s.people(s.size, speed=lambda t: 0 if a <= t < a + 60 else 1)


def closed_late(s):
    """Two months that ended a month before the split."""
    a = s.learnt - 90
    s.people(s.size, speed=lambda t: 0 if a <= t < a + 60 else 1)


def closed_then(s):
    """Two months after the split: nobody can foretell it."""
    a = s.learnt + 40
    s.people(s.size, speed=lambda t: 0 if a <= t < a + 60 else 1)


def summers_closed(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), rate=lambda r: r.gammavariate(.8, 1 / 40), stop=lambda r: r.gammavariate(.8, 1 / 600),
             speed=lambda t: 0 if 181 <= t % 365.25 < 243 else 1)


def slump(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), speed=lambda t: 1 if t < s.learnt * .6 else .5)


def rise(s):
    s.people(s.size, first=lambda r: r.uniform(0, s.learnt), rate=lambda r: 2 * r.gammavariate(.6, 1 / 45), speed=lambda t: .4 + .6 * min(1, t / s.learnt))


def one_deal(s):
    """A coupon in the middle: as many again, nine of ten of whom never come back."""
    s.people(s.size)
    day = s.learnt * .5
    for _ in range(s.size):
        back = s.rng.random() < .1
        s.add(s.comes(day + s.rng.uniform(0, 4), s.rng.gammavariate(.6, 1 / 45), s.rng.gammavariate(.6, 1 / 90)) if back else [int(day + s.rng.uniform(0, 4))], 20)


def deal_just_now(s):
    s.people(s.size)
    for _ in range(s.size // 2):
        back = s.rng.random() < .1
        day = s.learnt - s.rng.uniform(5, 25)
        s.add(s.comes(day, s.rng.gammavariate(.6, 1 / 45), s.rng.gammavariate(.6, 1 / 90)) if back else [int(day)], 20)


def books_begin(s):
    """Who was there long before the log begins: what is seen first of him is not his first order."""
    before = 700
    s.days += before
    s.people(int(s.size * 2.5), first=lambda r: r.uniform(0, before + s.learnt), rate=lambda r: r.gammavariate(.8, 1 / 45), stop=lambda r: r.gammavariate(.6, 1 / 200))
    s.who = [[(d - before, a) for d, a in w if d >= before] for w in s.who]
    s.who = [w for w in s.who if w]
    s.days -= before


def on_and_off(s):
    """Comes for some months, stays away for some, and comes again."""
    for _ in range(s.size):
        t, days, rate = s.rng.uniform(0, s.learnt), [], s.rng.gammavariate(1.5, 1 / 20)
        while t < s.days:
            on = s.rng.expovariate(1 / 90)
            days += s.comes(t, rate, 0, last=t + on)
            t += on + s.rng.expovariate(1 / 150)
        s.add(days)


def cooling(s):
    """Each comes less and less often."""
    for _ in range(s.size):
        first, rate, half = s.rng.uniform(0, s.learnt), 4 * s.rng.gammavariate(.8, 1 / 45), s.rng.gammavariate(2, 90)
        s.add(s.comes(first, rate, 0, speed=lambda t: .5 ** ((t - first) / half)))


def weekly(s):
    """Each on his own day of the week."""
    for _ in range(s.size):
        first, p, stop = s.rng.randrange(s.learnt), s.rng.betavariate(1.2, 2), s.rng.betavariate(1, 40)
        days, d = [first], first
        while d < s.days and s.rng.random() >= stop:
            d += 7
            if s.rng.random() < p:
                days.append(d)
        s.add(days)


def daily(s):
    s.people(s.size, rate=lambda r: r.gammavariate(1.2, 1 / 4), stop=lambda r: r.gammavariate(.8, 1 / 200))


def rare(s):
    """Tyres, beds: years between orders."""
    s.people(s.size, rate=lambda r: r.gammavariate(1.5, 1 / 900), stop=lambda r: r.gammavariate(1, 1 / 2000))


def blood(s):
    """Donors: not sooner than two months after the last time."""
    for _ in range(s.size):
        first, rate, stop, d, days = s.rng.uniform(0, s.learnt * .6), s.rng.gammavariate(1.2, 1 / 90), s.rng.betavariate(1, 2.5), 0., []
        d = first
        while d < s.days:
            days.append(int(d))
            if s.rng.random() < stop:
                break
            d += 56 + s.rng.expovariate(max(rate, 1e-6))
        s.add(days)


# Written after the models, to see what they do where nobody looked: nothing was changed after their first run.

def winback(s):
    """Half of those who stop come back for good after some seven months."""
    for _ in range(s.size):
        first, rate, stop = s.rng.uniform(0, s.learnt * .7), s.rng.gammavariate(.8, 1 / 30), s.rng.gammavariate(.8, 1 / 70)
        gone = first + s.rng.expovariate(max(stop, 1e-6))
        days = s.comes(first, rate, 0, last=min(gone, s.days))
        back = gone + s.rng.gammavariate(5, 42)
        if back < s.days and s.rng.random() < .5:
            days += s.comes(back, rate, 0)
        s.add(days)


def bursts(s):
    """A builder: some orders within two weeks, then nothing for months."""
    for _ in range(s.size):
        t, days, far = s.rng.uniform(0, s.learnt), [], s.rng.gammavariate(3, 40)
        while t < s.days:
            days += [int(t + s.rng.uniform(0, 14)) for _ in range(1 + int(s.rng.expovariate(.5)))]
            t += 14 + s.rng.expovariate(1 / far)
        s.add(days)


def warming(s):
    """Each comes more and more often, until he stops."""
    for _ in range(s.size):
        first, rate, grow = s.rng.uniform(0, s.learnt), 3 * s.rng.gammavariate(.8, 1 / 60), s.rng.gammavariate(2, 100)
        s.add(s.comes(first, rate, s.rng.gammavariate(.6, 1 / 120), speed=lambda t: 1 - .67 * .5 ** ((t - first) / grow)))


def two_kinds(s):
    """Half buy bread, half buy presents."""
    s.people(s.size // 2, rate=lambda r: r.gammavariate(6, 1 / 40), stop=lambda r: r.gammavariate(.5, 1 / 200), k=2)
    s.people(s.size - s.size // 2, rate=lambda r: r.gammavariate(2, 1 / 400), stop=lambda r: r.gammavariate(1, 1 / 900))


def tourists(s):
    """One or two weeks at the same time of the year, some years not."""
    for _ in range(s.size):
        at, faithful, days = s.rng.uniform(0, 365), s.rng.betavariate(2, 1.5), []
        for year in range(s.days // 365 + 1):
            if year == 0 or s.rng.random() < faithful:
                start = year * 365.25 + at + s.rng.gauss(0, 9)
                days += [int(start + s.rng.uniform(0, 10)) for _ in range(1 + int(s.rng.expovariate(.4)))]
        s.add(days)


def moved(s):
    """A fifth of all stop on one day: a competitor opened."""
    day = s.learnt * .75
    for _ in range(s.size):
        first, rate, stop = s.rng.uniform(0, s.learnt), s.rng.gammavariate(.8, 1 / 35), s.rng.gammavariate(.6, 1 / 150)
        s.add(s.comes(first, rate, stop, last=day if first < day and s.rng.random() < .2 else s.days))


def half_a_year(s):
    """Everybody stays half a year and not longer."""
    for _ in range(s.size):
        first, rate = s.rng.uniform(0, s.learnt), s.rng.gammavariate(1.2, 1 / 25)
        s.add(s.comes(first, rate, 0, last=min(s.days, first + s.rng.gauss(182, 10))))


def few_of_many(s):
    """Nearly everybody comes once; a twentieth is there every week."""
    s.people(int(s.size * .95), rate=lambda r: r.gammavariate(.05, 1 / 30), stop=lambda r: r.gammavariate(.8, 1 / 40))
    s.people(s.size - int(s.size * .95), rate=lambda r: r.gammavariate(8, 1 / 56), stop=lambda r: r.gammavariate(1, 1 / 700), k=3)


UNSEEN = (winback, bursts, warming, two_kinds, tourists, moved, half_a_year, few_of_many)
SHAPES = {f.__name__: f for f in (cohort, always_new, growth, regular, clockwork, mixed_regular, heavy, business, gym, alike, season, december, closed, closed_late, closed_then,
                                  summers_closed, slump, rise, one_deal, deal_just_now, books_begin, on_and_off, cooling, weekly, daily, rare, blood, *UNSEEN)}
YEARS = {"tourists": (1000, 365), "season": (800, 250), "december": (900, 300), "summers_closed": (900, 300), "rare": (1800, 700), "blood": (1092, 448)}
TINY = (2, 20, 50)


def log_of(shape, seed, size, path, odd):
    """odd: rows in no order, some twice, returns, nothing paid."""
    rng = random.Random(f"{shape} {seed} {size}")
    s = Shop(rng, size, *YEARS.get(shape, (365, 180)))
    SHAPES[shape](s)
    rows = [(c, d, a) for c, days in enumerate(s.who) for d, a in days]
    if odd:
        rows += [r for r in rows if rng.random() < .02]
        rows += [(c, min(d + 3, s.days - 1), -a) for c, d, a in rows if rng.random() < .03]
        rows = [(c, d, 0 if rng.random() < .01 else a) for c, d, a in rows]
        rng.shuffle(rows)
    with open(path, "w", encoding="utf-8") as out:
        out.write("customer,date,amount\n")
        for c, d, a in rows:
            out.write(f"c{c},{BEGIN + datetime.timedelta(d)},{a:.2f}\n")
    return BEGIN + datetime.timedelta(s.learnt - 1), BEGIN + datetime.timedelta(s.days - 1)


def finite(v):
    if isinstance(v, dict):
        return all(finite(x) for x in v.values())
    if isinstance(v, list):
        return all(finite(x) for x in v)
    return not isinstance(v, float) or math.isfinite(v)


def one(job):
    makir, shape, seed, size, folder = job
    path = os.path.join(folder, f"{shape}-{seed}-{size}.csv")
    split, to = log_of(shape, seed, size, path, seed % 2 == 1)
    p = subprocess.run([makir, "--lang", "en", "evaluate", "value", path, "--customer", "customer", "--date", "date", "--amount", "amount", "--split", str(split), "--to", str(to), "--json"],
                       capture_output=True, text=True, check=False)
    os.unlink(path)
    if p.returncode:
        return shape, seed, size, None, p.stderr.strip()
    answer = json.loads(p.stdout)
    return shape, seed, size, answer, "" if finite(answer) else "a number that is none"


def told(name, answers):
    """One line of the table; whether the intervals hold."""
    ratio, cover, bias, names = [], [], [], collections.Counter()
    for a in answers:
        of = next(m for m in a["models"] if m["chosen"])
        best = min(m["crps"] for m in a["models"] if m["model"] != "status quo")
        ratio.append(of["crps"] / best if best > 1e-9 else 1)
        cover.append(of["coverage_90"])
        bias.append(of["bias_percent"] or 0)                   # null: nobody came
        names[a["chosen"]] += 1
    mean = math.exp(sum(map(math.log, ratio)) / len(ratio))
    most, n = names.most_common(1)[0]
    print(f"{name:16} {most:24} {n:2}/{len(answers):<3} CRPS / best {mean:.4f}, worst {max(ratio):.4f}   90 % hold {min(cover):.3f}..{max(cover):.3f}   "
          f"bias {sum(bias) / len(bias):+6.1f} %, mean |bias| {sum(map(abs, bias)) / len(bias):5.1f} %", flush=True)
    return ratio, cover, bias


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("makir")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--only")
    parser.add_argument("--size", type=int, default=1200)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--more", action="store_true")
    given = parser.parse_args()
    if given.more:
        SHAPES.update(value_shapes_more.MORE)
        YEARS.update(value_shapes_more.YEARS)
    shapes = given.only.split(",") if given.only else list(SHAPES)
    sums, bad = {False: ([], [], []), True: ([], [], [])}, 0
    with tempfile.TemporaryDirectory(prefix="makir-shapes-") as folder, concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        jobs = [(os.path.abspath(given.makir), s, seed, given.size, folder) for s in shapes for seed in range(given.seeds)]
        if not given.only:
            jobs += [(os.path.abspath(given.makir), s, seed, n, folder) for s in ("cohort", "business", "weekly", "growth") for n in TINY for seed in range(given.seeds)]
        of = collections.OrderedDict()
        for shape, seed, size, answer, error in pool.map(one, jobs):
            name = shape if size == given.size else f"{shape} of {size}"
            if error:
                print(f"{name:16} seed {seed}: {error}")
                bad += size >= 10 or answer is not None or "nobody" not in error
            if answer:
                of.setdefault(name, []).append(answer)
        for name, answers in of.items():
            scored = [a for a in answers if any(m["chosen"] and m.get("crps") is not None for m in a["models"]) and a["why"] != "few customers" or a["customers"] > 10]
            if not scored:
                print(f"{name:16} {answers[0]['sentence']}")
                continue
            ratio, cover, bias = told(name, scored)
            if " of " not in name:
                for every, more in zip(sums[SHAPES[name] in UNSEEN], (ratio, cover, bias)):
                    every += more
    for unseen, (all_ratio, all_cover, all_bias) in sums.items():
        if not all_ratio:
            continue
        print(f"{'unseen' if unseen else 'all others'}: CRPS / best {math.exp(sum(map(math.log, all_ratio)) / len(all_ratio)):.4f}, above 1.02 in {sum(r > 1.02 for r in all_ratio)} of {len(all_ratio)}; "
              f"90 % hold outside .87..97 in {sum(not .87 <= c <= .97 for c in all_cover)}; mean |bias| {sum(map(abs, all_bias)) / len(all_bias):.1f} %")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
