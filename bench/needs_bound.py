#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much a single basket can tell at all: needs_bound.py [NEWCOMERS] [MAKIR SHOPS]

The grocer of tests/unit/flow/test_unseen_logs.c with 30, 60 and 120 goods: everybody has eight things of his own at paces of one to six weeks. Of customers
who came once in the last week, who buy again within seven days, the best list of ten that can be made from his one basket, against the ten most bought.

The expected recall of any list is the sum over its items of E[1{bought}/size of what he buys | what is known], so the best list has the ten largest of these.
They are taken by item, whether it was in his basket, days since and size of the basket. Judged on those they were learnt from no list can have more
(the bound); judged on the other half they are what such a list really has. The more newcomers, the nearer the two.

With MAKIR, so many shops of 600 customers with thirty goods: what their newcomers get from `makir evaluate need`, from the most bought, and from the list of one
who knows how all such shops are made."""
import csv
import datetime
import os
import random
import subprocess
import sys
import tempfile

SHARES = 10


def gap(g, mean):
    return int(mean * (.67 + .66 * g.random()) + .5)


def visits(g, goods, first, until):
    """{day: what he takes} of one customer."""
    usual = [int(goods * g.random() * (.4 + .6 * g.random())) for _ in range(8)]
    pace = [7 * (1 + g.randrange(6)) for _ in range(8)]
    due = [first + (0 if g.randrange(3) else g.randrange(p)) for p in pace]
    day, all_ = first, {}
    while day <= until:
        takes = {usual[i] for i in range(8) if due[i] <= day}
        for i in range(8):
            if due[i] <= day:
                due[i] = day + gap(g, pace[i])
        if not takes or g.randrange(3) == 0:
            takes.add(g.randrange(goods))
        all_[day] = takes
        day += gap(g, 7)
    return all_


def told(item, had, since):
    """What is known of an item and a newcomer."""
    return item, item in had, since, min(len(had), 8)


def best(worth, goods, had, since):
    return set(sorted(range(goods), key=lambda i: -worth.get(told(i, had, since), 0))[:SHARES])


def learnt(people, goods, popular):
    """What each thing known is worth; what was seen seldom leans on everybody's part of the item."""
    sums, all_of = {}, sum(popular)
    for had, since, comes in people:
        for i in range(goods):
            s = sums.setdefault(told(i, had, since), [0, 0])
            s[0] += (i in comes) / len(comes)
            s[1] += 1
    return {k: (v[0] + 2 * popular[k[0]] / all_of) / (v[1] + 2) for k, v in sums.items()}


def newcomers(g, goods, wanted):
    people = []
    while len(people) < wanted:
        since = g.randrange(7)
        all_ = visits(g, goods, -since, 7)
        comes = set().union(*(t for d, t in all_.items() if d > 0), set())
        if comes and sum(d <= 0 for d in all_) == 1:
            people.append((all_[-since], since, comes))
    return people


def part(people, list_of):
    return sum(len(comes & list_of(had, since)) / len(comes) for had, since, comes in people) / len(people)


def shop(g, goods, makir, worth):
    """(newcomers, by popularity, by makir, by one who knows all) of one shop of two years."""
    split = datetime.date(2024, 12, 31)
    customers = [visits(g, goods, -g.randrange(730) if g.randrange(6) else -g.randrange(7), 7) for _ in range(600)]
    popular = [0] * goods
    for c in customers:
        for takes in (t for d, t in c.items() if d <= 0):
            for i in takes:
                popular[i] += 1
    most = set(sorted(range(goods), key=lambda i: -popular[i])[:SHARES])
    with tempfile.TemporaryDirectory(prefix="makir-bound-") as folder:
        log, out = os.path.join(folder, "log.csv"), os.path.join(folder, "lists.csv")
        with open(log, "w") as f:
            f.write("customer,item,date\n")
            f.writelines("%d,%d,%s\n" % (who, i, split + datetime.timedelta(days=d)) for who, c in enumerate(customers) for d, takes in c.items() for i in takes)
        subprocess.run([makir, "evaluate", "need", log, "--customer", "customer", "--item", "item", "--date", "date", "--split", str(split), "--out", out], check=True, capture_output=True)
        lists = {}
        with open(out) as f:
            for r in csv.DictReader(f):
                if int(r["rank"]) <= SHARES:
                    lists.setdefault(int(r["customer"]), set()).add(int(r["item"]))
    found = []
    for who, c in enumerate(customers):
        had, comes = [d for d in c if d <= 0], set().union(*(t for d, t in c.items() if d > 0), set())
        if len(had) == 1 and comes:
            found.append([len(comes & l) / len(comes) for l in (most, lists.get(who, set()), best(worth, goods, c[had[0]], -had[0]))])
    return [len(found)] + [sum(x) / len(found) for x in zip(*found)]


def main(argv):
    wanted = int(argv[1]) if len(argv) > 1 else 20000
    for goods in (30,) if len(argv) > 2 else (30, 60, 120):
        g = random.Random(goods)
        popular = [0] * goods
        for _ in range(1500):
            for takes in visits(g, goods, -g.randrange(700), 0).values():
                for i in takes:
                    popular[i] += 1
        most = set(sorted(range(goods), key=lambda i: -popular[i])[:SHARES])
        people = newcomers(g, goods, wanted)
        worth = learnt(people[::2], goods, popular)
        base, own, others = part(people, lambda h, s: most), *(part(people[k::2], lambda h, s: best(worth, goods, h, s)) for k in (0, 1))
        print("%d goods, %d newcomers: popularity %.3f; the best list by what is known %.3f of its own (%.2f times), %.3f of others (%.2f times)" % (goods, len(people), base, own, own / base, others, others / base), flush=True)
        shops = []
        for _ in range(int(argv[3]) if len(argv) > 3 else 0):
            shops.append(shop(g, goods, argv[2], worth))
            n = sum(s[0] for s in shops)
            by = [sum(s[0] * s[k] for s in shops) / n for k in (1, 2, 3)]
            print("  %d shops, %d newcomers: popularity %.3f, makir %.3f (%.2f times), one who knows all %.3f (%.2f times)" % (len(shops), n, by[0], by[1], by[1] / by[0], by[2], by[2] / by[0]), flush=True)


if __name__ == "__main__":
    main(sys.argv)
