// AttentionViewer, what it says: the names of tokens and heads, and the line of plain words below the picture.

import { element, percent } from "../common/shared.js";

/** A token's name in a sentence: without the mark of the space before it, never longer than a word should be. */
export function spokenToken(label, limit = 24) {
  const word = label.length > 1 && "·Ġ▁".includes(label[0]) ? label.slice(1) : label;
  const letters = Array.from(word);
  return letters.length > limit ? `${letters.slice(0, limit).join("")}…` : word;
}

/** A token as an element that keeps its own direction, so that Arabic turns no sentence around. */
const tokenWord = (label) => element("bdi", { className: "lm-token-word" }, spokenToken(label));

/** What is told of a token beside it: "·hat, token 8, id 6365, bytes 20 68 61 74". */
export const tokenTitle = (label, at, notes) => [label, `token ${at}`, ...(notes?.[at] ? [notes[at]] : [])].join(", ");

export const headName = ([layer, head]) => `Layer ${layer}, head ${head}`;
export const shortHead = ([layer, head]) => `L${layer} H${head}`;
export const shortKind = (scene, kind) => (kind === "induction" ? "induction" : scene.names[kind].replace(/ \(.*/, ""));
/** The measures of a head: its name in the scene, where there is room, what heads are sorted by. */
export const MEASURES = [["previous", "previous", "previous token"], ["next", "next", "next token"],
  ["first", "first (sink)", "first token (sink)"], ["self", "itself", "the token itself"],
  ["duplicate", "same, earlier", "same token, earlier"], ["induction", "induction", "induction"],
  ["diagonal", "diagonal", "the diagonal (word for word)"], ["begin", "first token", "first source token"],
  ["end", "last token", "last source token"], ["peak", "one token", "one source token"],
  ["evenness", "evenness", "most even"]];

const share = (weight) => (weight > 0 && weight < 0.005 ? "< 0.01" : weight.toFixed(2));

/** The places of the largest weights: the first, and others that are at least a tenth and half as large. */
function largest(row, count = 2) {
  const order = Array.from(row.keys()).sort((one, other) => row[other] - row[one] || one - other).slice(0, count);
  return order.filter((at, rank) => rank === 0 || (row[at] >= 0.1 && row[at] >= row[order[0]] / 2));
}

/** Which of several equal tokens is meant: ", token 14". */
const placeWords = (tokens, at) => (tokens.indexOf(tokens[at]) === tokens.lastIndexOf(tokens[at]) ? "" : `, token ${at}`);

/** Whether a query gives all of at least three keys about the same; as heads.py has it. */
function isEven(row) {
  const entropy = row.reduce((sum, weight) => sum - (weight > 0 ? weight * Math.log(weight) : 0), 0);
  return row.length > 2 && entropy >= 0.95 * Math.log(row.length);
}

/** “hat” looks mostly at “green” (0.87), as nodes. */
function lookWords(scene, checkpoint, [layer, head], query) {
  const row = scene.row(checkpoint, layer, head, query);
  if (!row) return ["…"];
  if (isEven(row)) return [tokenWord(scene.queries[query]), ` looks at all ${row.length} tokens about alike`];
  const found = largest(row).flatMap((at, rank) => [rank ? ", " : "", tokenWord(scene.keys[at]),
    ` (${share(row[at])}${placeWords(scene.keys, at)})`]);
  return [tokenWord(scene.queries[query]), " looks mostly at ", ...found];
}

/** Who looks at a key most, as nodes. */
function lookedAtWords(scene, checkpoint, [layer, head], key) {
  const first = scene.causal ? key : 0;
  const column = Float32Array.from({ length: scene.queries.length - first },
    (_, at) => scene.weight(checkpoint, layer, head, at + first, key));
  const best = column.reduce((at, weight, place) => (weight > column[at] ? place : at), 0);
  return [tokenWord(scene.keys[key]), " is looked at most by ", tokenWord(scene.queries[best + first]),
    ` (${share(column[best])}${placeWords(scene.queries, best + first)})`];
}

/** What a head does on the whole text: "previous token, 0.83 of its attention; about 1.7 tokens at a time". */
function kindWords(scene, checkpoint, [layer, head]) {
  const kind = scene.kind(checkpoint, layer, head);
  const reach = Math.exp(scene.score(checkpoint, layer, head, "entropy"));
  const measured = scene.score(checkpoint, layer, head, kind);
  const name = scene.names[kind] + (Number.isFinite(measured) ? ` (${measured.toFixed(2)} of its attention)` : "");
  return `${name}; each ${scene.crossing ? "target token" : "query"} spreads over about ${reach.toFixed(1)} ${reach < 1.05 ? "token" : "tokens"}`;
}

/** Before and after, with as many digits as it takes to see the difference. */
export function lossChange(before, now) {
  const digits = Math.abs(now - before) < 0.05 ? 3 : 2;
  return `${before.toFixed(digits)} → ${now.toFixed(digits)}`;
}

/** What switching heads off has done to the next token, as nodes. */
function lossWords(scene, answer) {
  if (!scene.off.length || !answer.bars?.length) return [];
  const [label, , , before, now] = answer.bars[0];
  const gone = scene.off.length === 1 ? headName(scene.off[0]).toLowerCase() : `${scene.off.length} heads`;
  const [lossBefore, lossNow] = answer.loss;
  const loss = lossBefore === null ? "" : `; loss on this text ${lossChange(lossBefore, lossNow)} nats`;
  return [` Without ${gone}: next `, tokenWord(label), ` ${percent(before)} → ${percent(now)}${loss}.`];
}

/** The line below the picture, as nodes: what is seen, in words. */
export function sentence(scene, view, hover, answer) {
  const at = scene.checkpoints.length > 1 ? `${scene.checkpoints[view.checkpoint]}. ` : "";
  const heads = hover.thumb ? [hover.thumb] : view.heads;
  if (hover.thumb || view.mode === "overview") {
    return [`${at}${headName(heads[0])}: ${kindWords(scene, view.checkpoint, heads[0])}.`, ...lossWords(scene, answer)];
  }
  const query = hover.query ?? view.query;
  const parts = [at];
  if (hover.query !== null && hover.key !== null) {
    const [layer, head] = hover.head ?? heads[0];
    const weight = scene.weight(view.checkpoint, layer, head, hover.query, hover.key);
    parts.push(`${headName([layer, head])}: `, tokenWord(scene.queries[hover.query]));
    if (scene.causal && hover.key > hover.query) parts.push(" cannot look ahead at ", tokenWord(scene.keys[hover.key]), ".");
    else parts.push(" looks at ", tokenWord(scene.keys[hover.key]), ` with weight ${weightWords(scene, view, [layer, head], hover, weight)}.`);
    return parts;
  }
  for (const [rank, head] of heads.slice(0, 3).entries()) {
    const words = hover.key === null ? lookWords(scene, view.checkpoint, head, query)
      : lookedAtWords(scene, view.checkpoint, head, hover.key);
    parts.push(`${rank ? " " : ""}${headName(head)}: `, ...words, ".");
  }
  return [...parts, ...lossWords(scene, answer)];
}

/** A weight as exactly as it is known here: four digits from the kernel, else within the error of one byte. */
function weightWords(scene, view, [layer, head], { query }, weight) {
  if (!Number.isFinite(weight)) return "…";
  if (scene.isExact(view.checkpoint, layer, head, query)) return weight.toFixed(4);
  return `${weight.toFixed(3)} (± ${Math.max(0.001, Math.sqrt(weight) / 255).toFixed(3)})`;
}
