"""``check`` and its companions, on sample exercises: whatever a learner writes is answered, and nothing breaks."""

import collections
import dataclasses
import itertools
import re
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sample_exercises as samples

from llm_edu.course import check, check_answer, hint, solution
from llm_edu.course.checks import catalogue, watching
from llm_edu.course.checks.checking import CheckFailed, report_on
from llm_edu.course.checks.exercise import Exercise, Mistake, Property, case
from llm_edu.course.checks.help_row import HelpRow
from llm_edu.course.checks.helping import _hints_given, _solution_asked
from llm_edu.course.checks.judging import judge
from llm_edu.course.checks.overview import overview
from llm_edu.course.work import records


@pytest.fixture(autouse=True)
def sample_course(monkeypatch, work_folder):
    """The course is the sample exercises; hints and solutions start anew."""
    items = {item.name: item for item in samples.EXERCISES}
    monkeypatch.setattr(catalogue, "find", items.get)
    monkeypatch.setattr(catalogue, "names", lambda: dict.fromkeys(items, "samples"))
    monkeypatch.delenv("LLM_EDU_STRICT", raising=False)
    _hints_given.clear()
    _solution_asked.clear()


@pytest.fixture
def said(capsys):
    """What was shown since the last call."""
    return lambda: capsys.readouterr().out


def named(name, function):
    function.__name__ = name
    return function


def as_count_pairs(function):
    return named("count_pairs", function)


# --- right, to do, wrong


def test_right_returns_the_learners_own(said):
    def count_pairs(ids):
        found = {}
        for index in range(len(ids) - 1):
            pair = ids[index], ids[index + 1]
            found[pair] = 1 + found.get(pair, 0)
        return found

    assert check(count_pairs) is count_pairs
    assert said() == "✓ Right · count_pairs: passes all 23 cases.\n"
    assert records.read()[0]["count_pairs"]["status"] == "right"


def test_another_style_is_right():
    def with_a_counter(ids):
        return collections.Counter(zip(ids, ids[1:]))

    assert check(with_a_counter, "count_pairs") is with_a_counter


def test_blank_returns_the_reference_and_records_nothing(said):
    def count_pairs(ids):
        raise NotImplementedError

    assert check(count_pairs) is samples.count_pairs
    text = said()
    assert text.startswith("○ To do · count_pairs: write your code in place of `raise NotImplementedError`")
    assert 'hint("count_pairs")' in text
    assert not records.progress_file().exists()


def test_wrong_shows_the_smallest_failing_case(said):
    def count_pairs(ids):
        return {} if 3 in ids else samples.count_pairs(ids)

    assert check(count_pairs) is samples.count_pairs
    text = said()
    assert "✗ Not yet · count_pairs: here is the smallest case that fails." in text
    call = re.search(r"for +count_pairs\(\[(.*)\]\)", text)[1]
    assert len(call.split(",")) == 2 and "3" in call  # drawn with 4 to 30 items, and made smaller
    assert re.search(r"got +\{\}", text)


@pytest.mark.parametrize("item", [item for item in samples.EXERCISES if getattr(item, "mistakes", ()) and item is not
                                  samples.ANSWER], ids=lambda item: item.name)
def test_planted_mistakes_get_their_own_message(item, said):
    for mistake in item.mistakes:
        assert check(mistake.function, item.name) is item.reference
        assert mistake.message in said()


def test_a_mistake_is_known_by_its_numbers_whether_they_are_whole_or_not():
    exercise = Exercise(lambda length: length * 2.5, [case(2), case(3)], hints=("…", "…"), compare="close")
    exercise.mistake("Half of it is missing.", lambda length: length * 2)
    assert judge(exercise, lambda length: length * 2.0).mistake == "Half of it is missing."
    assert judge(exercise, lambda length: length * 2).mistake == "Half of it is missing."
    assert judge(exercise, lambda length: length * 2.1).mistake is None


def test_an_unknown_mistake_gets_no_planted_message(said):
    check(as_count_pairs(lambda ids: {(0, 0): 99}))
    text = said()
    assert not any(mistake.message in text for mistake in samples.COUNT_PAIRS.mistakes)


