// ChatDesk, any value of JSON as a reader likes it: names beside values, lists as lists. All of it is text.

import { element } from "../common/shared.js";

const MOST = 20, DEEPEST = 5; // members that are shown, and how deep
const isPlain = (value) => value === null || typeof value !== "object";
const asText = (value) => (value === null ? "none" : String(value));

export function valueView(value, depth = 0) {
  if (isPlain(value)) return element("bdi", { className: typeof value === "string" ? "lm-desk-text" : "lm-desk-number" }, asText(value));
  if (depth >= DEEPEST) return element("bdi", { className: "lm-desk-text" }, JSON.stringify(value));
  const members = Object.entries(value), isList = Array.isArray(value);
  if (!members.length) return element("span", { className: "lm-quiet" }, "nothing");
  if (isList && value.every((each) => isPlain(each) && asText(each).length <= 12)) {
    return element("bdi", { className: "lm-desk-number" }, value.map(asText).join(", "));
  }
  const rows = members.slice(0, MOST).map(([name, each]) => (isList ? element("li", {}, valueView(each, depth + 1))
    : element("div", { className: isPlain(each) ? "lm-desk-field" : "lm-desk-field lm-desk-nested" },
      element("dt", { dir: "auto" }, name), element("dd", {}, valueView(each, depth + 1)))));
  const root = element(isList ? "ol" : "dl", { className: isList ? "lm-desk-list" : "lm-desk-fields" }, ...rows);
  if (members.length <= MOST) return root;
  return element("div", {}, root, element("div", { className: "lm-quiet" }, `and ${members.length - MOST} more`));
}
