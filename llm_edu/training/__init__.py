"""Training: from a model that knows nothing to one that tells stories (lesson 06).

Read in this order:
``loss``            `cross_entropy`, which training makes smaller
``optimisers``      `AdamW` and `Muon`, from gradients to better parameters; ``groups`` says which of them moves what
``schedules``       the learning rate at each step; ``clipping``: the clipping threshold; ``step``: one optimiser step
``rows``            text as rows of ids, and the batch of each step; ``token_files``: text larger than memory
``evaluating``      the loss on held-out text; ``stories``: and on Storyland, beside the truth
``configuration``   `TrainingConfig`, all settings that decide the result
``loop``            `train`; ``run`` is what it returns, ``progress`` the line that it shows, ``divergence`` its errors
``checkpoints``     a training run on disk, to continue after any crash
``precision``, ``distributed``   fewer bits, more processes; ``openmp``: threads that stay awake
``sharding``        a model divided among several processes, when it does not fit into one
``shipped``         two models that come with the course; ``story_model`` and ``storyteller`` are how they were made

    from llm_edu.training import TokenRows, TrainingConfig, train

    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(10_000, seed=1)])
    run = train(model, rows, TrainingConfig(steps=500))
"""

from llm_edu.training.checkpoints import load_checkpoint, save_checkpoint
from llm_edu.training.clipping import clip_gradients, gradient_norm
from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.divergence import TrainingDiverged
from llm_edu.training.evaluating import Evaluation, evaluate
from llm_edu.training.groups import make_optimisers, split_parameters
from llm_edu.training.loop import train
from llm_edu.training.loss import IGNORED, cross_entropy
from llm_edu.training.optimisers import AdamW, Muon, orthogonalise
from llm_edu.training.rows import TokenRows, batch_indices, batch_numbers, get_batch  # noqa: F401  batch_numbers: see there
from llm_edu.training.run import TrainingRun
from llm_edu.training.schedules import cosine_schedule, trapezoid_schedule, warm_up
from llm_edu.training.shipped import load_story_model, load_storyteller, story_model_steps
from llm_edu.training.step import apply_gradients
from llm_edu.training.stories import StoryLosses, StoryMeter, Verdict, write_stories
from llm_edu.training.token_files import open_tokens, verify_tokens, write_tokens

__all__ = [
    "AdamW",
    "Evaluation",
    "IGNORED",
    "Muon",
    "StoryLosses",
    "StoryMeter",
    "TokenRows",
    "TrainingConfig",
    "TrainingDiverged",
    "TrainingRun",
    "Verdict",
    "apply_gradients",
    "batch_indices",
    "clip_gradients",
    "cosine_schedule",
    "cross_entropy",
    "evaluate",
    "get_batch",
    "gradient_norm",
    "load_checkpoint",
    "load_story_model",
    "load_storyteller",
    "make_optimisers",
    "open_tokens",
    "orthogonalise",
    "save_checkpoint",
    "split_parameters",
    "story_model_steps",
    "train",
    "trapezoid_schedule",
    "verify_tokens",
    "warm_up",
    "write_stories",
    "write_tokens",
]
