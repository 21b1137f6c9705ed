// PreferenceArena, the training while it runs: its phases, the surprise of DPO, a story that the model writes now.

import { element } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";

const PHASES = ["It writes stories; the reward model sorts them", "It imitates the best of them",
  "It writes again; the best are paired with the worst", "DPO learns from these pairs",
  "The old and the new model write for the blind test"];
const COIN = Math.LN2, WIDE = 150, HIGH = 30;

/** The surprise at choices, step by step, below a coin's. */
function drawSurprise(losses, steps) {
  const top = Math.max(1, ...losses);
  const at = (step, loss) => `${(1 + ((WIDE - 2) * step) / Math.max(1, steps - 1)).toFixed(1)},${(HIGH - 1 - ((HIGH - 2) * loss) / top).toFixed(1)}`;
  return drawn("svg", { class: "lm-arena-surprise", viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" },
    drawn("polyline", { class: "lm-arena-coin", points: `${at(0, COIN)} ${at(steps - 1, COIN)}` }),
    drawn("polyline", { class: "lm-arena-loss", points: losses.map((loss, step) => at(step, loss)).join(" ") }));
}

export function createTuning() {
  const list = element("ol", { className: "lm-arena-phases" });
  const rows = PHASES.map((text) => {
    const fill = element("span", { className: "lm-bar-fill" }), note = element("span", { className: "lm-arena-note lm-quiet" });
    const root = element("li", { className: "lm-arena-phase" }, element("span", { className: "lm-arena-phase-name" }, text), note,
      element("span", { className: "lm-bar-track lm-arena-done", aria: { hidden: "true" } }, fill));
    return { root, fill, note };
  });
  list.append(...rows.map(({ root }) => root));
  const story = element("p", { dir: "auto" });
  const written = element("figure", { className: "lm-arena-written" }, element("figcaption", {}, "It writes now:"), story);
  let losses = null;
  return {
    root: element("div", { className: "lm-arena-tuning" }, list, written),
    show(status) {
      const done = status.done ?? [];
      rows.forEach(({ root, fill, note }, place) => {
        const share = done[place] ?? 0;
        const now = share < 1 && (done[place - 1] ?? 1) >= 1 && status.state === "running";
        root.dataset.state = share >= 1 ? "done" : now ? "now" : "to come";
        root.setAttribute("aria-current", now ? "step" : "false");
        fill.style.width = `${100 * share}%`;
        const liked = place === 2 ? status.preferred?.[0] : place === 4 ? status.preferred?.[1] : undefined;
        if (place !== 3) note.textContent = liked === undefined ? "" : `the reward model prefers the new stories in ${(100 * liked).toFixed(0)} %`;
      });
      const text = JSON.stringify(status.losses ?? []);
      if (losses !== text) {
        losses = text;
        rows[3].note.replaceChildren(...(status.losses?.length ? [drawSurprise(status.losses, status.dpo_steps)] : []));
      }
      written.hidden = !status.story;
      story.textContent = status.story ?? "";
    },
  };
}
