// ForwardPass, vectors as coloured strips, and the numbers of the one that is opened.

import { element, keepKeys } from "../common/shared.js";
import { lengthOf } from "./store.js";
import { size } from "./words.js";

const ABOVE = [123, 107, 181], BELOW = [224, 130, 20]; // purple and orange: they read on light and on dark

/** The largest size in some vectors, but for the outermost two of a hundred: a few giants would leave the rest blank. */
export function mostOf(vectors) {
  const sizes = new Float32Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
  vectors.reduce((at, vector) => {
    vector.forEach((value, place) => { sizes[at + place] = Math.abs(value); });
    return at + vector.length;
  }, 0);
  sizes.sort();
  return sizes[Math.floor(sizes.length * 0.98)] || 1;
}

function setPixel(data, at, red, green, blue, alpha) {
  data[4 * at] = red;
  data[4 * at + 1] = green;
  data[4 * at + 2] = blue;
  data[4 * at + 3] = alpha;
}

export function paintStrip(canvas, vector, most) {
  Object.assign(canvas, { width: vector.length, height: 1 });
  const pen = canvas.getContext("2d"), image = pen.createImageData(vector.length, 1);
  vector.forEach((value, at) => {
    const [red, green, blue] = value < 0 ? BELOW : ABOVE;
    setPixel(image.data, at, red, green, blue, 255 * Math.min(1, Math.abs(value) / most));
  });
  pen.putImageData(image, 0, 0);
}

/** A vector as a button: its numbers open on a click, or when the keyboard comes by. name: what it is, in words */
export function createStrip(vector, most, name, onOpen) {
  const canvas = element("canvas", { className: "lm-pass-canvas", aria: { hidden: "true" } });
  paintStrip(canvas, vector, most);
  const node = element("button", { className: "lm-pass-strip", type: "button", tabIndex: -1, data: { key: name },
    aria: { label: `${name}: ${vector.length} numbers, length ${size(lengthOf(vector))}` } }, canvas);
  const open = () => onOpen(name, vector, most);
  node.addEventListener("click", open);
  node.addEventListener("focus", open);
  return node;
}

/** Attention weights of a head as a square: a row for each token that asks, the darker the larger. */
export function paintSquare(canvas, time, weightsOf, chosen) {
  Object.assign(canvas, { width: time, height: time });
  const pen = canvas.getContext("2d"), image = pen.createImageData(time, time);
  for (let query = 0; query < time; query++) {
    const row = weightsOf(query), [red, green, blue] = query === chosen ? [230, 159, 0] : [0, 114, 178];
    for (let key = 0; key <= query; key++) setPixel(image.data, query * time + key, red, green, blue, 22 + 233 * Math.sqrt(row[key]));
  }
  pen.putImageData(image, 0, 0);
}

/** Arrow keys among strips in rows of `columns`; one of them is a tab stop. */
export function gridKeys(root, selector) {
  const items = () => [...root.querySelectorAll(selector)];
  root.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) for (const other of items()) other.tabIndex = other === item ? 0 : -1;
  });
  root.addEventListener("keydown", (event) => {
    const all = items(), at = all.indexOf(event.target.closest(selector));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = all.filter((item) => item.closest("tr") === all[at].closest("tr")).length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -at, End: all.length - 1 - at }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    all[at + step]?.focus();
  });
  return { refresh: () => { if (!root.querySelector(`${selector}[tabindex="0"]`)) items().slice(0, 1).forEach((item) => { item.tabIndex = 0; }); } };
}

/** The numbers of one vector, each on the colour that it has in the strip. */
export function createNumbers() {
  const title = element("div", { className: "lm-pass-numbers-title" });
  const list = keepKeys(element("div", { className: "lm-pass-numbers-list", tabIndex: 0, aria: { role: "region", label: "The numbers of a vector" } }));
  const root = element("div", { className: "lm-pass-numbers" }, title, list);
  return {
    root,
    hide() {
      title.textContent = "Click a strip to see its numbers. Purple is above zero, orange below.";
      title.classList.add("lm-quiet");
      list.hidden = true;
    },
    show(name, vector, most) {
      title.textContent = `${name}: ${vector.length} numbers, length ${size(lengthOf(vector))}`;
      title.classList.remove("lm-quiet");
      list.hidden = false;
      list.replaceChildren(...Array.from(vector, (value, at) => {
        const node = element("span", { className: "lm-pass-number", title: `dimension ${at}` }, size(value));
        const strength = Math.round(38 * Math.min(1, Math.abs(value) / most));
        node.style.background = `color-mix(in srgb, rgb(${(value < 0 ? BELOW : ABOVE).join(" ")}) ${strength}%, transparent)`;
        return node;
      }));
      list.scrollTop = 0;
    },
  };
}
