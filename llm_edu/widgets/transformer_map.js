// TransformerMap: a model as a diagram to click through. All of it runs without a kernel. Runs after shared.js,
// svg_shapes.js, transformer_numbers.js, transformer_diagram.js and transformer_detail.js (transformer_map.py).

/** 1, 2, 3, 4, 6, 8, 12, 16 … up to the most, which is always among them. */
function niceNumbers(most) {
  const steps = [1];
  for (let power = 2; power <= most; power *= 2) steps.push(power, ...(power * 1.5 < most ? [power * 1.5] : []));
  return steps.at(-1) === most ? steps : [...steps, most];
}

function createSettings(anatomy, on) {
  const batch = listSlider("Batch", niceNumbers(64), whole, (value) => on("batch", value));
  const length = listSlider("Length", niceNumbers(anatomy.context), whole, (value) => on("length", value));
  const numbers = [[4, "4 bytes (float32)"], [2, "2 bytes (bfloat16)"], [1, "1 byte (int8)"]];
  const select = element("select", { className: "lm-select", onchange: () => on("number_bytes", Number(select.value)) },
    ...numbers.map(([value, text]) => element("option", { value }, text)));
  const root = element("div", { className: "lm-toolbar" }, batch.root, length.root,
    element("label", { className: "lm-field" }, element("span", {}, "Numbers of"), select));
  return {
    root,
    show(state) {
      batch.show(state.batch);
      length.show(state.length);
      select.value = state.number_bytes;
    },
  };
}

function render({ model, el }) {
  const anatomy = model.get("anatomy");
  const names = ["batch", "length", "part", "number_bytes"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  let saving;
  const select = (part) => change("part", part);
  const settings = createSettings(anatomy, change);
  const diagram = createDiagram(anatomy, select);
  const detail = createDetail(anatomy), budget = createBudget(anatomy, select), growth = createGrowth(anatomy);
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const name = element("span", { className: "lm-panel-name lm-model-name", hidden: !model.get("name") }, model.get("name"));
  settings.root.prepend(name);
  const root = element("div", { className: "lm-widget lm-map" }, settings.root,
    element("div", { className: "lm-map-columns" }, diagram.root, detail.root),
    element("div", { className: "lm-whole" }, budget.root, growth.root), line);
  el.append(root);

  function change(name, value) { // all views follow at once; the kernel, if there is one, hears of it after a pause
    if (model.get(name) === value) return;
    model.set(name, value);
    clearTimeout(saving);
    saving = setTimeout(() => model.save_changes(), 150);
  }
  function draw() {
    const now = state();
    for (const each of [settings, diagram, detail, budget, growth]) each.show(now);
    line.textContent = describePart(anatomy, now.part, now.batch, now.length);
  }
  for (const each of names) model.on(`change:${each}`, draw);
  draw();
  const sized = new ResizeObserver(() => growth.show(state())); // its letters keep their size
  sized.observe(growth.root);
  return () => {
    clearTimeout(saving);
    sized.disconnect();
    for (const each of names) model.off(`change:${each}`, draw);
    root.remove();
  };
}

export default { render };
