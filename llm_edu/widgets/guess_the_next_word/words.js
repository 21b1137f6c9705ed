// GuessTheNextWord, what is said: the line under the bet, which a screen reader reads, and the verdict at the end.

import { counted, percent } from "../common/shared.js";
import { labelOf } from "./bill.js";
import { amount, betShare, log2, running, truthIn } from "./board.js";

const guesses = (count) => (count === 1 ? "1 guess" : `${count} guesses`);

/** What the latest guess has brought. */
export function resultSentence(game, { steps, next, left }) {
  const step = steps.at(-1);
  if (!step) {
    return `${guesses(left)} to come. With no idea, you spread your belief evenly over all `
      + `${game.size.toLocaleString("en")} words, and pay ${amount(Math.log2(game.size))} bits each time.`;
  }
  const { place, bet } = step;
  const [mine, theirs] = game.players.map((player) => step.paid.get(player)[0]);
  const said = [
    `It was “${labelOf(game, place.word)}”: you gave it ${percent(betShare(bet, place.word, game.size))}`,
    ` and paid ${amount(mine)} bits`,
    Number.isFinite(mine) ? "; " : " (it had no chance in your bet, and no number of bits makes up for that); ",
    `${truthIn(game)} gave it ${percent(place.share)} and paid ${amount(theirs)}.`,
  ];
  if (place.source !== null) {
    said.push(` You could know it: the word is marked in the story, ${counted(place.at - place.source, "word")} back.`);
  }
  return said.join("") + (next ? "" : " The end.");
}

/** Who was how good, when the story is over. */
export function verdict(game, steps) {
  const [learner, player] = game.players;
  const truth = truthIn(game);
  if (!steps.length) return `Nothing to guess: ${truth} is nearly certain of every word. Tick “Ask at every word”.`;
  const means = running(game, steps);
  const [paid, expected] = means.get(learner).at(-1);
  const [theirs, floor] = means.get(player).at(-1);
  const said = [`${guesses(steps.length)}: you paid ${amount(paid)} bits a word, ${truth} ${amount(theirs)}.`];
  if (paid < theirs) said.push(`You paid less than ${truth}: that is luck.`);
  if (Number.isFinite(expected)) {
    said.push(`Without luck, your bets cost ${amount(expected)} bits a word, ${amount(expected - floor)} above the `
      + `${amount(floor)} of ${truth}${player === "truth" ? ", which nobody can beat" : ""}.`);
  } else said.push("A bet of 100 % costs infinitely many bits on average, wherever anything else can come.");
  return said.join(" ");
}

/** How it stands over all stories, once a second one has been begun. */
export function overall(game, stories) {
  const played = stories.filter((steps) => steps.length);
  if (played.length < 2) return "";
  const means = running(game, played.flat());
  const each = game.players.map((player) => `${player} ${amount(means.get(player).at(-1)[0])}`);
  return ` Over all your ${guesses(played.flat().length)} in ${played.length} stories: ${each.join(", ")}.`;
}

/** Which models have paid infinitely many bits, and why. */
export function ruined(game, steps) {
  return game.players.slice(2, -1).flatMap((model) => {
    const step = steps.find(({ paid }) => paid.get(model)[0] === Infinity);
    if (!step) return [];
    return [`${model} has paid ∞: it gave “${labelOf(game, step.place.word)}” no chance at all, and it came.`];
  });
}

/** For those who hear the page: the words that have come since the latest guess. */
export function goesOn(game, { pieces }, { steps, next, revealed }) {
  const words = pieces.slice(steps.at(-1)?.place.at ?? 0, revealed).join("").trim();
  if (!next) return verdict(game, steps);
  return `${steps.length ? "The story goes on" : "The story begins"}: “${words} …” What comes next?`;
}

/** What a bet would cost, before it is made. */
export function stakeSentence(game, words, share) {
  if (!words.length) {
    return "Type a word, or several with commas. ↓ ↑ choose, Page ↑ ↓ set how sure you are, Enter guesses.";
  }
  const cost = (word) => amount(log2(betShare({ words, share }, word, game.size)));
  const comes = words.length > 1 ? `One of these ${words.length} comes` : "It comes";
  const even = amount(Math.log2(game.size));
  return `${comes}: you pay ${cost(words[0])} bits. Another: ${cost(null)}. (No idea: ${even}.)`;
}
