# SPDX-License-Identifier: Apache-2.0
"""Files as life brings them: torture.py MAKIR

Every charset with every delimiter and quoting gives the same store. What is broken gets a sentence that says what, where and what to do; the good rows go
on, and the bad ones come back in a file that can be corrected and given again.
"""
import csv
import io
import json
import os
import sys
import tempfile
import zipfile

import program

HEAD = ["מספר לקוח", "שם לקוח", "טלפון", "תאריך", "חשבונית", "פריט", "כמות", "סכום"]
ROWS = [["17", "רונית כהן", "050-1000001", "13/03/2025", "900", 'קפה "שחור"', "1", "10.00"],
        ["17", "רונית כהן", "050-1000001", "13/03/2025", "900", "תה, ירוק; קר", "2", "7.50"],
        ["18", "דוד לוי", "050-1000002", "14/03/2025", "901", "דבש", "1", "20.00"],
        ["19", "נועה בר", "050-1000003", "15/03/2025", "902", "לחם", "3", "21.00"]]
CHARSETS = [("utf-8", ""), ("utf-8", "utf-8-sig"), ("windows-1255", "cp1255"), ("iso-8859-8", "iso8859-8"), ("cp862", "cp862"), ("utf-16le", "utf-16"), ("utf-16be", "utf-16-be")]


def table(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL, end="\r\n", head=HEAD):
    out = io.StringIO()
    write = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    if head:
        write.writerow(head)
    write.writerows(rows)
    return out.getvalue()


