"""Many requests to SmolLM2 at once."""

from functools import cache

from llm_edu.decoding import Sampling, generate
from llm_edu.pretrained import encode_chat, load_smollm2
from llm_edu.pretrained.conversation import ends_of_turn

AT_ONCE = 16    # requests side by side


@cache
def smollm2():
    """The model and its tokenizer, loaded once."""
    return load_smollm2()


def ask_all(requests, max_new_tokens=80, at_once=AT_ONCE):
    """SmolLM2's answer to each request, in their order; `max_new_tokens` may cut one off.

    requests: texts. Those of similar length are answered side by side, so little is filled up; a request's answer is
    the same whatever stands beside it, up to rounding.
    """
    model, tokenizer = smollm2()
    ids = [encode_chat(tokenizer, [{"role": "user", "content": request}]) for request in requests]
    order, answers = sorted(range(len(ids)), key=lambda place: len(ids[place])), [""] * len(ids)
    ends = ends_of_turn(tokenizer)
    for start in range(0, len(order), at_once):
        places = order[start:start + at_once]
        new = generate(model, [ids[place] for place in places], Sampling(temperature=0), max_new_tokens, stop=ends)
        for place, row in zip(places, new.tolist(), strict=True):
            answers[place] = tokenizer.decode(before_end(row, ends)).strip()
    return answers


def before_end(row, ends):
    """The ids up to the first that ends a turn.

    >>> before_end([5, 6, 2, 2], [2])
    [5, 6]
    """
    return row[:next((place for place, token in enumerate(row) if token in ends), len(row))]
