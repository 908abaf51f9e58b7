# SPDX-License-Identifier: Apache-2.0
"""Walks across the desk: two windows at one setting, back and forward, a session that ends under the hands, a list that
is shared, a key and a second factor to their end."""
import json
import os
import tempfile
import time
import urllib.error
import urllib.request

import checks
from desk import eventually, need, text
from flows_careful import _again, _session_ends


def alike_pairs_answered_together(d):
    """Pairs for which the same speaks: who they are, one answer for all of them, and all of it back."""
    listed = lambda: d.api["he"].ask("GET", "/v1/reviews")["rows"]
    before = listed()
    pairs = [r for r in before if r["pattern"] == before[0]["pattern"]]
    need(len(pairs) >= 3 and pairs[0]["alike"] == len(pairs) - 1, f"{len(pairs)} pairs alike, the shop was made with more")
    d.enter()
    b = d.b
    d.go("#/review", ".sides")
    b.click(".evidence:nth-of-type(2) summary")
    b.wait("the others", "document.querySelectorAll('.evidence .plain-list li').length === arguments[0]", len(pairs) - 1)
    b.click(".evidence .check-line input")
    d.quiet()
    faults = checks.everything(b, "he")
    need(not faults, "; ".join(faults))
    b.press("s")
    eventually("all of them answered", lambda: not any(r["pattern"] == pairs[0]["pattern"] for r in listed()))
    need(all(d.api["he"].customer(r["other"])["customer"] == r["customer"] for r in pairs), "they are not one by one")
    b.click(".snack-act")
    b.wait("it taken back", "document.querySelector('.snack')?.textContent.includes('התשובה בוטלה')")
    need(all(d.api["he"].customer(r["other"])["customer"] == r["other"] for r in pairs), "not all are two again")
    same = lambda rows: sorted((r["customer"], r["other"], r["probability"], r["weight"]) for r in rows)
    need(same(listed()) == same(before), "what waits is not what waited before")


def every_answer_is_taken_back(d):
    """The same, different, later: after Undo the pair is back in front of who answered, and nothing was said."""
    listed = lambda: [(r["customer"], r["other"], r["probability"], r["why"]) for r in d.api["he"].ask("GET", "/v1/reviews")["rows"]]
    before = listed()
    d.enter()
    b = d.b
    d.go("#/review", ".sides")
    d.go(f"#/customer/{before[0][0]}", ".doubles a")
    b.click(".doubles a")
    b.wait("the two side by side", "document.querySelector('.sides') && location.hash.startsWith('#/review/')")
    d.go("#/review", ".sides")
    for key in "sdl":
        first = b.text(".sides thead")
        b.press(key)
        b.wait("the next pair", "document.querySelector('.sides thead')?.textContent !== arguments[0]", first)
        eventually("the answer", lambda: listed() != before)
        b.click(".snack-act")
        b.wait("it taken back", "document.querySelector('.snack')?.textContent.includes('התשובה בוטלה')")
        b.wait("the pair again", "document.querySelector('.sides thead')?.textContent === arguments[0]", first)
        need(listed() == before, f"{key}: what waits is not what waited before")


def _refused(d, box, fresh=True):
    """It is said that somebody was here, in Hebrew; then what he wrote is shown."""
    b = d.b
    b.wait("that somebody was here", "/[א-ת]/.test(document.querySelector(arguments[0] + ' .error-box')?.textContent)", box)
    b.logs()                                # the 409 is meant, and loud
    if fresh:
        b.click(f"{box} .error-box .btn")
        d.quiet()


