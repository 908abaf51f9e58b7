# SPDX-License-Identifier: Apache-2.0
"""A clothes shop: people with a size and a taste, brands that are cut differently, and what does not fit comes back."""
import datetime

from common import TODAY, Book, Chance, Till, consents, people, settings

LETTERS = ["XS", "S", "M", "L", "XL", "XXL"]
SHIRTS = ["37", "38", "39", "40", "41", "42", "43", "44", "45"]
TROUSERS = ["28", "30", "32", "34", "36", "38", "40"]
SHOES = ["36", "37", "38", "39", "40", "41", "42", "43", "44", "45"]
# category, name, its sizes, materials, cuts, season of the year by month
KINDS = [("חולצות מכופתרות", "חולצת {material} {colour}", SHIRTS, ["כותנה", "פשתן", "פלנל"], ["ישרה", "צרה"], 160), ("סריגים", "סריג {material} {colour}", LETTERS, ["צמר", "כותנה", "קשמיר"], ["רחבה", "ישרה"], 240),
         ("מכנסיים", "מכנסי {material} {colour}", TROUSERS, ["כותנה", "ג'ינס", "צמר"], ["ישרה", "צרה"], 220), ("שמלות", "שמלת {material} {colour}", LETTERS, ["כותנה", "פשתן", "ויסקוזה"], ["רחבה", "ישרה"], 280),
         ("נעליים", "נעלי {material} {colour}", SHOES, ["עור", "בד", "זמש"], ["נוחה", "אלגנטית"], 390)]
BRANDS = {"רימון": 0, "אורן": 1, "נחל": -1}
COLOURS = ["כחול", "כחול כהה", "לבן", "שחור", "אפור", "בורדו", "ירוק זית", "בז'", "תכלת", "חרדל"]
WARM = {"פשתן", "ויסקוזה", "בד"}
COLD = {"צמר", "פלנל", "קשמיר"}


def articles(chance):
    out, seen = [], set()
    for year in (2024, 2025, 2026):
        for category, form, sizes, materials, cuts, price in KINDS:
            for _ in range(16):
                brand, colour, material, cut = chance.pick(sorted(BRANDS)), chance.pick(COLOURS), chance.pick(materials), chance.pick(cuts)
                while (category, brand, colour, material) in seen:
                    brand, colour, material = chance.pick(sorted(BRANDS)), chance.pick(COLOURS), chance.pick(materials)
                seen.add((category, brand, colour, material))
                name = form.format(material=material, colour=colour) + f" {brand}"
                out.append({"code": f"A{300 + len(out)}", "year": year, "category": category, "name": name, "sizes": sizes, "brand": brand, "colour": colour, "material": material, "cut": cut,
                            "price": price + 10 * chance.between(-3, 6)})
    return out


