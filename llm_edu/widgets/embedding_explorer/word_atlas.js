// EmbeddingExplorer: what the kernel sent along once, and words as bars and groups as buttons.

import { counted, element, roving } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { groupMark, visibleWord } from "./map_labels.js";

/** Numbers from a buffer of the kernel; copied, because a view of them must begin at a multiple of their size. */
function numbersOf(bytes, Type) {
  const view = ArrayBuffer.isView(bytes) ? bytes : new DataView(bytes);
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** What the kernel has sent along once: words, groups, both maps, and the neighbours of every word on them. */
export function readAtlas(model) {
  const points = model.get("points");
  const words = model.get("map_words");
  const near = numbersOf(model.get("neighbours"), Uint16Array);
  const similar = numbersOf(model.get("similarities"), Int16Array);
  const grid = numbersOf(model.get("positions"), Uint16Array);
  const placesOf = (map) => Array.from({ length: points.count }, (_, at) =>
    [0, 1].map((axis) => grid[(map * points.count + at) * 2 + axis] / points.grid));
  const maps = new Map(model.get("projections").map(({ name }, map) => [name, placesOf(map)]));
  const onMap = words.slice(0, points.count);
  const place = new Map(onMap.map((word, at) => [word, at]));
  return {
    points, maps, words: onMap, place,
    /** The group of a word on the map, -1 for none; null for a word that is not on it. */
    groupOf: (word) => (place.has(word) ? points.group_of[place.get(word)] : null),
    nearest: (at) => Array.from({ length: points.near }, (_, rank) => {
      const slot = at * points.near + rank;
      return [words[near[slot]], similar[slot] / points.scale];
    }),
    complete(typed) {
      const start = typed.trim().toLowerCase();
      return start ? onMap.filter((word) => word.toLowerCase().startsWith(start)).slice(0, 8) : [];
    },
    find: (word) => (place.has(word) ? word : onMap.find((other) => other.toLowerCase() === word.toLowerCase())),
  };
}

function createSimilarRow(groupOf, onChoose) {
  const mark = drawn("svg", { viewBox: "-6 -6 12 12", class: "lm-mark", "aria-hidden": "true" });
  const name = element("span", { className: "lm-bar-word" });
  const fill = element("span", { className: "lm-bar-fill" });
  const share = element("span", { className: "lm-bar-share" });
  const track = element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill);
  const button = element("button", { className: "lm-bar", type: "button", tabIndex: -1 }, mark, name, track, share);
  let shown = "";
  button.addEventListener("click", () => onChoose(shown));
  return {
    root: element("li", {}, button),
    show([word, cosine], asleep) {
      shown = word;
      const group = groupOf(word);
      mark.replaceChildren(...(group === null ? [] : [groupMark(group)]));
      name.textContent = visibleWord(word);
      fill.style.width = `${100 * Math.max(0, cosine)}%`;
      share.textContent = cosine.toFixed(2);
      const off = group === null ? ", not on the map" : "";
      button.title = `${visibleWord(word, 60)}${off}`;
      button.setAttribute("aria-label", `${visibleWord(word, 60)}, similarity ${cosine.toFixed(2)}${off}`);
      button.setAttribute("aria-disabled", String(asleep && group === null));
    },
  };
}

/** Words with their similarities as bars; a click chooses a word. */
export function createSimilarities(label, groupOf, onChoose) {
  const list = element("ol", { className: "lm-bars lm-similar", aria: { label } });
  const stops = roving(list, "button", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const rows = [];
  return {
    root: list,
    show(entries, asleep) {
      while (rows.length < entries.length) { // rows are kept and refilled, so that the focus stays where it is
        rows.push(createSimilarRow(groupOf, onChoose));
        list.append(rows.at(-1).root);
      }
      while (rows.length > entries.length) rows.pop().root.remove();
      entries.forEach((entry, rank) => rows[rank].show(entry, asleep));
      stops.refresh();
    },
  };
}

/** One button a group, which hides its words or shows them again; onChange(hidden: Set of groups). */
export function createLegend(points, onChange) {
  const hidden = new Set();
  const groups = points.groups.map(([name, size], group) => [name, size, group]);
  const loose = points.group_of.filter((group) => group < 0).length;
  if (loose && groups.length) groups.push(["other words", loose, -1]);
  const buttons = groups.map(([name, size, group]) => {
    const mark = drawn("svg", { viewBox: "-6 -6 12 12", class: "lm-mark", "aria-hidden": "true" }, groupMark(group));
    const button = element("button", { className: "lm-button lm-small lm-group", type: "button",
      title: `${counted(size, "word")}; click to hide or show them`, aria: { pressed: "true" } },
    mark, element("span", { className: "lm-group-name" }, name));
    button.addEventListener("click", () => {
      if (!hidden.delete(group)) hidden.add(group);
      button.setAttribute("aria-pressed", String(!hidden.has(group)));
      onChange(hidden);
    });
    return button;
  });
  return element("div", { className: "lm-legend", hidden: !buttons.length,
    aria: { role: "group", label: "Groups on the map" } }, ...buttons);
}

/** "kings (0.71), queen (0.65)" */
export function inWords(entries, count) {
  return entries.slice(0, count).map(([word, cosine]) => `${visibleWord(word)} (${cosine.toFixed(2)})`).join(", ");
}
