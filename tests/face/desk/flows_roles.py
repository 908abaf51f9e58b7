# SPDX-License-Identifier: Apache-2.0
"""Every role over every screen: nothing is shown that its role may not do, and what is hidden from it is nowhere."""
import re
import time

from desk import need
from flows import idle

RANK = {"nobody": 0, "reader": 1, "seller": 2, "manager": 3, "owner": 4}
# Screens that are not for a role: nothing leads there.
CLOSED = {"reader": ("#/review", "#/worth", "#/week", "#/poster"), "seller": ("#/week",)}
PASSWORD = "a password that is long"

# Every button of the page is pressed, and of what it opens, until there is nothing new; empty fields are filled so that forms can be sent. Questions go through
# as they are; a change is only written down, and told that it is wrong, so that nothing happens and the form stays.
PRESS = """
const done = arguments[arguments.length - 1], reads = /^\\/v1\\/customers\\/(find|list|count)$|^\\/v1\\/customers\\/[^/]+\\/basket$/;
const wrote = [], told = [], real = window.realFetch ??= window.fetch;
window.fetch = async (u, o = {}) => {
  const path = String(u?.url ?? u), method = o.method ?? 'GET';
  if (method !== 'GET' && !(method === 'POST' && reads.test(path))) { wrote.push(`${method} ${path}`); return new Response('{"title":"-","detail":"-"}', {status: 400}); }
  const res = await real(u, o);
  if (res.status === 403) told.push(`${method} ${path}`);
  return res;
};
const pause = (ms) => new Promise((go) => setTimeout(go, ms)), seen = new Set(), here = location.hash;
const name = (e) => `${e.closest('[id]')?.id} ${e.className} ${e.getAttribute('aria-label') ?? e.textContent}`.replace(/\\d+/g, '#');
const fill = () => { for (const e of document.querySelectorAll('main input, main textarea, main select')) {
  if (!e.checkVisibility() || e.value || e.disabled || ['file', 'checkbox', 'radio'].includes(e.type)) continue;
  e.value = e.tagName === 'SELECT' ? [...e.options].find((o) => o.value)?.value ?? '' : e.type === 'date' ? '2025-03-01' : e.type === 'password' ? 'long enough for all' : e.inputMode === 'decimal' || e.inputMode === 'numeric' ? '12' : 'abc';
  e.dispatchEvent(new Event(e.tagName === 'SELECT' ? 'change' : 'input', {bubbles: true})); } };
(async () => {
  for (let i = 0; i < 90; i++) {
    fill();
    await pause(20);
    const next = [...document.querySelectorAll('main button, main summary')].find((e) => e.checkVisibility() && !e.disabled && !seen.has(name(e)) && !e.closest('.list thead') && !e.classList.contains('back-link') && !arguments_skip.test(name(e)));
    if (!next) break;
    seen.add(name(next));
    next.click();
    for (let k = 0; k < 40; k++) { await pause(15); if (watched.flying === 0) break; }
    if (location.hash !== here) { location.hash = here; await pause(200); }
  }
})().finally(() => { window.fetch = real; done({wrote, told, pressed: seen.size}); });
"""
SKIP = r"/theme|lang|טאבלט|m-who|me-sessions|snack/"        # what signs out, or is of the browser alone


def _press(b):
    return b._ask("POST", b.base + "/execute/async", {"script": PRESS.replace("arguments_skip", SKIP), "args": []})


def _enter_as(d, role, lang="he"):
    name = f"{role} {time.time_ns() % 1000000}"
    d.api["he"].ask("POST", "/v1/users", {"name": name, "role": role, "language": lang, "password": PASSWORD})
    d.fresh(lang)
    d.sign_in(PASSWORD, name)
    d.b.one(".headline h1")
    d.quiet()
    return name


def _screens(d, role):
    c = d.anyone()
    batch = d.api["he"].ask("GET", "/v1/batches")["rows"][0]["batch"]
    out = [("#/", ".headline h1"), (f"#/customer/{c['customer']}", ".c-head"), ("#/customers", "main h1"), ("#/counter", "#counter-phone"), ("#/review", ".review, .empty"), ("#/worth", "main h1"),
           ("#/week", "main h1"), ("#/imports", "main h1"), (f"#/import/{batch}", ".import-page"), ("#/poster", "main h1"), ("#/more", "#m-look"), ("#/access", "main h1")]
    return out + [(f"#/settings/{p}", "main h1") for p in ("me", "shop", "users", "offers", "fields", "hidden", "keys", "audit", "backup", "demo")]


