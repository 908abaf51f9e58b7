# SPDX-License-Identifier: Apache-2.0
"""A small WebDriver client for chromedriver, of the standard library only: what the desk's tests need and no more."""
import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CHROMIUM_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--force-color-profile=srgb", "--font-render-hinting=none",
]

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015", "ArrowUp": "\ue013", "Tab": "\ue004", "Control": "\ue009", "Backspace": "\ue003"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def found(*names):
    for n in names:
        p = shutil.which(n)
        if p:
            return p
    return None


class Failure(Exception):
    """The browser refused or never came to the state we waited for."""


class Browser:
    """One headless Chromium with one window. Use as a context manager: it takes its processes and its profile away again."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="desk-profile-")
        port = free_port()
        driver = found("chromedriver")
        chromium = found("chromium", "chromium-browser", "google-chrome")
        if not driver or not chromium:
            raise FileNotFoundError("chromium and chromedriver are needed")
        self.driver = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.root = f"http://127.0.0.1:{port}"
        self.session = None
        for _ in range(100):
            try:
                if self._ask("GET", "/status")["ready"]:
                    break
            except (OSError, Failure):
                time.sleep(0.1)
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": CHROMIUM_FLAGS + [f"--user-data-dir={self.profile}", "--lang=en-GB"]},
        }}})
        self.session = made["sessionId"]
        self.base = f"/session/{self.session}"
        self.cdp("Emulation.setTimezoneOverride", timezoneId="Asia/Jerusalem")      # a shop's browser, not the test machine's clock

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._ask("DELETE", self.base)
        except (OSError, Failure):
            pass
        self.driver.terminate()
        self.driver.wait(timeout=10)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        if method == "POST" and data is None:
            data = b"{}"
        req = urllib.request.Request(self.root + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(req, timeout=60) as res:
                return json.load(res)["value"]
        except urllib.error.HTTPError as e:
            raise Failure(json.load(e)["value"]["message"].splitlines()[0]) from None

    # --- the window ---
    def open(self, url):
        self._ask("POST", self.base + "/url", {"url": url})

    def reload(self):
        self._ask("POST", self.base + "/refresh")

    def cdp(self, cmd, **params):
        return self._ask("POST", self.base + "/goog/cdp/execute", {"cmd": cmd, "params": params})

    def size(self, width, height, touch=False):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch)

    def media(self, scheme):
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme},
                                                         {"name": "prefers-reduced-motion", "value": "reduce"}])

    def js(self, code, *args):
        return self._ask("POST", self.base + "/execute/sync", {"script": code, "args": list(args)})

    def logs(self):
        return self._ask("POST", self.base + "/se/log", {"type": "browser"})

    def cookies(self):
        return self._ask("GET", self.base + "/cookie")

    def forget(self):
        """As a browser that was never here: cookies, storage, what a service worker kept."""
        self._ask("DELETE", self.base + "/cookie")
        self.cdp("Storage.clearDataForOrigin", origin=self.js("return location.origin"), storageTypes="all")

    def shot(self, path, whole=False):
        params = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            m = self.js("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
            params["clip"] = {"x": 0, "y": 0, "width": m[0], "height": min(m[1], 6000), "scale": 1}
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.cdp("Page.captureScreenshot", **params)["data"]))

    # --- elements ---
    def wait(self, what, code, *args, seconds=40):
        """Waits until the JavaScript expression `code` is true; `what` says what was waited for."""
        end = time.time() + seconds
        while True:
            v = self.js(f"return ({code})", *args)
            if v:
                return v
            if time.time() > end:
                raise Failure(f"never came: {what}")
            time.sleep(0.05)

    def one(self, css, seconds=40):
        self.wait(css, "document.querySelector(arguments[0]) !== null", css, seconds=seconds)
        return list(self._ask("POST", self.base + "/element", {"using": "css selector", "value": css}).values())[0]

    def click(self, css, seconds=40):
        """Clicks as a hand would. What is still coming in may push it away under the finger: then it is looked for again."""
        end = time.time() + seconds
        while True:
            e = self.one(css)
            self.js("document.querySelector(arguments[0]).scrollIntoView({block: 'center', behavior: 'instant'})", css)
            try:
                self._ask("POST", f"{self.base}/element/{e}/click")
                return
            except Failure as moved:
                if time.time() > end or not any(w in str(moved) for w in ("intercepted", "stale element", "not interactable")):
                    raise
                time.sleep(0.1)

    def write(self, css, text):
        e = self.one(css)
        self._ask("POST", f"{self.base}/element/{e}/clear")
        self._ask("POST", f"{self.base}/element/{e}/value", {"text": text})

    def choose_file(self, css, path):
        self._ask("POST", f"{self.base}/element/{self.one(css)}/value", {"text": path})

    def select(self, css, value):
        """Chooses in a list as a person does: the page hears of it."""
        self.one(css)
        self.js("const e = document.querySelector(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change', {bubbles: true}))", css, value)

    def text(self, css):
        return self.js("const e = document.querySelector(arguments[0]); return e ? e.textContent.trim() : null", css)

    def count(self, css):
        return self.js("return document.querySelectorAll(arguments[0]).length", css)

    def press(self, *keys):
        """Presses keys one after the other on whatever has the focus; "Control+k" holds."""
        actions = []
        for k in keys:
            chord = [KEYS.get(p, p) for p in (k.split("+") if len(k) > 1 else [k])]
            actions += [{"type": "keyDown", "value": c} for c in chord]
            actions += [{"type": "keyUp", "value": c} for c in reversed(chord)]
        self._ask("POST", self.base + "/actions", {"actions": [{"type": "key", "id": "kb", "actions": actions}]})
