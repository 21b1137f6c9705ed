// Helpers for every widget of the course. Data reaches the page as textContent only, never as markup.

/** An element: properties are set as such, `data` and `aria` as attributes; children are elements or text. */
export function element(tag, { data = {}, aria = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(data)) node.dataset[name] = value;
  for (const [name, value] of Object.entries(aria)) node.setAttribute(name === "role" ? name : `aria-${name}`, value);
  // JupyterLab takes arrow keys and letters for itself unless the focused element itself says otherwise.
  if (["button", "input", "select", "textarea"].includes(tag)) keepKeys(node);
  node.append(...children);
  return node;
}

export function keepKeys(node) {
  node.dataset.lmSuppressShortcuts = "true";
  return node;
}

/** A button that can be reached, and does nothing when it is off. */
export function createButton(text, act, more = "") {
  const node = element("button", { className: `lm-button ${more}`, type: "button",
    onclick: () => { if (node.getAttribute("aria-disabled") !== "true") act(); } }, text);
  node.setOff = (off) => node.setAttribute("aria-disabled", String(off));
  return node;
}

/** Text to send, {text, replaced}: halves of characters (lone surrogates) have no bytes and are replaced by �. */
export function wellFormed(raw) {
  let replaced = 0;
  const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const text = raw.replace(half, () => { replaced += 1; return "\ufffd"; });
  return { text, replaced };
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export function percent(share) {
  if (share >= 0.9995 && share < 1) return "> 99.9 %";
  if (share > 0 && share < 0.0005) return share < 1e-6 ? "≈ 0 %" : `${(100 * share).toPrecision(1)} %`;
  return `${(100 * share).toFixed(1)} %`;
}

/** A text in pieces; those that only one of two texts has are marked as taken out ("del") or put in ("ins"). */
export function marked(parts, tag) {
  return parts.length ? parts.map(([text, changed]) => element(changed ? tag : "span", {}, text))
    : [element("span", { className: "lm-quiet" }, "(nothing)")];
}

/** Words into a live region, which says each sentence once. */
export function say(region, words) {
  if (region.textContent !== words) region.textContent = words;
}

/** A slider at a value, its track filled up to there; `said`, if given, is what a screen reader says of it. */
export function setSlider(slider, value, said) {
  slider.value = value;
  slider.style.setProperty("--filled", `${(100 * (slider.value - slider.min)) / (slider.max - slider.min || 1)}%`);
  if (said !== undefined) slider.setAttribute("aria-valuetext", said);
}

/**
 * Call `hear` at each change of each [trait, hear], and `resize` when the size of `root` changes.
 *
 * Returns what takes a view off the page: it ends that, calls `close`, and removes `root`.
 */
export function listen(model, root, pairs, { resize, close } = {}) {
  const size = resize ? new ResizeObserver(resize) : null;
  for (const [trait, hear] of pairs) model.on(`change:${trait}`, hear);
  size?.observe(root);
  return () => {
    size?.disconnect();
    for (const [trait, hear] of pairs) model.off(`change:${trait}`, hear);
    close?.();
    root.remove();
  };
}

/**
 * The browser's side of "the view asks, the kernel answers" (base.py).
 *
 * ask(content, delay): send a request, after a pause in which a newer one replaces it
 * state(): "ready" | "waiting" | "busy" (no answer for a second) | "asleep" (no kernel behind this view)
 * onAnswer(answer): a current answer has come; onState(state): the state has changed
 */
export function openChannel(model, el, { onAnswer, onRequest, onState }) {
  let draft = null;
  let pause, patience, again;
  let late = false;
  // Whether a kernel stands behind this view: ipywidgets marks the element when it draws it, and tells of a change by an
  // event (the mark then stays as it was, because anywidget takes the listener away that would move it).
  let live = null;
  const asleep = () => (live === null ? el.closest(".jupyter-widgets-disconnected") !== null : !live);
  const sequence = () => model.get("request").sequence ?? 0;
  const answered = () => model.get("answer").sequence ?? -1;
  const waiting = () => draft !== null || answered() < sequence();
  const state = () => (asleep() ? "asleep" : !waiting() ? "ready" : late ? "busy" : "waiting");

  function expect() {
    clearTimeout(patience);
    late = false;
    if (waiting()) patience = setTimeout(() => { late = true; onState(state()); }, 1000);
    onState(state());
  }
  function send() {
    clearTimeout(pause);
    if (draft === null || asleep()) return;
    const request = { ...draft, sequence: Math.max(sequence(), answered()) + 1 };
    draft = null;
    const free = answered() >= sequence();
    model.set("request", request);
    model.save_changes();
    if (free) repeatSoon();
    expect();
  }
  // ipywidgets holds a change back until the kernel has said that it is done with the one before. A kernel that hears
  // us while a cell awaits (ipykernel from 7.4 on) never says so. A message of its own is not held back; it goes when
  // the request before it is answered, so that nothing piles up, and who hears of a request twice answers it once.
  function repeatSoon() {
    const newest = sequence();
    clearTimeout(again);
    again = setTimeout(() => {
      if (sequence() === newest && answered() < newest && !asleep()) model.send({ request: model.get("request") });
    }, 300);
  }
  function ask(content, delay = 0) {
    clearTimeout(pause);
    draft = content;
    if (delay) pause = setTimeout(send, delay);
    else send();
    onState(state());
  }
  function answerChanged() {
    if (answered() < sequence()) { // an answer to an older request
      repeatSoon();
      return;
    }
    expect();
    onAnswer(model.get("answer"));
  }
  function requestChanged() { // by this view, another view, another page, or Python
    expect();
    onRequest(model.get("request"));
  }
  function liveChanged() { // `this` is the host's view, where the host is ipywidgets
    live = this?.model?.comm_live ?? live;
    expect();
  }
  const watch = new MutationObserver(expect);
  watch.observe(el, { attributes: true, attributeFilter: ["class"] });
  model.on("change:answer", answerChanged);
  model.on("change:request", requestChanged);
  model.on("comm_live_update", liveChanged);
  expect();
  return {
    ask, state,
    hasDraft: () => draft !== null,
    close() {
      clearTimeout(pause);
      clearTimeout(patience);
      clearTimeout(again);
      watch.disconnect();
      model.off("change:answer", answerChanged);
      model.off("change:request", requestChanged);
      model.off("comm_live_update", liveChanged);
    },
  };
}

/**
 * A text box that never loses what is typed: a value from elsewhere waits until this view has nothing unsent.
 *
 * Enter makes a new line, and Shift+Enter, which runs a cell, leaves the text as it is: each pause in typing is read
 * anyway. With `onEnter` it is as in a chat: Enter calls that, and Shift+Enter makes the new line.
 */
export function textBox(label, rows, onType, onEnter) {
  const box = element("textarea", { className: "lm-text", rows, spellcheck: false, dir: "auto", aria: { label } });
  box.addEventListener("input", (event) => { if (!event.isComposing) onType(); });
  box.addEventListener("compositionend", onType); // Chinese and the like: only finished words are sent
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey === Boolean(onEnter)) return;
    event.preventDefault();
    onEnter?.();
  });
  // In a cell, JupyterLab refuses every new line that Enter makes outside its own editors, by a listener on the box.
  box.addEventListener("beforeinput", (event) => {
    if (event.inputType === "insertLineBreak") event.stopImmediatePropagation();
  }, true);
  box.show = (text) => {
    if (box.value === text) return;
    const { selectionStart, selectionEnd } = box;
    const atEnd = selectionStart === box.value.length;
    box.value = text;
    if (document.activeElement === box) {
      box.setSelectionRange(atEnd ? text.length : selectionStart, atEnd ? text.length : selectionEnd);
    }
  };
  return box;
}

