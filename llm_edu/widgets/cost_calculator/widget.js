// CostCalculator: model, machines and electricity go in, the bill comes out. All of it runs without a kernel.

import { element, keepKeys, listen } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { COMPARED, drawBars } from "./chart.js";
import { createFields } from "./fields.js";
import { billOf, countText, describeBill, presetOf, significant, WRITERS } from "./reading.js";

const box = (className, ...children) => element("span", { className }, ...children);
// Of the bill: its field, what it is called, and how its figure is written.
const CARDS = [["operations", "Operations"], ["gpu_hours", "GPU hours"], ["days", "Time"], ["money", "Money"],
  ["energy", "Energy"], ["carbon", "CO2"]];

/** One figure of the bill, what was published of it, and by what factor the bill is off. */
function createCard(quantity, name) {
  const label = box("lm-cost-card-name lm-quiet", name), figure = box("lm-cost-card-figure"), beside = box("lm-cost-beside");
  return {
    root: element("div", { className: "lm-cost-card", data: { of: quantity } }, label, figure, beside),
    show(bill, values, published) {
      if (quantity === "days") label.textContent = `Time on ${countText(values.gpus)} GPU${values.gpus === 1 ? "" : "s"}`;
      figure.textContent = WRITERS[quantity](bill[quantity]);
      const said = published[quantity];
      const factor = said === undefined ? null : bill[quantity] / said;
      beside.textContent = said === undefined ? ""
        : `= ${significant(factor)} × published ${WRITERS[quantity](said)}`;
      beside.classList.toggle("lm-cost-far", factor !== null && (factor > 2 || factor < 0.5));
    },
  };
}

function render({ model, el }) {
  const names = ["values", "preset", "hardware", "compare"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const tables = model.get("tables");
  const fields = createFields(tables, state, set);
  const cards = CARDS.map(([quantity, name]) => createCard(quantity, name));
  const compare = element("select", { className: "lm-select lm-small-select", aria: { label: "Compare" },
    onchange: () => set({ compare: compare.value }) },
  ...Object.entries(COMPARED).map(([value, text]) => element("option", { value }, text)));
  const key = box("lm-cost-key lm-quiet", box("lm-cost-dot"), "as published");
  const chart = drawn("svg", { class: "lm-cost-chart", "aria-hidden": "true" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const list = element("ul", { className: "lm-cost-sources lm-quiet" });
  const reset = element("button", { className: "lm-button lm-cost-reset", type: "button",
    title: "Back to the first numbers", onclick: () => set(model.get("start"), true) }, "Reset");
  const more = keepKeys(element("summary", { tabIndex: 0 }, "Where these figures are from"));
  const root = element("div", { className: "lm-widget lm-cost" }, fields.root,
    element("div", { className: "lm-cost-cards" }, ...cards.map((card) => card.root)),
    element("div", { className: "lm-toolbar lm-cost-bar-head" }, element("label", { className: "lm-field" },
      box("", "Compare"), compare), key, box("lm-gap"), reset),
    chart, line, element("details", { className: "lm-cost-details" }, more, list));
  el.append(root);

  function set(changed, force = false) {
    for (const [name, value] of Object.entries(changed)) model.set(name, value); // every view follows at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
    if (force) fields.show(true);
  }
  function draw() {
    const now = state();
    const bill = billOf(now.values);
    const preset = presetOf(tables.presets, now.preset, now.values);
    const published = preset?.published ?? {};
    fields.show();
    for (const card of cards) card.show(bill, now.values, published);
    compare.value = now.compare;
    const rows = tables.presets.map((each) => [each.name, billOf(each.values)[now.compare],
      each.published[now.compare], false]);
    drawBars(chart, [...rows, ["Yours", bill[now.compare], undefined, true]], now.compare, chart.clientWidth || 640);
    line.textContent = describeBill(now.values, now.hardware, bill, preset?.name ?? null, published);
    const row = tables.machines.find(({ name }) => name === now.hardware);
    const grid = tables.grids.find((each) => each.grams_per_kwh === now.values.grams_per_kwh);
    const sources = [...(preset ? preset.sources.map((text) => [preset.name, text]) : []),
      ...Object.entries(row?.sources ?? {}).map(([name, text]) => [`${row.name}, ${name.replaceAll("_", " ")}`, text]),
      ...(grid ? [[grid.name, grid.source]] : []),
      ["Operations", "6 for each parameter and token: Kaplan et al. 2020, arXiv:2001.08361, section 2.1"],
      ["Left out", "what it took to make the machines (embodied carbon), attempts that failed, and people"]];
    list.replaceChildren(...sources.map(([of, text]) => element("li", {}, element("strong", {}, of), `: ${text}`)));
  }
  draw();
  return listen(model, root, names.map((name) => [name, draw]), { resize: draw });
}

export default { render };
