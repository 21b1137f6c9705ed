// SourceTrace, words and what was asked for. Places in texts count characters as Python does, not JavaScript's halves.

const QUOTED = 160;

export const cut = (text, start, end) => [...text].slice(start, end).join("");

export function quoted(text) {
  const letters = [...text.split(/\s+/).filter(Boolean).join(" ")];
  return `“${letters.length <= QUOTED ? letters.join("") : `${letters.slice(0, QUOTED - 1).join("").trimEnd()}…`}”`;
}

export const isEdited = ({ text, found }) => text !== found;
export const isAsFound = ({ passages }) => passages.every((each) => each.on && !isEdited(each));

/** One sentence of the answer with its source. */
export function pickedWords(traced, number) {
  const { start, end, passage: rank, from, to } = traced.sentences[number];
  const said = `Sentence ${number + 1} of ${traced.sentences.length}, ${quoted(cut(traced.answer, start, end))}`;
  if (!rank) return `${said}, is unsupported: no passage that is on has a sentence for it.`;
  const passage = traced.passages[rank - 1];
  return `${said}, is supported by ${quoted(cut(passage.text, from, to))} in passage ${rank}, ${quoted(passage.title)}${
    isEdited(passage) ? ", which was edited" : ""}.`;
}

/** The request whose answer is `traced`. */
export function requestOf({ question, passages }) {
  const ranks = passages.map((_, place) => place + 1);
  return { question, off: ranks.filter((rank) => !passages[rank - 1].on),
    edits: ranks.filter((rank) => isEdited(passages[rank - 1])).map((rank) => [rank, passages[rank - 1].text]) };
}

/** The same request with one passage switched on or off, or with another text (null: as it was found). */
export function switched({ question, off, edits }, rank) {
  return { question, off: off.includes(rank) ? off.filter((each) => each !== rank) : [...off, rank].sort((one, other) => one - other), edits };
}

export function edited({ question, off, edits }, rank, text) {
  const others = edits.filter(([each]) => each !== rank);
  return { question, off, edits: text === null ? others : [...others, [rank, text]].sort(([one], [other]) => one - other) };
}

/** The number of the try that answers a request, or −1. */
export function numberOf(tries, { question, off, edits }) {
  const texts = new Map(edits);
  return tries.findIndex((each) => each.question === question && each.passages.every(({ on, text, found }, place) =>
    on !== off.includes(place + 1) && text === (texts.get(place + 1) ?? found)));
}

/** A passage's text in pieces [text, numbers of the sentences that it supports]. */
export function piecesOf({ text }, rank, sentences) {
  const mine = sentences.map((each, number) => ({ ...each, number })).filter((each) => each.passage === rank);
  const letters = [...text];
  const bounds = [...new Set([0, letters.length, ...mine.flatMap(({ from, to }) => [from, to])])].sort((one, other) => one - other);
  return bounds.slice(1).map((end, place) => [letters.slice(bounds[place], end).join(""),
    mine.filter(({ from, to }) => from <= bounds[place] && end <= to).map(({ number }) => number)]);
}
