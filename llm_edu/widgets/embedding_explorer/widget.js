// EmbeddingExplorer: a map of words, the neighbours of one, and a − b + c.

import { counted, element, listen, openChannel, STATE_WORDS, wellFormed } from "../common/shared.js";
import { createMap } from "./map.js";
import { visibleWord } from "./map_labels.js";
import { createLegend, createSimilarities, inWords, readAtlas } from "./word_atlas.js";
import { createWordBox } from "./word_box.js";

/** Every element of the widget, and where it stands; `on` is what they call. */
function buildExplorer(model, atlas, on) {
  const { points } = atlas;
  const button = (text, title, onclick, label = title) => element("button",
    { className: "lm-button", type: "button", title, onclick, aria: { label } }, text);
  const joined = (label, ...buttons) => element("span",
    { className: "lm-joined", aria: { role: "group", label } }, ...buttons);
  const parts = {
    search: createWordBox({ label: "Find a word", placeholder: "Find a word …", onType: on.type, onCommit: on.choose }),
    map: createMap({
      words: atlas.words, groupOf: points.group_of, describe: on.describe,
      onChoose: (at) => on.choose(atlas.words[at]),
      label: `Map of ${counted(points.count, "word")}. Arrow keys go from word to word, Enter shows the neighbours of `
        + "one, plus and minus zoom, Shift with an arrow key moves the map, 0 shows all.",
    }),
    switches: model.get("projections").map(({ name, label }) => {
      const one = button(label, `The map by ${label}`, () => on.project(name), label);
      one.dataset.projection = name;
      return one;
    }),
    legend: createLegend(points, on.hide),
    caption: element("div", { className: "lm-quiet lm-caption" }),
    nearHead: element("div", { className: "lm-side-head" }),
    near: createSimilarities("Nearest words", atlas.groupOf, on.choose),
    meant: element("div", { className: "lm-examples", aria: { role: "group", label: "Words spelt like it" } }),
    boxes: ["a", "b", "c"].map((letter, slot) => createWordBox({ label: `${letter} of a − b + c`, placeholder: letter,
      commitOnBlur: true, onType: on.type, onCommit: (word) => on.setAnalogy(slot, word) })),
    best: createSimilarities("Best answers", atlas.groupOf, on.choose),
    kept: element("div", { className: "lm-quiet lm-caption" }),
    line: element("div", { className: "lm-line", aria: { role: "status", live: "polite" } }),
    words: element("div", { className: "lm-state", aria: { live: "polite" } }),
  };
  const { map, boxes } = parts;
  const zooms = [["−", "Zoom out", map.zoomOut], ["+", "Zoom in", map.zoomIn], ["All", "Show the whole map", map.fit]];
  const sum = element("div", { className: "lm-sum", aria: { role: "group", label: "Analogy a − b + c" } },
    boxes[0].root, "−", boxes[1].root, "+", boxes[2].root, "≈");
  parts.root = element("div", { className: "lm-widget lm-embedding" },
    element("div", { className: "lm-toolbar" }, parts.search.root, element("span", { className: "lm-gap" }),
      joined("Projection", ...parts.switches), joined("Zoom", ...zooms.map((zoom) => button(...zoom)))),
    element("div", { className: "lm-columns" },
      element("div", {}, parts.legend, map.root, parts.caption),
      element("div", { className: "lm-side" },
        element("section", {}, parts.nearHead, parts.near.root, parts.meant),
        element("section", {}, element("div", { className: "lm-side-head" }, "Analogy"), sum, parts.best.root,
          parts.kept))),
    parts.line, parts.words);
  return parts;
}

const unknownWord = (word) => `“${visibleWord(word)}” is not in this vocabulary`;

/** What became of the rule that a, b and c are no answers: often it alone makes the analogy come out. */
function leftOutNote({ kept, best }) {
  const effect = kept[0] === best[0]?.[0] ? "here that changes nothing" : `with them, the nearest is ${inWords([kept], 1)}`;
  return `The three words themselves are left out; ${effect}.`;
}

