// AdapterDial, the texts: what the model goes on with at strength 0, and beside it at the strength of the dial.

import { element, marked } from "../common/shared.js";

const box = (className, ...children) => element("div", { className }, ...children);

/** One prompt. Its texts at all strengths lie on top of each other, so that nothing moves when the dial is turned. */
function createRow({ prompt, before, now }, strengths) {
  const old = box("lm-dial-text"), tags = [box("lm-dial-tag"), box("lm-dial-tag")];
  old.dir = "auto";
  const layers = now.map((parts) => element("div", { className: "lm-dial-text", dir: "auto" }, ...marked(parts, "ins")));
  const root = element("div", { className: "lm-dial-row", aria: { role: "group", label: prompt } },
    element("div", { className: "lm-dial-prompt", dir: "auto" }, prompt),
    box("lm-dial-cell", tags[0], old), box("lm-dial-cell", tags[1], box("lm-dial-layers", ...layers)));
  return {
    root,
    show(at) {
      old.replaceChildren(...marked(before[at], "del"));
      layers.forEach((layer, number) => layer.classList.toggle("lm-dial-hidden", number !== at));
      tags[0].textContent = "strength 0";
      tags[1].textContent = `strength ${strengths[at].text}`;
    },
  };
}

export function createTexts() {
  const heads = [element("span", {}, "strength 0, as before"), element("span", {})];
  const list = box("lm-dial-rows");
  const root = element("section", { className: "lm-dial-texts", aria: { label: "What the model writes" } },
    element("div", { className: "lm-dial-heads", aria: { hidden: "true" } }, ...heads), list,
    element("div", { className: "lm-dial-legend lm-quiet", aria: { hidden: "true" } }, "Marked: words that differ, ",
      element("del", {}, "before"), " and ", element("ins", {}, "now"), "."));
  let rows = [];
  return {
    root,
    fill({ prompts, strengths }) {
      rows = prompts.map((each) => createRow(each, strengths));
      list.replaceChildren(...rows.map((row) => row.root));
      root.hidden = !prompts.length;
    },
    show({ strengths }, at) {
      heads[1].textContent = `strength ${strengths[at].text}, ${strengths[at].place}`;
      for (const row of rows) row.show(at);
    },
  };
}