def test_output_is_the_same_every_time(said):
    attempt = as_count_pairs(lambda ids: {pair: 2 for pair in zip(ids, ids[1:])})
    check(attempt)
    first = said()
    check(attempt)
    assert said() == first


def test_check_is_quick():
    start = time.process_time()  # of this process alone: what else runs on the machine does not count
    check(as_count_pairs(samples._only_once))
    assert time.process_time() - start < 1


# --- whatever a learner's code does


def test_forgotten_return(said):
    def count_pairs(ids):
        samples.count_pairs(ids)

    check(count_pairs)
    assert "it returns None. Did you forget `return`?" in said()


def test_a_property_is_not_said_of_what_was_not_returned():
    wanted = dataclasses.replace(samples.COUNT_PAIRS, properties=[
        Property(lambda result, ids: isinstance(result, dict), "Return a dictionary.")])
    assert "Did you forget `return`?" in str(report_on(wanted, judge(wanted, lambda ids: None)))
    assert "Return a dictionary." in str(report_on(wanted, judge(wanted, lambda ids: [])))


def test_exception_with_the_learners_own_line(said):
    def count_pairs(ids):
        return {(left, ids[index + 1]): 1 for index, left in enumerate(ids)}

    assert check(count_pairs) is samples.count_pairs
    text = said()
    assert "it stops with IndexError" in text
    assert re.search(r"got +IndexError: list index out of range", text)
    assert re.search(r"at +line \d+: return \{\(left, ids\[index \+ 1\]\)", text)
    assert "Traceback" not in text and "running.py" not in text


def test_an_exception_that_is_expected(said):
    def shout(text, mark="!"):
        return text.upper() + mark

    check(shout)
    assert "It should raise ValueError here." in said()

    def shout(text, mark="!"):
        return text[0].upper() + text[1:].upper() + mark

    check(shout)
    text = said()
    assert "it stops with IndexError" in text and "It should raise ValueError, not this." in text


@pytest.mark.parametrize("error", [SystemExit, MemoryError, StopIteration, AssertionError, GeneratorExit])
def test_no_exception_gets_out(error, said):
    def count_pairs(ids):
        raise error("bye")

    assert check(count_pairs) is samples.count_pairs
    assert f"it stops with {error.__name__}" in said()


def test_not_implemented_from_c_is_an_error(said):
    import torch

    def count_pairs(ids):
        torch.empty(2, device="meta").cpu()  # raises NotImplementedError from C

    with pytest.raises(NotImplementedError):
        count_pairs([])
    check(count_pairs)
    assert "it stops with NotImplementedError" in said()


def test_endless_recursion(said):
    def count_pairs(ids):
        return count_pairs(ids)

    check(count_pairs)
    text = said()
    assert "RecursionError" in text and "It calls itself without end" in text


def test_recursion_that_is_too_deep_for_a_long_input_is_not_called_endless():
    def count_pairs(ids):
        if len(ids) < 2:
            return {}
        counts = count_pairs(ids[1:])
        counts[ids[0], ids[1]] = counts.get((ids[0], ids[1]), 0) + 1
        return counts

    exercise = dataclasses.replace(samples.COUNT_PAIRS, cases=[case([1, 2]), case([1, 2] * 4_000)], random_case=None,
                                   time_limit=30.0)
    text = str(report_on(exercise, judge(exercise, count_pairs)))
    assert "once for each of many items? a loop" in text.lower() and "without end" not in text


def test_changed_arguments(said):
    def count_pairs(ids):
        result = samples.count_pairs(ids)
        ids.clear()
        return result

    check(count_pairs)
    assert "the call changes `ids`: work on a copy" in said()

    def count_pairs(ids):
        ids.append(9)
        return {(1, 1): 9}

    check(count_pairs)
    assert "The call also changes `ids`" in said()


