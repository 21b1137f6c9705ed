// AttentionViewer: lines, matrix, all heads, inside a head, on one state.

import { element, listen, lookAt, openChannel, STATE_WORDS, textBox, wellFormed } from "../common/shared.js";
import { createInside } from "./inside.js";
import { createLines } from "./lines.js";
import { createMatrix } from "./matrix.js";
import { createOverview } from "./overview.js";
import { inksOf } from "./paint.js";
import { createPickers } from "./pickers.js";
import { createSide } from "./side.js";
import { createStore } from "./store.js";
import { sentence } from "./words.js";

const MOST_HEADS = 6;

/** The view that all views of the widget share, made to fit the scene: a shorter text has fewer queries. */
function fittingView(raw, scene) {
  const heads = (raw.heads ?? []).filter(([layer, head]) => layer < scene.layers && head < scene.heads).slice(0, MOST_HEADS);
  const last = scene.queries.length - 1;
  return { mode: (scene.crossing && raw.mode === "inside" ? null : raw.mode) ?? "lines", sort: raw.sort ?? "layer", layer: raw.layer,
    heads: heads.length ? heads : [[0, 0]], query: Math.min(raw.query ?? last, last),
    checkpoint: Math.min(raw.checkpoint ?? 0, scene.checkpoints.length - 1) };
}

/** What is drawn again when the size or the theme changes. */
function watchPlace(root, draw) {
  const size = new ResizeObserver(draw);
  size.observe(root);
  const theme = new MutationObserver(draw);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  return () => { size.disconnect(); theme.disconnect(); dark.removeEventListener("change", draw); };
}

function render({ model, el }) {
  const canSwitch = model.get("request").text !== null;
  const hover = { query: null, key: null, head: null, thumb: null };
  const inks = () => inksOf(root);
  const on = { onHover: point, onQuery: (query) => change({ query }), onOpen: open, onCompare: compare, onSwitch: switchHead,
    onAllOn: () => switchTo([]), onSort: (sort) => change({ sort }), isOff: (layer, head) => includes(offNow(), [layer, head]),
    onView: (mode) => change({ mode }), onLayer: chooseLayer, onHead: chooseHead, onCheckpoint: (checkpoint) => change({ checkpoint }) };
  const pickers = createPickers(on);
  const pictures = { lines: createLines(on, inks), matrix: createMatrix(on, inks), overview: createOverview(on, inks), inside: createInside(on) };
  const side = createSide(on, inks);
  const box = textBox("Text that the model reads", 2, () => ask(350));
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const words = element("div", { className: "lm-state", aria: { live: "polite" } });
  const main = element("div", { className: "lm-attention-main" }, ...Object.values(pictures).map((picture) => picture.root));
  const root = element("div", { className: "lm-widget lm-attention" }, ...(canSwitch ? [box] : []), pickers.root,
    element("div", { className: "lm-attention-columns" }, main, side.root), line, words);
  el.append(root);

  let draftOff = null; // heads switched here, before the kernel has answered
  const store = createStore(model, () => { draftOff = null; draw(); });
  const channel = openChannel(model, el, { onAnswer: takeAnswer, onRequest: drawRequest, onState: drawState });
  const view = () => fittingView(model.get("view"), store.scene);
  const includes = (pairs, [layer, head]) => pairs.some(([one, other]) => one === layer && other === head);
  const offNow = () => draftOff ?? store.scene?.off ?? [];
  const asleep = () => channel?.state() === "asleep";

  /** Ask for what the view lacks: exact numbers of the query, whole heads of a long text, the inside of a head. */
  function ask(delay = 80) {
    if (!store.scene || asleep()) return;
    const { heads, query, checkpoint, mode } = view();
    const want = heads.filter(([layer, head]) => !store.scene.has(checkpoint, layer, head));
    channel.ask({ text: canSwitch ? wellFormed(box.value).text : null, off: draftOff ?? model.get("request").off,
      look: { heads, query: model.get("view").query === null ? null : query, checkpoint, inside: mode === "inside", want } }, want.length ? 0 : delay);
  }
  function change(patch) {
    Object.assign(hover, { query: null, key: null, head: null, thumb: null });
    lookAt(model, patch);
    if (!("sort" in patch)) ask();
  }
  function point(place) {
    Object.assign(hover, { head: null, thumb: null }, place);
    draw(true);
  }
  function open(head) {
    change({ heads: [head], layer: head[0], mode: "lines" });
  }
  /** Add a head to those that are shown in colours, or take it away. */
  function compare([layer, head]) {
    const { heads } = view();
    const others = heads.filter(([one, other]) => one !== layer || other !== head);
    if (others.length < heads.length) change({ heads: others.length ? others : heads, layer });
    else change({ heads: [...heads, [layer, head]].slice(-MOST_HEADS), layer });
  }
  function chooseLayer(layer) {
    if (pickers.several()) change({ layer });
    else change({ layer, heads: [[layer, view().heads[0][1]]] });
  }
  function chooseHead(head, several) {
    const { heads, layer = heads[0][0] } = view();
    if (several) compare([layer, head]);
    else change({ heads: [[layer, head]], layer });
  }
  function switchHead(head) {
    const off = offNow();
    switchTo(includes(off, head) ? off.filter(([one, other]) => one !== head[0] || other !== head[1]) : [...off, head]);
  }
  function switchTo(off) {
    if (!canSwitch || asleep()) return;
    draftOff = off;
    draw();
    ask(0);
  }

  /** Draw what is seen; `light`: only what the pointer has changed. */
  function draw(light = false) {
    const { scene } = store;
    if (!scene) return;
    const answer = model.get("answer");
    const now = { scene, view: view(), hover, answer, off: offNow(), canSwitch, asleep: asleep() };
    for (const [mode, picture] of Object.entries(pictures)) picture.root.hidden = mode !== now.view.mode;
    if (!light) pickers.show(now);
    if (!(light && now.view.mode === "inside")) pictures[now.view.mode].show(now);
    if (!light || now.view.mode === "overview") side.show(now);
    line.replaceChildren(...(answer.error ? [answer.error] : sentence(scene, now.view, hover, answer)));
    root.classList.toggle("lm-failed", Boolean(answer.error));
    root.dataset.drawn = scene.version;
  }
  function takeAnswer(answer) {
    if (answer.text !== undefined && answer.text !== null && !channel.hasDraft()) box.show(answer.text);
    store.ready.then(() => { // the scene that it belongs to may still be on its way out of its wrapping
      if (!channel.hasDraft()) draftOff = null;
      if (answer.version === store.scene.version) store.scene.learn(answer);
      draw();
    }).catch((problem) => { line.textContent = `This browser cannot unpack the weights: ${problem.message}`; });
  }
  function drawRequest(request) {
    if (!channel.hasDraft() && request.text !== null) box.show(request.text);
  }
  function drawState(state) {
    const woken = (root.dataset.state === "asleep") !== (state === "asleep");
    root.dataset.state = state;
    words.textContent = STATE_WORDS[state];
    box.readOnly = state === "asleep";
    if (woken) draw();
  }
  function viewChanged() { draw(); }
  const unwatch = watchPlace(main, () => { if (store.scene) draw(); });
  drawRequest(model.get("request"));
  takeAnswer(model.get("answer"));
  const close = () => { for (const part of [channel, store, pickers]) part.close(); unwatch(); };
  return listen(model, root, [["view", viewChanged]], { close });
}

export default { render };
