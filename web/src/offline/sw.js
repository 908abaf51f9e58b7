// SPDX-License-Identifier: Apache-2.0
// The service worker: keeps the files of the desk on the device, all of one version or none, so that it opens without a line.
// What the server knows of customers never passes through it. VERSION and FILES are written in by build.mjs.
const NAME = `desk-${VERSION}`;

addEventListener("install", (e) => {
  e.waitUntil(caches.open(NAME).then((c) => c.addAll(["/", ...FILES].map((f) => new Request(f, { cache: "reload" })))));
});

addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("desk-") && name !== NAME) await caches.delete(name);
    await clients.claim();
  })());
});

// The page asks for the newer version when it suits the person in front of it.
addEventListener("message", (e) => {
  if (e.data === "take over") void skipWaiting();
});

addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  const path = url.pathname;
  if (e.request.mode === "navigate" ? path !== "/" && path !== "/index.html" : !FILES.includes(path)) return;
  e.respondWith(caches.open(NAME)
    .then((c) => c.match(e.request.mode === "navigate" ? "/" : path, { ignoreVary: true }))
    .then((kept) => kept ?? fetch(e.request)));
});
