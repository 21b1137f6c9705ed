"""Ask a model for calls: the prompt, a model that remembers what it has read, and what each answer is worth."""

import json
from dataclasses import dataclass
from functools import cache

import torch

from llm_edu.agents import Session, fault_in, new_shop, read_faq, shop_toolbox
from llm_edu.agents.loop import read_step
from llm_edu.agents.shop_tools import Desk
from llm_edu.decoding import Constrained, Greedy, ValidJSON, Written
from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.generating import next_ids
from llm_edu.lessons.agents.judging import fault_of_calls
from llm_edu.lessons.agents.requests import EXAMPLES
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import ends_of_turn

CUSTOMER = 3
ORDER = ('You are the desk of a shop. Today is Monday, 2026-03-02. Answer each request with one call of a tool and '
         'nothing else: {"tool": name, "arguments": {…}}\nThe tools:')


def desk_toolbox(folder):
    """The nine tools of a new shop in a folder, as customer 3 has them."""
    return shop_toolbox(Session(new_shop(folder / "lantern.db"), CUSTOMER))


def tool_line(tool):
    """A tool as the prompt describes it, a line of JSON."""
    return json.dumps({"name": tool.name, "description": tool.description, "parameters": tool.parameters})


def request_messages(toolbox, request, examples=()):
    """The chat that asks for a call. examples: requests of `EXAMPLES` that come before, each with its call"""
    system = "\n".join([ORDER, *map(tool_line, toolbox.tools.values())])
    messages = [{"role": "system", "content": system}]
    for text in examples:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": json.dumps(EXAMPLES[text])}]
    return [*messages, {"role": "user", "content": request}]


class Reader:
    """A model that answers chats greedily, and keeps what it has read as long as chats begin alike."""

    def __init__(self, model, tokenizer):
        self.model, self.tokenizer, self.ends = decoding_twin(model), tokenizer, ends_of_turn(tokenizer)
        self.cache, self.read = model.new_cache(capacity=2048), []

    def answer(self, messages, allowed=None, most=60):
        """The answer to a chat, a text. allowed: a constraint, such as `ToolCalls`   most: tokens"""
        strategy = Constrained(Greedy(), allowed) if allowed else Greedy()
        prompt = encode_chat(self.tokenizer, messages)
        same = next((at for at, pair in enumerate(zip(self.read, prompt)) if pair[0] != pair[1]),
                    min(len(self.read), len(prompt)))
        self.cache.length = same = min(same, len(prompt) - 1)
        self.read, written, unread = list(prompt), Written(prompt), prompt[same:]
        while len(written.new) < most:
            chosen = next_ids(self.model, torch.tensor([unread]), self.cache, None, strategy, None, [written])
            unread = chosen.tolist()
            if unread[0] in self.ends:
                break
            written.new.append(unread[0])
        return self.tokenizer.decode(written.new)


def any_json(tokenizer):
    """The constraint of lesson 07: an object of JSON, whatever is in it."""
    return ValidJSON(tokenizer, ends_of_turn(tokenizer), objects_only=True)


@cache
def faq_search():
    """What searches the shop's questions and answers."""
    return Desk(None, read_faq())


@dataclass(frozen=True)
class Worth:
    """What an answer is worth as a call: each of the three needs the one before."""

    valid: bool
    tool: bool
    right: bool


def meant(tool, arguments):
    """What arguments stand for: "tomorrow" and the date of that day are the same. Others stay as they are."""
    try:
        return tool.resolve(dict(arguments))
    except Exception:    # of another tool, or no such day
        return arguments


def worth_of(answer, wanted, toolbox):
    """Whether an answer holds a valid call, of the right tool, with the right arguments.

    Found as the loop finds it: what is before the call or after it does no harm. wanted: a call of `requests`
    """
    step = read_step(answer)
    tool = toolbox.tools.get(step.tool)
    if not step.call or step.problem or tool is None or fault_in(tool.parameters, step.arguments):
        return Worth(False, False, False)
    # Only a search is made, outside of any session: after a call of hand_over, a session refuses all others.
    result = faq_search().search_faq(**step.arguments) if step.arguments and step.tool == "search_faq" else None
    made = {"tool": step.tool, "arguments": meant(tool, step.arguments), "result": result}
    fault = fault_of_calls({"calls": [wanted | {"arguments": meant(tool, wanted["arguments"])}]}, [made])
    return Worth(True, "tool" not in fault, not fault)
