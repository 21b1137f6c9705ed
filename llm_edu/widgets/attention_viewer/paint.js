// AttentionViewer, what all of its canvases share: colours, sharp pixels, bitmaps of heads, tokens cut to a width.

import { element, keepKeys } from "../common/shared.js";

export const HEAD_COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"]; // as llm_edu/plotting.py
export const KIND_COLORS = { previous: "#0072b2", next: "#56b4e9", first: "#8a8f98", self: "#cc79a7", duplicate: "#e69f00",
  induction: "#d55e00", diagonal: "#0072b2", begin: "#8a8f98", end: "#e69f00", peak: "#d55e00",
  uniform: "#009e73", mixed: "transparent" };
export const CIVIDIS = spread("00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8c8878 9b9476 aba072 bcae6c "
  + "cdbb63 dec958 f0d846 fee838");

/** 256 colours as [red, green, blue], in between those that are named. */
function spread(names) {
  const stops = names.split(" ").map((name) => [0, 2, 4].map((at) => parseInt(name.slice(at, at + 2), 16)));
  return Array.from({ length: 256 }, (_, index) => {
    const place = (index / 255) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    return stops[low].map((from, part) => Math.round(from + (stops[low + 1][part] - from) * (place - low)));
  });
}

export const cssColor = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/** Make a canvas this many CSS pixels large, sharp on every screen and not larger than a canvas may be. */
export function fitCanvas(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, 8192 / Math.max(width, height, 1));
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  pen.setTransform(wide / width, 0, 0, high / height, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** The page's ink and paper, and its fonts, for a canvas. */
export function inksOf(root) {
  const style = getComputedStyle(root);
  return { ink: style.color, paper: style.backgroundColor, ui: style.fontFamily,
    mono: style.getPropertyValue("--lm-mono-resolved") || "ui-monospace, Menlo, Consolas, monospace" };
}

/** Whether the page writes light on dark. */
export const isDark = ({ ink }) => readable(ink.match(/[\d.]+/g).slice(0, 3).map(Number)) === "#000";

/** Bitmaps of heads, one cell one pixel; what a causal head cannot see is left clear. Kept until the scene changes. */
export function createBitmaps() {
  const kept = new Map();
  let owner = null;
  return function bitmap(scene, checkpoint, layer, head, mostHigh, mostWide) {
    if (scene !== owner) kept.clear();
    owner = scene;
    const key = `${checkpoint}/${layer}/${head}/${mostHigh}/${mostWide}`;
    const known = kept.get(key);
    if (known && (!known.coarse || !scene.has(checkpoint, layer, head))) return known;
    const { codes, high, wide, coarse } = scene.blocks(checkpoint, layer, head, mostHigh, mostWide);
    const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(wide, high);
    for (let at = 0, place = 0; at < codes.length; at++, place += 4) {
      if (scene.causal && at % wide > Math.floor(at / wide)) continue;
      const color = CIVIDIS[codes[at]];
      image.data[place] = color[0];
      image.data[place + 1] = color[1];
      image.data[place + 2] = color[2];
      image.data[place + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
    const made = { canvas, coarse };
    if (kept.size > 2000) kept.clear();
    kept.set(key, made);
    return made;
  };
}

/** A text cut so that it is no wider than `room`, isolated so that it turns nothing around. */
export function cutText(pen, text, room) {
  const whole = `\u2068${text}\u2069`;
  if (pen.measureText(whole).width <= room) return whole;
  const letters = Array.from(text);
  let [low, high] = [0, Math.min(letters.length, 60)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measureText(`\u2068${letters.slice(0, middle).join("")}\u2069…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return `\u2068${letters.slice(0, low).join("")}\u2069…`;
}

/** Black or white, whichever reads better on a colour. */
export const readable = ([red, green, blue]) => (0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000" : "#fff");

/** A canvas that takes the keyboard, with a place where its cursor is read out. */
export function keyCanvas(className, label) {
  const canvas = element("canvas", { className, tabIndex: 0, aria: { role: "application", label } });
  return keepKeys(canvas);
}

export const pointIn = (canvas, event) => {
  const frame = canvas.getBoundingClientRect();
  return [event.clientX - frame.left, event.clientY - frame.top];
};
