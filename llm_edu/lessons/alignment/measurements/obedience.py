"""Storyteller learns to obey: "Tell a story in which …", from stories and the instructions that they fulfil.

And then, in a second round, from what cannot come as well: `llm_edu.lessons.alignment.ruling_out`.
"""

import time
from collections import Counter
from functools import cache

from llm_edu.alignment import draw_answers, instruction_prompt, instruction_rows, instructions_from
from llm_edu.assets import load_wikipedia_leads
from llm_edu.lessons.alignment.obedient import assembled, numbers_of
from llm_edu.lessons.alignment.ruling_out import possible_rows, rule_out
from llm_edu.storyland import World
from llm_edu.training import TrainingConfig, evaluate, load_storyteller, train
from llm_edu.training.storyteller import PAGE, STORY, rows_of, split_pages

STEPS, BATCH, EVERY, LOOKED_AT, ASKED, TEMPERATURE = 2_000, 16, 50, 100, 500, 0.7
WITHOUT_REPLAY, UNASKED = 1_000, 4    # steps; one of so many stories is told without an instruction
TOLD, PAGES = 500, 100    # for what else the model can do
MORE, WEIGHT, ASKED_MORE = 900, 30, 1_000    # of the second round: steps, weight of what cannot come, held-out wishes
CONFIG = {"batch_size": BATCH, "optimiser": "muon", "matrix_learning_rate": 0.006, "learning_rate": 0.012,
          "momentum": 0.9, "warmup": 10, "cooldown": 0.8, "clip": None}
ABOUT = (f"Storyteller learns to obey in {STEPS:,} steps of {BATCH} stories of Storyland (seed 11), each after "
         f"the instruction that was made from it, but every {UNASKED}th after none; and in {WITHOUT_REPLAY:,} "
         f"steps, all of them after instructions. All weights, Muon. Judged exactly on held-out instructions "
         f"(seed 12), none of which was learned, at temperature {TEMPERATURE}: {LOOKED_AT} on the way, {ASKED} "
         f"at the end. Then a second round of {MORE} steps (other stories, seed 13), in which the probability of one "
         f"of all words that can come counts as well, {WEIGHT} times, and, to compare, not at all; judged on "
         f"{ASKED_MORE:,} of these instructions. "
         f"The machine had other work to do meanwhile: count processor seconds.")


class Course:
    """What is learned, and what is asked afterwards."""

    def __init__(self, steps, unasked=UNASKED):
        """unasked: one of so many stories stands after no instruction; 0: none does"""
        self.world = World(seed=0)
        stories = self.world.stories(BATCH * steps, seed=11)
        self.learned = instructions_from(self.world, stories)
        known = {instruction.text for instruction in self.learned}
        unseen = instructions_from(self.world, self.world.stories(2_000, seed=12))
        self.held_out = [instruction for instruction in unseen if instruction.text not in known]
        self.model, self.tokenizer = load_storyteller()
        asked = [None if unasked and place % unasked == 0 else each for place, each in enumerate(self.learned)]
        self.rows = instruction_rows(self.tokenizer, asked, stories)

    def more_to_learn(self, steps):
        """Rows of other stories for the second round; what is held out is left out."""
        kept_back = {instruction.text for instruction in self.held_out}
        stories = self.world.stories(BATCH * steps, seed=13)
        asked = [None if place % UNASKED == 0 else each
                 for place, each in enumerate(instructions_from(self.world, stories, seed=1))]
        pairs = [pair for pair in zip(asked, stories, strict=True) if pair[0] is None or pair[0].text not in kept_back]
        return possible_rows(self.world, self.tokenizer, *zip(*pairs, strict=True))

    def answers(self, count, temperature, seed=5):
        """The first `count` held-out instructions with what is written for each: pairs of Instruction and Reading."""
        asked, drawn = self.held_out[:count], []
        prompts = [instruction_prompt(self.tokenizer, each.text) for each in asked]
        for start in range(0, count, ASKED):
            drawn += draw_answers(self.model, prompts[start:start + ASKED], 100, seed + start, temperature)
        return [(each, self.world.read(self.text(ids))) for each, ids in zip(asked, drawn, strict=True)]

    def text(self, ids):
        return self.tokenizer.decode([token for token in ids if token not in self.tokenizer.special_tokens.values()])

    def judge(self, count, temperature):
        """How many were obeyed, are whole, tell the plot that was asked for; and by plot [obeyed, asked]"""
        answers = self.answers(count, temperature)
        obeyed = [each.is_fulfilled(reading) for each, reading in answers]
        plots, right = Counter(each.plot for each, _ in answers), Counter()
        for (each, _), found in zip(answers, obeyed, strict=True):
            right[each.plot] += found
        return {"asked": count, "obeyed": sum(obeyed), "whole": sum(bool(reading.tellings) for _, reading in answers),
                "right plot": sum(any(telling.plot == each.plot for telling in reading.tellings)
                                  for each, reading in answers),
                "plots": {plot: [right[plot], plots[plot]] for plot in sorted(plots)}}

    def price(self):
        """What else the model can do: whole ones of stories that nobody asked for, and nats a token of pages"""
        told = draw_answers(self.model, [[self.tokenizer.special_tokens[STORY]]] * TOLD, 100, seed=6)
        pages = split_pages(load_wikipedia_leads())[1][:PAGES]
        rows = rows_of(self.tokenizer, PAGE, pages, self.model.config.context_length)
        return {"told": TOLD, "whole": sum(bool(self.world.read(self.text(ids)).tellings) for ids in told),
                "page": round(evaluate(self.model, rows).loss, 4)}


