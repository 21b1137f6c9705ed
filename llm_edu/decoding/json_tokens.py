"""Only valid JSON, from a model whose tokens are bytes: which of its tokens may come next?

A token is allowed if the automaton of `json_grammar` accepts all its bytes. One token may close a string and two
brackets and open the next; half a character, or a third of a number, is fine. Trying 49,152 tokens at every step would
take longer than the model does. So tokens that begin alike are tried together, and the results are cached.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol, cast

import torch
from torch import Tensor

from llm_edu.decoding.json_grammar import START, START_OBJECT, State, is_complete, read, step
from llm_edu.decoding.prompts import is_integer
from llm_edu.decoding.strategies import Written


class ByteVocabulary(Protocol):
    """A tokenizer, as far as this constraint needs it."""

    @property
    def vocab(self) -> Mapping[int, bytes]: ...

    @property
    def vocab_size(self) -> int: ...


Tree = dict[int | None, Any]    # byte -> tree of the tokens that continue with it
ID = None    # in a tree of tokens: the key of the ids of the tokens that end here; other keys are bytes


class ValidJSON:
    """A constraint for `Constrained`: the new text is the beginning of a valid JSON text, and may end when it is whole.

    tokenizer: has `vocab` (id -> bytes) and `vocab_size`, as `BPETokenizer`   end: the id, or ids, that end a text;
    pass the same to `generate` as `stop`   objects_only: the text must be an object, so it begins with `{`
    A text that `max_new_tokens` cuts off is only the beginning of one: `finish_json` closes what is open.
    """

    def __init__(self, tokenizer: ByteVocabulary, end: int | Iterable[int], objects_only: bool = False):
        self.ends = [cast(int, end)] if is_integer(end) else list(cast(Iterable[int], end))
        self.start = START_OBJECT if objects_only else START
        self.size = max(tokenizer.vocab_size, *(token + 1 for token in self.ends))
        self.bytes = {token: data for token, data in tokenizer.vocab.items() if token not in self.ends}
        harmless = {token for token, data in self.bytes.items() if is_plain(data)}
        self.inside_string = as_row(harmless, self.size)
        self.tree = make_tree(self.bytes.items())
        self.notable = make_tree((token, data) for token, data in self.bytes.items() if token not in harmless)
        self.mask = lru_cache(maxsize=256)(self.make_mask)
        self.advance = lru_cache(maxsize=4096)(self.read_token)

    def __call__(self, written: Written) -> Tensor:
        """The mask of the tokens that may come next in this row, (vocab,); after an end, the ends again."""
        state = self.start
        for token in written.new:
            if token in self.ends:
                return as_row(self.ends, self.size)
            after = self.advance(state, token)
            if after is None:
                raise ValueError(f"token {token} made the text no JSON, so it was not chosen under this constraint: "
                                 "make rows by generate(model, ids, Constrained(strategy, ValidJSON(…)))")
            state = after
        return self.mask(state)

    def read_token(self, state: State, token: int) -> State | None:
        """The state after a token; None when it is not allowed."""
        return read(self.bytes.get(token, b"\0"), state)    # a special token is no text: as wrong as a control byte

    def make_mask(self, state: State) -> Tensor:
        """The tokens that may follow in this state, (vocab,)"""
        if state == State("after", ""):
            return as_row(self.ends, self.size)    # endless blanks would be valid JSON, too
        if state.mode == "string":
            mask = self.inside_string | as_row(accepted(self.notable, state), self.size)
        else:
            mask = as_row(accepted(self.tree, state), self.size)
        if is_complete(state):
            mask[self.ends] = True
        return mask


def is_plain(data: bytes) -> bool:
    """Whether these bytes, inside a string, leave the state as it is: whole characters without a special meaning."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(character < " " or character in '"\\' for character in text)


def as_row(ids: Iterable[int], size: int) -> Tensor:
    """A mask (size,), True for these ids."""
    mask = torch.zeros(size, dtype=torch.bool)
    mask[list(ids)] = True
    return mask


def make_tree(tokens: Iterable[tuple[int, bytes]]) -> Tree:
    """Tokens that begin alike share a path: {byte: {byte: {ID: [token]}, ID: [token]}}. tokens: pairs (id, bytes)

    >>> make_tree([(5, b"a"), (6, b"ab")])
    {97: {None: [5], 98: {None: [6]}}}
    """
    tree: Tree = {}
    for token, data in tokens:
        node = tree
        for byte in data:
            node = node.setdefault(byte, {})
        node.setdefault(ID, []).append(token)
    return tree


def accepted(node: Tree, state: State) -> list[int]:
    """Ids of all tokens of a tree whose bytes the automaton accepts, from this state."""
    ids: list[int] = []
    for byte, child in node.items():
        after = step(state, byte) if byte is not None else None    # the key ID
        if after is not None:
            ids += child.get(ID, [])
            ids += accepted(child, after)
    return ids
