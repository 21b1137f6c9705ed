// AttentionViewer, the lines: queries on the left, keys on the right, and between them what looks at what.

import { element, roving } from "../common/shared.js";
import { fitCanvas, HEAD_COLORS, isDark } from "./paint.js";
import { tokenTitle } from "./words.js";

const LEAST_LINE = 0.015; // thinner than can be seen

/** One column of tokens; `side` is "query" or "key". One tab stop; arrows move in it. */
function createTokenColumn(side, { onHover, onChoose }) {
  const list = element("ol", { className: `lm-tokens lm-tokens-${side}` });
  const stops = roving(list, "button", { previous: ["ArrowUp"], next: ["ArrowDown"] });
  let rows = [];
  const placeOf = (event) => rows.findIndex(({ button }) => button === event.target.closest?.("button"));
  list.addEventListener("pointerover", (event) => { const at = placeOf(event); if (at >= 0) onHover(at); });
  list.addEventListener("pointerleave", () => onHover(null));
  list.addEventListener("focusin", (event) => { const at = placeOf(event); if (at >= 0) onHover(at); });
  list.addEventListener("focusout", () => onHover(null));
  list.addEventListener("click", (event) => { const at = placeOf(event); if (at >= 0) onChoose(at); });
  return {
    root: list,
    fill(tokens, notes, called, role) {
      list.setAttribute("aria-label", role);
      rows = tokens.map((token, at) => {
        const chip = element("bdi", { className: "lm-chip" }, token);
        const marks = element("span", { className: "lm-token-marks", aria: { hidden: "true" } });
        const button = element("button", { className: "lm-token", type: "button", tabIndex: -1,
          title: tokenTitle(token, at, notes),
          aria: { label: `${token}, ${called} ${at}` } }, ...(side === "query" ? [marks, chip] : [chip, marks]));
        return { item: element("li", {}, button), button, chip, marks };
      });
      list.replaceChildren(...rows.map(({ item }) => item));
      stops.refresh();
    },
    /** shares: for each head a weight for each token (or null); chosen, pointed: places; colors: of the heads */
    mark(shares, colors, chosen, pointed) {
      rows.forEach((drawn, at) => {
        const { button, chip, marks } = drawn;
        button.classList.toggle("lm-token-chosen", at === chosen);
        button.classList.toggle("lm-token-pointed", at === pointed);
        if (side === "query") button.setAttribute("aria-pressed", String(at === chosen));
        const weights = shares?.map((row) => row?.[at] ?? 0) ?? [];
        const most = Math.max(0, ...weights);
        const look = shares && weights.map((weight) => weight.toFixed(2)).join();
        if (look === drawn.look) return; // of 512 tokens few change while one points at them
        drawn.look = look;
        const best = weights.indexOf(most);
        chip.style.setProperty("--tint", colors[Math.max(best, 0)]);
        chip.style.setProperty("--share", `${Math.round(85 * most)}%`);
        chip.classList.toggle("lm-chip-plain", !shares);
        marks.replaceChildren(...(weights.length > 1 && most >= 0.01 ? weights.map((weight, head) => {
          const bar = element("span", { className: "lm-token-bar" });
          bar.style.setProperty("--tint", colors[head]);
          bar.style.setProperty("--part", weight < 0.005 ? 0 : weight);
          return bar;
        }) : []), most >= 0.01 && weights.length === 1 ? element("span", { className: "lm-token-share" }, most.toFixed(2)) : "");
      });
    },
  };
}

