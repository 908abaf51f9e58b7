# SPDX-License-Identifier: Apache-2.0
"""The measurements of docs/design/performance.md: run.py MAKIR [--only import,page,real,large,start] [--scale 1.0] [--keep DIR]

  import  a million sale lines of 100,000 customers, against `sqlite3 .import` of the same file into one table with two indexes; the undo
  page    learning, today's list, one customer's page, searching, on those 100,000 customers
  real    pages of customers of a real shop (examples/online-retail): there are needs to tell, and hundreds of lines of one customer
  large   ten million lines of a million customers: import, its memory, and again all of `page`
  start   start of the program, memory of an idle server, size of the program

CPU seconds count (user and system, of the process alone): they hardly change with what else the machine does. --scale 0.01 is a rehearsal.
Prints a table and writes bench/results/DATE.json.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tests", "flow")]
import load  # noqa: E402
import measure  # noqa: E402
import served  # noqa: E402

# The peer at its best: the indexes are made when the rows are in.
PEER = """CREATE TABLE sale(invoice TEXT, date TEXT, customer TEXT, name TEXT, phone TEXT, item TEXT, descr TEXT, qty REAL, price REAL);
.mode csv
.import --skip 1 {source} sale
CREATE INDEX sale_customer ON sale(customer, date);
CREATE INDEX sale_phone ON sale(phone);
"""


class Bench:
    def __init__(self, makir, folder, scale):
        self.makir, self.folder, self.scale, self.rows = os.path.abspath(makir), folder, scale, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def tell(self, what, value, unit, note=""):
        self.rows.append({"what": what, "value": round(value, 4), "unit": unit, "note": note})
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.4f}"
        print(f"{what:<58}{shown:>14} {unit:<10}{note}", flush=True)

    def run(self, db, *words, **options):
        return measure.run([self.makir, "--db", self.path(db), "--lang", "en", *words], **options)

    def sales(self, lines, customers):
        """The made-up file, generated once per size."""
        lines, customers = max(1000, int(lines * self.scale)), max(100, int(customers * self.scale))
        name = self.path(f"sales-{lines}-{customers}.csv")
        if not os.path.exists(name):
            with open(name + ".part", "wb") as out:
                subprocess.run([sys.executable, os.path.join(HERE, "gen_sales.py"), str(lines), str(customers), "7"], stdout=out, check=True)
            os.rename(name + ".part", name)
        return name, lines, customers

    def import_file(self, label, db, lines, customers):
        source, lines, _ = self.sales(lines, customers)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.path(db) + end):
                os.remove(self.path(db) + end)
        cost = self.run(db, "import", source, "--json")
        told = json.loads(cost.out)
        if isinstance(told.get("rows"), list):
            told = told["rows"][0]
        if told["rows"] != lines or told["bad"]:
            raise SystemExit(f"{label}: {told['rows']} rows read of {lines}, {told['bad']} bad")
        self.tell(f"{label}: import", cost.cpu, "cpu s", f"{lines / cost.cpu:,.0f} lines a cpu second; {cost.wall:.1f} s by the clock")
        self.tell(f"{label}: import, peak memory", cost.peak_mb, "MB")
        self.tell(f"{label}: size of the store", os.path.getsize(self.path(db)) / 1e6, "MB", f"the file has {os.path.getsize(source) / 1e6:,.0f} MB")
        return source, cost, told["batch"]

    def part_import(self):
        source, ours, batch = self.import_file("1M lines", "shop.makir", 1_000_000, 100_000)
        peer_db = self.path("peer.db")
        if os.path.exists(peer_db):
            os.remove(peer_db)
        with open(self.path("peer.sql"), "w", encoding="utf-8") as f:
            f.write(PEER.format(source=source))
        with open(self.path("peer.sql"), "rb") as f:
            peer = measure.run(["sqlite3", "-bail", peer_db], stdin=f)
        self.tell("1M lines: sqlite3 .import, one table, two indexes", peer.cpu, "cpu s", f"peak {peer.peak_mb:.0f} MB; {os.path.getsize(peer_db) / 1e6:,.0f} MB")
        self.tell("1M lines: import, makir to sqlite3", ours.cpu / peer.cpu, "times")
        again = self.run("shop.makir", "import", source, "--json")
        self.tell("1M lines: the same file again", again.cpu, "cpu s", "changes nothing")
        second = self.path("undo.makir")
        shutil.copy(self.path("shop.makir"), second)
        undo = self.run("undo.makir", "batch", "undo", batch, "--json")
        self.tell("1M lines: undo of the import", undo.cpu, "cpu s", f"peak {undo.peak_mb:.0f} MB")
        shutil.copy(self.path("shop.makir"), second)
        longer = self.path("longer.csv")
        with open(source, encoding="utf-8") as f, open(longer, "w", encoding="utf-8") as out:
            lines = f.readlines()
            out.writelines(lines + ["9" + line for line in lines[1:100]])
        later = self.run("undo.makir", "import", longer, "--json")
        self.tell("1M lines: the file of the next month, with all of this and some more", later.cpu, "cpu s")
        undo = self.run("undo.makir", "batch", "undo", batch, "--json")
        self.tell("1M lines: undo of the first of these two", undo.cpu, "cpu s", f"peak {undo.peak_mb:.0f} MB; {undo.cpu / ours.cpu:.2f} times the import")
        os.remove(longer)
        os.remove(second)
        os.remove(peer_db)

    def regular(self, db):
        """One more customer, who came 200 times for one thing: what a page costs by visits, and by lines."""
        name = self.path("regular.csv")
        with open(name, "w", encoding="utf-8") as f:
            f.write("invoice,date,customer no,name,phone,item,desc,qty,price\n")
            for i in range(200):
                day = datetime.date(2023, 1, 2) + datetime.timedelta(days=i * 7 // 2)
                f.write(f"R{i},{day} 10:00,999999,תמר אפרת,050-9999999,{1000 + i * 37 % 2000},,1,{10 + i % 90}.50\n")
        self.run(db, "import", name, "--json")

    def part_page(self, db="shop.makir", label="100k customers", customers=100_000):
        customers = max(100, int(customers * self.scale))
        if not os.path.exists(self.path(db)):
            self.import_file(label, db, 1_000_000, 100_000)
        self.regular(db)
        learn = self.run(db, "learn", "--on", "2024-12-31", "--json")
        self.tell(f"{label}: learn", learn.cpu, "cpu s", f"peak {learn.peak_mb:.0f} MB")
        today = self.run(db, "today", "--on", "2024-12-31", "--json")
        self.tell(f"{label}: today's list", today.cpu, "cpu s", f"{today.wall:.2f} s by the clock, peak {today.peak_mb:.0f} MB")
        self.run(db, "setting", "set", "today", "2024-12-31", "--json")     # the day the data end: who came yesterday is no lapsed customer
        self.run(db, "setting", "set", "backup_hours", "0", "--json")       # the backup of the first hour would be counted with the pages
        with served.Served(self.makir, self.path(db)) as desk:
            def find(text, limit=20):
                return ("POST", "/v1/customers/find", {"q": text, "limit": limit})
            faithful, regular = (desk.ask(*find(number, 1))["rows"][0]["customer"] for number in ("100000", "999999"))
            numbers = random.Random(7).sample(range(customers), 720)
            some = [desk.ask(*find(str(100000 + n), 1))["rows"][0]["customer"] for n in numbers]
            for what, asked in ((f"{label}: page of a customer with 200 visits and 549 lines, all told", [("GET", f"/v1/customers/{faithful}?events=200")] * 200),
                                (f"{label}: the same, the newest 50 told, as the desk asks", [("GET", f"/v1/customers/{faithful}")] * 200),
                                (f"{label}: page of a customer with 200 visits of one line each", [("GET", f"/v1/customers/{regular}?events=200")] * 200),
                                (f"{label}: page of a customer", [("GET", f"/v1/customers/{c}") for c in some])):
                self.requests(what, desk, asked)
            phones = [find(piece) for piece in ("0501003", "050-1012", "1004567", "0501000123", "541")] * 20
            self.requests(f"{label}: search by a piece of a phone", desk, phones)
            names = [find(text) for text in ("רונית", "כהן", "רונית כהן", "שר", "יוסף לוי", "אב")] * 20
            self.requests(f"{label}: search by name", desk, names)
            self.many(label, db, desk)

    def many(self, label, db, desk, turns=7, pages=3000):
        """Pages that nobody asked for before, 32 asked for at a time so that the server is never idle; and by turns with them the floor (page_floor.c)."""
        ids, told = [], {"next": ""}
        while told["next"] is not None and len(ids) < 2 * turns * pages:
            told = desk.ask("POST", "/v1/customers/list", {"limit": 1000, **({"cursor": told["next"]} if told["next"] else {})})
            ids += [row["customer"] for row in told["rows"]]
        random.Random(5).shuffle(ids)
        with sqlite3.connect(f"file:{self.path(db)}?mode=ro", uri=True) as store:
            raw = [row[0] for row in store.execute("SELECT customer_id FROM customer LIMIT ?", (2 * turns * pages,))]
        random.Random(6).shuffle(raw)
        pages = min(pages, len(ids) // turns)
        desk.settle()
        head = f"HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nCookie: {desk.cookie}\r\n\r\n"
        ours, again, least = [], [], []
        with subprocess.Popen([os.path.join(os.path.dirname(self.makir), "bench", "page_floor"), self.path(db)], stdout=subprocess.PIPE, text=True) as floor:
            port = int(floor.stdout.readline())
            for turn in range(turns):
                first = slice(turn * pages, (turn + 1) * pages)
                for cost, pid, at, path, some in ((ours, desk.process.pid, desk.port, "/v1/customers/", ids[first]), (again, desk.process.pid, desk.port, "/v1/customers/", ids[first][-200:] * max(1, pages // 200)),
                                                  (least, floor.pid, port, "/", raw[first])):
                    before = served.cpu_of(pid)
                    load.ask(at, [f"GET {path}{c} {head}".encode() for c in some])
                    cost.append((served.cpu_of(pid) - before) / len(some))
            floor.terminate()
        told = f"the middle of {turns} turns of {pages:,}"
        for what, cost in (("pages, each for the first time, 32 at once", ours), ("pages shown before, 32 at once", again), ("his name, contacts and newest 20 sales, by libmicrohttpd and SQLite alone", least)):
            self.tell(f"{label}: {what}", 1 / statistics.median(cost), "a cpu s", f"{statistics.median(cost) * 1000:.3f} ms each, {told}; {1 / max(cost):,.0f} to {1 / min(cost):,.0f}")
        for what, cost in (("a page for the first time", ours), ("a page shown before", again)):
            self.tell(f"{label}: {what}, makir to these alone", statistics.median(a / b for a, b in zip(cost, least)), "times")

    def requests(self, what, desk, asked, note=""):
        cpu, walls = desk.timed(asked)
        self.tell(what, cpu / len(asked) * 1000, "cpu ms", f"{measure.percentile(walls, .5) * 1000:.1f} ms half, {measure.percentile(walls, .99) * 1000:.1f} ms p99 by the clock{note}")

    def part_large(self):
        self.import_file("10M lines", "large.makir", 10_000_000, 1_000_000)
        self.part_page("large.makir", "1M customers", 1_000_000)

    def part_real(self):
        if not os.path.exists(self.path("gift.makir")):
            self.run("gift.makir", "demo", "--limit", "1", "--json")
            self.run("gift.makir", "setting", "set", "backup_hours", "0", "--json")
        with served.Served(self.makir, self.path("gift.makir")) as desk:
            ids, told = [], {"next": ""}
            while told["next"] is not None:
                told = desk.ask("POST", "/v1/customers/list", {"limit": 1000, **({"cursor": told["next"]} if told["next"] else {})})
                ids += [row["customer"] for row in told["rows"]]
            some = random.Random(7).sample(ids, 820)
            told = [len(desk.get(f"/v1/customers/{c}")["needs"]) for c in some[720:]]
            self.requests("a gift shop's year, 4,372 customers: page of a customer", desk, [("GET", f"/v1/customers/{c}") for c in some[:720]], f"; {sum(told) / len(told):.1f} needs told on each")

    def part_start(self):
        runs = [measure.run([self.makir, "version"]) for _ in range(20)]
        self.tell("start: makir version", min(r.wall for r in runs) * 1000, "ms", "the quickest of 20")
        small = self.path("empty.makir")
        with served.Served(self.makir, small) as desk:
            self.tell("server: from start to the first answer", desk.ready_seconds * 1000, "ms")
            self.tell("server: idle memory", measure.memory_mb(desk.process.pid, "VmRSS:"), "MB")
        self.tell("program: size", os.path.getsize(self.makir) / 1e6, "MB")
        stripped = self.path("stripped")
        subprocess.run(["strip", "-o", stripped, self.makir], check=True)
        self.tell("program: size, stripped", os.path.getsize(stripped) / 1e6, "MB", "with the desk in it")


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("makir")
    parser.add_argument("--only", default="import,page,real,large,start")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--keep", help="work in this folder and keep it, so that a second run finds the files")
    given = parser.parse_args(argv)
    folder = given.keep or tempfile.mkdtemp(prefix="makir-bench-")
    os.makedirs(folder, exist_ok=True)
    bench = Bench(given.makir, folder, given.scale)
    machine = measure.machine()
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_mb']} MB, load {machine['load']}" + (f", scale {given.scale}" if given.scale != 1 else ""))
    try:
        for part in given.only.split(","):
            getattr(bench, "part_" + part)()
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if given.scale == 1:
        results = os.path.join(HERE, "results")
        os.makedirs(results, exist_ok=True)
        name = os.path.join(results, datetime.date.today().isoformat() + ".json")
        with open(name, "w", encoding="utf-8") as f:
            json.dump({"machine": machine, "rows": bench.rows}, f, ensure_ascii=False, indent=1)
            f.write("\n")
        print(f"kept in {os.path.relpath(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