/** The line under the picture, which is also what a screen reader says. */
function sentence(view, atlas, answer, near, analogy) {
  if (answer.error) return answer.error;
  const parts = [];
  const of = atlas.points.words.toLocaleString("en");
  const found = near && (inWords(near, 3) || "no other word");
  if (near) parts.push(`Nearest to “${visibleWord(view.word)}” of ${of} words: ${found}.`);
  else if (view.word && answer.word === view.word) parts.push(`${unknownWord(view.word)}.`);
  if (analogy?.best.length) {
    const [a, b, c] = analogy.words.map((word) => visibleWord(word));
    parts.push(`${a} − ${b} + ${c} ≈ ${inWords(analogy.best, 1)}.`);
  }
  return parts.join(" ") || "Each point is a word; words with similar vectors lie near each other.";
}

/** What is drawn from the kernel's answer and the view's own state: functions of both, no events. */
function createDrawing(model, atlas, view, parts) {
  const asleep = () => parts.root.dataset.state === "asleep";
  const placeOf = (word) => atlas.place.get(word) ?? -1;
  /** The neighbours of the word that is looked at, null while they are on their way. */
  function neighbours() {
    if (atlas.place.has(view.word)) return atlas.nearest(atlas.place.get(view.word));
    const answer = model.get("answer");
    return view.word && answer.found === view.word ? answer.near : null; // "King" was found as "king"
  }
  function analogyAnswer() {
    const answer = model.get("answer").analogy;
    return answer?.words.every((word, at) => word === view.analogy[at]) ? answer : null;
  }
  function drawNear() {
    const found = neighbours();
    const answer = model.get("answer");
    const unknown = !found && view.word && answer.word === view.word && answer.found === null;
    parts.nearHead.replaceChildren(...(found ? ["Nearest to ", element("strong", {}, visibleWord(view.word))]
      : [unknown ? `${unknownWord(view.word)}.` : view.word ? "…" : "Choose a word on the map, or type one."]));
    if (found || unknown || !view.word) parts.near.show(found ?? [], asleep());
    const guesses = unknown ? answer.meant : [];
    parts.meant.hidden = !guesses.length;
    parts.meant.replaceChildren(element("span", { className: "lm-quiet" }, "Did you mean"), ...guesses.map((word) =>
      element("button", { className: "lm-button lm-small", type: "button", onclick: () => view.choose(word) },
        visibleWord(word))));
  }
  function drawAnalogy() {
    const answer = analogyAnswer();
    if (answer || !view.analogy.every(Boolean)) parts.best.show(answer?.best ?? [], asleep());
    const unknown = answer?.unknown?.map(([word, guesses]) => unknownWord(word)
      + (guesses.length ? `; did you mean ${guesses.map((guess) => visibleWord(guess)).join(", ")}?` : "."));
    parts.kept.textContent = unknown?.join(" ") ?? (answer?.kept ? leftOutNote(answer) : "");
  }
  function drawMap() {
    const name = model.get("projection");
    const [a, b, c] = view.analogy;
    const d = analogyAnswer()?.best[0]?.[0];
    const looking = view.attention === "word";
    const chosen = looking ? placeOf(view.word) : -1;
    const near = looking ? (neighbours() ?? []).map(([word]) => placeOf(word)).filter((at) => at >= 0) : [];
    const pairs = chosen < 0 && !near.length ? [[b, a], [c, d]] : []; // one thing at a time
    parts.map.show({
      positions: atlas.maps.get(name), hidden: view.hidden, chosen, near,
      arrows: pairs.map((pair) => pair.map(placeOf)).filter(([from, to]) => from >= 0 && to >= 0 && from !== to),
    });
    for (const one of parts.switches) one.setAttribute("aria-pressed", String(one.dataset.projection === name));
    const { left_out: leftOut, left_out_count: count } = atlas.points;
    const more = count > leftOut.length ? ` and ${count - leftOut.length} more` : "";
    parts.caption.textContent = model.get("projections").find((each) => each.name === name).caption
      + (count ? ` Not in this vocabulary: ${leftOut.map((word) => visibleWord(word)).join(", ")}${more}.` : "");
  }
  function draw() {
    parts.search.show(view.word);
    parts.boxes.forEach((box, at) => box.show(view.analogy[at]));
    drawNear();
    drawAnalogy();
    drawMap();
    parts.line.textContent = sentence(view, atlas, model.get("answer"), neighbours(), analogyAnswer());
  }
  return { draw, drawMap, neighbours, asleep };
}

