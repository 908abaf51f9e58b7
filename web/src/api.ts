// SPDX-License-Identifier: Apache-2.0
// The one way to the server. An answer 401 while someone is signed in does not lose the screen: the question waits, the
// sign-in dialogue opens over it, and after signing in the question is asked once more.
import { signal } from "@preact/signals";
import { lang, t } from "./i18n";
import { lineDown, lineUp } from "./offline/line";
import type { Job, Me } from "./types";

/** What went wrong, in the server's own sentence (RFC 9457) whenever it gave one. */
export class Problem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly hint: string, readonly cancelled = false,
              /** What else the server needs to know, as "code" of the second factor. */
              readonly need = "") {
    super(detail || title);
  }
}

/** null while nobody is signed in, undefined until it is known. */
export const me = signal<Me | null | undefined>(undefined);
/** A reader looks; everyone else may also write. What exactly, the server decides. */
export const mayWrite = () => me.value?.role !== "reader";
export const leads = () => me.value?.role === "owner" || me.value?.role === "manager";
/** Whether a screen is for this role: nobody is led to one that asks for what is refused to him. */
export const opens = (page: string) => (page === "week" ? leads() : !["worth", "poster", "review"].includes(page) || mayWrite());
/** The session ended under an open screen. */
export const expired = signal(false);

let reopened: (() => void)[] = [];

/** Called when signing in again succeeded: lets the waiting questions go on. */
export function reopen(): void {
  expired.value = false;
  const waiting = reopened;
  reopened = [];
  for (const go of waiting) go();
}

function text(v: unknown): string {
  return typeof v === "string" ? v : "";
}

async function problemOf(res: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await res.json()) as Record<string, unknown>;
  } catch {
    // A proxy in between answered with something else; the status alone has to do.
  }
  return new Problem(res.status, text(body.title) || t().errors.status(res.status), text(body.detail), text(body.hint), false, text(body.need));
}

interface Options {
  signal?: AbortSignal;
  keepalive?: boolean;
  plain?: boolean;
  /** The server takes each key once: what was sent again by mistake or after a lost answer changes nothing. */
  key?: string;
  /** After so many milliseconds without an answer there is no line. */
  wait?: number;
  /** How often the server was busy with something long already. */
  busy?: number;
  /** Told how far a long operation is, about twice a second. */
  working?: (job: Job) => void;
}

export async function api<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": lang.value };
  if (method !== "GET") headers["X-Makir"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (options.key) headers["Idempotency-Key"] = options.key;
  let res: Response;
  try {
    res = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: options.wait ? AbortSignal.timeout(options.wait) : options.signal,
      keepalive: options.keepalive,
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    lineDown();
    throw new Problem(0, t().errors.offline, "", t().errors.offlineHint);
  }
  lineUp();
  // Something long is being written and nothing was changed: a moment later there is room, and the person need not hear of it.
  const busy = options.busy ?? 0;
  if (res.status === 503 && res.headers.has("Retry-After") && busy < 8) {
    await pause(Math.min(500 << busy, 5000), options.signal);
    return api<T>(method, path, body, { ...options, busy: busy + 1 });
  }
  if (res.status === 401 && me.value && !options.plain) {
    expired.value = true;
    await new Promise<void>((go) => reopened.push(go));
    return api<T>(method, path, body, { ...options, plain: true });
  }
  if (!res.ok) throw await problemOf(res);
  if (res.status === 202 && res.headers.get("Location")?.startsWith("/v1/jobs/")) return follow<T>((await res.json()) as Job, options);
  if (res.status === 204) return undefined as T;
  return (await res.json()) as T;
}

const pause = (ms: number, signal?: AbortSignal) => new Promise<void>((go, no) => {
  const timer = setTimeout(go, ms);
  signal?.addEventListener("abort", () => { clearTimeout(timer); no(new DOMException("", "AbortError")); }, { once: true });
});

/** Waits for a long operation that runs at the server. Going away from it does not end it; `cancelJob` does. */
export async function follow<T>(job: Job, options: Options = {}): Promise<T> {
  for (let wait = 150; ; wait = Math.min(wait * 1.5, 700)) {
    options.working?.(job);
    if (job.state === "done") return job.result as T;
    if (job.state === "failed" || job.state === "cancelled")
      throw new Problem(job.problem?.status ?? 0, job.problem?.title ?? "", job.problem?.detail ?? "", job.problem?.hint ?? "", job.state === "cancelled");
    await pause(wait, options.signal);
    try {
      job = await api<Job>("GET", `/v1/jobs/${encodeURIComponent(job.job)}`, undefined, { signal: options.signal });
    } catch (e) {
      if (!(e instanceof Problem) || e.status !== 0) throw e; // The line may come back; what runs there goes on.
    }
  }
}

