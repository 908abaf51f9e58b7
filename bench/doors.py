#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the doors cost: a made file of many customers, sent over a real socket, looked at, cancelled half-way, imported, and taken back.

  doors.py --makir build/makir --rows 1000000 [--kind csv|xlsx] [--folder DIR]

Prints for each step: wall seconds, CPU seconds of the server, its memory (highest resident set so far) and what came of it.
"""
import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

HEADS = ["מספר לקוח", "שם לקוח", "נייד", "מייל", "עיר", "תאריך", "מספר חשבונית", "סכום"]
GIVEN = ["דנה", "נועם", "רונית", "יוסף", "מרים", "אבי", "שירה", "עומר", "טל", "הדס"]
FAMILY = ["לוי", "כהן", "ביטון", "פרץ", "אזולאי", "מזרחי", "גולן", "ברק", "שלום", "עמר"]


def row(i):
    """Every tenth row is a customer who was there before."""
    who = i if i % 10 else i // 2
    return [str(100000 + who), f"{GIVEN[who % 10]} {FAMILY[who // 10 % 10]}-{FAMILY[who // 100 % 10]}", f"05{who % 9}{1000000 + who % 9000000}", f"c{who}@example.com", "חיפה",
            f"{1 + i % 28:02d}/{1 + i // 28 % 12:02d}/2025", str(5000000 + i), f"{10 + i % 490}.{i % 100:02d}"]


def write_csv(path, n):
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        f.write(",".join(HEADS) + "\r\n")
        for i in range(n):
            f.write(",".join(row(i)) + "\r\n")


def write_xlsx(path, n):
    """As Excel does: texts shared, numbers as numbers, days as serials of a style."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = {}
    def text(v):
        return shared.setdefault(v, len(shared))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="r"><sheets><sheet name="לקוחות" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr("xl/styles.xml", f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>')
        with z.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as f:
            f.write(f'<worksheet xmlns="{main}"><sheetData><row r="1">'.encode() + "".join(f'<c r="{"ABCDEFGH"[k]}1" t="s"><v>{text(h)}</v></c>' for k, h in enumerate(HEADS)).encode() + b"</row>")
            for i in range(n):
                r, v = i + 2, row(i)
                day = 45658 + (i % 28) + 30 * (i // 28 % 12)
                f.write((f'<row r="{r}"><c r="A{r}"><v>{v[0]}</v></c><c r="B{r}" t="s"><v>{text(v[1])}</v></c><c r="C{r}" t="s"><v>{text(v[2])}</v></c><c r="D{r}" t="s"><v>{text(v[3])}</v></c>'
                         f'<c r="E{r}" t="s"><v>{text(v[4])}</v></c><c r="F{r}" s="1"><v>{day}</v></c><c r="G{r}"><v>{v[6]}</v></c><c r="H{r}"><v>{v[7]}</v></c></row>').encode())
            f.write(b"</sheetData></worksheet>")
        with z.open("xl/sharedStrings.xml", "w", force_zip64=True) as f:
            f.write(f'<sst xmlns="{main}">'.encode())
            for s in shared:
                f.write(f"<si><t>{s}</t></si>".encode())
            f.write(b"</sst>")


class Server:
    def __init__(self, makir, db):
        env = dict(os.environ, MAKIR_DB=db, LANG="C.UTF-8")
        subprocess.run([makir, "user", "add", "bench", "--role", "owner", "--password", "coffee-and-milk"], env=env, stdout=subprocess.DEVNULL, check=False)
        subprocess.run([makir, "setting", "set", "upload_mb", "4000"], env=env, stdout=subprocess.DEVNULL, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base, self.cookie = f"http://127.0.0.1:{port}", None
        self.p = subprocess.Popen([makir, "serve", "--port", str(port)], env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.open("GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        res = self.open("POST", "/v1/session", json.dumps({"name": "bench", "password": "coffee-and-milk"}).encode())
        self.cookie = res.headers["Set-Cookie"].split(";")[0]

    def open(self, method, path, data=None, headers=()):
        h = {"X-Makir": "1", "Accept-Language": "en", "Content-Type": "application/json", **dict(headers)}
        if self.cookie:
            h["Cookie"] = self.cookie
        return urllib.request.urlopen(urllib.request.Request(self.base + path, data=data, method=method, headers=h), timeout=600)

    def ask(self, method, path, body=None):
        text = self.open(method, path, None if body is None else json.dumps(body).encode()).read()
        return json.loads(text) if text else None

    def cpu(self):
        f = open(f"/proc/{self.p.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self):
        return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{self.p.pid}/status").read()).group(1)) / 1024


def step(s, name, work):
    wall, cpu = time.time(), s.cpu()
    said = work()
    print(f"{name:<28} {time.time() - wall:8.1f} s  {s.cpu() - cpu:8.1f} CPU s  {s.peak():7.0f} MB peak  {said}", flush=True)


def send(s, path):
    with open(path, "rb") as f:
        res = s.open("POST", "/v1/uploads", f, {"Content-Type": "application/octet-stream", "Content-Length": str(os.path.getsize(path)), "X-Makir-Name": os.path.basename(path)})
        return json.loads(res.read())["upload"]


def job(s, path, body, cancel_at=None):
    j = s.ask("POST", path, body)
    while j.get("state") in ("running", "cancelling"):
        if cancel_at and j["stage"] == cancel_at and j["done"] * 2 > j["total"]:
            s.ask("DELETE", f"/v1/jobs/{j['job']}")
            cancel_at = None
        time.sleep(0.2)
        j = s.ask("GET", f"/v1/jobs/{j['job']}")
    return j


def counts(j):
    r = j.get("result") or {}
    return j["state"] if not r else {k: r[k] for k in ("rows", "new", "updated", "same", "bad", "customers_new", "removed", "restored", "kept") if r.get(k)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--makir", required=True)
    p.add_argument("--rows", type=int, default=1000000)
    p.add_argument("--kind", choices=["csv", "xlsx"], default="csv")
    p.add_argument("--folder", default=None, help="where the made file and the store go")
    o = p.parse_args()
    with tempfile.TemporaryDirectory(prefix="makir-doors-", dir=o.folder) as folder:
        path = os.path.join(folder, f"made.{o.kind}")
        (write_csv if o.kind == "csv" else write_xlsx)(path, o.rows)
        print(f"{o.rows} rows, {os.path.getsize(path) / 1e6:.0f} MB of {o.kind}", flush=True)
        s = Server(os.path.abspath(o.makir), os.path.join(folder, "shop.makir"))
        try:
            up = []
            step(s, "sent", lambda: up.append(send(s, path)) or "over a socket")
            step(s, "looked at", lambda: counts(job(s, "/v1/import", {"upload": up[0], "dry_run": True})))
            step(s, "cancelled while writing", lambda: counts(job(s, "/v1/import", {"upload": up[0]}, "writing")))
            done = []
            step(s, "imported", lambda: done.append(job(s, "/v1/import", {"upload": up[0]})) or counts(done[0]))
            step(s, "given again", lambda: counts(job(s, "/v1/import", {"upload": up[0]})))
            step(s, "taken back", lambda: counts(job(s, f"/v1/batches/{done[0]['result']['batch']}/undo", {})))
        finally:
            s.p.terminate()
            s.p.wait()


if __name__ == "__main__":
    sys.exit(main())