class Torture:
    def __init__(self, makir_program, folder):
        self.program, self.folder, self.n = makir_program, folder, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        return self.path(name)

    def store(self):
        self.n += 1
        return program.Makir(self.program, self.path(f"store{self.n}.makir"))

    def given(self, name, data, makir=None):
        """What an import into a store (a new one, when none is given) tells, and the store."""
        makir = makir or self.store()
        return makir.imported(self.put(name, data)), makir

    def refused(self, name, data, *parts):
        path = name if data is None else self.put(name, data)
        done = self.store().run("import", path)
        assert done.returncode in (8, 11), f"{name}: left with {done.returncode}: {done.stdout}"
        for part in parts:
            assert part in done.stderr, f"{name}: '{part}' is not in: {done.stderr}"

    def said(self, told, *parts):
        notes = " | ".join(told.get("notes") or [])
        for part in parts:
            assert part in notes, f"'{part}' is not in: {notes}"

    def sales(self, makir):
        folder = self.path(f"export{self.n}-{len(os.listdir(self.folder))}")
        return makir.exported(folder)

    def counts(self, told, **wanted):
        for name, value in wanted.items():
            assert told[name] == value, f"{name} is {told[name]}, not {value}: {told.get('notes')}"

    # --- every way of writing the same table ---

    def every_writing(self):
        want = None
        for charset, codec in CHARSETS:
            for delimiter in ",;\t|":
                for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                    for end in ("\r\n", "\n"):
                        text = table(ROWS * 4 if codec == "cp862" else ROWS, delimiter, quoting, end)
                        data = b"\xfe\xff" + text.encode(codec) if codec == "utf-16-be" else text.encode(codec or "utf-8")
                        told, makir = self.given("writing.csv", data)
                        what = f"{charset} {codec}, {delimiter!r}, quoting {quoting}, {end!r}"
                        assert told["bad"] == 0 and told["customers_new"] == 3 and told["sales_new"] == 3, f"{what}: {told}"
                        if codec != "cp862":
                            export = self.sales(makir)
                            got = {t: export[t] for t in ("customer", "sale", "sale_line", "item", "contact_point")}
                            want = want or got
                            program.same(want, got, what)

    # --- what stands around a table ---

    def around_the_table(self):
        body = table(ROWS)
        told, _ = self.given("title.csv", "דוח מכירות,,,,,,,\r\nהופק ב־1.4.2025,,,,,,,\r\n" + body)
        self.counts(told, rows=4, new=4, bad=0)
        self.said(told, "the table begins at line 3")
        for name, last in (("word", 'סה"כ,,,,,,7,58.50\r\n'), ("english", ",,,,Total,,7,58.50\r\n"), ("numbers", ",,,,,,7,58.50\r\n"), ("hebrew", ",,,,סך הכל:,,7,58.50\r\n")):
            told, _ = self.given(f"totals-{name}.csv", body + last)
            self.counts(told, rows=4, new=4, bad=0)
            self.said(told, "line 6: a row of totals was passed over")
        merged = [ROWS[0], ["", "", "", "", "", "תה", "2", "7.50"], ROWS[2], ["", "", "", "", "", "דבש", "1", "5.00"]] * 3
        told, makir = self.given("merged.csv", table(merged))
        self.counts(told, rows=12, bad=0, customers_new=2, sales_new=2, lines_new=12)
        told, _ = self.given("headless.csv", table(ROWS * 5, head=None))
        self.counts(told, rows=20, bad=0, customers_new=3)
        told, _ = self.given("head.csv", table([]))
        self.said(told, "no row below it")

    # --- values ---

    def values(self):
        def amounts(cells, delimiter=","):
            rows = [[str(20 + i), f"לקוחה {chr(0x5d0 + i)}", f"050-10000{i:02}", f"{i + 13}/03/2025", str(900 + i), "קפה", "1", cell] for i, cell in enumerate(cells)]
            told, makir = self.given("amounts.csv", table(rows, delimiter))
            self.counts(told, bad=0)
            return [json.loads(row)[6] for row in sorted(self.sales(makir)["sale"], key=lambda row: json.loads(row)[4])]
        got = amounts(["1,234.50", "(20.00)", "20.00-", "1.5E+03", "₪ 1", "-7", "1234", "12.345"])
        assert got == ["1234.50", "-20.00", "-20.00", "1500.00", "1.00", "-7.00", "1234.00", "12.35"], got
        got = amounts(["1.234,50", "20,00", "7,5", "1.000,00"], ";")
        assert got == ["1234.50", "20.00", "7.50", "1000.00"], got

        def days(cells):
            rows = [[str(20 + i), "", f"050-10000{i:02}", cell, str(900 + i), "קפה", "1", "10.00"] for i, cell in enumerate(cells)]
            told, makir = self.given("days.csv", table(rows))
            self.counts(told, bad=0, sales_new=len(cells))
            found = {json.loads(row)[4]: json.loads(row)[1][:13] for row in self.sales(makir)["sale"]}
            return told, [found[str(900 + i)] for i in range(len(cells))]
        _, got = days([f"0{i}/03/2025" for i in range(1, 9)] + ["25/03/2025"])
        assert got[1].startswith("2025-03-01"), got         # the second of March here is the evening of the first in UTC
        _, got = days([f"03/0{i}/2025" for i in range(1, 9)] + ["03/25/2025"])
        assert got[1].startswith("2025-03-01"), got
        told, _ = days([f"03/0{i}/2025" for i in range(1, 9)])
        self.said(told, "every date can be read with the day or the month first")
        _, got = days([str(45700 + i) for i in range(8)])
        assert got[1].startswith("2025-02-12"), got
        _, got = days([f"{45700 + i}.5" for i in range(8)])
        assert got[1].startswith("2025-02-13T10"), got
        for unit in (1, 1000):
            _, got = days([str((1741000000 + 86400 * i) * unit) for i in range(8)])
            assert got[1].startswith("2025-03-04T11"), got

        def phones(cells):
            rows = [[str(20 + i), "", cell, "13/03/2025", str(900 + i), "קפה", "1", "10.00"] for i, cell in enumerate(cells)]
            told, makir = self.given("phones.csv", table(rows))
            return told, sorted(json.loads(row)[2].lstrip("'") for row in self.sales(makir)["contact_point"] if '"phone"' in row)
        _, got = phones(["501000001", "0501000002", "972501000003", "+972-50-1000004", "50 1000005", "501000006.0"])
        assert got == [f"+97250100000{i}" for i in range(1, 7)], got
        told, got = phones(["5.01E+08", "5.01E+08", "5.02E+08"])
        assert not got, got
        self.said(told, "says phone, but its values do not")

        def codes(column, cells):
            head = [*HEAD[:5], column, "תיאור פריט", *HEAD[6:]]
            rows = [[str(20 + i), f"לקוחה {chr(0x5d0 + i)}", "", "13/03/2025", str(900 + i), cell, f"טעם {chr(0x5d0 + i)}", "1", "10.00"] for i, cell in enumerate(cells)]
            told, makir = self.given("codes.csv", table(rows, head=head))
            self.counts(told, bad=0, new=len(cells))
            return told, makir.exported(self.path(f"codes{self.n}"))["item"]
        for column in ("ברקוד", "קוד פריט"):                   # what a spreadsheet has shortened is nobody's code, or all that look like it would be one
            told, items = codes(column, ["7.29E+12", "7290000000017", "7.29E+12", "7290000000024", "7290000000031"])
            self.said(told, "only the beginning is left (7.29E+12), so many have become the same: 2")
            assert len(items) == 5 and not any("E+12" in item for item in items), items

    # --- broken bytes ---

    def broken_bytes(self):
        body = table(ROWS).encode()
        told, makir = self.given("zero.csv", body + "20,דנ\0ה,050-1000004,16/03/2025,903,קפה,1,10.00\r\n".encode())
        self.counts(told, rows=5, bad=0)
        assert any("דנה" in row for row in self.sales(makir)["customer"])
        told, _ = self.given("padded.csv", body + b"\0" * 5000)
        self.counts(told, rows=4, new=4, bad=0)
        told, _ = self.given("huge.csv", body + b"20," + b"x" * 3000000 + b",050-1000004,16/03/2025,903,x,1,10.00\r\n" + "21,דנה,050-1000005,16/03/2025,904,x,1,10.00\r\n".encode())
        self.counts(told, rows=6, new=5, bad=1)
        self.said(told, "line 6: the row is longer than")
        self.refused("binary.csv", bytes(range(256)) * 40, "is not text")
        self.refused("empty.csv", b"", "is empty")
        self.refused("mark.csv", b"\xef\xbb\xbf", "is empty")
        self.refused("blank.csv", b"\n\n  \n", "no rows that can be read")

    # --- folders and archives ---

    def folders(self):
        body = table(ROWS)
        os.makedirs(self.path("folder"))
        self.refused(self.path("folder"), None, "no kind of file that is known")
        self.put("folder/a.csv", body)
        self.counts(self.store().imported(self.path("folder")), rows=4, bad=0)
        self.put("folder/b.csv", body)
        self.refused(self.path("folder"), None, "several tables", "one by one")
        self.refused(self.path("not-there.csv"), None, "cannot open", "No such file")
        with zipfile.ZipFile(self.path("two.zip"), "w") as z:
            z.writestr("a.csv", body), z.writestr("b.csv", body)
        self.refused(self.path("two.zip"), None, "several tables", "one by one")
        with zipfile.ZipFile(self.path("one.zip"), "w") as z:
            z.writestr("deep/a.csv", body)
        self.counts(self.store().imported(self.path("one.zip")), rows=4, bad=0)
        with open(self.path("one.zip"), "rb") as f:
            self.refused("cut.zip", f.read()[:-60], "cut short")
        if os.getuid() != 0:
            os.chmod(self.put("locked.csv", body), 0)
            self.refused(self.path("locked.csv"), None, "Permission denied")

    # --- bad rows come back ---

    def bad_rows_come_back(self):
        makir = self.store()
        rows = [list(row) for row in ROWS]
        rows[1][7] = "הרבה"
        rows[3][3] = "מחר"
        told, _ = self.given("bad.csv", table(rows), makir)
        self.counts(told, rows=4, new=2, bad=2)
        self.said(told, "line 3, column 8 (amount)", "line 5, column 4 (date)")
        with open(told["bad_file"], encoding="utf-8-sig") as f:
            text = f.read()
        assert "makir_problem" in text
        told, _ = self.given("bad.csv.bad.csv", text.replace("הרבה", "7.50").replace("מחר", "15/03/2025"), makir)
        self.counts(told, rows=2, bad=0, lines_removed=0)
        whole, other = self.sales(makir), self.sales(self.given("whole.csv", table(ROWS))[1])
        for t in ("sale", "sale_line", "customer"):
            program.same({t: other[t]}, {t: whole[t]}, "bad rows, corrected")
        for batch in makir.batches():
            makir.good("batch", "undo", batch["batch"])
        left = {t: len(r) for t, r in self.sales(makir).items() if r}
        assert not left, left

    # --- the uniform file ---

    def uniform(self):
        folder = os.path.join(program.ROOT, "examples", "cafe")
        found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.upper() == "BKMVDATA.ZIP"]
        with zipfile.ZipFile(found[0]) as z:
            data = z.read(next(name for name in z.namelist() if name.upper().endswith("BKMVDATA.TXT")))
        eol = b"\r\n" if b"\r\n" in data else b"\n"
        lines = data.split(eol)

        def books(name, given, makir=None):
            os.makedirs(self.path(name))
            self.put(f"{name}/BKMVDATA.TXT", given)
            makir = makir or self.store()
            return makir.imported(self.path(name)), makir
        told, makir = books("no-ini", data)
        self.said(told, "INI.TXT was not found")
        want = self.sales(makir)
        told, _ = books("cut", data[:len(data) // 2])
        self.said(told, "Z900 is missing")
        head = next(i for i, line in enumerate(lines) if line[:4] == b"C100" and lines[i + 1][:4] == b"D110")
        broken = list(lines)
        broken[head] = broken[head][:200]
        told, makir = books("short", eol.join(broken))
        assert told["bad"] >= 2, told
        self.said(told, "C100, field 1221", "has no header that can be read")
        # the record corrected in the file of bad rows, where all stands in the columns it has in the file itself
        with open(told["bad_file"], encoding="utf-8-sig") as f:
            bad = f.read().split("\n")
        at = next(i for i, line in enumerate(bad) if line.startswith("C100"))
        short = bad[at][:200]
        codec = "cp862" if told["charset"].startswith("cp862") else "cp1255" if "1255" in told["charset"] else "iso8859-8" if "8859" in told["charset"] else "utf-8"
        bad[at] = short + lines[head].decode(codec)[200:] + bad[at][444:]
        again, _ = self.given("short.bad.txt", "\n".join(bad), makir)
        self.counts(again, bad=0)
        got = self.sales(makir)
        for t in ("sale", "sale_line"):
            program.same({t: want[t]}, {t: got[t]}, "a record corrected in the file of bad rows")
        junk = list(lines)
        junk.insert(head, b"HELLO")
        told, _ = books("junk", eol.join(junk))
        self.counts(told, bad=1)
        self.said(told, "begins with no record code")

    def all(self):
        for name in ("every_writing", "around_the_table", "values", "broken_bytes", "folders", "bad_rows_come_back", "uniform"):
            getattr(self, name)()
            print(f"{name}: fine", flush=True)


def main(argv):
    with tempfile.TemporaryDirectory(prefix="makir-torture-") as folder:
        Torture(argv[1], folder).all()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
