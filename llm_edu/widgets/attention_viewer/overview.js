// AttentionViewer, the overview: a thumbnail of every head, by layer or sorted by what the heads do.

import { element } from "../common/shared.js";
import { createBitmaps, fitCanvas, HEAD_COLORS, keyCanvas, KIND_COLORS, pointIn } from "./paint.js";
import { ARROW_STEPS } from "./squares.js";
import { MEASURES, shortKind } from "./words.js";

/** The heads in the order of the overview: [[layer, head], …]. What a text has no place for comes last. */
function sortHeads(scene, checkpoint, sort) {
  const all = Array.from({ length: scene.layers * scene.heads }, (_, at) => [Math.floor(at / scene.heads), at % scene.heads]);
  if (sort === "layer") return all;
  const measure = sort === "focused" ? "entropy" : sort;
  const value = ([layer, head]) => {
    const score = scene.score(checkpoint, layer, head, measure);
    return Number.isFinite(score) ? (sort === "focused" ? -score : score) : -Infinity;
  };
  return all.map((head) => [value(head), head]).sort(([one], [other]) => other - one || 0).map(([, head]) => head);
}

/** The number that a head has been sorted by, short: .28, or of entropy in nats 1.2. */
function sortedBy(scene, { checkpoint, sort }, [layer, head]) {
  const score = scene.score(checkpoint, layer, head, sort === "focused" ? "entropy" : sort);
  return !Number.isFinite(score) ? "–" : sort === "focused" ? score.toFixed(1) : score.toFixed(2).replace(/^0/, "");
}

/** Columns and the size of a thumbnail: by layer a row each, in as many blocks as make them large; else filled up. */
function gridOf(scene, sort, width) {
  const { layers, heads } = scene;
  const label = sort === "layer" ? 24 : 0;
  if (sort !== "layer") {
    const count = layers * heads;
    const columns = Math.max(1, Math.min(count, Math.floor(width / Math.min(64, Math.max(53, Math.sqrt((width * 540) / count))))));
    const step = Math.floor(Math.min(72, width / columns));
    return { step, label, place: (at) => [(at % columns) * step, Math.floor(at / columns) * (step + 10)],
      height: Math.ceil(count / columns) * (step + 10), columns, sorted: true };
  }
  let best = null;
  for (let blocks = 1; blocks <= 4 && blocks <= layers; blocks++) {
    const wide = width / blocks;
    const step = Math.min(72, Math.floor((wide - label - 6) / heads));
    const rows = Math.ceil(layers / blocks);
    const fit = Math.min(step, 540 / rows); // what is shown without scrolling
    if (!best || fit > best.fit) best = { fit, step: Math.max(14, Math.min(step, Math.max(fit, 30))), rows, wide };
  }
  const { step, rows, wide } = best;
  return { step, label, rows, columns: heads, height: rows * step, sorted: false, wide,
    place: (at) => {
      const layer = Math.floor(at / heads);
      return [Math.floor(layer / rows) * wide + label + (at % heads) * step, (layer % rows) * step];
    } };
}

function drawThumb(pen, { scene, view, cursor, off, bitmap, inks }, head, [x, y], step) {
  const [layer, number] = head;
  const size = step - 7; // below it the stripe, and a gap
  const pixels = Math.round(size * (devicePixelRatio || 1));
  const counts = [scene.queries.length, scene.keys.length];
  const { canvas } = bitmap(scene, view.checkpoint, layer, number, ...counts.map((count) => Math.min(count, pixels)));
  const [high, wide] = counts.map((count) => size * Math.max(count / Math.max(...counts), 0.5));
  pen.imageSmoothingEnabled = canvas.width > pixels;
  const isOff = off(layer, number);
  pen.globalAlpha = isOff ? 0.25 : 1;
  pen.drawImage(canvas, x, y, wide, high);
  pen.globalAlpha = 1;
  pen.fillStyle = KIND_COLORS[scene.kind(view.checkpoint, layer, number)];
  pen.fillRect(x, y + size + 1, size, 3);
  if (isOff) {
    pen.strokeStyle = "#d55e00";
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(x + 3, y + 3);
    pen.lineTo(x + size - 3, y + size - 3);
    pen.moveTo(x + size - 3, y + 3);
    pen.lineTo(x + 3, y + size - 3);
    pen.stroke();
  }
  const chosen = view.heads.findIndex(([one, other]) => one === layer && other === number);
  if (chosen >= 0 || cursor) {
    pen.lineWidth = cursor ? 1.5 : 2.5;
    pen.strokeStyle = cursor ? inks.ink : HEAD_COLORS[chosen];
    if (cursor) pen.setLineDash([3, 2]);
    pen.strokeRect(x - 1, y - 1, size + 2, size + 6);
    pen.setLineDash([]);
  }
}

