// SoftmaxPlayground, the chart: every weight, and the steepest slope, over all temperatures or all widths.

import { apart, drawn } from "../common/svg_shapes.js";
import { multiplier, readScores, SATURATED, STEEPEST } from "./reading.js";

export const TEMPERATURES = Array.from({ length: 201 }, (_, step) => 50 ** (step / 100 - 1)); // 0.02 … 50, 1 in the middle
export const WIDTHS = Array.from({ length: 13 }, (_, power) => 2 ** power); // 1 … 4,096
const PLACE = { height: 262, left: 26, names: 112, top: 16, bottom: 142, low: 170, floor: 222 };
const MOST_NAMES = 7;

/** What the chart runs over: temperatures, or widths where the scores are dot products. */
function sweepOf({ temperature, width, scaled }) {
  if (width === null) {
    return { name: "temperature", values: TEMPERATURES, now: temperature, ticks: [0.02, 0.1, 0.5, 1, 2, 10, 50],
      factor: (value) => multiplier(value, null, true), other: null };
  }
  const wide = Array.from({ length: 97 }, (_, step) => 2 ** (step / 8));
  return { name: "width d", values: wide, now: width, ticks: [1, 4, 16, 64, 256, 1024, 4096],
    factor: (value) => multiplier(temperature, value, scaled), otherName: scaled ? "without ÷ √d" : "with ÷ √d",
    other: (value) => multiplier(temperature, value, !scaled) };
}

/** Draw the chart anew, so many pixels wide: `state` has labels, values, temperature, width, scaled. */
export function drawSweep(chart, state, wide) {
  const { left, names, top, bottom, low, floor, height } = PLACE;
  const right = Math.max(left + 100, wide - names);
  const sweep = { ...sweepOf(state), right };
  const [first, last] = [sweep.values[0], sweep.values.at(-1)].map(Math.log);
  const at = (value) => left + ((right - left) * (Math.log(value) - first)) / (last - first);
  const across = (value) => Math.min(right, Math.max(left, at(value)));
  const down = (weight) => bottom - (bottom - top) * weight;
  const deep = (slope) => floor - ((floor - low) * slope) / STEEPEST;
  const readings = sweep.values.map((value) => readScores(state.values, sweep.factor(value)));
  const path = (heights) =>
    heights.map((y, index) => `${at(sweep.values[index]).toFixed(1)},${y.toFixed(1)}`).join(" ");
  const steepest = readings.map((reading) => reading.steepest);
  const nodes = [...grid(sweep, at, down, deep), ...shade(sweep, steepest, at)];
  const area = path(steepest.map(deep));
  nodes.push(drawn("polygon", { class: "lm-slope-area", points: `${left},${floor} ${area} ${right},${floor}` }));
  if (sweep.other) {
    const ghost = sweep.values.map((value) => deep(readScores(state.values, sweep.other(value)).steepest));
    nodes.push(drawn("polyline", { class: "lm-ghost", points: path(ghost) }),
      drawn("text", { class: "lm-tick", x: right + 8, y: ghost.at(-1) + 4 }, sweep.otherName));
  }
  nodes.push(drawn("polyline", { class: "lm-slope-line", points: area }));
  nodes.push(...weightLines(state, sweep, readings, path, down));
  const now = across(sweep.now);
  nodes.push(drawn("line", { class: "lm-now", x1: now, x2: now, y1: top - 6, y2: floor }));
  const present = readScores(state.values, sweep.factor(sweep.now));
  nodes.push(...[...present.weights.map(down), deep(present.steepest)].map((height) =>
    drawn("circle", { class: "lm-now-dot", cx: now, cy: height, r: 3.5 })));
  chart.setAttribute("viewBox", `0 0 ${right + names} ${height}`);
  chart.replaceChildren(...nodes);
}

/** Lines, figures and names of both axes. */
function grid(sweep, at, down, deep) {
  const { left, floor, top, low } = PLACE;
  const { right } = sweep;
  const row = (y, text) => [drawn("line", { class: "lm-grid", x1: left, x2: right, y1: y, y2: y }),
    drawn("text", { class: "lm-tick", x: left - 6, y: y + 4, "text-anchor": "end" }, text)];
  const every = right - left < 240 ? 2 : 1; // where there is little room, every other one
  const ticks = sweep.ticks.filter((_, number) => number % every === 0).map((tick) => drawn("text",
    { class: "lm-tick", x: at(tick), y: floor + 16, "text-anchor": "middle" }, tick.toLocaleString("en")));
  return [...row(down(0), "0"), ...row(down(0.5), "½"), ...row(down(1), "1"), ...row(deep(0), "0"),
    ...row(deep(STEEPEST), "¼"), ...ticks,
    drawn("text", { class: "lm-tick lm-axis", x: left, y: top - 4 }, "weight"),
    drawn("text", { class: "lm-tick lm-axis", x: left, y: low - 5 }, "steepest slope"),
    drawn("text", { class: "lm-tick", x: (left + right) / 2, y: floor + 34, "text-anchor": "middle" }, sweep.name)];
}

/** Where no weight can move: a wash of vermilion, and the word. */
function shade(sweep, steepest, at) {
  const { left, top, floor } = PLACE;
  const { right } = sweep;
  const spans = [];
  steepest.forEach((slope, index) => {
    if (slope >= SATURATED) return;
    if (index && steepest[index - 1] < SATURATED) spans.at(-1)[1] = index;
    else spans.push([index, index]);
  });
  return spans.filter(([from, to]) => to > from).flatMap(([from, to]) => {
    const x = from ? at(sweep.values[from]) : left;
    const end = to < steepest.length - 1 ? at(sweep.values[to]) : right;
    const wash = drawn("rect", { class: "lm-saturated-wash", x, width: end - x, y: top, height: floor - top });
    if (end - x <= 60) return [wash];
    const place = { x: (x + end) / 2, y: floor - 8, "text-anchor": "middle" };
    return [wash, drawn("text", { class: "lm-saturated", ...place }, "saturated")];
  });
}

/** A line for each weight, its name at its end; the names where there is room, the largest scores first. */
function weightLines({ labels, values }, sweep, readings, path, down) {
  const { right } = sweep;
  const order = values.map((_, index) => index).sort((a, b) => values[b] - values[a]);
  const named = order.slice(0, MOST_NAMES);
  const ends = apart(named.map((index) => down(readings.at(-1).weights[index])), 14, PLACE.bottom + 4);
  const lines = [...order].reverse().map((index) => drawn("polyline", {
    class: `lm-weight-line${index === order[0] ? " lm-first" : ""}`,
    points: path(readings.map((reading) => down(reading.weights[index]))),
  }));
  const names = named.map((index, rank) => {
    const label = [...labels[index]];
    return drawn("text",
      { class: `lm-name lm-ink-model${rank ? "" : " lm-first"}`, x: right + 8, y: Math.max(12, ends[rank] + 4) },
      label.length > 13 ? `${label.slice(0, 12).join("")}…` : label.join(""));
  });
  return [...lines, ...names];
}
