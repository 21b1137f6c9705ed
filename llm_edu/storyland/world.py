"""A world: one village drawn from a seed, the stories about it, and everything known about both."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

from llm_edu.storyland import village
from llm_edu.storyland.kinds import Kind, Value
from llm_edu.storyland.plot import Node, compile_plot
from llm_edu.storyland.plots import PLOTS
from llm_edu.storyland.possible import PossibleWords
from llm_edu.storyland.reading import Plots, Reading
from llm_edu.storyland.telling import Story, tell
from llm_edu.storyland.village import Fact
from llm_edu.storyland.vocabulary import words_of_plots
from llm_edu.storyland.words import END, join_words, split_words

WITHHOLDABLE = ("job", "house", "home", "pet", "food", "friend", "colour")
"""The relations whose facts can be withheld. A pronoun cannot be: every story shows it."""

SPLITS = ("all", "train")

Text = str | Sequence[str]  # a text, or its words


@dataclass(frozen=True)
class Floor:
    """The entropy of the stories: the loss, in nats, that no model can beat on average.

    Estimated as the mean of the exact −log P of `count` sampled stories, so it has a standard error.
    """

    per_story: float
    standard_error: float
    words_per_story: float
    count: int

    @property
    def per_word(self) -> float:
        """Nats for each word; the end of the story counts as one."""
        return self.per_story / self.words_per_story

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence interval of `per_story`."""
        return self.per_story - 1.96 * self.standard_error, self.per_story + 1.96 * self.standard_error

    def per(self, units_per_story: float) -> float:
        """Nats for each unit (character, byte, or token of any tokenizer). units_per_story: their mean number"""
        return self.per_story / units_per_story


