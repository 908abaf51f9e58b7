# SPDX-License-Identifier: Apache-2.0
"""What people do at the desk, step by step. Each flow starts from nothing (no cookie, no storage) and compares the screen with
what the API says, so that it holds for any store. A flow that the data cannot carry says Skip."""
import datetime
import json
import os
import re
import tempfile
import time
import urllib.parse
import zipfile
import zoneinfo

import checks
from desk import Skip, eventually, need, text, word_of


def sign_in_and_language(d):
    d.fresh(lang=None)
    b = d.b
    d.b.one("#signin-name")
    first = b.js("return document.documentElement.dir")
    b.click(".lang-btn")
    b.wait("the switched direction", "document.documentElement.dir !== arguments[0]", first)
    b.reload()
    b.one("#signin-name")
    b.wait("the kept language", "document.documentElement.dir !== arguments[0]", first)
    d.sign_in("certainly not the password")
    b.one("[role=alert]")
    need(b.js("return document.querySelector('#signin-name').getAttribute('aria-invalid')") == "true", "the field is not marked wrong")
    need(b.js("return document.querySelector('#signin-name').value") == d.server.name, "the name is lost after a wrong password")
    d.sign_in()
    b.one(".headline h1")
    need("makir=" not in (b.js("return document.cookie") or ""), "the session cookie is readable by scripts")
    need(any(c["name"] == "makir" and c["httpOnly"] for c in b.cookies()), "no HttpOnly session cookie")


def sign_out(d):
    d.enter()
    d.go("#/more", "#m-who button")
    d.b.click("#m-who button")
    d.b.one("#signin-name")
    d.b.reload()
    d.b.one("#signin-name")


def search_by_keyboard(d):
    c = d.anyone()
    d.enter()
    b = d.b
    word = word_of(c)
    b.press("/")
    need(b.js("return document.activeElement.id") == "search", "/ does not go to the search")
    b.press("Escape")
    b.press("Control+k")
    need(b.js("return document.activeElement.id") == "search", "Ctrl+K does not go to the search")
    b.press(*word)
    d.found(word)
    found = d.api["he"].find(word, 12)
    b.wait("as many results as the API gives", "document.querySelectorAll('#search-list .found-row').length === arguments[0]", len(found))
    need(b.js("return document.querySelector('#search').getAttribute('aria-expanded')") == "true", "the list is not announced as open")
    if len(found) > 1:
        b.press("ArrowDown")
        b.wait("the arrow to move", "document.querySelector('#search').getAttribute('aria-activedescendant') === 'search-1'")
        b.press("ArrowUp")
        b.wait("the arrow to move back", "document.querySelector('#search').getAttribute('aria-activedescendant') === 'search-0'")
    b.press("Enter")
    b.wait("the customer", "location.hash === '#/customer/' + arguments[0]", found[0]["customer"])
    need(word not in urllib.parse.unquote(b.js("return location.href")), "what was searched for stands in the address")
    asked = [urllib.parse.unquote(u) for u in b.js("return performance.getEntriesByType('resource').map((e) => e.name)")]
    need(not [u for u in asked if word in u or "?q=" in u], "what was searched for stands in an address the browser asked for")


def search_by_phone(d):
    c = d.anyone()
    phone = next((k for k in c.get("contacts", []) if k["kind"] == "phone"), None)
    if not phone:
        raise Skip("the customer has no phone")
    d.enter("en")
    b = d.b
    b.press("/")
    b.press(*phone["value"][-7:])
    b.wait("the customer among the results", "[...document.querySelectorAll('.found-name')].some((e) => e.textContent === arguments[0])", c["name"])
    b.one(".found-row mark")
    b.press("Escape")
    b.wait("an empty box", "document.querySelector('#search').value === ''")
    b.press("/")
    b.press(*"zzqqxx")
    b.one(".found-none")


