# SPDX-License-Identifier: Apache-2.0
"""Every screen in Hebrew and English, on a phone and on a desk, light and dark: checked, and painted into a folder."""
import os
import tempfile
import threading

import checks
from desk import Bad, Skip, word_of
from flows import workbook
from server import ROOT

# The languages are walked side by side, and a shop reads one file at a time.
READING = threading.Lock()

SIZES = {"phone": (360, 760), "desk": (1280, 860)}


def screens(d, lang, size):
    """Gives (name, prepare) of each screen, in an order that needs no signing in between."""
    b = d.b

    def today():
        b.wait("the cards", "document.querySelector('.card, .empty')")
        if size == "desk" and b.count(".card"):
            b.wait("the panel", "document.querySelector('.panel .why')")

    def why():
        if not b.count(".card .expand"):
            raise Skip("no card")
        b.click(".card .expand")
        b.one(".card .why")
        b.js("document.querySelector('.card').scrollIntoView({block: 'start'})")

    def message():
        if not b.count(".card .acts-marks"):
            raise Skip("no card")
        b.js("scrollTo(0, 0)")
        b.click(".card .acts-marks .btn:last-child")
        d.held_message()                    # looking takes longer than it stays

    def undo():
        b.click(".snack-act")
        b.wait("the card that is back, with the focus", "document.activeElement?.classList.contains('card')")

    def search():
        c = d.anyone(lang)
        b.press("/")
        b.js("document.execCommand('insertText', false, arguments[0])", word_of(c)[:4])    # at once: a machine that types slowly asks after each letter
        b.one(".found-row")

    def customer():
        b.press("Escape")
        b.press("Escape")
        d.customer_page(d.anyone(lang))

    def forms():
        for part in ("timeline", "facts", "consent", "assets"):
            d.unfold(part)
            b.click(f"#{part} .part-head .btn")
        b.click(".c-head h1 .icon-btn")
        b.one("#n-name")

    def page(hash_, ready):
        return lambda: d.go(hash_, ready)

    yield "today", today, None
    if size == "phone":
        yield "why", why, None
    yield "message", message, undo
    yield "search", search, None
    yield "customer", customer, None
    yield "forms", forms, None
    def counter():
        phone = next((k["value"] for k in d.anyone(lang).get("contacts", []) if k["kind"] == "phone"), None)
        if not phone:
            raise Skip("the customer has no phone")
        b.write("#counter-phone", "0" + phone.removeprefix("+972"))
        b.one(".counter-bar")
        b.wait("what is known", "document.querySelector('.counter-next, .counter-facts, .counter-consent')")

    def keyboard():
        b.press("?")
        b.one("dialog[open] .keys")

    def filtered():
        b.click(".list-tools .chips .chip:last-child")
        b.one("#fl-what")

    yield "counter", page("#/counter", "#counter-phone"), None
    yield "counter-known", counter, lambda: b.click(".counter-ask .icon-btn")
    yield "customers", page("#/customers", "table.list, .lines-list, .empty"), None
    yield "customers-filter", filtered, None
    yield "week", page("#/week", ".week-sentences, .empty"), None
    yield "poster", page("#/poster", ".poster img"), None
    yield "review", page("#/review", ".review, .empty"), None
    yield "worth", page("#/worth", "#w-people .base-sentence, main.worth .empty"), None

    def file():
        with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
            path = os.path.join(folder, "קופה 2025.csv")
            with open(path, "w", encoding="utf-8") as f:
                f.write("שם,טלפון,תאריך,פריט,סכום,סניף\n" + "".join(f"לקוחה {i},050-555-0{i:03d},{1 + i % 28}.1.2025,קפה קולומביה,{30 + i}.00,צפון\n" for i in range(200, 240))
                        + "דנה בלומנפלד,050-555-0179,לא יום,עוגה,50.00,צפון\n")
            with READING:
                b.choose_file("#bring-file", path)
                b.one(".look")
        b.js("scrollTo(0, 0)")

    def running():
        """A long import as it is seen half-way: the server's own job, with the numbers of a large one."""
        b.js("""const real = window.fetch; window.fetch = (u, o) => /^\\/v1\\/(import|jobs)/.test(String(u))
            ? Promise.resolve(new Response(JSON.stringify({job: 'x', op: 'import', who: '', state: 'running', stage: 'writing', done: 412345, total: 1000000, began: '2026-01-01T00:00:00Z', ended: null}),
                {status: String(u).startsWith('/v1/import') ? 202 : 200, headers: {Location: '/v1/jobs/x', 'Content-Type': 'application/json'}})) : real(u, o);""")
        b.click(".look-acts .btn.primary")
        b.one(".working .btn")

    def one_import():
        if not d.api[lang].ask("GET", "/v1/batches")["rows"]:
            raise Skip("nothing was imported")
        d.go("#/imports", ".batch a.btn")
        b.click(".batch a.btn")
        b.one(".import-undo .btn")

    def undo_asked():
        b.click(".import-undo .btn")
        b.one(".ask .btn.danger")

    def book():
        with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
            path = os.path.join(folder, "חוברת.xlsx")
            workbook(path, {"לקוחות": [["מספר לקוח", "שם", "טלפון"]] + [[str(90300 + i), f"לקוחה {i}", f"050-555-0{i:03d}"] for i in range(200, 230)] + [["", "", "x"]], "ספקים": [["שם", "טלפון"], ["טל ביצים", "050-555-0183"]]})
            with READING:
                b.choose_file("#bring-file", path)
                b.one(".look #sheet")
        b.js("scrollTo(0, 0)")

    def chat():
        with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
            path = os.path.join(folder, "chat.txt")
            with open(path, "w", encoding="utf-8") as f:
                f.write("10.3.2025, 10:49 - רונית לפידור: שלום, יש לכם עוגת גבינה לשבת?\n10.3.2025, 10:52 - קפה הגן: בטח, נשמור לך אחת\n")
            with READING:
                b.choose_file("#bring-file", path)
                b.one(".look .cols")
        b.js("scrollTo(0, 0)")

    yield "imports", page("#/imports", ".batch, .drop-zone"), None
    yield "import-page", one_import, None
    yield "import-undo", undo_asked, None
    yield "import-choose", page("#/imports", "#bring-file"), None
    yield "import-book", book, lambda: (b.reload(), b.one("#bring-file"))
    yield "import-chat", chat, lambda: (b.reload(), b.one("#bring-file"))
    yield "imports-again", page("#/imports", "#bring-file"), None
    yield "import-look", file, None
    yield "import-running", running, lambda: (b.reload(), b.one("#main h1"))
    yield "settings", page("#/more", "#m-access"), None
    for part, ready in (("me", "#me-sessions li"), ("shop", "#business form"), ("users", ".batch"), ("offers", "#rules .batch"), ("fields", ".settings-acts"), ("hidden", ".checks"), ("keys", ".settings-acts"),
                        ("audit", "table.list"), ("backup", "#backup form"), ("demo", "#demo")):
        yield f"settings-{part}", page(f"#/settings/{part}", ready), None
    yield "accessibility", page("#/access", "main ul"), None
    yield "keyboard", keyboard, lambda: b.press("Escape")


