// EmbeddingExplorer: a map of words, the neighbours of one, and a − b + c. Runs after shared.js and its other modules
// (embedding_explorer.py).

/** Numbers from a buffer of the kernel; copied, because a view of them must begin at a multiple of their size. */
function numbersOf(bytes, Type) {
  const view = ArrayBuffer.isView(bytes) ? bytes : new DataView(bytes);
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** What the kernel has sent along once: words, groups, both maps, and the neighbours of every word on them. */
function readAtlas(model) {
  const points = model.get("points");
  const words = model.get("map_words");
  const near = numbersOf(model.get("neighbours"), Uint16Array);
  const similar = numbersOf(model.get("similarities"), Int16Array);
  const grid = numbersOf(model.get("positions"), Uint16Array);
  const maps = new Map(model.get("projections").map(({ name }, map) => [name, Array.from({ length: points.count }, (_, at) =>
    [0, 1].map((axis) => grid[(map * points.count + at) * 2 + axis] / points.grid))]));
  const onMap = words.slice(0, points.count);
  return {
    points, maps, words: onMap, place: new Map(onMap.map((word, at) => [word, at])),
    nearest: (at) => Array.from({ length: points.near }, (_, rank) => {
      const slot = at * points.near + rank;
      return [words[near[slot]], similar[slot] / points.scale];
    }),
    complete(typed) {
      const start = typed.trim().toLowerCase();
      return start ? onMap.filter((word) => word.toLowerCase().startsWith(start)).slice(0, 8) : [];
    },
    find: (word) => onMap.find((other) => other === word) ?? onMap.find((other) => other.toLowerCase() === word.toLowerCase()),
  };
}

/** Words with their similarities as bars; a click chooses a word. */
function createSimilarities(label, groupOf, onChoose) {
  const list = element("ol", { className: "lm-bars lm-similar", aria: { label } });
  const stops = roving(list, "button", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const rows = [];
  function addRow() {
    const mark = drawing("svg", { viewBox: "-6 -6 12 12", class: "lm-mark", "aria-hidden": "true" });
    const name = element("span", { className: "lm-bar-word" });
    const fill = element("span", { className: "lm-bar-fill" });
    const share = element("span", { className: "lm-bar-share" });
    const track = element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill);
    const button = element("button", { className: "lm-bar", type: "button", tabIndex: -1 }, mark, name, track, share);
    const row = { root: element("li", {}, button), word: "" };
    row.show = ([word, cosine], asleep) => {
      row.word = word;
      const group = groupOf(word);
      mark.replaceChildren(...(group === null ? [] : [groupMark(group)]));
      name.textContent = visibleWord(word);
      fill.style.width = `${100 * Math.max(0, cosine)}%`;
      share.textContent = cosine.toFixed(2);
      button.title = group === null ? `${visibleWord(word, 60)} (not on the map)` : visibleWord(word, 60);
      button.setAttribute("aria-label", `${visibleWord(word, 60)}, similarity ${cosine.toFixed(2)}${group === null ? ", not on the map" : ""}`);
      button.setAttribute("aria-disabled", String(asleep && group === null));
    };
    button.addEventListener("click", () => onChoose(row.word));
    rows.push(row);
    list.append(row.root);
  }
  return {
    root: list,
    show(entries, asleep) {
      while (rows.length < entries.length) addRow(); // rows are kept and refilled, so that the focus stays where it is
      while (rows.length > entries.length) rows.pop().root.remove();
      entries.forEach((entry, rank) => rows[rank].show(entry, asleep));
      stops.refresh();
    },
  };
}

const inWords = (entries, count) => entries.slice(0, count).map(([word, cosine]) => `${visibleWord(word)} (${cosine.toFixed(2)})`).join(", ");

function render({ model, el }) {
  const atlas = readAtlas(model);
  const { points } = atlas;
  const view = { word: "", analogy: ["", "", ""], attention: "word", hidden: new Set() };
  const groupOf = (word) => (atlas.place.has(word) ? points.group_of[atlas.place.get(word)] : null);
  const groupName = (group) => (group < 0 ? "" : points.groups[group][0]);
  const button = (text, title, act) => element("button", { className: "lm-button", type: "button", title, onclick: act }, text);

  const search = createWordBox({ label: "Find a word", placeholder: "Find a word …", onType: ask, onCommit: choose });
  const map = createMap({
    words: atlas.words, groupOf: points.group_of, describe, onChoose: (at) => choose(atlas.words[at]),
    label: `Map of ${counted(points.count, "word")}. Arrow keys go from word to word, Enter shows a word’s neighbours, `
      + "plus and minus zoom, Shift with an arrow key moves the map, 0 shows all.",
  });
  const switches = model.get("projections").map(({ name, label }) => {
    const one = button(label, `The map by ${label}`, () => { model.set("projection", name); model.save_changes(); });
    one.dataset.projection = name;
    return one;
  });
  const zooms = [["−", "Zoom out", map.zoomOut], ["+", "Zoom in", map.zoomIn], ["All", "Show the whole map", map.fit]].map(
    ([text, title, act]) => { const one = button(text, title, act); one.setAttribute("aria-label", title); return one; });
  const legend = element("div", { className: "lm-legend", aria: { role: "group", label: "Groups on the map" } }, ...legendButtons());
  const caption = element("div", { className: "lm-quiet lm-caption" });
  const nearHead = element("div", { className: "lm-side-head" });
  const near = createSimilarities("Nearest words", groupOf, choose);
  const meant = element("div", { className: "lm-examples", aria: { role: "group", label: "Words spelt like it" } });
  const boxes = ["a", "b", "c"].map((letter, slot) => createWordBox({
    label: `${letter} of a − b + c`, placeholder: letter, commitOnBlur: true, onType: ask, onCommit: (word) => setAnalogy(slot, word),
  }));
  const sum = element("div", { className: "lm-sum", aria: { role: "group", label: "Analogy a − b + c" } }, boxes[0].root, "−", boxes[1].root, "+", boxes[2].root, "≈");
  const best = createSimilarities("Best answers", groupOf, choose);
  const keptOut = element("div", { className: "lm-quiet lm-caption" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const words = element("div", { className: "lm-state", aria: { live: "polite" } });
  const root = element("div", { className: "lm-widget lm-embedding" },
    element("div", { className: "lm-toolbar" }, search.root, element("span", { className: "lm-gap" }),
      element("span", { className: "lm-joined", aria: { role: "group", label: "Projection" } }, ...switches),
      element("span", { className: "lm-joined", aria: { role: "group", label: "Zoom" } }, ...zooms)),
    element("div", { className: "lm-columns" },
      element("div", { className: "lm-map-side" }, legend, map.root, caption),
      element("div", { className: "lm-side" },
        element("section", {}, nearHead, near.root, meant),
        element("section", {}, element("div", { className: "lm-side-head" }, "Analogy"), sum, best.root, keptOut))),
    line, words);
  el.append(root);
  const asleep = () => root.dataset.state === "asleep";
  const channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: drawState });

  function legendButtons() {
    const groups = points.groups.map(([name, size], group) => [name, size, group]);
    const loose = points.group_of.filter((group) => group < 0).length;
    if (loose && groups.length) groups.push(["other words", loose, -1]);
    return groups.map(([name, size, group]) => {
      const mark = drawing("svg", { viewBox: "-6 -6 12 12", class: "lm-mark", "aria-hidden": "true" }, groupMark(group));
      const one = element("button", { className: "lm-button lm-small lm-group", type: "button", aria: { pressed: "true" },
        title: `${counted(size, "word")}; click to hide or show them` }, mark, element("span", {}, name));
      one.addEventListener("click", () => {
        if (!view.hidden.delete(group)) view.hidden.add(group);
        one.setAttribute("aria-pressed", String(!view.hidden.has(group)));
        drawMap();
      });
      return one;
    });
  }
  function describe(at) {
    const group = groupName(points.group_of[at]);
    const close = view.word && view.word !== atlas.words[at] && neighbours()?.find(([word]) => word === atlas.words[at]);
    return visibleWord(atlas.words[at]) + (group ? ` · ${group}` : "") + (close ? ` · ${close[1].toFixed(2)} to ${visibleWord(view.word)}` : "");
  }

  function ask(typed = "", delay = 120) {
    if (!asleep()) return channel.ask({ word: view.word, analogy: view.analogy, typed: wellFormed(typed).text }, delay);
    if (document.activeElement === search.input) search.offer(typed, atlas.complete(typed)); // without a kernel: what is on the map
  }
  function choose(asked) {
    const word = atlas.place.has(asked) ? asked : asleep() ? atlas.find(asked) ?? asked : wellFormed(asked).text;
    if (asleep() && word && !atlas.place.has(word)) {
      search.show(view.word);
      line.textContent = `“${visibleWord(word)}” is not on the map, and looking further needs a kernel: run the cell.`;
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

  /** The neighbours of the word that is looked at, null while they are on their way. */
  function neighbours() {
    if (atlas.place.has(view.word)) return atlas.nearest(atlas.place.get(view.word));
    const answer = model.get("answer");
    return view.word && answer.word === view.word && answer.found ? answer.near : null;
  }
  const analogyAnswer = () => {
    const answer = model.get("answer").analogy;
    return answer && answer.words.every((word, at) => word === view.analogy[at]) ? answer : null;
  };

  function draw() {
    search.show(view.word);
    boxes.forEach((box, at) => box.show(view.analogy[at]));
    drawNear();
    drawAnalogy();
    drawMap();
    line.textContent = sentence();
  }
  function drawNear() {
    const found = neighbours();
    const answer = model.get("answer");
    const unknown = !found && view.word && answer.word === view.word && answer.found === null;
    nearHead.replaceChildren(...(found ? ["Nearest to ", element("strong", {}, visibleWord(view.word))]
      : [unknown ? `“${visibleWord(view.word)}” is not in this vocabulary.` : view.word ? "…" : "Choose a word on the map, or type one."]));
    if (found || unknown || !view.word) near.show(found ?? [], asleep());
    const guesses = unknown ? answer.meant : [];
    meant.hidden = !guesses.length;
    meant.replaceChildren(element("span", { className: "lm-quiet" }, "Did you mean"), ...guesses.map((word) => element("button",
      { className: "lm-button lm-small", type: "button", onclick: () => { choose(word); search.input.focus(); } }, visibleWord(word))));
  }
  function drawAnalogy() {
    const answer = analogyAnswer();
    if (answer || !view.analogy.every(Boolean)) best.show(answer?.best ?? [], asleep());
    const unknown = answer?.unknown?.map(([word, guesses]) => `“${visibleWord(word)}” is not in this vocabulary`
      + (guesses.length ? `; did you mean ${guesses.map((guess) => visibleWord(guess)).join(", ")}?` : "."));
    keptOut.textContent = unknown ? unknown.join(" ") : answer?.kept
      ? `The three words themselves are left out; with them, the nearest is ${inWords([answer.kept], 1)}.` : "";
  }
  function drawMap() {
    const at = (word) => atlas.place.get(word) ?? -1;
    const [a, b, c] = view.analogy;
    const d = analogyAnswer()?.best[0]?.[0];
    const pairs = view.attention === "analogy" || !view.word ? [[b, a], [c, d]] : [];
    const name = model.get("projection");
    map.show({
      positions: atlas.maps.get(name), chosen: view.attention === "word" ? at(view.word) : -1, hidden: view.hidden,
      near: view.attention === "word" ? (neighbours() ?? []).map(([word]) => at(word)).filter((near) => near >= 0) : [],
      arrows: pairs.map((pair) => pair.map(at)).filter((pair) => pair.every((end) => end >= 0) && pair[0] !== pair[1]),
    });
    for (const one of switches) one.setAttribute("aria-pressed", String(one.dataset.projection === name));
    const more = points.left_out_count - points.left_out.length;
    caption.textContent = `${model.get("projections").find((each) => each.name === name).caption}` + (points.left_out_count
      ? ` Not in this vocabulary: ${points.left_out.map((word) => visibleWord(word)).join(", ")}${more ? ` and ${more} more` : ""}.` : "");
  }
  function sentence() {
    const answer = model.get("answer");
    if (answer.error) return answer.error;
    const found = neighbours();
    const analogy = analogyAnswer();
    const parts = [];
    if (found) parts.push(`Nearest to “${visibleWord(view.word)}” of ${points.words.toLocaleString("en")} words: ${inWords(found, 3)}.`);
    else if (view.word && answer.word === view.word) parts.push(`“${visibleWord(view.word)}” is not in this vocabulary.`);
    if (analogy?.best.length) parts.push(`${visibleWord(analogy.words[0])} − ${visibleWord(analogy.words[1])} + ${visibleWord(analogy.words[2])} ≈ ${inWords(analogy.best, 1)}.`);
    return parts.join(" ") || "Each point is a word; words with similar vectors lie near each other.";
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
    if (answer.found && answer.word === view.word) view.word = answer.found; // "King " was found as "king"
    if (answer.analogy && !answer.analogy.unknown && answer.analogy.best.length) view.analogy = [...answer.analogy.words];
    for (const box of [search, ...boxes]) if (answer.typed) box.offer(answer.typed, answer.completions);
    draw();
  }
  function drawState(state) {
    const turned = asleep() !== (state === "asleep");
    root.dataset.state = state;
    words.textContent = STATE_WORDS[state];
    for (const box of boxes) box.input.readOnly = asleep();
    if (turned) draw();
  }
  model.on("change:projection", drawMap);
  drawRequest(model.get("request"));
  drawAnswer(model.get("answer"));
  return () => {
    channel.close();
    map.close();
    model.off("change:projection", drawMap);
    root.remove();
  };
}

export default { render };
