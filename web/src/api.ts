// SPDX-License-Identifier: Apache-2.0
// The one way to the server. An answer 401 while someone is signed in does not lose the screen: the question waits, the
// sign-in dialogue opens over it, and after signing in the question is asked once more.
import { signal } from "@preact/signals";
import { lang, t } from "./i18n";
import type { Job, Me } from "./types";

/** What went wrong, in the server's own sentence (RFC 9457) whenever it gave one. */
export class Problem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly hint: string, readonly cancelled = false) {
    super(detail || title);
  }
}

/** null while nobody is signed in, undefined until it is known. */
export const me = signal<Me | null | undefined>(undefined);
/** A reader looks; everyone else may also write. What exactly, the server decides. */
export const mayWrite = () => me.value?.role !== "reader";
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
  return new Problem(res.status, text(body.title) || t().errors.status(res.status), text(body.detail), text(body.hint));
}

interface Options {
  signal?: AbortSignal;
  keepalive?: boolean;
  plain?: boolean;
  /** Told how far a long operation is, about twice a second. */
  working?: (job: Job) => void;
}

export async function api<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": lang.value };
  if (method !== "GET") headers["X-Makir"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let res: Response;
  try {
    res = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: options.signal,
      keepalive: options.keepalive,
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new Problem(0, t().errors.offline, "", t().errors.offlineHint);
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

export const get = <T>(path: string, options?: Options) => api<T>("GET", path, undefined, options);
export const post = <T>(path: string, body: unknown, options?: Options) => api<T>("POST", path, body, options);
export const patch = <T>(path: string, body: unknown) => api<T>("PATCH", path, body);

/** Asks who is signed in; null when nobody is. Other faults are thrown. */
export async function whoami(): Promise<Me | null> {
  try {
    return await get<Me>("/v1/me", { plain: true });
  } catch (e) {
    if (e instanceof Problem && e.status === 401) return null;
    throw e;
  }
}

export async function signIn(name: string, password: string): Promise<Me> {
  await post<void>("/v1/session", { name, password }, { plain: true });
  return get<Me>("/v1/me", { plain: true });
}

export async function signOut(): Promise<void> {
  await api<void>("DELETE", "/v1/session", undefined, { plain: true });
}

export const customerPath = (id: string, rest = "") => `/v1/customers/${encodeURIComponent(id)}${rest}`;
