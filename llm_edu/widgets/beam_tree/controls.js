// BeamTree: the toolbar. Steps need no kernel; another width or length penalty does.

import { element, setSlider } from "../common/shared.js";

export function createBeamSteps(onStep) {
  const able = (button) => button.getAttribute("aria-disabled") !== "true";
  const press = (text, by) => element("button", { className: "lm-button", type: "button",
    onclick: (event) => { if (able(event.currentTarget)) onStep(now + by); } }, text);
  const back = press("Back", -1), next = press("Next", 1);
  const slider = element("input", { className: "lm-slider", type: "range", min: 0, step: 1, aria: { label: "Step" } });
  const number = element("output", { className: "lm-number" });
  let now = 0;
  slider.addEventListener("input", () => onStep(Number(slider.value)));
  const root = element("span", { className: "lm-beam-steps" }, back, slider, next, number);
  root.addEventListener("keydown", (event) => { // on the buttons as on the slider
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: Infinity }[event.key];
    if (to === undefined || event.target === slider || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onStep(to);
  });
  return {
    root,
    show(tree, step) {
      now = step;
      const last = tree.steps.length;
      slider.max = last;
      setSlider(slider, step, `step ${step} of ${last}`);
      number.textContent = `${step} of ${last}`;
      back.setAttribute("aria-disabled", String(step === 0));
      next.setAttribute("aria-disabled", String(step === last));
    },
  };
}

/** Width and length penalty; onSearch({width, length_penalty}, delay) asks for another search. */
export function createBeamSettings(reach, onSearch) {
  const widths = Array.from({ length: reach.width }, (_, at) => at + 1);
  const options = widths.map((each) => element("option", {}, String(each)));
  const width = element("select", { className: "lm-select" }, ...options);
  const slider = element("input", { className: "lm-slider lm-beam-penalty", type: "range" });
  const number = element("output", { className: "lm-number" });
  const asked = () => ({ width: Number(width.value), length_penalty: Number(slider.value) });
  const write = () => {
    const value = Number(slider.value);
    number.textContent = String(Number(value.toFixed(2))).replace("-", "−");
    setSlider(slider, slider.value);
  };
  width.addEventListener("change", () => onSearch(asked(), 0));
  slider.addEventListener("input", () => {
    write();
    onSearch(asked(), 250);
  });
  return {
    root: element("span", { className: "lm-beam-settings" },
      element("label", { className: "lm-field" }, element("span", {}, "Width"), width),
      element("label", { className: "lm-field", title: "score = log P ÷ length^penalty" },
        element("span", {}, "Length penalty"), slider, number)),
    show(wanted, { penalty: [least, most, step] }) {
      width.value = String(wanted.width);
      const places = wanted.length_penalty / step;
      const onGrid = Math.abs(places - Math.round(places)) < 1e-6;
      Object.assign(slider, { min: least, max: most, step: onGrid ? step : "any" });
      slider.value = wanted.length_penalty;
      write();
    },
    enable(possible) {
      for (const control of [width, slider]) control.disabled = !possible;
    },
  };
}