def test_a_changed_bool_in_a_list():
    def count_right(answers):
        return sum(answers)

    def strikes_off(answers):
        total = 0
        for place, answer in enumerate(answers):
            total += answer
            answers[place] = False
        return total

    exercise = dataclasses.replace(samples.COUNT_PAIRS, reference=count_right, cases=[case([True])], random_case=None)
    assert "the call changes `answers`: work on a copy" in str(report_on(exercise, judge(exercise, strikes_off)))


def test_in_place_exercise(said):
    def put_first(items, item):
        items[:0] = [item]

    assert check(put_first) is put_first

    def put_first(items, item):
        items = [item, *items]

    check(put_first)
    assert "It should change its arguments in place." in said()

    def put_first(items, item):
        items.append(item)

    check(put_first)
    text = said()
    assert "It changes its arguments, but not to the right values. At items" in text
    assert re.search(r"expected +arguments become (.*)\n +got +arguments become (?!\1\n)", text)


def test_what_is_returned_is_not_shown_as_wrong_where_only_the_arguments_are():
    def sink(numbers):
        numbers[:] = [number / 2 for number in numbers]
        return sum(numbers) / 3

    def attempt(numbers):
        total = sum(number / 6 for number in numbers)
        return total

    exercise = Exercise(sink, cases=[case([0.1, 0.2, 0.7])], in_place=True, compare="close", name="sink",
                        hints=samples.HINTS)
    text = str(report_on(exercise, judge(exercise, attempt)))
    assert "expected  arguments become [0.05, 0.1, 0.35]" in text and "At numbers" in text.replace("numbers[", "numbers [")


def test_named_mistake_says_why_it_returns_none(said):
    def count_pairs(ids):
        for pair in zip(ids, ids[1:]):
            return {pair: 1}

    check(count_pairs)
    assert "it returns None here. Does every way through it return a value?" in said()
    returns_in_the_loop = Mistake(count_pairs, "`return` stands inside the loop.")
    exercise = dataclasses.replace(samples.COUNT_PAIRS, mistakes=[returns_in_the_loop])
    text = str(report_on(exercise, judge(exercise, count_pairs)))
    assert "`return` stands inside the loop." in text and "Did you forget" not in text


def test_none_is_no_slip_where_none_is_an_answer():
    exercise = dataclasses.replace(samples.SHOUT, reference=lambda text, mark="!": text + mark if text else None, cases=[
        case(""), case("hello"), case("no")], random_case=None)
    text = str(report_on(exercise, judge(exercise, lambda text, mark="!": text + mark if len(text) > 2 else None)))
    assert "here is the smallest case that fails" in text and "return a value" not in text
    assert "Did you forget `return`?" in str(report_on(exercise, judge(exercise, lambda text, mark="!": None)))


def test_a_flood_of_prints_is_captured(said):
    def count_pairs(ids):
        for _ in range(20_000):
            print("here I am")
        return 3

    check(count_pairs)
    text = said()
    assert text.count("here I am") == 5 and len(text) < 1_500
    assert "It should be a dictionary; yours is an int" in text

    def count_pairs(ids):
        print("noise")
        return samples.count_pairs(ids)

    check(count_pairs)
    assert said().split("\n")[1:] == ["  printed  noise", ""]


@pytest.mark.parametrize(("name", "value", "words"), [
    ("count_pairs", [], "It should be a dictionary; yours is a list"),
    ("shout", b"NO!", "It should be a string; yours is a bytes object (.decode"),
    ("attention_weights", [[1.0]], "It should be a tensor; yours is a list (torch.tensor(…) makes one)"),
])
def test_wrong_type(name, value, words, said):
    functions = {"count_pairs": lambda ids: value, "shout": lambda text, mark="!": value,
                 "attention_weights": lambda queries, keys: value}
    check(named(name, functions[name]))
    assert words in said()


def test_shapes_come_first(said):
    def attention_weights(queries, keys):
        return (queries @ keys.T).softmax(-1).sum(0)

    check(attention_weights)
    assert re.search(r"The shape should be \((\d), \1\); yours is \(\1,\)", said())


def test_numpy_in_place_of_torch(said):
    def attention_weights(queries, keys):
        return samples.attention_weights(queries, keys).numpy()

    check(attention_weights)
    assert "torch.from_numpy(…) makes one" in said()


