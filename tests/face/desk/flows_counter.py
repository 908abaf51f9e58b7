# SPDX-License-Identifier: Apache-2.0
"""Entry while serving: with a line, without one, and with one that loses answers. Nothing is lost and nothing is there twice."""
import time

from desk import Skip, eventually, need, text
from line import Line


def phone_of(c):
    k = next((k for k in c.get("contacts", []) if k["kind"] == "phone"), None)
    if not k:
        raise Skip("the customer has no phone")
    return "0" + k["value"].removeprefix("+972")


def with_phone(d):
    for row in d.api["he"].today()["rows"]:
        c = d.api["he"].customer(row["customer"])
        if any(k["kind"] == "phone" for k in c.get("contacts", [])):
            return c
    raise Skip("nobody of today has a phone")


def notes(d, customer, word):
    return [e["detail"] for e in d.api["he"].customer(customer)["timeline"] if word in (e.get("detail") or "")]


def counter_by_keyboard(d):
    """A phone number, Enter on a button, a note, Ctrl+Enter: no hand leaves the keys."""
    c = with_phone(d)
    d.enter()
    b = d.b
    b.press("n")
    b.wait("the focus in the number", "document.activeElement.id === 'counter-phone'")
    b.press(*phone_of(c))
    b.wait("what is known", "document.querySelector('.counter-who h2')?.textContent.includes(arguments[0])", c["name"])
    d.quiet()
    if (c.get("next") or {}).get("what"):
        need(text(c["next"]["what"]) in text(b.text(".counter-who")), "the next step is not said")
    for _ in range(8):
        b.press("Tab")
        if b.js("return document.activeElement.closest('.counter-bar') !== null"):
            break
    b.press("Enter")
    b.wait("the note's field", "document.activeElement.id === 'counter-note'")
    b.press(*"מעדיפה טחינה גסה")
    b.press("Control+Enter")
    b.wait("the form to close", "!document.querySelector('#counter-note')")
    eventually("the note at the server", lambda: notes(d, c["customer"], "טחינה גסה"))
    need(notes(d, c["customer"], "טחינה גסה") == ["מעדיפה טחינה גסה"], "the note is not there once")
    b.press("Escape")
    b.wait("the next one", "document.querySelector('#counter-phone').value === ''")


def counter_fact_purchase_done(d):
    c = with_phone(d)
    d.enter("he", 360, 760)
    b = d.b
    d.go("#/counter", "#counter-phone")
    b.write("#counter-phone", phone_of(c))
    b.one(".counter-bar")
    b.click(".counter-bar .btn:nth-child(2)")
    b.write("#counter-kind", "אלרגיה")
    b.write("#counter-value", "אגוזים")
    b.click(".counter-deeds form button[type=submit]")
    b.wait("the fact among what is known", "document.querySelector('.counter-facts')?.textContent.includes('אגוזים')")
    sales = len([e for e in c["timeline"] if e["kind"] == "sale"])
    b.click(".counter-bar .btn:nth-child(3)")
    b.write("#counter-total", "89,90")
    b.click(".counter-deeds form button[type=submit]")
    b.wait("the form to close", "!document.querySelector('#counter-total')")

    def bought():
        now = d.api["he"].customer(c["customer"])
        got = [e for e in now["timeline"] if e["kind"] == "sale"]
        return len(got) == sales + 1 and any(e["amount"] == 8990 for e in got) and now

    now = eventually("the purchase at the server", bought)
    b.wait("who it is, anew", "document.querySelector('.counter-bar .primary')")
    b.click(".counter-bar .primary")
    if (now.get("next") or {}).get("action"):
        b.wait("done to reach the server", "document.querySelector('.snack-text')?.textContent.includes('בוצע')")


def unknown_number_becomes_a_customer(d):
    d.enter()
    b = d.b
    number = f"058-{int(time.time() * 3) % 10000000:07d}"
    d.go("#/counter", "#counter-phone")
    b.write("#counter-phone", number)
    b.one("#counter-name-new")
    b.write("#counter-name-new", "נורית חדשה")
    b.click(".counter-bar .primary")
    b.wait("the next one", "document.querySelector('#counter-phone').value === ''")
    found = eventually("the number to be known", lambda: d.api["he"].find(number, 5))
    need([f["name"] for f in found] == ["נורית חדשה"], f"the number gives {found}")


def _offline(d, line):
    """The desk is on the device, its line is cut, and it has been told so."""
    d.fresh()
    b = d.b
    d.sign_in()
    b.one(".headline h1")
    b.wait("the service worker", "navigator.serviceWorker.controller !== null || (navigator.serviceWorker.ready.then(() => 0), false)")
    d.go("#/counter", "#counter-phone")
    line.cut()


