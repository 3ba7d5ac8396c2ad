// The ticket page: drafts, preview in place, frames, and what changes while it is open. Nothing here is needed.

(() => {
  const ticket = desk.one(".ticket");
  if (!ticket) return;
  document.documentElement.classList.add("scripted");
  const path = "/tickets/" + ticket.dataset.ticket;
  const part = (name, root = ticket) => desk.one(`[data-part="${name}"]`, root);
  const form = () => desk.one(".composer-form", ticket);
  const box = () => desk.one("#c-text", ticket);

  // The list that it was opened from: the way back to its row, and its neighbours there.

  try {
    const list = JSON.parse(sessionStorage.getItem("list"));
    const at = list?.ids.indexOf(ticket.dataset.ticket) ?? -1;
    if (at >= 0) {
      desk.one(".th-back", ticket).href = list.url + "#t" + ticket.dataset.ticket;
      const near = desk.one("[data-near]", ticket);
      for (const link of desk.all("a", near)) {
        const other = list.ids[at + Number(link.dataset.way)];
        if (other) link.href = "/tickets/" + other; else link.remove();
      }
      near.hidden = !desk.one("a", near);
    }
  } catch { /* a browser may keep nothing */ }

  // Reading begins at what is new.

  const unread = desk.one("#unread");
  if (!location.hash && !desk.one("[role=alert]") && unread?.getBoundingClientRect().top > innerHeight * 0.6) {
    unread.scrollIntoView();
  }

  // Drafts

  let kept = box()?.value ?? "";
  let isSending = false;
  let timer = 0;

  async function keep(kind, isLeaving = false) {
    clearTimeout(timer);
    if (!form()) return true;
    const data = new URLSearchParams();
    for (const name of ["csrf", "kind", "text", "to", "cc"]) {
      const field = form().elements[name];
      if (field) data.set(name, field.value);
    }
    if (kind) data.set("kind", kind);
    try {
      const answer = await fetch(form().dataset.draft, { method: "POST", body: data, keepalive: isLeaving });
      if (!answer.ok) return false;
      kept = data.get("text");
      desk.one("[data-draft-state]", ticket).textContent = await answer.text();
      return true;
    } catch {
      return false;
    }
  }

  ticket.addEventListener("input", (event) => {
    if (event.target.type === "file" || !form()?.contains(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 2500);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !isSending && box() && box().value !== kept) keep(undefined, true);
  });

  // The composer

  ticket.addEventListener("submit", (event) => {
    if (event.target !== form() || event.submitter?.matches("[data-preview]")) return;
    if (isSending) return event.preventDefault();
    isSending = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => { isSending = false; });

  ticket.addEventListener("click", async (event) => {
    const tab = event.target.closest("a[data-compose]");
    if (!tab || !form() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (form().elements.kind.value === tab.dataset.compose) {
      event.preventDefault();
      desk.one("#compose").scrollIntoView({ block: "nearest" });
      box().focus({ preventScroll: true });
    } else if (box().value.trim()) {
      // What was typed goes along to the other tab.
      event.preventDefault();
      if (await keep(tab.dataset.compose)) location.assign(tab.href);
    }
  });

  ticket.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-preview]");
    if (!button) return;
    event.preventDefault();
    const page = await desk.page(button.formAction, {
      method: "POST", body: new FormData(form()), headers: { "X-Fragment": "preview" },
    });
    const preview = page && part("preview", page);
    if (!preview) return form().requestSubmit(button);
    desk.one("[data-preview-place]", ticket).replaceChildren(preview);
    preview.scrollIntoView({ block: "nearest" });
  });

  ticket.addEventListener("change", (event) => {
    if (event.target.matches("[data-files]")) event.target.classList.toggle("has", event.target.files.length > 0);
  });

  // Frames are as tall as their mail, to a limit.

  const tallest = 600;
  function fit(frame) {
    const inner = frame.contentDocument?.documentElement;
    if (!inner) return;
    frame.style.height = "0";
    const height = Math.max(inner.scrollHeight, frame.contentDocument.body?.scrollHeight ?? 0) + 2;
    frame.style.height = Math.min(height, tallest) + "px";
    const line = desk.one("[data-scrolls]", frame.parentElement);
    if (line) line.hidden = height <= tallest;
  }
  function watch(root) {
    for (const frame of desk.all("iframe[data-mail]", root)) {
      frame.addEventListener("load", () => fit(frame));
      if (frame.contentDocument?.readyState === "complete") fit(frame);
    }
  }
  watch(ticket);

  // What changes while it is open

  let isLooking = false;
  let isStale = false;
  document.addEventListener("desk:change", (event) => {
    if (String(event.detail.ticket) === ticket.dataset.ticket) look();
  });
  document.addEventListener("desk:reset", look);

  async function look() {
    if (isLooking) return isStale = true;
    isLooking = true;
    const page = await desk.page(path + "/live" + (document.hidden ? "" : "?seen=1"));
    const fresh = page && desk.one(".ticket", page);
    if (fresh) take(fresh);
    isLooking = false;
    if (isStale) { isStale = false; look(); }
  }

  function take(fresh) {
    part("marks").replaceChildren(...part("marks", fresh).childNodes);
    renewSide(part("side", fresh));
    const arrived = add(part("conversation", fresh));
    const version = fresh.dataset.version;
    // Whoever is writing is told first: their form moves on when they have looked, or send anyway.
    if (!box()?.value.trim()) setVersion(version);
    else if (version !== ticket.dataset.version) tell(arrived, version);
    ticket.dataset.version = version;
  }

  function renewSide(fresh) {
    const side = part("side");
    if (side.contains(document.activeElement) || desk.one("details.edit[open]", side)) return;
    const open = desk.all("details", side).map((each) => each.open);
    side.replaceChildren(...fresh.childNodes);
    desk.all("details", side).forEach((each, place) => { each.open = open[place] ?? false; });
  }

  function add(fresh) {
    const list = part("conversation");
    const arrived = [];
    for (const item of desk.all("li[id]", fresh)) {
      const old = document.getElementById(item.id);
      if (!old) {
        if (item.id !== "unread") arrived.push(item);
        continue;
      }
      const [lines, now] = [part("deliveries", old), part("deliveries", item)];
      if (lines && now && lines.innerHTML !== now.innerHTML) lines.replaceChildren(...now.childNodes);
    }
    if (arrived.some((item) => item.dataset.message) && !desk.one("[data-new]", list)) {
      const rule = document.createElement("li");
      rule.className = "t-new";
      rule.dataset.new = "";
      const words = document.createElement("span");
      words.textContent = list.dataset.since;
      rule.append(words);
      list.append(rule);
    }
    list.append(...arrived);
    arrived.forEach(watch);
    return arrived;
  }

  function setVersion(version) {
    for (const field of desk.all("input[name=version]", ticket)) field.value = version;
  }

  function tell(arrived, version) {
    const line = desk.one("[data-meanwhile]", ticket);
    if (!line) return;
    const list = part("conversation");
    const who = arrived.map((item) => item.dataset.message && desk.one("h3", item)).filter(Boolean).at(-1)?.textContent.trim();
    desk.one("span", line).textContent = who ? list.dataset.wrote.replace("{who}", () => who) : list.dataset.changed;
    line.hidden = false;
    desk.speak(desk.one("span", line).textContent);
    desk.one("a", line).onclick = (event) => {
      event.preventDefault();
      line.hidden = true;
      setVersion(version);
      (desk.one("[data-new]", list) ?? arrived[0] ?? ticket).scrollIntoView();
    };
  }
})();
