# SPDX-License-Identifier: Apache-2.0
"""A newcomer's first day, in Hebrew, as docs/guide/first-day.md tells it: an empty store, a file of one's own, and the first
customer's why on the screen. With --guide the pictures of the guide are taken on the way."""
import os
import re
import tempfile
import time

import checks
import shop
from desk import Desk, eventually, need, text
from server import ROOT, Server


def first_day(d):
    options = d.server.options
    with Server(options, empty=True) as server:
        n = Desk(d.b, server)
        b = d.b
        step = 0

        def shot(size=(1280, 800)):
            nonlocal step
            step += 1
            n.quiet()
            if options.guide:
                b.shot(os.path.join(ROOT, "docs", "pictures", f"first-day-{step}.png"))
            faults = checks.everything(b, "he")
            need(not faults, f"step {step}: " + "; ".join(faults))

        begun = time.time()
        n.fresh("he", 1280, 800)
        b.one("#signin-name")
        shot()                                                       # 1: signing in
        n.sign_in()
        b.one(".empty a[href='#/imports']")
        shot()                                                       # 2: nobody yet, and what to do
        b.click(".empty a[href='#/imports']")
        b.one("#bring-file")
        with tempfile.TemporaryDirectory(prefix="makir-first-day-") as folder:
            path = os.path.join(folder, "קופה 2026.csv")
            shop.write(path)
            b.choose_file("#bring-file", path)
            b.one(".look")
            b.js("scrollTo(0, 0)")
            shot()                                                   # 3: how the file was understood
            b.click(".look-acts .btn.primary")
            b.one("#import-done", seconds=400)
            b.js("document.querySelector('#import-done').scrollIntoView({block: 'center'})")
            shot()                                                   # 4: what came in
        b.click("#import-done a[href='#/']")
        b.one(".card", seconds=400)
        b.one(".panel .why .numbers")
        shot()                                                       # 5: whom to turn to, and why
        name = b.text(".card h3")
        b.click(".card h3 a")
        b.one(".c-head h1")
        need(text(b.text(".c-head h1")).startswith(text(name)), "another customer opened")
        need(b.count("#next .whyline") == 1, "the first customer has no why")
        took = time.time() - begun
        shot()                                                       # 6: the first customer
        print(f"# first day: the first customer's why after {took:.1f} s without reading", flush=True)
        n.go("#/counter", "#counter-phone")
        phone = next(k["value"] for k in n.anyone()["contacts"] if k["kind"] == "phone")
        b.write("#counter-phone", "0" + phone.removeprefix("+972"))
        b.one(".counter-bar")
        b.wait("what is known", "document.querySelector('.counter-next')")
        shot()                                                       # 7: at the counter
    d.b.logs()


def sample_business_in_and_out(d):
    with Server(d.server.options, empty=True) as server:
        n = Desk(d.b, server)
        b = d.b
        n.fresh("he", 1280, 800)
        n.sign_in()
        b.click(".empty a[href='#/settings/demo']")
        b.click("#demo .chips .btn:nth-child(2)")
        b.one(".card", seconds=400)
        n.go("#/settings/demo", "#demo > .btn")
        b.click("#demo > .btn")
        b.click("#demo .btn.danger")
        b.one("#demo .chips", seconds=400)
        n.go("#/customers", ".empty")
    d.b.logs()


def too_little(d):
    """A shop of which little is known has no quiet day: Today says what there is, what is missing and what can be done."""
    with Server(d.server.options, empty=True) as server:
        n = Desk(d.b, server)
        b = d.b
        for i in range(2):
            who = n.api["he"].ask("POST", "/v1/customers/quick", {"phone": f"05555501{i:02}", "name": f"נועה {i}"})
            n.api["he"].ask("POST", f"/v1/customers/{who['customer']}/sales", {"total": "2500", "item": "לחם"})
        n.api["he"].ask("POST", "/v1/learn", {})
        eventually("what was learnt", lambda: n.api["he"].today()["about"]["known"] == "too little")
        for lang, waits in (("he", "2 לקוחות חדשים"), ("en", "2 new customers")):
            n.enter(lang)
            about, notes = (n.api[lang].today()[k] for k in ("about", "notes"))
            need(about["buyers"] == 2 and about["again"] == 0 and about["missing"]["buyers"] >= 8 and about["new"] == 2, f"what is known is told as {about}")
            head = text(b.text(".headline"))
            for note in notes:
                need(text(note) in head, f"the headline lacks: {note}")
            need("2" in notes[0] and not any(word in head for word in ("שקט", "quiet")), "a shop that is not known yet has a quiet day")
            need(b.count(".empty progress") == sum(v > 0 for v in about["missing"].values()), "what is missing is not measured")
            need(waits in text(b.text(".empty")), "the new customers are not shown")
            faults = checks.everything(b, lang)
            need(not faults, "; ".join(faults))


def an_old_file(d):
    """A file that ends months ago: what was needed then is a button away, and so is today."""
    with Server(d.server.options, empty=True) as server, tempfile.TemporaryDirectory(prefix="makir-old-") as folder:
        n = Desk(d.b, server)
        b = d.b
        path = os.path.join(folder, "קופה ישנה.csv")
        shop.write(path, ago=150)
        n.fresh("he", 1280, 800)
        n.sign_in()
        b.click(".empty a[href='#/imports']")
        b.one("#bring-file")
        b.choose_file("#bring-file", path)
        b.click(".look-acts .btn.primary")
        b.one("#import-done a[href='#/']", seconds=400)
        for lang in ("he", "en"):
            n.enter(lang)
            b.one(".headline .link", seconds=400)
            need("--on" not in b.text(".headline"), "the desk speaks as the command line does")
            day = re.search(r"--on ([\d-]+)", " ".join(n.api[lang].today()["notes"])).group(1)
            then = n.api[lang].ask("GET", f"/v1/today?on={day}")["rows"]
            faults = checks.everything(b, lang)
            b.js("document.querySelector('.headline .link').focus()")
            b.press("Enter")
            b.wait("the list of that day", "document.querySelector('.card .whyline')?.textContent === arguments[0]", then[0]["why"])
            need(len(then) == b.count("ol.cards > li") and then[0]["why"] != n.api[lang].today()["rows"][0]["why"], "it is not the list of that day")
            faults += checks.everything(b, lang)
            b.js("document.querySelector('.headline .link').focus()")
            b.press("Enter")
            b.wait("today again", "document.querySelector('.card .whyline')?.textContent !== arguments[0]", then[0]["why"])
            need(not faults, "; ".join(faults))
    d.b.logs()


ALL = [too_little, first_day, an_old_file, sample_business_in_and_out]
