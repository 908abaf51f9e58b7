#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How good and how honest who-is-who is where it is hard: identity_shapes.py MAKIR [--only SHAPE] [--rows N,N] [--seeds N] [--first SEED]

Runs `makir evaluate identity` over the truth sets of gen_people_shapes.py, a few seeds each, and prints precision, recall, F1, and of the bands of
probability from .5 on, over all seeds together, the one that says furthest from what is true: said, true, pairs. A band counts where five
points are more than two standard errors, the pairs of one person taken for one.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

import gen_people_shapes

FROM = .5


def judged(makir, path):
    done = subprocess.run([makir, "evaluate", "identity", path, "--truth", "person", "--id", "id", "--pairs", path + ".pairs", "--json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{path}: {done.stderr}")
    return json.loads(done.stdout)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("makir")
    p.add_argument("--only", default="")
    p.add_argument("--rows", default="300,3000")
    p.add_argument("--seeds", type=int, default=5)
    p.add_argument("--first", type=int, default=1)
    a = p.parse_args()
    print(f"{'shape':20} {'rows':>6}  precision recall     F1   said  true   pairs")
    worst = 0
    with tempfile.TemporaryDirectory(prefix="makir-people-") as folder:
        for shape in gen_people_shapes.SHAPES:
            if a.only not in shape:
                continue
            for size in map(int, a.rows.split(",")):
                told, bands = [], {}
                for seed in range(a.first, a.first + a.seeds):
                    path = os.path.join(folder, f"{shape}-{size}-{seed}.csv")
                    head, rows = gen_people_shapes.make(shape, size, seed)
                    with open(path, "w", encoding="utf-8", newline="") as f:
                        out = csv.writer(f)
                        out.writerow(head)
                        out.writerows(rows)
                    d = judged(a.makir, path)
                    told.append(d)
                    for band in d["calibration"]:
                        if band["from"] >= FROM and band["pairs"]:
                            t = bands.setdefault(band["from"], [0, 0., 0.])
                            for k, v in enumerate((1, band["said"], band["true"])):
                                t[k] += v * band["pairs"]
                mean = lambda k: sum(d[k] if d[k] is not None else 1. for d in told) / len(told)
                seen = [(abs(s - t) / n, s / n, t / n, n) for n, s, t in bands.values() if .05 > 2 * (max(.01, s / n * (1 - s / n)) / n) ** .5]
                off, said, true, n = max(seen, default=(0, float("nan"), float("nan"), 0))
                worst = max(worst, off)
                print(f"{shape:20} {size:6} {mean('precision'):10.3f} {mean('recall'):6.3f} {mean('f1'):6.3f} {said:6.3f} {true:5.3f} {n:7}{'  *' if off > .05 else ''}", flush=True)
    print(f"furthest: {worst:.3f}")


if __name__ == "__main__":
    main()
