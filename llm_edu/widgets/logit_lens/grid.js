// LogitLens, one prompt's grid: a column for each token, a row for each layer, in each cell what the model would say.

import { element, keepKeys } from "../common/shared.js";
import { includes } from "./scene.js";
import { about, cellLabel, layerWords } from "./words.js";

export const TALL = 12; // layers: from here on rows are low, and grids stand side by side
/** The height of a row in pixels. */
export const rowOf = (layers) => (layers < TALL ? 21 : 16);
export const HEAD = 26; // pixels, of the tokens above
const NAMES = 26; // of the layers' numbers
const NARROWEST = 38, WIDEST = 104, ROOM_FOR_NUMBER = 66, ROOM_FOR_CODE = 56;

/** The least room in pixels that shows all columns of so many tokens. */
export const leastWidth = (time) => NAMES + NARROWEST * time;

/** A probability in two digits, for a cell. */
const digits = (share) => (share >= 0.005 ? String(Math.round(100 * share)) : share >= 0.0005 ? "<1" : "");

function createCell() {
  const word = element("span", { className: "lm-lens-word" }), number = element("span", { className: "lm-lens-number" });
  const root = keepKeys(element("div", { className: "lm-lens-cell", tabIndex: -1, aria: { role: "gridcell" } }, word, number));
  return {
    root,
    /** follow: what is known of the followed token here, undefined where none is followed */
    show(grid, layer, position, follow, before) {
      const { id, label, share } = grid.top(layer, position);
      const strength = follow === undefined ? share : follow ?? 0;
      root.style.setProperty("--strength", strength.toFixed(3));
      word.textContent = label;
      number.textContent = follow === null ? "?" : digits(strength);
      root.classList.toggle("lm-lens-moved", before !== null && before.top(layer, position).id !== id);
      root.setAttribute("aria-label", cellLabel(grid, layer, position, follow));
    },
  };
}

