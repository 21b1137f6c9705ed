"""Only valid tool calls, from a model whose tokens are bytes: which of its tokens may come next?

As in `llm_edu.decoding.json_tokens`, tokens that begin alike are tried together, and masks are cached. A mask is True
for every token whose bytes the automaton of `schema_grammar` accepts. Such masks make every call valid, at any
temperature; whether it is the *right* call, they cannot know (Willard and Louf 2023, arXiv:2307.09702).
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import cast

import torch
from torch import Tensor

from llm_edu.agents.schema_grammar import HasSchema, State, Thread, is_complete, read, start_of_call, step
from llm_edu.agents.schema_parts import UNLIMITED, Text
from llm_edu.decoding import Written
from llm_edu.decoding.json_tokens import ID, ByteVocabulary, Tree, as_row, is_plain, make_tree
from llm_edu.decoding.prompts import is_integer


class ToolCalls:
    """A constraint for `Constrained`: the new text is a call of one of the tools, and ends exactly when it is whole.

    tokenizer: has `vocab` (id -> bytes) and `vocab_size`, as `BPETokenizer`   tools: each has a `name` and `parameters`
    end: the id, or ids, that end a text; pass the same to `generate` as `stop`
    or_text: the model may also write a reply, or lines of thought and then a call. It decides with its first token: `{`
    at the beginning of a line begins a call.
    A call that `max_new_tokens` cuts off is only the beginning of one. Raises what `start_of_call` raises.
    """

    def __init__(self, tokenizer: ByteVocabulary, tools: Iterable[HasSchema], end: int | Iterable[int],
                 or_text: bool = False):
        self.start = start_of_call(tools, or_text)
        self.ends = [cast(int, end)] if is_integer(end) else list(cast(Iterable[int], end))
        self.size = max(tokenizer.vocab_size, *(token + 1 for token in self.ends))
        self.bytes = {token: data for token, data in tokenizer.vocab.items() if token not in self.ends}
        plain = {token: len(data.decode()) for token, data in self.bytes.items() if is_plain(data)}
        self.longest = max(map(len, self.bytes.values()))
        self.characters = torch.full((self.size,), UNLIMITED + 1)    # of each plain token; it fits where there is room
        self.characters[list(plain)] = torch.tensor(list(plain.values()))
        self.tree = make_tree(self.bytes.items())
        self.notable = make_tree((token, data) for token, data in self.bytes.items() if token not in plain)
        self.mask_of = lru_cache(maxsize=512)(self.make_mask)
        self.advance = lru_cache(maxsize=4096)(self.read_token)
        for text in (b"", b"?\n") if or_text else (b"",):    # the masks that take longest: no reply shall wait for them
            state = read(text, self.start)
            assert state is not None
            self.mask_of(state)

    def __call__(self, written: Written) -> Tensor:
        """The mask of the tokens that may come next in this row, (vocab,); after an end, the ends again."""
        state = self.start
        for token in written.new:
            if token in self.ends:
                return as_row(self.ends, self.size)
            after = self.advance(state, token)
            if after is None:
                raise ValueError(f"token {token} made the text no call, so it was not chosen under this constraint: "
                                 "make rows by generate(model, ids, Constrained(strategy, ToolCalls(…)))")
            state = after
        return self.mask_of(self.alike(state))

    def read_token(self, state: State, token: int) -> State | None:
        """The state after a token; None when it is not allowed."""
        return read(self.bytes.get(token, b"\0"), state)    # a special token is no text: as wrong as a control byte

    def alike(self, state: State) -> State:
        """In a string with room for any token, it does not matter how much room: states that share one mask."""
        return frozenset(
            Thread(replace(part, left=min(part.left, self.longest)), after) if isinstance(part, Text)
            else Thread(part, after) for part, after in state)

    def make_mask(self, state: State) -> Tensor:
        """The tokens that may follow in this state, (vocab,)"""
        room = max(part.room for part, _ in state)
        if room:
            mask = (self.characters <= room) | as_row(accepted(self.notable, state), self.size)
        else:
            mask = as_row(accepted(self.tree, state), self.size)
        if is_complete(state):
            mask[self.ends] = True
        return mask


def accepted(node: Tree, state: State) -> list[int]:
    """Ids of all tokens of a tree whose bytes the automaton accepts, from this state."""
    ids: list[int] = []
    for byte, child in node.items():
        after = step(state, byte) if byte is not ID else None
        if after is not None:
            ids += child.get(ID, [])
            ids += accepted(child, after)
    return ids
