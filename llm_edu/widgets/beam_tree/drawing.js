// BeamTree: the tree itself. It is drawn once; a step shows and hides its columns.

import { element } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import {
  ancestorKeys, columnKeys, isLast, layOut, nodeAt, nodeKey, parentKey, pathTo, sharedTokens, standingKeys, stepOf,
  survivorKeys,
} from "./layout.js";
import { beamText, createBeamNode, createBeamRoot, createCut, createGreedyPieces, createGreedyRest } from "./nodes.js";

/** Above a column: its number, and a dot for each beam, filled for each beginning that is still alive. */
function createHeader(tree, layout, step) {
  const { x, width } = layout.columns[step];
  const middle = x + width / 2;
  const wide = 8 * (tree.width - 1);
  const dots = Array.from({ length: tree.width }, (_, at) =>
    drawn("circle", { class: "lm-beam-dot", cx: middle - wide / 2 + 8 * at, cy: 24, r: 3 }));
  const root = drawn("g", { class: "lm-beam-header" },
    beamText("lm-beam-number", middle, 13, step === 1 ? "token 1" : String(step), "middle"), ...dots);
  return { root, show: (alive) => dots.forEach((dot, at) => dot.classList.toggle("lm-beam-alive", at < alive)) };
}

/** The bracket over the columns that all survivors share. */
function createBracket(tree, layout) {
  const line = drawn("path", { class: "lm-beam-bracket" });
  const words = beamText("lm-beam-shared", 0, 41, "", "end");
  return {
    root: drawn("g", {}, line, words),
    show(step) {
      const shared = sharedTokens(tree, step);
      line.parentNode.classList.toggle("lm-beam-hidden", shared === 0);
      if (!shared) return;
      const { x: left } = layout.columns[1];
      const { x, width } = layout.columns[shared];
      line.setAttribute("d", `M${left},52 v-6 H${x + width} v6`);
      words.setAttribute("x", x + width - 2); // at its right end, which is in view longest
      const count = survivorKeys(tree, step).length;
      const all = count === 2 ? "both" : `all ${count}`;
      words.textContent = shared === 1 ? `${all} begin so` : `${all} begin with these ${shared}`;
    },
  };
}

/** Which way an arrow key goes from a node; shown: the newest column. */
function neighbourKey(tree, key, arrow, shown) {
  const step = stepOf(key);
  const column = columnKeys(tree, step);
  const at = column.indexOf(key);
  if (arrow === "ArrowUp") return column[Math.max(0, at - 1)];
  if (arrow === "ArrowDown") return column[Math.min(column.length - 1, at + 1)];
  if (arrow === "ArrowLeft") return parentKey(tree, key);
  if (arrow === "Home") return "root";
  if (arrow === "End") return columnKeys(tree, shown)[0];
  if (arrow !== "ArrowRight") return null;
  const next = isLast(tree, step) ? [] : columnKeys(tree, step + 1);
  return next.find((each) => parentKey(tree, each) === key) ?? key; // perhaps in the column that comes next
}

/**
 * The drawing of one search: {root, show({step, selected})}.
 *
 * onSelect(key): a node is focused or clicked; onPeek(key): the pointer is on it, or on none, null
 * onStep(step): an arrow key goes from the newest column to the one after it
 */
export function createBeamDrawing(tree, { onSelect, onPeek, onStep }) {
  const layout = layOut(tree);
  const keys = tree.steps.flatMap((_, at) => columnKeys(tree, at + 1));
  const nodes = new Map(keys.map((key) => [key, createBeamNode(tree, layout, key)]));
  const winner = new Set(pathTo(tree, nodeKey(...tree.best)));
  const steps = tree.steps.map((_, at) => at + 1);
  const headers = steps.map((step) => createHeader(tree, layout, step));
  const cuts = steps.map((step) => createCut(tree, layout, step));
  const greedy = createGreedyPieces(tree, layout);
  const rest = createGreedyRest(tree, layout);
  const bracket = createBracket(tree, layout);
  const rootNode = createBeamRoot(tree, layout);
  const rank = (key) => (winner.has(key) ? 2 : nodeAt(tree, key).fate === "pruned" ? 0 : 1);
  const inOrder = keys.filter((key) => !key.endsWith("greedy")).sort((a, b) => rank(a) - rank(b)); // the winner on top
  const svg = drawn("svg", { class: "lm-beam-drawing", height: layout.height },
    ...inOrder.map((key) => nodes.get(key).edge), ...greedy, ...cuts.filter(Boolean),
    ...headers.map(({ root }) => root), bracket.root, rootNode, ...keys.map((key) => nodes.get(key).root),
    ...(rest ? [rest] : []));
  const label = "Candidates, a column for each token; arrow keys go along the tree and make it grow";
  const frame = element("div", { className: "lm-beam-frame", aria: { role: "radiogroup", label } }, svg);
  const elementOf = (key) => (key === "root" ? rootNode : nodes.get(key).root);

  let shown = 0;
  const keyOf = (event) => event.target.closest?.("[data-node]")?.dataset.node ?? null;
  frame.addEventListener("focusin", (event) => { if (keyOf(event)) onSelect(keyOf(event)); });
  frame.addEventListener("click", (event) => { if (keyOf(event)) elementOf(keyOf(event)).focus(); });
  frame.addEventListener("pointerover", (event) => onPeek(keyOf(event)));
  frame.addEventListener("pointerleave", () => onPeek(null));
  frame.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbourKey(tree, key, event.key, shown);
    if (!next) return;
    event.preventDefault();
    if (stepOf(next) > shown) onStep(stepOf(next));
    elementOf(next).focus();
  });

  function showStep(step) {
    shown = step;
    const ancestors = ancestorKeys(tree, step);
    const alive = new Set(ancestors.flatMap((column) => [...column]));
    for (const key of step ? standingKeys(tree, step) : []) for (const at of pathTo(tree, key)) alive.add(at);
    const over = isLast(tree, step);
    for (const [key, { root, edge }] of nodes) {
      for (const part of [root, edge]) {
        part.classList.toggle("lm-beam-hidden", stepOf(key) > step);
        part.classList.toggle("lm-beam-dead", !alive.has(key) && !key.endsWith("greedy"));
        part.classList.toggle("lm-beam-winner", over && winner.has(key));
      }
    }
    steps.forEach((each, at) => {
      for (const part of [headers[at].root, cuts[at], greedy[at]]) {
        part?.classList.toggle("lm-beam-hidden", each > step);
      }
      headers[at].show(ancestors[at]?.size ?? 0);
    });
    rest?.classList.toggle("lm-beam-hidden", !over);
    bracket.show(step);
    svg.setAttribute("width", Math.ceil(layout.right(step)));
  }
  function showPath(selected, looked) {
    const path = new Set([...pathTo(tree, looked), "root"]);
    for (const key of ["root", ...keys]) {
      const node = elementOf(key);
      node.setAttribute("tabindex", key === selected ? 0 : -1);
      node.setAttribute("aria-checked", String(key === selected));
      node.classList.toggle("lm-selected", key === looked);
      node.classList.toggle("lm-beam-path", path.has(key));
      if (key !== "root") nodes.get(key).edge.classList.toggle("lm-beam-path", path.has(key));
    }
  }
  /** Scroll so that the newest column is in view. */
  function reveal() {
    const { x } = layout.columns[shown];
    const right = layout.right(shown);
    const from = Math.min(frame.scrollLeft, x - 20);
    frame.scrollLeft = Math.max(from, right - frame.clientWidth);
  }
  return { root: frame, showStep, showPath, reveal };
}
