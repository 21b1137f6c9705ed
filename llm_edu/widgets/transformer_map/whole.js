// TransformerMap, the whole: where parameters and computation go, the memory, and how the work grows with the length.

import { counted, element, percent } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { billOf, compact, shareOf, totalOf, whole } from "./numbers.js";

/** A bar for each model and each of parameters and computation, parted by what they go into; lengths to one scale. */
export function createBudget(models, onSelect, onBytes) {
  const kinds = { parameters: "Parameters", flops: "Computation" };
  const several = models.length > 1;
  const bars = Object.entries(kinds).flatMap(([kind, name]) =>
    models.map((anatomy) => createBar(kind, name, anatomy, several)));
  const bytes = [[4, "4 bytes (float32)"], [2, "2 bytes (bfloat16)"], [1, "1 byte (int8)"]];
  const select = element("select",
    { className: "lm-select lm-small-select", onchange: () => onBytes(Number(select.value)) },
    ...bytes.map(([value, text]) => element("option", { value }, text)));
  const memories = models.map(() => element("div", { className: "lm-quiet" }));
  const root = element("section", { className: "lm-budget" }, ...bars.map((bar) => bar.root),
    element("label", { className: "lm-field lm-memory-head" }, element("span", {}, "Memory, a number taking"), select),
    element("div", { className: "lm-memory" }, ...memories));
  root.addEventListener("click", (event) => { // by mouse; the keyboard has the diagram
    const piece = event.target.closest(".lm-piece");
    if (piece) onSelect(piece.dataset.of);
  });
  function showMemory({ batch, length, number_bytes: size }, anatomy, line) {
    const strong = (text) => element("strong", {}, text);
    line.replaceChildren(several ? `${anatomy.name}: weights ` : "Weights ",
      strong(`${compact(totalOf(anatomy, 1, 1).parameters * size)}B`), ", KV cache ",
      strong(`${compact(anatomy.cache * batch * length * size)}B`), `, ${compact(anatomy.cache * size)}B a token`);
  }
  return {
    root,
    show(state) {
      const totals = models.map((anatomy) => totalOf(anatomy, state.batch, state.length));
      for (const bar of bars) bar.show(state, Math.max(...totals.map((total) => total[bar.kind])));
      select.value = state.number_bytes;
      models.forEach((anatomy, at) => showMemory(state, anatomy, memories[at]));
    },
  };
}

/** One bar: a piece for each part, the part that is looked at in orange lines, what grows with the square striped. */
function createBar(kind, kindName, anatomy, several) {
  const track = element("div", { className: "lm-stack", aria: { role: "img" } });
  const figure = element("span", { className: "lm-figure" });
  const name = several ? element("span", { className: "lm-quiet" }, ` ${anatomy.name}`) : "";
  const heading = element("span", { className: "lm-stack-name" }, kindName, name);
  const shares = []; // [part, words, share, striped]
  function piece([part, words, share, striped], { part: selected }) {
    const node = element("span", { title: `${words}: ${percent(share)}`, data: { of: part.name },
      className: `lm-piece lm-of-${part.group}` }, words.replace("Token embedding", "Embedding"));
    node.classList.toggle("lm-selected", part.name === selected || (selected === "block" && part.in_block));
    node.classList.toggle("lm-striped", striped);
    node.style.width = `${100 * share}%`;
    return node;
  }
  function measure({ batch, length }, total) {
    shares.length = 0;
    for (const part of anatomy.parts.filter(({ sum }) => !sum)) {
      const bill = billOf(part, batch, length);
      const grows = kind === "flops" ? bill.quadratic : 0;
      if (bill[kind] - grows) shares.push([part, part.title, shareOf(bill[kind] - grows, total[kind]), false]);
      if (grows) shares.push([part, "tokens × tokens", shareOf(grows, total[kind]), true]);
    }
  }
  return {
    kind, root: element("div", { className: "lm-stack-row" }, heading, figure, track),
    show(state, most) {
      const total = totalOf(anatomy, state.batch, state.length);
      measure(state, total);
      track.style.width = `${100 * shareOf(total[kind], most)}%`;
      track.replaceChildren(...shares.map((share) => piece(share, state)));
      track.setAttribute("aria-label", shares.map(([, words, share]) => `${words} ${percent(share)}`).join(", "));
      for (const node of track.children) if (node.scrollWidth > node.clientWidth) node.textContent = ""; // no half word
      figure.textContent = kind === "flops" ? `${compact(total.flops)}FLOPs` : whole(total.parameters);
    },
  };
}