export function createOverview({ onHover, onOpen, onCompare, onSwitch, onSort, isOff }, inks) {
  const canvas = keyCanvas("lm-overview", "All heads.");
  const box = element("div", { className: "lm-overview-box" }, canvas);
  const sort = element("select", { className: "lm-select", aria: { label: "Sort by" }, onchange: () => onSort(sort.value) });
  const click = element("button", { className: "lm-button lm-small lm-click-off", type: "button",
    title: "What a click on a head does", aria: { pressed: "false" },
    onclick: () => click.setAttribute("aria-pressed", String(click.getAttribute("aria-pressed") !== "true")) },
  "A click switches off");
  const legend = element("div", { className: "lm-kinds" });
  const root = element("div", { className: "lm-overview-frame" },
    element("div", { className: "lm-toolbar lm-subtools", title: "Shift and a click compares heads" },
      element("label", { className: "lm-field" }, "Sort by", sort), click, element("span", { className: "lm-gap" }), legend), box);
  const bitmap = createBitmaps();
  let shown = null;
  let grid = null;
  let order = [];
  let cursor = -1;

  function draw() {
    if (!shown || !box.clientWidth) return;
    const { scene, view } = shown;
    order = sortHeads(scene, view.checkpoint, view.sort);
    grid = gridOf(scene, view.sort, box.clientWidth - 4);
    const style = inks();
    const pen = fitCanvas(canvas, box.clientWidth - 2, grid.height + 6);
    pen.translate(2, 2);
    pen.font = `10px ${style.ui}`;
    pen.textBaseline = "middle";
    order.forEach((head, at) => {
      const [x, y] = grid.place(at);
      drawThumb(pen, { scene, view, cursor: at === cursor, off: isOff, bitmap, inks: style }, head, [x, y], grid.step);
      pen.fillStyle = style.ink;
      pen.globalAlpha = 0.65;
      if (grid.sorted) {
        pen.textAlign = "left";
        pen.fillText(`${head[0]}·${head[1]}`, x, y + grid.step + 3);
        pen.textAlign = "right";
        pen.globalAlpha = 1;
        pen.fillText(sortedBy(scene, view, head), x + grid.step - 7, y + grid.step + 3);
      } else if (head[1] === 0) {
        pen.textAlign = "right";
        pen.fillText(head[0], x - 5, y + grid.step / 2 - 2);
      }
      pen.globalAlpha = 1;
    });
    drawLegend(scene, view);
  }
  function drawLegend(scene, view) {
    const present = Object.keys(scene.names).filter((kind) => kind !== "mixed" && scene.kinds[view.checkpoint].includes(kind));
    legend.replaceChildren(...present.map((kind) => {
      const dot = element("span", { className: "lm-kind-dot" });
      dot.style.background = KIND_COLORS[kind];
      return element("span", { className: "lm-kind" }, dot, shortKind(scene, kind));
    }));
  }
  function thumbAt([x, y]) {
    return order.findIndex((_, at) => {
      const [left, top] = grid.place(at);
      return x - 2 >= left && x - 2 < left + grid.step && y - 2 >= top && y - 2 < top + grid.step;
    });
  }
  function setCursor(at) {
    if (at === cursor) return;
    cursor = at;
    canvas.style.cursor = at >= 0 ? "pointer" : "default";
    onHover({ query: null, key: null, thumb: at >= 0 ? order[at] : null });
  }
  function step(x, y) {
    const { view, scene } = shown;
    if (cursor < 0) {
      const [layer, head] = view.heads[0];
      setCursor(order.findIndex(([one, other]) => one === layer && other === head));
    } else {
      const next = cursor + x + y * grid.columns;
      if (next >= 0 && next < scene.layers * scene.heads) setCursor(next);
    }
    const [, top] = grid.place(cursor);
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + grid.step + 14 > box.scrollTop + box.clientHeight) box.scrollTop = top + grid.step + 14 - box.clientHeight;
  }
  function act(at, event) {
    if (event.shiftKey) onCompare(order[at]);
    else if (click.getAttribute("aria-pressed") === "true" && !click.hidden) onSwitch(order[at]);
    else onOpen(order[at]);
  }
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !shown) return;
    const arrow = ARROW_STEPS[event.key];
    if (arrow) step(...arrow);
    else if (event.key === "Home") setCursor(0);
    else if (event.key === "End") setCursor(order.length - 1);
    else if ((event.key === "Enter" || event.key === " ") && cursor >= 0) act(cursor, event);
    else if (["x", "X", "Delete", "Backspace"].includes(event.key) && cursor >= 0) onSwitch(order[cursor]);
    else if (event.key === "Escape") setCursor(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("pointermove", (event) => { if (grid) setCursor(thumbAt(pointIn(canvas, event))); });
  canvas.addEventListener("pointerleave", () => setCursor(-1));
  canvas.addEventListener("blur", () => setCursor(-1));
  canvas.addEventListener("click", (event) => {
    const at = grid ? thumbAt(pointIn(canvas, event)) : -1;
    if (at >= 0) act(at, event);
  });
  return { root, draw, show(next) {
    if (next.scene.measures.join() !== shown?.scene.measures.join()) {
      const sorts = [["layer", "", "layer"], ...MEASURES.filter(([name]) => next.scene.measures.includes(name)),
        ["focused", "", "most focused (entropy)"]];
      sort.replaceChildren(...sorts.map(([value, , label]) => element("option", { value }, label)));
    }
    shown = next;
    sort.value = next.view.sort;
    click.hidden = !next.canSwitch;
    canvas.setAttribute("aria-label", "All heads. Arrow keys go from head to head, Enter opens one, Shift and Enter compares it "
      + `with those chosen${next.canSwitch ? ", X switches it off or on" : ""}.`);
    draw();
  } };
}
