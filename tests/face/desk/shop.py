# SPDX-License-Identifier: Apache-2.0
"""A small invented shop as a file of its till: Hebrew names, phones, mails, a year of purchases with each customer's own rhythm.
The same numbers at every run; the days end yesterday, so that somebody is due today."""
import csv
import datetime
import random

GIVEN = "רונית יוסי נועה אחמד תמר איתן שירה דוד מרים לאה אבי דנה יעל משה Margaret David Łukasz סיגלית עומר חנן".split()
FAMILY = "לפידור־בלו כהן אברהמי חטיב שגב בן־דוד רוזן גולן אברג׳יל שטיין O'Connell Nowak פרץ מזרחי לוי ביטון דהן אבו־ראס פרידמן צ׳רניחובסקי".split()
ITEMS = [("אתיופיה יירגצ׳ף 250 ג׳", 49.0, 13), ("ברזיל סנטוס 1 ק״ג", 129.0, 30), ("פילטרים V60, 100 יחידות", 32.0, 40),
         ("קפסולות, 50 יחידות", 89.0, 21), ("קולומביה נטול 250 ג׳", 52.0, 17), ("שוקולד מריר 70%", 24.0, 35), ("טבליות ניקוי למכונה", 54.0, 60)]
COLUMNS = ["מספר לקוח", "שם לקוח", "טלפון נייד", "מייל", "תאריך מסמך", "מספר מסמך", "שם פריט", "כמות", "סכום"]


def club(till, path):
    """The club's own list: most of them the till knows, and eight who wrote no telephone: of the same name as somebody, and maybe he."""
    known = {}
    with open(till, encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            if row["טלפון נייד"]:
                known[row["מספר לקוח"]] = (row["שם לקוח"], row["טלפון נייד"])
    people = [known[n] for n in sorted(known)]
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        out = csv.writer(f)
        out.writerow(["שם", "טלפון"])
        out.writerows(people[:30])
        out.writerows((name, "") for name, _ in people[30:38])


def write(path, customers=80, ago=0):
    rng = random.Random(7)
    today = datetime.date.today() - datetime.timedelta(days=ago)
    document = 1000
    sales = []
    for n in range(customers):
        name = f"{GIVEN[n % len(GIVEN)]} {FAMILY[(n * 7 + n // len(GIVEN)) % len(FAMILY)]}"
        phone = f"05{rng.choice('0234')}-{rng.randrange(2000000, 9999999)}" if n % 6 else ""
        mail = f"customer{n}@example.com" if n % 3 == 0 else ""
        favourite, also = rng.sample(ITEMS, 2)
        day = today - datetime.timedelta(days=rng.randrange(200, 360))
        stop = today - datetime.timedelta(days=rng.choice([1, 1, 1, 120]))
        while day <= stop:
            document += 1
            for name_of, price, _ in [favourite] + ([also] if rng.random() < 0.35 else []):
                count = rng.choice([1, 1, 1, 2])
                sales.append((day, [3000 + n, name, phone, mail, day.strftime("%d/%m/%Y"), document, name_of, count, f"{price * count:.2f}"]))
            day += datetime.timedelta(days=max(2, round(rng.gauss(favourite[2], favourite[2] * 0.15))))
    sales.sort(key=lambda s: s[0])
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        out = csv.writer(f)
        out.writerow(COLUMNS)
        out.writerows(row for _, row in sales)
