// SPDX-License-Identifier: Apache-2.0
// Is the server there? Known by what happened to the last question, not by what the device believes of its network. While it is
// not, a small question is asked now and then, sooner when the device says that something changed.
import { signal } from "@preact/signals";

export const line = signal<"up" | "down">("up");

let timer = 0;
let wait = 1500;
const back = new Set<() => void>();

/** Calls `f` whenever the line is back. */
export const whenBack = (f: () => void) => void back.add(f);

export function lineUp(): void {
  if (line.peek() === "up") return;
  clearTimeout(timer);
  wait = 1500;
  line.value = "up";
  for (const f of back) f();
}

async function probe(): Promise<void> {
  try {
    const res = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (res.ok) return lineUp();
  } catch {
    // Still nothing there.
  }
  wait = Math.min(wait * 1.6, 30_000);
  again(wait);
}

function again(ms: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void probe(), ms);
}

export function lineDown(): void {
  if (line.peek() === "down") return;
  line.value = "down";
  again(wait);
}

const soon = () => { if (line.peek() === "down") again(50); };
addEventListener("online", soon);
addEventListener("offline", lineDown);
document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
