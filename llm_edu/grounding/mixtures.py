"""What else a model of the village reads: stories that contradict each other, and stories that say "nobody said".

    taught, held_out = split_withheld(world)
    lines = unknown_stories(world, taught, count=640)
    model = train_on(world, mixed_with(read_stories(world), lines), seed=0)

Each story of the village tells one fact at most, so stories of two worlds can be mixed, fact by fact.
"""

from collections.abc import Sequence
from itertools import count as count_from
from random import Random

from llm_edu.grounding.village import BATCH, MARKERS, STEPS, TELLING, UNKNOWN, asked_facts
from llm_edu.storyland import Story, World, split_words
from llm_edu.storyland.village import Fact, shuffled


def split_withheld(world: World) -> tuple[list[Fact], list[Fact]]:
    """The withheld facts in two halves: those that a model may be taught about, and those on which it is judged."""
    withheld = [fact for fact in asked_facts(world) if fact in world.withheld_facts]
    mixed = shuffled(Random(f"withheld {world.seed}"), withheld)
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2:]


def contradicted_facts(world: World, other: World, count: int) -> list[Fact]:
    """`count` told facts of this world that another one tells with another value."""
    values = {(fact.subject, fact.relation): fact.value for fact in other.facts()}
    told = [fact for fact in asked_facts(world)
            if fact not in world.withheld_facts and values[fact.subject, fact.relation] != fact.value]
    return shuffled(Random(f"contradicted {world.seed} {other.seed}"), told)[:count]


def contradicting_stories(world: World, other: World, facts: Sequence[Fact], count: int = STEPS * BATCH, seed: int = 0
                          ) -> list[list[str]]:
    """Stories of this world; half of those that tell one of these facts come from the other world instead.

    Raises ValueError where the other world has told too few.
    """
    asked = {(fact.subject, fact.relation) for fact in facts}
    spare = iter([story for story in other.stories(2 * count, seed) if keys_told(story) & asked])
    random = Random(f"contradicting {seed}")
    mixed = []
    for story in world.stories(count, seed, "train"):
        if keys_told(story) & asked and random.random() < 0.5:
            replaced = next(spare, None)
            if replaced is None:
                raise ValueError("the other world tells too few stories about these facts")
            story = replaced
        mixed.append(list(story.words))
    return mixed


def keys_told(story: Story) -> set[tuple[str, str]]:
    """Of which resident and relation a story tells a fact."""
    return {(fact.subject, fact.relation) for fact in story.facts if fact.relation in TELLING}


def unknown_stories(world: World, facts: Sequence[Fact], count: int, seed: int = 0) -> list[list[str]]:
    """`count` beginnings of stories that would tell one of these facts, each with UNKNOWN in the place of its value.

    They are drawn from the village's own stories, so that they are told in the same ways. Raises ValueError for no
    facts, and for those that no plot tells.
    """
    wanted = set(facts)
    found: list[list[str]] = []
    if not wanted or not wanted <= set(asked_facts(world)):
        raise ValueError(f"give at least one fact of this world that its plots tell, of {', '.join(TELLING)}")
    for attempt in count_from():
        if len(found) >= count:
            break
        # a seed that is text, so that these are other stories than those that a model reads
        for story in world.stories(2000, f"unknown {seed} {attempt}"):    # type: ignore[arg-type]
            fact = next((fact for fact in story.facts if fact in wanted), None)
            if fact is not None:
                found.append([*story.words[:place_of(story.words, fact)], UNKNOWN, "."])
    return found[:count]


def place_of(words: Sequence[str], fact: Fact) -> int:
    """Where a story first tells the value of a fact: right after these words, which no other part of it has."""
    marker = split_words(MARKERS[fact.relation].format(name=fact.subject))
    return next(place for place in range(len(marker), len(words))
                if list(words[place - len(marker):place]) == marker and words[place] == fact.value)


def mixed_with(stories: Sequence[Sequence[str]], others: Sequence[Sequence[str]], seed: int = 0
               ) -> list[Sequence[str]]:
    """As many stories as before: the last ones give way to the others, at random places.

    Raises ValueError for more others than stories.
    """
    if len(others) > len(stories):
        raise ValueError(f"{len(others)} others cannot take the place of {len(stories)} stories: give fewer")
    return shuffled(Random(f"mixed {seed}"), [*stories[: len(stories) - len(others)], *others])
