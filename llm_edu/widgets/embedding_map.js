// EmbeddingExplorer, the map: points, labels that do not overlap, zoom and pan. Runs after shared.js (base.py).

const GROUP_COLORS = ["model", "error", "truth", "second", "third"]; // orange stays for what is looked at
const SHAPES = [ // outlines about a point, for the first five groups, the next five, and so on
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z", "M0-5.2L5.2 0L0 5.2L-5.2 0Z", "M-3.8-3.8H3.8V3.8H-3.8Z", "M0-5L4.8 3.8H-4.8Z",
];
const SMALL = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z"; // words of no group
const REACH = 16; // how far from a point the pointer may be, in pixels
const MOST_ZOOM = 60;

function drawing(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A group's mark; group -1 is "no group". */
function groupMark(group) {
  if (group < 0) return drawing("path", { d: SMALL, class: "lm-dot lm-dot-none" });
  const mark = drawing("path", { d: SHAPES[Math.floor(group / GROUP_COLORS.length) % SHAPES.length], class: "lm-dot" });
  mark.style.setProperty("--dot", `var(--lm-${GROUP_COLORS[group % GROUP_COLORS.length]})`);
  return mark;
}

/** A word as it can be seen: what is invisible or would turn the text around is marked, what is long is cut. */
function visibleWord(word, limit = 28) {
  const shown = word.slice(0, limit).replace(/\p{Z}/gu, "·").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "␣");
  return word.length > limit ? `${shown}…` : shown || "(empty)";
}

/**
 * words: names of the points; groupOf: a group or -1 for each; onChoose(index); describe(index): what its note says
 *
 * show({ positions: [[x, y], …] between 0 and 1, chosen, near: [index, …], arrows: [[from, to], …], hidden: Set of groups })
 */
