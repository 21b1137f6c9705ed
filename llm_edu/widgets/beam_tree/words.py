"""The sentences of BeamTree: what happens to each candidate and why, each step, and how greedy decoding compares."""

import math

MANY = 1_000_000  # beyond it, how many times is only "more than a million"


def number(value: float) -> str:
    """A log-probability or a score as it is written everywhere in the tree; near 0, which is certain, more exactly.

    >>> number(-1.234), number(-123.45), number(-0.0042)
    ('−1.23', '−123.5', '−0.004')
    """
    decimals = 1 if abs(value) >= 100 else 3 if abs(value) < 0.1 else 2
    return f"{value:.{decimals}f}".replace("-", "−")


def ordinal(rank: int) -> str:
    """
    >>> [ordinal(rank) for rank in (1, 2, 3, 4, 11, 12, 13, 21, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd']
    """
    ending = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def best_few(count: int) -> str:
    """
    >>> best_few(1), best_few(3)
    ('the best', 'the best 3')
    """
    return "the best" if count == 1 else f"the best {count}"


def quoted(text: str, most: int = 60) -> str:
    """A text in a sentence, its beginning where it is too long.

    >>> quoted(" Paris"), quoted("a" * 80, 5)
    ('“Paris”', '“aaaa…”')
    """
    text = text.strip(" ")
    return in_marks(text if len(text) <= most else f"{text[: most - 1]}…")


def quoted_end(text: str, most: int = 80) -> str:
    """The end of a text, where it is too long: what a prompt leads to.

    >>> quoted_end("a long prompt", 8)
    '“… prompt”'
    """
    return in_marks(text if len(text) <= most else f"…{text[1 - most:]}")


def in_marks(text: str) -> str:
    """A text in quotation marks, other ones than it has itself.

    >>> in_marks("Paris"), in_marks("“Again!” said Mia.")
    ('“Paris”', '‘“Again!” said Mia.’')
    """
    return f"‘{text}’" if "“" in text or "”" in text else f"“{text}”"


def times(ratio: float) -> str:
    """How many times as probable, to two digits.

    >>> times(4.06), times(123.4), times(3e7), times(1.04)
    ('4.1 ×', '120 ×', 'more than a million ×', '1.04 ×')
    """
    if ratio > MANY:
        return "more than a million ×"
    digits = 3 if ratio < 1.1 else 2
    rounded = float(f"{ratio:.{digits}g}")
    return f"{rounded:,.0f} ×" if rounded >= 10 else f"{rounded:g} ×"


def fate_of(step, place: int, steps: list, settings, ended: bool, score: float) -> tuple[str, str]:
    """What happens to a candidate, "kept", "ended" or "pruned", and why, in words.

    ended: whether its last token ends it, be it because there is no room for more
    """
    one, width = step.candidates[place], settings.width
    rank = f"{ordinal(place + 1)} of {len(step.candidates)}"
    if one.kept and step is steps[-1]:
        overtake = "" if settings.early_stopping else ", which it is not expected to overtake"
        texts = "one text has" if width == 1 else f"{width} texts have"
        return "kept", f"{rank}: could go on, but the search is over, since {texts} ended{overtake}"
    if one.kept:
        return "kept", f"{rank}: goes on"
    last = step.number == settings.max_new_tokens
    if one.finished:
        return "ended", f"{rank}: {'no room for more' if last else 'ended'}, set aside with score {number(score)}"
    if last:
        return "pruned", f"{rank}: only {best_few(width)} of the last step {_is(width)} kept"
    if ended:
        return "pruned", f"{rank}: it has ended, but not among {best_few(width)}"
    others = any(other.finished for other in step.candidates)
    go = f"{best_few(width)} that {_has(width)} not ended" if others else best_few(width)
    return "pruned", f"{rank}: only {go} {'goes' if width == 1 else 'go'} on"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def survivors(tree: dict, step: int) -> list:
    """The texts that a step leaves in the race: its beams; in the end, the texts that have ended."""
    now = tree["steps"][step - 1]
    beams = [[step, place] for place, one in enumerate(now["candidates"]) if one["fate"] == "kept"]
    return now["standings"] if step == len(tree["steps"]) else beams


