"""What every check does by itself with an answer that is right on each case: other ways of calling it."""

import dataclasses
import functools
import importlib
import itertools
import os
import sys
import time
import types
import unicodedata

import numpy as np
import pytest
import sample_exercises as samples
import torch

from llm_edu.course.checks import checking, judging
from llm_edu.course.checks.exercise import Exercise, case, raising, scenario
from llm_edu.course.checks.facts import CourseFault
from llm_edu.course.checks.interrupting import TimeUp, within

HINTS = samples.HINTS


def said(exercise, attempt):
    return str(checking.verdict(exercise, attempt))


def changed(exercise, **fields):
    return dataclasses.replace(exercise, **fields)


# --- by keyword


def test_a_renamed_parameter_is_named_where_the_notebook_calls_by_name():
    def count_pairs(numbers):
        return samples.count_pairs(numbers)

    text = said(changed(samples.COUNT_PAIRS, keywords=["ids"]), count_pairs)
    assert "right, but not when its arguments are handed over by name" in text
    assert "calls it with `ids=…`: keep the name of that parameter" in text and "count_pairs(ids=[" in text
    assert said(samples.COUNT_PAIRS, count_pairs).startswith("✓")


def test_the_second_of_two_parameters_renamed():
    exercise = changed(samples.ATTENTION, keywords=["keys"])
    text = said(exercise, lambda queries, k: samples.attention_weights(queries, k))
    assert "calls it with `keys=…`" in text and "queries=" not in text
    assert said(exercise, lambda q, keys: samples.attention_weights(q, keys)).startswith("✓")


def test_a_scenario_is_called_by_keyword_too():
    exercise = Exercise(samples.count_pairs, cases=[scenario(lambda count: count([1, 2]), "count([1, 2])")],
                        name="count_pairs", hints=HINTS, keywords=["ids"])
    assert "`ids=…`" in said(exercise, lambda numbers: samples.count_pairs(numbers))
    assert said(exercise, lambda ids: samples.count_pairs(ids)).startswith("✓")


# --- twice in a row

OUTSIDE = {}


def keeps_a_default(ids, counts={}):  # noqa: B006
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return dict(counts)


def keeps_a_global(ids):
    for pair in zip(ids, ids[1:]):
        OUTSIDE[pair] = OUTSIDE.get(pair, 0) + 1
    return dict(OUTSIDE)


def keeps_an_attribute(ids):
    counts = keeps_an_attribute.__dict__.setdefault("counts", {})
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return dict(counts)


def keeps_in_a_closure():
    calls = 0

    def count_pairs(ids):
        nonlocal calls
        calls += 1
        return samples.count_pairs(ids) if calls < 30 else {}

    return count_pairs


@pytest.mark.parametrize(("attempt", "name"), [
    (keeps_a_default, "counts"), (keeps_a_global, "OUTSIDE"), (keeps_in_a_closure(), "calls"),
    (keeps_an_attribute, "keeps_an_attribute's own attributes"),
])
def test_state_between_calls_is_named(attempt, name):
    OUTSIDE.clear()
    text = said(samples.COUNT_PAIRS, attempt)
    assert "right at the first call, but not at a later one" in text
    assert f"It keeps `{name}` from one call to the next" in text


def test_an_iterator_that_is_used_up():
    once = iter(range(23))

    def count_pairs(ids):
        return samples.count_pairs(ids) if next(once, None) is not None else {}

    text = said(samples.COUNT_PAIRS, count_pairs)
    assert "It keeps `once` from one call to the next" in text


def test_an_iterator_that_goes_on_where_the_call_before_stopped():
    lengths = itertools.count(10)
    text = said(samples.COUNT_PAIRS, lambda ids: {(0, 1): next(lengths)})
    assert "here is the smallest case that fails" in text and "It keeps `lengths` from one call to the next" in text


def test_results_that_share_one_dictionary():
    result = {}

    def count_pairs(ids):
        result.clear()
        result.update(samples.count_pairs(ids))
        return result

    assert "a later call changes what an earlier one has returned" in said(samples.COUNT_PAIRS, count_pairs)


def test_remembering_right_results_is_right():
    known = {}

    def count_pairs(ids):
        key = tuple(ids)
        if key not in known:
            known[key] = samples.count_pairs(ids)
        return dict(known[key])

    assert said(samples.COUNT_PAIRS, count_pairs).startswith("✓")


# --- odd texts


