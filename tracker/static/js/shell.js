/* A class's page without a network: which class, and the code that was seen, stand in the address. */
(() => {
  const typed = new URLSearchParams(location.search);
  const [, door, code, digits] = location.pathname.split("/");
  const given = door.toLowerCase() === "c" ? [code, digits] : [];
  const clean = (text) => (text || "").replace(/[^0-9a-z]/gi, "");
  const lop = clean(given[0] || typed.get("lop")).toUpperCase();
  const ma = clean(given[1] || typed.get("ma"));

  const noted = document.getElementById("noted");
  const form = document.getElementById("attendance");
  noted.elements.lop.value = lop;
  if (!lop || !ma) return;

  const parts = Array.from(form.querySelectorAll("[data-class]"));
  const own = parts.filter((part) => part.dataset.class === lop);
  const shown = own.length ? own : parts.filter((part) => !part.dataset.class);
  parts.forEach((part) => { if (!shown.includes(part)) part.remove(); });
  const title = own.length ? own[0].querySelector("b").textContent : lop;

  document.getElementById("class-code").textContent = lop;
  form.action = `/c/${lop.toLowerCase()}/${ma}`;
  form.dataset.outbox = form.dataset.name.replace("{class}", title);
  form.hidden = false;
  noted.hidden = true;
})();
