// AttentionViewer, inside a head: for one query, from q · k to the weighted sum, each step as numbers and bars.

import { element, keepKeys } from "../common/shared.js";
import { fitCanvas, HEAD_COLORS } from "./paint.js";
import { floatsOf } from "./store.js";
import { tokenTitle } from "./words.js";

const MOST_KEYS = 128; // rows; of more keys those with the largest weights
const WIDE = 660; // pixels, with which all columns have room for strips of full length

/** Dot products, scaled scores, weights and their sum of values, for one query, computed here from q, k and v. */
function insideOf(inside, scene, query) {
  const { width, scale } = inside;
  const [queries, keys, values] = [inside.queries, inside.keys, inside.values];
  const q = queries.subarray(query * width, (query + 1) * width);
  const rows = scene.keys.map((_, key) => {
    const k = keys.subarray(key * width, (key + 1) * width);
    const dot = q.reduce((sum, value, at) => sum + value * k[at], 0);
    return { key, k, v: values.subarray(key * width, (key + 1) * width), dot, scaled: dot * scale,
      masked: scene.causal && key > query };
  });
  const most = Math.max(...rows.filter((row) => !row.masked).map(({ scaled }) => scaled));
  for (const row of rows) row.exponential = row.masked ? 0 : Math.exp(row.scaled - most);
  const sum = rows.reduce((total, row) => total + row.exponential, 0);
  for (const row of rows) row.weight = row.exponential / sum;
  const mixed = new Float32Array(width);
  for (const { weight, v } of rows) v.forEach((value, at) => { mixed[at] += weight * value; });
  return { q, rows, mixed, sum, scaling: scalingOf(scale, width) };
}

/** What the scores are multiplied with, in a word: 1/√d in nearly every model. */
const scalingOf = (scale, width) => (Math.abs(scale * Math.sqrt(width) - 1) < 1e-6 ? "÷ √d" : `× ${Number(scale.toPrecision(3))}`);

/** Without q and k (plain weights, or no kernel): the weights, and the scores as far as weights tell them. */
function weightsOnly(scene, view, head, query) {
  const row = scene.row(view.checkpoint, ...head, query);
  if (!row) return null;
  const most = Math.max(...row);
  const rows = scene.keys.map((_, key) => ({ key, masked: key >= row.length, weight: row[key] ?? 0,
    below: row[key] > 0 ? Math.log(row[key] / most) : -Infinity }));
  return { rows };
}

/** A vector as a strip: purple above zero, orange below, clear at zero, so that it reads on light and dark. */
function paintStrip(canvas, vector, most, room) {
  const width = vector.length <= room ? vector.length * Math.floor(room / vector.length) : room;
  const pen = fitCanvas(canvas, width, 12);
  const step = width / vector.length;
  vector.forEach((value, at) => {
    pen.globalAlpha = Math.min(1, Math.abs(value) / most);
    pen.fillStyle = value < 0 ? "#e08214" : "#7b6bb5";
    pen.fillRect(at * step, 0, step, 12);
  });
}

const norm = (vector) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const strip = () => element("canvas", { className: "lm-strip", aria: { hidden: "true" } });
const signed = (value) => (Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "−∞");
const peak = (vectors) => {
  const sizes = vectors.flatMap((vector) => Array.from(vector, Math.abs)).sort((one, other) => one - other);
  return sizes[Math.floor(sizes.length * 0.98)] || 1;
};

function barCell(className, value, most, text, color) {
  const bar = element("span", { className: "lm-cell-bar" });
  bar.style.setProperty("--part", Math.min(1, Math.abs(value) / (most || 1)));
  bar.style.setProperty("--tint", color);
  bar.classList.toggle("lm-negative", value < 0);
  return element("td", { className }, element("span", { className: "lm-cell-track", aria: { hidden: "true" } }, bar),
    element("span", { className: "lm-cell-number" }, text));
}