def customer_page(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    need(text(b.text(".c-head h1")) == text(c["name"]), "the head does not name the customer")
    page = text(b.text("main"))
    if (c.get("value") or {}).get("sentence"):
        need(text(c["value"]["sentence"]) in page, "the sentence of the value is missing")
    for f in c.get("facts", []):
        need(text(f["value"]) in page, f"a fact is missing: {f['value']}")
    for k in c.get("consent", []):
        need(text(k.get("evidence")) in page, "the proof of a consent is missing")
    last = next((e for e in c["timeline"] if e["kind"] == "sale"), None)
    if last:
        at = datetime.datetime.fromisoformat(last["at"].replace("Z", "+00:00")).astimezone(zoneinfo.ZoneInfo("Asia/Jerusalem"))
        need(re.search(rf"(?<!\d){at.day} ב", text(b.text(".c-sums"))), f"the last purchase was on the {at.day}. of the month, the head says: {text(b.text('.c-sums'))}")
    n = len(c["timeline"])
    b.wait(f"the events, {n} or the first 30", "document.querySelectorAll('#timeline .event').length === arguments[0]", min(n, 30))
    if any(e.get("lines") for e in c["timeline"]):
        b.click("#timeline details summary")
        b.one("#timeline details[open]")
    kinds = {e["kind"] for e in c["timeline"]}
    if len(kinds) > 1:
        b.click("#timeline .chip:nth-child(3)")
        b.wait("one kind only", "new Set([...document.querySelectorAll('#timeline .event')].map((e) => e.className)).size === 1")
    if len([e for e in c["timeline"] if e["kind"] == "sale"]) > 2:
        need(b.count("svg[role=img][aria-label]") > 0, "no picture")


def add_note(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    words = "שאלה על מטחנה, לחזור ביום ראשון"
    b.click("#timeline .part-head .btn")
    b.wait("the focus in the form", "document.activeElement.id === 'note-text'")
    b.press(*words)
    b.press("Control+Enter")
    b.wait("the note on the page", "document.querySelector('#timeline').textContent.includes(arguments[0])", words)
    need(any(words in (e.get("detail") or "") for e in d.api["he"].customer(c["customer"])["timeline"]), "the note did not reach the server")


def add_fact(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.click("#facts .part-head .btn")
    b.write("#f-kind", "תחביב")
    b.write("#f-value", "רכיבה על אופניים")
    b.click("#facts form button[type=submit]")
    b.wait("the fact on the page", "document.querySelector('#facts dl')?.textContent.includes('רכיבה על אופניים')")
    facts = d.api["he"].customer(c["customer"])["facts"]
    need(any(f["kind"] == "hobby" and f["value"] == "רכיבה על אופניים" and f["origin"] == "said" for f in facts), "the fact is not kept as it was said")


def add_consent(d):
    c = d.anyone()
    d.enter("en")
    d.customer_page(c)
    b = d.b
    b.click("#consent .part-head .btn")
    b.one("#k-evidence")
    need(b.js("return document.querySelector('#consent form button[type=submit]').disabled"), "a consent can be granted without proof")
    b.write("#k-evidence", "said yes at the counter and signed")
    b.click("#consent form button[type=submit]")
    b.wait("the consent on the page", "document.querySelector('#consent .consents')?.textContent.includes('said yes at the counter and signed')")
    got = d.api["en"].customer(c["customer"])["consent"]
    need(any(k["channel"] == "whatsapp" and k["purpose"] == "advertising" and k["state"] == "granted" for k in got), "the consent did not reach the server")


def correct_name(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.click(".c-head h1 .icon-btn")
    b.write("#n-name", c["name"] + " ב")
    b.press("Control+Enter")
    b.wait("the new name", "document.querySelector('.c-head h1').textContent.includes(arguments[0])", c["name"] + " ב")
    b.click("#history button")
    b.wait("the change in the history", "document.querySelector('#history ins')?.textContent.includes(arguments[0])", c["name"] + " ב")


def new_customer(d):
    d.enter()
    b = d.b
    d.go("#/customers", ".title-line .btn")
    b.click(".title-line .btn")
    name = f"בדיקה חדשה {int(time.time()) % 100000}א"
    b.write("#c-name", name)
    b.write("#c-phone", f"054-{int(time.time() * 7) % 10000000:07d}")
    b.press("Control+Enter")
    b.wait("the page of the new customer", "document.querySelector('.c-head h1')?.textContent.includes(arguments[0])", name)


def dark_mode(d):
    d.enter(scheme="dark")
    b = d.b
    look = "return document.documentElement.dataset.theme"
    need(b.js(look) == "dark", "the system's dark is not followed")
    b.click(".side-tools .icon-btn")
    b.wait("light by the toggle", "document.documentElement.dataset.theme === 'light'")
    b.reload()
    b.one(".headline h1")
    need(b.js(look) == "light", "the choice is not kept")
    b.media("light")
    d.go("#/more", "#m-look input[value=dark]")
    b.js("document.querySelector('#m-look input[value=dark]').click()")
    b.wait("dark in a light system", "document.documentElement.dataset.theme === 'dark'")


def session_ends_in_the_middle(d):
    """The session ends while a note is being written: after signing in again the note is saved, from the same place."""
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.click("#timeline .part-head .btn")
    b.write("#note-text", "written before the session ended")
    cookie = next(k for k in b.cookies() if k["name"] == "makir")
    d.api["he"].ask("DELETE", "/v1/session", cookie=f"makir={cookie['value']}")
    b.click("#timeline form button[type=submit]")
    b.one("dialog[open] #signin-password")
    need(b.js("return document.querySelector('dialog #signin-name').value") != "", "the name has to be typed again")
    d.sign_in()
    b.wait("the note on the page", "document.querySelector('#timeline .events').textContent.includes('written before the session ended')")
    need(b.js("return location.hash").endswith(c["customer"]), "the place was lost")


def server_fails(d):
    """A failing server's own sentence is shown, and trying again helps."""
    d.enter()
    b = d.b
    d.go("#/more", "#m-look")
    b.js("""window.realFetch = window.fetch; window.fetch = (u, o) => String(u).startsWith('/v1/batches')
         ? Promise.resolve(new Response(JSON.stringify({title: 'store', detail: 'the store is being restored', hint: 'wait a minute', status: 503}), {status: 503})) : realFetch(u, o)""")
    d.go("#/imports", ".error-box")
    need("the store is being restored" in b.text(".error-box") and "wait a minute" in b.text(".error-box"), "the server's sentence is not shown")
    b.js("window.fetch = window.realFetch")
    b.click(".error-box .btn")
    b.wait("the screen", "!document.querySelector('.error-box')")


def nothing_yet(d):
    """An empty store says what to do next."""
    d.enter()
    b = d.b
    d.go("#/more", "#m-look")
    b.js("localStorage.setItem('makir.lang', 'en')")
    script = b.cdp("Page.addScriptToEvaluateOnNewDocument", source="""
      const f = window.fetch;
      window.fetch = (u, o) => /^\\/v1\\/(today|batches)/.test(String(u)) ? Promise.resolve(new Response('{"rows":[],"notes":["Nothing was learnt yet"]}')) : f(u, o);""")
    try:
        b.open(d.server.base + "/#/")
        b.reload()
        b.one(".empty a[href='#/imports']")
        d.quiet()
        faults = checks.everything(b, "en")
        need(not faults, "; ".join(faults))
        d.go("#/imports", "#bring-file")
        need(b.count(".batch") == 0, "there are imports")
    finally:
        b.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


def imports(d):
    rows = d.api["he"].ask("GET", "/v1/batches")["rows"]
    d.enter()
    d.go("#/imports", "main h1")
    if not rows:
        raise Skip("nothing was imported")
    d.b.wait("the batches", "document.querySelectorAll('.batch').length === arguments[0]", len(rows))
    d.b.click(".batch a.btn")
    d.b.one(".import-page .count-list")
    d.b.click(".import-undo .btn")
    d.b.one(".ask .btn.danger")
    d.b.click(".ask .btn.ghost")
    need(json.dumps(rows) == json.dumps(d.api["he"].ask("GET", "/v1/batches")["rows"]), "looking at the imports changed them")


def review_by_keyboard(d):
    """Pairs who may be one: the same by a key, and back; two people by a button."""
    waiting = d.api["he"].ask("GET", "/v1/reviews")["rows"]
    d.enter()
    b = d.b
    if len(waiting) < 2:
        d.go("#/review", ".empty, .review")
        raise Skip("nobody may be one with another")
    b.js("location.hash = '#/customers'")
    b.click(".review-door")
    b.wait("the first pair", "document.querySelector('.sides thead')?.textContent.includes(arguments[0])", waiting[0]["name"])
    b.click(".evidence summary")
    need(b.count(".falls li") > 2, "the evidence has no parts")
    b.press("s")
    b.wait("the next pair", "document.querySelector('.sides thead')?.textContent.includes(arguments[0])", waiting[1]["name"])
    b.click(".snack-act")
    b.wait("the first pair again", "document.querySelector('.sides thead')?.textContent.includes(arguments[0]) && document.querySelector('.snack')?.textContent.includes('התשובה בוטלה')", waiting[0]["name"])
    need(len(d.api["he"].ask("GET", "/v1/reviews")["rows"]) == len(waiting), "not all wait as before")
    b.click(".review-acts .btn:nth-child(2)")
    eventually("the answer at the server", lambda: len(d.api["he"].ask("GET", "/v1/reviews")["rows"]) == len(waiting) - 1)


def idle(d):
    """Until nothing long is being written: what came in is learnt from at once, and one thing at a time is written."""
    eventually("the learning to end", lambda: all(j["state"] != "running" for j in d.api["he"].ask("GET", "/v1/jobs")["rows"]))


def bring_a_file(d):
    """A file is looked at first, its columns corrected, imported, its bad rows fetched, and taken back."""
    d.enter()
    b = d.b
    before = d.api["he"].ask("GET", "/v1/batches")["rows"]
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "אנשים.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("שם,טלפון,תאריך,סכום,מילים\nרונית לפידור,050-555-0177,2.1.2025,35.00,אתמול\nיוסי אלמגור,050-555-0178,3.1.2025,40.00,היום\n"
                    "דנה בלומנפלד,050-555-0179,לא יום,50.00,מחר\n")
        d.go("#/imports", "#bring-file")
        b.choose_file("#bring-file", path)
        b.one(".look")
        need("אנשים.csv" in b.text(".look-title"), "the file's name is not shown")
        need(b.count(".cols .col") == 5, "not every column is shown")
        need(d.api["he"].ask("GET", "/v1/batches")["rows"] == before, "looking at a file imported it")
        faults = checks.everything(b, "he")
        need(not faults, "; ".join(faults))
        last = b.js("return [...document.querySelectorAll('.cols select')].pop().id")
        b.select(f"[id='{last}']", "note")
        b.click(".look-acts .btn.primary")              # look again
        b.wait("the second look", "document.querySelector('.look .preview') && [...document.querySelectorAll('.cols select')].pop().value === 'note'")
        b.click(".look-acts .btn.primary")
        b.one("#import-done")
        href = b.wait("the bad rows", "document.querySelector('.bad-rows a')?.getAttribute('href')")
        need(href and href.startswith("/v1/uploads/"), "the bad rows cannot be fetched")
        need(path not in b.js("return document.body.innerHTML") and "/proc/" not in b.js("return document.body.innerHTML"), "a path of the server is shown")
        b.wait("it in the list", "document.querySelectorAll('.batch').length === arguments[0]", len(before) + 1)
        b.click("#import-done .form-acts > .btn:last-child")        # to the page of the import
        idle(d)
        b.click(".import-undo .btn")
        b.click(".ask .btn.danger")
        b.wait("it taken back", "document.querySelector('.import-page h1')?.textContent.includes('אנשים.csv') && !document.querySelector('.import-undo')")


def workbook(path, sheets):
    """A workbook as small writers make it: texts in their cells, sheets by name."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="r"><sheets>' + "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(sheets, 1)) + "</sheets></workbook>")
        for i, rows in enumerate(sheets.values(), 1):
            cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in row) + "</row>" for row in rows)
            z.writestr(f"xl/worksheets/sheet{i}.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')


def bring_a_workbook(d):
    """A workbook: its sheets are offered, its bad rows come back as a workbook; what a person changed since is settled when it is taken back."""
    d.enter()
    b = d.b
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "לקוחות.xlsx")
        workbook(path, {"הערות": [["לקנות חלב"]], "לקוחות": [["מספר לקוח", "שם", "טלפון"], ["90210", "נעמה זיו־טסט", "050-555-0181"], ["", "", ""], ["", "", "x"]],
                        "ספקים": [["שם", "טלפון"], ["אופיר קמח", "050-555-0182"], ["טל ביצים", "050-555-0183"]]})
        d.go("#/imports", "#bring-file")
        b.choose_file("#bring-file", path)
        b.one(".look #sheet")
        need(b.js("return document.querySelector('#sheet').value") == "לקוחות", "the best sheet was not chosen")
        faults = checks.everything(b, "he")
        need(not faults, "; ".join(faults))
        b.select("#sheet", "ספקים")
        b.wait("the other sheet", "document.querySelector('.look #sheet')?.value === 'ספקים' && document.querySelectorAll('.cols .col').length === 2")
        b.select("#sheet", "לקוחות")
        b.wait("the first sheet", "document.querySelector('.look #sheet')?.value === 'לקוחות' && document.querySelectorAll('.cols .col').length === 3")
        b.wait("the bad row's place", "document.querySelector('.import-notes')?.textContent.includes('שורה 4')")
        b.click(".look-acts .btn.primary")
        b.one("#import-done")
        b.wait("the bad rows as a workbook", "document.querySelector('.bad-rows a')?.download === 'bad-rows.xlsx'")
    found = d.api["he"].find("90210", 5)
    need(found, "the customer did not come in")
    who = found[0]["customer"]
    d.api["he"].ask("PATCH", f"/v1/customers/{who}", {"field": "name", "value": "נעמה זיו"})
    b.click("#import-done .form-acts > .btn:last-child")
    idle(d)
    b.click(".import-undo .btn")
    b.one(".conflict")
    d.quiet()
    faults = checks.everything(b, "he")
    need(not faults, "; ".join(faults))
    need("נעמה זיו־טסט" in b.text(".conflict") and b.count(".conflict-choice input") == 2, "the conflict is not shown")
    b.click(".conflict-choice label:last-child")
    b.click(".ask .btn.danger")
    b.wait("it taken back", "!document.querySelector('.import-undo')")
    eventually("the customer to go, because his change was taken back, too", lambda: not d.api["he"].find("90210", 5))


def two_systems_number_their_customers(d):
    """The same number in two files is two customers when the files are of two systems, and the wizard is told so."""
    d.enter()
    b, api = d.b, d.api["he"]
    number = str(7_000_000 + int(time.time()) % 1_000_000)
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        for system, name in (("קופה", "גילה ראשונה"), ("אתר", "משה אחר")):
            path = os.path.join(folder, f"{system}.csv")
            with open(path, "w", encoding="utf-8") as f:
                f.write(f"מספר לקוח,שם\n{number},{name}\n")
            d.go("#/imports", ".batches-title, #import-done")
            if b.count("#import-done"):
                b.click("#import-done .form-acts .btn")
            b.choose_file("#bring-file", path)
            b.one(".look #source")
            b.write("#source", system)
            b.click(".look-acts .btn.primary")
            b.wait("the second look", "document.querySelector('.look .preview') && document.querySelector('#source')?.value === arguments[0]", system)
            b.click(".look-acts .btn.primary")
            b.one("#import-done")
            d.quiet()
    idle(d)
    found = [f["name"] for f in api.find(number, 5)]
    need(sorted(found) == ["גילה ראשונה", "משה אחר"], f"the number of two systems gives {found}")
    for batch in api.ask("GET", "/v1/batches")["rows"][:2]:
        need(batch["source"] in ("קופה", "אתר"), f"the import is of {batch['source']}")
        api.ask("POST", f"/v1/batches/{batch['batch']}/undo", {})
        idle(d)


def end_fact_and_add_asset(d):
    c = d.anyone()
    d.enter()
    b = d.b
    d.customer_page(c)
    b.click("#facts .part-head .btn")
    b.write("#f-kind", "טעם")
    b.write("#f-value", "קפה שחור בלבד")
    b.click("#facts form button[type=submit]")
    b.wait("the fact", "document.querySelector('#facts dl')?.textContent.includes('קפה שחור בלבד')")
    at = b.js("return [...document.querySelectorAll('#facts dl > div')].findIndex((e) => e.textContent.includes('קפה שחור בלבד'))") + 1
    b.click(f"#facts dl > div:nth-child({at}) .icon-btn.end")
    b.click("#facts .ask .btn.primary")
    b.wait("the fact ended", "document.querySelector('#facts .ended')?.textContent.includes('קפה שחור בלבד')")
    fact = next(f for f in d.api["he"].customer(c["customer"])["facts"] if f["value"] == "קפה שחור בלבד")
    need(fact.get("to"), "the server does not know that it ended")
    b.click("#assets .part-head .btn")
    b.write("#as-kind", "רכב")
    b.write("#as-name", "Mazda 3")
    b.write("#as-more", "שנה: 2019")
    b.click("#assets form button[type=submit]")
    b.wait("the asset", "document.querySelector('#assets dl')?.textContent.includes('Mazda 3')")
    asset = next(a for a in d.api["he"].customer(c["customer"])["assets"] if a["name"] == "Mazda 3")
    need(asset["kind"] == "car" and asset["attributes"] == {"שנה": "2019"}, f"the server keeps {asset}")
    b.click("#history button")
    b.wait("both in the history", "document.querySelector('#history .history')?.textContent.includes('Mazda 3')")
    rows = d.api["he"].ask("GET", f"/v1/customers/{c['customer']}/history")["rows"]
    need(any((r["after"] or {}).get("name") == "Mazda 3" for r in rows), "the history has no names for its columns")


ALL = [
    sign_in_and_language, sign_out, search_by_keyboard, search_by_phone, customer_page, add_note,
    add_fact, add_consent, correct_name, new_customer, dark_mode, session_ends_in_the_middle, server_fails, nothing_yet, imports,
    review_by_keyboard, bring_a_file, bring_a_workbook, two_systems_number_their_customers, end_fact_and_add_asset,
]
