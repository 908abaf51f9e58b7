# SPDX-License-Identifier: Apache-2.0
"""Doors that people stand at: the lost telephone, too many guesses, the tablet on the counter, the store of yesterday."""
import time

import checks
from desk import Desk, eventually, need, text
from flows_desk import _totp
from server import ROOT, Server

PASSWORD = "a password that is long"


def _quiet_faults(d, lang, what):
    d.quiet()
    faults = checks.everything(d.b, lang) + checks.axe(d.b, ROOT)
    need(not faults, f"{what} in {lang}: " + "; ".join(faults))


def lost_telephone(d):
    """The second factor is set up, a code opens once, the telephone is lost with the recovery codes: the owner takes the factor off, and the password alone opens."""
    b, api = d.b, d.api["he"]
    name = f"טלפון {time.time_ns() % 1000000}"
    api.ask("POST", "/v1/users", {"name": name, "role": "seller", "language": "he", "password": PASSWORD})
    d.fresh()
    d.sign_in(PASSWORD, name)
    b.one(".headline h1")
    d.go("#/settings/me", "#me-factor .btn")
    b.click("#me-factor .btn")
    b.write("#me-pass", PASSWORD)
    b.press("Control+Enter")
    b.one("#me-factor img.qr")
    _quiet_faults(d, "he", "the picture to scan")
    secret = b.text("#me-factor code").replace(" ", "")
    code = _totp(secret)
    b.write("#me-code", code)
    b.press("Control+Enter")
    b.one(".recovery li")
    _quiet_faults(d, "he", "the recovery codes")
    for lang, ask in (("he", "קוד"), ("en", "code")):
        d.fresh(lang)
        d.sign_in(PASSWORD, name)
        b.one("#signin-code")
        _quiet_faults(d, lang, "the code")
        need(ask in text(b.text("form.signin-form")).lower(), "no code is asked for")
        b.write("#signin-code", code)               # it was used up when it was set up
        b.click("form.signin-form button[type=submit]")
        b.one("#signin-error")
    d.enter()                                       # the owner
    d.go("#/settings/users", ".batch")
    row = b.js("return [...document.querySelectorAll('.batch')].findIndex((e) => e.querySelector('strong')?.textContent.trim() === arguments[0])", name) + 1
    need(row and b.count(f".batch:nth-child({row}) .badge.good"), "the owner does not see that there is a second factor")
    buttons = b.js("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", f".batch:nth-child({row}) .user-acts > .btn")
    b.click(f".batch:nth-child({row}) .user-acts > .btn:nth-of-type({len(buttons) - 1})")
    b.wait("the factor to go", "!document.querySelector(arguments[0])", f".batch:nth-child({row}) .badge.good")
    d.fresh()
    d.sign_in(PASSWORD, name)
    b.one(".headline h1")
    api.ask("POST", "/v1/users/remove", {"name": name})
    b.logs()


def too_many_guesses(d):
    """After a few wrong passwords each guess waits; the sentence says for how long, in the language of the page; somebody else comes in meanwhile."""
    b = d.b
    for lang, word in (("he", "יותר מדי ניסיונות"), ("en", "too many failed attempts")):
        name = f"nobody {time.time_ns() % 1000000}"
        d.fresh(lang)
        for n in range(14):
            b.write("#signin-name", name)
            b.write("#signin-password", f"guess number {n}")
            b.click("form.signin-form button[type=submit]")
            b.wait("an answer", "document.querySelector('form.signin-form button[type=submit]:not(:disabled)') && document.querySelector('#signin-error')")
            said = text(b.text("#signin-error"))
            if word in said:
                break
        need(word in said and any(c.isdigit() for c in said), f"after {n + 1} guesses it says: {said}")
        _quiet_faults(d, lang, "the wait")
        need(b.js("return document.querySelector('#signin-name').value") == name, "the name is gone")
        b.logs()                                    # 429 is meant, and loud
    with Desk_of(d) as other:
        other.enter()
    b.logs()


class Desk_of:
    """The same browser, at a server of its own: what was guessed there is not remembered here."""

    def __init__(self, d):
        self.d = d

    def __enter__(self):
        self.server = Server(self.d.server.options, empty=True)
        self.server.__enter__()
        return Desk(self.d.b, self.server)

    def __exit__(self, *_):
        self.server.__exit__()


