# SPDX-License-Identifier: Apache-2.0
"""A café: regulars with a drink of theirs, beans to take home, and things to tell that need no purchase."""
import datetime

from common import TODAY, Book, Chance, Till, consents, people, settings

DRINKS = [("501", "הפוך גדול", 16), ("502", "אספרסו כפול", 12), ("503", "קפה קר", 18), ("504", "תה נענע", 13), ("505", "הפוך סויה", 18), ("506", "שוקו חם", 17)]
BITES = [("511", "קרואסון חמאה", 16), ("512", "עוגת גזר", 28), ("513", "כריך חביתה", 34), ("514", "בורקס גבינה", 15), ("515", "עוגיית שוקולד צ'יפס", 12), ("516", "גרנולה ויוגורט", 36), ("517", "סלט ירוק", 44)]
HOME = [("521", "פולי קפה ברזיל 250 גרם", 46), ("522", "פולי קפה אתיופיה 250 גרם", 58), ("523", "קפה טחון לפרנץ' פרס", 44), ("524", "פולים נטולי קפאין", 54)]
EXTRA = [("531", "כוס רב־פעמית", 65), ("532", "פרנץ' פרס קטן", 139), ("533", "ניירות סינון", 24)]


def days(n):
    return datetime.timedelta(days=n)


def make():
    chance, till, book = Chance(55), Till(), Book()
    who = people(chance, 60, 5001)
    for p in who:
        drink, bites = chance.pick(DRINKS), chance.some(BITES, 2)
        beans = chance.pick(HOME) if chance.unit() < 0.5 else None
        again, pace = chance.about(chance.pick([3, 7, 14]), 0.2), chance.about(24, 0.2)
        day = datetime.date(2025, 12, 1) + days(chance.below(60))
        gone = TODAY - days(chance.between(30, 120)) if chance.unit() < 0.15 else TODAY
        next_beans = day + days(chance.below(20))
        while day <= gone:
            if day.weekday() != 5:
                lines = [(drink[0] if chance.unit() < 0.85 else chance.pick(DRINKS)[0], "", "שתייה חמה", 1, 0)]
                name, price = next((d[1], d[2]) for d in DRINKS if d[0] == lines[0][0])
                lines = [(lines[0][0], name, "שתייה", 1, price)]
                if chance.unit() < 0.55:
                    b = chance.pick(bites) if chance.unit() < 0.8 else chance.pick(BITES)
                    lines.append((b[0], b[1], "לאכול", 1, b[2]))
                if beans and next_beans <= day:
                    lines.append((beans[0], beans[1], "לבית", 1, beans[2]))
                    next_beans = day + days(max(8, round(chance.about(pace, 0.12))))
                    if chance.unit() < 0.12:
                        lines.append(("533", "ניירות סינון", "לבית", 1, 24))
                elif chance.unit() < 0.012:
                    e = chance.pick(EXTRA)
                    lines.append((e[0], e[1], "לבית", 1, e[2]))
                till.sale(p, day, lines)
            day += days(max(1, round(chance.about(again, 0.35))))
        if chance.unit() < 0.4:
            book.put("fact", p, kind="taste", text=chance.pick(["קפה חזק", "בלי סוכר", "קפה בהיר", "אפייה ביתית"]), day=TODAY - days(100))
        if chance.unit() < 0.2:
            book.put("fact", p, kind="hobby", text=chance.pick(["ספרים", "ג'אז", "אופניים", "אפייה"]), day=TODAY - days(80))
        if chance.unit() < 0.35:
            book.put("occasion", p, kind="birthday", day=datetime.date(chance.between(1955, 2004), chance.between(1, 12), chance.between(1, 28)), text=chance.pick(["civil", "civil", "hebrew"]))
        if chance.unit() < 0.08:
            book.put("fact", p, kind="allergy", text="אגוזים", day=TODAY - days(60))
    consents(chance, book, who, 0.6)
    goods = [["key", "stock", "price", "margin"]] + [[k, 99, f"{price:.2f}", 62] for k, _, price in DRINKS + BITES] + [[k, chance.between(2, 20), f"{price:.2f}", 38] for k, _, price in HOME + EXTRA]
    content = [["kind", "title", "text", "about", "from", "until"],
               ["tip", "אספרסו טוב בבית", "טחינה דקה יותר, 18 גרם, 28 שניות.", "קפה חזק, פולי קפה, אספרסו", "", ""],
               ["event", "ערב ג'אז ביום שלישי", "טריו של השכונה, הכניסה חופשית.", "ג'אז", "2026-11-15", "2026-11-30"],
               ["tip", "מועדון ספר של הבוקר", "יום ראשון בתשע, החודש: סיפורים קצרים.", "ספרים", "", ""],
               ["news", "קלייה חדשה מאתיופיה", "פרחונית ובהירה. אפשר לטעום כוס קטנה.", "קפה בהיר, אתיופיה", "2026-11-10", "2026-12-20"],
               ["tip", "עוגיות שנשארות רכות", "סוכר חום, ומוציאים דקה לפני הזמן.", "אפייה, עוגיית שוקולד", "", ""]]
    return {"settings.csv": settings("קפה פינתי (הדגמה)", margin=58), "sales.csv.xz": till.table(), "book.csv": book.rows, "goods.csv": goods, "content.csv": content}
