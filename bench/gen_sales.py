# SPDX-License-Identifier: Apache-2.0
"""Writes a made-up shop's sales as CSV, the same bytes for the same numbers: gen_sales.py LINES CUSTOMERS SEED >sales.csv

One row a sale line, in the order of time over two years, as a till writes it. Names are Hebrew; phones are in ranges that are not given to
subscribers in Israel. Customers buy at their own pace (a gamma of rates), and the first customer has 200 invoices, for measuring a full page.
"""
import random
import sys

GIVEN = """אביגיל אביב אבנר אברהם אדם אהוד אהרון אור אורי אורית אורלי איילת אילן אילנה איתי איתמר אלון אליעזר אליהו אמיר אסתר אפרת אריאל אריה
 ארנון אשר בועז בנימין ברוך ברכה גבריאל גד גיא גיל גלי גלית גדעון דבורה דוד דורון דורית דינה דליה דן דנה דניאל דפנה הדס הדר הילה הראל ורד זאב זהבה
 חגית חיים חנה חנן טל טליה יאיר יגאל יהודה יהודית יואב יואל יובל יונתן יוסף יעל יעקב יפה יצחק ירון כרמל לאה לב ליאור ליאת לימור מאיר מאיה
 מור מיכאל מיכל מירב מרדכי מרים משה נדב נועה נורית ניר נעמי נתן סיגל עדי עדן עודד עומר עוז עידו ענבל ענת עפרה פנינה צבי ציפורה רבקה רון
 רונית רות רחל רינה שגיא שולמית שי שירה שלמה שמואל שמעון שרה תמר""".split()
FAMILY = """אברהמי אדלר אוחיון אזולאי אטיאס אלבז אלון אלמוג אמסלם אסולין אשכנזי בוזגלו ביטון בלום בן-דוד בן-חמו ברגר ברק גבאי גולדברג גולן
 גרינברג דהן דיין דרור הופמן הררי וולף וקנין זהבי זיו חדד חזן חיים טולדנו יוסף יעקב כהן כץ לביא לוי לוין ליבוביץ מזרחי מימון מלכה מרציאנו
 נחום נחמיאס נתן סבג סויסה סלע עובדיה עמר פורת פישר פרידמן פרץ צדוק צור קליין קפלן רביבו רוזן רוזנברג רוט שוורץ שחר שטרן שלום שפירא ששון תורג'מן""".split()
KINDS = ["קפה", "תה", "לחם", "גבינה", "שמן זית", "דבש", "שוקולד", "עוגיות", "סבון", "נר", "מזון לכלבים", "חול לחתולים", "מסנן מים", "סכין גילוח"]
SIZES = ["קטן", "בינוני", "גדול", "משפחתי", "חיסכון"]
DAYS = 730
MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_text(day):
    """The day-th day from 2023-01-01; two common years, so no calendar is needed."""
    year, day = 2023 + day // 365, day % 365
    month = 0
    while day >= MONTH[month]:
        day -= MONTH[month]
        month += 1
    return f"{year}-{month + 1:02}-{day + 1:02}"


def customer_cells(number):
    """Number, name and phone of a customer: a function of the number alone."""
    mix = (number * 2654435761) & 0xFFFFFFFF
    name = f"{GIVEN[mix % len(GIVEN)]} {FAMILY[(mix >> 9) % len(FAMILY)]}"
    return f"{100000 + number},{name},{('050-1', '052-1', '054-1')[number // 1000000 % 3]}{number % 1000000:06}"


def main(argv):
    if len(argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    lines, customers, seed = (int(a) for a in argv[1:])
    rng = random.Random(seed)
    items = [(f"{1000 + i}", f"{KINDS[i % len(KINDS)]} {SIZES[i // len(KINDS) % len(SIZES)]} {i}", rng.randrange(490, 19900)) for i in range(2000)]
    invoices = max(1, lines * 4 // 11)          # 2.75 lines an invoice, on average
    faithful = min(200, invoices // 2)
    total = 0.0
    reach = []                                  # cumulative pace of the customers: who buys is drawn from it
    for _ in range(customers):
        total += rng.gammavariate(0.7, 1.0)
        reach.append(total)
    buyers = rng.choices(range(customers), cum_weights=reach, k=invoices - faithful)
    # Everyone buys at least once while there are invoices enough, so that N customers are N customers.
    for number in range(1, min(customers, len(buyers) // 2)):
        buyers[number * 2 - 1] = number
    step = max(1, len(buyers) // max(1, faithful))
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="\n")
    out.write("invoice,date,customer no,name,phone,item,desc,qty,price\n")
    written = invoice = 0
    todo = iter(buyers)
    for place in range(invoices):
        if place % (step + 1) == step and faithful:
            faithful -= 1
            buyer = 0
        else:
            buyer = next(todo, 0)
        invoice += 1
        minute = place * DAYS * 600 // invoices         # ten hours a day, evenly
        when = f"{day_text(minute // 600)} {9 + minute % 600 // 60:02}:{minute % 60:02}"
        head = f"{invoice},{when},{customer_cells(buyer)}"
        left = lines - written - (invoices - place - 1)
        count = min(left, rng.choice((1, 1, 2, 2, 3, 3, 4, 6))) if place + 1 < invoices else left
        rows = []
        for _ in range(count):
            key, name, price = items[min(int(rng.expovariate(1 / 300)), len(items) - 1)]
            rows.append(f"{head},{key},{name},{rng.choice((1, 1, 1, 1, 2, 3))},{price // 100}.{price % 100:02}\n")
        out.write("".join(rows))
        written += count
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
