// BiasExplorer, what is compared: two phrases, the words, the sentences. What is typed is never lost.

import { createButton, element, textBox, wellFormed } from "../common/shared.js";

const NAMES = ["first", "second", "who", "templates"];

function lineBox(label, onType) {
  const box = element("input", { className: "lm-bias-input", type: "text", spellcheck: false, aria: { label }, dir: "auto" });
  box.addEventListener("input", onType);
  box.show = (text) => { if (box.value !== text) box.value = text; };
  return box;
}

/** onCompare(typed), onType() */
export function createEditor({ onCompare, onType }) {
  const boxes = { first: lineBox("First phrase", onType), second: lineBox("Second phrase", onType),
    who: textBox("Words, one a line", 5, onType), templates: textBox("Sentences, one a line", 5, onType) };
  const compare = createButton("Compare", () => onCompare(read()), "lm-primary");
  const undo = createButton("Undo", () => { fill(shown); onType(); });
  const problem = element("div", { className: "lm-bias-problem" });
  const state = element("span", { className: "lm-quiet" });
  const slot = (name) => element("code", { className: "lm-bias-slot" }, name);
  const pair = element("div", { className: "lm-toolbar lm-bias-pair" }, slot("{what}"), "is", boxes.first,
    "or", boxes.second, element("span", { className: "lm-gap" }), state, undo, compare);
  const field = (box, ...words) => element("label", { className: "lm-bias-field" }, element("span", {}, ...words), box);
  const root = element("div", { className: "lm-bias-editor" }, pair, element("div", { className: "lm-bias-two" },
    field(boxes.who, slot("{who}"), " words, one a line"),
    field(boxes.templates, "Sentences with ", slot("{who}"), " and then ", slot("{what}"), ", one a line")), problem);
  let shown = {}, sent = null; // what the plot shows; what was last handed over

  for (const box of Object.values(boxes)) {
    box.addEventListener("keydown", (event) => {
      const wanted = event.key === "Enter" && !event.isComposing && (box.tagName === "INPUT" || event.shiftKey || event.ctrlKey || event.metaKey);
      if (!wanted) return;
      event.preventDefault();
      compare.click();
    });
  }
  function read() {
    return Object.fromEntries(NAMES.map((name) => [name, wellFormed(boxes[name].value).text]));
  }
  function fill(typed) {
    for (const name of NAMES) boxes[name].show(String(typed[name] ?? ""));
  }
  const differs = (typed) => NAMES.some((name) => boxes[name].value !== String(typed[name] ?? ""));
  return {
    root,
    /** request: what was asked last, by any view; typed: what the plot shows; said: what is wrong, or null */
    show({ request, typed, said, asleep, waiting }) {
      const draft = sent !== null && differs(sent) && differs(request);
      shown = typed;
      if (!draft) fill(request);
      sent = draft ? sent : Object.fromEntries(NAMES.map((name) => [name, String(request[name] ?? "")]));
      for (const box of Object.values(boxes)) box.readOnly = asleep;
      const changed = differs(typed);
      compare.setOff(asleep || waiting);
      undo.setOff(!changed);
      state.textContent = waiting ? "the model reads …" : changed && !said ? "edited: press Compare" : "";
      problem.textContent = said ?? "";
      problem.hidden = !said;
    },
  };
}