def shout(words, ends="!"):
    return [word.upper() + ends for word in words]


def loud(text):
    return text.upper()


WORDS = Exercise(shout, cases=[case([]), case(["yes", "no"]), case(["a", "b", "c"], ends="?")], texts=["words"],
                 name="shout", hints=HINTS)
TEXT = Exercise(loud, cases=[case("a"), case("")], texts=["text"], name="loud", hints=HINTS)


@pytest.mark.parametrize("attempt", [
    lambda words, ends="!": [word.upper() + ends for word in words if word],
    lambda words, ends="!": [word.upper() + ends for word in " ".join(words).split()],
    lambda words, ends="!": [unicodedata.normalize("NFC", word).upper() + ends for word in words],
])
def test_words_are_taken_as_they_are(attempt):
    text = said(WORDS, attempt)
    assert "right, but not with every text." in text and "Any text may come" in text
    assert said(changed(WORDS, texts=[]), attempt).startswith("✓")


def test_other_right_answers_get_odd_texts():
    assert said(WORDS, lambda words, ends="!": [f"{word.upper()}{ends}" for word in words]).startswith("✓")
    assert said(TEXT, lambda text: "".join(letter.upper() for letter in text)).startswith("✓")


@pytest.mark.parametrize("attempt", [
    lambda text: "\n".join(text.splitlines()).upper(),
    lambda text: text.encode().decode("utf-8-sig").upper(),
    lambda text: text.replace("\0", "").upper(),
    lambda text: text.strip().upper(),
    lambda text: "".join(letter for letter in text if letter.isprintable() or letter.isspace()).upper(),
])
def test_a_text_is_taken_as_it_is(attempt):
    text = said(TEXT, attempt)
    assert "right, but not with every text." in text
    assert said(changed(TEXT, texts=[]), attempt).startswith("✓")


def test_odd_texts_can_be_told_apart_in_the_call():
    text = said(changed(WORDS, cases=[case([]), case(["yes", "no", "so", "la"])]),
                lambda words, ends="!": [unicodedata.normalize("NFC", word).upper() + ends for word in words])
    assert r"expected  ['E\u0301!'" in text and r"e\u0301" in next(line for line in text.split("\n") if line.strip().startswith("for"))


def test_texts_without_sense_to_the_reference_are_left_out():
    def first(words):
        return {"a": 1, "b": 2}[words[0]]

    exercise = Exercise(first, cases=[case(["a"]), case(["b"])], texts=["words"], name="first", hints=HINTS)
    assert said(exercise, lambda words: 1 if words[0] == "a" else 2).startswith("✓")


# --- gradients and models


def scale(x, weights):
    return x * weights["scale"]


SCALE = Exercise(
    scale, name="scale", hints=HINTS, compare="close", gradient=["x", "weights"],
    random_case=lambda rng: (torch.arange(1.0, 4.0) * rng.randrange(1, 9), {"scale": torch.ones(3) * rng.random()}))


@pytest.mark.parametrize(("attempt", "words"), [
    (lambda x, weights: x.detach() * weights["scale"].detach(), "no gradient comes through"),
    (lambda x, weights: torch.tensor((x * weights["scale"]).tolist()), "no gradient comes through"),
    (lambda x, weights: x * weights["scale"].detach(), "no gradient comes through to `weights`"),
    (lambda x, weights: torch.tensor((x * weights["scale"]).tolist(), requires_grad=True), "comes through to `x`"),
    (lambda x, weights: x.detach() * weights["scale"] + 0 * x, "not the gradient of `x`"),
    (lambda x, weights: x.requires_grad_(False) * weights["scale"], "`x.requires_grad`"),
    (lambda x, weights: x * weights["scale"].requires_grad_(False), "`weights.requires_grad`"),
    (lambda x, weights: (x * x.requires_grad_().sum().backward() if x.grad is None and not x.requires_grad else
                         x * weights["scale"]), "x"),
])
def test_the_gradient_must_arrive(attempt, words):
    text = said(SCALE, attempt)
    assert text.startswith("✗") and words in text


def test_the_right_gradient_in_another_way():
    assert said(SCALE, lambda x, weights: torch.einsum("i,i->i", x, weights["scale"])).startswith("✓")


def test_a_leaf_that_is_left_behind():
    def attention_weights(queries, keys):
        queries.requires_grad_()
        return samples.attention_weights(queries, keys).detach()

    assert "the call changes `queries.requires_grad`: leave it as it was" in said(samples.ATTENTION, attention_weights)


