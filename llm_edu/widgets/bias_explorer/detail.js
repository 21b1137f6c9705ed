// BiasExplorer, one word: each sentence as the models read it, and how probable each phrase is after it.

import { element, percent } from "../common/shared.js";
import { dotOf } from "./plot.js";
import { signed } from "./words.js";

const cell = (tag, className, ...children) => element(tag, { className }, ...children);

/** What the model reads: the sentence up to {what}, with the word in its place; and what is left unread. */
function sentenceOf(template, word) {
  const [before, after = ""] = template.split("{what}");
  const pieces = before.split("{who}").flatMap((piece, number) => (number ? [element("strong", {}, word), piece] : [piece]));
  return element("bdi", {}, ...pieces, element("span", { className: "lm-bias-blank" }, "___"),
    element("span", { className: "lm-bias-unread", title: "not read" }, after));
}

export function createDetail() {
  const caption = element("caption", {}), head = element("thead", {}), body = element("tbody", {});
  const root = element("div", { className: "lm-bias-detail" }, element("table", { className: "lm-bias-table" }, caption, head, body));
  return {
    root,
    show(scene, place, shown) {
      const several = scene.models.length > 1, { name } = scene.who[place];
      caption.textContent = `What is read about “${name}”, and how probable each word is next`;
      const pair = scene.pairs.length > 1 ? ["first", "second"] : scene.pairs[0];
      const column = (text) => element("th", { scope: "col" }, element("bdi", {}, text));
      head.replaceChildren(element("tr", {}, column("Sentence"), ...(several ? [element("th", { scope: "col", className: "lm-bias-model" }, "Model")] : []), column(pair[0]), column(pair[1]),
        column("log-odds")));
      body.replaceChildren(...scene.templates.flatMap((template, number) => shown.flatMap((model, rank) => {
        const { each } = scene.found[model][place];
        const named = several ? [cell("td", "lm-bias-model", dotOf(model), element("bdi", { title: scene.models[model] }, scene.models[model]))] : [];
        return scene.pairs.map((phrases, at) => {
          const logs = each?.[number][at];
          const odds = (log, phrase) => [...(scene.pairs.length > 1 ? [element("bdi", { title: phrase }, phrase), " "] : []),
            element("span", {}, percent(Math.exp(log)))];
          const first = rank === 0 && at === 0;
          const sentence = element("th", { scope: "rowgroup", rowSpan: shown.length * scene.pairs.length }, sentenceOf(template, name));
          return element("tr", { className: first ? "lm-bias-begins" : "" }, ...(first ? [sentence] : []),
            ...(at === 0 || !several ? named : [cell("td", "")]),
            ...(logs ? [cell("td", "", ...odds(logs[0], phrases[0])), cell("td", "", ...odds(logs[1], phrases[1])),
              cell("td", "lm-bias-strong", signed(logs[0] - logs[1]))]
              : [element("td", { colSpan: 3 }, "cannot be read")]));
        });
      })));
    },
  };
}