/** onSelect(layer, position); onBring(): the key that brings the selected cell over, or takes it back */
export function createGrid(name, { onSelect, onBring }) {
  const table = element("div", { className: "lm-lens-grid", aria: { role: "grid" } });
  const root = element("div", { className: "lm-lens-frame" }, table);
  let heads = [], names = [], cells = [], time = 0, layers = -1; // cells[layer][position]
  let at = [0, 0], shown = null, drawn = []; // the cell that Tab reaches; the grid, and all that its cells are drawn from

  function build(grid) {
    ({ time, layers } = grid);
    drawn = [];
    at = [0, 0];
    heads = grid.labels.map(() => element("span", { className: "lm-chip lm-lens-token", aria: { role: "columnheader" } }));
    cells = Array.from({ length: layers + 1 }, () => grid.labels.map(createCell));
    names = cells.map((_, layer) => element("span", { className: "lm-lens-layer", aria: { role: "rowheader" } }, String(layer)));
    const row = (kind, ...parts) => element("div", { className: `lm-lens-row ${kind}`, aria: { role: "row" } }, ...parts);
    const corner = element("span", { className: "lm-lens-layer lm-lens-corner", aria: { role: "columnheader" } }, "layer");
    table.replaceChildren(row("lm-lens-heads", corner, ...heads),
      ...cells.map((parts, layer) => row("", names[layer], ...parts.map((cell) => cell.root))));
    cells.forEach((parts, layer) => parts.forEach(({ root: cell }, position) => {
      cell.addEventListener("focus", () => onSelect(layer, position));
    }));
  }
  function keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.classList.contains("lm-lens-cell")) return;
    const [layer, position] = at;
    const target = { ArrowUp: [layer - 1, position], ArrowDown: [layer + 1, position], ArrowLeft: [layer, position - 1],
      ArrowRight: [layer, position + 1], Home: [layer, 0], End: [layer, time - 1], PageUp: [0, position],
      PageDown: [layers, position] }[event.key];
    if (event.key === "Enter" || event.key === " ") onBring();
    else if (!target) return;
    event.preventDefault();
    if (target) cells[target[0]]?.[target[1]]?.root.focus();
  }
  function showCells(grid, follow, before, applied) {
    const now = [grid, follow, before];
    if (now.every((part, place) => part === drawn[place])) return; // only another cell is selected
    drawn = now;
    cells.forEach((parts, layer) => parts.forEach((cell, position) => {
      cell.show(grid, layer, position, follow === null ? undefined : grid.share(layer, position, follow), before);
      cell.root.classList.toggle("lm-lens-brought", includes(applied, ["residual", layer, position]));
    }));
  }
  /** Scroll the frame, and nothing else, to a cell. */
  function reveal(cell, column) {
    const left = cell.offsetLeft - table.offsetLeft;
    if (left - NAMES < root.scrollLeft) root.scrollLeft = left - NAMES;
    else if (left + column > root.scrollLeft + root.clientWidth) root.scrollLeft = left + column - root.clientWidth;
  }
  function showCut() { // the sign that there are more columns on the right
    root.classList.toggle("lm-lens-cut", root.scrollLeft + root.clientWidth < root.scrollWidth - 1);
  }
  root.addEventListener("scroll", showCut);
  table.addEventListener("keydown", keyDown);
  // A note for the pointer alone: under the keyboard's focus it would hide the next cells.
  table.addEventListener("pointerover", ({ target }) => {
    const cell = target.closest(".lm-lens-cell"), layer = cells.findIndex((parts) => parts.some(({ root: each }) => each === cell));
    if (layer < 0) return;
    const guesses = shown.guesses(layer, cells[layer].findIndex(({ root: each }) => each === cell));
    cell.dataset.note = `${layerWords(layer, layers)}: ${guesses.slice(0, 3).map(({ label, share }) => `${label} ${about(share)}`).join("   ")}`;
  });
  table.addEventListener("pointerout", ({ target }) => { delete target.closest(".lm-lens-cell")?.dataset.note; });
  return {
    root,
    /** view: the selection; own: whether it is in this grid; before: the grid without changes, or null; wide: pixels */
    show(grid, { view, own, before, applied, differs, wide }) {
      shown = grid;
      if (grid.time !== time || grid.layers !== layers) build(grid);
      const column = Math.floor(Math.min(WIDEST, Math.max(NARROWEST, (wide - NAMES) / time)));
      table.style.setProperty("--column", `${column}px`);
      table.style.setProperty("--row", `${rowOf(layers)}px`);
      table.classList.toggle("lm-lens-numbers", column >= ROOM_FOR_NUMBER);
      table.classList.toggle("lm-lens-narrow", column < ROOM_FOR_CODE);
      table.classList.toggle("lm-lens-followed", view.follow !== null);
      table.setAttribute("aria-label", `${name}: rows are layers, columns are tokens. Arrow keys go from cell to cell.`);
      showCells(grid, view.follow, before, applied);
      heads.forEach((head, position) => {
        head.textContent = grid.labels[position];
        head.title = `position ${position}, id ${grid.ids[position]}`;
        head.classList.toggle("lm-chosen", position === view.position);
        head.classList.toggle("lm-lens-differs", differs(position));
      });
      names.forEach((each, layer) => each.classList.toggle("lm-lens-here", layer === view.layer));
      const { root: old } = cells[at[0]]?.[at[1]] ?? cells[0][0];
      old.tabIndex = -1;
      old.classList.remove("lm-lens-selected", "lm-lens-twin");
      old.setAttribute("aria-selected", "false");
      const target = [view.layer, Math.min(view.position, time - 1)], { root: selected } = cells[target[0]][target[1]];
      if (old !== selected || !root.scrollLeft) reveal(selected, column);
      showCut();
      at = target;
      selected.tabIndex = 0;
      if (own || view.position < time) selected.classList.add(own ? "lm-lens-selected" : "lm-lens-twin");
      selected.setAttribute("aria-selected", String(own));
    },
  };
}
