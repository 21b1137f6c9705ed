// TransformerMap: a model, or two of them, as a diagram to click through. All of it runs without a kernel.

import { element, listen } from "../common/shared.js";
import { listSlider } from "../common/svg_shapes.js";
import { createDetail, createSettings } from "./detail.js";
import { createDiagram } from "./diagram.js";
import { describeModels, whole } from "./numbers.js";
import { createBudget, createGrowth } from "./whole.js";

/** 1, 2, 3, 4, 6, 8, 12, 16 … up to the most, which is always among them. */
function niceNumbers(most) {
  const steps = [1];
  for (let power = 2; power <= most; power *= 2) {
    steps.push(power);
    if (power * 1.5 < most) steps.push(power * 1.5);
  }
  return steps.at(-1) === most ? steps : [...steps, most];
}

function createToolbar(models, on) {
  const context = Math.min(...models.map((anatomy) => anatomy.context));
  const batch = listSlider("Batch", niceNumbers(64), whole, (value) => on("batch", value));
  const length = listSlider("Length", niceNumbers(context), whole, (value) => on("length", value));
  const [{ name }] = models;
  const heading = element("span", { className: "lm-panel-name lm-model-name" }, name);
  heading.hidden = models.length > 1 || !name; // two names stand over their diagrams
  const root = element("div", { className: "lm-toolbar" }, heading, batch.root, length.root);
  return {
    root,
    show(state) {
      batch.show(state.batch);
      length.show(state.length);
    },
  };
}

function render({ model, el }) {
  const models = model.get("models");
  const names = ["batch", "length", "part", "number_bytes"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const select = (part) => change("part", part);
  const toolbar = createToolbar(models, change);
  const diagrams = models.map((anatomy) => createDiagram(anatomy, models.length > 1, select));
  const details = models.map((anatomy) => createDetail(anatomy, models.length > 1));
  const budget = createBudget(models, select, (size) => change("number_bytes", size));
  const growth = createGrowth(models);
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const place = (node, area) => { node.style.gridArea = area; return node; };
  const grid = element("div", { className: "lm-map-grid" },
    ...diagrams.map(({ root }, at) => place(root, `diagram${at}`)),
    ...details.flatMap(({ about, steps }, at) => [place(about, `about${at}`), place(steps, `steps${at}`)]),
    place(budget.root, "budget"), place(growth.root, "growth"));
  const root = element("div", { className: `lm-widget lm-map${models.length > 1 ? " lm-map-two" : ""}` }, toolbar.root,
    ...(models.length > 1 ? [createSettings(models)] : []), grid, line);
  el.append(root);

  function change(name, value) {
    if (model.get(name) === value) return;
    model.set(name, value); // every view of the widget follows at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  }
  function draw() {
    const now = state();
    for (const each of [toolbar, ...diagrams, ...details, budget, growth]) each.show(now);
    line.textContent = describeModels(models, now.part, now.batch, now.length);
  }
  function resize() { // letters keep their size, and words are shown where they fit
    budget.show(state());
    growth.show(state());
  }
  draw();
  return listen(model, root, names.map((name) => [name, draw]), { resize });
}

export default { render };
