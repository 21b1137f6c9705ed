// SourceTrace, the answer: a row for each sentence, with the rank of the passage that supports it.

import { element, roving } from "../common/shared.js";
import { cut, isAsFound, quoted } from "./words.js";

/** onPick(number of a sentence)   beside: what stands at the right of the heading */
export function createAnswer(onPick, beside) {
  const count = element("span", { className: "lm-quiet" });
  const list = element("div", { className: "lm-trace-sentences", aria: { role: "group", label: "Sentences of the answer" } });
  const before = element("div", { className: "lm-trace-before lm-quiet" });
  const root = element("div", { className: "lm-trace-answer", aria: { role: "group", label: "Answer" } },
    element("div", { className: "lm-panel-head" }, element("span", { className: "lm-panel-name" }, "Answer"), count,
      element("span", { className: "lm-gap" }), beside), list, before);
  const moves = roving(list, ".lm-trace-sentence", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  let drawn = "";

  function row(traced, number) {
    const { start, end, passage } = traced.sentences[number];
    const node = element("button", { className: `lm-trace-sentence ${passage ? "lm-trace-held" : "lm-trace-bare"}`, type: "button", tabIndex: -1 },
      element("bdi", { className: "lm-trace-said", data: { number: number + 1 } }, cut(traced.answer, start, end)),
      element("span", { className: "lm-trace-source" }, passage ? `passage ${passage}` : "unsupported"));
    node.onfocus = node.onclick = () => onPick(number);
    return node;
  }
  return {
    root,
    /** asFound: the try with the same question in which no passage was changed, if it is kept */
    show(traced, asFound, picked) {
      if (drawn !== JSON.stringify(traced)) {
        const had = list.contains(document.activeElement);
        list.replaceChildren(...traced.sentences.map((_, number) => row(traced, number)));
        drawn = JSON.stringify(traced);
        moves.refresh();
        if (had) list.querySelector("[tabindex='0']")?.focus();
      }
      [...list.children].forEach((node, number) => node.setAttribute("aria-pressed", String(number === picked)));
      const held = traced.sentences.filter(({ passage }) => passage).length;
      count.textContent = traced.sentences.length ? `${held} of ${traced.sentences.length} supported` : "The answer is empty.";
      const differs = asFound && !isAsFound(traced);
      before.textContent = !differs ? "" : asFound.answer === traced.answer ? "The same answer as with the passages as found."
        : `With the passages as found: ${quoted(asFound.answer)}`;
      before.hidden = !before.textContent;
    },
  };
}
