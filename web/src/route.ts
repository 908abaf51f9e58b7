// SPDX-License-Identifier: Apache-2.0
// Where we are, in the part of the address behind '#': it needs nothing from the server, and what was searched for never
// stands in it, because addresses are kept in histories and logs.
import { signal } from "@preact/signals";

export type Route =
  | { page: "today" }
  | { page: "customers" }
  | { page: "customer"; id: string }
  | { page: "review" }
  | { page: "worth" }
  | { page: "imports" }
  | { page: "import"; id: string }
  | { page: "more" };

function read(): Route {
  const [page, id] = location.hash.replace(/^#\/?/, "").split("/");
  if (page === "customer" && id) return { page, id: decodeURIComponent(id) };
  if (page === "import" && id) return { page, id: decodeURIComponent(id) };
  if (page === "customers" || page === "review" || page === "worth" || page === "imports" || page === "more") return { page };
  return { page: "today" };
}

export const route = signal<Route>(read());
addEventListener("hashchange", () => (route.value = read()));

export const importHref = (id: string) => `#/import/${encodeURIComponent(id)}`;
export const customerHref = (id: string) => `#/customer/${encodeURIComponent(id)}`;
export function go(hash: string): void {
  location.hash = hash;
}
