"""From what has come of a request to the JSON of an answer, whole or in pieces, as OpenAI's clients read it."""

import time
import uuid
from typing import Any

from llm_edu.decoding import StreamDecoder
from llm_edu.decoding.stopping import StopText
from llm_edu.serving.asking import Asked
from llm_edu.serving.requests import Request, Scored
from llm_edu.serving.served import Tokenizer

LEAST_NATS = -9999.0    # JSON has no -inf


class Teller:
    """The text of one request as it comes, up to a stop string; what was told once is not told again."""

    def __init__(self, request: Request, tokenizer: Tokenizer, stops: tuple[str, ...], begin: str = "") -> None:
        self.request, self.tokenizer = request, tokenizer
        self.decoder, self.stop = StreamDecoder(tokenizer), StopText(stops)
        self.begin, self.told, self.told_scores = begin, 0, 0
        self.done = False

    def more(self) -> str:
        """The text that is new since the last call; after the last token also what was held back."""
        ended = self.request.finish_reason is not None    # looked at first: a token may come meanwhile
        new = self.request.new[self.told:]
        self.told += len(new)
        pieces = [self.begin, *(self.stop.feed(self.decoder.feed(token)) for token in new if self.is_text(token))]
        self.begin = ""
        if ended and not self.done:
            pieces += [self.stop.feed(self.decoder.finish()), self.stop.finish()]
        self.done = ended
        return "".join(pieces)

    def is_text(self, token: int) -> bool:
        """Whether a token is part of the text: no end, and none of the rows that some models have without a token."""
        return token not in self.request.stopping.ids and token < self.tokenizer.vocab_size

    def scores(self) -> list[Scored]:
        """The `Scored` of new tokens that have not been told; with `echo`, of the prompt's first."""
        known = [*self.request.scored_prompt, *self.request.scored[:self.told]]
        new = known[self.told_scores:]
        self.told_scores = len(known)
        return new

    def token_text(self, token: int) -> str:
        """One token as text; parts of characters are �."""
        return self.token_bytes(token).decode("utf-8", "replace")

    def token_bytes(self, token: int) -> bytes:
        """One token as bytes."""
        return self.tokenizer.token_bytes(token) if token < self.tokenizer.vocab_size else b""

    def chat_logprobs(self) -> dict[str, Any] | None:
        """New log probabilities as /v1/chat/completions has them."""
        if self.request.likeliest is None:
            return None
        return {"content": [{**self.entry(each.token, each.log_probability), "top_logprobs": [
            self.entry(*pair) for pair in each.likeliest]} for each in self.scores()]}

    def entry(self, token: int, nats: float) -> dict[str, Any]:
        """A token with its log probability."""
        return {"token": self.token_text(token), "logprob": max(nats, LEAST_NATS),
                "bytes": list(self.token_bytes(token))}

    def text_logprobs(self, begin: int) -> dict[str, Any] | None:
        """New log probabilities as /v1/completions has them. begin: how many tokens the prompt begins with that are
        not part of its text"""
        if self.request.likeliest is None:
            return None
        first = self.request.echo and self.told_scores == 0 and not begin    # a token that comes after nothing
        scores = self.scores()
        pairs = [{self.token_text(token): max(nats, LEAST_NATS) for token, nats in each.likeliest} for each in scores]
        tokens = [self.token_text(each.token) for each in scores]
        nats: list[float | None] = [max(each.log_probability, LEAST_NATS) for each in scores]
        if first:
            tokens, nats = [self.token_text(self.request.prompt[0]), *tokens], [None, *nats]
        return {"tokens": tokens, "token_logprobs": nats, "top_logprobs": [None] * first + pairs}


class Answer:
    """The answers to all requests of a body. begin: tokens that the server puts before each prompt, 0 or 1"""

    def __init__(self, asked: Asked, tokenizer: Tokenizer, begin: int = 0) -> None:
        self.asked, self.begin = asked, begin if not asked.chat else 0
        self.tellers = [Teller(request, tokenizer, asked.stops, text)
                        for request, text in zip(asked.requests, asked.texts, strict=True)]
        self.id = f"{'chatcmpl' if asked.chat else 'cmpl'}-{uuid.uuid4().hex}"
        self.created = int(time.time())
        self.ended: set[int] = set()    # choices of which a piece has told the end
        self.counted = False    # whether a piece has told how many tokens there were

    @property
    def finished(self) -> bool:
        """Whether all requests have ended."""
        return all(request.finish_reason is not None for request in self.asked.requests)

    def whole(self) -> dict[str, Any]:
        """The answer in one piece, once all is there."""
        choices = []
        for number, teller in enumerate(self.tellers):
            text = teller.more()
            part = {"message": {"role": "assistant", "content": text, "refusal": None}} if self.asked.chat else {
                "text": text}
            choices.append(self.choice(number, part, teller.request.finish_reason))
        return self.around(choices, "") | {"usage": self.usage()}

    def first_pieces(self) -> list[dict[str, Any]]:
        """What a stream begins with: who speaks."""
        if not self.asked.chat:
            return []
        return [self.around([self.choice(0, {"delta": {"role": "assistant", "content": ""}}, None, {})], ".chunk")]

    def new_pieces(self) -> list[dict[str, Any]]:
        """What is new since the last call, as pieces of a stream."""
        found = []
        for number, teller in enumerate(self.tellers):
            reason = teller.request.finish_reason
            if number in self.ended or reason is None and not teller.request.new:
                continue
            if text := teller.more():
                part = {"delta": {"content": text}} if self.asked.chat else {"text": text}
                found.append(self.around([self.choice(number, part, None)], ".chunk"))
            if reason is not None:
                self.ended.add(number)
                last: dict = {"delta": {}} if self.asked.chat else {"text": ""}
                found.append(self.around([self.choice(number, last, reason)], ".chunk"))
        if self.asked.usage and not self.counted and len(self.ended) == len(self.tellers):
            self.counted = True
            found.append(self.around([], ".chunk") | {"usage": self.usage()})
        return found

    def choice(self, number: int, part: dict[str, Any], reason: str | None, told: Any = None) -> dict[str, Any]:
        """One of the choices. told: its log probabilities, where they are not those that are new"""
        teller = self.tellers[number]
        if told is None:
            told = teller.chat_logprobs() if self.asked.chat else teller.text_logprobs(self.begin)
        return {"index": number, **part, "logprobs": told or None, "finish_reason": reason}

    def around(self, choices: list[dict[str, Any]], chunk: str) -> dict[str, Any]:
        """What is the same for every piece."""
        kind = f"chat.completion{chunk}" if self.asked.chat else "text_completion"
        return {"id": self.id, "object": kind, "created": self.created, "model": self.asked.model, "choices": choices}

    def usage(self) -> dict[str, int]:
        """How many tokens were read and written; the one that ends an answer was written, too."""
        read = sum(len(request.prompt) - self.begin for request in self.asked.requests)
        new = sum(len(request.new) for request in self.asked.requests)
        return {"prompt_tokens": read, "completion_tokens": new, "total_tokens": read + new}
