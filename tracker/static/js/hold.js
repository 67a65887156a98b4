/* What reads sealed pages is written nowhere. The worker forgets it when it sleeps, a page when one
   leaves it: they ask each other, until nobody touched a page for half an hour. For both of them. */
self.hold = (() => {
  const IDLE_MS = 30 * 60 * 1000;
  const ASK = "opened?";
  const { clients } = self; // the worker's
  const here = clients ? self : navigator.serviceWorker;
  if (!here) return null;
  let held = null; // { toRead, id of the lock, at: the last touch }

  const isIdle = () => !held || Date.now() - held.at > IDLE_MS;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const asked = (other) => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => data && done(data);
    other.postMessage(ASK, [port2]);
  });

  /* The half of the lock that reads, while somebody does. */
  async function reader(id) {
    const open = isIdle() ? await clients.matchAll() : [];
    if (open.length) held = await Promise.race([...open.map(asked), wait(500)]);
    if (isIdle() || held.id !== id) return null;
    held.at = Date.now();
    return held.toRead;
  }

  here.addEventListener("message", ({ data, ports }) => {
    if (data === ASK) ports[0].postMessage(held);
  });
  if (!clients) {
    here.startMessages();
    addEventListener("click", () => { if (held) held.at = Date.now(); }, true);
    if (here.controller) asked(here.controller).then((told) => { held = told; });
  }
  return { reader, keep: (opened) => { held = opened; } };
})();
