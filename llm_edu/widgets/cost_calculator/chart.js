// CostCalculator, the bars: every preset and the reader's own training on one logarithmic axis.

import { drawn } from "../common/svg_shapes.js";
import { powerText, WRITERS } from "./reading.js";

export const COMPARED = { operations: "Operations", gpu_hours: "GPU hours", energy: "Energy", carbon: "CO2" };
const AXES = { operations: "operations", gpu_hours: "GPU hours", energy: "kWh", carbon: "kg of CO2" };
const ROW = 23, TOP = 6, BELOW = 36;

/** Powers of ten around all lengths: [lowest, highest]. */
export function powersAround(numbers) {
  const logs = numbers.filter((number) => number > 0).map(Math.log10);
  if (!logs.length) return [0, 1];
  const lowest = Math.floor(Math.min(...logs) - 0.3);
  return [lowest, Math.max(lowest + 1, Math.ceil(Math.max(...logs) + 0.05))];
}

/** rows: [name, number, published or undefined, own]; drawn `wide` pixels wide. */
export function drawBars(chart, rows, quantity, wide) {
  const write = WRITERS[quantity];
  const left = 106, right = Math.max(left + 80, wide - 96), height = TOP + ROW * rows.length + BELOW;
  const [low, high] = powersAround(rows.flatMap(([, number, published]) => [number, published ?? number]));
  const at = (number) => left + (right - left) * Math.min(1, Math.max(0, (Math.log10(number) - low) / (high - low)));
  const bottom = TOP + ROW * rows.length;
  const step = Math.max(1, Math.ceil((high - low) / Math.max(2, (right - left) / 62)));
  const nodes = [];
  for (let power = low; power <= high; power += step) {
    const x = at(10 ** power);
    nodes.push(drawn("line", { class: "lm-cost-grid", x1: x, x2: x, y1: TOP, y2: bottom }),
      drawn("text", { class: "lm-cost-tick", x, y: bottom + 15, "text-anchor": "middle" }, tick(power)));
  }
  nodes.push(drawn("text", { class: "lm-cost-tick", x: (left + right) / 2, y: bottom + 31, "text-anchor": "middle" },
    `${AXES[quantity]}; each line is ${(10 ** step).toLocaleString("en")} times the one before`));
  rows.forEach(([name, number, published, own], index) => {
    const y = TOP + ROW * index, kind = own ? " lm-cost-own" : "";
    const end = number > 0 ? at(number) : left;
    nodes.push(drawn("text", { class: `lm-cost-name${kind}`, x: left - 8, y: y + 15, "text-anchor": "end" }, name),
      drawn("rect", { class: `lm-cost-bar${kind}`, x: left, y: y + 4, width: Math.max(1, end - left), height: ROW - 8,
        rx: 3 }));
    if (published > 0) {
      nodes.push(drawn("circle", { class: "lm-cost-published", cx: at(published), cy: y + ROW / 2, r: 4.5 }));
    }
    const beside = Math.max(end, published > 0 ? at(published) + 5 : 0) + 8;
    nodes.push(drawn("text", { class: `lm-cost-figure${kind}`, x: beside, y: y + 15 }, write(number)));
  });
  chart.setAttribute("viewBox", `0 0 ${wide} ${height}`);
  chart.style.height = `${height}px`;
  chart.replaceChildren(...nodes);
}

function tick(power) {
  return power >= 0 && power <= 3 ? (10 ** power).toLocaleString("en")
    : power < 0 ? String(Number((10 ** power).toPrecision(1))) : powerText(10 ** power).replace("1 · ", "");
}
