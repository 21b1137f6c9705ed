// PreferenceArena, how the blind test has ended: the share, pair by pair, and what each pair was.

import { element } from "../common/shared.js";
import { createGauge } from "./learned.js";
import { createButton } from "./pair.js";

const side = (verdict) => ({ left: 0, right: 1 })[verdict];

/** How a blind pair was judged: "after", "before" or "same". */
function judged(verdict, after) {
  if (verdict === "same") return "same";
  return (verdict === "left") === after ? "after" : "before";
}

const WORDS = { after: "preferred: the new story", before: "preferred: the old story", same: "can't say" };

function createTold() {
  const tag = element("span", { className: "lm-arena-tag" }), chosen = element("span", { className: "lm-arena-chosen" });
  const story = element("span", { className: "lm-arena-story", dir: "auto" });
  const root = element("div", { className: "lm-arena-told" }, element("div", { className: "lm-arena-tags" }, tag, chosen), story);
  return {
    root,
    show(text, isAfter, isChosen) {
      tag.textContent = isAfter ? "new" : "old";
      tag.classList.toggle("lm-arena-after", isAfter);
      chosen.textContent = isChosen ? "✓ preferred" : "";
      root.classList.toggle("lm-arena-won", isChosen);
      story.textContent = text;
    },
  };
}

export function createResult() {
  let at = 0, shown = null;
  const big = element("strong", { className: "lm-arena-big" }), about = element("span", { className: "lm-quiet" });
  const gauge = element("ul", { className: "lm-arena-gauges" });
  const dots = element("div", { className: "lm-arena-dots", aria: { hidden: "true" } });
  const told = [createTold(), createTold()];
  const place = element("output", { className: "lm-quiet" });
  const turn = (by) => { at = Math.min(Math.max(at + by, 0), shown.verdicts.length - 1); draw(); };
  const back = createButton("◂", () => turn(-1), "lm-small"), forth = createButton("▸", () => turn(1), "lm-small");
  back.setAttribute("aria-label", "Pair before");
  forth.setAttribute("aria-label", "Next pair");
  const root = element("div", { className: "lm-arena-result" },
    element("div", { className: "lm-arena-head" }, big, about), gauge, dots,
    element("div", { className: "lm-toolbar lm-arena-browse" }, back, forth, place),
    element("div", { className: "lm-arena-cards" }, ...told.map((each) => each.root)));

  function draw() {
    const { blind, verdicts, afters } = shown;
    at = Math.min(at, verdicts.length - 1);
    const verdict = verdicts[at], after = Boolean(afters[at]);
    place.textContent = `Pair ${at + 1} of ${verdicts.length}, ${WORDS[judged(verdict, after)]}`;
    told.forEach((each, number) => each.show(String(blind[at]?.[number] ?? ""), after === (number === 0), side(verdict) === number));
    [...dots.children].forEach((dot, number) => dot.classList.toggle("lm-arena-here", number === at));
    back.setOff(at === 0);
    forth.setOff(at === verdicts.length - 1);
  }
  return {
    root,
    show(result, blind, verdicts) {
      shown = { blind, verdicts, afters: result.afters ?? [] };
      big.textContent = `${(100 * result.share).toFixed(0)} %`;
      about.textContent = `of ${result.count} blind pairs: the new story was preferred`;
      gauge.replaceChildren(createGauge("new preferred", result, "model"));
      dots.replaceChildren(...verdicts.map((verdict, number) =>
        element("span", { className: `lm-arena-dot lm-arena-dot-${judged(verdict, Boolean(shown.afters[number]))}` })));
      if (verdicts.length) draw();
    },
  };
}
