// LogitLens: what the model would say after each layer, and what becomes of it when something inside is changed.

import { chipNote, element, listen, lookAt, openChannel, say, STATE_WORDS, wellFormed } from "../common/shared.js";
import { createBlocks } from "./blocks.js";
import { createChangeBar, createSwitches } from "./changes.js";
import { createBars, createCurve } from "./detail.js";
import { createGrid, leastWidth, TALL } from "./grid.js";
import { createPrompts } from "./prompts.js";
import { fittingView, includes, readScene, same } from "./scene.js";
import { lineWords, spoken } from "./words.js";

const STATES = { ...STATE_WORDS, asleep: "No kernel is attached: every cell can be looked at as it was saved. Run the cell to "
  + "change a prompt or the model." };
const BESIDE = 690, TWICE = 530; // pixels of width from which details stand beside a grid, and a grid beside another
const SIDE = 250, SWITCHES = 36, GAP = 14;

/** What the colours mean, and the way back from a followed token. */
function createLegend(onStop) {
  const scale = element("span", { className: "lm-lens-scale", aria: { hidden: "true" } });
  const words = element("span", {});
  const moved = element("span", { className: "lm-lens-key" }, "another word than before");
  const stop = element("button", { className: "lm-button lm-small", type: "button", onclick: onStop }, "Show all guesses again");
  return {
    root: element("div", { className: "lm-lens-legend lm-quiet" }, words, "0", scale, "100 %", stop,
      element("span", { className: "lm-gap" }), moved),
    show(label, changed) {
      moved.hidden = !changed;
      words.textContent = label === null ? "Colour: how probable the word in the cell is" : `Colour and number: how probable ${spoken(label)} is`;
      stop.hidden = label === null;
    },
  };
}

const HELP = "Each cell is what the model would say next if it stopped there. Columns: the tokens it has read. Rows: layers, "
  + "from 0 (nothing done yet) down to its own answer. Click a cell";
const HELP_ENDS = [" to see all its guesses.", ", above all where the prompts differ, and bring what it holds over."];

function createPage(on) {
  const page = {
    prompts: createPrompts(on.type, (text) => wellFormed(text).text), legend: createLegend(() => on.follow(null)),
    blocks: createBlocks(on.toggle), bars: createBars(on.follow), curve: createCurve(), switches: createSwitches(on.toggle),
    grids: [0, 1].map((number) => createGrid(number ? "Other prompt" : "Prompt", {
      onSelect: (layer, position) => on.select({ grid: number, layer, position }), onBring: on.bring })),
    bar: createChangeBar(on), help: element("div", { className: "lm-quiet lm-lens-help" }), problem: element("div", { className: "lm-lens-problem", aria: { role: "alert" } }),
    line: element("div", { className: "lm-line", aria: { role: "status", live: "polite" } }),
    state: element("div", { className: "lm-state", aria: { live: "polite" } }),
  };
  const [first, second] = page.grids.map((grid) => grid.root);
  page.stage = element("div", { className: "lm-lens-stage" }, element("div", { className: "lm-lens-own" }, page.blocks.root, first), second);
  for (const [frame, other] of [[first, second], [second, first]]) {
    frame.addEventListener("scroll", () => { other.scrollLeft = frame.scrollLeft; }); // alike columns stay side by side
  }
  page.detail = element("div", { className: "lm-lens-detail" }, page.bars.root,
    element("div", { className: "lm-lens-more" }, page.curve.root, page.switches.root));
  page.columns = element("div", { className: "lm-lens-columns" }, page.stage, page.line, page.detail);
  page.root = element("div", { className: "lm-widget lm-lens" }, page.prompts.root, page.problem,
    page.help, page.legend.root, page.bar.root, page.columns, page.state);
  chipNote(page.root);
  return page;
}

