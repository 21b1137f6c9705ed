// SoftmaxPlayground: scores to drag, their weights, and how far these can still move. All of it runs without a kernel.

import { element, listen, percent } from "../common/shared.js";
import { drawn, listSlider } from "../common/svg_shapes.js";
import { drawSweep, TEMPERATURES, WIDTHS } from "./chart.js";
import { columnOf, describeReading, multiplier, readScores, SATURATED, small, STEEPEST } from "./reading.js";

const box = (className, ...children) => element("span", { className }, ...children);
const heatText = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const signed = (text) => text.replace("-", "−");
const digits = (value) => (Number.isInteger(value) && Math.abs(value) >= 100 ? 0 : 1);
const scoreText = (value) => signed((Object.is(value, -0) ? 0 : value).toFixed(digits(value)));
const inputText = (value) =>
  (Math.abs(value) < 1000 ? scoreText(value) : signed(Math.round(value).toLocaleString("en")));

/** One score: a slider in the learner's orange, what goes into the softmax, and its weight and slope as bars. */
function createScore(label, limit, onDrag) {
  const slider = element("input", { className: "lm-slider lm-score", type: "range", min: -limit, max: limit,
    step: limit > 50 ? 1 : 0.1, aria: { label: `Score of ${label}` } });
  const parts = { score: box("lm-figure"), input: box("lm-figure lm-quiet"), weight: box("lm-figure lm-strong"),
    slope: box("lm-figure") };
  const fill = (kind) => element("span", { className: `lm-bar-fill lm-fill-${kind}` });
  const bars = { weight: fill("weight"), slope: fill("slope") };
  const track = (bar) => element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, bar);
  const root = element("div", { className: "lm-score-row", aria: { role: "group", label } },
    element("span", { className: "lm-chip lm-score-name", title: label, dir: "auto" }, label), slider, parts.score,
    parts.input, track(bars.weight), parts.weight, track(bars.slope), parts.slope);
  slider.addEventListener("input", () => onDrag(Number(slider.value)));
  return {
    root,
    show(value, input, weight, slope) {
      slider.value = value;
      const share = Math.min(1, Math.max(0, (value + limit) / (2 * limit)));
      slider.style.setProperty("--from", Math.min(0.5, share));
      slider.style.setProperty("--to", Math.max(0.5, share));
      slider.setAttribute("aria-valuetext", `${scoreText(value)}: weight ${percent(weight)}, slope ${small(slope)}`);
      parts.score.textContent = scoreText(value);
      parts.input.textContent = `→ ${inputText(input)}`;
      parts.weight.textContent = percent(weight);
      parts.slope.textContent = small(slope);
      bars.weight.style.width = `${100 * weight}%`;
      bars.slope.style.width = `${(100 * Math.abs(slope)) / STEEPEST}%`;
      bars.slope.classList.toggle("lm-falls", slope < 0);
    },
  };
}

/** A bar with a most: how much of it there is, as figures beside it. */
function createGauge(name, kind) {
  const fill = element("span", { className: `lm-bar-fill lm-fill-${kind}` });
  const figure = box("lm-figure");
  const root = element("div", { className: "lm-gauge" }, box("lm-quiet", name),
    element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill), figure);
  return {
    root,
    show(share, text) {
      fill.style.width = `${100 * share}%`;
      figure.textContent = text;
    },
  };
}

/** A number of a normal distribution (Box and Muller 1958), as a dot product at width 1 is one. */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** Temperature, width and division, and the buttons that set all scores at once. */
function createControls(on) {
  const press = (text, title, onclick) =>
    element("button", { className: "lm-button", type: "button", title, onclick }, text);
  const heat = listSlider("Temperature", TEMPERATURES, heatText,
    (value) => on.set("temperature", Number(value.toPrecision(3))));
  const wide = listSlider("d", WIDTHS, (value) => value.toLocaleString("en"), (value) => on.set("width", value));
  const asDots = element("input",
    { type: "checkbox", onchange: () => on.set("width", asDots.checked ? on.lastWidth() : null) });
  const scaled = element("input", { type: "checkbox", onchange: () => on.set("scaled", scaled.checked) });
  const divide = element("label", { className: "lm-field" }, scaled, box("", "÷ √d"));
  const dots = element("label", { className: "lm-field",
    title: "Random vectors of this width have dot products of about ±√d: what is ±1 at width 1" },
  asDots, box("", "Dot products of width"));
  const rising = createRising((label) => on.set("rising", label));
  const root = element("div", { className: "lm-controls" },
    element("div", { className: "lm-toolbar" }, heat.root, element("span", { className: "lm-gap" }),
      press("Draw", "New scores, as random vectors have them", on.draw),
      press("All equal", "Every score 0", on.level), press("Reset", "Back to the first scores and settings", on.reset)),
    element("div", { className: "lm-toolbar" }, dots, wide.root, divide, element("span", { className: "lm-gap" }),
      rising.root));
  return {
    root,
    show({ temperature, width, scaled: divided, labels, rising: label }) {
      rising.show(labels, label);
      heat.show(temperature);
      asDots.checked = width !== null;
      wide.root.hidden = divide.hidden = width === null;
      if (width !== null) wide.show(width);
      scaled.checked = divided;
    },
  };
}

