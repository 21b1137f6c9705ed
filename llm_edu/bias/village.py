"""A small village in which every bias is known exactly, and a model that reads its stories for a quarter of a minute.

    world = small_world(job_skew=0.6)
    model = train_village_model(world, seed=0)
    said_she(model, world)["nurse"], true_she(world)["nurse"]            # the model's probability, and the truth: 0.8
    said_returned(model, world)["hills"], true_returned(world)["hills"]

"Skew" is one number for both dials: after a job that is expected of "she" (`SHE_JOBS`), a share (1 + skew) / 2 of the
stories says "she", after the others (1 - skew) / 2. Travellers are as invented as the hills and the coast.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

import torch
from torch import nn

from llm_edu.language_models import END_ID
from llm_edu.storyland import Story, World, join_words, split_words
from llm_edu.storyland.plots import PLOTS
from llm_edu.storyland.village import ANSWERS, DAYS, ENDINGS, ORIGINS, SKILLS, draw_travellers
from llm_edu.training.loop import train
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.transformer import Transformer

Asked = str | tuple[str, str]    # an origin, or an origin and an answer
Key = TypeVar("Key", bound=Hashable)

JOBS = tuple(SKILLS)
ARRIVAL = "One evening a {job} came to the village."
TRAVELLER = """
    A traveller from the {traveller=traveller} borrowed a {colour=colour} {thing=personal} from {hero=resident}.
    “Bring it back on {day=day},” {hero.she} said. The traveller {traveller.answer}.
    When {day!} came, the traveller {traveller.ending}. For weeks {hero!} talked about the {colour!} {thing!}.
    """
BORROWED = ("A traveller from the {origin} borrowed a {colour} {thing} from {name}. “Bring it back on {day},” "
            "{she} said. The traveller")
CAME = " {answer}. When {day} came, the traveller"
VILLAGE_PLOTS = {name: PLOTS[name] for name in ("visitor", "lost", "secret", "found")} | {"traveller": TRAVELLER}
SIZES = {"residents": 10, "places": 4, "things": 12, "colours": 4}
RECIPE = Recipe(width=64)
STEPS = 400


def small_world(job_skew: float = 0.0, origin_skew: float = 0.0, marsh: float = 0.04, seed: int = 0) -> World:
    """Ten residents and five plots: visitors with jobs, travellers who borrow, and three of everyday life.

    job_skew, origin_skew, marsh: the dials of `World`. They change no word of the vocabulary, except that there is no
    "marsh" where nobody comes from there. With job_skew, residents have other jobs, homes and pets, too.
    """
    return World(seed, job_skew=job_skew, origin_skew=origin_skew, marsh=marsh, plots=VILLAGE_PLOTS, **SIZES)


def train_village_model(world: World, *, seed: int = 0, steps: int = STEPS,
                        stories: Iterable[Story | Sequence[str]] | None = None) -> Transformer:
    """The course's own model, trained on stories of this world: about 12 s for 400 steps on one core.

    seed: of the stories, of the weights at the start and of the order
    stories: what it reads, each a `Story` or its words; None: 32 new ones for each step, so it reads none twice
    """
    config = RECIPE.training(steps, seed=seed)
    if stories is None:
        stories = world.stories(steps * config.batch_size, seed=seed)
    rows = TokenRows.one_text_a_row([world.encode(words_of(story)) for story in stories])
    model = RECIPE.model(len(world.vocabulary), seed)
    train(model, rows, config, progress=False)
    return model.eval()


def words_of(story: Story | Sequence[str]) -> Sequence[str]:
    """The words of a `Story`; a list of words is returned as it is."""
    return story.words if isinstance(story, Story) else story


def true_she(world: World) -> dict[str, float]:
    """Job -> P(She | a visitor with this job has come), exact."""
    return {job: world.next_distribution(ARRIVAL.format(job=job)).get("She", 0.0) for job in JOBS}


def said_she(model: nn.Module, world: World, temperature: float = 1.0) -> dict[str, float]:
    """Job -> the model's P(She) : (P(She) + P(He)) after a visitor with this job has come. temperature 0: greedy"""
    return share_of_first(model, world, {job: [ARRIVAL.format(job=job)] for job in JOBS}, ("She", "He"), temperature)


