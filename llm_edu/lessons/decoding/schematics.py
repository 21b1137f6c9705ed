"""What lesson 07 draws: from logits to a choice, a mask of what is allowed, and one round of speculative decoding."""

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_edu.decoding import keep_top_p
from llm_edu.plotting import visible_token
from llm_edu.schematic import Captioned, Cells, Lines, Schematic, Shape, Token, column, row, space, table
from llm_edu.transformer import Transformer


def draw_choice(logits: Tensor, tokens: Sequence[str], temperature: float, p: float, shown: int = 5) -> Schematic:
    """What happens to the logits of the most probable tokens: divided by the temperature, softmax, top-p, rescaled.

    logits: (vocab,)   tokens: the texts of the `shown` most probable ones, the best first

    >>> draw_choice(torch.tensor([2.0, 1, 0, 0]), ["hat", "coat", "cap"], 0.5, 0.9, shown=3).problems()
    []
    """
    best = logits.topk(shown).indices
    warm = (logits / temperature).softmax(dim=-1)
    left = keep_top_p(warm, p)
    count = int((left > 0).sum())
    kept = warm.where(left > 0, 0.0)
    most = float(left.max())

    def stage(values: Tensor, write: str, color: str, limit: float) -> Cells:
        return Cells(values[best][:, None].tolist(), write=write, color=color, most=limit)

    stages = [stage(logits, "{:.2f}", "context", 2 * float(logits.abs().max())),
              stage(logits / temperature, "{:.2f}", "context", 2 * float(logits.abs().max()) / temperature),
              stage(warm, "{:.3f}", "model", most), stage(kept, "{:.3f}", "model", most),
              stage(left, "{:.3f}", "learner", most)]
    names = ("logits", "divided", "probabilities", "cut", "to draw from")
    chips = column(*(Token(token, width=92) for token in tokens), gap=4)
    drawing = Schematic(
        f"Of {len(logits):,} tokens, {count} {'is' if count == 1 else 'are'} left to draw from",
        row(chips, *(Captioned(each, name) for each, name in zip(stages, names)), gap=42),
        f"The logits of the {shown} most probable tokens are divided by the temperature {temperature:g}. Softmax makes "
        f"probabilities, top-p {p:g} sets all but {count} of them to 0, and the rest is rescaled: "
        + "; ".join(f"{token}: logit {logit:.2f}, probability {before:.3f}, then {after:.3f}" for token, logit, before,
                    after in zip(map(visible_token, tokens), logits[best].tolist(), warm[best].tolist(),
                                 left[best].tolist())) + ".")
    steps = (f"÷ {temperature:g}", "softmax", f"top-p\n{p:g}", "rescale")
    for start, end, step in zip(stages, stages[1:], steps):
        drawing.arrow(start, end, step)
    return drawing


def draw_mask(logits: Tensor, allowed: Sequence[int], words: Sequence[str], shown: int = 3) -> Schematic:
    """A constraint: the logits of what may not come become −∞, so softmax gives all probability to the others.

    logits: (vocab,)   allowed: ids   words: of the whole vocabulary, by id
    shown: how many of the most probable allowed words, and how many of the others

    >>> draw_mask(torch.tensor([2.0, 1, 0.5]), [1, 2], ["Nia", "Rosa", "Hugo"], shown=1).problems()
    []
    """
    may = torch.zeros(len(logits), dtype=torch.bool)
    may[list(allowed)] = True
    masked = logits.where(may, -torch.inf)
    before, after = logits.softmax(dim=-1), masked.softmax(dim=-1)
    ordered = before.argsort(descending=True, stable=True).tolist()
    some = [[number for number in ordered if bool(may[number]) == good][:shown] for good in (True, False)]
    drawn = sorted(sum(some, []), key=lambda number: -float(before[number]))
    forbidden, most = float(before[~may].sum()), float(after[drawn].max())

    def cell(value: float, color: str) -> Shape:
        return Cells([[value]], write="{:.3f}", color=color, most=most, size=28)

    rows = [[Token(words[number], highlight=not bool(may[number]), width=84), Lines(f"{logits[number]:.1f}"),
             cell(float(before[number]), "model"),
             Lines("✓" if may[number] else "✗", size=16, color="truth" if may[number] else "error"),
             Lines(f"{masked[number]:.1f}" if may[number] else "−∞", size=14), cell(float(after[number]), "truth")]
            for number in drawn]
    return Schematic(
        f"The mask takes {100 * forbidden:.1f} % of the probability, and gives it to the {len(allowed)} allowed words",
        table(rows, gap=(26, 8), heads=("word", "logit", "softmax", "allowed?", "masked", "softmax")),
        "; ".join(f"{words[number]}, {'allowed' if may[number] else 'forbidden'}: {float(before[number]):.3f} before, "
                  f"{float(after[number]):.3f} after" for number in drawn) + ".")


def draw_guesses(model: Transformer, draft: Transformer, ids: Sequence[int], words: Sequence[str],
                 count: int = 4) -> Schematic:
    """One round of speculative decoding, greedily: the draft guesses, the model checks, and what is written.

    ids: of the text so far   words: of the whole vocabulary, by id

    >>> from llm_edu.transformer import TransformerConfig
    >>> sizes = TransformerConfig.gpt2(vocab_size=3, context_length=8, layers=1, width=16, heads=2)
    >>> draw_guesses(Transformer(sizes), Transformer(sizes), [0, 1], ["the", "green", "hat"]).problems()
    []
    """
    row_of_ids = list(ids)
    with torch.no_grad():
        for _ in range(count):
            row_of_ids.append(int(draft(torch.tensor([row_of_ids]))[0, -1].argmax()))
        said = model(torch.tensor([row_of_ids]))[0, len(ids) - 1:].argmax(dim=-1).tolist()
    guesses = row_of_ids[len(ids):]
    taken = next((place for place, guess in enumerate(guesses) if guess != said[place]), count)
    width = 84
    guessed, checked = ([Token(words[number], width=width) for number in numbers] for numbers in (guesses, said))
    written = [Token(words[number], highlight=place == taken, width=width)
               for place, number in enumerate(said[:taken + 1])]
    rows: list[list[Shape]] = [
        [Lines("the draft guesses,", f"in {count} calls"), *guessed, space(width)],
        [Lines("the large model's", "own tokens, in one call"), *checked],
        [Lines("same?"), *(Lines("✓" if place < taken else "✗" if place == taken else "", size=17, bold=True,
                                 color="truth" if place < taken else "error") for place in range(count)), space()],
        [Lines("written"), *written, *(space(width) for _ in range(count - taken))]]
    texts = [" ".join(words[number] for number in numbers) for numbers in (guesses, said, said[:taken + 1])]
    drawing = Schematic(
        f"“… {words[ids[-1]]}”: {taken} of {count} guesses are accepted, so one call of the large model writes "
        f"{taken + 1} token{'s' if taken else ''}", table(rows, gap=(12, 24)),
        f"The draft guesses {texts[0]}. The large model reads all guesses in one call; its own tokens at these "
        f"positions are {texts[1]}. The first {taken} agree, so what is written is {texts[2]}.")
    if taken:
        drawing.brace(written[:taken], "accepted", color="truth")
    drawing.brace(written[taken:], "its own", color="learner")
    return drawing


