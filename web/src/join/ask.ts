// SPDX-License-Identifier: Apache-2.0
// The two questions of the sign-up page. It is a page for strangers: no session, no cookie, nothing kept in this browser.
import { lang } from "../i18n";

interface Texts { title: string; text?: string; wordings: Record<string, string>; notice?: string }
export interface JoinForm { form: string; shop: string; languages?: string[]; he: Texts; en: Texts; asks: string[]; double_opt_in: boolean; challenge: string; bits: number }

/** status 0: no answer at all. */
export class Refused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let res: Response;
  try {
    res = await fetch(path, {
      method, cache: "no-store", credentials: "omit",
      headers: { Accept: "application/json", "Accept-Language": lang.value, ...(body ? { "Content-Type": "application/json", "X-Makir": "1" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(12_000),
    });
  } catch {
    throw new Refused(0, "");
  }
  const answer = (await res.json().catch(() => ({}))) as Record<string, unknown>;
  if (!res.ok) throw new Refused(res.status, typeof answer.detail === "string" ? answer.detail : "");
  return answer as T;
}
