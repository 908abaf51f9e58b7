// SPDX-License-Identifier: Apache-2.0
// Gives the focus to a card once it is painted, unless the person has gone on to something else meanwhile.
export function focusCard(action: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === null || now === document.body || now.closest("main")) document.getElementById(`card-${action}`)?.focus();
  }));
}
