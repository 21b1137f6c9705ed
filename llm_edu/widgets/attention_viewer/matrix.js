// AttentionViewer, the matrix: one square for each chosen head, a row for each query, a column for each key.

import { element } from "../common/shared.js";
import {
  CIVIDIS, createBitmaps, cssColor, cutText, fitCanvas, HEAD_COLORS, keyCanvas, readable,
} from "./paint.js";
import { ARROW_STEPS, listenToSquares } from "./squares.js";
import { headName } from "./words.js";

const MOST_MATRIX_ZOOM = 40;

/** Which cells are seen: all at zoom 1, and never anything outside. */
function createWindow() {
  const state = { zoom: 1, row: 0, column: 0 };
  let time = 1;
  const clamp = () => {
    const most = time - time / state.zoom;
    state.row = Math.min(Math.max(state.row, 0), most);
    state.column = Math.min(Math.max(state.column, 0), most);
  };
  return {
    state,
    get span() { return time / state.zoom; },
    setTime(count) { if (count !== time) { time = count; Object.assign(state, { zoom: 1, row: 0, column: 0 }); } },
    zoomBy(factor, [row, column]) {
      const before = time / state.zoom;
      state.zoom = Math.min(Math.max(state.zoom * factor, 1), Math.max(1, Math.min(MOST_MATRIX_ZOOM, time / 4)));
      const change = 1 - time / state.zoom / before;
      state.row += (row - state.row) * change;
      state.column += (column - state.column) * change;
      clamp();
    },
    moveBy(rows, columns) { state.row += rows; state.column += columns; clamp(); },
    reveal([row, column]) {
      const span = time / state.zoom;
      if (row < state.row) state.row = row;
      if (row + 1 > state.row + span) state.row = row + 1 - span;
      if (column < state.column) state.column = column;
      if (column + 1 > state.column + span) state.column = column + 1 - span;
      clamp();
    },
  };
}

/** Where the squares lie: as many beside each other as makes them largest. */
function layOut(count, width, time) {
  const columns = count < 2 ? 1 : count < 5 ? 2 : 3;
  const each = (width - 12 * (columns - 1)) / columns;
  const margin = count < 2 ? Math.min(104, each / 4) : Math.min(64, each / 5);
  const size = Math.max(60, Math.floor(Math.min(each - margin - 2, count < 2 ? 520 : 400, 44 * time)));
  const top = 18 + margin * 0.8;
  return Array.from({ length: count }, (_, at) => ({
    x: (at % columns) * (each + 12) + margin, y: Math.floor(at / columns) * (size + top + 12) + top, size, margin, top }));
}

function drawSquare(pen, place, shown, window, bitmap, inks, rank) {
  const { scene, view, hover } = shown;
  const { x, y, size, margin, top } = place;
  const [layer, head] = view.heads[rank];
  const { row, column } = window.state;
  const span = window.span;
  const cell = size / span;
  pen.font = `600 12px ${inks.ui}`;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = HEAD_COLORS[rank];
  const swatch = view.heads.length > 1 ? 14 : 0;
  if (swatch) pen.fillRect(x - margin + 2, y - top + 4, 9, 9);
  pen.fillStyle = inks.ink;
  pen.fillText(`${headName([layer, head])}${scene.isOff(layer, head) ? " (off)" : ""}`, x - margin + 2 + swatch, y - top + 13);
  // Seen whole, more tokens than pixels are drawn the largest weight of each block, so that no thin line is left out.
  const pixels = window.state.zoom === 1 ? Math.round(size * (devicePixelRatio || 1)) : scene.time;
  const { canvas, side } = bitmap(scene, view.checkpoint, layer, head, Math.min(scene.time, pixels));
  const scale = side / scene.time;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(canvas, column * scale, row * scale, span * scale, span * scale, x, y, size, size);
  pen.lineWidth = 1;
  pen.globalAlpha = 0.25;
  pen.strokeStyle = inks.ink;
  pen.strokeRect(x - 0.5, y - 0.5, size + 1, size + 1);
  pen.globalAlpha = 1;
  drawValues(pen, place, shown, window, [layer, head], inks);
  const names = { pen, place, scene, window, inks };
  drawNames(names, view, hover);
  pen.save();
  pen.beginPath();
  pen.rect(x - 1, y - 1, size + 2, size + 2);
  pen.clip();
  const outline = (line, from, to, high, wide) => {
    pen.strokeStyle = line;
    pen.lineWidth = 2;
    pen.strokeRect(x + (to - column) * cell, y + (from - row) * cell, wide * cell, high * cell);
  };
  outline("#e69f00", view.query, column, 1, span);
  if (hover.query !== null && hover.key !== null) {
    pen.setLineDash([4, 3]);
    pen.globalAlpha = 0.8;
    outline(inks.ink, hover.query, column, 1, span);
    outline(inks.ink, row, hover.key, span, 1);
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    outline("#e69f00", hover.query, hover.key, 1, 1);
  }
  pen.restore();
}

