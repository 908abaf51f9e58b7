# SPDX-License-Identifier: Apache-2.0
"""What `makir evaluate value` does with logs that are hostile or hardly there: value_hostile.py MAKIR [--cohorts N] [--seed N]

N random cohorts of 0 to 300 customers (alone, all alike, once each, daily, regular, with returns, gifts, huge and tiny amounts, business buyers among people, a log of one day, a split at
the edge), with every model that can be asked for, and files nobody would write on purpose. Each run must end with an answer or a sentence: no signal, no number that is none or out of its
range, no interval upside down, in the JSON and in the scores, and the same answer when the rows come in another order. Prints what failed, and the counts; exit 1 when anything did.
"""
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

BEGIN = datetime.date(2021, 3, 1)
MODELS = (None, None, None, None, "nbd", "bg/nbd", "mbg/nbd", "pareto/nbd", "bg/cnbd", "mbg/cnbd", "mbg/cnbd-6", "bg/bb", "sbg")
KINDS = ("once", "all alike", "daily", "regular", "poisson", "business", "returns", "money", "one day", "burst", "contract", "gone", "always")


def cohort(rng):
    kind, n, days = rng.choice(KINDS), rng.choice((0, 1, 2, 3, 5, 10, 11, 20, 60, 199, 200, 201, 300)), rng.choice((2, 8, 42, 200, 700, 2900))
    rows = []
    for c in range(n):
        first = rng.randrange(days) if kind != "one day" else 0
        rate = {"daily": 1, "business": 2 if c % 20 == 0 else .01, "all alike": .1}.get(kind, rng.expovariate(30))
        t = float(first)
        for _ in range({"once": 1, "one day": 3}.get(kind, 400)):
            amount = {"money": rng.choice((0, .01, 1e9, 5)), "returns": rng.choice((10, -10, -100, 25))}.get(kind, rng.lognormvariate(3, 1))
            rows.append((c, int(t), amount))
            if kind == "one day":
                continue
            t += {"daily": 1, "all alike": 10, "contract": 30.4, "regular": rng.gauss(14, 1), "burst": 0 if rng.random() < .8 else 300}.get(kind, rng.expovariate(max(rate, 1e-3)))
            if t >= days or (kind == "gone" and t > days / 3) or (kind != "always" and rng.random() < .03):
                break
    split = rng.choice((int(days * .6), int(days * .9), 0, days - 2, days))
    return kind, rows, max(split, 0)


def written(rows, path, how=str):
    with open(path, "w", encoding="utf-8") as out:
        out.write("customer,date,amount\n")
        for c, d, a in rows:
            out.write(f"{how(c)},{BEGIN + datetime.timedelta(d)},{a:.2f}\n")


def wrong_in(v, at=""):
    if isinstance(v, dict):
        return next((w for k, x in v.items() if (w := wrong_in(x, f"{at}.{k}"))), None)
    if isinstance(v, list):
        return next((w for i, x in enumerate(v) if (w := wrong_in(x, f"{at}[{i}]"))), None)
    if isinstance(v, float) and not math.isfinite(v):
        return f"{at} is {v}"
    if isinstance(v, (int, float)) and not isinstance(v, bool) and at.endswith(("brier", "coverage_90", "mean_alive")) and not 0 <= v <= 1 + 1e-9:
        return f"{at} is {v}"
    if isinstance(v, str) and any(w in v.lower() for w in ("nan", "(null)", "-inf", " inf ")) and "financ" not in v:
        return f"{at} says {v!r}"
    return None


