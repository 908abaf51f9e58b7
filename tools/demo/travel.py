# SPDX-License-Identifier: Apache-2.0
"""A travel agent: families with children at school and couples without, each with a taste, a budget and a time to book."""
import datetime

from common import TODAY, Book, Chance, Till, consents, people, settings

# destination, style, region, price of a family week
PLACES = [("כרתים", "חוף", "יוון", 9800), ("רודוס", "חוף", "יוון", 9200), ("קפריסין", "חוף", "יוון", 7600), ("הדולומיטים", "טבע", "איטליה", 14500), ("רומא", "עיר", "איטליה", 9900),
          ("לונדון", "עיר", "בריטניה", 12800), ("פריז", "עיר", "צרפת", 11900), ("האלפים", "סקי", "צרפת", 19800), ("בולגריה", "סקי", "מזרח אירופה", 10900), ("גאורגיה", "טבע", "קווקז", 9400),
          ("נורווגיה", "טבע", "סקנדינביה", 18900), ("אילת", "חוף", "ישראל", 6200), ("הגליל", "טבע", "ישראל", 4800), ("פראג", "עיר", "מזרח אירופה", 8200), ("תאילנד", "חוף", "אסיה", 21500)]
# the school vacations of three years, as the ministry published them, roughly: when families go
BREAKS = {2023: [(9, 30), (12, 8)], 2024: [(4, 16), (7, 20), (8, 8), (10, 13), (12, 26)], 2025: [(4, 6), (7, 15), (8, 10), (10, 5), (12, 17)], 2026: [(3, 26), (7, 18), (8, 9), (9, 22)]}
AHEAD = [(2026, 12, 7, 5), (2026, 12, 20, 7), (2027, 1, 21, 7), (2027, 2, 18, 6), (2027, 3, 23, 4), (2027, 4, 14, 7), (2027, 4, 18, 6), (2027, 5, 11, 3), (2027, 6, 10, 4), (2027, 7, 6, 9), (2027, 7, 20, 7), (2027, 8, 3, 9),
         (2027, 8, 15, 7), (2027, 10, 14, 9), (2027, 10, 18, 5)]
CHILDREN = "איתמר אלמה ארי גפן דניאל הדר זוהר טליה יובל כרמל לביא מיקה נגה סהר עומר עלמה פלג צליל קים רז שקד תום".split()


def days(n):
    return datetime.timedelta(days=n)


def make():
    chance, till, book = Chance(44), Till(), Book()
    goods = [["key", "name", "category", "destination", "style", "region", "depart", "nights", "stock", "price"]]
    keys = {}

    def package(place, depart, nights, stock):
        name, style, region, week = place
        key = f"T{depart.strftime('%y%m%d')}-{PLACES.index(place):02d}-{nights}"
        price = round(week * (0.35 + 0.65 * nights / 7) * (1.25 if depart.month in (7, 8) else 1) / 50) * 50
        if key not in keys:
            keys[key] = price
            goods.append([key, f"{name}, {nights} לילות", "חבילות", name, style, region, depart.isoformat(), nights, stock, price])
        return key, f"{name}, {nights} לילות", "חבילות", 1, keys[key]

    who = people(chance, 52, 4001)
    for p in who:
        styles = chance.some(["חוף", "טבע", "עיר", "סקי"], chance.between(1, 2))
        rich = chance.about(1, 0.3)
        liked = sorted((q for q in PLACES if q[1] in styles), key=lambda q: abs(q[3] * rich / 10500 - rich))
        children = chance.between(1, 3) if chance.unit() < 0.6 else 0
        lead = chance.about(chance.pick([25, 60, 100]), 0.25)
        family = chance.unit() < 0.9
        for c in chance.some(CHILDREN, children):
            born = datetime.date(chance.between(2009, 2021), chance.between(1, 12), chance.between(1, 28))
            if family:
                book.put("occasion", p, name=c, kind="birthday", day=born, text=chance.pick(["civil", "hebrew"]))
        if chance.unit() < 0.5:
            book.put("occasion", p, name="", kind="anniversary", day=datetime.date(chance.between(1995, 2018), chance.between(3, 11), chance.between(1, 28)), text=chance.pick(["civil", "hebrew"]))
        habit = chance.pick([(2, 20), (6, 10), (11, 3)]) if not children else None
        for year in (2023, 2024, 2025, 2026):
            times = [chance.pick(BREAKS[year])] if children else ([habit] if chance.unit() < 0.85 else []) + ([(chance.between(3, 10), 9)] if chance.unit() < 0.35 else [])
            if children and chance.unit() < 0.45:
                times.append(chance.pick(BREAKS[year]))
            for month, first in sorted(set(times)):
                depart = datetime.date(year, month, first) + days(chance.between(-2, 3))
                booked = depart - days(max(4, round(chance.about(lead, 0.3))))
                if booked > TODAY or booked < datetime.date(2023, 2, 1):
                    continue
                place = liked[min(len(liked) - 1, int(chance.unit() ** 1.6 * len(liked)))]
                if chance.unit() < 0.15:
                    place = chance.pick(PLACES)
                nights = chance.pick([4, 5, 7]) if depart.month not in (7, 8) else chance.pick([7, 7, 9, 10])
                till.sale(p, booked, [package(place, depart, nights, 0)])
        if chance.unit() < 0.35:
            book.put("fact", p, kind="hobby", text=chance.pick(["צילום", "טיולי שטח", "צלילה", "אוכל", "אופניים"]), day=TODAY - days(150))
    consents(chance, book, who, 0.8)
    for year, month, first, nights in AHEAD:
        depart = datetime.date(year, month, first)
        for place in chance.some([q for q in PLACES if (q[1] == "סקי") <= (month in (12, 1, 2, 3))], 5):
            package(place, depart + days(chance.between(-1, 1)), nights, chance.between(1, 6))
    content = [["kind", "title", "text", "about", "from", "until"],
               ["tip", "צלילה ראשונה עם ילדים", "גיל עשר ומעלה, יום אחד, ומדריך צמוד.", "צלילה, חוף", "", ""],
               ["picture", "הדולומיטים בשלג ראשון", "תצלומים של לקוחה שלנו מהשבוע שעבר.", "צילום, טבע, הדולומיטים", "", ""],
               ["news", "טיסה ישירה חדשה לנורווגיה", "פעמיים בשבוע מיוני, ארבע שעות וחצי.", "נורווגיה, טבע, סקנדינביה", "2026-11-01", "2027-06-30"],
               ["tip", "איפה אוכלים ברומא בלי תיירים", "חמש טרטוריות של השכונה, ומה להזמין.", "אוכל, רומא, עיר", "", ""],
               ["tip", "מה לארוז לסקי בפעם הראשונה", "רשימה קצרה, ומה כדאי לשכור שם.", "סקי", "2026-11-01", "2027-03-15"]]
    return {"settings.csv": settings("נסיעות טובות (הדגמה)", margin=11), "sales.csv.xz": till.table(), "book.csv": book.rows, "goods.csv": goods, "content.csv": content}
