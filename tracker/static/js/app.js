/* Courtesies only: every page works without this file. Written for Chrome 86. */
(() => {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const status = document.getElementById("status");
  const sent = new Map();
  const slow = new Map();
  root.classList.add("js");

  const say = (text) => { if (status) status.textContent = text; };
  const label = (button) => button.querySelector(".button__label") || button;

  function startWaiting(key) {
    clearTimeout(slow.get(key));
    slow.set(key, setTimeout(() => say(status.dataset.slow), 3000));
  }

  function stopWaiting(key) {
    clearTimeout(slow.get(key));
    slow.delete(key);
    if (status && status.textContent === status.dataset.slow) say("");
  }

  function release(form) {
    const held = sent.get(form);
    if (!held) return;
    clearTimeout(held.timer);
    stopWaiting(form);
    sent.delete(form);
    if (held.button) label(held.button).textContent = held.text;
    if (held.button) held.button.removeAttribute("aria-disabled");
  }

  // The server decides about doubles (idempotency key); this only spares the person the doubt.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    for (const input of form.querySelectorAll("[data-revealed]")) input.type = "password";
    const button = event.submitter && event.submitter.dataset.busy ? event.submitter : null;
    const text = button ? label(button).textContent : "";
    if (button) label(button).textContent = button.dataset.busy;
    if (button) button.setAttribute("aria-disabled", "true");
    sent.set(form, { button, text, timer: setTimeout(() => release(form), 20000) });
    startWaiting(form);
  }, true);

  addEventListener("pageshow", () => Array.from(sent.keys()).forEach(release));

  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token.content;
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.target) ctx.target.setAttribute("aria-busy", "true");
    if (!ctx.sourceElement.matches("[hx-trigger*=every]")) startWaiting(ctx);
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.target) ctx.target.removeAttribute("aria-busy");
    stopWaiting(ctx);
    release(ctx.sourceElement.closest("form"));
  });

  function count() {
    for (const button of all("[data-count-template]")) {
      const checked = (name) => button.form.querySelectorAll(`[name=${name}]:checked`).length;
      label(button).textContent = button.dataset.countTemplate
        .replace("{people}", checked("mentee"))
        .replace("{skills}", checked("skill"));
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-autosubmit]")) event.target.form.requestSubmit();
    count();
  });

  function reveal(button) {
    const input = document.getElementById(button.dataset.reveal);
    const text = button.textContent;
    input.type = input.type === "password" ? "text" : "password";
    input.toggleAttribute("data-revealed", input.type === "text");
    button.textContent = button.dataset.other;
    button.dataset.other = text;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-reveal], [data-copy]");
    if (!button) return;
    if (button.dataset.reveal) reveal(button);
    else if (navigator.clipboard) navigator.clipboard.writeText(button.dataset.copy).then(() => say(button.dataset.copied));
  });

  count();
})();
