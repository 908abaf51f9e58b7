#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every screen in two languages, on a phone and on a desk, light and dark, against how it looked when it was last agreed to.

  golden.py                     compares
  golden.py --update PROGRAM    records makir's answers and the looks anew, after a change that is meant

The answers and the clock are recorded (replay.py), so the day and the store do not matter. Kept of a screen are its boxes (where each stands
and how large it is, its colours, its size of type) and its picture, coarsely. Where the fonts and the browser are those of the record, a
box may move by 2 pixels; where they are others, the outline and the colours must still be the same, and the boxes about where they were.
That this can fail, and that other fonts do not make it fail, is tested here, too. Says TAP. Exit 77: the browser or the desk is missing.
"""
import argparse
import base64
import concurrent.futures
import difflib
import gzip
import json
import os
import sys
import threading
import time
import types

import looks
from desk import Desk, Skip
from replay import DIST, Answers, Replay
from server import HERE, Api, Server
from webdriver import Browser, found

KEPT = os.path.join(HERE, "golden")
CELL = 20                                   # pixels of the picture that are one colour of what is kept
WHO, PASSWORD = "דנה", "coffee-and-milk"
STRICT, LOOSE = "as recorded", "other fonts"

OUTLINE = """
const boxes = [], styles = [], root = document.scrollingElement;
const styleOf = (s, edge) => [s.color, s.backgroundColor, edge ? s.borderTopColor : '', s.fontSize, s.fontWeight, s.borderTopLeftRadius].join(' ');
const walk = (e, depth) => {
  for (const c of e.children) {
    if (/^(SCRIPT|STYLE|LINK|TEMPLATE)$/.test(c.tagName) || c.classList.contains('hidden') || !c.checkVisibility()) continue;
    const s = getComputedStyle(c), r = c.getBoundingClientRect();
    if (s.display !== 'inline' && s.display !== 'contents' && r.width >= 8 && r.height >= 8) {
      boxes.push([`${depth} ${c.tagName.toLowerCase()}.${(c.className.baseVal ?? c.className).split(' ').sort().join('.')}`,
                  ...[r.x, r.y + root.scrollTop, r.width, r.height].map(Math.round)]);
      styles.push(styleOf(s, parseFloat(s.borderTopWidth) > 0));
    }
    if (c.tagName !== 'svg') walk(c, depth + 1);
  }
};
walk(document.body, 0);
return [boxes, styles];
"""

# A picture of the window, one colour of 16 levels for each cell, as bytes.
PICTURE = """
const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0)), w = Math.ceil(innerWidth / arguments[1]), h = Math.ceil(innerHeight / arguments[1]);
return createImageBitmap(new Blob([bytes], {type: 'image/png'}), {resizeWidth: w, resizeHeight: h, resizeQuality: 'high'}).then((map) => {
  const canvas = new OffscreenCanvas(w, h), g = canvas.getContext('2d');
  g.drawImage(map, 0, 0);
  const px = g.getImageData(0, 0, w, h).data;
  let out = '';
  for (let i = 0; i < px.length; i += 4) out += String.fromCharCode(px[i] >> 4, px[i + 1] >> 4, px[i + 2] >> 4);
  return btoa(out);
});
"""

# What the fonts and the browser of a machine make of some words.
FONTS = """
const e = document.createElement('div');
e.style.cssText = 'position: absolute; white-space: nowrap; font-size: 40px';
document.body.append(e);
const out = [navigator.userAgent.match(/Chrome\\/(\\d+)/)?.[1] ?? ''];
for (const [weight, words] of [[400, 'שלום לכולם 0123'], [700, 'The quick brown fox'], [400, '₪ 1,234.50 · קפה']]) {
  e.style.fontWeight = weight;
  e.textContent = words;
  out.push(Math.round(e.getBoundingClientRect().width), Math.round(e.getBoundingClientRect().height));
}
e.remove();
return out.join(' ');
"""

CLOCK = """
const Real = Date, now = %d;
window.Date = class extends Real { constructor(...a) { if (a.length) super(...a); else super(now); } static now() { return now; } };
"""


class Look:
    """One screen as it is now."""

    def __init__(self, d):
        b = d.b
        b.cdp("Input.dispatchMouseEvent", type="mouseMoved", x=0, y=0)      # nothing is looked at with a pointer on it
        self.boxes, self.styles, self.pictures = None, {}, {}
        for scheme in ("light", "dark"):
            b.media(scheme)
            d.quiet()
            boxes, self.styles[scheme] = b.js(OUTLINE)
            self.boxes = self.boxes or boxes
            self.pictures[scheme] = b.js(PICTURE, b.cdp("Page.captureScreenshot", format="png")["data"], CELL)
        b.media("light")

    def kept(self):
        return {"boxes": self.boxes, "styles": self.styles, "pictures": self.pictures}


def differences(was, now, how):
    """What is not as it was, in sentences, the worst first."""
    names, names_now = [b[0] for b in was["boxes"]], [b[0] for b in now["boxes"]]
    out = []
    for op, i, j, k, l in difflib.SequenceMatcher(None, names, names_now, autojunk=False).get_opcodes():
        if op != "equal":
            out += [f"gone: {n}" for n in names[i:j]] + [f"new: {n}" for n in names_now[k:l]]
    if out:
        return out
    moved = []
    for old, new in zip(was["boxes"], now["boxes"]):
        if how == STRICT:
            far = [abs(a - b) > 2 for a, b in zip(old[1:], new[1:])]
        else:                               # a word may be wider or a line more: not where it stands down the page, but beside what, and how large
            far = [abs(old[1] - new[1]) > 40 + old[3] * .3, False, abs(old[3] - new[3]) > 16 + old[3] * .3, abs(old[4] - new[4]) > 40 + old[4] * .5]
        if any(far):
            moved.append(f"moved: {old[0]} from {old[1:]} to {new[1:]}")
    if len(moved) > (0 if how == STRICT else len(was["boxes"]) * .06):
        out += moved
    for scheme in ("light", "dark"):
        painted = [f"{scheme}: {b[0]} was {old}, is {new}" for b, old, new in zip(was["boxes"], was["styles"][scheme], now["styles"][scheme]) if old != new]
        out += painted
        a, b = (base64.b64decode(x["pictures"][scheme]) for x in (was, now))
        if len(a) != len(b):
            out.append(f"{scheme}: the window has another size")
            continue
        other = sum(any(abs(a[i + c] - b[i + c]) > 2 for c in range(3)) for i in range(0, len(a), 3)) * 3 / len(a)
        if other > (.01 if how == STRICT else .25):
            out.append(f"{scheme}: {other:.0%} of the picture is other")
    return out


def walk(d, lang, size):
    """Gives (name, Look) of each screen."""
    width, height = looks.SIZES[size]
    d.fresh(lang, width, height)
    d.b.one("#signin-name")
    yield "sign-in", Look(d)
    d.sign_in()
    d.b.one(".headline h1")
    for name, prepare, after in looks.screens(d, lang, size):
        try:
            prepare()
            yield name, Look(d)
            if after:
                after()
        except Skip:
            continue
    d.fresh(lang, width, height)
    d.b.open(d.server.base + f"/join/{d.server.form}?lang={lang}")
    d.b.one("#join-name")
    yield "join", Look(d)


# Small faults that a person would see, and what other fonts do, which must not be called one. (name, style, is it a fault, where the fonts are others)
MUTATIONS = [
    ("a button thinner", ".btn { padding-block: 0 !important; min-block-size: 0 !important }", True, None),
    ("a paler accent", ":root, :root[data-theme] { --accent: #7a9 !important }", True, True),
    ("less room in a card", ".card { padding: 6px !important }", True, None),
    ("a part that is not there", ".headline .date { display: none }", True, True),
    ("from the other side", "main { direction: ltr }", True, True),
    ("smaller type", ".what { font-size: 12px !important }", True, True),
    ("a list pushed aside", ".cards { margin-inline-start: 90px }", True, True),
    ("other fonts", "* { font-family: serif !important; letter-spacing: .02em }", None, False),
]


def mutations(tap, d, was):
    """The compare can fail, and other fonts do not make it fail."""
    b = d.b
    d.fresh("he", *looks.SIZES["desk"])
    d.sign_in()
    b.wait("the panel", "document.querySelector('.panel .why')")
    for name, style, strict, loose in [("nothing changed", "", False, False)] + MUTATIONS:
        b.js("const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]); document.adoptedStyleSheets = [sheet]", style)
        now = Look(d).kept()
        for how, want in ((STRICT, strict), (LOOSE, loose)):
            got = differences(was, now, how)
            if want is not None:
                tap(bool(got) == want, f"{name}, {how}: {'seen' if want else 'let pass'}", got or ["nothing was seen"])
    b.js("document.adoptedStyleSheets = []")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--update", metavar="PROGRAM", help="this makir's answers and the looks of now are those to keep")
    p.add_argument("--only", default="", help="only the screens whose name has this word")
    o = p.parse_args()
    if not found("chromedriver") or not found("chromium", "chromium-browser", "google-chrome") or not os.path.exists(os.path.join(DIST, "index.html")):
        print("1..0 # SKIP chromium, chromedriver or the built desk is missing")
        return 77
    n, failed, lock = 0, [], threading.Lock()

    def tap(ok, name, why=()):
        nonlocal n
        with lock:
            n += 1
            print(f"{'ok' if ok else 'not ok'} {n} - {name}", *([] if ok else [f"# {w[:240]}" for w in why[:8]]), sep="\n", flush=True)
            if not ok:
                failed.append((name, why))

    answers = Answers(os.path.join(KEPT, "answers.json.gz"))
    if o.update:
        os.makedirs(KEPT, exist_ok=True)
        answers.now = int(time.time() * 1000)
        told = types.SimpleNamespace(makir=o.update, url=None, db=None, name=WHO, password=PASSWORD, slow=1)
        with Server(told) as makir, Replay(answers, makir.base) as replay:
            walk_all(replay, lambda title, looked: keep(title, looked), "")
        answers.write()
        return 0
    answers.read()
    with Replay(answers) as replay:
        def compare(title, looked):
            was = read(title)
            how = STRICT if was["fonts"] == looked["fonts"] else LOOSE
            for name, look in looked["screens"].items():
                got = differences(was["screens"][name], look, how) if name in was["screens"] else ["the screen is new"]
                tap(not got, f"{title} {name} ({how})", got)
            if not o.only:
                tap(set(was["screens"]) <= set(looked["screens"]), f"{title}: every screen was seen", [f"not seen: {s}" for s in set(was["screens"]) - set(looked["screens"])])

        def last(d):
            mutations(tap, d, read("he-desk")["screens"]["today"])

        walk_all(replay, compare, o.only, None if o.only else last)
        tap(not replay.missing, "every question has a recorded answer", sorted(replay.missing))
    if failed:
        print(*(f"# failed: {name}: {'; '.join(why[:2])[:300]}" for name, why in failed[:30]), sep="\n")
        print(f"# {len(failed)} failed. If the change is meant: python3 tests/face/desk/golden.py --update build/makir")
    print(f"1..{n}", flush=True)
    return 1 if failed else 0


def path_of(title):
    return os.path.join(KEPT, f"{title}.json.gz")


def keep(title, looked):
    """Styles and names are said once, and then by number."""
    words = {}

    def number(word):
        return words.setdefault(word, len(words))

    screens = {name: {"boxes": [[number(b[0]), *b[1:]] for b in s["boxes"]], "styles": {k: [number(w) for w in v] for k, v in s["styles"].items()}, "pictures": s["pictures"]}
               for name, s in looked["screens"].items()}
    with open(path_of(title), "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as z:
        z.write(json.dumps({"fonts": looked["fonts"], "words": list(words), "screens": screens}, ensure_ascii=False, separators=(",", ":")).encode())
    print(f"{title}: {len(screens)} screens, {os.path.getsize(path_of(title)) / 1000:.0f} kB", flush=True)


def read(title):
    with gzip.open(path_of(title), "rt", encoding="utf-8") as f:
        kept = json.load(f)
    words = kept["words"]
    for s in kept["screens"].values():
        s["boxes"] = [[words[b[0]], *b[1:]] for b in s["boxes"]]
        s["styles"] = {k: [words[w] for w in v] for k, v in s["styles"].items()}
    return kept


def walk_all(replay, done, only, last=None):
    told = types.SimpleNamespace(base=replay.base, form="shots", name=WHO, password=PASSWORD, api=lambda lang: Api(replay.base, WHO, PASSWORD, lang))

    def one(lang):
        with Browser() as browser:
            browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=CLOCK % replay.answers.now)
            d = Desk(browser, told)
            for size in looks.SIZES:
                screens = {name: look.kept() for name, look in walk(d, lang, size) if only in name}
                done(f"{lang}-{size}", {"fonts": browser.js(FONTS), "screens": screens})
            if last and lang == "he":
                last(d)

    with concurrent.futures.ThreadPoolExecutor() as both:
        list(both.map(one, ("he", "en")))


if __name__ == "__main__":
    sys.exit(main())
