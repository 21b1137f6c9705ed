// AttentionViewer, the side: what the chosen head does, what the model says next, which heads are switched off.

import { element, percent } from "../common/shared.js";
import { fitCanvas, KIND_COLORS } from "./paint.js";
import { headName, lossChange, MEASURES, shortHead, shortKind, spokenToken } from "./words.js";

function measureRow(label, value, text) {
  const fill = element("span", { className: "lm-bar-fill" });
  fill.style.width = `${100 * (Number.isFinite(value) ? value : 0)}%`;
  return element("li", { className: "lm-measure" }, element("span", { className: "lm-measure-name" }, label),
    element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill),
    element("span", { className: "lm-bar-share" }, text));
}

/** How the measures of one head change over the checkpoints, as a small line chart. */
function drawGrowth(canvas, scene, view, inks) {
  const width = 250;
  const height = 74;
  const pen = fitCanvas(canvas, width, height);
  const [layer, head] = view.heads[0];
  const count = scene.checkpoints.length;
  const x = (at) => 6 + (at * (width - 90)) / Math.max(1, count - 1);
  const y = (value) => height - 8 - value * (height - 16);
  const style = inks();
  pen.strokeStyle = style.ink;
  pen.globalAlpha = 0.2;
  for (const value of [0, 0.5, 1]) { pen.beginPath(); pen.moveTo(0, y(value)); pen.lineTo(width - 84, y(value)); pen.stroke(); }
  pen.globalAlpha = 0.5;
  pen.beginPath(); pen.moveTo(x(view.checkpoint), 2); pen.lineTo(x(view.checkpoint), height - 4); pen.stroke();
  pen.globalAlpha = 1;
  pen.font = `10px ${style.ui}`;
  pen.textBaseline = "middle";
  const taken = [];
  for (const kind of ["previous", "next", "first", "self", "duplicate", "induction"]) {
    const values = Array.from({ length: count }, (_, at) => scene.score(at, layer, head, kind));
    if (!values.every(Number.isFinite) || Math.max(...values) < 0.1) continue;
    pen.strokeStyle = pen.fillStyle = KIND_COLORS[kind];
    pen.lineWidth = 2;
    pen.beginPath();
    values.forEach((value, at) => (at ? pen.lineTo(x(at), y(value)) : pen.moveTo(x(at), y(value))));
    pen.stroke();
    pen.beginPath();
    pen.arc(x(view.checkpoint), y(values[view.checkpoint]), 3, 0, 7);
    pen.fill();
    let place = y(values.at(-1));
    while (taken.some((other) => Math.abs(other - place) < 11)) place -= 11;
    taken.push(place);
    pen.fillText(scene.names[kind].replace(/ ?[(,].*/, "").replace("after the same token", "induction"), x(count - 1) + 6, place);
  }
}

export function createSide({ onSwitch, onAllOn }, inks) {
  const headTitle = element("div", { className: "lm-side-title" });
  const measures = element("ul", { className: "lm-measures", aria: { label: "Where this head looks, on average" } });
  const growth = element("canvas", { className: "lm-growth", aria: { hidden: "true" } });
  const switchOff = element("button", { className: "lm-button lm-small", type: "button" });
  const gone = element("div", { className: "lm-gone", aria: { role: "group", label: "Heads that are switched off" } });
  const nextTitle = element("div", { className: "lm-side-title" });
  const bars = element("ol", { className: "lm-next", aria: { label: "Next tokens: before and now" } });
  const loss = element("div", { className: "lm-quiet lm-caption" });
  const model = element("div", { className: "lm-side-model" }, nextTitle, bars, loss);
  const root = element("div", { className: "lm-attention-side" },
    element("div", {}, headTitle, measures, growth, element("div", { className: "lm-switches" }, switchOff), gone), model);
  let goneKey = "";

  function drawGone(off) {
    const key = JSON.stringify(off);
    if (key === goneKey) return;
    goneKey = key;
    gone.hidden = !off.length;
    const focused = gone.contains(document.activeElement);
    gone.replaceChildren(...(off.length ? ["Off: "] : []), ...off.slice(0, 12).map((head) => element("button", {
      className: "lm-button lm-small", type: "button", title: "Switch it on again", onclick: () => onSwitch(head),
      aria: { label: `Switch layer ${head[0]}, head ${head[1]} on again` } }, `${shortHead(head)} ×`)),
    ...(off.length > 12 ? [`and ${off.length - 12} more `] : []),
    ...(off.length > 1 ? [element("button", { className: "lm-button lm-small", type: "button", onclick: onAllOn }, "All on")] : []));
    if (focused) (gone.querySelector("button") ?? switchOff).focus();
  }
  function drawNext(scene, answer) {
    const last = scene.queries.length - 1;
    const after = scene.queries[Math.min(answer.query ?? last, last)];
    nextTitle.replaceChildren("Next token after ", element("bdi", { className: "lm-token-word" }, spokenToken(after, 14)));
    const changed = scene.off.length > 0;
    bars.replaceChildren(...(answer.bars ?? []).map(([label, id, hex, before, now]) => {
      const [old, fresh] = [element("span", { className: "lm-before" }), element("span", { className: "lm-now" })];
      old.style.width = `${100 * before}%`;
      fresh.style.width = `${100 * now}%`;
      const words = changed ? `${percent(before)} → ${percent(now)}` : percent(now);
      return element("li", { className: "lm-next-row", title: `id ${id}, bytes ${hex}`, aria: { label: `${label}: ${words}` } },
        element("bdi", { className: "lm-chip lm-bar-label" }, label),
        element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, ...(changed ? [old] : []), fresh),
        element("span", { className: `lm-bar-share${changed && now < before ? " lm-fell" : ""}`, aria: { hidden: "true" } }, percent(now)));
    }));
    const [before, now] = answer.loss ?? [null, null];
    loss.textContent = now === null ? "" : changed ? `Loss on this text: ${lossChange(before, now)} nats a token. Grey: with all heads.`
      : `Loss on this text: ${now.toFixed(2)} nats a token.`;
  }
  return {
    root,
    show({ scene, view, hover, answer, off, canSwitch, asleep }) {
      const head = hover.thumb ?? view.heads[0];
      const [layer, number] = head;
      const kind = scene.kind(view.checkpoint, layer, number);
      const dot = element("span", { className: "lm-kind-dot" });
      dot.style.background = KIND_COLORS[kind];
      headTitle.replaceChildren(element("span", { className: "lm-side-name" }, headName(head)), element("span", { className: "lm-kind lm-quiet",
        title: `What it does most: ${scene.names[kind]}` }, ...(kind === "mixed" ? [] : [dot]), shortKind(scene, kind)));
      const score = (name) => scene.score(view.checkpoint, layer, number, name);
      const rows = MEASURES.filter(([name]) => scene.measures.includes(name) && !(name === "next" && scene.causal));
      measures.replaceChildren(...rows.map(([name, label]) => {
        const value = score(name);
        return measureRow(label, value, Number.isFinite(value) ? value.toFixed(2) : "–");
      }));
      measures.title = "The share of its attention that goes there, over the queries that have such a place; "
        + `${scene.crossing ? "one token: the largest weight of a target token, on average; " : ""}evenness: its entropy over `
        + "the largest possible";
      growth.hidden = scene.checkpoints.length < 2;
      if (!growth.hidden) drawGrowth(growth, scene, { ...view, heads: [head] }, inks);
      const isOff = off.some(([one, other]) => one === layer && other === number);
      switchOff.parentNode.hidden = model.hidden = !canSwitch;
      switchOff.textContent = isOff ? "Switch on again" : "Switch this head off";
      switchOff.setAttribute("aria-disabled", String(asleep));
      switchOff.onclick = () => onSwitch(head);
      drawGone(off);
      if (canSwitch) drawNext(scene, answer);
    },
  };
}
