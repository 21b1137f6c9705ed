// AttentionViewer, the toolbar: which view, which layer, which heads, which checkpoint.

import { element, roving, setSlider } from "../common/shared.js";
import { HEAD_COLORS } from "./paint.js";

const VIEW_NAMES = [["lines", "Lines"], ["matrix", "Matrix"], ["overview", "All heads"], ["inside", "Inside a head"]];

export function createPickers({ onView, onLayer, onHead, onCheckpoint }) {
  const views = VIEW_NAMES.map(([mode, label]) => {
    const one = element("button", { className: "lm-button", type: "button", onclick: () => onView(mode) }, label);
    one.dataset.mode = mode;
    return one;
  });
  const layer = element("select", { className: "lm-select", aria: { label: "Layer" }, onchange: () => onLayer(Number(layer.value)) });
  const step = (by, text, label) => element("button", { className: "lm-button lm-step", type: "button", aria: { label },
    onclick: () => onLayer(Math.min(Math.max(Number(layer.value) + by, 0), layer.options.length - 1)) }, text);
  const heads = element("span", { className: "lm-heads", aria: { role: "group", label: "Heads of this layer" } });
  const several = element("button", { className: "lm-button lm-small", type: "button", title: "Compare several heads, in colours",
    aria: { pressed: "false" }, onclick: () => several.setAttribute("aria-pressed", String(several.getAttribute("aria-pressed") !== "true")) },
  "Several");
  const slider = element("input", { type: "range", min: 0, step: 1, className: "lm-slider", aria: { label: "Point of training" },
    oninput: () => onCheckpoint(Number(slider.value)) });
  const reached = element("output", { className: "lm-number lm-reached" });
  const play = element("button", { className: "lm-button lm-small", type: "button", aria: { label: "Play the training" } }, "▶");
  const training = element("div", { className: "lm-toolbar lm-training" }, element("span", { className: "lm-quiet" }, "Training"),
    play, slider, reached);
  const offered = element("span", { className: "lm-joined", aria: { role: "group", label: "View" } });
  const layerField = element("span", { className: "lm-field" }, element("label", { className: "lm-field" }, "Layer", layer),
    element("span", { className: "lm-joined" }, step(-1, "‹", "Layer before"), step(1, "›", "Next layer")));
  const headField = element("span", { className: "lm-field" }, "Head", heads, several);
  const root = element("div", {},
    element("div", { className: "lm-toolbar" }, offered, layerField, headField), training);
  roving(heads, "button", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  let shape = "";
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; play.textContent = "▶"; };
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    const last = Number(slider.max);
    if (Number(slider.value) === last) onCheckpoint(0);
    play.textContent = "❚❚";
    timer = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next > last) stop();
      else onCheckpoint(next);
    }, 700);
  });

  /** What there is to choose from: a single head needs no picker, and without q, k and v nothing is seen inside of it. */
  function fill(scene) {
    const missing = { overview: scene.layers * scene.heads < 2, inside: scene.crossing };
    offered.replaceChildren(...views.filter((one) => !missing[one.dataset.mode]));
    layerField.hidden = scene.layers < 2;
    headField.hidden = scene.heads < 2;
    layer.replaceChildren(...Array.from({ length: scene.layers }, (_, at) => element("option", { value: at }, at)));
    heads.replaceChildren(...Array.from({ length: scene.heads }, (_, at) => element("button", { className: "lm-button lm-head", type: "button",
      tabIndex: at ? -1 : 0, onclick: (event) => onHead(at, several.getAttribute("aria-pressed") === "true" || event.shiftKey) }, at)));
  }
  return {
    root,
    several: () => several.getAttribute("aria-pressed") === "true",
    show({ scene, view, off }) {
      const now = `${scene.layers}×${scene.heads}`;
      if (now !== shape) fill(scene);
      shape = now;
      for (const one of views) one.setAttribute("aria-pressed", String(one.dataset.mode === view.mode));
      const current = view.layer ?? view.heads[0][0];
      layer.value = current;
      if (view.heads.length > 1) several.setAttribute("aria-pressed", "true");
      [...heads.children].forEach((button, at) => {
        const rank = view.heads.findIndex(([one, other]) => one === current && other === at);
        button.setAttribute("aria-pressed", String(rank >= 0));
        button.style.setProperty("--tint", rank >= 0 ? HEAD_COLORS[rank] : "transparent");
        const isOff = off.some(([one, other]) => one === current && other === at);
        button.classList.toggle("lm-head-off", isOff);
        button.setAttribute("aria-label", `Head ${at}${isOff ? ", switched off" : ""}`);
      });
      training.hidden = scene.checkpoints.length < 2;
      slider.max = scene.checkpoints.length - 1;
      setSlider(slider, view.checkpoint, scene.checkpoints[view.checkpoint]);
      reached.textContent = scene.checkpoints[view.checkpoint];
    },
    close: stop,
  };
}
