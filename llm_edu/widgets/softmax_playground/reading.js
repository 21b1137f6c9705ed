// SoftmaxPlayground, the arithmetic: the twin of reading.py, to which a test holds it.

import { percent } from "../common/shared.js";

export const STEEPEST = 0.25;
export const SATURATED = 0.01;

/** What a score is multiplied by on its way into the softmax. */
export function multiplier(temperature, width, scaled) {
  return (width === null || scaled ? 1 : Math.sqrt(width)) / temperature;
}

/** Softmax of scores × factor: inputs, weights, slopes p·(1 − p), entropy in bits and the most it could be. */
export function readScores(scores, factor) {
  const inputs = scores.map((score) => score * factor);
  const highest = Math.max(...inputs);
  const exponentials = inputs.map((value) => Math.exp(value - highest));
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const total = sum(exponentials);
  const weights = exponentials.map((exponential) => exponential / total);
  const slopes = weights.map((weight, at) => // from the others: 1 − p is rounded to 0 long before it is 0
    (weight * (sum(exponentials.slice(0, at)) + sum(exponentials.slice(at + 1)))) / total);
  const entropy = -sum(weights.filter((weight) => weight > 0).map((weight) => weight * Math.log2(weight)));
  const most = Math.log2(weights.length);
  return { inputs, weights, slopes, steepest: Math.max(...slopes), entropy: Math.max(0, entropy), most };
}

/** How all weights answer when input `at` rises a little: its own p·(1 − p), the others −p·p_i. */
export function columnOf({ weights, slopes }, at) {
  return weights.map((weight, index) => (index === at ? slopes[at] : -weight * weights[at]));
}

export function small(number) {
  if (number === 0) return "0";
  if (number < 0) return `−${small(-number)}`;
  return number >= 0.001 ? number.toFixed(3) : number.toExponential(1);
}

/** The line of plain words; rising: a label whose score may rise, or null. */
export function describeReading(labels, reading, rising = null) {
  const { weights, slopes, entropy, most, steepest } = reading;
  if (labels.length === 1) return `“${labels[0]}” is alone: it gets all of the weight, whatever its score.`;
  const top = Math.max(...weights);
  const first = labels.filter((_, at) => top - weights[at] < 1e-9);
  const names = first.map((label) => `“${label}”`).join(" and ");
  const [verb, each] = first.length === 1 ? ["gets", ""] : ["get", " each"];
  const who = first.length === labels.length ? `All ${labels.length} get the same, ${percent(top)}`
    : first.length > 3 ? `${first.length} of ${labels.length} get ${percent(top)} each, the others less`
      : `${names} ${verb} ${percent(top)} of the weight${each}`;
  const own = rising === null ? ""
    : ` If the input of “${rising}” rises, its weight takes ${small(slopes[labels.indexOf(rising)])} of that from `
      + "the others.";
  const figures = `${who}; entropy ${entropy.toFixed(2)} of at most ${most.toFixed(2)} bits.${own}`;
  return steepest >= SATURATED
    ? `${figures} The weights can still move: steepest slope ${small(steepest)} (${STEEPEST} is the most there is).`
    : `${figures} Saturated: the steepest slope is ${small(steepest)}, so nudging a score hardly moves a weight, `
      + "and hardly anything is learned.";
}
