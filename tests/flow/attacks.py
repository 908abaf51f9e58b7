# SPDX-License-Identifier: Apache-2.0
"""What people with bad intentions send, and what bad luck does: attacks.py MAKIR

Bombs, slow clients, a disk that is full, names that lead elsewhere. Each ends in a sentence, nothing is lost, and the server goes on.
"""
import http.client
import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib

import program
import served

BOOK = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'}
HEAD = '<worksheet><sheetData><row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>phone</t></is></c></row>'
PEOPLE = "customer number,name,phone\n1,Dana Levi,0541234567\n2,Ronit Cohen,0541234568\n"
MB = 1 << 20


class Site:
    """A served store, and what is in it before each attack."""

    def __init__(self, makir_program, folder):
        self.folder, self.db = folder, os.path.join(folder, "shop.makir")
        self.makir = program.Makir(makir_program, self.db)
        self.makir.imported(self.put("people.csv", PEOPLE))
        self.desk = served.Served(makir_program, self.db).__enter__()
        asked = self.desk.request
        self.desk.request = lambda verb, path, body=None, headers=None: asked(verb, path, body, {"Accept-Language": "en", **(headers or {})})

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        return self.path(name)

    def memory(self):
        with open(f"/proc/{self.desk.process.pid}/status", encoding="ascii") as f:
            return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024

    def upload(self, path, name=None):
        with open(path, "rb") as f:
            self.desk.line.request("POST", "/v1/uploads", f, {"Cookie": self.desk.cookie, "X-Makir": "1", "Content-Type": "application/octet-stream", "Accept-Language": "en",
                                                              "Content-Length": str(os.path.getsize(path)), "X-Makir-Name": name or os.path.basename(path)})
            answer = self.desk.line.getresponse()
            return answer.status, json.loads(answer.read())

    def imported(self, path, name=None):
        """(state, sentence or result) of an import through the wizard's door."""
        status, told = self.upload(path, name)
        if status >= 400:
            return "failed", told["detail"]
        status, _, text = self.desk.request("POST", "/v1/import", {"upload": told["upload"]})
        job = json.loads(text)
        while job.get("state") in ("running", "cancelling"):
            time.sleep(0.1)
            job = self.desk.get(f"/v1/jobs/{job['job']}")
        if status >= 400:
            return "failed", job["detail"]
        return job["state"], job.get("result") or json.dumps(job.get("problem") or job)

    def is_as_it_was(self, customers=2):
        """The list of customers may be brought up to date a moment later."""
        assert self.desk.request("GET", "/healthz")[0] == 200
        for _ in range(100):
            told = len(self.desk.ask("POST", "/v1/customers/list", {"limit": 100})["rows"])
            if told == customers:
                return
            time.sleep(0.2)
        raise AssertionError(f"{told} customers, not {customers}")

    def refused(self, path, *parts):
        state, told = self.imported(path)
        assert state == "failed", (path, state, told)
        for part in parts:
            assert part in str(told), f"{path}: '{part}' is not in: {told}"
        self.is_as_it_was()


