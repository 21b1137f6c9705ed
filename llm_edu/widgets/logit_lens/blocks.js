// LogitLens, the switches beside the grid: for each block its attention and its feed-forward layer, between the layer
// that goes in and the one that comes out.

import { element } from "../common/shared.js";
import { HEAD, rowOf } from "./grid.js";
import { includes } from "./scene.js";

export const PARTS = { attention_output: "attention", feed_forward_output: "feed-forward layer" };

export function createBlocks(onSwitch) {
  const root = element("div", { className: "lm-lens-blocks", aria: { role: "group", label: "Switch parts of blocks off" } },
    element("span", { className: "lm-lens-part-name", title: "attention" }, "A"),
    element("span", { className: "lm-lens-part-name", title: "feed-forward layer" }, "F"));
  let switches = [];

  function build(layers) {
    for (const { button } of switches) button.remove();
    switches = Array.from({ length: layers }, (_, block) => Object.keys(PARTS).map((kind, side) => {
      const button = element("button", { className: "lm-lens-switch", type: "button", tabIndex: -1,
        onclick: () => onSwitch([kind, block]), aria: { label: `Block ${block}: ${PARTS[kind]}` } });
      button.style.top = `${HEAD + rowOf(layers) * (block + 1) - 7}px`;
      button.style.left = `${16 * side + 1}px`;
      return { button, change: [kind, block] };
    })).flat();
    root.append(...switches.map(({ button }) => button));
    switches[0].button.tabIndex = 0;
  }
  root.addEventListener("keydown", (event) => { // two columns: up and down go to the same part of another block
    const at = switches.findIndex(({ button }) => button === event.target);
    const step = { ArrowUp: -2, ArrowDown: 2, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const edge = { Home: at % 2, End: switches.length - 2 + (at % 2) }[event.key];
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey || (!step && edge === undefined)) return;
    event.preventDefault();
    switches[edge ?? at + step]?.button.focus();
  });
  root.addEventListener("focusin", (event) => {
    for (const { button } of switches) button.tabIndex = button === event.target ? 0 : -1;
  });
  return {
    root,
    show(scene, changes, asleep) {
      if (switches.length !== 2 * scene.layers) build(scene.layers);
      for (const { button, change } of switches) {
        const off = includes(changes, change);
        button.setAttribute("aria-pressed", String(off));
        button.setAttribute("aria-disabled", String(asleep));
        button.dataset.note = `block ${change[1]}: ${PARTS[change[0]]} ${off ? "is off" : "· click to switch it off"}`;
        const heads = changes.some(([kind, block]) => kind === "head" && block === change[1]);
        button.classList.toggle("lm-lens-some", change[0] === "attention_output" && heads);
      }
    },
  };
}
