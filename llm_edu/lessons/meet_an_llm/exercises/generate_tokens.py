"""``generate_tokens``: with small pretend models, so that every step can be followed by hand."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise, case


def count_up(ids):
    """A pretend model: always one more than the last token."""
    return _whole_list(ids)[-1] + 1


def add_last_two(ids):
    """A pretend model: the sum of the last two tokens, so the prompt matters."""
    return sum(_whole_list(ids)[-2:])


def how_many(ids):
    """A pretend model: how many tokens it has seen so far."""
    return len(_whole_list(ids))


def never_the_same_object(ids):
    """A pretend model: a number that Python makes anew, so that == finds it and `is` does not."""
    return 1000 + len(_whole_list(ids))


def first_of_all(ids):
    """A pretend model: the very first token again, however long ago that was."""
    return _whole_list(ids)[0]


class Script:
    """A pretend model that says its lines one after the other: if you ask too often, you hear too much."""

    def __init__(self, *lines):
        self.lines = lines
        self.asked = 0

    def __call__(self, ids):
        _whole_list(ids)
        self.asked += 1
        return self.lines[(self.asked - 1) % len(self.lines)]

    def __repr__(self):
        return f"says({', '.join(map(str, self.lines))})"


def _whole_list(ids):
    if not isinstance(ids, list):
        raise TypeError(f"next_token wants the whole list of ids so far, not {ids!r}")
    if not ids:
        raise ValueError("next_token got an empty list: give it everything so far, the prompt first")
    return ids


exercise = Exercise(
    reference=reference.generate_tokens,
    cases=[
        case(count_up, [5], max_new_tokens=1, stop=99),
        case(count_up, [5], max_new_tokens=3, stop=99),
        case(count_up, [5], max_new_tokens=0, stop=99),
        case(count_up, [5], max_new_tokens=9, stop=8),
        case(count_up, [5], max_new_tokens=9, stop=6),
        case(count_up, [5], max_new_tokens=3, stop=2),
        case(add_last_two, [1, 1], max_new_tokens=6, stop=99),
        case(add_last_two, [2, 3], max_new_tokens=6, stop=34),
        case(how_many, [7, 7, 7], max_new_tokens=4, stop=99),
        case(how_many, [7, 7, 7], max_new_tokens=4, stop=5),
        case(how_many, [4, 9, 4, 9], max_new_tokens=5, stop=9),
        case(count_up, [9, 7], max_new_tokens=5, stop=9),    # stop is in the prompt, and ends the text
        case(Script(6, 7, 2, 8, 9), [5], max_new_tokens=5, stop=2),
        case(Script(6, 7, 8, 9), [5], max_new_tokens=3, stop=2),
        case(Script(0, 3, 0, 2), [5], max_new_tokens=5, stop=2),
        case(Script(3, 0, 4), [5], max_new_tokens=3, stop=0),
        case(Script(3, 3, 5, 5, 2), [3], max_new_tokens=9, stop=2),
        case(never_the_same_object, [5], max_new_tokens=4, stop=1003),
        case(first_of_all, list(range(4, 20)), max_new_tokens=2, stop=99),
        case(first_of_all, [4], max_new_tokens=7, stop=99),  # it may say the same for ever
        case(how_many, list(range(40, 60)), max_new_tokens=25, stop=99),
    ],
    keywords=("max_new_tokens", "stop"),
    hints=(
        "The model needs to see everything so far, including the tokens that it has just picked. Which list grows?",
        (
            "ids = a copy of the prompt; new = []\nwhile new has fewer than max_new_tokens:\n    token ="
            " next_token(ids)\n    if it is the stop token: leave the loop\n    add it to the end of both"
            " lists\nreturn new"
        ),
    ),
)


@exercise.mistake("The model never sees the tokens that it has just picked, so it picks the same one again and again. "
                  "Add each new token to the end of the list that you pass in next.")
def _never_shows_the_new_token(next_token, prompt, max_new_tokens, stop):
    new = []
    for _ in range(max_new_tokens):
        token = next_token(list(prompt))
        if token == stop:
            break
        new.append(token)
    return new


@exercise.mistake("The stop token is a signal for you, not part of the answer: leave it out of what you return.")
def _keeps_the_stop(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        new.append(next_token(ids + new))
        if new[-1] == stop:
            break
    return new


@exercise.mistake("You return the prompt as well. The caller has the prompt already: return only the new ids.")
def _returns_the_prompt_too(next_token, prompt, max_new_tokens, stop):
    return list(prompt) + reference.generate_tokens(next_token, prompt, max_new_tokens, stop)


@exercise.mistake("You show the model only its last token. It has no memory of its own: it knows only what you put "
                  "into `ids`, so pass in everything so far.")
def _shows_only_the_last(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt[-1:]), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids = [token]
        new.append(token)
    return new


@exercise.mistake("You continue after the stop token. A chat model picks it when its answer is over; whatever comes "
                  "after it is noise.")
def _never_stops(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        ids.append(next_token(ids))
    return ids[len(prompt) :]


@exercise.mistake("You return one token too many: with max_new_tokens=3, there should be three at most.")
def _one_too_many(next_token, prompt, max_new_tokens, stop):
    return reference.generate_tokens(next_token, prompt, max_new_tokens + 1, stop)


@exercise.mistake("You leave the stop token out, but then you continue. Stop there.")
def _skips_the_stop(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    for _ in range(max_new_tokens):
        token = next_token(ids)
        ids.append(token)
        if token != stop:
            new.append(token)
    return new
