// SPDX-License-Identifier: Apache-2.0
// What was written while serving goes to the server once, in order. Each entry is kept on this device first and then sent; an
// answer that never came leaves it here, and sending it again under the same id changes nothing at the server. What the server
// refuses stays, with its reason, for a person to decide.
import { computed, signal } from "@preact/signals";
import { ask, freshId, me, Problem } from "../api";
import * as box from "./box";
import type { Entry } from "./box";
import { line, whenBack } from "./line";

export type { Entry } from "./box";

export const entries = signal<Entry[]>([]);
/** Is something on its way right now? */
export const sending = signal(false);
const mine = (e: Entry) => e.who === me.peek()?.name;
export const waiting = computed(() => entries.value.filter((e) => !e.refused));
export const refused = computed(() => entries.value.filter((e) => e.refused));

const other = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("makir.outbox");
async function look(): Promise<void> {
  entries.value = await box.all().catch(() => entries.peek());
}
async function changed(): Promise<void> {
  await look();
  other?.postMessage("changed");
}
other?.addEventListener("message", () => void look());

/** One window sends at a time; where the browser has no locks the ids alone keep entries from being taken twice. */
async function alone(work: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) await navigator.locks.request("makir.outbox", work);
  else await work();
}

type Outcome = "gone" | "kept" | "refused";

async function send(e: Entry): Promise<Outcome> {
  try {
    await ask("/v1/entries", { ...e.body, entry: e.id, at: e.at }, { wait: 15_000 });
    await box.take(e.seq);
    return "gone";
  } catch (p) {
    // Too many at once, a store that is busy, a server that starts: later. Anything else is about the entry itself.
    if (!(p instanceof Problem) || p.status === 0 || p.status >= 500 || [401, 408, 425, 429].includes(p.status)) return "kept";
    await box.change({ ...e, refused: p.detail || p.title });
    return "refused";
  }
}

let flushing: Promise<void> | null = null;
let retry = 0;

/** Sends all that waits of who is signed in, the oldest first, until it is all gone or the line is. */
export function flush(): Promise<void> {
  flushing ??= alone(async () => {
    clearTimeout(retry);
    for (let wait = 1000; ;) {
      const next = (await box.all()).find((e) => !e.refused && mine(e));
      if (!next) break;
      sending.value = true;
      const outcome = await send(next);
      await changed();
      if (outcome !== "kept") continue;
      if (line.peek() === "up") retry = window.setTimeout(() => void flush(), (wait = Math.min(wait * 2, 30_000)));
      break;
    }
  }).catch(() => undefined).finally(() => {
    sending.value = false;
    flushing = null;
  });
  return flushing;
}

/** Keeps an entry and sends it when it can. "sent" when the server has it already, "kept" when it waits here. */
export async function write(e: Pick<Entry, "about" | "kind" | "body">): Promise<"sent" | "kept"> {
  const whole = { ...e, id: freshId(), who: me.peek()?.name ?? "", at: new Date().toISOString() };
  let seq: number;
  try {
    seq = await box.put(whole);
  } catch {
    // No storage in this browser: then it goes now or the form says why not.
    await ask("/v1/entries", { ...e.body, entry: whole.id, at: whole.at });
    return "sent";
  }
  await changed();
  if (line.peek() === "down") return "kept";
  await Promise.race([flush(), new Promise((go) => setTimeout(go, 2500))]);
  const still = (await box.all()).find((x) => x.seq === seq);
  if (still?.refused) {
    // The person is still there: the form says it, and nothing is left behind.
    await discard(still);
    throw new Problem(400, still.refused, still.refused, "");
  }
  return still ? "kept" : "sent";
}

export async function discard(e: Entry): Promise<void> {
  await box.take(e.seq);
  await changed();
}

/** Tries a refused entry once more. */
export async function tryAgain(e: Entry): Promise<void> {
  const { refused: _, ...rest } = e;
  await box.change(rest);
  await changed();
  void flush();
}

/** Begins: what an earlier window left is looked at, and sent as soon as there is a line. */
export async function begin(): Promise<void> {
  await look();
  void flush();
}
whenBack(() => void flush());

