"""Two prompts and a model: what LogitLens has read, and reads again where something has changed."""

from dataclasses import dataclass

from llm_edu.errors import CourseError
from llm_edu.widgets.common.chips import label_of, replace_surrogates
from llm_edu.widgets.common.model_parts import is_whole
from llm_edu.widgets.common.texts import first_ids, special_ids
from llm_edu.widgets.logit_lens.changes import applicable
from llm_edu.widgets.logit_lens.reading import Reading

MOST_TOKENS = 40  # of a prompt: more columns than anybody reads


@dataclass(frozen=True)
class Read:
    """What is shown together. first: as changed   before: the first prompt's own run   other: the second prompt's"""

    prompt: str
    other_prompt: str | None
    first: Reading
    before: Reading
    other: Reading | None
    applied: list[list]


class LensSource:
    """A model that reads at most two prompts; begin: ids put before each of them."""

    def __init__(self, model, tokenizer, count: int, begin):
        self.model, self.tokenizer, self.count = model, tokenizer, count
        self.layers, self.heads = model.config.layers, model.config.heads
        self.most = min(MOST_TOKENS, model.config.context_length)
        self.begin = first_ids(tokenizer, begin)
        self._weights = None
        self._kept = {}  # ids -> their reading without changes

    def read(self, prompt: str, other: str | None, changes: list[list], follow: int | None) -> Read:
        """Read what has not been read; what was read before stays if this fails."""
        from llm_edu.widgets.logit_lens.running import as_places, read

        ids = self.encode(prompt, "prompt" if other is None else "first prompt")
        other_ids = None if other is None else self.encode(other, "second prompt")
        weights = [(id(parameter), parameter._version) for parameter in self.model.parameters()]
        known = self._kept if weights == self._weights else {}  # a model trained a step further has other streams
        kept = {each: self._plain(known.get(each), each, follow) for each in {ids, other_ids} - {None}}
        before, source = kept[ids], None if other is None else kept[other_ids]
        applied = applicable(changes, len(ids), None if source is None else len(other_ids))
        now = before
        if applied:
            places = as_places(applied, None if source is None else source.streams)
            now = read(self.model, ids, self.count, places, follow, before)
        self._kept, self._weights = kept, weights
        return Read(prompt, other, now, before, source, applied)

    def _plain(self, known: Reading | None, ids: tuple[int, ...], follow: int | None) -> Reading:
        from llm_edu.widgets.logit_lens.running import read

        return known if known and known.followed == follow else read(self.model, ids, self.count, follow=follow)

    def encode(self, prompt: str, name: str) -> tuple[int, ...]:
        """The ids of a prompt, with those that every text begins with; CourseError for too few or too many."""
        if not isinstance(prompt, str):
            raise TypeError(f"the {name} is a text, not a {type(prompt).__name__}; ids before it go into `begin`")
        ids = (*self.begin, *map(int, self.tokenizer.encode(replace_surrogates(prompt)[0])))
        if not ids:
            raise CourseError(f"The {name} is empty: the model needs at least one token to read.")
        if len(ids) > self.most:
            raise CourseError(f"The {name} has {len(ids):,} tokens, and at most {self.most} can be shown: shorten it.")
        if max(ids) >= self.model.config.vocab_size:
            raise ValueError(f"token {max(ids)} is none of this model's {self.model.config.vocab_size:,}: is this "
                             "another model's tokenizer?")
        return ids

    def label(self, id: int) -> str:
        return label_of(self.tokenizer, id)

    def token(self, token) -> int | None:
        """The id of a token that is given as its text or its id; ValueError for what is not one token."""
        if token is None or (is_whole(token) and 0 <= token < self.model.config.vocab_size):
            return token if token is None else int(token)
        if not isinstance(token, str):
            raise ValueError(f"a token is a text, or an id below {self.model.config.vocab_size:,}, not {token!r:.60}")
        ids = special_ids(self.tokenizer, token) or list(map(int, self.tokenizer.encode(token)))
        if len(ids) != 1:
            raise ValueError(f"{token!r:.60} is {len(ids)} tokens, and one can be followed: mind the space before it")
        return ids[0]
