#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much a single basket can tell at all: needs_bound.py [NEWCOMERS]

The grocer of tests/unit/flow/test_unseen_logs.c with 30, 60 and 120 goods: everybody has eight things of his own at paces of one to six weeks. Of customers
who came once in the last week, who buy again within seven days, the best list of ten that can be made from his one basket, against the ten most bought.

The expected recall of any list is the sum over its items of E[1{bought}/size of what he buys | what is known], so the best list has the ten largest of these.
They are taken by item, whether it was in his basket, days since and size of the basket. Judged on those they were learnt from no list can have more
(the bound); judged on the other half they are what such a list really has."""
import random
import sys

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


def main(argv):
    wanted = int(argv[1]) if len(argv) > 1 else 20000
    for goods in (30, 60, 120):
        g = random.Random(goods)
        popular = [0] * goods
        for _ in range(1500):
            for takes in visits(g, goods, -g.randrange(700), 0).values():
                for i in takes:
                    popular[i] += 1
        most = set(sorted(range(goods), key=lambda i: -popular[i])[:SHARES])
        people = []
        while len(people) < wanted:
            since = g.randrange(7)
            all_ = visits(g, goods, -since, 7)
            had, comes = all_[-since], set().union(*(t for d, t in all_.items() if d > 0), set())
            if comes and sum(d <= 0 for d in all_) == 1:
                people.append((had, since, comes))
        sums = [{}, {}]
        told = lambda i, had, since: (i, i in had, since, min(len(had), 8))
        for half in (0, 1):
            for had, since, comes in people[half::2]:
                for i in range(goods):
                    s = sums[half].setdefault(told(i, had, since), [0, 0])
                    s[0] += (i in comes) / len(comes)
                    s[1] += 1
        # what was seen seldom leans on everybody's part of the item
        all_of = sum(popular)
        worth = [{k: (v[0] + 2 * popular[k[0]] / all_of) / (v[1] + 2) for k, v in s.items()} for s in sums]

        def recall(half, by):
            total = 0
            for had, since, comes in people[half::2]:
                best = sorted(range(goods), key=lambda i: -worth[by].get(told(i, had, since), 0))[:SHARES]
                total += len(comes & set(best)) / len(comes)
            return total / len(people[half::2])

        base = sum(len(c & most) / len(c) for _, _, c in people) / len(people)
        print("%d goods, %d newcomers: popularity %.3f; the best list by what is known %.3f of its own (%.2f times), %.3f of others (%.2f times)"
              % (goods, len(people), base, recall(0, 0), recall(0, 0) / base, recall(1, 0), recall(1, 0) / base), flush=True)


if __name__ == "__main__":
    main(sys.argv)
