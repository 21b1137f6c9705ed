// PromptLab, two prompts on the same items: who alone is right how often, McNemar's p, and the items where they differ.

import { element } from "../common/shared.js";
import { answerAt, createButton, pWords, pairOf, whole } from "./parts.js";

const AT_ONCE = 4; // items on a page
const PARTS = [["both", "both right"], ["only_first", "only A"], ["only_second", "only B"], ["neither", "both wrong"]];

const letter = (name) => element("span", { className: `lm-lab-letter lm-lab-${name.toLowerCase()}` }, name);

function createSaid(name) {
  const said = element("bdi", {}), mark = element("span", { className: "lm-lab-verdict" });
  const sure = element("span", { className: "lm-quiet" });
  return {
    root: element("span", { className: "lm-lab-said" }, letter(name), mark, said, sure),
    show({ answered, sure: much }, right, classes) {
      const good = answered === right;
      mark.textContent = good ? "✓" : "✗";
      mark.setAttribute("aria-label", good ? "right:" : "wrong:");
      mark.classList.toggle("lm-lab-good", good);
      said.textContent = classes[answered] ?? "?";
      sure.textContent = whole(much);
    },
  };
}

function createItem() {
  const text = element("span", { className: "lm-lab-text", dir: "auto" }), truth = element("span", { className: "lm-lab-truth" });
  const first = createSaid("A"), second = createSaid("B");
  return {
    root: element("li", { className: "lm-lab-item" }, text,
      element("span", { className: "lm-lab-verdicts" }, truth, first.root, second.root)),
    show(item, one, other, classes) {
      text.textContent = item[0];
      truth.textContent = `it is ${classes[item[1]]}`;
      first.show(one, item[1], classes);
      second.show(other, item[1], classes);
    },
  };
}

/** onCompare(id) */
export function createDiffer({ onCompare }) {
  let at = 0, shown = null, key = null;
  const other = element("select", { className: "lm-select", aria: { label: "Compare with" } });
  other.addEventListener("change", () => onCompare(other.value));
  const bar = element("div", { className: "lm-lab-pair", aria: { role: "img" } });
  const parts = PARTS.map(([name]) => element("span", { className: `lm-lab-part lm-lab-${name.replace("_", "-")}` }));
  bar.append(...parts);
  const legend = element("div", { className: "lm-lab-legend", aria: { hidden: "true" } });
  const verdict = element("p", { className: "lm-lab-test" });
  const which = element("select", { className: "lm-select", aria: { label: "Which items" } },
    ...[["", "all items where they differ"], ["A", "only A is right"], ["B", "only B is right"]].map(([value, text]) => element("option", { value }, text)));
  which.addEventListener("change", () => { at = 0; draw(); });
  const list = element("ul", { className: "lm-lab-items" });
  const items = Array.from({ length: AT_ONCE }, createItem);
  list.append(...items.map(({ root }) => root));
  const turn = (by) => { at = Math.max(0, at + by * AT_ONCE); draw(); };
  const back = createButton("◂", () => turn(-1), "lm-small"), forth = createButton("▸", () => turn(1), "lm-small");
  back.setAttribute("aria-label", "Previous items");
  forth.setAttribute("aria-label", "Next items");
  const place = element("output", { className: "lm-quiet" });
  const browse = element("div", { className: "lm-toolbar lm-lab-browse" }, which, back, forth, place);
  const root = element("div", { className: "lm-lab-differ" },
    element("div", { className: "lm-toolbar lm-lab-heads" }, element("span", { className: "lm-lab-title" }, letter("A"), "compared with", letter("B")), other),
    bar, legend, verdict, browse, list);

  /** Numbers of the items where the two answer differently. */
  function differing({ told, first, second, items: all }) {
    const numbers = [];
    const end = Math.min(told[first]?.length ?? 0, told[second]?.length ?? 0) / 2;
    for (let item = 0; item < end && item < all.length; item++) {
      const one = answerAt(told[first], item), two = answerAt(told[second], item), right = all[item][1];
      if (one.answered === two.answered) continue;
      if (which.value === "A" && one.answered !== right) continue;
      if (which.value === "B" && two.answered !== right) continue;
      numbers.push(item);
    }
    return numbers;
  }
  function draw() {
    const { told, first, second, classes, items: all } = shown;
    const numbers = differing(shown);
    at = Math.min(at, Math.max(0, AT_ONCE * (Math.ceil(numbers.length / AT_ONCE) - 1)));
    const page = numbers.slice(at, at + AT_ONCE);
    items.forEach((item, row) => {
      item.root.hidden = row >= page.length;
      if (row < page.length) item.show(all[page[row]], answerAt(told[first], page[row]), answerAt(told[second], page[row]), classes);
    });
    place.textContent = numbers.length ? `${at + 1} to ${at + page.length} of ${numbers.length}` : "none so far";
    back.setOff(at === 0);
    forth.setOff(at + AT_ONCE >= numbers.length);
  }
  return {
    root,
    show(state) {
      const { prompts, figures, first, second } = state;
      root.hidden = !second;
      if (!second) return;
      const others = prompts.filter(({ id }) => id !== first);
      const options = JSON.stringify(others.map(({ id, name }) => [id, name]));
      if (other.dataset.options !== options) {
        other.dataset.options = options;
        other.replaceChildren(...others.map(({ id, name }) => element("option", { value: id }, name)));
      }
      other.value = second;
      if (key !== `${first} ${second}`) at = 0;
      key = `${first} ${second}`;
      shown = state;
      const pair = pairOf(figures.pairs, first, second) ?? { count: 0, both: 0, only_first: 0, only_second: 0, neither: 0, p: 1 };
      PARTS.forEach(([name, words], number) => {
        parts[number].style.flexGrow = pair[name];
        parts[number].title = `${words}: ${pair[name]}`;
      });
      bar.classList.toggle("lm-lab-empty", !pair.count);
      bar.setAttribute("aria-label", PARTS.map(([name, words]) => `${words}: ${pair[name]}`).join(", "));
      legend.replaceChildren(...PARTS.map(([name, words]) => element("span", {},
        element("i", { className: `lm-lab-part lm-lab-${name.replace("_", "-")}` }), `${words} `, element("strong", {}, String(pair[name])))));
      verdict.replaceChildren(...verdictWords(pair));
      draw();
    },
  };
}

function verdictWords({ count, only_first, only_second, p }) {
  if (!count) return ["The two prompts have not yet answered the same item."];
  const much = p < 0.05 ? "hardly chance, if you chose these two before you looked." : "this could be chance.";
  return ["McNemar's test of ", element("strong", {}, `${only_first} against ${only_second}`), ": ",
    element("strong", {}, pWords(p)), `, ${much}`];
}
