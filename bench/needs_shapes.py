#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How needs are foreseen on made-up logs of many shapes: needs_shapes.py MAKIR [--seeds N] [--only NAME] [--size N] [--form log|published|both]

Each shape is a shop with something of its own: medicines by the month, projects that need everything at once and nothing after, wines by taste, a box with something
new each month, two items in all, a catalogue that changes with the season, items that got other numbers. `makir evaluate need` learns and foretells in both forms, beside
what everybody takes and beside the better of a customer's own purchases (by count, or decayed), filled up with popularity. Exit 1 when a run fails, a number is none, a
probability is off by more than .02, or the list is worse than the better of the two."""
import argparse
import collections
import csv
import datetime
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time

BEGIN = datetime.date(2023, 1, 1)


class Shop:
    def __init__(self, rng, size, days=730, ahead=7):
        self.rng, self.size, self.split, self.ahead, self.rows = rng, size, days, ahead, []

    @property
    def end(self):
        return self.split + self.ahead

    def buy(self, who, item, day, hour=12):
        if 0 <= day <= self.end:
            self.rows.append(("c%d" % who, str(item), int(day), hour))

    def first(self, late=30):
        return self.rng.randrange(self.split) if self.rng.random() < .85 else self.split - self.rng.randrange(late)

    def gap(self, mean, spread=.3):
        return max(1, round(mean * math.exp(self.rng.gauss(0, spread))))

    def zipf(self, n, a=1.0):
        return min(n - 1, int(n ** self.rng.random() - 1)) if a == 1 else int(n * self.rng.random() ** (1 + a))


def pharmacy(s):
    """Two to five medicines of one's own each month, some by three; colds in winter."""
    s.ahead = 14
    for who in range(s.size):
        day, own = s.first(), [("med %d" % s.zipf(120), s.rng.choice((28, 30, 30, 90))) for _ in range(s.rng.randrange(5))]
        due = {m: day + s.rng.randrange(5) for m, _ in own}
        while day <= s.end:
            for m, every in own:
                if due[m] <= day + 3:
                    s.buy(who, m, day)
                    due[m] = day + every
            winter = 1 + math.cos(2 * math.pi * day / 365)
            if not own or s.rng.random() < .2 * winter:
                s.buy(who, "shelf %d" % s.zipf(80), day)
            day += s.gap(30 if own else 70, .15 if own else .7)


