// LogitLens, the selected cell: its best guesses as bars, of which one can be followed, and a curve along the layers.

import { element, percent, roving } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { layerWords } from "./words.js";

const title = (...parts) => element("div", { className: "lm-lens-title" }, ...parts);
const chip = (label) => element("bdi", { className: "lm-chip lm-bar-label" }, label);

function createBar(onFollow) {
  const label = chip(""), before = element("span", { className: "lm-lens-before" });
  const fill = element("span", { className: "lm-bar-fill" }), share = element("span", { className: "lm-bar-share" });
  const button = element("button", { className: "lm-bar", type: "button", tabIndex: -1, title: "Follow this token",
    onclick: () => onFollow(id) }, label,
  element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, before), share);
  let id = null;
  return {
    root: element("li", {}, button),
    show(guess, old, followed) {
      ({ id } = guess);
      label.textContent = guess.label;
      fill.style.width = `${100 * guess.share}%`;
      before.hidden = old === null;
      before.style.width = `${100 * (old ?? 0)}%`;
      share.textContent = percent(guess.share);
      button.setAttribute("aria-pressed", String(followed));
      button.setAttribute("aria-label", `Follow “${guess.label}”, ${percent(guess.share)}`
        + `${old === null ? "" : `, before ${percent(old)}`}`);
    },
  };
}

/** The bars. onFollow(id) */
export function createBars(onFollow) {
  const head = title(), about = element("div", { className: "lm-quiet lm-lens-small" });
  const list = element("ol", { className: "lm-bars", aria: { label: "Best guesses of this cell" } });
  const stops = roving(list, "button", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const bars = [];
  return {
    root: element("div", { className: "lm-lens-best" }, head, list, about),
    show(grid, before, { layer, position, follow }) {
      const when = layerWords(layer, grid.layers);
      head.replaceChildren(`${when[0].toUpperCase()}${when.slice(1)}, at`, chip(grid.labels[position]));
      const guesses = grid.guesses(layer, position);
      while (bars.length < guesses.length) { // rows are kept and refilled, so that the focus stays where it is
        bars.push(createBar(onFollow));
        list.append(bars.at(-1).root);
      }
      while (bars.length > guesses.length) bars.pop().root.remove();
      guesses.forEach((guess, rank) => bars[rank].show(guess,
        before ? before.share(layer, position, guess.id) : null, guess.id === follow));
      about.textContent = before ? "Outlines: before the change. Click a token to follow it." : "Click a token to follow it.";
      stops.refresh();
    },
  };
}

const WIDE = 232, HIGH = 96, LEFT = 36, RIGHT = 8, ABOVE = 6, BELOW = 18;

/** How probable one token is after each layer, at the selected position: the followed one, or the end's answer. */
export function createCurve() {
  const head = title();
  const chart = drawn("svg", { class: "lm-lens-curve", viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" });
  const x = (layer, layers) => LEFT + ((WIDE - LEFT - RIGHT) * layer) / Math.max(1, layers);
  const y = (share) => ABOVE + (HIGH - ABOVE - BELOW) * (1 - share);
  const text = (words, left, top, anchor) => drawn("text", { class: "lm-lens-tick", x: left, y: top, "text-anchor": anchor }, words);
  /** A line, broken where nothing is known. */
  function line(kind, grid, position, id) {
    let path = "", open = false;
    for (let layer = 0; layer <= grid.layers; layer++) {
      const share = grid.share(layer, position, id);
      if (share !== null) path += `${open ? "L" : "M"}${x(layer, grid.layers).toFixed(1)},${y(share).toFixed(1)} `;
      open = share !== null;
    }
    return drawn("path", { class: `lm-lens-line ${kind}`, d: path || "M0,0" });
  }
  return {
    root: element("div", { className: "lm-lens-course" }, head, chart),
    show(grid, before, { layer, position, follow }, name) {
      const id = follow ?? grid.end(position).id, { layers } = grid;
      head.replaceChildren("Layer by layer:", chip(name(id)));
      const here = grid.share(layer, position, id);
      chart.replaceChildren(
        ...[0, 0.5, 1].flatMap((share) => [drawn("line", { class: "lm-lens-rule", x1: LEFT, x2: WIDE - RIGHT, y1: y(share),
          y2: y(share) }), text(`${100 * share}%`, LEFT - 4, y(share) + 4, "end")]),
        text("0", x(0, layers), HIGH - 4, "middle"), text(String(layers), x(layers, layers), HIGH - 4, "end"),
        drawn("line", { class: "lm-lens-now", x1: x(layer, layers), x2: x(layer, layers), y1: ABOVE, y2: HIGH - BELOW }),
        ...(before ? [line("lm-lens-old", before, position, id)] : []),
        line(follow === null ? "" : "lm-lens-of-follow", grid, position, id),
        ...(here === null ? [] : [drawn("circle", { class: "lm-lens-point", cx: x(layer, layers), cy: y(here), r: 3.5 })]));
    },
  };
}
