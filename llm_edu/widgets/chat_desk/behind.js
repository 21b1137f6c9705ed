// ChatDesk, what is behind an answer: the memory that it took, the calls with their results, and what the model read.

import { counted, element, keepKeys } from "../common/shared.js";
import { valueView } from "./values.js";
import { asValue, memoryWords } from "./words.js";

function createMemory() {
  const fill = element("span", { className: "lm-bar-fill" }), words = element("span", {}), left = element("span", { className: "lm-quiet" });
  const track = element("div", { className: "lm-bar-track lm-desk-track", aria: { role: "img" } }, fill);
  return {
    root: element("div", { className: "lm-desk-memory" }, element("div", { className: "lm-desk-title" }, "Memory"), track,
      element("div", { className: "lm-desk-figures" }, words, left)),
    show({ tokens, budget, left_out: leftOut }) {
      track.hidden = !budget;
      if (budget) {
        fill.style.width = `${Math.min(100, (100 * tokens) / budget)}%`;
        track.classList.toggle("lm-desk-full", tokens > 0.9 * budget || leftOut > 0);
        track.setAttribute("aria-label", memoryWords({ tokens, budget, left_out: leftOut }));
      }
      words.textContent = `${tokens.toLocaleString("en")}${budget ? ` of ${budget.toLocaleString("en")}` : ""} tokens`;
      left.textContent = leftOut ? `${counted(leftOut, "earlier turn")} left out` : leftOut === 0 ? "no turn left out" : "";
    },
  };
}

const titled = (name, value, more = "") => element("div", { className: `lm-desk-part ${more}` }, element("div", { className: "lm-desk-label" }, name), valueView(value));

function stepView(step) {
  if ("thought" in step) return element("li", { className: "lm-desk-step" }, titled("thought", step.thought));
  const { tool, arguments: given, written, ok, result, by_code: byCode, waits } = step;
  const mark = element("span", { className: `lm-desk-mark ${ok === null || waits ? "lm-desk-open" : ok ? "lm-desk-good" : "lm-desk-bad"}` },
    ok === null ? "…" : waits ? "waits for a yes" : ok ? "✓ done" : "✗ refused");
  const asked = tool && Object.keys(given).length ? titled("arguments", given) : tool ? null : titled("as written", written);
  return element("li", { className: "lm-desk-step" },
    element("div", { className: "lm-desk-call" }, element("code", { className: "lm-desk-tool", dir: "auto" }, tool ?? "unreadable call"), element("span", { className: "lm-gap" }), mark),
    ...[byCode ? element("div", { className: "lm-desk-label" }, "carried out by code, after your yes") : null, asked, ok === null ? null : titled("result", asValue(result), "lm-desk-result")].filter(Boolean));
}

export function createBehind() {
  const title = element("div", { className: "lm-panel-name" });
  const bar = createMemory();
  const steps = keepKeys(element("ol", { className: "lm-desk-steps", tabIndex: 0, aria: { label: "Calls and their results" } }));
  const none = element("div", { className: "lm-quiet" });
  const reads = keepKeys(element("pre", { className: "lm-desk-reads mathjax_ignore tex2jax_ignore", tabIndex: 0, dir: "auto", aria: { role: "group", label: "What the model read" } }));
  const peek = element("details", {}, keepKeys(element("summary", {}, "What the model read")), reads);
  const root = element("section", { className: "lm-desk-behind", aria: { label: "Behind the answer" } }, title, bar.root,
    element("div", { className: "lm-desk-title" }, "Calls"), none, steps, peek);
  let drawn = "";
  return {
    root,
    /** memory: of this turn, or of the last one before it in which the model read anything */
    show(turn, number, memory) {
      title.textContent = turn ? `Behind turn ${number}` : "Behind the answer";
      bar.root.hidden = !memory;
      if (memory) bar.show(memory);
      const all = turn?.steps ?? [], wanted = JSON.stringify([turn?.id, all]);
      if (drawn !== wanted) {
        steps.replaceChildren(...all.map(stepView));
        steps.scrollTop = steps.scrollHeight;
      }
      drawn = wanted;
      steps.hidden = !all.length;
      none.hidden = all.length > 0;
      none.textContent = !turn ? "What the desk looks up, and what it finds, will be here." : turn.state === "writing" ? "None so far." : "It called nothing.";
      peek.hidden = !turn?.reads;
      if (reads.textContent !== (turn?.reads ?? "")) reads.textContent = turn?.reads ?? "";
    },
  };
}
