// Suggestions under the search box: the combobox of WAI-ARIA's authoring practices, with a list that
// the arrow keys walk while the focus stays in the box. Without this file the box is a plain one.

const DELAY_MS = 120;
const KEPT = 60;

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);

function attach(input) {
  const { suggest: address, label, one, many } = input.dataset;
  const kinds = JSON.parse(input.dataset.kinds);
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const answers = new Map();
  let timer = 0;
  let asking = null;
  let active = -1;

  list.id = `${input.id}-suggestions`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  input.closest(".box").append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  function activate(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[place];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(option) {
    input.value = option.dataset.query;
    close();
    input.form.requestSubmit();
  }

  function show(suggestions) {
    // Whoever has left the box, or sent it, wants no list any more.
    if (!suggestions.length || document.activeElement !== input) return close();
    list.replaceChildren(...suggestions.map(row));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(-1);
    const count = suggestions.length;
    said.textContent = count === 1 ? one : many.replace("#", count);
  }

  function row({ query, reason }, place) {
    const option = document.createElement("li");
    const text = document.createElement("bdi");
    const kind = document.createElement("span");
    option.id = `${list.id}-${place}`;
    option.dataset.query = query;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    text.textContent = query;
    kind.className = "kind";
    kind.textContent = kinds[reason] ?? "";
    option.append(text, " ", kind);
    return option;
  }

  async function ask(typed) {
    asking?.abort();
    if (answers.has(typed)) return show(answers.get(typed));
    asking = new AbortController();
    try {
      const url = `${address}?${new URLSearchParams({ q: typed })}`;
      const response = await fetch(url, { signal: asking.signal });
      if (!response.ok) return close();
      const { suggestions } = await response.json();
      if (answers.size >= KEPT) answers.clear();
      answers.set(typed, suggestions);
      if (input.value.trim() === typed) show(suggestions);
    } catch {
      // Given up for a newer question, or the network is gone: typing goes on as before.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    // What was chosen in the list was chosen for other words.
    activate(-1);
    const typed = input.value.trim();
    if (!typed) return close();
    timer = setTimeout(ask, DELAY_MS, typed);
  });

  input.addEventListener("keydown", (event) => {
    // While an input method composes a letter the keys are its own.
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      close();
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      choose(list.children[active]);
    } else if (event.key === "ArrowDown" && !list.hidden) {
      activate(active < last ? active + 1 : -1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      activate(active < 0 ? last : active - 1);
    } else if (event.key === "ArrowDown" && input.value.trim()) {
      ask(input.value.trim());
    } else {
      return;
    }
    event.preventDefault();
  });

  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
