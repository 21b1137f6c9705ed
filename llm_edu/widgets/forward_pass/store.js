// ForwardPass, its data: what packing.py packs, and questions that can be asked of it.

const STEPS = 65535; // a share p is sent as round(65,535·√p)

const bytesOf = (data) => (data instanceof Uint8Array ? data : data instanceof ArrayBuffer ? new Uint8Array(data)
  : new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
const sharesOf = (data) => Float64Array.from(new Uint16Array(bytesOf(data).slice().buffer), (code) => (code / STEPS) ** 2);

const pattern = new Uint32Array(1), asFloat = new Float32Array(pattern.buffer);

/** A float of 16 bits: sign, exponent and fraction moved to where a float of 32 bits has them. */
export function halfOf(bits) {
  const exponent = (bits >> 10) & 31;
  if (exponent === 0) return (bits & 0x8000 ? -1 : 1) * (bits & 1023) * 2 ** -24;
  pattern[0] = ((bits & 0x8000) << 16) | ((exponent + 112) << 23) | ((bits & 1023) << 13);
  return asFloat[0];
}

function floatsOf(data, kind) {
  const { buffer } = bytesOf(data).slice();
  return kind === "<f4" ? new Float32Array(buffer) : Float32Array.from(new Uint16Array(buffer), halfOf);
}

export const lengthOf = (vector) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
export const sumOf = (one, other) => one.map((value, at) => value + other[at]);

/** Cut a long array into vectors: (n, width). */
const vectorsOf = (numbers, width) => Array.from({ length: numbers.length / width },
  (_, row) => numbers.subarray(row * width, (row + 1) * width));

/** The scene; packetOf(name): a packet that has come by itself, or undefined. Null is said of what is not here. */
export function readScene(raw, packetOf) {
  const { layers, heads, width, count, floats } = raw, time = raw.ids.length;
  const names = new Map(raw.names), kept = new Map();
  const start = vectorsOf(floatsOf(raw.start, floats), width);
  const next = new Uint32Array(bytesOf(raw.next).slice().buffer);
  const [now, before, logits] = [sharesOf(raw.now), sharesOf(raw.before), floatsOf(raw.logits, "<f4")];

  /** A packet, read once. */
  function packet(name, read) {
    if (kept.has(name)) return kept.get(name);
    const own = packetOf(name), found = raw.packets[name] ?? (own?.version === raw.version ? own : null);
    if (found) kept.set(name, read(found));
    return kept.get(name) ?? null;
  }
  const scene = {
    ...raw, time, labels: raw.ids.map((id) => names.get(id)), packed: Object.keys(raw.packets).length > 0,
    isOff: (kind, ...numbers) => raw.off.some((part) => part.join() === [kind, ...numbers].join()),
    embedding: (position) => start[position],
    place: (position) => (raw.learned ? start[time + position] : null),
    start: (position) => (raw.learned ? sumOf(start[position], start[time + position]) : start[position]),
    /** Along the model at one position: the stream before each block and at the end, what the parts add, the exit. */
    depth: (position) => packet(`depth_${position}`, ({ vectors }) => {
      const all = vectorsOf(floatsOf(vectors, floats), width);
      return { residual: all.slice(0, layers + 1), attention_output: all.slice(layers + 1, 2 * layers + 1),
        feed_forward_output: all.slice(2 * layers + 1, 3 * layers + 1), normed: all[3 * layers + 1], rows: all.slice(3 * layers + 2) };
    }),
    /** Inside the attention of a block. */
    block: (block) => packet(`block_${block}`, (data) => {
      const shares = sharesOf(data.weights), triangle = (time * (time + 1)) / 2;
      const [queries, keys, values] = ["queries", "keys", "values"].map((name) => vectorsOf(floatsOf(data[name], floats), raw.head_dim));
      const shared = (head) => Math.floor((head * raw.key_value_heads) / heads) * time;
      return {
        weights: (head, position) => shares.subarray(head * triangle + (position * (position + 1)) / 2,
          head * triangle + ((position + 1) * (position + 2)) / 2),
        query: (head, position) => queries[head * time + position],
        key: (head, position) => keys[shared(head) + position],
        value: (head, position) => values[shared(head) + position],
      };
    }),
    /** What each head of a block adds at a position, the bias last, and the neurons, if they are known. */
    part: (block, position) => packet(`part_${block}_${position}`, (data) => {
      const all = vectorsOf(floatsOf(data.heads, floats), width);
      return { heads: all.slice(0, heads), bias: all[heads], neurons: floatsOf(data.neurons, floats) };
    }),
    /** The listed next tokens, {id, label, now, before, logit}, the most probable first. */
    next: (position) => Array.from({ length: count }, (_, rank) => position * count + rank)
      .map((at, rank) => ({ rank, id: next[at], label: names.get(next[at]), now: now[at], before: before[at], logit: logits[at] })),
    length(kind, block, position, head) {
      if (kind === "head") return lengthOf(scene.part(block, position).heads[head]);
      return lengthOf(kind === "residual" && block === 0 && !scene.depth(position) ? scene.start(position)
        : scene.depth(position)[kind][block]);
    },
    /** Whether what a stage shows has come. */
    has({ stage, block, position }) {
      if (["tokens", "vectors", "probabilities"].includes(stage)) return true;
      if (stage === "queries" || stage === "weights") return scene.block(block) !== null;
      return scene.depth(position) !== null && (stage !== "attention" && stage !== "feed_forward" || scene.part(block, position) !== null);
    },
  };
  return scene;
}

/** The view that all views of the widget share, made to fit the scene. */
export function fittingView(raw, scene) {
  const last = scene.time - 1;
  return { stage: raw.stage, block: Math.min(raw.block, scene.layers - 1), head: Math.min(raw.head, scene.heads - 1),
    position: Math.min(raw.position ?? last, last) };
}
