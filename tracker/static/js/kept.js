/* The pages that this phone kept for whoever uses it now. */
(async () => {
  const [, uid] = /(?:^|; )u=(\d+)/.exec(document.cookie) || [];
  if (!uid || !window.caches) return;
  const cache = await caches.open(`pages-${uid}`);
  const pages = await Promise.all((await cache.keys()).map(async (request) => {
    const html = await (await cache.match(request, { ignoreVary: true })).text();
    const [title] = new DOMParser().parseFromString(html, "text/html").title.split(" · ");
    return { path: new URL(request.url).pathname, title };
  }));
  const is = (part) => document.getElementById(part);
  const listed = pages.filter(({ path }) => !path.startsWith("/ngoai-tuyen"));
  listed.reverse().forEach(({ path, title }) => {
    const link = document.createElement("a");
    link.className = "list__row";
    link.href = path;
    link.textContent = title;
    const row = document.createElement("li");
    row.append(link);
    is("kept").querySelector("ul").append(row);
  });
  is("kept").hidden = !listed.length;
  is("noted").hidden = listed.length === pages.length;
  is("nobody").hidden = pages.length > 0;
})();
