// Keys for the review page: every key presses what bears it in `data-tombol`; without this script the same buttons and
// links do the same. Written for Padan, no library.
"use strict";

// A letter in a row's list chooses the person; every other key is the page's there too.
const isTyping = (element, key) => element?.name === "milik" ? /^[a-e]$/i.test(key) :
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) &&
  !["checkbox", "radio", "button", "submit"].includes(element.type);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = document.activeElement;
  if (isTyping(field, event.key)) {
    if (event.key === "Escape") field.blur();
    // Enter in the note decides nothing: a verdict is a key or a button of its own.
    if (event.key === "Enter" && field.id === "catatan") event.preventDefault();
    return;
  }
  const help = document.querySelector("dialog[open]");
  if (help) return;
  if (event.key === "/" && !document.querySelector('[data-tombol="/"]')) {
    event.preventDefault();
    location.assign("/cari");
    return;
  }
  const key = CSS.escape(event.key.toLowerCase());
  const target = document.querySelector(`[data-tombol="${key}"]`);
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.tagName === "INPUT") {
    target.focus();
  } else if (target.tagName === "SELECT") {
    // A row's number hands the row to the next person.
    target.selectedIndex = (target.selectedIndex + 1) % target.options.length;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (target.tagName === "SUMMARY") {
    target.parentElement.open = true;
    target.parentElement.querySelector("input:not([type=hidden])")?.focus();
  } else {
    target.click();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  if (!button) return;
  if (button.dataset.buka) document.getElementById(button.dataset.buka)?.showModal();
  if ("cetak" in button.dataset) window.print();
});

// Rows of one person bear one colour.
const tint = (select) => {
  const line = select.closest("tr");
  if (line) line.dataset.milik = select.value;
};
document.addEventListener("change", (event) => {
  const all = event.target.dataset?.semua;
  if (all) for (const box of document.querySelectorAll(`input[name="${CSS.escape(all)}"]`)) box.checked = event.target.checked;
  if (event.target instanceof HTMLSelectElement && event.target.name === "milik") tint(event.target);
});
document.querySelectorAll('select[name="milik"]').forEach(tint);

// A verdict is sent once, however fast a key is pressed again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("sekali" in form.dataset)) return;
  if (form.dataset.sekali === "ya") event.preventDefault();
  form.dataset.sekali = "ya";
});

// A page that the browser shows again from its memory can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sekali]")) form.dataset.sekali = "";
  document.querySelectorAll('select[name="milik"]').forEach(tint);
});
