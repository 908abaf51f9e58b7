#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When the desk's first screen can be used: the list of the day with its buttons, over the loopback, in Chromium.

  desk.py --makir build/makir [--turns 7]

Prints milliseconds from the reload to the frame with the first card's buttons, at the processor's own speed and four times slower (Chromium's own
throttling of the page's thread), before and after there is a service worker. Then the thread's own time, which does not count what else the machine
does: script, style and layout, and everything the thread did (of which an empty page has its part). On a machine that is busy the throttling
slows by the clock and not by the work, so there four times the thread's time at its own speed is what to look at. The middle of the turns, and the quickest.
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
new MutationObserver((_, o) => { if (document.querySelector('.card .acts')) { o.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); })); } })
  .observe(document, {childList: true, subtree: true});
"""
WORK = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


def both(of):
    return f"{statistics.median(of):.0f} ms (quickest {min(of):.0f})"


def measure(d, slowed, turns):
    b = d.b
    walls, works, alls = [], [], []
    b.cdp("Emulation.setCPUThrottlingRate", rate=slowed)
    for _ in range(turns):
        b.reload()
        walls.append(b.wait("the list", "window.usable"))
        told = {m["name"]: m["value"] * 1000 for m in b.cdp("Performance.getMetrics")["metrics"]}
        works.append(sum(told[w] for w in WORK))
        alls.append(told["TaskDuration"])
    b.cdp("Emulation.setCPUThrottlingRate", rate=1)
    return walls, works, alls


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
        for where in ("without a service worker", "with one"):
            if where == "with one":
                browser.wait("the service worker", "navigator.serviceWorker.controller !== null")
            for slowed in (1, 4):
                walls, works, alls = measure(d, slowed, o.turns)
                print(f"first screen {where}, {slowed} x slower: {both(walls)}; script, style and layout {both(works)}; all of the thread {both(alls)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
