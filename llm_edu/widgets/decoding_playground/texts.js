// DecodingPlayground, side by side: what each strategy wrote, every token coloured by the probability that the model
// gave it.

import { counted, element, keepKeys, percent, roving } from "../common/shared.js";
import { settingsInWords } from "./sliders.js";

const UNLIKELY = 0.01;

/** One token of a text; strength 0 … 1 of its colour: blue for what the model expected, vermilion below a hundredth. */
function createTextChip([label, log, rank, repeated, breaks]) {
  const probability = Math.exp(log);
  const unlikely = probability < UNLIKELY;
  const strength = unlikely ? Math.min(1, -Math.log10(probability) / 5) : Math.sqrt(probability);
  const note = `“${label}” had ${percent(probability)}, rank ${rank.toLocaleString("en")}`
    + (repeated ? "; part of a run of 4 tokens that came before" : "");
  const dots = label.length > 1 && label.startsWith("·") ? 1 : 0; // the space of a word is there, but steps back
  const chip = keepKeys(element("span", { className: "lm-text-chip", tabIndex: -1, data: { note },
    aria: { role: "listitem", label: note } },
  element("span", { className: "lm-dot" }, label.slice(0, dots)), label.slice(dots)));
  chip.classList.toggle("lm-unlikely", unlikely);
  chip.classList.toggle("lm-repeated", repeated);
  chip.style.setProperty("--strength", strength.toFixed(3));
  return breaks ? [chip, element("span", { className: "lm-line-break" })] : [chip];
}

/** All tokens of a text; where several line ends come together, the line is broken once. */
function createTextChips(chips) {
  return chips.flatMap(([label, log, rank, repeated, breaks], at) =>
    createTextChip([label, log, rank, repeated, breaks && !chips[at + 1]?.[0].startsWith("↵")]));
}

const nats = (value) => (value === null || value === undefined ? "–" : value.toFixed(2).replace("-", "−"));

/** One strategy: its name, which puts it on the sliders, its text, and its figures. */
function createTextRow({ name, settings }, onSettings) {
  const title = settings
    ? element("button", { className: "lm-strategy", type: "button", title: "Put this on the sliders" }, name)
    : element("span", { className: "lm-strategy" }, name);
  const how = element("span", { className: "lm-quiet lm-how" });
  const chips = element("div", { className: "lm-written", dir: "ltr", aria: { role: "group", label: name } });
  const figures = ["log P a token", "distinct-2", "repeats"].map((what) =>
    element("span", { className: "lm-figure", data: { what } }));
  if (settings) title.addEventListener("click", () => onSettings(settings));
  const root = element("div", { className: "lm-text-row", aria: { role: "group", label: name } },
    element("div", { className: "lm-strategy-cell" }, title, how), chips, ...figures);
  const stops = roving(chips, ".lm-text-chip", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  let shown = null, key = null;
  return {
    root,
    show(entry, state) { // entry: null while there is none   state: "" | "writing"
      root.dataset.state = entry ? "done" : state;
      if (entry && entry === shown) return;
      shown = entry;
      const now = entry ? JSON.stringify(entry) : state;
      if (now === key) return; // the same text, sent again with the next one: the focus stays in it
      key = now;
      how.textContent = entry?.settings && !settings ? settingsInWords(entry.settings) : "";
      root.classList.toggle("lm-failed", Boolean(entry?.error));
      chips.setAttribute("role", entry && !entry.error ? "list" : "group"); // a list has items
      chips.classList.toggle("lm-spaced-words", Boolean(entry?.spaced));
      if (!entry || entry.error) {
        const waiting = state === "writing" ? "writing …" : "";
        chips.replaceChildren(element("span", { className: "lm-rest" }, entry?.error ?? waiting));
      } else {
        chips.replaceChildren(...createTextChips(entry.chips));
        chips.setAttribute("aria-label", `${name}: ${entry.text}`);
      }
      const values = entry && !entry.error
        ? [nats(entry.mean), nats(entry.distinct), String(entry.repeats)] : ["", "", ""];
      figures.forEach((figure, place) => { figure.textContent = values[place]; });
      figures[2].classList.toggle("lm-many", Boolean(entry?.repeats));
      stops.refresh();
    },
  };
}

/** The table, and the buttons that have it written or stopped. */
export function createTexts(onWrite, onStop, onSettings) {
  const button = (text, title, act) => element("button", { className: "lm-button", type: "button", title, onclick: act }, text);
  const write = button("Write", "Continue the text with each strategy, one after the other", onWrite);
  const stop = button("Stop", "Start no further text", onStop);
  const about = element("span", { className: "lm-quiet lm-about-texts" });
  const heads = element("div", { className: "lm-text-row lm-text-heads", aria: { hidden: "true" } },
    element("span", {}, "strategy"), element("span", {}), ...[["log P", "mean log-probability of a token, in nats"],
      ["distinct-2", "different pairs of neighbours, as a share of all pairs"],
      ["repeats", "runs of 4 tokens that came before"]].map(([text, title]) =>
      element("span", { className: "lm-figure", title }, text)));
  const table = element("div", { className: "lm-text-table" });
  const scale = element("div", { className: "lm-legend lm-quiet", aria: { hidden: "true" } }, "probability of a token: ",
    ...[["1", 0, 1], ["0.3", 0, 0.55], ["0.05", 0, 0.22], ["below 0.01", 1, 0.5]].map(([text, unlikely, strength]) => {
      const chip = element("span", { className: `lm-text-chip${unlikely ? " lm-unlikely" : ""}` }, text);
      chip.style.setProperty("--strength", strength);
      return chip;
    }), element("span", { className: "lm-text-chip lm-repeated" }, "run of 4 tokens that came before"));
  const root = element("section", { className: "lm-texts", aria: { label: "Side by side" } },
    element("div", { className: "lm-toolbar" }, element("span", { className: "lm-panel-name" }, "Side by side"), write,
      stop, about), heads, table, scale);
  let rows = [], drawnFor = null;
  return {
    root,
    show(strategies, texts, running, asleep) {
      if (strategies !== drawnFor) {
        rows = strategies.map((strategy) => createTextRow(strategy, onSettings));
        table.replaceChildren(...rows.map((row) => row.root));
        drawnFor = strategies;
      }
      const entries = texts.entries ?? [];
      rows.forEach((row, at) => row.show(entries[at] ?? null, running && at === entries.length ? "writing" : ""));
      heads.hidden = table.hidden = scale.hidden = !running && entries.length === 0;
      write.textContent = entries.length ? "Write again" : "Write";
      write.setAttribute("aria-disabled", String(running || asleep));
      stop.setAttribute("aria-disabled", String(!running));
      about.textContent = entries.length
        ? `${counted(texts.count, "token")} after “${texts.after}”, the same dice for all: seed ${texts.seed}`
        : `the same text continued by ${strategies.length} strategies`;
    },
  };
}
