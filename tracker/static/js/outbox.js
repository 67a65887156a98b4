/* Forms that must not be lost: kept on this phone first, then sent, each exactly once.
   A form says `data-outbox="what it is"`; without this file it is posted as any other.
   Only a verdict of ours takes an entry off the phone. Written for Chrome 86. */
(() => {
  const US = "dss";
  const MOST = 500;
  const BATCH = 50;
  const LARGEST = 80000;
  const PATIENCE_MS = 3000;
  const DAY_MS = 24 * 3600 * 1000;
  const HEARD_MS = 60 * 1000;
  const SETTLED = ["recorded", "repeat", "review", "gone"];
  const NEVER_KEPT = ["csrf_token", "key"];

  const pill = document.getElementById("outbox");
  if (!pill || !window.indexedDB) return;

  const status = document.getElementById("status");
  const meta = document.querySelector("meta[name=uid]");
  const uid = Number(meta && meta.content) || null;
  const word = (name, values = {}) => pill.dataset[name].replace(/{(\w+)}/g, (_, of) => values[of]);
  const say = (text) => { status.textContent = text; };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const tell = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The store: `out` waits, `done` remembers the last verdicts, `me` who we are to the server.

  let database;

  function open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(US, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("out", { keyPath: "key" });
        asked.result.createObjectStore("done", { keyPath: "key" });
        asked.result.createObjectStore("me");
      };
      asked.onsuccess = () => {
        asked.result.onclose = asked.result.onversionchange = () => {
          asked.result.close();
          database = null;
        };
        done(asked.result);
      };
      asked.onerror = () => fail(asked.error);
    });
  }

  async function within(names, mode, act) {
    if (!database) database = open().catch((error) => { database = null; throw error; });
    const held = (await database).transaction(names, mode, { durability: "strict" });
    return new Promise((done, fail) => {
      const asked = act(...names.map((name) => held.objectStore(name)));
      held.oncomplete = () => done(asked && asked.result);
      held.onerror = held.onabort = () => fail(held.error);
    });
  }

  const read = (name, act) => within([name], "readonly", act);
  const write = (name, act) => within([name], "readwrite", act);

  async function all() {
    const found = await read("out", (out) => out.getAll());
    return found.sort((a, b) => a.n - b.n || a.at - b.at);
  }

  async function count() {
    const found = await all();
    const mine = found.filter((entry) => entry.uid === uid).length;
    return { mine, others: found.length - mine };
  }

  /* Keep an entry; it is on the disk when this is done. */
  async function put(given) {
    const [before, me] = [await all(), await read("me", (me) => me.get("me"))];
    const known = before.find((entry) => entry.key === given.key);
    if (!known && before.length >= MOST) throw new RangeError("full");
    const last = before.length ? before[before.length - 1].n : 0;
    const entry = {
      key: newKey(), v: 1, n: last + 1, at: Date.now(), offset: me ? me.offset : null, uid, ...known,
      next: 0, ...given, state: "new",
    };
    await write("out", (out) => out.put(entry));
    if (!before.length && navigator.storage && navigator.storage.persist) navigator.storage.persist();
    changed();
    return entry;
  }

  async function remove(test) {
    const gone = (await all()).filter(test);
    await write("out", (out) => gone.forEach((entry) => out.delete(entry.key)));
    changed();
  }

  // Sending: one tab at a time, the oldest first, as often as it takes.

  const tabs = window.BroadcastChannel ? new BroadcastChannel(US) : null;
  let trouble = "";
  let tries = 0;
  let retryAt = 0;
  let timer;

  async function timed(address, options, ms) {
    const stop = new AbortController();
    const over = setTimeout(() => stop.abort(), ms);
    try {
      return await fetch(address, { redirect: "error", ...options, signal: stop.signal });
    } finally {
      clearTimeout(over);
    }
  }

  const ours = (told) => {
    if (told.ok !== US) throw new Error("somebody else answered");
    return told;
  };

  async function ask() {
    const who = ours(await (await timed("/phien", { cache: "no-store" }, 8000)).json());
    await setClock(who.now);
    return who;
  }

  // How far the server's clock is ahead of this phone's, as of the last time it was heard.
  const setClock = (now) => write("me", (me) => me.put({ offset: now - Date.now() }, "me"));

  // What is about somebody who is not sent yet waits for them.
  function ready(entry, _, queue) {
    const waits = entry.fields.some(([, value]) => value.startsWith("new:")
      && queue.some(({ key, state }) => state === "fix" && value === `new:${key}`));
    return entry.state === "new" && entry.next <= Date.now() && !waits;
  }

  function first(queue, most) {
    let room = LARGEST;
    return queue.filter((entry, at) => {
      room -= JSON.stringify(entry.fields).length;
      return at === 0 || (at < most && room > 0);
    });
  }

  async function sendAll() {
    for (let most = BATCH; ;) {
      const queue = await all();
      const waiting = queue.filter(ready);
      if (!waiting.length) {
        const nexts = queue.map(({ state, next }) => (state === "new" && next) || Infinity);
        const soon = Math.min(...nexts) - Date.now();
        if (soon > 0 && soon < DAY_MS) later(soon);
        return;
      }
      const who = await ask();
      trouble = who.uid ? "" : "signin";
      const mine = first(waiting.filter((entry) => entry.uid === who.uid), most);
      if (!mine.length) return;
      const answer = await timed("/gui", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": who.csrf },
        body: JSON.stringify({ uid: who.uid, items: mine.map(({ key, v, url, title, text, at, offset, fields }) => (
          { key, v, url, title, text, at, offset: offset === null ? who.now - Date.now() : offset, fields })) }),
      }, 20000);
      if (answer.status === 413 && most > 1) {
        most = 1;
        continue;
      }
      retryAt = Date.now() + 1000 * (Number(answer.headers.get("Retry-After")) || 0);
      if (answer.status >= 500) trouble = "server";
      const { results } = ours(await answer.json());
      if (!results) throw new Error("refused");
      await settle(mine, results);
      tries = 0;
    }
  }

  async function settle(sent, results) {
    await within(["out", "done"], "readwrite", (out, done) => results.forEach((result) => {
      const entry = sent.find(({ key }) => key === result.key);
      if (!entry) return;
      if (SETTLED.includes(result.verdict)) {
        out.delete(entry.key);
        done.put({ ...result, at: Date.now() });
        return;
      }
      const isWrong = result.verdict === "fix";
      const pause = Math.max(result.retry || 0, 2 ** Math.min(8, (entry.tries || 0) + 1)) * 1000;
      const more = isWrong ? { state: "fix", words: result.words }
        : { tries: (entry.tries || 0) + 1, next: Date.now() + pause };
      out.put({ ...entry, ...more });
    }));
    setTimeout(sweep, HEARD_MS);
    tell("dss:sent", results);
    const settled = results.filter(({ verdict }) => SETTLED.includes(verdict));
    if (settled.length) say(word("sent", { n: settled.length }));
    changed();
  }

  /* A verdict is for the page that waits for it. Its words may name people, so it does not stay. */
  async function sweep() {
    const old = (await read("done", (done) => done.getAll()))
      .filter(({ at }) => at <= Date.now() - HEARD_MS);
    await write("done", (done) => old.forEach(({ key }) => done.delete(key)));
  }

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(drain, ms);
  }

  function failed() {
    trouble = trouble || "network";
    tries += 1;
    const pause = Math.min(300, 2 ** tries) * 1000 * (0.75 + Math.random() / 2);
    retryAt = Math.max(retryAt, Date.now() + pause);
    later(retryAt - Date.now());
  }

  let running = null;
  let again = false;

  function drain() {
    again = Boolean(running);
    if (running) return running;
    clearTimeout(timer);
    trouble = "";
    const { locks } = navigator;
    running = (async () => {
      do {
        again = false;
        try {
          await (locks ? locks.request("dss-out", sendAll) : sendAll());
        } catch (_) {
          failed();
        }
      } while (again && !trouble);
      running = null;
      show();
    })();
    return running;
  }

  // What people see.

  function changed() {
    if (tabs) tabs.postMessage("changed");
    show();
  }

  async function show() {
    const found = await all().catch(() => []);
    const mine = found.filter((entry) => entry.uid === uid);
    const n = uid ? mine.length : found.length;
    pill.hidden = !n;
    pill.lastElementChild.textContent = word("count", { n });
    if (trouble === "signin" && n) say(word("signin", { n }));
    if (mine.length > MOST * 0.8) say(word("full"));
    tell("dss:changed");
  }

  const element = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  };

  /* In the place of the form: what became of it. */
  function answer(form, text, tone) {
    let box = form.nextElementSibling;
    if (!box || !box.matches("[data-said]")) {
      const inside = element("div", "stack", element("p", ""));
      box = element("div", "", inside);
      box.dataset.said = "";
      box.tabIndex = -1;
      if (!form.dataset.swap) {
        const link = (href, name) => Object.assign(element("a", "button button--secondary", word(name)), { href });
        inside.append(link(location.pathname, "again"), link("/", "home"));
      }
      form.after(box);
      form.hidden = true;
      box.focus();
    }
    box.className = `notice notice--${tone}`;
    box.querySelector("p").textContent = text;
    say("");
  }

  /* The parts of the page that the form named, as they are now. */
  async function swap(form, { go, words }) {
    const answer = await timed(go.split("#")[0], {}, 8000);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = form.dataset.swap.split(" ").map((id) => {
      const [old, now] = [document.getElementById(id), page.getElementById(id)];
      if (old && now) old.replaceWith(now);
      return now;
    });
    const heading = fresh[0] && fresh[0].querySelector("summary");
    if (heading) heading.focus();
    say(words);
  }

  /* Post it as a page: the server shows the form with everything in it and what is to be mended. */
  async function repost({ key, url, fields, at, offset }) {
    const who = await ask();
    const form = element("form", "");
    Object.assign(form, { method: "post", action: url, hidden: true });
    const more = [["said_at", at], ["said_offset", offset || 0], ["key", key], ["csrf_token", who.csrf]];
    [...fields, ...more].forEach(([name, value]) => form.append(
      Object.assign(element("input", ""), { type: "hidden", name, value })));
    document.body.append(form);
    sessionStorage.setItem("dss-fix", key);
    HTMLFormElement.prototype.submit.call(form);
  }

  const verdictOf = async (key) => await read("done", (done) => done.get(key))
    || await read("out", (out) => out.get(key));

  const describe = (form) => Array.from(form.elements).map((control) => {
    const label = control.labels && control.labels[0];
    const text = label ? label.textContent.trim().replace(/\s+/g, " ") : "";
    if (/checkbox|radio/.test(control.type)) return control.checked && control.name !== "all" ? text : "";
    const isShown = label && control.value && !/hidden|submit|search/.test(control.type);
    const value = control.options ? control.selectedOptions[0].text.trim() : control.value;
    return isShown ? `${text}: ${value}` : "";
  }).filter(Boolean).join("\n");

  function postAsUsual(form, submitter) {
    if (submitter && submitter.name) {
      const { name, value } = submitter;
      form.append(Object.assign(element("input", ""), { type: "hidden", name, value }));
    }
    HTMLFormElement.prototype.submit.call(form);
  }

  const busy = new Set();

  async function keepAndSend(form, submitter) {
    const fields = [...new FormData(form)];
    if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
    // Not form.action: a field may bear that name.
    const { pathname, search } = new URL(form.getAttribute("action") || "", location.href);
    let entry;
    try {
      entry = await put({
        ...(form.dataset.key ? { key: form.dataset.key } : {}),
        url: pathname + search, title: form.dataset.outbox, text: describe(form),
        fields: fields.filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.includes(name)),
      });
    } catch (_) {
      postAsUsual(form, submitter);
      return;
    }
    if (form.dataset.swap) answer(form, word("kept"), "wait");
    else say(word("sending"));
    const sent = drain().then(() => verdictOf(entry.key));
    const early = await Promise.race([sent, wait(PATIENCE_MS)]);
    await finish(form, early || entry, Boolean(early));
    if (!early) finish(form, await sent, false);
  }

  async function finish(form, result, isEarly) {
    const isRecorded = /recorded|repeat/.test(result.verdict);
    if (isRecorded && form.dataset.swap) await swap(form, result).catch(() => {});
    else if (isRecorded && isEarly) {
      sessionStorage.setItem("dss-said", result.words || "");
      location.assign(result.go || "/");
    } else if (result.verdict) answer(form, result.words, isRecorded ? "ok" : "wait");
    else if (result.state === "fix" && isEarly) await repost(result);
    else if (!form.dataset.swap) answer(form, word("saved"), "wait");
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!form.dataset.outbox || !uid) return;
    event.preventDefault();
    if (busy.has(form)) return;
    busy.add(form);
    keepAndSend(form, submitter);
  }, true);

  function begin() {
    const [said, fix] = ["dss-said", "dss-fix"].map((name) => {
      const value = sessionStorage.getItem(name);
      sessionStorage.removeItem(name);
      return value;
    });
    if (said) say(said);
    sweep().catch(() => {});
    const stale = document.getElementById("stale");
    if (uid && !(stale && !stale.hidden)) setClock(Number(pill.dataset.clock)).catch(() => {});
    const form = document.querySelector("form[data-outbox]");
    if (fix && form && document.getElementById("error-summary")) form.dataset.key = fix;
  }

  window.outbox = {
    all, count, put, drain, repost, uid,
    now: async () => Date.now() + ((await read("me", (me) => me.get("me"))) || { offset: 0 }).offset,
    isSending: () => Boolean(running),
    remove: (key) => remove((entry) => entry.key === key),
    forget: () => within(["done", "me"], "readwrite", (done, me) => { done.clear(); me.clear(); }),
    clear: (owner) => remove((entry) => entry.uid === owner),
    trouble: () => ({ kind: trouble, retryAt }),
  };

  begin();
  show();
  if (tabs) tabs.onmessage = show;
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", ({ data }) => { if (data === "drain") drain(); });
  }
  addEventListener("online", () => { tries = 0; drain(); });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) busy.clear();
    drain();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) drain(); });
})();
