# SPDX-License-Identifier: Apache-2.0
"""Nothing is lost and nothing is there twice: a session that ends under the hands, a finger that is too quick, two people at one customer."""
import os
import re
import tempfile
import time

from desk import eventually, need, text
from flows import idle
from flows_counter import notes, phone_of, with_phone


def _session_ends(d):
    cookie = next(k for k in d.b.cookies() if k["name"] == "makir")
    d.api["he"].ask("DELETE", "/v1/session", cookie=f"makir={cookie['value']}")


def _again(d):
    """Signs in again over the open screen, as the same person."""
    b = d.b
    b.one("dialog[open] #signin-password")
    d.sign_in()
    b.wait("the screen again", "!document.querySelector('dialog[open]')")


def session_ends_at_the_counter(d):
    """What was written is kept on the device, and sent once when the person signed in again."""
    c = with_phone(d)
    d.enter()
    b = d.b
    word = f"אחרי שהחיבור פג {int(time.time()) % 100000}"
    d.go("#/counter", "#counter-phone")
    b.write("#counter-phone", phone_of(c))
    b.one(".counter-bar")
    d.quiet()
    b.click(".counter-bar .btn:first-child")
    b.write("#counter-note", word)
    _session_ends(d)
    b.click(".counter-deeds form button[type=submit]")
    _again(d)
    eventually("the note at the server", lambda: notes(d, c["customer"], word))
    b.wait("nothing waits", "!document.querySelector('.line-state')")
    need(notes(d, c["customer"], word) == [word], "the note is there twice")


def session_ends_under_a_mark(d):
    row = d.live()[0]
    d.enter()
    b = d.b
    _session_ends(d)
    b.press("d")
    _again(d)                               # whatever asks first: the mark itself, or who is next
    eventually("the mark at the server", lambda: all(r["action"] != row["action"] for r in d.api["he"].today()["rows"]))
    b.wait("the card to be gone", "!document.getElementById(arguments[0])", f"card-{row['action']}")


def twice_is_once(d):
    """Two clicks where one was meant: a customer, a purchase, a fact, an import."""
    d.enter()
    b = d.b
    stamp = int(time.time())
    name, number = f"כפולה {stamp % 100000}א", f"052-{stamp * 7 % 10000000:07d}"

    def both(css):
        b.one(css)
        b.js("const e = document.querySelector(arguments[0]); e.click(); e.click(); e.form?.requestSubmit?.()", css)

    d.go("#/customers", ".title-line .btn")
    b.click(".title-line .btn")
    b.write("#c-name", name)
    b.write("#c-phone", number)
    both("main form button[type=submit]")
    b.wait("the page of the new customer", "document.querySelector('.c-head h1')?.textContent.includes(arguments[0])", name)
    d.quiet()
    found = d.api["he"].find(number, 5)
    need(len(found) == 1, f"{len(found)} customers of two clicks")
    who = found[0]["customer"]
    b.click("#timeline .part-acts .btn:last-child")
    b.one("#timeline form input")
    b.press(*"12.30")
    both("#timeline form button[type=submit]")
    b.wait("the purchase", "!document.querySelector('#timeline form')")
    b.click("#facts .part-head .btn")
    b.write("#f-kind", "תחביב")
    b.write("#f-value", "קליעה למטרה")
    both("#facts form button[type=submit]")
    b.wait("the fact", "document.querySelector('#facts dl')?.textContent.includes('קליעה למטרה')")
    d.quiet()
    now = d.api["he"].customer(who)
    need(len([e for e in now["timeline"] if e["kind"] == "sale"]) == 1, "two purchases of two clicks")
    need(len([f for f in now["facts"] if f["value"] == "קליעה למטרה"]) == 1, "two facts of two clicks")
    before = len(d.api["he"].ask("GET", "/v1/batches")["rows"])
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, f"כפול {stamp}.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"שם,טלפון\nנעמה כפול,058-{stamp * 3 % 10000000:07d}\n")
        d.go("#/imports", "#bring-file")
        b.choose_file("#bring-file", path)
        b.one(".look-acts .btn.primary")
        both(".look-acts .btn.primary")
        b.one("#import-done")
    idle(d)
    need(len(d.api["he"].ask("GET", "/v1/batches")["rows"]) == before + 1, "two imports of two clicks")


def two_people_at_one_customer(d):
    """One corrects the name while another writes a note and a family name: nobody is stopped, and at the end all of it is there. Then both write into one
    field: who comes second is told who was there and when, what he typed stays, and the other's is not run over unseen."""
    api = d.api["he"]
    who = api.ask("POST", "/v1/customers", {"name": f"שניים {int(time.time())}", "phone": f"052{int(time.time() * 13) % 10000000:07d}"})["customer"]
    c = api.customer(who)
    d.enter()
    d.customer_page(c)
    d.quiet()
    b = d.b
    b.press("e")
    b.wait("the form", "document.activeElement.id === 'n-name'")
    theirs = f"הערה של אחרת {int(time.time())}"
    api.ask("POST", f"/v1/customers/{who}/notes", {"text": theirs})
    api.ask("PATCH", f"/v1/customers/{who}", {"field": "family", "value": "של אחרת"})
    b.write("#n-name", c["name"] + " ג")
    b.press("Control+Enter")
    b.wait("one's own", "document.querySelector('.c-head h1')?.textContent.includes(arguments[0]) && !document.querySelector('#n-name')", c["name"] + " ג")
    b.wait("the other's note", "document.querySelector('#timeline')?.textContent.includes(arguments[0])", theirs)
    now = api.customer(who)
    need(now["name"] == c["name"] + " ג" and now["family"] == "של אחרת", f"one of the two was run over: {now['name']}, {now.get('family')}")
    b.press("e")
    b.wait("the form", "document.activeElement.id === 'n-name'")
    api.ask("PATCH", f"/v1/customers/{who}", {"field": "name", "value": "של אחרת"})
    b.write("#n-name", "שלי")
    b.press("Control+Enter")
    b.wait("that somebody was here", "/[א-ת]/.test(document.querySelector('.c-head .error-box')?.textContent)")
    said = text(b.text(".c-head .error-box"))
    need(d.server.name in said and re.search(r"\b\d\d:\d\d\b", said), f"who and when is not told: {said}")
    b.click(".c-head .error-box .btn")
    b.wait("what the other wrote", "document.querySelector('.c-head h1').textContent.includes('של אחרת')")
    need(b.js("return document.querySelector('#n-name').value") == "שלי", "what was typed is lost")
    b.press("Control+Enter")
    b.wait("one's own, knowingly", "document.querySelector('.c-head h1')?.textContent.includes('שלי') && !document.querySelector('#n-name')")
    b.logs()                                # the 409 is meant, and loud


ALL = [session_ends_at_the_counter, session_ends_under_a_mark, twice_is_once, two_people_at_one_customer]
