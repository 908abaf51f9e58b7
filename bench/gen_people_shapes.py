# SPDX-License-Identifier: Apache-2.0
"""Truth sets of people as files have them: gen_people_shapes.py SHAPE [ROWS] [SEED] > FILE.csv

Everybody is invented. Each shape is one thing that makes who is who hard: families at one telephone, twins, a father and a son of one name, few
columns, four alphabets, firms, names that changed, columns that changed places, many slips, nobody twice, somebody twenty times. The columns
`id` and `person` are the row and the truth. The same bytes for the same arguments.
"""
import csv
import random
import sys
import unicodedata

HE_M = "דוד משה יוסף אברהם יצחק דניאל נועם איתי עומר אורי יונתן אריאל רועי גיא תומר אלון ברק זיו חיים טל ירון כפיר שמעון אליהו עידו ניר".split()
HE_F = "שרה רחל מרים נועה תמר יעל מיכל שירה מאיה אדל רוני עדי הילה ליאור קרן אביגיל ברכה גלית דפנה הדס אסתר לאה ענת סיגל".split()
HE_L = "כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי כץ יוסף דוד עמר אוחיון חדד גבאי שפירא רוזן אדרי גולן הררי וקנין זוהר אשכנזי ברקוביץ שוורץ נחום סויסה אלבז".split()
AR_F = "محمد أحمد علي حسن محمود إبراهيم يوسف خالد سمير عمر فاطمة عائشة مريم زينب سارة نور ليلى هدى رانيا أمل سلمى دينا".split()
AR_L = "الخطيب حداد منصور عودة زعبي خوري نصار شحادة حمدان سعيد مصري بشارة عيسى دراوشة طه جبارين محاميد أغبارية كنعان سليمان".split()
RU_F = [("Анастасия", "אנסטסיה", "Anastasia"), ("Сергей", "סרגיי", "Sergey"), ("Владимир", "ולדימיר", "Vladimir"), ("Ольга", "אולגה", "Olga"), ("Татьяна", "טטיאנה", "Tatiana"),
        ("Дмитрий", "דמיטרי", "Dmitry"), ("Елена", "ילנה", "Yelena"), ("Наталья", "נטליה", "Natalia"), ("Игорь", "איגור", "Igor"), ("Алексей", "אלכסיי", "Alexey"),
        ("Ирина", "אירינה", "Irina"), ("Юлия", "יוליה", "Yulia"), ("Евгений", "יבגני", "Evgeny"), ("Борис", "בוריס", "Boris"), ("Михаил", "מיכאיל", "Mikhail")]
RU_L = [("Кузнецов", "קוזנצוב", "Kuznetsov"), ("Иванов", "איבנוב", "Ivanov"), ("Смирнов", "סמירנוב", "Smirnov"), ("Попов", "פופוב", "Popov"), ("Соколов", "סוקולוב", "Sokolov"),
        ("Лебедев", "לבדב", "Lebedev"), ("Козлов", "קוזלוב", "Kozlov"), ("Новиков", "נוביקוב", "Novikov"), ("Морозов", "מורוזוב", "Morozov"), ("Петров", "פטרוב", "Petrov"),
        ("Фишман", "פישמן", "Fishman"), ("Рабинович", "רבינוביץ", "Rabinovich"), ("Гуревич", "גורביץ", "Gurevich"), ("Левин", "לוין", "Levin"), ("Бродский", "ברודסקי", "Brodsky")]
FR_F = "Marie Jean Pierre Camille Léa Chloé Élodie François René Thérèse Noël Gaëlle Benoît Jérôme Aurélie Cédric Stéphane Hélène Mathieu Anaïs Luc Paul Claire".split()
FR_L = ["Dupont", "Lefèvre", "Müller", "D'Angelo", "de La Fontaine", "Girard", "Mercier", "Le Gall", "Guérin", "Faure", "Rousseau", "Blanc", "Garnier", "Chevalier", "Lévy", "Cohen",
        "Bensoussan", "Attal", "Hérault", "Marchand", "Petit", "Moreau", "Fontaine", "Roche"]
FIRM = ["מאפיית", "מוסך", "נגריית", "מספרת", "חשמל", "קפה", "פרחי", "דפוס", "מסגריית", "אופטיקה", "סופר", "גלידת"]
FIRM_OF = ["השרון", "הגליל", "כהן", "לוי", "הזהב", "אביב", "הכרמל", "דניאל", "הים", "שמש", "האחים", "הדר", "רון", "הפסגה", "אלון", "טל", "נוי", "ברק"]
FIRM_END = ["ובניו", 'בע"מ', "", "", "2000", "סנטר", "שיווק"]
STREETS = ["הרצל", "ויצמן", "בן גוריון", "העצמאות", "הנביאים", "הדקל", "ז'בוטינסקי", "סוקולוב"]
CITIES = ["חיפה", "תל אביב", "באר שבע", "ירושלים", "נצרת", "אשדוד", "נתניה", "רמלה", "לוד", "מודיעין"]


