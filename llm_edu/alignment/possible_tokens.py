"""Which tokens may come next at each position of a story: a judge that knows all the right answers beforehand."""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.language_models import END_ID
from llm_edu.storyland import END, World, split_words
from llm_edu.tokenization import BPETokenizer


class PossibleTokens:
    """The tokens after which some story of a world can still be told, even if its last word is unfinished.

    No story needs a space alone, or a byte that is not a whole letter, so these are never among them.

    tokenizer: of the stories   vocab_size: ids from this one on do not exist

    `along(answer)` finds them for all positions of an answer in one reading, within a few milliseconds. Calling
    `world.read` for each beginning and each token would take minutes.
    """

    # pieces: each token's text   apart: beginning of a word -> tokens that are a space and this beginning
    # glued: (text, token) of those without a space
    # several: (words, token) of those that end a word and begin another, such as .”
    def __init__(self, world: World, tokenizer: BPETokenizer, vocab_size: int) -> None:
        self.world, self.vocab_size = world, vocab_size
        special = set(tokenizer.special_tokens.values())
        self.pieces = [tokenizer.decode([token]) for token in range(vocab_size)]
        parts = {word[start:stop] for word in world.vocabulary
                 for start in range(len(word)) for stop in range(start + 1, len(word) + 1)}
        self.apart: dict[str, list[int]] = {}
        self.glued: list[tuple[str, int]] = []
        self.several: list[tuple[list[str], int]] = []
        for token, piece in enumerate(self.pieces):
            words = split_words(piece)
            if token in special or not words or not parts.issuperset(words):
                continue
            if len(words) > 1:
                self.several.append((words, token))
            elif piece[0] == " ":
                self.apart.setdefault(words[0], []).append(token)
            else:
                self.glued.append((piece, token))
        self.kept_ways: dict = {}    # stories are alike, so most questions come again
        self.kept_tokens: dict = {}
        self.kept_words: dict = {}

    def along(self, answer: Sequence[int]) -> list[Tensor]:
        """For each position of an answer the ids that may be there, up to the answer's first mistake.

        answer: ids, with END_ID as the last if it has ended   ->   tensors of ids, in rising order
        If the last tensor lacks the answer's id, the answer went wrong there; before that, all of its ids are possible.
        """
        told = [token for token in answer if token != END_ID]
        words = split_words("".join(self.pieces[token] for token in told))
        possible = [frozenset(after) for after in self.world.possible_words(words)]
        found, text = [], ""
        for token in answer:
            found.append(self.after(split_words(text), words, possible))
            if not (found[-1] == token).any():
                break
            text += self.pieces[token]
        return found

    def after(self, told: list[str], words: list[str], possible: list[frozenset[str]]) -> Tensor:
        """The ids that may follow `told`, the first words of `words`; the last one may be part of a word."""
        last, here = (told[-1], possible[len(told) - 1]) if told else ("", frozenset())    # here: what `last` may be
        if told == words[:len(told)]:
            after = possible[len(told)]
        else:    # the answer makes more of `last`, which may be a word by itself, too: "sun" of "sunk"
            after = self.following(told) if last in here else frozenset()
        several = [token for parts, token in self.several
                   if parts[0] in after and any(word.startswith(parts[1]) for word in
                                                self.following([*told, parts[0]]) - {END})]
        tokens = self.steps(last, here, after)
        return torch.cat([tokens, torch.tensor(several)]).sort().values if several else tokens

    def following(self, words: Sequence[str]) -> frozenset[str]:
        """The words that may come after these."""
        words = tuple(words)
        if words not in self.kept_words:
            self.kept_words[words] = frozenset(self.world.possible_words(words)[-1])
        return self.kept_words[words]

    def steps(self, last: str, here: frozenset[str], after: frozenset[str]) -> Tensor:
        """The ids of tokens that continue the word `last`, as one of `here`, or begin one of `after`, in order."""
        if (last, here, after) not in self.kept_tokens:
            longer, new = self.ways_on(last)
            found = {END_ID} if END in after else set()
            for word in after - {END}:
                for stop in range(1, len(word) + 1):
                    found.update(new.get(word[:stop], ()))
            for word in here - {END}:
                if word.startswith(last):
                    for stop in range(len(last) + 1, len(word) + 1):
                        found.update(longer.get(word[:stop], ()))
            self.kept_tokens[last, here, after] = torch.tensor(sorted(found), dtype=torch.long)
        return self.kept_tokens[last, here, after]

    def ways_on(self, last: str) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """What tokens make of the last word: {longer word: ids}, and {beginning of the next word: ids}"""
        if last not in self.kept_ways:
            longer: dict[str, list[int]] = {}
            new = {beginning: list(tokens) for beginning, tokens in self.apart.items()}
            for piece, token in self.glued:
                words = split_words(last + piece)
                if len(words) == 1 and last:
                    longer.setdefault(words[0], []).append(token)
                elif words[:-1] == [last] or not last:
                    new.setdefault(words[-1], []).append(token)
            self.kept_ways[last] = longer, new
        return self.kept_ways[last]


def mask_of(possible: Sequence[Sequence[int] | Tensor], vocab_size: int) -> Tensor:
    """A mask from ids: (positions, vocab_size), True for the ids of each position.

    possible: for each position its ids, a list or a tensor

    >>> mask_of([[0, 2], torch.tensor([1])], 3)
    tensor([[ True, False,  True],
            [False,  True, False]])
    """
    mask = torch.zeros(len(possible), vocab_size, dtype=torch.bool)
    for row, tokens in zip(mask, possible, strict=True):
        row[tokens] = True
    return mask
