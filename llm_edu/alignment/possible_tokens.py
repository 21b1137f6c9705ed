"""Which tokens may come next in a story, at every place of it: a judge that knows all the right answers beforehand."""

import torch

from llm_edu.language_models import END_ID
from llm_edu.storyland import END, split_words


class PossibleTokens:
    """The tokens after which some story of a world can still be told, its last word perhaps unfinished.

    Spaces alone, and bytes that are no whole letter, are not among them: no story needs them.

    world: a `World`   tokenizer: of the stories' ids   vocab_size: ids from this one on are none
    pieces: each token's text   apart: words' beginnings -> tokens that are a space and this one   glued: (text, token)
    of those without a space   several: (words, token) of those that end a word and begin another, such as .”

    `along(answer)` finds them for all places of an answer in one reading, which takes a few milliseconds where
    `world.read` of each beginning and each token would take minutes.
    """

    def __init__(self, world, tokenizer, vocab_size):
        self.world, self.vocab_size = world, vocab_size
        special = set(tokenizer.special_tokens.values())
        self.pieces = [tokenizer.decode([token]) for token in range(vocab_size)]
        parts = {word[start:stop] for word in world.vocabulary
                 for start in range(len(word)) for stop in range(start + 1, len(word) + 1)}
        self.apart, self.glued, self.several = {}, [], []
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
        self.kept_ways, self.kept_tokens, self.kept_words = {}, {}, {}    # stories are alike: most is asked again

    def along(self, answer):
        """For each token of an answer those that may stand there, up to the first that may not.

        answer: ids, END_ID as the last if it was closed   ->   a list of tensors of ids, in order; all of the answer's
        tokens but the last one in the list are possible, and if that is not, the answer went wrong there
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

    def after(self, told, words, possible):
        """What may follow `told`, the first words of `words`, of which the last may be a part of one: ids, in order."""
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

    def following(self, words):
        """The words that may come after these."""
        words = tuple(words)
        if words not in self.kept_words:
            self.kept_words[words] = frozenset(self.world.possible_words(words)[-1])
        return self.kept_words[words]

    def steps(self, last, here, after):
        """Tokens that go on with the word `last`, as one of `here`, or begin one of `after`: ids, in order."""
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

    def ways_on(self, last):
        """What a token makes of the last word: longer[word] and new[beginning of the next word], lists of ids."""
        if last not in self.kept_ways:
            longer, new = {}, {beginning: list(tokens) for beginning, tokens in self.apart.items()}
            for piece, token in self.glued:
                words = split_words(last + piece)
                if len(words) == 1 and last:
                    longer.setdefault(words[0], []).append(token)
                elif words[:-1] == [last] or not last:
                    new.setdefault(words[-1], []).append(token)
            self.kept_ways[last] = longer, new
        return self.kept_ways[last]


def mask_of(possible, vocab_size):
    """As a table: (places, vocab_size), True for the ids of each place.

    possible: for each place its ids, as a list or a tensor

    >>> mask_of([[0, 2], torch.tensor([1])], 3)
    tensor([[ True, False,  True],
            [False,  True, False]])
    """
    mask = torch.zeros(len(possible), vocab_size, dtype=torch.bool)
    for row, tokens in zip(mask, possible, strict=True):
        row[tokens] = True
    return mask
