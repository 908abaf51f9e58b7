# SPDX-License-Identifier: Apache-2.0
"""What the tests of the whole program share: running makir on a store, made-up sales, and comparing what is exported."""
import csv
import json
import os
import random
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMES = ["רונית כהן", "יוסף בן-דוד", "Dana Levi", "נועה מזרחי", "אבי תורג'מן", "ציפורה ג׳מאל", "Ødegård Åse", "שרה לוי"]
ITEMS = [("11", "קפה טחון", 3290), ("12", "תה \"ירוק\"", 1890), ("13", "חלב, 3%", 690), ("14", "עוגיות", 1450), ("15", "Dog food 3kg", 8900)]
HEADER = ["invoice", "date", "customer no", "name", "phone", "item", "desc", "qty", "price"]

OF_IMPORTS = {"audit", "batch", "batch_customer", "batch_item", "mapping", "revision", "model"}
OF_READING = {"link": ("at", "why"), "source_row": ("line",), "contact_point": ("since_at",), "fact": ("at",)}


class Makir:
    """One store, asked through the command line."""

    def __init__(self, program, db):
        self.program, self.db = os.path.abspath(program), db

    def command(self, *words):
        return [self.program, "--db", self.db, "--lang", "en", *words]

    def run(self, *words):
        return subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def good(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise AssertionError(f"makir {' '.join(words)} left with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.good(*words, "--json"))

    def rows(self, *words):
        return self.json(*words)["rows"]

    def imported(self, path, *words):
        """The counts of an import."""
        told = self.json("import", path, *words)
        return told["rows"][0] if "rows" in told and isinstance(told["rows"], list) else told

    def batches(self):
        return [row for row in self.rows("batch", "list", "--limit", "1000") if row["state"] == "applied"]

    def exported(self, folder):
        """{table: sorted lines} of what is known of customers, from an export into a new folder. Left out is what tells imports apart (which one
        brought a row, when it was read, on which line it stood), so equal memory gives equal text, whichever way it came."""
        self.good("export", folder)
        known = {}
        for name in sorted(os.listdir(folder)):
            table, kind = os.path.splitext(name)
            if kind != ".csv" or table in OF_IMPORTS:
                continue
            with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as f:
                rows = list(csv.reader(f))
            drop = {"batch_id", *OF_READING.get(table, ())}
            assert drop - {"batch_id"} <= set(rows[0]), f"{name} has lost a column of {drop}"
            keep = [i for i, column in enumerate(rows[0]) if column not in drop]
            known[table] = sorted(json.dumps([row[i] for i in keep], ensure_ascii=False) for row in rows[1:])
        assert {"customer", "sale", "sale_line", "item", "contact_point", "link", "source_row"} <= set(known), f"tables are missing: {set(known)}"
        return known

    def is_there(self):
        """Whether there is a store. A file that is not one yet, because its making was killed, is none."""
        done = self.run("doctor")
        if done.returncode and "there is no store" not in done.stderr and "not a makir store yet" not in done.stderr:
            raise AssertionError(f"doctor: {done.stderr}")
        return done.returncode == 0

    def doctor_is_content(self):
        bad = [row for row in self.rows("doctor") if row["state"] == "bad"]
        if bad:
            raise AssertionError(f"the doctor found: {bad}")


def same(one, other, what):
    """Fails with the first differences when two exports are not equal."""
    for table in sorted(set(one) | set(other)):
        a, b = one.get(table, []), other.get(table, [])
        if a != b:
            less, more = sorted(set(a) - set(b))[:2], sorted(set(b) - set(a))[:2]
            raise AssertionError(f"{what}: {table} has {len(a)} and {len(b)} rows\n  only in the first: {less}\n  only in the second: {more}")


def sales(rng, invoices, first=1, customers=40, named=True):
    """Rows of a made-up till. Invoice numbers begin at `first`, so that two files can be disjoint."""
    rows = []
    for invoice in range(first, first + invoices):
        who = rng.randrange(customers)
        when = f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} {rng.randrange(9, 19):02}:{rng.randrange(60):02}"
        person = [str(7000 + who), NAMES[who % len(NAMES)] if named else "", f"050-1{who:06}" if who % 3 else ""]
        if rng.random() < 0.05:
            person = ["", "", ""]                   # someone the till did not know
        for _ in range(rng.randrange(1, 5)):
            key, name, price = rng.choice(ITEMS)
            quantity = rng.choice([1, 1, 1, 2, 3, -1])
            rows.append([str(invoice), when, *person, key, name, str(quantity), f"{price // 100}.{price % 100:02}"])
    return rows


def write_csv(path, rows, encoding="utf-8"):
    with open(path, "w", encoding=encoding, newline="", errors="replace") as f:
        out = csv.writer(f, lineterminator="\r\n")
        out.writerow(HEADER)
        out.writerows(rows)
    return path


def generated(path, lines, customers, seed):
    """The benchmark's shop, for tests that need size."""
    with open(path, "wb") as out:
        subprocess.run([sys.executable, os.path.join(ROOT, "bench", "gen_sales.py"), str(lines), str(customers), str(seed)], stdout=out, check=True)
    return path


def seeded():
    """The seed can be given, to see a failure again; it is always told."""
    seed = int(os.environ.get("MAKIR_SEED", "20240229"))
    print(f"seed {seed} (MAKIR_SEED)", flush=True)
    return random.Random(seed)
