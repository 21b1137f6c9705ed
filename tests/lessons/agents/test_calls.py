"""Asking for calls: what an answer is worth, what a model is told of failures, the drawn automaton, what was measured."""

import json

import pytest

from llm_edu.agents.schema_grammar import allowed_next, start_of_value
from llm_edu.agents.schema_parts import Integer
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.agents.calling import Reader, Worth, desk_toolbox, request_messages, worth_of
from llm_edu.lessons.agents.calls_demos import REPLIES, calls_runs, print_results, reply_rows
from llm_edu.lessons.agents.calls_plots import call_automaton, columns_of, label_of, spans, states_of, worth_plot
from llm_edu.lessons.agents.exercises.next_characters import exercise as next_characters
from llm_edu.lessons.agents.requests import EXAMPLES, REQUESTS
from llm_edu.lessons.agents.results import judged_reply

RIGHT, TOOL, VALID, NOTHING = Worth(True, True, True), Worth(True, True, False), Worth(True, False, False), Worth(*[False] * 3)
ORDER = "Where is my order 1005?"


@pytest.fixture(scope="module")
def toolbox(tmp_path_factory):
    return desk_toolbox(tmp_path_factory.mktemp("shop"))


def call(tool, **arguments):
    return json.dumps({"tool": tool, "arguments": arguments})


@pytest.mark.parametrize(("request_", "answer", "worth"), [
    (ORDER, call("order_status", order_id=1005), RIGHT), (ORDER, call("order_status", order_id=1006), TOOL),
    (ORDER, f"Let me look.\n{call('order_status', order_id=1005)}\nIt is here.", RIGHT),
    (ORDER, f"```json\n{call('order_status', order_id=1005)}\n```", RIGHT),
    (ORDER, call("cancel_order", order_id=1005), VALID), (ORDER, call("order_status", order_id="1005"), NOTHING),
    (ORDER, call("order_status"), NOTHING), (ORDER, call("look_up", order_id=1005), NOTHING),
    (ORDER, "It is in a museum.", NOTHING), (ORDER, call("order_status", order_id=1005)[:-1], NOTHING), (ORDER, "", NOTHING),
    ("How do I wash a blanket?", call("search_faq", query="wash a blanket"), RIGHT),
    ("How do I wash a blanket?", call("search_faq", query="gift wrapping"), TOOL),
    ("I need a quiet clock. What do you suggest?", call("recommend", likes="clock, quiet"), RIGHT),
    ("I need a quiet clock. What do you suggest?", call("recommend", likes="clock, quiet", max_price=50), TOOL),
])
def test_what_an_answer_is_worth(toolbox, request_, answer, worth):
    assert worth_of(answer, REQUESTS[request_], toolbox) == worth


def test_the_right_calls_are_right_and_no_example_is_asked(toolbox):
    plain = {text: wanted for text, wanted in REQUESTS.items()
             if not any(isinstance(value, dict) for value in wanted["arguments"].values())}
    assert len(REQUESTS) == 40 and len(plain) > 25
    assert all(worth_of(json.dumps(wanted), wanted, toolbox) == RIGHT for wanted in [*plain.values(), *EXAMPLES.values()])
    assert {wanted["tool"] for wanted in REQUESTS.values()} == set(toolbox.tools) == {
        wanted["tool"] for wanted in EXAMPLES.values()}
    assert not REQUESTS.keys() & EXAMPLES.keys()


def test_what_a_model_is_told_of_failures(toolbox, capsys):
    print_results(toolbox)
    said = capsys.readouterr().out
    assert said.count('{"error": ') == 10 and "mira@example.org" not in said
    for text in ("is not JSON", "There is no tool", "is missing", "must be a whole number", "did not answer within",
                 "failed (KeyError)", "returned 1,000,002 bytes", "not text or JSON", "returned nothing"):
        assert text in said


@pytest.mark.parametrize(("reply", "held"), [
    ("It was sent and arrives on 3 March.", (True, True, 0)), ("Order 1005 arrives on 2026-03-04.", (False, False, 1)),
    ("It is lost.", (False, False, 0)), ("Sent, on 2026-03-03, 20", (True, True, 0)), ("Your 7 clocks were sent.", (True, False, 1)),
])
def test_what_a_reply_holds(reply, held):
    result = '{"order_id": 1005, "status": "sent", "arrives": "2026-03-03"}'
    judged = judged_reply(reply, ORDER, result, result)
    assert (judged["status"], judged["arrival"], len(judged["invented"])) == held


@pytest.mark.parametrize(("low", "high"), [(0, 23), (9, 16), (1001, 1030), (5, 120), (7, 7)])
def test_the_drawn_states_are_the_grammar(low, high):
    """They accept exactly the numbers from low to high; the exercise's reference agrees with the grammar."""
    moves, ends = states_of(Integer(low, high))

    def numbers(state, written=""):
        yield from [written] if ends[state] else []
        for target, digits in moves[state].items():
            for digit in digits:
                yield from numbers(target, written + digit)

    assert sorted(map(int, numbers(0))) == list(range(low, high + 1))
    schema = {"type": "object", "properties": {"a": {"type": "integer", "minimum": low, "maximum": high}}, "required": ["a"]}
    for written in ("", str(low), str(high), str(high)[:1]):
        assert next_characters.reference(low, high, written) == allowed_next(schema, '{"a": ' + written)
    assert start_of_value(schema)


def test_the_drawn_boxes_are_the_call(toolbox):
    columns = columns_of(toolbox.tools["book_slot"])
    labels = [[label_of(part) for part in parts] for parts in columns]
    assert sorted(labels[1]) == ['"advice"', '"repair"'] and labels[-2:] == [["0 … 23"], ["}}"]]
    assert "from state 0 with 1 to state 2" in call_automaton(toolbox.tools["book_slot"]).alt
    with pytest.raises(ValueError, match="optional"):
        columns_of(toolbox.tools["recommend"])
    assert spans("03456789") == "0, 3–9"


@pytest.mark.asset("smollm2")
def test_a_reader_that_remembers_says_the_same_as_one_that_does_not(toolbox):
    from llm_edu.decoding import Greedy, generate
    from llm_edu.pretrained import encode_chat, load_smollm2

    model, tokenizer = load_smollm2()
    reader = Reader(model, tokenizer)
    for text in ("Name a colour.", "Name a colour and a fruit.", "Name a fruit."):
        messages = [{"role": "user", "content": text}]
        alone = generate(model, encode_chat(tokenizer, messages), Greedy(), 4)[0].tolist()
        assert reader.answer(messages, most=4) == tokenizer.decode(alone)
    assert len(request_messages(toolbox, ORDER, tuple(EXAMPLES))) == 2 + 2 * 9


def test_what_was_measured(toolbox):
    kept = load_measurement("agents_calls")
    for (_, held_to), run in calls_runs(kept).items():
        worth = [worth_of(answer, wanted, toolbox) for answer, wanted in zip(run["answer"], REQUESTS.values(), strict=True)]
        assert [[each.valid, each.tool, each.right] for each in worth] == [
            list(each) for each in zip(run["valid"], run["tool"], run["right"], strict=True)]
        assert held_to != "schemas" or all(run["valid"])
    assert {len(judged) for judged in reply_rows(kept).values()} == {30} and len(reply_rows(kept)) == len(REPLIES)
    assert "40 of 40 answers are valid calls" in worth_plot(kept).alt
