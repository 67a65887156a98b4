/* Where the page is older than what happened since: people who wait to be sent, the hour, and a word
   when entries have been waiting for long. */
(() => {
  const { outbox } = window;
  if (!outbox) return;
  const TWO_DAYS_MS = 48 * 3600 * 1000;
  const NEWCOMER = "/nguoi-hoc/them";
  const unsent = document.getElementById("outbox").dataset.unsent;

  const element = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  };

  // Who was added and is not sent yet can already be chosen, and stands in the list.
  function newcomer({ key, fields }, isList) {
    const [, name] = fields.find(([field]) => field === "name") || [];
    const words = element("span", "list__main", element("b", "", name), element("small", "", unsent));
    const box = Object.assign(element("input", ""), { type: "checkbox", name: "mentee", value: `new:${key}` });
    const row = isList ? element("li", "list__row", words) : element("label", "choice", box, words);
    row.dataset.unsent = key;
    return row;
  }

  function showNewcomers(entries) {
    document.querySelectorAll("[data-newcomers]").forEach((place) => {
      const there = new Map(Array.from(place.querySelectorAll("[data-unsent]"),
        (row) => [row.dataset.unsent, row]));
      entries.filter(({ key }) => !there.has(key)).forEach((entry) => {
        place.append(newcomer(entry, place.matches("ul")));
      });
      entries.forEach(({ key }) => there.delete(key));
      // Somebody ticked meanwhile stays: the server knows whom the entry added.
      there.forEach((row) => { if (!row.querySelector(":checked")) row.remove(); });
    });
  }

  function sayWhatIsOld(mine) {
    const banner = document.getElementById("outbox-old");
    if (!banner || !mine.length || mine[0].at > Date.now() - TWO_DAYS_MS) return;
    const day = new Date(mine[0].at).toLocaleDateString(document.documentElement.lang, { weekday: "long" });
    banner.textContent = banner.dataset.text.replace("{n}", mine.length).replace("{day}", day);
    banner.hidden = false;
  }

  // A page that was kept opens with the hour it was kept at: “now” is this phone's, as the server told it.
  async function setTheClock() {
    const stale = document.getElementById("stale");
    if (!stale || stale.hidden) return;
    const here = new Date(await outbox.now()).toLocaleString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });
    document.querySelectorAll("[data-now]").forEach((input) => {
      input.value = input.type === "date" ? here.slice(0, 10) : here.slice(11, 16);
    });
  }

  // A lock for what this phone keeps: offered until there is an answer, where there is such a thing.
  function offerLock() {
    const offer = document.getElementById("lock-offer");
    if (!offer || !window.cookieStore || !navigator.serviceWorker) return; // sw.js needs both
    offer.hidden = localStorage.getItem("dss-lock") === String(outbox.uid);
    offer.querySelector("button").addEventListener("click", () => {
      localStorage.setItem("dss-lock", outbox.uid);
      offer.hidden = true;
    });
  }

  async function show() {
    const mine = (await outbox.all()).filter(({ uid }) => uid === outbox.uid);
    showNewcomers(mine.filter(({ url }) => url === NEWCOMER));
    sayWhatIsOld(mine);
  }

  offerLock();
  setTheClock().catch(() => {});
  show().catch(() => {});
  document.body.addEventListener("dss:changed", () => show().catch(() => {}));
})();
