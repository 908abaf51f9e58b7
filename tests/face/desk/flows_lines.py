# SPDX-License-Identifier: Apache-2.0
"""Lines as shops have them: one of 2G, and two telephones that were both without."""
import os
import tempfile
import time

from desk import Desk, eventually, need
from flows_counter import notes, phone_of, with_phone
from line import Line
from webdriver import Browser

PASSWORD = "a password that is long"


def _line_of_2g(b, on=True):
    b.cdp("Network.enable")
    b.cdp("Network.emulateNetworkConditions", offline=False, latency=400 if on else 0, downloadThroughput=50_000 / 8 if on else -1, uploadThroughput=50_000 / 8 if on else -1)


def a_line_of_2g(d):
    """400 ms and 50 kbit/s: the desk comes from the device, what is pressed twice is there once, a mark leaves at once, and a file that is sent says how far it is."""
    c = with_phone(d)
    row = d.live()[-1]
    d.enter()
    b = d.b
    b.wait("the service worker", "navigator.serviceWorker.ready.then(() => true)")
    try:
        _line_of_2g(b)
        b.js(f"document.getElementById('card-{row['action']}')?.focus()")
        b.press("d")
        b.wait("the card to leave before the server knows", f"!document.getElementById('card-{row['action']}')")
        word = f"קו איטי {time.time_ns() % 1000000}"
        d.go("#/counter", "#counter-phone")
        b.write("#counter-phone", phone_of(c))
        b.wait("what is known", "document.querySelector('.counter-bar')")
        b.click(".counter-bar .btn:first-child")
        b.write("#counter-note", word)
        b.js("const s = document.querySelector('.counter-deeds form button[type=submit]'); s.click(); s.click(); s.form?.requestSubmit()")
        b.wait("the next one, or the form closed", "!document.querySelector('#counter-note')")
        eventually("the note at the server", lambda: notes(d, c["customer"], word))
        eventually("the mark at the server", lambda: all(r["action"] != row["action"] for r in d.api["he"].today()["rows"]))
        b.wait("nothing waits", "!document.querySelector('.line-state')")
        need(notes(d, c["customer"], word) == [word], "the note is there twice")
        d.go("#/imports", "#bring-file")
        with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
            path = os.path.join(folder, "איטי.csv")
            with open(path, "w", encoding="utf-8") as f:
                f.write("שם,טלפון\n" + "".join(f"לקוח איטי {i},058-{(time.time_ns() + i) % 10000000:07d}\n" for i in range(1500)))
            b.choose_file("#bring-file", path)
            b.wait("how much of it is sent", "(document.querySelector('progress')?.value ?? 0) > 0 && document.querySelector('progress').value < document.querySelector('progress').max")
            b.click(".working .btn")                # not this one after all
            b.one("#bring-file")
    finally:
        _line_of_2g(b, on=False)
    d.quiet()
    b.logs()


def _offline(d, line, name, password):
    d.fresh("he", 360, 760)
    d.sign_in(password, name)
    b = d.b
    b.one(".headline h1")
    b.wait("the service worker", "navigator.serviceWorker.controller !== null || (navigator.serviceWorker.ready.then(() => 0), false)")
    d.go("#/counter", "#counter-phone")
    line.cut()


def _enter(d, number, deed, fields):
    b = d.b
    b.write("#counter-phone", number)
    b.one(".counter-bar")
    b.click(f".counter-bar .btn:nth-child({deed})")
    for css, value in fields.items():
        b.write(css, value)
    b.click(".counter-deeds form button[type=submit]")
    b.wait("the form to close", f"!document.querySelector('{next(iter(fields))}')")
    b.js("location.hash = '#/more'")
    b.one("#m-look")
    d.go("#/counter", "#counter-phone")
    if b.js("return document.querySelector('#counter-phone').value"):
        b.press("Escape")


class _At:
    """The same server through a line of one's own."""

    def __init__(self, server, line):
        self._server, self.base = server, line.base

    def __getattr__(self, name):
        return getattr(self._server, name)


def two_devices_without_a_line(d):
    """Two of the staff enter on one customer, each without a line; both come back: all of it is there once, each under its own name."""
    api = d.api["he"]
    who = api.ask("POST", "/v1/customers", {"name": f"שני מכשירים {time.time_ns() % 100000}", "phone": f"052{time.time_ns() // 7 % 10000000:07d}"})["customer"]
    c = api.customer(who)
    number = phone_of(c)
    stamp = f"{time.time_ns() % 1000000}"
    other = f"מוכר {stamp}"
    api.ask("POST", "/v1/users", {"name": other, "role": "seller", "language": "he", "password": PASSWORD})
    lines = [Line(d.server.base), Line(d.server.base)]
    try:
        with Browser(d.server.options.slow) as second:
            one, two = Desk(d.b, _At(d.server, lines[0])), Desk(second, _At(d.server, lines[1]))
            _offline(one, lines[0], d.server.name, d.server.password)
            _offline(two, lines[1], other, PASSWORD)
            for desk, mark, size, total in ((one, "ראשון", "38", "12.50"), (two, "שני", "40", "20.00")):
                _enter(desk, number, 1, {"#counter-note": f"{stamp} {mark}"})
                _enter(desk, number, 2, {"#counter-kind": "מידה", "#counter-value": size})
                _enter(desk, number, 3, {"#counter-total": total})
                desk.b.wait("what waits", "document.querySelector('.line-state')?.textContent.includes('3 רישומים ממתינים')")
            need(notes(d, who, stamp) == [], "something went through a line that is cut")
            lines[1].mend()
            two.b.wait("everything of the second to be sent", "!document.querySelector('.line-state')")
            lines[0].mend()
            one.b.wait("everything of the first to be sent", "!document.querySelector('.line-state')")
            two.b.logs()
        now = api.customer(who)
        need(sorted(notes(d, who, stamp)) == sorted([f"{stamp} ראשון", f"{stamp} שני"]), f"of two notes there are {notes(d, who, stamp)}")
        need(sorted(f["value"] for f in now["facts"]) == ["38", "40"], f"of two facts there are {now['facts']}")
        need(sorted(e["amount"] for e in now["timeline"] if e["kind"] == "sale") == [1250, 2000], "of two purchases not both are there once")
        by = {r["who"] for r in api.ask("GET", f"/v1/customers/{who}/history")["rows"]}
        need({d.server.name, other} <= by, f"the history names {by}")
        api.ask("POST", "/v1/users/remove", {"name": other})
    finally:
        for line in lines:
            line.cut()
    d.b.logs()


ALL = [a_line_of_2g, two_devices_without_a_line]
