"""A tiny training, for tests that interrupt it, damage it, or run it in a process of its own."""

import time

import torch

from llm_edu.training import TokenRows, TrainingConfig, train
from llm_edu.transformer import Transformer, TransformerConfig

VOCABULARY = 23


def tiny_model(seed=0, **overrides):
    """A transformer of a few thousand parameters; the same seed gives the same."""
    sizes = dict(vocab_size=VOCABULARY, context_length=32, layers=1, width=16, heads=2)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return Transformer(TransformerConfig.llama(**sizes | overrides))


def tiny_rows(count=40, seed=0):
    """Texts of 3 to 12 words, in which each word but the first is the one before plus 1: easy to learn."""
    generator = torch.Generator().manual_seed(seed)
    texts = []
    for _ in range(count):
        first, length = (int(torch.randint(low, high, (1,), generator=generator)) for low, high in ((1, 11), (3, 13)))
        texts.append([min(first + place, VOCABULARY - 1) for place in range(length)])
    return TokenRows.one_text_a_row(texts)


def tiny_config(**overrides):
    return TrainingConfig(**dict(steps=30, batch_size=8, optimiser="muon", learning_rate=0.01) | overrides)


def train_into(folder, steps, checkpoint_every, started, last=None):
    """What a process does until it is killed: train, with checkpoints; or up to step `last`.

    `started` is set when the first step is done.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)    # a checkpoint keeps the random state, which PyTorch begins differently in each process
    config = tiny_config(steps=steps, folder=folder, checkpoint_every=checkpoint_every, validate_every=7)

    def look(run):
        started.set()
        if run.step + 1 == last:    # asked before the last step: it is still taken
            run.stop()

    train(tiny_model(), tiny_rows(), config, tiny_rows(10, seed=1), callbacks=[look], progress=False)


def wait_until(condition, seconds=300.0):
    """Return when the condition holds; fail when it does not come to hold."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.005)


def settled(value, seconds=1.0):
    """value() once it has not changed for so long: the step that was being computed has ended."""
    seen, since = value(), time.monotonic()
    while time.monotonic() < since + seconds:
        time.sleep(0.02)
        if value() != seen:
            seen, since = value(), time.monotonic()
    return seen
