// ChatDesk, what is said of a turn, and the conversation as a transcript. words.py says the same of memory and calls.

import { counted } from "../common/shared.js";

export const callsOf = ({ steps }) => steps.filter((step) => !("thought" in step));
export const isOver = (turns) => turns.at(-1)?.state === "handed over";

/** The calls of a turn in a few letters, for its button. */
export function briefOf(turn) {
  const calls = callsOf(turn);
  return calls.length ? calls.map(({ tool, ok, waits }) => `${tool ?? "unreadable call"} ${ok === null ? "…" : waits ? "(waits)" : ok ? "✓" : "✗"}`).join(" · ") : "no call";
}

export function memoryWords({ tokens, budget, left_out: leftOut }) {
  const of = budget ? ` of ${budget.toLocaleString("en")}` : "";
  return `${tokens.toLocaleString("en")}${of} tokens of memory used${leftOut ? `, ${counted(leftOut, "earlier turn")} left out` : ""}`;
}

/** What a turn has come to, in one sentence. */
export function turnWords(turn, name) {
  const calls = callsOf(turn), failed = calls.filter(({ ok }) => ok === false).length;
  const by = calls.length ? ` after ${counted(calls.length, "call")}${failed ? `, of which ${failed} failed` : ""}` : " without a call";
  const memory = turn.memory.tokens ? ` ${memoryWords(turn.memory)}.` : "";
  if (turn.state === "replied") return `${name} answered${by}.${turn.said ? ` ${turn.said.trim().replace(/[.]?$/, ".")}` : ""}${turn.draft.read_back ? " It waits for your yes or no." : ""}${memory}`;
  if (turn.state === "handed over") return "A person has taken over this conversation.";
  return turn.state === "stopped" ? `Stopped. ${turn.said} You can go on.` : `The desk failed: ${turn.said.replace(/[.]$/, "")}. You can go on.`;
}

/** What the desk is doing now. */
export function doingWords(turn, name, stopping) {
  if (stopping) return "Stopping …";
  const last = turn.steps.at(-1);
  if (turn.writes) return `${name} writes …`;
  return last && last.ok === null ? `${name} calls ${last.tool ?? "a tool"} …` : `${name} thinks …`;
}

/** What a result says: the value of its JSON, or the text itself. */
export function asValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As `transcript_of` in turns.py. */
export function transcriptOf(turns, customer) {
  return { id: "chat-01", kind: "chat", customer, turns: turns.map((turn) => {
    const calls = turn.steps.filter(({ tool }) => tool);
    return { user: turn.user, calls: calls.map(({ tool, arguments: given }) => ({ tool, arguments: given })), must_say: [], must_not_say: [],
      events: [...calls.map(({ tool, arguments: given, ok, result }) => ({ tool, arguments: given, ok, result: asValue(result) })), { reply: turn.reply }] };
  }), after: [] };
}
