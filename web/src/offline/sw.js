// SPDX-License-Identifier: Apache-2.0
// The service worker: keeps the files of the desk on the device, all of one version or none, so that it opens without a line.
// What the server knows of customers never passes through it. VERSION and FILES are written in by build.mjs.
const NAME = `desk-${VERSION}`;

const kept = (path) => caches.open(NAME).then((c) => c.match(path, { ignoreVary: true }));

/** The server's page has the first answers in it; on a line that is down, or says nothing for a while, the one that is kept has to do. */
async function page(e) {
  const asked = e.preloadResponse.then((early) => early ?? fetch(e.request));
  const late = new Promise((_, no) => setTimeout(no, 2500));
  const got = await Promise.race([asked, late]).catch(() => null);
  return got?.ok ? got : ((await kept("/index.html")) ?? asked);
}

addEventListener("install", (e) => {
  // A browser that can takes them from there by itself: waking this one up would cost more than the files.
  e.addRoutes?.({ condition: { urlPattern: { pathname: "/kept/*" } }, source: { cacheName: NAME } }).catch(() => undefined);
  e.waitUntil(caches.open(NAME).then((c) => c.addAll(["/index.html", ...FILES].map((f) => new Request(f, { cache: "reload" })))));
});

addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("desk-") && name !== NAME) await caches.delete(name);
    await registration.navigationPreload?.enable();
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
  if (e.request.mode === "navigate") {
    if (path === "/" || path === "/index.html") e.respondWith(page(e));
  } else if (FILES.includes(path)) e.respondWith(kept(path).then((file) => file ?? fetch(e.request)));
});
