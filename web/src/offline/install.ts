// SPDX-License-Identifier: Apache-2.0
// Keeps the desk on this device by its service worker, and offers a newer version when the server has one.
import { say } from "../ui/snackbar";
import { words } from "./words";

function offer(reg: ServiceWorkerRegistration): void {
  const next = reg.waiting;
  if (!next || !navigator.serviceWorker.controller) return;
  say({ text: words().fresh, stay: 60_000, action: { label: words().take, run: () => next.postMessage("take over") } });
}

export function install(): void {
  if (!("serviceWorker" in navigator)) return; // A line without encryption: the desk works, but only with a line.
  const had = !!navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (had) location.reload(); });
  navigator.serviceWorker.register("/sw.js").then((reg) => {
    offer(reg);
    reg.addEventListener("updatefound", () => reg.installing?.addEventListener("statechange", () => offer(reg)));
  }, () => undefined);
}
