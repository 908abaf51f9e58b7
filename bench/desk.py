#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""When the desk's first screen can be used: the list of the day with its buttons, over the loopback, in Chromium.

  desk.py --makir build/makir [--turns 7]

Somebody who is signed in comes back to the desk. It is *painted* when the frame with the first row of Today and its buttons is (the browser's own
first contentful paint: nothing is painted before it), and *usable* when after that frame the page's thread is free, so that a tap on the row is answered.
Told by the clock, and as the page's thread's own time until then (by the browser's trace), which does not count what else the machine does. At the
processor's own speed and four times slower (Chromium's throttling, which slows the page's thread by the clock and not by the work: on a machine that is
busy look at four times the thread's time at its own speed), before and after there is a service worker. The middle of the turns, and the quickest.
The floor is a page of one line and one button without script or style, shown again in the same way: what the browser itself takes on that machine.
"""
import argparse
import http.server
import os
import statistics
import sys
import threading
import time
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "face", "desk"))
from desk import Desk                       # noqa: E402
from server import Server                   # noqa: E402
from webdriver import Browser               # noqa: E402

USABLE = """
new MutationObserver((_, o) => { if (document.querySelector('.card .acts')) { o.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.mark('usable').startTime; })); } })
  .observe(document, {childList: true, subtree: true});
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


class Bare(http.server.BaseHTTPRequestHandler):
    """The floor's page, and nothing else."""
    protocol_version = "HTTP/1.1"
    page = b'<!doctype html><meta charset="utf-8"><title>floor</title><link rel="icon" href="data:,"><div class="card">One line <span class="acts"><button>Done</button></span></div>'

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_):              # pylint: disable=arguments-differ
        pass


def both(of):
    return f"{statistics.median(of):.0f} ms (quickest {min(of):.0f})"


def thread_times(events):
    """Milliseconds that the page's thread worked, of each turn: from the beginning of the page to the mark that says it is usable."""
    for mark in (e for e in sorted(events, key=lambda e: e["ts"]) if e["name"] == "usable"):
        begun = max((e["ts"] for e in events if e["name"] == "navigationStart" and e["pid"] == mark["pid"] and e["ts"] < mark["ts"]), default=0)
        tasks = (e for e in events if e["name"].endswith("RunTask") and (e["pid"], e["tid"]) == (mark["pid"], mark["tid"]) and begun <= e["ts"] < mark["ts"])
        yield sum(e.get("tdur", 0) for e in tasks) / 1000


def measure(server, worker, slowed, turns):
    """The driver gives a trace once, at the end: each measure has a browser of its own."""
    """server: None for the floor."""
    painted, usable = [], []
    with Browser(trace="toplevel,blink.user_timing") as b, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bare) as bare:
        threading.Thread(target=bare.serve_forever, daemon=True).start()
        b.cdp("Page.addScriptToEvaluateOnNewDocument", source=USABLE)
        if server:
            Desk(b, server).enter()
        else:
            b.open(f"http://127.0.0.1:{bare.server_port}/")
        if worker:
            b.wait("the service worker", "navigator.serviceWorker.controller !== null")
        b.cdp("Emulation.setCPUThrottlingRate", rate=slowed)
        for _ in range(turns):
            b.reload()
            free = b.wait("the list", "window.usable")
            painted.append(b.wait("the paint", PAINTED))
            usable.append(max(free, painted[-1]))
            time.sleep(1)                   # what comes after it is not carried into the next turn
            if server and not worker:
                b.js("return navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((r) => r.unregister())))")
        thread = list(thread_times(b.traced()))[-turns:]
        bare.shutdown()
    return painted, usable, thread


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--makir", default="build/makir")
    p.add_argument("--turns", type=int, default=7)
    o = p.parse_args()
    told = types.SimpleNamespace(makir=o.makir, url=None, db=None, name="דנה", password="coffee-and-milk", slow=1)
    with Server(told) as server:
        for what, of, worker in (("the floor", None, False), ("first screen without a service worker", server, False), ("first screen with a service worker", server, True)):
            for slowed in (1, 4):
                painted, usable, thread = measure(of, worker, slowed, o.turns)
                print(f"{what}, {slowed} x slower: painted {both(painted)}; usable {both(usable)}; "
                      f"the thread's own time until then {both(thread)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