class World:
    """One village, and every story that can be told about it.

    seed       decides each resident's job, home, pet, food and friend, and the colours of things
    job_skew   from 0 (jobs do not depend on pronouns) to 1 (they always do); the same for visitors
    origin_skew     from 0 to 1: how much a traveller's origin decides whether something borrowed is brought back
    marsh      the share of travellers who come from the marsh; of the others, half come from the hills, half from the
               coast
    withheld   the share of the facts that no story of the split "train" tells
    plots      name -> text, in the language of `plot`; you may add your own. By default all.
    residents, places, things, colours: smaller numbers make a smaller world
    Raises ValueError for numbers out of range, and for a plot that it cannot read.

    World(seed=0).stories(3, seed=1)[0].text
    """

    def __init__(self, seed: int = 0, *, job_skew: float = 0.0, origin_skew: float = 0.0,
                 marsh: float = 0.04, withheld: float = 0.0, plots: Mapping[str, str] | None = None,
                 residents: int = 40, places: int = 15, things: int = 60, colours: int = 10):  # fmt: skip
        shares = {"job_skew": job_skew, "origin_skew": origin_skew, "marsh": marsh, "withheld": withheld}
        _check_sizes(shares, residents, places, things, colours)
        self.seed, self.job_skew, self.withheld = seed, job_skew, withheld
        self.origin_skew, self.marsh = origin_skew, marsh
        random = Random(seed)
        self.colours = village.COLOURS[:colours]
        self.places = tuple(village.Place(word, village.at(word)) for word in list(village.PLACES)[:places])
        homes = [place.word for place in self.places]
        self.residents = village.draw_residents(random, residents, homes, self.colours, job_skew)
        self.things = village.draw_things(random, things, self.colours)
        self.withheld_facts = self._withhold(random, withheld)
        self._values = self._all_values()
        self._plots = {}
        for split, hidden_facts in (("all", frozenset()), ("train", self.withheld_facts)):
            self._plots[split] = self._compile(PLOTS if plots is None else plots, hidden_facts)
        self.vocabulary = (END, *sorted(words_of_plots(node for _, node in self._plots["all"])))
        self._ids = {word: number for number, word in enumerate(self.vocabulary)}

    def facts(self) -> list[Fact]:
        """All facts of this world, in a fixed order."""
        relations = ("pronoun", "job", "house", "home", "pet", "food", "friend")
        facts = [Fact(who.word, relation, getattr(who, relation)) for who in self.residents for relation in relations]
        facts += [Fact(thing.word, "size", thing.size) for thing in self.things]
        return facts + [Fact(thing.word, "colour", thing.colour) for thing in self.things if thing.colour]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Words of one kind each: names, places, things, colours, foods, pets, jobs, seasons, days."""
        return {
            "name": tuple(who.word for who in self.residents),
            "place": tuple(place.word for place in self.places),
            "thing": tuple(thing.word for thing in self.things),
            "colour": self.colours,
            "food": village.FOODS,
            "pet": village.PETS,
            "job": tuple(village.SKILLS),
            "season": village.SEASONS,
            "day": village.DAYS,
        }

    def stories(self, count: int, seed: int = 0, split: str = "all") -> list[Story]:
        """`count` stories; the same seed gives the same stories, on every platform.

        Held-out stories are those of another seed. With `split` "train", no story tells a withheld fact.
        """
        random = Random(f"stories {seed}")
        plots = self._of_split(split)
        return [tell(plots, random) for _ in range(count)]

    def read(self, text: Text, split: str = "all", plot: str | None = None,
             values: Mapping[str, str] | None = None) -> Reading:
        """Everything known about a text as (the beginning of) a story. `text`: a string, or its words.

        plot, values: consider only stories of this plot, in which these variables have these values (variable -> word);
        give a variable for each word that is drawn
        """
        return Reading(self._of_split(split, plot), split_words(text) if isinstance(text, str) else text, values)

    def possible_words(self, text: Text, split: str = "all", plot: str | None = None,
                       values: Mapping[str, str] | None = None) -> list[set[str]]:
        """The words that may come next after the text's first 0, 1, … words; END where the story may end.

        Empty after the first impossible word.   plot, values: as for `read`

        >>> after = World(seed=0).possible_words("On Monday there was a cat")
        >>> len(after), after[4], after[5], after[6]
        (7, {'a'}, {'race'}, set())
        """
        words = split_words(text) if isinstance(text, str) else text
        return PossibleWords(self._of_split(split, plot), words, values).possible

    def log_prob(self, text: Text, split: str = "all") -> float:
        """log P(text) in nats, exact; -inf for a text that is not a whole story of this world."""
        return self.read(text, split).log_prob

    def word_log_probs(self, text: Text, split: str = "all") -> list[float]:
        """log P(word | words before) in nats, exact, for each word and, last, for the end of the story."""
        return self.read(text, split).word_log_probs()

    def next_distribution(self, prefix: Text, split: str = "all") -> dict[str, float]:
        """The true P(next word | prefix), the most probable first; END means the end of the story.

        Raises ValueError for a prefix that no story has, naming the first impossible word.
        """
        reading = self.read(prefix, split)
        wrong = reading.first_impossible()
        if wrong is not None:
            before = join_words(reading.words[max(0, wrong - 6) : wrong])
            raise ValueError(f"no story goes on with {reading.words[wrong]!r} (word {wrong + 1}) after {before!r}")
        mass = sum(reading.following.values())
        ranked = sorted(reading.following.items(), key=lambda item: (-item[1], item[0]))
        return {word: probability / mass for word, probability in ranked}

    def entropy_floor(self, count: int = 4000, seed: int = 1_000_003, split: str = "all") -> Floor:
        """The loss that no model can beat, estimated on `count` fresh stories (at least 2)."""
        if count < 2:
            raise ValueError(f"count is {count}; an interval needs at least 2 stories")
        stories = self.stories(count, seed, split)
        losses = [-self.log_prob(story.words, split) for story in stories]
        mean = sum(losses) / count
        variance = sum((loss - mean) ** 2 for loss in losses) / (count - 1)
        words = sum(len(story.words) + 1 for story in stories) / count
        return Floor(mean, sqrt(variance / count), words, count)

    def encode(self, text: Text) -> list[int]:
        """Word ids of a text (a string, or its words). ValueError for a word that is not in the vocabulary."""
        words = split_words(text) if isinstance(text, str) else text
        try:
            return [self._ids[word] for word in words]
        except KeyError as problem:
            raise ValueError(f"{problem.args[0]!r} is not a word of this world") from None

    def decode(self, ids: Iterable[int]) -> str:
        """The text of word ids; END ids are left out. ValueError for an id that no word has, such as -100."""
        numbers = list(ids)
        for number in numbers:
            if not 0 <= number < len(self.vocabulary):
                raise ValueError(f"word ids are from 0 to {len(self.vocabulary) - 1}, not {number}")
        return join_words(self.vocabulary[number] for number in numbers if self.vocabulary[number] != END)

    def _of_split(self, split: str, plot: str | None = None) -> Plots:
        if split not in SPLITS:
            raise ValueError(f"split is {split!r}; it is one of {', '.join(map(repr, SPLITS))}")
        return [each for each in self._plots[split] if plot in (None, each[0])]

    def _all_values(self) -> dict[str, list[Value]]:
        """Kind -> its values; one Value object for each resident, place, thing and word."""
        values = {group: [Value(village.Plain(word)) for word in words] for group, words in village.PLAIN_KINDS.items()}
        values["colour"] = [Value(village.Plain(word)) for word in self.colours]
        values["place"] = [Value(place) for place in self.places]
        values["spot"] = [Value(village.Place(word, at)) for word, at in village.HIDING_PLACES.items()]
        values["resident"] = residents = [Value(resident) for resident in self.residents]
        by_name = {value.word: value for value in residents}
        for value in residents:
            value.friend = by_name[value.entity.friend]
        for job in village.SKILLS:
            values[job] = [value for value in residents if value.entity.job == job]
        things = [Value(thing) for thing in self.things]
        values["personal"] = [value for value in things if value.entity.colour is None]
        values["small"] = [value for value in things if value.entity.colour and value.entity.size == "small"]
        values["big"] = [value for value in things if value.entity.size == "big"]
        values["visitor"] = [
            Value(village.Visitor(job, pronoun), (1 + self.job_skew if job in expected else 1 - self.job_skew) / 2)
            for pronoun, expected in (("she", village.SHE_JOBS), ("he", village.HE_JOBS))
            for job in village.SKILLS
        ]
        travellers = village.draw_travellers(self.origin_skew, self.marsh)
        values["traveller"] = [Value(who, share) for who, share in travellers]
        return values

    def _withhold(self, random: Random, share: float) -> frozenset[Fact]:
        """Choose the withheld facts. At least two residents of each job stay known: plots need a new builder."""
        tellable = village.shuffled(random, [fact for fact in self.facts() if fact.relation in WITHHOLDABLE])
        told = Counter(fact.value for fact in tellable if fact.relation == "job")
        withheld: set[Fact] = set()
        for fact in tellable:
            if len(withheld) == round(share * len(tellable)):
                break
            if fact.relation == "job":
                if told[fact.value] <= 2:
                    continue
                told[fact.value] -= 1
            withheld.add(fact)
        return frozenset(withheld)

    def _compile(self, plots: Mapping[str, str], hidden_facts: frozenset[Fact]) -> list[tuple[str, Node | None]]:
        if not plots:
            raise ValueError("a world needs at least one plot")
        made: dict[tuple[str, frozenset[str]], Kind] = {}

        def kinds(name: str, relations: frozenset[str]) -> Kind:
            if name not in self._values:
                raise ValueError(f"there is no kind {name!r}; there are {', '.join(sorted(self._values))}")
            if name in village.SKILLS:
                relations = relations | {"job"}  # "Ada, the baker" tells it
            if (name, relations) not in made:
                told = [value for value in self._values[name] if value.weight > 0.0 and not any(
                    fact in hidden_facts for fact in value.facts.values() if fact.relation in relations)]  # fmt: skip
                made[name, relations] = Kind(name, told)
            return made[name, relations]

        return [(name, compile_plot(name, text, kinds)) for name, text in plots.items()]


def _check_sizes(shares: Mapping[str, float], residents: int, places: int, things: int, colours: int) -> None:
    for name, value in shares.items():
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} is {value}; it must be from 0 to 1")
    if residents % 2 or not 4 <= residents <= 40:
        raise ValueError(f"residents is {residents}; it must be 4, 6, … 40 (half of them she, each with a friend)")
    if things % 3 or not 3 <= things <= 60:
        raise ValueError(f"things is {things}; it must be 3, 6, … 60 (thirds are small, big, of any colour)")
    for name, value, most in (("places", places, 15), ("colours", colours, 10)):
        if not 1 <= value <= most:
            raise ValueError(f"{name} is {value}; it must be from 1 to {most}")
