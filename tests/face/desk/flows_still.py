# SPDX-License-Identifier: Apache-2.0
"""Nothing that was seen is pushed away: the layout shift of every screen while its answers come in, late and one after the other, on a processor
four times slower (Layout Instability API). It is to be 0; 0.01, a tenth of what is called good, is let pass."""
import os
import tempfile

import checks
from desk import need
from flows import workbook
from looks import READING, SIZES


def screens(d, lang):
    c = d.anyone(lang)["customer"]
    batches = [r for r in d.api[lang].ask("GET", "/v1/batches")["rows"] if r["state"] == "applied"]
    yield from (("customer", f"#/customer/{c}", ".c-head"), ("customers", "#/customers", "table.list, .lines-list, .empty"), ("counter", "#/counter", "#counter-phone"),
                ("week", "#/week", ".week-sentences, .empty"), ("poster", "#/poster", ".poster img"), ("review", "#/review", ".review, .empty"),
                ("worth", "#/worth", "#w-people .base-sentence, main.worth .empty"), ("imports", "#/imports", ".batch, .drop-zone"))
    if batches:
        yield "import", f"#/import/{batches[0]['batch']}", ".import-undo .btn"
    yield from (("more", "#/more", "#m-access"), ("access", "#/access", "main ul"))
    for part, ready in (("me", "#me-sessions li"), ("users", ".batch"), ("fields", ".settings-acts"), ("hidden", ".checks"), ("keys", ".settings-acts"),
                        ("audit", "table.list"), ("backup", ".settings-acts"), ("demo", "#demo")):
        yield f"settings {part}", f"#/settings/{part}", ready


TABLE = {"לקוחות": [["מספר לקוח", "שם", "טלפון"]] + [[str(90700 + i), f"לקוחה {i}", f"050-555-1{i:03d}"] for i in range(60)], "ספקים": [["שם", "טלפון"], ["טל ביצים", "050-555-0183"]]}


def a_file(b):
    """A book of two sheets, looked at: each step of the wizard takes the place of the one before."""
    with tempfile.TemporaryDirectory(prefix="makir-desk-") as folder:
        path = os.path.join(folder, "חוברת.xlsx")
        workbook(path, TABLE)
        with READING:
            b.choose_file("#bring-file", path)
            b.one(".look #sheet")


def still(lang, size):
    def flow(d):
        b = d.b
        d.enter(lang, *SIZES[size])
        b.cdp("Network.enable")
        b.cdp("Network.emulateNetworkConditions", offline=False, latency=150, downloadThroughput=-1, uploadThroughput=-1)
        b.cdp("Emulation.setCPUThrottlingRate", rate=4)
        faults = []
        try:
            checks.jumps(b)
            for name, hash_, ready in screens(d, lang):
                d.go(hash_, ready)
                d.quiet()
                faults += [f"{name}: {f}" for f in checks.jumps(b)]
                if name == "imports":
                    a_file(b)
                    d.quiet()
                    faults += [f"a book: {f}" for f in checks.jumps(b)]
            for name, hash_, ready in (("customer", f"#/customer/{d.anyone(lang)['customer']}", ".c-head"), ("customers", "#/customers", "table.list, .lines-list"), ("today", "#/", ".card .acts")):
                d.go(hash_, ready)
                b.reload()
                b.one(ready)
                d.quiet()
                faults += [f"{name}, loaded anew: {f}" for f in checks.jumps(b)]
        finally:
            b.cdp("Emulation.setCPUThrottlingRate", rate=1)
            b.cdp("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1)
        need(not faults, "\n".join(faults))
    flow.__name__ = f"{lang}_{size}_keeps_still"
    return flow


ALL = [still(lang, size) for lang in ("he", "en") for size in SIZES]
