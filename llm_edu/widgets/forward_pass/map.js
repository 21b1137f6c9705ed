// ForwardPass, the map: every stage of the way from left to right, a column for each block, to click on.

import { element, roving } from "../common/shared.js";
import { IN_BLOCK, TITLES } from "./path.js";
import { lengthOf } from "./store.js";
import { mostOf, paintStrip } from "./strips.js";

const MOST_OPEN = 4; // blocks; of more, only the one that is looked at shows all of its stages
const SHORT = { tokens: "tokens", vectors: "vectors", queries: "Q K V", weights: "weights", attention: "+ attention",
  feed_forward: "+ feed-forward", logits: "logits", probabilities: "next token" };
const GROUPS = { vectors: "table", queries: "attention", weights: "attention", attention: "attention", feed_forward: "feed", logits: "table" };

/** onStage({stage, block}): a stage is clicked, or the keyboard has come to it */
export function createMap(onStage) {
  const root = element("div", { className: "lm-pass-map", aria: { role: "radiogroup", label: "The way through the model" } });
  const stops = roving(root, ".lm-pass-stop:not([hidden])", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  let columns = [], layers = 0, drawn = "";

  function createStop(stage, block) {
    const where = block === undefined ? "" : `Block ${block}: `;
    const go = () => onStage(block === undefined ? { stage } : { stage, block });
    const node = element("button", { className: `lm-pass-stop lm-pass-of-${GROUPS[stage] ?? "end"}`, type: "button", tabIndex: -1,
      data: { stage, block: block ?? "" }, aria: { role: "radio", label: `${where}${TITLES[stage]}` } }, SHORT[stage]);
    node.addEventListener("click", go);
    node.addEventListener("focus", go);
    return { node, stage, block };
  }
  function createColumn(name, stages, block) {
    const made = stages.map((stage) => createStop(stage, block));
    const head = element("div", { className: "lm-pass-block-name", aria: { hidden: "true" } }, name);
    const line = element("canvas", { className: "lm-pass-line", aria: { hidden: "true" } });
    return { made, block, head, line, root: element("div", { className: "lm-pass-column" }, head, ...made.map(({ node }) => node), line) };
  }
  function build(count) {
    layers = count;
    columns = [createColumn("in", ["tokens", "vectors"]),
      ...Array.from({ length: count }, (_, block) => createColumn(`Block ${block}`, IN_BLOCK, block)),
      createColumn("out", ["logits", "probabilities"])];
    root.replaceChildren(...columns.map((column) => column.root));
    root.classList.toggle("lm-pass-deep", count > MOST_OPEN);
  }
  /** How much a part adds, as a share of the line that it adds to. */
  function shade(scene, { node, stage, block }, position, open) {
    const depth = scene.depth(position), kind = `${stage}_output`;
    if (open || !depth) return node.style.removeProperty("--share");
    const share = lengthOf(depth[kind][block]) / (lengthOf(depth.residual[block]) || 1);
    return node.style.setProperty("--share", `${Math.round(100 * Math.min(1, Math.sqrt(share)))}%`);
  }
  /** The followed token's line below each column: as it enters, after each block, and after the last norm. */
  function drawLines(scene, position) {
    const depth = scene.depth(position), start = depth ? depth.residual[0] : scene.start(position);
    columns.forEach(({ line, block }, at) => {
      const vector = at === 0 ? start : block === undefined ? depth?.normed : depth?.residual[block + 1];
      line.hidden = !vector;
      if (vector) paintStrip(line, vector, mostOf([vector]));
    });
  }
  return {
    root,
    show(scene, view) {
      if (layers !== scene.layers) build(scene.layers);
      const now = JSON.stringify([scene.version, view.position, scene.depth(view.position) !== null]);
      if (now !== drawn) drawLines(scene, view.position);
      drawn = now;
      for (const { made, block, head, root: column } of columns) {
        const open = block === undefined || layers <= MOST_OPEN || (block === view.block && IN_BLOCK.includes(view.stage));
        column.classList.toggle("lm-pass-open", open);
        if (block !== undefined) head.textContent = open ? `Block ${block}` : String(block);
        for (const stop of made) {
          const here = stop.stage === view.stage && (block === undefined || block === view.block);
          const part = `${stop.stage}_output`, adds = stop.stage === "attention" || stop.stage === "feed_forward";
          const off = adds && scene.isOff(part, block);
          stop.node.hidden = !open && !adds;
          stop.node.textContent = open ? SHORT[stop.stage] : "";
          stop.node.setAttribute("aria-checked", String(here));
          stop.node.tabIndex = here ? 0 : -1;
          stop.node.classList.toggle("lm-pass-is-off", off);
          stop.node.classList.toggle("lm-pass-some-off", stop.stage === "attention" && scene.off.some(([kind, each]) => kind === "head" && each === block));
          if (adds) shade(scene, stop, view.position, open);
        }
      }
      stops.refresh();
    },
  };
}
