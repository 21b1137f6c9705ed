// ForwardPass, the stage that is looked at: its title, what happens there, and its numbers.

import { element } from "../common/shared.js";
import { ABOUT, IN_BLOCK, TITLES } from "./path.js";
import { createHeads, queriesBody, tokensBody, vectorsBody, weightsBody } from "./rows.js";
import { createNumbers, gridKeys } from "./strips.js";
import { logitsBody, probabilitiesBody, sumBody, switchFor } from "./sums.js";

const BODIES = { tokens: tokensBody, vectors: vectorsBody, attention: sumBody, feed_forward: sumBody, logits: logitsBody,
  probabilities: probabilitiesBody, weights: (context) => weightsBody(context, switchFor(context)),
  queries: (context) => element("div", {}, createHeads(context, false), queriesBody(context)) };

const MISSING = "These numbers come from the model when a kernel is attached: run the cell to see them.";

export function createStage(on) {
  const title = element("div", { className: "lm-pass-title" }), about = element("div", { className: "lm-quiet" });
  const body = element("div", { className: "lm-pass-body" }), numbers = createNumbers();
  const keys = gridKeys(body, ".lm-pass-strip");
  let drawn = "";
  return {
    root: element("div", { className: "lm-pass-stage" }, title, about, body, numbers.root),
    show(scene, view, asleep) {
      const { stage, block, head, position } = view, here = scene.has(view);
      const now = JSON.stringify([scene.version, stage, block, head, position, here, asleep]);
      if (now === drawn) return; // what has the focus keeps it
      drawn = now;
      title.textContent = IN_BLOCK.includes(stage) ? `Block ${block} · ${TITLES[stage]}` : TITLES[stage];
      about.textContent = ABOUT[stage];
      const focused = body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      numbers.hide();
      numbers.root.hidden = !here || stage === "tokens" || stage === "probabilities";
      const context = { scene, view, asleep, on: { ...on, open: numbers.show } };
      body.replaceChildren(here ? BODIES[stage](context)
        : element("div", { className: "lm-pass-missing" }, asleep ? MISSING : "Asking the model …"));
      keys.refresh();
      if (focused) [...body.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
    },
  };
}