def predict(model, x):
    return model(x).detach()


def _predicting(predict):
    torch.manual_seed(0)
    return predict(torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(0.0)), torch.ones(2))


PREDICT = Exercise(predict, name="predict", hints=HINTS, compare="close",
                   cases=[scenario(_predicting, "predict(model, x)")])


def _spoils(change):
    def attempt(model, x):
        result = model(x).detach()
        change(model)
        return result

    return attempt


@pytest.mark.parametrize(("change", "name"), [
    (lambda model: model[0].weight.data.add_(1), "model.0.weight"),
    (lambda model: model.requires_grad_(False), "model.0.weight.requires_grad"),
    (lambda model: model(torch.ones(2)).sum().backward(), "model.0.weight.grad"),
    (lambda model: setattr(model, "cache", []), "model.cache"),
])
def test_models_stay_as_they_are(change, name):
    assert f"the call changes `{name}`" in said(PREDICT, _spoils(change))
    assert said(changed(PREDICT, trains=True), _spoils(change)).startswith("✓")


def test_looking_at_a_model_is_right():
    def attempt(model, x):
        return model.eval()(x.to(next(model.parameters()).device)).detach()

    assert said(PREDICT, attempt).startswith("✓")


# --- what is returned, against what was handed in


def doubled_above(values, least):
    return [2 * value if value > least else value for value in values]


FRESH = Exercise(doubled_above, name="doubled_above", hints=HINTS, fresh=True,
                 cases=[case([1, 2], 1), case([], 0), case([1, 2], 5)])


def test_a_new_object_where_one_is_asked_for():
    def attempt(values, least):
        return values if not values or max(values) <= least else doubled_above(values, least)

    text = said(FRESH, attempt)
    assert "the right numbers, but not in a new object" in text and "is the `values` that it was handed" in text
    assert said(changed(FRESH, fresh=False), attempt).startswith("✓")
    assert said(FRESH, lambda values, least: [value + value * (value > least) for value in values]).startswith("✓")


def larger(x, rows):
    return x.clone(), [list(row) for row in rows]


LARGER = Exercise(larger, name="larger", hints=HINTS, fresh=True, cases=[case(torch.ones(2, 2), [[1]])])


@pytest.mark.parametrize(("attempt", "name"), [
    (lambda x, rows: (x.T, [[1]]), "x"),
    (lambda x, rows: (x.detach(), [[1]]), "x"),
    (lambda x, rows: (x.clone(), [*rows]), "rows"),
])
def test_a_view_or_a_part_is_no_new_object(attempt, name):
    assert f"is the `{name}` that it was handed, or a part of it" in said(LARGER, attempt)
    assert said(LARGER, lambda x, rows: (x + 0, [[*row] for row in rows])).startswith("✓")


def test_a_planted_change_blames_its_own_argument_only():
    def first_of_both(left, right):
        return [*left, *right][:1]

    exercise = Exercise(first_of_both, name="first_of_both", hints=HINTS, cases=[case([1], [2]), case([3, 4], [5])])

    @exercise.mistake("You lengthen the left list.")
    def _lengthens_left(left, right):
        left += right
        return left[:1]

    def lengthens_right(left, right):
        right += left
        return left[:1]

    assert "You lengthen the left list." in said(exercise, _lengthens_left)
    text = said(exercise, lengthens_right)
    assert "You lengthen" not in text and "the call changes `right`" in text


# --- dtypes and types of results


def mean(values):
    return values / 2


MEAN = Exercise(mean, name="mean", hints=HINTS, compare="close", dtypes=("int64", "float64"),
                cases=[case(np.array([1.0, 3.0])), case(np.array([0.5]))])


def test_other_dtypes():
    def attempt(values):
        result = np.zeros_like(values)
        result[:] = values / 2
        return result

    text = said(MEAN, attempt)
    assert "not with numbers of another kind" in text and "whole numbers (int64)" in text
    assert said(changed(MEAN, dtypes=()), attempt).startswith("✓")
    assert said(MEAN, lambda values: values * 0.5).startswith("✓")


def test_the_dtype_that_was_handed_in():
    exercise = Exercise(mean, name="mean", hints=HINTS, compare="close", dtypes=["float64"],
                        cases=[case(torch.tensor([1.0, 3.0]))])
    assert "their dtype is float32" in said(exercise, lambda values: values.float() / 2)
    assert said(changed(exercise, any_dtype=True), lambda values: values.float() / 2).startswith("✓")


