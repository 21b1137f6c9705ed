// CompressionLab, what a setting costs: bytes, loss, words; and the texts of the model as it was and as it is now.

import { element, marked } from "../common/shared.js";
import { sizeText } from "./words.js";

const box = (className, ...children) => element("div", { className }, ...children);

function createCard(name) {
  const title = box("lm-press-card-name lm-quiet", name), figure = box("lm-press-figure");
  const beside = box("lm-press-beside lm-quiet");
  return {
    root: box("lm-press-card", title, figure, beside),
    show(texts, name) {
      [figure.textContent, beside.textContent] = texts;
      if (name) title.textContent = name;
    },
  };
}

/** Three figures, and a bar of what the bytes are. */
export function createFigures() {
  const [size, loss, words] = ["Size", "Loss", "Words written"].map(createCard);
  const kinds = ["codes", "scales", "rest"];
  const stripes = kinds.map((kind) => element("span", { className: `lm-press-stripe lm-press-of-${kind}` }));
  const key = box("lm-press-key lm-quiet");
  return {
    root: box("lm-press-result", box("lm-press-cards", size.root, loss.root, words.root),
      element("div", { className: "lm-press-stripes", aria: { hidden: "true" } }, ...stripes), key),
    show({ original, unit }, tried) {
      const [others, all] = tried.changed, known = tried.loss !== null;
      size.show([`${tried.bytes.toLocaleString("en")} bytes`,
        `${tried.times} × smaller than ${original.bytes.toLocaleString("en")}; ${tried.average} bits a parameter`]);
      loss.show([tried.figure, known ? `in 16 bits: ${original.figure}` : "being measured …"], `Loss, ${unit}`);
      words.show(known ? [`${others} of ${all}`, `${others === 1 ? "differs" : "differ"} from those in 16 bits`]
        : ["…", "being written …"]);
      kinds.forEach((kind, at) => { stripes[at].style.width = `${(100 * tried[kind]) / original.bytes}%`; });
      const named = [["codes", "codes"], ["scales", "scales"], ["rest", "in 16 bits"]];
      key.replaceChildren(...named.map(([kind, name]) => element("span", { className: "lm-press-kind" },
        element("i", { className: `lm-press-swatch lm-press-of-${kind}`, aria: { hidden: "true" } }),
        `${name} ${sizeText(tried[kind])}`)),
      element("span", {}, `(${sizeText(original.bytes)} if all of it is in 16 bits)`));
    },
  };
}

/** What both models write. */
export function createTexts() {
  const now = element("span", {});
  const rows = box("lm-press-rows");
  const root = element("section", { className: "lm-press-texts", aria: { label: "What the compressed model writes" } },
    element("div", { className: "lm-press-heads", aria: { hidden: "true" } }, element("span", {}, "in 16 bits"), now), rows);
  const cell = (tag, parts, mark) => box("lm-press-cell", box("lm-press-tag", tag),
    element("div", { className: "lm-press-text", dir: "auto" }, ...marked(parts, mark)));
  return {
    root,
    show({ prompts, original }, tried) {
      now.textContent = tried.words;
      rows.replaceChildren(...prompts.map((prompt, at) => {
        const both = tried.texts[at] ?? { before: [[original.texts[at], false]], now: [["…", false]] };
        return element("div", { className: "lm-press-row", aria: { role: "group", label: prompt } },
          element("div", { className: "lm-press-prompt", dir: "auto" }, `${prompt} …`),
          cell("in 16 bits", both.before, "del"), cell(`in ${tried.bits} bits`, both.now, "ins"));
      }));
    },
  };
}
