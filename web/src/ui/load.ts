// SPDX-License-Identifier: Apache-2.0
// Asking for a thing and keeping it on the screen while it is asked for again.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api";
import { lang } from "../i18n";
import type { Job } from "../types";

// The last answers, so that going back shows the screen at once while it is asked for again. Forgotten at signing out.
const last = new Map<string, unknown>();
export function remember(key: string, data: unknown): void {
  last.delete(key);
  last.set(key, data);
  for (const k of last.keys()) {
    if (last.size <= 24) break;
    last.delete(k);
  }
}
export const kept = <T>(key: string) => last.get(key) as T | undefined;
export const forget = () => last.clear();

// What was asked for before its screen was there.
const early = new Map<string, Promise<unknown>>();
export function ahead(path: string): void {
  const asked = get(path, { plain: true });
  asked.catch(() => undefined);
  early.set(path, asked);
}
// What came with the page, and need not be asked for.
const given = new Set<string>();
export function came(path: string, data: unknown, now: boolean): void {
  remember(`${lang.peek()}|${path}`, data);
  if (now) given.add(`${lang.peek()}|${path}`);
}
/** The early answer when there is one, once; when it failed, the question is asked properly. */
function earlyOr<T>(path: string, ask: () => Promise<T>): Promise<T> {
  const asked = early.get(path) as Promise<T> | undefined;
  early.delete(path);
  return asked ? asked.catch(ask) : ask();
}

/** job: what is being worked out at the server, when the answer takes long. */
export interface Loaded<T> { data: T | null; error: unknown; busy: boolean; job: Job | null; reload: () => void }

/** Loads `path`, again when it or the language changes. An older answer never overtakes a newer one. */
export function useLoad<T>(path: string | null): Loaded<T> {
  const language = lang.value;
  const key = `${language}|${path}`;
  const [state, set] = useState<{ path: string | null; data: T | null; error: unknown; busy: boolean }>(
    () => ({ path, data: (last.get(key) as T | undefined) ?? null, error: null, busy: path !== null && !given.has(key) }));
  const [turn, again] = useState(0);
  const [job, setJob] = useState<Job | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => {
    if (path === null || given.delete(key)) return;
    const abort = new AbortController();
    current.current?.abort();
    current.current = abort;
    set((s) => ({ path, data: s.path === path ? s.data : null, error: null, busy: true }));
    setJob(null);
    earlyOr(path, () => get<T>(path, { signal: abort.signal, working: (j) => { if (!abort.signal.aborted) setJob(j); } })).then(
      (data) => {
        if (abort.signal.aborted) return;
        remember(key, data);
        setJob(null);
        set({ path, data, error: null, busy: false });
      },
      (error) => { if (!abort.signal.aborted) set((s) => ({ path, data: s.data, error, busy: false })); },
    );
    return () => abort.abort();
  }, [path, language, turn]);
  const reload = useCallback(() => again((n) => n + 1), []);
  return { data: state.path === path ? state.data : null, error: state.error, busy: state.busy, job, reload };
}
