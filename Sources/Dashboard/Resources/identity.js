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

// What is shown once can be copied; where the browser lets no script do that, it is selected for whoever looks at it.
for (const button of desk.all("[data-copies]")) {
  const shown = desk.one("#" + button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    let said = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(shown.textContent);
    } catch {
      getSelection().selectAllChildren(shown);
      said = button.dataset.selected;
    }
    button.textContent = said;
    desk.speak(said);
  });
}
