// EmbeddingExplorer, the map: points, names, and what is looked at.

import { element, keepKeys } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { groupMark, placeLabels, takeTurns, textWidths, visibleWord } from "./map_labels.js";
import { closestSpot, createCamera, listenToMap, nextSpot, REACH } from "./map_view.js";

/** What the map shows besides its points: lines, rings and names, each in a layer of its own. */
function createScene(svg, words, groupOf) {
  const labels = words.map((word) => visibleWord(word));
  const turns = takeTurns(groupOf);
  const marks = groupOf.map((group, at) => {
    const mark = groupMark(group);
    mark.dataset.at = at;
    return mark;
  });
  const texts = new Map();
  const layers = ["lines", "dots", "rings", "names"].map((name) => drawn("g", { class: `lm-${name}` }));
  const [lines, dots, rings, names] = layers;
  const order = groupOf.map((_, at) => at).sort((one, two) => groupOf[one] - groupOf[two]); // grey ones lie beneath
  dots.append(...order.map((at) => marks[at]));
  svg.append(...layers);
  let widths = null;

  function drawDots(spots, isShown) {
    marks.forEach((mark, at) => {
      mark.setAttribute("transform", `translate(${spots[at][0].toFixed(1)} ${spots[at][1].toFixed(1)})`);
      mark.classList.toggle("lm-hidden", !isShown(at));
    });
  }
  function drawLines(spots, { chosen, near, arrows }) {
    const between = (from, to, name) => {
      const [[x1, y1], [x2, y2]] = [spots[from], spots[to]];
      return drawn("line", { class: name, x1, y1, x2, y2 });
    };
    lines.replaceChildren(...(chosen < 0 ? [] : near.map((at) => between(chosen, at, "lm-to-near"))),
      ...arrows.flatMap(([from, to]) => [between(from, to, "lm-arrow"), arrowHead(spots[from], spots[to])]));
  }
  function drawRings(spots, { chosen, near, cursor }) {
    const ring = (at, name, r) => {
      const [cx, cy] = spots[at];
      return drawn("circle", { class: `lm-ring ${name}`, cx, cy, r });
    };
    rings.replaceChildren(...near.map((at) => ring(at, "", 6.5)));
    if (chosen >= 0) rings.append(ring(chosen, "lm-ring-chosen", 8));
    if (cursor >= 0) rings.append(ring(cursor, "lm-ring-cursor", 11));
  }
  function drawNames(spots, isShown, camera, { chosen, near, arrows, cursor }) {
    widths ??= textWidths(labels, svg);
    const firm = new Set([chosen, cursor, ...arrows.flat(), ...near].filter((at) => at >= 0));
    const candidates = [...firm, ...turns.filter((at) => !firm.has(at))]
      .filter((at) => isShown(at) && camera.isInside(spots[at], -4));
    const places = placeLabels(candidates, spots, widths, camera.size, firm);
    names.replaceChildren(...[...places].map(([at, [x, y]]) => {
      if (!texts.has(at)) texts.set(at, drawn("text", {}, labels[at]));
      const text = texts.get(at);
      const more = at === chosen ? " lm-name-chosen" : firm.has(at) ? " lm-name-near" : "";
      for (const [name, value] of [["x", x.toFixed(1)], ["y", y.toFixed(1)], ["class", `lm-name${more}`]]) {
        text.setAttribute(name, value);
      }
      return text;
    }));
  }
  return {
    draw(spots, isShown, camera, marked, withNames) {
      drawDots(spots, isShown);
      drawLines(spots, marked);
      drawRings(spots, marked);
      if (withNames) drawNames(spots, isShown, camera, marked);
      else names.replaceChildren();
    },
  };
}

function arrowHead([x1, y1], [x2, y2]) {
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const transform = `translate(${x2} ${y2}) rotate(${angle}) translate(-7 0)`; // its tip at the rim of the point
  return drawn("path", { class: "lm-arrow-head", d: "M-7-4.5L2 0L-7 4.5Z", transform });
}

/**
 * words: names of the points; groupOf: a group or -1 for each; onChoose(index); describe(index): what its note says
 *
 * show({ positions, chosen, near, arrows, hidden }): places [[x, y], …] between 0 and 1, the point that is looked at,
 * its neighbours, arrows [[from, to], …], and the set of groups that are not shown
 */
