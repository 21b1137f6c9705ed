"""A model and a text: what ForwardPass has read, and reads again where something has changed."""

from llm_edu.errors import CourseError
from llm_edu.widgets.common.chips import as_hex, bytes_reader, label_of, replace_surrogates
from llm_edu.widgets.common.texts import first_ids
from llm_edu.widgets.forward_pass.reading import Reading

MOST_TOKENS = 60


class UnreadableText(CourseError, ValueError):
    """A text that this model cannot read, or of which there would be too much to see."""


class Source:
    """A model that reads one text; begin: ids put before it."""

    def __init__(self, model, tokenizer, begin):
        check_model(model)
        if not hasattr(tokenizer, "encode") or isinstance(tokenizer, str):
            raise TypeError(f"ForwardPass(model, tokenizer, text): the tokenizer is one that can encode, not "
                            f"{tokenizer!r:.60}")
        self.model, self.tokenizer, self.config = model, tokenizer, model.config
        self.most = min(MOST_TOKENS, model.config.context_length)
        self.begin = first_ids(tokenizer, begin)
        self._weights, self._plain = None, None

    def read(self, text: str, off: list[list]) -> tuple[Reading, Reading]:
        """(without the parts that are off, the whole model): the same reading twice if nothing is off."""
        from llm_edu.widgets.forward_pass.running import read

        ids = self.encode(text)
        weights = [(id(parameter), parameter._version) for parameter in self.model.parameters()]
        plain = self._plain
        if plain is None or plain.ids != ids or weights != self._weights:
            plain = read(self.model, ids)
        now = read(self.model, ids, off) if off else plain
        self._plain, self._weights = plain, weights
        return now, plain

    def encode(self, text: str) -> tuple[int, ...]:
        """The ids of a text, with those that every text begins with; UnreadableText for none or too many."""
        if not isinstance(text, str):
            raise TypeError(f"the text is a str, not a {type(text).__name__}; ids before it go into `begin`")
        ids = tuple(map(int, self.tokenizer.encode(replace_surrogates(text)[0])))
        if not text or not ids:
            raise UnreadableText("The text is empty: write something for the model to read.")
        ids = (*self.begin, *ids)
        if len(ids) > self.most:
            limit = (f"this model reads at most {self.most}" if self.most < MOST_TOKENS
                     else f"at most {self.most} can be followed")
            raise UnreadableText(f"The text has {len(ids):,} tokens, and {limit}: shorten it.")
        if max(ids) >= self.config.vocab_size:
            raise ValueError(f"token {max(ids)} is none of this model's {self.config.vocab_size:,}: is this another "
                             "model's tokenizer?")
        return ids

    def label(self, id: int) -> str:
        return label_of(self.tokenizer, id)

    def bytes_of(self, id: int) -> str:
        """A token's bytes: "20 68 61 74"."""
        try:
            piece = bytes_reader(self.tokenizer)(int(id))
        except (LookupError, TypeError, ValueError):
            return ""
        return as_hex(piece[:12]) + (" …" if len(piece) > 12 else "")


def check_model(model) -> None:
    """TypeError or ValueError unless this is a decoder-only model of the course, all of its parts in place."""
    from llm_edu.transformer import Transformer
    from llm_edu.transformer.removing import WithoutResidual

    if not isinstance(model, Transformer):
        raise TypeError(f"ForwardPass follows a decoder-only Transformer of the course, not a {type(model).__name__}: "
                        "load_pretrained and load_gguf make one of many models that other people trained")
    if not len(model.blocks):
        raise ValueError("this model has no blocks: there is nothing between its first vectors and its logits")
    for number, block in enumerate(model.blocks):
        if isinstance(block, WithoutResidual) or not hasattr(block.attention, "output"):
            raise ValueError(f"block {number} has a part taken out of it. Give the whole model, and switch parts off "
                             "in the widget, or with off=[('attention_output', 0)]")
