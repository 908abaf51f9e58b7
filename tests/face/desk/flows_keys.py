# SPDX-License-Identifier: Apache-2.0
"""Everything by the keyboard alone, as who has no mouse or no hand for one: Tab, Enter, Space, the arrows and the shortcuts. No flow
here clicks. Where the focus stands must be seen at every step of the way."""
import os
import tempfile
import time

from desk import eventually, need, text, word_of
from flows import idle


def _enter(d, lang="he"):
    """The name has the focus when the page comes; the rest is Tab and Enter."""
    b = d.b
    d.fresh(lang)
    b.wait("the focus in the name", "document.activeElement.id === 'signin-name'")
    b.press(*d.server.name, "Tab", *d.server.password, "Enter")
    b.wait("Today", "document.querySelector('.headline h1') && document.querySelector('.card, .empty')")
    d.quiet()


def _customer(d):
    """To a customer's page by the search; gives who it is."""
    b = d.b
    c = d.anyone()
    b.press("/")
    b.press(*word_of(c))
    d.found(word_of(c))
    names = b.js("return [...document.querySelectorAll('.found-name')].map((e) => e.textContent)")
    b.press(*["ArrowDown"] * names.index(c["name"]), "Enter")
    b.wait("the customer", "document.querySelector('.c-head h1')?.textContent.includes(arguments[0])", c["name"])
    d.quiet()
    return d.api["he"].customer(b.js("return location.hash.split('/').pop()"))


def by_keys_sign_in_find_note_and_undo(d):
    _enter(d)
    b = d.b
    c = _customer(d)
    word = f"מקלדת בלבד {int(time.time()) % 100000}"
    d.tab_to("#timeline .part-acts .btn:first-child")
    b.press("Enter")
    b.wait("the focus in the note", "document.activeElement.id === 'note-text'")
    b.press(*word)
    b.press("Control+Enter")
    b.wait("the note on the page", "document.querySelector('#timeline .events')?.textContent.includes(arguments[0])", word)
    d.tab_to("#facts .part-head .btn")
    b.press("Enter")
    b.wait("the focus in the fact", "document.activeElement.id === 'f-kind'")
    b.press(*"תחביב", "Tab", *word)
    b.press("Control+Enter")
    b.wait("the fact on the page", "document.querySelector('#facts dl')?.textContent.includes(arguments[0])", word)
    d.held_message()
    d.tab_to(".snack-act")
    b.press("Enter")
    b.wait("the fact to go", "!document.querySelector('#facts dl')?.textContent.includes(arguments[0])", word)
    need(any(word in (e.get("detail") or "") for e in d.api["he"].customer(c["customer"])["timeline"]), "the note did not reach the server")


def by_keys_a_purchase(d):
    _enter(d)
    b = d.b
    c = _customer(d)
    before = len([e for e in c["timeline"] if e["kind"] == "sale"])
    d.tab_to("#timeline .part-acts .btn:last-child")
    b.press("Enter")
    b.wait("the form", "document.activeElement.closest('#timeline form')")
    b.press(*"37.50")
    b.press("Control+Enter")
    b.wait("the form to close", "!document.querySelector('#timeline form')")
    eventually("the purchase at the server", lambda: len([e for e in d.api["he"].customer(c["customer"])["timeline"] if e["kind"] == "sale"]) == before + 1)


def by_keys_a_file_in_and_out(d):
    _enter(d)
    b = d.b
    d.tab_to(".nav.side .to-imports")
    b.press("Enter")
    b.one("#bring-file")
    d.quiet()
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "מקלדת.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("שם,טלפון\nנעמה טבול,050-555-0191\nיואב סלע,050-555-0192\n")
        d.tab_to("#bring-file")
        b.choose_file("#bring-file", path)          # the system's own dialogue, which a browser under test does not open
        b.wait("the heading of what was read", "document.activeElement.matches('.look .look-title')")
        d.tab_to(".look-acts .btn.primary")
        b.press("Enter")
        b.wait("the heading of what came in", "document.activeElement.closest('#import-done')")
    d.tab_to("#import-done .form-acts > a.btn")
    b.press("Enter")
    b.one(".import-undo .btn")
    need(d.api["he"].find("050-555-0191", 3), "nobody came in")
    idle(d)
    d.tab_to(".import-undo .btn")
    b.press("Enter")
    b.one(".ask .btn.danger")
    d.tab_to(".ask .btn.danger")
    b.press("Enter")
    b.wait("it taken back", "document.querySelector('.import-page') && !document.querySelector('.import-undo')")
    eventually("it taken back at the server", lambda: not d.api["he"].find("050-555-0191", 3))


def by_keys_review_pairs(d):
    waiting = d.api["he"].ask("GET", "/v1/reviews")["rows"]
    need(len(waiting) >= 2, f"{len(waiting)} pairs wait, the shop was made with eight of a name")
    _enter(d)
    b = d.b
    d.tab_to(".nav.side .to-customers")
    b.press("Enter")
    b.one(".review-door")
    d.tab_to(".review-door")
    b.press("Enter")
    b.wait("the first pair", "document.querySelector('.sides thead')?.textContent.includes(arguments[0])", waiting[0]["other_name"])
    d.tab_to(".evidence summary")
    b.press("Enter")
    b.one(".evidence details[open], details.evidence[open]")
    b.press("d")
    b.wait("the next pair", "document.querySelector('.sides thead')?.textContent.includes(arguments[0])", waiting[1]["other_name"])
    d.tab_to(".review-acts .btn:last-child")
    b.press("Enter")
    b.wait("it is gone", "!document.querySelector('.sides thead')?.textContent.includes(arguments[0])", waiting[1]["other_name"])
    eventually("both answers at the server", lambda: waiting[0]["other"] not in [r["other"] for r in d.api["he"].ask("GET", "/v1/reviews")["rows"]])


