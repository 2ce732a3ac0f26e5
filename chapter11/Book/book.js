// Contents, search, language, theme and keys of the page. The text is read without any of it.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const root = document.documentElement;
  const nav = document.getElementById("contents"), menu = document.getElementById("menu");
  const query = document.getElementById("query"), found = document.getElementById("found");

  const remembered = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (remembered) root.dataset.theme = remembered;
  const theme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a page from a file may have no store */ }
    document.dispatchEvent(new Event("themechange"));
  };
  document.getElementById("theme").addEventListener("click", theme);

  const open = on => { nav.classList.toggle("open", on); menu.setAttribute("aria-expanded", on); };
  menu.addEventListener("click", () => open(!nav.classList.contains("open")));
  nav.addEventListener("click", event => { if (event.target.closest("a")) open(false); });

  // The other language opens at the same place.
  const language = document.getElementById("language"), page = language.getAttribute("href");
  language.addEventListener("click", () => { language.setAttribute("href", page + (location.hash || (here ? "#" + here : ""))); });

  const headings = [...document.querySelectorAll("main h1[id], main h2[id], main h3[id]")];
  const links = new Map([...nav.querySelectorAll("a")].map(a => [a.getAttribute("href").slice(1), a]));
  let here = "";
  const follow = () => {
    let now = headings[0];
    for (const h of headings) { if (h.getBoundingClientRect().top > 120) break; now = h; }
    if (!now || now.id === here) return;
    here = now.id;
    nav.querySelectorAll("[aria-current]").forEach(a => a.removeAttribute("aria-current"));
    nav.querySelectorAll(".here").forEach(li => li.classList.remove("here"));
    const link = links.get(here);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    for (let li = link.closest("li"); li; li = li.parentElement.closest("li")) li.classList.add("here");
    if (nav.clientHeight) nav.scrollTop = Math.max(0, link.offsetTop - nav.clientHeight / 2);
  };
  let waiting = false;
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; follow(); }); } }, { passive: true });
  follow();

  // Every paragraph, caption and table row, with the heading above it.
  let index = null;
  const build = () => {
    let heading = null;
    index = [];
    for (const e of document.querySelectorAll("main h1, main h2, main h3, main h4, main p, main li, main figcaption, main tr, main .equation, main .code code")) {
      if (e.closest("#playground")) continue;
      if (/^H/.test(e.tagName)) heading = e;
      const owner = e.closest("figure[id], .equation[id]");
      const text = (e.tagName[0] === "H" ? e.firstChild.textContent : e.textContent).replace(/\s+/g, " ").trim();
      if (text && heading) index.push({ text, lower: text.toLowerCase(), id: owner ? owner.id : heading.id, heading: heading.firstChild.textContent, weight: /^H/.test(e.tagName) ? 0 : 1 });
    }
  };
  const escape = s => s.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const search = () => {
    const sought = query.value.trim().toLowerCase();
    found.hidden = sought.length === 0;
    if (!sought) return;
    if (!index) build();
    const hits = index.filter(e => e.lower.includes(sought)).sort((a, b) => a.weight - b.weight).slice(0, 30);
    found.innerHTML = hits.length === 0 ? `<p>${escape(words.nothing)}</p>` : "<ol>" + hits.map(e => {
      const at = e.lower.indexOf(sought), from = Math.max(0, at - 40);
      const text = escape((from ? "…" : "") + e.text.slice(from, at)) + "<mark>" + escape(e.text.slice(at, at + sought.length)) + "</mark>" + escape(e.text.slice(at + sought.length, at + sought.length + 80));
      return `<li><a href="#${e.id}">${text}<small>${escape(e.heading)}</small></a></li>`;
    }).join("") + "</ol>";
  };
  query.addEventListener("input", search);
  query.addEventListener("focus", search);
  found.addEventListener("click", event => { if (event.target.closest("a")) found.hidden = true; });
  document.addEventListener("click", event => { if (!event.target.closest("#search")) found.hidden = true; });
  document.getElementById("search").addEventListener("submit", event => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) { found.hidden = true; query.blur(); location.hash = first.getAttribute("href"); }
  });
  document.getElementById("search").addEventListener("keydown", event => {
    const all = [...found.querySelectorAll("a")], at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); all[Math.min(at + 1, all.length - 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (at === 0 ? query : all[at - 1]).focus(); }
    if (event.key === "Escape") { found.hidden = true; query.blur(); }
  });

  const parts = [...document.querySelectorAll("main h1[id], main h2[id]")];
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA|CANVAS)$/.test(event.target.tagName)) return;
    const now = parts.findLastIndex(h => h.getBoundingClientRect().top < 120);
    if (event.key === "/") { event.preventDefault(); query.focus(); }
    else if (event.key === "n" && now + 1 < parts.length) location.hash = parts[now + 1].id;
    else if (event.key === "p" && now > 0) location.hash = parts[now - 1].id;
    else if (event.key === "t") theme();
    else if (event.key === "Escape") open(false);
  });
})();
