"""What constraints by a grammar share: the grammar knows which bytes may come next, they find out which tokens may.

A grammar is two functions: ``step(state, byte)`` gives the state after one more byte, or None when that byte cannot
come, and ``is_complete(state)`` says whether the text may end. A token is allowed if all its bytes are. One token may
close a string and two brackets and open the next; half a character, or a third of a number, is fine. Trying 49,152
tokens at every step would take longer than the model does. So tokens that begin alike are tried together, those that
mean nothing special inside a string are known beforehand, and masks are cached (Willard and Louf 2023,
arXiv:2307.09702).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar, cast

import torch
from torch import Tensor

from llm_edu.decoding.prompts import is_integer
from llm_edu.decoding.strategies import Written

State = TypeVar("State", bound=Hashable)
Step = Callable[[State, int], State | None]
Tree = dict[int | None, Any]    # byte -> tree of the tokens that continue with it
ID = None    # in a tree of tokens: the key of the ids of the tokens that end here; other keys are bytes
UNLIMITED = 2**31    # characters


class ByteVocabulary(Protocol):
    """A tokenizer, as far as a constraint needs it."""

    @property
    def vocab(self) -> Mapping[int, bytes]: ...

    @property
    def vocab_size(self) -> int: ...


class GrammarTokens(Generic[State]):
    """A constraint for `Constrained`: the new text begins as a grammar allows, and may end when it is whole.

    start: the state before the text   step, is_complete: the grammar   kind: what such a text is called in an error
    """

    def __init__(self, tokenizer: ByteVocabulary, end: int | Iterable[int], start: State, step: Step[State],
                 is_complete: Callable[[State], bool], kind: str):
        self.start, self.step, self.is_complete, self.kind = start, step, is_complete, kind
        self.ends = [cast(int, end)] if is_integer(end) else list(cast(Iterable[int], end))
        self.size = max([tokenizer.vocab_size, *(token + 1 for token in self.ends)])
        self.bytes = {token: data for token, data in tokenizer.vocab.items() if token not in self.ends}
        plain = {token: len(data.decode()) for token, data in self.bytes.items() if is_plain(data)}
        self.characters = torch.full((self.size,), UNLIMITED + 1)    # of each plain token; it fits where there is room
        self.characters[list(plain)] = torch.tensor(list(plain.values()), dtype=torch.long)
        self.tree = make_tree(self.bytes.items())
        self.notable = make_tree((token, data) for token, data in self.bytes.items() if token not in plain)
        self.mask_of = lru_cache(maxsize=512)(self.make_mask)
        self.advance = lru_cache(maxsize=4096)(self.read_token)

    def __call__(self, written: Written) -> Tensor:
        """The mask of the tokens that may come next in this row, (vocab,); after an end, the ends again."""
        state = self.start
        for token in written.new:
            if token in self.ends:
                return as_row(self.ends, self.size)
            after = self.advance(state, token)
            if after is None:
                raise ValueError(f"token {token} made the text no {self.kind}, so it was not chosen under this "
                                 "constraint: make rows by generate(model, ids, Constrained(strategy, "
                                 f"{type(self).__name__}(…)))")
            state = after
        return self.mask(state)

    def read_token(self, state: State, token: int) -> State | None:
        """The state after a token; None when it is not allowed."""
        return read(self.bytes.get(token, b"\0"), state, self.step)    # a special token is no text: as wrong as byte 0

    def mask(self, state: State) -> Tensor:
        """The tokens that may follow in this state, (vocab,)"""
        return self.mask_of(self.alike(state))

    def make_mask(self, state: State) -> Tensor:
        """The same, worked out."""
        room = self.room(state)
        mask = as_row(accepted(self.notable if room else self.tree, state, self.step), self.size)
        if room:
            mask |= self.characters <= room
        if self.is_complete(state):
            mask[self.ends] = True
        return mask

    def room(self, state: State) -> int:
        """How many characters without a special meaning may follow, without the grammar being asked for each."""
        return 0

    def alike(self, state: State) -> State:
        """One state for all those that have the same mask."""
        return state


def read(data: Iterable[int], state: State, step: Step[State]) -> State | None:
    """The state after some bytes, or None when no text continues with them."""
    for byte in data:
        after = step(state, byte)
        if after is None:
            return None
        state = after
    return state


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


def accepted(node: Tree, state: State, step: Step[State]) -> list[int]:
    """Ids of all tokens of a tree whose bytes a grammar accepts, from this state."""
    ids: list[int] = []
    for byte, child in node.items():
        after = step(state, byte) if byte is not ID else None
        if after is not None:
            ids += child.get(ID, [])
            ids += accepted(child, after, step)
    return ids
