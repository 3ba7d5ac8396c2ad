// What others change appears without a reload. The server's page is the truth; this only decides when rows may move.

(() => {
  if (!desk.one("#say") || !window.EventSource) return;
  let last = Number(desk.one("#say").dataset.since || 0);
  let state = "catching";
  let since = null; // not live since then

  // The indicator

  function show(next, missed = 0) {
    if (next === "lost" && state !== "lost") since = new Date();
    if (next === "live" && missed > 0 && state !== "live") desk.speak(desk.words("caught", missed));
    state = next;
    const time = since?.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    for (const light of desk.all(".live")) {
      light.hidden = false;
      light.className = "live " + next;
      light.textContent = desk.words(next, undefined, { time });
    }
  }

  // The stream: one for all tabs of a browser, since a browser opens only six connections to a host.

  const channel = window.BroadcastChannel ? new BroadcastChannel("servicedesk") : null;
  let leads = false;

  function tell(message) {
    hear(message);
    channel?.postMessage(message);
  }

  function hear(message) {
    if (message.ask !== undefined) {
      if (leads) channel.postMessage({ state, id: last, to: message.ask });
      return;
    }
    if (message.state) show(message.state, message.missed);
    if (message.id > last) {
      if (!message.change) missed();
      last = message.id;
    }
    if (message.reset) missed();
    if (message.change) changed(message.change);
  }

  // Something changed, and nobody told what.
  function missed() {
    document.dispatchEvent(new Event("desk:reset"));
    refresh();
  }

  let patience = 2000;
  function listen() {
    const source = new EventSource("/events?since=" + last);
    const read = (event) => JSON.parse(event.data);
    source.addEventListener("change", (event) => tell({ id: Number(event.lastEventId), change: read(event) }));
    source.addEventListener("reset", () => tell({ reset: true }));
    source.addEventListener("live", (event) => {
      patience = 2000;
      tell({ state: "live", missed: read(event).missed });
    });
    source.onopen = () => tell({ state: "catching" });
    source.onerror = () => {
      tell({ state: "lost" });
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, patience);
      patience = Math.min(patience * 2, 30000);
    };
    window.addEventListener("pagehide", () => source.close(), { once: true });
  }

  if (channel) channel.onmessage = (event) => hear(event.data);
  if (channel && navigator.locks) {
    const lead = () => new Promise(() => { leads = true; listen(); });
    navigator.locks.request("servicedesk-live", { ifAvailable: true }, (lock) => {
      if (lock) return lead();
      channel.postMessage({ ask: last });
      navigator.locks.request("servicedesk-live", lead);
    });
  } else {
    listen();
  }

  // Changes, gathered: at most one look at the server a second.

  const touched = new Set();
  let arrivals = { count: 0, high: 0 };
  let timer = 0;
  let lookedAt = 0;

  function changed(change) {
    document.dispatchEvent(new CustomEvent("desk:change", { detail: change }));
    if (change.ticket) touched.add(change.ticket);
    refresh();
  }

  function refresh() {
    if (timer) return;
    timer = setTimeout(look, Math.max(80, 1000 - (Date.now() - lookedAt)));
  }

  async function look() {
    lookedAt = Date.now();
    const list = desk.one("#list");
    const page = await desk.page(list ? location.href : "/tickets/rows");
    timer = 0;
    if (page) desk.adopt(page);
  }
  desk.refresh = refresh;

  // The page takes over what the server says now: counts at once, rows as the reader's hands allow.

  const known = new WeakMap(); // what the server said of a row, as long as it is that
  const rows = (root = document) => desk.all("#list tbody tr[id]", root);
  for (const row of rows()) known.set(row, row.outerHTML);

  desk.adopt = (page) => {
    if (desk.one(".rail", page)) for (const link of desk.all(".rail li a, .quick a")) {
      const twin = desk.all(".rail li a, .quick a", page).find((other) => other.href === link.href);
      if (twin && twin.innerHTML !== link.innerHTML) link.innerHTML = twin.innerHTML;
    }
    if (!desk.one("#list") || !desk.one("#list", page)) {
      if (desk.one(".ready") && desk.one("#list", page)) location.reload();
      return;
    }
    document.title = page.title;
    for (const id of ["count", "foot", "toasts"]) {
      const [mine, theirs] = [document, page].map((root) => root.getElementById(id));
      if (!mine || !theirs || mine.textContent === theirs.textContent) continue;
      if (id === "toasts" && !theirs.children.length) continue;
      mine.innerHTML = theirs.innerHTML;
      if (id === "toasts") desk.toast();
    }
    if (isQuiet()) settle(page); else patch(page);
    touched.clear();
  };

  // Moves, only in quiet moments

  let pointerAt = 0;
  desk.one("#list")?.addEventListener("pointermove", () => { pointerAt = Date.now(); });

  function isQuiet() {
    if (document.hidden) return !desk.one("[name=ticket]:checked");
    return scrollY < 40 && Date.now() - pointerAt > 2000 && !desk.one("#list [name=ticket]:checked")
      && !desk.one("#list").contains(document.activeElement) && !desk.one("details[name=menu][open]");
  }

  function settle(page) {
    const mine = new Map(rows().map((row) => [row.id, row]));
    const isFirst = mine.size === 0;
    for (const row of rows(page)) {
      const old = mine.get(row.id);
      const text = row.outerHTML;
      const isTouched = touched.has(Number(row.id.slice(1)));
      const kept = old ?? document.importNode(row, true);
      if (old && known.get(old) !== text) renew(old, row, text, isTouched);
      known.set(kept, text);
      if (!old && (isTouched || !isFirst)) flash(kept);
      row.replaceWith(kept);
      if (!old) count(kept);
    }
    desk.one("#list").replaceChildren(...desk.one("#list", page).childNodes);
    desk.one("#slot").hidden = true;
    announce();
    document.dispatchEvent(new Event("desk:rows"));
  }

  function renew(row, twin, text, isTouched) {
    const box = desk.one("[name=ticket]", row);
    const isChecked = box?.checked;
    const focus = row.contains(document.activeElement) ? document.activeElement.tagName : null;
    const keeps = ["cur", "fresh"].filter((name) => row.classList.contains(name));
    row.className = twin.className;
    row.classList.add(...keeps);
    if (isTouched) flash(row);
    row.replaceChildren(...document.importNode(twin, true).childNodes);
    if (isChecked && desk.one("[name=ticket]", row)) desk.one("[name=ticket]", row).checked = true;
    if (focus) desk.one(focus, row)?.focus({ preventScroll: true });
    known.set(row, text);
  }

  // The time stays marked; the ground only for the two seconds of its animation.
  function flash(row) {
    row.classList.add("fresh", "flash");
    setTimeout(() => row.classList.remove("flash"), 2000);
  }

  // In place, while somebody reads or aims

  async function patch(page) {
    const theirs = rows(page);
    const twins = new Map(theirs.map((row) => [row.id, row]));
    const mine = new Map(rows().map((row) => [row.id, row]));
    const gone = [];
    for (const [id, row] of mine) {
      const twin = twins.get(id);
      if (!twin) gone.push(id.slice(1));
      else if (known.get(row) !== twin.outerHTML) renew(row, twin, twin.outerHTML, touched.has(Number(id.slice(1))));
    }
    if (gone.length) await mark(gone);
    const fresh = theirs.filter((row) => !mine.has(row.id));
    const order = (list) => list.map((row) => row.closest("tbody").id + row.id).join();
    const stays = (row) => mine.has(row.id) && twins.has(row.id);
    const moved = gone.length || (order(rows().filter(stays)) === order(theirs.filter(stays)) ? 0 : 1);
    offer(fresh, moved);
  }

  // A row that no longer fits stays, and says what became of it.
  async function mark(ids) {
    const page = await desk.page("/tickets/rows" + location.search + (location.search ? "&" : "?") + "ids=" + ids.join());
    if (!page) return;
    for (const twin of rows(page)) {
      const row = document.getElementById(twin.id);
      if (row && known.get(row) !== twin.outerHTML) renew(row, twin, twin.outerHTML, true);
    }
  }

  function offer(fresh, moved) {
    const slot = desk.one("#slot");
    slot.hidden = !fresh.length && !moved;
    if (slot.hidden) return;
    slot.replaceChildren();
    if (fresh.length) {
      const [row] = fresh;
      const link = document.createElement("a");
      link.href = desk.one("a", row).href;
      link.textContent = [desk.one(".n", row), desk.one("a", row), desk.one(".p", row)]
        .map((part) => part.textContent.trim()).join(" ").slice(0, 90);
      const lead = document.createElement("b");
      lead.textContent = desk.words("new", fresh.length) + " ";
      slot.append(lead, link, ". ");
      fresh.forEach(count);
      announce();
    } else {
      slot.append(desk.words("moved", moved) + " ");
    }
    const button = document.createElement("button");
    button.className = "link";
    button.dataset.key = ".";
    button.textContent = desk.words("show") + " (.)";
    button.addEventListener("click", () => {
      pointerAt = 0;
      scrollTo({ top: 0 });
      document.activeElement?.blur();
      force();
    });
    slot.append(button);
  }

  async function force() {
    const page = await desk.page(location.href);
    if (page) settle(page);
  }

  const counted = new Set();
  function count(row) {
    if (counted.has(row.id) || !touched.has(Number(row.id.slice(1)))) return;
    counted.add(row.id);
    arrivals.count += 1;
    if (desk.one(".mark.high", row)) arrivals.high += 1;
  }

  function announce() {
    if (!arrivals.count) return;
    const high = arrivals.high ? ", " + desk.words("spokenHigh", undefined, { n: arrivals.high }) : "";
    desk.speak(desk.words("spoken", arrivals.count) + high + ".");
    arrivals = { count: 0, high: 0 };
  }

  // On the next quiet moment what has moved moves; clocks tick by the minute, all at once.
  setInterval(() => {
    if (desk.one("#slot") && !desk.one("#slot").hidden && isQuiet()) force();
  }, 1000);
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
})();