function render({ model, el }) {
  const atlas = readAtlas(model);
  const view = { word: "", analogy: ["", "", ""], attention: "word", hidden: new Set(), choose };
  const parts = buildExplorer(model, atlas, { type: ask, choose, describe, setAnalogy,
    project(name) { model.set("projection", name); model.save_changes(); },
    hide(hidden) { view.hidden = hidden; drawMap(); } });
  const { draw, drawMap, neighbours, asleep } = createDrawing(model, atlas, view, parts);
  el.append(parts.root);
  const channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: drawState });

  /** What the pointer's or the keyboard's note says of a point: "tea · drinks · 0.67 to coffee". */
  function describe(at) {
    const word = atlas.words[at];
    const group = atlas.points.group_of[at];
    const close = word !== view.word && neighbours()?.find(([near]) => near === word);
    return [visibleWord(word), ...(group < 0 ? [] : [atlas.points.groups[group][0]]),
      ...(close ? [`${close[1].toFixed(2)} to ${visibleWord(view.word)}`] : [])].join(" · ");
  }
  function ask(typed = "", delay = 120) {
    if (!asleep()) channel.ask({ word: view.word, analogy: view.analogy, typed: wellFormed(typed).text }, delay);
    else parts.search.offer(typed, atlas.complete(typed)); // without a kernel: what is on the map
  }
  function choose(asked) {
    const word = asleep() ? atlas.find(asked) ?? "" : wellFormed(asked).text;
    if (asleep() && asked && !word) {
      parts.search.show(view.word);
      parts.line.textContent = `“${visibleWord(asked)}” is not on the map; for other words, run the cell.`;
      return;
    }
    Object.assign(view, { word, attention: "word" });
    ask("", 0);
    draw();
  }
  function setAnalogy(slot, word) {
    view.analogy = view.analogy.map((old, at) => (at === slot ? wellFormed(word).text : old));
    view.attention = "analogy";
    ask("", 0);
    draw();
  }
  function drawRequest(request) {
    if (channel.hasDraft()) return; // what is asked here and not yet sent goes first
    if (request.word !== view.word) view.attention = "word";
    else if (request.analogy.some((word, at) => word !== view.analogy[at])) view.attention = "analogy";
    Object.assign(view, { word: request.word, analogy: [...request.analogy] });
    draw();
  }
  function drawAnswer(answer) {
    if (channel.hasDraft()) return; // a newer question is already on its way
    if (answer.found && answer.word === view.word) view.word = answer.found; // "King" was found as "king"
    if (answer.analogy?.best.length) view.analogy = [...answer.analogy.words];
    if (answer.typed) for (const box of [parts.search, ...parts.boxes]) box.offer(answer.typed, answer.completions);
    draw();
  }
  function drawState(state) {
    const turned = asleep() !== (state === "asleep");
    parts.root.dataset.state = state;
    parts.words.textContent = STATE_WORDS[state];
    for (const box of parts.boxes) box.input.readOnly = asleep();
    if (turned) draw();
  }
  drawRequest(model.get("request"));
  drawAnswer(model.get("answer"));
  return listen(model, parts.root, [["projection", drawMap]], { close: () => { channel.close(); parts.map.close(); } });
}

export default { render };
