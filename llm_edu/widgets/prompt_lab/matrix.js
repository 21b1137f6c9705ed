// PromptLab, the confusion matrix of a prompt: of each class how often each was answered.

import { element } from "../common/shared.js";

export function createMatrix() {
  const caption = element("caption", { className: "lm-lab-title" });
  const table = element("table", { className: "lm-lab-matrix" });
  const note = element("div", { className: "lm-quiet lm-lab-small" });
  let drawn = null;
  return {
    root: element("div", { className: "lm-lab-confusion" }, table, note),
    show(found, classes) {
      const now = JSON.stringify([found?.matrix, classes]);
      if (now === drawn) return;
      drawn = now;
      const matrix = found?.matrix ?? classes.map(() => classes.map(() => 0));
      caption.replaceChildren(element("span", { className: "lm-lab-letter lm-lab-a", aria: { hidden: "true" } }, "A"),
        "Which class it answers for which");
      const head = element("tr", {}, element("td", {}),
        ...classes.map((name) => element("th", { scope: "col" }, element("bdi", { title: name }, `“${name}”`))));
      const rows = matrix.map((counts, right) => {
        const sum = counts.reduce((one, other) => one + other, 0);
        return element("tr", {}, element("th", { scope: "row" }, element("bdi", { title: classes[right] }, classes[right])),
          ...counts.map((count, answered) => {
            const cell = element("td", { className: right === answered ? "lm-lab-right" : "lm-lab-wrong" }, String(count));
            cell.style.setProperty("--much", sum ? (count / sum).toFixed(3) : 0);
            return cell;
          }));
      });
      table.replaceChildren(caption, element("thead", {}, head), element("tbody", {}, ...rows));
      note.textContent = "Rows: the true class. Columns: the answer.";
    },
  };
}
