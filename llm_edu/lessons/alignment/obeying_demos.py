"""What sitting 1 of lesson 11 asks and prints."""

import torch

from llm_edu.alignment import draw_answers, instruction_prompt
from llm_edu.intervals import wilson
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.plotting import visible_token
from llm_edu.training.storyteller import STORY
from llm_edu.wrapping import wrapped

WIDEST = 96    # of a printed line of tokens


def tell(model, tokenizer, instructions, seed=0, temperature=0.7, longest=100):
    """What a model writes behind each instruction, put into the template: a list of texts."""
    prompts = [instruction_prompt(tokenizer, text) for text in instructions]
    return texts_of(tokenizer, draw_answers(model, prompts, longest, seed, temperature))


def texts_of(tokenizer, answers):
    """Answers as texts, without special tokens."""
    special = {END_ID, *tokenizer.special_tokens.values()}
    return [tokenizer.decode([token for token in ids if token not in special]) for ids in answers]


def ways(world, text):
    """All ways in which a text can be told as a story: a list of (plot, {variable: word}), empty if it is none."""
    return [(telling.plot, telling.values) for telling in world.read(text).tellings]


def print_row(tokenizer, inputs, targets):
    """A row's tokens, one behind the other; what is to be predicted stands in brackets. Ends with two counts."""
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
    """The first whole stories that are not what was asked for, and the first texts that are no story.

    instructions: `Instruction`s   texts: what was written for each
    """
    pairs = [(each, text, world.read(text)) for each, text in zip(instructions, texts, strict=True)]
    failed = [(each, text, reading) for each, text, reading in pairs if not each.is_fulfilled(reading)]
    for kind, whole in (("another story", True), ("no story", False)):
        found = [(each, text) for each, text, reading in failed if bool(reading.tellings) == whole]
        print(f"{kind}: {len(found)} of {len(pairs)}")
        for each, text in found[:shown]:
            print(f"  {each.text}\n{indented(text)}")


def indented(text, width=96):
    """A text in lines that are set in: JupyterLab would break a long one in the middle of words.

    >>> print(indented("Nia was happy.", width=14))
        Nia was
        happy.
    """
    return wrapped("    " + text, width, "    ")


def print_plots(run, shown=3, temperature="0.7"):
    """What a training took, what came of it, and the plots that fail most: fulfilled of asked.

    run: a result of the measurement; its judgements have `plots`: {plot: [fulfilled, asked]}
    """
    judged = run[temperature]
    print(f"{run['rows'][-1][0]:,} steps, {run['seconds'] / 60:.0f} minutes of processor time")
    print(f"fulfilled: {judged['obeyed']} of {judged['asked']}; whole stories: {judged['whole']}")
    print("hardest:", "; ".join("{} {} of {}".format(plot, *judged["plots"][plot]) for plot in hardest(judged, shown)))


def hardest(judged, shown=3):
    """The plots of which the smallest shares are fulfilled. judged: with `plots`, {plot: [fulfilled, asked]}"""
    def share(plot):
        fulfilled, asked = judged["plots"][plot]
        return fulfilled / asked

    return sorted(judged["plots"], key=share)[:shown]


@torch.inference_mode()
def print_next(models, tokenizer, begun, words):
    """How probable some words are behind the beginning of a story that nobody has asked for.

    models: name -> model   words: each a single token behind a space
    """
    ids = torch.tensor([[tokenizer.special_tokens[STORY], *tokenizer.encode(begun)]])
    print(" " * 12 + "".join(f"{word:>11}" for word in words))
    for name, model in models.items():
        chances = model.eval()(ids)[0, -1].softmax(-1)    # (vocabulary,)
        said = [chances[tokenizer.encode(f" {word}")].item() for word in words]
        print(f"{name:<12}" + "".join(f"{chance:>11.2f}" for chance in said))


def print_rounds(run, without, temperature="0.7"):
    """What the second round took, and what it changed.

    run, without: results of the measurement, with `before`; `without` what this round was to bring
    """
    before, after = run["before"], run[temperature]
    print(f"{run['rows'][-1][0]:,} more steps, {run['seconds'] / 60:.0f} minutes of processor time")
    for name, judged in (("before", before), ("after", after), ("after, without this part", without[temperature])):
        low, high = wilson(judged["obeyed"] / judged["asked"], judged["asked"])
        print(f"{name:<26}{judged['obeyed']} of {judged['asked']:,} fulfilled ({low:.1%} to {high:.1%}), "
              f"{judged['whole']} whole")
    print("hardest:", "; ".join("{} {} of {}".format(plot, *after["plots"][plot]) for plot in hardest(after)))


def print_price(runs):
    """What a model does that nobody asks for anything, before and after it has learned to obey.

    runs: name -> a result of the measurement, with `before` and `after`
    """
    print(f"{'':<16}{'whole stories, unasked':>24}{'nats a token of pages':>24}")
    first = next(iter(runs.values()))
    for name, found in {"before": first["before"], **{name: run["after"] for name, run in runs.items()}}.items():
        print(f"{name:<16}{found['whole'] / found['told']:>24.0%}{found['page']:>24.2f}")
