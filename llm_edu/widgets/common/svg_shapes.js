// Vector graphics for widgets that draw.

import { element, setSlider } from "./shared.js";

// The namespace of vector graphics, asked of the browser: an address in this file would look like a request.
const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg").namespaceURI;

/** An SVG element with these attributes and children. */
export function drawn(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Labels that would overlap are pushed apart: heights in, heights out, at least `gap` between them. */
export function apart(heights, gap, bottom) {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  order.forEach((index, rank) => {
    if (rank) placed[index] = Math.max(placed[index], placed[order[rank - 1]] + gap);
  });
  for (let rank = order.length - 1, limit = bottom; rank >= 0; rank -= 1, limit -= gap) {
    placed[order[rank]] = Math.min(placed[order[rank]], limit);
  }
  return placed;
}

/**
 * A slider over a list of values, of which the present one may lie between two: `read` gives them at each move.
 *
 * name: what is set; write: value -> text, for eyes and for screen readers
 */
export function listSlider(name, values, write, onChange) {
  const slider = element("input", { className: "lm-slider", type: "range", min: 0, max: values.length - 1, step: 1 });
  const number = element("output", { className: "lm-number" });
  slider.addEventListener("input", () => onChange(values[slider.value]));
  return {
    root: element("label", { className: "lm-field" }, element("span", {}, name), slider, number),
    show(value) {
      const nearest = values.reduce((best, other, at) =>
        (Math.abs(Math.log(other / value)) < Math.abs(Math.log(values[best] / value)) ? at : best), 0);
      setSlider(slider, nearest, `${name} ${write(value)}`);
      number.textContent = write(value);
    },
  };
}
