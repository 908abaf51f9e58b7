# SPDX-License-Identifier: Apache-2.0
"""What must hold on every screen: nothing wider than the window, direction and language, names for everything that can be
operated, contrast of what is really painted, ids once, one main, one h1, and a silent console, and what axe-core knows. Each gives a list of faults."""
import os

OVERFLOW = """
const root = document.documentElement, out = [];
if (root.scrollWidth > root.clientWidth) {
  out.push(`page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  for (const e of document.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect();
    if ((r.right > root.clientWidth + 1 || r.left < -1) && r.width > 0) { out.push(`  ${e.tagName}.${e.className}`); if (out.length > 4) break; }
  }
}
/* What leaves at the side where lines begin makes no page wider: it is cut, and must be looked for. */
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
while (walk.nextNode() && out.length < 5) {
  const t = walk.currentNode, e = t.parentElement;
  if (!t.data.trim() || !e.checkVisibility({ visibilityProperty: true })) continue;
  let moves = false;                              /* in something that scrolls, or is there for those who only hear */
  for (let n = e; n && !moves; n = n.parentElement) { const s = getComputedStyle(n); moves = /auto|scroll/.test(s.overflowX) || s.clipPath !== 'none' || s.position === 'fixed' || n.clientWidth === 1; }
  if (moves) continue;
  range.selectNodeContents(t);
  for (const r of range.getClientRects()) {
    if (r.width > 0 && (r.left < -1 || r.right > root.clientWidth + 1)) { out.push(`cut at the side: ${t.data.trim().slice(0, 40)} (${Math.round(r.left)} to ${Math.round(r.right)} of ${root.clientWidth})`); break; }
  }
}
return out;
"""

STRUCTURE = """
const out = [], seen = new Set();
for (const e of document.querySelectorAll('[id]')) { if (seen.has(e.id)) out.push('id twice: ' + e.id); seen.add(e.id); }
if (document.querySelectorAll('main').length !== 1) out.push('main: ' + document.querySelectorAll('main').length);
if (document.querySelectorAll('h1').length !== 1) out.push('h1: ' + document.querySelectorAll('h1').length);
if (!document.title) out.push('no title');
const raw = document.body.innerText.match(/.{0,30}(\\{\\d+:|\\[object |\\bundefined\\b|\\bNaN\\b|%[sdz]).{0,30}/);     // what a person was never meant to read
if (raw) out.push('raw: ' + raw[0]);
for (const e of document.querySelectorAll('[aria-controls]')) {
  if (e.getAttribute('aria-expanded') === 'true' && !document.getElementById(e.getAttribute('aria-controls'))) out.push('controls nothing: ' + e.className);
}
let before = 0;
for (const h of document.querySelectorAll('h1,h2,h3,h4')) {
  if (!h.checkVisibility()) continue;
  const n = Number(h.tagName[1]);
  if (before && n > before + 1) out.push(`heading jumps from ${before} to ${n}: ${h.textContent.slice(0, 30)}`);
  before = n;
}
for (const e of document.querySelectorAll('[style]')) if (e.getAttribute('style').includes('left') ) out.push('physical style: ' + e.className);
return out;
"""

# Colours of text against what lies behind it, blended down to the page; WCAG 1.4.3 for text, 1.4.11 for the edges of fields.
CONTRAST = """
const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return {r: m[0], g: m[1], b: m[2], a: m.length > 3 ? m[3] : 1}; };
const over = (f, b) => ({r: f.r*f.a + b.r*(1-f.a), g: f.g*f.a + b.g*(1-f.a), b: f.b*f.a + b.b*(1-f.a), a: 1});
const lum = (c) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v/12.92 : ((v+0.055)/1.055)**2.4; }; return 0.2126*f(c.r) + 0.7152*f(c.g) + 0.0722*f(c.b); };
const ratio = (a, b) => { const x = lum(a), y = lum(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
const ground = (e) => {
  const layers = [];
  for (let n = e; n; n = n.parentElement) {
    const c = parse(getComputedStyle(n).backgroundColor);
    if (c.a > 0) layers.push(c);
    if (c.a === 1) break;
  }
  let base = {r: 255, g: 255, b: 255, a: 1};
  for (const c of layers.reverse()) base = over(c, base);
  return base;
};
const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let measured = 0;
while (walk.nextNode()) {
  const t = walk.currentNode, e = t.parentElement;
  if (!t.textContent.trim() || !e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest('.hidden,[disabled],.skip')) continue;
  const s = getComputedStyle(e);
  const svg = e.closest('svg');
  const colour = parse(svg ? s.fill : s.color);
  const size = parseFloat(s.fontSize), bold = Number(s.fontWeight) >= 700;
  const back = ground(svg ? svg.parentElement : e);
  const got = ratio(over(colour, back), back);
  const want = size >= 24 || (size >= 18.66 && bold) ? 3 : 4.5;
  measured++;
  if (got < want) out.push(`${got.toFixed(2)}:1 for "${t.textContent.trim().slice(0, 24)}" (${e.className.baseVal ?? e.className})`);
}
for (const f of document.querySelectorAll('.field')) {
  if (!f.checkVisibility()) continue;
  const got = ratio(parse(getComputedStyle(f).borderTopColor), ground(f.parentElement));
  if (got < 3) out.push(`${got.toFixed(2)}:1 edge of field ${f.id}`);
}
if (measured < 3) out.push('hardly any text measured: ' + measured);
return [...new Set(out)].slice(0, 12);
"""

