// Results change in place when a filter does: the address that the form leads to is fetched, and those
// parts of the page that are marked `data-live` are taken from the answer. Anything else than a page
// of results (an outage, an error) is gone to the ordinary way.

let shown = location.pathname + location.search;
let asking = null;

const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

/** The form's address, fields that are empty left out. */
function addressOf(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(([, value]) => value !== "");
  const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  return `${action}?${new URLSearchParams(fields)}`;
}

async function visit(url, isNew) {
  asking?.abort();
  asking = new AbortController();
  document.getElementById("content").setAttribute("aria-busy", "true");
  let response, page;
  try {
    response = await fetch(url, { signal: asking.signal });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return;
  }
  if (!response.ok || !page.getElementById("found")) return location.assign(response.url);
  if (isNew) history.pushState(null, "", response.url);
  shown = location.pathname + location.search;
  swap(page);
}

function swap(page) {
  const place = placeOf(document.activeElement);
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const next = page.getElementById(part.id);
    if (next) part.replaceWith(document.adoptNode(next));
  }
  document.title = page.title;
  document.body.className = page.body.className;
  const box = document.getElementById("q");
  const isTyped = box.value !== box.defaultValue;
  box.defaultValue = page.getElementById("q").value;
  // What stands there and was not sent yet is the reader's.
  if (!isTyped) box.value = box.defaultValue;
  const heading = document.getElementById("found");
  if (document.activeElement === document.body) place()?.focus({ preventScroll: true });
  if (document.activeElement === document.body) heading.focus();
  said.textContent = heading.textContent;
}

/** Finds the control again that had the focus, in the page that takes this one's place. */
function placeOf({ name, value, type, ariaLabel }) {
  const isSame = (control) =>
    name
      ? control.name === name && (control.value === value || type === "number")
      : ariaLabel && control.ariaLabel === ariaLabel;
  return () => [...document.querySelectorAll("input:not([type=hidden]), button")].find(isSame);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live], form.values") || !document.getElementById("found")) return;
  if (form.matches(".values") && !event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  form.closest("dialog")?.close();
  visit(addressOf(form, event.submitter), true);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.type === "checkbox" && target.form?.matches("form[data-live]")) target.form.requestSubmit();
  // The switch beside the search box searches anew with what stands in the box.
  if (target.matches("header .switch input")) visit(addressOf(target.form), true);
});

window.addEventListener("popstate", () => {
  // A jump within the page is one, too.
  if (location.pathname + location.search !== shown) visit(location.href, false);
});
