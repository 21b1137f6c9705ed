// GuessTheNextWord, the box: words and groups to bet on, completed while you type.

import { element } from "../common/shared.js";

const MOST_PILLS = 10;
let boxes = 0; // for ids that are unique on the page

/** How far one spelling is from another: letters changed, added, left out, or swapped with the next. */
function distance(one, other) {
  let before, above, row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    [before, above, row] = [above, row, [i]];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + changed);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return row.at(-1);
}

/** What can be bet on, and how typed text finds it. An item is {kind: "word" | "group", name, label, key}. */
export function createFinder(game) {
  const plain = (text) => text.trim().toLowerCase();
  const labels = new Map(game.labels);
  const words = game.words.map((name) => {
    const label = labels.get(name) ?? name;
    return { kind: "word", name, label, key: plain(name) || label };
  });
  const groups = game.groups.map(([name, { length: count }]) =>
    ({ kind: "group", name, label: `any ${name}`, key: plain(`any ${name}`), count }));
  const items = [...words, ...groups];
  /** Best first: spelled just so, then beginning so, then in other letters; short before long; "·cat" before "cat". */
  function order(text) {
    const bare = text.trim();
    const spelled = (name) => (name.trim() === bare ? 0 : name.trim().startsWith(bare) ? 1 : 2);
    const rank = ({ name, key }) => [spelled(name), key.length, key, name.startsWith(" ") ? 0 : 1];
    return (a, b) => {
      const [one, other] = [rank(a), rank(b)];
      const at = one.findIndex((part, index) => part !== other[index]);
      return at < 0 ? 0 : one[at] < other[at] ? -1 : 1;
    };
  }
  return {
    /** The item that is meant by this text; of a model's tokens rather "·cat" than "cat", which goes on in a word. */
    exact(text) {
      const bare = text.trim();
      if (!text) return undefined;
      const just = words.find(({ name }) => name === ` ${text}`)
        ?? items.find(({ name, label, kind }) => label === text || kind === "word" && name === text);
      if (just || !bare) return just;
      return words.find(({ name }) => name.trim() === bare) ?? items.find(({ key }) => key === plain(text));
    },
    starting(text) {
      const key = plain(text);
      if (!key) return text ? [] : groups;
      const fits = (item) => item.key.startsWith(key) || item.kind === "group" && plain(item.name).startsWith(key);
      return items.filter(fits).sort(order(text));
    },
    near(text) {
      const key = plain(text);
      const measured = words.map((item) => [distance(key, item.key), item]);
      const close = measured.filter(([far]) => far <= Math.max(1, key.length / 3));
      return close.sort(([one], [other]) => one - other).slice(0, 3).map(([, item]) => item);
    },
  };
}

/** The completions: one row of pills, of which the arrows choose one. */
function createPills(id, onChoose) {
  const list = element("div", { className: "lm-pills", id, aria: { role: "listbox", label: "Words that fit" } });
  const pills = { list, items: [], at: -1 };
  pills.picked = () => pills.items[pills.at];
  pills.move = (by) => { // past either end stands "none of them"
    const places = pills.items.length + 1;
    pills.at = ((pills.at + 1 + by + places) % places) - 1;
  };
  pills.draw = () => list.replaceChildren(...pills.items.map((item, index) => {
    const pill = element("span", { className: "lm-pill", id: `${id}-${index}`,
      aria: { role: "option", selected: String(index === pills.at) } }, item.label);
    pill.onmousedown = (event) => event.preventDefault(); // the focus stays in the box
    pill.onclick = () => onChoose(item);
    if (item.kind === "group") pill.append(element("span", { className: "lm-quiet" }, ` ${item.count}`));
    return pill;
  }));
  return pills;
}

/** The box for words. onChange: the bet has changed; onGuess: it is made; onSure(by): more or less sure. */
export function createBox(finder, { onChange, onGuess, onSure }) {
  boxes += 1;
  const id = `lm-guess-${boxes}`;
  const chosen = []; // items that the bet already holds
  const chips = element("span", { className: "lm-bet-chips" });
  const input = element("input", { className: "lm-bet-input", type: "text", autocomplete: "off", spellcheck: false,
    dir: "auto", aria: { label: "The next word", role: "combobox", controls: id, autocomplete: "list" } });
  const problem = element("div", { className: "lm-problem", aria: { role: "alert" } });
  const field = element("div", { className: "lm-bet-field" }, chips, input);
  const pills = createPills(id, add);

  function draw() {
    chips.replaceChildren(...chosen.map((item) => element("button", { className: "lm-chip lm-bet-chip", type: "button",
      title: "Take it out", aria: { label: `Take ${item.label} out of the bet` }, onclick: () => take(item),
    }, `${item.label} ×`)));
    input.placeholder = chosen.length ? "or another…" : "type a word…";
    input.setAttribute("aria-expanded", String(pills.items.length > 0));
    if (pills.picked()) input.setAttribute("aria-activedescendant", `${id}-${pills.at}`);
    else input.removeAttribute("aria-activedescendant");
    pills.draw();
    onChange();
  }
  function offer(items) {
    pills.items = items.filter((item) => !chosen.includes(item)).slice(0, MOST_PILLS);
    pills.at = -1;
    draw();
  }
  const look = () => offer(finder.starting(input.value));
  function add(item) {
    if (!chosen.includes(item)) chosen.push(item);
    input.value = problem.textContent = "";
    offer([]);
    input.focus();
  }
  function take(item) {
    chosen.splice(chosen.indexOf(item), 1);
    look();
    input.focus();
  }
  /** Take what is typed into the bet. Returns whether nothing is left over. */
  function settle() {
    const item = pills.picked() ?? finder.exact(input.value);
    if (item) add(item);
    if (item || !input.value.trim()) return true;
    const near = [...new Set([...finder.starting(input.value), ...finder.near(input.value)])].slice(0, 3);
    const hint = near.length ? `; did you mean ${near.map(({ label }) => `“${label}”`).join(" or ")}?` : ".";
    offer(near);
    problem.textContent = `“${input.value.trim()}” is not a word of this world${hint}`;
    return false;
  }
  function enter() { // a completion is taken first, the next Enter guesses
    if (pills.picked()) return add(pills.picked());
    const [completed] = input.value && !finder.exact(input.value) ? finder.starting(input.value) : [];
    if (completed) add(completed);
    else if (settle()) onGuess();
  }
  function typed() {
    problem.textContent = "";
    const whole = input.value;
    if (!/.,\s*$/u.test(whole)) return look();
    input.value = whole.replace(/,\s*$/u, ""); // a comma after a word: and another one
    if (!settle()) input.value = whole;
  }
  function pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && pills.items.length) {
      pills.move(by);
      draw();
    } else if (event.key === "PageUp" || event.key === "PageDown") onSure(event.key === "PageUp" ? 5 : -5);
    else if (event.key === "Enter") enter();
    else if (event.key === "Escape" && pills.items.length) offer([]);
    else if (event.key === "Backspace" && !input.value && chosen.length) take(chosen.at(-1));
    else return;
    event.preventDefault();
  }
  input.addEventListener("input", typed);
  input.addEventListener("keydown", pressed);
  field.addEventListener("click", (event) => { if (event.target === field) input.focus(); });
  look();
  return {
    field, list: pills.list, problem, input, settle,
    items() {
      const last = pills.picked() ?? (input.value ? finder.exact(input.value) : null);
      return [...new Set(last ? [...chosen, last] : chosen)];
    },
    clear() {
      chosen.length = 0;
      input.value = problem.textContent = "";
      look();
    },
  };
}
