// SPDX-License-Identifier: Apache-2.0
// What can wait until the thread has nothing else to do, so that a finger that comes first is answered first; at the latest after so many milliseconds.
export function whenIdle(run: () => void, latest: number): void {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: latest });
  else setTimeout(run, Math.min(latest, 200)); // Safari
}
