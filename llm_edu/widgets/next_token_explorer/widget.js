// NextTokenExplorer: bars of what the model may say next; a click appends one.

import {
  chipNote, counted, element, keepKeys, listen, openChannel, percent, roving, setSlider, STATE_WORDS, textBox, wellFormed,
} from "../common/shared.js";

/** The probabilities of the top tokens at a temperature, from their scores and the exact log sum over all tokens. */
function sharesAt(answer, temperature) {
  const scores = answer.bars.map(([, , , score]) => score);
  if (temperature === 0) return scores.map((_, rank) => (rank === 0 ? 1 : 0));
  const logSum = answer.log_sums[Math.round(temperature / answer.step) - 1];
  return scores.map((score) => Math.exp(score / temperature - logSum));
}

function createBar(onChoose) {
  const label = element("span", { className: "lm-chip lm-bar-label" });
  const fill = element("span", { className: "lm-bar-fill" });
  const share = element("span", { className: "lm-bar-share" });
  const detail = element("span", { className: "lm-bar-detail" });
  const track = element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, detail);
  const button = element("button", { className: "lm-bar", type: "button", tabIndex: -1 }, label, track, share);
  const bar = { root: element("li", {}, button), button };
  bar.show = (entry, probability) => {
    bar.entry = entry;
    const [text, id, hex] = entry;
    label.textContent = text;
    fill.style.width = `${100 * probability}%`;
    share.textContent = percent(probability);
    detail.textContent = `id ${id}  bytes ${hex}`;
    button.setAttribute("aria-label", `Append “${text}”, ${percent(probability)}`);
  };
  button.addEventListener("click", () => onChoose(bar.entry));
  return bar;
}

