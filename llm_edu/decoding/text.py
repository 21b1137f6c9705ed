"""From ids to text as they come."""

import codecs
from collections.abc import Iterable, Iterator

from llm_edu.decoding.generating import stream
from llm_edu.decoding.prompts import Prompt
from llm_edu.decoding.stopping import Stop, Stopping, StopText, TokenBytes
from llm_edu.decoding.strategies import Greedy, Strategy
from llm_edu.transformer import Transformer


class StreamDecoder:
    """Turn ids into text as they come. A character may be spread over several tokens; it appears when it is whole.

    `tokenizer` needs one method, `token_bytes(id) -> bytes`. Bytes that cannot become a character any more show as �.
    """

    def __init__(self, tokenizer: TokenBytes):
        self.tokenizer = tokenizer
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, token: int) -> str:
        """The text that this id completes; it may be empty."""
        return self.decoder.decode(self.tokenizer.token_bytes(token))

    def finish(self) -> str:
        """The rest at the end: nothing, or � for a character that was never finished."""
        return self.decoder.decode(b"", final=True)


def stream_text(model: Transformer, tokenizer: TokenBytes, ids: Prompt, strategy: Strategy = Greedy(),
                max_new_tokens: int = 128, stop: Stop = (), seed: int | None = None) -> Iterator[str]:
    """Yield the new text of one prompt in pieces, as it comes.

    stop: ids and strings that end the text; neither is part of it. A piece that could be the beginning of a stop
    string is held back until that is decided.   The other arguments as for `stream`.
    """
    ends = Stopping(stop, tokenizer)    # `stop` may be an iterator, which can be read only once
    new_ids = stream(model, ids, strategy, max_new_tokens, [*ends.ids, *ends.strings], seed, tokenizer)
    return filter(None, cut_pieces(new_ids, StreamDecoder(tokenizer), StopText(ends.strings)))


def cut_pieces(new_ids: Iterable[int], decoder: StreamDecoder, stop: StopText) -> Iterator[str]:
    """Pieces of text, some of them empty, up to where `stop`, a `StopText`, sees an end."""
    for token in new_ids:
        yield stop.feed(decoder.feed(token))
        if stop.reached:
            return
    yield stop.feed(decoder.finish())
    yield stop.finish()