export function createInside({ onQuery }) {
  const heading = element("div", { className: "lm-inside-head" });
  const table = element("table", { className: "lm-inside-table" });
  const box = keepKeys(element("div", { className: "lm-inside-box", tabIndex: 0,
    aria: { role: "region", label: "Inside the head, step by step. Up and down arrows choose the query." } }, table));
  const caption = element("div", { className: "lm-quiet lm-caption" });
  const root = element("div", { className: "lm-inside" }, heading, box, caption);
  let shown = null;

  function rowsOf(computed, time) {
    if (time <= MOST_KEYS) return computed.rows;
    return [...computed.rows].sort((one, other) => other.weight - one.weight).slice(0, 40).sort((one, other) => one.key - other.key);
  }
  function tokenCell({ key, masked }, scene, query) {
    const chip = element("bdi", { className: "lm-chip" }, scene.keys[key]);
    const cell = element("th", { scope: "row", className: "lm-key-cell", title: tokenTitle(scene.keys[key], key, scene.notes) }, chip);
    if (key === query) chip.classList.add("lm-chosen");
    if (masked) chip.classList.add("lm-masked");
    return cell;
  }
  function drawFull(computed, scene, query, color) {
    const rows = rowsOf(computed, scene.keys.length);
    const mostDot = Math.max(...computed.rows.map(({ dot }) => Math.abs(dot)));
    const mostK = peak(computed.rows.map(({ k }) => k));
    const mostV = peak([computed.mixed]); // what a key adds, on the scale of the sum
    const header = element("tr", {}, ...[["key", "lm-key-cell"], ["k", ""], ["q · k", ""], [computed.scaling, ""], ["mask", ""],
      ["softmax", ""], ["weight × v", ""]].map(([text, className]) => element("th", { scope: "col", className }, text)));
    const strips = [];
    const body = rows.map((row) => {
      const [k, v] = [strip(), strip()];
      strips.push([k, row.k, mostK], [v, row.v.map((value) => row.weight * value), mostV]);
      return element("tr", { className: row.masked ? "lm-masked-row" : "" }, tokenCell(row, scene, query),
        element("td", {}, k), barCell("lm-dot", row.dot, mostDot, signed(row.dot), color),
        element("td", { className: "lm-cell-plain" }, signed(row.scaled)),
        element("td", { className: "lm-cell-plain" }, row.masked ? "−∞" : "✓"),
        barCell("lm-soft", row.weight, 1, row.weight >= 0.0005 ? row.weight.toFixed(3) : row.masked ? "0" : "< 0.001", color),
        element("td", {}, v));
    });
    const mixed = strip();
    strips.push([mixed, computed.mixed, mostV]);
    const foot = element("tr", { className: "lm-sum-row" }, element("th", { scope: "row", colSpan: 5 }, "the weighted sum of all values"),
      element("td", { className: "lm-cell-plain" }, "Σ = 1"), element("td", {}, mixed));
    table.replaceChildren(element("thead", {}, header), element("tbody", {}, ...body), element("tfoot", {}, foot));
    const q = strip();
    strips.push([q, computed.q, peak([computed.q])]);
    heading.replaceChildren("Query ", element("bdi", { className: "lm-chip lm-chosen" }, scene.queries[query]), " q ", q,
      element("span", { className: "lm-quiet" }, `length ${norm(computed.q).toFixed(1)}, ${computed.q.length} numbers`));
    const room = box.clientWidth < WIDE ? 64 : 128;
    for (const [canvas, vector, most] of strips) paintStrip(canvas, vector, most, room);
    const left = scene.keys.length - rows.length;
    caption.textContent = "Strips show vectors, a number each: purple above zero, orange below."
      + (left > 0 ? ` The ${rows.length} largest weights; ${left} keys left out.` : "")
      + ` What the head passes on has length ${norm(computed.mixed).toFixed(2)}.`;
  }
  function drawPlain(computed, scene, query, color, why) {
    const rows = rowsOf(computed, scene.keys.length);
    const header = element("tr", {}, ...["key", "score below the best", "mask", "softmax"].map((text) => element("th", { scope: "col" }, text)));
    const lowest = Math.min(-1, ...computed.rows.map(({ below }) => (Number.isFinite(below) ? below : 0)));
    const body = rows.map((row) => element("tr", { className: row.masked ? "lm-masked-row" : "" }, tokenCell(row, scene, query),
      row.masked ? element("td", { className: "lm-cell-plain" }, "")
        : barCell("lm-dot", Number.isFinite(row.below) ? row.below : lowest, -lowest, signed(row.below), color),
      element("td", { className: "lm-cell-plain" }, row.masked ? "−∞" : "✓"),
      barCell("lm-soft", row.weight, 1, row.weight >= 0.0005 ? row.weight.toFixed(3) : row.masked ? "0" : "< 0.001", color)));
    table.replaceChildren(element("thead", {}, header), element("tbody", {}, ...body));
    heading.replaceChildren("Query ", element("bdi", { className: "lm-chip lm-chosen" }, scene.queries[query]));
    caption.textContent = why;
  }
  function draw() {
    if (!shown) return;
    const { scene, view, answer, asleep, canSwitch } = shown;
    const head = view.heads[0];
    const inside = readInside(answer);
    const fits = inside && answer.version === scene.version && answer.checkpoint === view.checkpoint
      && inside.layer === head[0] && inside.head === head[1];
    if (fits) {
      drawFull(insideOf(inside, scene, view.query), scene, view.query, HEAD_COLORS[0]);
      return;
    }
    const computed = weightsOnly(scene, view, head, view.query);
    if (!computed) return;
    const why = !canSwitch ? "Weights alone tell the scores up to a constant: ln of a weight over the largest one. For "
      + "q, k and v give the viewer a model of the course."
      : asleep ? "q, k and v of this head were not saved; run the cell for them. Scores here are what the weights tell." : "…";
    drawPlain(computed, scene, view.query, HEAD_COLORS[0], why);
  }
  box.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !shown || event.ctrlKey || event.metaKey || event.altKey) return;
    onQuery(Math.min(Math.max(shown.view.query + step, 0), shown.scene.keys.length - 1));
    event.preventDefault();
    event.stopPropagation();
  });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row || !shown) return;
    const label = [...row.parentNode.children].indexOf(row);
    if (shown.scene.keys.length <= MOST_KEYS) onQuery(label);
  });
  return { root, draw, show(next) { shown = next; draw(); } };
}

let lastInside = [null, null];

/** The bytes of an answer's inside as numbers; read once for each answer. */
function readInside(answer) {
  if (!answer.inside) return null;
  if (lastInside[0] !== answer.inside) {
    const { queries, keys, values, ...rest } = answer.inside;
    lastInside = [answer.inside, { ...rest, queries: floatsOf(queries), keys: floatsOf(keys), values: floatsOf(values) }];
  }
  return lastInside[1];
}
