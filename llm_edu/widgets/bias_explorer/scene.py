"""All that the browser shows, as plain data: from it the page sorts, explains and saves without a kernel."""

from collections.abc import Mapping, Sequence
from statistics import mean

from llm_edu.errors import CourseError
from llm_edu.widgets.bias_explorer.asking import Question
from llm_edu.widgets.bias_explorer.comparing import Comparer, interval
from llm_edu.widgets.bias_explorer.words import notes_on
from llm_edu.widgets.common.axis import axis_of
from llm_edu.widgets.common.chips import readable

LEAST_SPAN, BEYOND = 1.0, 0.5    # of the axis, in nats; how far it follows intervals, in spans of the dots


def make_scene(comparers: Sequence[Comparer], question: Question, reference: Mapping[str, float],
               reference_name: str) -> dict:
    """Ask all models. Raises CourseError, naming the model, for what none of the words is to blame for.

    models: names   first, second: the phrases of either side   pairs: [first, second] each   templates, notes: texts
    who: [{word: as typed, name: as shown, reference: number or None}]   reference_name: of these numbers, or ""
    typed: see `Question.typed`
    found: by model and word `word_figures`, or {problem: a text}   axis: see `axis_of`
    """
    found = [[word_figures(each) for each in comparer.compare(question)] for comparer in comparers]
    if not any("mean" in each for row in found for each in row):
        raise CourseError(f"{comparers[0].name} cannot read “{question.who[0]}” in these sentences: "
                          f"{found[0][0]['problem']}")
    sides = [", ".join(readable(phrase) for phrase in side) for side in zip(*question.pairs, strict=True)]
    who = [{"word": word, "name": readable(word), "reference": reference.get(word)} for word in question.who]
    has_reference = any(each["reference"] is not None for each in who)
    return {"models": [comparer.name for comparer in comparers], "first": sides[0], "second": sides[1],
            "pairs": [[readable(phrase) for phrase in pair] for pair in question.pairs],
            "templates": [" ".join(template.split()) for template in question.templates], "who": who,
            "typed": question.typed(), "reference_name": reference_name if has_reference else "",
            "found": found, "axis": axis_of(axis_values(found)),
            "notes": notes_on(question, {comparer.name: comparer.token_counts(question) for comparer in comparers})}


def word_figures(answer: dict) -> dict:
    """{mean, low, high: log-odds of one word, in nats; low and high None where there is one sentence; each: see
    `Comparer.compare`}. Pairs of one sentence are averaged first: the interval is over sentences."""
    if "problem" in answer:
        return answer
    rows = [mean(first - second for first, second in pairs) for pairs in answer["each"]]
    low, high = interval(rows) or (None, None)
    return {"mean": mean(rows), "low": low, "high": high, "each": answer["each"]}


def axis_values(found) -> list[float]:
    """What the axis has room for: 0 with something on both sides, all means, and of wide intervals a part."""
    known = [each for row in found for each in row if "mean" in each]
    means = [0.0, *(each["mean"] for each in known)]
    low, high = min(means), max(means)
    span = max(high - low, LEAST_SPAN)
    bounds = [min(max(bound, low - BEYOND * span), high + BEYOND * span) for each in known
              for bound in (each["low"], each["high"]) if bound is not None]
    return [*means, -span / 6, span / 6, *bounds]
