// ChatDesk, what you say: the draft that waits for a yes, a box, and a button that sends or stops. What is typed is never lost.

import { createButton, element, textBox, wellFormed } from "../common/shared.js";

/** What the desk would write to the books, with a yes and a no. onSay(text) */
export function createDraft(onSay) {
  const words = element("div", { className: "lm-desk-read-back", dir: "auto" });
  const yes = createButton("Yes", () => onSay("Yes"), "lm-primary"), no = createButton("No", () => onSay("No"));
  const root = element("div", { className: "lm-desk-draft", aria: { role: "group", label: "Waits for your yes" } },
    element("div", { className: "lm-desk-title" }, "Waits for your yes. Nothing is done yet."), words, element("div", { className: "lm-desk-buttons" }, yes, no));
  return {
    root,
    show(draft, asleep) {
      root.hidden = !draft?.read_back;
      words.textContent = draft?.read_back ?? "";
      yes.setOff(asleep);
      no.setOff(asleep);
    },
  };
}

/** onSay(text) -> whether it was sent, onStop() */
export function createComposer({ onSay, onStop }) {
  let writing = false, isOff = false;
  const refresh = () => press.setOff(isOff || (!writing && !box.value.trim()));
  const send = () => {
    const text = wellFormed(box.value).text.trim();
    if (!text || writing || !onSay(text)) return;
    box.value = "";
    refresh();
    box.focus();
  };
  const box = textBox("Your message", 2, refresh, send);
  box.placeholder = "Write to the desk";
  box.classList.add("lm-desk-box");
  const press = createButton("Send", () => (writing ? onStop() : send()), "lm-primary lm-desk-send");
  return {
    root: element("div", { className: "lm-desk-composer" }, box, press), box,
    /** Give a text back that was not heard, or was taken back, unless something else has been typed. */
    restore(text) {
      box.value = box.value.trim() ? `${text}\n${box.value}` : text;
      refresh();
    },
    show({ isWriting, isStopping, asleep, over }) {
      writing = isWriting;
      box.readOnly = asleep || over;
      press.textContent = writing ? "Stop" : "Send";
      isOff = asleep || (writing ? isStopping : over);
      refresh();
    },
  };
}