/** FLOPs for each token against the length of the text: a floor that stays, and the part that grows on top of it. */
export function createGrowth(models) {
  const context = Math.min(...models.map((anatomy) => anatomy.context));
  const charts = models.map(() => drawn("svg", { class: "lm-growth", role: "img" }));
  const root = element("section", { className: "lm-growth-place" }, ...charts);
  const each = (anatomy, time) => { // what one token of so long a text costs: [however long it is, tokens × tokens]
    const { flops, quadratic } = totalOf(anatomy, 1, time);
    return [(flops - quadratic) / time, quadratic / time];
  };
  const ends = models.map((anatomy) => each(anatomy, context));
  const highest = Math.max(...ends.map(([flat, most]) => flat + most)); // one scale for both
  return {
    root,
    show({ length }) {
      models.forEach((anatomy, at) => drawGrowth(charts[at], { length, context, highest, several: models.length > 1,
        name: anatomy.name, end: ends[at], now: each(anatomy, length) }));
    },
  };
}

function drawGrowth(chart, { length, context, highest, several, name, end: [flat, most], now: [, grown] }) {
  const width = Math.max(260, chart.clientWidth), height = several ? 132 : 162;
  const left = 1, right = width - 1, top = 42, bottom = height - 20;
  const down = (flops) => bottom - ((bottom - top) * flops) / highest;
  const at = left + ((right - left) * length) / context, beside = at > width * 0.55;
  const percentage = percent(shareOf(grown, grown + flat));
  const text = (x, y, words, anchor = "start", kind = "") =>
    drawn("text", { class: `lm-tick ${kind}`, x, y, "text-anchor": anchor }, words);
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  const whose = several ? `${name}: ` : "";
  const rising = [[left, flat], [right, flat + most], [right, flat]].map(([x, flops]) => `${x},${down(flops)}`);
  chart.setAttribute("aria-label", `${whose}${compact(flat)}FLOPs for each token, however long the text; `
    + `at ${counted(length, "token")} ${compact(grown)}FLOPs more for tokens × tokens (${percentage})`);
  chart.replaceChildren(
    text(left, 12, `${whose}FLOPs for each token, as the text grows`, "start", "lm-axis"),
    drawn("rect", { class: "lm-flat", x: left, y: down(flat), width: right - left, height: bottom - down(flat) }),
    drawn("polygon", { class: "lm-rising", points: rising.join(" ") }),
    drawn("line", { class: "lm-grid", x1: left, x2: right, y1: bottom, y2: bottom }),
    text(beside ? left + 7 : right - 7, bottom - 8, `${compact(flat)}FLOPs, however long the text`,
      beside ? "start" : "end"),
    drawn("line", { class: "lm-now", x1: at, x2: at, y1: down(flat + grown) - 5, y2: bottom + 4 }),
    drawn("circle", { class: "lm-now-dot", cx: at, cy: down(flat + grown), r: 3.5 }),
    text(at + (beside ? -8 : 8), Math.max(28, down(flat + grown) - 9), `tokens × tokens: ${percentage}`,
      beside ? "end" : "start", "lm-now-text"),
    text(left, bottom + 16, "0"), text(right, bottom + 16, `${whole(context)} tokens`, "end"));
}
