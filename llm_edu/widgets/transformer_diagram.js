// TransformerMap, the diagram: the stream runs down the left, parts branch off it and add to it. Runs after
// svg_shapes.js and transformer_numbers.js.

const STREAM = 44; // where the residual stream runs, in pixels from the left
const MAP = { width: 340, height: 528 };

/** The diagram; onSelect(name) is called when a part is clicked or focused. */
function createDiagram(anatomy, onSelect) {
  const parts = new Map(anatomy.parts.map((part) => [part.name, createPart(anatomy, part)]));
  const texts = { ids: label(STREAM, 14, "middle"), stream: label(STREAM + 12, 112, "start"), logits: label(208, 505, "start") };
  const tip = `lm-arrow-${Math.random().toString(36).slice(2)}`; // other maps on the page have arrows of their own
  const svg = drawn("svg", { class: "lm-map-drawing", viewBox: `0 0 ${MAP.width} ${MAP.height}` },
    arrowHead(tip), ...drawFrame(anatomy), ...drawLines(anatomy, tip), ...parts.values(), ...Object.values(texts));
  // A browser takes a drawing that listens for the focus for a tab stop of its own, so that its frame listens instead.
  const root = element("div", { aria: { role: "radiogroup", label: "The model, in the order in which a text goes through it" } }, svg);
  const stops = roving(root, ".lm-part", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  for (const [name, node] of parts) {
    node.addEventListener("focus", () => onSelect(name));
    node.addEventListener("click", () => onSelect(name));
  }
  return {
    root,
    show({ part, batch, length }) {
      for (const [name, node] of parts) {
        const chosen = name === part;
        node.classList.toggle("lm-selected", chosen);
        node.setAttribute("aria-checked", String(chosen));
        node.setAttribute("tabindex", chosen ? 0 : -1);
      }
      texts.ids.textContent = "ids " + shapeText(anatomy, ["batch", "time"], batch, length);
      texts.ids.setAttribute("x", 16);
      texts.ids.setAttribute("text-anchor", "start");
      texts.stream.textContent = `stream ${shapeText(anatomy, ["batch", "time", "width"], batch, length)}`;
      texts.logits.textContent = "→ logits";
      stops.refresh();
    },
  };
}

const label = (x, y, anchor) => drawn("text", { class: "lm-shape-label", x, y, "text-anchor": anchor });

function arrowHead(id) {
  return drawn("defs", {}, drawn("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7,
    orient: "auto" }, drawn("path", { class: "lm-arrow-head", d: "M0,0.5 L8,4 L0,7.5 Z" })));
}

/** A part as something to click: a box (or a ring with a plus), its title, and what it holds. */
function createPart(anatomy, part) {
  const [x, y, w, h] = part.place;
  const bill = billOf(part, 1, 1);
  const times = part.times === 1 ? "" : `, ${whole(part.times)} blocks together`;
  const node = keepKeys(drawn("g", { class: `lm-part lm-of-${part.group}`, role: "radio",
    "aria-label": `${part.title}${times}, ${counted(bill.parameters, "parameter")}` }));
  node.dataset.part = part.name;
  if (part.name.endsWith("_add")) {
    node.append(drawn("circle", { class: "lm-part-box", cx: x + w / 2, cy: y + h / 2, r: w / 2 }),
      drawn("path", { class: "lm-plus", d: `M${x + w / 2 - 5},${y + h / 2} h10 M${x + w / 2},${y + h / 2 - 5} v10` }));
    return node;
  }
  node.append(drawn("rect", { class: "lm-part-box", x, y, width: w, height: h, rx: part.name === "block" ? 12 : 7 }));
  const write = (text, kind, left, down, anchor = "start") =>
    node.append(drawn("text", { class: kind, x: left, y: down, "text-anchor": anchor }, text));
  if (part.name === "block") {
    write(`Block × ${part.times}`, "lm-part-title", x + w / 2, y + 16, "middle");
    return node;
  }
  const flat = h < 36;
  write(part.title, "lm-part-title", x + 10, y + (flat ? 18 : 19));
  if (!flat) write(noteOf(anatomy, part), "lm-part-note", x + 10, y + 35);
  const count = part.name in { token_embedding: 1, output: 1 } ? y + 35 : y + 19; // beside the shorter of two lines
  if (!flat && w > 150) write(compact(bill.parameters).trim(), "lm-part-count", x + w - 10, count, "end");
  if (part.name === "attention") node.append(...drawHeads(anatomy, x + 10, y + 46, w - 20));
  return node;
}

