# SPDX-License-Identifier: Apache-2.0
"""The work around a customer: correcting and undoing, lists and views, the settings, the sign-up page, the week, and being quick."""
import base64
import hashlib
import hmac
import os
import struct
import tempfile
import time

import checks
from desk import eventually, need, text
from server import ROOT


def one_change_undone(d):
    """Undo from the message, and undo from the history."""
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    for n, way in enumerate((".snack-act", "history")):
        word = f"ללא סוכר {n}"
        b.click("#facts .part-head .btn")
        b.write("#f-kind", "טעם")
        b.write("#f-value", word)
        b.press("Control+Enter")
        b.wait("the fact", "document.querySelector('#facts dl')?.textContent.includes(arguments[0])", word)
        d.held_message()
        if way == "history":
            b.click(".snack-x")
            b.click("#history button")
            b.click("#history .hist-undo")
        else:
            b.click(way)
        b.wait("the fact to go", "!document.querySelector('#facts dl')?.textContent.includes(arguments[0])", word)
        need(all(f["value"] != word or f.get("to") for f in d.api["he"].customer(c["customer"])["facts"]), "the server still has it")


def two_people_edit(d):
    """What another changed meanwhile is said, shown, and not run over."""
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.press("e")
    b.wait("the form", "document.activeElement.id === 'n-name'")
    theirs = c["name"].split()[0] + " של מישהו אחר"
    d.api["he"].ask("PATCH", f"/v1/customers/{c['customer']}", {"field": "name", "value": theirs})
    b.write("#n-name", "מה שנכתב כאן")
    b.press("Control+Enter")
    b.one(".c-head .error-box")
    need(d.api["he"].customer(c["customer"])["name"] == theirs, "the other's change was run over")
    need(b.js("return document.querySelector('#n-name').value") == "מה שנכתב כאן", "what was typed is lost")
    b.click(".c-head .error-box .btn")
    b.wait("what the other wrote", "document.querySelector('.c-head h1').textContent.includes(arguments[0])", theirs)
    b.press("Control+Enter")
    b.wait("one's own, knowingly", "document.querySelector('.c-head h1').textContent.includes('מה שנכתב כאן')")
    d.api["he"].ask("PATCH", f"/v1/customers/{c['customer']}", {"field": "name", "value": c["name"]})
    b.logs()                                        # the 409 is meant, and loud


