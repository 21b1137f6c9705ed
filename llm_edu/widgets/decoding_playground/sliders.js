// DecodingPlayground, the sliders: which values they take and how these are said.

import { element, setSlider } from "../common/shared.js";
import { leftInWords, UNTOUCHED } from "./reshape.js";

const steps = (from, to, step) => Array.from({ length: Math.round((to - from) / step) + 1 },
  (_, at) => Number((from + at * step).toFixed(2)));
export const trimmed = (value) => String(Number(value.toFixed(4)));
const OFF_WORDS = { temperature: "1", top_k: "off", top_p: "off", min_p: "off", repetition_penalty: "off" };

// `null` and a penalty of 1 do nothing. For top-k and top-p that is the right end, for the others the left.
export const SLIDERS = [
  { name: "temperature", label: "Temperature", values: steps(0, 2, 0.05),
    about: "Logits are divided by it: below 1, likely tokens become likelier, above 1, unlikely ones do" },
  { name: "top_k", label: "Top-k",
    values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, null],
    about: "Only the k most probable tokens" },
  { name: "top_p", label: "Top-p", values: [...steps(0.05, 0.95, 0.05), 0.97, 0.99, null],
    about: "Only the fewest tokens that together have at least this probability" },
  { name: "min_p", label: "Min-p",
    values: [null, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    about: "Only tokens at least this many times as probable as the most probable one" },
  { name: "repetition_penalty", label: "Repetition penalty", values: steps(1, 2, 0.05),
    about: "The logit of each token in the text is divided by it, or multiplied if it is negative" },
];

const isOff = (name, value) => value === UNTOUCHED[name];
const settingText = (name, value) => (isOff(name, value) ? OFF_WORDS[name]
  : name === "temperature" && value === 0 ? "0, greedy" : trimmed(value));

/** What the sliders do, in the order in which they do it: as in_words of settings.py. */
export function settingsInWords(settings) {
  const order = ["repetition_penalty", "temperature", "top_k", "top_p", "min_p"];
  const parts = order.filter((name) => !isOff(name, settings[name]));
  return parts.map((name) => `${name === "repetition_penalty" ? "repetition penalty" : name.replace("_", "-")} `
    + trimmed(settings[name])).join(", ") || "untouched";
}

/** The slider's place for a value, the nearest one for a value between two. */
function placeOf(values, value) {
  const exact = values.indexOf(value);
  if (exact >= 0) return exact;
  const away = (other) => (other === null ? Infinity : Math.abs(other - value));
  return values.reduce((best, other, at) => (away(other) < away(values[best]) ? at : best), 0);
}

function createSlider({ name, label, values, about }, onChange) {
  const input = element("input", { className: "lm-slider", type: "range", min: 0, max: values.length - 1, step: 1 });
  const number = element("output", { className: "lm-number" });
  const root = element("label", { className: "lm-setting", title: about },
    element("span", { className: "lm-setting-name" }, label), input, number);
  input.addEventListener("input", () => onChange(name, values[input.value]));
  return {
    root, input,
    show(value) {
      setSlider(input, placeOf(values, value), `${label} ${settingText(name, value)}`);
      number.textContent = settingText(name, value);
      root.classList.toggle("lm-is-off", isOff(name, value));
    },
  };
}

/** All five, and below them what is left: how many tokens, and as if choosing among how many. */
export function createSliders(onChange) {
  const sliders = SLIDERS.map((about) => [about.name, createSlider(about, onChange)]);
  const choices = element("strong", {}), choicesBefore = element("span", { className: "lm-quiet" });
  const fill = element("span", { className: "lm-bar-fill lm-fill-entropy" });
  const ghost = element("span", { className: "lm-untouched" });
  const bits = element("span", {}), left = element("span", {});
  const figures = element("div", { className: "lm-choices" },
    element("div", { className: "lm-quiet" }, "as if choosing among"),
    element("div", { className: "lm-choices-figure" }, choices, choicesBefore),
    element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, ghost), bits, left);
  const root = element("div", { className: "lm-settings" }, ...sliders.map(([, slider]) => slider.root), figures);
  return {
    root, figures,
    show(settings) {
      for (const [name, slider] of sliders) slider.show(settings[name]);
    },
    showFigures(reshaped, distribution) {
      const most = Math.log2(distribution.vocabulary) || 1, before = distribution.untouched.bits;
      const changed = Math.abs(reshaped.bits - before) >= 0.05;
      choices.textContent = choicesText(reshaped.bits);
      choicesBefore.textContent = changed ? `untouched: ${choicesText(before).split(" ")[0]}` : "";
      fill.style.width = `${(100 * reshaped.bits) / most}%`;
      ghost.style.width = `${(100 * before) / most}%`;
      bits.textContent = `Entropy ${reshaped.bits.toFixed(2)} bits${changed ? `, untouched ${before.toFixed(2)}` : ""}`;
      const words = leftInWords(reshaped, distribution.vocabulary);
      left.textContent = words[0].toUpperCase() + words.slice(1);
    },
  };
}

/** Perplexity, 2 to the entropy, as a number of tokens: “1 token”, “3.4 tokens”, “124 tokens”, “1,200 tokens”. */
export function choicesText(bits) {
  const choices = 2 ** bits;
  if (choices < 1.05) return "1 token";
  const digits = choices < 1000 ? 3 : 2;
  return `${choices < 100 ? choices.toFixed(1) : Number(choices.toPrecision(digits)).toLocaleString("en")} tokens`;
}