def wrong_scores(path):
    with open(path, newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            try:
                of = {k: float(v) for k, v in row.items() if k != "customer" and v != ""}
            except ValueError:
                return f"scores of {row['customer']}: {row}"
            if not all(map(math.isfinite, of.values())):
                return f"scores of {row['customer']}: {row}"
            if not (0 <= of["p5"] <= of["median"] <= of["p95"] and of["mean"] >= 0 and 0 <= of["p_alive"] <= 1):
                return f"scores of {row['customer']}: {row}"
    return None


def run(makir, path, split, model, scores):
    p = subprocess.run([makir, "--lang", "en", "evaluate", "value", path, "--customer", "customer", "--date", "date", "--amount", "amount", "--split", str(split), "--json", "--scores", scores,
                        *(["--model", model] if model else [])], capture_output=True, check=False, timeout=120)
    if p.returncode < 0 or p.returncode > 8 or (p.returncode and not p.stderr.strip()):
        return None, f"exit {p.returncode}: {p.stderr.decode(errors='replace')[:300]}", None
    if p.returncode:
        return None, None, p.stderr.decode(errors="replace").splitlines()[0]
    answer = json.loads(p.stdout)
    return p.stdout, wrong_in(answer) or wrong_scores(scores) or (None if answer["sentence"].strip().endswith((".", "!")) else f"sentence {answer['sentence']!r}"), answer["why"]


def rounded(text):
    """What is held against what came is summed in the order of the customers: the last digit is its own."""
    return json.loads(text or "null", parse_float=lambda v: f"{float(v):.9g}")


def hostile_files():
    """(name, bytes): what people and programs do write."""
    day = b"2021-03-0"
    head = b"customer,date,amount\n"
    yield "empty", b""
    yield "a header", head
    yield "one row", head + b"a,2021-03-01,5\n"
    yield "nobody", head + b",2021-03-01,5\n" * 50
    yield "returns only", head + b"".join(b"a,%s%d,-5\n" % (day, i) for i in range(1, 9))
    yield "no such days", head + b"a,2021-02-30,5\nb,2021-13-01,5\n" * 20
    yield "other years", head + b"".join(b"c%d,%d-03-01,5\n" % (i, 1900 + 3 * i) for i in range(90))
    yield "huge amounts", head + b"".join(b"c%d,%s%d,99999999999999999\n" % (i % 7, day, 1 + i % 9) for i in range(80))
    yield "amounts of words", head + b"a,2021-03-01,five\n" * 30
    yield "quotes", head + b'"a ""b"", c",2021-03-01,5\n"never closed,2021-03-02,5\n' * 3
    yield "zeros", head + b"a\0b,2021-03-01,5\n" * 20
    yield "no UTF-8", head + b"\xff\xfe\xe0,2021-03-01,5\n" * 20
    yield "long names", head + b"".join(b"%s%d,%s%d,5\n" % (b"x" * 3000, i % 5, day, 1 + i % 9) for i in range(60))
    yield "one of everything", head + b"".join(b"only,2021-%02d-%02d,5\n" % (1 + i // 28, 1 + i % 28) for i in range(300))
    yield "a bomb of commas", head + b"," * 100000 + b"\n"
    yield "Hebrew", head + "".join(f"לקוח {i % 9},{1 + i % 28}/3/2021,\"{i},50\"\n" for i in range(200)).encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("makir")
    parser.add_argument("--cohorts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    makir, rng, bad, ends = os.path.abspath(given.makir), random.Random(given.seed), 0, collections.Counter()
    with tempfile.TemporaryDirectory(prefix="makir-hostile-") as folder:
        path, scores = os.path.join(folder, "log.csv"), os.path.join(folder, "scores.csv")
        for k in range(given.cohorts):
            kind, rows, split = cohort(rng)
            model = rng.choice(MODELS)
            written(rows, path)
            day = BEGIN + datetime.timedelta(split)
            text, wrong, end = run(makir, path, day, model, scores)
            if text and not wrong and k % 10 == 0:
                rng.shuffle(rows)
                written(rows, path)
                if rounded(run(makir, path, day, model, scores)[0]) != rounded(text):
                    wrong = "another answer in another order"
            ends[f"answer: {end}" if text else f"refused: {end[:30]}" if end else "wrong"] += 1
            if wrong:
                bad += 1
                print(f"cohort {k} ({kind}, {len(rows)} rows, split {split}, {model}): {wrong}", flush=True)
        for name, what in hostile_files():
            with open(path, "wb") as f:
                f.write(what)
            for model in (None, "mbg/cnbd"):
                text, wrong, end = run(makir, path, "2021-03-05", model, scores)
                ends[f"file: {'answer' if text else 'refused'}"] += 1
                if wrong:
                    bad += 1
                    print(f"{name}: {wrong}", flush=True)
    for end, n in ends.most_common():
        print(f"{n:7} {end}")
    print(f"{given.cohorts} cohorts, {bad} wrong")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
