// AttentionViewer, the matrix: one rectangle for each chosen head, a row for each query, a column for each key.

import { element } from "../common/shared.js";
import {
  CIVIDIS, createBitmaps, cssColor, cutText, fitCanvas, HEAD_COLORS, keyCanvas, readable,
} from "./paint.js";
import { ARROW_STEPS, listenToSquares } from "./squares.js";
import { headName } from "./words.js";

const MOST_MATRIX_ZOOM = 40;
const LEAST_CELL = 16; // pixels of a row or column, where the other text is much longer

/** Which cells are seen: all at zoom 1, and never anything outside. */
function createWindow() {
  const state = { zoom: 1, row: 0, column: 0 };
  let [rows, columns] = [1, 1];
  const clamp = () => {
    state.row = Math.min(Math.max(state.row, 0), rows - rows / state.zoom);
    state.column = Math.min(Math.max(state.column, 0), columns - columns / state.zoom);
  };
  return {
    state,
    get high() { return rows / state.zoom; },
    get wide() { return columns / state.zoom; },
    setShape(high, wide) {
      if (high === rows && wide === columns) return;
      [rows, columns] = [high, wide];
      Object.assign(state, { zoom: 1, row: 0, column: 0 });
    },
    zoomBy(factor, [row, column]) {
      const before = state.zoom;
      state.zoom = Math.min(Math.max(state.zoom * factor, 1), Math.max(1, Math.min(MOST_MATRIX_ZOOM, Math.max(rows, columns) / 4)));
      const change = 1 - before / state.zoom;
      state.row += (row - state.row) * change;
      state.column += (column - state.column) * change;
      clamp();
    },
    moveBy(down, across) { state.row += down; state.column += across; clamp(); },
    reveal([row, column]) {
      state.row = Math.max(Math.min(state.row, row), row + 1 - rows / state.zoom);
      state.column = Math.max(Math.min(state.column, column), column + 1 - columns / state.zoom);
      clamp();
    },
  };
}

/** Where the heads' rectangles lie: as many beside each other as makes them largest. */
function layOut(count, width, scene) {
  const columns = count < 2 ? 1 : count < 5 ? 2 : 3;
  const each = (width - 12 * (columns - 1)) / columns;
  const margin = count < 2 ? Math.min(104, each / 4) : Math.min(64, each / 5);
  const room = Math.min(each - margin - 2, count < 2 ? 520 : 400);
  const counts = [scene.queries.length, scene.keys.length];
  const fits = counts.map((cells) => Math.min(44, room / cells));
  const cell = Math.max(LEAST_CELL, Math.min(...fits)); // cells are squares, unless those would be too flat to read
  const [high, wide] = counts.map((cells, at) => Math.max(60, Math.floor(Math.min(cell, fits[at]) * cells + 1e-6)));
  const top = 18 + margin * 0.8;
  return Array.from({ length: count }, (_, at) => ({ x: (at % columns) * (each + 12) + margin,
    y: Math.floor(at / columns) * (high + top + 12) + top, high, wide, margin, top }));
}

function drawSquare(pen, place, shown, window, bitmap, inks, rank) {
  const { scene, view, hover } = shown;
  const { x, y, high, wide, margin, top } = place;
  const [layer, head] = view.heads[rank];
  const { row, column } = window.state;
  const [down, across] = [high / window.high, wide / window.wide];
  pen.font = `600 12px ${inks.ui}`;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.fillStyle = HEAD_COLORS[rank];
  const swatch = view.heads.length > 1 ? 14 : 0;
  if (swatch) pen.fillRect(x - margin + 2, y - top + 4, 9, 9);
  pen.fillStyle = inks.ink;
  pen.fillText(`${headName([layer, head])}${scene.isOff(layer, head) ? " (off)" : ""}`, x - margin + 2 + swatch, y - top + 13);
  // Seen whole, more tokens than pixels are drawn the largest weight of each block, so that no thin line is left out.
  const most = (count, size) => (window.state.zoom === 1 ? Math.min(count, Math.round(size * (devicePixelRatio || 1))) : count);
  const { canvas } = bitmap(scene, view.checkpoint, layer, head, most(scene.queries.length, high), most(scene.keys.length, wide));
  const [scaleX, scaleY] = [canvas.width / scene.keys.length, canvas.height / scene.queries.length];
  pen.imageSmoothingEnabled = false;
  pen.drawImage(canvas, column * scaleX, row * scaleY, window.wide * scaleX, window.high * scaleY, x, y, wide, high);
  pen.lineWidth = 1;
  pen.globalAlpha = 0.25;
  pen.strokeStyle = inks.ink;
  pen.strokeRect(x - 0.5, y - 0.5, wide + 1, high + 1);
  pen.globalAlpha = 1;
  drawValues(pen, place, shown, window, [layer, head], inks);
  const names = { pen, place, scene, window, inks };
  drawNames(names, view, hover);
  pen.save();
  pen.beginPath();
  pen.rect(x - 1, y - 1, wide + 2, high + 2);
  pen.clip();
  const outline = (line, from, to, rows, columns) => {
    pen.strokeStyle = line;
    pen.lineWidth = 2;
    pen.strokeRect(x + (to - column) * across, y + (from - row) * down, columns * across, rows * down);
  };
  outline("#e69f00", view.query, column, 1, window.wide);
  if (hover.query !== null && hover.key !== null) {
    pen.setLineDash([4, 3]);
    pen.globalAlpha = 0.8;
    outline(inks.ink, hover.query, column, 1, window.wide);
    outline(inks.ink, row, hover.key, window.high, 1);
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    outline("#e69f00", hover.query, hover.key, 1, 1);
  }
  pen.restore();
}