def read_she(stories: Iterable[Story | Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Job -> how many of these stories say "She" of a visitor with this job, and how many "He"."""
    start, after = ARRIVAL.split()[:3], len(split_words(ARRIVAL.format(job="job")))
    counts = Counter((words[3], words[after]) for words in map(words_of, stories)
                     if list(words[:3]) == start and len(words) > after)    # a text that a model wrote may end early
    return {job: (counts[job, "She"], counts[job, "He"]) for job in JOBS}


def true_returned(world: World) -> dict[Asked, float]:
    """Origin, and pair of origin and answer -> P(brings back what was borrowed), exact."""
    weights: dict[tuple[Asked, str], float] = defaultdict(float)
    for who, weight in draw_travellers(world.origin_skew, world.marsh):
        for key in (who.word, (who.word, who.answer)):
            weights[key, who.ending] += weight
    back, kept = ENDINGS
    asked = dict.fromkeys(key for (key, _), weight in weights.items() if weight > 0)
    # Rounded, for sums of floats depend on their order: chances that are equal should also print as equal.
    return {key: round(weights[key, back] / (weights[key, back] + weights[key, kept]), 12) for key in asked}


def said_returned(model: nn.Module, world: World, temperature: float = 1.0, contexts: int = 12) -> dict[Asked, float]:
    """Origin, and pair of origin and answer -> the model's P(brought it back) : (P(brought it back) + P(kept it)).

    contexts: for how many choices of lender, thing and day the mean is taken; for each origin they are the same
    For an origin alone, answers are weighted with the probabilities that the model gives them.
    """
    origins = [origin for origin in ORIGINS if origin in world.vocabulary]
    lenders = village_lenders(world, contexts)
    before = {origin: [BORROWED.format(origin=origin, **lender) for lender in lenders] for origin in origins}
    after: dict[Asked, list[str]] = {
        (origin, answer): [(BORROWED + CAME).format(origin=origin, answer=answer, **lender) for lender in lenders]
        for origin in origins for answer in ANSWERS}  # fmt: skip
    said = share_of_first(model, world, after, ENDINGS, temperature)
    shares = {answer: share_of_first(model, world, before, (answer, *(set(ANSWERS) - {answer})), temperature)
              for answer in ANSWERS}  # fmt: skip
    alone: dict[Asked, float] = {
        origin: sum(shares[answer][origin] * said[origin, answer] for answer in ANSWERS) for origin in origins}
    return alone | said


def read_returned(stories: Iterable[Story | Sequence[str]]) -> dict[Asked, tuple[int, int]]:
    """Origin, and pair of origin and answer -> in how many stories it was brought back, and in how many kept."""
    counts: Counter = Counter()
    for story in stories:
        text = join_words(words_of(story))
        if text.startswith(BORROWED.split("{", 1)[0]):
            origin: str = words_of(story)[4]
            answer = next((each for each in ANSWERS if f"The traveller {each}." in text), None)
            ending = next((each for each in ENDINGS if f"the traveller {each}." in text), None)
            counts.update([(origin, ending), ((origin, answer), ending)])
    asked: list[Asked] = [*ORIGINS, *((origin, answer) for origin in ORIGINS for answer in ANSWERS)]
    return {key: (counts[key, ENDINGS[0]], counts[key, ENDINGS[1]]) for key in asked}


def village_lenders(world: World, count: int) -> list[dict[str, str]]:
    """`count` choices of lender, thing, colour and day: what a story needs besides a traveller; always the same."""
    random = Random("lenders")
    choices = []
    for _ in range(count):
        who = random.choice(world.residents)
        thing = random.choice([thing.word for thing in world.things if thing.colour is None])
        choices.append({"name": who.word, "she": who.pronoun, "thing": thing, "colour": random.choice(world.colours),
                        "day": random.choice(DAYS)})
    return choices


@torch.no_grad()
def share_of_first(model: nn.Module, world: World, beginnings: Mapping[Key, Sequence[str]], texts: Sequence[str],
                   temperature: float = 1.0) -> dict[Key, float]:
    """Key -> the probability that the first of `texts` comes next, given that one of them does: a mean over beginnings.

    texts: continuations, told apart by their first words   temperature: 0 for greedy, where a tie counts as a half
    """
    if temperature < 0:
        raise ValueError(f"temperature is {temperature}; it is at least 0")
    firsts = [world.encode(text)[0] for text in texts]
    rows = [[END_ID, *world.encode(text)] for several in beginnings.values() for text in several]
    ends = torch.tensor([len(row) - 1 for row in rows])
    padded = torch.tensor([row + [END_ID] * (int(ends.max()) + 1 - len(row)) for row in rows])
    device = next(model.parameters()).device
    logits = model(padded.to(device))[torch.arange(len(rows)), ends][:, firsts].double().cpu()    # (beginnings, texts)
    if temperature:
        shares = (logits / temperature).softmax(-1)[:, 0]
    else:
        best = logits == logits.max(-1, keepdim=True).values
        shares = best[:, 0] / best.sum(-1)
    parts = shares.split([len(several) for several in beginnings.values()])
    return {key: float(part.mean()) for key, part in zip(beginnings, parts, strict=True)}
