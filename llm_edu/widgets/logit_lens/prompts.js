// LogitLens, the text boxes: one for each prompt. Enter reads at once, otherwise a pause in typing does.

import { element, textBox } from "../common/shared.js";

function createPrompt(label, onType) {
  const box = textBox(label, 1, () => onType(400), () => onType(0));
  box.classList.add("lm-lens-prompt");
  return box;
}

/** read(): {prompt, other}, as they stand in the boxes */
export function createPrompts(onType, clean) {
  const first = createPrompt("Prompt", onType), second = createPrompt("Other prompt", onType);
  const named = (box, words) => element("label", { className: "lm-lens-named" }, element("span", { className: "lm-quiet" }, words), box);
  const parts = [named(first, "First prompt: what is changed, is changed here"), named(second, "Second prompt: lends, and stays as it is")];
  const root = element("div", { className: "lm-lens-prompts" }, ...parts);
  let both = false;
  return {
    root,
    read: () => ({ prompt: clean(first.value), other: both ? clean(second.value) : null }),
    show({ prompt, other }) {
      both = typeof other === "string";
      parts[1].hidden = parts[0].firstChild.hidden = !both;
      root.classList.toggle("lm-lens-two", both);
      first.show(String(prompt ?? ""));
      if (both) second.show(other);
    },
    sleep(asleep) { first.readOnly = second.readOnly = asleep; },
  };
}
