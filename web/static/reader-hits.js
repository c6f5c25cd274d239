// Goes from match to match: in the text, on the image, and on to the next page that has one.

// Neighbours in query and text (`thư viện`) are one match, of several marks with one number.
const marked = document.querySelectorAll("mark[data-match]");
const numbers = [...new Set([...marked].map((mark) => mark.dataset.match))];
const hits = document.querySelector(".hits");

// Which button led to this page; a browser may forbid a page to keep anything.
const KEY = "tangthu.step";
const keep = (by) => { try { sessionStorage.setItem(KEY, by); } catch { /* not kept */ } };
const taken = () => {
  try {
    const by = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return by;
  } catch { return null; }
};

if (hits) {
  const place = hits.querySelector(".hit-place");
  const onward = (step) => hits.querySelector(`.hit-page[data-step="${step}"]`);
  let current = -1;

  const within = (css, number) => [...document.querySelectorAll(`${css} [data-match~="${number}"]`)];

  // Only what is on show can be scrolled to: either half of the page may be put away.
  const reveal = (element, block) => {
    if (element?.getClientRects().length) element.scrollIntoView({ block, inline: "center" });
  };

  const choose = (index, scroll) => {
    document.querySelectorAll(".current-match").forEach((e) => e.classList.remove("current-match"));
    current = index;
    const marks = within(".text", numbers[index]);
    const boxes = within(".facsimile", numbers[index]);
    [...marks, ...boxes].forEach((element) => element.classList.add("current-match"));
    place.textContent = `${index + 1} / ${numbers.length}`;
    if (scroll) {
      reveal(boxes[0], "center");
      // The style sheet keeps what is above it from the edge.
      reveal(marks[0], "start");
      history.replaceState(history.state, "", `#match-${numbers[index]}`);
    }
    refresh();
  };

  const can = (step) => Boolean(numbers[current + step] || onward(step));

  const refresh = () => {
    for (const button of hits.querySelectorAll("[data-hit]")) {
      button.disabled = !can(Number(button.dataset.hit));
    }
  };

  const step = (by) => {
    if (numbers[current + by]) choose(current + by, true);
    else onward(by)?.click();
  };

  hits.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hit]");
    if (!button) return;
    const by = Number(button.dataset.hit);
    if (!numbers[current + by] && document.activeElement === button) keep(by);
    step(by);
  });

  // Whoever pressed a button finds it under the finger on the next page as well.
  const focusAsBefore = (by) => {
    const buttons = [...hits.querySelectorAll("[data-hit]")].filter((button) => !button.disabled);
    const same = buttons.find((button) => button.dataset.hit === by);
    (same ?? buttons[0])?.focus({ preventScroll: true });
  };

  const fromAddress = () => {
    const named = location.hash.slice(1);
    if (named === "match-end") return numbers.length - 1;
    return numbers.findIndex((number) => `match-${number}` === named);
  };

  hits.classList.add("live");
  hits.querySelectorAll("[data-hit]").forEach((button) => { button.hidden = false; });
  place.hidden = !numbers.length;
  if (numbers.length) choose(Math.max(0, fromAddress()), false);
  else refresh();
  const by = taken();
  // A browser that goes to the place in the address takes the focus away until the page is loaded.
  if (by) addEventListener("load", () => focusAsBefore(by));
  addEventListener("hashchange", () => {
    const index = fromAddress();
    if (index >= 0) choose(index, true);
  });
}
