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
    return rows_of(teacher()[1], STORY, story_texts(count, seed))


def story_texts(count, seed):
    """The texts of these stories."""
    return [story.text for story in world().stories(count, seed)]


def held_out():
    """Stories that no student reads: rows, and the mean of what they cost at best, in nats a story."""
    stories = world().stories(HELD_OUT, seed=2)
    return story_rows(HELD_OUT, 2), -sum(world().log_prob(story.text) for story in stories) / HELD_OUT


def excess(model):
    """A model's loss on held-out stories above what they cost at best, in nats a story."""
    rows, floor = held_out()
    return evaluate(model, rows).per_row - floor


def whole_shares(model, known=(), seed=0):
    """Of the texts that a model writes, the share of whole stories, and of those which are not among the known ones."""
    tokenizer, known = teacher()[1], set(known)
    texts = [tokenizer.decode(ids) for ids in write_stories(
        model, WRITTEN, seed, begin=tokenizer.special_tokens[STORY], longest=120)]
    whole = [text for text in texts if world().read(text).tellings]
    return len(whole) / WRITTEN, sum(text not in known for text in whole) / WRITTEN


def taught(count, steps, seed, with_teacher, temperature=1.0, weight=1.0):
    """Train a student on `count` stories for so many steps, and measure it: plain data."""
    tokenizer = teacher()[1]
    student = STUDENT.model(tokenizer.vocab_size, seed)
    took = distil(student, teacher()[0] if with_teacher else None, story_rows(count, 100 + seed),
                  STUDENT.training(steps, seed=seed), temperature, weight)
    whole, new = whole_shares(student, story_texts(count, 100 + seed))
    return {"excess": round(excess(student), 3), "whole": whole, "new": new, "steps": steps,
            "seconds": round(took.seconds, 1), "teacher seconds": round(took.teacher_seconds, 1),
            "last losses": round(sum(took.losses[-20:]) / 20, 3)}