function render({ model, el }) {
  const link = { channel: null }; // opened at the end: it draws at once
  let scene = null;
  const asleep = () => link.channel?.state() === "asleep";
  const view = () => fittingView(model.get("view"), scene);
  const changes = () => model.get("request").changes ?? [];
  function ask(patch, delay = 0) {
    if (asleep()) return;
    const { changes: now, follow } = { changes: changes(), follow: model.get("view").follow ?? null, ...patch };
    link.channel.ask({ ...page.prompts.read(), changes: now, follow }, delay);
  }
  const look = (patch) => lookAt(model, patch);
  function toggle(change) {
    const now = changes();
    ask({ changes: includes(now, change) ? now.filter((other) => !same(other, change)) : [...now, change] });
  }
  const page = createPage({
    type: (delay) => ask({}, delay),
    select(cell) {
      const now = view();
      if (cell.grid !== now.grid || cell.layer !== now.layer || cell.position !== now.position) look(cell);
    },
    follow(id) {
      const follow = id === model.get("view").follow ? null : id;
      look({ follow });
      ask({ follow });
    },
    toggle,
    bring() {
      const { layer, position } = view();
      if (scene.alike) toggle(["residual", layer, position]);
    },
    change: (now) => ask({ changes: now }),
  });
  el.append(page.root);

  function drawGrids(now, room) {
    const two = scene.grids.length === 2, changed = scene.applied.length > 0;
    const tall = scene.layers >= TALL, beside = !two && tall && room >= BESIDE;
    // Two columns of grids, unless only one below the other shows all tokens, and with them the answer.
    const least = leastWidth(Math.max(...scene.grids.map(({ time }) => time))), half = (room - SWITCHES - GAP) / 2;
    const twice = two && tall && room >= TWICE && (half >= least || room - SWITCHES < least);
    page.columns.classList.toggle("lm-lens-beside", beside);
    page.stage.classList.toggle("lm-lens-twice", twice);
    page.grids[1].root.hidden = !two;
    const wide = twice ? half : room - SWITCHES - (beside ? SIDE : 0);
    scene.grids.forEach((grid, number) => page.grids[number].show(grid, {
      view: now, own: number === now.grid, before: changed && number === 0 ? scene.before : null,
      applied: number ? [] : scene.applied, wide,
      differs: (position) => scene.alike && scene.grids[0].ids[position] !== scene.grids[1].ids[position] }));
  }
  function draw() {
    if (!scene || !link.channel) return;
    const now = view(), grid = scene.grids[now.grid], error = model.get("answer").error ?? "";
    const before = scene.applied.length && now.grid === 0 ? scene.before : null;
    drawGrids(now, page.root.clientWidth - 30);
    page.legend.show(now.follow === null ? null : scene.name(now.follow), scene.applied.length > 0 && now.follow === null);
    page.blocks.show(scene, changes(), asleep());
    page.bars.show(grid, before, now);
    page.curve.show(grid, before, now, scene.name);
    page.switches.show(scene, now, changes(), asleep());
    page.bar.show(scene, now, changes(), asleep());
    page.help.textContent = HELP + HELP_ENDS[scene.grids.length - 1];
    say(page.line, lineWords(scene, now));
    say(page.problem, error);
    page.root.classList.toggle("lm-lens-failed", error !== "");
  }
  function take() {
    scene = readScene(model.get("scene"));
    draw();
  }
  function drawRequest(request) {
    if (!link.channel?.hasDraft()) page.prompts.show(request);
    draw();
  }
  function drawState(state) {
    page.root.dataset.state = state;
    say(page.state, STATES[state]);
    page.prompts.sleep(state === "asleep");
    draw();
  }
  link.channel = openChannel(model, el, { onAnswer: draw, onRequest: drawRequest, onState: drawState });
  drawRequest(model.get("request"));
  take();
  drawState(link.channel.state());
  return listen(model, page.root, [["scene", take], ["view", draw]], { resize: draw, close: link.channel.close });
}

export default { render };
