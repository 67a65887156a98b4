/* Six digits for what this phone keeps: set, changed, taken away. They never leave the phone; the
   server is told that it was done. */
(() => {
  const { vault, outbox } = window;
  const ROUNDS = 600000;
  const place = document.getElementById("lock");
  const [typed, again] = ["pin", "pin-again"].map((id) => document.getElementById(id));
  const error = document.getElementById("pin-error");
  const uid = String(outbox ? outbox.uid : "");
  if (!place || !uid || !window.cookieStore || !navigator.serviceWorker) return; // sw.js needs both

  const random = (size) => crypto.getRandomValues(new Uint8Array(size));

  async function make(digits) {
    const { subtle } = crypto;
    const pair = await subtle.generateKey(vault.EC, true, ["deriveBits"]);
    const device = await subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const lock = { id: `${Date.now()}`, salt: random(16), rounds: ROUNDS, device, toSeal: pair.publicKey, tries: 0 };
    const iv = random(12);
    const key = await vault.wrapping(lock, digits, "wrapKey");
    const wrapped = await subtle.wrapKey("pkcs8", pair.privateKey, key, { name: "AES-GCM", iv });
    return { ...lock, iv, wrapped };
  }

  /* The first thing that somebody with the phone in hand would try. */
  function isGuessed(digits) {
    const steps = new Set(Array.from(digits.slice(1), (digit, at) => digit - digits[at]));
    return steps.size === 1 && Math.abs([...steps][0]) <= 1;
  }

  function wrong() {
    if (!/^\d{6}$/.test(typed.value)) return [typed, "short"];
    if (isGuessed(typed.value)) return [typed, "easy"];
    return typed.value === again.value ? [] : [again, "differ"];
  }

  function complain(field, why) {
    error.textContent = why ? place.dataset[why] : "";
    [typed, again].forEach((one) => one.setAttribute("aria-invalid", one === field));
    if (field) field.focus();
  }

  /* What was kept under the digits before, or without any, is fetched anew. */
  async function tell(deed) {
    const kept = (await caches.keys()).filter((name) => name.startsWith("kept-"));
    await Promise.all(kept.map((name) => caches.delete(name)));
    localStorage.setItem(vault.STORE, uid); // home need not offer it any more
    const form = document.getElementById("told");
    form.elements.deed.value = deed;
    form.submit();
  }

  document.getElementById("typing").addEventListener("submit", async (event) => {
    event.preventDefault();
    complain(...wrong());
    if (error.textContent) return;
    document.getElementById("status").textContent = place.dataset.busy;
    const lock = await make(typed.value);
    await vault.within("readwrite", (locks) => locks.put(lock, uid));
    await tell("set");
  });

  document.getElementById("take-away").addEventListener("click", async (event) => {
    event.preventDefault();
    await vault.within("readwrite", (locks) => locks.delete(uid));
    await tell("drop");
  });

  vault.of(uid).then((lock) => {
    ["is-set", "take-away"].forEach((id) => { document.getElementById(id).hidden = !lock; });
    place.hidden = false;
    document.getElementById("cannot").hidden = true;
  });
})();