def _write(b, number, word):
    b.write("#counter-phone", number)
    b.wait("the buttons", "document.querySelector('.counter-bar')")
    b.click(".counter-bar .btn:first-child")
    b.write("#counter-note", word)
    b.click(".counter-deeds form button[type=submit]")
    b.wait("the next one", "document.querySelector('#counter-phone').value === '' && !document.querySelector('#counter-note')")


def nothing_lost_without_a_line(d):
    """Entries without a line, the window closed and opened without a line, answers that are lost, the line back: each is there once."""
    c = with_phone(d)
    server, line = d.server.base, Line(d.server.base)
    stamp = f"{int(time.time()) % 1000000}"
    words = [f"בלי קו {stamp} {w}" for w in ("ראשון", "שני", "שלישי", "רביעי", "חמישי")]
    fresh = f"058-{int(time.time() * 11) % 10000000:07d}"
    try:
        d.server.base = line.base
        _offline(d, line)
        b = d.b
        for w in words[:3]:
            _write(b, phone_of(c), w)
        b.write("#counter-phone", fresh)
        b.one("#counter-name-new")
        b.write("#counter-name-new", "אורח מהכביש")
        b.click(".counter-bar .primary")
        b.wait("the next one", "document.querySelector('#counter-phone').value === ''")
        b.wait("how many wait", "document.querySelector('.line-state')?.textContent.includes('4 רישומים ממתינים')")
        need(notes(d, c["customer"], stamp) == [], "something went through a line that is cut")

        b.open("about:blank")
        b.open(line.base + "/")                                      # from the device alone
        b.one("#counter-phone")
        b.wait("what waits to be remembered", "document.querySelector('.line-state')?.textContent.includes('4 רישומים ממתינים')")
        for w in words[3:]:
            _write(b, phone_of(c), w)

        line.lose("POST /v1/entries")                                # the server takes the first, and its answer is lost, again and again
        eventually("a second try after a lost answer", lambda: line.passed >= 2)
        need(notes(d, c["customer"], stamp) == [words[0]], f"after lost answers the server has {notes(d, c['customer'], stamp)}")
        need(b.count(".line-state") == 1, "the screen believes that all was sent")

        line.mend()
        b.wait("everything to be sent", "!document.querySelector('.line-state')")
        got = eventually("all notes", lambda: len(notes(d, c["customer"], stamp)) >= len(words) and notes(d, c["customer"], stamp))
        need(sorted(got) == sorted(words), f"{len(got)} notes of {len(words)} are there: {got}")
        need([n for n in reversed(got)] == words, "the order is another")
        need([f["name"] for f in d.api["he"].find(fresh, 5)] == ["אורח מהכביש"], "the new customer is not there once")
    finally:
        d.server.base = server
        line.cut()
    d.b.logs()                                                       # a line that is cut is loud in the console


def refused_entry_waits_for_a_person(d):
    """What the server will not take does not stop what comes after it, and is not thrown away."""
    c = with_phone(d)
    server, line = d.server.base, Line(d.server.base)
    stamp = f"{int(time.time()) % 1000000}"
    try:
        d.server.base = line.base
        _offline(d, line)
        b = d.b
        b.js("""return new Promise((go) => { const q = indexedDB.open('makir', 1); q.onsuccess = () => {
                  const tx = q.result.transaction('entries', 'readwrite');
                  tx.objectStore('entries').add({id: 'bad' + Date.now() + 'xxxx', who: arguments[0], at: new Date().toISOString(), about: 'לא קיים', kind: 'note',
                    body: {customer: '0000000000000', note: 'למי?'}});
                  tx.oncomplete = () => go(true); }; })""", d.api["he"].ask("GET", "/v1/me")["name"])
        _write(b, phone_of(c), f"אחרי סירוב {stamp}")
        line.mend()
        b.wait("the refusal", "document.querySelector('.line-state.bad')")
        b.wait("the other to be sent", "document.querySelector('.line-state')?.textContent === 'רישום אחד לא התקבל'")
        need(len(notes(d, c["customer"], f"אחרי סירוב {stamp}")) == 1, "the entry after the refused one is not there")
        b.click(".line-state")
        b.one("dialog[open] .kept-entry .error-box")
        b.click("dialog .kept-entry .btn.danger")
        b.wait("nothing left", "!document.querySelector('.line-state')")
    finally:
        d.server.base = server
        line.cut()
    d.b.logs()


ALL = [counter_by_keyboard, counter_fact_purchase_done, unknown_number_becomes_a_customer, nothing_lost_without_a_line, refused_entry_waits_for_a_person]