def _ranks(d):
    """What each operation asks for, as the program itself tells."""
    ops = []
    for path, methods in d.api["he"].ask("GET", "/openapi.json")["paths"].items():
        for method, op in methods.items():
            if isinstance(op, dict) and "x-role" in op:
                ops.append((method.upper(), re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/?]+", re.escape(path)) + r"(\?.*)?$"), RANK[op["x-role"]]))
    def rank(line):
        method, path = line.split(" ", 1)
        found = [r for m, p, r in ops if m == method and p.match(path)]
        need(found, f"{line} is no operation")
        return min(found)

    return rank


def _over_every_screen(d, role, buttons):
    """What a role may not do is not shown to it: no screen asks for what is refused, no button leads to it, and what leads nowhere is not in the navigation."""
    ranks, faults, pressed = _ranks(d), [], 0
    name = _enter_as(d, role)
    b = d.b
    for hash_, ready in _screens(d, role):
        if hash_ in CLOSED.get(role, ()):
            continue
        d.go(hash_, ready)
        d.quiet()
        b.wait("the screen's own answers", "watched.flying === 0")
        faults += [f"{role} at {hash_} is led to {to}" for to in CLOSED.get(role, ()) if b.count(f"a[href='{to}']")]
        refused = [f for f in b.js("const f = watched.failed; watched.failed = []; return f") if f.startswith("403")]
        faults += [f"{role} at {hash_} asks for {f[4:]}" for f in refused]
        got = _press(b)
        pressed += got["pressed"]
        faults += [f"{role} at {hash_} is shown what leads to {w}" for w in sorted(set(got["wrote"])) if ranks(w) > RANK[role]]
        faults += [f"{role} at {hash_} opens what asks for {w}" for w in sorted(set(got["told"]))]
        b.js("location.hash = '#/more'")
        b.js("watched.failed = []")
    need(b.count("a[href='#/settings/users']") == 0, f"a {role} is led to what is the owner's")
    d.api["he"].ask("POST", "/v1/users/remove", {"name": name})
    b.logs()
    need(not faults, "; ".join(faults))
    need(pressed > buttons, f"only {pressed} buttons were pressed")


def a_reader_over_every_screen(d):
    """Nothing is shown to a reader that a reader may not do."""
    _over_every_screen(d, "reader", 15)


def a_seller_over_every_screen(d):
    """Nothing is shown to a seller that a seller may not do."""
    _over_every_screen(d, "seller", 60)


def a_manager_over_every_screen(d):
    """Nothing is shown to a manager that a manager may not do."""
    _over_every_screen(d, "manager", 80)


def hidden_fields_are_nowhere(d):
    """A seller from whom all is hidden: no answer that any screen gets has the telephone, the address or what somebody spent."""
    api = d.api["he"]
    some = (api.customer(row["customer"]) for row in api.today()["rows"] + api.find("05", 5))
    c = next((c for c in some if any(k["kind"] == "phone" for k in c["contacts"])), None)
    need(c, "nobody has a phone")
    phones = [k["value"].removeprefix("+972") for k in c["contacts"] if k["kind"] == "phone"]
    mails = [k["value"] for k in c["contacts"] if k["kind"] == "mail"]
    word = "סוד שאיש לא רואה"
    api.ask("POST", f"/v1/customers/{c['customer']}/notes", {"text": word})
    api.ask("POST", "/v1/settings/hide_seller", {"value": "phone,mail,address,national_id,value,notes"})
    try:
        name = _enter_as(d, "seller")
        b = d.b
        b.js("""window.heard = []; const real = window.fetch;
                window.fetch = async (u, o) => { const res = await real(u, o); try { heard.push([String(u?.url ?? u), await res.clone().text()]); } catch {} return res; }""")
        for hash_, ready in [x for x in _screens(d, "seller") if x[0] not in CLOSED["seller"]]:
            d.go(hash_, ready)
            d.quiet()
            shown = b.js("return document.body.innerText.replace(/[-\\s\\u200e\\u200f\\u2066-\\u2069]/g, '')")
            heard = b.js("const h = heard; heard = []; return h")
            for secret in phones + mails + [word.replace(" ", "")]:
                need(secret not in shown, f"{hash_} shows {secret}")
                for path, body in heard:
                    need(secret not in body.replace("-", "") and word not in body, f"{path} tells {secret}")
        d.go(f"#/customer/{c['customer']}", ".c-head")
        d.quiet()
        need(b.count(".c-sums dd") <= 2 and "₪" not in b.text(".c-sums"), "what was spent is shown")
        api.ask("POST", "/v1/users/remove", {"name": name})
    finally:
        api.ask("POST", "/v1/settings/hide_seller", {"value": ""})
    d.b.logs()
    idle(d)


ALL = [a_reader_over_every_screen, a_seller_over_every_screen, a_manager_over_every_screen, hidden_fields_are_nowhere]
