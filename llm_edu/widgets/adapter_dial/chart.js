// AdapterDial, the chart: what each measure is at each strength, and where the dial stands.

import { apart, drawn } from "../common/svg_shapes.js";

export const EDGE = { left: 44, right: 130, narrow: 99 }; // pixels beside the plot; the slider below keeps to it
const NARROW = 520;
const LETTER = 7.2, ROW = 14; // of the names, in pixels
const CHART = { height: 250, top: 26, bottom: 206 };
const SHAPES = [
  (x, y, r) => drawn("circle", { cx: x, cy: y, r }),
  (x, y, r) => drawn("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }),
  (x, y, r) => drawn("path", { d: `M${x} ${y - 1.4 * r}L${x + 1.4 * r} ${y}L${x} ${y + 1.4 * r}L${x - 1.4 * r} ${y}Z` }),
  (x, y, r) => drawn("path", { d: `M${x} ${y - 1.3 * r}L${x + 1.3 * r} ${y + r}H${x - 1.3 * r}Z` }),
];

export function rightEdge(wide) {
  return wide < NARROW ? EDGE.narrow : EDGE.right;
}

/** Which strength lies so many pixels from the left of a chart that is so wide. */
export function strengthAt(x, strengths, wide) {
  const [first, last] = [strengths[0].value, strengths.at(-1).value];
  return first + ((last - first) * (x - EDGE.left)) / (wide - rightEdge(wide) - EDGE.left);
}

/** Draw the chart anew, so many pixels wide. at: the number of the strength that the dial stands at */
export function drawChart(chart, { strengths, lines, axis, unit }, at, wide) {
  const { top, bottom, height } = CHART;
  const right = Math.max(EDGE.left + 100, wide - rightEdge(wide));
  const [first, last] = [strengths[0].value, strengths.at(-1).value];
  const across = (value) => EDGE.left + ((right - EDGE.left) * (value - first)) / (last - first);
  const down = (value) => bottom - ((bottom - top) * (value - axis.low)) / (axis.high - axis.low);
  const place = { across, down, right, top, bottom };
  const now = across(strengths[at].value);
  chart.setAttribute("viewBox", `0 0 ${wide} ${height}`);
  chart.replaceChildren(...frame(strengths, axis, unit, place),
    drawn("line", { class: "lm-dial-now", x1: now, x2: now, y1: top - 4, y2: bottom }),
    ...lines.flatMap((line, number) => drawLine(line, number, strengths, at, place)),
    ...names(lines, strengths[at], at, place, wide));
}

/** Lines and figures of both axes; upright lines where nothing is added, and where all that was learned is. */
function frame(strengths, axis, unit, { across, down, right, top, bottom }) {
  const rows = axis.ticks.flatMap(([value, text]) => [
    drawn("line", { class: `lm-dial-grid${value === 0 ? " lm-dial-zero" : ""}`, x1: EDGE.left, x2: right, y1: down(value), y2: down(value) }),
    drawn("text", { class: "lm-dial-tick", x: EDGE.left - 7, y: down(value) + 4, "text-anchor": "end" }, text)]);
  const marks = [[0, "as before"], [1, "as learned"]].flatMap(([value, text]) => [
    drawn("line", { class: "lm-dial-mark", x1: across(value), x2: across(value), y1: top, y2: bottom + 5 }),
    drawn("text", { class: "lm-dial-tick", x: across(value), y: bottom + 32, "text-anchor": "middle" }, text)]);
  const columns = fitting(strengths, across).map(({ value, text }) => drawn("text", {
    class: `lm-dial-tick${value === 0 || value === 1 ? " lm-dial-strong" : ""}`, x: across(value), y: bottom + 18,
    "text-anchor": "middle" }, text));
  return [...rows, ...marks, ...columns,
    drawn("text", { class: "lm-dial-tick lm-dial-strong", x: 0, y: 12 }, `${unit}, lower is better`)];
}

/** Those strengths whose figures have room side by side: 0 and 1 first, then the ends. */
function fitting(strengths, across) {
  const rank = ({ value }) => (value === 0 || value === 1 ? 0 : 1);
  const ends = [strengths[0], strengths.at(-1)];
  const order = [...strengths.filter((each) => !rank(each)), ...ends, ...strengths];
  const room = 7 * Math.max(...strengths.map(({ text }) => text.length));
  const placed = [];
  for (const each of order) {
    if (placed.every((other) => Math.abs(across(other.value) - across(each.value)) >= room)) placed.push(each);
  }
  return placed;
}

function dotOf(number, x, y, r) {
  const dot = SHAPES[number % SHAPES.length](x, y, r);
  dot.setAttribute("class", "lm-dial-dot");
  return dot;
}

function drawLine({ values }, number, strengths, at, { across, down }) {
  const points = values.map((value, index) => [across(strengths[index].value), down(value)]);
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const dots = points.map(([x, y], index) => {
    const dot = dotOf(number, x, y, index === at ? 4.6 : 2.4);
    dot.classList.toggle("lm-dial-here", index === at);
    return dot;
  });
  return [drawn("g", { class: `lm-dial-line lm-dial-of-${number}` }, drawn("polyline", { points: path }), ...dots)];
}

/** At each line's end its name, and below that its figure where the dial stands. */
function names(lines, here, at, { down, right, top, bottom }, wide) {
  const texts = lines.map(({ name, figures }) => [...inRows(name, Math.floor((rightEdge(wide) - 22) / LETTER)), figures[at]]);
  const tall = ROW * Math.max(...texts.map((rows) => rows.length));
  const heights = apart(lines.map(({ values }) => Math.max(top + tall / 2, down(values.at(-1)))), tall + 5, bottom - tall / 2 + 20);
  const groups = lines.map(({ name }, number) => {
    const rows = texts[number], above = heights[number] - (ROW * (rows.length - 1)) / 2;
    const spans = rows.map((row, place) => drawn("tspan", { x: right + 22, y: above + ROW * place + 4,
      class: place === rows.length - 1 ? "lm-dial-figure" : "" }, row));
    return drawn("g", { class: `lm-dial-name lm-dial-of-${number}` }, dotOf(number, right + 14, above, 3.4),
      drawn("text", {}, drawn("title", {}, name), ...spans));
  });
  if (wide < NARROW) return groups; // no room beside the unit; the strength stands above the chart
  return [drawn("text", { class: "lm-dial-tick", x: right + 22, y: 12 }, `at ${here.text}`), ...groups];
}

/** A name in one row of at most so many letters, or in two. */
function inRows(name, most) {
  const cut = (text) => (Array.from(text).length > most ? `${Array.from(text).slice(0, most - 1).join("")}…` : text);
  const spaces = [...name].flatMap((letter, at) => (letter === " " && at <= most ? [at] : []));
  if (Array.from(name).length <= most || !spaces.length) return [cut(name)];
  return [name.slice(0, spaces.at(-1)), cut(name.slice(spaces.at(-1) + 1))];
}
