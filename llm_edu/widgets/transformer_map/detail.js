// TransformerMap, one part of one model: what it is for, and its steps with their shapes and costs.

import { counted, element } from "../common/shared.js";
import { billOf, compact, partOf, shapeText, whole } from "./numbers.js";

export function createDetail(anatomy, several) {
  const title = element("span", { className: "lm-panel-name" });
  const times = element("span", { className: "lm-quiet" });
  const words = element("p", { className: "lm-about-words" });
  const about = element("section", { className: "lm-about" },
    element("header", { className: "lm-panel-head" }, title, times), words);
  const body = element("tbody"), foot = element("tfoot");
  const head = (text, kind = "") => element("th", { scope: "col", className: kind }, text);
  const table = element("table", { className: "lm-table lm-steps",
    aria: { label: several ? `Steps in ${anatomy.name}` : "Steps" } },
  element("thead", {}, element("tr", {}, head("step"), head("shape"), head("parameters", "lm-figure"),
    head("FLOPs", "lm-figure"))), body, foot);
  const legend = element("div", { className: "lm-quiet lm-legend" },
    element("span", { className: "lm-swatch" }), "grows with the square of the length");
  const steps = element("section", {}, table, legend);

  function row([does, shape, parameters, token, pair], batch, length) {
    const flops = batch * length * (token + length * pair);
    return element("tr", { className: pair ? "lm-grows" : "" }, element("th", { scope: "row" }, does),
      element("td", {}, element("span", { className: "lm-shape" }, shapeText(anatomy, shape, batch, length)),
        element("span", { className: "lm-dims" }, shape.join(", "))),
      element("td", { className: "lm-figure" }, parameters ? whole(parameters) : "–"),
      element("td", { className: "lm-figure" }, flops ? compact(flops) : "–"));
  }
  function sum(text, bill) {
    return element("tr", {}, element("th", { scope: "row", colSpan: 2 }, text),
      element("td", { className: "lm-figure" }, whole(bill.parameters)),
      element("td", { className: "lm-figure" }, compact(bill.flops)));
  }
  return {
    about, steps,
    show({ part: name, batch, length }) {
      const part = partOf(anatomy, name);
      const one = billOf({ ...part, times: 1 }, batch, length), all = billOf(part, batch, length);
      title.textContent = several ? `${part.title} in ${anatomy.name}` : part.title;
      const each = part.sum ? `${whole(part.times)} of them` : `in each of ${counted(part.times, "block")}`;
      times.textContent = part.in_block ? each : "";
      words.textContent = part.about;
      legend.hidden = !all.quadratic;
      body.replaceChildren(...part.steps.map((step) => row(step, batch, length)));
      foot.replaceChildren(...(part.in_block && part.times !== 1
        ? [sum("together", one), sum(`in all ${whole(part.times)} blocks`, all)] : [sum("together", all)]));
    },
  };
}

/** Two configurations side by side, what differs in bold. */
export function createSettings(models) {
  const names = models[0].settings.map(([name]) => name);
  const differs = names.map((_, at) => new Set(models.map(({ settings }) => settings[at][1])).size > 1);
  const row = ({ name, settings }) => element("tr", {}, element("th", { scope: "row" }, name),
    ...settings.map(([, value], at) => element("td", { className: differs[at] ? "lm-differs" : "lm-quiet" }, value)));
  const heads = names.map((name) => element("th", { scope: "col" }, name));
  return element("table", { className: "lm-table lm-settings", aria: { label: "Configurations" } },
    element("thead", {}, element("tr", {}, element("td"), ...heads)), element("tbody", {}, ...models.map(row)));
}
