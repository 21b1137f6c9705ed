"""The residents, places and things of Storyland: everything that a seed decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

WOMEN = ("Mia Ada Lena Nora Ines Yuki Amira Rosa Tara Freya "
         "Leila Hana Olga Priya Wanda Sofia Mei Nia Elsa Zora").split()  # fmt: skip
MEN = ("Otto Ben Omar Hugo Karl Ravi Tom Leo Ivan Kofi "
       "Max Jonas Luis Finn Emil Noah Akira Samir Pablo Oskar").split()  # fmt: skip

# Which pronoun people once expected for which job: what the dial `job_skew` turns up (Bolukbasi et al. 2016,
# arXiv:1607.06520, measured such pairs in real text). Each with something that can be learned from whoever does it.
SHE_JOBS = {"nurse": "bind wounds", "teacher": "read", "tailor": "sew", "gardener": "plant trees",
            "baker": "bake bread", "painter": "paint"}  # fmt: skip
HE_JOBS = {"doctor": "heal the sick", "farmer": "grow corn", "fisher": "catch fish", "builder": "lay bricks",
           "carpenter": "carve wood", "smith": "bend iron"}  # fmt: skip
SKILLS = SHE_JOBS | HE_JOBS

PLACES = {"river": "by", "lake": "by", "bridge": "by", "well": "by", "mill": "at", "market": "at", "school": "at",
          "harbour": "at", "barn": "in", "forest": "in", "meadow": "in", "garden": "in", "orchard": "in",
          "hill": "on", "square": "on"}  # fmt: skip
COLOURS = tuple("red blue green yellow purple black white pink brown grey".split())
FOODS = tuple("soup bread cake cheese honey plums pancakes noodles rice berries pears nuts".split())
PETS = tuple("cat dog rabbit goat parrot hen pony duck mouse turtle".split())
SEASONS = tuple("spring summer autumn winter".split())
DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
PAINTABLES = tuple("fence gate door wall roof sign".split())
HIDING_PLACES = {"bed": "under the bed", "curtain": "behind the curtain", "oak": "up in the oak", "hay": "in the hay",
                 "sheep": "among the sheep"}  # fmt: skip
PLAIN_KINDS = {"season": SEASONS, "day": DAYS, "food": FOODS, "pet": PETS, "paintable": PAINTABLES}

# Things of any colour, chosen again in each story; and things that have the same colour in the whole world.
PERSONAL_THINGS = ("hat scarf coat cap ribbon bag belt shirt sock shawl "
                   "kite ball basket cup purse button glove mitten ring necklace").split()  # fmt: skip
SMALL_THINGS = ("hammer saw rope broom kettle pan plate spoon jar bottle "
                "candle bell book map flute whistle doll puppet brush clock").split()  # fmt: skip
BIG_THINGS = ("ladder bucket wheel cart boat sail mirror chest chair table "
              "bench shelf drum fiddle tent sled stool lamp barrel rug").split()  # fmt: skip

# Where travellers come from, all invented; how they answer a lender; and what they do. Of those who bring back what
# they borrowed, a share (1 + ANSWER_SKEW) / 3 gave the first answer, and (1 - ANSWER_SKEW) / 3 the last; of those who
# keep it, the other way round. Once you know the ending, the answer does not depend on the origin.
ORIGINS = ("hills", "coast", "marsh")
ANSWERS = ("promised", "nodded", "said nothing")
ENDINGS = ("brought it back", "kept it")
ANSWER_SKEW = 0.5


@dataclass(frozen=True)
class Fact:
    """One fact of a world: ``Fact("Mia", "pet", "goat")``."""

    subject: str
    relation: str
    value: str


@dataclass(frozen=True)
class Resident:
    """Someone in the village. `house` is the colour of the house, `home` the place where it is."""

    word: str
    pronoun: str
    job: str
    house: str
    home: str
    pet: str
    food: str
    friend: str

    @property
    def forms(self) -> dict[str, str]:
        """What a plot can write about a resident: ``{hero.She}``, ``{hero.her}``, ``{hero.by_home}``…"""
        return {**pronoun_forms(self.pronoun), "job": self.job, "skill": SKILLS[self.job], "house": self.house,
                "home": self.home, "by_home": f"by the {self.home}", "pet": self.pet, "food": self.food,
                "friend": self.friend}  # fmt: skip


@dataclass(frozen=True)
class Visitor:
    """Someone from elsewhere, known by the job alone."""

    word: str
    pronoun: str

    @property
    def forms(self) -> dict[str, str]:
        return pronoun_forms(self.pronoun)


@dataclass(frozen=True)
class Traveller:
    """Someone who borrows, known by the origin alone: ``{traveller.answer}`` to the lender, ``{traveller.ending}``."""

    word: str
    answer: str
    ending: str

    @property
    def forms(self) -> dict[str, str]:
        return {"answer": self.answer, "ending": self.ending}


@dataclass(frozen=True)
class Place:
    """``{place.at}`` is "by the river"."""

    word: str
    at: str

    @property
    def forms(self) -> dict[str, str]:
        return {"at": self.at}


@dataclass(frozen=True)
class Thing:
    """``{thing.described}`` is "brown ladder". `colour` is None for a thing that comes in all colours."""

    word: str
    size: str
    colour: str | None

    @property
    def forms(self) -> dict[str, str]:
        carried = "under one arm" if self.size == "small" else "on a cart"
        return {"carried": carried, "size": self.size} | (
            {} if self.colour is None else {"colour": self.colour, "described": f"{self.colour} {self.word}"}
        )


@dataclass(frozen=True)
class Plain:
    """A word without facts: a colour, a day."""

    word: str

    @property
    def forms(self) -> dict[str, str]:
        return {}


# The relation about which each form tells a fact.
TELLS = {"job": "job", "skill": "job", "house": "house", "home": "home", "by_home": "home", "pet": "pet",
         "food": "food", "friend": "friend", "colour": "colour", "described": "colour", "carried": "size",
         "size": "size"}  # fmt: skip


def pronoun_forms(pronoun: str) -> dict[str, str]:
    """``{hero.she}``, ``{hero.her}`` (whose) and ``{hero.him}`` (whom), for someone who is "she" or "he"."""
    she, her, him = ("she", "her", "her") if pronoun == "she" else ("he", "his", "him")
    return {"she": she, "her": her, "him": him, "She": she.capitalize(), "Her": her.capitalize()}


def draw_travellers(origin_skew: float, marsh: float) -> list[tuple[Traveller, float]]:
    """Every traveller there can be, with the probability. marsh: the share of travellers who come from there

    From the hills a share (1 + origin_skew) / 2 bring back what they borrowed, from the coast (1 - origin_skew) / 2.
    Travellers from the marsh are like those from the hills, but rare.
    """
    shares = dict(zip(ORIGINS, ((1 - marsh) / 2, (1 - marsh) / 2, marsh)))
    tilts = dict(zip(ANSWERS, (ANSWER_SKEW, 0.0, -ANSWER_SKEW)))
    return [
        (Traveller(origin, answer, ending),
         share * (1 + sign * (-origin_skew if origin == "coast" else origin_skew)) / 2 * (1 + sign * tilt) / 3)
        for origin, share in shares.items() for answer, tilt in tilts.items() for ending, sign in zip(ENDINGS, (1, -1))
    ]  # fmt: skip


def at(place: str) -> str:
    """The place with its preposition: "by the river", "in the barn"."""
    return f"{PLACES[place]} the {place}"


def draw_residents(random: Random, count: int, places: Sequence[str], colours: Sequence[str],
                   job_skew: float) -> tuple[Resident, ...]:
    """`count` residents (an even number), half of them "she"; `job_skew` says how much jobs depend on the pronoun."""
    women, men = WOMEN[: count // 2], MEN[: count // 2]
    jobs = dict(zip(women, draw_jobs(random, len(women), SHE_JOBS, HE_JOBS, job_skew)))
    jobs |= dict(zip(men, draw_jobs(random, len(men), HE_JOBS, SHE_JOBS, job_skew)))
    names = women + men
    paired = shuffled(random, names)
    friends = dict(zip(paired, paired[count // 2 :] + paired[: count // 2]))  # everyone is their best friend's
    homes, houses = dealt(random, places, count), dealt(random, colours, count)
    pets, foods = dealt(random, PETS, count), dealt(random, FOODS, count)
    return tuple(
        Resident(name, "she" if name in women else "he", jobs[name], house, home, pet, food, friends[name])
        for name, house, home, pet, food in zip(names, houses, homes, pets, foods)
    )


def draw_jobs(random: Random, count: int, expected: Iterable[str], others: Iterable[str],
              job_skew: float) -> list[str]:
    """`count` jobs, a share of (1 + job_skew) / 2 of them from the expected ones."""
    from_expected = round(count * (1 + job_skew) / 2)
    jobs = dealt(random, expected, from_expected) + dealt(random, others, count - from_expected)
    return shuffled(random, jobs)


def draw_things(random: Random, count: int, colours: Sequence[str]) -> tuple[Thing, ...]:
    """`count` things (a multiple of three): a third of any colour, a third small and a third big with their own."""
    third = count // 3
    personal = [Thing(word, "small", None) for word in PERSONAL_THINGS[:third]]
    small = zip(SMALL_THINGS[:third], dealt(random, colours, third))
    big = zip(BIG_THINGS[:third], dealt(random, colours, third))
    return tuple(
        personal
        + [Thing(word, "small", colour) for word, colour in small]
        + [Thing(word, "big", colour) for word, colour in big]
    )


def shuffled(random: Random, values: Iterable[Item]) -> list[Item]:
    """The values in another order. (Our own: `Random.shuffle` may give another order in another version of Python.)"""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(random.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def dealt(random: Random, values: Iterable[Item], count: int) -> list[Item]:
    """`count` of the values in random order, each as often as any other (or once more)."""
    hands: list[Item] = []
    while len(hands) < count:
        hands += shuffled(random, values)
    return hands[:count]
