# SPDX-License-Identifier: Apache-2.0
"""Keeps and shows what ./test ran.

summary.py add RESULTS NAME TESTLOG    adds the counts of a Meson run (testlog.json: one object a line)
summary.py one RESULTS NAME STATE      adds one check
summary.py show RESULTS SECONDS        prints the table; leaves with 1 when something failed or nothing ran
"""
import json
import os
import sys

BAD = {"FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"}


def read_testlog(path):
    """Counts of one Meson run; a run that left no log is a failure, since nothing was proven."""
    row = {"passed": 0, "skipped": 0, "failed": 0, "bad": [], "cases": 0, "left_out": 0, "log": os.path.splitext(path)[0] + ".txt"}
    if not os.path.exists(path):
        row["failed"] = 1
        row["bad"] = ["no test log"]
        return row
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            test = json.loads(line)
            result = test["result"]
            kind = "failed" if result in BAD else "skipped" if result == "SKIP" else "passed"
            row[kind] += 1
            said = [l for l in (test.get("stdout") or "").splitlines() if l.startswith(("ok ", "not ok "))]
            row["cases"] += len(said)
            row["left_out"] += sum("# SKIP" in l for l in said)
            if kind == "failed":
                row["bad"].append(test["name"])
    return row


def keep(results, row):
    with open(results, "a", encoding="utf-8") as out:
        out.write(json.dumps(row) + "\n")


def show(results, seconds):
    with open(results, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    print("\n== Summary")
    print(f"{'what':<28}{'passed':>8}{'skipped':>9}{'failed':>8}   log")
    for row in rows:
        left_out = f", {row['left_out']} of them skipped: their data is not here" if row["left_out"] else ""
        cases = f" ({row['cases']} cases{left_out})" if row["cases"] else ""
        print(f"{row['name']:<28}{row['passed']:>8}{row['skipped']:>9}{row['failed']:>8}   {row['log']}{cases}")
        for name in row["bad"]:
            print(f"    failed: {name}")
    failed = sum(row["failed"] for row in rows)
    passed = sum(row["passed"] for row in rows)
    print(f"{'FAILED' if failed or not passed else 'All passed'} in {seconds} s")
    return 1 if failed or not passed else 0


def main(argv):
    if len(argv) == 5 and argv[1] == "add":
        keep(argv[2], dict(read_testlog(argv[4]), name=argv[3]))
    elif len(argv) == 5 and argv[1] == "one":
        good = argv[4] == "passed"
        keep(argv[2], {"name": argv[3], "passed": int(good), "skipped": 0, "failed": int(not good), "bad": [], "cases": 0, "left_out": 0, "log": "build/log/"})
    elif len(argv) == 4 and argv[1] == "show":
        return show(argv[2], argv[3])
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
