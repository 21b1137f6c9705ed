"""What BiasExplorer says, in plain words; JavaScript writes numbers alike, in ``words.js``."""

from llm_edu.widgets.common.numbers import counted, fixed


def signed(number: float, digits: int = 1) -> str:
    """
    >>> signed(2.13), signed(-0.04), signed(-1.25)
    ('+2.1', '0.0', '−1.3')
    """
    text = fixed(abs(number), digits)
    return text if not text.strip("0.") else ("+" if number > 0 else "−") + text


def value_words(found: dict) -> str:
    """
    >>> value_words({"mean": 2.13, "low": 1.5, "high": 2.76}), value_words({"mean": 2.13, "low": None, "high": None})
    ('+2.1, 95 % interval +1.5 to +2.8', '+2.1')
    """
    if found["low"] is None:
        return signed(found["mean"])
    return f"{signed(found['mean'])}, 95 % interval {signed(found['low'])} to {signed(found['high'])}"


def range_words(name: str, who: list[str], found: list[dict]) -> str:
    """From which word to which one model's log-odds reach."""
    known = [(each["mean"], word, each) for word, each in zip(who, found, strict=True) if "mean" in each]
    if not known:
        return f"{name} can read none of the words"
    known.sort(key=lambda each: each[0])
    (_, low_word, low), (_, high_word, high) = known[0], known[-1]
    if len(known) == 1:
        return f"{name}: “{low_word}” {value_words(low)}"
    return f"{name}: from “{low_word}” ({value_words(low)}) to “{high_word}” ({value_words(high)})"


def scene_words(scene: dict) -> str:
    """What the plot shows, in one or two sentences."""
    first, second = scene["first"], scene["second"]
    who = [each["name"] for each in scene["who"]]
    ranges = "; ".join(range_words(name, who, found)
                       for name, found in zip(scene["models"], scene["found"], strict=True))
    return (f"Log-odds of “{first}” against “{second}” after {counted(len(who), 'word')}, in "
            f"{counted(len(scene['templates']), 'sentence')}. {ranges}.")


def notes_on(question, counts: dict[str, list[int]]) -> list[str]:
    """What to know before reading the plot. counts: model -> the number of tokens of each phrase"""
    notes = []
    if len(question.templates) == 1:
        notes.append("One sentence gives no interval: add the same in other words.")
    if len(question.who) == 1:
        notes.append("One word has nothing to be compared with: add a second one.")
    if any(template.partition("{what}")[2].strip(" .!?…") for template in question.templates):
        notes.append("A model reads from left to right: what follows {what} is not read.")
    for name, found in counts.items():
        for (first, second), one, other in zip(question.pairs, found[::2], found[1::2], strict=True):
            if one != other:
                return [*notes, f"For {name}, “{first}” is {counted(one, 'token')} and “{second}” {other}. A longer "
                        "phrase is less probable by itself, so compare words with each other, and not with 0."]
    return notes
