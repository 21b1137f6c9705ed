"""A student of a quarter of Storyteller's parameters, and what it comes to when it learns alone or from Storyteller."""

from functools import cache

from llm_edu.compression import distil
from llm_edu.storyland import World
from llm_edu.training import load_storyteller, write_stories
from llm_edu.training.evaluating import evaluate
from llm_edu.training.recipe import Recipe
from llm_edu.training.storyteller import STORY, rows_of

STUDENT = Recipe(layers=3, width=72, heads=2, context_length=256)
HELD_OUT, WRITTEN = 500, 200


@cache
def world():
    """The village whose stories Storyteller has read."""
    return World(seed=0)


@cache
def teacher():
    """Storyteller and its tokenizer."""
    return load_storyteller()


def story_rows(count, seed):
    """Stories as rows of Storyteller's tokens; Storyteller itself has read those of the seed 1."""
    return rows_of(teacher()[1], STORY, [story.text for story in world().stories(count, seed)])


def held_out():
    """Stories that no student reads: rows, and the mean of what they cost at best, in nats a story."""
    stories = world().stories(HELD_OUT, seed=2)
    return story_rows(HELD_OUT, 2), -sum(world().log_prob(story.text) for story in stories) / HELD_OUT


def excess(model):
    """A model's loss on held-out stories above what they cost at best, in nats a story."""
    rows, floor = held_out()
    return evaluate(model, rows).per_row - floor


def whole_share(model, seed=0):
    """The share of the texts that a model writes which are whole stories."""
    tokenizer = teacher()[1]
    texts = write_stories(model, WRITTEN, seed, begin=tokenizer.special_tokens[STORY], longest=120)
    return sum(bool(world().read(tokenizer.decode(ids)).tellings) for ids in texts) / WRITTEN


def taught(count, steps, seed, with_teacher, temperature=1.0, weight=1.0):
    """Train a student on `count` stories for so many steps, and measure it: plain data."""
    tokenizer = teacher()[1]
    student = STUDENT.model(tokenizer.vocab_size, seed)
    took = distil(student, teacher()[0] if with_teacher else None, story_rows(count, 100 + seed),
                  STUDENT.training(steps, seed=seed), temperature, weight)
    return {"excess": round(excess(student), 3), "whole": whole_share(student), "steps": steps,
            "seconds": round(took.seconds, 1), "teacher seconds": round(took.teacher_seconds, 1),
            "last losses": round(sum(took.losses[-20:]) / 20, 3)}
