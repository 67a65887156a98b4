/* What the network means for the page: a line when there is none, the worker that keeps pages, and
   new versions that wait until nothing is half typed. Where a browser lacks a piece, nothing happens. */
(() => {
  const strip = document.getElementById("no-network");
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
    .filter((form) => form.getAttribute("method") === "post")
    .flatMap((form) => Array.from(form.elements))
    .some((field) => field.matches("input,select,textarea") && isChanged(field));

  function watch(registration) {
    const offer = () => { notice.hidden = !(registration.waiting && worker.controller); };
    registration.addEventListener("updatefound", () => {
      registration.installing.addEventListener("statechange", offer);
    });
    // A page that just opened is new already: only the worker behind it is old.
    if (registration.waiting && !isDirty()) registration.waiting.postMessage("skip");
    else offer();
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
    const ahead = saveData ? [] : ["/", "/ngoai-tuyen/diem-danh", "/chua-gui", "/buoi-kem/them", "/ho-tro/them",
      "/phan-anh/them", "/nguoi-hoc/them", "/nguoi-hoc"];
    const first = worker.controller ? [] : [location.pathname];
    active.postMessage({ ahead: [...first, ...ahead] });
  }

  addEventListener("load", () => {
    worker.register("/sw.js").then(watch).catch(() => {});
    worker.ready.then(fetchAhead);
  });
})();
