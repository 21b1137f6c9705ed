"""All that the browser shows, at every strength, as plain data that is sent once."""

from llm_edu.widgets.adapter_dial.reading import (
    DialReading,
    describe,
    lowest_words,
    place_words,
    strength_text,
)
from llm_edu.widgets.common.axis import axis_of
from llm_edu.widgets.common.chips import readable
from llm_edu.widgets.common.comparing import compare, count_words
from llm_edu.widgets.common.numbers import loss_text, rough_text
from llm_edu.widgets.common.texts import shown


def make_scene(reading: DialReading, unit: str) -> dict:
    """strengths: [{value, text, place: what it means, say, brief: a sentence, and one in few digits},
    …]   unit, lowest: texts   axis: see `axis_of`
    lines: [{name, values, figures: as texts}, …]
    prompts: [{prompt, before: [pieces, …], now: [pieces, …]}, …], for each strength the text at 0 and the text there
    """
    names = unlike([readable(name) for name in reading.losses])
    prompts = []
    for prompt, row in reading.texts.items():
        texts = [shown(text) for text in row]
        both = [compare(texts[reading.strengths.index(0)], text) for text in texts]
        prompts.append({"prompt": shown(prompt), "before": [before for before, _ in both],
                        "now": [now for _, now in both]})
    strengths = []
    for at, strength in enumerate(reading.strengths):
        counts = [count_words(each["now"][at]) for each in prompts]
        changed = sum(count for count, _ in counts), sum(count for _, count in counts)
        words = f" {changed[0]} of {changed[1]} words differ from before." if changed[1] and strength else ""
        strengths.append({"value": strength, "text": strength_text(strength), "place": place_words(strength),
                          "say": describe(reading, names, at) + words,
                          "brief": describe(reading, names, at, rough_text)})
    lines = [{"name": name, "values": list(row), "figures": [loss_text(loss) for loss in row]}
             for name, row in zip(names, reading.losses.values(), strict=True)]
    return {"strengths": strengths, "unit": readable(unit), "lowest": lowest_words(reading, names), "lines": lines,
            "axis": axis_of([loss for row in reading.losses.values() for loss in row]), "prompts": prompts}


def unlike(names: list[str]) -> list[str]:
    """Names that look alike get a number.

    >>> unlike(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    return [f"{name} ({names[:at].count(name) + 1})" if name in names[:at] else name for at, name in enumerate(names)]
