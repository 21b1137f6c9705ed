// ChatDesk: a conversation with a desk, and beside it what is behind each answer.

import { createButton, element, listen, openChannel, say } from "../common/shared.js";
import { createBehind } from "./behind.js";
import { createComposer, createDraft } from "./composer.js";
import { createConversation } from "./conversation.js";
import { doingWords, isOver, transcriptOf, turnWords } from "./words.js";

const UNHEARD = -1; // the id of a message that the kernel has not heard yet

/** Hand a text to the browser as a file. */
function download(name, text) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The buttons above. onBack(), onAgain(), onExport() */
function createHead({ onBack, onAgain, onExport }) {
  const name = element("span", { className: "lm-panel-name", dir: "auto" }), count = element("span", { className: "lm-quiet" });
  const back = createButton("Step back", onBack, "lm-small"), again = createButton("New conversation", onAgain, "lm-small");
  const save = createButton("Export", onExport, "lm-small");
  back.title = "Take the last turn out of the conversation";
  save.title = "Save the conversation as a transcript, a line of JSON";
  return {
    root: element("div", { className: "lm-toolbar lm-desk-head" }, name, count, element("span", { className: "lm-gap" }), back, again, save),
    again,
    show({ about, turns, isWriting, asleep }) {
      name.textContent = about.name;
      count.textContent = turns.length ? `${turns.length} ${turns.length === 1 ? "turn" : "turns"}` : "";
      const off = asleep || isWriting || !turns.length;
      back.setOff(off || !about.can_step_back || isOver(turns));
      again.setOff(off || !about.can_start_again);
      save.setOff(!turns.length);
    },
  };
}

/** Before a conversation is left. onYes(), onNo() */
function createSure({ onYes, onNo }) {
  const yes = createButton("Leave it", onYes, "lm-primary lm-small"), no = createButton("Keep it", onNo, "lm-small");
  const root = element("div", { className: "lm-desk-sure", hidden: true, aria: { role: "group", label: "Leave this conversation?" } },
    element("span", {}, "Leave this conversation? Export it first if you want to keep it."), yes, no);
  return { root, yes };
}