def two_windows_at_the_settings(d):
    """What is saved of an older version is refused, what the other wrote is told, and what was typed stays: a bound, what is hidden, a rule, a field, a view."""
    d.enter()
    b, api = d.b, d.api["he"]
    d.go("#/settings/offers", "#rules .batch")
    api.ask("POST", "/v1/settings/margin_floor", {"value": "7"})
    b.write("#margin_floor", "15")
    b.press("Control+Enter")
    _refused(d, "#offers form")
    need("7" in b.js("return document.querySelector('#offers form .error-box').textContent"), "what the other wrote is not told")
    need(b.js("return document.querySelector('#margin_floor').value") == "15", "what was typed is lost")
    b.press("Control+Enter") if b.js("return document.activeElement.id === 'margin_floor'") else b.click("#offers form button[type=submit]")
    eventually("one's own, knowingly", lambda: next(r["value"] for r in api.ask("GET", "/v1/settings")["rows"] if r["key"] == "margin_floor") == "15")
    rules = api.ask("GET", "/v1/service/rules")["rows"]
    line = lambda r: ",".join(r.get(k) or "" for k in ("task", "applies_to")) + ",,," + ",".join(r.get(k) or "" for k in ("first", "then", "severity", "hebrew"))
    b.click("#rules .batch .btn")
    b.write("#sr-hebrew", "שלי")
    api.ask("POST", "/v1/service/rules", {"text": "\n".join(line(r) for r in rules[1:] + rules[:1])})
    b.press("Control+Enter")
    _refused(d, "#rules form")
    need(b.js("return document.querySelector('#sr-hebrew').value") == "שלי", "what was typed is lost")
    b.click("#rules form button[type=submit]")
    b.wait("the form to close", "!document.querySelector('#rules form')")
    now = api.ask("GET", "/v1/service/rules")["rows"]
    need(len(now) == len(rules) and now[-1]["hebrew"] == "שלי" and now[0]["task"] == rules[1]["task"], "the rule was kept in the place of another")
    api.ask("POST", "/v1/service/rules", {"preset": True})
    api.ask("POST", "/v1/settings/margin_floor", {"value": ""})
    d.go("#/settings/hidden", "#hide-seller input")
    api.ask("POST", "/v1/settings/hide_seller", {"value": "mail"})
    b.click("#hide-seller input")
    b.click("#hide-seller .btn.primary")
    _refused(d, "#hide-seller")
    api.ask("POST", "/v1/settings/hide_seller", {"value": ""})
    api.ask("POST", "/v1/fields", {"field": "twice", "he": "של אחר", "kind": "text"})
    d.go("#/settings/fields", ".settings-acts .btn")
    b.click(".settings-acts .btn")
    b.write("#fd-he", "שלי")
    b.write("#fd-key", "twice")
    b.press("Control+Enter")
    _refused(d, ".settings-part form", fresh=False)
    need(api.ask("GET", "/v1/fields")["rows"][0]["he"] == "של אחר", "another's field was run over")
    api.ask("POST", "/v1/fields/remove", {"field": "twice"})


def session_ends_while_typing(d):
    """In a form and in the wizard: signing in again lets the same question go on, and nothing was typed for nothing."""
    c = d.anyone()
    d.enter()
    b = d.b
    word = f"הערה ארוכה {int(time.time())}"
    d.customer_page(c)
    b.click("#timeline .part-head .btn")
    b.write("#note-text", word)
    _session_ends(d)
    b.press("Control+Enter")
    _again(d)
    b.wait("the note", "document.querySelector('#timeline').textContent.includes(arguments[0])", word)
    d.go("#/imports", "#bring-file")
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "אחרי.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"שם,טלפון\nאחרי הכניסה,058-{int(time.time()) % 10000000:07d}\n")
        b.choose_file("#bring-file", path)
        b.one(".look-acts .btn.primary")
        _session_ends(d)
        b.click(".look-acts .btn.primary")
        _again(d)
        b.one("#import-done")
    b.logs()


