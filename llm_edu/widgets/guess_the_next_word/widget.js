// GuessTheNextWord: a story, a bet on its next word, and the bill in bits. All of it runs without a kernel; what is
// saved are the moves.

import { chipNote, element, listen, roving, setSlider } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { drawReveal, drawScores } from "./bill.js";
import { drawStory, replay } from "./board.js";
import { createBox, createFinder } from "./box.js";
import { goesOn, overall, resultSentence, ruined, stakeSentence, verdict } from "./words.js";

const span = (className, ...children) => element("span", { className }, ...children);
const button = (text, title, act, more = "") =>
  element("button", { className: `lm-button ${more}`, type: "button", title, onclick: act }, text);

/** How sure: a slider from 1 to 99 %, since a bet of 100 % on a wrong word costs infinitely many bits. */
function createSlider(onChange, onEnter) {
  const slider = element("input", { className: "lm-slider", type: "range", min: 1, max: 99, step: 1, value: 50 });
  const words = element("output", { className: "lm-number" });
  const sure = {
    root: element("label", { className: "lm-field lm-sure" }, span("", "I'd bet"), slider, words),
    share: () => Number(slider.value) / 100,
    add(percent) {
      slider.value = Number(slider.value) + percent;
      onChange();
    },
    show(stake) {
      words.textContent = `${slider.value} %`;
      setSlider(slider, slider.value, `${slider.value} %. ${stake}`);
    },
  };
  slider.addEventListener("input", onChange);
  slider.addEventListener("keydown", (event) => { if (event.key === "Enter") onEnter(); });
  return sure;
}

/** Where the bet is made: the box for words, the slider, the two buttons, and what it would cost. */
function createBet(game, { onBet, onPass }) {
  const groups = new Map(game.groups);
  const stake = element("div", { className: "lm-stake lm-quiet" });
  const sure = createSlider(draw, submit);
  let box = null;
  box = createBox(createFinder(game), { onChange: draw, onGuess: guess, onSure: sure.add });
  const root = element("div", { className: game.groups.length > 6 ? "lm-bet lm-many-groups" : "lm-bet" },
    element("div", { className: "lm-bet-row" }, box.field, sure.root, button("Guess", "Enter", submit, "lm-primary"),
      button("No idea", "Spread the belief evenly over all words", pass)),
    box.list, box.problem, stake);
  draw();

  function draw() {
    const items = box?.items() ?? []; // the box draws itself before it is there to be asked
    const words = items.flatMap((item) => (item.kind === "group" ? groups.get(item.name) : [item.name]));
    stake.textContent = stakeSentence(game, [...new Set(words)], sure.share());
    sure.show(stake.textContent);
  }
  function pass(event) {
    if (event.detail < 2) onPass(); // of a double click the second would pass a word that nobody has thought about
  }
  function submit() {
    if (box.settle()) guess();
  }
  function guess() {
    const items = box.items();
    const names = (kind) => items.filter((item) => item.kind === kind).map(({ name }) => name);
    if (items.length) return onBet(names("word"), names("group"), sure.share());
    box.problem.textContent = "Type a word first, or say that you have no idea.";
    box.input.focus();
  }
  return { root, box };
}

