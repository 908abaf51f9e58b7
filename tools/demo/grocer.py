# SPDX-License-Identifier: Apache-2.0
"""A grocer: everybody takes a dozen things, each at a pace of its own, on the days he comes in anyway."""
import datetime

from common import TODAY, Book, Chance, Till, consents, people, settings

# key, name, category, usual days, price, attributes
ITEMS = [
    ("101", "חלב 3% ליטר", "מוצרי חלב", 4, 7.1), ("102", "לחם מחיטה מלאה", "מאפים", 4, 13.9), ("103", "ביצים L תריסר", "מוצרי חלב", 10, 13.8), ("104", "קוטג' 5%", "מוצרי חלב", 6, 6.4),
    ("105", "גבינה צהובה פרוסה", "מוצרי חלב", 11, 24.9), ("106", "יוגורט טבעי", "מוצרי חלב", 5, 5.9), ("107", "חומוס 400 גרם", "סלטים", 8, 12.5), ("108", "טחינה גולמית", "יבשים", 25, 21.9),
    ("109", "שמן זית כתית 750", "יבשים", 42, 44.9), ("110", "אורז בסמטי קילו", "יבשים", 24, 12.9), ("111", "פסטה פנה", "יבשים", 14, 6.9), ("112", "קפה טחון קלוי 250 גרם", "שתייה", 18, 29.9),
    ("113", "תה ירוק 25 שקיקים", "שתייה", 30, 14.9), ("114", "מים בבקבוק שישייה", "שתייה", 9, 13.0), ("115", "מיץ תפוזים ליטר", "שתייה", 9, 14.9), ("116", "עגבניות קילו", "ירקות", 5, 7.9),
    ("117", "מלפפונים קילו", "ירקות", 5, 6.9), ("118", "בננות קילו", "פירות", 6, 8.9), ("119", "תפוחים קילו", "פירות", 8, 11.9), ("120", "גזר קילו", "ירקות", 10, 5.9),
    ("121", "חזה עוף קילו", "בשר", 8, 39.9), ("122", "בשר טחון קילו", "בשר", 14, 54.9), ("123", "דג סלמון פילה", "בשר", 16, 79.9), ("124", "טופו 300 גרם", "טבעוני", 8, 11.9),
    ("125", "משקה סויה ליטר", "טבעוני", 6, 11.5), ("126", "קמח לבן קילו", "יבשים", 28, 4.9), ("127", "סוכר קילו", "יבשים", 40, 5.2), ("128", "שוקולד מריר 70%", "ממתקים", 12, 9.9),
    ("129", "דגני בוקר", "יבשים", 15, 22.9), ("130", "חמאת בוטנים", "יבשים", 30, 19.9), ("131", "חיתולים מידה 4", "תינוקות", 9, 49.9), ("132", "מטרנה 700 גרם", "תינוקות", 8, 62.0),
    ("133", "מגבונים לחים", "תינוקות", 10, 12.9), ("134", "מזון לכלב בוגר 3 קילו", "חיות", 19, 74.9), ("135", "מזון לחתול 1.5 קילו", "חיות", 15, 46.9), ("136", "חול לחתול", "חיות", 14, 29.9),
    ("137", "נייר טואלט 32", "ניקיון", 24, 42.9), ("138", "אבקת כביסה", "ניקיון", 38, 39.9), ("139", "סבון כלים", "ניקיון", 26, 10.9), ("140", "שקיות אשפה", "ניקיון", 30, 12.9),
    ("141", "פתית ללא גלוטן", "ללא גלוטן", 8, 16.9), ("142", "פסטה ללא גלוטן", "ללא גלוטן", 14, 13.9), ("143", "יין אדום יבש", "אלכוהול", 14, 44.9), ("144", "בירה שישייה", "אלכוהול", 12, 34.9),
    ("145", "חלה לשבת", "מאפים", 7, 9.9),
]
EVERYBODY = ["101", "102", "103", "116", "117", "118", "107", "112", "137", "139", "121", "110", "109", "145", "119", "104", "105", "111"]
SETS = {"baby": ["131", "132", "133"], "dog": ["134"], "cat": ["135", "136"], "vegan": ["124", "125", "108", "130"], "gluten": ["141", "142"], "party": ["143", "144", "128"], "fish": ["123", "120", "115"]}