def back_and_forward(d):
    """A list as it was left, where it was left; a file that was looked at; a dialogue does not stay behind."""
    d.enter()
    b = d.b
    d.go("#/customers", "table.list tbody tr")
    d.quiet()
    b.click(".list-tools .chips .chip:last-child")
    b.select("#fl-what", "ordersMin")
    b.write("#fl-value", "2")
    b.press("Enter")
    b.wait("the condition", "document.querySelector('.chip.on')")
    d.quiet()
    rows = b.count("table.list tbody tr")
    b.js("scrollTo(0, 400)")
    b.wait("the place to be known", "history.state?.y > 300")
    b.js("document.querySelectorAll('table.list tbody tr a')[9].click()")
    b.one(".c-head h1")
    need(b.js("return scrollY") < 100, "the customer does not begin at its head")
    b.js("history.back()")
    b.wait("the list again", "document.querySelector('.chip.on') && document.querySelectorAll('table.list tbody tr').length === arguments[0]", rows)
    b.wait("its place", "scrollY > 300")
    b.js("history.forward()")
    b.one(".c-head h1")
    b.js("history.go(-1)")
    b.one(".chip.on")
    b.js("document.querySelector('.views a').click()")
    b.wait("everybody", "!document.querySelector('.chip.on')")
    d.go("#/imports", "#bring-file")
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "חזור.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("שם,טלפון\nחזור ושוב,050-555-0177\n")
        b.choose_file("#bring-file", path)
        b.one(".look .cols")
        d.go("#/review", ".review, .empty")
        b.js("history.back()")
        b.one(".look .cols")
        b.click(".look-acts .btn.ghost")
        b.one("#bring-file")
    b.press("?")
    b.one("dialog[open]")
    b.js("history.back()")
    b.wait("the list without the dialogue", "document.querySelector('table.list') && !document.querySelector('dialog[open]')")


def a_view_of_another(d):
    """A list that is shared by its address: a seller sees it, and may not change it."""
    b, api = d.b, d.api["he"]
    stamp = int(time.time()) % 100000
    name, seller = f"משותפת {stamp}", f"מוכר {stamp}"
    view = api.ask("POST", "/v1/views", {"name": name, "filter": "[]", "sort": "name", "columns": '["phone"]', "shared": True})["view"]
    api.ask("POST", "/v1/users", {"name": seller, "role": "seller", "language": "he", "password": "a password that is long"})
    d.fresh()
    b.write("#signin-name", seller)
    b.write("#signin-password", "a password that is long")
    b.click("form.signin-form button[type=submit]")
    b.one(".headline h1")
    d.go(f"#/customers/{view}", ".view.on")
    d.quiet()
    need(b.text(".view.on") == name, "the address does not open the list")
    need(b.count(".list-acts .btn.ghost") == 0, "a seller is offered to delete another's list")
    api.ask("DELETE", f"/v1/views/{view}")
    api.ask("POST", "/v1/users/remove", {"name": seller})
    b.logs()


def a_key_to_its_end(d):
    """Made at the desk, used by a program for what it may, and taken back."""
    d.enter()
    b = d.b
    d.go("#/settings/keys", ".settings-acts .btn")
    b.click(".settings-acts .btn")
    b.write("#k-name", "קופה")
    b.write("#k-days", "30")
    b.press("Control+Enter")
    token = text(b.wait("the key", "document.querySelector('.token')?.textContent"))

    def status(method, path, body=None):
        req = urllib.request.Request(d.server.base + path, method=method, data=json.dumps(body).encode() if body else None,
                                     headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", "X-Makir": "1"})
        try:
            with urllib.request.urlopen(req) as res:
                return res.status
        except urllib.error.HTTPError as e:
            return e.code

    need(status("GET", "/v1/today") in (200, 202), "the key does not open what it may")
    need(status("POST", "/v1/customers", {"name": "X"}) == 403, "a key to read writes")
    b.click(".form-box .btn.ghost")
    need("20" in b.text(".batch .faint"), "until when it works is not shown")
    b.click(".batch .btn")
    b.wait("no key that could be taken back", "!document.querySelector('.batch .btn') && document.querySelector('.batch.undone')")      # an older one may be undone already
    need(status("GET", "/v1/today") == 401, "a key that was taken back works")


ALL = [two_windows_at_the_settings, session_ends_while_typing, back_and_forward, a_view_of_another, a_key_to_its_end, every_answer_is_taken_back, alike_pairs_answered_together]
