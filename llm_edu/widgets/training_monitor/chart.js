// TrainingMonitor, the chart: losses over the steps, on a scale of factors, each with its name and its floor.

import { apart, drawn } from "../common/svg_shapes.js";

const CHART = { height: 250, left: 34, names: 118, top: 14, bottom: 212 };
const LEAST = 0.01, MOST = 10; // nats; what is less or more is drawn at the edge
const TICKS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const LINES = [["train", "training"], ["word", "held out"], ["elsewhere", "elsewhere"], ["recall", "at recalls"]];

/** Draw the chart anew, so many pixels wide. looks, curve, floors: as in widget.py; shown: one of the looks */
export function drawTraining(chart, { looks, curve, floors, steps, shown }, wide) {
  const { left, names, top, bottom, height } = CHART;
  const right = Math.max(left + 120, wide - names);
  const series = LINES.map(([key, name]) => ({ key, name,
    points: key === "train" ? curve
      : looks.filter((look) => look[key] != null).map((look) => [look.step, look[key]]) }))
    .filter((line) => line.points.length);
  const all = [...series.flatMap((line) => line.points.map((point) => point[1])), floors.word ?? 1];
  const [low, high] = range(all);
  const at = (step) => left + ((right - left) * step) / Math.max(1, steps);
  const down = (loss) => {
    const share = Math.log(Math.min(high, Math.max(low, loss)) / low) / Math.log(high / low);
    return bottom - (bottom - top) * share;
  };
  const nodes = [...frame(at, down, low, high, steps, right), ...floorLine(floors, down, low, right)];
  for (const line of series) {
    const points = line.points.map(([step, loss]) => `${at(step).toFixed(1)},${down(loss).toFixed(1)}`);
    if (points.length === 1) { // a line needs two
      const [x, y] = points[0].split(",");
      nodes.push(drawn("circle", { class: `lm-dot lm-dot-${line.key}`, cx: x, cy: y, r: 2.5 }));
    } else nodes.push(drawn("polyline", { class: `lm-curve lm-curve-${line.key}`, points: points.join(" ") }));
  }
  const ends = apart(series.map((line) => down(line.points.at(-1)[1])), 14, bottom + 6);
  series.forEach((line, index) => nodes.push(drawn("text",
    { class: `lm-name lm-name-${line.key}`, x: right + 8, y: ends[index] + 4 }, line.name)));
  if (shown) {
    nodes.push(drawn("line", { class: "lm-now", x1: at(shown.step), x2: at(shown.step), y1: top, y2: bottom }));
    for (const { key } of series) {
      if (shown[key] == null) continue;
      nodes.push(drawn("circle", { class: "lm-now-dot", cx: at(shown.step), cy: down(shown[key]), r: 3.5 }));
    }
  }
  chart.setAttribute("viewBox", `0 0 ${right + names} ${height}`);
  chart.replaceChildren(...nodes);
}

/** From which loss to which the axis runs: the ticks around what there is. */
function range(all) {
  const inside = all.filter((loss) => loss > 0).map((loss) => Math.min(MOST, Math.max(LEAST, loss)));
  const least = Math.min(1, ...inside), most = Math.max(1, ...inside);
  return [TICKS.findLast((tick) => tick <= least) ?? LEAST, TICKS.find((tick) => tick >= most) ?? MOST];
}

/** Lines and figures of both axes. */
function frame(at, down, low, high, steps, right) {
  const { left, top, bottom } = CHART;
  const rows = TICKS.filter((tick) => tick >= low && tick <= high).flatMap((tick) => [
    drawn("line", { class: "lm-grid", x1: left, x2: right, y1: down(tick), y2: down(tick) }),
    drawn("text", { class: "lm-tick", x: left - 6, y: down(tick) + 4, "text-anchor": "end" }, String(tick))]);
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * steps)).map((step) =>
    drawn("text", { class: "lm-tick", x: at(step), y: bottom + 17, "text-anchor": "middle" },
      step.toLocaleString("en")));
  return [...rows, ...columns,
    drawn("text", { class: "lm-tick lm-axis", x: left, y: top - 4 }, "nats a word"),
    drawn("text", { class: "lm-tick", x: (left + right) / 2, y: bottom + 34, "text-anchor": "middle" }, "step")];
}

/** What no model can beat. */
function floorLine({ word }, down, low, right) {
  if (!(word > low)) return [];
  const y = down(word), below = y + 14; // above it lie the curves
  return [drawn("line", { class: "lm-floor", x1: CHART.left, x2: right, y1: y, y2: y }),
    drawn("text", { class: "lm-floor-name", x: right - 6, y: below < CHART.bottom ? below : y - 5, "text-anchor": "end" },
      `entropy floor ${word.toFixed(3)}`)];
}