def the_tablet_forgets(d):
    """On the counter: the next one sees nothing of the last, neither by going back nor after half a form was left, and nobody is signed in behind it; with
    double opt-in nothing is granted before the message was answered."""
    b, api = d.b, d.api["he"]
    form = f"tablet{time.time_ns() % 100000}"
    api.ask("POST", "/v1/forms", {"form": form, "he_title": "מצטרפים", "en_title": "Join", "channels": "sms", "asks": "name,phone", "double_opt_in": True})
    c = d.anyone()
    number = f"053-{time.time_ns() % 10000000:07d}"
    for lang, width in (("he", 768), ("en", 1024)):
        d.enter(lang, width, 1024)
        d.customer_page(c)
        d.go("#/customers", "table.list tbody tr, .lines-list")
        d.go("#/poster", f"#form-{form} img")
        b.click(f"#form-{form} .poster-acts > button.btn")
        b.click(f"#form-{form} .ask .btn.primary")
        b.one("#join-name")
        b.wait("nobody to be signed in", "!document.cookie.includes('makir=')")
        need(not any(k["name"] == "makir" for k in b.cookies()), "somebody is signed in on the tablet")
        _quiet_faults(d, lang, "the tablet")
        b.js("history.back()")
        time.sleep(0.5)
        b.wait("nothing of the shop's", "!document.querySelector('.list, .lines-list, .c-head, .card, .batch')")
        need(c["name"] not in b.js("return document.body.innerText"), "a step back from the tablet shows a customer")
    d.fresh("en", 1024, 1024)
    b.open(d.server.base + f"/join/{form}?lang={lang}#tablet")
    b.write("#join-name", "נורית על הטאבלט")
    b.write("#join-phone", number)
    b.click(".join-check input")
    b.click(".join-form button[type=submit]")
    b.one(".join-done [role=status]")
    _quiet_faults(d, lang, "the thanks")
    need("נורית" not in b.js("return document.body.innerText") and number not in b.js("return document.body.innerText"), "the thanks name who signed up")
    b.wait("the next one's page by itself", "document.querySelector('#join-name')?.value === '' && document.querySelector('#join-phone').value === '' && !document.querySelector('.join-check input').checked")
    b.write("#join-name", "חצי טופס")
    b.js("history.back()")
    time.sleep(0.5)
    b.js("history.forward()")
    b.wait("an empty page after going away and back", "document.querySelector('#join-name')?.value === ''")
    found = eventually("who signed up", lambda: api.find(number, 3))
    consent = api.customer(found[0]["customer"])["consent"]
    need(not any(k["state"] == "granted" for k in consent), "consent was granted before the message was answered")
    waiting = [r for r in api.ask("GET", "/v1/outbox")["rows"] if r["customer"] == found[0]["customer"]]
    need(waiting and waiting[0].get("link", waiting[0]["text"]), "no message waits to be answered")
    link = waiting[0].get("link") or next(w for w in waiting[0]["text"].split() if "/join/confirm" in w)
    b.open(d.server.base + link[link.index("/join/confirm"):])
    b.wait("the thanks", "document.querySelector('h1')?.textContent.length > 0 && !document.querySelector('[role=alert]')")
    eventually("the consent", lambda: any(k["state"] == "granted" for k in api.customer(found[0]["customer"])["consent"]))
    need("#" not in b.js("return location.href"), "the token stays in the address")
    api.ask("DELETE", f"/v1/forms/{form}")
    b.logs()


def yesterday_again(d):
    """The backup of the clock, tested and made the store again from the desk: what came after it is gone, what was before it is there."""
    with Server(d.server.options, empty=True) as server:
        n = Desk(d.b, server)
        b, api = d.b, n.api["he"]
        api.ask("POST", "/v1/customers", {"name": "דנה שנשארת", "phone": "0525550171"})
        eventually("the clock's backup", lambda: api.ask("GET", "/v1/backups")["rows"])
        time.sleep(1.1)                                 # a backup is called by its second
        api.ask("POST", "/v1/backups", {})
        eventually("a backup with her", lambda: len(api.ask("GET", "/v1/backups")["rows"]) >= 2 and all(j["state"] != "running" for j in api.ask("GET", "/v1/jobs")["rows"]))
        api.ask("POST", "/v1/customers", {"name": "נועה שאחרי", "phone": "0525550172"})
        n.enter()
        n.go("#/settings/backup", ".batch .btn")
        b.click(".batch .btn")
        b.wait("the test", "document.querySelector('.batch .badge.good')")
        b.click(".batch .btn.ghost")
        b.one(".ask .btn.danger")
        _quiet_faults(n, "he", "the question before a restore")
        b.click(".ask .btn.danger")
        b.one("dialog[open] #signin-password")          # who came in after the backup was made is nobody in it
        n.sign_in()
        b.wait("the desk anew", "document.querySelector('.headline h1, #backup') && !document.querySelector('.ask, dialog[open]')")
        again = server.api("he")
        need([f["name"] for f in again.find("0525550171", 5)] == ["דנה שנשארת"], "who was before the backup is not there")
        need(not again.find("0525550172", 5), "who came after the backup is there")
    d.b.logs()


ALL = [lost_telephone, too_many_guesses, the_tablet_forgets, yesterday_again]
