/* Which of the usual pages this phone kept for whoever uses it now. Only addresses are looked at:
   what the pages say may be locked. */
(async () => {
  const [, uid] = /(?:^|; )u=(\d+)/.exec(document.cookie) || [];
  if (!uid || !window.caches) return;
  const is = (part) => document.getElementById(part);
  const pages = await (await caches.open(`kept-${uid}`)).keys();
  const paths = pages.map((request) => new URL(request.url).pathname);
  const rows = Array.from(is("kept").querySelectorAll("li"));
  rows.forEach((row) => { row.hidden = !paths.includes(row.firstElementChild.pathname); });
  is("kept").hidden = rows.every((row) => row.hidden);
  is("noted").hidden = !paths.includes("/ngoai-tuyen/diem-danh");
  is("no-names").hidden = paths.includes("/");
  is("nobody").hidden = pages.length > 0;
})();
