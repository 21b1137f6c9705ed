// BiasExplorer: words by how much more probable one phrase is than another after them; edited, sorted, saved as CSV.

import { createButton, element, listen, lookAt, openChannel, say } from "../common/shared.js";
import { createDetail } from "./detail.js";
import { createEditor } from "./editor.js";
import { createPlot, dotOf } from "./plot.js";
import { csvOf, orderOf, pickedWords } from "./words.js";

/** The models as buttons that show and hide; one alone is only named. onShow(numbers) */
function createModels(onShow) {
  const root = element("div", { className: "lm-bias-models", aria: { role: "group", label: "Models" } });
  let drawn = "";
  return {
    root,
    show(names, shown) {
      if (drawn !== JSON.stringify(names)) {
        root.replaceChildren(...names.map((name, model) => (names.length === 1
          ? element("span", { className: "lm-bias-only" }, dotOf(model), element("bdi", {}, name))
          : createButton("", () => toggle(model), "lm-bias-toggle"))));
        if (names.length > 1) [...root.children].forEach((node, model) => node.append(dotOf(model), element("bdi", { title: names[model] }, names[model])));
        drawn = JSON.stringify(names);
      }
      const toggle = (model) => onShow(names.map((_, number) => number)
        .filter((number) => shown.includes(number) !== (number === model)));
      if (names.length === 1) return;
      [...root.children].forEach((node, model) => {
        node.onclick = () => { if (node.getAttribute("aria-disabled") !== "true") toggle(model); };
        node.setAttribute("aria-pressed", String(shown.includes(model)));
        node.setOff(shown.length === 1 && shown[0] === model);
      });
    },
  };
}

function createSort(onSort) {
  const select = element("select", { className: "lm-select", aria: { label: "Sort" }, onchange: () => onSort(select.value) });
  return {
    root: element("label", { className: "lm-field" }, element("span", {}, "Sort"), select),
    show(sort, reference) {
      const options = [["value", "by value"], ["name", "by name"], ["reference", `by ${reference}`], ["typed", "as typed"]]
        .filter(([value]) => value !== "reference" || reference);
      select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
      select.value = options.some(([value]) => value === sort) ? sort : "typed";
    },
  };
}

/** Hand a text to the reader as a file; nothing leaves this machine. */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function render({ model, el }) {
  let channel = null;
  const asleep = () => channel?.state() === "asleep";
  const waiting = () => ["waiting", "busy"].includes(channel?.state());
  const editor = createEditor({ onType: () => draw(), onCompare: (typed) => { channel.ask(typed); draw(); } });
  const models = createModels((shown) => look({ shown }));
  const sort = createSort((value) => look({ sort: value }));
  const plot = createPlot((word) => { if (word !== model.get("view").picked) look({ picked: word }); });
  const detail = createDetail();
  const csv = createButton("Save CSV", () => save("log_odds.csv", csvOf(model.get("scene"))));
  const notes = element("div", { className: "lm-bias-notes lm-quiet" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-bias" }, editor.root,
    element("div", { className: "lm-toolbar lm-bias-head" }, models.root, element("span", { className: "lm-gap" }), sort.root, csv),
    plot.root, notes, line, detail.root, note);
  el.append(root);

  const look = (change) => lookAt(model, change);
  function draw() {
    const [scene, view, request, { error }] = ["scene", "view", "request", "answer"].map((name) => model.get(name));
    const order = orderOf(scene, view), state = channel?.state() ?? "ready";
    const found = scene.who.findIndex(({ word }) => word === view.picked), picked = found < 0 ? order[0] : found;
    root.dataset.state = state;
    editor.show({ request, typed: scene.typed, said: waiting() ? null : error, asleep: asleep(), waiting: waiting() });
    models.show(scene.models, view.shown);
    sort.show(view.sort, scene.reference_name);
    plot.show(scene, order, view.shown, picked);
    detail.show(scene, picked, view.shown);
    notes.replaceChildren(...scene.notes.map((text) => element("p", {}, text)));
    say(line, error && !waiting() ? `${error.replace(/[.]$/, "")}. The plot shows what was compared before.` : pickedWords(scene, picked, view.shown));
    note.textContent = asleep() ? "No kernel is attached: this shows what was compared. To compare other words, run the cell again."
      : state === "busy" ? "The kernel is busy; it will answer when it is free." : "";
    note.hidden = !note.textContent;
  }
  channel = openChannel(model, el, { onAnswer: draw, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, [["scene", draw], ["view", draw]], { close: channel.close });
}

export default { render };
