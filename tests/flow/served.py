# SPDX-License-Identifier: Apache-2.0
"""A running `makir serve` and someone signed in to it, for tests and measurements."""
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse

NAME, PASSWORD = "tester", "a long enough password 7"


def add_user(makir, db):
    """Makes the account, once per store."""
    done = subprocess.run([makir, "--db", db, "--lang", "en", "user", "add", NAME, "--role", "owner"], input=PASSWORD + "\n", text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 4):           # 4: there is one of that name
        raise AssertionError(f"user add left with {done.returncode}: {done.stderr}")


def cpu_of(pid):
    """Seconds, user and system."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Served:
    """with Served(makir, db) as desk: desk.get("/v1/today")"""

    def __init__(self, makir, db, *words):
        add_user(makir, db)
        begun = time.perf_counter()
        self.process = subprocess.Popen([makir, "--db", db, "--lang", "en", "serve", "--port", "0", *words], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said, self.port = [], None
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        if self.port is None:
            raise AssertionError("serve told no address: " + "".join(self.said))
        threading.Thread(target=self._drain, daemon=True).start()
        self.cookie, self.line = None, http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.request("GET", "/healthz")
        self.ready_seconds = time.perf_counter() - begun

    def _drain(self):
        for line in self.process.stdout:        # a full pipe would stop the server
            self.said.append(line)

    def __enter__(self):
        self.sign_in()
        return self

    def sign_in(self):
        status, headers, text = self.request("POST", "/v1/session", {"name": NAME, "password": PASSWORD})
        if status != 204:
            raise AssertionError(f"sign-in gave {status}: {text[:300]}")
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def __exit__(self, *_):
        self.line.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def url(self, path, **query):
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def request(self, verb, path, body=None, headers=None):
        """(status, headers, bytes)"""
        send = {"Accept": "application/json", **({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            send["Content-Type"] = "application/json"
        self.line.request(verb, path, data, send)
        answer = self.line.getresponse()
        return answer.status, answer.headers, answer.read()

    def ask(self, verb, path, body=None):
        status, _, text = self.request(verb, path, body)
        if status != 200:
            raise AssertionError(f"{verb} {path.split('?')[0]} gave {status}: {text[:300]}")
        return json.loads(text)

    def get(self, path, **query):
        return self.ask("GET", self.url(path, **query))

    def timed(self, asked):
        """(CPU seconds of the server, wall seconds of each request); asked: (verb, path) or (verb, path, body)."""
        for one in asked[:10]:
            self.ask(*one)
        before, walls = self.cpu(), []
        for one in asked:
            begun = time.perf_counter()
            self.ask(*one)
            walls.append(time.perf_counter() - begun)
        return self.cpu() - before, walls

    def cpu(self):
        return cpu_of(self.process.pid)

    def settle(self):
        """Waits until nothing is done in the background."""
        was = None
        while was != (was := self.cpu()):
            time.sleep(1.5)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.line.close()
