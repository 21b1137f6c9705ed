"""Ten people of Storyland swap lives: what Storyteller has to learn, what it should keep, and how much it does.

Each of the ten takes over the job, the house, the home, the pet and the favourite food of the next. For the thirty
others nothing changes, so no fact about them contradicts anything that is to be learned.

    storyteller, tokenizer = load_storyteller()
    village = Village(tokenizer)
    village.news, village.questions, village.stories    to learn from; of old times, to be learned again
    village.measure(storyteller)    how many new facts it tells right, how many about the others, what stories cost
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

import torch

from llm_edu.finetuning.loss import group_by_length
from llm_edu.lessons.common.examples import Example, what_is_said
from llm_edu.storyland import World
from llm_edu.storyland.plots import PLOTS
from llm_edu.storyland.village import shuffled
from llm_edu.training import cross_entropy
from llm_edu.training.storyteller import STORY

TEN = ("Mia", "Otto", "Ada", "Ben", "Lena", "Omar", "Nora", "Hugo", "Rosa", "Ivan")
TAKES_OVER_FROM = dict(zip(TEN, TEN[1:] + TEN[:1]))
# Each relation: a plot, who it is told of, and where in the plot that is said for the first time.
ASKED = {"job": ("lost", "helper", "{helper.job}"), "house": ("visitor", "hero", "{hero.house}"),
         "home": ("letter", "reader", "{reader.by_home}"), "pet": ("noise", "owner", "{owner.pet}"),
         "food": ("birthday", "hero", "{hero.food}")}
ROWS_AT_ONCE = 50
GROUP_COST = 100    # one group of rows more takes Storyteller as long as so many tokens


@dataclass(frozen=True)
class Question:
    """The beginning of a story, up to a fact about someone, and the word that tells it."""

    text: str
    answer: str
    name: str
    relation: str


@dataclass(frozen=True)
class Score:
    """What a model has learned and what it has kept.

    new, others: the share of the facts that it tells right   new_nats, others_nats: the mean surprise of these words
    stories: nats a story above the floor, on stories that tell nothing about the ten
    """

    new: float
    others: float
    stories: float
    new_nats: float
    others_nats: float

    def __str__(self):
        return f"{self.new:4.0%} of the new facts, {self.others:4.0%} of the others', {self.stories:5.1f} nats"


@lru_cache(maxsize=1)
def old_times():
    """The village that Storyteller has read of."""
    return World(seed=0)


def questions(count, seed, but=()):
    """`count` beginnings for each of the 200 facts, as it was in old times, and none of these texts (`but`).

    Storyteller has read seed 1.

    >>> questions(1, seed=7)[0]
    Question(text="It was Ada's birthday. Finn brought", answer='nuts', name='Ada', relation='food')
    """
    facts = {(fact.subject, fact.relation): fact.value for fact in old_times().facts()}
    found = {}
    for relation, (plot, who, told) in ASKED.items():
        world = World(seed=0, plots={plot: PLOTS[plot].split(told)[0]})
        for story in world.stories(400 + 120 * count, seed):
            name = world.read(story.words).tellings[0].values[who]
            texts = found.setdefault((name, relation), [])
            text = story.text + " by the" * (relation == "home")
            if len(texts) < count and text not in but:
                texts.append(text)
    if any(len(texts) < count for texts in found.values()):
        raise ValueError(f"seed {seed} has too few stories for {count} beginnings of each fact")
    return [Question(text, facts[key], *key) for key in sorted(found) for text in found[key]]


def after_the_swap(asked):
    """Those questions whose answer is another one since the ten have swapped, with the new answer."""
    people = {each.word: each for each in old_times().residents}
    new = [replace(each, answer=getattr(people[TAKES_OVER_FROM[each.name]], each.relation))
           for each in asked if each.name in TEN]
    return [each for each in new if each.answer != getattr(people[each.name], each.relation)]


def about_others(asked):
    """The questions about the thirty who have not swapped."""
    return [each for each in asked if each.name not in TEN]


def stories_of_others(count, seed):
    """`count` stories of old times that tell no fact about the ten. Storyteller has read those of seed 1."""
    told = (story for story in old_times().stories(2 * count + 50, seed)
            if not any(fact.subject in TEN for fact in story.facts))
    return [story for story, _ in zip(told, range(count))]


class Village:
    """All that is to be learned or kept, as `Example`s, and what it is measured on.

    news: 4 beginnings for each new fact   questions: 4 for each of the others' facts   stories: 400, whole
    seed: decides their order
    """

    def __init__(self, tokenizer, seed=0):
        self.tokenizer, self.begin = tokenizer, tokenizer.special_tokens[STORY]
        asked = questions(4, seed=1)
        held_out = questions(1, seed=2, but={each.text for each in asked})
        random = Random(f"swap {seed}")
        self.news = shuffled(random, map(self.of_question, after_the_swap(asked)))
        self.questions = shuffled(random, map(self.of_question, about_others(asked)))
        self.stories = shuffled(random, map(self.of_story, stories_of_others(400, seed=1)))
        self.held_out = {"new": after_the_swap(held_out), "others": about_others(held_out)}
        unread = stories_of_others(80, seed=2)
        self.unread = [self.of_story(story) for story in unread]
        self.floor = -sum(old_times().log_prob(story.words) for story in unread) / len(unread)

    def of_question(self, question):
        """Only its answer is to be said; where that is several tokens, the first of them."""
        answer = self.tokenizer.encode(" " + question.answer)[0]
        ids = (self.begin, *self.tokenizer.encode(question.text), answer)
        return Example(ids, len(ids) - 1)

    def of_story(self, story):
        """All of it is to be said, and that it ends (id 0)."""
        return Example((self.begin, *self.tokenizer.encode(story.text), 0), 1)

    def measure(self, model):
        """A `Score`."""
        shares, nats = {}, {}
        for name, asked in self.held_out.items():
            losses, right = surprises(model, [self.of_question(each) for each in asked])
            shares[name], nats[name] = right.float().mean().item(), losses.mean().item()
        return Score(shares["new"], shares["others"], self.above_floor(model), nats["new"], nats["others"])

    def nats(self, model, name):
        """The mean surprise of the facts of one kind, "new" or "others". No model can be below 0."""
        return surprises(model, [self.of_question(each) for each in self.held_out[name]])[0].mean().item()

    def above_floor(self, model):
        """What the model pays for stories above what the truth pays: nats a story."""
        return surprises(model, self.unread)[0].sum().item() / len(self.unread) - self.floor

    def measures(self):
        """What `AdapterDial` shows: the surprise of new facts and of the others', and what a word of a story costs.

        Of the others' facts every third, which is enough for a curve.
        """
        others = [self.of_question(each) for each in self.held_out["others"][::3]]
        words = sum(len(example.ids) - 1 for example in self.unread) / len(self.unread)
        return {"new facts": lambda model: self.nats(model, "new"),
                "others' facts": lambda model: surprises(model, others)[0].mean().item(),
                "stories": lambda model: self.above_floor(model) / words}

    def said(self, model, question):
        """The word that the model would say.   question: a `Question`"""
        ids = torch.tensor([self.of_question(question).ids[:-1]])
        with torch.no_grad():
            return self.tokenizer.decode([model(ids)[0, -1].argmax().item()]).strip()


@torch.no_grad()
def surprises(model, examples):
    """The surprise of every id that is to be said, in nats, and whether it is the first guess: (ids,) each

    Those of short examples stand first.
    """
    losses, right, examples = [], [], sorted(examples, key=lambda example: len(example.ids))
    for start in range(0, len(examples), ROWS_AT_ONCE):
        logits, targets, _ = what_is_said(model, examples[start:start + ROWS_AT_ONCE])
        losses.append(cross_entropy(logits, targets, reduction="none"))
        right.append(logits.argmax(-1) == targets)
    return torch.cat(losses), torch.cat(right)


def loss_of(model, examples):
    """The mean over the examples of each one's mean surprise: a question counts as much as a story."""
    total = 0.0
    for numbers in group_by_length([len(example.ids) for example in examples], GROUP_COST):
        logits, targets, rows = what_is_said(model, [examples[number] for number in numbers])
        total += (cross_entropy(logits, targets, reduction="none") / rows.bincount()[rows]).sum()
    return total / len(examples)


