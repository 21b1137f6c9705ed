"""Only valid JSON, from a model whose tokens are bytes: which of its tokens may come next?

A token is allowed if the automaton of `json_grammar` survives all its bytes. A token may close a string, two brackets
and open the next; half a character, or a third of a number, is fine. Trying 49,152 tokens at every step would take
longer than the model, so tokens that begin alike are tried together, and what was found out is remembered.
"""

from functools import lru_cache

import torch

from llm_edu.decoding.json_grammar import START, START_OBJECT, State, is_complete, step
from llm_edu.decoding.prompts import is_integer

ID = None    # in a tree of tokens: the key of the ids of the tokens that end here; other keys are bytes


class ValidJSON:
    """A constraint for `Constrained`: the new text is the beginning of a valid JSON text, and may end when it is whole.

    tokenizer: has `vocab` (id -> bytes) and `vocab_size`, as `BPETokenizer`   end: the id, or ids, that end a text:
    give `generate` the same as `stop`   objects_only: it must be an object, and begin with `{`
    A text that `max_new_tokens` cuts off is only the beginning of one: `finish_json` closes what is open.
    """

    def __init__(self, tokenizer, end, objects_only=False):
        self.ends = [end] if is_integer(end) else list(end)
        self.start = START_OBJECT if objects_only else START
        self.size = max(tokenizer.vocab_size, *(token + 1 for token in self.ends))
        self.bytes = {token: data for token, data in tokenizer.vocab.items() if token not in self.ends}
        harmless = {token for token, data in self.bytes.items() if is_plain(data)}
        self.inside_string = as_row(harmless, self.size)
        self.tree = make_tree(self.bytes.items())
        self.notable = make_tree((token, data) for token, data in self.bytes.items() if token not in harmless)
        self.mask = lru_cache(maxsize=256)(self.make_mask)
        self.advance = lru_cache(maxsize=4096)(self.read_token)

    def __call__(self, written):
        """The mask of what may come next in this row, (vocab,); after an end, the ends again."""
        state = self.start
        for token in written.new:
            if token in self.ends:
                return as_row(self.ends, self.size)
            state = self.advance(state, token)
            if state is None:
                raise ValueError(f"token {token} made the text no JSON, so it was not chosen under this constraint: "
                                 "make rows by generate(model, ids, Constrained(strategy, ValidJSON(…)))")
        return self.mask(state)

    def read_token(self, state, token):
        """The state after a token; None where it is not allowed."""
        for byte in self.bytes.get(token, b"\0"):    # a special token stands for no text: as wrong as a control byte
            state = step(state, byte)
            if state is None:
                return None
        return state

    def make_mask(self, state):
        """The tokens that may follow in this state, (vocab,)"""
        if state == State("after", ""):
            return as_row(self.ends, self.size)    # blanks would be valid JSON, too, for ever
        if state.mode == "string":
            mask = self.inside_string | as_row(accepted(self.notable, state), self.size)
        else:
            mask = as_row(accepted(self.tree, state), self.size)
        if is_complete(state):
            mask[self.ends] = True
        return mask


def is_plain(data):
    """Whether these bytes, inside of a string, leave everything as it is: whole characters, and none that matters."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(character < " " or character in '"\\' for character in text)


def as_row(ids, size):
    """A mask (size,), True for these ids."""
    mask = torch.zeros(size, dtype=torch.bool)
    mask[list(ids)] = True
    return mask


def make_tree(tokens):
    """Tokens that begin alike share a path: {byte: {byte: {ID: [token]}, ID: [token]}}. tokens: pairs (id, bytes)

    >>> make_tree([(5, b"a"), (6, b"ab")])
    {97: {None: [5], 98: {None: [6]}}}
    """
    tree = {}
    for token, data in tokens:
        node = tree
        for byte in data:
            node = node.setdefault(byte, {})
        node.setdefault(ID, []).append(token)
    return tree


def accepted(node, state):
    """Ids of all tokens of a tree whose bytes the automaton survives, from this state."""
    ids = []
    for byte, child in node.items():
        after = step(state, byte) if byte is not ID else None
        if after is not None:
            ids += child.get(ID, [])
            ids += accepted(child, after)
    return ids
