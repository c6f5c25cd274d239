// Goes from match to match: in the text, on the image, and on to the next page that has one.

const marks = [...document.querySelectorAll("mark[id^='match-']")];
const hits = document.querySelector(".hits");

if (hits) {
  const place = hits.querySelector(".hit-place");
  const onward = (step) => hits.querySelector(`.hit-page[data-step="${step}"]`);
  let current = -1;

  const rectangles = (number) =>
    document.querySelectorAll(`.facsimile rect[data-match~="${number}"]`);

  // Only what is on show can be scrolled to: either half of the page may be put away.
  const reveal = (element) => {
    if (element?.getClientRects().length) {
      element.scrollIntoView({ block: "center", inline: "center" });
    }
  };

  const choose = (index, scroll) => {
    document.querySelectorAll(".current-match").forEach((e) => e.classList.remove("current-match"));
    current = index;
    const mark = marks[index];
    const boxes = rectangles(mark.id.slice("match-".length));
    [mark, ...boxes].forEach((element) => element.classList.add("current-match"));
    place.textContent = `${index + 1} / ${marks.length}`;
    if (scroll) {
      reveal(boxes[0]);
      reveal(mark);
      history.replaceState(history.state, "", `#${mark.id}`);
    }
    refresh();
  };

  const can = (step) => Boolean(marks[current + step] || onward(step));

  const refresh = () => {
    for (const button of hits.querySelectorAll("[data-hit]")) {
      button.disabled = !can(Number(button.dataset.hit));
    }
  };

  const step = (by) => {
    if (marks[current + by]) choose(current + by, true);
    else onward(by)?.click();
  };

  hits.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hit]");
    if (button) step(Number(button.dataset.hit));
  });

  const fromAddress = () => {
    const named = decodeURIComponent(location.hash.slice(1));
    if (named === "match-end") return marks.length - 1;
    return marks.findIndex((mark) => mark.id === named);
  };

  hits.classList.add("live");
  hits.querySelectorAll("[data-hit]").forEach((button) => { button.hidden = false; });
  place.hidden = !marks.length;
  if (marks.length) choose(Math.max(0, fromAddress()), false);
  else refresh();
  addEventListener("hashchange", () => {
    const index = fromAddress();
    if (index >= 0) choose(index, true);
  });
}
