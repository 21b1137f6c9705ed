"""A turn of a conversation as plain data, gathered from what a desk tells while it answers.

A desk's event is an object with `kind` and `text`, and more where its kind has more (`HEARD` lists the kinds):
`tool` and `arguments` of a call, `ok` of a result, `draft` of a reply, `tokens` of a window. What is missing is None.
"""

import json
from collections.abc import Callable
from typing import Any

from llm_edu.widgets.common.chips import replace_surrogates

LONGEST_MESSAGE = 10_000    # characters of what you say
LONGEST_REPLY, LONGEST_RESULT, LONGEST_PROMPT = 20_000, 8_000, 20_000
MOST_STEPS = 40

Turn = dict[str, Any]


def new_turn(number: int, text: str, asked: int) -> Turn:
    """A turn in which nothing has happened yet. asked: the sequence of the request that began it, 0 for Python's

    state: writing, replied, stopped, failed or handed over   said: why it stopped or failed, or why code replied in
    the model's place   steps: thoughts, and calls with their results; by_code: carried out after a yes, waits: for one
    draft: what waits for a yes   memory: tokens, budget, left_out   reads: the prompt
    """
    return {"id": number, "asked": asked, "user": text, "steps": [], "reply": "", "state": "writing", "said": "",
            "draft": {}, "memory": {}, "reads": ""}


def heard(turn: Turn, event: Any, desk: Any = None) -> Turn:
    """The turn after one more event; the one before stays as it is. Raises ValueError for an event of no known kind."""
    kind = getattr(event, "kind", None)
    if kind not in HEARD:
        raise ValueError(f"a desk's event has one of the kinds {', '.join(HEARD)}, not {kind!r:.60}")
    return {**turn, **HEARD[kind](turn, event, desk)}


def hear_window(_: Turn, event: Any, desk: Any) -> Turn:
    """What the model reads. The budget, and how many turns are left out, are the conversation's to tell."""
    talk = getattr(desk, "conversation", None)
    left_out = talk.window().left_out if hasattr(talk, "window") and getattr(talk, "turns", None) else None
    told = {"tokens": getattr(event, "tokens", None) or 0, "budget": getattr(talk, "budget", None),
            "left_out": left_out}
    memory = {name: None if number is None else int(number) for name, number in told.items()}
    return {"memory": memory, "reads": text_of(event, LONGEST_PROMPT)}


def hear_thought(turn: Turn, event: Any, _: Any) -> Turn:
    return with_step(turn, {"thought": text_of(event, LONGEST_RESULT)})


def hear_call(turn: Turn, event: Any, _: Any) -> Turn:
    tool = event.tool if isinstance(event.tool, str) else None
    return with_step(turn, {"tool": tool, "arguments": plain(dict(event.arguments or {})), "ok": None,
                            "written": text_of(event, LONGEST_RESULT), "result": "", "by_code": False, "waits": False})


def with_step(turn: Turn, step: Turn) -> Turn:
    if len(turn["steps"]) >= MOST_STEPS:
        raise ValueError(f"the desk has made {MOST_STEPS} steps in one turn; a desk should stop much earlier")
    return {"steps": [*turn["steps"], step]}


def hear_result(turn: Turn, event: Any, _: Any) -> Turn:
    """It belongs to the last call. A result without a call is of what code has carried out, after a yes."""
    result = {"ok": bool(event.ok), "result": text_of(event, LONGEST_RESULT),
              "waits": getattr(event, "draft", None) is not None}
    if turn["steps"] and turn["steps"][-1].get("ok", True) is None:
        return {"steps": [*turn["steps"][:-1], {**turn["steps"][-1], **result}]}
    by_code = {**hear_call(turn, event, _)["steps"][-1], "written": "", "by_code": True}
    return with_step(turn, {**by_code, **result})


def hear_piece(turn: Turn, event: Any, _: Any) -> Turn:
    written = turn["reply"] + text_of(event, LONGEST_REPLY)
    if len(written) > LONGEST_REPLY:
        raise ValueError(f"the reply is longer than {LONGEST_REPLY:,} characters; the rest was not waited for")
    return {"reply": written}


def hear_reply(turn: Turn, event: Any, _: Any) -> Turn:
    """The whole reply; it stands in the place of its pieces, of which some may have been taken back."""
    state = "handed over" if turn["state"] == "handed over" else "replied"
    return {"reply": text_of(event, LONGEST_REPLY), "state": state, "draft": draft_of(getattr(event, "draft", None))}


def hear_hand_over(_: Turn, event: Any, __: Any) -> Turn:
    return {"state": "handed over", "said": text_of(event, LONGEST_RESULT)}


def hear_stop(_: Turn, event: Any, __: Any) -> Turn:
    """Perhaps not the end: a desk may then reply by itself."""
    return {"state": "stopped", "said": text_of(event, LONGEST_RESULT)}


HEARD: dict[str, Callable[[Turn, Any, Any], Turn]] = {
    "window": hear_window, "thought": hear_thought, "call": hear_call, "result": hear_result, "piece": hear_piece,
    "reply": hear_reply, "handed over": hear_hand_over, "stopped": hear_stop}


def text_of(event: Any, longest: int) -> str:
    """The text of an event as it can travel; what is too long is cut, and says so."""
    text = replace_surrogates(str(event.text or ""))[0]
    cut = f"… (cut: the first {longest:,} of {len(text):,} characters)"
    return text if len(text) <= longest else text[:longest] + cut


def draft_of(draft: Any) -> Turn:
    """What waits for a yes, as plain data; {} for none."""
    if draft is None:
        return {}
    call = getattr(draft, "call", None)
    return {"read_back": str(draft.read_back), "tool": getattr(call, "tool", ""),
            "arguments": plain(dict(getattr(call, "arguments", None) or {}))}


def plain(value: Any) -> Any:
    """A value as JSON knows it; days and the like as texts."""
    text = replace_surrogates(json.dumps(value, default=str, ensure_ascii=False))[0]
    return json.loads(text, parse_constant=str)    # NaN and Infinity too


def as_value(text: str) -> Any:
    """What a result says: the value of its JSON, or the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def transcript_of(turns: list[Turn], customer: int | None, name: str = "chat-01") -> dict[str, Any]:
    """The conversation as a transcript of `llm_edu.lessons.agents.judging`: what was said and called, to be judged.

    What a reply must and must not say, and what a turn changes in the books, is for you to write. "events" are what
    happened, in the form of an agent's events there.
    """
    return {"id": name, "kind": "chat", "customer": customer, "turns": [turn_of_transcript(turn) for turn in turns],
            "after": []}


def turn_of_transcript(turn: Turn) -> dict[str, Any]:
    calls = [step for step in turn["steps"] if step.get("tool")]
    events = [{"tool": step["tool"], "arguments": step["arguments"], "ok": step["ok"],
               "result": as_value(step["result"])} for step in calls]
    return {"user": turn["user"], "calls": [{"tool": step["tool"], "arguments": step["arguments"]} for step in calls],
            "must_say": [], "must_not_say": [], "events": [*events, {"reply": turn["reply"]}]}
