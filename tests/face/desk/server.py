# SPDX-License-Identifier: Apache-2.0
"""The server under test: a makir of its own on a copy of a store, or one that runs already. And a small API client,
so that the tests compare the screen with what the server says, whatever data it has."""
import http.cookiejar
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import shop
from line import Line
from webdriver import PATIENCE, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))


class Api:
    def __init__(self, base, name, password, lang="he"):
        self.base, self.lang = base, lang
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.ask("POST", "/v1/session", {"name": name, "password": password})

    def ask(self, method, path, body=None, cookie=None):
        headers = {"Accept-Language": self.lang, "Accept": "application/json"}
        if method != "GET":
            headers["X-Makir"] = "1"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if cookie:
            headers["Cookie"] = cookie
        req = urllib.request.Request(self.base + path, data=data, method=method, headers=headers)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with (urllib.request.build_opener() if cookie else self.opener).open(req, timeout=PATIENCE) as res:
                    text = res.read()
                if res.status == 202 and method == "GET" and time.monotonic() < end:      # still being made: asked again
                    time.sleep(0.1)
                    continue
                return json.loads(text) if text else None
            except urllib.error.HTTPError as e:
                if e.code != 503 or time.monotonic() > end:     # busy with something long, and nothing was changed
                    raise
                time.sleep(0.5)

    def today(self):
        return self.ask("GET", "/v1/today")

    def find(self, text, limit):
        return self.ask("POST", "/v1/customers/find", {"q": text, "limit": limit})["rows"]

    def customer(self, cid):
        return self.ask("GET", f"/v1/customers/{cid}?events=200")


class Server:
    """Use as a context manager; afterwards nothing of it is left."""

    def __init__(self, options, empty=False):
        self.options = options
        self.empty = empty                  # a store as a newcomer has it: one user and nothing else
        self.form = "shots"                 # a sign-up page to look at
        self.process = self.line = None
        self.folder = None
        self.base = options.url
        self.name, self.password = options.name, options.password

    def __enter__(self):
        if self.options.makir:
            self._makir()
        self._wait()
        return self

    def _start(self, command):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        with open(self._log(), "ab") as log:
            self.process = subprocess.Popen(command + ["--port", str(port)], stdout=subprocess.DEVNULL, stderr=log)

    def _log(self):
        return os.path.join(self.folder, "stderr")

    def said(self, lines=8):
        """The last the server said to its operator; what a failed test shows."""
        if not self.folder:
            return []
        with open(self._log(), encoding="utf-8", errors="replace") as f:
            return f.read().splitlines()[-lines:]

    def _makir(self):
        self.folder = tempfile.mkdtemp(prefix="desk-store-")
        db = os.path.join(self.folder, "desk.makir")
        makir = [os.path.abspath(self.options.makir), "--db", db]

        def do(*words, told=""):
            done = subprocess.run(makir + list(words), input=told, text=True, capture_output=True)
            if done.returncode != 0:
                sys.exit(f"makir {' '.join(words)}: {done.stderr.strip()}")

        if self.empty:
            do("setting", "set", "shop", "קליית הנמל")
        elif self.options.db:
            for tail in ("", "-wal", "-shm"):
                if os.path.exists(self.options.db + tail):
                    shutil.copyfile(self.options.db + tail, db + tail)
        else:
            sales = os.path.join(self.folder, "קופה.csv")
            shop.write(sales)
            do("setting", "set", "shop", "קליית הנמל")
            do("import", sales)
            list_ = os.path.join(self.folder, "מועדון.csv")
            shop.club(sales, list_)
            do("import", list_)
            do("resolve")
            do("learn")
        # The password goes by the input, never by the command line, where other people of the machine could read it.
        do("user", "add", self.name, "--role", "owner", told=self.password + "\n")
        for last in (False, False, True):           # the port may be taken between finding it and using it
            self._start(makir + ["serve"])
            if self._wait(last):
                break
        if self.options.slow > 1:
            self.line = Line(self.base, self.options.slow / 10)
            self.base = self.line.base
        if self.empty:
            return
        if not self.options.db:
            self._consents()
        self.api().ask("POST", "/v1/forms", {"form": self.form, "he_title": "מצטרפים אלינו", "en_title": "Join us", "he_text": "נספר כשמגיע משהו שמתאים לכם.",
                                             "en_text": "We tell you when something that suits you arrives.", "channels": "sms,mail", "asks": "name,phone,mail,birthday"})

    def _consents(self):
        """Some of the customers of today agree to something, so that every kind of way is on the screen."""
        api = self.api()
        for i, row in enumerate(api.today()["rows"]):
            for channel in (["whatsapp", "call"], ["mail"], ["sms"], [])[i % 4]:
                api.ask("POST", f"/v1/customers/{row['customer']}/consents",
                        {"channel": channel, "purpose": "advertising", "state": "granted", "evidence": "אישור בכתב בקופה", "place": "counter"})

    def _wait(self, last=True):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.base + "/", timeout=30):
                    return True
            except (OSError, urllib.error.URLError):
                if self.process and self.process.poll() is not None:
                    if not last:
                        return False
                    sys.exit("the server ended before it answered: " + " / ".join(self.said()))
                time.sleep(0.1)
        sys.exit(f"no answer from {self.base}: " + " / ".join(self.said()))

    def __exit__(self, *_):
        if self.line:
            self.line.cut()
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def api(self, lang="he"):
        return Api(self.base, self.name, self.password, lang)
