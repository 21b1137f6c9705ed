// BeamTree: a beam search, step by step.

import { element, listen, openChannel, say, STATE_WORDS } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { createBeamSettings, createBeamSteps } from "./controls.js";
import { createBeamDetail, createBeamTable } from "./detail.js";
import { createBeamDrawing } from "./drawing.js";
import { nodeKey } from "./layout.js";

const BEAM_STATES = {
  ...STATE_WORDS,
  busy: "The kernel is busy; it will search again when it is free.",
  asleep: "No kernel is attached: every step is here, but for another width or length penalty, run the cell.",
};

function createBeamLegend() {
  const swatch = (...shapes) => drawn("svg", { class: "lm-beam-swatch", width: 24, height: 14, "aria-hidden": "true" },
    ...shapes);
  const rect = (kind) => drawn("rect", { class: "lm-beam-chip", x: 1, y: 2, width: 22, height: 10, rx: 3, ...kind });
  const item = (shape, words) => element("span", { className: "lm-beam-item" }, shape, words);
  const group = (fate, ...shapes) => swatch(drawn("g", { class: `lm-beam-node lm-beam-${fate}` }, ...shapes));
  return element("div", { className: "lm-beam-legend lm-quiet" },
    item(group("kept", rect({})), "goes on"),
    item(group("kept lm-beam-dead", rect({})), "died out"),
    item(group("pruned", rect({}), drawn("path", { class: "lm-beam-strike", d: "M3,7 h18" })), "pruned"),
    item(swatch(drawn("path", { class: "lm-beam-cut", d: "M1,7 h22" })), "the cut"),
    item(swatch(drawn("rect", { class: "lm-beam-end", x: 8, y: 3, width: 8, height: 8, rx: 1 })),
      "ended, with its score"),
    item(swatch(drawn("path", { class: "lm-beam-edge lm-beam-kept", d: "M1,7 h22", "stroke-width": 5 })),
      "thick: likely"),
    item(swatch(drawn("path", { class: "lm-beam-greedy-line", d: "M1,7 h22" })), "greedy"),
    item(swatch(drawn("circle", { class: "lm-beam-dot lm-beam-alive", cx: 12, cy: 7, r: 3 })), "beginnings still alive"));
}

function render({ model, el }) {
  let drawing = null, selected = "root", looked = null;
  const steps = createBeamSteps(goTo);
  const settings = createBeamSettings(model.get("reach"), (wanted, delay) => channel.ask(wanted, delay));
  const place = element("div", {});
  const detail = createBeamDetail();
  const table = createBeamTable();
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const words = element("div", { className: "lm-state", aria: { live: "polite" } });
  const root = element("div", { className: "lm-widget lm-beam" },
    element("div", { className: "lm-toolbar" }, steps.root, element("span", { className: "lm-gap" }), settings.root),
    place, createBeamLegend(), detail.root, table.root, line, words);
  el.append(root);

  const tree = () => model.get("tree");
  const step = () => Math.min(model.get("step"), tree().steps.length); // a shorter tree may come before its step
  function goTo(at) {
    model.set("step", Math.min(Math.max(0, at), tree().steps.length)); // every view of the widget follows at once
    model.save_changes();
  }
  function drawTree() {
    const focused = drawing?.root.contains(document.activeElement);
    drawing = createBeamDrawing(tree(), { onSelect: select, onPeek: peek, onStep: goTo });
    place.replaceChildren(drawing.root);
    if (channel.state() === "ready" || channel.state() === "asleep") showSettings();
    drawStep();
    if (focused) drawing.root.querySelector("[aria-checked=true]").focus();
  }
  function showSettings() {
    settings.show(tree(), model.get("reach"));
  }
  function drawAnswer() {
    if (!channel.hasDraft()) showSettings(); // what is being dragged stays under the pointer
    drawLine();
  }
  function drawStep() {
    const now = step();
    steps.show(tree(), now);
    drawing.showStep(now);
    table.show(tree(), now);
    selected = now === 0 ? "root" : now === tree().steps.length ? nodeKey(...tree().best) : nodeKey(now, 0);
    looked = null;
    drawPath();
    drawing.reveal();
    drawLine();
  }
  function drawLine() {
    const now = step();
    const said = model.get("answer").error ?? (now ? tree().steps[now - 1].say : tree().start);
    say(line, said);
    line.classList.toggle("lm-failed", Boolean(model.get("answer").error));
  }
  function drawPath() {
    drawing.showPath(selected, looked ?? selected);
    detail.show(tree(), looked ?? selected, step());
  }
  function select(key) {
    selected = key;
    looked = null;
    drawPath();
  }
  function peek(key) {
    if (looked === key) return;
    looked = key;
    drawPath();
  }
  function drawState(state) {
    root.dataset.state = state;
    words.textContent = BEAM_STATES[state];
    settings.enable(state !== "asleep");
  }
  const channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: () => {}, onState: drawState });
  drawTree();
  let width = root.clientWidth;
  function resize() { // in height it changes with each node that is looked at
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    drawing.reveal();
  }
  return listen(model, root, [["tree", drawTree], ["step", drawStep]], { resize, close: channel.close });
}

export default { render };
