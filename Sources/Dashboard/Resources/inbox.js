// The inbox: what is selected, and doing something to it without leaving the page.

(() => {
  const list = desk.one("#list");
  const bulk = desk.one("#bulk");
  if (!list) return;

  const boxes = () => desk.all("[name=ticket]", list);
  const chosen = () => boxes().filter((box) => box.checked);

  // Where a ticket page finds its neighbours, and the way back.
  function remember() {
    const ids = desk.all("tbody tr[id]", list).map((row) => row.id.slice(1));
    try {
      sessionStorage.setItem("list", JSON.stringify({ url: location.pathname + location.search, ids }));
    } catch { /* private windows may forbid it; the way back is then the inbox */ }
  }
  remember();
  document.addEventListener("desk:rows", () => { remember(); selection(); });

  function selection() {
    if (!bulk) return;
    const count = chosen().length;
    desk.one("#selected").textContent = desk.words("selected", count);
    const all = desk.one("#all");
    if (all) {
      all.hidden = false;
      all.checked = count > 0 && count === boxes().length;
      all.indeterminate = count > 0 && !all.checked;
    }
  }
  desk.selection = selection;
  if (bulk) selection();

  let anchor = null;
  list.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.("[name=ticket]")) return;
    if (event.shiftKey && anchor?.isConnected) {
      const all = boxes();
      const [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    }
    anchor = box;
  });
  list.addEventListener("change", (event) => {
    if (event.target.id === "all") for (const box of boxes()) box.checked = event.target.checked;
    selection();
  });
  bulk?.addEventListener("reset", () => setTimeout(() => { desk.closeMenus(); selection(); }));

  // The answer to a form is the page as it is afterwards.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form !== bulk && !form.closest(".toast")) return;
    event.preventDefault();
    const page = await desk.send(form, event.submitter);
    if (!page) return complain(desk.words("failed"));
    if (!desk.one("#list", page)) return location.assign(page.address);
    if (form === bulk) bulk.reset();
    form.closest(".toast")?.remove();
    desk.closeMenus();
    desk.one("#problem")?.remove();
    const problem = desk.one("#problem", page);
    if (problem) complain(problem);
    const focused = document.activeElement?.closest?.("tr[id]")?.id ?? desk.one("tr.cur")?.id;
    document.activeElement?.blur?.();
    if (desk.adopt) desk.adopt(page); else location.reload();
    if (focused) desk.one("a", document.getElementById(focused) ?? list)?.focus();
  });

  function complain(what) {
    const panel = document.createElement("div");
    panel.className = "panel bad";
    panel.id = "problem";
    panel.tabIndex = -1;
    panel.setAttribute("role", "alert");
    panel.append(...(typeof what === "string" ? [what] : document.importNode(what, true).childNodes));
    desk.one("#problem")?.remove();
    desk.one(".head").after(panel);
    panel.focus();
  }
})();
