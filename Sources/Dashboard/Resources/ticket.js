// The ticket page: drafts, preview in place, menus, frames, and what changes while it is open. Nothing here is needed.
(() => {
  "use strict";

  // Lists remember themselves, so that a ticket knows its neighbours and the way back to its row.
  const memory = "servicedesk.list";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/tickets/']");
    if (!link || document.querySelector(".ticket")) return;
    const paths = [...document.querySelectorAll("main a[href^='/tickets/']")]
      .map((each) => each.pathname).filter((path) => /^\/tickets\/\d+$/.test(path));
    try {
      sessionStorage.setItem(memory, JSON.stringify({ from: location.pathname + location.search, paths: [...new Set(paths)] }));
    } catch { /* A browser may keep nothing. */ }
  });

  const page = document.querySelector(".ticket");
  if (!page) return;
  document.documentElement.classList.add("scripted");
  const path = "/tickets/" + page.dataset.ticket;
  const part = (name, root = page) => root.querySelector(`[data-part="${name}"]`);
  const composer = () => page.querySelector(".composer-form");
  const box = () => page.querySelector("#c-text");

  // MARK: The list that it was opened from.
  try {
    const list = JSON.parse(sessionStorage.getItem(memory) || "null");
    const at = list ? list.paths.indexOf(path) : -1;
    if (at >= 0) {
      const back = page.querySelector(".th-back");
      if (/^\/(\?|search|$)/.test(list.from)) back.href = list.from + "#t" + page.dataset.ticket;
      const near = page.querySelector("[data-near]");
      for (const link of near.querySelectorAll("a")) {
        const other = list.paths[at + Number(link.dataset.way)];
        if (other) link.href = other; else link.remove();
      }
      near.hidden = !near.querySelector("a");
    }
  } catch { /* No list, no neighbours. */ }

  // MARK: Where reading begins.
  const focused = page.querySelector("[data-focus]");
  const unread = page.querySelector("#unread");
  if (focused) focused.focus();
  else if (!location.hash && unread && unread.getBoundingClientRect().top > innerHeight * 0.6) unread.scrollIntoView();

  // MARK: Menus close when one looks elsewhere.
  const menus = () => page.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  page.addEventListener("toggle", (event) => {
    if (!event.target.matches("details[data-menu]") || !event.target.open) return;
    for (const menu of menus()) if (menu !== event.target) menu.open = false;
    const pick = event.target.querySelector("[aria-current], .pick");
    if (pick) pick.focus();
  }, true);
  page.addEventListener("keydown", (event) => {
    const menu = event.target.closest("details[data-menu][open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const picks = [...menu.querySelectorAll(".pick")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const letter = picks.find((pick) => pick.dataset.pick === event.key);
    if (letter) letter.click();
    else if (step) picks.at((picks.indexOf(document.activeElement) + step) % picks.length).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // MARK: Drafts.
  const state = (text) => { const line = page.querySelector("[data-draft-state]"); if (line) line.textContent = text; };
  let kept = box() ? box().value : "";
  let timer = 0;
  async function keep(kind, leaving = false) {
    clearTimeout(timer);
    const form = composer();
    if (!form) return true;
    const data = new URLSearchParams();
    for (const name of ["csrf", "kind", "text", "to", "cc"]) if (form.elements[name]) data.set(name, form.elements[name].value);
    if (kind) data.set("kind", kind);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: data, keepalive: leaving });
      if (!answer.ok) throw new Error(answer.status);
      kept = data.get("text");
      state(await answer.text());
      return true;
    } catch {
      return false;
    }
  }
  page.addEventListener("input", (event) => {
    if (!event.target.closest(".composer-form") || event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, 2500);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isSending && box() && box().value !== kept) keep(undefined, true);
  });

  // MARK: The composer.
  let isSending = false;
  page.addEventListener("submit", (event) => {
    if (!event.target.matches(".composer-form") || (event.submitter && event.submitter.matches("[data-preview]"))) return;
    if (isSending) return event.preventDefault();
    isSending = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => { isSending = false; });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !composer() || !composer().contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    composer().requestSubmit(composer().querySelector("[data-send]"));
  });
  page.addEventListener("click", async (event) => {
    const tab = event.target.closest("a[data-compose]");
    const form = composer();
    if (!tab || !form || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (form.elements.kind.value === tab.dataset.compose) {
      event.preventDefault();
      box().focus({ preventScroll: true });
      document.getElementById("compose").scrollIntoView({ block: "nearest" });
    } else if (box().value.trim()) {
      // What was typed goes along to the other tab.
      event.preventDefault();
      if (await keep(tab.dataset.compose)) location.assign(tab.href);
    }
  });
  page.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-preview]");
    if (!button) return;
    event.preventDefault();
    const form = composer();
    try {
      const answer = await fetch(button.formAction, {
        method: "POST", body: new FormData(form), headers: { "X-Fragment": "preview" },
      });
      const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
      const preview = piece.querySelector('[data-part="preview"]');
      if (!preview) throw new Error("no preview");
      page.querySelector("[data-preview-place]").replaceChildren(preview);
      preview.scrollIntoView({ block: "nearest" });
    } catch {
      form.requestSubmit(button);
    }
  });
  page.addEventListener("change", (event) => {
    if (event.target.matches("[data-files]")) event.target.classList.toggle("has", event.target.files.length > 0);
  });

  // MARK: Frames are as tall as their mail, to a limit.
  const tallest = 600;
  function fit(frame) {
    const inner = frame.contentDocument && frame.contentDocument.documentElement;
    if (!inner) return;
    const height = Math.max(inner.scrollHeight, frame.contentDocument.body ? frame.contentDocument.body.scrollHeight : 0);
    frame.style.height = Math.min(height + 2, tallest) + "px";
    const line = frame.parentElement.querySelector("[data-scrolls]");
    if (line) line.hidden = height <= tallest;
  }
  function watchFrames(root) {
    for (const frame of root.querySelectorAll("iframe[data-mail]")) {
      frame.addEventListener("load", () => fit(frame));
      if (frame.contentDocument && frame.contentDocument.readyState === "complete") fit(frame);
    }
  }
  watchFrames(page);

  // MARK: What changes while it is open.
  let isFetching = false;
  let isStale = false;
  document.addEventListener("desk:event", (event) => {
    const ticket = String(event.detail && event.detail.ticket || "").replace(/^SD-/i, "");
    if (ticket === page.dataset.ticket) refresh();
  });
  async function refresh() {
    if (isFetching) { isStale = true; return; }
    isFetching = true;
    try {
      const answer = await fetch(path + "/live" + (document.visibilityState === "visible" ? "?seen=1" : ""));
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".ticket"));
    } catch { /* The next event tries again. */ }
    isFetching = false;
    if (isStale) { isStale = false; refresh(); }
  }
  function take(fresh) {
    if (!fresh) return;
    const isWriting = box() && box().value.trim() !== "";
    part("marks").replaceChildren(...part("marks", fresh).childNodes);
    const side = part("side");
    if (!side.contains(document.activeElement) && !side.querySelector("details.edit[open]")) {
      const open = [...side.querySelectorAll("details")].map((each) => each.open);
      side.replaceChildren(...part("side", fresh).childNodes);
      side.querySelectorAll("details").forEach((each, place) => { if (open[place]) each.open = true; });
    }
    const arrived = add(part("conversation", fresh));
    // Whoever is writing is told first: their form's version moves on when they have looked, or send anyway.
    const version = fresh.dataset.version;
    if (!isWriting) setVersion(version);
    else if (version !== page.dataset.version) tell(arrived, version);
    page.dataset.version = version;
  }
  function add(fresh) {
    const list = part("conversation");
    const arrived = [];
    for (const item of [...fresh.querySelectorAll("li[id]")]) {
      const old = item.id && document.getElementById(item.id);
      if (old) {
        const lines = part("deliveries", old);
        const now = part("deliveries", item);
        if (lines && now && lines.innerHTML !== now.innerHTML) lines.replaceChildren(...now.childNodes);
      } else if (item.id && item.id !== "unread") {
        arrived.push(item);
      }
    }
    if (!arrived.length) return arrived;
    if (arrived.some((item) => item.dataset.message) && !list.querySelector("[data-since]")) {
      const rule = document.createElement("li");
      rule.className = "t-new";
      rule.dataset.since = "";
      rule.append(Object.assign(document.createElement("span"), { textContent: list.dataset.since }));
      list.append(rule);
    }
    list.append(...arrived);
    for (const item of arrived) watchFrames(item);
    return arrived;
  }
  function setVersion(version) {
    for (const input of page.querySelectorAll('input[name="version"]')) input.value = version;
  }
  function tell(arrived, version) {
    const line = page.querySelector("[data-meanwhile]");
    if (!line) return;
    const message = arrived.filter((item) => item.dataset.message && item.querySelector("h3")).at(-1);
    const list = part("conversation");
    line.querySelector("span").textContent = message
      ? list.dataset.wrote.replace("{who}", message.querySelector("h3").textContent.trim()) : list.dataset.changed;
    line.hidden = false;
    line.querySelector("a").onclick = (event) => {
      event.preventDefault();
      line.hidden = true;
      setVersion(version);
      (list.querySelector("[data-since]") || arrived[0] || page).scrollIntoView();
    };
  }
})();
