/* Keys for lists: / searches, j and k move, ? lists them; Enter is the browser's. For Chrome 86. */
(() => {
  const lists = Array.from(document.querySelectorAll("[data-keys-list]"));
  const help = document.getElementById("keys");
  if (!help) return;
  const wanted = help.querySelector("[data-keys]");
  const stored = "list-keys";
  // One link an item: the first of each card or row.
  const links = () => lists.flatMap((list) => Array.from(list.children, (item) => item.querySelector("a")))
    .filter(Boolean);

  // Somebody who speaks to the computer, or leans on a key, can do without them.
  wanted.checked = localStorage.getItem(stored) !== "off";
  wanted.addEventListener("change", () => localStorage.setItem(stored, wanted.checked ? "on" : "off"));

  function move(by) {
    const all = links();
    const at = all.findIndex((link) => link.closest("[data-keys-list] > *").contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) next.focus();
  }

  function list() {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }

  const acts = {
    "/": () => document.querySelector("main [type=search]")?.focus(),
    "?": list,
    j: () => move(1),
    k: () => move(-1),
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTyping = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || !acts[key]) return;
    if (!wanted.checked && key !== "?") return;
    event.preventDefault();
    acts[key]();
  });
})();
