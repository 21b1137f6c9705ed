"""What LogitLens says, in plain words. words.js is its twin, and a test holds the two together."""

from llm_edu.widgets.common.numbers import fixed

MOST_NAMED = 3  # changes that are named one by one


def about(share: float) -> str:
    """A probability in whole percents, below one with one digit.

    >>> about(0.962), about(0.9999), about(0.0042), about(0.00001)
    ('96 %', '> 99 %', '0.4 %', '≈ 0 %')
    """
    if share >= 0.995:
        return "> 99 %"
    if share >= 0.0095:
        return f"{fixed(100 * share, 0)} %"
    return f"{fixed(100 * share, 1)} %" if share >= 0.0005 else "≈ 0 %"


def spoken(label: str) -> str:
    """A token's name in a sentence, in quotes. A space belongs to it: “The” and “·The” are two tokens.

    >>> spoken("·hat"), spoken("h" * 30)
    ('“·hat”', '“hhhhhhhhhhhhhhhhhhhhhhhh…”')
    """
    return f"“{label if len(label) <= 24 else label[:24] + '…'}”"


def token_words(labels: list[str], position: int) -> str:
    """A token of a prompt, with its position where another looks like it.

    >>> token_words(["a", "·hat", "a"], 1), token_words(["a", "·hat", "a"], 2)
    ('“·hat”', '“a” (position 2)')
    """
    place = "" if labels.count(labels[position]) == 1 else f" (position {position})"
    return spoken(labels[position]) + place


def layer_words(layer: int, layers: int) -> str:
    """
    >>> [layer_words(layer, 30) for layer in (0, 1, 30)]
    ['before the first layer', 'after 1 of 30 layers', 'after all 30 layers']
    """
    if layer == 0:
        return "before the first layer"
    if layer == layers:
        return f"after all {layers} layers" if layers > 1 else "after the only layer"
    return f"after {layer} of {layers} layers"


def change_words(change: list, labels: list[str]) -> str:
    """
    >>> change_words(["residual", 2, 0], ["·hat"]), change_words(["head", 1, 3], [])
    ('“·hat” after 2 layers as in the other prompt', 'block 1 without head 3')
    """
    kind, number, *more = change
    if kind == "residual":
        when = "before the first layer" if number == 0 else f"after {number} layer{'' if number == 1 else 's'}"
        return f"{token_words(labels, more[0])} {when} as in the other prompt"
    part = {"attention_output": "attention", "feed_forward_output": "feed-forward layer"}.get(kind)
    return f"block {number} without {part or f'head {more[0]}'}"


def changes_words(changes: list[list], labels: list[str], before: tuple[str, float], now: tuple[str, float]) -> str:
    """What is changed, and what has become of the answer, (label, probability), before and now; "" without changes."""
    if not changes:
        return ""
    named = "; ".join(change_words(change, labels) for change in changes[:MOST_NAMED])
    more = f"; and {len(changes) - MOST_NAMED} more" if len(changes) > MOST_NAMED else ""
    name = "" if now[0] == before[0] else f"{spoken(now[0])} "
    return (f" Changed: {named}{more}. At the end of the text: {spoken(before[0])} {about(before[1])} → "
            f"{name}{about(now[1])}.")


def cell_words(layer: int, layers: int, labels: list[str], position: int, top: list[tuple[str, float]],
               end: tuple[str, float], *, in_other=False, followed: tuple[str, float, float] | None = None) -> str:
    """What is seen in one cell.

    labels: of the prompt   top: label and probability of the best guesses here   end: of the last layer's best
    followed: label, and probability here and at the end
    """
    when = layer_words(layer, layers)
    begin = f"In the other prompt, {when}" if in_other else when[0].upper() + when[1:]
    guesses = ", then ".join(f"{spoken(label)} {about(share)}" for label, share in top[:2])
    last = "" if layer == layers else f"; the end says {spoken(end[0])} {about(end[1])}"
    said = f"{begin}, at {token_words(labels, position)}: {guesses}{last}."
    if followed is None or (followed[0] == end[0] and followed[0] in [label for label, _ in top[:2]]):
        return said  # all has been said of it
    at_end = "" if layer == layers else f", {about(followed[2])} at the end"
    return f"{said} {spoken(followed[0])} has {about(followed[1])} here{at_end}."