function render({ model, el }) {
  let channel = null, pending = null, looked = null, stopping = false, steppingBack = false;
  let dismissed = model.get("answer").sequence ?? -1, seen = model.get("now").id; // seen: the last turn on its way
  const asleep = () => channel?.state() === "asleep";
  const live = () => (model.get("now").id ? { ...model.get("now"), reply: model.get("written") } : null);
  const isWriting = () => pending !== null || live() !== null;
  const ask = (content) => channel.ask(content);

  function speak(text) {
    if (asleep() || isWriting() || isOver(model.get("turns"))) return false;
    ask({ kind: "say", text });
    pending = { text, sequence: model.get("request").sequence };
    looked = null;
    draw();
    return true;
  }
  function stop() {
    if (!isWriting() || asleep()) return;
    stopping = true;
    ask({ kind: "stop" });
    draw();
  }
  function sure(open) {
    question.root.hidden = !open;
    (open ? question.yes : head.again).focus();
  }
  const head = createHead({ onBack: () => { steppingBack = true; ask({ kind: "step back" }); }, onAgain: () => sure(true),
    onExport: () => download("conversation.jsonl", `${JSON.stringify(transcriptOf(model.get("turns"), model.get("about").customer))}\n`) });
  const question = createSure({ onYes: () => { sure(false); ask({ kind: "start again" }); composer.box.focus(); }, onNo: () => sure(false) });
  const conversation = createConversation({ onLook: (id) => { if (looked !== id) { looked = id; draw(); } },
    onExample: (text) => { speak(text); composer.box.focus(); } });
  const draft = createDraft((text) => { speak(text); composer.box.focus(); });
  const composer = createComposer({ onSay: speak, onStop: stop });
  const behind = createBehind();
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-desk" }, head.root, question.root,
    element("div", { className: "lm-desk-two" }, element("div", { className: "lm-desk-talk" }, conversation.root, draft.root, composer.root), behind.root), line, note);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!question.root.hidden) sure(false);
    else if (isWriting()) stop();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  el.append(root);

  /** What the line says. */
  function words(turns, now) {
    const { error, said, sequence = -1 } = model.get("answer"), { name } = model.get("about");
    if (now) return doingWords({ ...now, writes: Boolean(now.reply) }, name, stopping);
    if (sequence !== dismissed && error) return error;
    if (sequence !== dismissed && said) return said;
    return turns.length ? turnWords(turns.at(-1), name) : "Nothing has been said yet.";
  }
  function draw() {
    const turns = model.get("turns"), about = model.get("about"), now = live(), state = channel?.state() ?? "ready";
    const unheard = pending && !now ? [{ id: UNHEARD, user: pending.text, reply: "", state: "unheard", said: "", steps: [], draft: {}, memory: {} }] : [];
    const all = [...turns, ...(now ? [now] : []), ...unheard], heardTurns = now ? [...turns, now] : turns;
    const at = heardTurns.findIndex(({ id }) => id === looked), shown = heardTurns.at(at);
    root.dataset.state = state;
    root.dataset.desk = isWriting() ? "writing" : "idle";
    head.show({ about, turns, isWriting: isWriting(), asleep: asleep() });
    if (!turns.length) question.root.hidden = true;
    conversation.show({ turns: all, looked: shown?.id, name: about.name, examples: about.examples, isOff: asleep(), isWriting: isWriting() && !asleep() });
    draft.show(isWriting() ? null : turns.at(-1)?.draft, asleep());
    composer.show({ isWriting: isWriting() && !asleep(), isStopping: stopping, asleep: asleep(), over: isOver(turns) });
    const until = heardTurns.slice(0, at < 0 ? undefined : at + 1);
    behind.show(shown, until.length, until.findLast(({ memory }) => memory.tokens)?.memory);
    say(line, words(turns, asleep() ? null : now ?? (pending ? unheard[0] : null)));
    line.classList.toggle("lm-failed", !isWriting() && (Boolean(model.get("answer").error && model.get("answer").sequence !== dismissed) || turns.at(-1)?.state === "failed"));
    note.textContent = asleep() ? `No kernel is attached: this shows the conversation as it was${now ? ", in the middle of an answer" : ""}. The desk cannot answer. To go on, run the cell again.`
      : state === "busy" ? "The kernel is busy; the desk will hear you when it is free." : "";
    note.hidden = !note.textContent;
  }
  function settle() {
    const heard = pending && [...model.get("turns"), model.get("now")].some(({ asked }) => asked === pending.sequence);
    if (heard) pending = null;
    const { id } = model.get("now");
    if (id && id !== seen) { // what was answered to an earlier request is said no more
      seen = id;
      dismissed = model.get("answer").sequence ?? -1;
    }
    if (!id && !pending) stopping = false;
    draw();
  }
  function answered({ sequence, text }) {
    settle();
    if (pending && sequence >= pending.sequence) { // it was refused, or a stop was heard in its place
      composer.restore(pending.text);
      pending = null;
      stopping = false;
    }
    if (steppingBack && text) { // to say it in another way
      composer.restore(text);
      composer.box.focus();
    }
    steppingBack = false;
    draw();
  }
  function write() {
    const now = model.get("now");
    if (!now.id) return;
    conversation.write(now.id, model.get("written"));
    if (!stopping) say(line, doingWords({ ...now, writes: true }, model.get("about").name, false));
  }
  channel = openChannel(model, el, { onAnswer: answered, onRequest: draw, onState: () => draw() });
  draw();
  return listen(model, root, [["turns", settle], ["now", settle], ["about", draw], ["written", write]], { resize: conversation.follow, close: channel.close });
}

export default { render };
