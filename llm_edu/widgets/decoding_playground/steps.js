// DecodingPlayground, step by step: tokens that are appended one by one, strategies that write one by one.
// `link.channel` is the way to Python (shared.js), null until the widget is drawn.

import { element, keepKeys, percent, roving } from "../common/shared.js";
import { settingsInWords } from "./sliders.js";

/** The tokens that were drawn, as chips behind the text. */
export function createHistory() {
  const list = element("div", { className: "lm-chips", dir: "ltr", aria: { role: "list", label: "Drawn tokens" } });
  const root = element("div", { className: "lm-history" }, list);
  const stops = roving(list, ".lm-chip", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  let shown = null;
  return {
    root,
    show(drawn) {
      const key = JSON.stringify(drawn);
      if (key === shown) return; // the chip that has the focus keeps it while sliders move
      shown = key;
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

const NAMELESS = "The draw hit one of the many tokens that have no name here. Only the model knows which one. Draw again, or "
  + "run the cell to wake the model.";

/**
 * Appends tokens and takes them back: by Python, or without a kernel one that is only shown.
 *
 * text(): what stands in the box   onChange(): something to draw has changed
 */
export function createAppender(model, link, text, onChange) {
  let local = null; // a token drawn without a kernel: nothing can follow it
  let words = "";
  const asleep = () => link.channel.state() === "asleep";
  function appendAsleep(at, { labels, ids, untouched }, { shares }) {
    words = at === null ? NAMELESS : `Drew “${labels[at]}”. Only the model knows what may follow: run the cell to wake the `
      + "model, or take the token back with Undo.";
    local = at === null ? null : [labels[at], ids[at], shares[at], untouched.shares[at],
      settingsInWords(model.get("settings"))];
  }
  /** Whether an action on the text is on its way, which the next one must wait for. */
  function pending() {
    const { channel } = link;
    return channel.state() !== "ready" && (channel.hasDraft() || model.get("request").kind !== "write");
  }
  return {
    drawn: () => [...model.get("answer").drawn ?? [], ...(local ? [local] : [])],
    words: () => words,
    mayAppend: () => (asleep() ? local === null : true),
    mayUndo: () => (asleep() ? local !== null : Boolean(model.get("answer").can_undo)),
    /** at: the token's place in the distribution, null for one without a name, which Python draws */
    append(at, distribution, reshaped) {
      if (asleep()) {
        if (!local) appendAsleep(at, distribution, reshaped);
      } else if (pending()) return false;
      else {
        const id = at === null ? null : distribution.ids[at];
        link.channel.ask({ kind: "append", id, settings: model.get("settings"), ...text() });
      }
      onChange();
      return true;
    },
    undo() {
      if (!asleep()) link.channel.ask({ kind: "undo", ...text() });
      this.forget();
      onChange();
    },
    forget() { // a kernel has come, or the token is taken back
      local = null;
      words = "";
    },
  };
}

/** Has the strategies write one after the other, a message each: the page stays quick, and Stop can come in between. */
export function createRun(model, link, text) {
  let before = null, asked = false; // the number of the run before this one; null while nothing is written
  const entries = () => (model.get("texts").run ?? 0) === before ? null : model.get("texts").entries;
  const run = {
    going: () => before !== null,
    stop() { before = null; },
    start() {
      if (before !== null || link.channel.state() === "asleep") return;
      before = model.get("texts").run ?? 0;
      asked = false;
      run.next();
    },
    /** Ask for the next text, when nothing else is on its way. */
    next() {
      if (before === null || !link.channel || link.channel.state() !== "ready") return;
      const { error, problem } = model.get("answer");
      const failed = asked && (error || (problem && !entries())); // a text that cannot be read now does not stop a run
      if (failed || entries()?.length >= model.get("strategies").length) run.stop();
      else {
        asked = true;
        link.channel.ask({ kind: "write", at: entries()?.length ?? 0, settings: model.get("settings"), ...text() });
      }
    },
    words: () => `Writing: ${entries()?.length ?? 0} of ${model.get("strategies").length} texts are ready.`,
  };
  return run;
}
