"""What lesson 10 draws: LoRA beside a frozen matrix, which tokens count in a conversation, and the whole recipe."""

from collections.abc import Sequence

from llm_edu.schematic import Box, Captioned, Matrix, Plus, Schematic, Shape, Token, column, row


def draw_lora(outputs: int, inputs: int, rank: int, alpha: float) -> Schematic:
    """A frozen matrix, and the two narrow ones that learn beside it.

    >>> draw_lora(outputs=192, inputs=576, rank=8, alpha=16).problems()
    []
    """
    scale = 170 / inputs
    x, y = Box("x", f"{inputs} numbers", color="context"), Box("y", f"{outputs} numbers", color="truth")
    frozen = Matrix("W, frozen", outputs, inputs, color="context", scale=scale)
    down = Matrix("down", rank, inputs, color="learner", scale=scale)
    up = Matrix("up", outputs, rank, color="learner", scale=scale)
    plus, times = Plus(), Plus("×", color="context")
    below = row(Captioned(down, "learns"), Captioned(up, "learns"),
                Captioned(times, "alpha / rank", f"{alpha:g} / {rank}", above=False), gap=34)
    paths = column(frozen, below, gap=30)
    learning = rank * (inputs + outputs)
    drawing = Schematic(
        f"{learning:,} numbers learn beside {outputs * inputs:,} that are frozen",
        row(x, paths, plus, y, gap=26),
        f"x, {inputs} numbers, takes two ways. Above, it goes through W, {outputs} × {inputs}, which is frozen. Below, "
        f"it goes through down, {rank} × {inputs}, and up, {outputs} × {rank}, which learn, and is multiplied by "
        f"alpha / rank, {alpha:g} / {rank}. The sum of both is y, {outputs} numbers.")
    drawing.arrow(x, frozen)
    drawing.arrow(x, down)
    drawing.arrow(down, up)
    drawing.arrow(up, times)
    drawing.arrow(frozen, plus)
    drawing.arrow(times, plus)
    drawing.arrow(plus, y)
    return drawing


def draw_counted(targets: Sequence[str], counts: Sequence[bool], wide: float = 620) -> Schematic:
    """The targets of a conversation, token by token: those that count in the loss are orange.

    targets: the tokens   counts: for each of them, whether it counts   wide: how wide a line is at most, in pixels

    >>> words = ["<|im_start|>", "user", "Hi", "!", "Ahoy", "!", "<|im_end|>"]
    >>> draw_counted(words, [False] * 4 + [True] * 3).problems()
    []
    """
    lines: list[list[Shape]] = [[]]
    for word, counted in zip(targets, counts):
        chip = Token(word, highlight=counted)
        if lines[-1] and sum(each.width + 4 for each in lines[-1]) + chip.width > wide:
            lines.append([])
        lines[-1].append(chip)
    said = "".join(word for word, counted in zip(targets, counts) if counted)
    return Schematic(
        f"{sum(counts)} of {len(targets)} targets count in the loss: the answer and its end",
        column(*(row(*line, gap=4) for line in lines), gap=8, align="left"),
        f"All {len(targets)} targets of the conversation in their order. Those of the template and the question are "
        f"grey, and do not count. Those that count are orange: {said}")


def draw_recipe() -> Schematic:
    """The eight steps of the recipe, where it ends early, and where it goes back.

    >>> draw_recipe().problems()
    []
    """
    *_, prompt, head, lora, again, test = steps = [
        Box(f"{number}. {name}", detail, color=color, width=250) for number, (name, detail, color) in enumerate([
            ("Split", "then look for leaks", "context"), ("What must not be lost?", "measure it now", "context"),
            ("Baselines", "on the validation part", "context"), ("Prompt", "several, on the validation part", "model"),
            ("Head", "on frozen streams", "model"), ("LoRA", "a few rates, then a few ranks", "learner"),
            ("Measure step 2 again", "what is lost?", "second"), ("Test once", "with the best baseline", "truth")], 1)]
    drawing = Schematic(
        "From a pile of examples to a number that you can defend", column(*steps, gap=22),
        "Eight steps: " + "; ".join(": ".join(word.text for word in step.words) for step in steps)
        + ". If the prompt or the head is good enough, go straight to the test. If too much is lost in step 7, go back "
        "to step 6.")
    for step, following in zip(steps, steps[1:]):
        drawing.arrow(step, following)
    drawing.arrow(prompt, test, "if it is\ngood enough", leave="right", enter="right", reach=44, color="truth")
    drawing.line(head, test, leave="right", enter="right", reach=48.5, color="truth")
    drawing.arrow(again, lora, "if too much\nis lost", leave="left", enter="left", reach=30, color="error",
                  beside="left")
    return drawing