function createMap({ words, groupOf, label, onChoose, describe }) {
  const labels = words.map((word) => visibleWord(word));
  const turns = takeTurns(groupOf);
  const marks = groupOf.map((group) => groupMark(group));
  const texts = new Map();
  const layers = Object.fromEntries(["lines", "dots", "rings", "names"].map((name) => [name, drawing("g", { class: `lm-${name}` })]));
  const order = groupOf.map((group, at) => at).sort((one, two) => groupOf[one] - groupOf[two]); // grey ones lie beneath
  layers.dots.append(...order.map((at) => marks[at]));
  const svg = drawing("svg", { class: "lm-map", tabindex: "0", role: "application", "aria-label": label,
    "aria-roledescription": "map of words" }, ...Object.values(layers));
  keepKeys(svg);
  const note = element("div", { className: "lm-note", hidden: true, aria: { hidden: "true" } });
  const said = element("div", { className: "lm-said", aria: { live: "polite" } });
  const root = element("div", { className: "lm-map-frame" }, svg, note, said);

  const size = { width: 0, height: 0 };
  const view = { zoom: 1, x: 0.5, y: 0.5 };
  let scene = { positions: [], chosen: -1, near: [], arrows: [], hidden: new Set() };
  let box = { x: 0.5, y: 0.5, scale: 1 };
  let spots = [];
  let cursor = -1;
  let widths = null;
  let frame = 0;

  const shown = (at) => !scene.hidden.has(groupOf[at]);
  const spot = ([x, y]) => [size.width / 2 + (x - view.x) * box.scale * view.zoom, size.height / 2 - (y - view.y) * box.scale * view.zoom];

  function measureBox(positions) {
    const xs = positions.map(([x]) => x);
    const ys = positions.map(([, y]) => y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    box = { x: (left + right) / 2, y: (low + high) / 2, left, right, low, high,
      scale: Math.min((size.width - 56) / Math.max(right - left, 1e-6), (size.height - 44) / Math.max(high - low, 1e-6)) };
    if (!(box.scale > 0) || box.scale > 1e5) box.scale = 1; // a single point, or no room yet
  }

  function draw(positions = scene.positions, withNames = true) {
    if (!size.width || !positions.length) return;
    if (document.fonts?.status !== "loading" && widths === null) {
      ruler.font = `${FONT}px ${getComputedStyle(svg).fontFamily}`;
      widths = labels.map((text) => ruler.measureText(text).width + 2);
    }
    spots = positions.map(spot);
    marks.forEach((mark, at) => {
      mark.setAttribute("transform", `translate(${spots[at][0].toFixed(1)} ${spots[at][1].toFixed(1)})`);
      mark.classList.toggle("lm-hidden", !shown(at));
    });
    const near = scene.near.filter(shown);
    const chosen = scene.chosen >= 0 && shown(scene.chosen) ? scene.chosen : -1;
    const between = (from, to, name) => drawing("line", { class: name, x1: spots[from][0], y1: spots[from][1], x2: spots[to][0], y2: spots[to][1] });
    layers.lines.replaceChildren(...(chosen < 0 ? [] : near.map((at) => between(chosen, at, "lm-to-near"))),
      ...scene.arrows.filter((ends) => ends.every(shown)).flatMap(([from, to]) => [between(from, to, "lm-arrow"), arrowHead(spots[from], spots[to])]));
    const ring = (at, name, r) => drawing("circle", { class: name, cx: spots[at][0], cy: spots[at][1], r });
    layers.rings.replaceChildren(...near.map((at) => ring(at, "lm-ring", 6.5)), ...(chosen < 0 ? [] : [ring(chosen, "lm-ring lm-ring-chosen", 8)]),
      ...(cursor < 0 ? [] : [ring(cursor, "lm-ring lm-ring-cursor", 11)]));
    if (withNames) drawNames(chosen, near);
    else layers.names.replaceChildren();
  }

  function arrowHead([x1, y1], [x2, y2]) {
    const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
    return drawing("path", { class: "lm-arrow-head", d: "M-7-4.5L2 0L-7 4.5Z", transform: `translate(${x2} ${y2}) rotate(${angle}) translate(-7 0)` });
  }

  function drawNames(chosen, near) {
    const first = [...new Set([chosen, cursor, ...scene.arrows.flat(), ...near].filter((at) => at >= 0))];
    const firm = new Set(first);
    const inside = ([x, y]) => x > -4 && y > -4 && x < size.width + 4 && y < size.height + 4;
    const candidates = [...first, ...turns.filter((at) => !firm.has(at))].filter((at) => shown(at) && inside(spots[at]));
    const places = placeLabels(candidates, spots, widths, size, firm);
    layers.names.replaceChildren(...[...places].map(([at, [x, y]]) => {
      if (!texts.has(at)) texts.set(at, drawing("text", {}, labels[at]));
      const text = texts.get(at);
      text.setAttribute("x", x.toFixed(1));
      text.setAttribute("y", y.toFixed(1));
      text.setAttribute("class", at === chosen ? "lm-name lm-name-chosen" : firm.has(at) ? "lm-name lm-name-near" : "lm-name");
      return text;
    }));
  }

  function zoomBy(factor, [x, y] = [size.width / 2, size.height / 2]) {
    const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
    const step = 1 / (box.scale * view.zoom) - 1 / (box.scale * zoom); // what is under the pointer stays there
    view.x += (x - size.width / 2) * step;
    view.y -= (y - size.height / 2) * step;
    view.zoom = zoom;
    moveBy(0, 0);
  }
  function moveBy(x, y) {
    const step = 1 / (box.scale * view.zoom);
    view.x = Math.min(box.right, Math.max(box.left, view.x - x * step));
    view.y = Math.min(box.high, Math.max(box.low, view.y + y * step));
    if (view.zoom === 1) [view.x, view.y] = [box.x, box.y];
    hideNote();
    draw();
  }
  function fit() {
    measureBox(scene.positions);
    Object.assign(view, { zoom: 1, x: box.x, y: box.y });
    hideNote();
    draw();
  }

  const far = ([x, y], [a, b]) => Math.hypot(x - a, y - b);
  function closest(place, reach = Infinity) {
    let best = -1;
    spots.forEach((other, at) => {
      if (shown(at) && far(place, other) < reach) [best, reach] = [at, far(place, other)];
    });
    return best;
  }
  function showNote(at) {
    note.textContent = describe(at);
    note.hidden = false;
    const [x, y] = spots[at];
    note.style.left = `${Math.min(Math.max(4, x + 10), Math.max(4, size.width - note.offsetWidth - 4))}px`;
    note.style.top = `${y + 12 + note.offsetHeight < size.height ? y + 12 : y - note.offsetHeight - 10}px`;
  }
  function hideNote() { note.hidden = true; }

  /** The keyboard's point: the nearest one in that direction, sideways steps counting double. */
  function moveCursor(x, y) {
    if (cursor < 0 || !shown(cursor)) {
      cursor = scene.chosen >= 0 && shown(scene.chosen) ? scene.chosen : closest([size.width / 2, size.height / 2]);
      if (cursor < 0) return;
      if (cursor !== scene.chosen) return setCursor(cursor);
    }
    const [fromX, fromY] = spots[cursor];
    let best = -1;
    let least = Infinity;
    spots.forEach(([toX, toY], at) => {
      const along = (toX - fromX) * x + (toY - fromY) * y;
      const cost = along + 2 * Math.abs((toX - fromX) * y - (toY - fromY) * x);
      if (at !== cursor && shown(at) && along > 0.01 && cost < least) [best, least] = [at, cost];
    });
    if (best >= 0) setCursor(best);
  }
  function setCursor(at) {
    cursor = at;
    const [x, y] = spots[at];
    const over = (value, length) => (value < 20 ? 20 - value : value > length - 20 ? length - 20 - value : 0);
    if (over(x, size.width) || over(y, size.height)) moveBy(over(x, size.width), over(y, size.height));
    else draw();
    showNote(at);
    said.textContent = note.textContent;
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) moveBy(-60 * arrow[0], -60 * arrow[1]);
    else if (arrow) moveCursor(...arrow);
    else if (event.key === "+" || event.key === "=") zoomBy(1.5, spots[cursor]);
    else if (event.key === "-") zoomBy(1 / 1.5, spots[cursor]);
    else if (event.key === "0") fit();
    else if ((event.key === "Enter" || event.key === " ") && cursor >= 0) onChoose(cursor);
    else if (event.key === "Escape") { cursor = -1; hideNote(); draw(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  svg.addEventListener("blur", () => { cursor = -1; hideNote(); draw(); });

  const place = (event) => { const frame = svg.getBoundingClientRect(); return [event.clientX - frame.left, event.clientY - frame.top]; };
  let press = null;
  svg.addEventListener("pointerdown", (event) => { if (event.button === 0) press = { at: place(event), moved: false }; });
  svg.addEventListener("pointermove", (event) => {
    const at = place(event);
    if (press && (press.moved || far(at, press.at) > 4)) {
      if (!press.moved) svg.setPointerCapture(event.pointerId);
      moveBy(at[0] - press.at[0], at[1] - press.at[1]);
      press = { at, moved: true };
      return;
    }
    const over = closest(at, REACH);
    svg.classList.toggle("lm-over", over >= 0);
    if (over >= 0) showNote(over);
    else hideNote();
  });
  svg.addEventListener("pointerup", (event) => {
    const clicked = press && !press.moved ? closest(place(event), REACH) : -1;
    press = null;
    if (clicked >= 0) onChoose(clicked);
  });
  for (const name of ["pointercancel", "pointerleave"]) svg.addEventListener(name, () => { press = null; hideNote(); });
  svg.addEventListener("wheel", (event) => {
    // The wheel scrolls the page as ever, until the map has been clicked, or with Ctrl.
    if (document.activeElement !== svg && !event.ctrlKey) return;
    if (event.deltaY > 0 && view.zoom === 1 && !event.ctrlKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 300), place(event));
  }, { passive: false });

  /** The points glide to their new places, so that the eye can follow a word from one map to the other. */
  function glide(from, to) {
    cancelAnimationFrame(frame);
    measureBox(to);
    Object.assign(view, { zoom: 1, x: box.x, y: box.y });
    if (!from.length || !size.width || matchMedia("(prefers-reduced-motion: reduce)").matches) return draw();
    const begun = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - begun) / 200);
      const eased = share * share * (3 - 2 * share);
      if (share === 1) return draw();
      draw(to.map(([x, y], at) => [from[at][0] + (x - from[at][0]) * eased, from[at][1] + (y - from[at][1]) * eased]), false);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  const watch = new ResizeObserver(() => {
    const width = root.clientWidth;
    if (!width || width === size.width) return;
    Object.assign(size, { width, height: Math.round(Math.min(470, Math.max(300, 0.85 * width))) });
    svg.setAttribute("height", size.height);
    measureBox(scene.positions);
    moveBy(0, 0);
  });
  watch.observe(root);

  return {
    root, fit,
    zoomIn: () => zoomBy(1.5), zoomOut: () => zoomBy(1 / 1.5),
    show(next) {
      const before = scene.positions;
      scene = { ...scene, ...next };
      if (scene.positions !== before) glide(before, scene.positions);
      else draw();
    },
    close() { cancelAnimationFrame(frame); watch.disconnect(); },
  };
}
