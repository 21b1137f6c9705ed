"""From ids to text as they come."""

import codecs

from llm_edu.decoding.generating import stream
from llm_edu.decoding.stopping import Stopping, StopText
from llm_edu.decoding.strategies import Greedy


class StreamDecoder:
    """Turn ids into text as they come. A character may be spread over several tokens; it appears when it is whole.

    `tokenizer` needs one method, `token_bytes(id) -> bytes`. Bytes that can't become a character any more show as �.
    """

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, token):
        """The text that this id completes; perhaps none."""
        return self.decoder.decode(self.tokenizer.token_bytes(token))

    def finish(self):
        """What is left at the end: nothing, or � for a character that was never finished."""
        return self.decoder.decode(b"", final=True)


def stream_text(model, tokenizer, ids, strategy=Greedy(), max_new_tokens=128, stop=(), seed=None):
    """Yield the new text of one prompt in pieces, as it comes.

    stop: ids and strings that end the text; neither is part of it. A piece that could be the beginning of a stop
    string is held back until that is decided.   The rest as for `stream`.
    """
    new_ids = stream(model, ids, strategy, max_new_tokens, stop, seed, tokenizer)    # what is wrong shows here
    return filter(None, cut_pieces(new_ids, StreamDecoder(tokenizer), StopText(Stopping(stop, tokenizer).strings)))


def cut_pieces(new_ids, decoder, stop):
    """Pieces of text, some of them empty, up to where `stop`, a `StopText`, sees an end."""
    for token in new_ids:
        yield stop.feed(decoder.feed(token))
        if stop.reached:
            return
    yield stop.feed(decoder.finish())
    yield stop.finish()