export const cancelJob = (job: Job) => api<Job | undefined>("DELETE", `/v1/jobs/${encodeURIComponent(job.job)}`, undefined, { plain: true }).catch(() => undefined);

/** Sends a file, telling how much of it is there; fetch cannot tell that. */
export function sendFile(file: File, signal: AbortSignal, sent: (bytes: number) => void): Promise<{ upload: string; name: string; bytes: number }> {
  return new Promise((go, no) => {
    const x = new XMLHttpRequest();
    x.open("POST", "/v1/uploads");
    x.setRequestHeader("X-Makir", "1");
    x.setRequestHeader("X-Makir-Name", encodeURIComponent(file.name));
    x.setRequestHeader("Accept-Language", lang.value);
    x.setRequestHeader("Content-Type", "application/octet-stream");
    x.upload.onprogress = (e) => sent(e.loaded);
    x.onerror = () => no(new Problem(0, t().errors.offline, "", t().errors.offlineHint));
    x.onload = () => {
      let body: Record<string, unknown> = {};
      try {
        body = JSON.parse(x.responseText) as Record<string, unknown>;
      } catch {
        // A proxy in between answered with something else; the status alone has to do.
      }
      if (x.status === 201) go(body as { upload: string; name: string; bytes: number });
      else no(new Problem(x.status, text(body.title) || t().errors.status(x.status), text(body.detail), text(body.hint)));
    };
    signal.addEventListener("abort", () => { x.abort(); no(new DOMException("", "AbortError")); }, { once: true });
    x.send(file);
  });
}

/** A name that nothing else has; crypto.randomUUID exists only where the line is encrypted. */
export const freshId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

export const get = <T>(path: string, options?: Options) => api<T>("GET", path, undefined, options);
/** A question whose words must not stand in an address. */
export const ask = <T>(path: string, body: unknown, options?: Options) => api<T>("POST", path, body, options);
/** Changes carry a key of their own, so that an answer that was lost and asked for again is one change. */
export const post = <T>(path: string, body: unknown, options?: Options) => api<T>("POST", path, body, { key: freshId(), ...options });
export const patch = <T>(path: string, body: unknown) => api<T>("PATCH", path, body, { key: freshId() });
export const remove = <T>(path: string, body?: unknown) => api<T>("DELETE", path, body, { key: freshId() });
/** Part of a change's body: of which version it was made. When that is another by now nothing is overwritten, and the server tells. */
export const basedOn = (version?: string) => (version ? { based_on: version } : {});
/** The version of what is not there: a new thing does not take the place of another's of the same name. */
export const fresh = { based_on: "0000000000001" };

/** Asks for a file and gives it to the browser to keep; gives its size. */
export async function download(path: string, body: unknown, accept: string, name: string): Promise<number> {
  const headers: Record<string, string> = { Accept: accept, "Accept-Language": lang.value };
  if (body !== undefined) Object.assign(headers, { "X-Makir": "1", "Content-Type": "application/json" });
  let res: Response;
  try {
    res = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
  } catch {
    lineDown();
    throw new Problem(0, t().errors.offline, "", t().errors.offlineHint);
  }
  if (!res.ok) throw await problemOf(res);
  const blob = await res.blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return blob.size;
}

/** Who was signed in last in this browser: a name and a role, nothing of a customer. */
export function lastHere(): Me | null {
  try {
    return JSON.parse(localStorage.getItem("makir.who") ?? "null") as Me | null;
  } catch {
    return null;
  }
}
export function here(who: Me | null): void {
  try {
    if (who) localStorage.setItem("makir.who", JSON.stringify(who));
    else localStorage.removeItem("makir.who");
  } catch {
    // Not kept: then the desk opens only with a line.
  }
}

/** Asks who is signed in; null when nobody is. Other faults are thrown. */
export async function whoami(): Promise<Me | null> {
  try {
    const who = await get<Me>("/v1/me", { plain: true, wait: 6000 });
    here(who);
    return who;
  } catch (e) {
    if (e instanceof Problem && e.status === 401) return null;
    throw e;
  }
}

/** `code` is of the second factor, when the server asked for one. */
export async function signIn(name: string, password: string, code?: string): Promise<Me> {
  await ask<void>("/v1/session", { name, password, ...(code ? { code } : {}) }, { plain: true });
  const who = await get<Me>("/v1/me", { plain: true });
  here(who);
  return who;
}

export async function signOut(): Promise<void> {
  here(null);
  await api<void>("DELETE", "/v1/session", undefined, { plain: true });
}

export const customerPath = (id: string, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;
