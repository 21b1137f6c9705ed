// PreferenceArena: choose the better of two stories, watch a model learn the taste, judge blind whether it has.

import { element, listen, openChannel, say } from "../common/shared.js";
import { createLearned } from "./learned.js";
import { createButton, createPair } from "./pair.js";
import { createResult } from "./result.js";
import { createTuning } from "./tuning.js";

const STEPS = ["Choose", "Learn", "Judge blind"];
const FEWEST_REVEALED = 8; // as in widget.py
const OVER = ["ready", "stopped", "failed"];
const TRAITS = ["pairs", "choices", "learned", "tuning", "blind", "verdicts", "result", "enough", "who"];
const clock = (seconds) => `about ${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")} left`;

function createSteps() {
  const items = STEPS.map((name) => element("li", {}, element("span", { className: "lm-arena-number" }), name));
  return {
    root: element("ol", { className: "lm-arena-steps" }, ...items),
    show(at) {
      items.forEach((item, place) => {
        item.dataset.state = place < at ? "done" : place === at ? "now" : "to come";
        item.firstChild.textContent = place < at ? "✓" : String(place + 1);
        item.setAttribute("aria-current", place === at ? "step" : "false");
      });
    },
  };
}

function render({ model, el }) {
  let mine = {}; // choices and verdicts that the kernel has not answered yet
  let channel = null; // opened at the end: it draws at once
  const get = (name) => mine[name] ?? model.get(name);
  const list = () => (stage() === "judge" ? "verdicts" : "choices");
  const asleep = () => channel?.state() === "asleep";
  const all = () => (list() === "verdicts" ? model.get("blind") : model.get("pairs"));

  function stage() {
    if (model.get("result").count) return "done";
    if (model.get("blind").length) return "judge";
    return model.get("tuning").state ? "tune" : "choose";
  }
  function put(values) {
    if (asleep()) return;
    const name = list();
    mine = { [name]: values };
    channel.ask({ kind: name === "verdicts" ? "judge" : "choose", [name]: values });
    draw();
  }
  function choose(choice) {
    if (get(list()).length < all().length) put([...get(list()), choice]);
  }
  function undo() {
    if (get(list()).length) put(get(list()).slice(0, -1));
  }
  const ask = (kind) => { if (!asleep()) channel.ask({ kind, ...(kind === "back" || kind === "stop" ? {} : { [list()]: get(list()) }) }); };

  const steps = createSteps();
  const pair = createPair({ onChoice: choose, onUndo: undo });
  const tuning = createTuning(), result = createResult(), learned = createLearned();
  const learn = createButton("Learn this taste", () => ask("tune"), "lm-primary");
  const stop = createButton("Stop", () => ask("stop"));
  const reveal = createButton("Show the result", () => ask("reveal"), "lm-primary");
  const back = createButton("Back to the choices", () => ask("back"));
  const left = element("span", { className: "lm-quiet lm-arena-time" });
  const summary = element("summary", {}, "What it believes so far");
  summary.dataset.lmSuppressShortcuts = "true";
  const peek = element("details", { className: "lm-arena-peek" }, summary);
  const beside = element("div", { className: "lm-arena-beside" });
  const actions = element("div", { className: "lm-toolbar lm-arena-actions" }, learn, stop, reveal, back, left);
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-arena" }, steps.root, pair.root, result.root,
    element("div", { className: "lm-arena-two" }, tuning.root, beside), actions, peek, line, note);
  el.append(root);

  function question(made, of) {
    if (stage() === "judge") {
      return made < of ? "Blind: one story is from before the training, one from after it. Which do you like better?"
        : "All pairs are judged.";
    }
    return made < of ? "Which story do you like better?" : "That was the last pair.";
  }
  function said(now, made, of) {
    const problem = model.get("answer").error;
    if (problem) return problem;
    if (now === "done") return model.get("result").say;
    if (now === "tune") return model.get("tuning").say;
    if (now === "judge") return made ? `${made} of ${of} judged.` : `${model.get("tuning").say ?? ""} ${of} pairs, sides shuffled.`.trim();
    const enough = model.get("enough");
    return made < enough ? `${made} of ${of}. ${enough - made} more, and there is enough to learn from. Click the better story, or press ← or →.`
      : `${made} of ${of}: enough to learn from. ${made < of ? "More clicks make it more certain." : ""}`.trim();
  }
  function drawButtons(now, made) {
    const over = OVER.includes(model.get("tuning").state), off = asleep();
    learn.hidden = !(now === "choose" || (now === "tune" && over));
    learn.firstChild.textContent = now === "tune" ? "Try again" : "Learn this taste";
    learn.setOff(off || (now === "choose" && made < model.get("enough")));
    stop.hidden = now !== "tune" || over;
    reveal.hidden = now !== "judge";
    reveal.setOff(off || made < Math.min(FEWEST_REVEALED, model.get("blind").length));
    back.hidden = now === "choose" || (now === "tune" && !over);
    for (const button of [stop, back]) button.setOff(off);
    const seconds = model.get("tuning").seconds_left;
    left.textContent = now === "tune" && !over && !off && seconds != null ? clock(seconds) : "";
  }
  function draw() {
    const now = stage(), made = get(list()).length, of = all().length;
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    root.dataset.stage = now;
    root.dataset.state = channel?.state() ?? "ready";
    steps.show({ choose: 0, tune: 1, judge: 2, done: 3 }[now]);
    pair.root.hidden = now !== "choose" && now !== "judge";
    pair.show({ words: question(made, of), pair: all()[made] ?? null, made, of, asleep: asleep(),
      enough: now === "choose" ? model.get("enough") : null });
    tuning.root.parentNode.hidden = now !== "tune" && now !== "done";
    tuning.root.hidden = now !== "tune";
    if (now === "tune") tuning.show(model.get("tuning"));
    result.root.hidden = now !== "done";
    if (now === "done") result.show(model.get("result"), model.get("blind"), model.get("verdicts"));
    peek.hidden = now !== "choose" || made < 1;
    const place = now === "choose" ? peek : beside;
    if (learned.root.parentNode !== place) place.append(learned.root);
    learned.show(model.get("learned"), model.get("who"));
    drawButtons(now, made);
    const words = said(now, made, of);
    say(line, words);
    line.classList.toggle("lm-failed", Boolean(model.get("answer").error) || model.get("tuning").state === "failed");
    note.textContent = asleep() ? "No kernel is attached: this shows what was done. The buttons need one: run the cell again." : "";
    note.hidden = !note.textContent;
    if (focused?.closest("[hidden]")) { // it is gone, and the focus goes where the next press is
      if (now === "judge" && made < of) pair.focus();
      else [reveal, stop, learn, back].find((button) => !button.hidden)?.focus();
    }
  }
  channel = openChannel(model, el, { onAnswer: () => { mine = {}; draw(); }, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, TRAITS.map((name) => [name, draw]), { close: channel.close });
}

export default { render };
