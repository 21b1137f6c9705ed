// SourceTrace, the passages by rank: two scores, the text with its evidence, a switch, an editor. What is typed is never lost.

import { createButton, element, keepKeys, textBox, wellFormed } from "../common/shared.js";
import { isEdited, piecesOf } from "./words.js";

function createScore() {
  const name = element("span", { className: "lm-trace-score-name" }), fill = element("span", { className: "lm-trace-fill" }), number = element("span", { className: "lm-trace-number" });
  return {
    root: element("span", { className: "lm-trace-score" }, name, " ", element("span", { className: "lm-trace-track", aria: { hidden: "true" } }, fill), number),
    show(text, value, share, digits) {
      name.textContent = text;
      number.textContent = value.toFixed(digits).replace("-", "−");
      fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
    },
  };
}

/** onSwitch(rank), onText(rank, text; null: as found) */
function createPassage(rank, { onSwitch, onText, drafts }) {
  const title = element("bdi", { className: "lm-trace-title" }), scores = [createScore(), createScore()];
  const tag = element("span", { className: "lm-trace-tag" });
  const named = (text, words, act, more = "") => {
    const node = createButton(text, act, `lm-small ${more}`);
    node.setAttribute("aria-label", words);
    return node;
  };
  const toggle = named("Switch off", `Switch off passage ${rank}`, () => onSwitch(rank));
  const edit = named("Edit", `Edit passage ${rank}`, () => open());
  const restore = named("Restore", `Restore passage ${rank}`, () => { drafts.delete(key); onText(rank, null); });
  const apply = named("Answer again", `Answer again with the new text of passage ${rank}`, () => onText(rank, wellFormed(box.value).text), "lm-primary");
  const cancel = named("Cancel", `Cancel editing passage ${rank}`, () => close());
  const box = textBox(`Text of passage ${rank}`, 5, () => drafts.set(key, box.value));
  const text = keepKeys(element("div", { className: "lm-trace-text", tabIndex: 0, dir: "auto", aria: { role: "group", label: `Passage ${rank}` } }));
  const editor = element("div", { className: "lm-trace-editor" }, box, element("div", { className: "lm-trace-buttons" }, apply, cancel));
  const root = element("article", { className: "lm-trace-passage" },
    element("div", { className: "lm-trace-top" }, element("span", { className: "lm-trace-rank" }, String(rank)), title, tag,
      element("span", { className: "lm-gap" }), element("span", { className: "lm-trace-scores" }, ...scores.map((score) => score.root))),
    text, element("div", { className: "lm-trace-buttons" }, toggle, edit, restore));
  let key = "", now = "", drawn = "";
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      apply.click();
    }
  });

  function open() {
    drafts.set(key, now);
    fold();
    box.focus();
  }
  function close() {
    const had = editor.contains(document.activeElement);
    drafts.delete(key);
    fold();
    if (had) edit.focus();
  }
  function fold() {
    const draft = drafts.get(key);
    if (draft === undefined) editor.remove();
    else if (editor.parentNode !== root) text.after(editor);
    text.hidden = draft !== undefined;
    edit.hidden = draft !== undefined;
    if (draft !== undefined) box.show(draft);
  }
  function mark(passage, sentences, picked) {
    const wanted = JSON.stringify([passage.text, sentences, picked]);
    if (drawn === wanted) return;
    drawn = wanted;
    text.replaceChildren(...piecesOf(passage, rank, sentences).map(([piece, numbers]) => (numbers.length
      ? element("mark", { className: numbers.includes(picked) ? "lm-trace-picked" : "",
        data: { numbers: numbers.map((number) => number + 1).join(", ") } }, piece) : piece)));
    const found = text.querySelector(".lm-trace-picked");
    if (found) text.scrollTop = Math.max(0, found.offsetTop - 8);
  }
  return {
    root,
    /** off, edits: as last asked for, which may be on its way   can(what): whether that would be answered */
    show(traced, { names, most, picked, isOff, can, asleep }) {
      const passage = traced.passages[rank - 1];
      key = `${traced.question}\n${rank}`;
      if (drafts.get(key) === passage.text && now !== passage.text) close(); // it was answered with
      now = passage.text;
      title.textContent = title.title = passage.title;
      scores[0].show(names[0], passage.words, passage.words / (most || 1), 1);
      scores[1].show(names[1], passage.meaning, passage.meaning, 2);
      root.classList.toggle("lm-trace-off", isOff);
      tag.textContent = [isOff ? "off" : "", isEdited(passage) ? "edited" : ""].filter(Boolean).join(", ");
      toggle.textContent = isOff ? "Switch on" : "Switch off";
      toggle.setAttribute("aria-label", `${toggle.textContent} passage ${rank}`);
      toggle.setOff(!can.switched);
      edit.setOff(asleep);
      apply.setOff(asleep);
      restore.hidden = !isEdited(passage);
      restore.setOff(!can.restored);
      box.readOnly = asleep;
      mark(passage, traced.sentences, picked);
      fold();
    },
  };
}

/** All passages of a try; nodes stay as long as there are so many, so that the focus stays. */
export function createPassages(hear) {
  const drafts = new Map(); // question and rank -> what is typed
  const root = element("div", { className: "lm-trace-passages", aria: { role: "group", label: "Passages found" } });
  const none = element("div", { className: "lm-quiet" }, "The search found no passage.");
  let cards = [];
  return {
    root,
    show(traced, { canAsk, wanted, ...looks }) {
      const count = traced.passages.length;
      if (cards.length !== count || !root.children.length) {
        cards = Array.from({ length: count }, (_, place) => cards[place] ?? createPassage(place + 1, { ...hear, drafts }));
        root.replaceChildren(...(count ? cards.map((card) => card.root) : [none]));
      }
      const most = Math.max(0, ...traced.passages.map(({ words }) => words));
      cards.forEach((card, place) => card.show(traced, { ...looks, most, isOff: wanted.off.includes(place + 1), can: canAsk(place + 1) }));
    },
  };
}
