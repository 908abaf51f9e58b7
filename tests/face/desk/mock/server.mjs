// SPDX-License-Identifier: Apache-2.0
// A stand-in for makir's HTTP face, for the desk's tests only: the same paths, shapes, session rules and headers.
// node server.mjs --port N --dist web/dist ; prints "listening http://…" when it is ready. Name: dana, password: coffee-and-milk.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { dayOf, id, inLang, shop } from "./data.mjs";

const arg = (name, preset) => {
  const i = process.argv.indexOf(`--${name}`);
  return i > 0 ? process.argv[i + 1] : preset;
};
const dist = arg("dist", "web/dist");
const port = Number(arg("port", "0"));
const user = { name: "דנה", login: "dana", password: "coffee-and-milk", role: "owner", lang: "he", shop: "קליית הנמל" };
const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

const db = shop();
const sessions = new Set();
const marks = new Map();
let serial = 20000;

class Refusal extends Error {
  constructor(status, title, detail, hint) {
    super(detail);
    Object.assign(this, { status, title, detail, hint });
  }
}
const say = (lang, he, en) => (lang === "he" ? he : en);
const fold = (s) => s.normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7]/g, "").replace(/[׳״'"־-]/g, " ").toLowerCase()
  .replace(/[ךםןףץ]/g, (c) => "כמנפצ"["ךםןףץ".indexOf(c)]);

function find(q, limit) {
  const needle = fold(q.trim());
  const digits = q.replace(/\D/g, "").replace(/^972|^0/, "");
  const rows = [];
  for (const p of db.people) {
    const tel = p.contacts.find((c) => c.kind === "phone");
    const mail = p.contacts.find((c) => c.kind === "mail");
    let matched = null;
    if (needle && fold(p.name).split(/\s+/).some((w) => w.startsWith(needle)) || (needle && fold(p.name).startsWith(needle))) matched = "name";
    else if (digits.length >= 3 && /^[\d\s+()-]+$/.test(q) && tel?.value.includes(digits)) matched = "phone";
    else if (needle.length > 1 && mail?.value.toLowerCase().includes(q.trim().toLowerCase())) matched = "mail";
    else if (p.customer === q.trim()) matched = "id";
    if (!matched) continue;
    const last = p.timeline.find((e) => e.kind === "sale");
    rows.push({
      customer: p.customer, name: p.name, stage: p.stage, phone: tel?.display, mail: mail?.value, city: p.city, last_at: last?.at, spent: p.spent,
      currency: p.currency, matched,
    });
  }
  return rows.slice(0, limit);
}

function changed(p, what, entity, before, after) {
  p.history.unshift({ at: new Date().toISOString(), who: user.name, entity, what, before, after });
}

const person = (pid, lang) => {
  const p = db.people.find((x) => x.customer === pid);
  if (!p) throw new Refusal(404, say(lang, "לא נמצא", "not found"), say(lang, `אין לקוח ${pid}`, `no customer ${pid}`), say(lang, "כדאי לבדוק את המזהה", "check the id"));
  return p;
};
const need = (body, name, lang) => {
  const v = typeof body[name] === "string" ? body[name].trim() : "";
  if (!v) throw new Refusal(400, say(lang, "לא מובן", "not understood"), say(lang, `חסר: ${name}`, `missing: ${name}`), "");
  return v;
};

function today() {
  const rows = db.today.filter((r) => !marks.has(r.action));
  const live = rows.length;
  const [y, m, d] = dayOf(0).split("-").map(Number);
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][m - 1];
  return {
    rows,
    notes: [
      { he: `${live === 1 ? "אדם אחד להיום" : `${live} אנשים להיום`} (${d}.${m}.${y})`, en: `${live === 1 ? "One person for today" : `${live} people for today`} (${d} ${month} ${y})` },
      { he: "עוד 14 ממתינים לימים הקרובים, ו־2 נשמרו בשקט בכוונה.", en: "14 more wait for the coming days, and 2 are kept in quiet on purpose." },
    ],
  };
}

// --- long operations: a job is done when it was asked for three times ---
const jobs = new Map();
const uploads = new Map();

class Accepted {
  constructor(job) { this.job = job; }
}

function newJob(op, work) {
  const j = { job: id(serial++), op, work, asked: 0, began: new Date().toISOString() };
  jobs.set(j.job, j);
  return new Accepted(j);
}

function jobNow(j, lang) {
  const ended = j.cancelled || j.asked >= 3;
  if (!j.cancelled && j.asked++ === 3) j.result = j.work();
  return {
    job: j.job, op: j.op, who: user.name, state: j.cancelled ? "cancelled" : ended ? "done" : "running", stage: "writing", done: j.asked * 300, total: 1200,
    began: j.began, ended: ended ? new Date().toISOString() : null, result: j.result ?? null,
    problem: j.cancelled ? { title: say(lang, "בוטל", "cancelled"), status: 499, detail: "cancelled; nothing was changed", hint: "", code: "CANCELLED" } : null,
  };
}

/** A table of names and phones, as the mock understands it. */
function importOf(up, body) {
  const lines = up.text.split(/\r?\n/).filter(Boolean);
  const heads = lines[0].split(",");
  const fields = { שם: "name", טלפון: "phone", תאריך: "date", סכום: "total" };
  const columns = heads.map((h, i) => ({ header: h, field: body.mapping?.columns?.[h] ?? fields[h] ?? "", sure: i === 1 ? 60 : 95, why: "header", example: lines[1]?.split(",")[i] ?? "" }));
  const rows = lines.length - 1;
  const batch = id(serial++);
  if (!body.dry_run) db.batches.unshift({ batch, at: new Date().toISOString(), file: up.name, kind: "csv", source: "main", state: "applied", rows, new: rows, updated: 0, same: 0, bad: 1, who: user.name });
  return {
    batch: body.dry_run ? null : batch, dry_run: !!body.dry_run, file: up.name, kind: "csv", source: "main", charset: "utf-8", delimiter: ",", rows, new: rows, updated: 0,
    same: 0, bad: 1, customers_new: rows, customers_updated: 0, sales_new: 0, lines_new: 0, items_new: 0, bad_file: `/v1/uploads/${up.id}/bad`, columns,
    mapping: { version: 1, columns: Object.fromEntries(columns.map((c) => [c.header, c.field])), date_order: "DMY" },
    preview: lines.slice(1, 4).map((l, i) => ({ line: i + 2, name: l.split(",")[0], phone: l.split(",")[1] })), notes: ["line 3: the phone has too few digits", "a dry run: nothing was changed"],
  };
}

function answer(method, path, query, body, lang) {
  const parts = path.split("/").filter(Boolean).slice(1).map(decodeURIComponent);
  const [noun, pid, sub] = parts;
  if (noun === "me" && method === "GET") return { name: user.name, role: user.role, lang: user.lang, shop: user.shop, timezone: "Asia/Jerusalem" };
  if (noun === "today" && method === "GET") return today();
  if (noun === "today" && method === "POST") {
    const row = db.today.find((r) => r.action === pid);
    if (!row) throw new Refusal(404, "not found", say(lang, "אין פעולה כזו", "no such action"), "");
    const state = need(body, "state", lang);
    if (!["done", "later", "wrong"].includes(state)) throw new Refusal(400, "not understood", `state: ${state}`, "");
    marks.set(pid, { state, note: body.note ?? "" });
    return { action: pid, state, until: dayOf(state === "later" ? 3 : 14) };
  }
  if (noun === "jobs" && !pid) return { rows: [], notes: [] };
  if (noun === "jobs" && method === "DELETE") {
    const j = jobs.get(pid);
    if (!j) throw new Refusal(404, "not found", "no job", "");
    j.cancelled = true;
    return jobNow(j, lang);
  }
  if (noun === "jobs") {
    const j = jobs.get(pid);
    if (!j) throw new Refusal(404, "not found", "no job", "");
    return jobNow(j, lang);
  }
  if (noun === "uploads" && method === "DELETE") return null;
  if (noun === "import") {
    const up = uploads.get(need(body, "upload", lang));
    if (!up) throw new Refusal(404, say(lang, "לא נמצא", "not found"), "this file is not here any more; send it again", "");
    return newJob("import", () => importOf(up, body));
  }
  if (noun === "reviews" && method === "GET") return { rows: db.reviews, notes: [] };
  if (noun === "reviews") {
    const at = db.reviews.findIndex((r) => r.customer === pid && r.other === sub);
    if (at < 0) throw new Refusal(404, "not found", "these two are not on the list", "");
    db.reviews.splice(at, 1);
    return { customer: pid, other: sub, answer: body.answer, ...(body.answer === "same" ? { merge: "mergemergeme1" } : {}) };
  }
  if (noun === "merges") return { customer: "a", other: "b", rows: 7, missing: 0 };
  if (noun === "value" && method === "GET") return { rows: [], notes: [{ he: "עוד אי אפשר לומר דבר על ערך.", en: "Nothing can be said of value yet." }] };
  if (noun === "batches" && method === "GET" && !pid) return { rows: db.batches };
  if (noun === "batches" && method === "GET" && sub === "conflicts") {
    const who = { name: "רונית לפידור", customer: db.people[0].customer, who: "דנה", at: new Date(Date.now() - 864e5).toISOString() };
    return { notes: [], rows: [
      { change: "c1", ...who, what: "customer", field: "name", was: "רונית ל.", imported: "רונית לפידור כהן", now: "רונית לפידור" },
      { change: "c1", ...who, what: "customer", field: "given", was: null, imported: "רונית", now: "רוני" },
      { change: "c2", ...who, what: "contact_point", field: "until_at", was: null, imported: "", now: "2026-01-02T10:00:00Z" },
    ] };
  }
  if (noun === "batches" && method === "GET") {
    const b = db.batches.find((x) => x.batch === pid);
    if (!b) throw new Refusal(404, "not found", "no batch", "");
    return { ...b, mapping: { version: 1, columns: { שם: "name", נייד: "phone", סניף: "" }, date_order: "DMY" }, warnings: ["הטבלה מתחילה בשורה 3; מה שלפניה דולג"] };
  }
  if (noun === "batches" && sub === "undo") {
    const b = db.batches.find((x) => x.batch === pid);
    if (!b) throw new Refusal(404, "not found", "no batch", "");
    return newJob("batch undo", () => {
      b.state = "undone";
      return { batch: pid, removed: b.new, restored: b.updated, kept: 3, conflicts: 0 };
    });
  }
  if (noun !== "customers") throw new Refusal(404, say(lang, "לא נמצא", "not found"), path, "");
  if (pid === "find" && method === "POST") return { rows: find(need(body, "q", lang), Number(body.limit ?? 20)) };
  if (!pid && method === "POST") {
    const made = {
      customer: id(serial++), name: need(body, "name", lang), given: "", family: "", gender: body.gender ?? "", stage: "acquainted", since: dayOf(0), spent: 0,
      orders: 0, currency: "ILS", facts: [], assets: [], consent: [], ways: [], value: null, needs: [], timeline: [], sources: [], links: [], next: null, history: [],
      contacts: body.phone ? [{ kind: "phone", value: `+972${body.phone.replace(/\D/g, "").replace(/^0/, "")}`, display: body.phone, source: user.name, since: dayOf(0) }] : [],
      sentence: { he: "עוד לא ידוע מספיק. עובדה אחת כבר עוזרת.", en: "Too little is known yet. One fact already helps." },
    };
    db.people.push(made);
    return { customer: made.customer };
  }
  const p = person(pid, lang);
  if (!sub && method === "GET") {
    const { history, city, ...shown } = p;
    return { ...shown, timeline: p.timeline.slice(0, Number(query.get("events") ?? 50)), next: p.next && marks.has(p.next.action) ? null : p.next };
  }
  if (!sub && method === "PATCH") {
    const field = need(body, "field", lang);
    const was = p[field] ?? "";
    p[field] = body.value;
    for (const r of db.today) if (r.customer === pid && field === "name") r.name = body.value;
    changed(p, "changed", "customer", { [field]: was, kind: "person" }, { [field]: body.value, kind: "person" });
    return { customer: pid, field, value: body.value, was };
  }
  if (sub === "history") return { rows: p.history };
  const made = { customer: pid, at: new Date().toISOString() };
  if (sub === "notes") {
    const text = need(body, "text", lang);
    p.timeline.unshift({ at: made.at, kind: "note", title: "", detail: text, source: user.name });
    return { ...made, interaction: id(serial++) };
  }
  if (sub === "facts" && parts[4] === "end") {
    const f = p.facts.find((x) => x.fact === parts[3]);
    if (!f) throw new Refusal(404, "not found", "no fact", "");
    f.to = dayOf(0);
    changed(p, "changed", "fact", { kind: f.kind, value: f.value, to_day: null }, { kind: f.kind, value: f.value, to_day: f.to });
    return { customer: pid, fact: f.fact };
  }
  if (sub === "assets") {
    const a = { asset: id(serial++), kind: need(body, "kind", lang), name: need(body, "name", lang), attributes: body.attributes ?? {} };
    p.assets.push(a);
    changed(p, "added", "asset", null, { kind: a.kind, name: a.name });
    return { customer: pid, asset: a.asset };
  }
  if (sub === "facts") {
    const f = { fact: id(serial++), kind: need(body, "kind", lang), value: need(body, "value", lang), origin: body.origin ?? "staff", confidence: 1, since: dayOf(0), source: user.name };
    p.facts.push(f);
    changed(p, "added", "fact", null, { kind: f.kind, value: f.value });
    return { customer: pid, fact: f.fact };
  }
  if (sub === "consents") {
    const k = { channel: need(body, "channel", lang), purpose: need(body, "purpose", lang), state: need(body, "state", lang), at: made.at, evidence: body.evidence ?? "" };
    if (k.state === "granted" && !k.evidence) throw new Refusal(400, "not understood", say(lang, "הסכמה בלי הוכחה אינה הסכמה", "consent without evidence is no consent"), "");
    p.consent.unshift(k);
    changed(p, "added", "consent", null, { channel: k.channel, purpose: k.purpose, state: k.state });
    return { ...made, consent: id(serial++) };
  }
  throw new Refusal(404, "not found", path, "");
}

function send(res, status, body, headers = {}) {
  const text = body === null ? "" : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  res.writeHead(status, {
    "Content-Type": status >= 400 ? "application/problem+json" : "application/json",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", ...headers,
  });
  res.end(text);
}

function file(res, path) {
  const name = path === "/" ? "/index.html" : normalize(path);
  try {
    send(res, 200, readFileSync(join(dist, name)), { "Content-Type": types[extname(name)] ?? "application/octet-stream" });
  } catch {
    send(res, 404, { status: 404, title: "not found" });
  }
}

const server = createServer((req, res) => {
  const url = new URL(req.url, "http://x");
  const lang = (url.searchParams.get("lang") ?? req.headers["accept-language"] ?? "he").startsWith("en") ? "en" : "he";
  const cookie = /makir=([0-9a-f]+)/.exec(req.headers.cookie ?? "")?.[1];
  const chunks = [];
  req.on("data", (c) => chunks.push(c));
  req.on("end", () => {
    try {
      if (url.pathname === "/healthz") return send(res, 200, { ok: true });
      if (!url.pathname.startsWith("/v1/")) return file(res, url.pathname);
      const raw = Buffer.concat(chunks).toString();
      const body = raw && url.pathname !== "/v1/uploads" ? JSON.parse(raw) : {};
      if (req.method !== "GET" && req.headers["x-makir"] !== "1") throw new Refusal(403, "not allowed", "X-Makir", "");
      if (url.pathname === "/v1/session" && req.method === "POST") {
        if (![user.login, user.name].includes(body.name) || body.password !== user.password)
          throw new Refusal(401, say(lang, "אין כניסה", "not signed in"), say(lang, "השם או הסיסמה אינם נכונים", "the name or the password is not right"), "");
        const key = randomBytes(16).toString("hex");
        sessions.add(key);
        return send(res, 204, null, { "Set-Cookie": `makir=${key}; HttpOnly; SameSite=Strict; Path=/` });
      }
      if (!cookie || !sessions.has(cookie)) throw new Refusal(401, say(lang, "אין כניסה", "not signed in"), say(lang, "צריך להיכנס", "sign in and try again"), "");
      if (url.pathname === "/v1/session" && req.method === "DELETE") {
        sessions.delete(cookie);
        return send(res, 204, null);
      }
      if (url.pathname === "/v1/uploads" && req.method === "POST") {
        const up = { id: id(serial++), name: decodeURIComponent(req.headers["x-makir-name"] ?? "upload"), text: raw };
        uploads.set(up.id, up);
        return send(res, 201, { upload: up.id, name: up.name, bytes: raw.length });
      }
      const result = answer(req.method, url.pathname, url.searchParams, body, lang);
      if (result === null) return send(res, 204, null);
      if (result instanceof Accepted) return send(res, 202, jobNow(result.job, lang), { Location: `/v1/jobs/${result.job.job}` });
      return send(res, 200, inLang(result, lang));
    } catch (e) {
      if (e instanceof Refusal) return send(res, e.status, { type: "about:blank", title: e.title, status: e.status, detail: e.detail, hint: e.hint, code: String(e.status) });
      return send(res, 500, { status: 500, title: "fault in the mock", detail: String(e) });
    }
  });
});
server.listen(port, "127.0.0.1", () => console.log(`listening http://127.0.0.1:${server.address().port}`));
