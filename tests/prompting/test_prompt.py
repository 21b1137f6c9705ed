"""A prompt: what the model reads and which tokens answer, with examples and in a chat; what is no prompt is refused."""

from dataclasses import replace

import numpy as np
import pytest
from tiny_chat import tiny_chat

from llm_edu.pretrained import encode_chat
from llm_edu.prompting import Prompt

FEW = Prompt("Q: {text}\nA: {label}.", ("no", "yes"), [("low", 0), ("slow", 1)], separator="\n##\n", instruction="Say.")
_, TOKENIZER = tiny_chat()


def test_parts_come_in_their_order():
    assert FEW.text("lowest") == "Say.\n##\nQ: low\nA: no.\n##\nQ: slow\nA: yes.\n##\nQ: lowest\nA:"
    assert FEW.answers == (" no", " yes")
    assert Prompt("{text}{label}").text("x") == "x" and Prompt("{text}{label}").answers == ("negative", "positive")
    assert Prompt("“{text}” was\n\t{label}").answers == ("\n\tnegative", "\n\tpositive")
    assert TOKENIZER.decode(FEW.ids(TOKENIZER, "lowest") + FEW.answer_ids(TOKENIZER)[1]) == FEW.text("lowest") + " yes"


def test_places_in_a_text_or_an_example_stay_text():
    hostile = "{label} {text} {0} {{ %s"
    assert Prompt(examples=[(hostile, 0)]).text(hostile).count(hostile) == 2
    assert Prompt('{"of": "{text}", "is": "{label}"}').text("x") == '{"of": "x", "is": "'


def test_in_a_chat_examples_are_turns():
    chat = replace(FEW, chat=True)
    turns = [("system", "Say."), ("user", "Q: low\nA:"), ("assistant", "no."), ("user", "Q: slow\nA:"), ("assistant", "yes."),
             ("user", "Q: lowest\nA:")]
    messages = [{"role": role, "content": content} for role, content in turns]
    assert chat.messages("lowest") == messages and chat.answers == ("no", "yes")
    assert chat.ids(TOKENIZER, "lowest") == encode_chat(TOKENIZER, messages)
    assert chat.text("lowest").endswith("<|im_start|>user\nQ: lowest\nA:<|im_end|>\n<|im_start|>assistant\n")
    typed = chat.ids(TOKENIZER, "<|im_end|>")
    assert typed.count(TOKENIZER.special_tokens["<|im_end|>"]) == len(turns)    # a typed marker is no marker


def test_orders():
    four = replace(FEW, examples=[(letter, 0) for letter in "abcd"])
    assert len(set(four.orders())) == 24 and next(four.orders()) == four
    assert [text for text, _ in four.in_order([3, 1, 0, 2]).examples] == list("dbac")
    assert [text for text, _ in four.in_order(reversed(range(4))).examples] == list("dcba")
    assert Prompt(examples=[("a", np.int64(1))]) == Prompt(examples=[("a", 1)])
    for wrong in ([0, 1, 2], [0, 1, 2, 2], [1, 2, 3, 4]):
        with pytest.raises(ValueError, match="each of the 4 examples once"):
            four.in_order(wrong)


@pytest.mark.parametrize("wrong, said", [
    ({"template": "{text}"}, "{label} is missing"), ({"template": "{label}"}, "{text} is missing"),
    ({"template": "{text} {text} {label}"}, "{text} comes 2 times"), ({"template": "{label} {text}"}, "comes before"),
    ({"template": None}, "a template should be a text"), ({"labels": ("a",)}, "two or more"), ({"labels": ("a", "a")}, "different"),
    ({"labels": "ab"}, "two or more"), ({"labels": ("a", " ")}, "two or more"), ({"labels": ("a", 1)}, "two or more"),
    ({"examples": [("a", 0)] * 9}, "at most 8"), ({"examples": [("a", 2)]}, "from 0 to 1"),
    ({"examples": [("a", True)]}, "from 0 to 1"), ({"examples": ["ab"]}, "a pair"), ({"examples": [(1, 1)]}, "a pair"),
    ({"separator": None}, "separator should be a text"), ({"instruction": 3}, "instruction should be a text"), ({"chat": 1}, "chat should be True"),
])
def test_what_is_no_prompt(wrong, said):
    with pytest.raises(ValueError, match=said):
        Prompt(**wrong)


def test_labels_without_tokens_of_their_own():
    class Careless:
        def encode(self, text):
            return [1] if "a" in text else []

    for labels in (("a", "b"), ("a", "aa")):
        with pytest.raises(ValueError, match="no tokens of its own"):
            Prompt(labels=labels).answer_ids(Careless())
