// CompressionLab, what is chosen: bits, what shares a scale, which parts stay in 16 bits, and which weights are drawn.

import { createButton, element, setSlider } from "../common/shared.js";
import { sizeText } from "./words.js";

const GROUPS = [["tensor", "matrix"], ["row", "row"], [128, "128"], [64, "64"], [32, "32"]];
const WORST = -1;
let made = 0; // radio buttons of different views must not share a name

function createSlider(name, label, least, onMove) {
  const slider = element("input", { className: "lm-slider", type: "range", min: least, step: 1, aria: { label },
    oninput: () => onMove(Number(slider.value)) });
  const output = element("output", { className: "lm-number" });
  return {
    root: element("label", { className: "lm-field" }, element("span", {}, name), slider, output),
    show(value, most, text, off) {
      slider.max = most;
      setSlider(slider, value, `${name} ${text}`);
      slider.disabled = off;
      output.textContent = text;
    },
  };
}

/** One of several that share a scale, as radio buttons. onPick(group) */
function createGroups(onPick) {
  made += 1;
  const inputs = GROUPS.map(([value]) => element("input", { type: "radio", name: `lm-press-${made}`,
    onchange: () => onPick(value) }));
  return {
    root: element("fieldset", { className: "lm-press-groups" }, element("legend", {}, "One scale for each"),
      ...GROUPS.map(([, text], at) => element("label", { className: "lm-press-group" }, inputs[at],
        element("span", {}, text))),
      element("span", { className: "lm-quiet" }, "weights")),
    show(group, off) {
      GROUPS.forEach(([value], at) => {
        inputs[at].checked = value === group;
        inputs[at].disabled = off;
      });
    },
  };
}

/** The parts that can stay in 16 bits, as check boxes. onKeep(names) */
function createKeep(onKeep) {
  const boxes = element("span", { className: "lm-press-boxes" });
  const root = element("fieldset", { className: "lm-press-keep" }, element("legend", {}, "Left in 16 bits"), boxes);
  let inputs = [], drawn = "";
  return {
    root,
    show(parts, keep, off) {
      if (drawn !== JSON.stringify(parts)) {
        drawn = JSON.stringify(parts);
        const checked = () => parts.map(({ name }) => name).filter((_, at) => inputs[at].checked);
        inputs = parts.map(() => element("input", { type: "checkbox", onchange: () => onKeep(checked()) }));
        boxes.replaceChildren(...parts.map(({ name, bytes }, at) => element("label", { className: "lm-press-box" },
          inputs[at], element("span", {}, name), element("span", { className: "lm-quiet" }, sizeText(bytes)))));
      }
      parts.forEach(({ name }, at) => {
        inputs[at].checked = keep.includes(name);
        inputs[at].disabled = off;
      });
    },
  };
}

/** How the model is compressed. ask(change, delay) */
export function createSetting(ask) {
  const bits = createSlider("Bits", "Bits of a weight", 2, (value) => ask({ bits: value }, 150));
  const groups = createGroups((group) => ask({ group, part: WORST }));
  const keep = createKeep((names) => ask({ keep: names }));
  return {
    root: element("div", { className: "lm-press-setting" },
      element("div", { className: "lm-press-first" }, bits.root, groups.root), keep.root),
    show({ parts }, wanted, off) {
      bits.show(wanted.bits, 8, String(wanted.bits), off);
      groups.show(wanted.group, off);
      keep.show(parts, wanted.keep, off);
    },
  };
}

/** Which weights are drawn. ask(change, delay) */
export function createPlace(ask) {
  const select = element("select", { className: "lm-select lm-press-matrix", aria: { label: "Matrix" },
    onchange: () => ask({ matrix: select.value, row: WORST, part: WORST }) });
  const row = createSlider("Row", "Row of the matrix", 0, (value) => ask({ row: value, part: WORST }, 60));
  const part = createSlider("Group", "Group of the row", 0, (value) => ask({ part: value }, 60));
  const worst = createButton("Largest outlier", () => ask({ row: WORST, part: WORST }), "lm-small");
  let drawn = "";
  return {
    root: element("div", { className: "lm-toolbar lm-press-place" }, select, row.root, part.root, worst),
    show({ matrices }, wanted, look, off) {
      if (drawn !== JSON.stringify(matrices)) {
        drawn = JSON.stringify(matrices);
        select.replaceChildren(...matrices.map(({ name, rows, columns }) => element("option", { value: name },
          `${name}, ${rows.toLocaleString("en")} × ${columns.toLocaleString("en")}`)));
      }
      const same = wanted.matrix === look.matrix;
      const at = (number, shown) => (number === WORST || !same ? shown : number);
      select.value = wanted.matrix;
      select.disabled = off;
      row.root.hidden = wanted.group === "tensor";
      row.show(at(wanted.row, look.row), look.rows - 1, String(at(wanted.row, look.row)), off);
      part.root.hidden = wanted.group === "tensor" || wanted.group === "row" || look.groups < 2;
      part.show(at(wanted.part, look.part), Math.max(1, look.groups - 1), String(at(wanted.part, look.part)), off);
      worst.hidden = wanted.group === "tensor";
      worst.setOff(off);
    },
  };
}