/** The numbers in the cells, where there is room for them. */
function drawValues(pen, { x, y, high, wide }, { scene, view }, window, [layer, head], inks) {
  const [down, across] = [high / window.high, wide / window.wide];
  if (across < 30 || down < LEAST_CELL) return;
  const { row, column } = window.state;
  pen.font = `${across < 38 ? 10 : 11}px ${inks.ui}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let query = Math.floor(row); query < Math.min(scene.queries.length, row + window.high); query++) {
    const last = scene.causal ? query + 1 : scene.keys.length;
    for (let key = Math.floor(column); key < Math.min(last, column + window.wide); key++) {
      const weight = scene.weight(view.checkpoint, layer, head, query, key);
      const [left, middle] = [x + (key - column + 0.5) * across, y + (query - row + 0.5) * down];
      if (!Number.isFinite(weight) || left < x || left > x + wide || middle < y || middle > y + high) continue;
      pen.fillStyle = readable(CIVIDIS[Math.round(255 * Math.sqrt(Math.min(weight, 1)))]);
      pen.fillText(weight >= 0.005 ? weight.toFixed(2).replace(/^0/, "") : "0", left, middle);
    }
  }
}

/** Tokens beside the rectangle: all where they fit, else those of the row and the column that are looked at. */
function drawNames({ pen, place, scene, window, inks }, view, hover) {
  const { x, y, high, wide, margin } = place;
  const { row, column } = window.state;
  const [down, across] = [high / window.high, wide / window.wide];
  pen.textBaseline = "middle";
  const write = (token, middle, [cell, size], draw, marked) => {
    if (middle < 0 || middle > size) return;
    const font = Math.min(12, Math.max(8, cell * 0.8));
    pen.font = `${marked ? "700 " : ""}${marked ? Math.max(font, 11) : font}px ${inks.mono}`;
    pen.globalAlpha = marked ? 1 : 0.75;
    pen.fillStyle = inks.ink;
    draw(middle, cutText(pen, token, margin - 8));
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
  scene.queries.forEach((token, at) => {
    const pointed = hover.query === at;
    if (down < 7 && !pointed && (at !== view.query || hover.query !== null)) return;
    write(token, (at - row + 0.5) * down, [down, high], left, pointed || at === view.query);
  });
  scene.keys.forEach((token, at) => {
    if (across >= 7 || hover.key === at) write(token, (at - column + 0.5) * across, [across, wide], above, hover.key === at);
  });
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
    window.setShape(shown.scene.queries.length, shown.scene.keys.length);
    places = layOut(shown.view.heads.length, width, shown.scene);
    const last = places.at(-1);
    const pen = fitCanvas(canvas, width, last.y + last.high + 8);
    const style = inks();
    places.forEach((place, rank) => drawSquare(pen, place, shown, window, bitmap, style, rank));
  }
  /** The cell under a point, null outside; which rectangle it lies in. */
  function cellAt([x, y]) {
    const rank = places.findIndex((place) => x >= place.x && y >= place.y && x < place.x + place.wide && y < place.y + place.high);
    if (rank < 0) return null;
    const place = places[rank];
    const [down, across] = cellSize();
    return { query: Math.floor(window.state.row + (y - place.y) / down), rank,
      key: Math.floor(window.state.column + (x - place.x) / across) };
  }
  const cellSize = () => [places[0].high / window.high, places[0].wide / window.wide];
  function point(cell) {
    const head = cell && shown.view.heads[cell.rank];
    if (`${cell?.query},${cell?.key},${cell?.rank}` === painted) return;
    painted = `${cell?.query},${cell?.key},${cell?.rank}`;
    onHover(cell ? { query: cell.query, key: cell.key, head } : { query: null, key: null });
  }
  function keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !shown) return;
    const { scene, view, hover } = shown;
    const at = [hover.query ?? view.query, hover.key ?? (scene.causal ? view.query : 0)];
    const arrow = ARROW_STEPS[event.key];
    const [last, lastKey] = [scene.queries.length - 1, scene.keys.length - 1];
    const edge = { Home: 0, End: lastKey }[event.key];
    if (arrow || edge !== undefined) {
      const begun = hover.query !== null && hover.key !== null;
      const [row, column] = begun && arrow ? [at[0] + arrow[1], at[1] + arrow[0]] : edge !== undefined ? [at[0], edge] : at;
      const cell = { query: Math.min(Math.max(row, 0), last), key: Math.min(Math.max(column, 0), lastKey), rank: 0 };
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
  listenToSquares(canvas, { cellAt, point, draw, window, choose: (cell) => onQuery(cell.query), cellSize });
  canvas.addEventListener("keydown", keyDown);
  canvas.addEventListener("blur", () => point(null));
  return { root, draw, show(next) { shown = next; draw(); } };
}
