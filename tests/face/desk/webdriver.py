# SPDX-License-Identifier: Apache-2.0
"""A small WebDriver client for chromedriver, of the standard library only: what the desk's tests need and no more."""
import base64
import json
import os
import re
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

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015", "ArrowUp": "\ue013", "Tab": "\ue004", "Shift": "\ue008", "Space": " ", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Control": "\ue009", "Backspace": "\ue003"}


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


ELEMENT = "element-6066-11e4-a52e-4f735466cecf"      # how WebDriver names an element in what it is given


class Failure(Exception):
    """The browser refused or never came to the state we waited for."""


# A machine that does other things meanwhile is waited for: nothing here is told by how long it took.
PATIENCE = 150
# What a page says that is just being built anew, or left: the same question a moment later has an answer.
PASSING = ("stale element", "intercepted", "not interactable", "execution context", "Cannot find context", "navigated", "navigation", "no such element",
           "does not belong to the document")

# In every page, before its own scripts: how many questions are on their way and which failed, and how much the layout jumped.
WATCH = """
window.watched = {flying: 0, asked: '', failed: [], moved: 0, jumps: []};
const ask = window.fetch;
window.fetch = async (...a) => {
  watched.flying++;
  watched.asked = String(a[1]?.body ?? '');
  const what = `${a[1]?.method ?? 'GET'} ${String(a[0]?.url ?? a[0]).replace(location.origin, '').slice(0, 80)}`;
  try {
    const res = await ask(...a);
    if (!res.ok) watched.failed.push(`${res.status} ${what}`);
    return res;
  } catch (e) {
    if (e.name !== 'AbortError') watched.failed.push(`${e.name} ${what}`);
    throw e;
  } finally {
    watched.flying--;
  }
};
new PerformanceObserver((l) => {
  for (const e of l.getEntries()) {
    if (e.hadRecentInput) continue;
    watched.moved += e.value;
    watched.jumps.push(...e.sources.map((s) => `${s.node?.className?.toString() || s.node?.nodeName || 'gone'} ${[s.previousRect, s.currentRect].map((r) => [r.x, r.y, r.width, r.height].map(Math.round)).join(' to ')}`));
  }
}).observe({type: 'layout-shift', buffered: true});
"""


class Browser:
    """One headless Chromium with one window, `slow` times slower than the machine; `trace` names kinds of trace events to keep. Use as a context
    manager: it takes its processes and its profile away again."""

    def __init__(self, slow=1, trace=""):
        driver = found("chromedriver")
        chromium = found("chromium", "chromium-browser", "google-chrome")
        if not driver or not chromium:
            raise FileNotFoundError("chromium and chromedriver are needed")
        self.profile = tempfile.mkdtemp(prefix="desk-profile-")
        self.session = None
        # The driver finds a free port itself and says which: one that was free a moment ago may be taken by now.
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = next((m for m in (re.search(r"successfully on port (\d+)", line) for line in self.driver.stdout) if m), None)
        if not said:
            raise Failure("chromedriver did not start")
        self.root = f"http://127.0.0.1:{said.group(1)}"
        made = self._session(chromium, trace)
        self.session = made["sessionId"]
        self.base = f"/session/{self.session}"
        self.cdp("Emulation.setTimezoneOverride", timezoneId="Asia/Jerusalem")      # a shop's browser, not the test machine's clock
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        if slow > 1:
            self.cdp("Emulation.setCPUThrottlingRate", rate=slow)

    def _session(self, chromium, trace):
        """A browser that does not come up in a driver's time, because the machine is busy, is started again."""
        wanted = {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": CHROMIUM_FLAGS + [f"--user-data-dir={self.profile}", "--lang=en-GB"]},
            "timeouts": {"script": 120_000, "pageLoad": 180_000},
        }}}
        if trace:
            wanted["capabilities"]["alwaysMatch"]["goog:loggingPrefs"]["performance"] = "ALL"
            wanted["capabilities"]["alwaysMatch"]["goog:chromeOptions"]["perfLoggingPrefs"] = {"enableNetwork": False, "enablePage": False, "traceCategories": trace}
        for last in (False, False, True):
            try:
                return self._ask("POST", "/session", wanted)
            except (Failure, OSError):
                if last:
                    raise
                time.sleep(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._ask("DELETE", self.base)
        except (OSError, Failure):
            pass
        self.driver.terminate()
        try:
            self.driver.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        if method == "POST" and data is None:
            data = b"{}"
        req = urllib.request.Request(self.root + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(req, timeout=240) as res:
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

    def traced(self):
        """The trace events since this was asked last."""
        told = (json.loads(e["message"])["message"] for e in self._ask("POST", self.base + "/se/log", {"type": "performance"}))
        return [m["params"] for m in told if m["method"] == "Tracing.dataCollected"]

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
    def wait(self, what, code, *args, seconds=PATIENCE):
        """Waits until the JavaScript expression `code` is true; `what` says what was waited for."""
        return self._again(what, lambda: self.js(f"return ({code})", *args), seconds)

    def _again(self, what, work, seconds):
        """Does `work` until it gives something true. While the page is being built anew it may fail; that is asked again, too."""
        end = time.monotonic() + seconds
        last = ""
        while True:
            try:
                v = work()
                if v:
                    return v
            except Failure as e:
                if not any(w in str(e) for w in PASSING):
                    raise
                last = f" ({e})"
            if time.monotonic() > end:
                raise Failure(f"never came: {what}{last}")
            time.sleep(0.05)

    def _find(self, css):
        return list(self._ask("POST", self.base + "/element", {"using": "css selector", "value": css}).values())[0]

    def one(self, css, seconds=PATIENCE):
        self._again(css, lambda: self._find(css), seconds)

    def click(self, css, seconds=PATIENCE):
        """Clicks as a hand would. What is still coming in may push it away under the finger: then it is looked for again."""
        def work():
            e = self._find(css)
            self.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", {ELEMENT: e})
            self._ask("POST", f"{self.base}/element/{e}/click")
            return True
        self._again(f"a click on {css}", work, seconds)

    def write(self, css, text):
        """Types into an empty field, until it is what stands there."""
        def work():
            e = self._find(css)
            self._ask("POST", f"{self.base}/element/{e}/clear")
            self._ask("POST", f"{self.base}/element/{e}/value", {"text": text})
            return self.js("return !arguments[0].isConnected || arguments[0].value === arguments[1]", {ELEMENT: e}, text)
        self._again(f"{css} with what was written", work, PATIENCE)

    def choose_file(self, css, path):
        self._again(css, lambda: self._ask("POST", f"{self.base}/element/{self._find(css)}/value", {"text": path}) is None, PATIENCE)

    def drop(self, css, *paths):
        """Files or folders of this machine, dropped on it."""
        self.one(css)
        box = self.js("const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'center', behavior: 'instant'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]", css)
        for what in ("dragEnter", "dragOver", "drop"):
            self.cdp("Input.dispatchDragEvent", type=what, x=box[0], y=box[1], data={"items": [], "files": list(paths), "dragOperationsMask": 1})

    def select(self, css, value):
        """Chooses in a list as a person does: the page hears of it."""
        self.wait(f"{value} in {css}", "[...(document.querySelector(arguments[0])?.options ?? [])].some((o) => o.value === arguments[1])", css, value)
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
