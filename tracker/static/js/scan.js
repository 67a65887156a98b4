/* The scanner: camera, photo, verdict. Without it the forms of /quet do the same. For Chrome 86. */
(() => {
  const part = (name) => document.querySelector(`#scanner [data-part=${name}]`);
  const [video, advice, verdict, words] = ["video", "advice", "verdict", "words"].map(part);
  const sentence = (name) => part("sentences").querySelector(`[data-say=${name}]`)?.textContent;
  const PERIOD = 160, SAME_CARD = 4000, PATIENCE = 15000, TOO_LONG = 60000, TOO_SLOW = 8000;
  const SIDE = 1280;
  const OURS = /^\s*(?:https?:\/\/)?([a-z0-9.-]+(?::\d+)?)\/(c|t|d|m|giay)\/([\w/-]+)\s*$/i;
  const BUZZ = { ok: [60], known: [60, 60, 60], wait: [60, 60, 60], bad: [200, 100, 200] };
  const newKey = () => Array.from(
    crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(36)).join("");
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let stream, reader, timers = [], last = {}, busy = false;

  // Reading: the phone's own detector where there is one, else the decoder, loaded when needed.
  async function ownReader() {
    const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats() : [];
    if (!formats.includes("qr_code")) throw new Error("no detector of its own");
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (source) => (await detector.detect(source))[0]?.rawValue;
  }

  // Seen a little from the side, a code is missed as it is and found squeezed: so take turns.
  const SQUEEZE = [[1, 1], [0.66, 1], [1, 0.6]];

  async function packageReader() {
    const { decodeQR } = await import(document.getElementById("scanner").dataset.decoder);
    let turn = 0;
    return (source, isStill) => {
      for (let tries = isStill ? SQUEEZE.length : 1; tries > 0; tries -= 1) {
        try {
          return decodeQR(pixels(source, SQUEEZE[turn++ % SQUEEZE.length]), { timeLimit: 100 });
        } catch (nothingThere) { /* the next look may find it */ }
      }
      return undefined;
    };
  }

  function pixels(source, [wide, high]) {
    const width = Math.round((source.videoWidth || source.width) * wide);
    const height = Math.round((source.videoHeight || source.height) * high);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pen.drawImage(source, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height);
  }

  // What is to be read in it, or nothing; also when no reader could be loaded, until one can.
  async function read(source, isStill = false) {
    reader = reader || ownReader().catch(packageReader);
    try {
      return await (await reader)(source, isStill);
    } catch (detectorFailed) {
      reader = packageReader();
      return reader.then((look) => look(source, isStill)).catch(() => { reader = null; });
    }
  }

  // The camera: opened by a press, closed after a minute without a code, and when the page goes.
  async function open() {
    say("");
    try {
      if (!navigator.mediaDevices) throw new Error("no camera in this browser");
      const wanted = { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      video.srcObject = stream;
      show(true);
      await video.play();
    } catch (error) {
      close();
      const inZalo = navigator.userAgent.includes("Zalo") && "Zalo";
      say(sentence(inZalo || error.name) || sentence("none"));
      return;
    }
    const [track] = stream.getVideoTracks();
    part("torch").hidden = !track.getCapabilities?.().torch;
    wait();
    look();
  }

  async function look() {
    while (stream) {
      const started = performance.now();
      const text = await read(video);
      if (text && stream) seen(text);
      await pause(Math.max(20, PERIOD - (performance.now() - started)));
    }
  }

  function close() {
    timers.forEach(clearTimeout);
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
    part("torch").hidden = true;
    show(false);
  }

  function wait() {
    timers.forEach(clearTimeout);
    timers = [
      setTimeout(() => say(sentence("patience")), PATIENCE),
      setTimeout(() => { close(); say(sentence("stopped")); }, TOO_LONG),
    ];
  }

  function show(isOn) {
    video.hidden = !isOn;
    part("start").hidden = isOn;
  }

  async function shine() {
    const button = part("torch");
    const torch = button.getAttribute("aria-pressed") !== "true";
    await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch }] });
    button.setAttribute("aria-pressed", torch);
  }

  // What was read. A card held before the camera counts once; another one counts at once.
  function seen(text) {
    const now = performance.now();
    const isSame = text === last.text && now - last.at < SAME_CARD;
    if (!isSame && busy) return;
    last = { text, at: now };
    if (isSame) return;
    wait();
    understand(text);
  }

  function understand(text) {
    const [, host, kind, rest] = OURS.exec(text) || [];
    if (host?.toLowerCase() !== location.host) {
      judge("bad", sentence("foreign"), text.slice(0, 300));
      return;
    }
    const path = `/${kind.toLowerCase()}/${rest}`;
    const session = part("class")?.value;
    if (kind.toLowerCase() === "t" && session) {
      note(path, session);
      return;
    }
    close();
    judge("ok", sentence("ours"));
    location.assign(path);
  }

  async function note(path, session) {
    const key = newKey();
    const entry = { key, url: path, title: sentence("card"), text: path, fields: [["class_id", session]] };
    const keep = (next) => window.outbox?.put({ ...entry, next }).catch(() => null);
    busy = true;
    judge("known", sentence("noting"), "", false);
    // On the disk before any network is asked; the sender waits as long as this answer may take.
    const kept = await keep(Date.now() + TOO_SLOW);
    try {
      await ask(path, { class_id: session, key });
      if (kept) window.outbox.remove(key);
    } catch (noAnswer) {
      await keep(0);
      judge("wait", sentence(kept ? "kept" : "lost"));
    }
    busy = false;
  }

  // Send, and show the answer: a verdict, a page to go to, or what is in the way.
  async function ask(path, fields) {
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    const stop = new AbortController();
    const slow = setTimeout(() => stop.abort(), TOO_SLOW);
    const token = document.querySelector("[name=csrf-token]").content;
    const headers = { "HX-Request": "true", "X-CSRFToken": token };
    const answer = await fetch(path, { method: "POST", body, headers, signal: stop.signal });
    clearTimeout(slow);
    if (answer.headers.get("HX-Redirect")) {
      location.assign(answer.headers.get("HX-Redirect"));
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("verdict");
    const [first, more] = found ? found.children : [page.body];
    judge(found?.dataset.tone || "bad", first.textContent.trim(), more?.textContent);
  }

  const unsent = () => judge("wait", sentence("lost"));

  function judge(tone, text, more = "", isFinal = true) {
    say("");
    const line = document.createElement("b");
    line.textContent = text;
    const detail = document.createElement("p");
    detail.textContent = more;
    words.replaceChildren(line, detail);
    verdict.dataset.tone = tone;
    verdict.hidden = false;
    part("next").focus();
    if (isFinal) navigator.vibrate?.(BUZZ[tone]);
  }

  function goOn() {
    verdict.hidden = true;
    (stream ? part("torch") : part("open")).focus();
  }

  function say(text) {
    advice.textContent = text;
    advice.hidden = !text;
  }

  // A photo: made small, read here if possible, else by the server.
  async function photo({ target }) {
    const [file] = target.files;
    if (!file) return;
    say(sentence("reading"));
    const small = await shrink(file).catch(() => null);
    if (!small) {
      target.form.submit();
      return;
    }
    const text = await read(small, true);
    target.value = "";
    if (text) understand(text);
    else await ask(target.form.action, { photo: await jpeg(small), key: newKey() }).catch(unsent);
  }

  // No larger than what a code needs; fails on what this phone cannot open.
  async function shrink(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const small = document.createElement("canvas");
    small.width = picture.width * scale;
    small.height = picture.height * scale;
    small.getContext("2d").drawImage(picture, 0, 0, small.width, small.height);
    return small;
  }

  const jpeg = (picture) => new Promise((done) => { picture.toBlob(done, "image/jpeg", 0.85); });

  part("open").addEventListener("click", open);
  part("torch").addEventListener("click", shine);
  part("next").addEventListener("click", goOn);
  verdict.addEventListener("keydown", ({ key }) => { if (key === "Escape") goOn(); });
  part("photo").addEventListener("change", photo);
  addEventListener("pagehide", () => { verdict.hidden = true; close(); });
})();
