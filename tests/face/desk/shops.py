#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walks the five demo shops as their owners: Today, a customer's page and the page of value with the shop's own answers, in Hebrew and English, on a phone and
on a desk, light and dark. Every screen is checked as all others are (names, sizes of targets, directions, nothing lost sideways, a quiet console).

  shops.py build/makir [--shots DIR] [--pictures docs/pictures] [--only WORD]

Says TAP. --pictures paints those of the guides. Exit 77: the browser or the desk is missing.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import types

import checks
import looks
from desk import Desk, need
from server import ROOT, Server
from webdriver import Browser, found

# the need a shop is about, and the part of the customer's page that tells it
SHOPS = {"grocer": ("replenish", "basket"), "garage": ("due", "due"), "fashion": ("similar", "fits"), "travel": ("plan", "year"), "cafe": (None, "tips")}


def make(makir, name, folder):
    db = os.path.join(folder, name + ".makir")
    done = subprocess.run([makir, "--db", db, "demo", name, "--data", os.path.join(ROOT, "examples"), "--limit", "1"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"makir demo {name}: {done.stderr.strip()}")
    return db


def customer_of(api, kind, part):
    """Who shows the shop's speciality best: from the day's list, or whoever has something in that part."""
    rows = api.ask("GET", "/v1/today?limit=60")["rows"]
    mine = [r["customer"] for r in rows if kind is None or r["need"] == kind] or [r["customer"] for r in rows]
    best, most = mine[0], -1
    for c in mine[:25]:
        n = len(api.ask("GET", f"/v1/customers/{c}/{part}")["rows"])
        if n > most:
            best, most = c, n
    return best


def shots(d, shop, part, customer, lang, size, folder):
    d.enter(lang, *looks.SIZES[size])
    yield "today", looks.inspect(d, lang, size, folder, f"{shop}-today")
    d.go(f"#/customer/{customer}", f"#{part}")
    d.quiet()
    d.b.js("document.querySelectorAll('.answer-numbers')[0]?.setAttribute('open', '')")
    d.b.js("document.getElementById(arguments[0]).scrollIntoView({block: 'start'})", part)
    yield "customer", looks.inspect(d, lang, size, folder, f"{shop}-customer")
    d.go("#/worth", "#w-risk .base-sentence")
    d.b.one("#w-picture .picture")
    yield "worth", looks.inspect(d, lang, size, folder, f"{shop}-worth")
    yield "console", checks.console(d.b)


def take(d, customer):
    """One more of the first thing, none of the last, and one tap: the basket is agreed, and is no longer there."""
    d.enter("he", *looks.SIZES["phone"])
    d.go(f"#/customer/{customer}", "#basket")
    d.unfold("basket")
    d.quiet()
    rows = d.api["he"].ask("GET", f"/v1/customers/{customer}/basket")["rows"]
    d.b.click(".basket li:first-child .pieces .btn:last-child")
    if len(rows) > 1:
        for _ in range(round(rows[-1]["quantity"])):
            d.b.click(".basket li:last-child .pieces .btn:first-child")
    d.b.click(".basket-take .btn")
    d.b.wait("the basket is gone", "!document.querySelector('#basket')")
    need(not d.api["he"].ask("GET", f"/v1/customers/{customer}/basket")["rows"], "what was agreed is in the basket again")
    return f"{len(rows)} things"


def paint(d, shop, part, customer, folder):
    for lang, tail in (("he", "-he"), ("en", "")):
        d.enter(lang, 1100, 720, "light")
        d.quiet()
        d.b.shot(os.path.join(folder, f"{shop}-today{tail}.png"))
        d.go(f"#/customer/{customer}", f"#{part}")
        d.quiet()
        d.b.js("document.querySelectorAll('#' + arguments[0] + ' .answer-numbers')[0]?.setAttribute('open', '')", part)
        d.b.js("document.getElementById(arguments[0]).scrollIntoView({block: 'start'}); scrollBy(0, -70)", part)
        d.quiet()
        d.b.shot(os.path.join(folder, f"{shop}-customer{tail}.png"))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("makir")
    p.add_argument("--shots", default=os.path.join(ROOT, "build", "desk-shots"))
    p.add_argument("--pictures", default=None)
    p.add_argument("--only", default="")
    o = p.parse_args()
    if not found("chromedriver") or not found("chromium", "chromium-browser", "google-chrome") or not os.path.exists(os.path.join(ROOT, "web", "dist", "index.html")):
        print("1..0 # SKIP chromium, chromedriver or the built desk is missing")
        return 77
    os.makedirs(o.shots, exist_ok=True)
    n = failed = 0
    with tempfile.TemporaryDirectory(prefix="makir-shops-") as folder, Browser() as browser:
        for shop, (kind, part) in SHOPS.items():
            if o.only and o.only != shop:
                continue
            told = types.SimpleNamespace(slow=1, makir=o.makir, url=None, db=make(os.path.abspath(o.makir), shop, folder), name="דנה", password="coffee-and-milk")
            with Server(told) as server:
                d = Desk(browser, server)
                customer = customer_of(d.api["he"], kind, part)
                if o.pictures:
                    paint(d, shop, part, customer, o.pictures)
                    continue
                for lang in ("he", "en"):
                    for size in looks.SIZES:
                        for screen, faults in shots(d, shop, part, customer, lang, size, o.shots):
                            n += 1
                            failed += bool(faults)
                            print(f"{'not ok' if faults else 'ok'} {n} - {shop} {screen} {lang} {size}", flush=True)
                            for f in faults:
                                print(f"# {f}", flush=True)
                if part == "basket":
                    n += 1
                    print(f"ok {n} - {shop} takes the basket: {take(d, customer)}", flush=True)
    if not o.pictures:
        print(f"1..{n}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
