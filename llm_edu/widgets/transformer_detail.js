// TransformerMap, the right side: the steps of a part, the whole model in two bars, and how the work grows. Runs after
// svg_shapes.js and transformer_numbers.js.

/** A part: what it is for, and its steps with their shapes. */
function createDetail(anatomy) {
  const title = element("span", { className: "lm-panel-name" });
  const times = element("span", { className: "lm-quiet" });
  const about = element("p", { className: "lm-about" });
  const body = element("tbody");
  const foot = element("tfoot");
  const head = (text, kind = "") => element("th", { scope: "col", className: kind }, text);
  const table = element("table", { className: "lm-table lm-steps", aria: { label: "Steps" } },
    element("thead", {}, element("tr", {}, head("step"), head("shape out of it"), head("parameters", "lm-figure"), head("FLOPs", "lm-figure"))), body, foot);
  const legend = element("div", { className: "lm-quiet lm-legend" }, element("span", { className: "lm-swatch" }),
    "grows with the square of the length");
  const root = element("section", { className: "lm-detail" }, element("header", { className: "lm-panel-head" }, title, times), about, table, legend);
  function row([does, shape, parameters, token, pair], batch, length) {
    const flops = batch * length * (token + length * pair);
    const numbers = element("span", { className: "lm-shape" }, shapeText(anatomy, shape, batch, length));
    return element("tr", { className: pair ? "lm-grows" : "" }, element("th", { scope: "row" }, does),
      element("td", {}, numbers, element("span", { className: "lm-dims" }, shape.join(", "))),
      element("td", { className: "lm-figure" }, parameters ? whole(parameters) : "–"),
      element("td", { className: "lm-figure" }, flops ? compact(flops) : "–"));
  }
  return {
    root,
    show({ part: name, batch, length }) {
      const part = anatomy.parts.find((other) => other.name === name);
      const one = billOf({ ...part, times: 1 }, batch, length), all = billOf(part, batch, length);
      title.textContent = part.title;
      times.textContent = part.in_block ? `in each of ${counted(part.times, "block")}` : "";
      about.textContent = part.about;
      legend.hidden = !all.quadratic;
      body.replaceChildren(...part.steps.map((step) => row(step, batch, length)));
      const sum = (text, bill) => element("tr", {}, element("th", { scope: "row", colSpan: 2 }, text),
        element("td", { className: "lm-figure" }, whole(bill.parameters)), element("td", { className: "lm-figure" }, compact(bill.flops)));
      const several = part.in_block && part.times !== 1;
      foot.replaceChildren(...(several ? [sum("together", one), sum(`in all ${whole(part.times)} blocks`, all)] : [sum("together", all)]));
    },
  };
}

/** The whole model as two bars, parameters and computation, parted by what they go into. */
function createBudget(anatomy, onSelect) {
  const bar = (name) => {
    const track = element("div", { className: "lm-stack", aria: { hidden: "true" } });
    const figure = element("span", { className: "lm-figure" });
    return { track, figure, root: element("div", { className: "lm-stack-row" }, element("span", { className: "lm-stack-name" }, name), figure, track) };
  };
  const bars = { parameters: bar("Parameters"), flops: bar("Computation") };
  const memory = element("div", { className: "lm-memory lm-quiet" });
  const root = element("section", {}, bars.parameters.root, bars.flops.root, memory);
  function segment(name, title, group, share, chosen, more = "") {
    const short = name === "token_embedding" ? "Embedding" : title;
    const piece = element("span", { className: `lm-piece lm-of-${group}${chosen ? " lm-selected" : ""}${more}`,
      title: `${title}: ${percent(share)}`, onclick: () => onSelect(name) }, share > short.length / 60 ? short : "");
    piece.style.width = `${100 * share}%`;
    return piece;
  }
  function pieces(kind, { part: selected, batch, length }, total) {
    return anatomy.parts.filter(({ sum }) => !sum).flatMap((part) => {
      const bill = billOf(part, batch, length);
      const chosen = part.name === selected || (selected === "block" && part.in_block);
      const plain = kind === "flops" ? bill.flops - bill.quadratic : bill[kind];
      const made = [segment(part.name, part.title, part.group, shareOf(plain, total[kind]), chosen)];
      if (kind === "flops" && bill.quadratic) {
        made.push(segment(part.name, "tokens × tokens", part.group, shareOf(bill.quadratic, total.flops), chosen, " lm-striped"));
      }
      return plain || bill.quadratic ? made : [];
    });
  }
  return {
    root,
    show(state) {
      const { batch, length, number_bytes: size } = state;
      const total = totalOf(anatomy, batch, length);
      for (const [kind, { track }] of Object.entries(bars)) track.replaceChildren(...pieces(kind, state, total));
      bars.parameters.figure.textContent = whole(total.parameters);
      bars.flops.figure.textContent = `${compact(total.flops)}FLOPs`;
      const strong = (text) => element("strong", {}, text);
      memory.replaceChildren("Memory: weights ", strong(`${compact(total.parameters * size)}B`), ", KV cache ",
        strong(`${compact(anatomy.cache * batch * length * size)}B`), ` (${compact(anatomy.cache * size)}B a token)`);
    },
  };
}

/** FLOPs for each token against the length of the text: a floor that stays, and the part that grows. */
function createGrowth(anatomy) {
  const chart = drawn("svg", { class: "lm-growth", "aria-hidden": "true" });
  const root = element("section", {}, chart);
  const [left, top, bottom] = [1, 40, 116];
  return {
    root,
    show({ length }) {
      const width = Math.max(260, chart.clientWidth), right = width - 1;
      const each = (time) => { // a token's share of a text so long
        const { flops, quadratic } = totalOf(anatomy, 1, time);
        return [(flops - quadratic) / time, quadratic / time];
      };
      const [flat, most] = each(anatomy.context);
      const [, now] = each(length);
      const across = (time) => left + ((right - left) * time) / anatomy.context;
      const down = (flops) => bottom - ((bottom - top) * flops) / (flat + most);
      const text = (x, y, words, anchor = "start", kind = "lm-tick") => drawn("text", { class: kind, x, y, "text-anchor": anchor }, words);
      chart.setAttribute("viewBox", `0 0 ${width} 136`);
      const share = percent(shareOf(now, now + flat));
      const at = across(length), beside = at > width * 0.55;
      chart.replaceChildren(
        text(left, 11, "FLOPs for each token, as the text grows", "start", "lm-tick lm-axis"),
        drawn("rect", { class: "lm-flat", x: left, y: down(flat), width: right - left, height: bottom - down(flat) }),
        drawn("polygon", { class: "lm-rising", points: `${left},${down(flat)} ${right},${down(flat + most)} ${right},${down(flat)}` }),
        drawn("line", { class: "lm-grid", x1: left, x2: right, y1: bottom, y2: bottom }),
        text(beside ? left + 7 : right - 7, bottom - 8, `${compact(flat)}FLOPs, however long the text`, beside ? "start" : "end"),
        drawn("line", { class: "lm-now", x1: at, x2: at, y1: down(flat + now) - 5, y2: bottom + 4 }),
        drawn("circle", { class: "lm-now-dot", cx: at, cy: down(flat + now), r: 3.5 }),
        text(at + (beside ? -8 : 8), Math.max(28, down(flat + now) - 8), `tokens × tokens: ${share}`, beside ? "end" : "start", "lm-tick lm-now-text"),
        text(left, bottom + 16, "0"), text(right, bottom + 16, `${whole(anatomy.context)} tokens`, "end"));
    },
  };
}