def book(path, sheet, strings=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in BOOK.items():
            if strings and name.endswith(".rels"):
                text = text.replace("</Relationships>", '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
            z.writestr(name, text)
        for name, pieces in (("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", strings)):
            if pieces:
                with z.open(name, "w") as out:
                    for piece in pieces:
                        out.write(piece.encode() if isinstance(piece, str) else piece)
    return path


def bombs(site):
    blank = b" " * MB
    site.refused(book(site.path("blank.xlsx"), [HEAD] + [blank] * 80 + ["</sheetData></worksheet>"]), "times its size")
    row = '<row><c><v>1</v></c><c><v>2</v></c></row>' * 20000         # 0.8 MB
    site.refused(book(site.path("rows.xlsx"), [HEAD] + [row] * 90 + ["</sheetData></worksheet>"]), "times its size")
    site.refused(book(site.path("string.xlsx"), [HEAD, '<row><c t="s"><v>0</v></c></row></sheetData></worksheet>'], ["<sst><si><t>"] + [b"a" * MB] * 100 + ["</t></si></sst>"]), "")
    site.refused(book(site.path("deep.xlsx"), [HEAD] + ["<c>" * 100000]), "")
    site.refused(book(site.path("laughs.xlsx"), ['<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>' + HEAD + "</sheetData></worksheet>"]), "document type")
    wide = HEAD + "<row>" + "<c><v>1</v></c>" * 200000 + "</row></sheetData></worksheet>"
    state, told = site.imported(book(site.path("wide.xlsx"), [wide]))
    assert state == "failed" or told["bad"] == 1, (state, told)
    site.is_as_it_was()
    with zipfile.ZipFile(site.path("nested.zip"), "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(7):
            with z.open(f"{i}.zip", "w") as out:
                for _ in range(100):
                    out.write(b"\0" * MB)
    site.refused(site.path("nested.zip"), "")
    with open(site.path("stream.csv.gz"), "wb") as f:
        f.write(zlib.compress(b"name,phone\n" + b"a," * 1000))
    site.refused(site.path("stream.csv.gz"), "")
    assert site.memory() < 250, f"{site.memory():.0f} MB"


def slow_clients(site):
    """More connections than there is room for, each a piece of a request: others are served all the same."""
    lines, begun = [], time.monotonic()
    try:
        for i in range(300):
            s = socket.create_connection(("127.0.0.1", site.desk.port), timeout=10)
            try:
                s.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-" if i % 2 else
                          b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nX-Makir: 1\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{")
            except OSError:
                pass
            lines.append(s)
        while True:                             # whoever comes now
            try:
                with socket.create_connection(("127.0.0.1", site.desk.port), timeout=2) as s:
                    s.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if b"200" in s.recv(100):
                        break
            except OSError:
                pass
            assert time.monotonic() - begun < 55, "slow clients keep everybody else out"
            time.sleep(0.2)
    finally:
        for s in lines:
            s.close()
    site.desk.line.close()
    site.is_as_it_was()


def guesses_at_once(site):
    """Wrong passwords that come together are no more guesses than one after the other."""
    told, together = [], threading.Barrier(40)
    body = json.dumps({"name": "nobody at all", "password": "let me in please"})

    def guess():
        line = http.client.HTTPConnection("127.0.0.1", site.desk.port, timeout=60)
        line.connect()
        together.wait()
        line.request("POST", "/v1/session", body, {"X-Makir": "1", "Content-Type": "application/json"})
        told.append(line.getresponse().status)
        line.close()

    guessing = [threading.Thread(target=guess) for _ in range(40)]
    for t in guessing:
        t.start()
    for t in guessing:
        t.join()
    assert sorted(set(told)) == [401, 429] and told.count(401) <= 6, {s: told.count(s) for s in set(told)}
    site.is_as_it_was()


def files_may_grow(site, most):
    resource.prlimit(site.desk.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def full_disk(site):
    """Files of the server cannot grow, as on a disk without room."""
    many = "customer number,name,phone\n" + "".join(f"{i},Guest {i},05412{i:05d}\n" for i in range(10, 30000))
    path = site.put("many.csv", many)
    assert site.desk.request("POST", "/v1/settings/backup_hours", {"value": "0"})[0] == 200      # none by the clock as soon as there is room
    files_may_grow(site, 4096)
    status, _, text = site.desk.request("POST", "/v1/customers", {"name": "Noa Bar", "phone": "0541234569"})
    assert status >= 500 and "full" in json.loads(text)["detail"], (status, text)
    state, told = site.imported(path)
    assert state == "failed" and ("full" in str(told) or "room" in str(told) or "large" in str(told)), (state, told)
    status, _, text = site.desk.request("POST", "/v1/backups", {})
    job = json.loads(text)
    while job.get("state") == "running":
        time.sleep(0.1)
        job = site.desk.get(f"/v1/jobs/{job['job']}")
    assert status >= 400 or job["state"] == "failed", (status, job)
    assert site.desk.request("GET", "/healthz")[0] == 200
    listed = site.desk.request("POST", "/v1/customers/list", {})            # what is there can be looked at, and nothing be taken unnoted
    assert listed[0] == 200 and len(json.loads(listed[2])["rows"]) == 2, listed
    one = json.loads(listed[2])["rows"][0]["customer"]
    assert site.desk.request("GET", f"/v1/customers/{one}")[0] == 200 and site.desk.request("GET", "/v1/audit")[0] == 200
    assert site.desk.request("POST", "/v1/customers/export", {})[0] >= 500
    comes_and_goes_on_a_full_disk(site)
    files_may_grow(site, resource.RLIM_INFINITY)
    seen = [r for r in site.desk.get("/v1/audit")["rows"] if r["op"] == "customer show" and r["customer"] == one]
    assert len(seen) == 1, "a look on a full disk is noted when there is room"
    site.is_as_it_was()
    assert not site.desk.get("/v1/backups")["rows"], "half a backup was left"
    state, told = site.imported(path)
    assert state == "done" and told["new"] == 29990, (state, told)
    site.makir.good("batch", "undo", told["batch"])
    site.is_as_it_was()
    small = subprocess.run(site.makir.command("import", path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (MB, MB)))
    assert small.returncode > 0 and ("full" in small.stderr or "room" in small.stderr), (small.returncode, small.stderr)
    site.makir.doctor_is_content()
    alone_on_a_full_disk(site)


def comes_and_goes_on_a_full_disk(site):
    """Who signs in is held in memory until there is room: he may look, sign out for good, and is signed in still when there is room."""
    here = site.desk.cookie
    cookies = []
    for _ in range(2):
        site.desk.sign_in()
        cookies.append(site.desk.cookie)
        assert site.desk.request("GET", "/v1/batches")[0] == 200
    assert site.desk.request("DELETE", "/v1/session", headers={"X-Makir": "1"})[0] == 204
    assert site.desk.request("GET", "/v1/me")[0] == 401, "who signed out is in still"
    site.desk.cookie = here
    files_may_grow(site, resource.RLIM_INFINITY)
    for _ in range(100):
        sessions = site.desk.get("/v1/sessions")["rows"]
        if len(sessions) == 2:
            break
        time.sleep(0.1)
    assert len(sessions) == 2, sessions
    site.desk.cookie = cookies[0]
    assert site.desk.request("GET", "/v1/me")[0] == 200, "who came while the disk was full is out again"
    assert site.desk.request("DELETE", "/v1/session", headers={"X-Makir": "1"})[0] == 204
    site.desk.cookie = here


def alone_on_a_full_disk(site):
    """Without a server, and no file can be made any longer beside the store: all that is there is read, and nothing changes."""
    site.desk.__exit__(None, None, None)
    before = os.path.getsize(site.db)

    def command(*args):
        return subprocess.run(site.makir.command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))

    for args in (("customer", "list"), ("customer", "find", "Dana"), ("batch", "list"), ("audit", "list"), ("setting", "list"), ("doctor",)):
        told = command(*args)
        assert told.returncode == 0, (args, told.stderr)
    assert "could not be noted" in command("customer", "find", "Dana").stderr
    assert command("customer", "add", "Noa").returncode > 0
    assert os.path.getsize(site.db) == before
    site.makir.doctor_is_content()


def paths(site):
    for target in ("/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/assets/../../../etc/passwd", "/%00/etc/passwd", "//etc/passwd", "/.git/config"):
        with socket.create_connection(("127.0.0.1", site.desk.port), timeout=10) as s:
            s.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            got = b""
            while piece := s.recv(65536):
                got += piece
        assert b"root:" not in got, target
    names = ("../../escaped.csv", "/etc/passwd", "..\\..\\escaped.csv", "a/../../escaped.csv", "<img src=x onerror=alert(1)>.csv", "x" * 4000)
    before = set(os.listdir(os.path.dirname(site.folder)))
    for name in names:
        state, told = site.imported(site.put("again.csv", PEOPLE), name)
        assert state == "failed" or "/" not in told["file"].replace("</", ""), (name, told)
    assert set(os.listdir(os.path.dirname(site.folder))) >= before and not os.path.exists(os.path.join(os.path.dirname(site.folder), "escaped.csv"))
    site.is_as_it_was()


def pages(site):
    """A list goes on behind what was shown, whatever came in between."""
    for i in range(3):
        site.makir.imported(site.put(f"more{i}.csv", f"customer number,name,phone\n{5 + i},Guest {i},05412345{70 + i}\n"))
    first = site.desk.get("/v1/batches", limit=2)
    site.makir.imported(site.put("between.csv", "customer number,name,phone\n9,Between,0541234599\n"))
    seen, page = [r["file"] for r in first["rows"]], first
    while page["next"]:
        page = site.desk.get("/v1/batches", limit=1, cursor=page["next"])
        seen += [r["file"] for r in page["rows"]]
    assert seen == [r["file"] for r in site.desk.get("/v1/batches")["rows"]][1:], seen
    assert site.desk.request("GET", "/v1/outbox?cursor=nonsense")[0] == 400


def main():
    tests = [bombs, slow_clients, guesses_at_once, full_disk, paths, pages]
    failed = 0
    print(f"1..{len(tests)}")
    for i, test in enumerate(tests):
        with tempfile.TemporaryDirectory() as folder:
            inner = os.path.join(folder, "shop")
            os.mkdir(inner)
            site = Site(sys.argv[1], inner)
            try:
                test(site)
                print(f"ok {i + 1} - {test.__name__}", flush=True)
            except AssertionError as e:
                failed += 1
                print(f"not ok {i + 1} - {test.__name__}: {e}", flush=True)
            finally:
                site.desk.__exit__()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
