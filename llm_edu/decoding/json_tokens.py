"""Only valid JSON, from a model whose tokens are bytes: which of its tokens may come next?

A token is allowed if the automaton of `json_grammar` accepts all its bytes; `byte_grammar` finds out which those are.
"""

from collections.abc import Iterable

from torch import Tensor

from llm_edu.decoding.byte_grammar import UNLIMITED, ByteVocabulary, GrammarTokens, as_row
from llm_edu.decoding.json_grammar import START, START_OBJECT, State, is_complete, step


class ValidJSON(GrammarTokens[State]):
    """A constraint for `Constrained`: the new text is the beginning of a valid JSON text, and may end when it is whole.

    tokenizer: has `vocab` (id -> bytes) and `vocab_size`, as `BPETokenizer`   end: the id, or ids, that end a text;
    pass the same to `generate` as `stop`   objects_only: the text must be an object, so it begins with `{`
    A text that `max_new_tokens` cuts off is only the beginning of one: `finish_json` closes what is open.
    """

    def __init__(self, tokenizer: ByteVocabulary, end: int | Iterable[int], objects_only: bool = False):
        super().__init__(tokenizer, end, START_OBJECT if objects_only else START, step, is_complete, kind="JSON")

    def make_mask(self, state: State) -> Tensor:
        """The tokens that may follow in this state, (vocab,)"""
        if state == State("after", ""):
            return as_row(self.ends, self.size)    # endless blanks would be valid JSON, too
        return super().make_mask(state)

    def room(self, state: State) -> int:
        """Inside a string, any number of characters."""
        return UNLIMITED if state.mode == "string" else 0
