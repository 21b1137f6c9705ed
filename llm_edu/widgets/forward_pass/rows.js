// ForwardPass, stages with a row for every token: tokens, vectors, queries with keys and values, weights.

import { element, keepKeys, percent } from "../common/shared.js";
import { createStrip, mostOf, paintSquare } from "./strips.js";
import { size, tokenWords } from "./words.js";

export const chip = (label, more = "") => element("bdi", { className: `lm-chip ${more}` }, label);
const head = (names) => element("thead", {}, element("tr", {}, ...names.map((name) => (name ? element("th", { scope: "col" }, name) : element("td")))));
export const cell = (className, ...content) => element("td", { className }, ...content);

/** A table in a frame that scrolls, with the followed token in sight. */
export function createFrame(names, rows, label, caption = "", follow = true) {
  const table = element("table", { className: "lm-pass-table", aria: { label } }, head(names), element("tbody", {}, ...rows));
  const frame = element("div", { className: "lm-pass-frame", aria: { role: "region", label: `${label}, a table` } }, table);
  if (!table.querySelector(".lm-pass-strip")) keepKeys(frame).tabIndex = 0; // else the keyboard scrolls by its strips
  requestAnimationFrame(() => {
    const row = table.querySelector(".lm-pass-followed");
    if (row && follow) frame.scrollTop = row.offsetTop - frame.clientHeight + 2 * row.offsetHeight;
  });
  return caption ? element("div", {}, frame, element("div", { className: "lm-quiet lm-pass-small" }, caption)) : frame;
}

function createRow({ scene, view, on }, position, ...cells) {
  const chosen = position === view.position;
  const name = element("th", { scope: "row", className: "lm-pass-token", title: `position ${position}: click to follow it`, onclick: () => on.follow(position) },
    chip(scene.labels[position], chosen ? "lm-chosen" : ""));
  return element("tr", { className: chosen ? "lm-pass-followed" : position > view.position ? "lm-pass-later" : "" }, name, ...cells);
}
const rowsOf = ({ scene }, make) => Array.from({ length: scene.time }, (_, position) => make(position));

export function tokensBody(context) {
  const { scene } = context;
  const rows = rowsOf(context, (position) => createRow(context, position,
    cell("lm-pass-mono", scene.bytes[position]), cell("lm-pass-mono lm-pass-right", scene.ids[position].toLocaleString("en"))));
  return createFrame(["token", "its bytes", "its number"], rows, "Tokens and their numbers");
}

export function vectorsBody(context) {
  const { scene, on } = context, all = rowsOf(context, (position) => position);
  const most = mostOf(all.map(scene.start));
  const strip = (what, position, vector) => createStrip(vector, most, `${tokenWords(scene.labels, position)}, ${what}`, on.open);
  const rows = all.map((position) => createRow(context, position, ...(scene.learned
    ? [cell("", strip("its row of the embedding matrix", position, scene.embedding(position))), cell("lm-pass-sign", "+"),
      cell("", strip(`the row of position ${position}`, position, scene.place(position))), cell("lm-pass-sign", "=")] : []),
  cell("", strip("where its line begins", position, scene.start(position)))));
  const names = scene.learned ? ["token", "embedding row", "", "position row", "", "its line"] : ["token", "its line: its row of the embedding matrix"];
  return createFrame(names, rows, "Vectors", scene.learned ? "" : "This model has no rows for positions. It rotates queries and keys instead (RoPE).");
}

export function queriesBody(context) {
  const { scene, view: { block, head: number, position: followed }, on } = context, inside = scene.block(block);
  const parts = [["query", inside.query], ["key", inside.key], ["value", inside.value]];
  const all = rowsOf(context, (position) => position);
  const most = parts.map(([, of]) => mostOf(all.map((position) => of(number, position))));
  const rows = all.map((position) => createRow(context, position, ...parts.map(([what, of], at) =>
    cell(what === "query" && position !== followed ? "lm-pass-pale" : "",
      createStrip(of(number, position), most[at], `${what} of ${tokenWords(scene.labels, position)}`, on.open)))));
  const shared = scene.heads / scene.key_value_heads;
  const first = number - (number % shared);
  return createFrame(["token", "query", "key", "value"], rows, "Queries, keys and values",
    shared > 1 ? `Heads ${first} to ${first + shared - 1} share keys and values.` : "");
}

/** A button for every head of a block, with its weights as a square, if they have come. */
export function createHeads({ scene, view, on }, squares) {
  const inside = squares ? scene.block(view.block) : null;
  const buttons = Array.from({ length: scene.heads }, (_, number) => {
    const node = element("button", { className: "lm-pass-head", type: "button", data: { key: `head ${number}` },
      onclick: () => on.head(number), aria: { pressed: String(number === view.head) } },
    element("span", {}, `head ${number}`));
    if (inside) {
      const canvas = element("canvas", { className: "lm-pass-square", aria: { hidden: "true" } });
      paintSquare(canvas, scene.time, (query) => inside.weights(number, query), view.position);
      node.prepend(canvas);
    }
    node.classList.toggle("lm-pass-is-off", scene.isOff("head", view.block, number));
    return node;
  });
  return element("div", { className: `lm-pass-heads${squares ? " lm-pass-squares" : ""}`, aria: { role: "group", label: "Heads" } }, ...buttons);
}

/** A bar with its number beside it. */
export function barCell(share, text) {
  const fill = element("span", { className: "lm-bar-fill" });
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return cell("lm-pass-bar", element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill), element("span", { className: "lm-pass-share" }, text));
}

export function weightsBody(context, createSwitch) {
  const { scene, view: { block, head: number, position: followed }, on } = context, inside = scene.block(block);
  const query = inside.query(number, followed), weights = inside.weights(number, followed), scale = scene.scales[block];
  const keys = Array.from({ length: followed + 1 }, (_, key) => key).sort((one, other) => weights[other] - weights[one] || one - other);
  const most = mostOf(keys.map((key) => inside.value(number, key)));
  const rows = keys.map((key) => {
    const score = scale * query.reduce((sum, value, at) => sum + value * inside.key(number, key)[at], 0);
    return createRow(context, key, cell("lm-pass-mono lm-pass-right", size(score)), barCell(weights[key], percent(weights[key])),
      cell("", createStrip(inside.value(number, key), most, `value of ${tokenWords(scene.labels, key)}`, on.open)));
  });
  const frame = createFrame(["token", "query · key", "softmax: its share", "value"], rows, "Attention weights, the largest first", "", false);
  const side = element("div", {}, createHeads(context, true),
    element("div", { className: "lm-quiet lm-pass-small" }, "Rows ask, columns answer; orange: the followed token."), element("div", {}, `head ${number}: `, createSwitch(["head", block, number])));
  return element("div", { className: "lm-pass-two" }, side, frame);
}
