// PromptLab, small things that its parts share: a button, numbers in words, how answers are written in the state.

import { element } from "../common/shared.js";

/** A button that can be reached, and does nothing when it is off. */
export function createButton(text, act, more = "") {
  const node = element("button", { className: `lm-button ${more}`, type: "button",
    onclick: () => { if (node.getAttribute("aria-disabled") !== "true") act(); } }, text);
  node.setOff = (off) => node.setAttribute("aria-disabled", String(off));
  return node;
}

export const whole = (share) => `${(100 * share).toFixed(0)} %`;
export const spread = ({ low, high }) => `${(100 * low).toFixed(0)} to ${whole(high)}`;

export function pWords(p) {
  if (p < 0.001) return "p < 0.001";
  return p === 1 ? "p = 1" : `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** The answer of a prompt to an item, {answered: class, sure}, as figures.py writes it; null where there is none yet. */
export function answerAt(told, item) {
  if (!told || told.length < 2 * item + 2) return null;
  return { answered: told.charCodeAt(2 * item) - 97, sure: (told.charCodeAt(2 * item + 1) - 33) / 90 };
}

/** Of two prompts, as pair_figures has them, whichever comes first in the lab. */
export function pairOf(pairs, first, second) {
  const found = pairs?.[`${first} ${second}`];
  if (found) return found;
  const turned = pairs?.[`${second} ${first}`];
  return turned ? { ...turned, only_first: turned.only_second, only_second: turned.only_first } : null;
}
