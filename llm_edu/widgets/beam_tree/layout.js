// BeamTree: where everything lies, and who descends from whom.

// Pixels: of one candidate's row and its chip, between columns, above the first row; of a letter, of a number in a
// chip, at a chip's ends; of the sign of an end with its score.
export const BEAM = { row: 27, chip: 21, gap: 40, top: 64, letter: 7.23, figure: 44, edge: 8, mark: 58 };

export const logText = (value) =>
  value.toFixed(Math.abs(value) >= 100 ? 1 : Math.abs(value) < 0.1 ? 3 : 2).replace("-", "−");
const hasEnds = (tree, step) => step > 0 && tree.steps[step - 1].candidates.some(({ fate }) => fate === "ended");
export const nodeKey = (step, place) => `${step}-${place}`;
export const isLast = (tree, step) => step === tree.steps.length;

/** The node with this key: a candidate, a token of greedy's that is outside the tree, or null for the root. */
export function nodeAt(tree, key) {
  const [step, place] = key.split("-");
  if (key === "root") return null;
  return place === "greedy" ? tree.greedy.outside[step - 1 - tree.greedy.inside.length]
    : tree.steps[step - 1].candidates[place];
}

export const stepOf = (key) => (key === "root" ? 0 : Number(key.split("-")[0]));

/** The key of the node before: a token of greedy's may hang on a candidate. */
export function parentKey(tree, key) {
  const step = stepOf(key);
  if (step <= 1) return "root";
  if (!key.endsWith("greedy")) return nodeKey(step - 1, nodeAt(tree, key).parent);
  const { inside } = tree.greedy;
  return nodeKey(step - 1, step - 1 > inside.length ? "greedy" : inside[step - 2]);
}

/** From the first token to this node: keys. */
export function pathTo(tree, key) {
  const path = [];
  for (let at = key; at !== "root"; at = parentKey(tree, at)) path.unshift(at);
  return path;
}

/** Keys of a column from top to bottom. */
export function columnKeys(tree, step) {
  if (step === 0) return ["root"];
  const { inside, outside } = tree.greedy;
  const keys = tree.steps[step - 1].candidates.map((_, place) => nodeKey(step, place));
  const alone = step > inside.length && step <= inside.length + outside.length;
  return alone ? [...keys, nodeKey(step, "greedy")] : keys;
}

export const standingKeys = (tree, step) => tree.steps[step - 1].standings.map(([at, place]) => nodeKey(at, place));

/** The texts that a step leaves in the race: its beams; in the end, the texts that have ended. */
export function survivorKeys(tree, step) {
  if (step === 0) return [];
  return isLast(tree, step) ? standingKeys(tree, step) : columnKeys(tree, step)
    .filter((key) => nodeAt(tree, key).fate === "kept");
}

/** For each column: the keys that a survivor of the step goes through. */
export function ancestorKeys(tree, step) {
  const columns = Array.from({ length: step }, () => new Set());
  for (const key of survivorKeys(tree, step)) for (const at of pathTo(tree, key)) columns[stepOf(at) - 1].add(at);
  return columns;
}

/** How many tokens all survivors of a step begin with. */
export function sharedTokens(tree, step) {
  const survivors = survivorKeys(tree, step);
  if (step < 2 || survivors.length < 2) return 0;
  const shortest = Math.min(...survivors.map(stepOf));
  const columns = ancestorKeys(tree, step).slice(0, shortest);
  const fork = columns.findIndex((column) => column.size > 1);
  return fork < 0 ? columns.length : fork;
}

/**
 * The places of a tree: size, and place(key) -> {x, y, width}, of a chip's left end and middle.
 *
 * right(step): where the picture ends when it is grown so far; columns[step]: {x, width}, the root's at 0
 */
export function layOut(tree) {
  const rows = Math.max(...tree.steps.map(({ candidates }) => candidates.length));
  const columns = [{ x: 2, width: Math.max(...tree.root.map(({ cells }) => cells)) * BEAM.letter + 2 * BEAM.edge }];
  tree.steps.forEach(({ cells }, at) => {
    const { x, width } = columns.at(-1);
    columns.push({ x: x + width + (hasEnds(tree, at) ? BEAM.mark : BEAM.gap),
      width: cells * BEAM.letter + BEAM.figure + 2 * BEAM.edge });
  });
  const y = (row) => BEAM.top + BEAM.row * (row + 0.5);
  const lane = y(rows) + 8;
  const lonely = tree.greedy.outside.length > 0 && tree.greedy.inside.length < tree.steps.length;
  return {
    columns, lane,
    height: lonely ? lane + 18 : y(rows - 0.5) + 6,
    right(step) {
      const { x, width } = columns[step];
      return x + width + (isLast(tree, step) || hasEnds(tree, step) ? BEAM.mark : 10);
    },
    place(key) {
      const step = stepOf(key);
      const row = key.split("-")[1];
      const middle = y((tree.steps[0].candidates.length - 1) / 2);
      return { ...columns[step], y: step === 0 ? middle : row === "greedy" ? lane : y(Number(row)) };
    },
  };
}

/** A line from one chip to the next, as the `d` of a path. */
export function curve(from, to) {
  const x0 = from.x + from.width;
  const bend = (to.x - x0) * 0.55;
  return `M${x0},${from.y} C${x0 + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`;
}