/** The numbers in the cells, where there is room for them. */
function drawValues(pen, { x, y, size }, { scene, view }, window, [layer, head], inks) {
  const cell = size / window.span;
  if (cell < 30) return;
  const { row, column } = window.state;
  pen.font = `${cell < 38 ? 10 : 11}px ${inks.ui}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let query = Math.floor(row); query < Math.min(scene.time, row + window.span); query++) {
    const last = scene.causal ? query + 1 : scene.time;
    for (let key = Math.floor(column); key < Math.min(last, column + window.span); key++) {
      const weight = scene.weight(view.checkpoint, layer, head, query, key);
      const [left, high] = [x + (key - column + 0.5) * cell, y + (query - row + 0.5) * cell];
      if (!Number.isFinite(weight) || left < x || left > x + size || high < y || high > y + size) continue;
      pen.fillStyle = readable(CIVIDIS[Math.round(255 * Math.sqrt(Math.min(weight, 1)))]);
      pen.fillText(weight >= 0.005 ? weight.toFixed(2).replace(/^0/, "") : "0", left, high);
    }
  }
}

/** Tokens beside the square: all where they fit, else those of the row and the column that are looked at. */
function drawNames({ pen, place, scene, window, inks }, view, hover) {
  const { x, y, size, margin } = place;
  const { row, column } = window.state;
  const cell = size / window.span;
  const font = Math.min(12, Math.max(8, cell * 0.8));
  pen.textBaseline = "middle";
  const write = (at, start, draw, marked) => {
    const middle = (at - start + 0.5) * cell;
    if (middle < 0 || middle > size) return;
    pen.font = `${marked ? "700 " : ""}${marked ? Math.max(font, 11) : font}px ${inks.mono}`;
    pen.globalAlpha = marked ? 1 : 0.75;
    pen.fillStyle = inks.ink;
    draw(middle, cutText(pen, scene.tokens[at], margin - 8));
  };
  const left = (middle, text) => { pen.textAlign = "right"; pen.fillText(text, x - 6, y + middle); };
  const above = (middle, text) => {
    pen.save();
    pen.translate(x + middle, y - 6);
    pen.rotate(-Math.PI / 3.2);
    pen.textAlign = "left";
    pen.fillText(text, 0, 0);
    pen.restore();
  };
  const all = cell >= 7;
  for (let at = 0; at < scene.time; at++) {
    const pointed = hover.query === at;
    if (all || pointed || (at === view.query && hover.query === null)) write(at, row, left, pointed || at === view.query);
    if (all || hover.key === at) write(at, column, above, hover.key === at);
  }
  pen.globalAlpha = 1;
}

export function createMatrix({ onHover, onQuery }, inks) {
  const canvas = keyCanvas("lm-matrix", "Matrix of weights, queries down and keys across. Arrow keys go from cell to cell, "
    + "Enter chooses the row's query, plus and minus zoom, 0 shows all.");
  const legend = element("div", { className: "lm-scale", aria: { hidden: "true" } }, "0",
    element("span", { className: "lm-scale-bar" }), "1",
    element("span", { className: "lm-quiet" }, "square-root scale · wheel, + and − zoom"));
  const root = element("div", { className: "lm-matrix-frame" }, canvas, legend);
  legend.children[0].style.background = `linear-gradient(to right, ${CIVIDIS.filter((_, at) => at % 15 === 0).map(cssColor)})`;
  const window = createWindow();
  const bitmap = createBitmaps();
  let shown = null;
  let places = [];
  let painted = "";

  function draw() {
    if (!shown || !root.clientWidth) return;
    const width = root.clientWidth;
    window.setTime(shown.scene.time);
    places = layOut(shown.view.heads.length, width, shown.scene.time);
    const last = places.at(-1);
    const pen = fitCanvas(canvas, width, last.y + last.size + 8);
    const style = inks();
    places.forEach((place, rank) => drawSquare(pen, place, shown, window, bitmap, style, rank));
  }
  /** The cell under a point, null outside; which square it lies in. */
  function cellAt([x, y]) {
    const rank = places.findIndex((place) => x >= place.x && y >= place.y && x < place.x + place.size && y < place.y + place.size);
    if (rank < 0) return null;
    const place = places[rank];
    const cell = place.size / window.span;
    return { query: Math.floor(window.state.row + (y - place.y) / cell), rank,
      key: Math.floor(window.state.column + (x - place.x) / cell) };
  }
  function point(cell) {
    const head = cell && shown.view.heads[cell.rank];
    if (`${cell?.query},${cell?.key},${cell?.rank}` === painted) return;
    painted = `${cell?.query},${cell?.key},${cell?.rank}`;
    onHover(cell ? { query: cell.query, key: cell.key, head } : { query: null, key: null });
  }
  function keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !shown) return;
    const { scene, view, hover } = shown;
    const at = [hover.query ?? view.query, hover.key ?? (scene.causal ? Math.min(view.query, scene.time - 1) : 0)];
    const arrow = ARROW_STEPS[event.key];
    const edge = { Home: 0, End: scene.time - 1 }[event.key];
    if (arrow || edge !== undefined) {
      const begun = hover.query !== null && hover.key !== null;
      const [row, column] = begun && arrow ? [at[0] + arrow[1], at[1] + arrow[0]] : edge !== undefined ? [at[0], edge] : at;
      const cell = { query: Math.min(Math.max(row, 0), scene.time - 1), key: Math.min(Math.max(column, 0), scene.time - 1), rank: 0 };
      window.reveal([cell.query, cell.key]);
      point(cell);
      draw();
    } else if (event.key === "+" || event.key === "=") { window.zoomBy(1.4, [at[0] + 0.5, at[1] + 0.5]); draw(); }
    else if (event.key === "-") { window.zoomBy(1 / 1.4, [at[0] + 0.5, at[1] + 0.5]); draw(); }
    else if (event.key === "0") { window.zoomBy(1e-6, [0, 0]); draw(); }
    else if (event.key === "Enter" || event.key === " ") onQuery(at[0]);
    else if (event.key === "Escape") point(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  listenToSquares(canvas, { cellAt, point, draw, window, choose: (cell) => onQuery(cell.query), sizeOf: () => places[0]?.size ?? 1 });
  canvas.addEventListener("keydown", keyDown);
  canvas.addEventListener("blur", () => point(null));
  return { root, draw, show(next) { shown = next; draw(); } };
}
