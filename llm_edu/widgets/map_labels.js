// EmbeddingExplorer, the names on the map: which of them find room, and where. Runs after shared.js (base.py).

const FONT = 11.5; // pixels, as in embedding_explorer.css
const ruler = document.createElement("canvas").getContext("2d");

/** Which of the labels, most important first, find room: index -> [x, y, anchor]. Dots count as taken, too. */
function placeLabels(order, spots, widths, size, firm) {
  const cell = 32;
  const grid = new Map();
  const dots = new Map();
  const cells = (left, top, right, bottom, visit) => {
    for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x += 1) {
      for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y += 1) visit(`${x} ${y}`);
    }
  };
  const put = (store, key, value) => { if (store.has(key)) store.get(key).push(value); else store.set(key, [value]); };
  for (const at of order) put(dots, `${Math.floor(spots[at][0] / cell)} ${Math.floor(spots[at][1] / cell)}`, spots[at]);
  const places = new Map();
  for (const at of order) {
    const [x, y] = spots[at];
    const width = widths[at];
    let best = null;
    for (const [left, top] of [[x + 7, y - 7], [x - 7 - width, y - 7], [x - width / 2, y - 21], [x - width / 2, y + 7]]) {
      const [right, bottom] = [left + width, top + 14];
      if (left < 1 || top < 1 || right > size.width - 1 || bottom > size.height - 1) continue;
      let taken = false;
      let covered = 0;
      cells(left, top, right, bottom, (key) => {
        for (const box of grid.get(key) ?? []) taken ||= box[0] < right && box[2] > left && box[1] < bottom && box[3] > top;
        for (const [a, b] of dots.get(key) ?? []) covered += a > left - 3 && a < right + 3 && b > top - 2 && b < bottom + 2;
      });
      if (!taken && (best === null || covered < best.covered)) best = { left, top, right, bottom, covered };
    }
    if (best === null || (best.covered > 0 && !firm.has(at))) continue;
    places.set(at, [best.left, best.top + 11]);
    cells(best.left, best.top, best.right, best.bottom, (key) => put(grid, key, [best.left - 3, best.top, best.right + 3, best.bottom]));
  }
  return places;
}

/** Indices so that a prefix of them has something of every group: each group's words in turn. */
function takeTurns(groupOf) {
  const queues = new Map();
  groupOf.forEach((group, at) => queues.set(group, [...(queues.get(group) ?? []), at]));
  const order = [];
  for (let round = 0; order.length < groupOf.length; round += 1) {
    for (const queue of queues.values()) if (round < queue.length) order.push(queue[round]);
  }
  return order;
}
