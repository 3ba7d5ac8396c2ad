// Keys: single ones act outside fields only, without modifiers, and can be switched off.
// Any element with data-key is pressed, opened or focused by that key; `g i` is a sequence.

(() => {
  const list = desk.one("#list");
  const setting = "keys-off";
  const isOff = () => { try { return localStorage.getItem(setting) === "1"; } catch { return false; } };
  const isField = (element) => element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const keyed = (key) => desk.all(`[data-key="${CSS.escape(key)}"]`).find((element) => !element.disabled && element.closest("[hidden]") === null);

  // The row that keys act on

  const rows = () => desk.all("tbody tr[id]", list);
  const current = () => desk.one("tr.cur", list);

  function go(row) {
    current()?.classList.remove("cur");
    if (!row) return;
    row.classList.add("cur");
    desk.one("a", row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by, extends_) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (extends_) for (const row of [current(), next]) check(row, true);
    go(next);
  }

  function check(row, to) {
    const box = row && desk.one("[name=ticket]", row);
    if (!box) return;
    box.checked = to ?? !box.checked;
    desk.selection?.();
  }

  // Acts on the selected rows, or else on the row the keys stand on.
  let borrowed = null;
  function act(element) {
    if (!desk.one("[name=ticket]:checked", list)) {
      const row = current() ?? document.activeElement?.closest?.("#list tr[id]");
      if (!row) return;
      check(row, true);
      borrowed = row;
    }
    press(element);
  }

  function press(element) {
    if (isField(element)) return element.focus(), element.select?.();
    if (element.tagName === "SUMMARY") {
      element.parentElement.open = true;
      const first = desk.one("a, button, textarea, input, select", element.nextElementSibling ?? element.parentElement);
      return (first ?? element).focus();
    }
    element.click();
  }

  function leave() {
    const menu = desk.one("details[name=menu][open]");
    if (menu) {
      menu.open = false;
      if (borrowed) check(borrowed, false), go(borrowed), borrowed = null;
      else desk.one("summary", menu).focus();
      return;
    }
    if (desk.one("#help-panel")) return closeHelp();
    if (isField(document.activeElement)) return document.activeElement.blur();
    if (desk.one("[name=ticket]:checked")) return desk.one("#bulk")?.reset();
    current()?.classList.remove("cur");
    document.activeElement?.blur?.();
  }

  // Neighbours of a ticket in the list it was opened from

  function neighbour(by) {
    const match = location.pathname.match(/^\/tickets\/(\d+)$/);
    const kept = remembered();
    const to = match && kept?.ids[kept.ids.indexOf(match[1]) + by];
    if (to && kept.ids.includes(match[1])) location.assign("/tickets/" + to);
  }

  function remembered() {
    try { return JSON.parse(sessionStorage.getItem("list")); } catch { return null; }
  }

  function back() {
    const kept = remembered();
    const match = location.pathname.match(/^\/tickets\/(\d+)/);
    location.assign((kept?.url ?? "/") + (match ? "#t" + match[1] : ""));
  }

  // Help, beside the page

  let opener = null;
  async function openHelp(link) {
    if (desk.one("#help-panel")) return closeHelp();
    const page = await desk.page(link.href);
    const help = page && desk.one("#help", page);
    if (!help) return location.assign(link.href);
    opener = document.activeElement;
    const panel = document.createElement("aside");
    panel.className = "aside";
    panel.id = "help-panel";
    panel.tabIndex = -1;
    panel.setAttribute("aria-labelledby", "help-title");
    const title = document.createElement("h2");
    title.id = "help-title";
    title.textContent = desk.one("h1", page).textContent;
    const close = document.createElement("button");
    close.className = "plain end";
    close.textContent = desk.words("close");
    close.addEventListener("click", closeHelp);
    const head = document.createElement("div");
    head.className = "line";
    head.append(title, close);
    panel.append(head, document.importNode(help, true));
    document.body.append(panel);
    switches(panel);
    panel.focus();
  }

  function closeHelp() {
    desk.one("#help-panel").remove();
    opener?.focus?.();
  }

  function switches(root) {
    for (const line of desk.all("[data-keys-switch]", root)) {
      line.hidden = false;
      const box = desk.one("input", line);
      box.checked = !isOff();
      box.addEventListener("change", () => { try { localStorage.setItem(setting, box.checked ? "0" : "1"); } catch { /* kept for this page only */ } });
    }
  }
  switches(document);

  // What a key does

  const inList = {
    j: () => step(1), k: () => step(-1), J: () => step(1, true), K: () => step(-1, true),
    x: () => check(current()), o: () => current() && desk.one("a", current()).click(),
  };

  let prefix = "";
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape") return leave();
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.form;
      if (isField(event.target) && form) form.requestSubmit(desk.one("[data-send], button.main", form) ?? undefined);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || isOff()) return;
    const key = prefix + event.key;
    prefix = "";
    const menu = desk.one("details[name=menu][open]");
    const item = menu && desk.all("[data-in-menu]", menu).find((button) => button.dataset.inMenu === event.key);
    const done = () => event.preventDefault();
    if (item) return done(), item.click();
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) return done(), walk(menu, event.key === "ArrowDown" ? 1 : -1);
    if (key === "g") return prefix = "g ", setTimeout(() => { prefix = ""; }, 1500), done();
    if (list && inList[key]) return done(), inList[key]();
    if (key === "u") return done(), back();
    if (key === "[" || key === "]") return done(), neighbour(key === "]" ? 1 : -1);
    if (key === "/" && !keyed("/")) return done(), location.assign("/#q");
    const element = keyed(key);
    if (!element) return;
    done();
    if (key === "?") openHelp(element);
    else if (element.closest("#bulk")) act(element);
    else press(element);
  });

  function walk(menu, by) {
    const items = desk.all(".menu a, .menu button", menu);
    const at = items.indexOf(document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  }

  // The rail's help link opens the panel as its key does.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[data-key="?"]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault(), openHelp(link);
  });

  // Back from a ticket: the same row.
  if (list && /^#t\d+$/.test(location.hash)) go(document.getElementById(location.hash.slice(1)));
  if (location.hash === "#q") desk.one("#q")?.focus();
})();
