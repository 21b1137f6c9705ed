// DecodingPlayground, the arithmetic: what Sampling.probabilities of llm_edu.decoding does, in the browser. Tests hold
// the two together.

/** Numbers out of a buffer of bytes that may begin at any place. */
function numbersOf(Kind, data) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Kind(bytes.slice().buffer);
}

/**
 * A distribution as reading.py packs it, unpacked into items with a logit each: first the known tokens, one
 * each, then the intervals of the histogram, each of which stands for `counts` tokens.
 */
export function unpackDistribution(raw) {
  const ids = numbersOf(Int32Array, raw.ids), seen = numbersOf(Uint8Array, raw.seen);
  const known = numbersOf(Float32Array, raw.logits), means = numbersOf(Float32Array, raw.means);
  const counts = numbersOf(Uint32Array, raw.counts);
  const size = known.length + means.length;
  const distribution = { labels: raw.labels, ids, seen, known: known.length, vocabulary: raw.vocabulary, size,
    logits: Float64Array.from([...known, ...means]),
    counts: Float64Array.from([...known.map(() => 1), ...counts]) };
  distribution.untouched = reshape(distribution, UNTOUCHED);
  return distribution;
}

export const UNTOUCHED = { temperature: 1, top_k: null, top_p: null, min_p: null, repetition_penalty: 1 };

/** The logits after the repetition penalty: a positive one of a token in the text is divided, a negative multiplied. */
function penalised({ logits, seen }, penalty) {
  if (penalty === 1) return logits;
  return logits.map((logit, at) => (seen[at] ? (logit > 0 ? logit / penalty : logit * penalty) : logit));
}

/** Probability of each item's tokens: (size,), with `counts` of them summing to 1. */
function softmaxOf(logits, counts, temperature) {
  const highest = logits.reduce((best, logit) => Math.max(best, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp((logit - highest) / temperature));
  return rescaled(weights, counts);
}

function rescaled(shares, kept) {
  let total = 0;
  for (let at = 0; at < shares.length; at += 1) total += kept[at] * shares[at];
  return shares.map((share, at) => (kept[at] ? share / total : 0));
}

/** Items by falling share; of equals the smaller id. */
function ranked(shares, ids) {
  const order = Uint32Array.from(shares, (_, at) => at);
  return order.sort((a, b) => shares[b] - shares[a] || (ids[a] ?? Infinity) - (ids[b] ?? Infinity) || a - b);
}

/** Tokens as probable as the k-th stay too. */
function keepTopK(shares, kept, order, k) {
  let count = 0, smallest = 0;
  for (const at of order) {
    count += kept[at];
    smallest = shares[at];
    if (count >= k) break;
  }
  return kept.map((number, at) => (shares[at] >= smallest ? number : 0));
}

/** The fewest tokens that together have at least probability p; of an interval, as many of its tokens as it takes. */
function keepTopP(shares, kept, order, p) {
  const left = kept.slice();
  let before = 0;
  for (const at of order) {
    const missing = before < p ? (kept[at] > 1 ? Math.ceil((p - before) / shares[at]) : 1) : 0;
    left[at] = Math.min(kept[at], missing);
    before += kept[at] * shares[at];
  }
  return left;
}

/** Tokens at least p times as probable as the most probable one. */
function keepMinP(shares, kept, order, p) {
  const least = p * shares[order[0]];
  return kept.map((number, at) => (shares[at] >= least ? number : 0));
}

/**
 * The distribution after the sliders: penalty, temperature, top-k, top-p, min-p, each rescaling what is left.
 *
 * shares: (size,), of one token of each item   kept: how many tokens of each item are left   order: items by share
 * left, rest, restShare: tokens left in all, among those without a name, and these tokens' share   bits: entropy
 * exact: false where the cut goes through the histogram, so that the number of tokens is an estimate
 */
export function reshape(distribution, settings) {
  const { ids, counts, known, size } = distribution;
  const logits = penalised(distribution, settings.repetition_penalty);
  let kept = counts, shares;
  let order;
  if (settings.temperature === 0) {
    order = ranked(logits, ids);
    kept = counts.map((_, at) => (at === order[0] ? 1 : 0));
    shares = kept;
  } else {
    shares = softmaxOf(logits, counts, settings.temperature);
    order = ranked(shares, ids); // what follows leaves items out and rescales, and so keeps this order
    const limits = [[keepTopK, settings.top_k], [keepTopP, settings.top_p === 1 ? null : settings.top_p],
      [keepMinP, settings.min_p]];
    for (const [keep, limit] of limits) {
      if (limit === null) continue;
      kept = keep(shares, kept, order, limit);
      shares = rescaled(shares, kept);
    }
  }
  const found = { shares, kept, order, left: 0, rest: 0, restShare: 0, bits: 0, exact: true };
  let cut = false;
  for (let at = 0; at < size; at += 1) {
    found.left += kept[at];
    if (at >= known) {
      found.rest += kept[at];
      found.restShare += kept[at] * shares[at];
      cut = cut || kept[at] < counts[at];
    }
    if (shares[at] > 0) found.bits -= kept[at] * shares[at] * Math.log2(shares[at]);
  }
  found.bits = Math.max(0, found.bits);
  found.exact = !(cut && found.rest > 0);
  return found;
}

/** The place of a drawn token among the known ones, null for one of the others. chance: 0 … 1, evenly. */
export function drawFrom({ shares, order, restShare }, known, chance) {
  let above = chance, last = null;
  for (const at of order) {
    if (at >= known || shares[at] === 0) continue;
    last = at;
    above -= shares[at];
    if (above < 0) return at;
  }
  return restShare > 0 ? null : last; // rounding may leave a trace of chance behind the last
}

/** “3 of 49,152 tokens are left”, and “about” where the number is an estimate. */
export function leftInWords({ left, exact }, vocabulary) {
  const whole = vocabulary.toLocaleString("en");
  if (left === vocabulary) return `all ${whole} tokens are left`;
  const number = exact ? left : Number(left.toPrecision(3));
  return `${exact ? "" : "about "}${number.toLocaleString("en")} of ${whole} tokens ${left === 1 ? "is" : "are"} left`;
}
