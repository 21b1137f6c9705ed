"""Training: from a model that knows nothing to one that tells stories (lesson 06).

Read in this order:
``loss``            `cross_entropy`, the surprise that is to get smaller
``optimisers``      `AdamW` and `Muon`, from gradients to better parameters; ``groups`` says which moves what
``schedules``       how large a step, and when; ``clipping``: and at most how large
``rows``            text as rows of ids, and which of them a step reads; ``token_files``: text larger than memory
``evaluating``      how well it does on text that it has not seen; ``stories``: and on Storyland, beside the truth
``configuration``   `TrainingConfig`, all that decides what comes out
``loop``            `train`; ``run`` is what it returns, ``progress`` the line it shows, ``divergence`` when it fails
``checkpoints``     a training on disk, to go on from after any crash
``precision``, ``distributed``   fewer bits, more processes; ``openmp``: and threads that stay awake
``sharding``        a model that is divided among processes, for when it does not fit into one
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
from llm_edu.training.rows import TokenRows, batch_numbers, get_batch
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
    "batch_numbers",
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
