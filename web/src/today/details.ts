// SPDX-License-Identifier: Apache-2.0
// What a card of Today needs beyond its row when it is looked at: the purchases for the picture, and the address behind the
// button when the row did not bring it. Two questions at a time, each asked once.
import { signal, type Signal } from "@preact/signals";
import { customerPath, get } from "../api";
import { lang } from "../i18n";
import type { Customer, TodayRow, Way } from "../types";

const kept = new Map<string, Signal<Customer | null>>();
const queue: (() => Promise<void>)[] = [];
let running = 0;

function pump(): void {
  while (running < 2) {
    const job = queue.shift();
    if (!job) return;
    running++;
    void job().finally(() => {
      running--;
      pump();
    });
  }
}

/** The customer behind a card: null until it has come. Forgotten when `drop` is called. */
export function details(id: string): Signal<Customer | null> {
  const key = `${lang.peek()}|${id}`;
  let s = kept.get(key);
  if (!s) {
    const fresh = signal<Customer | null>(null);
    s = fresh;
    kept.set(key, fresh);
    queue.push(async () => {
      try {
        fresh.value = await get<Customer>(customerPath(id, "?events=60"));
      } catch {
        // The card is whole without it; the next look asks again.
        kept.delete(key);
      }
    });
    pump();
  }
  return s;
}

export function drop(id?: string): void {
  if (id === undefined) kept.clear();
  else for (const k of [...kept.keys()]) if (k.endsWith(`|${id}`)) kept.delete(k);
}

const digits = (v: string) => v.replace(/[^\d+]/g, "");

/** The link that opens a way to the customer, or null while the address is not known. */
export function wayHref(way: Way, customer: Customer | null): string | null {
  const of = (kind: RegExp) => customer?.contacts?.find((c) => kind.test(c.kind))?.value;
  const address = way.address ?? (way.channel === "mail" ? of(/^e?-?mail$/) : of(/^(phone|mobile|whatsapp)$/));
  if (!address) return null;
  switch (way.channel) {
    case "whatsapp": return `whatsapp://send?phone=${digits(address).replace(/^\+/, "")}`;
    case "call": return `tel:${digits(address)}`;
    case "sms": return `sms:${digits(address)}`;
    case "mail": return `mailto:${encodeURIComponent(address).replace(/%40/g, "@")}`;
    default: return null;
  }
}

/** Lawful ways, the best first; meeting in person is always there and has no link. */
export function lawfulWays(row: Pick<TodayRow, "ways" | "best_way">): Way[] {
  const allowed = (row.ways ?? []).filter((w) => w.allowed && w.channel !== "visit");
  return allowed.sort((a, b) => Number(b.channel === row.best_way) - Number(a.channel === row.best_way));
}
