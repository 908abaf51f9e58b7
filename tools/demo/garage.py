# SPDX-License-Identifier: Apache-2.0
"""A garage: cars that are driven at their own pace, what was done to them as the till wrote it, readings, a recall and a known fault."""
import datetime

from common import TODAY, Book, Chance, Till, consents, people, settings

MODELS = [("מאזדה 3", "petrol", 2013, 2022), ("טויוטה קורולה", "petrol", 2012, 2023), ("סקודה אוקטביה", "diesel", 2014, 2021), ("יונדאי i20", "petrol", 2013, 2023), ("קיה ספורטאז'", "petrol", 2015, 2023),
          ("סוזוקי סוויפט", "petrol", 2012, 2022), ("פיג'ו פרטנר", "diesel", 2013, 2020), ("מיצובישי אאוטלנדר", "petrol", 2014, 2022)]
PARTS = [("201", "טיפול תקופתי ומסנן שמן", "טיפולים", 690), ("202", "החלפת רפידות בלם", "בלמים", 780), ("203", "החלפת נוזל בלמים", "בלמים", 240), ("204", "רוטציה לצמיגים", "צמיגים", 160),
         ("205", "פילטר אוויר", "טיפולים", 130), ("206", "בדיקת מצבר", "חשמל", 60), ("207", "הכנה לטסט ומבחן רישוי", "טסט", 420), ("208", "מגבים", "אביזרים", 95), ("209", "צמיג 205/55", "צמיגים", 390),
         ("210", "החלפת מצבר", "חשמל", 620), ("211", "פלאגים", "טיפולים", 380), ("212", "תיקון תקר", "צמיגים", 70)]


def days(n):
    return datetime.timedelta(days=n)


def make():
    chance, till, book = Chance(22), Till(), Book()
    part = {p[0]: p for p in PARTS}

    def line(key, pieces=1):
        return (key, part[key][1], part[key][2], pieces, part[key][3])

    who = people(chance, 56, 2001)
    for p in who:
        model, fuel, low, high = chance.pick(MODELS)
        year = chance.between(low, high)
        new = datetime.date(year, chance.between(1, 12), chance.between(1, 28))
        rate = chance.about(38, 0.4)
        km = lambda day: max(0, int((day - new).days * rate * (0.92 + 0.16 * chance.unit())))
        book.put("asset", p, name=model, kind="car", day=max(new, datetime.date(2022, 1, 10)), text=f"year={year}; from={new.isoformat()}; fuel={fuel}; plate={chance.between(10, 99)}-{chance.between(100, 999)}-{chance.between(10, 99)}")
        due = max(new + days(360), datetime.date(2022, 3, 1)) + days(chance.between(0, 260))
        at = 0
        visits = []
        while due <= TODAY:
            at = max(at + 500, km(due))
            visits.append((due, at))
            lines = [line("201")]
            if chance.unit() < 0.35:
                lines.append(line("205"))
            if chance.unit() < 0.3:
                lines.append(line("204"))
            if chance.unit() < 0.22:
                lines.append(line("202"))
            if chance.unit() < 0.3:
                lines.append(line("203"))
            if chance.unit() < 0.2:
                lines.append(line("208"))
            if chance.unit() < 0.12:
                lines.append(line("209", 2))
            till.sale(p, due, lines)
            book.put("reading", p, name=model, day=due, value=at)
            due += days(int(min(365 * chance.about(1, 0.12), 15000 / rate * chance.about(1, 0.15))))
        if chance.unit() < 0.65:                       # a reading between: by telephone, at a puncture
            between = TODAY - days(chance.between(15, 120))
            if not visits or visits[-1][0] < between:
                at = max(at + 300, km(between))
                book.put("reading", p, name=model, day=between, value=at)
                if chance.unit() < 0.5:
                    till.sale(p, between, [line("212")])
        test = datetime.date(max(2023, year + 3), new.month, new.day)
        while test <= TODAY:
            if chance.unit() < 0.85:
                till.sale(p, test - days(chance.between(0, 12)), [line("207")] + ([line("206")] if chance.unit() < 0.4 else []))
            test = datetime.date(test.year + 1, new.month, new.day)
        if chance.unit() < 0.15:
            book.put("fact", p, kind="hobby", text=chance.pick(["טיולי שטח", "אופניים", "אספנות רכב"]), day=TODAY - days(90))
    consents(chance, book, who, 0.75)
    notices = [["kind", "applies-to", "title", "text", "from", "since"],
               ["recall", "car/מאזדה 3/2014-2017", "מנגנון בלם היד", "החלפת מנגנון בלם היד, בלי תשלום, כחצי שעה.", "", "2026-09-01"],
               ["recall", "car/קיה ספורטאז'/2016-2019", "נתיך של יחידת ABS", "בדיקה והחלפת נתיך. עד אז לחנות בחוץ.", "", "2026-06-15"],
               ["fault", "car/סקודה אוקטביה/2014-2018", "משאבת מים", "נוזלת בדרך כלל סביב 120 אלף. כדאי להחליף עם הרצועה.", "115000", ""],
               ["fault", "car/פיג'ו פרטנר", "מסנן חלקיקים", "נסתם בנסיעה עירונית: נסיעה של חצי שעה בכביש מהיר.", "100000", ""]]
    content = [["kind", "title", "text", "about", "from", "until"],
               ["tip", "לפני הגשם הראשון", "מגבים, צמיגים ומים בנוזל השטיפה: חמש דקות אצלנו, בלי תור.", "car, רכב", "2026-10-15", "2026-12-31"],
               ["tip", "לחץ אוויר בחורף", "כל עשר מעלות פחות הן 0.1 בר פחות. שווה לבדוק.", "car, צמיגים", "2026-11-01", "2027-02-28"],
               ["news", "מסלולי שטח שנפתחו השנה", "שלושה מסלולים קלים בדרום, עם נקודות חניה.", "טיולי שטח", "", ""]]
    goods = [["key", "hidden"], ["212", "כן"]]            # nobody is offered a puncture
    return {"settings.csv": settings("המוסך של אבי (הדגמה)", margin=45, hour=120), "sales.csv.xz": till.table(), "goods.csv": goods, "book.csv": book.rows, "notices.csv": notices, "content.csv": content}
