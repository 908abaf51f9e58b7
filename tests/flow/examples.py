# SPDX-License-Identifier: Apache-2.0
"""The examples, against truths that makir had no part in: examples.py MAKIR

The café's generator wrote down who is who and what they bought; the gift shop's year is added up here from the CSV, in a few lines of Python.
"""
import csv
import decimal
import json
import lzma
import os
import random
import sys
import tempfile

import program

SHARED = os.environ.get("MAKIR_SHARED", os.path.join(program.ROOT, "..", "shared"))


def found(makir, text):
    return makir.rows("customer", "find", text, "--limit", "20")


def cafe(makir, folder):
    with open(os.path.join(program.ROOT, "tests", "flow", "cafe_expected.json"), encoding="utf-8") as f:
        truth = json.load(f)
    told = makir.imported(folder)
    assert told["kind"] == "openformat" and told["bad"] == 0, told
    home, phones = {}, 0
    for number, person in enumerate(truth["people"]):
        mine = {row["customer"]: row for key in person["keys"] for row in found(makir, key) if row["matched"] == "number"}
        assert mine, f"person {number}: nobody found by number"
        # Two numbers of one person are one customer when the file has a phone that ties them; either way nobody else's money is among it.
        assert sum(row["spent"] for row in mine.values()) == round(person["net_ils"] * 100), (person, mine)
        assert max(row["last_at"][:10] for row in mine.values()) == person.get("last_bought", person["last"]), (person, mine)
        assert all(row["name"] in person["names"] and row["currency"] == "ILS" for row in mine.values()), (person, mine)
        for customer in mine:
            assert home.setdefault(customer, number) == number, f"persons {home[customer]} and {number} became one customer"
        by_phone = found(makir, person["phone_e164"])
        assert len(by_phone) <= 1 and all(row["customer"] in mine for row in by_phone), (person, by_phone)
        phones += len(by_phone)
    assert phones >= 40, f"only {phones} are found by phone"
    assert found(makir, "לקוח מזדמן") == [], "the walk-in account became a customer"
    print(f"{os.path.basename(folder)}: {len(truth['people'])} people, {phones} of them found by phone, {sum(p['net_ils'] for p in truth['people']):,.2f} ILS", flush=True)


def gift_shop(makir, folder):
    path = os.path.join(folder, "online_retail.csv")
    with lzma.open(os.path.join(program.ROOT, "examples", "online-retail", "online_retail.csv.xz")) as packed, open(path, "wb") as plain:
        plain.write(packed.read())
    spent, slack, bills, last, lines = {}, {}, {}, {}, 0
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            lines += 1
            who = row["CustomerID"].removesuffix(".0")
            if who:
                spent[who] = spent.get(who, 0) + int(row["Quantity"]) * decimal.Decimal(row["UnitPrice"])
                slack[who] = slack.get(who, 0) + decimal.Decimal("0.005")       # a price of 0.001 is rounded on its line
                bill = bills.setdefault((who, row["InvoiceNo"]), [row["InvoiceDate"][:10], 0])
                bill[1] += int(row["Quantity"]) * decimal.Decimal(row["UnitPrice"])
    for (who, _), (day, total) in bills.items():
        if total > 0:                                           # what is given back is no purchase
            last[who] = max(last.get(who, ""), day)
    makir.good("setting", "set", "currency", "GBP")
    told = makir.imported(path)
    assert told["rows"] == lines == 541909 and told["customers_new"] == len(spent) == 4372, (told["rows"], told["customers_new"], len(spent))
    assert told["bad"] == 0, f"{told['bad']} bad rows"
    for who in random.Random(5).sample(sorted(spent), 60):
        rows = [row for row in found(makir, who) if row["matched"] == "number"]
        assert len(rows) == 1, f"customer {who}: {len(rows)} found"
        difference = abs(decimal.Decimal(rows[0]["spent"]) / 100 - spent[who])
        assert difference <= slack[who] and rows[0]["currency"] == "GBP", (who, rows[0]["spent"], spent[who])
        assert (rows[0]["last_at"] or "")[:10] == last.get(who, ""), (who, rows[0]["last_at"], last.get(who))
    print(f"gift shop: {lines} lines, {len(spent)} customers, sums of 60 of them are right", flush=True)


def main(argv):
    with tempfile.TemporaryDirectory(prefix="makir-examples-") as folder:
        def store(name):
            return program.Makir(argv[1], os.path.join(folder, name + ".makir"))

        cafe(store("cafe"), os.path.join(program.ROOT, "examples", "cafe"))
        for form in ("synthetic_dos_cp862_visual", "synthetic_quirks_cp1255_lf"):
            path = os.path.join(SHARED, "data", "openformat", form)
            if os.path.isdir(path):
                cafe(store(form), path)
        gift_shop(store("shop"), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
