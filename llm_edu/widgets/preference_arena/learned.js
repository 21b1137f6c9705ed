// PreferenceArena, what was learned: how often the reward model is right, and what it believes.

import { element } from "../common/shared.js";

const whole = (share) => `${(100 * share).toFixed(0)} %`;
const spread = ({ low, high }) => `95 % interval ${(100 * low).toFixed(0)} to ${whole(high)}`;

/** A share between 0 and 100 % with its interval, as a bar from the middle, where a coin is. */
export function createGauge(name, found, kind = "learner") {
  const bar = element("span", { className: `lm-arena-bar lm-arena-${kind}` });
  const line = element("span", { className: "lm-arena-interval" });
  bar.style.left = `${100 * Math.min(0.5, found.share)}%`;
  bar.style.width = `${100 * Math.abs(found.share - 0.5)}%`;
  line.style.left = `${100 * found.low}%`;
  line.style.width = `${100 * (found.high - found.low)}%`;
  return element("li", { className: "lm-arena-gauge" },
    element("span", { className: "lm-arena-name" }, element("bdi", {}, name)),
    element("span", { className: "lm-arena-track", aria: { hidden: "true" } }, bar, line),
    element("span", { className: "lm-arena-share" }, whole(found.share)),
    element("span", { className: "lm-unseen" }, `, ${spread(found)}`));
}

const names = ({ kind, name }) => ({ long: "10 words more", short: "10 words fewer", word: `the word ${name}` })[kind] ?? name;

export function createLearned() {
  const root = element("div", { className: "lm-arena-learned" });
  let drawn = null;
  return {
    root,
    show(learned, who) {
      const now = JSON.stringify([learned, who]);
      if (now === drawn) return;
      drawn = now;
      const { held_out: right, beliefs = [] } = learned;
      const title = (text) => element("div", { className: "lm-arena-title" }, text);
      const parts = learned.say ? [element("p", { className: "lm-arena-say" }, learned.say)] : [];
      if (right) {
        parts.push(element("ul", { className: "lm-arena-gauges" }, createGauge("unseen choices predicted", right, "model")));
      }
      if (beliefs.length && learned.clicks) {
        parts.push(title(`Of two stories alike in all else, ${who} would take the one with …`),
          element("ul", { className: "lm-arena-gauges" }, ...beliefs.map((belief) => createGauge(names(belief), belief))));
      }
      root.replaceChildren(...parts, ...(parts.length
        ? [element("div", { className: "lm-quiet lm-arena-small" }, "The middle is a coin toss. Lines: 95 % intervals.")]
        : [element("div", { className: "lm-quiet" }, "Nothing yet.")]));
    },
  };
}
