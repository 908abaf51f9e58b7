# SPDX-License-Identifier: Apache-2.0
"""What the five demo shops share: chance from a seed, invented people, and the tables they are written as.

Everybody here is invented. The phones are of ranges that are not given out to subscribers.
"""
import csv
import datetime
import io
import lzma
import os

TODAY = datetime.date(2026, 11, 22)

GIVEN_F = "נועה מיכל תמר יעל שירה רונית דנה אורלי ליאת הדס ענת גלית סיגל קרן רחל אסתר חנה רבקה מאיה עדי אפרת סיון טלי ורד נטע אלה שני הילה לימור איריס".split()
GIVEN_M = "דוד יוסי משה אבי רועי עומר איתי גיא אורי יונתן דניאל אלון ארז ניר עידו שמואל יעקב חיים ברק תומר עמית אסף גדי רן שי אייל נדב צבי מתן ליאור".split()
FAMILY = ("כהן לוי מזרחי פרץ ביטון דהן אברהמי פרידמן מלכה אזולאי כץ יוסף עמר אוחיון חדד גבאי סגל שפירא בן־דוד גולן רוזן ברק אלמוג שחר נחמני לפידור הררי "
          "אדלר זיו קדם ורדי אשכנזי טל מור גלעד שרעבי חזן וייס ברגר צור").split()


class Chance:
    """A small generator of its own (SplitMix64), so that the files are the same under every Python."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2 ** 64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2 ** 64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2 ** 64 - 1)
        return z ^ (z >> 31)

    def unit(self):
        return (self.bits() >> 11) / 2 ** 53

    def below(self, n):
        return int(self.unit() * n)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def pick(self, values):
        return values[self.below(len(values))]

    def some(self, values, n):
        rest, out = list(values), []
        while rest and len(out) < n:
            out.append(rest.pop(self.below(len(rest))))
        return out

    def about(self, mean, spread=0.25):
        """Around the mean, never below a third of it; the sum of uniforms stands for a normal."""
        z = sum(self.unit() for _ in range(6)) - 3
        return max(mean / 3, mean * (1 + spread * z * 1.4))


class Person:
    def __init__(self, chance, number):
        self.number = number
        self.gender = chance.pick("fm")
        self.given = chance.pick(GIVEN_F if self.gender == "f" else GIVEN_M)
        self.family = chance.pick(FAMILY)
        self.name = f"{self.given} {self.family}"
        self.phone = f"055-5{number:06d}"


def people(chance, n, first=1001):
    out, seen = [], set()
    while len(out) < n:
        p = Person(chance, first + len(out))
        if p.name not in seen:
            seen.add(p.name)
            out.append(p)
    return out


class Till:
    """Sales as a till exports them."""

    HEADS = ["מספר לקוח", "שם", "מין", "טלפון", "מסמך", "תאריך", "מק\"ט", "תיאור", "קטגוריה", "כמות", "סכום"]

    def __init__(self):
        self.rows, self.doc = [], 10000

    def sale(self, person, day, lines):
        """lines: (key, name, category, pieces, price of one); negative pieces came back."""
        if day > TODAY or not lines:
            return
        self.doc += 1
        for key, name, category, pieces, price in lines:
            self.rows.append((day, self.doc, [person.number, person.name, "נ" if person.gender == "f" else "ז", person.phone, self.doc, day.isoformat(), key, name, category,
                                              pieces, f"{pieces * price:.2f}"]))

    def table(self):
        return [self.HEADS] + [row for _, _, row in sorted(self.rows, key=lambda r: (r[0], r[1]))]


BOOK = ["what", "customer", "name", "kind", "day", "value", "text"]


class Book:
    def __init__(self):
        self.rows = [BOOK]

    def put(self, what, person, name="", kind="", day="", value="", text=""):
        self.rows.append([what, person.number, name, kind, day.isoformat() if day else "", value, text])

    def consent(self, person, channel, day):
        self.put("consent", person, kind=channel, day=day, text="הסכמה בטופס בקופה: מותר לשלוח לי הצעות ועדכונים")


def consents(chance, book, who, share=0.7):
    """Most agreed to one way at least, some refuse to be written to at all: the desk shows both."""
    for p in who:
        if chance.unit() < share:
            book.consent(p, chance.pick(["whatsapp", "whatsapp", "sms"]), TODAY - datetime.timedelta(days=chance.between(30, 500)))


def write(folder, tables):
    os.makedirs(folder, exist_ok=True)
    for name, rows in sorted(tables.items()):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        data = text.getvalue().encode("utf-8")
        if name.endswith(".xz"):
            data = lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=9)
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)


def settings(shop, **more):
    rows = [["key", "value"], ["shop", shop], ["currency", "ILS"], ["timezone", "Asia/Jerusalem"], ["language", "he"], ["today", TODAY.isoformat()]]
    return rows + [[k, str(v)] for k, v in more.items()]
