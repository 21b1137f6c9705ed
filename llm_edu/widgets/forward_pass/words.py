"""What ForwardPass says, in plain words. words.js is its twin, and a test holds the two together.

`shown` is what has been sent to the browser: `Shown` in shown.py, readScene in store.js.
"""

import math

from llm_edu.widgets.common.numbers import fixed, percent

MOST_NAMED = 3  # parts that are off and named one by one


def size(number: float) -> str:
    """A length or a logit in about three digits.

    >>> size(0.567), size(12.34), size(20345.6), size(-3.2)
    ('0.57', '12.3', '20,346', '−3.20')
    """
    most = abs(number)
    digits = 2 if most < 9.995 else 1 if most < 99.95 else 0
    text = fixed(most, digits) if digits else f"{math.floor(most + 0.5):,}"
    return f"−{text}" if number < 0 and text.strip("0.") else text


def spoken(label: str) -> str:
    """A token's name in a sentence, without the mark of the space before it.

    >>> spoken("·hat"), spoken("·"), spoken("h" * 30)
    ('“hat”', '“·”', '“hhhhhhhhhhhhhhhhhhhhhhhh…”')
    """
    word = label[1:] if len(label) > 1 and label[0] in "·Ġ▁" else label
    return f"“{word if len(word) <= 24 else word[:24] + '…'}”"


def token_words(labels: list[str], position: int) -> str:
    """A token of the text, with its position where another looks like it."""
    place = "" if labels.count(labels[position]) == 1 else f" (position {position})"
    return spoken(labels[position]) + place


def part_words(part: list) -> str:
    """
    >>> part_words(["head", 1, 3]), part_words(["attention_output", 0])
    ('head 3 of block 1', 'the attention of block 0')
    """
    kind, block, *head = part
    name = {"attention_output": "the attention", "feed_forward_output": "the feed-forward layer"}.get(kind)
    return f"{name or f'head {head[0]}'} of block {block}"


def tokens_words(shown, at: dict) -> str:
    position, time = at["position"], len(shown.ids)
    return (f"The model reads {time} token{'' if time == 1 else 's'}. {token_words(shown.labels, position)} is number "
            f"{shown.ids[position]:,} of its {shown.vocabulary:,}.")


def vectors_words(shown, at: dict) -> str:
    position = at["position"]
    row = f"{token_words(shown.labels, position)} picks row {shown.ids[position]:,} of the embedding matrix"
    line = f"{shown.width:,} numbers of length {size(shown.length('residual', 0, position))}"
    if shown.learned:
        return (f"{row}, and its position picks row {position} of another. Their sum, {line}, is where its stream "
                "begins.")
    return f"{row}: {line}. There its stream begins."


def queries_words(shown, at: dict) -> str:
    token = token_words(shown.labels, at["position"])
    return (f"Block {at['block']}, head {at['head']}: {token} asks with a query of {shown.head_dim} numbers. Each "
            "token up to it offers a key, and a value to hand over.")


def weights_words(shown, at: dict) -> str:
    block, head, position = at["block"], at["head"], at["position"]
    begin, token = f"Block {block}, head {head}", token_words(shown.labels, position)
    if ["head", block, head] in shown.off:
        return f"{begin} is off: whatever it finds, it adds nothing."
    if position == 0:
        return f"{begin}: {token} comes first, so it can look only at itself."
    row = shown.weights(block, head, position)
    best = sorted(range(len(row)), key=lambda key: (-row[key], key))[:2]
    names = [token_words(shown.labels, key) for key in best]
    if row[best[0]] >= 0.5:
        who = "and answers itself" if best[0] == position else f"{names[0]} answers"
        return f"{begin}: {token} asks, {who}: {percent(row[best[0]])} of the head's weight goes to {names[0]}."
    return (f"{begin}: {token} asks, and several answer: {names[0]} {percent(row[best[0]])}, {names[1]} "
            f"{percent(row[best[1]])}, and others.")


def attention_words(shown, at: dict) -> str:
    block, position = at["block"], at["position"]
    token, before = token_words(shown.labels, position), size(shown.length("residual", block, position))
    if ["attention_output", block] in shown.off:
        return f"Block {block}: attention is off, so the stream of {token} stays as it is, {before} long."
    lengths = [shown.length("head", block, position, head) for head in range(shown.heads)]
    best = max(range(shown.heads), key=lambda head: (lengths[head], -head))
    most = f", the longest piece from head {best} ({size(lengths[best])})" if shown.heads > 1 else ""
    return (f"Block {block}: to the stream of {token}, {before} long, attention adds a vector of length "
            f"{size(shown.length('attention_output', block, position))}{most}.")


def feed_forward_words(shown, at: dict) -> str:
    block, position = at["block"], at["position"]
    token = token_words(shown.labels, position)
    adds = f"adds a vector of length {size(shown.length('feed_forward_output', block, position))}"
    if ["feed_forward_output", block] in shown.off:
        adds = "is off and adds nothing"
    lengths = [size(shown.length("residual", each, position)) for each in (block, block + 1)]
    return (f"Block {block}: to the stream of {token}, the feed-forward layer {adds}. The whole block has taken the "
            f"stream from length {lengths[0]} to {lengths[1]}.")


def logits_words(shown, at: dict) -> str:
    position = at["position"]
    best = sorted(shown.next(position), key=lambda each: -each["logit"])[:2]
    said = [f"{spoken(each['label'])} ({size(each['logit'])})" for each in best]
    return (f"The stream of {token_words(shown.labels, position)} is compared with all {shown.vocabulary:,} rows. "
            f"The largest logit goes to {said[0]}{', then to ' + said[1] if said[1:] else ''}.")


def probabilities_words(shown, at: dict) -> str:
    position = at["position"]
    best = sorted(shown.next(position), key=lambda each: -each["now"])[:2]
    said = [f"{spoken(each['label'])} {percent(each['now'])}" for each in best]
    return f"After {token_words(shown.labels, position)}, the model expects {', then '.join(said)}."


def off_words(shown, at: dict) -> str:
    """What is off, and what that has done to the next token; "" if nothing is."""
    if not shown.off:
        return ""
    named = "; ".join(part_words(part) for part in shown.off[:MOST_NAMED])
    more = f"; and {len(shown.off) - MOST_NAMED} more" if len(shown.off) > MOST_NAMED else ""
    return f" Off: {named}{more}. Next token: {answer_words(shown, at['position'])}."


def answer_words(shown, position: int) -> str:
    """“mouse” 97.0 % → “hen” 30.0 %"""
    listed = shown.next(position)
    before = max(listed, key=lambda each: each["before"])
    now = max(listed, key=lambda each: each["now"])
    name = "" if now["id"] == before["id"] else f"{spoken(now['label'])} "
    return f"{spoken(before['label'])} {percent(before['before'])} → {name}{percent(now['now'])}"


STAGES = {"tokens": tokens_words, "vectors": vectors_words, "queries": queries_words, "weights": weights_words,
          "attention": attention_words, "feed_forward": feed_forward_words, "logits": logits_words,
          "probabilities": probabilities_words}


def line_words(shown, at: dict) -> str:
    """What is seen at one stage. at: {stage, block, head, position}"""
    return STAGES[at["stage"]](shown, at) + off_words(shown, at)
