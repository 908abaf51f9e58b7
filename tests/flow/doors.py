# SPDX-License-Identifier: Apache-2.0
"""Every file a business has, through the whole program: doors.py MAKIR

Workbooks, contact cards, chats, events and the exports of services come in, change nothing the second time, and go again; what is broken or hostile gets a
sentence. People are invented; phones are of ranges that are not given out.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import program

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CARDS = "BEGIN:VCARD\nVERSION:3.0\nN:לוי;דנה;;;\nTEL:054-1234567\nORG:Acme\nANNIVERSARY:2005-06-07\nBDAY:1980-02-03\nNOTE:אוהבת תה\nEND:VCARD\n"
LATER = "BEGIN:VCARD\nVERSION:3.0\nN:לוי;דנה;;;\nTEL:054-1234567\nORG:Acme\nNICKNAME:דני\nEND:VCARD\n"
EVENTS = ('{"type":"person","key":"9","name":"Noam Bar","phone":"0541234568","facts":[{"kind":"pet","value":"dog"}]}\n'
          '{"type":"purchase","doc":"70","at":"2025-03-01","customer":{"key":"9"},"total":20,"lines":[{"item":"L","quantity":2,"price":4},{"name":"Cake","amount":12}]}\n'
          '{"type":"interaction","at":"2025-03-02","customer":{"key":"9"},"channel":"call","text":"asked"}\n')
MAILCHIMP = ("Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID,NOTES,TAGS{more}\n"
             "dana@example.com,Dana,Levi,2,2024-01-02 10:00:00,203.0.113.7,2024-01-02 10:05:00,203.0.113.7,1,a,,{tail}\n")


def workbook(path, sheets, strings=None, more=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets>' + "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1)) + "</sheets></workbook>")
        for i, rows in enumerate(sheets.values(), 1):
            data = rows if isinstance(rows, str) else "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in row) + "</row>" for row in rows)
            z.writestr(f"xl/worksheets/sheet{i}.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>')
        if strings:
            z.writestr("xl/sharedStrings.xml", strings)
        for name, text in more:
            z.writestr(name, text)
    return path


def cells(path):
    """What a workbook that makir wrote says, row after row, and whether it runs from right to left."""
    import xml.etree.ElementTree as ET
    with zipfile.ZipFile(path) as z:
        tree = ET.fromstring(z.read("xl/worksheets/sheet1.xml"))
        right = any(v.get("rightToLeft") == "1" for v in tree.iter(f"{{{MAIN}}}sheetView"))
        rows = [[("".join(t.text or "" for t in c.iter(f"{{{MAIN}}}t")) or (c.findtext(f"{{{MAIN}}}v") or "")) for c in row] for row in tree.iter(f"{{{MAIN}}}row")]
        formulas = sum(1 for _ in tree.iter(f"{{{MAIN}}}f"))
    return rows, right, formulas


class Doors:
    def __init__(self, makir_program, folder):
        self.program, self.folder, self.n = makir_program, folder, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, text):
        with open(self.path(name), "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode("utf-8"))
        return self.path(name)

    def store(self):
        self.n += 1
        return program.Makir(self.program, self.path(f"store{self.n}.makir"))

    def customer(self, makir, word):
        rows = makir.rows("customer", "find", word)
        assert len(rows) == 1, f"{word}: {rows}"
        return makir.json("customer", "show", rows[0]["customer"])

    def comes_and_goes(self):
        """Each file comes in, changes nothing the second time, and leaves nothing when it is taken back; of two that overlap either may go."""
        base = self.put("base.csv", "customer number,name,phone\n1,Tal Gal,0541234569\n")
        book = workbook(self.path("book.xlsx"), {"people": [["customer number", "name", "phone", "birthday"], ["5", "Roni Or", "0541234565", "2/3/1980"]]})
        for file in (self.put("c.vcf", CARDS), self.put("e.ndjson", EVENTS), book, self.put("WhatsApp Chat with Tal Gal.txt", "10.3.2025, 10:49 - Tal Gal: hello\n10.3.2025, 10:50 - Cafe: yes\n")):
            makir = self.store()
            makir.imported(base)
            before = makir.exported(self.path(f"before{self.n}"))
            told = makir.imported(file)
            assert told["batch"] and told["new"] + told["updated"] == told["rows"] and told["bad"] == 0, told
            again = makir.imported(file)
            assert again["batch"] is None and again["same"] == again["rows"], again
            makir.good("batch", "undo", told["batch"])
            assert makir.exported(self.path(f"after{self.n}")) == before, f"{file}: something is left"
        first, second = self.put("c1.vcf", CARDS), self.put("c2.vcf", LATER)
        for goes, stays in ((first, second), (second, first)):
            makir = self.store()
            batch = {f: makir.imported(f)["batch"] for f in (first, second)}
            makir.good("batch", "undo", batch[goes])
            alone = self.store()
            alone.imported(stays)
            facts = [sorted((f["kind"], f["value"]) for f in self.customer(m, "דנה")["facts"]) for m in (makir, alone)]
            assert facts[0] == facts[1], f"{stays}: {facts}"

    def a_chat_finds_its_customer(self):
        makir = self.store()
        makir.imported(self.put("p.csv", "customer number,name,phone\n1,Tal Gal,0541234569\n2,Dana Levi,0541234560\n3,Dana Levi,0541234561\n"))
        chat = "10.3.2025, 10:49 - {0}: hello\n10.3.2025, 10:50 - Cafe: yes\n"
        told = makir.imported(self.put("WhatsApp Chat with Tal Gal.txt", chat.format("Tal Gal")))
        assert told["customers_new"] == 0 and told["kind"] == "whatsapp", told
        talk = [e for e in self.customer(makir, "Tal")["timeline"] if "hello" in (e.get("detail") or "") + (e.get("title") or "")]
        assert talk, self.customer(makir, "Tal")["timeline"]
        told = makir.imported(self.put("WhatsApp Chat with Dana Levi.txt", chat.format("Dana Levi")))
        assert told["customers_new"] == 1, "one of two of the same name was guessed"
        longer = makir.imported(self.put("WhatsApp Chat with Dana Levi.txt", chat.format("Dana Levi") + "11.3.2025, 9:00 - Dana Levi: thanks\n"))
        assert longer["customers_new"] == 0 and longer["same"] == 2, longer
        with zipfile.ZipFile(self.path("WhatsApp Chat - Tal Gal.zip"), "w") as z:
            z.writestr("_chat.txt", chat.format("Tal Gal"))
            z.writestr("00001-PHOTO.jpg", b"\xff\xd8")
        assert makir.imported(self.path("WhatsApp Chat - Tal Gal.zip"))["same"] == 2, "the same chat from an iPhone's archive is another"

    def consent_with_its_evidence(self):
        makir = self.store()
        told = makir.imported(self.put("subscribed_members.csv", MAILCHIMP.format(more="", tail='"""VIP"""')))
        assert told["recognised"].startswith("this is Mailchimp's list of subscribers"), told
        known = self.customer(makir, "Dana")["consent"]
        assert known[0]["state"] == "claimed" and "203.0.113.7" in known[0]["evidence"] and "confirmed 2024-01-02" in known[0]["evidence"] and known[0]["at"].startswith("2024-01-02"), known
        makir.imported(self.put("unsubscribed_members.csv", MAILCHIMP.format(more=",UNSUB_TIME,UNSUB_REASON", tail=",2025-06-07 08:09:10,NORMAL")))
        known = self.customer(makir, "Dana")["consent"]
        refused = [c for c in known if c["state"] == "refused"]
        assert refused and refused[0]["at"].startswith("2025-06-07") and "unsubscribed in Mailchimp" in refused[0]["evidence"], known

    def bad_rows_come_back_in_their_kind(self):
        makir = self.store()
        head = ["customer number", "name", "date", "invoice", "amount"]
        book = workbook(self.path("sales.xlsx"), {"sales": [head, ["1", "Dana Levi", "25/12/2025", "70", "12.5"], ["2", "=1+1", "tomorrow", "71", "13"], ["3", "Noam", "26/12/2025", "72", "much"]]})
        told = makir.imported(book)
        assert told["bad"] == 2 and told["bad_file"].endswith("sales.xlsx.bad.xlsx"), told
        rows, right, formulas = cells(told["bad_file"])
        assert rows[0] == head + ["makir_problem"] and rows[1][:2] == ["2", "=1+1"] and formulas == 0 and not right, rows
        assert rows[1][5].startswith("cell C3 (date)") and rows[2][5].startswith("cell E4 (amount)"), rows
        fixed = workbook(self.path("fixed.xlsx"), {"sales": [rows[0], ["2", "Ben", "25/12/2025", "71", "13", rows[1][5]], ["3", "Noam", "26/12/2025", "72", "14", rows[2][5]]]})
        assert makir.imported(fixed)["new"] == 2
        told = makir.imported(self.put("x.vcf", "BEGIN:VCARD\nNOTE:who\nEND:VCARD\n" + CARDS))
        assert told["bad_file"].endswith(".bad.vcf") and "X-MAKIR-PROBLEM:line 1" in open(told["bad_file"], encoding="utf-8").read()
        told = makir.imported(self.put("x.ndjson", EVENTS + '{"type":"party"}\n'))
        assert '"makir_problem":"line 4' in open(told["bad_file"], encoding="utf-8").read().replace('": "', '":"')

    def lists_as_workbooks(self):
        makir = self.store()
        makir.imported(self.put("evil.csv", "customer number,name,phone\n1,\"=cmd|' /C calc'!A0\",0541234569\n2,@SUM(A1) דנה,0541234568\n"))
        out = self.path("out.xlsx")
        subprocess.run([makir.program, "--db", makir.db, "--lang", "he", "customer", "find", "054123", "--xlsx", out], check=True, stdout=subprocess.DEVNULL)
        rows, right, formulas = cells(out)
        assert right and formulas == 0 and len(rows) == 3, rows
        names = sorted(r[1] for r in rows[1:])
        assert any(n.startswith("=cmd") for n in names) and any(n.startswith("@SUM") for n in names), names
        text = list(csv.reader(io.StringIO(makir.good("customer", "find", "054123", "--csv"))))
        assert all(not c.startswith(("=", "@", "+", "-")) for row in text[1:] for c in row), text

    def refused(self, file, *parts):
        done = self.store().run("import", file)
        assert done.returncode in (8, 11), f"{file}: left with {done.returncode}: {done.stderr}"
        for part in parts:
            assert part in done.stderr, f"'{part}' is not in: {done.stderr}"

    def hostile_files(self):
        """Nothing outside is read or written, memory stays, and each gets a sentence."""
        self.refused(self.put("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "old Excel file", "Save As")
        self.refused(self.put("page.xls", "<html><table><tr><td>1</td></tr></table></html>"), "web page")
        bomb = '<!DOCTYPE sst [<!ENTITY a "' + "a" * 1000 + '">' + "".join(f'<!ENTITY {chr(98 + i)} "' + f"&{chr(97 + i)};" * 10 + '">' for i in range(8)) + "]><sst><si><t>&i;</t></si></sst>"
        self.refused(workbook(self.path("laughs.xlsx"), {"a": [["name", "phone"], ["x", "y"]]}, bomb), "document type")
        self.refused(workbook(self.path("deep.xlsx"), {"a": "<row>" + "<c>" * 5000}), "cannot be read")
        with zipfile.ZipFile(self.path("binary.xlsb"), "w") as z:
            z.writestr("xl/workbook.bin", b"\0")
        self.refused(self.path("binary.xlsb"), "XLSB")
        with zipfile.ZipFile(self.path("calc.ods"), "w") as z:
            z.writestr("content.xml", "<x/>")
            z.writestr("META-INF/manifest.xml", "<x/>")
        self.refused(self.path("calc.ods"), "OpenDocument")
        target = self.path("escaped.csv")
        with zipfile.ZipFile(self.path("slip.zip"), "w") as z:
            z.writestr("../escaped.csv", "name,phone\nDana Levi,0541234567\n")
        told = self.store().imported(self.path("slip.zip"))
        assert told["new"] == 1 and not os.path.exists(target), "a name in an archive led outside it"
        makir = self.store()
        told = makir.imported(workbook(self.path("slip.xlsx"), {"a": [["name", "phone"], ["Dana Levi", "0541234567"]]}, None, [("../../escaped.csv", "x")]))
        assert told["new"] == 1 and not os.path.exists(target)
        far = "".join(f'<row r="{1048576 if i & 1 else 2}"><c r="XFD1"><v>1</v></c></row>' for i in range(20000))
        book = workbook(self.path("far.xlsx"), {"a": '<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>phone</t></is></c></row>' + far})
        done = subprocess.run(["sh", "-c", "ulimit -v 1500000; exec \"$@\"", "sh", *self.store().command("import", book)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 8 and "cells" in done.stderr, done.stderr

    def one_address(self):
        """However a file writes the country."""
        makir = self.store()
        for i, country in enumerate(("ישראל", "Israel", "", "IL")):
            makir.imported(self.put(f"people{i}.csv", f"customer number,name,phone,street,city,country\n1,Dana Levi,0541234567,הרצל 5,חיפה,{country}\n"))
        who = makir.rows("customer", "find", "Dana")[0]["customer"]
        page = json.loads(makir.good("customer", "show", who, "--json"))
        page = page["rows"][0] if "rows" in page else page
        assert [c["value"] for c in page["contacts"] if c["kind"] == "address"] == ["הרצל 5, חיפה"], page["contacts"]

    def conflicts_are_settled(self):
        for back in (False, True):
            makir = self.store()
            makir.imported(self.put("a.csv", "customer number,name,phone\n1,Dana Levi,0541234567\n"))
            told = makir.imported(self.put("b.csv", "customer number,name,phone\n1,Dana Levi-Cohen,0541234567\n"))
            who = makir.rows("customer", "find", "Dana")[0]["customer"]
            makir.good("customer", "set", who, "name", "Dana C. Levi")
            rows = makir.rows("batch", "conflicts", told["batch"])
            assert [(r["was"], r["imported"], r["now"]) for r in rows if r["field"] == "name"] == [("Dana Levi", "Dana Levi-Cohen", "Dana C. Levi")], rows
            makir.good("batch", "undo", told["batch"], *(["--back", rows[0]["change"]] if back else []))
            assert makir.rows("customer", "find", "Dana")[0]["name"] == ("Dana Levi" if back else "Dana C. Levi")


def main():
    tests = [Doors.comes_and_goes, Doors.a_chat_finds_its_customer, Doors.consent_with_its_evidence, Doors.bad_rows_come_back_in_their_kind, Doors.lists_as_workbooks, Doors.hostile_files, Doors.one_address, Doors.conflicts_are_settled]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="makir-doors-") as folder:
        for test in tests:
            try:
                test(Doors(sys.argv[1], tempfile.mkdtemp(dir=folder)))
                print(f"ok {test.__name__}")
            except AssertionError as e:
                failed = 1
                print(f"not ok {test.__name__}: {e}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
