# SPDX-License-Identifier: Apache-2.0
"""What a store says of customers' worth when its books are hostile: value_store.py MAKIR [--only NAME] [--show N] [--keep DIR]

Each log is a shop somebody has: returns without an end, two currencies, a till's anonymous sales, businesses that buy in bulk, two months closed, dates that have not come, one day, a
customer with a hundred thousand purchases, gifts for nothing, totals below zero. It is imported, learnt from, and every page and list is asked. No number may be none or out of its range, an
interval must be one, the parts of the money must add up, and a sentence must say what the numbers say. Exit 1 when anything is wrong.
"""
import argparse
import datetime
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

TODAY = datetime.date.today()


def day(ago):
    return TODAY - datetime.timedelta(ago)


def usual(r, n=150, days=700, who="C", mean=60, rate=lambda r: r.gammavariate(.8, 1 / 30), stop=lambda r: r.gammavariate(.7, 1 / 150)):
    """(customer, days ago, amount): orders at random of people who stop."""
    for c in range(n):
        t, end, pace = r.uniform(0, days), math.inf, max(rate(r), 1e-4)
        end = t + r.expovariate(max(stop(r), 1e-5))
        while t < min(end, days):
            yield f"{who}{c}", int(days - t), round(r.lognormvariate(math.log(mean), .6), 2)
            t += r.expovariate(pace)


def returns(r):
    for c, d, a in usual(r):
        yield c, d, a
        if r.random() < .4:
            yield c, max(0, d - r.randrange(9)), -a * r.choice((1, .5, 3))
    for c in range(20):
        yield f"only{c}", r.randrange(300), -80


def currencies(r):
    for c, d, a in usual(r):
        yield c, d, a, r.choice(("ILS", "ILS", "USD", "EUR"))
    for c in range(10):
        for d in (400, 200, 100, 20):
            yield f"dollars{c}", d, 1000, "USD"


def anonymous(r):
    yield from usual(r)
    for d in range(700):
        for _ in range(3):
            yield "", d, 25


def bulk(r):
    yield from usual(r, mean=40)
    for c in range(6):
        for d in range(c, 700, 7):
            yield f"firm{c}", d, r.uniform(20000, 90000)


def closed(r):
    for c, d, a in usual(r):
        if not 60 <= d < 125:
            yield c, d, a


def closed_now(r):
    for c, d, a in usual(r):
        if d >= 62:
            yield c, d, a


def future(r):
    yield from usual(r)
    for c in range(40):
        yield f"C{c}", -r.randrange(1, 4000), 100
    for c in range(5):
        yield f"later{c}", -40, 100


def one_day(r):
    for c in range(120):
        for _ in range(1 + c % 4):
            yield f"C{c}", 3, r.uniform(5, 500)


def hundred_thousand(r):
    yield from usual(r)
    for i in range(100000):
        yield "always", i % 699, 3


def nothing(r):
    for c, d, a in usual(r):
        yield c, d, a if r.random() < .5 else 0
    for c in range(30):
        for d in (300, 200, 100):
            yield f"gifts{c}", d, 0


def below_nothing(r):
    for c, d, a in usual(r):
        yield c, d, a
    for c in range(40):
        yield f"C{c}", 1, -99999


def pennies(r):
    for c, d, a in usual(r):
        yield c, d, .01 if r.random() < .5 else a * 1e5


def alone(_):
    for d in (400, 300, 200, 100):
        yield "one", d, 50


def two(_):
    for c in ("a", "b"):
        for d in (400, 300, 200, 100):
            yield c, d, 50


def ancient(r):
    yield from usual(r)
    for c in range(10):
        yield f"C{c}", 40000, 10


def clockwork(_):
    for c in range(80):
        for d in range(c % 7, 700, 7):
            yield f"C{c}", d, 50


SHOPS = {f.__name__: f for f in (returns, currencies, anonymous, bulk, closed, closed_now, future, one_day, hundred_thousand, nothing, below_nothing, pennies, alone, two, ancient, clockwork)}


class Store:
    def __init__(self, makir, path):
        self.start = [makir, "--db", path, "--lang"]

    def ask(self, *arguments, lang="en", of_json=True):
        p = subprocess.run([*self.start, lang, *arguments, *(["--json"] if of_json else [])], capture_output=True, check=False, timeout=300)
        if p.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: exit {p.returncode}: {p.stderr.decode(errors='replace')[:300]}")
        return json.loads(p.stdout) if of_json else p.stdout.decode()


def bad_number(v, at=""):
    if isinstance(v, dict):
        return next((w for k, x in v.items() if (w := bad_number(x, f"{at}.{k}"))), None)
    if isinstance(v, list):
        return next((w for i, x in enumerate(v) if (w := bad_number(x, f"{at}[{i}]"))), None)
    if isinstance(v, float) and not math.isfinite(v):
        return f"{at} is {v}"
    if isinstance(v, (int, float)) and not isinstance(v, bool) and re.search(r"\.(alive|alive_low|alive_high|share|share_low|share_high|top1|top10)$", at) and not 0 <= v <= 1:
        return f"{at} is {v}"
    if isinstance(v, str) and re.search(r"\b(nan|inf)\b|\(null\)|-0%|₪-0\b|\b-?9{10}", v.lower()):
        return f"{at} says {v!r}"
    return None


