/* In the place of a kept page: six digits, then the page. Five wrong ones, and what is kept is
   deleted; what waits to be sent stays. */
(() => {
  const { vault } = self;
  const MOST = 5;
  const is = (id) => document.getElementById(id);
  const pin = is("pin");
  const [, uid] = /(?:^|; )u=(\d+)/.exec(document.cookie) || [];

  /* Counted before anything is tried, so that nobody tries for nothing. */
  const counted = () => vault.within("readwrite", (locks) => {
    const asked = locks.get(uid);
    asked.onsuccess = () => locks.put({ ...asked.result, tries: asked.result.tries + 1 }, uid);
    return asked;
  });

  async function tried(lock) {
    const key = await vault.wrapping(lock, pin.value, "unwrapKey");
    const how = { name: "AES-GCM", iv: lock.iv };
    return crypto.subtle.unwrapKey("pkcs8", lock.wrapped, key, how, vault.EC, false, ["deriveBits"])
      .catch(() => null);
  }

  /* The flag says so to the server: until the password was typed nobody is signed in here. */
  async function wipe() {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `u=0; max-age=2592000; path=/; samesite=lax${secure}`;
    localStorage.removeItem(vault.STORE);
    const kept = (await caches.keys()).filter((name) => name.startsWith("kept-"));
    await Promise.all(kept.map((name) => caches.delete(name)));
    indexedDB.deleteDatabase(vault.STORE);
    is("unlock").hidden = true;
    document.querySelector("h1").textContent = is("wiped").dataset.heading;
    is("wiped").hidden = false;
    is("wiped").focus();
  }

  async function open() {
    is("status").textContent = pin.dataset.busy;
    const { tries, ...lock } = await counted();
    const toRead = tries < MOST && await tried(lock);
    is("status").textContent = "";
    if (toRead) {
      await vault.within("readwrite", (locks) => locks.put({ ...lock, tries: 0 }, uid));
      self.hold.keep({ toRead, id: lock.id, at: Date.now() });
      location.reload();
      return;
    }
    const left = MOST - 1 - tries;
    if (left <= 0) return void await wipe();
    pin.value = "";
    pin.setAttribute("aria-invalid", "true");
    is("pin-error").textContent = pin.dataset.wrong.replace("{n}", left);
    pin.focus();
  }

  let isBusy = false;
  is("unlock").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy || !/^\d{6}$/.test(pin.value)) return;
    isBusy = true;
    await open();
    isBusy = false;
  });

  if (uid && crypto.subtle) vault.of(uid).then((lock) => {
    is("unlock").hidden = !lock;
    is("no-lock").hidden = Boolean(lock);
    if (lock) pin.focus();
  });
})();
