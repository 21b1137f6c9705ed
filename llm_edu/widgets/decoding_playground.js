// DecodingPlayground: sliders reshape the next token's bars at once, tokens are drawn one by one, and strategies write
// side by side. Runs after shared.js, decoding_reshape.js, decoding_sliders.js, decoding_bars.js and decoding_texts.js.

/** The tokens that were drawn, as chips behind the text. */
function createHistory() {
  const list = element("div", { className: "lm-chips", dir: "ltr", aria: { role: "list", label: "Drawn tokens" } });
  const root = element("div", { className: "lm-history" }, list);
  const stops = roving(list, ".lm-chip", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  return {
    root,
    show(drawn) {
      root.hidden = drawn.length === 0;
      list.replaceChildren(...drawn.map(([label, id, share, untouched, how]) => {
        const before = how === "untouched" ? "" : ` by ${how}, ${percent(untouched)} untouched`;
        const note = `“${label}” had ${percent(share)}${before}; id ${id}`;
        return keepKeys(element("span", { className: "lm-chip lm-chosen", tabIndex: -1, data: { note },
          aria: { role: "listitem", label: note } }, element("span", { className: "lm-chip-label" }, label),
        element("span", { className: "lm-id" }, percent(share))));
      }));
      stops.refresh();
    },
  };
}

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

const UNKNOWN = "The draw fell on one of the many tokens without a name here; only the model knows which. Draw again, or "
  + "run the cell to wake it.";

function render({ model, el }) {
  const button = (text, title, act) => element("button", { className: "lm-button", type: "button", title, onclick: act }, text);
  const draw = button("Draw a token", "Draw the next token by the bars, and append it", () => drawToken());
  const undo = button("Undo", "Take the latest change back", () => takeBack());
  const reset = button("Reset sliders", "Back to the model's own probabilities", () => setSettings(UNTOUCHED));
  const box = textBox("Text to continue", 2, () => { flash(); channel.ask({ kind: "text", ...written() }, 250); });
  const history = createHistory();
  const sliders = createSliders((name, value) => setSettings({ ...model.get("settings"), [name]: value }));
  const bars = createTokenBars((at) => append(at));
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const state = element("div", { className: "lm-state", aria: { live: "polite" } });
  const texts = createTexts(() => startWriting(), () => { running = null; show(); }, (settings) => setSettings(settings));
  const root = element("div", { className: "lm-widget lm-decoding" },
    element("div", { className: "lm-toolbar" }, draw, undo, element("span", { className: "lm-gap" }), reset), box,
    history.root, element("div", { className: "lm-decoding-parts" }, sliders.root, bars.root), line, state, texts.root);
  chipNote(root);
  el.append(root);

  let distribution = null, unpackedFrom = null, reshaped = null;
  let running = null; // {before, asked}: the number of the run before, while strategies are asked for one by one
  let local = null; // a token drawn without a kernel: it is shown, and nothing can follow it
  let notice = ""; // what became of a draw without a kernel
  let drew = ""; // the token that was appended last, until a slider moves
  const written = () => wellFormed(box.value);
  let channel = null; // opened at the end: it draws at once
  const asleep = () => channel.state() === "asleep";

  function setSettings(settings) {
    drew = "";
    model.set("settings", { ...UNTOUCHED, ...settings }); // all views follow at once
    model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
  }
  function drawToken() {
    if (draw.getAttribute("aria-disabled") === "true" || !distribution) return;
    append(drawFrom(reshaped, distribution.known, Math.random()));
  }
  function append(at) { // null: one of the tokens without a name, which Python draws
    if (!ready()) return;
    if (asleep()) appendAsleep(at);
    else {
      flash(at);
      const id = at === null ? null : distribution.ids[at];
      channel.ask({ kind: "append", id, settings: model.get("settings"), ...written() });
    }
    show();
  }
  function appendAsleep(at) {
    notice = at === null ? UNKNOWN : `Drew “${distribution.labels[at]}”. What may follow it, only the model knows: run the `
      + "cell to wake it, or take it back with Undo.";
    if (at === null) return;
    local = [distribution.labels[at], distribution.ids[at], reshaped.shares[at], distribution.untouched.shares[at],
      settingsInWords(model.get("settings"))];
  }
  function takeBack() {
    if (undo.getAttribute("aria-disabled") === "true") return;
    if (local) {
      local = null;
      notice = "";
      show();
    } else if (!asleep()) channel.ask({ kind: "undo", ...written() });
  }
  /** Whether a token may be appended now: one at a time, and only from bars of the text that stands in the box. */
  function ready() {
    if (!distribution || problem()) return false;
    return asleep() ? local === null : channel.state() === "ready" || (running !== null && !channel.hasDraft() && !pending());
  }
  const pending = () => ["append", "text", "undo"].includes(model.get("request").kind) && channel.state() !== "ready";
  const problem = () => model.get("answer").error ?? model.get("answer").problem ?? null;
  function flash(at) { bars.flash(at); }
  /** How far the texts have come, while they are written. */
  function progress() {
    const { run = 0, entries = [] } = model.get("texts");
    const ready = run === running.before ? 0 : entries.length;
    return `Writing: ${ready} of ${model.get("strategies").length} texts are ready.`;
  }

  function startWriting() {
    if (running !== null || asleep()) return;
    running = { before: model.get("texts").run ?? 0, asked: false };
    pump();
    show();
  }
  /** Ask for the next text, when nothing else is asked: one strategy a message, so that the page stays quick. */
  function pump() {
    if (running === null || !channel || channel.state() !== "ready") return;
    const { run = 0, entries = [] } = model.get("texts");
    const at = run !== running.before ? entries.length : 0;
    if (at >= model.get("strategies").length || (running.asked && problem())) running = null;
    else {
      running.asked = true;
      channel.ask({ kind: "write", at, settings: model.get("settings"), ...written() });
    }
  }

  function show() {
    if (!channel) return;
    const raw = model.get("distribution"), settings = model.get("settings");
    const sleeping = asleep(), wrong = problem();
    if (raw !== unpackedFrom && raw.ids) {
      distribution = unpackDistribution(raw);
      unpackedFrom = raw;
      flash();
    }
    sliders.show(settings);
    if (distribution) {
      reshaped = reshape(distribution, settings);
      sliders.showFigures(reshaped, distribution);
      bars.show(distribution, reshaped, settings, model.get("shown"));
    }
    const said = wrong ?? (notice || (distribution ? drew + wordsFor(distribution, reshaped, settings) : ""));
    if (line.textContent !== said) line.textContent = said;
    line.classList.toggle("lm-failed", Boolean(wrong));
    root.classList.toggle("lm-stale", Boolean(wrong));
    const drawn = model.get("answer").drawn ?? [];
    history.show(local ? [...drawn, local] : drawn);
    draw.setAttribute("aria-disabled", String(!distribution || Boolean(wrong) || (sleeping && local !== null)));
    undo.setAttribute("aria-disabled", String(sleeping ? local === null : !model.get("answer").can_undo));
    root.classList.toggle("lm-writing", running !== null);
    const words = running === null ? STATE_WORDS[channel.state()] : progress();
    if (state.textContent !== words) state.textContent = words;
    texts.show(model.get("strategies"), model.get("texts"), running !== null, sleeping);
  }
  function drawAnswer(answer) {
    if (!channel?.hasDraft() && answer.text !== undefined) box.show(answer.text);
    drew = answer.appended ? `“${answer.appended}” is appended. ` : "";
    show();
    pump();
  }
  function drawRequest(request) {
    if (!channel.hasDraft() && request.kind === "text") box.show(request.text);
  }
  function drawState(now) {
    root.dataset.state = now;
    box.readOnly = now === "asleep";
    if (now !== "asleep") { local = null; notice = ""; }
    if (now === "asleep") running = null;
    show();
    pump();
  }
  const names = ["distribution", "settings", "texts", "strategies", "shown"];
  for (const name of names) model.on(`change:${name}`, show);
  channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: (now) => channel && drawState(now) });
  drawAnswer(model.get("answer"));
  drawState(channel.state());
  if (channel.state() !== "ready") drawRequest(model.get("request"));
  return () => {
    channel.close();
    for (const name of names) model.off(`change:${name}`, show);
    root.remove();
  };
}

export default { render };
