"""The arithmetic behind TransformerMap, without a browser: what a part costs, and the sentence that says it.

numbers.js is its twin, and a test holds the two together. An *anatomy* is what `transformer_parts` returns.
"""

from dataclasses import dataclass

from llm_edu.widgets.common.numbers import counted, fixed, percent


@dataclass(frozen=True)
class Bill:
    """What a part costs, all of its copies together. flops: of a forward pass   quadratic: of these, time × time"""

    parameters: int
    flops: int
    quadratic: int


def bill_of(part: dict, batch: int, length: int) -> Bill:
    """What a part of an anatomy costs for so many texts of so many tokens."""
    tokens = batch * length
    parameters, token, pair = (part["times"] * sum(step[at] for step in part["steps"]) for at in (2, 3, 4))
    return Bill(parameters, tokens * (token + length * pair), tokens * length * pair)


def total_of(anatomy: dict, batch: int, length: int) -> Bill:
    """What the whole model costs."""
    bills = [bill_of(part, batch, length) for part in anatomy["parts"] if not part["sum"]]
    return Bill(sum(bill.parameters for bill in bills), sum(bill.flops for bill in bills),
                sum(bill.quadratic for bill in bills))


def part_of(anatomy: dict, name: str) -> dict:
    for part in anatomy["parts"]:
        if part["name"] == name:
            return part
    raise ValueError(f"there is no part {name!r}")


def describe(models: list[dict], name: str, batch: int, length: int) -> str:
    """The sentence under the picture, which is also what a screen reader says; of two models, one for each."""
    sentences = [describe_part(anatomy, name, batch, length) for anatomy in models]
    if len(models) == 1:
        return sentences[0]
    return " ".join(f"{anatomy['name']}: {sentence}" for anatomy, sentence in zip(models, sentences, strict=True))


def describe_part(anatomy: dict, name: str, batch: int, length: int) -> str:
    part = part_of(anatomy, name)
    bill, total = bill_of(part, batch, length), total_of(anatomy, batch, length)
    where = "" if part["times"] == 1 else f", {part['times']:,} blocks together"
    sentence = (f"{part['title']}{where}: {counted(bill.parameters, 'parameter')} "
                f"({percent(share(bill.parameters, total.parameters))}), "
                f"{percent(share(bill.flops, total.flops))} of the computation for {batch:,} × {length:,} tokens.")
    if bill.quadratic:
        sentence += f" {percent(share(bill.quadratic, bill.flops))} of its work is tokens looking at tokens."
    return sentence


def share(part: int, whole: int) -> float:
    """A part of a whole; of nothing it is nothing."""
    return part / whole if whole else 0.0


def compact(number: int) -> str:
    """Three digits and a prefix of a thousand, a million …, so that a unit can follow.

    >>> compact(999), compact(75_497_472), compact(291_648_307_200), compact(999_999)
    ('999 ', '75.5 M', '292 G', '1.00 M')
    """
    for power, prefix in enumerate(["", "k", "M", "G", "T", "P", "E", "Z"]):
        value = number / 1000**power
        if value < 999.5 or prefix == "Z":
            digits = 0 if not power or value >= 99.95 else 1 if value >= 9.995 else 2
            return f"{fixed(value, digits)} {prefix}"
    raise AssertionError("the last prefix takes everything")
