// LogitLens, its data: what scene.py packs, and questions that can be asked of it.

const STEPS = 65535; // a probability p is sent as round(65,535·√p)

const bytesOf = (data) => (data instanceof Uint8Array ? data : data instanceof ArrayBuffer ? new Uint8Array(data)
  : new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
const sharesOf = (data) => Float64Array.from(new Uint16Array(bytesOf(data).slice().buffer), (code) => (code / STEPS) ** 2);

/** One prompt's cells: layer 0 is what enters the first block. */
function createGrid(raw, { layers, count, followed }, names) {
  const time = raw.ids.length;
  const best = new Uint32Array(bytesOf(raw.best).slice().buffer);
  const shares = sharesOf(raw.codes), ofAnswer = sharesOf(raw.answer), ofFollowed = sharesOf(raw.followed);
  const first = (layer, position) => (layer * time + position) * count;
  const grid = {
    ids: raw.ids, time, layers, labels: raw.ids.map((id) => names.get(id)),
    /** The best guesses of a cell, {id, label, share}, the best first. */
    guesses: (layer, position) => Array.from({ length: count }, (_, rank) => {
      const id = best[first(layer, position) + rank];
      return { id, label: names.get(id), share: shares[first(layer, position) + rank] };
    }),
    top: (layer, position) => {
      const at = first(layer, position);
      return { id: best[at], label: names.get(best[at]), share: shares[at] };
    },
    end: (position) => grid.top(layers, position),
    /** The probability of any token in a cell; null where it is not known here: less than that of the cell's last guess. */
    share(layer, position, id) {
      if (id === followed && ofFollowed.length) return ofFollowed[layer * time + position];
      if (id === best[first(layers, position)]) return ofAnswer[layer * time + position];
      return grid.guesses(layer, position).find((guess) => guess.id === id)?.share ?? null;
    },
  };
  return grid;
}

/** grids: the first prompt as changed, and the other if there is one; before: the first without changes. */
export function readScene(raw) {
  const names = new Map(raw.names);
  const grids = raw.grids.map((each) => createGrid(each, raw, names));
  return { ...raw, grids, name: (id) => names.get(id) ?? `⟨${id}⟩`, before: raw.before ? createGrid(raw.before, raw, names) : grids[0],
    alike: grids.length === 2 && grids[0].time === grids[1].time };
}

/** The view that all views of the widget share, made to fit the scene. */
export function fittingView(raw, scene) {
  const grid = raw.grid === 1 && scene.grids.length === 2 ? 1 : 0;
  const last = scene.grids[grid].time - 1;
  return { grid, layer: Math.min(raw.layer ?? scene.layers, scene.layers), position: Math.min(raw.position ?? last, last),
    follow: raw.follow ?? null };
}

export const same = (one, other) => one.length === other.length && one.every((part, at) => part === other[at]);
export const includes = (changes, change) => changes.some((other) => same(other, change));
