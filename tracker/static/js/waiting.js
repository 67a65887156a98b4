/* What this phone has not sent: the list, and what to do about each entry. */
(() => {
  const { outbox } = window;
  if (!outbox) return;
  const list = document.getElementById("waiting");
  const word = (name, values = {}) => list.dataset[name].replace(/{(\w+)}/g, (_, of) => values[of]);
  const WEEK_MS = 7 * 24 * 3600 * 1000;
  const lang = document.documentElement.lang;

  const moment = (ms) => new Date(ms).toLocaleString(lang === "vi" ? "vi-VN" : "en-GB",
    { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" });
  const hour = (ms) => new Date(ms).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  function stateOf(entry) {
    const { kind, retryAt } = outbox.trouble();
    if (entry.state === "fix") return word("fix");
    if (kind === "signin") return word("signin");
    if (kind === "server") return word("server", { hour: hour(retryAt) });
    return outbox.isSending() ? word("sending") : word("network");
  }

  const filled = (name, values) => {
    const made = document.getElementById(name).content.firstElementChild.cloneNode(true);
    Object.entries(values).forEach(([part, text]) => {
      made.querySelectorAll(`[data-part=${part}]`).forEach((place) => { 
        place.innerText = text || "";
        place.hidden = !text;
      });
    });
    return made;
  };

  function row(entry) {
    const made = filled("entry", {
      title: entry.title, state: stateOf(entry), when: moment(entry.at), text: entry.text,
      words: entry.state === "fix" ? entry.words : "",
    });
    made.querySelector("[data-part=old]").hidden = entry.at > Date.now() - WEEK_MS;
    made.querySelector("[data-do=mend]").hidden = entry.state !== "fix";
    const open = made.querySelector("details");
    open.dataset.key = entry.key;
    made.addEventListener("click", ({ target }) => {
      const deed = target.closest("[data-do]")?.dataset.do;
      if (deed === "mend") outbox.repost(entry).catch(() => say("network"));
      if (deed === "drop" && confirm(word("ask"))) outbox.remove(entry.key);
      if (deed === "send") outbox.drain();
    });
    return made;
  }

  const say = (name) => { document.getElementById("status").textContent = word(name); };

  async function show() {
    const all = await outbox.all();
    const mine = all.filter((entry) => entry.uid === outbox.uid);
    const opened = Array.from(list.querySelectorAll("details[open]"), ({ dataset }) => dataset.key);
    list.replaceChildren(...mine.map(row));
    list.querySelectorAll("details").forEach((one) => { one.open = opened.includes(one.dataset.key); });
    list.hidden = !mine.length;
    document.getElementById("nothing").hidden = Boolean(mine.length);
    document.getElementById("deeds").hidden = !mine.length;
    const others = document.getElementById("others");
    others.hidden = all.length === mine.length;
    others.textContent = others.dataset.text.replace("{n}", all.length - mine.length);
    return mine;
  }

  async function copy() {
    const mine = await show();
    const text = mine.map(({ title, at, text, key }) => [title, moment(at), text, key].join("\n")).join("\n\n");
    const area = document.getElementById("copied");
    area.value = text;
    area.parentElement.hidden = false;
    area.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else document.execCommand("copy");
    say("copied");
  }

  document.getElementById("send").addEventListener("click", () => outbox.drain());
  document.getElementById("copy").addEventListener("click", () => copy().catch(() => {}));
  document.body.addEventListener("dss:changed", () => show());
  show();
})();
