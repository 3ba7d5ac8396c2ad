"use strict";
// What all pages share. Every page works without it.

const desk = {
  one: (selector, root = document) => root.querySelector(selector),
  all: (selector, root = document) => [...root.querySelectorAll(selector)],

  // The words of this language that scripts need, from the page: desk.words("new", 2, {n: 2}).
  words(key, count, values = {}) {
    const said = desk.one("#say")?.dataset ?? {};
    const text = said[count === undefined ? key : key + (count === 1 ? "One" : "Other")] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? (name === "n" ? count : whole));
  },

  // Another state of a page of ours; null when the desk cannot be reached.
  async page(url, options = {}) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", ...options });
      if (new URL(answer.url).pathname === "/sign-in") return location.assign("/sign-in"), null;
      if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) return null;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.address = answer.url;
      return page;
    } catch {
      return null;
    }
  },

  // Sends a form as the browser would, with the button that was pressed.
  send: (form, button) => desk.page(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form, button)),
  }),

  // One polite sentence at most every ten seconds.
  speak(sentence) {
    desk.sentence = sentence;
    if (desk.speaking) return;
    const next = () => {
      desk.speaking = desk.sentence ? setTimeout(next, 10000) : 0;
      if (desk.sentence) desk.one("#polite").textContent = desk.sentence;
      desk.sentence = "";
    };
    next();
  },

  // Shows what can be undone, for ten seconds and as long as the pointer or the focus is on it.
  toast(toast = desk.one(".toast")) {
    if (!toast) return;
    let left = Number(toast.dataset.seconds || 10);
    const clock = setInterval(() => {
      if (!toast.matches(":hover, :focus-within") && --left < 0) {
        clearInterval(clock);
        toast.remove();
      }
    }, 1000);
  },

  closeMenus(except) {
    for (const menu of desk.all("details[name=menu][open]")) if (menu !== except) menu.open = false;
  },
};

document.addEventListener("click", (event) => desk.closeMenus(event.target.closest("details")));
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (menu.matches?.("details[name=menu]") && menu.open) {
    desk.closeMenus(menu);
    const box = menu.querySelector(".menu").getBoundingClientRect();
    menu.querySelector(".menu").classList.toggle("flip", box.right > document.documentElement.clientWidth);
  }
}, true);
desk.toast();
desk.one("[role=alert][tabindex]")?.focus();
