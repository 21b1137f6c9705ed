// BiasExplorer, the plot: for each word a dot and an interval on an axis around 0, for each model that is shown.

import { element, roving } from "../common/shared.js";
import { pickedWords, signed, spread, times } from "./words.js";

const box = (className, ...children) => element("span", { className }, ...children);
const share = ({ low, high }, value) => Math.min(100, Math.max(0, (100 * (value - low)) / (high - low)));

/** A dot of a model's colour and shape. */
export function dotOf(model) {
  return element("i", { className: `lm-bias-dot lm-bias-of-${model}`, aria: { hidden: "true" } });
}

/** The interval of one word, and its dot; where the axis ends before the interval, an arrow says so. */
function marksOf(found, model, axis, rank, count) {
  if (found.problem) return [];
  const dot = dotOf(model), top = `${(100 * (rank + 1)) / (count + 1)}%`;
  dot.style.left = `${share(axis, found.mean)}%`;
  dot.style.top = top;
  if (found.low === null) return [dot];
  const line = box(`lm-bias-interval lm-bias-of-${model}`);
  line.classList.toggle("lm-bias-past-low", found.low < axis.low);
  line.classList.toggle("lm-bias-past-high", found.high > axis.high);
  line.style.left = `${share(axis, found.low)}%`;
  line.style.width = `${share(axis, found.high) - share(axis, found.low)}%`;
  line.style.top = top;
  return [line, dot];
}

function createRow(act) {
  const name = element("bdi", { className: "lm-bias-name" });
  const track = element("span", { className: "lm-bias-track", aria: { hidden: "true" } });
  const value = box("lm-bias-value"), interval = box("lm-bias-spread"), reference = box("lm-bias-reference");
  const root = element("button", { className: "lm-bias-row", type: "button", tabIndex: -1, onclick: act }, name, track, value,
    interval, reference);
  return {
    root,
    show(scene, place, shown, picked) {
      const each = scene.who[place], found = shown.map((model) => scene.found[model][place]);
      root.setAttribute("aria-pressed", String(picked));
      root.setAttribute("aria-label", pickedWords(scene, place, shown));
      root.style.setProperty("--models", shown.length);
      name.textContent = each.name;
      name.title = each.name;
      track.replaceChildren(...found.flatMap((one, rank) => marksOf(one, shown[rank], scene.axis, rank, shown.length)));
      value.replaceChildren(...found.map((one, rank) => box(`lm-bias-of-${shown[rank]}`, one.problem ? "?" : signed(one.mean))));
      interval.replaceChildren(...found.map((one) => box("", one.problem ? "cannot be read" : spread(one))));
      reference.textContent = each.reference === null ? "" : String(each.reference);
    },
  };
}

/** Ticks of the axis, in nats and as odds, and on which side which phrase is the likelier. */
function drawAxis(axis, scene) {
  const at = (value, node) => {
    node.style.left = `${share(axis, value)}%`;
    return node;
  };
  const ticks = axis.ticks.map(([value, text]) => at(value, box("lm-bias-tick", box("", value > 0 ? `+${text}` : text),
    box("lm-bias-odds", value === 0 ? "1 : 1" : Math.abs(value) > 13 ? "" : value > 0 ? `${times(value)} : 1` : `1 : ${times(value)}`))));
  const left = element("bdi", { className: "lm-bias-side lm-bias-left" }, `← ${scene.second}`);
  const right = element("bdi", { className: "lm-bias-side" }, `${scene.first} →`);
  const zero = share(axis, 0);
  left.style.width = `calc(${zero}% - 8px)`;
  right.style.left = `calc(${zero}% + 8px)`;
  right.style.maxWidth = `calc(${100 - zero}% + var(--beside))`;
  const lines = axis.ticks.map(([value]) => at(value, box(value === 0 ? "lm-bias-zero" : "")));
  return { sides: [left, right], ticks, lines };
}

/** onPick(word) */
export function createPlot(onPick) {
  const sides = box("lm-bias-sides"), ticks = box("lm-bias-ticks"), lines = box("lm-bias-lines");
  const reference = box("lm-bias-reference");
  const axis = element("div", { className: "lm-bias-axis", aria: { hidden: "true" } }, box("lm-bias-units", box("", "log-odds, nats"),
    box("lm-bias-odds", "odds")), box("lm-bias-scale", sides, ticks), box(""), box("lm-bias-known", "95 % interval"), reference);
  const list = element("div", { className: "lm-bias-rows", aria: { role: "group", label: "Words" } });
  const grid = element("div", { className: "lm-bias-grid", aria: { hidden: "true" } }, box(""), lines, box(""), box(""), box("lm-bias-reference"));
  const root = element("div", { className: "lm-bias-plot" }, axis, element("div", { className: "lm-bias-body" }, grid, list));
  const rows = new Map(); // word -> row: kept, so that the focus stays while figures change
  roving(list, ".lm-bias-row", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  return {
    root,
    show(scene, order, shown, picked) {
      const words = new Set(scene.who.map(({ word }) => word));
      for (const [word, row] of rows) {
        if (words.has(word)) continue;
        row.root.remove();
        rows.delete(word);
      }
      const drawn = drawAxis(scene.axis, scene);
      sides.replaceChildren(...drawn.sides);
      ticks.replaceChildren(...drawn.ticks);
      lines.replaceChildren(...drawn.lines);
      root.classList.toggle("lm-bias-referred", Boolean(scene.reference_name));
      root.classList.toggle("lm-bias-single", scene.templates.length < 2);
      reference.textContent = scene.reference_name;
      reference.title = scene.reference_name;
      const focused = list.contains(document.activeElement) ? document.activeElement : null;
      order.forEach((place, rank) => {
        const { word } = scene.who[place];
        if (!rows.has(word)) {
          const row = createRow(() => onPick(word));
          row.root.addEventListener("focus", () => onPick(word));
          rows.set(word, row);
        }
        const row = rows.get(word);
        if (list.children[rank] !== row.root) list.insertBefore(row.root, list.children[rank] ?? null);
        row.root.tabIndex = place === picked ? 0 : -1;
        row.show(scene, place, shown, place === picked);
      });
      if (focused?.isConnected && document.activeElement !== focused) focused.focus();
    },
  };
}
