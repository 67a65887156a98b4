/* The lock on what this phone keeps of its person. Pages are sealed to the open half of a pair of
   keys, so keeping asks for nothing; reading needs the other half, which is wrapped by a key of six
   digits and of this browser. Used by the worker and where the digits are typed. For Chrome 87. */
self.vault = (() => {
  const STORE = "dss-lock"; // also forgotten by name in leave.js
  const EC = { name: "ECDH", namedCurve: "P-256" };
  const FRONT = 65; // bytes of an open half
  const { subtle } = crypto;
  const inBytes = (text) => new TextEncoder().encode(text);

  function within(mode, act) {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(STORE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("locks");
      asked.onerror = () => fail(asked.error);
      asked.onsuccess = () => {
        const held = asked.result.transaction("locks", mode, { durability: "strict" });
        const found = act(held.objectStore("locks"));
        const close = (tell) => () => {
          asked.result.close(); // signing out deletes it
          tell(found.result);
        };
        held.oncomplete = close(done);
        held.onabort = close(() => fail(held.error));
      };
    });
  }

  /* For one page: each is made with a pair of its own, so a key and its zero are never used again. */
  async function pageKey(own, theirs, use) {
    const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
    const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: inBytes(STORE) };
    return subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, [use]);
  }

  const withKey = (at) => ({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: inBytes(at) });

  /* `at` is when the page was kept; nobody makes a sealed page younger. */
  async function seal(lock, html, at) {
    const pair = await subtle.generateKey(EC, false, ["deriveBits"]);
    const key = await pageKey(pair.privateKey, lock.toSeal, "encrypt");
    const sealed = await subtle.encrypt(withKey(at), key, inBytes(html));
    return new Blob([await subtle.exportKey("raw", pair.publicKey), sealed]);
  }

  async function unseal(toRead, sealed, at) {
    const theirs = await subtle.importKey("raw", sealed.slice(0, FRONT), EC, false, []);
    const key = await pageKey(toRead, theirs, "decrypt");
    return new TextDecoder().decode(await subtle.decrypt(withKey(at), key, sealed.slice(FRONT)));
  }

  /* Slow on purpose, and useless without the key that this browser holds and no script can read. */
  async function wrapping({ salt, rounds, device }, digits, use) {
    const typed = await subtle.importKey("raw", inBytes(digits), "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
    const both = await subtle.sign("HMAC", device, await subtle.deriveBits(how, typed, 256));
    return subtle.importKey("raw", both, "AES-GCM", false, [use]);
  }

  return {
    STORE, EC, within, seal, unseal, wrapping,
    /* The lock of this person on this browser, if there is one. */
    of: (uid) => within("readonly", (locks) => locks.get(uid)),
  };
})();
