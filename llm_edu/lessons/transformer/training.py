"""What lesson 05 trains on, and how well a model does at each kind of position in a story."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

import torch
import torch.nn.functional as F

from llm_edu.attention import make_rows
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.lessons.common.models import StoryTokenizer, load_variant, small_gpt2  # noqa: F401 (moved)
from llm_edu.lessons.common.printing import print_about, print_table  # noqa: F401 (moved)
from llm_edu.storyland import Story, World
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.transformer.removing import remove

KINDS = ("recall", "fact", "elsewhere")
FACTS = ("house", "home", "pet", "food", "friend")  # a job is often told by the plot: "Ada, the builder"
SIGHT = 8  # words: what the window of lesson 03 saw
TRAINING_STORIES, HELD_OUT_STORIES, SAMPLES = 14_000, 300, 40
DISTANCES = ((9, 16), (17, 24), (25, 32), (33, 48))  # words back


def rows_of(world: World, stories: Sequence[Story]) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs and targets, one story a row: lesson 04's `make_rows`."""
    return make_rows([world.encode(story.words) for story in stories])


def kinds_of_places(story: Story) -> list[str]:
    """What it takes to know each word of a story, and, last, its end.

    "recall": told in the text, more than 8 words before     "fact": so in the village, and first told here (whose pet,
    whose house, …)     "elsewhere": grammar, and what nobody can know
    """
    kinds = ["elsewhere"] * (len(story.words) + 1)
    recalled = {place for recall in story.recalls for place in range(recall.start, recall.stop)}
    for fact in story.facts:
        if fact.relation in FACTS and fact.subject in story.words and fact.value in story.words:
            place = story.words.index(fact.value)
            if place > story.words.index(fact.subject) and place not in recalled:
                kinds[place] = "fact"
    for recall in story.recalls:
        if recall.distance > SIGHT:
            kinds[recall.start:recall.stop] = ["recall"] * (recall.stop - recall.start)
    return kinds


@torch.no_grad()
def word_losses(model, world: World, stories: Sequence[Story], batch: int = 100) -> list[list[float]]:
    """The loss in nats of each word of each story, and of its end."""
    losses = []
    for start in range(0, len(stories), batch):
        some = stories[start:start + batch]
        inputs, targets = rows_of(world, some)
        table = F.cross_entropy(model(inputs).transpose(1, 2), targets, reduction="none")    # (stories, longest + 1)
        losses += [row[:len(story.words) + 1].tolist() for row, story in zip(table, some)]
    return losses


def losses_by_kind(losses: Sequence[Sequence[float]], stories: Sequence[Story]) -> dict[str, float]:
    """The mean loss in nats at each kind of place, of all words together, and of a whole story.

    losses: for each story one loss a word and one for the end, as `word_losses` returns them
    """
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for story, row in zip(stories, losses, strict=True):
        for kind, loss in zip(kinds_of_places(story), row, strict=True):
            found[kind].append(loss)
    means = {kind: fmean(values) for kind, values in found.items()}
    every = [loss for values in found.values() for loss in values]
    return means | {"all": fmean(every), "story": sum(every) / len(stories)}


def true_losses(world: World, stories: Sequence[Story]) -> list[list[float]]:
    """What the truth itself pays for each word: the floor."""
    return [[0.0 - score for score in world.word_log_probs(story.words)] for story in stories]


@torch.no_grad()
def recall_accuracy(model, world: World, stories: Sequence[Story]) -> dict[str, float]:
    """How often the likeliest word is the right one at recalls, by how many words back it was told: "9–16" -> share."""
    right: dict[str, list[bool]] = {f"{low}–{high}": [] for low, high in DISTANCES}
    for start in range(0, len(stories), 100):
        some = stories[start:start + 100]
        inputs, targets = rows_of(world, some)
        hits = model(inputs).argmax(-1) == targets    # (stories, longest + 1)
        for story, row in zip(some, hits.tolist()):
            for recall in story.recalls:
                for low, high in DISTANCES:
                    if low <= recall.distance <= high:
                        right[f"{low}–{high}"] += row[recall.start:recall.stop]
    return {distance: fmean(hits) for distance, hits in right.items()}


