# SPDX-License-Identifier: Apache-2.0
"""The desk's own files, and answers of makir that were recorded: the same screens on any day, on any machine, without a store.
While a recording is made every question is answered by makir once, and then by what it said."""
import base64
import gzip
import http.client
import http.server
import json
import mimetypes
import os
import threading
import urllib.parse

from server import ROOT
from webdriver import PATIENCE

DIST = os.path.join(ROOT, "web", "dist")
KEPT = ("Content-Type", "Location", "Link")


class Answers:
    """What was said to what was asked. `now` is the moment of the recording, which is every replay's, too."""

    def __init__(self, path):
        self.path, self.now, self.said = path, 0, {}

    def read(self):
        with gzip.open(self.path, "rt", encoding="utf-8") as f:
            kept = json.load(f)
        self.now, self.said = kept["now"], kept["said"]
        return self

    def write(self):
        with open(self.path, "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as z:
            z.write(json.dumps({"now": self.now, "said": self.said}, ensure_ascii=False, sort_keys=True).encode())


class Replay:
    """Use as a context manager. `makir` is the address that is asked for what is not recorded; without it that is a fault."""

    def __init__(self, answers, makir=None):
        self.answers, self.missing, self.makir = answers, set(), makir
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, said = outer.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None        # a browser that goes away in the middle of a word
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, method, path, headers, body):
        plain = urllib.parse.urlparse(path).path
        if not plain.startswith("/v1/"):
            return self._file(plain)
        inside = "makir=" in (headers.get("Cookie") or "")
        if plain == "/v1/session" and not self.makir:
            return 200, {"Content-Type": "application/json", "Set-Cookie": f"makir={'x' if method == 'POST' else ''}; Path=/; HttpOnly"}, b"{}"
        upload = headers.get("Content-Type") == "application/octet-stream"
        asked = " ".join([method, path, headers.get("Accept-Language", "")[:2], "in" if inside else "out", "" if upload else body.decode()])
        with self.lock:                     # one at a time: two who ask the same are told the same
            kept = self.answers.said.get(asked)
            if not kept and self.makir:
                return self._record(asked, method, path, headers, body)
        if not kept:
            self.missing.add(asked[:160])
            return 404, {"Content-Type": "application/problem+json"}, b'{"title": "not recorded"}'
        status, head, said = kept
        return status, head, said.encode() if isinstance(said, str) else base64.b64decode(said[0])

    def _record(self, asked, method, path, headers, body):
        with_them = {k: v for k, v in headers.items() if k.lower() not in ("host", "connection", "accept-encoding", "origin", "referer", "if-none-match")}
        line = http.client.HTTPConnection(urllib.parse.urlparse(self.makir).netloc, timeout=PATIENCE)
        line.request(method, path, body or None, with_them)
        got = line.getresponse()
        said, head = got.read(), {k: v for k, v in got.getheaders() if k in KEPT}
        line.close()
        if got.getheader("Set-Cookie"):     # a session is each browser's own
            return got.status, {**head, "Set-Cookie": got.getheader("Set-Cookie")}, said
        running = path.startswith("/v1/jobs/") and json.loads(said).get("state") == "running"
        if not running and got.status != 503:
            try:
                self.answers.said[asked] = (got.status, head, said.decode())
            except UnicodeDecodeError:
                self.answers.said[asked] = (got.status, head, [base64.b64encode(said).decode()])
        return got.status, head, said

    @staticmethod
    def _file(path):
        name = "index.html" if path == "/" else "join.html" if path.startswith("/join/") else path[1:]
        file = os.path.join(DIST, "kept" if "/kept/" in path else "", os.path.basename(name))
        if not os.path.exists(file):
            return 404, {}, b""
        with open(file, "rb") as f:
            return 200, {"Content-Type": mimetypes.guess_type(file)[0] or "application/octet-stream", "Cache-Control": "no-store"}, f.read()
