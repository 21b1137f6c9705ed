// GuessTheNextWord, the table: what is known at each moment of the game, and how it is drawn.

import { element, keepKeys } from "../common/shared.js";

export const log2 = (probability) => (probability > 0 ? -Math.log2(probability) : Infinity);
const orInfinite = (number) => number ?? Infinity; // JSON has no infinity, so null stands for it
export const amount = (number) => (Number.isFinite(number) ? number.toFixed(2) : "∞");
const TINTS = ["model", "second", "third", "error"]; // for the models, in their order

/** How the player who knows, or should, is called in a sentence. */
export const truthIn = (game) => (game.players[1] === "truth" ? "the truth" : game.players[1]);

/** What a bet gives to a word: `share` in equal parts to the words named, the rest in equal parts to all others. */
export function betShare({ words, share }, word, size) {
  if (!words.length || words.length >= size) return 1 / size;
  return words.includes(word) ? share / words.length : (1 - share) / (size - words.length);
}

/** The game after the moves made: where it stands, and what each player has paid and expected to pay. */
export function replay(game, number, moves, everything) {
  const { places, pieces } = game.rounds[number];
  const [learner, truth, ...others] = game.players;
  const groups = new Map(game.groups);
  const steps = moves.map((move) => {
    const place = places.find(({ at }) => at === move.at);
    const words = [...new Set([...move.words, ...move.groups.flatMap((group) => groups.get(group) ?? [])])];
    const bet = { words, share: move.share };
    const kept = place.truth.reduce((sum, [, share]) => sum + share, 0);
    const expected = place.truth.reduce((sum, [word, share]) => sum + share * log2(betShare(bet, word, game.size)), 0)
      + (kept < 1 - 1e-6 ? (1 - kept) * log2(betShare(bet, null, game.size)) : 0); // of a long tail: not bet on
    const even = Math.log2(game.size);
    const paid = new Map([
      [learner, [log2(betShare(bet, place.word, game.size)), expected]],
      [truth, [log2(place.share), orInfinite(place.entropy)]],
      ...place.models.map(([share, cost], rank) => [others[rank], [log2(share), orInfinite(cost)]]),
      [others.at(-1), [even, even]],
    ]);
    return { place, bet, move, paid };
  });
  const last = moves.at(-1)?.at ?? -1;
  const asked = places.filter((place) => place.at > last && (everything || place.ask));
  return { steps, next: asked[0] ?? null, left: asked.length, revealed: asked[0]?.at ?? pieces.length };
}

/** Mean bits per word of each player after each step: Map(player -> [[paid, expected], …]). */
export function running(game, steps) {
  return new Map(game.players.map((player) => {
    let paid = 0, expected = 0;
    return [player, steps.map((step, index) => {
      paid += step.paid.get(player)[0];
      expected += step.paid.get(player)[1];
      return [paid / (index + 1), expected / (index + 1)];
    })];
  }));
}

export function tintOf(game, player) {
  const rank = game.players.indexOf(player);
  if (rank < 2) return ["learner", "truth"][rank];
  return rank === game.players.length - 1 ? "context" : TINTS[(rank - 2) % TINTS.length];
}

/** The story so far: words tinted by how much they surprised the truth, guessed ones underlined, a gap for the next. */
export function drawStory(story, game, number, { steps, next, revealed }) {
  const { pieces, places } = game.rounds[number];
  const byPlace = new Map(places.map((place) => [place.at, place]));
  const betAt = new Map(steps.map((step) => [step.place.at, step]));
  const latest = steps.at(-1)?.place;
  const [learner] = game.players;
  story.replaceChildren(...pieces.slice(0, revealed).flatMap((piece, index) => {
    const place = byPlace.get(index);
    const blank = !piece.trim(); // a line break, or spaces, as a word of its own
    const space = blank ? "" : piece.match(/^\s*/)[0];
    const text = blank ? piece.replaceAll("\n", "↵").replaceAll(" ", "·") || "(empty)" : piece.slice(space.length);
    const cost = place ? log2(place.share) : null;
    const step = betAt.get(index);
    const mine = step ? `you ${amount(step.paid.get(learner)[0])}` : "not asked";
    const note = place ? `“${text}” cost ${truthIn(game)} ${amount(cost)} bits, ${mine}` : `“${text}” was given`;
    const word = keepKeys(element("span", { className: "lm-word", tabIndex: -1, data: { note },
      aria: { role: "listitem", label: note } }, text));
    if (place) word.style.setProperty("--surprise", `${Math.round(Math.min(1, cost / 8) * 100)}%`);
    word.classList.toggle("lm-guessed", Boolean(step));
    word.classList.toggle("lm-latest", place === latest && Boolean(place));
    word.classList.toggle("lm-source", latest?.source === index);
    return [space, word, blank && piece.includes("\n") ? "\n" : ""].filter(Boolean);
  }));
  if (!next) return;
  const space = pieces[next.at]?.match(/^\s*/)[0] ?? " ";
  const blank = { className: "lm-blank", aria: { role: "listitem", label: "the word to guess" } };
  story.append(space, element("span", blank, "?"));
}
