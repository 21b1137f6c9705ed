// DecodingPlayground: sliders reshape the next token's bars at once, tokens are drawn one by one, and strategies write
// side by side.

import { chipNote, element, listen, openChannel, percent, say, STATE_WORDS, textBox, wellFormed } from "../common/shared.js";
import { createTokenBars } from "./bars.js";
import { drawFrom, leftInWords, reshape, unpackDistribution, UNTOUCHED } from "./reshape.js";
import { choicesText, createSliders, settingsInWords } from "./sliders.js";
import { createAppender, createHistory, createRun } from "./steps.js";
import { createTexts } from "./texts.js";

/** The line of plain words. */
function wordsFor(distribution, reshaped, settings) {
  const how = settingsInWords(settings);
  const best = reshaped.order.find((at) => at < distribution.known && reshaped.shares[at] > 0);
  const before = how === "untouched" ? "" : ` (untouched: ${percent(distribution.untouched.shares[best])})`;
  const setting = how[0].toUpperCase() + how.slice(1);
  return `${setting}: ${leftInWords(reshaped, distribution.vocabulary)}. “${distribution.labels[best]}” has `
    + `${percent(reshaped.shares[best])}${before}; entropy ${reshaped.bits.toFixed(1)} bits, as if choosing among `
    + `${choicesText(reshaped.bits)}.`;
}

/** All that is on the page, and what its controls call. */
function createPage(on) {
  const button = (text, title, act) => element("button", { className: "lm-button", type: "button", title, onclick: () => {
    if (page[act].getAttribute("aria-disabled") !== "true") on[act]();
  } }, text);
  const page = {
    draw: button("Draw a token", "Draw the next token from the bars, and append it", "draw"),
    undo: button("Undo", "Take the latest change back", "undo"),
    reset: button("Reset sliders", "Back to the model's own probabilities", "reset"),
    box: textBox("Text to continue", 2, on.type),
    history: createHistory(),
    sliders: createSliders(on.slide),
    bars: createTokenBars(on.append),
    line: element("div", { className: "lm-line", aria: { role: "status", live: "polite" } }),
    state: element("div", { className: "lm-state", aria: { live: "polite" } }),
    texts: createTexts(on.write, on.stop, on.set),
  };
  page.root = element("div", { className: "lm-widget lm-decoding" },
    element("div", { className: "lm-toolbar" }, page.draw, page.undo, element("span", { className: "lm-gap" }), page.reset),
    page.box, page.history.root,
    element("div", { className: "lm-decoding-parts" }, page.sliders.root, page.bars.root), page.line, page.state,
    page.texts.root);
  chipNote(page.root);
  return page;
}

function render({ model, el }) {
  const link = { channel: null }; // opened at the end: it draws at once
  let distribution = null, unpackedFrom = null, reshaped = null;
  let appended = ""; // what was appended last, until a slider moves
  const text = () => wellFormed(page.box.value);
  const problem = () => model.get("answer").error ?? model.get("answer").problem ?? null;
  const appender = createAppender(model, link, text, () => show());
  const run = createRun(model, link, text);
  function set(settings) {
    appended = "";
    model.set("settings", { ...UNTOUCHED, ...settings }); // all views follow at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  }
  function append(at) {
    if (!problem() && appender.append(at, distribution, reshaped)) page.bars.flash(at);
  }
  const page = createPage({
    set, append,
    type() {
      page.bars.flash();
      link.channel.ask({ kind: "text", ...text() }, 250);
    },
    slide: (name, value) => set({ ...model.get("settings"), [name]: value }),
    reset: () => set(UNTOUCHED),
    draw: () => append(drawFrom(reshaped, distribution.known, Math.random())),
    undo: () => appender.undo(),
    write() {
      run.start();
      show();
    },
    stop() {
      run.stop();
      show();
    },
  });
  el.append(page.root);

  function showDistribution(settings) {
    const raw = model.get("distribution");
    if (raw !== unpackedFrom && raw.ids) {
      distribution = unpackDistribution(raw);
      unpackedFrom = raw;
      page.bars.flash();
    }
    page.bars.root.hidden = page.sliders.figures.hidden = !distribution;
    if (!distribution) return;
    reshaped = reshape(distribution, settings);
    page.sliders.showFigures(reshaped, distribution);
    page.bars.show(distribution, reshaped, settings, model.get("shown"));
  }
  function show() {
    if (!link.channel) return;
    const settings = model.get("settings"), state = link.channel.state(), wrong = problem();
    page.sliders.show(settings);
    showDistribution(settings);
    page.history.show(appender.drawn());
    say(page.line, wrong ?? (appender.words()
      || (distribution ? appended + wordsFor(distribution, reshaped, settings) : "")));
    say(page.state, run.going() ? run.words() : STATE_WORDS[state]);
    page.line.classList.toggle("lm-failed", Boolean(wrong) && !model.get("answer").empty);
    page.root.classList.toggle("lm-stale", Boolean(wrong));
    page.root.classList.toggle("lm-writing", run.going());
    page.root.dataset.state = state;
    page.box.readOnly = state === "asleep";
    page.draw.setAttribute("aria-disabled", String(!distribution || Boolean(wrong) || !appender.mayAppend()));
    page.undo.setAttribute("aria-disabled", String(!appender.mayUndo()));
    page.texts.show(model.get("strategies"), model.get("texts"), run.going(), state === "asleep");
  }
  function drawAnswer(answer) {
    if (!link.channel.hasDraft() && answer.text !== undefined) page.box.show(answer.text);
    appended = answer.appended ? `“${answer.appended}” is appended. ` : "";
    run.next();
    show();
  }
  function drawRequest(request) {
    if (!link.channel.hasDraft() && request.kind === "text") page.box.show(request.text);
  }
  function drawState() {
    if (!link.channel) return;
    if (link.channel.state() === "asleep") run.stop();
    else appender.forget();
    run.next();
    show();
  }
  const names = ["distribution", "settings", "texts", "strategies", "shown"];
  link.channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: drawState });
  drawAnswer(model.get("answer"));
  drawState();
  if (link.channel.state() !== "ready") drawRequest(model.get("request"));
  return listen(model, page.root, names.map((name) => [name, show]), { close: link.channel.close });
}

export default { render };
