"""Three remedies for the village's skew, each at several strengths: what bias is left, and what was paid for it."""

from functools import partial

import numpy as np
import torch

from llm_edu.bias.adversarial import train_adversarially
from llm_edu.bias.counterfactuals import PRONOUNS, balanced, partly_evened, swap_gender, with_counterfactuals
from llm_edu.bias.direction import (
    mean_difference,
    principal_direction,
    recover,
    streams_before,
    without_direction,
    without_direction_in,
)
from llm_edu.bias.price import PriceMeter, evened, pronoun_place
from llm_edu.bias.village import JOBS, RECIPE, said_returned, small_world, train_village_model
from llm_edu.storyland import split_words
from llm_edu.training import TokenRows

SKEW, STEPS, BATCH, STORIES, EVERY = 0.8, 300, 32, 400, 25
SHARES = {"swapped": (0.125, 0.25, 0.5), "balanced": (1 / 3, 2 / 3, 1.0), "evened": (0.25, 0.5, 1.0),
          "words' direction": (0.5, 1.0, 2.0), "jobs' direction": (0.25, 0.5, 1.0, 2.0),
          "stream's direction": (0.25, 0.5, 1.0, 2.0), "adversary": (0.1, 0.3, 1.0, 3.0)}
ADVERSARY_RATE, LAYER = 0.01, 2
ABOUT = (f"A model of the small village with both skews at {SKEW}, trained for {STEPS} steps of {BATCH} stories on one "
         f"core, three seeds; each remedy at several strengths, with the same seeds and as many steps; prices on "
         f"{STORIES} held-out stories.")


class Village:
    """One seed of the measurement: what is read, what is measured, and the rows found so far."""

    def __init__(self, seed: int):
        self.seed = seed
        self.world = small_world(job_skew=SKEW, origin_skew=SKEW)
        self.texts = [story.text for story in self.world.stories(STEPS * BATCH, seed)]
        self.meter = PriceMeter(self.world, STORIES)
        self.she, self.he = self.world.encode(["She", "He"])
        self.rows: list[dict] = []

    def train(self, texts):
        return train_village_model(self.world, seed=self.seed, steps=STEPS, stories=map(split_words, texts))

    def note(self, remedy, strength, model, logits_of=None):
        """Measure, and add a row. logits_of: where decoding differs from the model"""
        price = self.meter.measure(logits_of or model)
        if not self.rows:
            self.control = price
        beyond, half = price.beyond(self.control)
        back = said_returned(model, self.world)
        found = {} if logits_of else {    # corrected decoding leaves the model as it is
            "stream": self.recovered(streams_before(model, self.meter.beginnings, LAYER)),
            "embeddings": self.recovered(model.token_embedding.weight.detach()[self.job_ids()])}
        self.rows.append({
            "remedy": remedy, "strength": round(strength, 3),
            "skew": round(price.skew, 3), "left": round(price.left, 3),
            "greedy": round(price.greedy, 3), "at_pronoun": round(price.at_pronoun, 4),
            "elsewhere": round(price.elsewhere, 3), "beyond": round(beyond, 3), "half": round(half, 3),
            "origin": round(back["hills"] - back["coast"], 3), "recovered": found})

    def recovered(self, vectors):
        """[accuracy on held-out jobs, p]"""
        found = recover(vectors.numpy(), self.meter.expected.numpy() > 0, shuffles=10)
        return [round(found.accuracy, 3), round(found.p_value, 3)]

    def job_ids(self):
        return self.world.encode(JOBS)

    def groups(self):
        """For each text (job, pronoun), or None where no visitor comes."""
        words = map(split_words, self.texts)
        return [None if (place := pronoun_place(each)) is None else (each[3], each[place]) for each in words]


def data(village: Village) -> None:
    """The remedies in what is read; each model learns from as many stories."""
    swap = partial(swap_gender, pairs=PRONOUNS)
    for share in SHARES["swapped"]:
        village.note("swapped", share, village.train(with_counterfactuals(village.texts, share, swap, village.seed)))
    visitors = partly_evened(village.texts, JOBS, village.seed)
    village.note("visitors swapped", 0.5, village.train(visitors))
    for share in SHARES["balanced"]:
        chosen = balanced(village.groups(), share, village.seed)
        order = np.random.default_rng(village.seed).permutation(chosen)
        village.note("balanced", share, village.train([village.texts[number] for number in order]))


def correction(village: Village, model) -> None:
    """The remedies in a finished model."""
    places = {"evened": torch.tensor(village.world.encode("to the village.")), "evened everywhere": None}
    for name, after in places.items():
        for share in SHARES["evened"]:
            village.note(name, share, model, lambda ids, share=share, after=after: evened(
                model(ids), ids, village.she, village.he, share, after))
    rows, jobs, expected = model.token_embedding.weight.detach(), village.job_ids(), village.meter.expected > 0
    words = torch.tensor(principal_direction([rows[village.world.encode(pair)].numpy() for pair in
                                              (("She", "He"), ("she", "he"), ("her", "his"))]), dtype=rows.dtype)
    for name, direction in (("words' direction", words),
                            ("jobs' direction", mean_difference(rows[jobs][expected], rows[jobs][~expected]))):
        for share in SHARES[name]:
            village.note(name, share, without_direction_in(model, jobs, direction, share))
    streams = streams_before(model, village.meter.beginnings, LAYER)
    direction = mean_difference(streams[expected], streams[~expected])
    for share in SHARES["stream's direction"]:
        with without_direction(model, LAYER, direction, share):
            village.note("stream's direction", share, model)


def adversaries(village: Village) -> dict:
    """The remedy in training.   ->   {strength: [[step, skew said]], and the adversary's last losses}"""
    words = [split_words(text) for text in village.texts]
    rows = TokenRows.one_text_a_row([village.world.encode(each) for each in words])
    found = [pronoun_place(each) for each in words]
    places = [-1 if place is None else place for place in found]
    answers = [int(place is not None and each[place] == "He") for place, each in zip(found, words)]
    curves = {}
    for strength in SHARES["adversary"]:
        model, curve = RECIPE.model(len(village.world.vocabulary), village.seed), []

        def look(step, model, curve=curve):
            if step % EVERY == 0:
                curve.append([step, round(village.meter.skews(model).mean().item(), 3)])
        run = train_adversarially(model, rows, places, answers, RECIPE.training(STEPS, seed=village.seed), strength,
                                  LAYER, adversary_rate=ADVERSARY_RATE, callback=look)
        village.note("adversary", strength, model)
        curves[f"{strength:g}"] = {"skew": curve, "adversary": round(float(np.mean(run.adversary_losses[-50:])), 3),
                                   "right": round(float(np.mean(run.adversary_accuracies[-50:])), 3)}
    return curves


def remedies(seed):
    """-> rows, the control first; curves of the adversarial runs"""
    torch.set_num_threads(1)
    village = Village(seed)
    control = village.train(village.texts)
    village.note("none", 0.0, control)
    correction(village, control)
    data(village)
    return {"rows": village.rows, "curves": adversaries(village)}


RUNS = {f"seed {seed}": partial(remedies, seed) for seed in range(3)}
