"""SmolLM2 is asked for calls of the shop's tools, with and without examples: free, held to JSON, or to the schemas."""

import tempfile
from functools import cache, partial
from pathlib import Path

from llm_edu.agents import ToolCalls, finish_call
from llm_edu.decoding import finish_json
from llm_edu.lessons.agents.calling import Reader, any_json, desk_toolbox, request_messages, worth_of
from llm_edu.lessons.agents.requests import EXAMPLES, REQUESTS
from llm_edu.lessons.agents.results import ERRORS, order_results, reply_messages
from llm_edu.pretrained import load_smollm2
from llm_edu.pretrained.conversation import ends_of_turn

EXAMPLES_OF = {"no example": (), "nine examples": tuple(EXAMPLES), "in reverse": tuple(EXAMPLES)[::-1]}
HELD_TO = ("nothing", "JSON", "schemas")
MOST = 60    # tokens of an answer
ABOUT = (f"SmolLM2 (135M, 4 bits) is asked {len(REQUESTS)} requests to a shop of nine tools, each in its own chat, "
         f"greedily, at most {MOST} tokens; a call that is held to a form and cut off there is completed in the "
         "shortest way. Nothing is trained (0 steps), nothing is drawn (no seed). The machine had other "
         "work to do meanwhile.")


@cache
def reader():
    """SmolLM2 with its memory, and its tokenizer."""
    model, tokenizer = load_smollm2()
    return Reader(model, tokenizer), tokenizer


def asked(examples, held_to, count=None):
    """The answers to the requests, as columns for JSON: answer, whether it was completed, its worth as a call."""
    answers, tokenizer = reader()
    found = {"answer": [], "completed": [], "valid": [], "tool": [], "right": []}
    with tempfile.TemporaryDirectory(prefix="llm_edu_", ignore_cleanup_errors=True) as folder:
        toolbox = desk_toolbox(Path(folder))
        tools = toolbox.tools.values()
        calls = ToolCalls(tokenizer, tools, ends_of_turn(tokenizer))
        allowed, finish = {"nothing": (None, str), "JSON": (any_json(tokenizer), finish_json),
                           "schemas": (calls, partial(finish_call, tools))}[held_to]
        for request, wanted in list(REQUESTS.items())[:count]:
            written = answers.answer(request_messages(toolbox, request, EXAMPLES_OF[examples]), allowed, MOST)
            answer = finish(written)
            row = {"answer": answer, "completed": answer != written} | vars(worth_of(answer, wanted, toolbox))
            for name, value in row.items():
                found[name].append(value)
    return found


def told(count=None):
    """What SmolLM2 makes of a result: its replies to a question about each order of the shop, after what its tool
    returned and after each error, as columns for JSON: kind of result -> replies, and the results."""
    answers, _ = reader()
    with tempfile.TemporaryDirectory(prefix="llm_edu_", ignore_cleanup_errors=True) as folder:
        results = order_results(Path(folder))[:count]
    found = {"result": [result for _, result in results]}
    for kind in ("result", *ERRORS):
        found[f"after {kind}"] = [
            answers.answer(reply_messages(f"Where is my order {order}?", ERRORS.get(kind, result)), most=60)
            for order, result in results]
    return found


RUNS = {f"{examples}, {held_to}": partial(asked, examples, held_to) for examples in ("no example", "nine examples")
        for held_to in HELD_TO}
RUNS |= {"in reverse, schemas": partial(asked, "in reverse", "schemas"), "replies": told}
