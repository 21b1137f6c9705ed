"""A village that keeps silent about some of its facts, and a model that is asked about all of them.

    world = silent_world(withheld=0.4)
    model = train_on(world, read_stories(world, seed=0), seed=0)
    answers = ask(model, world, [question_about(world, fact) for fact in asked_facts(world)])

Four plots tell one fact each: a job, a pet, a home or a food. No story that the model reads tells a withheld fact, so
nothing that it reads says what Mia's pet is. The stories never say "nobody said", either: `UNKNOWN` is a word of ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import nn

from llm_edu.language_models import END_ID
from llm_edu.storyland import World, split_words
from llm_edu.storyland.village import Fact
from llm_edu.training.loop import train
from llm_edu.training.loss import cross_entropy
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.transformer import Transformer

PLOTS = {
    "job": "{helper=resident}, the {helper.job}, [came|ran] to {other=resident}'s door on {day=day}. "
           "“[Good morning|Good evening],” said {other!}.",
    "pet": "{owner=resident}'s {owner.pet} [was stuck in the mud|ran away] {place=place.at}. "
           "{other=resident} brought the {owner.pet!} home.",
    "home": "{other=resident} [walked|ran] to {hero=resident}'s house by the {hero.home}. "
            "{hero!} had a new {colour=colour} {thing=personal}.",
    "food": "It was {hero=resident}'s birthday. {other=resident} brought {hero.food}, because {hero!} loved nothing "
            "more. They [danced|sang] until [it was dark|the stars came out].",
    "walk": "On {day=day} {first=resident} met {second=resident} {place=place.at}. They [talked|laughed] until noon.",
}
TELLING = ("job", "pet", "home", "food")    # the relations that are told, each by the plot of its name
BEGINNINGS = {"job": "{name}, the", "pet": "{name}'s", "home": "{other} walked to {name}'s house by the",
              "food": "It was {name}'s birthday. {other} brought"}
UNKNOWN = "nobody-said"
SIZES = {"residents": 32, "places": 8, "things": 12, "colours": 4}
RECIPE = Recipe(width=64)
STEPS = 800
BATCH = 32


@dataclass(frozen=True)
class Question:
    """A fact, and the beginning of a story whose next word is its value."""

    fact: Fact
    beginning: str


@dataclass(frozen=True)
class Answer:
    """What a model answers to a question.

    word: its most probable word, the answer   confidence: the probability of this word
    invented: the probability of all values together, right or wrong   true: that of the true one
    """

    fact: Fact
    word: str
    confidence: float
    invented: float
    true: float

    @property
    def right(self) -> bool:
        """Whether the answer is the true value."""
        return self.word == self.fact.value


def silent_world(withheld: float = 0.4, seed: int = 0) -> World:
    """Thirty-two residents, four plots that tell one fact each, and a walk that tells none."""
    return World(seed, withheld=withheld, plots=PLOTS, **SIZES)


def asked_facts(world: World) -> list[Fact]:
    """All facts of the relations that the plots tell, in a fixed order."""
    return [fact for fact in world.facts() if fact.relation in TELLING]


def values_of(world: World, relation: str) -> list[str]:
    """Every value that a relation has in this world, sorted: chance is 1 divided by their number."""
    return sorted({fact.value for fact in world.facts() if fact.relation == relation})


def question_about(world: World, fact: Fact) -> Question:
    """The question about a fact; a second name that it may need is drawn, the same for each call."""
    random = Random(f"question {fact.subject} {fact.relation}")
    other = random.choice([who.word for who in world.residents if who.word != fact.subject])
    return Question(fact, BEGINNINGS[fact.relation].format(name=fact.subject, other=other))


def encode(world: World, words: Iterable[str]) -> list[int]:
    """Ids of words; the id after the last of the world's is that of UNKNOWN."""
    return [len(world.vocabulary) if word == UNKNOWN else world.encode([word])[0] for word in words]


def read_stories(world: World, count: int = STEPS * BATCH, seed: int = 0) -> list[list[str]]:
    """The words of `count` stories, none of which tells a withheld fact."""
    return [list(story.words) for story in world.stories(count, seed, "train")]


def train_on(world: World, stories: Sequence[Sequence[str]], seed: int = 0) -> Transformer:
    """The course's own model after one pass over these stories; its vocabulary has UNKNOWN, too."""
    config = RECIPE.training(len(stories) // BATCH, seed=seed)
    rows = TokenRows.one_text_a_row([encode(world, words) for words in stories])
    model = RECIPE.model(len(world.vocabulary) + 1, seed)
    train(model, rows, config, progress=False)
    return model.eval()


@torch.no_grad()
def ask(model: nn.Module, world: World, questions: Sequence[Question]) -> list[Answer]:
    """A model's answer to each question: its most probable next word."""
    rows = [[END_ID, *encode(world, split_words(question.beginning))] for question in questions]
    longest = max(map(len, rows))
    padded = torch.tensor([row + [END_ID] * (longest - len(row)) for row in rows])
    ends = torch.tensor([len(row) - 1 for row in rows])
    chances = model(padded)[torch.arange(len(rows)), ends].double().softmax(-1)    # (questions, vocabulary + 1)
    words = (*world.vocabulary, UNKNOWN)
    answers = []
    for question, row in zip(questions, chances, strict=True):
        best = int(row.argmax())
        values = encode(world, values_of(world, question.fact.relation))
        answers.append(Answer(question.fact, words[best], float(row[best]), float(row[values].sum()),
                              float(row[encode(world, [question.fact.value])])))
    return answers


def story_loss(model: nn.Module, world: World, count: int = 400, seed: int = 900) -> float:
    """A model's mean loss on new stories of what the village tells, in nats a story."""
    return loss_on(model, world, read_stories(world, count, seed))


@torch.no_grad()
def loss_on(model: nn.Module, world: World, stories: Sequence[Sequence[str]]) -> float:
    """A model's mean loss on these stories, in nats a story."""
    rows = TokenRows.one_text_a_row([encode(world, words) for words in stories])
    inputs, targets = rows.side_by_side(range(len(stories)))
    return float(cross_entropy(model(inputs), targets, reduction="none").sum() / len(stories))
