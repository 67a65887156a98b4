/* What the network means for the page: a line when there is none, the worker that keeps pages, and
   new versions that wait until nothing is half typed. Where a browser lacks a piece, nothing happens. */
(() => {
  const NEEDED = ["/", "/ngoai-tuyen/diem-danh", "/chua-gui", "/buoi-kem/them", "/ho-tro/them",
    "/nguoi-hoc/them", "/phan-anh/them", "/nguoi-hoc"];
  const strip = document.getElementById("no-network");
  if (!strip) return;
  const show = () => { strip.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();

  const notice = document.getElementById("update");
  const worker = navigator.serviceWorker;
  if (!notice || !worker) return;

  function isChanged({ options, selectedIndex, checked, defaultChecked, value, defaultValue }) {
    if (!options) return checked !== defaultChecked || value !== defaultValue;
    const first = Array.from(options).findIndex((option) => option.defaultSelected);
    return selectedIndex !== Math.max(0, first);
  }

  const isDirty = () => Array.from(document.forms)
    .filter((form) => form.getAttribute("method") === "post") // a field may be called “method”
    .flatMap((form) => Array.from(form.elements))
    .some((field) => field.matches("input,select,textarea") && isChanged(field));

  function watch(registration) {
    const offer = (next) => { notice.hidden = !(next && worker.controller); };
    registration.addEventListener("updatefound", () => {
      const next = registration.installing;
      next.addEventListener("statechange", () => offer(next.state === "installed"));
    });
    offer(isDirty() && registration.waiting);
    notice.querySelector("button").addEventListener("click", () => {
      worker.addEventListener("controllerchange", () => {
        notice.hidden = true;
        if (!isDirty()) location.reload();
      });
      registration.waiting.postMessage("skip");
    });
  }

  // What is opened next in the village: fetched while there is a network, unless data is dear.
  function fetchAhead({ active }) {
    const { saveData } = navigator.connection || {};
    const ahead = saveData ? [] : NEEDED;
    const first = worker.controller ? [] : [location.pathname];
    active.postMessage({ ahead: [...first, ...ahead] });
  }

  async function start() {
    const registration = await worker.register("/sw.js");
    const { waiting } = registration;
    // A page that just opened is new already: only the worker behind it is old.
    if (waiting && !isDirty()) waiting.postMessage("skip");
    else fetchAhead(await worker.ready);
    watch(registration);
  }

  addEventListener("load", () => start().catch(() => {}));
})();
