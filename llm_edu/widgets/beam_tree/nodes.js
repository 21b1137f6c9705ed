// BeamTree: a candidate as a chip, and the line that leads to it.

import { keepKeys } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { BEAM, curve, logText, nodeAt, nodeKey, parentKey } from "./layout.js";

export const beamText = (kind, x, y, words, anchor = "start") =>
  drawn("text", { class: kind, x, y, "text-anchor": anchor }, words);

/** A token's text in a chip. Letters that this font may lack, and so be wider, are fitted into their cells. */
function beamLabel(node, x, y) {
  const label = beamText("lm-beam-label", x, y + 4, node.short);
  if (/[^\x20-\x7e·↵⇥…⟨⟩]/.test(node.short)) {
    label.setAttribute("textLength", node.cells * BEAM.letter);
    label.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
  return label;
}

/** What a screen reader says of a node. */
function nodeName(tree, key) {
  const node = nodeAt(tree, key);
  if (!node) return `The prompt: ${tree.prompt}`;
  const words = `“${node.label}”, log P ${logText(node.log)}`;
  return key.endsWith("greedy") ? `Greedy, outside the tree: ${words}` : `${words}, ${node.why}`;
}

/** A node as something to point at: {root, edge}; its fate is in its classes. */
export function createBeamNode(tree, layout, key) {
  const node = nodeAt(tree, key);
  const { x, y, width } = layout.place(key);
  const greedy = key.endsWith("greedy");
  const fate = greedy ? "greedy" : node.fate;
  const chip = drawn("rect", { class: "lm-beam-chip", x, y: y - BEAM.chip / 2, width, height: BEAM.chip, rx: 5 });
  const log = beamText("lm-beam-log", x + width - BEAM.edge, y + 4, logText(node.log), "end");
  const body = drawn("g", { class: "lm-beam-body" }, chip, beamLabel(node, x + BEAM.edge, y), log);
  if (fate === "pruned") { // the token alone: through the number, the line would look like its minus sign
    const line = `M${x + BEAM.edge - 3},${y} h${node.cells * BEAM.letter + 4}`;
    body.append(drawn("path", { class: "lm-beam-strike", d: line }));
  }
  if (fate === "ended") body.append(...endMark(x + width + 6, y, node.score));
  const root = drawn("g", { class: `lm-beam-node lm-beam-${fate}`, role: "radio", tabindex: -1,
    "aria-label": nodeName(tree, key) }, body);
  root.dataset.node = key;
  return { root: keepKeys(root), edge: createEdge(tree, layout, key, fate) };
}

/** The sign of an end, a filled square, and the score with which the text was set aside. */
function endMark(x, y, score) {
  return [drawn("rect", { class: "lm-beam-end", x, y: y - 4, width: 8, height: 8, rx: 1 }),
    beamText("lm-beam-score", x + 12, y + 4, logText(score))];
}

/** The thicker, the likelier this step. */
function createEdge(tree, layout, key, fate) {
  const from = layout.place(parentKey(tree, key));
  return drawn("path", { class: `lm-beam-edge lm-beam-${fate}`, d: curve(from, layout.place(key)),
    "stroke-width": (1 + 7 * nodeAt(tree, key).own).toFixed(2) });
}

/** The prompt. */
export function createBeamRoot(tree, layout) {
  const { x, y, width } = layout.place("root");
  const height = 15 * tree.root.length + 10;
  const chip = drawn("rect", { class: "lm-beam-chip", x, y: y - height / 2, width, height, rx: 5 });
  const lines = tree.root.map((line, at) => beamLabel(line, x + BEAM.edge, y - height / 2 + 12 + 15 * at));
  const root = drawn("g", { class: "lm-beam-node lm-beam-root", role: "radio", tabindex: -1,
    "aria-label": nodeName(tree, "root") }, chip, ...lines);
  root.dataset.node = "root";
  return keepKeys(root);
}

/** Where a step cuts: below the last candidate that was not pruned, if any was. */
export function createCut(tree, layout, step) {
  const { candidates } = tree.steps[step - 1];
  const last = candidates.findLastIndex(({ fate }) => fate !== "pruned");
  if (last === candidates.length - 1) return null;
  const { x, y, width } = layout.place(nodeKey(step, last));
  return drawn("path", { class: "lm-beam-cut", d: `M${x - 6},${y + BEAM.row / 2} h${width + 12}` });
}

/** The dashed line of greedy decoding, one piece for each step. */
export function createGreedyPieces(tree, layout) {
  const { inside, outside } = tree.greedy;
  const count = Math.min(tree.steps.length, inside.length + outside.length);
  return Array.from({ length: count }, (_, at) => {
    const key = nodeKey(at + 1, at < inside.length ? inside[at] : "greedy");
    return drawn("path", { class: "lm-beam-greedy-line",
      d: curve(layout.place(parentKey(tree, key)), layout.place(key)) });
  });
}

/** What greedy decoding has left to say when the search is over: it may write more tokens, or have ended before. */
export function createGreedyRest(tree, layout) {
  const { inside, outside, tokens } = tree.greedy;
  const last = Math.min(tree.steps.length, inside.length + outside.length);
  const key = nodeKey(last, last > inside.length ? "greedy" : inside[last - 1]);
  const { x, y, width } = layout.place(key);
  const more = tokens - last;
  if (more <= 0 && !key.endsWith("greedy")) return null;
  return drawn("g", { class: "lm-beam-rest" }, ...(more > 0
    ? [beamText("lm-beam-score", x + width + 6, y + 4, `+ ${more} more`)]
    : endMark(x + width + 6, y, tree.greedy.score)));
}