def by_keys_the_marks_of_today(d):
    rows = d.live(least=3)
    _enter(d)
    b = d.b
    card = "document.getElementById(arguments[0])"
    first, second = (f"card-{r['action']}" for r in rows[:2])
    b.press("d")
    b.wait("the card to leave", f"!{card}", first)
    b.press("z")
    b.wait("the card to come back", card, first)
    b.press("l")
    b.wait("the card to leave", f"!{card}", first)
    b.wait("the next card to have the focus", "document.activeElement.id === arguments[0]", second)
    b.press("w")
    b.wait("the next one to leave", f"!{card}", second)
    d.held_message()
    d.tab_to(".snack-chip")
    b.press("Enter")
    b.wait("the message to go", "!document.querySelector('.snack')")
    for row in rows[:2]:
        eventually("the mark at the server", lambda: all(r["action"] != row["action"] for r in d.api["he"].today()["rows"]))


def by_keys_the_settings(d):
    _enter(d)
    b = d.b
    d.tab_to(".nav.side .to-more")
    b.press("Enter")
    b.one("#m-look")
    d.quiet()
    d.tab_to("#m-look input[name=theme]")
    was = b.js("return document.activeElement.value")
    b.press("ArrowDown")
    b.wait("another look", "document.activeElement.checked && document.activeElement.value !== arguments[0]", was)
    b.press("ArrowUp")
    d.tab_to("#m-business a[href='#/settings/users']", back=True)
    b.press("Enter")
    b.one(".settings-acts .btn")
    d.quiet()
    d.tab_to(".settings-acts .btn")
    b.press("Enter")
    b.wait("the form", "document.activeElement.id === 'u-name'")
    name = f"מקלדת {int(time.time()) % 100000}"
    b.press(*name, "Tab", "ArrowDown", "Tab", "Tab", *"long enough for anyone")
    b.press("Control+Enter")
    b.wait("the person", "[...document.querySelectorAll('.batch strong')].some((e) => e.textContent === arguments[0])", name)
    d.api["he"].ask("POST", "/v1/users/remove", {"name": name})
    b.press("?")
    b.one("dialog[open] .keys")
    b.press("Escape")
    b.wait("the help to close", "!document.querySelector('dialog[open]')")


def by_keys_sign_up(d):
    d.fresh("he", 360, 760)
    b = d.b
    b.open(d.server.base + f"/join/{d.server.form}?lang=he")
    b.one("#join-name")
    d.quiet()
    number = f"053-{int(time.time() * 3) % 10000000:07d}"
    d.tab_to("#join-name")
    b.press(*"אופירה מקלידה", "Tab", *number)
    d.tab_to(".join-check input")
    b.press("Space")
    need(b.js("return document.activeElement.checked"), "Space does not tick")
    d.tab_to(".join-form button[type=submit]")
    b.press("Enter")
    b.wait("the thanks, with the focus", "document.activeElement.matches('.join-done h1')")
    found = eventually("the number to be known", lambda: d.api["he"].find(number, 3))
    need([f["name"] for f in found] == ["אופירה מקלידה"], f"the number gives {found}")
    need(any(k["state"] == "granted" for k in d.api["he"].customer(found[0]["customer"])["consent"]), "the consent was not kept")


def nothing_holds_the_focus(d):
    """From the head of each screen to its foot by Tab, and nothing on the way keeps the focus for itself."""
    _enter(d)
    b = d.b
    for hash_, ready in (("#/", ".card"), ("#/customers", "table.list tbody tr"), (f"#/customer/{d.anyone()['customer']}", ".c-head"), ("#/counter", "#counter-phone"), ("#/worth", "main h1"), ("#/week", "main h1"),
                         ("#/imports", "#bring-file"), ("#/more", "#m-look"), ("#/settings/me", "#me-factor"), ("#/settings/audit", "table.list")):
        d.go(hash_, ready)
        d.quiet()
        b.js("document.activeElement.blur(); getSelection().removeAllRanges(); document.querySelector('.skip').focus()")
        seen = 0
        while True:
            b.press("Tab")
            at = b.js("const e = document.activeElement; window.gone = window.gone?.isConnected === false ? null : window.gone; const same = e === window.gone; window.gone = e; return [e.tagName, same, e.matches('.skip')]")
            if at[0] == "BODY" or at[2]:
                break
            need(not at[1], f"{hash_}: the focus stays in {b.js('return document.activeElement.outerHTML.slice(0, 100)')}")
            seen += 1
            need(seen < 600, f"{hash_}: Tab does not come to an end")
        need(seen > 8, f"{hash_}: only {seen} places can be reached")


ALL = [by_keys_sign_in_find_note_and_undo, by_keys_a_purchase, by_keys_a_file_in_and_out, by_keys_review_pairs, by_keys_the_marks_of_today, by_keys_the_settings, by_keys_sign_up, nothing_holds_the_focus]
