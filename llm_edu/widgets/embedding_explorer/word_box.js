// A box for one word that offers how to go on: a combobox with a list.

import { element } from "../common/shared.js";
import { visibleWord } from "./map_labels.js";

/**
 * onType(text): something was typed, completions are wanted; onCommit(text): Enter, or a choice from the list
 * commitOnBlur: whether leaving the box counts as Enter; else it goes back to what it was
 *
 * show(word): the value from elsewhere, unless this box is half typed; offer(typed, words): completions for `typed`
 */
export function createWordBox({ label, placeholder, commitOnBlur, onType, onCommit }) {
  const name = `lm-list-${Math.random().toString(36).slice(2)}`;
  const list = element("ul", { className: "lm-offers", id: name, hidden: true,
    aria: { role: "listbox", label: `${label}: words to choose from` } });
  const input = element("input", { type: "text", className: "lm-word", placeholder, spellcheck: false, dir: "auto",
    autocomplete: "off", aria: { label, role: "combobox", autocomplete: "list", expanded: "false", controls: name } });
  const root = element("span", { className: "lm-word-box" }, input, list);
  let value = ""; // as last shown or committed
  let words = [];
  let active = -1;

  function close() {
    words = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(at) {
    active = at;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function commit(word) {
    close();
    value = word;
    input.value = word;
    if (document.activeElement === input) input.select();
    onCommit(word);
  }
  function offer(typed, found) {
    if (document.activeElement !== input || typed !== input.value || typed === value) return;
    close();
    words = found;
    if (!words.length) return;
    list.replaceChildren(...words.map((word, at) => {
      const item = element("li", { id: `${name}-${at}`, aria: { role: "option", selected: "false" } });
      item.textContent = visibleWord(word);
      item.addEventListener("pointerdown", (event) => { // before the box loses the focus
        event.preventDefault();
        commit(word);
      });
      return item;
    }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  const typed = () => { if (!input.readOnly) onType(input.value); };
  input.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || input.readOnly) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && words.length) {
      const count = words.length + 1; // one more place: the box itself
      mark(((active + 1 + steps[event.key] + count) % count) - 1);
    } else if (event.key === "Enter") {
      commit(active >= 0 ? words[active] : input.value.trim());
    } else if (event.key === "Escape") {
      if (!list.hidden) close();
      else input.value = value;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  let fresh = false; // the first click selects the word, so that typing replaces it; the next one places the caret
  input.addEventListener("focus", () => { fresh = true; input.select(); });
  input.addEventListener("mouseup", (event) => { if (fresh) event.preventDefault(); fresh = false; });
  input.addEventListener("blur", () => {
    close();
    if (input.readOnly || input.value.trim() === value) return;
    if (commitOnBlur) commit(input.value.trim());
    else input.value = value;
  });
  return {
    root, input, offer,
    show(word) {
      if (document.activeElement === input && input.value !== value) return; // half typed
      value = word;
      input.value = word;
    },
  };
}
