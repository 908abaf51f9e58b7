// SPDX-License-Identifier: Apache-2.0
// The card that keys speak of, and its focus.
import { signal } from "@preact/signals";

/** The chosen card outlives the screen, so that coming back from a customer lands on it. */
export const chosenAction = signal<string | null>(null);
export const choose = (action: string | null) => (chosenAction.value = action);

/** Gives the focus to a card once it is painted, unless the person has gone on to something else meanwhile. */
export function focusCard(action: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === null || now === document.body || now.closest("main")) document.getElementById(`card-${action}`)?.focus();
  }));
}
