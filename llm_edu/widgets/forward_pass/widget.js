// ForwardPass: one text on its way through a model, a stage at a time, with parts to switch off on the way.

import { chipNote, createButton, element, listen, lookAt, openChannel, roving, say, STATE_WORDS, textBox, wellFormed } from "../common/shared.js";
import { createMap } from "./map.js";
import { countTo, orderOf, pathOf, stopFrom } from "./path.js";
import { createSide } from "./side.js";
import { createStage } from "./stage.js";
import { fittingView, readScene } from "./store.js";
import { lineWords } from "./words.js";

const STATES = { ...STATE_WORDS, asleep: "No kernel is attached: everything that was sent can be looked at. Run the cell to change the "
  + "text or to switch parts off." };
const PACE = 1500; // milliseconds at a stage while it plays

/** The text as the model reads it: a token to follow is chosen here. */
function createTokens(onFollow) {
  const root = element("div", { className: "lm-chips lm-pass-tokens", aria: { role: "radiogroup", label: "The token that is followed" } });
  const stops = roving(root, "button", { previous: ["ArrowLeft", "ArrowUp"], next: ["ArrowRight", "ArrowDown"] });
  let key = "", seen = null;
  return {
    root,
    show(scene, { stage, block, head, position }) {
      const shares = stage === "weights" ? scene.block(block)?.weights(head, position) : null; // who answers is coloured
      const now = JSON.stringify([scene.ids, scene.labels]);
      if (now !== key) {
        key = now;
        root.replaceChildren(...scene.labels.map((label, at) => {
          const node = element("button", { className: "lm-chip lm-pass-follow", type: "button", tabIndex: -1,
            data: { note: `token ${at}, id ${scene.ids[at]}` }, aria: { role: "radio" } }, element("bdi", {}, label));
          node.addEventListener("click", () => onFollow(at));
          node.addEventListener("focus", () => onFollow(at));
          return node;
        }));
      }
      [...root.children].forEach((node, at) => {
        node.setAttribute("aria-checked", String(at === position));
        node.classList.toggle("lm-chosen", at === position);
        node.classList.toggle("lm-pass-answers", Boolean(shares));
        node.style.setProperty("--share", `${Math.round(62 * Math.sqrt(shares?.[at] ?? 0))}%`);
        node.tabIndex = at === position ? 0 : -1;
      });
      stops.refresh();
      if (seen !== position && root.children[position]) root.scrollTop = root.children[position].offsetTop - root.offsetTop - root.clientHeight / 2;
      seen = position;
    },
  };
}

/** Steps back and forth, and playing. go(step): one stop on; at the end it returns false */
function createWalk(go) {
  let timer = null;
  const back = createButton("‹ Back", () => walk(-1)), next = createButton("Next ›", () => walk(1), "lm-pass-next");
  const play = createButton("▶ Play", () => (timer ? stop() : start()));
  const count = element("output", { className: "lm-number lm-pass-count" });
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  }
  function start() {
    if (!go(1)) go(0); // from the end it begins again
    timer = setInterval(() => { if (!go(1)) stop(); }, PACE);
    play.textContent = "❚❚ Pause";
  }
  function walk(step) {
    stop();
    go(step);
  }
  return {
    root: element("div", { className: "lm-toolbar lm-pass-walk" }, back, next, play, count), stop,
    show({ layers }, view) {
      const [at, all] = [countTo(view, layers), pathOf(layers).length];
      back.setOff(orderOf(view, layers) === 0);
      next.setOff(stopFrom(view, layers, 1) === null);
      count.textContent = `step ${at} of ${all}`;
    },
  };
}

function createPage(on) {
  const box = textBox("Text", 1, () => on.type(500), () => on.type(0));
  box.classList.add("lm-pass-text");
  const page = {
    box, walk: createWalk(on.go), tokens: createTokens(on.follow), map: createMap(on.stage), stage: createStage(on), side: createSide(on.off),
    problem: element("div", { className: "lm-pass-problem", aria: { role: "alert" } }),
    line: element("div", { className: "lm-line", aria: { role: "status", live: "polite" } }),
    state: element("div", { className: "lm-state", aria: { live: "polite" } }),
  };
  page.columns = element("div", { className: "lm-pass-columns" }, page.stage.root, page.side.root);
  page.root = element("div", { className: "lm-widget lm-pass" }, box, page.problem, page.tokens.root, page.walk.root, page.map.root,
    page.columns, page.line, page.state);
  chipNote(page.root);
  return page;
}

function render({ model, el }) {
  const link = { channel: null }; // opened at the end: it draws at once
  let scene = null;
  const asleep = () => link.channel?.state() === "asleep";
  const view = () => fittingView(model.get("view"), scene);
  const off = () => model.get("request").off ?? [];

  /** What is looked at and not here, and for a walk the block that comes next. */
  function wanted(now) {
    if (scene.packed) return [];
    const next = stopFrom(now, scene.layers, 1);
    return [...new Set([now.block, next?.block ?? now.block])].filter((block) =>
      !scene.block(block) || !scene.part(block, now.position) || !scene.depth(now.position));
  }
  function ask(patch = {}, delay = 0) {
    if (asleep()) return;
    const { position, block } = model.get("view");
    const blocks = scene ? wanted(view()) : [];
    link.channel.ask({ text: wellFormed(page.box.value).text, off: off(), look: { blocks: blocks.length ? blocks : [block], position }, ...patch }, delay);
  }
  const look = (patch) => lookAt(model, patch);
  const page = createPage({
    type: (delay) => ask({}, delay),
    follow(position) {
      if (position !== view().position) look({ position });
    },
    head: (head) => look({ head }),
    stage(place) {
      page.walk.stop();
      const now = view();
      if (orderOf(place, scene.layers) !== orderOf(now, scene.layers)) look(place);
    },
    go(step) {
      const stop = step ? stopFrom(view(), scene.layers, step) : pathOf(scene.layers)[0];
      if (stop) look(stop);
      return stop !== null;
    },
    toggle(part) {
      const now = off(), rest = now.filter((other) => other.join() !== part.join());
      ask({ off: rest.length < now.length ? rest : [...now, part] });
    },
    off: (parts) => ask({ off: parts }),
  });
  el.append(page.root);

  function draw() {
    if (!scene || !link.channel) return;
    const now = view(), error = model.get("answer").error ?? "";
    page.tokens.show(scene, now);
    page.walk.show(scene, now);
    page.map.show(scene, now);
    page.stage.show(scene, now, asleep());
    page.side.show(scene, now, asleep());
    say(page.line, lineWords(scene, now));
    say(page.problem, error);
    page.root.classList.toggle("lm-pass-failed", error !== "");
  }
  function drawView() {
    draw();
    if (scene && link.channel && !asleep() && !link.channel.hasDraft() && wanted(view()).length) ask();
  }
  function take() {
    scene = readScene(model.get("scene"), (name) => model.get(`packet_${name}`));
    drawView();
  }
  function drawRequest(request) {
    if (!link.channel?.hasDraft()) page.box.show(String(request.text ?? ""));
    draw();
  }
  function drawState(state) {
    page.root.dataset.state = state;
    say(page.state, STATES[state]);
    page.box.readOnly = state === "asleep";
    draw();
  }
  link.channel = openChannel(model, el, { onAnswer: draw, onRequest: drawRequest, onState: drawState });
  drawRequest(model.get("request"));
  take();
  drawState(link.channel.state());
  return listen(model, page.root, [["scene", take], ["view", drawView]], { close() {
    page.walk.stop();
    link.channel.close();
  } });
}

export default { render };
