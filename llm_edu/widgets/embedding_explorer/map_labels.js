// EmbeddingExplorer, the map: what marks and names look like, and which names find room.

import { drawn } from "../common/svg_shapes.js";

const GROUP_COLORS = ["model", "error", "truth", "second", "third"]; // orange stays for what is looked at
const SHAPES = [ // outlines about a point: for the first five groups, the next five, and so on
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z", "M0-5.2L5.2 0L0 5.2L-5.2 0Z", "M-3.8-3.8H3.8V3.8H-3.8Z", "M0-5L4.8 3.8H-4.8Z",
];
const SMALL = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z"; // words of no group
const FONT = 11.5; // pixels, as in widget.css
const LINE = 14;
const CELL = 32; // names and dots are looked up by squares of this size

/** A group's mark; group -1 is "no group". */
export function groupMark(group) {
  if (group < 0) return drawn("path", { d: SMALL, class: "lm-dot lm-dot-none" });
  const shape = SHAPES[Math.floor(group / GROUP_COLORS.length) % SHAPES.length];
  const mark = drawn("path", { d: shape, class: "lm-dot" });
  mark.style.setProperty("--dot", `var(--lm-${GROUP_COLORS[group % GROUP_COLORS.length]})`);
  return mark;
}

/** A word as it can be seen: what is invisible or would turn the text around is marked, what is long is cut. */
export function visibleWord(word, limit = 28) {
  const shown = word.slice(0, limit).replace(/\p{Z}/gu, "·").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "␣");
  return word.length > limit ? `${shown}…` : shown || "(empty)";
}

/** How wide each text is in the font of an element, in pixels. */
export function textWidths(texts, node) {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = `${FONT}px ${getComputedStyle(node).fontFamily}`;
  return texts.map((text) => ruler.measureText(text).width + 2);
}

/** A store of things by square: put(x, y, thing), and near(left, top, right, bottom) for what may lie in a box. */
function createSquares() {
  const squares = new Map();
  const square = (value) => Math.floor(value / CELL);
  return {
    put(left, top, right, bottom, thing) {
      for (let x = square(left); x <= square(right); x += 1) {
        for (let y = square(top); y <= square(bottom); y += 1) {
          const key = `${x} ${y}`;
          if (squares.has(key)) squares.get(key).push(thing);
          else squares.set(key, [thing]);
        }
      }
    },
    near(left, top, right, bottom) {
      const found = new Set();
      for (let x = square(left); x <= square(right); x += 1) {
        for (let y = square(top); y <= square(bottom); y += 1) {
          for (const thing of squares.get(`${x} ${y}`) ?? []) found.add(thing);
        }
      }
      return [...found];
    },
  };
}

/**
 * Which of the labels, most important first, find room: index -> [x, y] of the text. Right of the point, else left,
 * above or below. No two overlap; only those in `firm` may cover other points.
 */
export function placeLabels(order, spots, widths, size, firm) {
  const [names, dots] = [createSquares(), createSquares()];
  const places = new Map();
  for (const at of order) dots.put(...spots[at], ...spots[at], spots[at]);
  for (const at of order) {
    const [x, y] = spots[at];
    const width = widths[at];
    let best = null;
    const middle = x - width / 2;
    for (const [left, top] of [[x + 7, y - 7], [x - 7 - width, y - 7], [middle, y - 21], [middle, y + 7]]) {
      const [right, bottom] = [left + width, top + LINE];
      if (left < 1 || top < 1 || right > size.width - 1 || bottom > size.height - 1) continue;
      const hits = ([a, b, c, d]) => a < right && c > left && b < bottom && d > top;
      if (names.near(left, top, right, bottom).some(hits)) continue;
      const covers = ([a, b]) => a > left - 3 && a < right + 3 && b > top - 2 && b < bottom + 2;
      const covered = dots.near(left - 3, top - 2, right + 3, bottom + 2).filter(covers).length;
      if (best === null || covered < best.covered) best = { left, top, right, bottom, covered };
    }
    if (best === null || (best.covered > 0 && !firm.has(at))) continue;
    const { left, top, right, bottom } = best;
    places.set(at, [left, top + 11]);
    names.put(left - 3, top, right + 3, bottom, [left - 3, top, right + 3, bottom]);
  }
  return places;
}

/** Indices so that the first few of them have something of every group: each group's words in turn. */
export function takeTurns(groupOf) {
  const queues = new Map();
  groupOf.forEach((group, at) => {
    if (queues.has(group)) queues.get(group).push(at);
    else queues.set(group, [at]);
  });
  const order = [];
  for (let round = 0; order.length < groupOf.length; round += 1) {
    for (const queue of queues.values()) if (round < queue.length) order.push(queue[round]);
  }
  return order;
}
