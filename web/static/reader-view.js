// Keeps the choice of image, text or both while a reader turns pages.

const KEY = "tangthu.view";
const choices = [...document.querySelectorAll(".views input")];

// A browser may forbid a page to keep anything.
const kept = () => { try { return sessionStorage.getItem(KEY); } catch { return null; } };
const keep = (value) => { try { sessionStorage.setItem(KEY, value); } catch { /* not kept */ } };

const before = choices.find((choice) => choice.value === kept());
if (before) before.checked = true;
for (const choice of choices) {
  choice.addEventListener("change", () => keep(choice.value));
}
