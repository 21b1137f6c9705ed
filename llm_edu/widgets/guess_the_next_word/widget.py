"""Guess the next word of a story, say how sure you are, and pay in bits for what comes."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import visible
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.guess_the_next_word.guessing import (
    CERTAIN,
    EVEN,
    LEARNER,
    Bet,
    Distribution,
    Place,
    Score,
    bits,
    read_places,
    resolve_words,
    score_guesses,
)
from llm_edu.widgets.guess_the_next_word.story import KEPT, ShownStory, amount, counted, for_browser, on_one_line

LISTED = 5_000  # words that can be typed; of a larger vocabulary, those that the stories bring up


class GuessTheNextWord(CourseWidget):
    """Shannon's guessing game, as a bet: the learner names words and a share of belief, the truth pays along.

    Where the next word is nearly certain (the truth gives some word 90 % or more) it is shown without a guess, unless
    the text before determines it (a story's ``recalls``): there the learner is asked to look back.

    distribution: text so far -> {word: probability}, the truth, like ``world.next_distribution``
    story: a text, or anything with ``.text`` and perhaps ``.recalls`` (a Story); or several, to be played in turn
    split, join: text -> words and back; Storyland's own if left out
    vocabulary: every word that could come; or only their number; if left out, the words that the stories bring up
    groups: name -> words, which can be bet on together ("any colour")
    start: how many words are shown at first
    models: name -> function like `distribution`, players that are scored beside the learner
    guesses: moves to play at once in the first story, as (word, share), (list of words, share), or ([], 0) for no idea
    name: what to call the distribution, where it is a model's and not the truth
    end: the word that stands for the end of a story

    Everything is asked once, so that the game needs no kernel afterwards; the answers are in the widget's state, for
    whoever would rather cheat than learn. Raises ValueError for a story without a word to guess, a vocabulary that
    lacks a word of the story, and a guess that is not in the vocabulary; what the distribution refuses is shown.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    round = traitlets.Int(0).tag(sync=True)  # which story is on the table
    moves = traitlets.List().tag(sync=True)  # for each story, [{"at": place, "words": […], "groups": […], "share": p}]
    everything = traitlets.Bool(False).tag(sync=True)  # ask also where the next word is nearly certain

    def __init__(
        self, distribution: Distribution, story, *, split: Callable | None = None, join: Callable | None = None,
        vocabulary: Sequence[str] | int | None = None, groups: Mapping[str, Sequence[str]] | None = None,
        start: int = 8, models: Mapping[str, Distribution] | None = None, guesses: Iterable = (), name: str = "truth",
        end: str = "<end>",
    ):
        if split is None or join is None:
            from llm_edu.storyland import join_words, split_words

            split, join = split or split_words, join or join_words
        several = isinstance(story, Sequence) and not isinstance(story, str) and not hasattr(story, "text")
        self._stories = [ShownStory(one, split, join, start) for one in (story if several else [story])]
        if not self._stories:
            raise ValueError("No story: give a text, or a list of texts.")
        if vocabulary is not None and not isinstance(vocabulary, int):
            known = set(vocabulary)
            missing = [word for one in self._stories for word in one.words[one.start:] if word not in known]
            if missing:
                raise ValueError(f"the vocabulary lacks {missing[0]!r}, which comes in the story")
        taken = {LEARNER, EVEN, name} & set(models or {})
        if taken or name in (LEARNER, EVEN):
            raise ValueError(f"{(taken or {name}).pop()!r} is the name of another player; call the model otherwise.")
        self._distribution, self._models, self._name, self._end = distribution, dict(models or {}), name, end
        self._given, self._groups = vocabulary, {key: tuple(words) for key, words in (groups or {}).items()}
        self._rounds: list[list[Place]] = []
        super().__init__(request={"sequence": 0, "kind": "deal"}, moves=[[] for _ in self._stories])
        for guess, share in guesses if self._rounds else ():  # else the error is what there is to see
            self.guess(guess, share)

    def respond(self, request: dict) -> dict:
        """The whole game: what every player says at every place of every story.

        Lists of pairs rather than objects, since a word may be called ``__proto__``.
        """
        self._rounds = [
            read_places(self._distribution, story.words, story.join, story.start, end=self._end,
                        models=self._models, sources=story.sources)
            for story in self._stories
        ]
        self._list_words()
        return {
            "size": self._size, "words": self._words, "certain": CERTAIN, "end": self._end,
            "labels": [[word, label] for word in self._words if (label := self._label(word)) != word],
            "groups": [[key, list(words)] for key, words in self._groups.items()],
            "players": [LEARNER, self._name, *self._models, EVEN],
            "rounds": [
                {"start": story.start, "pieces": story.pieces, "places": [for_browser(place) for place in places]}
                for story, places in zip(self._stories, self._rounds, strict=True)
            ],
        }

    def _list_words(self) -> None:
        """Which words can be bet on, and how many words the belief is spread over."""
        brought_up = dict.fromkeys(word for story in self._stories for word in story.words)
        for places in self._rounds:
            for place in places:
                brought_up.update(dict.fromkeys(list(place.truth)[:KEPT]))
        for words in self._groups.values():
            brought_up.update(dict.fromkeys(words))
        given = self._given
        if isinstance(given, int) or given is None:
            self._words, self._size = list(brought_up), max(given or 0, len(brought_up))
            return
        come = [place.word for places in self._rounds for place in places]  # the last may be the end
        words = list(dict.fromkeys([*map(str, given), *come]))
        known = set(words)
        self._size = len(words)
        self._words = words if len(words) <= LISTED else [word for word in brought_up if word in known]

    def _label(self, word: str) -> str:
        return "⟨the end⟩" if word == self._end else visible(word) or "(empty)"

    def _ahead(self) -> list[Place]:
        """The places of the present story where the learner is still to be asked."""
        moves = self.moves[self.round]
        last = moves[-1]["at"] if moves else -1
        return [place for place in self._rounds[self.round]
                if place.index > last and (self.everything or place.worth_asking)]

    def _played(self) -> tuple[list[Place], list[Bet]]:
        """The places of the present story where the learner has bet, and the bets."""
        if not self._rounds:
            return [], []
        by_index = {place.index: place for place in self._rounds[self.round]}
        places = [by_index[move["at"]] for move in self.moves[self.round]]
        return places, [self._bet(move) for move in self.moves[self.round]]

    def _bet(self, move: dict) -> Bet:
        words = [*move["words"], *(word for group in move["groups"] for word in self._groups[group])]
        return Bet(tuple(words), move["share"])

    def guess(self, words: str | Sequence[str], share: float) -> dict[str, float]:
        """Play the next move from Python; every view follows.

        words: a word, several, or "any GROUP"; none for no idea
        share: how much of the belief they get, 0 … 1

        Returns what each player paid for the word that came, in bits. Raises ValueError for a word that is not in the
        vocabulary, a share that is none, and when the story is over.
        """
        if not self._rounds:
            raise ValueError(self.answer["error"])
        found = Bet(resolve_words(words, self._words, self._groups), share).words
        ahead = self._ahead()
        if not ahead:
            raise ValueError("This story is over. Go to the next one, or play it again: .restart()")
        move = {"at": ahead[0].index, "words": list(found), "groups": [], "share": float(share)}
        self.moves = [[*old, move] if number == self.round else old for number, old in enumerate(self.moves)]
        return {player: score.paid[-1] for player, score in self.scores.items()}

    def restart(self) -> None:
        """Take the moves in the present story back."""
        self.moves = [[] if number == self.round else old for number, old in enumerate(self.moves)]

    @property
    def scores(self) -> dict[str, Score]:
        """What each player has paid, and expected to pay, in the present story: see ``Score``."""
        places, bets = self._played()
        if not places:
            return {player: Score((), ()) for player in (LEARNER, self._name, *self._models, EVEN)}
        return score_guesses(places, bets, self._size, self._name)

    def _revealed(self) -> int:
        """How many words of the present story can be seen."""
        ahead = self._ahead()
        return ahead[0].index if ahead else len(self._stories[self.round].words)

    def sentence(self) -> str:
        if "error" in self.answer:
            return f"This game cannot be played: {self.answer['error']}"
        places, _ = self._played()
        asked = len(places) + len(self._ahead())
        story, revealed = self._stories[self.round], self._revealed()
        text = " ".join("".join(story.pieces[:revealed]).split())
        gap = " ___" if len(places) < asked else ""
        if not places:
            return f"Guess the next word: “{text}{gap}” ({counted(asked, 'guess', 'guesses')} to come)."
        paid = ", ".join(f"{player} {amount(score.per_word)}" for player, score in self.scores.items())
        return f"{len(places)} of {counted(asked, 'guess', 'guesses')} made. Bits per word: {paid}. “{text}{gap}”"

    def picture(self):
        from llm_edu.widgets.guess_the_next_word.picture import draw_game

        if "error" in self.answer:
            return draw_game([], [], {}, self.summary(), "This game cannot be played")
        story, revealed = self._stories[self.round], self._revealed()
        surprise = {place.index: bits(place.truth[place.word]) for place in self._rounds[self.round]}
        words = [(on_one_line(piece), surprise.get(index)) for index, piece in enumerate(story.pieces[:revealed])]
        guessed = [place.index for place in self._played()[0]]
        scores = self.scores
        title = "What comes next?"
        if guessed:
            paid = {name: amount(score.per_word) for name, score in scores.items()}
            theirs = f"{'the truth' if self._name == 'truth' else self._name} {paid[self._name]}"
            made = counted(len(guessed), "guess", "guesses")
            title = f"After {made}: you {paid[LEARNER]} bits a word, {theirs}"
        return draw_game(words, guessed, scores if guessed else {}, self.summary(), title, bool(self._ahead()))
