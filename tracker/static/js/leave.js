/* Signing out of a phone that others use: what waits is sent first, or the person decides. What this
   phone kept to show without a network goes; what waits to be sent only goes when it is typed so. */
(() => {
  const form = document.querySelector("form[data-leave]");
  const choices = document.getElementById("unsent");
  const uid = Number(document.querySelector("meta[name=uid]").content);
  const { outbox } = window;
  const say = (text) => { document.getElementById("status").textContent = text; };
  const fill = (text, n) => text.replace("{n}", n);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const waiting = async () => (outbox ? (await outbox.count()).mine : 0);
  const send = () => (outbox ? Promise.race([outbox.drain(), wait(8000)]) : null);

  /* The digits and what they open: vault.js. */
  function withoutLock() {
    localStorage.removeItem("dss-lock");
    return new Promise((done) => {
      const asked = indexedDB.deleteDatabase("dss-lock");
      asked.onsuccess = asked.onerror = done;
      wait(2000).then(done);
    });
  }

  async function forget() {
    document.cookie = "u=; max-age=0; path=/"; // from here on nothing more is kept
    const { controller } = navigator.serviceWorker || {};
    if (controller) controller.postMessage("leave");
    if (window.caches) {
      const pages = (await caches.keys()).filter((name) => /^(kept|pages)-/.test(name));
      await Promise.all(pages.map((name) => caches.delete(name)));
      await withoutLock();
    }
    if (outbox) await outbox.forget();
  }

  async function isReachable() {
    const asked = fetch("/phien", { cache: "no-store", redirect: "error" });
    const answer = await Promise.race([asked, wait(8000)]).catch(() => null);
    return Boolean(answer && answer.ok);
  }

  async function leave() {
    await forget().catch(() => {});
    if (await isReachable()) HTMLFormElement.prototype.submit.call(form);
    else say(form.dataset.lost);
  }

  async function begin() {
    say(form.dataset.leave);
    await send();
    if (await waiting()) location.assign("/dang-xuat");
    else await leave();
  }

  async function show() {
    const n = await waiting();
    choices.hidden = !n;
    form.hidden = Boolean(n);
    if (!n) return;
    document.querySelector("h1").textContent = fill(choices.dataset.words, n);
    choices.querySelectorAll("[data-text]").forEach((element) => {
      element.textContent = fill(element.dataset.text, n);
    });
  }

  const ways = {
    async send() {
      await send();
      await show();
      if (await waiting()) say(choices.dataset.left);
      else await leave();
    },
    keep: leave,
    async drop() {
      const typed = document.getElementById("sure");
      if (typed.value.trim().toUpperCase() !== typed.dataset.word) say(typed.dataset.ask);
      else {
        await outbox.clear(uid);
        await leave();
      }
    },
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin().catch(() => HTMLFormElement.prototype.submit.call(form));
  });
  if (!choices) return;
  choices.addEventListener("click", ({ target }) => {
    const button = target.closest("button[value]");
    if (button) ways[button.value]();
  });
  show();
})();
