/* The host's screen: the next code on time, drawn here, also without a network. For Chrome 86. */
(() => {
  const STEP = 30000, DRIFT = 3000;
  const lost = document.getElementById("lost");
  const code = () => document.getElementById("code");
  const part = (name) => code().querySelector(`[data-part=${name}]`);
  const { drawing } = code().dataset;
  const drawn = drawing ? import(drawing).catch(() => null) : null;
  // The server's clock, as far from the page's own: whatever the phone's calendar says is no matter.
  let offset = 0, known, shown, hiddenAt;
  const serverNow = () => performance.now() + offset;

  function tick() {
    const element = code();
    const { codes, first, now } = element.dataset;
    if (!codes) return;
    if (element !== known) {
      const [page] = performance.getEntriesByType("navigation");
      offset = Number(now) - (known || !page ? performance.now() : page.responseStart);
      [known, shown] = [element, Math.floor(now / STEP)];
    }
    const step = Math.floor(serverNow() / STEP);
    const at = 6 * (step - first);
    part("seconds").textContent = Math.ceil((STEP - serverNow() % STEP) / 1000);
    if (step === shown || at < 0 || at >= codes.length) return;
    shown = step;
    change(element, codes.slice(at, at + 6));
  }

  async function change(element, digits) {
    const pen = await drawn;
    if (!pen) {
      htmx.ajax("GET", element.dataset.next, { target: "#code", swap: "outerHTML" });
      return;
    }
    const look = { ecc: "medium", border: 4 };
    const rows = pen.encodeQR(element.dataset.address + digits, "raw", look);
    const svg = element.querySelector("svg");
    const [ground, dark] = svg.querySelectorAll("path");
    svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
    ground.setAttribute("d", `M0 0h${rows.length}v${rows.length}H0z`);
    dark.setAttribute("d", rows.map((row, y) => row.map(
      (isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join(""));
    part("digits").textContent = `${digits.slice(0, 3)}\u00a0${digits.slice(3)}`;
  }

  tick();
  setInterval(tick, 500);

  // While a phone sleeps its pages' clock stands still: the calendar says for how long.
  function wake() {
    if (document.hidden) {
      hiddenAt = { calendar: Date.now(), page: performance.now() };
      return;
    }
    const slept = hiddenAt
      ? Date.now() - hiddenAt.calendar - (performance.now() - hiddenAt.page) : 0;
    if (slept > DRIFT) offset += slept;
    tick();
    navigator.wakeLock?.request("screen").catch(() => {});
  }

  document.addEventListener("visibilitychange", wake);
  wake();

  // Every answer tells the server's time; a difference worth the name means that this clock drifted.
  function heard({ detail: { ctx } }) {
    lost.hidden = true;
    const said = Date.parse(ctx.response?.raw.headers.get("Date"));
    if (Math.abs(said - serverNow()) > DRIFT) offset += said - serverNow();
  }

  document.addEventListener("htmx:error", () => { lost.hidden = false; });
  document.addEventListener("htmx:after:request", heard);
})();
