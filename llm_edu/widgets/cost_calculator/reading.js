// CostCalculator, numbers in and out: the twin of reading.py and of llm_edu/scaling/bill.py, to which a test holds it.

const TYPED = /^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(\.[0-9]*)?(?:e([+-]?[0-9]{1,3}))?(k|m|b|g|t|p|thousand|million|billion|trillion|)(%?)$/i;
const POWERS = { "": 0, k: 3, thousand: 3, m: 6, million: 6, b: 9, g: 9, billion: 9, t: 12, trillion: 12, p: 15 };
const LONGEST = 60;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const COUNTS = [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]];
const ENERGIES = [[1e9, "TWh"], [1e6, "GWh"], [1e3, "MWh"], [1, "kWh"]];
const TIMES = [[730 * 24, 365 * 24, "year"], [48, 24, "day"], [1, 1, "hour"], [1 / 60, 1 / 60, "minute"],
  [0, 1 / 3600, "second"]];
// The least and the most of each number, and what to say where it lies outside.
export const LIMITS = {
  parameters: [1, 1e30], tokens: [1, 1e30], gpus: [1, 1e9], operations_per_second: [1, 1e30], utilisation: [1e-6, 1],
  price: [0, 1e9], watts: [0, 1e9], pue: [1, 100], grams_per_kwh: [0, 1e4],
};

/** A number as people type it; null for what is none. */
export function readNumber(text) {
  const found = TYPED.exec(text.replace(/[ \t\u00a0\u2009\u202f_$]/g, ""));
  if (text.length > LONGEST || !found || !/[0-9]/.test(found[2] + (found[3] ?? ""))) return null;
  const [, sign, whole, fraction, power, unit, percent] = found;
  const tens = Number(power ?? 0) + POWERS[unit.toLowerCase()] - (percent ? 2 : 0);
  return Number(`${sign}${whole.replaceAll(",", "")}${fraction ?? ""}e${tens}`);
}

/** What is wrong with what was typed for one of the nine numbers, in a few words; "" if nothing is. */
export function problemOf(name, text) {
  const number = readNumber(text);
  const [least, most] = LIMITS[name];
  if (text.trim() === "") return "a number is missing";
  if (number === null) return "no number: write 175e9, 175B, 1.4T";
  if (name === "utilisation" && number > 1 && number <= 100) return `a share, at most 1: write ${number} %`;
  if (name === "gpus" && !Number.isInteger(number)) return "a whole number";
  if (name === "pue" && number >= 0 && number < 1) return "at least 1: the machines, and more";
  if (!(number >= least)) return least === 1e-6 ? "more than 0" : `at least ${least}`;
  if (!(number <= most)) return most === 1 ? "at most 1, or 100 %" : `at most ${String(most).replace("+", "")}`;
  return "";
}

/** A number as it stands in a box, such that reading it gives the number again. */
export function writeNumber(name, number) {
  const plain = (value) => String(Number(value.toPrecision(12))).replace("e+", "e");
  const choices = name === "utilisation" ? [`${plain(100 * number)} %`]
    : [[1e12, "T"], [1e9, "B"], [1e6, "M"]].filter(([size]) => number >= size && number < 1e15)
      .slice(0, 1).map(([size, unit]) => plain(number / size) + unit);
  return [...choices, plain(number)].find((text) => readNumber(text) === number) ?? String(number).replace("e+", "e");
}

/** The bill for the nine numbers. */
export function billOf({ parameters, tokens, gpus, operations_per_second: speed, utilisation, price, watts, pue,
  grams_per_kwh: grams }) {
  const operations = 6 * parameters * tokens;
  const gpuHours = operations / (speed * utilisation) / 3600;
  const hours = gpuHours / gpus;
  const energy = (gpuHours * watts) / 1000 * pue;
  return { operations, hours, days: hours / 24, gpu_hours: gpuHours, money: gpuHours * price, energy,
    carbon: (energy * grams) / 1000 };
}

export function significant(number) {
  if (number < 0.001) return number === 0 ? "0" : "≈ 0";
  return Number(number.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 6 });
}

export function countText(number) {
  if (number >= 1e15) return powerText(number);
  for (const [size, word] of COUNTS) if (number >= size) return significant(number / size) + word;
  return number < 10000 && Number.isInteger(number) ? number.toLocaleString("en") : significant(number);
}

export function powerText(number) {
  if (number < 1000) return significant(number);
  const [digits, power] = number.toExponential(2).split("e+");
  return `${Number(digits)} · 10${[...power].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

export function timeText(hours) {
  const [, size, word] = TIMES.find(([least]) => hours >= least);
  const text = countText(hours / size);
  return `${text} ${word}${text === "1" ? "" : "s"}`;
}

export function moneyText(dollars) {
  return dollars < 100 ? `$${Number.isInteger(dollars) ? dollars : dollars.toFixed(2)}` : `$${countText(dollars)}`;
}

export function energyText(kwh) {
  const found = ENERGIES.find(([size]) => kwh >= size);
  return found ? `${countText(kwh / found[0])} ${found[1]}` : `${significant(1000 * kwh)} Wh`;
}

export function carbonText(kilograms) {
  if (kilograms >= 1000) return `${countText(Number((kilograms / 1000).toPrecision(3)))} t`;
  return kilograms >= 1 ? `${significant(kilograms)} kg` : `${significant(1000 * kilograms)} g`;
}

export const WRITERS = { operations: powerText, gpu_hours: countText, days: (days) => timeText(24 * days),
  hours: timeText, money: moneyText, energy: energyText, carbon: carbonText };

/** The preset whose model and text these numbers are, or null. */
export function presetOf(presets, name, { parameters, tokens }) {
  return presets.find((preset) => preset.name === name && preset.values.parameters === parameters
    && preset.values.tokens === tokens) ?? null;
}

/** The line of plain words. */
export function describeBill(values, hardware, bill, name = null, published = {}) {
  const bought = `${name ?? "Your model"}: ${countText(values.parameters)} parameters that read `
    + `${countText(values.tokens)} tokens, ${powerText(bill.operations)} operations. On ${countText(values.gpus)} × `
    + `${hardware} that takes ${timeText(bill.hours)}, ${countText(bill.gpu_hours)} GPU hours, `
    + `${moneyText(bill.money)}, ${energyText(bill.energy)} and ${carbonText(bill.carbon)} of CO2.`;
  if (name === null) return bought;
  const said = published.gpu_hours;
  if (said === undefined) return `${bought} What it took was not published.`;
  const factor = significant(bill.gpu_hours / said);
  return `${bought} Published: ${countText(said)} GPU hours; the bill is ${factor} times that.`;
}
