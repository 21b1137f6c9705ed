// CompressionLab: a model in fewer bits, what that costs, and the levels among its weights.

import { createButton, element, listen, openChannel, say } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { createPlace, createSetting } from "./controls.js";
import { drawLevels } from "./levels.js";
import { createFigures, createTexts } from "./result.js";
import { drawTries } from "./tradeoff.js";
import { numberOf, settingOf } from "./words.js";

const box = (className, ...children) => element("div", { className }, ...children);

/** Steps through what was tried. onStep(number) */
function createSteps(onStep) {
  const out = element("output", { className: "lm-quiet" });
  let now = 0;
  const back = createButton("‹", () => onStep(now - 1), "lm-small"), next = createButton("›", () => onStep(now + 1), "lm-small");
  back.setAttribute("aria-label", "Setting before");
  next.setAttribute("aria-label", "Setting after");
  return {
    root: element("span", { className: "lm-press-steps" }, back, out, next),
    show(number, count, isOff) {
      now = number;
      out.textContent = `setting ${number + 1} of ${count}`;
      back.setOff(isOff || number === 0);
      next.setOff(isOff || number === count - 1);
    },
  };
}

function render({ model, el }) {
  let channel = null, draft = {}, last = -1;
  const asleep = () => channel?.state() === "asleep";
  const waiting = () => ["waiting", "busy"].includes(channel?.state());
  const wanted = () => ({ ...model.get("request"), ...(channel?.hasDraft() ? draft : {}) });
  const setting = createSetting(ask), place = createPlace(ask), figures = createFigures(), texts = createTexts();
  const steps = createSteps(pick);
  const [histogram, chart] = [1, 2].map(() => drawn("svg", { class: "lm-press-chart", "aria-hidden": "true" }));
  const said = box("lm-press-said"), unit = element("span", { className: "lm-quiet" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = box("lm-state");
  const root = element("div", { className: "lm-widget lm-press" }, setting.root, figures.root,
    box("lm-press-two",
      element("section", { aria: { label: "Weights and levels" } },
        box("lm-press-title", "Weights, and the levels for them"), histogram, said), place.root,
      element("section", { className: "lm-press-tried", aria: { label: "Settings tried" } },
        box("lm-press-title", element("span", {}, "Tried so far"), steps.root), chart, unit)),
    texts.root, line, note);
  el.append(root);

  function ask(change, delay = 0) {
    if (asleep()) return;
    draft = { ...wanted(), ...change };
    channel.ask(draft, delay);
    draw();
  }
  /** Show what was tried before. Without a kernel nobody answers: then its own number stays the newest. */
  function pick(number) {
    const tried = model.get("scene").tries[number];
    if (!tried || tried.loss === null) return;
    if (!asleep()) return ask(settingOf(tried));
    const { matrix, row, part } = tried.look;
    model.set("request", { ...model.get("request"), ...settingOf(tried), matrix, row, part });
    draw();
  }
  function draw() {
    const scene = model.get("scene"), { tries } = scene, { error } = model.get("answer"), state = channel?.state() ?? "ready";
    const request = wanted(), found = numberOf(tries, request);
    const number = found >= 0 ? found : tries[last] ? last : tries.length - 1, tried = tries[number];
    last = number;
    root.dataset.state = state;
    root.classList.toggle("lm-press-measuring", tried.loss === null || found < 0);
    setting.show(scene, request, asleep());
    place.show(scene, request, tried.look, asleep());
    figures.show(scene, tried);
    steps.show(number, tries.length, waiting());
    drawLevels(histogram, tried.look, Math.max(220, histogram.clientWidth));
    drawTries(chart, scene, number, Math.max(220, chart.clientWidth), pick);
    said.textContent = tried.look.said;
    unit.textContent = `loss: ${scene.unit}, each line 10 times the one below`;
    texts.show(scene, tried);
    const problem = error && !waiting() ? error.replace(/[.]$/, "") : "";
    say(line, problem ? `${problem}. What is shown was measured before.` : tried.say);
    note.textContent = asleep()
      ? "No kernel is attached: this shows what was measured. To measure anything else, run the cell again."
      : state === "busy" ? "The kernel is busy; it will measure when it is free." : "";
    note.hidden = !note.textContent;
  }
  channel = openChannel(model, el, { onAnswer: draw, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, [["scene", draw]], { resize: draw, close: channel.close });
}

export default { render };
