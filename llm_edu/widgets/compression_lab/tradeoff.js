// CompressionLab, the chart: bytes and loss of every setting that was tried. onPick(number of a try)

import { drawn } from "../common/svg_shapes.js";

const PLACE = { height: 242, left: 46, right: 12, top: 26, bottom: 202 };

export function drawTries(chart, { original, tries, axes }, shown, wide, onPick) {
  const { height, left, right, top, bottom } = PLACE;
  const across = (bytes) => left + ((wide - left - right) * bytes) / axes.bytes.high;
  const down = (loss) => {
    const power = Math.log10(Math.max(axes.least, loss));
    return bottom - ((bottom - top) * (power - axes.low)) / (axes.high - axes.low);
  };
  const dot = (each, number) => {
    if (each.loss === null) return [];
    const x = across(each.bytes), y = down(each.loss), here = number === shown;
    const node = drawn("circle", { class: `lm-press-try${here ? " lm-press-here" : ""}`, cx: x, cy: y, r: here ? 6.5 : 5 },
      drawn("title", {}, `${each.words}: ${each.bytes.toLocaleString("en")} bytes, ${each.figure}`));
    node.addEventListener("click", () => onPick(number));
    return [node];
  };
  const dots = tries.map(dot);
  chart.setAttribute("viewBox", `0 0 ${wide} ${height}`);
  chart.replaceChildren(...frame(axes, across, down, wide), ...original16(original, across, down),
    ...dots.flatMap((each, number) => (number === shown ? [] : each)), ...(dots[shown] ?? []));
}

function original16({ bytes, loss }, across, down) {
  const x = across(bytes), y = down(loss);
  return [drawn("rect", { class: "lm-press-original", x: x - 5, y: y - 5, width: 10, height: 10 }),
    drawn("text", { class: "lm-press-name", x: x + 6, y: y - 11, "text-anchor": "end" }, "16 bits")];
}

/** Lines and figures of both axes. */
function frame(axes, across, down, wide) {
  const { left, right, bottom, top } = PLACE;
  const powers = Array.from({ length: axes.high - axes.low + 1 }, (_, at) => axes.low + at);
  const rows = powers.flatMap((power) => {
    const y = down(10 ** power);
    return [drawn("line", { class: "lm-press-grid", x1: left, x2: wide - right, y1: y, y2: y }),
      drawn("text", { class: "lm-press-tick", x: left - 7, y: y + 4, "text-anchor": "end" },
        (10 ** power).toLocaleString("en", { maximumFractionDigits: 9 }))];
  });
  const columns = axes.bytes.ticks.flatMap(([value, text], at, { length }) => [
    drawn("line", { class: "lm-press-grid", x1: across(value), x2: across(value), y1: bottom, y2: bottom + 4 }),
    drawn("text", { class: "lm-press-tick", x: across(value), y: bottom + 18,
      "text-anchor": at === length - 1 ? "end" : "middle" }, at === length - 1 ? `${text} ${axes.bytes.unit}` : text)]);
  return [...rows, ...columns, drawn("text", { class: "lm-press-tick lm-press-strong", x: 0, y: 11 }, "loss"),
    drawn("line", { class: "lm-press-base", x1: left, x2: left, y1: top, y2: bottom })];
}