def obedience(steps, unasked=UNASKED):
    """-> rows (step, processor seconds of training, loss of the last 20 steps, obeyed, whole), judgements, the price"""
    course = Course(steps, unasked)
    before, rows, clock = course.price(), [], Clock()

    def look(run):
        if run.step % EVERY == 0:
            with clock:
                found = course.judge(LOOKED_AT, TEMPERATURE)
                run.model.train()
            rows.append([run.step, round(clock.seconds(), 1), round(sum(run.losses[-20:]) / 20, 4), found["obeyed"],
                         found["whole"]])

    config = TrainingConfig(steps, **CONFIG)
    train(course.model, course.rows, config, callbacks=[look], progress=False)
    seconds, tensors = round(clock.seconds(), 1), numbers_of(course.model)
    course.model = assembled(tensors)    # what is judged is what is kept
    return {"rows": rows, "seconds": seconds, "instructions": len(course.rows), "before": before,
            "after": course.price(), **{str(heat): course.judge(ASKED, heat) for heat in (TEMPERATURE, 1.0)}}, tensors


def second_round(steps, weight=WEIGHT):
    """From where the first ended -> as `obedience`, with two losses (over EVERY steps), and judged before, too

    weight: of what cannot come; at 0 its loss stands as 0
    """
    course = Course(STEPS)
    course.model = assembled(first_round()[1])
    before, rows, losses, clock = course.judge(ASKED_MORE, TEMPERATURE), [], [], Clock()
    to_learn = course.more_to_learn(steps)

    def look(step, surprise, at_any):
        losses.append((surprise, at_any / (weight or 1)))
        if step % EVERY == 0:
            with clock:
                found = course.judge(LOOKED_AT, TEMPERATURE)
                course.model.train()
            means = [round(sum(part[-EVERY:]) / EVERY, 5) for part in zip(*losses)]
            rows.append([step, round(clock.seconds(), 1), *means, found["obeyed"], found["whole"]])

    rule_out(course.model, to_learn, TrainingConfig(steps, **CONFIG), weight, look)
    seconds, tensors = round(clock.seconds(), 1), numbers_of(course.model)
    course.model = assembled(tensors)
    return {"rows": rows, "seconds": seconds, "instructions": len(to_learn), "before": before, "after": course.price(),
            **{str(heat): course.judge(ASKED_MORE, heat) for heat in (TEMPERATURE, 1.0)}}, tensors


@cache
def first_round():
    """As `obedience`; computed once, though two runs need it."""
    return obedience(STEPS)


class Clock:
    """Processor seconds since it was made, without those spent in `with clock:`."""

    def __init__(self):
        self.began, self.left_out = time.process_time(), 0.0

    def seconds(self):
        return time.process_time() - self.began - self.left_out

    def __enter__(self):
        self.entered = time.process_time()

    def __exit__(self, *problem):
        self.left_out += time.process_time() - self.entered


RUNS = {"with replay": lambda: first_round()[0],
        "without replay": lambda: obedience(WITHOUT_REPLAY, unasked=0)[0],
        "what cannot come": lambda: second_round(MORE),
        "the same steps": lambda: second_round(MORE, weight=0)[0]}
