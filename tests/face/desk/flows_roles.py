# SPDX-License-Identifier: Apache-2.0
"""What is hidden from a role is nowhere, on no screen and in no answer."""
import time

from desk import need
from flows import idle

CLOSED = ("#/week",)       # what is not for a seller
PASSWORD = "a password that is long"


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
    return out + [(f"#/settings/{p}", "main h1") for p in ("me", "users", "offers", "fields", "hidden", "keys", "audit", "backup", "demo")]


def hidden_fields_are_nowhere(d):
    """A seller from whom all is hidden: no answer that any screen gets has the telephone, the address or what somebody spent."""
    c = d.anyone()
    api = d.api["he"]
    phones = [k["value"].removeprefix("+972") for k in c["contacts"] if k["kind"] == "phone"]
    mails = [k["value"] for k in c["contacts"] if k["kind"] == "mail"]
    need(phones, "the customer has no phone")
    word = "סוד שאיש לא רואה"
    api.ask("POST", f"/v1/customers/{c['customer']}/notes", {"text": word})
    api.ask("POST", "/v1/settings/hide_seller", {"value": "phone,mail,address,national_id,value,notes"})
    try:
        name = _enter_as(d, "seller")
        b = d.b
        b.js("""window.heard = []; const real = window.fetch;
                window.fetch = async (u, o) => { const res = await real(u, o); try { heard.push([String(u?.url ?? u), await res.clone().text()]); } catch {} return res; }""")
        for hash_, ready in [x for x in _screens(d, "seller") if x[0] not in CLOSED]:
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


ALL = [hidden_fields_are_nowhere]
