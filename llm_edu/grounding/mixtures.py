"""What else a model of the village reads: stories that contradict each other.

    facts = contradicted_facts(world, other, count=24)
    model = train_on(world, contradicting_stories(world, other, facts), seed=0)

Each story of the village tells one fact at most, so stories of two worlds can be mixed, fact by fact.
"""

from collections.abc import Sequence
from random import Random

from llm_edu.grounding.village import BATCH, STEPS, TELLING, asked_facts
from llm_edu.storyland import Story, World
from llm_edu.storyland.village import Fact, shuffled


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
