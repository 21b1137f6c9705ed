"""The text in DecodingPlayground while it is written: what was typed, then tokens that were drawn, and the way back."""

from dataclasses import dataclass, replace

from llm_edu.widgets.common.chips import bytes_reader

MOST_UNDOS = 200


@dataclass(frozen=True)
class Drawn:
    """A token that was appended: how probable it was by the sliders of that moment (`share`) and by the model alone
    (`untouched`); how: the sliders in words."""

    id: int
    piece: bytes
    share: float
    untouched: float
    how: str


@dataclass(frozen=True)
class Text:
    """What was typed, and the tokens drawn behind it, which keep their ids: encoding could cut the text elsewhere."""

    typed: str = ""
    drawn: tuple[Drawn, ...] = ()


class WordList:
    """A tokenizer that lists its words, as a Storyland world does, and now tells their bytes too."""

    def __init__(self, words):
        self.vocabulary, self.encode, self.decode = words.vocabulary, words.encode, words.decode

    def token_bytes(self, id: int) -> bytes:
        return self.vocabulary[id].encode("utf-8")


def with_bytes(tokenizer):
    """The tokenizer itself, where it tells a token's bytes or can only decode; else with its words' bytes."""
    tells = hasattr(tokenizer, "token_bytes") or hasattr(tokenizer, "decode_single_token_bytes")
    listed = isinstance(getattr(tokenizer, "vocabulary", None), (tuple, list))
    return WordList(tokenizer) if listed and not tells else tokenizer


class Writing:
    """A text on its way, with undo.

    tokenizer: ``encode(str) -> list[int]`` and ``token_bytes(id)`` or ``decode(ids)``; one whose words have no spaces
        in their bytes, as Storyland's, puts them in where it decodes
    """

    def __init__(self, tokenizer, typed: str):
        self.tokenizer, self.now = tokenizer, Text(typed)
        self._past, self._typing = [], False

    @property
    def text(self) -> str:
        return self.text_of(self.now)

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        return self.now.drawn

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def ids(self) -> list[int]:
        return self._typed_ids(self.now.typed) + [token.id for token in self.now.drawn]

    def text_of(self, text: Text) -> str:
        if not text.drawn:
            return text.typed
        ids = [token.id for token in text.drawn]
        if hasattr(self.tokenizer, "decode"):
            before = self._typed_ids(text.typed)
            known, whole = self.tokenizer.decode(before), self.tokenizer.decode(before + ids)
            if whole.startswith(known):
                return text.typed + whole[len(known) :]
        return text.typed + b"".join(token.piece for token in text.drawn).decode("utf-8", errors="replace")

    def type(self, value: str) -> None:
        """Take a text as it stands in the box; a run of typing counts as one change."""
        self._change(self._edited(value), typed=True)

    def append(self, id: int, share: float, untouched: float, how: str) -> None:
        token = Drawn(id, bytes_reader(self.tokenizer)(id), share, untouched, how)
        self._change(replace(self.now, drawn=(*self.now.drawn, token)), typed=False)

    def undo(self) -> None:
        """Take the latest change back: a drawn token, or what was typed since."""
        if self._past:
            self.now = self._past.pop()
        self._typing = False

    def _change(self, text: Text, typed: bool) -> None:
        if text != self.now:
            if not (typed and self._typing):
                self._past = [*self._past[-MOST_UNDOS + 1 :], self.now]
            self.now, self._typing = text, typed

    def _edited(self, value: str) -> Text:
        """Drawn tokens at the end may be deleted one by one; after any other change all of the text counts as typed."""
        for count in range(len(self.now.drawn), -1, -1):
            shorter = replace(self.now, drawn=self.now.drawn[:count])
            if self.text_of(shorter) == value:
                return shorter
        return Text(value)

    def _typed_ids(self, typed: str) -> list[int]:
        return [int(id) for id in self.tokenizer.encode(typed)]
