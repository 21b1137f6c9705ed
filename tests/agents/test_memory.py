"""What is shown of a conversation: always within the budget, never half a turn, and it says what is missing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_edu.agents.memory import Conversation


def words(messages):
    return sum(2 + len(message["content"].split()) for message in messages)    # 2 for the markers of a message


def conversation(turns, budget, **options):
    talk = Conversation(words, budget, **options)
    for user, *others in turns:
        talk.ask(user)
        for text in others:
            talk.add("assistant", text)
    return talk


TEXTS = st.integers(0, 12).map(lambda count: " ".join(["word"] * count))
TURNS = st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=12)


@settings(deadline=None)    # a busy machine is no failure
@given(TURNS, st.integers(10, 200), st.integers(1, 3), st.none() | st.just(lambda messages: "Mia asked for hats."))
def test_the_last_turns_that_fit_and_no_half_ones(turns, budget, keep, summarise):
    talk = conversation(turns, budget, system="Be kind.", tools="clock: tells the time", keep=keep, summarise=summarise)
    fits = [words(talk.shown(number, talk.summary_of(number))) <= budget for number in range(len(turns))]
    most = max(len(turns) - keep, 0)
    if not any(fits[:most + 1]):
        with pytest.raises(ValueError, match=f"and the budget is {budget}"):
            talk.window()
        return
    window = talk.window()
    first, *others = window.messages
    assert window.tokens == words(window.messages) <= budget
    assert others == [message for turn in talk.turns[window.left_out:] for message in turn]
    assert first["role"] == "system" and first["content"].startswith("Be kind.\n\nclock: tells the time")
    assert window.left_out <= most and (window.left_out == 0 or not fits[0])
    assert ("left out" in first["content"]) == bool(window.left_out)
    assert ("asked for hats" in first["content"]) == bool(window.summary) == bool(window.left_out and summarise)
    assert len(talk.turns) == len(turns)    # nothing is lost


@pytest.mark.parametrize(("budget", "left_out"), [(100, 0), (60, 0), (59, 1), (56, 1), (55, 2), (43, 3), (24, 4)])
def test_no_more_is_left_out_than_needed(budget, left_out):
    """Five turns of 12; the note takes 8."""
    window = conversation([["one two three four", "five six seven eight"]] * 5, budget).window()
    assert window.left_out == left_out
    if left_out:
        assert window.messages[0]["content"].startswith(f"({left_out} earlier turn")


def test_nothing_is_left_out_of_what_fits_even_where_the_note_would_be_longer():
    assert conversation([["one"], ["two"], ["three"]], 9).window().left_out == 0


def test_a_summary_is_made_once_of_whole_turns_and_again_after_stepping_back():
    asked = []

    def summarise(messages):
        asked.append([message["content"] for message in messages])
        return "hats"

    talk = conversation([["one " * 10, "two " * 10], ["three " * 10, "four " * 10], ["five"]], 37, summarise=summarise)
    window = talk.window()
    assert (window.left_out, window.summary, len(asked)) == (2, "hats", 2)    # of one turn, which was not enough; of two
    assert len(asked[1]) == 4
    assert "(2 earlier turns are left out. In short: hats)" in window.messages[0]["content"]
    talk.window()
    assert len(asked) == 2
    assert talk.take_back() == [{"role": "user", "content": "five"}]
    talk.take_back()
    talk.ask("other " * 30)
    talk.ask("six")
    assert talk.window().left_out == 2 and asked[-1][-1] == "other " * 30


def test_messages_have_the_form_of_chats():
    from llm_edu.pretrained import format_chat

    talk = conversation([["Hello", "Hi"]], 100, system="Be kind.")
    assert format_chat(talk.window().messages).startswith("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHello")


@pytest.mark.parametrize(("act", "message"), [
    (lambda: Conversation(words, 10, keep=0), "keep is 1 or more"),
    (lambda: Conversation(words, 10).window(), "nothing to show yet"),
    (lambda: Conversation(words, 10).add("assistant", "Hi"), "a turn begins with what the user says"),
    (lambda: Conversation(words, 10).take_back(), "no turn to take back"),
    (lambda: conversation([["Hi"]], 10).add("tool", "24"), "a role is one of"),
    (lambda: conversation([["Hi"]], 10, system="one " * 20).window(), "take 25 tokens, and the budget is 10"),
])
def test_what_cannot_be(act, message):
    with pytest.raises(ValueError, match=message):
        act()
