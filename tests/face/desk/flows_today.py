# SPDX-License-Identifier: Apache-2.0
"""The list of the day: what it says, the keys that move on it, and what becomes of a mark."""
import re

from desk import eventually, need, text


def _today(d, lang):
    d.enter(lang)
    b = d.b
    answer = d.api[lang].today()
    head = text(b.text(".headline"))
    for note in answer.get("notes", [])[:2]:
        note = re.sub(r" \([^()]+\)$", "", note)        # the day, which stands above the headline
        need(text(note) in head, f"the headline lacks: {note}")
    rows = d.live(lang)
    need(b.count("ol.cards > li") == len(rows), f"{b.count('ol.cards > li')} cards for {len(rows)} rows")
    first = rows[0]
    card = text(b.text(".card"))
    for what in (first["name"], first["what"], first.get("why"), first.get("late")):
        need(text(what) in card, f"the first card lacks: {what}")
    for way in first.get("ways", []):
        if not way["allowed"] and way["channel"] != "visit":
            need(text(way["why"]) in card, f"the card does not say why not {way['channel']}")
    for css in (".card .what", ".card .whyline"):
        need(b.js("return getComputedStyle(document.querySelector(arguments[0])).direction", css) == ("rtl" if lang == "he" else "ltr"),
             f"{css} does not run with the page")
    need(text(first["name"]) in text(b.text(".panel h2")), "the panel is not of the first card")
    for n in first.get("numbers", []):
        need(text(n["label"]) in text(b.text(".panel")), f"the panel lacks the number: {n['label']}")
    chance = f"{min(99, max(1, int(first['probability'] * 100 + 0.5)))}%" if first.get("probability") else None
    said = next((n for n in first.get("numbers", []) if chance and n["value"].startswith(chance)), None)
    if said:
        bars = text(b.js("return [...document.querySelectorAll('.panel .measure-line')].map((e) => e.textContent).join(' ')"))
        need(text(said["label"]) in bars and text(said["label"]) not in text(b.text(".panel .numbers")), "the chance stands there twice")
    if first.get("value_low") is not None:
        need(b.count(".panel svg.interval") >= 2, "the panel lacks the bars of the chance and the value")
    allowed = [w for w in first.get("ways", []) if w["allowed"] and w["channel"] != "visit"]
    best = next((w for w in allowed if w["channel"] == first.get("best_way")), allowed[0] if allowed else None)
    if best:
        href = b.wait("the address of the best way", "document.querySelector('.card .way-main').getAttribute('href')")
        address = best.get("address") or next(c["value"] for c in d.api[lang].customer(first["customer"])["contacts"] if c["kind"] in ("phone", "mail"))
        want = {"whatsapp": "whatsapp://send?phone=" + address.lstrip("+"), "call": "tel:" + address, "sms": "sms:" + address, "mail": "mailto:" + address}
        need(href == want[best["channel"]], f"the main button goes to {href}")
    else:
        need(b.js("return document.querySelector('.card .way-main').getAttribute('href')") == f"#/customer/{first['customer']}",
             "without a lawful way the main button does not lead to the customer's page")


def today_in_hebrew(d):
    _today(d, "he")


def today_in_english(d):
    _today(d, "en")


def keyboard(d):
    rows = d.live(least=2)
    d.enter()
    b = d.b

    def chosen(n, how):
        b.wait(f"card {n + 1} to be chosen by {how}", "document.querySelector('.card.selected')?.id === arguments[0]", f"card-{rows[n]['action']}")

    b.js("document.body.focus()")
    b.press("j")
    b.press("j")
    chosen(1, "j")
    b.press("k")
    chosen(0, "k")
    # The same keys under a Hebrew layout: the letter is another, the place on the keyboard is the same.
    b.js("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ח', code: 'KeyJ', bubbles: true, cancelable: true}))")
    chosen(1, "j under a Hebrew layout")
    b.press("?")
    b.one("dialog[open] .keys")
    b.press("Escape")
    b.wait("the help to close", "!document.querySelector('dialog[open]')")
    b.press("Enter")
    b.wait("the customer", "location.hash === '#/customer/' + arguments[0]", rows[1]["customer"])
    b.one(".c-head h1")
    b.press("Escape")
    chosen(1, "coming back")
    d.go("#/more", "#m-keys input")
    b.click("#m-keys input")
    d.go("#/", ".card")
    b.press("d")
    need(b.count(".snack") == 0, "shortcuts that were switched off still work")


def _gone(d, action):
    eventually("the mark at the server", lambda: all(r["action"] != action for r in d.api["he"].today()["rows"]))


def mark_done_with_undo(d):
    row = d.live()[0]
    d.enter()
    b = d.b
    card = f"document.getElementById('card-{row['action']}')"
    b.press("d")
    b.wait("the card to leave", f"!{card}")
    d.held_message()
    need(row["name"] in b.text(".snack-text"), "the message does not name the customer")
    need(row["name"] in (b.js("return document.querySelector('.snack-place [role=status]').textContent") or ""), "the mark is not announced")
    b.click(".snack-act")
    b.wait("the card to come back", card)
    need(any(r["action"] == row["action"] for r in d.api["he"].today()["rows"]), "undo did not undo")
    b.click(f"[id='card-{row['action']}'] .acts-marks .btn:first-child")
    b.wait("the card to leave", f"!{card}")
    d.held_message()
    b.click(".snack-x")
    _gone(d, row["action"])
    b.reload()
    b.one(".headline h1")
    need(not b.js(f"return {card}"), "a card that is done came back")


def mark_later(d):
    rows = d.live(least=2)
    d.enter()
    b = d.b
    b.click(f"[id='card-{rows[0]['action']}'] .acts-marks .btn:nth-child(2)")
    b.wait("the next card to have the focus", "document.activeElement.id === arguments[0]", f"card-{rows[1]['action']}")
    # Nobody closes the message: leaving the page must send the mark too.
    b.open("about:blank")
    _gone(d, rows[0]["action"])


def mark_wrong_with_reason(d):
    row = d.live()[0]
    d.enter()
    b = d.b
    b.press("w")
    d.held_message()
    b.click(".snack-chip")
    b.wait("the message to go", "!document.querySelector('.snack')")
    _gone(d, row["action"])


def mark_refused(d):
    """The server does not take the mark: the card comes back and says so."""
    row = d.live()[0]
    d.enter()
    b = d.b
    b.js("const f = window.fetch; window.fetch = (u, o) => o && o.method === 'POST' ? Promise.resolve(new Response("
         "JSON.stringify({title: 'store', detail: 'the disk is full', status: 500}), {status: 500})) : f(u, o)")
    b.press("d")
    d.held_message()
    b.click(".snack-x")
    b.wait("the server's sentence", "document.querySelector('.snack.bad')?.textContent.includes('the disk is full')")
    need(b.js("return !!document.getElementById(arguments[0])", f"card-{row['action']}"), "the card is lost")


ALL = [today_in_hebrew, today_in_english, keyboard, mark_refused, mark_done_with_undo, mark_later, mark_wrong_with_reason]