def test_broken_property_explains(said):
    def attention_weights(queries, keys):
        return (queries @ keys.T).exp()

    check(attention_weights)
    assert "Rows should sum to 1." in said()


def test_broken_property_of_what_compares_as_right_shows_both():
    ordered = Property(lambda result, numbers: result == sorted(result), "Sort them.")
    exercise = Exercise(lambda numbers: sorted(numbers), [case([2, 1])], properties=[ordered], name="in_order",
                        hints=("a", "b"), compare=lambda expected, got: sorted(expected) == sorted(got))
    text = str(report_on(exercise, judge(exercise, named("in_order", lambda numbers: list(numbers)))))
    assert all(part in text for part in ("Sort them.", "expected  [1, 2]", "got       [2, 1]"))


def test_class_exercise(said):
    class Tally:
        def __init__(self):
            self.counts, self.sum = {}, 0

        def add(self, word):
            self.counts[word] = self.counts.get(word, 0) + 1
            self.sum += 1

        def total(self):
            return self.sum

    assert check(Tally) is Tally

    class Tally:
        def total(self):
            return 0

        def add(self, word):
            raise NotImplementedError

    assert check(Tally) is samples.Tally
    assert "begun. A part of it still says `raise NotImplementedError`" in said()

    class Tally:
        pass

    assert check(Tally) is samples.Tally
    assert "AttributeError: 'Tally' object has no attribute 'total'" in said()


def test_the_random_state_of_the_notebook_is_left_alone():
    import random

    import numpy
    import torch

    random.seed(5), numpy.random.seed(5), torch.manual_seed(5)
    expected = random.random(), numpy.random.rand(), torch.rand(1).item()
    random.seed(5), numpy.random.seed(5), torch.manual_seed(5)
    check(as_count_pairs(lambda ids: torch.rand(3).sum() + numpy.random.rand() + random.random()))
    assert (random.random(), numpy.random.rand(), torch.rand(1).item()) == expected


# --- not even a function of that name


def test_misspelt_name_lists_the_closest(said):
    def count_piars(ids):
        return {}

    assert check(count_piars) is count_piars
    assert "✗ Not yet · count_piars: no exercise has this name. Did you mean `count_pairs`" in said()


@pytest.mark.parametrize(("attempt", "words"), [
    (lambda ids: {}, "this function has no name"),
    ({}, "wants a function or a class, and got `{}`"),
    (None, "got nothing (None)"),
    (samples.count_pairs([1, 2]), "without calling it"),
])
def test_neither_name_nor_function(attempt, words, said):
    assert check(attempt) is attempt
    assert words in said()


def test_a_lambda_with_its_exercises_name():
    attempt = lambda ids: samples.count_pairs(ids)  # noqa: E731
    assert check(attempt, "count_pairs") is attempt


def test_class_and_function_mixed_up(said):
    class count_pairs:
        pass

    assert check(count_pairs) is samples.count_pairs
    assert "it should be a function; yours is a class." in said()

    def Tally():
        return None

    assert check(Tally) is samples.Tally
    assert "it should be a class; yours is a function." in said()


def test_wrong_parameters(said):
    def count_pairs():
        return {}

    check(count_pairs)
    assert "it should take `(ids)`; yours takes no arguments." in said()

    def shout(text, *, mark):
        return ""

    check(shout)
    assert "it should take `(text, mark='!')`; yours takes `(text, *, mark)`." in said()


def test_generator_and_async(said):
    def count_pairs(ids):
        yield from zip(ids, ids[1:])

    check(count_pairs)
    assert "It should be a dictionary; yours is a generator" in said()

    async def count_pairs(ids):
        return {}

    check(count_pairs)
    assert "write a plain `def`" in said()


def test_the_reference_checked_again_is_not_counted_as_right(said):
    assert check(samples.count_pairs) is samples.count_pairs
    assert "this is the course's own" in said()
    assert not records.progress_file().exists()


