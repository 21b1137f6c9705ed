"""What sitting 1 of lesson 11 asks and prints."""

import torch

from llm_edu.alignment import draw_answers, instruction_prompt
from llm_edu.intervals import wilson
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.plotting import visible_token
from llm_edu.training.storyteller import STORY
from llm_edu.wrapping import wrapped

WIDEST = 96    # of a printed line of tokens
# what a learner calls the runs of the measurement
SAID = {"with replay": "first round", "without replay": "wishes alone", "what cannot come": "second round",
        "the same steps": "control: same steps"}


def tell(model, tokenizer, instructions, seed=0, temperature=0.7, longest=100):
    """What a model writes after each instruction, put into the template: a list of texts."""
    prompts = [instruction_prompt(tokenizer, text) for text in instructions]
    return texts_of(tokenizer, draw_answers(model, prompts, longest, seed, temperature))


def texts_of(tokenizer, answers):
    """Answers as texts, without special tokens."""
    special = {END_ID, *tokenizer.special_tokens.values()}
    return [tokenizer.decode([token for token in ids if token not in special]) for ids in answers]


def ways(world, text):
    """All ways to read a text as a story: a list of (plot, {variable: word}), empty if it is not a story."""
    return [(telling.plot, telling.values) for telling in world.read(text).tellings]


def print_row(tokenizer, inputs, targets):
    """A row's tokens, one after another, with targets that count in brackets. Ends with two counts."""
    following = [*inputs[1:], targets[-1]]
    words = [visible_token(tokenizer.decode([inputs[0]]))]
    for token, target in zip(following, targets, strict=True):
        word = visible_token(tokenizer.decode([token]))
        words.append(word if target == IGNORED else f"[{word}]")
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > WIDEST:
            print(line)
            line = ""
        line += " " * bool(line) + word
    print(line)
    counted = sum(target != IGNORED for target in targets)
    print(f"{counted} of {len(targets)} targets count")


def print_failures(instructions, texts, world, shown=2):
    """The first whole stories that are not what was asked for, and the first texts that are not whole stories.

    instructions: `Instruction`s   texts: what was written for each
    """
    pairs = [(each, text, world.read(text)) for each, text in zip(instructions, texts, strict=True)]
    failed = [(each, text, reading) for each, text, reading in pairs if not each.is_fulfilled(reading)]
    for kind, whole in (("whole, but another story", True), ("not a whole story", False)):
        found = [(each, text) for each, text, reading in failed if bool(reading.tellings) == whole]
        print(f"{kind}: {len(found)} of {len(pairs)}")
        for each, text in found[:shown]:
            print(f"  {each.text}\n{indented(text)}")


def indented(text, width=96):
    """A text in indented lines: JupyterLab would break a long one in the middle of words.

    >>> print(indented("Nia was happy.", width=14))
        Nia was
        happy.
    """
    return wrapped("    " + text, width, "    ")


def print_plots(run, shown=3, temperature="0.7"):
    """How long a run took, how well the model obeys, and the plots that fail most: fulfilled of asked.

    run: a result of the measurement; its judgements have `plots`: {plot: [fulfilled, asked]}
    """
    judged = run[temperature]
    print(f"{run['rows'][-1][0]:,} steps, {run['seconds'] / 60:.0f} minutes of processor time")
    print(f"fulfilled: {judged['obeyed']} of {judged['asked']}; whole stories: {judged['whole']}")
    print_hardest(judged, shown)


def print_hardest(judged, shown=3):
    """Of the plots that fail most: fulfilled of asked."""
    print("hardest plots:",
          "; ".join("{} {} of {}".format(plot, *judged["plots"][plot]) for plot in hardest(judged, shown)))


def hardest(judged, shown=3):
    """The plots of which the smallest shares are fulfilled. judged: with `plots`, {plot: [fulfilled, asked]}"""
    def share(plot):
        fulfilled, asked = judged["plots"][plot]
        return fulfilled / asked

    return sorted(judged["plots"], key=share)[:shown]


@torch.inference_mode()
def print_next(models, tokenizer, begun, words):
    """How probable some words are after the beginning of a story that nobody has asked for.

    models: name -> model   words: each a single token after a space
    """
    ids = torch.tensor([[tokenizer.special_tokens[STORY], *tokenizer.encode(begun)]])
    print(" " * 12 + "".join(f"{word:>11}" for word in words))
    for name, model in models.items():
        chances = model.eval()(ids)[0, -1].softmax(-1)    # (vocabulary,)
        said = [chances[tokenizer.encode(f" {word}")].item() for word in words]
        print(f"{name:<12}" + "".join(f"{chance:>11.2f}" for chance in said))


def print_rounds(run, without, temperature="0.7"):
    """How long the second round took, and what it changed.

    run, without: results of the measurement, with `before`; `without` lacks the part of the loss that is tried out
    """
    before, after = run["before"], run[temperature]
    print(f"{run['rows'][-1][0]:,} more steps, {run['seconds'] / 60:.0f} minutes of processor time")
    control = without[temperature]
    for name, judged in (("first round", before), ("second round", after), ("control: same steps", control)):
        low, high = wilson(judged["obeyed"] / judged["asked"], judged["asked"])
        print(f"{name:<26}{judged['obeyed']} of {judged['asked']:,} fulfilled ({low:.1%} to {high:.1%}), "
              f"{judged['whole']} whole")
    print_hardest(after)


def print_price(runs):
    """How a model tells stories without a wish, and how Wikipedia surprises it, before and after it learned to obey.

    runs: name -> a result of the measurement, with `before` and `after`
    """
    print(f"{'':<22}{'whole, without a wish':>24}{'nats a token, Wikipedia':>26}")
    first = next(iter(runs.values()))
    for name, found in {"before": first["before"], **{name: run["after"] for name, run in runs.items()}}.items():
        print(f"{SAID.get(name, name):<22}{found['whole'] / found['told']:>24.0%}{found['page']:>26.2f}")
