"use strict";
// Passwords can be looked at while they are typed. Without this script the box for it stays hidden.
for (const box of desk.all("[data-reveals]")) {
  const fields = box.dataset.reveals.split(" ").map((id) => desk.one("#" + id)).filter(Boolean);
  box.hidden = false;
  const show = (isShown) => { for (const field of fields) field.type = isShown ? "text" : "password"; };
  desk.one("input", box).addEventListener("change", (event) => show(event.target.checked));
  // A browser keeps what was typed in a field of plain text.
  box.closest("form").addEventListener("submit", () => show(false));
}