def make():
    chance, till, book = Chance(11), Till(), Book()
    by_key = {i[0]: i for i in ITEMS}
    who = people(chance, 64)
    start = datetime.date(2025, 6, 1)
    for p in who:
        kinds = chance.some(sorted(SETS), chance.between(0, 2))
        keys = chance.some(EVERYBODY, chance.between(6, 11)) + [k for s in kinds for k in SETS[s]]
        if "vegan" in kinds:
            keys = [k for k in keys if by_key[k][2] not in ("מוצרי חלב", "בשר")]
        pace = {k: chance.about(by_key[k][3], 0.18) for k in keys}
        due = {k: start + datetime.timedelta(days=chance.below(int(pace[k]) + 1)) for k in keys}
        day = start + datetime.timedelta(days=chance.below(20))
        gone = TODAY - datetime.timedelta(days=chance.between(40, 160)) if chance.unit() < 0.12 else TODAY
        weekly = chance.about(6, 0.25)
        while day <= gone:
            basket = [k for k in keys if due[k] <= day + datetime.timedelta(days=2) and chance.unit() < 0.93]
            if chance.unit() < 0.15:
                basket.append(chance.pick(ITEMS)[0])
            lines = []
            for k in sorted(set(basket)):
                key, name, category, _, price = by_key[k]
                lines.append((key, name, category, 2 if chance.unit() < 0.12 else 1, price))
                if k in pace:
                    due[k] = day + datetime.timedelta(days=max(1, round(chance.about(pace[k], 0.15))))
            till.sale(p, day, lines)
            day += datetime.timedelta(days=max(1, round(chance.about(weekly, 0.3))))
            if day.weekday() == 5:
                day += datetime.timedelta(days=1)
        day = TODAY - datetime.timedelta(days=200)
        if "dog" in kinds:
            book.put("fact", p, kind="pet", text="כלב", day=day)
        if "cat" in kinds:
            book.put("fact", p, kind="pet", text="חתול", day=day)
        if "vegan" in kinds:
            book.put("fact", p, kind="diet", text="טבעוני", day=day)
        if "gluten" in kinds:
            book.put("fact", p, kind="diet", text="ללא גלוטן", day=day)
        if chance.unit() < 0.3:
            book.put("fact", p, kind="hobby", text=chance.pick(["אפייה", "בישול", "גינון", "יין", "ריצה"]), day=day)
        if chance.unit() < 0.25:
            book.put("occasion", p, kind="birthday", day=datetime.date(chance.between(1955, 2000), chance.between(1, 12), chance.between(1, 28)),
                     text=chance.pick(["civil", "civil", "hebrew"]))
    consents(chance, book, who)
    goods = [["key", "stock", "price", "margin"]] + [[k, chance.between(4, 60), f"{price:.2f}", chance.between(18, 34)] for k, _, _, _, price in ITEMS]
    content = [["kind", "title", "text", "about", "from", "until"],
               ["tip", "מרק עדשים כתום בעשרים דקות", "עדשים כתומות, גזר, כמון וחצי לימון בסוף.", "בישול, טבעוני, גזר", "", "2027-03-01"],
               ["tip", "חלה רכה גם בשבת בערב", "מים חמימים, שתי התפחות, ועוטפים במגבת.", "אפייה, קמח, חלה", "", ""],
               ["tip", "איך שומרים עשבי תיבול שבוע", "שוטפים, מייבשים היטב, ועוטפים בנייר סופג.", "בישול, ירקות, גינון", "", ""],
               ["news", "הגיע שמן זית מהמסיק החדש", "כתית מעולה מהגליל, אפשר לטעום על הדלפק.", "שמן זית, יבשים", "2026-11-01", "2026-12-31"],
               ["tip", "כלב בחורף: כמה לאכול", "פחות תנועה, פחות אוכל: עשרה אחוזים פחות.", "כלב, חיות", "2026-11-01", "2027-02-28"],
               ["tip", "חתול שלא שותה", "שתי קערות, רחוק מהאוכל, ומים טריים כל יום.", "חתול, חיות", "", ""],
               ["tip", "פסטה ללא גלוטן שלא נדבקת", "הרבה מים, ובלי לשטוף.", "ללא גלוטן, פסטה", "", ""],
               ["event", "טעימות יין ביום חמישי", "שלושה יינות מהגולן, בלי תשלום.", "יין, אלכוהול", "2026-11-15", "2026-12-10"]]
    return {"settings.csv": settings("המכולת של רונית (הדגמה)", margin=24), "sales.csv.xz": till.table(), "book.csv": book.rows, "goods.csv": goods, "content.csv": content}