OPERABLE = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "switch", "tab", "menuitem", "option", "DisclosureTriangle",
            "dialog", "listbox", "img", "spinbutton", "group", "navigation", "region", "article"}
NAMELESS_ALLOWED = {"group", "listbox", "article"}


def names(browser):
    out = []
    for node in browser.cdp("Accessibility.getFullAXTree")["nodes"]:
        role = node.get("role", {}).get("value")
        if node.get("ignored") or role not in OPERABLE or role in NAMELESS_ALLOWED:
            continue
        if not (node.get("name", {}).get("value") or "").strip():
            out.append(f"no accessible name: {role}")
    return out


def targets(browser):
    """Buttons and links that stand alone are at least 24 px each way (WCAG 2.2 2.5.8; AA of 2.1 asks for none)."""
    return browser.js("""
      return [...document.querySelectorAll('button, a.btn, a.nav-link')].filter((e) => e.checkVisibility()).map((e) => [e.getBoundingClientRect(), e])
        .filter(([r]) => r.width > 0 && (r.width < 24 || r.height < 24)).map(([r, e]) => `small: ${e.className} ${r.width}x${r.height}`)""")


def direction(browser, lang):
    got = browser.js("const h = document.documentElement; return [h.lang, h.dir, getComputedStyle(document.body).direction]")
    want = [lang, "rtl" if lang == "he" else "ltr", "rtl" if lang == "he" else "ltr"]
    return [] if got == want else [f"direction {got}, expected {want}"]


def console(browser):
    """What the console complained of. The first question who is signed in, and a wrong password, are answered 401 by design; 503 is a server that
    is busy, which the desk asks again."""
    out = []
    for entry in browser.logs():
        if entry["level"] not in ("SEVERE", "WARNING"):
            continue
        if entry.get("source") == "network" and any(f"status of {s}" in entry["message"] for s in (401, 503)):
            continue
        out.append(f"console: {entry['message'][:200]}")
    return out


def jumps(browser, most=0.01):
    """What moved by itself since the last look, after it had been painted (Cumulative Layout Shift); hardly anything may."""
    moved, what = browser.js("const w = window.watched ?? {moved: 0, jumps: []}, out = [w.moved, [...new Set(w.jumps)].slice(0, 6)]; w.moved = 0; w.jumps = []; return out")
    return [f"the layout jumps by {moved:.4f}: {', '.join(what)}"] if moved > most else []


def axe(browser, folder, only=None):
    """What axe-core finds by the rules of WCAG 2.1 AA and its own best practices. Empty when it is not installed."""
    path = os.path.join(folder, "web", "node_modules", "axe-core", "axe.min.js")
    if not os.path.exists(path):
        return []
    if not browser.js("return !!window.axe"):
        with open(path, encoding="utf-8") as f:
            browser.cdp("Runtime.evaluate", expression=f.read() + "; 0")
    rules = {"runOnly": {"type": "rule", "values": only}} if only else {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
    browser.js("window.axeFound = null; axe.run(document, arguments[0]).then((r) => { window.axeFound = r.violations; }, (e) => { window.axeFound = [{id: String(e), nodes: []}]; })",
               {**rules, "resultTypes": ["violations"], "elementRef": False})
    browser.wait("axe", "window.axeFound !== null")
    found = browser.js("return window.axeFound.map((v) => ({id: v.id, nodes: v.nodes.map((n) => ({html: n.html}))}))")
    return [f"axe {v['id']}: {n['html'][:110]}" for v in found for n in v["nodes"][:3]] + [f"axe {v['id']}" for v in found if not v["nodes"]]


def everything(browser, lang):
    faults = browser.js(OVERFLOW) + browser.js(STRUCTURE) + browser.js(CONTRAST) + names(browser) + targets(browser) + direction(browser, lang)
    return faults