class Maker:
    """Draws what files hold, with a rate of slips and of what is left out."""

    def __init__(self, seed, slips=.08):
        self.r = random.Random(seed)
        self.slips = slips
        self.rows = []

    def slip(self, s, rate=None):
        r = self.r
        if len(s) < 3 or r.random() >= (self.slips if rate is None else rate):
            return s
        i = r.randrange(len(s) - 1)
        return r.choice((s[:i] + s[i + 1:], s[:i] + s[i + 1] + s[i] + s[i + 2:], s[:i] + s[i] + s[i:], s[:i] + r.choice(s) + s[i + 1:]))

    def phone(self):
        return f"05{self.r.choice((0, 2, 3, 4, 8))}-{self.r.randrange(10 ** 7):07d}"

    def written(self, phone):
        d = phone.replace("-", "")
        return self.r.choice((phone, phone, d, f"+972-{d[1:3]}-{d[3:]}", f"{d[:3]} {d[3:6]} {d[6:]}"))

    def day(self, year):
        return f"{year}-{self.r.randrange(1, 13):02d}-{self.r.randrange(1, 29):02d}"

    def home(self):
        return f"{self.r.choice(STREETS)} {self.r.randrange(1, 150)}"

    def unless(self, rate, value):
        return "" if self.r.random() < rate else value

    def times(self, most=3):
        return self.r.choice([1, 1, 2, 2, 3][:most + 2])

    def add(self, person, *cells):
        self.rows.append([person, *cells])


def plain(m, size, names, columns=("first name", "last name", "phone", "birth date", "city"), changed=.1):
    """names(m, person) -> (given, family) as one row writes them."""
    person = 0
    while len(m.rows) < size:
        key, phone, born, city = m.r.randrange(10 ** 9), m.phone(), m.day(m.r.randrange(1940, 2006)), m.r.choice(CITIES)
        for _ in range(m.times()):
            given, family = names(m, random.Random(key))
            day = m.unless(.35, born)
            if day and m.r.random() < m.slips:
                day = f"{day[:8]}{m.r.randrange(1, 29):02d}"
            m.add(person, m.slip(given), m.slip(family), m.unless(.3, m.written(m.phone() if m.r.random() < changed else phone)), day, city if m.r.random() > .2 else m.r.choice(CITIES))
        person += 1
    return list(columns)


def hebrew(m, of):
    return of.choice(HE_M + HE_F), of.choice(HE_L)


def arabic(m, of):
    return of.choice(AR_F), of.choice(AR_L)


def french(m, of):
    given, family = of.choice(FR_F), of.choice(FR_L)
    bare = lambda s: "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))
    return (bare(given), bare(family)) if m.r.random() < .4 else (given, family.upper() if m.r.random() < .2 else family)


def russian(m, of):
    given, family, k = of.choice(RU_F), of.choice(RU_L), m.r.randrange(3)
    return given[k], family[k] + ("а" if k == 0 and given[0][-1] in "ая" else "")


def families(m, size, twins=0., one_phone=.5, born=True, junior=0.):
    """Two children, mother, father; twins: how many pairs are; one_phone: who gave the home's number; junior: sons with their father's name."""
    person = 0
    while len(m.rows) < size:
        family, home, number, year = m.r.choice(HE_L), m.home(), m.phone(), m.r.randrange(1985, 2006)
        father = m.r.choice(HE_M)
        kids = m.r.sample(HE_M + HE_F, 2)
        if m.r.random() < junior:
            kids[0] = father
        first = m.day(year)
        same = m.r.random() < twins
        of = lambda: number if m.r.random() < one_phone else m.phone()
        each = [(kids[0], of(), first), (kids[1], of(), first if same else m.day(year + m.r.randrange(2, 6))), (m.r.choice(HE_F), of(), m.day(year - 27)), (father, of(), m.day(year - 30))]
        for given, phone, day in each:
            for _ in range(m.times(2)):
                m.add(person, m.slip(given), m.slip(family), m.unless(.25, m.written(phone)), *([m.unless(.35, day)] if born else []), m.unless(.2, home))
            person += 1
    return ["שם פרטי", "שם משפחה", "נייד", *(["תאריך לידה"] if born else []), "כתובת"]


