// PromptLab: several prompts over one test set, live; intervals that shrink, a confusion matrix, where two of them differ.

import { element, listen, openChannel, say } from "../common/shared.js";
import { createDiffer } from "./differ.js";
import { createEditor } from "./editor.js";
import { createMatrix } from "./matrix.js";
import { createButton, pWords, pairOf, spread, whole } from "./parts.js";
import { createRows } from "./rows.js";

const MOST_PROMPTS = 12; // as in ways.py
const TRAITS = ["items", "classes", "pools", "prompts", "told", "figures", "status", "chosen"];
const clock = (seconds) => `about ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;

function createHead(onPress) {
  const press = createButton("Run", onPress, "lm-primary");
  const fill = element("span", { className: "lm-bar-fill" });
  const count = element("span", { className: "lm-lab-count" }), left = element("span", { className: "lm-quiet lm-lab-left" });
  return {
    root: element("div", { className: "lm-toolbar lm-lab-head" }, press,
      element("span", { className: "lm-bar-track lm-lab-progress", aria: { hidden: "true" } }, fill), count, left),
    show({ state, done, total, seconds_left: seconds }, running, asleep) {
      press.textContent = running ? "Stop" : done && done < total ? "Go on" : "Run";
      press.setOff(asleep || (!running && done >= total));
      fill.style.width = `${(100 * done) / Math.max(1, total)}%`;
      count.textContent = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} answers`;
      left.textContent = asleep ? "" : state === "stopping" ? "stopping …" : running && seconds != null ? clock(seconds)
        : running ? "running" : { done: "all answered", stopped: "stopped", failed: "failed" }[state] ?? "";
    },
  };
}

function render({ model, el }) {
  let mine = {}; // what is wanted, while the kernel has not answered yet: prompts, running
  let looked = null; // the two prompts that this view looks at, once somebody has chosen
  let spoken = null; // what the line is about, once a prompt has been chosen: its id, or those of two
  let sent = null; // the draft that has been sent, {id: of its prompt, looked: what was looked at}
  let channel = null; // opened at the end: it draws at once
  const get = (name) => mine[name] ?? model.get(name);
  const asleep = () => channel?.state() === "asleep";
  const running = () => mine.running ?? ["running", "stopping"].includes(model.get("status").state);

  /** The ids of the two prompts that are looked at, of those that there are. */
  function pair() {
    const ids = get("prompts").map(({ id }) => id), [one, two] = looked ?? model.get("chosen");
    const first = ids.includes(one) ? one : ids[0];
    const second = ids.includes(two) && two !== first ? two : ids.find((id) => id !== first);
    return [first, second];
  }
  function want(changes) {
    if (asleep()) return;
    mine = { ...mine, ...changes };
    channel.ask({ kind: "set", running: running(), prompts: get("prompts"), chosen: pair().map((id) => id ?? "") });
    draw();
  }
  function look(first, second) {
    const [one, two] = pair();
    looked = [first ?? one, second ?? (first === two ? one : two)];
    spoken = first ? [looked[0]] : looked;
    if (!asleep() && looked[1]) channel.ask({ kind: "set", running: running(), prompts: get("prompts"), chosen: looked });
    draw();
  }
  /** What there is to say of the prompt that was chosen, or of it beside another. */
  function wordsOf([first, other]) {
    const figures = model.get("figures"), named = (id) => `“${get("prompts").find((prompt) => prompt.id === id)?.name}”`;
    const found = figures.prompts?.[first];
    if (!found?.count) return `${named(first)}: not asked yet.`;
    if (!other) return `${named(first)} is right on ${whole(found.share)} of ${found.count} items (95 % interval ${spread(found)}).`;
    const both = pairOf(figures.pairs, first, other);
    if (!both?.count) return "";
    return `Of ${both.count} items ${named(first)} alone is right on ${both.only_first}, ${named(other)} alone on ${both.only_second}: ${pWords(both.p)}.`;
  }
  function tryOut(spec, isNew) {
    const prompts = get("prompts");
    if (isNew) {
      const id = String(1 + Math.max(...prompts.map((prompt) => Number(prompt.id))));
      sent = { id: spec.id, looked: pair() };
      looked = [id, pair()[0]];
      want({ prompts: [...prompts, { ...spec, id }], running: true });
    } else {
      sent = { id: spec.id, looked: pair() };
      want({ prompts: prompts.map((prompt) => (prompt.id === spec.id ? spec : prompt)), running: true });
    }
    spoken = null;
  }
  function remove(id) {
    editor.forget(id);
    looked = [pair()[1], id];
    spoken = null;
    want({ prompts: get("prompts").filter((prompt) => prompt.id !== id) });
    rows.focus(pair()[0]);
  }

  const head = createHead(() => { spoken = null; want({ running: !running() }); });
  const rows = createRows({ onChoose: (id) => look(id, null) });
  const editor = createEditor({ onTry: tryOut, onRemove: remove, onType: () => draw() });
  const matrix = createMatrix(), differ = createDiffer({ onCompare: (id) => look(null, id) });
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-lab" }, head.root, rows.root,
    element("div", { className: "lm-lab-two" }, editor.root, matrix.root), differ.root, line, note);
  el.append(root);

  function commonest(items) {
    const counts = new Map();
    for (const [, right] of items) counts.set(right, (counts.get(right) ?? 0) + 1);
    return Math.max(0, ...counts.values()) / Math.max(1, items.length);
  }
  function draw() {
    const [prompts, items, classes] = [get("prompts"), model.get("items"), model.get("classes")];
    const [figures, status, told] = [model.get("figures"), model.get("status"), model.get("told")];
    const [first, second] = pair(), off = asleep(), problems = status.problems ?? {};
    const prompt = prompts.find(({ id }) => id === first), problem = model.get("answer").error;
    root.dataset.state = channel?.state() ?? "ready";
    root.dataset.run = status.state;
    head.show(status, running(), off);
    rows.show({ prompts, figures: figures.prompts ?? {}, problems, first, second, of: items.length,
      commonest: commonest(items), drafts: editor.drafts });
    editor.show({ prompt, prompts, pools: model.get("pools"), asleep: off, full: prompts.length >= MOST_PROMPTS,
      said: problem ?? problems[first] });
    matrix.show(figures.prompts?.[first], classes);
    differ.show({ prompts, figures, told, first, second, classes, items });
    const about = spoken !== null && !running() && spoken.every((id) => id === first || id === second);
    const words = problem ?? (about ? wordsOf(spoken) : status.say);
    say(line, words);
    line.classList.toggle("lm-failed", Boolean(problem));
    note.textContent = off ? "No kernel is attached: this shows what was answered. To run and edit, run the cell again."
      : channel?.state() === "busy" ? "The kernel is busy; it will hear you when it is free." : "";
    note.hidden = !note.textContent;
  }
  function answered(answer) {
    mine = {};
    if (sent !== null && answer.error) looked = sent.looked;
    else if (sent !== null) editor.forget(sent.id);
    sent = null;
    draw();
  }
  channel = openChannel(model, el, { onAnswer: answered, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, TRAITS.map((name) => [name, draw]), { close: channel.close });
}

export default { render };
