// Presses what says in `aria-keyshortcuts` which key it has. Readers can turn the keys off.

const KEY = "tangthu.keys";
const NAMES = { "+": "Plus", "=": "Plus", "_": "-" };

const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
const keep = (value) => { try { localStorage.setItem(KEY, value); } catch { /* not kept */ } };

const help = document.querySelector(".keys");
const on = document.querySelector("#keys-on");
on.checked = kept() !== "off";
on.addEventListener("change", () => keep(on.checked ? "on" : "off"));
help.hidden = false;

const isForWriting = (element) =>
  element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

// Arrows belong to what scrolls, and to a choice among several.
const isForArrows = (element) => element.closest(".scan.zoomed");

document.addEventListener("keydown", (event) => {
  if (!on.checked || event.defaultPrevented) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (isForWriting(target)) return;
  if (event.key.startsWith("Arrow") && (event.shiftKey || isForArrows(target))) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = NAMES[key] ?? key;
  const control = [...document.querySelectorAll("[aria-keyshortcuts]")].find(
    (element) => element.getAttribute("aria-keyshortcuts") === name,
  );
  if (!control || control.disabled || !control.getClientRects().length) return;
  event.preventDefault();
  control.click();
});
