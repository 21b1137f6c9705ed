"""What ChatDesk says, in plain words; JavaScript says what is seen of one turn, in ``words.js``."""

from llm_edu.widgets.chat_desk.turns import Turn
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.common.texts import quoted

STEPPED_BACK = ("The last turn is taken back, and the desk forgets it. What the desk wrote to the shop's books "
                "stays written.")
BEGUN_ANEW = ("A new conversation: the desk remembers nothing of the last one. What it wrote to the shop's books stays "
              "written.")


def calls_words(turns: list[Turn]) -> str:
    """
    >>> calls_words([{"steps": [{"tool": "a", "ok": True}, {"tool": "b", "ok": False}, {"thought": "hm"}]}])
    '2 calls, 1 of them failed'
    """
    calls = [step for turn in turns for step in turn["steps"] if "thought" not in step]
    failed = sum(step["ok"] is False for step in calls)
    return counted(len(calls), "call") + (f", {failed} of them failed" if failed else "")


def memory_words(memory: Turn) -> str:
    """
    >>> memory_words({"tokens": 312, "budget": 1000, "left_out": 1})
    '312 of 1,000 tokens of memory used, 1 earlier turn left out'
    """
    if not memory:
        return ""
    of = f" of {memory['budget']:,}" if memory["budget"] else ""
    left_out = f", {counted(memory['left_out'], 'earlier turn')} left out" if memory["left_out"] else ""
    return f"{memory['tokens']:,}{of} tokens of memory used{left_out}"


def conversation_words(turns: list[Turn]) -> str:
    """The conversation in a few sentences: how long it is, and what was said last."""
    if not turns:
        return "A desk to talk to. Nothing has been said yet."
    last = turns[-1]
    known = next((turn["memory"] for turn in reversed(turns) if turn["memory"]), {})    # code may reply without a model
    memory = "; ".join(filter(None, (calls_words(turns), memory_words(known))))
    said = f"A conversation of {counted(len(turns), 'turn')} with {memory}."
    end = {"replied": "", "handed over": " A person has taken over."}.get(last["state"], f" {last['said']}".rstrip())
    waits = f" It waits for a yes to: {quoted(last['draft']['read_back'])}" if last["draft"] else ""
    replied = f" The desk: {quoted(last['reply'], 300)}" if last["reply"].strip() else ""
    return f"{said} You: {quoted(last['user'], 300)}{replied}{end}{waits}"
