/* Keys for the board of shifts: / j k x g ? and the browser's own Enter. For Chrome 86. */
(() => {
  const board = document.querySelector("[data-board]");
  const keys = document.getElementById("keys");
  if (!board) return;
  const wanted = keys.querySelector("[data-keys]");
  const links = Array.from(board.querySelectorAll(".slot__link"));
  const boxes = Array.from(board.querySelectorAll("input"));
  const button = document.querySelector(".board__act [data-count]");
  const plain = button && button.querySelector(".button__label").textContent;
  const stored = "board-keys";
  let at = -1;

  // Somebody who speaks to the computer, or leans on a key, can do without them.
  wanted.checked = localStorage.getItem(stored) !== "off";
  wanted.addEventListener("change", () => localStorage.setItem(stored, wanted.checked ? "on" : "off"));

  function move(by) {
    at = Math.max(0, Math.min(links.length - 1, at + by));
    links[at].focus();
    links[at].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function tick() {
    const box = at >= 0 && links[at].parentElement.querySelector("input");
    if (box) box.click();
  }

  function count() {
    const n = boxes.filter((box) => box.checked).length;
    if (button) {
      button.parentElement.hidden = !n;
      button.querySelector(".button__label").textContent = n
        ? button.dataset.count.replace("{n}", n) : plain;
    }
  }

  function list() {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  }

  const acts = {
    "/": () => document.getElementById("q").focus(),
    "?": list,
    j: () => move(1),
    k: () => move(-1),
    x: tick,
    g: () => button && !button.parentElement.hidden && button.click(),
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTyping = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || !acts[key]) return;
    if (!wanted.checked && key !== "?") return;
    event.preventDefault();
    acts[key]();
  });

  board.addEventListener("focusin", ({ target }) => {
    const link = target.closest(".slot") && target.closest(".slot").querySelector(".slot__link");
    if (link) at = links.indexOf(link);
  });
  board.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
})();
