// BiasExplorer, numbers and sentences. Numbers are written as in words.py.

import { counted } from "../common/shared.js";

/** +2.1, 0.0, −1.3; a half is rounded up, as Python does it */
export function signed(number) {
  const text = (Math.floor(Math.abs(number) * 10 + 0.5) / 10).toFixed(1);
  return text === "0.0" ? text : `${number > 0 ? "+" : "−"}${text}`;
}

export const spread = ({ low, high }) => (low === null ? "" : `${signed(low)} to ${signed(high)}`);

/** How many times as likely, in about two digits: 1.1, 2.7, 15, 3,000 */
export function times(logOdds) {
  const ratio = Math.exp(Math.abs(logOdds));
  if (ratio >= 1e6) return "over a million";
  return ratio < 9.95 ? ratio.toFixed(1) : Number(ratio.toPrecision(2)).toLocaleString("en");
}

export function timesWords(mean, first, second) {
  if (Math.abs(mean) < 0.05) return `“${first}” is about as likely as “${second}”`;
  return mean > 0 ? `“${first}” is ${times(mean)} times as likely as “${second}”`
    : `“${second}” is ${times(mean)} times as likely as “${first}”`;
}

/** What one model says of a word. */
export function valueWords(found, sentences) {
  if (found.problem) return `cannot be read: ${found.problem}`;
  if (found.low === null) return signed(found.mean);
  return `${signed(found.mean)}, 95 % interval ${spread(found)} over ${counted(sentences, "sentence")}`;
}

/** The word that is looked at, in those models that are shown. */
export function pickedWords(scene, place, shown) {
  const said = shown.map((model) => `${scene.models[model]} ${valueWords(scene.found[model][place], scene.templates.length)}`);
  const leading = scene.found[shown[0]][place];
  const ratio = leading.problem || shown.length > 1 ? "" : ` ${timesWords(leading.mean, scene.first, scene.second)}.`;
  return `“${scene.who[place].name}”: ${said.join("; ")}.${ratio}`;
}

/** The numbers of the words in the order of `sort`: by value and by reference the highest first, what has none last. */
export function orderOf(scene, { sort, shown }) {
  const numbers = scene.who.map((_, place) => place);
  if (sort === "typed") return numbers;
  if (sort === "name") {
    const names = scene.who.map(({ name }) => name.toLowerCase());
    return numbers.sort((one, other) => (names[one] < names[other] ? -1 : names[one] > names[other] ? 1 : one - other));
  }
  const value = (place) => (sort === "reference" ? scene.who[place].reference : scene.found[shown[0]][place].mean) ?? -Infinity;
  return numbers.sort((one, other) => (value(other) === value(one) ? one - other : value(other) - value(one)));
}

const cell = (value) => {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** All that was found as CSV: a line for each word and model, with log-odds in nats for each sentence and pair. */
export function csvOf(scene) {
  const several = scene.pairs.length > 1;
  const asked = scene.templates.flatMap((template) => scene.pairs.map(([first, second]) =>
    (several ? `${template} [${first} / ${second}]` : template)));
  const head = ["who", ...(scene.reference_name ? [scene.reference_name] : []), "model",
    `log-odds of ${scene.first} against ${scene.second} (nats)`, "95 % from", "95 % to", ...asked, "problem"];
  const lines = scene.who.flatMap(({ word, reference }, place) => scene.models.map((model, number) => {
    const { mean, low, high, each, problem } = scene.found[number][place];
    const values = each ? each.flat().map(([first, second]) => first - second) : asked.map(() => "");
    return [word, ...(scene.reference_name ? [reference] : []), model, mean, low, high, ...values, problem];
  }));
  return `\ufeff${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`; // the mark lets Excel read UTF-8
}