def test_question_given_to_check_and_function_to_check_answer(said):
    assert check(named("answer", lambda: 42)) is not None
    assert 'check_answer("answer", …)' in said()
    check_answer("count_pairs", 3)
    assert "count_pairs = check(count_pairs)" in said()
    check_answer("answr", 3)
    assert "Did you mean `answer`?" in said()
    check_answer(42, 42)
    assert "the name of the question comes first" in said()


# --- answers


@pytest.mark.parametrize(("value", "words"), [
    (42, "✓ Right · answer: 42."), (42.0, "✓ Right"), (None, "○ To do · answer"), (41, "One too few."),
    (7, "✗ Not yet · answer: it is not 7."), ("42", "Give the number by itself, without quotes and without"),
    (..., "is no answer"), (Fraction(42), "✓ Right"), (Decimal("42.0"), "✓ Right"), (Fraction(85, 2), "it is not"),
    (42.0000001, "it is not 42.0000001."), (np.array([42]), "✓ Right"), ([42], "yours is a list"),
])
def test_check_answer(value, words, said):
    assert check_answer("answer", value) is None
    assert words in said()


@pytest.mark.parametrize(("value", "words"), [
    ({1: None, 2: None}, "○ To do · quiz: 2 questions"),
    (None, "○ To do"),
    ({1: "b", 2: "A "}, "✓ Right · quiz: 2 of 2 right."),
    (["b", "a"], "✓ Right"),
    ({"1": "b)", "2": "(a)"}, "✓ Right"),
    ({1: "b", 2: None}, "○ To do · quiz: 1 of 2 right, 1 open."),
    ({1: "c", 2: "a"}, "✗ Not yet · quiz: 1 of 2 right.\n  1 ✗ c: c is too large.\n  2 ✓ a: Yes, always."),
    ({1: "c"}, "2 ○ no answer yet."),
    ({1: "z", 2: 5}, "'z' is not one of the options: a, b, c."),
    ({9: "a"}, "there is no question 9; they are numbered from 1 to 2"),
    ("ba", "answers come as a dictionary"),
])
def test_quiz(value, words, said):
    check_answer("quiz", value)
    assert words in said()


# --- strict, hints, solution, progress


def test_strict_mode_raises(monkeypatch):
    monkeypatch.setenv("LLM_EDU_STRICT", "1")
    assert check(as_count_pairs(lambda ids: dict(collections.Counter(zip(ids, ids[1:])))))

    def count_pairs(ids):
        raise NotImplementedError

    for attempt in (samples._only_once, count_pairs):
        with pytest.raises(CheckFailed, match="count_pairs"):
            check(attempt, "count_pairs")
    for value in (41, None):
        with pytest.raises(CheckFailed, match="answer"):
            check_answer("answer", value)
    with pytest.raises(CheckFailed, match="no exercise has this name"):
        check(lambda: 1, "nothing_like_it")


def test_hint_ladder(said):
    hint("count_pairs")
    first = said()
    assert "hint 1 of 2" in first and "Look at neighbours." in first and "count it" not in first
    hint(samples.count_pairs)
    second = said()
    assert "for each pair:\n      count it" in second and 'solution("count_pairs")' in second
    hint("count_pairs")
    assert "There are no more hints" in said()
    hint("count_pear")
    assert "Did you mean `count_pairs`?" in said()
    hint("quiz")
    assert "each wrong answer comes with its reason" in said()
    assert records.read()[0]["count_pairs"]["hints"] == 2


@pytest.mark.parametrize("second", [{"confirm": True}, {}])
def test_solution_asks_first(second, said, monkeypatch):
    monkeypatch.setattr("llm_edu.course.checks.helping.solution_text",
                        lambda name, lesson: f"def {name}(): ...  # {lesson}")
    solution("count_pairs")
    assert "do you want to see the solution?" in (asked := said()) and "def count_pairs" not in asked
    assert not records.progress_file().exists()
    solution("count_pairs", **second)
    assert "def count_pairs(): ...  # 90_samples" in said()
    assert records.read()[0]["count_pairs"]["solution_seen"] is True


def test_solution_without_its_lesson_says_so(said):
    solution("count_pairs", confirm=True)
    assert "the solution cannot be read: There is no lesson" in said()


