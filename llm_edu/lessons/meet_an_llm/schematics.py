"""What lesson 00 draws: a model as a function, the loop that writes with it, and a chat as one text."""

from collections.abc import Sequence

from torch import Tensor

from llm_edu.plotting import even_lines, visible_token
from llm_edu.schematic import Box, Captioned, Cells, Lines, Schematic, Shape, Token, column, row, space, table


def draw_function(parameters: int, ids: Sequence[int], tokens: Sequence[str], probabilities: Tensor,
                  likely: Sequence[str]) -> Schematic:
    """A model as a function: the ids of a text go in, and a probability for every token comes out.

    ids: of the text   tokens: their texts   probabilities: (vocabulary,)   likely: the most probable tokens

    >>> chances = Tensor([0.1, 0.5, 0.4])
    >>> draw_function(1_000, [2, 0], ["The", " cat"], chances, [" sat", " ran"]).problems()
    []
    """
    best = probabilities.topk(len(likely))
    reads = [row(Token(token, width=92), Lines(str(number), mono=True, size=13), gap=12)
             for token, number in zip(tokens, ids)]
    given = column(*reads, gap=8, align="left")
    model = Box("the model", f"{parameters:,}", "numbers, always", "the same", width=130, height=110)
    bars = Cells(best.values[:, None].tolist(), write="{:.3f}", rows=likely, color="learner", size=28)
    rest = len(probabilities) - len(likely)
    said = column(bars, Lines(f"and {rest:,} more, all above 0"), gap=8, line=0)
    drawing = Schematic(
        f"{len(ids)} ids go in, and {len(probabilities):,} probabilities come out",
        row(Captioned(given, "token and id"), model, Captioned(said, "next token"), gap=52),
        "The text goes in as ids: "
        + ", ".join(f"{visible_token(token)} {number}" for token, number in zip(tokens, ids))
        + f". A model of {parameters:,} numbers computes a probability for each of {len(probabilities):,} tokens. The "
        "largest are " + ", ".join(f"{visible_token(token)} {chance:.3f}"
                                   for token, chance in zip(likely, best.values.tolist())) + ".")
    drawing.arrow(given, model)
    drawing.arrow(model, bars, leave="right", enter="left")
    return drawing


def draw_loop(tokens: Sequence[str], written: int) -> Schematic:
    """Writing one token at a time: what the model reads in each call (grey), and the token that is picked (orange).

    tokens: of the prompt and of what was written   written: how many of them were written

    >>> draw_loop(["The", " best", " thing", " is", " the", " silence"], written=2).problems()
    []
    """
    begin = len(tokens) - written
    rows: list[list[Shape]] = []
    for call in range(written):
        end = begin + call
        chips = [Token(token, highlight=place == end) for place, token in enumerate(tokens[:end + 1])]
        rows.append([Lines(f"call {call + 1}"), *chips, *(space() for _ in tokens[end + 1:])])
    drawing = Schematic(
        "Each token that is picked becomes part of what the model reads next",
        table(rows, gap=(7, 26)),
        "; ".join(f"call {call + 1}: the model reads {''.join(tokens[:begin + call])!r}, and "
                  f"{visible_token(tokens[begin + call])} is picked" for call in range(written)) + ".")
    for above, below, place in zip(rows, rows[1:], range(begin + 1, len(tokens))):
        drawing.arrow(above[place], below[place], color="learner")
    drawing.brace(rows[-1][1:len(tokens)], "what the model reads")
    drawing.brace(rows[-1][len(tokens):], "picked", color="learner")
    return drawing


def draw_chat(text: str, begin: str = "<|im_start|>", end: str = "<|im_end|>") -> Schematic:
    """A chat as the model reads it: one text, in which special tokens begin and end each speech.

    text: a chat in the form of ChatML, whose last speech is still open

    >>> speech = "<|im_start|>user" + chr(10) + "Hello!<|im_end|>" + chr(10) + "<|im_start|>assistant" + chr(10)
    >>> draw_chat(speech).problems()
    []
    """
    speeches = [part.partition("\n") for part in text.split(begin)[1:]]
    rows: list[Sequence[Shape]] = []
    for role, _, said in speeches:
        words, closed, _ = said.partition(end)
        lines = even_lines(words.strip(), 40) if closed else ["(here the model writes)"]
        rows.append([Token(begin, highlight=True),
                     Box(role, *lines, color="context" if closed else "truth", width=300),
                     Token(end, highlight=True) if closed else space()])
    return Schematic(
        f"A chat is one text of {len(speeches)} speeches, and the last of them is left open",
        table(rows, gap=(12, 14)),
        "; ".join(f"{role}: {said.partition(end)[0].strip() or 'here the model writes'}" for role, _, said in speeches)
        + f". Each speech begins with {begin}, and all but the last end with {end}.")
