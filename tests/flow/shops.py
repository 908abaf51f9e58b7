# SPDX-License-Identifier: Apache-2.0
"""The five demo shops, against what their tables say: shops.py MAKIR

What is due is worked out again from the tables, to the day, by the oracle of tests/unit/engine, and with it every number and day of its sentences; so are
those of the year by oracle_year, and those of what is worth telling; sizes, stock and what he has are held against every
answer; every number in every sentence is looked for in the row it comes with, in Hebrew and in English; a piece that is kept for one is not offered
to another; an answer that was dismissed does not come back; who waits is counted once.
"""
import csv
import datetime
import io
import lzma
import os
import re
import sys
import tempfile

import program

sys.path.insert(0, os.path.join(program.ROOT, "tests", "unit", "engine"))
import oracle_service  # noqa: E402
import oracle_year  # noqa: E402

DEMO = os.path.join(program.ROOT, "examples", "demo")
EPOCH = datetime.date(1970, 1, 1)
TODAY = datetime.date(2026, 11, 22)
day = lambda text: (datetime.date.fromisoformat(text) - EPOCH).days


def table(shop, name):
    path = os.path.join(DEMO, shop, name)
    with lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f))


class Shop(program.Makir):
    def __init__(self, makir, folder, name):
        super().__init__(makir, os.path.join(folder, name + ".makir"))
        self.name = name
        self.good("demo", name, "--data", os.path.join(program.ROOT, "examples"), "--limit", "1")
        self.sales = table(name, "sales.csv.xz")
        self.customer = {}
        for number in sorted({r["מספר לקוח"] for r in self.sales}):
            self.customer[number] = next(r["customer"] for r in self.rows("customer", "find", number) if r["matched"] == "number")

    def of(self, what, number, *words, lang="en"):
        return program.json.loads(self.good("--lang", lang, "customer", what, self.customer[number], "--json", *words))["rows"]


# --- what is due ---

def spans(cell):
    km = months = days = 0
    for word in cell.split():
        n, unit = re.fullmatch(r"(\d+)(km|m|d)", word).groups()
        km, months, days = (int(n) if unit == u else v for u, v in (("km", km), ("m", months), ("d", days)))
    return km, months, days


def done_by(rule, said):
    words = [w for w in rule["words"].split("|") if w]
    return said in (rule["task"], rule["hebrew"]) or any(f" {w} " in f" {said} " for w in words)


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATE = re.compile(r"(\d{1,2})(?:\.(\d{1,2})\.| (" + "|".join(MONTHS) + r") )(\d{4})")