def percent_of(text):
    found = re.match(r"(\d+)%", text)
    return int(found.group(1)) if found else None


def wrong_page(page):
    """What of one customer's page contradicts itself."""
    v = page.get("value")
    if not v:
        return None
    s = v.get("sentence", "")
    if v.get("alive") is not None:
        if not v["alive_low"] <= v["alive"] + 1e-6 or not v["alive"] <= v["alive_high"] + 1e-6:
            return f"alive {v['alive']} outside {v['alive_low']}..{v['alive_high']}"
        said = percent_of(s)
        if said and abs(said - min(99, max(1, 100 * v["alive"]))) > .51:
            return f"{s!r} of {v['alive']}"
    for what in ("orders12", "money12"):
        if v.get(what) is None:
            continue
        low, high = v[what + "_low"], v[what + "_high"]
        if not 0 <= low <= high or v[what] < 0:
            return f"{what} {v[what]} ({low}..{high})"
        if v[what] < low or (v[what] > high and v["orders12_high"] > 0):
            return f"{what} {v[what]} outside {low}..{high}"
        if v[what] > high and "nothing" not in s and "money12" in v:
            return f"{what} {v[what]} above {high}: {s!r}"
    if v.get("next_low") is not None and not v["next_low"] <= v["next_days"] <= v["next_high"]:
        return f"next {v['next_low']} {v['next_days']} {v['next_high']}"
    w = v.get("worth")
    if not w:
        return None
    if w["actual"] != w["realised"] - w["served"] + w.get("expected", 0) - w.get("serving", 0):
        return f"actual {w['actual']} is not the sum of its parts"
    if "expected" in w and not w["margin_told"] and w["expected"] != v["money12"]:
        return f"expected {w['expected']}, money12 {v['money12']}"
    if "potential" in w:
        if not w["potential_low"] <= w["potential"] <= w["potential_high"] or w["gap"] < 0:
            return f"potential {w['potential_low']} {w['potential']} {w['potential_high']}, gap {w['gap']}"
        if not w["margin_told"] and abs(w["potential"] - w.get("expected", 0) - w["gap"]) > 1 and w["gap"] > 0:
            return f"gap {w['gap']} is not potential {w['potential']} - expected {w.get('expected')}"
    return None


def tried(store, name, rows, folder, show):
    log = os.path.join(folder, name + ".csv")
    with open(log, "w", encoding="utf-8") as out:
        out.write("customer,doc,date,amount,currency\n")
        for i, (c, d, a, *currency) in enumerate(rows):
            out.write(f"{c},{i},{day(d)},{a:.2f},{currency[0] if currency else 'ILS'}\n")
    bad = []
    came = store.ask("import", log)
    for model in store.ask("learn")["rows"]:
        if (w := bad_number(model)):
            bad.append(f"learn {w}")
        if model["model"] == "value":
            told = model["sentence"]
    print(f"{name:17} {came['rows']:7} rows, {came['bad']} bad: {told}", flush=True)
    people = store.ask("customer", "list", "--limit", "400")["rows"]
    for k, person in enumerate(people):
        page = store.ask("customer", "show", person["customer"])
        if (w := bad_number(page) or wrong_page(page)):
            bad.append(f"{person['name']}: {w}")
        if k < show or (show and not person["name"].startswith("Customer C")):
            print("   ", person["name"], "|", page["value"]["sentence"] if page["value"] else None, "|", page["value"].get("worth", {}).get("actual_sentence") if page["value"] else None)
    for lang in ("en", "he"):
        for asked in (("value", "base"), ("value", "map"), ("value", "plan"), ("report", "week"), ("today",)):
            answer = store.ask(*asked, lang=lang)
            if (w := bad_number(answer)):
                bad.append(f"{' '.join(asked)} {w}")
            if show and lang == "en" and asked != ("value", "map"):
                for row in answer.get("rows", [])[:8]:
                    print("   ", " ".join(asked), "|", row.get("sentence") or row.get("why"))
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("makir")
    parser.add_argument("--only")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--keep")
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="makir-store-") as folder:
        folder = given.keep or folder
        for name in given.only.split(",") if given.only else SHOPS:
            store = Store(os.path.abspath(given.makir), os.path.join(folder, name + ".makir"))
            try:
                bad = tried(store, name, SHOPS[name](random.Random(7)), folder, given.show)
            except RuntimeError as e:
                bad = [str(e)]
            for b in bad[:6]:
                print(f"  {b}", flush=True)
            if len(bad) > 6:
                print(f"  and {len(bad) - 6} more")
            wrong += len(bad)
    print(f"{wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