def make():
    chance, till, book = Chance(33), Till(), Book()
    every = articles(chance)
    who = people(chance, 64, 3001)
    stock = {}
    for p in who:
        place = {s: chance.between(1, len(s_list) - 2) for s, s_list in (("letters", LETTERS), ("shirts", SHIRTS), ("trousers", TROUSERS))}
        place["shoes"] = chance.between(1, 5) if p.gender == "f" else chance.between(4, 8)
        brand, colours, material, cut = chance.pick(sorted(BRANDS)), chance.some(COLOURS, 3), chance.some(["כותנה", "פשתן", "צמר", "עור", "ג'ינס"], 2), chance.pick(["ישרה", "צרה", "רחבה"])
        categories = [k[0] for k in KINDS if not (k[0] == "שמלות" and p.gender == "m")]

        def love(a, day):
            w = 3.0 * (a["brand"] == brand) + 2.2 * (a["colour"] in colours) + 2.0 * (a["material"] in material) + 1.0 * (a["cut"] == cut)
            warm = 4 <= day.month <= 9
            return w + (1.2 if (a["material"] in WARM) == warm and a["material"] not in COLD or (a["material"] in COLD and not warm) else -1.5) + 1.6 * chance.unit()

        had = set()
        season = [datetime.date(y, m, 1) for y in (2024, 2025, 2026) for m in (3, 6, 9, 11)]
        habit = chance.some([3, 6, 9, 11], chance.between(2, 4))
        for first in season:
            if first.month not in habit:
                continue
            day = first + datetime.timedelta(days=chance.between(5, 40))
            if day.weekday() == 5:
                day += datetime.timedelta(days=1)
            if day > TODAY or first < datetime.date(2024, 3, 1):
                continue
            shelf = [a for a in every if a["year"] == day.year and a["category"] in categories and a["code"] not in had]
            lines, back = [], []
            for a in sorted(shelf, key=lambda a: -love(a, day))[:chance.between(1, 3)]:
                scale = "letters" if a["sizes"] is LETTERS else "shirts" if a["sizes"] is SHIRTS else "trousers" if a["sizes"] is TROUSERS else "shoes"
                right = min(len(a["sizes"]) - 1, max(0, place[scale] + BRANDS[a["brand"]]))
                chosen = right if chance.unit() < 0.72 else min(len(a["sizes"]) - 1, max(0, right + chance.pick([-1, 1])))
                had.add(a["code"])
                key = f"{a['code']}-{a['sizes'][chosen]}"
                lines.append((key, f"{a['name']} {a['sizes'][chosen]}", a["category"], 1, a["price"]))
                stock.setdefault(key, 0)
                if chosen != right and chance.unit() < 0.85:
                    back.append((key, f"{a['name']} {a['sizes'][chosen]}", a["category"], -1, a["price"]))
                    if chance.unit() < 0.7:
                        right_key = f"{a['code']}-{a['sizes'][right]}"
                        back.append((right_key, f"{a['name']} {a['sizes'][right]}", a["category"], 1, a["price"]))
                        stock.setdefault(right_key, 0)
            till.sale(p, day, lines)
            if back:
                till.sale(p, day + datetime.timedelta(days=chance.between(2, 9)), back)
        if chance.unit() < 0.3:
            book.put("occasion", p, kind="birthday", day=datetime.date(chance.between(1960, 2002), chance.between(1, 12), chance.between(1, 28)), text=chance.pick(["civil", "hebrew"]))
        if chance.unit() < 0.2:
            book.put("fact", p, kind="hobby", text=chance.pick(["ריצה", "טיולים", "תפירה", "אופנה"]), day=TODAY - datetime.timedelta(days=120))
    consents(chance, book, who)
    goods = [["key", "name", "category", "article", "brand", "colour", "material", "cut", "size", "stock", "price"]]
    for a in every:
        for size in a["sizes"]:
            key = f"{a['code']}-{size}"
            now = a["year"] == 2026 and chance.unit() < 0.62
            if now or key in stock:
                goods.append([key, f"{a['name']} {size}", a["category"], a["code"], a["brand"], a["colour"], a["material"], a["cut"], size, chance.between(1, 4) if now else 0, f"{a['price']:.2f}"])
    content = [["kind", "title", "text", "about", "from", "until"],
               ["tip", "איך מכבסים צמר", "מים קרים, בלי סחיטה, וייבוש שטוח.", "צמר, סריגים, קשמיר", "2026-10-01", "2027-03-31"],
               ["picture", "שלוש דרכים ללבוש בורדו", "עם ג'ינס, עם אפור, ועם זית.", "בורדו, אופנה", "", ""],
               ["tip", "נעלי עור לפני החורף", "שכבה דקה של שעווה, ולילה לייבוש.", "עור, נעליים", "2026-10-01", "2027-01-31"],
               ["event", "ערב תיקונים", "תופרת בחנות ביום שני בערב: מכפלות וכפתורים.", "תפירה, מכנסיים, שמלות", "2026-11-15", "2026-12-15"]]
    return {"settings.csv": settings("הבגד של נועה (הדגמה)", margin=48), "sales.csv.xz": till.table(), "book.csv": book.rows, "goods.csv": goods, "content.csv": content}
