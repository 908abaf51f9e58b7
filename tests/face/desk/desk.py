# SPDX-License-Identifier: Apache-2.0
"""A person at the desk: the browser, the server and what the API says, with the words the flows are written in."""
import re
import time

from webdriver import PATIENCE


class Skip(Exception):
    """The store has no data for this."""


class Bad(AssertionError):
    """The desk does not do what it should."""


def need(ok, what):
    if not ok:
        raise Bad(what)


def eventually(what, ask):
    """Asks until the answer is a true one, and gives it: what the screen sends reaches the server in its own time."""
    end = time.monotonic() + PATIENCE
    while True:
        got = ask()
        if got:
            return got
        if time.monotonic() > end:
            raise Bad(f"never came: {what}")
        time.sleep(0.1)


class Desk:
    """A browser at the desk of one server."""

    def __init__(self, browser, server):
        self.b, self.server = browser, server
        self.api = {"he": server.api("he"), "en": server.api("en")}

    def fresh(self, lang="he", width=1280, height=860, scheme="light"):
        b = self.b
        b.size(width, height, touch=width < 600)
        b.media(scheme)
        b.open("about:blank")
        b.open(self.server.base + "/favicon.svg")
        b.forget()
        if lang:
            b.js("localStorage.setItem('makir.lang', arguments[0])", lang)
        b.logs()
        b.open(self.server.base + "/")

    def sign_in(self, password=None, name=None):
        b = self.b
        b.write("#signin-name", name or self.server.name)
        b.write("#signin-password", password or self.server.password)
        b.click("form.signin-form button[type=submit]")

    def enter(self, *args, **kwargs):
        self.fresh(*args, **kwargs)
        self.sign_in()
        self.b.wait("Today", "document.querySelector('.headline h1') && !document.querySelector('.skeletons') && document.querySelector('.card, .empty')")
        self.quiet()

    def quiet(self):
        """Until no question to the server is on its way and what came is painted."""
        b = self.b
        for _ in range(2):                  # an answer may ask the next question
            b.wait("the answers", "window.watched?.flying === 0 && !document.querySelector('.skeletons') && document.fonts.status === 'loaded'")
            b.js("return new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 30))))")

    def found(self, word):
        """Until the search shows the answer to the whole word, and not that to its first letters."""
        self.b.wait(f"the answer to {word}", "watched.asked.includes(JSON.stringify(arguments[0]))", word)
        self.quiet()
        self.b.one(".found-row")

    def tab_to(self, css, most=150, back=False):
        """Goes on by Tab, as who has no mouse, until the focus is there; on its way it must always be seen where it is."""
        b = self.b
        need_ring = """const e = document.activeElement; if (e === document.body || e.closest('.drop-zone, .hidden-input, label')) return '';
            const seen = [e, e.parentElement].some((x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'; });
            return seen ? '' : e.outerHTML.slice(0, 120)"""
        for _ in range(most):
            if b.js("return document.activeElement.matches(arguments[0])", css):
                return
            b.press("Shift+Tab" if back else "Tab")
            hidden = b.js(need_ring)
            need(not hidden, f"the focus cannot be seen on {hidden}")
        raise Bad(f"by Tab nobody comes to {css}")

    def held_message(self):
        """The message at the foot, with a pointer on it: its time stands still, however long the test takes to read it."""
        self.b.wait("the message", "document.querySelector('.snack')?.dispatchEvent(new PointerEvent('pointerenter'))")

    def go(self, hash_, ready):
        self.b.js("location.hash = arguments[0]", hash_)
        self.b.one(ready)

    def live(self, lang="he", least=1):
        rows = self.api[lang].today()["rows"]
        if len(rows) < least:
            raise Skip(f"the list of today has {len(rows)} rows")
        return rows

    def anyone(self, lang="he"):
        """A customer with purchases: of today's list, else the first that is found."""
        rows = self.api[lang].today()["rows"]
        if rows:
            return self.api[lang].customer(rows[0]["customer"])
        for q in ("א", "a", "1"):
            found = self.api[lang].find(q, 5)
            if found:
                return self.api[lang].customer(found[0]["customer"])
        raise Skip("nobody is in the store")

    def unfold(self, part):
        """A part of a customer's page that a small window shows by its heading alone."""
        if self.b.count(f"#{part}.folded"):
            self.b.click(f"#{part} .fold")
            self.b.one(f"#{part}:not(.folded)")

    def customer_page(self, c):
        self.go(f"#/customer/{c['customer']}", ".c-head h1")


def word_of(c):
    """What a person would type to find this customer: the name, or the number of who has no name."""
    number = re.search(r"\d{3,}$", c["name"])
    return number.group() if number else c["name"].split()[0]


def text(v):
    return re.sub(r"[\u200e\u200f\u2066-\u2069\s]+", " ", v or "").strip()
