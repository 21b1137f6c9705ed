// CostCalculator, what goes in: three columns of numbers, each a box to type in, with what is wrong with it below.

import { element } from "../common/shared.js";
import { presetOf, problemOf, readNumber, writeNumber } from "./reading.js";

const box = (className, ...children) => element("span", { className }, ...children);
export const OF_HARDWARE = ["operations_per_second", "utilisation", "price", "watts"];

/** One number: onChange(number) is called for what makes sense, and nothing for what does not. */
function createNumber(name, label, unit, title, onChange) {
  const input = element("input", { className: "lm-cost-input", type: "text", spellcheck: false, autocomplete: "off",
    inputMode: "text", aria: { label } });
  const problem = element("span", { className: "lm-problem", aria: { live: "polite" } });
  const root = element("div", { className: "lm-cost-field", title, data: { of: name } }, box("lm-cost-label", label),
    input, box("lm-cost-unit lm-quiet", unit), problem);
  let shown = null;
  function complain(text) {
    problem.textContent = text;
    input.setAttribute("aria-invalid", String(text !== ""));
    root.classList.toggle("lm-wrong", text !== "");
  }
  function write(number) {
    input.value = writeNumber(name, number);
    shown = number;
    complain("");
  }
  input.addEventListener("input", () => {
    const wrong = problemOf(name, input.value);
    complain(wrong);
    if (wrong) return;
    shown = readNumber(input.value);
    onChange(shown);
  });
  const settle = () => { if (!problemOf(name, input.value)) write(shown); };
  input.addEventListener("change", settle);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") settle();
    if (event.key !== "Escape") return;
    event.preventDefault();
    write(shown);
  });
  return {
    root, name,
    /** force: also over what is typed and makes no sense; edited: it is not the row's own any more */
    show(number, { edited = false, force = false, note = title } = {}) {
      if (force || number !== shown) write(number);
      root.classList.toggle("lm-edited", edited);
      root.title = note;
    },
  };
}

/** A list to choose from; `other` stands for what is none of them. */
function createChoice(label, names, other, onChoose) {
  const options = [other, ...names].map((text, at) => element("option", { value: at - 1 }, text));
  const select = element("select", { className: "lm-select lm-cost-select", aria: { label },
    onchange: () => (select.selectedIndex ? onChoose(select.selectedIndex - 1) : on.refresh()) }, ...options);
  const on = { refresh() {} };
  return {
    on, root: element("div", { className: "lm-cost-choice" }, box("lm-cost-heading", label), select),
    show(at) { select.selectedIndex = at + 1; },
  };
}

/** All that can be set. set({...}) changes numbers and names; state() tells them. */
export function createFields(tables, state, set) {
  const { presets, machines, grids } = tables;
  const names = (rows) => rows.map(({ name }) => name);
  const change = (name) => (number) => set({ values: { ...state().values, [name]: number } });
  const number = (name, label, unit = "", title = "") => createNumber(name, label, unit, title, change(name));
  const numbers = {
    parameters: number("parameters", "Parameters"), tokens: number("tokens", "Tokens"),
    gpus: number("gpus", "GPUs", "", "How many share the work; chips of any kind"),
    operations_per_second: number("operations_per_second", "Operations/s", "each"),
    utilisation: number("utilisation", "Utilisation"), price: number("price", "Price", "$/h each"),
    watts: number("watts", "Power", "W each"),
    pue: number("pue", "PUE", "×", "Power usage effectiveness: what the building takes for each watt of its machines"),
    grams_per_kwh: number("grams_per_kwh", "CO2", "g/kWh"),
  };
  const model = createChoice("Model and text", names(presets), "your own", (at) => {
    const { name, hardware, values } = presets[at];
    set({ preset: name, hardware, values }, true);
  });
  const machine = createChoice("Machines", names(machines), "", (at) => {
    const row = machines[at];
    set({ hardware: row.name,
      values: { ...state().values, ...Object.fromEntries(OF_HARDWARE.map((name) => [name, row[name]])) } }, true);
  });
  const grid = createChoice("Electricity", names(grids), "another grid", (at) =>
    change("grams_per_kwh")(grids[at].grams_per_kwh));
  const note = element("p", { className: "lm-cost-note lm-quiet" });
  const column = (choice, ...inside) => element("section", { className: "lm-cost-column" }, choice.root,
    ...inside.map((each) => each.root ?? each));
  const root = element("div", { className: "lm-cost-columns" },
    column(model, numbers.parameters, numbers.tokens, note),
    column(machine, numbers.gpus, numbers.operations_per_second, numbers.utilisation, numbers.price),
    column(grid, numbers.watts, numbers.pue, numbers.grams_per_kwh));
  function show(force = false) {
    const { values, preset: name, hardware } = state();
    const preset = presetOf(presets, name, values), row = machines.find((each) => each.name === hardware);
    const from = grids.findIndex((each) => each.grams_per_kwh === values.grams_per_kwh);
    model.show(presets.indexOf(preset));
    machine.show(machines.indexOf(row));
    grid.show(from);
    note.textContent = preset?.note ?? "";
    for (const [each, field] of Object.entries(numbers)) {
      const own = OF_HARDWARE.includes(each);
      const source = own ? row?.sources[each] : each === "grams_per_kwh" ? grids[from]?.source : undefined;
      field.show(values[each], { force, edited: own && row && row[each] !== values[each],
        ...(source ? { note: source } : {}) });
    }
  }
  for (const choice of [model, machine, grid]) choice.on.refresh = () => show();
  return { root, show };
}