def half(x):
    return x.sum().item() / 2


HALF = Exercise(half, name="half", hints=HINTS, compare="close", cases=[case(torch.ones(3))])
TENSOR = Exercise(mean, name="mean", hints=HINTS, compare="close", cases=[case(torch.ones(3))])


@pytest.mark.parametrize("result", [1.5, torch.tensor(1.5), torch.tensor(1.5, dtype=torch.float64), np.float32(1.5),
                                    np.float64(1.5), np.array(1.5)])
def test_any_number_is_a_number(result):
    assert said(HALF, lambda x: result).startswith("✓")


def test_a_wrong_tensor_is_the_same_mistake_as_the_number():
    exercise = changed(HALF, mistakes=[])
    exercise.mistake("Half of it is missing.", lambda x: x.sum().item())
    assert "Half of it is missing." in said(exercise, lambda x: x.sum())
    assert "Half of it is missing." not in said(changed(exercise, tensor_numbers=False), lambda x: x.sum())


def test_a_tensor_for_a_number_where_it_does_not_do():
    assert ".item() takes the number out" in said(changed(HALF, tensor_numbers=False), lambda x: x.sum() / 2)
    assert ".item()" in said(HALF, lambda x: (x.requires_grad_().sum() / 2))
    assert "yours is a tensor" in said(HALF, lambda x: torch.ones(1) * 1.5)


def test_another_dtype_than_everything_else():
    text = said(TENSOR, lambda values: values.double() / 2)
    assert "The numbers are right, but their dtype is float64" in text and "use .float()." in text
    assert said(changed(TENSOR, any_dtype=True), lambda values: values.double() / 2).startswith("✓")


def both(x):
    return x, 1


def test_several_results_in_a_list():
    exercise = Exercise(both, name="both", hints=HINTS, cases=[case([(1, 2)])])
    assert said(exercise, lambda x: [x, np.int64(1)]).startswith("✓")
    assert "should be a tuple" in said(exercise, lambda x: [[[1, 2]], 1])


# --- faults of the course


def test_a_reference_that_fails_is_a_fault_of_the_course(capsys):
    def shout(text):
        raise RuntimeError("no gradients here")

    exercise = Exercise(shout, name="shout", hints=HINTS, cases=[case("a")])
    report = checking.verdict(exercise, lambda text: 1 / 0)
    assert report.status == "note" and "a fault of the course" in str(report) and "no gradients here" in str(report)
    with pytest.raises(CourseFault):
        judging.trials(exercise)
    expecting = Exercise(shout, name="shout", hints=HINTS, cases=[raising(RuntimeError, "a")])
    assert said(expecting, shout).startswith("○") and len(judging.trials(expecting)) == 1
    with pytest.raises(CourseFault):  # it raises, but something else
        judging.trials(Exercise(shout, name="shout", hints=HINTS, cases=[raising(ValueError, "a")]))


def test_a_planted_error_is_no_other_error_of_its_type():
    exercise = changed(samples.COUNT_PAIRS, mistakes=[])
    exercise.mistake("You add None.", lambda ids: ids + None)
    exercise.mistake("An index too far.", lambda ids: ids[len(ids) + 7])
    exercise.mistake("Of None.", lambda ids: ids * None, error="NoneType")
    assert "You add None." in said(exercise, lambda ids: [1] + None)
    assert "An index too far." in said(exercise, lambda ids: ids[len(ids)])
    assert "Of None." in said(exercise, lambda ids: None - 3)
    text = said(exercise, lambda ids: len(3))
    assert "it stops with TypeError" in text and "None" not in text.replace("TypeError", "")


# --- recursion, printing, warnings


def _deep(ids, at=0):
    if at >= 1500:
        return samples.count_pairs(ids)
    return _deep(ids, at + 1)


def test_deep_recursion_is_right_and_told_of():
    text = said(changed(samples.COUNT_PAIRS, time_limit=60.0), lambda ids: _deep(ids))
    assert text.startswith("✓") and "more often than Python allows by itself" in text


def test_what_is_printed_and_warned_is_shown_when_right():
    def count_pairs(ids):
        print("length", len(ids))
        np.log(np.zeros(1))
        return samples.count_pairs(ids)

    text = said(samples.COUNT_PAIRS, count_pairs)
    assert text.startswith("✓") and "printed  length 0" in text and "warned" in text
    assert text.count("divide by zero") == 1 and text.count("length") == 5 and text.endswith("…") is False


