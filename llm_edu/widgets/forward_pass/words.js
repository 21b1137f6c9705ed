// ForwardPass, what it says. words.py is its twin, and a test holds the two together.

import { percent } from "../common/shared.js";

const MOST_NAMED = 3;

/** A length or a logit in about three digits. */
export function size(number) {
  const most = Math.abs(number), digits = most < 9.995 ? 2 : most < 99.95 ? 1 : 0;
  const text = digits ? (Math.floor(most * 10 ** digits + 0.5) / 10 ** digits).toFixed(digits)
    : Math.floor(most + 0.5).toLocaleString("en");
  return number < 0 && /[^0.]/.test(text) ? `−${text}` : text;
}

export function spoken(label) {
  const letters = Array.from(label);
  const word = letters.length > 1 && "·Ġ▁".includes(letters[0]) ? letters.slice(1) : letters;
  return `“${word.length <= 24 ? word.join("") : `${word.slice(0, 24).join("")}…`}”`;
}

export function tokenWords(labels, position) {
  const label = labels[position];
  return spoken(label) + (labels.indexOf(label) === labels.lastIndexOf(label) ? "" : ` (position ${position})`);
}

export function partWords([kind, block, head]) {
  const name = { attention_output: "the attention", feed_forward_output: "the feed-forward layer" }[kind];
  return `${name ?? `head ${head}`} of block ${block}`;
}

const whole = (number) => number.toLocaleString("en");

const SAY = {
  tokens({ ids, labels, vocabulary }, { position }) {
    return `The model reads ${ids.length} token${ids.length === 1 ? "" : "s"}. ${tokenWords(labels, position)} is number `
      + `${whole(ids[position])} of its ${whole(vocabulary)}.`;
  },
  vectors(scene, { position }) {
    const row = `${tokenWords(scene.labels, position)} picks row ${whole(scene.ids[position])} of the embedding matrix`;
    const line = `${whole(scene.width)} numbers of length ${size(scene.length("residual", 0, position))}`;
    return scene.learned ? `${row}, and its position picks row ${position} of another. Their sum, ${line}, is where its stream begins.`
      : `${row}: ${line}. There its stream begins.`;
  },
  queries({ labels, head_dim: numbers }, { block, head, position }) {
    return `Block ${block}, head ${head}: ${tokenWords(labels, position)} asks with a query of ${numbers} numbers. Each token up to `
      + "it offers a key, and a value to hand over.";
  },
  weights(scene, { block, head, position }) {
    const begin = `Block ${block}, head ${head}`, token = tokenWords(scene.labels, position);
    if (scene.isOff("head", block, head)) return `${begin} is off: whatever it finds, it adds nothing.`;
    if (position === 0) return `${begin}: ${token} comes first, so it can look only at itself.`;
    const row = scene.block(block).weights(head, position);
    const best = Array.from(row.keys()).sort((one, other) => row[other] - row[one] || one - other).slice(0, 2);
    const names = best.map((key) => tokenWords(scene.labels, key));
    if (row[best[0]] >= 0.5) {
      const who = best[0] === position ? "and answers itself" : `${names[0]} answers`;
      return `${begin}: ${token} asks, ${who}: ${percent(row[best[0]])} of the head's weight goes to ${names[0]}.`;
    }
    return `${begin}: ${token} asks, and several answer: ${names[0]} ${percent(row[best[0]])}, ${names[1]} ${percent(row[best[1]])}, and others.`;
  },
  attention(scene, { block, position }) {
    const token = tokenWords(scene.labels, position), before = size(scene.length("residual", block, position));
    if (scene.isOff("attention_output", block)) return `Block ${block}: attention is off, so the stream of ${token} stays as it is, ${before} long.`;
    const lengths = Array.from({ length: scene.heads }, (_, head) => scene.length("head", block, position, head));
    const best = lengths.indexOf(Math.max(...lengths));
    return `Block ${block}: to the stream of ${token}, ${before} long, attention adds a vector of length `
      + `${size(scene.length("attention_output", block, position))}`
      + `${scene.heads > 1 ? `, the longest piece from head ${best} (${size(lengths[best])})` : ""}.`;
  },
  feed_forward(scene, { block, position }) {
    const adds = scene.isOff("feed_forward_output", block) ? "is off and adds nothing"
      : `adds a vector of length ${size(scene.length("feed_forward_output", block, position))}`;
    const [before, after] = [block, block + 1].map((each) => size(scene.length("residual", each, position)));
    return `Block ${block}: to the stream of ${tokenWords(scene.labels, position)}, the feed-forward layer ${adds}. The whole block has `
      + `taken the stream from length ${before} to ${after}.`;
  },
  logits(scene, { position }) {
    const said = [...scene.next(position)].sort((one, other) => other.logit - one.logit).slice(0, 2)
      .map(({ label, logit }) => `${spoken(label)} (${size(logit)})`);
    return `The stream of ${tokenWords(scene.labels, position)} is compared with all ${whole(scene.vocabulary)} rows. The largest `
      + `logit goes to ${said.join(", then to ")}.`;
  },
  probabilities(scene, { position }) {
    const said = [...scene.next(position)].sort((one, other) => other.now - one.now).slice(0, 2)
      .map(({ label, now }) => `${spoken(label)} ${percent(now)}`);
    return `After ${tokenWords(scene.labels, position)}, the model expects ${said.join(", then ")}.`;
  },
};

/** “mouse” 97.0 % → “hen” 30.0 % */
export function answerWords(scene, position) {
  const listed = scene.next(position), best = (kind) => listed.reduce((most, each) => (each[kind] > most[kind] ? each : most));
  const before = best("before"), now = best("now");
  return `${spoken(before.label)} ${percent(before.before)} → ${now.id === before.id ? "" : `${spoken(now.label)} `}${percent(now.now)}`;
}

function offWords(scene, { position }) {
  const { off } = scene;
  if (!off.length) return "";
  const more = off.length > MOST_NAMED ? `; and ${off.length - MOST_NAMED} more` : "";
  return ` Off: ${off.slice(0, MOST_NAMED).map(partWords).join("; ")}${more}. Next token: ${answerWords(scene, position)}.`;
}

/** What is seen at one stage, and what switching off has done. */
export function lineWords(scene, view) {
  return (scene.has(view) ? SAY[view.stage](scene, view) : "The numbers of this step are not here yet.") + offWords(scene, view);
}
