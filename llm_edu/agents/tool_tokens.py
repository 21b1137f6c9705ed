"""Only valid tool calls, from a model whose tokens are bytes: which of its tokens may come next?

A token is allowed if the automaton of `schema_grammar` accepts all its bytes. So every call is valid, at any
temperature; whether it is the *right* call, no mask can know.
"""

from collections.abc import Iterable
from dataclasses import replace

from llm_edu.agents.schema_grammar import HasSchema, State, Thread, is_complete, read, start_of_call, step
from llm_edu.agents.schema_parts import Text
from llm_edu.decoding.byte_grammar import ByteVocabulary, GrammarTokens


class ToolCalls(GrammarTokens[State]):
    """A constraint for `Constrained`: the new text is a call of one of the tools, and ends exactly when it is whole.

    tokenizer: has `vocab` (id -> bytes) and `vocab_size`, as `BPETokenizer`   tools: each has a `name` and `parameters`
    end: the id, or ids, that end a text; pass the same to `generate` as `stop`
    or_text: the model may also write a reply, or lines of thought and then a call. It decides with its first token: `{`
    at the beginning of a line begins a call.
    A call that `max_new_tokens` cuts off is only the beginning of one. Raises what `start_of_call` raises.
    """

    def __init__(self, tokenizer: ByteVocabulary, tools: Iterable[HasSchema], end: int | Iterable[int],
                 or_text: bool = False):
        super().__init__(tokenizer, end, start_of_call(tools, or_text), step, is_complete, kind="call")
        self.longest = max(map(len, self.bytes.values()))
        for text in (b"", b"?\n") if or_text else (b"",):    # the masks that take longest: no reply shall wait for them
            state = read(text, self.start)
            assert state is not None
            self.mask(state)

    def room(self, state: State) -> int:
        """As many as the part with the most room takes."""
        return max(part.room for part, _ in state)

    def alike(self, state: State) -> State:
        """In a string with room for any token, it does not matter how much room: states that share one mask."""
        return frozenset(
            Thread(replace(part, left=min(part.left, self.longest)), after) if isinstance(part, Text)
            else Thread(part, after) for part, after in state)
