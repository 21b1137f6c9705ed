// ForwardPass, the way through the model: its stages in order, and those at which a walk stops.

export const IN_BLOCK = ["queries", "weights", "attention", "feed_forward"];
const FIRST = ["tokens", "vectors"], LAST = ["logits", "probabilities"];
const MOST_WHOLE = 4; // blocks that are walked through stage by stage; of more, only the first is

export const TITLES = { tokens: "Tokens", vectors: "Vectors", queries: "Queries, keys, values", weights: "Attention weights",
  attention: "What attention adds", feed_forward: "What feed-forward adds", logits: "Logits", probabilities: "Next token" };

export const ABOUT = {
  tokens: "The tokenizer cuts the text into pieces. From here on, the model sees only their numbers.",
  vectors: "Each token gets a line of numbers, a vector. All parts of the model read these lines and add to them: the residual stream.",
  queries: "Each head reads the lines, through a norm, and makes three short vectors from each: a query (what am I looking for?), "
    + "a key (what do I offer?) and a value (what do I hand over?).",
  weights: "The query is multiplied with every key up to its own token. Softmax makes shares of the products, which sum to 1.",
  attention: "Each head mixes the values by its shares, and what it has found is added to the line.",
  feed_forward: "Neurons read the line, one token by itself, and what those that fire have to say is added to the line.",
  logits: "After the last block and a last norm, the line is multiplied with a row for every token of the vocabulary.",
  probabilities: "Softmax makes probabilities of the logits. The next token is drawn from these.",
};

/** A number for each place, in the order of the way. */
export function orderOf({ stage, block }, layers) {
  if (FIRST.includes(stage)) return FIRST.indexOf(stage);
  const blocks = FIRST.length + IN_BLOCK.length * layers;
  return LAST.includes(stage) ? blocks + LAST.indexOf(stage) : FIRST.length + IN_BLOCK.length * block + IN_BLOCK.indexOf(stage);
}

/** The stops of a walk, [{stage, block}]. */
export function pathOf(layers) {
  const stops = FIRST.map((stage) => ({ stage }));
  for (let block = 0; block < layers; block++) {
    const whole = layers <= MOST_WHOLE || block === 0;
    stops.push(...(whole ? IN_BLOCK : ["feed_forward"]).map((stage) => ({ stage, block })));
  }
  return [...stops, ...LAST.map((stage) => ({ stage }))];
}

/** The stop after a place (step 1), or the one before it (−1); null at the end. */
export function stopFrom(place, layers, step) {
  const here = orderOf(place, layers), path = pathOf(layers);
  if (step > 0) return path.find((stop) => orderOf(stop, layers) > here) ?? null;
  return path.findLast((stop) => orderOf(stop, layers) < here) ?? null;
}

/** How many stops lie at or before a place. */
export const countTo = (place, layers) => pathOf(layers).filter((stop) => orderOf(stop, layers) <= orderOf(place, layers)).length;
