// TokenizerPlayground: a text box, one or two vocabularies, and the tokens as chips.

import {
  chipNote, counted, element, keepKeys, listen, openChannel, roving, STATE_WORDS, textBox, wellFormed,
} from "../common/shared.js";

const EXAMPLES = [
  ["English", "The unbelievable thing about tokenization is that nobody notices it."],
  ["Code", "def fibonacci(n):\n    if n < 2:\n        return n\n    return fibonacci(n - 1) + fibonacci(n - 2)\n"],
  ["中文", "我喜欢学习语言模型。今天天气很好！"],
  ["Emoji", "I ❤️ it! 🎉 👩‍👩‍👧 🇫🇷 👍🏽"],
  ["Digits", "7 42 365 1984 31415926 3.14159 1,000,000"],
];

function picker(label, options) {
  const select = element("select", { className: "lm-select" }, ...options.map(([value, text]) =>
    element("option", { value }, text)));
  return [element("label", { className: "lm-field" }, element("span", {}, label), select), select];
}

/** "·cat": token 4 of 9, id 2644, bytes 20 63 61 74 */
function noteOf(label, tokens) {
  if (tokens.length === 1) return `“${label}”  id ${tokens[0][0]}  bytes ${shorten(tokens[0][1])}`;
  return `“${label}” is ${tokens.length} tokens: ` +
    tokens.map(([id, hex]) => `id ${id} = bytes ${shorten(hex)}`).join(", ");
}

function shorten(hex) {
  return hex.length > 60 ? `${hex.slice(0, 47)} … (${counted((hex.length + 1) / 3, "byte")})` : hex;
}

function drawChip([label, tokens, breaksLine], index) {
  const note = noteOf(label, tokens);
  const chip = keepKeys(element("span", {
    className: `lm-chip lm-tint-${index % 4}`, tabIndex: -1, dir: "auto", data: { note }, aria: { role: "listitem", label: note },
  }, element("span", { className: "lm-chip-label" }, label)));
  if (tokens.length > 1) {
    chip.classList.add("lm-chip-shared");
    chip.append(element("span", { className: "lm-parts" }, ...tokens.map(([id, hex]) => element("span",
      { className: "lm-part" }, element("span", {}, hex), element("span", { className: "lm-id" }, String(id))))));
  } else {
    chip.append(element("span", { className: "lm-id" }, String(tokens[0][0])));
  }
  return breaksLine ? [chip, element("br")] : [chip];
}

function createPanel() {
  const name = element("span", { className: "lm-panel-name" });
  const figures = element("span", { className: "lm-figures" });
  const chips = element("div", { className: "lm-chips", dir: "ltr", aria: { role: "list" } });
  const rest = element("div", { className: "lm-rest" });
  const root = element("section", { className: "lm-panel" },
    element("header", { className: "lm-panel-head" }, name, figures), chips, rest);
  const stops = roving(chips, ".lm-chip", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  function show(panel, characters) {
    name.textContent = panel.label;
    chips.setAttribute("aria-label", `Tokens of ${panel.label}`);
    root.classList.toggle("lm-failed", "error" in panel);
    if ("error" in panel) {
      figures.textContent = "";
      chips.replaceChildren();
      rest.textContent = panel.error;
      return;
    }
    const big = (figure, noun) => [element("strong", {}, figure), ` ${noun}`];
    figures.replaceChildren(
      element("span", {}, ...big(panel.count.toLocaleString("en"), panel.count === 1 ? "token" : "tokens")),
      element("span", {}, ...(panel.count ? big((characters / panel.count).toFixed(1), "characters per token") : [])),
      element("span", { className: "lm-quiet" }, panel.size ? `vocabulary of ${panel.size.toLocaleString("en")}` : ""));
    chips.replaceChildren(...panel.chips.flatMap(drawChip));
    rest.textContent = panel.drawn < panel.count
      ? `The first ${panel.drawn.toLocaleString("en")} of ${counted(panel.count, "token")} are drawn.` : "";
    stops.refresh();
  }
  return { root, show };
}

function render({ model, el }) {
  const vocabularies = model.get("vocabularies");
  const [vocabularyField, vocabulary] = picker("Vocabulary", vocabularies);
  const [compareField, compare] = picker("Compare with", [["", "nothing"], ...vocabularies]);
  const ids = element("input", { type: "checkbox" });
  const examples = EXAMPLES.map(([name, text]) => element("button",
    { className: "lm-button lm-small", type: "button", onclick: () => useExample(text) }, name));
  const box = textBox("Text to tokenize", 3, () => ask(150));
  const panels = [createPanel(), createPanel()];
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const words = element("div", { className: "lm-state", aria: { live: "polite" } });
  const root = element("div", { className: "lm-widget lm-playground" },
    element("div", { className: "lm-toolbar" }, vocabularyField, compareField,
      element("label", { className: "lm-field" }, ids, element("span", {}, "Show ids"))),
    box, element("div", { className: "lm-examples", aria: { role: "group", label: "Examples" } },
      element("span", { className: "lm-quiet" }, "Try"), ...examples), element("div", { className: "lm-panels" }, ...panels.map((panel) => panel.root)), line, words);
  chipNote(root);
  el.append(root);

  const channel = openChannel(model, el, { onAnswer: drawAnswer, onRequest: drawRequest, onState: drawState });
  function ask(delay) {
    channel.ask({ ...wellFormed(box.value), vocabulary: vocabulary.value, compare: compare.value || null }, delay);
  }
  function useExample(text) {
    if (channel.state() === "asleep") return;
    box.show(text);
    ask(0);
  }
  function drawRequest(request) {
    if (channel.hasDraft()) return; // what is typed here and not yet sent goes first
    box.show(request.text);
    vocabulary.value = request.vocabulary;
    compare.value = request.compare ?? "";
  }
  function drawAnswer(answer) {
    if (channel.hasDraft()) return; // a newer text is already on its way
    const shown = answer.panels ?? [];
    panels.forEach((panel, index) => {
      panel.root.hidden = index >= shown.length;
      if (index < shown.length) panel.show(shown[index], answer.characters);
    });
    root.classList.toggle("lm-compared", shown.length > 1);
    const replaced = answer.replaced ? ` ${counted(answer.replaced, "half character")} (lone surrogate) became �.` : "";
    line.textContent = answer.error ?? answer.summary + replaced;
  }
  function drawState(state) {
    root.dataset.state = state;
    words.textContent = STATE_WORDS[state];
    box.readOnly = state === "asleep";
    for (const control of [vocabulary, compare]) control.disabled = state === "asleep";
    for (const button of examples) button.setAttribute("aria-disabled", String(state === "asleep"));
  }
  function drawIds() {
    ids.checked = model.get("show_ids");
    root.classList.toggle("lm-with-ids", ids.checked);
  }
  for (const select of [vocabulary, compare]) select.addEventListener("change", () => ask(0));
  ids.addEventListener("change", () => {
    model.set("show_ids", ids.checked);
    model.save_changes();
  });
  drawRequest(model.get("request"));
  drawAnswer(model.get("answer"));
  drawIds();
  return listen(model, root, [["show_ids", drawIds]], { close: channel.close });
}

export default { render };
