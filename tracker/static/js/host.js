/* The host's screen: seconds to the next code, a screen that stays lit, a word when signal is lost. */
(() => {
  const lost = document.getElementById("lost");
  const show = (is) => { lost.hidden = !is; };

  setInterval(() => document.querySelectorAll("[data-seconds]").forEach((element) => {
    element.dataset.seconds = Math.max(0, element.dataset.seconds - 1);
    element.textContent = element.dataset.seconds;
  }), 1000);

  const stayLit = () => {
    if (!document.hidden && navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stayLit);
  stayLit();

  document.addEventListener("htmx:error", () => show(true));
  document.addEventListener("htmx:after:request", () => show(false));
})();