def walk(d, lang, size, folder):
    """Walks through all screens of one language and size, each seen light and dark. Gives (screen, faults) as it goes."""
    b = d.b
    width, height = SIZES[size]
    d.fresh(lang, width, height)
    b.one("#signin-name")
    yield "sign-in", inspect(d, lang, size, folder, "sign-in")
    d.sign_in()
    b.one(".headline h1")
    for name, prepare, after in screens(d, lang, size):
        try:
            prepare()
        except Skip as s:
            yield name, s
            continue
        yield name, inspect(d, lang, size, folder, name)
        if after:
            after()
    d.fresh(lang, width, height)
    b.open(d.server.base + f"/join/{d.server.form}?lang={lang}")
    b.one("#join-name")
    yield "join", inspect(d, lang, size, folder, "join")
    yield "console", checks.console(b)


def inspect(d, lang, size, folder, name):
    b = d.b
    tall = name in ("worth", "import-look", "week", "settings", "accessibility", "join") or (name in ("customer", "why") and size == "phone")
    faults = []
    for scheme in ("light", "dark"):
        b.media(scheme)
        d.quiet()
        if scheme == "light":
            faults += checks.everything(b, lang) + checks.axe(b, ROOT)
        else:
            faults += [f"dark: {f}" for f in b.js(checks.CONTRAST) + checks.axe(b, ROOT, ["color-contrast", "link-in-text-block"])]
        if folder:
            b.shot(os.path.join(folder, f"{name}-{lang}-{size}-{scheme}.png"), whole=tall)
    b.media("light")
    return faults


def narrowest(d):
    """At 320 pixels, which is 1280 enlarged to 400 %, nothing is lost sideways (WCAG 1.4.10)."""
    for lang in ("he", "en"):
        d.enter(lang, 320, 640)
        b = d.b
        pages = [("#/", "main h1"), ("#/customers", ".list-count"), ("#/counter", "#counter-phone"), ("#/week", "main h1"), ("#/settings/me", "#me-factor"), ("#/access", "main ul"), ("#/worth", "main h1"), ("#/imports", "main h1"), ("#/more", "#m-access")]
        pages.insert(1, (f"#/customer/{d.anyone(lang)['customer']}", ".c-head"))
        for hash_, ready in pages:
            d.go(hash_, ready)
            d.quiet()
            faults = b.js(checks.OVERFLOW)
            if faults:
                raise Bad(f"{hash_} in {lang}: " + "; ".join(faults))
