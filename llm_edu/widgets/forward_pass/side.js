// ForwardPass, beside every stage: the next token's bars, and what is switched off.

import { createButton, element, percent } from "../common/shared.js";
import { chip } from "./rows.js";
import { partWords, tokenWords } from "./words.js";

function createBar() {
  const label = chip("", "lm-bar-label"), fill = element("span", { className: "lm-bar-fill" });
  const before = element("span", { className: "lm-pass-before" }), share = element("span", { className: "lm-bar-share" });
  return {
    root: element("li", { className: "lm-bar" }, label, element("span", { className: "lm-bar-track", aria: { hidden: "true" } }, fill, before), share),
    show(each, changed) {
      label.textContent = each.label;
      fill.style.width = `${100 * each.now}%`;
      before.hidden = !changed;
      before.style.width = `${100 * each.before}%`;
      share.textContent = percent(each.now);
      share.title = changed ? `before: ${percent(each.before)}` : "";
    },
  };
}

/** onOff(off): what is off from now on */
export function createSide(onOff) {
  const title = element("div", { className: "lm-pass-side-title" });
  const list = element("ol", { className: "lm-bars", aria: { label: "The next token" } });
  const key = element("div", { className: "lm-quiet lm-pass-small" }, "Outlines: with all parts on.");
  const off = element("div", { className: "lm-pass-off", aria: { role: "group", label: "What is off" } });
  const bars = [];
  let drawn = "";
  return {
    root: element("div", { className: "lm-pass-side" }, title, list, key, off),
    show(scene, { position }, asleep) {
      title.textContent = `Next token after ${tokenWords(scene.labels, position)}`;
      const listed = scene.next(position);
      while (bars.length < listed.length) {
        bars.push(createBar());
        list.append(bars.at(-1).root);
      }
      listed.forEach((each, at) => bars[at].show(each, scene.off.length > 0));
      key.hidden = !scene.off.length;
      const now = JSON.stringify([scene.off, asleep]);
      if (now === drawn) return; // what has the focus keeps it
      drawn = now;
      const focused = off.contains(document.activeElement);
      const buttons = scene.off.map((part, at) => {
        const node = createButton(`${partWords(part)} ×`, () => onOff(scene.off.filter((_, other) => other !== at)), "lm-small lm-pass-off-part");
        node.setAttribute("aria-label", `Switch ${partWords(part)} on again`);
        return node;
      });
      if (scene.off.length > 1) buttons.push(createButton("All on again", () => onOff([]), "lm-small"));
      for (const node of buttons) node.setOff(asleep);
      off.replaceChildren(...(buttons.length ? ["Off: ", ...buttons] : []));
      if (focused) off.querySelector("button")?.focus();
    },
  };
}
