// SPDX-License-Identifier: Apache-2.0
// What the server put into the page for who is signed in: who it is, and the list of the day in the language the desk was last seen in.
import type { Me } from "./types";

interface First { lang: string; me: Me; today?: unknown }

export const first: First | null = (() => {
  const given = document.getElementById("first");
  given?.remove();
  return given?.textContent ? (JSON.parse(given.textContent) as First) : null;
})();
