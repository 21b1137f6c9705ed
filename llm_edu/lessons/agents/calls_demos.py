"""What lesson 16 prints of calls: tools, prompts, answers and what they are worth, results, and steps of the loop."""

import json

from llm_edu.agents import ToolCalls, finish_call
from llm_edu.intervals import wilson
from llm_edu.lessons.agents.calling import Reader, request_messages, worth_of
from llm_edu.lessons.agents.requests import REQUESTS
from llm_edu.lessons.agents.results import ERRORS, FAILING, failing_toolbox, judged_reply
from llm_edu.lessons.common.printing import print_table
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.wrapping import wrapped

LIVE = ("Where is my order 1005?", "Can you recommend something blue?", "How do I wash a blanket?",
        "I want to talk to a person.")
CALL = '{"tool": "order_status", "arguments": {"order_id": 1005}}'
MALFORMED = ("Let me look that up.", '{"tool": "order_status", "arguments": {"order_id": 1005}',
             '{"tool": "delete_order", "arguments": {"order_id": 1005}}', '{"tool": "order_status", "arguments": {}}',
             '{"tool": "order_status", "arguments": {"order_id": "1005"}}')
EXAMPLES_NAMED = {"no example": "none", "nine examples": "nine", "in reverse": "nine, in reverse"}


def print_tool(tool):
    """A tool as the model is told of it."""
    print(json.dumps({"name": tool.name, "description": tool.description, "parameters": tool.parameters}, indent=1,
                     ensure_ascii=False))


def print_prompt(tokenizer, toolbox, request):
    """The whole chat that asks for a call, as it is shown to the model, and its length in tokens."""
    messages = request_messages(toolbox, request)
    for message in messages:
        print(f"{message['role']}:")
        for line in message["content"].split("\n"):
            print(wrapped(line, indent="   "))
    print(f"({len(encode_chat(tokenizer, messages))} tokens)")


def print_answers(model, tokenizer, toolbox, constrained=False, requests=LIVE):
    """What a model answers to requests, in 40 tokens, and what each answer is worth as a call; a call that is cut off
    there is completed."""
    tools = toolbox.tools.values()
    allowed = ToolCalls(tokenizer, tools, ends_of_turn(tokenizer)) if constrained else None
    reader = Reader(model, tokenizer)    # for this cell alone: it may keep a second copy of the model, half a gigabyte
    for request in requests:
        answer = reader.answer(request_messages(toolbox, request), allowed, most=40)
        answer = finish_call(tools, answer) if constrained else answer
        worth = worth_of(answer, REQUESTS[request], toolbox)
        said = "right" if worth.right else "right tool" if worth.tool else "valid" if worth.valid else "no valid call"
        print(f"{request}  [{said}]")
        print(wrapped(answer.replace("\n", " "), indent="   "))


def share(hits):
    """A share of hits with its interval, as text."""
    part = sum(hits) / len(hits)
    low, high = wilson(float(part), len(hits))
    return f"{part:.0%} ({100 * low:.0f} to {100 * high:.0f})"


def calls_runs(kept):
    """(examples, held to) -> what was asked, for each measured run about calls."""
    return {tuple(run.split(", ")): kept[run] for run in kept.runs if run != "replies"}


def print_worth(kept, examples=None):
    """How many answers were a valid call, of the right tool, with the right arguments. examples: only of these runs"""
    rows = [[EXAMPLES_NAMED[shown], held_to, *(share(run[part]) for part in ("valid", "tool", "right"))]
            for (shown, held_to), run in calls_runs(kept).items() if examples in (None, shown)]
    print_table(["examples", "held to", "valid", "right tool", "right call"], rows)


def print_results(toolbox):
    """What a model is told of calls that are malformed, and of a tool that fails in each way of `FAILING`."""
    for text in MALFORMED:
        print(wrapped(f"{text}\n   {toolbox.call(text).text}", indent="   "))
    for fails in FAILING:
        print(f"order_status {fails}\n   {failing_toolbox(fails).call(CALL).text}")


REPLIES = {"after result": "the order", "after no answer": "no answer in time"}


def reply_rows(kept):
    """Kind of result -> the judged replies to it."""
    told, rows = kept["replies"], {}
    for kind in REPLIES:
        rows[kind] = [judged_reply(reply, f"Where is my order {json.loads(result)['order_id']}?", result,
                                   ERRORS.get(kind.removeprefix("after "), result))
                      for reply, result in zip(told[kind], told["result"], strict=True)]
    return rows


def print_replies(kept, number=4):
    """SmolLM2's replies to one order's results, and what all its replies hold."""
    for kind, name in REPLIES.items():
        print(f"{name}:")
        print(wrapped(kept["replies"][kind][number].replace("\n", " "), indent="   "))
    print()
    print_table(["result", "the status", "the arrival", "a figure nobody gave"], [
        [REPLIES[kind], *(share([bool(each[part]) for each in judged]) for part in ("status", "arrival", "invented"))]
        for kind, judged in reply_rows(kept).items()])