export function createMap({ words, groupOf, label, onChoose, describe }) {
  const svg = keepKeys(drawn("svg", { class: "lm-map", tabindex: "0", role: "application", "aria-label": label,
    "aria-roledescription": "map of words" }));
  const note = element("div", { className: "lm-note", hidden: true, aria: { hidden: "true" } });
  const said = element("div", { className: "lm-said", aria: { live: "polite" } });
  const root = element("div", { className: "lm-map-frame" }, svg, note, said);
  const scene = createScene(svg, words, groupOf);
  const camera = createCamera();
  const { size } = camera;
  let shown = { positions: [], chosen: -1, near: [], arrows: [], hidden: new Set() };
  let spots = [];
  let cursor = -1; // the keyboard's point
  let frame = 0;
  const isShown = (at) => !shown.hidden.has(groupOf[at]);

  function draw(positions = shown.positions, withNames = true) {
    if (!size.width || !positions.length) return;
    spots = positions.map(camera.spot);
    const marked = {
      chosen: shown.chosen >= 0 && isShown(shown.chosen) ? shown.chosen : -1, near: shown.near.filter(isShown),
      arrows: shown.arrows.filter((ends) => ends.every(isShown)), cursor,
    };
    scene.draw(spots, isShown, camera, marked, withNames);
  }
  function moved() {
    cancelAnimationFrame(frame); // a movement under way ends where it was to end
    note.hidden = true;
    draw();
  }
  function showNote(at) {
    note.textContent = describe(at);
    note.hidden = false;
    const [x, y] = spots[at];
    note.style.left = `${Math.max(4, Math.min(x + 10, size.width - note.offsetWidth - 4))}px`;
    note.style.top = `${y + 12 + note.offsetHeight < size.height ? y + 12 : y - note.offsetHeight - 10}px`;
  }
  function setCursor(at) {
    cursor = at;
    const over = (value, length) => (value < 20 ? 20 - value : value > length - 20 ? length - 20 - value : 0);
    if (!camera.isInside(spots[at], 4)) camera.moveBy(over(spots[at][0], size.width), over(spots[at][1], size.height));
    moved();
    showNote(at);
    said.textContent = note.textContent;
  }

  const control = {
    moveBy(x, y) { camera.moveBy(x, y); moved(); },
    zoomBy(factor, place) {
      const about = [cursor, shown.chosen].find((at) => at >= 0 && isShown(at) && camera.isInside(spots[at], 0));
      camera.zoomBy(factor, place ?? spots[about]); // without a pointer: about the word that is looked at
      moved();
    },
    fit() { camera.fit(); moved(); },
    step(x, y) {
      const begin = shown.chosen >= 0 && isShown(shown.chosen) ? shown.chosen : -1;
      const from = cursor >= 0 && isShown(cursor) ? cursor : begin;
      const middle = [size.width / 2, size.height / 2];
      const to = from < 0 ? closestSpot(spots, middle, isShown) : nextSpot(spots, from, [x, y], isShown);
      if (to >= 0) setCursor(to);
    },
    enter() { if (cursor >= 0) onChoose(cursor); },
    leave() { cursor = -1; moved(); },
    hover(place) {
      const over = place ? closestSpot(spots, place, isShown, REACH) : -1;
      svg.classList.toggle("lm-over", over >= 0);
      if (over >= 0) showNote(over);
      else note.hidden = true;
    },
    press(place) {
      const at = closestSpot(spots, place, isShown, REACH);
      if (at >= 0) onChoose(at);
    },
  };
  listenToMap(svg, camera, control);

  /** The points glide to their new places, so that the eye can follow a word from one map to the other. */
  function glide(from, to) {
    cancelAnimationFrame(frame);
    camera.frame(to);
    if (!from.length || !size.width || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      draw();
      return;
    }
    const begun = performance.now();
    const step = (now) => {
      const share = (now - begun) / 200;
      if (share >= 1) {
        draw();
        return;
      }
      const eased = share * share * (3 - 2 * share);
      draw(to.map((place, at) => place.map((end, axis) => from[at][axis] + (end - from[at][axis]) * eased)), false);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }

  const watch = new ResizeObserver(() => {
    const width = root.clientWidth;
    if (!width || width === size.width) return;
    Object.assign(size, { width, height: Math.round(Math.min(470, Math.max(300, 0.85 * width))) });
    svg.setAttribute("height", size.height);
    if (shown.positions.length) camera.frame(shown.positions);
    moved();
  });
  watch.observe(root);
  return {
    root, fit: control.fit,
    zoomIn: () => control.zoomBy(1.5), zoomOut: () => control.zoomBy(1 / 1.5),
    show(next) {
      const before = shown.positions;
      shown = { ...shown, ...next };
      if (shown.positions !== before) glide(before, shown.positions);
      else draw();
    },
    close() { cancelAnimationFrame(frame); watch.disconnect(); },
  };
}