/** The whole table: toolbar, story, bet, the line, the bill. */
function createTable(game, { onBet, onPass, onTurn, onAgain, onEverything }) {
  const back = button("◂", "The story before", () => onTurn(-1));
  const forth = button("▸", "The next story", () => onTurn(1));
  const which = span("lm-quiet");
  const everything = element("input", { type: "checkbox", onchange: () => onEverything(everything.checked) });
  const pages = span("lm-field lm-pages", back, which, forth);
  pages.hidden = game.rounds.length < 2;
  const ask = element("label", { className: "lm-field", title: "If not, words that are nearly certain are shown without a guess" },
    everything, span("", "Ask at every word"));
  const table = {
    back, forth, which, everything,
    again: button("Play again", "Take all guesses in this story back", onAgain),
    onward: button("Next story ▸", "", () => onTurn(1), "lm-primary"),
    progress: span("lm-quiet lm-progress"),
    story: element("div", { className: "lm-story", dir: "auto", aria: { role: "list", label: "The story so far" } }),
    bet: createBet(game, { onBet, onPass }),
    verdict: element("div", { className: "lm-verdict" }),
    line: element("div", { className: "lm-line", aria: { role: "status", live: "polite" } }),
    reveal: element("section", { className: "lm-reveal" },
      element("div", { className: "lm-panel-head" }, span("lm-panel-name", "What could have come"),
        span("lm-figures", span("lm-of-truth", game.players[1]), span("lm-of-learner", "your bet"))),
      element("ol", { className: "lm-pairs" })),
    scores: element("section", { className: "lm-scores" },
      drawn("svg", { class: "lm-lines", "aria-hidden": "true" }), element("table", { className: "lm-table" })),
    notes: element("div", { className: "lm-state" }),
  };
  table.over = element("div", { className: "lm-over" }, table.verdict, table.onward);
  table.root = element("div", { className: "lm-widget lm-guess" },
    element("div", { className: "lm-toolbar" }, pages, table.again, ask, span("lm-gap"), table.progress),
    table.story, table.bet.root, table.over, table.line,
    element("div", { className: "lm-result" }, table.reveal, table.scores), table.notes);
  table.stops = roving(table.story, ".lm-word",
    { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  chipNote(table.root);
  return table;
}

function drawTable(table, game, number, state, stories) {
  const { steps, next, left } = state;
  const last = game.rounds.length - 1;
  const off = (control, isOff) => control.setAttribute("aria-disabled", String(isOff));
  table.which.textContent = `Story ${number + 1} of ${last + 1}`;
  off(table.back, number === 0);
  off(table.forth, number === last);
  off(table.again, steps.length === 0);
  table.progress.textContent = next ? `Guess ${steps.length + 1} of ${steps.length + left}` : "The end";
  drawStory(table.story, game, number, state);
  table.stops.refresh();
  table.bet.root.hidden = !next;
  table.over.hidden = Boolean(next);
  table.onward.hidden = number === last;
  table.verdict.textContent = next ? "" : verdict(game, steps) + overall(game, stories);
  drawReveal(table.reveal, game, steps.at(-1));
  drawScores(table.scores, game, steps);
  const more = goesOn(game, game.rounds[number], state);
  table.line.replaceChildren(resultSentence(game, state), span("lm-unseen", ` ${more}`));
  table.notes.textContent = ruined(game, steps).join(" ");
}

function renderError(el, message) {
  const root = element("div", { className: "lm-widget lm-guess" },
    element("div", { className: "lm-problem", aria: { role: "alert" } }, `This game cannot be played. ${message}`));
  el.append(root);
  return () => root.remove();
}

function render({ model, el }) {
  const game = model.get("answer");
  if (game.error) return renderError(el, game.error);
  const table = createTable(game, { onBet: play, onPass: () => play([], [], 0), onTurn, onAgain,
    onEverything: (checked) => save("everything", checked) });
  const { box } = table.bet;
  el.append(table.root);
  const turn = () => Math.min(Math.max(model.get("round"), 0), game.rounds.length - 1);
  const movesOf = (number) => model.get("moves")[number] ?? [];
  const now = () => replay(game, turn(), movesOf(turn()), model.get("everything"));

  function save(name, value) {
    model.set(name, value);
    model.save_changes();
  }
  const keep = (moves) => save("moves", game.rounds.map((_, number) => (number === turn() ? moves : movesOf(number))));
  function play(words, groups, share) {
    const { next } = now();
    if (!next) return;
    box.clear();
    keep([...movesOf(turn()), { at: next.at, words, groups, share }]);
    const place = now().next ? box.input : table.onward.hidden ? table.again : table.onward;
    place.focus();
  }
  function onTurn(by) {
    if (!game.rounds[turn() + by]) return;
    box.clear();
    save("round", turn() + by);
    if (now().next) box.input.focus();
  }
  function onAgain() {
    if (!movesOf(turn()).length) return;
    box.clear();
    keep([]);
    box.input.focus();
  }
  function draw() {
    table.everything.checked = model.get("everything");
    const stories = game.rounds.map((_, number) => replay(game, number, movesOf(number), false).steps);
    drawTable(table, game, turn(), now(), stories);
  }
  draw();
  return listen(model, table.root, ["moves", "round", "everything"].map((trait) => [trait, draw]));
}

export default { render };
