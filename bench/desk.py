#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When the desk's first screen can be used: the list of the day with its buttons, over the loopback, in Chromium.

  desk.py --makir build/makir [--turns 7]

Prints milliseconds from the reload to the first card's buttons, at the processor's own speed and four times slower (Chromium's own throttling of
the page's thread), from the server and by the service worker's copy; and the page's own work of script, style and layout, which does not
count what else the machine does. The middle of the turns and the quickest.
"""
import argparse
import os
import statistics
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "face", "desk"))
from desk import Desk                       # noqa: E402
from server import Server                   # noqa: E402
from webdriver import Browser               # noqa: E402

USABLE = """
new MutationObserver((_, o) => { if (document.querySelector('.card .acts')) { window.usable = performance.now(); o.disconnect(); } })
  .observe(document, {childList: true, subtree: true});
"""
WORK = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


def measure(d, slowed, turns):
    b = d.b
    walls, works = [], []
    b.cdp("Emulation.setCPUThrottlingRate", rate=slowed)
    for _ in range(turns):
        b.reload()
        walls.append(b.wait("the list", "window.usable"))
        works.append(sum(m["value"] for m in b.cdp("Performance.getMetrics")["metrics"] if m["name"] in WORK) * 1000)
    b.cdp("Emulation.setCPUThrottlingRate", rate=1)
    return walls, works


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--makir", default="build/makir")
    p.add_argument("--turns", type=int, default=7)
    o = p.parse_args()
    told = types.SimpleNamespace(makir=o.makir, url=None, db=None, name="דנה", password="coffee-and-milk", slow=1)
    with Server(told) as server, Browser() as browser:
        d = Desk(browser, server)
        browser.cdp("Performance.enable", timeDomain="threadTicks")
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=USABLE)
        d.enter()
        for where in ("from the server", "by the service worker"):
            if where != "from the server":
                browser.wait("the service worker", "navigator.serviceWorker.controller !== null")
            for slowed in (1, 4):
                walls, works = measure(d, slowed, o.turns)
                print(f"first screen {where}, {slowed} x slower: {statistics.median(walls):.0f} ms (quickest {min(walls):.0f}), of it {statistics.median(works):.0f} ms script, style and layout", flush=True)


if __name__ == "__main__":
    sys.exit(main())