def fit_and_look(model, inputs, targets, steps: int, look: Callable[[int], None], every: int, batch_size: int = 32,
                 learning_rate: float = 0.005, seed: int = 0) -> list[float]:
    """Lesson 03's `fit`, step for step, with a look at the model before the first step and every so many steps after.

    look: is called with the number of steps done   ->   the loss at each step
    """
    generator = torch.Generator().manual_seed(seed)
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=learning_rate, weight_decay=0.0)
    losses = []
    look(0)
    for step in range(steps):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator)
        loss = F.cross_entropy(model(inputs[rows]).flatten(0, 1), targets[rows].flatten(), ignore_index=IGNORED)
        optimiser.zero_grad()
        loss.backward()
        optimiser.param_groups[0]["lr"] = learning_rate * (1 - step / steps)
        optimiser.step()
        losses.append(loss.item())
        if (step + 1) % every == 0:
            look(step + 1)
    return losses


def training_run(config: TransformerConfig | None, steps: int, without: str | None = None, keep: Sequence[int] = (),
                 make: Callable | None = None, seed: int = 0, every: int = 100, learning_rate: float = 0.005):
    """Train a model on 14,000 stories of Storyland, 32 at a step, and measure it on 300 others: a run for JSON.

    without: a part to take out, as for `remove`   keep: after which steps to keep the weights
    make: a function without arguments that makes another model than the configuration's
    ->   what was found, and the kept weights, {"after 300/blocks.0…": tensor}
    """
    world, kept, rows = World(seed=0), {}, []
    torch.manual_seed(seed)
    model = make() if make else Transformer(config)
    model = remove(model, without) if without else model
    inputs, targets = rows_of(world, world.stories(TRAINING_STORIES, seed=1))
    held_out = world.stories(HELD_OUT_STORIES, seed=2)

    def look(step: int) -> None:
        found = losses_by_kind(word_losses(model, world, held_out), held_out)
        rows.append([step, *(round(found[kind], 4) for kind in (*KINDS, "story"))])
        if step in keep:
            kept.update({f"after {step}/{name}": weight.clone() for name, weight in model.state_dict().items()})

    began = time.perf_counter()
    losses = fit_and_look(model, inputs, targets, steps, look, every, learning_rate=learning_rate, seed=seed)
    seconds = time.perf_counter() - began
    samples = [write_story(model, world, number) for number in range(SAMPLES)]
    found = {
        "seed": seed, "steps": steps, "parameters": sum(weight.numel() for weight in model.parameters()),
        "rows": rows,
        "training_losses": [round(fmean(losses[at:at + 25]), 4) for at in range(0, steps, 25)],
        "accuracy": {far: round(share, 4) for far, share in recall_accuracy(model, world, held_out).items()},
        "samples": samples[:6], "whole_stories": sum(world.log_prob(text) > -math.inf for text in samples) / SAMPLES,
        "seconds_with_looks": round(seconds, 1),
    }
    return (found, kept) if keep else found


def floors(world: World) -> dict[str, float]:
    """What the truth pays on the held-out stories: at each kind of place, at all words, for a story."""
    stories = world.stories(HELD_OUT_STORIES, seed=2)
    return losses_by_kind(true_losses(world, stories), stories)


def print_runs(runs: Mapping[str, Mapping], truth: Mapping[str, float]) -> None:
    """The result of each training run: its losses at the end, the share of its stories that are possible, its size."""
    rows = [[name, *(f"{loss:.2f}" for loss in run["rows"][-1][1:]), f"{run['whole_stories']:.0%}", run["parameters"]]
            for name, run in runs.items()]
    rows.append(["the truth", *(f"{truth[kind]:.2f}" for kind in (*KINDS, "story")), "100%", "–"])
    print_table(["loss in nats", "recalls", "facts", "elsewhere", "a story", "true stories", "parameters"], rows)


@torch.no_grad()
def write_story(model, world: World, seed: int, temperature: float = 1.0, longest: int = 80) -> str:
    """A story of the model's own: draw one word after the other, until the end."""
    generator = torch.Generator().manual_seed(seed)
    ids = [END_ID]
    while len(ids) <= longest:
        chances = (model(torch.tensor([ids]))[0, -1] / temperature).softmax(-1)
        new = int(torch.multinomial(chances, 1, generator=generator))
        if new == END_ID:
            break
        ids.append(new)
    return world.decode(ids[1:])
