// TransformerMap, the diagram: the stream runs down the left, parts branch off it and add to it. Where everything lies
// is decided in layout.py.

import { counted, element, keepKeys, roving } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { billOf, shapeText, whole } from "./numbers.js";

/** One model's diagram, with its name if there are several; onSelect(name): a part is clicked or focused. */
export function createDiagram(anatomy, several, onSelect) {
  const { size, labels } = anatomy.drawing;
  const parts = new Map(anatomy.parts.map((part) => [part.name, createPart(part)]));
  const beside = Object.fromEntries(Object.entries(labels).map(([name, [x, y]]) =>
    [name, written("", "lm-shape-label", x, y)]));
  const svg = drawn("svg", { class: "lm-map-drawing", viewBox: `0 0 ${size.join(" ")}` },
    ...drawBackground(anatomy.drawing), ...parts.values(), ...drawGlyphs(anatomy.drawing), ...Object.values(beside));
  // The frame listens for the focus: a drawing that did would become a tab stop of its own.
  const label = `${anatomy.name || "The model"}, in the order in which a text goes through it`;
  const frame = element("div", { aria: { role: "radiogroup", label } }, svg);
  const root = element("div", {},
    element("div", { className: "lm-diagram-name", hidden: !several }, anatomy.name), frame);
  const stops = roving(frame, ".lm-part", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  for (const [name, node] of parts) {
    node.addEventListener("focus", () => onSelect(name));
    node.addEventListener("click", () => onSelect(name));
  }
  return {
    root,
    show({ part, batch, length }) {
      for (const [name, node] of parts) {
        node.classList.toggle("lm-selected", name === part);
        node.setAttribute("aria-checked", String(name === part));
        node.setAttribute("tabindex", name === part ? 0 : -1);
      }
      svg.classList.toggle("lm-block-selected", part === "block");
      const shape = (...names) => shapeText(anatomy, names, batch, length);
      beside.ids.textContent = `ids ${shape("batch", "time")}`;
      beside.stream.textContent = `stream ${shape("batch", "time", "width")}`;
      beside.logits.replaceChildren(...["→ logits", shape("batch", "time", "vocabulary")].map((text, line) =>
        drawn("tspan", { x: labels.logits[0], y: labels.logits[1] + 14 * line }, text)));
      stops.refresh();
    },
  };
}

const written = (text, kind, x, y, anchor = "start") =>
  drawn("text", { class: kind, x, y, "text-anchor": anchor }, text);

/** A part as something to click: a box (or a ring with a plus), its title, what it holds, and its parameters. */
function createPart(part) {
  const [x, y, w, h] = part.place;
  const times = part.times === 1 ? "" : `, ${whole(part.times)} blocks together`;
  const note = part.note ? `, ${part.note}` : "";
  const node = keepKeys(drawn("g", { class: `lm-part lm-of-${part.group}`, role: "radio",
    "aria-label": `${part.title}${note}${times}, ${counted(billOf(part, 1, 1).parameters, "parameter")}` }));
  node.dataset.part = part.name;
  if (part.name.endsWith("_add")) {
    node.append(...drawJoin(x + w / 2, y + h / 2, w / 2, "lm-part-box"));
    return node;
  }
  node.append(drawn("rect", { class: "lm-part-box", x, y, width: w, height: h, rx: part.name === "block" ? 12 : 7 }));
  if (part.name === "block") {
    node.append(written(`Block × ${whole(part.times)}`, "lm-part-title", x + w / 2, y + 16, "middle"));
    return node;
  }
  node.append(written(part.title, "lm-part-title", x + 10, y + (part.note ? 19 : 18)));
  if (part.note) {
    node.append(written(part.note, "lm-part-note", x + 10, y + 35),
      written(part.count, "lm-part-count", x + w - 10, y + (part.count_below ? 35 : 19), "end"));
  }
  return node;
}

const drawJoin = (x, y, r, kind) => [drawn("circle", { class: kind, cx: x, cy: y, r }),
  drawn("path", { class: "lm-plus", d: `M${x - 5},${y} h10 M${x},${y - 5} v10` })];

/** The sheet that stands for all blocks, with another behind it, and all lines. */
function drawBackground({ sheets, lines, joins }) {
  const tip = `lm-arrow-${Math.random().toString(36).slice(2)}`; // other maps on the page have arrows of their own
  const head = drawn("marker", { id: tip, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7,
    orient: "auto" }, drawn("path", { class: "lm-arrow-head", d: "M0,0.5 L8,4 L0,7.5 Z" }));
  const sheet = ([x, y, width, height]) => drawn("rect", { class: "lm-sheet", x, y, width, height, rx: 12 });
  const line = ([kind, points, arrow]) => drawn("polyline", { class: `lm-wire lm-${kind}`, points: points.join(" "),
    ...(arrow ? { "marker-end": `url(#${tip})` } : {}) });
  return [drawn("defs", {}, head), ...sheets.map(sheet), ...lines.map(line),
    ...joins.flatMap(([x, y]) => drawJoin(x, y, 9, "lm-ring"))];
}

/** Heads and vectors as small boxes; clicks go through them to the part below. */
function drawGlyphs({ marks, letters }) {
  const mark = ([kind, x, y, width, height]) =>
    drawn("rect", { class: `lm-glyph lm-${kind}`, x, y, width, height, rx: Math.min(3, width / 3) });
  return [...marks.map(mark), ...letters.map(([text, x, y]) => written(text, "lm-glyph lm-part-note", x, y))];
}
