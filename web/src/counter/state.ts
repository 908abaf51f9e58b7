// SPDX-License-Identifier: Apache-2.0
// Who stands at the counter. It outlives the screen, so that looking something up elsewhere does not lose the customer; it does
// not outlive the one who signed in.
import { signal } from "@preact/signals";
import type { FoundRow } from "../types";

export const phone = signal("");
export const picked = signal<FoundRow | null>(null);
/** The last entries of this window, for the eye: what was written, and that the server has it. */
export const lately = signal<{ about: string; kind: string; sent: boolean }[]>([]);

export function forgetCounter(): void {
  phone.value = "";
  picked.value = null;
  lately.value = [];
}
