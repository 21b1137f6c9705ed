// LogitLens, the experiment: bring a cell over from the other prompt, switch parts off, and see and undo what is changed.

import { element, roving } from "../common/shared.js";
import { PARTS } from "./blocks.js";
import { includes, same } from "./scene.js";
import { answerWords, changeWords, spoken } from "./words.js";

const button = (className, text, act) => element("button", { className: `lm-button ${className}`, type: "button", onclick: act }, text);
const disable = (node, off) => node.setAttribute("aria-disabled", String(off));

/** Switches for the block that wrote into the selected cell. onToggle(change) */
export function createSwitches(onToggle) {
  let block = 0;
  const name = element("div", { className: "lm-lens-title" });
  const parts = Object.keys(PARTS).map((kind) => ({ kind,
    node: button("lm-small", PARTS[kind], () => onToggle([kind, block])) }));
  const heads = element("div", { className: "lm-lens-heads-of", aria: { role: "group", label: "Heads" } });
  const stops = roving(heads, "button", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  return {
    root: element("div", { className: "lm-lens-switches" }, name,
      element("div", { className: "lm-lens-pair" }, ...parts.map(({ node }) => node)),
      element("div", { className: "lm-lens-pair" }, element("span", { className: "lm-quiet" }, "heads"), heads)),
    show(scene, view, changes, asleep) {
      block = Math.max(0, view.layer - 1);
      name.textContent = `Switch off in block ${block}`;
      name.title = `which leads from layer ${block} to layer ${block + 1}`;
      while (heads.childElementCount < scene.heads) {
        const head = heads.childElementCount;
        const node = button("lm-lens-head", String(head), () => onToggle(["head", block, head]));
        node.tabIndex = -1;
        heads.append(node);
      }
      const all = [...parts.map(({ kind, node }) => [node, [kind, block], PARTS[kind]]),
        ...[...heads.children].map((node, head) => [node, ["head", block, head], `head ${head}`])];
      for (const [node, change, what] of all) {
        node.setAttribute("aria-pressed", String(includes(changes, change)));
        node.setAttribute("aria-label", `Block ${block}: switch ${what} off`);
        disable(node, asleep);
      }
      stops.refresh();
    },
  };
}

const SHORT = { attention_output: "attention", feed_forward_output: "feed-forward" };
function shortWords([kind, number, more], labels) {
  if (kind === "residual") return `${labels[more] ?? `position ${more}`} after ${number} ⇠ other`;
  return `block ${number}: no ${SHORT[kind] ?? `head ${more}`}`;
}

const HINT = "a block's attention (A) or feed-forward layer (F) off, and see what becomes of the answer";

/** A button that brings the selected cell over, all that is changed, each to be taken back, and what it has done. */
export function createChangeBar({ bring, change }) {
  const over = button("lm-lens-bring", "", () => bring());
  const why = element("span", { className: "lm-quiet" });
  const result = element("strong", { className: "lm-lens-result" });
  const list = element("div", { className: "lm-lens-changed", aria: { role: "group", label: "What is changed" } });
  let key = null;
  function showOver(scene, view, changes, asleep) {
    const two = scene.grids.length === 2, [first, other] = scene.grids;
    over.hidden = !two;
    why.hidden = !two || scene.alike;
    if (!two) return;
    const brought = scene.alike && includes(changes, ["residual", view.layer, view.position]);
    over.textContent = brought ? "Take this cell back" : "⇠ Bring this cell over";
    over.setAttribute("aria-pressed", String(brought));
    disable(over, asleep || !scene.alike);
    over.dataset.note = scene.alike ? `the first prompt is run anew; in it, after ${view.layer} layers, `
      + `${spoken(first.labels[view.position])} holds what the second's ${spoken(other.labels[view.position])} holds. The key: Enter` : "";
    why.textContent = `Cells go over only between prompts of equally many tokens: these have ${first.time} and ${other.time}.`;
  }
  /** One change, to be taken back by a click. */
  function createChip(scene, changes, each) {
    const { labels, time } = scene.grids[0], brought = each[0] === "residual";
    const waits = !includes(scene.applied, each);
    const node = button("lm-small lm-lens-change", `${shortWords(each, labels)} ×`,
      () => change(changes.filter((other) => !same(other, each))));
    node.classList.toggle("lm-lens-from-other", brought);
    node.classList.toggle("lm-lens-waits", waits);
    node.title = waits ? "Waits until both prompts have equally many tokens" : "Take this change back";
    node.setAttribute("aria-label", `Take back: ${brought && each[2] >= time ? shortWords(each, []) : changeWords(each, labels)}`);
    return node;
  }
  return {
    root: element("div", { className: "lm-lens-bar" }, over, why, list, result),
    show(scene, view, changes, asleep) {
      const last = scene.grids[0].time - 1, [before, end] = [scene.before.end(last), scene.grids[0].end(last)];
      result.textContent = scene.applied.length ? `Answer: ${answerWords(before, end)}` : "";
      showOver(scene, view, changes, asleep);
      const now = JSON.stringify([changes, scene.applied, scene.grids[0].labels, asleep]);
      if (now === key) return; // what has the focus keeps it
      key = now;
      const focused = list.contains(document.activeElement);
      const ends = [["Undo", "Take the latest change back", changes.slice(0, -1)], ["Reset", "Take all changes back", []]]
        .slice(0, changes.length > 1 ? 2 : 1).map(([text, title, left]) => Object.assign(button("lm-small", text, () => change(left)), { title }));
      const buttons = changes.length ? [...changes.map((each) => createChip(scene, changes, each)), ...ends] : [];
      for (const node of buttons) disable(node, asleep);
      const hint = element("span", { className: "lm-quiet" }, over.hidden ? `Switch ${HINT}` : `or switch ${HINT}`);
      list.replaceChildren(...(changes.length ? buttons : [hint]));
      if (focused) (list.querySelector("button") ?? over).focus();
    },
  };
}
