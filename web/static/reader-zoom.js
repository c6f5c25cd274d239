// Makes the image larger and smaller, and lets a mouse push it about. Fingers can do both anyway.

const scan = document.querySelector(".scan");

if (scan) {
  const tools = document.querySelector(".zoom");
  const sheet = scan.querySelector(".sheet");
  const shown = tools.querySelector("output");
  const LARGEST = 6;
  const STEP = 1.25;
  let zoom = 1;

  // `x`, `y`: the point of the view that stays where it is.
  const setZoom = (wanted, x = scan.clientWidth / 2, y = scan.clientHeight / 2) => {
    const next = Math.min(LARGEST, Math.max(1, wanted));
    const factor = next / zoom;
    const left = (scan.scrollLeft + x) * factor - x;
    const top = (scan.scrollTop + y) * factor - y;
    if (zoom === 1) scan.style.height = `${scan.getBoundingClientRect().height}px`;
    if (next === 1) scan.style.height = "";
    zoom = next;
    sheet.style.width = `${zoom * 100}%`;
    scan.classList.toggle("zoomed", zoom > 1);
    scan.scrollTo({ left, top, behavior: "instant" });
    shown.textContent = `${Math.round(zoom * 100)}%`;
    tools.querySelector("[data-zoom=out]").disabled = zoom === 1;
    tools.querySelector("[data-zoom=in]").disabled = zoom === LARGEST;
  };

  const point = (event) => {
    const frame = scan.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };

  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (!button) return;
    if (button.dataset.zoom === "fit") setZoom(1);
    else setZoom(button.dataset.zoom === "in" ? zoom * STEP : zoom / STEP);
  });

  scan.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setZoom(event.deltaY < 0 ? zoom * STEP : zoom / STEP, ...point(event));
  }, { passive: false });

  scan.addEventListener("dblclick", (event) => setZoom(zoom > 1 ? 1 : 2.5, ...point(event)));

  let held = null;
  scan.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || zoom === 1) return;
    held = { x: event.clientX + scan.scrollLeft, y: event.clientY + scan.scrollTop };
    scan.setPointerCapture(event.pointerId);
    scan.classList.add("held");
  });
  scan.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [left, top] = [held.x - event.clientX, held.y - event.clientY];
    scan.scrollTo({ left, top, behavior: "instant" });
  });
  for (const end of ["pointerup", "pointercancel"]) {
    scan.addEventListener(end, () => {
      held = null;
      scan.classList.remove("held");
    });
  }
  scan.addEventListener("dragstart", (event) => event.preventDefault());

  tools.hidden = false;
  setZoom(1);
}