# --- strict


@pytest.mark.parametrize("attempt", [
    lambda ids: samples.count_pairs(ids), functools.partial(samples.count_pairs),
    types.FunctionType(samples.count_pairs.__code__, {"zip": zip}),
    types.FunctionType(samples.count_pairs.__code__.replace(co_name="mine"), {"zip": zip}),
])
def test_strict_refuses_the_courses_own_work(attempt, monkeypatch):
    assert said(samples.COUNT_PAIRS, attempt).startswith("✓")
    monkeypatch.setenv("LLM_EDU_STRICT", "1")
    text = said(samples.COUNT_PAIRS, attempt)
    assert text.startswith("✗") and "Yours calls the course's own `count_pairs`" in text
    assert sys.getprofile() is None


def test_strict_takes_the_same_lines_written_by_oneself(monkeypatch):
    monkeypatch.setenv("LLM_EDU_STRICT", "1")

    def count_pairs(ids):
        counts = {}
        for pair in zip(ids, ids[1:]):
            counts[pair] = counts.get(pair, 0) + 1
        return counts

    assert said(samples.COUNT_PAIRS, count_pairs).startswith("✓")


def test_strict_works_after_something_was_stopped(monkeypatch):
    monkeypatch.setenv("LLM_EDU_STRICT", "1")
    with pytest.raises(TimeUp):
        within(0.05, lambda: [None for _ in iter(int, 1)])
    assert "the course's own" in said(samples.COUNT_PAIRS, lambda ids: samples.count_pairs(ids))


# --- results that do not end


class Endless:
    def __eq__(self, other):
        while True:
            pass

    __hash__ = None


class EndlessText:
    def __repr__(self):
        while True:
            pass

    __str__ = __repr__


class Same(dict):
    def __len__(self):
        while True:
            pass


@pytest.mark.parametrize("result", [Endless(), [Endless()], EndlessText(), {"a": EndlessText()}, Same()],
                         ids=lambda value: type(value).__name__)
def test_results_that_never_compare_or_show_themselves(result, monkeypatch):
    monkeypatch.setattr("llm_edu.course.checks.interrupting.ASKING_SECONDS", 0.1)
    exercise = changed(samples.COUNT_PAIRS, random_case=None, mistakes=[])
    assert said(exercise, lambda ids: result).startswith("✗")


def test_a_patched_clock_stops_nothing(monkeypatch):
    def count_pairs(ids):
        time.monotonic = lambda: 0.0
        while True:
            pass

    before = time.monotonic
    assert "was stopped" in said(samples.COUNT_PAIRS, count_pairs)
    assert time.monotonic is before


def test_a_late_return_is_told(monkeypatch):
    monkeypatch.setattr("llm_edu.course.checks.watching.LATE_SECONDS", 0.05)

    def count_pairs(ids):
        sum(range(30_000_000))  # in C: nothing can stop it
        return samples.count_pairs(ids)

    text = said(changed(samples.COUNT_PAIRS, time_limit=0.05), count_pairs)
    assert "and came back only after" in text and "cannot be stopped" in text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_ends_with_the_call():
    parent, children = os.getpid(), []

    def count_pairs(ids):
        child = os.fork()
        if child == 0:
            while len(ids) == 2:  # one of them for ever
                pass
            return samples.count_pairs(ids)
        children.append(child)
        return samples.count_pairs(ids)

    exercise = Exercise(samples.count_pairs, name="count_pairs", hints=HINTS, cases=[case([]), case([1, 2])],
                        time_limit=1.0)
    assert said(exercise, count_pairs).startswith("✓")
    assert os.getpid() == parent and children
    for child in children:
        assert os.waitpid(child, 0)[0] == child


def test_an_import_is_not_interrupted(tmp_path, monkeypatch):
    (tmp_path / "slow_module_of_a_test.py").write_text(
        "import time\nend = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    pass\nready = True\n")
    monkeypatch.syspath_prepend(tmp_path)

    def count_pairs(ids):
        assert importlib.import_module("slow_module_of_a_test").ready
        return samples.count_pairs(ids)

    assert said(changed(samples.COUNT_PAIRS, time_limit=0.3), count_pairs).startswith("✓")
    sys.modules.pop("slow_module_of_a_test")
