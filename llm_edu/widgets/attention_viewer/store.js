// AttentionViewer, its data: the buffer of packing.py unpacked, and asked for a head, a row, a thumbnail.

const WEIGHT = Float32Array.from({ length: 256 }, (_, code) => (code / 255) ** 2); // sent as 255·√weight

const bytesOf = (data) => (data instanceof Uint8Array ? data : data instanceof ArrayBuffer ? new Uint8Array(data)
  : new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

/** Numbers at any place in a buffer, which need not be a multiple of four. */
export const floatsOf = (data) => new Float32Array(bytesOf(data).slice().buffer);

async function inflate(data) {
  const stream = new Blob([bytesOf(data)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A square of codes made smaller: the largest of each block, so that a thin diagonal stays one. */
function pool(at, time, side) {
  const small = new Uint8Array(side * side);
  const cell = Int32Array.from({ length: time }, (_, place) => Math.min(side - 1, Math.floor(((place + 1) * side - 1) / time)));
  for (let query = 0; query < time; query++) {
    const begin = cell[query] * side;
    for (let key = 0; key < time; key++) {
      const code = at(query, key);
      if (code > small[begin + cell[key]]) small[begin + cell[key]] = code;
    }
  }
  return small;
}

/** One scene: everything about one text, with some heads switched off. */
function createScene(raw, content) {
  const { layers, heads, causal, whole, side, tokens, measures } = raw;
  const time = tokens.length;
  const length = whole ? (causal ? (time * (time + 1)) / 2 : time * time) : side * side;
  const scores = floatsOf(raw.scores);
  const slices = new Map(); // whole heads that came on demand
  const exact = new Map(); // rows as they are, not rounded to a byte
  const keyOf = (checkpoint, layer, head, query = "") => `${checkpoint}/${layer}/${head}/${query}`;
  const numberOf = (checkpoint, layer, head) => (checkpoint * layers + layer) * heads + head;
  const offset = (query) => (causal ? (query * (query + 1)) / 2 : query * time);
  const keys = (query) => (causal ? query + 1 : time);

  /** The codes of one head, null while they are on their way. */
  function codes(checkpoint, layer, head) {
    if (!whole) return slices.get(keyOf(checkpoint, layer, head)) ?? null;
    const begin = numberOf(checkpoint, layer, head) * length;
    return content.subarray(begin, begin + length);
  }
  /** The codes as a square of `size` × `size`, {codes, size}; a thumbnail where the head has not come yet. */
  function square(checkpoint, layer, head, size = time) {
    const own = codes(checkpoint, layer, head);
    if (!own) {
      const begin = numberOf(checkpoint, layer, head) * length;
      return { codes: content.subarray(begin, begin + length), size: side, coarse: true };
    }
    const fits = Math.min(size, time);
    const at = causal ? (query, key) => (key > query ? 0 : own[offset(query) + key]) : (query, key) => own[query * time + key];
    return { codes: pool(at, time, fits), size: fits, coarse: false };
  }
  return {
    ...raw, time, keys, square,
    has: (checkpoint, layer, head) => codes(checkpoint, layer, head) !== null,
    /** The weights of one query over the keys it may look at; null while they are on their way. */
    row(checkpoint, layer, head, query) {
      const known = exact.get(keyOf(checkpoint, layer, head, query));
      if (known) return known;
      const own = codes(checkpoint, layer, head);
      return own && Float32Array.from(own.subarray(offset(query), offset(query) + keys(query)), (code) => WEIGHT[code]);
    },
    weight(checkpoint, layer, head, query, key) {
      if (key >= keys(query)) return 0;
      const known = exact.get(keyOf(checkpoint, layer, head, query));
      if (known) return known[key];
      const own = codes(checkpoint, layer, head);
      return own ? WEIGHT[own[offset(query) + key]] : NaN;
    },
    isExact: (checkpoint, layer, head, query) => exact.has(keyOf(checkpoint, layer, head, query)),
    score(checkpoint, layer, head, measure) {
      return scores[numberOf(checkpoint, layer, head) * measures.length + measures.indexOf(measure)];
    },
    kind: (checkpoint, layer, head) => raw.kinds[checkpoint][layer * heads + head],
    isOff: (layer, head) => raw.off.some(([one, other]) => one === layer && other === head),
    /** Take from an answer what was asked for: exact rows, whole heads. */
    learn(answer) {
      const { checkpoint, query } = answer;
      for (const [layer, head, data] of answer.exact ?? []) {
        exact.set(keyOf(checkpoint, layer, head, query), floatsOf(data).subarray(0, keys(query)));
      }
      for (const [layer, head, data] of answer.slices ?? []) {
        slices.set(keyOf(checkpoint, layer, head), bytesOf(data));
        if (slices.size > 60) slices.delete(slices.keys().next().value);
      }
    },
  };
}

/** The latest scene that the kernel has sent; `onScene` is called when one has been unpacked, `ready` is then kept. */
export function createStore(model, onScene) {
  const store = { scene: null, ready: null, close: () => model.off("change:scene", next) };
  const next = () => { store.ready = load(); };
  async function load() {
    const raw = model.get("scene");
    const content = await inflate(raw.packed);
    if (raw !== model.get("scene")) return; // a newer one has come in the meantime
    store.scene = createScene(raw, content);
    onScene(store.scene);
  }
  model.on("change:scene", next);
  next();
  return store;
}