def double_click_is_one(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    word = f"פעמיים {int(time.time())}"
    b.click("#timeline .part-head .btn")
    b.write("#note-text", word)
    b.js("const s = document.querySelector('#timeline form button[type=submit]'); s.click(); s.click(); s.form?.requestSubmit()")
    b.wait("the note", "document.querySelector('#timeline').textContent.includes(arguments[0])", word)
    d.quiet()
    notes = [e for e in d.api["he"].customer(c["customer"])["timeline"] if e.get("detail") == word]
    need(len(notes) == 1, f"{len(notes)} notes of one")


def family_in_both_calendars(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.click("#family .part-head .btn")
    b.select("#d-kind", "birthday")
    b.js("const e = document.querySelector('#d-date'); e.value = '2024-02-29'; e.dispatchEvent(new Event('input', {bubbles: true}))")
    b.wait("the Hebrew day", "document.querySelector('#d-date-hint')?.textContent.includes('כ׳ באדר א׳ תשפ״ד')")
    b.click("#family form button[type=submit]")
    b.wait("the birthday", "document.querySelector('#family dl')?.textContent.includes('29 בפברואר 2024')")
    b.wait("when the Hebrew date comes again", "document.querySelector('#family dl')?.textContent.includes('בתאריך העברי')")
    b.click("#family dl .icon-btn")
    b.click("#family .ask .btn.primary")
    b.wait("it ended", "!document.querySelector('#family dl')?.textContent.includes('29 בפברואר 2024')")


def asset_ends(d):
    c = d.anyone()
    d.enter()
    d.customer_page(c)
    b = d.b
    b.click("#assets .part-head .btn")
    b.write("#as-kind", "אופניים")
    b.write("#as-name", "Gazelle")
    b.click("#assets form button[type=submit]")
    b.wait("the asset", "document.querySelector('#assets dl')?.textContent.includes('Gazelle')")
    at = b.js("return [...document.querySelectorAll('#assets dl > div')].findIndex((e) => e.textContent.includes('Gazelle'))") + 1
    b.click(f"#assets dl > div:nth-child({at}) .icon-btn")
    b.click("#assets .ask .btn.primary")
    b.wait("it ended", "!document.querySelector('#assets dl > div:not(.ended)')?.textContent.includes('Gazelle')")


def consent_withdrawn(d):
    c = d.anyone()
    d.api["he"].ask("POST", f"/v1/customers/{c['customer']}/consents", {"channel": "mail", "purpose": "advertising", "state": "granted", "evidence": "טופס בדלפק", "place": "counter"})
    d.enter()
    d.customer_page(c)
    b = d.b
    before = b.count("#consent .consent")
    b.click("#consent .consent .expand")
    b.click("#consent .ask .btn.primary")
    b.wait("the ledger to grow", "document.querySelectorAll('#consent .consent').length > 0 && document.querySelector('#consent').textContent.includes('ביקש או ביקשה להפסיק')")
    need(b.count("#consent .consent") >= before, "the former consent is gone from the ledger")


def two_cards_joined_and_parted(d):
    """Staff find the second card of a person, say which of the two stays, and part them again from the person's page."""
    stamp = int(time.time()) % 100000
    ask = d.api["he"].ask
    first, second = f"רבקה שני {stamp}", f"Rivka Shani {stamp}"
    a = ask("POST", "/v1/customers", {"name": first, "phone": f"052-31{stamp:05d}"})["customer"]
    b2 = ask("POST", "/v1/customers", {"name": second, "mail": f"rivka{stamp}@example.com"})["customer"]
    ask("POST", f"/v1/customers/{b2}/sales", {"item": "כובע", "total": "50"})
    d.enter()
    b = d.b
    d.customer_page({"customer": a})
    b.click("#twins .part-head .btn")
    b.wait("the box", "document.activeElement.id === 'twin'")
    b.write("#twin", f"rivka{stamp}")
    b.wait("her other card", "(window.hers = [...document.querySelectorAll('#twins .found-row')].find((r) => r.textContent.includes(arguments[0])))", second)
    b.js("hers.click()")
    b.wait("the two side by side", "location.hash === arguments[0] && document.querySelector('.sides')", f"#/review/{a}.{b2}")
    need(b.count(".review-head .badge, .evidence") == 0 and b.count(".review-acts .btn") == 2, "nobody weighed these two, and yet there is a chance, or a later")
    d.quiet()
    faults = checks.everything(b, "he")
    need(not faults, "; ".join(faults))
    need("קנייה אחת" in b.text(".review-then"), "what goes over is not told")
    b.click(".sides th:nth-child(3) input")
    b.wait("what goes over the other way", "!document.querySelector('.review-then').textContent.includes('קנייה')")
    b.press("s")
    b.wait("the page of who stays", "document.querySelector('.c-head h1')?.textContent.includes(arguments[0])", second)
    kept = d.api["he"].customer(a)
    need(kept["customer"] == b2 and kept["orders"] == 1 and kept["merges"][0]["gone_name"] == first, "they are not one customer, by the card that stays")
    b.wait("the card that became a part", "document.querySelector('#twins li')?.textContent.includes(arguments[0])", first)
    b.click("#twins li .btn")
    b.wait("it gone", "!document.querySelector('#twins li')")
    need(d.api["he"].customer(a)["name"] == first and d.api["he"].customer(b2)["merges"] is None, "they are not two again")


def forgotten_by_name(d):
    """Somebody new, so that nobody else's tests lose him: what would go is told, the wrong name is refused, the right one does it."""
    b = d.b
    name = f"נשכחת {int(time.time())}"
    who = d.api["he"].ask("POST", "/v1/customers", {"name": name, "phone": f"052{int(time.time()) % 10000000:07d}"})["customer"]
    d.enter()
    d.customer_page(d.api["he"].customer(who))
    need(b.js("return fetch(document.querySelector('#history a').href).then((a) => a.text())").count(name) > 1, "the page of what is held does not name her")
    b.click("#history button[aria-expanded]")
    b.wait("what would go", "document.querySelectorAll('#history form li').length > 2")
    b.write("#forget-name", "מישהי אחרת")
    b.click("#history form [type=submit]")
    b.wait("a refusal", "document.querySelector('#history form [role=alert]')")
    b.logs()                                                         # which the console tells, too
    b.js("const e = document.querySelector('#forget-name'); e.value = ''; e.dispatchEvent(new Event('input', {bubbles: true}))")
    b.write("#forget-name", name)
    b.click("#history form [type=submit]")
    b.wait("the list of customers", "location.hash === '#/customers'")
    d.quiet()
    need(not d.api["he"].find(name, 5), "she is found still")


def lists_views_and_export(d):
    """A filter, a view that is kept and has an address, columns, and the keys of a list."""
    d.enter()
    b = d.b
    d.go("#/customers", "table.list tbody tr")
    d.quiet()
    everybody = b.count("table.list tbody tr")
    b.wait("the count", "/\\d/.test(document.querySelector('.list-count').textContent)")
    b.click(".list-tools .chips .chip:last-child")
    b.select("#fl-what", "ordersMin")
    b.write("#fl-value", "12")
    b.press("Enter")
    b.wait("the condition", "document.querySelector('.chip.on')?.textContent.includes('12')")
    b.wait("fewer", "document.querySelectorAll('table.list tbody tr').length > 0 && document.querySelectorAll('table.list tbody tr').length < arguments[0]", everybody)
    d.quiet()
    fewer = b.count("table.list tbody tr")
    b.click("table.list thead th:first-child .sort")
    b.wait("the order by name", "document.querySelector('th[aria-sort=ascending]')?.textContent.includes('שם')")
    d.quiet()
    names = b.js("return [...document.querySelectorAll('table.list tbody th')].map((e) => e.textContent)")
    b.click(".list-acts .btn.soft")
    name = f"קבועים {int(time.time()) % 100000}"
    b.write("#v-name", name)
    b.press("Control+Enter")
    b.wait("the view's address", "/^#\\/customers\\/.+/.test(location.hash)")
    b.reload()
    b.wait("the view again", "document.querySelector('.view.on')?.textContent === arguments[0] && document.querySelectorAll('table.list tbody tr').length === arguments[1]", name, fewer)
    b.wait("the view's order", "JSON.stringify([...document.querySelectorAll('table.list tbody th')].map((e) => e.textContent)) === JSON.stringify(arguments[0])", names)
    b.press("j")
    b.press("j")
    b.press("Enter")
    b.one(".c-head h1")
    b.press("Escape")
    b.wait("the view after coming back", "document.querySelector('.view.on')?.textContent === arguments[0]", name)
    b.js("window.saved = []; const c = URL.createObjectURL; URL.createObjectURL = (x) => { x.text().then((t) => saved.push(t)); return c(x); }")
    b.js("[...document.querySelectorAll('.list-acts .btn')].find((e) => e.textContent.includes('ייצוא')).click()")
    b.click(".list-acts .btn.soft")
    csv = b.wait("the file", "window.saved[0]")
    need(len([x for x in csv.splitlines() if x.strip()]) >= fewer + 1, "the file lacks rows")
    b.js("[...document.querySelectorAll('.list-acts .btn')].find((e) => e.textContent.includes('מחיקת')).click()")
    b.wait("the view to go", "![...document.querySelectorAll('.view')].some((e) => e.textContent === arguments[0])", name)


def people_and_roles(d):
    """An owner adds a seller; the seller's desk lacks what sellers may not."""
    d.enter()
    b = d.b
    name = f"מוכר {int(time.time()) % 100000}"
    d.go("#/settings/users", ".batch")
    b.click(".settings-acts .btn")
    b.write("#u-name", name)
    b.write("#u-password", "long enough for a seller")
    b.press("Control+Enter")
    b.wait("the person", "[...document.querySelectorAll('.batch strong')].some((e) => e.textContent === arguments[0])", name)
    d.fresh()
    b.write("#signin-name", name)
    b.write("#signin-password", "long enough for a seller")
    b.click("form.signin-form button[type=submit]")
    b.one(".headline h1")
    d.go("#/more", "#m-who")
    need(b.count("#m-business") == 0, "a seller is offered the owner's settings")
    d.go("#/settings/users", ".empty")
    d.api["he"].ask("POST", "/v1/users/remove", {"name": name})


def _totp(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    h = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = h[-1] & 15
    return f"{(struct.unpack('>I', h[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def second_factor(d):
    """A person of one's own sets it up, signs in with it, and switches it off."""
    name, password = f"אימות {int(time.time()) % 100000}", "a password that is long"
    d.api["he"].ask("POST", "/v1/users", {"name": name, "role": "seller", "language": "he", "password": password})
    b = d.b

    def enter():
        d.fresh()
        b.write("#signin-name", name)
        b.write("#signin-password", password)
        b.click("form.signin-form button[type=submit]")

    enter()
    b.one(".headline h1")
    d.go("#/settings/me", "#me-factor .btn")
    b.click("#me-factor .btn")
    b.write("#me-pass", password)
    b.press("Control+Enter")
    b.one("#me-factor img.qr")
    need(b.wait("the picture", "document.querySelector('img.qr').complete && document.querySelector('img.qr').naturalWidth > 0"), "the code has no picture")
    secret = b.text("#me-factor code").replace(" ", "")
    b.write("#me-code", _totp(secret))
    b.press("Control+Enter")
    b.one(".recovery li")
    code = b.text(".recovery li code")
    b.click("#me-factor .btn.primary")
    enter()
    b.one("#signin-code")
    b.write("#signin-code", "000000")
    b.click("form.signin-form button[type=submit]")
    b.one("#signin-error")
    b.write("#signin-code", code)                   # a code of the app was used up when it was set up: one of recovery
    b.click("form.signin-form button[type=submit]")
    b.one(".headline h1")
    d.api["he"].ask("POST", "/v1/users/remove", {"name": name})


def keys_for_programs(d):
    d.enter("en")
    b = d.b
    d.go("#/settings/keys", ".settings-acts .btn")
    b.click(".settings-acts .btn")
    b.write("#k-name", "the till")
    b.press("Control+Enter")
    token = text(b.wait("the key", "document.querySelector('.token')?.textContent"))
    need(len(token) > 20, "the key is short")
    b.click(".form-box .btn.ghost")
    b.wait("the key to leave the page", "!document.body.innerHTML.includes(arguments[0])", token)
    b.click(".batch .btn")
    b.one(".batch.undone")


def own_fields(d):
    c = d.anyone()
    d.enter()
    b = d.b
    d.go("#/settings/fields", ".settings-acts .btn")
    b.click(".settings-acts .btn")
    b.write("#fd-he", "מידת נעל")
    b.write("#fd-en", "shoe size")
    b.select("#fd-kind", "number")
    b.press("Control+Enter")
    b.wait("the field", "document.querySelector('.batch strong')?.textContent.includes('מידת נעל')")
    d.customer_page(c)
    b.click("#own .icon-btn")
    b.write("#own-shoe_size", "42")
    b.press("Control+Enter")
    b.wait("the value", "document.querySelector('#own dd')?.textContent.includes('42') && !document.querySelector('#own form')")
    d.go("#/settings/fields", ".batch")
    b.click(".batch .btn")
    b.click(".batch .ask .btn.danger")
    b.wait("the field to go", "document.querySelectorAll('.batch').length === 0")


def own_field_from_a_file(d):
    """A column that makir does not know becomes a field of the shop's own in the wizard; what is no value of it is left out; the undo takes it back."""
    d.enter()
    b = d.b
    api = d.api["he"]
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        def bring(name, rows):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="cp1255") as f:
                f.write("שם,טלפון,מידת נעל\n" + "".join(f"{n},{p},{v}\n" for n, p, v in rows))
            d.go("#/imports", ".batches-title, #import-done")
            if b.count("#import-done"):
                b.click("#import-done .form-acts .btn")
            b.choose_file("#bring-file", path)
            b.one(".look .cols")

        def value(phone):
            return next((f["value"] for f in api.customer(api.find(phone, 1)[0]["customer"])["facts"] if f["kind"].startswith("field:") and not f.get("to")), None)

        bring("נעליים.csv", [("אלה ביטון", "050-555-0291", "38"), ("נועם דהן", "050-555-0292", "43"), ("גל פרץ", "050-555-0293", "לא ידוע")])
        column = "[id='col-מידת נעל']"
        b.select(column, "field:")
        b.wait("the field made and the column mapped to it", "document.querySelector(arguments[0])?.value.length > 6", column)
        field = b.js("return document.querySelector(arguments[0]).value", column)
        need(api.ask("GET", "/v1/fields")["rows"][0]["kind"] == "number", "the field does not hold numbers, as the column does")
        b.click(".look-acts .btn.primary")
        b.wait("the second look", "document.querySelector('.look .preview')")
        b.click(".look-acts .btn.primary")
        b.one("#import-done")
        need((value("050-555-0291"), value("050-555-0292"), value("050-555-0293")) == ("38", "43", None), "the values are not those of the file")
        bring("נעליים 2.csv", [("אלה ביטון", "050-555-0291", "39")])           # the mapping is remembered, and another file says otherwise
        b.wait("the remembered mapping", "document.querySelector(arguments[0])?.value === arguments[1]", column, field)
        b.click(".look-acts .btn.primary")
        b.one("#import-done")
        need(value("050-555-0291") == "39", "the newer file did not correct the value")
        for name in ("נעליים 2.csv", "נעליים.csv"):
            batch = next(r["batch"] for r in api.ask("GET", "/v1/batches")["rows"] if r["file"] == name)
            api.ask("POST", f"/v1/batches/{batch}/undo", {})
            if name == "נעליים 2.csv":
                eventually("the value of before", lambda: value("050-555-0291") == "38")
        eventually("them gone", lambda: not api.find("050-555-0291", 1))
        api.ask("POST", "/v1/fields/remove", {"field": field[6:]})


def what_is_offered(d):
    """The least margin; a rule of service changed, refused when it says nothing, and the change taken back."""
    d.enter()
    b = d.b
    rules = d.api["he"].ask("GET", "/v1/service/rules")["rows"]
    d.go("#/settings/offers", "#rules .batch")
    need(b.count("#rules .batch") == len(rules), "not every rule is there")
    kept = lambda key: next(r["value"] for r in d.api["he"].ask("GET", "/v1/settings")["rows"] if r["key"] == key) or ""
    was = [kept("margin_floor"), kept("category_cap")]
    b.write("#margin_floor", "15")
    b.write("#category_cap", "🙂 הרבה")
    b.press("Control+Enter")
    b.one("#offers form .error-box")
    b.logs()                # the refusal that was asked for
    eventually("neither of the two", lambda: [kept("margin_floor"), kept("category_cap")] == was)
    need(b.js("return document.querySelector('#margin_floor').value") == "15", "what was typed is lost")
    b.write("#category_cap", "3")
    b.press("Control+Enter")
    b.one(".snack-act")
    need([kept("margin_floor"), kept("category_cap")] == ["15", "3"], "the two bounds were not kept")
    b.click(".snack-act")
    eventually("the bounds of before", lambda: [kept("margin_floor"), kept("category_cap")] == was)
    b.wait("them on the screen", "document.querySelector('#margin_floor').value === arguments[0]", was[0])
    b.click("#rules .batch .btn")
    b.write("#sr-hebrew", "בדיקת ניסיון")
    b.press("Control+Enter")
    b.wait("the rule", "document.querySelector('#rules .batch strong')?.textContent === 'בדיקת ניסיון' && !document.querySelector('#rules form')")
    now = d.api["he"].ask("GET", "/v1/service/rules")["rows"]
    need([dict(r, hebrew="") for r in now] == [dict(r, hebrew="") for r in rules], "more than the name changed")
    b.click(".snack-act")
    b.wait("the rule of before", "document.querySelector('#rules .batch strong')?.textContent === arguments[0]", rules[0]["hebrew"])
    b.click("#rules .batch .btn")
    b.write("#sr-km", "many")
    b.press("Control+Enter")
    b.one("#rules form .error-box")
    need(b.count("#rules .user-acts .btn:not([disabled])") == 0, "a rule can go while another is open, and the open one takes its place")
    b.press("Escape")
    b.one("#rules .user-acts .btn.ghost:not([disabled])")
    b.js("const last = [...document.querySelectorAll('#rules .user-acts .btn.ghost')].at(-1); last.click(); last.click()")
    b.one(".snack-act")
    d.quiet()
    need(d.api["he"].ask("GET", "/v1/service/rules")["rows"] == rules[:-1], "two clicks did not remove one rule")
    b.click(".snack-act")
    eventually("the rule that was removed", lambda: d.api["he"].ask("GET", "/v1/service/rules")["rows"] == rules)
    d.api["he"].ask("POST", "/v1/service/rules", {"preset": True})
    d.api["he"].ask("POST", "/v1/settings/margin_floor", {"value": ""})


def the_business(d):
    """Its name, its currency and what an hour costs are said in the desk: all of a form or nothing of it, and taken back."""
    d.enter()
    b = d.b
    kept = lambda key: next(r["value"] for r in d.api["he"].ask("GET", "/v1/settings")["rows"] if r["key"] == key) or ""
    keys = ("shop", "currency", "hour", "capacity")
    was = [kept(key) for key in keys]
    d.go("#/settings/shop", "#business form")
    need(b.js("return [...document.querySelectorAll('#business label')].every((l) => /[א-ת]/.test(l.textContent) && l.control.value === arguments[0][l.htmlFor])",
              {r["key"]: r["value"] or "" for r in d.api["he"].ask("GET", "/v1/settings")["rows"]}), "a field without its name or value")
    for key, value in zip(keys, ("המאפייה של Rosa", "shekel", "60", "12")):
        b.write(f"#{key}", value)
    b.press("Control+Enter")
    b.one("#business form .error-box")
    b.logs()                # the refusal that was asked for
    eventually("none of the four", lambda: [kept(key) for key in keys] == was)
    need(b.js("return document.querySelector('#hour').value") == "60", "what was typed is lost")
    b.write("#currency", "ILS")
    b.press("Control+Enter")
    b.one(".snack-act")
    need([kept(key) for key in keys] == ["המאפייה של Rosa", "ILS", "60", "12"], "they were not kept")
    b.wait("the name beside the screens", "document.querySelector('.who').textContent.includes('המאפייה של Rosa')")
    b.click(".snack-act")
    eventually("those of before", lambda: [kept(key) for key in keys] == was)
    b.wait("them on the screen", "document.querySelector('#hour').value === arguments[0]", was[2])


def a_word_without_end(d):
    """What has no place to break at stays inside the window, wherever it is shown."""
    c = d.api["he"].ask("POST", "/v1/customers/quick", {"phone": "050-555-0388", "name": "רותם " + "א" * 60})["customer"]
    word = "ללארווח" * 50
    d.api["he"].ask("POST", f"/v1/customers/{c}/consents", {"channel": "sms", "purpose": "advertising", "state": "granted", "evidence": word, "place": "counter"})
    d.api["he"].ask("POST", f"/v1/customers/{c}/notes", {"text": word})
    d.api["he"].ask("POST", f"/v1/customers/{c}/facts", {"kind": "taste", "value": word})
    for width in (360, 1280):
        d.enter("he", width)
        b = d.b
        d.go(f"#/customer/{c}", ".c-head h1")
        d.quiet()
        for part in b.js("return [...document.querySelectorAll('.part.folded')].map((e) => e.id)"):
            d.unfold(part)
        b.click("#history .btn")
        d.quiet()
        need(b.text("#main").count(word) >= 3, "what was written is not on the page")
        over = b.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        need(over <= 0, f"{width}: the page is {over} pixels too wide")


def a_folder(d):
    """The uniform file as books give it, folders in a folder: dropped, and chosen; one and the same import."""
    folder = os.path.join(ROOT, "examples", "cafe")
    d.enter()
    b = d.b
    seen = []
    for way in ("dropped", "chosen"):
        d.go("#/imports", "#bring-file")
        if way == "dropped":
            b.drop(".drop-zone", folder)
        else:
            b.choose_file("#bring-folder", folder)
        b.one(".look")
        d.quiet()
        seen.append(b.js("return [...document.querySelectorAll('.look .count-list li')].map((e) => e.textContent)"))
        need(b.count(".look .error-box") == 0, f"{way}: " + text(b.text(".error-box")))
        b.click(".look-acts .btn.ghost")
        b.one("#bring-file")
    need(seen[0] and seen[0] == seen[1], f"dropped it is {seen[0]}, chosen {seen[1]}")


def backup_and_test(d):
    d.enter()
    b = d.b
    made = len(d.api["he"].ask("GET", "/v1/backups")["rows"])
    d.go("#/settings/backup", ".settings-acts .btn")
    b.click(".settings-acts .btn")
    b.wait("the new one above the others", "document.querySelectorAll('.batch').length > arguments[0]", made)
    b.click(".batch .btn")
    b.wait("the test", "document.querySelector('.batch .badge.good')")


def join_as_a_stranger(d):
    """The slip of paper, grown up: the page, the poster, the sign-up itself, and the tablet that forgets."""
    d.enter()
    b = d.b
    d.go("#/poster", ".title-acts .btn, .empty .btn")
    form = f"club{int(time.time()) % 100000}"
    b.click(".title-acts .btn")
    b.write("#j-key", form)
    b.press("Control+Enter")
    b.wait("the poster", f"document.querySelector('#form-{form} img')?.complete && document.querySelector('#form-{form} img').naturalWidth > 0")
    b.cdp("Storage.clearDataForOrigin", origin=d.server.base, storageTypes="all")
    b.open(d.server.base + f"/join/{form}?lang=he")
    b.one("#join-name")
    need(b.js("return document.documentElement.dir") == "rtl", "the page is not right to left")
    need(not b.js("return [...document.querySelectorAll('.join-check input')].some((e) => e.checked)"), "a consent is ticked before anybody ticked it")
    number = f"053-{int(time.time() * 5) % 10000000:07d}"
    b.write("#join-name", "אורית מצטרפת")
    b.write("#join-phone", number)
    wording = b.text(".join-check .faint")
    b.click(".join-check input")
    b.click(".join-form button[type=submit]")
    b.one(".join-done h1")
    found = eventually("the number to be known", lambda: d.api["he"].find(number, 3))
    need([f["name"] for f in found] == ["אורית מצטרפת"], f"the number gives {found}")
    consent = d.api["he"].customer(found[0]["customer"])["consent"]
    need(any(wording[:20] in (k.get("evidence") or "") for k in consent), f"the wording is not kept as proof: {consent}")
    b.open(d.server.base + "/")
    b.open(d.server.base + f"/join/{form}?lang=en#tablet")
    b.write("#join-name", "Half written")
    need(b.js("return getComputedStyle(document.body).direction") == "ltr", "English does not run left to right")
    need(not any(c["name"] == "makir" for c in b.cookies()), "a stranger was given a cookie")


def week_on_paper(d):
    d.enter()
    b = d.b
    d.go("#/week", ".week-sentences li, .empty")
    report = d.api["he"].ask("GET", "/v1/report/week")["rows"]
    d.quiet()
    page = text(b.text("main"))
    for r in report:
        need(text(r["sentence"]) in page, f"the page lacks: {r['sentence']}")
    words, pictures = b.js("return ['.week-sentences', '.week-pictures'].map((c) => document.querySelector(c)?.getBoundingClientRect().top ?? 1e6)")
    need(words < pictures, "the pictures come before the sentences")
    need(not any(r.get("picture") for r in report) or b.count(".week-pictures svg[role=img][aria-label]") > 0, "there are no pictures")
    b.cdp("Emulation.setEmulatedMedia", media="print")
    try:
        shown = b.js("return ['.side', '.top', '.nav.foot', '.no-print'].filter((c) => document.querySelector(c)?.checkVisibility())")
        need(not shown, f"on paper there is {shown}")
        need(b.js("return getComputedStyle(document.querySelector('main')).direction") == "rtl", "the paper is not right to left")
    finally:
        b.cdp("Emulation.setEmulatedMedia", media="")
        b.media("light")
    b.click(".week-nav .icon-btn")
    b.one(".week-sentences li, .empty")


ALL = [
    one_change_undone, two_people_edit, double_click_is_one, family_in_both_calendars, asset_ends, consent_withdrawn, two_cards_joined_and_parted, forgotten_by_name, lists_views_and_export, people_and_roles,
    second_factor, keys_for_programs, own_fields, own_field_from_a_file, what_is_offered, the_business, a_word_without_end, a_folder, backup_and_test, join_as_a_stranger, week_on_paper,
]