def test_buttons_say_what_hint_and_solution_say(monkeypatch):
    monkeypatch.setattr("llm_edu.course.checks.helping.solution_text", lambda name, lesson: f"def {name}(): ...")
    row = HelpRow(catalogue.find("count_pairs"))
    said = []
    for pressed in ("hint", "hint", "solution", "solution", "else"):
        row._on_press(row, {"pressed": pressed}, [])
        said.append(row.said)
    for text, words in zip(said, ("Look at neighbours.", "count it", "do you want to see", "def count_pairs(): ...")):
        assert words in text
    assert said[4] == said[3] and row.given == 2
    assert records.read()[0]["count_pairs"]["hints"] == 2 and records.read()[0]["count_pairs"]["solution_seen"]


@pytest.mark.parametrize("session, attempt, rows", [
    ("00.ipynb", samples._only_once, 1),
    ("00.ipynb", lambda ids: dict(collections.Counter(zip(ids, ids[1:]))), 0),
    (None, samples._only_once, 0),
])
def test_buttons_stand_where_help_is_needed_and_somebody_can_press_them(monkeypatch, session, attempt, rows):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setattr("llm_edu.course.checks.checking.in_notebook", lambda: True)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if session:
        monkeypatch.setenv("JPY_SESSION_NAME", session)
    check(as_count_pairs(attempt))
    assert [row.name for row in shown] == ["count_pairs"] * rows


def test_progress_shows_what_was_done(said):
    check(as_count_pairs(samples._only_once))
    check(as_count_pairs(samples._counts_items))
    check_answer("answer", 42)
    text = str(overview())
    assert re.search(r"✗ [ 0-9.]+count_pairs[ ●○]+2 attempts", text)
    assert re.search(r"✓ +answer +1 attempt\n", text)


# --- endless loops


def loops_for_ever(ids):
    while True:
        pass


def swallows_exceptions(ids):
    while True:
        try:
            sum(range(100))
        except Exception:
            continue


def swallows_everything(ids):
    while True:
        try:
            for item in range(10):
                item + 1
        except:  # noqa: E722
            pass


def swallows_and_returns(ids):
    try:
        while True:
            pass
    except BaseException:
        return samples.count_pairs(ids)


def loops_in_finally(ids):
    try:
        return {}
    finally:
        while True:
            pass


def counts_for_ever(ids):
    return {index: 1 for index in itertools.count()} if False else max(index for index in itertools.count())


def prints_for_ever(ids):
    while True:
        print("again")


def sleeps_for_ever(ids):
    time.sleep(1e9)


ENDLESS = [loops_for_ever, swallows_exceptions, swallows_everything, swallows_and_returns, loops_in_finally,
           counts_for_ever, prints_for_ever, sleeps_for_ever]


@pytest.mark.parametrize("attempt", ENDLESS, ids=lambda function: function.__name__)
def test_endless_code_is_stopped_and_nothing_follows(attempt, said):
    start = time.monotonic()
    assert check(attempt, "count_pairs") is samples.count_pairs
    assert time.monotonic() - start < 300  # half a second and a little, on an idle machine
    text = said()
    assert "it takes longer than 0.5 seconds and was stopped." in text
    assert "Is there a loop that never ends?" in text
    for _ in range(20):  # no exception is left waiting to hit what the learner runs next
        time.sleep(0.005)
        sum(range(1000))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # hypothesis' own callback is hit, too
def test_a_growing_list_is_stopped_before_the_computer_stands_still(said, monkeypatch):
    monkeypatch.setattr(watching, "MOST_MEMORY", 150_000_000)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)

    def count_pairs(ids):
        grown = [0]
        while True:
            grown.append(list(range(100)))

    monkeypatch.setattr(catalogue, "find", lambda name: dataclasses.replace(samples.COUNT_PAIRS, time_limit=60))
    check(count_pairs)
    assert "it fills the memory and was stopped." in said()


def test_endless_method_of_a_class(said):
    class Tally(samples.Tally):
        def total(self):
            while True:
                pass

    assert check(Tally) is samples.Tally
    assert "was stopped" in said()
