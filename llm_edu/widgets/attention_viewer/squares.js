// AttentionViewer, the squares of the matrix: what pointer and wheel do on them, and where arrows lead.

import { pointIn } from "./paint.js";

export const ARROW_STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Pointer and wheel: hover, click a row, drag and zoom what is seen. */
export function listenToSquares(canvas, { cellAt, point, draw, window, choose, cellSize }) {
  let from = null;
  let dragged = false;
  canvas.addEventListener("pointerdown", (event) => { if (event.button === 0) [from, dragged] = [pointIn(canvas, event), false]; });
  canvas.addEventListener("pointermove", (event) => {
    const at = pointIn(canvas, event);
    if (from === null) { point(cellAt(at)); return; }
    const [x, y] = [at[0] - from[0], at[1] - from[1]];
    if (!dragged && Math.hypot(x, y) < 4) return;
    if (!dragged) canvas.setPointerCapture(event.pointerId);
    const [down, across] = cellSize();
    window.moveBy(-y / down, -x / across);
    [from, dragged] = [at, true];
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    const cell = cellAt(pointIn(canvas, event));
    if (from !== null && !dragged && cell) choose(cell);
    from = null;
  });
  for (const name of ["pointercancel", "pointerleave"]) canvas.addEventListener(name, () => { from = null; point(null); });
  canvas.addEventListener("wheel", (event) => {
    // The wheel scrolls the page as ever, until the matrix has been clicked, or with Ctrl.
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    if (event.deltaY > 0 && window.state.zoom === 1 && !event.ctrlKey) return;
    const cell = cellAt(pointIn(canvas, event));
    if (!cell) return;
    event.preventDefault();
    window.zoomBy(Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 300), [cell.query + 0.5, cell.key + 0.5]);
    draw();
  }, { passive: false });
}
