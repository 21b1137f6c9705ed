// PreferenceArena, two stories side by side: a click or a key says which is better. Used for choosing and judging blind.

import { element } from "../common/shared.js";

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const key = (name) => element("kbd", { className: "lm-arena-key", aria: { hidden: "true" } }, name);

/** A button that can be reached, and says why it does nothing, when it is off. */
export function createButton(text, act, more = "", ...keys) {
  const node = element("button", { className: `lm-button ${more}`, type: "button",
    onclick: () => { if (node.getAttribute("aria-disabled") !== "true") act(); } }, text, ...keys);
  node.setOff = (off) => node.setAttribute("aria-disabled", String(off));
  return node;
}

function createCard(side, act) {
  const story = element("span", { className: "lm-arena-story", dir: "auto" });
  const name = element("span", { className: "lm-arena-side" }, ...(side === "left" ? [key("←"), "this one"] : ["this one", key("→")]));
  const root = element("button", { className: `lm-arena-card lm-arena-${side}`, type: "button", onclick: (event) => {
    if (event.detail > 1) return; // of a double click the second would judge a pair that nobody has read
    if (root.getAttribute("aria-disabled") !== "true") act(side);
  } }, story, name);
  return {
    root,
    show(text, off) {
      root.setAttribute("aria-disabled", String(off));
      root.setAttribute("aria-label", `The ${side} story is better: ${text}`);
      if (story.textContent === text) return;
      const first = !story.textContent;
      story.textContent = text;
      if (!first && !calm()) root.animate?.([{ opacity: 0.15, transform: "translateY(3px)" }, { opacity: 1, transform: "none" }],
        { duration: 180, easing: "ease-out" });
    },
  };
}

/** The two cards and what belongs to them. onChoice("left" | "same" | "right"), onUndo() */
export function createPair({ onChoice, onUndo }) {
  const question = element("div", { className: "lm-arena-question" });
  const cards = { left: createCard("left", onChoice), right: createCard("right", onChoice) };
  const both = element("div", { className: "lm-arena-cards", aria: { role: "group" } }, cards.left.root, cards.right.root);
  const same = createButton("Can't say", () => onChoice("same"), "", key("↓"));
  const undo = createButton("Undo", onUndo, "", key("U"));
  const fill = element("span", { className: "lm-bar-fill" }), mark = element("span", { className: "lm-arena-enough" });
  const count = element("span", { className: "lm-arena-count" });
  const root = element("div", { className: "lm-arena-pair" }, question, both,
    element("div", { className: "lm-toolbar lm-arena-controls" }, same, undo,
      element("span", { className: "lm-bar-track lm-arena-progress", aria: { hidden: "true" } }, fill, mark), count));
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const choice = { ArrowLeft: "left", ArrowRight: "right", ArrowDown: "same" }[event.key];
    if (!choice && !["u", "U", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    if (event.repeat) return; // a key that is held down is one choice
    if (choice) onChoice(choice);
    else onUndo();
  });
  return {
    root,
    focus: () => (both.hidden ? undo : cards.left.root).focus(),
    /** pair: [left, right], or null when there is none left; enough: the number where the mark stands, or null */
    show({ words, pair, made, of, enough, asleep }) {
      question.textContent = words;
      both.setAttribute("aria-label", words);
      both.hidden = !pair;
      same.hidden = !pair;
      if (pair) for (const [place, card] of [cards.left, cards.right].entries()) card.show(String(pair[place]), asleep);
      same.setOff(asleep);
      undo.setOff(asleep || !made);
      fill.style.width = `${(100 * made) / Math.max(1, of)}%`;
      mark.hidden = enough === null || enough >= of;
      mark.style.left = `${(100 * (enough ?? 0)) / Math.max(1, of)}%`;
      count.textContent = `${made} of ${of}`;
    },
  };
}
