// DecodingPlayground, the bars: each token's share now, and behind it the outline of its share untouched.

import { element, percent, roving } from "../common/shared.js";
import { trimmed } from "./sliders.js";

const SCALES = [0.1, 0.25, 0.5, 1]; // what the whole width stands for: the least that is enough

/** One token: its name, its bar before an outline, its share. A press appends it. */
function createTokenBar(onChoose) {
  const label = element("span", { className: "lm-chip lm-bar-label", dir: "auto" });
  const fill = element("span", { className: "lm-bar-fill" }), ghost = element("span", { className: "lm-untouched" });
  const share = element("span", { className: "lm-bar-share" });
  const detail = element("span", { className: "lm-bar-detail" });
  const track = element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, ghost, detail);
  const button = element("button", { className: "lm-bar", type: "button", tabIndex: -1 }, label, track, share);
  const bar = { root: element("li", {}, button), at: null };
  bar.show = ({ at, name, id, now, before, scale, cut, note }) => {
    bar.at = at;
    if (label.textContent !== name) label.textContent = name;
    fill.style.width = `${100 * Math.min(1, now / scale)}%`;
    ghost.style.width = `${100 * Math.min(1, before / scale)}%`;
    share.textContent = cut ? "–" : percent(now);
    button.classList.toggle("lm-cut", cut);
    button.setAttribute("aria-disabled", String(cut));
    const said = cut ? `“${name}” is cut off, untouched ${percent(before)}`
      : `Append “${name}”, ${percent(now)}, untouched ${percent(before)}`;
    button.setAttribute("aria-label", `${said}${note}`);
    detail.textContent = `untouched ${percent(before)}  id ${id}`;
  };
  bar.flash = (on) => button.classList.toggle("lm-drawn", on);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") onChoose(bar.at);
  });
  return bar;
}

/** The bar of all tokens that have none of their own. */
function createOthers() {
  const label = element("span", { className: "lm-bar-label" }), share = element("span", { className: "lm-bar-share" });
  const fill = element("span", { className: "lm-bar-fill" }), ghost = element("span", { className: "lm-untouched" });
  const root = element("div", { className: "lm-bar lm-others" }, label,
    element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, ghost), share);
  return {
    root,
    show({ number, left, now, before, scale, exact }) {
      root.hidden = number <= 0;
      const few = exact ? left.toLocaleString("en") : `≈ ${Number(left.toPrecision(3)).toLocaleString("en")}`;
      const whole = number.toLocaleString("en");
      label.textContent = left === number ? `all ${whole} others` : `${left ? few : whole} others`;
      root.classList.toggle("lm-cut", left === 0);
      fill.style.width = `${100 * Math.min(1, now / scale)}%`;
      ghost.style.width = `${100 * Math.min(1, before / scale)}%`;
      root.classList.toggle("lm-beyond", Math.max(now, before) > scale);
      share.textContent = left === 0 ? "–" : percent(now);
    },
  };
}

/** What is a bar and what an outline; figures above the bars, at a half and at the end of the scale. */
function createAxis() {
  const key = (kind) => element("span", { className: `lm-key lm-key-${kind}` });
  const legend = element("div", { className: "lm-bar-legend lm-quiet", aria: { hidden: "true" } },
    key("now"), "with the sliders", key("before"), "untouched");
  const half = element("span", {}), end = element("span", {});
  const root = element("div", {}, legend, element("div", { className: "lm-bar lm-axis-row", aria: { hidden: "true" } },
    element("span", { className: "lm-quiet lm-axis-name" }, "next token"),
    element("span", { className: "lm-axis-figures" }, element("span", {}, "0"), half, end), element("span", {})));
  return {
    root,
    show(scale) {
      half.textContent = `${trimmed(50 * scale)} %`;
      end.textContent = `${trimmed(100 * scale)} %`;
    },
  };
}

/** Bars of the top tokens by their untouched share: they keep their places while the sliders move. */
export function createTokenBars(onChoose) {
  const list = element("ol", { className: "lm-bars", aria: { label: "Next tokens, before and after the sliders" } });
  const others = createOthers(), axis = createAxis(), bars = [];
  const stops = roving(list, "button", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const root = element("div", { className: "lm-token-bars" }, axis.root, list, others.root);
  function keepBars(count) { // rows are kept and refilled, so that the focus stays where it is
    while (bars.length < count) {
      bars.push(createTokenBar(onChoose));
      list.append(bars.at(-1).root);
    }
    while (bars.length > count) bars.pop().root.remove();
  }
  return {
    root,
    show(distribution, reshaped, settings, count) {
      const { untouched, labels, ids, seen, known, vocabulary } = distribution;
      const top = Array.from(untouched.order).filter((at) => at < known).slice(0, count);
      keepBars(top.length);
      const sum = (values) => top.reduce((total, at) => total + values[at], 0);
      const restNow = Math.max(0, 1 - sum(reshaped.shares)), restBefore = Math.max(0, 1 - sum(untouched.shares));
      const highest = top.reduce((most, at) => Math.max(most, reshaped.shares[at], untouched.shares[at]), 0);
      const scale = SCALES.find((limit) => highest <= limit) ?? 1;
      axis.show(scale);
      top.forEach((at, row) => {
        const penalty = seen[at] && settings.repetition_penalty !== 1;
        bars[row].show({ at, name: labels[at], id: ids[at], now: reshaped.shares[at], before: untouched.shares[at], scale,
          cut: reshaped.kept[at] === 0, note: penalty ? "; is in the text: penalised" : "" });
        bars[row].root.classList.toggle("lm-penalised", Boolean(penalty));
      });
      const left = reshaped.left - sum(reshaped.kept);
      others.show({ number: vocabulary - top.length, left, now: left ? restNow : 0, before: restBefore, scale,
        exact: reshaped.exact });
      stops.refresh();
    },
    /** Mark the token that was drawn, until the next distribution comes; undefined for none. */
    flash(at) {
      for (const bar of bars) bar.flash(bar.at === at);
      others.root.classList.toggle("lm-drawn", at !== undefined && !bars.some((bar) => bar.at === at));
    },
  };
}
