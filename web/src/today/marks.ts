// SPDX-License-Identifier: Apache-2.0
// Done, not now, wrong. A mark leaves the screen at once and goes to the server when its undo has passed, so undo is exact:
// nothing was sent. Until then it is kept in this browser and sent when the window closes or opens again, so it is not lost.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { me, post } from "../api";
import { t } from "../i18n";
import type { MarkState, TodayRow } from "../types";
import { dismiss, hush, say, snack } from "../ui/snackbar";
import { drop } from "./details";
import { choose, focusCard } from "./focus";

interface Mark { action: string; customer: string; name: string; state: MarkState; note: string; who: string }

/** Actions that are marked: hidden from the list. */
export const marked = signal<ReadonlySet<string>>(new Set());
/** Counts the marks the server has taken, so that the list knows when to ask again. */
export const settled = signal(0);

let waiting: Mark | null = null;
let shown = 0;
const storeKey = "makir.mark";

function keep(m: Mark | null): void {
  try {
    if (m) localStorage.setItem(storeKey, JSON.stringify({ ...m, name: "" }));
    else localStorage.removeItem(storeKey);
  } catch {
    // Without storage the mark still goes when the window closes.
  }
}

function hide(action: string, on: boolean): void {
  const next = new Set(marked.value);
  if (on) next.add(action);
  else next.delete(action);
  marked.value = next;
}

async function send(m: Mark, keepalive = false): Promise<void> {
  try {
    const body: Record<string, string> = { state: m.state };
    if (m.note) body.note = m.note;
    await post(`/v1/today/${encodeURIComponent(m.action)}`, body, { keepalive });
    drop(m.customer);
    settled.value++;
  } catch (e) {
    hide(m.action, false);
    say({
      text: `${t().today.markFailed}. ${e instanceof Error ? e.message : ""}`,
      bad: true,
      stay: 12000,
      action: { label: t().today.again, run: () => { hush(); hide(m.action, true); void send(m); } },
    });
  }
}

/** Sends what waits, now. */
export function commit(keepalive = false): void {
  const m = waiting;
  if (!m) return;
  waiting = null;
  keep(null);
  void send(m, keepalive);
}

/** Takes back the last mark while it has not been sent. */
export function undo(): boolean {
  const m = waiting;
  if (!m) return false;
  waiting = null;
  keep(null);
  hide(m.action, false);
  hush(shown);
  choose(m.action);         // at once: the next key speaks of it, also before it has the focus
  focusCard(m.action);
  return true;
}

/** Gives the waiting mark its reason and sends it. */
export function reason(note: string): void {
  if (!waiting) return;
  waiting.note = note;
  hush(shown);
  commit();
}

export function mark(row: Pick<TodayRow, "action" | "customer" | "name">, state: MarkState, how: { ask?: ComponentChildren } = {}): void {
  dismiss(); // The message of the mark before goes first, and sends that one; this one waits for its own.
  commit();
  waiting = {
    action: row.action, customer: row.customer, name: row.name, state, note: "", who: me.peek()?.name ?? "",
  };
  keep(waiting);
  hide(row.action, true);
  const words = t().today.marked;
  shown = say({
    text: words[state](row.name),
    stay: how.ask ? 10000 : 6000,
    action: { label: t().today.undo, run: undo },
    extra: how.ask,
    over: () => commit(),
  });
}

/** Sends what an earlier window left behind, for the same person only. */
export function takeUp(): void {
  try {
    const raw = localStorage.getItem(storeKey);
    if (!raw) return;
    const m = JSON.parse(raw) as Mark;
    if (m.who !== me.peek()?.name) return;
    localStorage.removeItem(storeKey);
    hide(m.action, true);
    void send(m);
  } catch {
    // What cannot be read cannot be sent; the card is simply still there.
  }
}

addEventListener("pagehide", () => {
  commit(true);
  if (snack.peek()) hush();
});