def married(m, size):
    """Her name before, after, and both; the telephone is hers."""
    person = 0
    while len(m.rows) < size:
        given, maiden, family, phone, day, home = m.r.choice(HE_F), m.r.choice(HE_L), m.r.choice(HE_L), m.phone(), m.day(m.r.randrange(1950, 2000)), m.home()
        for name in m.r.sample([maiden, family, f"{maiden}-{family}"], m.times()):
            m.add(person, m.slip(given), m.slip(name), m.unless(.3, m.written(phone)), m.unless(.35, day), m.unless(.4, home))
        person += 1
    return ["שם פרטי", "שם משפחה", "נייד", "תאריך לידה", "כתובת"]


def firms(m, size):
    person = 0
    while len(m.rows) < size:
        name = " ".join(w for w in (m.r.choice(FIRM), m.r.choice(FIRM_OF), m.r.choice(FIRM_END)) if w)
        number, phone, mail, home = f"5{m.r.randrange(10 ** 8):08d}", f"0{m.r.choice((3, 4, 8, 9))}-{m.r.randrange(10 ** 7):07d}", f"info{person}@biz{person}.co.il", m.home()
        for _ in range(m.times()):
            said = name.replace('בע"מ', m.r.choice(["בעמ", "בע״מ", "Ltd", ""])).strip() if m.r.random() < .3 else name
            m.add(person, m.slip(said, .15), m.unless(.4, phone), m.unless(.5, mail), m.unless(.6, number), m.unless(.3, home))
        person += 1
    return ["שם העסק", "טלפון", 'דוא"ל', "ח.פ.", "כתובת"]


def swapped(m, size):
    head = plain(m, size, french)
    for row in m.rows:
        if m.r.random() < .3:
            row[1], row[2] = row[2], row[1]
    return head


def only(keep, names):
    """The name in one column, and of the others those at these places."""
    def shape(m, size):
        head = plain(m, size, names)
        m.rows = [[row[0], f"{row[1]} {row[2]}", *(row[1 + k] for k in keep)] for row in m.rows]
        return ["name", *(head[k] for k in keep)]
    return shape


def many(m, size):
    person = 0
    while len(m.rows) < size:
        given, family, phone, day, city = m.r.choice(HE_M + HE_F), m.r.choice(HE_L), m.phone(), m.day(m.r.randrange(1940, 2006)), m.r.choice(CITIES)
        for _ in range(m.r.randrange(5, 21)):
            m.add(person, m.slip(given), m.slip(family), m.unless(.3, m.written(phone)), m.unless(.35, day), city)
        person += 1
    return ["first name", "last name", "phone", "birth date", "city"]


def once(m, size):
    for person in range(size):
        m.add(person, m.r.choice(HE_M + HE_F), m.r.choice(HE_L), m.unless(.3, m.phone()), m.unless(.35, m.day(m.r.randrange(1940, 2006))), m.r.choice(CITIES))
    return ["first name", "last name", "phone", "birth date", "city"]


SHAPES = {
    "hebrew": lambda m, n: plain(m, n, hebrew), "arabic": lambda m, n: plain(m, n, arabic), "french": lambda m, n: plain(m, n, french), "russian": lambda m, n: plain(m, n, russian),
    "slips": lambda m, n: (setattr(m, "slips", .3), plain(m, n, hebrew))[1],
    "families": lambda m, n: families(m, n), "families_no_birth": lambda m, n: families(m, n, born=False), "families_one_phone": lambda m, n: families(m, n, one_phone=1.),
    "some_twins": lambda m, n: families(m, n, twins=.05), "all_twins": lambda m, n: families(m, n, twins=1.), "juniors": lambda m, n: families(m, n, junior=.15),
    "married": married, "firms": firms, "swapped": swapped, "name_phone": only([2], hebrew), "name_city": only([4], russian), "name_born": only([3], french), "many": many, "once": once,
}


def make(shape, size, seed):
    """The head and the rows, in an order of chance."""
    m = Maker(f"{shape} {seed}")
    head = SHAPES[shape](m, size)
    m.r.shuffle(m.rows)
    return ["id", "person", *head], [[i, *row] for i, row in enumerate(m.rows)]


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in SHAPES:
        sys.exit(__doc__ + "\nshapes: " + " ".join(SHAPES))
    out = csv.writer(sys.stdout)
    head, rows = make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3000, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    out.writerow(head)
    out.writerows(rows)
