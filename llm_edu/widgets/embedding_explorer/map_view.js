// EmbeddingExplorer, the map: where a point lies on the screen, and how pointer, wheel and keys move about it.

export const REACH = 16; // how far from a point the pointer may be, in pixels
const MOST_ZOOM = 60;

/** From positions (0 … 1, the second one pointing up) to pixels; a zoom of 1 shows all points. */
export function createCamera() {
  const size = { width: 0, height: 0 };
  const view = { zoom: 1, x: 0.5, y: 0.5 };
  let box = { left: 0, right: 1, low: 0, high: 1, scale: 1 };
  const pixels = () => box.scale * view.zoom; // per unit
  const within = (value, low, high) => Math.min(high, Math.max(low, value));

  const camera = {
    size,
    get zoom() { return view.zoom; },
    spot: ([x, y]) => [size.width / 2 + (x - view.x) * pixels(), size.height / 2 - (y - view.y) * pixels()],
    isInside: ([x, y], edge) => x > edge && y > edge && x < size.width - edge && y < size.height - edge,
    moveBy(x, y) {
      view.x = within(view.x - x / pixels(), box.left, box.right);
      view.y = within(view.y + y / pixels(), box.low, box.high);
      if (view.zoom === 1) camera.fit();
    },
    /** Zoom so that what is at this place of the screen stays there. */
    zoomBy(factor, [x, y] = [size.width / 2, size.height / 2]) {
      const before = pixels();
      view.zoom = within(view.zoom * factor, 1, MOST_ZOOM);
      const step = 1 / before - 1 / pixels();
      view.x += (x - size.width / 2) * step;
      view.y -= (y - size.height / 2) * step;
      camera.moveBy(0, 0);
    },
    fit() {
      Object.assign(view, { zoom: 1, x: (box.left + box.right) / 2, y: (box.low + box.high) / 2 });
    },
    /** Learn where the points are; all of them are shown. */
    frame(positions) {
      const xs = positions.map(([x]) => x);
      const ys = positions.map(([, y]) => y);
      const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const room = [(size.width - 56) / Math.max(right - left, 1e-6), (size.height - 44) / Math.max(high - low, 1e-6)];
      const scale = Math.min(...room);
      box = { left, right, low, high, scale: scale > 0 && scale < 1e6 ? scale : 1 }; // one point, or no room yet
      camera.fit();
    },
  };
  return camera;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Keys, pointer and wheel on the map, as calls of `map`:
 * moveBy(x, y), zoomBy(factor, place), fit(), step(x, y) to the next word, enter(), leave(), hover(place), press(place)
 */
export function listenToMap(svg, camera, map) {
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) map.moveBy(-60 * arrow[0], -60 * arrow[1]);
    else if (arrow) map.step(...arrow);
    else if (event.key === "+" || event.key === "=") map.zoomBy(1.5);
    else if (event.key === "-") map.zoomBy(1 / 1.5);
    else if (event.key === "0") map.fit();
    else if (event.key === "Enter" || event.key === " ") map.enter();
    else if (event.key === "Escape") map.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  svg.addEventListener("blur", map.leave);

  const placeOf = (event) => {
    const frame = svg.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  let from = null; // where the pointer was pressed, or dragged to
  let dragged = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0) [from, dragged] = [placeOf(event), false];
  });
  svg.addEventListener("pointermove", (event) => {
    const at = placeOf(event);
    if (from === null) return map.hover(at);
    if (!dragged && Math.hypot(at[0] - from[0], at[1] - from[1]) < 4) return undefined;
    if (!dragged) svg.setPointerCapture(event.pointerId);
    map.moveBy(at[0] - from[0], at[1] - from[1]);
    [from, dragged] = [at, true];
    return undefined;
  });
  svg.addEventListener("pointerup", (event) => {
    if (from !== null && !dragged) map.press(placeOf(event));
    from = null;
  });
  for (const name of ["pointercancel", "pointerleave"]) {
    svg.addEventListener(name, () => { from = null; map.hover(null); });
  }
  svg.addEventListener("wheel", (event) => {
    // The wheel scrolls the page as ever, until the map has been clicked, or with Ctrl.
    if (document.activeElement !== svg && !event.ctrlKey) return;
    if (event.deltaY > 0 && camera.zoom === 1 && !event.ctrlKey) return;
    event.preventDefault();
    const amount = Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100);
    map.zoomBy(Math.exp(-amount / 300), placeOf(event));
  }, { passive: false });
}

/** The nearest spot in a direction, sideways steps counting double; -1 when there is none. */
export function nextSpot(spots, from, [x, y], isShown) {
  const [fromX, fromY] = spots[from];
  let best = -1;
  let least = Infinity;
  spots.forEach(([toX, toY], at) => {
    const along = (toX - fromX) * x + (toY - fromY) * y;
    const cost = along + 2 * Math.abs((toX - fromX) * y - (toY - fromY) * x);
    if (at !== from && isShown(at) && along > 0.01 && cost < least) [best, least] = [at, cost];
  });
  return best;
}

/** The spot closest to a place and within reach of it; -1 when there is none. */
export function closestSpot(spots, [x, y], isShown, reach = Infinity) {
  let best = -1;
  spots.forEach(([a, b], at) => {
    const distance = Math.hypot(x - a, y - b);
    if (isShown(at) && distance < reach) [best, reach] = [at, distance];
  });
  return best;
}
