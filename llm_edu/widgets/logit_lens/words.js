// LogitLens, what it says. words.py is its twin, and a test holds the two together.

const MOST_NAMED = 3;

export function about(share) {
  if (share >= 0.995) return "> 99 %";
  if (share >= 0.0095) return `${(100 * share).toFixed(0)} %`;
  return share >= 0.0005 ? `${(100 * share).toFixed(1)} %` : "≈ 0 %";
}

export function spoken(label) {
  const letters = Array.from(label);
  return `“${letters.length <= 24 ? label : `${letters.slice(0, 24).join("")}…`}”`;
}

export function tokenWords(labels, position) {
  const label = labels[position];
  const place = labels.indexOf(label) === labels.lastIndexOf(label) ? "" : ` (position ${position})`;
  return spoken(label) + place;
}

export function layerWords(layer, layers) {
  if (layer === 0) return "before the first layer";
  if (layer === layers) return layers > 1 ? `after all ${layers} layers` : "after the only layer";
  return `after ${layer} of ${layers} layers`;
}

export function changeWords([kind, number, more], labels) {
  if (kind === "residual") {
    const when = number === 0 ? "before the first layer" : `after ${number} layer${number === 1 ? "" : "s"}`;
    return `${tokenWords(labels, more)} ${when} as in the other prompt`;
  }
  const part = { attention_output: "attention", feed_forward_output: "feed-forward layer" }[kind];
  return `block ${number} without ${part ?? `head ${more}`}`;
}

export function changesWords(changes, labels, before, now) {
  if (!changes.length) return "";
  const named = changes.slice(0, MOST_NAMED).map((change) => changeWords(change, labels)).join("; ");
  const more = changes.length > MOST_NAMED ? `; and ${changes.length - MOST_NAMED} more` : "";
  return ` Changed: ${named}${more}. At the end of the text: ${answerWords(before, now)}.`;
}

/** “Paris” 96 % → “Warsaw” 30 % */
export function answerWords(before, now) {
  const name = now.label === before.label ? "" : `${spoken(now.label)} `;
  return `${spoken(before.label)} ${about(before.share)} → ${name}${about(now.share)}`;
}

function cellWords(grid, { layer, position, follow }, inOther, followed) {
  const { layers } = grid, end = grid.end(position), when = layerWords(layer, layers);
  const begin = inOther ? `In the other prompt, ${when}` : when[0].toUpperCase() + when.slice(1);
  const guesses = grid.guesses(layer, position).slice(0, 2).map(({ label, share }) => `${spoken(label)} ${about(share)}`);
  const last = layer === layers ? "" : `; the end says ${spoken(end.label)} ${about(end.share)}`;
  const said = `${begin}, at ${tokenWords(grid.labels, position)}: ${guesses.join(", then ")}${last}.`;
  const named = grid.guesses(layer, position).slice(0, 2).some(({ label }) => label === followed);
  if (follow === null || (followed === end.label && named)) return said; // all has been said of it
  const [here, there] = [grid.share(layer, position, follow), grid.share(layers, position, follow)];
  if (here === null || there === null) return said; // not one of the best guesses, and no kernel has said more
  return `${said} ${spoken(followed)} has ${about(here)} here${layer === layers ? "" : `, ${about(there)} at the end`}.`;
}

/** What is seen in the selected cell, and what the changes have done. */
export function lineWords(scene, view) {
  const [first] = scene.grids;
  return cellWords(scene.grids[view.grid], view, view.grid === 1, scene.name(view.follow))
    + changesWords(scene.applied, first.labels, scene.before.end(first.time - 1), first.end(first.time - 1));
}

/** One cell for a screen reader. */
export function cellLabel(grid, layer, position, share) {
  const { label, share: own } = grid.top(layer, position);
  const what = share === undefined ? `${spoken(label)} ${about(own)}` : share === null ? "not among the best" : about(share);
  return `${layerWords(layer, grid.layers)}, at ${tokenWords(grid.labels, position)}: ${what}`;
}
