"""A storyteller of my own world: an island whose six plots I wrote, and a model that learns to tell them.

    python project.py                         trains, aligns, audits, and writes results.json
    python project.py --limit 5               a trial: few steps, five stories
    python project.py demo "The last ferry"   tells a story with this beginning
"""

from pathlib import Path

import torch

from llm_edu.alignment import draw_answers, kept_log_probabilities, train_by_tries
from llm_edu.bias import difference_of, mean_interval
from llm_edu.bias.village import share_of_first
from llm_edu.course.capstone import Results, run_project, share
from llm_edu.errors import CourseError
from llm_edu.language_models import END_ID, NGram
from llm_edu.prompting import compare
from llm_edu.storyland import World, join_words
from llm_edu.storyland.village import SHE_JOBS, SKILLS
from llm_edu.training import TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.training.shipped import load_model, save_facts, save_weights

HERE = Path(__file__).parent
WORK = HERE / "work"    # the trained model, for the demo
PLOTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "data" / "plots").glob("*.txt"))}
ISLAND = World(seed=7, job_skew=0.6, plots=PLOTS, residents=16, places=6, things=18, colours=6)
RECIPE = Recipe(width=64)
STEPS, ALIGNMENT_STEPS, BATCH = 800, 160, 32    # of training, and of alignment; stories in a step
STORIES = 1_000    # to measure on, and to write
LONGEST = 100    # words of a story
LEARNED, MEASURED, WRITTEN = 1, 12, 13    # seeds of stories; I chose all settings with others


def baseline(learned):
    """A model that only counts: each word by the four before it (lesson 03)."""
    return NGram(5).fit([story.words for story in learned])


def train_storyteller(learned, steps):
    """The recipe of lesson 06, with a narrower model. It reads each story once."""
    model = RECIPE.model(len(ISLAND.vocabulary))
    rows = TokenRows.one_text_a_row([ISLAND.encode(story.words) for story in learned])
    train(model, rows, RECIPE.training(steps, batch_size=BATCH), progress=False)
    return model.eval()


def possible_ids(answer):
    """For each position of a story the ids of the words that may come there, up to its first mistake."""
    words = [ISLAND.vocabulary[token] for token in answer if token != END_ID]
    possible = []
    for token, after in zip(answer, ISLAND.possible_words(words), strict=False):
        possible.append(torch.tensor(sorted(ISLAND.encode(sorted(after)))))
        if token not in possible[-1]:
            break
    return possible


def align(model, steps):
    """Push the model, in place, away from words after which no story of the island goes on (lesson 11)."""
    config = RECIPE.training(steps, batch_size=BATCH, learning_rate=0.002, matrix_learning_rate=0.001)
    train_by_tries(model, [END_ID], possible_ids, config, stories=128, updates=16)


def tell(model, count, opening="", seed=WRITTEN):
    """`count` stories that begin with the opening, drawn at temperature 1."""
    beginning = [END_ID, *ISLAND.encode(opening)]
    return [ISLAND.decode([*beginning, *answer])
            for answer in draw_answers(model, [beginning] * count, LONGEST - len(beginning), seed)]


def plot_of(story):
    """The plot of a story that the island could tell, from its first word to its last; None of any other text."""
    tellings = ISLAND.read(story).tellings
    return tellings[0].plot if tellings else None


def says_a_name_twice(story):
    """Whether the first word that the island could not say here is a name that the story has had before."""
    reading = ISLAND.read(story)
    wrong = reading.first_impossible()
    return (wrong is not None and reading.words[wrong] in ISLAND.groups()["name"]
            and reading.words[wrong] in reading.words[:wrong])


def log_probs(model, stories):
    """log P of each story under a model: (stories,)"""
    answers = [[*ISLAND.encode(story.words), END_ID] for story in stories]
    return kept_log_probabilities(model, [[END_ID]] * len(answers), answers)


def skew(model):
    """P(She) after a visitor with a job expected of women, minus the same after other jobs. The island's is 0.6."""
    arrivals = {job: [f"The last ferry brought a {job} to the island."] for job in SKILLS}
    she = torch.tensor(list(share_of_first(model, ISLAND, arrivals, ("She", "He")).values()))
    return difference_of(she, torch.tensor([job in SHE_JOBS for job in SKILLS]))


def audit(results, name, told, known, said):
    """Record how many of the told stories are whole, how many of these new, and which plots they tell; and by how many
    nats a model that gives new stories the log probabilities `said` is above the floor, the best that is possible."""
    plots = [plot_of(story) for story in told]
    results.record(f"{name}_right", *share([plot is not None for plot in plots]))
    results.record(f"{name}_new", *share([plot is not None and story not in known
                                          for plot, story in zip(plots, told, strict=True)]))
    for plot in PLOTS:
        results.record(f"{name}_{plot}", *share([each == plot for each in plots]))
    truth = torch.tensor([ISLAND.log_prob(story.words) for story in ISLAND.stories(len(said), MEASURED)])
    results.record(f"{name}_excess", *mean_interval(truth - said), len(said))


def measure(results: Results, limit: int | None) -> None:
    """Train, align, let all three models write, and record what they wrote."""
    count, steps, alignment_steps = (limit, 4 * limit, limit) if limit else (STORIES, STEPS, ALIGNMENT_STEPS)
    learned, unseen = ISLAND.stories(steps * BATCH, LEARNED), ISLAND.stories(count, MEASURED)
    known = {story.text for story in learned}
    counts = baseline(learned)
    audit(results, "baseline", [join_words(counts.sample(seed, LONGEST)) for seed in range(count)], known,
          torch.tensor([counts.log_prob(story.words) for story in unseen]))
    model = train_storyteller(learned, steps)
    before, said_before = tell(model, count), log_probs(model, unseen)
    audit(results, "trained", before, known, said_before)
    results.record("skew_trained", *skew(model), len(SKILLS))
    align(model, alignment_steps)
    told, said = tell(model, count), log_probs(model, unseen)
    audit(results, "model", told, known, said)
    results.record("price", *mean_interval(said_before - said), count)    # of alignment, in nats a story
    gain = compare(*([plot_of(story) is not None for story in stories] for stories in (told, before)))
    if gain.low < gain.high:    # in a trial no story may be whole
        results.record("gain", gain.difference, gain.low, gain.high, gain.count)
    results.record("skew_aligned", *skew(model), len(SKILLS))
    if broken := [story for story in told if plot_of(story) is None]:
        results.record("broken_by_a_name", *share([says_a_name_twice(story) for story in broken]))
    for story in told[:200]:
        results.keep("(tell a story)", "(a story of the island)", story, plot_of(story) is not None)
    save_facts(WORK, model.config, {"weights": save_weights(WORK, "weights", model)}, {"name": "island storyteller"})


def demo(words: list[str]) -> None:
    """Tell a story that begins with these words."""
    if not WORK.is_dir():
        raise CourseError("The storyteller is not trained yet: run `python project.py` first.")
    opening = " ".join(words)
    try:
        print(tell(load_model(WORK), 1, opening)[0])
    except ValueError as error:
        raise CourseError(f"The island does not know this opening: {error}. Try “The last ferry”.") from None


if __name__ == "__main__":
    run_project(measure, demo, HERE)