export function createLines({ onHover, onQuery }, inks) {
  const canvas = element("canvas", { className: "lm-lines-canvas", aria: { hidden: "true" } });
  const queries = createTokenColumn("query", { onHover: (query) => onHover({ query, key: null }), onChoose: onQuery });
  const keys = createTokenColumn("key", { onHover: (key) => onHover({ query: null, key }), onChoose: () => {} });
  const gutter = element("div", { className: "lm-gutter" }, canvas);
  const box = element("div", { className: "lm-lines" },
    element("div", { className: "lm-lines-head", aria: { hidden: "true" } }, element("span"), element("span"), element("span")),
    element("div", { className: "lm-lines-grid" }, queries.root, gutter, keys.root));
  let shown = null;
  let drawn = null;

  function draw() {
    if (!shown || !box.clientHeight) return;
    const { scene, view, hover } = shown;
    const width = gutter.clientWidth;
    const head = box.firstChild.offsetHeight;
    const full = Math.max(queries.root.offsetHeight, keys.root.offsetHeight);
    const height = Math.min(full, box.clientHeight - head);
    const pen = fitCanvas(canvas, width, height);
    const top = Math.max(0, Math.min(box.scrollTop, full - height));
    const line = queries.root.offsetHeight / scene.queries.length;
    const focus = hover.key !== null ? null : hover.query ?? view.query;
    const faint = isDark(inks()) ? 1.6 : 1; // the lines behind, which a dark page swallows
    const apart = Math.min(2.5, (line - 8) / view.heads.length); // heads side by side where they look at one token
    const curve = (query, key, weight, rank, alpha) => {
      const y = (at) => (at + 0.5) * line - top + (rank - (view.heads.length - 1) / 2) * apart;
      const [from, to] = [y(query), y(key)];
      if (Math.max(from, to) < 0 || Math.min(from, to) > height) return;
      pen.globalAlpha = alpha;
      pen.strokeStyle = HEAD_COLORS[rank];
      pen.lineWidth = 0.7 + 4.3 * weight;
      pen.beginPath();
      pen.moveTo(0, from);
      pen.bezierCurveTo(width * 0.45, from, width * 0.55, to, width, to);
      pen.stroke();
    };
    view.heads.forEach(([layer, number], rank) => {
      for (let query = 0; query < scene.queries.length; query++) {
        if (query === focus) continue;
        const row = scene.row(view.checkpoint, layer, number, query);
        row?.forEach((weight, key) => {
          if (hover.key === key) { if (weight >= LEAST_LINE) curve(query, key, weight, rank, 0.25 + 0.7 * weight); }
          else if (weight >= 0.06) curve(query, key, weight * 0.6, rank, faint * (hover.key === null ? 0.03 + 0.15 * weight : 0.04));
        });
      }
    });
    if (focus !== null) view.heads.forEach(([layer, number], rank) => {
      scene.row(view.checkpoint, layer, number, focus)?.forEach((weight, key) => {
        if (weight >= LEAST_LINE) curve(focus, key, weight, rank, 0.3 + 0.7 * weight);
      });
    });
    pen.globalAlpha = 1;
  }
  function markTokens() {
    const { scene, view, hover } = shown;
    const rows = (key) => view.heads.map(([layer, head]) => (key === undefined
      ? scene.row(view.checkpoint, layer, head, hover.query ?? view.query)
      : Float32Array.from(scene.queries, (_, at) => scene.weight(view.checkpoint, layer, head, at, key))));
    const byKey = hover.key !== null;
    queries.mark(byKey ? rows(hover.key) : null, HEAD_COLORS, view.query, hover.query);
    keys.mark(byKey ? null : rows(), HEAD_COLORS, null, hover.key);
  }
  function fill(scene) {
    drawn = scene.queries;
    const [who, whom] = scene.crossing ? ["target", "source"] : ["query", "key"];
    box.style.setProperty("--line", `${Math.min(24, Math.max(16, Math.floor(600 / Math.max(scene.queries.length, scene.keys.length))))}px`);
    queries.fill(scene.queries, scene.notes, who, `${scene.crossing ? "Target" : "Queries"}: who looks`);
    keys.fill(scene.keys, scene.notes, whom, `${scene.crossing ? "Source" : "Keys"}: at whom`);
    box.querySelector(".lm-lines-head span:first-child").textContent = scene.crossing ? "target looks at" : "query: who looks";
    box.querySelector(".lm-lines-head span:last-child").textContent = scene.crossing ? "the source" : "key: at whom";
  }
  /** Scroll this box, and not the page, so that the query is seen. */
  function reveal(at) {
    const line = queries.root.offsetHeight / shown.scene.queries.length;
    const room = box.clientHeight - box.firstChild.offsetHeight;
    if (at * line < box.scrollTop) box.scrollTop = at * line;
    if ((at + 1) * line > box.scrollTop + room) box.scrollTop = (at + 1) * line - room;
  }
  box.addEventListener("scroll", draw);
  return {
    root: box, draw,
    show(next) {
      const { scene } = next;
      const fresh = scene.queries !== drawn;
      if (fresh) fill(scene);
      const moved = fresh || shown.view.query !== next.view.query;
      shown = next;
      markTokens();
      if (moved) reveal(next.view.query);
      draw();
    },
  };
}