def told(sentence, names):
    """The days and the other numbers of a sentence; those within names are names."""
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, " ")
    days = {datetime.date(int(y), int(m) if m else MONTHS.index(name) + 1, int(d)) for d, m, name, y in DATE.findall(sentence)}
    return days, {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", DATE.sub(" ", sentence)) if n.strip(",")}


def whole(v):
    return (v + oracle_service.Fraction(1, 2)) // 1


def of_service(meter, readings, spans_, start, since, jobs, due):
    """All that a sentence of a service may say, out of the tables: days, numbers."""
    first, then = spans_
    last = max(jobs)[0] if jobs else None
    days = {start, since, last, due, meter.changed, readings[-1][0] if readings else None} - {None}
    may = {len(readings)} | {n for km, months, d in spans_ for n in (km, months, d, *([months // 12] if months % 12 == 0 else []))}
    if readings:
        at = (meter.at(last) + then[0]) if jobs else first[0]
        may |= {whole(meter.at((TODAY - EPOCH).days)), whole(meter.rate), readings[-1][1], -(-at // 1)} | ({whole(meter.before)} if meter.before is not None else set())
    return {EPOCH + datetime.timedelta(days=d) for d in days}, may


def garage(shop):
    with open(os.path.join(program.ROOT, "share", "presets", "service.csv"), encoding="utf-8") as f:
        rules = [r for r in csv.DictReader(io.StringIO("".join(line for line in f if not line.startswith("#")))) if r["applies-to"].split("/")[0] == "car"]
    book = table("garage", "book.csv")
    rates = []
    for r in book:
        if r["what"] != "asset":
            continue
        mine = sorted((day(b["day"]), int(b["value"])) for b in book if b["what"] == "reading" and b["customer"] == r["customer"])
        if len(mine) > 1 and mine[-1][0] > mine[0][0] + 30 and mine[-1][1] > mine[0][1]:
            rates.append((mine[-1][1] - mine[0][1]) / (mine[-1][0] - mine[0][0]))
    usual = sorted(rates)[len(rates) // 2]
    checked = late = sentences_read = 0
    for asset in (r for r in book if r["what"] == "asset"):
        number = asset["customer"]
        has = dict(p.split("=") for p in asset["text"].split("; "))
        readings = sorted((day(b["day"]), int(b["value"])) for b in book if b["what"] == "reading" and b["customer"] == number)
        lines = sorted((day(s["תאריך"]), s["תיאור"]) for s in shop.sales if s["מספר לקוח"] == number)
        said = {(r["task"], r["kind"]): r for r in shop.of("due", number, "--all")}
        hebrew = {r["task"]: r for r in shop.of("due", number, "--all", lang="he")}
        for rule in rules:
            if any(t not in has.values() for t in rule["applies-to"].split("/")[1:]):
                assert (rule["task"], "service") not in said, (number, rule)
                continue
            usually = spans(f"{rule['km']}km " * bool(rule["km"]) + f"{rule['months']}m" * bool(rule["months"]))
            first, then = spans(rule["first"]) if rule["first"] else usually, spans(rule["then"]) if rule["then"] else usually
            jobs = [(d, None) for d, words in lines if done_by(rule, words)]
            due, _ = oracle_service.due(first, then, day(has["from"]), readings, jobs, usual if isinstance(usual, int) else oracle_service.Fraction(usual), 90)
            row = said[rule["task"], "service"]
            today = (TODAY - EPOCH).days
            if not jobs and due is not None and (due < day(asset["day"]) or due < today - 365):
                if rule["severity"] == "legal":
                    while due < today:
                        due = oracle_service.add_months(due, then[1])
                else:
                    due = None                              # it may have been done elsewhere
            assert row.get("due_day") == (None if due is None else (EPOCH + datetime.timedelta(days=due)).isoformat()), (number, rule["task"], row, due)
            checked += 1
            late += row["state"] == "over"
            meter = oracle_service.Meter(day(has["from"]), readings, usual if isinstance(usual, int) else oracle_service.Fraction(usual), 90)
            days, may = of_service(meter, readings, (first, then), day(has["from"]), day(asset["day"]), jobs, due)
            for r in (row, hebrew[rule["hebrew"]]):
                its_days, its_numbers = told(r["why"], [asset["name"], *(words for _, words in lines)])
                assert its_days <= days and its_numbers <= may, (number, r["why"], its_days - days, its_numbers - may)
                assert due is None or EPOCH + datetime.timedelta(days=due) in its_days, (number, r["why"], due)
                sentences_read += 1
        model, year = asset["name"], int(has["year"])
        recalled = model == "מאזדה 3" and 2014 <= year <= 2017
        assert (("מנגנון בלם היד", "recall") in said) == recalled, (number, model, year)
    # a job on one's car comes when its rule says, not because others take it; and nobody is offered a puncture
    offered = [r["item_name"] for number in shop.customer for r in program.json.loads(shop.good("customer", "show", shop.customer[number], "--json"))["needs"] if r["need"] in ("replenish", "complement")]
    assert offered and not any(done_by(rule, name) for name in offered for rule in rules) and "תיקון תקר" not in offered, set(offered)
    # a car that counts miles: the rules, in kilometres, are turned into them
    abroad = program.json.loads(shop.good("customer", "add", "Jo Miles", "--json"))["customer"]
    shop.good("customer", "asset", abroad, "car", "סקודה אוקטביה", "--attributes", '{"unit":"miles","from":"2016-02-01","year":2016}')
    for when, value in (("2025-11-22", "52000"), ("2026-05-22", "56500"), ("2026-11-01", "60700")):
        shop.good("customer", "reading", abroad, value, "--day", when)
    shop.good("customer", "job", abroad, "oil and filter", "--day", "2026-05-22", "--value", "56500")
    oil = {lang: next(r for r in program.json.loads(shop.good("--lang", lang, "customer", "due", abroad, "--all", "--json"))["rows"] if "15000" not in r["why"] and r.get("last_day") == "2026-05-22") for lang in ("en", "he")}
    assert "every 9,300 miles or 12 months" in oil["en"]["why"] and "9,300 מייל" in oil["he"]["why"] and "at 56,500 miles" in oil["en"]["why"], oil
    fault = next(r for r in program.json.loads(shop.good("customer", "due", abroad, "--all", "--json"))["rows"] if r["kind"] == "fault")
    assert "from 71,500 miles on; today it is at 6" in fault["why"], fault
    # what was done takes it off the list, and a wrong word changes nothing
    over = next((n, r) for n in shop.customer for r in shop.of("due", n) if r["state"] == "over" and r["kind"] == "service")
    number, row = over
    shop.good("customer", "job", shop.customer[number], row["task"], "--day", "2026-11-22")
    again = next(r for r in shop.of("due", number, "--all") if r["task"] == row["task"])
    assert again["state"] != "over" and again["last_day"] == "2026-11-22", again
    print(f"garage: {checked} due days equal the oracle's, {late} of them past; every number of {sentences_read} sentences is in the tables", flush=True)


# --- like the one he loved ---

def kept_by(shop, goods, number):
    """What he kept, and what came back: (day, piece) each. What came back takes the latest of its kind away."""
    kept, back = [], []
    for s in sorted((s for s in shop.sales if s["מספר לקוח"] == number and s['מק"ט'] in goods), key=lambda s: s["תאריך"]):
        one = (s["תאריך"], goods[s['מק"ט']])
        if int(s["כמות"]) > 0:
            kept.append(one)
        else:
            back.append(one)
            kept.remove(max((k for k in kept if k[1] is one[1]), key=lambda k: k[0]))
    return kept, back


def of_fits(r, g, kept, back):
    """Every number of the sentence, out of the tables; returns those it has."""
    why = r["why"].replace("\u2068", "").replace("\u2069", "")
    assert any(d == r["like_day"] and k["name"] == r["like"] for d, k in kept), r
    read = 1
    for trait, value, near, his, of in re.findall(r"(Colour|Material|Brand|Cut|Style) (\S+)( or near it)?: (\d+) of the (\d+) kept", why):
        same = sum(k.get(trait.lower()) == value for _, k in kept)
        assert int(of) == len(kept) and bool(near) == (trait == "Colour") and (same <= int(his) <= len(kept) if near else int(his) == same), (why, same)
        read += 2
    for size, sure, stayed, came in re.findall(r"Size (\S+) fits with (\d+)%: (\w+) kept in it, (\w+) came back", why):
        stayed, came = ({"none": 0, "one": 1}.get(n) if n in ("none", "one") else int(n) for n in (stayed, came))
        like = lambda pieces, brand: sum(k["size"] == size and k["category"] == g["category"] and (not brand or k["brand"] == g["brand"]) for _, k in pieces)
        assert size == g["size"] and abs(int(sure) - 100 * r["fits"]) <= 1 and (stayed, came) in ((like(kept, True), like(back, True)), (like(kept, False), like(back, False))), why
        read += 3
    left, price = re.search(r"(\d+|One) (?:is|are) left, ₪([\d,]+)", why).groups()
    assert {"One": "1"}.get(left, left) == g["stock"] and int(price.replace(",", "")) == round(float(g["price"])), why
    return read + 2


def fashion(shop):
    goods = {g["key"]: g for g in table("fashion", "goods.csv")}
    both = {}
    shown, some, read = 0, list(shop.customer)[:40], 0
    for number in some:
        had = {goods[s['מק"ט']]["article"] for s in shop.sales if s["מספר לקוח"] == number and s['מק"ט'] in goods}
        worn = {}
        for s in shop.sales:
            if s["מספר לקוח"] == number and s['מק"ט'] in goods:
                g = goods[s['מק"ט']]
                worn.setdefault(g["category"], set()).add(g["size"])
        kept, back = kept_by(shop, goods, number)
        hebrew = {r["item"]: r["why"] for r in shop.of("fits", number, "--limit", "20", lang="he")}
        for r in shop.of("fits", number, "--limit", "20"):
            g = next(x for x in goods.values() if x["name"] == r["item_name"])
            read += of_fits(r, g, kept, back)
            assert told(r["why"], [r["like"]]) == told(hebrew[r["item"]], [r["like"]]), (r["why"], hebrew[r["item"]])
            assert int(g["stock"]) == r["stock"] > 0, (number, r)
            assert g["article"] not in had, (number, r)
            assert g["size"] == r["size"] and r["fits"] >= .3, (number, r)
            sizes = [x["size"] for x in sorted({(len(x["size"]), x["size"]): x for x in goods.values() if x["category"] == g["category"]}.values(), key=lambda x: x["size"])]
            assert worn.get(g["category"]) and sizes, (number, r)
            parts = sum(p["effect"] for p in r["parts"])
            assert abs(parts - r["score"]) < 1e-9, (number, r)
            shown += 1
            if r["stock"] == 1:
                both.setdefault(r["item"], []).append(number)
    # the last piece, kept for one, is nobody else's
    item, who = next((i, w) for i, w in sorted(both.items()) if len(w) > 1)
    shop.good("customer", "keep", shop.customer[who[0]], item)
    assert any(r["item"] == item and r["kept"] for r in shop.of("fits", who[0], "--limit", "20"))
    assert not any(r["item"] == item for r in shop.of("fits", who[1], "--limit", "20"))
    refused = shop.run("customer", "keep", shop.customer[who[1]], item)
    assert refused.returncode != 0 and "none is left" in refused.stderr, refused.stderr
    shop.good("customer", "keep", shop.customer[who[0]], item, "--state", "released")
    assert any(r["item"] == item for r in shop.of("fits", who[1], "--limit", "20"))
    print(f"fashion: {shown} pieces, all there, all in his size, none he has, {read} numbers of their sentences out of the tables; the last one is kept for one", flush=True)


# --- the year ---

def of_year(row, keys, *known):
    """Of several pieces of one name and price the row may speak of any."""
    for key in keys:
        try:
            return oracle_year.check({**row, "key": key}, *known)
        except AssertionError as wrong:
            last = wrong
    raise last


def travel(shop):
    goods = {g["key"]: g for g in table("travel", "goods.csv")}
    journeys = oracle_year.Journeys(shop.sales, goods)
    today = (TODAY - EPOCH).days
    slots = offers = read = 0
    for number in shop.customer:
        rows, hebrew = shop.of("year", number), shop.of("year", number, lang="he")
        family = [(r["kind"], r["name"], day(r["day"]), r["text"] == "hebrew") for r in table("travel", "book.csv") if r["what"] == "occasion" and r["customer"] == number]
        ages = [(today - d) / 365.2425 for kind, whom, d, _ in family if kind == "birthday" and whom]
        older = any(12 <= a < 18 for a in ages) and not any(3 <= a < 12 for a in ages)
        for r, he in zip(rows, hebrew):
            own = [k for k, g in goods.items() if r.get("item") and g["name"] == r["item_name"] and abs(float(g["price"]) * 100 - r["price"]) < 1 and int(g["stock"]) > 0] or [None]
            read += of_year(r, own, journeys, number, family, older, today)
            names = [n for n in (r.get("item_name"), *(whom for _, whom, _, _ in family)) if n]
            dual = {1, 2}                   # "יום", "יומיים" have no digit
            (days, numbers), (its_days, its_numbers) = told(r["why"], names), told(he["why"], names)
            assert days == its_days and its_numbers <= numbers <= its_numbers | dual, (number, r["why"], he["why"])
            assert {datetime.date.fromisoformat(r[k]) for k in ("from", "to")} == days, (number, r)
        taken = [r["item"] for r in rows if r.get("item")]
        assert len(taken) == len(set(taken)), number
        spans_, places = [], []
        for r in rows:
            assert TODAY.isoformat() < r["from"] <= r["to"], r
            slots += 1
            if r.get("item"):
                g = next(x for x in table_by_name[r["item_name"]] if abs(float(x["price"]) * 100 - r["price"]) < 1 and int(x["stock"]) > 0)
                offers += 1
                places.append(g["destination"])
        assert len(places) == len(set(places)), (number, places)
    born = [r for r in table("travel", "book.csv") if r["what"] == "occasion" and r["kind"] == "birthday" and r["text"] == "civil"]
    for r in born[:20]:
        b = datetime.date.fromisoformat(r["day"])
        want = b.replace(year=2026) if b.replace(year=2026) > TODAY else b.replace(year=2027)
        assert any(x["kind"] == "day" and x["from"] == want.isoformat() and r["name"] in x["what"] for x in shop.of("year", r["customer"])), (r, want)
    print(f"travel: {slots} slots, {offers} with an offer, none twice, no place twice, {len(goods)} goods; {read} numbers of their sentences out of the tables", flush=True)


table_by_name = {}
for row in table("travel", "goods.csv"):
    table_by_name.setdefault(row["name"], []).append(row)


# --- what is worth telling ---

def cafe(shop):
    """Of each thing told why he cares: how often he bought it, or what he said; and until when it is so."""
    content = {c["title"]: c for c in table("cafe", "content.csv")}
    said_of = {}
    for r in table("cafe", "book.csv"):
        if r["what"] == "fact":
            said_of.setdefault(r["customer"], set()).add(r["text"])
    tips = read = 0
    for number in shop.customer:
        bought = {}
        for s in shop.sales:
            if s["מספר לקוח"] == number and int(s["כמות"]) > 0:
                bought[s["תיאור"]] = bought.get(s["תיאור"], 0) + 1
        for lang in ("en", "he"):
            for r in shop.of("tips", number, lang=lang):
                why = r["why"].replace("\u2068", "").replace("\u2069", "")
                times = re.search(r"bought (.+) (\d+) times|\(([^:]+): (\d+) קניות", why)
                if times:
                    name, n = (times[1], times[2]) if times[1] else (times[3], times[4])
                    assert bought[name] == int(n), (number, why, bought.get(name))
                    assert int(n) >= 9 or 3 <= int(n) and 8 * int(n) >= sum(bought.values()), (number, why, sum(bought.values()))
                else:
                    assert any(v in why for v in said_of[number]), (number, why)
                read += bool(times)
                days, numbers = told(why.replace(times[0], " ") if times else why, said_of.get(number, []))
                assert not days and not numbers, (number, why)
                until = content[r["title"]]["until"]
                assert told(r["late"], [])[0] == ({datetime.date.fromisoformat(until)} if until else set()), (number, r)
                tips += 1
    assert tips > 20 and read > 10
    print(f"cafe: {tips} things told, {read} numbers of them out of the tables", flush=True)


# --- what every answer must keep ---

NUMBER = re.compile(r"\d[\d,.]*")


def numbers_of(text):
    return {n.rstrip(".,").replace(",", "") for n in NUMBER.findall(text)}


def sentences(shop, what, numbers):
    """Every number of the sentence stands in its row: in the numbers beside it, or in the names it speaks of."""
    seen = 0
    own = numbers_of(" ".join(n["text"] for n in table("garage", "notices.csv")))        # the owner's own words
    for number in numbers:
        for lang in ("he", "en"):
            for r in shop.of(what, number, lang=lang):
                known = numbers_of(" ".join(f"{n['label']} {n['value']}" for n in r["numbers"])) | own
                for key in ("what", "item_name", "like", "thing", "task", "from", "to", "due_day", "last_day", "like_day", "due_value", "value_now"):
                    known |= numbers_of(str(r.get(key, "")))
                days = " ".join(str(r.get(k, "")) for k in ("from", "to", "due_day", "last_day", "like_day"))
                known |= {str(int(n)) for n in re.findall(r"\d+", days)}
                told = {n for piece in numbers_of(r["why"]) for n in ([piece] if piece in known else re.findall(r"\d+", piece))}
                missing = {n for n in told if n not in known and str(int(n)) not in known}
                assert not missing, (number, lang, missing, r["why"], r["numbers"])
                seen += 1
    return seen


def dismissed(shop):
    rows = shop.rows("today", "--limit", "40")
    mine = next(r for r in rows if r["need"] not in ("replenish", "complement", "care"))
    shop.good("today", "mark", mine["action"], "wrong")
    assert mine["action"] not in {r["action"] for r in shop.rows("today", "--limit", "40")}
    return mine["need"]


def waiting(shop):
    """Who waits is everybody of whom there is something to say and who is not on the list, however long it is and whichever thread met him."""
    said = lambda note: re.search(r"time there is: (one|\d+) more", note)
    counts = []
    for limit in range(1, 16):
        answer = program.json.loads(shop.good("today", "--limit", str(limit), "--json"))
        if len(answer["rows"]) < limit:
            break
        n = next(said(note) for note in answer["notes"] if said(note)).group(1)
        counts.append(1 if n == "one" else int(n))
    assert len(counts) > 2 and all(a - b in (0, 1) for a, b in zip(counts, counts[1:])), (shop.name, counts)
    return counts[0]


def pictured(shop):
    """Of sixty customers nobody knows what is possible: the picture still shows each by what is expected of him, the better half to be cared for."""
    rows = shop.rows("value", "map", "--limit", "400")
    assert {r["customer"] for r in rows} == set(shop.customer.values()), (shop.name, len(rows))
    care = [r["expected"] for r in rows if r["place"] == "care"]
    rest = [r["expected"] for r in rows if r["place"] == "unknown"]
    assert all(r.get("gap") is None for r in rows) and min(care) >= max(rest) and abs(len(care) - len(rest)) <= 3, (shop.name, len(care), len(rest))
    assert rows[0]["counts"]["care"] == len(care) and shop.rows("value", "plan"), shop.name


def main(argv):
    made = program.subprocess.run([sys.executable, os.path.join(program.ROOT, "tools", "demo", "make.py"), "--check"], capture_output=True, text=True)
    assert made.returncode == 0, made.stdout
    with tempfile.TemporaryDirectory(prefix="makir-shops-") as folder:
        shops = {name: Shop(argv[1], folder, name) for name in ("garage", "fashion", "travel", "cafe")}
        garage(shops["garage"])
        fashion(shops["fashion"])
        travel(shops["travel"])
        said = sentences(shops["garage"], "due", list(shops["garage"].customer)[:20]) + sentences(shops["fashion"], "fits", list(shops["fashion"].customer)[:20]) + sentences(shops["travel"], "year", list(shops["travel"].customer)[:20])
        cafe(shops["cafe"])
        wait = sum(waiting(shop) for shop in shops.values())
        kinds = [dismissed(shops[name]) for name in ("garage", "fashion", "travel")]
        for shop in shops.values():
            for r in shop.rows("today", "--limit", "40"):
                assert all(n["value"] and "1970" not in n["value"] and "0 of 0" not in n["value"] for n in r["numbers"]), r      # what is not known is not told
            pictured(shop)
            shop.doctor_is_content()
        print(f"{said} sentences hold their numbers; {wait} wait; dismissed: {', '.join(kinds)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
