"""Claims about stories, true and false ones: Storyland knows who did what, so each verdict is known exactly.

A claim comes from what its plot says: who lent what to whom. A false one differs from it in one thing.

    world = World(seed=0)
    for claims in story_claims(world, count=3):
        claims.story, claims.true, claims.false["names exchanged"]
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random

from llm_edu.storyland import Story, World

# Of some plots: the variables of the two people, and what happened between them
PEOPLE = {"loan": ("hero", "other"), "rescue": ("owner", "helper"), "birthday": ("guest", "hero"),
          "lost": ("hero", "helper"), "secret": ("hero", "friend")}  # fmt: skip
SENTENCES = {
    "loan": "{one} lent a {colour} {thing} to {two}.",
    "rescue": "{one} gave a {colour} {thing} to {two}.",
    "birthday": "{one} brought a {colour} {thing} to {two}.",
    "lost": "{one} lost a {colour} {thing}, and {two} came to help.",
    "secret": "{one} told {two} about a {colour} {thing}.",
}
OTHER_ORDER = {    # the same, with the second person first
    "loan": "A {colour} {thing} was lent to {two} by {one}.",
    "rescue": "A {colour} {thing} was given to {two} by {one}.",
    "birthday": "A {colour} {thing} was brought to {two} by {one}.",
    "lost": "{two} came to help when {one} lost a {colour} {thing}.",
    "secret": "{two} was told about a {colour} {thing} by {one}.",
}
KINDS = ("another colour", "another thing", "another name", "names exchanged", "negated")


@dataclass(frozen=True)
class StoryClaims:
    """A story, a true claim about it, and false ones: {kind: claim}, one for each of `KINDS`.

    reordered: the true claim with the second person first, and the same with names exchanged, which is false
    """

    story: Story
    true: str
    false: dict[str, str]
    reordered: tuple[str, str]


def story_claims(world: World, count: int, seed: int = 0) -> Iterator[StoryClaims]:
    """Claims about `count` stories of the plots in `PEOPLE`; another seed gives other stories."""
    told = (story for story in world.stories(40 * count, seed) if story.plot in PEOPLE)    # a quarter of all plots
    for story in islice(told, count):
        values = world.read(story.text).tellings[0].values
        changed = changed_values(world, story, values)
        true, false = claim(story.plot, values), {kind: claim(story.plot, other) for kind, other in changed.items()}
        reordered = [claim(story.plot, each, OTHER_ORDER) for each in (values, changed["names exchanged"])]
        yield StoryClaims(story, true, false | {"negated": negated(true)}, (reordered[0], reordered[1]))


def claim(plot: str, values: Mapping[str, str], sentences: Mapping[str, str] = SENTENCES) -> str:
    """What happens in a plot with these values: "Mia lent a red hat to Ben." """
    one, two = (values[variable] for variable in PEOPLE[plot])
    return sentences[plot].format(one=one, two=two, colour=values["colour"], thing=values["thing"])


def negated(true: str) -> str:
    """The claim that this did not happen.

    >>> negated("Mia lent a red hat to Ben.")
    'Mia lent no red hat to Ben.'
    """
    return true.replace(" a ", " no ", 1)


def changed_values(world: World, story: Story, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """{kind: the values of a plot's variables with one thing changed}, of all kinds but "negated".

    What is new, a colour, a thing or a name, is drawn from those that the story does not have: the same for each call.
    """
    random = Random(f"claims {story.text}")
    one, two = PEOPLE[story.plot]
    new = {"colour": world.colours, "thing": [thing.word for thing in world.things if thing.colour is None],
           random.choice((one, two)): [resident.word for resident in world.residents]}
    drawn = {variable: random.choice([word for word in words if word not in story.words])
             for variable, words in new.items()}
    changed = [{**values, variable: word} for variable, word in drawn.items()]
    return dict(zip(KINDS, [*changed, {**values, one: values[two], two: values[one]}]))
