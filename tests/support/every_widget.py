"""One of each widget, small and made at once, for tests of what holds for all of them."""

import numpy as np
from browser.stand_ins import BYTES, adapted_transformer, kinds_of_words, letters_model, small_transformer, surprise
from small_arena import small_arena
from small_desk import small_desk
from small_lab import finish, small_lab
from small_sources import small_sources

from llm_edu import widgets
from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.transformer import TransformerConfig


def embedding():
    words, vectors, groups = kinds_of_words()
    return widgets.EmbeddingExplorer(words, vectors, groups, word=words[0], analogy=tuple(words[:3]))


def guessing():
    world = World(seed=0)
    return widgets.GuessTheNextWord(world.next_distribution, world.stories(1, seed=1)[0], vocabulary=world.vocabulary)


def monitor():
    world, recipe = World(seed=0), Recipe(layers=1, width=16, heads=2)
    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(20, seed=1)])
    run = train(recipe.model(len(world.vocabulary)), rows, recipe.training(4, batch_size=4), background=True)
    watching = widgets.TrainingMonitor(run, StoryMeter(world, 5), every=2)
    run.wait(progress=False)
    return watching


def arena():
    choosing = small_arena(clicks=12)
    choosing.choices = ["left", "right", "same", "right"] * 2
    return choosing


MAKERS = {
    "AdapterDial": lambda: widgets.AdapterDial(
        adapted_transformer(), BYTES, ["a hat", "a cat"], {"one": surprise, "other": lambda model: 2 * surprise(model)},
        strengths=(-1, 0, 1, 2), max_new_tokens=4),
    "AttentionViewer": lambda: widgets.AttentionViewer(small_transformer(), BYTES, "a hat", checkpoints={
        "0": small_transformer()}),
    "BeamTree": lambda: widgets.BeamTree(small_transformer(), BYTES, "Hi", max_new_tokens=2),
    "BiasExplorer": lambda: widgets.BiasExplorer(
        {"before": (small_transformer(), BYTES), "after": (small_transformer(), BYTES)},
        ["The {who} ran as{what}", "{who} sat and{what}"], ["cook", "smith"], reference={"cook": 1}),
    "ChatDesk": lambda: small_desk("Where is my order 1026?", "My lamp stays dark", "please cancel order 1026"),
    "CompressionLab": lambda: widgets.CompressionLab(small_transformer(), BYTES, ["a hat"], max_new_tokens=3),
    "CostCalculator": widgets.CostCalculator,
    "CrossAttentionViewer": lambda: widgets.CrossAttentionViewer(
        np.random.default_rng(0).dirichlet(np.ones(7), (2, 4, 5)), [f"source{at}" for at in range(7)], list("abcde")),
    "DecodingPlayground": lambda: widgets.DecodingPlayground(letters_model(), BYTES, "Hi", max_new_tokens=2),
    "EmbeddingExplorer": embedding,
    "ForwardPass": lambda: widgets.ForwardPass(small_transformer(), BYTES, "a hat", off=[("head", 0, 1)], stage="weights"),
    "GuessTheNextWord": guessing,
    "LogitLens": lambda: widgets.LogitLens(small_transformer(), BYTES, "a hat", "a cat", count=3, follow="t",
                                           changes=[("residual", 1, 2), ("head", 0, 1)]),
    "NextTokenExplorer": lambda: widgets.NextTokenExplorer(letters_model(), BYTES, "Hi"),
    "PreferenceArena": arena,
    "PromptLab": lambda: finish(small_lab()),
    "SoftmaxPlayground": widgets.SoftmaxPlayground,
    "SourceTrace": small_sources,
    "TokenizerPlayground": lambda: widgets.TokenizerPlayground("Hi", "bytes", tokenizers={"bytes": BYTES}),
    "TrainingMonitor": monitor,
    "TransformerMap": lambda: widgets.TransformerMap(TransformerConfig.gpt2()),
}
assert set(MAKERS) == {name for name in widgets.__all__ if name[0].isupper()}, "a widget is missing"
