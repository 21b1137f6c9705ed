// BeamTree: the words beside the picture: the text up to a node, and a table for those who don't see the tree.

import { counted, element, percent } from "../common/shared.js";
import { isLast, logText, nodeAt, pathTo, standingKeys, stepOf } from "./layout.js";

/** How the score comes from log P, as it would be written by hand. */
function scoreRule(penalty, tokens) {
  if (penalty === 0) return "log P";
  const rounded = Number(penalty.toFixed(2));
  return `log P ÷ ${tokens}${rounded === 1 ? "" : `^${String(rounded).replace("-", "−")}`}`;
}

/** The text up to a node as chips with each token's own probability, its figures, and what became of it. */
export function createBeamDetail() {
  const prompt = element("span", { className: "lm-quiet lm-beam-prompt", dir: "auto" });
  const chips = element("span", {});
  const figures = element("div", { className: "lm-figures" });
  const why = element("div", { className: "lm-beam-why" });
  const root = element("div", { className: "lm-beam-detail" },
    element("div", { className: "lm-chips", dir: "ltr" }, prompt, chips), figures, why);
  const figure = (name, value, rule = "") => element("span", {}, `${name} `, element("strong", {}, value),
    ...(rule ? [` = ${rule}`] : []));
  const chip = (node) => element("span", { className: "lm-chip lm-beam-token" },
    element("span", { className: "lm-chip-label" }, node.label),
    element("span", { className: "lm-id" }, percent(node.own)));
  return {
    root,
    show(tree, key, step) {
      const node = nodeAt(tree, key);
      prompt.textContent = tree.prompt;
      chips.replaceChildren(...pathTo(tree, key).map((at) => chip(nodeAt(tree, at))));
      const tokens = stepOf(key);
      figures.replaceChildren(...(node ? [figure("log P", logText(node.log)),
        figure("score", logText(node.log / tokens ** tree.length_penalty), scoreRule(tree.length_penalty, tokens)),
        figure("this step", percent(node.own))] : []));
      why.textContent = whatBecomes(tree, key, isLast(tree, step));
    },
  };
}

/** What becomes of a node, and when the search is over, where a text that has ended stands. */
function whatBecomes(tree, key, over) {
  const node = nodeAt(tree, key);
  if (!node) return "The prompt, which every text begins with.";
  if (key.endsWith("greedy")) return "Greedy, on its own: the search has left this path.";
  if (node.fate !== "ended" || !over) return `${node.why}.`;
  const standings = standingKeys(tree, tree.steps.length);
  const place = standings.indexOf(key) + 1;
  const stands = place === 1 ? "No score is better." : place ? `By score, place ${place} of ${standings.length}.`
    : `${counted(standings.length, "text")} with better scores.`;
  return `${node.why}. ${stands}`;
}

/** The step's candidates as a table that only screen readers meet. */
export function createBeamTable() {
  const caption = element("caption", {});
  const body = element("tbody", {});
  const names = ["Rank", "Token", "Text", "log P", "Own probability", "Score", "What happens to it"];
  const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
  const table = element("table", {}, caption, element("thead", {}, head), body);
  const root = element("div", { className: "lm-beam-table" }, table); // a table itself can't be made so small
  return {
    root,
    show(tree, step) {
      caption.textContent = step ? `Candidates of step ${step}, the likeliest first` : "No candidates yet";
      const rows = step ? tree.steps[step - 1].candidates : [];
      body.replaceChildren(...rows.map((node, place) => element("tr", {},
        ...[place + 1, node.label, node.text, logText(node.log), percent(node.own), logText(node.score), node.why]
          .map((cell) => element("td", {}, String(cell))))));
    },
  };
}