def path_to(tree: dict, node) -> list:
    """The nodes from the first token to this one."""
    path = []
    while node is not None:
        path.append(node)
        step, place = node
        parent = tree["steps"][step - 1]["candidates"][place]["parent"]
        node = None if parent is None else [step - 1, parent]
    return path[::-1]


def ancestors(tree: dict, step: int) -> list[set]:
    """For each column up to this step: the places that a survivor of the step goes through."""
    columns = [set() for _ in range(step)]
    for node in survivors(tree, step):
        for at, place in path_to(tree, node):
            columns[at - 1].add(place)
    return columns


def shared_text(tree: dict, step: int) -> tuple[int, str]:
    """How many tokens all survivors of a step begin with, and their text."""
    nodes = survivors(tree, step)
    longest = min((at for at, _ in nodes), default=0)
    shared = 0
    for column in ancestors(tree, step)[:longest]:
        if len(column) > 1:
            break
        shared += 1
    if not shared:
        return 0, ""
    [place] = ancestors(tree, step)[shared - 1]
    return shared, tree["steps"][shared - 1]["candidates"][place]["text"]


def describe_start(tree: dict) -> str:
    return (f"Nothing is written yet. The next step lists the {len(tree['steps'][0]['candidates'])} likeliest first "
            f"tokens and keeps {best_few(tree['width'])}.")


def describe_step(tree: dict, step: int) -> str:
    """What happens in a step, and what its beams have in common."""
    rows = tree["steps"][step - 1]["candidates"]
    counts = {fate: sum(one["fate"] == fate for one in rows) for fate in ("kept", "ended", "pruned")}
    words = {"kept": "goes on" if counts["kept"] == 1 else "go on", "ended": "ended", "pruned": "pruned"}
    parts = [f"{counts[fate]} {word}" for fate, word in words.items() if counts[fate]]
    best = rows[0]
    return (f"Step {step}: {len(rows)} candidates, {', '.join(parts)}. Likeliest: {quoted(best['text'])}, log P "
            f"{number(best['log'])}. {describe_ancestors(tree, step)}").strip()


def describe_ancestors(tree: dict, step: int) -> str:
    """How many beginnings are left of those that were once looked at."""
    nodes = survivors(tree, step)
    if len(nodes) < 2 or step < 2:
        return ""
    what = "texts" if step == len(tree["steps"]) else "beams"
    shared, text = shared_text(tree, step)
    if shared:
        all_of_them = "Both" if len(nodes) == 2 else f"All {len(nodes)}"
        return f"{all_of_them} {what} {'begin' if what == 'texts' else 'now begin'} with {quoted(text)}."
    firsts = len(ancestors(tree, step)[0])
    return f"The {len(nodes)} {what} have {firsts} different first tokens."


def describe_end(tree: dict) -> str:
    """What was found, and how greedy decoding compares."""
    step, place = tree["best"]
    best = tree["steps"][step - 1]["candidates"][place]
    score = "" if tree["length_penalty"] == 0 else f", score {number(best['score'])}"
    return f"Found: {quoted(best['text'], 120)}, log P {number(best['log'])}{score}. {compare_with_greedy(tree)}"


def compare_with_greedy(tree: dict) -> str:
    """Whether the search found more than greedy decoding."""
    step, place = tree["best"]
    best, greedy = tree["steps"][step - 1]["candidates"][place], tree["greedy"]
    if step == greedy["tokens"] == len(greedy["inside"]) and place == greedy["inside"][-1]:
        return "Greedy found the same text."
    lengths = ("", "") if step == greedy["tokens"] else (f" in {_tokens(greedy['tokens'])}", f" in {step}")
    ratio = times(math.exp(min(100.0, abs(best["log"] - greedy["log"]))))
    line = f"Greedy found log P {number(greedy['log'])}{lengths[0]}, beam search {number(best['log'])}{lengths[1]}:"
    if best["log"] >= greedy["log"]:
        return f"{line} {ratio} as probable."
    scores = f"{number(greedy['score'])} against {number(best['score'])}"
    if best["score"] > greedy["score"]:
        return f"{line} greedy's is {ratio} as probable, but its score is worse, {scores}, because length counts."
    return f"{line} greedy's is {ratio} as probable, and its score is better, {scores}: the search has missed it."


def _tokens(count: int) -> str:
    return f"{count} token{'' if count == 1 else 's'}"
