"""An LSTM on the same stories, and how long a step of training takes both of them."""

import time
from functools import partial

import torch
import torch.nn.functional as F

from llm_edu.lessons.common.models import small_gpt2
from llm_edu.lessons.transformer.training import training_run
from llm_edu.storyland import World
from llm_edu.transformer import Transformer
from llm_edu.transformer.recurrent import RecurrentModel

STEPS, EVERY = 3_000, 150
LENGTHS = (64, 128, 256, 512)
BATCH, ROUNDS = 8, 15
WIDTH, LAYERS = 96, 2  # as many parameters as the transformer, within a tenth
ABOUT = (f"An LSTM with {LAYERS} layers of width {WIDTH}, trained for {STEPS:,} steps on Storyland (seed 0) like the "
         f"transformer of transformer_parts; and steps of training timed for both, {BATCH} random texts at a step, the "
         f"fastest of {ROUNDS}.")


def make_lstm() -> RecurrentModel:
    """As many parameters as the small transformer."""
    return RecurrentModel(len(World(seed=0).vocabulary), WIDTH, LAYERS)


def train(learning_rate: float = 0.005) -> dict:
    """The LSTM on the same batches, with the same optimiser."""
    return training_run(None, STEPS, make=make_lstm, every=EVERY, learning_rate=learning_rate)


def step_times() -> dict[str, dict[str, float]]:
    """Milliseconds for a step of training, by length: name -> {"64": …}"""
    torch.manual_seed(0)
    lstm = make_lstm()
    models = {"transformer": Transformer(small_gpt2(World(seed=0), context_length=max(LENGTHS))), "LSTM": lstm,
              "LSTM, step by step": StepByStep(lstm)}
    return {name: {str(length): round(time_of_step(model, length), 1) for length in LENGTHS}
            for name, model in models.items()}


class StepByStep(torch.nn.Module):
    """The LSTM as one would write it down, a loop over words in Python."""

    def __init__(self, lstm: RecurrentModel):
        super().__init__()
        self.lstm = lstm

    def forward(self, ids):
        return self.lstm.forward_step_by_step(ids)


def time_of_step(model, length: int, batch: int = BATCH, rounds: int = ROUNDS, vocabulary: int = 530) -> float:
    """Milliseconds for forward, backward and the optimiser on random texts: the fastest of some rounds."""
    optimiser = torch.optim.AdamW(model.parameters())
    ids = torch.randint(vocabulary, (batch, length + 1), generator=torch.Generator().manual_seed(0))
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        loss = F.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        taken.append(time.perf_counter() - began)
    return min(taken) * 1000


RUNS = {"LSTM": train, "LSTM, four times the rate": partial(train, 0.02), "times": step_times}
