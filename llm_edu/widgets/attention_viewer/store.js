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

/** Codes of rows × columns made smaller: the largest of each block, so that a thin diagonal stays one. */
function pool(at, rows, columns, high, wide) {
  const small = new Uint8Array(high * wide);
  const blocks = (count, size) => Int32Array.from({ length: count },
    (_, place) => Math.min(size - 1, Math.floor(((place + 1) * size - 1) / count)));
  const [down, across] = [blocks(rows, high), blocks(columns, wide)];
  for (let query = 0; query < rows; query++) {
    const begin = down[query] * wide;
    for (let key = 0; key < columns; key++) {
      const code = at(query, key);
      if (code > small[begin + across[key]]) small[begin + across[key]] = code;
    }
  }
  return small;
}

/** One scene: everything about one text, with some heads switched off; or about two, where one looks at the other. */
function createScene(raw, content) {
  const { layers, heads, causal, whole, side, tokens: queries, measures } = raw;
  const crossing = Boolean(raw.source);
  const keys = raw.source ?? queries;
  const [rows, columns] = [queries.length, keys.length];
  const [thumbHigh, thumbWide] = [Math.min(side, rows), Math.min(side, columns)];
  const length = whole ? (causal ? (rows * (rows + 1)) / 2 : rows * columns) : thumbHigh * thumbWide;
  const scores = floatsOf(raw.scores);
  const slices = new Map(); // whole heads that came on demand
  const exact = new Map(); // rows as they are, not rounded to a byte
  const keyOf = (checkpoint, layer, head, query = "") => `${checkpoint}/${layer}/${head}/${query}`;
  const numberOf = (checkpoint, layer, head) => (checkpoint * layers + layer) * heads + head;
  const offset = (query) => (causal ? (query * (query + 1)) / 2 : query * columns);
  const reach = (query) => (causal ? query + 1 : columns); // how many keys it may look at

  /** The codes of one head, null while they are on their way. */
  function codes(checkpoint, layer, head) {
    if (!whole) return slices.get(keyOf(checkpoint, layer, head)) ?? null;
    const begin = numberOf(checkpoint, layer, head) * length;
    return content.subarray(begin, begin + length);
  }
  /** The codes of at most `mostHigh` × `mostWide` blocks, {codes, high, wide}; a thumbnail where the head is still on its way. */
  function blocks(checkpoint, layer, head, mostHigh, mostWide) {
    const own = codes(checkpoint, layer, head);
    if (!own) {
      const begin = numberOf(checkpoint, layer, head) * length;
      return { codes: content.subarray(begin, begin + length), high: thumbHigh, wide: thumbWide, coarse: true };
    }
    const [high, wide] = [Math.min(mostHigh, rows), Math.min(mostWide, columns)];
    const at = causal ? (query, key) => (key > query ? 0 : own[offset(query) + key]) : (query, key) => own[query * columns + key];
    return { codes: pool(at, rows, columns, high, wide), high, wide, coarse: false };
  }
  return {
    ...raw, crossing, queries, keys, blocks,
    has: (checkpoint, layer, head) => codes(checkpoint, layer, head) !== null,
    /** The weights of one query over the keys it may look at; null while they are on their way. */
    row(checkpoint, layer, head, query) {
      const known = exact.get(keyOf(checkpoint, layer, head, query));
      if (known) return known;
      const own = codes(checkpoint, layer, head);
      return own && Float32Array.from(own.subarray(offset(query), offset(query) + reach(query)), (code) => WEIGHT[code]);
    },
    weight(checkpoint, layer, head, query, key) {
      if (key >= reach(query)) return 0;
      const known = exact.get(keyOf(checkpoint, layer, head, query));
      if (known) return known[key];
      const own = codes(checkpoint, layer, head);
      return own ? WEIGHT[own[offset(query) + key]] : NaN;
    },
    isExact: (checkpoint, layer, head, query) => exact.has(keyOf(checkpoint, layer, head, query)),
    score(checkpoint, layer, head, measure) {
      const at = measures.indexOf(measure); // a head that looks everywhere alike has no place whose share was measured
      return at < 0 ? NaN : scores[numberOf(checkpoint, layer, head) * measures.length + at];
    },
    kind: (checkpoint, layer, head) => raw.kinds[checkpoint][layer * heads + head],
    isOff: (layer, head) => raw.off.some(([one, other]) => one === layer && other === head),
    /** Take from an answer what was asked for: exact rows, whole heads. */
    learn(answer) {
      const { checkpoint, query } = answer;
      for (const [layer, head, data] of answer.exact ?? []) {
        exact.set(keyOf(checkpoint, layer, head, query), floatsOf(data).subarray(0, reach(query)));
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