function noteOf({ sizes, tied, rope }, { name }) {
  return {
    token_embedding: `${whole(sizes.vocabulary)} × ${whole(sizes.width)}`,
    positions: rope ? "turns Q and K" : "learned table",
    attention: sizes.heads === sizes.key_value_heads ? `${counted(sizes.heads, "head")} of ${sizes.head_dim}`
      : `${sizes.heads} heads of ${sizes.head_dim} share ${sizes.key_value_heads} K and V`,
    feed_forward: sizes["2 · hidden"] && `${whole(sizes.width)} → ${whole(sizes.hidden)} → ${whole(sizes.width)}`,
    output: tied ? "embedding, backwards" : `${whole(sizes.width)} × ${whole(sizes.vocabulary)}`,
  }[name];
}

/** The heads as small boxes: queries above, and below each group the keys and values that it shares. */
function drawHeads({ sizes: { heads, key_value_heads: shared } }, left, top, room) {
  const most = Math.min(heads, 48), group = heads / shared; // more would be a grey haze
  const step = Math.min(19, (room - (most < heads ? 40 : 26)) / most), gap = Math.min(2, step / 4);
  const square = (x, y, width, kind) => drawn("rect", { class: kind, x, y, width, height: 13, rx: Math.min(3, width / 3) });
  const queries = Array.from({ length: most }, (_, head) => square(left + 26 + head * step, top, step - gap, "lm-query"));
  const keys = Array.from({ length: Math.ceil(most / group) }, (_, set) =>
    square(left + 26 + set * group * step, top + 16, Math.min(group, most - set * group) * step - gap, "lm-key"));
  const name = (text, y) => drawn("text", { class: "lm-part-note", x: left, y }, text);
  const rest = most < heads ? [drawn("text", { class: "lm-part-note", x: left + 28 + most * step, y: top + 11 }, "…")] : [];
  return [name("Q", top + 11), name("K V", top + 27), ...queries, ...keys, ...rest];
}

/** The sheet that stands for all blocks, with others behind it. */
function drawFrame({ layers }) {
  const sheet = (by) => drawn("rect", { class: "lm-sheet", x: 28 + by, y: 124 + by, width: 304 - by, height: 294, rx: 12 });
  return layers > 1 ? [sheet(5), sheet(0)] : [sheet(0)];
}

/** The stream, the branches off it and back, positions, and the dashed line that ties output to embedding. */
function drawLines({ rope, tied, parts }, tip) {
  const place = (name) => parts.find((part) => part.name === name).place;
  const line = (d, kind = "lm-wire") => drawn("path", { class: kind, d });
  const arrow = (d) => drawn("path", { class: "lm-wire", d, "marker-end": `url(#${tip})` });
  const branch = (norm, box) => {
    const [x, y, w, h] = place(norm), [, top] = place(box), [, ring] = place(`${box}_add`);
    return [arrow(`M${STREAM},${y + h / 2} H${x - 1}`), arrow(`M${x + w / 2},${y + h} V${top - 1}`),
      arrow(`M${x},${ring + 10} H${STREAM + 11}`)];
  };
  const lines = [line(`M${STREAM},70 V478`, "lm-stream"), ...branch("attention_norm", "attention"), ...branch("feed_forward_norm", "feed_forward")];
  if (rope) lines.push(line("M312,70 V190", "lm-wire lm-dashed"));
  else lines.push(arrow(`M274,70 V92 H${STREAM + 11}`), drawn("circle", { class: "lm-ring", cx: STREAM, cy: 92, r: 9 }),
    line(`M${STREAM - 5},92 h10 M${STREAM},87 v10`, "lm-plus"));
  if (tied) lines.push(line("M16,48 H7 V500 H16", "lm-wire lm-dashed"));
  return lines;
}
