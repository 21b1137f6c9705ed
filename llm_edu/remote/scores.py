"""Log probabilities of continuations, from a server, in the two ways in which some servers offer them.

1. A text with all its tokens' log probabilities (`echo` in /v1/completions: vLLM, SGLang). The continuation's are
   those of the tokens behind the prompt's, so any continuation can be scored.
2. The most probable next tokens (`logprobs`: llama.cpp, vLLM, OpenAI and others). Then a continuation must be one
   token, and among them.
"""

from llm_edu.remote.answers import choices_of, is_log_probability, odd
from llm_edu.remote.errors import RemoteError

MOST_TEXTS = 64    # in one request
NOT_OFFERED = (400, 404, 405, 422, 500, 501)    # what servers answer to a field or a path that they do not know
NEXT_TOKENS = (20, 5)    # how many to ask for: most servers allow 20, OpenAI's /completions 5


def echoed_scores(ask, prompt, continuations, address):
    """Log P of each continuation of a text by way 1, or None where the server does not offer it.

    ask: called with a path and a dict of fields, returns a dict
    """
    scores = []
    for start in range(0, len(continuations), MOST_TEXTS):
        some = continuations[start:start + MOST_TEXTS]
        texts = [prompt, *(prompt + text for text in some)]
        try:
            content = ask("/completions", {"prompt": texts, "max_tokens": 1, "echo": True, "logprobs": 1,
                                           "temperature": 1})
        except RemoteError as error:
            if error.status in NOT_OFFERED:
                return None
            raise
        read = echoed_tokens(content, texts, address)
        if read is None:
            return None
        before, *rows = read
        scores += [behind(before, row, text, address) for row, text in zip(rows, some, strict=True)]
    return scores


def echoed_tokens(content, texts, address):
    """For each text its tokens, pairs (token, log probability); None where the server has not sent the texts back."""
    by_number = {}
    for choice in choices_of(content, address):
        by_number.setdefault(choice.get("index") if isinstance(choice.get("index"), int) else None, choice)
    usage = content.get("usage")
    new = 0 if isinstance(usage, dict) and usage.get("completion_tokens") == 0 else 1    # one was asked for
    found = []
    for number, text in enumerate(texts):
        choice = by_number.get(number, {})
        told, sent_back = choice.get("logprobs"), choice.get("text")
        if not isinstance(sent_back, str) or not sent_back.startswith(text) or not isinstance(told, dict):
            return None
        tokens, nats = told.get("tokens"), told.get("token_logprobs")
        if not isinstance(tokens, list) or not isinstance(nats, list) or not new < len(tokens) == len(nats):
            return None
        if not all(isinstance(token, str) for token in tokens):
            return None
        found.append(list(zip(tokens, nats, strict=True))[:len(tokens) - new])
    return found


def behind(before, whole, text, address):
    """Log P of the tokens behind a prompt's. before: pairs (token, log probability) of the prompt   whole: of all"""
    if [token for token, _ in whole[:len(before)]] != [token for token, _ in before] or len(whole) == len(before):
        raise RemoteError(f"{text!r} has no tokens of its own behind this prompt, since its beginning and the prompt's "
                          "end make one token: let the prompt end before the space, and the continuation begin with it")
    nats = [value for _, value in whole[len(before):]]
    if not all(map(is_log_probability, nats)):
        raise odd(address, "its log probabilities are none")
    return float(sum(nats))


def next_token_scores(ask, prompt, continuations, address):
    """Log P of each continuation of a text or of messages by way 2."""
    told = next_tokens(ask, prompt, address)
    missing = [text for text in continuations if text not in told]
    if missing:
        likeliest = ", ".join(repr(token[:40]) for token in sorted(told, key=told.get, reverse=True)[:10])
        raise RemoteError(f"{address} tells only of the {len(told)} most probable next tokens ({likeliest}, …), and "
                          f"{missing[0]!r} is none of them: choose continuations of one token, change the prompt so "
                          "that they are likely, or score with LocalModel or a server that has `echo`, such as vLLM")
    return [told[text] for text in continuations]


def next_tokens(ask, prompt, address):
    """The most probable next tokens after a text or messages, and their log probabilities: a dict."""
    for number in NEXT_TOKENS:
        if isinstance(prompt, str):
            path, fields = "/completions", {"prompt": prompt, "logprobs": number}
        else:
            path, fields = "/chat/completions", {"messages": prompt, "logprobs": True, "top_logprobs": number}
        try:
            content = ask(path, fields | {"max_tokens": 1, "temperature": 1})    # 1: as the model means them
        except RemoteError as error:
            if error.status not in NOT_OFFERED:
                raise
            refusal = error
            continue
        told = listed(next(iter(choices_of(content, address)), {}).get("logprobs"))
        if told:
            return told
        refusal = f"it has answered without them at {path}"
    raise RemoteError(f"{address} does not tell log probabilities ({refusal}): score with LocalModel, or with a server "
                      "that does, such as vLLM or llama.cpp")


def listed(logprobs):
    """Tokens and log probabilities of the first place, in either of the forms that servers have: a dict.

    >>> listed({"top_logprobs": [{" yes": -0.5}]})
    {' yes': -0.5}
    >>> listed({"content": [{"token": "no", "top_logprobs": [{"token": "yes", "logprob": -0.5}]}]})
    {'yes': -0.5}
    """
    try:
        if isinstance(logprobs.get("content"), list):
            pairs = [(entry["token"], entry["logprob"]) for entry in logprobs["content"][0]["top_logprobs"]]
        else:
            pairs = list(logprobs["top_logprobs"][0].items())
    except (AttributeError, KeyError, IndexError, TypeError):
        return {}
    return {token: float(nats) for token, nats in pairs if isinstance(token, str) and is_log_probability(nats)}
