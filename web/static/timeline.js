// Years are chosen on the drawing: with the pointer over the bars, or with the two sliders below, by
// keys too. Both fill the two boxes of the form and send it.

const REST_MS = 800;
let drag = null;
let byKeys = false;
let resting = 0;

function columnsOf(timeline) {
  return [...timeline.querySelectorAll("rect")].map((rect) => ({
    rect,
    slot: Number(rect.dataset.slot),
    first: rect.dataset.first,
    last: rect.dataset.last,
  }));
}

/** Shows the columns from slot to slot as chosen, and puts their years into the boxes. */
function choose(timeline, from, to) {
  const inside = ({ slot }) => slot >= Math.min(from, to) && slot <= Math.max(from, to);
  const columns = columnsOf(timeline);
  for (const column of columns) column.rect.classList.toggle("chosen", inside(column));
  const chosen = columns.filter(inside);
  if (!chosen.length) return;
  const { year_from, year_to } = timeline.closest("form").elements;
  year_from.value = chosen[0].first;
  year_to.value = chosen.at(-1).last;
}

/** Gives what puts back the years that are chosen now. */
function keeping(timeline) {
  const { year_from, year_to } = timeline.closest("form").elements;
  const years = [year_from.value, year_to.value];
  const chosen = new Set(timeline.querySelectorAll("rect.chosen"));
  return () => {
    [year_from.value, year_to.value] = years;
    for (const { rect } of columnsOf(timeline)) rect.classList.toggle("chosen", chosen.has(rect));
  };
}

/** The slider's nearest column in the direction in which it was moved: there is none in a gap. */
function settle(slider, columns) {
  const value = Number(slider.value);
  const isUp = value > Number(slider.dataset.was ?? slider.defaultValue);
  const column = isUp
    ? columns.find(({ slot }) => slot >= value)
    : columns.findLast(({ slot }) => slot <= value);
  slider.value = slider.dataset.was = column.slot;
  return column;
}

document.addEventListener("input", ({ target }) => {
  const timeline = target.type === "range" && target.closest(".timeline");
  if (!timeline) return;
  const columns = columnsOf(timeline);
  const [from, to] = timeline.querySelectorAll("[type=range]");
  const column = settle(target, columns);
  // One slider pushes the other before it.
  if (Number(from.value) > Number(to.value)) {
    const other = target === from ? to : from;
    other.value = other.dataset.was = target.value;
    other.setAttribute("aria-valuetext", column.first);
  }
  target.setAttribute("aria-valuetext", target === from ? column.first : column.last);
  choose(timeline, Number(from.value), Number(to.value));
});

const isSlider = (element) => element.type === "range" && element.closest(".timeline");

function send(form) {
  clearTimeout(resting);
  resting = 0;
  if (form.isConnected) form.requestSubmit();
}

// Each press of a key is a change: what is meant is where they come to rest.
document.addEventListener("change", ({ target }) => {
  if (!isSlider(target)) return;
  clearTimeout(resting);
  if (byKeys) resting = setTimeout(send, REST_MS, target.form);
  else send(target.form);
});

document.addEventListener("keydown", ({ target, key }) => {
  byKeys = true;
  if (key === "Enter" && resting && isSlider(target)) send(target.form);
});

document.addEventListener("focusout", ({ target }) => {
  if (resting && isSlider(target)) send(target.form);
});

function slotAt(svg, event) {
  const box = svg.getBoundingClientRect();
  const slots = svg.viewBox.baseVal.width;
  const slot = Math.floor(((event.clientX - box.left) / box.width) * slots);
  return Math.min(Math.max(slot, 0), slots - 1);
}

document.addEventListener("pointerdown", (event) => {
  byKeys = false;
  const svg = event.target.closest?.("svg.bars");
  if (!svg || event.button) return;
  const timeline = svg.closest(".timeline");
  drag = { svg, timeline, from: slotAt(svg, event), putBack: keeping(timeline) };
  choose(timeline, drag.from, drag.from);
});

document.addEventListener("pointermove", (event) => {
  if (drag) choose(drag.timeline, drag.from, slotAt(drag.svg, event));
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  // No bar stands where years are left out.
  if (drag.timeline.querySelector("rect.chosen")) drag.timeline.closest("form").requestSubmit();
  else drag.putBack();
  drag = null;
});

// The finger scrolls the page, and was over the bars by chance.
document.addEventListener("pointercancel", () => {
  drag?.putBack();
  drag = null;
});
