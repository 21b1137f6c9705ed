// TransformerMap, the arithmetic: the twin of numbers.py, to which a test holds it.

import { counted, percent } from "../common/shared.js";

/** What a part costs for so many texts of so many tokens, all of its copies together. */
export function billOf(part, batch, length) {
  const sum = (at) => part.times * part.steps.reduce((total, step) => total + step[at], 0);
  const tokens = batch * length;
  return { parameters: sum(2), flops: tokens * (sum(3) + length * sum(4)), quadratic: tokens * length * sum(4) };
}

export function totalOf(anatomy, batch, length) {
  const total = { parameters: 0, flops: 0, quadratic: 0 };
  for (const part of anatomy.parts.filter(({ sum }) => !sum)) {
    for (const [name, value] of Object.entries(billOf(part, batch, length))) total[name] += value;
  }
  return total;
}

export const partOf = (anatomy, name) => anatomy.parts.find((part) => part.name === name);
export const shareOf = (part, whole) => (whole ? part / whole : 0);
export const whole = (number) => number.toLocaleString("en");

/** Three digits and a prefix of a thousand, a million …, so that a unit can follow. */
export function compact(number) {
  const prefixes = ["", "k", "M", "G", "T", "P", "E", "Z"];
  const power = prefixes.findIndex((prefix, at) => number / 1000 ** at < 999.5 || prefix === "Z");
  const value = number / 1000 ** power;
  return `${value.toFixed(!power || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)} ${prefixes[power]}`;
}

/** The numbers of a shape as PyTorch prints them: (1, 12, 1024, 1024). */
export function shapeText(anatomy, shape, batch, length) {
  const sizes = { ...anatomy.sizes, batch, time: length };
  return `(${shape.map((name) => sizes[name]).join(", ")})`;
}

function describePart(anatomy, name, batch, length) {
  const part = partOf(anatomy, name);
  const bill = billOf(part, batch, length), total = totalOf(anatomy, batch, length);
  const where = part.times === 1 ? "" : `, ${whole(part.times)} blocks together`;
  const sentence = `${part.title}${where}: ${counted(bill.parameters, "parameter")} `
    + `(${percent(shareOf(bill.parameters, total.parameters))}), ${percent(shareOf(bill.flops, total.flops))} of the `
    + `computation for ${whole(batch)} × ${whole(length)} tokens.`;
  return bill.quadratic
    ? `${sentence} ${percent(shareOf(bill.quadratic, bill.flops))} of its work is tokens looking at tokens.` : sentence;
}

/** The line of plain words; of two models, a sentence for each. */
export function describeModels(models, name, batch, length) {
  const sentences = models.map((anatomy) => describePart(anatomy, name, batch, length));
  if (models.length === 1) return sentences[0];
  return models.map((anatomy, at) => `${anatomy.name}: ${sentences[at]}`).join(" ");
}
