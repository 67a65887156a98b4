/* Courtesies only: every page works without this file. Written for Chrome 86. */
(() => {
  const status = () => document.getElementById("status");
  const sent = new Map();
  const on = (name, act, capture) => document.addEventListener(name, act, capture);
  const say = (text) => { status().textContent = text; };
  const label = (button) => button.querySelector(".button__label") || button;
  document.documentElement.classList.add("js");

  function done(form) {
    sent.get(form)?.();
    sent.delete(form);
  }

  // The server decides about doubles (idempotency key); this only spares the person the doubt.
  on("submit", (event) => {
    const { target: form, submitter } = event;
    // A field may be called “method”.
    if (form.getAttribute("method") !== "post" || form.dataset.outbox) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    form.querySelectorAll("[data-revealed]").forEach((input) => { input.type = "password"; });
    const words = submitter?.dataset.busy && label(submitter);
    const text = words?.textContent;
    if (words) words.textContent = submitter.dataset.busy;
    const slow = setTimeout(() => say(status().dataset.slow), 3000);
    const isFile = "file" in form.dataset;
    const over = setTimeout(() => (isFile ? again(form) : done(form)), isFile ? 2500 : 20000);
    sent.set(form, () => {
      [slow, over].forEach(clearTimeout);
      if (words) words.textContent = text;
      if (status().textContent === status().dataset.slow) say("");
    });
  }, true);

  // A file leaves the page as it is: the next press asks for a new one.
  function again(form) {
    done(form);
    const random = crypto.getRandomValues(new Uint8Array(16));
    form.elements.key.value = Array.from(random, (byte) => byte.toString(36)).join("");
  }

  addEventListener("pageshow", () => Array.from(sent.keys()).forEach(done));

  on("htmx:config:request", ({ detail: { ctx } }) => {
    const token = document.querySelector("[name=csrf-token]");
    ctx.request.headers["X-CSRFToken"] = token.content;
  });
  on("htmx:before:request", ({ detail: { ctx } }) => ctx.target?.setAttribute("aria-busy", "true"));
  on("htmx:finally:request", ({ detail: { ctx } }) => {
    ctx.target?.removeAttribute("aria-busy");
    done(ctx.sourceElement.closest("form"));
  });

  function count() {
    document.querySelectorAll("[data-count-template]").forEach((button) => {
      const n = (name) => button.form.querySelectorAll(`[name=${name}]:checked`).length;
      label(button).textContent = button.dataset.countTemplate
        .replace("{people}", n("mentee")).replace("{skills}", n("skill"));
    });
  }

  // “Cả 5 người” ticks its group, and stands for it only while everyone in it is ticked.
  const tiles = (all) => Array.from(
    all.closest("fieldset").querySelectorAll(`:scope > .choice > [name=${all.value}]`));
  const follow = (all) => { all.checked = tiles(all).every((tile) => tile.checked); };

  on("change", ({ target }) => {
    if (target.matches("select[data-autosubmit]")) target.form.requestSubmit();
    if (target.matches("[name=all]")) tiles(target).forEach((tile) => { tile.checked = target.checked; });
    document.querySelectorAll("[name=all]").forEach(follow);
    count();
  });

  on("click", ({ target }) => {
    const dataset = target.closest("[data-reveal], [data-copy]")?.dataset;
    if (dataset?.copy) copy(dataset);
    if (dataset?.reveal) reveal(target, dataset);
  });

  function copy({ copy, copied, share }) {
    if (share !== undefined && navigator.share) navigator.share({ text: copy }).catch(() => {});
    else if (navigator.clipboard) navigator.clipboard.writeText(copy).then(() => say(copied));
    else prompt("", copy);
  }

  function reveal(button, dataset) {
    const input = document.getElementById(dataset.reveal);
    input.type = input.type === "password" ? "text" : "password";
    input.toggleAttribute("data-revealed");
    [button.textContent, dataset.other] = [dataset.other, button.textContent];
  }

  document.querySelectorAll("[name=all]").forEach(follow);
  count();
})();
