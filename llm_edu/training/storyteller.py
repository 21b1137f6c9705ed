"""Storyteller: a model of 1.7 million parameters that has read stories of Storyland and Wikipedia.

`load_storyteller` reads it. It was made by this command, which takes an hour or more and can be interrupted and started
again:

    python -m llm_edu.training.storyteller --folder somewhere

Every text begins with its kind, `<|story|>` or `<|page|>`, and closes with `<|endoftext|>`, whose id is 0. One
tokenizer serves both; nearly every word of Storyland is a token of its own.
"""

import argparse
import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.errors import CourseError
from llm_edu.storyland import World
from llm_edu.tokenization import BPETokenizer
from llm_edu.training.evaluating import evaluate
from llm_edu.training.loop import train
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.training.shipped import STORYTELLER, load_model, save_facts, save_weights
from llm_edu.training.stories import StoryMeter, write_stories

END, STORY, PAGE = "<|endoftext|>", "<|story|>", "<|page|>"
VOCABULARY = 4_096
LENGTH = 80    # the most targets in a row of a page: about as long as a story, so that rows of a batch are filled alike
STORIES = 390_000
PAGES_READ = 3    # how often each page is read while the stories are read once
HELD_OUT = 10    # of ten pages, the last is only measured on, as in the lessons
RECIPE = Recipe(layers=3, width=192, heads=3, context_length=256, learning_rate=0.02, matrix_learning_rate=0.01,
                momentum=0.9)
LICENCE = "CC BY-SA 4.0, as the text of Wikipedia that it has read"


def make_tokenizer(texts: Iterable[str], vocab_size: int = VOCABULARY) -> BPETokenizer:
    """Byte-level BPE learned from texts, with the three special tokens as ids 0, 1 and 2."""
    specials = (END, STORY, PAGE)
    learned = BPETokenizer.train(texts, vocab_size, specials)
    vocabulary = {token_id + len(specials): token for token_id, token in learned.vocab.items()}
    merges = [(left, right) for left, right in learned.merges]
    return BPETokenizer(vocabulary, merges, {text: number for number, text in enumerate(specials)},
                        learned.pattern, "storyteller")


def split_pages(leads):
    """Texts of pages to learn from, and to measure on."""
    texts = [lead.extract for lead in leads]
    return [text for number, text in enumerate(texts, 1) if number % HELD_OUT], texts[HELD_OUT - 1::HELD_OUT]


def rows_of(tokenizer, kind, texts, length=None):
    """One text a row, which begins with its kind instead of an end."""
    first = tokenizer.special_tokens[kind]
    rows = TokenRows.one_text_a_row([[first, *tokenizer.encode(text)] for text in texts])
    return TokenRows.in_lengths(rows.tokens, rows.starts + 1, rows.stops, length)


def joined(parts):
    """Rows of several kinds as one."""
    offsets = [sum(len(part.tokens) for part in parts[:number]) for number in range(len(parts))]
    return TokenRows(
        torch.cat([torch.as_tensor(part.tokens) for part in parts]).numpy(),
        [start + offset for part, offset in zip(parts, offsets, strict=True) for start in part.starts],
        [stop + offset for part, offset in zip(parts, offsets, strict=True) for stop in part.stops])


class Library:
    """What the model reads and is measured on.

    world, stories: Storyland and texts to learn from   pages, unseen: texts of Wikipedia, to learn from and held out
    tokenizer: made of both kinds, as many bytes of one as of the other
    """

    def __init__(self, story_count=STORIES, leads=None, vocab_size=VOCABULARY):
        self.world = World(seed=0)
        self.stories = [story.text for story in self.world.stories(story_count, seed=1)]
        self.pages, self.unseen = split_pages(load_wikipedia_leads() if leads is None else leads)
        share = max(1, round(len(self.stories) * sum(map(len, self.pages)) / sum(map(len, self.stories))))
        self.tokenizer = make_tokenizer(self.stories[:share] + self.pages, vocab_size)

    def rows(self, pages_read=PAGES_READ):
        """Rows to learn from."""
        stories = rows_of(self.tokenizer, STORY, self.stories)
        return joined([stories] + [rows_of(self.tokenizer, PAGE, self.pages, LENGTH)] * pages_read)

    def measure(self, model, stories=500, samples=500):
        """What the model has come to: nats a story above the floor, stories that it writes, bits a byte of pages."""
        meter = StoryMeter(self.world, stories, known=self.stories)
        told = rows_of(self.tokenizer, STORY, [story.text for story in meter.stories])
        written = write_stories(model, samples, begin=self.tokenizer.special_tokens[STORY], longest=120)
        verdict = meter.judge([self.tokenizer.decode(ids) for ids in written])
        pages = evaluate(model, rows_of(self.tokenizer, PAGE, self.unseen, model.config.context_length))
        size = sum(len(text.encode()) for text in self.unseen)
        return {"above": evaluate(model, told).per_row - meter.floors.story, "held_out_stories": stories,
                "samples": samples, "whole": verdict.whole, "new": verdict.new,
                "bits_per_byte": pages.nats / math.log(2) / size, "held_out_pages": len(self.unseen)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure, and write the model where the course looks for it."""
    parser = argparse.ArgumentParser(prog="python -m llm_edu.training.storyteller",
                                     description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=14_000, metavar="N", help="steps of training (14000)")
    parser.add_argument("--stories", type=int, default=STORIES, metavar="N", help=f"to learn from ({STORIES:,})")
    parser.add_argument("--folder", required=True, metavar="DIR", help="where checkpoints are kept, and looked for")
    parser.add_argument("--into", default=STORYTELLER, metavar="DIR", help="where the model goes (into the course)")
    options = parser.parse_args(arguments)
    try:
        library = Library(options.stories)
        rows = library.rows()
        model = RECIPE.model(library.tokenizer.vocab_size)
        config = RECIPE.training(options.steps, folder=options.folder, cooldown=0.6,
                                 warmup=min(50, options.steps // 10))
        print(f"{len(rows):,} rows, {rows.target_count:,} tokens; {model.count_parameters():,} parameters", flush=True)

        def look(run):
            if run.step % 1_000 == 0:
                found = library.measure(run.model, 100, 50)
                print(f"step {run.step:,}, {run.seconds:,.0f} s, loss {sum(run.losses[-50:]) / 50:.3f}, {found}",
                      flush=True)

        run = train(model, rows, config, callbacks=[look], progress=sys.stderr.isatty())
    except (CourseError, ValueError) as error:
        print(f"llm_edu.training.storyteller: {error}", file=sys.stderr)
        return 1
    ship(library, model, run, Path(options.into))
    return 0


def ship(library, model, run, folder):
    """Write the model, its tokenizer, and all there is to know about them."""
    weights = {"weights": save_weights(folder, "weights", model)}
    save_facts(folder, model.config, weights, {})
    kept = load_model(folder)    # what is measured is what is shipped: in 16 bits
    save_facts(folder, model.config, weights, {
        "name": "Storyteller", "licence": LICENCE, "command": "python -m llm_edu.training.storyteller",
        "parameters": model.count_parameters(), "recipe": str(RECIPE), "training": run.config.deciding(),
        "steps": run.step, "tokens": run.tokens, "seconds": round(run.seconds),
        "hardware": f"{platform.machine()}, {torch.get_num_threads()} threads on {os.cpu_count()} cores",
        "figures": library.measure(kept),
    })
    library.tokenizer.save(folder / "tokenizer.json")


if __name__ == "__main__":
    sys.exit(main())
