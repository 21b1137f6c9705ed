// PromptLab, the prompt that is looked at: its template and the rest, to be edited; what is typed is never lost.

import { element, keepKeys, textBox, wellFormed } from "../common/shared.js";
import { createButton } from "./parts.js";

const LABELS_APART = /\s*,\s*/;

/** What the fields of a prompt hold. */
const fieldsOf = (prompt) => ({ name: prompt.name, template: prompt.template, labels: prompt.labels.join(", "),
  instruction: prompt.instruction, chat: prompt.chat, shots: prompt.shots, calibrate: prompt.calibrate });
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A prompt as the kernel takes it, from what its fields hold. */
function specOf(prompt, fields) {
  const { reads, ...rest } = prompt; // what it reads is for the kernel to say
  const texts = Object.fromEntries(["name", "template", "instruction"].map((name) => [name, wellFormed(fields[name]).text]));
  return { ...rest, ...texts, chat: fields.chat, calibrate: fields.calibrate, shots: fields.shots,
    labels: wellFormed(fields.labels).text.trim().split(LABELS_APART) };
}

const row = (label, control) => element("label", { className: "lm-lab-field" }, element("span", {}, label), control);
function line(label, onType) {
  const box = element("input", { className: "lm-lab-input", type: "text", spellcheck: false, aria: { label }, dir: "auto" });
  box.addEventListener("input", onType);
  return box;
}
function tick(text, onType) {
  const box = element("input", { type: "checkbox" });
  box.addEventListener("change", onType);
  return { box, root: element("label", { className: "lm-field" }, box, text) };
}

/** onTry(spec, isNew), onRemove(id), onType() */
export function createEditor({ onTry, onRemove, onType }) {
  const drafts = new Map(); // id -> fields that differ from the prompt's own
  let prompt = null, names = [];
  const typed = () => {
    const now = read();
    if (same(now, fieldsOf(prompt))) drafts.delete(prompt.id);
    else drafts.set(prompt.id, now);
    onType();
  };
  const name = line("Name", typed), labels = line("Labels", typed), instruction = line("Instruction", typed);
  const template = textBox("Template", 3, typed);
  const chat = tick("chat template", typed), calibrate = tick("calibrate", typed);
  const shots = element("select", { className: "lm-select", aria: { label: "Examples" } });
  shots.addEventListener("change", typed);
  const use = createButton("Try it", () => onTry(specOf(prompt, read()), false), "lm-primary");
  const add = createButton("Add as new", () => onTry({ ...specOf(prompt, read()), name: freeName() }, true));
  const remove = createButton("Remove", () => onRemove(prompt.id));
  const undo = createButton("Undo", () => { drafts.delete(prompt.id); fill(fieldsOf(prompt)); onType(); });
  const problem = element("div", { className: "lm-lab-problem", hidden: true });
  const reads = element("pre", { className: "lm-lab-reads", tabIndex: 0, dir: "auto", aria: { label: "What the model reads" } });
  keepKeys(reads);
  const summary = keepKeys(element("summary", {}, "What the model reads"));
  const root = element("div", { className: "lm-lab-editor" },
    element("div", { className: "lm-lab-title" }, element("span", { className: "lm-lab-letter lm-lab-a" }, "A"), "The prompt"),
    row("Name", name), row("Template", template), row("Labels", labels), row("Instruction", instruction),
    element("div", { className: "lm-toolbar lm-lab-options" },
      element("label", { className: "lm-field" }, "Examples", shots), chat.root, calibrate.root),
    problem, element("div", { className: "lm-toolbar lm-lab-actions" }, use, add, undo, remove),
    element("details", { className: "lm-lab-peek" }, summary, reads));
  const inputs = [name, template, labels, instruction];

  function read() {
    return { name: name.value, template: template.value, labels: labels.value, instruction: instruction.value,
      chat: chat.box.checked, shots: Number(shots.value), calibrate: calibrate.box.checked };
  }
  function fill(fields) {
    for (const [box, value] of [[name, fields.name], [labels, fields.labels], [instruction, fields.instruction]]) {
      if (box.value !== value) box.value = value;
    }
    template.show(fields.template);
    chat.box.checked = fields.chat;
    calibrate.box.checked = fields.calibrate;
    shots.value = String(fields.shots);
  }
  function freeName() {
    const wanted = name.value.trim() || "prompt";
    const stem = wanted.replace(/ \d+$/, "");
    for (let number = 2; ; number++) {
      const free = names.includes(wanted) ? `${stem} ${number}` : wanted;
      if (!names.includes(free)) return free;
    }
  }
  return {
    root, drafts,
    forget: (id) => drafts.delete(id),
    show({ prompt: shown, prompts, pools, asleep, full, said }) {
      const other = prompt?.id !== shown.id;
      prompt = shown;
      names = prompts.map((each) => each.name);
      const most = pools[prompt.pool] ?? 0;
      if (shots.options.length !== most + 1) {
        shots.replaceChildren(...Array.from({ length: most + 1 }, (_, count) => element("option", { value: String(count) }, String(count))));
      }
      const draft = drafts.get(prompt.id);
      if (other || !draft) fill(draft ?? fieldsOf(prompt));
      for (const box of inputs) box.readOnly = asleep;
      for (const box of [chat.box, calibrate.box]) box.disabled = asleep;
      shots.disabled = asleep;
      use.setOff(asleep || !draft);
      undo.setOff(!draft);
      add.setOff(asleep || full);
      remove.setOff(asleep || prompts.length < 2);
      problem.textContent = said ?? "";
      problem.hidden = !said;
      if (reads.textContent !== prompt.reads) reads.textContent = prompt.reads ?? "";
    },
  };
}
