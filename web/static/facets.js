// "More" of a facet opens in a dialog over the results, and its values are looked through as one types.
// Without this file the link leads to the same form on a page of its own.

const DELAY_MS = 150;
let timer = 0;
let asking = null;

async function load(url) {
  asking?.abort();
  asking = new AbortController();
  const response = await fetch(url, { signal: asking.signal });
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function open(page) {
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  const heading = document.adoptNode(page.querySelector("main h1"));
  dialog.className = "choosing";
  heading.id = "choosing";
  dialog.setAttribute("aria-labelledby", heading.id);
  close.type = "button";
  close.className = "close";
  close.textContent = "×";
  close.setAttribute("aria-label", document.querySelector("[data-close]").dataset.close);
  close.addEventListener("click", () => dialog.close());
  dialog.append(heading, close, document.adoptNode(page.querySelector("form.values")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("#find").focus();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a.more-values");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    open(await load(link.href));
  } catch (error) {
    if (error.name !== "AbortError") location.assign(link.href);
  }
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("dialog #find")) return;
  clearTimeout(timer);
  timer = setTimeout(find, DELAY_MS, target.form);
});

async function find(form) {
  try {
    const page = await load(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    form.querySelector("#values").replaceWith(document.adoptNode(page.querySelector("#values")));
    // The sentence changes in the element that is there, for only so is it announced.
    const said = "#values-found";
    form.querySelector(said).textContent = page.querySelector(said).textContent;
  } catch {
    // A newer question took its place, or the network is gone: the list stays as it was.
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("dialog form.values") || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  find(event.target);
});
