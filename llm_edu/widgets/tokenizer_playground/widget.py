"""Type a text and see what a language model reads: its tokens, in one vocabulary or in two side by side."""

import traitlets

from llm_edu.widgets.common.base import CourseWidget, explain
from llm_edu.widgets.common.chip_picture import draw_panels
from llm_edu.widgets.common.chips import as_hex, group_tokens, readable, replace_surrogates
from llm_edu.widgets.common.joining import module_text
from llm_edu.widgets.common.numbers import counted

LABELS = {"smollm2": "SmolLM2", "gpt2": "GPT-2", "cl100k": "cl100k (GPT-4)", "o200k": "o200k (GPT-4o)"}
DRAWN_TOKENS = 1_500  # more chips than anybody reads; the counts are of the whole text
LONGEST_TEXT = 1_000_000  # characters; more would keep the kernel from everything else for seconds


def tokenize(tokenizer, text: str, limit: int = DRAWN_TOKENS) -> dict:
    """What one panel shows of a text: the count of all tokens, and chips of the first `limit`.

    Returns {"count": tokens in all, "drawn": tokens in chips, "size": entries of the vocabulary or None,
    "chips": [[label, [[id, bytes in hex], …], breaks_line], …]}
    """
    ids = list(tokenizer.encode(text))
    chips = group_tokens(tokenizer, ids[:limit])
    if len(ids) > limit and chips[-1].unfinished:
        chips.pop()  # the limit fell inside a character
    return {
        "count": len(ids),
        "drawn": sum(len(chip.tokens) for chip in chips),
        "size": getattr(tokenizer, "vocab_size", None) or getattr(tokenizer, "n_vocab", None),
        "chips": [[chip.label, [[id, as_hex(piece)] for id, piece in chip.tokens], chip.breaks_line] for chip in chips],
    }


def describe(characters: int, size: int, panels: list[dict]) -> str:
    """The sentence under the picture, which is also what a screen reader says.

    >>> describe(5, 5, [{"label": "GPT-2", "count": 2}, {"label": "mine", "error": "no byte 13"}])
    '5 characters, 5 bytes: 2 tokens with GPT-2 (2.5 characters each); mine cannot read this text (no byte 13).'
    """
    if not characters:
        return "No text yet: no tokens."
    parts = []
    for panel in panels:
        if "error" in panel:
            parts.append(f"{panel['label']} cannot read this text ({panel['error']})")
        else:
            each = f" ({characters / panel['count']:.1f} characters each)" if panel["count"] else ""
            parts.append(f"{counted(panel['count'], 'token')} with {panel['label']}{each}")
    return f"{counted(characters, 'character')}, {counted(size, 'byte')}: {'; '.join(parts)}."


class TokenizerPlayground(CourseWidget):
    """A text box and its tokens, live.

    text: what stands in the box at first
    vocabulary: "smollm2", "gpt2", "cl100k", "o200k", or a name in `tokenizers`
    compare: a second vocabulary to show beside it, or None
    tokenizers: your own, name -> anything with ``encode(str) -> list[int]``, ``decode``, ``token_bytes(id) -> bytes``

    Raises ValueError for a vocabulary that is not there, CourseError if one is not fetched yet.
    """

    _esm = module_text(__file__)

    vocabularies = traitlets.List().tag(sync=True)  # [[name, label], …] for the pickers
    show_ids = traitlets.Bool(False).tag(sync=True)

    def __init__(self, text="The cat sat on the mat.", vocabulary="smollm2", compare=None, tokenizers=None):
        self._tokenizers = dict(tokenizers or {})
        self._labels = {**LABELS, **{name: readable(name) for name in self._tokenizers}}
        for name in (vocabulary, compare):
            if name is not None:
                self._tokenizer(name)  # a wrong name, or a missing file, is the caller's to hear of, now
        request = {"sequence": 0, "text": replace_surrogates(text)[0], "vocabulary": vocabulary, "compare": compare}
        super().__init__(request=request, vocabularies=[list(pair) for pair in self._labels.items()])

    @property
    def text(self) -> str:
        """The text in the box; set it from Python and every view follows."""
        return self.request.get("text", "")

    @text.setter
    def text(self, value: str) -> None:
        self._ask(text=replace_surrogates(value)[0])

    def respond(self, request: dict) -> dict:
        text, replaced = replace_surrogates(str(request.get("text", "")))
        replaced += request.get("replaced", 0)  # in the browser, which cannot send them
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"{len(text):,} characters are too many here; paste at most {LONGEST_TEXT:,}.")
        names = [request.get("vocabulary"), request.get("compare")]
        panels = [self._panel(name, text) for name in names if name]
        size = len(text.encode("utf-8"))
        summary = describe(len(text), size, panels)
        return {"characters": len(text), "bytes": size, "replaced": replaced, "panels": panels, "summary": summary}

    def _panel(self, name: str, text: str) -> dict:
        panel = {"name": name, "label": self._labels.get(name) or readable(name)}
        try:
            return {**panel, **tokenize(self._tokenizer(name), text)}
        except Exception as problem:  # a learner's own tokenizer may raise anything; the other panel is still right
            return {**panel, "error": explain(problem)}

    def _tokenizer(self, name: str):
        if name in self._tokenizers:
            return self._tokenizers[name]
        if name not in LABELS:
            raise ValueError(f"There is no vocabulary {name!r}; there are {', '.join(map(repr, self._labels))}.")
        from llm_edu.tokenization import load_tokenizer

        self._tokenizers[name] = load_tokenizer(name)
        return self._tokenizers[name]

    def sentence(self) -> str:
        return self.answer.get("summary") or f"The tokens cannot be shown: {self.answer.get('error')}"

    def picture(self):
        return draw_panels(self.answer.get("panels", []), self.summary())
