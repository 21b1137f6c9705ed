// TrainingMonitor: a training while it runs. The slider goes back to earlier looks, and works without a kernel.

import { element, listen, openChannel, percent, say, setSlider } from "../common/shared.js";
import { drawn } from "../common/svg_shapes.js";
import { drawTraining } from "./chart.js";

const STATES = { running: "running", paused: "paused", finished: "finished", stopped: "stopped", failed: "failed" };
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const nats = (value) => (value == null ? "–" : value.toFixed(3));

/** How far it is, how fast, and the buttons. */
function createHead(ask) {
  const press = (text, kind) => element("button", { className: "lm-button", type: "button", onclick: () => {
    if (button[kind].getAttribute("aria-disabled") !== "true") ask(button[kind].dataset.kind);
  }, data: { kind } }, text);
  const button = {};
  button.pause = press("Pause", "pause");
  button.stop = press("Stop", "stop");
  const fill = element("span", { className: "lm-bar-fill" });
  const step = element("strong", {}), speed = element("span", {}), left = element("span", {});
  const root = element("div", { className: "lm-toolbar" }, button.pause, button.stop,
    element("span", { className: "lm-bar-track lm-progress", aria: { hidden: "true" } }, fill),
    element("span", { className: "lm-figures" }, step, speed, left));
  return {
    root,
    show(status, awake) {
      const over = !["running", "paused"].includes(status.state);
      const paused = status.state === "paused";
      button.pause.dataset.kind = paused ? "resume" : "pause";
      button.pause.textContent = paused ? "Resume" : "Pause";
      for (const one of Object.values(button)) one.setAttribute("aria-disabled", String(over || !awake));
      fill.style.width = `${(100 * status.step) / Math.max(1, status.steps)}%`;
      step.textContent = `step ${status.step.toLocaleString("en")} of ${status.steps.toLocaleString("en")}`;
      speed.textContent = status.speed ? `${status.speed.toLocaleString("en")} tokens/s` : "";
      left.textContent = over || paused || status.seconds_left == null ? STATES[status.state]
        : `${clock(status.seconds_left)} left`;
    },
  };
}

/** The figures and the story of one look. */
function createLook() {
  const names = [["word", "held out"], ["elsewhere", "elsewhere"], ["recall", "at recalls"], ["train", "training"]];
  const figures = element("div", { className: "lm-figures" });
  const good = element("span", {}), wrong = element("mark", { className: "lm-wrong" });
  const rest = element("span", { className: "lm-quiet" });
  const verdict = element("p", { className: "lm-verdict" });
  const story = element("figure", { className: "lm-story" },
    element("figcaption", { className: "lm-quiet" }), element("p", { dir: "auto" }, good, wrong, rest), verdict);
  return {
    root: element("div", {}, figures, story),
    show(look) {
      figures.replaceChildren(...(look ? names : []).filter(([key]) => look[key] != null).map(([key, name]) =>
        element("span", { className: `lm-figure-${key}` }, `${name} `, element("strong", {}, nats(look[key])))));
      if (look?.right != null) {
        figures.append(element("span", {}, "recalls right ", element("strong", {}, percent(look.right))));
      }
      story.hidden = !look?.story;
      if (story.hidden) return;
      story.firstChild.textContent = `After ${look.step.toLocaleString("en")} steps it writes:`;
      good.textContent = look.story.good;
      wrong.textContent = look.story.wrong.trim();
      wrong.hidden = !look.story.wrong;
      wrong.classList.toggle("lm-spaced", look.story.wrong.startsWith(" "));
      rest.textContent = look.story.rest;
      verdict.textContent = look.story.verdict;
      verdict.classList.toggle("lm-whole", look.story.verdict.startsWith("a whole story, and"));
    },
  };
}

function render({ model, el }) {
  let chosen = null; // the look that the slider has gone back to; null follows the newest
  let channel = null; // opened at the end: it draws at once
  const head = createHead((kind) => channel.ask({ kind }));
  const chart = drawn("svg", { class: "lm-training-chart", "aria-hidden": "true" });
  const slider = element("input", { className: "lm-slider", type: "range", min: 0, step: 1, aria: { label: "Evaluation" } });
  slider.addEventListener("input", () => {
    const last = model.get("looks").length - 1;
    chosen = Number(slider.value) >= last ? null : Number(slider.value);
    draw();
  });
  const back = element("div", { className: "lm-back" }, slider);
  const look = createLook();
  const line = element("div", { className: "lm-line", aria: { role: "status", live: "polite" } });
  const note = element("div", { className: "lm-state" });
  const root = element("div", { className: "lm-widget lm-training" }, head.root, chart, back, look.root, line, note);
  el.append(root);

  function draw() {
    const looks = model.get("looks"), status = model.get("status");
    const state = channel?.state() ?? "ready";
    const place = Math.min(chosen ?? looks.length - 1, looks.length - 1);
    const shown = place >= 0 ? looks[place] : null;
    root.dataset.state = state;
    head.show(status, state !== "asleep");
    drawTraining(chart, { looks, curve: model.get("curve"), floors: model.get("floors"), steps: status.steps, shown },
      chart.clientWidth || 700);
    back.hidden = looks.length < 2;
    slider.style.setProperty("--reach", (looks.at(-1)?.step ?? 0) / Math.max(1, status.steps)); // below the lines
    slider.max = Math.max(0, looks.length - 1);
    setSlider(slider, Math.max(0, place), shown ? shown.say : "");
    look.show(shown);
    const said = model.get("answer").error ?? status.error ?? (shown ? shown.say : "The first evaluation is still to come.");
    say(line, said);
    line.classList.toggle("lm-failed", Boolean(model.get("answer").error ?? status.error));
    note.textContent = state === "asleep" ? "No kernel is attached: this shows what was saved, all evaluations included."
      : state === "busy" && status.state === "running" ? "The kernel is busy; it will hear you when it is free." : "";
    note.hidden = !note.textContent;
  }
  const names = ["looks", "curve", "floors", "status"];
  channel = openChannel(model, el, { onAnswer: draw, onRequest: draw, onState: draw });
  draw();
  return listen(model, root, names.map((name) => [name, draw]), { resize: draw, close: channel.close });
}

export default { render };
