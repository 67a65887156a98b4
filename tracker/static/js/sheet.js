/* Numbers from a paper sheet: three digits tick their line, a slip is said at once. For Chrome 86. */
(() => {
  const typed = document.getElementById("codes");
  const said = document.getElementById("said");
  if (!typed) return;

  function say(tone, text) {
    said.dataset.tone = tone;
    said.textContent = text;
  }

  function take(number) {
    const line = document.querySelector(`[data-code="${number}"]`);
    if (!line) {
      say("bad", said.dataset.wrong.replace("{number}", number));
      navigator.vibrate?.([200, 100, 200]);
      return;
    }
    const { name } = line.dataset;
    const isNew = tick(line);
    say("ok", isNew ? `${number} ${name}` : said.dataset.twice.replace("{name}", name));
  }

  // Whoever is on the list of the class already has no box.
  function tick(line) {
    const box = line.querySelector("[name=mentee]");
    if (!box || box.checked) return false;
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  typed.addEventListener("input", () => {
    let digits = typed.value.replace(/\D/g, "");
    for (; digits.length >= 3; digits = digits.slice(3)) take(digits.slice(0, 3));
    typed.value = digits;
  });

  // Who was seen to do something was there.
  document.addEventListener("change", ({ target }) => {
    if (target.name.startsWith("skill-") && target.checked) tick(target.closest("[data-code]"));
  });

  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
})();
