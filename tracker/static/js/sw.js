/* Opens pages where there is no signal. What people wrote does not pass through here: outbox.js.
   The server puts in front of this file: BUILD = { version, files }. Written for Chrome 87. */
const SHELL = `shell-${BUILD.version}`;
const BEFORE = "shell-before"; // pages kept before an update still ask for its files
const NOTHING_KEPT = "/ngoai-tuyen";
const CHECK_IN = "/ngoai-tuyen/diem-danh";
const PATIENCE_MS = 3000;
const KEPT_MS = 72 * 3600 * 1000;
const FRESH_MS = 6 * 3600 * 1000;
const MOST_PAGES = 40;
const LARGEST = 200000;

const pagesOf = (uid) => `pages-${uid}`;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const age = (kept) => (kept ? Date.now() - kept.headers.get("X-Kept") : Infinity);

let isLeaving = false; // the person signs out: what is still on its way is not kept

/* Who uses this browser. Where no flag says so, nobody's pages are shown. */
async function person() {
  const flag = self.cookieStore && await cookieStore.get("u");
  return flag ? flag.value : "";
}

/* A page is kept if the server says for whom; with it goes what others left on this phone. */
async function keep(path, response) {
  const uid = response.headers.get("X-Store");
  if (!uid || !response.ok || response.redirected) return;
  const html = await response.text();
  if (html.length > LARGEST) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("pages-") && name !== pagesOf(uid)) await caches.delete(name);
  }
  const headers = new Headers(response.headers);
  headers.set("X-Kept", Date.now());
  const cache = await caches.open(pagesOf(uid));
  try {
    await cache.put(path, new Response(html, { headers }));
  } catch (_) {
    await caches.delete(pagesOf(uid)); // no room: what waits to be sent needs it more
  }
  if (isLeaving || uid !== await person()) await caches.delete(pagesOf(uid)); // meanwhile
  for (const old of (await cache.keys()).slice(0, -MOST_PAGES)) await cache.delete(old);
}

async function kept(path) {
  const uid = await person();
  if (!uid) return null;
  const cache = await caches.open(pagesOf(uid));
  const find = (name) => cache.match(name, { ignoreVary: true });
  const found = await find(path) || (/^\/c(\/|$)/i.test(path) && await find(CHECK_IN));
  return age(found || null) < KEPT_MS ? found : null;
}

/* As it was kept, with the line that says so. */
async function stale(found) {
  const html = await found.text();
  return new Response(html.replace('id="stale" hidden', 'id="stale"'), { headers: found.headers });
}

/* The network first; after a while, or when it fails, what was kept. */
async function page(answer, url) {
  const found = await kept(url.pathname);
  try {
    const isSearch = url.search !== "";
    const response = await (found && !isSearch ? Promise.race([answer, wait(PATIENCE_MS)]) : answer);
    if (response && !(found && response.status >= 500)) return response;
  } catch (_) { /* no network */ }
  return found ? stale(found) : caches.match(NOTHING_KEPT, { ignoreVary: true });
}

/* A file's name tells its content, so a copy is never old. */
async function file(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    const copy = response.clone();
    caches.open(SHELL).then((cache) => cache.put(request, copy)).catch(() => {});
  }
  return response;
}

async function fetchAhead(paths) {
  for (const path of paths) {
    if (age(await kept(path)) > FRESH_MS) await keep(path, await fetch(path));
  }
}

async function takeOver() {
  await caches.delete(BEFORE);
  for (const name of await caches.keys()) {
    if (!name.startsWith("shell-") || name === SHELL) continue;
    const [old, before] = await Promise.all([caches.open(name), caches.open(BEFORE)]);
    for (const request of await old.keys()) await before.put(request, await old.match(request));
    await caches.delete(name);
  }
  const ahead = self.registration.navigationPreload; // asks while this file is still waking up
  if (ahead) await ahead.enable();
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(SHELL).then((cache) => cache.addAll([NOTHING_KEPT, ...BUILD.files]))));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  if (request.mode !== "navigate") return;
  const answer = Promise.resolve(event.preloadResponse).then((early) => early || fetch(request));
  const later = (response) => (url.search ? null : keep(url.pathname, response.clone()));
  event.waitUntil(answer.then(later).catch(() => {}));
  event.respondWith(page(answer, url));
});

async function leave() {
  isLeaving = true;
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
}

self.addEventListener("message", ({ data }) => {
  if (data === "skip") self.skipWaiting();
  if (data === "leave") leave();
  if (!data.ahead) return;
  isLeaving = false;
  fetchAhead(data.ahead).catch(() => {});
});

/* The signal is back: the pages that are open send what waits. */
self.addEventListener("sync", (event) => event.waitUntil(self.clients.matchAll()
  .then((open) => open.forEach((client) => client.postMessage("drain")))));