def hardware(s):
    """A project needs eight things of its kind within three weeks; between projects months, and seldom the same again."""
    s.ahead = 14
    for who in range(s.size):
        day = s.first()
        while day <= s.end:
            kind, visits = s.rng.randrange(25), 1 + s.rng.randrange(4)
            left = ["p%d-%d" % (kind, k) for k in s.rng.sample(range(12), 8)]
            for _ in range(visits):
                for _ in range(max(1, 8 // visits)):
                    if left:
                        s.buy(who, left.pop(), day)
                if s.rng.random() < .3:
                    s.buy(who, "screws %d" % s.zipf(30), day)
                day += 1 + s.rng.randrange(9)
            day += s.gap(120, .8)


def wine(s):
    """By taste of grape and region; of 400 wines seldom the same; every vintage leaves after a year."""
    s.ahead = 28
    for who in range(s.size):
        day, taste, loved = s.first(60), [(s.rng.randrange(8), s.rng.randrange(6)) for _ in range(2)], []
        while day <= s.end:
            for _ in range(1 + s.zipf(5)):
                if loved and s.rng.random() < .35:
                    item = s.rng.choice(loved)
                else:
                    g, r = s.rng.choice(taste)
                    item = "w%d%d-%d-%d" % (g, r, (day + 37 * g) // 365, s.zipf(8))
                    if s.rng.random() < .3:
                        loved = (loved + [item])[-3:]
                s.buy(who, item, day)
            day += s.gap(28, .5)


def box(s):
    """A box on the same day of each month with the same two things and one that is new to all; some stop."""
    s.ahead = 31
    for who in range(s.size):
        day, plan = s.first(60), s.rng.randrange(6)
        while day <= s.end:
            s.buy(who, "plan %d" % plan, day)
            s.buy(who, "tea %d" % plan, day)
            s.buy(who, "surprise %d-%d" % (plan, day // 30), day)
            if s.rng.random() < .2:
                s.buy(who, "extra %d" % s.zipf(20), day)
            if s.rng.random() < .05:
                break
            day += 30


def cafe_two(s):
    """Coffee, and sometimes a croissant."""
    s.ahead = 7
    for who in range(s.size):
        day, often, sweet = s.first(), s.rng.choice((1.4, 2.3, 7, 14)), s.rng.random() ** 2
        while day <= s.end:
            s.buy(who, "coffee", day, 8)
            if s.rng.random() < sweet:
                s.buy(who, "croissant", day, 8)
            day += s.gap(often, .5)
            if s.rng.random() < .004:
                break


def gifts(s):
    """Each has a taste of his own and buys once or twice a year for somebody with another; one in ten things comes back."""
    s.ahead = 28
    for who in range(s.size):
        day, own, others = s.first(60), s.rng.randrange(20), [s.rng.randrange(20) for _ in range(3)]
        birthday = [s.rng.randrange(365) for _ in range(3)]
        while day <= s.end:
            near = [o for o, b in zip(others, birthday) if (b - day) % 365 < 20]
            kind = near[0] if near else own
            for _ in range(1 + s.rng.randrange(2)):
                item = "k%d-%d" % (kind, s.zipf(15))
                s.buy(who, item, day)
                if s.rng.random() < .1:
                    s.rows.append(("c%d" % who, item, int(day) + 5, -1)) if day + 5 <= s.end else None
            day += s.gap(35, .6)


def season(s):
    """Everything on the shelf is another every three months; what is alike keeps its place."""
    s.ahead = 14
    for who in range(s.size):
        day, style = s.first(), [s.rng.randrange(10) for _ in range(2)]
        while day <= s.end:
            for _ in range(1 + s.rng.randrange(3)):
                s.buy(who, "s%d-%d-%d" % (day // 91, s.rng.choice(style), s.zipf(8)), day)
            day += s.gap(30, .6)


def three_weeks(s):
    """A grocer that opened three weeks ago."""
    s.split, s.ahead = 21, 7
    grocer(s, 120)


def grocer(s, goods=200):
    for who in range(s.size):
        day, own = s.first(14), [(s.zipf(goods), s.rng.choice((5, 7, 14, 30))) for _ in range(9)]
        due = {i: day + s.rng.randrange(p) for i, p in own}
        while day <= s.end:
            for i, p in own:
                if due[i] <= day:
                    s.buy(who, "g%d" % i, day)
                    due[i] = day + s.gap(p)
            for _ in range(s.rng.randrange(3)):
                s.buy(who, "g%d" % s.zipf(goods), day)
            day += s.gap(6, .4)


def renamed(s):
    """All numbers of items changed two months before the end."""
    grocer(s)
    s.rows = [(w, ("new " if d > s.split - 60 else "") + i, d, h) for w, i, d, h in s.rows]


def half_renamed(s):
    grocer(s)
    s.rows = [(w, ("new " if d > s.split - 30 and hash_of(i) % 2 else "") + i, d, h) for w, i, d, h in s.rows]


def hash_of(text):
    h = 7
    for c in text:
        h = h * 131 + ord(c)
    return h % 1000003


def twice_a_day(s):
    """Two baskets on one day: what was forgotten in the morning is fetched in the evening."""
    grocer(s, 80)
    s.rows += [(w, "g%d" % s.zipf(80), d, 19) for w, i, d, h in s.rows if s.rng.random() < .15]


def growing(s):
    """Twice as many customers each quarter: most of them came lately."""
    s.first = lambda late=0: s.split - int(min(s.split - 1, s.rng.expovariate(1 / 130)))
    grocer(s, 150)


def wholesale(s):
    """Few customers, hundreds of lines each week."""
    s.size //= 20
    for who in range(s.size):
        day, own = s.rng.randrange(60), [(s.zipf(900), s.rng.choice((7, 7, 14, 28))) for _ in range(150)]
        due = {i: day + s.rng.randrange(p) for i, p in own}
        while day <= s.end:
            for i, p in own:
                if due[i] <= day:
                    s.buy(who, "sku %d" % i, day)
                    due[i] = day + s.gap(p, .2)
            day += 7


def stops(s):
    """A third of those who come stop each quarter; who stops never comes again."""
    for who in range(s.size):
        day, own = s.first(30), [s.zipf(60) for _ in range(4)]
        while day <= s.end:
            for i in own:
                if s.rng.random() < .4:
                    s.buy(who, "i%d" % i, day)
            day += s.gap(9, .4)
            if s.rng.random() < .04:
                break


def books(s):
    """Nothing comes again, thousands of titles, series in order."""
    s.ahead = 28
    for who in range(s.size):
        day, series = s.first(60), {s.zipf(200): s.rng.randrange(3) for _ in range(3)}
        while day <= s.end:
            k = s.rng.choice(list(series))
            series[k] += 1
            s.buy(who, "t%d-%d" % (k, series[k]), day)
            if s.rng.random() < .3:
                s.buy(who, "new %d-%d" % (day // 60, s.zipf(20)), day)
            if s.rng.random() < .1:
                series[s.zipf(200)] = 0
            day += s.gap(40, .6)


def holidays(s):
    """Once a year the same basket, and little between."""
    s.ahead, s.split = 14, 365 * 3 + 80
    for who in range(s.size):
        own = [s.zipf(60) for _ in range(6)]
        for year in range(5):
            for i in own:
                if s.rng.random() < .8:
                    s.buy(who, "feast %d" % i, 365 * year + 85 + s.rng.randrange(5))
        day = s.first()
        while day <= s.end:
            s.buy(who, "d%d" % s.zipf(100), day)
            day += s.gap(60, .7)


def passover(s):
    """The same by the Hebrew calendar: what is bought before Passover, which wanders by three weeks; new families join each year."""
    s.ahead, s.split = 14, 1175
    for who in range(s.size):
        own, since = [s.zipf(60) for _ in range(6)], s.rng.randrange(4)
        for year, eve in enumerate((94, 477, 832, 1186)):       # the days before 6 April 2023, 23 April 2024, 13 April 2025, 2 April 2026
            for i in own:
                if year >= since and s.rng.random() < .8:
                    s.buy(who, "feast %d" % i, eve - s.rng.randrange(9))
        day = s.first()
        while day <= s.end:
            s.buy(who, "d%d" % s.zipf(100), day)
            day += s.gap(60, .7)


SHAPES = {f.__name__: f for f in (pharmacy, hardware, wine, box, cafe_two, gifts, season, three_weeks, grocer, renamed, half_renamed, twice_a_day, growing, wholesale, stops, books, holidays, passover)}


def day_of(d):
    return BEGIN + datetime.timedelta(days=d)


def write(path, rows):
    with open(path, "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(("customer", "item", "date"))
        for who, item, day, hour in rows:
            w.writerow((who, item, "%s %02d:15:00" % (day_of(day), max(hour, 0))))


def peers(shop):
    """Recall in ten of popularity, and of own purchases by count and decayed, filled up."""
    own, truth, popular, lately = collections.defaultdict(collections.Counter), collections.defaultdict(set), collections.Counter(), collections.Counter()
    faded = collections.defaultdict(collections.Counter)
    for who, item, day, hour in shop.rows:
        if day <= shop.split:
            own[who][item] += 1
            faded[who][item] += .5 ** ((shop.split - day) / 60)
            popular[item] += 1
            lately[item] += day > shop.split - 28
        else:
            truth[who].add(item)
    most = [[i for i, n in c.most_common(200)] for c in (popular, lately)]
    sums, judged, last = [0.0] * 5, 0, max(d for _, _, d, _ in shop.rows)
    for who, t in truth.items():
        if who not in own:
            continue
        judged += 1
        lists = [most[0], most[1]]
        for c, fill in ((own[who], most[0]), (faded[who], most[0]), (faded[who], most[1])):
            mine = [i for i, n in c.most_common()]
            lists.append((mine + [i for i in fill[:60] if i not in c])[:10])
        for k, l in enumerate(lists):
            sums[k] += len(t & set(l[:10])) / len(t)
    return judged, [x / max(judged, 1) for x in sums]


def asked(makir, *words):
    began = os.times()
    p = subprocess.run([makir, "evaluate", "need", *words, "--csv"], capture_output=True, text=True)
    used = os.times()
    if p.returncode:
        return None, p.stderr.strip(), 0
    return list(csv.DictReader(p.stdout.splitlines())), p.stderr.strip(), used.children_user + used.children_system - began.children_user - began.children_system


def calibration(path, shop):
    """Sums of what was said and what came, the calibration error in 20 groups, and what it would be by chance alone if all were true."""
    came = {(w, i) for w, i, d, h in shop.rows if d > shop.split}
    with open(path) as f:
        said = sorted((float(r["probability"]), (r["customer"], r["item"]) in came) for r in csv.DictReader(f))
    groups = [said[len(said) * g // 20:len(said) * (g + 1) // 20] for g in range(20)]
    error = lambda yes: sum(abs(sum(p for p, _ in g) - sum(map(yes, g))) for g in groups) / max(len(said), 1)
    chance = sum(error(lambda r: shop.rng.random() < r[0]) for _ in range(5)) / 5
    return sum(p for p, _ in said), sum(y for _, y in said), error(lambda r: r[1]), chance


def published(folder, shop):
    """The same log as the last basket of each and those before it; a fold of customers by chance."""
    baskets = collections.defaultdict(lambda: collections.defaultdict(list))
    number = {}
    for who, item, day, hour in shop.rows:
        k = number.setdefault(item, len(number))
        if k not in baskets[who][day]:
            baskets[who][day].append(k)
    who = [w for w, b in baskets.items() if len(b) >= 2]
    shop.rng.shuffle(who)
    n = len(who)
    files = {"history": {w: [[-1]] + [baskets[w][d] for d in sorted(baskets[w])][:-1] + [[-1]] for w in who},
             "future": {w: [[-1], baskets[w][max(baskets[w])], [-1]] for w in who},
             "keyset": {"item_num": len(number), "train": who[:int(.72 * n)], "val": who[int(.72 * n):int(.8 * n)], "test": who[int(.8 * n):]}}
    words = []
    for k, v in files.items():
        path = os.path.join(folder, k + ".json")
        with open(path, "w") as f:
            json.dump(v, f)
        words += ["--" + k, path]
    return words


def main():
    a = argparse.ArgumentParser()
    a.add_argument("makir")
    a.add_argument("--seeds", type=int, default=1)
    a.add_argument("--only")
    a.add_argument("--size", type=int, default=800)
    a.add_argument("--form", choices=("log", "published", "both"), default="both")
    a = a.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="makir-shapes-") as folder:
        for name in [a.only] if a.only else SHAPES:
            for seed in range(a.seeds):
                shop = Shop(random.Random("%s%d" % (name, seed)), a.size)
                SHAPES[name](shop)
                shop.rows = [r for r in shop.rows if r[3] >= 0]
                shop.rows.sort(key=lambda r: (r[2], r[3]))
                path, out = os.path.join(folder, "log.csv"), os.path.join(folder, "lists.csv")
                write(path, shop.rows)
                if a.form != "published":
                    rows, said, cpu = asked(a.makir, path, "--customer", "customer", "--item", "item", "--date", "date", "--split", str(day_of(shop.split)), "--horizon", str(shop.ahead), "--out", out)
                    judged, peer = peers(shop)
                    if not rows:
                        print("%-13s FAILED %s" % (name, said))
                        wrong += 1
                        continue
                    r = {(x["who"], x["method"], x["k"]): x for x in rows}
                    all_, thin = r["all", "makir", "10"], [r.get(("one basket only", m, "10")) for m in ("makir", "popularity")]
                    asked_of, came, error, chance = calibration(out, shop)
                    bad = float(all_["recall"]) < max(peer) or error > chance + .005
                    wrong += bad
                    print("%-12s %d log: %d judged, recall %.3f  popularity %.3f lately %.3f  own %.3f decayed %.3f, with lately %.3f  auc %s  asked %.0f came %.0f, error %.4f, by chance %.4f  %.1f CPU s%s%s" % (
                        name, seed, judged, float(all_["recall"]), *peer, all_["auc"][:5], asked_of, came, error, chance, cpu, "; too little to know" if "too little" in said else "", "  <--" if bad else ""), flush=True)
                    if thin[0]:
                        print("                 one basket: %s judged, recall %s, popularity %s" % (thin[0]["customers"], thin[0]["recall"][:5], thin[1]["recall"][:5]))
                if a.form != "log":
                    words = published(folder, shop)
                    got = {m: asked(a.makir, *words, "--method", m) for m in ("makir", "gp-topfreq", "g-topfreq", "tifuknn")}
                    line = "  ".join("%s %s" % (m, g[0][0]["recall"][:5] if g[0] else "FAILED " + g[1]) for m, g in got.items())
                    bad = not got["makir"][0] or any(float(g[0][0]["recall"]) > float(got["makir"][0][0]["recall"]) for m, g in got.items() if g[0])
                    wrong += bad
                    print("%-13s %d published: recall %s  ece %s  %4.1f CPU s%s" % (name, seed, line, got["makir"][0][0]["ece"][:6] if got["makir"][0] else "", got["makir"][2], "  <--" if bad else ""), flush=True)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
