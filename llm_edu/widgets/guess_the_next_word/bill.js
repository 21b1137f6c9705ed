// GuessTheNextWord, the bill: what could have come, and who has paid what.

import { element, percent } from "../common/shared.js";
import { apart, drawn } from "../common/svg_shapes.js";
import { amount, betShare, running, tintOf } from "./board.js";

/** After a guess: the truth's favourites in green, the learner's belief below each in orange, what came marked. */
export function drawReveal(panel, game, step) {
  panel.hidden = !step;
  if (!step) return;
  const { place, bet } = step;
  const truth = new Map(place.truth);
  const named = bet.words.length > 3 ? [] : bet.words; // of a larger bet the words are counted, not named
  const rows = [...new Set([...place.truth.slice(0, 5).map(([word]) => word), place.word, ...named])];
  const theirs = (word) => truth.get(word) ?? 0;
  const mine = (word) => betShare(bet, word, game.size);
  rows.sort((a, b) => theirs(b) - theirs(a));
  const more = bet.words.filter((word) => !rows.includes(word));
  const sum = (words, share) => words.reduce((total, word) => total + share(word), 0);
  const rest = (share) => Math.max(0, 1 - sum([...rows, ...more], share));
  const bar = (share, tint) => {
    const fill = element("span", { className: `lm-bar-fill lm-fill-${tint}` });
    fill.style.width = `${100 * share}%`;
    fill.hidden = share === 0;
    return fill;
  };
  const truthName = game.players[1];
  const row = (label, came, theirs, own, quiet) => element("li", {
    className: `lm-pair${came ? " lm-came" : ""}${quiet ? " lm-quiet" : ""}`,
    aria: { label: `${label}${came ? ", which came" : ""}: ${truthName} ${percent(theirs)}, your bet ${percent(own)}` },
  },
  element("span", { className: quiet ? "lm-pair-label" : "lm-chip lm-pair-label" }, label),
  element("span", { className: "lm-pair-tracks" }, bar(theirs, "truth"), bar(own, "learner")),
  element("span", { className: "lm-pair-share" }, element("span", { className: "lm-of-truth" }, percent(theirs)),
    element("span", { className: "lm-of-learner" }, percent(own))));
  panel.lastChild.replaceChildren(...rows.map((word) =>
    row(labelOf(game, word), word === place.word, theirs(word), mine(word), false)));
  const others = game.size - rows.length - more.length;
  const some = rows.some((word) => bet.words.includes(word));
  const bets = some ? `${more.length} more bets` : `your ${more.length} bets`;
  if (more.length) panel.lastChild.append(row(bets, false, sum(more, theirs), sum(more, mine), true));
  const left = `${others.toLocaleString("en")} others`;
  if (others) panel.lastChild.append(row(left, false, rest(theirs), rest(mine), true));
}

export function labelOf(game, word) {
  return game.labels.find(([other]) => other === word)?.[1] ?? word;
}

/** The table of who has paid what, and the running means as lines. */
export function drawScores(panel, game, steps) {
  panel.hidden = steps.length === 0;
  if (!steps.length) return;
  const means = running(game, steps);
  const cell = (text) => element("td", {}, text);
  const head = (text, title) => element("th", { scope: "col", title }, text);
  const heads = [head("this word", "paid for the word that came last"), head("a word", "paid a word, on average so far"),
    head("expected", "without luck: the average over all words that might have come, weighted by the truth")];
  const body = game.players.map((player) => {
    const [paid, expected] = means.get(player).at(-1);
    const dot = element("span", { className: `lm-dot lm-ink-${tintOf(game, player)}`, aria: { hidden: "true" } });
    return element("tr", {}, element("th", { scope: "row" }, dot, player),
      cell(amount(steps.at(-1).paid.get(player)[0])), cell(amount(paid)), cell(amount(expected)));
  });
  panel.querySelector("table").replaceChildren(
    element("thead", {}, element("tr", {}, element("td", {}, "bits"), ...heads)), element("tbody", {}, ...body));
  panel.querySelector("svg").style.display = steps.length > 1 ? "" : "none"; // one point is no line
  if (steps.length > 1) drawLines(panel.querySelector("svg"), game, means, steps.length);
}

const FRAME = { width: 380, height: 170, left: 26, right: 272, top: 12, bottom: 148 };

/** Bits per word so far: a line for each player, its name at its end. Infinity leaves through the top. */
function drawLines(chart, game, means, count) {
  const { width, height, left, right, top, bottom } = FRAME;
  const finite = [...means.values()].flat().map(([paid]) => paid).filter(Number.isFinite);
  const most = Math.max(2, Math.ceil(Math.max(...finite) / 2) * 2);
  const across = (index) => left + ((right - left) * index) / (count - 1);
  const down = (value) => (Number.isFinite(value) ? bottom - ((bottom - top) * value) / most : 0);
  const step = most > 8 ? 4 : 2;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  const grid = ticks.flatMap((tick) => [
    drawn("line", { class: "lm-grid", x1: left, x2: right, y1: down(tick), y2: down(tick) }),
    drawn("text", { class: "lm-tick", x: left - 6, y: down(tick) + 4, "text-anchor": "end" }, String(tick))]);
  const ends = apart(game.players.map((player) => Math.max(10, down(means.get(player).at(-1)[0]))), 15, bottom + 4);
  const lines = [...game.players.keys()].reverse().flatMap((rank) => { // the learner's line on top of all others
    const player = game.players[rank];
    const last = means.get(player).at(-1)[0];
    const points = means.get(player).map(([paid], index) => `${across(index).toFixed(1)},${down(paid).toFixed(1)}`);
    const tint = `lm-ink-${tintOf(game, player)}`;
    const name = player.length > 14 ? `${player.slice(0, 13)}…` : player;
    return [
      drawn("polyline", { class: `lm-run ${tint}${rank === 1 ? " lm-dashed" : ""}`, points: points.join(" ") }),
      drawn("circle", { class: `lm-end ${tint}`, cx: right, cy: down(last), r: 3 }),
      drawn("text", { class: `lm-name ${tint}`, x: right + 9, y: ends[rank] + 4 },
        Number.isFinite(last) ? name : `${name} ∞`)];
  });
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.replaceChildren(...grid, drawn("text", { class: "lm-tick", x: left, y: height - 6 },
    `bits a word, over ${count} guesses`), ...lines);
}
