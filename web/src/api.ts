// SPDX-License-Identifier: Apache-2.0
// The one way to the server. An answer 401 while someone is signed in does not lose the screen: the question waits, the
// sign-in dialogue opens over it, and after signing in the question is asked once more.
import { signal } from "@preact/signals";
import { lang, t } from "./i18n";
import type { Me } from "./types";

/** What went wrong, in the server's own sentence (RFC 9457) whenever it gave one. */
export class Problem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly hint: string) {
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

interface Options { signal?: AbortSignal; keepalive?: boolean; plain?: boolean }

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
  if (res.status === 204) return undefined as T;
  return (await res.json()) as T;
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