function createBars(onChoose) {
  const list = element("ol", { className: "lm-bars", aria: { label: "Most probable next tokens" } });
  const others = element("div", { className: "lm-bar lm-others" });
  const stops = roving(list, "button", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const bars = [];
  function show(answer, temperature) {
    const shares = sharesAt(answer, temperature);
    while (bars.length < shares.length) { // rows are kept and refilled, so that the focus stays where it is
      bars.push(createBar(onChoose));
      list.append(bars.at(-1).root);
    }
    while (bars.length > shares.length) bars.pop().root.remove();
    shares.forEach((share, rank) => bars[rank].show(answer.bars[rank], share));
    const left = answer.vocabulary - shares.length;
    const rest = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
    others.hidden = left <= 0;
    const fill = element("span", { className: "lm-bar-fill" });
    fill.style.width = `${100 * rest}%`;
    others.replaceChildren(element("span", { className: "lm-bar-label" }, `all ${left.toLocaleString("en")} others`),
      element("span", { className: "lm-bar-track" }, fill), element("span", { className: "lm-bar-share" }, percent(rest)));
    stops.refresh();
    return shares;
  }
  return { root: element("div", {}, list, others), show };
}

function drawHistory(history, answer) {
  const chips = answer.chosen.map(([label, id, hex, probability, temperature]) => {
    const note = `“${label}” had ${percent(probability)} at temperature ${temperature}; id ${id}, bytes ${hex}`;
    return keepKeys(element("span", { className: "lm-chip lm-chosen", tabIndex: -1, data: { note },
      aria: { role: "listitem", label: note } }, element("span", { className: "lm-chip-label" }, label),
    element("span", { className: "lm-id" }, percent(probability))));
  });
  history.firstChild.replaceChildren(...chips);
  history.lastChild.textContent = chips.length === 0 ? "Chosen tokens: none yet" // the row is there: bars stay in place
    : `${counted(chips.length, "chosen token")}${chips.length > 1 ? `, together ${together(answer.probability)}` : ""}`;
}

/** A small probability in words that can be pictured. */
function together(probability) {
  if (probability >= 0.001) return percent(probability);
  return probability > 0 ? `1 in ${Number((1 / probability).toPrecision(2)).toLocaleString("en")}` : "≈ 0";
}

function sentence(answer, shares, temperature) {
  if (answer.error) return answer.error;
  if (!answer.bars.length) return "Type something, and see how the model might continue.";
  const names = answer.bars.slice(0, 3).map(([label], rank) => `“${label}” (${percent(shares[rank])})`);
  const heat = temperature === 1 ? "" : ` at temperature ${temperature.toFixed(2)}`;
  const cut = answer.read < answer.tokens ? ` It reads the last ${answer.read} of ${answer.tokens} tokens.` : "";
  return `Most likely next${heat}: ${names.join(", then ")}.${cut}`;
}

function render({ model, el }) {
  const button = (text, title, act) => element("button", { className: "lm-button", type: "button", title, onclick: act }, text);
  const likeliest = button("Most likely", "Append the most probable token", () => act("likeliest"));
  const sample = button("Sample one", "Draw a token at random, in proportion to the probabilities", () => act("sample"));
  const undo = button("Undo", "Take the latest change back", () => act("undo"));
  const reset = button("Reset", "Back to the first text and temperature", () => act("reset"));
  const slider = element("input", { type: "range", min: 0, max: 2, step: 0.05, className: "lm-slider" });
  const heat = element("output", { className: "lm-number" });
  const box = textBox("Text to continue", 2, () => channel.ask({ kind: "text", ...wellFormed(box.value) }, 250));
  const history = element("div", { className: "lm-history" },
    element("div", { className: "lm-chips", dir: "ltr", aria: { role: "list", label: "Chosen tokens" } }),
    element("div", { className: "lm-quiet" }));
  const bars = createBars(([, id]) => { if (channel.state() === "ready") act("append", id); });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const words = element("div", { className: "lm-state", aria: { live: "polite" } });
  const root = element("div", { className: "lm-widget lm-explorer" },
    element("div", { className: "lm-toolbar" }, likeliest, sample, undo, reset, element("span", { className: "lm-gap" }),
      element("label", { className: "lm-field" }, element("span", {}, "Temperature"), slider, heat)),
    box, history, bars.root, line, words);
  const stops = roving(history.firstChild, ".lm-chip", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  chipNote(root);
  el.append(root);

  const channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: drawState });
  function act(kind, id = null) {
    const acting = channel.state() !== "ready" && !channel.hasDraft() && model.get("request").kind !== "text";
    if (acting || channel.state() === "asleep") return; // one action at a time; typing may be followed by one at once
    channel.ask({ kind, id, ...wellFormed(box.value) });
  }
  function drawRequest(request) {
    if (!channel.hasDraft() && request.kind === "text") box.show(request.text);
  }
  function drawAnswer(answer) {
    if (channel.hasDraft()) return; // a newer text is already on its way
    if (answer.text !== undefined) {
      box.show(answer.text);
      drawHistory(history, answer);
      stops.refresh();
    }
    undo.setAttribute("aria-disabled", String(!answer.can_undo));
    drawBars();
  }
  function drawBars() {
    const answer = model.get("answer");
    const temperature = model.get("temperature");
    setSlider(slider, temperature);
    heat.textContent = temperature.toFixed(2);
    const shares = answer.bars ? bars.show(answer, temperature) : [];
    line.textContent = sentence(answer, shares, temperature);
  }
  function drawState(state) {
    root.dataset.state = state;
    words.textContent = STATE_WORDS[state];
    box.readOnly = state === "asleep";
    for (const control of [likeliest, sample, reset]) control.setAttribute("aria-disabled", String(state === "asleep"));
  }
  slider.addEventListener("input", () => {
    model.set("temperature", Number(slider.value));
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  });
  drawAnswer(model.get("answer"));
  if (channel.state() !== "ready") drawRequest(model.get("request"));
  return listen(model, root, [["temperature", drawBars]], { close: channel.close });
}

export default { render };
