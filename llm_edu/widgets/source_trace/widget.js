// SourceTrace: a question, the answer with the evidence for each of its sentences, and the passages to switch off or edit.

import { createButton, element, listen, lookAt, openChannel, say, wellFormed } from "../common/shared.js";
import { createAnswer } from "./answer.js";
import { createPassages } from "./passages.js";
import { edited, isAsFound, numberOf, pickedWords, requestOf, switched } from "./words.js";

/** The questions to choose from, and a box for another one. onQuestion(text) */
function createQuestion(onQuestion) {
  const select = element("select", { className: "lm-select lm-trace-select", aria: { label: "Question" }, onchange: () => onQuestion(select.value) });
  const box = element("input", { className: "lm-trace-input", type: "text", placeholder: "Another question", spellcheck: false, dir: "auto",
    maxLength: 300, aria: { label: "Another question" } });
  const send = () => { if (box.value.trim()) onQuestion(wellFormed(box.value).text.trim().split(/\s+/).join(" ")); };
  const ask = createButton("Ask", send, "lm-primary");
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    ask.click();
  });
  let drawn = "";
  return {
    root: element("div", { className: "lm-trace-question" }, select, box, ask),
    show(questions, question, answered, known, asleep) {
      const listed = questions.includes(question) ? questions : [...questions, question];
      const wanted = JSON.stringify([listed, asleep, [...known]]);
      if (drawn !== wanted) select.replaceChildren(...listed.map((text) => element("option", { value: text, disabled: asleep && !known.has(text) }, text)));
      drawn = wanted;
      select.value = question;
      if (box.value.trim().split(/\s+/).join(" ") === answered) box.value = "";
      box.readOnly = asleep;
      ask.setOff(asleep);
    },
  };
}

/** Steps through what has been answered. onStep(number) */
function createTries(onStep) {
  const out = element("output", { className: "lm-quiet" });
  let now = 0, count = 1;
  const back = createButton("‹", () => onStep(now - 1), "lm-small"), next = createButton("›", () => onStep(now + 1), "lm-small");
  back.setAttribute("aria-label", "Answer before");
  next.setAttribute("aria-label", "Answer after");
  return {
    root: element("span", { className: "lm-trace-tries" }, back, out, next),
    show(number, tries, isOff) {
      [now, count] = [number, tries];
      out.textContent = `answer ${now + 1} of ${count}`;
      back.setOff(isOff || now === 0);
      next.setOff(isOff || now === count - 1);
    },
  };
}

function render({ model, el }) {
  let channel = null, dismissed = -1;
  const asleep = () => channel?.state() === "asleep";
  const waiting = () => ["waiting", "busy"].includes(channel?.state());
  const shownNumber = () => Math.min(model.get("view").shown, model.get("scene").tries.length - 1);
  const shown = () => model.get("scene").tries[shownNumber()];
  const wanted = () => { // what was asked for last, also while the model still answers
    const { question, off, edits } = waiting() ? model.get("request") : requestOf(shown());
    return { question, off: off ?? [], edits: edits ?? [] };
  };
  const question = createQuestion((text) => want({ question: text, off: [], edits: [] }));
  const tries = createTries((number) => { dismiss(); look({ shown: number, picked: -1 }); });
  // Until an answer comes the view stays, or the kernel would hear of the change later than of the answer, and go back.
  const answer = createAnswer((number) => { if (!waiting() && model.get("view").picked !== number) look({ picked: number }); }, tries.root);
  const passages = createPassages({ onSwitch: (rank) => want(switched(wanted(), rank)), onText: (rank, text) => want(edited(wanted(), rank, text)) });
  const problem = element("div", { className: "lm-trace-problem" });
  const rule = element("div", { className: "lm-trace-rule lm-quiet" });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-trace" }, question.root, problem,
    answer.root, rule, line, passages.root, note);
  el.append(root);

  function dismiss() { dismissed = model.get("answer").sequence ?? -1; }
  const look = (change) => lookAt(model, change);
  /** Show what has been answered before, or ask. */
  function want(request) {
    const number = waiting() ? -1 : numberOf(model.get("scene").tries, request);
    dismiss();
    if (number >= 0) look({ shown: number, picked: -1 });
    else if (!asleep()) channel.ask(request);
    draw();
  }
  function answered({ shown: number }) {
    if (Number.isInteger(number) && number !== model.get("view").shown) look({ shown: number, picked: -1 });
    draw();
  }
  function draw() {
    const { tries: all, questions, rule: words, score_names: names } = model.get("scene");
    const traced = shown(), request = wanted(), { picked } = model.get("view"), state = channel?.state() ?? "ready";
    const { error, sequence } = model.get("answer");
    const pick = picked < traced.sentences.length ? picked : -1;
    const isKept = (each) => numberOf(all, each) >= 0;
    root.dataset.state = state;
    question.show(questions, request.question, traced.question, new Set(all.map((each) => each.question)), asleep());
    tries.show(shownNumber(), all.length, waiting());
    answer.show(traced, all.find((each) => each.question === traced.question && isAsFound(each)), pick);
    passages.show(traced, { names, picked: pick, wanted: request.question === traced.question ? request : requestOf(traced), asleep: asleep(),
      canAsk: (rank) => ({ switched: !asleep() || isKept(switched(request, rank)), restored: !asleep() || isKept(edited(request, rank, null)) }) });
    rule.textContent = words;
    rule.hidden = !words;
    problem.textContent = error && !waiting() && sequence !== dismissed ? error : "";
    problem.hidden = !problem.textContent;
    say(line, !problem.hidden ? `${error.replace(/[.]$/, "")}. The answer shown is from before.`
      : waiting() ? "The model answers …" : pick < 0 ? traced.said : pickedWords(traced, pick));
    note.textContent = asleep() ? "No kernel is attached: this shows what was answered. To ask anything else, run the cell again."
      : state === "busy" ? "The kernel is busy; it will answer when it is free." : "";
    note.hidden = !note.textContent;
  }
  channel = openChannel(model, el, { onAnswer: answered, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, [["scene", draw], ["view", draw]], { close: channel.close });
}

export default { render };
