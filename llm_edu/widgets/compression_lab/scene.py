"""All that the browser shows, as plain data: the model as it was, and every setting that was tried."""

import math

from llm_edu.widgets.common.axis import axis_of
from llm_edu.widgets.common.comparing import compare, count_words
from llm_edu.widgets.common.numbers import counted, fixed, loss_text
from llm_edu.widgets.common.texts import shown
from llm_edu.widgets.compression_lab.settings import Setting

MOST_TRIES = 40
LEAST_LOSS = 0.01    # what is less is drawn at the lower edge of the chart
SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "bytes"))


def make_try(setting: Setting, sizes: dict, look: dict, original: dict) -> dict:
    """A setting before its loss is known.

    {bits, group, keep; bytes, codes, scales, rest: see `Measure.compress`   times: how much smaller   average: bits a
    parameter   look: see `look_at`, with place, said   loss: None until it is measured   figure: it as a text
    texts: [{before, now}, …], pieces of the original's text and of this one   changed: [words that differ, of so many]
    words: the setting   say, brief: a sentence, and one in few digits}
    """
    return {"bits": setting.bits, "group": setting.group, "keep": list(setting.keep), "words": setting.words(), **sizes,
            "times": times(original["bytes"] / sizes["bytes"]),
            "average": fixed(8 * sizes["bytes"] / original["parameters"], 1), "look": look, "loss": None, "figure": "…",
            "texts": [], "changed": [0, 0], "say": f"{setting.words()}: being measured.",
            "brief": f"{setting.words()}: not measured yet."}


def with_result(tried: dict, loss: float, texts: list[str], original: dict, unit: str) -> dict:
    """The same with what was measured."""
    if not math.isfinite(loss):
        raise ValueError(f"the loss in {tried['words']} is {loss}")
    both = [compare(before, shown(now)) for before, now in zip(original["texts"], texts, strict=True)]
    counts = [count_words(now) for _, now in both]
    changed = [sum(count for count, _ in counts), sum(count for _, count in counts)]
    smaller = f"{tried['bytes']:,} bytes instead of {original['bytes']:,}, {tried['times']} times smaller"
    return {**tried, "loss": loss, "figure": loss_text(loss), "changed": changed,
            "texts": [{"before": before, "now": now} for before, now in both],
            "say": f"{tried['words']}: {smaller}. The loss is {loss_text(loss)} {unit}; in 16 bits it is "
                   f"{original['figure']}. {changed[0]} of the {counted(changed[1], 'word')} "
                   f"that it writes {'differs' if changed[0] == 1 else 'differ'}.",
            "brief": f"{tried['words']}: {smaller}. The loss is about {about(loss)} instead of "
                     f"{about(original['loss'])} {unit}."}


def axes_of(original: dict, tries: list[dict]) -> dict:
    """Of the chart. bytes: an axis as `axis_of` makes it, and its unit   low, high: powers of 10 of the loss"""
    size, name = next((size, name) for size, name in SIZES if original["bytes"] >= size or size == 1)
    losses = [max(LEAST_LOSS, each["loss"]) for each in [original, *tries] if each["loss"] is not None]
    low = math.floor(math.log10(min(losses)) + 1e-9)
    high = math.ceil(math.log10(max(losses)) - 1e-9)
    axis = axis_of([0, original["bytes"] / size])
    return {"bytes": {"low": 0, "high": axis["high"] * size, "unit": name,
                      "ticks": [[tick * size, text] for tick, text in axis["ticks"]]},
            "low": low, "high": max(high, low + 1), "least": LEAST_LOSS}


def kept(tries: list[dict]) -> list[dict]:
    """The newest of the tries, as many as are kept."""
    return tries[-MOST_TRIES:]


def times(factor: float) -> str:
    """
    >>> times(3.914), times(1.0), times(12.3)
    ('3.9', '1.0', '12.3')
    """
    return fixed(factor, 1)


def about(loss: float) -> str:
    """A loss in two digits, so that it is the same on all processors.

    >>> [about(loss) for loss in (0.1661, 12.27, 1073.29, -0.02, 0)]
    ['0.17', '12', '1,100', '−0.02', '0']
    """
    if abs(loss) < 0.005:
        return "0"
    number = float(f"{loss:.2g}") if abs(loss) >= 0.095 else round(loss, 2)
    return f"{number:,.0f}".replace("-", "−") if abs(number) >= 10 else f"{number:.2g}".replace("-", "−")