/** Which column of the Jacobian the slopes show: that of one score, or of each score its own entry. */
function createRising(onChoose) {
  const select = element("select", { className: "lm-select", onchange: () => {
    onChoose(select.selectedIndex ? shown[select.selectedIndex - 1] : null);
  } });
  let shown = null;
  return {
    root: element("label", { className: "lm-field" }, box("", "Slopes if"), select),
    show(labels, rising) {
      if (JSON.stringify(labels) !== JSON.stringify(shown)) {
        shown = [...labels];
        select.replaceChildren(...["each rises alone", ...labels.map((label) => `${label} rises`)].map((text) =>
          element("option", {}, text)));
      }
      select.selectedIndex = rising === null ? 0 : 1 + labels.indexOf(rising);
    },
  };
}

function render({ model, el }) {
  const names = ["labels", "values", "limit", "temperature", "width", "scaled", "rising"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  let rows = [], drawnFor = null, lastWidth = model.get("width") ?? 64;
  const controls = createControls({
    set: (name, value) => change({ [name]: value }),
    lastWidth: () => lastWidth,
    draw: () => change({ values: state().labels.map(() => bounded(Math.round(10 * normal()) / 10)) }),
    level: () => change({ values: state().labels.map(() => 0) }),
    reset() { // Python may have put other scores in the place of the first
      const start = model.get("start"), { labels, values } = state();
      const same = JSON.stringify(labels) === JSON.stringify(start.labels);
      const { labels: _, ...settings } = start;
      change(same ? settings : { ...settings, values, rising: null });
    },
  });
  const bounded = (value) => Math.min(model.get("limit"), Math.max(-model.get("limit"), value));
  const list = element("div", { className: "lm-score-rows" });
  const heads = element("div", { className: "lm-score-row lm-score-heads", aria: { hidden: "true" } }, box(""),
    box("", "score"), box(""), box("lm-figure", "softmax of"), box("", "weight"), box(""), box("lm-slope-head"),
    box(""));
  const entropy = createGauge("Entropy", "entropy");
  const slope = createGauge("Steepest slope", "slope");
  const chart = drawn("svg", { class: "lm-sweep", "aria-hidden": "true" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const root = element("div", { className: "lm-widget lm-softmax" }, controls.root, heads, list,
    element("div", { className: "lm-gauges" }, entropy.root, slope.root), chart, line);
  el.append(root);

  function change(settings) {
    for (const [name, value] of Object.entries(settings)) model.set(name, value); // every view follows at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  }
  function makeRows({ labels, limit }) { // anew only for other labels, so that the focus stays where it is
    const key = JSON.stringify([labels, limit]);
    if (key === drawnFor) return;
    drawnFor = key;
    rows = labels.map((label, index) => createScore(label, limit, (value) =>
      change({ values: state().values.map((other, at) => (at === index ? value : other)) })));
    list.replaceChildren(...rows.map((row) => row.root));
  }
  function draw() {
    const now = state();
    if (now.labels.length !== now.values.length || (now.rising !== null && !now.labels.includes(now.rising))) {
      return; // the other half is on its way
    }
    lastWidth = now.width ?? lastWidth;
    makeRows(now);
    const reading = readScores(now.values, multiplier(now.temperature, now.width, now.scaled));
    const slopes = now.rising === null ? reading.slopes : columnOf(reading, now.labels.indexOf(now.rising));
    rows.forEach((row, at) => row.show(now.values[at], reading.inputs[at], reading.weights[at], slopes[at]));
    heads.querySelector(".lm-slope-head").textContent = now.rising === null ? "slope p·(1 − p)" : "slope";
    controls.show(now);
    entropy.show(reading.most ? reading.entropy / reading.most : 0,
      `${reading.entropy.toFixed(2)} of ${reading.most.toFixed(2)} bits`);
    slope.show(reading.steepest / STEEPEST, `${small(reading.steepest)} of ${STEEPEST}`);
    root.classList.toggle("lm-is-saturated", now.labels.length > 1 && reading.steepest < SATURATED);
    drawSweep(chart, now, chart.clientWidth);
    line.textContent = describeReading(now.labels, reading, now.rising);
  }
  draw();
  return listen(model, root, names.map((name) => [name, draw]), { resize: draw });
}

export default { render };
