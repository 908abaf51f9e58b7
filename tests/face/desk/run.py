#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the desk in a real browser. Needs chromium, chromedriver, and a built desk (npm ci && npm run build in web/).

  run.py --makir build/makir                 against makir, on a small invented shop
  run.py --makir build/makir --db FILE       against makir, on a copy of FILE
  run.py --url http://… --name N             against a server that runs (it will be changed!); password in MAKIR_PASSWORD

Says TAP. Pictures of every screen go to build/desk-shots. Exit 77: the browser or the desk is missing.
"""
import argparse
import os
import sys
import threading
import time
import traceback

import checks
import flows
import flows_careful
import flows_counter
import flows_desk
import flows_doors
import flows_first_day
import flows_keys
import flows_lines
import flows_roles
import flows_still
import flows_today
import flows_walks
import looks
from desk import Desk, Skip
from server import ROOT, Server
from webdriver import Browser, Failure, found


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = p.add_mutually_exclusive_group(required=True)
    where.add_argument("--makir", metavar="PROGRAM", help="start this makir")
    where.add_argument("--url", help="use a server that runs already")
    p.add_argument("--db", metavar="FILE", help="store for --makir; a copy of it is used. Without it, a shop is invented")
    p.add_argument("--name", default=None, help="who signs in")
    p.add_argument("--shots", metavar="DIR", default=os.path.join(ROOT, "build", "desk-shots"), help="where the pictures go")
    p.add_argument("--only", metavar="WORD", default="", help="only the tests whose name has this word")
    p.add_argument("--slow", type=float, default=1, metavar="N", help="a processor N times slower, answers up to N/10 s late: finds waits that are races")
    p.add_argument("--guide", action="store_true", help="take the pictures of docs/guide/first-day.md anew")
    p.add_argument("--part", choices=("looks", "flows", "still"), help="only the screens, only what is done on them, or only whether they keep still")
    o = p.parse_args()
    o.name = o.name or "דנה"
    o.password = os.environ.get("MAKIR_PASSWORD", "coffee-and-milk")
    return o


class Tap:
    """Numbers the results; two walks may report at once."""

    def __init__(self):
        self.n = 0
        self.failed = []                    # what a log that is cut at its head must still say
        self.lock = threading.Lock()

    def say(self, ok, name, why="", seconds=None):
        took = f" # {seconds:.1f} s" if seconds is not None and ok else ""
        with self.lock:
            self.n += 1
            if not ok:
                self.failed.append((name, why))
            print(f"{'ok' if ok else 'not ok'} {self.n} - {name}{took}", *(f"# {line}" for line in filter(None, why.splitlines())), sep="\n", flush=True)

    def skip(self, name, why):
        with self.lock:
            self.n += 1
            print(f"ok {self.n} - {name} # SKIP {why}", flush=True)

    def end(self):
        """The failures once more, at the end: a summary of tests keeps the last lines of a long log."""
        for name, why in self.failed[:4]:
            print(f"# failed: {name}", *(f"#   {line}" for line in why.splitlines()[:20]), sep="\n")
        for name, _ in self.failed[4:]:
            print(f"# failed too: {name}")
        print(f"1..{self.n}", flush=True)


def seen(desk, name):
    """What was there when it failed, in lines: the screen in words and as a picture, the browser's complaints, the server's last words."""
    b, out = desk.b, []
    try:
        picture = os.path.join(desk.server.options.shots, f"failed-{name}.png".replace(" ", "-"))
        b.shot(picture)
        at, focus, words, watched = b.js("""const e = document.activeElement, w = (document.querySelector('dialog[open]') ?? document.body).innerText ?? '';
            return [location.pathname + location.hash, `${e?.tagName} ${e?.id || e?.className}`, w.replace(/\\s*\\n\\s*/g, ' | ').slice(0, 700), window.watched ?? {}]""")
        out += [f"at {at}, the focus in {focus}, picture {picture}", f"the screen says: {words}",
                f"questions on their way: {watched.get('flying')}, failed: {watched.get('failed')}"]
        out += [f"console: {e['level']} {e['message'][:200]}" for e in b.logs()[-5:]]
    except Exception as e:
        out.append(f"the browser says nothing any more: {type(e).__name__}: {e}")
    return out + [f"server: {line}" for line in desk.server.said()]


def run_flow(tap, desk, flow, again=False):
    """What never came on a machine that was busy elsewhere gets a second try, which is told; what came and was wrong gets none."""
    name = flow.__name__.replace("_", " ")
    begun = time.time()
    try:
        flow(desk)
        # A failure that a flow provokes on purpose is logged by the browser; everything else must be silent.
        loud = [f for f in checks.console(desk.b) if "status of 5" not in f and "status of 422" not in f]
        tap.say(not loud, name, "\n".join(loud), time.time() - begun)
    except Skip as s:
        tap.skip(name, str(s))
    except Exception as e:
        where = traceback.extract_tb(e.__traceback__)
        line = next((f"{os.path.basename(t.filename)}:{t.lineno}" for t in reversed(where) if t.filename.rpartition("/")[2].startswith(("flows", "looks"))), "")
        if isinstance(e, Failure) and not again:
            print(f"# {name}, a second try after: {e} ({line})", flush=True)
            return run_flow(tap, desk, flow, again=True)
        tap.say(False, name, "\n".join([f"{type(e).__name__}: {e} ({line})"] + seen(desk, name)))


def look(tap, server, lang, o):
    """All screens in one language, in a browser of its own: the two languages are walked side by side."""
    with Browser(o.slow) as browser:
        desk = Desk(browser, server)
        for size in looks.SIZES:
            title = f"looks {lang} {size}"
            if o.only not in title:
                continue
            try:
                for screen, faults in looks.walk(desk, lang, size, o.shots):
                    if isinstance(faults, Skip):
                        tap.skip(f"{title}: {screen}", str(faults))
                    else:
                        tap.say(not faults, f"{title}: {screen}", "\n".join(faults))
            except Exception as e:
                tap.say(False, title, "\n".join([f"{type(e).__name__}: {e}"] + seen(desk, title)))


def whole_look(tap, server, lang, o):
    """A walk that cannot even begin is a failure too, and not a silence."""
    try:
        look(tap, server, lang, o)
    except Exception as e:
        tap.say(False, f"looks {lang}", f"{type(e).__name__}: {e}")


def do_looks(tap, server, o):
    walks = [threading.Thread(target=whole_look, args=(tap, server, lang, o)) for lang in ("he", "en")]
    for w in walks:
        w.start()
    for w in walks:
        w.join()


def do_flows(tap, server, o, all_flows):
    with Browser(o.slow) as browser:
        desk = Desk(browser, server)
        for flow in all_flows:
            if o.only in flow.__name__.replace("_", " "):
                run_flow(tap, desk, flow)


FLOWS = [looks.narrowest] + sum((m.ALL for m in (flows, flows_counter, flows_desk, flows_today, flows_careful, flows_keys, flows_walks, flows_roles, flows_doors, flows_lines, flows_first_day)), [])


def main():
    o = options()
    if not found("chromedriver") or not found("chromium", "chromium-browser", "google-chrome"):
        print("1..0 # SKIP chromium or chromedriver is not installed")
        return 77
    if not o.url and not os.path.exists(os.path.join(ROOT, "web", "dist", "index.html")):
        print("1..0 # SKIP the desk is not built: npm ci && npm run build in web/")
        return 77
    tap = Tap()
    with Server(o) as server:
        if o.part in (None, "looks"):
            do_looks(tap, server, o)
        if o.part in (None, "still"):
            do_flows(tap, server, o, flows_still.ALL)
        if o.part in (None, "flows"):
            do_flows(tap, server, o, FLOWS)
    tap.end()
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
