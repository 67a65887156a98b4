/* Opens pages where there is no signal. What people wrote does not pass through here: outbox.js.
   Pages with people's names are only kept sealed, by the lock that their reader set: vault.js.
   The server puts in front of this file: BUILD = { version, files, vault, hold }. For Chrome 87. */
importScripts(BUILD.vault, BUILD.hold);
const SHELL = `shell-${BUILD.version}`;
const BEFORE = "shell-before"; // pages kept before an update still ask for its files
const NOTHING_KEPT = "/ngoai-tuyen";
const LOCKED = "/ngoai-tuyen/khoa";
const CHECK_IN = "/ngoai-tuyen/diem-danh";
const NAMELESS = [CHECK_IN, "/chua-gui", "/nguoi-hoc/them", "/ho-tro/them", "/phan-anh/them"];
const PATIENCE_MS = 3000;
const KEPT_MS = 72 * 3600 * 1000;
const FRESH_MS = 6 * 3600 * 1000;
const MOST_PAGES = 40;
const LARGEST = 200000;

const pagesOf = (uid) => `kept-${uid}`;
const ours = (name) => /^(kept|pages)-/.test(name); // the latter of releases that sealed nothing
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const at = (kept) => kept.headers.get("X-Kept");
const age = (kept) => (kept ? Date.now() - at(kept) : Infinity);

let isLeaving = false; // the person signs out: what is still on its way is not kept

/* Who uses this browser. Where no flag says so, nobody's pages are shown. */
async function person() {
  const flag = self.cookieStore && await cookieStore.get("u");
  return flag ? flag.value : "";
}

/* A page is kept if the server says for whom, and if it is sealed or names nobody; with it goes what
   others left on this phone. What was asked for without names is not kept under a lock that was set
   meanwhile: it would hide the learners for hours. */
async function keep(path, response, wasLocked = true) {
  const uid = response.headers.get("X-Store");
  if (!uid || !response.ok || response.redirected) return;
  const html = await response.text();
  for (const name of await caches.keys()) {
    if (ours(name) && name !== pagesOf(uid)) await caches.delete(name);
  }
  const lock = await vault.of(uid);
  if (lock && !wasLocked) return;
  if (html.length > LARGEST || !(lock || response.headers.has("X-Nameless"))) return;
  const headers = new Headers(response.headers);
  headers.set("X-Kept", Date.now());
  headers.set("X-Lock", lock ? lock.id : "");
  const cache = await caches.open(pagesOf(uid));
  try {
    const body = lock ? await vault.seal(lock, html, at({ headers })) : html;
    await cache.put(path, new Response(body, { headers }));
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
  const found = await find(path) || (/^\/c(\/|$)/i.test(path) && await find(CHECK_IN)) || null;
  const { id } = await vault.of(uid) || { id: "" };
  return age(found) < KEPT_MS && found.headers.get("X-Lock") === id ? found : null;
}

/* As it was kept, with the line that says so; or what asks for the digits. */
async function stale(found) {
  const id = found.headers.get("X-Lock");
  const toRead = id && await hold.reader(id);
  if (id && !toRead) return shell(LOCKED);
  const html = await (id ? vault.unseal(toRead, await found.arrayBuffer(), at(found)) : found.text());
  const told = html.replace('id="stale" hidden', 'id="stale"')
    .replace("</body>", `<script src="${BUILD.hold}"></script></body>`);
  return new Response(told, { headers: found.headers });
}

const shell = (path) => caches.match(path, { ignoreVary: true });

/* The network first; after a while, or when it fails, what was kept. */
async function page(answer, url) {
  const found = await kept(url.pathname);
  try {
    const isSearch = url.search !== "";
    const response = await (found && !isSearch ? Promise.race([answer, wait(PATIENCE_MS)]) : answer);
    if (response && !(found && response.status >= 500)) return response;
  } catch (_) { /* no network */ }
  return found ? stale(found).catch(() => shell(NOTHING_KEPT)) : shell(NOTHING_KEPT);
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

/* Past the browser's own cache: there whoever asks twice for the same waits for the first answer. */
async function fetchAhead(paths) {
  const lock = await vault.of(await person());
  for (const path of lock ? paths : paths.filter((one) => NAMELESS.includes(one))) {
    const headers = lock ? {} : { "X-Nameless": "1" };
    if (age(await kept(path)) > FRESH_MS) await keep(path, await fetch(path, { headers, cache: "no-store" }), Boolean(lock));
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
  caches.open(SHELL).then((cache) => cache.addAll([NOTHING_KEPT, LOCKED, ...BUILD.files]))));

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
  hold.keep(null);
  for (const name of await caches.keys()) if (ours(name)) await caches.delete(name);
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
