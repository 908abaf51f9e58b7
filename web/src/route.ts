// SPDX-License-Identifier: Apache-2.0
// Where we are, in the part of the address behind '#': it needs nothing from the server, and what was searched for never
// stands in it, because addresses are kept in histories and logs.
import { signal } from "@preact/signals";

/** Screens, and those of them whose address goes on: to one customer, two of them, one import, one view, one part of the settings. */
const plain = ["today", "counter", "worth", "imports", "week", "poster", "access", "more"] as const;
const going = ["customers", "customer", "review", "import", "settings"] as const;

export type Page = (typeof plain)[number] | (typeof going)[number];
interface Route { page: Page; id: string }

function read(): Route {
  const [page, id] = location.hash.replace(/^#\/?/, "").split("/");
  if ((plain as readonly string[]).includes(page ?? "")) return { page: page as Page, id: "" };
  if (page === "customer" && !id) return { page: "customers", id: "" };
  if (page === "import" && !id) return { page: "imports", id: "" };
  if ((going as readonly string[]).includes(page ?? "")) return { page: page as Page, id: decodeURIComponent(id ?? "") };
  return { page: "today", id: "" };
}

export const route = signal<Route>(read());
addEventListener("hashchange", () => (route.value = read()));

/** What belongs to this place in the browser's history, and is there again when somebody comes back to it. */
export const left = <T>(name: string): T | undefined => (history.state as Record<string, T> | null)?.[name];
export const stay = (name: string, value: unknown) => history.replaceState({ ...(history.state as object | null), [name]: value }, "");

export const importHref = (id: string) => `#/import/${encodeURIComponent(id)}`;
export const customerHref = (id: string) => `#/customer/${encodeURIComponent(id)}`;
export const twoHref = (id: string, other: string) => `#/review/${id}.${other}`;
export function go(hash: string): void {
  location.hash = hash;
}
