"""What lesson 03 draws: a bigram counted and learned, a text cut into windows, and the network that reads a window."""

from collections.abc import Sequence

import torch

from llm_edu.language_models import WindowMLP
from llm_edu.schematic import Box, Cells, Lines, Schematic, Token, column, row, space, table


def draw_two_ways(contexts: torch.Tensor, targets: torch.Tensor, logits: torch.Tensor,
                  names: Sequence[str]) -> Schematic:
    """A bigram by counting (above) and by learning (below): two matrices of one shape, which end at the same shares.

    contexts, targets: (examples,), the word before and the word that came, as ids   logits: (words, words), learned
    names: of the words, by id

    >>> contexts, targets = torch.tensor([0, 0, 0, 1, 1]), torch.tensor([1, 1, 0, 0, 1])
    >>> draw_two_ways(contexts, targets, torch.tensor([[-0.3, 0.4], [0, 0]]), ["<end>", "meow"]).problems()
    []
    """
    counts = torch.zeros_like(logits)
    counts.index_put_((contexts, targets), torch.ones(len(targets)), accumulate=True)
    counted, learned = counts / counts.sum(dim=1, keepdim=True), logits.softmax(dim=-1)
    before = [f"after\u00a0{name}" for name in names]
    given = Cells(counts.tolist(), color="context", write="{:.0f}", most=2 * float(counts.max()), rows=before,
                  columns=names)
    scores = Cells(logits.tolist(), color="signed", write="{:.2f}", most=2 * float(logits.abs().max()), rows=before,
                   columns=names)
    shares = [Cells(each.tolist(), color=color, write="{:.2f}", most=1, columns=names)
              for each, color in ((counted, "context"), (learned, "model"))]
    names_of_ways = (["counting", "how often each", "word came"], ["learning", "logits, moved", "by gradients"])
    ways = [column(Lines(name, bold=True, size=14), Lines(*words), gap=2) for name, *words in names_of_ways]
    far = float((counted - learned).abs().max())
    drawing = Schematic(
        f"Counted or learned: the probabilities differ by {far:.2f} at most",
        table(zip(ways, (given, scores), (space(96), space(96)), shares), gap=(14, 22)),
        "; ".join(f"after {name}, the counts are {', '.join(f'{count:.0f}' for count in some)} and the logits "
                  f"{', '.join(f'{score:.2f}' for score in others).replace('-', '−')}"
                  for name, some, others in zip(names, counts.tolist(), logits.tolist()))
        + ". The counts become probabilities when each row is divided by its sum, the logits by softmax of each row: "
        + "; ".join(f"{first:.2f} and {second:.2f}"
                    for first, second in zip(counted.flatten().tolist(), learned.flatten().tolist())) + ".")
    drawing.arrow(given, shares[0], "divide each row\nby its sum")
    drawing.arrow(scores, shares[1], "softmax\nof each row")
    return drawing


def draw_windows(text: Sequence[str], size: int) -> Schematic:
    """How a text is cut into examples: the window (grey) moves on by one word, the next word is its target (orange).

    text: its words, without the end

    >>> draw_windows(["Mia", "lost", "her", "hat", "."], size=3).problems()
    []
    """
    padded = ["<end>"] * size + list(text) + ["<end>"]
    chips = [[Token(word, highlight=place == start + size) if start <= place <= start + size else space()
              for place, word in enumerate(padded)] for start in range(len(text) + 1)]
    drawing = Schematic(
        f"A text of {len(text)} words makes {len(chips)} examples: each word is the target once, and so is the end",
        table(chips, gap=(8, 9)),
        "; ".join(f"from {' '.join(padded[start:start + size])}, predict {padded[start + size]}"
                  for start in range(len(chips))) + ".")
    drawing.brace(chips[-1][len(text):-1], f"window: {size} words")
    drawing.brace(chips[-1][-1:], "target", color="learner")
    return drawing


def draw_window_network(model: WindowMLP, ids: Sequence[int], target: int, words: Sequence[str]) -> Schematic:
    """The network of Bengio et al. (2003): vectors side by side, one hidden layer, a logit for each word.

    ids: of the words in the window, as many as the model reads   target: id of the word that came
    words: of the whole vocabulary, by id

    >>> model = WindowMLP(vocabulary_size=3, window=8, units=128)
    >>> draw_window_network(model, [0, 1, 2, 1, 2, 1, 2, 1], 2, ["<end>", "village", "green"]).problems()
    []
    """
    width, (inputs, units), vocabulary = model.embeddings.shape[1], model.hidden.shape, len(words)
    with torch.no_grad():
        vectors = model.embeddings[list(ids)]
        hidden = torch.tanh(vectors.flatten() @ model.hidden + model.hidden_bias)
    tokens = [Token(words[number], width=68) for number in ids]
    looked_up = [_strip(vector[:5]) for vector in vectors]
    strip, bent = _strip(vectors[:, :5].flatten()), _strip(hidden[:20])
    bend = Box("hidden layer", f"matrix {inputs} × {units}, bias, tanh", width=236)
    output = Box("output layer", f"matrix {units} × {vocabulary}, bias", width=236)
    logits = Box("logits", f"one for each of the {vocabulary} words", color="truth", width=236)
    came = Token(words[target], highlight=True)
    drawing = Schematic(
        f"A window of {len(ids)} words: {inputs} numbers, then {units}, then {vocabulary} logits",
        column(row(*(column(token, vector, gap=40) for token, vector in zip(tokens, looked_up)), gap=10),
               strip, bend, bent, output, row(space(came.width), logits, came, gap=144), gap=36),
        f"The words {', '.join(words[number] for number in ids)} become {width} numbers each, their rows of the "
        f"embeddings. Side by side these are {inputs} numbers. The hidden layer makes {units} numbers of them, and the "
        f"output layer a logit for each of the {vocabulary} words. The word that came was {words[target]}: its logit "
        "should rise.")
    for place, (token, vector) in enumerate(zip(tokens, looked_up)):
        drawing.arrow(token, vector, f"its row:\n{width} numbers" if vector is looked_up[-1] else "")
        drawing.arrow(vector, strip.part(columns=slice(5 * place, 5 * place + 5)), leave="bottom", enter="top")
    drawing.arrow(strip, bend, f"side by side: {inputs} numbers")
    drawing.arrow(bend, bent)
    drawing.arrow(bent, output, f"{units} numbers")
    drawing.arrow(output, logits)
    drawing.arrow(came, logits, "the word that came:\nits logit should rise", color="learner", dashed=True)
    return drawing


def _strip(numbers: torch.Tensor) -> Cells:
    """A vector, or its beginning, as coloured cells."""
    return Cells([numbers.tolist()], color="signed", write="", size=12)
