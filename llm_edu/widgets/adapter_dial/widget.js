// AdapterDial: a learned change at any strength, by a slider below a chart, with the texts of then and now. All of it
// has been computed before, so nothing here needs a kernel.

import { element, listen, say } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { drawChart, EDGE, rightEdge, strengthAt } from "./chart.js";
import { createTexts } from "./texts.js";

const nearest = (strengths, value) => strengths.reduce((best, { value: other }, at) =>
  (Math.abs(other - value) < Math.abs(strengths[best].value - value) ? at : best), 0);

/** The slider. It stops at what was computed: by pointer at what is nearest, by a key at the next. onTurn(number) */
function createSlider(onTurn) {
  const slider = element("input", { className: "lm-slider lm-dial-slider", type: "range", step: "any",
    aria: { label: "Strength of the learned change" } });
  let strengths = [], shown = 0, held = false;
  slider.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel", "blur"]) slider.addEventListener(end, () => { held = false; });
  slider.addEventListener("input", () => {
    const value = Number(slider.value), step = Math.sign(value - strengths[shown].value);
    let at = nearest(strengths, value);
    if (!held && at === shown) at = Math.min(strengths.length - 1, Math.max(0, shown + step));
    slider.value = strengths[at].value;
    if (at !== shown) onTurn(at);
  });
  return {
    slider,
    show(scene, at) {
      ({ strengths } = scene);
      shown = at;
      const [low, high] = [strengths[0].value, strengths.at(-1).value], share = (value) => (value - low) / (high - low);
      Object.assign(slider, { min: low, max: high, value: strengths[at].value }); // in this order: a value is kept inside
      const ends = [share(0), share(strengths[at].value)];
      slider.style.setProperty("--from", Math.min(...ends));
      slider.style.setProperty("--to", Math.max(...ends));
      slider.setAttribute("aria-valuetext", `${strengths[at].text}, ${strengths[at].place}`);
    },
  };
}

function render({ model, el }) {
  const number = element("output", { className: "lm-number lm-dial-number" }), place = element("span", { className: "lm-quiet" });
  const jump = (text, value) => element("button", { className: "lm-button lm-small", type: "button",
    onclick: () => turn(value) }, text);
  const turned = createSlider((at) => turn(model.get("scene").strengths[at].value));
  const texts = createTexts();
  const chart = drawn("svg", { class: "lm-dial-chart", "aria-hidden": "true" });
  const below = element("div", { className: "lm-dial-below" }, turned.slider);
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const root = element("div", { className: "lm-widget lm-dial" },
    element("div", { className: "lm-toolbar" }, element("span", { className: "lm-dial-title" }, "Strength"), number, place,
      element("span", { className: "lm-gap" }), element("span", { className: "lm-dial-jumps" }, jump("As before", 0), jump("As learned", 1))),
    chart, below, texts.root, line);
  el.append(root);

  function turn(value) {
    model.set("strength", value); // every view follows at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  }
  function draw() {
    const scene = model.get("scene"), at = nearest(scene.strengths, model.get("strength"));
    const now = scene.strengths[at], wide = Math.max(220, chart.clientWidth);
    number.textContent = now.text;
    place.textContent = now.place;
    turned.show(scene, at);
    below.style.padding = `0 ${rightEdge(wide) - 8}px 0 ${EDGE.left - 8}px`; // a thumb is 16 pixels wide
    drawChart(chart, scene, at, wide);
    texts.show(scene, at);
    say(line, now.say);
  }
  function fill() {
    texts.fill(model.get("scene"));
    draw();
  }
  for (const kind of ["pointerdown", "pointermove"]) { // the chart can be taken hold of, too
    chart.addEventListener(kind, (event) => {
      const { strengths } = model.get("scene"), frame = chart.getBoundingClientRect();
      if (event.buttons === 1) turn(strengths[nearest(strengths, strengthAt(event.clientX - frame.left, strengths, frame.width))].value);
    });
  }
  fill();
  return listen(model, root, [["scene", fill], ["strength", draw]], { resize: draw });
}

export default { render };
