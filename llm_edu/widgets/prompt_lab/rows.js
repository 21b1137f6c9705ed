// PromptLab, the prompts: for each a dot at the share of right answers, and a line over its 95 % interval.

import { element } from "../common/shared.js";
import { spread, whole } from "./parts.js";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

function createRow(act) {
  const mark = element("span", { className: "lm-lab-mark", aria: { hidden: "true" } });
  const name = element("bdi", { className: "lm-lab-name" }), tag = element("span", { className: "lm-quiet lm-lab-tag" });
  const line = element("span", { className: "lm-lab-interval" }), dot = element("span", { className: "lm-lab-dot" });
  const track = element("span", { className: "lm-lab-track", aria: { hidden: "true" } },
    element("span", { className: "lm-lab-commonest" }), line, dot);
  const share = element("span", { className: "lm-lab-share" }), about = element("span", { className: "lm-lab-about" });
  const root = element("button", { className: "lm-lab-row", type: "button", onclick: () => act() },
    element("span", { className: "lm-lab-names" }, mark, name, tag), track, share, about);
  return {
    root,
    show({ prompt, found, problem, letter, of, draft }) {
      mark.textContent = letter;
      root.dataset.letter = letter;
      root.setAttribute("aria-pressed", String(letter === "A"));
      name.textContent = prompt.name;
      tag.textContent = [prompt.calibrate && !/calibrat/i.test(prompt.name) ? "calibrated" : "", draft ? "edited" : ""].filter(Boolean).join(", ");
      name.title = prompt.name;
      const any = Boolean(found?.count) && !problem;
      line.hidden = dot.hidden = !any;
      root.classList.toggle("lm-lab-broken", Boolean(problem));
      share.textContent = any ? whole(found.share) : "";
      about.textContent = problem ? "failed" : any ? `${spread(found)}${found.count < of ? `, n = ${found.count}` : ""}`
        : "not asked yet";
      about.title = problem ?? "";
      if (!any) return;
      dot.style.left = `${100 * found.share}%`;
      line.style.left = `${100 * found.low}%`;
      line.style.width = `${100 * (found.high - found.low)}%`;
    },
  };
}

/** onChoose(id) */
export function createRows({ onChoose }) {
  const rows = new Map(); // id -> row: kept, so that the focus stays while figures change
  const list = element("div", { className: "lm-lab-rows", aria: { role: "group", label: "Prompts" } });
  const axis = element("div", { className: "lm-lab-axis", aria: { hidden: "true" } },
    element("span", {}), element("span", { className: "lm-lab-ticks" }, ...TICKS.map((tick) => {
      const label = element("span", {}, whole(tick));
      label.style.left = `${100 * tick}%`;
      return label;
    })), element("span", {}), element("span", {}, "95 % interval"));
  const always = element("span", {});
  const key = element("div", { className: "lm-quiet lm-lab-key" }, "Dot: share of right answers. Line: its 95 % interval. ",
    element("i", { className: "lm-lab-dashed", aria: { hidden: "true" } }), always);
  return {
    root: element("div", { className: "lm-lab-board" }, axis, list, key),
    focus: (id) => rows.get(id)?.root.focus(),
    show({ prompts, figures, problems, first, second, of, commonest, drafts }) {
      for (const [id, row] of rows) {
        if (prompts.some((prompt) => prompt.id === id)) continue;
        row.root.remove();
        rows.delete(id);
      }
      prompts.forEach((prompt, place) => {
        if (!rows.has(prompt.id)) rows.set(prompt.id, createRow(() => onChoose(prompt.id)));
        const row = rows.get(prompt.id);
        if (list.children[place] !== row.root) list.insertBefore(row.root, list.children[place] ?? null);
        row.show({ prompt, found: figures[prompt.id], problem: problems[prompt.id], of, draft: drafts.has(prompt.id),
          letter: prompt.id === first ? "A" : prompt.id === second ? "B" : "" });
      });
      list.style.setProperty("--commonest", `${100 * commonest}%`);
      always.textContent = `Always the commonest class: ${whole(commonest)}.`;
    },
  };
}
