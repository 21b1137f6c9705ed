// CompressionLab, the histogram: the weights that share a scale, and the levels to which they are rounded.

import { drawn } from "../common/svg_shapes.js";

const PLACE = { height: 242, edge: 6, top: 12, bottom: 184, weights: 188, foot: 222 };
const LEAST = 2; // pixels of a bar: one weight among a million can be seen, too
const FADE = 7; // pixels from level to level, below which their lines are fainter
const signed = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 }).replace("-", "−");

/** Draw a look (see levels.py), so many pixels wide. */
export function drawLevels(chart, look, wide) {
  const { height, edge, bottom, weights } = PLACE;
  const across = (value) => edge + ((wide - 2 * edge) * (value + look.edge)) / (2 * look.edge);
  const most = Math.max(1, ...look.bars, ...look.behind);
  const singles = look.ticks.map((value) => drawn("line", { class: "lm-press-weight", x1: across(value), x2: across(value),
    y1: weights, y2: weights + 7 }));
  chart.setAttribute("viewBox", `0 0 ${wide} ${height}`);
  chart.replaceChildren(...bars("lm-press-behind", look.behind, most, wide), ...bars("lm-press-bar", look.bars, most, wide),
    ...levelLines(look, across, wide), drawn("line", { class: "lm-press-base", x1: edge, x2: wide - edge, y1: bottom, y2: bottom }),
    ...singles, ...outlier(look, across, wide), ...figures(look, across));
}

function bars(kind, counts, most, wide) {
  const { edge, top, bottom } = PLACE;
  const broad = (wide - 2 * edge) / counts.length;
  return counts.flatMap((count, at) => {
    const tall = Math.max(LEAST, ((bottom - top - 6) * count) / most);
    return count ? [drawn("rect", { class: kind, x: edge + at * broad + 0.5, y: bottom - tall, width: Math.max(1, broad - 1), height: tall })] : [];
  });
}

/** A line for each level; where they lie close, fainter ones. */
function levelLines({ step, top: levels, edge }, across, wide) {
  if (!step) return [];
  const gap = ((wide - 2 * PLACE.edge) * step) / (2 * edge);
  return Array.from({ length: 2 * levels + 1 }, (_, at) => across(step * (at - levels)).toFixed(1)).map((x) => {
    const line = drawn("line", { class: "lm-press-level", x1: x, x2: x, y1: PLACE.top, y2: PLACE.bottom + 1 });
    line.style.opacity = Math.max(0.16, Math.min(1, gap / FADE));
    return line;
  });
}

/** The weight that is farthest from 0. */
function outlier({ largest }, across, wide) {
  const x = across(largest), y = PLACE.weights + 9, anchor = x > wide / 2 ? "end" : "start";
  return [drawn("path", { class: "lm-press-outlier", d: `M${x - 5} ${y + 9}h10l-5 -9z` }),
    drawn("text", { class: "lm-press-largest", x: anchor === "end" ? x + 5 : x - 5, y: PLACE.foot + 16, "text-anchor": anchor }, `largest ${signed(largest)}`)];
}

function figures({ edge }, across) {
  return [-0.5, 0, 0.5].map((share) => drawn("text", { class: "lm-press-tick", x: across(share * edge), y: PLACE.foot - 6, "text-anchor": "middle" },
    signed(share * edge)));
}
