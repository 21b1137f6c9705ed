// ForwardPass, what is added: before + attention + feed-forward = after, as strips; and the exit of the model.

import { element, percent } from "../common/shared.js";
import { barCell, cell, chip, createFrame } from "./rows.js";
import { lengthOf, sumOf } from "./store.js";
import { createStrip, mostOf } from "./strips.js";
import { partWords, size, spoken, tokenWords } from "./words.js";

/** A button that switches a part off, or on again. part: as in reading.py */
export function switchFor({ scene, on, asleep }) {
  return (part) => {
    const off = scene.isOff(...part);
    const node = element("button", { className: "lm-button lm-small lm-pass-switch", type: "button", data: { key: part.join() },
      onclick: () => on.toggle(part), aria: { pressed: String(off), disabled: String(asleep), label: `Switch ${partWords(part)} off` } },
    off ? "is off" : "switch off");
    return node;
  };
}

/** The equation of a block. stage: what is looked at, "attention" or "feed_forward" */
export function sumBody(context) {
  const { scene, view: { stage, block, position }, on } = context;
  const depth = scene.depth(position), part = scene.part(block, position), createSwitch = switchFor(context);
  const [before, after] = [depth.residual[block], depth.residual[block + 1]];
  const [attention, feed] = [depth.attention_output[block], depth.feed_forward_output[block]];
  const most = mostOf([before, after, attention, feed]);
  const row = (kind, sign, [short, name = short], vector, button, scale = most) => element("tr", { className: `lm-pass-sum-${kind}` },
    cell("lm-pass-sign", sign), element("th", { scope: "row" }, short), cell("lm-pass-wide", createStrip(vector, scale, name, on.open)),
    cell("lm-pass-mono lm-pass-right", size(lengthOf(vector))), cell("lm-pass-action", ...(button ? [button] : [])));
  const rows = [row("line", "", ["before", `the line before block ${block}`], before)];
  rows.push(row(stage === "attention" ? "now" : "part", "+", ["attention adds"], attention, createSwitch(["attention_output", block])));
  if (stage === "attention" && !scene.isOff("attention_output", block)) {
    const scale = mostOf([attention]);
    part.heads.forEach((vector, head) => rows.push(row("inner", head ? "+" : "", [`head ${head}`, `head ${head} adds`], vector, createSwitch(["head", block, head]), scale)));
    if (lengthOf(part.bias) > 0) rows.push(row("inner", "+", ["bias", "the bias adds"], part.bias, null, scale));
  }
  if (stage === "feed_forward") rows.push(row("line", "=", ["after attention", "the line after attention"], sumOf(before, attention)));
  rows.push(row(stage === "feed_forward" ? "now" : "part", "+", ["feed-forward adds"], feed, createSwitch(["feed_forward_output", block])));
  if (stage === "feed_forward" && part.neurons.length && !scene.isOff("feed_forward_output", block)) {
    rows.push(row("inner", "", [`${part.neurons.length.toLocaleString("en")} neurons`, "the neurons"], part.neurons, null, mostOf([part.neurons])));
  }
  rows.push(row("line", "=", ["after", `the line after block ${block}`], after));
  return createFrame(["", tokenWords(scene.labels, position), "", "length", ""], rows, `What block ${block} adds`);
}

export function logitsBody(context) {
  const { scene, view: { position }, on } = context, { normed, rows } = scene.depth(position);
  const listed = [...scene.next(position)].sort((one, other) => other.logit - one.logit), scale = mostOf(rows);
  const [best, least] = [listed[0].logit, Math.min(0, listed.at(-1).logit)];
  const line = element("tr", { className: "lm-pass-sum-line" }, element("th", { scope: "row" }, "its line, after the last norm"),
    cell("lm-pass-wide", createStrip(normed, mostOf([normed]), "the line after the last norm", on.open)), cell("", ""));
  const each = listed.map(({ rank, label, logit }) => element("tr", {}, element("th", { scope: "row" }, chip(label)),
    cell("lm-pass-wide", createStrip(rows[rank], scale, `row of ${spoken(label)}`, on.open)),
    barCell((logit - least) / (best - least || 1), size(logit))));
  return createFrame([tokenWords(scene.labels, position), "row of the vocabulary", "logit: line · row"], [line, ...each], "Logits");
}

export function probabilitiesBody({ scene, view: { position } }) {
  const listed = [...scene.next(position)].sort((one, other) => other.now - one.now);
  const most = Math.max(...listed.map(({ logit }) => logit));
  const rows = listed.map(({ label, logit, now }) => element("tr", {}, element("th", { scope: "row" }, chip(label)),
    cell("lm-pass-mono lm-pass-right", size(logit)), cell("lm-pass-mono lm-pass-right", Math.exp(logit - most).toPrecision(3)),
    barCell(now, percent(now))));
  const rest = Math.max(0, 1 - listed.reduce((sum, { now }) => sum + now, 0));
  rows.push(element("tr", { className: "lm-quiet" }, element("th", { scope: "row" }, `the other ${(scene.vocabulary - listed.length).toLocaleString("en")}`),
    cell("", ""), cell("", ""), barCell(rest, percent(rest))));
  return createFrame(["token", "logit", "e^(logit − best)", "divided by the sum of all"], rows, "Probabilities of the next token");
}