/** One tab stop for many items: arrows, Home and End move among them. */
export function roving(container, itemSelector, { previous, next }) {
  const items = () => [...container.querySelectorAll(itemSelector)];
  function stop(item) {
    for (const other of container.querySelectorAll(`${itemSelector}[tabindex="0"]`)) other.tabIndex = -1;
    if (item) item.tabIndex = 0;
  }
  container.addEventListener("focusin", (event) => {
    const item = event.target.closest(itemSelector);
    if (item) stop(item);
  });
  container.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(event.target.closest(itemSelector));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = previous.includes(event.key) ? at - 1 : next.includes(event.key) ? at + 1
      : event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : null;
    if (target === null) return;
    event.preventDefault();
    all[Math.min(Math.max(target, 0), all.length - 1)].focus();
  });
  return { refresh: () => { if (!container.querySelector(`${itemSelector}[tabindex="0"]`)) stop(items()[0]); } };
}

/** A small note beside the chip under the pointer or the keyboard's focus, kept inside the widget. */
export function chipNote(root) {
  const note = element("div", { className: "lm-note", hidden: true, aria: { role: "tooltip" } });
  root.append(note);
  function show(chip) {
    note.textContent = chip.dataset.note;
    note.hidden = false;
    const frame = root.getBoundingClientRect();
    const [place] = chip.getClientRects();
    const left = Math.min(place.left - frame.left, frame.width - note.offsetWidth - 4);
    const below = place.bottom - frame.top + 4;
    const fits = below + note.offsetHeight <= frame.height;
    note.style.left = `${Math.max(4, left)}px`;
    note.style.top = `${fits ? below : place.top - frame.top - note.offsetHeight - 4}px`;
  }
  const hide = () => { note.hidden = true; };
  const over = (event) => {
    const chip = event.target.closest?.("[data-note]");
    if (chip) show(chip);
    else hide();
  };
  root.addEventListener("pointerover", over);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusin", over);
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  root.addEventListener("scroll", hide, true);
}

/** Look at something else: a part of `view`, which every view of the widget follows at once. */
export function lookAt(model, patch) {
  model.set("view", { ...model.get("view"), ...patch });
  model.save_changes(); // at once too: what is unsaved is lost to the echo of an earlier change
}

export const STATE_WORDS = {
  ready: "",
  waiting: "",
  busy: "The kernel is busy; your text is kept and will be read when it is free.",
  asleep: "No kernel is attached, so this shows what was saved. Run the cell to wake it.",
};
